"""Intervals by drawing again: the bootstrap over whole clusters, such as documents, or the sentences of one.

Words and quotes of one document are not independent, so what is drawn again is the document. Numbers in, numbers out;
which rows belong together is the caller's business.

>>> round(bootstrap_interval([[1, 2], [3, 4], [2, 2]], lambda t: t[..., 0] / t[..., 1], seed=1).estimate, 2)
0.75
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse

from toolkit.stats import Interval, plain

# Random numbers drawn at once by the bootstrap (8 bytes each): 32 MB.
BOOTSTRAP_BLOCK = 4_000_000
# Totals kept at once for the intervals of many columns: 128 MB.
COLUMN_BLOCK = 16_000_000


def bootstrap_totals(values: Any, *, seed: int, draws: int = 2000) -> np.ndarray:
    """Column totals of `values` in `draws` resamples of its rows, drawn with replacement.

    Shape: one row per cluster (document, sentence, quote), one column per quantity; an array or a scipy
    sparse matrix.
    Returns an array of draws x columns. The same seed gives the same resamples whatever the columns.
    Source: Efron & Tibshirani 1993; clusters as in Davison & Hinkley 1997, section 3.8.
    """
    matrix = values if sparse.issparse(values) else np.asarray(values, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(
            f"one row per cluster and one column per quantity is wanted, found shape {matrix.shape}"
        )
    clusters = matrix.shape[0]
    if clusters == 0:
        return np.zeros((draws, matrix.shape[1]))
    random = np.random.default_rng(seed)
    block = max(1, BOOTSTRAP_BLOCK // clusters)
    found = []
    for done in range(0, draws, block):
        size = min(block, draws - done)
        drawn = random.integers(clusters, size=(size, clusters)) + clusters * np.arange(size)[:, None]
        # How often each cluster is in each resample: faster than drawing the clusters' rows themselves.
        times = np.bincount(drawn.ravel(), minlength=size * clusters).reshape(size, clusters)
        found.append(times.astype(float) @ matrix)
    return np.concatenate(found)


def bootstrap_interval(
    values: Any,
    statistic: Callable[[np.ndarray], np.ndarray] | None = None,
    *,
    seed: int,
    draws: int = 2000,
    level: float = 0.95,
) -> Interval:
    """A statistic of column totals with its percentile interval over resampled clusters.

    Shape: `values` as in `bootstrap_totals`. `statistic` takes an array whose last axis runs over the columns
    and returns the value(s); without one it is the totals themselves. A share is `lambda t: t[..., 0] /
    t[..., 1]`. Clusters are what is drawn again (documents, or sentences of a single document), because
    words and quotes of one document are not independent. With one cluster there is nothing to resample, and
    both ends are NaN. Resamples in which the statistic is not a number (nothing to divide by) are left out.
    """
    matrix = values if sparse.issparse(values) else np.asarray(values, dtype=float)
    measure = statistic or (lambda totals: totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.asarray(measure(np.asarray(matrix.sum(axis=0), dtype=float).ravel()), dtype=float)
        unknown = np.full_like(estimate, np.nan)
        if matrix.shape[0] < 2:
            return Interval(plain(estimate), plain(unknown), plain(unknown))
        drawn = np.asarray(measure(bootstrap_totals(matrix, seed=seed, draws=draws)), dtype=float)
    low, high = percentile_interval(drawn, level=level)
    return Interval(plain(estimate), plain(low), plain(high))


def bootstrap_columns(
    values: Any, *, seed: int, draws: int = 2000, level: float = 0.95, shares: bool = True
) -> dict[str, np.ndarray]:
    """Intervals of each column's total, and of its share of all columns together, over resampled rows.

    Shape: one row per cluster, one column per quantity (an array or a scipy sparse matrix); a dict of arrays
    with one place per column: total, low, high, and with `shares` share, share_low, share_high. The ends are
    NaN with fewer than two clusters. Columns are taken in blocks, so memory does not grow with their number.
    """
    matrix = sparse.csc_matrix(values, dtype=float)
    everything = np.asarray(matrix.sum(axis=1)).ravel()
    total = np.asarray(matrix.sum(axis=0)).ravel()
    found = {"total": total} | {name: np.full(total.shape, np.nan) for name in ("low", "high")}
    if shares:
        with np.errstate(invalid="ignore"):
            found["share"] = total / np.float64(everything.sum())
        found |= {name: np.full(total.shape, np.nan) for name in ("share_low", "share_high")}
    width = max(1, COLUMN_BLOCK // draws)
    for first in range(0, total.size if matrix.shape[0] > 1 else 0, width):
        block = slice(first, first + width)
        columns = sparse.hstack([matrix[:, block], sparse.csc_matrix(everything[:, None])], format="csr")
        drawn = bootstrap_totals(columns, seed=seed, draws=draws)
        found["low"][block], found["high"][block] = percentile_interval(drawn[:, :-1], level=level)
        if shares:
            with np.errstate(invalid="ignore"):
                part = drawn[:, :-1] / drawn[:, -1:]
            found["share_low"][block], found["share_high"][block] = percentile_interval(part, level=level)
    return found


def percentile_interval(drawn: np.ndarray, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of the middle `level` of the values along the first axis, NaN left out.

    Shape: draws x anything; two arrays of the shape of one draw. A column of nothing but NaN gives NaN.
    Between two values the ends are interpolated, as numpy.quantile does; sorting once is several times as
    fast.
    """
    ordered = np.sort(drawn, axis=0)  # NaN last
    last = np.maximum((~np.isnan(ordered)).sum(axis=0) - 1, 0)
    ends = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        place = tail * last
        below = np.floor(place).astype(int)
        at, after = (
            np.take_along_axis(ordered, index[None], axis=0)[0]
            for index in (below, np.minimum(below + 1, last))
        )
        ends.append(at + (place - below) * (after - at))
    return ends[0], ends[1]
