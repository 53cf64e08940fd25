"""What the rules from source to speaker have in common: a guess, an earlier speaker, and how sure each step is.

Every step has a reason and a confidence: measured where people's coreference chains allow it (MEASURED), set by hand
elsewhere (BY_HAND).
"""

from __future__ import annotations

from typing import Any, NamedTuple

Row = dict[str, Any]

# Sentences with no more than this between them stand side by side: white space, closing marks, a paragraph's end.
NEXT_SENTENCE = 6


class Speaker(NamedTuple):
    """Who a source is: name, actor_id, how sure, why, and whom it belongs to."""

    name: str | None
    actor_id: str | None
    confidence: float | None
    reason: str
    affiliation: str | None = None


class Said(NamedTuple):
    """An earlier quote's speaker: where its source stands, the end of its sentence, and those who joined in.

    `plural` for a body, group or joint source; `human` for an unnamed source who is one person; `spans`: the quote's.
    """

    place: int
    sentence_end: int
    speaker: Speaker
    plural: bool
    human: bool
    others: tuple[Speaker, ...]
    spans: list


# How sure each step from source to speaker is. A coreference chain has the product of its links' confidences instead.
# Measured on GUM train by training.speaker_rates, as (right + 1) / (n + 2), where there are 20 cases or more.
MEASURED = {
    "full name": 0.92,  # n = 34
    "surname": 0.93,  # n = 41
    "name of an organisation": 0.96,  # n = 21
    "unnamed source": 0.91,  # n = 127
}
# Set by hand after reading some 600 quotes of PolNeAR training articles; GUM has too few cases of these steps.
BY_HAND = {
    "surname, most named bearer in the document": 0.7,
    "surname, nearest bearer in the document": 0.6,
    "surname, only or dominant bearer in the corpus": 0.85,
    "surname that is a place's name too": 0.7,
    "given name": 0.8,
    "given name, known from elsewhere": 0.7,
    "single name": 0.9,
    "acronym of the name": 0.9,
    "name of a group": 0.85,
    "name of a state": 0.95,
    "name of an actor": 0.8,
    "seat of power": 0.9,
    "capital for its state": 0.9,
    "the people for the state": 0.85,
    "its officials": 0.9,
    "its spokesperson": 0.9,
    "a body of it": 0.8,
    "last word of its name": 0.85,
    "holder of the office": 0.85,
    "holder of the office, most named of several": 0.8,
    "holder of the office, nearest of several": 0.6,
    "holder of the office in other documents": 0.7,
    "what the text calls it": 0.8,
    "only body named just before": 0.65,
    "relative of that surname": 0.75,
    "coreference chain": 0.6,
    "description of the previous speaker": 0.75,
    "first person": 0.95,
    "relative pronoun, noun before it": 0.7,
    "pronoun, speaker of the quote that its chain ends in": 0.7,
    "pronoun, speaker of the sentence before of that gender": 0.85,
    "pronoun, speaker of the sentence before": 0.8,
    "pronoun, unnamed speaker of the sentence before": 0.7,
    "pronoun, body or group of the sentence before": 0.7,
    "pronoun, subject of the sentence before of that gender": 0.84,
    "pronoun, subject of the sentence before": 0.7,
    "pronoun, previous speaker of that gender": 0.65,
    "pronoun, nearest person of that gender": 0.55,
    "pronoun, only person it can mean": 0.5,
}
CONFIDENCE = MEASURED | BY_HAND


def best(guesses: list[Speaker]) -> Speaker:
    """The surest guess, of equally sure ones the first."""
    return max(guesses, key=lambda guess: guess.confidence or 0.0)


def place_of(row: Row) -> int:
    """Where the source stands, or the quote where there is none."""
    start = row["speaker_start"]
    return int(start) if isinstance(start, int | float) and start == start else int(row["start"])


def follows(quote: Row, earlier: Said) -> bool:
    """Whether the quote's sentence is that of the earlier one or the next."""
    start = quote["sentence_start"]
    start = int(start) if isinstance(start, int | float) and start == start else place_of(quote)
    return start - earlier.sentence_end <= NEXT_SENTENCE
