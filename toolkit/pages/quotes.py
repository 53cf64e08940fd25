"""The page of all quotes in their contexts, which counts lead to: the quote browser among the pages of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit import interactive, network, rhetoric
from toolkit.analysis import Analysis
from toolkit.pages import parts
from toolkit.pages.parts import QUOTES, Page
from toolkit.pages.provenance import Provenance
from toolkit.wording import number_of


def write_quotes(
    folder: Path,
    analysis: Analysis,
    pages: Sequence[Page],
    account: Provenance,
    *,
    sides: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """The path of the page, written into `folder`: of many quotes, it has the surest of each speaker."""
    said = rhetoric.add_cues(network.without_duplicates(analysis.quotes, analysis.documents))
    said = rhetoric.assign_sides(said, analysis.actors, sides) if sides else said
    data = interactive.quote_rows(said, analysis.documents, analysis.actors, whole="tables/quotes.csv")
    copies = len(analysis.quotes) - len(said)
    verb = "is" if copies == 1 else "are"
    notes = [f"{number_of(copies, 'quote')} in copies of other articles {verb} left out." * bool(copies)]
    footer = f"Made with the news discourse toolkit {account.toolkit_version} on {account.made}."
    frame = parts.frame(QUOTES, pages, [], account, kind="")
    written = interactive.quotes_page(
        data,
        title=QUOTES.title,
        more_style=parts.style(),
        footer=footer,
        notes=notes,
        head=frame.head_scripts,
        top=frame.top,
    )
    path = folder / QUOTES.file
    path.write_text(written, encoding="utf-8")
    return path
