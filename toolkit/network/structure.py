"""Who stands where in a quote network, which of its edges carry it, and how it changes, each with its uncertainty.

Input is a *ties* table (one row per quote and pair of actors, see `ties`), because a network's uncertainty comes
from the documents behind it: an interval says which values other documents of the same kind would give.
How the sides mix is in `mixing`, which groups there are in `communities`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse, stats

from toolkit.network import arrays, standing

MEASURES = ("in_degree", "out_degree", "in_strength", "out_strength", "pagerank", "betweenness")
CENTRALITY_COLUMNS = (
    "measure",
    "actor_id",
    "name",
    "estimate",
    "low",
    "high",
    "rank",
    "rank_low",
    "rank_high",
    "top_share",
    "n_units",
    "n_documents",
    "method",
)
SNAPSHOT_COLUMNS = (
    "period",
    "start",
    "quotes",
    "documents",
    "nodes",
    "edges",
    "density",
    "reciprocity",
    "kept",
    "new",
    "gone",
    "jaccard",
    "jaccard_expected",
    "p",
)
# What is drawn for betweenness where there are not too many actors: it is the slowest of the measures.
BETWEENNESS_DRAWS = 200
BETWEENNESS_ACTORS = 500
# Fewer edges than this, and an order of actors is not worth putting in words.
FEW_EDGES = 5
PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
# A mistyped year must not make a table of a million empty days.
MOST_PERIODS = 2000
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?")


def centrality(
    ties: pd.DataFrame,
    *,
    seed: int = 0,
    draws: int = 1000,
    weight: Literal["quotes", "words"] = "quotes",
    top: int = 5,
    betweenness_draws: int | None = None,
    names: Mapping[str, str] | None = None,
    documents: Iterable[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How each actor stands in the network, with intervals of the value and of the rank.

    Shape: one row per measure and actor, highest first; `CENTRALITY_COLUMNS`. Measures:
    in_degree and out_degree: numbers of actors who speak about this one, and about whom it speaks;
    in_strength and out_strength: the weights of these edges together, in quotes or words (`weight`);
    pagerank: share of a walker's time, 0 to 1, along edges in proportion to their weight (damping 0.85, from
    actors who speak about nobody anywhere; Page et al. 1999);
    betweenness: share of the shortest directed paths between two others that lead through the actor, 0 to 1,
    every edge one step long, weights not used (Freeman 1977; Brandes 2001).
    `rank` is 1 for the highest, with the mean rank for equals; `top_share` is the share of draws in which the actor
    is among the `top` highest (equals at the border share the places that are left). `n_units` and `n_documents`
    are the quotes and documents behind the actor's edges.

    `low` and `high` say where the value is expected to lie in as many other documents of the same kind: a degree
    grows with the corpus, so compare corpora of one size only. They are not percentiles of a bootstrap. In a
    resample the edges that rest on one document vanish and no others come in their place, so that such
    percentiles lie too low and are too narrow (95% intervals of a degree held 46% in a simulation). Instead the
    error is the larger of the jackknife's and the bootstrap's, over documents (over quotes where there is one
    document; `attrs["interval"]` says which), and the interval that of a gamma distribution (`arrays.spread`);
    in simulated corpora of 84 and 400 documents it held 95% to 98%, for betweenness, whose intervals are wide,
    99% (tests/test_network_structure.py), of 30 documents 90% to 95%. Ranks come from the bootstrap draws with that
    spread; their intervals held an actor's expected rank in 90% to 97%.
    `betweenness_draws`: 200 up to 500 actors, else none, unless given; 0 leaves its intervals out.
    """
    net = arrays.network(ties, weight=weight, documents=documents)
    if betweenness_draws is None:
        betweenness_draws = BETWEENNESS_DRAWS if net.size <= BETWEENNESS_ACTORS else 0
    behind = _behind(net)
    tables = []
    for measures, size in ((MEASURES[:-1], draws), (MEASURES[-1:], betweenness_draws)):
        values = _uncertain(net, _measure(net, measures), seed, size, level, top)
        for place, measure in enumerate(measures):
            table = pd.DataFrame({name: column[:, place] for name, column in values.items()})
            method = f"{size} draws" if size and net.clusters > 1 else "no draws"
            tables.append(behind.assign(measure=measure, method=method, **table).astype({"estimate": float}))
    found = pd.concat(tables, ignore_index=True)
    found["name"] = [(names or {}).get(actor_id, actor_id) for actor_id in found["actor_id"]]
    order = found.assign(place=found["measure"].map(MEASURES.index))
    order = order.sort_values(["place", "estimate", "name"], ascending=[True, False, True], ignore_index=True)
    found = order[list(CENTRALITY_COLUMNS)]
    found.attrs |= {
        "interval": net.interval(draws, seed, level),
        "betweenness_draws": betweenness_draws,
        "weight": weight,
        "top": top,
        "actors": net.size,
        "edges": net.edges,
        "quotes": net.quotes,
        "documents": net.documents,
        "left_out": net.left_out(),
    }
    return found


