"""What notebooks show is escaped, complete and described."""

import re
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest
from synthetic import corpus

from toolkit import concordance, network, notebook, plots

NASTY = "<script>alert(1)</script> **bold** $x$ & “quotes”"


def test_text_is_escaped():
    shown = notebook.text(NASTY, "", heading="<b>")
    assert "<script>" not in shown.data
    assert "&lt;script&gt;" in shown.data
    assert "<strong>&lt;b&gt;</strong>" in shown.data
    assert shown.data.count("<p>") == 1
    assert "tex2jax_ignore" in shown.data


def test_table_is_escaped_and_marks_are_kept():
    frame = pd.DataFrame({"sentence": [f"{NASTY} ⟦the <i>port</i>⟧ ⟧ ⟦"], NASTY: [1]})
    shown = notebook.table(frame, caption=NASTY).data
    assert "<script>" not in shown
    assert "<mark>the &lt;i&gt;port&lt;/i&gt;</mark> ⟧ ⟦" in shown


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (0.256, "word_share", "26%"),
        (-0.5, "difference", "-50%"),
        (1234, "words", "1,234"),
        (3.0, "weight", "3"),
        (0.12345, "z", "0.123"),
        (1098.3, "high", "1,098"),
        (None, "role", "–"),
        (float("nan"), "share", "–"),
        (pd.NA, "start", "–"),
        (["a", "b"], "variants", "a, b"),
        (list("abcdefghij"), "variants", "a, b, c, d, e, f, g, h and 2 more"),
        (0.0123, "word_share", "1.2%"),
        (0.0123, "points", "+1.2"),
        (-0.25, "contrast", "-25"),
        (True, "flag", "yes"),
    ],
)
def test_how_values_are_written(value, name, expected):
    assert expected in notebook.table(pd.DataFrame({name: pd.Series([value], dtype=object)})).data


def test_intervals_stand_in_one_cell():
    frame = pd.DataFrame({"share": [0.25, 0.5], "low": [0.1, None], "high": [0.38, None]})
    shown = notebook.table(frame, {"Share": ("share", "low", "high")}).data
    assert "25% (10% to 38%)" in shown
    assert ">50%<" in shown


def test_a_long_table_says_how_long_and_a_long_text_is_whole():
    frame = pd.DataFrame({"text": ["word " * 100] * 5})
    shown = notebook.table(frame, limit=2).data
    assert "<p>2 of 5 rows.</p>" in shown
    told = notebook.table(frame, limit=2, where="tables/<edges>.csv").data
    assert "<p>2 of 5 rows; all are in tables/&lt;edges&gt;.csv.</p>" in told
    assert "word " * 100 in shown


def test_a_table_leads_to_its_whole(tmp_path):
    frame = pd.DataFrame({"name": ["=1+1", "Lee"], "forms": [["Ann", "Bo"], None]})
    place = notebook.save(frame, "names", tmp_path)
    assert place == notebook.saved("names", tmp_path) == "tables/names.csv"
    written = (tmp_path / place).read_text(encoding="utf-8-sig")
    assert "Ann; Bo" in written
    assert "'=1+1" in written
    assert frame["forms"][0] == ["Ann", "Bo"]
    cut = notebook.table(frame, limit=1, whole=place).data
    assert '1 of 2 rows; all are in <a href="tables/names.csv">tables/names.csv</a>.' in cut
    assert 'Also as <a href="tables/names.csv">' in notebook.table(frame, whole=place).data
    assert notebook.save(frame, "names", None) == notebook.saved("names", None) == ""
    assert notebook.saved("no such table", tmp_path) == ""
    assert "<b>" not in notebook.table(frame, whole="<b>").data


def test_further_columns_are_shown_as_they_are_called():
    frame = pd.DataFrame({"name": ["Lee"], "party": ["<Greens>"]})
    shown = notebook.table(frame, {"Actor": "name"}, more=["party"]).data
    assert ">party</th>" in shown and "&lt;Greens&gt;" in shown


def test_documents_with_the_same_text_are_said():
    documents = corpus().documents
    assert notebook.set_aside(documents) == "No two documents have the same text."
    assert notebook.set_aside(documents.iloc[:1]) == ""
    doubled = documents.assign(duplicate_of=[None, "d1", None])
    assert notebook.set_aside(doubled).startswith(
        "1 document of 3 has the text of another one and counts once"
    )


