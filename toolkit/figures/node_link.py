"""The picture of a quote network: who speaks about whom, as nodes and arrows; `node_layout` says where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from toolkit.figures import node_layout
from toolkit.figures.node_layout import LABEL_SIZE, Layout, name_of, thickness
from toolkit.figures.page import Block, page
from toolkit.figures.style import (
    GREY,
    INK,
    NO_SIDE,
    SHAPES,
    STYLE,
    colours_of,
    cut,
    dot,
    lighter,
    nothing,
    side_marks,
)

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A network of more actors cannot be read on a page; the heaviest are drawn and the caption says how many
# there are.
MOST_NODES = 40
_DASHES = (0, (2.2, 1.4))
_FAINT = "#d9d9d9"


class Drawing(NamedTuple):
    """What a picture of a network shows: the part of the graph, what its nodes look like, where all stands."""

    graph: nx.DiGraph
    marks: Marks
    places: Layout


class Marks(NamedTuple):
    """What the nodes look like: group, colour and shape of each, and the colours and shapes of the groups."""

    group: dict[str, str]
    colour: dict[str, str]
    shape: dict[str, str]
    colours: dict[str, str]
    shapes: dict[str, str] | None


def quote_network(
    graph: nx.DiGraph,
    *,
    sides: Mapping[str, str] | None = None,
    unit: str = "quotes",
    limit: int = MOST_NODES,
    layout: Literal["auto", "distances", "arcs"] = "auto",
    alpha: float | None = None,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Who speaks about whom: arrows from the speaker to the actor mentioned, as thick as their weight.

    Shape: a graph as network.quote_graph gives it. With `sides` (actor_id to side) or the node attribute side,
    colour and shape are the side; without them colour is the affiliation and shape the kind. Size is what the
    actor says (words), where the graph knows it. `unit` is what weights count. Arrows that rest on one
    document (of a single document, on one quote) are dashed and light; with `alpha`, arrows whose p is larger are
    faint (not in the backbone). Of more than `limit` actors the heaviest are drawn, and the caption says so.
    `layout` "auto" takes "distances" where the network is not dense and fits a page, else "arcs".
    Raises: ValueError for an unknown layout.
    """
    if layout not in ("auto", "distances", "arcs"):
        raise ValueError(f"layout={layout!r} is none of auto, distances, arcs")
    if not graph.number_of_edges():
        return nothing("No quote with a known speaker mentions another actor.", title=title, source=source)
    with plt.rc_context(STYLE):
        fig = plt.figure()
        drawn, marks, places = _drawing(fig, graph, sides, limit, layout)
        finding = title or _finding(drawn, unit)
        blocks = _blocks(drawn, marks, unit, alpha)
        caption = (_note(note, graph, drawn), source)
        ax = page(
            fig, places.height, title=finding, caption=caption, blocks=blocks, alt=_alt(graph, drawn, unit)
        )
        _draw_edges(ax, drawn, places, marks.colour, alpha)
        for node, data in drawn.nodes(data=True):
            hollow = marks.shapes is not None and not marks.group[node]
            face, line = ("white", marks.colour[node]) if hollow else (marks.colour[node], "white")
            style = {"color": face, "edgecolor": line, "linewidth": 1.3 if hollow else 0.8, "zorder": 6}
            area = (2 * places.radii[node]) ** 2
            ax.scatter(*places.centres[node], s=area, marker=marks.shape[node], **style)
            _write(ax, places, node, data)
    return fig, ax


def drawing(
    graph: nx.DiGraph,
    *,
    sides: Mapping[str, str] | None = None,
    limit: int = MOST_NODES,
    layout: str = "auto",
) -> Drawing:
    """What `quote_network` draws of a graph with edges, and where, for other ways to show the same picture."""
    with plt.rc_context(STYLE):
        fig = plt.figure()
        try:
            return _drawing(fig, graph, sides, limit, layout)
        finally:
            plt.close(fig)


def _drawing(
    fig: Figure, graph: nx.DiGraph, sides: Mapping[str, str] | None, limit: int, layout: str
) -> Drawing:
    drawn = _heaviest(graph, limit)
    order = sorted({data["side"] for _, data in graph.nodes(data=True) if data.get("side")})
    marks = _marks(drawn, sides, order)
    return Drawing(drawn, marks, node_layout.place(fig, drawn, marks.group, layout))


def _write(ax: Axes, places: Layout, node: str, data: dict) -> None:
    box, x = places.labels[node], places.centres[node][0]
    side = "center" if box[0] < x < box[2] else "right" if box[2] <= x else "left"
    at = {"center": (box[0] + box[2]) / 2, "right": box[2], "left": box[0]}[side]
    text = ax.text(at, box[3], name_of(data), ha=side, va="top", multialignment=side, fontsize=LABEL_SIZE)
    halo = [withStroke(linewidth=2.5, foreground="white")]
    text.set(parse_math=False, zorder=7, gid="name", path_effects=halo)


