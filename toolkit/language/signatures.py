"""Signed quotations: a line of one quotation, a dash and the name of who said it, as in lists of voices and mottoes.

    “We were never asked.” — Maria Lopez, nurse

News prose hardly has the form, so the network does not know it; the layout tells. The confidence is set by hand and
`evidence`, which the network's attributions have, is None.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.language.features import BREAK

DASHES = frozenset(("-", "--", "–", "—", "―", "~", "‒", "−"))
CONFIDENCE = 0.9  # set by hand: PolNeAR's training articles have five such lines, all annotated so
LEAST_WORDS = 3  # a shorter quotation before a dash is more often a title
LONGEST_NAME, LONGEST_LINE = 12, 25  # words: of the source, and of all that may follow the dash on its line
_PARTICLES = frozenset("of the for and de la van von der den al bin ibn da di du le el a an at in".split())
_AFTER_NAME = frozenset((",", "(", ".", "<", ";", "[", "|", "/", "</tweet", "</tweet>"))


def signed(
    words: Sequence[str], breaks: Sequence[int], regions: Sequence[tuple[int, int]], wordy: np.ndarray
) -> list[dict]:
    """Attributions of the quotations that are signed: source, cue (the dash) and content as ranges of words.

    `regions` are the words in quotation marks, marks included. The quotation must begin its line (after a number or
    bullet at most), the dash must follow it, on the same line or the next, and the line must end soon after the name.
    """
    found = []
    for low, high in regions:
        if wordy[low:high].sum() < LEAST_WORDS or not _begins_line(words, breaks, wordy, low):
            continue
        dash = high
        while dash < len(words) and dash < high + 2 and words[dash] in {".", ",", "”", '"', "’", "'"}:
            dash += 1
        if dash + 1 >= len(words) or words[dash] not in DASHES or breaks[dash + 1] >= BREAK["line"]:
            continue
        source = _name(words, breaks, dash + 1)
        if source is not None:
            content = [word for word in range(low, high) if wordy[word]]
            found.append(
                {
                    "source": source,
                    "cue": (dash, dash + 1),
                    "content": [(content[0], content[-1] + 1)],
                    "evidence": None,
                    "confidence": CONFIDENCE,
                    "source_confidence": CONFIDENCE,
                }
            )
    return found


def _begins_line(words: Sequence[str], breaks: Sequence[int], wordy: np.ndarray, at: int) -> bool:
    while at > 0 and breaks[at] < BREAK["line"]:
        at -= 1
        if wordy[at] and not words[at].isdigit():
            return False
    return True


def _name(words: Sequence[str], breaks: Sequence[int], start: int) -> tuple[int, int] | None:
    """The name right behind a dash, if nothing but a description follows it up to the end of its line."""
    end = start
    while end < len(words) and end < start + LONGEST_NAME and (end == start or breaks[end] < BREAK["line"]):
        word = words[end]
        if not (word[0].isupper() or word.lower() in _PARTICLES or (word[0] == "@" and len(word) > 1)):
            break
        end += 1
    while end > start and words[end - 1].lower() in _PARTICLES:
        end -= 1
    if end == start or not any(word[0].isupper() or word[0] == "@" for word in words[start:end]):
        return None
    stop = end
    while stop < len(words) and breaks[stop] < BREAK["line"]:
        stop += 1
        if stop - start > LONGEST_LINE:
            return None
    if end < stop and words[end] not in _AFTER_NAME:
        return None
    return start, end
