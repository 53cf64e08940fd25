"""Attention against voice: how often each actor is named, and how many of the quoted words are its own.

Two shares that news research keeps apart: attention (being written about) and voice (being heard). Both, and what
one has more than the other, come with intervals over whole documents, or over sentences where there is one document;
for the whole corpus, or for each outlet, section or period.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from toolkit import resampling
from toolkit.actors import measures
from toolkit.stats import Interval
from toolkit.wording import number_of, percent, points, share_range

SHARE_COLUMNS = (
    "actor_id",
    "name",
    "kind",
    "role",
    "affiliation",
    "documents",
    "first_position",
    "mentions",
    "mentions_low",
    "mentions_high",
    "mention_share",
    "mention_share_low",
    "mention_share_high",
    "headlines",
    "headline_share",
    "headline_share_low",
    "headline_share_high",
    "quotes",
    "quoted_words",
    "word_share",
    "word_share_low",
    "word_share_high",
    "direct_share",
    "direct_share_low",
    "direct_share_high",
    "contrast",
    "contrast_low",
    "contrast_high",
    "contrast_log2",
    "contrast_log2_low",
    "contrast_log2_high",
    "mentions_reliable",
    "mention_share_reliable",
    "headline_share_reliable",
    "word_share_reliable",
    "direct_share_reliable",
    "contrast_reliable",
)
GROUP_COLUMNS = (
    "group",
    "group_documents",
    "group_mentions",
    "group_quotes",
    "group_quoted_words",
    "interval_over",
)
POSITION_COLUMNS = ("actor_id", "doc_id", "what", "start", "end", "length")


def shares(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    by: str | None = None,
    duplicates: measures.Duplicates = "once",
    seed: int = 0,
    draws: int = 2000,
    level: float = 0.95,
    method: resampling.Method = "jackknife",
) -> pd.DataFrame:
    """Attention and voice of each actor, most mentioned first.

    Shape: one row per actor; the columns of `SHARE_COLUMNS`. With `by` ("outlet", "section", another column
    of documents, or "year", "quarter", "month", "week", "day" of publication) one row per group and actor
    that the group mentions or quotes, with `GROUP_COLUMNS` in front: groups in order, at the end "unknown"
    with the documents that do not say (a date that is less precise than the unit says nothing).

    Measures, worked for "Rau: talks failed / Rau met Ek. “We tried,” Rau said.", its first line a headline:
    - mentions: names, and the pronouns and descriptions that stand for the actor. Rau 3 (4 with "We").
    - mention_share, the share of attention: part of all mentions of actors. Rau 3 / 4.
    - documents: those that mention it. first_position: where each of them does so first, from 0 (first
      character) to 1, on average. Rau 0.
    - headlines: documents whose headline mentions it (`measures.headline_places`); headline_share: part of
      the documents that have a headline. Rau 1 and 1 / 1.
    - quotes, quoted_words: what is attributed to it. Rau 1 and 2.
    - word_share, the share of voice: part of all quoted words with a known speaker. Rau 2 / 2.
    - direct_share: part of its own quotes that are direct. Rau 1 / 1.
    - contrast: word_share less mention_share. Rau 1 - 0.75 = 0.25. contrast_log2: log2 of the one over the
      other, missing where either is 0. Rau 0.42; 1 means twice as much voice as attention.

    `..._low` and `..._high` are intervals over documents; over sentences where there is one document (a
    headline has none there). `attrs["interval"]` says which, and with `by` the column interval_over.
    `..._reliable` is true where at least `resampling.RELIABLE_DOCUMENTS` documents hold what is counted;
    with fewer the intervals are honest but rough, and mostly very wide. `method`, `seed` and `draws` are told
    in `resampling.column_intervals`; the interval of the contrast takes account of both shares coming from
    the same documents (`resampling.share_correlation`).
    Documents with the text of another one count once (`duplicates`, see `measures.without_duplicates`);
    `attrs["duplicates"]` has how many were set aside, `attrs["unknown_group"]` those of no group.
    """
    labels = measures.groups(documents, by) if by is not None else None
    kept = measures.without_duplicates(documents, duplicates, labels)
    options = {"seed": seed, "draws": draws, "level": level, "method": method}
    if labels is None:
        table, unit, size = _shares(mentions, quotes, actors, kept, options)
        how = f"{size} {unit}" + ("" if unit == "documents" else " that mention or quote somebody")
    else:
        labels = labels[labels.index.isin(kept["doc_id"])]
        table, how = _by_group(mentions, quotes, actors, kept, labels, options), f"the documents of each {by}"
        table.attrs |= {"by": by, "unknown_group": int((labels == measures.UNKNOWN).sum())}
    kind = resampling.described(method, draws=draws, seed=seed)
    table.attrs |= {
        "interval": f"{level:.0%} intervals over {how} ({kind})",
        "duplicates": len(documents) - len(kept),
    }
    return table


def _by_group(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    labels: pd.Series,
    options: dict,
) -> pd.DataFrame:
    """The tables of all groups below each other; actors of whom a group says nothing have no row there."""
    parts = {
        name: dict(list(frame.groupby(frame["doc_id"].map(labels))))
        for name, frame in (("mentions", mentions), ("quotes", quotes), ("documents", documents))
    }
    found = []
    for group in sorted(parts["documents"], key=lambda name: (name == measures.UNKNOWN, name)):
        named, spoken = (
            parts[name].get(group, frame.iloc[:0]).dropna(subset="actor_id")
            for name, frame in (("mentions", mentions), ("quotes", quotes))
        )
        seen = actors[actors["actor_id"].isin(pd.concat([named["actor_id"], spoken["actor_id"]]))]
        own = parts["documents"][group]
        table, unit, _ = _shares(named, spoken, seen, own, options)
        size = (group, len(own), int(table["mentions"].sum()), int(table["quotes"].sum()))
        size += (int(table["quoted_words"].sum()), unit)
        for place, (column, value) in enumerate(zip(GROUP_COLUMNS, size, strict=True)):
            table.insert(place, column, value)
        found.append(table)
    if not found:
        return pd.DataFrame(columns=[*GROUP_COLUMNS, *SHARE_COLUMNS])
    return pd.concat([table for table in found if len(table)] or found[:1], ignore_index=True)


def _shares(
    mentions: pd.DataFrame, quotes: pd.DataFrame, actors: pd.DataFrame, documents: pd.DataFrame, options: dict
) -> tuple[pd.DataFrame, str, int]:
    """The table of these documents, what its intervals are over, and how many of them."""
    about = actors.drop_duplicates("actor_id").reset_index(drop=True)
    counts = measures.count(mentions, quotes, documents, about["actor_id"])
    table = about[["actor_id", "name", "kind", "role", "affiliation"]].assign(
        documents=_totals(counts.present),
        first_position=_first_position(mentions, documents, about),
        mentions=_totals(counts.mentions),
        headlines=_totals(counts.in_headline),
        quotes=_totals(counts.quotes),
        quoted_words=_totals(counts.words),
    )
    drawn = {"mentions": resampling.column_intervals(counts.mentions, **options)}
    for measure in ("mention_share", "headline_share", "word_share", "direct_share"):
        drawn[measure] = resampling.column_intervals(*counts.share(measure), **options)
        table[measure] = drawn[measure]["estimate"]
    drawn |= _contrasts(counts, drawn)
    for measure, numbers in drawn.items():
        table[f"{measure}_low"], table[f"{measure}_high"] = numbers["low"], numbers["high"]
        table[f"{measure}_reliable"] = numbers["reliable"]
        if measure.startswith("contrast"):
            table[measure] = numbers["estimate"]
    order = ["mentions", "quoted_words", "name"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table[list(SHARE_COLUMNS)], counts.unit, len(counts.clusters)


def _contrasts(counts: measures.Counts, drawn: dict[str, dict]) -> dict[str, dict]:
    """Voice less attention, and the binary logarithm of the one over the other, over the same clusters."""
    voice, attention = (
        Interval(*(drawn[measure][part] for part in ("estimate", "low", "high")))
        for measure in ("word_share", "mention_share")
    )
    together = resampling.share_correlation(*counts.share("word_share"), *counts.share("mention_share"))
    reliable = drawn["word_share"]["reliable"] & drawn["mention_share"]["reliable"]
    found = {}
    for name, logarithm in (("contrast", False), ("contrast_log2", True)):
        interval = resampling.difference_interval(voice, attention, correlation=together, logarithm=logarithm)
        found[name] = interval._asdict() | {"reliable": reliable}
    return found


def _totals(matrix: object) -> np.ndarray:
    return np.asarray(matrix.sum(axis=0)).ravel().astype("int64")


def _first_position(mentions: pd.DataFrame, documents: pd.DataFrame, about: pd.DataFrame) -> np.ndarray:
    lengths = dict(zip(documents["doc_id"], documents["text"].str.len(), strict=True))
    named = mentions.dropna(subset="actor_id")
    first = named[named["doc_id"].isin(lengths)].groupby(["actor_id", "doc_id"])["start"].min().reset_index()
    position = first["start"] / first["doc_id"].map(lengths).astype(float)
    return about["actor_id"].map(position.groupby(first["actor_id"]).mean()).to_numpy(dtype=float)


def positions(mentions: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Where in the text each actor is mentioned and where it speaks, counted in words.

    Shape: one row per mention and per stretch of a quote with an actor: actor_id, doc_id, what ("mention" or
    "speech"), start and end (words of the document before the passage's start and end), length (words of the
    document).
    """
    passages: dict[str, list[tuple[str, str, int, int]]] = {}
    for row in mentions.dropna(subset="actor_id").to_dict("records"):
        passages.setdefault(row["doc_id"], []).append((row["actor_id"], "mention", row["start"], row["end"]))
    for row in quotes.dropna(subset="actor_id").to_dict("records"):
        stretches = [(row["actor_id"], "speech", start, end) for start, end in row["spans"]]
        passages.setdefault(row["doc_id"], []).extend(stretches)
    rows = []
    for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True):
        if doc_id not in passages:
            continue
        word_starts = np.array([match.start() for match in re.finditer(r"\S+", text)])
        for actor_id, what, start, end in passages[doc_id]:
            first = int(np.searchsorted(word_starts, start, side="right")) - 1
            last = int(np.searchsorted(word_starts, end, side="left"))
            rows.append((actor_id, doc_id, what, max(first, 0), last, len(word_starts)))
    return pd.DataFrame(rows, columns=list(POSITION_COLUMNS))


