"""Rows to the documents table: each text mended, cleaned and described, each doc_id once."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from toolkit import cleaning, tables
from toolkit.documents import encoding
from toolkit.documents.inputs import Row
from toolkit.documents.languages import language_of

# Words. The longest of 924 news articles (PolNeAR) has 5,513; five times as many leave room for long reads.
LONGEST_ARTICLE = 30_000
# Nobody types these: bytes lost on the way, halves of characters, and marks that turn the direction of what is shown,
# so that a text reads otherwise than it is stored. Zero-width marks within words hide them from every search.
_ODD = {
    "NUL characters": re.compile("\x00"),
    "halves of characters": re.compile("[\ud800-\udfff]"),
    "marks of the writing direction": re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"),
    "zero-width characters": re.compile("[\u200b-\u200d\u2060-\u2064\ufeff]"),
}
_HALF = _ODD["halves of characters"]


def finish(row: Row, *, clean: bool) -> tuple[Row | None, list[dict[str, Any]]]:
    """The row of a documents table, and problems rows; no row where no word is left of the text."""
    row = {name: _whole(value) if name not in ("raw", "text") else value for name, value in row.items()}
    raw, text = row.pop("raw"), row["text"]
    row.setdefault("doc_id", tables.identifier(row["origin"], raw))
    odd = _odd_characters(text)
    if clean:
        text, mended = encoding.mend(text)
        text, changes = cleaning.clean(text)
        for name in ("title", "outlet", "section"):
            row[name] = encoding.mend(row[name])[0] if isinstance(row.get(name), str) else row.get(name)
    else:
        text, mended = cleaning.repair_characters(text) if _HALF.search(text) else (text, [])
        text, changes = cleaning.normalise_line_ends(text)
    words = tables.words(text)
    row |= {
        "text": text,
        "cleaning": row["cleaning"] + mended + changes,
        "n_words": len(words),
        "language": language_of(text, words),
        "title": row.get("title") or _title(text),
    }
    if not row["n_words"]:
        detail = f"{row['origin']}: no word in this text, only marks or lines that are no part of an article"
        return None, [tables.problem(row["doc_id"], "read", "no words", detail)]
    problems = []
    if odd:
        what = "taken out" if clean else "left as they are (clean=False)"
        detail = f"{row['origin']}: {odd}, {what}; compare the text with its source before you quote from it"
        problems.append(tables.problem(row["doc_id"], "read", "odd characters", detail))
    if row["n_words"] > LONGEST_ARTICLE:
        found = f"{row['n_words']:,} words in one document, which may be many articles"
        detail = (
            f"{row['origin']}: {found}; see whether it is an export that was not recognised, and split it"
        )
        problems.append(tables.problem(row["doc_id"], "read", "very long", detail))
    return row, problems


def _odd_characters(text: str) -> str:
    if text.isascii() and "\x00" not in text:
        return ""
    counts = {name: len(pattern.findall(text)) for name, pattern in _ODD.items()}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _whole(value: Any) -> Any:
    """A value without halves of characters, which no table can store."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    return [_whole(item) for item in value] if isinstance(value, list) else value


def _title(text: str) -> str | None:
    """The first line when it reads as a heading and something follows it."""
    first, _, rest = text.partition("\n")
    return first if rest.strip() and cleaning.looks_like_heading(first) else None


class Known:
    """The documents so far, by identifier and by text: some 300 bytes for each, whatever its length."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._ids: dict[str, tuple[str, str]] = {}

    def add(self, row: Row) -> tuple[Row | None, list[dict[str, Any]]]:
        """The row with `duplicate_of` (the same text), and problems rows; no row for a document that has been there.

        Where two texts have one doc_id, the later one gets an identifier made from origin and text.
        """
        text = tables.identifier(row["text"])
        problems = []
        first_text, first_origin = self._ids.get(row["doc_id"], (text, None))
        if first_text != text:
            new = tables.identifier(row["origin"], row["text"])
            detail = (
                f"{row['origin']}: the doc_id {row['doc_id']!r} belongs to {first_origin} already; this document is "
                f"now {new}. Give each row a doc_id of its own, or none"
            )
            problems = [tables.problem(new, "read", "repeated id", detail)]
            row = row | {"doc_id": new}
            first_text, first_origin = self._ids.get(new, (text, None))
        if first_origin is not None:
            detail = f"{row['origin']}: the same doc_id and text as {first_origin}; left out, take one of them away"
            return None, [tables.problem(row["doc_id"], "read", "repeated", detail)]
        self._ids[row["doc_id"]] = (text, row["origin"])
        earlier = self._texts.setdefault(text, row["doc_id"])
        copy = earlier != row["doc_id"]
        marks = {"duplicate_of": earlier if copy else None, "duplicate_similarity": 1.0 if copy else None}
        return row | marks, problems


def assemble(rows: list[Row]) -> pd.DataFrame:
    """The documents table of finished rows."""
    if not rows:
        return tables.empty("documents")
    documents = tables.table("documents", rows)
    documents["duplicate_of"] = documents["duplicate_of"].astype("str")
    return documents
