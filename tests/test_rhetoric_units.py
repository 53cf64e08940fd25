"""Units and tokens: by hand, and against slow ways to count the same."""

import handmade
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import tables
from toolkit.rhetoric import units
from toolkit.rhetoric.tokens import find_tokens

TEXT = "Lee said: “We won’t go, as Ek said ‘no’.” Rain fell."
DOCUMENTS = pd.DataFrame(
    {
        "doc_id": ["a", "b"],
        "text": [TEXT, "Nothing happened."],
        "outlet": ["Post", "Sun"],
        "published": ["2020", None],
    }
)


def quote(quote_id, doc_id, passage, **more):
    start = TEXT.index(passage)
    row = {
        "quote_id": quote_id, "doc_id": doc_id, "start": start, "end": start + len(passage), "text": passage,
        "spans": [[start, start + len(passage)]], "kind": "direct", "confidence": 0.9,
        "n_words": tables.count_words(passage),
    }  # fmt: skip
    return row | more


QUOTES = tables.table(
    "quotes",
    [
        quote("q1", "a", "“We won’t go, as Ek said ‘no’.”", speaker="Lee"),
        quote("q2", "a", "‘no’", speaker="Ek", nested_in="q1"),
    ],
)


def test_tokens_of_a_document():
    doc = handmade.make("Lee Ek said: “I won’t go.” Rain fell.", entities=[("Lee Ek", "PERSON")])
    table = units.tokens_table(find_tokens(doc, doc_id="a"))
    assert table["word"].tolist() == ["lee", "ek", "said", "i", "wo", "n't", "go", "rain", "fell"]
    assert [
        doc.text[start:end].lower().replace("’", "'") for start, end in zip(table["start"], table["end"])
    ] == (table["word"].tolist())
    assert table["entity"].tolist()[:3] == ["PERSON", "PERSON", ""]
    assert table["name"].tolist()[:3] == [0, 0, -1]
    assert (table["phrase"] == -1).all()  # no parse
    assert table["sentence"].tolist()[0] == 0
    assert table["sentence"].is_monotonic_increasing
    assert [str(kind) for kind in table.dtypes[["doc_id", "lemma", "start"]]] == [
        "category",
        "category",
        "int32",
    ]


def test_a_table_of_no_tokens():
    table = units.tokens_table([])
    assert list(table) == [column.name for column in tables.columns("tokens")]
    assert table.empty
    with pytest.raises(ValueError, match="no column start, end"):
        units.tokens_table(pd.DataFrame({"doc_id": ["a"], "word": ["x"]}))


def test_quotes_as_units():
    found = units.quote_units(QUOTES, DOCUMENTS)
    assert list(found)[:5] == [column.name for column in units.UNIT_COLUMNS]
    assert found[["unit_id", "what", "outlet", "published", "speaker"]].values.tolist() == [
        ["q1", "quote", "Post", "2020", "Lee"],
        ["q2", "quote", "Post", "2020", "Ek"],
    ]
    assert "unit_id" not in QUOTES


def test_words_of_an_inner_quote_can_belong_to_it_alone():
    found = units.quote_units(QUOTES, nested="inner")
    outer = found[found["unit_id"] == "q1"].iloc[0]
    assert [TEXT[start:end] for start, end in outer["spans"]] == ["“We won’t go, as Ek said ", ".”"]
    assert found["n_words"].tolist() == [6, 1]
    with pytest.raises(ValueError, match="nested_in"):
        units.quote_units(QUOTES.drop(columns="nested_in"), nested="inner")


def test_narration_is_what_no_quote_holds():
    found = units.narration_units(DOCUMENTS, QUOTES)
    assert found["what"].tolist() == ["narration"] * 2
    assert [TEXT[start:end] for start, end in found["spans"][0]] == ["Lee said: ", " Rain fell."]
    assert found["n_words"].tolist() == [4, 2]
    assert found["outlet"].tolist() == ["Post", "Sun"]


def test_narration_by_sentence():
    doc = handmade.make("Lee Ek said no to it. Rain fell. Why not.")
    documents = pd.DataFrame({"doc_id": ["a"], "text": [doc.text]})
    quotes = pd.DataFrame({"doc_id": ["a", "a"], "spans": [[[12, 14]], [[33, 40]]]})  # "no", "Why not"
    tokens = units.tokens_table(find_tokens(doc, doc_id="a"))
    found = units.narration_units(documents, quotes, tokens)
    assert [[doc.text[start:end] for start, end in spans] for spans in found["spans"]] == [
        ["Lee Ek said ", " to it"],
        ["Rain fell"],
    ]
    assert found["n_words"].tolist() == [5, 2]
    assert found["unit_id"].is_unique


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=5))
def test_narration_and_quotes_share_the_text_out(places):
    quotes = QUOTES.iloc[[0] * len(places)].assign(
        spans=[[[start, min(start + length, len(TEXT))]] for start, length in places]
    )
    found = units.narration_units(DOCUMENTS[:1], quotes)
    covered = np.zeros(len(TEXT), dtype=int)
    for start, end in [span for spans in found["spans"] for span in spans]:
        covered[start:end] += 1
    inside = np.zeros(len(TEXT), dtype=bool)
    for (start, end), *_ in quotes["spans"]:
        inside[start:end] = True
    assert (covered[inside] == 0).all()
    assert all(character.isspace() for character in np.array(list(TEXT))[(covered == 0) & ~inside])
    assert covered.max(initial=0) <= 1


