"""Hostile text stays text in every sink; and the checks that say so can fail."""

import nasty
import pandas as pd
import pytest

from toolkit import notebook, sheets, tables


@pytest.fixture(scope="module")
def analysis():
    return nasty.analysis()


def test_the_hostile_tables_keep_their_contracts(analysis):
    for name in ("documents", "mentions", "actors", "quotes", "edges", "problems"):
        tables.check(name, getattr(analysis, name), documents=analysis.documents)
    assert len(analysis.actors) == len(nasty.TEXTS) == len(set(nasty.HOSTILE))
    assert {"mentions", "addresses", "quotes"} <= set(analysis.edges["relation"])


@pytest.mark.parametrize("label", [
    "script", "handler", "svg handler", "quoted attribute", "every end", "comment", "frame", "meta", "style", "link",
    "form", "overlong markup",
])  # fmt: skip
def test_the_check_of_pages_can_fail(label):
    unguarded = f'<p title="">{nasty.TEXTS[label]}</p>'
    found = nasty.html_faults(unguarded)
    assert found if label != "overlong markup" else not found


def test_the_checks_of_spreadsheets_can_fail(tmp_path):
    (tmp_path / "raw.csv").write_text("a;b\n=1+1;2\n")
    assert nasty.csv_faults(tmp_path / "raw.csv")
    pytest.importorskip("openpyxl")
    pd.DataFrame({"a": ["=1+1"]}).to_excel(tmp_path / "raw.xlsx")
    assert nasty.workbook_faults(tmp_path / "raw.xlsx")


@pytest.mark.parametrize("name", ["documents", "mentions", "actors", "quotes", "edges", "problems"])
def test_shown_tables_are_inert(analysis, name):
    shown = notebook.table(
        getattr(analysis, name), caption=nasty.TEXTS["script"], whole=nasty.HOSTILE[3]
    ).data
    assert nasty.html_faults(shown) == []
    assert nasty.html_faults(notebook.text(*nasty.HOSTILE, heading=nasty.HOSTILE[0]).data) == []


def test_csv_is_inert(analysis, tmp_path):
    for path in analysis.to_csv(tmp_path):
        assert nasty.csv_faults(path) == [], path.name


def test_workbooks_are_inert(analysis, tmp_path):
    pytest.importorskip("openpyxl")
    frame = pd.DataFrame({"hostile": nasty.HOSTILE, nasty.TEXTS["formula"]: nasty.HOSTILE})
    sheets.write(tmp_path / "out.xlsx", {"quotes": frame}, nasty.TEXTS["formula"])
    assert nasty.workbook_faults(tmp_path / "out.xlsx") == []
