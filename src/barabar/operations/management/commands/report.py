"""`barabar report`: build a report's files from the approved facts."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actors import SYSTEM
from barabar.publishing.actions.build_report import build_report, release_report
from barabar.publishing.formats import FORMATS
from barabar.publishing.outlines import outlines
from barabar.publishing.report import Scope
from barabar.reference.catalogue import economy_of_code
from barabar.reference.verdicts import Refused


class Command(BaseCommand):
    help = "Build the annual, a municipal or a sector report, in every language and format."

    def add_arguments(self, parser):
        parser.add_argument("economy", help="code of the economy, such as AL")
        parser.add_argument("period", help="period, such as 2025")
        parser.add_argument("--outline", default="annual", help="annual, municipal or sector")
        parser.add_argument("--municipality", default="", help="key of the municipality, for its own report")
        parser.add_argument("--sector", default="", help="key of the sector, for its own report")
        parser.add_argument("--language", action="append", help="language; may be repeated (default: sq and en)")
        parser.add_argument("--format", action="append", choices=sorted(FORMATS), help="format; may be repeated")
        parser.add_argument("--as-of", type=int, help="position of the ledger (default: now)")
        parser.add_argument("--out", type=Path, help="also copy the files into this folder")
        parser.add_argument("--release", action="store_true", help="make it public at once")

    def handle(self, *, economy, period, outline, municipality, sector, out, **options):
        found = economy_of_code(economy)
        if found is None:
            raise CommandError(f"{economy} is not an economy; `barabar check` lists the definitions.")
        if outline not in outlines():
            raise CommandError(f"{outline} is not an outline; use one of {', '.join(outlines())}.")
        try:
            release = build_report(
                by=SYSTEM, outline=outline, scope=Scope(found.key, period, municipality, sector),
                languages=tuple(options["language"] or ("sq", "en")),
                formats=tuple(options["format"] or ("docx", "pdf", "html")), as_of=options["as_of"],
            )  # fmt: skip
            if options["release"]:
                release_report(by=SYSTEM, release=release)
        except Refused as error:
            raise CommandError(str(error)) from None
        for kept in release.files.all():
            self.stdout.write(f"{kept.language} {kept.format}: {kept.file.path} ({kept.size} bytes)")
            if out:
                out.mkdir(parents=True, exist_ok=True)
                (out / Path(kept.file.name).name).write_bytes(Path(kept.file.path).read_bytes())
