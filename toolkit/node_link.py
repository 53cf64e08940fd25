"""The picture of a quote network: who speaks about whom, as nodes and arrows, laid out so that names can be
read.

One unit of the axes is one point of type, so that names, nodes and arrows are measured on one scale: the
nodes are first laid out by their distances in the graph (Kamada & Kawai 1989), then pushed apart until no
name touches another.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from toolkit import geometry
from toolkit.figure_style import (
    CAPTION_CHARACTERS,
    CAPTION_SIZE,
    GREY,
    INK,
    SHAPES,
    STYLE,
    TITLE_CHARACTERS,
    TITLE_SIZE,
    caption_of,
    colours_of,
    describe,
    filled,
    lighter,
    nothing,
)

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A network of more actors cannot be read on a page; the heaviest are drawn and the caption says how many
# there are.
MOST_NODES = 40
POINTS = 72  # in an inch
LABEL_SIZE = 9.0
LABEL_WIDTH = 18  # characters in a line of a name
SMALLEST_NODE, LARGEST_NODE = 6.0, 15.0  # radius
THINNEST, THICKEST = 1.0, 6.0  # arrows
LEGEND_WIDTH = 165.0
MARGIN = 14.0
SMALLEST_WIDTH = 420.0


class Layout(NamedTuple):
    """Where everything stands, in points: centres and radii of nodes, and the boxes of their names."""

    centres: dict[str, np.ndarray]
    radii: dict[str, float]
    labels: dict[str, np.ndarray]

    def boxes(self, node: str, *, room: float = 0.0) -> np.ndarray:
        """The rectangles that a node covers: itself and its name, with `room` around the name."""
        centre, radius = self.centres[node], self.radii[node] + 1.5
        return np.array(
            [[*(centre - radius), *(centre + radius)], self.labels[node] + room * np.array([-1, -1, 1, 1])]
        )


def quote_network(
    graph: nx.DiGraph,
    *,
    unit: str = "quotes",
    limit: int = MOST_NODES,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Who speaks about whom: arrows from the speaker to the actor mentioned, as thick as their weight.

    Shape: a graph as network.quote_graph gives it. Colour is the node attribute side, or without one the
    affiliation; shape is its kind; size is what the actor says (words), where the graph knows it. `unit` is
    what weights count. Of more than `limit` actors the heaviest are drawn, and the caption says so.
    """
    if not graph.number_of_edges():
        return nothing("No quote with a known speaker mentions another actor.", title=title, source=source)
    drawn = _heaviest(graph, limit)
    groups = _groups(drawn)
    order = sorted(
        set(groups.values()) - {""}, key=lambda group: (-list(groups.values()).count(group), group)
    )
    colours = colours_of(groups.values(), order)
    with plt.rc_context(STYLE):
        fig = plt.figure()
        layout = _layout(fig, drawn)
        ax = _frame(
            fig,
            layout,
            title or _finding(drawn, unit),
            _note(note, graph, drawn),
            source,
            colours,
            drawn,
            unit,
        )
        _draw_edges(ax, drawn, layout, {node: colours[group] for node, group in groups.items()})
        for node, data in drawn.nodes(data=True):
            place, shape = layout.centres[node], SHAPES.get(data.get("kind", ""), "o")
            area = (2 * layout.radii[node]) ** 2
            ax.scatter(
                *place,
                s=area,
                marker=shape,
                color=colours[groups[node]],
                edgecolor="white",
                linewidth=1,
                zorder=3,
            )
            box = layout.labels[node]
            text = ax.text(
                (box[0] + box[2]) / 2, box[3], _name(data), ha="center", va="top", fontsize=LABEL_SIZE
            )
            text.set(
                parse_math=False,
                zorder=4,
                gid="name",
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )
        describe(fig, title or _finding(drawn, unit), _alt(drawn, unit))
    return fig, ax


