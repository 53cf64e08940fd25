"""A notebook made ready for a page: figures and tables with their numbers and captions, headings with their anchors.

Everything here works on a copy. What comes from cells is the author's own Markdown; what comes from articles has been
escaped by toolkit.notebook and stays so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import nbformat

from toolkit import wording
from toolkit.pages import pictures

# Of what one output offers, the first of these is shown; scripts and widgets never are.
SHOWN = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
)
_HEADING = re.compile(r"<h([1-6])(?: id=\"[^\"]*\")?>(.*?)</h\1>", re.S)
_TAG = re.compile(r"<[^>]*>")
_TABLE = re.compile(r"<table(?P<about>[^>]*)>(?P<inside>.*?)</table>", re.S)
_CAPTION = re.compile(r"\s*<caption>(.*?)</caption>", re.S)
_HEAD_ROWS = re.compile(r"<thead.*?</thead>", re.S)
_PLAIN_HEAD = re.compile(r"<th(?=[ >])(?![^>]*\bscope=)")
_ANSWER = re.compile(r"<strong>Answer:</strong>(.*?)</p>", re.S)
OUTLINED = (2, 3)  # levels of the headings that stand in the outline of a page


class Heading(NamedTuple):
    """A heading of a page: its level, 1 to 6, its anchor, and its words."""

    level: int
    anchor: str
    words: str


class Ready(NamedTuple):
    """A notebook to be made a page of, and the headings of that page in order."""

    notebook: nbformat.NotebookNode
    headings: list[Heading]


def prepare(notebook: nbformat.NotebookNode, markdown: Callable[[nbformat.NotebookNode], str]) -> Ready:
    """A copy of `notebook` with what the page's template reads, and the headings.

    Shape: a Markdown cell has its HTML in `metadata.page.html` (made by `markdown`), without the notebook's first
    heading, which is the page's title. Of each output, one kind of data is left; figures have number, title, note,
    width in `metadata.figure`, and tables a caption with their number, in a frame that can be scrolled.
    """
    copy = nbformat.from_dict(notebook)
    page = _Page()
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.metadata["page"] = {"html": page.prose(markdown(cell))}
        for output in cell.get("outputs", []):
            page.output(output)
    return Ready(copy, page.headings)


def answer(notebook: nbformat.NotebookNode) -> str:
    """The sentence that notebook.open_with put at the top, as plain text; empty where there is none."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = _ANSWER.search(output.get("data", {}).get("text/html", ""))
            if found:
                return html.unescape(_TAG.sub("", found[1])).strip()
    return ""


class _Page:
    """Counts along one page."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.figures = self.tables = 0
        self._anchors: set[str] = {"main", "provenance"}
        self._untitled = True

    def prose(self, written: str) -> str:
        return self.framed(_HEADING.sub(self._heading, written))

    def _heading(self, found: re.Match) -> str:
        level, words = int(found[1]), html.unescape(_TAG.sub("", found[2])).strip()
        if level == 1 and self._untitled:
            self._untitled = False
            return ""
        anchor = self._anchor(words)
        self.headings.append(Heading(level, anchor, words))
        return f'<h{level} id="{anchor}">{found[2]}</h{level}>'

    def _anchor(self, words: str) -> str:
        """The heading as an address: unique on the page, letters and digits joined by hyphens."""
        plain = "-".join(re.findall(r"\w+", words.lower())) or "section"
        anchor = next(name for name in _numbered(plain) if name not in self._anchors)
        self._anchors.add(anchor)
        return anchor

    def output(self, output: nbformat.NotebookNode) -> None:
        if "data" not in output:
            return
        kind = next((kind for kind in SHOWN if kind in output.data), None)
        output.data = nbformat.from_dict({kind: output.data[kind]} if kind else {})
        told = output.metadata.get(kind, {}) if kind else {}
        if kind in ("image/png", "image/jpeg", "image/svg+xml"):
            self._picture(output, kind, told)
        elif kind == "text/html" and "caption" in told:
            caption = told["caption"]
            output.data[kind] = pictures.svg(output.data[kind], caption["top"], caption["foot"])
            self._number(output, told)
        elif kind == "text/html":
            output.data[kind] = self.framed(output.data[kind])

    def _picture(self, output: nbformat.NotebookNode, kind: str, told: dict[str, Any]) -> None:
        caption = told.get("caption", {})
        if kind == "image/png":
            picture = pictures.png(output.data[kind], caption.get("top", 0.0), caption.get("foot", 0.0))
            output.data[kind] = picture.data
            if told.get("height"):
                told["height"] = round(told["height"] * picture.kept)
        self._number(output, told)

    def _number(self, output: nbformat.NotebookNode, told: dict[str, Any]) -> None:
        self.figures += 1
        caption = told.get("caption", {})
        title, note = (wording.unturned(caption.get(name, "")) for name in ("title", "note"))
        title += "." if title and title[-1] not in ".?!" else ""
        about = {"number": self.figures, "title": title, "note": note, "files": told.get("files", [])}
        output.metadata["figure"] = about

    def framed(self, written: str) -> str:
        """HTML in which each table stands in a frame of its own, numbered where it has a caption."""
        if written.count("<table") != written.count("</table>"):
            return written
        return _TABLE.sub(self._framed_table, written)

    def _framed_table(self, found: re.Match) -> str:
        inside = _HEAD_ROWS.sub(lambda head: _PLAIN_HEAD.sub('<th scope="col"', head[0]), found["inside"])
        inside = _PLAIN_HEAD.sub('<th scope="row"', inside)
        caption = _CAPTION.match(inside)
        if caption is None:
            frame = '<div class="scroll" role="region" tabindex="0" aria-label="Table">'
            return f'<div class="table">{frame}<table{found["about"]}>{inside}</table></div></div>'
        self.tables += 1
        name = f"table-{self.tables}"
        title = f'<figcaption id="{name}"><b>Table {self.tables}.</b> {caption[1]}</figcaption>'
        frame = f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}">'
        table = f'<table{found["about"]} aria-labelledby="{name}">{inside[caption.end() :]}</table>'
        return f'<figure class="table">{title}{frame}{table}</div></figure>'


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
