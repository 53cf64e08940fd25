"""Communities: found where they are, stable, and denied where chance has them too."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.made_ties import CLIQUES, RING, articles, ties
from toolkit.network import communities

QUICK = {"seed": 1, "draws": 30, "starts": 5, "samples": 30}


def test_two_cliques():
    found = communities.detect(ties(CLIQUES), names={"a0": "Ann"}, **QUICK)
    actors = found.actors.set_index("actor_id")
    assert tuple(found.actors.columns) == communities.ACTOR_COLUMNS
    assert actors.groupby("community").groups.keys() == {1, 2}
    assert actors.loc["a0", "name"] == "Ann"
    for letter in "ab":
        members = [f"{letter}{number}" for number in range(4)]
        assert actors.loc[members, "community"].nunique() == 1
        assert actors.loc[members, "best_community"].nunique() == 1
    assert actors["stability"].min() > 0.9
    assert found.together.loc["a1", "a2"] > 0.9 and found.together.loc["a1", "b2"] < 0.1
    modularity, number, agreement = found.summary["estimate"]
    # Weights 12, 12 and 1 of 25: within 24/25, expected (25/50)^2 twice.
    assert modularity == pytest.approx(24 / 25 - 0.5)
    assert number == 2 and agreement > 0.8
    assert found.summary.loc[0, "p"] < 0.05 and found.summary.loc[0, "expected"] < modularity
    assert "2 communities of two or more" in communities.reading(found)


def test_modularity_is_that_of_networkx():
    table = articles(40, seed=2)
    found = communities.detect(table, draws=0, starts=1, samples=0)
    graph = nx.Graph()
    for row in table.itertuples():
        weight = graph.get_edge_data(row.source, row.target, {"weight": 0})["weight"]
        graph.add_edge(row.source, row.target, weight=weight + 1)
    cut = [set(group["actor_id"]) for _, group in found.actors.groupby("best_community")]
    assert found.summary.loc[0, "estimate"] == pytest.approx(nx.community.modularity(graph, cut))


def test_chance_has_communities_too():
    """Everybody speaks about anybody: there is a cut, but it is no better than that of networks dealt anew."""
    random = np.random.default_rng(3)
    names = [f"a{number:02}" for number in range(20)]
    table = ties([tuple(random.choice(names, 2, replace=False)) for _ in range(60)])
    found = communities.detect(table, **QUICK)
    assert found.summary.loc[0, "estimate"] > 0.2 and found.summary.loc[0, "p"] > 0.05
    assert "no structure beyond the degrees" in communities.reading(found)


def test_a_graph_has_seeds_but_no_documents():
    graph = nx.karate_club_graph()
    found = communities.detect(graph, **QUICK)
    assert "different seeds" in found.attrs["interval"]
    assert 0.38 < found.summary.loc[0, "estimate"] < 0.46 and np.isnan(found.summary.loc[0, "p"])
    assert "not set against chance" in communities.reading(found)
    ring = nx.DiGraph(RING)
    assert communities.detect(ring, **QUICK).summary.loc[0, "p"] <= 1


def test_the_same_seed_gives_the_same_communities():
    one, again = (communities.detect(articles(30, seed=4), **QUICK) for _ in range(2))
    pd.testing.assert_frame_equal(one.actors, again.actors)
    pd.testing.assert_frame_equal(one.together, again.together)
    pd.testing.assert_frame_equal(one.summary, again.summary)


def test_actors_who_are_never_drawn_together():
    found = communities.detect(ties([("a", "b"), ("c", "d")]), **QUICK)
    assert found.actors["community"].tolist() == [1, 1, 2, 2]
    assert found.actors["present"].between(0.4, 1).all()
    assert found.together.loc["a", "c"] == 0


RAND = [
    ([1, 1, 2, 2], [2, 2, 1, 1], 1.0, "names do not matter"),
    ([0, 0, 1, 1], [0, 1, 0, 1], -0.5, "as unlike as can be"),
    ([0, 0, 1, 2], [0, 0, 1, 1], 4 / 7, "Hubert & Arabie's formula: (1 - 1/3) / (3/2 - 1/3)"),
    ([1, 1, 1], [5, 5, 5], 1.0, "one group both times"),
    ([], [], 1.0, "nobody"),
]


@pytest.mark.parametrize(("one", "other", "expected", "why"), RAND, ids=[case[3] for case in RAND])
def test_adjusted_rand(one, other, expected, why):
    assert communities.adjusted_rand(one, other) == pytest.approx(expected)


@pytest.mark.parametrize("table", [pd.DataFrame(), ties([]), ties([("a", "a")]), nx.Graph()])
def test_nothing(table):
    found = communities.detect(table, **QUICK)
    assert found.actors.empty and found.together.empty
    assert communities.reading(found).startswith("No edge")


def test_too_little():
    found = communities.detect(ties([("a", "b")]), **QUICK)
    assert communities.reading(found) == "Too little to look for communities: 2 actors and 1 edge."
