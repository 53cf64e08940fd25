"""A network with the quotes behind its arrows, as plain data that a script can show; places are those of the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from toolkit.figures import node_layout, node_link
from toolkit.figures.page import PAGE
from toolkit.interactive import passages
from toolkit.interactive.quote_rows import quote_rows
from toolkit.wording import number_of

if TYPE_CHECKING:
    import networkx as nx

# Quotes that are shown behind each arrow, and behind all: a page should be small enough to be sent by mail.
EACH, MOST = 10, 1_500


def network_view(
    graph: nx.DiGraph,
    quotes: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    actors: pd.DataFrame | None = None,
    *,
    others: pd.DataFrame | None = None,
    sides: Mapping[str, str] | None = None,
    unit: str = "quotes",
    limit: int = node_link.MOST_NODES,
    layout: Literal["auto", "distances", "arcs"] = "auto",
    each: int = EACH,
    most: int = MOST,
) -> dict[str, Any]:
    """The network that plots.quote_network draws, with what is behind its nodes and arrows: lists, texts and numbers.

    Shape: `graph` as network.quote_graph gives it for one relation; with `quotes` and `documents` each arrow has its
    surest quotes, at most `each` and `most` in all. `others` are edges of further relations (network.quote_edges),
    drawn between the same nodes. Returns width, height and box (what is filled of them; points), nodes (place, mark,
    name in lines, numbers over the whole graph), links (relation, numbers, curve, quotes as places in the rows),
    groups and kinds (the legend), relations, quotes (as `quote_rows` gives them), unit, interval, single (what one of
    which makes an arrow an observation), and left_out (sentences). Places are those of the figure with the same
    `sides`, `limit` and `layout`; y grows downwards.
    Raises: ValueError for a graph without direction, with several relations, or without arrows.
    """
    if not graph.is_directed() or graph.is_multigraph():
        raise ValueError(
            "a graph with direction and one relation is wanted; take one relation's edges to quote_graph"
        )
    if not graph.number_of_edges():
        raise ValueError("a graph with arrows is wanted, found none; show a sentence in its place")
    drawing = node_link.drawing(graph, sides=sides, limit=limit, layout=layout)
    relation = str(graph.graph.get("relation") or "mentions")
    ids = list(drawing.graph)
    links = _links(drawing.graph, drawing.places, relation, _rows(drawing.graph), ids)
    further = _further(others, relation, set(ids))
    for name, rows in further.items():
        part = _graph(ids, rows)
        links += _links(part, drawing.places, name, rows, ids)
    groups = node_link.legend_groups(drawing.marks)
    data = {
        "width": round(PAGE, 1),
        "height": round(drawing.places.height, 1),
        "box": _box(drawing.places, links),
        "nodes": [_node(graph, drawing, groups, node) for node in ids],
        "groups": [_legend(group) for group in groups],
        "by": "Side" if drawing.marks.shapes else "Affiliation",
        "kinds": sorted({str(graph.nodes[node].get("kind") or "") for node in ids}),
        "relations": [relation, *further],
        "unit": unit,
        "interval": str(graph.graph.get("interval", "")),
        "single": node_link.single_of(drawing.graph),
        "left_out": _left_out(graph, drawing.graph, others, relation, further),
    }
    return data | _quotes_behind(links, quotes, documents, actors, each, most)


def _box(places: node_layout.Layout, links: list[dict[str, Any]]) -> list[float | int]:
    """The rectangle that holds all that is drawn: left, top, right, bottom."""
    corners = [np.vstack([places.node(node), places.labels[node]]) for node in places.centres]
    x, y = np.vstack(corners)[:, 0::2], places.height - np.vstack(corners)[:, 1::2]
    curves = np.array([point for link in links for point in link["curve"]])
    x, y = np.append(x, curves[:, 0]), np.append(y, curves[:, 1])
    return [_plain(number) for number in (x.min(), y.min(), x.max(), y.max())]


def _legend(group: node_link.Group) -> dict[str, Any]:
    entry = {"label": passages.line(group.label), "colour": group.colour}
    return entry | {"shape": group.shape, "hollow": group.hollow}


def _rows(graph: nx.DiGraph) -> list[dict[str, Any]]:
    """The arrows of a graph as rows of an edges table."""
    return [{"source": a, "target": b, **data} for a, b, data in graph.edges(data=True)]


def _further(others: pd.DataFrame | None, relation: str, drawn: set[str]) -> dict[str, list[dict[str, Any]]]:
    """The arrows of other relations between drawn nodes, by relation."""
    if others is None:
        return {}
    kept = others[
        (others["relation"] != relation) & others["source"].isin(drawn) & others["target"].isin(drawn)
    ]
    return {str(name): rows.to_dict("records") for name, rows in kept.groupby("relation", sort=False)}


def _graph(nodes: Iterable[str], rows: list[dict[str, Any]]) -> nx.DiGraph:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for row in rows:
        graph.add_edge(row["source"], row["target"], weight=row["weight"], documents=row["documents"])
    return graph


def _links(
    graph: nx.DiGraph, places: node_layout.Layout, relation: str, rows: list[dict[str, Any]], ids: list[str]
) -> list[dict[str, Any]]:
    """The arrows of one relation, the heaviest first."""
    at = {node: k for k, node in enumerate(ids)}
    heaviest = max(row["weight"] for row in rows)
    single = node_link.single_of(graph)
    found = []
    for row in sorted(rows, key=lambda row: (-row["weight"], row["source"], row["target"])):
        thick = node_layout.thickness(row["weight"], heaviest)
        head = node_link.head_of(thick)
        curve = node_layout.curve(graph, places, row["source"], row["target"], head)
        entry = {"source": at[row["source"]], "target": at[row["target"]], "relation": relation}
        entry |= {
            "weight": _plain(row["weight"]),
            "n": int(row.get("n", 0)),
            "documents": int(row["documents"]),
        }
        sure = bool(row.get("reliable")) and pd.notna(row.get("low")) and pd.notna(row.get("high"))
        entry |= {"low": _plain(row["low"]), "high": _plain(row["high"])} if sure else {}
        entry |= {"unsure": node_link.state_of(row, single, None) == "uncertain", "thick": round(thick, 2)}
        entry |= {"head": round(head, 2), "curve": [[_plain(x), _plain(places.height - y)] for x, y in curve]}
        entry["ids"] = _quote_ids(row.get("quote_ids"))
        found.append(entry)
    return found


def _plain(number: Any) -> float | int:
    """A number with as many places as a reader or a picture needs."""
    value = round(float(number), 1)
    return int(value) if value.is_integer() else value


def _quote_ids(given: Any) -> list[str]:
    """Identifiers of quotes, as a list (edges) or with spaces between (graphs)."""
    if isinstance(given, str):
        return given.split()
    return [str(one) for one in given] if isinstance(given, list | tuple | np.ndarray) else []


def _node(
    graph: nx.DiGraph, drawing: node_link.Drawing, groups: list[node_link.Group], node: str
) -> dict[str, Any]:
    """One actor: mark, place, name and numbers; those of its arrows are over the whole graph."""
    data, places, marks = graph.nodes[node], drawing.places, drawing.marks
    x, y = places.centres[node]
    left, _, right, top = places.labels[node]
    anchor = "middle" if left < x < right else "end" if right <= x else "start"
    at = {"middle": (left + right) / 2, "end": right, "start": left}[anchor]
    group = next(k for k, one in enumerate(groups) if marks.group[node] in one.members)
    hollow = marks.shapes is not None and not marks.group[node]
    entry: dict[str, Any] = {"id": node, "x": _plain(x), "y": _plain(places.height - y)}
    entry |= {
        "r": round(float(places.radii[node]), 1),
        "colour": marks.colour[node],
        "shape": marks.shape[node],
    }
    entry |= {"hollow": hollow, "group": group, "kind": str(data.get("kind") or "")}
    lines = node_layout.name_of(data).split("\n")
    entry["label"] = {"x": _plain(at), "y": _plain(places.height - top), "anchor": anchor, "lines": lines}
    entry["name"] = passages.line(data.get("label")) or "(no name)"
    entry |= {key: passages.line(data.get(key)) for key in ("role", "affiliation", "side") if data.get(key)}
    entry |= {key: int(data[key]) for key in ("quotes", "words") if key in data}
    entry |= {"about": graph.out_degree(node), "by": graph.in_degree(node)}
    entry["weight_out"] = _plain(graph.out_degree(node, weight="weight"))
    entry["weight_in"] = _plain(graph.in_degree(node, weight="weight"))
    return entry


def _left_out(
    graph: nx.DiGraph,
    drawn: nx.DiGraph,
    others: pd.DataFrame | None,
    relation: str,
    further: Mapping[str, list[dict[str, Any]]],
) -> list[str]:
    """What of the network is not in the picture, in sentences."""
    said = []
    actors = graph.number_of_nodes() - drawn.number_of_nodes()
    arrows = graph.number_of_edges() - drawn.number_of_edges()
    if actors:
        said.append(
            f"Drawn are the {number_of(drawn.number_of_nodes(), 'actor')} with most weight and their "
            f"{number_of(drawn.number_of_edges(), 'arrow')}; {number_of(actors, 'more actor')} and "
            f"{number_of(arrows, 'arrow')} are left out."
        )
    of_others = 0 if others is None else int((others["relation"] != relation).sum())
    missing = of_others - sum(map(len, further.values()))
    if missing:
        verb = "ends" if missing == 1 else "end"
        said.append(
            f"Of the other relations, {number_of(missing, 'arrow')} {verb} at actors who are not drawn."
        )
    return said


def _quotes_behind(
    links: list[dict[str, Any]],
    quotes: pd.DataFrame | None,
    documents: pd.DataFrame | None,
    actors: pd.DataFrame | None,
    each: int,
    most: int,
) -> dict[str, Any]:
    """links, each with the places of its quotes among the rows, and these rows."""
    wanted = [link.pop("ids") for link in links]
    if quotes is None or documents is None:
        return {"links": [link | {"quotes": []} for link in links], "quotes": None}
    sure = dict(zip(quotes["quote_id"], quotes["confidence"], strict=True))
    ranked = [sorted((one for one in ids if one in sure), key=lambda one: -sure[one]) for ids in wanted]
    while each > 1 and len({one for ids in ranked for one in ids[:each]}) > most:
        each -= 1
    shown = {one for ids in ranked for one in ids[:each]}
    rows = quote_rows(quotes[quotes["quote_id"].isin(shown)], documents, actors, most=len(shown))
    place = {row[0]: k for k, row in enumerate(rows["quotes"])}
    behind = [[place[one] for one in ids[:each] if one in place] for ids in ranked]
    return {
        "links": [link | {"quotes": found} for link, found in zip(links, behind, strict=True)],
        "quotes": rows,
    }
