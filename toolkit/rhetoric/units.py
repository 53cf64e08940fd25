"""What is compared: quotes, narration, sentences or documents, one row each; and the words that stand in them.

`tokens.find_tokens` keeps a document's words once and for all, so that comparing never parses again. Units say by
`spans` where they stand; `count_in` counts what lies within them.

>>> units = pd.DataFrame({"unit_id": ["u", "v"], "doc_id": ["a", "a"], "spans": [[[0, 9]], [[10, 30]]]})
>>> hedges = pd.DataFrame({"doc_id": ["a", "a"], "start": [2, 12], "end": [7, 15], "family": ["hedge", "hedge"]})
>>> count_in(units, hedges, by="family")["hedge"].tolist()
[1, 1]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import stats, tables
from toolkit.tables import Column

if TYPE_CHECKING:
    pass

UNIT_COLUMNS = (
    Column("unit_id", "text", "identifier; a quote's is its quote_id"),
    Column("doc_id", "text", "the document, the cluster of all comparisons"),
    Column("what", "text", "what it is", values=("quote", "narration", "sentence", "document")),
    Column("spans", "list", "list of [start, end]: where it stands"),
    Column("n_words", "integer", "words in it, as tables.count_words counts them"),
)
# What of a document its units can be grouped by.
DOCUMENT_COLUMNS = ("outlet", "published", "section", "title", "authors")


def tokens_table(rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """The tokens table made of rows of `find_tokens`: columns in order; five million words need 200 MB.

    Raises: ValueError naming every column that is not there.
    """
    return tables.table("tokens", rows)


def joined_tokens(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One tokens table of several, below each other; it does not matter how the rows were dealt out."""
    return tables.joined("tokens", parts)


def quote_units(
    quotes: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    nested: Literal["both", "inner"] = "both",
    duplicates: Literal["once", "all"] = "once",
) -> pd.DataFrame:
    """One unit per quote: unit_id (its quote_id), doc_id, what, spans, n_words, then the other columns of `quotes`.

    With `documents` also their outlet, published, section, title and authors, and (`duplicates` "once") nothing of
    documents that repeat an earlier one. `nested`: a quote within a quote ("Lee said that Ek called it absurd") belongs
    to both speakers, or with "inner" its words are taken out of the outer quote.
    """
    if nested not in ("both", "inner"):
        raise ValueError(f"nested={nested!r} is none of both, inner")
    units = quotes.copy() if nested == "both" else _without_inner(quotes)
    units = units.assign(unit_id=units["quote_id"], what="quote")
    units = _described(units, documents, duplicates)
    units.attrs = dict(quotes.attrs)
    return units


def _without_inner(quotes: pd.DataFrame) -> pd.DataFrame:
    """`quotes` without the words of the quotes nested in them; one of which nothing is left is left out."""
    tables.need_columns("quotes", quotes, ("nested_in",), remedy='pass nested="both"')
    inner: dict[str, list] = {}
    for outer, spans in quotes.loc[quotes["nested_in"].notna(), ["nested_in", "spans"]].itertuples(
        index=False
    ):
        inner.setdefault(outer, []).extend(spans)
    spans, counts = [], []
    for row in quotes[["quote_id", "spans", "text", "start", "n_words"]].itertuples(index=False):
        kept = _rest(row.spans, inner.get(row.quote_id, []))
        spans.append(kept)
        counts.append(_count_of(row, kept) if row.quote_id in inner else row.n_words)
    units = quotes.assign(spans=pd.Series(spans, index=quotes.index, dtype="object"), n_words=counts)
    return units[[bool(kept) for kept in spans]]


def _count_of(row: Any, kept: list[list[int]]) -> int:
    """Words of the pieces that are left, read in the quote's own text (its spans joined by one space)."""
    place, count = 0, 0
    for start, end in row.spans:
        for low, high in kept:
            if start <= low and high <= end:
                count += tables.count_words(row.text[place + low - start : place + high - start])
        place += end - start + 1
    return count


def _rest(spans: Iterable, holes: Iterable) -> list[list[int]]:
    """What is left of the spans without the holes."""
    found = []
    holes = sorted([int(low), int(high)] for low, high in holes)
    for start, end in spans:
        place = int(start)
        for low, high in holes:
            if high <= place or low >= end:
                continue
            if low > place:
                found.append([place, low])
            place = max(place, high)
        if place < end:
            found.append([place, int(end)])
    return found


def narration_units(
    documents: pd.DataFrame,
    quotes: pd.DataFrame,
    tokens: pd.DataFrame | None = None,
    *,
    duplicates: Literal["once", "all"] = "once",
) -> pd.DataFrame:
    """The text outside of all quotes' contents (cues and sources belong to the narration): one unit per document.

    With `tokens` one unit per sentence, or what is left of it; a single document has intervals with these only.
    """
    inner: dict[str, list] = {}
    for doc_id, spans in zip(quotes["doc_id"], quotes["spans"]):
        inner.setdefault(doc_id, []).extend(spans)
    texts = dict(zip(documents["doc_id"], documents["text"]))
    whole = [(doc_id, 0, len(text)) for doc_id, text in texts.items()]
    rows = []
    for doc_id, low, high in whole if tokens is None else _sentences(tokens):
        text = texts.get(doc_id, "")
        spans = [span for span in _rest([[low, high]], inner.get(doc_id, [])) if text[slice(*span)].strip()]
        count = sum(tables.count_words(text[start:end]) for start, end in spans)
        parts = (doc_id, "narration") if tokens is None else (doc_id, "narration", low)
        rows.append((tables.identifier(*parts), doc_id, "narration", spans, count))
    units = _made(rows)
    return _described(units[units["n_words"] > 0], documents, duplicates)


