"""Tables that keep to their contracts: made, checked, written plainly and read again; and what they count words by.

A table is a pandas DataFrame. `TABLES` (toolkit.contracts) says, for each one, which columns it has, in which order, of
which type, which may be missing, and what a value means.

>>> empty("edges").columns.tolist()[:3]
['source', 'target', 'relation']
>>> identifier("seeds/a.txt", "The text.") == identifier("seeds/a.txt", "The text.")
True
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from json.encoder import encode_basestring
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.types import union_categoricals

from toolkit.contracts import (
    ACTOR_KINDS,
    IMAGE_STATUSES,
    NAMING_PATTERNS,
    QUOTE_KINDS,
    TABLES,
    VOICES,
    Column,
)

__all__ = [
    "ACTOR_KINDS",
    "FILLED_QUOTES",
    "IMAGE_STATUSES",
    "NAMING_PATTERNS",
    "QUOTE_KINDS",
    "TABLES",
    "VOICES",
    "Column",
    "check",
    "columns",
    "count_words",
    "empty",
    "from_plain",
    "identifier",
    "joined",
    "need_columns",
    "problem",
    "table",
    "to_plain",
    "words",
]

# Eighty bits: among 10 billion ids (the mentions of tens of millions of articles) two are the same with a
# probability of 4 in 100,000.
IDENTIFIER_BYTES = 10
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


KEYS = {
    "documents": "doc_id",
    "mentions": "mention_id",
    "actors": "actor_id",
    "quotes": "quote_id",
    "markers": "marker_id",
    "clauses": "clause_id",
    "namings": "naming_id",
    "imagery": "image_id",
}
# What to do about quotes made by hand that lack a column which may be empty.
FILLED_QUOTES = 'tables.table("quotes", quotes) adds the columns that may be empty'
# What cells of a type are made of where pandas need not be asked what they are.
_PLAIN = {
    "text": frozenset({str, NoneType}),
    "integer": frozenset({int, NoneType}),
    "number": frozenset({float}),
    "truth": frozenset({bool}),
    "list": frozenset({list, NoneType}),
    "category": frozenset({str}),
    "offset": frozenset({int}),
}
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
    given = rows if isinstance(rows, pd.DataFrame) else _cells(rows)
    size = len(given) if isinstance(given, pd.DataFrame) else max(map(len, given.values()), default=0)
    if not size and not len(list(given)):
        return empty(name)
    wanted = columns(name)
    absent = [column.name for column in wanted if not column.optional and column.name not in given]
    if absent:
        found = ", ".join(map(str, given))
        raise ValueError(f"{name}: no column {', '.join(absent)} (found {found})")
    data = {column.name: _typed(name, column, given.get(column.name), size) for column in wanted}
    others = {label: _inferred(given[label]) for label in given if label not in data}
    return pd.DataFrame({**data, **others})


def _cells(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, list] | pd.DataFrame:
    """The cells of each column of `rows`; as a table where the rows have not all the same columns."""
    rows = [row if type(row) is dict else dict(row) for row in rows]
    labels = list(rows[0]) if rows else []
    if any(list(row) != labels for row in rows):
        return pd.DataFrame.from_records(rows)
    flat = list(chain.from_iterable(map(dict.values, rows)))
    return {label: flat[at :: len(labels)] for at, label in enumerate(labels)}


def joined(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table of several called `name`, below each other; it does not matter how the rows were dealt out.

    Columns of the user's own that a part lacks are missing there.
    """
    wanted = {column.name: column for column in columns(name)}
    others = [label for part in parts for label in part if label not in wanted]
    parts = [part for part in parts if len(part)]
    if not parts:
        return empty(name)
    data: dict[str, Any] = {}
    for label in dict.fromkeys([*wanted, *others]):
        cells = [part[label] for part in parts if label in part]
        if label not in wanted:
            data[label] = _below_each_other(label, parts)
        elif wanted[label].type == "category":
            data[label] = union_categoricals(cells, sort_categories=True)
        elif wanted[label].type == "offset":
            data[label] = np.concatenate([each.to_numpy() for each in cells])
        else:
            data[label] = pd.concat(cells, ignore_index=True)
    return pd.DataFrame(data)


