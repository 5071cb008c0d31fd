"""The one heavy pass over survey rows: weighted sums by group, as one query.

One definition for every engine: an Ibis expression. Values are weighed and summed in double precision; the groups come
back as columns, in no particular order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from .connections import EngineFailed, known_warnings
from .expressions import compile_expression

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class GroupedSums:
    """One entry per group. `keys`: the grouping columns. By variable: weighted sum, weight of rows seen, number of rows
    seen with a weight, weighted sum of squares about `centres`. `faulty`: rows whose weight is
    missing or negative, or for which `where` is neither true nor false."""

    keys: Mapping[str, Array]
    weighted: Mapping[str, Array]
    weight: Mapping[str, Array]
    n: Mapping[str, Array]
    squares: Mapping[str, Array]
    centres: Mapping[str, float]
    faulty: int = 0


def grouped_sums(
    table: ir.Table,
    *,
    keys: Sequence[str],
    weight: str | None,
    variables: Mapping[str, Any],
    where: Any | None = None,
) -> GroupedSums:
    """Sum each variable (an expression node by name) within each combination of `keys`.

    A variable counts as missing in rows that `where` does not select; their units stay. Two queries: one for the mean
    of each variable, about which squares are summed (so that large values with little spread keep their digits), one
    for the sums.
    """
    try:
        with known_warnings():
            return _summed(_prepared(table, keys, weight, variables, where), keys, variables)
    except Exception as error:  # engines raise their own kinds
        raise EngineFailed(str(error).strip().splitlines()[0]) from error


def _summed(held: ir.Table, keys: Sequence[str], variables: Mapping[str, Any]) -> GroupedSums:
    centres, faulty = _centres(held, list(variables))
    measures: dict[str, ir.Value] = {}
    for i, name in enumerate(variables):
        value, seen = held[f"v{i}"], held[f"v{i}"].notnull()
        deviation = value - centres[name]
        measures[f"t{i}"] = (held["w"] * value).sum()
        measures[f"w{i}"] = held["w"].sum(where=seen)
        measures[f"n{i}"] = (seen & (held["w"] > 0)).cast("int64").sum()
        measures[f"s{i}"] = (held["w"] * deviation * deviation).sum()
    found = held.group_by([f"k{i}" for i in range(len(keys))]).aggregate(**measures).to_pyarrow()

    def by_variable(letter: str) -> dict[str, Array]:
        return {
            name: np.nan_to_num(found[f"{letter}{i}"].to_numpy().astype(np.float64)) for i, name in enumerate(variables)
        }

    return GroupedSums(
        keys={name: found[f"k{i}"].to_numpy() for i, name in enumerate(keys)},
        weighted=by_variable("t"),
        weight=by_variable("w"),
        n=by_variable("n"),
        squares=by_variable("s"),
        centres=centres,
        faulty=faulty,
    )


def _prepared(
    table: ir.Table, keys: Sequence[str], weight: str | None, variables: Mapping[str, Any], where: Any | None
) -> ir.Table:
    """The columns needed and no others: keys, weight, and each variable as a double with null for missing."""
    columns: dict[str, ir.Value] = {f"k{i}": table[name] for i, name in enumerate(keys)}
    columns["w"] = ibis.literal(1.0) if weight is None else table[weight].cast("float64")
    columns["odd"] = ibis.literal(False)
    if where is not None:
        chosen = compile_expression(where, table).cast("float64")
        columns["odd"] = (chosen != 0) & (chosen != 1)
    for i, node in enumerate(variables.values()):
        value = compile_expression(node, table).cast("float64")
        if where is not None:
            value = (chosen == 1).ifelse(value, ibis.null("float64"))
        columns[f"v{i}"] = value
    return table.select(**columns)


def _centres(held: ir.Table, names: list[str]) -> tuple[dict[str, float], int]:
    """The plain mean of each variable, 0 where nothing is seen; and the number of faulty rows."""
    weight = held["w"]
    faulty = (weight.isnull() | weight.isnan() | (weight < 0) | held["odd"].fill_null(False)).cast("int64").sum()
    means = held.aggregate(faulty=faulty, **{f"c{i}": held[f"v{i}"].mean() for i in range(len(names))}).to_pyarrow()
    values = [means[f"c{i}"][0].as_py() for i in range(len(names))]
    found = {name: float(v) if v is not None else 0.0 for name, v in zip(names, values, strict=True)}
    return found, int(means["faulty"][0].as_py() or 0)
