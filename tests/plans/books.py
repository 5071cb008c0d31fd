"""Workbooks as ministries send them, built in memory."""

import io

from openpyxl import Workbook

SERBIAN_HEADS = (
    "Cilj", "Mere i aktivnosti", "Indikatori", "Nosioci", "Monitoring", "Podaci/dostupnost i potrebe",
    "Iznos izvori sredstava u periodu 2012 – 2014", "Rok",
)  # fmt: skip


def book(heads, rows, *, title="Plan", before=(), merge=(), more=()) -> bytes:
    """One sheet: rows before the heads, the heads, the rows; `merge` are ranges, `more` other sheets (title, rows)."""
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in (*before, heads, *rows):
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    for name, lines in more:
        other = made.create_sheet(name)
        for line in lines:
            other.append(list(line))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def serbian(*rows, **more) -> bytes:
    """Rows as (goal, measure, indicators, bodies, money, deadline); the two columns on data are left empty."""
    cells = [
        (goal, measure, indicators, bodies, "", "", money, deadline)
        for goal, measure, indicators, bodies, money, deadline in rows
    ]
    return book(SERBIAN_HEADS, cells, **more)
