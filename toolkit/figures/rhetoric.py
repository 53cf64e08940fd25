"""Figures of how the sides talk: kinds of quotation, reporting verbs, distinctive words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from toolkit.figures.style import (
    FALSE_DISCOVERIES,
    GREY,
    GRID,
    INK,
    KIND_COLOURS,
    PALETTE,
    STYLE,
    WIDTH,
    cut,
    finish,
    legend,
    nothing,
    wrapped,
)
from toolkit.figures.terms import as_terms

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKERS = "os^Dv"


def stacked_kinds(
    shares: pd.DataFrame, *, title: str | None = None, note: str = "", source: str = ""
) -> tuple[Figure, Axes]:
    """Direct, partly direct and indirect quotes of each side as bars to 100 %, with n on every part.

    Shape: `shares` as rhetoric.shares_by_side(quotes, "kind") gives it.
    """
    shown = shares[shares["of"] > 0]
    if shown.empty:
        return nothing("No quote whose speaker belongs to a side.", title=title, source=source)
    sides = list(dict.fromkeys(shown["side"]))
    places = {side: len(sides) - 1 - k for k, side in enumerate(sides)}
    left = dict.fromkeys(sides, 0.0)
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 2.1 + 0.62 * len(sides)), layout="constrained")
        for kind, colour in KIND_COLOURS.items():
            for row in shown[shown["value"] == kind].itertuples():
                width = 100 * row.share
                ax.barh(
                    places[row.side], width, left=left[row.side], height=0.62, color=colour, edgecolor="white"
                )
                if width >= 4:
                    ink = "white" if kind == "direct" else INK
                    at = (left[row.side] + width / 2, places[row.side])
                    ax.text(*at, f"{row.n}", ha="center", va="center", color=ink, fontsize=9)
                left[row.side] += width
        sizes = dict(zip(shown["side"], shown["of"], strict=True))
        ax.set_yticks(
            [*places.values()],
            [f"{wrapped(side)}\n(n = {sizes[side]})" for side in places],
            parse_math=False,
        )
        ax.tick_params(axis="y", length=0)
        ax.set_xlim(0, 100)
        ax.set_xlabel("Share of the side's quotes (%); numbers are quotes")
        handles = [Patch(color=colour) for colour in KIND_COLOURS.values()]
        names = ["direct", "mixed (partly in quotation marks)", "indirect"]
        legend(ax, handles, names, columns=3)
        direct = shown[shown["value"] == "direct"]
        said = [
            f"{row.side} {row.share:.0%} ({row.low:.0%} to {row.high:.0%})" for row in direct.itertuples()
        ]
        finding = title or ("Direct quotation: " + ", ".join(said) if said else "No side is quoted directly")
        finish(fig, finding, note, source, f"Stacked bars of kinds of quotes by side. {finding}.")
    return fig, ax


def side_profile(
    shares: pd.DataFrame,
    *,
    xlabel: str,
    limit: int = 12,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Shares of each value by side as dots with intervals: a profile of reporting verbs, say.

    Shape: `shares` as rhetoric.shares_by_side gives it; the first `limit` values are drawn from the top.
    """
    shown = shares[shares["of"] > 0]
    values = list(dict.fromkeys(shown["value"]))
    if not values:
        return nothing("No quote whose speaker belongs to a side.", title=title, source=source)
    sides = list(dict.fromkeys(shown["side"]))
    colours = dict(zip(sides, PALETTE * len(sides), strict=False))
    with plt.rc_context(STYLE):
        drawn = values[:limit]
        fig, ax = plt.subplots(figsize=(WIDTH, 2.0 + 0.46 * len(drawn)), layout="constrained")
        shift = dict(zip(sides, np.linspace(0.16, -0.16, len(sides)), strict=True))
        for row in shown[shown["value"].isin(drawn)].itertuples():
            y = len(drawn) - 1 - drawn.index(row.value) + shift[row.side]
            ax.plot(
                [100 * row.low, 100 * row.high], [y, y], color=colours[row.side], linewidth=1.4, alpha=0.55
            )
            marker = MARKERS[sides.index(row.side) % 5]
            ax.plot(
                100 * row.share, y, marker, color=colours[row.side], markersize=6, clip_on=False, zorder=3
            )
        ax.set_yticks(range(len(drawn))[::-1], [wrapped(value) for value in drawn], parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.6, len(drawn) - 0.4)
        ax.set_xlim(0, min(100.0, 105 * float(shown.loc[shown["value"].isin(drawn), "high"].max())))
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        ax.set_xlabel(f"{xlabel} (%)")
        handles = [
            Line2D([], [], marker=MARKERS[k % 5], linestyle="none", color=colours[s])
            for k, s in enumerate(sides)
        ]
        sizes = dict(zip(shown["side"], shown["of"], strict=True))
        legend(ax, handles, [f"{s} (n = {sizes[s]})" for s in sides], columns=3)
        rest = f" The first {len(drawn)} of {len(values)}." if len(values) > len(drawn) else ""
        leaders = shown.loc[[shown.loc[shown["side"] == side, "share"].idxmax() for side in sides]]
        finding = title or _first(leaders)
        finish(fig, finding, note + rest, source, f"Dots with intervals: {xlabel} by side. {finding}.")
    return fig, ax


