"""What readers explore in a notebook is a frame, and counts lead to their quotes."""

import pandas as pd
from synthetic import corpus

from toolkit import network, notebook


def test_a_count_leads_to_its_quotes_where_there_is_a_report(tmp_path):
    frame = pd.DataFrame({"name": ["Lee", "Ek"], "quotes": [3, 1], "actor_id": ["a&b", None]})
    (tmp_path / "quotes.html").write_text("", encoding="utf-8")
    links = {"quotes": notebook.quotes_of(frame, tmp_path, actor="actor_id", least=0.5)}
    shown = notebook.table(frame, {"Actor": "name", "Quotes": "quotes"}, links=links).data
    assert '<a href="quotes.html#quotes/actor=a%26b&amp;least=0.5">3</a>' in shown and ">1</td>" in shown
    assert notebook.quotes_of(frame, None, actor="actor_id") == [None, None]
    assert notebook.quotes_of(frame, tmp_path / "none", actor="actor_id") == [None, None]


def test_what_can_be_explored_is_a_frame():
    found = corpus()
    edges = network.quote_edges(found.quotes, found.mentions, found.actors)
    graph = network.quote_graph(edges, found.actors, found.quotes)
    shown = notebook.explore(graph, found.quotes, found.documents, found.actors).data
    browser = notebook.quote_browser(found.quotes, found.documents, found.actors).data
    for html in (shown, browser):
        assert html.startswith('<div class="interactive"><iframe') and 'sandbox="allow-scripts"' in html
    assert "neutral" in browser  # the class of "said", though the table does not have it
    assert "<p>No quote was found.</p>" in notebook.quote_browser(found.quotes.head(0), found.documents).data
    graph.remove_edges_from(list(graph.edges))
    assert "<p>None.</p>" in notebook.explore(graph, found.quotes, found.documents, empty="None.").data


def test_a_frame_of_quotes_leads_to_the_page_of_all(tmp_path):
    found = corpus()
    (tmp_path / "quotes.html").write_text("", encoding="utf-8")
    shown = notebook.quote_browser(found.quotes, found.documents, most=2, out_folder=tmp_path).data
    assert '<a href="quotes.html">quotes.html</a>' in shown and "Here are 2 of 9 quotes" in shown
