"""Groups of units compared in whatever can be counted in them: one function, one table.

Sides, outlets, kinds of quotes, periods, narration against speech: whatever says which unit belongs to which group. The
units of one document are not independent, so documents are the clusters throughout.

>>> units = pd.DataFrame({
...     "unit_id": list("abcdefgh"), "doc_id": list("11223344"), "side": ["X", "Y"] * 4, "n_words": [10] * 8,
...     "kind": ["direct", "indirect", "direct", "direct", "direct", "indirect", "direct", "indirect"],
... })
>>> found = compare(units, "side", measure="kind")
>>> found.loc[found.measure == "kind: direct", ["group", "estimate", "p"]].values.tolist()
[['X', 1.0, 0.25], ['Y', 0.25, 0.25]]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import permutation, resampling, stats, tables
from toolkit.resampling import RELIABLE_DOCUMENTS
from toolkit.rhetoric.groups import (
    COMPARE_COLUMNS,
    REST,
    Grouped,
    Groups,
    check_numbers,
    grouped,
    opponents,
    shuffling,
    warnings,
)
from toolkit.rhetoric.key_terms import keyness
from toolkit.rhetoric.terms import Terms
from toolkit.stats import Interval

_TEXT = {"measure", "group", "method", "against", "scale"}
_WHOLE = {"n_units", "n_documents"}


class Measured(NamedTuple):
    """What is counted: `parts` (units x items) of `wholes` (one number per unit, or units x items).

    `scale` says what an estimate is ("share of units", "per 1,000 words", "mean", ...), `form` how it is treated
    (share, rate or mean), `per` by what it is multiplied, `offset` and `span` how a mean was brought between 0 and 1.
    """

    items: list[str]
    parts: sparse.csc_matrix
    wholes: Any
    scale: str
    form: str
    per: float = 1.0
    offset: float = 0.0
    span: float = 1.0


def compare(
    units: pd.DataFrame,
    groups: Groups,
    *,
    measure: str | pd.Series | pd.DataFrame | Terms,
    of: str | pd.Series | pd.DataFrame | None = None,
    reference: str | None = None,
    cluster: str = "doc_id",
    blocks: str = "auto",
    permutations: int = 4999,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Each group's value of each item of a measure, and how far it is from the other groups'.

    `units` come from rhetoric.units (unit_id, doc_id, n_words, ...). `groups` is one of its columns, or maps unit_id to
    group; units without a group are left out. `measure` is
    - a column of `units` (or a Series by unit_id): true or false gives the share of units, text or a category the
      share of units with each value, numbers their mean;
    - a table of counts by unit_id (`units.count_in`): each column a rate per 1,000 words. `of` takes something else
      than n_words for the denominator: a column, or counts of the same kind (talks out of talks and negotiations);
    - terms (`terms.count_terms`): the table of keyness.keyness with its defaults.
    Units in which the measure or its denominator is missing are left out of it.
    Shape: the columns of `COMPARE_COLUMNS`, one row per item and group; items in order, groups in the order of sides or
    categories, else of the alphabet. `attrs` has "warnings" (sentences), "clusters", "shuffled", "ways" (labellings),
    "exact", "smallest_p", "seed", "permutations", "level". Without units the table is empty.
    - measure: the item ("hedge", "kind: direct"). group, against: whose value it is, and what it is held against: the
      other of two groups, the `reference`, or all other groups together.
    - estimate with low and high: a jackknife over documents (`resampling.column_intervals`), over units where there is
      one document (method and attrs say so); missing where a group has one document of several.
    - difference (estimate less that of `against`), ratio (odds ratio for shares, rate ratio for rates, missing for
      means), with intervals made of both estimates' (MOVER) and their correlation over shared documents.
    - effect: Cohen's h for shares; log2 of the rate ratio (0.5 for a count of nought) for rates; the difference in
      standard deviations of units for means. Positive where this group has more than `against`.
    - p: the group against `against`, labels shuffled (`permutation.label_p`): documents of one group exchange them as
      wholes, within a document of several groups `blocks` do: "auto" takes its speakers (actor_id, else speaker) where
      groups are groups of speakers, else the groups as wholes ("group"; single units where there is one document),
      "unit" every unit, or a column. Of two groups both rows have one p. omnibus_p: all groups at once.
    - q: Benjamini-Hochberg over the items (of more than two groups: items and groups); omnibus_q over the items.
    - n_units, n_documents: the group's units that the item is known of (with some of the denominator) and their
      documents. count, total: sums of what is counted and of its denominator.
    - reliable: five documents on both sides, and as many that hold some of the item (`RELIABLE_DOCUMENTS`).
    `cluster` takes another column than doc_id for what is dependent, such as actor_id: where the same speakers are
    quoted in many documents, only speakers as clusters tell a difference of groups from one of persons.
    Raises: ValueError for unknown columns, a reference that is no group, counts that lack units or are below 0.
    Sources: Cohen 1988 (h); Hedges 1981 (standardised difference); Zou & Donner 2008 (MOVER); Benjamini & Hochberg
    1995; those of the functions named.
    """
    if isinstance(measure, Terms):
        options = {"reference": reference, "cluster": cluster, "blocks": blocks, "permutations": permutations}
        return keyness(measure, units, groups, **options, seed=seed, level=level)
    check_numbers(level=level, permutations=permutations)
    found = grouped(units, groups, cluster=cluster, blocks=blocks)
    what = measured(found.units, measure, of)
    pairs = opponents(found, reference)
    tests, rows = {}, []
    if what.items:
        tests = _tests(found, what, pairs, permutations=permutations, seed=seed)
        rows = [_side_rows(found, what, number, against, level) for number, against in enumerate(pairs)]
    table = _assembled(rows, tests, found, what, pairs)
    smallest = max((test.smallest for test in tests.values()), default=1.0)
    table.attrs = {
        "warnings": warnings(found, smallest_p=smallest),
        "clusters": found.clustered_by,
        "shuffled": found.shuffled,
        "ways": max((test.ways for test in tests.values()), default=1.0),
        "exact": all(test.exact for test in tests.values()),
        "smallest_p": smallest,
        "permutations": permutations,
        "seed": seed,
        "level": level,
    }
    return table


