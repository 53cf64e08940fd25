"""What is counted of each actor in each document, and which documents go together: outlets, sections, periods.

Attention, voice and their comparisons all start from the same counts, so that their shares are the same numbers.

>>> period("2022-01-14", "quarter"), period("2022", "quarter")
('2022-Q1', None)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit.text.headlines import LONGEST_HEADLINE

TIME_UNITS = ("year", "quarter", "month", "week", "day")
# The group of documents that do not say which they belong to, or whose date is less precise than the unit.
UNKNOWN = "unknown"
# How documents with the same text count: once in all, once in each group, or each time.
DUPLICATES = ("once", "once_per_group", "all")
# What each share is a part of; "all" is the sum over all actors.
SHARES = {
    "mention_share": ("mentions", "all", "mentions of actors"),
    "word_share": ("words", "all", "quoted words with a known speaker"),
    "quote_share": ("quotes", "all", "quotes with a known speaker"),
    "direct_share": ("direct", "quotes", "the actor's own quotes"),
    "document_share": ("present", "documents", "documents"),
    "headline_share": ("in_headline", "headlines", "headlines"),
}
Duplicates = Literal["once", "once_per_group", "all"]
# A figure as wide as a page has room for about so many periods.
MOST_PERIODS_DRAWN = 26
# The share of dated documents that a unit of time has to tell: fewer, and a precise few stand for all.
TOLD = 0.9
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?!\d))?)?(?![\d-])")


@dataclass(frozen=True)
class Counts:
    """Numbers of each actor (columns) in each cluster (rows: documents, or the sentences of a single one).

    `mentions`, `quotes`, `words`, `direct` (direct quotes), `present` (1 where it is mentioned) and
    `in_headline` (1 where it is mentioned in the headline) are sparse matrices; `documents` (ones) and
    `headlines` (1 where the document has one) have one number per row. Over sentences, `present`,
    `in_headline` and `headlines` are those of the document, and a single row.
    """

    clusters: pd.Index
    unit: str
    mentions: sparse.csc_matrix
    quotes: sparse.csc_matrix
    words: sparse.csc_matrix
    direct: sparse.csc_matrix
    present: sparse.csc_matrix
    in_headline: sparse.csc_matrix
    documents: np.ndarray
    headlines: np.ndarray

    def share(self, measure: str) -> tuple[sparse.csc_matrix, Any]:
        """Parts and wholes of a measure of `SHARES`, as `resampling.column_intervals` takes them."""
        if measure not in SHARES:
            raise ValueError(f"measure={measure!r} is none of {', '.join(SHARES)}")
        part, whole, _ = SHARES[measure]
        parts = getattr(self, part)
        return parts, np.asarray(parts.sum(axis=1)).ravel() if whole == "all" else getattr(self, whole)


def count(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    documents: pd.DataFrame,
    actor_ids: pd.Series | pd.Index,
    *,
    by_sentence: bool = True,
) -> Counts:
    """What each actor has in each document, or `by_sentence` in each sentence where there is one document.

    Worked value, "Ann Lee met Bo Ek. “We agree,” Lee said.": Lee has 2 mentions ("We" would be a third where
    the model links it), 1 quote, 2 words, 1 direct quote. Sentences are those that mention or quote somebody.
    """
    named, spoken = mentions, quotes
    whole = pd.Index(documents["doc_id"].unique())
    by, unit, clusters = "doc_id", "documents", whole
    actors = pd.Index(actor_ids)
    if by_sentence and len(whole) == 1:
        named, spoken = (
            frame[(frame["doc_id"] == whole[0]) & frame["actor_id"].isin(actors)]
            for frame in (mentions, quotes)
        )
        by, unit = "sentence_start", "sentences"
        clusters = pd.Index(pd.concat([named[by], spoken[by]]).dropna().unique())
    places = headline_places(documents)
    # Row -1, of a document that is not there, is the last one: without a headline.
    span = np.array([*(places.get(doc_id, (0, 0)) for doc_id in whole), (0, 0)])[
        whole.get_indexer(named["doc_id"])
    ]
    heading = named[(named["start"] >= span[:, 0]) & (named["end"] <= span[:, 1])]
    return Counts(
        clusters,
        unit,
        mentions=_matrix(named, None, by, clusters, actors),
        quotes=_matrix(spoken, None, by, clusters, actors),
        words=_matrix(spoken, spoken["n_words"], by, clusters, actors),
        direct=_matrix(spoken[spoken["kind"] == "direct"], None, by, clusters, actors),
        present=_matrix(named, None, "doc_id", whole, actors).sign(),
        in_headline=_matrix(heading, None, "doc_id", whole, actors).sign(),
        documents=np.ones(len(whole)),
        headlines=np.array([float(doc_id in places) for doc_id in whole]),
    )


def _matrix(
    rows: pd.DataFrame, sizes: pd.Series | None, by: str, clusters: pd.Index, actors: pd.Index
) -> sparse.csc_matrix:
    """Sums of `sizes` (1 for each row without them) by cluster and actor."""
    row, column = clusters.get_indexer(rows[by]), actors.get_indexer(rows["actor_id"])
    weight = np.ones(len(rows)) if sizes is None else sizes.to_numpy(dtype=float)
    kept = (row >= 0) & (column >= 0)
    cells = (weight[kept], (row[kept], column[kept]))
    return sparse.coo_matrix(cells, shape=(len(clusters), len(actors))).tocsc()


def headline_places(documents: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Where each headline stands in its text: doc_id to (start, end); documents without one are not there.

    The title where it fills lines of its own (however it is spaced), or stands at the very beginning; without
    a title the first line, unless it is longer than a headline or nothing follows. A title that the text does
    not repeat is no place in it.
    """
    found = {}
    titles = documents["title"] if "title" in documents else pd.Series(None, index=documents.index)
    for doc_id, text, title in zip(documents["doc_id"], documents["text"], titles, strict=True):
        if not isinstance(text, str):
            continue
        given = isinstance(title, str) and title.strip()
        place = _title_place(text, title) if given else _first_line(text)
        if place:
            found[doc_id] = place
    return found


