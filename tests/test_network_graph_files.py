"""Graph files as other programs read them: igraph, networkx, and the rules of the GEXF schema, checked with lxml."""

import csv
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from synthetic import corpus

from toolkit import network
from toolkit.network import graph_files

CORPUS = corpus()

# The part of the GEXF 1.3 grammar (gexf.net/1.3: gexf.rnc, dynamics.rnc) that files without layout and time can use.
GEXF_GRAMMAR = """
<grammar ns="http://gexf.net/1.3" xmlns="http://relaxng.org/ns/structure/1.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="gexf">
    <attribute name="version"><value>1.3</value></attribute>
    <optional><element name="meta"><interleave>
      <optional><attribute name="lastmodifieddate"><data type="date"/></attribute></optional>
      <optional><element name="creator"><text/></element></optional>
      <optional><element name="description"><text/></element></optional>
    </interleave></element></optional>
    <element name="graph">
      <attribute name="defaultedgetype"><choice><value>directed</value><value>undirected</value></choice></attribute>
      <attribute name="idtype"><value>string</value></attribute>
      <attribute name="mode"><value>static</value></attribute>
      <zeroOrMore><element name="attributes">
        <attribute name="class"><choice><value>node</value><value>edge</value></choice></attribute>
        <attribute name="mode"><value>static</value></attribute>
        <zeroOrMore><element name="attribute">
          <attribute name="id"/><attribute name="title"/>
          <attribute name="type"><choice>
            <value>integer</value><value>long</value><value>double</value><value>boolean</value><value>string</value>
          </choice></attribute>
        </element></zeroOrMore>
      </element></zeroOrMore>
      <element name="nodes">
        <attribute name="count"><data type="nonNegativeInteger"/></attribute>
        <zeroOrMore><element name="node">
          <attribute name="id"/><attribute name="label"><data type="token"/></attribute><ref name="attvalues"/>
        </element></zeroOrMore>
      </element>
      <element name="edges">
        <attribute name="count"><data type="nonNegativeInteger"/></attribute>
        <zeroOrMore><element name="edge">
          <attribute name="id"/><attribute name="source"/><attribute name="target"/>
          <optional><attribute name="label"><data type="token"/></attribute></optional>
          <optional><attribute name="kind"><data type="token"/></attribute></optional>
          <attribute name="weight"><data type="double"/></attribute><ref name="attvalues"/>
        </element></zeroOrMore>
      </element>
    </element>
  </element></start>
  <define name="attvalues"><optional><element name="attvalues"><zeroOrMore>
    <element name="attvalue"><attribute name="for"/><attribute name="value"/></element>
  </zeroOrMore></element></optional></define>
</grammar>
"""
GEXF = {"g": "http://gexf.net/1.3"}
READS = {"long": int, "double": float, "string": str, "boolean": {"true": True, "false": False}.__getitem__}

# name as an article may have it, what XML files hold, what CSV files hold, why
NAMES = [
    ("Ann & <Lee> “O'Neil\"", "Ann & <Lee> “O'Neil\"", "Ann & <Lee> “O'Neil\"", "marks of XML and CSV"),
    ("Zoë 😀 王 İ", "Zoë 😀 王 İ", "Zoë 😀 王 İ", "beyond ASCII and the basic plane"),
    ("a\x00b\x1bc\ufffe", "a\ufffdb\ufffdc\ufffd", "a\ufffdb\ufffdc\ufffd", "control characters"),
    ("half \ud83d pair", "half \ufffd pair", "half \ufffd pair", "a lone surrogate"),
    ('=HYPERLINK("x")', '=HYPERLINK("x")', '\'=HYPERLINK("x")', "a formula"),
    ("@sum", "@sum", "'@sum", "a formula to Lotus and Excel"),
    ("Lee;=1+1", "Lee;=1+1", "Lee;'=1+1", "a formula where ; separates cells"),
    ("Lee \\", "Lee \\", "Lee ＼", "Gephi takes a backslash for an escape"),
    ("- 5", "- 5", "'- 5", "a minus"),
    ("Ann\r\nLee", "Ann\nLee", "Ann\nLee", "a line break of Windows"),
    ("]]> <!-- x", "]]> <!-- x", "]]> <!-- x", "ends of XML sections"),
]


