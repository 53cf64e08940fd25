"""The data of the network to explore: places of the figure, numbers of the graph, quotes of the table."""

import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE
from synthetic import corpus, press
from test_figures_node_link import crowded_graph

from toolkit import network
from toolkit.figures import node_link
from toolkit.interactive import network_view

RELATIONS = ("mentions", "addresses", "answers")


def graph_of(found):
    edges = network.quote_edges(
        found.quotes, found.mentions, found.actors, found.documents, relation=RELATIONS
    )
    mentions = edges[edges["relation"] == "mentions"]
    return network.quote_graph(mentions, found.actors, found.quotes), edges


@pytest.mark.parametrize(("nodes", "edges"), [(6, 7), (30, 120)], ids=["distances", "arcs"])
def test_places_and_marks_are_those_of_the_figure(nodes, edges):
    graph = crowded_graph(nodes, edges, sides=True)
    drawing = node_link.drawing(graph)
    data = network_view(graph)
    assert [node["id"] for node in data["nodes"]] == list(drawing.graph)
    for node in data["nodes"]:
        x, y = drawing.places.centres[node["id"]]
        assert (node["x"], node["y"]) == pytest.approx((x, drawing.places.height - y), abs=0.06)
        assert (node["colour"], node["shape"]) == (
            drawing.marks.colour[node["id"]],
            drawing.marks.shape[node["id"]],
        )
        assert data["groups"][node["group"]]["colour"] == node["colour"]
    left, top, right, bottom = data["box"]
    points = np.array([point for link in data["links"] for point in link["curve"]])
    assert left <= points[:, 0].min() and points[:, 0].max() <= right
    assert top <= points[:, 1].min() and points[:, 1].max() <= bottom
    json.dumps(data, allow_nan=False)


def test_numbers_are_those_of_the_whole_graph():
    graph, _ = graph_of(corpus())
    data = network_view(graph)
    for node in data["nodes"]:
        assert (node["about"], node["by"]) == (graph.out_degree(node["id"]), graph.in_degree(node["id"]))
        assert node["weight_in"] == graph.in_degree(node["id"], weight="weight")
        assert node["quotes"] == graph.nodes[node["id"]]["quotes"]
    weights = {(a, b): data["weight"] for a, b, data in graph.edges(data=True)}
    ids = [node["id"] for node in data["nodes"]]
    assert weights == {(ids[link["source"]], ids[link["target"]]): link["weight"] for link in data["links"]}
    assert data["quotes"] is None and not any(link["quotes"] for link in data["links"])


def test_each_arrow_has_its_surest_quotes():
    found = corpus()
    graph, edges = graph_of(found)
    sure = dict(zip(found.quotes["quote_id"], np.linspace(0.9, 0.1, len(found.quotes)), strict=True))
    quotes = found.quotes.assign(confidence=found.quotes["quote_id"].map(sure))
    data = network_view(graph, quotes, found.documents, found.actors, each=2)
    ids = [node["id"] for node in data["nodes"]]
    rows = data["quotes"]["quotes"]
    behind = {
        (row.source, row.target): row.quote_ids for row in edges.itertuples() if row.relation == "mentions"
    }
    for link in data["links"]:
        wanted = sorted(behind[ids[link["source"]], ids[link["target"]]], key=lambda one: -sure[one])[:2]
        assert [rows[k][0] for k in link["quotes"]] == wanted
    assert max(link["n"] for link in data["links"]) == 3  # one arrow has more quotes than are shown


def test_quotes_of_all_arrows_are_kept_to_a_number():
    found = press()
    graph, _ = graph_of(found)
    data = network_view(graph, found.quotes, found.documents, found.actors, each=10, most=20)
    assert 0 < len(data["quotes"]["quotes"]) <= 20
    assert all(link["quotes"] for link in data["links"])


def test_a_large_network_says_what_is_left_out():
    graph = crowded_graph(80, 200)
    data = network_view(graph, limit=20)
    assert len(data["nodes"]) <= 20
    lacking = graph.number_of_nodes() - len(data["nodes"])
    arrows = graph.number_of_edges() - len(data["links"])
    assert data["left_out"] == [
        f"Drawn are the {len(data['nodes'])} actors with most weight and their {len(data['links'])} arrows; "
        f"{lacking} more actors and {arrows} arrows are left out."
    ]
    assert network_view(crowded_graph(6, 7))["left_out"] == []


def test_other_relations_stand_between_the_same_actors():
    found = corpus()
    graph, edges = graph_of(found)
    other = edges.head(2).assign(relation="addresses")
    away = edges.head(1).assign(relation="answers", target="nobody drawn")
    data = network_view(graph, others=pd.concat([edges, other, away]))
    assert data["relations"] == ["mentions", "addresses"]
    assert sum(link["relation"] == "addresses" for link in data["links"]) == 2
    assert data["left_out"] == ["Of the other relations, 1 arrow ends at actors who are not drawn."]


def test_an_interval_is_given_only_where_it_can_be_relied_on():
    graph = nx.DiGraph(relation="mentions")
    for node in "abc":
        graph.add_node(node, label=node, kind="person", affiliation="")
    graph.add_edge("a", "b", weight=9.0, n=9, documents=6, low=3.0, high=20.0, reliable=True)
    graph.add_edge("a", "c", weight=2.0, n=2, documents=1, low=0.5, high=4.0, reliable=False)
    first, second = network_view(graph)["links"]
    assert (first["low"], first["high"]) == (3, 20) and not first["unsure"]
    assert "low" not in second and second["unsure"]


def test_hostile_names_stay_text_on_one_line():
    data = network_view(crowded_graph(12, 20, names=HOSTILE, sides=True), sides={"a0": "x" * 200 + "\u202e"})
    for node in data["nodes"]:
        assert node["name"] and "\n" not in node["name"] and "\u202e" not in node["name"]
        assert 1 <= len(node["label"]["lines"]) <= 2
    assert not [group for group in data["groups"] if "\u202e" in group["label"]]


def test_what_cannot_be_drawn_is_refused():
    empty = nx.DiGraph()
    for wrong in (nx.Graph([(1, 2)]), nx.MultiDiGraph([(1, 2)]), empty):
        with pytest.raises(ValueError, match="is wanted"):
            network_view(wrong)
