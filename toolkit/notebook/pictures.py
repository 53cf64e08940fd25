"""Figures as pictures and drawings with their description, stored for print."""

from __future__ import annotations

import io
import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.figures import captions
from toolkit.notebook.sentences import text

if TYPE_CHECKING:
    from IPython.display import HTML, Image
    from matplotlib.figure import Figure

DOTS_PER_INCH = 200
_SVG = "http://www.w3.org/2000/svg"
# In the description of a figure that has nothing to draw, before what was looked for (toolkit.figures.style.nothing).
EMPTY_FIGURE = "Empty figure: "


def figure(
    drawn: tuple[Figure, Any] | None,
    name: str | None = None,
    out_folder: str | os.PathLike | None = None,
    *,
    alt: str | None = None,
    empty: str | None = None,
) -> Image | HTML | None:
    """The figure of `(fig, ax)` as a picture with its description as alt text; the figure is closed.

    Shape: what the functions of toolkit.plots return. `alt` replaces the figure's own description. With `name` and
    `out_folder` it is also stored for print, as figures/NAME.png and figures/NAME.svg there (plots.save). A figure that
    has nothing to draw (plots.nothing, or None) becomes a sentence that says so: `empty`, or what the figure says of
    itself; a picture of that name from before is removed then.
    """
    import matplotlib.pyplot as plt
    from IPython.display import Image

    _store(drawn, name, out_folder, alt)
    if drawn is None:
        return text(empty or "")
    fig = drawn[0]
    if (looked_for := _empty(fig)) is not None:
        return text(looked_for if empty is None else empty)
    memory = io.BytesIO()
    fig.savefig(memory, format="png", dpi=DOTS_PER_INCH)
    about = _about(fig, name, out_folder)
    plt.close(fig)
    width = round(fig.get_figwidth() * 96)
    return Image(
        memory.getvalue(), format="png", width=width, alt=alt or str(fig.get_label()), metadata=about
    )


def _about(fig: Figure, name: str | None, out_folder: str | os.PathLike | None) -> dict[str, Any]:
    """What a page needs to set the caption of a figure as text: metadata of its output."""
    from toolkit.figures import files

    found, about = captions.caption(fig), {}
    if found is not None:
        about["caption"] = found._asdict()
    if name is not None and out_folder is not None:
        about["files"] = [f"figures/{path.name}" for path in files.places("", name)]
    return about


def _store(
    drawn: tuple[Figure, Any] | None, name: str | None, out_folder: str | os.PathLike | None, alt: str | None
) -> None:
    """Nothing; the figure is stored for print where name and folder are given, or what was there is removed."""
    if name is None or out_folder is None:
        return
    from toolkit.figures import files

    folder = Path(out_folder) / "figures"
    if drawn is not None and EMPTY_FIGURE not in str(drawn[0].get_label()):
        files.save(drawn, folder, name, alt=alt)
        return
    for path in files.places(folder, name):
        path.unlink(missing_ok=True)


def _empty(fig: Figure) -> str | None:
    """What was looked for in vain, of a figure that has nothing to draw, which is closed; None of another."""
    import matplotlib.pyplot as plt

    _, nothing, looked_for = str(fig.get_label()).partition(EMPTY_FIGURE)
    if not nothing:
        return None
    plt.close(fig)
    return looked_for


def hover(
    drawn: tuple[Figure, Any],
    notes: Mapping[str, str],
    name: str = "figure",
    out_folder: str | os.PathLike | None = None,
    *,
    alt: str | None = None,
    empty: str | None = None,
) -> HTML | None:
    """The figure of `(fig, ax)` as a drawing in the page whose marks say more under the pointer; the figure is closed.

    Shape: `notes` maps the gid of a mark ("term-0") to what is said there, on as many lines as it has. It needs
    neither a script nor the network: each note is the title of an element of the drawing (SVG), which browsers show.
    `alt` replaces the figure's own description; `name` tells the drawings of one page apart, and with `out_folder` the
    figure is stored under it, without the notes. A figure that has nothing to draw becomes a sentence, as in `figure`.
    """
    import matplotlib.pyplot as plt
    from IPython.display import HTML

    from toolkit.figures import files

    fig = drawn[0]
    _store(drawn, name, out_folder, alt)
    if (looked_for := _empty(fig)) is not None:
        return text(looked_for if empty is None else empty)
    root = files.drawing(fig, name, text=False)
    about = _about(fig, name, out_folder)
    plt.close(fig)
    for part in root.iter():
        if (found := part.get("id")) in notes:
            title = ElementTree.Element(f"{{{_SVG}}}title")
            title.text = "".join(sign for sign in notes[found] if sign.isprintable() or sign == "\n")
            part.insert(0, title)
            part.set("id", f"{name}-{found}")
    root.set("role", "img")
    root.set("aria-label", alt or str(fig.get_label()))
    root.set("width", f"{round(fig.get_figwidth() * 96)}")
    root.attrib.pop("height", None)
    root.set("style", "max-width:100%;height:auto")
    return HTML(ElementTree.tostring(root, encoding="unicode"), metadata=about)
