"""What all figures have in common: colours, type, title, caption, description, names that are cut to a line.

Colours are those of Okabe & Ito (2008), which people with the usual kinds of colour blindness can tell apart.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from toolkit.figures import captions

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

# Okabe & Ito 2008, "Color universal design"; yellow is left out, too light for lines on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREY = "#767676"
INK = "#222222"
GRID = "#e4e4e4"
KIND_COLOURS = {"direct": "#0072B2", "mixed": "#56B4E9", "indirect": "#E69F00"}
SHAPES = {"person": "o", "state": "s", "organisation": "D", "group": "^", "place": "v"}
# Shapes of sides, so that sides are told apart in black and white too, and the shape of those without one.
SIDE_SHAPES = "osD^vP"
NO_SIDE = "no side"
# The share of false discoveries that what is called clear may hold (Benjamini & Hochberg 1995).
FALSE_DISCOVERIES = 0.05
# Matplotlib brings DejaVu Sans; the others have signs that it lacks and are asked in turn where installed.
_FONTS = (
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Noto Emoji",
    "Segoe UI Emoji",
    "Arial Unicode MS",
)
_INSTALLED = {font.name for font in font_manager.fontManager.ttflist}
FONTS = [name for name in _FONTS if name in _INSTALLED] or ["sans-serif"]
# What is drawn for a sign that no installed font has.
MISSING_GLYPH = "▯"
STYLE = {
    "font.family": FONTS,
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
POINTS = 72  # in an inch
TITLE_SIZE, CAPTION_SIZE = 11, 8
TITLE_STYLE = {"fontsize": TITLE_SIZE, "fontweight": "bold"}
CAPTION_STYLE = {"fontsize": CAPTION_SIZE}
# Characters of title and caption that fit an inch of width.
TITLE_CHARACTERS, CAPTION_CHARACTERS = 10, 15
_LEGEND_CHARACTERS = 100  # in a row of a legend, its marks included
NAME_WIDTH = 30  # characters in a line of a name


def nothing(looked_for: str, *, title: str | None = None, source: str = "") -> tuple[Figure, Axes]:
    """A figure that says in words why it is empty."""
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(WIDTH, 1.9), layout="constrained")
        ax.axis("off")
        text = textwrap.fill(drawable(looked_for), 90)
        ax.text(
            0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, color=GREY, parse_math=False
        )
        finish(fig, title or "Nothing to show", "", source, f"Empty figure: {looked_for}")
    return fig, ax


@cache
def _signs() -> frozenset[int]:
    """The code points that the fonts of figures can draw."""
    paths = [font_manager.findfont(font_manager.FontProperties(family=[name])) for name in FONTS]
    return frozenset().union(*(font_manager.get_font(path).get_charmap() for path in paths))


def drawable(text: Any) -> str:
    """Text on one line that any figure can draw.

    Control characters and marks of writing direction go, runs of white space become one space, and a sign
    that no installed font has becomes an empty box. The description of a figure keeps what is lost here.

    >>> drawable("Lena\\n  Orlo\\x00")
    'Lena Orlo'
    """
    spaced = "".join(" " if sign.isspace() else sign for sign in str(text))
    kept = "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Cn"))
    kept, known = " ".join(kept.split()), _signs()
    return "".join(
        "" if 0xFE00 <= ord(sign) <= 0xFE0F else sign if ord(sign) in known else MISSING_GLYPH
        for sign in kept
    )


def cut(text: Any, width: int = 2 * NAME_WIDTH) -> str:
    """Text on one line of at most `width` characters; a cut is marked by an ellipsis.

    >>> cut("Organization for Security and Cooperation", 20)
    'Organization for …'
    """
    found = "(no name)" if text is None or text is pd.NA or text != text else drawable(text) or "(no name)"
    if len(found) <= width:
        return found
    head = (
        found[: width - 1].rsplit(" ", 1)[0] if " " in found[width // 2 : width - 1] else found[: width - 2]
    )
    return f"{head.rstrip()} …"


def wrapped(name: Any, width: int = NAME_WIDTH, *, lines: int = 2) -> str:
    """A name in at most `lines` lines of `width` characters."""
    found = textwrap.wrap(cut(name, 10_000), width)
    if len(found) <= lines:
        return "\n".join(found)
    return "\n".join([*found[: lines - 1], cut(" ".join(found[lines - 1 :]), width)])


def row_height(labels: Iterable[str]) -> float:
    """Inches for each row of a figure with these labels: more where a label has two lines."""
    return 0.36 if any("\n" in label for label in labels) else 0.31


def listed(names: Iterable[Any], places: int = 3, *, width: int = 40) -> str:
    """The first names in a row, for a title: each cut to `width` characters."""
    return ", ".join(cut(name, width) for name in list(names)[:places])


def filled(text: str, width: int) -> str:
    """Text in as few lines of `width` characters as it needs, all about as long: no lone last word."""
    text = drawable(text)
    lines = len(textwrap.wrap(text, width))
    for narrower in range(max(width // 2, 20), width):
        if len(textwrap.wrap(text, narrower)) <= lines:
            return textwrap.fill(text, narrower)
    return textwrap.fill(text, width)


def text_size(fig: Figure, text: str, **style: Any) -> tuple[float, float]:
    """Width and height of a text in points."""
    artist = fig.text(0, 0, text, parse_math=False, **style)
    box = artist.get_window_extent(fig.canvas.get_renderer())
    artist.remove()
    return box.width * POINTS / fig.dpi, box.height * POINTS / fig.dpi


def on_page(fig: Figure, text: str, characters: int, **style: Any) -> str:
    """Text in lines that are no wider than the figure, whatever letters it has; about `characters` fit an inch."""
    width = int(fig.get_figwidth() * characters)
    lines = filled(text, width)
    while width > 20 and text_size(fig, lines, **style)[0] > (fig.get_figwidth() - 0.25) * POINTS:
        width = int(0.9 * width)
        lines = filled(text, width)
    return lines


def lighter(colour: str, share: float = 0.25) -> tuple[float, float, float]:
    """The colour mixed with white; opaque, so that nothing shows through where two lines cross."""
    red, green, blue = to_rgb(colour)
    return red + share * (1 - red), green + share * (1 - green), blue + share * (1 - blue)


def ink_on(colour: Any) -> str:
    """White or ink, whichever can be read better on the colour (relative luminance of WCAG 2.1)."""
    levels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * levels[0] + 0.7152 * levels[1] + 0.0722 * levels[2]
    # Contrast with white is 1.05 / (luminance + 0.05), with the ink about (luminance + 0.05) / 0.066.
    return "white" if (luminance + 0.05) ** 2 < 1.05 * 0.066 else INK


def colours_of(groups: Iterable[str], order: Sequence[str]) -> dict[str, str]:
    """A colour for each group by its place in the order, so that it keeps it where another group is missing; what is
    not in the order, or beyond the palette, is grey.
    """
    present = set(groups)
    colours = dict(zip(order, PALETTE, strict=False))
    found = {group: colours.get(group, GREY) for group in order if group in present}
    return found | {group: GREY for group in sorted(present) if group not in found}


def side_marks(sides: Iterable[str], order: Sequence[str] = ()) -> tuple[dict[str, str], dict[str, str]]:
    """A colour and a shape for each side, in the order given (else by name); "" is nobody's: grey, drawn hollow."""
    present = set(sides)
    known = [*order, *sorted(present - {*order, ""})]
    colours = colours_of(present - {""}, known) | ({"": GREY} if "" in present else {})
    shapes = {side: SIDE_SHAPES[k % len(SIDE_SHAPES)] for k, side in enumerate(known)}
    return colours, shapes | {"": "o"}


