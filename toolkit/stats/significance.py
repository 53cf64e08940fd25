"""p values: from z, and corrected for many tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from toolkit.stats.intervals import plain


def benjamini_hochberg(p_values: ArrayLike) -> np.ndarray:
    """q value of each p value: the share of false discoveries among all that are at least as small.

    Shape: an array; NaN stays NaN and does not count as a test.
    Source: Benjamini & Hochberg 1995.
    """
    p = np.asarray(p_values, dtype=float)
    known = ~np.isnan(p)
    q = np.full_like(p, np.nan)
    if known.any():
        q[known] = stats.false_discovery_control(p[known], method="bh")
    return q


def two_sided_p(z: ArrayLike) -> Any:
    """Probability of a standard normal value at least as far from 0 as `z`."""
    return plain(2 * stats.norm.sf(np.abs(np.asarray(z, dtype=float))))
