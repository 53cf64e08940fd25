"""Quotes, each in its context, as plain data that a script can show, filter and sort.

The context of a quote is a stretch of the article around its sentences. Stretches that overlap are one passage, stored
once, so that an article full of quotes is little more than its own text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from toolkit.concordance import sentence_around
from toolkit.interactive import passages
from toolkit.wording import number_of

# What a page holds at most: more rows are slow to search, and a page should be small enough to be sent by mail.
MOST_QUOTES, MOST_BYTES = 5_000, 2_700_000
# Characters of the article before and behind the sentences of a quote: a line or two of the table.
CONTEXT_CHARACTERS = 160
# Of a longer stretch (speeches, transcripts) the beginning is shown.
MOST_CHARACTERS = 1_600
# What each row of `quotes` holds, in order. Places are UTF-16 units of the row's passage, half-open.
FIELDS = (
    "id",
    "document",  # place in `documents`
    "actor",  # place in `actors`; -1 where nobody is known
    "speaker",  # the source as it is called, or as written where it is not known
    "side",  # of the speaker
    "kind",
    "cue",
    "cue_class",
    "confidence",
    "speaker_confidence",
    "about",  # places in `actors`
    "passage",  # place in `passages`
    "low",  # where the shown stretch begins and ends
    "high",
    "sentence",  # [start, end] of the sentences that hold the quote
    "spans",  # of the content
    "cue_at",  # [start, end] or None
    "speaker_at",
    "cut",  # 1: the stretch ends before the quote does; 2: the article has more before it; 4: more behind it
)


def quote_rows(
    quotes: pd.DataFrame,
    documents: pd.DataFrame,
    actors: pd.DataFrame | None = None,
    *,
    sides: Mapping[str, str] | None = None,
    most: int = MOST_QUOTES,
    most_bytes: int = MOST_BYTES,
    whole: str = "",
) -> dict[str, Any]:
    """The quotes with their contexts as plain data: lists, texts and numbers.

    Shape: fields (what each row of quotes holds), quotes (in the order of `documents` and of the text), passages,
    documents (name, outlet, published), actors (id, name, kind, side, and quotes: how many the actor has in the table),
    found and shown (numbers of quotes), left_out (a sentence, or "").
    Of more than `most` quotes, or where the data have more than `most_bytes`, each speaker keeps the surest ones, as
    evenly as can be. `whole` is the file that has all, for the sentence. Quotes whose document is not among
    `documents` are left out. `sides` maps actor_ids to sides; where `quotes` has a column side
    (rhetoric.assign_sides), that is the side of its row, also of speakers without a name. Nothing is changed.
    Raises: ValueError for columns that are wanted and not there.
    """
    _check(quotes, "quotes", ("quote_id", "doc_id", "start", "end", "confidence"))
    _check(documents, "documents", ("doc_id", "text"))
    known = quotes[quotes["doc_id"].isin(set(documents["doc_id"]))]
    ranked = _surest_in_turn(known)
    chosen = min(len(ranked), max(most, 0))
    while True:
        data = _data(ranked.iloc[:chosen], known, documents, actors, sides or {})
        data["left_out"] = _left_out(chosen, len(known), whole)
        size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        if size <= most_bytes or not chosen:
            return data
        chosen = min(chosen - 1, int(0.95 * chosen * most_bytes / size))


def _check(frame: pd.DataFrame, name: str, wanted: Iterable[str]) -> None:
    absent = [column for column in wanted if column not in frame]
    if absent:
        raise ValueError(
            f"{name}: no column {', '.join(absent)} (found {', '.join(map(str, frame.columns))})"
        )


def _surest_in_turn(quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes ranked: the surest of each speaker first, then the second of each, and so on."""
    surest = quotes.sort_values("confidence", ascending=False, kind="stable")
    by = surest["actor_id"].fillna("") if "actor_id" in surest else pd.Series("", surest.index)
    return surest.iloc[np.argsort(surest.groupby(by.to_numpy()).cumcount().to_numpy(), kind="stable")]


def _left_out(shown: int, found: int, whole: str) -> str:
    if shown == found:
        return ""
    place = f"; all are in {whole}" if whole else ""
    said = f"Here are {shown:,} of {number_of(found, 'quote')}, of each speaker those that the program is surest of"
    return f"{said}{place}."


def _data(
    chosen: pd.DataFrame,
    found: pd.DataFrame,
    documents: pd.DataFrame,
    actors: pd.DataFrame | None,
    sides: Mapping[str, str],
) -> dict[str, Any]:
    people = _Actors(actors, found, sides)
    by_document = dict(list(chosen.groupby("doc_id", sort=False)))
    data: dict[str, Any] = {"fields": list(FIELDS), "quotes": [], "passages": [], "documents": []}
    for document in documents.to_dict("records"):
        if (rows := by_document.get(document["doc_id"])) is None or not isinstance(document["text"], str):
            continue
        records = rows.sort_values(["start", "end"], kind="stable").to_dict("records")
        _add(data, document, records, people)
    data["actors"] = people.listed
    return data | {"found": len(found), "shown": len(data["quotes"])}


class _Actors:
    """The actors that rows name, each listed when it is first asked for."""

    def __init__(self, actors: pd.DataFrame | None, found: pd.DataFrame, sides: Mapping[str, str]) -> None:
        self.listed: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}
        self._about = {} if actors is None else {row["actor_id"]: row for row in actors.to_dict("records")}
        self._sides = sides
        own = found["actor_id"] if "actor_id" in found else pd.Series(dtype="str")
        self._quotes = own.value_counts().to_dict()

    def place(self, actor_id: Any, name: Any = None) -> int:
        """Where the actor stands in the list; -1 for nobody."""
        if not isinstance(actor_id, str):
            return -1
        if actor_id not in self._places:
            about = self._about.get(actor_id, {})
            self._places[actor_id] = len(self.listed)
            entry = {"id": actor_id, "name": passages.line(about.get("name", name)) or "(no name)"}
            entry |= {
                "kind": passages.line(about.get("kind")),
                "side": passages.line(self._sides.get(actor_id)),
            }
            self.listed.append(entry | {"quotes": int(self._quotes.get(actor_id, 0))})
        return self._places[actor_id]