def _heaviest(graph: nx.DiGraph, limit: int) -> nx.DiGraph:
    """The part of the graph with the `limit` nodes of largest summed weight, without nodes left alone."""
    degree = dict(graph.degree(weight="weight"))
    kept = sorted(graph, key=lambda node: (-degree[node], str(graph.nodes[node].get("label", node))))[:limit]
    part = graph.subgraph(kept)
    found = part.subgraph([node for node in part if part.degree(node)]).copy()
    return found if found.number_of_edges() else graph.edge_subgraph([_strongest(graph)]).copy()


def _strongest(graph: nx.DiGraph) -> tuple[str, str]:
    return max(graph.edges, key=lambda edge: (graph.edges[edge]["weight"], edge))


def _marks(graph: nx.DiGraph, sides: Mapping[str, str] | None, order: Sequence[str]) -> Marks:
    """Colours and shapes by side; without sides colours by affiliation and shapes by kind."""
    nodes = dict(graph.nodes(data=True))
    if sides is not None or any("side" in data for data in nodes.values()):
        own = {node: data.get("side") or "" for node, data in nodes.items()}
        group = own if sides is None else {node: sides.get(node, "") for node in nodes}
        order = list(dict.fromkeys(sides.values())) if sides else order
        colours, shapes = side_marks(group.values(), order)
        shape = {node: shapes[side] for node, side in group.items()}
        return Marks(group, {node: colours[side] for node, side in group.items()}, shape, colours, shapes)
    affiliations = {data.get("affiliation") or "" for data in nodes.values()} - {""}
    group = {}
    for node, data in nodes.items():
        own = data.get("label", "") if data.get("label") in affiliations else ""
        group[node] = data.get("affiliation") or own
    counts = list(group.values())
    order = sorted(set(counts) - {""}, key=lambda name: (-counts.count(name), name))
    colours = colours_of(counts, order)
    shape = {node: SHAPES.get(data.get("kind", ""), "o") for node, data in nodes.items()}
    return Marks(group, {node: colours[name] for node, name in group.items()}, shape, colours, None)


class Group(NamedTuple):
    """One entry of the legend of sides or affiliations, and the groups of `Marks` that it stands for."""

    label: str
    colour: str
    shape: str
    hollow: bool
    members: frozenset[str]


def legend_groups(marks: Marks) -> list[Group]:
    """The entries of the legend: each side or affiliation that has a colour, and one for all others."""
    shapes = marks.shapes or {}
    named = {name: colour for name, colour in marks.colours.items() if name and colour != GREY}
    found = [
        Group(name, colour, shapes.get(name, "o"), False, frozenset([name])) for name, colour in named.items()
    ]
    rest = frozenset(marks.colours) - frozenset(named)
    if rest:
        unknown = NO_SIDE if marks.shapes else "none known"
        other = unknown if rest == {""} else "other or none"
        found.append(Group(other, GREY, "o", marks.shapes is not None, rest))
    return found


