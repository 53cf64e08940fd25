"""Figures of words: how often two sides use each (contrastive scatter), where in the texts they stand (dispersion).

Every point of the scatter has a gid, "term-0" for the first row of the table and so on, for notebook.hover.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patheffects import withStroke

from toolkit.figures import geometry
from toolkit.figures.style import (
    FALSE_DISCOVERIES,
    GREY,
    GRID,
    PALETTE,
    STYLE,
    WIDTH,
    colours_of,
    cut,
    dot,
    finish,
    legend,
    nothing,
    row_height,
    wrapped,
)
from toolkit.wording import number_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Uses per 1,000 words at which an axis of a logarithmic scale has a mark.
RATE_TICKS = (0.01, 0.1, 1, 10, 100)
# A word that one side never says stands this much below the rarest that it does say (natural logarithm).
NEVER = 0.8
# How far two words of one frequency are set apart, so that both can be pointed at, and how far the last of many
# may stand from its place (natural logarithm).
SPREAD, FURTHEST = 0.09, 0.42


def term_scatter(
    terms: pd.DataFrame,
    *,
    limit: int = 24,
    points: int = 600,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Each word by how often side A says it (upwards) and side B (to the right); words in the corners are one side's.

    Shape: `terms` as rhetoric.keyness gives it, or with the names of `as_terms`, the most distinctive first. The first
    `points` rows are drawn, the first `limit` of them are named. Filled: q < 0.05.
    Both axes are logarithmic; a word that a side never says stands on a line of its own at the border. Words of the
    same two frequencies are fanned out a little.
    Source: the idea of Kessler 2017, "Scattertext", with frequencies instead of their ranks.
    """
    terms = as_terms(terms)
    pair = terms.attrs["pair"]
    if terms.empty or len(pair) != 2:
        return nothing(
            "No word is used often enough by two sides to be compared.", title=title, source=source
        )
    drawn = terms.head(points).reset_index(drop=True)
    places, floors = _places(drawn)
    colours = dict(zip(pair, PALETTE, strict=False))
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 6.6), layout="constrained")
        for k, row in enumerate(drawn.itertuples()):
            colour = colours.get(row.side, GREY)
            face = colour if row.q < FALSE_DISCOVERIES else "white"
            edge = {"markeredgecolor": colour, "markerfacecolor": face, "markeredgewidth": 0.9}
            ax.plot(*places[k], "o", markersize=5.5, alpha=0.85, gid=f"term-{k}", **edge)
        for axis, floor, column in (("x", floors[0], "per_1000_b"), ("y", floors[1], "per_1000_a")):
            _scale(ax, axis, floor, drawn[column], places[:, "xy".index(axis)])
        low = max(floors) + NEVER
        high = min(ax.get_xlim()[1], ax.get_ylim()[1])
        ax.plot([low, high], [low, high], color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
        unit = "uses per 1,000 words of speech (logarithmic)"
        ax.set_xlabel(f"{cut(pair[1], 40)}: {unit}", parse_math=False)
        ax.set_ylabel(f"{cut(pair[0], 40)}: {unit}", parse_math=False)
        handles = [dot(colours[name]) for name in pair] + [dot(GREY, hollow=True)]
        labels = [f"rather of {name}" for name in pair] + [f"not clear (q ≥ {FALSE_DISCOVERIES:g})"]
        legend(ax, handles, labels, columns=3)
        clear = int((terms["q"] < FALSE_DISCOVERIES).sum())
        finding = title or _finding(terms, pair, clear)
        rest = f" The first {len(drawn)} of {len(terms)} words." if len(terms) > len(drawn) else ""
        listed = "; ".join(
            f"{row.term} {row.count_a:.0f} to {row.count_b:.0f}" for row in drawn.head(10).itertuples()
        )
        alt = f"Scatter plot of {len(drawn)} words by their use by {pair[0]} and {pair[1]}. Uses: {listed}."
        finish(fig, finding, note + rest, source, alt)
        _name(ax, places, drawn["term"].head(limit))
    return fig, ax


# Columns of a table of rhetoric.keyness -> what the figures of words call them.
KEYNESS_NAMES = {"measure": "term", "typical_of": "side", "estimate": "log_odds"}


def as_terms(table: pd.DataFrame) -> pd.DataFrame:
    """A table of words with the names that the figures of words use: term, side, log_odds; who A and B are in `attrs`.

    Shape: one row per word: term, side (whose word it is rather), count_a, count_b, per_1000_a, per_1000_b, log_odds
    with low and high, q, and whatever else there was. `attrs["pair"]` names A and B. Of a table of rhetoric.keyness for
    more than two groups the rows of its first comparison are kept, because a figure shows one; other tables stay as
    they are.
    """
    if "typical_of" not in table:
        pair = table.attrs.get("pair") or list(dict.fromkeys(table["side"].dropna()))
        found = table.copy()
        found.attrs = table.attrs | {"pair": [*pair]}
        return found
    pairs = table[["group", "against"]].drop_duplicates()
    pair = [*pairs.iloc[0]] if len(pairs) else []
    own = table[(table["group"] == pair[0]) & (table["against"] == pair[1])] if pair else table
    found = own.rename(columns=KEYNESS_NAMES).reset_index(drop=True)
    found.attrs = table.attrs | {"pair": pair}
    return found


def _places(drawn: pd.DataFrame) -> tuple[np.ndarray, tuple[float, float]]:
    """Natural logarithms of both rates (B, A), words of one place fanned out, and where the lines of "never" are."""
    rates = drawn[["per_1000_b", "per_1000_a"]].to_numpy(dtype=float)
    with np.errstate(divide="ignore"):
        logs = np.where(rates > 0, np.log(rates), np.nan)
    lowest = np.nanmin(np.vstack([logs, np.full(2, np.nanmin(logs, initial=np.log(1000.0)))]), axis=0)
    floors = lowest - NEVER
    places = np.where(np.isnan(logs), floors, logs)
    same = pd.DataFrame(places.round(6)).groupby([0, 1], sort=False)[0]
    order, crowd = same.cumcount().to_numpy(), same.transform("size").to_numpy()
    # A sunflower: equal places fill a disc evenly (Vogel 1979).
    step = np.minimum(SPREAD, FURTHEST / np.sqrt(crowd))
    turn, radius = 2.399963 * order, step * np.sqrt(order)
    fanned = places + np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])
    return fanned, (float(floors[0]), float(floors[1]))


