"""Linear and smooth functions of estimates, with the covariance between them kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr

from .arrays import FloatArray
from .intervals import t_critical


@dataclass(frozen=True)
class Contrast:
    """One number made of estimates, with its standard error and degrees of freedom."""

    value: float
    se: float
    df: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Limits from Student's t; NaN where no degree of freedom is left."""
        half = t_critical(self.df, level) * self.se
        return self.value - half, self.value + half

    @property
    def statistic(self) -> float:
        """The value in standard errors; NaN without spread."""
        return self.value / self.se if self.se else float("nan")

    @property
    def p_value(self) -> float:
        """Two-sided p of the test that the value is zero; NaN without spread or degrees of freedom."""
        if self.se == 0 or self.df <= 0:
            return float("nan")
        return float(2 * stdtr(self.df, -abs(self.statistic)))

    def facts(self, level: float = 0.95) -> Mapping[str, Any]:
        """Value, se, limits, df and p as a mapping."""
        low, high = self.interval(level)
        return {"value": self.value, "se": self.se, "ci_low": low, "ci_high": high, "df": self.df, "p": self.p_value}


def linear(values: FloatArray, covariance: FloatArray, weights: FloatArray, df: float) -> Contrast:
    """Weighted sum of estimates."""
    variance = float(weights @ covariance @ weights)
    return Contrast(float(weights @ values), float(np.sqrt(max(variance, 0.0))), df)


def smooth(value: float, gradient: FloatArray, covariance: FloatArray, df: float) -> Contrast:
    """A smooth function of estimates by its value and gradient (delta method)."""
    variance = float(gradient @ covariance @ gradient)
    return Contrast(value, float(np.sqrt(max(variance, 0.0))), df)