def test_a_document_is_called_by_its_file():
    tables = corpus("d1")
    shown = notebook.table(tables.quotes, {"Document": "doc_id"}, documents=tables.documents).data
    assert shown.count("<td") == shown.count(">invented/d1.txt<") == 5


def test_a_long_name_of_a_file_may_be_broken():
    frame = pd.DataFrame(
        {"file": ["000_47233b69de273cc9.txt", "short_a.txt", "a long-ish sentence of words.", "&" * 20]}
    )
    shown = notebook.table(frame).data
    assert ">000_<wbr>47233b69de273cc9.<wbr>txt<" in shown
    assert ">short_a.txt<" in shown and ">a long-ish sentence of words.<" in shown
    assert ">" + "&amp;" * 20 + "<" in shown


def test_an_empty_table_says_so_and_a_wrong_column_is_an_error():
    assert "Looked for ships" in notebook.table(pd.DataFrame({"a": []}), empty="Looked for ships.").data
    with pytest.raises(ValueError, match="no column b"):
        notebook.table(pd.DataFrame({"a": []}), {"B": "b"})


def test_a_figure_has_alt_text_and_is_closed():
    import matplotlib.pyplot as plt

    table = pd.DataFrame({"name": ["Lena Orlo"], "share": [0.5], "low": [0.4], "high": [0.6]})
    drawn = plots.ranked_dots(table, value="share", low="low", high="high", xlabel="Share")
    image = notebook.figure(drawn)
    assert image.alt == "Share: most for Lena Orlo (0.5). Ranked dot plot of Share. Largest: Lena Orlo 0.5."
    assert image.data.startswith(b"\x89PNG")
    assert not plt.get_fignums()


def test_a_figure_with_nothing_to_draw_is_a_sentence():
    import matplotlib.pyplot as plt

    assert "<p>No ship.</p>" in notebook.figure(plots.nothing("No ship.", title="Ships", source="x")).data
    assert "<p>No boat.</p>" in notebook.figure(plots.nothing("No ship."), empty="No boat.").data
    assert notebook.figure(plots.nothing("No ship."), empty="") is None
    assert not plt.get_fignums()


def test_nothing_to_say_shows_nothing():
    assert notebook.text("", heading="Answer:") is None
    assert notebook.table(pd.DataFrame({"a": []}), caption="Ships", empty="") is None


def test_the_corpus_in_words():
    tables = corpus()
    assert notebook.describe(tables.documents).startswith("3 articles, 10")
    assert "published 2020-02-01 to 2020-02-03" in notebook.describe(tables.documents)
    assert (
        notebook.describe(corpus("d3").documents)
        == "one article of 7 words: Weather, 2020-02-01 (file invented/d3.txt)."
    )
    assert notebook.source(corpus("d3").documents) == "Weather"


def test_cleaning_is_listed():
    documents = corpus("d3").documents.copy()
    documents["cleaning"] = [
        [{"step": "quotes", "what": "reversed mark", "count": 2, "detail": "x", "more": 1}]
    ]
    found = notebook.cleaning(documents)
    assert found.values.tolist() == [["invented/d3.txt", "quotes", "reversed mark", 2, "x"]]
    assert notebook.cleaning(corpus().documents).empty


def test_cleaning_is_summed_over_documents():
    documents = corpus().documents
    mark = {"step": "quotes", "what": "reversed mark"}
    documents["cleaning"] = [
        [{**mark, "count": 2, "detail": "x"}, {**mark, "count": 1, "detail": "y"}],
        [{**mark, "count": 1, "detail": "x"}, {"step": "lines", "what": "spaces", "count": 4}],
        [],
    ]
    found = notebook.cleaning_summed(documents)
    assert found.drop(columns="examples").values.tolist() == [
        ["quotes", "reversed mark", 4, 2],
        ["lines", "spaces", 4, 1],
    ]
    assert found["examples"][0] == "x | y"
    assert pd.isna(found["examples"][1])
    assert notebook.cleaning_summed(corpus().documents).empty


def test_marked_sentences_reach_the_page():
    tables = corpus("d1")
    rows = concordance.evidence(tables.quotes, tables.documents)
    assert "<mark>The port is open</mark>" in notebook.table(rows, {"Sentence": "sentence"}).data


