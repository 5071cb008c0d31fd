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
    combined, reach = _places(columns[0])
    for one in columns[1:]:
        part, number = _places(one)
        # Joined as they are while the range is small; closed up only so that no whole number overflows.
        if reach * number > _dense_reach(len(combined)):
            combined, reach = _closed_up(combined, reach)
        combined = combined.astype(np.int32 if reach * number < 1 << 31 else np.int64, copy=False) * number + part
        reach *= number
    return _closed_up(combined, reach)[0]


def first_rows(codes: IntArray) -> IntArray:
    """The first row where each code occurs; every code up to the greatest occurs."""
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1, dtype=np.int32 if len(codes) < 1 << 31 else np.int64)
    return first


def _texts(values: Column) -> Column:
    """Values as text, every kind of missing as one that sorts first."""
    return np.array(["\0" if v is None or v == "" or v != v else str(v) for v in values])


def _dense_reach(rows: int) -> int:
    """How wide a range of whole numbers may be for a table of them to be quicker than sorting."""
    return 4 * rows + 1024


def _places(values: Column) -> tuple[Column, int]:
    """Place of each value in the order of values, from 0, and how many places there are; places may be empty."""
    if values.dtype.kind == "O":
        values = _texts(values)
    if values.dtype.kind in "iu" and len(values):
        low, high = int(values.min()), int(values.max())
        reach = high - low + 1
        if reach <= _dense_reach(len(values)):
            whole = values.astype(np.int32 if low >= -(1 << 31) and high < 1 << 31 else np.int64, copy=False)
            return (whole - low if low else whole), reach
    distinct, place = np.unique(values, return_inverse=True)
    return place, len(distinct)


def _closed_up(places: Column, reach: int) -> tuple[IntArray, int]:
    """Places without the empty ones: 0, 1, … in the same order, and their number."""
    if reach > _dense_reach(len(places)):
        distinct, place = np.unique(places, return_inverse=True)
        return place.astype(np.int64, copy=False), len(distinct)
    places = places.astype(np.int64, copy=False)
    occurs = np.zeros(reach, dtype=np.bool_)
    occurs[places] = True
    if occurs.all():
        return places, reach
    return (np.cumsum(occurs) - 1)[places], int(occurs.sum())


def group_sums(values: FloatArray, codes: IntArray, groups: int) -> FloatArray:
    """Sum the rows of `values` (rows × columns) within each code: groups × columns."""
    flat = np.ascontiguousarray(values.T)
    return np.stack([np.bincount(codes, weights=row, minlength=groups) for row in flat], axis=1)
