"""One actor in the middle of its network: who speaks about it, about whom it speaks, and a quote for each."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from toolkit.figures.page import PAGE, Block, page
from toolkit.figures.style import (
    GREY,
    INK,
    NO_SIDE,
    PALETTE,
    STYLE,
    cut,
    dot,
    drawable,
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

# Neighbours on each side of the middle that a page holds with their quotes.
MOST_NEIGHBOURS = 6
QUOTE_CHARACTERS, QUOTE_LINES = 46, 4
_CARD = 204.0  # points, width of a neighbour's name and quote
_INDENT = 12.0  # room for the neighbour's mark
_NAME, _QUOTE = 9.0, 8.0  # sizes of type
# Type is a little wider at other resolutions than the one it was measured at.
_SLACK = 6.0
_BETWEEN = 13.0  # points between two cards
_MARGIN = 12.0
_HEAD = 22.0  # height of the headings over the cards
_CENTRE_WIDTH = 14  # characters in a line of the middle's name


class Card(NamedTuple):
    """A neighbour: its actor_id, name with weight, exemplar quote, weight, and the heights of both texts in points."""

    actor: str
    heading: str
    quote: str
    weight: float
    heights: tuple[float, float]

    @property
    def height(self) -> float:
        return sum(self.heights) + (3 if self.quote else 0)


class Look(NamedTuple):
    """How actors look: the side of each, and colour and shape of each side."""

    side: Mapping[str, str]
    colours: Mapping[str, str]
    shapes: Mapping[str, str]

    def mark(self, actor: str) -> dict[str, str]:
        """Shape, colour of the line and of the filling; all are alike where there are no sides."""
        side = self.side.get(actor, "")
        if not any(self.colours):
            return {"marker": "o", "edgecolor": PALETTE[0], "facecolor": PALETTE[0]}
        colour = self.colours[side]
        return {"marker": self.shapes[side], "edgecolor": colour, "facecolor": colour if side else "white"}


def ego(
    graph: nx.DiGraph,
    edges: pd.DataFrame,
    quotes: pd.DataFrame,
    actor: str,
    *,
    sides: Mapping[str, str] | None = None,
    unit: str = "quotes",
    limit: int = MOST_NEIGHBOURS,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """One actor: at the left who speaks about it, at the right about whom it speaks, with a quote for each.

    Shape: `graph` and `edges` (with quote_ids) as network gives them, `quotes` the table they were made of;
    `actor` is an actor_id; `sides` (actor_id to side) stands for the node attribute side. Up to `limit`
    neighbours of most weight stand on each side; the rest is counted. The quote is the surest behind the edge
    (highest confidence, then direct speech) that no other edge of the figure has; a long one is shown from where it
    comes to speak of the actor.
    Raises: KeyError when `actor` is not in the graph.
    """
    if not graph.number_of_edges():
        return nothing("No quote with a known speaker mentions another actor.", title=title, source=source)
    if actor not in graph:
        raise KeyError(f"{actor!r} is no node of the graph: pass an actor_id, one of {list(graph)[:5]} ...")
    name = _name(graph, actor)
    incoming = _neighbours(graph, [(other, other, actor) for other in graph.predecessors(actor)], actor)
    outgoing = _neighbours(graph, [(other, actor, other) for other in graph.successors(actor)], actor)
    if not incoming and not outgoing:
        return nothing(f"{name} neither speaks about others nor is spoken about.", title=title, source=source)
    quote_of = _exemplars(edges, quotes)
    with plt.rc_context(STYLE):
        fig = plt.figure()
        columns = [
            [
                _card(fig, _name(graph, other), other, weight, (quote_of(*pair), _name(graph, pair[1])), unit)
                for other, *pair, weight in found[:limit]
            ]
            for found in (incoming, outgoing)
        ]
        more = [len(found) - len(cards) for found, cards in zip((incoming, outgoing), columns, strict=True)]
        look = _look(graph, sides, [actor, *(card.actor for cards in columns for card in cards)])
        tall = max(sum(card.height + _BETWEEN for card in cards) for cards in columns)
        height = max(tall, 90.0) + _HEAD + 2 * _MARGIN
        ax = page(
            fig,
            height,
            title=title or _finding(name, incoming, outgoing, unit),
            caption=(note + _more(more, cut(name, 40)), source),
            blocks=_block(look),
            alt=_alt(name, columns),
        )
        ends = _middle(ax, fig, name, look.mark(actor), (height - _HEAD) / 2)
        heaviest = max(card.weight for cards in columns for card in cards)
        for cards, left, rest in zip(columns, (True, False), more, strict=True):
            _heading(ax, fig, cut(name, 34), height, bool(cards), rest, left=left)
            tops = _tops(cards, height - _HEAD)
            for place, (card, top) in enumerate(zip(cards, tops, strict=True)):
                _write(ax, card, top, look.mark(card.actor), left=left)
                shift = (0.5 - (place + 0.5) / len(cards)) * min(20.0, 5.0 * len(cards))
                thick = 1.0 + 4.0 * card.weight / heaviest
                colour = lighter(look.mark(card.actor if left else actor)["edgecolor"], 0.3)
                _arrow(ax, top - card.height / 2, ends[int(not left)] + [0, shift], thick, colour, left=left)
    return fig, ax


def _name(graph: nx.DiGraph, actor: str) -> str:
    return graph.nodes[actor].get("label") or actor


def _neighbours(graph: nx.DiGraph, pairs: Sequence[tuple[str, str, str]], actor: str) -> list[tuple]:
    """(neighbour, source, target, weight) of each edge, the heaviest first; the actor itself is none."""
    found = [(other, a, b, graph.edges[a, b]["weight"]) for other, a, b in pairs if other != actor]
    return sorted(found, key=lambda item: (-item[3], str(_name(graph, item[0])), item[0]))


def _look(graph: nx.DiGraph, sides: Mapping[str, str] | None, shown: Sequence[str]) -> Look:
    own = {node: data.get("side") or "" for node, data in graph.nodes(data=True)}
    side = own if sides is None else {node: sides.get(node, "") for node in graph}
    order = list(dict.fromkeys(sides.values())) if sides else sorted(set(own.values()) - {""})
    # All sides of the graph have their colour, shown or not, so that each keeps it from figure to figure.
    colours, shapes = side_marks([*side.values()], order)
    present = {side[node] for node in shown}
    return Look(side, {name: colour for name, colour in colours.items() if name in present}, shapes)


def _exemplars(edges: pd.DataFrame, quotes: pd.DataFrame) -> Callable[[str, str], str]:
    """A function from source and target to the surest quote behind the edge that it has not given yet."""
    ranked = quotes.assign(_direct=quotes["kind"] == "direct" if "kind" in quotes else False)
    by = [column for column in ("confidence", "_direct") if column in ranked]
    order = ranked.sort_values([*by, "quote_id"], ascending=[False] * len(by) + [True])
    place = {quote_id: k for k, quote_id in enumerate(order["quote_id"])}
    texts = [
        f"“{drawable(text).strip('“”' + chr(34))}”" if direct else drawable(text)
        for text, direct in zip(order["text"], order["_direct"], strict=True)
    ]
    behind: dict[tuple[str, str], set[int]] = {}
    for source, target, ids in edges[["source", "target", "quote_ids"]].itertuples(index=False):
        known = ids if isinstance(ids, list | tuple | np.ndarray) else []
        behind.setdefault((source, target), set()).update(place[one] for one in known if one in place)
    given: set[str] = set()

    def surest(source: str, target: str) -> str:
        found = [texts[k] for k in sorted(behind.get((source, target), ()))]
        best = next((text for text in found if text not in given), found[0] if found else "")
        given.add(best)
        return best

    return surest


def _card(fig: Figure, name: str, actor: str, weight: float, quote: tuple[str, str], unit: str) -> Card:
    """The card of a neighbour; `quote` is what is said and who is spoken about."""
    counted = f"({weight:.6g} {unit if weight != 1 else unit.removesuffix('s')})"
    strong = {"fontsize": _NAME, "fontweight": "bold"}
    heading = _fitted(fig, f"{cut(name, 60)} {counted}", 36, 3, **strong)
    text = _fitted(fig, _excerpt(*quote), QUOTE_CHARACTERS, QUOTE_LINES, fontsize=_QUOTE, fontstyle="italic")
    heights = (
        text_size(fig, heading, **strong)[1],
        text_size(fig, text, fontsize=_QUOTE, fontstyle="italic")[1] if text else 0.0,
    )
    return Card(actor, heading, text, weight, heights)


def _excerpt(quote: str, target: str) -> str:
    """A quote that is too long for a card from where it comes to speak of the target, if that is called by its name.

    >>> _excerpt("The talks went on for a long time. " * 5 + "In the end Arvenia gave in.", "Arvenia")
    '… talks went on for a long time. In the end Arvenia gave in.'
    """
    room = QUOTE_CHARACTERS * (QUOTE_LINES - 1)
    names = [target, *target.split()[-1:]]
    at = next((found for found in map(quote.casefold().find, map(str.casefold, names)) if found >= 0), -1)
    if len(quote) <= room or at < room - len(target):
        return quote
    start = quote.find(" ", max(at - QUOTE_CHARACTERS, 0)) + 1
    return f"… {quote[start:]}" if 0 < start <= at else quote


def _fitted(
    fig: Figure, text: str, characters: int, most: int, *, room: float = _CARD - _INDENT, **style: object
) -> str:
    """Text in at most `most` lines that are no wider than a card, or than `room`, whatever letters it has."""
    for width in range(characters, 8, -3):
        lines = textwrap.wrap(text, width)
        if len(lines) > most:
            closing = "”" * text.endswith("”")
            last = cut(" ".join(lines[most - 1 :]), width - len(closing))
            lines = [*lines[: most - 1], last + closing]
        fitted = "\n".join(lines)
        if not fitted or text_size(fig, fitted, **style)[0] <= room - _SLACK:
            break
    return fitted


def _tops(cards: Sequence[Card], height: float) -> list[float]:
    """Where each card begins, from the top; what room is left stands between them."""
    room = (height - 2 * _MARGIN - sum(card.height for card in cards)) / max(len(cards), 1)
    tops, y = [], height - _MARGIN - room / 2
    for card in cards:
        tops.append(y)
        y -= card.height + room
    return tops


def _middle(ax: Axes, fig: Figure, name: str, mark: dict[str, str], y: float) -> np.ndarray:
    """The actor's name in a box; returns the points where arrows arrive (left) and leave (right)."""
    style = {"fontsize": _NAME + 1, "fontweight": "bold"}
    for width in (_CENTRE_WIDTH, 11, 8):
        label = wrapped(name, width, lines=5)
        wide, tall = text_size(fig, label, **style)
        if wide <= 86:
            break
    half = np.array([wide / 2 + 7, tall / 2 + 6])
    corner, size = np.array([PAGE / 2, y]) - half, 2 * half
    frame = {"facecolor": "white", "edgecolor": mark["edgecolor"], "linewidth": 2.0, "zorder": 4}
    ax.add_patch(FancyBboxPatch(corner, *size, boxstyle="round,pad=0,rounding_size=5", **frame))
    ax.text(PAGE / 2, y, label, ha="center", va="center", parse_math=False, zorder=5, gid="name", **style)
    ax.scatter(PAGE / 2, y + half[1] + 9, s=90, linewidth=1.3, zorder=4, **mark)
    return np.array([[PAGE / 2 - half[0], y], [PAGE / 2 + half[0], y]])


