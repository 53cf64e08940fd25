"""Who is tied to whom by a quote or a sentence: the table of ties that edges and networks are counted from.

A tie is one quote (or one sentence) that joins two actors. The relations, and what one tie of each is:

- "mentions": the speaker of a quote -> an actor that the quote mentions, once a quote however often it does. An actor
  is mentioned when one of its mentions (names, or pronouns and descriptions that stand for it) lies within one of the
  quote's spans. A quote within a quote belongs to both: in "Lee said Ek had warned Russia", Lee mentions Ek and
  Russia, Ek mentions Russia.
- "addresses": the speaker of a quote -> the actor to whom it was said (`quotes.addressee_id`).
- "answers": the speaker of a quote -> the speaker of the quote that it takes up (`quotes.answers`).
- "quotes": the outlet of a document -> the speaker of a quote in it, who quotes whom. The outlet's node is "outlet:"
  and its name, so that the paper and the actor of that name are two nodes.
- "co-mention": two actors mentioned in one sentence (or paragraph, or document). It has no direction (source < target),
  and its unit is the sentence: no words are counted, and in place of quotes it keeps where the sentences stand.

Quotes without a known speaker make no tie. Ties of an actor to itself are left out unless asked for. Where several
share a source ("Lee and Ek said") only the first counts, unless `co_speakers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from toolkit import stats

CO_MENTION = "co-mention"
QUOTE_RELATIONS = ("mentions", "addresses", "answers", "quotes")
RELATIONS = (*QUOTE_RELATIONS, CO_MENTION)
UNITS = ("sentence", "paragraph", "document")
OUTLET = "outlet:"  # before the name of an outlet, as the id of its node


def ties(
    quotes: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    relation: str | Sequence[str] = "mentions",
    self_ties: bool = False,
    co_speakers: bool = False,
    unit: Literal["sentence", "paragraph", "document"] = "sentence",
    duplicates: bool = False,
) -> pd.DataFrame:
    """Each quote (or, for "co-mention", sentence) that joins two actors; the module says what each relation is.

    Shape: one row per quote and pair, relation by relation, in the order of `quotes`: quote_id, doc_id, source, target,
    relation, words (of the quote), published, start, end (of the quote in its document). For co-mention quote_id is
    missing, words is 0, and start and end are those of the `unit`: a sentence, a paragraph (the text between two line
    breaks) or a document.
    `relation` is one of RELATIONS or several. Only actors in `actors` are joined: leave rows out of it to leave actors
    out, such as places. `co_speakers` counts a quote for each of those who share its source, also where it is answered
    or printed. With `documents`, published is filled, and what stands in a copy of another document is set aside unless
    `duplicates`; `attrs["duplicates"]` says how many documents that are. For "quotes" one may want them: each outlet
    that prints an agency's article decided to quote its speakers.
    Raises: ValueError for an unknown relation or unit, and where a relation needs `documents` and there are none.
    """
    relations = _checked(relation, unit, documents)
    known = set(actors["actor_id"])
    aside = set() if duplicates or documents is None else copies(documents)
    quotes, mentions = (frame[~frame["doc_id"].isin(aside)] for frame in (quotes, mentions))
    said = _said(quotes, co_speakers)
    finders = {
        "mentions": lambda: said.merge(_mentioned(quotes, mentions), on="quote_id"),
        "addresses": lambda: said.merge(_linked(quotes, "addressee_id"), on="quote_id"),
        "answers": lambda: _answers(quotes, said),
        "quotes": lambda: _printed(documents, said),
        CO_MENTION: lambda: _co_mentions(mentions, documents, unit),
    }
    columns = ["quote_id", "doc_id", "source", "target", "relation", "words", "published", "start", "end"]
    found = pd.concat([_kept(finders[name](), known, self_ties).assign(relation=name) for name in relations])
    found["published"] = _published(found["doc_id"], documents)
    texts = dict.fromkeys(("quote_id", "doc_id", "source", "target", "relation", "published"), "str")
    found = found[columns].astype(texts | dict.fromkeys(("words", "start", "end"), "int64"))
    found = found.reset_index(drop=True)
    found.attrs = {"relation": ", ".join(relations), "duplicates": len(aside), "unit": unit}
    return found


def _checked(relation: str | Sequence[str], unit: str, documents: pd.DataFrame | None) -> list[str]:
    relations = [relation] if isinstance(relation, str) else list(dict.fromkeys(relation))
    unknown = [name for name in relations if name not in RELATIONS]
    if unknown or not relations:
        raise ValueError(f"relation={relation!r}: each must be one of {', '.join(RELATIONS)}")
    if unit not in UNITS:
        raise ValueError(f"unit={unit!r} is none of {', '.join(UNITS)}")
    needs = ["outlet"] if "quotes" in relations else []
    needs += ["text"] if CO_MENTION in relations and unit != "sentence" else []
    absent = [name for name in needs if documents is None or name not in documents]
    if absent:
        raise ValueError(
            f"relation={relation!r} with unit={unit!r} reads documents.{absent[0]}; pass documents= with that column"
        )
    return relations


def copies(documents: pd.DataFrame) -> set[str]:
    """The doc_ids that have the text of another document of the table; an original that is not in it is no other."""
    if "duplicate_of" not in documents:
        return set()
    first = documents["duplicate_of"].fillna(documents["doc_id"])
    order = np.argsort(documents["duplicate_of"].notna().to_numpy(), kind="stable")
    repeated = first.iloc[order].duplicated()
    return set(documents["doc_id"].iloc[order][repeated.to_numpy()])


def without_duplicates(frame: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that do not stand in a copy of another document: what `ties` looks at by default."""
    return frame[~frame["doc_id"].isin(copies(documents))]


