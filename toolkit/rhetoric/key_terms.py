"""Terms that are more typical of one group of units than of another, with intervals and p that know of documents.

`keyness` takes the counts of `terms.count_terms`. Five million words take seconds (`python -m benchmarks.keyness`).
Beside every keyness stands how evenly the term is spread over documents, and whether one of them carries it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse, special
from scipy import stats as distributions

from toolkit import permutation, resampling, stats
from toolkit.rhetoric.groups import (
    REST,
    RESULT_COLUMNS,
    Grouped,
    Groups,
    check_numbers,
    grouped,
    opponents,
    shuffling,
    warnings,
)
from toolkit.rhetoric.terms import Terms
from toolkit.stats import Interval

# Weight of the prior in words, at most: the 500 of Monroe, Colaresi & Quinn 2008. With fewer words on a side it would
# drown what they say, so then it weighs as much as the smaller side.
MOST_PRIOR_WORDS = 500.0
# A term more than this part of whose uses stand in one document is that document's, not the group's.
CARRIED_SHARE = 0.5
KEYNESS_COLUMNS = (
    *RESULT_COLUMNS,
    "against",
    "typical_of",
    "z",
    "z_four_term",
    "chi2",
    "chi2_yates",
    "chi2_uncorrected",
    "g2",
    *(f"log_ratio{end}" for end in ("", "_low", "_high")),
    "percent_diff",
    "odds_ratio",
    *(f"{what}_{side}" for what in ("count", "per_1000", "documents") for side in "ab"),
    "dp",
    "dp_norm",
    "juilland_d",
    "top_share",
    "top_document",
    "carried",
    "p_shuffled",
)
_TEXT = {"measure", "group", "method", "against", "typical_of", "top_document"}
_WHOLE = {"n_units", "n_documents", "count_a", "count_b", "documents_a", "documents_b"}


class _Side(NamedTuple):
    """One side of a comparison: which units it is, term counts and all words by cluster."""

    inside: np.ndarray
    cells: sparse.csc_matrix
    words: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        return _sum(self.cells)

    @property
    def total(self) -> float:
        return float(self.words.sum())


def keyness(
    terms: Terms,
    units: pd.DataFrame,
    groups: Groups,
    *,
    reference: str | None = None,
    minimum: int = 5,
    function_words: bool = False,
    prior_words: float | None = None,
    background: pd.Series | None = None,
    top: int = 100,
    cluster: str = "doc_id",
    blocks: str = "auto",
    permutations: int = 1999,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """How typical each term is of a group, by every measure that the field uses; the surest terms first.

    `terms` come from `terms.count_terms(tokens, units)`; `units`, `groups`, `reference`, `cluster`, `blocks` as in
    compare.compare. Of two groups there is one row per term, for the first against the second; of more, one per term
    and group against all others (or `reference`). Terms with fewer than `minimum` uses on both sides together and,
    unless `function_words`, terms of nothing but function words are not listed; they count as words of their side.
    Shape: the columns of `KEYNESS_COLUMNS`:
    - measure: the term. estimate: its log-odds in `group` less that in `against` (nats), with an informative Dirichlet
      prior of `prior_words` pseudo-words (None: as many as the smaller side has, at most 500) that follow `background`
      (counts by term; else those of the compared units), each counted once more; `attrs["prior"]` says so. low, high:
      the wider of the model's interval and that over documents, which is as wide as the log ratio's (or, where a side
      has none of the term, a standard error over documents times Student's t). effect: the log ratio.
    - p: labels shuffled as in compare (p_shuffled), for the `top` terms of each comparison; for the others, and where
      no shuffle came near, that of a score test over documents. q: Benjamini-Hochberg over all rows.
    - n_units, n_documents: units and documents that hold the term.
    - typical_of: the side that uses it more. z (two terms of variance), z_four_term (four): the same log-odds over the
      model's standard error, as ConvoKit and scattertext have it. chi2 (Yates by quanteda's rule), chi2_yates,
      chi2_uncorrected, g2 (uncorrected), log_ratio (binary; with an interval over documents), percent_diff, odds_ratio:
      see stats.keyness. count, per_1000, documents: of the term in `group` (a) and in `against` (b).
    - dp, dp_norm, juilland_d: dispersion over the documents of the side that it is typical of. top_share, top_document:
      the document of that side with most of its uses, and what part; carried: more than half of them.
    `attrs` as in compare, with "of" (what the terms are), "words" (of each group) and "prior".
    Raises: ValueError where `terms` was counted in other units, for an unknown reference, a prior not above 0.
    Sources: Monroe, Colaresi & Quinn 2008 (log-odds); Dunning 1993 (G2); Hardie 2014 (log ratio); Gabrielatos & Marchi
    2011 (%DIFF); Gries 2008, Lijffijt & Gries 2012, Juilland & Chang-Rodriguez 1964 (dispersion); Lijffijt et al. 2016,
    "Significance testing of word frequencies in corpora" (why documents are to be shuffled, not words).
    """
    if not isinstance(terms, Terms):
        raise ValueError(
            f"terms: what count_terms(tokens, units) gives is wanted, found {type(terms).__name__}; "
            "counts of anything else go into compare(units, groups, measure=counts)"
        )
    check_numbers(level=level, permutations=permutations)
    found = grouped(units, groups, cluster=cluster, blocks=blocks)
    if prior_words is not None and not prior_words > 0:
        raise ValueError(f"prior_words={prior_words}: a prior weighs more than 0 words")
    counts, totals = _of_units(terms, found)
    pairs = opponents(found, reference)[: 1 if len(found.names) == 2 else None]
    options = {"minimum": minimum, "function_words": function_words, "top": top, "level": level, "seed": seed}
    options["permutations"] = permutations
    tables, said = [], ""
    for number, against in enumerate(pairs if len(found.names) > 1 else []):
        if against:
            sides = [_side(found, counts, totals, which) for which in ([number], against)]
            prior, said = _prior(terms, sides, prior_words, background)
            names = found.names[number], found.names[against[0]] if len(against) == 1 else REST
            tables.append(_compared(found, terms, counts, totals, sides, names, prior, **options))
    smallest = min((each.attrs["smallest_p"] for each in tables), default=1.0)
    table = _finished(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame())
    table.attrs = {
        "warnings": warnings(found, smallest_p=smallest),
        "of": terms.of,
        "words": {
            name: float(totals[found.label == number].sum()) for number, name in enumerate(found.names)
        },
        "prior": said,
        "clusters": found.clustered_by,
        "shuffled": found.shuffled,
        "smallest_p": smallest,
        "permutations": permutations,
        "seed": seed,
        "level": level,
    }
    return table


def _of_units(terms: Terms, found: Grouped) -> tuple[sparse.csr_matrix, np.ndarray]:
    place = terms.unit_ids.get_indexer(found.units["unit_id"])
    if (place < 0).any():
        lost = found.units["unit_id"][place < 0].iloc[0]
        raise ValueError(
            f"terms: nothing counted for the unit {lost!r}; count_terms(tokens, units) with these units"
        )
    return terms.counts[place], terms.totals[place]


def _side(found: Grouped, counts: Any, totals: np.ndarray, numbers: list[int]) -> _Side:
    inside = np.isin(found.label, numbers)
    words = np.bincount(found.cluster[inside], weights=totals[inside], minlength=found.clusters)
    return _Side(inside, found.by_cluster(counts, inside), words)


def _prior(
    terms: Terms, sides: list[_Side], prior_words: float | None, background: pd.Series | None
) -> tuple[np.ndarray, str]:
    """Pseudo-counts of all terms, and in words where they come from."""
    known = sides[0].counts + sides[1].counts
    if background is not None:
        known = background.reindex(terms.names).fillna(0).to_numpy(dtype=float)
    smaller = max(min(side.total for side in sides), 1.0)
    weight = prior_words or min(MOST_PRIOR_WORDS, smaller)
    where = "the compared units" if background is None else "the background given"
    said = f"{weight:g} pseudo-words with the frequencies of {where} (each count plus one)"
    return weight * (known + 1) / max((known + 1).sum(), 1.0), said


def _compared(
    found: Grouped,
    terms: Terms,
    counts: Any,
    totals: np.ndarray,
    sides: list[_Side],
    names: tuple[str, str],
    prior: np.ndarray,
    *,
    minimum: int,
    function_words: bool,
    top: int,
    level: float,
    permutations: int,
    seed: int,
) -> pd.DataFrame:
    """The rows of one group against another."""
    a, b = (side.counts for side in sides)
    listed = (a + b >= max(minimum, 1)) & (function_words | ~terms.function_words)
    if not min(side.total for side in sides):
        listed[:] = False
    chosen = np.flatnonzero(listed)
    sides = [side._replace(cells=side.cells[:, chosen]) for side in sides]
    both = sides[0].inside | sides[1].inside
    table = pd.DataFrame({"measure": terms.names[chosen]}).assign(group=names[0], against=names[1])
    if len(chosen):
        sums = _Sums.of(sides)
        found_numbers = _frequencies(a, b, [side.total for side in sides], prior, chosen)
        ratios = _log_ratios(sides, level)
        found_numbers |= _log_odds(a, b, prior, chosen, sides, sums, ratios, level)
        found_numbers |= ratios | _spread(found, sides, names)
        table = table.assign(**found_numbers)
        for side, name in zip(sides, "ab"):
            table[f"documents_{name}"] = _documents(found, counts[:, chosen], side.inside)
        table["n_units"] = _sum((counts[both][:, chosen] > 0) * 1.0)
        table["n_documents"] = _documents(found, counts[:, chosen], both)
    options = {"top": top, "permutations": permutations, "seed": seed}
    p, shuffled, test = _p_values(found, counts, totals, sides, chosen, **options)
    table = table.assign(p=p, p_shuffled=shuffled)
    clusters = (
        found.clustered_by
        if found.clustered_by.startswith("units")
        else f"{found.clusters} {found.clustered_by}"
    )
    said = f"log-odds of {terms.of}, Dirichlet prior; over {clusters}"
    table["method"] = said if test is None else f"{said}; {shuffling(found, test)} ({top} terms)"
    table.attrs["smallest_p"] = 1.0 if test is None else test.smallest
    return table


def _frequencies(
    a: np.ndarray, b: np.ndarray, total: list[float], prior: np.ndarray, chosen: np.ndarray
) -> dict[str, Any]:
    """Counts and the measures that are made of them alone."""
    cells = (a[chosen], b[chosen], *total)
    measures = {
        "chi2": stats.keyness(*cells),
        "chi2_yates": stats.keyness(*cells, correction="yates"),
        "chi2_uncorrected": stats.keyness(*cells, correction="none"),
        "g2": stats.keyness(*cells, "g2", "none"),
        "log_ratio": stats.keyness(*cells, "log_ratio"),
        "percent_diff": stats.keyness(*cells, "percent_diff"),
        "odds_ratio": stats.keyness(*cells, "odds_ratio"),
        "z": stats.log_odds_dirichlet(a, b, prior)[chosen],
        "z_four_term": stats.log_odds_dirichlet(a, b, prior, "four_term")[chosen],
    }
    measures["effect"] = measures["log_ratio"]
    for name, count, words in zip("ab", cells[:2], total):
        measures |= {f"count_{name}": count, f"per_1000_{name}": 1000 * count / words}
    return measures


class _Sums(NamedTuple):
    """Sums over clusters of squares and products of counts and words, of both sides, for the variances."""

    counts: list[np.ndarray]
    words: list[float]
    squares: list[np.ndarray]
    cross: list[np.ndarray]
    sizes: list[float]
    factors: list[float]
    products: tuple[np.ndarray, np.ndarray, np.ndarray, float]

    @classmethod
    def of(cls, sides: list[_Side]) -> _Sums:
        one, two = sides
        holding = [int((side.words > 0).sum()) for side in sides]
        products = (
            _sum(one.cells.multiply(two.cells)),
            one.cells.T @ two.words,
            two.cells.T @ one.words,
            float(one.words @ two.words),
        )
        return cls(
            [side.counts for side in sides],
            [side.total for side in sides],
            [_sum(side.cells.multiply(side.cells)) for side in sides],
            [side.cells.T @ side.words for side in sides],
            [float(side.words @ side.words) for side in sides],
            [number / max(number - 1, 1) for number in holding],
            products,
        )

    def residuals(self, shares: list[np.ndarray], weights: list[Any], factors: list[float]) -> np.ndarray:
        """Sum over clusters of the squared difference of weight x (count - share x words) between the sides."""
        found: Any = 0.0
        for number in (0, 1):
            share = shares[number]
            squares = self.squares[number] - 2 * share * self.cross[number] + share**2 * self.sizes[number]
            found = found + factors[number] * weights[number] ** 2 * np.maximum(squares, 0)
        own, own_words, rest_words, words = self.products
        cross = own - shares[1] * own_words - shares[0] * rest_words + shares[0] * shares[1] * words
        together = 2 * np.sqrt(factors[0] * factors[1]) * weights[0] * weights[1] * cross
        return np.maximum(found - together, 0)


def _log_odds(
    a: np.ndarray,
    b: np.ndarray,
    prior: np.ndarray,
    chosen: np.ndarray,
    sides: list[_Side],
    sums: _Sums,
    ratios: dict[str, np.ndarray],
    level: float,
) -> dict[str, np.ndarray]:
    """Estimate with low and high: the wider of the model's interval and that over clusters."""
    estimate, _, high = (numbers[chosen] for numbers in stats.log_odds_interval(a, b, prior, level=0.5))
    model = (high - estimate) / distributions.norm.ppf(0.75)
    slopes = []  # by how much the log-odds of either side move with a use of the term
    for count in (a, b):
        term = (count + prior)[chosen]
        slopes.append(1 / term + 1 / (count.sum() + prior.sum() - term))
    shares = [count / words for count, words in zip(sums.counts, sums.words)]
    robust = np.sqrt(sums.residuals(shares, slopes, sums.factors))
    quantile = distributions.t.ppf((1 + level) / 2, _freedom(sides, shares, slopes))
    reach = np.maximum(model, robust) * quantile
    # Where both sides have the term, the jackknife's reach, which few documents do not make too short.
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.log2(shares[0] / shares[1])
    normal = model * distributions.norm.ppf((1 + level) / 2)
    below, above = (
        np.where(np.isfinite(plain) & np.isfinite(side), np.maximum(normal, side * np.log(2)), reach)
        for side in (plain - ratios["log_ratio_low"], ratios["log_ratio_high"] - plain)
    )
    return {"estimate": estimate, "low": estimate - below, "high": estimate + above}


