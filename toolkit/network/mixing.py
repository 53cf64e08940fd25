"""How the sides of a quote network mix, against chance: who speaks about whose side, and who is spoken of in return.

Each measure comes with an interval over documents, and with what it would be if every actor kept its numbers of
edges and they were dealt anew (`rewiring`): only a difference from that says something about the sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.network import arrays, rewiring
from toolkit.stats import benjamini_hochberg
from toolkit.wording import number_of

MIXING_COLUMNS = (
    "measure",
    "group",
    "estimate",
    "low",
    "high",
    "expected",
    "expected_sd",
    "z",
    "effect",
    "p",
    "q",
    "n_units",
    "n_documents",
    "method",
)
MATRIX_COLUMNS = ("source_side", "target_side", "edges", "share", "ratio", "ratio_low", "ratio_high")
EVERYBODY = "all"
# Fewer edges than this are not worth putting in words.
FEW_EDGES = 5


def measure(
    ties: pd.DataFrame,
    sides: Mapping[str, str] | None = None,
    *,
    seed: int = 0,
    draws: int = 1000,
    samples: int = 1000,
    swaps: int = rewiring.SWAPS,
    weight: Literal["quotes", "words"] = "quotes",
    documents: Iterable[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Reciprocity, and with `sides` (actor_id -> side) also E-I index and assortativity, each against chance.

    Shape: one row per measure and group ("all", or a side as the source); `MIXING_COLUMNS`. Measures, each for
    edges and, ", weighted", for their weights in quotes or words:
    E-I index: (external - internal) / (external + internal) edges, external ones joining two sides; from -1
    (only the own side) to 1 (only others); Krackhardt & Stern 1988. For one side: its outgoing edges.
    assortativity: 1 if all edges stay within a side, 0 if targets do not depend on the source's side, below 0 if
    they prefer others; Newman 2003, equation 2.
    reciprocity: the share of edges whose reverse is there, 0 to 1; weighted, the share of the weight that comes
    back, sum of min(w_ij, w_ji) / sum of w_ij; Squartini, Picciolo, Ruzzenenti & Garlaschelli 2013.
    With `sides`, actors without one are left out together with their edges; `attrs["without_side"]` counts them.

    `low`, `high`: interval over documents (over quotes where there is one document, see `attrs["interval"]`), the
    estimate plus and minus normal quantiles times the larger of the jackknife's and the bootstrap's error
    (`arrays.reach`), cut off where the measure ends. In simulations 95% intervals held 92% to 99% with 84
    documents or more, and down to 86% for one side in 30.
    `expected`, `expected_sd`: mean and standard deviation in `samples` networks in which every actor has as many
    edges out and in as here, dealt at random without loops or double edges; weights stay with their source
    (`rewiring.rewired`). `effect`: estimate - expected; `z`: that in standard deviations; `p`: two-sided, twice
    the smaller tail of the samples, one added to counts (Phipson & Smyth 2010); `q`: p corrected for all rows
    (Benjamini & Hochberg 1995). Where chance leaves nothing to vary, z is missing and p is 1.
    More reciprocity than chance is not yet an exchange: actors who appear in the same articles speak about each
    other more often, whoever they are. `n_units` and `n_documents`: quotes and documents behind the edges of
    the group.
    """
    net, side, names, without = _sided(ties, sides, weight, documents)
    measures = _measures(side, names)
    found = pd.DataFrame([(label, group) for label, group, _, _ in measures], columns=["measure", "group"])
    lowest = np.array([0.0 if label.startswith("reciprocity") else -1.0 for label, *_ in measures])

    def all_measures(weights: np.ndarray, targets: np.ndarray) -> np.ndarray:
        values = [way(net.source, targets, weights, net.size) for *_, way in measures]
        return np.stack(values, axis=-1)

    def drawn_measures(weights: np.ndarray) -> np.ndarray:
        return all_measures(weights, np.broadcast_to(net.target, weights.shape))

    found["estimate"] = drawn_measures(net.totals[None])[0]
    found["low"], found["high"] = _interval(
        net, drawn_measures, found["estimate"], lowest, seed, draws, level
    )
    found = found.assign(**_against_chance(net, all_measures, found["estimate"], samples, seed, swaps))
    found["n_units"], found["n_documents"] = _behind(net, side, [place for _, _, place, _ in measures])
    found["method"] = f"{samples} networks with the same degrees"
    found = found[list(MIXING_COLUMNS)]
    found.attrs |= _account(net, without, draws, seed, level) | {"samples": samples}
    return found


