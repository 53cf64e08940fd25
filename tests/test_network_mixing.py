"""How sides mix, against networkx, against sums by hand and against chance."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from tests.made_ties import CLIQUES, RING, STAR, articles, ties
from toolkit.network import mixing

QUICK = {"seed": 1, "draws": 50, "samples": 100}
TWO = {f"{letter}{number}": letter.upper() for letter in "ab" for number in range(4)}


def by_measure(table, group="all"):
    return table[table["group"] == group].set_index("measure")


def test_two_cliques_by_hand():
    """25 edges, one of them between the sides, and that one without a reverse."""
    found = mixing.measure(ties(CLIQUES), TWO, **QUICK)
    assert tuple(found.columns) == mixing.MIXING_COLUMNS
    values = by_measure(found)["estimate"]
    assert values["E-I index"] == pytest.approx((1 - 24) / 25)
    assert values["reciprocity"] == pytest.approx(24 / 25)
    chance = (13 * 12 + 12 * 13) / 25**2
    assert values["assortativity"] == pytest.approx((24 / 25 - chance) / (1 - chance))
    assert by_measure(found, "A").loc["E-I index", "estimate"] == pytest.approx((1 - 12) / 13)
    assert by_measure(found, "B").loc["E-I index", ["estimate", "n_units"]].tolist() == [-1, 12]
    rows = by_measure(found)
    assert (rows["p"] < 0.05).all()
    assert rows.loc["E-I index", "effect"] < 0 < rows.loc["assortativity", "effect"]
    assert_allclose(rows["effect"], rows["estimate"] - rows["expected"])
    assert (found["low"] <= found["estimate"]).all() and (found["estimate"] <= found["high"]).all()


def test_weights_by_hand():
    """a says 3 about b, b says 1 about a, a says 2 about c on the other side: 2 x min(3, 1) of 6 comes back."""
    table = pd.concat([ties([("a", "b")], quotes=3), ties([("b", "a")]), ties([("a", "c")], quotes=2)])
    table = table.assign(quote_id=[f"q{n}" for n in range(6)], doc_id=[f"d{n}" for n in range(6)])
    values = by_measure(mixing.measure(table, {"a": "X", "b": "X", "c": "Y"}, **QUICK))["estimate"]
    assert values["E-I index, weighted"] == pytest.approx((2 - 4) / 6)
    assert values["reciprocity, weighted"] == pytest.approx(2 / 6)
    assert values["reciprocity"] == pytest.approx(2 / 3)
    assert values["assortativity, weighted"] == pytest.approx((4 / 6 - 4 / 6) / (1 - 4 / 6))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_assortativity_and_reciprocity_are_those_of_networkx(seed):
    table = articles(40, seed=seed)
    sides = {
        actor: "XYZ"[int(actor[1:]) % 3] for actor in sorted(set(table["source"]) | set(table["target"]))
    }
    graph = nx.DiGraph(list(zip(table["source"], table["target"])))
    nx.set_node_attributes(graph, sides, "side")
    values = by_measure(mixing.measure(table, sides, draws=0, samples=0))["estimate"]
    assert values["assortativity"] == pytest.approx(nx.attribute_assortativity_coefficient(graph, "side"))
    assert values["reciprocity"] == pytest.approx(nx.reciprocity(graph))


def test_star_and_ring():
    star = by_measure(mixing.measure(ties(STAR), **QUICK))
    assert star["estimate"].tolist() == [0, 0]
    # One network only has these degrees.
    assert star["z"].isna().all() and (star["p"] == 1).all() and (star["expected"] == 0).all()
    ring = by_measure(mixing.measure(ties(RING), {f"a{n}": "XY"[n % 2] for n in range(6)}, **QUICK))
    assert ring.loc["E-I index", "estimate"] == 1
    assert ring.loc["assortativity", "estimate"] == pytest.approx(-1)


def test_actors_without_a_side_are_left_out_and_counted():
    sides = {actor: side for actor, side in TWO.items() if actor not in ("a3", "b3")}
    found = mixing.measure(ties(CLIQUES), sides, **QUICK)
    assert (found.attrs["actors"], found.attrs["without_side"], found.attrs["edges"]) == (6, 2, 13)
    assert "Left out: 2 actors without a side" in mixing.reading(found)


def test_no_mixing_by_chance_is_found_about_as_often_as_p_says():
    """Sides given at random: p below 0.1 in about a tenth of the cases."""
    random = np.random.default_rng(7)
    table = articles(60, seed=8)
    actors = sorted(set(table["source"]) | set(table["target"]))
    small = 0
    for seed in range(40):
        sides = dict(zip(actors, random.choice(["X", "Y"], size=len(actors))))
        found = mixing.measure(table, sides, seed=seed, draws=0, samples=60, swaps=3)
        small += by_measure(found).loc["assortativity", "p"] < 0.1
    assert small <= 10


def test_matrix_by_hand():
    found = mixing.matrix(ties(CLIQUES, quotes=2), TWO, **QUICK)
    assert found["group"].tolist() == ["A -> A", "A -> B", "B -> A", "B -> B"]
    assert found["estimate"].tolist() == [24, 2, 0, 24] and found["edges"].tolist() == [12, 1, 0, 12]
    assert found["share"].sum() == pytest.approx(1)
    assert found["n_units"].tolist() == [24, 2, 0, 24] and found["n_documents"].tolist() == [12, 1, 0, 12]
    # A side's outgoing weight is kept by chance.
    assert_allclose(found.groupby("source_side")["expected"].sum(), [26, 24])
    assert (found["ratio"].iloc[[0, 3]] > 1).all() and (found["ratio"].iloc[[1, 2]] < 1).all()
    assert (found["low"] <= found["estimate"]).all() and found.loc[2, "high"] > 0


def test_the_same_seed_gives_the_same_table_and_arguments_stay():
    table = articles(30, seed=9)
    before = table.copy(deep=True)
    one, again = (mixing.measure(table, **QUICK) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    pd.testing.assert_frame_equal(table, before)


def test_little_and_nothing():
    for table in (pd.DataFrame(), ties([("a", "a")]), ties([])):
        found = mixing.measure(table, TWO, **QUICK)
        assert found["estimate"].isna().all() and "nothing can be said" in mixing.reading(found)
        assert mixing.matrix(table, TWO, **QUICK)["estimate"].tolist() == [0, 0, 0, 0]
    one = mixing.measure(ties([("a0", "b0")]), TWO, **QUICK)
    assert mixing.reading(one) == "Too little to say how the network mixes: 1 edge from 1 quote."
    assert one["low"].isna().all()
    assert mixing.matrix(ties(RING), {}, **QUICK).empty
    alike = by_measure(mixing.measure(ties(RING), {f"a{n}": "X" for n in range(6)}, **QUICK))
    assert np.isnan(alike.loc["assortativity", "estimate"]) and np.isnan(alike.loc["assortativity", "p"])


def test_a_side_may_be_called_all():
    found = mixing.measure(
        ties(CLIQUES), {actor: {"A": "all"}.get(side, side) for actor, side in TWO.items()}, **QUICK
    )
    assert found.loc[found["measure"] == "E-I index", "n_units"].tolist() == [25, 13, 12]


def test_reading_says_when_chance_does_as_much():
    text = mixing.reading(mixing.measure(ties(CLIQUES), TWO, **QUICK))
    assert "E-I index -0.92" in text and "less than chance gives" in text
    star = mixing.reading(mixing.measure(ties([*STAR, ("hub", "leaf0")]), **QUICK))
    assert "no more than the degrees alone explain" in star or "no freedom to vary" in star


def test_ten_tries_per_edge_give_what_fifty_give():
    """Weighted measures too, in a dense network whose heavy edges belong to few."""
    table = articles(150, seed=3, actors=20)
    sides = {f"a{number:02}": "XYZ"[number % 3] for number in range(20)}
    few, many = (
        mixing.measure(table, sides, draws=0, samples=200, swaps=swaps, seed=swaps) for swaps in (10, 50)
    )
    error = np.sqrt((few["expected_sd"] ** 2 + many["expected_sd"] ** 2) / 200)
    assert ((few["expected"] - many["expected"]).abs() < 4 * error).all()
