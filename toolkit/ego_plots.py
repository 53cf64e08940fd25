"""One actor in the middle of its network: who speaks about it, about whom it speaks, and a quote for each."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from toolkit.figure_style import (
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
    wrapped,
)
from toolkit.point_page import PAGE, Block, page, text_size

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Neighbours on each side of the middle that a page holds with their quotes.
MOST_NEIGHBOURS = 6
QUOTE_CHARACTERS, QUOTE_LINES = 44, 4
_CARD = 212.0  # points, width of a neighbour's name and quote
_NAME, _QUOTE = 9.0, 8.0  # sizes of type
_BETWEEN = 13.0  # points between two cards
_MARGIN = 12.0
_CENTRE_WIDTH = 14  # characters in a line of the middle's name


class Card(NamedTuple):
    """A neighbour: its actor_id, name with weight, exemplar quote in lines, weight, and height in points."""

    actor: str
    heading: str
    quote: str
    weight: float
    heights: tuple[float, float]

    @property
    def height(self) -> float:
        return sum(self.heights) + (3 if self.quote else 0)


def ego(
    graph: nx.DiGraph,
    edges: pd.DataFrame,
    quotes: pd.DataFrame,
    actor: str,
    *,
    unit: str = "quotes",
    limit: int = MOST_NEIGHBOURS,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """One actor: at the left who speaks about it, at the right about whom it speaks, with a quote for each.

    Shape: `graph` and `edges` (with quote_ids) as network gives them, `quotes` the table they were made of;
    `actor` is an actor_id. Up to `limit` neighbours of most weight stand on each side; the caption says how
    many more there are. The quote is the surest behind the edge (highest confidence, then direct speech).
    Raises: KeyError when `actor` is not in the graph.
    """
    if actor not in graph:
        if not graph.number_of_nodes():
            return nothing(
                "No quote with a known speaker mentions another actor.", title=title, source=source
            )
        raise KeyError(f"{actor!r} is no node of the graph: pass an actor_id, one of {list(graph)[:5]} ...")
    name = graph.nodes[actor].get("label") or actor
    behind = _exemplars(edges, quotes)
    incoming = sorted((a, graph.edges[a, actor]["weight"]) for a in graph.predecessors(actor) if a != actor)
    outgoing = sorted((b, graph.edges[actor, b]["weight"]) for b in graph.successors(actor) if b != actor)
    if not incoming and not outgoing:
        return nothing(f"{name} neither speaks about others nor is spoken about.", title=title, source=source)
    side_of = {node: data.get("side") or "" for node, data in graph.nodes(data=True)}
    with plt.rc_context(STYLE):
        fig = plt.figure()
        columns = []
        for found, pair in (
            (incoming, lambda other: (other, actor)),
            (outgoing, lambda other: (actor, other)),
        ):
            first = sorted(found, key=lambda item: (-item[1], str(graph.nodes[item[0]].get("label"))))[:limit]
            columns.append(
                [
                    _card(fig, graph, other, weight, behind.get(pair(other), ""), unit)
                    for other, weight in first
                ]
            )
        tall = max(sum(card.height + _BETWEEN for card in cards) for cards in columns)
        height = max(tall, 90.0) + 22 + 2 * _MARGIN
        shown = {actor} | {card.actor for cards in columns for card in cards}
        colours, shapes = side_marks(
            [side_of[node] for node in shown], sorted({s for s in side_of.values() if s})
        )
        blocks = _sides_block(colours, shapes)
        finding = title or _finding(name, incoming, outgoing, unit)
        more = (len(incoming) - len(columns[0]), len(outgoing) - len(columns[1]))
        caption = (note + _more(more, cut(name, 40)), source)
        alt = _alt(name, columns)
        ax = page(fig, height, title=finding, caption=caption, blocks=blocks, alt=alt)
        _draw(ax, fig, columns, (actor, name, side_of), (colours, shapes), height, more)
    return fig, ax


def _exemplars(edges: pd.DataFrame, quotes: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The surest quote behind each edge: (source, target) -> its text, in quotation marks where it is direct."""
    ranked = quotes.assign(_direct=quotes["kind"] == "direct" if "kind" in quotes else False)
    by = [column for column in ("confidence", "_direct") if column in ranked]
    order = ranked.sort_values([*by, "quote_id"], ascending=[False] * len(by) + [True])
    place = {quote_id: k for k, quote_id in enumerate(order["quote_id"])}
    texts = [
        f"“{drawable(text).strip(chr(34) + '“”')}”" if direct else drawable(text)
        for text, direct in zip(order["text"], order["_direct"], strict=True)
    ]
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for row in edges[["source", "target", "quote_ids"]].itertuples(index=False):
        ids = row.quote_ids if isinstance(row.quote_ids, list | tuple | np.ndarray) else []
        best = min((place[quote_id] for quote_id in ids if quote_id in place), default=None)
        key = (row.source, row.target)
        if best is not None and (key not in found or best < found[key][0]):
            found[key] = best, texts[best]
    return {key: text for key, (_, text) in found.items()}


