"""How far a comparison depends on errors of the extraction: with sure quotes only, and corrected for known errors.

A statement that is missed, invented or given to the wrong speaker moves every share. Where the rates of such errors are
known, they can be undone on average (the matrix method); the uncertainty of the rates then makes the interval wider.
What was measured comes with the package (`measured_rates`); your own sample (`toolkit score`) serves better.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import special
from scipy import stats as distributions

from toolkit import resampling, tables
from toolkit.rhetoric.comparison import Measured, compare, measured
from toolkit.rhetoric.groups import Grouped, Groups, grouped, opponents
from toolkit.rhetoric.terms import Terms

# Right, and judged, on PolNeAR dev (84 US news articles) with the packaged model: of what was found (precision), of
# what is there (recall). toolkit/language/model/README.md has the shares, training/RESULTS.md the counts of what is
# there and of errors; how many were found of each kind follows from both.
_MEASURED = {
    "content": {
        "precision": {
            "direct": (356, 371),
            "mixed": (254, 286),
            "indirect": (1173, 1521),
            "all": (1783, 2178),
        },
        "recall": {"direct": (359, 372), "mixed": (254, 277), "indirect": (1170, 1543), "all": (1783, 2192)},
    },
    "end_to_end": {
        "precision": {
            "direct": (343, 371),
            "mixed": (241, 286),
            "indirect": (1073, 1521),
            "all": (1657, 2178),
        },
        "recall": {"direct": (344, 372), "mixed": (242, 277), "indirect": (1071, 1543), "all": (1657, 2192)},
    },
    # Of 100 hits each in news, read by hand (benchmarks/RESULTS.md, "Hedges and boosters"); what news has of them
    # beyond was not counted.
    "markers": {"precision": {"hedge": (85, 100), "booster": (87, 100)}},
}
# Of the statements there whose content is right and that were given a source: those with the right one.
SOURCE_RIGHT = (1657, 1783)
RATE_COLUMNS = ("item", "statistic", "estimate", "n")
CORRECTED_COLUMNS = tuple(
    f"corrected{what}{end}" for what in ("", "_difference") for end in ("", "_low", "_high")
)
SURE_COLUMNS = ("estimate_sure", "low_sure", "high_sure", "effect_sure", "p_sure", "n_units_sure", "holds")
# Jeffreys' prior: half a success and half a failure (Brown, Cai & DasGupta 2001).
JEFFREYS = 0.5
ALL = "all"


def sensitivity(
    units: pd.DataFrame, groups: Groups, *, measure: Any, confidence: float = 0.8, **options: Any
) -> pd.DataFrame:
    """The comparison, and beside it the same with only the units whose confidence is above `confidence`.

    Shape: the table of compare.compare (or keyness.keyness, for terms) with the columns of `SURE_COLUMNS` behind it,
    missing where a row has no counterpart. holds: with the sure units only, estimate and difference lie within the
    intervals that they have with all. Options as in compare.
    Raises: ValueError where `units` has no column confidence; those of compare.
    """
    tables.need_columns("units", units, ("confidence",), remedy="quotes have one")
    if not 0 <= confidence < 1:
        raise ValueError(f"confidence={confidence}: a confidence lies between 0 and 1; pass 0.8, say")
    table = compare(units, groups, measure=measure, **options)
    kept = units[units["confidence"] > confidence]
    kept.attrs = dict(units.attrs)
    sure = compare(kept, groups, measure=measure, **options)
    names = {name.removesuffix("_sure"): name for name in SURE_COLUMNS if name != "holds"}
    keys = ["measure", "group"]
    found = table.merge(sure[[*keys, *names]].rename(columns=names), on=keys, how="left")
    found["holds"] = found["estimate_sure"].between(found["low"], found["high"])
    if "difference" in table:
        moved = table[keys].merge(sure[[*keys, "difference"]], on=keys, how="left")["difference"]
        found["holds"] &= moved.between(found["difference_low"], found["difference_high"]) | moved.isna()
    found.attrs = table.attrs | {"confidence": confidence, "warnings_sure": sure.attrs["warnings"]}
    return found


def measured_rates(measure: Literal["content", "end_to_end", "markers"] = "content") -> pd.DataFrame:
    """Precision and recall of statements by kind, or precision of markers, as measured for this package.

    `measure`: "content" asks whether there is such a statement, "end_to_end" also whether its source is right (for use
    without a confusion of groups, which takes care of wrong sources); "markers" has the precision of hedges and
    boosters, for rates of these.
    Shape: item (direct, mixed, indirect, all; hedge, booster), statistic (precision, recall), estimate, n (judged).
    Source: PolNeAR dev; the table in README.md ("How good is it"); benchmarks/RESULTS.md for markers.
    """
    rows = [
        (item, statistic, right / n, n)
        for statistic, counts in _MEASURED[measure].items()
        for item, (right, n) in counts.items()
    ]
    return pd.DataFrame(rows, columns=list(RATE_COLUMNS))


def rates_of_scores(scores: pd.DataFrame, *, by: str = "kind", measure: str = "content") -> pd.DataFrame:
    """The same table from a result of `tk.score`: its rows for all and for each value of `by` ("kind", "outlet").

    n is the number of independent judgements that the score's interval is worth, so that statements of one article
    count for less. Annotated articles give both measures; a judged sample has recall "end_to_end" only: take that, and
    pass confusion=None, because wrong sources are errors in it already.
    Raises: ValueError where the scores have no such rows.
    """
    wanted = ("by", "group", "measure", "statistic", "estimate", "low", "high", "n")
    tables.need_columns("scores", scores, wanted, remedy="pass what tk.score gives")
    rows = scores[scores["by"].isin([ALL, by]) & (scores["measure"] == measure)]
    rows = rows[rows["statistic"].isin(["precision", "recall"]) & rows["estimate"].notna()]
    if rows.empty:
        there = ", ".join(sorted(set(scores["measure"])))
        raise ValueError(f"scores: no precision or recall of {measure} by {by} (there is {there})")
    quantile = distributions.norm.ppf((1 + scores.attrs.get("level", 0.95)) / 2)
    share, half = rows["estimate"], (rows["high"] - rows["low"]) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = share * (1 - share) * quantile**2 / half**2
    n = worth.where(np.isfinite(worth) & (worth > 0), rows["n"]).clip(upper=rows["n"])
    return pd.DataFrame(
        {"item": rows["group"], "statistic": rows["statistic"], "estimate": share, "n": n}
    ).reset_index(drop=True)


def corrected(
    units: pd.DataFrame,
    groups: Groups,
    *,
    measure: Any,
    of: Any = None,
    rates: pd.DataFrame | None = None,
    values: pd.DataFrame | None = None,
    confusion: pd.DataFrame | tuple[float, float] | None = SOURCE_RIGHT,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
    **options: Any,
) -> pd.DataFrame:
    """The comparison, and beside it what it would be without the known errors of the extraction.

    Shape: the table of compare.compare with the columns of `CORRECTED_COLUMNS` behind it: estimate and difference to
    `against`, each with an interval that holds sampling (documents drawn again, expanded percentiles as in
    resampling.bootstrap_interval) and the uncertainty of the error rates (drawn from their Beta or Dirichlet
    distributions). `attrs["correction"]` says what was assumed. Options as in compare.
    - `rates`: item ("direct", "hedge", "all"), statistic (precision, recall), estimate, n (judged); with a column
      `group` for rates that differ by group. What was found of an item counts precision / recall times; an item without
      a row takes "all", or 1. None: `measured_rates()` of contents for the kinds of quotes, else no such correction.
    - `values`: how often units that truly have one value of the measure (rows) were given another (columns), counts; of
      true or false both rows and columns are True and False. With two values it is Rogan & Gladen's estimator.
    - `confusion`: the same for groups; or (right, judged) of attributions, the wrong ones going to any group in
      proportion to its units. The default is what was measured on PolNeAR dev; it knows nothing of errors behind the
      source, such as a pronoun led to the wrong person. None: groups are without error, as outlets are.
    Errors are taken to be as frequent in every group and document unless `rates` says otherwise; errors that go with
    the group are not undone (TeBlunthuis et al. 2024). Corrected counts below 0 are set to 0.
    Raises: ValueError for terms, rates or matrices that do not fit, and matrices that have no inverse.
    Sources: Rogan & Gladen 1978; Bachl & Scharkow 2017, "Correcting measurement error in content analysis"; Lang &
    Reiczigel 2014 (uncertain rates); TeBlunthuis, Hase & Chan 2024, "Misclassification in automated content analysis".
    """
    if isinstance(measure, Terms):
        raise ValueError("shares, rates and means can be corrected, terms cannot; see sensitivity for these")
    table = compare(units, groups, measure=measure, of=of, seed=seed, level=level, **options)
    layout = {name: options[name] for name in ("cluster", "blocks") if name in options}
    found = grouped(units, groups, **layout)
    if table.empty or len(found.names) < 2:
        return table.assign(**dict.fromkeys(CORRECTED_COLUMNS, np.nan))
    what = measured(found.units, measure, of)
    if rates is None and isinstance(measure, str) and measure == "kind":
        rates = measured_rates()
    parts, wholes = _totals(found, what, draws=draws, seed=seed)
    errors = _errors(found, what, rates, values, confusion, draws, np.random.default_rng([seed, 1]))
    parts, wholes = _undone(parts, wholes, errors, what)
    numbers = _numbers(found, what, parts, wholes, opponents(found, options.get("reference")), level)
    joined = table.merge(numbers, on=["measure", "group"], how="left")
    joined.attrs = table.attrs | {"correction": _said(rates, values, confusion), "correction_draws": draws}
    return joined


class _Errors(NamedTuple):
    """What undoes the errors, once as measured and then for each draw (first axis): a factor for each group and item,
    and matrices from what is observed to what is true, of values and of groups."""

    factor: np.ndarray
    values: np.ndarray | None
    groups: np.ndarray | None


def _totals(found: Grouped, what: Measured, *, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Sums of parts and wholes: as observed, then in each resample of the clusters; groups x items (or x 1)."""
    parts, wholes = [], []
    for number in range(len(found.names)):
        inside = found.label == number
        parts.append(found.by_cluster(what.parts, inside).toarray())
        whole = what.wholes if what.wholes.ndim > 1 else what.wholes[:, None]
        wholes.append(found.by_cluster(whole, inside).toarray())
    both = []
    for columns in (parts, wholes):
        matrix = np.concatenate(columns, axis=1)
        drawn = resampling.bootstrap_totals(
            matrix, seed=seed, draws=draws
        )  # one seed: the same clusters for both
        both.append(
            np.concatenate([matrix.sum(axis=0)[None], drawn]).reshape(draws + 1, len(found.names), -1)
        )
    return both[0], both[1]


