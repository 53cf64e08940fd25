"""Documents: files of any common kind in, one table of cleaned article texts out.

Read are plain text, web pages, and tables (CSV, TSV, JSON, JSON lines, Parquet) with one article in each row. What
cannot be read becomes a row in `documents.attrs["problems"]` and never stops the rest.

>>> guess_language("The envoy said that the talks had failed.")
'en'
"""

from __future__ import annotations

import csv
import glob
import io
import json
import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import cleaning, tables

_log = logging.getLogger(__name__)
Rows = list[dict[str, Any]]
Source = str | os.PathLike | Iterable[str | os.PathLike]

# Column names by which articles are commonly exported, most telling first; compared in lower case, "_" for spaces.
TEXT_COLUMNS = (
    "text",
    "article_text",
    "full_text",
    "fulltext",
    "body",
    "content",
    "article",
    "maintext",
    "story",
)
METADATA_COLUMNS = {
    "title": ("title", "headline", "head"),
    "outlet": (
        "outlet",
        "publisher",
        "publication",
        "newspaper",
        "source",
        "media",
        "site",
        "domain",
        "sitename",
    ),
    "published": (
        "published",
        "date",
        "publish_date",
        "date_published",
        "publication_date",
        "pub_date",
        "datetime",
    ),
    "authors": ("authors", "author", "byline", "creator"),
    "section": ("section", "category", "desk"),
    "url": ("url", "link", "permalink"),
}
_TABLE_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")

# Frequent in English and in no other language of Latin script. Of 924 US news articles (PolNeAR) all but one have a
# share of 0.09 or more, the median is 0.25; sentences in six other languages stay below 0.06 (tests/test_documents.py).
_ENGLISH = frozenset(
    "the of and to that for with by it from be are has have had this which not but they been were would their who she"
    " its he said about than".split()
)
ENGLISH_SHARE = 0.09

# A stray NUL or two is debris that cleaning removes; more control characters than this are no text.
_CONTROL_SHARE = 0.01
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
}


class _Unreadable(ValueError):
    """One input that gives no document; `code` is its short name in the problems table."""

    def __init__(self, code: str, detail: str):
        super().__init__(detail)
        self.code = code


def read_documents(source: Source, *, clean: bool = True, text_column: str | None = None) -> pd.DataFrame:
    """The documents table of everything under `source`: a file, a folder, a glob pattern, or a list of them.

    Shape: one row an article, in order of file name; columns as in tables.TABLES["documents"], then the other columns
    that a table file has. `attrs["problems"]` is a list of rows for what could not be read; the count is logged.
    Options: `clean=False` takes texts as they are (line ends apart); `text_column` names the column of table files
    that holds the text, where it has an unusual name.
    Raises: FileNotFoundError where nothing has that name; ValueError for a folder without files, and for a single
    table file without a text column.
    """
    files = _files(source)
    rows: Rows = []
    problems: Rows = []
    for path, origin in files:
        try:
            found, faults = _read_file(path, origin, text_column)
        except _Unreadable as error:
            if error.code == "no text column" and len(files) == 1:
                raise ValueError(str(error)) from error
            found, faults = [], [tables.problem(None, "read", error.code, str(error))]
        problems += faults
        for row in found:
            _keep(row, clean, rows, problems)
    documents = _assemble(rows, problems)
    documents.attrs["problems"] = problems
    if problems:
        _log.warning(
            "%d of %d inputs left out; documents.attrs['problems'] says which and why. First: %s",
            len(problems),
            len(problems) + len(documents),
            problems[0]["detail"],
        )
    return documents


def nothing_read(documents: pd.DataFrame, *, shown: int = 20) -> str:
    """The message for a corpus of which no document could be read: every problem on a line, up to `shown`."""
    problems = documents.attrs.get("problems", [])
    lines = [f"  {row['code']}: {row['detail']}" for row in problems[:shown]]
    more = [f"  and {len(problems) - shown} more"] if len(problems) > shown else []
    return "\n".join(["no document could be read", *lines, *more])


