"""`barabar table`: any table of the approved facts, by the same question object as the pages and the API."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from barabar.reference.verdicts import Problems
from barabar.warehouse.answering import Engine, engine
from barabar.warehouse.distributed import WORDS, DistributedStore
from barabar.warehouse.questions import MEASURES, question_from, question_of_address
from barabar.warehouse.store import EngineMissing
from barabar.warehouse.writing import FORMATS

SAID = ("rows", "columns", "measures", "period", "level", "breakdown", "as_of", "breaks", "places", "subject")


class Command(BaseCommand):
    help = (
        "Answer a question about the approved facts as CSV, JSON or XLSX, with definition, unit, position, coverage and "
        "source. For the office: small counts are not hidden here; what leaves it goes by the public pages and the API."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "address", nargs="?", default="", help='a question as an address has it, "rows=indicator&columns=year"'
        )
        parser.add_argument("--rows", default="", help="dimensions, comma-separated: indicator, territory, year, sex …")
        parser.add_argument("--columns", default="", help="dimensions, comma-separated")
        parser.add_argument("--measures", default="", help=f"any of {', '.join(MEASURES)}")
        parser.add_argument(
            "--filter", action="append", default=[], metavar="DIMENSION=WORD,WORD", help="may be repeated"
        )
        parser.add_argument("--period", default="", help="2025, 2025-Q3, 2020..2024; comma-separated")
        parser.add_argument("--level", default="", help="own: a municipality as a whole; part: directorates; other")
        parser.add_argument("--breakdown", default="", help="only values broken down by these dimensions")
        parser.add_argument("--as-of", dest="as_of", default="", help="position of the ledger (default: now)")
        parser.add_argument(
            "--breaks", default="", help="refuse (default) or mark comparisons across a break in a series"
        )
        parser.add_argument("--places", default="", help="as_reported (default), or today: as municipalities are now")
        parser.add_argument("--subject", default="", help="values (default) or money")
        parser.add_argument("--format", choices=sorted(FORMATS), default="csv")
        parser.add_argument("--language", default="en")
        parser.add_argument("--engine", default="", help="spark, or spark://host:port: sum on a distributed engine")
        parser.add_argument("--store", type=Path, help="with --engine: the folder of `barabar warehouse export`")
        parser.add_argument(
            "--events", default="", help="with --engine: where the cluster finds the events, if elsewhere"
        )
        parser.add_argument("--out", type=Path, help="file to write (default: standard output)")

    def handle(self, *, address, **options):
        with override(options["language"]):
            try:
                question = question_of_address(address) if address else question_from(self._pairs(options))
                content = FORMATS[options["format"]](self._asked(options).answer(question), options["language"])
            except (Problems, EngineMissing) as found:
                raise CommandError(str(found)) from None
        if options["out"]:
            options["out"].write_bytes(content)
            self.stdout.write(f"{options['out']} ({len(content)} bytes)")
        elif options["format"] == "xlsx" and sys.stdout.isatty():
            raise CommandError("A workbook cannot be shown on a screen; give --out FILE.")
        else:
            self._write(content)

    def _asked(self, options) -> Engine:
        """This installation's store, or a distributed engine over what was exported of it."""
        if not options["engine"]:
            return engine()
        if options["store"] is None or not (options["store"] / WORDS).exists():
            raise CommandError("--engine needs --store FOLDER with what `barabar warehouse export --out FOLDER` gave.")
        return Engine(DistributedStore(options["store"], options["engine"], events=options["events"]))

    def _write(self, content: bytes) -> None:
        stream = getattr(self.stdout._out, "buffer", None)
        if stream is not None:
            stream.write(content)
            stream.flush()
        else:
            self.stdout.write(content.decode("utf-8-sig"), ending="")

    def _pairs(self, options) -> list[tuple[str, str]]:
        pairs = [(name, options[name]) for name in SAID if options[name]]
        for one in options["filter"]:
            name, equals, words = one.partition("=")
            if not equals:
                raise CommandError(f"--filter {one}: write it as DIMENSION=WORD, such as economy=AL.")
            pairs.append((name, words))
        return pairs
