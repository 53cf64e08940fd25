"""Figures: each function takes a table (or a graph) and returns `(fig, ax)`.

Every figure has the finding as its title (pass your own as `title`), units on its axes and a caption with n,
intervals and source. Colours are those of Okabe & Ito (2008), which people with the usual kinds of colour
blindness can tell apart. `fig.get_label()` is a description for those who cannot see it (alt text). Nothing
to draw is a figure that says what was looked for. Actors' names are drawn as they are: no mathematics is
read into a dollar sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from toolkit import geometry
from toolkit.figure_style import (
    GREY,
    INK,
    KIND_COLOURS,
    PALETTE,
    SHAPES,
    STYLE,
    WIDTH,
    colours_of,
    finish,
    nothing,
    wrapped,
)
from toolkit.node_link import quote_network

__all__ = [
    "attention_voice",
    "nothing",
    "quote_network",
    "ranked_dots",
    "side_profile",
    "stacked_kinds",
    "term_whiskers",
    "text_positions",
]

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKERS = "os^Dv"
# The share of false discoveries that words called distinctive may hold (Benjamini & Hochberg 1995).
FALSE_DISCOVERIES = 0.05
# Those who are never quoted crowd along the axis: so many of them have their names in the figure.
NAMED_SILENT = 3


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
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """The rows of `table` as dots with intervals, the largest `value` on top.

    Shape: `value`, `low`, `high` and `label` are columns; the first `limit` rows by value are drawn.
    `percent` writes shares as per cent. `note` (n, kind of interval) and `source` make the caption.
    """
    ranked = table.dropna(subset=value)
    ranked = ranked[ranked[value] > 0].sort_values([value, label], ascending=[False, True])
    shown = ranked.head(limit)
    if shown.empty:
        return nothing(
            f"Nothing to rank by {xlabel.lower()}: none of {len(table)} rows is above 0.",
            title=title,
            source=source,
        )
    factor = 100 if percent else 1
    places = np.arange(len(shown))[::-1]
    numbers = factor * shown[[value, low, high]].to_numpy(dtype=float)
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 1.7 + 0.31 * len(shown)), layout="constrained")
        ax.hlines(places, numbers[:, 1], numbers[:, 2], color=PALETTE[0], linewidth=1.6, alpha=0.65)
        ax.plot(numbers[:, 0], places, "o", color=PALETTE[0], markersize=6, clip_on=False, zorder=3)
        ax.set_yticks(places, [wrapped(name) for name in shown[label]], parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(shown) - 0.3)
        ax.set_xlim(left=0)
        ax.grid(axis="x", color="#e4e4e4", linewidth=0.8)
        ax.set_xlabel(xlabel + (" (%)" if percent else ""))
        sizes = [f"{number:.0%}" if percent else f"{number:g}" for number in shown[value]]
        leaders = [f"{name} ({size})" for name, size in zip(shown[label], sizes, strict=True)][:3]
        finding = title or f"{xlabel}: most for {', '.join(leaders)}"
        rest = f" The first {len(shown)} of {len(ranked)}." if len(ranked) > len(shown) else ""
        listed = "; ".join(f"{row[label]} {factor * row[value]:.3g}" for _, row in shown.head(5).iterrows())
        finish(fig, finding, note + rest, source, f"Ranked dot plot of {xlabel}. Largest: {listed}.")
    return fig, ax


def text_positions(
    positions: pd.DataFrame,
    names: Mapping[str, str],
    *,
    limit: int = 15,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Where in the text each actor is mentioned (ticks) and speaks (bars): a dispersion or X-ray plot.

    Shape: `positions` as attention.positions gives it; `names` maps actor_id to name, in the order of the
    rows from the top. One document is drawn in words from its beginning, several on top of each other in per
    cent of their words.
    """
    known = positions[positions["actor_id"].isin(list(names))]
    present = [actor for actor in names if actor in set(known["actor_id"])]
    shown = present[:limit]
    if not shown:
        return nothing("No actor is mentioned in the text.", title=title, source=source)
    known = known[known["actor_id"].isin(shown)]
    single = known["doc_id"].nunique() == 1
    scale = np.ones(len(known)) if single else 100 / known["length"].to_numpy(dtype=float)
    rows = known["actor_id"].map({actor: len(shown) - 1 - k for k, actor in enumerate(shown)}).to_numpy()
    start, end = (known[column].to_numpy() * scale for column in ("start", "end"))
    speech = (known["what"] == "speech").to_numpy()
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 2.0 + 0.34 * len(shown)), layout="constrained")
        ax.hlines(
            range(len(shown)),
            0,
            known["length"].max() if single else 100,
            color="#e4e4e4",
            linewidth=0.8,
            zorder=0,
        )
        bars = {"color": PALETTE[4], "alpha": 0.85 if single else 0.4, "edgecolor": "none"}
        ax.barh(rows[speech], (end - start)[speech], left=start[speech], height=0.62, **bars)
        ticks = {"color": PALETTE[0], "linewidth": 1.5, "alpha": 1 if single else 0.55}
        ax.vlines(start[~speech], rows[~speech] - 0.34, rows[~speech] + 0.34, **ticks)
        counts = known[~speech]["actor_id"].value_counts()
        labels = [f"{wrapped(names[actor])} ({counts.get(actor, 0)})" for actor in shown]
        ax.set_yticks(range(len(shown))[::-1], labels, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(shown) - 0.3)
        ax.set_xlim(0, float(known["length"].max()) if single else 100)
        ax.set_xlabel(
            "Position in the text (words from its beginning)"
            if single
            else "Position in the document (% of words)"
        )
        handles = [
            Line2D([], [], marker="|", linestyle="none", markersize=11, markeredgewidth=1.6, color=PALETTE[0])
        ]
        handles.append(Patch(color=PALETTE[4]))
        _legend(ax, handles, ["mentioned (number in brackets)", "speaks"], columns=2)
        most = [names[actor] for actor in shown if counts.get(actor, 0) == counts.max()]
        leaders = f"{', '.join(most[:3])} ({counts.max()} times)"
        finding = title or f"Where actors appear; mentioned most: {leaders}"
        rest = f" The first {len(shown)} of {len(present)} actors." if len(present) > len(shown) else ""
        alt = f"Positions of mentions and of speech in the text, one row per actor: {', '.join(labels)}."
        finish(fig, finding, note + rest, source, alt)
    return fig, ax


