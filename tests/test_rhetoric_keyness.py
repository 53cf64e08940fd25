"""Keyness from tokens to table: the published toys, and the properties that any comparison of words has."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from test_rhetoric_terms import made
from test_stats import GRIES, GRIES_PARTS, TOY_A, TOY_B, TOY_CHI2, TOY_G2

from benchmarks import false_positives
from toolkit import stats
from toolkit.rhetoric.compare import compare
from toolkit.rhetoric.keyness import KEYNESS_COLUMNS, keyness
from toolkit.rhetoric.terms import count_terms

ALL = {"minimum": 1, "permutations": 99}


def compared(texts, groups, **options):
    tokens, among = made(texts)
    among = among.assign(group=groups)
    return keyness(count_terms(tokens, among), among, "group", **{**ALL, **options})


def by_term(table):
    return table.set_index("measure")


def invented(documents=16, seed=2):
    random = np.random.default_rng(seed)
    texts = [
        " ".join(random.choice(list("abcdefgh"), 40, p=np.arange(8, 0, -1) / 36)) for _ in range(documents)
    ]
    return texts, ["A" if number % 2 else "B" for number in range(documents)]


def test_quantedas_second_toy_from_its_texts():
    table = by_term(compared([" ".join(TOY_A), " ".join(TOY_B)], ["A", "B"]))
    for word, expected in TOY_CHI2:
        assert table.loc[word, "chi2"] == pytest.approx(expected, abs=1e-6)
    for word, expected in TOY_G2:
        assert table.loc[word, "g2"] == pytest.approx(expected, abs=1e-6)


def test_gries_toy_corpus_from_its_texts():
    texts = [" ".join(part) for part in GRIES_PARTS]
    table = by_term(compared([*texts, "z z z"], ["A"] * 5 + ["B"]))
    for word, dp, dp_norm, juilland_d in GRIES:
        found = table.loc[word, ["dp", "dp_norm", "juilland_d"]].to_list()
        assert_allclose(found, [dp, dp_norm, juilland_d], atol=5e-4)
    assert table.loc["i", ["top_share", "top_document", "carried", "documents_a"]].to_list() == [
        1.0,
        "d0",
        True,
        1,
    ]
    assert not table.loc["b", "carried"]


def test_every_measure_is_that_of_its_function():
    texts, groups = invented()
    table = compared(texts, groups)
    words = {
        group: " ".join(text for text, own in zip(texts, groups) if own == group).split() for group in "AB"
    }
    count = [np.array([words[group].count(term) for term in table["measure"]]) for group in "AB"]
    total = [len(words[group]) for group in "AB"]
    assert (table["count_a"] == count[0]).all()
    assert_allclose(table["per_1000_b"], 1000 * count[1] / total[1])
    for measure in ("g2", "log_ratio", "percent_diff", "odds_ratio"):
        correction = "none" if measure == "g2" else "default"
        assert_allclose(table[measure], stats.keyness(*count, *total, measure, correction))
    assert_allclose(table["chi2_yates"], stats.keyness(*count, *total, correction="yates"))
    assert_allclose(table["chi2_uncorrected"], stats.keyness(*count, *total, correction="none"))
    prior = min(500, *total) * (count[0] + count[1] + 1) / (count[0] + count[1] + 1).sum()
    assert_allclose(table["z"], stats.log_odds_dirichlet(*count, prior))
    assert_allclose(table["z_four_term"], stats.log_odds_dirichlet(*count, prior, "four_term"))
    assert_allclose(table["estimate"], stats.log_odds_interval(*count, prior).estimate)
    assert table.attrs["prior"].startswith("320 pseudo-words with the frequencies of the compared units")
    assert_allclose(table["q"], stats.benjamini_hochberg(table["p"]))
    assert list(table) == list(KEYNESS_COLUMNS)
    assert ((table["low"] < table["estimate"]) & (table["estimate"] < table["high"])).all()


def test_swapping_the_groups_turns_the_signs():
    texts, groups = invented()
    one = by_term(compared(texts, groups)).sort_index()
    two = by_term(compared(texts, ["B" if group == "A" else "A" for group in groups])).sort_index()
    signed = [
        "estimate",
        "effect",
        "z",
        "z_four_term",
        "chi2",
        "chi2_yates",
        "chi2_uncorrected",
        "g2",
        "log_ratio",
    ]
    assert_allclose(one[signed], -two[signed], atol=1e-9)
    assert_allclose(one[["low", "log_ratio_low"]], -two[["high", "log_ratio_high"]], atol=1e-9)
    assert_allclose(one["odds_ratio"], 1 / two["odds_ratio"])
    same = ["dp", "juilland_d", "top_share", "n_documents"]
    assert_allclose(one[same], two[same])


def test_every_document_twice_changes_ratios_and_evenness_not_at_all():
    texts, groups = invented()
    one = by_term(compared(texts, groups)).sort_index()
    two = by_term(compared(texts * 2, groups * 2)).sort_index()
    same = ["log_ratio", "percent_diff", "odds_ratio", "dp"]
    assert_allclose(one[same], two[same])
    assert_allclose(2 * one["chi2_uncorrected"], two["chi2_uncorrected"])
    assert_allclose(2 * one["g2"], two["g2"])
    assert (two["high"] - two["low"] < one["high"] - one["low"]).all()


def test_a_term_that_one_document_carries_is_marked_and_not_sure():
    """A shouts in one document; chi-square is certain of it, shuffling documents is not."""
    texts = ["shout " * 30 + "word " * 10, *["word " * 40] * 5, *["word " * 40] * 6]
    table = by_term(compared(texts, ["A"] * 6 + ["B"] * 6, permutations=999))
    shout = table.loc["shout"]
    assert shout["carried"]
    assert (shout["top_document"], shout["top_share"]) == ("d0", 1.0)
    assert stats.two_sided_p(shout["z"]) < 1e-3
    assert shout["p"] > 0.3
    spread = by_term(compared(["shout " * 5 + "word " * 35] * 6 + ["word " * 40] * 6, ["A"] * 6 + ["B"] * 6))
    assert spread.loc["shout", "p"] < 0.01
    assert not spread.loc["shout", "carried"]


def test_a_background_shapes_the_prior():
    texts, groups = invented()
    background = pd.Series({"a": 50.0, "b": 10.0, "somewhere else": 3.0})
    table = by_term(compared(texts, groups, background=background, prior_words=100)).sort_index()
    prior = 100 * np.array([51.0, 11.0, *[1.0] * 6]) / 68
    expected = stats.log_odds_dirichlet(table["count_a"], table["count_b"], prior)
    assert_allclose(table["z"], expected)
    assert table.attrs["prior"] == (
        "100 pseudo-words with the frequencies of the background given (each count plus one)"
    )


def test_rare_terms_and_function_words_count_but_are_not_listed():
    tokens, among = made(["of war of peace", "of war of rest"], pos=["ADP", "NOUN"] * 4)
    among["group"] = ["A", "B"]
    found = count_terms(tokens, among)
    table = keyness(found, among, "group", minimum=2, permutations=9)
    assert table["measure"].tolist() == ["war"]
    assert table["per_1000_a"].tolist() == [250.0]
    everything = keyness(found, among, "group", minimum=1, function_words=True, permutations=9)
    assert set(everything["measure"]) == {"of", "war", "peace", "rest"}


def test_more_than_two_groups_each_against_the_others():
    texts, _ = invented(18)
    table = compared(texts, list("ABC") * 6)
    assert set(zip(table["group"], table["against"])) == {(group, "all others") for group in "ABC"}
    assert len(table) == 3 * table["measure"].nunique()
    reference = compared(texts, list("ABC") * 6, reference="C")
    assert set(zip(reference["group"], reference["against"])) == {("A", "C"), ("B", "C")}


def test_compare_takes_terms():
    texts, groups = invented()
    tokens, among = made(texts)
    among["group"] = groups
    found = count_terms(tokens, among)
    table = compare(among, "group", measure=found, permutations=99)
    pd.testing.assert_frame_equal(table, keyness(found, among, "group", permutations=99))


def test_only_the_first_terms_are_shuffled_and_the_others_have_a_score_test():
    texts, groups = invented(40)
    table = compared(texts, groups, top=3)
    assert table["p_shuffled"].notna().sum() == 3
    assert table["p"].notna().all()
    everything = by_term(compared(texts, groups, permutations=1999))
    score = by_term(compared(texts, groups, top=0))
    # Counts are whole numbers, so shuffles tie with what was observed, and count against it: p is somewhat larger.
    assert_allclose(score["p"].sort_index(), everything["p"].sort_index(), atol=0.1)
    assert (score["p"] <= everything["p"] + 0.02).all()


def test_one_document_and_nothing_to_compare():
    tokens, among = made(["a b a b a a b b a b"])
    among = pd.concat(
        [among.assign(unit_id=f"u{n}", spans=[[[4 * n, 4 * n + 3]]]) for n in range(5)], ignore_index=True
    )
    among["group"] = ["A", "B", "A", "B", "A"]
    table = keyness(count_terms(tokens, among), among, "group", **ALL)
    assert len(table) == 2
    assert "over units of one document" in table["method"].iloc[0]
    assert "All units stand in one document" in table.attrs["warnings"][0]
    for few in (among[:0], among[among["group"] == "A"]):
        nothing = keyness(count_terms(tokens, few), few, "group", **ALL)
        assert nothing.empty
        assert list(nothing) == list(KEYNESS_COLUMNS)
        assert "nothing to compare" in nothing.attrs["warnings"][0]


def test_errors_say_what_was_wanted():
    tokens, among = made(["a b", "a c"])
    among["group"] = ["A", "B"]
    with pytest.raises(ValueError, match="nothing counted for the unit 'u1'"):
        keyness(count_terms(tokens, among[:1]), among, "group")
    with pytest.raises(ValueError, match="none of the groups"):
        keyness(count_terms(tokens, among), among, "group", reference="C")
    with pytest.raises(ValueError, match="weighs more than 0"):
        keyness(count_terms(tokens, among), among, "group", prior_words=0)


def test_bursty_terms_are_rarely_found_where_nothing_is():
    """A small part of benchmarks/false_positives.py: chi-square finds something in two of five."""
    found = false_positives.keyness_rows(24, items=300, permutations=299)
    # 5 % and three standard errors of 300 draws
    assert false_positives.below(found["p"], 0.05) < 8.8
    assert false_positives.below(found["p_score"], 0.05) < 8.8
    assert false_positives.below(found["naive_p"], 0.05) > 25
    assert 93 < false_positives.held(found, "log_ratio", 0) <= 100
    assert 93 < false_positives.held(found, "", 0) <= 100
