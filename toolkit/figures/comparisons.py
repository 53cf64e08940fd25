"""Figures that compare outlets or periods actor by actor: heatmap, timeline, differences with intervals.

Their tables are tidy: one row per actor and group, with the columns group (label of the outlet or period, in
order), actor_id, name, estimate, low, high and group_documents (how many the group has).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from toolkit.figures.style import (
    FALSE_DISCOVERIES,
    GREY,
    GRID,
    INK,
    PALETTE,
    STYLE,
    WIDTH,
    cut,
    dot,
    finish,
    ink_on,
    legend,
    listed,
    nothing,
    row_height,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Shares of a group of fewer documents hang on single articles.
FEW_DOCUMENTS = 5
# A sequential colour map that is even in lightness, also for the colour-blind.
HEAT = "Blues"
# Bands of a timeline are drawn up to this many times its highest value.
HIGHEST_BAND = 2.0
# Letters of labels that fit side by side below a timeline.
_LETTERS = 100


def actor_outlets(
    table: pd.DataFrame,
    *,
    group: str = "group",
    actor: str = "actor_id",
    label: str = "name",
    value: str = "estimate",
    low: str = "low",
    high: str = "high",
    n: str = "group_documents",
    actors: int = 12,
    outlets: int = 8,
    few: int = FEW_DOCUMENTS,
    reliable: str = "reliable",
    what: str = "share of mentions",
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Actors (rows) by outlets (columns) as a heatmap with the share and its interval in each cell.

    Shape: a tidy table of shares (0 to 1). The `actors` with the largest share (weighted by documents) and
    the `outlets` with most documents are drawn, in the order of the table; further outlets are one column,
    their mean weighted by documents. Cells of groups with fewer than `few` documents, and cells that a column
    `reliable` doubts, are hatched. `what` says what is shared.
    """
    known = table[np.isfinite(table[value].astype(float))]
    if known[group].nunique() < 2:
        return nothing(
            f"Articles of two outlets are wanted to set their {what} side by side.",
            title=title,
            source=source,
        )
    names = {group: "group", actor: "actor", value: "value", low: "low", high: "high", n: "n"}
    known = known.rename(columns=names | {reliable: "reliable"})
    cells = _outlet_cells(known, actors, outlets, few)
    called = known.drop_duplicates("actor").set_index("actor")[label]
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 2.0 + 0.42 * len(cells.rows)), layout="constrained")
        _heat(ax, fig, cells, what)
        ax.set_xticks(range(len(cells.columns)), cells.columns, parse_math=False, fontsize=7.5)
        ax.set_yticks(
            range(len(cells.rows)), [wrapped(called[found]) for found in cells.rows], parse_math=False
        )
        ax.set_xlabel("Outlet (n = documents)" if group == "group" else f"{group} (n = documents)")
        row = known[(known["actor"] == cells.rows[0]) & known["group"].isin(cells.kept)].set_index("group")[
            "value"
        ]
        finding = title or (
            f"{cut(called[cells.rows[0]], 40)}: {what} from {row.min():.0%} ({cut(row.idxmin(), 30)}) "
            f"to {row.max():.0%} ({cut(row.idxmax(), 30)})"
            if len(row) > 1
            else f"Largest {what}: {listed(called[cells.rows])}"
        )
        alt = f"Heatmap of {what}, {len(cells.rows)} actors by {len(cells.columns)} outlets. " + "; ".join(
            f"{called[found]} {cells.mean[found]:.0%} on average" for found in cells.rows[:8]
        )
        finish(fig, finding, note + _outlet_note(cells, few), source, alt + ".")
    return fig, ax


class Cells(NamedTuple):
    """A heatmap: its rows (actor_ids), the outlets kept and the labels of all columns, shares and the ends of their
    intervals, which cells are hatched, and the mean share of every actor of the table.
    """

    rows: list[str]
    kept: list[str]
    columns: list[str]
    shares: np.ndarray
    ends: tuple[np.ndarray, np.ndarray]
    hatched: np.ndarray
    mean: pd.Series


