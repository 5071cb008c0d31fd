"""`barabar estimate ANALYSIS.yaml --out FILE` and `barabar estimate DATA --weights W … --mean Y … --by D …`."""

import argparse
import sys

from django.core.management.base import BaseCommand

from barabar.surveys.command import add_arguments, run


class Command(BaseCommand):
    help = "Estimate from survey data, with honest errors; the rows are read and forgotten."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        add_arguments(parser)

    def handle(self, **options):
        sys.exit(run(argparse.Namespace(**options)))
