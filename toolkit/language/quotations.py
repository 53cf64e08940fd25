"""Quotation marks as evidence: what stands between one pair of marks was said by one speaker.

The network reads words; where its content breaks off inside a quotation, or it leaves out the second half of a
quotation in the same paragraph, the marks say more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from toolkit.language.arithmetic import runs
from toolkit.text.marks import quotation_regions

LEAST_SHARE = 0.5  # of a quotation's words that one attribution must have to be given the whole
LEAST_WORDS = 4  # a shorter stretch in marks is more often a phrase of somebody's than a statement


def quoted_words(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges of words (given by their first characters, in order) that stand between quotation marks."""
    ranges = [(bisect_left(starts, low), bisect_left(starts, high)) for low, high in quotation_regions(text)]
    return [(low, high) for low, high in ranges if low < high]


def complete(
    found: list[dict], regions: list[tuple[int, int]], paragraphs: np.ndarray, wordy: np.ndarray
) -> list[dict]:
    """The attributions with whole quotations as content; those that lose all their words are left out.

    An attribution that has at least half of a quotation's words gets all of them (but not its own cue and source).
    A quotation of some length that nobody has goes to the attribution that has the one before, in the same paragraph;
    and in the paragraph after it, where that is nothing but quotation and has no cue of its own: speech that runs over
    several paragraphs is reported once. An attribution whose cue stands inside the quotation is speech within that
    speech, and keeps its words.
    """
    words = [{word for piece in item["content"] for word in range(*piece)} for item in found]
    reach = [(min(own, default=0), max(own, default=0)) for own in words]
    cues = [item["cue"][0] for item in found]
    told = {int(paragraphs[cue]) for cue in cues}
    bare = _quoted_throughout(regions, paragraphs, wordy)
    changed: set[int] = set()
    last: tuple[int, int] | None = None  # paragraph, and attribution of the last quotation
    for low, high in regions:
        inside = set((low + np.flatnonzero(wordy[low:high])).tolist())
        if not inside:
            continue
        paragraph = int(paragraphs[low])
        near = [number for number, (first, end) in enumerate(reach) if first < high and low <= end]
        nested = {number for number in near if low <= cues[number] < high}
        others = [number for number in near if number not in nested]
        best, count = _owner(words, inside, others, nested)
        if not count and len(inside) >= LEAST_WORDS and last:
            follows = last[0] == paragraph - 1 and paragraph in bare and paragraph not in told
            if last[0] == paragraph or follows:
                best, count = last[1], len(inside)
        if count < LEAST_SHARE * len(inside) or not count:
            continue
        quotation = set(range(low, high))
        for number in others:
            if number != best and not words[number].isdisjoint(quotation):
                words[number] -= quotation
                changed.add(number)
        words[best] |= quotation - _outside(found[best])
        reach[best] = (min(low, reach[best][0]), max(high - 1, reach[best][1]))
        changed.add(best)
        last = (paragraph, best)
    return [
        item | {"content": runs(np.array(sorted(own)))} if number in changed else item
        for number, (item, own) in enumerate(zip(found, words, strict=True))
        if own and wordy[list(own)].any()
    ]


def _owner(words: list[set[int]], inside: set[int], others: list[int], nested: set[int]) -> tuple[int, int]:
    """Which of the others has most words inside a quotation, and how many with those that are nested in it.

    (-1, 0) if none has any.
    """
    best, count = -1, 0
    for number in others:
        share = len(words[number] & inside)
        if share > count:
            best, count = number, share
    if count:
        count += sum(len((words[number] & inside) - words[best]) for number in nested)
    return best, count


def _quoted_throughout(regions: list[tuple[int, int]], paragraphs: np.ndarray, wordy: np.ndarray) -> set[int]:
    """The paragraphs whose words all stand between quotation marks."""
    outside, paragraphs = np.array(wordy, dtype=bool), np.asarray(paragraphs)
    for low, high in regions:
        outside[low:high] = False
    return set(paragraphs.tolist()) - set(paragraphs[outside].tolist())


def _outside(item: dict) -> set[int]:
    return {word for role in ("cue", "source") if item[role] for word in range(*item[role])}