def _title_place(text: str, title: str) -> tuple[int, int] | None:
    words = r"\s+".join(re.escape(word) for word in title.split())
    match = re.search(rf"(?mi)^[ \t]*({words})[ \t]*$", text) or re.match(rf"(?i)\s*({words})(?!\w)", text)
    return match.span(1) if match else None


def _first_line(text: str) -> tuple[int, int] | None:
    start = len(text) - len(text.lstrip())
    line = text[start : start + LONGEST_HEADLINE + 1].partition("\n")[0].rstrip()
    inside = 0 < len(line) <= LONGEST_HEADLINE and text[start + len(line) :].strip()
    return (start, start + len(line)) if inside else None


def groups(documents: pd.DataFrame, by: str) -> pd.Series:
    """The group of each document, doc_id as index; `UNKNOWN` where it is not said, or not precisely enough.

    `by` is a unit of time ("year", "quarter", "month", "week", "day") of the date of publication, else a
    column of `documents`: "outlet", "section" or one of the user's own.
    Raises: ValueError where it is neither.
    """
    if by in TIME_UNITS:
        labels = [period(value, by) for value in documents["published"]]
    elif by in documents:
        labels = [str(value).strip() if _known(value) else None for value in documents[by]]
    else:
        columns = ", ".join(map(str, documents.columns))
        raise ValueError(
            f"by={by!r} is neither {', '.join(TIME_UNITS)} nor a column of documents ({columns})"
        )
    return pd.Series([label or UNKNOWN for label in labels], index=documents["doc_id"], dtype="str")


def _known(value: Any) -> bool:
    return not isinstance(value, list) and pd.notna(value)


def period(published: Any, unit: str) -> str | None:
    """The year, quarter, month, ISO week or day of an ISO 8601 date; None where the date does not tell it.

    Labels sort as time does: 2022, 2022-Q1, 2022-01, 2022-W02, 2022-01-14.
    """
    match = _DATE.match(published.strip()) if isinstance(published, str) else None
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if month is not None and not 1 <= month <= 12:
        return None
    if unit == "year":
        return f"{year:04d}"
    if month is None:
        return None
    if unit in ("quarter", "month"):
        return f"{year:04d}-Q{(month + 2) // 3}" if unit == "quarter" else f"{year:04d}-{month:02d}"
    try:
        found = date(year, month, day) if day else None
    except ValueError:
        return None
    if found is None or unit == "day":
        return found and found.isoformat()
    iso = found.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"