def choose_document(
    mentions: pd.DataFrame, documents: pd.DataFrame, wanted: str | None = None, *, actor_id: str | None = None
) -> str | None:
    """The doc_id of the one document to look at closely; None where there is none.

    `wanted` is a doc_id, a file, or words of a title or file. Without it: the document that mentions `actor_id` most
    (without one: actors at all); of equal ones the longer, then the first.
    Raises: ValueError where `wanted` fits no document or several, with those that it may mean.
    """
    if wanted is not None:
        return _document_called(documents, wanted)
    named = mentions.dropna(subset="actor_id")
    counts = named.loc[named["actor_id"] == actor_id if actor_id else slice(None), "doc_id"].value_counts()
    ranked = documents.assign(_mentions=documents["doc_id"].map(counts).fillna(0)).sort_values(
        ["_mentions", "n_words"], ascending=False, kind="stable"
    )
    return None if ranked.empty else ranked["doc_id"].iloc[0]


def _document_called(documents: pd.DataFrame, wanted: str) -> str:
    names = documents[["doc_id", "origin", "title"]].astype("str").fillna("")
    exact = names.eq(wanted).any(axis=1)
    words = wanted.casefold()
    found = (
        names[exact]
        if exact.any()
        else names[names.apply(lambda row: words in " ".join(row).casefold(), axis=1)]
    )
    if len(found) == 1:
        return found["doc_id"].iloc[0]
    shown = found if len(found) else names
    listed = "; ".join(
        f"{row.title or row.origin} ({row.doc_id})" for row in shown.head(6).itertuples(index=False)
    )
    more = f" and {len(shown) - 6} more" if len(shown) > 6 else ""
    raise ValueError(
        f"one document called {wanted!r} is wanted, found {len(found)}; there are {listed}{more}"
    )


