"""What a quote network shows, and on how little: sentences and tables for a reader, made of the tables of `network`,
`structure`, `tone` and `exchanges`.

An edge is called an arrow here. An arrow rests on enough when at least `resampling.RELIABLE_DOCUMENTS` documents (of a
single document, quotes) hold it; of the others no interval is shown, because none could be relied on.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit import headings, resampling, stats
from toolkit.actors import affiliations, measures
from toolkit.actors.directory import Directory
from toolkit.network import edges as arrows_module
from toolkit.network import structure
from toolkit.network.noise import SURE, backbone, counted
from toolkit.network.relations import without_duplicates
from toolkit.wording import number_of

if TYPE_CHECKING:
    import networkx as nx

FEW = resampling.RELIABLE_DOCUMENTS
# Periods that a reader can follow from one to the next.
MOST_PERIODS = 12
# From where an arrow runs in each relation, and to whom.
ENDS = {
    "mentions": ("the speaker", "an actor mentioned in the quote"),
    "addresses": ("the speaker", "the actor to whom it was said"),
    "answers": ("the speaker", "the speaker of an earlier quote that this one takes up"),
    "quotes": ("the outlet", "a speaker quoted in its articles"),
    "co-mention": ("an actor", "another one in the same sentence (no direction)"),
}
RELATION_COLUMNS = ("relation", "runs_from", "runs_to", "arrows", "enough", "quotes")
ANSWER_COLUMNS = (
    "quote_id",
    "doc_id",
    "speaker",
    "sentence",
    "answered_speaker",
    "answered_sentence",
    "answers_reason",
    "answers_confidence",
)
_TONED = ("supportive", "critical")
_FIRST = {
    "in_degree": "Spoken about by most actors",
    "out_degree": "Speaks about most actors",
    "pagerank": "Highest PageRank",
    "betweenness": "Highest betweenness",
}


def unit(documents: pd.DataFrame) -> str:
    """What intervals are over: "document", or "quote" where there is one document."""
    return "document" if documents["doc_id"].nunique() > 1 else "quote"


def share_of_quotes(edges: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame) -> dict[str, float]:
    """The share of the quotes with a known speaker that make an arrow, with its interval.

    Shape: quotes (with a known speaker), behind (of these, with an arrow), estimate, low, high; over
    documents, or over quotes where there is one. Copies of other documents are set aside, as in network.quote_edges.
    Worked value: of four quotes three mention somebody else, estimate 0.75.
    """
    known = without_duplicates(quotes, documents).dropna(subset="actor_id")
    ids = {quote_id for cell in edges["quote_ids"].dropna() for quote_id in cell}
    column = "doc_id" if unit(documents) == "document" else "quote_id"
    inside = known["quote_id"].isin(ids).groupby(known[column]).agg(["sum", "size"])
    found = resampling.column_intervals(inside[["sum"]].to_numpy(), inside["size"].to_numpy())
    numbers = {name: float(found[name][0]) for name in ("estimate", "low", "high")}
    return {"quotes": len(known), "behind": int(inside["sum"].sum())} | numbers


def answer(edges: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame, *, places: int = 3) -> str:
    """Who speaks about whom, in a few sentences with intervals; also when nobody does.

    Shape: edges of the relation "mentions", as network.quote_edges gives them.
    """
    if edges.empty:
        return arrows_module.reading(edges, quotes, relation="mentions")
    aside = edges.attrs.get("duplicates", 0)
    copies = f" Set aside: {number_of(aside, 'document')} with the text of another one." * bool(aside)
    share = share_of_quotes(edges, quotes, documents)
    noun, weight = unit(documents), edges.attrs.get("weight", "quotes")
    ends = f", 95% interval {share['low']:.0%} to {share['high']:.0%} over {noun}s" * (
        share["low"] == share["low"]
    )
    told = "; ".join(
        f"{row.source_name} about {row.target_name} ({row.weight:,.0f} {weight[: -1 if row.weight == 1 else None]}"
        + (f", interval {_end(row.low)} to {_end(row.high)})" if row.reliable else ")")
        for row in edges.head(places).itertuples()
    )
    return (
        f"{share['behind']:,} of {counted(share['quotes'], 'quote')} with a known speaker mention another actor "
        f"({share['estimate']:.0%}{ends}): {counted(edges['source'].nunique(), 'speaker')} about "
        f"{counted(edges['target'].nunique(), 'actor')}. The heaviest arrows: {told}. {on_enough(edges, documents)} "
        f"{_against_chance(edges)}{copies}"
    )


def _against_chance(edges: pd.DataFrame) -> str:
    sure = int((backbone(edges)["q"] < SURE).sum())
    heavier = (
        f"{sure:,} are heavier than chance deals them" if sure > 1 else "1 is heavier than chance deals it"
    )
    heavier = heavier if sure else "None is heavier than chance deals it"
    return f"{heavier} out (disparity filter, corrected for the number of arrows)."


def _end(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def enough(documents: pd.DataFrame) -> str:
    """What resting on enough means in this corpus, for a caption."""
    return f"on enough: at least {FEW} {unit(documents)}s hold the arrow"


def on_sides(graph: nx.DiGraph, actors: pd.DataFrame, sides: affiliations.Sides | None) -> str:
    """How many actors of the network have a side, and which members of the sides matched nobody."""
    if not sides:
        return (
            "No sides are given: colours are affiliations, as the articles give them, and shapes are kinds."
        )
    of = affiliations.side_table(actors, sides)
    side = of[of["actor_id"].isin(list(graph))].set_index("actor_id")["side"]
    counts = ", ".join(f"{name} {(side == name).sum()}" for name in affiliations.read_sides(sides) or {})
    said = f"Actors of the network by side: {counts}; {int(side.isna().sum())} have none."
    unmatched = "; ".join(f"{row['member']!r} of {row['side']}" for row in of.attrs["unmatched"])
    return said + f" Matched nobody: {unmatched}." * bool(unmatched)


def on_enough(edges: pd.DataFrame, documents: pd.DataFrame) -> str:
    """How many arrows rest on enough for an interval, in a sentence."""
    noun, enough = unit(documents), int(edges["reliable"].sum())
    rest = len(edges) - enough
    if edges.empty:
        return "There is no arrow."
    if not rest:
        return f"All arrows rest on {FEW} {noun}s or more."
    head = f"{enough:,} of {counted(len(edges), 'arrow')}" if enough else "No arrow"
    verb = "rest" if enough > 1 else "rests"
    other = "each of the others is" if enough else "each is"
    return f"{head} {verb} on {FEW} {noun}s or more; {other} an observation and no pattern."


def arrows(edges: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The edges as they are shown: with an interval where one can be relied on, and what each rests on.

    Shape: edges as given; low and high have one decimal and are missing where `reliable` is false, and rests_on says in
    words how many documents (of a single document, quotes or sentences) hold the arrow, and whether these are too few.
    """
    if edges.empty:
        return edges.assign(rests_on=pd.Series(dtype="str"))
    noun, reliable = unit(documents), edges["reliable"].astype(bool)
    counts = edges["documents" if noun == "document" else "n"]
    single = edges["relation"].eq("co-mention").map({True: "sentence", False: "quote"})
    nouns = single if noun == "quote" else [noun] * len(edges)
    rests = [
        counted(int(count), each) + ("" if sure else ": too few")
        for count, each, sure in zip(counts, nouns, reliable, strict=True)
    ]
    ends = {end: edges[end].where(reliable).round(1) for end in ("low", "high")}
    return edges.assign(**ends, rests_on=pd.Series(rests, index=edges.index, dtype="str"))


