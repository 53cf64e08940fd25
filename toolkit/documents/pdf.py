"""PDF: its text layer, as paragraphs, without the lines that stand on every page; an export is split into articles."""

from __future__ import annotations

import io
import logging
import re
import struct
import time
import zlib
from collections import Counter
from statistics import median
from typing import Any

from toolkit import cleaning
from toolkit.documents import exports
from toolkit.documents.inputs import Fault, Found, Input, Options, Row, Unreadable, needs

_FEWEST_PAGES = 3  # a line is furniture where it begins or ends at least so many pages, and half of all
_ENDS = re.compile(r"[.!?…:][\"'”’)\]]*$")
# What pypdf raises for a damaged file, besides its own errors.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_HYPHEN = re.compile(r"(?<=[a-z])-$")


def read_pdf(input_: Input, options: Options) -> Found:
    """The document of a PDF, or the articles of an export.

    Raises: Unreadable for one that is damaged, encrypted, or holds pictures of pages only.
    Reading stops after `limits.pages` pages or `limits.seconds`; a fault says where.
    """
    pypdf = needs("pypdf", input_.origin, "a PDF")
    logging.getLogger("pypdf").setLevel(
        logging.CRITICAL
    )  # one line for each flaw; the problems table has the file
    data = input_.read(options.limits.whole_bytes)
    reader = _open(pypdf, data, input_)
    pages, faults = _pages(reader, pypdf.errors.PyPdfError, input_, options)
    yield from faults
    if not any(line.strip() for page in pages for line in page):
        if faults:
            return
        detail = f"{input_.origin}: a PDF without text, pictures of pages perhaps; run OCR over it and save it again"
        raise Unreadable("no text layer", detail)
    pages, furniture = _without_furniture(pages)
    lines = [line for page in pages for line in page]
    if exports.is_export(lines):
        for each in exports.articles_or_text(lines, input_, options, furniture):
            yield each if isinstance(each, Fault) else _joined(each)
        return
    text, joined = join_lines(lines)
    yield {"origin": input_.origin, "raw": text, "text": text, "cleaning": furniture + joined}


def _open(pypdf: Any, data: bytes, input_: Input) -> Any:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
        locked = locked or len(reader.pages) < 0
    except pypdf.errors.DependencyError as error:  # one kind of encryption (AES) needs a further library
        raise _encrypted(input_) from error
    except (*_BROKEN, pypdf.errors.PyPdfError) as error:
        detail = f"{input_.origin}: a damaged PDF, not text ({type(error).__name__}: {error}); fetch or export it again"
        raise Unreadable("not text", detail) from error
    if locked:
        raise _encrypted(input_)
    if not len(reader.pages):
        raise Unreadable(
            "not text", f"{input_.origin}: a PDF without pages, not text; fetch or export it again"
        )
    return reader


def _encrypted(input_: Input) -> Unreadable:
    return Unreadable("encrypted", f"{input_.origin}: an encrypted PDF; save it without a password")


def _pages(
    reader: Any, own: type[Exception], input_: Input, options: Options
) -> tuple[list[list[str]], list[Fault]]:
    """The lines of each page, and what could not be read; `own` is pypdf's error."""
    pages: list[list[str]] = []
    broken: list[str] = []
    faults: list[Fault] = []
    begin = time.monotonic()
    count = len(reader.pages)
    for number in range(count):
        if number >= options.limits.pages or time.monotonic() - begin > options.limits.seconds:
            detail = (
                f"{input_.origin}: read up to page {number} of {count} only; split the PDF, or pass limits="
            )
            faults.append(Fault("too large", detail))
            break
        try:
            text = reader.pages[number].extract_text() or ""
        except (*_BROKEN, own) as error:
            broken.append(f"{number + 1} ({type(error).__name__})")
            continue
        pages.append(text.split("\n"))
    if broken:
        where = ", ".join(broken[:5])
        detail = f"{input_.origin}: {len(broken)} of {count} pages cannot be read (page {where}); compare with the PDF"
        faults.append(Fault("damaged", detail))
    return pages, faults


def _without_furniture(pages: list[list[str]]) -> tuple[list[list[str]], list[cleaning.Change]]:
    """Pages without the lines that begin or end most of them: running titles, numbers of pages."""
    filled = [[line.strip() for line in page if line.strip()] for page in pages]
    edges = Counter(
        key for page in filled for key in {_key(line) for line in [*page[:2], *page[-2:]]} if len(page) > 4
    )
    wanted = max(_FEWEST_PAGES, len(pages) / 2)
    furniture = {key for key, count in edges.items() if count >= wanted}
    if not furniture:
        return pages, []
    kept, removed = [], []
    for page in pages:
        places = [at for at, line in enumerate(page) if line.strip()]
        outer = {at for at in [*places[:2], *places[-2:]] if _key(page[at].strip()) in furniture}
        removed += [page[at] for at in sorted(outer)]
        kept.append([line for at, line in enumerate(page) if at not in outer])
    change = cleaning.Change(
        step="pages",
        what="lines repeated on every page removed",
        count=len(removed),
        detail=removed[0],
        start=None,
    )
    return kept, [change]


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _joined(row: Row) -> Row:
    """An article of an export, each of whose lines came as a paragraph."""
    text, changes = join_lines(row["text"].split("\n\n"))
    return row | {"text": text, "cleaning": row["cleaning"] + changes}


def join_lines(lines: list[str]) -> tuple[str, list[cleaning.Change]]:
    """Lines as a page breaks them, joined to paragraphs, and a record.

    A paragraph ends at an empty line, and where a line that ends as a sentence is much shorter than the others.
    A hyphen at the end of a line goes where the word goes on in lower case: "nego-", "tiate".
    """
    lengths = [len(line) for line in lines if line.strip()]
    usual = median(sorted(lengths)[len(lengths) // 2 :]) if lengths else 0
    paragraphs = [""]
    joined = hyphens = 0
    for line in (" ".join(line.split()) for line in lines):
        if not line:
            paragraphs.append("")
            continue
        current = paragraphs[-1]
        if current and _HYPHEN.search(current) and line[0].islower():
            paragraphs[-1] = current[:-1] + line
            hyphens += 1
        elif current:
            paragraphs[-1] = f"{current} {line}"
        else:
            paragraphs[-1] = line
        joined += bool(current)
        if len(line) < 0.8 * usual and _ENDS.search(line):
            paragraphs.append("")
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    counts = {"line breaks inside paragraphs joined": joined, "hyphens at line ends removed": hyphens}
    return text, [
        cleaning.Change(step="pages", what=what, count=count, detail=None, start=None)
        for what, count in counts.items()
        if count
    ]
