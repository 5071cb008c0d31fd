"""Brent's root finder (Brent 1973, Algorithms for Minimization without Derivatives, chapter 4), step for step: with a
step function the point it stops at depends on the steps it takes, and published intervals were found by these."""

import math
from collections.abc import Callable

STEPS = 1000
EPSILON = 2.220446049250313e-16


def brent_root(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """A point within `tolerance` of a change of sign of `function` between `low` and `high`; NaN if there is none."""
    a, b = low, high
    fa, fb = function(a), function(b)
    if not (math.isfinite(fa) and math.isfinite(fb)) or fa * fb > 0:
        return float("nan")
    if fa == 0 or fb == 0:
        return a if fa == 0 else b
    c, fc = a, fa
    for _ in range(STEPS):
        previous = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        smallest = 2 * EPSILON * abs(b) + tolerance / 2
        step = (c - b) / 2
        if abs(step) <= smallest or fb == 0:
            return b
        if abs(previous) >= smallest and abs(fa) > abs(fb):
            step = _interpolated(a, b, c, fa, fb, fc, previous, smallest, step)
        if abs(step) < smallest:
            step = smallest if step > 0 else -smallest
        a, fa = b, fb
        b += step
        fb = function(b)
        if (fb > 0) == (fc > 0):
            c, fc = a, fa
    return b


def _interpolated(
    a: float, b: float, c: float, fa: float, fb: float, fc: float, previous: float, smallest: float, halving: float
) -> float:
    """The interpolated step where it stays inside the bracket and shrinks fast enough, else the halving step."""
    whole = c - b
    if a == c:
        ratio = fb / fa
        p, q = whole * ratio, 1 - ratio
    else:
        q, r, s = fa / fc, fb / fc, fb / fa
        p = s * (whole * q * (q - r) - (b - a) * (r - 1))
        q = (q - 1) * (r - 1) * (s - 1)
    if p > 0:
        q = -q
    else:
        p = -p
    if p < 0.75 * whole * q - abs(smallest * q) / 2 and p < abs(previous * q / 2):
        return p / q
    return halving
