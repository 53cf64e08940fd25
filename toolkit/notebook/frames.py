"""What readers explore in a frame, quotes in their contexts and the network, and links to a report's page of quotes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit import interactive, network, rhetoric
from toolkit.notebook.sentences import text

if TYPE_CHECKING:
    import networkx as nx
    from IPython.display import HTML

# Quotes in a frame of a notebook, which grows by half a megabyte for a thousand; fewer where a report has a page
# of all.
BROWSER_QUOTES, BROWSER_QUOTES_BESIDE = 500, 200


def quotes_page(out_folder: str | os.PathLike | None) -> str:
    """The page of the report that has the quotes, "quotes.html"; "" where there is none."""
    written = out_folder is not None and (Path(out_folder) / interactive.QUOTES_PAGE).exists()
    return interactive.QUOTES_PAGE if written else ""


def quotes_of(
    frame: pd.DataFrame, out_folder: str | os.PathLike | None, *, least: float = 0.0, **filters: str
) -> list[str | None]:
    """The addresses of the quotes behind each row, for `links` of `table`; none without a report in `out_folder`.

    Shape: `filters` say which column holds the speaker, whom it speaks about, and so on
    (interactive.addresses.FILTERS): `quotes_of(edges, out_folder, actor="source", about="target")`.
    `least` leaves out quotes less sure than that.
    """
    return interactive.quotes_behind(frame, quotes_page(out_folder), filters, least=least)


def quote_browser(
    quotes: pd.DataFrame,
    documents: pd.DataFrame,
    actors: pd.DataFrame | None = None,
    *,
    sides: Mapping[str, str] | None = None,
    most: int | None = None,
    out_folder: str | os.PathLike | None = None,
    empty: str = "No quote was found.",
) -> HTML | None:
    """The quotes in a frame, each in its context with speaker, reporting words and content marked.

    They can be filtered, searched and sorted. Copies of other documents are set aside, as in all counts. `sides` maps
    actor_ids to sides, `most` is how many quotes are shown (BROWSER_QUOTES); the page of a report in `out_folder` holds
    more, and is linked below. The frame is shut off from the notebook and loads nothing; it is not printed. Without a
    quote it is the sentence `empty`.
    """
    from IPython.display import HTML

    if quotes.empty:
        return text(empty)
    said = with_verbs(network.without_duplicates(quotes, documents))
    whole, title = quotes_page(out_folder), "Quotes in their contexts"
    if most is None:
        most = BROWSER_QUOTES_BESIDE if whole else BROWSER_QUOTES
    data = interactive.quote_rows(said, documents, actors, sides=sides, most=most)
    page = interactive.quotes_page(data, title=title, framed=True)
    below = f'<p>More of them, on a page of their own: <a href="{whole}">{whole}</a>.</p>' if whole else ""
    return HTML(interactive.frame(page, title=title, height=interactive.QUOTES_HEIGHT) + below)


def with_verbs(quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes with the class of their reporting verb, found where the table does not have it."""
    return (
        quotes if "cue_class" in quotes and quotes["cue_class"].notna().any() else rhetoric.add_cues(quotes)
    )


def explore(
    graph: nx.DiGraph,
    quotes: pd.DataFrame,
    documents: pd.DataFrame,
    actors: pd.DataFrame | None = None,
    *,
    empty: str = "There is no arrow to explore.",
    **options: Any,
) -> HTML | None:
    """The network of plots.quote_network in a frame: numbers of each actor, the quotes behind each arrow, filters.

    Shape: a graph of one relation (network.quote_graph); `options` are those of interactive.network_view (others,
    sides, unit, limit, layout, each, most). Without an arrow it is the sentence `empty`. The frame is shut off from the
    notebook and loads nothing; it is not printed, so show the figure too.
    """
    from IPython.display import HTML

    if not graph.number_of_edges():
        return text(empty)
    data = interactive.network_view(graph, with_verbs(quotes), documents, actors, **options)
    title = "The network, to explore"
    return HTML(
        interactive.frame(
            interactive.network_page(data, title=title), title=title, height=interactive.NETWORK_HEIGHT
        )
    )