def _freedom(sides: list[_Side], shares: list[np.ndarray], slopes: list[np.ndarray]) -> np.ndarray:
    """Degrees of freedom of what an estimate rests on, as in resampling.column_intervals: 2 / K, at least 1."""
    squares, fourths = 0.0, 0.0
    for side, share, slope in zip(sides, shares, slopes):
        for power in (2, 4):
            total = 0.0
            for own in range(power + 1):
                words = (-share) ** (power - own) * special.comb(power, own)
                cells = side.cells.power(own) if own else None
                sums = (side.words**power).sum() if cells is None else cells.T @ side.words ** (power - own)
                total = total + words * sums
            if power == 2:
                squares = squares + slope**2 * total
            else:
                fourths = fourths + slope**4 * total
    clusters = max(sum(int((side.words > 0).sum()) for side in sides) - 2, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.clip(np.nan_to_num(2 * squares**2 / fourths, nan=1.0), 1, clusters)


def _log_ratios(sides: list[_Side], level: float) -> dict[str, np.ndarray]:
    """Ends of the log ratio's interval, made of the jackknife intervals of both rates."""
    everything = sides[0].cells + sides[1].cells
    with np.errstate(invalid="ignore", divide="ignore"):
        typical = _sum(everything.multiply(everything)) / _sum(everything)
    rates = []
    for side in sides:
        rows = side.words > 0
        found = resampling.column_intervals(side.cells[rows], side.words[rows], typical=typical, level=level)
        rates.append(Interval(found["estimate"], found["low"], found["high"]))
    together: Any = 0.0
    if ((sides[0].words > 0) & (sides[1].words > 0)).any():
        both = [part for side in sides for part in (side.cells, side.words)]
        together = resampling.share_correlation(*both)
    _, low, high = resampling.difference_interval(*rates, correlation=together, logarithm=True)
    return {"log_ratio_low": low, "log_ratio_high": high}


def _spread(found: Grouped, sides: list[_Side], names: tuple[str, str]) -> dict[str, Any]:
    """Whose term it is rather; over the documents of that side: how evenly it is spread, and which has most of it."""
    with np.errstate(invalid="ignore"):
        is_a = sides[0].counts / sides[0].total >= sides[1].counts / sides[1].total
    clusters = pd.Series(found.units["doc_id"].to_numpy()).groupby(found.cluster).first()
    if found.clustered_by.startswith("units"):
        clusters = found.units["unit_id"]
    each = []
    for side in sides:
        rows = np.flatnonzero(side.words > 0)
        cells = side.cells[rows]
        largest = np.asarray(cells.max(axis=0).todense()).ravel()
        where = np.asarray(cells.argmax(axis=0)).ravel()
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = {
                measure: stats.dispersion(cells.T, side.words[rows], measure)
                for measure in stats.DISPERSION_MEASURES
            }
            spread["top_share"] = largest / side.counts
        spread["top_document"] = clusters.to_numpy()[rows][where]
        each.append(spread)
    spread = {name: np.where(is_a, each[0][name], each[1][name]) for name in each[0]}
    return spread | {"typical_of": np.where(is_a, *names), "carried": spread["top_share"] > CARRIED_SHARE}


def _documents(found: Grouped, counts: Any, which: np.ndarray) -> np.ndarray:
    """How many documents hold each term."""
    document = pd.factorize(found.units["doc_id"])[0][which]
    rows = np.arange(len(document))
    shape = (int(document.max(initial=-1)) + 1, len(document))
    return _sum(
        ((sparse.csr_matrix((np.ones(len(rows)), (document, rows)), shape=shape) @ counts[which]) > 0) * 1.0
    )


def _p_values(
    found: Grouped,
    counts: Any,
    totals: np.ndarray,
    sides: list[_Side],
    chosen: np.ndarray,
    top: int,
    **options: Any,
) -> tuple[np.ndarray, np.ndarray, permutation.LabelTest | None]:
    """p of every term, p by shuffling of the `top` ones (missing elsewhere), and how that was done."""
    if not len(chosen):
        return np.zeros(0), np.zeros(0), None
    p = _score_p(found, counts[:, chosen], totals, sides)
    first = np.sort(np.argsort(p, kind="stable")[:top])
    both = sides[0].inside | sides[1].inside
    label = np.where(sides[0].inside, 0, 1)[both]
    test = permutation.label_p(
        counts[both][:, chosen[first]],
        totals[both],
        label,
        found.exchange[both],
        found.block[both],
        **options,
    )
    shuffled = np.full(len(chosen), np.nan)
    shuffled[first] = test.p[0]
    p = np.maximum(p, test.smallest) if test.exact else p
    # Where no shuffle came near, how rare that is must be taken from the normal distribution.
    beyond = shuffled > test.smallest
    known = beyond | (test.exact & ~np.isnan(shuffled))
    return np.where(known, shuffled, np.fmin(p, shuffled)), shuffled, test


def _score_p(found: Grouped, counts: Any, totals: np.ndarray, sides: list[_Side]) -> np.ndarray:
    """Two-sided p of the difference over its standard error as it would be if both sides had the common rate."""
    if (found.exchange != found.cluster).any():  # one document: what is independent are its speakers
        cells = [(found.by_exchange(counts, side.inside), side.inside) for side in sides]
        size = int(found.exchange.max()) + 1
        sides = [
            side._replace(
                cells=cell, words=np.bincount(found.exchange[rows], weights=totals[rows], minlength=size)
            )
            for side, (cell, rows) in zip(sides, cells)
        ]
    sums = _Sums.of(sides)
    common = (sums.counts[0] + sums.counts[1]) / sum(sums.words)
    weights = [1 / words for words in sums.words]
    variance = sums.residuals([common, common], weights, [1.0, 1.0])
    difference = sums.counts[0] * weights[0] - sums.counts[1] * weights[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        return stats.two_sided_p(np.where(difference == 0, 0.0, difference / np.sqrt(variance)))


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return pd.DataFrame({name: pd.Series(dtype=_type(name)) for name in KEYNESS_COLUMNS})
    table = table.assign(q=stats.benjamini_hochberg(table["p"]), distance=-table["z"].abs())
    table = table.sort_values(["p", "distance", "measure"], kind="stable").reset_index(drop=True)
    return table[list(KEYNESS_COLUMNS)].astype({name: _type(name) for name in KEYNESS_COLUMNS})


def _type(name: str) -> str:
    if name == "carried":
        return "bool"
    return "str" if name in _TEXT else "int64" if name in _WHOLE else "float64"


def _sum(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.sum(axis=0), dtype=float).ravel()
