"""Pieces of articles as a page shows them: what is left of a text, and where its offsets come to lie in that.

Signs that turn the direction of writing, and other control characters, could make a page show what no article says, so
they are left out. Scripts count UTF-16 units and Python counts characters: an emoji is two of those, one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

# Overrides, embeddings and isolates of the writing direction (Unicode Standard Annex 9), and its marks.
_DIRECTION = "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"
_BREAKS = "\n\u2028\u2029"
_ODD = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_DIRECTION}\u2028\u2029\ufeff]")


class Shown(NamedTuple):
    """A text as a page shows it, and for each offset of the text (its end too) the UTF-16 unit where it lies there."""

    text: str
    units: np.ndarray


def shown(text: str) -> Shown:
    """The text without signs that control its writing; see `Shown`.

    >>> shown("a\u202eb \U0001f600!").text, shown("a\u202eb \U0001f600!").units.tolist()
    ('ab \U0001f600!', [0, 1, 1, 2, 3, 5, 6])
    """
    if not _ODD.search(text) and (not text or max(text) <= "\uffff"):
        return Shown(text, np.arange(len(text) + 1))
    signs = [_shown_sign(sign) if _ODD.match(sign) else sign for sign in text]
    sizes = [0 if not sign else 2 if sign > "\uffff" else 1 for sign in signs]
    return Shown("".join(signs), np.concatenate([[0], np.cumsum(sizes, dtype=int)]))


def _shown_sign(sign: str) -> str:
    if sign in _BREAKS:
        return "\n"
    if sign.isspace():
        return " "
    return "\ufffd" if "\ud800" <= sign <= "\udfff" else ""


def line(value: Any) -> str:
    """A name or title on one line, as `shown` shows it; "" where it is missing."""
    return " ".join(shown(value).text.split()) if isinstance(value, str) else ""


def merged(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The windows in order, those that overlap or touch as one.

    >>> merged([(5, 9), (0, 3), (8, 12)])
    [(0, 3), (5, 12)]
    """
    found: list[tuple[int, int]] = []
    for low, high in sorted(windows):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def widened(text: str, low: int, high: int, room: int) -> tuple[int, int]:
    """The stretch with at most `room` characters more on either side, cut between words.

    >>> text = "one two three four five"
    >>> low, high = widened(text, 8, 13, 6)
    >>> text[low:high]
    'two three four'
    """
    start, end = max(0, low - room), min(len(text), high + room)
    if start and not text[start - 1].isspace():
        start = next((at + 1 for at in range(start, low) if text[at].isspace()), low)
    if end < len(text) and not text[end].isspace():
        end = next((at for at in range(end - 1, high - 1, -1) if text[at].isspace()), high)
    return start, end
