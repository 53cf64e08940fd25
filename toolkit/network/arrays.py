"""Ties as arrays: who is joined to whom, in which document, and the same network with documents drawn again.

A *ties* table has one row per quote and pair of actors: quote_id, doc_id, source, target, and where they are known
relation, words (of the quote) and published. Everything that a network measure needs of it is the weight of
each edge in each document; a resample of documents is then no more than another set of edge weights, and a
measure is a function from edge weights (draws x edges) to numbers (draws x whatever it measures).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse, special

from toolkit import resampling

WEIGHTS = ("quotes", "words")
NEEDED = ("quote_id", "doc_id", "source", "target")
# Weights of edges held at once while drawing (8 bytes each): 16 MB.
BLOCK = 2_000_000
# Documents are left out in at most this many groups; leaving out each one alone costs more and gains little.
JACKKNIFE_GROUPS = 200


@dataclass(frozen=True)
class Network:
    """A directed network without loops, and what each document (or quote) adds to it.

    `actors`: actor_ids in alphabetical order. `source`, `target`: their places, one per edge. `parts`: what each
    cluster adds to each edge's weight (clusters x edges, sparse). `pairs`: the rows behind it (quote_id,
    doc_id, edge), a quote once per edge. `unit`: what a cluster is, "documents" or "quotes". `loops`,
    `incomplete`: rows left out because source and target are one, or one of them is missing.
    """

    actors: np.ndarray
    source: np.ndarray
    target: np.ndarray
    parts: sparse.csr_matrix
    pairs: pd.DataFrame
    weight: str
    unit: str
    loops: int = 0
    incomplete: int = 0

    @property
    def size(self) -> int:
        """Number of actors."""
        return len(self.actors)

    @property
    def edges(self) -> int:
        """Number of edges."""
        return len(self.source)

    @property
    def clusters(self) -> int:
        """Number of documents (or quotes) that are drawn again."""
        return self.parts.shape[0]

    @property
    def quotes(self) -> int:
        """Number of quotes that the edges rest on."""
        return int(self.pairs["quote_id"].nunique())

    @property
    def documents(self) -> int:
        """Number of documents that the edges rest on."""
        return int(self.pairs["doc_id"].nunique())

    @property
    def totals(self) -> np.ndarray:
        """Weight of each edge in the whole corpus."""
        return np.asarray(self.parts.sum(axis=0), dtype=float).ravel()

    def among(self, kept: np.ndarray) -> Network:
        """The network of the actors that `kept` (one truth value per actor) names, and the edges among them."""
        inside = kept[self.source] & kept[self.target]
        place, edge = np.cumsum(kept) - 1, np.cumsum(inside) - 1
        pairs = self.pairs[inside[self.pairs["edge"].to_numpy()]]
        return replace(
            self,
            actors=self.actors[kept],
            source=place[self.source[inside]],
            target=place[self.target[inside]],
            parts=self.parts[:, np.flatnonzero(inside)],
            pairs=pairs.assign(edge=edge[pairs["edge"].to_numpy()]),
        )

    def interval(self, draws: int, seed: int, level: float) -> str:
        """What was drawn again, in words."""
        if self.clusters < 2:
            return "no intervals: the ties come from one quote or none, so there is nothing to draw again"
        return f"{level:.0%} intervals over {self.clusters} {self.unit} ({draws} draws, seed {seed})"

    def left_out(self) -> str:
        """Which rows of the ties table were not used, in words."""
        return f"{self.loops} row(s) that join an actor to itself, {self.incomplete} without source or target"


def network(ties: pd.DataFrame, *, weight: str = "quotes", documents: Iterable[str] | None = None) -> Network:
    """The network of a ties table.

    `weight` "quotes" counts each quote once per pair, "words" adds up their words. `documents` are the ids of all
    documents that were read: those without a tie are drawn again like the others. Without them only the
    documents with a tie are known, which makes intervals a little too narrow. Where there is one document,
    quotes are drawn again. Rows that join an actor to itself, or lack an end, are left out and counted.
    Raises: ValueError for a column that is missing and for an unknown weight.
    """
    if weight not in WEIGHTS:
        raise ValueError(f"weight={weight!r} is none of {', '.join(WEIGHTS)}")
    rows = checked(ties, *(("words",) if weight == "words" else ()))
    known = rows.dropna(subset=["source", "target"])
    pairs = known[known["source"] != known["target"]]
    loops, incomplete = len(known) - len(pairs), len(rows) - len(known)
    # Several relations may join one pair in one quote; the quote still counts once.
    again = pairs.duplicated(["quote_id", "source", "target"]) & pairs["quote_id"].notna()
    pairs = pairs[~again].reset_index(drop=True)
    actors, ends = np.unique(pairs[["source", "target"]].to_numpy(dtype=str), return_inverse=True)
    edges, edge = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    pairs = pairs.assign(edge=edge.ravel())
    size = pairs["words"].fillna(0).to_numpy(dtype=float) if weight == "words" else np.ones(len(pairs))
    read = pd.unique(
        pd.concat(
            [rows["doc_id"].dropna(), pd.Series(list(() if documents is None else documents), dtype="str")]
        )
    )
    unit = "documents" if len(read) > 1 else "quotes"
    labels = pairs["doc_id" if unit == "documents" else "quote_id"]
    clusters = pd.Index(read if unit == "documents" else pd.unique(labels.dropna()))
    row = clusters.get_indexer(labels)
    lost = row < 0  # without a document (or quote): a cluster of its own
    row[lost] = len(clusters) + np.arange(lost.sum())
    shape = (len(clusters) + int(lost.sum()), len(edges))
    parts = sparse.csr_matrix((size, (row, pairs["edge"])), shape=shape)
    pairs = pairs[["quote_id", "doc_id", "edge"]]
    return Network(actors, edges[:, 0], edges[:, 1], parts, pairs, weight, unit, loops, incomplete)


def checked(ties: pd.DataFrame, *others: str) -> pd.DataFrame:
    """The table itself when it has the columns of a ties table and `others`; a table without rows needs none."""
    wanted = [*NEEDED, *others]
    absent = [name for name in wanted if name not in ties]
    if absent and len(ties):
        raise ValueError(
            f"ties: no column {', '.join(absent)} (found {', '.join(map(str, ties.columns))}); "
            f"network.ties makes such a table"
        )
    return ties.assign(**{name: pd.Series(dtype="str") for name in absent}) if absent else ties


def drawn(net: Network, measure: Callable[[np.ndarray], np.ndarray], *, seed: int, draws: int) -> np.ndarray:
    """The measure in `draws` resamples of the clusters; `measure` takes edge weights (draws x edges).

    Shape: what `measure` returns, its first axis running over the draws. Edges that no drawn document has weigh 0.
    """
    width = max(1, BLOCK // max(1, len(net.source)))
    blocks = []
    for number, first in enumerate(range(0, draws, width)):
        size = min(width, draws - first)
        totals = resampling.bootstrap_totals(net.parts, seed=_block_seed(seed, number), draws=size)
        blocks.append(measure(totals))
    return np.concatenate(blocks) if blocks else measure(np.zeros((0, net.edges)))


def _block_seed(seed: int, number: int) -> int:
    """A seed of its own for each block; the first block's is the seed itself."""
    return (
        seed if number == 0 else int(np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0])
    )


