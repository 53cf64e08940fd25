"""Quotation marks: which stretches of a text stand between them, however the marks were mangled.

A region goes from its opening mark to its closing mark, both included. It never crosses a line; a mark that is not
closed reaches to the end of its paragraph, which is also how a quotation over several paragraphs is written: opened
anew in each of them, closed in the last. Where the next line only closes it, that line is quoted from its start.

>>> text = "He said “no”. ‘Never again,’ she added."
>>> [text[start:end] for start, end in quotation_regions(text)]
['“no”', '‘Never again,’']
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from math import inf

WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")

_PARAGRAPH = re.compile(r"[^\n]+")
# One class of characters in front, which is sought several times as fast as three alternatives: the same as
# [“”"„‟«»〝〞＂]|``|''
_DOUBLE = re.compile(r"[“”\"„‟«»〝〞＂`'](?:(?<![`'])|(?<=`)`|(?<=')')")
_OPENING = frozenset("“„‟«〝") | {"``"}
_CLOSING = frozenset("”»〞") | {"''"}
_SINGLE = re.compile("['‘’‚‛‹›]")
_OPENING_SINGLE = frozenset("‘‚‛‹")

# Words that begin with an apostrophe and open no quotation ("'tis", "rock 'n' roll").
_ELIDED = re.compile(r"(?:tis|twas|em|cause|til|n|bout|round)\b|\d", re.IGNORECASE)

# Quotations in single marks are rarely longer, in characters; without a limit, each stray mark is sought to the end.
LONGEST_SINGLE = 2_000

# Shorter quotations in single marks are more often letters, years or feet than quoted words.
SHORTEST_SINGLE = 3


def quotation_regions(text: str) -> list[tuple[int, int]]:
    """Character ranges of `text` that are quoted, marks included, sorted and without overlap.

    Double marks (“ ” „ « » \" `` '') are paired within a paragraph. A mark set the wrong way round closes an open
    region when the text around says so: a comma or full stop before it and no new sentence behind it ('to do, “she
    said'), or no word at all behind it. Any mark can open a region in front of a word. In single marks, apostrophes
    and plural possessives are told apart from quotation marks by the letters around them; they count outside double
    marks only.
    """
    regions: list[tuple[int, int]] = []
    open_before = False
    for paragraph in _PARAGRAPH.finditer(text):
        low, high = paragraph.span()
        double, still_open = _double_regions(text, low, high, open_before)
        if double or still_open or text[low:high].strip():
            open_before = still_open
        regions += double
        regions += _outside(_single_regions(text, low, high), double)
    return _merged(regions)


def quoted(position: int, regions: list[tuple[int, int]]) -> bool:
    """Whether the character at `position` lies in one of the `regions` that quotation_regions gave."""
    at = bisect_right(regions, (position, inf)) - 1
    return at >= 0 and position < regions[at][1]


def _double_regions(text: str, low: int, high: int, open_before: bool) -> tuple[list[tuple[int, int]], bool]:
    """Regions between double marks in text[low:high], one paragraph, and whether the last one was never closed.

    `open_before` says that the paragraph before ended inside a quotation: a first mark that can only close then closes
    that one, which goes on from the paragraph's first character.
    """
    found: list[tuple[int, int]] = []
    opened = None
    for mark in _DOUBLE.finditer(text, low, high):
        start, end = mark.span()
        if opened is None:
            if _can_open(text, mark, low, high):
                opened = start
            elif open_before and not found and _ends_words(text, mark, low):
                found.append((_first_character(text, low), end))
        elif mark.group() not in _CLOSING and _is_doubled(text, opened, start, end, high):
            continue
        elif mark.group() in _CLOSING or _closes(text, start, end, low, high):
            found.append((opened, end))
            opened = None
        elif mark.group() in _OPENING or _before_word(text, start, end, low, high):
            # The open one was never closed: it ends where the next begins.
            found.append((opened, _last_character(text, start)))
            opened = start
        else:
            found.append((opened, end))
            opened = None
    if opened is not None:
        found.append((opened, high))
    return found, opened is not None


def _is_doubled(text: str, opened: int, start: int, end: int, high: int) -> bool:
    """Whether text[start:end] repeats the opening mark right before it: two marks where one was meant."""
    return (
        start - opened <= 2
        and _DOUBLE.fullmatch(text, opened, start) is not None
        and text[end : min(end + 1, high)].isalnum()
    )


def _first_character(text: str, low: int) -> int:
    """The first position from `low` on that is no white space."""
    while text[low].isspace():
        low += 1
    return low


def _last_character(text: str, end: int) -> int:
    """The last position up to `end` that no white space stands before."""
    while text[end - 1].isspace():
        end -= 1
    return end


def _ends_words(text: str, mark: re.Match, low: int) -> bool:
    """Whether a mark stands right behind a word or the punctuation at its end, and is no sign for inches."""
    before = text[mark.start() - 1] if mark.start() > low else " "
    return not before.isspace() and not (before.isdigit() and mark.group() == '"')


def _can_open(text: str, mark: re.Match, low: int, high: int) -> bool:
    """Whether a mark can begin a quotation: one that is made for it, or any in front of a word."""
    start, end = mark.span()
    if mark.group() in _OPENING:
        return True
    if mark.group() == "''" or (start > low and text[start - 1].isdigit() and mark.group() == '"'):
        return False
    if mark.group() in _CLOSING:
        return _before_word(text, start, end, low, high)
    return end < high and not text[end].isspace()


def _before_word(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether text[start:end] has a space or bracket (or nothing) before it and a word right behind it."""
    free = start == low or text[start - 1].isspace() or text[start - 1] in "([{—–-"
    return free and end < high and not text[end].isspace() and text[end] not in ".,;:!?)]}"


def _closes(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether a mark that is not made for closing closes an open region all the same."""
    if not _before_word(text, start, end, low, high):
        return True
    before = text[max(low, start - 80) : start].rstrip()
    return before[-1:] in {",", "?", "!", "…", "—", "–", "."} and text[end : end + 1].islower()


def _single_regions(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Regions between single marks in text[low:high]."""
    marks = [mark.start() for mark in _SINGLE.finditer(text, low, high)]
    opens = [at for at in marks if _opens_single(text, at, low, high)]
    stops = [at for at in marks if _stops_single(text, at, high)]
    ends = [at for at in marks if _ends_single(text, at, high)]
    free = [at for at in ends if not _possessive(text, at, high)]
    position = low
    for opening in opens:
        if opening < position:
            continue
        first = opening + 2  # at least one character between the marks
        stop = min(high, opening + LONGEST_SINGLE, *_from(stops, first))
        # the first that is surely a closing mark, else the last possessive before the next opening one
        before = [at for at in _from(free, first) if at < stop]
        if not before:
            before = ends[bisect_left(ends, first) : bisect_left(ends, stop)][-1:]
        if before and _is_single_quotation(text, opening, before[0]):
            yield opening, before[0] + 1
            position = before[0] + 1


def _from(places: list[int], at: int) -> list[int]:
    """The first of the sorted places from `at` on, alone in a list; none where there is none."""
    number = bisect_left(places, at)
    return places[number : number + 1]


def _opens_single(text: str, at: int, low: int, high: int) -> bool:
    if text[at] == "›" or at + 1 >= high:
        return False
    after_word = at > low and (text[at - 1].isalnum() or text[at - 1] in "'’‘")
    return not after_word and text[at + 1].isalnum() and not _ELIDED.match(text, at + 1)


def _stops_single(text: str, at: int, high: int) -> bool:
    """Whether the mark at `at` opens the next quotation, so that one before it has to be closed."""
    opening = text[at] in _OPENING_SINGLE and at + 1 < high and text[at + 1].isalnum()
    return opening and not text[at - 1].isalnum()


def _ends_single(text: str, at: int, high: int) -> bool:
    return text[at] in "'’›" and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()


def _is_single_quotation(text: str, opening: int, closing: int) -> bool:
    """Whether enough words stand between two single marks."""
    said = WORD.findall(text, opening + 1, closing)
    typographic = text[opening] in _OPENING_SINGLE
    return len(said) >= 2 or (typographic and bool(said) and len(said[0]) >= SHORTEST_SINGLE)


def _possessive(text: str, at: int, high: int) -> bool:
    """Whether the mark at `at` may be a plural possessive: "the workers’ rights"."""
    return (
        text[at] in "'’"
        and text[at - 1] == "s"
        and bool(re.match(r" [a-z]", text[at + 1 : min(at + 3, high)]))
    )


def _outside(regions: Iterator[tuple[int, int]], double: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those regions that do not begin inside a region of double marks."""
    return [(start, end) for start, end in regions if not quoted(start, double)]


def _merged(regions: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The regions sorted, overlapping ones joined."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(regions):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
