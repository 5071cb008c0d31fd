"""Files for a distributed engine: the events as Parquet and the list of words."""

import shutil
from pathlib import Path

from barabar.warehouse.building import Manifest
from barabar.warehouse.distributed import WORDS
from barabar.warehouse.store import Warehouse


def export(store: Warehouse, folder: Path) -> Manifest:
    """Write `events/` and `words.json` into `folder`, up to the newest position; what stood there of an earlier export goes.

    The files are those of the store, which is brought up to date before.
    """
    store.current()
    store.fold()
    manifest = store.current().manifest
    shutil.rmtree(folder / "events", ignore_errors=True)
    (folder / "events").mkdir(parents=True)
    for epoch in manifest.epochs:
        shutil.copyfile(store.folder / epoch.files["events"].name, folder / "events" / f"{epoch.number:05d}.parquet")
    if manifest.words:
        shutil.copyfile(store.folder / manifest.words.name, folder / WORDS)
    return manifest