def jackknife(
    net: Network, measure: Callable[[np.ndarray], np.ndarray], *, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Standard error of the measure by leaving out clusters, and the most that leaving out one changes it.

    Clusters are left out one by one, or in `JACKKNIFE_GROUPS` random groups of equal size where there are more. On
    average the error is too large rather than too small, whatever the measure. That is why it is used beside
    the bootstrap: an edge that rests on one document vanishes from a resample or stays one edge, but is never
    replaced by another such edge, as it would be in another corpus, so the bootstrap's spread of a degree
    is about half of the true one (see tests/test_network_arrays.py). Exact for totals; for measures that do not grow
    with the corpus the usual factor is smaller by the square of (n - 1) / n.
    Source: Efron & Stein 1981, "The jackknife estimate of variance".
    """
    clusters = net.clusters
    groups = min(clusters, JACKKNIFE_GROUPS)
    group = np.random.default_rng(seed).permutation(np.arange(clusters) % groups)
    member = sparse.csr_matrix((np.ones(clusters), (group, np.arange(clusters))), shape=(groups, clusters))
    left_out = (member @ net.parts).tocsr()
    totals = net.totals
    width = max(1, BLOCK // max(1, len(totals)))
    blocks = []
    for first in range(0, groups, width):
        blocks.append(measure(totals - left_out[first : first + width].toarray()))
    away, known = _from_mean(np.concatenate(blocks))
    return np.sqrt(known / np.maximum(known - 1, 1) * (away**2).sum(axis=0)), away.max(axis=0)


def _from_mean(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances from the mean along the first axis, 0 where there is no value, and the numbers of values."""
    there = ~np.isnan(values)
    known = there.sum(axis=0)
    filled = np.where(there, values, 0.0)
    mean = filled.sum(axis=0) / np.maximum(known, 1)
    return np.abs(np.where(there, filled - mean, 0.0)), known


def reach(
    net: Network,
    measure: Callable[[np.ndarray], np.ndarray],
    *,
    width: np.ndarray,
    seed: int,
    draws: int,
    level: float,
) -> np.ndarray:
    """How far the interval of a measure reaches to either side: normal quantiles of the larger error.

    The larger of the jackknife's and the bootstrap's error. `width` is the measure's whole range (2 from -1 to 1).
    Where all documents agree both errors are nought although another document might not; so the reach is at
    least that of the rule of three, log(2 / (1 - level)) / n of the range for n documents with an edge.
    Source: Efron & Stein 1981; Hanley & Lippman-Hand 1983, "If nothing goes wrong, is everything all right?".
    """
    away, known = _from_mean(drawn(net, measure, seed=seed, draws=draws))
    spread = np.sqrt((away**2).sum(axis=0) / np.maximum(known, 1))
    error = np.maximum(spread, jackknife(net, measure, seed=seed)[0])
    holding = max(1, int((net.parts.getnnz(axis=1) > 0).sum()))
    least = width * -np.log((1 - level) / 2) / holding
    return np.maximum(special.ndtri((1 + level) / 2) * error, least)


@dataclass(frozen=True)
class Spread:
    """How uncertain a measure that is never below 0 is: a gamma distribution for each value.

    `centre` and `variance` of the distributions; `estimate` is the measure itself.
    """

    estimate: np.ndarray
    centre: np.ndarray
    variance: np.ndarray

    def column(self, place: int) -> Spread:
        """The spread of one measure."""
        return Spread(self.estimate[:, place], self.centre[:, place], self.variance[:, place])

    def at(self, probability: np.ndarray | float) -> np.ndarray:
        """The distributions' quantiles."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = special.gammaincinv(self.centre**2 / self.variance, probability)
            return np.where(self.variance > 0, found * self.variance / self.centre, self.estimate)

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper ends; they hold the estimate, and the lower end of nought is nought."""
        low = np.where(self.estimate > 0, self.at((1 - level) / 2), 0.0)
        return np.minimum(low, self.estimate), np.maximum(self.at((1 + level) / 2), self.estimate)


def spread(estimate: np.ndarray, error: np.ndarray, step: np.ndarray) -> Spread:
    """The uncertainty of measures of counted things, such as a degree, from their errors.

    Shape: values along the first axis (actors), measures along the second. `step` is the most that one document
    changes a value; it is taken to be at least what it is for the average actor, so that one who has nothing
    yet has an interval as well. A count of n single events gets the gamma distribution with shape n + 1/2,
    whose quantiles are Jeffreys' interval.
    Source: Fay & Feuer 1997 (the gamma interval of a weighted sum of counts), at the middle of its two ends as
    Brown, Cai & DasGupta 2003 advise for counts.
    """
    step = np.maximum(step, step.mean(axis=0, keepdims=True)) if len(step) else step
    return Spread(estimate, estimate + step / 2, error**2 + step**2 / 2)


def placed(drawn_values: np.ndarray, found: Spread, *, seed: int) -> np.ndarray:
    """Draws of the measure with the spread of `found`, and as the resamples have them move together.

    Shape: draws x actors, both ways. Each value keeps its place among the draws of its actor (equal ones in an order
    at random); its size is the quantile at that place.
    """
    draws = len(drawn_values)
    shuffled = np.random.default_rng(seed).permuted(
        np.broadcast_to(np.arange(draws)[:, None], drawn_values.shape), axis=0
    )
    order = np.lexsort((shuffled, drawn_values), axis=0)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(draws)[:, None], order.shape), axis=0)
    # Quantiles at a grid of places, and straight lines between: several times as fast as each one exactly.
    grid = special.ndtr(np.linspace(-3.5, 3.5, 141))
    values = found.at(grid[:, None])
    where = (np.arange(draws) + 0.5) / draws
    columns = [np.interp(where, grid, column) for column in values.T]
    return np.take_along_axis(np.stack(columns, axis=1), place, axis=0)