def hostile() -> nx.DiGraph:
    """A ring of nodes called by NAMES, which are their ids too."""
    graph = nx.DiGraph(note="names \x07 from articles")
    for name, *_ in NAMES:
        graph.add_node(name, label=name, kind="person", **{"party name": name})
    for (first, *_), (second, *_) in pairwise([*NAMES, NAMES[0]]):
        graph.add_edge(first, second, weight=2.5, relation="mentions", quoted=first)
    return graph


def networks() -> dict[str, nx.Graph]:
    """Graphs of each kind that network.quote_graph makes, and a hostile one."""
    documents = CORPUS.documents.assign(outlet=["The Mail & Post", "Ωmega", None])
    quotes = CORPUS.quotes.assign(answers=[None] * 6 + ["q6", None, None])
    graphs = {}
    for name, relation in {
        "one": "mentions",
        "several": network.QUOTE_RELATIONS,
        "undirected": "co-mention",
        "none": "addresses",
    }.items():
        edges = network.quote_edges(quotes, CORPUS.mentions, CORPUS.actors, documents, relation=relation)
        graphs[name] = network.quote_graph(edges, CORPUS.actors, quotes, sides={"orlo": "A"})
    return graphs | {"hostile": hostile()}


GRAPHS = networks()


def weighted(graph: nx.Graph) -> list[tuple[str, str, float]]:
    """The labels of both ends of each edge, and its weight; without direction, the ends in order."""
    name = dict(graph.nodes(data="label"))
    rows = [(name[a], name[b], weight) for a, b, weight in graph.edges(data="weight")]
    return sorted(rows if graph.is_directed() else [(*sorted(row[:2]), row[2]) for row in rows])


@pytest.mark.parametrize("name", GRAPHS)
def test_gexf_keeps_the_rules_of_its_schema(name, tmp_path):
    [path] = graph_files.write(GRAPHS[name], tmp_path / "n.gexf")
    tree = etree.parse(path)
    grammar = etree.RelaxNG(etree.XML(GEXF_GRAMMAR))
    assert grammar.validate(tree), grammar.error_log
    nodes, edges = tree.findall(".//g:node", GEXF), tree.findall(".//g:edge", GEXF)
    ids = [node.get("id") for node in nodes]
    assert len(set(ids)) == len(ids) == GRAPHS[name].number_of_nodes()
    assert len({edge.get("id") for edge in edges}) == len(edges) == GRAPHS[name].number_of_edges()
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(ids)
    for scope, items in (("node", nodes), ("edge", edges)):
        declared = tree.findall(f".//g:attributes[@class='{scope}']/g:attribute", GEXF)
        types = {attribute.get("id"): attribute.get("type") for attribute in declared}
        assert len(types) == len(declared)
        for value in (value for item in items for value in item.findall(".//g:attvalue", GEXF)):
            READS[types[value.get("for")]](value.get("value"))
    kinds = [edge.get("kind") for edge in edges]
    ends = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges]
    assert (set(kinds) <= {None}) == (name != "several"), (
        "parallel edges have a kind, by which Gephi keeps them apart"
    )
    assert len(set(ends)) == len(ends)


@pytest.mark.parametrize("name", ["one", "several", "undirected", "none"])
@pytest.mark.parametrize("read", [nx.read_gexf, nx.read_graphml])
def test_networkx_reads_what_was_written(name, read, tmp_path):
    graph = GRAPHS[name]
    found = read(next(p for p in graph_files.write(graph, tmp_path) if read.__name__.endswith(p.suffix[1:])))
    assert weighted(found) == weighted(graph)
    if graph:
        assert found.is_directed() == graph.is_directed()
        assert (found.nodes["orlo"]["words"], found.nodes["orlo"]["side"]) == (32, "A")
        kinds = {relation for _, _, relation in found.edges(data="relation")}
        assert kinds == {relation for _, _, relation in graph.edges(data="relation")}


