"""What a comparison comes to: tables written out and sentences, counted on the invented articles."""

import numpy as np
import pandas as pd
import pytest
from synthetic import corpus as articles
from synthetic import parsed, press, silent_corpus
from test_rhetoric_bets import different
from test_rhetoric_comparison import corpus, hedges
from test_rhetoric_key_terms import compared as keyness_of

from toolkit import rhetoric, stats
from toolkit.rhetoric import bets, findings
from toolkit.rhetoric.comparison import compare
from toolkit.rhetoric.naming_contests import CONTEST_COLUMNS

SIDES = {"North": ["Arvenia"], "South": ["Bellmark"]}


def speech(tables_):
    quotes = rhetoric.assign_sides(tables_.quotes, tables_.actors, SIDES)
    return rhetoric.quote_units(rhetoric.add_acts(rhetoric.add_cues(quotes)), tables_.documents)


# --- tables written out -----------------------------------------------------------------------------------------------


def test_groups_stand_side_by_side():
    units = speech(articles())
    table = compare(units, "side", measure="kind")
    shown = findings.side_by_side(table)
    assert list(shown) == ["Item", "North", "South", "Counted", "Ratio", "Effect", "p", "q", "Documents"]
    direct = shown.iloc[0]
    assert direct["Item"] == "direct"
    assert direct["North"].startswith("25% (") and direct["South"].startswith("67% (")
    assert direct["Counted"] == "1 : 2"
    assert direct["Ratio"].startswith("0.17 (")  # (1 / 3) / (2 / 1)
    assert direct["Documents"] == "2 : 2 (few)"
    assert shown.iloc[2]["South"].startswith("0% (")


def test_enough_documents_are_not_called_few_and_rates_are_no_shares():
    units = corpus(20)
    shown = findings.side_by_side(compare(units, "side", measure=hedges(units), permutations=9))
    assert shown["Item"].tolist() == ["hedge", "booster"]
    assert not shown["Documents"].str.contains("few").any()
    assert not shown["North"].str.contains("%").any()
    table = compare(units, "side", measure=hedges(units), permutations=9)
    assert shown["North"][0].startswith(f"{table['estimate'][0]:.3g} (")


def test_more_than_two_groups_have_one_p_for_all():
    units = corpus(12, sides=("North", "South", "West"))
    table = compare(units, "side", measure="negated", permutations=99)
    shown = findings.side_by_side(table)
    assert list(shown) == ["Item", "North", "South", "West", "Counted", "p", "q", "Documents"]
    assert shown["p"][0] == f"{table['omnibus_p'][0]:.2g}"
    assert shown["Counted"][0].count(" : ") == 2


def test_the_surest_items_come_first_and_what_nobody_has_is_left_out():
    units = corpus(12)
    counts = hedges(units, names=("hedge", "booster", "threat", "hope")).assign(threat=0)
    counts["booster"] = np.where(units["side"] == "North", 3, 0)
    table = compare(units, "side", measure=counts, permutations=99)
    found = findings.surest(table)
    assert found["measure"].iloc[0] == "booster"
    assert set(found["measure"]) == {"hedge", "booster", "hope"}
    assert found.attrs == table.attrs
    assert found["group"].tolist() == ["North", "South"] * 3
    assert findings.names_of(compare(units, "side", measure="kind", permutations=9)) == {
        "kind: direct": "direct",
        "kind: indirect": "indirect",
        "kind: mixed": "mixed",
    }


def test_kinds_of_markers_are_named_with_their_family():
    rows = [("modality", "volition"), ("pronoun", "inclusive"), ("pronoun", "they"), ("hedge", "shield")]
    markers = pd.DataFrame([*rows, ("modality", None)], columns=["family", "category"])
    found = findings.by_kind(markers, ["modality", "pronoun"])
    assert found["item"].tolist() == ["modality: volition", "we: inclusive", "they"]


# --- words ------------------------------------------------------------------------------------------------------------


def words(**options):
    texts = ["port port port sea", "port sea port", "tax tax tax sea", "tax sea tax tax"]
    return keyness_of(texts, ["A", "A", "B", "B"], **options)


def test_words_furthest_apart_come_first_and_say_whether_they_hold():
    sure = words()
    sure["typical_of"] = np.where(sure["measure"] == "tax", "A", sure["typical_of"])
    found = findings.by_distance(words(), sure[sure["measure"] != "sea"])
    assert found["z"].abs().is_monotonic_decreasing
    assert found.set_index("measure")["holds"].to_dict() == {"port": True, "tax": False, "sea": False}
    assert "holds" not in findings.by_distance(words())
    assert found.attrs["words"] == {"A": 7.0, "B": 8.0}