def attention_voice(
    table: pd.DataFrame,
    *,
    sides: Mapping[str, str] | None = None,
    limit: int = 20,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Each actor's share of mentions against its share of quoted words, with intervals for those who speak.

    Shape: `table` as attention.shares gives it; `sides` maps actor_id to a side, which is then its colour
    (else its kind is). All are drawn; named are the `limit` who speak most and the few most mentioned of
    those who do not.
    """
    drawn = table.assign(word_share=table["word_share"].fillna(0.0)).dropna(subset="mention_share")
    if drawn.empty:
        return nothing("No actor is mentioned or quoted.", title=title, source=source)
    order = drawn.assign(weight=drawn["mention_share"] + 2 * drawn["word_share"]).sort_values(
        ["weight", "name"], ascending=[False, True]
    )
    groups = order["kind"] if sides is None else order["actor_id"].map(sides).fillna("no side")
    colours = colours_of(groups, list(dict.fromkeys(sides.values())) if sides else list(SHAPES))
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 6.3), layout="constrained")
        _crosshairs(ax, order[order["word_share"] > 0], groups.map(colours))
        for kind, rows in order.groupby("kind", sort=False):
            points = 100 * rows[["mention_share", "word_share"]].to_numpy(dtype=float)
            shade = groups.loc[rows.index].map(colours)
            ax.scatter(
                *points.T,
                c=shade,
                marker=SHAPES.get(kind, "o"),
                s=42,
                edgecolors="white",
                linewidths=0.7,
                zorder=3,
            )
        right, top = (100 * _furthest(order, what) for what in ("mention", "word"))
        end = min(right, top)
        ax.plot([0, end], [0, end], color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        ax.set_xlim(-0.02 * right, right)
        ax.set_ylim(-0.05 * top, top)
        ax.set_xlabel("Attention: share of all mentions of actors (%)")
        ax.set_ylabel("Voice: share of all quoted words with a known speaker (%)")
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
        _group_legend(ax, colours, order["kind"].unique())
        finish(fig, title or _voice_finding(order), note, source, _voice_alt(order))
        heard = order[order["word_share"] > 0].head(limit)
        silent = order[order["word_share"] == 0].head(NAMED_SILENT)
        _label_points(ax, pd.concat([heard, silent]))
    return fig, ax


def _furthest(order: pd.DataFrame, what: str) -> float:
    """The end of an axis that has room for all points and all intervals drawn."""
    drawn = [
        order[f"{what}_share"].max(),
        order.loc[order["word_share"] > 0, f"{what}_share_high"].max(),
        0.05,
    ]
    return 1.08 * float(np.nanmax(drawn))


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
    if heard.empty:
        return f"{silent.iloc[0]['name']} is mentioned most; none of {len(order)} actors is quoted"
    loudest = f"{heard.iloc[0]['name']} has {heard.iloc[0]['word_share']:.0%} of the quoted words"
    if silent.empty:
        return f"{loudest} and {heard.iloc[0]['mention_share']:.0%} of the mentions"
    quiet = silent.iloc[0]
    return f"{loudest}; {quiet['name']}, with {quiet['mention_share']:.0%} of the mentions, is never quoted"


def _voice_alt(order: pd.DataFrame) -> str:
    listed = "; ".join(
        f"{row.name} {row.mention_share:.0%} of mentions, {row.word_share:.0%} of quoted words"
        for row in order.head(8).itertuples(index=False)
    )
    return (
        f"Scatter plot of share of mentions against share of quoted words for {len(order)} actors. {listed}."
    )


def _label_points(ax: Axes, rows: pd.DataFrame) -> None:
    """Names beside their points, none over another; a thin line where a name had to stand off."""
    fig = ax.figure
    fig.canvas.draw()
    # The labels are placed for this layout, so it must not move any more.
    fig.set_layout_engine("none")
    points = ax.transData.transform(100 * rows[["mention_share", "word_share"]].to_numpy(dtype=float))
    renderer = fig.canvas.get_renderer()
    texts = [ax.text(0, 0, wrapped(name), fontsize=8.5, parse_math=False, zorder=4) for name in rows["name"]]
    for text in texts:
        text.set_path_effects([withStroke(linewidth=2, foreground="white")])
        text.set_transform(None)
    sizes = [(box.width, box.height) for box in (text.get_window_extent(renderer) for text in texts)]
    bounds = ax.get_window_extent(renderer).padded(-2).extents
    hints = [text.get_window_extent(renderer).extents for text in ax.texts if text not in texts]
    corners = geometry.place_labels(points, sizes, bounds=bounds, gap=7, obstacles=hints)
    inches = fig.dpi_scale_trans
    for text, point, corner, size in zip(texts, points, corners, np.array(sizes), strict=True):
        text.set_transform(inches)
        text.set_position(inches.inverted().transform(corner))
        text.set_verticalalignment("bottom")
        nearest = np.clip(point, corner, corner + size)
        if np.hypot(*(nearest - point)) > 12:
            ends = inches.inverted().transform([point, nearest])
            ax.add_line(Line2D(*ends.T, transform=inches, color=GREY, linewidth=0.6, zorder=2, clip_on=False))


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
        _legend(ax, handles, names, columns=3)
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
        ax.grid(axis="x", color="#e4e4e4", linewidth=0.8)
        ax.set_xlabel(f"{xlabel} (%)")
        handles = [
            Line2D([], [], marker=MARKERS[k % 5], linestyle="none", color=colours[s])
            for k, s in enumerate(sides)
        ]
        sizes = dict(zip(shown["side"], shown["of"], strict=True))
        _legend(ax, handles, [f"{s} (n = {sizes[s]})" for s in sides], columns=3)
        rest = f" The first {len(drawn)} of {len(values)}." if len(values) > len(drawn) else ""
        leaders = shown.loc[[shown.loc[shown["side"] == side, "share"].idxmax() for side in sides]]
        finding = title or "Most frequent: " + ", ".join(
            f"{r.value} for {r.side} ({r.share:.0%})" for r in leaders.itertuples()
        )
        finish(fig, finding, note + rest, source, f"Dots with intervals: {xlabel} by side. {finding}.")
    return fig, ax


def term_whiskers(
    terms: pd.DataFrame,
    *,
    limit: int = 10,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """The most distinctive words of two sides as dots with intervals (dot and whisker).

    Shape: `terms` as rhetoric.distinctive_terms gives it; the first `limit` of each side are drawn. Filled
    dots are words that remain distinctive when the number of words tested is allowed for (q < 0.05).
    """
    pair = terms.attrs.get("pair") or list(dict.fromkeys(terms["side"]))
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
        labels = [f"{row.term} ({row.count_a:.0f} : {row.count_b:.0f})" for row in chosen.itertuples()]
        ax.set_yticks(range(len(chosen)), labels, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(chosen) - 0.3)
        ax.grid(axis="x", color="#e4e4e4", linewidth=0.8)
        ax.set_xlabel(
            f"Log-odds ratio with prior (nats)\n← more typical of {pair[1]}      more typical of {pair[0]} →",
            parse_math=False,
        )
        clear = int((terms["q"] < FALSE_DISCOVERIES).sum())
        finding = title or _terms_finding(terms, clear)
        counts = f" In brackets: uses by {pair[0]} : {pair[1]}. Filled dots: q < {FALSE_DISCOVERIES:g}."
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


def _group_legend(ax: Axes, colours: Mapping[str, str], kinds: Sequence[str]) -> None:
    handles = [Line2D([], [], marker="o", linestyle="none", color=colour) for colour in colours.values()]
    labels = list(colours)
    if set(labels) != set(kinds):
        handles += [
            Line2D([], [], marker=SHAPES.get(kind, "o"), linestyle="none", color=INK) for kind in kinds
        ]
        labels += list(kinds)
    else:
        handles = [
            Line2D([], [], marker=SHAPES.get(k, "o"), linestyle="none", color=c) for k, c in colours.items()
        ]
    _legend(ax, handles, labels, columns=min(len(labels), 6))


def _legend(ax: Axes, handles: Sequence, labels: Sequence[str], *, columns: int) -> None:
    """A legend between the title and the axes; the layout keeps room for it."""
    place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 0.2}
    legend = ax.legend(
        handles, labels, ncols=columns, frameon=False, columnspacing=1.4, handletextpad=0.5, **place
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
