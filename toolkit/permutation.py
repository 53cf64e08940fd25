"""p values by shuffling which document has which label: what would be found if the labels meant nothing.

Numbers in, numbers out. A document is shuffled as a whole, because its words and quotes are not independent.

>>> share_difference_p([[9], [8], [9], [0], [1], [0]], [10] * 6, [True] * 3 + [False] * 3).tolist()
[0.1]
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
from scipy import sparse

# Numbers held at once for one block of shuffled labels: 64 MB an array.
BLOCK = 8_000_000
# Two statistics that differ by less than this part of them are one: the same documents in another order of addition.
TIE = 1e-9


def share_difference_p(
    parts: Any, wholes: Any, in_a: Any, *, permutations: int = 9999, seed: int = 0
) -> np.ndarray:
    """Two-sided p value of each column's share in the rows of A against that in the others.

    Shape: `parts` has one row per document and one column per quantity, `wholes` one number per row or the
    shape of `parts` (arrays or sparse matrices), `in_a` one truth value per row. One value per column, NaN
    where a group has nothing of which a share could be taken.
    The labels are shuffled over the documents; the statistic is the difference of shares over its standard
    error, so that the test also holds (for many documents) where documents of A are longer or vary more. All
    ways to deal the labels are taken where there are no more than `permutations` (then p is exact), else that
    many are drawn, and p counts the observed one among them. Ways that leave a group without anything to take
    a share of say nothing and are left out.
    Sources: Fisher 1935; Chung & Romano 2013 (studentised); Phipson & Smyth 2010 (p never 0).
    """
    part = sparse.csr_matrix(parts, dtype=float)
    whole = _wholes(wholes)
    group = np.asarray(in_a, dtype=bool)
    if group.shape != (part.shape[0],) or whole.shape[0] != part.shape[0]:
        raise ValueError(
            f"one label and one whole per document is wanted: found {group.shape} labels and wholes of shape "
            f"{whole.shape} for {part.shape[0]} documents"
        )
    sums = _products(part, whole)
    observed = np.abs(_difference(group[None].astype(float), sums))[0]
    exact = 0 < math.comb(len(group), int(group.sum())) <= permutations
    blocks = (
        _all_labels(group, part.shape[1])
        if exact
        else _drawn_labels(group, part.shape[1], permutations, seed)
    )
    return _tail(observed, (np.abs(_difference(labels, sums)) for labels in blocks), exact)


def slope_p(parts: Any, wholes: Any, times: Any, *, permutations: int = 9999, seed: int = 0) -> np.ndarray:
    """Two-sided p value of each column's change over time, the documents' times shuffled.

    Shape: as in `share_difference_p`, with `times` one number per document. The statistic is the slope of
    the share, each document weighted by its whole (`contrasts.trend`). Always drawn, never enumerated.
    """
    part, whole = sparse.csr_matrix(parts, dtype=float), _wholes(wholes)
    time = np.asarray(times, dtype=float)
    time = time - time.mean()
    observed = np.abs(_slope(time[None], part, whole))[0]
    random = np.random.default_rng(seed)
    size = max(1, BLOCK // max(part.shape[1], len(time), 1))
    blocks = (
        random.permuted(np.tile(time, (min(size, permutations - done), 1)), axis=1)
        for done in range(0, permutations, size)
    )
    return _tail(observed, (np.abs(_slope(block, part, whole)) for block in blocks), exact=False)


def _tail(observed: np.ndarray, blocks: Iterator[np.ndarray], exact: bool) -> np.ndarray:
    """Part of the defined statistics that are at least as large as the observed one."""
    beyond, defined = np.zeros(observed.shape), np.zeros(observed.shape)
    for block in blocks:
        beyond += (block >= observed - TIE * np.nan_to_num(observed, posinf=0.0)).sum(axis=0)
        defined += (~np.isnan(block)).sum(axis=0)
    added = 0 if exact else 1
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.isnan(observed), np.nan, (beyond + added) / (defined + added))


def _wholes(wholes: Any) -> Any:
    """One number per row as a column that serves all, or a sparse matrix of its own."""
    if sparse.issparse(wholes) or np.ndim(wholes) == 2:
        return sparse.csr_matrix(wholes, dtype=float)
    return np.asarray(wholes, dtype=float)[:, None]


def _times(one: Any, two: Any) -> Any:
    """Cell by cell, a column of one number per row with every column of a matrix."""
    if sparse.issparse(one):
        return sparse.csr_matrix(one.multiply(two))
    return sparse.csr_matrix(two.multiply(one)) if sparse.issparse(two) else one * two


def _products(part: Any, whole: Any) -> list[tuple[Any, np.ndarray]]:
    """Parts, wholes, and the products that the variance of a ratio needs, each with its sum over all rows."""
    found = (part, whole, _times(part, part), _times(part, whole), _times(whole, whole))
    return [(matrix, np.asarray(matrix.sum(axis=0)).reshape(1, -1)) for matrix in found]


def _difference(labels: np.ndarray, sums: list[tuple[Any, np.ndarray]]) -> np.ndarray:
    """Studentised difference of shares under each row of labels (1 in A, 0 in B): labels x columns."""
    own = [np.asarray(labels @ matrix) for matrix, _ in sums]
    rest = [total - inside for inside, (_, total) in zip(own, sums, strict=True)]
    sizes = labels.sum(axis=1)[:, None], labels.shape[1] - labels.sum(axis=1)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        share_a, share_b = own[0] / own[1], rest[0] / rest[1]
        variance = 0
        for (_, size, square, cross, whole), share, rows in zip(
            (own, rest), (share_a, share_b), sizes, strict=True
        ):
            squares = square - 2 * share * cross + share**2 * whole
            # Below this it is the rounding of nought: all documents have the same share.
            squares = np.where(squares <= 1e-12 * (square + share**2 * whole), 0.0, squares)
            variance = variance + squares / size**2 * rows / np.maximum(rows - 1, 1)
        difference = share_a - share_b
        return np.where(np.abs(difference) < 1e-12, 0 * difference, difference / np.sqrt(variance))


def _all_labels(group: np.ndarray, width: int) -> Iterator[np.ndarray]:
    size = max(1, BLOCK // max(width, len(group), 1))
    rows = []
    for chosen in combinations(range(len(group)), int(group.sum())):
        rows.append(chosen)
        if len(rows) == size:
            yield _as_labels(rows, len(group))
            rows = []
    if rows:
        yield _as_labels(rows, len(group))


def _as_labels(rows: list[tuple[int, ...]], length: int) -> np.ndarray:
    labels = np.zeros((len(rows), length))
    labels[np.arange(len(rows))[:, None], np.array(rows, dtype=int)] = 1
    return labels


def _drawn_labels(group: np.ndarray, width: int, permutations: int, seed: int) -> Iterator[np.ndarray]:
    random = np.random.default_rng(seed)
    size = max(1, BLOCK // max(width, len(group), 1))
    for done in range(0, permutations, size):
        tiled = np.tile(group.astype(float), (min(size, permutations - done), 1))
        yield random.permuted(tiled, axis=1)


def _slope(times: np.ndarray, part: Any, whole: Any) -> np.ndarray:
    """Slope of the share over each row of times: times x columns."""
    size = np.asarray(whole.sum(axis=0)).reshape(1, -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.asarray(part.sum(axis=0)).reshape(1, -1) / size
        first = np.asarray(times @ whole)
        spread = np.asarray(times**2 @ whole) - first**2 / size
        return (np.asarray(times @ part) - share * first) / np.where(spread > 0, spread, np.nan)
