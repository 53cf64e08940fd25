"""Where in a text actors appear and speak: the dispersion or X-ray plot of one document, of a few, or of many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from toolkit.figures.style import (
    GREY,
    GRID,
    PALETTE,
    STYLE,
    WIDTH,
    cut,
    finish,
    legend,
    listed,
    nothing,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# More documents cannot be told apart side by side; they are drawn on top of each other.
MOST_DOCUMENTS = 12
# Width of a document among several, and of the gap to the next.
_STRIP, _GAP = 100.0, 12.0
# A paragraph of at most so many words without a full stop is a heading.
HEADING_WORDS = 14
# The lines of more paragraphs are thinner, or they would be a grid of their own.
FEW_PARAGRAPHS = 30


def text_positions(
    positions: pd.DataFrame,
    names: Mapping[str, str],
    *,
    documents: pd.DataFrame | None = None,
    doc_ids: Sequence[str] | None = None,
    limit: int = 15,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Where in the text each actor is mentioned (ticks) and speaks (bars): a dispersion or X-ray plot.

    Shape: `positions` as attention.positions gives it; `names` maps actor_id to name, in the order of the
    rows from the top. `doc_ids` picks documents, in this order. One document is drawn in words from its
    beginning; up to MOST_DOCUMENTS stand side by side, each from its first word to its last; more are drawn
    on top of each other in per cent of their words. With `documents` (doc_id, text, title) paragraphs and
    headings of one document are marked, and several are listed by their titles.
    """
    known = positions[positions["actor_id"].isin(list(names))]
    chosen = list(dict.fromkeys(known["doc_id"] if doc_ids is None else doc_ids))
    known = known[known["doc_id"].isin(chosen)]
    chosen = [doc_id for doc_id in chosen if doc_id in set(known["doc_id"])]
    present = [actor for actor in names if actor in set(known["actor_id"])]
    shown = present[:limit]
    if not shown:
        return nothing("No actor is mentioned in the text.", title=title, source=source)
    known = known[known["actor_id"].isin(shown)]
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 2.0 + 0.36 * len(shown)), layout="constrained")
        counts = known.loc[known["what"] != "speech", "actor_id"].value_counts()
        labels = [f"{wrapped(names[actor])} ({counts.get(actor, 0)})" for actor in shown]
        ax.set_yticks(range(len(shown))[::-1], labels, parse_math=False)
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(-0.7, len(shown) - 0.3)
        if len(chosen) == 1:
            key = _one(ax, known, shown, documents)
        elif len(chosen) <= MOST_DOCUMENTS:
            key = _several(ax, known, shown, chosen, documents)
        else:
            key = _many(ax, known, shown, len(chosen))
        ticks = {"marker": "|", "markersize": 11, "markeredgewidth": 1.6, "color": PALETTE[0]}
        handles = [Line2D([], [], linestyle="none", **ticks), Patch(color=PALETTE[4])]
        legend(ax, handles, ["mentioned (number in brackets)", "speaks"], columns=2)
        rest = f" The first {len(shown)} of {len(present)} actors." if len(present) > len(shown) else ""
        alt = f"Positions of mentions and of speech in the text, one row per actor: {', '.join(labels)}."
        finding = title or _finding(names, shown, counts)
        finish(fig, finding, note + rest + key, source, alt.replace("\n", " "))
    return fig, ax


def _finding(names: Mapping[str, str], shown: Sequence[str], counts: pd.Series) -> str:
    if counts.empty:
        return f"Where actors speak: {listed(names[actor] for actor in shown)}"
    most = listed(names[actor] for actor in shown if counts.get(actor, 0) == counts.max())
    return f"Where actors appear; mentioned most: {most} ({counts.max()} times)"


def _one(ax: Axes, known: pd.DataFrame, shown: Sequence[str], documents: pd.DataFrame | None) -> str:
    """One document in words; returns what the caption has to say about it."""
    length = float(known["length"].max())
    _passages(ax, known, shown, known["start"].to_numpy(float), known["end"].to_numpy(float))
    ax.hlines(range(len(shown)), 0, length, color=GRID, linewidth=0.8, zorder=0)
    ax.set_xlim(0, length)
    ax.set_xlabel("Position in the text (words from its beginning)")
    found = None if documents is None else documents[documents["doc_id"] == known["doc_id"].iloc[0]]
    if found is None or found.empty:
        return ""
    breaks = paragraphs(found["text"].iloc[0])
    thin = 0.8 if len(breaks) <= FEW_PARAGRAPHS else 0.4
    ax.vlines(breaks["start"], -0.7, len(shown) - 0.3, color=GRID, linewidth=thin, zorder=-1)
    heads = breaks.loc[breaks["heading"], "start"]
    if len(heads):  # an empty line that is not clipped has no place, and the layout leaves room for it
        ax.plot(heads, np.full(len(heads), -0.7), "^", color=GREY, markersize=6, clip_on=False, zorder=3)
    return " Upright lines: paragraphs" + ("; triangles: headings." if len(heads) else ".")


