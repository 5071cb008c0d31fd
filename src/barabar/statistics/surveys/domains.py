"""Domains: which rows an estimate is about. Rows outside stay in the design and count as zeros."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import BoolArray, Column, IntArray, codes_of, column, missing
from .errors import Problem, SurveyError

Labels = Mapping[str, Any]


@dataclass(frozen=True)
class Domains:
    """Domains that do not overlap. `codes`: domain of each row, -1 for rows in none; `labels`: one mapping a domain."""

    codes: IntArray
    labels: tuple[Labels, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def within(self, mask: BoolArray) -> "Domains":
        """The same domains, only rows of `mask` belonging."""
        return Domains(np.where(mask, self.codes, -1), self.labels)


def whole(rows: int, labels: Labels | None = None) -> Domains:
    """One domain of all rows."""
    return Domains(np.zeros(rows, dtype=np.int64), (labels or {},))


def by_columns(
    columns: Mapping[str, Sequence[object] | Column], mask: BoolArray | None = None, *, keep_missing: bool = False
) -> Domains:
    """One domain for each combination of values that occurs (in `mask`), in the order of the values; rows where a
    value is missing belong to none or, with `keep_missing`, to domains of their own labelled None."""
    held = {name: column(values) for name, values in columns.items()}
    rows = len(next(iter(held.values())))
    inside = np.ones(rows, dtype=np.bool_) if mask is None else mask.copy()
    for values in held.values():
        if not keep_missing:
            inside &= ~missing(values)
    if inside.all():
        kept = held
        codes, first = codes_of(*held.values())
    else:
        kept = {name: values[inside] for name, values in held.items()}
        part, first = codes_of(*kept.values())
        codes = np.full(rows, -1, dtype=np.int64)
        codes[inside] = part
    labels = tuple({name: _plain(values[row]) for name, values in kept.items()} for row in first)
    return Domains(codes, labels)


def select(columns: Mapping[str, Sequence[object] | Column], wanted: Labels, source: str = "the data") -> BoolArray:
    """Rows in which every column of `wanted` has the value given there. Unknown columns and values are refused."""
    problems: list[Problem] = []
    mask: BoolArray | None = None
    for name, level in wanted.items():
        if name not in columns:
            facts = {"name": name, "source": source, "columns": ", ".join(columns)}
            problems.append(Problem("unknown_column", facts))
            continue
        values = column(columns[name])
        hit = np.fromiter((same_level(v, level) for v in values), dtype=np.bool_, count=len(values))
        mask = hit if mask is None else mask & hit
    if problems:
        raise SurveyError(problems)
    assert mask is not None, "a selection needs at least one column"
    return mask


def same_level(value: object, level: object) -> bool:
    """Equal as text, or as numbers (1, 1.0 and "1" are one level)."""
    if value == level or str(value) == str(level):
        return True
    try:
        return float(str(value)) == float(str(level))
    except ValueError:
        return False


def _plain(value: Any) -> Any:
    """A label as a plain Python value; whole numbers without a decimal point."""
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or value == "" or value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
