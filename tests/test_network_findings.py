"""What a reader is told of a quote network: hand-counted on three invented articles, and on networks of known shape."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_ties import CLIQUES, STAR, articles, edges, ties
from synthetic import ACTORS, corpus, silent_corpus

from toolkit import concordance, findings, headings, network, tables
from toolkit.network import graph_files, structure, tone

THREE, ONE, SILENT = corpus(), corpus("d1"), silent_corpus()
QUICK = {"seed": 1, "draws": 50}
NAMES = {actor_id: row[0] for actor_id, row in ACTORS.items()}


def edges_of(made, **options):
    return network.quote_edges(made.quotes, made.mentions, made.actors, made.documents, **options)


def test_the_share_of_quotes_by_hand():
    share = findings.share_of_quotes(edges_of(THREE), THREE.quotes, THREE.documents)
    assert (share["behind"], share["quotes"], share["estimate"]) == (6, 8, 0.75)
    assert share["low"] < 0.75 < share["high"]
    twice = THREE.documents.assign(duplicate_of=[None, "d1", None])
    copied = network.quote_edges(THREE.quotes, THREE.mentions, THREE.actors, twice)
    assert findings.share_of_quotes(copied, THREE.quotes, twice)["quotes"] == 5


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (THREE, "6 of 8 quotes with a known speaker mention another actor (75%, 95% interval "),
        (THREE, " over documents): 2 speakers about 3 actors."),
        (
            THREE,
            "Lena Orlo about Bellmark (3 quotes); Tom Hale about Arvenia (2 quotes); Lena Orlo about Tom Hale (1 ",
        ),
        (
            THREE,
            "No arrow rests on 5 documents or more; each is an observation and no pattern. None is heavier than",
        ),
        (ONE, "3 of 5 quotes"),
        (ONE, " over quotes)"),
        (SILENT, "No quote mentions an actor other than its speaker. Looked for:"),
    ],
)
def test_the_answer(made, words):
    assert words in findings.answer(edges_of(made), made.quotes, made.documents)


def test_the_answer_gives_intervals_that_can_be_relied_on_and_counts_copies():
    found = edges(("a", "b", 30, 9), ("b", "a", 2, 1), reliable=[True, False])
    found.attrs |= {"duplicates": 2}
    text = findings.answer(found, THREE.quotes, THREE.documents)
    assert "a about b (30 quotes, interval 15 to 94); b about a (2 quotes)." in text
    assert "1 of 2 arrows rests on 5 documents or more; each of the others is" in text
    assert text.endswith("Set aside: 2 documents with the text of another one.")
    assert findings.on_enough(edges(("a", "b", 9, 9)), THREE.documents).startswith("All arrows")
    assert (
        findings.on_enough(tables.empty("edges").assign(reliable=True), THREE.documents)
        == "There is no arrow."
    )
    heavy = edges(("a", "b", 100, 9), *[("a", f"x{k}", 1, 1) for k in range(9)])
    assert "1 is heavier than chance deals it out" in findings.answer(heavy, THREE.quotes, THREE.documents)


def test_arrows_show_no_interval_that_cannot_be_relied_on():
    given = edges(("a", "b", 30, 9), ("b", "a", 2, 1), reliable=[True, False])
    before = given.copy()
    found = findings.arrows(given, THREE.documents)
    pd.testing.assert_frame_equal(given, before)
    assert found["rests_on"].tolist() == ["9 documents", "1 document: too few"]
    assert found["high"].tolist()[0] == 94.2
    assert found[["low", "high"]].isna().all(axis=1).tolist() == [False, True]
    assert findings.arrows(edges_of(ONE), ONE.documents)["rests_on"].tolist() == [
        "2 quotes: too few",
        "1 quote: too few",
    ]
    beside = findings.arrows(edges_of(ONE, relation="co-mention"), ONE.documents)
    assert beside["rests_on"].str.fullmatch(r"\d sentences?: too few").all()
    assert findings.arrows(edges_of(SILENT), SILENT.documents)["rests_on"].tolist() == []


def test_columns_that_say_nothing_are_left_out():
    shown = findings.columns("edges", findings.arrows(edges_of(THREE), THREE.documents))
    assert list(shown) == ["Speaker", "speaks about", "Weight", "First", "Last", "Rests on"]
    words = findings.columns("edges", findings.arrows(edges_of(THREE, weight="words"), THREE.documents))
    assert "Quotes" in words
    undated = findings.arrows(edges(("a", "b", 3, 1)), THREE.documents)
    assert list(findings.columns("edges", undated)) == ["Speaker", "speaks about", "Weight", "Rests on"]
    assert findings.columns("edges", tables.empty("edges")) == headings.COLUMNS["edges"]
    rows = pd.DataFrame({"doc_id": ["d1"], "sentence": ["It rained."]})
    assert "Document" in findings.columns("edge_quotes", rows, THREE.documents)
    assert "Document" not in findings.columns("edge_quotes", rows, ONE.documents)


def test_relations_by_hand():
    quotes = THREE.quotes.assign(
        answers=["q6" if name == "q7" else None for name in THREE.quotes["quote_id"]]
    )
    documents = THREE.documents.assign(outlet=["The Mail", None, None])
    every = network.quote_edges(
        quotes, THREE.mentions, THREE.actors, documents, relation=network.QUOTE_RELATIONS
    )
    found = findings.by_relation(every).set_index("relation")
    assert found["arrows"].to_dict() == {"mentions": 3, "addresses": 0, "answers": 1, "quotes": 3}
    assert found["quotes"].to_dict() == {"mentions": 6, "addresses": 0, "answers": 1, "quotes": 5}
    assert (found["enough"] == 0).all()
    nothing = findings.by_relation(edges_of(SILENT, relation=network.QUOTE_RELATIONS))
    assert nothing["arrows"].tolist() == [0, 0, 0, 0]
    assert tuple(nothing.columns) == findings.RELATION_COLUMNS
    beside = findings.by_relation(edges_of(THREE, relation="co-mention"))
    assert beside["quotes"].tolist() == [7]


def test_sides_in_words():
    graph = network.quote_graph(edges_of(THREE), THREE.actors)
    text = findings.on_sides(graph, THREE.actors, {"A": ["Arvenia", "Atlantis"], "B": "Tom Hale"})
    assert text == "Actors of the network by side: A 2, B 1; 1 have none. Matched nobody: 'Atlantis' of A."
    assert findings.on_sides(graph, THREE.actors, None).startswith("No sides are given")


def test_standings_are_centrality_in_one_row_an_actor():
    table = structure.centrality(
        ties(STAR, quotes=2), names={"hub": "The Hub"}, betweenness_draws=20, **QUICK
    )
    found = findings.standings(table)
    assert len(found) == 6
    hub = found.iloc[0]
    assert hub[["name", "in_degree", "in_strength", "out_degree", "pagerank_rank"]].tolist() == [
        "The Hub",
        5,
        10,
        0,
        1,
    ]
    assert hub["pagerank"] == round(table[table["measure"] == "pagerank"]["estimate"].max(), 3)
    ends = found[[f"{measure}_rank_{end}" for measure in structure.MEASURES for end in ("low", "high")]]
    assert (ends.to_numpy() % 1 == 0).all()
    assert findings.standings(structure.centrality(pd.DataFrame())).empty


def test_who_comes_first_and_whether_that_is_sure():
    star = findings.order(structure.centrality(ties(STAR * 20), names={"hub": "The Hub"}, **QUICK))
    assert star[0].startswith("Spoken about by most actors: The Hub (5, interval ")
    assert "that it comes first is sure" in star[0]
    assert star[1].startswith("Speaks about most actors: leaf0, leaf1, leaf2 and 2 more (1, ")
    assert "not surely first" in star[1]
    assert len(star) == 4
    two = findings.order(structure.centrality(ties(CLIQUES), **QUICK))
    assert two[-1].startswith("So no order is sure")
    assert findings.order(structure.centrality(ties(STAR[:2]))) == ["Too little to rank actors by: 2 arrows."]
    assert findings.order(structure.centrality(pd.DataFrame())) == ["Too little to rank actors by: 0 arrows."]
    alone = findings.order(structure.centrality(ties(STAR).assign(quote_id="q", doc_id="d")))
    assert "no interval" in alone[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, "orlo"),
        ("Lena Orlo", "orlo"),
        ("Orlo", "orlo"),
        ("Harbour Council", None),
        ("Nobody", None),
    ],
)
def test_the_actor_to_be_looked_at_alone(name, expected):
    made = network.ties(THREE.quotes, THREE.mentions, THREE.actors, THREE.documents)
    table = structure.centrality(made, names=NAMES, **QUICK)
    graph = network.quote_graph(edges_of(THREE), THREE.actors)
    found = findings.ego_of(graph, table, THREE.actors, name)
    assert found == (expected or None)
    assert findings.ego_of(graph, table.head(0), THREE.actors) is None


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], None),
        ([None, "2020"], None),
        (["2020-02-01", "2020-02-01"], None),
        (["2020-02-01", "2020-02-03"], "day"),
        ([f"2020-01-{day:02}" for day in range(1, 29)], "week"),
        ([f"{year}-01-01" for year in range(2000, 2009)], "day"),
        (["2019", "2020"], "year"),
        (
            [
                f"{year}-{month:02}-{day:02}"
                for year in range(2000, 2020)
                for month in (1, 5)
                for day in (1, 9)
            ],
            "year",
        ),
    ],
)
def test_the_step_of_time(dates, expected):
    assert findings.period(pd.DataFrame({"published": pd.Series(dates, dtype="object")})) == expected


def test_change_over_time_in_words():
    table = articles(60, seed=5).assign(
        published=lambda t: np.where(t["doc_id"].str[1:].astype(int) < 30, "2022-01-01", "2022-02-01")
    )
    told = findings.snapshots_reading(structure.snapshots(table, by="month"))
    assert told.startswith("2 months from 2022-01 to 2022-02. From one month to the next ")
    assert "% of the arrows of both stay; were the dates dealt to the articles at random, " in told
    assert "In no step did more arrows change" in told
    rows = [
        {"quote_id": f"{month}{k}{end}", "doc_id": f"{month}{k}", "source": end, "target": "hub"}
        | {"relation": "mentions", "words": 9, "published": f"2022-{month}-01"}
        for month, leaves in (("01", "abcde"), ("02", "fghij"))
        for k in range(9)
        for end in leaves
    ]
    parted = structure.snapshots(pd.DataFrame(rows), by="month")
    assert "More than that changed at: 2022-02 (corrected for 1 step)" in findings.snapshots_reading(parted)
    one = structure.snapshots(ties(STAR), by="year")
    assert findings.snapshots_reading(one).startswith("All dated arrows fall into one year (2022)")
    assert findings.snapshots_reading(structure.snapshots(pd.DataFrame())).startswith("No arrow has a date")


def test_answers_stand_beside_what_they_answer():
    quotes = THREE.quotes.assign(
        answers=[
            "q6" if name == "q7" else "q8" if name == "q7b" else None for name in THREE.quotes["quote_id"]
        ],
        answers_confidence=0.65,
        answers_reason="reply, previous speaker",
    )
    found = findings.answered(concordance.evidence(quotes, THREE.documents))
    assert tuple(found.columns) == findings.ANSWER_COLUMNS
    assert found[["speaker", "answered_speaker"]].to_numpy().tolist() == [["Lena Orlo", "Tom Hale"]]
    assert "⟦Hale “has never visited the port”⟧" in found["sentence"].iat[0]
    assert "bluffing" in found["answered_sentence"].iat[0]
    assert findings.answered(concordance.evidence(SILENT.quotes, SILENT.documents)).empty


def test_candidates_of_a_tone_are_those_with_words():
    text = "Lena Orlo praised Tom Hale for his work. Tom Hale said the port is open."
    documents = tables.table(
        "documents",
        [{"doc_id": "x", "text": text, "language": "en", "origin": "x", "n_words": 14, "cleaning": []}],
    )
    start = text.index("for his work")
    quote = {
        "quote_id": "x1",
        "doc_id": "x",
        "start": start,
        "end": start + 12,
        "spans": [[start, start + 12]],
    }
    quote |= {"text": "for his work", "kind": "indirect", "cue": "praised", "cue_start": 10, "cue_end": 17}
    quote |= {"actor_id": "orlo", "speaker": "Lena Orlo", "confidence": 0.9, "n_words": 3, "about": ["hale"]}
    mention = {
        "mention_id": "m",
        "doc_id": "x",
        "start": 18,
        "end": 26,
        "text": "Tom Hale",
        "label": "PERSON",
    }
    mentions = tables.table("mentions", [mention | {"actor_id": "hale", "confidence": 0.9}])
    quotes = tables.table("quotes", [quote])
    found = tone.tones(quotes, mentions, THREE.actors, documents)
    shown = concordance.evidence(findings.toned(found, quotes, THREE.actors), documents)
    assert shown[["source_name", "target_name", "tone"]].to_numpy().tolist() == [
        ["Lena Orlo", "Tom Hale", "supportive"]
    ]
    assert "⟦for his work⟧" in shown["sentence"].iat[0]
    assert findings.tone_reading(found).startswith(
        "1 of 1 pair of a quote and an actor has words of praise or blame"
    )
    assert findings.tone_reading(found.head(0)).startswith("No quote speaks of")
    neutral = found.assign(tone="neutral")
    assert findings.toned(neutral, quotes, THREE.actors).empty
    assert findings.tone_reading(neutral).endswith("That is undecided, not neutral.")


def test_the_surest_quotes_of_each_arrow():
    behind = pd.DataFrame(
        {"source": list("aaab"), "target": list("bbba"), "confidence": [0.1, 0.9, 0.5, 0.2]}
    )
    assert findings.surest(behind, rows=4).equals(behind)
    assert findings.surest(behind, rows=3, each=2).index.tolist() == [1, 2, 3]


def test_files_that_are_there_and_how_to_write_them(tmp_path):
    folder = tmp_path / "networks"
    assert "graph_files.write(graph" in findings.files(folder)[0]
    graph = network.quote_graph(edges_of(THREE), THREE.actors)
    graph_files.write(graph, folder, name="mentions")
    graph_files.write(graph, folder, name="co-mention", formats=["gexf"])
    said = findings.files(folder)
    assert [line.partition(":")[0] for line in said] == ["co-mention", "mentions"]
    assert "mentions-edges.csv, mentions-nodes.csv, mentions.gexf, mentions.graphml" in said[1]


def test_the_notebook_shows_only_tables_with_headings():
    notebook = json.loads(
        (Path(__file__).parents[1] / "notebooks" / "02_quote_networks.ipynb").read_text("utf-8")
    )
    code = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    for name in (
        "relations",
        "edges",
        "addresses",
        "outlet_edges",
        "co_mentions",
        "backbone",
        "standings",
        "mixing",
    ):
        assert f'"{name}"' in code
        assert name in headings.COLUMNS