def guess_language(text: str) -> str:
    """'en' where the share of frequent English words is at least ENGLISH_SHARE, else 'und' (undetermined)."""
    words = [word.lower() for word in tables.words(text)]
    return "en" if words and sum(word in _ENGLISH for word in words) >= ENGLISH_SHARE * len(words) else "und"


# --- which files ------------------------------------------------------------------------------------------------------


def _files(source: Source) -> list[tuple[Path, str]]:
    """Each file once, with its origin: its name relative to the folder, or to the fixed part of the pattern."""
    sources = [source] if isinstance(source, str | os.PathLike) else list(source)
    if not sources:
        raise ValueError(
            "no corpus: an empty list was given; name a file, a folder or a pattern such as 'news/*.txt'"
        )
    found: dict[Path, tuple[Path, str]] = {}
    for each in sources:
        for path, origin in _files_of(os.fspath(each)):
            found.setdefault(path.resolve(), (path, origin))
    return list(found.values())


def _files_of(name: str) -> list[tuple[Path, str]]:
    path = Path(name).expanduser()
    if path.is_dir():
        files = sorted(
            file for file in path.rglob("*") if file.is_file() and not _hidden(file.relative_to(path))
        )
        if not files:
            raise ValueError(
                f"{name}: the folder has no files; put articles into it (.txt, .html, .csv, .jsonl, ...)"
            )
        return [(file, file.relative_to(path).as_posix()) for file in files]
    if path.exists():
        return [(path, path.name)]
    if glob.has_magic(name):
        base = _fixed_part(path)
        below = path.relative_to(base).as_posix()
        files = sorted(
            file for file in base.glob(below) if file.is_file() and not _hidden(file.relative_to(base))
        )
        if files:
            return [(file, file.relative_to(base).as_posix()) for file in files]
        raise FileNotFoundError(f"{name}: no file fits this pattern (looked from {Path.cwd()})")
    raise FileNotFoundError(f"{name}: no such file or folder (looked from {Path.cwd()})")


def _hidden(path: Path) -> bool:
    return any(
        part.startswith((".", "__MACOSX")) or part in ("Thumbs.db", "desktop.ini") for part in path.parts
    )


def _fixed_part(pattern: Path) -> Path:
    fixed: list[str] = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)


# --- one file ---------------------------------------------------------------------------------------------------------


def _read_file(path: Path, origin: str, text_column: str | None) -> tuple[Rows, Rows]:
    """Rows with raw text and metadata, and problems rows, of one file."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _read_table(_parquet(path, origin), origin, text_column)
    text, changes = _decode(_bytes(path, origin), origin)
    if suffix in (".csv", ".tsv"):
        return _read_table(_csv_frame(text, suffix, origin), origin, text_column)
    if suffix in _TABLE_SUFFIXES:
        frame, problems = _json_frame(text, suffix, origin)
        rows, faults = _read_table(frame, origin, text_column)
        return rows, problems + faults
    if suffix in _PAGE_SUFFIXES or re.match(
        r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b", text[:500], re.I
    ):
        return [{**_read_page(text, origin), "cleaning": changes}], []
    return [{"origin": origin, "raw": text, "text": text, "cleaning": changes}], []


def _bytes(path: Path, origin: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _Unreadable("unreadable", f"{origin}: cannot be opened ({error.strerror or error})") from error
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise _Unreadable("empty file", f"{origin}: the file is empty")
    return data


def _decode(data: bytes, origin: str) -> tuple[str, list[cleaning.Change]]:
    """The text of a file, and a record when it was not UTF-8."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise _Unreadable(
                "not text", f"{origin}: this is {kind}, not text; export it as .txt, .html or .csv"
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), [_encoding("UTF-16")]
    if len(_CONTROL.findall(data)) > max(2, _CONTROL_SHARE * len(data)):
        raise _Unreadable("not text", f"{origin}: binary data, not text; save it as plain text in UTF-8")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        # Latin-1 keeps the five bytes that Windows-1252 leaves undefined; cleaning maps the others.
        text = data.decode("latin-1")
    return text.translate(cleaning.WINDOWS_1252), [_encoding("Windows-1252")]


