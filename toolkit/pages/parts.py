"""What all pages of a report share: head, way round, title page, outline, account at the end, scripts.

Each part is a template of templates/parts/, in which everything is escaped. A template of the user's own gets the same
parts, and its folder is looked into first.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from toolkit import interactive, page_scripts, wording
from toolkit.notebook.cells import in_cell
from toolkit.pages.numbering import OUTLINED, Heading
from toolkit.pages.provenance import FINGERPRINT, Provenance

TEMPLATES = Path(__file__).parent.parent / "templates"
HEAD_SCRIPTS, SCRIPTS = ("theme",), ("folding", "tables", "frames")


@dataclass(frozen=True)
class Page:
    """One notebook of the report: its page, the notebook beside it, its title, its answer in a sentence, its PDF."""

    file: str
    notebook: str
    title: str
    answer: str = ""
    pdf: str = ""

    def answered(self, answer: str) -> Page:
        return replace(self, answer=answer)


QUOTES = Page(interactive.QUOTES_PAGE, "", "The quotes, each in its context")


@dataclass(frozen=True)
class Frame:
    """The parts around the content of a page, as HTML."""

    head: str
    top: str
    title: str
    outline: str
    provenance: str
    head_scripts: str
    scripts: str


def frame(
    page: Page,
    pages: Sequence[Page],
    headings: Sequence[Heading],
    account: Provenance,
    *,
    kind: str,
    parameters: Sequence[tuple[str, str]] = (),
    folder: Path | None = None,
) -> Frame:
    """The parts around one page. `kind` stands above its title; `folder` is that of a template of the user's own."""
    known = {
        "page": page,
        "pages": pages,
        "quotes": QUOTES,
        "outline": nested(headings),
        "account": account,
        "kind": kind,
        "parameters": parameters,
        "fingerprint_is": FINGERPRINT,
        "style": Markup(style()),  # our own files: what they say is markup, not text
        "running": Markup(css_string(page.title)),
        "policy": page_scripts.policy(),
        "head_scripts": Markup("".join(map(page_scripts.tag, HEAD_SCRIPTS))),
        "scripts": Markup("\n".join(map(page_scripts.tag, SCRIPTS))),
    }
    return Frame(*(render(f"parts/{name}.html.j2", known, folder) for name in Frame.__dataclass_fields__))


def render(template: str, values: dict[str, Any], folder: Path | None = None) -> str:
    """A template of ours, or of the same name in `folder`, filled with `values`; every text among them is escaped."""
    places = [*filter(None, [folder]), TEMPLATES]
    return _environment(tuple(map(os.fspath, places))).get_template(template).render(values)


@functools.cache
def _environment(places: tuple[str, ...]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(places),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_unturned,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_cell"] = lambda text: Markup(in_cell(str(text)))  # escapes it
    return environment


def _unturned(value: Any) -> Any:
    """What a template writes, without marks that turn the direction of what follows; markup of ours as it is."""
    return wording.unturned(value) if type(value) is str else value


@functools.cache
def style() -> str:
    """The style sheet of all pages."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


def nested(headings: Sequence[Heading]) -> list[tuple[Heading, list[Heading]]]:
    """The headings of an outline: each of the upper level with those of the lower one that follow it."""
    upper, lower = OUTLINED
    found: list[tuple[Heading, list[Heading]]] = []
    for heading in headings:
        if heading.level == upper or (heading.level == lower and not found):
            found.append((heading, []))
        elif heading.level == lower:
            found[-1][1].append(heading)
    return found


def css_string(text: str) -> str:
    """The text as a string of a style sheet; nothing in it ends the string, the rule or the element.

    >>> css_string('a"b')
    '"a\\\\22 b"'
    """
    plain = " ".join(text.split())
    return '"' + re.sub(r"[^\w .,:?!()-]", lambda sign: f"\\{ord(sign[0]):x} ", plain) + '"'
