"""Tables that are safe to display, and the files that have all of their rows."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit import headings, sheets
from toolkit.notebook.cells import row_of_cells
from toolkit.notebook.sentences import escaped, text

if TYPE_CHECKING:
    from IPython.display import HTML

# Rows of a table that are shown; the report's CSV files have all of them.
SHOWN_ROWS = 200


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

    chosen = _chosen(frame, columns, more)
    if frame.empty:
        return text(f"{caption}: {empty}" if caption and empty else empty)
    head = "".join(f'<th scope="col" style="text-align:left">{escaped(name)}</th>' for name in chosen)
    if documents is not None and "doc_id" in frame:
        origins = dict(zip(documents["doc_id"], documents["origin"], strict=True))
        frame = frame.assign(doc_id=frame["doc_id"].map(origins))
    shown = frame.head(limit).to_dict("records")
    addresses = [{name: cells[at] for name, cells in (links or {}).items()} for at in range(len(shown))]
    rows = "".join(row_of_cells(record, chosen, to) for record, to in zip(shown, addresses, strict=True))
    below = _below(len(frame), limit, whole, where)
    title = f"<caption>{escaped(caption)}</caption>" if caption else ""
    body = f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return HTML(f'<div class="tex2jax_ignore">{body}{below}</div>')


def _chosen(
    frame: pd.DataFrame, columns: str | Mapping[str, str | tuple[str, str, str]] | None, more: Sequence[str]
) -> dict[str, str | tuple[str, str, str]]:
    """Heading -> column or three of them, of those that are shown; ValueError where `frame` has no such column."""
    chosen = (headings.COLUMNS[columns] if isinstance(columns, str) else columns) or {
        str(name): str(name) for name in frame
    }
    chosen = {**chosen, **{name: name for name in more}}
    needed = [name for given in chosen.values() for name in ([given] if isinstance(given, str) else given)]
    absent = [name for name in needed if name not in frame]
    if absent:
        raise ValueError(f"no column {', '.join(absent)} (found {', '.join(map(str, frame.columns))})")
    return chosen


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
