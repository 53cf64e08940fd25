"""Intervals for totals and shares of documents: by leaving one out, and by drawing again.

Words and quotes of one document are not independent, so what is left out or drawn again is the whole document (or the
sentence of a single one). Numbers in, numbers out; which rows belong together is the caller's business.

Which method: a total or a share has `column_intervals` (or `bootstrap_columns`, totals and shares in one). Where five
documents hold what is counted, its 95 % intervals hold the true value in 93 to 98 of 100 simulated corpora, whether of
ten documents or of 200; the percentile bootstrap's do in 79 to 94 (`python -m benchmarks.coverage` prints the table).
What is neither total nor share has `bootstrap_interval`.

>>> found = column_intervals([[3], [0], [4], [1], [2]], [9, 8, 11, 10, 12])
>>> [round(float(found[name][0]), 3) for name in ("estimate", "low", "high")]
[0.2, 0.076, 0.433]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from scipy import sparse, special
from scipy import stats as distributions

from toolkit.stats import Interval, plain

# Random numbers drawn at once by the bootstrap (8 bytes each): 32 MB.
BOOTSTRAP_BLOCK = 4_000_000
# Totals kept at once for the intervals of many columns: 128 MB.
COLUMN_BLOCK = 16_000_000
# With fewer documents that hold what is counted no method of benchmarks/coverage.py can be relied on: ours then holds
# the true value in 88 to 99 of 100 cases and is several times as wide as its estimate, the others hold it in 15 to 85.
RELIABLE_DOCUMENTS = 5
# Degrees of freedom times K, the spread of what an interval rests on: 2 is a normal distribution's (of its variance);
# with it totals, whose skewness the logarithm does not take away, hold 91 to 93 of 100 (benchmarks/coverage.py).
SHARE_FREEDOM, TOTAL_FREEDOM = 2.0, 1.5
# Correlations over few documents come out too strong; capped, the contrasts of benchmarks/coverage.py hold 92 to 97.
HIGHEST_CORRELATION = 0.8
# Below this part of its largest possible value a sum of squares is the rounding of nought.
ROUNDING = 1e-13

Method = Literal["jackknife", "percentile"]
METHODS = ("jackknife", "percentile")
STATISTIC_METHODS = ("expanded", "percentile")


def bootstrap_totals(values: Any, *, seed: int, draws: int = 2000) -> np.ndarray:
    """Column totals of `values` in `draws` resamples of its rows, drawn with replacement.

    Shape: one row per cluster (document, sentence, quote), one column per quantity; an array or a scipy
    sparse matrix.
    Returns an array of draws x columns. The same seed gives the same resamples whatever the columns.
    Source: Efron & Tibshirani 1993; clusters as in Davison & Hinkley 1997, section 3.8.
    """
    matrix = _checked(values)
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
    method: Literal["expanded", "percentile"] = "expanded",
) -> Interval:
    """A statistic of column totals with its interval over resampled clusters.

    Shape: `values` as in `bootstrap_totals`. `statistic` takes an array whose last axis runs over the columns
    and returns the value(s); without one it is the totals themselves. A share is `lambda t: t[..., 0] /
    t[..., 1]` (but `column_intervals` serves shares better). Clusters are what is drawn again (documents, or
    sentences of a single document), because words and quotes of one document are not independent. With one
    cluster there is nothing to resample, and both ends are NaN. Resamples in which the statistic is not a
    number (nothing to divide by) are left out.
    `method`: "percentile" takes the middle `level` of the resamples, which is too narrow for few clusters;
    "expanded" goes as much further out as Student's t does beyond the normal distribution, with the degrees
    of freedom that `column_intervals` describes. No end lies beyond what some resample gave.
    Source: Hesterberg 2015, "What teachers should know about the bootstrap", section 3.3 and appendix A.
    """
    _check_method(method, STATISTIC_METHODS)
    matrix = _checked(values)
    measure = statistic or (lambda totals: totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.asarray(matrix.sum(axis=0), dtype=float).ravel()
        estimate = np.asarray(measure(total), dtype=float)
        unknown = np.full_like(estimate, np.nan)
        if matrix.shape[0] < 2:
            return Interval(plain(estimate), plain(unknown), plain(unknown))
        drawn = np.asarray(measure(bootstrap_totals(matrix, seed=seed, draws=draws)), dtype=float)
        wide: Any = level
        if method == "expanded":
            wide = _expanded_level(matrix.shape[0], _spread_of(matrix, measure, total, estimate), level)
    low, high = percentile_interval(drawn, level=wide)
    return Interval(plain(estimate), plain(low), plain(high))


def _spread_of(
    matrix: Any, measure: Callable[[np.ndarray], np.ndarray], total: np.ndarray, estimate: np.ndarray
) -> np.ndarray:
    """How much of the statistic's variance rests on few clusters: sum of fourth powers over squared sum of squares."""
    squares, fourths = np.zeros(estimate.shape), np.zeros(estimate.shape)
    block = max(1, COLUMN_BLOCK // max(1, total.size))
    for first in range(0, matrix.shape[0], block):
        rows = matrix[first : first + block]
        rows = rows.toarray() if sparse.issparse(rows) else rows
        moved = np.asarray(measure(total - rows), dtype=float) - estimate
        squares += np.nansum(moved**2, axis=0)
        fourths += np.nansum(moved**4, axis=0)
    return fourths / squares**2


def _expanded_level(clusters: int, spread: np.ndarray, level: float) -> np.ndarray:
    reach = _t_quantile(clusters, spread, level) * np.sqrt(clusters / (clusters - 1))
    return np.where(np.isnan(reach), level, 1 - 2 * special.ndtr(-reach))


def described(method: Method, *, draws: int, seed: int) -> str:
    """The method in the words of a caption; draws and seed where it has any."""
    return "jackknife" if method == "jackknife" else f"percentile bootstrap, {draws} draws, seed {seed}"


def bootstrap_columns(
    values: Any,
    *,
    seed: int,
    draws: int = 2000,
    level: float = 0.95,
    shares: bool = True,
    method: Method = "jackknife",
) -> dict[str, np.ndarray]:
    """Intervals of each column's total, and of its share of all columns together, over documents.

    Shape: one row per cluster, one column per quantity (an array or a scipy sparse matrix); a dict of arrays
    with one place per column: total, low, high, reliable, and with `shares` share, share_low, share_high,
    share_reliable. The ends are NaN with fewer than two clusters. What the two methods do, and what
    `reliable` says, is told in `column_intervals`; `seed` and `draws` serve "percentile" alone.
    """
    matrix = sparse.csc_matrix(values, dtype=float)
    options = {"level": level, "method": method, "seed": seed, "draws": draws}
    totals = column_intervals(matrix, **options)
    found = {name: totals[name] for name in ("low", "high", "reliable")} | {"total": totals["estimate"]}
    if shares:
        everything = np.asarray(matrix.sum(axis=1)).ravel()
        parts = column_intervals(matrix, everything, **options)
        found |= {f"share_{name}": parts[name] for name in ("low", "high", "reliable")}
        found["share"] = parts["estimate"]
    return found


def column_intervals(
    values: Any,
    wholes: Any = None,
    *,
    typical: Any = None,
    level: float = 0.95,
    method: Method = "jackknife",
    seed: int = 0,
    draws: int = 2000,
) -> dict[str, np.ndarray]:
    """Each column's total, or with `wholes` its share of them, with an interval over documents.

    Shape: `values` has one row per cluster (document) and one column per quantity, none below 0 (an array or
    a scipy sparse matrix). `wholes`, of which the values are parts, is one number per row for all columns, or
    has the shape of `values`. A dict of arrays with one place per column: estimate, low, high, holding
    (clusters that hold some of it; for a share, those that hold some of the rest when they are fewer) and
    reliable (at least `RELIABLE_DOCUMENTS` of them). Worked value: counts 3, 0, 4, 1, 2 of 9, 8, 11, 10, 12
    give the share 10 / 50 = 0.2.

    "jackknife": each cluster is left out once; the standard error comes from how far that moves the share,
    the interval is symmetric on the scale of the logit (of the logarithm for a total) with a quantile of
    Student's t. Its degrees of freedom, between 1 and the clusters less 1, are 2 / K (1.5 / K for totals),
    where K is the sum of the fourth powers of the clusters' contributions over the squared sum of their
    squares: about two per cluster that contributes where few do.
    One holding cluster: the upper end is the gamma distribution's, as in Fay & Feuer. Nothing found: up to
    3.7 clusters would still be no surprise (Poisson), each with `typical` (a number, or one per column), else
    with what a holding cluster of any column holds (the mean weighted by itself). A share of 1, and the upper
    end of 0 at most: as many independent clusters as the sizes are worth (Kish), Clopper & Pearson's end.
    "percentile": the middle `level` of `draws` resamples of the rows, too narrow below some 100 documents;
    columns in blocks, so memory does not grow with their number.
    With fewer than two clusters that hold a whole, the ends are NaN.
    Raises: ValueError if shapes do not fit or a value is below 0.
    Sources: Efron & Stein 1981 and MacKinnon & White 1985 (jackknife, HC3); Satterthwaite 1946 (degrees of
    freedom); Fay & Feuer 1997; Kish 1965; Clopper & Pearson 1934; Efron & Tibshirani 1993 (percentile).
    """
    _check_method(method, METHODS)
    parts, whole = _parts_and_wholes(values, wholes)
    share = wholes is not None
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "percentile":
            estimate, low, high = _percentile_columns(parts, whole, level=level, seed=seed, draws=draws)
        else:
            estimate, low, high = _jackknife_columns(parts, whole, share=share, level=level, typical=typical)
    holding = _holding(parts, whole) if share else _per_column(parts, parts.data > 0)
    if not share:
        estimate, low, high = (parts.shape[0] * numbers for numbers in (estimate, low, high))
    reliable = (holding >= RELIABLE_DOCUMENTS) & np.isfinite(low) & np.isfinite(high)
    return {"estimate": estimate, "low": low, "high": high, "holding": holding, "reliable": reliable}


def difference_interval(
    a: Interval, b: Interval, *, correlation: Any = 0.0, logarithm: bool = False
) -> Interval:
    """`a` less `b`, or with `logarithm` log2(a / b), with an interval made of those of both.

    Shape: numbers or arrays of one length; `correlation` of the two estimates, 0 where they come from
    different documents (else as `share_correlation` gives it). Where one of two values is 0 their logarithm
    has no estimate (NaN) and one finite end: 0 against some is certainly less than the other end says.
    Sources: Zou & Donner 2008 (MOVER); with Wilson's intervals of two shares it is Newcombe's method 10.
    """
    ends = [np.asarray(number, dtype=float) for number in (*a, *b)]
    with np.errstate(divide="ignore", invalid="ignore"):
        if logarithm:
            ends = [np.log2(number) for number in ends]
        one, one_low, one_high, two, two_low, two_high = ends
        below = _joined(one - one_low, two_high - two, correlation)
        above = _joined(one_high - one, two - two_low, correlation)
        estimate = one - two
        low, high = estimate - below, estimate + above
        if logarithm:  # log2 of 0 is minus infinity: only the far end is known
            none_a, none_b = np.isneginf(one), np.isneginf(two)
            low = np.where(none_b & ~none_a, one_low - two_high, np.where(none_a, np.nan, low))
            high = np.where(none_a & ~none_b, one_high - two_low, np.where(none_b, np.nan, high))
            estimate = np.where(none_a | none_b, np.nan, estimate)
    return Interval(plain(estimate), plain(low), plain(high))


def _joined(one: np.ndarray, two: np.ndarray, correlation: Any) -> np.ndarray:
    """Length of the difference of two reaches that go together by `correlation`."""
    return np.sqrt(np.maximum(one**2 + two**2 - 2 * np.asarray(correlation) * one * two, 0))


def share_correlation(values_a: Any, wholes_a: Any, values_b: Any, wholes_b: Any) -> np.ndarray:
    """How the shares of column k of `values_a` and of `values_b` go together over the same rows, -1 to 1.

    Shape: two arrays or sparse matrices of one shape, and one number per row for each; one value per column.
    It is the correlation of what each row moves either share by when it is left out, at most
    `HIGHEST_CORRELATION`, and 0 where one of them does not move.
    """
    sides = [_side(values, wholes) for values, wholes in ((values_a, wholes_a), (values_b, wholes_b))]
    with np.errstate(divide="ignore", invalid="ignore"):
        both = _cross(*sides) / np.sqrt(_cross(sides[0], sides[0]) * _cross(sides[1], sides[1]))
    return np.clip(np.where(np.isfinite(both), both, 0.0), -1, HIGHEST_CORRELATION)


def _side(values: Any, wholes: Any) -> tuple[sparse.csc_matrix, np.ndarray, np.ndarray, np.ndarray]:
    parts, whole = _parts_and_wholes(values, wholes)
    with np.errstate(divide="ignore", invalid="ignore"):
        return parts, whole, _leverage(whole), np.asarray(parts.sum(axis=0)).ravel() / whole.sum()


def _cross(a: tuple, b: tuple) -> np.ndarray:
    """Sum over rows of (part - share x whole) of one side times that of the other, each weighted as left out."""
    parts_a, whole_a, weight_a, share_a = a
    parts_b, whole_b, weight_b, share_b = b
    weight = weight_a * weight_b
    return (
        parts_a.multiply(parts_b).T @ weight
        - share_b * (parts_a.T @ (weight * whole_b))
        - share_a * (parts_b.T @ (weight * whole_a))
        + share_a * share_b * (weight * whole_a * whole_b).sum()
    )


def _jackknife_columns(
    parts: sparse.csc_matrix, whole: Any, *, share: bool, level: float, typical: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    clusters = parts.shape[0]
    size = np.asarray(whole.sum(axis=0)).ravel() * np.ones(parts.shape[1])
    estimate = np.asarray(parts.sum(axis=0)).ravel() / size
    squares, fourths = _powers(parts, whole, estimate)
    error = np.sqrt((1 - 1 / max(clusters, 1)) * squares) / size
    freedom = SHARE_FREEDOM if share else TOTAL_FREEDOM
    quantile = _t_quantile(clusters, fourths / squares**2, level, freedom)
    reach = np.where(squares == 0, 0, quantile * error)
    if share:
        logit, slope = special.logit(estimate), estimate * (1 - estimate)
        low, high = special.expit(logit - reach / slope), special.expit(logit + reach / slope)
    else:
        low, high = estimate * np.exp(-reach / estimate), estimate * np.exp(reach / estimate)
    single = _per_column(parts, parts.data > 0) == 1
    high = np.where(single, np.fmin(high, estimate * _single_cluster(quantile, level)), high)
    with_whole = _per_column(whole, whole.data > 0) if sparse.issparse(whole) else (whole > 0).sum()
    tail = (1 - level) / 2
    if typical is None:
        typical = (parts.data**2).sum() / parts.data.sum() if parts.data.sum() > 0 else np.nan
    none = -np.log(tail) * np.broadcast_to(np.asarray(typical, dtype=float), estimate.shape) / size
    if share:
        lowest = tail ** (1 / (size**2 / _squares(whole)))
        none = np.fmin(none, 1 - lowest)
        low = np.where(estimate == 1, lowest, low)
        high = np.where(estimate == 1, 1.0, high)
    low, high = np.where(estimate == 0, 0.0, low), np.where(estimate == 0, none, high)
    known = np.broadcast_to(with_whole, estimate.shape) >= 2
    return estimate, np.where(known, low, np.nan), np.where(known, high, np.nan)


def _powers(parts: sparse.csc_matrix, whole: Any, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums over rows of the second and fourth power of what each contributes: (part - share x whole), as left out."""
    if sparse.issparse(whole):
        cells = (parts + whole).tocoo()
        row, column = cells.row, cells.col
        part, own = _cells(parts, row, column), _cells(whole, row, column)
        size = np.asarray(whole.sum(axis=0)).ravel()
        weight = size[column] / (size[column] - own)
        base, all_base = np.zeros(len(own)), [np.zeros(share.shape)] * 3
    else:
        cells = parts.tocoo()
        row, column, part = cells.row, cells.col, cells.data
        own, weight = whole[row], _leverage(whole)[row]
        base = -share[column] * own * weight
        # Rows without any of the part all contribute -share x whole: summed once for all columns.
        all_base = [share**power * ((whole * _leverage(whole)) ** power).sum() for power in (2, 4)]
        all_base.append(all_base[0])
    moved = (part - share[column] * own) * weight
    found = []
    for power, rest in zip((2, 4), all_base[:2], strict=True):
        cell = moved**power - base**power
        found.append(rest + np.bincount(column, weights=cell, minlength=share.size))
    largest = np.bincount(column, weights=(part * weight) ** 2, minlength=share.size) + all_base[2]
    return np.where(found[0] <= ROUNDING * largest, 0.0, found[0]), np.maximum(found[1], 0.0)


def _leverage(whole: np.ndarray) -> np.ndarray:
    """By how much more a row counts when it is left out: 1 / (1 - its part of the whole)."""
    return whole.sum() / (whole.sum() - whole)


def _single_cluster(quantile: np.ndarray, level: float) -> np.ndarray:
    """Upper end, in multiples of the estimate, where one cluster holds all of it: a gamma quantile (Fay & Feuer)."""
    inflated = (quantile / distributions.norm.ppf((1 + level) / 2)) ** 2 + 1
    return special.gammaincinv(4 / inflated, (1 + level) / 2) * inflated / 2


def _squares(whole: Any) -> np.ndarray:
    """Sum over rows of the squared wholes, one for each column or one for all."""
    return np.asarray((whole.multiply(whole) if sparse.issparse(whole) else whole**2).sum(axis=0)).ravel()


def _t_quantile(
    clusters: int, spread: np.ndarray, level: float, freedom: float = SHARE_FREEDOM
) -> np.ndarray:
    """Quantile of Student's t with `freedom` / spread degrees of freedom, from 1 to the clusters less 1."""
    degrees = np.clip(np.nan_to_num(freedom / spread, nan=1.0), 1, max(clusters - 1, 1))
    return distributions.t.ppf((1 + level) / 2, degrees)


def _percentile_columns(
    parts: sparse.csc_matrix, whole: Any, *, level: float, seed: int, draws: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    clusters, width = parts.shape
    size = np.asarray(whole.sum(axis=0)).ravel() * np.ones(width)
    estimate = np.asarray(parts.sum(axis=0)).ravel() / size
    low, high = np.full(width, np.nan), np.full(width, np.nan)
    step = max(1, COLUMN_BLOCK // (2 * draws))
    for first in range(0, width if clusters > 1 else 0, step):
        block = slice(first, first + step)
        own = whole[:, block] if sparse.issparse(whole) else sparse.csc_matrix(whole[:, None])
        columns = sparse.hstack([parts[:, block], own], format="csr")
        drawn = bootstrap_totals(columns, seed=seed, draws=draws)
        cut = parts[:, block].shape[1]
        low[block], high[block] = percentile_interval(drawn[:, :cut] / drawn[:, cut:], level=level)
    return estimate, low, high


def _parts_and_wholes(values: Any, wholes: Any) -> tuple[sparse.csc_matrix, Any]:
    """Parts as a sparse matrix; wholes as one number per row, or as a sparse matrix of the parts' shape."""
    parts = sparse.csc_matrix(_checked(values), dtype=float)
    parts.sum_duplicates()
    if wholes is None:
        return parts, np.ones(parts.shape[0])
    whole = wholes if sparse.issparse(wholes) else np.asarray(wholes, dtype=float)
    if whole.shape not in (parts.shape[:1], parts.shape):
        raise ValueError(
            f"`wholes` is wanted as one number per row ({parts.shape[0]}) or in the shape of the values "
            f"{parts.shape}, found shape {whole.shape}"
        )
    if whole.ndim == 2:
        whole = sparse.csc_matrix(whole, dtype=float)
    if (parts.data < 0).any() or ((whole.data if sparse.issparse(whole) else whole) < 0).any():
        raise ValueError("counts and their wholes are 0 or more; found one below 0")
    return parts, whole


def _holding(parts: sparse.csc_matrix, whole: Any) -> np.ndarray:
    """Rows that hold some of each column's part, or those that hold some of the rest when they are fewer."""
    cells = parts.tocoo()
    own = _cells(whole, cells.row, cells.col) if sparse.issparse(whole) else whole[cells.row]
    filled = _per_column(whole, whole.data > 0) if sparse.issparse(whole) else (whole > 0).sum()
    only = np.bincount(cells.col[(cells.data >= own) & (own > 0)], minlength=parts.shape[1])
    return np.minimum(_per_column(parts, parts.data > 0), filled - only)


def _cells(matrix: sparse.csc_matrix, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """The values at these places; scipy gives a matrix where there are none."""
    return np.asarray(matrix[row, column], dtype=float).ravel() if len(row) else np.zeros(0)


def _per_column(matrix: sparse.csc_matrix, which: np.ndarray) -> np.ndarray:
    """Number of stored cells of each column for which `which` is true."""
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    return np.bincount(column[which], minlength=matrix.shape[1])


def percentile_interval(drawn: np.ndarray, *, level: Any = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of the middle `level` of the values along the first axis, NaN left out.

    Shape: draws x anything; two arrays of the shape of one draw; `level` is a number or has that shape too. A
    column of nothing but NaN gives NaN. Between two values the ends are interpolated, as numpy.quantile does;
    sorting once is several times as fast.
    """
    ordered = np.sort(drawn, axis=0)  # NaN last
    last = np.maximum((~np.isnan(ordered)).sum(axis=0) - 1, 0)
    ends = []
    for tail in ((1 - np.asarray(level)) / 2, (1 + np.asarray(level)) / 2):
        place = tail * last
        below = np.floor(place).astype(int)
        at, after = (
            np.take_along_axis(ordered, index[None], axis=0)[0]
            for index in (below, np.minimum(below + 1, last))
        )
        ends.append(at + (place - below) * (after - at))
    return ends[0], ends[1]


def _checked(values: Any) -> Any:
    matrix = values if sparse.issparse(values) else np.asarray(values, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(
            f"one row per cluster and one column per quantity is wanted, found shape {matrix.shape}"
        )
    return matrix


def _check_method(method: str, choices: tuple[str, ...]) -> None:
    if method not in choices:
        raise ValueError(f"method={method!r} is none of {', '.join(choices)}")
