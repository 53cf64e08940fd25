"""Sides: which quotes are whose, how much each side is quoted, and how its quotes divide over kinds and verbs.

Everything here is about *attributed speech*: the quotes of one side's speakers and those of another's.
`assign_sides` gives each quote a side; every other function takes such quotes, and counts only those that
have one. How far the sides are apart is asked by `comparison` and `key_terms`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import resampling, stats, tables
from toolkit.actors import affiliations


def assign_sides(
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    sides: affiliations.Sides | None = None,
    *,
    on: str | None = None,
) -> pd.DataFrame:
    """A copy of `quotes` with the column `side` (missing where the speaker belongs to none).

    `sides` maps the name of each side to names of actors, affiliations, states ("US" and "United States" are
    one) or blocs ("bloc:NATO", as on the day `on`), or is a file that does (affiliations.read_sides). A speaker
    belongs to the first side that lists the speaker's own name, else to the first that lists its affiliation;
    affiliations.side_table has the whole rule, and what matched. Without sides, or when none of them has a
    speaker here, the two most quoted affiliations are compared. `attrs["sides"]` has the sides used, in order,
    and `attrs["sides_note"]` says in words how they came about.
    """
    tables.need_columns("quotes", quotes, ("actor_id",), remedy=tables.FILLED_QUOTES)
    used = affiliations.read_sides(sides) or {}
    note = (
        "The sides are those given: "
        + "; ".join(f"{name} ({', '.join(who)})" for name, who in used.items())
        + "."
    )
    side_of = affiliations.actor_sides(actors, used, on=on)
    if not set(quotes["actor_id"].dropna()) & set(side_of):
        reason = (
            "No sides were given"
            if not used
            else f"None of the given sides ({', '.join(used)}) has a speaker here"
        )
        ranked = affiliations.quoted(quotes, actors)
        used = {name: [name] for name in ranked.index[:2]}
        side_of = {actor: name for actor, name in affiliations.of_actors(actors).items() if name in used}
        note = f"{reason}; {_chosen(ranked)}"
    assigned = quotes.assign(side=quotes["actor_id"].map(side_of).astype("str"))
    assigned.attrs |= {"sides": used, "sides_note": note}
    return assigned


def _need(quotes: pd.DataFrame, *columns: str) -> None:
    """Nothing where the quotes have sides and these columns; else ValueError."""
    tables.need_columns("quotes", quotes, ("side",), remedy="assign_sides(quotes, actors) makes it")
    tables.need_columns("quotes", quotes, columns, remedy=tables.FILLED_QUOTES)


def _chosen(ranked: pd.Series) -> str:
    named = [f"{name} ({count} quote{'' if count == 1 else 's'})" for name, count in ranked.head(2).items()]
    if not named:
        return "and no quote has a speaker with a known affiliation, so there is nothing to compare."
    if len(named) == 1:
        return f"only one affiliation is quoted, {named[0]}, so there is nothing to compare it with."
    return f"the two most quoted affiliations are compared: {named[0]} and {named[1]}."


def words_by_side(quotes: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """How much each side is quoted.

    Shape: one row per side: side, speakers, quotes, documents, words, words_per_quote, word_share (of all
    sides' words) with low and high over documents, or over quotes where there is one document
    (`attrs["interval"]`); `reliable` as in resampling.column_intervals.
    """
    _need(quotes, "actor_id")
    own, names = quotes.dropna(subset="side"), _sides(quotes)
    by, unit = ("doc_id", "documents") if own["doc_id"].nunique() > 1 else ("quote_id", "quotes")
    row, clusters = pd.factorize(own[by])
    column = pd.Index(names).get_indexer(own["side"])
    matrix = sparse.coo_matrix(
        (own["n_words"].astype(float), (row, column)), shape=(len(clusters), len(names))
    )
    drawn = resampling.bootstrap_columns(matrix, seed=0, level=level)
    groups = own.groupby("side")
    count = pd.DataFrame(
        {
            "speakers": groups["actor_id"].nunique(),
            "quotes": groups.size(),
            "documents": groups["doc_id"].nunique(),
        }
    )
    table = count.reindex(names, fill_value=0).rename_axis("side").reset_index()
    table = table.assign(words=np.nan_to_num(drawn["total"]).astype("int64"))
    table["words_per_quote"] = table["words"] / table["quotes"].where(table["quotes"] > 0)
    table = table.assign(
        word_share=drawn["share"],
        low=drawn["share_low"],
        high=drawn["share_high"],
        reliable=drawn["share_reliable"],
    )
    table.attrs["interval"] = f"{level:.0%} intervals over {len(clusters)} {unit} (jackknife)"
    return table


def speakers_by_side(quotes: pd.DataFrame) -> pd.DataFrame:
    """Whose quotes make up each side: side, speaker, quotes, words; the most quoted words first."""
    _need(quotes, "speaker")
    groups = quotes.dropna(subset=["side", "speaker"]).groupby(["side", "speaker"])
    table = groups.agg(quotes=("quote_id", "size"), words=("n_words", "sum")).reset_index()
    place = table["side"].map({name: place for place, name in enumerate(_sides(quotes))})
    table = table.assign(place=place).sort_values(
        ["place", "words", "speaker"], ascending=[True, False, True]
    )
    return table.drop(columns="place").reset_index(drop=True)


def _sides(quotes: pd.DataFrame) -> list[str]:
    """The sides in the order in which they were given, or of the alphabet."""
    given = list(quotes.attrs.get("sides", {}))
    return given or sorted(quotes["side"].dropna().unique())


def shares_by_side(quotes: pd.DataFrame, column: str, *, level: float = 0.95) -> pd.DataFrame:
    """How each side's quotes divide over the values of `column` ("kind", "cue_verb", "cue_class", ...).

    Shape: one row per value and side, the most frequent value first: value, side, n, of (quotes of the
    side), share, low, high (Wilson), documents. Values that no side has are left out; zeros of one side are
    kept. The intervals take quotes as independent; quotes of one document are not, so they are too narrow: of
    several documents `compare(quote_units(quotes), "side", measure=column)` says more.
    """
    _need(quotes, column)
    own = quotes.dropna(subset=["side", column])
    order = own[column].value_counts(sort=True).rename_axis("value").reset_index(name="all")
    order = order.sort_values(["all", "value"], ascending=[False, True])["value"]
    full = pd.MultiIndex.from_product([order, _sides(quotes)], names=["value", "side"])
    groups = own.groupby([column, "side"])
    table = pd.DataFrame({"n": groups.size(), "documents": groups["doc_id"].nunique()})
    table = table.rename_axis(["value", "side"]).reindex(full, fill_value=0).reset_index()
    of = table["side"].map(own["side"].value_counts()).fillna(0).astype("int64")
    share = stats.wilson_interval(table["n"].to_numpy(), of.to_numpy(), level=level)
    table = table.assign(of=of, share=share.estimate, low=share.low, high=share.high)
    return table[["value", "side", "n", "of", "share", "low", "high", "documents"]]


def in_speech(rows: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Those of `rows` (doc_id, start, end: a concordance, say) that stand inside a quote.

    Shape: one row per row and quote that holds it, in the order of `rows`, with quote_id, speaker and, if the
    quotes have one, side in front.
    """
    pieces = quotes[["quote_id", "doc_id", "spans"]].explode("spans").dropna(subset="spans")
    ends = [[span[place] for span in pieces["spans"]] for place in (0, 1)]
    outer, inner = stats.ranges_within(
        (pieces["doc_id"], *ends), (rows["doc_id"], rows["start"], rows["end"])
    )
    order = np.argsort(inner, kind="stable")
    outer, inner = outer[order], inner[order]
    columns = [column for column in ("side", "speaker", "quote_id") if column in quotes]
    about = quotes.set_index("quote_id", drop=False).loc[pieces["quote_id"].iloc[outer], columns]
    found = rows.iloc[inner].reset_index(drop=True)
    return pd.concat([about.reset_index(drop=True), found], axis=1)
