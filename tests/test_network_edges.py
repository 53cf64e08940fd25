"""Edges counted by hand on the invented articles, and what becomes of empty tables."""

import re
from types import SimpleNamespace

import networkx as nx
import pandas as pd
import pytest
from synthetic import corpus, silent_corpus

from toolkit import concordance, network, tables
from toolkit.concordance import sentence_around
from toolkit.quotes import contents

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
    assert 0 < first["low"] < 3 < first["high"] and not first["reliable"]  # 2 + 1 + 0 in three documents
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
    behind = edges.set_index(["source", "target"]).at[("orlo", "bellmark"), "quote_ids"]
    assert graph.edges["orlo", "bellmark"]["quote_ids"].split(" ") == behind
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


# Five more small corpora. Every name in a text is a mention of its actor; quotes: id, document, words, speaker, more.
NAMES = {"lee": "Ann Lee", "ek": "Tom Ek", "ray": "Bo Ray", "arland": "Arland"}


def made(texts, said, **columns):
    """The tables of these texts; `columns` are of the documents, one value a document."""
    mentions, quotes = [], []
    for doc_id, text in texts.items():
        for actor_id, name in NAMES.items():
            for match in re.finditer(name, text):
                low, high = sentence_around(text, *match.span())
                row = {
                    "mention_id": f"{doc_id}{match.start()}",
                    "doc_id": doc_id,
                    "text": name,
                    "label": "PERSON",
                }
                row |= {"start": match.start(), "end": match.end(), "actor_id": actor_id, "confidence": 1.0}
                mentions.append(row | {"sentence_start": low, "sentence_end": high})
    for quote_id, doc_id, words, speaker, more in said:
        start = texts[doc_id].index(words)
        row = {"quote_id": quote_id, "doc_id": doc_id, "text": words, "kind": "indirect", "confidence": 1.0}
        row |= {"start": start, "end": start + len(words), "spans": [[start, start + len(words)]]}
        quotes.append(row | {"actor_id": speaker, "n_words": len(words.split()), **more})
    documents = [
        {"doc_id": doc_id, "text": text, "language": "en", "origin": doc_id, "n_words": 1, "cleaning": []}
        | {name: values[place] for name, values in columns.items()}
        for place, (doc_id, text) in enumerate(texts.items())
    ]
    kinds = [
        {"actor_id": actor_id, "name": name, "kind": "person", "mentions": 1, "documents": 1}
        for actor_id, name in NAMES.items()
    ]
    return SimpleNamespace(
        quotes=tables.table("quotes", quotes) if quotes else tables.empty("quotes"),
        mentions=tables.table("mentions", mentions),
        actors=tables.table("actors", kinds),
        documents=tables.table("documents", documents),
    )


DEBATE = made(
    {
        "a": "Ann Lee told Tom Ek that Arland had lied. Tom Ek replied that Ann Lee knew nothing. "
        "Ann Lee rejected that Tom Ek was honest. Ann Lee added that it was late."
    },
    [
        ("a1", "a", "Arland had lied", "lee", {"addressee_id": "ek"}),
        ("a2", "a", "Ann Lee knew nothing", "ek", {"answers": "a1"}),
        ("a3", "a", "Tom Ek was honest", "lee", {"answers": "a2"}),
        ("a4", "a", "it was late", "lee", {"answers": "a3", "addressee_id": "lee"}),
    ],
)
PRESS = made(
    {
        "b1": "Ann Lee said rain fell. Ann Lee said snow fell too.",
        "b2": "Ann Lee said hail fell. Tom Ek said sun shone.",
        "b3": "Ann Lee said rain fell. Ann Lee said snow fell too.",
        "b4": "Tom Ek said fog rose.",
    },
    [
        ("b1a", "b1", "rain fell", "lee", {}),
        ("b1b", "b1", "snow fell too", "lee", {}),
        ("b2a", "b2", "hail fell", "lee", {}),
        ("b2b", "b2", "sun shone", "ek", {}),
        ("b3a", "b3", "rain fell", "lee", {}),
        ("b3b", "b3", "snow fell too", "lee", {}),
        ("b4a", "b4", "fog rose", "ek", {}),
    ],
    outlet=["The Mail", "The  Mail", "Post", None],
    published=["2020-03-02", "2020-01-05", "2020-03-03", "2020-03-04"],
    duplicate_of=[None, None, "b1", None],
)
JOINT = made(
    {"c": "Ann Lee and Tom Ek told Bo Ray that Arland had lied. Bo Ray replied that Ann Lee was right."},
    [
        ("c1", "c", "Arland had lied", "lee", {"co_actor_ids": ["ek", None], "addressee_id": "ray"}),
        ("c2", "c", "Ann Lee was right", "ray", {"answers": "c1"}),
    ],
)
NESTED = made(
    {"d": "Ann Lee said Tom Ek had warned that Arland would fall."},
    [
        ("d1", "d", "Tom Ek had warned that Arland would fall", "lee", {}),
        ("d2", "d", "Arland would fall", "ek", {"nested_in": "d1"}),
    ],
)
MET = made({"e": "Ann Lee met Tom Ek. Bo Ray left.\n\nAnn Lee came back. Ann Lee cried. Arland won."}, [])


