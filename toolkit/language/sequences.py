"""Label sequences: from scores of BIO tags to labelled spans, by Viterbi search over legal sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import add

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
    if len(scores):
        yield from spans_of(softmax(scores), tags, only=only)


def spans_of(
    chances: np.ndarray, tags: Sequence[str], *, only: str | None = None
) -> Iterator[tuple[int, int, str, float]]:
    """The same from the probabilities of the tags."""
    begins, _ = starts_and_continues(tuple(tags))
    path = _best_path(chances, tuple(tags))
    openers = [tag for tag, name in enumerate(tags) if name[:2] == "B-" and only in (None, name[2:])]
    starts = np.flatnonzero(np.isin(path, openers))
    ends = np.flatnonzero(np.append(np.array(begins)[path], True))
    stops = ends[np.searchsorted(ends, starts, side="right")]
    sure = _sure(chances, path[starts], starts, stops)
    labels = [tags[tag][2:] for tag in path[starts].tolist()]
    return zip(starts.tolist(), stops.tolist(), labels, sure, strict=True)


def _best_path(chances: np.ndarray, tags: tuple[str, ...]) -> np.ndarray:
    """The tag number of each word in the best legal sequence.

    Where each word's best tag fits its neighbours, no sequence is better.
    """
    path = chances.argmax(1)
    continues = np.array(starts_and_continues(tags)[1])
    before, continued = np.append(0, path[:-1]), continues[path]
    legal = (continued < 0) | (continued == before) | (continued == continues[before])
    if legal.all():
        return path
    uncertain = np.flatnonzero(chances[:, 0] < SURELY_OUTSIDE)
    gaps = np.flatnonzero(np.diff(uncertain) > 1)
    firsts, lasts = uncertain[np.r_[0, gaps + 1]], uncertain[np.r_[gaps, -1]]
    for at in np.unique(np.searchsorted(lasts, np.flatnonzero(~legal))).tolist():
        stretch = slice(firsts[at], lasts[at] + 1)
        path[stretch] = _viterbi(np.log(chances[stretch] + 1e-12), tags)
    return path


def _viterbi(logs: np.ndarray, tags: tuple[str, ...]) -> list[int]:
    """Best legal tag numbers. Plain lists: with a dozen tags they are many times faster than arrays.

    An I tag comes behind the B tag of its label, whose number is one lower, or behind itself; all others behind any.
    """
    begins, continues = starts_and_continues(tags)
    first, *rows = logs.tolist()
    scores = [[value if begin else -np.inf for value, begin in zip(first, begins)]]
    for row in rows:
        before = scores[-1]
        arrive = [max(before)] * len(tags)
        arrive[2::2] = map(max, before[1::2], before[2::2])
        scores.append(list(map(add, arrive, row)))
    path = [scores[-1].index(max(scores[-1]))]
    for before in reversed(scores[:-1]):
        tag, opener = path[-1], continues[path[-1]]
        if opener < 0:
            path.append(before.index(max(before)))
        else:
            path.append(opener if before[opener] >= before[tag] else tag)
    return path[::-1]


def _sure(chances: np.ndarray, tags: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> list[float]:
    """The mean over each span's words of the probability of its label; `tags` are the numbers of their B tags."""
    first, last = (chances[words, tags] + chances[words, tags + 1] for words in (starts, stops - 1))
    found = np.where(stops - starts == 1, first, (first + last) / 2).tolist()
    for at in np.flatnonzero(stops - starts > 2).tolist():
        own = chances[starts[at] : stops[at], tags[at] : tags[at] + 2]
        found[at] = float(np.add.reduce(own[:, 0] + own[:, 1]) / len(own))
    return found
