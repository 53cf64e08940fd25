"""Two outlets, sections or periods compared, actor by actor; and how shares change over many periods.

Every difference has an interval, an effect size, a p value from shuffling whole documents, and a q value that
corrects for the many actors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats as distributions

from toolkit import permutation, resampling, stats
from toolkit.actors import measures
from toolkit.stats import Interval, cohens_h
from toolkit.wording import percent, points

# What is counted of an actor, and must reach the minimum, for each share.
COUNTED = {
    "mention_share": "mentions",
    "word_share": "quotes",
    "quote_share": "quotes",
    "direct_share": "quotes",
    "document_share": "present",
    "headline_share": "in_headline",
}
UNITS = {
    "mentions": "mentions",
    "quotes": "quotes",
    "present": "documents that mention it",
    "in_headline": "headlines that mention it",
}
RESULT_COLUMNS = (
    "measure",
    "group",
    "actor_id",
    "name",
    "kind",
    "estimate",
    "low",
    "high",
    "effect",
    "p",
    "q",
    "n_units",
    "n_documents",
    "method",
)
TITLES = {
    "mention_share": "Share of mentions of actors",
    "word_share": "Share of quoted words with a known speaker",
    "quote_share": "Share of quotes with a known speaker",
    "direct_share": "Share of direct quotes among the actor's own",
    "document_share": "Share of documents that mention the actor",
    "headline_share": "Share of headlines that mention the actor",
}
TooFew = Literal["raise", "empty"]
COMPARE_COLUMNS = (
    *RESULT_COLUMNS,
    *(f"share_{side}{end}" for side in "ab" for end in ("", "_low", "_high")),
    *(f"log2_ratio{end}" for end in ("", "_low", "_high")),
    *(f"n_{what}_{side}" for what in ("units", "documents") for side in "ab"),
    "reliable",
)
TREND_COLUMNS = (*RESULT_COLUMNS, "share_first", "share_last", "periods", "reliable")
GROUP_COLUMNS = (
    "measure",
    "group",
    "actor_id",
    "name",
    "kind",
    "estimate",
    "low",
    "high",
    "n_units",
    "n_documents",
    "group_documents",
    "method",
    "reliable",
)
INTERVALS = "jackknife over documents"


class _Corpus(NamedTuple):
    """Documents with their groups, and what is counted in them of each actor."""

    labels: pd.Series
    about: pd.DataFrame
    counts: measures.Counts
    parts: Any
    wholes: Any
    counted: Any
    aside: int


def compare(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    by: str = "outlet",
    a: str | None = None,
    b: str | None = None,
    measure: str = "mention_share",
    minimum: int = 5,
    permutations: int = 9999,
    seed: int = 0,
    level: float = 0.95,
    duplicates: measures.Duplicates = "once",
    too_few: TooFew = "raise",
) -> pd.DataFrame:
    """Each actor's share in the documents of `a` less that in those of `b`; the surest differences first.

    Shape: one row per actor of whom both groups together hold at least `minimum` (mentions; quotes for the
    shares of words, quotes and direct quotes; documents, headlines); the columns of `COMPARE_COLUMNS`. `by`
    as in `measures.groups`; without `a` and `b` the two groups with most documents. `measure` is one of
    `measures.SHARES`. Worked value: 9 of 30 mentions in a, 3 of 30 in b: share_a 0.3, share_b 0.1, estimate
    0.2, log2_ratio 1.58 (three times as much), effect 0.52.
    - estimate, low, high: difference of the shares (0.2 is 20 percentage points); log2_ratio: 1 is twice as
      much in a, -1 half, missing where a share is 0 (then it has one end). Intervals of both are made of
      those of the two shares (`resampling.difference_interval`).
    - effect: Cohen's h, 2 asin(sqrt(share_a)) - 2 asin(sqrt(share_b)); 0.2 is called small, 0.5 medium.
    - p: the groups' names shuffled over documents (`permutation.share_difference_p`); q: corrected for all
      rows of the table (Benjamini & Hochberg).
    - n_units: what is counted of it, n_documents: documents that hold some; both also for each group.
    - reliable: at least `resampling.RELIABLE_DOCUMENTS` documents in each group and as many that hold it in
      both together; elsewhere low and high are rough (p and q hold all the same).
    Where fewer than two groups are known, `too_few` "empty" gives a table without rows, of which `reading` says why.
    Raises: ValueError for an unknown group, with those that there are.
    Sources: Cohen 1988 (h); Benjamini & Hochberg 1995; those of the functions named.
    """
    corpus = _corpus(mentions, quotes, actors, documents, by, measure, duplicates)
    said = {"by": by, "measure": measure, "minimum": minimum, "level": level, "duplicates": corpus.aside}
    if too_few == "empty" and len(known := _sizes(corpus.labels)) < 2:
        reason = f"documents of two groups by {by} are wanted, found {_listed(known)}"
        return _finished(pd.DataFrame(), COMPARE_COLUMNS, said | {"reason": reason})
    one, two = _two_groups(corpus.labels, by, a, b)
    inside = corpus.labels.isin([one, two]).to_numpy()
    in_a = (corpus.labels == one).to_numpy()[inside]
    counted = corpus.counted.tocsr()[inside].tocsc()
    chosen = np.flatnonzero(_sum(counted) >= max(minimum, 1))
    parts, wholes = _of(corpus, inside, chosen)
    counted = counted[:, chosen].tocsr()
    table = corpus.about.iloc[chosen].reset_index(drop=True)
    table = table.assign(measure=measure, group=f"{one} - {two}")
    typical = _typical(parts)
    shares = {}
    for side, rows in (("a", in_a), ("b", ~in_a)):
        found = resampling.column_intervals(parts[rows], wholes[rows], typical=typical, level=level)
        shares[side] = Interval(found["estimate"], found["low"], found["high"])
        for end, numbers in zip(("", "_low", "_high"), shares[side], strict=True):
            table[f"share_{side}{end}"] = numbers
        table[f"n_units_{side}"] = _sum(counted[rows]).astype("int64")
        table[f"n_documents_{side}"] = _sum(counted[rows].sign()).astype("int64")
    for name, logarithm in (("", False), ("log2_ratio", True)):
        found = resampling.difference_interval(shares["a"], shares["b"], logarithm=logarithm)
        columns = ("estimate", "low", "high") if not name else (name, f"{name}_low", f"{name}_high")
        table = table.assign(**dict(zip(columns, found, strict=True)))
    p = permutation.share_difference_p(parts, wholes, in_a, permutations=permutations, seed=seed)
    table = table.assign(effect=cohens_h(*(shares[side].estimate for side in "ab")), p=p)
    table = table.assign(q=stats.benjamini_hochberg(p), method=f"{INTERVALS}; {permutations} permutations")
    for what in ("units", "documents"):
        table[f"n_{what}"] = table[f"n_{what}_a"] + table[f"n_{what}_b"]
    enough = resampling.RELIABLE_DOCUMENTS
    table["reliable"] = (table["n_documents"] >= enough) & (min(in_a.sum(), (~in_a).sum()) >= enough)
    sizes = {"documents_a": int(in_a.sum()), "documents_b": int((~in_a).sum())}
    return _finished(table, COMPARE_COLUMNS, said | {"a": one, "b": two} | sizes)


def trend(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    by: str = "month",
    measure: str = "mention_share",
    minimum: int = 5,
    permutations: int = 9999,
    seed: int = 0,
    level: float = 0.95,
    duplicates: measures.Duplicates = "once",
    too_few: TooFew = "raise",
) -> pd.DataFrame:
    """How each actor's share changes from period to period; the surest changes first.

    Shape: as in `compare`, with the columns of `TREND_COLUMNS`; `by` is a unit of time. The estimate is the
    slope of a straight line through the documents' shares, each weighted by what it is a share of: change of
    the share for each year, month, ... (periods without documents count as time that passes). Worked value:
    10 %, 20 %, 30 % of equally many mentions in three months: 0.1 a month, share_first 0.1, share_last 0.3.
    share_first and share_last are the line's ends, effect is Cohen's h of the last against the first; p is
    from dates shuffled over documents, q corrects for all rows. Documents whose date does not tell the period
    are left out; `attrs["unknown_group"]` counts them.
    Raises: ValueError where `by` is no unit of time, or there are fewer than three periods (with `too_few` "empty" a
    table without rows, of which `reading` says why).
    """
    if by not in measures.TIME_UNITS:
        raise ValueError(
            f"a trend wants by= one of {', '.join(measures.TIME_UNITS)}, found {by!r}; see compare"
        )
    corpus = _corpus(mentions, quotes, actors, documents, by, measure, duplicates)
    inside = (corpus.labels != measures.UNKNOWN).to_numpy()
    labels = corpus.labels[inside]
    periods = sorted(labels.unique())
    said = {"by": by, "measure": measure, "minimum": minimum, "level": level, "documents": int(inside.sum())}
    said |= {"unknown_group": int((~inside).sum()), "duplicates": corpus.aside}
    if len(periods) < 3:
        found = ", ".join(periods) or "none"
        if too_few == "empty":
            reason = f"documents of three periods by {by} are wanted, found {found}"
            return _finished(pd.DataFrame(), TREND_COLUMNS, said | {"reason": reason})
        raise ValueError(
            f"a trend wants three periods, found {found}; take a shorter unit than {by!r} or compare()"
        )
    times = np.array([measures.ordinal(label) for label in labels], dtype=float)
    counted = corpus.counted.tocsr()[inside].tocsc()
    chosen = np.flatnonzero(_sum(counted) >= max(minimum, 1))
    parts, wholes = _of(corpus, inside, chosen)
    table = corpus.about.iloc[chosen].reset_index(drop=True)
    table = table.assign(measure=measure, group=f"{periods[0]} to {periods[-1]}", periods=len(periods))
    fitted = _slopes(parts, wholes, times, level)
    first, last = (np.clip(fitted["at"](moment), 0, 1) for moment in (times.min(), times.max()))
    p = permutation.slope_p(parts, wholes, times, permutations=permutations, seed=seed)
    counted = counted[:, chosen]
    table = table.assign(
        **{name: fitted[name] for name in ("estimate", "low", "high")},
        share_first=first,
        share_last=last,
        effect=cohens_h(last, first),
        p=p,
        q=stats.benjamini_hochberg(p),
        n_units=_sum(counted).astype("int64"),
        n_documents=_sum(counted.sign()).astype("int64"),
        method=f"weighted line, {INTERVALS}; {permutations} permutations",
    )
    table["reliable"] = table["n_documents"] >= resampling.RELIABLE_DOCUMENTS
    return _finished(table, TREND_COLUMNS, said)


def shares_by_group(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    by: str = "outlet",
    measure: str = "mention_share",
    limit: int = 10,
    only: Sequence[str] | None = None,
    level: float = 0.95,
    duplicates: measures.Duplicates = "once",
) -> pd.DataFrame:
    """The share of each of the `limit` most counted actors (or of those of `only`) in every group, zeros included.

    Shape: one row per group and actor, the columns of `GROUP_COLUMNS`; groups in order ("unknown" last),
    actors by how much is counted of them. For a table of outlets by actors, or lines over time: between the first
    and the last period those without documents are there too, with nothing known (group_documents 0).
    """
    corpus = _corpus(mentions, quotes, actors, documents, by, measure, duplicates)
    order = np.lexsort((corpus.about["name"].astype(str), -_sum(corpus.counted)))
    wanted = _sum(corpus.counted)[order] > 0
    if only is not None:
        wanted &= corpus.about["actor_id"].isin(list(only)).to_numpy()[order]
    chosen = order[wanted][: limit if only is None else None]
    counted = corpus.counted[:, chosen].tocsr()
    typical = _typical(corpus.parts[:, chosen])
    found = []
    for group in _in_order(corpus.labels, by):
        rows = (corpus.labels == group).to_numpy()
        parts, wholes = _of(corpus, rows, chosen)
        numbers = resampling.column_intervals(parts, wholes, typical=typical, level=level)
        numbers = {name: numbers[name] for name in ("estimate", "low", "high", "reliable")}
        table = (
            corpus.about.iloc[chosen].reset_index(drop=True).assign(measure=measure, group=group, **numbers)
        )
        table["n_units"] = _sum(counted[rows]).astype("int64")
        table["n_documents"] = _sum(counted[rows].sign()).astype("int64")
        found.append(table.assign(group_documents=int(rows.sum()), method=INTERVALS))
    if not found:
        return pd.DataFrame(columns=list(GROUP_COLUMNS))
    result = pd.concat(found, ignore_index=True)[list(GROUP_COLUMNS)]
    result.attrs |= {"by": by, "measure": measure, "level": level, "duplicates": corpus.aside}
    return result


def _in_order(labels: pd.Series, by: str) -> list[str]:
    """The groups in order, of periods also those without documents; at the end the unknown one."""
    known = sorted(set(labels) - {measures.UNKNOWN})
    known = measures.periods_between(known, by) if by in measures.TIME_UNITS else known
    return [*known, *([measures.UNKNOWN] if (labels == measures.UNKNOWN).any() else [])]


def _corpus(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    by: str,
    measure: str,
    duplicates: measures.Duplicates,
) -> _Corpus:
    if measure not in measures.SHARES:
        raise ValueError(f"measure={measure!r} is none of {', '.join(measures.SHARES)}")
    labels = measures.groups(documents, by)
    kept = measures.without_duplicates(documents, duplicates, labels)
    labels = labels[kept["doc_id"]]
    about = actors.drop_duplicates("actor_id")[["actor_id", "name", "kind"]].reset_index(drop=True)
    counts = measures.count(mentions, quotes, kept, about["actor_id"], by_sentence=False)
    parts, wholes = counts.share(measure)
    counted = getattr(counts, COUNTED[measure])
    return _Corpus(labels, about, counts, parts, wholes, counted, len(documents) - len(kept))


def _of(corpus: _Corpus, rows: np.ndarray, columns: np.ndarray) -> tuple[Any, Any]:
    """Parts and wholes of some documents and actors."""
    parts = corpus.parts[:, columns].tocsr()[rows]
    wholes = corpus.wholes
    return parts, wholes[rows] if isinstance(wholes, np.ndarray) else wholes[:, columns].tocsr()[rows]


def _sum(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.sum(axis=0)).ravel()


def _typical(parts: Any) -> np.ndarray:
    """What a document that holds some of an actor holds: the mean over all groups, weighted by itself."""
    total = _sum(parts)
    return _sum(parts.multiply(parts)) / np.where(total > 0, total, np.nan)


def _two_groups(labels: pd.Series, by: str, a: str | None, b: str | None) -> tuple[str, str]:
    there = _sizes(labels)
    wanted = [str(name) for name in (a, b) if name is not None]
    missing = [name for name in wanted if name not in labels.to_numpy()]
    rest = [name for name in there if name not in wanted]
    one = wanted[0] if a is not None else (rest.pop(0) if rest else None)
    two = str(b) if b is not None else (rest.pop(0) if rest else None)
    if missing or one is None or two is None or one == two:
        wrong = (
            f"no documents of {', '.join(missing)}"
            if missing
            else f"found {one or 'none'} and {two or 'none'}"
        )
        raise ValueError(
            f"two different groups by {by} are wanted, {wrong}; there are (with documents): {_listed(there)}"
        )
    return one, two


def _sizes(labels: pd.Series) -> dict[str, int]:
    """The documents of each known group, the largest group first."""
    sizes = labels[labels != measures.UNKNOWN].value_counts()
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def _listed(sizes: dict[str, int]) -> str:
    return ", ".join(f"{name} ({n})" for name, n in sizes.items()) or "none"


def _slopes(parts: Any, wholes: Any, times: np.ndarray, level: float) -> dict[str, Any]:
    """Weighted line of each column's share over time, with the jackknife's interval of its slope.

    The jackknife is taken to first order (each document's residual, enlarged by its leverage as when it is left
    out), its degrees of freedom as in `resampling.column_intervals`.
    """
    slope, low, high, mean, centre = (np.full(parts.shape[1], np.nan) for _ in range(5))
    rows = len(times)
    with np.errstate(invalid="ignore", divide="ignore"):
        for place in range(parts.shape[1]):
            part = parts[:, [place]].toarray().ravel()
            whole = wholes if isinstance(wholes, np.ndarray) else wholes[:, [place]].toarray().ravel()
            size = whole.sum()
            centre[place], mean[place] = (whole * times).sum() / size, part.sum() / size
            time = times - centre[place]
            spread = (whole * time**2).sum()
            slope[place] = (time * part).sum() / spread if spread > 0 else np.nan
            residual = part - whole * (mean[place] + slope[place] * time)
            moved = time * residual / spread / (1 - whole / size - whole * time**2 / spread)
            squares = (moved**2).sum()
            freedom = np.clip(2 * squares**2 / (moved**4).sum() if squares else 1.0, 1, max(rows - 2, 1))
            reach = distributions.t.ppf((1 + level) / 2, freedom) * np.sqrt(squares * (rows - 1) / rows)
            low[place], high[place] = slope[place] - reach, slope[place] + reach
    found = {"estimate": slope, "low": low, "high": high}
    return found | {"at": lambda moment: mean + slope * (moment - centre)}


def _finished(table: pd.DataFrame, columns: tuple[str, ...], said: dict[str, Any]) -> pd.DataFrame:
    if table.empty:
        table = table.reindex(columns=list(columns))
    ordered = table.assign(size=table["effect"].abs()).sort_values(
        ["p", "size", "name"], ascending=[True, False, True], ignore_index=True
    )
    result = ordered[list(columns)]
    result.attrs |= said
    return result


# --- in words -----------------------------------------------------------------------------------------------------


def reading(table: pd.DataFrame, *, places: int = 3, q: float = 0.05) -> str:
    """What `compare` or `trend` found, in a few sentences of plain text; also when it found nothing."""
    said = table.attrs
    if "reason" in said:
        return f"Nothing can be compared here: {said['reason']}."
    part = said["measure"]
    between = (
        f"{said['a']} ({_documents(said['documents_a'])}) against {said['b']} ({_documents(said['documents_b'])})"
        if "a" in said
        else f"{_documents(said['documents'])} by {said['by']}"
    )
    head = f"{TITLES[part]}, {between}"
    if table.empty:
        return (
            f"{head}: nothing to compare, no actor has {said['minimum']} or more "
            f"{UNITS[COUNTED[part]]}. Lower minimum= or add documents."
        )
    few = min(said.get("documents_a", said.get("documents", 0)), said.get("documents_b", 10**9))
    caution = (
        f" With {_documents(few)} in a group hardly any difference could show."
        if few < resampling.RELIABLE_DOCUMENTS
        else ""
    )
    tested = f"{len(table)} actor{'' if len(table) == 1 else 's'} with {said['minimum']} or more {UNITS[COUNTED[part]]}"
    sure = table[table["q"] <= q]
    if sure.empty:
        closest = table.iloc[0]
        lesson = "they are alike" if "a" in said else "nothing changed"
        return (
            f"{head}: of {tested} none differs clearly (no q value at or below {q:g}). The nearest to it is "
            f"{_change(closest, said)}. That does not show that {lesson}.{caution}"
        )
    listed = "; ".join(_change(row, said, sure=True) for _, row in sure.head(places).iterrows())
    more = f"; and {len(sure) - places} more" if len(sure) > places else ""
    return f"{head}: of {tested} {len(sure)} differ{'s' if len(sure) == 1 else ''} clearly: {listed}{more}.{caution}"


def _documents(number: int) -> str:
    return f"{number} document{'' if number == 1 else 's'}"


def _change(row: pd.Series, said: dict[str, Any], *, sure: bool = False) -> str:
    ends = (
        f"difference {points(row['low'])} to {points(row['high'])} points"
        if "a" in said
        else f"{points(row['estimate'])} points a {said['by']}, interval {points(row['low'])} to {points(row['high'])}"
    )
    if np.isnan(row["low"]) or np.isnan(row["high"]):
        ends = "interval not known"
    one, two = ("share_a", "share_b") if "a" in said else ("share_last", "share_first")
    joined = "against" if "a" in said else "after"
    rough = "" if row["reliable"] else ", in few documents"
    if sure and row["low"] <= 0 <= row["high"]:
        rough += ", though the interval holds 0"
    return (
        f"{row['name']} ({percent(row[one])} {joined} {percent(row[two])}, {ends}, q {row['q']:.2g}{rough})"
    )
