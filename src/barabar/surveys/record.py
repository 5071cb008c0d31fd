"""The record of a run: what was read, by which versions, with which seed, and the estimates. Rows are never kept."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from .analysis import Analysis
from .pooling import open_data
from .rows import EstimateRow

PACKAGES = ("barabar", "numpy", "scipy", "pyarrow", "pyreadstat", "duckdb", "ibis-framework")


def versions() -> dict[str, str]:
    """Versions of everything a figure depends on."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def run_record(analysis: Analysis, rows: Sequence[EstimateRow]) -> dict[str, Any]:
    """The record as a mapping, ready for JSON. The same data, analysis and versions give the same record."""
    with open_data(analysis) as file:
        digest = file.sha256()
    return {
        "data": {"file": analysis.data.name, "sha256": digest, "columns": sorted(analysis.columns)},
        "analysis_sha256": analysis.text_hash,
        "versions": versions(),
        "engine": analysis.engine,
        "seed": analysis.seed,
        "confidence": analysis.confidence,
        "estimates": [row.as_mapping() for row in rows],
    }


def record_bytes(record: dict[str, Any]) -> bytes:
    """The record as indented JSON."""
    return (json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