def answer(table: pd.DataFrame) -> str:
    """Who is mentioned most and who is heard most, with intervals, in one or two sentences.

    Shape: `table` as `shares` gives it without `by`.
    """
    if table.empty:
        return "Nobody appears: no name of a person, state, organisation, group or place was found."
    total, words = int(table["mentions"].sum()), int(table["quoted_words"].sum())
    noticed, how_much = _leaders(table, "mentions", "mention_share")
    attention = f"{noticed} the most attention, {how_much} of {total:,} mentions"
    if not words:
        return f"{attention}; nobody is quoted."
    loudest, how_loud = _leaders(table, "quoted_words", "word_share")
    joined = ", and also" if loudest == noticed else f"; {loudest}"
    heard = int((table["quoted_words"] > 0).sum())
    return (
        f"{attention}{joined} the most voice, {how_loud} of {words:,} quoted words. "
        f"Of {number_of(len(table), 'actor')} {heard:,} {'is' if heard == 1 else 'are'} quoted."
    )


def _leaders(table: pd.DataFrame, count: str, measure: str, places: int = 3) -> tuple[str, str]:
    """Who has most of what is counted, with its verb, and how much that is; several where they have as much."""
    first = table[table[count] == table[count].max()].sort_values("name")
    if len(first) == 1:
        return f"{first['name'].iloc[0]} gets", _with_interval(first.iloc[0], measure)
    rest = len(first) - places
    named = ", ".join(first["name"].head(places)) + (f" and {rest} more" if rest > 0 else "")
    return f"{named} all get", f"{percent(first[measure].iloc[0])} each"


