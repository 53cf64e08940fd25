"""The picture of a quote network: who speaks about whom, as nodes and arrows, laid out so that names can be
read.

Two layouts, both without chance. A small network is laid out by distances in the graph (Kamada & Kawai 1989)
and pushed apart until no name touches another. A large or dense one stands on two arcs that face each other,
side by side with its own, names outside and arrows inside, so that no arrow can cross a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from toolkit.figures import geometry
from toolkit.figures.page import PAGE, Block, page
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
    text_size,
    wrapped,
)

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A network of more actors cannot be read on a page; the heaviest are drawn and the caption says how many
# there are.
MOST_NODES = 40
LABEL_SIZE = 8.5
LABEL_WIDTH = 20  # characters in a line of a name
SMALLEST_NODE, LARGEST_NODE = 4.5, 12.0  # radius
THINNEST, THICKEST = 0.9, 5.0  # arrows
MARGIN = 14.0
# More arrows per actor than this cross each other so often that the arcs are clearer.
DENSE = 2.0
# Room between two names on an arc, and between two sides.
ROW_GAP, GROUP_GAP = 5.0, 12.0
_DASHES = (0, (2.2, 1.4))
_FAINT = "#d9d9d9"


class Layout(NamedTuple):
    """Where everything stands, in points: centres and radii of nodes, the boxes of their names, the height of all,
    and the middle towards which arrows bend (None: they go round what is in their way).
    """

    centres: dict[str, np.ndarray]
    radii: dict[str, float]
    labels: dict[str, np.ndarray]
    height: float
    middle: np.ndarray | None = None

    def node(self, node: str, room: float = 1.5) -> np.ndarray:
        """The square that a node covers, with `room` around it."""
        centre, radius = self.centres[node], self.radii[node] + room
        return np.array([*(centre - radius), *(centre + radius)])

    def boxes(self, node: str, *, room: float = 0.0) -> np.ndarray:
        """The rectangles that a node covers: itself and its name, with `room` around the name."""
        return np.array([self.node(node), self.labels[node] + room * np.array([-1, -1, 1, 1])])


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
    drawn = _heaviest(graph, limit)
    marks = _marks(
        drawn, sides, sorted({data["side"] for _, data in graph.nodes(data=True) if data.get("side")})
    )
    with plt.rc_context(STYLE):
        fig = plt.figure()
        places = _layout(fig, drawn, marks.group, layout)
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


def _write(ax: Axes, places: Layout, node: str, data: dict) -> None:
    box, x = places.labels[node], places.centres[node][0]
    side = "center" if box[0] < x < box[2] else "right" if box[2] <= x else "left"
    at = {"center": (box[0] + box[2]) / 2, "right": box[2], "left": box[0]}[side]
    text = ax.text(at, box[3], _name(data), ha=side, va="top", multialignment=side, fontsize=LABEL_SIZE)
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


def _name(data: dict) -> str:
    return wrapped(data.get("label"), LABEL_WIDTH)


def _layout(fig: Figure, graph: nx.DiGraph, group: dict[str, str], layout: str) -> Layout:
    nodes = list(graph)
    sizes = np.array([text_size(fig, _name(graph.nodes[node]), fontsize=LABEL_SIZE) for node in nodes])
    words = np.array([graph.nodes[node].get("words", 0) for node in nodes], dtype=float)
    radii = SMALLEST_NODE + (LARGEST_NODE - SMALLEST_NODE) * np.sqrt(words / max(words.max(), 1))
    sparse = graph.number_of_edges() <= DENSE * len(nodes) or len(nodes) < 8
    if layout == "distances" or (layout == "auto" and sparse):
        found = _by_distances(graph, nodes, sizes, radii)
        if found is not None:
            return found
    return _on_arcs(graph, nodes, sizes, np.minimum(radii, 0.5 * LARGEST_NODE + 2), group)


def _by_distances(graph: nx.DiGraph, nodes: list[str], sizes: np.ndarray, radii: np.ndarray) -> Layout | None:
    """Nodes by their distances in the graph, names below them; None where that is wider than a page."""
    # A node and the name under it are one rectangle; `drop` is how far its middle lies below the node's
    # centre.
    boxes = np.column_stack([np.maximum(sizes[:, 0], 2 * radii), 2 * radii + 3 + sizes[:, 1]])
    drop = (3 + sizes[:, 1]) / 2
    spread = min(np.sqrt((boxes + 26).prod(axis=1).sum() * 2.4), PAGE)
    start = _distances(graph) * spread / 2 * np.array([1.1, 0.9])
    middles = geometry.separate(start, boxes, gap=26)
    wide, tall = np.ptp(np.vstack([middles - boxes / 2, middles + boxes / 2]), axis=0) + 2 * MARGIN
    if wide > PAGE:
        return None
    loops = 30 if any(graph.has_edge(node, node) for node in nodes) else 0
    middles -= (middles - boxes / 2).min(axis=0) - MARGIN - [(PAGE - wide) / 2, 0]
    centres = middles + np.column_stack([np.zeros(len(nodes)), drop])
    tops = centres[:, 1] - radii - 3
    names = np.column_stack(
        [middles[:, 0] - sizes[:, 0] / 2, tops - sizes[:, 1], middles[:, 0] + sizes[:, 0] / 2, tops]
    )
    return Layout(
        *(dict(zip(nodes, values, strict=True)) for values in (centres, radii, names)), tall + loops
    )


def _on_arcs(
    graph: nx.DiGraph, nodes: list[str], sizes: np.ndarray, radii: np.ndarray, group: dict[str, str]
) -> Layout:
    """Nodes on two arcs that face each other, sides together, names outside; those who speak to each other near."""
    of = {node: k for k, node in enumerate(nodes)}
    rows = np.maximum(sizes[:, 1], 2 * radii) + ROW_GAP
    arcs = _ordered(graph, _two_arcs(nodes, group, dict(graph.degree(weight="weight"))), group)
    heights = [
        sum(rows[of[node]] for node in arc)
        + GROUP_GAP * sum(group[a] != group[b] for a, b in zip(arc, arc[1:], strict=False))
        for arc in arcs
    ]
    height = max(*heights, 240.0)
    widest = sizes[:, 0].max() + LARGEST_NODE + 12
    reach, middle = PAGE / 2 - MARGIN - widest, np.array([PAGE / 2, MARGIN + height / 2])
    centres, labels = {}, {}
    for arc, needed, sign in zip(arcs, heights, (-1, 1), strict=True):
        slack = (height - needed) / max(len(arc), 1)
        y, before = MARGIN + height, None
        for node in arc:
            y -= GROUP_GAP * (before is not None and group[node] != group[before])
            row, before = rows[of[node]] + slack, node
            at = y - row / 2
            bulge = np.sqrt(1 - (0.84 * (at - middle[1]) / (height / 2)) ** 2)
            centres[node] = np.array([middle[0] + sign * reach * bulge, at])
            y -= row
            wide, tall = sizes[of[node]]
            near = centres[node][0] + sign * (radii[of[node]] + 5)
            left = near if sign > 0 else near - wide
            labels[node] = np.array([left, at - tall / 2, left + wide, at + tall / 2])
    return Layout(centres, dict(zip(nodes, radii, strict=True)), labels, height + 2 * MARGIN, middle)


def _two_arcs(
    nodes: list[str], group: dict[str, str], degree: dict[str, float]
) -> tuple[list[str], list[str]]:
    """The nodes of the left and of the right arc: whole sides, where that is not too uneven."""
    members: dict[str, list[str]] = {}
    for node in sorted(nodes, key=lambda node: (-degree[node], node)):
        members.setdefault(group[node], []).append(node)
    named = sorted((name for name in members if name), key=lambda name: (-len(members[name]), name))
    arcs: tuple[list[str], list[str]] = ([], [])
    for name in named:
        min(arcs, key=len).extend(members[name])
    for node in members.get("", []):
        min(arcs, key=len).append(node)
    if abs(len(arcs[0]) - len(arcs[1])) <= max(3, 0.3 * len(nodes)):
        return arcs
    ring = [node for name in [*named, ""] for node in members.get(name, [])]
    half = (len(ring) + 1) // 2
    return ring[:half], ring[half:]


def _ordered(
    graph: nx.DiGraph, arcs: tuple[list[str], list[str]], group: dict[str, str], rounds: int = 12
) -> tuple[list[str], list[str]]:
    """Each arc from the top, sides together, each node as near as can be to those it is joined with."""
    height = {node: 1 - 2 * k / max(len(arc) - 1, 1) for arc in arcs for k, node in enumerate(arc)}
    weights = {
        node: [
            (other, graph.edges[edge]["weight"])
            for edge in [*graph.out_edges(node), *graph.in_edges(node)]
            for other in edge
            if other != node
        ]
        for node in height
    }
    found = arcs
    for _ in range(rounds):
        wanted = {
            node: (height[node] + sum(weight * height[other] for other, weight in joined))
            / (1 + sum(weight for _, weight in joined))
            for node, joined in weights.items()
        }
        sorted_arcs = []
        for arc in found:
            mean = {
                name: np.mean([wanted[n] for n in arc if group[n] == name])
                for name in {group[n] for n in arc}
            }
            order = sorted(arc, key=lambda n: (-mean[group[n]], group[n], -wanted[n], n))
            height |= {node: 1 - 2 * k / max(len(order) - 1, 1) for k, node in enumerate(order)}
            sorted_arcs.append(order)
        found = (sorted_arcs[0], sorted_arcs[1])
    return found


def _distances(graph: nx.DiGraph) -> np.ndarray:
    """Places between -1 and 1 by distances in the graph; parts that are not joined stand a little further off."""
    import networkx as nx

    plain = nx.Graph(graph.to_undirected(as_view=True))
    lengths = {node: dict(found) for node, found in nx.all_pairs_shortest_path_length(plain)}
    far = 1.5 + max(max(found.values()) for found in lengths.values())
    distance = {a: {b: lengths[a].get(b, far) for b in plain} for a in plain}
    # From a circle ordered by the nodes' names, so that the same graph is always drawn the same way.
    start = nx.circular_layout(
        sorted(plain, key=lambda node: (str(plain.nodes[node].get("label", "")), node))
    )
    places = nx.kamada_kawai_layout(plain, dist=distance, pos=start)
    found = np.array([places[node] for node in graph])
    return found / max(np.abs(found).max(), 1e-9)


def _blocks(graph: nx.DiGraph, marks: Marks, unit: str, alpha: float | None) -> list[Block]:
    """The legends: groups by colour, kinds by shape, arrows by weight and by how sure they are."""
    shapes = marks.shapes or {}
    named = {name: colour for name, colour in marks.colours.items() if name and colour != GREY}
    groups = [(name, dot(colour, shapes.get(name, "o"))) for name, colour in named.items()]
    if len(named) < len(marks.colours):
        other = (
            "none known" if len(named) == len(marks.colours) - 1 and "" in marks.colours else "other or none"
        )
        other = NO_SIDE if marks.shapes and other == "none known" else other
        groups.append((other, dot(GREY, hollow=marks.shapes is not None)))
    blocks = [Block("Side" if marks.shapes else "Affiliation", groups)]
    kinds = [kind for kind in SHAPES if any(data.get("kind") == kind for _, data in graph.nodes(data=True))]
    if not marks.shapes:
        blocks.append(Block("Kind", [(kind, dot(INK, SHAPES[kind])) for kind in kinds]))
    weights = sorted({weight for _, _, weight in graph.edges(data="weight")})
    few = dict.fromkeys((weights[0], weights[len(weights) // 2], weights[-1]))
    wide = {weight: _thickness(weight, weights[-1]) for weight in few}
    arrows = [(f"{weight:.6g}", Line2D([], [], color=GREY, linewidth=wide[weight])) for weight in few]
    blocks.append(Block(f"Arrow ({unit})", arrows))
    single = _single(graph)
    states = {_state(data, single, alpha) for _, _, data in graph.edges(data=True)}
    sure = []
    if "uncertain" in states:
        sure.append((f"rests on one {single}", Line2D([], [], color=GREY, linewidth=1.6, linestyle=_DASHES)))
    if "faint" in states:
        sure.append((f"not in the backbone (p > {alpha:g})", Line2D([], [], color=_FAINT, linewidth=1.6)))
    return [*blocks, Block("How sure", sure)]


def _single(graph: nx.DiGraph) -> str:
    """What one of which makes an arrow an observation and no pattern: a document, or where there is one, a quote."""
    return (
        "document" if max(data.get("documents", 1) for _, _, data in graph.edges(data=True)) > 1 else "quote"
    )


def _state(data: dict, single: str, alpha: float | None) -> str:
    """How sure an arrow is: "faint" outside the backbone, "uncertain" when it rests on one `single`, else "sure"."""
    p = data.get("p")
    if alpha is not None and p is not None and not p <= alpha:
        return "faint"
    number = data.get("documents" if single == "document" else "n")
    return "uncertain" if number == 1 else "sure"


def _thickness(weight: float, heaviest: float) -> float:
    return THINNEST + (THICKEST - THINNEST) * max(weight, 0) / max(heaviest, 1e-9)


def _draw_edges(
    ax: Axes, graph: nx.DiGraph, places: Layout, colours: dict[str, str], alpha: float | None
) -> None:
    """Arrows, the faint below; light ones over heavy ones that would hide them."""
    heaviest = max(weight for _, _, weight in graph.edges(data="weight"))
    single = _single(graph)
    for source, target, data in sorted(
        graph.edges(data=True), key=lambda edge: (-edge[2]["weight"], edge[0], edge[1])
    ):
        thick, state = _thickness(data["weight"], heaviest), _state(data, single, alpha)
        head = 2.2 + 0.75 * thick  # half the width of the arrow's head, which must not lie on the name
        curve = _curve(graph, places, source, target, head)
        colour = (
            _FAINT if state == "faint" else lighter(colours[source], 0.5 if state == "uncertain" else 0.2)
        )
        style = {"color": colour, "zorder": 1 if state == "faint" else 2}
        _arrow(ax, curve, thick, head, dashed=state == "uncertain", **style)


def _curve(graph: nx.DiGraph, places: Layout, source: str, target: str, head: float) -> np.ndarray:
    """The points of an arrow's curve, from the border of its speaker to that of its target."""
    if source == target:
        return _loop(places, source)
    start, end = places.centres[source], places.centres[target]
    # Two actors who speak about each other: both arrows bend to their own left, so they do not meet.
    both = graph.has_edge(target, source)
    if places.middle is None:
        others = [box for node in graph if node not in (source, target) for box in places.boxes(node)]
        bends = tuple(bend for bend in geometry.BENDS if bend > 0) if both else geometry.BENDS
        own = places.boxes(source), places.boxes(target, room=head)
        return geometry.route(start, end, own, others, bends=bends)
    return geometry.inwards(
        start, end, places.middle, own=(places.node(source), places.node(target, room=2.0)), shift=0.07 * both
    )


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


def _loop(places: Layout, node: str) -> np.ndarray:
    """A curve that leaves a node and comes back to it: the actor speaks about itself."""
    centre, radius = places.centres[node], places.radii[node]
    if places.middle is None:
        shape = np.array([[-3, radius], [-20, radius + 26], [20, radius + 26], [3, radius + 2]])
    else:
        inward = np.sign(places.middle[0] - centre[0]) or 1.0
        shape = np.array([[radius, 2], [radius + 22, 12], [radius + 22, -12], [radius + 2, -2]]) * [inward, 1]
    return centre + shape


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
