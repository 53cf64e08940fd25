"""Attention and voice, counted by hand on the invented articles."""

import numpy as np
import pandas as pd
import pytest
from synthetic import TEXTS, corpus, silent_corpus

from toolkit import attention


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
    first = np.mean(
        [0, TEXTS["d2"].index("Arvenia") / len(TEXTS["d2"]), TEXTS["d3"].index("Arvenia") / len(TEXTS["d3"])]
    )
    assert table.loc["arvenia", "first_position"] == pytest.approx(first)


def test_intervals_hold_their_estimate_and_say_over_what():
    many, single = table_of(corpus()), table_of(corpus("d1"))
    assert "over 3 documents" in many.attrs["interval"]
    assert "sentences that mention or quote somebody" in single.attrs["interval"]
    for table in (many, single):
        for what in ("mention_share", "word_share"):
            assert (table[f"{what}_low"] <= table[what] + 1e-12).all()
            assert (table[what] <= table[f"{what}_high"] + 1e-12).all()
        assert (table["mentions_low"] <= table["mentions"]).all()


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


def test_nothing_found():
    tables = silent_corpus()
    table = table_of(tables)
    assert table.empty
    assert tuple(table.columns) == attention.SHARE_COLUMNS
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
