"""Tables with one article in each row: CSV, TSV, JSON, JSON lines, Parquet, Excel.

All but JSON and the pages of Excel are read in pieces, so a file may be larger than the memory. Which column is what is
guessed from its name, logged, and can be set: `read_documents(..., text_column="wording")`.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
from collections.abc import Iterator
from typing import Any

from toolkit import cleaning, tables
from toolkit.documents import columns, databases, encoding
from toolkit.documents.inputs import MIB, Fault, Found, Input, Options, Unreadable, too_large

_log = logging.getLogger(__name__)
Record = dict[Any, Any]
Numbered = Iterator[tuple[int | str, Record] | Fault]
_RESERVED = frozenset(column.name for column in tables.TABLES["documents"]) | {"raw"}
_LOOKED_AT = 100  # records, to see which column is the text where no name says it
_BATCH = 500  # records of a Parquet file in memory at a time


def read_csv(input_: Input, options: Options) -> Found:
    """Rows of a file with delimiters; a record with quotes that do not pair up becomes a fault and the next is read."""
    with input_.open() as stream:
        lines, changes = encoding.open_text(stream, input_.origin)
        yield from rows_of(_csv_records(lines, input_, options), input_, options, changes)


def read_json_lines(input_: Input, options: Options) -> Found:
    """Rows of a file with one JSON object on each line."""
    with input_.open() as stream:
        lines, changes = encoding.open_text(stream, input_.origin)
        yield from rows_of(_line_records(lines, input_, options), input_, options, changes)


def read_json(input_: Input, options: Options) -> Found:
    """Rows of a JSON file: a list of objects, an object holding one such list, or one object."""
    text, changes = encoding.decode_text(input_.read(options.limits.whole_bytes), input_.origin)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        if input_.suffix not in (".json", ".jsonl"):  # an article that begins with a brace
            yield {"origin": input_.origin, "raw": text, "text": text, "cleaning": changes}
            return
        detail = f"{input_.origin}: not valid JSON ({error}); export it again, or one object a line as .jsonl"
        raise Unreadable("unreadable", detail) from error
    yield from rows_of(_json_records(content, input_), input_, options, changes)


def read_parquet(input_: Input, options: Options) -> Found:
    """Rows of a Parquet file, in batches."""
    import pyarrow
    import pyarrow.parquet

    def records() -> Numbered:
        with input_.open() as stream:
            try:
                file = pyarrow.parquet.ParquetFile(stream)
                number = 0
                for batch in file.iter_batches(batch_size=_BATCH):
                    for record in batch.to_pandas().to_dict("records"):
                        number += 1
                        yield number, record
            except (OSError, ValueError, KeyError, pyarrow.ArrowException) as error:
                detail = f"{input_.origin}: not a Parquet file that can be read ({error}); write it again"
                raise Unreadable("unreadable", detail) from error

    yield from rows_of(records(), input_, options, [])


# --- records to rows --------------------------------------------------------------------------------------------------


def rows_of(records: Numbered, input_: Input, options: Options, changes: list[cleaning.Change]) -> Found:
    """One row for each record that has a text, and a fault for each that has none."""
    first, faults = _first(records, _LOOKED_AT)
    yield from faults
    if not first:
        return
    names, notes = _column_names([record for _, record in first], input_, options)
    yield from notes
    for each in itertools.chain(first, records):
        if isinstance(each, Fault):
            yield each
            continue
        number, record = each
        place = f"{input_.origin}#{number}"
        text = record.get(names["text"])
        if not isinstance(text, str) or not text.strip():
            yield Fault("no text", f"{place}: the text is empty; nothing to do unless the source has one")
        elif len(text) > options.limits.text_bytes:
            yield Fault("too large", str(too_large(place, options.limits.text_bytes)))
        else:
            yield _row(record, names, place, text, changes)


def _row(
    record: Record, names: dict[str, Any], place: str, text: str, changes: list[cleaning.Change]
) -> Record:
    taken = set(names.values())
    row = {"origin": place, "raw": text, "text": text, "cleaning": list(changes)}
    row |= {name: columns.value(name, record.get(column)) for name, column in names.items() if name != "text"}
    row |= {column: cell for column, cell in record.items() if column not in taken | _RESERVED}
    own = record.get("doc_id")
    return row if own is None or own != own or not str(own).strip() else row | {"doc_id": str(own).strip()}


def _first(records: Numbered, n: int) -> tuple[list[tuple[int | str, Record]], list[Fault]]:
    found: list[tuple[int | str, Record]] = []
    faults: list[Fault] = []
    for each in records:
        if isinstance(each, Fault):
            faults.append(each)
        else:
            found.append(each)
        if len(found) == n:
            break
    return found, faults


def _column_names(first: list[Record], input_: Input, options: Options) -> tuple[dict[str, Any], list[Fault]]:
    """For the text and each kind of metadata, the column that holds it; and what to say about a database's table."""
    found = list(dict.fromkeys(column for record in first for column in record))
    names = columns.guess(found)
    notes: list[Fault] = []
    if options.text_column is not None:
        names = {name: column for name, column in names.items() if column != options.text_column}
        names["text"] = options.text_column
    elif "text" not in names and (headlines := databases.headline_column(found)):
        names["text"] = names["title"] = headlines
        notes = [Fault("headlines only", databases.explain(input_.origin, headlines))]
    elif "text" not in names and (guessed := columns.longest(first)) is not None:
        names = {"text": guessed} | {name: column for name, column in names.items() if column != guessed}
        _log.warning(
            "%s: column %r taken for the text, since its values are the longest; text_column= says another",
            input_.origin,
            guessed,
        )
    if names.get("text") not in found:
        missing = (
            f"column {options.text_column!r}" if options.text_column else "column that is called like a text"
        )
        listed = ", ".join(map(str, found))
        raise Unreadable(
            "no text column",
            f"{input_.origin}: no {missing} (found {listed}); pass text_column= (--text-column)",
        )
    _log.info("%s: %s", input_.origin, ", ".join(f"{name} from {column!r}" for name, column in names.items()))
    return names, notes


