"""How much more typical a term is of one group: keyness of two-by-two tables, log-odds with a prior."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from toolkit.stats.intervals import HALF, Interval, check_choice, normal_quantile, plain

KEYNESS_MEASURES = ("chi2", "g2", "log_ratio", "percent_diff", "odds_ratio")
CORRECTIONS = ("default", "yates", "none")


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
    check_choice("measure", measure, KEYNESS_MEASURES)
    check_choice("correction", correction, CORRECTIONS)
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
    reach = normal_quantile(level) * error
    return Interval(estimate, estimate - reach, estimate + reach)


def _log_odds(
    count_a: ArrayLike, count_b: ArrayLike, prior: ArrayLike, variance: str
) -> tuple[np.ndarray, np.ndarray]:
    check_choice("variance", variance, ("two_term", "four_term"))
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


def scaled_f(count_a: ArrayLike, count_b: ArrayLike, *, beta: float = 1.0) -> Any:
    """Scaled F score of each term, group A against group B: frequent in A and rare in B near 1, the reverse near 0.

    Shape: arrays of equal length, one place per term of the whole vocabulary (a term that occurs nowhere gets 0.5).
    Units: 0 to 1. Precision (the part of a term's uses that is A's) and recall (the part of A's words that is this
    term) go through the normal distribution with their own mean and standard deviation; their F score with `beta` is
    taken for A and for B, the larger of the two stands with its sign, and each side is stretched to 0 .. 1.
    Raises: ValueError if lengths differ, a count is negative, a group has no words or beta is not above 0.
    Source: Kessler 2017, "Scattertext"; the balanced score of its `ScaledFScore.get_scores`, scaler "normcdf".
    """
    in_a, in_b = np.asarray(count_a, dtype=float), np.asarray(count_b, dtype=float)
    if in_a.shape != in_b.shape or in_a.ndim != 1 or not beta > 0:
        raise ValueError(
            f"two arrays of one length and beta above 0 are wanted, found {in_a.shape}, {in_b.shape}, {beta}"
        )
    if in_a.size == 0:
        return np.zeros(0)
    if np.any(~(in_a >= 0)) or np.any(~(in_b >= 0)) or not in_a.sum() or not in_b.sum():
        raise ValueError("counts must be 0 or more, and each group must have some words")
    one, two = _f_of_scaled(in_a, in_b, beta), _f_of_scaled(in_b, in_a, beta)
    side = np.where(one > two, one, np.where(two > one, -two, 0.0))
    for positive in (side > 0, side < 0):
        part = np.abs(side[positive])
        if part.size:
            span = part.max() - part.min()
            stretched = (part - part.min()) / span if span > 0 else np.full(part.size, HALF)
            side[positive] = np.where(side[positive] > 0, stretched, -stretched)
    return (side + 1) / 2


def _f_of_scaled(own: np.ndarray, other: np.ndarray, beta: float) -> np.ndarray:
    known = own + other > 0
    f = np.zeros(own.shape)
    precision, recall = (own[known] / (own + other)[known], own[known] / own.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = [stats.norm.cdf(values, values.mean(), values.std()) for values in (precision, recall)]
        found = (1 + beta**2) * scaled[0] * scaled[1] / (beta**2 * scaled[0] + scaled[1])
    f[known] = np.nan_to_num(found)
    return f