def reading(table: pd.DataFrame, *, most: int = 3) -> str:
    """A comparison (of anything, terms too) in plain sentences: what is surest, how sure, and every warning."""
    warned = " ".join(table.attrs.get("warnings", []))
    if table.empty or table["p"].isna().all():
        return warned or "There is nothing to compare."
    rows = table.sort_values(["p", "measure"], kind="stable").drop_duplicates("measure")
    sure = int((table.groupby("measure")["q"].min() <= 0.05).sum())
    if len(rows) == 1:
        count = f"The only item {'differs' if sure else 'does not differ'} at q <= 0.05."
    else:
        count = f"{sure or 'None'} of {len(rows)} items differ{'s' if sure == 1 else ''} at q <= 0.05."
    parts = [_row_said(row) for row in rows.head(most).itertuples()]
    return " ".join(part for part in (count, "; ".join(parts) + ".", warned) if part)


def _row_said(row: Any) -> str:
    """One row of a comparison: both values in the unit of the measure, p and q."""
    if hasattr(row, "per_1000_a"):  # terms
        own, other, unit = row.per_1000_a, row.per_1000_b, " in 1,000"
    else:
        own, other = row.estimate, row.estimate - row.difference
        unit = f" {row.scale}" if row.scale.startswith("per ") else ""
    how = "{:.0%}" if getattr(row, "scale", "").startswith("share") else "{:.3g}"
    values = f"{row.group} {how.format(own)}{unit}, {row.against} {how.format(other)}"
    return f"{row.measure}: {values} (p {row.p:.2g}, q {row.q:.2g})"


# --- what is counted ----------------------------------------------------------------------------------------------


def measured(units: pd.DataFrame, measure: Any, of: Any) -> Measured:
    """What is counted in each unit, as numbers; arguments and errors as in `compare`."""
    if isinstance(measure, pd.DataFrame):
        return _rates(units, measure, "n_words" if of is None else of)
    if not isinstance(measure, str | pd.Series):
        raise ValueError(
            f"measure: a column of the units, a Series or table by unit_id, or Terms is wanted, found "
            f"{type(measure).__name__}; compare several columns one by one"
        )
    name = measure if isinstance(measure, str) else str(measure.name or "measure")
    values = _column(units, measure, "measure")
    if values.map(pd.api.types.is_list_like).any():
        raise ValueError(
            f"measure: {name!r} holds lists; count what is in them (units.count_in), or take one value"
        )
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        if of is not None:
            return _rates(units, pd.DataFrame({name: values.to_numpy()}, index=units["unit_id"]), of)
        return _means(values, name)
    if of is not None:
        raise ValueError(f"of= is the denominator of counts; {name!r} holds {values.dtype}, a share of units")
    known = values.notna().to_numpy()
    if pd.api.types.is_bool_dtype(values.dropna().infer_objects()):
        whether = values.fillna(False).astype(bool).to_numpy()
        return Measured([name], sparse.csc_matrix((whether & known)[:, None].astype(float)), known.astype(float),
                        "share of units", "share")  # fmt: skip
    values = values.astype("category").cat.remove_unused_categories()
    column = values.cat.codes.to_numpy()[known]
    cells = (np.ones(known.sum()), (np.flatnonzero(known), column))
    items = [f"{name}: {value}" for value in values.cat.categories]
    parts = sparse.csc_matrix(cells, shape=(len(units), len(items)))
    return Measured(items, parts, known.astype(float), "share of units", "share")


