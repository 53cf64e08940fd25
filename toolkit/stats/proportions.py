"""Shares, their differences and ratios, with intervals that take every case as independent of the others."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from toolkit.stats.intervals import HALF, Interval, normal_quantile, plain


def wilson_interval(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Share `successes / n` with Wilson's score interval; NaN where n is 0.

    Units: shares from 0 to 1.
    Raises: ValueError if successes are below 0 or above n.
    Source: Wilson 1927; recommended for small n by Brown, Cai & DasGupta 2001.
    """
    hits, size = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    if np.any(~((hits >= 0) & (hits <= size))):
        raise ValueError("successes must lie between 0 and n")
    z = normal_quantile(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / size
        centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
        reach = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)) / (1 + z**2 / size)
    # Exactly 0 and 1 at the ends, where rounding would leave a speck beside them.
    low = np.where((hits == 0) & (size > 0), 0.0, centre - reach)
    high = np.where((hits == size) & (size > 0), 1.0, centre + reach)
    return Interval(plain(share), plain(low), plain(high))


def proportion_difference(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike, *, level: float = 0.95
) -> Interval:
    """Share in A minus share in B, with Newcombe's hybrid score interval.

    Units: differences of shares, from -1 to 1; NaN where a group is empty.
    Source: Newcombe 1998, "Interval estimation for the difference between independent proportions", method
    10.
    """
    share_a, low_a, high_a = wilson_interval(successes_a, n_a, level=level)
    share_b, low_b, high_b = wilson_interval(successes_b, n_b, level=level)
    difference = np.asarray(share_a) - share_b
    below = np.sqrt((np.asarray(share_a) - low_a) ** 2 + (np.asarray(high_b) - share_b) ** 2)
    above = np.sqrt((np.asarray(high_a) - share_a) ** 2 + (np.asarray(share_b) - low_b) ** 2)
    return Interval(plain(difference), plain(difference - below), plain(difference + above))


def odds_ratio(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike, *, level: float = 0.95
) -> Interval:
    """Odds in A over odds in B, 0.5 added to each of the four cells, with the interval of its logarithm.

    The addition keeps the ratio finite and draws it towards 1 where n is small.
    Sources: Haldane 1956, Anscombe 1956 (correction); Woolf 1955 (standard error); Agresti 1999.
    """
    a, b, c, d = (cell + HALF for cell in _groups(successes_a, n_a, successes_b, n_b))
    return _from_logarithm(np.log(a * d / (b * c)), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), level)


def risk_ratio(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike, *, level: float = 0.95
) -> Interval:
    """Share in A over share in B with the interval of its logarithm.

    0.5 is added to successes and n of both groups where one of them has no success.
    Sources: Katz et al. 1978; Walter 1975 (correction).
    """
    a, b, c, d = _groups(successes_a, n_a, successes_b, n_b)
    add = np.where((a == 0) | (c == 0), HALF, 0.0)
    hits_a, hits_b, size_a, size_b = a + add, c + add, a + b + add, c + d + add
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.maximum(1 / hits_a - 1 / size_a + 1 / hits_b - 1 / size_b, 0))
        return _from_logarithm(np.log(hits_a / size_a * size_b / hits_b), error, level)


def _groups(
    successes_a: ArrayLike, n_a: ArrayLike, successes_b: ArrayLike, n_b: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    arrays = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (successes_a, n_a, successes_b, n_b)))
    hits_a, size_a, hits_b, size_b = arrays
    if np.any(~((hits_a >= 0) & (hits_a <= size_a) & (hits_b >= 0) & (hits_b <= size_b))):
        raise ValueError("successes must lie between 0 and n in both groups")
    return hits_a, size_a - hits_a, hits_b, size_b - hits_b


def _from_logarithm(logarithm: np.ndarray, error: np.ndarray, level: float) -> Interval:
    reach = normal_quantile(level) * error
    return Interval(*(plain(np.exp(value)) for value in (logarithm, logarithm - reach, logarithm + reach)))


def detectable_difference(n_a: int, n_b: int, *, level: float = 0.95, power: float = 0.8) -> float:
    """The smallest difference between two shares that groups of these sizes would show, at worst.

    Units: difference of shares; above 1 means that no difference would show. NaN where a group is empty. "At
    worst" is a share of one half, where a proportion varies most.
    Source: the normal approximation, Fleiss, Levin & Paik 2003, chapter 4.
    """
    if min(n_a, n_b) < 1:
        return float("nan")
    spread = np.sqrt(0.25 * (1 / n_a + 1 / n_b))
    return float((normal_quantile(level) + stats.norm.ppf(power)) * spread)


def cohens_h(share_a: ArrayLike, share_b: ArrayLike) -> Any:
    """Cohen's h of two shares: how far apart they are on a scale where every difference is equally hard to see.

    Units: 0 for equal shares, pi at most; 0.2, 0.5 and 0.8 are called small, medium and large.
    Source: Cohen 1988, chapter 6.

    >>> round(float(cohens_h(0.3, 0.1)), 2)
    0.52
    """
    one, two = (2 * np.arcsin(np.sqrt(np.asarray(share, dtype=float))) for share in (share_a, share_b))
    return one - two
