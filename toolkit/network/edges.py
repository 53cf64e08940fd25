"""Who speaks about whom, to whom, in answer to whom: edges from the quotes of a corpus, and their graph.

An edge is all ties between the same two actors, counted (see `relations` for what a tie is in each relation:
"mentions", "addresses", "answers", "quotes", "co-mention"). Edges are a table (`tables.TABLES["edges"]`), so that
every line of a figure can be traced to its sentences; the graph is an ordinary networkx graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import resampling, tables
from toolkit.network.relations import CO_MENTION, OUTLET, RELATIONS, ties, units, without_duplicates
from toolkit.wording import in_number

if TYPE_CHECKING:
    import networkx as nx

WEIGHTS = ("quotes", "words")


class _Wording(NamedTuple):
    """How `reading` puts a relation: what the quotes do, both ends, what joins two names, and what none means."""

    quotes_do: str
    ends: str
    joint: str
    none: str


_WORDINGS = {
    "mentions": _Wording(
        "mention another actor",
        "{sources} speaker(s) about {targets} actor(s)",
        "about",
        "No quote mentions an actor other than its speaker. Looked for: a name, or a pronoun that stands for "
        "one, inside {quotes} quote(s), of which {known} have a known speaker.",
    ),
    "addresses": _Wording(
        "are addressed to a known actor",
        "{sources} speaker(s) to {targets} actor(s)",
        "to",
        "No quote is addressed to a known actor other than its speaker. Looked for: a named listener (“told Lee”, "
        "“warned Russia”) of {quotes} quote(s), of which {known} have a known speaker.",
    ),
    "answers": _Wording(
        "take up an earlier quote of another speaker",
        "{sources} speaker(s) in answer to {targets} speaker(s)",
        "in answer to",
        "No quote takes up an earlier one of another speaker. Looked for: words such as “replied” or “rejected” with "
        "{quotes} quote(s), of which {known} have a known speaker.",
    ),
    "quotes": _Wording(
        "stand in articles of a known outlet",
        "{sources} outlet(s) quoting {targets} speaker(s)",
        "quoting",
        "No quote with a known speaker stands in an article of a known outlet. Looked at: {quotes} quote(s), of "
        "which {known} have a known speaker.",
    ),
    CO_MENTION: _Wording("", "", "with", "No {unit} mentions two actors."),
}


def quote_edges(
    quotes: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    relation: str | Sequence[str] = "mentions",
    weight: Literal["quotes", "words"] = "quotes",
    self_mentions: bool = False,
    co_speakers: bool = False,
    unit: Literal["sentence", "paragraph", "document"] = "sentence",
    duplicates: bool = False,
    level: float = 0.95,
    method: Literal["jackknife", "percentile"] = "jackknife",
    seed: int = 0,
    draws: int = 1000,
) -> pd.DataFrame:
    """The edges table: the ties of one relation or several, summed for each source and target.

    Without `relation` an edge runs from a speaker to each actor that the speaker's quotes mention; the module
    `relations` says what each relation counts. `ties` makes the rows that are summed, and explains `co_speakers`,
    `unit`, `duplicates` and (as self_ties) `self_mentions`. With `documents`, the dates of the first and last document
    are filled, copies of other documents are set aside, and the intervals are over all documents, those without any
    quote included.
    Shape: one row per relation, source and target, relation by relation in the order given, heaviest first, with the
    contract's columns and source_name, target_name; for "co-mention" also `places`, a list of [doc_id, start, end]
    where other relations have quote_ids.
    Units: `weight` "quotes" counts quotes, "words" adds up the words of these quotes; `n` is always quotes. Of
    co-mention both are sentences (or what `unit` says).
    `low` and `high` are the ends of the interval of the weight over documents, or over quotes (of co-mention,
    sentences with a mention) when there is one document; `attrs["interval"]` says which in words. `reliable` says
    whether enough of them hold the edge for the interval to be trusted (resampling.RELIABLE_DOCUMENTS); `method`,
    `seed` and `draws` are those of resampling.column_intervals. `attrs` also has weight, relation, duplicates
    (documents set aside), unit, and how many quotes, known_quotes were looked at.
    Raises: ValueError for an unknown weight, relation or unit, for words of co-mention, and where a relation needs
    `documents` and there are none.
    """
    if weight not in WEIGHTS:
        raise ValueError(f"weight={weight!r} is none of {', '.join(WEIGHTS)}")
    options = {"self_ties": self_mentions, "co_speakers": co_speakers, "unit": unit, "duplicates": duplicates}
    found = ties(quotes, mentions, actors, documents, relation=relation, **options)
    relations = found.attrs["relation"].split(", ")
    if weight == "words" and CO_MENTION in relations:
        raise ValueError(
            f"{CO_MENTION} is counted in sentences, not in words; take its edges with weight='quotes'"
        )
    if documents is not None and not duplicates:
        quotes, mentions, documents = (
            without_duplicates(frame, documents) for frame in (quotes, mentions, documents)
        )
    clusters = {name: _clusters(name, quotes, mentions, documents, unit) for name in relations}
    sampling = {"level": level, "method": method, "seed": seed, "draws": draws}
    parts = [
        sum_ties(found[found["relation"] == name], actors, clusters[name], weight=weight, **sampling)
        for name in relations
    ]
    edges = tables.table("edges", pd.concat([part for part in parts if len(part)] or parts[:1]))
    edges.attrs = found.attrs | {
        "interval": interval_in_words(list(clusters.values()), **sampling),
        "weight": weight,
        "quotes": len(quotes),
        "known_quotes": int(quotes["actor_id"].notna().sum()),
    }
    return edges


def interval_in_words(
    clusters: Sequence[Clusters],
    *,
    level: float = 0.95,
    method: Literal["jackknife", "percentile"] = "jackknife",
    seed: int = 0,
    draws: int = 1000,
) -> str:
    """What the intervals of edges are, as their `attrs["interval"]` says it; options are those of `quote_edges`."""
    how = resampling.described(method, draws=draws, seed=seed)
    over = " and ".join(dict.fromkeys(f"{each.size} {each.noun}" for each in clusters))
    return f"{level:.0%} intervals over {over} ({how})"


class Clusters(NamedTuple):
    """What is drawn again for the intervals: its labels, the column of ties that holds them, what it is, how many.

    `labels` are sorted, and at least those that the ties have; `size` counts those without any tie too.
    """

    labels: pd.Index
    column: str
    noun: str
    size: int


def _clusters(
    relation: str, quotes: pd.DataFrame, mentions: pd.DataFrame, documents: pd.DataFrame | None, unit: str
) -> Clusters:
    """The documents, or where there is one, its quotes; of co-mention, its sentences that mention somebody."""
    frames = [quotes, mentions] if documents is None else [quotes, mentions, documents]
    labels = sorted(set().union(*(frame["doc_id"] for frame in frames)))
    if len(labels) > 1:
        return Clusters(pd.Index(labels), "doc_id", "documents", len(labels))
    if relation == CO_MENTION:
        starts = pd.Index(units(mentions, documents, unit)["start"].unique())
        return Clusters(starts, "start", f"{unit}s", len(starts))
    return Clusters(pd.Index(quotes["quote_id"]), "quote_id", "quotes", len(quotes))


def sum_ties(
    found: pd.DataFrame,
    actors: pd.DataFrame,
    clusters: Clusters,
    *,
    weight: str = "quotes",
    level: float = 0.95,
    method: Literal["jackknife", "percentile"] = "jackknife",
    seed: int = 0,
    draws: int = 1000,
) -> pd.DataFrame:
    """The edges that these ties of one relation make, heaviest first, then by names, then by identifiers.

    Shape: as `quote_edges` gives them. With "jackknife" each edge depends on its own ties and the number of clusters
    alone, so that edges may be summed in several calls, each with all the ties of its edges: the same numbers come
    out, to the last bit.
    """
    if found.empty:
        others = {"reliable": "bool", "source_name": "str", "target_name": "str"}
        return tables.empty("edges").assign(**{name: pd.Series(dtype=kind) for name, kind in others.items()})
    ends = found.groupby(["source", "target"], sort=True)
    group = ends.ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    found, group = found.iloc[order], group[order]
    first = np.flatnonzero(np.diff(group, prepend=-1))
    edges = found.iloc[first][["source", "target", "relation"]].reset_index(drop=True)
    size = found["words"].to_numpy(dtype=float) if weight == "words" else np.ones(len(found))
    rows = clusters.labels.get_indexer(found[clusters.column])
    matrix = sparse.coo_matrix((size, (rows, group)), shape=(clusters.size, len(edges)))
    sampling = {"level": level, "method": method, "seed": seed, "draws": draws}
    drawn = resampling.bootstrap_columns(matrix, shares=False, **sampling)
    dates = found["published"].groupby(group)
    edges = edges.assign(
        weight=np.bincount(group, size),
        documents=_distinct(group, found["doc_id"]),
        n=np.diff(first, append=len(found)),
        low=drawn["low"],
        high=drawn["high"],
        reliable=drawn["reliable"],
        first_published=dates.min().to_numpy(),
        last_published=dates.max().to_numpy(),
    )
    behind = "places" if edges["relation"].iat[0] == CO_MENTION else "quote_ids"
    cells = (
        found[["doc_id", "start", "end"]].to_numpy() if behind == "places" else found["quote_id"].to_numpy()
    )
    edges[behind] = pd.Series([part.tolist() for part in np.split(cells, first[1:])], dtype="object")
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    for end in ("source", "target"):
        edges[f"{end}_name"] = [names.get(node) or node.removeprefix(OUTLET) for node in edges[end]]
    return edges.sort_values(["weight", "source_name", "target_name"], ascending=[False, True, True])


def _distinct(group: np.ndarray, labels: pd.Series) -> np.ndarray:
    """How many different labels each group has; groups are 0, 1, 2, ..."""
    codes, found = pd.factorize(labels)
    return np.bincount(np.unique(group * len(found) + codes) // len(found))


def quote_graph(
    edges: pd.DataFrame,
    actors: pd.DataFrame,
    quotes: pd.DataFrame | None = None,
    *,
    sides: Mapping[str, str] | None = None,
    attributes: Sequence[str] = (),
) -> nx.DiGraph | nx.MultiDiGraph | nx.Graph:
    """The edges as a networkx graph; its nodes are actor_ids, and "outlet:" with a name for outlets.

    A DiGraph for one relation, a Graph for "co-mention", a MultiDiGraph with the relation as key for several.
    Node attributes: label (the name), kind ("outlet" for outlets), role, affiliation ("" where unknown), bloc where
    `actors` has that column, and those of its columns that `attributes` names; with `quotes` also quotes and words
    (what the actor says altogether, so pass `without_duplicates(quotes, documents)` where copies are set aside; of an
    outlet, what it prints behind its edges); with `sides` (actor_id -> side)
    also side. Edge attributes: weight, relation, n, documents, and where known low, high, reliable,
    first_published, last_published, quote_ids (with spaces between), and of a backbone p, q. The graph's own:
    relation, weight, interval. All are text, numbers or yes and no, as GEXF and GraphML want them.
    Raises: ValueError for co-mention beside other relations, which have a direction, and for attributes that are no
    column of `actors`.
    """
    import networkx as nx

    absent = [name for name in attributes if name not in actors]
    if absent:
        raise ValueError(f"actors: no column {', '.join(absent)} (found {', '.join(map(str, actors))})")
    relations = _relations(edges)
    if len(relations) > 1 and CO_MENTION in relations:
        raise ValueError(
            f"{CO_MENTION} has no direction and {relations[0]} has; make a graph of each: "
            "quote_graph(edges[edges['relation'] == ...], ...)"
        )
    several = len(relations) > 1
    graph = nx.MultiDiGraph() if several else nx.Graph() if CO_MENTION in relations else nx.DiGraph()
    graph.graph.update({key: str(edges.attrs[key]) for key in ("weight", "interval") if key in edges.attrs})
    graph.graph["relation"] = ", ".join(relations)
    about = {row["actor_id"]: row for row in actors.to_dict("records")}
    keys = ["kind", "role", "affiliation", *(["bloc"] if "bloc" in actors else []), *attributes]
    said = None if quotes is None else _said_altogether(edges, quotes)
    for node in pd.unique(pd.concat([edges["source"], edges["target"]])):
        outlet = node not in about and node.startswith(OUTLET)
        row = about.get(node) or {"name": node.removeprefix(OUTLET), "kind": "outlet" if outlet else ""}
        data = {"label": _plain(row["name"])} | {key: _plain(row.get(key)) for key in dict.fromkeys(keys)}
        if said is not None:
            data |= dict(zip(("quotes", "words"), said.get(node, (0, 0))))
        if sides is not None:
            data["side"] = sides.get(node, "")
        graph.add_node(node, **data)
    for row in edges.to_dict("records"):
        data = {"weight": float(row["weight"]), "relation": row["relation"]}
        data |= {"n": int(row["n"]), "documents": int(row["documents"])}
        known = ("low", "high", "first_published", "last_published", "p", "q")
        data |= {key: _plain(row[key]) for key in known if _plain(row.get(key)) != ""}
        data |= {"reliable": bool(row["reliable"])} if "reliable" in row else {}
        if isinstance(row.get("quote_ids"), list | np.ndarray) and len(row["quote_ids"]):
            data["quote_ids"] = " ".join(row["quote_ids"])
        graph.add_edge(row["source"], row["target"], **({"key": row["relation"]} if several else {}), **data)
    return graph


def _relations(edges: pd.DataFrame) -> list[str]:
    """The relations in the table; of an empty one, those that were looked for."""
    found = edges["relation"].unique().tolist()
    return found or edges.attrs.get("relation", "mentions").split(", ")


def _said_altogether(edges: pd.DataFrame, quotes: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Number of quotes and words of each speaker, and of each outlet those behind its edges."""
    printed = edges.loc[edges["relation"] == "quotes", ["source", "quote_ids"]].explode("quote_ids")
    printed = printed.rename(columns={"source": "actor_id", "quote_ids": "quote_id"}).drop_duplicates()
    printed["quote_id"] = printed["quote_id"].astype("str")
    printed = printed.merge(quotes[["quote_id", "n_words"]], on="quote_id")
    columns = ["actor_id", "n_words"]
    found = pd.concat([quotes[columns], printed[columns]]).groupby("actor_id")["n_words"].agg(["size", "sum"])
    return {row.Index: (int(row.size), int(row.sum)) for row in found.itertuples()}


