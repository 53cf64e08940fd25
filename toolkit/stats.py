"""Numbers in, numbers out: keyness, dispersion, proportions, intervals, corrections for many tests.

Every function takes plain numbers or arrays and knows nothing of tables or texts. Where programs of the field
disagree, the variant is a named option, and `tests/test_stats.py` reproduces the programs' own figures.

>>> round(float(keyness(1048, 779, 43_002, 108_539)), 4)
764.4484
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from pandas import factorize
from scipy import special, stats

KEYNESS_MEASURES = ("chi2", "g2", "log_ratio", "percent_diff", "odds_ratio")
CORRECTIONS = ("default", "yates", "none")
DISPERSION_MEASURES = ("dp", "dp_norm", "juilland_d")

# What stands in for a count of nought where a ratio would be infinite: Hardie 2014 for the log ratio,
# Haldane 1956 and Anscombe 1956 for odds.
HALF = 0.5


class Interval(NamedTuple):
    """An estimate with the lower and the upper end of its interval; floats, or arrays of one length."""

    estimate: Any
    low: Any
    high: Any


def keyness(
    count_a: ArrayLike,
    count_b: ArrayLike,
    total_a: ArrayLike,
    total_b: ArrayLike,
    measure: Literal["chi2", "g2", "log_ratio", "percent_diff", "odds_ratio"] = "chi2",
    correction: Literal["default", "yates", "none"] = "default",
) -> Any:
    """How much more typical each term is of group A than of group B.

    Shape: numbers or arrays that broadcast; one value per term (a float for single numbers).
    Units: "chi2" and "g2" are test statistics of the two-by-two table, negative where the term is rarer in A;
    "log_ratio" is in binary logarithms (1 = twice as frequent); "percent_diff" in per cent; "odds_ratio" is
    a ratio. `correction`: for chi2 and g2, "default" is quanteda's rule (Yates only where an expected count
    is below 5 and the observed counts are at least 0.5 from the expected ones), "yates" always, "none"
    never. For the ratios, "default" puts 0.5 for a count of nought (odds: 0.5 to all four cells where one is
    nought), "none" lets them be infinite. A term that occurs nowhere gets 0 from chi2 and g2, NaN from
    log_ratio and percent_diff.
    Raises: ValueError for counts below 0 or above their total, and for "yates" with a ratio.
    Sources: Dunning 1993 (G2); Hardie 2014 (log ratio); Gabrielatos & Marchi 2011 (%DIFF);
    quanteda.textstats.
    """
    _check_choice("measure", measure, KEYNESS_MEASURES)
    _check_choice("correction", correction, CORRECTIONS)
    if correction == "yates" and measure not in ("chi2", "g2"):
        raise ValueError(
            f"the Yates correction belongs to chi2 and g2, not to {measure}; pass 'default' or 'none'"
        )
    table = _two_by_two(count_a, count_b, total_a, total_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "chi2":
            return plain(_chi_square(*table, correction))
        if measure == "g2":
            return plain(_g_square(*table, correction))
        return plain(_ratio(*table, measure, correction))


def _two_by_two(
    count_a: ArrayLike, count_b: ArrayLike, total_a: ArrayLike, total_b: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The four cells a, b, c, d: the term and all other words in group A, the same in group B."""
    arrays = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (count_a, count_b, total_a, total_b)))
    in_a, in_b, words_a, words_b = arrays
    for name, count, total in (("a", in_a, words_a), ("b", in_b, words_b)):
        if np.any(~((count >= 0) & (count <= total) & (total > 0))):
            raise ValueError(f"count_{name} must lie between 0 and total_{name}, and total_{name} be above 0")
    return in_a, words_a - in_a, in_b, words_b - in_b


