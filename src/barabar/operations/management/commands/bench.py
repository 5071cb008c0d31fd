"""`barabar bench NAME`: measure what the product promises, on this machine, now."""

import argparse
import importlib
import pkgutil
import sys

from django.core.management.base import BaseCommand, CommandError

from barabar.operations import bench


class Command(BaseCommand):
    help = "Run a benchmark: chain (load, pages, report, workbooks), surveys …; figures are printed, never judged silently."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", help="which benchmark; `list` names them")
        parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its own arguments")

    def handle(self, *, name, arguments, **options):
        known = sorted(module.name for module in pkgutil.iter_modules(bench.__path__))
        if name == "list":
            self.stdout.write("\n".join(known))
            return
        if name not in known:
            raise CommandError(f"There is no benchmark {name!r}; known are {', '.join(known)}.")
        module = importlib.import_module(f"barabar.operations.bench.{name}")
        sys.exit(module.run([argument for argument in arguments if argument != "--"]))
