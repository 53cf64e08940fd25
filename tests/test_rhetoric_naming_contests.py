"""Choosing between two words, words that fill the same slots, and naming contests in one table."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from toolkit import stats
from toolkit.rhetoric import choices, naming_contests, slots
from toolkit.rhetoric.clauses import find_clauses
from toolkit.rhetoric.naming import NAMING_COLUMNS, find_namings

# --- choice -----------------------------------------------------------------------------------------------------------


def spoken(*texts):
    """Documents, and one unit a text that is all of it: (side, text) pairs; texts of one document share a number."""
    documents, units = {}, []
    for number, (side, text, *doc) in enumerate(texts):
        doc_id = doc[0] if doc else f"d{number}"
        before = documents.get(doc_id, "")
        documents[doc_id] = before + text + "\n"
        units.append((doc_id, [[len(before), len(before) + len(text)]], side))
    return (
        pd.DataFrame({"doc_id": list(documents), "text": list(documents.values())}),
        pd.DataFrame(units, columns=["doc_id", "spans", "side"]),
    )


def chosen(table, group, column="estimate", row=0):
    return table[table["group"] == group][column].iloc[row]


PAIR = [("talks", "negotiations")]


def test_shares_have_both_terms_as_denominator():
    documents, units = spoken(
        ("east", "Talks, talks. Negotiations? Talks! Nothing else: meetings."),
        ("east", "The negotiations."),
        ("west", "Peace negotiations and NEGOTIATIONS; talksy renegotiations."),
        (None, "Talks talks talks."),
    )
    before = units.copy(deep=True)
    table = choices.choice(units, PAIR, documents=documents)
    pd.testing.assert_frame_equal(units, before)
    assert list(table) == list(choices.CHOICE_COLUMNS)
    assert table[["group", "n_a", "n_b", "n_units", "n_documents"]].values.tolist() == [
        ["east", 3, 2, 2, 2],
        ["west", 0, 2, 1, 1],
    ]
    assert chosen(table, "east") == pytest.approx(0.6)
    assert chosen(table, "east", "difference") == pytest.approx(0.6)
    assert chosen(table, "west", "difference") == pytest.approx(-0.6)
    assert chosen(table, "east", "effect") == pytest.approx(2 * math.asin(math.sqrt(0.6)))
    assert table["measure"].unique().tolist() == ["choice: talks / negotiations"]
    places = table.attrs["places"]
    texts = documents.set_index("doc_id")["text"]
    words = [texts[row.doc_id][row.start : row.end].lower() for row in places.itertuples()]
    assert words == ["talks" if row.term == 0 else "negotiations" for row in places.itertuples()]
    assert not table["reliable"].any()


def test_an_exact_p_by_hand():
    """Three documents each with one word: of the 20 ways to deal the labels two are as extreme."""
    texts = [("east", "Talks.")] * 3 + [("west", "Negotiations.")] * 3
    documents, units = spoken(*texts)
    table = choices.choice(units, PAIR, documents=documents)
    assert table["p"].tolist() == [0.1, 0.1]
    assert table["q"].tolist() == [0.1, 0.1]
    two = choices.choice(units, [*PAIR, ("talks", "meetings")], documents=documents)
    assert two["q"].notna().tolist() == [True, True, False, False], (
        "a test that cannot be made is not counted"
    )
    assert two["q"].iloc[0] == pytest.approx(0.1)


def test_q_is_over_all_pairs():
    texts = (
        [("east", "Talks. War.")] * 4 + [("west", "Negotiations. War.")] * 4 + [("west", "Operation.")] * 2
    )
    documents, units = spoken(*texts)
    table = choices.choice(units, [*PAIR, ("war", "operation")], documents=documents)
    p = table["p"].to_numpy()[::2]
    assert table["q"].to_numpy()[::2] == pytest.approx(stats.benjamini_hochberg(p))
    assert p[0] == pytest.approx(2 / math.comb(8, 4)), "documents without either word say nothing"


def test_three_groups_are_each_against_the_others():
    texts = [("a", "Talks.")] * 3 + [("b", "Negotiations.")] * 3 + [("c", "Talks. Negotiations.")] * 3
    documents, units = spoken(*texts)
    table = choices.choice(units, PAIR, documents=documents)
    assert table["group"].tolist() == ["a", "b", "c"]
    assert chosen(table, "a", "difference") == pytest.approx(1 - 3 / 9)
    assert chosen(table, "c", "difference") == pytest.approx(0.0)


def test_one_document_is_shown_and_not_tested():
    documents, units = spoken(
        ("east", "Talks.", "d"), ("west", "Negotiations.", "d"), ("east", "Talks.", "d")
    )
    table = choices.choice(units, PAIR, documents=documents)
    assert chosen(table, "east") == 1.0
    assert table["p"].isna().all() and table["q"].isna().all() and not table["reliable"].any()
    assert "nothing can be tested" in table.attrs["note"]
    assert table["method"].unique().tolist() == ["jackknife over units; no test"]


def test_a_word_that_nobody_uses_is_said_so():
    documents, units = spoken(("east", "Rain."), ("west", "Snow."))
    table = choices.choice(units, PAIR, documents=documents)
    assert table["estimate"].isna().all() and table["p"].isna().all()
    assert "Neither term occurs in the units: talks / negotiations" in table.attrs["note"]


@pytest.mark.parametrize("empty", ["units", "terms", "sides"])
def test_nothing_to_compare_is_an_empty_table(empty):
    documents, units = spoken(("east", "Talks."), ("west", "Talks."))
    if empty == "units":
        units = units.iloc[:0]
    elif empty == "sides":
        units = units.assign(side=None)
    table = choices.choice(units, [] if empty == "terms" else PAIR, documents=documents)
    assert table.empty and list(table) == list(choices.CHOICE_COLUMNS)
    assert empty == "terms" or "Two groups or more are wanted" in table.attrs["note"]


@pytest.mark.parametrize(
    ("terms", "options", "message"),
    [
        (PAIR, {}, "needs tokens= .* or documents="),
        ([("talks", "Talks")], {"documents": True}, "'talks' stands on both sides"),
        ([(" ", "talks")], {"documents": True}, "a term is a word"),
        ([([], "talks")], {"documents": True}, "a term is a word"),
        (PAIR, {"documents": True, "groups": "outlet"}, "no column outlet"),
        (PAIR[0], {"documents": True}, "a list of pairs is wanted, .* found 'talks' in it"),
        ([("a", "b", "c")], {"documents": True}, "a list of pairs is wanted"),
        (PAIR, {"documents": True, "level": 95}, "level=95"),
    ],
)
def test_faults_are_named(terms, options, message):
    documents, units = spoken(("east", "Talks."))
    if "documents" in options:
        options = options | {"documents": documents}
    with pytest.raises(ValueError, match=message):
        choices.choice(units, terms, **options)


def tokens_of(documents, tagged):
    """A tokens table: each document's words as word/lemma/POS/phrase; spaces between."""
    rows = []
    for doc_id, words in zip(documents, tagged, strict=True):
        place = 0
        for entry in words.split():
            word, lemma, pos, phrase = entry.split("/")
            rows.append((doc_id, place, place + len(word), word.lower(), lemma, pos, int(phrase)))
            place += len(word) + 1
    return pd.DataFrame(rows, columns=["doc_id", "start", "end", "word", "lemma", "pos", "phrase"])


