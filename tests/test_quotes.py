"""Quotes in one document, and their speakers."""

# ruff: noqa: E501  (one language case a line, however long)

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import handmade
from toolkit import actors, quotes, tables

PER, ORG, GPE, NORP = "PERSON", "ORG", "GPE", "NORP"


def find(text, **annotation):
    doc = handmade.make(text, **annotation)
    return quotes.find_quotes(doc, doc_id="a", mentions=actors.find_mentions(doc, doc_id="a"))


def analyse(text, **annotation):
    doc = handmade.make(text, **annotation)
    mentions = actors.find_mentions(doc, doc_id="a")
    found = quotes.find_quotes(doc, doc_id="a", mentions=mentions)
    said = tables.table("quotes", found)
    mentions, cast = actors.resolve(tables.table("mentions", mentions), said)
    documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    resolved = quotes.resolve_speakers(said, mentions, cast)
    tables.check("quotes", resolved, documents=documents)
    return resolved


# label, text, attributed pieces (source, cue, content...), the spans' texts, kind
CONTENTS = [
    ("direct, with its marks", "“We will win,” Lee said.", ("Lee", "said", "“We will win,”"), ["“We will win,”"], "direct"),
    ("marks that the model left out", "“We will win,” Lee said.", ("Lee", "said", "We will win"), ["“We will win,”"], "direct"),
    ("a mark too much", "Lee said “no”. They left.", ("Lee", "said", "They left"), ["They left"], "indirect"),
    ("two pieces", "“We will,” Lee said. “Soon.”", ("Lee", "said", "“We will,”", "“Soon.”"), ["“We will,”", "“Soon.”"], "direct"),
    ("pieces that touch", "Lee said we will win soon.", ("Lee", "said", "we will", "win soon"), ["we will win soon"], "indirect"),
    ("indirect, full stop left out", "Lee said they left.", ("Lee", "said", "they left."), ["they left"], "indirect"),
    ("the word before the marks counts", "Lee said that “we will”.", ("Lee", "said", "that “we will”"), ["that “we will”"], "mixed"),
    ("partly quoted", "Lee called it “great” yesterday.", ("Lee", "called", "it “great”"), ["it “great”"], "mixed"),
    ("reversed closing mark", "“It is hard to do, “she said there.", ("she", "said", "“It is hard to do,"), ["“It is hard to do, “"], "direct"),
    ("reversed, then a full stop", "What she called “discussions. “.", ("she", "called", "“discussions. “"), ["“discussions. “"], "direct"),
    ("single marks", "Lee called it ‘a great day’ there.", ("Lee", "called", "it ‘a great day’"), ["it ‘a great day’"], "mixed"),
    ("unclosed", "“We will win.\nLee said so.", ("Lee", "said", "We will win"), ["“We will win."], "direct"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "attribution", "expected", "kind"), CONTENTS, ids=[c[0] for c in CONTENTS]
)
def test_content(label, text, attribution, expected, kind):
    (row,) = find(text, attributions=[attribution])
    assert [text[start:end] for start, end in row["spans"]] == expected, label
    assert row["text"] == " ".join(expected)
    assert row["kind"] == kind


NO_QUOTES = [
    ("marks without a word", "Lee said “…”.", [("Lee", "said", "“…”")]),
    ("no attribution", "Lee said no.", []),
    ("leftover of a web page", "He left.\n\nLeave a Comment", [(None, "Leave", "a Comment")]),
]


@pytest.mark.parametrize(("label", "text", "attributions"), NO_QUOTES, ids=[c[0] for c in NO_QUOTES])
def test_no_quote(label, text, attributions):
    assert find(text, attributions=attributions) == [], label


