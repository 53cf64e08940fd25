"""Feeds: full texts, summaries told apart, entities refused."""

import pytest

import toolkit as tk
from tests import format_samples as samples
from tests.format_samples import ARTICLES, TEXTS, codes
from toolkit import tables
from toolkit.documents import feeds


@pytest.mark.parametrize("data", [samples.rss(), samples.atom()], ids=["RSS", "Atom"])
def test_entries_are_documents(tmp_path, data):
    (tmp_path / "feed").write_text(data, encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["text"].tolist() == TEXTS
    assert frame["title"].tolist() == [article["title"] for article in ARTICLES]
    assert frame["published"].str[:10].tolist() == ["2022-01-13", "2022-01-14"]
    assert frame["authors"].tolist() == [["Jane Doe"], ["John Roe"]]
    assert frame["section"].tolist() == ["NEWS", "LOCAL"]
    assert frame["url"].tolist() == ["https://example.org/0", "https://example.org/1"]
    assert frame["outlet"].tolist() == ["The Harbour Example"] * 2
    assert frame["origin"].tolist() == ["feed#1", "feed#2"]
    assert codes(frame) == []


def test_summaries_are_no_articles(tmp_path, caplog):
    (tmp_path / "feed.xml").write_text(samples.rss(full=False), encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == [article["paragraphs"][0] for article in ARTICLES]
    assert codes(frame) == ["summaries only"]
    assert "2 of 2 entries have a summary only, which is not the article" in caplog.text


def test_a_declared_encoding(tmp_path):
    data = samples.rss().replace('version="1.0"?', 'version="1.0" encoding="windows-1252"?')
    (tmp_path / "feed.xml").write_bytes(data.encode("cp1252"))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == TEXTS
    assert frame["cleaning"][0][0]["what"] == "read as Windows-1252, not UTF-8"


TEXT_OF = [
    ("plain", "a < b", "a < b"),
    ("paragraphs", "<p>One &amp; two.</p><p>Three<br>four.</p>", "One & two.\n\nThree\n\nfour."),
    ("script", "One<script>alert(1)</script> two", "One two"),
    ("emphasis", "The <b>word</b>, she said", "The word, she said"),
    ("nothing", "<!-- -->", ""),
]


@pytest.mark.parametrize(("label", "markup", "expected"), TEXT_OF, ids=[row[0] for row in TEXT_OF])
def test_text_of_markup(label, markup, expected):
    assert feeds.text_of(markup) == expected


LAUGHS = '<!DOCTYPE rss [<!ENTITY l0 "lol"><!ENTITY l1 "&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [LAUGHS, OUTSIDE])
def test_entities_are_refused(tmp_path, part, encoding):
    (tmp_path / "a.xml").write_bytes(samples.rss(part=part).encode(encoding))
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist() == ["b.txt"]
    assert codes(frame) == ["unsafe XML"]


def test_the_address_of_an_old_document_type_is_not_fetched(tmp_path):
    part = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://192.0.2.1/rss-0.91.dtd">'
    (tmp_path / "a.xml").write_text(samples.rss(part=part), encoding="utf-8")
    assert tk.read_documents(tmp_path)["text"].tolist() == TEXTS


def test_torn_and_empty_feeds(tmp_path):
    data = samples.rss()
    (tmp_path / "a.xml").write_text(data[: data.index("</item>") + 40], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist()[:1] == TEXTS[:1]
    assert "damaged" in codes(frame)
    (tmp_path / "a.xml").write_text('<rss version="2.0"><channel/></rss>')
    assert codes(tk.read_documents(tmp_path)) == ["no entries"]
