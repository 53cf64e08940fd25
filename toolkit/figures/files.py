"""Figures as files for print: a picture of 300 dots an inch, and a drawing whose words are text."""

from __future__ import annotations

import io
import os
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What journals ask for pictures that are not photographs, at the width of a page.
DOTS_PER_INCH = 300
SUFFIXES = (".png", ".svg")
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# Behind the fonts that a figure names; letters of Verdana are about as wide as those of DejaVu Sans.
_FALLBACKS = "Verdana, sans-serif"
_FAMILIES = re.compile(r"font(?:-family)?:[^;]*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def save(
    drawn: tuple[Figure, Any], folder: str | os.PathLike, name: str, *, alt: str | None = None
) -> list[Path]:
    """The paths of the figure of `(fig, ax)` in `folder`: NAME.png of 300 dots an inch, and NAME.svg.

    Both carry the description of the figure (`alt` instead, where given). Words of the drawing stay text, in the
    figure's fonts or, where a reader has none of them, in another one without serifs; the picture is the same anywhere.
    Raises: ValueError for a name that is more than letters, digits, - and _.
    """
    paths = places(folder, name)
    fig, described = drawn[0], _plain(alt or str(drawn[0].get_label()))
    Path(folder).mkdir(parents=True, exist_ok=True)
    fig.savefig(paths[0], format="png", dpi=DOTS_PER_INCH, metadata={"Description": described})
    root = drawing(fig, name, text=True)
    for place, (kind, words) in enumerate((("title", name.replace("_", " ")), ("desc", described))):
        element = ElementTree.Element(f"{{{_SVG}}}{kind}")
        element.text = words
        root.insert(place, element)
    for part in root.iter():
        if part.tag in (f"{{{_SVG}}}text", f"{{{_SVG}}}tspan"):
            part.set("style", _FAMILIES.sub(rf"\g<0>, {_FALLBACKS}", part.get("style", "")))
    root.set("role", "img")
    ElementTree.ElementTree(root).write(paths[1], encoding="utf-8", xml_declaration=True)
    return paths


def places(folder: str | os.PathLike, name: str) -> list[Path]:
    """Where `save` puts the figure called `name`. Raises: ValueError, see there."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r}: a figure's name has letters, digits, - and _ only")
    return [Path(folder) / f"{name}{suffix}" for suffix in SUFFIXES]


def drawing(fig: Figure, name: str, *, text: bool) -> ElementTree.Element:
    """The figure as the root of an SVG drawing; its words as text, or as outlines, which look the same anywhere.

    `name` makes the identifiers in it, the same for the same figure. No date and no program is named.
    """
    memory = io.BytesIO()
    style = {"svg.fonttype": "none" if text else "path", "svg.hashsalt": name}
    with plt.rc_context(style):
        fig.savefig(memory, format="svg", metadata={"Date": None})
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(memory.getvalue())
    for part in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(part)
    return root


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")
