"""TEI XML: the text of each TEI element, with what its header says.

Source: TEI P5 guidelines, chapters 2 (header) and 4 (text structure); P4 files, which have no namespace, read alike.
"""

from __future__ import annotations

from lxml import etree

from toolkit.documents import columns, xml
from toolkit.documents.inputs import Fault, Found, Input, Options

# Elements that are a paragraph of their own; notes, page headers and what an editor put aside are not the text.
_BLOCKS = frozenset(
    "p ab head l item u sp stage quote trailer byline dateline salute signed opener closer row".split()
)
_LEFT_OUT = frozenset("note fw figDesc gap orig sic del teiHeader".split())


def read_tei(input_: Input, options: Options) -> Found:
    """A document for each TEI element in the file: one, or those of a corpus."""
    root = xml.parse(input_.read(options.limits.whole_bytes), input_.origin)
    elements = [each for each in root.iter() if xml.name_of(each) in ("TEI", "TEI.2")]
    for number, element in enumerate(elements, 1):
        place = input_.origin if len(elements) == 1 else f"{input_.origin}#{number}"
        text = _text(element)
        if not text:
            yield Fault(
                "no text", f"{place}: a TEI element without a text; see whether only its header was saved"
            )
            continue
        yield _row(element, place, text)
    if not elements:
        yield Fault("no text", f"{input_.origin}: a TEI corpus without a TEI element; export it again")


def _row(element: etree._Element, place: str, text: str) -> dict:
    authors = [_plain(each) for each in _found(element, "titleStmt", "author")]
    places = ("sourceDesc", "publicationStmt")
    publishers = [_plain(each) for name in places for each in _found(element, name, "publisher")]
    source = next((each for name in places for each in _found(element, name, "date")), None)
    journal = [
        _plain(each) for each in _found(element, "sourceDesc", "title") if each.get("level") in ("j", "m")
    ]
    titles = [_plain(each) for each in _found(element, "titleStmt", "title")]
    return {
        "origin": place,
        "raw": text,
        "text": text,
        "title": next(filter(None, titles), None),
        "outlet": next(filter(None, journal + publishers), None),
        "published": columns.iso_date(source.get("when") or _plain(source)) or None
        if source is not None
        else None,
        "authors": [name for name in authors if name] or None,
        "cleaning": [],
    }


def _found(element: etree._Element, parent: str, name: str) -> list[etree._Element]:
    """The elements called `name` within those called `parent` in the header, in order."""
    headers = [each for each in element if xml.name_of(each) == "teiHeader"]
    parents = [each for header in headers for each in header.iter() if xml.name_of(each) == parent]
    return [each for one in parents for each in one.iter() if xml.name_of(each) == name]


def _plain(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _text(element: etree._Element) -> str:
    """The paragraphs of an element's texts, in order, an empty line between them."""
    pieces: list[str] = []
    texts = [each for each in element if xml.name_of(each) == "text"]
    for text in texts:
        _collect(text, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\0"))
    return "\n\n".join(line for line in lines if line)


def _collect(text: etree._Element, pieces: list[str]) -> None:
    skipped = 0
    for event, element in etree.iterwalk(text, events=("start", "end")):
        name = xml.name_of(element)
        out = name in _LEFT_OUT or not name
        if event == "start":
            skipped += out
            if not skipped:
                pieces.append("\0" if name in _BLOCKS else " " if name in ("lb", "pb", "cell") else "")
                pieces.append(element.text or "")
            continue
        skipped -= out
        if not skipped and element is not text:
            pieces.append("\0" if name in _BLOCKS else "")
            pieces.append(element.tail or "")
