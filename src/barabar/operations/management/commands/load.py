"""`barabar load FILE…`: load real records, each file recognised by its column heads, or as JSON."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.load_project import load_project
from barabar.advocacy.actions.load_project import recognises as is_project
from barabar.advocacy.actions.load_recommendation_source import load_recommendation_source
from barabar.advocacy.actions.load_recommendation_source import recognises as is_recommendation_source
from barabar.coordination.actions.load_records import load_record
from barabar.money.actions.enter_rates import load_rates
from barabar.money.actions.enter_rates import recognises as is_rates
from barabar.money.actions.load_published_budgets import load_published_budgets
from barabar.money.actions.load_published_budgets import recognises as is_published_budgets
from barabar.plans.actions.load_local_plans import load_local_plans
from barabar.plans.actions.load_local_plans import recognises as is_local_plans
from barabar.reference.actions.load_territories import load_territories
from barabar.reference.actions.load_territories import recognises as is_territories
from barabar.reference.tables import header_of
from barabar.reference.verdicts import Problems

# What a file is, how it is recognised, and what loads it, in the order in which files must be loaded.
KINDS = (
    ("places", is_territories, lambda path: load_territories(path)),
    ("local plans", is_local_plans, lambda path: load_local_plans(path, by=SYSTEM)),
    ("published budgets", is_published_budgets, lambda path: load_published_budgets(path, by=SYSTEM)),
    ("exchange rates", is_rates, lambda path: load_rates(path, by=SYSTEM)),
)


def load_coordination(path: Path) -> int:
    """An event, and the document in which it made recommendations where its record names one."""
    made = load_record(path, by=SYSTEM)
    return made + (load_recommendation_source(path, by=SYSTEM) if is_recommendation_source(path) else 0)


class Command(BaseCommand):
    help = (
        "Load places, local plans, published budgets or exchange rates from CSV files, and records of bodies and meetings "
        "from JSON files, as they stand."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, help="CSV files with column heads, or JSON files")

    def handle(self, *, files: list[Path], **options):
        for path in files:
            if not path.is_file():
                raise CommandError(f"{path}: there is no such file. Give the path of a CSV or JSON file.")
        try:
            for title, load, path in sorted(map(self.recognise, files), key=lambda found: found[0] != "places"):
                self.stdout.write(f"{path.name}: {load(path)} {title}")
        except Problems as error:
            lines = "\n".join(problem.sentence for problem in error.problems)
            raise CommandError(f"Nothing was loaded from this file; {len(error.problems)} to mend:\n{lines}") from None

    def recognise(self, path: Path):
        if path.suffix == ".json" and is_project(path):
            return "advocacy projects", lambda file: load_project(file, by=SYSTEM), path
        if path.suffix == ".json":
            return "records of coordination", load_coordination, path
        head = header_of(path)
        for title, recognised, load in KINDS:
            if recognised(head):
                return title, load, path
        raise CommandError(
            f"{path.name}: its columns are not those of a file that Barabar loads. Found: {', '.join(head) or 'none'}. "
            "docs/loading.md lists the files and their columns."
        )