def _add(
    data: dict[str, Any], document: dict[str, Any], records: list[dict[str, Any]], people: _Actors
) -> None:
    """The document, its passages and the rows of its quotes, added to the data."""
    text = document["text"]
    sentences = [_sentences(record, text) for record in records]
    stretches = [passages.widened(text, low, high, CONTEXT_CHARACTERS) for low, high in sentences]
    windows = passages.merged(stretches)
    pieces = [passages.shown(text[low:high]) for low, high in windows]
    first, at = len(data["passages"]), len(data["documents"])
    data["passages"] += [piece.text for piece in pieces]
    name = passages.line(document.get("title")) or passages.line(document.get("origin"))
    entry = {"name": name or document["doc_id"], "file": passages.line(document.get("origin"))}
    data["documents"].append(
        entry | {key: passages.line(document.get(key)) for key in ("outlet", "published")}
    )
    starts = np.array([low for low, _ in windows])
    for record, held, stretch in zip(records, sentences, stretches, strict=True):
        which = int(np.searchsorted(starts, stretch[0], side="right")) - 1
        data["quotes"].append(
            [
                record["quote_id"],
                at,
                people.place(record.get("actor_id"), record.get("speaker")),
                *_words(record, text, _side(record, people)),
                _number(record.get("confidence")),
                _number(record.get("speaker_confidence")),
                _about(record, people),
                first + which,
                *_places(record, held, stretch, windows[which][0], pieces[which]),
                _cut(record, stretch, text),
            ]
        )


def _sentences(record: dict[str, Any], text: str) -> tuple[int, int]:
    """The sentences of the quote, and what holds its speaker and cue where these stand near."""
    start, end = int(record["start"]), int(record["end"])
    low, high = _given(record, "sentence_start"), _given(record, "sentence_end")
    if low is None or high is None:
        low, high = sentence_around(text, start, end)
    ends = [at for name in ("cue", "speaker") for at in _pair(record, name)]
    near = [at for at in ends if low - MOST_CHARACTERS // 2 <= at <= high + MOST_CHARACTERS // 2]
    low, high = max(min(low, start, *near), 0), min(max(high, end, *near), len(text))
    if high - low > MOST_CHARACTERS:
        low = max(low, start - MOST_CHARACTERS // 2)
        high = min(high, low + MOST_CHARACTERS)
    return low, high


def _given(record: dict[str, Any], name: str) -> int | None:
    value = record.get(name)
    return None if value is None or pd.isna(value) else int(value)


def _pair(record: dict[str, Any], name: str) -> tuple[int, ...]:
    """Start and end of the cue or speaker, or nothing."""
    found = _given(record, f"{name}_start"), _given(record, f"{name}_end")
    return () if None in found else found


def _side(record: dict[str, Any], people: _Actors) -> str:
    place = people.place(record.get("actor_id"), record.get("speaker"))
    own = people.listed[place]["side"] if place >= 0 else ""
    return passages.line(record["side"]) if "side" in record else own


def _words(record: dict[str, Any], text: str, side: str) -> list[str]:
    """speaker, side, kind, cue and cue_class of a row."""
    source = record.get("speaker")
    if not isinstance(source, str) and (pair := _pair(record, "speaker")):
        source = text[slice(*pair)]
    return [
        passages.line(source),
        side,
        *(passages.line(record.get(name)) for name in ("kind", "cue", "cue_class")),
    ]


def _number(value: Any) -> float | None:
    """Three places, rounded down: what is at least 0.5 here is at least 0.5 in the table too."""
    return None if value is None or pd.isna(value) else math.floor(float(value) * 1000) / 1000


def _about(record: dict[str, Any], people: _Actors) -> list[int]:
    ids, names = record.get("about"), record.get("about_names")
    if not isinstance(ids, list | tuple | np.ndarray):
        return []
    called = (
        names
        if isinstance(names, list | tuple | np.ndarray) and len(names) == len(ids)
        else [None] * len(ids)
    )
    return [people.place(actor_id, name) for actor_id, name in zip(ids, called, strict=True)]


def _places(
    record: dict[str, Any],
    held: tuple[int, int],
    stretch: tuple[int, int],
    origin: int,
    piece: passages.Shown,
) -> list[Any]:
    """low, high, sentence, spans, cue_at and speaker_at of a row."""
    low, high = stretch

    def place(pair: Iterable[int]) -> list[int] | None:
        start, end = (min(max(int(at), low), high) - origin for at in pair)
        return [int(piece.units[start]), int(piece.units[end])] if start < end else None

    spans = record.get("spans")
    if not isinstance(spans, list | tuple | np.ndarray) or not len(spans):
        spans = [(record["start"], record["end"])]
    marked = [found for span in spans if (found := place(span))]
    ends = [int(piece.units[at - origin]) for at in stretch]
    others = [place(pair) if (pair := _pair(record, name)) else None for name in ("cue", "speaker")]
    return [*ends, place(held), marked, *others]


def _cut(record: dict[str, Any], stretch: tuple[int, int], text: str) -> int:
    low, high = stretch
    return (int(record["end"]) > high) + 2 * bool(text[:low].strip()) + 4 * bool(text[high:].strip())
