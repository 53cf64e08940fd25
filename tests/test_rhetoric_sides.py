"""Sides, shares and terms counted by hand on the invented articles."""

import pandas as pd
import pytest
from synthetic import TEXTS, corpus, silent_corpus

from toolkit import concordance, rhetoric, stats, tables
from toolkit.rhetoric import naming_contests

CORPUS = corpus()
SIDES = {"North": ["Arvenia"], "South": ["Bellmark"]}


def assigned(sides=SIDES, tables_=CORPUS):
    return rhetoric.assign_sides(tables_.quotes, tables_.actors, sides)


def test_sides_by_affiliation():
    quotes = assigned()
    by_quote = dict(zip(quotes["quote_id"], quotes["side"], strict=True))
    assert [by_quote[f"q{n}"] for n in (1, 2, 7, 8)] == ["North"] * 4
    assert [by_quote[f"q{n}"] for n in (3, 4, 6)] == ["South"] * 3
    assert pd.isna(by_quote["q5"])
    assert pd.isna(by_quote["q9"])
    assert quotes.attrs["sides_note"].startswith("The sides are those given: North (Arvenia)")


def test_without_sides_the_two_most_quoted_affiliations_are_compared():
    quotes = assigned(None)
    assert list(quotes.attrs["sides"]) == ["Arvenia", "Bellmark"]
    note = "No sides were given; the two most quoted affiliations are compared: "
    note += "Arvenia (4 quotes) and Bellmark (3 quotes)."
    assert quotes.attrs["sides_note"] == note
    assert quotes["side"].value_counts().to_dict() == {"Arvenia": 4, "Bellmark": 3}


def test_sides_that_match_nobody_fall_back_and_say_so():
    quotes = assigned({"US/NATO": ["United States", "NATO"], "Russia": ["Russia"]})
    assert quotes.attrs["sides_note"].startswith(
        "None of the given sides (US/NATO, Russia) has a speaker here; the two"
    )
    assert list(quotes.attrs["sides"]) == ["Arvenia", "Bellmark"]


def test_one_affiliation_is_not_compared():
    quotes = CORPUS.quotes[CORPUS.quotes["actor_id"] == "hale"]
    found = rhetoric.assign_sides(quotes, CORPUS.actors)
    assert "only one affiliation is quoted, Bellmark (3 quotes)" in found.attrs["sides_note"]


def test_words_by_side_by_hand():
    table = rhetoric.words_by_side(assigned())
    assert table["side"].tolist() == ["North", "South"]
    assert table["speakers"].tolist() == [1, 1]
    assert table["quotes"].tolist() == [4, 3]
    assert table["documents"].tolist() == [2, 2]
    assert table["words"].tolist() == [32, 15]
    assert table["word_share"].tolist() == pytest.approx([32 / 47, 15 / 47])
    assert table["words_per_quote"].tolist() == [8, 5]
    assert "over 2 documents" in table.attrs["interval"]
    assert "over 5 quotes" not in table.attrs["interval"]


def test_speakers_by_side():
    sides = {"West": ["Harbour Council", "Bellmark"], "East": ["Arvenia"]}
    found = rhetoric.speakers_by_side(assigned(sides)).values.tolist()
    expected = [["West", "Tom Hale", 3, 15], ["West", "Harbour Council", 1, 4], ["East", "Lena Orlo", 4, 32]]
    assert found == expected


def test_shares_by_side_by_hand():
    table = rhetoric.shares_by_side(assigned(), "kind").set_index(["value", "side"])
    assert table["n"].to_dict() == {
        ("direct", "North"): 1,
        ("direct", "South"): 2,
        ("indirect", "North"): 2,
        ("indirect", "South"): 1,
        ("mixed", "North"): 1,
        ("mixed", "South"): 0,
    }
    assert table.loc[("direct", "South"), ["share", "low", "high"]].tolist() == pytest.approx(
        stats.wilson_interval(2, 3)
    )
    assert table.loc[("direct", "North"), "of"] == 4


def test_a_concordance_of_speech_only():
    quotes = assigned()
    found = rhetoric.in_speech(concordance.kwic(CORPUS.documents, "port"), quotes)
    assert found["quote_id"].tolist() == ["q1", "q2", "q4", "q7"]
    assert found["side"].tolist() == ["North", "North", "South", "North"]
    for row in found.itertuples():
        assert TEXTS[row.doc_id][row.start : row.end] == "port"


