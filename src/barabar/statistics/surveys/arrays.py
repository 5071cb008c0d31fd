"""Array types, and codes for labels: the few things every module of survey estimation shares."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]


# Work on columns is shared among as many threads; NumPy and SciPy let go of the interpreter while they count.
THREADS = 2


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
    combined = combined_codes(*columns)
    return combined, first_rows(combined)


def combined_codes(*columns: Column) -> IntArray:
    """Code each combination of the columns 0, 1, … in their order; all codes occur."""
    combined, reach = _ranks(columns[0])
    for one in columns[1:]:
        part, number = _ranks(one)
        # Joined as they are while the range is small; ranked again only so that no whole number overflows.
        if reach * number > _dense_reach(len(combined)):
            combined, reach = _ranks(combined)
        combined, reach = combined * number + part, reach * number
    return combined if len(columns) == 1 else _ranks(combined)[0]


def first_rows(codes: IntArray) -> IntArray:
    """The first row where each code occurs; every code up to the greatest occurs."""
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def _texts(values: Column) -> Column:
    """Values as text, every kind of missing as one that sorts first."""
    return np.array(["\0" if v is None or v == "" or v != v else str(v) for v in values])


def _dense_reach(rows: int) -> int:
    """How wide a range of whole numbers may be for a table of them to be quicker than sorting."""
    return 4 * rows + 1024


def _ranks(values: Column) -> tuple[IntArray, int]:
    """Place of each value among the distinct values, ascending, and their number; whole numbers of small range without
    sorting."""
    if values.dtype.kind == "O":
        values = _texts(values)
    if values.dtype.kind in "iu" and len(values):
        low = int(values.min())
        reach = int(values.max()) - low + 1
        if reach <= _dense_reach(len(values)):
            shifted = values.astype(np.int64, copy=False)
            shifted = shifted - low if low else shifted
            occurs = np.zeros(reach, dtype=np.bool_)
            occurs[shifted] = True
            if occurs.all():
                return shifted, reach
            return (np.cumsum(occurs) - 1)[shifted], int(occurs.sum())
    distinct, place = np.unique(values, return_inverse=True)
    return place.astype(np.int64, copy=False), len(distinct)


def group_sums(values: FloatArray, codes: IntArray, groups: int) -> FloatArray:
    """Sum the rows of `values` (rows × columns) within each code: groups × columns."""
    flat = np.ascontiguousarray(values.T)
    return np.stack([np.bincount(codes, weights=row, minlength=groups) for row in flat], axis=1)
