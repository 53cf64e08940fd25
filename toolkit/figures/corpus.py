"""The figure of what a corpus consists of: outlets, months, lengths, and what to know before counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.ticker import MaxNLocator

from toolkit.figures.style import GREY, PALETTE, STYLE, WIDTH, cut, finish, nothing
from toolkit.wording import number_of, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS = 8  # in a panel; what is more is one row
_FEWEST_ROWS = 4  # that a panel is as high as
_MONTHS_NAMED = 3
_REMARKS = 3  # of a kind; what is more is one row


def corpus_overview(
    table: pd.DataFrame, *, title: str | None = None, note: str = "", source: str = ""
) -> tuple[Figure, Axes]:
    """Four panels: articles by outlet, by month, by length, and those with something missing, repeated or wrong.

    Shape: `table` as describe gives it. The outlets with most articles are drawn, all others as one.
    """
    total = int(table.loc[table["aspect"] == "all", "documents"].sum())
    if not total:
        return nothing("Documents, to say what the corpus consists of.", title=title, source=source)
    outlets, lengths, remarks = _shown(table, "outlet"), _shown(table, "length", False), _remarks(table)
    rows = max(_FEWEST_ROWS, len(outlets), len(lengths), len(remarks))
    with plt.rc_context(STYLE):
        fig, panels = plt.subplots(2, 2, figsize=(WIDTH, 2.4 + 0.4 * rows), layout="constrained")
        _bars(panels[0][0], outlets, "By outlet", PALETTE[0])
        _months(panels[0][1], table)
        _bars(panels[1][0], lengths, "By length", PALETTE[2])
        _bars(panels[1][1], remarks, "To know before counting", PALETTE[1])
        finding = title or _finding(table, total)
        words = int(table.loc[table["aspect"] == "all", "words"].sum())
        told = f"n = {number_of(total, 'article')}, {number_of(words, 'word')}. Copies are in these counts."
        finish(fig, finding, f"{note} {told}".strip(), source, _alt(outlets, lengths, remarks))
    return fig, panels[1][1]


def _shown(table: pd.DataFrame, aspect: str, ranked: bool = True) -> list[tuple[str, int]]:
    """Labels and counts of an aspect, those beyond ROWS as one where they are ranked."""
    part = table[(table["aspect"] == aspect) & (table["documents"] > 0)]
    pairs = list(zip(part["item"], part["documents"].astype(int)))
    if not ranked or len(pairs) <= ROWS:
        return pairs
    rest = pairs[ROWS - 1 :]
    return [*pairs[: ROWS - 1], (f"{len(rest):,} others", sum(count for _, count in rest))]


def _remarks(table: pd.DataFrame) -> list[tuple[str, int]]:
    """What is repeated, in no known language, a problem, or missing; in this order, then most frequent first."""
    wanted = table[(table["documents"] > 0) & ((table["aspect"] != "language") | (table["item"] != "en"))]
    ahead = {"repeated": "repeated: ", "language": "language: ", "problem": "problem: ", "missing": "no "}
    pairs: list[tuple[str, int]] = []
    for aspect, words in ahead.items():
        part = wanted[wanted["aspect"] == aspect].sort_values("documents", ascending=False, kind="stable")
        found = [(words + item, int(count)) for item, count in zip(part["item"], part["documents"])]
        rest = found[_REMARKS:] if aspect != "missing" else []
        pairs += found[: len(found) - len(rest)]
        pairs += [(f"{words}{len(rest)} others", sum(count for _, count in rest))] if rest else []
    return pairs


def _bars(ax: Axes, pairs: list[tuple[str, int]], title: str, colour: str) -> None:
    ax.set_title(title, loc="left", fontsize=9.5)
    if not pairs:
        ax.axis("off")
        ax.text(0, 0.5, "Nothing to note.", transform=ax.transAxes, color=GREY)
        return
    places = range(len(pairs))[::-1]
    ax.barh(places, [count for _, count in pairs], color=colour, height=0.7)
    ax.set_yticks(places, [cut(label, 30) for label, _ in pairs], parse_math=False, fontsize=8)
    ax.tick_params(axis="y", length=0)
    # Few bars stand at the top, as wide as in the other panels.
    ax.set_ylim(min(0, len(pairs) - _FEWEST_ROWS) - 0.6, len(pairs) - 0.4)
    _count_axis(ax, "x", max(count for _, count in pairs))
    for place, (_, count) in zip(places, pairs):
        ax.annotate(
            f"{count:,}", (count, place), (3, 0), textcoords="offset points", va="center", fontsize=7.5
        )


def _count_axis(ax: Axes, which: str, most: int) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(4, integer=True))
    axis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    (ax.set_xlim if which == "x" else ax.set_ylim)(0, most * 1.22)
    axis.set_label_text("Articles", fontsize=8)
    axis.set_tick_params(labelsize=7.5)


def _months(ax: Axes, table: pd.DataFrame) -> None:
    """Articles in each month, months without any left empty; those without a date are said in the title."""
    part = table[(table["aspect"] == "month") & table["item"].str.match(r"\d{4}-\d\d$")]
    undated = int(table.loc[table["aspect"] == "month", "documents"].sum() - part["documents"].sum())
    told = f" ({undated:,} without a month)" if undated else ""
    ax.set_title(f"By month{told}", loc="left", fontsize=9.5)
    if part.empty:
        ax.axis("off")
        ax.text(0, 0.5, "No article has a month.", transform=ax.transAxes, color=GREY)
        return
    numbers = [12 * int(label[:4]) + int(label[5:]) - 1 for label in part["item"]]
    ax.bar(numbers, part["documents"], color=PALETTE[0], width=0.8)
    step = max(1, -(-(max(numbers) - min(numbers) + 1) // _MONTHS_NAMED))
    named = range(min(numbers), max(numbers) + 1, step)
    ax.set_xticks(named, [f"{number // 12}-{number % 12 + 1:02d}" for number in named], fontsize=7.5)
    ax.set_xlim(min(numbers) - 1, max(numbers) + 1)
    _count_axis(ax, "y", int(part["documents"].max()))


def _finding(table: pd.DataFrame, total: int) -> str:
    def count(aspect: str, *items: str) -> int:
        part = table[table["aspect"] == aspect]
        return int((part if not items else part[part["item"].isin(items)])["documents"].sum())

    outlets = table[(table["aspect"] == "outlet") & table["item"].ne("(not known)")]
    months = table[(table["aspect"] == "month") & table["item"].str.match(r"\d{4}-\d\d$")]["item"]
    parts = [number_of(total, "article")]
    parts += [f"of {number_of(len(outlets), 'outlet')}"] if len(outlets) else []
    if len(months):
        first, last = months.min(), months.max()
        parts.append(f"from {first}" if first == last else f"from {first} to {last}")
    copies, undated = count("repeated"), count("missing", "published")
    told = [f"{percent(copies / total)} repeat another one"] if copies else []
    told += [f"{'it has' if total == 1 else f'{percent(undated / total)} have'} no date"] if undated else []
    return " ".join(parts) + (f"; {' and '.join(told)}" if told else "")


def _alt(
    outlets: list[tuple[str, int]], lengths: list[tuple[str, int]], remarks: list[tuple[str, int]]
) -> str:
    panels = {"By outlet": outlets, "By length": lengths, "To know before counting": remarks}
    said = [
        f"{name}: {', '.join(f'{label} {count:,}' for label, count in pairs) or 'nothing'}"
        for name, pairs in panels.items()
    ]
    return "Bar charts of articles. " + ". ".join(said) + "."
