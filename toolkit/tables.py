"""The tables that every part of the toolkit meets at: their columns, types and meaning.

A table is a pandas DataFrame. `TABLES` says, for each one, which columns it has, in which order, of which
type, which may be missing, and what a value means. Offsets count characters (Python `str` positions) of
`documents.text`; they are half-open, so `text[start:end]` is the passage.

>>> empty("edges").columns.tolist()[:3]
['source', 'target', 'relation']
>>> identifier("seeds/a.txt", "The text.") == identifier("seeds/a.txt", "The text.")
True
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

# Eighty bits: among 10 billion ids (the mentions of tens of millions of articles) two are the same with a
# probability of 4 in 100,000.
IDENTIFIER_BYTES = 10
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, type, whether a value may be missing, what it means.

    `type` is "text" (str), "integer", "number" (float) or "list" (a Python list in each cell).
    `values`, when given, are the only ones allowed.
    """

    name: str
    type: str
    meaning: str
    optional: bool = False
    values: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The pandas dtype; whole numbers that may be missing are the nullable Int64."""
        if self.type == "integer":
            return "Int64" if self.optional else "int64"
        return {"text": "str", "number": "float64", "list": "object"}[self.type]


def _text(name: str, meaning: str, values: tuple[str, ...] = ()) -> Column:
    return _column(name, "text", meaning, values)


def _integer(name: str, meaning: str) -> Column:
    return _column(name, "integer", meaning)


def _number(name: str, meaning: str) -> Column:
    return _column(name, "number", meaning)


def _list(name: str, meaning: str) -> Column:
    return _column(name, "list", meaning)


def _column(name: str, type_: str, meaning: str, values: tuple[str, ...] = ()) -> Column:
    """A column whose trailing "?" in the name, as the design writes it, says that a value may be missing."""
    return Column(name.removesuffix("?"), type_, meaning, name.endswith("?"), values)


ACTOR_KINDS = ("person", "state", "organisation", "group", "place")
QUOTE_KINDS = ("direct", "indirect", "mixed")

TABLES: dict[str, tuple[Column, ...]] = {
    "documents": (
        _text("doc_id", "identifier, from the origin and the text as it was read"),
        _text("text", "the cleaned text; every offset of every table refers to it"),
        _text("title?", "headline; when it stood in the text it is still there"),
        _text("outlet?", "who published it"),
        _text("published?", "date of publication, ISO 8601 (2022-01-14, or less precise)"),
        _list("authors?", "names in the order given"),
        _text("section?", "section of the outlet"),
        _text("url?", "address of the article"),
        _text("language", "'en', or 'und' when it does not look like English"),
        _text("origin", "file it was read from, and the row for files that hold many"),
        _integer("n_words", "words in `text`, as tables.count_words counts them"),
        _list("cleaning", "what cleaning changed or noticed: records with step, what, count, detail"),
        _text("duplicate_of?", "doc_id of an earlier document with the same text"),
    ),
    "mentions": (
        _text("mention_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the first character"),
        _integer("end", "offset after the last character"),
        _text("text", "the words, exactly documents.text[start:end]"),
        _text("label", "PERSON, ORG, GPE, LOC, NORP, EVENT, MISC, PRONOUN or NOMINAL"),
        _text("actor_id?", "the actor it refers to"),
        _number("confidence", "how sure the model is of the mention, 0 to 1"),
        _text("role?", "role that the text gives with it, such as 'Deputy Foreign Minister'"),
        _text("affiliation?", "state or organisation that the text ties it to, by its usual name"),
        _text("antecedent_id?", "mention_id that this one refers back to"),
        _integer("sentence_start?", "offset of the sentence's first character"),
        _integer("sentence_end?", "offset after the sentence's last character"),
        _text("actor_reason?", "why it was taken to refer to that actor: surname, seat of power, ..."),
        _text("owner_id?", "mention_id of whom or what its role belongs to: 'its' in 'its president'"),
        _list("joined_with?", "mention_ids of those that it shares a source with ('Lee and Ek said')"),
        _text("gender?", "male, female or neuter, as far as a title, role noun or pronoun tells"),
        _text("shared_surname?", "surname given by the name behind 'and': 'Bill and Hillary Clinton'"),
        _text("short_for?", "mention_id of the full name that this acronym stands behind in brackets"),
        _text("subject_of?", "main verb of its sentence, where it is that verb's subject"),
    ),
    "actors": (
        _text("actor_id", "identifier"),
        _text("name", "canonical name: the fullest one that the corpus uses"),
        _text("kind", "what it is", ACTOR_KINDS),
        _text("role?", "most frequent role"),
        _text("affiliation?", "most frequent affiliation"),
        _integer("mentions", "mentions in the corpus, pronouns included"),
        _integer("documents", "documents with at least one mention"),
        _text("reason?", "why these mentions were taken as one actor"),
        _list("variants?", "the surface forms, most frequent first"),
    ),
    "quotes": (
        _text("quote_id", "identifier, from the document and the place"),
        _text("doc_id", "the document"),
        _integer("start", "offset of the content's first character"),
        _integer("end", "offset after the content's last character"),
        _list("spans", "list of [start, end]; more than one where the content is interrupted"),
        _text("text", "the content: the spans' texts, joined by one space"),
        _text(
            "kind",
            "direct (in quotation marks, or a transcript's turn), indirect, mixed (partly)",
            QUOTE_KINDS,
        ),
        _text("cue?", "words that report it, such as 'said'"),
        _integer("cue_start?", "offset of the cue's first character"),
        _integer("cue_end?", "offset after the cue's last character"),
        _text("speaker_mention?", "mention_id of the source"),
        _integer("speaker_start?", "offset of the source's first character"),
        _integer("speaker_end?", "offset after the source's last character"),
        _text("speaker?", "canonical name of the speaker"),
        _text("actor_id?", "the speaker in the actors table"),
        _text("reported_via?", "medium through which it reached the article ('according to TASS')"),
        _text("addressee?", "to whom it was said"),
        _number("confidence", "how sure the model is that this is reported speech with this source, 0 to 1"),
        _integer("sentence_start?", "offset where the sentences that hold it begin"),
        _integer("sentence_end?", "offset where the sentences that hold it end"),
        _integer("n_words", "words in the content, as tables.count_words counts them"),
        _number("speaker_confidence?", "how sure the step from source to speaker is, 0 to 1"),
        _text("speaker_reason?", "how the speaker was found: name, surname, pronoun -> chain, ..."),
        _text(
            "speaker_affiliation?",
            "whom the speaker belongs to, where the source says so; for unnamed ones too",
        ),
        _list("co_speakers?", "names of those who said it together with the speaker ('Lee and Ek said')"),
        _list("co_actor_ids?", "their actor_ids in the same order, None for one who is no actor"),
        _list(
            "about?",
            "actor_ids of who is mentioned in the content, in order; not the speaker's own 'I' or 'she'",
        ),
        _list("about_names?", "their canonical names, in the same order"),
        _integer("addressee_start?", "offset of the addressee's first character"),
        _integer("addressee_end?", "offset after the addressee's last character"),
        _text("addressee_mention?", "mention_id of the addressee"),
        _text("addressee_id?", "the addressee in the actors table; missing for an audience ('reporters')"),
        _text("nested_in?", "quote_id of the quote in whose content this one's cue stands"),
        _text("answers?", "quote_id of the earlier quote that this one takes up ('replied', 'rejected')"),
        _number("answers_confidence?", "how sure that is, 0 to 1"),
        _text("answers_reason?", "how it was seen: cue, named target, ..."),
    ),
    "edges": (
        _text("source", "actor_id"),
        _text("target", "actor_id"),
        _text("relation", "what joins them: 'mentions' means that the source's quotes name the target"),
        _number("weight", "size of the relation, in the unit that was asked for (quotes or words)"),
        _integer("documents", "documents that it rests on"),
        _integer("n", "quotes that it rests on"),
        _number("low?", "lower end of the weight's 95% interval"),
        _number("high?", "upper end of the weight's 95% interval"),
        _list("quote_ids?", "the quotes behind it"),
        _text("first_published?", "date of its earliest document, ISO 8601"),
        _text("last_published?", "date of its latest document"),
    ),
    "problems": (
        _text("doc_id?", "the document; missing where it could not even be read"),
        _text("stage", "where it happened: read, clean, analyse, ..."),
        _text("code", "short name of the kind of problem, for filtering"),
        _integer("start?", "offset in the text, where there is a place"),
        _integer("end?", "offset after it"),
        _text("detail", "what was wanted, what was found, what to do"),
    ),
}

KEYS = {"documents": "doc_id", "mentions": "mention_id", "actors": "actor_id", "quotes": "quote_id"}
_RANGES = [(f"{what}start", f"{what}end") for what in ("", "cue_", "speaker_", "addressee_", "sentence_")]


def columns(name: str) -> tuple[Column, ...]:
    """The columns of the table called `name`; ValueError for a name that is none."""
    if name not in TABLES:
        raise ValueError(f"no table is called {name!r}; there are {', '.join(TABLES)}")
    return TABLES[name]


def empty(name: str) -> pd.DataFrame:
    """The table called `name` without rows: right columns, order and types."""
    return pd.DataFrame({column.name: pd.Series([], dtype=column.dtype) for column in columns(name)})


def table(name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """The table called `name` made of `rows` (mappings from column to value, or a DataFrame).

    Shape: one row each, index 0, 1, 2, ...; the contract's columns in order and with their types, then any
    others as they came. Optional columns that are not there are added, empty.
    Raises: ValueError naming every required column that is not there.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame.from_records([dict(row) for row in rows])
    if frame.empty and not len(frame.columns):
        return empty(name)
    wanted = columns(name)
    absent = [column.name for column in wanted if not column.optional and column.name not in frame]
    if absent:
        found = ", ".join(map(str, frame.columns))
        raise ValueError(f"{name}: no column {', '.join(absent)} (found {found})")
    data = {column.name: _typed(name, column, frame) for column in wanted}
    others = {label: frame[label].reset_index(drop=True) for label in frame if label not in data}
    return pd.DataFrame({**data, **others})


