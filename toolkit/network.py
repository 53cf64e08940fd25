"""Who speaks about whom: edges from the speaker of a quote to the actors that the quote mentions.

Edges are a table (see `tables.TABLES["edges"]`), so that every line of a figure can be traced to its quotes;
the graph is an ordinary networkx DiGraph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd
from scipy import sparse

from toolkit import contents, resampling, tables

if TYPE_CHECKING:
    import networkx as nx

WEIGHTS = ("quotes", "words")


def quote_edges(
    quotes: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    weight: Literal["quotes", "words"] = "quotes",
    self_mentions: bool = False,
    seed: int = 0,
    draws: int = 1000,
    level: float = 0.95,
) -> pd.DataFrame:
    """The edges table of relation "mentions": from the speaker of a quote to each actor the quote mentions.

    Shape: one row per speaker and actor, heaviest first, with the contract's columns and source_name,
    target_name. An actor is mentioned in a quote when one of its mentions (names, or pronouns that stand for
    it) lies within one of the quote's spans. A quote counts once for an actor, however often it mentions it.
    Quotes without a known speaker are left out; so are speakers who mention themselves, unless
    `self_mentions`.
    Units: `weight` "quotes" counts quotes, "words" adds up the words of these quotes; `n` is always quotes.
    `low` and `high` are the ends of the bootstrap interval of the weight over documents, or over quotes when
    there is one document; `attrs["interval"]` says which in words.
    Raises: ValueError for an unknown weight.
    """
    if weight not in WEIGHTS:
        raise ValueError(f"weight={weight!r} is none of {', '.join(WEIGHTS)}")
    pairs = quote_mentions(quotes, mentions).rename(columns={"actor_id": "target"})
    columns = quotes[["quote_id", "doc_id", "actor_id", "n_words"]].rename(columns={"actor_id": "source"})
    pairs = pairs.merge(columns.dropna(subset="source"), on="quote_id")
    if not self_mentions:
        pairs = pairs[pairs["source"] != pairs["target"]]
    pairs = pairs.assign(size=pairs["n_words"].astype(float) if weight == "words" else 1.0)
    documents = sorted(set(quotes["doc_id"]) | set(mentions["doc_id"]))
    unit = "documents" if len(documents) > 1 else "quotes"
    clusters = documents if unit == "documents" else quotes["quote_id"].tolist()
    edges = _edges(
        pairs, actors, clusters, "doc_id" if unit == "documents" else "quote_id", seed, draws, level
    )
    edges.attrs["interval"] = (
        f"{level:.0%} bootstrap intervals over {len(clusters)} {unit} ({draws} draws, seed {seed})"
    )
    edges.attrs["weight"] = weight
    return edges


def quote_mentions(quotes: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Which actors each quote mentions.

    Shape: one row per quote and actor: quote_id, actor_id; in the order of `quotes`. A mention counts when
    it lies within one of the quote's spans and has an actor, the speaker's own pronouns included.
    """
    found = contents.mentioned(quotes, mentions)
    return found[["quote_id", "actor_id"]].drop_duplicates(ignore_index=True)


def _edges(
    pairs: pd.DataFrame,
    actors: pd.DataFrame,
    clusters: list[str],
    by: str,
    seed: int,
    draws: int,
    level: float,
) -> pd.DataFrame:
    """The edges of these pairs of quote and target, with intervals over the clusters that column `by` names."""
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    if pairs.empty:
        return tables.empty("edges").assign(
            source_name=pd.Series(dtype="str"), target_name=pd.Series(dtype="str")
        )
    groups = pairs.groupby(["source", "target"], sort=True)
    edges = groups.agg(
        weight=("size", "sum"),
        documents=("doc_id", "nunique"),
        n=("quote_id", "size"),
        quote_ids=("quote_id", list),
    ).reset_index()
    rows = pd.Index(clusters).get_indexer(pairs[by])
    matrix = sparse.coo_matrix((pairs["size"], (rows, groups.ngroup())), shape=(len(clusters), len(edges)))
    drawn = resampling.bootstrap_columns(matrix, seed=seed, draws=draws, level=level, shares=False)
    edges = edges.assign(relation="mentions", low=drawn["low"], high=drawn["high"])
    for end in ("source", "target"):
        edges[f"{end}_name"] = [names.get(actor_id, actor_id) for actor_id in edges[end]]
    order = edges.sort_values(["weight", "source_name", "target_name"], ascending=[False, True, True])
    return tables.table("edges", order)


