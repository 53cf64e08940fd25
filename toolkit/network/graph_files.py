"""Graphs as files that other programs open: GEXF and GraphML, and a pair of CSV files as Gephi imports them.

Names come from articles, so they may hold anything. What XML cannot hold (control characters, half a surrogate pair)
becomes U+FFFD, the replacement character, in every format. In CSV files a cell that a spreadsheet would take for a
formula gets an apostrophe before it, as in `sheets`, and a backslash becomes the full-width "＼", because Gephi reads a
backslash as an escape. Attributes whose names have a meaning of their own in such a file (id, label, source, target,
type, weight, timeset, interval; of edges also kind) get an underscore behind them. GraphML wants ids without spaces and
signs: "outlet:The Mail" is "outlet:The_Mail" there, and its label "The Mail".

Both XML formats are written here and not by networkx. Its GEXF names no kind for parallel edges (Gephi then merges
them), is not valid by the schema, changes from day to day, and takes attributes called start, end, viz or pid for
something else; its GraphML calls a key "d3" as soon as there are four, which Gephi takes for the label.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import XMLGenerator

import pandas as pd

from toolkit import sheets

if TYPE_CHECKING:
    import networkx as nx

# Of GEXF 1.3 (2022), which Gephi writes since 0.9.3: https://gexf.net
GEXF_NAMESPACE = "http://gexf.net/1.3"
GRAPHML_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
CREATOR = "news-discourse-toolkit"
MARK = "\ufffd"  # stands for a character that XML cannot hold
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TOKEN = re.compile(r"[^\w.:-]")
_RESERVED = frozenset({"id", "label", "source", "target", "type", "weight", "timeset", "interval"})
_LARGEST = 2**63  # of a whole number in any of these formats

# What stands in a file of its own accord, besides attributes.
_NODE_FIELDS, _EDGE_FIELDS = {"label"}, {"label", "weight"}

Cell = str | bool | int | float


class _Node(NamedTuple):
    id: str
    label: str
    data: dict[str, Cell]


class _Edge(NamedTuple):
    source: str
    target: str
    weight: float
    label: str
    kind: str  # of parallel edges, else ""
    data: dict[str, Cell]


class _Flat(NamedTuple):
    """A graph with nothing in it that a file cannot hold; types are boolean, long, double or string."""

    directed: bool
    about: dict[str, str]
    nodes: list[_Node]
    edges: list[_Edge]
    node_types: dict[str, str]
    edge_types: dict[str, str]


def write(
    graph: nx.Graph,
    path: str | os.PathLike,
    *,
    formats: Sequence[str] | None = None,
    name: str = "network",
) -> list[Path]:
    """The files written: `name`.gexf, `name`.graphml, `name`-nodes.csv and `name`-edges.csv in the folder `path`.

    `path` may also be a file's name that ends in .gexf, .graphml or .csv (a pair, with -nodes and -edges before the
    ending): then only that. `formats` are those of FORMATS to write. A file that is there already is replaced.
    `graph` is one of network.quote_graph, or any networkx graph: nodes are called by their attribute label, or else by
    their id; edges by theirs, or else their relation; an edge without a weight has 1. Attributes are written as text,
    numbers or truth values, those of mixed types as text; what is missing or infinite is left out. The same graph
    gives the same bytes.
    Raises: ValueError for a format that is none of FORMATS, or another one than the ending of `path`.
    """
    folder, name, chosen = _target(Path(path), formats, name)
    flat = _flat(graph)
    folder.mkdir(parents=True, exist_ok=True)
    return [file for each in chosen for file in _WRITERS[each](flat, folder, name)]


def _target(path: Path, formats: Sequence[str] | None, name: str) -> tuple[Path, str, list[str]]:
    ending = path.suffix.lower().removeprefix(".")
    chosen = list(dict.fromkeys([formats] if isinstance(formats, str) else formats or FORMATS))
    wrong = [each for each in chosen if each not in FORMATS]
    if wrong:
        raise ValueError(f"formats={formats!r}: {wrong[0]!r} is none of {', '.join(FORMATS)}")
    if ending not in FORMATS or path.is_dir():
        return path, name, chosen
    if formats is not None and chosen != [ending]:
        raise ValueError(
            f"{path} ends in .{ending}, and formats={formats!r}; name a folder to write several formats"
        )
    return path.parent, path.stem, [ending]


def _flat(graph: nx.Graph) -> _Flat:
    ids = _identifiers(graph)
    keyed = {"keys": True} if graph.is_multigraph() else {}
    names = _names((data for _, data in graph.nodes(data=True)), _NODE_FIELDS, _RESERVED)
    nodes = []
    for node, data in graph.nodes(data=True):
        label = _text(data.get("label", node))
        nodes.append(_Node(ids[node], label or ids[node], _cells(data, names)))
    names = _names((edge[-1] for edge in graph.edges(data=True)), _EDGE_FIELDS, _RESERVED | {"kind"})
    edges = []
    for source, target, *key, data in graph.edges(data=True, **keyed):
        relation = _text(data.get("relation", ""))
        kind = relation or _text(key[0]) if key else ""
        weight, label = _cell(data.get("weight")), _text(data.get("label", relation))
        weight = float(weight) if isinstance(weight, int | float) else 1.0
        edges.append(_Edge(ids[source], ids[target], weight, label, kind, _cells(data, names)))
    about = {_text(key): _text(value) for key, value in graph.graph.items() if _cell(value) is not None}
    types = [_unify([item.data for item in items]) for items in (nodes, edges)]
    return _Flat(graph.is_directed(), about, nodes, edges, *types)


def _identifiers(graph: nx.Graph) -> dict[Any, str]:
    """An id for each node: its own as text, with a number behind it where two would be the same in some format."""
    found, taken = {}, set()
    for node in graph:
        own = " ".join(_text(node).split()) or "_"
        new, number = own, 2
        while _in_csv(new) in taken:
            new, number = f"{own} ({number})", number + 1
        taken.add(_in_csv(new))
        found[node] = new
    return found


def _text(value: Any) -> str:
    """A value as text that XML can hold, line breaks as "\\n"."""
    return _NOT_IN_XML.sub(MARK, str(value).replace("\r\n", "\n").replace("\r", "\n"))


def _cell(value: Any) -> Cell | None:
    """A value as a file can hold it; None for what is missing or infinite."""
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()  # a numpy number
    if isinstance(value, list | tuple | set | frozenset):
        return _text(
            "; ".join(map(str, sorted(value, key=str) if isinstance(value, set | frozenset) else value))
        )
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and not -_LARGEST <= value < _LARGEST:
        return str(value)
    return value if isinstance(value, bool | int | float) else _text(value)


def _names(rows: Iterable[dict[Any, Any]], fields: set[str], reserved: Iterable[str]) -> dict[Any, str]:
    """What each attribute is called in a file; those that are `fields` of the file are left out."""
    found, taken = {}, set(reserved)
    for key in dict.fromkeys(key for row in rows for key in row if key not in fields):
        name = " ".join(_text(key).split()) or "_"
        while name.lower() in taken:  # Gephi reads one of two columns that differ in capitals only
            name += "_"
        taken.add(name.lower())
        found[key] = name
    return found


def _cells(data: dict[Any, Any], names: dict[Any, str]) -> dict[str, Cell]:
    """The attributes of a node or edge, as the file calls them, without those that are missing."""
    cells = {names[key]: _cell(value) for key, value in data.items() if key in names}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _unify(rows: list[dict[str, Cell]]) -> dict[str, str]:
    """The type of each attribute, by name; cells of another type are changed to it, in place."""
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, cell in row.items():
            kinds.setdefault(name, set()).add(type(cell))
    types = {name: _type(found) for name, found in kinds.items()}
    for row in rows:
        for name, cell in row.items():
            if types[name] == "double":
                row[name] = float(cell)
            elif types[name] == "string":
                row[name] = _written(cell)
    return types


def _type(found: set[type]) -> str:
    single = {frozenset({bool}): "boolean", frozenset({int}): "long"}.get(frozenset(found))
    return single or ("double" if found <= {int, float} else "string")


def _written(cell: Cell) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _gexf(flat: _Flat, folder: Path, name: str) -> list[Path]:
    path = folder / f"{name}.gexf"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        xml = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        xml.startDocument()
        with _element(xml, "gexf", {"xmlns": GEXF_NAMESPACE, "version": "1.3"}):
            with _element(xml, "meta"):
                _leaf(xml, "creator", CREATOR)
                _leaf(xml, "description", "; ".join(f"{key}: {value}" for key, value in flat.about.items()))
            kind = "directed" if flat.directed else "undirected"
            with _element(xml, "graph", {"defaultedgetype": kind, "idtype": "string", "mode": "static"}):
                _gexf_attributes(xml, "node", flat.node_types)
                _gexf_attributes(xml, "edge", flat.edge_types)
                with _element(xml, "nodes", {"count": str(len(flat.nodes))}):
                    for node in flat.nodes:
                        label = " ".join(node.label.split())
                        _gexf_item(xml, "node", {"id": node.id, "label": label}, node.data)
                with _element(xml, "edges", {"count": str(len(flat.edges))}):
                    for number, edge in enumerate(flat.edges):
                        item = {"id": str(number), "source": edge.source, "target": edge.target}
                        item |= {"weight": str(edge.weight), "label": " ".join(edge.label.split())}
                        item |= {"kind": " ".join(edge.kind.split())} if edge.kind else {}
                        _gexf_item(xml, "edge", item, edge.data)
        xml.endDocument()
    return [path]


class _element:
    """An XML element with what is written inside the with statement as its content, begun on a line of its own."""

    def __init__(self, xml: XMLGenerator, name: str, attributes: dict[str, str] | None = None):
        self.xml, self.name, self.attributes = xml, name, attributes or {}

    def __enter__(self) -> None:
        self.xml.startElement(self.name, self.attributes)
        self.xml.ignorableWhitespace("\n")

    def __exit__(self, *error: object) -> None:
        self.xml.endElement(self.name)
        self.xml.ignorableWhitespace("\n")


def _leaf(xml: XMLGenerator, name: str, text: str = "", attributes: dict[str, str] | None = None) -> None:
    xml.startElement(name, attributes or {})
    xml.characters(text)
    xml.endElement(name)
    xml.ignorableWhitespace("\n")


def _gexf_attributes(xml: XMLGenerator, kind: str, types: dict[str, str]) -> None:
    with _element(xml, "attributes", {"class": kind, "mode": "static"}):
        for title, type_ in types.items():
            _leaf(xml, "attribute", "", {"id": title, "title": title, "type": type_})


def _gexf_item(xml: XMLGenerator, kind: str, attributes: dict[str, str], data: dict[str, Cell]) -> None:
    with _element(xml, kind, attributes), _element(xml, "attvalues"):
        for title, cell in data.items():
            _leaf(xml, "attvalue", "", {"for": title, "value": _written(cell)})


def _graphml(flat: _Flat, folder: Path, name: str) -> list[Path]:
    path = folder / f"{name}.graphml"
    types = {
        "graph": dict.fromkeys(flat.about, "string"),
        "node": {"label": "string", **flat.node_types},
        "edge": {"label": "string", "weight": "double", **flat.edge_types},
    }
    keys = {scope: {title: f"{scope}{at}" for at, title in enumerate(types[scope])} for scope in types}
    tokens = _tokens(node.id for node in flat.nodes)
    direction = "directed" if flat.directed else "undirected"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        xml = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        xml.startDocument()
        with _element(xml, "graphml", {"xmlns": GRAPHML_NAMESPACE}):
            for scope, titles in keys.items():
                for title, key in titles.items():
                    about = {"for": scope, "attr.name": title, "attr.type": types[scope][title]}
                    _leaf(xml, "key", "", {"id": key, **about})
            with _element(xml, "graph", {"id": "network", "edgedefault": direction}):
                _graphml_data(xml, keys["graph"], flat.about)
                for node in flat.nodes:
                    with _element(xml, "node", {"id": tokens[node.id]}):
                        _graphml_data(xml, keys["node"], {"label": node.label, **node.data})
                for edge in flat.edges:
                    item = {"source": tokens[edge.source], "target": tokens[edge.target]}
                    with _element(xml, "edge", item):
                        data = {"label": edge.label, "weight": edge.weight, **edge.data}
                        _graphml_data(xml, keys["edge"], data)
        xml.endDocument()
    return [path]


def _tokens(ids: Iterable[str]) -> dict[str, str]:
    """The ids as GraphML wants them, without spaces and signs: "outlet:The Mail" -> "outlet:The_Mail"."""
    found, taken = {}, set()
    for own in ids:
        new = _NO_TOKEN.sub("_", own)
        while new in taken:
            new += "_"
        taken.add(new)
        found[own] = new
    return found


def _graphml_data(xml: XMLGenerator, keys: dict[str, str], data: dict[str, Cell]) -> None:
    for title, cell in data.items():
        _leaf(xml, "data", _written(cell), {"key": keys[title]})


def _csv(flat: _Flat, folder: Path, name: str) -> list[Path]:
    direction = "Directed" if flat.directed else "Undirected"
    nodes = [{"Id": node.id, "Label": node.label, **node.data} for node in flat.nodes]
    edges = []
    for edge in flat.edges:
        row = {"Source": edge.source, "Target": edge.target, "Type": direction}
        row |= {"Kind": edge.kind} if edge.kind else {}
        edges.append({**row, "Label": edge.label, "Weight": edge.weight, **edge.data})
    first = {"nodes": ["Id", "Label"], "edges": ["Source", "Target", "Type", "Label", "Weight"]}
    types = {"nodes": flat.node_types, "edges": flat.edge_types}
    paths = []
    for what, rows in (("nodes", nodes), ("edges", edges)):
        table = pd.DataFrame(rows) if rows else pd.DataFrame(columns=first[what])
        whole = [title for title, type_ in types[what].items() if type_ == "long"]
        table = table.astype(dict.fromkeys(whole, "Int64"))
        texts = [title for title in table if table[title].dtype.kind not in "iuf"]
        table[texts] = table[texts].map(_in_csv)
        paths.append(folder / f"{name}-{what}.csv")
        sheets.write_csv(paths[-1], table)
    return paths


def _in_csv(cell: Any) -> Any:
    if isinstance(cell, bool):
        return _written(cell)
    return sheets.harmless(cell.strip().replace("\\", "＼"), None) if isinstance(cell, str) else cell


_WRITERS: dict[str, Callable[[_Flat, Path, str], list[Path]]] = {
    "gexf": _gexf,
    "graphml": _graphml,
    "csv": _csv,
}
FORMATS = tuple(_WRITERS)