def _heaviest(graph: nx.DiGraph, limit: int) -> nx.DiGraph:
    """The part of the graph with the `limit` nodes of largest summed weight, without nodes left alone."""
    degree = dict(graph.degree(weight="weight"))
    kept = sorted(graph, key=lambda node: (-degree[node], graph.nodes[node].get("label", node)))[:limit]
    part = graph.subgraph(kept)
    return part.subgraph([node for node in part if part.degree(node)]).copy()


def _groups(graph: nx.DiGraph) -> dict[str, str]:
    """What colours each node: its side, or its affiliation, or itself where it is a state that others belong to."""
    nodes = graph.nodes(data=True)
    if any("side" in data for _, data in nodes):
        return {node: data.get("side", "") for node, data in nodes}
    affiliations = {data.get("affiliation", "") for _, data in nodes} - {""}
    own = {node: data.get("label", "") if data.get("label") in affiliations else "" for node, data in nodes}
    return {node: data.get("affiliation") or own[node] for node, data in nodes}


def _name(data: dict) -> str:
    return textwrap.fill(
        textwrap.shorten(data.get("label", ""), 3 * LABEL_WIDTH, placeholder=" …"), LABEL_WIDTH
    )


def _layout(fig: Figure, graph: nx.DiGraph) -> Layout:
    nodes = list(graph)
    sizes = np.array([_text_size(fig, _name(graph.nodes[node])) for node in nodes])
    words = np.array([graph.nodes[node].get("words", 0) for node in nodes], dtype=float)
    radii = SMALLEST_NODE + (LARGEST_NODE - SMALLEST_NODE) * np.sqrt(words / max(words.max(), 1))
    # A node and the name under it are one rectangle; `drop` is how far its middle lies below the node's
    # centre.
    boxes = np.column_stack([np.maximum(sizes[:, 0], 2 * radii), 2 * radii + 3 + sizes[:, 1]])
    drop = (3 + sizes[:, 1]) / 2
    spread = np.sqrt((boxes + 26).prod(axis=1).sum() * 2.4)
    start = _distances_layout(graph) * spread / 2 * np.array([1.1, 0.9])
    middles = geometry.separate(start, boxes, gap=26)
    middles -= (middles - boxes / 2).min(axis=0) - MARGIN
    centres = middles + np.column_stack([np.zeros(len(nodes)), drop])
    tops = centres[:, 1] - radii - 3
    names = np.column_stack(
        [middles[:, 0] - sizes[:, 0] / 2, tops - sizes[:, 1], middles[:, 0] + sizes[:, 0] / 2, tops]
    )
    return Layout(*(dict(zip(nodes, values, strict=True)) for values in (centres, radii, names)))


def _text_size(fig: Figure, text: str) -> tuple[float, float]:
    artist = fig.text(0, 0, text, fontsize=LABEL_SIZE, parse_math=False)
    box = artist.get_window_extent(fig.canvas.get_renderer())
    artist.remove()
    return box.width * POINTS / fig.dpi, box.height * POINTS / fig.dpi


def _distances_layout(graph: nx.DiGraph) -> np.ndarray:
    """Places between -1 and 1 by distances in the graph; parts that are not joined stand a little further off."""
    import networkx as nx

    plain = nx.Graph(graph.to_undirected(as_view=True))
    lengths = {node: dict(found) for node, found in nx.all_pairs_shortest_path_length(plain)}
    far = 1.5 + max(max(found.values()) for found in lengths.values())
    distance = {a: {b: lengths[a].get(b, far) for b in plain} for a in plain}
    # From a circle ordered by the nodes' names, so that the same graph is always drawn the same way.
    start = nx.circular_layout(sorted(plain, key=lambda node: (plain.nodes[node].get("label", ""), node)))
    places = nx.kamada_kawai_layout(plain, dist=distance, pos=start)
    found = np.array([places[node] for node in graph])
    return found / max(np.abs(found).max(), 1e-9)