def test_words_are_written_out():
    shown = findings.word_table(findings.by_distance(words())).set_index("Word")
    assert shown.loc["port", ["Rather of", "Uses", "Documents", "Carried"]].tolist() == [
        "A",
        "5 : 0",
        "2 : 0",
        "by one",
    ]
    assert shown.loc["port", "per 1,000"] == f"{5000 / 7:.2g} : 0"
    assert "Holds" not in shown


def test_keywords_are_the_first_of_each_side_those_of_one_document_last():
    table = pd.DataFrame({
        "measure": list("abcd"), "typical_of": ["X", "X", "Y", "Y"], "carried": [True, False, False, False],
    })  # fmt: skip
    assert findings.keywords(table, per_side=1) == ["b", "c"]
    assert findings.keywords(table) == ["b", "c", "d", "a"]
    assert findings.keywords(table.head(0)) == []


def test_what_words_come_to():
    said = findings.words_reading(words())
    assert said.startswith("None of 3 words sets the sides apart at q <= 0.05.")
    assert said.endswith(" 1 word is carried by one document.")
    table = findings.by_distance(words(), words()).assign(q=[0.01, 0.2, 0.3])
    said = findings.words_reading(table)
    assert said.startswith(
        f"1 of 3 words sets the sides apart at q <= 0.05 ({table['measure'][0]}); with sure"
    )
    assert "1 still lean to the same side" in said
    assert findings.words_reading(table.head(0)).startswith("No word is used often enough")


def test_few_words_are_compared_from_fewer_uses():
    class Terms:
        totals = np.array([600, 600, 1200])

    assert findings.fewest_uses(Terms, pd.Series(["A", "A", "B"])) == findings.FEWEST_USES
    assert findings.fewest_uses(Terms, pd.Series(["A", "B", "B"])) == findings.FEWEST_USES_SMALL


def test_words_of_the_invented_articles_counted_by_hand():
    """port: "closed the port", "want the port", "visited the port" against "the port is open"."""
    tables_ = articles()
    units = speech(tables_)
    units = units[units["side"].notna()]
    counted = rhetoric.count_terms(parsed(tables_)["tokens"], units, of="word")
    table = rhetoric.keyness(counted, units, "side", minimum=2)
    by = table.set_index("measure")
    assert by.loc["port", ["count_a", "count_b", "n_units", "n_documents"]].tolist() == [3, 1, 4, 2]
    assert by.loc["bellmark", ["count_a", "count_b"]].tolist() == [3, 0]
    assert by["typical_of"][["bellmark", "arvenia"]].tolist() == ["North", "South"]
    assert by.loc["bellmark", "per_1000_a"] == pytest.approx(1000 * 3 / 32)
    assert table.attrs["words"] == {"North": 32.0, "South": 15.0}
    assert "the" not in by.index
    everything = rhetoric.keyness(counted, units, "side", minimum=1, function_words=True)
    assert "the" in set(everything["measure"])
    a, b = (
        np.asarray(counted.counts[(units["side"] == side).to_numpy()].sum(axis=0)).ravel() for side in SIDES
    )
    assert (a.sum(), b.sum()) == (32, 15)
    prior = (
        15 * (a + b + 1) / (a + b + 1).sum()
    )  # the words of the corpus that neither side says are in it too
    z = pd.Series(stats.log_odds_dirichlet(a, b, prior), index=counted.names)
    np.testing.assert_allclose(everything["z"], z[everything["measure"]])
    assert ((table["low"] < table["estimate"]) & (table["estimate"] < table["high"])).all()
    background = pd.Series({"port": 50, "bellmark": 2})
    wider = rhetoric.keyness(counted, units, "side", prior_words=100, background=background)
    assert wider.attrs["prior"].startswith("100 pseudo-words with the frequencies of the background given")
    assert sorted(findings.keywords(table, per_side=1)) == sorted(
        {findings.keywords(table[table["typical_of"] == side])[0] for side in SIDES}
    )


def test_what_forbids_conclusions_is_said_of_the_invented_articles():
    said = compare(speech(articles()), "side", measure="kind").attrs["warnings"]
    assert any("Few units (North 4, South 3)" in text for text in said)
    assert any("100% of the words of North are Lena Orlo's" in text for text in said)
    one = compare(speech(articles("d1")), "side", measure="kind").attrs["warnings"]
    assert any("one document" in text for text in one)
    units = speech(articles())
    alone = compare(units[units["side"] == "North"], "side", measure="kind").attrs["warnings"]
    assert alone == ["Two groups are wanted, found North: there is nothing to compare."]


