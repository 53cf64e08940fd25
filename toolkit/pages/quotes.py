"""The page of all quotes in their contexts, which counts lead to: the quote browser among the pages of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit import interactive, network, rhetoric
from toolkit.actors import affiliations
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
    side_of = affiliations.actor_sides(analysis.actors, sides) if sides else None
    said = rhetoric.add_cues(network.without_duplicates(analysis.quotes, analysis.documents))
    data = interactive.quote_rows(
        said, analysis.documents, analysis.actors, sides=side_of, whole="tables/quotes.csv"
    )
    copies = len(analysis.quotes) - len(said)
    verb = "is" if copies == 1 else "are"
    notes = [f"{number_of(copies, 'quote')} in copies of other articles {verb} left out." * bool(copies)]
    footer = f"Made with the news discourse toolkit {account.toolkit_version} on {account.made}."
    written = interactive.quotes_page(
        data, title=QUOTES.title, more_style=parts.style(), footer=footer, notes=notes
    )
    path = folder / QUOTES.file
    path.write_text(_framed(written, parts.frame(QUOTES, pages, [], account, kind="")), encoding="utf-8")
    return path


def _framed(written: str, frame: parts.Frame) -> str:
    """The page with the way to the others, and the choice of colours."""
    written = written.replace("</head>", f"{frame.head_scripts}</head>", 1)
    return written.replace('<body class="whole">', f'<body class="whole">{frame.top}', 1)