@pytest.mark.parametrize(("name", "xml", "cell", "why"), NAMES, ids=[case[-1] for case in NAMES])
def test_names_survive_or_are_marked(name, xml, cell, why, tmp_path):
    gexf, graphml, nodes, edges = graph_files.write(GRAPHS["hostile"], tmp_path)
    place = [case[0] for case in NAMES].index(name)
    in_gexf = etree.parse(gexf).findall(".//g:node", GEXF)[place]
    assert in_gexf.get("label") == " ".join(xml.split()), "a label is one line"
    assert in_gexf.find(".//g:attvalue[@for='party name']", GEXF).get("value") == xml
    in_graphml = list(etree.parse(graphml).getroot().iter("{*}node"))[place]
    assert [data.text for data in in_graphml] == [xml, "person", xml]
    row = pd.read_csv(nodes, dtype=str, keep_default_na=False).iloc[place]
    assert row[["Label", "party name"]].tolist() == [cell, cell]
    ids = set(pd.read_csv(nodes, dtype=str, keep_default_na=False)["Id"])
    table = pd.read_csv(edges, dtype=str, keep_default_na=False)
    assert set(table["Source"]) | set(table["Target"]) == ids and len(ids) == len(NAMES)
    assert table["quoted"].iloc[place] == cell