def test_a_difference_of_shares_by_hand():
    units = speech(articles())
    table = compare(units, "side", measure="kind").set_index(["measure", "group"])
    direct = table.loc[("kind: direct", "North")]
    assert (direct["count"], direct["total"]) == (1, 4)
    assert direct["difference"] == pytest.approx(1 / 4 - 2 / 3)
    assert direct["ratio"] == pytest.approx((1 / 3) / (2 / 1))
    assert direct["difference_low"] < direct["difference"] < direct["difference_high"]
    assert (table["q"] >= table["p"]).all()


# --- naming, imagery, narration ---------------------------------------------------------------------------------------


def contest(name_a, name_b, users_a, users_b, evidence="same referent", **more):
    row = {column.name: None for column in CONTEST_COLUMNS}
    row |= {"name_a": name_a, "name_b": name_b, "users_a": users_a, "users_b": users_b, "evidence": evidence}
    row |= {"refused_a": [], "refused_b": [], "n": 2, "n_documents": 1, "p": np.nan, "q": np.nan}
    return row | {"confidence": 0.5, "sentences": [["d", 0, 9, "They  called it that."]]} | more


def test_only_contests_between_different_users_are_shown():
    rows = [
        contest("talks", "chats", [["the text", 1]], [["the text", 1]]),
        contest("port", "gate", [["Hale", 1]], [["Hale", 2]]),
        contest("war", "raid", [["a trader", 1]], [["the text", 1]]),
        contest("deal", "theft", [["Lena Orlo [North]", 2]], [["the text", 1]], refused_b=[["Hale", 1]]),
        contest("so-called help", None, [["the text", 3]], []),
    ]
    found = findings.contested(pd.DataFrame(rows), {"Lena Orlo [North]"})
    assert found["name_a"].tolist() == ["deal", "war"]
    assert found["users_a"].tolist() == ["Lena Orlo [North] (2)", "a trader"]
    assert found["users_b"][0] == "the text, not Hale"
    assert found["sentence"][0] == "They called it that."
    assert findings.contested(pd.DataFrame(rows), slots=True).empty


def test_candidates_of_slots_are_apart_tested_and_alike_ones_first():
    users = {"users_a": [["North", 5]], "users_b": [["South", 5]], "evidence": "slots"}
    rows = [
        contest("a", "b", **users, confidence=0.9),
        contest("c", "d", **users, confidence=0.2, p=0.04, q=0.2),
        contest("e", "f", **users, confidence=0.3, p=0.5, q=0.5),
    ]
    found = findings.contested(pd.DataFrame(rows), slots=True)
    assert found["name_a"].tolist() == ["e", "c", "a"]
    assert findings.contested(pd.DataFrame(rows)).empty


def test_users_carry_their_side():
    users = pd.DataFrame({
        "user": ["Lena Orlo", "North", "the text", "Northern League"], "side": ["North", "North", None, "North"],
    })  # fmt: skip
    found = findings.with_sides(users)["user"].tolist()
    assert found == ["Lena Orlo [North]", "North", "the text", "Northern League"]
    assert findings.of_sides(users) == {"Lena Orlo [North]", "North", "Northern League"}


def test_images_in_the_speech_of_sides_with_likely_literal_ones_last():
    tables_ = articles()
    text = dict(zip(tables_.documents["doc_id"], tables_.documents["text"], strict=True))
    rows = []
    for number, (doc_id, word, domain, literal) in enumerate([
        ("d1", "games", "game", None),
        ("d1", "closed", "door", "port"),
        ("d1", "open", "door", None),
        ("d1", "quarrel", "war", None),
    ]):  # fmt: skip
        start = text[doc_id].index(word)
        rows.append({"image_id": str(number), "doc_id": doc_id, "start": start, "end": start + len(word)}
                    | {"domain": domain, "item": word, "literal_word": literal})  # fmt: skip
    found = findings.images(pd.DataFrame(rows), speech(tables_), tables_.documents)
    assert found["item"].tolist() == ["open", "games", "closed"]  # "quarrel" is the headline's
    assert found["side"].tolist() == ["North", "South", "North"]
    assert "⟦games⟧" in found["sentence"].iloc[1]


def test_narration_is_what_is_not_quoted():
    tables_ = articles()
    units = speech(tables_)
    found = findings.speech_and_narration(units, tables_.documents, tables_.quotes, tables_.documents.head(0))
    assert found["voice"].value_counts().to_dict() == {"speech": 9, "narration": 3}
    assert found.loc[found["voice"] == "speech", "n_words"].sum() == units["n_words"].sum()
    silent = silent_corpus()
    alone = findings.speech_and_narration(
        speech(silent), silent.documents, silent.quotes, silent.documents.head(0)
    )
    assert alone["voice"].tolist() == ["narration"]


