"""The quote network as a matrix: who speaks (rows) about whom (columns), ordered by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from toolkit.figures.style import (
    GREY,
    NO_SIDE,
    STYLE,
    WIDTH,
    cut,
    dot,
    finish,
    ink_on,
    nothing,
    side_marks,
)

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ACTORS = 40
# Yellow over green to blue, even in lightness, also for the colour-blind.
HEAT = "YlGnBu"
_LABEL_CHARACTERS = 26
_CELL = 0.27  # inches, of a cell where there is room


def adjacency(
    edges: nx.DiGraph | pd.DataFrame,
    sides: Mapping[str, str] | None = None,
    *,
    unit: str = "quotes",
    limit: int = MOST_ACTORS,
    title: str | None = None,
    note: str = "",
    source: str = "",
) -> tuple[Figure, Axes]:
    """Who speaks (rows) about whom (columns): weight as shade and number, actors ordered by side, then by weight.

    Shape: a graph as network.quote_graph gives it, or an edges table (source, target, weight, and source_name,
    target_name where known). `sides` maps actor_id to side; without it the graph's node attribute side holds.
    Of more than `limit` actors the heaviest are drawn. Rows are those who speak, columns those spoken about.
    """
    weights, names, side_of = _parts(edges, sides)
    order = list(dict.fromkeys((sides or {}).values()))
    if weights.empty:
        return nothing("No quote with a known speaker mentions another actor.", title=title, source=source)
    total = pd.concat([weights.groupby("source")["weight"].sum(), weights.groupby("target")["weight"].sum()])
    total = total.groupby(level=0).sum()
    kept = sorted(total.index, key=lambda actor: (-total[actor], str(names[actor])))[:limit]
    shown = weights[weights["source"].isin(kept) & weights["target"].isin(kept)]
    if shown.empty:
        shown = weights.nlargest(1, "weight")
    present = [actor for actor in total.index if actor in {*shown["source"], *shown["target"]}]
    colours, _ = side_marks([side_of.get(a, "") for a in present], order)
    place = {side: k for k, side in enumerate(colours)}

    def ordered(end: str) -> list[str]:
        own = shown.groupby(end)["weight"].sum()
        return sorted(own.index, key=lambda a: (place[side_of.get(a, "")], -own[a], str(names[a])))

    rows, columns = ordered("source"), ordered("target")
    cells = shown.pivot_table(index="source", columns="target", values="weight", aggfunc="sum")
    matrix = cells.reindex(index=rows, columns=columns).to_numpy(dtype=float)
    with plt.rc_context(STYLE):
        cell = min(_CELL, (WIDTH - 2.6) / len(columns))
        size = (WIDTH, 3.6 + max(cell, 0.17) * len(rows))
        fig, ax = plt.subplots(figsize=size, layout="constrained")
        drawn = _cells(ax, fig, matrix, unit, max(cell, 0.17))
        _loops(ax, rows, columns)
        both = ((rows, "y"), (columns, "x"))
        for actors, axis in both:
            _labels(ax, [cut(names[a], _LABEL_CHARACTERS) for a in actors], axis, cell)
            _side_bars(ax, [side_of.get(a, "") for a in actors], colours, axis)
        if any(colours):
            handles = [dot(colour, "s") for colour in colours.values()]
            labels = [cut(side or NO_SIDE, 30) for side in colours]
            below = {"loc": "upper left", "bbox_to_anchor": (0.0, -0.01), "frameon": False}
            found = ax.legend(handles, labels, ncols=min(len(labels), 5), columnspacing=1.4, **below)
            for text in found.get_texts():
                text.set_parse_math(False)
        left_out = len(total) - len(present)
        said = f" The {len(present)} actors with most weight; {left_out} more are not drawn." * bool(left_out)
        said += " Framed: speaker and actor spoken about are one." * bool(set(rows) & set(columns))
        said += " Numbers are left out where they do not fit." * (not drawn)
        finding = title or _finding(shown, names, side_of, unit)
        top = shown.sort_values(["weight", "source", "target"], ascending=[False, True, True]).head(12)
        listed = "; ".join(
            f"{names[r.source]} about {names[r.target]} {r.weight:.6g}" for r in top.itertuples()
        )
        alt = f"Matrix of {len(rows)} speakers by {len(columns)} actors spoken about, in {unit}: {listed}."
        finish(fig, finding, note + said, source, alt)
    return fig, ax


def _parts(
    edges: nx.DiGraph | pd.DataFrame, sides: Mapping[str, str] | None
) -> tuple[pd.DataFrame, dict[str, str], dict[str, str]]:
    """Weights (source, target, weight), names and sides of a graph or of a table."""
    if isinstance(edges, pd.DataFrame):
        weights = edges[["source", "target", "weight"]]
        names = {actor: actor for end in ("source", "target") for actor in edges[end]}
        for end in ("source", "target"):
            if f"{end}_name" in edges:
                names |= dict(zip(edges[end], edges[f"{end}_name"], strict=True))
        known = dict(sides or {})
    else:
        rows = [(a, b, data.get("weight", 1.0)) for a, b, data in edges.edges(data=True)]
        weights = pd.DataFrame(rows, columns=["source", "target", "weight"])
        names = {node: data.get("label") or node for node, data in edges.nodes(data=True)}
        own = {node: data["side"] for node, data in edges.nodes(data=True) if data.get("side")}
        known = own if sides is None else dict(sides)
    return weights[weights["weight"] > 0], names, known


def _cells(ax: Axes, fig: Figure, matrix: np.ndarray, unit: str, cell: float) -> bool:
    """The matrix as shades with numbers; returns whether the numbers fitted."""
    most = float(np.nanmax(matrix))
    image = ax.imshow(matrix, cmap=HEAT, vmin=0, vmax=most / 0.85, aspect="auto")
    longest = max(len(f"{weight:.4g}") for weight in matrix[~np.isnan(matrix)])
    size = min(9.0, 0.8 * cell * 72, 1.5 * cell * 72 / longest)
    fits = size >= 4.5
    for (row, column), weight in np.ndenumerate(matrix):
        if fits and not np.isnan(weight):
            ink = ink_on(image.cmap(image.norm(weight)))
            ax.text(
                column, row, f"{weight:.4g}", ha="center", va="center", fontsize=size, color=ink, gid="cell"
            )
    ax.set_xticks(np.arange(matrix.shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(matrix.shape[0] + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="#ececec", linewidth=0.6)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    scale = fig.colorbar(image, ax=ax, fraction=0.02, pad=0.015, shrink=min(1.0, 2.2 / (cell * len(matrix))))
    scale.locator = MaxNLocator(4, integer=True)
    scale.outline.set_visible(False)
    scale.set_label(f"Weight ({unit})")
    return fits


def _loops(ax: Axes, rows: list[str], columns: list[str]) -> None:
    """A frame around the cells where speaker and target are one actor."""
    for row, actor in enumerate(rows):
        if actor in columns:
            corner = columns.index(actor) - 0.5, row - 0.5
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=GREY, linewidth=0.7, zorder=3))


def _labels(ax: Axes, names: list[str], axis: str, cell: float) -> None:
    style = {"parse_math": False, "fontsize": float(np.clip(cell * 72 * 0.65, 6.8, 9.0))}
    if axis == "y":
        ax.set_yticks(range(len(names)), names, **style)
        ax.tick_params(axis="y", pad=9)
        ax.set_ylabel("Speaker")
    else:
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_xticks(range(len(names)), names, rotation=90, **style)
        ax.tick_params(axis="x", pad=9)
        ax.set_xlabel("Spoken about")


def _side_bars(ax: Axes, sides: list[str], colours: Mapping[str, str], axis: str) -> None:
    """A bar in the side's colour between names and cells, and a line where one side ends and the next begins."""
    if not any(colours):
        return
    start = 0
    for k in range(1, len(sides) + 1):
        if k < len(sides) and sides[k] == sides[start]:
            continue
        along, thick = (start - 0.44, k - start - 0.12), 5.0
        # Bars are as thick on the page in both directions, whatever the shape of a cell.
        line = (
            ([-0.5, -0.5], [along[0], sum(along)]) if axis == "y" else ([along[0], sum(along)], [-0.5, -0.5])
        )
        shift = (-5.5, 0) if axis == "y" else (0, 5.5)
        moved = ax.transData + ScaledTranslation(shift[0] / 72, shift[1] / 72, ax.figure.dpi_scale_trans)
        bar = plt.Line2D(*line, transform=moved, color=colours[sides[start]], linewidth=thick, clip_on=False)
        bar.set(solid_capstyle="butt", gid="side")
        ax.add_line(bar)
        if k < len(sides):
            (ax.axhline if axis == "y" else ax.axvline)(k - 0.5, color=GREY, linewidth=1.2, zorder=4)
        start = k


def _finding(shown: pd.DataFrame, names: Mapping[str, str], side_of: Mapping[str, str], unit: str) -> str:
    ends = shown.assign(a=shown["source"].map(side_of), b=shown["target"].map(side_of)).dropna()
    if ends["a"].nunique() > 1 and len(ends):
        within = ends.loc[ends["a"] == ends["b"], "weight"].sum() / ends["weight"].sum()
        total = ends["weight"].sum()
        return f"{1 - within:.0%} of the {total:.6g} {unit} between actors with a side are about another side"
    top = shown.sort_values(["weight", "source", "target"], ascending=[False, True, True]).iloc[0]
    pair = cut(names[top["source"]], 40), cut(names[top["target"]], 40)
    return f"{pair[0]} speaks most about {pair[1]} ({top['weight']:.6g} {unit})"