def _outlet_cells(known: pd.DataFrame, actors: int, outlets: int, few: int) -> Cells:
    """The largest actors and outlets of a table with the columns group, actor, value, low, high, n."""
    sizes = known.groupby("group", sort=False)["n"].max()
    largest = sizes.sort_values(ascending=False, kind="stable").index
    kept = set(largest if len(largest) <= outlets else largest[: max(outlets - 1, 1)])
    # Outlets stay in the order of the table.
    kept, rest = ([found for found in sizes.index if (found in kept) == inside] for inside in (True, False))
    wide = known.pivot_table(index="actor", columns="group", values="value", sort=False)
    mean = _weighted(wide, sizes)
    rows = list(mean.sort_values(ascending=False, kind="stable").index[:actors])

    def block(column: str) -> np.ndarray:
        found = known.pivot_table(index="actor", columns="group", values=column, dropna=False)
        return found.reindex(index=rows, columns=kept).to_numpy(dtype=float)

    shares, *ends = (block(column) for column in ("value", "low", "high"))
    hatched = np.tile((sizes[kept] < few).to_numpy(), (len(rows), 1))
    if "reliable" in known:
        doubted = known[~known["reliable"].map(lambda found: pd.isna(found) or bool(found))]
        for one, where in zip(doubted["actor"], doubted["group"], strict=True):
            if one in rows and where in kept:
                hatched[rows.index(one), kept.index(where)] = True
    letters = int(np.clip(72 / len(kept), 9, 24))
    columns = [f"{wrapped(found, letters, lines=3)}\n(n = {sizes[found]:.0f})" for found in kept]
    if rest:
        shares = np.column_stack([shares, _weighted(wide.loc[rows, rest], sizes[rest]).to_numpy(dtype=float)])
        ends = [np.column_stack([end, np.full(len(rows), np.nan)]) for end in ends]
        hatched = np.column_stack([hatched, np.full(len(rows), sizes[rest].sum() < few)])
        columns.append(f"{len(rest)} others\n(n = {sizes[rest].sum():.0f})")
    return Cells(rows, kept, columns, shares, (ends[0], ends[1]), hatched, mean)


def _outlet_note(cells: Cells, few: int) -> str:
    """What the caption has to say about what is left out, put together, hatched or not known."""
    said = f" The first {len(cells.rows)} of {len(cells.mean)} actors." * (len(cells.mean) > len(cells.rows))
    if len(cells.columns) > len(cells.kept):
        said += " Others: mean of the further outlets, weighted by documents."
    said += f" Hatched: fewer than {few} documents, or not reliable." * bool(cells.hatched.any())
    said += " Small print: interval." * bool(np.isfinite(cells.ends).all(axis=0).any())
    return said + " –: not known." * bool(np.isnan(cells.shares).any())


def _weighted(cells: pd.DataFrame, sizes: pd.Series) -> pd.Series:
    """The mean of each row over the groups it is known in, weighted by their documents."""
    weights = cells.notna() * np.maximum(sizes[cells.columns].to_numpy(float), 1e-9)
    return (cells.fillna(0) * weights).sum(axis=1) / weights.sum(axis=1).replace(0, np.nan)


