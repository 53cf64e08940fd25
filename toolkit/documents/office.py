"""Word documents (DOCX) and RTF: their paragraphs; an export of a database is split into its articles."""

from __future__ import annotations

import re

from lxml import etree

from toolkit.documents import exports, packed, xml
from toolkit.documents.inputs import Found, Input, Options, Unreadable, needs

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# Text that is not the document's: earlier versions, instructions of fields, a second copy for older programs.
_LEFT_OUT = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr"})


def read_docx(input_: Input, options: Options) -> Found:
    """The document of a DOCX file, or the articles of an export."""
    packed.check(input_, options.limits)
    root = xml.parse(packed.part(input_, "word/document.xml"), input_.origin)
    yield from exports.articles_or_text(_paragraphs(root), input_, options, [])


def _paragraphs(root: etree._Element) -> list[str]:
    """The text of each paragraph, those in tables and boxes too, in the order of the file."""
    paragraphs = []
    for element in root.iter(f"{_WORD}p", f"{_STRICT}p"):
        pieces: list[str] = []
        _collect(element, pieces)
        paragraphs.extend("".join(pieces).split("\n"))
    return paragraphs


def _collect(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        name = xml.name_of(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "tab":
            pieces.append("\t")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name != "p" and name not in _LEFT_OUT:  # a paragraph within (a text box) comes by itself
            _collect(child, pieces)


def read_rtf(input_: Input, options: Options) -> Found:
    """The document of an RTF file, or the articles of an export."""
    striprtf = needs("striprtf.striprtf", input_.origin, "an RTF document")
    data = input_.read(options.limits.whole_bytes)
    try:
        # RTF is ASCII; other characters are written as codes of the code page that the document names.
        text = striprtf.rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError, AttributeError) as error:
        detail = f"{input_.origin}: an RTF document that cannot be read ({error}); save it as .docx or .txt"
        raise Unreadable("unreadable", detail) from error
    lines = [re.sub(r"\|?\s*$", "", line) for line in text.split("\n")]
    if not any(line.strip() for line in lines):
        raise Unreadable("no text", f"{input_.origin}: an RTF document without text; export it again")
    yield from exports.articles_or_text(lines, input_, options, [])
