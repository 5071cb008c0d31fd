"""`barabar recommendations sources | import | follow-up`: documents that recommend, their tables, and what came of them."""

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actors import SYSTEM
from barabar.advocacy.actions.import_recommendations import import_recommendations
from barabar.advocacy.models import SourceDocument
from barabar.advocacy.recommendation_catalogue import recommendation_addressees
from barabar.advocacy.recommendation_queries import recommendations_of
from barabar.advocacy.recommendation_tables.reading import Wanted
from barabar.publishing.actions.build_follow_up import build_follow_up
from barabar.publishing.formats import FORMATS
from barabar.publishing.wording import LABELS
from barabar.reference.catalogue import economy_of_code
from barabar.reference.verdicts import Problem, Problems


class Command(BaseCommand):
    help = "List the documents that recommend, bring in the table of one, build the follow-up table of a source or document."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("sources", help="the documents that are kept, with how many recommendations each holds")
        table = verbs.add_parser("import", help="bring in a workbook with one recommendation a row")
        table.add_argument("file", type=Path)
        table.add_argument(
            "--document", required=True, help="key of the document; `recommendations sources` lists them"
        )
        table.add_argument("--addressee", default="government", choices=sorted(recommendation_addressees()))
        table.add_argument("--economy", action="append", default=[], help="where the table names none; may be repeated")
        table.add_argument("--check", action="store_true", help="say what would be brought in, and store nothing")
        made = verbs.add_parser("follow-up", help="build the follow-up table")
        made.add_argument("--source", default="", help="key of the source, such as ecri or fcnm")
        made.add_argument("--document", default="", help="one document alone")
        made.add_argument("--economy", default="", help="code of the economy (default: all that are addressed)")
        made.add_argument(
            "--language", action="append", choices=sorted(LABELS), help="may be repeated (default: sq and en)"
        )
        made.add_argument(
            "--format", action="append", choices=sorted(FORMATS), help="may be repeated (default: docx and xlsx)"
        )
        made.add_argument("--on", type=dt.date.fromisoformat, help="day on which states are told (default: today)")
        made.add_argument("--as-of", type=int, help="position of the ledger for values (default: now)")
        made.add_argument("--out", type=Path, default=Path("."), help="folder for the files")

    def handle(self, *, verb, **options):
        try:
            {"sources": self.sources, "import": self.bring_in, "follow-up": self.follow_up}[verb](options)
        except Problems as found:
            raise CommandError(sentences(found.problems)) from None

    def sources(self, _options):
        for one in SourceDocument.objects.all():
            held = recommendations_of(SourceDocument.objects.filter(pk=one.pk)).count()
            day = one.published_on or one.date_note
            self.stdout.write(
                f"{one.pk}: {one.source}, {one.title}, {day}, {one.economy or 'several economies'}, {held}"
            )

    def bring_in(self, options):
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file. Give the path of a workbook (.xlsx).")
        document = self.document(options["document"])
        economies = [self.economy(code) for code in options["economy"]] or (
            [document.economy] if document.economy else []
        )
        done = import_recommendations(
            by=SYSTEM, document=document, name=path.name, content=path.read_bytes(),
            wanted=Wanted(options["addressee"], economies), dry_run=options["check"],
        )  # fmt: skip
        if done.errors:
            raise CommandError(sentences(done.problems))
        would = "would be " if options["check"] else ""
        self.stdout.write(
            f"{len(done.new)} {would}brought in, {done.states} with a state; {done.unchanged} stand already."
        )
        self.stdout.write(f"Columns read: {', '.join(done.heads)}.")
        for problem in done.problems:
            self.stdout.write(problem.sentence)

    def follow_up(self, options):
        document = self.document(options["document"]) if options["document"] else None
        economy = self.economy(options["economy"]) if options["economy"] else document.economy if document else ""
        files = build_follow_up(
            by=SYSTEM, source=options["source"], document=document, economy=economy,
            languages=tuple(options["language"] or ("sq", "en")), formats=tuple(options["format"] or ("docx", "xlsx")),
            on=options["on"], as_of=options["as_of"],
        )  # fmt: skip
        options["out"].mkdir(parents=True, exist_ok=True)
        for one in files:
            (options["out"] / one.name).write_bytes(one.content)
            self.stdout.write(f"{options['out'] / one.name} ({len(one.content)} bytes)")

    def document(self, key: str) -> SourceDocument:
        found = SourceDocument.objects.filter(pk=key).first()
        if found is None:
            raise CommandError(f"No document “{key}” is kept here; `barabar recommendations sources` lists them.")
        return found

    def economy(self, code: str) -> str:
        found = economy_of_code(code)
        if found is None:
            raise CommandError(f"{code} is not an economy; `barabar check` lists the definitions.")
        return found.key


def sentences(problems: list[Problem]) -> str:
    lines = "\n".join(problem.sentence for problem in problems)
    return f"Nothing was stored; {len(problems)} to mend:\n{lines}"
