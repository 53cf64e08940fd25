"""Who speaks about whom when: a line for each actor, an arrow for each exchange, at its date or place in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from toolkit.figures.style import (
    GREY,
    GRID,
    NO_SIDE,
    PALETTE,
    STYLE,
    WIDTH,
    cut,
    dot,
    finish,
    legend,
    lighter,
    nothing,
    side_marks,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ACTORS = 14
# Columns (days, weeks, ...) that stand side by side on a page; longer corpora are drawn in longer periods.
MOST_COLUMNS = 30
# So many quotes of one document are drawn one by one.
MOST_QUOTES = 60
# Labels of columns that fit side by side.
_LABELS = 12
_PERIODS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}


def exchanges(
    ties: pd.DataFrame,
    names: Mapping[str, str],
    sides: Mapping[str, str] | None = None,
    *,
    quotes: pd.DataFrame | None = None,
    limit: int = MOST_ACTORS,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Arrows from the speaker's line to the line of the actor spoken about, in order of time.

    Shape: `ties` as network.ties gives them (quote_id, doc_id, source, target, published); `names` maps
    actor_id to name, `sides` actor_id to side. Several documents with dates are drawn by day, or by the
    shortest of week, month, quarter and year that fits the page; ties of one period and pair are one arrow,
    as thick as their number. One document, or documents without dates, are drawn quote by quote in the order
    of `ties` (of `start`, where `quotes` is given). The `limit` actors with most ties are drawn. Ties
    without a date are counted in the caption.
    """
    known = ties.dropna(subset=["source", "target"])
    known = known[known["source"] != known["target"]]
    if known.empty:
        return nothing("No quote with a known speaker mentions another actor.", title=title, source=source)
    dates = _dates(known)
    dated = known["doc_id"].nunique() > 1 and dates.notna().any()
    timed = known[dates.notna()] if dated else known
    total = pd.concat([timed["source"], timed["target"]]).value_counts()
    kept = sorted(total.index, key=lambda actor: (-total[actor], str(names.get(actor, actor))))[:limit]
    timed = timed[timed["source"].isin(kept) & timed["target"].isin(kept)]
    if timed.empty:
        return nothing("No two of the actors drawn speak about each other.", title=title, source=source)
    side_of = {actor: (sides or {}).get(actor, "") for actor in kept}
    colours, shapes = side_marks(side_of.values(), list(dict.fromkeys((sides or {}).values())))
    place = {side: k for k, side in enumerate(colours)}
    present = {*timed["source"], *timed["target"]}
    rows = sorted(
        (a for a in kept if a in present), key=lambda a: (place[side_of[a]], -total[a], str(names.get(a, a)))
    )
    y = {actor: len(rows) - 1 - k for k, actor in enumerate(rows)}
    column, labels, xlabel, undrawn = _by_date(timed, dates) if dated else _by_order(timed, quotes)
    timed = timed.assign(_column=column).dropna(subset="_column")
    arrows = timed.groupby(["_column", "source", "target"], sort=True).size().rename("n").reset_index()
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 2.2 + 0.36 * len(rows)), layout="constrained")
        one = (PALETTE[0], "o", PALETTE[0])
        looks = {
            side: (colour, shapes[side], colour if side else "white") for side, colour in colours.items()
        }
        _lines(ax, [wrapped(names.get(a, a)) for a in rows], [side_of[a] for a in rows], labels)
        _arrows(ax, arrows, y, {actor: looks[side_of[actor]] if any(colours) else one for actor in rows})
        ax.set_xlabel(xlabel)
        shown = {side: colour for side, colour in colours.items() if side in {side_of[a] for a in rows}}
        if any(shown):
            handles = [dot(colour, shapes[side], hollow=not side) for side, colour in shown.items()]
            legend(ax, handles, [side or NO_SIDE for side in shown], columns=5)
        missing = len(known) - int(dates.notna().sum()) if dated else 0
        said = " Arrows go from the speaker (mark) to the actor spoken about."
        said += " The thicker, the more quotes." * bool((arrows["n"] > 1).any())
        said += f" {missing} of {len(known)} without a date are not drawn." * bool(missing)
        said += " No dates known: in the order of the texts." * (not dated and known["doc_id"].nunique() > 1)
        said += f" The first {MOST_QUOTES} quotes; {undrawn} more." * bool(undrawn)
        said += f" The {len(rows)} of {_actors(known)} actors with most." * (_actors(known) > len(rows))
        finding = title or _finding(arrows, names, labels, dated)
        alt = f"Timeline of {len(timed)} exchanges among {len(rows)} actors. {finding}."
        finish(fig, finding, note + said, source, alt)
    return fig, ax


def _lines(ax: Axes, names: Sequence[str], sides: Sequence[str], labels: Sequence[str]) -> None:
    """A line for each actor from the top, dashes between sides, and the labels of columns that fit."""
    ax.hlines(range(len(names)), -0.6, len(labels) - 0.4, color=GRID, linewidth=0.9, zorder=0)
    for k in range(1, len(sides)):
        if sides[k] != sides[k - 1]:
            style = {"color": GREY, "linewidth": 0.9, "linestyle": (0, (4, 3)), "zorder": 0}
            ax.axhline(len(sides) - k - 0.5, **style)
    ax.set_yticks(range(len(names))[::-1], names, parse_math=False)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(-0.6, len(labels) - 0.4)
    ax.set_ylim(-0.7, len(names) - 0.3)
    step = int(np.ceil(len(labels) / _LABELS))
    ax.set_xticks(range(0, len(labels), step), labels[::step], parse_math=False, fontsize=8.5)