# label, text, entities, attributions, reported_via, addressee
CHANNELS = [
    ("agency behind", "Lee said no, according to TASS.", [("Lee", PER), ("TASS", ORG)], [("Lee", "said", "no")], "TASS", None),
    ("described agency", "Lee said no, according to the state news agency Xyzpress.", [("Lee", PER), ("Xyzpress", ORG)], [("Lee", "said", "no")], "Xyzpress", None),
    ("unnamed medium", "Lee said no, according to state media.", [("Lee", PER)], [("Lee", "said", "no")], "state media", None),
    ("interview", "Lee said no in an interview with MSNBC.", [("Lee", PER), ("MSNBC", ORG)], [("Lee", "said", "no")], "MSNBC", None),
    ("told a medium", "Lee told the BBC they will stay.", [("Lee", PER), ("BBC", ORG)], [("Lee", "told", "they will stay")], "BBC", None),
    ("medium reported it", "Lee said no, Reuters reported.", [("Lee", PER), ("Reuters", ORG)], [("Lee", "said", "no")], "Reuters", None),
    ("reporters", "Lee told reporters they will stay.", [("Lee", PER)], [("Lee", "told reporters", "they will stay")], None, "reporters"),
    ("a state", "Lee warned Russia they will stay.", [("Lee", PER), ("Russia", GPE)], [("Lee", "warned", "they will stay")], None, "Russia"),
    ("to somebody", "Lee said to voters they will stay.", [("Lee", PER)], [("Lee", "said", "they will stay")], None, "voters"),
    ("not: a question", "Lee asked a question about it.", [("Lee", PER)], [("Lee", "asked", "about it")], None, None),
    ("not: another verb", "Lee denied reporters were there.", [("Lee", PER)], [("Lee", "denied", "reporters were there")], None, None),
    ("not: an official", "Lee said no, according to an official.", [("Lee", PER)], [("Lee", "said", "no")], None, None),
    ("not: the next sentence", "Lee said no. Reuters reported more.", [("Lee", PER), ("Reuters", ORG)], [("Lee", "said", "no")], None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "attributions", "via", "addressee"), CHANNELS, ids=[c[0] for c in CHANNELS]
)
def test_medium_and_addressee(label, text, entities, attributions, via, addressee):
    (row,) = find(text, entities=entities, attributions=attributions)
    assert (row["reported_via"], row["addressee"]) == (via, addressee), label


def test_a_medium_that_passes_a_quote_on_makes_no_second_row():
    text = "“We will win,” Lee said, according to TASS."
    attributions = [("Lee", "said", "“We will win,”"), ("TASS", "according to", "“We will win,” Lee said")]
    (row,) = find(text, entities=[("Lee", PER), ("TASS", ORG)], attributions=attributions)
    assert (text[row["speaker_start"] : row["speaker_end"]], row["reported_via"], row["cue"]) == (
        "Lee",
        "TASS",
        "said",
    )


def test_a_medium_that_the_model_took_for_the_speaker():
    text = "“We will win,” Lee said, according to TASS."
    attributions = [("TASS", "according to", "“We will win,” Lee said")]
    (row,) = find(text, entities=[("Lee", PER), ("TASS", ORG)], attributions=attributions)
    assert text[row["speaker_start"] : row["speaker_end"]] == "Lee"
    assert (row["reported_via"], row["cue"], row["text"]) == ("TASS", "said", "“We will win,”")


def test_a_medium_that_reports_by_itself_is_the_speaker():
    text = "Reuters reported that they left."
    row = analyse(
        text, entities=[("Reuters", ORG)], attributions=[("Reuters", "reported", "that they left")]
    ).iloc[0]
    assert row["speaker"] == "Reuters"
    assert pd.isna(row["reported_via"])


def test_sentence_and_words():
    text = "They left. “We will win,” Lee said. It was cold."
    (row,) = find(text, entities=[("Lee", PER)], attributions=[("Lee", "said", "“We will win,”")])
    assert text[row["sentence_start"] : row["sentence_end"]] == "“We will win,” Lee said."
    assert row["n_words"] == 3