def _card(fig: Figure, graph: nx.DiGraph, other: str, weight: float, quote: str, unit: str) -> Card:
    label = graph.nodes[other].get("label") or other
    heading = f"{wrapped(label, 34)} ({weight:.6g} {unit if weight != 1 else unit.removesuffix('s')})"
    heading = "\n".join(textwrap.wrap(heading, 40))
    lines = textwrap.wrap(quote, QUOTE_CHARACTERS)
    if len(lines) > QUOTE_LINES:
        closing = "”" if quote.endswith("”") else ""
        last = cut(" ".join(lines[QUOTE_LINES - 1 :]), QUOTE_CHARACTERS - 1)
        lines = [*lines[: QUOTE_LINES - 1], last + closing]
    text = "\n".join(lines)
    heights = (
        text_size(fig, heading, fontsize=_NAME, fontweight="bold")[1],
        text_size(fig, text, fontsize=_QUOTE, style="italic")[1] if text else 0.0,
    )
    return Card(other, heading, text, weight, heights)


def _draw(
    ax: Axes,
    fig: Figure,
    columns: list[list[Card]],
    ego: tuple[str, str, dict[str, str]],
    marks: tuple[dict[str, str], dict[str, str]],
    height: float,
    more: tuple[int, int],
) -> None:
    actor, name, side_of = ego
    colours, shapes = marks
    middle = np.array([PAGE / 2, (height - 22) / 2])
    label = wrapped(name, _CENTRE_WIDTH, lines=4)
    tall = text_size(fig, label, fontsize=_NAME + 1, fontweight="bold")[1]
    ax.scatter(
        *middle, s=340, marker=shapes[side_of[actor]], color=_colour(colours, side_of[actor]), zorder=4
    )
    words = {"ha": "center", "va": "top", "fontsize": _NAME + 1, "fontweight": "bold", "zorder": 5}
    under = ax.text(middle[0], middle[1] - 13, label, parse_math=False, gid="name", **words)
    under.set_path_effects([withStroke(linewidth=3, foreground="white")])
    heaviest = max(card.weight for cards in columns for card in cards)
    for cards, sign, left_out in zip(columns, (-1, 1), more, strict=True):
        edge = _MARGIN if sign < 0 else PAGE - _MARGIN - _CARD
        heads = ("Who speaks about it", "About whom it speaks")
        extra = f" (+ {left_out} more)" if left_out else ""
        head = heads[sign > 0] + (extra if cards else ": nobody")
        ax.text(edge, height - 4, head, va="top", fontsize=8.5, color=GREY, gid="head")
        room = (height - 22 - 2 * _MARGIN - sum(card.height for card in cards)) / max(len(cards), 1)
        y = height - 22 - _MARGIN - room / 2
        for place, card in enumerate(cards):
            side = side_of[card.actor]
            shade = _colour(colours, side)
            ax.text(
                edge + 12,
                y,
                card.heading,
                va="top",
                fontsize=_NAME,
                fontweight="bold",
                color=INK,
                parse_math=False,
                gid="name",
            )
            dot_at = (edge + 4, y - 5.5)
            ax.scatter(*dot_at, s=44, marker=shapes[side], color=shade, zorder=4)
            below = y - card.heights[0] - 3
            ax.text(
                edge + 12,
                below,
                card.quote,
                va="top",
                fontsize=_QUOTE,
                style="italic",
                color="#444444",
                parse_math=False,
                gid="quote",
            )
            # Arrows leave the cards on the side of the middle, at the height of the card's middle.
            outside = np.array([edge + _CARD + 4 if sign < 0 else edge - 4, y - card.height / 2])
            spread = (0.5 - (place + 0.5) / len(cards)) * min(18.0, 6.0 * len(cards))
            inside = middle + [sign * 13, spread]
            ends = (outside, inside) if sign < 0 else (inside, outside)
            thick = 1.0 + 4.0 * card.weight / heaviest
            speaker = side if sign < 0 else side_of[actor]
            arrow = FancyArrowPatch(
                *ends,
                arrowstyle=f"-|>,head_length={4 + 1.2 * thick},head_width={2 + 0.8 * thick}",
                mutation_scale=1,
                connectionstyle="arc3,rad=0",
                shrinkA=0,
                shrinkB=0,
                linewidth=thick,
                color=lighter(_colour(colours, speaker), 0.3),
                zorder=2,
                gid="edge",
                joinstyle="miter",
            )
            ax.add_patch(arrow)
            y -= card.height + room
    del tall


def _colour(colours: dict[str, str], side: str) -> str:
    """The colour of a side; where there are no sides at all, one colour for everybody."""
    return colours[side] if any(colours) else PALETTE[0]


def _sides_block(colours: dict[str, str], shapes: dict[str, str]) -> list[Block]:
    if not any(colours):
        return []
    return [Block("Side", [(side or NO_SIDE, dot(colour, shapes[side])) for side, colour in colours.items()])]


def _more(more: tuple[int, int], name: str) -> str:
    said = [
        f"{number} more {what}"
        for number, what in zip(more, ("speak about", "are spoken about by"), strict=True)
        if number
    ]
    return f" Not drawn: {'; '.join(f'{part} {name}' for part in said)}." if said else ""


def _finding(name: str, incoming: list, outgoing: list, unit: str) -> str:
    into, out = (sum(weight for _, weight in found) for found in (incoming, outgoing))
    who = cut(name, 40)
    return (
        f"{len(incoming)} actor{'s' * (len(incoming) != 1)} speak{'s' * (len(incoming) == 1)} about {who} "
        f"({into:.6g} {unit}); {who} speaks about {len(outgoing)} ({out:.6g})"
    )


def _alt(name: str, columns: list[list[Card]]) -> str:
    said = []
    for cards, what in zip(columns, ("Spoken about by", "Speaks about"), strict=True):
        heads = "; ".join(" ".join(card.heading.split()) for card in cards)
        said.append(f"{what}: {heads or 'nobody'}.")
    return f"Network of {name} alone. {' '.join(said)}"
