"""Figures of words: where points and ticks stand, what they are called, hostile words, nothing to draw."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE, WORDS, assert_sound, said

from toolkit import plots


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def terms(rows):
    table = pd.DataFrame(rows, columns=["term", "side", "count_a", "count_b", "q"])
    table = table.assign(per_1000_a=table["count_a"] / 2.0, per_1000_b=table["count_b"] / 2.0)
    table.attrs["pair"] = ["North", "South"]
    return table


def points(fig, number):
    found = {line.get_gid(): line for line in fig.axes[0].lines if line.get_gid()}
    return np.array([found[f"term-{k}"].get_xydata()[0] for k in range(number)])


def test_more_of_one_side_stands_further_along_its_axis_and_never_on_its_own_line():
    table = terms([("port", "North", 40, 4, 0.01), ("sea", "South", 4, 40, 0.2), ("tax", "North", 4, 0, 0.5)])
    fig, ax = plots.term_scatter(table, **WORDS)
    port, sea, tax = points(fig, 3)
    assert port[1] - sea[1] == pytest.approx(np.log(10))
    assert sea[0] - port[0] == pytest.approx(np.log(10))
    assert tax[0] < port[0] and tax[1] == pytest.approx(sea[1])
    assert next(label.get_text() for label in ax.get_xticklabels()) == "never"
    assert "never" not in [label.get_text() for label in ax.get_yticklabels()]
    filled = [line.get_markerfacecolor() != "white" for line in ax.lines if line.get_gid()]
    assert filled == [True, False, False]
    assert "1 of 3 words clearly set the sides apart; North: port" in said(fig)
    assert_sound((fig, ax))


def key_terms(rows, groups=(("North", "South"),)):
    """Rows of (measure, typical_of, count_a, count_b, q) for each comparison, as rhetoric.keyness gives them."""
    found = pd.concat([
        pd.DataFrame(rows, columns=["measure", "typical_of", "count_a", "count_b", "q"]).assign(group=a, against=b)
        for a, b in groups
    ], ignore_index=True)  # fmt: skip
    found = found.assign(per_1000_a=found["count_a"] / 2.0, per_1000_b=found["count_b"] / 2.0)
    estimate = np.log((found["count_a"] + 1) / (found["count_b"] + 1))
    return found.assign(
        estimate=estimate, low=estimate - 1, high=estimate + 1, carried=found["measure"] == "port"
    )


ROWS = [("port", "North", 40, 4, 0.01), ("sea", "South", 4, 40, 0.2), ("tax", "North", 4, 0, 0.5)]


def test_a_table_of_keyness_is_drawn_as_one_of_terms():
    table = key_terms(ROWS)
    before = table.copy(deep=True)
    fig, ax = plots.term_scatter(table, **WORDS)
    plain, _ = plots.term_scatter(terms(ROWS), **WORDS)
    np.testing.assert_allclose(points(fig, 3), points(plain, 3))
    assert said(fig) == said(plain)
    assert_sound((fig, ax))
    drawn = plots.term_whiskers(table, **WORDS)
    labels = [label.get_text() for label in drawn[1].get_yticklabels()]
    assert sorted(labels) == ["port † (40 : 4)", "sea (4 : 40)", "tax (4 : 0)"]
    assert "† more than half of the uses stand in one document" in said(drawn[0])
    assert "1 of 3 words clearly set the sides apart, first port" in said(drawn[0])
    assert_sound(drawn)
    pd.testing.assert_frame_equal(table, before)


def test_of_more_than_two_groups_the_first_comparison_is_drawn():
    table = key_terms(ROWS, [("North", "all others"), ("South", "all others"), ("West", "all others")])
    _, ax = plots.term_scatter(table, **WORDS)
    assert len([line for line in ax.lines if line.get_gid()]) == 3
    assert "North" in ax.get_ylabel() and "all others" in ax.get_xlabel()


def test_keyness_of_nothing_is_said():
    for draw in (plots.term_scatter, plots.term_whiskers):
        assert "No word is used often enough" in draw(key_terms(ROWS).head(0))[0].get_label()


def test_words_of_one_place_can_each_be_pointed_at():
    fig, _ = plots.term_scatter(terms([(f"w{k}", "North", 2, 1, 0.9) for k in range(200)]))
    places = points(fig, 200)
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert gaps[~np.eye(200, dtype=bool)].min() > 0.01
    assert np.hypot(*(places - places[0]).T).max() < 0.5


def test_the_scatter_of_hostile_words_and_of_many():
    table = terms([(name, ("North", "South")[k % 2], 3 + k, 9, 0.01) for k, name in enumerate(HOSTILE)])
    assert_sound(plots.term_scatter(table, **WORDS))
    many = terms([(f"word{k}", "South", k % 7, 1 + k % 11, 0.9) for k in range(900)])
    drawn = plots.term_scatter(many, **WORDS)
    assert "The first 600 of 900 words." in said(drawn[0])
    assert "None of 900 words is clearly more typical of North or South" in said(drawn[0])


def test_no_words_and_one_side_say_so():
    empty = terms([])
    assert "No word is used often enough" in said(plots.term_scatter(empty)[0])


DOCUMENTS = pd.DataFrame({"doc_id": ["a", "b"], "text": ["x" * 100, "y" * 300]})


def test_ticks_stand_where_the_words_do():
    rows = pd.DataFrame(
        {
            "term": ["port", "port", "sea"],
            "doc_id": ["a", "b", "b"],
            "start": [50, 100, 0],
            "side": ["N", None, "N"],
        }
    )
    fig, ax = plots.term_positions(rows, DOCUMENTS, **WORDS)
    ticks = [np.array(lines.get_segments())[:, 0, 0].tolist() for lines in ax.collections]
    assert ticks == [[25.0], [12.5, 50.0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["sea (1)", "port (2)"]
    assert "“port” stands in 2 of 2 documents" in said(fig)
    assert_sound((fig, ax))


def test_positions_of_hostile_words_of_unknown_documents_and_of_nothing():
    rows = pd.DataFrame({"term": HOSTILE, "doc_id": "a", "start": range(len(HOSTILE))})
    assert_sound(plots.term_positions(rows, DOCUMENTS, **WORDS))
    with pytest.raises(ValueError, match="not among the documents"):
        plots.term_positions(rows.assign(doc_id="z"), DOCUMENTS)
    assert "No use of a word to draw" in said(plots.term_positions(rows.head(0), DOCUMENTS)[0])