def _frame(
    fig: Figure,
    layout: Layout,
    title: str,
    note: str,
    source: str,
    colours: dict[str, str],
    graph: nx.DiGraph,
    unit: str,
) -> Axes:
    """Axes in points with title above, caption below and legends at the right; the figure is as large as they need."""
    corners = np.concatenate([layout.boxes(node) for node in layout.centres])
    # Arrows bend out of the rectangle of the nodes by a part of their length.
    width = max(corners[:, 2].max() + MARGIN, SMALLEST_WIDTH)
    inches = (width + LEGEND_WIDTH) / POINTS
    lines = filled(title, int(inches * TITLE_CHARACTERS))
    caption = textwrap.fill(caption_of(note, source), int(inches * CAPTION_CHARACTERS))
    entries = _legend_entries(colours, graph, unit)
    top = 12 + 16 * (1 + lines.count("\n"))
    bottom = 14 + 11.5 * (1 + caption.count("\n"))
    height = max(corners[:, 3].max() + MARGIN, 17 * len(entries) + 10)
    fig.set_size_inches(inches, (height + top + bottom) / POINTS)
    total = height + top + bottom
    ax = fig.add_axes((0, bottom / total, width / (width + LEGEND_WIDTH), height / total))
    shift = (width - corners[:, 2].max() - MARGIN) / 2, (height - corners[:, 3].max() - MARGIN) / 2
    ax.set_xlim(-shift[0], width - shift[0])
    ax.set_ylim(-shift[1], height - shift[1])
    ax.axis("off")
    fig.text(
        8 / inches / POINTS,
        1 - 8 / total,
        lines,
        va="top",
        fontsize=TITLE_SIZE,
        fontweight="bold",
        parse_math=False,
    )
    fig.text(
        8 / inches / POINTS,
        6 / total,
        caption,
        va="bottom",
        fontsize=CAPTION_SIZE,
        color=GREY,
        parse_math=False,
    )
    _legend(fig, entries, (width / (width + LEGEND_WIDTH), 1 - top / total))
    return ax