def _scale(ax: Axes, axis: str, floor: float, rates: pd.Series, places: np.ndarray) -> None:
    """Marks of an axis of logarithms: "never" on its own line where a word needs it, then rates."""
    never = bool((rates == 0).any())
    marks = [rate for rate in RATE_TICKS if np.log(rate) > floor + NEVER / 2]
    ticks = ([floor] if never else []) + [float(np.log(rate)) for rate in marks]
    labels = (["never"] if never else []) + [f"{rate:g}" for rate in marks]
    set_ticks, limit = (ax.set_xticks, ax.set_xlim) if axis == "x" else (ax.set_yticks, ax.set_ylim)
    set_ticks(ticks, labels)
    limit(min(floor, float(places.min())) - 0.35, max(float(places.max()) + 0.6, floor + 2))
    ax.grid(axis=axis, color=GRID, linewidth=0.8)


def _finding(terms: pd.DataFrame, pair: list[str], clear: int) -> str:
    if not clear:
        return (
            f"None of {len(terms)} words is clearly more typical of {cut(pair[0], 30)} or {cut(pair[1], 30)}"
        )
    firsts = [
        f"{cut(side, 30)}: {', '.join(words)}"
        for side in pair
        if (
            words := [
                cut(w, 24)
                for w in terms.loc[(terms["side"] == side) & (terms["q"] < FALSE_DISCOVERIES), "term"].head(3)
            ]
        )
    ]
    return f"{clear} of {len(terms)} words clearly set the sides apart; {'; '.join(firsts)}"


