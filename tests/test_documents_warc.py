"""WARC: pages with their address and encoding, other records passed over, damage."""

import pytest

import toolkit as tk
from tests import format_samples as samples
from tests.format_samples import ARTICLES, TEXTS, codes
from toolkit import tables
from toolkit.documents import Limits

HTML = [("Content-Type", "text/html; charset=utf-8")]
RESPONSES = [
    ("https://example.org/0", "200 OK", HTML, samples.page(ARTICLES[0]).encode()),
    ("https://example.org/logo", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
    ("https://example.org/old", "301 Moved", HTML, b"<html>moved</html>"),
    ("https://example.org/empty", "200 OK", HTML, b"<html><body></body></html>"),
    ("https://example.org/1", "200 OK", [("Content-Type", "text/html; charset=windows-1252")],
     samples.page(ARTICLES[1]).encode("cp1252")),
]  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
def test_pages_are_documents(tmp_path, packed):
    (tmp_path / "crawl").write_bytes(samples.warc(RESPONSES, packed=packed))
    frame = tk.read_documents(tmp_path)
    tables.check("documents", frame)
    assert frame["url"].tolist() == ["https://example.org/0", "https://example.org/1"]
    assert frame["title"].tolist() == [article["title"] for article in ARTICLES]
    assert frame["origin"].tolist() == ["crawl#2", "crawl#6"]
    assert ARTICLES[1]["paragraphs"][1] in frame["text"][1]
    assert frame["cleaning"][1][0]["what"] == "read as Windows-1252, not UTF-8"
    assert codes(frame) == ["no article"]
    assert "https://example.org/empty" in frame.attrs["problems"][0]["detail"]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("cut", [20, 300])
def test_torn_files(tmp_path, packed, cut):
    (tmp_path / "a.warc.gz").write_bytes(samples.warc(RESPONSES, packed=packed)[:-cut])
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist()[0] == "a.warc.gz#2"
    assert frame["origin"].tolist()[-1] == "b.txt"
    assert len(codes(frame)) >= 1


def test_without_pages_and_too_large_pages(tmp_path):
    (tmp_path / "a.warc").write_bytes(samples.warc(RESPONSES[1:3], packed=False))
    assert codes(tk.read_documents(tmp_path)) == ["no article"]
    (tmp_path / "a.warc").write_bytes(samples.warc(RESPONSES[:1]))
    assert codes(tk.read_documents(tmp_path, limits=Limits(text_bytes=200))) == ["too large"]