def _plain(value: Any) -> str | int | float:
    """A cell as text or number: dates and anything else as they print, "" for what is missing."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    if isinstance(value, float):
        return "" if value != value else value
    if isinstance(value, list | tuple | np.ndarray):
        return "; ".join(map(str, value))
    return "" if value is None or value is pd.NA or value is pd.NaT else str(value)


def edge_quotes(
    edges: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The quotes behind each edge, in the order of the edges; the sentences behind those of co-mention.

    Shape: one row per edge and quote: source, target, source_name, target_name, relation, then all columns of
    `quotes`. A row of co-mention has doc_id, start, end, sentence_start and sentence_end, those of its unit, and with
    `documents` its text; the rest is missing. `concordance.evidence` adds the marked sentences.
    """
    ends = [c for c in ("source", "target", "source_name", "target_name", "relation") if c in edges]
    edges = edges.reset_index(drop=True)
    exploded = edges[[*ends, "quote_ids"]].explode("quote_ids").rename(columns={"quote_ids": "quote_id"})
    exploded["quote_id"] = exploded["quote_id"].astype("str")
    numbered = exploded.dropna(subset="quote_id").rename_axis("edge").reset_index()
    found = numbered.merge(quotes, on="quote_id", how="inner", sort=False)
    if "places" in edges and edges["places"].notna().any():
        found = pd.concat([found, _places(edges, ends, documents)]).sort_values("edge", kind="stable")
    return found.drop(columns="edge").reset_index(drop=True)


