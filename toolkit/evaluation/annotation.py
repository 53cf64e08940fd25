"""A random sample of statements and passages to judge by hand, as a spreadsheet.

Two sheets, because two things are asked. `quotes` has statements that were found: are they right (precision)?
`passages` has pieces of the articles, whether something was found in them or not: what was missed (recall)?
Both are stratified, with as equal a number from each stratum as can be, so that rare ones (low confidence) are seen
too; how large its stratum is stands in each row, so that `judging` can weight it. Rows come in random order: whoever
stops half-way has judged a smaller random sample.
"""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit import sheets, tables

STRATA = ("confidence", "kind", "outlet")
CONFIDENCE_BANDS = (0.5, 0.7, 0.9)
ROWS_A_STRATUM = 5  # on average at least; smaller strata are joined where the sample is too small for all
LONG_WORDS, PIECE_WORDS = 120, 60  # a longer paragraph is shown in pieces of at least so many words
_GUIDE = Path(__file__).parents[1] / "data" / "annotation_guide.txt"
CONTEXT = 400  # characters of the article on each side
ANSWERS = ("yes", "no", "unclear")
JUDGED = ("content_right", "source_right", "speaker_right")
COLUMNS = {
    "quotes": (
        "row", "context", "content", "source", "cue", "speaker", "kind", *JUDGED, "note", "outlet", "doc_id",
        "quote_id", "start", "end", "spans", "confidence", "stratum", "stratum_size",
    ),
    "passages": (
        "row", "before", "passage", "after", "found", "found_n", "found_right", "missed_n", "missed", "note",
        "outlet", "doc_id", "start", "end", "stratum", "stratum_size",
    ),
}  # fmt: skip

_SENTENCE_END = re.compile(r"[.!?…][”\"’')\]]*\s+(?=[“\"‘'(\[]?[A-Z])")


@dataclass(frozen=True)
class Sample:
    """What is to be judged: two tables (columns as in COLUMNS), the instructions, and what could not be drawn from."""

    quotes: pd.DataFrame
    passages: pd.DataFrame
    instructions: str
    problems: list[dict[str, Any]] = field(default_factory=list)  # rows as of the problems table

    def write(self, path: str | os.PathLike, *, overwrite: bool = False) -> list[Path]:
        """The files written: one workbook (.xlsx), or for .csv one file a sheet and a text file.

        Raises: FileExistsError rather than write over a sample, which may hold somebody's answers.
        """
        return sheets.write(
            path,
            {"quotes": self.quotes, "passages": self.passages},
            self.instructions,
            choices=dict.fromkeys(JUDGED, ANSWERS),
            counts=("found_right", "missed_n"),
            overwrite=overwrite,
        )


# --- drawing ------------------------------------------------------------------------------------------------------


def draw(
    documents: pd.DataFrame, quotes: pd.DataFrame, *, n: int = 100, by: str = "confidence", seed: int = 1
) -> Sample:
    """`n` of the `quotes` and `n` passages of the `documents`, in random order; the same for the same seed.

    `by` is what statements are stratified by: their confidence (bands that begin at 0, .5, .7 and .9), kind or outlet.
    Passages are stratified by whether something was found in them. A sample of all there is has every row once.
    Raises: ValueError for a number below 1 or another `by`.
    """
    if n < 1:
        raise ValueError(f"a sample of {n} was asked for; ask for 1 or more")
    if by not in STRATA:
        raise ValueError(f"by={by!r}: statements can be stratified by {', '.join(STRATA)}")
    texts = dict(zip(documents["doc_id"], documents["text"]))
    outlets = _outlets(documents)
    found = quotes[quotes["doc_id"].isin(texts.keys())].reset_index(drop=True)
    chosen = _drawn(_strata(found, outlets, by), n, np.random.default_rng([seed, 1]))
    rows = [_quote_row(found.loc[at], texts, outlets) | drawn for at, drawn in chosen]
    everywhere, inside = _all_passages(texts, found)
    some = ["something found" if places else "nothing found" for places in inside]
    picked = _drawn(some, n, np.random.default_rng([seed, 2]))
    pieces = [
        _passage_row(everywhere[at], found.loc[inside[at]], texts, outlets) | drawn for at, drawn in picked
    ]
    return Sample(
        pd.DataFrame(rows, columns=list(COLUMNS["quotes"])),
        pd.DataFrame(pieces, columns=list(COLUMNS["passages"])),
        _instructions(len(rows), len(found), len(pieces), len(everywhere), len(texts), by, seed),
    )


def _outlets(documents: pd.DataFrame) -> dict[str, str]:
    if "outlet" not in documents:
        return {}
    known = documents[documents["outlet"].notna()]
    return dict(zip(known["doc_id"], known["outlet"]))


def _strata(quotes: pd.DataFrame, outlets: dict[str, str], by: str) -> list[str]:
    if by == "confidence":
        return [confidence_band(value) for value in quotes["confidence"]]
    if by == "kind":
        return list(quotes["kind"])
    return [outlets.get(doc_id, "unknown") for doc_id in quotes["doc_id"]]


def confidence_band(confidence: float) -> str:
    """The band that a confidence lies in.

    >>> confidence_band(0.7)
    '0.7 to 0.9'
    """
    edges = (0.0, *CONFIDENCE_BANDS, 1.0)
    at = bisect.bisect_right(CONFIDENCE_BANDS, confidence)
    return f"{edges[at]:g} to {edges[at + 1]:g}"


