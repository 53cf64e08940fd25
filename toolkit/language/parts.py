"""A document as the network reads it: words without white space tokens, the break before each, in parts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from spacy.attrs import IDX, IS_SPACE, LENGTH, SPACY
from spacy.tokens import Doc

from toolkit.language.features import BREAK, break_before

PART_WORDS = 5_000  # a longer document is read in parts of whole paragraphs: bounds memory (70 MB) and time


class Part:
    """Consecutive paragraphs of a document: its words, and where they are in the Doc and its text."""

    def __init__(self, doc: Doc, tokens: np.ndarray, breaks: np.ndarray, places: np.ndarray, text: str):
        self.doc = doc
        self.tokens: list[int] = tokens.tolist()
        self.breaks: list[int] = breaks.tolist()
        self.starts: list[int] = places[:, 0].tolist()  # of the words, in characters of the document
        self.words = list(map(text.__getitem__, map(slice, self.starts, places[:, 1].tolist())))


def parts_of(doc: Doc, text: str) -> Iterator[Part]:
    """The parts of a Doc, of which `text` is the text; one without words if it has none."""
    columns = doc.to_array([IDX, LENGTH, IS_SPACE, SPACY]).reshape(len(doc), 4).astype(np.int64)
    tokens = np.flatnonzero(columns[:, 2] == 0)
    start, length, _, spaced = columns[tokens].T
    places = np.stack([start, start + length], axis=1)
    breaks = _breaks(text, places, spaced)
    borders = _borders(breaks)
    for low, high in zip(borders, borders[1:]):
        yield Part(doc, tokens[low:high], breaks[low:high], places[low:high], text)


def _breaks(text: str, places: np.ndarray, spaced: np.ndarray) -> np.ndarray:
    """The break before each word; `spaced` says of each whether a space follows, which is nearly all there is."""
    starts, ends = places[:, 0], np.append(0, places[:-1, 1])
    gaps = starts - ends
    found = np.where(gaps == 0, BREAK["glued"], BREAK["space"])
    plain = np.append(0, spaced[:-1]) > 0
    for at in np.flatnonzero((gaps > 1) | ((gaps == 1) & ~plain[: len(gaps)])).tolist():
        found[at] = break_before(text[ends[at] : starts[at]])
    return found


def _borders(breaks: np.ndarray) -> list[int]:
    """Where parts begin, and the end. Text without any break is cut at twice the size, come what may."""
    borders = [0]
    while True:
        low = borders[-1] + PART_WORDS
        lines = np.flatnonzero(breaks[low : low + PART_WORDS] >= BREAK["line"])
        border = low + (int(lines[0]) if len(lines) else PART_WORDS)
        if border >= len(breaks):
            return [*borders, len(breaks)]
        borders.append(border)
