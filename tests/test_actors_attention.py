"""Attention and voice, counted by hand on the invented articles."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from synthetic import TEXTS, corpus, silent_corpus

from toolkit import resampling
from toolkit.actors import attention


def table_of(tables, **options):
    return attention.shares(tables.mentions, tables.quotes, tables.actors, tables.documents, **options)


def test_counts_and_shares_by_hand():
    table = table_of(corpus()).set_index("actor_id")
    assert table["mentions"].to_dict() == {"arvenia": 5, "bellmark": 5, "orlo": 5, "hale": 4, "council": 1}
    assert table["documents"].to_dict() == {"arvenia": 3, "bellmark": 2, "orlo": 2, "hale": 2, "council": 1}
    assert table["quotes"].to_dict() == {"arvenia": 0, "bellmark": 0, "orlo": 4, "hale": 3, "council": 1}
    assert table["quoted_words"].to_dict() == {
        "arvenia": 0,
        "bellmark": 0,
        "orlo": 32,
        "hale": 15,
        "council": 4,
    }
    assert table.loc["orlo", "mention_share"] == pytest.approx(5 / 20)
    assert table.loc["orlo", "word_share"] == pytest.approx(32 / 51)
    assert table.loc["orlo", "direct_share"] == pytest.approx(1 / 4)
    assert np.isnan(table.loc["arvenia", "direct_share"])
    assert table["headlines"].to_dict() == {"arvenia": 1, "bellmark": 1, "orlo": 0, "hale": 0, "council": 0}
    assert table.loc["arvenia", "headline_share"] == pytest.approx(1 / 3)
    assert table.loc["hale", "direct_share"] == pytest.approx(2 / 3)
    assert table.loc["orlo", "contrast"] == pytest.approx(32 / 51 - 5 / 20)
    assert table.loc["orlo", "contrast_log2"] == pytest.approx(np.log2(32 / 51 / (5 / 20)))
    assert np.isnan(table.loc["arvenia", "contrast_log2"])
    first = np.mean(
        [0, TEXTS["d2"].index("Arvenia") / len(TEXTS["d2"]), TEXTS["d3"].index("Arvenia") / len(TEXTS["d3"])]
    )
    assert table.loc["arvenia", "first_position"] == pytest.approx(first)


def test_intervals_hold_their_estimate_and_say_over_what():
    many, single = table_of(corpus()), table_of(corpus("d1"))
    assert "over 3 documents" in many.attrs["interval"]
    assert "sentences that mention or quote somebody" in single.attrs["interval"]
    for table in (many, single):
        for what in ("mention_share", "word_share", "contrast"):
            assert (table[f"{what}_low"] <= table[what] + 1e-12).all()
            assert (table[what] <= table[f"{what}_high"] + 1e-12).all()
        assert (table["mentions_low"] <= table["mentions"]).all()
        assert (table["mentions"] <= table["mentions_high"]).all()
    assert not many.filter(like="_reliable").any(axis=None)  # three documents
    assert single["headline_share_low"].isna().all()  # one document has one headline


def test_intervals_are_those_of_resampling():
    table = table_of(corpus()).set_index("actor_id")
    found = resampling.column_intervals([[3], [2], [0]], [13, 6, 1])
    row = table.loc["orlo"]
    assert row[["mention_share", "mention_share_low", "mention_share_high"]].tolist() == pytest.approx(
        [found[part][0] for part in ("estimate", "low", "high")]
    )
    drawn = table_of(corpus(), method="percentile", seed=5, draws=300)
    assert "percentile bootstrap, 300 draws, seed 5" in drawn.attrs["interval"]
    pd.testing.assert_frame_equal(drawn, table_of(corpus(), method="percentile", seed=5, draws=300))


def test_each_group_is_the_table_of_its_documents():
    tables = corpus()
    documents = tables.documents.assign(
        outlet=["Post", "Herald", None], published=["2020-02-01", "2020-02", None]
    )
    tables = tables._replace(documents=documents)
    table = table_of(tables, by="outlet")
    assert table["group"].unique().tolist() == ["Herald", "Post", "unknown"]
    assert tuple(table.columns) == attention.GROUP_COLUMNS + attention.SHARE_COLUMNS
    assert table.attrs["unknown_group"] == 1 and "each outlet" in table.attrs["interval"]
    own = table[table["group"] == "Post"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own[list(attention.SHARE_COLUMNS)], table_of(corpus("d1")), check_like=True)
    sizes = own.iloc[0][["group_documents", "group_mentions", "group_quotes", "group_quoted_words"]]
    assert sizes.tolist() == [1, 13, 5, 31]
    assert set(own["interval_over"]) == {"sentences"}
    assert table_of(tables, by="month")["group"].unique().tolist() == ["2020-02", "unknown"]
    assert set(table_of(tables, by="month")["interval_over"]) == {"documents", "sentences"}
    assert table_of(tables, by="day").attrs["unknown_group"] == 2
    text = attention.reading(table, tables.quotes, documents)
    assert "Herald (1 document): most mentioned" in text
    assert "1 document of no known outlet stand" in text or "1 document of no known outlet stands" in text
    with pytest.raises(ValueError, match="by='paper' is neither"):
        table_of(tables, by="paper")


def test_the_same_text_counts_once():
    tables = corpus()
    again = {"d1": "e1"}
    copies = [
        pd.concat([frame, frame[frame["doc_id"] == "d1"].assign(doc_id=again["d1"])], ignore_index=True)
        for frame in (tables.documents, tables.mentions, tables.quotes)
    ]
    copies[0].loc[3, "duplicate_of"] = "d1"
    doubled = tables._replace(documents=copies[0], mentions=copies[1], quotes=copies[2])
    once, every = table_of(doubled), table_of(doubled, duplicates="all")
    pd.testing.assert_frame_equal(once, table_of(tables))
    assert (once.attrs["duplicates"], every.attrs["duplicates"]) == (1, 0)
    assert every.set_index("actor_id").loc["orlo", "mentions"] == 8
    assert "1 more" in attention.reading(once, doubled.quotes, tables.documents)


def test_positions_count_words():
    tables = corpus("d3")
    found = attention.positions(tables.mentions, tables.quotes, tables.documents)
    # Weather It rained in Arvenia. Nobody spoke.
    assert found.values.tolist() == [["arvenia", "d3", "mention", 4, 5, 7]]


def test_positions_of_a_quote_with_two_parts():
    tables = corpus("d1")
    found = attention.positions(tables.mentions, tables.quotes, tables.documents)
    words = TEXTS["d1"].split()
    parts = [" ".join(words[row.start : row.end]) for row in found[found["what"] == "speech"].itertuples()]
    assert parts[1:3] == ["“We want the port open by Friday,”", "“Bellmark must keep its word.”"]


def test_reading_in_words():
    tables = corpus()
    text = attention.reading(table_of(tables), tables.quotes, tables.documents)
    assert "5 actors are mentioned 20 times in 3 documents" in text
    assert "Lena Orlo (63%" in text
    assert "nobody is mentioned in 5 or more documents" in text


def test_reading_of_voice_against_attention():
    row = {"name": "A", "mentions": 50, "quoted_words": 90, "mention_share": 0.2, "word_share": 0.6}
    row |= {"word_share_low": 0.4, "word_share_high": 0.8, "mention_share_reliable": True}
    row |= {"contrast": 0.4, "contrast_low": 0.1, "contrast_high": 0.6}
    other = row | {"name": "B", "quoted_words": 1, "word_share": 0.01, "mention_share": 0.3}
    other |= {"contrast": -0.29, "contrast_low": -0.4, "contrast_high": -0.1}
    tables = corpus()
    text = attention.reading(pd.DataFrame([row, other]), tables.quotes, tables.documents)
    assert "quoted words of A (60% against 20%, difference +10 to +60 points)" in text
    assert "quoted words of B (1% against 30%, difference -40 to -10 points)" in text
    unsure = pd.DataFrame([row | {"contrast_low": -0.1}])
    assert "Nobody is clearly heard more" in attention.reading(unsure, tables.quotes, tables.documents)


def test_nothing_found():
    tables = silent_corpus()
    table = table_of(tables)
    assert table.empty
    assert tuple(table.columns) == attention.SHARE_COLUMNS
    by_group = table_of(tables, by="outlet")
    assert by_group.empty and tuple(by_group.columns) == attention.GROUP_COLUMNS + attention.SHARE_COLUMNS
    nothing = attention.shares(
        *(frame.iloc[:0] for frame in (tables.mentions, tables.quotes, tables.actors, tables.documents)),
        by="year",
    )
    assert nothing.empty
    assert attention.positions(tables.mentions, tables.quotes, tables.documents).empty
    assert "Looked for" in attention.reading(table, tables.quotes, tables.documents)


def test_actors_without_quotes():
    tables = corpus("d3")
    table = table_of(tables)
    assert table["word_share"].isna().all()
    assert "Nobody among them is quoted" in attention.reading(table, tables.quotes, tables.documents)


def test_arguments_stay_as_they_were():
    tables = corpus()
    before = [frame.copy(deep=True) for frame in tables]
    table_of(tables)
    for frame, copy in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_the_answer_in_a_sentence():
    table = table_of(corpus())
    text = attention.answer(table)
    assert text.startswith(
        "Arvenia, Bellmark, Lena Orlo all get the most attention, 25% each of 20 mentions; Lena Orlo"
    )
    assert "Lena Orlo gets the most voice, 63% (95% interval" in text
    assert text.endswith("of 51 quoted words. Of 5 actors 3 are quoted.")
    same = attention.answer(table[table["actor_id"] == "orlo"])
    assert same.startswith("Lena Orlo gets the most attention, 25% (95% interval ")
    assert ", and also the most voice, 63%" in same and same.endswith("Of 1 actor 1 is quoted.")
    assert "(95% interval not known) of 1 mentions; nobody is quoted." in attention.answer(
        table_of(corpus("d3"))
    )
    assert attention.answer(table_of(silent_corpus())).startswith("Nobody appears")


def test_headlines_in_words():
    tables = corpus()
    text = attention.headline_reading(table_of(tables), tables.documents)
    assert text.startswith("Of 3 documents 3 have a headline. 2 actors stand in one; most often ")
    assert "Arvenia in 1 (33%, interval " in text
    one = corpus("d1")
    alone = attention.headline_reading(table_of(one), one.documents)
    assert alone == "There is one headline, and it mentions Arvenia, Bellmark: nothing to compare."
    later = corpus("d2", "d3")
    assert attention.headline_reading(table_of(later), later.documents) == (
        "None of 2 headlines mentions an actor that was found."
    )
    plain = silent_corpus()
    untitled = plain.documents.assign(title=None)
    assert attention.headline_reading(table_of(plain), untitled).startswith("No headline was recognised")


def test_the_document_to_look_at():
    tables = corpus()
    choose = partial(attention.choose_document, tables.mentions, tables.documents)
    assert choose() == "d1"  # 13 mentions against 6 and 1
    assert choose(actor_id="hale") == "d1"  # two in each of two documents: the longer
    assert choose(actor_id="nobody") == "d1"
    assert choose("d3") == choose("Weather") == choose("invented/d3.txt") == choose("weath") == "d3"
    with pytest.raises(
        ValueError, match=r"one document called 'boat' is wanted, found 0; there are .*Talks stall \(d2"
    ):
        choose("boat")
    with pytest.raises(ValueError, match="found 3"):
        choose("invented")
    silent = silent_corpus()
    assert attention.choose_document(silent.mentions, silent.documents) == "d0"
    assert attention.choose_document(silent.mentions, silent.documents.iloc[:0]) is None
