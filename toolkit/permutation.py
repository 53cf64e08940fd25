"""p values by shuffling which document has which label: what would be found if the labels meant nothing.

Numbers in, numbers out. A document is shuffled as a whole, because its words and quotes are not independent.

>>> share_difference_p([[9], [8], [9], [0], [1], [0]], [10] * 6, [True] * 3 + [False] * 3).tolist()
[0.1]
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse, special

# Numbers held at once for one block of shuffled labels: 64 MB an array.
BLOCK = 8_000_000
# Two statistics that differ by less than this part of them are one: the same documents in another order of addition.
TIE = 1e-9
# A column in more blocks than this has labellings enough that those which leave its own labels as they are do not
# matter: two equal groups draw one of them in 4,096 times or less.
FEW_BLOCKS = 12


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
    return _tail(observed, ((np.abs(_difference(labels, sums)), False) for labels in blocks), exact)


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
    return _tail(observed, ((np.abs(_slope(block, part, whole)), False) for block in blocks), exact=False)


class LabelTest(NamedTuple):
    """p of each group against all others (groups x columns) and of all at once; how many labellings there are.

    `smallest` is the smallest p that any outcome could have had; `exact` says that all labellings were taken.
    """

    p: np.ndarray
    together: np.ndarray
    ways: float
    smallest: float
    exact: bool


def label_p(
    parts: Any,
    wholes: Any,
    labels: Any,
    clusters: Any,
    blocks: Any = None,
    *,
    permutations: int = 9999,
    seed: int = 0,
) -> LabelTest:
    """Two-sided p of each column's share (or mean) in the rows of each group against that in all other rows.

    Shape: `parts` has one row per unit and one column per quantity, `wholes` one number per row or the shape of
    `parts`; `labels` (the group), `clusters` (the document) and `blocks` one whole number from 0 per row. A block is
    what has one label within its document, such as a speaker; without it each row is its own.
    What is shuffled keeps clusters whole: documents of a single group exchange their labels with each other, as wholes;
    in a document of several groups the blocks exchange theirs, so that what all units of a document have in common
    falls out of the difference. The statistic is the difference of shares over its standard error, which is that of
    sums over documents, whatever groups they hold (linearised; the covariance of groups within documents is in it).
    For more than two groups `together` takes the sum of the squared statistics. All labellings are taken where there
    are no more than `permutations`, else that many are drawn and p counts the observed one among them.
    A labelling that leaves all rows which hold some of a column (in FEW_BLOCKS blocks or fewer) in the groups they are
    in says nothing for or against chance, whatever it does to the size of the groups; it counts a half, as a tie does
    in a mid-p. Without that, two or three uses are a finding where one group has far more words than the other.
    Raises: ValueError where lengths differ or a block of a document has two labels.
    Sources: Fisher 1935; Chung & Romano 2013 (studentised); Phipson & Smyth 2010 (p never 0); Winkler et al. 2015,
    "Multi-level block permutation" (whole-block and within-block exchange); Lancaster 1961 (mid-p).
    """
    label = np.unique(np.asarray(labels), return_inverse=True)[1]
    layout = _layout(label, np.asarray(clusters), blocks)
    part, whole = (_by_block(numbers, layout) for numbers in (parts, wholes))
    groups, width = int(label.max(initial=-1)) + 1, part.shape[1]
    if groups < 2:
        return LabelTest(np.full((groups, width), np.nan), np.full(width, np.nan), 1.0, 1.0, True)
    ways, symmetric = _ways(layout)
    exact = ways <= permutations
    view = _columns(part, whole, layout)
    observed = _statistics(layout.labels[None], view, groups)
    size = max(1, BLOCK // 4 // max(len(layout.labels), 1))
    drawn = (
        _all_layouts(layout, int(ways), size) if exact else _drawn_layouts(layout, permutations, seed, size)
    )
    shuffled = (
        (_statistics(block, view, groups), _unmoved(block, layout.labels, view[0], groups)) for block in drawn
    )
    flat = _tail(observed[:, 0], shuffled, exact, axis=1)
    p = np.repeat(flat[:1], 2, axis=0) if groups == 2 else flat[:-1]
    smallest = min((2 if symmetric else 1) / ways, 1.0) if exact else 1 / (permutations + 1)
    return LabelTest(p, flat[-1], float(ways), smallest, exact)


class _Layout(NamedTuple):
    """Blocks in the order of their clusters: label and stratum (what exchanges labels) of each, row -> block."""

    labels: np.ndarray
    strata: np.ndarray
    starts: np.ndarray
    of_row: np.ndarray


def _layout(label: np.ndarray, clusters: np.ndarray, blocks: Any) -> _Layout:
    cluster = np.unique(clusters, return_inverse=True)[1]
    if label.shape != cluster.shape or (blocks is not None and np.shape(blocks) != label.shape):
        raise ValueError(
            f"one label, one cluster and one block per row are wanted, found {label.shape}, {cluster.shape}, "
            f"{None if blocks is None else np.shape(blocks)}"
        )
    rows = np.arange(len(label))
    inner = rows if blocks is None else np.unique(np.asarray(blocks), return_inverse=True)[1]
    first = np.full(int(cluster.max(initial=-1)) + 1, -1)
    first[cluster[::-1]] = label[::-1]
    mixed = np.zeros(len(first), dtype=bool)
    mixed[cluster[label != first[cluster]]] = True
    # A document of one group moves as a whole: it is one block.
    pair = cluster * (len(label) + 1) + np.where(mixed[cluster], inner + 1, 0)
    _, start, of_row = np.unique(pair, return_index=True, return_inverse=True)
    if (label[start][of_row] != label).any():
        row = int(np.flatnonzero(label[start][of_row] != label)[0])
        raise ValueError(f"a block has one label within a document; the block of row {row} has several")
    own = cluster[start]
    strata = np.where(mixed[own], own + 1, 0)
    return _Layout(label[start], strata, np.flatnonzero(np.diff(own, prepend=-1)), of_row)


def _by_block(numbers: Any, layout: _Layout) -> Any:
    """Sums over the rows of each block: a sparse matrix, or one number per block."""
    if not sparse.issparse(numbers) and np.ndim(numbers) == 1:
        weights = np.asarray(numbers, dtype=float)
        return np.bincount(layout.of_row, weights=weights, minlength=len(layout.labels))
    matrix = sparse.csr_matrix(numbers, dtype=float)
    rows = np.arange(len(layout.of_row))
    shape = (len(layout.labels), len(layout.of_row))
    return sparse.csc_matrix(
        sparse.csr_matrix((np.ones(len(rows)), (layout.of_row, rows)), shape=shape) @ matrix
    )


def _ways(layout: _Layout) -> tuple[float, bool]:
    """How many labellings there are (inf beyond a float), and whether exchanging two groups gives another of them."""
    groups = int(layout.labels.max()) + 1
    logarithm, symmetric = 0.0, groups == 2
    strata, place = np.unique(layout.strata, return_inverse=True)
    counts = np.bincount(place * groups + layout.labels, minlength=len(strata) * groups).reshape(-1, groups)
    logarithm = special.gammaln(counts.sum(axis=1) + 1).sum() - special.gammaln(counts + 1).sum()
    if symmetric:
        symmetric = bool((counts[:, 0] == counts[:, 1]).all())
    return (float(round(np.exp(logarithm))) if logarithm < 40 else float("inf")), symmetric


def _arrangements(labels: np.ndarray) -> np.ndarray:
    """All different orders of these labels, one in each row."""
    values, counts = np.unique(labels, return_counts=True)
    if len(values) == 1:
        return labels[None]
    found = []
    rest = np.repeat(values[1:], counts[1:])
    for chosen in combinations(range(len(labels)), int(counts[0])):
        free = np.setdiff1d(np.arange(len(labels)), chosen)
        rows = _arrangements(rest)
        block = np.full((len(rows), len(labels)), values[0])
        block[:, free] = rows
        found.append(block)
    return np.concatenate(found)


def _all_layouts(layout: _Layout, ways: int, size: int) -> Iterator[np.ndarray]:
    places = [np.flatnonzero(layout.strata == stratum) for stratum in np.unique(layout.strata)]
    orders = [_arrangements(layout.labels[place]) for place in places]
    for done in range(0, ways, size):
        number = np.arange(done, min(done + size, ways))
        block = np.empty((len(number), len(layout.labels)), dtype=int)
        for place, order in zip(places, orders, strict=True):
            block[:, place] = order[number % len(order)]
            number = number // len(order)
        yield block


def _drawn_layouts(layout: _Layout, permutations: int, seed: int, size: int) -> Iterator[np.ndarray]:
    random = np.random.default_rng(seed)
    order = np.argsort(layout.strata, kind="stable")
    lengths = np.unique(layout.strata, return_counts=True)[1]
    ends = np.cumsum(lengths)
    # Strata of one size are shuffled together, as rows of one array; those of one block have nothing to exchange.
    places = [
        order[(ends - lengths)[lengths == length][:, None] + np.arange(length)]
        for length in np.unique(lengths[lengths > 1])
    ]
    labels = layout.labels.astype("int16")
    for done in range(0, permutations, size):
        block = np.tile(labels, (min(size, permutations - done), 1))
        for place in places:
            block[:, place.ravel()] = random.permuted(block[:, place], axis=2).reshape(len(block), -1)
        yield block


class _Column(NamedTuple):
    """The blocks that hold some of a column, where each of their clusters begins among them, and which these are."""

    blocks: np.ndarray
    values: np.ndarray
    starts: np.ndarray
    clusters: np.ndarray
    total: np.ndarray
    whole: np.ndarray | None


def _columns(part: Any, whole: Any, layout: _Layout) -> tuple[list[_Column], np.ndarray | None, np.ndarray]:
    """Each column's view; the wholes where all columns share them; where each cluster's blocks start."""
    own = np.zeros(len(layout.labels), dtype=int)
    own[layout.starts[1:]] = 1
    cluster = np.cumsum(own)
    columns = []
    shared = whole if isinstance(whole, np.ndarray) else None
    for number in range(part.shape[1]):
        inside = slice(part.indptr[number], part.indptr[number + 1])
        order = np.argsort(part.indices[inside])
        blocks, values = part.indices[inside][order], part.data[inside][order]
        starts = np.flatnonzero(np.diff(cluster[blocks], prepend=-1))
        total = np.add.reduceat(values, starts) if len(starts) else np.zeros(0)
        own_whole = None if shared is not None else np.asarray(whole[:, [number]].todense()).ravel()
        columns.append(_Column(blocks, values, starts, cluster[blocks][starts], total, own_whole))
    return columns, shared, layout.starts


class _Sizes(NamedTuple):
    """The wholes of a group and of the rest in each cluster, for each labelling, with the sums that variances need."""

    own: np.ndarray
    rest: np.ndarray
    total: tuple[np.ndarray, np.ndarray]
    squares: tuple[np.ndarray, np.ndarray, np.ndarray]
    factors: tuple[np.ndarray, np.ndarray]


def _sizes(inside: np.ndarray, whole: np.ndarray, starts: np.ndarray) -> _Sizes:
    own = np.add.reduceat(inside * whole, starts, axis=1)
    rest = np.add.reduceat(whole, starts) - own
    rest[rest < TIE * whole.max(initial=0)] = 0.0  # what rounding leaves of nought
    factors = []
    for side in (own, rest):
        holding = (side > 0).sum(axis=1)
        factors.append(holding / np.maximum(holding - 1, 1))
    squares = tuple(np.einsum("ij,ij->i", one, two) for one, two in ((own, own), (rest, rest), (own, rest)))
    return _Sizes(own, rest, (own.sum(axis=1), rest.sum(axis=1)), squares, (factors[0], factors[1]))


def _statistics(labels: np.ndarray, view: Any, groups: int) -> np.ndarray:
    """|t| of each group against the rest, and last the sum of squares: groups + 1 x labellings x columns.

    Of two groups the first stands for both: 2 x labellings x columns.
    """
    columns, shared, starts = view
    found = []
    for group in range(1 if groups == 2 else groups):
        inside = (labels == group).astype(float)
        sizes = None if shared is None else _sizes(inside, shared, starts)
        each = [
            _studentised(inside, column, sizes or _sizes(inside, column.whole, starts)) for column in columns
        ]
        found.append(np.stack(each, axis=1) if each else np.zeros((len(labels), 0)))
    squares = np.sum([values**2 for values in found], axis=0)
    return np.stack([*found, squares])


def _unmoved(labels: np.ndarray, actual: np.ndarray, columns: list[_Column], groups: int) -> np.ndarray:
    """Whether a labelling leaves all that holds some of a column in its group, and moves something else.

    Shape: as of `_statistics`.
    """
    few = [at for at, column in enumerate(columns) if 0 < len(column.blocks) <= FEW_BLOCKS]
    found = np.zeros((2 if groups == 2 else groups + 1, len(labels), len(columns)), dtype=bool)
    for number in range(len(found)):
        last = number == len(found) - 1
        now, before = (labels, actual) if last else (labels == number, actual == number)
        same = now == before
        moved = ~same.all(axis=1)
        for at in few:
            found[number, :, at] = same[:, columns[at].blocks].all(axis=1) & moved
    return found


def _studentised(inside: np.ndarray, column: _Column, sizes: _Sizes) -> np.ndarray:
    """|Difference of shares| over its standard error from sums over clusters, for each labelling."""
    if len(column.starts):
        own = np.add.reduceat(inside[:, column.blocks] * column.values, column.starts, axis=1)
    else:
        own = np.zeros((len(inside), 0))
    rest = column.total - own
    size = sizes.own[:, column.clusters], sizes.rest[:, column.clusters]
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = own.sum(axis=1) / sizes.total[0], rest.sum(axis=1) / sizes.total[1]
        variance, largest = 0.0, 0.0
        for part, share, whole, square, total, factor in zip(
            (own, rest), (a, b), size, sizes.squares, sizes.total, sizes.factors
        ):
            ends = _dot(part, part) + share**2 * square
            variance += factor * (ends - 2 * share * _dot(part, whole)) / total**2
            largest += factor * ends / total**2
        cross = _dot(own, rest) - a * _dot(size[0], rest) - b * _dot(own, size[1]) + a * b * sizes.squares[2]
        variance -= (
            2 * np.sqrt(sizes.factors[0] * sizes.factors[1]) * cross / (sizes.total[0] * sizes.total[1])
        )
        variance = np.where(variance <= 1e-12 * largest, 0.0, variance)
        difference = np.abs(a - b)
        nothing = difference < 1e-12 * np.maximum(np.abs(a), np.abs(b)) + 1e-15
        return np.where(nothing, 0 * difference, difference / np.sqrt(variance))


def _dot(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", one, two)


def _tail(
    observed: np.ndarray, shuffled: Iterator[tuple[np.ndarray, Any]], exact: bool, axis: int = 0
) -> np.ndarray:
    """Part of the defined statistics that are at least as large as the observed one; labellings lie along `axis`.

    With the statistics comes which of them count a half, whatever they are.
    """
    beyond, defined = np.zeros(observed.shape), np.zeros(observed.shape)
    least = np.expand_dims(observed - TIE * np.nan_to_num(observed, posinf=0.0), axis)
    for values, half in shuffled:
        beyond += np.where(half, 0.5, values >= least).sum(axis=axis)
        defined += (~np.isnan(values)).sum(axis=axis)
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