def _drawn(strata: Sequence[str], n: int, random: np.random.Generator) -> list[tuple[int, dict[str, Any]]]:
    """Places drawn, in random order, each with its row number, stratum and the stratum's size."""
    places: dict[str, list[int]] = {}
    for at, stratum in enumerate(strata):
        places.setdefault(stratum, []).append(at)
    ordered = sorted(places, key=lambda name: (-len(places[name]), name))
    kept = ordered if len(ordered) * ROWS_A_STRATUM <= n else ordered[: max(1, n // ROWS_A_STRATUM)]
    joined = {name: places[name] for name in kept}
    if rest := sorted(at for name in ordered[len(kept) :] for at in places[name]):
        joined["other"] = sorted(joined.get("other", []) + rest)
    sizes = allocate([len(members) for members in joined.values()], n)
    drawn = [
        (int(at), {"stratum": name, "stratum_size": len(members)})
        for (name, members), size in zip(joined.items(), sizes)
        for at in random.choice(members, size=size, replace=False)
    ]
    order = random.permutation(len(drawn))
    return [(drawn[at][0], drawn[at][1] | {"row": number}) for number, at in enumerate(order, 1)]


def allocate(sizes: Sequence[int], n: int) -> list[int]:
    """How many of `n` to draw from each stratum: as equal as possible, none more than it has.

    >>> allocate([1000, 40, 5], 60)
    [28, 27, 5]
    """
    shares, left = [0] * len(sizes), min(n, sum(sizes))
    while left:
        open_ = [at for at, size in enumerate(sizes) if shares[at] < size]
        each = max(1, left // len(open_))
        for at in open_[:left]:
            more = min(sizes[at] - shares[at], each)
            shares[at] += more
            left -= more
    return shares


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Ranges that cover all words of a text: its lines, long ones in pieces that end where a sentence seems to."""
    for line in re.finditer(r"[^\n]+", text):
        start, end = line.span()
        if tables.count_words(line[0]) > LONG_WORDS:
            for stop in _SENTENCE_END.finditer(text, start, end):
                enough = tables.count_words(text[start : stop.end()]) >= PIECE_WORDS
                if enough and tables.count_words(text[stop.end() : end]) >= PIECE_WORDS // 2:
                    yield start, stop.end()
                    start = stop.end()
        if tables.count_words(text[start:end]):
            yield start, end


Place = tuple[str, int, int]


def _all_passages(texts: dict[str, str], quotes: pd.DataFrame) -> tuple[list[Place], list[list[Any]]]:
    """Every passage as (doc_id, start, end), and the index of the quotes whose content begins in each."""
    starts: dict[str, list[tuple[int, Any]]] = {}
    for at, doc_id, start in zip(quotes.index, quotes["doc_id"], quotes["start"]):
        starts.setdefault(doc_id, []).append((int(start), at))
    places: list[Place] = []
    inside: list[list[Any]] = []
    for doc_id, text in texts.items():
        here = sorted(starts.get(doc_id, []))
        for low, high in passages(text):
            places.append((doc_id, low, high))
            first, last = (bisect.bisect_left(here, limit, key=lambda pair: pair[0]) for limit in (low, high))
            inside.append([at for _, at in here[first:last]])
    return places, inside


def _quote_row(quote: pd.Series, texts: dict[str, str], outlets: dict[str, str]) -> dict[str, Any]:
    text, spans = texts[quote["doc_id"]], quote["spans"]
    low, high = max(0, quote["start"] - CONTEXT), min(len(text), quote["end"] + CONTEXT)
    shown, at = "…" if low else "", low
    for start, end in spans:
        shown += f"{text[at:start]}⟦{text[start:end]}⟧"
        at = end
    copied = ("cue", "speaker", "kind", "doc_id", "quote_id", "confidence")
    return {name: None if pd.isna(quote[name]) else quote[name] for name in copied} | {
        "context": shown + text[at:high] + ("…" if high < len(text) else ""),
        "content": quote["text"],
        "source": _source(quote, text),
        "outlet": outlets.get(quote["doc_id"]),
        "start": int(quote["start"]),
        "end": int(quote["end"]),
        "spans": "; ".join(f"{start}-{end}" for start, end in spans),
    }


def _source(quote: pd.Series, text: str) -> str | None:
    missing = pd.isna(quote["speaker_start"])
    return None if missing else text[int(quote["speaker_start"]) : int(quote["speaker_end"])]


def _passage_row(
    place: Place, found: pd.DataFrame, texts: dict[str, str], outlets: dict[str, str]
) -> dict[str, Any]:
    doc_id, start, end = place
    text = texts[doc_id]
    lines = [
        f"{number}. {_source(quote, text) or '(no source)'} | {quote['cue'] if pd.notna(quote['cue']) else ''} | "
        f"{quote['text']}"
        for number, (_, quote) in enumerate(found.sort_values("start").iterrows(), 1)
    ]
    return {
        "before": text[max(0, start - CONTEXT) : start].strip(),
        "passage": text[start:end],
        "after": text[end : end + CONTEXT].strip(),
        "found": "\n".join(lines) or None,
        "found_n": len(lines),
        "outlet": outlets.get(doc_id),
        "doc_id": doc_id,
        "start": start,
        "end": end,
    }


def _instructions(
    quotes: int, all_quotes: int, pieces: int, all_pieces: int, documents: int, by: str, seed: int
) -> str:
    drawn = (
        f"Drawn at random (seed {seed}): {quotes} of {all_quotes} statements, stratified by {by}, and {pieces} of "
        f"{all_pieces} passages, from {documents} article(s). When done (or half done): toolkit score THIS_FILE"
    )
    return _GUIDE.read_text(encoding="utf-8") + "\n" + drawn
