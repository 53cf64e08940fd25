"""The matrix, the ego network and the timeline of exchanges: what they draw is in their tables, and can be read."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE, WORDS, assert_apart, assert_sound, boxes_of, said, texts_of, tick_boxes
from synthetic import corpus, silent_corpus

from toolkit import network, plots
from toolkit.figures.geometry import overlap

SIDES = {"orlo": "Arvenia", "arvenia": "Arvenia", "hale": "Bellmark", "bellmark": "Bellmark"}


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def tables():
    return corpus()


@pytest.fixture
def edges(tables):
    return network.quote_edges(tables.quotes, tables.mentions, tables.actors, draws=20)


@pytest.fixture
def graph(tables, edges):
    return network.quote_graph(edges, tables.actors, tables.quotes)


def crowd(nodes, ties, seed=3, names=HOSTILE):
    """A graph with its edges and quotes, and ties with dates (every ninth without)."""
    random = np.random.default_rng(seed)
    graph = nx.DiGraph()
    for k in range(nodes):
        graph.add_node(f"a{k}", label=names[k % len(names)], side=("West", "East", "")[k % 3])
    rows, quotes = [], []
    for k in range(ties):
        source, target = f"a{int(random.zipf(1.5)) % nodes}", f"a{int(random.integers(nodes))}"
        if source != target:
            day = pd.Timestamp("2016-01-01") + pd.Timedelta(days=int(random.integers(400)))
            rows.append((f"q{k}", f"d{k % 30}", source, target, None if k % 9 == 0 else f"{day:%Y-%m-%d}"))
            quotes.append(
                (f"q{k}", f"d{k % 30}", k, HOSTILE[k % 12] + " we say so" * (k % 30), "direct", 0.5)
            )
    found = pd.DataFrame(rows, columns=["quote_id", "doc_id", "source", "target", "published"])
    edges = found.groupby(["source", "target"])["quote_id"].agg(list).rename("quote_ids").reset_index()
    edges["weight"] = edges["quote_ids"].map(len).astype(float)
    for row in edges.itertuples():
        graph.add_edge(row.source, row.target, weight=row.weight)
    columns = ["quote_id", "doc_id", "start", "text", "kind", "confidence"]
    return graph, edges, pd.DataFrame(quotes, columns=columns), found


def cells_of(ax):
    """The numbers of a matrix by the names of row and column."""
    rows = [label.get_text() for label in ax.get_yticklabels()]
    columns = [label.get_text() for label in ax.get_xticklabels()]
    found = {}
    for text in ax.texts:
        if text.get_gid() == "cell":
            x, y = (round(place) for place in text.get_position())
            found[rows[y], columns[x]] = float(text.get_text())
    return found


def test_the_matrix_shows_the_weights_of_the_edges(edges, graph):
    wanted = {(row.source_name, row.target_name): row.weight for row in edges.itertuples()}
    assert wanted["Lena Orlo", "Bellmark"] == 3
    for given in (edges, graph):
        assert cells_of(plots.adjacency(given)[1]) == wanted


def test_the_matrix_is_ordered_by_side_with_a_bar_for_each(edges):
    fig, ax = plots.adjacency(edges, SIDES, **WORDS)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Arvenia", "Bellmark", "Tom Hale"]
    assert sum(line.get_gid() == "side" for line in ax.lines) == 4
    assert "100% of the 6 quotes between actors with a side are about another side" in said(fig)
    assert {"Arvenia", "Bellmark"} <= {text.get_text() for text in ax.get_legend().get_texts()}


@pytest.mark.parametrize(("nodes", "ties"), [(3, 4), (15, 60), (60, 500)])
def test_matrices_of_many_sizes(nodes, ties):
    graph, *_ = crowd(nodes, ties)
    drawn = plots.adjacency(graph, **WORDS)
    assert_sound(drawn)
    assert_apart(tick_boxes(drawn[1], "y"))
    assert_apart(tick_boxes(drawn[1], "x"))
    assert ("more are not drawn" in said(drawn[0])) == (nodes == 60)


def test_the_ego_has_its_neighbours_and_the_surest_quotes(tables, edges, graph):
    fig, _ = plots.ego(graph, edges, tables.quotes, "orlo", sides=SIDES, **WORDS)
    texts = [text.get_text().replace("\n", " ") for text, _ in texts_of(fig)]
    assert "Bellmark (3 quotes)" in texts
    assert "Tom Hale (1 quote)" in texts
    # All three are as sure; direct speech comes first, in quotation marks.
    assert "“We want the port open by Friday Bellmark must keep its word”" in texts
    assert "Hale “has never visited the port”" in texts
    assert "Who speaks about Lena Orlo: nobody" in texts
    assert "No actors speak about Lena Orlo; Lena Orlo speaks about 2 (4)" in said(fig)


def test_the_surest_quote_is_taken_and_none_twice(tables, edges, graph):
    quotes = tables.quotes.assign(confidence=[0.9, 0.2, 0.9, 0.9, 0.9, 0.9, 0.9, 0.95, 0.9])
    fig, _ = plots.ego(graph, edges, quotes, "orlo")
    assert "Bellmark was afraid of an open market" in said(fig)
    both = edges.assign(quote_ids=[["q1", "q8"]] * len(edges))
    quoted = [
        t.get_text() for t, _ in texts_of(plots.ego(graph, both, quotes, "orlo")[0]) if t.get_gid() == "quote"
    ]
    assert len(quoted) == len(set(quoted)) == 2


@pytest.mark.parametrize(("nodes", "ties", "seed"), [(4, 8, 1), (12, 100, 2), (40, 400, 3), (40, 400, 4)])
def test_cards_of_the_ego_never_overlap(nodes, ties, seed):
    graph, edges, quotes, _ = crowd(nodes, ties, seed)
    degree = dict(graph.degree(weight="weight"))
    for actor in sorted(degree, key=degree.get)[-2:]:
        drawn = plots.ego(graph, edges, quotes, actor, **WORDS)
        boxes = boxes_of(drawn[0], "name", "quote", "head")
        assert len(boxes) > 3
        assert_apart(boxes)
        assert_sound(drawn)


def test_arrows_of_the_ego_stand_off_its_cards():
    graph, edges, quotes, _ = crowd(40, 400)
    fig, ax = plots.ego(graph, edges, quotes, "a1")
    cards = boxes_of(fig, "quote")
    renderer = fig.canvas.get_renderer()
    for patch in ax.patches:
        if patch.get_gid() == "edge":
            box = patch.get_window_extent(renderer).extents
            assert overlap(box, cards).sum() == 0


def test_the_ego_says_how_many_more_there_are():
    graph = nx.DiGraph()
    graph.add_node("me", label="Ann Lee")
    for k in range(9):
        graph.add_node(f"b{k}", label=f"Neighbour {k}")
        graph.add_edge(f"b{k}", "me", weight=float(k + 1))
    none = pd.DataFrame({"source": [], "target": [], "quote_ids": []})
    quotes = pd.DataFrame({"quote_id": [], "text": [], "kind": [], "confidence": []})
    fig, _ = plots.ego(graph, none, quotes, "me")
    assert "Who speaks about Ann Lee (+ 3 more)" in said(fig)
    assert "Not drawn: 3 more speak about Ann Lee." in said(fig)
    assert "Neighbour 8 (9 quotes)" in said(fig) and "Neighbour 2 " not in said(fig)


def test_an_actor_that_is_not_there(graph, edges, tables):
    with pytest.raises(KeyError, match="pass an actor_id"):
        plots.ego(graph, edges, tables.quotes, "nobody")


def ties_of(tables):
    found = network.quote_mentions(tables.quotes, tables.mentions).rename(columns={"actor_id": "target"})
    own = tables.quotes[["quote_id", "doc_id", "actor_id"]].rename(columns={"actor_id": "source"})
    found = found.merge(own.dropna(), on="quote_id")
    return found.merge(tables.documents[["doc_id", "published"]], on="doc_id")


def arrows_of(ax):
    """Arrows as (column, row of the speaker, row of the target), rows counted from below."""
    found = [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    return sorted((round(t.xyann[0]), round(t.xyann[1]), round(t.xy[1])) for t in found)


def test_exchanges_are_drawn_at_their_dates(tables):
    names = dict(zip(tables.actors["actor_id"], tables.actors["name"], strict=True))
    fig, ax = plots.exchanges(ties_of(tables), names, SIDES, **WORDS)
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["Lena Orlo", "Arvenia", "Bellmark", "Tom Hale"]
    orlo, arvenia, bellmark, hale = 3, 2, 1, 0
    # 1 February: Orlo about Bellmark (two quotes, one arrow), Hale about Arvenia; then the second day.
    assert arrows_of(ax) == sorted(
        [(0, orlo, bellmark), (0, hale, arvenia), (1, hale, arvenia), (1, orlo, hale), (1, orlo, bellmark)]
    )
    assert "by day" in ax.get_xlabel()
    assert "Lena Orlo speaks about Bellmark 3 times; Bellmark never speaks about Lena Orlo" in said(fig)


def test_one_document_is_drawn_quote_by_quote(tables):
    ties = ties_of(corpus("d1"))
    _, ax = plots.exchanges(ties, {}, quotes=tables.quotes)
    assert [column for column, _, _ in arrows_of(ax)] == [0, 1, 2]
    assert ax.get_xlabel() == "Quotes that mention another actor, in the order of the text"


def test_missing_dates_are_counted(tables):
    ties = ties_of(tables)
    ties.loc[0, "published"] = None
    assert "1 of 6 without a date are not drawn." in said(plots.exchanges(ties, {})[0])
    undated = said(plots.exchanges(ties.assign(published=None), {})[0])
    assert "No dates known: in the order of the texts." in undated
    assert "No dates known" in said(plots.exchanges(ties.drop(columns="published"), {})[0])
    assert "No dates known" in said(plots.exchanges(ties.assign(published="last week"), {})[0])


@pytest.mark.parametrize(("nodes", "ties"), [(4, 9), (40, 600)])
def test_exchanges_of_many_hostile_names(nodes, ties):
    graph, _, _, found = crowd(nodes, ties)
    names = {node: data["label"] for node, data in graph.nodes(data=True)}
    sides = {node: data["side"] for node, data in graph.nodes(data=True)}
    drawn = plots.exchanges(found, names, sides, **WORDS)
    assert_sound(drawn)
    assert_apart(tick_boxes(drawn[1]))
    assert_apart(tick_boxes(drawn[1], "x"))


def test_nothing_to_draw():
    empty = silent_corpus()
    edges = network.quote_edges(empty.quotes, empty.mentions, empty.actors)
    graph = network.quote_graph(edges, empty.actors)
    ties = pd.DataFrame(columns=["quote_id", "doc_id", "source", "target", "published"])
    for fig, _ in (
        plots.adjacency(edges),
        plots.adjacency(graph),
        plots.ego(graph, edges, empty.quotes, "nobody"),
        plots.exchanges(ties, {}),
    ):
        assert "Empty figure" in fig.get_label()


def test_a_long_quote_is_shown_from_where_it_comes_to_speak_of_the_target(edges, graph, tables):
    long = "They said that " + "and ".join(["the rain was heavy "] * 12) + "and Bellmark had to pay."
    quotes = tables.quotes.assign(text=long)
    shown = said(plots.ego(graph, edges, quotes, "orlo")[0])
    assert "and Bellmark had to pay" in shown
    assert "… " in shown
    assert "They said that" in shown  # nothing in it speaks of Tom Hale by name


def test_one_quote_is_singular_in_the_title(edges, graph, tables):
    shown = said(plots.ego(graph, edges, tables.quotes, "hale")[0])
    assert "1 actor speaks about Tom Hale (1 quote); Tom Hale speaks about 1 (2)" in shown


def test_an_exchange_names_both_directions(tables):
    found = network.ties(tables.quotes, tables.mentions, tables.actors, tables.documents)
    back = found.assign(source=found["target"], target=found["source"]).head(1)
    names = dict(zip(tables.actors["actor_id"], tables.actors["name"], strict=True))
    fig, _ = plots.exchanges(pd.concat([found, back], ignore_index=True), names)
    assert "Lena Orlo speaks about Bellmark 3 times; Bellmark about Lena Orlo 1 time." in said(fig)
