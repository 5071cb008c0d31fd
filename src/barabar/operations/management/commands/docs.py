"""`barabar docs`: write the pages that are made from tables in the code."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from barabar.collection.states import TITLES, TRANSITIONS

PAGE = settings.ROOT / "docs" / "the-chain.md"
MARK = "<!-- made from collection/states.py by `./run docs`; a test fails when it is stale -->"


def states_table() -> str:
    """The transition table of a return as the page shows it."""
    rows = [
        f"| {verb.verb.replace('_', ' ')} | {', '.join(str(TITLES[s]) for s in verb.from_states)} | {TITLES[verb.to_state]} | "
        f"{verb.actor} | `{verb.permission}` |"
        for verb in TRANSITIONS
    ]
    return "\n".join(["| verb | from | to | who | permission |", "|---|---|---|---|---|", *rows])


def expected(text: str) -> str:
    before, mark, _old = text.partition(MARK)
    return f"{before}{mark}\n\n{states_table()}\n"


class Command(BaseCommand):
    help = "Write the generated parts of docs/; with --check only say whether they are stale."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        text = PAGE.read_text(encoding="utf-8")
        if check and text != expected(text):
            raise CommandError(f"{PAGE.name} is stale; run ./run docs and commit it.")
        PAGE.write_text(expected(text), encoding="utf-8")
