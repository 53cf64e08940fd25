"""Figures: complete, without overlaps, described, and in words where there is nothing to draw."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from synthetic import corpus, silent_corpus

from toolkit import attention, figure_style, network, plots, rhetoric
from toolkit.geometry import overlap

NAMES = (
    "United States",
    "Sergei Ryabkov",
    "Organization for Security and Cooperation in Europe",
    "NATO",
    "A$AP $ Bank",
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def figures_of(tables):
    shares = attention.shares(tables.mentions, tables.quotes, tables.actors, tables.documents)
    positions = attention.positions(tables.mentions, tables.quotes, tables.documents)
    quotes = rhetoric.add_cues(rhetoric.assign_sides(tables.quotes, tables.actors))
    edges = network.quote_edges(tables.quotes, tables.mentions, tables.actors)
    words = {"note": "n = 5.", "source": "an article"}
    ends = {"value": "mentions", "low": "mentions_low", "high": "mentions_high"}
    return {
        "ranked_dots": plots.ranked_dots(shares, **ends, xlabel="Mentions", **words),
        "text_positions": plots.text_positions(
            positions, dict(zip(shares["actor_id"], shares["name"])), **words
        ),
        "attention_voice": plots.attention_voice(shares, **words),
        "stacked_kinds": plots.stacked_kinds(rhetoric.shares_by_side(quotes, "kind"), **words),
        "side_profile": plots.side_profile(
            rhetoric.shares_by_side(quotes, "cue_verb"), xlabel="Share", **words
        ),
        "term_whiskers": plots.term_whiskers(rhetoric.distinctive_terms(quotes, tables.documents), **words),
        "quote_network": plots.quote_network(
            network.quote_graph(edges, tables.actors, tables.quotes), **words
        ),
    }


def texts_of(fig):
    """All visible text of a figure and where it stands (pixels)."""
    fig.canvas.draw()
    renderer = fig.canvas.get_renderer()
    found = [
        text for text in fig.findobj(matplotlib.text.Text) if text.get_text().strip() and text.get_visible()
    ]
    return [(text, text.get_window_extent(renderer).extents) for text in found]


def assert_inside(fig):
    """All that is drawn, text and marks, lies within the figure (inches)."""
    fig.canvas.draw()
    drawn = fig.get_tightbbox(fig.canvas.get_renderer())
    width, height = fig.get_size_inches()
    assert drawn.x0 > -0.02
    assert drawn.y0 > -0.02
    assert drawn.x1 < width + 0.02
    assert drawn.y1 < height + 0.02


def assert_apart(boxes):
    for place, box in enumerate(boxes):
        assert overlap(box, boxes[place + 1 :]).sum() == 0


@pytest.mark.parametrize("doc_ids", [(), ("d1",)], ids=["three documents", "one document"])
def test_figures_have_title_caption_axes_and_description_within_their_borders(doc_ids):
    for name, (fig, ax) in figures_of(corpus(*doc_ids)).items():
        said = " ".join(text.get_text() for text, _ in texts_of(fig)).replace("\n", " ")
        assert "n = 5." in said, name
        assert "Source: an article." in said, name
        assert len(fig.get_label()) > 40, name
        assert name == "quote_network" or ax.get_xlabel(), name
        assert_inside(fig)


def test_nothing_to_draw_says_what_was_looked_for():
    for name, (fig, _) in figures_of(silent_corpus()).items():
        assert "Empty figure" in fig.get_label(), name
        assert_inside(fig)


def test_the_title_is_the_finding_unless_given():
    shares = attention.shares(*(corpus()[k] for k in (1, 3, 2, 0)))
    assert plots.attention_voice(shares)[0].get_label().startswith("Lena Orlo has 63% of the quoted words")
    assert plots.attention_voice(shares, title="My title")[0].get_label().startswith("My title")


def crowd(n, seed=1):
    random = np.random.default_rng(seed)
    mentions = np.sort(random.zipf(1.6, n).clip(1, 60))[::-1]
    words = np.where(random.random(n) < 0.4, random.integers(5, 120, n), 0)
    table = pd.DataFrame({"actor_id": [f"a{k}" for k in range(n)], "kind": ["person", "state"] * (n // 2)})
    table["name"] = [f"{NAMES[k % len(NAMES)]} {k}" for k in range(n)]
    for column, values in (("mention_share", mentions), ("word_share", words)):
        table[column] = values / values.sum()
        table[f"{column}_low"], table[f"{column}_high"] = table[column] / 2, table[column] * 1.5
    return table


def test_forty_names_in_the_scatter_do_not_overlap():
    fig, ax = plots.attention_voice(crowd(40))
    names = [box for text, box in texts_of(fig) if text.axes is ax and text in ax.texts]
    assert len(names) > 10
    assert_apart(names)
    assert_inside(fig)


def crowded_graph(nodes, edges, seed=2):
    random = np.random.default_rng(seed)
    graph = nx.DiGraph()
    for k in range(nodes):
        kind = ("person", "state", "organisation", "group", "place")[k % 5]
        affiliation = ("Russia", "United States", "")[k % 3]
        label = f"{NAMES[k % len(NAMES)]} {k}"
        graph.add_node(
            f"a{k}", label=label, kind=kind, affiliation=affiliation, words=int(random.integers(200))
        )
    while graph.number_of_edges() < edges:
        source, target = random.integers(nodes // 3), random.integers(nodes)
        graph.add_edge(f"a{source}", f"a{target}", weight=float(random.integers(1, 9)))
    return graph


@pytest.mark.parametrize(("nodes", "edges"), [(2, 2), (12, 20), (40, 70)])
def test_names_in_the_network_do_not_overlap_and_stay_inside(nodes, edges):
    nodes = max(nodes, 3)
    fig, _ = plots.quote_network(crowded_graph(nodes, edges), note="n = 5.", source="an article")
    names = [box for text, box in texts_of(fig) if text.get_gid() == "name"]
    assert len(names) > 1
    assert_apart(names)
    assert_inside(fig)


def test_the_legend_of_the_network_stands_off_the_names():
    fig, _ = plots.quote_network(crowded_graph(12, 20))
    legend = fig.legends[0].get_window_extent(fig.canvas.get_renderer()).extents
    names = [box for text, box in texts_of(fig) if text.get_gid() == "name"]
    assert overlap(legend, names).sum() == 0
    assert legend[2] <= fig.bbox.width


def test_a_network_of_too_many_says_how_many_are_left_out():
    fig, _ = plots.quote_network(crowded_graph(60, 120), limit=20)
    said = " ".join(text.get_text() for text, _ in texts_of(fig)).replace("\n", " ")
    assert "more are not drawn" in said
    assert sum(text.get_gid() == "name" for text, _ in texts_of(fig)) <= 20


def test_the_same_graph_is_drawn_the_same_way():
    def places():
        fig, _ = plots.quote_network(crowded_graph(12, 20))
        return [box.tolist() for text, box in texts_of(fig) if text.get_gid() == "name"]

    assert places() == places()


def test_a_speaker_about_itself_has_a_loop():
    graph = nx.DiGraph()
    graph.add_node("a", label="Ann Lee", kind="person", affiliation="")
    graph.add_edge("a", "a", weight=2.0)
    fig, ax = plots.quote_network(graph)
    assert len(ax.patches) == 1
    assert_inside(fig)


def test_style_of_the_users_own_figures_is_left_alone():
    before = dict(plt.rcParams)
    figures_of(corpus())
    assert dict(plt.rcParams) == before


def test_titles_have_no_lone_last_word():
    text = "Two speakers about four actors and the heaviest line is Lena Orlo about Bellmark (3 quotes)"
    lines = figure_style.filled(text, 80).split("\n")
    assert len(lines) == 2
    assert len(lines[1]) > 30
