"""What a notebook shows: sentences, tables and figures that are safe to display, whatever the articles
contain.

Everything that comes from a text or a table is escaped: no HTML, no Markdown, no formula is read into it.
Each function returns an IPython display object; as the last line of a cell it appears below the cell.
"""

from __future__ import annotations

import datetime
import html
import io
import os
import platform
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import toolkit
from toolkit import headings, interactive, network, rhetoric, sheets, wording
from toolkit.concordance import MARKS
from toolkit.figures import captions
from toolkit.wording import MISSING, number_of

if TYPE_CHECKING:
    import networkx as nx
    from IPython.display import HTML, DisplayHandle, Image
    from matplotlib.figure import Figure

# Rows of a table that are shown; the report's CSV files have all of them.
SHOWN_ROWS = 200
DOTS_PER_INCH = 200
# Quotes in a frame of a notebook, which grows by half a megabyte for a thousand; fewer where a report has a page
# of all.
BROWSER_QUOTES, BROWSER_QUOTES_BESIDE = 500, 200
# Elements of a list that are written out; the rest is counted.
SHOWN_ELEMENTS = 8
_SVG = "http://www.w3.org/2000/svg"
# Shares are written as per cent; a column is a share when its name ends so.
_SHARE_ENDINGS = ("share", "share_a", "share_b", "share_first", "share_last")
_SHARE_ENDINGS += ("first_position", "difference")
# Differences of shares in percentage points, with their sign.
_POINT_ENDINGS = ("points", "contrast")
_MARKED = re.compile(f"{MARKS[0]}([^{MARKS[0]}{MARKS[1]}]*){MARKS[1]}")
# A name of a file that is longer may be broken behind its marks, or it would push the table off the page.
_LONG_WORD, _BREAKABLE = 16, re.compile(r"[/_#.-](?=\w)")
# A run of signs that is longer is broken anyway, at a sign that texts have no use for and that becomes a <wbr> when all
# has been escaped: one inside "&#x27;" would spoil the page.
_RUN, _PIECE, _BREAK = re.compile(r"\S{40,}"), re.compile(r"\S{1,30}"), "\ue000"
# The address of a page in the same folder, with what is asked of it.
_PAGE_BESIDE = re.compile(r"[\w-]+\.html(#|$)")
# MathJax, where a page has it, leaves this class alone: "$5 and $6" is no formula.
_CLASS = "prose tex2jax_ignore"
# In the description of a figure that has nothing to draw, before what was looked for (toolkit.figures.style.nothing).
EMPTY_FIGURE = "Empty figure: "


def text(*sentences: str, heading: str | None = None) -> HTML | None:
    """Sentences as paragraphs, one each; empty ones are left out, and without any there is nothing to show.

    `heading` stands in bold before the first.
    """
    from IPython.display import HTML

    written = _paragraphs(sentences, heading)
    return HTML(written) if written else None


def _paragraphs(sentences: Sequence[str], heading: str | None = None) -> str:
    written = [_safe(sentence) for sentence in sentences if sentence]
    if not written:
        return ""
    if heading:
        written[0] = f"<strong>{_safe(heading)}</strong> {written[0]}"
    return f'<div class="{_CLASS}">' + "".join(f"<p>{sentence}</p>" for sentence in written) + "</div>"


def _safe(text: str) -> str:
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


def describe(documents: pd.DataFrame) -> str:
    """What the corpus is, in a sentence or two."""
    words = f"{int(documents['n_words'].sum()):,} words"
    if len(documents) == 1:
        row = documents.iloc[0]
        known = [row[name] for name in ("title", "outlet", "published") if isinstance(row[name], str)]
        return (
            f"one article of {words}: {', '.join(known)} (file {row['origin']})."
            if known
            else f"{row['origin']}, {words}."
        )
    dates = documents["published"].dropna()
    outlets = documents["outlet"].dropna().value_counts()
    found = f"{len(documents):,} articles, {words}"
    if len(dates):
        found += f", published {min(dates)} to {max(dates)}"
    if len(outlets):
        found += f"; outlets: {', '.join(outlets.index[:5])}" + (
            f" and {len(outlets) - 5} more" if len(outlets) > 5 else ""
        )
    return found + "."


def source(documents: pd.DataFrame) -> str:
    """The corpus as the source in the caption of a figure."""
    if len(documents) == 1:
        row = documents.iloc[0]
        return row["title"] if isinstance(row["title"], str) else row["origin"]
    return f"{len(documents):,} articles"


