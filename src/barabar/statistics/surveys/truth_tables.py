"""Data sets of a directory of reference cases, and the design a case describes over one of them."""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .arrays import BoolArray, Column, FloatArray
from .calibration import calibrate, rake
from .design import SurveyDesign, survey_design
from .domains import Domains, by_columns, same_level, select, whole
from .errors import refusal
from .replication import Replicates, replicates_by_key
from .sampling import Lonely

Case = Mapping[str, Any]
Table = Mapping[str, Column]


class Tables:
    """The data sets of a directory, each read once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.read = lru_cache(maxsize=None)(self._read)

    def _read(self, name: str) -> Table:
        path = self._directory / name
        if path.exists():
            return read_csv(path)
        note = self._directory / f"NOTE_{path.stem}.txt"
        if note.exists():
            return self._noted(note.read_text(encoding="utf-8"), path.stem)
        raise refusal("file", path=str(path), reason="it is not there")

    def _noted(self, note: str, name: str) -> Table:
        """A data set described as another one without a stratum: "A is B.csv without stratum S."."""
        words = note.split()
        source, stratum = words[words.index("is") + 1], words[words.index("stratum") + 1].rstrip(".")
        whole_table = self.read(source)
        kept = np.array([not same_level(v, stratum) for v in whole_table["stratum"]])
        assert kept.any(), f"nothing is left of {source} for {name}"
        return {column: values[kept] for column, values in whole_table.items()}


def read_csv(path: Path) -> Table:
    """A CSV file by column: numbers as float with NaN for blanks, anything else as text with None for blanks."""
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream)
            head = next(reader)
            rows = list(reader)
    except (OSError, StopIteration) as error:
        raise refusal("file", path=str(path), reason="it is not there or empty") from error
    return {name: _typed([row[i] for row in rows]) for i, name in enumerate(head)}


def _typed(values: list[str]) -> Column:
    try:
        return np.array([math.nan if v in ("", "NA") else float(v) for v in values])
    except ValueError:
        return np.array([None if v in ("", "NA") else v for v in values], dtype=object)


def case_design(case: Case, table: Table, tables: Tables) -> SurveyDesign:
    described, arguments = case["design"], case.get("args") or {}
    options = case.get("options") or {}
    rows = len(next(iter(table.values())))
    names = {f"{kind}{i}": n for kind in ("ids", "strata", "fpc") for i, n in enumerate(described.get(kind) or [])}
    pps = described.get("pps") or arguments.get("pps") or ("brewer" if "brewer" in case["group"] else None)
    design = survey_design(
        rows=rows,
        weights=table[described["weights"]] if described.get("weights") else None,
        ids=[table[name] for name in described.get("ids") or []],
        strata=[table[name] for name in described.get("strata") or []],
        fpc=[table[name] for name in described.get("fpc") or []],
        nest=bool(described.get("nest")),
        pps=pps,
        lonely=Lonely(options.get("lonely_psu", "fail"), bool(options.get("adjust_domain_lonely", False))),
        names=names | {"weights": described.get("weights") or ""},
    )
    if "replicates" in arguments:
        design = design.with_replicates(_replicates(arguments, table, tables, design.weights))
    if "margins" in arguments:
        margins = {name: (table[name], totals) for name, totals in arguments["margins"].items()}
        design = design.calibrated(rake(design.weights, margins, as_reference=True))
    elif "totals" in arguments:
        totals = arguments["totals"]
        auxiliaries = model_columns(table, totals)
        low, high = arguments.get("bounds") or (-math.inf, math.inf)
        design = design.calibrated(
            calibrate(
                design.weights,
                auxiliaries,
                np.array(list(totals.values()), dtype=np.float64),
                distance=arguments["method"],
                bounds=(low, high),
                names=list(totals),
            )
        )
    return design


def model_columns(table: Table, names: Iterable[str]) -> FloatArray:
    """Columns by the names of a linear model: (Intercept), a numeric column, or a column and one of its levels."""
    rows = len(next(iter(table.values())))
    columns = []
    for name in names:
        if name == "(Intercept)":
            columns.append(np.ones(rows))
        elif name in table:
            columns.append(table[name].astype(np.float64))
        else:
            variable = max((c for c in table if name.startswith(c)), key=len)
            level = name[len(variable) :]
            columns.append(np.array([float(same_level(v, level)) for v in table[variable]]))
    return np.column_stack(columns)


def _replicates(arguments: Mapping[str, Any], table: Table, tables: Tables, weights: FloatArray) -> Replicates:
    held = tables.read(arguments["replicates"])
    parts = [table[name] for name in arguments["key"].split(":")]
    keys = [":".join(_text(part[row]) for part in parts) for row in range(len(parts[0]))]
    multipliers = np.column_stack([held[c].astype(np.float64) for c in held if c != "key"])
    replicates = replicates_by_key(
        keys,
        [_text(k) for k in held["key"]],
        multipliers,
        scale=arguments["scale"],
        rscales=arguments["rscales"] if isinstance(arguments["rscales"], list) else [arguments["rscales"]],
        mse=bool(arguments["mse"]),
        kind=arguments["type"],
    )
    if not arguments.get("combined"):
        return replicates
    by_row = replicates.multipliers[replicates.key_of_row] / np.where(weights > 0, weights, 1.0)[:, None]
    return replace(replicates, multipliers=by_row, key_of_row=np.arange(len(weights)))


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def case_mask(case: Case, table: Table) -> BoolArray:
    rows = len(next(iter(table.values())))
    return select(table, case["domain"]) if case.get("domain") else np.ones(rows, dtype=np.bool_)


def case_domains(case: Case, table: Table) -> Domains:
    mask = case_mask(case, table)
    if case.get("by"):
        return by_columns({name: table[name] for name in case["by"]}, mask)
    return whole(len(mask)).within(mask)


def opened(case: Case, tables: Tables) -> tuple[Table, SurveyDesign]:
    table = tables.read(f"{case['dataset']}.csv")
    return table, case_design(case, table, tables)
