"""Documents and frames: data stay data, only packaged scripts run, and these write no markup."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from synthetic import corpus

from toolkit import network, page_scripts
from toolkit.interactive import frame, network_page, network_view, quote_rows, quotes_page

NASTY = "</script><script>document.title='PWNED'</script><img src=x onerror=alert(1)> {{ 7*7 }} \u202e\" '"
OURS = ("passage", "quotes", "network", "frames")


def hostile():
    """The invented articles, with hostile names, files and outlets."""
    found = corpus()
    actors = found.actors.assign(name=NASTY, role=NASTY, affiliation=NASTY)
    documents = found.documents.assign(title=NASTY, origin=NASTY, outlet=NASTY)
    quotes = found.quotes.assign(speaker=NASTY, cue=NASTY, cue_class=NASTY)
    return found._replace(actors=actors, documents=documents, quotes=quotes)


def documents_of(found):
    edges = network.quote_edges(found.quotes, found.mentions, found.actors)
    graph = network.quote_graph(edges, found.actors, found.quotes)
    rows = quote_rows(found.quotes, found.documents, found.actors, sides={"orlo": NASTY})
    view = network_view(graph, found.quotes, found.documents, found.actors)
    return [quotes_page(rows, notes=[NASTY], links=[("index.html", NASTY)], footer=NASTY), network_page(view)]


def test_hostile_text_is_data_and_nothing_else():
    for document in documents_of(hostile()):
        soup = BeautifulSoup(document, "html.parser")
        run = [script for script in soup.find_all("script") if script.get("type") != "application/json"]
        assert {script.get_text() for script in run} <= {page_scripts.source(name) for name in OURS}
        (data,) = (script for script in soup.find_all("script") if script.get("type") == "application/json")
        assert "document.title='PWNED'" in json.dumps(json.loads(data.get_text()))
        assert not soup.find_all(["img", "iframe", "object", "embed", "base", "form", "link"])
        assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
        assert policy == page_scripts.policy()


def test_a_frame_is_shut_off_and_holds_its_document():
    (document, _) = documents_of(hostile())
    soup = BeautifulSoup(frame(document, title=NASTY, height=100), "html.parser")
    (found,) = soup.find_all("iframe")
    assert found["sandbox"] == ["allow-scripts"] and "src" not in found.attrs
    assert found["srcdoc"] == document and found["title"] == NASTY
    assert [tag.name for tag in soup.find_all(True)] == ["div", "iframe"]
    assert soup.div["class"] == ["interactive"]  # what the style sheet does not print


@pytest.mark.parametrize("name", OURS)
def test_scripts_write_text_and_never_markup(name):
    source = page_scripts.source(name)
    assert source.startswith("'use strict';")
    words = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\bFunction\(|srcdoc|fetch\("
    words += r"|XMLHttp|import\("
    assert not re.findall(words, source)
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source)


def test_what_is_left_out_is_said_on_the_page():
    found = corpus()
    data = quote_rows(found.quotes, found.documents, most=3, whole="tables/quotes.csv")
    assert "Here are 3 of 9 quotes" in BeautifulSoup(quotes_page(data), "html.parser").get_text()
