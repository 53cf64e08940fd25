"""How values and texts stand in a cell of a table."""

import pandas as pd
import pytest
from synthetic import corpus

from toolkit import concordance, notebook


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
        (list("abcdefghij"), "variants", "a, b, c, d, e, f, g, h and 2 more"),
        (0.0123, "word_share", "1.2%"),
        (0.0123, "points", "+1.2"),
        (-0.25, "contrast", "-25"),
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


def test_a_long_name_of_a_file_may_be_broken():
    frame = pd.DataFrame(
        {"file": ["000_47233b69de273cc9.txt", "short_a.txt", "a long-ish sentence of words.", "&" * 20]}
    )
    shown = notebook.table(frame).data
    assert ">000_<wbr>47233b69de273cc9.<wbr>txt<" in shown
    assert ">short_a.txt<" in shown and ">a long-ish sentence of words.<" in shown
    assert ">" + "&amp;" * 20 + "<" in shown


def test_marked_sentences_reach_the_page():
    tables = corpus("d1")
    rows = concordance.evidence(tables.quotes, tables.documents)
    assert "<mark>The port is open</mark>" in notebook.table(rows, {"Sentence": "sentence"}).data


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://evil.example/", "//evil.example/a.html", "../a"]
)
def test_a_table_links_to_pages_beside_it_only(address):
    shown = notebook.table(pd.DataFrame({"a": [1]}), links={"a": [address]}).data
    assert "<a " not in shown


def test_lines_of_a_cell_stay_lines():
    shown = notebook.table(pd.DataFrame({"found": ["1. <b>\n2. Lee", "one"]})).data
    assert ">1. &lt;b&gt;<br>2. Lee<" in shown
