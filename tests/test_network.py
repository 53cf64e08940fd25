"""Edges counted by hand on the invented articles, and what becomes of empty tables."""

import networkx as nx
import pandas as pd
import pytest
from synthetic import corpus, silent_corpus

from toolkit import network, tables

CORPUS = corpus()
WORDS_TABLES = (CORPUS.quotes, CORPUS.mentions, CORPUS.actors)


def weights(edges):
    return {(row.source, row.target): row.weight for row in edges.itertuples()}


def test_edges_are_the_hand_counted_ones():
    edges = network.quote_edges(*WORDS_TABLES)
    assert weights(edges) == {("orlo", "bellmark"): 3, ("hale", "arvenia"): 2, ("orlo", "hale"): 1}
    assert edges["documents"].tolist() == [2, 2, 1]
    assert edges["n"].tolist() == [3, 2, 1]
    assert edges["quote_ids"].tolist() == [["q1", "q2", "q8"], ["q3", "q6"], ["q7"]]
    assert edges["source_name"].tolist() == ["Lena Orlo", "Tom Hale", "Lena Orlo"]
    tables.check("edges", edges)


def test_weight_in_words():
    edges = network.quote_edges(*WORDS_TABLES, weight="words")
    assert weights(edges) == {("orlo", "bellmark"): 26, ("hale", "arvenia"): 11, ("orlo", "hale"): 6}
    assert edges["n"].tolist() == [3, 2, 1]


def test_self_mentions_only_when_asked_for():
    edges = network.quote_edges(*WORDS_TABLES, self_mentions=True)
    assert weights(edges)[("orlo", "orlo")] == 1


def test_a_pronoun_in_a_quote_counts_for_its_actor():
    """Without its name, only "its" is left of Bellmark in the second quote."""
    mentions = CORPUS.mentions[~(CORPUS.mentions["text"] == "Bellmark")]
    assert weights(network.quote_edges(CORPUS.quotes, mentions, CORPUS.actors))[("orlo", "bellmark")] == 1


def test_a_mention_between_the_spans_does_not_count():
    """ "Orlo said" stands between the two parts of the second quote, "Hale" of the seventh within it."""
    pairs = network.quote_mentions(CORPUS.quotes, CORPUS.mentions)
    found = set(zip(pairs["quote_id"], pairs["actor_id"], strict=True))
    expected = {("q1", "bellmark"), ("q2", "orlo"), ("q2", "bellmark"), ("q3", "arvenia"), ("q6", "arvenia")}
    assert found == expected | {("q7", "hale"), ("q8", "bellmark")}
    names_only = CORPUS.mentions[CORPUS.mentions["label"] != "PRONOUN"]
    pairs = network.quote_mentions(CORPUS.quotes, names_only)
    assert ("q2", "orlo") not in set(zip(pairs["quote_id"], pairs["actor_id"], strict=True))


def test_documents_do_not_run_into_each_other():
    """Offsets of one document mean nothing in another: a quote of d2 sees no mention of d1."""
    quotes = CORPUS.quotes[CORPUS.quotes["doc_id"] == "d2"]
    mentions = CORPUS.mentions[CORPUS.mentions["doc_id"] == "d1"]
    assert network.quote_mentions(quotes, mentions).empty


def test_intervals_are_over_documents_or_over_quotes_and_say_so():
    over_documents = network.quote_edges(*WORDS_TABLES)
    assert "over 3 documents" in over_documents.attrs["interval"]
    first = over_documents.iloc[0]
    assert first["low"] == 0 and 4 <= first["high"] <= 6  # 2 + 1 + 0 per document, drawn three times
    single = corpus("d1")
    over_quotes = network.quote_edges(single.quotes, single.mentions, single.actors)
    assert "over 5 quotes" in over_quotes.attrs["interval"]
    assert (
        (over_quotes["low"] <= over_quotes["weight"]) & (over_quotes["weight"] <= over_quotes["high"])
    ).all()


def test_the_same_seed_gives_the_same_table_and_arguments_stay():
    before = [frame.copy(deep=True) for frame in WORDS_TABLES]
    pd.testing.assert_frame_equal(
        network.quote_edges(*WORDS_TABLES, seed=5), network.quote_edges(*WORDS_TABLES, seed=5)
    )
    for frame, copy in zip(WORDS_TABLES, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_graph_has_names_kinds_and_what_each_actor_says(tmp_path):
    edges = network.quote_edges(*WORDS_TABLES)
    graph = network.quote_graph(edges, CORPUS.actors, CORPUS.quotes, sides={"orlo": "Arvenia"})
    assert set(graph.nodes) == {"orlo", "hale", "arvenia", "bellmark"}
    node = graph.nodes["orlo"]
    assert node == {
        "label": "Lena Orlo",
        "kind": "person",
        "role": "Foreign Minister",
        "affiliation": "Arvenia",
        "quotes": 4,
        "words": 32,
        "side": "Arvenia",
    }
    assert graph.edges["orlo", "bellmark"]["weight"] == 3
    nx.write_gexf(graph, tmp_path / "graph.gexf")
    assert nx.read_gexf(tmp_path / "graph.gexf").nodes["hale"]["label"] == "Tom Hale"


def test_degrees_by_hand():
    table = network.degrees(network.quote_graph(network.quote_edges(*WORDS_TABLES), CORPUS.actors)).set_index(
        "actor_id"
    )
    columns = ["speaks_about", "spoken_about_by", "weight_out", "weight_in"]
    assert table.loc["orlo", columns].tolist() == [2, 0, 4, 0]
    assert table.loc["hale", columns].tolist() == [1, 1, 2, 1]
    assert table.loc["bellmark", columns].tolist() == [0, 1, 0, 3]
    assert table.index[0] == "orlo"


def test_the_quotes_behind_each_edge():
    found = network.edge_quotes(network.quote_edges(*WORDS_TABLES), CORPUS.quotes)
    assert found["quote_id"].tolist() == ["q1", "q2", "q8", "q3", "q6", "q7"]
    assert found["target_name"].tolist() == ["Bellmark"] * 3 + ["Arvenia"] * 2 + ["Tom Hale"]


def test_reading_in_words():
    text = network.reading(network.quote_edges(*WORDS_TABLES), CORPUS.quotes)
    assert "6 of 8 quotes with a known speaker" in text
    assert "Lena Orlo about Bellmark (3 quotes)" in text


def test_nothing_found_is_a_table_a_graph_and_a_sentence():
    silent = silent_corpus()
    edges = network.quote_edges(silent.quotes, silent.mentions, silent.actors)
    tables.check("edges", edges)
    graph = network.quote_graph(edges, silent.actors, silent.quotes)
    assert not graph and network.degrees(graph).empty
    assert network.edge_quotes(edges, silent.quotes).empty
    assert "Looked for" in network.reading(edges, silent.quotes)


def test_an_unknown_weight_is_an_error():
    with pytest.raises(ValueError, match="none of quotes, words"):
        network.quote_edges(*WORDS_TABLES, weight="letters")