def _encoding(name: str) -> cleaning.Change:
    return {
        "step": "encoding",
        "what": f"read as {name}, not UTF-8",
        "count": 1,
        "detail": None,
        "start": None,
    }


def _read_page(html: str, origin: str) -> dict[str, Any]:
    """The article of a web page, without menus and comments, and what the page says about it."""
    import trafilatura  # here, because it takes a while and most corpora need none of it

    page = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    if page is None or not (page.text or "").strip():
        raise _Unreadable("no article", f"{origin}: no article found in this web page; save its text as .txt")
    return {
        "origin": origin,
        "raw": html,
        "text": page.text.replace("\n", "\n\n"),
        "title": page.title,
        "outlet": page.sitename or page.hostname,
        "published": page.date,
        "authors": _authors(page.author),
        "url": page.url,
    }


# --- tables -----------------------------------------------------------------------------------------------------------


def _parquet(path: Path, origin: str) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
        raise _Unreadable("unreadable", f"{origin}: not a Parquet file that can be read ({error})") from error


def _csv_frame(text: str, suffix: str, origin: str) -> pd.DataFrame:
    header = text.lstrip().split("\n", 1)[0]
    delimiter = "\t" if suffix == ".tsv" else max(",;\t|", key=header.count)
    csv.field_size_limit(2**31 - 1)  # articles are longer than the 128 KiB that csv expects of a field
    try:
        return pd.read_csv(
            io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, engine="python"
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        raise _Unreadable("unreadable", f"{origin}: not a table that can be read ({error})") from error


def _json_frame(text: str, suffix: str, origin: str) -> tuple[pd.DataFrame, Rows]:
    """The records of a JSON file: a list of objects, an object holding one such list, one object, or one a line."""
    if suffix == ".json":
        try:
            content = json.loads(text)
        except ValueError as error:
            raise _Unreadable("unreadable", f"{origin}: not valid JSON ({error})") from error
        lists = (
            [value for value in content.values() if isinstance(value, list)]
            if isinstance(content, dict)
            else []
        )
        nested = [value for value in lists if value and all(isinstance(item, dict) for item in value)]
        records = nested[0] if len(nested) == 1 else content if isinstance(content, list) else [content]
        lines = list(enumerate(records, 1))
    else:
        lines = [
            (number, _json_line(line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
        ]
    good = [record for _, record in lines if isinstance(record, dict)]
    problems = [
        tables.problem(None, "read", "unreadable", f"{origin}, record {number}: not a JSON object")
        for number, record in lines
        if not isinstance(record, dict)
    ]
    return pd.DataFrame.from_records(
        good, index=[n for n, record in lines if isinstance(record, dict)]
    ), problems


def _json_line(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _read_table(frame: pd.DataFrame, origin: str, text_column: str | None) -> tuple[Rows, Rows]:
    """One row for each record that has a text, and a problem for each that has none."""
    names = _column_names(frame, origin, text_column)
    taken = set(names.values())
    extras = [column for column in frame if column not in taken and column not in _RESERVED]
    own_ids = _own_ids(frame)
    rows, problems = [], []
    for number, (at, record) in enumerate(frame.iterrows()):
        place = f"{origin}#{number + 1 if isinstance(frame.index, pd.RangeIndex) else at}"
        text = record[names["text"]]
        if not isinstance(text, str) or not text.strip():
            problems.append(tables.problem(None, "read", "no text", f"{place}: the text is empty"))
            continue
        row = {"origin": place, "raw": text, "text": text, "cleaning": []}
        row |= {name: _metadata(name, record[column]) for name, column in names.items() if name != "text"}
        row |= {column: record[column] for column in extras}
        rows.append(row | ({"doc_id": str(record["doc_id"])} if own_ids else {}))
    return rows, problems


_RESERVED = frozenset(column.name for column in tables.TABLES["documents"]) | {"raw"}


def _own_ids(frame: pd.DataFrame) -> bool:
    """Whether the file brings a column doc_id that tells every row from every other."""
    return "doc_id" in frame and frame["doc_id"].notna().all() and frame["doc_id"].astype(str).is_unique


def _column_names(frame: pd.DataFrame, origin: str, text_column: str | None) -> dict[str, str]:
    """For the text and each kind of metadata, the column that holds it."""
    plain = {str(column).strip().lower().replace(" ", "_"): column for column in reversed(list(frame))}
    wanted = {"text": TEXT_COLUMNS, **METADATA_COLUMNS}
    names = {
        name: plain[label] for name, labels in wanted.items() for label in reversed(labels) if label in plain
    }
    if text_column is not None:
        names["text"] = text_column
    if names.get("text") not in frame:
        missing = f"column {text_column!r}" if text_column else "column that is called like a text"
        found = ", ".join(map(str, frame.columns))
        raise _Unreadable("no text column", f"{origin}: no {missing} (found {found}); pass text_column=")
    return {name: column for name, column in names.items() if name == "text" or column != names["text"]}


def _metadata(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple) or hasattr(value, "tolist"):
        value = [str(item) for item in value] if name == "authors" else str(value)
    elif pd.isna(value) or not str(value).strip():
        return None
    if name == "authors":
        return value if isinstance(value, list) else _authors(str(value))
    return _iso_date(value) if name == "published" else str(value).strip()


def _authors(names: str | None) -> list[str] | None:
    """Names apart; a comma parts them only where every part is more than one word ("Doe, Jane" stays one name)."""
    parts = [part.strip() for part in re.split(r";|\||\band\b", names or "") if part.strip()]
    by_comma = [piece.strip() for part in parts for piece in part.split(",")]
    return (by_comma if all(" " in piece for piece in by_comma) else parts) or None


def _iso_date(value: Any) -> str:
    """A date as ISO 8601 where it can be read in one way only, else as it is (03/04/2022 is two dates)."""
    written = value.isoformat() if hasattr(value, "isoformat") else str(value).strip()
    if re.fullmatch(r"\d{8}", written):
        return f"{written[:4]}-{written[4:6]}-{written[6:]}"
    if re.match(r"\d{4}(?:-\d\d){0,2}(?:$|[T ])", written):
        return re.sub(r"[T ]00:00:00(?:\.0+)?$", "", written)
    if re.search(r"[A-Za-z]{3}", written):
        date = pd.to_datetime(written, errors="coerce")
        return written if pd.isna(date) else date.date().isoformat()
    return written


# --- rows to table ----------------------------------------------------------------------------------------------------


def _keep(row: dict[str, Any], clean: bool, rows: Rows, problems: Rows) -> None:
    """Add `row`, cleaned and described, to `rows`; or a problem where no word is left of it."""
    raw = row.pop("raw")
    row.setdefault("doc_id", tables.identifier(row["origin"], raw))
    if clean:
        row["text"], changes = cleaning.clean(row["text"])
    else:
        row["text"], changes = cleaning.normalise_line_ends(row["text"])
    row["cleaning"] = row["cleaning"] + changes
    row["n_words"] = tables.count_words(row["text"])
    row["language"] = guess_language(row["text"])
    row["title"] = row.get("title") or _title(row["text"])
    if row["n_words"]:
        rows.append(row)
    else:
        detail = f"{row['origin']}: no word in this text, only marks or lines that are no part of an article"
        problems.append(tables.problem(row["doc_id"], "read", "no words", detail))


def _title(text: str) -> str | None:
    """The first line when it reads as a heading and something follows it."""
    first, _, rest = text.partition("\n")
    return first if rest.strip() and cleaning.looks_like_heading(first) else None


def _assemble(rows: Rows, problems: Rows) -> pd.DataFrame:
    """The table, each doc_id once; a document with the text of an earlier one names it in `duplicate_of`."""
    if not rows:
        return tables.empty("documents")
    documents = tables.table("documents", rows)
    again = documents["doc_id"].duplicated()
    for row in documents[again].to_dict("records"):
        detail = f"{row['origin']}: the same doc_id as an earlier document; left out"
        problems.append(tables.problem(row["doc_id"], "read", "repeated", detail))
    documents = documents[~again].reset_index(drop=True)
    first = documents.groupby("text", sort=False)["doc_id"].transform("first")
    documents["duplicate_of"] = first.where(documents["doc_id"] != first).astype("str")
    return documents
