"""Money as a Fiscal Data Package: a ZIP with `datapackage.json` and one CSV, for budget tools and researchers.

Follows the Fiscal Data Package specification (Open Knowledge, profile `fiscal-data-package`, version 0.3): measures with
currency, direction and phase, and dimensions that say what each column is. Original amounts only; nothing is converted.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable

from barabar.analysis.money.amounts import Amount
from barabar.plans.catalogue import money_sources, money_stages
from barabar.reference.catalogue import economies, sectors

COLUMNS = (
    "year", "stage", "phase", "amount", "currency", "ledger", "link", "sector", "source", "document", "line_id", "line",
    "organisation", "territory", "estimated_share_percent", "share_method", "decided_on", "approximate", "economy",
    "footnote_mark", "footnote_text", "demonstration",
)  # fmt: skip
# Our stages in the specification's four phases; ours is kept in a column of its own.
PHASES = {
    "estimated": "proposed", "planned": "proposed", "adopted": "approved", "revised": "adjusted",
    "allocated": "adjusted", "spent": "executed",
}  # fmt: skip
DIMENSIONS = {
    "date": ("datetime", ("year",)),
    "phase": ("other", ("phase", "stage")),
    "functional-classification": ("classification", ("sector",)),
    "administrative-classification": ("entity", ("organisation",)),
    "programme": ("activity", ("document", "line_id", "line")),
    "fund": ("other", ("source",)),
    "location": ("location", ("territory", "economy")),
    "link": ("other", ("ledger", "link", "estimated_share_percent", "share_method")),
}
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
NUMBERS = {"amount": "number", "estimated_share_percent": "number", "year": "integer"}


def fiscal_package(
    amounts: Iterable[Amount], *, economy: str, years: Iterable[int], demonstration: bool, licence: str = "CC-BY-4.0"
) -> bytes:
    """The package as a ZIP; the same amounts give the same bytes."""
    rows = [one for one in amounts if one.stage in PHASES]
    table = _table(rows, economy, demonstration)
    described = _described(rows, economy, sorted(years), demonstration, licence, len(table.encode()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in (("datapackage.json", described), ("money.csv", table)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, text)
    return out.getvalue()


def _table(rows: Iterable[Amount], economy: str, demonstration: bool) -> str:
    own = economies()[economy]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow((
            one.year, one.stage, PHASES[one.stage], f"{one.amount:.2f}", one.currency, one.ledger, one.link, one.sector,
            one.source, one.plan, one.subject, one.of.in_language("en").text, one.organisation, one.territory,
            "" if one.share is None else one.share, one.method, one.decided_on or "", "yes" if one.about else "",
            own.name.in_language("en").text, own.mark, own.footnote.in_language("en").text,
            "yes" if demonstration else "",
        ))  # fmt: skip
    return text.getvalue()


def _described(rows: list[Amount], economy: str, years: list[int], demonstration: bool, licence: str, size: int) -> str:
    own = economies()[economy]
    name = f"barabar-money-{economy.lower()}-{years[0]}-{years[-1]}"
    marked = own.name.in_language("en").text + own.mark
    notes = [f"{own.mark} {own.footnote.in_language('en').text}"] if own.mark else []
    notes += ["Invented figures, for demonstration."] if demonstration else []
    notes.append("Targeted and mainstream money are two ledgers (column ledger) and are never to be added.")
    codes = {"sector": sectors(), "source": money_sources(), "stage": money_stages()}
    package = {
        "profile": "fiscal-data-package",
        "name": name,
        "title": f"Money of plans for Roma, Ashkali and Egyptian inclusion: {marked}, {years[0]}–{years[-1]}",
        "description": " ".join(notes),
        "countryCode": economy,
        "granularity": "aggregated",
        "fiscalPeriod": {"start": f"{years[0]}-01-01", "end": f"{years[-1]}-12-31"},
        "licenses": [{"name": licence.lower(), "title": licence, "uri": LICENCES[licence]}],
        "resources": [
            {
                "profile": "tabular-data-resource", "name": "money", "path": "money.csv", "format": "csv",
                "mediatype": "text/csv", "encoding": "utf-8", "bytes": size,
                "dialect": {
                    "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True,
                    "skipInitialSpace": False, "header": True,
                },
                "schema": {"fields": [_field(column) for column in COLUMNS], "missingValues": [""]},
            }
        ],
        "model": {
            "measures": {
                f"amount-{currency.lower()}": {
                    "source": "amount", "resource": "money", "currency": currency, "direction": "expenditure",
                }
                for currency in sorted({one.currency for one in rows}) or [own.currency]
            },
            "dimensions": {
                key: {
                    "dimensionType": kind,
                    "primaryKey": columns[0],
                    "attributes": {column: {"source": column, "resource": "money"} for column in columns},
                }
                for key, (kind, columns) in DIMENSIONS.items()
            },
        },
        "codes": {
            kind: {key: thing.title.in_language("en").text for key, thing in things.items()}
            for kind, things in codes.items()
        },
    }  # fmt: skip
    return json.dumps(package, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _field(column: str) -> dict[str, str]:
    return {"name": column, "type": NUMBERS.get(column, "string")}