def quote_graph(
    edges: pd.DataFrame,
    actors: pd.DataFrame,
    quotes: pd.DataFrame | None = None,
    *,
    sides: Mapping[str, str] | None = None,
) -> nx.DiGraph:
    """The edges as a networkx DiGraph; its nodes are actor_ids.

    Node attributes: label (the name), kind, role, affiliation ("" where unknown); with `quotes` also quotes
    and words (what the actor says altogether); with `sides` (actor_id -> side) also side. Edge attributes:
    weight, relation, n, documents, low, high. All are text or numbers, as GEXF and GraphML want them.
    """
    import networkx as nx

    graph = nx.DiGraph()
    about = actors.drop_duplicates("actor_id").set_index("actor_id")
    spoken = None if quotes is None else quotes.groupby("actor_id")["n_words"].agg(["size", "sum"])
    for actor_id in pd.unique(pd.concat([edges["source"], edges["target"]])):
        known = about.loc[actor_id] if actor_id in about.index else pd.Series({"name": actor_id})
        node = {key: _text(known.get(key)) for key in ("kind", "role", "affiliation")}
        if spoken is not None:
            size, words = spoken.loc[actor_id] if actor_id in spoken.index else (0, 0)
            node |= {"quotes": int(size), "words": int(words)}
        if sides is not None:
            node["side"] = sides.get(actor_id, "")
        graph.add_node(actor_id, label=_text(known.get("name")), **node)
    for row in edges.itertuples():
        numbers = {"weight": float(row.weight), "n": int(row.n), "documents": int(row.documents)}
        ends = {end: float(getattr(row, end)) for end in ("low", "high") if not pd.isna(getattr(row, end))}
        graph.add_edge(row.source, row.target, relation=row.relation, **numbers, **ends)
    return graph


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def edge_quotes(edges: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes behind each edge, in the order of the edges.

    Shape: one row per edge and quote: source, target, source_name, target_name, then all columns of `quotes`.
    """
    ends = [column for column in ("source", "target", "source_name", "target_name") if column in edges]
    exploded = edges[[*ends, "quote_ids"]].explode("quote_ids").rename(columns={"quote_ids": "quote_id"})
    exploded["quote_id"] = exploded["quote_id"].astype("str")
    return exploded.merge(quotes, on="quote_id", how="inner", sort=False)


def degrees(graph: nx.DiGraph) -> pd.DataFrame:
    """How each actor stands in the graph, those who speak about most actors first.

    Shape: actor_id, name, kind, affiliation, speaks_about and spoken_about_by (numbers of actors),
    weight_out and weight_in (sums of the edges' weights, in their unit).
    """
    rows = [
        {
            "actor_id": node,
            "name": data["label"],
            "kind": data["kind"],
            "affiliation": data["affiliation"],
            "speaks_about": graph.out_degree(node),
            "spoken_about_by": graph.in_degree(node),
            "weight_out": float(graph.out_degree(node, weight="weight")),
            "weight_in": float(graph.in_degree(node, weight="weight")),
        }
        for node, data in graph.nodes(data=True)
    ]
    columns = ["actor_id", "name", "kind", "affiliation"]
    columns += ["speaks_about", "spoken_about_by", "weight_out", "weight_in"]
    order = ["speaks_about", "spoken_about_by", "weight_out", "weight_in", "name"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(order, ascending=[False] * 4 + [True], ignore_index=True)


def reading(edges: pd.DataFrame, quotes: pd.DataFrame, *, places: int = 3) -> str:
    """What the edges say, in one or two sentences of plain text; also when there are none."""
    known = int(quotes["actor_id"].notna().sum())
    if edges.empty:
        return (
            f"No quote mentions an actor other than its speaker. Looked for: a name, or a pronoun that stands for "
            f"one, inside {len(quotes)} quote(s), of which {known} have a known speaker."
        )
    behind = len({quote_id for ids in edges["quote_ids"] for quote_id in ids})
    speakers, targets = edges["source"].nunique(), edges["target"].nunique()
    strongest = "; ".join(
        f"{row.source_name} about {row.target_name} ({row.n} quote{'' if row.n == 1 else 's'})"
        for row in edges.head(places).itertuples()
    )
    return (
        f"{behind} of {known} quotes with a known speaker mention another actor: {speakers} speaker(s) about "
        f"{targets} actor(s), in {len(edges)} directed edge(s). The heaviest: {strongest}."
    )
