"""Two groups and many periods compared: by hand, on the invented articles, and where there is nothing to compare."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from synthetic import corpus, silent_corpus

from toolkit import resampling, stats, tables
from toolkit.actors import contrasts, measures
from toolkit.permutation import share_difference_p


def made(counts, *, outlets, published=None, quotes=()):
    """Tables of documents with these mentions (document x actor a, b, ...) and quotes (document, actor, kind)."""
    names = [chr(ord("a") + k) for k in range(len(counts[0]))]
    documents = [
        {
            "doc_id": f"d{d:02d}",
            "text": "x" * 1000,
            "language": "en",
            "origin": str(d),
            "n_words": 100,
            "cleaning": [],
        }
        | {"outlet": outlet, "published": published[d] if published else None}
        for d, outlet in enumerate(outlets)
    ]
    mentions = [
        {
            "mention_id": f"m{d}-{k}-{i}",
            "doc_id": f"d{d:02d}",
            "start": 10 * i,
            "end": 10 * i + 3,
            "text": "xxx",
        }
        | {"label": "PERSON", "actor_id": name, "confidence": 1.0, "sentence_start": 0, "sentence_end": 1000}
        for d, row in enumerate(counts)
        for k, name in enumerate(names)
        for i in range(row[k])
    ]
    quoted = [
        {"quote_id": f"q{i}", "doc_id": f"d{d:02d}", "start": 0, "end": 3, "spans": [[0, 3]], "text": "xxx"}
        | {"kind": kind, "actor_id": name, "confidence": 1.0, "n_words": 10}
        for i, (d, name, kind) in enumerate(quotes)
    ]
    actors = [
        {"actor_id": name, "name": name.upper(), "kind": "person", "mentions": 1, "documents": 1}
        for name in names
    ]
    return (
        tables.table("mentions", mentions),
        tables.table("quotes", quoted) if quoted else tables.empty("quotes"),
        tables.table("actors", actors),
        tables.table("documents", documents),
    )


A_MORE = [[8, 2], [9, 1], [7, 3], [8, 2], [9, 1], [2, 8], [1, 9], [3, 7], [2, 8], [3, 7]]


def test_two_outlets_by_hand():
    """Of 50 mentions in each outlet a has 41 in the Post and 11 in the Herald."""
    table = contrasts.compare(*made(A_MORE, outlets=["Post"] * 5 + ["Herald"] * 5), a="Post", b="Herald")
    assert tuple(table.columns) == contrasts.COMPARE_COLUMNS
    row = table.set_index("actor_id").loc["a"]
    assert (row["share_a"], row["share_b"], row["estimate"]) == pytest.approx((0.82, 0.22, 0.60))
    assert row["log2_ratio"] == pytest.approx(np.log2(0.82 / 0.22))
    assert row["effect"] == pytest.approx(2 * np.arcsin(np.sqrt(0.82)) - 2 * np.arcsin(np.sqrt(0.22)))
    # 252 ways to deal ten documents: this one and its mirror are the furthest apart.
    assert row["p"] == pytest.approx(2 / 252)
    assert row["q"] == pytest.approx(2 / 252)  # both actors have that p
    assert row[["n_units", "n_units_a", "n_units_b", "n_documents"]].tolist() == [52, 41, 11, 10]
    assert row["group"] == "Post - Herald" and row["reliable"]
    assert row["low"] < 0.6 < row["high"] and row["low"] > 0.4
    one, two = (
        resampling.column_intervals(np.array(part)[:, :1], [10] * 5) for part in (A_MORE[:5], A_MORE[5:])
    )
    ends = [stats.Interval(*(found[k][0] for k in ("estimate", "low", "high"))) for found in (one, two)]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx(
        list(resampling.difference_interval(*ends))
    )
    mirrored = contrasts.compare(*made(A_MORE, outlets=["Post"] * 5 + ["Herald"] * 5), a="Herald", b="Post")
    assert mirrored.set_index("actor_id").loc["a", "estimate"] == pytest.approx(-0.6)
    text = contrasts.reading(table)
    assert "Post (5 documents) against Herald (5 documents)" in text and "2 differ clearly" in text
    assert "A (82% against 22%, difference +" in text


def test_measures_by_hand_on_the_invented_articles():
    found = corpus()
    documents = found.documents.assign(section=["World", "World", "Weather"])
    args = (found.mentions, found.quotes, found.actors, documents)
    expected = {  # of Arvenia or Orlo, in World and in Weather
        "mention_share": ("arvenia", 4 / 19, 1),
        "document_share": ("arvenia", 1, 1),
        "headline_share": ("arvenia", 1 / 2, 0),
        "word_share": ("orlo", 32 / 51, np.nan),
        "quote_share": ("orlo", 4 / 8, np.nan),
        "direct_share": ("orlo", 1 / 4, np.nan),
    }
    for measure, (actor, in_world, in_weather) in expected.items():
        table = contrasts.compare(*args, by="section", a="World", b="Weather", measure=measure, minimum=1)
        row = table.set_index("actor_id").loc[actor]
        assert row[["share_a", "share_b"]].tolist() == pytest.approx([in_world, in_weather], nan_ok=True)
        assert not row["reliable"]
        contrasts.reading(table)
    assert set(contrasts.COUNTED) == set(measures.SHARES)


def test_the_two_largest_groups_are_taken_and_wrong_ones_told():
    outlets = ["C", "A", "A", "B", "B", "B", None, None, None, None]
    args = made(A_MORE, outlets=outlets)
    table = contrasts.compare(*args)
    assert (table.attrs["a"], table.attrs["b"]) == ("B", "A")
    assert contrasts.compare(*args, b="B").attrs["a"] == "A"
    with pytest.raises(ValueError, match=r"no documents of D; there are .*B \(3\), A \(2\), C \(1\)"):
        contrasts.compare(*args, a="D")
    for wrong in ({"a": "A", "b": "A"}, {"by": "section"}):
        with pytest.raises(ValueError, match="two different groups"):
            contrasts.compare(*args, **wrong)
    with pytest.raises(ValueError, match="measure='mentions' is none of"):
        contrasts.compare(*args, measure="mentions")


def test_an_actor_of_one_group_has_one_end_of_a_ratio():
    counts = [[4, 6], [3, 7], [5, 5], [0, 9], [0, 8], [0, 9]]
    row = (
        contrasts.compare(*made(counts, outlets=list("AAABBB")), a="A", b="B").set_index("actor_id").loc["a"]
    )
    assert row["share_b"] == 0 and 0 < row["share_b_high"] < 1
    assert (
        np.isnan(row["log2_ratio"])
        and np.isnan(row["log2_ratio_high"])
        and np.isfinite(row["log2_ratio_low"])
    )
    assert np.isfinite(row[["low", "high"]].astype(float)).all()


def test_minimum_and_nothing_to_compare():
    args = made(A_MORE, outlets=["Post"] * 5 + ["Herald"] * 5)
    table = contrasts.compare(*args, minimum=50)
    assert table["actor_id"].tolist() == ["a"]
    none = contrasts.compare(*args, minimum=1000)
    assert none.empty and tuple(none.columns) == contrasts.COMPARE_COLUMNS
    assert "nothing to compare, no actor has 1000 or more mentions" in contrasts.reading(none)
    silent = silent_corpus()
    documents = pd.concat([silent.documents] * 2).assign(doc_id=["d0", "d1"], outlet=["A", "B"])
    args = (silent.mentions, silent.quotes, silent.actors, documents.reset_index(drop=True))
    assert "nothing to compare" in contrasts.reading(contrasts.compare(*args))
    assert contrasts.shares_by_group(*args).empty


def test_no_clear_difference_is_said_and_few_documents_too():
    text = contrasts.reading(
        contrasts.compare(*made(A_MORE[:2] + A_MORE[5:7], outlets=list("ABAB")), a="A", b="B")
    )
    assert "none differs clearly" in text and "does not show that they are alike" in text
    assert "With 2 documents in a group hardly any difference could show" in text


def test_q_corrects_for_all_rows_and_seed_repeats():
    random = np.random.default_rng(3)
    args = made(random.poisson(2, (24, 6)).tolist(), outlets=["A"] * 12 + ["B"] * 12)
    table = contrasts.compare(*args, permutations=499, seed=4)
    assert table["q"].tolist() == pytest.approx(stats.benjamini_hochberg(table["p"].to_numpy()).tolist())
    pd.testing.assert_frame_equal(table, contrasts.compare(*args, permutations=499, seed=4))
    counts = measures.count(*args[:2], args[3], args[2]["actor_id"])
    p = share_difference_p(
        *counts.share("mention_share"), [True] * 12 + [False] * 12, permutations=499, seed=4
    )
    if table.attrs["a"] == "A":
        assert sorted(p) == pytest.approx(sorted(table["p"]))


def test_a_trend_by_hand():
    """10, 20, 30, 40, 50 % of ten mentions in five months, the fourth of which has two documents."""
    counts = [[1, 9], [2, 8], [3, 7], [4, 6], [4, 6], [5, 5]]
    months = ["2020-11-03", "2020-12-01", "2021-01-30", "2021-02-01", "2021-02-20", "2021-03-09"]
    args = made(counts, outlets=["Post"] * 6, published=months)
    table = contrasts.trend(*args, permutations=4999)
    assert tuple(table.columns) == contrasts.TREND_COLUMNS
    row = table.set_index("actor_id").loc["a"]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx([0.1, 0.1, 0.1])
    assert (row["share_first"], row["share_last"], row["periods"]) == pytest.approx((0.1, 0.5, 5))
    assert row["effect"] == pytest.approx(stats.cohens_h(0.5, 0.1))
    assert row["p"] == pytest.approx(4 / 720, abs=0.004)  # two of its orders and their mirrors
    assert row["group"] == "2020-11 to 2021-03"
    text = contrasts.reading(table)
    assert "6 documents by month" in text and "A (50% after 10%, +10 points a month" in text


def test_periods_without_documents_are_time_that_passes():
    counts = [[1, 9], [2, 8], [5, 5]]
    years = contrasts.trend(
        *made(counts, outlets=["P"] * 3, published=["2016", "2017-03", "2020"]), by="year"
    )
    assert years.set_index("actor_id").loc["a", "estimate"] == pytest.approx(0.1)
    for unit, labels in (
        ("week", ["2020-12-28", "2021-01-04", "2021-01-11"]),
        ("quarter", ["2020-12-28", "2021-01-04", "2021-04-11"]),
        ("day", ["2020-12-31", "2021-01-01", "2021-01-02"]),
    ):
        table = contrasts.trend(*made([[1, 9], [2, 8], [3, 7]], outlets=["P"] * 3, published=labels), by=unit)
        assert table.set_index("actor_id").loc["a", "estimate"] == pytest.approx(0.1), unit


def test_a_trend_wants_three_periods_and_a_unit_of_time():
    args = made(A_MORE[:3], outlets=["P"] * 3, published=["2020-01-01", "2020-02", "2020"])
    with pytest.raises(ValueError, match="wants three periods, found 2020-01, 2020-02"):
        contrasts.trend(*args)
    with pytest.raises(ValueError, match="by= one of year, quarter"):
        contrasts.trend(*args, by="outlet")


def test_intervals_of_slopes_hold():
    """Shares that rise by a hundredth a month in documents that vary: about 95 of 100 intervals hold that."""
    random = np.random.default_rng(6)
    held = 0
    for _ in range(300):
        months = np.arange(36) // 6
        size = random.integers(10, 80, 36)
        rate = np.clip(0.1 + 0.01 * months, 0, 1)[:, None]
        part = random.binomial(size[:, None], random.beta(8 * rate, 8 * (1 - rate)))
        found = contrasts._slopes(
            sparse.csr_matrix(part, dtype=float), size.astype(float), months.astype(float), 0.95
        )
        held += found["low"][0] <= 0.01 <= found["high"][0]
    assert 0.92 <= held / 300 <= 0.98


def test_every_group_and_actor_has_a_share():
    found = corpus()
    documents = found.documents.assign(outlet=["Post", "Herald", None])
    table = contrasts.shares_by_group(found.mentions, found.quotes, found.actors, documents, limit=3)
    assert tuple(table.columns) == contrasts.GROUP_COLUMNS
    assert table["group"].tolist() == ["Herald"] * 3 + ["Post"] * 3 + ["unknown"] * 3
    cells = table.set_index(["group", "name"])
    assert cells.loc[("Post", "Bellmark"), "estimate"] == pytest.approx(4 / 13)
    assert cells.loc[("unknown", "Bellmark"), "estimate"] == 0
    assert cells.loc[("Herald", "Lena Orlo"), ["n_units", "n_documents", "group_documents"]].tolist() == [
        2,
        1,
        1,
    ]


def test_actors_may_be_chosen():
    found = corpus()
    documents = found.documents.assign(outlet="Post")
    args = (found.mentions, found.quotes, found.actors, documents)
    table = contrasts.shares_by_group(*args, only=["hale", "council", "nobody"], limit=1)
    assert table["name"].tolist() == ["Tom Hale", "Harbour Council"]
    assert contrasts.shares_by_group(*args, only=[]).empty


def test_periods_without_documents_are_rows_without_a_share():
    dates = ["2020-11-03", "2021-02-01", "2021-02-03", "2021"]
    table = contrasts.shares_by_group(*made([[1, 9]] * 4, outlets=["P"] * 4, published=dates), by="month")
    sizes = table.drop_duplicates("group").set_index("group")["group_documents"]
    assert sizes.to_dict() == {"2020-11": 1, "2020-12": 0, "2021-01": 0, "2021-02": 2, "unknown": 1}
    gap = table[table["group"] == "2020-12"]
    assert len(gap) == 2
    assert gap["estimate"].isna().all() and gap["low"].isna().all()
    assert not gap["reliable"].any()


def test_a_trend_that_is_not_clear_does_not_show_that_nothing_changed():
    dates = ["2020-11-03", "2020-12-01", "2021-01-30", "2021-02-01"]
    text = contrasts.reading(
        contrasts.trend(*made([[3, 7], [2, 8], [3, 7], [2, 8]], outlets="PPPP", published=dates))
    )
    assert "That does not show that nothing changed." in text
    assert text.startswith("Share of mentions of actors, 4 documents by month")


def test_arguments_stay_as_they_were():
    args = made(
        A_MORE, outlets=["Post"] * 5 + ["Herald"] * 5, published=["2020-01", "2020-02"] * 4 + ["2020-03"] * 2
    )
    before = [frame.copy(deep=True) for frame in args]
    contrasts.compare(*args)
    contrasts.trend(*args)
    contrasts.shares_by_group(*args)
    for frame, copy in zip(args, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_too_few_groups_can_be_an_empty_table_that_says_why():
    tables_ = made(A_MORE, outlets=["A"] * 10, published=["2020-01-02"] * 10)
    found = contrasts.compare(*tables_, too_few="empty")
    assert found.empty and list(found.columns) == list(contrasts.COMPARE_COLUMNS)
    assert contrasts.reading(found) == (
        "Nothing can be compared here: documents of two groups by outlet are wanted, found A (10)."
    )
    found = contrasts.trend(*tables_, too_few="empty")
    assert found.empty and list(found.columns) == list(contrasts.TREND_COLUMNS)
    assert "documents of three periods by month are wanted, found 2020-01" in contrasts.reading(found)
    nobody = made(A_MORE, outlets=[None] * 10)
    assert contrasts.reading(contrasts.compare(*nobody, too_few="empty")).endswith("found none.")
    with pytest.raises(ValueError, match="no documents of C"):
        contrasts.compare(*made(A_MORE, outlets=["A"] * 5 + ["B"] * 5), a="C", too_few="empty")


def test_a_small_q_with_an_interval_that_holds_0_is_called_so():
    """The two come from different methods and may disagree for an actor of few articles."""
    table = contrasts.compare(*made(A_MORE, outlets=["Post"] * 5 + ["Herald"] * 5), a="Post", b="Herald")
    assert "holds 0" not in contrasts.reading(table)
    table.loc[table["actor_id"] == "a", "low"] = -0.01
    assert contrasts.reading(table).count("though the interval holds 0") == 1