def _errors(
    found: Grouped,
    what: Measured,
    rates: Any,
    values: Any,
    confusion: Any,
    draws: int,
    random: np.random.Generator,
) -> _Errors:
    factor = np.ones((draws + 1, len(found.names), len(what.items)))
    if rates is not None:
        factor = _factors(found, what, rates, draws, random)
    matrix = None
    if values is not None:
        names = [item.partition(": ")[2] or item for item in what.items]
        matrix = _inverted(values, names if len(names) > 1 else ["True", "False"], "values", draws, random)
    groups = None
    if isinstance(confusion, pd.DataFrame):
        groups = _inverted(confusion, found.names, "confusion", draws, random)
    elif confusion is not None:
        right = _beta(confusion[0], confusion[1], draws, random)[:, None, None]
        share = np.bincount(found.label, minlength=len(found.names)) / len(found.label)
        groups = _inverse(right * np.eye(len(share)) + (1 - right) * share, "confusion")
    return _Errors(factor, matrix, groups)


def _factors(
    found: Grouped, what: Measured, rates: pd.DataFrame, draws: int, random: np.random.Generator
) -> np.ndarray:
    """precision / recall for each draw, group and item; 1 where neither is known."""
    tables.need_columns("rates", rates, RATE_COLUMNS)
    if not (rates["estimate"].between(0, 1) & (rates["n"] > 0)).all():
        raise ValueError("rates: an estimate lies between 0 and 1 and rests on an n above 0")
    group = rates["group"] if "group" in rates else pd.Series(ALL, index=rates.index)
    known: dict[tuple[str, str, str], np.ndarray] = {}
    for item, whose, statistic, share, n in zip(
        rates["item"], group.fillna(ALL), rates["statistic"], rates["estimate"], rates["n"]
    ):
        known[str(item), str(whose), statistic] = _beta(share * n, n, draws, random)
    factor = np.ones((draws + 1, len(found.names), len(what.items)))
    for at, name in enumerate(found.names):
        for place, item in enumerate(what.items):
            for statistic, power in (("precision", 1), ("recall", -1)):
                keys = [(key, whose) for key in (item, item.partition(": ")[2], ALL) for whose in (name, ALL)]
                rate = next((known[(*key, statistic)] for key in keys if (*key, statistic) in known), None)
                if rate is not None:
                    factor[:, at, place] *= np.maximum(rate, 1e-6) ** power
    return factor