def _expected(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The four expected counts (last axis), and by how much cell a is above its own."""
    total = a + b + c + d
    cells = [(a + b) * (a + c), (a + b) * (b + d), (c + d) * (a + c), (c + d) * (b + d)]
    return np.stack(cells, axis=-1) / total[..., None], (a * d - b * c) / total


def _yates_shift(expected: np.ndarray, excess: np.ndarray, correction: str) -> np.ndarray:
    """By how much each cell moves towards its expected count: 0.5 or nothing, never past it."""
    if correction == "none":
        return np.zeros_like(excess)
    if correction == "yates":
        return np.minimum(HALF, np.abs(excess))
    return np.where((expected < 5).any(axis=-1) & (np.abs(excess) >= HALF), HALF, 0.0)


def _chi_square(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, correction: str) -> np.ndarray:
    expected, excess = _expected(a, b, c, d)
    distance = np.abs(excess) - _yates_shift(expected, excess, correction)
    each = np.where(expected > 0, distance[..., None] ** 2 / expected, 0.0)
    return np.sign(excess) * each.sum(axis=-1) + 0.0  # turns -0.0 into 0.0


def _g_square(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, correction: str) -> np.ndarray:
    expected, excess = _expected(a, b, c, d)
    shift = (np.sign(excess) * _yates_shift(expected, excess, correction))[..., None]
    # Cells a and d exceed their expected counts together, b and c fall short by as much.
    observed = np.stack([a, b, c, d], axis=-1) - shift * np.array([1.0, -1.0, -1.0, 1.0])
    each = np.where(expected > 0, special.rel_entr(observed, expected), 0.0)
    return np.sign(excess) * np.maximum(2 * each.sum(axis=-1), 0.0) + 0.0


def _ratio(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, measure: str, correction: str
) -> np.ndarray:
    if measure == "odds_ratio":
        empty_cell = (a == 0) | (b == 0) | (c == 0) | (d == 0)
        add = np.where(empty_cell & (correction == "default"), HALF, 0.0)
        return (a + add) * (d + add) / ((b + add) * (c + add))
    rates = []
    for count, rest in ((a, b), (c, d)):
        # %DIFF needs no substitute for a count of nought in A: it is then -100 %.
        substitute = correction == "default" and (measure == "log_ratio" or count is c)
        rates.append(np.where((count == 0) & substitute, HALF, count) / (count + rest))
    value = np.log2(rates[0] / rates[1]) if measure == "log_ratio" else 100 * (rates[0] / rates[1] - 1)
    return np.where((a == 0) & (c == 0), np.nan, value)


def exact_odds_ratio(
    count_a: int, count_b: int, total_a: int, total_b: int, *, level: float = 0.95
) -> dict[str, float]:
    """Conditional odds ratio of one two-by-two table with its exact interval and p value (Fisher).

    Shape: whole numbers in; a dict with estimate, low, high and p out.
    Source: Fisher 1935, as scipy.stats computes it; quanteda's measure "exact" gives the same two numbers.
    """
    a, b, c, d = (int(cell) for cell in _two_by_two(count_a, count_b, total_a, total_b))
    cells = [[a, b], [c, d]]
    if min(a + c, b + d) == 0:
        return {"estimate": float("nan"), "low": 0.0, "high": float("inf"), "p": 1.0}
    result = stats.contingency.odds_ratio(cells, kind="conditional")
    interval = result.confidence_interval(level)
    return {
        "estimate": float(result.statistic),
        "low": float(interval.low),
        "high": float(interval.high),
        "p": float(stats.fisher_exact(cells).pvalue),
    }


def log_odds_dirichlet(
    count_a: ArrayLike,
    count_b: ArrayLike,
    prior: ArrayLike,
    variance: Literal["two_term", "four_term"] = "two_term",
) -> Any:
    """z score of each term's log-odds ratio, group A against group B, with an informative Dirichlet prior.

    Shape: arrays of equal length, one place per term of the whole vocabulary (their sums are taken as the
    groups' sizes); `prior` is one number for all terms or one per term. Returns an array of that length.
    Units: standard errors; positive means more typical of A. `prior` is in pseudo-counts.
    `variance`: "two_term" is 1/(a + prior) + 1/(b + prior) (ConvoKit); "four_term" adds the same for all
    other words of each group (scattertext).
    Raises: ValueError if lengths differ, a count is negative or a prior is not positive.
    Source: Monroe, Colaresi & Quinn 2008, "Fightin' Words", equations 16 to 22.
    """
    estimate, error = _log_odds(count_a, count_b, prior, variance)
    return estimate / error


def log_odds_interval(
    count_a: ArrayLike,
    count_b: ArrayLike,
    prior: ArrayLike,
    variance: Literal["two_term", "four_term"] = "two_term",
    *,
    level: float = 0.95,
) -> Interval:
    """Log-odds ratio of each term with its interval; arguments, errors and source as in `log_odds_dirichlet`.

    Units: nats; 0 means equally typical of both groups, 0.69 twice the odds in A. The interval is the normal
    approximation that belongs to the z score: it leaves out 0 exactly where |z| exceeds the quantile.
    """
    estimate, error = _log_odds(count_a, count_b, prior, variance)
    reach = _normal_quantile(level) * error
    return Interval(estimate, estimate - reach, estimate + reach)


def _log_odds(
    count_a: ArrayLike, count_b: ArrayLike, prior: ArrayLike, variance: str
) -> tuple[np.ndarray, np.ndarray]:
    _check_choice("variance", variance, ("two_term", "four_term"))
    in_a, in_b = np.asarray(count_a, dtype=float), np.asarray(count_b, dtype=float)
    pseudo = np.asarray(prior, dtype=float)
    if in_a.shape != in_b.shape or in_a.ndim != 1 or pseudo.shape not in ((), in_a.shape):
        raise ValueError(
            f"count_a, count_b and prior must be arrays of one length (prior may be one number); "
            f"found shapes {in_a.shape}, {in_b.shape}, {pseudo.shape}"
        )
    pseudo = np.broadcast_to(pseudo, in_a.shape)
    if np.any(~(pseudo > 0)) or np.any(~(in_a >= 0)) or np.any(~(in_b >= 0)):
        raise ValueError("a prior must be above 0 for every term, and a count 0 or more")
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [(in_a + pseudo), (in_b + pseudo)]
        others = [
            (count.sum() + pseudo.sum()) - term for count, term in zip((in_a, in_b), terms, strict=True)
        ]
        estimate = np.log(terms[0] / others[0]) - np.log(terms[1] / others[1])
        squared = 1 / terms[0] + 1 / terms[1]
        if variance == "four_term":
            squared = squared + 1 / others[0] + 1 / others[1]
    return estimate, np.sqrt(squared)


def dispersion(
    counts_by_part: ArrayLike,
    part_sizes: ArrayLike,
    measure: Literal["dp", "dp_norm", "juilland_d"] = "dp",
    *,
    ddof: int = 0,
) -> Any:
    """How evenly a term is spread over the parts of a corpus.

    Shape: `counts_by_part` has one number per part, or one row per term and one column per part;
    `part_sizes` one number per part. Returns one value per term (a float for a single term), NaN for a term
    that occurs nowhere.
    Units: "dp" and "dp_norm" run from 0 (even) to 1 (all in one part); "juilland_d" from 1 (even) to 0.
    Juilland's D uses rates per part and the standard deviation of the population, or with `ddof=1` of the
    sample.
    Raises: ValueError if the numbers of parts differ or a part is empty.
    Sources: Gries 2008 (DP); Lijffijt & Gries 2012 (DPnorm); Juilland & Chang-Rodriguez 1964 (D).
    """
    _check_choice("measure", measure, DISPERSION_MEASURES)
    counts, sizes = np.asarray(counts_by_part, dtype=float), np.asarray(part_sizes, dtype=float)
    if sizes.ndim != 1 or counts.ndim not in (1, 2) or counts.shape[-1] != sizes.size:
        raise ValueError(
            f"counts of shape {counts.shape} do not fit {sizes.shape} part sizes (one size per part)"
        )
    if np.any(~(sizes > 0)) or np.any(~(counts >= 0)):
        raise ValueError("part sizes must be above 0 and counts 0 or more")
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "juilland_d":
            rates = counts / sizes
            variation = rates.std(axis=-1, ddof=ddof) / rates.mean(axis=-1)
            return plain(1 - variation / np.sqrt(sizes.size - 1))
        shares = sizes / sizes.sum()
        deviation = np.abs(counts / counts.sum(axis=-1, keepdims=True) - shares).sum(axis=-1) / 2
        return plain(deviation if measure == "dp" else deviation / (1 - shares.min()))


def wilson_interval(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Share `successes / n` with Wilson's score interval; NaN where n is 0.

    Units: shares from 0 to 1.
    Raises: ValueError if successes are below 0 or above n.
    Source: Wilson 1927; recommended for small n by Brown, Cai & DasGupta 2001.
    """
    hits, size = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    if np.any(~((hits >= 0) & (hits <= size))):
        raise ValueError("successes must lie between 0 and n")
    z = _normal_quantile(level)
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
    reach = _normal_quantile(level) * error
    return Interval(*(plain(np.exp(value)) for value in (logarithm, logarithm - reach, logarithm + reach)))


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


def detectable_difference(n_a: int, n_b: int, *, level: float = 0.95, power: float = 0.8) -> float:
    """The smallest difference between two shares that groups of these sizes would show, at worst.

    Units: difference of shares; above 1 means that no difference would show. NaN where a group is empty. "At
    worst" is a share of one half, where a proportion varies most.
    Source: the normal approximation, Fleiss, Levin & Paik 2003, chapter 4.
    """
    if min(n_a, n_b) < 1:
        return float("nan")
    spread = np.sqrt(0.25 * (1 / n_a + 1 / n_b))
    return float((_normal_quantile(level) + stats.norm.ppf(power)) * spread)


def ranges_within(
    outer: tuple[ArrayLike, ArrayLike, ArrayLike], inner: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> tuple[np.ndarray, np.ndarray]:
    """Which inner ranges lie within which outer ranges of the same group.

    Shape: `outer` and `inner` are three arrays each: group (any labels), start, end (whole numbers from 0,
    half-open).
    Returns two arrays of row numbers, outer and inner, one place per pair. A million ranges take about a
    second.
    """
    groups = [np.asarray(part[0], dtype=object) for part in (outer, inner)]
    if not len(groups[0]) or not len(groups[1]):
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    codes, _ = factorize(np.concatenate(groups))
    (outer_start, outer_end), (inner_start, inner_end) = (
        [np.asarray(numbers, dtype="int64") for numbers in part[1:]] for part in (outer, inner)
    )
    # Groups laid end to end on one line, so that one sorted search serves all of them.
    length = int(max(outer_end.max(), inner_end.max())) + 1
    outer_base, inner_base = codes[: len(groups[0])] * length, codes[len(groups[0]) :] * length
    order = np.argsort(inner_base + inner_start, kind="stable")
    line = (inner_base + inner_start)[order]
    first = np.searchsorted(line, outer_base + outer_start, side="left")
    counts = np.maximum(np.searchsorted(line, outer_base + outer_end, side="left") - first, 0)
    which_outer = np.repeat(np.arange(len(counts)), counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    which_inner = order[np.repeat(first, counts) + offsets]
    inside = (inner_base + inner_end)[which_inner] <= (outer_base + outer_end)[which_outer]
    return which_outer[inside], which_inner[inside]


def _normal_quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval lies between 0 and 1 (0.95 for 95 %), found {level}")
    return float(stats.norm.ppf((1 + level) / 2))


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name}={value!r} is none of {', '.join(choices)}")


def plain(array: Any) -> Any:
    """A float where there is one number, else the array."""
    return float(array) if np.ndim(array) == 0 else np.asarray(array)
