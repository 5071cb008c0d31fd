"""Array types, and codes for labels: the few things every module of survey estimation shares."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]


def column(values: Sequence[object] | Column) -> Column:
    """A column as a one-dimensional array; text stays text, numbers become float or int."""
    array = np.asarray(values)
    if array.dtype.kind in "USO" or array.ndim != 1:
        held = np.empty(len(values), dtype=object)
        held[:] = list(values)
        return held
    return array


def missing(values: Column) -> BoolArray:
    """True where a value is absent: None, NaN or an empty text."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind != "O":
        return np.zeros(len(values), dtype=np.bool_)
    return np.fromiter((v is None or v == "" or v != v for v in values), dtype=np.bool_, count=len(values))


def codes_of(*columns: Column) -> tuple[IntArray, IntArray]:
    """Code each combination of the columns 0, 1, …; second: the first row where each code occurs."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for one in columns:
        keys = np.array([str(v) for v in one]) if one.dtype.kind == "O" else one
        _, part = np.unique(keys, return_inverse=True)
        combined = combined * (int(part.max(initial=0)) + 1) + part
        _, combined = np.unique(combined, return_inverse=True)
    _, first, codes = np.unique(combined, return_index=True, return_inverse=True)
    return codes.astype(np.int64), first.astype(np.int64)


def group_sums(values: FloatArray, codes: IntArray, groups: int) -> FloatArray:
    """Sum the rows of `values` (rows × columns) within each code: groups × columns."""
    flat = np.ascontiguousarray(values.T)
    return np.stack([np.bincount(codes, weights=row, minlength=groups) for row in flat], axis=1)
