"""`barabar audit PUBLISHED…`: attack published files alone."""

import argparse
import sys

from django.core.management.base import BaseCommand

from barabar.statistics.disclosure.command import add_audit_arguments, run_audit


class Command(BaseCommand):
    help = "Attack published tables: which hidden cells can be recovered or narrowed, and by which equations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        add_audit_arguments(parser)

    def handle(self, **options):
        sys.exit(run_audit(argparse.Namespace(**options)))
