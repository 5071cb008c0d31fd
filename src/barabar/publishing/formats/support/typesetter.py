"""The one door to typst. Text reaches it as data (JSON), never as markup, so nothing a person typed can be a command.

Fonts are ours alone: no machine's fonts are looked at, so every installation makes the same pages.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from barabar.publishing.fonts import FOLDER as FONTS
from barabar.publishing.fonts import covered

_FOLDER = Path(__file__).parent
CHART_PPI = 200


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _compiler(template: str, data: Any) -> typst.Compiler:
    """A fresh compiler per file: typst keeps everything a compiler has seen, and reports are large."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    inputs = {"data": covered(text)}
    return typst.Compiler(str(_FOLDER / template), root=str(_FOLDER), font_paths=_fonts(), sys_inputs=inputs)


def set_pdf(data: dict[str, Any], *, day: date) -> bytes:
    """A tagged PDF/UA-1 file; the same data and day give the same bytes."""
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _compiler("report.typ", data).compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)


def pictures(drawings: list[str], *, ppi: int = CHART_PPI) -> list[bytes]:
    """SVG drawings as PNG, all in one run: starting the typesetter costs more than one drawing."""
    if not drawings:
        return []
    pages = _compiler("pictures.typ", drawings).compile(format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]
