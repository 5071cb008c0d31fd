"""Compile the rooms' message catalogues (.po) where the compiled file (.mo) is missing or older."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


def compile_messages(root: Path = PACKAGE) -> list[Path]:
    """Write each stale catalogue's .mo beside its .po; return the files written."""
    written = []
    for po in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        # A name of its own: processes that start together each write one, and the last one stands.
        partial = mo.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as target:
            write_mo(target, catalogue)
        partial.replace(mo)
        written.append(mo)
    return written