def _with_interval(row: pd.Series, measure: str) -> str:
    ends = share_range(row[f"{measure}_low"], row[f"{measure}_high"])
    return f"{percent(row[measure])} (95% interval {ends})"


def headline_reading(table: pd.DataFrame, documents: pd.DataFrame, *, places: int = 3) -> str:
    """Whom the headlines mention, in a sentence or two; also where there is no headline.

    Shape: `table` as `shares` gives it without `by`, `documents` those it was made of.
    """
    kept = measures.without_duplicates(documents, "once") if table.attrs.get("duplicates") else documents
    headlines = len(measures.headline_places(kept))
    if not headlines:
        return "No headline was recognised, so nothing is said about who stands in one."
    named = table[table["headlines"] > 0].sort_values(["headlines", "name"], ascending=[False, True])
    if headlines == 1:
        who = ", ".join(named["name"]) or "nobody"
        return f"There is one headline, and it mentions {who}: nothing to compare."
    if named.empty:
        return f"None of {headlines} headlines mentions an actor that was found."
    most = "; ".join(
        f"{row['name']} in {row['headlines']} ({percent(row['headline_share'])}, interval "
        f"{share_range(row['headline_share_low'], row['headline_share_high'])})"
        for _, row in named.head(places).iterrows()
    )
    size = f"Of {len(kept):,} documents {headlines:,} have a headline."
    return (
        f"{size} {number_of(len(named), 'actor')} stand{'s' * (len(named) == 1)} in one; most often {most}."
    )


