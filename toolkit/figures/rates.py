"""Figures of groups compared in several items: forest plot of each group's value, and how far the groups are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from toolkit.figures.style import (
    FALSE_DISCOVERIES,
    GREY,
    GRID,
    INK,
    STYLE,
    WIDTH,
    cut,
    dot,
    finish,
    legend,
    listed,
    nothing,
    side_marks,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Ratios beyond these are drawn at the border, so that one rare item does not squeeze all others.
RATIO_LIMITS = (1 / 32, 32.0)
# Letters of two names that stand side by side below the panel of ratios, which is some 40 letters wide.
_BESIDE_CHARACTERS = 14
ROW = 0.2  # inches for each group in the row of an item


def group_rates(
    table: pd.DataFrame,
    *,
    limit: int = 20,
    names: dict[str, str] | None = None,
    what: str = "items",
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Each group's value of each item with its interval and, of two groups, the ratio (or difference) beside it.

    Shape: `table` as rhetoric.compare gives it (measure, group, estimate, low, high, ratio..., difference..., q, scale,
    reliable). The first `limit` items are drawn, in the order of the table; `names` calls them otherwise, and `what`
    says in the title what they are ("speech acts"). Filled: q < 0.05; hollow on the left and grey on the right: too few
    documents for the interval to hold (`reliable` is false).
    """
    known = table[np.isfinite(table["estimate"].astype(float))]
    if known.empty:
        return nothing("No unit of any group in which this is known.", title=title, source=source)
    items = list(dict.fromkeys(known["measure"]))
    shown = items[:limit]
    groups = list(dict.fromkeys(known["group"]))
    pair = groups if len(groups) == 2 else None
    column = _beside(known[known["measure"].isin(shown)]) if pair else None
    scale = str(known["scale"].iloc[0]) if "scale" in known else "value"
    percent = "share" in scale
    height = 2.0 + max(0.34, ROW * len(groups) + 0.12) * len(shown)
    with plt.rc_context(STYLE):
        fig, panels = plt.subplots(
            1,
            2 if column else 1,
            figsize=(WIDTH, height),
            layout="constrained",
            sharey=True,
            squeeze=False,
            width_ratios=[1.35, 1] if column else [1],
        )
        ax = panels[0][0]
        colours, shapes = side_marks(groups, groups)
        _estimates(ax, known, shown, groups, colours, shapes, 100 if percent else 1)
        labels = [wrapped((names or {}).get(item, item)) for item in shown]
        ax.set_yticks(range(len(shown))[::-1], labels, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.6, len(shown) - 0.4)
        ax.set_xlabel("Share of units (%)" if percent else scale[:1].upper() + scale[1:], parse_math=False)
        last = panels[0][-1]
        if column:
            _apart(last, known, shown, groups, column, shares=percent)
        sizes = known.groupby("group")["n_units"].max()
        handles = [dot(colours[name], shapes[name]) for name in groups]
        labels = [f"{cut(name, 26)} (n = {sizes[name]:,})" for name in groups]
        found = legend(last, handles, labels, columns=3)
        # It is wider than the panel that it stands over: the layout keeps a line's room for it, not its width.
        found.set_in_layout(False)
        last.set_title("\n".join([" "] * -(-len(groups) // found._ncols)), fontsize=10.5)
        clear = _clear(known, items, pair=pair is not None)
        finding = title or _finding(clear, items, names or {}, pair, what)
        rest = f" The first {len(shown)} of {len(items)}." if len(items) > len(shown) else ""
        marks = f" Filled on the right: q < {FALSE_DISCOVERIES:g}." if column else ""
        if not _sure(known).all():
            marks += (
                " Hollow on the left, grey on the right: too few documents for the interval to be relied on."
            )
        finish(fig, finding, note + marks + rest, source, _alt(known, shown, groups, percent))
    return fig, last


def _sure(rows: pd.DataFrame) -> pd.Series:
    return rows["reliable"].fillna(False).astype(bool) if "reliable" in rows else pd.Series(True, rows.index)


def _clear(known: pd.DataFrame, items: list, *, pair: bool) -> list:
    """The items in which groups differ, on documents enough: two by q, more than two by that of all at once."""
    column = "q" if pair or "omnibus_q" not in known else "omnibus_q"
    sure = known[_sure(known) & (known[column] < FALSE_DISCOVERIES)]
    return [item for item in items if item in set(sure["measure"])]


def _beside(known: pd.DataFrame) -> str | None:
    """What sets the groups apart: the ratio where there is one, else the difference."""
    for column in ("ratio", "difference"):
        if column in known and np.isfinite(known[column].astype(float)).any():
            return column
    return None


def _estimates(
    ax: Axes, known: pd.DataFrame, shown: list, groups: list, colours: dict, shapes: dict, factor: float
) -> None:
    """Dots with intervals, one line for each group in the row of each item."""
    shift = np.linspace(0.24, -0.24, len(groups)) if len(groups) > 1 else [0.0]
    largest = 0.0
    for row, sure in zip(known.itertuples(), _sure(known), strict=True):
        if row.measure not in shown:
            continue
        y = len(shown) - 1 - shown.index(row.measure) + shift[groups.index(row.group)]
        colour = colours[row.group]
        ends = [factor * row.low, factor * row.high]
        ax.plot(ends, [y, y], color=colour, linewidth=1.5, alpha=0.6)
        face = colour if sure else "white"
        mark = {"color": colour, "markerfacecolor": face, "markersize": 5.5, "clip_on": False, "zorder": 3}
        ax.plot(factor * row.estimate, y, shapes[row.group], **mark)
        largest = max(largest, factor * row.estimate, *(end for end in ends if np.isfinite(end)))
    lowest = min(0.0, factor * float(known.loc[known["measure"].isin(shown), "estimate"].min()))
    ax.set_xlim(1.05 * lowest, 1.05 * largest if largest > 0 else 1)
    ax.grid(axis="x", color=GRID, linewidth=0.8)


def _apart(ax: Axes, known: pd.DataFrame, shown: list, groups: list, column: str, *, shares: bool) -> None:
    """The first group over (or less) the second, with intervals, around the line of no difference."""
    factor = 100 if shares and column == "difference" else 1
    neutral = 1.0 if column == "ratio" else 0.0
    first = known[(known["group"] == groups[0]) & known["measure"].isin(shown)]
    low, high = RATIO_LIMITS if column == "ratio" else (-np.inf, np.inf)
    for (_, row), sure in zip(first.iterrows(), _sure(first), strict=True):
        numbers = factor * row[[column, f"{column}_low", f"{column}_high"]].to_numpy(dtype=float)
        if not np.isfinite(numbers[0]):
            continue
        y = len(shown) - 1 - shown.index(row["measure"])
        value, start, end = np.clip(numbers, low, high)
        colour = INK if sure else GREY
        ax.plot([start, end], [y, y], color=colour, linewidth=1.5, alpha=0.6)
        face = colour if row["q"] < FALSE_DISCOVERIES and sure else "white"
        shape = "<" if numbers[0] < low else ">" if numbers[0] > high else "o"
        ax.plot(value, y, shape, color=colour, markerfacecolor=face, markersize=5.5, zorder=3, clip_on=False)
    ax.axvline(neutral, color=GREY, linewidth=0.9)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.tick_params(axis="y", length=0)
    over, under = cut(groups[0], 22), cut(groups[1], 22)
    if column == "ratio":
        ax.set_xscale("log")
        left, right = ax.get_xlim()
        reach = max(1.25, 1 / left, right)
        ax.set_xlim(1 / reach, reach)
        ax.xaxis.set_major_locator(LogLocator(base=2, numticks=7))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}" if x >= 1 else f"1/{1 / x:g}"))
        ax.xaxis.set_minor_locator(NullLocator())
        name = f"{'Odds' if shares else 'Rate'} ratio, logarithmic"
    else:
        reach = max(abs(end) for end in ax.get_xlim())
        ax.set_xlim(-reach, reach)
        name = "Difference" + (" (percentage points)" if factor == 100 else "")
    gap = "    " if len(over) + len(under) <= _BESIDE_CHARACTERS else "\n"
    ax.set_xlabel(f"{name}\n← more of {under}{gap}more of {over} →", parse_math=False)


def _finding(clear: list, items: list, names: dict, pair: list[str] | None, what: str) -> str:
    who = f"{cut(pair[0], 30)} and {cut(pair[1], 30)}" if pair else "The groups"
    if not clear:
        return f"{who} clearly differ in none of {len(items)} {what}"
    which = listed([names.get(item, item) for item in clear])
    return f"{who} clearly differ in {len(clear)} of {len(items)} {what}: {which}"


def _alt(known: pd.DataFrame, shown: list, groups: list, percent: bool) -> str:
    wide = known[known["measure"].isin(shown[:8])].pivot_table(
        index="measure", columns="group", values="estimate", sort=False, observed=True
    )
    rows = [
        f"{item} "
        + ", ".join(
            f"{group} {wide.loc[item, group]:{'.0%' if percent else '.3g'}}"
            for group in groups
            if group in wide and np.isfinite(wide.loc[item, group])
        )
        for item in wide.index
    ]
    return f"Forest plot of {len(shown)} items by group. {'; '.join(rows)}."