def test_repeated_documents_count_once():
    documents = pd.concat([DOCUMENTS, DOCUMENTS[:1].assign(doc_id="c")], ignore_index=True)
    documents["duplicate_of"] = [None, None, "a"]
    assert units.document_units(documents)["doc_id"].tolist() == ["a", "b"]
    assert units.document_units(documents[1:])["doc_id"].tolist() == ["b", "c"]  # the original is not here
    assert len(units.document_units(documents, duplicates="all")) == 3
    with pytest.raises(ValueError, match="none of once, all"):
        units.document_units(documents, duplicates="never")


def test_sentences_and_documents():
    doc = handmade.make("Lee Ek said no. Rain fell.")
    documents = pd.DataFrame({"doc_id": ["a"], "text": [doc.text]})
    found = units.sentence_units(units.tokens_table(find_tokens(doc, doc_id="a")), documents)
    assert [doc.text[start:end] for ((start, end),) in found["spans"]] == ["Lee Ek said no", "Rain fell"]
    assert found["n_words"].tolist() == [4, 2]
    assert found["unit_id"].is_unique
    assert units.document_units(documents)["n_words"].tolist() == [6]


def test_counts_by_hand():
    found = units.quote_units(QUOTES, DOCUMENTS)
    rows = pd.DataFrame(
        {
            "doc_id": ["a", "a", "a", "b"],
            "start": [*(TEXT.index(word) for word in ("won’t", "no’", "said")), 0],
            "family": ["negation", "negation", "verb", "negation"],
        }
    )
    rows["end"] = rows["start"] + 2
    counts = units.count_in(found, rows, by="family")
    assert counts.index.tolist() == ["q1", "q2"]
    assert counts.to_dict("list") == {"negation": [2, 1], "verb": [0, 0]}
    assert units.count_in(found, rows)["n"].tolist() == [2, 1]
    assert units.count_in(found, rows[:0], by="family").shape == (2, 0)
    with pytest.raises(ValueError, match=r"rows: no column end"):
        units.count_in(found, rows.drop(columns="end"))


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), min_size=1, max_size=3)


@given(
    st.lists(st.tuples(st.sampled_from("xy"), SPANS), max_size=4),
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 24)), max_size=8),
)
def test_a_row_counts_once_in_each_unit_that_holds_it(made, rows):
    among = pd.DataFrame(
        {
            "unit_id": [f"u{number}" for number in range(len(made))],
            "doc_id": [doc for doc, _ in made],
            "spans": [[[start, start + length] for start, length in spans] for _, spans in made],
        }
    )
    table = (
        pd.DataFrame(rows, columns=["doc_id", "start"])
        .astype({"start": int})
        .assign(end=lambda t: t["start"] + 2)
    )
    expected = [
        sum(
            any(doc == other and start <= at and at + 2 <= start + length for start, length in spans)
            for other, at in rows
        )
        for doc, spans in made
    ]
    assert units.count_in(among, table)["n"].tolist() == expected
    as_categories = table.assign(doc_id=table["doc_id"].astype("category"))
    assert units.count_in(among, as_categories)["n"].tolist() == expected


@pytest.mark.model
def test_the_model_gives_noun_phrases(nlp):
    text = "The old mayor of Norland said on Monday that the bridge would close."
    table = units.tokens_table(find_tokens(nlp(text), doc_id="a"))
    first = table[table["phrase"] == 0]
    assert first["word"].tolist() == ["the", "old", "mayor"]
    assert table["lemma"].tolist()[-1] == "close"
    assert table.loc[table["word"] == "norland", "entity"].item() == "GPE"


def test_what_units_cannot_be_made_of_is_named():
    quotes = tables.empty("quotes")
    with pytest.raises(ValueError, match="nested='outer' is none of both, inner"):
        units.quote_units(quotes, nested="outer")
    with pytest.raises(ValueError, match=r'no column nested_in .*pass nested="both"'):
        units.quote_units(quotes.drop(columns="nested_in"), nested="inner")
    among = units.quote_units(quotes)
    with pytest.raises(ValueError, match=r"rows: no column kin .*by= names one of them"):
        units.count_in(among, tables.empty("markers"), by="kin")
