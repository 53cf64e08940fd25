"""What a network would look like by chance: its edges dealt anew, every actor keeping what it has.

Every sample has the same actors as the network itself, and each actor the same number of edges out and in; no edge
joins an actor to itself, and none is there twice. All such networks are equally likely.
"""

from __future__ import annotations

import numpy as np

# Truth values kept at once for the samples' adjacency (1 byte each): 64 MB.
BLOCK = 64_000_000
# Swaps tried per edge for each sample; Milo et al. 2003 find 100 more than adequate. From 5 to 100 the expected
# values of the measures in `mixing` did not differ by more than their sampling error (tests/test_network_mixing.py).
SWAPS = 10
# A triangle is tried after this many swaps.
TRIANGLES = 4
# Above this, one sample's adjacency alone takes 64 MB.
MOST_ACTORS = 8000


def rewired(
    source: np.ndarray, target: np.ndarray, size: int, *, samples: int, seed: int, swaps: int = SWAPS
) -> np.ndarray:
    """Targets of the edges in `samples` networks with the same degrees, drawn at random.

    Shape: samples x edges; the sources stay as they are, so edge e of sample i runs from `source[e]` to
    `found[i, e]`. What belongs to an edge, such as its weight, thus stays with its source, which keeps the sum
    of its weights, and goes to any of its new targets with equal probability.
    Each sample is a chain of its own from the given network: two edges a -> b and c -> d become a -> d and
    c -> b, or a cycle a -> b -> c -> a is turned round, unless that gives an edge twice or a loop. Both moves are
    as likely as their reverse, and with the second one every network of these degrees can be reached.
    Sources: Rao, Jana & Bandyopadhyay 1996 (cycles); Milo et al. 2003; Opsahl et al. 2008 (weights stay with
    their source).
    Raises: ValueError for more than 8,000 actors, for loops and for repeated edges.
    """
    if size > MOST_ACTORS:
        raise ValueError(
            f"a null model of {size:,} actors does not fit in memory; take structure.backbone of the edges "
            f"first, or fewer than {MOST_ACTORS:,} actors"
        )
    keys = source * size + target
    if (source == target).any() or len(np.unique(keys)) < len(keys):
        raise ValueError(
            "a null model wants edges without loops and each edge once; toolkit.network.arrays.network makes them so"
        )
    width = max(1, BLOCK // max(1, size * size))
    random = np.random.default_rng(seed)
    blocks = [
        _chains(source, target, size, min(width, samples - first), swaps * len(source), random)
        for first in range(0, samples, width)
    ]
    return np.concatenate(blocks) if blocks else np.zeros((0, len(source)), dtype=int)


def _chains(
    source: np.ndarray, target: np.ndarray, size: int, chains: int, steps: int, random: np.random.Generator
) -> np.ndarray:
    """The targets after `steps` tries in each of `chains` chains, one try in all chains at a time."""
    targets = np.tile(target, (chains, 1))
    if len(source) < 2:
        return targets
    there = np.zeros((chains, size, size), dtype=bool)
    there[:, source, target] = True
    for first in range(0, steps, 1000):
        picks = random.integers(len(source), size=(min(1000, steps - first), 4, chains))
        for step, (one, two, three, four) in enumerate(picks):
            _swap(source, targets, there, one, two)
            if step % TRIANGLES == 0:
                _turn(source, targets, there, three, four)
    return _shuffled(source, targets, random)


def _shuffled(source: np.ndarray, targets: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The same networks, the edges of each source in an order at random: what belongs to them is dealt anew at once.

    Left to the swaps alone it would take a hundred tries per edge, because two edges of one source rarely meet.
    """
    order = np.lexsort((random.random(targets.shape), np.broadcast_to(source, targets.shape)), axis=1)
    found = np.empty_like(targets)
    found[:, np.argsort(source, kind="stable")] = np.take_along_axis(targets, order, axis=1)
    return found


def _swap(
    source: np.ndarray, targets: np.ndarray, there: np.ndarray, one: np.ndarray, two: np.ndarray
) -> None:
    """In each chain, edges `one` and `two` exchange their targets, where the result is a network."""
    chain = np.arange(len(targets))
    a, b, c, d = source[one], targets[chain, one], source[two], targets[chain, two]
    fits = ~there[chain, a, d] & ~there[chain, c, b] & (a != d) & (c != b)
    # Two edges of one source only exchange what belongs to them; the network stays the same.
    for moved in (np.flatnonzero(fits), np.flatnonzero(a == c)):
        targets[moved, one[moved]], targets[moved, two[moved]] = d[moved], b[moved]
    moved = np.flatnonzero(fits)
    a, b, c, d = a[moved], b[moved], c[moved], d[moved]
    there[moved, a, b] = there[moved, c, d] = False
    there[moved, a, d] = there[moved, c, b] = True


def _turn(
    source: np.ndarray, targets: np.ndarray, there: np.ndarray, one: np.ndarray, two: np.ndarray
) -> None:
    """In each chain, the cycle that edges `one` and `two` are part of is turned round, where there is one."""
    chain = np.arange(len(targets))
    a, b, c = source[one], targets[chain, one], targets[chain, two]
    fits = (b == source[two]) & there[chain, c, a]
    fits &= ~there[chain, b, a] & ~there[chain, c, b] & ~there[chain, a, c]
    for i in np.flatnonzero(fits):
        last = np.flatnonzero((source == c[i]) & (targets[i] == a[i]))[0]
        targets[i, [one[i], two[i], last]] = c[i], a[i], b[i]
        there[i, [a[i], b[i], c[i]], [b[i], c[i], a[i]]] = False
        there[i, [a[i], c[i], b[i]], [c[i], b[i], a[i]]] = True
