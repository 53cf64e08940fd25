"""The words that name a source: without the relative clause behind them, and within one paragraph.

    Warren, who has not endorsed anybody   ->   Warren
    one of several veterans who have come to work with him   ->   one of several veterans

Annotators include such clauses now and then; whom a source names is complete without them.
"""

from __future__ import annotations

from collections.abc import Sequence

RELATIVES = frozenset("who whom whose which where".split())


def without_clause(words: Sequence[str], source: tuple[int, int] | None) -> tuple[int, int] | None:
    """The source up to its first relative pronoun; one that begins with it stays as it is.

    >>> without_clause("one Republican , who asked not to be named".split(), (0, 9))
    (0, 2)
    """
    if source is None:
        return None
    start, stop = source
    for at in range(start + 1, stop):
        if words[at].lower() in RELATIVES:
            stop = at - 1 if words[at - 1] in {",", "--", "–", "—", "("} else at
            if (
                words[stop - 1].lower() in {"of", "to", "for", "with", "from", "by", "in"}
                and stop - 1 > start
            ):
                stop -= 1  # "a bill, two parts of which": the preposition goes with the clause
            return (start, stop) if stop > start else source
    return source


def within_paragraph(
    paragraphs: Sequence[int], source: tuple[int, int] | None, cue: tuple[int, int]
) -> tuple[int, int] | None:
    """The part of the source that stands in the cue's paragraph, or in the nearest one.

    >>> within_paragraph([1, 1, 2, 2, 2], (1, 4), (0, 1))
    (1, 2)
    """
    if source is None or paragraphs[source[0]] == paragraphs[source[1] - 1]:
        return source
    home = min(range(*source), key=lambda word: abs(paragraphs[word] - paragraphs[cue[0]]))
    words = [word for word in range(*source) if paragraphs[word] == paragraphs[home]]
    return words[0], words[-1] + 1
