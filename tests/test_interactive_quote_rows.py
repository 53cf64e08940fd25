"""The data of the quote browser: every mark stands where the article has it, and what is left out is said."""

import json

import pandas as pd
import pytest
from synthetic import corpus, press

from toolkit import tables
from toolkit.interactive import quote_rows
from toolkit.interactive.quote_rows import CONTEXT_CHARACTERS, FIELDS, MOST_CHARACTERS


def rows_of(data):
    return [dict(zip(data["fields"], row, strict=True)) for row in data["quotes"]]


def at(data, row, pair):
    units = data["passages"][row["passage"]].encode("utf-16-le")
    return units[2 * pair[0] : 2 * pair[1]].decode("utf-16-le")


def test_marks_stand_where_the_article_has_them():
    found = corpus()
    data = quote_rows(found.quotes, found.documents, found.actors)
    wanted = found.quotes.set_index("quote_id")
    for row in rows_of(data):
        quote = wanted.loc[row["id"]]
        assert " ".join(at(data, row, span) for span in row["spans"]) == quote["text"]
        text = found.documents.set_index("doc_id")["text"][quote["doc_id"]]
        assert at(data, row, row["speaker_at"]) == text[quote["speaker_start"] : quote["speaker_end"]]
        assert at(data, row, row["sentence"]) in text
        low, high = row["low"], row["high"]
        assert all(low <= start < end <= high for start, end in [*row["spans"], row["speaker_at"]])
    assert [row["id"] for row in rows_of(data)] == [f"q{k}" for k in range(1, 10)]
    assert data["found"] == data["shown"] == 9 and data["left_out"] == ""
    json.dumps(data, allow_nan=False)


def test_who_speaks_is_named_and_nobody_is_not():
    found = corpus()
    sides = {"orlo": "North"}
    data = quote_rows(found.quotes, found.documents, found.actors, sides=sides)
    actors = {actor["name"]: actor for actor in data["actors"]}
    assert actors["Lena Orlo"] == {
        "id": "orlo",
        "name": "Lena Orlo",
        "kind": "person",
        "side": "North",
        "quotes": 4,
    }
    nobody = rows_of(data)[-1]
    assert nobody["actor"] == -1 and nobody["speaker"] == "One trader"
    without = quote_rows(found.quotes, found.documents)
    assert without["actors"][0]["name"] == "Lena Orlo"  # as the quotes call the speaker


def test_a_side_may_be_that_of_the_quote():
    found = corpus()
    own = found.quotes.assign(side=["South"] * 8 + [None])
    data = quote_rows(own, found.documents, found.actors, sides={"orlo": "North"})
    assert [row["side"] for row in rows_of(data)] == ["South"] * 8 + [""]
    data = quote_rows(found.quotes, found.documents, found.actors, sides={"orlo": "North"})
    assert {(row["speaker"], row["side"]) for row in rows_of(data)} >= {
        ("Lena Orlo", "North"),
        ("Tom Hale", ""),
    }


def test_stretches_that_overlap_are_stored_once():
    found = corpus("d1")
    data = quote_rows(found.quotes, found.documents)
    assert len(data["passages"]) == 1 and data["passages"][0] in found.documents["text"][0]


def test_an_emoji_and_a_turned_sign_before_a_quote_move_no_mark():
    text = "\U0001f600 “\u202eIt\u202c rained,” Lee said."
    start = text.index("\u202eIt")
    end = text.index(",”")
    row = {"quote_id": "q", "doc_id": "d", "start": start, "end": end, "spans": [[start, end]]}
    row |= {"text": text[start:end], "kind": "direct", "confidence": 0.5, "n_words": 2}
    row |= {"speaker_start": text.index("Lee"), "speaker_end": text.index("Lee") + 3, "speaker": "Lee"}
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text], "origin": ["d.txt"]})
    data = quote_rows(tables.table("quotes", [row]), documents)
    (found,) = rows_of(data)
    assert [at(data, found, span) for span in found["spans"]] == ["It rained"]
    assert at(data, found, found["speaker_at"]) == "Lee"
    assert found["actor"] == -1 and found["speaker"] == "Lee" and data["documents"][0]["name"] == "d.txt"


def test_of_many_quotes_each_speaker_keeps_the_surest():
    found = press()
    quotes = found.quotes.assign(confidence=[k / len(found.quotes) for k in range(len(found.quotes))])
    data = quote_rows(quotes, found.documents, found.actors, most=8, whole="tables/quotes.csv")
    rows = rows_of(data)
    speakers = [row["actor"] for row in rows]
    assert len(rows) == data["shown"] == 8 and data["found"] == 90
    assert {speakers.count(one) for one in speakers} == {2}  # four speakers (one is nobody), two each
    best = quotes.sort_values("confidence").groupby(quotes["actor_id"].fillna("")).tail(2)
    assert {row["id"] for row in rows} == set(best["quote_id"])
    assert (
        data["left_out"]
        == "Here are 8 of 90 quotes, of each speaker those that the program is surest of; all are in tables/quotes.csv."
    )
    assert {actor["name"]: actor["quotes"] for actor in data["actors"]}["Lena Orlo"] == 40


def test_a_page_stays_small():
    found = press()
    data = quote_rows(found.quotes, found.documents, found.actors, most_bytes=12_000)
    size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
    assert 6_000 < size <= 12_000
    assert data["shown"] < 90 and f"Here are {data['shown']} of 90 quotes" in data["left_out"]
    assert quote_rows(found.quotes, found.documents, most=0)["quotes"] == []


def test_a_very_long_quote_is_cut_and_says_so():
    text = "Lee said " + "word " * 3_000 + "end."
    row = {"quote_id": "q", "doc_id": "d", "start": 9, "end": len(text) - 1, "spans": [[9, len(text) - 1]]}
    row |= {"text": text[9:-1], "kind": "indirect", "confidence": 0.5, "n_words": 3_001}
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text]})
    data = quote_rows(tables.table("quotes", [row]), documents)
    (found,) = rows_of(data)
    assert (
        found["high"] <= MOST_CHARACTERS + CONTEXT_CHARACTERS + 10 and found["cut"] & 1 and found["cut"] & 4
    )
    assert found["spans"] == [[9, found["high"]]]


def test_confidence_is_never_rounded_up():
    found = corpus("d1")
    data = quote_rows(found.quotes.assign(confidence=0.49996), found.documents)
    assert {row["confidence"] for row in rows_of(data)} == {0.499}


def test_nothing_given_is_changed_and_nothing_is_wanted_of_empty_tables():
    found = corpus()
    before = [frame.copy(deep=True) for frame in (found.quotes, found.documents, found.actors)]
    quote_rows(found.quotes, found.documents, found.actors)
    for frame, copy in zip((found.quotes, found.documents, found.actors), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
    data = quote_rows(tables.empty("quotes"), found.documents)
    assert data["fields"] == list(FIELDS) and data["quotes"] == data["passages"] == data["actors"] == []
    assert quote_rows(found.quotes, found.documents.head(0))["quotes"] == []
    with pytest.raises(ValueError, match="quotes: no column doc_id"):
        quote_rows(found.quotes.drop(columns="doc_id"), found.documents)
