"""Label sequences: from scores of BIO tags to labelled spans, by Viterbi search over legal sequences."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from toolkit.language.labels import starts_and_continues
from toolkit.language.numbers import softmax

SURELY_OUTSIDE = 0.995  # words this likely outside any span are borders: between two of them the search is exact


def best_spans(scores: np.ndarray, tags: Sequence[str]) -> Iterator[tuple[int, int, str, float]]:
    """(start, stop, label, confidence) of each span of the best legal tag sequence, in order.

    `scores` is (words, tags); column 0 is 'O'. Confidence is the mean probability of the span's own label (B or I)
    over its words, between 0 and 1.
    """
    if not len(scores):
        return
    chances = softmax(scores)
    logs = np.log(chances + 1e-12)
    uncertain = np.flatnonzero(chances[:, 0] < SURELY_OUTSIDE)
    if not len(uncertain):
        return
    for piece in np.split(uncertain, np.flatnonzero(np.diff(uncertain) > 1) + 1):
        first = int(piece[0])
        path = _viterbi(logs[first : int(piece[-1]) + 1], tuple(tags))
        yield from _spans(path, first, tags, chances)


def _viterbi(logs: np.ndarray, tags: tuple[str, ...]) -> list[int]:
    begins, continues = starts_and_continues(tags)
    begins = np.array(begins)
    inside = np.flatnonzero(~begins)
    opener = np.array([continues[tag] for tag in inside])
    score, back = np.where(begins, logs[0], -np.inf), []
    for row in logs[1:]:
        best = int(score.argmax())
        arrive, source = np.full(len(tags), score[best]), np.full(len(tags), best)
        from_begin, from_inside = score[opener], score[inside]
        arrive[inside] = np.maximum(from_begin, from_inside)
        source[inside] = np.where(from_begin >= from_inside, opener, inside)
        back.append(source)
        score = arrive + row
    path = [int(score.argmax())]
    for source in reversed(back):
        path.append(int(source[path[-1]]))
    return path[::-1]


def _spans(path: list[int], offset: int, tags: Sequence[str], chances) -> Iterator[tuple[int, int, str, float]]:
    at = 0
    while at < len(path):
        if path[at] == 0:
            at += 1
            continue
        begin, stop = path[at], at + 1
        while stop < len(path) and path[stop] == begin + 1:
            stop += 1
        words = slice(offset + at, offset + stop)
        sure = float(chances[words, begin : begin + 2].sum(1).mean())
        yield offset + at, offset + stop, tags[begin][2:], sure
        at = stop
