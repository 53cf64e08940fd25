"""A page for figures that are measured in points of type: title above, drawing, legends below, caption at the foot.

One unit of the axes is one point, so that names, nodes and arrows are measured on one scale, and the page is
as wide as a printed page whatever is drawn on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from toolkit.figures import captions
from toolkit.figures.style import (
    CAPTION_CHARACTERS,
    CAPTION_STYLE,
    GREY,
    POINTS,
    TITLE_CHARACTERS,
    TITLE_STYLE,
    WIDTH,
    caption_of,
    cut,
    describe,
    on_page,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

PAGE = WIDTH * POINTS
_EDGE = 8.0  # free at the border of the page
_BLOCK_GAP = 16.0  # between two legends


class Block(NamedTuple):
    """One legend: its heading and its entries (name, mark) from the top."""

    heading: str
    entries: Sequence[tuple[str, Line2D]]


def page(
    fig: Figure, height: float, *, title: str, caption: tuple[str, str], blocks: Sequence[Block], alt: str
) -> Axes:
    """Axes of a page's width and of `height`, both in points, on a figure that has room for everything around them.

    `caption` is note and source.
    """
    fig.set_size_inches(WIDTH, 4)
    lines = on_page(fig, title, TITLE_CHARACTERS, **TITLE_STYLE)
    foot = on_page(fig, caption_of(*caption), CAPTION_CHARACTERS, **CAPTION_STYLE)
    legends = [_legend(fig, block) for block in blocks if block.entries]
    rows = _rows(fig, legends)
    keys = sum(tall for _, tall in rows) + 4 * len(rows)
    top = 14 + 15.5 * (1 + lines.count("\n"))
    bottom = 12 + 11.5 * (1 + foot.count("\n"))
    total = top + height + keys + bottom
    fig.set_size_inches(WIDTH, total / POINTS)
    ax = fig.add_axes((0, (bottom + keys) / total, 1, height / total))
    ax.set(xlim=(0, PAGE), ylim=(0, height))
    ax.axis("off")
    y = bottom + keys
    for row, tall in rows:
        x = _EDGE
        for legend, wide in row:
            legend.set_bbox_to_anchor((x / PAGE, y / total), transform=fig.transFigure)
            x += wide + _BLOCK_GAP
        y -= tall + 4
    above = fig.text(_EDGE / PAGE, 1 - _EDGE / total, lines, va="top", parse_math=False, **TITLE_STYLE)
    below = fig.text(
        _EDGE / PAGE, 6 / total, foot, va="bottom", parse_math=False, color=GREY, **CAPTION_STYLE
    )
    captions.mark_title(above, title)
    captions.mark_note(below, caption_of(*caption))
    describe(fig, title, alt)
    return ax


def _legend(fig: Figure, block: Block) -> Legend:
    """A legend with its heading; many entries stand in columns."""
    labels = [cut(label, 34) for label, _ in block.entries]
    handles = [handle for _, handle in block.entries]
    columns = int(np.ceil(len(labels) / 4))
    place = {"loc": "upper left", "borderaxespad": 0.0, "borderpad": 0.0, "frameon": False, "ncols": columns}
    style = {"fontsize": 8.5, "labelspacing": 0.4, "handlelength": 1.9, "columnspacing": 1.2}
    legend = fig.legend(handles, labels, title=block.heading, alignment="left", **place, **style)
    legend.get_title().set(fontsize=8.5, fontweight="bold", parse_math=False)
    for text in legend.get_texts():
        text.set_parse_math(False)
    return legend


def _rows(fig: Figure, legends: Sequence[Legend]) -> list[tuple[list[tuple[Legend, float]], float]]:
    """Legends in rows that fit the page: (legend, width) of each row and the height of the row, in points."""
    rows: list[tuple[list[tuple[Legend, float]], float]] = []
    x = PAGE
    for legend in legends:
        box = legend.get_window_extent(fig.canvas.get_renderer())
        wide, tall = box.width * POINTS / fig.dpi, box.height * POINTS / fig.dpi
        if x + wide > PAGE - _EDGE or not rows:
            rows.append(([], 0.0))
            x = _EDGE
        row, before = rows[-1]
        row.append((legend, wide))
        rows[-1] = row, max(before, tall)
        x += wide + _BLOCK_GAP
    return rows