def _kept(found: pd.DataFrame, known: set[str], self_ties: bool) -> pd.DataFrame:
    """The ties between known actors, or from an outlet to one."""
    if "outlet" not in found:
        found = found[found["source"].isin(known)]
    found = found[found["target"].isin(known)]
    return found if self_ties else found[found["source"] != found["target"]]


def _said(quotes: pd.DataFrame, co_speakers: bool) -> pd.DataFrame:
    """Who said what: one row per quote and speaker: quote_id, doc_id, source, words, start, end."""
    columns = {"quote_id": "quote_id", "doc_id": "doc_id", "actor_id": "source", "n_words": "words"}
    columns |= {"start": "start", "end": "end"}
    said = quotes[list(columns)].rename(columns=columns).reset_index(drop=True)
    if co_speakers and "co_actor_ids" in quotes:
        others = said.assign(source=quotes["co_actor_ids"].to_numpy()).explode("source")
        others["source"] = others["source"].astype("str")
        said = pd.concat([said, others]).sort_index(kind="stable")
    return said.dropna(subset="source").drop_duplicates(["quote_id", "source"], ignore_index=True)


def _linked(quotes: pd.DataFrame, column: str) -> pd.DataFrame:
    """quote_id and what the optional column of the quotes holds, as target; no rows where it is missing."""
    cells = quotes[column] if column in quotes else pd.Series(None, quotes.index, dtype="str")
    return pd.DataFrame({"quote_id": quotes["quote_id"], "target": cells.astype("str")}).dropna(
        subset="target"
    )