def test_tokens_find_all_forms_of_a_noun_and_no_verb():
    tokens = tokens_of(
        ["a"], ["Talks/talk/NOUN/0 talk/talk/NOUN/1 talks/talk/VERB/-1 peace/peace/NOUN/2 talks/talk/NOUN/2"]
    )
    units = pd.DataFrame({"doc_id": ["a"], "spans": [[[0, 100]]], "side": ["east"]})
    for table in (
        tokens,
        tokens.drop(columns="word"),
        tokens.astype({"lemma": "category", "doc_id": "category"}),
    ):
        found = choices.choice(units, PAIR, tokens=table)
        assert found["n_a"].tolist() == [3]
    assert choices.choice(units, PAIR, tokens=tokens, pos="any")["n_a"].tolist() == [4]
    assert choices.choice(units, [("talks", "rain")], tokens=tokens, pos="VERB")["n_a"].tolist() == [1]
    expression = choices.choice(units, [(["peace talks", "talk"], "rain")], tokens=tokens)
    assert expression["n_a"].tolist() == [3], "a word inside an expression counts once"


def test_sides_of_one_document_exchange_names_within_it():
    """Six documents, in each both sides: of the 64 ways to exchange them two are as extreme."""
    texts = [("east", "Talks.", f"d{n}") for n in range(6)] + [
        ("west", "Negotiations.", f"d{n}") for n in range(6)
    ]
    documents, units = spoken(*texts)
    table = choices.choice(units, PAIR, documents=documents)
    assert table["n_documents"].tolist() == [6, 6]
    assert table["p"].tolist() == [2 / 2**6] * 2
    assert table["reliable"].tolist() == [False, False], (
        "who never uses the other word has no spread to rest on"
    )
    assert (
        table["method"]
        .iloc[0]
        .endswith("all 64 labellings of documents, and of groups within those of several groups")
    )