def matrix(
    ties: pd.DataFrame,
    sides: Mapping[str, str],
    *,
    seed: int = 0,
    draws: int = 1000,
    samples: int = 1000,
    swaps: int = rewiring.SWAPS,
    weight: Literal["quotes", "words"] = "quotes",
    documents: Iterable[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How much each side speaks about each side, and how much that is of what chance would give.

    Shape: one row per ordered pair of sides, in the order in which `sides` names them; `MIXING_COLUMNS` and
    `MATRIX_COLUMNS`. `estimate` is the weight of the edges (quotes or words), low and high its interval over
    documents (`arrays.spread`), `expected` the mean of the networks dealt anew as in `measure`, `ratio` estimate
    over expected (missing where nothing is expected) with the ends of the interval over expected; `share`: of
    all weight. p, q, z as in `measure`, `effect` is estimate - expected.
    """
    net, side, names, without = _sided(ties, sides, weight, documents)
    count = len(names)

    def cells(weights: np.ndarray, targets: np.ndarray) -> np.ndarray:
        return _cells(weights, side[net.source], side[targets], count).reshape(len(weights), -1)

    def drawn_cells(weights: np.ndarray) -> np.ndarray:
        return cells(weights, np.broadcast_to(net.target, weights.shape))

    estimate = drawn_cells(net.totals[None])[0]
    found = pd.DataFrame(
        [(source, target) for source in names for target in names], columns=["source_side", "target_side"]
    ).astype("str")
    found = found.assign(measure=f"{weight} between sides", estimate=estimate)
    found["group"] = found["source_side"] + " -> " + found["target_side"]
    found["low"] = found["high"] = np.nan
    if net.clusters > 1 and count and draws:
        drawn = arrays.drawn(net, drawn_cells, seed=seed, draws=draws)
        error, step = arrays.jackknife(net, drawn_cells, seed=seed)
        spread = arrays.spread(estimate, np.maximum(error, drawn.std(axis=0)), step)
        found["low"], found["high"] = spread.interval(level)
    found = found.assign(**_against_chance(net, cells, found["estimate"], samples, seed, swaps))
    with np.errstate(divide="ignore", invalid="ignore"):
        found["share"] = estimate / np.float64(net.totals.sum())
        expected = found["expected"].where(found["expected"] > 0)
        for column, of in (("ratio", "estimate"), ("ratio_low", "low"), ("ratio_high", "high")):
            found[column] = found[of] / expected
    pair = side[net.source] * count + side[net.target]
    rows = net.pairs.assign(pair=pair[net.pairs["edge"].to_numpy()]).groupby("pair")
    found["edges"] = np.bincount(pair, minlength=len(found))
    for column, of in (("n_units", "quote_id"), ("n_documents", "doc_id")):
        found[column] = rows[of].nunique().reindex(range(len(found)), fill_value=0).astype("int64")
    found["method"] = f"{samples} networks with the same degrees"
    found = found[[*MIXING_COLUMNS[:2], *MATRIX_COLUMNS, *MIXING_COLUMNS[2:]]]
    found.attrs |= _account(net, without, draws, seed, level) | {"samples": samples}
    return found


def _sided(
    ties: pd.DataFrame, sides: Mapping[str, str] | None, weight: str, documents: Iterable[str] | None
) -> tuple[arrays.Network, np.ndarray, list[str], int]:
    """The network of the actors with a side, each one's side as a number, the sides, how many actors have none."""
    net = arrays.network(ties, weight=weight, documents=documents)
    if sides is None:
        return net, np.zeros(net.size, dtype=int), [], 0
    names = list(dict.fromkeys(side for side in sides.values() if isinstance(side, str) and side))
    side = pd.Index(names).get_indexer([sides.get(actor) for actor in net.actors])
    kept = side >= 0
    return net.among(kept), side[kept], names, int((~kept).sum())


def _account(net: arrays.Network, without: int, draws: int, seed: int, level: float) -> dict[str, object]:
    return {
        "interval": net.interval(draws, seed, level),
        "weight": net.weight,
        "actors": net.size,
        "edges": net.edges,
        "quotes": net.quotes,
        "documents": net.documents,
        "without_side": without,
        "left_out": net.left_out(),
    }


# Each takes sources (edges), targets and weights (draws x edges) and the number of actors; one value per draw.
Way = Callable[[np.ndarray, np.ndarray, np.ndarray, int], np.ndarray]


def _measures(side: np.ndarray, names: list[str]) -> list[tuple[str, str, int | None, Way]]:
    """Label, group, the group's place among the sides (None for all) and function of each measure."""
    found: list[tuple[str, str, int | None, Way]] = []
    for suffix, as_weights in (("", _present), (", weighted", _as_is)):
        if names:
            groups = [(EVERYBODY, None), *((name, place) for place, name in enumerate(names))]
            for group, place in groups:
                found.append((f"E-I index{suffix}", group, place, _ei_way(side, place, as_weights)))
            found.append(
                (f"assortativity{suffix}", EVERYBODY, None, _assortativity_way(side, len(names), as_weights))
            )
        found.append((f"reciprocity{suffix}", EVERYBODY, None, _reciprocity_way(as_weights)))
    return found


def _present(weights: np.ndarray) -> np.ndarray:
    return (weights > 0).astype(float)


def _as_is(weights: np.ndarray) -> np.ndarray:
    return weights


def _ei_way(side: np.ndarray, place: int | None, as_weights: Callable) -> Way:
    def way(source: np.ndarray, target: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
        used = as_weights(weights)
        if place is not None:
            used = used * (side[source] == place)
        return ei_index(used, side[source] != side[target])

    return way


def _assortativity_way(side: np.ndarray, count: int, as_weights: Callable) -> Way:
    def way(source: np.ndarray, target: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
        return assortativity(_cells(as_weights(weights), side[source], side[target], count))

    return way


def _reciprocity_way(as_weights: Callable) -> Way:
    def way(source: np.ndarray, target: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
        return reciprocity(source, target, as_weights(weights), size)

    return way


def ei_index(weights: np.ndarray, external: np.ndarray) -> np.ndarray:
    """(external - internal) / (external + internal) weight of each row; NaN without any.

    Shape: networks x edges. Source: Krackhardt & Stern 1988.
    """
    total, outside = weights.sum(axis=-1), (weights * external).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (2 * outside - total) / total


def _cells(weights: np.ndarray, source_side: np.ndarray, target_side: np.ndarray, count: int) -> np.ndarray:
    """Networks x sides x sides: weight from each side to each side."""
    places = (np.arange(len(weights))[:, None] * count + source_side) * count + target_side
    total = np.bincount(places.ravel(), weights.ravel(), minlength=len(weights) * count * count)
    return total.reshape(len(weights), count, count)


def assortativity(cells: np.ndarray) -> np.ndarray:
    """Newman's coefficient for kinds of nodes from the weights between kinds; NaN where all are of one kind.

    Shape: networks x kinds x kinds (source, target). Source: Newman 2003, "Mixing patterns in networks", eq. 2.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = cells / cells.sum(axis=(1, 2), keepdims=True)
        chance = (shares.sum(axis=1) * shares.sum(axis=2)).sum(axis=1)
        within = np.trace(shares, axis1=1, axis2=2)
        return np.where(chance < 1 - 1e-12, (within - chance) / (1 - chance), np.nan)


def reciprocity(source: np.ndarray, targets: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """Share of the weight that comes back, sum of min(w_ij, w_ji) / sum of w_ij; NaN without edges.

    Shape: sources one per edge, targets and weights networks x edges. With weights of 0 and 1 it is the share of
    edges whose reverse is there. Source: Squartini et al. 2013, "Reciprocity of weighted networks".
    """
    found = np.full(len(weights), np.nan)
    if not weights.shape[-1]:
        return found
    between = np.zeros(size * size)
    for row, (target, weight) in enumerate(zip(targets, weights, strict=True)):
        there = source * size + target
        between[there] = weight
        if (total := weight.sum()) > 0:
            found[row] = np.minimum(weight, between[target * size + source]).sum() / total
        between[there] = 0.0
    return found


def _interval(
    net: arrays.Network,
    drawn_measures: Callable[[np.ndarray], np.ndarray],
    estimate: pd.Series,
    lowest: np.ndarray,
    seed: int,
    draws: int,
    level: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends, from the larger error; see `measure`."""
    unknown = np.full(len(estimate), np.nan)
    if net.clusters < 2 or not net.edges or not draws:
        return unknown, unknown
    width = 1 - lowest
    reach = arrays.reach(net, drawn_measures, width=width, seed=seed, draws=draws, level=level)
    at = estimate.to_numpy()
    return np.maximum(at - reach, lowest), np.minimum(at + reach, 1.0)


def _against_chance(
    net: arrays.Network,
    all_measures: Callable[[np.ndarray, np.ndarray], np.ndarray],
    estimate: pd.Series,
    samples: int,
    seed: int,
    swaps: int,
) -> dict[str, np.ndarray]:
    """Columns expected, expected_sd, z, effect, p, q from networks with the same degrees."""
    at = estimate.to_numpy(dtype=float)
    names = ("expected", "expected_sd", "z", "effect", "p", "q")
    if not samples or not net.edges:
        return {name: np.full(len(at), np.nan) for name in names}
    targets = rewiring.rewired(net.source, net.target, net.size, samples=samples, seed=seed, swaps=swaps)
    values = all_measures(np.broadcast_to(net.totals, targets.shape), targets)
    expected, spread = values.mean(axis=0), values.std(axis=0, ddof=1) if samples > 1 else np.zeros(len(at))
    varies = spread > 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(varies, (at - expected) / spread, np.nan)
    tails = [(sign * (values - at) >= -1e-12).sum(axis=0) for sign in (1, -1)]
    p = np.minimum(1.0, 2 * (1 + np.minimum(*tails)) / (1 + samples))
    p = np.where(np.isnan(at) | np.isnan(expected), np.nan, np.where(varies, p, 1.0))
    found = (expected, np.where(varies, spread, 0.0), z, at - expected, p, benjamini_hochberg(p))
    return dict(zip(names, found, strict=True))


def _behind(net: arrays.Network, side: np.ndarray, places: list[int | None]) -> tuple[list[int], list[int]]:
    """Quotes and documents behind the edges of each row's group."""
    of = side[net.source[net.pairs["edge"].to_numpy()]]
    parts = [net.pairs if place is None else net.pairs[of == place] for place in places]
    return [int(part["quote_id"].nunique()) for part in parts], [
        int(part["doc_id"].nunique()) for part in parts
    ]


def reading(table: pd.DataFrame, *, level: float = 0.05) -> str:
    """What `measure` found, in a few sentences of plain text: what differs from chance, and what does not."""
    about = table.attrs
    edges, quotes = about.get("edges", 0), about.get("quotes", 0)
    without = about.get("without_side", 0)
    left = f" Left out: {number_of(without, 'actor')} without a side." if without else ""
    if not edges:
        return f"No edge joins two actors{' with a side' if left else ''}, so nothing can be said of mixing.{left}"
    basis = f"{edges} edge{'' if edges == 1 else 's'} from {quotes} quote{'' if quotes == 1 else 's'}"
    if edges < FEW_EDGES:
        return f"Too little to say how the network mixes: {basis}.{left}"
    rows = table[(table["group"] == EVERYBODY) & ~table["measure"].str.endswith("weighted")]
    told = [_sentence(row, level) for row in rows.itertuples(index=False) if not np.isnan(row.estimate)]
    return " ".join([f"In {basis}:", *(sentence[:1].upper() + sentence[1:] for sentence in told)]) + left


def _sentence(row: tuple, level: float) -> str:
    interval = "" if np.isnan(row.low) else f", interval {row.low:.2f} to {row.high:.2f}"
    text = f"{row.measure} {row.estimate:.2f}{interval}"
    if np.isnan(row.p):
        return f"{text}; it was not set against chance."
    chance = f"against {row.expected:.2f} in networks with the same degrees"
    if np.isnan(row.z):
        return f"{text}, {chance}, which the degrees leave no freedom to vary."
    if row.p >= level:
        return f"{text}, {chance} (p = {row.p:.2g}): no more than the degrees alone explain."
    below = "less" if row.effect < 0 else "more"
    corrected = "" if row.q < level else f"; corrected for all rows q = {row.q:.2g}, which is not small"
    return f"{text}, {chance} (p = {row.p:.2g}): {below} than chance gives{corrected}."