def _heat(ax: Axes, fig: Figure, cells: Cells, what: str) -> None:
    """Cells with their numbers, hatches where there is little behind them, and a scale."""
    shares = cells.shares
    most = max(float(np.nanmax(shares)), 1e-9)
    image = ax.imshow(100 * shares, cmap=HEAT, vmin=0, vmax=100 * most / 0.85, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        shade = image.cmap(image.norm(0 if np.isnan(share) else 100 * share))
        box = {"facecolor": shade, "edgecolor": "none", "alpha": 0}
        if cells.hatched[row, column]:
            corner = column - 0.5, row - 0.5
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", edgecolor="#c4c4c4", linewidth=0))
            box |= {"boxstyle": "round,pad=0.12", "alpha": 1}
        style = {"ha": "center", "va": "center", "color": ink_on(shade), "bbox": box}
        interval = [end[row, column] for end in cells.ends]
        known = bool(np.isfinite(interval).all())
        number = "–" if np.isnan(share) else _percent(share)
        ax.text(column, row - 0.14 * known, number, fontsize=9, gid="cell", **style)
        if known:
            size = "–".join(_percent(max(end, 0.0)).strip("<%") for end in interval)
            ax.text(column, row + 0.25, size, fontsize=7, **style)
    ax.set_xticks(np.arange(shares.shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(shares.shape[0] + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    scale = fig.colorbar(image, ax=ax, fraction=0.025, pad=0.015)
    scale.outline.set_visible(False)
    scale.set_label(f"{what[:1].upper()}{what[1:]} (%)")


def _percent(share: float) -> str:
    """A share as per cent with as many places as it needs."""
    if share <= 0:
        return "0"
    if share < 5e-4:
        return "<0.1%"
    return f"{100 * share:.0f}%" if share >= 0.0995 else f"{100 * share:.1f}%"


def actor_timeline(
    table: pd.DataFrame,
    *,
    group: str = "group",
    actor: str = "actor_id",
    label: str = "name",
    value: str = "estimate",
    low: str = "low",
    high: str = "high",
    n: str = "group_documents",
    limit: int = 6,
    what: str = "share of mentions",
    unit: str = "period",
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """The share of each actor by period with its interval: one panel per actor, documents per period below.

    Shape: a tidy table of shares (0 to 1) whose groups are periods in order; `fig.axes` holds a panel for each
    of the `limit` actors of largest share over all periods, the last axes the documents per period. In grey
    behind each actor are the others. A period without documents (or without a row) is a gap in the line.
    """
    known = table[np.isfinite(table[value].astype(float)) & (table[n] > 0)]
    if known[group].nunique() < 2:
        return nothing(
            f"Dated articles of two periods are wanted to draw the {what} by {unit}.",
            title=title,
            source=source,
        )
    periods = list(dict.fromkeys(table[group]))
    sizes = table.groupby(group, sort=False)[n].max().reindex(periods).fillna(0)
    mean = known.assign(_w=known[value] * known[n]).groupby(actor, sort=False)["_w"].sum()
    chosen = list(mean.sort_values(ascending=False, kind="stable").index[:limit])
    called = known.drop_duplicates(actor).set_index(actor)[label]
    lines = {
        found: 100
        * known[known[actor] == found]
        .drop_duplicates(group)
        .set_index(group)
        .reindex(periods)[[value, low, high]]
        .astype(float)
        for found in chosen
    }
    with plt.rc_context(STYLE):
        heights = [1.0] * len(chosen) + [0.55]
        fig, panels = plt.subplots(
            len(heights),
            1,
            figsize=(WIDTH, 1.9 + 1.05 * len(chosen) + 0.6),
            layout="constrained",
            sharex=True,
            height_ratios=heights,
        )
        reach, most = (
            max(np.nanmax(line[columns].to_numpy()) for line in lines.values())
            for columns in ([value, low, high], [value])
        )
        # A wide interval of one period is cut, or it would press all lines to the ground.
        top = min(reach, HIGHEST_BAND * most)
        for place, (ax, found) in enumerate(zip(panels, chosen, strict=False)):
            for other in chosen:
                if other != found:
                    ax.plot(range(len(periods)), lines[other][value], color=GRID, linewidth=1.2, zorder=1)
            _band(ax, lines[found].to_numpy(), PALETTE[place % len(PALETTE)])
            ax.set_ylim(0, 1.08 * max(top, 1e-9))
            ax.locator_params(axis="y", nbins=3)
            ax.grid(axis="y", color=GRID, linewidth=0.8)
            ax.tick_params(axis="x", length=0)
            colour = PALETTE[place % len(PALETTE)]
            ax.set_title(
                cut(called[found], 48),
                loc="left",
                fontsize=9.5,
                color=colour,
                pad=3,
                parse_math=False,
                fontweight="bold",
            )
        fig.supylabel(f"{what[:1].upper()}{what[1:]} (%)", fontsize=9.5)
        bars = panels[-1]
        _documents(bars, sizes.to_numpy(float), periods)
        bars.set_xlabel(f"{unit[:1].upper()}{unit[1:]}")
        gaps = int((sizes == 0).sum())
        said = f" {len(mean) - len(chosen)} more actors are not drawn." * (len(mean) > len(chosen))
        said += f" {gaps} {unit}{'s' * (gaps != 1)} without documents: gaps in the lines." * bool(gaps)
        said += " Bands and bars: intervals; grey: the other actors."
        said += " Bands that reach the upper border go on." * bool(reach > top)
        finding = title or _course(lines[chosen[0]], periods, called[chosen[0]], what)
        alt = f"Lines of {what} over {len(periods)} {unit}s for {listed(called[chosen], limit)}. {finding}."
        finish(fig, finding, note + said, source, alt)
    return fig, bars


def _band(ax: Axes, numbers: np.ndarray, colour: str) -> None:
    """A line of values with the band of its interval; a value that stands alone has a bar instead."""
    places = np.arange(len(numbers))
    ax.fill_between(places, numbers[:, 1], numbers[:, 2], color=colour, alpha=0.22, linewidth=0, zorder=2)
    ax.vlines(places, numbers[:, 1], numbers[:, 2], color=colour, alpha=0.45, linewidth=1.2, zorder=2)
    marks = {"markersize": 4.5, "linewidth": 1.8, "clip_on": False, "zorder": 3}
    ax.plot(places, numbers[:, 0], "o-", color=colour, gid="estimate", **marks)


def _documents(ax: Axes, sizes: np.ndarray, periods: Sequence) -> None:
    """Bars of documents per period, with as many numbers and labels as fit."""
    places = np.arange(len(sizes))
    ax.bar(places, sizes, width=0.7, color="#c9c9c9")
    labels = [wrapped(period, 10) for period in periods]
    letters = max(len(line) for label in labels for line in label.split("\n"))
    step = int(np.ceil(len(sizes) / (_LETTERS // (letters + 1))))
    if step <= 2:
        for place, size in zip(places, sizes, strict=True):
            ax.annotate(
                f"{size:.0f}",
                (place, size),
                (0, 1.5),
                textcoords="offset points",
                ha="center",
                fontsize=7.5 if step == 1 else 6.5,
                color=GREY,
            )
    ax.set_ylim(0, 1.45 * max(sizes.max(), 1))
    ax.locator_params(axis="y", nbins=2)
    ax.set_xticks(places[::step], labels[::step], parse_math=False, fontsize=8.5)
    ax.set_xlim(-0.6, len(sizes) - 0.4)
    ax.set_title("Documents", loc="left", fontsize=8.5, color=GREY, pad=3)


def _course(line: pd.DataFrame, periods: Sequence, name: str, what: str) -> str:
    """What happened to an actor between its lowest and its highest share; no more than the intervals allow.

    Shape: `line` has a row per period: value, low, high (per cent).
    """
    shares, low, high = line.to_numpy(dtype=float).T
    if np.isfinite(shares).sum() < 2:
        return f"{cut(name, 40)}: {what} {np.nanmax(shares):.0f}%"
    least, most = int(np.nanargmin(shares)), int(np.nanargmax(shares))
    first, last = sorted((least, most))
    apart = low[most] > high[least]
    moves = ("rises from" if first == least else "falls from") if apart else "lies between"
    ends = [f"{shares[k]:.0f}% ({cut(periods[k], 20)})" for k in (first, last)]
    joined = " to ".join(ends) if apart else f"{' and '.join(ends)}; their intervals overlap"
    return f"{cut(name, 40)}: {what} {moves} {joined}"


def actor_contrast(
    table: pd.DataFrame,
    *,
    groups: tuple[str, str] | None = None,
    label: str = "name",
    value: str = "estimate",
    low: str = "low",
    high: str = "high",
    q: str = "q",
    what: str = "share of mentions",
    percent: bool = True,
    limit: int = 20,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """The difference of two outlets or periods for each actor as dots with intervals around zero.

    Shape: one row per actor; `value` is A minus B (0 to 1 with `percent`, drawn in percentage points), `q` the
    p value corrected for the number of actors. `groups` names A and B (without it those of
    contrasts.compare). Filled dots: q < 0.05. Drawn are `limit` rows, those that differ clearly before others, the
    largest differences first, from the most typical of A down to the most typical of B.
    """
    first, second = groups or (table.attrs.get("a", "A"), table.attrs.get("b", "B"))
    known = table[np.isfinite(table[value].astype(float))]
    if known.empty:
        return nothing(f"No difference in {what} to draw.", title=title, source=source)
    sure = (known[q] < FALSE_DISCOVERIES).fillna(False).astype(bool) if q in known else False
    order = known.assign(_size=known[value].abs(), _sure=sure)
    order = order.sort_values(["_sure", "_size", label], ascending=[False, False, True])
    shown = order.head(limit).sort_values([value, label], ignore_index=True)
    factor = 100 if percent else 1
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(
            figsize=(WIDTH, 2.3 + row_height(map(wrapped, shown[label])) * len(shown)), layout="constrained"
        )
        numbers = factor * shown[[value, low, high]].to_numpy(dtype=float)
        places = np.arange(len(shown))
        colours = np.where(numbers[:, 0] >= 0, PALETTE[0], PALETTE[1])
        ax.hlines(places, numbers[:, 1], numbers[:, 2], color=colours, linewidth=1.6, alpha=0.65)
        faces = np.where(shown["_sure"], colours, "white")
        ax.scatter(numbers[:, 0], places, s=38, c=faces, edgecolors=colours, linewidths=1.3, zorder=3)
        ax.axvline(0, color=GREY, linewidth=0.9, zorder=1)
        ax.set_yticks(places, [wrapped(name) for name in shown[label]], parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(shown) - 0.3)
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        unit = "percentage points" if percent else "difference"
        ends = f"← more in {cut(second, 30)}      more in {cut(first, 30)} →"
        ax.set_xlabel(f"Difference in {what} ({unit})\n{ends}", parse_math=False)
        handles = [dot(INK), dot(INK, hollow=True)]
        legend(ax, handles, [f"q < {FALSE_DISCOVERIES:g}", "could be chance"], columns=2)
        tested = len(known)
        finding = title or _differences(
            order[order["_sure"]],
            tested,
            what,
            label,
            value,
            (first, second),
            percent,
        )
        said = f" Drawn: {len(shown)} of {tested}, clear differences first, then large ones." * (
            tested > len(shown)
        )
        alt = f"Differences in {what} between {first} and {second} for {len(shown)} actors: " + ", ".join(
            f"{row[label]} {factor * row[value]:+.2g}" for _, row in shown[::-1].iterrows()
        )
        finish(fig, finding, note + said, source, f"{alt}.")
    return fig, ax


def _differences(
    clear: pd.DataFrame, tested: int, what: str, label: str, value: str, pair: tuple[str, str], percent: bool
) -> str:
    """What is clear among the differences, in a sentence."""
    a, b = (cut(name, 30) for name in pair)
    if clear.empty:
        return f"None of {tested} actors differs clearly between {a} and {b} in {what}"
    top = clear.sort_values(["_size", label], ascending=[False, True]).iloc[0]
    size = f"{100 * top[value]:+.0f} points" if percent else f"{top[value]:+.2g}"
    differ = "differs" if len(clear) == 1 else "differ"
    return f"{len(clear)} of {tested} actors {differ} clearly between {a} and {b}; most {cut(top[label], 40)} ({size})"