def _heading(
    ax: Axes, fig: Figure, name: str, height: float, any_cards: bool, rest: int, *, left: bool
) -> None:
    what = f"Who speaks about {name}" if left else f"{name} speaks about"
    text = what + (f" (+ {rest} more)" if rest else "" if any_cards else ": nobody")
    x = _MARGIN if left else PAGE - _MARGIN - _CARD
    lines = _fitted(fig, text, 48, 2, room=_CARD + 10, fontsize=8.5)
    ax.text(x, height - 2, lines, va="top", fontsize=8.5, color=GREY, parse_math=False, gid="head")


def _write(ax: Axes, card: Card, top: float, mark: dict[str, str], *, left: bool) -> None:
    edge = _MARGIN if left else PAGE - _MARGIN - _CARD
    style = {"va": "top", "parse_math": False}
    bold = {"fontsize": _NAME, "fontweight": "bold", "color": INK, "gid": "name"}
    ax.text(edge + _INDENT, top, card.heading, **style, **bold)
    ax.scatter(edge + 4, top - 5.5, s=44, linewidth=1.3, zorder=4, **mark)
    slanted = {"fontsize": _QUOTE, "fontstyle": "italic", "color": "#444444", "gid": "quote"}
    ax.text(edge + _INDENT, top - card.heights[0] - 3, card.quote, **style, **slanted)