def test_narration_in_one_article_is_not_tested():
    """One use in short pieces against none in long ones: exchanging the pieces tests how long they are."""
    short = pd.DataFrame({"unit_id": [f"n{n}" for n in range(30)], "voice": "narration", "n_words": 5})
    long = pd.DataFrame({"unit_id": [f"q{n}" for n in range(30)], "voice": "speech", "n_words": 25})
    both = pd.concat([short, long], ignore_index=True).assign(doc_id="d")
    counts = pd.DataFrame({"hope": [1, *[0] * 59]}, index=both["unit_id"])
    table = compare(both, "voice", measure=counts, permutations=999)
    assert table["p"].notna().all()
    found = findings.without_tests(table)
    assert found[["p", "q", "omnibus_p", "omnibus_q"]].isna().all().all()
    assert found["estimate"].equals(table["estimate"]) and found.attrs == table.attrs
    assert table["p"].notna().all()
    many = compare(corpus(), "side", measure="negated", permutations=9)
    pd.testing.assert_frame_equal(findings.without_tests(many), many)


# --- outlets ----------------------------------------------------------------------------------------------------------


def test_how_outlets_report_each_side():
    tables_ = press()
    found = findings.reported_by(
        speech(tables_)[lambda units: units["side"].notna()], "outlet", permutations=9
    )
    assert list(dict.fromkeys(found["measure"])) == [
        "North, direct", "North, neutral verb", "South, direct", "South, neutral verb",
    ]  # fmt: skip
    assert set(found["group"]) == {"Herald", "Post"}
    by = found.set_index(["measure", "group"])["estimate"]
    assert by["North, direct", "Post"] == pytest.approx(1 / 4)
    assert by["South, direct", "Herald"] == pytest.approx(2 / 3)


def test_too_few_outlets_are_an_empty_table():
    units = speech(articles())
    for by in ("outlet", "no such column"):
        found = findings.reported_by(units[units["side"].notna()], by)
        assert found.empty
        assert list(found) == list(compare(units.head(0), "side", measure="kind"))
        assert findings.side_by_side(found).empty


# --- the bet ----------------------------------------------------------------------------------------------------------


def test_bets_are_written_out_and_summed_up():
    units = different()
    found = bets.bets(units, "side", {"Denial": "negated", "Kind": "kind"}, permutations=199)
    shown = findings.bet_table(found)
    assert shown["Bet"].tolist() == ["yes", *["no: chance"] * 3]
    assert shown["Item"].tolist()[0] == "negated"
    assert sorted(shown["Item"][1:]) == ["direct", "indirect", "mixed"]
    assert shown["Difference"][0].startswith("+")
    assert findings.bet_reading(found) == (
        "Of 4 differences tested together, I would bet on 1: negated (denial). Against the others speak: chance 3."
    )
    assert findings.bet_reading(found[1:]).endswith("I would bet on none. Against them speak: chance 3.")
    assert findings.bet_reading(found.head(0)).startswith("There is no difference to bet on")


def amounts_of(units):
    return rhetoric.words_by_side(units.assign(actor_id=units["speaker"]))


def test_the_answer_has_numbers_intervals_and_what_cannot_be_said():
    units = different().assign(quote_id=lambda table: table["unit_id"])
    found = bets.bets(units, "side", {"Denial": "negated", "Kind": "kind"}, permutations=199)
    said = findings.answer(amounts_of(units), found, words())
    count = int((units["side"] == "North").sum())
    assert f"quoted words in {count} quotes; South has" in said
    assert (
        "Of 4 differences in how they are quoted and how they speak, I would bet on 1: negated (denial): North"
        in said
    )
    assert " points, q 0.0" in said
    assert "None of 3 words clearly sets them apart." in said
    assert said.endswith("cannot be said.") and "one article" not in said
    one = units.head(40).assign(doc_id="d0")
    said = findings.answer(
        amounts_of(one), bets.bets(one, "side", {"Denial": "negated"}, permutations=99), words().head(0)
    )
    assert "I would bet on none; the nearest: negated" in said
    assert said.endswith("All of it stands in one article: how the sides talk elsewhere cannot be said.")


def test_the_answer_where_there_is_nothing():
    units = different().assign(quote_id=lambda table: table["unit_id"])
    nothing = bets.bets(units.head(0), "side", {"Denial": "negated"})
    assert findings.answer(amounts_of(units.head(0)), nothing, words()).startswith("No quote of a speaker of")
    one = units[units["side"] == "North"]
    alone = bets.bets(one, "side", {"Denial": "negated"})
    assert findings.answer(amounts_of(one), alone, words()).endswith(
        "Nothing can be compared: only one side is quoted."
    )
