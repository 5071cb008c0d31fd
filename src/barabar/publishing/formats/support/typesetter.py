"""The one door to typst. Text reaches it as data (JSON), never as markup, so nothing a person typed can be a command.

Each run is a process of its own: typst keeps what it has laid out for later runs (200 MB for a report), which an office
server must not pay for, and a document that takes it down must not take the server along. Fonts are ours alone: no
machine's fonts are looked at, so every installation makes the same pages.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from barabar.publishing.fonts import FOLDER as FONTS
from barabar.publishing.fonts import covered

_FOLDER = Path(__file__).parent
_PATIENCE = 120
CHART_PPI = 200


class NotTypeset(RuntimeError):
    """The pages could not be made; the message repeats what the typesetter said."""


def set_pdf(data: dict[str, Any], *, day: date) -> bytes:
    """A tagged PDF/UA-1 file; the same data and day give the same bytes."""
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return _run("report.typ", data, format="pdf", pdf_standards=["ua-1"], timestamp=stamp)[0]


def pictures(drawings: list[str], *, ppi: int = CHART_PPI) -> list[bytes]:
    """SVG drawings as PNG, all in one run: starting the typesetter costs more than one drawing."""
    return _run("pictures.typ", drawings, format="png", ppi=ppi) if drawings else []


def _run(template: str, data: Any, **options: Any) -> list[bytes]:
    """Files made from one template: one for PDF, one for each page for PNG."""
    text = covered(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    order = {"template": str(_FOLDER / template), "root": str(_FOLDER), "fonts": str(FONTS), "data": text}
    command = [sys.executable, "-I", str(_FOLDER / "typeset_child.py")]
    sent = json.dumps(order | {"options": options}).encode()
    done = subprocess.run(command, input=sent, capture_output=True, timeout=_PATIENCE, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotTypeset(f"The pages could not be set from {template}: {said[-1] if said else 'no message'}.")
    return _files(done.stdout)


def _files(stream: bytes) -> list[bytes]:
    """The child writes each file after its length, eight bytes."""
    files, at = [], 0
    while at < len(stream):
        length = int.from_bytes(stream[at : at + 8], "big")
        files.append(stream[at + 8 : at + 8 + length])
        at += 8 + length
    return files