def test_speakers_exchange_sides_within_a_document():
    """Two speakers on either side of each of three documents: 6 ways in each, where groups as wholes have 2."""
    texts = [
        (side, word, f"d{n}")
        for n in range(3)
        for side, word in (("east", "Talks."), ("west", "Negotiations."))
        for _ in "ab"
    ]
    documents, units = spoken(*texts)
    units["speaker"] = [f"s{number}" for number in range(len(units))]
    assert choices.choice(units, PAIR, documents=documents)["p"].tolist() == [2 / 6**3] * 2
    assert choices.choice(units, PAIR, documents=documents, blocks="group")["p"].tolist() == [2 / 2**3] * 2


def test_a_bent_that_both_sides_of_a_document_share_hides_no_difference():
    """Documents lean to either word, and in each the east uses the first somewhat more often: paired, that shows."""
    texts = []
    for number in range(12):
        lean = 9 if number % 2 else 1
        for side, more in (("east", 1), ("west", -1)):
            first = lean + more
            texts.append((side, "talks " * first + "negotiations " * (10 - first), f"d{number}"))
    documents, units = spoken(*texts)
    assert choices.choice(units, PAIR, documents=documents)["p"].tolist() == [2 / 2**12] * 2


def test_groups_stand_in_the_order_of_the_sides():
    documents, units = spoken(("east", "Talks."), ("west", "Talks."))
    units.attrs["sides"] = {"west": [], "east": []}
    assert choices.choice(units, PAIR, documents=documents)["group"].tolist() == ["west", "east"]


def alarms(texts, pairs):
    """How often p is below 0.05, ours and that of a chi-square test of the words."""
    documents, units = spoken(*texts)
    table = choices.choice(units, pairs, documents=documents, permutations=199)
    ours = (table["p"][::2] < 0.05).mean()
    counts = table[["n_a", "n_b"]].to_numpy().reshape(-1, 2, 2)
    naive = np.mean([chi2_contingency(cells, correction=False).pvalue < 0.05 for cells in counts])
    print(f"\nfalse alarms at 5 %: {ours:.1%}; chi-square over words: {naive:.1%}")
    return ours, naive


SIZES = [60, pytest.param(400, marks=pytest.mark.slow)]


@pytest.mark.parametrize("size", SIZES)
def test_false_alarms_are_as_rare_as_promised(size):
    """No difference between sides, but each document has a bent of its own: some 5 % of p are below 0.05.

    A chi-square test of the words, which takes them for independent, cries wolf several times as often.
    """
    random = np.random.default_rng(5)
    pairs = [(f"alpha{number}", f"beta{number}") for number in range(size)]
    texts = []
    for number in range(24):
        words = []
        for pair in pairs:
            bent = random.beta(0.6, 0.6)
            words += [pair[0] if random.random() < bent else pair[1] for _ in range(1 + random.poisson(6))]
        texts.append(("east" if number % 2 else "west", " ".join(words)))
    ours, naive = alarms(texts, pairs)
    assert abs(ours - 0.05) <= 3 * math.sqrt(0.05 * 0.95 / size)
    assert naive > 0.25


@pytest.mark.parametrize("size", SIZES)
def test_false_alarms_where_both_sides_speak_in_a_document(size):
    """Each document has a bent that both sides share, and each side in it one of its own."""
    random = np.random.default_rng(6)
    pairs = [(f"alpha{number}", f"beta{number}") for number in range(size)]
    texts = []
    for number in range(24):
        common = random.beta(0.6, 0.6, size)
        for side in ("east", "west"):
            words = []
            for pair, bent in zip(pairs, random.beta(2 * common + 0.1, 2 * (1 - common) + 0.1)):
                words += [
                    pair[0] if random.random() < bent else pair[1] for _ in range(1 + random.poisson(6))
                ]
            texts.append((side, " ".join(words), f"d{number}"))
    ours, naive = alarms(texts, pairs)
    assert abs(ours - 0.05) <= 3 * math.sqrt(0.05 * 0.95 / size)
    assert naive > 0.1