def _column(units: pd.DataFrame, column: Any, role: str) -> pd.Series:
    if isinstance(column, str):
        if column not in units:
            raise ValueError(f"units: no column {column!r} (found {', '.join(map(str, units.columns))})")
        return units[column]
    series = column if isinstance(column, pd.Series) else pd.Series(column)
    _check_index(units, series.index, role)
    return series.reindex(units["unit_id"]).reset_index(drop=True)


def _check_index(units: pd.DataFrame, index: pd.Index, role: str) -> None:
    lost = ~units["unit_id"].isin(index)
    if lost.any():
        raise ValueError(
            f"{role}: nothing for {int(lost.sum())} of {len(units)} units, such as {units['unit_id'][lost].iloc[0]!r}; "
            "its index is the unit_id, as count_in makes it"
        )
    if index.has_duplicates:
        raise ValueError(
            f"{role}: the unit_id {index[index.duplicated()][0]!r} stands in more than one row; add them up first"
        )


def _rates(units: pd.DataFrame, counts: pd.DataFrame, of: Any) -> Measured:
    part, items = _counts(units, counts, "measure"), [str(name) for name in counts.columns]
    if isinstance(of, pd.DataFrame):
        tables.need_columns(
            "of", of, counts.columns, remedy="each item needs the counts that it is a part of"
        )
        whole = _counts(units, of[list(counts.columns)], "of")
    else:
        whole = np.nan_to_num(_column(units, of, "of").to_numpy(dtype=float))[:, None]
    lost = np.isnan(part) | ~(whole > 0)
    part = np.where(lost, 0.0, part)
    shares = bool((part <= whole).all())
    wholes: Any = whole.ravel()
    if isinstance(of, pd.DataFrame) or counts.isna().to_numpy().any():  # each item has wholes of its own
        wholes = sparse.csc_matrix(np.where(lost, 0.0, whole))
    parts = sparse.csc_matrix(part)
    if isinstance(of, str) and of == "n_words":
        return Measured(items, parts, wholes, "per 1,000 words", "rate", per=1000.0)
    name = of if isinstance(of, str) else getattr(of, "name", None) or "the counts given"
    scale, form = ("share", "share") if shares else ("number", "rate")
    return Measured(items, parts, wholes, f"{scale} of {name}", form)


def _counts(units: pd.DataFrame, counts: pd.DataFrame, role: str) -> np.ndarray:
    """The counts of the units, in their order, as numbers."""
    _check_index(units, counts.index, role)
    return counts.reindex(units["unit_id"]).to_numpy(dtype=float)


def _means(values: pd.Series, name: str) -> Measured:
    """Numbers brought between 0 and 1, so that their interval is made like a share's and stays within what occurs."""
    number = values.astype(float).to_numpy()
    known = np.isfinite(number)
    low = float(number[known].min()) if known.any() else 0.0
    span = float(number[known].max() - low) if known.any() else 0.0
    scaled = np.where(known, (number - low) / (span or 1.0), 0.0)
    parts = sparse.csc_matrix(scaled[:, None])
    return Measured([name], parts, known.astype(float), "mean", "mean", offset=low, span=span or 1.0)


# --- groups against each other ------------------------------------------------------------------------------------


def _tests(
    found: Grouped, what: Measured, pairs: list[list[int]], *, permutations: int, seed: int
) -> dict[Any, permutation.LabelTest]:
    """The tests by shuffling: "all" of every group, and one for each group with its reference where there is one."""
    tests: dict[Any, permutation.LabelTest] = {}
    if len(found.names) < 2:
        return tests
    tests["all"] = _shuffled(found, what, np.ones(len(found.label), dtype=bool), permutations, seed)
    everyone = len(found.names) - 1
    for number, against in enumerate(pairs):
        if len(against) == 1 < everyone:
            both = np.isin(found.label, [number, *against])
            tests[number] = _shuffled(found, what, both, permutations, seed)
    return tests


