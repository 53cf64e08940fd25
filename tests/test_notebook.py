"""What notebooks show is escaped, complete and described."""

import pandas as pd
import pytest
from synthetic import corpus

from toolkit import concordance, notebook, plots

NASTY = "<script>alert(1)</script> **bold** $x$ & “quotes”"


def test_text_is_escaped():
    shown = notebook.text(NASTY, "", heading="<b>")
    assert "<script>" not in shown.data
    assert "&lt;script&gt;" in shown.data
    assert "<strong>&lt;b&gt;</strong>" in shown.data
    assert shown.data.count("<p>") == 1
    assert "tex2jax_ignore" in shown.data


def test_table_is_escaped_and_marks_are_kept():
    frame = pd.DataFrame({"sentence": [f"{NASTY} ⟦the <i>port</i>⟧ ⟧ ⟦"], NASTY: [1]})
    shown = notebook.table(frame, caption=NASTY).data
    assert "<script>" not in shown
    assert "<mark>the &lt;i&gt;port&lt;/i&gt;</mark> ⟧ ⟦" in shown


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (0.256, "word_share", "26%"),
        (-0.5, "difference", "-50%"),
        (1234, "words", "1,234"),
        (3.0, "weight", "3"),
        (0.12345, "z", "0.123"),
        (1098.3, "high", "1,098"),
        (None, "role", "–"),
        (float("nan"), "share", "–"),
        (pd.NA, "start", "–"),
        (["a", "b"], "variants", "a, b"),
        (True, "flag", "yes"),
    ],
)
def test_how_values_are_written(value, name, expected):
    assert expected in notebook.table(pd.DataFrame({name: pd.Series([value], dtype=object)})).data


def test_intervals_stand_in_one_cell():
    frame = pd.DataFrame({"share": [0.25, 0.5], "low": [0.1, None], "high": [0.38, None]})
    shown = notebook.table(frame, {"Share": ("share", "low", "high")}).data
    assert "25% (10% to 38%)" in shown
    assert ">50%<" in shown


def test_a_long_table_says_how_long_and_a_long_text_is_whole():
    frame = pd.DataFrame({"text": ["word " * 100] * 5})
    shown = notebook.table(frame, limit=2).data
    assert "<p>2 of 5 rows.</p>" in shown
    told = notebook.table(frame, limit=2, where="tables/<edges>.csv").data
    assert "<p>2 of 5 rows; all are in tables/&lt;edges&gt;.csv.</p>" in told
    assert "word " * 100 in shown


def test_a_document_is_called_by_its_file():
    tables = corpus("d1")
    shown = notebook.table(tables.quotes, {"Document": "doc_id"}, documents=tables.documents).data
    assert shown.count("<td") == shown.count(">invented/d1.txt<") == 5


def test_an_empty_table_says_so_and_a_wrong_column_is_an_error():
    assert "Looked for ships" in notebook.table(pd.DataFrame({"a": []}), empty="Looked for ships.").data
    with pytest.raises(ValueError, match="no column b"):
        notebook.table(pd.DataFrame({"a": []}), {"B": "b"})


def test_a_figure_has_alt_text_and_is_closed():
    import matplotlib.pyplot as plt

    image = notebook.figure(plots.nothing("No ship."))
    assert image.alt == "Nothing to show. Empty figure: No ship."
    assert not plt.get_fignums()


def test_the_corpus_in_words():
    tables = corpus()
    assert notebook.describe(tables.documents).startswith("3 articles, 10")
    assert "published 2020-02-01 to 2020-02-03" in notebook.describe(tables.documents)
    assert (
        notebook.describe(corpus("d3").documents)
        == "one article of 7 words: Weather, 2020-02-01 (file invented/d3.txt)."
    )
    assert notebook.source(corpus("d3").documents) == "Weather"


def test_cleaning_is_listed():
    documents = corpus("d3").documents.copy()
    documents["cleaning"] = [
        [{"step": "quotes", "what": "reversed mark", "count": 2, "detail": "x", "more": 1}]
    ]
    found = notebook.cleaning(documents)
    assert found.values.tolist() == [["invented/d3.txt", "quotes", "reversed mark", 2, "x"]]
    assert notebook.cleaning(corpus().documents).empty


def test_marked_sentences_reach_the_page():
    tables = corpus("d1")
    rows = concordance.evidence(tables.quotes, tables.documents)
    assert "<mark>The port is open</mark>" in notebook.table(rows, {"Sentence": "sentence"}).data
