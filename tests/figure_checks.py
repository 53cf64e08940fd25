"""What is looked at in every figure: where its text stands, that nothing overlaps or is cut off, hostile names."""

from __future__ import annotations

import warnings

import matplotlib
import numpy as np

from toolkit.figures.geometry import overlap

WORDS = {"note": "n = 5.", "source": "an article"}
# Names as no newsroom writes them, but a table may hold them.
HOSTILE = (
    "Organization for Security and Cooperation in Europe " * 4,
    "$x^2$ and $\\frac{1}{0}$",
    "two\nlines\r\n\tand a tab",
    "习近平 🎉🎉 \U0001f468\u200d\U0001f469",
    "x" * 200,
    "W" * 60,
    "",
    "\x00\x1b[31m\u202eevil",
    "=SUM(A1) <b>& {0} %s",
    "A$AP $ Bank",
    "_under_ ^up",
    "right \u200fto left שלום",
)


def texts_of(fig):
    """All visible text of a figure and where it stands (pixels)."""
    fig.canvas.draw()
    renderer = fig.canvas.get_renderer()
    found = [text for text in fig.findobj(matplotlib.text.Text) if text.get_text().strip()]
    return [(text, text.get_window_extent(renderer).extents) for text in found if text.get_visible()]


def said(fig):
    """All visible text of a figure on one line."""
    return " ".join(text.get_text() for text, _ in texts_of(fig)).replace("\n", " ")


def boxes_of(fig, *gids):
    """The boxes of the texts with these gids."""
    return [box for text, box in texts_of(fig) if text.get_gid() in gids]


def tick_boxes(ax, axis="y"):
    """The boxes of the labels of an axis that are within its limits."""
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    low, high = sorted(ax.get_ylim() if axis == "y" else ax.get_xlim())
    ticks = (ax.yaxis if axis == "y" else ax.xaxis).get_major_ticks()
    shown = [tick for tick in ticks if low <= tick.get_loc() <= high]
    labels = [label for tick in shown for label in (tick.label1, tick.label2) if label.get_visible()]
    return [label.get_window_extent(renderer).extents for label in labels if label.get_text().strip()]


def assert_inside(fig):
    """All that is drawn, text and marks, lies within the figure (inches)."""
    fig.canvas.draw()
    drawn = fig.get_tightbbox(fig.canvas.get_renderer())
    width, height = fig.get_size_inches()
    assert drawn.x0 > -0.02
    assert drawn.y0 > -0.02
    assert drawn.x1 < width + 0.02
    assert drawn.y1 < height + 0.02


def assert_apart(boxes):
    """No two boxes have any area in common."""
    for place, box in enumerate(boxes):
        assert overlap(box, boxes[place + 1 :]).sum() == 0


def assert_sound(drawn):
    """A figure that any print can take: described, within its borders, no wider than a page, every glyph drawn,
    no mathematics read into names.
    """
    fig = drawn[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_inside(fig)
    assert len(fig.get_label()) > 40
    assert fig.get_figwidth() == 8.5
    assert np.isfinite(fig.get_figheight()) and fig.get_figheight() < 25
    for text, _ in texts_of(fig):
        assert not text.get_parse_math() or "$" not in text.get_text()
