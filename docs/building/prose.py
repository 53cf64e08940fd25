"""Docstrings in the house style as Markdown.

A docstring's first line says what comes out; labels at the beginning of a line ("Shape:", "Raises:") start a part,
lines behind `>>>` are examples, indented lines are kept as they are, and all else is prose in which code stands in
backticks.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator

LABEL = re.compile(
    r"^(Shape|Units|Raises|Returns|Sources?|Forms|Measures|Columns|Method|Worked value)(?=[:,])[:,] ?(.*)"
)
_CODE = re.compile(r"(`[^`\n]+`)")
_MARKUP = re.compile(r"([\\*_<\[\]$|#{}])")
_ITEM = re.compile(r"^- ")
_EXAMPLE = re.compile(r"^>>>")

Link = Callable[[str], str]


def markdown(docstring: str | None, link: Link = lambda code: code) -> str:
    """The docstring as Markdown; `link` turns a piece of code (with its backticks) into a reference, or leaves it."""
    parts = [_part(lines, link) for lines in _paragraphs(inspect.cleandoc(docstring or "").splitlines())]
    return "\n\n".join(parts)


def first_line(docstring: str | None) -> str:
    """What comes out, as plain words."""
    return inspect.cleandoc(docstring or "").partition("\n")[0]


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Lines that belong together: an example, an indented block, an item of a list, a labelled part, prose."""
    kept: list[str] = []
    kind = ""
    for line in lines:
        found = _kind(line, kind)
        new = found != kind or (found in ("item", "label") and _starts(line, found))
        if kept and (new or not line.strip()):
            yield kept
            kept = []
        if line.strip():
            kept.append(line)
        kind = found if line.strip() else ""
    if kept:
        yield kept


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return ""
    if before == "example" or _EXAMPLE.match(line):
        return "example"
    if _ITEM.match(line) or (before == "item" and line.startswith("  ")):
        return "item"
    if LABEL.match(line):
        return "label"
    if before in ("label", "prose") and not line.startswith("    "):
        return before
    return "verbatim" if line.startswith("    ") else "prose"


def _starts(line: str, kind: str) -> bool:
    return bool((_ITEM if kind == "item" else LABEL).match(line))


def _part(lines: list[str], link: Link) -> str:
    kind = _kind(lines[0], "")
    if kind == "example":
        return "\n".join(["```pycon", *lines, "```"])
    if kind == "verbatim":
        return "\n".join(["```text", *(line.removeprefix("    ") for line in lines), "```"])
    if kind == "item":
        return "- " + _inline(" ".join(line.strip() for line in lines)[2:], link)
    text = " ".join(line.strip() for line in lines)
    if kind == "label":
        name, rest = LABEL.match(text).groups()
        return f"{name}\n: {_inline(rest, link)}"
    return _inline(text, link)


def _inline(text: str, link: Link) -> str:
    pieces = _CODE.split(text)
    return "".join(link(piece) if _CODE.fullmatch(piece) else _MARKUP.sub(r"\\\1", piece) for piece in pieces)
