"""Tables that notebooks show are escaped, and lead to all of their rows."""

import pandas as pd
import pytest
from synthetic import corpus

from toolkit import notebook

NASTY = "<script>alert(1)</script> **bold** $x$ & “quotes”"


def test_table_is_escaped_and_marks_are_kept():
    frame = pd.DataFrame({"sentence": [f"{NASTY} ⟦the <i>port</i>⟧ ⟧ ⟦"], NASTY: [1]})
    shown = notebook.table(frame, caption=NASTY).data
    assert "<script>" not in shown
    assert "<mark>the &lt;i&gt;port&lt;/i&gt;</mark> ⟧ ⟦" in shown


def test_a_long_table_says_how_long_and_a_long_text_is_whole():
    frame = pd.DataFrame({"text": ["word " * 100] * 5})
    shown = notebook.table(frame, limit=2).data
    assert "<p>2 of 5 rows.</p>" in shown
    told = notebook.table(frame, limit=2, where="tables/<edges>.csv").data
    assert "<p>2 of 5 rows; all are in tables/&lt;edges&gt;.csv.</p>" in told
    assert "word " * 100 in shown


def test_a_table_leads_to_its_whole(tmp_path):
    frame = pd.DataFrame({"name": ["=1+1", "Lee"], "forms": [["Ann", "Bo"], None]})
    place = notebook.save(frame, "names", tmp_path)
    assert place == notebook.saved("names", tmp_path) == "tables/names.csv"
    written = (tmp_path / place).read_text(encoding="utf-8-sig")
    assert "Ann; Bo" in written
    assert "'=1+1" in written
    assert frame["forms"][0] == ["Ann", "Bo"]
    cut = notebook.table(frame, limit=1, whole=place).data
    assert '1 of 2 rows; all are in <a href="tables/names.csv">tables/names.csv</a>.' in cut
    assert 'Also as <a href="tables/names.csv">' in notebook.table(frame, whole=place).data
    assert notebook.save(frame, "names", None) == notebook.saved("names", None) == ""
    assert notebook.saved("no such table", tmp_path) == ""
    assert "<b>" not in notebook.table(frame, whole="<b>").data


def test_further_columns_are_shown_as_they_are_called():
    frame = pd.DataFrame({"name": ["Lee"], "party": ["<Greens>"]})
    shown = notebook.table(frame, {"Actor": "name"}, more=["party"]).data
    assert ">party</th>" in shown and "&lt;Greens&gt;" in shown


def test_a_document_is_called_by_its_file():
    tables = corpus("d1")
    shown = notebook.table(tables.quotes, {"Document": "doc_id"}, documents=tables.documents).data
    assert shown.count("<td") == shown.count(">invented/d1.txt<") == 5


def test_an_empty_table_says_so_and_a_wrong_column_is_an_error():
    assert "Looked for ships" in notebook.table(pd.DataFrame({"a": []}), empty="Looked for ships.").data
    with pytest.raises(ValueError, match="no column b"):
        notebook.table(pd.DataFrame({"a": []}), {"B": "b"})
    assert notebook.table(pd.DataFrame({"a": []}), caption="Ships", empty="") is None
