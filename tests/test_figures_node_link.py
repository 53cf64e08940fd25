"""The quote network: names apart and off the arrows, sides told apart twice, unsure arrows light or dashed."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pytest
from figure_checks import HOSTILE, WORDS, assert_apart, assert_inside, assert_sound, boxes_of, said, texts_of

from toolkit import plots
from toolkit.figures import node_link, style
from toolkit.figures.geometry import inside, overlap

NAMES = (
    "United States",
    "Sergei Ryabkov",
    "Organization for Security and Cooperation in Europe",
    "NATO",
    "A$AP $ Bank",
)
SIDES = ("West", "East", "Neutral", "")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def crowded_graph(nodes, edges, seed=2, sides=False, names=NAMES):
    random = np.random.default_rng(seed)
    graph = nx.DiGraph()
    for k in range(nodes):
        kind = ("person", "state", "organisation", "group", "place")[k % 5]
        affiliation = ("Russia", "United States", "")[k % 3]
        label = f"{names[k % len(names)]} {k}" if names is NAMES else names[k % len(names)]
        words = int(random.integers(200))
        graph.add_node(f"a{k}", label=label, kind=kind, affiliation=affiliation, words=words)
        if sides:
            graph.nodes[f"a{k}"]["side"] = SIDES[int(random.integers(4))]
    while graph.number_of_edges() < edges:
        source, target = random.integers(max(nodes // 2, 1)), random.integers(nodes)
        weight = float(random.integers(1, 9))
        sure = {"documents": 1 + int(weight > 3), "p": 1 / (1 + weight)}
        graph.add_edge(f"a{source}", f"a{target}", weight=weight, **sure)
    return graph


def lines_of(ax):
    """Points along each arrow in pixels, with its patch."""
    found = [patch for patch in ax.patches if patch.get_gid() == "edge"]
    return [(patch, patch.get_path().transformed(patch.get_transform()).interpolated(1)) for patch in found]


@pytest.mark.parametrize("sides", [True, False], ids=["sides", "no sides"])
@pytest.mark.parametrize(
    ("nodes", "edges", "seed"),
    [(3, 2, 1), (12, 18, 2), (25, 40, 3), (40, 70, 4), (40, 150, 5), (40, 300, 6), (33, 120, 7)],
)
def test_names_do_not_overlap_and_stay_inside(nodes, edges, seed, sides):
    drawn = plots.quote_network(crowded_graph(nodes, edges, seed, sides), **WORDS)
    names = boxes_of(drawn[0], "name")
    assert len(names) > 1
    assert_apart(names)
    assert_sound(drawn)


@pytest.mark.parametrize("seed", range(3))
def test_no_arrow_crosses_a_name_on_the_arcs(seed):
    fig, ax = plots.quote_network(crowded_graph(40, 150, seed, sides=True), layout="arcs")
    names = boxes_of(fig, "name")
    for patch in ax.patches:
        if patch.get_gid() != "edge":
            continue
        path = patch.get_path()
        t = np.linspace(0, 1, 60)[:, None]
        points = path.vertices
        if len(points) == 3:
            curve = (1 - t) ** 2 * points[0] + 2 * t * (1 - t) * points[1] + t**2 * points[2]
            assert not inside(ax.transData.transform(curve), names).any()


def test_hostile_names():
    for layout in ("distances", "arcs"):
        drawn = plots.quote_network(
            crowded_graph(12, 20, names=HOSTILE, sides=True), sides={"a0": "x" * 200}, layout=layout, **WORDS
        )
        assert_sound(drawn)
        assert_apart(boxes_of(drawn[0], "name"))


def test_sides_have_a_colour_and_a_shape_of_their_own():
    graph = crowded_graph(12, 24, sides=True)
    marks = node_link._marks(graph, None, sorted(SIDES[:3]))
    assert len({marks.colours[side] for side in SIDES}) == 4
    assert len({marks.shapes[side] for side in SIDES[:3]}) == 3
    without = node_link._marks(crowded_graph(12, 24), None, [])
    assert without.shape["a1"] == style.SHAPES["state"]


def test_a_side_keeps_its_colour_where_another_is_missing():
    order = {"a": "East", "b": "West"}
    both, _ = style.side_marks(["West", "East"], list(order.values()))
    alone, _ = style.side_marks(["West"], list(order.values()))
    assert both["West"] == alone["West"]


def test_unsure_arrows_are_dashed_and_those_outside_the_backbone_faint():
    graph = nx.DiGraph()
    for node in "abcd":
        graph.add_node(node, label=node, kind="person", affiliation="")
    graph.add_edge("a", "b", weight=9.0, documents=4, p=0.01)
    graph.add_edge("a", "c", weight=2.0, documents=1, p=0.02)
    graph.add_edge("a", "d", weight=1.0, documents=3, p=0.80)
    fig, ax = plots.quote_network(graph, alpha=0.05)
    edges = [patch for patch in ax.patches if patch.get_gid() == "edge"]
    faint = matplotlib.colors.to_rgba(node_link._FAINT)
    assert [patch.get_linestyle() != "-" and patch.get_linestyle() != "solid" for patch in edges] == [0, 1, 0]
    assert [patch.get_edgecolor() == faint for patch in edges] == [False, False, True]
    assert "rests on one document" in said(fig)
    assert "not in the backbone (p > 0.05)" in said(fig)
    assert "backbone" not in said(plots.quote_network(graph)[0])


def test_arrows_are_as_thick_as_their_weight_and_the_legend_shows_it():
    graph = crowded_graph(10, 16)
    fig, ax = plots.quote_network(graph, unit="words")
    weights = sorted((weight for _, _, weight in graph.edges(data="weight")), reverse=True)
    widths = [patch.get_linewidth() for patch in ax.patches if patch.get_gid() == "edge"]
    assert np.corrcoef(weights, widths)[0, 1] == pytest.approx(1)
    legend = next(found for found in fig.legends if found.get_title().get_text() == "Arrow (words)")
    for text, handle in zip(legend.get_texts(), legend.legend_handles, strict=True):
        assert handle.get_linewidth() == pytest.approx(widths[weights.index(float(text.get_text()))])


@pytest.mark.parametrize("layout", ["distances", "arcs"])
def test_legends_and_names_stand_apart(layout):
    fig, _ = plots.quote_network(crowded_graph(12, 20), layout=layout)
    fig.canvas.draw()
    legends = [found.get_window_extent(fig.canvas.get_renderer()).extents for found in fig.legends]
    assert len(legends) == 4
    assert_apart(legends)
    for legend in legends:
        assert overlap(legend, boxes_of(fig, "name")).sum() == 0
        assert legend[2] <= fig.bbox.width


def test_a_network_of_too_many_says_how_many_are_left_out():
    fig, _ = plots.quote_network(crowded_graph(60, 120), limit=20)
    assert "more are not drawn" in said(fig)
    assert sum(text.get_gid() == "name" for text, _ in texts_of(fig)) <= 20


def test_the_same_graph_is_drawn_the_same_way():
    def places(layout):
        fig, _ = plots.quote_network(crowded_graph(12, 20), layout=layout)
        return [box.tolist() for box in boxes_of(fig, "name")]

    for layout in ("distances", "arcs"):
        assert places(layout) == places(layout)


@pytest.mark.parametrize("layout", ["distances", "arcs"])
def test_a_speaker_about_itself_has_a_loop(layout):
    graph = nx.DiGraph()
    graph.add_node("a", label="Ann Lee", kind="person", affiliation="")
    graph.add_edge("a", "a", weight=2.0)
    fig, ax = plots.quote_network(graph, layout=layout)
    assert [patch.get_gid() for patch in ax.patches] == ["edge", "head"]
    assert_inside(fig)


def test_an_unknown_layout_and_an_empty_graph():
    with pytest.raises(ValueError, match="distances, arcs"):
        plots.quote_network(crowded_graph(3, 2), layout="spring")
    assert "Empty figure" in plots.quote_network(nx.DiGraph())[0].get_label()
    lonely = nx.DiGraph()
    lonely.add_node("a", label="Ann Lee")
    assert "Empty figure" in plots.quote_network(lonely)[0].get_label()
