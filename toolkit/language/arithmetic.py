"""Small numeric pieces that the decoders share."""

from __future__ import annotations

import numpy as np

from toolkit.language.labels import DISTANCE_EDGES

_EDGES = np.array(DISTANCE_EDGES)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    exponents = np.exp(scores - scores.max(-1, keepdims=True))
    return exponents / exponents.sum(-1, keepdims=True)


def distance_bucket(offset: np.ndarray) -> np.ndarray:
    """Bucket of signed distances in words: 0 for the word itself, then by sign and size (see labels.DISTANCE_EDGES)."""
    size = np.searchsorted(_EDGES, np.abs(offset), side="right")
    return np.where(offset < 0, size + len(_EDGES) + 1, size)


def by_distance(weights: np.ndarray, furthest: int) -> np.ndarray:
    """The weights of the buckets of all distances from -furthest to furthest, in order; a row (or number) each.

    So that a slice gives those of neighbouring words, where looking up each distance takes many times as long.
    """
    return weights[distance_bucket(np.arange(-furthest, furthest + 1))]


def runs(numbers: np.ndarray) -> list[tuple[int, int]]:
    """Runs of neighbouring whole numbers, given in rising order, as half-open ranges.

    >>> runs(np.array([3, 4, 7]))
    [(3, 5), (7, 8)]
    """
    if not len(numbers):
        return []
    last = np.flatnonzero(numbers[1:] - numbers[:-1] > 1)
    starts, stops = numbers[[0, *(last + 1)]], numbers[[*last, -1]] + 1
    return list(zip(starts.tolist(), stops.tolist()))
