"""Words to encoder input: word pieces, word shapes, the break before each word, and windows over a long document.

Training and inference share this module, so the model sees the same input in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

PAD, UNK, CLS, SEP, MASK = 0, 100, 101, 102, 103  # ids of MiniLM's (BERT uncased) vocabulary
MAX_PIECES = 12  # a longer word (an address, a line of dashes) keeps its first 11 pieces and its last
CACHED_WORDS = (
    200_000  # news text repeats itself; beyond this the cache starts afresh, so memory stays bounded
)

SHAPES = ("pad", "lower", "title", "upper", "initial", "mixed", "digits", "alphanumeric", "mark", "other")
BREAKS = ("pad", "glued", "space", "line", "paragraph")
SHAPE = {name: number for number, name in enumerate(SHAPES)}
BREAK = {name: number for number, name in enumerate(BREAKS)}
_BREAK_OF = {"": BREAK["glued"], " ": BREAK["space"]}  # nearly all
_ENDING, _CLOSING = frozenset(".!?"), frozenset(("”", "’", '"', "'", "''", "»", ")", "]"))


class Window(NamedTuple):
    """Words [start, stop) go through the encoder together; the outputs of [keep_start, keep_stop) are used."""

    start: int
    stop: int
    keep_start: int
    keep_stop: int


def word_shape(word: str) -> int:
    """Number of the word's shape in SHAPES: what the uncased vocabulary loses."""
    if not any(character.isalnum() for character in word):
        return SHAPE["mark"]
    if any(character.isdigit() for character in word):
        return SHAPE["alphanumeric"] if any(character.isalpha() for character in word) else SHAPE["digits"]
    if word.islower():
        return SHAPE["lower"]
    if word.isupper():
        return SHAPE["upper"] if len(word) > 1 else SHAPE["initial"]
    if word[:1].isupper() and word[1:].islower():
        return SHAPE["title"]
    return SHAPE["mixed"] if word[:1].isalpha() else SHAPE["other"]


def break_before(gap: str) -> int:
    """Number in BREAKS of the white space between two words."""
    if gap in _BREAK_OF:
        return _BREAK_OF[gap]
    lines = gap.count("\n")
    if lines:
        return BREAK["paragraph"] if lines > 1 else BREAK["line"]
    return BREAK["space"] if gap else BREAK["glued"]


class Pieces:
    """Word pieces of single words, from the tokenizer file that travels with the model.

    Words are looked up one by one and remembered: a word has the same pieces wherever it stands.
    """

    def __init__(self, tokenizer_file: str | Path):
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[tuple[int, ...], int]] = {}

    def __call__(self, word: str) -> tuple[tuple[int, ...], int]:
        """The ids of the word's pieces (never empty) and its shape."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= CACHED_WORDS:
                self._known.clear()
            found = self._known[word] = (self._encode(word), word_shape(word))
        return found

    def of(self, words: Sequence[str]) -> list[tuple[tuple[int, ...], int]]:
        """The same for each of the words."""
        known = self._known.get
        return [known(word) or self(word) for word in words]

    def _encode(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word[:200], add_special_tokens=False).ids or [UNK]
        return tuple(ids if len(ids) <= MAX_PIECES else ids[: MAX_PIECES - 1] + ids[-1:])


def sentence_starts(words: Sequence[str]) -> list[bool]:
    """Does a sentence seem to start with each word: behind a full stop and the closing marks that follow it."""
    starts = [False] * len(words)
    for at in [at for at, word in enumerate(words, 1) if word in _ENDING]:
        while at < len(words) and words[at] in _CLOSING:
            at += 1
        if at < len(words):
            starts[at] = True
    return starts


def cut_windows(
    piece_counts: Sequence[int],
    breaks: Sequence[int],
    *,
    size: int,
    overlap: int,
    sentences: Sequence[bool] = (),
) -> list[Window]:
    """Windows of at most `size` pieces (two of them markers) that together keep every word exactly once.

    A window ends at the last paragraph in its last third, and the next one starts there, as in training. A line break
    counts as one where a sentence starts (see `sentence_starts`; without `sentences`, anywhere), so that wrapped lines
    do not tear a quotation. A window without such a place ends where it is full, and the next one starts `overlap`
    pieces earlier; what is kept changes over at the sentence start nearest to the middle of the overlap.
    """
    total, room = len(piece_counts), size - 2
    edges = np.concatenate([[0], np.cumsum(piece_counts)])
    spans, borders, start = [], [0], 0
    while True:
        stop = int(np.searchsorted(edges, edges[start] + room, side="right")) - 1
        stop = min(max(stop, start + 1), total)
        if stop == total:
            spans.append((start, stop))
            break
        earliest = start + max(1, (stop - start) * 2 // 3)
        clean = next((at for at in range(stop, earliest, -1) if _is_clean(at, breaks, sentences)), None)
        stop = clean or stop
        spans.append((start, stop))
        back = stop if clean else int(np.searchsorted(edges, edges[stop] - overlap, side="left"))
        start = min(max(back, start + 1), stop)
        borders.append(_change_over(start, stop, edges, sentences))
    return [Window(*span, low, high) for span, low, high in zip(spans, borders, [*borders[1:], total])]


def _is_clean(at: int, breaks: Sequence[int], sentences: Sequence[bool]) -> bool:
    return breaks[at] == BREAK["paragraph"] or (
        breaks[at] == BREAK["line"] and (not sentences or sentences[at])
    )


def _change_over(start: int, stop: int, edges: np.ndarray, sentences: Sequence[bool]) -> int:
    """Where in the overlap [start, stop] the earlier window's outputs give way to the later one's."""
    middle = (edges[start] + edges[stop]) / 2
    places = [at for at in range(start + 1, stop) if sentences and sentences[at]] or range(start, stop + 1)
    return min(places, key=lambda at: abs(edges[at] - middle))


def encode_windows(
    words: Sequence[tuple[tuple[int, ...], int]], breaks: Sequence[int], windows: Sequence[Window]
) -> dict[str, np.ndarray]:
    """Arrays for the encoder, one row a window.

    Shape: `pieces`, `shapes`, `breaks` are (windows, longest window in pieces); `first` and `last` are (windows,
    most words in a window) and point to each word's first and last piece; int64, padded with 0.
    """
    rows = [_row(words, breaks, window) for window in windows]
    columns = zip(*rows)
    return {
        name: _pad(column) for name, column in zip(("pieces", "shapes", "breaks", "first", "last"), columns)
    }


def _row(words, breaks, window: Window) -> tuple[np.ndarray, ...]:
    ids, word_shapes = zip(*words[window.start : window.stop])
    counts = np.array([len(own) for own in ids])
    last = np.cumsum(counts)
    first = last - counts + 1
    pieces = np.array([CLS, *chain.from_iterable(ids), SEP])
    shapes, gaps = np.zeros_like(pieces), np.full_like(pieces, BREAK["glued"])
    shapes[1:-1] = np.repeat(word_shapes, counts)
    gaps[first] = breaks[window.start : window.stop]
    gaps[[0, -1]] = 0
    return pieces, shapes, gaps, first, last


def _pad(rows: Sequence[np.ndarray]) -> np.ndarray:
    table = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return table
