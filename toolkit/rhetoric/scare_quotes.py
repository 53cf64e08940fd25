"""Names in quotation marks: scare quotes of the narration, and terms quoted from a source ("Lee said the “zone” ...").

One to four words that are part of a sentence of somebody else's. Whole quotations, titles, nicknames, words as words
("the term “war”") and what is sung, read or shouted are told apart by what stands around the marks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from toolkit import lexicons
from toolkit.rhetoric.complements import MARKS, TIMES, Found
from toolkit.rhetoric.tree_phrases import is_verb
from toolkit.text.parsed import Parsed, Range

MOST_WORDS = 4
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", "PRP", "UH", "WP", "WRB", "EX", "VB"})
_BEFORE = frozenset(
    {
        "DT",
        "PRP$",
        "JJ",
        "JJR",
        "JJS",
        "IN",
        "TO",
        "POS",
        "CC",
        "PDT",
        "CD",
        "VBG",
        "VBN",
        "VB",
        "VBD",
        "VBZ",
        "VBP",
    }
)
_SENTENCE_ENDS = frozenset({".", "!", "?", ":"})
_QUANTITIES = frozenset("lot lots hundred thousand million billion dozen number couple many people".split())
LONGEST_MARKED = 60  # characters of four long words and their marks


class Spoken(NamedTuple):
    """A stretch of reported words, in characters, and the place of its source."""

    start: int
    end: int
    source: Range | None


def spoken(p: Parsed, quotes: Iterable[Mapping[str, Any]] | None) -> list[Spoken]:
    """The stretches of reported words: of rows of find_quotes, else of the Doc's own attributions."""
    found = []
    if quotes is not None:
        for row in quotes:
            known = row.get("speaker_start") is not None and row["speaker_start"] == row["speaker_start"]
            source = (int(row["speaker_start"]), int(row["speaker_end"])) if known else None
            found += [Spoken(int(start), int(end), source) for start, end in row["spans"]]
        return found
    attributions = p.doc._.attributions if p.doc.has_extension("attributions") else None
    for each in attributions or ():
        source = each["source"] and _characters(p, each["source"])
        found += [Spoken(*_characters(p, piece), source) for piece in each["content"]]
    return found


def _characters(p: Parsed, tokens: Range) -> Range:
    return p.starts[tokens[0]], p.ends[tokens[1] - 1]


def find_marked(
    p: Parsed, text: str, regions: Sequence[Range], said: Sequence[Spoken], taken: Sequence[Range]
) -> list[Found]:
    """Scare quotes and quoted terms among the quotation `regions`, those at the places `taken` left out."""
    places = {place for name in taken for place in range(*name)}
    found = []
    for start, end in regions:
        if end - start > LONGEST_MARKED:
            continue
        first, last = bisect_left(p.starts, start), bisect_left(p.starts, end)
        low, high = _inner(p, first, last)
        if low >= high or set(range(low, high)) & places or not _is_name(p, first, low, high, last):
            continue
        holder = _holder(said, start, end)
        if holder is None:
            found.append(Found("scare_quotes", (low, high), None, _behind(p, low, last)))
        elif holder.start < start:
            found.append(Found("quoted_term", (low, high), _tokens(p, holder.source), _behind(p, low, last)))
    return found


def _inner(p: Parsed, first: int, last: int) -> Range:
    """The tokens between the marks, without a comma or full stop that American style sets inside of them."""
    low, high = first, last
    while low < high and p.lowers[low] in MARKS:
        low += 1
    while high > low and (p.lowers[high - 1] in MARKS or p.lowers[high - 1] in {",", "."}):
        high -= 1
    while low < high and p.tags[low] in {"DT", "PRP$"}:
        low += 1
    return low, high


def _is_name(p: Parsed, first: int, low: int, high: int, last: int) -> bool:
    """Whether the words between marks are a name within somebody else's sentence."""
    tags = p.tags[low:high]
    words = [place for place in range(low, high) if p.tags[place] not in {"HYPH", "POS"}]
    if (
        not 0 < len(words) <= MOST_WORDS
        or {p.lemmas[words[0]], p.lemmas[words[-1]]} & (TIMES | _QUANTITIES)
        or _FINITE & set(tags)
        or "not" in p.lowers[low:high]
        or (tags[0] in {"VBN", "VBG"} and {"IN", "TO", "DT"} & set(tags))  # "choked like a dog"
        or not all(_is_word(p, place) for place in range(low, high))
    ):
        return False
    noun = tags[-1] in {"NN", "NNS"} or (tags[-1] == "VBG" and p.tags[low - 2 : low - 1] == ["DT"])
    modifier = tags[-1] in {"JJ", "VBN", "VBG"} and _behind(p, low, last) is not None
    return (noun or modifier) and not _has_capitals(p, first, low, high) and _stands_inside(p, first, last)


def _is_word(p: Parsed, at: int) -> bool:
    return p.lowers[at].isalpha() or "-" in p.lowers[at] or p.tags[at] in {"HYPH", "POS"}


def _has_capitals(p: Parsed, first: int, low: int, high: int) -> bool:
    """Whether a word begins with a capital as titles and names do; the first of a sentence may."""
    opens = first == 0 or p.tags[first - 1] in _SENTENCE_ENDS or p.doc[first - 1].is_space
    begins = low + 1 if opens else low
    return any(
        p.doc[place].text[:1].isupper() and p.tags[place] != "POS" for place in range(begins, high)
    ) or any(p.tags[place] in {"NNP", "NNPS"} for place in range(low, high))


def _stands_inside(p: Parsed, first: int, last: int) -> bool:
    """Whether the sentence goes on around the marks as it does around a name, and not as around speech or a title."""
    before = first - 1
    if before < 0 or p.tags[before] not in _BEFORE or p.lemmas[before] == "be":
        return False
    if p.lemmas[before] in _speech() or p.lemmas[before] in _titles("verb"):
        return False
    noun = next(
        (place for place in range(before, max(before - 4, -1), -1) if p.tags[place].startswith("NN")), None
    )
    near = noun is not None and noun >= before - 1
    if near and p.lemmas[noun] in _titles("title") | _titles("wording"):
        return False
    return not (is_verb(p, before) and p.lowers[last : last + 1] == [","])


def _behind(p: Parsed, low: int, last: int) -> Range | None:
    """The noun right behind the marks that the words between them belong to: “moderate” rebels."""
    end = last
    while end < len(p.tags) and p.tags[end] in {"JJ", "NN", "NNS"} and end - last < 3:
        end += 1
    return (last, end) if end > last and p.tags[end - 1] in {"NN", "NNS"} else None


def _holder(said: Sequence[Spoken], start: int, end: int) -> Spoken | None:
    return next((each for each in said if each.start < end and start < each.end), None)


def _tokens(p: Parsed, place: Range | None) -> Range | None:
    """The tokens of a place given in characters."""
    if place is None:
        return None
    low, high = bisect_left(p.starts, place[0]), bisect_left(p.starts, place[1])
    return (low, high) if low < high else None


@cache
def _speech() -> frozenset[str]:
    return lexicons.words("reporting_verbs", "verb")


@cache
def _titles(kind: str) -> frozenset[str]:
    return frozenset(
        entry["word"] for entry in lexicons.entries("quoted_title_words") if entry["kind"] == kind
    )
