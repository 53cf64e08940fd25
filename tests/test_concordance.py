"""Keyword in context and the sentences behind a row."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import TEXTS, corpus

from toolkit import concordance, tables
from toolkit.concordance import KWIC_COLUMNS, evidence, examples, kwic, sentence_around

DOCUMENTS = corpus().documents


def one(text):
    return pd.DataFrame({"doc_id": ["x"], "text": [text]})


def test_kwic_finds_every_whole_word_and_its_offsets():
    found = kwic(DOCUMENTS, "port")
    assert found["doc_id"].tolist() == ["d1"] * 4 + ["d2"]
    assert tuple(found.columns) == KWIC_COLUMNS
    for row in found.itertuples():
        assert TEXTS[row.doc_id][row.start : row.end] == row.match == "port"
    assert found["left"].iloc[-1].endswith("visited the")
    assert found["right"].iloc[-1].startswith("”. She added")


@pytest.mark.parametrize(
    ("label", "text", "term", "options", "expected"),
    [
        ("case is ignored", "The Port and the port", "PORT", {}, ["Port", "port"]),
        ("unless asked for", "The Port and the port", "port", {"ignore_case": False}, ["port"]),
        ("no part of a word", "reports, porter, port-side", "port", {}, ["port"]),
        ("either apostrophe", "Ukraine’s and Ukraine's", "Ukraine's", {}, ["Ukraine’s", "Ukraine's"]),
        ("white space is any", "the  open\nport", "open port", {}, ["open port"]),
        ("an abbreviation", "the U.S. and the U.S.A.", "U.S.", {}, ["U.S.", "U.S."]),
        ("letters are no expression", "a.c abc", "a.c", {}, ["a.c"]),
        ("an expression", "talk talks talked", r"talk\w+", {"regex": True}, ["talks", "talked"]),
        ("nothing of no length", "aXb", r"x*", {"regex": True}, ["X"]),
        ("accents", "déjà vu", "déjà", {}, ["déjà"]),
    ],
)
def test_what_a_term_matches(label, text, term, options, expected):
    assert kwic(one(text), term, **options)["match"].tolist() == expected, label


def test_context_has_at_most_the_words_asked_for():
    found = kwic(one("one two three four five six seven"), "four", window_words=2)
    assert found.iloc[0][["left", "right"]].tolist() == ["two three", "five six"]
    assert kwic(one("one two three"), "two", window_words=0).iloc[0]["left"] == ""


def test_several_terms_are_found_in_the_order_of_the_text():
    found = kwic(one("the port, the market, the PORT"), ["market", "port"])
    assert found["match"].tolist() == ["port", "market", "PORT"]
    assert kwic(one("the port"), []).empty


def test_sorting_by_context():
    documents = one("red port a. blue port c. blue port b.")
    assert kwic(documents, "port", window_words=1, sort="left")["left"].tolist() == ["blue", "blue", "red"]
    assert kwic(documents, "port", window_words=1, sort="right")["right"].tolist() == ["a.", "b.", "c."]


def test_empty_tables_give_empty_tables():
    assert tuple(kwic(tables.empty("documents"), "port").columns) == KWIC_COLUMNS
    assert kwic(DOCUMENTS, "unicorn").empty
    assert "sentence" in evidence(tables.empty("quotes"), DOCUMENTS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kwic(DOCUMENTS, " "), "empty"),
        (lambda: kwic(DOCUMENTS, "(", regex=True), "no regular expression"),
        (lambda: kwic(DOCUMENTS, "a", window_words=-1), "0 or more"),
        (lambda: kwic(DOCUMENTS, "a", sort="up"), "none of position"),
        (lambda: kwic(pd.DataFrame({"body": []}), "a"), "no column doc_id, text"),
        (lambda: evidence(pd.DataFrame({"doc_id": []}), DOCUMENTS), "no column start, end"),
    ],
)
def test_errors_say_what_was_wanted(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_evidence_marks_every_span_and_leaves_its_argument_alone():
    quotes = corpus().quotes
    before = quotes.copy(deep=True)
    found = evidence(quotes, DOCUMENTS).set_index("quote_id")["sentence"]
    pd.testing.assert_frame_equal(quotes, before)
    assert found["q2"] == "“⟦We want the port open by Friday⟧,” Orlo said. “⟦Bellmark must keep its word⟧.”"
    assert found["q8"] == "She added that ⟦Bellmark was afraid of an open market⟧."


def test_evidence_without_sentence_offsets_or_document():
    rows = pd.DataFrame({"doc_id": ["x", "y"], "start": [4, 0], "end": [8, 1]})
    found = evidence(rows, one("The port. It is shut.\nNext"))["sentence"]
    assert found[0] == "The ⟦port⟧."
    assert pd.isna(found[1])


@given(st.text(max_size=60), st.data())
def test_a_sentence_holds_its_passage(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = sentence_around(text, start, end)
    assert 0 <= low <= start <= end <= high <= len(text)


@given(st.text(max_size=80), st.text(min_size=1, max_size=5))
def test_kwic_offsets_are_the_matches(text, term):
    if not term.strip():
        return
    for row in kwic(one(text), term).itertuples():
        assert " ".join(text[row.start : row.end].split()) == row.match


def test_examples_take_turns_between_documents():
    rows = pd.DataFrame(
        {
            "actor_id": ["a", "a", "a", "a", "b", "b", "c", None],
            "doc_id": ["d1", "d1", "d2", "d1", "d1", "d1", "d1", "d1"],
            "confidence": [0.7, 0.9, 0.2, 0.8, 0.5, 0.5, 0.9, 0.9],
        },
        index=list("abcdefgh"),
    )
    before = rows.copy(deep=True)
    found = examples(rows, ["b", "a", "nobody"], each=3)
    assert found.index.tolist() == ["e", "f", "b", "c", "d"]
    assert found.columns.tolist() == rows.columns.tolist()
    assert examples(rows.drop(columns=["confidence", "doc_id"]), ["a"], each=2).index.tolist() == ["a", "b"]
    assert examples(rows.iloc[:0], ["a"]).empty and examples(rows, []).empty
    pd.testing.assert_frame_equal(rows, before)
    with pytest.raises(ValueError, match="no column speaker"):
        examples(rows, ["a"], by="speaker")


def test_notes_hold_the_first_uses_of_each_side_in_turn():
    texts = {"a": "The port is open. A port costs. The Port’s end.", "b": "Sea and port."}
    documents = pd.DataFrame({"doc_id": list(texts), "text": list(texts.values())})
    lines = concordance.kwic(documents, ["port", "sea"], window_words=1)
    lines = lines.assign(side=["N", "N", None, "S", "S"])
    said = concordance.notes(lines, ["port", "sea", "tax"], most=3)
    assert said["term-0"].splitlines() == [
        "port: 4 uses, 3 of them",
        "N: The [port] is",
        "The [Port] ’s",
        "S: and [port] .",
    ]
    assert said["term-1"] == "sea: 1 use\nS: [Sea] and"
    assert said["term-2"] == "tax: 0 uses"
    assert concordance.notes(lines.head(0), []) == {}