def caption_of(note: str, source: str) -> str:
    """Note and source as one caption."""
    return " ".join(part for part in (note.strip(), f"Source: {source}." if source else "") if part)


def finish(fig: Figure, title: str, note: str, source: str, alt: str) -> None:
    """Title, caption and description of a figure whose layout makes room for them."""
    place = {"x": 0.01, "ha": "left", "parse_math": False}
    above = fig.suptitle(on_page(fig, title, TITLE_CHARACTERS, **TITLE_STYLE), **place, **TITLE_STYLE)
    captions.mark_title(above, title)
    caption = caption_of(note, source)
    if caption:
        text = on_page(fig, caption, CAPTION_CHARACTERS, **CAPTION_STYLE)
        captions.mark_note(fig.supxlabel(text, **place, **CAPTION_STYLE, color=GREY), caption)
    describe(fig, title, alt)


def describe(fig: Figure, title: str, alt: str) -> None:
    """The description of the figure for those who cannot see it, as its label."""
    fig.set_label(alt if title.rstrip(".") in alt else f"{title}. {alt}")


def legend(ax: Axes, handles: Sequence, labels: Sequence[str], *, columns: int) -> Legend:
    """A legend between the title and the axes; the layout keeps room for it."""
    place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 0.2}
    labels = [cut(label, 44) for label in labels]
    columns = max(1, min(columns, _LEGEND_CHARACTERS // (5 + max(map(len, labels), default=1))))
    found = ax.legend(
        handles, labels, ncols=columns, frameon=False, columnspacing=1.4, handletextpad=0.5, **place
    )
    for text in found.get_texts():
        text.set_parse_math(False)
    return found


def dot(colour: str, shape: str = "o", *, hollow: bool = False) -> Line2D:
    """A mark for a legend."""
    face = "white" if hollow else colour
    return Line2D([], [], marker=shape, linestyle="none", color=colour, markerfacecolor=face)


def group_legend(ax: Axes, colours: Mapping[str, str], kinds: Sequence[str]) -> None:
    """The legend of groups by colour and kinds by shape; one entry for both where they are the same."""
    if set(colours) == set(kinds):
        handles = [dot(colour, SHAPES.get(kind, "o")) for kind, colour in colours.items()]
        labels = list(colours)
    else:
        handles = [dot(colour) for colour in colours.values()]
        handles += [dot(INK, SHAPES.get(kind, "o")) for kind in kinds]
        labels = [*colours, *kinds]
    legend(ax, handles, labels, columns=min(len(labels), 6))
