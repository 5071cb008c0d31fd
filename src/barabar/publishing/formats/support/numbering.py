"""Numbers of tables and figures, alike in every format; a chart's twin goes by the number of the chart."""

from __future__ import annotations

from urllib.parse import urljoin

from barabar.publishing.document.model import Chart, Document, Table, every_block


def numbered(document: Document) -> dict[str, str]:
    """Key of each table and chart to its numbered name ("Table 3"); a twin gets "Figure 2: the same as a table"."""
    names: dict[str, str] = {}
    labels = document.labels
    tables = figures = 0
    for block in every_block(document.blocks):
        if isinstance(block, Chart):
            figures += 1
            names[block.key] = labels.figure.format(number=figures)
            names[block.table.key] = f"{names[block.key]}: {labels.table_twin}"
        elif isinstance(block, Table) and block.key not in names:
            tables += 1
            names[block.key] = labels.table.format(number=tables)
    return names


def trace_url(base_url: str, ref: str) -> str:
    """Where a reference is followed home."""
    return f"{base_url.rstrip('/')}/trace/{ref}/"


def absolute(base_url: str, url: str) -> str:
    """A file outside the site needs whole addresses; links inside the document stay as they are."""
    return url if url.startswith("#") else urljoin(base_url, url)
