"""Sentences that are safe to display, and the answer that opens a notebook."""

from __future__ import annotations

import datetime
import html
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import pandas as pd

import toolkit
from toolkit import wording
from toolkit.notebook.corpus import describe

if TYPE_CHECKING:
    from IPython.display import HTML, DisplayHandle

# MathJax, where a page has it, leaves this class alone: "$5 and $6" is no formula.
_CLASS = "prose tex2jax_ignore"


def text(*sentences: str, heading: str | None = None) -> HTML | None:
    """Sentences as paragraphs, one each; empty ones are left out, and without any there is nothing to show.

    `heading` stands in bold before the first.
    """
    from IPython.display import HTML

    written = _paragraphs(sentences, heading)
    return HTML(written) if written else None


def _paragraphs(sentences: Sequence[str], heading: str | None = None) -> str:
    written = [escaped(sentence) for sentence in sentences if sentence]
    if not written:
        return ""
    if heading:
        written[0] = f"<strong>{escaped(heading)}</strong> {written[0]}"
    return f'<div class="{_CLASS}">' + "".join(f"<p>{sentence}</p>" for sentence in written) + "</div>"


def escaped(text: str) -> str:
    """The text as HTML that shows it and no more: escaped, and in the order in which it is written."""
    return html.escape(wording.unturned(text))


def reserve() -> DisplayHandle:
    """A place at the top of a notebook that `open_with` fills when the numbers are there."""
    from IPython.display import display

    return display(text("appears here when the notebook has run.", heading="Answer:"), display_id=True)


def open_with(place: DisplayHandle, answer: str, documents: pd.DataFrame) -> None:
    """Nothing; fills the place with the answer, the data it rests on, the date and the versions."""
    from IPython.display import HTML

    parts = [("Answer:", answer), ("Data:", describe(documents)), ("Made:", made_with())]
    paragraphs = "".join(_paragraphs([sentence], heading) for heading, sentence in parts)
    place.update(HTML(f'<div class="answer">{paragraphs}</div>'))


def made_with() -> str:
    """Date and versions, for whoever repeats it."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("spacy", "pandas", "networkx", "scipy"))
    today = datetime.date.today().isoformat()
    return f"{today} with toolkit {toolkit.__version__}, Python {platform.python_version()}, {versions}."