def _beta(right: float, n: float, draws: int, random: np.random.Generator) -> np.ndarray:
    """A rate: as measured, then drawn from what is known of it after `n` judgements."""
    if not 0 <= right <= n or not n > 0:
        raise ValueError(f"of {n} judged, {right} cannot be right; give (right, judged)")
    return np.append(right / n, random.beta(right + JEFFREYS, n - right + JEFFREYS, size=draws))


def _inverted(
    counts: pd.DataFrame, names: list[str], role: str, draws: int, random: np.random.Generator
) -> np.ndarray:
    """Matrices from observed to true for each draw, of counts with true values as rows and observed ones as columns."""
    table = counts.set_axis([str(name) for name in counts.index]).set_axis(map(str, counts.columns), axis=1)
    if missing := [name for name in names if name not in table.index or name not in table.columns]:
        raise ValueError(
            f"{role}: no row or column {', '.join(missing)}; it counts true (rows) against observed"
        )
    number = table.loc[names, names].to_numpy(dtype=float)
    if (number < 0).any() or not (number.sum(axis=1) > 0).all():
        raise ValueError(f"{role}: counts of 0 or more are wanted, and in each row some")
    drawn = np.stack([random.dirichlet(row + JEFFREYS, size=draws) for row in number], axis=1)
    return _inverse(np.concatenate([(number / number.sum(axis=1, keepdims=True))[None], drawn]), role)


