"""`barabar advocacy clock`: what a machine does once a day for community issues."""

import datetime as dt

from django.core.management.base import BaseCommand

from barabar.advocacy.actions.climb_ladder import record_silences
from barabar.advocacy.actions.keep_private import forget_old


class Command(BaseCommand):
    help = (
        "Record silence where the agreed time has passed, send such issues up where one institution is next, and destroy "
        "the original words of issues that ended long ago. Run it once a day; figures are right without it too."
    )

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=("clock",))
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day to work for (default: today)")

    def handle(self, *, verb, today, **options):
        silent, climbed = record_silences(today=today)
        forgotten = forget_old(today=today)
        silences, issues = ("silence" if silent == 1 else "silences"), ("issue" if climbed == 1 else "issues")
        self.stdout.write(f"{silent} {silences} recorded, {climbed} {issues} sent up, {forgotten} originals destroyed.")
