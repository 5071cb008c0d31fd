"""`barabar protect TABLES --rule frequency:10 --interval 5 --out DIR`: hide what would tell on small groups."""

import argparse
import sys

from django.core.management.base import BaseCommand

from barabar.statistics.disclosure.command import add_protect_arguments, run_protect


class Command(BaseCommand):
    help = (
        "Decide which cells of tables to hide, audit the result, and write published.csv, decisions.csv and audit.json."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        add_protect_arguments(parser)

    def handle(self, **options):
        sys.exit(run_protect(argparse.Namespace(**options)))
