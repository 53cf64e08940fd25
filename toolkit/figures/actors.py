"""Figures of actors in one corpus: ranked dots with intervals (of one measure, of several), attention against voice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from toolkit.figures import geometry
from toolkit.figures.style import (
    GREY,
    GRID,
    PALETTE,
    SHAPES,
    STYLE,
    WIDTH,
    colours_of,
    cut,
    finish,
    group_legend,
    nothing,
    row_height,
    wrapped,
)
from toolkit.wording import number_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Those who are never quoted crowd along the axis: so many of them have their names in the figure.
NAMED_SILENT = 3
# Lines of intervals are drawn up to this many times the largest value: one of an actor in two articles may be a
# hundred times as long as its value, and would press all dots against the edge.
LONGEST_LINE = 2.0
# Of more actors most are so small that they crowd in the corner of a linear scale.
CROWD = 12
ROOT_TICKS = (0, 0.1, 0.5, 1, 2, 5, 10, 20, 30, 50, 75, 100)
# So many crosses of intervals can be told apart.
CROSSES = 20
CROSSES_IN_CROWD = 8


def ranked_dots(
    table: pd.DataFrame,
    *,
    value: str,
    low: str,
    high: str,
    label: str = "name",
    xlabel: str,
    percent: bool = False,
    limit: int = 20,
    reliable: str = "reliable",
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """The rows of `table` as dots with intervals, the largest `value` on top.

    Shape: `value`, `low`, `high` and `label` are columns; the first `limit` rows by value are drawn. Where
    `table` has a column `reliable`, rows in which it is false are hollow and grey. A row without an interval
    (missing `low` or `high`) is a dot alone. `percent` writes shares as per cent. `note` (n, kind of
    interval) and `source` make the caption.
    """
    ranked = table[np.isfinite(table[value].astype(float)) & (table[value] > 0)]
    ranked = ranked.sort_values([value, label], ascending=[False, True])
    shown = ranked.head(limit)
    if shown.empty:
        return nothing(
            f"Nothing to rank by {xlabel.lower()}: none of {len(table)} rows is above 0.",
            title=title,
            source=source,
        )
    factor = 100 if percent else 1
    numbers = factor * shown[[value, low, high]].to_numpy(dtype=float)
    sure = _sure(shown, reliable)
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(
            figsize=(WIDTH, 1.7 + row_height(map(wrapped, shown[label])) * len(shown)), layout="constrained"
        )
        _dots(ax, numbers, sure)
        _rows(ax, shown[label])
        ax.set_xlim(left=0)
        longer = _cut_lines(ax, numbers)
        ax.set_xlabel(xlabel + (" (%)" if percent else ""))
        sizes = [f"{number:.0%}" if percent else f"{number:.6g}" for number in shown[value]]
        leaders = [f"{cut(name, 40)} ({size})" for name, size in zip(shown[label], sizes, strict=True)][:3]
        finding = title or f"{xlabel}: most for {', '.join(leaders)}"
        rest = f" The first {len(shown)} of {len(ranked):,}." if len(ranked) > len(shown) else ""
        largest = "; ".join(f"{row[label]} {factor * row[value]:.3g}" for _, row in shown.head(5).iterrows())
        alt = f"Ranked dot plot of {xlabel}. Largest: {largest}."
        finish(fig, finding, note + rest + _marks(numbers, sure) + longer, source, alt)
    return fig, ax


def _cut_lines(ax: Axes, numbers: np.ndarray) -> str:
    """What the caption has to say where lines are so long that they are cut, so that the dots keep their room."""
    edge = LONGEST_LINE * float(np.nanmax(numbers[:, 0]))
    over = numbers[:, 2] > edge
    if not over.any():
        return ""
    ax.set_xlim(right=edge)
    places = np.arange(len(numbers))[::-1]
    ax.scatter(np.full(over.sum(), edge), places[over], marker=">", s=25, c=GREY, clip_on=False, zorder=3)
    return f" Arrows: the line goes on, to {np.nanmax(numbers[:, 2]):,.0f} at most."


def ranked_panels(
    table: pd.DataFrame,
    *,
    measures: Mapping[str, str] | None = None,
    measure: str = "measure",
    value: str = "estimate",
    low: str = "low",
    high: str = "high",
    actor: str = "actor_id",
    label: str = "name",
    limit: int = 15,
    reliable: str = "reliable",
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Several measures of the same actors side by side, as dots with intervals: degree, PageRank, betweenness, say.

    Shape: one row per measure and actor. `measures` maps each measure to draw to the name of its axis with its
    unit (without it all are drawn, in the order of the table). Rows are the `limit` actors of largest value in
    the first measure (then in the next). An actor without a value has no dot.
    """
    names = dict(measures or {found: found for found in table[measure].drop_duplicates()})
    wide = table[table[measure].isin(list(names)) & np.isfinite(table[value].astype(float))]
    if wide.empty:
        return nothing("No measure of an actor to draw.", title=title, source=source)
    values = wide.pivot_table(index=actor, columns=measure, values=value, sort=False)
    drawn = [name for name in names if name in values]
    called = wide.drop_duplicates(actor).set_index(actor)[label]
    order = values.assign(_name=called).sort_values(
        [*drawn, "_name"], ascending=[False] * len(drawn) + [True]
    )
    shown = order.index[:limit]
    with plt.rc_context(STYLE):
        size = (WIDTH, 1.9 + row_height(map(wrapped, called.loc[shown])) * len(shown))
        fig, panels = plt.subplots(
            1, len(drawn), figsize=size, layout="constrained", sharey=True, squeeze=False
        )
        extra = set()
        for ax, name in zip(panels[0], drawn, strict=True):
            rows = wide[wide[measure] == name].drop_duplicates(actor).set_index(actor).reindex(shown)
            numbers = rows[[value, low, high]].to_numpy(dtype=float)
            _dots(ax, numbers, _sure(rows, reliable))
            extra |= {_marks(numbers, _sure(rows, reliable), counted=False)}
            _rows(ax, called.loc[shown])
            ax.set_xlim(left=min(0.0, float(np.nanmin(numbers, initial=0.0)) * 1.05))
            ax.locator_params(axis="x", nbins=3)
            ax.set_xlabel(wrapped(names[name], 62 // len(drawn), lines=4), parse_math=False)
        rest = f" The first {len(shown)} of {len(order)} by {cut(names[drawn[0]], 30)}." * (
            len(order) > limit
        )
        firsts = [f"{cut(names[name], 30)}: {cut(called[values[name].idxmax()], 30)}" for name in drawn]
        short = {name: names[name].partition(" (")[0] for name in drawn}
        finding = title or _firsts(wide, short, measure=measure, label=label, ends=(value, low, high))
        alt = f"Dots with intervals of {len(drawn)} measures for {len(shown)} actors. {'; '.join(firsts)}."
        finish(fig, finding, note + rest + "".join(sorted(extra)), source, alt)
    return fig, panels[0][-1]


def _firsts(
    wide: pd.DataFrame,
    names: Mapping[str, str],
    *,
    measure: str,
    label: str,
    ends: tuple[str, str, str],
) -> str:
    """Who comes first by which measures, and by which of them no other's interval reaches up to its own."""
    by: dict[str, list[str]] = {}
    sure, value, low, high = [], *ends
    for name, axis in names.items():
        rows = wide[wide[measure] == name].sort_values(value, ascending=False, kind="stable")
        by.setdefault(cut(rows.iloc[0][label], 30), []).append(axis)
        sure += [axis] if (rows.iloc[1:][high].fillna(np.inf) < rows.iloc[0][low]).all() else []
    if len(by) == 1:
        all_of_them = (
            f"by all {len(names)} measures" if len(names) > 1 else f"by {next(iter(names.values()))}"
        )
        said = f"{next(iter(by))} comes first {all_of_them}"
    else:
        said = "First: " + "; ".join(f"{who} ({', '.join(axes)})" for who, axes in by.items())
    how = "no first place is sure" if not sure else f"sure by {', '.join(sure)}"
    return said if len(sure) == len(names) else f"{said}; {how}"


def _sure(rows: pd.DataFrame, reliable: str) -> np.ndarray:
    """Which rows may be relied on: all, unless a column says of some that they may not."""
    if reliable not in rows:
        return np.ones(len(rows), dtype=bool)
    return rows[reliable].map(lambda found: pd.isna(found) or bool(found)).to_numpy(dtype=bool)


def _dots(ax: Axes, numbers: np.ndarray, sure: np.ndarray) -> None:
    """A dot and a line for each row (value, low, high), the first on top; hollow and grey what is not sure."""
    places = np.arange(len(numbers))[::-1]
    for chosen, colour, face in ((sure, PALETTE[0], PALETTE[0]), (~sure, GREY, "white")):
        if chosen.any():
            lines = {"color": colour, "linewidth": 1.6, "alpha": 0.65}
            ax.hlines(places[chosen], numbers[chosen, 1], numbers[chosen, 2], **lines)
            marks = {"color": colour, "markerfacecolor": face, "markersize": 6, "clip_on": False, "zorder": 3}
            ax.plot(numbers[chosen, 0], places[chosen], "o", **marks)


def _rows(ax: Axes, names: pd.Series) -> None:
    """A name for each row from the top, and lines to read values by."""
    ax.set_yticks(np.arange(len(names))[::-1], [wrapped(name) for name in names], parse_math=False)
    ax.tick_params(axis="y", length=0, pad=6)  # a dot at 0 does not touch its name
    ax.set_ylim(-0.7, len(names) - 0.3)
    ax.grid(axis="x", color=GRID, linewidth=0.8)


def _marks(numbers: np.ndarray, sure: np.ndarray, *, counted: bool = True) -> str:
    """What the caption has to say about hollow dots and about dots without a line."""
    bare = int(np.isnan(numbers[:, 1:]).any(axis=1)[~np.isnan(numbers[:, 0])].sum())
    said = " Hollow grey dots rest on too little to be relied on." if not sure.all() else ""
    how_many = f" {bare} without" if counted else " Without"
    return said + (f"{how_many} a line: no interval known." if bare else "")


def attention_voice(
    table: pd.DataFrame,
    *,
    sides: Mapping[str, str] | None = None,
    limit: int = 20,
    scale: Literal["auto", "linear", "root"] = "auto",
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Each actor's share of mentions against its share of quoted words, with intervals for those who speak.

    Shape: `table` as attention.shares gives it; `sides` maps actor_id to a side, which is then its colour
    (else its kind is). All are drawn; named are the `limit` who speak most and the few most mentioned of
    those who do not. `scale` "root" draws both axes by their square roots, which gives room to the many small
    shares; "auto" does so for more than CROWD actors, and the axes say it.
    Raises: ValueError for an unknown scale.
    """
    if scale not in ("auto", "linear", "root"):
        raise ValueError(f"scale={scale!r} is none of auto, linear, root")
    drawn = table.assign(word_share=table["word_share"].fillna(0.0)).dropna(subset="mention_share")
    if drawn.empty:
        return nothing("No actor is mentioned or quoted.", title=title, source=source)
    if not drawn["word_share"].any():
        looked_for = (
            f"None of {number_of(len(drawn), 'actor')} is quoted: there is no voice to set against attention."
        )
        return nothing(looked_for, title=title, source=source)
    order = drawn.assign(weight=drawn["mention_share"] + 2 * drawn["word_share"]).sort_values(
        ["weight", "name"], ascending=[False, True]
    )
    groups = order["kind"] if sides is None else order["actor_id"].map(sides).fillna("no side")
    colours = colours_of(groups, list(dict.fromkeys(sides.values())) if sides else list(SHAPES))
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 6.3), layout="constrained")
        crowded = len(order) > CROWD
        heard = order[order["word_share"] > 0].head(limit)
        silent = order[order["word_share"] == 0].head(NAMED_SILENT)
        _crosshairs(ax, heard.head(CROSSES_IN_CROWD if crowded else CROSSES), groups.map(colours))
        for kind, rows in order.groupby("kind", sort=False):
            points = 100 * rows[["mention_share", "word_share"]].to_numpy(dtype=float)
            small = crowded & ~rows.index.isin([*heard.index, *silent.index])
            style = {"marker": SHAPES.get(kind, "o"), "edgecolors": "white", "linewidths": 0.7}
            for part, size, strength in ((small, 16, 0.45), (~small, 42, 1.0)):
                shade = groups.loc[rows.index[part]].map(colours)
                ax.scatter(*points[part].T, c=shade, s=size, alpha=strength, zorder=2 + strength, **style)
        right, top = (100 * _furthest(order, what) for what in ("mention", "word"))
        end = min(right, top)
        ax.plot([0, end], [0, end], color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        root = scale == "root" or (scale == "auto" and crowded)
        unit = "(%, square-root scale)" if root else "(%)"
        _scales(ax, right, top, root=root)
        ax.set_xlabel(f"Attention: share of all mentions of actors {unit}")
        ax.set_ylabel(f"Voice: share of all quoted words\nwith a known speaker {unit}")
        ax.text(
            0.01,
            0.99,
            "heard more than mentioned",
            transform=ax.transAxes,
            va="top",
            color=GREY,
            style="italic",
        )
        ax.text(
            0.99,
            0.05,
            "mentioned more than heard",
            transform=ax.transAxes,
            ha="right",
            color=GREY,
            style="italic",
        )
        for hint in ax.texts:
            hint.set_zorder(2.2)  # above the lines of intervals, below the marks
            hint.set_path_effects([withStroke(linewidth=2, foreground="white")])
        group_legend(ax, colours, order["kind"].unique())
        said = _crosses_said(order, heard, right, top, crowded)
        finish(fig, title or _voice_finding(order), note + said, source, _voice_alt(order))
        _label_points(ax, pd.concat([heard, silent]), order)
    return fig, ax


def _scales(ax: Axes, right: float, top: float, *, root: bool) -> None:
    """Limits of both axes with a little room before 0; by square roots where small shares need the room."""
    if not root:
        ax.set_xlim(-0.02 * right, right)
        ax.set_ylim(-0.05 * top, top)
        return
    both = (lambda x: np.sign(x) * np.sqrt(np.abs(x)), lambda x: np.sign(x) * np.square(x))
    ax.set_xscale("function", functions=both)
    ax.set_yscale("function", functions=both)
    for end, place in ((right, ax.set_xticks), (top, ax.set_yticks)):
        ticks = [tick for tick in ROOT_TICKS if tick <= end]
        place(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xlim(-(0.03**2) * right, right)
    ax.set_ylim(-(0.05**2) * top, top)


def _furthest(order: pd.DataFrame, what: str) -> float:
    """The end of an axis that has room for all points, and for their intervals up to LONGEST_LINE times the largest."""
    largest = order[f"{what}_share"].max()
    reach = order.loc[order["word_share"] > 0, f"{what}_share_high"].max()
    return float(np.nanmax([1.08 * largest, min(1.08 * reach, LONGEST_LINE * largest), 0.05]))


def _crosses_said(order: pd.DataFrame, heard: pd.DataFrame, right: float, top: float, crowded: bool) -> str:
    """What the caption has to say about the thin lines: whose they are, and that some go on."""
    crossed = heard.head(CROSSES_IN_CROWD) if crowded else heard
    said = f" Lines: intervals of the {len(crossed)} first." * (crowded and len(heard) > len(crossed))
    longer = (100 * crossed["mention_share_high"] > right) | (100 * crossed["word_share_high"] > top)
    said += " Lines that reach the border go on." * bool(longer.any())
    return said + f" Named: {len(heard)} speakers of {len(order):,} actors." * crowded


def _crosshairs(ax: Axes, rows: pd.DataFrame, shade: pd.Series) -> None:
    """Thin lines for the intervals of both shares."""
    for index, row in rows.iterrows():
        x, y = 100 * row["mention_share"], 100 * row["word_share"]
        line = {"color": shade.loc[index], "linewidth": 1, "alpha": 0.4, "zorder": 2}
        ax.plot([100 * row["mention_share_low"], 100 * row["mention_share_high"]], [y, y], **line)
        ax.plot([x, x], [100 * row["word_share_low"], 100 * row["word_share_high"]], **line)


def _voice_finding(order: pd.DataFrame) -> str:
    heard = order[order["word_share"] > 0].sort_values(["word_share", "name"], ascending=[False, True])
    silent = order[order["word_share"] == 0].sort_values(["mention_share", "name"], ascending=[False, True])
    loudest = f"{cut(heard.iloc[0]['name'], 40)} has {heard.iloc[0]['word_share']:.0%} of the quoted words"
    if silent.empty:
        return f"{loudest} and {heard.iloc[0]['mention_share']:.0%} of the mentions"
    quiet = silent.iloc[0]
    return f"{loudest}; {cut(quiet['name'], 40)}, with {quiet['mention_share']:.0%} of the mentions, is never quoted"


def _voice_alt(order: pd.DataFrame) -> str:
    listed = "; ".join(
        f"{row.name} {row.mention_share:.0%} of mentions, {row.word_share:.0%} of quoted words"
        for row in order.head(8).itertuples(index=False)
    )
    return (
        f"Scatter plot of share of mentions against share of quoted words for {len(order)} actors. {listed}."
    )


def _label_points(ax: Axes, rows: pd.DataFrame, drawn: pd.DataFrame) -> None:
    """Names beside their points, off each other and off all points; a thin line where a name had to stand off."""
    fig = ax.figure
    fig.canvas.draw()
    # The labels are placed for this layout, so it must not move any more.
    fig.set_layout_engine("none")
    points, others = (
        ax.transData.transform(100 * table[["mention_share", "word_share"]].to_numpy(dtype=float))
        for table in (rows, drawn)
    )
    renderer = fig.canvas.get_renderer()
    texts = [
        ax.text(0, 0, wrapped(name, 24), fontsize=8.5, parse_math=False, zorder=4) for name in rows["name"]
    ]
    for text in texts:
        text.set_path_effects([withStroke(linewidth=2, foreground="white")])
        text.set_transform(None)
    sizes = [(box.width, box.height) for box in (text.get_window_extent(renderer) for text in texts)]
    bounds = ax.get_window_extent(renderer).padded(-2).extents
    hints = [text.get_window_extent(renderer).extents for text in ax.texts if text not in texts]
    corners = geometry.place_labels(
        points, sizes, bounds=bounds, gap=7, obstacles=[*hints, *np.hstack([others - 3, others + 3])]
    )
    inches = fig.dpi_scale_trans
    for text, point, corner, size in zip(texts, points, corners, np.array(sizes), strict=True):
        text.set_transform(inches)
        text.set_position(inches.inverted().transform(corner))
        text.set_verticalalignment("bottom")
        nearest = np.clip(point, corner, corner + size)
        if np.hypot(*(nearest - point)) > 12:
            ends = inches.inverted().transform([point, nearest])
            ax.add_line(Line2D(*ends.T, transform=inches, color=GREY, linewidth=0.6, zorder=2, clip_on=False))