def made_with() -> str:
    """Date and versions, for whoever repeats it."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("spacy", "pandas", "networkx", "scipy"))
    today = datetime.date.today().isoformat()
    return f"{today} with toolkit {toolkit.__version__}, Python {platform.python_version()}, {versions}."


def figure(
    drawn: tuple[Figure, Any] | None,
    name: str | None = None,
    out_folder: str | os.PathLike | None = None,
    *,
    alt: str | None = None,
    empty: str | None = None,
) -> Image | HTML | None:
    """The figure of `(fig, ax)` as a picture with its description as alt text; the figure is closed.

    Shape: what the functions of toolkit.plots return. `alt` replaces the figure's own description. With `name` and
    `out_folder` it is also stored for print, as figures/NAME.png and figures/NAME.svg there (plots.save). A figure that
    has nothing to draw (plots.nothing, or None) becomes a sentence that says so: `empty`, or what the figure says of
    itself; a picture of that name from before is removed then.
    """
    import matplotlib.pyplot as plt
    from IPython.display import Image

    _store(drawn, name, out_folder, alt)
    if drawn is None:
        return text(empty or "")
    fig = drawn[0]
    if (looked_for := _empty(fig)) is not None:
        return text(looked_for if empty is None else empty)
    memory = io.BytesIO()
    fig.savefig(memory, format="png", dpi=DOTS_PER_INCH)
    about = _about(fig, name, out_folder)
    plt.close(fig)
    width = round(fig.get_figwidth() * 96)
    return Image(
        memory.getvalue(), format="png", width=width, alt=alt or str(fig.get_label()), metadata=about
    )


def _about(fig: Figure, name: str | None, out_folder: str | os.PathLike | None) -> dict[str, Any]:
    """What a page needs to set the caption of a figure as text: metadata of its output."""
    from toolkit.figures import files

    found, about = captions.caption(fig), {}
    if found is not None:
        about["caption"] = found._asdict()
    if name is not None and out_folder is not None:
        about["files"] = [f"figures/{path.name}" for path in files.places("", name)]
    return about


def _store(
    drawn: tuple[Figure, Any] | None, name: str | None, out_folder: str | os.PathLike | None, alt: str | None
) -> None:
    """Nothing; the figure is stored for print where name and folder are given, or what was there is removed."""
    if name is None or out_folder is None:
        return
    from toolkit.figures import files

    folder = Path(out_folder) / "figures"
    if drawn is not None and EMPTY_FIGURE not in str(drawn[0].get_label()):
        files.save(drawn, folder, name, alt=alt)
        return
    for path in files.places(folder, name):
        path.unlink(missing_ok=True)


def _empty(fig: Figure) -> str | None:
    """What was looked for in vain, of a figure that has nothing to draw, which is closed; None of another."""
    import matplotlib.pyplot as plt

    _, nothing, looked_for = str(fig.get_label()).partition(EMPTY_FIGURE)
    if not nothing:
        return None
    plt.close(fig)
    return looked_for


def hover(
    drawn: tuple[Figure, Any],
    notes: Mapping[str, str],
    name: str = "figure",
    out_folder: str | os.PathLike | None = None,
    *,
    alt: str | None = None,
    empty: str | None = None,
) -> HTML | None:
    """The figure of `(fig, ax)` as a drawing in the page whose marks say more under the pointer; the figure is closed.

    Shape: `notes` maps the gid of a mark ("term-0") to what is said there, on as many lines as it has. It needs
    neither a script nor the network: each note is the title of an element of the drawing (SVG), which browsers show.
    `alt` replaces the figure's own description; `name` tells the drawings of one page apart, and with `out_folder` the
    figure is stored under it, without the notes. A figure that has nothing to draw becomes a sentence, as in `figure`.
    """
    import matplotlib.pyplot as plt
    from IPython.display import HTML

    from toolkit.figures import files

    fig = drawn[0]
    _store(drawn, name, out_folder, alt)
    if (looked_for := _empty(fig)) is not None:
        return text(looked_for if empty is None else empty)
    root = files.drawing(fig, name, text=False)
    about = _about(fig, name, out_folder)
    plt.close(fig)
    for part in root.iter():
        if (found := part.get("id")) in notes:
            title = ElementTree.Element(f"{{{_SVG}}}title")
            title.text = "".join(sign for sign in notes[found] if sign.isprintable() or sign == "\n")
            part.insert(0, title)
            part.set("id", f"{name}-{found}")
    root.set("role", "img")
    root.set("aria-label", alt or str(fig.get_label()))
    root.set("width", f"{round(fig.get_figwidth() * 96)}")
    root.attrib.pop("height", None)
    root.set("style", "max-width:100%;height:auto")
    return HTML(ElementTree.tostring(root, encoding="unicode"), metadata=about)


def table(
    frame: pd.DataFrame,
    columns: str | Mapping[str, str | tuple[str, str, str]] | None = None,
    *,
    caption: str = "",
    documents: pd.DataFrame | None = None,
    empty: str = "Nothing was found.",
    limit: int = SHOWN_ROWS,
    more: Sequence[str] = (),
    whole: str = "",
    where: str = "",
    links: Mapping[str, Sequence[str | None]] | None = None,
) -> HTML | None:
    """Rows as an HTML table in which long texts are read whole.

    Shape: `columns` maps a heading to a column of `frame`, or to three of them: an estimate and the ends of
    its interval, written as "25% (10% to 38%)", or is the name of an entry of `headings.COLUMNS`; without it all
    columns are shown; `more` names further columns, shown as they are called. The first `limit` rows are shown,
    and a line below says how many there are, and that all of them are in the file `whole` (see `save`), or, where
    no file has them, in `where` ("the variable edges"). With
    `documents`, a document is called by its file instead of its doc_id. `empty` is what is said of a table
    without rows; nothing at all where it is "". `links` maps a shown column to the addresses of its cells, row by
    row (`quotes_of`): a number leads to the quotes that it counts.
    Units: columns whose names end as `_SHARE_ENDINGS` do ("share", "difference") are written as per cent,
    those ending in "points" or "contrast" as percentage points. Passages between the
    marks of concordance.evidence are highlighted.
    Raises: ValueError for a column that `frame` does not have.
    """
    from IPython.display import HTML

    chosen = (headings.COLUMNS[columns] if isinstance(columns, str) else columns) or {
        str(name): str(name) for name in frame
    }
    chosen = {**chosen, **{name: name for name in more}}
    needed = [name for given in chosen.values() for name in ([given] if isinstance(given, str) else given)]
    absent = [name for name in needed if name not in frame]
    if absent:
        raise ValueError(f"no column {', '.join(absent)} (found {', '.join(map(str, frame.columns))})")
    if frame.empty:
        return text(f"{caption}: {empty}" if caption and empty else empty)
    head = "".join(f'<th scope="col" style="text-align:left">{_safe(name)}</th>' for name in chosen)
    if documents is not None and "doc_id" in frame:
        origins = dict(zip(documents["doc_id"], documents["origin"], strict=True))
        frame = frame.assign(doc_id=frame["doc_id"].map(origins))
    shown = frame.head(limit).to_dict("records")
    addresses = [{name: cells[at] for name, cells in (links or {}).items()} for at in range(len(shown))]
    rows = "".join(_row(record, chosen, to) for record, to in zip(shown, addresses, strict=True))
    below = _below(len(frame), limit, whole, where)
    title = f"<caption>{_safe(caption)}</caption>" if caption else ""
    body = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return HTML(f'<div class="tex2jax_ignore">{body}{below}</div>')


def _below(rows: int, limit: int, whole: str, where: str = "") -> str:
    """The line below a table: how many of its rows are shown, and where all are."""
    cut = f"{limit} of {rows:,} rows" if rows > limit else ""
    link = f'<a href="{html.escape(whole)}">{html.escape(whole)}</a>' if whole else ""
    place = link or html.escape(where)
    if cut:
        return f"<p>{cut}; all are in {place}.</p>" if place else f"<p>{cut}.</p>"
    return f"<p>Also as {link}.</p>" if link else ""


def save(frame: pd.DataFrame, name: str, out_folder: str | os.PathLike | None) -> str:
    """The place of `frame` as a CSV file in the folder tables of `out_folder`, as seen from there.

    Without `out_folder` nothing is written and the place is "". CSV as in Analysis.to_csv, lists with semicolons.
    """
    if out_folder is None:
        return ""
    folder = Path(out_folder) / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    plain = frame.assign(
        **{column: frame[column].map(_joined) for column in frame if frame[column].dtype == object}
    )
    sheets.write_csv(folder / f"{name}.csv", plain)
    return f"tables/{name}.csv"


def _joined(cell: Any) -> Any:
    return "; ".join(map(str, cell)) if isinstance(cell, list | tuple) else cell


def saved(name: str, out_folder: str | os.PathLike | None) -> str:
    """The place of a table that the report has written: "tables/quotes.csv"; "" where there is none."""
    place = f"tables/{name}.csv"
    return place if out_folder is not None and (Path(out_folder) / place).exists() else ""


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


def set_aside(documents: pd.DataFrame) -> str:
    """How many documents repeat another one, and so count once, in a sentence."""
    texts = dict(zip(documents["doc_id"], documents["text"]))
    repeats = documents.dropna(subset="duplicate_of") if "duplicate_of" in documents else documents.iloc[:0]
    copies = len(repeats)
    if not copies:
        return "No two documents have the same text." if len(documents) > 1 else ""
    originals = repeats["duplicate_of"].map(texts)
    near = int((originals.notna() & (originals != repeats["text"])).sum())
    changed = f" Of these, {near} {'is' if near == 1 else 'are'} not word for word the same." if near else ""
    return (
        f"{number_of(copies, 'document')} of {len(documents):,} {'has' if copies == 1 else 'have'} the text of another "
        f"one and counts once with it in all numbers below.{changed}"
    )


def _row(
    record: Mapping[str, Any], columns: Mapping[str, str | tuple[str, str, str]], to: Mapping[str, str | None]
) -> str:
    cells = []
    for given in columns.values():
        if isinstance(given, str):
            written = _written(record[given], given)
        else:
            written, low, high = (_written(record[name], given[0]) for name in given)
            written += f" ({low} to {high})" if MISSING not in (low, high) else ""
        # Room for a sentence, so that the browser does not squeeze it into a column of single words.
        room = ";min-width:22em" if len(written) > 60 else ""
        safe = _linked(in_cell(written), to.get(given if isinstance(given, str) else given[0]))
        cells.append(f'<td style="text-align:left;vertical-align:top{room}">{safe}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def in_cell(text: str) -> str:
    """The text as HTML for a cell: escaped, what concordance.evidence marked highlighted, lines and long words broken.

    >>> in_cell("<b> ⟦said⟧")
    '&lt;b&gt; <mark>said</mark>'
    """
    pieces = _RUN.sub(lambda run: _BREAK.join(_PIECE.findall(run[0])), text)
    if len(text) > _LONG_WORD and " " not in text:
        pieces = _BREAKABLE.sub(rf"\g<0>{_BREAK}", pieces)
    safe = _MARKED.sub(r"<mark>\1</mark>", _safe(pieces))
    return safe.replace("\n", "<br>").replace(_BREAK, "<wbr>")


def _linked(safe: str, address: Any) -> str:
    """The cell as a link to a page of the report; as it is where there is no address, or one of elsewhere."""
    if not isinstance(address, str) or not _PAGE_BESIDE.match(address):
        return safe
    return f'<a href="{html.escape(address)}">{safe}</a>'


def _written(value: Any, name: str) -> str:
    """A value as a reader wants it: shares in per cent, three digits, lists with commas, a dash where missing."""
    if isinstance(value, list | tuple):
        rest = len(value) - SHOWN_ELEMENTS
        listed = ", ".join(map(str, value[:SHOWN_ELEMENTS]))
        return (f"{listed} and {rest} more" if rest > 0 else listed) or MISSING
    if value is None or pd.isna(value):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if name.endswith(_SHARE_ENDINGS):
            return wording.percent(value)
        if name.endswith(_POINT_ENDINGS):
            return wording.points(value)
        return f"{value:,.0f}" if value.is_integer() or abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value) or MISSING


def cleaning(documents: pd.DataFrame) -> pd.DataFrame:
    """What cleaning changed or noticed, one row each: document, step, what, count, detail."""
    names = ["document", "step", "what", "count", "detail"]
    rows = [
        {"document": origin, **{key: value for key, value in entry.items() if key in names}}
        for origin, entries in zip(documents["origin"], documents["cleaning"], strict=True)
        for entry in entries or []
    ]
    return pd.DataFrame(rows, columns=names)


def cleaning_summed(documents: pd.DataFrame) -> pd.DataFrame:
    """What cleaning changed or noticed in all documents together, one row a kind of change.

    Shape: step, what, count, documents (that have it), examples (up to three different details).
    """
    found = cleaning(documents)
    rows = [
        (step, what, int(rows["count"].sum()), rows["document"].nunique(), _first_different(rows["detail"]))
        for (step, what), rows in found.groupby(["step", "what"], sort=False)
    ]
    return pd.DataFrame(rows, columns=["step", "what", "count", "documents", "examples"])


def _first_different(details: pd.Series) -> str | None:
    found = list(dict.fromkeys(details.dropna().astype(str)))
    return " | ".join(found[:3]) or None
