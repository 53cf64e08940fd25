"""PDF: the browser is found or asked for, what is printed leads nowhere, and a browser that hangs is ended."""

import os
import shutil
import stat
import time

import pytest

from toolkit.pages import pdf

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Port talks</title><style>@page { size: A4 }</style></head><body>"
    "<h1>Port talks</h1><h2 id='a'>First</h2><p><a href='#a'>up</a> <a href=\"tables/quotes.csv\">all quotes</a></p>"
    "<script>document.title = 'PWNED'; document.body.textContent = 'PWNED'</script></body></html>"
)


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


@pytest.mark.parametrize("name", pdf.NAMES)
def test_a_browser_is_found_by_each_usual_name(tmp_path, monkeypatch, name):
    path = program(tmp_path, name, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pdf.find_browser() == str(path)
    assert pdf.find_browser(name) == pdf.find_browser(path) == str(path)


def test_without_a_browser_it_is_said_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_places", lambda: iter(pdf.NAMES))
    for platform, line in (("linux", "apt install chromium"), ("darwin", "brew"), ("win32", "winget")):
        monkeypatch.setattr(pdf.sys, "platform", platform)
        with pytest.raises(pdf.NoBrowser, match=f"none was found .*chromium.*{line}.*--browser"):
            pdf.find_browser()
    with pytest.raises(pdf.NoBrowser, match="nowhere: no program that can be run"):
        pdf.find_browser("nowhere")


@pytest.mark.parametrize(
    ("link", "printed"),
    [
        ('<a href="#a">up</a>', '<a href="#a">up</a>'),
        ('<a href="https://a.example/">there</a>', '<a href="https://a.example/">there</a>'),
        ('<a href="tables/q.csv">tables/q.csv</a>', '<span class="file">tables/q.csv</span>'),
        ('<a href="tables/q.csv">q.csv</a>', '<span class="file">q.csv</span>'),
        ('<a href="a.ipynb">notebook</a>', '<span class="file" data-file="a.ipynb">notebook</span>'),
        ('<a href="q.html#quotes/actor=1">3</a>', '<span class="file">3</span>'),
        ("<script>alert(1)</script>x", "x"),
    ],
)
def test_what_is_printed_leads_nowhere(link, printed):
    assert pdf.printable(link) == printed


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
def test_a_browser_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    browser = program(tmp_path, "slow", f"sh -c 'sleep 5; touch {tmp_path}/late' & sleep 60")
    (tmp_path / "a.html").write_text(PAGE)
    begun = time.monotonic()
    with pytest.raises(RuntimeError, match=r"a\.html: .*slow did not print it within 0\.5 seconds"):
        pdf.write_pdf(tmp_path / "a.html", tmp_path / "a.pdf", browser=str(browser), seconds=0.5)
    assert time.monotonic() - begun < 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "slow"]
    time.sleep(5.5)
    assert not (tmp_path / "late").exists()


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
def test_a_browser_that_fails_is_quoted(tmp_path):
    browser = program(tmp_path, "broken", "echo 'no usable sandbox' >&2; exit 3")
    (tmp_path / "a.html").write_text(PAGE)
    with pytest.raises(RuntimeError, match=r"wrote no PDF \(exit code 3; no usable sandbox\).*--browser"):
        pdf.write_pdf(tmp_path / "a.html", tmp_path / "a.pdf", browser=str(browser))


@pytest.mark.skipif(not any(map(shutil.which, pdf.NAMES)), reason="no browser in PATH; install Chromium")
def test_a_real_pdf(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    page = tmp_path / "a page.html"
    page.write_text(PAGE)
    reader = pypdf.PdfReader(pdf.write_pdf(page, tmp_path / "a.pdf", browser=pdf.find_browser()))
    text = reader.pages[0].extract_text()
    assert "all quotes" in text and "PWNED" not in text
    assert reader.metadata.title == "Port talks"
    assert round(float(reader.pages[0].mediabox.width)) == 595  # A4, in points
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == ["Port talks"]
    addresses = [str(note.get_object().get("/A")) for note in reader.pages[0].get("/Annots", [])]
    assert not any("file:" in address for address in addresses)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a page.html", "a.pdf"]