def counted(made, relation, **options):
    edges = network.quote_edges(
        made.quotes, made.mentions, made.actors, made.documents, relation=relation, **options
    )
    tables.check("edges", edges)
    return weights(edges)


COUNTS = [
    # corpus, relation, options, edges, why
    (
        DEBATE,
        "mentions",
        {},
        {("lee", "arland"): 1, ("ek", "lee"): 1, ("lee", "ek"): 1},
        "a4 mentions nobody",
    ),
    (DEBATE, "mentions", {"weight": "words"}, {("lee", "arland"): 3, ("ek", "lee"): 4, ("lee", "ek"): 4}, ""),
    (DEBATE, "addresses", {}, {("lee", "ek"): 1}, "a4 is addressed to its own speaker"),
    (DEBATE, "addresses", {"weight": "words"}, {("lee", "ek"): 3}, "the words of a1"),
    (DEBATE, "addresses", {"self_mentions": True}, {("lee", "ek"): 1, ("lee", "lee"): 1}, ""),
    (DEBATE, "answers", {}, {("ek", "lee"): 1, ("lee", "ek"): 1}, "a4 takes up the speaker's own words"),
    (DEBATE, "answers", {"weight": "words"}, {("ek", "lee"): 4, ("lee", "ek"): 4}, "of the answer"),
    (DEBATE, "quotes", {}, {}, "no outlet is known"),
    (
        DEBATE,
        "co-mention",
        {},
        {("ek", "lee"): 3, ("arland", "ek"): 1, ("arland", "lee"): 1},
        "last: Lee alone",
    ),
    (PRESS, "mentions", {}, {}, "nobody is mentioned"),
    (
        PRESS,
        "quotes",
        {},
        {("outlet:The Mail", "lee"): 3, ("outlet:The Mail", "ek"): 1},
        "b3 is a copy of b1",
    ),
    (PRESS, "quotes", {"weight": "words"}, {("outlet:The Mail", "lee"): 7, ("outlet:The Mail", "ek"): 2}, ""),
    (
        PRESS,
        "quotes",
        {"duplicates": True},
        {("outlet:The Mail", "lee"): 3, ("outlet:The Mail", "ek"): 1, ("outlet:Post", "lee"): 2},
        "the Post printed it",
    ),
    (JOINT, "mentions", {}, {("lee", "arland"): 1, ("ray", "lee"): 1}, "the first speaker counts"),
    (
        JOINT,
        "mentions",
        {"co_speakers": True},
        {("lee", "arland"): 1, ("ek", "arland"): 1, ("ray", "lee"): 1},
        "both",
    ),
    (JOINT, "addresses", {"co_speakers": True}, {("lee", "ray"): 1, ("ek", "ray"): 1}, "both spoke to Ray"),
    (JOINT, "answers", {}, {("ray", "lee"): 1}, ""),
    (JOINT, "answers", {"co_speakers": True}, {("ray", "lee"): 1, ("ray", "ek"): 1}, "both are answered"),
    (
        NESTED,
        "mentions",
        {"weight": "words"},
        {("lee", "ek"): 8, ("lee", "arland"): 8, ("ek", "arland"): 3},
        "a mention belongs to every quote around it",
    ),
    (MET, "co-mention", {}, {("ek", "lee"): 1}, "one sentence holds two"),
    (
        MET,
        "co-mention",
        {"unit": "paragraph"},
        {("ek", "lee"): 1, ("ek", "ray"): 1, ("lee", "ray"): 1, ("arland", "lee"): 1},
        "Lee counts once in the second paragraph",
    ),
    (
        MET,
        "co-mention",
        {"unit": "document"},
        dict.fromkeys(
            [
                ("ek", "lee"),
                ("ek", "ray"),
                ("lee", "ray"),
                ("arland", "lee"),
                ("arland", "ek"),
                ("arland", "ray"),
            ],
            1,
        ),
        "all pairs of four",
    ),
]


