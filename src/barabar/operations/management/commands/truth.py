"""`barabar truth surveys DIR`: compare our answers with answers computed elsewhere; exit 1 on any disagreement."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.statistics.surveys.errors import SurveyError
from barabar.statistics.surveys.truth import compare_directory

COMPARISONS = {"surveys": compare_directory}


class Command(BaseCommand):
    help = "Compare our answers with reference answers, case by case."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("what", choices=sorted(COMPARISONS))
        parser.add_argument("directory", type=Path, help="holds cases.jsonl and data/")

    def handle(self, *, what: str, directory: Path, **options):
        try:
            agreement = COMPARISONS[what](directory)
        except SurveyError as error:
            raise CommandError(str(error)) from None
        for line in agreement.lines():
            self.stdout.write(line)
        sys.exit(0 if agreement.complete else 1)
