"""Where a network stands: always the same, and arrows from border to border."""

import networkx as nx
import numpy as np
import pytest
from test_figures_node_link import crowded_graph

from toolkit.figures import node_layout, node_link


@pytest.mark.parametrize("layout", ["distances", "arcs"])
def test_the_same_graph_stands_the_same_whatever_its_order(layout):
    graph = crowded_graph(14, 26)
    turned = nx.DiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    once, again = (node_link.drawing(each, layout=layout).places for each in (graph, graph.copy()))
    assert {node: tuple(place) for node, place in once.centres.items()} == {
        node: tuple(place) for node, place in again.centres.items()
    }
    assert set(node_link.drawing(turned, layout=layout).places.centres) == set(once.centres)


@pytest.mark.parametrize(("nodes", "edges"), [(6, 7), (30, 120)], ids=["distances", "arcs"])
def test_an_arrow_begins_and_ends_near_its_actors(nodes, edges):
    graph = crowded_graph(nodes, edges)
    drawing = node_link.drawing(graph)
    for source, target in drawing.graph.edges:
        curve = node_layout.curve(drawing.graph, drawing.places, source, target, 3.0)
        assert len(curve) == (4 if source == target else 3)
        for node, end in ((source, curve[0]), (target, curve[-1])):
            boxes = drawing.places.boxes(node)
            low, high = boxes[:, :2].min(axis=0) - 12, boxes[:, 2:].max(axis=0) + 12
            assert np.all((low <= end) & (end <= high)), (source, target)


def test_a_heavier_arrow_is_thicker():
    assert node_layout.thickness(1, 10) < node_layout.thickness(10, 10) == node_layout.THICKEST
