"""Title and note of a figure as text, and where they stand in its picture.

A picture carries both, so that it can be copied anywhere. A page sets them as text below the figure, which readers can
select, enlarge and have read aloud, and cuts them out of the picture: `caption` says what and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_TITLE, _NOTE = "figure-title", "figure-note"
_CLEAR = 0.04  # inches between what is cut out and what stays


class Caption(NamedTuple):
    """Title and note in full; and which shares of the picture's height, from its top and from its foot, they take."""

    title: str
    note: str
    top: float
    foot: float


def mark_title(drawn: Text, title: str) -> None:
    """Nothing; `drawn`, broken into lines, is known to be the title of its figure."""
    drawn.set_gid(_TITLE)
    drawn.set_label(title)


def mark_note(drawn: Text, note: str) -> None:
    """Nothing; `drawn`, broken into lines, is known to be the note below its figure."""
    drawn.set_gid(_NOTE)
    drawn.set_label(note)


def caption(fig: Figure) -> Caption | None:
    """The caption of a figure; None of one whose title was not marked."""
    marked = {text.get_gid(): text for text in fig.texts if text.get_gid() in (_TITLE, _NOTE)}
    if _TITLE not in marked:
        return None
    fig.draw_without_rendering()  # saving it has left places of another resolution behind
    height, clear = fig.bbox.height, _CLEAR * fig.dpi
    low, high = _rest(fig, list(marked.values()))
    above = marked[_TITLE].get_window_extent().y0
    top = 1 - min(above, max(above - clear, high + 1)) / height
    note, foot = marked.get(_NOTE), 0.0
    if note is not None and note.get_text():
        below = note.get_window_extent().y1
        foot = max(below, min(below + clear, low - 1)) / height
    words = str(note.get_label()) if note is not None else ""
    return Caption(str(marked[_TITLE].get_label()), words, round(max(0.0, top), 4), round(max(0.0, foot), 4))


def _rest(fig: Figure, texts: list[Text]) -> tuple[float, float]:
    """Where all that is drawn beside these texts begins and ends, in pixels from the foot."""
    for text in texts:
        text.set_in_layout(False)
    box = fig.get_tightbbox()
    for text in texts:
        text.set_in_layout(True)
    return box.y0 * fig.dpi, box.y1 * fig.dpi