def reading(table: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame, *, places: int = 3) -> str:
    """What `shares` found, in a few sentences of plain text; also when it found nothing.

    For a table by groups: how large they are and who is most mentioned in each of the first `places`.
    """
    size = f"{number_of(len(documents), 'document')}, {int(documents['n_words'].sum()):,} words"
    if table.empty:
        return (
            f"No actor was found in {size}. Looked for: names of persons, states, organisations, groups and places, "
            f"and the pronouns and descriptions that stand for them."
        )
    if "group" in table:
        return _reading_by_group(table, size, places)
    most = ", ".join(f"{row.name} ({row.mentions})" for row in table.head(places).itertuples(index=False))
    text = f"{len(table):,} actors are mentioned {int(table['mentions'].sum()):,} times in {size}; most often {most}."
    aside = table.attrs.get("duplicates", 0)
    text += f" {aside} more with the same text as another one were set aside." if aside else ""
    voices = table[table["quoted_words"] > 0].sort_values(["quoted_words", "name"], ascending=[False, True])
    if voices.empty:
        return f"{text} Nobody among them is quoted ({len(quotes)} quotes were found)."
    heard = ", ".join(
        f"{row.name} ({percent(row.word_share)}, interval {share_range(row.word_share_low, row.word_share_high)})"
        for row in voices.head(places).itertuples(index=False)
    )
    return (
        f"{text} {len(voices)} of them {'is' if len(voices) == 1 else 'are'} quoted; most of the "
        f"{int(voices['quoted_words'].sum()):,} quoted words with a known speaker belong to {heard}. "
        f"{_reading_of_contrast(table, places)}"
    )


def _reading_of_contrast(table: pd.DataFrame, places: int) -> str:
    """Who is heard more, and who less, than mentioned, as far as the intervals leave no doubt."""
    if "contrast" not in table or not table["contrast_low"].notna().any():
        return (
            "Whether anybody is heard more than mentioned cannot be said: there is nothing to compare over."
        )
    sure = table[table["mention_share_reliable"]]
    more = sure[sure["contrast_low"] > 0].sort_values("contrast", ascending=False)
    less = sure[sure["contrast_high"] < 0].sort_values("contrast")
    found = [
        f"{how} than their share of mentions is the share of quoted words of "
        + "; ".join(
            f"{row.name} ({percent(row.word_share)} against {percent(row.mention_share)}, difference "
            f"{points(row.contrast_low)} to {points(row.contrast_high)} points)"
            for row in rows.head(places).itertuples(index=False)
        )
        + (f" and {len(rows) - places} more" if len(rows) > places else "")
        for how, rows in (("Larger", more), ("Smaller", less))
        if len(rows)
    ]
    if found:
        return ". ".join(found) + " (each interval by itself, not corrected for the number of actors)."
    if sure.empty:
        over = "sentences" if "sentences" in table.attrs.get("interval", "") else "documents"
        return (
            f"Too little to say who is heard more than mentioned: nobody is mentioned in "
            f"{resampling.RELIABLE_DOCUMENTS} or more {over}."
        )
    return "Nobody is clearly heard more, or less, than mentioned: all intervals of the difference hold 0."


def _reading_by_group(table: pd.DataFrame, size: str, places: int) -> str:
    by = table.attrs.get("by", "group")
    first = table.drop_duplicates("group")
    named = first[first["group"] != measures.UNKNOWN]
    said = "; ".join(
        f"{row.group} ({row.group_documents} document{'' if row.group_documents == 1 else 's'}): most mentioned "
        f"{row.name}, {percent(row.mention_share)} of mentions "
        f"(interval {share_range(row.mention_share_low, row.mention_share_high)})"
        for row in named.head(places).itertuples(index=False)
    )
    rest = f" Of {len(named)} groups the first {places} are named here." if len(named) > places else ""
    unknown = table.attrs.get("unknown_group", 0)
    apart = (
        f" {unknown} document{'' if unknown == 1 else 's'} of no known {by} stand apart." if unknown else ""
    )
    return f"{size} by {by}. {said}.{rest}{apart}"