# --- rivals -----------------------------------------------------------------------------------------------------------

RAIN, SNOW = (
    f"the/the/DET/{n} {word}/{word}/NOUN/{n} fell/fall/VERB/-1" for n, word in ((2, "rain"), (3, "snow"))
)
SPEECH = {
    "east": f"hold/hold/VERB/-1 talks/talk/NOUN/0 with/with/ADP/-1 Russia/russia/PROPN/1 {RAIN} {SNOW}",
    "west": f"hold/hold/VERB/-1 negotiations/negotiation/NOUN/0 with/with/ADP/-1 Russia/russia/PROPN/1 {RAIN} {SNOW}",
}


def corpus(times=4):
    ids = [f"{side}{n}" for n in range(times) for side in SPEECH]
    tokens = tokens_of(ids, [SPEECH[doc_id[:4]] for doc_id in ids])
    units = pd.DataFrame({"doc_id": ids, "spans": [[[0, 200]]] * len(ids), "side": [i[:4] for i in ids]})
    return tokens, units


def test_words_in_the_same_slots_on_different_sides_are_found():
    tokens, units = corpus()
    before = tokens.copy(deep=True), units.copy(deep=True)
    table = slots.rivals(tokens, units)
    pd.testing.assert_frame_equal(tokens, before[0])
    pd.testing.assert_frame_equal(units, before[1])
    assert list(table) == list(slots.RIVAL_COLUMNS)
    (row,) = table.to_dict("records")
    assert (row["term_a"], row["group_a"], row["term_b"], row["group_b"]) == (
        "talk",
        "east",
        "negotiation",
        "west",
    )
    assert (row["n_a_in_a"], row["n_a_in_b"], row["n_b_in_a"], row["n_b_in_b"]) == (4, 0, 0, 4)
    assert row["similarity"] == pytest.approx(1.0), "both stand in exactly the same slots"
    assert row["slots"] == ["_ with", "_ with russia", "hold _"]
    assert row["shared_slots"] == 3 and row["n_documents"] == 8
    assert row["z_a"] > 0 > row["z_b"]
    assert row["thin"], "four uses a side are few"
    assert not slots.rivals(*corpus(5))["thin"].any()
    assert row["places"][:2] == [["east0", 5, 10], ["west0", 5, 17]]


def test_the_pair_of_groups_turns_the_terms():
    tokens, units = corpus()
    row = slots.rivals(tokens, units, pair=("west", "east")).iloc[0]
    assert (row["term_a"], row["group_a"]) == ("negotiation", "west")
    with pytest.raises(ValueError, match="no unit of north"):
        slots.rivals(tokens, units, pair=("west", "north"))


def test_clauses_add_slots_and_what_both_see_counts_once():
    tokens, units = corpus()
    rows = [
        {"doc_id": row.doc_id, "verb": verb, "agent_spans": [], "patient_spans": [[row.start, row.end]]}
        for row in tokens[tokens["lemma"].isin(["talk", "negotiation"])].itertuples()
        for verb in ("hold", "resume")
    ]
    row = slots.rivals(tokens, units, clauses=pd.DataFrame(rows)).iloc[0]
    assert row["shared_slots"] == 4
    assert "resume _" in row["slots"]


def test_no_candidates_where_words_do_not_share_slots_or_sides_do_not_differ():
    tokens, units = corpus()
    alone = tokens.assign(
        lemma=tokens["lemma"].where(tokens["doc_id"].str.startswith("east"), tokens["lemma"] + "x")
    )
    assert slots.rivals(alone, units).empty
    same = units.assign(side=["east", "west"] * 2 + ["west", "east"] * 2)
    assert slots.rivals(tokens, same).empty


@pytest.mark.parametrize("empty", ["tokens", "units", "one side", "minimum"])
def test_rivals_of_nothing_say_why(empty):
    tokens, units = corpus()
    tokens = tokens.iloc[:0] if empty == "tokens" else tokens
    units = (
        units.iloc[:0] if empty == "units" else units.assign(side="east") if empty == "one side" else units
    )
    table = slots.rivals(tokens, units, minimum=99 if empty == "minimum" else 1)
    assert table.empty and list(table) == list(slots.RIVAL_COLUMNS)
    assert table.attrs["note"]


