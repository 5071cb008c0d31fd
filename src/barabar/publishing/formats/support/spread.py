"""How wide the columns of a table are on paper: measured once, used by PDF and DOCX alike.

No column is narrower than its longest word (as far as there is room); what is left goes to the columns with long lines.
"""

from __future__ import annotations

from barabar.publishing.document.model import Document, Runs, Table, plain
from barabar.publishing.fonts import text_width

_PADDING = 10.0
_LONGEST_WORD = 110.0
_LONGEST_LINE = 240.0
_SIZE = 8.5
_ROOM = 480.0


def column_shares(table: Table, document: Document) -> list[float]:
    """Relative widths, adding up to 1."""
    if any(column.width is not None for column in table.columns):
        given = [column.width or 1.0 for column in table.columns]
        return [width / sum(given) for width in given]
    measured = [_needs(texts) for texts in _columns(table, document)]
    least = [word for word, _ in measured]
    wished = [max(word, line) for word, line in measured]
    if sum(wished) <= _ROOM:
        widths = wished
    else:
        room = max(_ROOM - sum(least), 0.0)
        greed = sum(wished) - sum(least) or 1.0
        widths = [low + room * (wish - low) / greed for low, wish in zip(least, wished, strict=True)]
    return [round(width / sum(widths), 4) for width in widths]


def _columns(table: Table, document: Document) -> list[list[str]]:
    rows = [row for row in table.rows if not row.group]
    return [
        [
            _text(column.head, document) + (f" ({column.unit})" if column.unit else ""),
            *(_text(row.cells[index], document) for row in rows),
        ]
        for index, column in enumerate(table.columns)
    ]


def _text(runs: Runs, document: Document) -> str:
    return plain(runs, labels=document.labels, marks=document.marks)


def _needs(texts: list[str]) -> tuple[float, float]:
    """The widest word and the widest line, both bounded: one endless address must not starve the other columns."""
    word = max((text_width(part, size=_SIZE, bold=True) for text in texts for part in text.split(" ")), default=0.0)
    line = max((text_width(text, size=_SIZE) for text in texts), default=0.0)
    return min(word, _LONGEST_WORD) + _PADDING, min(line, _LONGEST_LINE) + _PADDING