def _shuffled(
    found: Grouped, what: Measured, rows: np.ndarray, permutations: int, seed: int
) -> permutation.LabelTest:
    parts, wholes = what.parts.tocsr()[rows], what.wholes[rows]
    return permutation.label_p(
        parts,
        wholes,
        found.label[rows],
        found.exchange[rows],
        found.block[rows],
        permutations=permutations,
        seed=seed,
    )


def _side_rows(found: Grouped, what: Measured, number: int, against: list[int], level: float) -> pd.DataFrame:
    """One row per item for a group: its estimate, and the difference and ratio to those that it is held against."""
    inside, outside = found.label == number, np.isin(found.label, against)
    own, own_parts, own_wholes, rows = _intervals(found, what, inside, level)
    rest, rest_parts, rest_wholes, other_rows = _intervals(found, what, outside, level)
    together = np.zeros(len(what.items))
    if (rows & other_rows).any():
        together = _correlation(own_parts, own_wholes, rest_parts, rest_wholes)
    one, two = (Interval(side["estimate"], side["low"], side["high"]) for side in (own, rest))
    difference = resampling.difference_interval(one, two, correlation=together)
    scale = what.per * what.span
    n_units, n_documents = _known(found, what, inside)
    table = {
        "measure": what.items,
        "estimate": one.estimate * scale + what.offset,
        "low": one.low * scale + what.offset,
        "high": one.high * scale + what.offset,
        "effect": _effect(found, what, inside, outside, own_parts, own_wholes, rest_parts, rest_wholes),
        "n_units": n_units,
        "n_documents": n_documents,
        "count": _sum(own_parts) * what.span + what.offset * _sum(own_wholes),
        "total": _sum(own_wholes) * np.ones(len(what.items)),
        "difference": difference.estimate * scale,
        "difference_low": difference.low * scale,
        "difference_high": difference.high * scale,
    }
    table |= _ratio(what, one, two, together)
    enough = min(rows.sum(), other_rows.sum()) >= RELIABLE_DOCUMENTS and not found.clustered_by.startswith(
        "units"
    )
    table["reliable"] = (own["holding"] + rest["holding"] >= RELIABLE_DOCUMENTS) & enough
    table["group"] = found.names[number]
    single = [found.names[other] for other in against]
    table["against"] = single[0] if len(single) == 1 else REST if single else ""
    return pd.DataFrame(table)