def _name(ax: Axes, places: np.ndarray, names: pd.Series) -> None:
    """The first words beside their points, off each other and off all points."""
    fig = ax.figure
    fig.canvas.draw()
    fig.set_layout_engine("none")  # the names are placed for this layout
    renderer = fig.canvas.get_renderer()
    spots = ax.transData.transform(places)
    halo = [withStroke(linewidth=2, foreground="white")]
    texts = [
        ax.text(0, 0, cut(name, 24), fontsize=8.5, parse_math=False, zorder=4, path_effects=halo)
        for name in names
    ]
    if not texts:
        return
    for text in texts:
        text.set_transform(None)
    sizes = [(box.width, box.height) for box in (text.get_window_extent(renderer) for text in texts)]
    bounds = ax.get_window_extent(renderer).padded(-2).extents
    corners = geometry.place_labels(
        spots[: len(texts)], sizes, bounds=bounds, gap=6, obstacles=np.hstack([spots - 3, spots + 3])
    )
    inches = fig.dpi_scale_trans
    for text, corner in zip(texts, corners, strict=True):
        text.set_transform(inches)
        text.set_position(inches.inverted().transform(corner))
        text.set_verticalalignment("bottom")


def term_positions(
    rows: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    term: str = "term",
    side: str = "side",
    sides: Sequence[str] = (),
    limit: int = 12,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Where in the corpus each word stands: a tick for each use, documents side by side (lexical dispersion plot).

    Shape: `rows` has one row per use: `term`, doc_id, start (character of the text), and, if wanted, `side` (whose
    words it stands in; missing is nobody's); `sides` is their order, which decides the colours. `documents` is laid end
    to end in its order, each as long as its text; thin lines part them. The `limit` most used words are drawn.
    Raises: ValueError for a document that `documents` does not have.
    """
    absent = sorted(set(rows["doc_id"]) - set(documents["doc_id"]))
    if absent:
        raise ValueError(
            f"{len(absent)} document(s) of the uses are not among the documents ({absent[0]}, ...)"
        )
    if rows.empty:
        return nothing("No use of a word to draw.", title=title, source=source)
    lengths = documents["text"].str.len().to_numpy(dtype=float)
    begins = dict(zip(documents["doc_id"], np.concatenate([[0.0], np.cumsum(lengths)[:-1]])))
    whole = max(float(lengths.sum()), 1.0)
    counts = rows[term].value_counts()
    order = sorted(counts.index, key=lambda name: (-counts[name], str(name)))[:limit]
    of = rows[side].fillna("") if side in rows else pd.Series("", index=rows.index)
    colours = colours_of(of, [*(sides or [name for name in dict.fromkeys(of) if name])])
    with plt.rc_context(STYLE):
        labels = [f"{wrapped(name)} ({counts[name]})" for name in order]
        size = (WIDTH, 1.9 + row_height(labels) * len(order))
        fig, ax = plt.subplots(figsize=size, layout="constrained")
        for place, name in enumerate(reversed(order)):
            uses = rows[rows[term] == name]
            at = 100 * (uses["doc_id"].map(begins) + uses["start"]) / whole
            shade = of.loc[uses.index].map(colours)
            ax.vlines(at, place - 0.36, place + 0.36, colors=list(shade), linewidth=1.1)
        if len(documents) <= 60:
            for start in [*begins.values()][1:]:
                ax.axvline(100 * start / whole, color=GRID, linewidth=0.8, zorder=0)
        ax.set_yticks(range(len(order)), labels[::-1], parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_xlim(0, 100)
        ax.set_ylim(-0.7, len(order) - 0.3)
        many = f"{len(documents)} documents end to end" if len(documents) > 1 else "the document"
        ax.set_xlabel(f"Position in {many} (% of the characters)")
        known = [name for name in colours if name]
        if known:
            handles = [dot(colours[name], "|") for name in known]
            legend(ax, handles, known, columns=4)
        held = rows[rows[term] == order[0]]["doc_id"].nunique()
        first = f"“{cut(order[0], 40)}”"
        alone = f"{first} is used most, {number_of(int(counts[order[0]]), 'time')}"
        finding = title or (
            f"{first} stands in {held} of {len(documents)} documents" if len(documents) > 1 else alone
        )
        rest = f" The first {len(order)} of {len(counts)} words." if len(counts) > len(order) else ""
        alt = "Ticks where words stand: " + "; ".join(f"{name} {counts[name]} times" for name in order) + "."
        finish(fig, finding, note + rest + " In brackets: uses.", source, alt)
    return fig, ax