def _blocks(graph: nx.DiGraph, marks: Marks, unit: str, alpha: float | None) -> list[Block]:
    """The legends: groups by colour, kinds by shape, arrows by weight and by how sure they are."""
    groups = [
        (group.label, dot(group.colour, group.shape, hollow=group.hollow)) for group in legend_groups(marks)
    ]
    blocks = [Block("Side" if marks.shapes else "Affiliation", groups)]
    kinds = [kind for kind in SHAPES if any(data.get("kind") == kind for _, data in graph.nodes(data=True))]
    if not marks.shapes:
        blocks.append(Block("Kind", [(kind, dot(INK, SHAPES[kind])) for kind in kinds]))
    weights = sorted({weight for _, _, weight in graph.edges(data="weight")})
    few = dict.fromkeys((weights[0], weights[len(weights) // 2], weights[-1]))
    wide = {weight: thickness(weight, weights[-1]) for weight in few}
    arrows = [(f"{weight:.6g}", Line2D([], [], color=GREY, linewidth=wide[weight])) for weight in few]
    blocks.append(Block(f"Arrow ({unit})", arrows))
    single = single_of(graph)
    states = {state_of(data, single, alpha) for _, _, data in graph.edges(data=True)}
    sure = []
    if "uncertain" in states:
        sure.append((f"rests on one {single}", Line2D([], [], color=GREY, linewidth=1.6, linestyle=_DASHES)))
    if "faint" in states:
        sure.append((f"not in the backbone (p > {alpha:g})", Line2D([], [], color=_FAINT, linewidth=1.6)))
    return [*blocks, Block("How sure", sure)]


def single_of(graph: nx.DiGraph) -> str:
    """What one of which makes an arrow an observation and no pattern: a document, or where there is one, a quote."""
    return (
        "document" if max(data.get("documents", 1) for _, _, data in graph.edges(data=True)) > 1 else "quote"
    )


def state_of(data: dict, single: str, alpha: float | None) -> str:
    """How sure an arrow is: "faint" outside the backbone, "uncertain" when it rests on one `single`, else "sure"."""
    p = data.get("p")
    if alpha is not None and p is not None and not p <= alpha:
        return "faint"
    number = data.get("documents" if single == "document" else "n")
    return "uncertain" if number == 1 else "sure"


def head_of(thick: float) -> float:
    """Half the width of the head of an arrow whose line is that thick; it must not lie on a name."""
    return 2.2 + 0.75 * thick


def _draw_edges(
    ax: Axes, graph: nx.DiGraph, places: Layout, colours: dict[str, str], alpha: float | None
) -> None:
    """Arrows, the faint below; light ones over heavy ones that would hide them."""
    heaviest = max(weight for _, _, weight in graph.edges(data="weight"))
    single = single_of(graph)
    for source, target, data in sorted(
        graph.edges(data=True), key=lambda edge: (-edge[2]["weight"], edge[0], edge[1])
    ):
        thick, state = thickness(data["weight"], heaviest), state_of(data, single, alpha)
        head = head_of(thick)
        curve = node_layout.curve(graph, places, source, target, head)
        colour = (
            _FAINT if state == "faint" else lighter(colours[source], 0.5 if state == "uncertain" else 0.2)
        )
        style = {"color": colour, "zorder": 1 if state == "faint" else 2}
        _arrow(ax, curve, thick, head, dashed=state == "uncertain", **style)


def _arrow(
    ax: Axes, curve: np.ndarray, thick: float, head: float, *, dashed: bool, color: object, zorder: float
) -> None:
    """A line with a head that ends where the curve ends."""
    tip, back = curve[-1], curve[-1] - curve[-2]
    along = back / max(np.hypot(*back), 1e-9)
    long = min(1.9 * head, 0.6 * np.hypot(*(curve[-1] - curve[0])) + 1)
    neck, across = tip - long * along, np.array([-along[1], along[0]])
    # The line ends inside the head, whose point it would blunt.
    line = np.vstack([curve[:-1], tip - 0.8 * long * along])
    code = Path.CURVE4 if len(curve) == 4 else Path.CURVE3
    path = Path(line, [Path.MOVETO, *[code] * (len(curve) - 1)])
    style = {"linestyle": _DASHES} if dashed else {}
    ax.add_patch(
        PathPatch(
            path,
            facecolor="none",
            edgecolor=color,
            linewidth=thick,
            zorder=zorder,
            capstyle="butt",
            gid="edge",
            **style,
        )
    )
    corners = np.array([tip, neck + head * across, neck - head * across])
    ax.add_patch(
        Polygon(
            corners,
            closed=True,
            facecolor=color,
            edgecolor="white",
            linewidth=0.3,
            zorder=zorder + 1,
            gid="head",
        )
    )


def _note(note: str, graph: nx.DiGraph, drawn: nx.DiGraph) -> str:
    left_out = graph.number_of_nodes() - drawn.number_of_nodes()
    grow = any("words" in data for _, data in drawn.nodes(data=True))
    sizes = " Nodes grow with the words that the actor says." * grow
    many = drawn.number_of_nodes()
    rest = f" The {many} actors with most weight; {left_out} more are not drawn." * bool(left_out)
    return f"{note}{sizes}{rest}"


def _finding(graph: nx.DiGraph, unit: str) -> str:
    source, target = _strongest(graph)
    weight = graph.edges[source, target]["weight"]
    names = [cut(graph.nodes[node].get("label"), 40) for node in (source, target)]
    speakers = sum(1 for node in graph if graph.out_degree(node))
    targets = sum(1 for node in graph if graph.in_degree(node))
    return (
        f"{speakers} speaker{'' if speakers == 1 else 's'} about {targets} "
        f"actor{'' if targets == 1 else 's'}; the heaviest line "
        f"is {names[0]} about {names[1]} ({weight:.6g} {unit})"
    )


def _alt(graph: nx.DiGraph, drawn: nx.DiGraph, unit: str) -> str:
    edges = sorted(drawn.edges(data="weight"), key=lambda edge: (-edge[2], edge[0], edge[1]))
    label = {node: data.get("label", node) for node, data in drawn.nodes(data=True)}
    listed = "; ".join(f"{label[a]} to {label[b]} {weight:.6g}" for a, b, weight in edges[:12])
    some = f" of {graph.number_of_nodes()}" * (len(label) < graph.number_of_nodes())
    return f"Directed network of {len(label)}{some} actors with {len(edges)} arrows, weighted in {unit}: {listed}."
