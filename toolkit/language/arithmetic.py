"""Small numeric pieces that the decoders share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from toolkit.language.labels import DISTANCE_EDGES

_EDGES = np.array(DISTANCE_EDGES)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis."""
    exponents = np.exp(scores - _last_axis(np.max, scores))
    return exponents / _last_axis(np.sum, exponents)


def _last_axis(sum_or_max: Callable[..., np.ndarray], rows: np.ndarray) -> np.ndarray:
    """That of each row. Of short rows by columns, which is many times faster and goes in the same order."""
    if rows.ndim == 2 and (rows.shape[1] < 8 or sum_or_max is np.max):
        return sum_or_max(np.ascontiguousarray(rows.T), axis=0)[:, None]
    return sum_or_max(rows, axis=-1, keepdims=True)


def distance_bucket(offset: np.ndarray) -> np.ndarray:
    """Bucket of signed distances in words: 0 for the word itself, then by sign and size (see labels.DISTANCE_EDGES)."""
    size = np.searchsorted(_EDGES, np.abs(offset), side="right")
    return np.where(offset < 0, size + len(_EDGES) + 1, size)


def by_distance(weights: np.ndarray, furthest: int) -> np.ndarray:
    """The weights of the buckets of all distances from -furthest to furthest, in order; a row (or number) each.

    So that a slice gives those of neighbouring words, where looking up each distance takes many times as long.
    """
    middle, buckets = _buckets(max(furthest, 1).bit_length())
    return weights[buckets[middle - furthest : middle + furthest + 1]]


@cache
def _buckets(bits: int) -> tuple[int, np.ndarray]:
    """The buckets of all distances of so many bits, and where among them that of distance 0 is."""
    return 2**bits, distance_bucket(np.arange(-(2**bits), 2**bits + 1))


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
