"""What all figures have in common: colours, type, title, caption, description, names that are cut to a line.

Colours are those of Okabe & Ito (2008), which people with the usual kinds of colour blindness can tell apart.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe & Ito 2008, "Color universal design"; yellow is left out, too light for lines on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREY = "#767676"
INK = "#222222"
KIND_COLOURS = {"direct": "#0072B2", "mixed": "#56B4E9", "indirect": "#E69F00"}
SHAPES = {"person": "o", "state": "s", "organisation": "D", "group": "^", "place": "v"}
STYLE = {
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.axisbelow": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "svg.fonttype": "none",
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.07,
}
WIDTH = 8.5  # inches; fits a page and a notebook
TITLE_SIZE, CAPTION_SIZE = 11, 8
# Characters of title and caption that fit an inch of width.
TITLE_CHARACTERS, CAPTION_CHARACTERS = 10, 15
NAME_WIDTH = 30  # characters in a line of a name


def nothing(looked_for: str, *, title: str | None = None, source: str = "") -> tuple[Figure, Axes]:
    """A figure that says in words why it is empty."""
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 1.9), layout="constrained")
        ax.axis("off")
        text = textwrap.fill(looked_for, 90)
        ax.text(
            0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, color=GREY, parse_math=False
        )
        finish(fig, title or "Nothing to show", "", source, f"Empty figure: {looked_for}")
    return fig, ax


def wrapped(name: Any, width: int = NAME_WIDTH) -> str:
    """A name in at most two lines of `width` characters."""
    return textwrap.fill(textwrap.shorten(str(name), 2 * width, placeholder=" …"), width)


def filled(text: str, width: int) -> str:
    """Text in as few lines of `width` characters as it needs, all about as long: no lone last word."""
    lines = len(textwrap.wrap(text, width))
    for narrower in range(max(width // 2, 20), width):
        if len(textwrap.wrap(text, narrower)) <= lines:
            return textwrap.fill(text, narrower)
    return textwrap.fill(text, width)


def lighter(colour: str, share: float = 0.25) -> tuple[float, float, float]:
    """The colour mixed with white; opaque, so that nothing shows through where two lines cross."""
    red, green, blue = to_rgb(colour)
    return red + share * (1 - red), green + share * (1 - green), blue + share * (1 - blue)


def colours_of(groups: Iterable[str], order: Sequence[str]) -> dict[str, str]:
    """A colour for each group, in the order given; what is not in the order, or beyond the palette, is grey."""
    present = set(groups)
    listed = [group for group in order if group in present]
    colours = dict(zip(listed, PALETTE, strict=False))
    return colours | {group: GREY for group in sorted(present) if group not in colours}


def caption_of(note: str, source: str) -> str:
    """Note and source as one caption."""
    return " ".join(part for part in (note.strip(), f"Source: {source}." if source else "") if part)


def finish(fig: Figure, title: str, note: str, source: str, alt: str) -> None:
    """Title, caption and description of a figure whose layout makes room for them."""
    fig.suptitle(
        filled(title, int(fig.get_figwidth() * TITLE_CHARACTERS)),
        x=0.01,
        ha="left",
        fontsize=TITLE_SIZE,
        fontweight="bold",
        parse_math=False,
    )
    caption = caption_of(note, source)
    if caption:
        fig.supxlabel(
            filled(caption, int(fig.get_figwidth() * CAPTION_CHARACTERS)),
            x=0.01,
            ha="left",
            fontsize=CAPTION_SIZE,
            color=GREY,
            parse_math=False,
        )
    describe(fig, title, alt)


def describe(fig: Figure, title: str, alt: str) -> None:
    """The description of the figure for those who cannot see it, as its label."""
    fig.set_label(alt if title.rstrip(".") in alt else f"{title}. {alt}")