def _places(edges: pd.DataFrame, ends: list[str], documents: pd.DataFrame | None) -> pd.DataFrame:
    """The sentences behind the edges of co-mention, as rows of quotes."""
    found = (
        edges[[*ends, "places"]].dropna(subset="places").explode("places").rename_axis("edge").reset_index()
    )
    texts = {} if documents is None else dict(zip(documents["doc_id"], documents["text"], strict=True))
    doc_ids, starts, ends = zip(*found.pop("places"))
    cut = [texts[doc][low:high] if doc in texts else None for doc, low, high in zip(doc_ids, starts, ends)]
    found = found.assign(doc_id=doc_ids, start=starts, end=ends, text=cut)
    return found.assign(sentence_start=found["start"], sentence_end=found["end"])


def degrees(graph: nx.Graph) -> pd.DataFrame:
    """How each actor stands in the graph, those who speak about most actors first.

    Shape: actor_id, name, kind, affiliation, speaks_about and spoken_about_by (numbers of actors),
    weight_out and weight_in (sums of the edges' weights, in their unit). Of a graph without direction (co-mention):
    neighbours and weight in place of the four.
    """
    directed = graph.is_directed()
    rows = []
    for node, data in graph.nodes(data=True):
        row = {
            "actor_id": node,
            "name": data["label"],
            "kind": data["kind"],
            "affiliation": data["affiliation"],
        }
        if directed:
            row |= {"speaks_about": len(graph.succ[node]), "spoken_about_by": len(graph.pred[node])}
            row["weight_out"] = float(graph.out_degree(node, weight="weight"))
            row["weight_in"] = float(graph.in_degree(node, weight="weight"))
        else:
            row |= {"neighbours": len(graph.adj[node]), "weight": float(graph.degree(node, weight="weight"))}
        rows.append(row)
    sizes = (
        ["speaks_about", "spoken_about_by", "weight_out", "weight_in"]
        if directed
        else ["neighbours", "weight"]
    )
    table = pd.DataFrame(rows, columns=["actor_id", "name", "kind", "affiliation", *sizes])
    return table.sort_values([*sizes, "name"], ascending=[False] * len(sizes) + [True], ignore_index=True)