def columns(
    name: str, frame: pd.DataFrame, documents: pd.DataFrame | None = None
) -> dict[str, str | tuple[str, str, str]]:
    """The columns of `headings.COLUMNS[name]` that say something: without those that are missing in all rows.

    Of arrows weighted in quotes, their number is not said twice; of a single one of `documents`, not which it is.
    """
    chosen = headings.COLUMNS[name]
    if frame.empty:
        return chosen
    dull = {column for column in frame if frame[column].isna().all()}
    if "n" in frame and (frame["n"] == frame["weight"]).all():
        dull.add("n")
    if documents is not None and unit(documents) == "quote":
        dull |= {"doc_id", "documents", "n_documents", "first_published", "last_published"}
    return {heading: given for heading, given in chosen.items() if given not in dull}


def by_relation(edges: pd.DataFrame) -> pd.DataFrame:
    """What arrows of each relation mean, and how many there are.

    Shape: one row per relation looked for (network.quote_edges of several), RELATION_COLUMNS: where its arrows run from
    and to, their number, how many rest on enough for an interval, and the different quotes (of co-mention, sentences)
    behind them.
    """
    looked_for = edges.attrs.get("relation", ", ".join(edges["relation"].unique())).split(", ")
    rows = []
    for name in filter(None, looked_for):
        own = edges[edges["relation"] == name]
        behind = "places" if name == "co-mention" else "quote_ids"
        cells = own[behind].dropna() if behind in own else []
        rows.append((name, *ENDS[name], len(own), int(own["reliable"].sum()) if len(own) else 0))
        rows[-1] += (len({str(one) for cell in cells for one in cell}),)
    return pd.DataFrame(rows, columns=list(RELATION_COLUMNS))


