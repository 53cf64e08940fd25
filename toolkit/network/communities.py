"""Groups of actors who speak about each other more than about the rest, and whether such groups are there at all.

Any network can be cut into communities, one of pure chance as well. What is said here is therefore how often two
actors end up together when the documents are drawn again, and whether the best cut is better than that of
networks in which the same edges are dealt at random.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy import sparse, special
from scipy.cluster import hierarchy
from scipy.spatial import distance

from toolkit import resampling
from toolkit.network import arrays, rewiring

if TYPE_CHECKING:
    import networkx as nx

ACTOR_COLUMNS = ("actor_id", "name", "community", "stability", "present", "best_community")
SUMMARY_COLUMNS = (
    "measure",
    "estimate",
    "low",
    "high",
    "expected",
    "expected_sd",
    "z",
    "p",
    "n_units",
    "method",
)
# Two actors are in one community of the consensus when those of both are together in half of the draws.
HALF = 0.5
# Fewer edges than this are not worth putting in words.
FEW_EDGES = 5


@dataclass(frozen=True)
class Communities:
    """Communities and their stability.

    `actors`: one row per actor, by community: `community`, from 1 (the largest), of the consensus of all draws;
    `stability`, the mean share of draws in which the actor is together with the others of its community (missing
    where it is alone); `present`, the share of draws in which it has an edge at all; `best_community`, the
    community in the single cut of highest modularity.
    `together`: actors x actors, the share of draws in which two are in one community, of those in which both are
    present; missing where that never happens.
    `summary`: rows modularity, communities (their number), agreement (adjusted Rand index of two draws, with the
    middle 95% of them). Modularity has the draws' spread around the estimate (their own values lie too high,
    because a resample has fewer edges), what chance gives, z and p (one-sided: as modular as this).
    `attrs`: what was drawn, with which seed.
    """

    actors: pd.DataFrame
    together: pd.DataFrame
    summary: pd.DataFrame
    attrs: dict[str, object]


def detect(
    ties: pd.DataFrame | nx.Graph,
    *,
    seed: int = 0,
    draws: int = 200,
    starts: int = 20,
    samples: int = 200,
    resolution: float = 1.0,
    weight: Literal["quotes", "words"] = "quotes",
    names: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> Communities:
    """Communities of a quote network, how stable they are, and whether chance has them too.

    Found by the Louvain method of networkx on the network without directions, the weights of both directions
    added up; `resolution` above 1 gives smaller communities. `starts` runs with different seeds, of which the one
    with the highest modularity is `best_community`; then one run in each of `draws` resamples of the documents
    (of the quotes where there is one document). The consensus cuts the tree of average linkage of the shares
    together at one half. The median modularity of the starts is set against that of `samples` networks in which
    the directed edges are dealt anew, degrees kept (`rewiring.rewired`): p is the share of these that are as
    modular, one added to both counts. The same seed gives the same result.
    A networkx graph, whose edges weigh what their attribute weight says (1 without it), has no documents: then only
    the seeds of the method differ between draws, and `attrs["interval"]` says so; an undirected one is not set
    against chance, which deals directed edges.
    Sources: Blondel et al. 2008 (Louvain); Newman & Girvan 2004 (modularity); Fred & Jain 2005 (shares together);
    Guimerà, Sales-Pardo & Amaral 2004 (modularity of chance); Hubert & Arabie 1985 (adjusted Rand index).
    """
    is_graph = hasattr(ties, "adj")
    net = _of_graph(ties) if is_graph else arrays.network(ties, weight=weight)
    if is_graph and not ties.is_directed():
        samples = 0
    ends = (net.source, net.target, net.size)
    seeds = np.random.default_rng(seed).integers(2**31, size=(3, max(starts, draws, samples, 1)))
    runs = [_louvain(*ends, net.totals, resolution, int(one)) for one in seeds[0][: max(1, starts)]]
    best = max(runs, key=lambda run: run[1])[0]
    resampled = net.clusters > 1 and draws > 0
    weights = (
        resampling.bootstrap_totals(net.parts, seed=seed, draws=draws)
        if resampled
        else np.tile(net.totals, (draws, 1))
    )
    drawn = [_louvain(*ends, row, resolution, int(one)) for row, one in zip(weights, seeds[1], strict=False)]
    cuts = np.array([cut for cut, _ in drawn], dtype=int).reshape(len(drawn), net.size)
    together, present = _together(cuts)
    community = _consensus(together)
    actors = pd.DataFrame(
        {
            "actor_id": pd.Series(net.actors, dtype="str"),
            "community": community,
            "stability": _stability(together, community),
            "present": present,
            "best_community": _by_size(best),
        }
    )
    actors["name"] = [(names or {}).get(actor_id, actor_id) for actor_id in actors["actor_id"]]
    order = actors.sort_values(["community", "stability", "name"], ascending=[True, False, True])
    ids = pd.Index(net.actors, dtype="str")
    interval = net.interval(draws, seed, level)
    if not resampled:
        interval = f"nothing to draw again: {draws} runs of the method with different seeds (seed {seed})"
    return Communities(
        order[list(ACTOR_COLUMNS)].reset_index(drop=True),
        pd.DataFrame(together, index=ids, columns=ids),
        _summary(net, runs, drawn, cuts, seeds[2][:samples], resolution, seed, level),
        {
            "interval": interval,
            "actors": net.size,
            "edges": net.edges,
            "weight": "edge weight" if is_graph else weight,
            "seed": seed,
        }
        | {"quotes": net.quotes, "documents": net.documents, "left_out": net.left_out()},
    )


def _of_graph(graph: nx.Graph) -> arrays.Network:
    """A graph as a network of one cluster; each edge of an undirected one runs one way."""
    rows = pd.DataFrame(
        [(str(a), str(b), float(data.get("weight", 1))) for a, b, data in graph.edges(data=True) if a != b],
        columns=["source", "target", "words"],
    )
    rows = rows.astype({"source": "str", "target": "str"})
    rows = rows.assign(quote_id="graph", doc_id="graph")
    return arrays.network(rows, weight="words")


def _louvain(
    source: np.ndarray, target: np.ndarray, size: int, weights: np.ndarray, resolution: float, seed: int
) -> tuple[np.ndarray, float]:
    """Each actor's community, -1 where it has no edge, and the modularity (NaN without edges)."""
    import networkx as nx

    found = np.full(size, -1)
    there = np.flatnonzero(weights > 0)
    if not there.size:
        return found, float("nan")
    graph = nx.Graph()
    for a, b, value in zip(source[there].tolist(), target[there].tolist(), weights[there].tolist()):
        known = graph.get_edge_data(a, b, {"weight": 0.0})["weight"]
        graph.add_edge(a, b, weight=known + value)
    cut = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    for number, members in enumerate(cut):
        found[list(members)] = number
    return found, float(nx.community.modularity(graph, cut, resolution=resolution))


