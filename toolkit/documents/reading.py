"""The documents table of everything under a path: each input sent to the reader of its format."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import run_folder, tables
from toolkit.documents import (
    archives,
    duplicates,
    excel,
    feeds,
    kinds,
    metadata,
    office,
    pages,
    pdf,
    plain,
    rows,
    tabular,
    tei,
    warc,
)
from toolkit.documents.files import Source, find_files
from toolkit.documents.inputs import Fault, Found, Input, Limits, Options, Row, Unreadable, file_input

_log = logging.getLogger(__name__)
Problem = dict[str, Any]
Met = tuple[Row | None, list[Problem]]
_READERS = {
    "csv": tabular.read_csv,
    "xlsx": excel.read_excel,
    "json": tabular.read_json,
    "jsonl": tabular.read_json_lines,
    "page": pages.read_page,
    "feed": feeds.read_feed,
    "pdf": pdf.read_pdf,
    "tei": tei.read_tei,
    "warc": warc.read_warc,
    "docx": office.read_docx,
    "rtf": office.read_rtf,
    "parquet": tabular.read_parquet,
    "text": plain.read_text,
}
_MOST_FAULTS = 1_000  # of one kind in one file: a million rows without a text are one problem
# Problems of documents, or of whole files, that are read all the same.
_NOTICES = frozenset(
    {
        "odd characters",
        "repeated id",
        "headlines only",
        "unbalanced quotes",
        "count differs",
        "index only",
        "date assumed",
        "date unclear",
        "fields missing",
        "very long",
        "summaries only",
    }
)


def read_documents(
    source: Source,
    *,
    clean: bool = True,
    text_column: str | None = None,
    limits: Limits | None = None,
    near_duplicates: bool | float = True,
) -> pd.DataFrame:
    """The documents table of everything under `source`: a file, a folder, a glob pattern, or a list of them.

    Shape: one row an article, in order of file name; columns as in tables.TABLES["documents"], then the other columns
    that a table file has. `attrs["problems"]` is a list of rows for what could not be read; the count is logged.
    Options: `clean=False` takes texts as they are (line ends apart); `text_column` names the column of table files
    that holds the text, where it has an unusual name; `limits` says how large an input may be; `near_duplicates`
    is how much of a text another one must have for it to be marked as its copy (see duplicates.mark_duplicates).
    The folder of a finished run (`toolkit run`) gives the documents of that run as they are; no option counts.
    Raises: FileNotFoundError where nothing has that name; ValueError for a folder without files, for a single table
    file without a text column, and for a faulty option.
    """
    duplicates.threshold(near_duplicates)
    if run_folder.is_run(source):
        return _stored(source)
    found, problems = _collect(_documents(source, clean, Options(text_column, limits or Limits())))
    return _table(found, problems, clean, near_duplicates)


def iter_documents(
    source: Source,
    *,
    chunk: int = 1_000,
    clean: bool = True,
    text_column: str | None = None,
    limits: Limits | None = None,
    near_duplicates: bool | float = True,
) -> Iterator[pd.DataFrame]:
    """Documents tables of at most `chunk` rows each, one after the other, for corpora larger than the memory.

    Shape: together the rows that read_documents gives, in the same order; `attrs["problems"]` has what was met since
    the table before. The last table may be empty where only problems were left. One thing differs: near-duplicates are
    found within a chunk only, the same text across all of them, where the original is the first that was read; and
    how dates such as 03/04/2022 are to be read is decided for each chunk.
    Memory: one chunk, one input (see Limits), and some 300 bytes for each document read so far, by which later
    copies are known.
    Raises: as read_documents; ValueError for a chunk below 1.
    """
    if chunk < 1:
        raise ValueError(f"chunk: 1 document or more was wanted, found {chunk}")
    duplicates.threshold(near_duplicates)
    if run_folder.is_run(source):
        return _stored_parts(run_folder.table_files(source, "documents"))
    files = find_files(source)  # at the call, not on first iteration
    return _chunks(
        _documents(source, clean, Options(text_column, limits or Limits()), files),
        chunk,
        clean,
        near_duplicates,
    )


def stream_rows(
    source: Source, *, clean: bool = True, text_column: str | None = None, limits: Limits | None = None
) -> Iterator[Met]:
    """Each document as a row of the table, as soon as it is read, or None; with the problems met on the way to it.

    For those who deal documents out themselves: dates and authors are as given (metadata.settle), of copies only
    equal texts are marked (duplicates.find_copies).
    Raises: as read_documents, at the call.
    """
    files = find_files(source)
    return _documents(source, clean, Options(text_column, limits or Limits()), files)


def read_some(source: Source, **options: Any) -> pd.DataFrame:
    """The documents table as read_documents gives it; ValueError saying why where it would have no row."""
    documents = read_documents(source, **options)
    if documents.empty:
        raise ValueError(nothing_read(documents))
    return documents


def nothing_read(documents: pd.DataFrame, *, shown: int = 20) -> str:
    """The message for a corpus of which no document could be read: every problem on a line, up to `shown`."""
    problems = documents.attrs.get("problems", [])
    lines = [f"  {row['code']}: {row['detail']}" for row in problems[:shown]]
    more = [f"  and {len(problems) - shown} more"] if len(problems) > shown else []
    return "\n".join(["no document could be read", *lines, *more])


# --- the stream of documents and problems -----------------------------------------------------------------------------


def _documents(
    source: Source,
    clean: bool,
    options: Options,
    files: tuple[list[tuple[Path, str]], list[Fault]] | None = None,
) -> Iterator[Met]:
    """Each document as a finished row, or None, with the problems met on the way to it."""
    paths, faults = find_files(source) if files is None else files
    yield None, [_problem(fault) for fault in faults]
    known = rows.Known()
    for path, origin in paths:
        try:
            for each in _capped(_read(file_input(path, origin), options), origin):
                yield _finished(each, clean, known)
        except Unreadable as error:
            if error.code == "no text column" and len(paths) == 1:
                raise ValueError(str(error)) from error
            yield None, [_problem(error)]


def _capped(found: Found, origin: str) -> Found:
    """What was found in one file, with at most _MOST_FAULTS faults of a kind, and the number of the others."""
    counts: Counter[str] = Counter()
    for each in found:
        if not isinstance(each, Fault):
            yield each
            continue
        counts[each.code] += 1
        if counts[each.code] <= _MOST_FAULTS:
            yield each
    for code, count in counts.items():
        if count > _MOST_FAULTS:
            yield Fault(
                code,
                f"{origin}: and {count - _MOST_FAULTS:,} more of this kind; mend the first ones and read again",
            )


def _finished(each: Row | Fault, clean: bool, known: rows.Known) -> Met:
    if isinstance(each, Fault):
        return None, [_problem(each)]
    row, problems = rows.finish(each, clean=clean)
    if row is None:
        return None, problems
    row, repeated = known.add(row)
    if row is not None:
        problems = [problem | {"doc_id": row["doc_id"]} for problem in problems]
    return row, problems + repeated


def _read(input_: Input, options: Options) -> Found:
    """Rows and faults of one input, by the reader of its format."""
    try:
        kind = kinds.kind_of(input_)
        if kind in archives.KINDS:
            yield from _read_members(input_, kind, options)
            return
        yield from _READERS[kind](input_, options)
    except Unreadable:
        raise
    except Exception as error:  # whatever ails a file, or the library that reads it, the rest goes on
        _log.debug("%s", input_.origin, exc_info=True)
        detail = (
            f"{input_.origin}: its reader failed ({type(error).__name__}: {error}); save it in another format"
        )
        raise Unreadable("failed", detail) from error


def _read_members(input_: Input, kind: str, options: Options) -> Found:
    """Rows and faults of each file in an archive; a bad one does not keep the others from being read."""
    for member in archives.members(input_, kind, options):
        if isinstance(member, Fault):
            yield member
            continue
        try:
            yield from _read(member, options)
        except Unreadable as error:
            yield Fault(error.code, str(error))


def _problem(fault: Fault | Unreadable) -> Problem:
    detail = fault.detail if isinstance(fault, Fault) else str(fault)
    return tables.problem(None, "read", fault.code, detail)


def _stored(folder: Source) -> pd.DataFrame:
    """The documents of a finished run, with the problems of reading them."""
    documents, problems = (run_folder.read_table(folder, name) for name in ("documents", "problems"))
    documents.attrs["problems"] = problems[problems["stage"] == "read"].to_dict("records")
    return documents


def _stored_parts(paths: list[Path]) -> Iterator[pd.DataFrame]:
    for path in paths:
        part = run_folder.read_part(path, "documents")
        part.attrs["problems"] = []  # they are in the run's own table of problems
        yield part


def _collect(met: Iterator[Met]) -> tuple[list[Row], list[Problem]]:
    found, problems = [], []
    for row, more in met:
        problems += more
        if row is not None:
            found.append(row)
    return found, problems


def _chunks(
    met: Iterator[Met], chunk: int, clean: bool, near_duplicates: bool | float
) -> Iterator[pd.DataFrame]:
    found: list[Row] = []
    problems: list[Problem] = []
    for row, more in met:
        problems += more
        if row is not None:
            found.append(row)
        if len(found) == chunk:
            yield _table(found, problems, clean, near_duplicates)
            found, problems = [], []
    if found or problems:
        yield _table(found, problems, clean, near_duplicates)


def _table(
    found: list[Row], problems: list[Problem], clean: bool, near_duplicates: bool | float
) -> pd.DataFrame:
    documents = rows.assemble(found)
    if clean:
        documents, unclear = metadata.normalise(documents)
        problems = problems + unclear
    documents = duplicates.mark_duplicates(documents, near_duplicates=near_duplicates)
    documents.attrs["problems"] = problems
    _announce(problems, len(documents))
    return documents


def _announce(problems: list[Problem], n_documents: int) -> None:
    """A warning with how many inputs were left out, and the first of them; and how many were read with a remark."""
    left_out = [problem for problem in problems if problem["code"] not in _NOTICES]
    noticed = [problem for problem in problems if problem["code"] in _NOTICES]
    if left_out:
        _log.warning(
            "%d of %d inputs left out; documents.attrs['problems'] says which and why. First: %s",
            len(left_out),
            len(left_out) + n_documents,
            left_out[0]["detail"],
        )
    if noticed:
        _log.warning(
            "%d remark(s) on what was read, in documents.attrs['problems']. First: %s",
            len(noticed),
            noticed[0]["detail"],
        )