def _legend_entries(colours: dict[str, str], graph: nx.DiGraph, unit: str) -> list[tuple[str, Line2D]]:
    """Headings (no mark) and entries of the legend, from the top."""
    blank = Line2D([], [], linestyle="none")
    named = [(group, colour) for group, colour in colours.items() if group]
    what = "Side" if any("side" in data for _, data in graph.nodes(data=True)) else "Affiliation"
    found: list[tuple[str, Line2D]] = [(what, blank)] if named else []
    for group, colour in named:
        found.append(
            (
                textwrap.shorten(group, 24, placeholder=" …"),
                Line2D([], [], marker="o", linestyle="none", color=colour),
            )
        )
    if "" in colours:
        found.append(
            (
                "none known" if named else "affiliation not known",
                Line2D([], [], marker="o", linestyle="none", color=colours[""]),
            )
        )
    kinds = [kind for kind in SHAPES if any(data.get("kind") == kind for _, data in graph.nodes(data=True))]
    found.append(("Kind", blank))
    found += [
        (kind, Line2D([], [], marker=SHAPES[kind], linestyle="none", color=INK, markersize=6))
        for kind in kinds
    ]
    found.append((f"Arrow (number of {unit})", blank))
    weights = sorted({weight for _, _, weight in graph.edges(data="weight")})
    for weight in dict.fromkeys((weights[0], weights[len(weights) // 2], weights[-1])):
        found.append((f"{weight:g}", Line2D([], [], color=GREY, linewidth=_thickness(weight, weights[-1]))))
    return found


def _legend(fig: Figure, entries: list[tuple[str, Line2D]], corner: tuple[float, float]) -> None:
    labels, handles = ([entry[place] for entry in entries] for place in (0, 1))
    place = {"loc": "upper left", "bbox_to_anchor": corner, "borderaxespad": 0.0, "frameon": False}
    legend = fig.legend(handles, labels, fontsize=8.5, labelspacing=0.45, handlelength=1.8, **place)
    for text, handle in zip(legend.get_texts(), handles, strict=True):
        text.set_parse_math(False)
        if handle.get_marker() in ("None", "", None) and handle.get_linestyle() == "None":
            text.set_fontweight("bold")
            text.set_x(text.get_position()[0] - 18)


def _thickness(weight: float, heaviest: float) -> float:
    return THINNEST + (THICKEST - THINNEST) * max(weight, 0) / max(heaviest, 1e-9)


def _draw_edges(ax: Axes, graph: nx.DiGraph, layout: Layout, colours: dict[str, str]) -> None:
    """Arrows, the heaviest below, each bent so that it crosses as few names as possible."""
    heaviest = max(weight for _, _, weight in graph.edges(data="weight"))
    for source, target, weight in sorted(
        graph.edges(data="weight"), key=lambda edge: (-edge[2], edge[0], edge[1])
    ):
        others = [box for node in graph if node not in (source, target) for box in layout.boxes(node)]
        # Two actors who speak about each other: both arrows bend to their own left, so they do not meet.
        bends = (
            tuple(bend for bend in geometry.BENDS if bend > 0)
            if graph.has_edge(target, source)
            else geometry.BENDS
        )
        thick = _thickness(weight, heaviest)
        head = 1.8 + 0.6 * thick  # half the width of the arrow's head, which must not lie on the name
        own = layout.boxes(source), layout.boxes(target, room=head)
        if source == target:
            curve = _loop(layout, source)
        else:
            curve = geometry.route(layout.centres[source], layout.centres[target], own, others, bends=bends)
        path = Path(
            curve, [Path.MOVETO, *[Path.CURVE4 if len(curve) == 4 else Path.CURVE3] * (len(curve) - 1)]
        )
        arrow = {
            "arrowstyle": f"-|>,head_length={4 + thick * 0.9},head_width={head}",
            "mutation_scale": 1,
        }
        ax.add_patch(
            FancyArrowPatch(
                path=path,
                lw=thick,
                color=lighter(colours[source]),
                zorder=2,
                capstyle="butt",
                joinstyle="miter",
                **arrow,
            )
        )


def _loop(layout: Layout, node: str) -> np.ndarray:
    """A curve that leaves a node upwards and comes back to it: the actor speaks about itself."""
    x, y = layout.centres[node]
    radius = layout.radii[node]
    return np.array(
        [[x - 3, y + radius], [x - 22, y + radius + 26], [x + 22, y + radius + 26], [x + 3, y + radius + 2]]
    )


def _note(note: str, graph: nx.DiGraph, drawn: nx.DiGraph) -> str:
    left_out = graph.number_of_nodes() - drawn.number_of_nodes()
    sizes = (
        " Nodes grow with the words that the actor says."
        if any("words" in d for _, d in drawn.nodes(data=True))
        else ""
    )
    rest = (
        f" The {drawn.number_of_nodes()} actors with most weight; {left_out} more are not drawn."
        if left_out
        else ""
    )
    return f"{note}{sizes}{rest}"


def _finding(graph: nx.DiGraph, unit: str) -> str:
    source, target, weight = max(graph.edges(data="weight"), key=lambda edge: (edge[2], edge[0], edge[1]))
    names = graph.nodes[source]["label"], graph.nodes[target]["label"]
    speakers = sum(1 for node in graph if graph.out_degree(node))
    targets = sum(1 for node in graph if graph.in_degree(node))
    return (
        f"{speakers} speaker{'' if speakers == 1 else 's'} about {targets} "
        f"actor{'' if targets == 1 else 's'}; the heaviest line "
        f"is {names[0]} about {names[1]} ({weight:g} {unit})"
    )


def _alt(graph: nx.DiGraph, unit: str) -> str:
    edges = sorted(graph.edges(data="weight"), key=lambda edge: (-edge[2], edge[0], edge[1]))
    label = {node: data["label"] for node, data in graph.nodes(data=True)}
    listed = "; ".join(f"{label[a]} to {label[b]} {weight:g}" for a, b, weight in edges[:12])
    return f"Directed network of {len(label)} actors with {len(edges)} arrows, weighted in {unit}: {listed}."
