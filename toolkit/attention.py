"""Attention against voice: how often each actor is named, and how many of the quoted words are its own.

Two shares that news research keeps apart: attention (being written about) and voice (being heard). Both come
with bootstrap intervals over whole documents, or over sentences where there is one document.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import resampling

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
    "quotes",
    "quoted_words",
    "word_share",
    "word_share_low",
    "word_share_high",
    "direct_share",
)
POSITION_COLUMNS = ("actor_id", "doc_id", "what", "start", "end", "length")


def shares(
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    seed: int = 0,
    draws: int = 2000,
    level: float = 0.95,
) -> pd.DataFrame:
    """Attention and voice of each actor, most mentioned first.

    Shape: one row per actor; the columns of `SHARE_COLUMNS`. `mentions` counts names and the pronouns and
    descriptions that stand for them; `mention_share` is the share of all mentions of actors, `word_share` of
    all quoted words with a known speaker, `direct_share` of the actor's own quotes; `first_position` is
    where the actor first appears, from 0 (first character) to 1, on average over its documents. `..._low`
    and `..._high` are bootstrap intervals; `attrs["interval"]` says over what.
    """
    about = actors.drop_duplicates("actor_id").reset_index(drop=True)
    named, spoken = mentions.dropna(subset="actor_id"), quotes.dropna(subset="actor_id")
    by, unit = ("doc_id", "documents") if len(documents) > 1 else ("sentence_start", "sentences")
    keys = pd.concat([named[by], spoken[by]]) if unit == "sentences" else documents["doc_id"]
    clusters = pd.Index(keys.dropna().unique())
    drawn = {
        "mention": _drawn(
            named, pd.Series(1.0, named.index), by, clusters, about["actor_id"], seed, draws, level
        ),
        "word": _drawn(spoken, spoken["n_words"], by, clusters, about["actor_id"], seed, draws, level),
    }
    table = about[["actor_id", "name", "kind", "role", "affiliation"]].assign(
        documents=_counts(named.drop_duplicates(["actor_id", "doc_id"]), about),
        first_position=_first_position(named, documents, about),
        mentions=_counts(named, about),
        mentions_low=drawn["mention"]["low"],
        mentions_high=drawn["mention"]["high"],
        quotes=_counts(spoken, about),
        quoted_words=drawn["word"]["total"].astype("int64"),
        direct_share=_direct_share(spoken, about),
    )
    for what, columns in drawn.items():
        for end in ("", "_low", "_high"):
            table[f"{what}_share{end}"] = columns[f"share{end}"]
    table = table.sort_values(
        ["mentions", "quoted_words", "name"], ascending=[False, False, True], ignore_index=True
    )
    table = table[list(SHARE_COLUMNS)]
    what = f"{len(clusters)} {unit}" + ("" if unit == "documents" else " that mention or quote somebody")
    table.attrs["interval"] = f"{level:.0%} bootstrap intervals over {what} ({draws} draws, seed {seed})"
    return table


def _drawn(
    rows: pd.DataFrame,
    sizes: pd.Series,
    by: str,
    clusters: pd.Index,
    actor_ids: pd.Series,
    seed: int,
    draws: int,
    level: float,
) -> dict[str, np.ndarray]:
    """Totals and shares of each actor with their intervals; `sizes` is what each row counts for."""
    row = clusters.get_indexer(rows[by])
    column = pd.Index(actor_ids).get_indexer(rows["actor_id"])
    known = (row >= 0) & (column >= 0)
    cells = (sizes.to_numpy(dtype=float)[known], (row[known], column[known]))
    matrix = sparse.coo_matrix(cells, shape=(len(clusters), len(actor_ids)))
    return resampling.bootstrap_columns(matrix, seed=seed, draws=draws, level=level)


def _counts(rows: pd.DataFrame, about: pd.DataFrame) -> np.ndarray:
    return about["actor_id"].map(rows["actor_id"].value_counts()).fillna(0).to_numpy(dtype="int64")


def _first_position(named: pd.DataFrame, documents: pd.DataFrame, about: pd.DataFrame) -> np.ndarray:
    lengths = dict(zip(documents["doc_id"], documents["text"].str.len(), strict=True))
    first = named.groupby(["actor_id", "doc_id"])["start"].min().reset_index()
    position = first["start"] / first["doc_id"].map(lengths).astype(float)
    return about["actor_id"].map(position.groupby(first["actor_id"]).mean()).to_numpy(dtype=float)


def _direct_share(spoken: pd.DataFrame, about: pd.DataFrame) -> np.ndarray:
    direct = (spoken["kind"] == "direct").groupby(spoken["actor_id"]).mean()
    return about["actor_id"].map(direct).to_numpy(dtype=float)


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


def reading(table: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame, *, places: int = 3) -> str:
    """What `shares` found, in a few sentences of plain text; also when it found nothing."""
    size = f"{len(documents)} document{'' if len(documents) == 1 else 's'}, {int(documents['n_words'].sum()):,} words"
    if table.empty:
        return (
            f"No actor was found in {size}. Looked for: names of persons, states, organisations, groups and places, "
            f"and the pronouns and descriptions that stand for them."
        )
    most = ", ".join(f"{row.name} ({row.mentions})" for row in table.head(places).itertuples(index=False))
    text = f"{len(table)} actors are mentioned {int(table['mentions'].sum())} times in {size}; most often {most}."
    voices = table[table["quoted_words"] > 0].sort_values(["quoted_words", "name"], ascending=[False, True])
    if voices.empty:
        return f"{text} Nobody among them is quoted ({len(quotes)} quotes were found)."
    heard = ", ".join(
        f"{row.name} ({row.word_share:.0%}, interval {_range(row.word_share_low, row.word_share_high)})"
        for row in voices.head(places).itertuples(index=False)
    )
    return (
        f"{text} {len(voices)} of them {'is' if len(voices) == 1 else 'are'} quoted; most of the "
        f"{int(voices['quoted_words'].sum()):,} quoted words with a known speaker belong to {heard}."
    )


def _range(low: float, high: float) -> str:
    return "not known" if np.isnan(low) else f"{low:.0%} to {high:.0%}"