def standings(table: pd.DataFrame) -> pd.DataFrame:
    """One row per actor of what structure.centrality found, the highest PageRank first.

    Shape: actor_id, name, n_units, n_documents, and for each measure it, and it with _low, _high, _rank, _rank_low,
    _rank_high behind. Rounded to be read: shares (PageRank, betweenness) to three decimals, the ends of counts to one,
    the ends of ranks outwards to whole ones.
    """
    about = table.drop_duplicates("actor_id")[["actor_id", "name", "n_units", "n_documents"]]
    parts = [about.set_index("actor_id")]
    for measure in structure.MEASURES:
        own = table[table["measure"] == measure].set_index("actor_id")
        places = 3 if measure in ("pagerank", "betweenness") else 1
        part = own[["estimate", "low", "high"]].astype(float).round(places).assign(rank=own["rank"])
        part = part.assign(rank_low=np.floor(own["rank_low"]), rank_high=np.ceil(own["rank_high"]))
        parts.append(part.rename(columns=lambda end, of=measure: of if end == "estimate" else f"{of}_{end}"))
    found = pd.concat(parts, axis=1).rename_axis("actor_id").reset_index()
    by = ["pagerank", "in_strength", "name"]
    return found.sort_values(by, ascending=[False, False, True], ignore_index=True)


def order(table: pd.DataFrame, *, places: int = 3) -> list[str]:
    """Who comes first by each measure of structure.centrality and whether that is sure, a sentence each."""
    edges, said, sure = table.attrs.get("edges", 0), [], 0
    if edges < structure.FEW_EDGES:
        return [f"Too little to rank actors by: {counted(edges, 'arrow')}."]
    for measure, label in _FIRST.items():
        ranked = table[table["measure"] == measure]
        first, others = ranked.iloc[0], ranked.iloc[1:]
        equal = others.loc[others["estimate"] == first["estimate"], "name"].tolist()
        head = f"{label}: {_listed([first['name'], *equal], places)} ({_end(first['estimate'])}"
        if np.isnan(first["low"]):
            said.append(f"{head}; no interval).")
            continue
        near = others.loc[others["high"] >= first["low"], "name"].tolist()
        alone = first["rank_high"] < 1.5
        sure += alone
        rank = f"rank {first['rank_low']:.0f} to {first['rank_high']:.0f}"
        told = (
            "that it comes first is sure" if alone else f"not surely first, {rank}: {_overlap(near, places)}"
        )
        said.append(f"{head}, interval {_end(first['low'])} to {_end(first['high'])}); {told}.")
    return (
        said if sure else [*said, "So no order is sure: do not write that one of them is the most central."]
    )


def _overlap(near: list[str], places: int) -> str:
    return f"the intervals of {_listed(near, places)} reach as high" if near else "draws change the order"


def _listed(names: list[str], places: int) -> str:
    more = f" and {len(names) - places} more" if len(names) > places else ""
    return ", ".join(names[:places]) + more


def ego_of(
    graph: nx.DiGraph, table: pd.DataFrame, actors: pd.DataFrame, ego: str | None = None
) -> str | None:
    """The actor_id of the actor called `ego` that has an arrow; without a name the one with most weight in and out.

    `table` is that of structure.centrality. None where nobody of that name has an arrow.
    """
    if ego is not None:
        return next((one for one in Directory(actors).find(ego).actor_ids if one in graph), None)
    weights = table[table["measure"].isin(["in_strength", "out_strength"])]
    total = weights.groupby("actor_id")["estimate"].sum()
    return None if total.empty else str(total.idxmax())


# --- over time --------------------------------------------------------------------------------------------------------


def period(documents: pd.DataFrame) -> str | None:
    """The shortest of day, week, month, quarter and year that cuts the corpus into 2 to MOST_PERIODS periods.

    Only periods that have a document count. A longer corpus is cut into years; None where there are no two dates.
    """
    counts = {}
    for name in reversed(measures.TIME_UNITS):
        labels = {measures.period(value, name) for value in documents["published"]} - {None}
        counts[name] = len(labels)
    fits = [name for name, count in counts.items() if 2 <= count <= MOST_PERIODS]
    return fits[0] if fits else ("year" if counts["year"] > MOST_PERIODS else None)