def _sentences(tokens: pd.DataFrame) -> list[tuple[str, int, int]]:
    """doc_id, start of the first and end of the last word of each sentence."""
    groups = tokens.groupby(["doc_id", "sentence"], observed=True, sort=False)
    ends = groups.agg(start=("start", "min"), end=("end", "max")).reset_index()
    return [
        (doc_id, int(start), int(end))
        for doc_id, start, end in zip(ends["doc_id"], ends["start"], ends["end"])
    ]


def document_units(documents: pd.DataFrame, *, duplicates: Literal["once", "all"] = "once") -> pd.DataFrame:
    """One unit per document: its whole text."""
    rows = [
        (
            tables.identifier(doc_id, "document"),
            doc_id,
            "document",
            [[0, len(text)]],
            tables.count_words(text),
        )
        for doc_id, text in zip(documents["doc_id"], documents["text"])
    ]
    return _described(_made(rows), documents, duplicates)


def sentence_units(
    tokens: pd.DataFrame, documents: pd.DataFrame, *, duplicates: Literal["once", "all"] = "once"
) -> pd.DataFrame:
    """One unit per sentence that holds a word, from its first word to its last."""
    texts = dict(zip(documents["doc_id"], documents["text"]))
    rows = []
    for doc_id, start, end in _sentences(tokens):
        if doc_id in texts:
            count = tables.count_words(texts[doc_id][start:end])
            rows.append(
                (tables.identifier(doc_id, "sentence", start), doc_id, "sentence", [[start, end]], count)
            )
    return _described(_made(rows), documents, duplicates)


def _made(rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[column.name for column in UNIT_COLUMNS])
    return frame.astype({column.name: column.dtype for column in UNIT_COLUMNS})


def _described(units: pd.DataFrame, documents: pd.DataFrame | None, duplicates: str) -> pd.DataFrame:
    """The units' own columns first; what is known of their documents behind; without repeated documents."""
    if duplicates not in ("once", "all"):
        raise ValueError(f"duplicates={duplicates!r} is none of once, all")
    first = [column.name for column in UNIT_COLUMNS]
    units = units[first + [name for name in units if name not in first]]
    if documents is None:
        return units.reset_index(drop=True)
    about = documents.drop_duplicates("doc_id").set_index("doc_id")
    if duplicates == "once" and "duplicate_of" in documents:
        copy = about["duplicate_of"].notna()
        key = about["duplicate_of"].where(copy, about.index.to_series())
        again = key[copy.sort_values(kind="stable").index].duplicated()  # originals first
        units = units[~units["doc_id"].isin(again.index[again])]
    names = [name for name in DOCUMENT_COLUMNS if name in about and name not in units]
    return units.join(about[names], on="doc_id").reset_index(drop=True)


def count_in(units: pd.DataFrame, rows: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """How many of `rows` (doc_id, start, end: markers, clauses, tokens) lie within each unit.

    Shape: one row per unit, in their order, under its unit_id as index; one column per value of `by` in alphabetical
    order, or the one column "n". A row that lies within two units (a quote within a quote) counts in both.
    """
    tables.need_columns("rows", rows, () if by is None else (by,), remedy="by= names one of them")
    unit, row = places(units, rows)
    names = pd.Index(["n"])
    column = np.zeros(len(row), dtype=int)
    if by is not None:
        values = rows[by].astype("category").cat.remove_unused_categories()
        names = values.cat.categories
        code = values.cat.codes.to_numpy()
        unit, row = unit[code[row] >= 0], row[code[row] >= 0]
        column = code[row].astype(int)
    shape = (len(units), len(names))
    counts = sparse.coo_matrix((np.ones(len(unit), dtype="int64"), (unit, column)), shape=shape)
    return pd.DataFrame(
        counts.toarray(), index=pd.Index(units["unit_id"], name="unit_id"), columns=list(names)
    )


def places(units: pd.DataFrame, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which of `rows` lie within which units: row numbers in `units` and in `rows`, one place per pair.

    Raises: ValueError naming columns that are not there.
    """
    tables.need_columns("units", units, ("doc_id", "spans"))
    tables.need_columns("rows", rows, ("doc_id", "start", "end"))
    spans = [(at, int(start), int(end)) for at, cell in enumerate(units["spans"]) for start, end in cell]
    owner, start, end = np.array(spans, dtype="int64").reshape(-1, 3).T
    documents = pd.Index(units["doc_id"].unique())
    unit_document = documents.get_indexer(units["doc_id"])
    outer, inner = stats.ranges_within(
        (unit_document[owner], start, end),
        (_document_numbers(rows["doc_id"], documents), rows["start"].to_numpy(), rows["end"].to_numpy()),
    )
    if _overlapping(owner, start, end):
        pairs = np.unique(np.stack([owner[outer], inner]), axis=1)
        return pairs[0], pairs[1]
    return owner[outer], inner


def _overlapping(owner: np.ndarray, start: np.ndarray, end: np.ndarray) -> bool:
    """Whether two spans of one unit overlap."""
    order = np.lexsort((start, owner))
    owner, start, end = owner[order], start[order], end[order]
    return bool(((owner[1:] == owner[:-1]) & (start[1:] < end[:-1])).any())


def _document_numbers(doc_id: pd.Series, documents: pd.Index) -> np.ndarray:
    """Number of each row's document; those of other documents get one that no unit has."""
    if isinstance(doc_id.dtype, pd.CategoricalDtype):
        numbers = np.append(documents.get_indexer(doc_id.cat.categories), -1)[doc_id.cat.codes]
    else:
        numbers = documents.get_indexer(doc_id)
    return np.where(numbers < 0, len(documents), numbers)