def reading(
    edges: pd.DataFrame, quotes: pd.DataFrame, *, relation: str | None = None, places: int = 3
) -> str:
    """What the edges say, in a few sentences of plain text; also when there are none.

    Each relation that the edges hold, in their order, or only `relation`.
    """
    if relation not in (None, *RELATIONS):
        raise ValueError(f"relation={relation!r} is none of {', '.join(RELATIONS)}")
    said = [_reading(edges, quotes, name, places) for name in ([relation] if relation else _relations(edges))]
    aside = edges.attrs.get("duplicates", 0)
    if aside:
        said.append(f"Set aside: {aside} document(s) with the text of another one.")
    return in_number(" ".join(said))


def _reading(edges: pd.DataFrame, quotes: pd.DataFrame, relation: str, places: int) -> str:
    edges, wording = edges[edges["relation"] == relation], _WORDINGS[relation]
    looked_at = {"quotes": len(quotes), "known": int(quotes["actor_id"].notna().sum())}
    if edges.attrs.get("duplicates"):
        looked_at = {"quotes": edges.attrs["quotes"], "known": edges.attrs["known_quotes"]}
    unit = edges.attrs.get("unit", "sentence") if relation == CO_MENTION else "quote"
    if edges.empty:
        return wording.none.format(**looked_at, unit=unit)
    strongest = "; ".join(
        f"{row.source_name} {wording.joint} {row.target_name} ({row.n} {unit}{'' if row.n == 1 else 's'})"
        for row in edges.head(places).itertuples()
    )
    heaviest = f"The heaviest: {strongest}."
    if relation == CO_MENTION:
        behind = len({tuple(place) for cell in edges["places"] for place in cell})
        actors = len(set(edges["source"]) | set(edges["target"]))
        return f"{behind} {unit}(s) mention two actors or more: {actors} actors in {len(edges)} pair(s). {heaviest}"
    behind = len({quote_id for ids in edges["quote_ids"] for quote_id in ids})
    ends = wording.ends.format(sources=edges["source"].nunique(), targets=edges["target"].nunique())
    known = looked_at["known"]
    return (
        f"{behind} of {known} quotes with a known speaker {wording.quotes_do}: {ends}, "
        f"in {len(edges)} directed edge(s). {heaviest}"
    )