def _below_each_other(label: Any, parts: Sequence[pd.DataFrame]) -> pd.Series:
    """A column that some parts lack; where a part has no value in it, its type there says nothing."""
    starts = np.cumsum([0, *(len(part) for part in parts)])
    told = [
        part[label].set_axis(range(start, start + len(part)))
        for part, start in zip(parts, starts)
        if label in part and part[label].notna().any()
    ]
    if not told:
        return pd.Series([None] * int(starts[-1]), dtype="object")
    return pd.concat(told).reindex(range(int(starts[-1])))


def _typed(name: str, column: Column, cells: Sequence[Any] | pd.Series | None, size: int) -> Any:
    """One column, an array or a Series, with the contract's type, all missing where there are no cells."""
    if cells is None:
        cells = [None] * size
    elif column.type == "list":
        plain = _PLAIN["list"].issuperset(map(type, cells))
        cells = list(cells) if plain else [_as_list(cell) for cell in cells]
    elif isinstance(cells, pd.Series) and str(cells.dtype) == column.dtype:
        return cells.array  # as it is: a Series of each column would take most of the time of a small table
    elif isinstance(cells, pd.Series) or not _PLAIN[column.type].issuperset(map(type, cells)):
        cells = _inferred(cells)
    try:
        if isinstance(cells, list) and column.type != "list":
            return _plain_array(cells, column.dtype)
        return pd.Series(cells, dtype=column.dtype, index=range(size))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}.{column.name}: cannot be read as {column.type} ({error})") from error


def _plain_array(cells: list, dtype: str) -> Any:
    """Cells of one plain type, and None, as pandas makes them of a list: several times faster for text and numbers."""
    if dtype == "str":
        return pd.array(pa.array(cells, type=pa.large_string()), dtype=dtype)
    if dtype == "Int64":
        missing = np.array([cell is None for cell in cells], dtype=bool)
        return pd.arrays.IntegerArray(np.array([1 if cell is None else cell for cell in cells], int), missing)
    return pd.array(cells, dtype=dtype)


def _inferred(cells: Sequence[Any] | pd.Series) -> pd.Series:
    """Cells with the type that pandas takes them for; numbers among words, dates and the like become alike."""
    return cells.reset_index(drop=True) if isinstance(cells, pd.Series) else pd.Series(cells)


def _as_list(cell: Any) -> list | None:
    """A list cell as a list: arrays and tuples (Parquet gives arrays) converted, anything missing as None."""
    if isinstance(cell, list) or cell is None:
        return cell
    if isinstance(cell, str) or not hasattr(cell, "__iter__"):
        return None if pd.isna(cell) else [cell]
    return [list(item) if isinstance(item, tuple) else item for item in cell]


def need_columns(name: str, frame: pd.DataFrame, wanted: Iterable[str], *, remedy: str = "") -> None:
    """Nothing where `frame` has all columns in `wanted`.

    Raises: ValueError that calls the table `name`, with the columns that are not there, those that are, and the remedy.
    """
    if missing := [column for column in dict.fromkeys(wanted) if column not in frame]:
        found = ", ".join(map(str, frame.columns)) or "none"
        raise ValueError(
            f"{name}: no column {', '.join(missing)} (found {found}){'; ' if remedy else ''}{remedy}"
        )


def words(text: str) -> list[str]:
    """The words of a text: runs of letters and digits, joined by inner apostrophes and hyphens.

    >>> words("The U.S. envoy’s de-escalation")
    ['The', 'U', 'S', 'envoy’s', 'de-escalation']
    """
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Number of words, as in `words`: the unit of every column n_words."""
    return len(_WORD.findall(text))


def identifier(*parts: Any) -> str:
    """A short identifier that depends on nothing but `parts`: 20 hexadecimal digits.

    Parts are strings, whole numbers, None, or lists of them. The same parts give the same identifier on every
    machine, so shards join without renumbering and a rerun gives identical tables.
    """
    written = f"[{', '.join(map(_as_part, parts))}]".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, digest_size=IDENTIFIER_BYTES).hexdigest()


def _as_part(part: Any) -> str:
    """A part as JSON has it; most are words and numbers, for which an encoder of its own each time would be slow."""
    kind = type(part)
    if kind is str:
        return encode_basestring(part)
    if kind is int:
        return repr(part)
    if kind is list or kind is tuple:
        return f"[{', '.join(map(_as_part, part))}]"
    return _as_json_part(part)


def _plain_number(value: Any) -> Any:
    """A numpy number as Python's, so that both give the same identifier."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"an identifier is made of strings and whole numbers, not of {type(value).__name__}")


_as_json_part = json.JSONEncoder(ensure_ascii=False, default=_plain_number).encode


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
