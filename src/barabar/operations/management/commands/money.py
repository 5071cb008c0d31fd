"""`barabar money`: the two ledgers as a table, what does not fit, and the Fiscal Data Package."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from barabar.analysis.measures import measure_standings
from barabar.analysis.money.amounts import amounts
from barabar.analysis.money.checks import counted_once, findings, plain
from barabar.analysis.money.stages import GROUPS, by_group
from barabar.analysis.protection import published
from barabar.publishing.fiscal_package import fiscal_package
from barabar.reference.catalogue import economies


class Command(BaseCommand):
    help = "Money of an economy's year: `table`, `check`, or `package` (a Fiscal Data Package)."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=("table", "check", "package"))
        parser.add_argument("--economy", required=True, help="its code, such as AL")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--by", choices=tuple(GROUPS), default="sector", help="how `table` groups")
        parser.add_argument("--out", type=Path, help="the ZIP file that `package` writes")

    def handle(self, *, verb: str, economy: str, year: int, by: str, out: Path | None, **options):
        if economy not in economies():
            raise CommandError(f"“{economy}” is not an economy; use one of {', '.join(economies())}.")
        everything = amounts(economy=economy, years=[year])
        if not everything:
            raise CommandError(f"No money is known of {economy} in {year}.")
        {"table": self.write_table, "check": self.write_check, "package": self.write_package}[verb](
            everything, economy, year, by, out
        )

    def write_table(self, everything, economy, year, by, out):
        for row in by_group(counted_once(everything), by):
            sums = ", ".join(f"{stage} {plain(amount)}" for stage, amount in row.sums.items())
            rate = f"; rate {row.rate:.1%} of {row.rated} lines" if row.rate is not None else ""
            self.stdout.write(f"{row.ledger} | {row.group or 'not stated'} | {row.currency} | {sums}{rate}")

    def write_check(self, everything, economy, year, by, out):
        standings = published(measure_standings(period=str(year), node__plan__economy=economy))
        found = findings(everything, standings, year)
        for one in found:
            self.stdout.write(f"{one.code}: {one.sentence}")
        self.stdout.write(f"{len(found)} things that do not fit.")

    def write_package(self, everything, economy, year, by, out):
        if out is None:
            raise CommandError("Say where to write the package: --out FILE.zip")
        made = fiscal_package(
            counted_once(everything), economy=economy, years=[year], demonstration=settings.DEMONSTRATION
        )
        out.write_bytes(made)
        self.stdout.write(f"{out}: {len(made)} bytes")