def _typed(name: str, column: Column, frame: pd.DataFrame) -> pd.Series:
    """One column of `frame` with the contract's type, all missing where it is not there."""
    if column.name not in frame:
        cells: Any = [None] * len(frame)
    elif column.type == "list":
        cells = [_as_list(cell) for cell in frame[column.name]]
    else:
        cells = frame[column.name].reset_index(drop=True)
    try:
        return pd.Series(cells, dtype=column.dtype, index=range(len(frame)))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}.{column.name}: cannot be read as {column.type} ({error})") from error


def _as_list(cell: Any) -> list | None:
    """A list cell as a list: arrays and tuples (Parquet gives arrays) converted, anything missing as None."""
    if isinstance(cell, list) or cell is None:
        return cell
    if isinstance(cell, str) or not hasattr(cell, "__iter__"):
        return None if pd.isna(cell) else [cell]
    return [list(item) if isinstance(item, tuple) else item for item in cell]


def words(text: str) -> list[str]:
    """The words of a text: runs of letters and digits, joined by inner apostrophes and hyphens.

    >>> words("The U.S. envoy’s de-escalation")
    ['The', 'U', 'S', 'envoy’s', 'de-escalation']
    """
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Number of words, as in `words`: the unit of every column n_words."""
    return sum(1 for _ in _WORD.finditer(text))


def identifier(*parts: Any) -> str:
    """A short identifier that depends on nothing but `parts`: 20 hexadecimal digits.

    Parts are strings, whole numbers, None, or lists of them. The same parts give the same identifier on every
    machine, so shards join without renumbering and a rerun gives identical tables.
    """
    written = json.dumps(parts, ensure_ascii=False, default=_plain_number)
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=IDENTIFIER_BYTES).hexdigest()


def _plain_number(value: Any) -> Any:
    """A numpy number as Python's, so that both give the same identifier."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"an identifier is made of strings and whole numbers, not of {type(value).__name__}")