def _first(leaders: pd.DataFrame) -> str:
    """What each side has most of, with its share; said once where it is the same."""
    if leaders["value"].nunique() == 1:
        shares = ", ".join(f"{row.side} {row.share:.0%}" for row in leaders.itertuples())
        return f"Most frequent on all sides: {leaders['value'].iloc[0]} ({shares})"
    return "Most frequent: " + ", ".join(
        f"{row.value} for {row.side} ({row.share:.0%})" for row in leaders.itertuples()
    )


def term_whiskers(
    terms: pd.DataFrame,
    *,
    limit: int = 10,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """The most distinctive words of two sides as dots with intervals (dot and whisker).

    Shape: `terms` as rhetoric.keyness gives it, or with the names of `terms.as_terms`; the first `limit` of each side
    are drawn. Filled dots are words that remain distinctive when the number of words tested is allowed for (q < 0.05).
    A dagger marks words that one document carries (`carried`).
    """
    terms = as_terms(terms)
    pair = terms.attrs["pair"]
    if terms.empty or len(pair) != 2:
        return nothing(
            "No word is used often enough by two sides to be compared.", title=title, source=source
        )
    chosen = pd.concat([terms[terms["side"] == side].head(limit) for side in pair])
    chosen = chosen.sort_values(["log_odds", "term"], ascending=[True, True], ignore_index=True)
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 2.3 + 0.29 * len(chosen)), layout="constrained")
        for place, row in enumerate(chosen.itertuples()):
            colour = PALETTE[pair.index(row.side) % len(PALETTE)]
            ax.plot([row.low, row.high], [place, place], color=colour, linewidth=1.5, alpha=0.6)
            fill = colour if row.q < FALSE_DISCOVERIES else "white"
            ax.plot(row.log_odds, place, "o", markersize=6, markeredgecolor=colour, markerfacecolor=fill)
        ax.axvline(0, color=GREY, linewidth=0.9)
        carried = chosen["carried"].astype(bool) if "carried" in chosen else pd.Series(False, chosen.index)
        labels = [
            f"{cut(row.term)}{' †' * one} ({row.count_a:.0f} : {row.count_b:.0f})"
            for row, one in zip(chosen.itertuples(), carried, strict=True)
        ]
        ax.set_yticks(range(len(chosen)), labels, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(chosen) - 0.3)
        ax.grid(axis="x", color=GRID, linewidth=0.8)
        ax.set_xlabel(
            f"Log-odds ratio with prior (nats)\n← more typical of {pair[1]}      more typical of {pair[0]} →",
            parse_math=False,
        )
        clear = int((terms["q"] < FALSE_DISCOVERIES).sum())
        finding = title or _terms_finding(terms, clear)
        counts = f" In brackets: uses by {pair[0]} : {pair[1]}. Filled dots: q < {FALSE_DISCOVERIES:g}."
        counts += " † more than half of the uses stand in one document." if carried.any() else ""
        alt = (
            f"Log-odds of words between {pair[0]} and {pair[1]} with intervals: "
            + ", ".join(labels[::-1])
            + "."
        )
        finish(fig, finding, note + counts, source, alt)
    return fig, ax


def _terms_finding(terms: pd.DataFrame, clear: int) -> str:
    if not clear:
        return f"None of {len(terms)} words is clearly more typical of one side"
    words = terms.loc[terms["q"] < FALSE_DISCOVERIES, "term"].head(3)
    return f"{clear} of {len(terms)} words clearly set the sides apart, first {', '.join(words)}"
