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
        part = _ranks(_texts(one) if one.dtype.kind == "O" else one)
        combined = _ranks(combined * (int(part.max(initial=0)) + 1) + part) if one is not columns[0] else part
    first = np.zeros(int(combined.max(initial=-1)) + 1, dtype=np.int64)
    first[combined[::-1]] = np.arange(len(combined) - 1, -1, -1)
    return combined, first


def _texts(values: Column) -> Column:
    """Values as text, every kind of missing as one that sorts first."""
    return np.array(["\0" if v is None or v == "" or v != v else str(v) for v in values])


def _ranks(values: Column) -> IntArray:
    """Place of each value among the distinct values, ascending; whole numbers of small range without sorting."""
    if values.dtype.kind in "iu" and len(values):
        low = int(values.min())
        reach = int(values.max()) - low + 1
        if reach <= 4 * len(values) + 1024:
            shifted = values.astype(np.int64) - low
            place = np.zeros(reach, dtype=np.int64)
            place[shifted] = 1
            place = np.cumsum(place) - 1
            return place[shifted]
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def group_sums(values: FloatArray, codes: IntArray, groups: int) -> FloatArray:
    """Sum the rows of `values` (rows × columns) within each code: groups × columns."""
    flat = np.ascontiguousarray(values.T)
    return np.stack([np.bincount(codes, weights=row, minlength=groups) for row in flat], axis=1)