def _inverse(matrix: np.ndarray, role: str) -> np.ndarray:
    if abs(np.linalg.det(matrix[0])) < 1e-3:
        raise ValueError(
            f"{role}: what is observed says (almost) nothing of what is true: nothing can be corrected"
        )
    return np.linalg.pinv(matrix)


def _undone(
    parts: np.ndarray, wholes: np.ndarray, errors: _Errors, what: Measured
) -> tuple[np.ndarray, np.ndarray]:
    """Parts and wholes as they would be without errors."""
    partition = what.scale == "share of units" and len(what.items) > 1
    parts = parts * errors.factor
    if errors.values is not None:
        if len(what.items) == 1:
            parts = np.concatenate([parts, wholes - parts], axis=2)
        parts = np.maximum(parts @ errors.values, 0)[:, :, : len(what.items)]
    if partition:
        wholes = parts.sum(axis=2, keepdims=True)
    if errors.groups is not None:
        turned = errors.groups.transpose(0, 2, 1)
        parts, wholes = np.maximum(turned @ parts, 0), np.maximum(turned @ wholes, 0)
    if what.form != "rate":
        parts = np.minimum(parts, wholes)
    return parts, wholes


def _numbers(
    found: Grouped,
    what: Measured,
    parts: np.ndarray,
    wholes: np.ndarray,
    pairs: list[list[int]],
    level: float,
) -> pd.DataFrame:
    """Corrected estimates and differences of each item and group, with percentiles of the draws."""
    clusters, rows = found.clusters, []
    wide = level
    if clusters > 1:  # as much further out as few clusters ask for (Hesterberg 2015)
        reach = distributions.t.ppf((1 + level) / 2, clusters - 1) * np.sqrt(clusters / (clusters - 1))
        wide = 1 - 2 * special.ndtr(-reach)
    with np.errstate(divide="ignore", invalid="ignore"):
        for number, against in enumerate(pairs):
            own = parts[:, number] / wholes[:, number]
            rest = parts[:, against].sum(axis=1) / wholes[:, against].sum(axis=1)
            table = pd.DataFrame({"measure": what.items, "group": found.names[number]})
            for name, values, offset in (("", own, what.offset), ("_difference", own - rest, 0.0)):
                values = values * what.per * what.span + offset
                low, high = resampling.percentile_interval(values[1:], level=wide)
                table[f"corrected{name}"] = values[0]
                table[f"corrected{name}_low"], table[f"corrected{name}_high"] = low, high
            rows.append(table)
    return pd.concat(rows, ignore_index=True)


def _said(rates: pd.DataFrame | None, values: pd.DataFrame | None, confusion: Any) -> str:
    said = []
    if rates is not None:
        said.append("counts times precision / recall of " + ", ".join(dict.fromkeys(map(str, rates["item"]))))
    if values is not None:
        said.append("values by their misclassification matrix")
    if isinstance(confusion, pd.DataFrame):
        said.append("groups by their misclassification matrix")
    elif confusion is not None:
        share = confusion[0] / confusion[1]
        said.append(f"{share:.1%} of attributions right, the wrong ones going to groups by their size")
    return "; ".join(said) or "nothing"