def paragraphs(text: str) -> pd.DataFrame:
    """The paragraphs of a text: start (words before it) and heading (short and without a full stop).

    >>> paragraphs("Talks stall\\n\\nHe left. She stayed.\\n\\nOne trader said so.").values.tolist()
    [[0, True], [2, False], [6, False]]
    """
    rows, words = [], 0
    for paragraph in re.split(r"\n\s*\n", text):
        size = len(paragraph.split())
        if size:
            closed = paragraph.rstrip(" \n\t\"'”’)").endswith((".", "!", "?", ":", "…"))
            rows.append((words, size <= HEADING_WORDS and not closed))
        words += size
    return pd.DataFrame(rows, columns=["start", "heading"])


def _several(
    ax: Axes,
    known: pd.DataFrame,
    shown: Sequence[str],
    chosen: Sequence[str],
    documents: pd.DataFrame | None,
) -> str:
    """A few documents side by side; returns the list of them for the caption."""
    left = {doc_id: k * (_STRIP + _GAP) for k, doc_id in enumerate(chosen)}
    scale = _STRIP / known["length"].to_numpy(float)
    offset = known["doc_id"].map(left).to_numpy(float)
    start, end = (offset + scale * known[column].to_numpy(float) for column in ("start", "end"))
    for place in left.values():
        ax.axvspan(place, place + _STRIP, color="#f4f4f4", zorder=-2, linewidth=0)
        ax.hlines(range(len(shown)), place, place + _STRIP, color=GRID, linewidth=0.8, zorder=-1)
    _passages(ax, known, shown, start, end)
    lengths = known.groupby("doc_id")["length"].max()
    ticks = [f"{k + 1}\n({lengths[doc_id]:.0f})" for k, doc_id in enumerate(chosen)]
    ax.set_xticks([place + _STRIP / 2 for place in left.values()], ticks)
    ax.tick_params(axis="x", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(-_GAP / 2, len(chosen) * (_STRIP + _GAP) - _GAP / 2)
    ax.set_xlabel("Documents (words), each drawn from its first word to its last")
    titles = _titles(documents)
    numbered = [f"{k + 1} {cut(titles.get(doc_id, doc_id), 46)}" for k, doc_id in enumerate(chosen)]
    return f" Documents: {'; '.join(numbered)}."


def _titles(documents: pd.DataFrame | None) -> dict[str, str]:
    if documents is None or "title" not in documents:
        return {}
    found = documents.dropna(subset="title")
    return dict(zip(found["doc_id"], found["title"], strict=True))


def _many(ax: Axes, known: pd.DataFrame, shown: Sequence[str], number: int) -> str:
    """Many documents on top of each other in per cent of their words."""
    scale = 100 / known["length"].to_numpy(float)
    start, end = (scale * known[column].to_numpy(float) for column in ("start", "end"))
    ax.hlines(range(len(shown)), 0, 100, color=GRID, linewidth=0.8, zorder=0)
    _passages(ax, known, shown, start, end, strength=0.4)
    ax.set_xlim(0, 100)
    ax.set_xlabel("Position in the document (% of words)")
    return f" {number} documents on top of each other: the darker, the more of them."


def _passages(
    ax: Axes,
    known: pd.DataFrame,
    shown: Sequence[str],
    start: np.ndarray,
    end: np.ndarray,
    *,
    strength: float = 1.0,
) -> None:
    """Ticks for mentions and bars for speech in the rows of their actors."""
    rows = known["actor_id"].map({actor: len(shown) - 1 - k for k, actor in enumerate(shown)}).to_numpy()
    speech = (known["what"] == "speech").to_numpy()
    bars = {"color": PALETTE[4], "alpha": 0.85 * strength, "edgecolor": "none"}
    ax.barh(rows[speech], (end - start)[speech], left=start[speech], height=0.62, **bars)
    ticks = {"color": PALETTE[0], "linewidth": 1.5, "alpha": min(1.0, 1.35 * strength)}
    ax.vlines(start[~speech], rows[~speech] - 0.34, rows[~speech] + 0.34, gid="mention", **ticks)
