"""Degrees, PageRank and betweenness against networkx and against formulas."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from toolkit.network import standing


def arrays(graph):
    places = {node: place for place, node in enumerate(graph)}
    source, target = (np.array([places[edge[end]] for edge in graph.edges], dtype=int) for end in (0, 1))
    weights = np.array([data.get("weight", 1.0) for *_, data in graph.edges(data=True)], dtype=float)
    return weights[None], source, target, len(graph)


def random_graph(nodes, edges, seed):
    graph = nx.gnm_random_graph(nodes, edges, seed=seed, directed=True)
    random = np.random.default_rng(seed)
    for *_, data in graph.edges(data=True):
        data["weight"] = float(random.integers(1, 9))
    return graph


GRAPHS = [
    ("star in", nx.star_graph(5).to_directed().edge_subgraph([(n, 0) for n in range(1, 6)]).copy()),
    ("ring", nx.cycle_graph(7, create_using=nx.DiGraph)),
    ("two cliques", nx.barbell_graph(4, 0).to_directed()),
    ("path", nx.path_graph(5, create_using=nx.DiGraph)),
    (
        "two parts",
        nx.disjoint_union(nx.cycle_graph(3, create_using=nx.DiGraph), nx.path_graph(4).to_directed()),
    ),
    ("random", random_graph(25, 70, 1)),
    ("dense", random_graph(12, 100, 2)),
    ("nobody answers", nx.DiGraph([(0, 1), (0, 2), (3, 1)])),
]


@pytest.mark.parametrize(("label", "graph"), GRAPHS, ids=[label for label, _ in GRAPHS])
def test_all_measures_are_those_of_networkx(label, graph):
    weights, source, target, size = arrays(graph)
    ones = np.ones_like(weights)
    pairs = [
        (standing.sums(ones, target, size), dict(graph.in_degree())),
        (standing.sums(weights, source, size), dict(graph.out_degree(weight="weight"))),
        (
            standing.pagerank(weights, source, target, size, tolerance=1e-13),
            nx.pagerank(graph, tol=1e-15, max_iter=2000),
        ),
        (standing.betweenness(weights, source, target, size), nx.betweenness_centrality(graph)),
    ]
    for found, expected in pairs:
        assert_allclose(found[0], [expected[node] for node in graph], atol=1e-9)


def test_by_hand_star_and_ring():
    """Star of n leaves to a hub: with x of a leaf and h of the hub, h = x (1 + n d) and h + n x = 1."""
    n, d = 5, 0.85
    weights, source, target, size = arrays(GRAPHS[0][1])
    rank = standing.pagerank(weights, source, target, size, tolerance=1e-13)[0]
    leaf = 1 / (1 + n * d + n)
    assert_allclose(sorted(rank), [leaf] * n + [leaf * (1 + n * d)])
    weights, source, target, size = arrays(GRAPHS[1][1])
    assert_allclose(standing.pagerank(weights, source, target, size), 1 / 7)
    # From each of the 6 others s the ring's path passes through v to those behind it: 0 + 1 + ... + 5 of 30 pairs.
    assert_allclose(standing.betweenness(weights, source, target, size), 15 / 30)


def test_a_bridge_by_hand():
    """Two cliques of 4 joined by one edge both ways: each end of it is on 3 x 4 of 42 pairs both ways."""
    weights, source, target, size = arrays(GRAPHS[2][1])
    found = standing.betweenness(weights, source, target, size)[0]
    assert_allclose(sorted(found)[-2:], 2 * 3 * 4 / 42)
    assert_allclose(sorted(found)[:6], 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 9), st.integers(0, 20), st.integers(0, 1000))
def test_every_row_is_a_network_of_its_own(nodes, edges, seed):
    graph = random_graph(nodes, min(edges, nodes * (nodes - 1)), seed)
    weights, source, target, size = arrays(graph)
    many = np.concatenate([weights, np.where(np.arange(weights.size) % 2, weights, 0.0), 0 * weights])
    for measure in (standing.betweenness, standing.pagerank):
        found = measure(many, source, target, size)
        for row, single in zip(found, many):
            assert_allclose(row, measure(single[None], source, target, size)[0], atol=1e-8)
    assert_allclose(standing.pagerank(many, source, target, size).sum(axis=1), 1)
    assert_allclose(standing.pagerank(0 * weights, source, target, size), 1 / nodes)


def test_nobody():
    none = np.zeros(0, dtype=int)
    assert standing.pagerank(np.zeros((3, 0)), none, none, 0).shape == (3, 0)
    assert standing.betweenness(np.zeros((3, 0)), none, none, 0).shape == (3, 0)