def test_a_drawing_says_more_under_the_pointer_and_nothing_gets_out_of_it():
    table = pd.DataFrame(
        {"term": [NASTY, "b"], "side": ["N", "S"], "count_a": [3, 1], "count_b": [1, 3], "q": [0.1, 0.1]}
    ).assign(per_1000_a=[3.0, 1.0], per_1000_b=[1.0, 3.0])
    table.attrs["pair"] = ["N", "S"]
    note = f"{NASTY}\x00\nsecond line</title></svg>"
    shown = notebook.hover(plots.term_scatter(table), {"term-0": note}, name="words").data
    root = ElementTree.fromstring(shown)
    titles = [part.text for part in root.iter() if part.tag.endswith("title")]
    assert titles == [note.replace("\x00", "")]
    assert root.get("role") == "img" and "Scatter plot" in root.get("aria-label")
    assert 'id="words-term-0"' in shown
    assert not [part for part in root.iter() if part.tag.endswith(("script", "metadata", "foreignObject"))]
    assert not re.findall(r'(?:href|src)="(?!#)', shown)


def test_a_drawing_of_nothing_is_a_sentence():
    nothing = pd.DataFrame({"term": [], "side": []})
    assert "No word is used often enough" in notebook.hover(plots.term_scatter(nothing), {}).data
    assert "svg" not in notebook.hover(plots.term_scatter(nothing), {}, empty="none").data
    assert notebook.hover(plots.term_scatter(nothing), {}, empty="") is None


def test_a_figure_is_stored_for_print_where_a_folder_is_given(tmp_path):
    frame = pd.DataFrame({"name": ["Lee"], "share": [0.5], "low": [0.4], "high": [0.6]})
    ends = {"value": "share", "low": "low", "high": "high", "xlabel": "Share"}
    notebook.figure(plots.ranked_dots(frame, **ends), "shares")
    notebook.figure(plots.ranked_dots(frame, **ends), None, tmp_path)
    assert not list(tmp_path.iterdir())
    shown = notebook.figure(plots.ranked_dots(frame, **ends), "shares", tmp_path, alt="One dot")
    assert shown.alt == "One dot"
    stored = sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert stored == ["shares.png", "shares.svg"]
    assert ">One dot</" in (tmp_path / "figures" / "shares.svg").read_text(encoding="utf-8")
    notebook.hover(plots.ranked_dots(frame, **ends), {}, "hovered", tmp_path)
    assert (tmp_path / "figures" / "hovered.svg").exists()


@pytest.mark.parametrize("drawn", [None, "nothing"])
def test_a_figure_of_nothing_is_a_sentence_and_takes_the_old_one_away(tmp_path, drawn):
    (tmp_path / "figures").mkdir()
    for name in ("shares.png", "shares.svg", "other.png"):
        (tmp_path / "figures" / name).write_text("before")
    empty = plots.nothing("looked for <ships>") if drawn else None
    shown = notebook.figure(empty, "shares", tmp_path, empty="No <ships>.")
    assert "No &lt;ships&gt;." in shown.data
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["other.png"]
    assert notebook.figure(plots.nothing("x") if drawn else None, empty="") is None


def test_a_count_leads_to_its_quotes_where_there_is_a_report(tmp_path):
    frame = pd.DataFrame({"name": ["Lee", "Ek"], "quotes": [3, 1], "actor_id": ["a&b", None]})
    (tmp_path / "quotes.html").write_text("", encoding="utf-8")
    links = {"quotes": notebook.quotes_of(frame, tmp_path, actor="actor_id", least=0.5)}
    shown = notebook.table(frame, {"Actor": "name", "Quotes": "quotes"}, links=links).data
    assert '<a href="quotes.html#quotes/actor=a%26b&amp;least=0.5">3</a>' in shown and ">1</td>" in shown
    assert notebook.quotes_of(frame, None, actor="actor_id") == [None, None]
    assert notebook.quotes_of(frame, tmp_path / "none", actor="actor_id") == [None, None]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://evil.example/", "//evil.example/a.html", "../a"]
)
def test_a_table_links_to_pages_beside_it_only(address):
    shown = notebook.table(pd.DataFrame({"a": [1]}), links={"a": [address]}).data
    assert "<a " not in shown


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


def test_lines_of_a_cell_stay_lines():
    shown = notebook.table(pd.DataFrame({"found": ["1. <b>\n2. Lee", "one"]})).data
    assert ">1. &lt;b&gt;<br>2. Lee<" in shown