@pytest.mark.parametrize(("made", "relation", "options", "expected", "why"), COUNTS)
def test_each_relation_by_hand(made, relation, options, expected, why):
    assert counted(made, relation, **options) == expected, why


def test_dates_duplicates_and_the_quotes_behind():
    edges = network.quote_edges(
        PRESS.quotes, PRESS.mentions, PRESS.actors, PRESS.documents, relation="quotes"
    )
    first = edges.iloc[0]
    assert (first["source_name"], first["target_name"], first["documents"], first["n"]) == (
        "The Mail",
        "Ann Lee",
        2,
        3,
    )
    assert first["quote_ids"] == ["b1a", "b1b", "b2a"]
    assert (first["first_published"], first["last_published"]) == ("2020-01-05", "2020-03-02")
    assert edges.attrs["duplicates"] == 1
    assert "over 3 documents" in edges.attrs["interval"], "b4 holds no tie and is drawn too, the copy is not"
    assert (edges.attrs["relation"], edges.attrs["weight"]) == ("quotes", "quotes")
    kept = network.without_duplicates(PRESS.quotes, PRESS.documents)
    assert kept["doc_id"].unique().tolist() == ["b1", "b2", "b4"]


def test_a_copy_whose_original_is_not_there_counts_once():
    """Of a corpus cut down to two copies, the first one stays."""
    documents = PRESS.documents.assign(duplicate_of=["z", None, "z", None]).astype({"duplicate_of": "str"})
    expected = {("outlet:The Mail", "lee"): 3, ("outlet:The Mail", "ek"): 1}
    edges = network.quote_edges(PRESS.quotes, PRESS.mentions, PRESS.actors, documents, relation="quotes")
    assert weights(edges) == expected


def test_several_relations_are_one_table():
    edges = network.quote_edges(
        DEBATE.quotes, DEBATE.mentions, DEBATE.actors, DEBATE.documents, relation=network.RELATIONS
    )
    tables.check("edges", edges)
    sizes = edges["relation"].value_counts(sort=False).to_dict()
    assert sizes == {"mentions": 3, "addresses": 1, "answers": 2, "co-mention": 3}
    assert edges.attrs["relation"] == "mentions, addresses, answers, quotes, co-mention"
    assert "over 4 quotes and 4 sentences" in edges.attrs["interval"]
    alone = network.quote_edges(
        DEBATE.quotes, DEBATE.mentions, DEBATE.actors, DEBATE.documents, relation="answers"
    )
    part = edges[edges["relation"] == "answers"].reset_index(drop=True)
    pd.testing.assert_frame_equal(part[alone.columns], alone)


def test_the_sentences_behind_every_relation():
    edges = network.quote_edges(
        DEBATE.quotes, DEBATE.mentions, DEBATE.actors, DEBATE.documents, relation=network.RELATIONS
    )
    behind = network.edge_quotes(edges, DEBATE.quotes, DEBATE.documents)
    assert len(behind) == edges["n"].sum()
    found = behind[behind["relation"] == "co-mention"]
    assert found["text"].iloc[2].startswith("Ann Lee rejected that Tom Ek was honest.")
    assert found["quote_id"].isna().all()
    answers = behind[behind["relation"] == "answers"]
    assert answers["quote_id"].tolist() == ["a3", "a2"], "in the order of the edges: Ann Lee, Tom Ek"
    shown = concordance.evidence(found, DEBATE.documents)
    assert "Tom Ek" in shown["sentence"].iloc[0]
    turned = network.edge_quotes(edges[edges["relation"] == "answers"].iloc[::-1], DEBATE.quotes)
    assert turned["quote_id"].tolist() == ["a2", "a3"]