def _behind(net: arrays.Network) -> pd.DataFrame:
    """Each actor with the quotes and documents behind its edges."""
    ends = pd.concat(
        [net.pairs.assign(actor=ends[net.pairs["edge"].to_numpy()]) for ends in (net.source, net.target)]
    )
    counts = ends.groupby("actor")[["quote_id", "doc_id"]].nunique().reindex(range(net.size), fill_value=0)
    return pd.DataFrame(
        {
            "actor_id": pd.Series(net.actors, dtype="str"),
            "n_units": counts["quote_id"].astype("int64"),
            "n_documents": counts["doc_id"].astype("int64"),
        }
    )


def _measure(net: arrays.Network, measures: tuple[str, ...]) -> Callable[[np.ndarray], np.ndarray]:
    """A function from edge weights (draws x edges) to draws x actors x measures."""
    ends = (net.source, net.target, net.size)
    ways: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "in_degree": lambda weights: standing.sums((weights > 0).astype(float), net.target, net.size),
        "out_degree": lambda weights: standing.sums((weights > 0).astype(float), net.source, net.size),
        "in_strength": lambda weights: standing.sums(weights, net.target, net.size),
        "out_strength": lambda weights: standing.sums(weights, net.source, net.size),
        "pagerank": lambda weights: standing.pagerank(
            weights, *ends, tolerance=1e-12 if len(weights) == 1 else 1e-8
        ),
        "betweenness": lambda weights: standing.betweenness(weights, *ends),
    }
    return lambda weights: np.stack([ways[measure](weights) for measure in measures], axis=-1)


def _uncertain(
    net: arrays.Network,
    measure: Callable[[np.ndarray], np.ndarray],
    seed: int,
    draws: int,
    level: float,
    top: int,
) -> dict[str, np.ndarray]:
    """Actors x measures of each column: estimate, low, high, rank, rank_low, rank_high, top_share."""
    estimate = measure(net.totals[None])[0]
    # Rounded, so that actors who stand alike are equals in spite of the last digits.
    found = {"estimate": estimate, "rank": stats.rankdata(-estimate.round(12), axis=0)}
    unknown = np.full_like(estimate, np.nan)
    found |= dict.fromkeys(("low", "high", "rank_low", "rank_high", "top_share"), unknown)
    if not draws or net.clusters < 2 or not net.size:
        return found
    drawn = arrays.drawn(net, measure, seed=seed, draws=draws)
    error, step = arrays.jackknife(net, measure, seed=seed)
    spread = arrays.spread(estimate, np.maximum(error, drawn.std(axis=0)), step)
    found["low"], found["high"] = spread.interval(level)
    columns = []
    for place in range(estimate.shape[1]):
        values = arrays.placed(drawn[:, :, place].round(12), spread.column(place), seed=seed + place)
        ranks = stats.rankdata(-values, axis=1)
        low, high = np.quantile(ranks, [(1 - level) / 2, (1 + level) / 2], axis=0)
        columns.append([low, high, _within(values, top)])
    for name, column in zip(("rank_low", "rank_high", "top_share"), np.moveaxis(np.array(columns), 0, -1)):
        found[name] = column
    return found