def test_a_lost_column_is_named():
    tokens, units = corpus()
    with pytest.raises(ValueError, match="tokens: no column phrase"):
        slots.rivals(tokens.drop(columns="phrase"), units)


# --- contests ---------------------------------------------------------------------------------------------------------


def naming(name, *, doc_id="a", start=0, pattern="called", user="the text", sentence=(0, 50), **others):
    row = {column.name: None for column in NAMING_COLUMNS} | {
        "naming_id": f"{doc_id}{start}",
        "doc_id": doc_id,
        "start": start,
        "end": start + len(name),
        "name": name,
        "pattern": pattern,
        "confidence": 0.8,
        "sentence_start": sentence[0],
        "sentence_end": sentence[1],
        "user": user,
    }
    return row | others


DOCUMENTS = pd.DataFrame({"doc_id": ["a", "b"], "text": ["x" * 50 + "\n" + "y" * 49, "z" * 100]})


def contest(*rows, **options):
    table = naming_contests.contests(pd.DataFrame(rows), DOCUMENTS, **options)
    assert list(table) == [column.name for column in naming_contests.CONTEST_COLUMNS]
    return table.astype(object).where(table.notna(), None).to_dict("records")


def test_a_name_for_another_is_one_contest_over_documents():
    rows = [
        naming("regrouping", user="Lee", rival="retreat", pattern="contrast"),
        naming("Retreat", doc_id="b", user="Ek", rival="“regrouping”", pattern="contrast"),
    ]
    (row,) = contest(*rows)
    assert (row["name_a"], row["name_b"], row["evidence"]) == ("regrouping", "retreat", "rival")
    assert (row["users_a"], row["users_b"]) == ([["Lee", 1]], [["Ek", 1]])
    assert (row["refused_a"], row["refused_b"]) == ([["Ek", 1]], [["Lee", 1]])
    assert (row["n"], row["n_documents"]) == (2, 2)
    assert row["sentences"] == [["a", 0, 50, "x" * 50], ["b", 0, 50, "z" * 50]]
    assert row["places"] == [["a", 0, 10], ["b", 0, 7]]


def test_one_noun_named_twice_in_a_document():
    rows = [
        naming("operation", user="Moscow", referent="the war"),
        naming("invasion", start=60, user="Kyiv", referent="this war", sentence=(51, 100)),
        naming("mess", doc_id="b", user="Oslo", referent="a war"),
    ]
    found = {(row["name_a"], row["name_b"]): row for row in contest(*rows)}
    assert set(found) == {("invasion", "operation"), ("mess", "war")}, (
        "another document's war may be another one"
    )
    assert found["invasion", "operation"]["evidence"] == "same referent"
    assert found["invasion", "operation"]["users_b"] == [["Moscow", 1]]
    assert found["mess", "war"]["users_b"] == [["the text", 1]], "the text's own word"


def test_two_names_side_by_side_need_two_users_and_no_other_thing():
    first = naming("negotiations", user="Russia", referent="them")
    second = naming("discussions", start=30, user="Sherman", pattern="what_called")
    (row,) = contest(first, second)
    assert (row["name_a"], row["name_b"], row["evidence"]) == ("discussions", "negotiations", "same sentence")
    for other in (
        naming("discussions", start=30, user="Russia"),
        naming("discussions", start=30, user="Sherman", referent="the plan"),
        naming("fool", start=30, user="Sherman", referent="him"),
        naming("discussions", start=70, user="Sherman", sentence=(60, 100)),
        naming("discussions", start=30, user="Sherman", pattern="scare_quotes"),
    ):
        assert all(row["evidence"] != "same sentence" for row in contest(first, other))


def test_a_name_turned_down_is_not_a_use():
    (row,) = contest(naming("invasion", pattern="refused", user="Moscow", referent="it"))
    assert (row["name_a"], row["name_b"], row["users_a"], row["refused_a"]) == (
        "invasion",
        None,
        [],
        [["Moscow", 1]],
    )


def test_names_alone_can_be_left_out_and_sureness_asked_for():
    rows = [
        naming("zone", pattern="scare_quotes"),
        naming("sham", start=20, referent="the vote", confidence=0.5),
    ]
    assert [row["name_b"] for row in contest(*rows)] == ["vote", None]
    assert len(contest(*rows, names_alone=False)) == 1
    assert [row["name_a"] for row in contest(*rows, minimum_confidence=0.7)] == ["zone"]


