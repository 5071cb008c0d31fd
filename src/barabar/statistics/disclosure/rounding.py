"""Controlled rounding: every figure to a neighbouring multiple of the base, so that all sums still hold.

After Cox (JASA 82, 1987); the choice that changes figures least in all is found as a whole-number programme. Where no
such table exists with neighbours only (it can happen in three ways), multiples one further away are allowed.
"""

import csv
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import highspy
import numpy as np
from scipy import sparse

from .auditor import Ask, Audit, as_json, audit_files
from .errors import refusal
from .problem import linear_model, quiet_solver
from .rules import Rule
from .tables import TableSet, plain

LEAST_BASE = 3


def rounded(tables: TableSet, base: int, *, seconds: float = 30.0) -> tuple[np.ndarray, int]:
    """Rounded figures, and how many multiples away from the true figure they may be (1: neighbours)."""
    if base < LEAST_BASE:
        raise refusal("rounding_base", base=base, least=LEAST_BASE)
    for cell in tables.cells:
        if cell.value != round(cell.value):
            raise refusal("not_counts", cell=cell.name, value=plain(cell.value))
    for steps in (1, 2, 3):
        found = _rounded(tables, base, steps, seconds)
        if found is not None:
            return found, steps
    raise refusal("rounding", base=base)


def _rounded(tables: TableSet, base: int, steps: int, seconds: float) -> np.ndarray | None:
    """Two columns per cell: the multiple above the lowest allowed one, and its distance from the true figure."""
    values = tables.values / base
    low = np.maximum(np.floor(values) - (steps - 1), 0)
    high = np.where(values == np.floor(values), values, np.ceil(values)) + (steps - 1)
    count = len(values)
    one = sparse.identity(count, format="csr")
    empty = sparse.csr_matrix(tables.matrix.shape)
    matrix = sparse.vstack(
        [sparse.hstack([tables.matrix, empty]), sparse.hstack([one, -one]), sparse.hstack([-one, -one])], format="csr"
    )
    model = linear_model(
        matrix,
        low=np.concatenate([low, np.zeros(count)]),
        high=np.concatenate([high, np.full(count, float(steps) + 1)]),
        cost=np.concatenate([np.zeros(count), np.ones(count)]),
    )
    rows = tables.matrix.shape[0]
    model.row_lower_ = np.concatenate([np.zeros(rows), np.full(2 * count, -np.inf)])
    model.row_upper_ = np.concatenate([np.zeros(rows), values, -values])
    solver = quiet_solver()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", 0.01)
    solver.passModel(model)
    columns = np.arange(count, dtype=np.int32)
    solver.changeColsIntegrality(count, columns, np.array([highspy.HighsVarType.kInteger] * count))
    solver.run()
    if not np.isfinite(solver.getInfo().objective_function_value) or solver.getInfo().primal_solution_status != 2:
        return None
    return np.asarray(np.round(np.array(solver.getSolution().col_value)[:count]) * base)


def release_rounded(tables: TableSet, base: int, *, rules: Sequence[Rule], interval: float, folder: Path) -> Audit:
    """Write the rounded table with its decisions, unless the audit finds a figure that can be pinned down."""
    figures, steps = rounded(tables, base)
    rows = [[*tables.dimensions, "value", "status"]]
    rows += [[*tables.codes(cell), plain(float(v)), "published"] for cell, v in zip(tables.cells, figures, strict=True)]
    frequency = next((rule.numbers[0] for rule in rules if rule.kind == "frequency"), None)
    small = {cell.key: interval for cell in tables.cells if frequency is not None and 0 < cell.value < frequency}
    ask = Ask(interval, frequency, small, rounded=float(base * steps))
    with tempfile.TemporaryDirectory(prefix="barabar-round-") as draft:
        path = Path(draft) / "published.csv"
        _write(path, rows)
        audit = audit_files([path], hierarchies={}, ask=ask)
    if not audit.publishable:
        bad = next((finding for finding in audit.findings if finding.verdict != "open"), None)
        about = ", ".join(f"{d}={c}" for d, c in bad.cell) if bad else ""
        reason = f"between {bad.low:g} and {bad.high:g}" if bad else "it did not finish"
        raise refusal("audit_failed", count=len(audit.findings), cell=about or "the total (*)", reason=reason)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "published.csv", rows)
    head = [[*tables.dimensions, "status", "reason"]]
    _write(folder / "decisions.csv", head + [[*tables.codes(c), "published", f"rounded:{base}"] for c in tables.cells])
    report = {**as_json(audit, ask), "base": base, "steps": steps}
    (folder / "audit.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return audit


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
