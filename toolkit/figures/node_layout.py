"""Where the nodes and arrows of a network stand, so that names can be read. Nothing is drawn here, nothing is random.

Two layouts. A small network is laid out by distances in the graph (Kamada & Kawai 1989) and pushed apart until no name
touches another. A large or dense one stands on two arcs that face each other, side by side with its own, names outside
and arrows inside, so that no arrow can cross a name. All lengths are points of type, y grows upwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.figures import geometry
from toolkit.figures.page import PAGE
from toolkit.figures.style import text_size, wrapped

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure

LABEL_SIZE = 8.5
LABEL_WIDTH = 20  # characters in a line of a name
SMALLEST_NODE, LARGEST_NODE = 4.5, 12.0  # radius
THINNEST, THICKEST = 0.9, 5.0  # arrows
MARGIN = 14.0
# More arrows per actor than this cross each other so often that the arcs are clearer.
DENSE = 2.0
# Room between two names on an arc, and between two sides.
ROW_GAP, GROUP_GAP = 5.0, 12.0


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


def place(fig: Figure, graph: nx.DiGraph, group: dict[str, str], layout: str) -> Layout:
    """Where the nodes of the graph and their names stand; `fig` measures the names, `group` holds sides together."""
    nodes = list(graph)
    sizes = np.array([text_size(fig, name_of(graph.nodes[node]), fontsize=LABEL_SIZE) for node in nodes])
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


def curve(graph: nx.DiGraph, places: Layout, source: str, target: str, head: float) -> np.ndarray:
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


def _loop(places: Layout, node: str) -> np.ndarray:
    """A curve that leaves a node and comes back to it: the actor speaks about itself."""
    centre, radius = places.centres[node], places.radii[node]
    if places.middle is None:
        shape = np.array([[-3, radius], [-20, radius + 26], [20, radius + 26], [3, radius + 2]])
    else:
        inward = np.sign(places.middle[0] - centre[0]) or 1.0
        shape = np.array([[radius, 2], [radius + 22, 12], [radius + 22, -12], [radius + 2, -2]]) * [inward, 1]
    return centre + shape


def name_of(data: dict) -> str:
    """The name of a node in at most two lines."""
    return wrapped(data.get("label"), LABEL_WIDTH)


def thickness(weight: float, heaviest: float) -> float:
    """The width of the line of an arrow of that weight, in points."""
    return THINNEST + (THICKEST - THINNEST) * max(weight, 0) / max(heaviest, 1e-9)
