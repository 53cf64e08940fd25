"""Is that just noise? Checks that an arrow of a quote network, or the whole of it, has to pass before it is a pattern.

An arrow may rest on a single article, be no heavier than chance deals it out, or hang on quotes that the program is not
sure of. Each check takes tables and returns one, and a sentence says what it found. How sides mix against chance is in
`mixing`, whether there are communities in `communities`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit import stats
from toolkit.network import mixing, structure
from toolkit.network.edges import quote_edges

if TYPE_CHECKING:
    from toolkit.network.communities import Communities

# The share of false discoveries that what is called sure may hold (Benjamini & Hochberg 1995).
SURE = 0.05
# Least confidences at which the network is counted again.
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
# The heaviest arrows that are looked for again at each of them.
HEAVIEST = 10
SENSITIVITY_COLUMNS = ("least_confidence", "quotes", "arrows", "weight", "same_heaviest", "most_spoken_about")


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is not 1.

    >>> counted(1, "arrow"), counted(1200, "arrow")
    ('1 arrow', '1,200 arrows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def backbone(edges: pd.DataFrame, *, alpha: float = 0.05) -> pd.DataFrame:
    """The edges with what the disparity filter says of each (structure.backbone), and corrected for their number.

    Shape: as structure.backbone, and q: twice p, because the surer of two ends is taken, corrected for all arrows
    (Benjamini & Hochberg 1995). Units: q below 0.05 holds for arrows of which one in twenty at most is expected to be
    chance.
    """
    found = structure.backbone(edges, alpha)
    p = np.minimum(1.0, 2 * found["p"].to_numpy(dtype=float))
    told = dict(found.attrs)
    found = found.assign(q=stats.benjamini_hochberg(p) if len(p) else pd.Series(dtype="float64"))
    found.attrs = told
    return found


def backbone_reading(found: pd.DataFrame, *, level: float = SURE) -> str:
    """What `backbone` kept, in a few sentences; also when that is nothing."""
    if found.empty:
        return "There is no arrow to judge."
    alpha, kept = found.attrs["alpha"], int(found["kept"].sum())
    said = f"{kept:,} of {counted(len(found), 'arrow')} stand out from the other arrows of their ends (p < {alpha:g})"
    if not kept:
        most = "No actor has an arrow that is much heavier than its others"
        return f"{said.replace('0 of', 'None of')}. {most}: nothing here is more than what chance deals out."
    shares, sure = found.attrs["kept"], int((found["q"] < level).sum())
    told = f"they hold {shares['weight']:.0%} of the weight and {shares['actors']:.0%} of the actors"
    corrected = f"Corrected for the number of arrows {sure or 'none'} of them remain{'s' * (sure <= 1)} (q < {level:g})"
    chance = f"Dealt at random, up to {2 * alpha:.0%} of all arrows would pass the filter, though one quote hardly can"
    return f"{said}; {told}. {corrected}. {chance}."


def repeated(edges: pd.DataFrame, *, least: int = 2) -> pd.DataFrame:
    """The edges that at least `least` documents hold: what no single article made up."""
    found = edges[edges["documents"] >= least]
    found.attrs = dict(edges.attrs)
    return found


def mixing_by_weight(table: pd.DataFrame, *, level: float = SURE) -> str:
    """What mixing.measure found of the network when arrows count by their weight, which mixing.reading leaves out."""
    rows = table[table["measure"].str.endswith(", weighted") & (table["group"] == mixing.EVERYBODY)]
    if table.attrs.get("edges", 0) < mixing.FEW_EDGES or rows["q"].isna().all():
        return ""
    told = [
        f"{row.measure.removesuffix(', weighted')} {row.estimate:.2f} against {row.expected:.2f} (q = {row.q:.2g})"
        for row in rows[rows["q"] < level].itertuples()
    ]
    if not told:
        return "Counted by weight, nothing differs from chance (corrected for all rows)."
    return f"Counted by weight, these differ from chance: {'; '.join(told)}."


def members(found: Communities, *, level: float = SURE) -> pd.DataFrame:
    """The members of the communities of two or more, where chance does not have communities as clear as these.

    Shape: community, actor_id, name, stability_share (of the draws in which the actor is with the others).
    """
    p = found.summary.set_index("measure")["p"].get("modularity", np.nan)
    actors = found.actors.rename(columns={"stability": "stability_share"})
    sizes = actors.groupby("community")["actor_id"].transform("size")
    return actors.loc[(sizes > 1) & (p < level), ["community", "actor_id", "name", "stability_share"]]


def sensitivity(
    quotes: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    weight: str = "quotes",
    thresholds: Iterable[float] = THRESHOLDS,
) -> pd.DataFrame:
    """The network counted again from surer quotes only: does it hang on those that the program is not sure of?

    Shape: one row per threshold of confidence (quote and speaker both right, as the program estimates), and
    SENSITIVITY_COLUMNS: quotes with a known speaker, arrows and their weight; same_heaviest: of the heaviest arrows
    at the first threshold (HEAVIEST, or the fewer that weigh more than the next), the number that are among as many
    heaviest at this one; most_spoken_about: the name of the actor with most weight in its arrows.
    """
    sure = quotes["confidence"].astype(float) * quotes["speaker_confidence"].astype(float).fillna(1.0)
    rows, first = [], None
    for least in thresholds:
        kept = quotes[sure >= least]
        own = quote_edges(kept, mentions, actors, documents, weight=weight)
        first = _heaviest(own) if first is None else first
        place = own["weight"].rank(method="min", ascending=False)
        still = set(_pairs(own[place <= len(first)])) & first
        into = own.groupby("target_name")["weight"].sum()
        most = into.idxmax() if len(into) else None
        numbers = (int(kept["actor_id"].notna().sum()), len(own), float(own["weight"].sum()))
        rows.append((float(least), *numbers, len(still), most))
    return pd.DataFrame(rows, columns=list(SENSITIVITY_COLUMNS))


def _pairs(edges: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(edges["source"], edges["target"], strict=True))


def _heaviest(edges: pd.DataFrame) -> set[tuple[str, str]]:
    """The HEAVIEST arrows, or the fewer that weigh more than the next."""
    next_weight = edges["weight"].iloc[HEAVIEST] if len(edges) > HEAVIEST else 0
    return set(_pairs(edges[edges["weight"] > next_weight]))


def sensitivity_reading(table: pd.DataFrame) -> str:
    """What `sensitivity` found at the highest threshold that leaves half of the quotes, in a sentence."""
    if table.empty or not table["arrows"].iat[0]:
        return "There is no arrow to count again."
    first = table.iloc[0]
    last = table[table["quotes"] >= first["quotes"] / 2].iloc[-1]
    heaviest, kept = int(first["same_heaviest"]), int(last["same_heaviest"])
    same = "the same" if first["most_spoken_about"] == last["most_spoken_about"] else "another one"
    still = f"{kept} of the {heaviest} heaviest still {'belongs' if kept == 1 else 'belong'} to these; "
    return (
        f"Counting only quotes of which the program is at least {last['least_confidence']:.0%} sure leaves "
        f"{last['quotes']:,} of {counted(int(first['quotes']), 'quote')} and {last['arrows']:,} of "
        f"{counted(int(first['arrows']), 'arrow')}; {still * (heaviest > 1)}the actor most spoken about is {same}."
    )
