"""Spreadsheets: cells from articles that nobody should trust, and files as spreadsheet programs save them."""

import zipfile

import pandas as pd
import pytest

from toolkit import sheets

HOSTILE = [
    ("formula", '=HYPERLINK("http://x.test","a")', '\'=HYPERLINK("http://x.test","a")', "Excel would run it"),
    ("plus", "+1+1", "'+1+1", "also a formula"),
    ("minus", "-2+3", "'-2+3", "also a formula"),
    ("at", "@SUM(A1)", "'@SUM(A1)", "Lotus style"),
    ("tab", "\t=1", "'\t=1", "skipped before the formula"),
    ("line feed", "\n=1", "'\n=1", "skipped before the formula"),
    ("carriage return", "\r=1", "'\r=1", "skipped before the formula"),
    ("full width", "＝1", "'＝1", "the same in East Asian settings"),
    ("dash", "– he said", "– he said", "an en dash is a letter like others"),
    ("inner sign", "a=b", "a=b", "not at the beginning"),
    ("number", -3, -3, "numbers are numbers"),
    ("missing", None, None, "nothing there"),
    ("control character", "a\x07b", "a\ufffdb", "not allowed in XML"),
    ("lone surrogate", "a\ud800b", "a\ufffdb", "cannot be written at all"),
]


@pytest.mark.parametrize(("label", "cell", "expected", "why"), HOSTILE, ids=[case[0] for case in HOSTILE])
def test_harmless(label, cell, expected, why):
    assert sheets.harmless(cell) == expected, why


def test_original_undoes_it():
    for _, cell, written, _ in HOSTILE[:8]:
        assert sheets.original(written) == cell
    assert sheets.original("'quoted'") == "'quoted'"


# label, cell, what a program finds that takes semicolons for separators and quotation marks only around a cell
SEPARATED = [
    ("formula behind a semicolon", "plain;=1+1", "plain;'=1+1"),
    ("quoted behind it", 'plain;"=1+1"', 'plain;"\'=1+1"'),
    ("behind a tab", "plain\t@SUM(A1)", "plain\t'@SUM(A1)"),
    ("at the beginning too", "=1;=1", "'=1;'=1"),
    ("not: a space between", "plain; -1", "plain; -1"),
    ("not: an en dash", "plain;– he", "plain;– he"),
    ("not: no separator", "a=b", "a=b"),
]


@pytest.mark.parametrize(("label", "cell", "expected"), SEPARATED, ids=[case[0] for case in SEPARATED])
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_csv_for_other_separators(tmp_path, label, cell, expected, kind):
    table = pd.DataFrame({cell: [cell, "x"], "n": [1, -2]}).astype({cell: kind})
    sheets.write_csv(tmp_path / "a.csv", table)
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    read = pd.read_csv(tmp_path / "a.csv")
    assert read.columns[0] == read.iloc[0, 0] == expected
    assert read["n"].tolist() == [1, -2]
    for separator in ";\t":
        cells = [part.strip('"') for line in text.splitlines() for part in line.split(separator)]
        assert not any(part.startswith(("=", "@", "+")) for part in cells)


def test_csv_for_programs_that_end_a_row_at_a_line(tmp_path):
    sheets.write_csv(tmp_path / "a.csv", pd.DataFrame({"a": ["x"], "b": ["plain\n=1+1;\n- item"]}))
    rows = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[2:] == ["'=1+1;", "'- item\""]


def test_csv_keeps_long_texts_and_gaps(tmp_path):
    table = pd.DataFrame({"a": ["a" * 40_000, None], "n": pd.array([3, None], "Int64")})
    sheets.write_csv(tmp_path / "a.csv", table)
    read = pd.read_csv(tmp_path / "a.csv", dtype="str")
    assert read["a"].str.len().tolist()[0] == 40_000 and read["n"].tolist()[0] == "3"
    assert read.iloc[1].isna().all()


def test_a_cell_is_cut_where_excel_ends():
    assert len(sheets.harmless("a" * 40_000)) < 32_767


TABLE = pd.DataFrame(
    {"row": [1, 2], "content": ["=1+1", "“Yes”;, \n“no”"], "verdict": [None, None], "size": [3, 4]}
)


@pytest.fixture(params=[".xlsx", ".csv"])
def path(request, tmp_path):
    if request.param == ".xlsx":
        pytest.importorskip("openpyxl")
    return tmp_path / f"sample{request.param}"


def test_round_trip(path):
    written = sheets.write(
        path, {"quotes": TABLE}, "READ ME", choices={"verdict": ["yes", "no"]}, counts=["size"]
    )
    assert all(file.exists() for file in written)
    read = sheets.read(path, ["quotes", "passages"])
    assert list(read) == ["quotes"]
    assert read["quotes"]["content"].tolist() == TABLE["content"].tolist()
    assert read["quotes"]["line"].tolist() == [2, 3]
    assert read["quotes"]["verdict"].isna().all()
    assert [int(size) for size in read["quotes"]["size"]] == [3, 4]


def test_answers_are_not_written_over(path):
    sheets.write(path, {"quotes": TABLE}, "READ ME")
    with pytest.raises(FileExistsError, match="may hold answers"):
        sheets.write(path, {"quotes": TABLE}, "READ ME")
    sheets.write(path, {"quotes": TABLE}, "READ ME", overwrite=True)


def test_a_workbook_has_no_formula(tmp_path):
    pytest.importorskip("openpyxl")
    hostile = pd.DataFrame({"content": [cell for _, cell, _, _ in HOSTILE] + ["#N/A"]})
    sheets.write(tmp_path / "a.xlsx", {"quotes": hostile}, "=1+1")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        pages = [book.read(name) for name in book.namelist() if "worksheets" in name]
    assert len(pages) == 2
    assert not any(b"<f>" in page or b't="e"' in page for page in pages)


def test_csv_files_as_other_programs_save_them(tmp_path):
    text = "row;content;verdict\r\n1;“so”;yes\r\n;;\r\n2;“é”\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / "s-quotes.csv").write_bytes(text.encode(encoding))
        for name in ("s.csv", "s-quotes.csv"):
            read = sheets.read(tmp_path / name, ["quotes"])["quotes"]
            assert read["content"].tolist() == ["“so”", "“é”"], encoding
            assert read["line"].tolist() == [2, 4]
            assert read["verdict"].tolist() == ["yes", None]


def test_errors(tmp_path):
    with pytest.raises(ValueError, match=r"ends in .xlsx .* or .csv"):
        sheets.write(tmp_path / "a.ods", {"quotes": TABLE}, "")
    for name in ("no.xlsx", "no.csv"):
        with pytest.raises(FileNotFoundError, match="no"):
            sheets.read(tmp_path / name, ["quotes"])
    pytest.importorskip("openpyxl")
    for content in (b"", b"no zip", b"PK\x03\x04broken"):
        (tmp_path / "bad.xlsx").write_bytes(content)
        with pytest.raises(ValueError, match="not an Excel workbook"):
            sheets.read(tmp_path / "bad.xlsx", ["quotes"])


def test_without_openpyxl(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(ValueError, match=r"pip install openpyxl, or use .csv"):
        sheets.write(tmp_path / "a.xlsx", {"quotes": TABLE}, "")