def test_ties_are_one_row_per_quote_and_pair():
    found = network.ties(
        DEBATE.quotes, DEBATE.mentions, DEBATE.actors, relation=["answers", "co-mention"], self_ties=True
    )
    answers = found[found["relation"] == "answers"]
    assert answers["quote_id"].tolist() == ["a2", "a3", "a4"]
    assert answers["words"].tolist() == [4, 4, 3]
    assert found["published"].isna().all()
    together = found[found["relation"] == "co-mention"]
    assert together["quote_id"].isna().all() and (together["words"] == 0).all()
    assert (together["source"] < together["target"]).all(), (
        "without direction, and never an actor with itself"
    )
    text = DEBATE.documents["text"].iloc[0]
    first = together.iloc[0]
    assert text[first["start"] : first["end"]].strip() == "Ann Lee told Tom Ek that Arland had lied."
    columns = ["quote_id", "doc_id", "source", "target", "relation", "words", "published", "start", "end"]
    assert found.columns.tolist() == columns


def test_actors_that_are_left_out_are_left_out():
    actors = DEBATE.actors[DEBATE.actors["actor_id"] != "arland"]
    edges = network.quote_edges(DEBATE.quotes, DEBATE.mentions, actors)
    assert weights(edges) == {("ek", "lee"): 1, ("lee", "ek"): 1}


def test_quote_mentions_are_those_that_contents_finds():
    for each in (CORPUS, DEBATE, NESTED):
        found = contents.mentioned(each.quotes, each.mentions)[["quote_id", "actor_id"]]
        expected = found.drop_duplicates(ignore_index=True)
        pd.testing.assert_frame_equal(
            network.quote_mentions(each.quotes, each.mentions), expected, check_dtype=False
        )


@pytest.mark.parametrize("relation", network.RELATIONS)
def test_empty_tables_and_arguments_unchanged(relation):
    empty = [tables.empty(name) for name in ("quotes", "mentions", "actors", "documents")]
    edges = network.quote_edges(*empty, relation=relation)
    tables.check("edges", edges)
    graph = network.quote_graph(edges, empty[2], empty[0])
    assert graph.is_directed() == (relation != "co-mention") and not graph
    assert network.degrees(graph).empty
    assert network.edge_quotes(edges, empty[0], empty[3]).empty
    assert network.reading(edges, empty[0]).startswith("No ")
    for each in (DEBATE, PRESS, JOINT):
        before = [each.quotes, each.mentions, each.actors, each.documents]
        copies = [frame.copy(deep=True) for frame in before]
        edges = network.quote_edges(*before, relation=relation, co_speakers=True)
        network.edge_quotes(edges, each.quotes, each.documents)
        network.quote_graph(edges, each.actors, each.quotes)
        for frame, copy in zip(before, copies, strict=True):
            pd.testing.assert_frame_equal(frame, copy)


def test_columns_that_other_steps_fill_may_be_missing():
    quotes = DEBATE.quotes.drop(columns=["answers", "addressee_id", "co_actor_ids"])
    for relation in ("answers", "addresses"):
        edges = network.quote_edges(
            quotes, DEBATE.mentions, DEBATE.actors, relation=relation, co_speakers=True
        )
        assert edges.empty
    mentions = DEBATE.mentions.drop(columns=["sentence_start", "sentence_end"])
    assert network.quote_edges(quotes, mentions, DEBATE.actors, relation="co-mention").empty


READINGS = [
    (
        DEBATE,
        "mentions",
        "3 of 4 quotes with a known speaker mention another actor: 2 speakers about 3 actors",
    ),
    (
        DEBATE,
        "addresses",
        "1 of 4 quotes with a known speaker are addressed to a known actor: 1 speaker to 1",
    ),
    (
        DEBATE,
        "answers",
        "The heaviest: Ann Lee in answer to Tom Ek (1 quote); Tom Ek in answer to Ann Lee (1 quote).",
    ),
    (DEBATE, "co-mention", "3 sentences mention two actors or more: 3 actors in 3 pairs."),
    (
        PRESS,
        "quotes",
        "4 of 5 quotes with a known speaker stand in articles of a known outlet: 1 outlet quoting 2",
    ),
    (PRESS, "quotes", "Set aside: 1 document with the text of another one."),
    (PRESS, "answers", "No quote takes up an earlier one"),
    (MET, "answers", "with 0 quotes"),
]


@pytest.mark.parametrize(("made", "relation", "words"), READINGS)
def test_readings(made, relation, words):
    edges = network.quote_edges(made.quotes, made.mentions, made.actors, made.documents, relation=relation)
    assert words in network.reading(edges, made.quotes)


