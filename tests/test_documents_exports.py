"""Exports of Nexis Uni, Factiva and ProQuest: split into articles, with their fields, and counted.

The samples are made from invented articles by the documented layouts (tests/format_samples.py), not exported.
"""

import pytest

import toolkit as tk
from tests import format_samples as samples
from tests.format_samples import ARTICLES, TEXTS, codes
from toolkit import tables
from toolkit.documents import export_lines, exports

EXPORTS = {
    "nexis.docx": lambda n: samples.docx(samples.nexis_lines(n)),
    "nexis.rtf": lambda n: samples.rtf(samples.nexis_lines(n)),
    "nexis.txt": lambda n: "\n".join(samples.nexis_lines(n)).encode(),
    "lexisnexis.txt": lambda n: samples.lexisnexis_text(n).encode(),
    "lexisnexis.docx": lambda n: samples.docx(samples.lexisnexis_text(n).split("\n")),
    "factiva_coded.rtf": lambda n: samples.rtf(samples.factiva_coded(n)),
    "factiva_plain.rtf": lambda n: samples.rtf(samples.factiva_plain(n)),
    "factiva_coded.html": lambda n: samples.factiva_page(n).encode(),
    "factiva_plain.html": lambda n: samples.factiva_page(n, coded=False).encode(),
    "proquest.txt": lambda n: samples.proquest_text(n).encode(),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_articles_with_their_fields(tmp_path, name):
    (tmp_path / name).write_bytes(EXPORTS[name](2))
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["text"].tolist() == TEXTS
    for field in ("title", "outlet", "published", "section"):
        assert frame[field].tolist() == [article[field] for article in ARTICLES], field
    assert frame["authors"].tolist() == [[article["author"]] for article in ARTICLES]
    assert frame["origin"].tolist() == [f"{name}#1", f"{name}#2"]
    assert codes(frame) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_a_wrong_number_of_articles_is_reported(tmp_path, caplog, name):
    (tmp_path / name).write_bytes(EXPORTS[name](3))
    frame = tk.read_documents(tmp_path)
    assert len(frame) == 2  # what is there counts
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == "count differs"
    assert "announces 3 articles, 2 were found; look for the missing ones in" in problem["detail"]
    assert "announces 3 articles" in caplog.text


def test_the_name_does_not_matter(tmp_path):
    (tmp_path / "export").write_bytes(samples.docx(samples.nexis_lines()))
    assert tk.read_documents(tmp_path)["text"].tolist() == TEXTS


def test_single_articles_have_no_cover(tmp_path):
    lines = samples.nexis_lines(cover=False)
    (tmp_path / "a.docx").write_bytes(samples.docx(lines[: lines.index("End of Document") + 1]))
    (row,) = tk.read_documents(tmp_path).to_dict("records")
    assert (row["title"], row["outlet"], row["text"]) == (
        ARTICLES[0]["title"],
        ARTICLES[0]["outlet"],
        TEXTS[0],
    )


def test_nexis_articles_without_the_line_body(tmp_path):
    lines = [line for line in samples.nexis_lines() if line != "Body"]
    (tmp_path / "a.docx").write_bytes(samples.docx(lines))
    assert tk.read_documents(tmp_path)["text"].tolist() == TEXTS


def test_an_index_counts_where_the_cover_does_not():
    lines = [line for line in samples.nexis_lines() if not line.startswith("Documents (")]
    assert exports.nexis.split(export_lines.tidy(lines)).announced == 2


def test_the_list_of_a_download_is_no_article(tmp_path):
    cover = samples.nexis_lines()[: samples.nexis_lines().index(ARTICLES[0]["title"])]
    single = samples.nexis_lines(cover=False)
    single = single[: single.index("End of Document") + 1]
    packed = {"Files (2)_doclist.docx": samples.docx(cover), "Ferry talks.docx": samples.docx(single)}
    (tmp_path / "download.zip").write_bytes(samples.zipped(packed))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == [TEXTS[0]]
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == "index only"
    assert "a list of 2 articles, not an article" in problem["detail"]


def test_an_article_without_a_text_is_reported(tmp_path):
    lines = [line for line in samples.nexis_lines() if line not in ARTICLES[0]["paragraphs"]]
    (tmp_path / "a.docx").write_bytes(samples.docx(lines))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == [TEXTS[1]]
    assert codes(frame) == ["no text"]
    assert "no text between the headers of 'Ferry talks" in frame.attrs["problems"][0]["detail"]


def test_dates_that_cannot_be_read_are_reported(tmp_path):
    months = {"January 13": "13 janvier", "January 14": "14 janvier"}
    lines = samples.nexis_lines()
    for english, french in months.items():
        lines = [line.replace(english, french) for line in lines]
    (tmp_path / "a.docx").write_bytes(samples.docx(lines))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == TEXTS
    assert frame["title"][0] != lines[0]  # the cover page is no headline
    assert codes(frame) == ["fields missing"]


def test_an_export_that_is_not_recognised_is_noticed(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Le mot fut dit par le ministre.\nDokument EXAMP1\n" * 6_000, encoding="utf-8"
    )
    frame = tk.read_documents(tmp_path)
    assert len(frame) == 1
    (problem,) = frame.attrs["problems"]
    assert (problem["code"], problem["doc_id"]) == ("very long", frame["doc_id"][0])
    assert "see whether it is an export that was not recognised" in problem["detail"]


NO_EXPORTS = [
    (
        "an article that quotes one",
        "The memo closed with the words\nEnd of Document\nand nothing else, she said.",
    ),
    (
        "an article about a document",
        "She read it aloud.\nDocument 12345 was classified, 300 words long, he said.",
    ),
    (
        "underscores",
        "The first part.\n" + "_" * 60 + "\nThe second part of ProQuest document ID: 4, he said.",
    ),
]


@pytest.mark.parametrize(("label", "text"), NO_EXPORTS, ids=[row[0] for row in NO_EXPORTS])
def test_look_alikes_stay_one_text(tmp_path, label, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (row,) = tk.read_documents(tmp_path, clean=False).to_dict("records")
    assert row["text"] == text


DATES = [
    ("January 13, 2022 Thursday 9:04 AM EST", "2022-01-13"),
    ("Thursday, January 13, 2022", "2022-01-13"),
    ("13 January 2022", "2022-01-13"),
    ("Jan. 13, 2022", "2022-01-13"),
    ("Sept 3, 2021", "2021-09-03"),
    ("January 2022", "2022-01"),
    ("no date in 2022", None),
    (None, None),
]


@pytest.mark.parametrize(("line", "expected"), DATES)
def test_dates(line, expected):
    assert export_lines.date_in(line) == expected


def test_date_lines_are_short():
    assert export_lines.is_date_line("January 13, 2022 Thursday Late Edition - Final")
    assert not export_lines.is_date_line(
        "January 13, 2022 was a Thursday on which the talks ended " + "and so on " * 9
    )
    assert not export_lines.is_date_line("The Example of January 13, 2022")


def test_plain_documents(tmp_path):
    (tmp_path / "a.docx").write_bytes(samples.docx(["A heading", "", *ARTICLES[0]["paragraphs"]]))
    (tmp_path / "b.rtf").write_bytes(samples.rtf(["Café heading", "", *ARTICLES[1]["paragraphs"]]))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == ["A heading\n\n" + TEXTS[0], "Café heading\n\n" + TEXTS[1]]
    assert frame["title"].tolist() == ["A heading", "Café heading"]
    assert frame["origin"].tolist() == ["a.docx", "b.rtf"]


HOSTILE = [
    ("laughs", "unsafe XML", samples.docx(["The text."], '<!DOCTYPE d [<!ENTITY l0 "lol"><!ENTITY l1 "&l0;&l0;">]>')),
    ("outside", "unsafe XML", samples.docx(["The text."], '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>')),
    ("bomb", "archive bomb", samples.docx(["The text. " * 3_000_000])),
    ("torn", "unreadable", samples.docx(["The text."])[:-60]),
    ("nothing in it", "no words", samples.docx([])),
    ("empty RTF", "no text", b"{\\rtf1 }"),
    ("torn RTF", "no text", b"{\\rtf1\\ansi{\\fonttbl"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "code", "data"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_documents(tmp_path, label, code, data):
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist() == ["b.txt"]
    assert codes(frame) == [code]
