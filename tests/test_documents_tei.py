"""TEI: the text without notes, the header's fields, corpora, entities refused."""

import pytest

import toolkit as tk
from tests import format_samples as samples
from tests.format_samples import ARTICLES, TEXTS, codes
from toolkit import tables


def test_a_corpus(tmp_path):
    (tmp_path / "a.xml").write_text(samples.tei(), encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["text"].tolist() == TEXTS
    for field in ("title", "outlet", "published"):
        assert frame[field].tolist() == [article[field] for article in ARTICLES], field
    assert frame["authors"].tolist() == [["Jane Doe"], ["John Roe"]]
    assert frame["origin"].tolist() == ["a.xml#1", "a.xml#2"]
    assert codes(frame) == []


def test_one_document_whatever_its_name(tmp_path):
    (tmp_path / "a").write_text(samples.tei(ARTICLES[:1]), encoding="utf-8")
    (row,) = tk.read_documents(tmp_path).to_dict("records")
    assert (row["origin"], row["text"]) == ("a", TEXTS[0])


def test_words_broken_by_lines_and_corrections(tmp_path):
    word = "min<choice><sic>ster</sic><corr>ister</corr></choice>"
    body = f"<p>The {word} said<lb/>on <hi>Friday</hi> no.</p><p>Then left.</p>"
    text = f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><text><body>{body}</body></text></TEI>"
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    assert tk.read_documents(tmp_path)["text"].tolist() == ["The minister said on Friday no.\n\nThen left."]


LAUGHS = '<!DOCTYPE TEI [<!ENTITY l0 "lol"><!ENTITY l1 "&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;">]>'
FILE = 'SYSTEM "file:///etc/passwd"'
HOSTILE = [
    ("laughs", "unsafe XML", samples.tei(ARTICLES[:1], LAUGHS)),
    ("outside", "unsafe XML", samples.tei(ARTICLES[:1], f"<!DOCTYPE TEI [<!ENTITY f {FILE}>]>")),
    ("outside parameter", "unsafe XML", samples.tei(ARTICLES[:1], f"<!DOCTYPE TEI [<!ENTITY % f {FILE}> %f;]>")),
    ("torn", "unreadable", samples.tei()[:-30]),
    ("deep", "unreadable", "<TEI>" + "<p>" * 10_000),
    ("header only", "no text", "<TEI><teiHeader/></TEI>"),
    ("another kind", "unknown XML", "<?xml version='1.0'?><nitf><p>The text.</p></nitf>"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "code", "data"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files(tmp_path, label, code, data):
    (tmp_path / "a.xml").write_text(data, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist() == ["b.txt"]
    assert codes(frame) == [code]