@pytest.mark.parametrize("name", GRAPHS)
def test_igraph_reads_graphml(name, tmp_path):
    igraph = pytest.importorskip("igraph", reason="igraph (GPL) is installed for tests only")
    graph = GRAPHS[name]
    [path] = graph_files.write(graph, tmp_path / "n.graphml")
    found = igraph.Graph.Read_GraphML(str(path))
    assert (found.vcount(), found.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    if not graph:
        return
    assert found.is_directed() == graph.is_directed()
    text = {own: xml for own, xml, *_ in NAMES}
    expected = [text.get(label, label) for _, label in graph.nodes(data="label")]
    assert found.vs["label"] == expected
    by_label = {(found.vs[edge.source]["label"], found.vs[edge.target]["label"]) for edge in found.es}
    names = dict(zip(graph, expected, strict=True))
    assert by_label == {(names[a], names[b]) for a, b in graph.edges()}
    assert found.es["weight"] == [weight for _, _, weight in graph.edges(data="weight")]
    if name == "one":
        assert found.strength(weights="weight", mode="out") == [4, 2, 0, 0]
        assert found.vs["words"] == [32, 15, 0, 0]
        assert found["weight"] == "quotes"


@pytest.mark.parametrize("name", ["one", "several", "undirected", "hostile"])
def test_igraph_takes_the_pair_of_csv_files(name, tmp_path):
    igraph = pytest.importorskip("igraph", reason="igraph (GPL) is installed for tests only")
    graph = GRAPHS[name]
    rows = []
    for path in graph_files.write(graph, tmp_path / "n.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows.append(list(csv.DictReader(file)))
    nodes, edges = rows
    assert list(edges[0])[:3] == ["Source", "Target", "Type"] and {"Weight", "Label"} <= set(edges[0])
    assert ("Kind" in edges[0]) == (name == "several")
    assert {edge["Type"] for edge in edges} == {"Directed" if graph.is_directed() else "Undirected"}
    found = igraph.Graph.DictList(
        nodes,
        edges,
        directed=graph.is_directed(),
        vertex_name_attr="Id",
        edge_foreign_keys=("Source", "Target"),
    )
    assert (found.vcount(), found.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert [float(weight) for weight in found.es["Weight"]] == [w for _, _, w in graph.edges(data="weight")]


def test_attributes_of_any_kind_and_name(tmp_path):
    graph = nx.MultiDiGraph(none=None)
    graph.add_node(
        1, ID="x", start=3, viz="v", size=np.int64(4), share=np.float64(0.5), known=True, mixed=1, rank=1
    )
    graph.add_node("1", Start=float("nan"), mixed="one", rank=2.5, big=2**70, many=["a", 2], when=pd.NaT)
    graph.add_edge(1, "1", "k", id=7, Kind="own", type="t")
    graph.add_edge(1, "1", "l", weight=float("inf"))
    gexf, graphml, nodes, edges = graph_files.write(graph, tmp_path, name="g")
    assert [path.name for path in (gexf, graphml, nodes, edges)] == [
        "g.gexf",
        "g.graphml",
        "g-nodes.csv",
        "g-edges.csv",
    ]
    for found in (nx.read_gexf(gexf), nx.read_graphml(graphml)):
        first, second = found.nodes["1"], found.nodes["1 (2)" if "1 (2)" in found else "1__2_"]
        assert (first["ID_"], first["start"], first["viz"], first["size"]) == ("x", 3, "v", 4)
        assert (first["share"], first["known"], first["mixed"], second["mixed"]) == (0.5, True, "1", "one")
        assert (first["rank"], second["rank"]) == (1.0, 2.5)
        assert (second["big"], second["many"]) == (str(2**70), "a; 2")
        assert "Start_" not in second and "when" not in second
        own = [data for _, _, data in found.edges(data=True)]
        assert [data.get("id_") for data in own] == [7, None]
        assert [data["weight"] for data in own] == [1.0, 1.0], "what is missing or infinite is 1"
    table = pd.read_csv(edges)
    assert table["Kind"].tolist() == ["k", "l"] and table["Kind_"].tolist()[0] == "own"
    assert pd.read_csv(nodes)["known"].tolist()[0] is True


def test_two_names_for_one_id_stay_two_nodes(tmp_path):
    graph = nx.DiGraph([("a\x00", "a\x01"), ("=a", "'=a"), (" b", "b"), ("", "_")])
    _, graphml, nodes, edges = graph_files.write(graph, tmp_path)
    assert len(set(pd.read_csv(nodes)["Id"])) == 8
    assert (pd.read_csv(edges)["Source"] != pd.read_csv(edges)["Target"]).all()
    assert len({node.get("id") for node in etree.parse(graphml).getroot().iter("{*}node")}) == 8


def test_the_same_graph_gives_the_same_bytes_and_stays_as_it_was(tmp_path):
    graph = GRAPHS["several"]
    before = graph.copy()
    first = [path.read_bytes() for path in graph_files.write(graph, tmp_path / "a")]
    assert first == [path.read_bytes() for path in graph_files.write(graph, tmp_path / "b")]
    assert first == [path.read_bytes() for path in graph_files.write(graph, tmp_path / "b")], "written over"
    assert nx.utils.graphs_equal(graph, before)


def test_where_to_write(tmp_path):
    graph = GRAPHS["one"]
    assert [p.name for p in graph_files.write(graph, tmp_path / "x.csv")] == ["x-nodes.csv", "x-edges.csv"]
    assert [p.name for p in graph_files.write(graph, tmp_path, formats=["csv", "gexf"])] == [
        "network-nodes.csv",
        "network-edges.csv",
        "network.gexf",
    ]
    assert [p.name for p in graph_files.write(graph, tmp_path / "v1.2", formats="gexf")] == ["network.gexf"]
    with pytest.raises(ValueError, match="'pajek' is none of gexf, graphml, csv"):
        graph_files.write(graph, tmp_path, formats=["pajek"])
    with pytest.raises(ValueError, match="name a folder to write several formats"):
        graph_files.write(graph, tmp_path / "x.gexf", formats=["gexf", "csv"])


def legal(character: str) -> bool:
    """Whether XML 1.0 can hold the character (its production Char)."""
    code = ord(character)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


@settings(max_examples=60, deadline=None)
@given(name=st.text(st.characters(exclude_categories=()), max_size=12))
def test_any_text_is_read_back(name, tmp_path_factory):
    graph = nx.Graph()
    graph.add_node(name, said=name)
    gexf, graphml, nodes, _ = graph_files.write(graph, tmp_path_factory.mktemp("any"))
    expected = (
        "".join(c if legal(c) else graph_files.MARK for c in name).replace("\r\n", "\n").replace("\r", "\n")
    )
    assert etree.parse(gexf).find(".//g:attvalue", GEXF).get("value") == expected
    data = list(etree.parse(graphml).getroot().iter("{*}data"))
    assert (data[-1].text or "") == expected
    with nodes.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 2
