"""Comparisons by hand, the properties that any comparison has, and what is said when there is too little."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from benchmarks import false_positives
from toolkit import rhetoric, stats
from toolkit.rhetoric.comparison import compare, reading
from toolkit.rhetoric.groups import COMPARE_COLUMNS
from toolkit.rhetoric.key_terms import keyness
from toolkit.rhetoric.terms import Terms

FAST = {"permutations": 99}
CONTRACT = "measure group estimate low high effect p q n_units n_documents method".split()
NUMBERS = ["estimate", "low", "high", "effect", "difference", "ratio", "count", "total"]


def corpus(documents=12, seed=0, sides=("North", "South"), speakers=True):
    """Quotes of speakers of several sides, mixed within documents."""
    random = np.random.default_rng(seed)
    n = documents * 6
    who = random.integers(0, 3 * len(sides), n)
    table = pd.DataFrame(
        {
            "unit_id": [f"u{number}" for number in range(n)],
            "doc_id": [f"d{number}" for number in np.repeat(np.arange(documents), 6)],
            "what": "quote",
            "side": [sides[number % len(sides)] for number in who],
            "kind": random.choice(["direct", "indirect", "mixed"], n),
            "negated": random.random(n) < 0.3,
            "n_words": random.integers(4, 40, n),
            "confidence": random.random(n),
        }
    )
    return table.assign(speaker=[f"s{number}" for number in who]) if speakers else table


def hedges(units, seed=1, names=("hedge", "booster")):
    random = np.random.default_rng(seed)
    counts = random.poisson(0.05 * units["n_words"].to_numpy()[:, None], (len(units), len(names)))
    return pd.DataFrame(counts, index=units["unit_id"], columns=list(names))


def row(table, measure, group):
    return table[(table["measure"] == measure) & (table["group"] == group)].iloc[0]


def test_columns_of_the_contract_come_first():
    table = compare(corpus(), "side", measure="kind", **FAST)
    assert list(table)[:11] == CONTRACT
    assert list(table) == list(COMPARE_COLUMNS)
    assert table["n_units"].dtype == "int64"
    assert table["measure"].dtype == "str"
    assert len(table) == 6


def test_shares_by_hand():
    """9 of 12 quotes of North and 3 of 12 of South are direct, in six documents."""
    units = pd.DataFrame(
        {
            "unit_id": range(24),
            "doc_id": np.repeat(list("abcdef"), 4),
            "side": ["North", "North", "South", "South"] * 6,
            "kind": ["direct", "direct", "direct", "other"] * 3 + ["direct", "other", "other", "other"] * 3,
        }
    )
    table = compare(units, "side", measure="kind")
    found = row(table, "kind: direct", "North")
    assert (found["count"], found["total"], found["n_units"], found["n_documents"]) == (9, 12, 12, 6)
    assert (found["estimate"], found["difference"]) == (0.75, 0.5)
    assert found["effect"] == pytest.approx(stats.cohens_h(0.75, 0.25))
    assert found["ratio"] == pytest.approx((9 * 9) / (3 * 3))
    assert found["against"] == "South"
    assert found["difference_low"] < 0.5 < found["difference_high"]
    other = row(table, "kind: other", "South")
    assert other["difference"] == pytest.approx(0.5)
    # Each document has two quotes of either side; North is ahead by one quote in each, so the sums differ by 6 only
    # in this labelling and its mirror.
    assert found["p"] == 2 / 2**6
    assert found["method"] == (
        "share of units; jackknife over 6 documents; p: all 64 labellings of documents, and of groups within those of "
        "several groups"
    )


def test_rates_are_per_thousand_words():
    units, counts = corpus(), hedges(corpus())
    table = compare(units, "side", measure=counts, **FAST)
    words = units.groupby("side")["n_words"].sum()
    uses = counts["hedge"].groupby(units.set_index("unit_id")["side"]).sum()
    for side in ("North", "South"):
        assert row(table, "hedge", side)["estimate"] == pytest.approx(1000 * uses[side] / words[side])
    ratio = uses["North"] / words["North"] / (uses["South"] / words["South"])
    found = row(table, "hedge", "North")
    assert found["ratio"] == pytest.approx(ratio)
    assert found["effect"] == pytest.approx(np.log2(ratio))
    assert found["ratio_low"] < ratio < found["ratio_high"]
    assert set(table["scale"]) == {"per 1,000 words"}


def test_means_are_means_and_stay_within_what_occurs():
    units = corpus().assign(score=lambda t: t["n_words"] * 1.0 - 20)
    table = compare(units, "side", measure="score", **FAST)
    means = units.groupby("side")["score"].mean()
    assert_allclose(table.set_index("group")["estimate"], means)
    assert ((table["low"] > units["score"].min()) & (table["high"] < units["score"].max())).all()
    assert ((table["low"] < table["estimate"]) & (table["estimate"] < table["high"])).all()
    spread = np.sqrt(
        units.groupby("side")["score"].var() @ (units.groupby("side").size() - 1) / (len(units) - 2)
    )
    hedges_g = (means["North"] - means["South"]) / spread * (1 - 3 / (4 * (len(units) - 2) - 1))
    assert table["effect"].iloc[0] == pytest.approx(hedges_g)
    assert table["ratio"].isna().all()


def test_one_term_out_of_two():
    """Synonym choice: talks out of talks and negotiations, in units that have either."""
    units, counts = corpus(), hedges(corpus(), names=("talks", "negotiations"))
    both = counts.sum(axis=1).rename("both terms")
    table = compare(units, "side", measure=counts[["talks"]], of=both, **FAST)
    sums = counts.groupby(units.set_index("unit_id")["side"]).sum()
    for side in sums.index:
        expected = sums.loc[side, "talks"] / sums.loc[side].sum()
        found = row(table, "talks", side)
        assert found["estimate"] == pytest.approx(expected)
        assert found["n_units"] == (both[units.loc[units["side"] == side, "unit_id"]] > 0).sum()
    assert set(table["scale"]) == {"share of both terms"}
    per_item = compare(units, "side", measure=counts, of=counts * 0 + both.to_numpy()[:, None], **FAST)
    assert_allclose(per_item.loc[per_item["measure"] == "talks", NUMBERS], table[NUMBERS])


@pytest.mark.parametrize("measure", ["kind", "negated", "n_words", "counts"])
def test_swapping_the_groups_turns_the_signs(measure):
    units = corpus()
    what = hedges(units) if measure == "counts" else measure
    one = compare(units, "side", measure=what, **FAST)
    swapped = units["side"].map({"North": "South", "South": "North"})
    other = compare(units, swapped.set_axis(units["unit_id"]), measure=what, **FAST)
    keys = ["measure", "group"]
    mirrored = other.assign(group=other["group"].map({"North": "South", "South": "North"})).sort_values(keys)
    one = one.sort_values(keys)
    assert_allclose(one[["estimate", "low", "high"]], mirrored[["estimate", "low", "high"]])
    for table in (one, mirrored):
        by_group = table.pivot(index="measure", columns="group")
        for name in ("effect", "difference"):
            assert_allclose(by_group[name]["North"], -by_group[name]["South"])
        assert_allclose(by_group["difference_low"]["North"], -by_group["difference_high"]["South"])
        assert_allclose(by_group["ratio"]["North"], 1 / by_group["ratio"]["South"])
        assert (by_group["p"]["North"] == by_group["p"]["South"]).all()
    assert_allclose(one["p"], mirrored["p"], atol=0.2)  # 99 other shuffles


def test_every_document_twice_changes_no_estimate_and_narrows_the_interval():
    units = corpus()
    again = units.assign(unit_id=units["unit_id"] + "x", doc_id=units["doc_id"] + "x")
    twice = pd.concat([units, again], ignore_index=True)
    for measure in ("kind", "n_words"):
        one, two = (compare(table, "side", measure=measure, **FAST) for table in (units, twice))
        assert_allclose(one[["estimate", "difference"]], two[["estimate", "difference"]])
        assert_allclose(one["effect"], two["effect"], rtol=0.02)  # of means with a correction for n
        assert_allclose(
            2 * one[["count", "n_units", "n_documents"]], two[["count", "n_units", "n_documents"]]
        )
        assert (two["high"] - two["low"] < one["high"] - one["low"]).all()


@given(st.permutations(range(72)))
@settings(max_examples=5, deadline=None)
def test_the_order_of_units_says_nothing(order):
    units = corpus()
    one = compare(units, "side", measure="kind", permutations=1)
    other = compare(units.iloc[order].reset_index(drop=True), "side", measure="kind", permutations=1)
    assert_allclose(one[NUMBERS], other[NUMBERS])


def test_a_mapping_does_what_a_column_does():
    units = corpus()
    sides = dict(zip(units["unit_id"], units["side"]))
    pd.testing.assert_frame_equal(
        compare(units, sides, measure="kind", **FAST), compare(units, "side", measure="kind", **FAST)
    )
    before = units.copy(deep=True)
    compare(units, "side", measure=hedges(units), **FAST)
    pd.testing.assert_frame_equal(units, before)


def test_units_without_a_group_or_a_value_are_left_out():
    units = corpus()
    some = units.assign(
        side=units["side"].where(units.index % 3 > 0), kind=units["kind"].where(units.index % 5 > 0)
    )
    table = compare(some, "side", measure="kind", **FAST)
    kept = some.dropna(subset=["side", "kind"])
    assert table.drop_duplicates("group")["n_units"].sum() == len(kept)
    shares = kept.groupby("side")["kind"].value_counts(normalize=True)
    assert row(table, "kind: mixed", "South")["estimate"] == pytest.approx(shares["South", "mixed"])


def test_more_than_two_groups_against_the_rest_and_together():
    units = corpus(30, sides=("A", "B", "C"))
    units["negated"] = np.where(units["side"] == "A", units.index % 2 == 0, units.index % 10 == 0)
    table = compare(units, "side", measure="negated", **FAST)
    assert table["against"].tolist() == ["all others"] * 3
    rest = units[units["side"] != "A"]["negated"].mean()
    assert table["difference"].iloc[0] == pytest.approx(units[units["side"] == "A"]["negated"].mean() - rest)
    assert (table["omnibus_p"] == 0.01).all()
    assert table["p"].iloc[0] == 0.01
    assert_allclose(table["q"], stats.benjamini_hochberg(table["p"]))
    against_a = compare(units, "side", measure="negated", reference="A", **FAST)
    assert against_a["against"].tolist() == ["", "A", "A"]
    assert np.isnan(against_a["p"].iloc[0])
    assert against_a["difference"].iloc[1] == pytest.approx(
        table["estimate"].iloc[1] - table["estimate"].iloc[0]
    )


def test_q_counts_each_item_of_two_groups_once():
    table = compare(corpus(), "side", measure="kind", **FAST)
    first = table[table["group"] == "North"]
    assert_allclose(first["q"], stats.benjamini_hochberg(first["p"]))
    assert_allclose(first["q"], table[table["group"] == "South"]["q"])
    assert_allclose(first["omnibus_p"], first["p"])


def test_outlets_exchange_whole_documents():
    units = corpus(8).assign(outlet=lambda t: np.where(t["doc_id"] < "d4", "Post", "Sun"))
    table = compare(units, "outlet", measure="kind")
    assert (table.attrs["ways"], table.attrs["exact"], table.attrs["clusters"]) == (70, True, "documents")
    assert table.attrs["smallest_p"] == 2 / 70


def test_speakers_exchange_sides_within_documents():
    table = compare(corpus(), "side", measure="kind", **FAST)
    assert table.attrs["shuffled"] == "speakers"
    assert compare(corpus(speakers=False), "side", measure="kind", **FAST).attrs["shuffled"] == "groups"
    assert compare(corpus(), "kind", measure="negated", **FAST).attrs["shuffled"] == "groups"
    assert compare(corpus(), "side", measure="kind", blocks="unit", **FAST).attrs["shuffled"] == "units"
    over_speakers = compare(corpus(), "side", measure="kind", cluster="speaker", **FAST)
    assert "jackknife over 6 values of speaker; p: all 20 labellings" in over_speakers["method"].iloc[0]


def test_the_same_speakers_in_many_documents_are_said():
    """Documents as clusters find the difference of persons, which is no difference of sides."""
    said = compare(corpus(), "side", measure="kind", **FAST).attrs["warnings"][-1]
    assert said.startswith(
        "100% of the units come from speakers who are quoted in several documents (speakers: North 3"
    )
    assert 'cluster="speaker"' in said
    for options in ({"cluster": "speaker"}, {"blocks": "group"}):
        warned = compare(corpus(), "side", measure="kind", **options, **FAST).attrs["warnings"]
        assert "several documents" not in " ".join(warned)
    alone = corpus().assign(speaker=lambda t: t["doc_id"] + t["speaker"])
    assert compare(alone, "side", measure="kind", **FAST).attrs["warnings"] == []
    found = false_positives.comparisons("same speakers", 40, items=200, permutations=199)
    assert false_positives.below(found["p"], 0.05) > 15
    found = false_positives.comparisons("same speakers", 40, items=200, permutations=199, cluster="speaker")
    assert false_positives.below(found["p"], 0.05) < 10


def test_narration_against_speech_is_the_same_call():
    units = corpus(10)
    narration = pd.DataFrame(
        {
            "unit_id": [f"n{n}" for n in range(10)],
            "doc_id": [f"d{n}" for n in range(10)],
            "what": "narration",
            "n_words": 300,
        }
    )
    both = pd.concat([units, narration], ignore_index=True)
    table = compare(both, "what", measure=hedges(both))
    assert table["group"].tolist()[:2] == ["narration", "quote"]
    assert (table.attrs["ways"], table.attrs["shuffled"]) == (2**10, "groups")


def test_one_document_is_shown_and_said():
    units = corpus(2).assign(doc_id="d0")
    table = compare(units, "side", measure="negated")
    assert table["method"].str.contains("jackknife over units of one document").all()
    assert table.attrs["clusters"] == "units of one document"
    assert table[["estimate", "low", "high", "p"]].notna().all().all()
    assert not table["reliable"].any()
    said = reading(table)
    assert "All units stand in one document." in said
    assert "Few units" in said
    assert "no outcome could have given a p below" in " ".join(
        compare(units.groupby("side").head(1), "side", measure="negated").attrs["warnings"]
    )


def test_speakers_of_one_document_exchange_their_sides():
    """Six speakers, three on either side: 20 ways, however often they are quoted."""
    units = corpus(6).assign(doc_id="d0")
    assert units.groupby("side")["speaker"].nunique().tolist() == [3, 3]
    table = compare(units, "side", measure="negated")
    assert (table.attrs["ways"], table.attrs["exact"]) == (20, True)
    assert table["method"].str.endswith("p: all 20 labellings of speakers").all()
    single = compare(units, "side", measure="negated", blocks="unit")
    assert single.attrs["ways"] == pytest.approx(math.comb(36, int((units["side"] == "North").sum())))


def test_few_documents_and_one_voice_are_said():
    units = corpus(4).assign(speaker="Lee", side=lambda t: np.where(t["doc_id"] == "d0", "A", "B"))
    table = compare(units, "side", measure="negated")
    said = " ".join(table.attrs["warnings"])
    assert "Few documents (A 1, B 3)" in said
    assert "100% of the words of A are Lee's" in said
    assert (
        table[table["group"] == "A"][["low", "high"]].isna().all().all()
    )  # one document says nothing of others


@pytest.mark.parametrize("measure", ["kind", "n_words", "negated"])
def test_nothing_to_compare(measure):
    empty = compare(corpus()[:0], "side", measure=measure)
    assert list(empty) == list(COMPARE_COLUMNS)
    assert empty.empty
    assert "nothing to compare" in reading(empty)
    one = compare(corpus().assign(side="North"), "side", measure=measure)
    assert one["estimate"].notna().all()
    assert one[["p", "difference", "effect"]].isna().all().all()
    assert "found North" in reading(one)


def test_reading_says_what_is_surest():
    units = corpus(20)
    units["negated"] = np.where(units["side"] == "North", units.index % 2 == 0, units.index % 10 == 0)
    said = reading(compare(units, "side", measure="negated", **FAST))
    assert said.startswith("The only item differs at q <= 0.05. negated: ")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda u: compare(u, "party", measure="kind"), "no column 'party' to group by"),
        (lambda u: compare(u, "side", measure="colour"), "no column 'colour'"),
        (lambda u: compare(u, "side", measure="kind", of="n_words"), "a share of units"),
        (lambda u: compare(u, "side", measure="kind", reference="West"), "none of the groups"),
        (lambda u: compare(u, "side", measure=hedges(u)[:5]), "nothing for 67 of 72 units"),
        (lambda u: compare(u, "side", measure="kind", blocks="row"), "none of auto, unit, group"),
        (lambda u: compare(u.drop(columns="doc_id"), "side", measure="kind"), "no column doc_id"),
        (lambda u: compare(pd.concat([u, u[:1]]), "side", measure="kind"), "more than one row"),
    ],
)
def test_errors_say_what_was_wanted(call, message):
    with pytest.raises(ValueError, match=message):
        call(corpus())


@pytest.mark.parametrize(("kind", "ratio"), [("outlets", 2.0), ("sides", 1.0), ("narration", 2.0)])
def test_intervals_hold_the_true_value(kind, ratio):
    """A small part of benchmarks/false_positives.py; its tables are in benchmarks/RESULTS.md."""
    found = false_positives.comparisons(kind, 40, items=300, ratio=ratio, permutations=1, first_seed=77)
    a, b = false_positives.truths(kind, ratio)
    assert 91 < false_positives.held(found, "", a) < 98.5
    assert 92 < false_positives.held(found, "difference", a - b) < 99.5


def test_reading_takes_terms_and_the_surest_of_several_groups():
    units = corpus(8, sides=("East", "North", "South"))
    counts = hedges(units).to_numpy(dtype=float, copy=True)
    counts[:, 0] = units["n_words"]
    counts[:, 1] = 9 * (units["side"] == "South")
    words = pd.Index(["hedge", "booster"])
    of_units = pd.Index(units["unit_id"])
    shown = Terms(
        of_units,
        words,
        sparse.csr_matrix(counts),
        units["n_words"].to_numpy(float),
        np.zeros(2, bool),
        "lemmas",
    )
    table = compare(units, "side", measure=shown, **FAST)
    said = reading(table)
    assert said.startswith("1 of 2 items differs at q <= 0.05. booster: South ")
    best = row(table, "booster", "South")
    assert f"South {best['per_1000_a']:.3g} in 1,000, all others 0 (p " in said
    assert rhetoric.compare_reading(table) == said
    rates = reading(compare(units, "side", measure=hedges(units), **FAST))
    assert " per 1,000 words, " in rates


def test_counts_that_are_missing_leave_their_unit_out_of_that_item_only():
    units = corpus()
    counts = hedges(units).astype(float)
    before = counts.copy()
    first = (units["doc_id"] == "d0").to_numpy()
    counts.loc[first, "hedge"] = np.nan
    table = compare(units, "side", measure=counts, **FAST)
    without = compare(units[~first], "side", measure=counts, **FAST)
    all_known = compare(units, "side", measure=before, **FAST)
    for side in ("North", "South"):
        here, apart, other = (row(each, "hedge", side) for each in (table, without, all_known))
        for column in [
            *NUMBERS,
            "n_units",
            "n_documents",
        ]:  # the interval still knows of 12 documents, not 11
            near = 0.01 if column in ("low", "high") else 1e-9
            assert here[column] == pytest.approx(apart[column], rel=near), column
        booster = row(table, "booster", side)
        assert booster[NUMBERS].tolist() == pytest.approx(row(all_known, "booster", side)[NUMBERS].tolist())
        assert here["n_units"] < other["n_units"] == booster["n_units"]
    own = compare(units.assign(n=counts["hedge"].to_numpy()), "side", measure="n", of="n_words", **FAST)
    assert own["estimate"].tolist() == pytest.approx(table["estimate"][:2].tolist())


def test_units_without_the_denominator_do_not_count():
    units = corpus()
    talks = hedges(units)
    either = talks + 0
    either.iloc[:30, 0] = 0
    talks.iloc[:30, 0] = 0
    table = compare(units, "side", measure=talks, of=either, **FAST)
    some = either["hedge"].to_numpy() > 0
    for side in ("North", "South"):
        own = units[some & (units["side"] == side).to_numpy()]
        found = row(table, "hedge", side)
        assert (found["n_units"], found["n_documents"]) == (len(own), own["doc_id"].nunique())


def test_nothing_that_is_counted_is_an_empty_table():
    units = corpus()
    table = compare(units, "side", measure=hedges(units, names=()), **FAST)
    assert table.empty and list(table) == list(COMPARE_COLUMNS)
    assert "nothing to compare" in reading(table) or table.attrs["warnings"]


def test_a_reference_may_be_a_number():
    units = corpus(sides=("2020", "2021", "2022")).rename(columns={"side": "year"}).astype({"year": int})
    table = compare(units, "year", measure="negated", reference=2021, **FAST)
    assert table["against"].tolist() == ["2021", "", "2021"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measure": ["kind", "side"]}, "found list; compare several columns one by one"),
        ({"measure": "spans"}, "'spans' holds lists"),
        (
            {"groups": pd.Series(["North"] * 72)},
            "groups: none of the 72 units is among its 72 keys, such as 0",
        ),
        ({"level": 95}, "level=95: .* between 0 and 1"),
        ({"permutations": 0}, "permutations=0: 1 or more"),
        ({"measure": hedges(corpus()), "of": hedges(corpus(), names=("x",))}, "of: no column hedge, booster"),
        ({"measure": pd.concat([hedges(corpus())] * 2)}, "the unit_id 'u0' stands in more than one row"),
        ({"reference": 2021}, "reference=2021 is none of the groups .North, South."),
    ],
)
def test_what_does_not_fit_is_named(change, message):
    units = corpus().assign(spans=[[[0, 1]]] * 72)
    options = {"groups": "side", "measure": "kind"} | change
    with pytest.raises(ValueError, match=message):
        compare(units, options.pop("groups"), **options)


def test_terms_are_not_a_table():
    units = corpus()
    with pytest.raises(ValueError, match=r"count_terms\(tokens, units\) gives is wanted, found DataFrame"):
        keyness(hedges(units), units, "side")