def problem(
    doc_id: str | None, stage: str, code: str, detail: str, start: int | None = None, end: int | None = None
) -> dict[str, Any]:
    """One row for the problems table."""
    return {"doc_id": doc_id, "stage": stage, "code": code, "start": start, "end": end, "detail": detail}


def check(name: str, frame: pd.DataFrame, *, documents: pd.DataFrame | None = None) -> None:
    """Nothing when `frame` keeps the contract of the table called `name`.

    Looked at: columns and their types, missing values, values outside the allowed ones, repeated identifiers,
    ranges that end before they start; with `documents`, also whether each text stands where its offsets say.
    Raises: ValueError with all faults in one message.
    """
    faults = _column_faults(name, frame)
    if not faults:
        faults = _key_faults(name, frame) + _range_faults(frame)
    if not faults and documents is not None:
        faults = _offset_faults(frame, documents)
    if faults:
        raise ValueError(f"{name}: {len(faults)} fault(s): " + "; ".join(faults))


def _column_faults(name: str, frame: pd.DataFrame) -> list[str]:
    faults = []
    for column in columns(name):
        if column.name not in frame:
            faults.append(f"no column {column.name}")
            continue
        cells = frame[column.name]
        if str(cells.dtype) != column.dtype:
            faults.append(f"{column.name} is {cells.dtype}, not {column.dtype}")
        missing = int(cells.isna().sum())
        if missing and not column.optional:
            faults.append(f"{column.name} is missing in {missing} row(s), first {_row(cells.isna())}")
        strange = cells.notna() & ~cells.isin(column.values) if column.values else cells.isna() & False
        if strange.any():
            value = cells[strange].iloc[0]
            faults.append(f"{column.name} is {value!r} in {_row(strange)}, not one of {column.values}")
    return faults