def _within(values: np.ndarray, top: int) -> np.ndarray:
    """Share of the draws (rows) in which each actor is among the `top` highest, equals sharing the last places."""
    above = stats.rankdata(-values, method="min", axis=1) - 1
    equals = stats.rankdata(-values, method="max", axis=1) - above
    return np.clip((top - above) / equals, 0, 1).mean(axis=0)


def reading(table: pd.DataFrame, *, measure: str = "pagerank", places: int = 3) -> str:
    """What `centrality` found by one measure, in a few sentences of plain text; also when that is little."""
    about = table.attrs
    rows = table[table["measure"] == measure].head(places)
    if rows.empty:
        return f"No actor stands in the network by {measure}: no quote joins two different actors."
    edges, size = about.get("edges", 0), len(table[table["measure"] == measure])
    label = measure.replace("_", "-")
    basis = (
        f"{size} actors, {edges} edge{'' if edges == 1 else 's'}, {about.get('documents', '?')} document(s)"
    )
    if edges < FEW_EDGES:
        return f"Too little to rank actors by {label}: {basis}."
    listed = "; ".join(f"{row.name} ({_value(row.estimate)}{_range(row)})" for row in _rows(rows))
    text = f"Highest by {label} among {basis}: {listed}."
    if rows["low"].isna().all():
        return f"{text} There is nothing to draw again, so nobody can say how much of this order is chance."
    first = rows.iloc[0]
    text += f" {first['name']} is among the first {about.get('top', 5)} in {first['top_share']:.0%} of draws."
    others = table[(table["measure"] == measure) & (table["actor_id"] != first["actor_id"])]
    near = others[others["high"] >= first["low"]]
    if near.empty or first["rank_high"] < 1.5:
        return f"{text} It stays first in nearly all draws."
    names = _names(near["name"].tolist(), places)
    return (
        f"{text} Its interval overlaps with those of {names}, so who of them comes first means little by itself: "
        f"its own rank may be anything from {first['rank_low']:.0f} to {first['rank_high']:.0f}."
    )


def _rows(table: pd.DataFrame) -> Iterable:
    return table.itertuples(index=False)