def _together(cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of the draws in which two actors are in one community (draws x actors in), and of each one's presence."""
    draws, size = cuts.shape
    both, same = np.zeros((size, size)), np.zeros((size, size))
    for cut in cuts:
        there = cut >= 0
        member = sparse.csr_matrix(
            (np.ones(int(there.sum())), (np.flatnonzero(there), cut[there])),
            shape=(size, cut.max(initial=0) + 1),
        )
        same += (member @ member.T).toarray()
        both += np.outer(there, there)
    share = np.divide(same, both, out=np.full_like(same, np.nan), where=both > 0)
    return share, (cuts >= 0).sum(axis=0) / max(1, draws)


def _consensus(together: np.ndarray) -> np.ndarray:
    """Communities of the consensus, from 1, the largest first."""
    if len(together) < 2:
        return np.ones(len(together), dtype=int)
    apart = 1 - np.nan_to_num(together, nan=0.0)
    np.fill_diagonal(apart, 0.0)
    tree = hierarchy.linkage(distance.squareform(apart, checks=False), method="average")
    return _by_size(hierarchy.fcluster(tree, HALF, criterion="distance"))


def _by_size(cut: np.ndarray) -> np.ndarray:
    """The same communities, numbered from 1 by size, then by their first member."""
    labels, first, number, count = np.unique(cut, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(labels), dtype=int)
    place[np.lexsort((first, -count))] = np.arange(1, len(labels) + 1)
    return place[number]


def _stability(together: np.ndarray, community: np.ndarray) -> np.ndarray:
    """Mean share together with the others of the own community; NaN for one who is alone."""
    own = (community[:, None] == community) & ~np.eye(len(community), dtype=bool) & ~np.isnan(together)
    with np.errstate(invalid="ignore"):
        return np.where(own, together, 0.0).sum(axis=1) / own.sum(axis=1)


def adjusted_rand(one: Iterable[int], other: Iterable[int]) -> float:
    """Agreement of two cuts of the same actors: 1 when they are the same, 0 on average for cuts at random.

    Source: Hubert & Arabie 1985, equation 5.
    """
    table = pd.crosstab(np.asarray(list(one)), np.asarray(list(other))).to_numpy(dtype=float)
    total = table.sum()
    if total < 2:
        return 1.0

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / (total * (total - 1) / 2)
    most = (rows + columns) / 2
    return 1.0 if most == chance else (pairs(table) - chance) / (most - chance)


def _summary(
    net: arrays.Network,
    runs: list[tuple[np.ndarray, float]],
    drawn: list[tuple[np.ndarray, float]],
    cuts: np.ndarray,
    seeds: np.ndarray,
    resolution: float,
    seed: int,
    level: float,
) -> pd.DataFrame:
    observed = float(np.median([value for _, value in runs]))
    values = np.array([value for _, value in drawn])
    rows = [
        {"measure": "modularity", "estimate": observed, "method": "Louvain, median of the starts"}
        | _around(observed, values, level)
        | _chance(net, observed, seeds, resolution, seed),
        {"measure": "communities", "estimate": float(np.median([len(set(cut[cut >= 0])) for cut, _ in runs]))}
        | {"method": "number, median of the starts"},
    ]
    agreements = []
    for one, other in zip(cuts[:-1], cuts[1:]):
        both = (one >= 0) & (other >= 0)
        agreements.append(adjusted_rand(one[both], other[both]))
    agreement = float(np.mean(agreements)) if agreements and net.edges else float("nan")
    rows.append(
        {"measure": "agreement", "estimate": agreement, "method": "adjusted Rand index of draws in a row"}
        | _ends(agreements if net.edges else [], level)
    )
    table = pd.DataFrame(rows).reindex(columns=list(SUMMARY_COLUMNS)).assign(n_units=net.quotes)
    return table.astype(dict.fromkeys(SUMMARY_COLUMNS[1:8], "float64"))


def _around(estimate: float, drawn: np.ndarray, level: float) -> dict[str, float]:
    """Ends around the estimate from the spread of the draws, which themselves lie too high."""
    known = drawn[~np.isnan(drawn)]
    if known.size < 2:
        return {}
    reach = special.ndtri((1 + level) / 2) * float(known.std(ddof=1))
    return {"low": estimate - reach, "high": min(1.0, estimate + reach)}


def _ends(values: list[float], level: float) -> dict[str, float]:
    """The middle `level` of the values."""
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not known.size:
        return {}
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return {"low": float(low), "high": float(high)}


def _chance(
    net: arrays.Network, observed: float, seeds: np.ndarray, resolution: float, seed: int
) -> dict[str, float]:
    """What networks with the same degrees have for modularity, z and one-sided p."""
    if not net.edges or not len(seeds):
        return {}
    targets = rewiring.rewired(net.source, net.target, net.size, samples=len(seeds), seed=seed)
    totals = net.totals
    values = np.array(
        [
            _louvain(net.source, row, net.size, totals, resolution, int(one))[1]
            for row, one in zip(targets, seeds)
        ]
    )
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return {
        "expected": float(values.mean()),
        "expected_sd": spread,
        "z": (observed - float(values.mean())) / spread if spread > 1e-12 else float("nan"),
        "p": float((1 + (values >= observed - 1e-12).sum()) / (1 + len(values))),
    }


def reading(found: Communities, *, level: float = 0.05, places: int = 3) -> str:
    """What `detect` found, in a few sentences of plain text; says so when chance has such communities too."""
    edges = found.attrs["edges"]
    if not edges:
        return "No edge joins two different actors, so there are no communities."
    basis = f"{found.attrs['actors']} actors and {edges} edge{'' if edges == 1 else 's'}"
    if edges < FEW_EDGES:
        return f"Too little to look for communities: {basis}."
    modularity, _, agreement = (row for row in found.summary.itertuples(index=False))
    text = f"In {basis} the modularity is {modularity.estimate:.2f}"
    if not np.isnan(modularity.p):
        text += (
            f", against {modularity.expected:.2f} in networks with the same degrees (p = {modularity.p:.2g})"
        )
        if modularity.p >= level:
            return (
                f"{text}: chance gives communities as clear as these, so there is no structure beyond the degrees "
                f"to interpret."
            )
    else:
        text += " (not set against chance)"
    groups = [group for _, group in found.actors.groupby("community") if len(group) > 1]
    if not groups:
        return f"{text}. No two actors end up in one community in half of the draws, so none is stable."
    told = "; ".join(
        f"{', '.join(group['name'].head(places))}"
        f"{f' and {len(group) - places} more' if len(group) > places else ''} "
        f"(together in {group['stability'].mean():.0%} of draws)"
        for group in groups[:places]
    )
    more = f"; and {len(groups) - places} more" if len(groups) > places else ""
    return (
        f"{text}. {len(groups)} communit{'y' if len(groups) == 1 else 'ies'} of two or more: {told}{more}. "
        f"Two draws agree by {agreement.estimate:.2f} (adjusted Rand index; 1 is the same, 0 is chance)."
    )
