"""Excel workbooks: sheets with texts, titles above the table, damage, bombs, entities."""

import datetime
import io
import zipfile

import openpyxl
import pytest

import toolkit as tk
from tests.format_samples import ARTICLES, TEXTS, codes, zipped
from toolkit import tables

LONG = ["The word was said. " * 20, "The word was heard. " * 20]


def workbook(**sheets):
    """The bytes of a workbook; each sheet is a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


HEADER = ["Headline", "Body", "Date", "Pages"]
ROWS = [[article["title"], text, datetime.datetime(2022, 1, 13), 3] for article, text in zip(ARTICLES, TEXTS)]


def test_a_sheet_is_a_table(tmp_path):
    (tmp_path / "news.xlsx").write_bytes(workbook(Notes=[["made by hand"]], News=[HEADER, *ROWS], Empty=[]))
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["text"].tolist() == TEXTS
    assert frame["title"].tolist() == [article["title"] for article in ARTICLES]
    assert frame["published"].tolist() == ["2022-01-13"] * 2
    assert frame["Pages"].tolist() == [3, 3]
    assert frame["origin"].tolist() == ["news.xlsx#News!2", "news.xlsx#News!3"]
    assert codes(frame) == []  # a sheet of notes is no loss


def test_a_title_above_the_table_and_the_name_do_not_matter(tmp_path):
    (tmp_path / "news").write_bytes(workbook(News=[["Our corpus"], [], HEADER, *ROWS]))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == TEXTS
    assert frame["origin"].tolist()[0] == "news#News!4"


def test_the_text_by_its_length_or_by_option(tmp_path, caplog):
    rows = [[1, LONG[0], "short"], [2, LONG[1], "also short"]]
    (tmp_path / "a.xlsx").write_bytes(workbook(News=[["id", "wording", "note"], *rows]))
    assert tk.read_documents(tmp_path)["n_words"].tolist() == [80, 80]
    assert "'wording' taken for the text" in caplog.text
    assert tk.read_documents(tmp_path, text_column="note")["text"].tolist() == ["short", "also short"]


def test_no_sheet_with_texts(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook(One=[["id", "note"], [1, "short"]]))
    with pytest.raises(ValueError, match=r"a\.xlsx: no column that is called like a text \(found id, note\)"):
        tk.read_documents(tmp_path)


# --- hostile workbooks


def with_part(data, name, change):
    """A workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts[name])
    return zipped(parts)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE sst [<!ENTITY l0 "lol">{LAUGHS}<!ENTITY file SYSTEM "file:///etc/passwd">]>'


def laughing(part):
    return part.replace(b"<workbook", f"{DOCTYPE}<workbook".encode(), 1).replace(
        b'name="News"', b'name="&l9;"'
    )


def reaching_out(part):
    return DOCTYPE.encode() + part.replace(b"<sheetData>", b"<sheetData>&file;")


WHOLE = workbook(News=[HEADER, *ROWS])
SHEET = "xl/worksheets/sheet1.xml"

HOSTILE = [
    ("torn", "unreadable", WHOLE[:-200]),
    ("not XML", "unreadable", with_part(WHOLE, SHEET, lambda part: part[:300])),
    ("bomb", "archive bomb", with_part(WHOLE, SHEET, lambda part: part + b" " * 30_000_000)),
    ("laughs", "unreadable", with_part(WHOLE, "xl/workbook.xml", laughing)),
    ("outside entity", "unreadable", with_part(WHOLE, SHEET, reaching_out)),
    ("password", "not text", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
]  # fmt: skip


@pytest.mark.parametrize(("label", "code", "data"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_workbooks(tmp_path, label, code, data):
    (tmp_path / "a.xlsx").write_bytes(data)
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist() == ["b.txt"]
    assert codes(frame) == [code]
