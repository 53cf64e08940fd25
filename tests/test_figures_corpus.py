"""The overview of a corpus: what each panel says, the finding, hostile names, and an empty corpus."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from figure_checks import HOSTILE, WORDS, assert_apart, assert_sound, said, tick_boxes
from test_documents_overview import five

import toolkit as tk
from toolkit import plots, tables


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def lengths(ax):
    return [round(bar.get_width()) for bar in ax.patches]


def test_panels_and_finding():
    drawn = plots.corpus_overview(tk.describe(five(), problems=[{"code": "damaged"}]), **WORDS)
    outlets, months, words, remarks = drawn[0].axes
    assert lengths(outlets) == [3, 1, 1]
    assert [round(bar.get_height()) for bar in months.patches] == [2, 1]
    assert lengths(words) == [2, 3]
    labels = [label.get_text() for label in remarks.get_yticklabels()]
    assert labels[:4] == [
        "repeated: same text",
        "repeated: cut or changed",
        "language: und",
        "problem: damaged",
    ]
    assert labels[4:] == ["no section", "no url", "no authors", "no title", "no outlet", "no published"]
    text = said(drawn[0])
    assert (
        "5 articles of 2 outlets from 2022-01 to 2022-03; 60% repeat another one and 20% have no date" in text
    )
    assert "By month (2 without a month)" in text and "n = 5 articles" in text
    assert "By outlet: Post 3, Herald 1" in drawn[0].get_label()
    assert_sound(drawn)


def test_many_outlets_with_odd_names_over_many_years():
    size = 240
    documents = pd.DataFrame(
        {"doc_id": [f"d{n}" for n in range(size)], "text": ["word " * n for n in range(1, 241)]}
    )
    documents["outlet"] = [HOSTILE[n % len(HOSTILE)] for n in range(size)]
    documents["published"] = [f"{2000 + n // 12}-{n % 12 + 1:02d}-03" for n in range(size)]
    drawn = plots.corpus_overview(tk.describe(documents, problems=[{"code": name} for name in HOSTILE]))
    outlets, months = drawn[0].axes[:2]
    assert sum(lengths(outlets)) == size
    assert len(months.patches) == size
    assert_sound(drawn)
    for ax, axis in ((outlets, "y"), (months, "x"), (drawn[0].axes[3], "y")):
        assert_apart(tick_boxes(ax, axis))


def test_one_article_without_a_date_and_none():
    one = pd.DataFrame({"doc_id": ["a"], "text": ["A note."]})
    drawn = plots.corpus_overview(tk.describe(one))
    assert "No article has a month." in said(drawn[0])
    assert_sound(drawn)
    empty, _ = plots.corpus_overview(tk.describe(tables.empty("documents")))
    assert empty.get_label().endswith("Empty figure: Documents, to say what the corpus consists of.")
