"""How each actor stands in a directed network: degrees, PageRank and betweenness of many networks at once.

Arrays in, arrays out. The networks have the same actors and the same possible edges, from `source[e]` to `target[e]`,
and differ in the edges' weights: an array of networks x edges, where 0 means that the edge is not there. Each
function returns networks x actors and agrees with networkx to rounding.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

DAMPING = 0.85


def sums(weights: np.ndarray, ends: np.ndarray, size: int) -> np.ndarray:
    """Sum of the weights of the edges at each actor, `ends` being the edges' sources (out) or targets (in)."""
    return np.asarray(weights @ _places(ends, size))


def _places(ends: np.ndarray, size: int) -> sparse.csr_matrix:
    """Edges x actors, 1 where the edge ends at the actor."""
    return sparse.csr_matrix((np.ones(len(ends)), (np.arange(len(ends)), ends)), shape=(len(ends), size))


def pagerank(
    weights: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
    size: int,
    *,
    damping: float = DAMPING,
    tolerance: float = 1e-9,
) -> np.ndarray:
    """PageRank: the share of its time that a walker spends at each actor; sums to 1.

    The walker follows an edge with a probability in proportion to its weight, and with probability 1 - `damping`,
    or where no edge leads on, jumps to an actor at random. `tolerance` is the largest change of a network's
    values together at which to stop.
    Source: Page, Brin, Motwani & Winograd 1999; dead ends as in networkx.
    """
    # Edges x networks, so that whole rows are picked and added up.
    out = sums(weights, source, size).T
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(out[source] > 0, weights.T / out[source], 0.0)
    dangling, arrive = out == 0, _places(target, size).T.tocsr()
    rank = np.full((size, len(weights)), 1 / max(size, 1))
    # Each round shrinks the error by the damping at least, so 1000 are always enough.
    for _ in range(1000 if size else 0):
        stuck = np.where(dangling, rank, 0.0).sum(axis=0)
        after = damping * (arrive @ (rank[source] * step) + stuck / size) + (1 - damping) / size
        change = np.abs(after - rank).sum(axis=0).max(initial=0.0)
        rank = after
        if change <= tolerance:
            break
    return rank.T


def betweenness(weights: np.ndarray, source: np.ndarray, target: np.ndarray, size: int) -> np.ndarray:
    """Betweenness: the share of shortest paths between two other actors that lead through each; 0 to 1.

    Paths follow the direction of the edges and count every edge as one step, whatever its weight. The share is the
    average over all ordered pairs of other actors; pairs without a path count as 0.
    Source: Freeman 1977; computed as in Brandes 2001.
    """
    found = np.zeros((len(weights), size))
    for row, there in enumerate(weights > 0):
        if size > 2 and there.any():
            found[row] = _betweenness(source[there], target[there], size) / ((size - 1) * (size - 2))
    return found


def _betweenness(source: np.ndarray, target: np.ndarray, size: int) -> np.ndarray:
    """Sum over ordered pairs of the share of shortest paths through each actor, all starting points at once."""
    forward = sparse.csr_matrix((np.ones(len(source)), (target, source)), shape=(size, size))
    back = forward.T.tocsr()
    starts = np.unique(source)
    columns = np.arange(len(starts))
    # Actors x starting points: number of shortest paths, and which actors are reached at each step.
    paths = np.zeros((size, len(starts)))
    paths[starts, columns] = 1.0
    reached, newest, levels = paths > 0, paths, []
    while True:
        newest = forward @ newest
        newest[reached] = 0.0
        level = newest > 0
        if not level.any():
            break
        levels.append(level)
        paths += newest
        reached |= level
    through = np.zeros_like(paths)
    for deeper, level in zip(reversed(levels), [*reversed(levels[:-1]), None]):
        share = np.zeros_like(paths)
        share[deeper] = (1 + through[deeper]) / paths[deeper]
        if level is not None:
            through += np.where(level, paths * (back @ share), 0.0)
    return through.sum(axis=1)