# --- files to records -------------------------------------------------------------------------------------------------

_LINES_AHEAD = 2_000  # lines that one record may have before its quotes count as broken


def _csv_records(lines: io.TextIOWrapper, input_: Input, options: Options) -> Numbered:
    # Articles are longer than the 128 KiB that csv expects of a field.
    csv.field_size_limit(max(csv.field_size_limit(), options.limits.text_bytes))
    source = _Lines(lines, options.limits.text_bytes)
    first = source.next()
    while first is not None and not first.strip():
        first = source.next()
    if first is None:
        raise Unreadable("empty file", f"{input_.origin}: the file is empty; export or download it again")
    known = databases.columns_without_header(first, input_.origin)
    delimiter = "\t" if known or input_.suffix in (".tsv", ".tab") else columns.delimiter_of(first)
    if known:
        header = known
        source.put_back([first])
    else:
        header = _record(first, source, delimiter, None)
        if header is None:
            detail = (
                f"{input_.origin}: not a table that can be read; the quotes in its first line do not pair up"
            )
            raise Unreadable("unreadable", detail)
        header = [name.strip().strip("\ufeff") for name in header]
    for each in _csv_body(source, header, delimiter, input_, options):
        yield (each[0], databases.with_headline(each[1])) if known and not isinstance(each, Fault) else each


def _csv_body(source: _Lines, header: list[str], delimiter: str, input_: Input, options: Options) -> Numbered:
    number = 0
    while (line := source.next()) is not None:
        if line == "":
            number += 1
            yield Fault("too large", str(too_large(f"{input_.origin}#{number}", options.limits.text_bytes)))
            continue
        if not line.strip():
            continue
        number += 1
        fields = _record(line, source, delimiter, len(header))
        if fields is None:
            fields = line.rstrip("\r\n").split(delimiter)
            kept = len(fields) == len(header)
            what = (
                "read without them; see whether its text is whole"
                if kept
                else "left out; mend it in the file"
            )
            where = f"{input_.origin}#{number}: quotation marks do not pair up (line {source.number})"
            detail = f"{where}; this row was {what}"
            yield Fault("unbalanced quotes" if kept else "unreadable", detail)
            if not kept:
                continue
        if len(fields) > len(header) and any(fields[len(header) :]):
            found = f"{len(fields)} fields, the header has {len(header)}"
            detail = f"{input_.origin}#{number}: {found}; put fields that hold the delimiter {delimiter!r} in quotes"
            yield Fault("unreadable", detail)
            continue
        yield number, dict(zip(header, fields))


def _record(line: str, source: _Lines, delimiter: str, width: int | None) -> list[str] | None:
    """The fields of the record that begins with `line`; None, and no further line used, where its quotes are broken."""
    taken = [line]
    quotes = line.count('"')
    size = len(line)
    while quotes % 2:
        following = source.next() if len(taken) < _LINES_AHEAD and size <= source.limit else None
        if following is None:
            break
        taken.append(following)
        quotes += following.count('"')
        size += len(following)
    fields = None if quotes % 2 else _fields(taken, delimiter)
    whole = fields is not None and (len(taken) == 1 or width is None or len(fields) == width)
    if not whole:
        source.put_back(taken[1:])
    return fields if whole else None


def _fields(lines: list[str], delimiter: str) -> list[str] | None:
    """The fields of one record; None where a quoted field goes on after its closing quote, or more than one record."""
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        try:
            records = list(csv.reader(lines, delimiter=delimiter)) if len(lines) == 1 else []
        except csv.Error:
            return None
    return records[0] if len(records) == 1 else None


class _Lines:
    """The lines of a file one by one, some of them put back; a line longer than `limit` characters comes as ""."""

    def __init__(self, stream: io.TextIOWrapper, limit: int):
        self.stream = stream
        self.limit = limit
        self.number = 0
        self._back: list[str] = []

    def next(self) -> str | None:
        if self._back:
            self.number += 1
            return self._back.pop()
        line = self.stream.readline(self.limit + 1)
        if not line:
            return None
        self.number += 1
        if len(line) > self.limit and not line.endswith(("\n", "\r")):
            while (more := self.stream.readline(MIB)) and not more.endswith(("\n", "\r")):
                pass
            return ""
        return line

    def put_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def _line_records(lines: io.TextIOWrapper, input_: Input, options: Options) -> Numbered:
    source = _Lines(lines, options.limits.text_bytes)
    while (line := source.next()) is not None:
        place = f"{input_.origin}, record {source.number}"
        if line == "":
            yield Fault("too large", str(too_large(place, options.limits.text_bytes)))
        elif line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                yield source.number, record
            else:
                yield Fault("unreadable", f"{place}: not a JSON object; mend or delete this line")


def _json_records(content: Any, input_: Input) -> Numbered:
    lists = (
        [value for value in content.values() if isinstance(value, list)] if isinstance(content, dict) else []
    )
    nested = [value for value in lists if value and all(isinstance(item, dict) for item in value)]
    records = nested[0] if len(nested) == 1 else content if isinstance(content, list) else [content]
    for number, record in enumerate(records, 1):
        if isinstance(record, dict):
            yield number, record
        else:
            yield Fault("unreadable", f"{input_.origin}, record {number}: not a JSON object")