def _value(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"


def _range(row: tuple) -> str:
    return "" if np.isnan(row.low) else f", interval {_value(row.low)} to {_value(row.high)}"


def _names(names: list[str], places: int) -> str:
    more = len(names) - places
    return ", ".join(names[:places]) + (f" and {more} more" if more > 0 else "")


def backbone(edges: pd.DataFrame, alpha: float = 0.05) -> pd.DataFrame:
    """The edges with what the disparity filter says of each: is it heavier than its ends' other edges explain?

    Shape: the rows and columns of `edges` (source, target, weight) in their order, with
    p_source: probability that an edge of this share or more of the source's outgoing weight would arise if that
    weight were dealt over its k edges at random, (1 - share) ** (k - 1);
    p_target: the same of the target's incoming weight; p: the smaller one; kept: p < `alpha`.
    An end with one edge cannot judge it (its p is 1), so the edge stays only if the other end keeps it, as in the
    paper. Edges of an actor to itself and of weight 0 or less are not judged: p missing, not kept.
    p is the filter's threshold, not a corrected test: of edges dealt at random, up to 2 x `alpha` are kept.
    `attrs["kept"]` has the shares of edges, actors and weight that are kept.
    Raises: ValueError for a missing column, an edge that occurs twice, or an `alpha` outside 0 to 1.
    Source: Serrano, Boguñá & Vespignani 2009, "Extracting the multiscale backbone of complex weighted networks".
    """
    absent = [name for name in ("source", "target", "weight") if name not in edges]
    if absent and len(edges):
        raise ValueError(f"edges: no column {', '.join(absent)} (found {', '.join(map(str, edges.columns))})")
    if not 0 < alpha <= 1:
        raise ValueError(f"alpha is a probability (0.05 is usual), found {alpha}")
    if absent:
        edges = edges.assign(**{name: pd.Series(dtype="float64") for name in absent})
    if edges.duplicated(["source", "target"]).any():
        raise ValueError(
            "edges: a pair of source and target occurs twice; sum the weights of relations first"
        )
    judged = (edges["source"] != edges["target"]) & (edges["weight"] > 0)
    judged &= edges["source"].notna() & edges["target"].notna()
    used = edges[judged]
    found = edges.copy()
    for end in ("source", "target"):
        weights = used.groupby(end)["weight"]
        share = used["weight"] / weights.transform("sum")
        p = (1 - share).clip(lower=0) ** (weights.transform("size") - 1)
        found[f"p_{end}"] = p.astype(float).reindex(edges.index)
    found["p"] = found[["p_source", "p_target"]].min(axis=1)
    found["kept"] = (found["p"] < alpha).astype(bool)
    kept = found[found["kept"]]
    ends = [pd.unique(pd.concat([part["source"], part["target"]])) for part in (kept, used)]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = {
            "edges": np.float64(len(kept)) / len(used),
            "actors": np.float64(len(ends[0])) / len(ends[1]),
            "weight": np.float64(kept["weight"].sum()) / used["weight"].sum(),
        }
    found.attrs |= {"alpha": alpha, "kept": {name: float(share) for name, share in shares.items()}}
    return found


def snapshots(
    ties: pd.DataFrame,
    *,
    by: Literal["day", "week", "month", "quarter", "year"] = "month",
    seed: int = 0,
    draws: int = 200,
) -> pd.DataFrame:
    """The network of each period and how far it is that of the period before.

    Shape: one row per period from the first to the last, those without quotes included; `SNAPSHOT_COLUMNS`.
    `period` is ISO 8601 (2022-01-14, 2022-W02, 2022-01, 2022-Q1, 2022), `start` its first day; quotes, documents,
    nodes (actors with a tie), edges (directed, without loops); density: edges of all possible ones among these
    nodes; reciprocity: share of edges whose reverse is there; kept, new, gone: edges that the period before
    had too, did not have, or had alone; jaccard: kept of all edges of either period, 0 to 1.
    Few quotes alone make two periods differ: `jaccard_expected` is the mean over `draws` in which the documents of
    both periods were dealt to them at random, and `p` the share of these with a jaccard as low (one is added to
    both counts, Phipson & Smyth 2010). A small p means that the edges did change.
    Dates that are missing, no dates, or less precise than `by` are left out; `attrs["undated"]` counts the quotes.
    Source: Jaccard 1901; turnover of edges as in Snijders, van de Bunt & Steglich 2010.
    """
    if by not in PERIODS:
        raise ValueError(f"by={by!r} is none of {', '.join(PERIODS)}")
    net = arrays.network(ties)
    rows = arrays.checked(ties)
    dates = rows.get("published", pd.Series(index=rows.index, dtype="str"))
    date_of = dict(zip(rows["quote_id"], (_period(date, by) for date in dates), strict=True))
    pairs = net.pairs.assign(
        period=pd.Series([date_of.get(q) for q in net.pairs["quote_id"]], dtype="object")
    )
    dated = pairs.dropna(subset="period")
    random = np.random.default_rng(seed)
    reverse = _reverse(net)
    found, before, skipped = [], None, False
    for period in _between(sorted(set(dated["period"]))):
        now = dated[dated["period"] == period]
        row = _snapshot(net, reverse, now, period, by)
        if before is not None:
            row |= _turnover(before, now, random, draws)
        skipped |= bool(found) and period - found[-1]["of"] != period.freq
        found.append(row | {"of": period})
        before = now
    table = pd.DataFrame(found, columns=list(SNAPSHOT_COLUMNS))
    table = table.astype(dict.fromkeys(("kept", "new", "gone"), "Int64"))
    table = table.astype(
        dict.fromkeys(("density", "reciprocity", "jaccard", "jaccard_expected", "p"), "float64")
    )
    table.attrs |= {
        "by": by,
        "undated": int(pairs.loc[pairs["period"].isna(), "quote_id"].nunique()),
        "quotes": net.quotes,
        "gaps_left_out": skipped,
    }
    return table


def _period(date: object, by: str) -> pd.Period | None:
    """The period of an ISO date, None where it has none or is not precise enough."""
    match = _DATE.fullmatch(date.strip()) if isinstance(date, str) else None
    if match is None or (match[3] is None and by in ("day", "week")):
        return None
    if match[2] is None and by != "year":
        return None
    try:
        return pd.Period(f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}", freq=PERIODS[by])
    except ValueError:
        return None


def _between(periods: list[pd.Period]) -> list[pd.Period]:
    """All periods from the first to the last, or only those given where that would be too many."""
    if len(periods) < 2 or (periods[-1] - periods[0]).n >= MOST_PERIODS:
        return periods
    return list(pd.period_range(periods[0], periods[-1]))


def _reverse(net: arrays.Network) -> np.ndarray:
    """Number of the edge that runs the other way, -1 where there is none."""
    return pd.MultiIndex.from_arrays([net.source, net.target]).get_indexer(
        pd.MultiIndex.from_arrays([net.target, net.source])
    )


def _snapshot(
    net: arrays.Network, reverse: np.ndarray, rows: pd.DataFrame, period: pd.Period, by: str
) -> dict:
    edges = pd.unique(rows["edge"])
    nodes = len(np.union1d(net.source[edges], net.target[edges])) if len(edges) else 0
    nothing = float("nan")
    year, week, _ = period.start_time.isocalendar()
    label = {"week": f"{year}-W{week:02}", "quarter": f"{period.year}-Q{period.quarter}"}.get(by, str(period))
    return {
        "period": label,
        "start": period.start_time.date().isoformat(),
        "quotes": rows["quote_id"].nunique(),
        "documents": rows["doc_id"].nunique(),
        "nodes": nodes,
        "edges": len(edges),
        "density": len(edges) / (nodes * (nodes - 1)) if nodes else nothing,
        "reciprocity": float(np.isin(reverse[edges], edges).mean()) if len(edges) else nothing,
    }


def _turnover(before: pd.DataFrame, now: pd.DataFrame, random: np.random.Generator, draws: int) -> dict:
    """Edges kept, new and gone, their jaccard, and what it would be if the documents had no dates."""
    both = pd.concat([before, now])
    # One document may stand in both periods only by mistake; it is then two.
    document = pd.factorize(both["doc_id"].astype("str") + np.repeat([" a", " b"], [len(before), len(now)]))[
        0
    ]
    edge, edges = pd.factorize(both["edge"])
    here, there = np.isin(edges, before["edge"]), np.isin(edges, now["edge"])
    kept, new, gone = int((here & there).sum()), int((there & ~here).sum()), int((here & ~there).sum())
    found = {"kept": kept, "new": new, "gone": gone}
    if not len(edges):
        return found
    found["jaccard"] = kept / len(edges)
    first, documents = len(pd.unique(document[: len(before)])), int(document.max()) + 1
    if not draws or first in (0, documents):
        return found
    holds = sparse.csr_matrix((np.ones(len(edge)), (document, edge)), shape=(documents, len(edges)))
    dealt = random.permuted(np.tile(np.arange(documents) < first, (draws, 1)), axis=1).astype(float)
    alike = ((dealt @ holds > 0) & ((1 - dealt) @ holds > 0)).sum(axis=1) / len(edges)
    found["jaccard_expected"] = float(alike.mean())
    found["p"] = float((1 + (alike <= found["jaccard"] + 1e-12).sum()) / (1 + draws))
    return found
