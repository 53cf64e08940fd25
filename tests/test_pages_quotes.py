"""The page of the quotes: all of them but those of copies, and the way to the other pages."""

import json

from bs4 import BeautifulSoup
from synthetic import corpus

from toolkit import page_scripts
from toolkit.analysis import Analysis
from toolkit.pages import provenance
from toolkit.pages.parts import Page
from toolkit.pages.quotes import write_quotes

PAGES = [Page("a.html", "a.ipynb", "<b>A</b>")]


def page_of(analysis, folder, **options):
    account = provenance.provenance(analysis, corpus="x", parameters=[], command="toolkit report x")
    written = write_quotes(folder, analysis, PAGES, account, **options).read_text(encoding="utf-8")
    return BeautifulSoup(written, "html.parser")


def test_quotes_have_a_page_of_their_own(tmp_path):
    found = corpus()
    soup = page_of(Analysis(*found), tmp_path, sides={"North": ["Arvenia"]})
    data = json.loads(soup.find(id="quotes-data").get_text())
    assert data["shown"] == len(found.quotes) == 9
    assert {actor["name"]: actor["side"] for actor in data["actors"]}["Lena Orlo"] == "North"
    assert [link.get_text() for link in soup.nav.find_all("a")] == ["Contents", "<b>A</b>"]
    classes = {row[data["fields"].index("cue_class")] for row in data["quotes"]}
    assert "neutral" in classes  # of "said"


def test_it_has_the_choice_of_colours_and_where_to_skip_to(tmp_path):
    soup = page_of(Analysis(*corpus()), tmp_path)
    assert page_scripts.source("theme") in [script.get_text() for script in soup.head.find_all("script")]
    assert soup.find(class_="switches") and soup.find("main", id="main")


def test_quotes_of_copies_are_not_on_it(tmp_path):
    found = corpus()
    copied = found.documents.assign(duplicate_of=["d2", None, None])
    soup = page_of(Analysis(copied, *found[1:]), tmp_path)
    assert json.loads(soup.find(id="quotes-data").get_text())["shown"] == 4
    assert "5 quotes in copies of other articles are left out" in soup.get_text()