def _arrow(ax: Axes, y: float, end: np.ndarray, thick: float, colour: object, *, left: bool) -> None:
    """From the card to the middle at the left, from the middle to the card at the right."""
    card = np.array([_MARGIN + _CARD + 3 if left else PAGE - _MARGIN - _CARD - 5, y])
    head = f"-|>,head_length={3.5 + 1.1 * thick},head_width={1.8 + 0.7 * thick}"
    style = {"shrinkA": 0, "shrinkB": 0.5, "joinstyle": "miter", "zorder": 2, "gid": "edge"}
    ends = (card, end) if left else (end, card)
    ax.add_patch(
        FancyArrowPatch(*ends, arrowstyle=head, mutation_scale=1, linewidth=thick, color=colour, **style)
    )


def _block(look: Look) -> list[Block]:
    if not any(look.colours):
        return []
    entries = [
        (side or NO_SIDE, dot(colour, look.shapes[side], hollow=not side))
        for side, colour in look.colours.items()
    ]
    return [Block("Side", entries)]


def _more(more: Sequence[int], name: str) -> str:
    whats = (f"speak about {name}", f"are spoken about by {name}")
    said = [f"{number} more {what}" for number, what in zip(more, whats, strict=True) if number]
    return f" Not drawn: {'; '.join(said)}." if said else ""


def _finding(name: str, incoming: Sequence[tuple], outgoing: Sequence[tuple], unit: str) -> str:
    into, out = (sum(item[3] for item in found) for found in (incoming, outgoing))
    who, one = cut(name, 40), len(incoming) == 1
    actors = f"{len(incoming)} actor speaks" if one else f"{len(incoming) or 'No'} actors speak"
    about = f"{who} speaks about {len(outgoing) or 'nobody'}" + (f" ({out:.6g})" if outgoing else "")
    weight = f" ({into:.6g} {unit if into != 1 else unit.removesuffix('s')})" if incoming else ""
    return f"{actors} about {who}{weight}; {about}"


def _alt(name: str, columns: Sequence[Sequence[Card]]) -> str:
    said = []
    for cards, what in zip(columns, ("Spoken about by", "Speaks about"), strict=True):
        heads = "; ".join(" ".join(card.heading.split()) for card in cards)
        said.append(f"{what}: {heads or 'nobody'}.")
    return f"Network of {name} alone. {' '.join(said)}"