def time_unit(documents: pd.DataFrame, *, enough: int = 5) -> str:
    """The unit of time that suits the dates of these documents: "year", "quarter", "month", "week" or "day".

    The shortest unit that has at most `MOST_PERIODS_DRAWN` periods from the first date to the last, at least three
    with documents, and `enough` documents a period on average. Where none has so many: the longest of those with
    three periods; where no unit has three: the shortest that divides the dates at all, else "month". Units that nine
    in ten dates are too imprecise for do not come into question. Worked value: 84 documents over 30 days are 17 a
    week in 5 weeks and 3 a day, which gives "week".
    """
    dated = documents["published"].dropna() if "published" in documents else documents.iloc[:0, 0]
    found = []
    for unit in reversed(TIME_UNITS):
        labels = [label for label in (period(value, unit) for value in dated) if label]
        if labels and len(labels) >= TOLD * len(dated):
            found.append(
                (unit, len(set(labels)), len(labels), ordinal(max(labels)) - ordinal(min(labels)) + 1)
            )
    three = [one for one in found if one[1] >= 3]
    fitting = [unit for unit, _, size, span in three if span <= MOST_PERIODS_DRAWN and size >= enough * span]
    several = [unit for unit, periods, _, _ in found if periods == 2]
    return (fitting or [one[0] for one in three][::-1] or several or ["month"])[0]


def ordinal(label: str) -> int:
    """The number of a period on an unbroken line of time; `label` is one that `period` gives.

    >>> ordinal("2022-01") - ordinal("2021-12"), ordinal("2021-W01") - ordinal("2020-W53")
    (1, 1)
    """
    year = int(label[:4])
    if label[5:6] == "Q":
        return 4 * year + int(label[6:])
    if label[5:6] == "W":
        return date.fromisocalendar(year, int(label[6:]), 1).toordinal() // 7
    if len(label) == len("2022-01-14"):
        return date.fromisoformat(label).toordinal()
    return 12 * year + int(label[5:]) if len(label) == len("2022-01") else year


def periods_between(labels: Iterable[str], unit: str, *, most: int = 400) -> list[str]:
    """All periods from the first of `labels` to the last, in order; only those given where that were over `most`.

    >>> periods_between(["2021-Q4", "2022-Q2"], "quarter")
    ['2021-Q4', '2022-Q1', '2022-Q2']
    """
    known = sorted(set(labels))
    if len(known) < 2 or ordinal(known[-1]) - ordinal(known[0]) >= most:
        return known
    return [label_of(number, unit) for number in range(ordinal(known[0]), ordinal(known[-1]) + 1)]


def label_of(number: int, unit: str) -> str:
    """The label of the period with that `ordinal`."""
    if unit == "day":
        return date.fromordinal(number).isoformat()
    if unit == "week":
        # Monday of the week: day 1 of the calendar was a Monday, and weeks are counted in sevens from day 0.
        iso = date.fromordinal(7 * number + 1).isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}"
    if unit == "year":
        return f"{number:04d}"
    parts = 4 if unit == "quarter" else 12
    year, part = divmod(number - 1, parts)
    return f"{year:04d}-Q{part + 1}" if unit == "quarter" else f"{year:04d}-{part + 1:02d}"


def without_duplicates(
    documents: pd.DataFrame, duplicates: Duplicates, labels: pd.Series | None = None
) -> pd.DataFrame:
    """The documents that count: of those with the same text the first one, in all or in each group.

    `duplicates`: "once" (the document that `duplicate_of` names, else the first), "once_per_group" (one in
    each group of `labels`: an agency's report counts for every outlet that prints it), "all" (all count).
    """
    if duplicates not in DUPLICATES:
        raise ValueError(f"duplicates={duplicates!r} is none of {', '.join(DUPLICATES)}")
    if duplicates == "all" or "duplicate_of" not in documents:
        return documents
    copies = documents["duplicate_of"].notna()
    keys = pd.DataFrame({"text": documents["duplicate_of"].where(copies, documents["doc_id"])})
    if duplicates == "once_per_group" and labels is not None:
        keys["group"] = labels.to_numpy()
    # Originals first, so that of each text the original stays where it is there.
    first = ~keys.loc[copies.sort_values(kind="stable").index].duplicated()
    return documents[first.reindex(documents.index)]