def test_slots_come_with_their_test_and_whole_sentences():
    tokens, units = corpus()
    texts = {doc: " ".join(e.split("/")[0] for e in SPEECH[doc[:4]].split()) + "." for doc in units["doc_id"]}
    documents = pd.DataFrame({"doc_id": list(texts), "text": list(texts.values())})
    found = slots.rivals(tokens, units)
    tested = choices.choice(units, list(zip(found["term_a"], found["term_b"], strict=True)), tokens=tokens)
    none = pd.DataFrame(columns=[column.name for column in NAMING_COLUMNS])
    table = naming_contests.contests(none, documents, rivals=found, choices=tested)
    (row,) = table.to_dict("records")
    assert (row["name_a"], row["name_b"], row["evidence"]) == ("talk", "negotiation", "slots")
    assert (row["users_a"], row["users_b"]) == ([["east", 4]], [["west", 4]])
    assert row["p"] == pytest.approx(2 / math.comb(8, 4)) and row["q"] == row["p"]
    assert row["sentences"][0] == ["east0", 0, len(texts["east0"]), texts["east0"]]
    assert "explicit namings by themselves are listed, not tested" in table.attrs["note"]
    untested = naming_contests.contests(none, documents, rivals=found)
    assert untested["p"].isna().all() and "None of them is tested" in untested.attrs["note"]


def test_no_namings_make_an_empty_table():
    none = pd.DataFrame(columns=[column.name for column in NAMING_COLUMNS])
    for namings in (none, pd.DataFrame()):
        table = naming_contests.contests(namings, DOCUMENTS.iloc[:1])
        assert table.empty and "nothing can be tested" in table.attrs["note"]


ACTORS = pd.DataFrame(
    [("r", "Russia", "state", None), ("s", "Wendy Sherman", "person", "United States")],
    columns=["actor_id", "name", "kind", "affiliation"],
)
MENTIONS = pd.DataFrame(
    {"mention_id": ["1", "2"], "doc_id": "a", "start": [0, 10], "end": [6, 13], "actor_id": ["r", "s"]}
)


def test_users_are_actors_speakers_the_namer_as_written_or_the_text():
    rows = [
        naming("n", start=20, namer="Russia", namer_end=6),
        naming("n", start=22, namer="she", namer_end=13),
        naming("n", start=24, namer="We", namer_end=6),
        naming("n", start=26, namer="critics", namer_end=40),
        naming("n", start=40),
        naming("n", start=60, source="an aide"),
        naming("n", start=30),
    ]
    quotes = pd.DataFrame(
        {
            "doc_id": ["a", "a"],
            "spans": [[[15, 35]], [[28, 33]]],
            "speaker": ["Wendy Sherman", "Sergei Ryabkov"],
            "actor_id": ["s", None],
        }
    )
    namings = pd.DataFrame(rows)
    before = namings.copy(deep=True)
    sides = {"East": ["Russia"], "West": ["United States"]}
    found = naming_contests.add_users(namings, MENTIONS, ACTORS, quotes, sides=sides)
    pd.testing.assert_frame_equal(namings, before)
    expected = [
        "Russia",
        "Wendy Sherman",
        "Wendy Sherman",
        "critics",
        "the text",
        "an aide",
        "Sergei Ryabkov",
    ]
    assert found["user"].tolist() == expected
    assert found["side"].fillna("-").tolist() == ["East", "West", "West", "-", "-", "-", "-"]
    assert naming_contests.add_users(namings, MENTIONS, ACTORS)["side"].isna().all()
    assert naming_contests.add_users(namings.iloc[:0], MENTIONS, ACTORS, quotes).empty


@pytest.mark.integration
def test_one_article_from_text_to_contest(nlp):
    text = (
        "Norway called the meetings “negotiations,” Ek said. Denmark spoke of what it described as “discussions.” "
        "Norway refused to call the ships a fleet."
    )
    doc = nlp(text)
    namings = pd.DataFrame(find_namings(doc, doc_id="a"))
    documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    table = naming_contests.contests(namings, documents)
    names = set(zip(table["name_a"], table["name_b"], strict=True))
    assert ("meetings", "negotiations") in names
    assert ("fleet", "ships") in names
    assert "nothing can be tested" in table.attrs["note"]
    for row in table.to_dict("records"):
        for doc_id, start, end, sentence in row["sentences"]:
            assert (doc_id, sentence) == ("a", text[start:end])
    assert find_clauses(doc, doc_id="a")
