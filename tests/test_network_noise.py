"""What passes the checks against noise, counted by hand on invented articles and networks of known shape."""

import pandas as pd
import pytest
from made_ties import CLIQUES, edges, ties
from synthetic import corpus, silent_corpus

from toolkit import network, noise, tables
from toolkit.network import communities, mixing

THREE, ONE, SILENT = corpus(), corpus("d1"), silent_corpus()


def edges_of(made):
    return network.quote_edges(made.quotes, made.mentions, made.actors, made.documents)


def test_the_backbone_is_corrected_for_the_number_of_arrows():
    heavy = edges(("a", "b", 100, 9), *[("a", f"x{k}", 1, 1) for k in range(9)])
    found = noise.backbone(heavy)
    p = (1 - 100 / 109) ** 9
    assert found["p"].tolist()[0] == pytest.approx(p)
    assert found["q"].tolist()[0] == pytest.approx(2 * p * 10)
    text = noise.backbone_reading(found)
    assert text.startswith("1 of 10 arrows stand out")
    assert "they hold 92% of the weight and 18% of the actors" in text
    assert "1 of them remains" in text
    even = noise.backbone(edges(("a", "b", 2, 1), ("a", "c", 2, 1)))
    assert noise.backbone_reading(even).startswith("None of 2 arrows")
    assert noise.backbone_reading(noise.backbone(tables.empty("edges"))) == "There is no arrow to judge."
    graph = network.quote_graph(found, pd.DataFrame({"actor_id": [], "name": []}))
    assert graph.edges["a", "b"]["p"] == pytest.approx(p)


def test_repeated_arrows_stand_in_two_documents():
    assert noise.repeated(edges_of(THREE))["source"].tolist() == ["orlo", "hale"]
    assert noise.repeated(edges_of(ONE)).empty


def test_surer_quotes_only_by_hand():
    sure = {"q1": 0.9, "q2": 0.9, "q3": 0.95, "q6": 0.5, "q7": 0.2, "q8": 0.6}
    quotes = THREE.quotes.assign(
        confidence=THREE.quotes["quote_id"].map(sure).fillna(1.0), speaker_confidence=1.0
    )
    rest = (THREE.mentions, THREE.actors, THREE.documents)
    table = noise.sensitivity(quotes, *rest, thresholds=(0.0, 0.55, 0.92))
    assert table["arrows"].tolist() == [3, 2, 1]
    assert table["weight"].tolist() == [6, 4, 1]
    assert table["quotes"].tolist() == [8, 6, 3]
    assert table["same_heaviest"].tolist() == [3, 2, 1]
    assert table["most_spoken_about"].tolist() == ["Bellmark", "Bellmark", "Arvenia"]
    text = noise.sensitivity_reading(table)
    assert (
        "at least 55% sure leaves 6 of 8 quotes and 2 of 3 arrows; 2 of the 3 heaviest still belong to these"
        in text
    )
    assert text.endswith("the actor most spoken about is the same.")
    empty = noise.sensitivity(SILENT.quotes, SILENT.mentions, SILENT.actors, SILENT.documents)
    assert noise.sensitivity_reading(empty) == "There is no arrow to count again."


def test_heaviest_arrows_are_cut_where_the_weight_drops():
    tied = edges(*[(f"s{k}", "t", 9 if k < 3 else 1, 1) for k in range(15)])
    assert len(noise._heaviest(tied)) == 3
    assert noise._heaviest(edges(*[(f"s{k}", "t", 1, 1) for k in range(15)])) == set()


def test_communities_are_shown_only_where_chance_has_none():
    cliques = communities.detect(ties([*CLIQUES] * 3), draws=20, samples=40, starts=3)
    shown = noise.members(cliques)
    p = cliques.summary.set_index("measure")["p"]["modularity"]
    assert len(shown) == (8 if p < 0.05 else 0)
    assert len(noise.members(cliques, level=1.01)) == 8
    nothing = communities.detect(pd.DataFrame(), draws=5, samples=5, starts=2)
    assert noise.members(nothing).empty


def test_mixing_by_weight_in_words():
    pairs = [(one, other) for one in "abcdefgh" for other in "abcdefgh" if one != other]
    table = mixing.measure(ties([*pairs, *["ab", "ba", "cd", "dc", "ef", "fe"] * 20]), draws=50, samples=200)
    q = table.set_index("measure")["q"]["reciprocity, weighted"]
    assert q < 0.05
    assert noise.mixing_by_weight(table).startswith(
        "Counted by weight, these differ from chance: reciprocity 1.00"
    )
    even = mixing.measure(ties(CLIQUES), draws=50, samples=50)
    assert noise.mixing_by_weight(even.assign(q=0.5)).startswith("Counted by weight, nothing differs")
    assert noise.mixing_by_weight(mixing.measure(ties([("a", "b")]), draws=20, samples=20)) == ""
    assert noise.mixing_by_weight(mixing.measure(pd.DataFrame(), draws=5, samples=5)) == ""