def _dates(ties: pd.DataFrame) -> pd.Series:
    """The date of each tie; missing where there is none or it cannot be read."""
    if "published" not in ties:
        return pd.Series(pd.NaT, ties.index)
    return pd.to_datetime(ties["published"], errors="coerce", utc=True, format="ISO8601")


def _actors(ties: pd.DataFrame) -> int:
    return len({*ties["source"], *ties["target"]})


def _by_date(timed: pd.DataFrame, dates: pd.Series) -> tuple[pd.Series, list[str], str, int]:
    """The column of each tie, labels of all columns, the name of the axis, and how many ties have no column."""
    days = dates[timed.index].dt.tz_localize(None)
    for code in _PERIODS:
        found = days.dt.to_period(code)
        columns = pd.period_range(found.min(), found.max(), freq=code)
        if len(columns) <= MOST_COLUMNS:
            break
    column = pd.Series(columns.get_indexer(pd.PeriodIndex(found)), index=timed.index)
    return (
        column,
        [_date_label(one, code) for one in columns],
        f"Date of publication (by {_PERIODS[code]})",
        0,
    )


def _date_label(period: pd.Period, code: str) -> str:
    if code in "DW":
        start = period.start_time
        return f"{start.day} {start:%b}\n{start.year}"
    return f"{period.start_time:%b}\n{period.year}" if code == "M" else f"{period}"


def _by_order(timed: pd.DataFrame, quotes: pd.DataFrame | None) -> tuple[pd.Series, list[str], str, int]:
    """The same for ties without dates: quote by quote."""
    order = list(dict.fromkeys(timed["quote_id"]))
    if quotes is not None:
        start = dict(zip(quotes["quote_id"], quotes["start"], strict=True))
        place = {doc_id: k for k, doc_id in enumerate(dict.fromkeys(timed["doc_id"]))}
        doc = dict(zip(timed["quote_id"], timed["doc_id"], strict=True))
        order.sort(key=lambda quote_id: (place[doc[quote_id]], start.get(quote_id, 0)))
    column = timed["quote_id"].map({quote_id: k for k, quote_id in enumerate(order[:MOST_QUOTES])})
    labels = [f"{k + 1}" for k in range(min(len(order), MOST_QUOTES))]
    xlabel = "Quotes that mention another actor, in the order of the text"
    return column, labels, xlabel, max(len(order) - MOST_QUOTES, 0)


def _arrows(
    ax: Axes,
    arrows: pd.DataFrame,
    y: Mapping[str, int],
    looks: Mapping[str, tuple[str, str, str]],
) -> None:
    """The arrows of a column side by side, each with its speaker's mark (colour, shape, filling) at its beginning."""
    most = arrows["n"].max()
    crowd = arrows.groupby("_column").size().max()
    head = float(np.clip(26 / crowd**0.6, 4.5, 9))
    for column, found in arrows.groupby("_column"):
        order = found.assign(top=found[["source", "target"]].map(y.get).max(axis=1)).sort_values(
            ["top", "source", "target"], ascending=[False, True, True]
        )
        offsets = np.linspace(-0.38, 0.38, len(order)) if len(order) > 1 else [0.0]
        for offset, row in zip(offsets, order.itertuples(), strict=True):
            x, start, end = column + offset, y[row.source], y[row.target]
            tip = end + 0.06 * np.sign(start - end)
            width = 0.9 + 2.6 * (row.n - 1) / max(most - 1, 1)
            style = {"arrowstyle": "-|>", "mutation_scale": head + width, "shrinkA": 0, "shrinkB": 0}
            shade, shape, face = looks[row.source]
            colour = lighter(shade, 0.25)
            ax.annotate(
                "",
                (x, tip),
                (x, start),
                arrowprops=style | {"color": colour, "linewidth": width},
                annotation_clip=False,
            )
            marks = {
                "color": face,
                "markeredgecolor": shade,
                "markersize": 3.6 + 0.5 * width,
                "clip_on": False,
            }
            ax.plot(x, start, shape, markeredgewidth=0.9, zorder=3, gid="speaker", **marks)


def _finding(arrows: pd.DataFrame, names: Mapping[str, str], labels: list[str], dated: bool) -> str:
    pairs = arrows.groupby(["source", "target"])["n"].sum()
    (a, b), n = pairs.idxmax(), int(pairs.max())
    back = int(pairs.get((b, a), 0))
    who, whom = (cut(names.get(actor, actor), 40) for actor in (a, b))
    answer = (
        f"; {whom} about {who} {back} time{'s' * (back != 1)}"
        if back
        else f"; {whom} never speaks about {who}"
    )
    busiest = arrows.groupby("_column")["n"].sum()
    when = f" Most exchanges: {labels[int(busiest.idxmax())]} ({busiest.max()})" if dated else ""
    return f"{who} speaks about {whom} {n} time{'s' * (n != 1)}{answer}" + (f".{when}" if when else "")