def test_arguments_stay_unchanged():
    doc = handmade.make("Lee said no.", entities=[("Lee", PER)], attributions=[("Lee", "said", "no")])
    mentions = actors.find_mentions(doc, doc_id="a")
    before, attributions = json.dumps(mentions), json.dumps(doc._.attributions)
    said = tables.table("quotes", quotes.find_quotes(doc, doc_id="a", mentions=mentions))
    assert (json.dumps(mentions), json.dumps(doc._.attributions)) == (before, attributions)
    table, cast = actors.resolve(tables.table("mentions", mentions), said)
    copies = [frame.copy(deep=True) for frame in (said, table, cast)]
    quotes.resolve_speakers(said, table, cast)
    for frame, copy in zip((said, table, cast), copies):
        pd.testing.assert_frame_equal(frame, copy)


def test_empty():
    assert quotes.find_quotes(handmade.make(""), doc_id="a") == []
    found = quotes.resolve_speakers(tables.empty("quotes"), tables.empty("mentions"), tables.empty("actors"))
    tables.check("quotes", found)
    assert found.empty


def test_without_mentions_a_quote_still_has_its_source():
    doc = handmade.make("Lee said no.", entities=[("Lee", PER)], attributions=[("Lee", "said", "no")])
    (row,) = quotes.find_quotes(doc, doc_id="a")
    assert (row["speaker_start"], row["speaker_end"], row["speaker_mention"]) == (0, 3, None)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_and_any_ranges(data):
    words = st.sampled_from(
        [
            "she",
            "said",
            "Lee",
            "who",
            "U.S.",
            "officials",
            "told",
            "“",
            "”",
            '"',
            "’",
            ",",
            ".",
            "\n",
            "no",
            "I",
            "to",
        ]
    )
    text = " ".join(data.draw(st.lists(words, min_size=1, max_size=25)))
    doc = handmade.make(text)
    ranges = (
        st.tuples(st.integers(0, len(doc) - 1), st.integers(1, len(doc)))
        .map(lambda r: (min(r), max(r)))
        .filter(lambda r: r[0] < r[1])
    )
    doc._.attributions = [
        {
            "source": data.draw(st.none() | ranges),
            "cue": data.draw(ranges),
            "content": data.draw(st.lists(ranges, min_size=1, max_size=3)),
        }
        for _ in range(data.draw(st.integers(0, 3)))
    ]
    tokens = st.integers(0, len(doc) - 1)
    doc._.coreference = data.draw(st.lists(st.tuples(tokens, tokens, st.floats(0, 1)), max_size=4))
    mentions = actors.find_mentions(doc, doc_id="a")
    said = tables.table("quotes", quotes.find_quotes(doc, doc_id="a", mentions=mentions))
    table, cast = actors.resolve(tables.table("mentions", mentions), said)
    documents = pd.DataFrame({"doc_id": ["a"], "text": [doc.text]})
    tables.check("mentions", table, documents=documents)
    tables.check("actors", cast)
    tables.check("quotes", quotes.resolve_speakers(said, table, cast), documents=documents)


def test_the_hand_made_list_of_the_seed_article_stands_in_it():
    here = Path(__file__).parent
    gold = json.loads((here / "seed_quotes.json").read_text(encoding="utf-8"))
    raw = (here.parent / "seeds" / gold["file"]).read_bytes().decode("utf-8")
    statements = gold["statements"]
    regions = quotes.quotation_regions(raw)
    for item in statements:
        spans = [(start, start + len(piece)) for piece, start in zip(item["content"], item["content_start"])]
        assert [raw[start:end] for start, end in spans] == item["content"]
        assert raw[item["cue_start"] :].startswith(item["cue"])
        assert raw[item["source_start"] :].startswith(item["source"])
        assert quotes.kind_of(raw, spans, regions) == item["kind"], item["label"]
    assert sum(not item.get("optional") for item in statements) == 30


def test_the_cue_of_a_turn_is_its_colon():
    text = "SEN. BERNIE SANDERS (I-VT): I do.\nMR. HALE: So do we.\nSEN. BERNIE SANDERS (I-VT): Thank you."
    rows = find(text)
    assert [row["cue"] for row in rows] == [":", ":", ":"]
    assert [text[row["cue_start"] : row["cue_end"]] for row in rows] == [":", ":", ":"]
