"""`barabar warehouse`: look at the analytical store, bring it up to date, make it again, or give it to another engine."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.warehouse.building import StoreDamaged, damaged_files, read_manifest
from barabar.warehouse.exporting import export
from barabar.warehouse.ledger import newest
from barabar.warehouse.store import warehouse


class Command(BaseCommand):
    help = "The analytical store: status, refresh, rebuild, check, export. The database stays the truth; the store follows."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=("status", "refresh", "rebuild", "check", "export"))
        parser.add_argument("--out", type=Path, help="export: the folder for the files")

    def handle(self, *, verb, out, **options):
        {
            "status": self.status,
            "refresh": self.refresh,
            "rebuild": self.rebuild,
            "check": self.verify,
            "export": self.export,
        }[verb](out)

    def status(self, out):
        store = warehouse()
        head, _mark = newest()
        try:
            manifest = read_manifest(store.folder)
        except StoreDamaged as damage:
            self.stdout.write(
                f"The store is damaged ({damage}); it is made again at the next question, or by `rebuild`."
            )
            return
        if manifest is None:
            self.stdout.write(f"No files yet: the ledger's {head} positions are read into memory.")
            return
        rows, size = sum(e.rows for e in manifest.epochs), sum(f.bytes for f in manifest.files())
        self.stdout.write(
            f"{store.folder}: up to position {manifest.head} of {head}; {rows:,} events in {len(manifest.epochs)} epochs, "
            f"{size / 1e6:,.1f} MB; {head - manifest.head} positions are read from the ledger."
        )

    def refresh(self, out):
        started = time.perf_counter()
        store = warehouse()
        store.current()
        store.fold()
        self.stdout.write(f"Up to position {store.current().manifest.head} in {time.perf_counter() - started:.1f} s.")

    def rebuild(self, out):
        started = time.perf_counter()
        manifest = warehouse().rebuild(tell=lambda line: self.stdout.write(line))
        rows = sum(epoch.rows for epoch in manifest.epochs)
        self.stdout.write(f"{rows:,} events up to position {manifest.head} in {time.perf_counter() - started:.1f} s.")

    def verify(self, out):
        store = warehouse()
        try:
            manifest = read_manifest(store.folder)
        except StoreDamaged as damage:
            raise CommandError(f"{damage}. Run `barabar warehouse rebuild`.") from None
        wrong = damaged_files(store.folder, manifest) if manifest else []
        if wrong:
            raise CommandError(
                f"{', '.join(wrong)}: not what was written. Run `barabar warehouse rebuild`; nothing is lost, for the "
                "store is made from the ledger."
            )
        self.stdout.write(f"{len(list(manifest.files())) if manifest else 0} files, all as they were written.")

    def export(self, out):
        """Files for a distributed engine: the events as Parquet and the list of words."""
        if out is None:
            raise CommandError("Say where to: barabar warehouse export --out FOLDER.")
        manifest = export(warehouse(), out)
        self.stdout.write(
            f"{out}: events of {len(manifest.epochs)} epochs and words.json, up to position {manifest.head}."
        )
