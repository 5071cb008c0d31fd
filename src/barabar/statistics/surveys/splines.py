"""The cubic spline of Forsythe, Malcolm & Moler (1977), Computer Methods for Mathematical Computations, chapter 4:
at each end its third derivative is that of the cubic through the four points there."""

import numpy as np

from .arrays import FloatArray

POINTS_PER_KNOT = 3


def spline(x: FloatArray, y: FloatArray, at: FloatArray) -> FloatArray:
    """Values at `at` of the spline through (x, y); x ascending, at least four knots."""
    h, slope = np.diff(x), np.diff(y) / np.diff(x)
    n = len(x)
    system = np.zeros((n, n))
    right = np.zeros(n)
    for i in range(1, n - 1):
        system[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i] = 6 * (slope[i] - slope[i - 1])
    for row, knots in ((0, slice(0, 4)), (n - 1, slice(n - 4, n))):
        third = 6 * _divided_difference(x[knots], y[knots])
        first = 0 if row == 0 else n - 2
        system[row, first : first + 2] = -1.0, 1.0
        right[row] = third * h[first]
    bend = np.linalg.solve(system, right)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    a, b = x[piece + 1] - at, at - x[piece]
    width = h[piece]
    return np.asarray(
        (bend[piece] * a**3 + bend[piece + 1] * b**3) / (6 * width)
        + (y[piece] / width - bend[piece] * width / 6) * a
        + (y[piece + 1] / width - bend[piece + 1] * width / 6) * b
    )


def interpolated_inverse(x: FloatArray, y: FloatArray, targets: FloatArray) -> FloatArray:
    """Where a spline through (x, y), laid out on an even grid and joined by straight lines, takes `targets`."""
    grid = np.linspace(x[0], x[-1], POINTS_PER_KNOT * len(x))
    return np.interp(targets, spline(x, y, grid), grid, left=np.nan, right=np.nan)


def _divided_difference(x: FloatArray, y: FloatArray) -> float:
    table = y.copy()
    for order in range(1, len(x)):
        table = (table[1:] - table[:-1]) / (x[order:] - x[:-order])
    return float(table[0])
