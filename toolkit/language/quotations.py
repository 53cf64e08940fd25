"""Quotation marks as evidence: what stands between one pair of marks was said by one speaker.

The network reads words; where its content breaks off inside a quotation, or it leaves out the second half of a
quotation in the same paragraph, the marks say more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
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
    told = {int(paragraphs[item["cue"][0]]) for item in found}
    bare = _quoted_throughout(regions, paragraphs, wordy)
    last: tuple[int, int] | None = None  # paragraph, and attribution of the last quotation
    for low, high in regions:
        inside = [word for word in range(low, high) if wordy[word]]
        if not inside:
            continue
        paragraph = int(paragraphs[low])
        nested = {number for number, item in enumerate(found) if low <= item["cue"][0] < high}
        shares = Counter(
            {
                number: len(own.intersection(inside))
                for number, own in enumerate(words)
                if number not in nested
            }
        )
        best, count = shares.most_common(1)[0] if shares else (-1, 0)
        count += count and sum(len(words[number].intersection(inside) - words[best]) for number in nested)
        if not count and len(inside) >= LEAST_WORDS and last:
            follows = last[0] == paragraph - 1 and paragraph in bare and paragraph not in told
            if last[0] == paragraph or follows:
                best, count = last[1], len(inside)
        if count < LEAST_SHARE * len(inside) or not count:
            continue
        for number, own in enumerate(words):
            if number != best and number not in nested:
                own.difference_update(range(low, high))
        words[best].update(set(range(low, high)) - _outside(found[best]))
        last = (paragraph, best)
    return [
        item | {"content": runs(np.array(sorted(own)))}
        for item, own in zip(found, words, strict=True)
        if any(wordy[list(own)])
    ]


def _quoted_throughout(regions: list[tuple[int, int]], paragraphs: np.ndarray, wordy: np.ndarray) -> set[int]:
    """The paragraphs whose words all stand between quotation marks."""
    outside, paragraphs = np.array(wordy, dtype=bool), np.asarray(paragraphs)
    for low, high in regions:
        outside[low:high] = False
    return set(paragraphs.tolist()) - set(paragraphs[outside].tolist())


def _outside(item: dict) -> set[int]:
    return {word for role in ("cue", "source") if item[role] for word in range(*item[role])}
