"""What a corpus consists of: articles by outlet and month, how long they are, what is missing, repeated or wrong.

>>> table = describe(tables.empty("documents"))
>>> table[table["aspect"] == "all"]["documents"].tolist()
[0]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from toolkit import tables

COLUMNS = ("aspect", "item", "outlet", "month", "documents", "share", "words")
ASPECTS = (
    "all",
    "outlet",
    "month",
    "outlet and month",
    "length",
    "missing",
    "repeated",
    "language",
    "problem",
)
# Lower ends of the classes of length, in words: from a notice to a long read.
LENGTHS = (1, 50, 100, 250, 500, 1_000, 2_000, 5_000)
FIELDS = ("title", "outlet", "published", "authors", "section", "url")
UNKNOWN = "(not known)"


def describe(
    documents: pd.DataFrame, *, problems: pd.DataFrame | Iterable[Mapping[str, Any]] | None = None
) -> pd.DataFrame:
    """An overview of a documents table: counts by outlet and month, lengths, missing fields, copies, problems.

    Shape: tidy, one row an `aspect` and `item`, aspects in the order of ASPECTS: all; outlet; month; outlet and month
    (only where there are both); length (classes of words); missing (fields without a value); repeated (the same text,
    cut or changed); language; problem (by code). `outlet` and `month` are filled in rows about them. All outlets and
    months are there, most articles first and in order of time; copies are counted. `problems` are those of
    an analysis, by default documents.attrs["problems"]; a problem's `documents` are its rows in that list, files that
    could not be read among them, so it has neither share nor words.
    Units: `share` of all documents, 0 to 1; `words` in those documents together.
    Raises: ValueError for a table without doc_id and text.
    """
    absent = [name for name in ("doc_id", "text") if name not in documents]
    if absent:
        found = ", ".join(map(str, documents.columns)) or "none"
        raise ValueError(
            f"documents: no column {', '.join(absent)} (found {found}); read_documents gives one"
        )
    known = _facts(documents)
    rows = [
        _row("all", "documents", known),
        *_places(known),
        *_lengths(known),
        *(_row("missing", name, known[known[f"no {name}"]]) for name in FIELDS),
        *(
            _row("repeated", what, known[known["repeated"] == what])
            for what in ("same text", "cut or changed")
        ),
        *(_row("language", name, part) for name, part in known.groupby("language")),
        *_problems(documents.attrs.get("problems", []) if problems is None else problems),
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["share"] = table["share"].astype("float64") / max(1, len(known))
    types = {"documents": "int64", "words": "Int64", "outlet": "str", "month": "str"}
    return table.astype(types)


def _facts(documents: pd.DataFrame) -> pd.DataFrame:
    """What is counted of each document: words, outlet, month, language, what is missing, whom it repeats."""
    size = len(documents)

    def column(name: str) -> pd.Series:
        return documents[name].reset_index(drop=True) if name in documents else pd.Series([None] * size)

    facts = pd.DataFrame({f"no {name}": column(name).map(_is_nothing).astype(bool) for name in FIELDS})
    counted = "n_words" in documents
    facts["words"] = (column("n_words") if counted else column("text").map(tables.count_words)).astype(
        "int64"
    )
    facts["outlet"] = column("outlet").where(~facts["no outlet"], UNKNOWN).astype("str")
    month = column("published").astype("str").str.extract(r"^(\d{4}-\d\d)", expand=False)
    facts["month"] = month.fillna(UNKNOWN).astype("str")
    facts["language"] = column("language").fillna(UNKNOWN).astype("str")
    texts = dict(zip(documents["doc_id"], documents["text"]))
    original = column("duplicate_of").map(texts)
    # A copy whose original is not in this table has the same text, which is known across tables.
    same = original.isna() | (original == column("text"))
    repeated = column("duplicate_of").notna()
    facts["repeated"] = [
        "" if not copy else "same text" if equal else "cut or changed" for copy, equal in zip(repeated, same)
    ]
    return facts


def _is_nothing(cell: Any) -> bool:
    return not len(cell) if isinstance(cell, list | tuple) else pd.isna(cell) or not str(cell).strip()


def _row(aspect: str, item: str, part: pd.DataFrame, **place: str) -> dict[str, Any]:
    counts = {"documents": len(part), "share": len(part), "words": int(part["words"].sum())}
    return {"aspect": aspect, "item": item, "outlet": None, "month": None, **place, **counts}


def _places(known: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by outlet, by month, and by both where there are both."""
    sizes = known["outlet"].value_counts()
    outlets = sorted(sizes.index, key=lambda name: (name == UNKNOWN, -sizes[name], name))
    months = sorted(known["month"].unique(), key=lambda name: (name == UNKNOWN, name))
    by_outlet = dict(iter(known.groupby("outlet")))
    by_month = dict(iter(known.groupby("month")))
    rows = [_row("outlet", name, by_outlet[name], outlet=name) for name in outlets]
    rows += [_row("month", name, by_month[name], month=name) for name in months]
    for outlet in outlets:
        parts = dict(iter(by_outlet[outlet].groupby("month")))
        both = [name for name in months if name in parts and UNKNOWN not in (outlet, name)]
        place = [(f"{outlet}, {name}", {"outlet": outlet, "month": name}, parts[name]) for name in both]
        rows += [_row("outlet and month", item, part, **where) for item, where, part in place]
    return rows


def _lengths(known: pd.DataFrame) -> list[dict[str, Any]]:
    ends = [*(following - 1 for following in LENGTHS[1:]), None]
    rows = []
    for low, high in zip(LENGTHS, ends):
        inside = (known["words"] >= low) & (known["words"] <= (high or known["words"].max()))
        label = f"{low:,} to {high:,} words" if high else f"{low:,} words and more"
        rows.append(_row("length", label, known[inside]))
    return rows


def _problems(problems: pd.DataFrame | Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    records = problems.to_dict("records") if isinstance(problems, pd.DataFrame) else problems
    counts = Counter(record["code"] for record in records)
    empty = {"outlet": None, "month": None, "share": None, "words": None}
    return [
        {"aspect": "problem", "item": code, "documents": count, **empty}
        for code, count in counts.most_common()
    ]
