"""What a notebook shows: sentences, tables and figures that are safe to display, whatever the articles
contain.

Everything that comes from a text or a table is escaped: no HTML, no Markdown, no formula is read into it.
Each function returns an IPython display object; as the last line of a cell it appears below the cell.
"""

from __future__ import annotations

import datetime
import html
import io
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd

import toolkit
from toolkit import headings
from toolkit.concordance import MARKS

if TYPE_CHECKING:
    from IPython.display import HTML, DisplayHandle, Image
    from matplotlib.figure import Figure

# Rows of a table that are shown; the report's CSV files have all of them.
SHOWN_ROWS = 200
DOTS_PER_INCH = 200
MISSING = "–"
# Shares are written as per cent; a column is a share when its name ends so.
_SHARE_ENDINGS = ("share", "difference")
_MARKED = re.compile(f"{MARKS[0]}([^{MARKS[0]}{MARKS[1]}]*){MARKS[1]}")
# MathJax, where a page has it, leaves this class alone: "$5 and $6" is no formula.
_CLASS = "prose tex2jax_ignore"


def text(*sentences: str, heading: str | None = None) -> HTML:
    """Sentences as paragraphs, one each; empty ones are left out. `heading` stands in bold before the first."""
    from IPython.display import HTML

    return HTML(_paragraphs(sentences, heading))


def _paragraphs(sentences: Sequence[str], heading: str | None = None) -> str:
    written = [html.escape(sentence) for sentence in sentences if sentence]
    if heading and written:
        written[0] = f"<strong>{html.escape(heading)}</strong> {written[0]}"
    return f'<div class="{_CLASS}">' + "".join(f"<p>{sentence}</p>" for sentence in written) + "</div>"


def reserve() -> DisplayHandle:
    """A place at the top of a notebook that `open_with` fills when the numbers are there."""
    from IPython.display import display

    return display(text("appears here when the notebook has run.", heading="Answer:"), display_id=True)


def open_with(place: DisplayHandle, answer: str, documents: pd.DataFrame) -> None:
    """Nothing; fills the place with the answer, the data it rests on, the date and the versions."""
    from IPython.display import HTML

    parts = [("Answer:", answer), ("Data:", describe(documents)), ("Made:", made_with())]
    place.update(HTML("".join(_paragraphs([sentence], heading) for heading, sentence in parts)))


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


def figure(drawn: tuple[Figure, Any], *, alt: str | None = None) -> Image:
    """The figure of `(fig, ax)` as a picture with its description as alt text; the figure is closed.

    Shape: what the functions of toolkit.plots return. `alt` replaces the figure's own description.
    """
    import matplotlib.pyplot as plt
    from IPython.display import Image

    fig = drawn[0]
    memory = io.BytesIO()
    fig.savefig(memory, format="png", dpi=DOTS_PER_INCH)
    plt.close(fig)
    width = round(fig.get_figwidth() * 96)
    return Image(memory.getvalue(), format="png", width=width, alt=alt or str(fig.get_label()))


def table(
    frame: pd.DataFrame,
    columns: str | Mapping[str, str | tuple[str, str, str]] | None = None,
    *,
    caption: str = "",
    documents: pd.DataFrame | None = None,
    empty: str = "Nothing was found.",
    limit: int = SHOWN_ROWS,
    where: str = "",
) -> HTML:
    """Rows as an HTML table in which long texts are read whole.

    Shape: `columns` maps a heading to a column of `frame`, or to three of them: an estimate and the ends of
    its interval, written as "25% (10% to 38%)", or is the name of an entry of `headings.COLUMNS`; without it all
    columns are shown. The first `limit` rows are shown, and a line below says how many there are and that
    all of them are in `where`. With
    `documents`, a document is called by its file instead of its doc_id. `empty` is what is said of a table
    without rows.
    Units: columns whose names end in "share" or "difference" are written as per cent. Passages between the
    marks of concordance.evidence are highlighted.
    Raises: ValueError for a column that `frame` does not have.
    """
    from IPython.display import HTML

    chosen = (headings.COLUMNS[columns] if isinstance(columns, str) else columns) or {
        str(name): str(name) for name in frame
    }
    needed = [name for given in chosen.values() for name in ([given] if isinstance(given, str) else given)]
    absent = [name for name in needed if name not in frame]
    if absent:
        raise ValueError(f"no column {', '.join(absent)} (found {', '.join(map(str, frame.columns))})")
    if frame.empty:
        return text(f"{caption}: {empty}" if caption else empty)
    head = "".join(f'<th scope="col" style="text-align:left">{html.escape(name)}</th>' for name in chosen)
    if documents is not None and "doc_id" in frame:
        origins = dict(zip(documents["doc_id"], documents["origin"], strict=True))
        frame = frame.assign(doc_id=frame["doc_id"].map(origins))
    rows = "".join(_row(record, chosen) for record in frame.head(limit).to_dict("records"))
    rest = f"; all are in {html.escape(where)}" if where else ""
    below = f"<p>{limit} of {len(frame):,} rows{rest}.</p>" if len(frame) > limit else ""
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    body = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return HTML(f'<div class="tex2jax_ignore">{body}{below}</div>')


def _row(record: Mapping[str, Any], columns: Mapping[str, str | tuple[str, str, str]]) -> str:
    cells = []
    for given in columns.values():
        if isinstance(given, str):
            written = _written(record[given], given)
        else:
            written, low, high = (_written(record[name], given[0]) for name in given)
            written += f" ({low} to {high})" if MISSING not in (low, high) else ""
        # Room for a sentence, so that the browser does not squeeze it into a column of single words.
        room = ";min-width:18em" if len(written) > 60 else ""
        safe = _MARKED.sub(r"<mark>\1</mark>", html.escape(written))
        cells.append(f'<td style="text-align:left;vertical-align:top{room}">{safe}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _written(value: Any, name: str) -> str:
    """A value as a reader wants it: shares in per cent, three digits, lists with commas, a dash where missing."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or MISSING
    if value is None or pd.isna(value):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if name.endswith(_SHARE_ENDINGS):
            return f"{value:.0%}"
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