def _answers(quotes: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    answered = said[["quote_id", "source"]].rename(columns={"quote_id": "answers", "source": "target"})
    links = _linked(quotes, "answers").rename(columns={"target": "answers"})
    return said.merge(links, on="quote_id").merge(answered, on="answers").drop(columns="answers")


def _printed(documents: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    outlets = documents[["doc_id", "outlet"]].dropna(subset="outlet")
    names = outlets["outlet"].astype("str").str.split().str.join(" ")
    outlets = outlets.assign(outlet=OUTLET + names)[names != ""]
    found = said.rename(columns={"source": "target"}).merge(outlets, on="doc_id")
    return found.assign(source=found["outlet"])


def units(mentions: pd.DataFrame, documents: pd.DataFrame | None, unit: str) -> pd.DataFrame:
    """The sentences (or paragraphs, or documents) that mention actors, and which.

    Shape: one row per unit and actor: doc_id, start, end, actor_id; those of one unit behind each other, by actor_id.
    """
    named = mentions.dropna(subset="actor_id")
    low, high = _bounds(named, documents, unit)
    found = named[["doc_id", "actor_id"]].assign(start=low, end=high)[["doc_id", "start", "end", "actor_id"]]
    found = found.dropna(subset=["start", "end"]).astype({"start": "int64", "end": "int64"})
    found["end"] = found.groupby(["doc_id", "start"])["end"].transform("max")
    found = found.drop_duplicates(["doc_id", "start", "actor_id"])
    return found.sort_values(["doc_id", "start", "actor_id"], ignore_index=True)


def _co_mentions(mentions: pd.DataFrame, documents: pd.DataFrame | None, unit: str) -> pd.DataFrame:
    found = units(mentions, documents, unit)
    at = found.groupby(["doc_id", "start"], sort=False).ngroup().to_numpy()
    behind = np.searchsorted(at, at, side="right") - np.arange(len(at)) - 1  # further actors of the same unit
    first = np.repeat(np.arange(len(at)), behind)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(behind) - behind, behind)
    pairs = found.iloc[first].rename(columns={"actor_id": "source"})
    return pairs.assign(target=found["actor_id"].to_numpy()[second], quote_id=None, words=0)


def _bounds(mentions: pd.DataFrame, documents: pd.DataFrame | None, unit: str) -> tuple[pd.Series, pd.Series]:
    """Where the unit of each mention begins and ends; missing where that is not known."""
    if unit == "sentence":
        empty = pd.Series(pd.NA, mentions.index, dtype="Int64")
        return mentions.get("sentence_start", empty), mentions.get("sentence_end", empty)
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    bounds = np.full((2, len(mentions)), np.nan)
    starts = mentions["start"].to_numpy()
    for doc_id, rows in mentions.reset_index(drop=True).groupby("doc_id", sort=False).indices.items():
        if doc_id not in texts:
            continue
        text = texts[doc_id]
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        breaks = np.flatnonzero(letters == ord("\n")) if unit == "paragraph" else np.zeros(0, dtype=int)
        edges = np.concatenate([[0], breaks + 1, [len(text) + 1]])
        paragraph = np.searchsorted(edges, starts[rows], side="right")
        bounds[:, rows] = edges[paragraph - 1], edges[paragraph] - 1
    return tuple(pd.Series(bound, mentions.index).astype("Int64") for bound in bounds)


def _published(doc_ids: pd.Series, documents: pd.DataFrame | None) -> pd.Series | None:
    if documents is None or "published" not in documents:
        return None
    return doc_ids.map(documents.set_index("doc_id")["published"])


def quote_mentions(quotes: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Which actors each quote mentions.

    Shape: one row per quote and actor: quote_id, actor_id; in the order of `quotes`. A mention counts when
    it lies within one of the quote's spans and has an actor, the speaker's own pronouns included: as in
    `contents.mentioned`, without what that tells of each mention.
    """
    named = mentions.dropna(subset="actor_id")
    sizes = quotes["spans"].map(len).to_numpy(dtype="int64")
    spans = np.array([span for cell in quotes["spans"] for span in cell], dtype="int64").reshape(-1, 2)
    row = np.repeat(np.arange(len(quotes)), sizes)
    at, which = stats.ranges_within(
        (quotes["doc_id"].to_numpy()[row], spans[:, 0], spans[:, 1]),
        (named["doc_id"], named["start"], named["end"]),
    )
    found = pd.DataFrame(
        {
            "quote_id": quotes["quote_id"].iloc[row[at]].to_numpy(),
            "actor_id": named["actor_id"].iloc[which].to_numpy(),
        },
        dtype="str",
    )
    return found.drop_duplicates(ignore_index=True)


def _mentioned(quotes: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    return quote_mentions(quotes, mentions).rename(columns={"actor_id": "target"})
