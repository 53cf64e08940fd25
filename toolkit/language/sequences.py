"""Label sequences: from scores of BIO tags to labelled spans, by Viterbi search over legal sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from toolkit.language.arithmetic import softmax
from toolkit.language.labels import starts_and_continues

SURELY_OUTSIDE = (
    0.995  # words this likely outside any span are borders: between two of them the search is exact
)


def best_spans(
    scores: np.ndarray, tags: Sequence[str], *, only: str | None = None
) -> Iterator[tuple[int, int, str, float]]:
    """(start, stop, label, confidence) of each span of the best legal tag sequence, in order.

    `scores` is (words, tags); column 0 is 'O'; `only` leaves out all other labels. Confidence is the mean probability
    of the span's own label (B or I) over its words, between 0 and 1.
    """
    if not len(scores):
        return
    chances = softmax(scores)
    uncertain = np.flatnonzero(chances[:, 0] < SURELY_OUTSIDE)
    if not len(uncertain):
        return
    tags = tuple(tags)
    best = chances.argmax(1).tolist()
    gaps = np.flatnonzero(np.diff(uncertain) > 1)
    firsts, lasts = uncertain[np.r_[0, gaps + 1]], uncertain[np.r_[gaps, -1]]
    for first, last in zip(firsts.tolist(), lasts.tolist()):
        path = best[first : last + 1]
        if not _legal(path, tags):  # where each word's best tag fits its neighbours, no sequence is better
            path = _viterbi(np.log(chances[first : last + 1] + 1e-12), tags)
        yield from _spans(path, first, tags, chances, only)


def _legal(path: list[int], tags: tuple[str, ...]) -> bool:
    _, continues = starts_and_continues(tags)
    return all(continues[tag] in (-1, before, continues[before]) for before, tag in zip([0, *path], path))


def _viterbi(logs: np.ndarray, tags: tuple[str, ...]) -> list[int]:
    """Best legal tag numbers. Plain lists: with a dozen tags they are many times faster than arrays."""
    begins, continues = starts_and_continues(tags)
    inside = [(tag, opener) for tag, opener in enumerate(continues) if opener >= 0]
    first, *rows = logs.tolist()
    score, back = [value if begin else -np.inf for value, begin in zip(first, begins)], []
    for row in rows:
        top = max(score)
        source, arrive = [score.index(top)] * len(tags), [top] * len(tags)
        for tag, opener in inside:
            source[tag] = opener if score[opener] >= score[tag] else tag
            arrive[tag] = score[source[tag]]
        back.append(source)
        score = [before + value for before, value in zip(arrive, row)]
    path = [score.index(max(score))]
    for source in reversed(back):
        path.append(source[path[-1]])
    return path[::-1]


def _spans(
    path: list[int], offset: int, tags: Sequence[str], chances: np.ndarray, only: str | None
) -> Iterator[tuple[int, int, str, float]]:
    at = 0
    while at < len(path):
        if path[at] == 0:
            at += 1
            continue
        begin, stop = path[at], at + 1
        while stop < len(path) and path[stop] == begin + 1:
            stop += 1
        label = tags[begin][2:]
        if only is None or label == only:
            own = chances[offset + at : offset + stop, begin : begin + 2]
            sure = float(np.add.reduce(own[:, 0] + own[:, 1]) / (stop - at))
            yield offset + at, offset + stop, label, sure
        at = stop
