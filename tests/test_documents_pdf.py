"""PDF: lines to paragraphs, what stands on every page, damage, passwords, exports."""

import io
import zlib

import pytest

import toolkit as tk
from tests import format_samples as samples
from tests.format_samples import ARTICLES, TEXTS, codes, wrapped
from toolkit import tables
from toolkit.documents import Limits, pdf

LONG = "The minister said on Friday that the talks with the other side had failed once more. " * 5


NUMBERS = ("one", "two", "three", "four")


def article_pages():
    return [
        [
            "The Harbour Example",
            *wrapped(f"On day {day} they met. {LONG}"),
            f"So day {day} ended.",
            f"Page {at} of 4",
        ]
        for at, day in enumerate(NUMBERS, 1)
    ]


def test_an_article_of_several_pages(tmp_path):
    (tmp_path / "a.pdf").write_bytes(samples.pdf(article_pages()))
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    (row,) = frame.to_dict("records")
    assert row["text"].count("had failed once more. The minister said") == 4 * 4
    assert "Page 2 of 4" not in row["text"] and "Harbour" not in row["text"]
    whats = {change["what"]: change["count"] for change in row["cleaning"]}
    assert whats["lines repeated on every page removed"] == 8
    assert whats["line breaks inside paragraphs joined"] > 10
    assert codes(frame) == []


LINES = [
    ("a paragraph", ["The talks about the ferry ended on", "Thursday, she said."],
     "The talks about the ferry ended on Thursday, she said."),
    ("an empty line", ["The first.", "", "The second."], "The first.\n\nThe second."),
    ("a short last line",
     ["The talks about the night ferry ended on Thursday", "in vain.", "The council meets on Friday on it."],
     "The talks about the night ferry ended on Thursday in vain.\n\nThe council meets on Friday on it."),
    ("a hyphen of the page", ["They will nego-", "tiate until the council meets."],
     "They will negotiate until the council meets."),
    ("a hyphen before a name", ["They met the pro-", "London group of the council."],
     "They met the pro- London group of the council."),
    ("nothing", ["", " "], ""),
]  # fmt: skip


@pytest.mark.parametrize(("label", "lines", "expected"), LINES, ids=[row[0] for row in LINES])
def test_lines_become_paragraphs(label, lines, expected):
    assert pdf.join_lines(lines)[0] == expected


def test_an_export_is_split(tmp_path):
    lines = [line for text in samples.nexis_lines() for line in wrapped(text, 60)]
    pages = [[*lines[at : at + 30], f"Page {at} of 60"] for at in range(0, len(lines), 30)]
    (tmp_path / "a.pdf").write_bytes(samples.pdf(pages))
    frame = tk.read_documents(tmp_path)
    assert frame["title"].tolist() == [article["title"] for article in ARTICLES]
    assert frame["published"].tolist() == [article["published"] for article in ARTICLES]
    assert frame["text"].tolist() == TEXTS
    assert codes(frame) == []


def bomb():
    """A page whose content unpacks to 100 MB."""
    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(samples.pdf([["The text."]])))
    content = StreamObject()
    content._data = zlib.compress(b" " * 100_000_000, 9)
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


WHOLE = samples.pdf(article_pages())
HOSTILE = [
    ("password", "encrypted", samples.pdf(article_pages(), encrypted=True)),
    ("header only", "not text", b"%PDF-1.7\n"),
    ("half", "not text", b"%PDF-1.7\n" + b"\x00\x01garbage<</Type/Catalog" * 200),
    ("bomb", "damaged", bomb()),
    ("no text", "no text layer", samples.pdf([[], []])),
]  # fmt: skip


@pytest.mark.parametrize(("label", "code", "data"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files(tmp_path, label, code, data):
    (tmp_path / "a.pdf").write_bytes(data)
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist() == ["b.txt"]
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == code
    assert "; " in problem["detail"]  # what to do


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_truncated_files(tmp_path, share):
    (tmp_path / "a.pdf").write_bytes(WHOLE[: int(len(WHOLE) * share)])
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist()[-1] == "b.txt"
    assert len(frame) == 2 or codes(frame)  # what is whole is read, or the loss is told


def test_limits(tmp_path):
    (tmp_path / "a.pdf").write_bytes(WHOLE)
    frame = tk.read_documents(tmp_path, limits=Limits(pages=2))
    assert "day two" in frame["text"][0] and "day three" not in frame["text"][0]
    assert "read up to page 2 of 4 only" in frame.attrs["problems"][0]["detail"]
    assert codes(tk.read_documents(tmp_path, limits=Limits(seconds=1e-9)))[0] == "too large"
    assert codes(tk.read_documents(tmp_path, limits=Limits(whole_bytes=100))) == ["too large"]
