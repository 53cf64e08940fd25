"""The page of all quotes: copies left out, sides of the quotes, the way to the other pages."""

import json

from bs4 import BeautifulSoup
from synthetic import corpus

from toolkit import page_scripts, rhetoric
from toolkit.analysis import Analysis
from toolkit.pages.parts import Page
from toolkit.pages.provenance import provenance
from toolkit.pages.quotes import write_quotes

SIDES = {"North": ["Arvenia"], "South": ["Bellmark"]}


def written(folder, analysis, **options):
    account = provenance(analysis, corpus="c", parameters=[], command="toolkit report c")
    pages = [Page("a.html", "a.ipynb", "<b>A</b>")]
    path = write_quotes(folder, analysis, pages, account, **options)
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return soup, json.loads(soup.find(id="quotes-data").get_text())


def test_quotes_have_a_page_of_their_own(tmp_path):
    found = corpus()
    soup, data = written(tmp_path, Analysis(*found), sides=SIDES)
    assert data["shown"] == len(found.quotes) == 9
    place = {name: data["fields"].index(name) for name in data["fields"]}
    assert "neutral" in {row[place["cue_class"]] for row in data["quotes"]}  # of "said"
    amounts = rhetoric.assign_sides(found.quotes, found.actors, SIDES)["side"].value_counts().to_dict()
    sides = [row[place["side"]] for row in data["quotes"]]
    assert {side: sides.count(side) for side in SIDES} == amounts == {"North": 4, "South": 3}
    assert "<b>A</b>" in [link.get_text() for link in soup.find_all("a")]
    assert soup.find(attrs={"aria-current": "page"}).get_text() == "The quotes, each in its context"


def test_quotes_of_copies_are_not_on_it(tmp_path):
    found = corpus()
    copied = found.documents.assign(duplicate_of=["d2", None, None])
    soup, data = written(tmp_path, Analysis(copied, *found[1:]))
    assert data["shown"] == 4 and "5 quotes in copies of other articles are left out" in soup.get_text()


def test_it_has_the_choice_of_colours_and_where_to_skip_to(tmp_path):
    soup, _ = written(tmp_path, Analysis(*corpus()))
    assert page_scripts.source("theme") in [script.get_text() for script in soup.head.find_all("script")]
    assert soup.find(class_="switches") and soup.find("main", id="main")