def test_a_concordance_of_speech_keeps_its_order():
    lines = concordance.kwic(CORPUS.documents, "port", sort="right")
    found = rhetoric.in_speech(lines, assigned())
    assert found["right"].tolist() == [right for right in lines["right"] if right in set(found["right"])]
    assert found["quote_id"].tolist() != sorted(found["quote_id"])


def test_nothing_found():
    quotes = assigned(None, silent_corpus())
    assert "nothing to compare" in quotes.attrs["sides_note"]
    assert rhetoric.words_by_side(quotes).empty
    assert rhetoric.speakers_by_side(quotes).empty
    assert rhetoric.shares_by_side(quotes, "kind").empty
    assert rhetoric.in_speech(concordance.kwic(CORPUS.documents, "port"), quotes).empty


def test_arguments_stay_as_they_were():
    before = CORPUS.quotes.copy(deep=True)
    rhetoric.add_cues(assigned())
    rhetoric.words_by_side(assigned())
    pd.testing.assert_frame_equal(CORPUS.quotes, before)
    assert not CORPUS.quotes.attrs


def by_hand():
    """Quotes with the columns that a contract asks for and none that may be empty."""
    asked = [column.name for column in tables.columns("quotes") if not column.optional]
    return CORPUS.quotes[asked]


@pytest.mark.parametrize(
    ("call", "missing"),
    [
        (lambda quotes: rhetoric.assign_sides(quotes, CORPUS.actors), "actor_id"),
        (rhetoric.add_cues, "cue"),
        (rhetoric.add_acts, "cue"),
        (rhetoric.coverage, "cue"),
        (lambda quotes: rhetoric.words_by_side(quotes.assign(side="North")), "actor_id"),
        (lambda quotes: rhetoric.speakers_by_side(quotes.assign(side="North")), "speaker"),
    ],
)
def test_quotes_made_by_hand_are_told_what_they_lack(call, missing):
    with pytest.raises(
        ValueError, match=rf"quotes: no column {missing} .*tables.table\(\"quotes\", quotes\) adds"
    ):
        call(by_hand())


def test_quotes_made_by_hand_serve_with_the_columns_that_may_be_empty():
    quotes = rhetoric.add_acts(rhetoric.add_cues(tables.table("quotes", by_hand())))
    assert set(quotes["cue_verb"]) == {"(no verb)"}
    assert rhetoric.assign_sides(quotes, CORPUS.actors).attrs["sides"] == {}
    assert rhetoric.coverage(quotes).empty
    quotes = quotes.assign(side=["North", "South"] * 4 + ["South"])
    table = rhetoric.compare(rhetoric.quote_units(quotes), "side", measure="kind")
    assert table["n_units"].tolist()[:2] == [4, 5]
    assert rhetoric.words_by_side(quotes)["speakers"].tolist() == [0, 0]


@pytest.mark.parametrize(
    "call",
    [
        rhetoric.words_by_side,
        rhetoric.speakers_by_side,
        lambda quotes: rhetoric.shares_by_side(quotes, "kind"),
    ],
)
def test_quotes_without_sides_are_told_how_to_get_them(call):
    with pytest.raises(ValueError, match=r"no column side .*assign_sides\(quotes, actors\) makes it"):
        call(CORPUS.quotes)


@pytest.mark.filterwarnings("error")
def test_sides_of_no_quotes_have_no_words():
    table = rhetoric.words_by_side(assigned().iloc[:0])
    assert table[["side", "quotes", "words"]].values.tolist() == [["North", 0, 0], ["South", 0, 0]]


def test_other_tables_are_told_apart():
    with pytest.raises(ValueError, match="namings: no column naming_id, name, pattern"):
        rhetoric.contests(CORPUS.quotes, CORPUS.documents)
    namings = tables.empty("namings").reindex(range(1))
    with pytest.raises(ValueError, match="quotes: no column speaker, actor_id"):
        naming_contests.add_users(namings, CORPUS.mentions, CORPUS.actors, by_hand())
    with pytest.raises(ValueError, match="by='outlet' is none of side, actor"):
        rhetoric.agency(tables.empty("clauses"), CORPUS.mentions, CORPUS.actors, by="outlet")
    with pytest.raises(ValueError, match=r"scores: no column by, group, .* pass what tk.score gives"):
        rhetoric.rates_of_scores(pd.DataFrame({"measure": ["content"]}))