def _key_faults(name: str, frame: pd.DataFrame) -> list[str]:
    key = KEYS.get(name)
    repeated = frame[key][frame[key].duplicated()] if key else []
    return [f"{key} {repeated.iloc[0]!r} stands in more than one row"] if len(repeated) else []


def _range_faults(frame: pd.DataFrame) -> list[str]:
    faults = []
    for start, end in _RANGES:
        if start in frame and end in frame:
            wrong = ((frame[start] < 0) | (frame[end] < frame[start])).fillna(False).astype(bool)
            if wrong.any():
                faults.append(f"{start}..{end} is no range in {int(wrong.sum())} row(s), first {_row(wrong)}")
    return faults


def _offset_faults(frame: pd.DataFrame, documents: pd.DataFrame) -> list[str]:
    """Rows whose text is not what their offsets point at."""
    if not {"doc_id", "start", "end", "text"} <= set(frame.columns):
        return []
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    faults = []
    for row in frame.to_dict("records"):
        text = texts.get(row["doc_id"])
        if text is None:
            faults.append(f"doc_id {row['doc_id']!r} is in no document")
            continue
        spans = row.get("spans") or [[row["start"], row["end"]]]
        found = " ".join(text[start:end] for start, end in spans)
        if found != row["text"]:
            faults.append(f"{row['doc_id']} {spans}: the document has {found!r}, the row {row['text']!r}")
    return faults


def _row(where: pd.Series) -> str:
    return f"row {where.index[where.to_numpy(dtype=bool)][0]}"


def to_plain(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of `frame` for CSV and Parquet: lists written as JSON, a missing list stays missing.

    Columns that are not in the contract and hold Python objects are written as JSON too.
    """
    plain = frame.copy()
    lists = {column.name for column in columns(name) if column.type == "list"}
    known = {column.name for column in columns(name)}
    for label in frame:
        if label in lists or (label not in known and frame[label].dtype == object):
            plain[label] = pd.Series(
                [_as_json(cell) for cell in frame[label]], index=frame.index, dtype="str"
            )
    return plain


def _as_json(cell: Any) -> str | None:
    if cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell)):
        return None
    return json.dumps(
        _as_list(cell) if isinstance(cell, tuple) else cell, ensure_ascii=False, default=_jsonable
    )


def _jsonable(value: Any) -> Any:
    """What JSON has no type for: numpy arrays and numbers as Python's, anything else as it prints."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def from_plain(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table that `to_plain` was given, with its types."""
    read = frame.copy()
    for column in columns(name):
        if column.type == "list" and column.name in frame:
            cells = [json.loads(cell) if isinstance(cell, str) else None for cell in frame[column.name]]
            read[column.name] = pd.Series(cells, index=frame.index, dtype="object")
    read = table(name, read)
    read.attrs = dict(frame.attrs)
    return read