def _known(found: Grouped, what: Measured, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many units of `inside` each item is known of, and how many documents they stand in."""
    known = what.wholes > 0
    if known.ndim == 1:
        known = np.repeat(known[:, None], len(what.items), axis=1)
    known = sparse.csr_matrix(known)[np.flatnonzero(inside)].astype(float)
    document = pd.factorize(found.units["doc_id"][inside])[0]
    rows = np.arange(len(document))
    each = sparse.csr_matrix(
        (np.ones(len(rows)), (document, rows)), shape=(document.max(initial=-1) + 1, len(rows))
    )
    return _sum(known), _sum((each @ known > 0) * 1.0)


def _correlation(*sums: Any) -> np.ndarray:
    """How the values of both sides go together over shared clusters, item by item where each has its own wholes."""
    parts, wholes = sums[::2], sums[1::2]
    if not sparse.issparse(wholes[0]):
        return resampling.share_correlation(*sums)
    found = []
    for item in range(parts[0].shape[1]):
        columns = [
            (part[:, [item]], whole[:, [item]].toarray().ravel()) for part, whole in zip(parts, wholes)
        ]
        found.append(resampling.share_correlation(*columns[0], *columns[1])[0])
    return np.array(found)


def _intervals(
    found: Grouped, what: Measured, which: np.ndarray, level: float
) -> tuple[dict[str, np.ndarray], Any, Any, np.ndarray]:
    """Interval of each item in the units of `which`; parts and wholes by cluster; which clusters hold any whole."""
    parts = found.by_cluster(what.parts, which)
    wholes = found.by_cluster(what.wholes if what.wholes.ndim > 1 else what.wholes[:, None], which)
    rows = np.asarray(wholes.sum(axis=1)).ravel() > 0
    if what.wholes.ndim == 1:
        wholes = np.asarray(wholes.todense()).ravel()
    if not rows.any():
        nothing = np.full(len(what.items), np.nan)
        zero = np.zeros(len(what.items))
        return {"estimate": nothing, "low": nothing, "high": nothing, "holding": zero}, parts, wholes, rows
    everything = found.by_cluster(what.parts, np.ones(len(found.label), dtype=bool))
    total = _sum(everything)
    with np.errstate(invalid="ignore", divide="ignore"):
        typical = _sum(everything.multiply(everything)) / np.where(total > 0, total, np.nan)
    interval = resampling.column_intervals(parts[rows], wholes[rows], typical=typical, level=level)
    return interval, parts, wholes, rows


def _ratio(what: Measured, one: Interval, two: Interval, together: np.ndarray) -> dict[str, np.ndarray]:
    if what.form == "mean":
        return dict.fromkeys(("ratio", "ratio_low", "ratio_high"), np.full(len(what.items), np.nan))
    if what.form == "share":
        with np.errstate(divide="ignore", invalid="ignore"):
            one, two = (Interval(*(end / (1 - end) for end in side)) for side in (one, two))
    found = resampling.difference_interval(one, two, correlation=together, logarithm=True)
    with np.errstate(over="ignore"):
        ratio, low, high = (np.where(np.isinf(end), np.nan, 2.0**end) for end in found)
    return {"ratio": ratio, "ratio_low": low, "ratio_high": high}


def _effect(
    found: Grouped, what: Measured, inside: np.ndarray, outside: np.ndarray, *sums: Any
) -> np.ndarray:
    own, own_whole, rest, rest_whole = (_sum(each) for each in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        if what.form == "share":
            return stats.cohens_h(own / own_whole, rest / rest_whole)
        if what.form == "rate":
            rates = [
                np.where(n == 0, stats.HALF, n) / whole for n, whole in ((own, own_whole), (rest, rest_whole))
            ]
            return np.where(
                ((own == 0) & (rest == 0)) | (own_whole * rest_whole == 0),
                np.nan,
                np.log2(rates[0] / rates[1]),
            )
        known = np.asarray(what.wholes) > 0
        values = np.asarray(what.parts.todense()).ravel()
        one, two = values[inside & known], values[outside & known]
        freedom = len(one) + len(two) - 2
        if freedom < 1:
            return np.full(1, np.nan)
        squares = sum(((side - side.mean()) ** 2).sum() for side in (one, two) if len(side))
        # Hedges' correction for few units.
        return (
            (own / own_whole - rest / rest_whole) / np.sqrt(squares / freedom) * (1 - 3 / (4 * freedom - 1))
        )


def _sum(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.sum(axis=0), dtype=float).ravel()


# --- the table ----------------------------------------------------------------------------------------------------


def _assembled(
    rows: list[pd.DataFrame], tests: Mapping, found: Grouped, what: Measured, pairs: list[list[int]]
) -> pd.DataFrame:
    two = len(found.names) == 2
    for number, table in enumerate(rows):
        test = tests.get(number, tests.get("all"))
        none = test is None or not pairs[number]
        table["p"] = np.nan if none else test.p[0 if number in tests else number]
        table["omnibus_p"] = np.nan if "all" not in tests else tests["all"].together
        table["method"] = _method(found, what, test)
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    if table.empty:
        return pd.DataFrame({name: pd.Series(dtype=_type(name)) for name in COMPARE_COLUMNS})
    items = len(what.items)
    first = table.index < items
    table["q"] = stats.benjamini_hochberg(table["p"].where(first) if two else table["p"])
    if two:
        table["q"] = np.tile(table["q"].to_numpy()[:items], 2)
    table["omnibus_q"] = np.tile(stats.benjamini_hochberg(table["omnibus_p"][:items]), len(found.names))
    table["scale"] = what.scale
    order = np.arange(len(table)).reshape(len(found.names), items).T.ravel()
    table = table.iloc[order].reset_index(drop=True)
    return table[list(COMPARE_COLUMNS)].astype({name: _type(name) for name in COMPARE_COLUMNS})


def _type(name: str) -> str:
    if name == "reliable":
        return "bool"
    return "str" if name in _TEXT else "int64" if name in _WHOLE else "float64"


def _method(found: Grouped, what: Measured, test: permutation.LabelTest | None) -> str:
    clusters = (
        found.clustered_by
        if found.clustered_by.startswith("units")
        else f"{found.clusters} {found.clustered_by}"
    )
    said = f"{what.scale}; jackknife over {clusters}"
    return said if test is None else f"{said}; {shuffling(found, test)}"