def snapshots_reading(table: pd.DataFrame, *, level: float = SURE) -> str:
    """What structure.snapshots found from one period to the next, in a few sentences."""
    steps, by = table.dropna(subset="jaccard"), table.attrs.get("by", "period")
    if table.empty:
        return "No arrow has a date of publication, so there is nothing to follow over time."
    if len(table) == 1:
        return f"All dated arrows fall into one {by} ({table['period'].iat[0]}), so nothing can be said of change."
    if steps.empty:
        return "No two periods with arrows follow each other, so nothing can be said of change."
    said = (
        f"{len(table)} {by}s from {table['period'].iat[0]} to {table['period'].iat[-1]}. From one {by} to the next "
        f"{_range(steps['jaccard'])} of the arrows of both stay"
    )
    tested = steps.dropna(subset="p")
    if tested.empty:
        return f"{said}; too few documents to say how many would by chance."
    expected = tested["jaccard_expected"]
    said += f"; were the dates dealt to the articles at random, {_range(expected)} would."
    sure = tested[stats.benjamini_hochberg(tested["p"].to_numpy()) < level]
    corrected = f"(corrected for {counted(len(tested), 'step')})."
    if sure.empty:
        return f"{said} In no step did more arrows change than that alone explains {corrected}"
    return f"{said} More than that changed at: {', '.join(sure['period'])} {corrected}"


def _range(shares: pd.Series) -> str:
    ends = f"{shares.min():.0%}", f"{shares.max():.0%}"
    return " to ".join(dict.fromkeys(ends))


# --- quotes, answers and tone -----------------------------------------------------------------------------------------


def surest(behind: pd.DataFrame, *, rows: int, each: int = 5) -> pd.DataFrame:
    """The rows of network.edge_quotes, where there are more than `rows` only the `each` surest of every arrow.

    Shape: as given, in the same order. Quotes with the highest confidence are kept, of equals the first.
    """
    if len(behind) <= rows:
        return behind
    place = behind.groupby(["source", "target"])["confidence"].rank(method="first", ascending=False)
    return behind[place <= each]


def answered(quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes that answer another one beside the one they answer, the surest first.

    Shape: one row per answer whose speakers are both known and two; ANSWER_COLUMNS. `quotes` come from
    exchanges.add_answers and concordance.evidence, which gives their sentences.
    """
    told = quotes.set_index("quote_id")[["speaker", "actor_id", "sentence"]]
    told = told.rename(columns={name: f"answered_{name}" for name in told}).rename_axis(None)
    found = quotes.dropna(subset=["answers", "actor_id"]).merge(told, left_on="answers", right_index=True)
    found = found[found["answered_actor_id"].notna() & (found["answered_actor_id"] != found["actor_id"])]
    order = found.sort_values(["answers_confidence", "quote_id"], ascending=[False, True], ignore_index=True)
    return order[list(ANSWER_COLUMNS)]


def toned(found: pd.DataFrame, quotes: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The pairs of quote and actor with words of praise or blame, the surest first: candidates for reading.

    Shape: the rows of tone.tones that are supportive or critical, with source_name, target_name, and the quote's start,
    end, spans, sentence_start and sentence_end, so that concordance.evidence gives the sentence.
    """
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    rows = found[found["tone"].isin(_TONED)]
    rows = rows.assign(source_name=rows["source"].map(names), target_name=rows["target"].map(names))
    places = quotes[["quote_id", "start", "end", "spans", "sentence_start", "sentence_end"]]
    rows = rows.merge(places, on="quote_id", how="left")
    order = ["confidence", "source_name", "target_name", "quote_id"]
    return rows.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def tone_reading(found: pd.DataFrame) -> str:
    """How many pairs have a tone, and that the others are undecided, in a sentence."""
    if found.empty:
        return "No quote speaks of, to or in answer to another actor, so no tone was looked for."
    counts = {tone: int((found["tone"] == tone).sum()) for tone in _TONED}
    both = sum(counts.values())
    head = (
        f"{both:,} of {counted(len(found), 'pair')} of a quote and an actor"
        if both
        else "No pair of a quote and an actor"
    )
    detail = f" ({counts['critical']} critical, {counts['supportive']} supportive)" * bool(both)
    rest = (
        "The others are undecided, which is not the same as neutral"
        if both
        else "That is undecided, not neutral"
    )
    return (
        f"{head} {'have' if both > 1 else 'has'} words of praise or blame tied to that actor{detail}. {rest}."
    )


# --- files ------------------------------------------------------------------------------------------------------------


def files(folder: str | os.PathLike) -> list[str]:
    """Which files of networks are in the folder, a sentence for each network; or how to write them."""
    stems: dict[str, list[str]] = {}
    for path in sorted(Path(folder).glob("*")) if Path(folder).is_dir() else ():
        stem = path.stem.removesuffix("-nodes").removesuffix("-edges")
        stems.setdefault(stem, []).append(path.name)
    if not stems:
        return [
            f"No files are in the folder {folder} yet; tk.graph_files.write(graph, {str(folder)!r}) in a cell of its "
            "own writes them."
        ]
    return [f"{stem}: {', '.join(names)}, in the folder {folder}." for stem, names in stems.items()]