def test_a_reading_of_one_relation_among_several():
    edges = network.quote_edges(
        DEBATE.quotes, DEBATE.mentions, DEBATE.actors, DEBATE.documents, relation=network.QUOTE_RELATIONS
    )
    assert "mention another actor" in network.reading(edges, DEBATE.quotes)
    assert network.reading(edges, DEBATE.quotes, relation="quotes").startswith(
        "No quote with a known speaker"
    )


def test_several_relations_are_a_multigraph_and_outlets_are_nodes():
    sides = {"lee": "A"}
    edges = network.quote_edges(
        PRESS.quotes, PRESS.mentions, PRESS.actors, PRESS.documents, relation=["quotes", "mentions"]
    )
    graph = network.quote_graph(edges, PRESS.actors, PRESS.quotes, sides=sides)
    assert type(graph) is nx.DiGraph, "one relation was found"
    outlet = graph.nodes["outlet:The Mail"]
    assert outlet == {
        "label": "The Mail",
        "kind": "outlet",
        "role": "",
        "affiliation": "",
        "quotes": 4,
        "words": 9,
        "side": "",
    }
    edges = network.quote_edges(
        DEBATE.quotes, DEBATE.mentions, DEBATE.actors, relation=["mentions", "addresses", "answers"]
    )
    graph = network.quote_graph(edges, DEBATE.actors)
    assert type(graph) is nx.MultiDiGraph
    assert sorted(graph["lee"]["ek"]) == ["addresses", "answers", "mentions"]
    assert graph["lee"]["ek"]["answers"]["weight"] == 1
    assert network.degrees(graph).set_index("actor_id").loc["lee", "speaks_about"] == 2, "actors, not edges"


def test_co_mention_is_a_graph_without_direction():
    edges = network.quote_edges(DEBATE.quotes, DEBATE.mentions, DEBATE.actors, relation="co-mention")
    graph = network.quote_graph(edges, DEBATE.actors)
    assert type(graph) is nx.Graph
    assert graph["lee"]["ek"]["weight"] == 3
    degrees = network.degrees(graph).set_index("actor_id")
    assert degrees.loc["lee", ["neighbours", "weight"]].tolist() == [2, 4]


def test_further_attributes_of_actors_are_plain():
    actors = DEBATE.actors.assign(
        bloc=["NATO", None, "EU", ""], seats=[1, 2, 3, 4], since=pd.Timestamp("2020-01-02")
    )
    edges = network.quote_edges(DEBATE.quotes, DEBATE.mentions, actors)
    graph = network.quote_graph(edges, actors, attributes=["seats", "since", "variants"])
    assert graph.nodes["lee"]["bloc"] == "NATO" and graph.nodes["ek"]["bloc"] == ""
    assert graph.nodes["ek"]["seats"] == 2 and graph.nodes["ek"]["since"].startswith("2020-01-02")
    cells = [cell for _, data in graph.nodes(data=True) for cell in data.values()]
    cells += [cell for _, _, data in graph.edges(data=True) for cell in data.values()]
    assert {type(cell) for cell in [*cells, *graph.graph.values()]} <= {str, int, float, bool}


def test_what_cannot_be_is_said():
    tables_ = (DEBATE.quotes, DEBATE.mentions, DEBATE.actors)
    with pytest.raises(ValueError, match="must be one of mentions, addresses"):
        network.quote_edges(*tables_, relation="tells")
    with pytest.raises(ValueError, match=r"reads documents\.outlet; pass documents="):
        network.quote_edges(*tables_, relation="quotes")
    with pytest.raises(ValueError, match=r"reads documents\.text"):
        network.quote_edges(*tables_, relation="co-mention", unit="paragraph")
    with pytest.raises(ValueError, match="none of sentence, paragraph, document"):
        network.quote_edges(*tables_, relation="co-mention", unit="line")
    with pytest.raises(ValueError, match="counted in sentences, not in words"):
        network.quote_edges(*tables_, relation="co-mention", weight="words")
    edges = network.quote_edges(*tables_, relation=["mentions", "co-mention"])
    with pytest.raises(ValueError, match="make a graph of each"):
        network.quote_graph(edges, DEBATE.actors)
    with pytest.raises(ValueError, match="'tells' is none of mentions"):
        network.reading(edges, DEBATE.quotes, relation="tells")
    with pytest.raises(ValueError, match="no column party"):
        network.quote_graph(edges, DEBATE.actors, attributes=["party"])
