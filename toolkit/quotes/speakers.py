"""From a quote's source, the words that name who said it, to its speaker, the actor who is meant.

Rules say whom a source may mean, with a reason and a confidence each: pronoun_sources, described_sources, names in
cast. The surest is taken. `toolkit.quotes.resolve_speakers` is the same function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolkit import tables
from toolkit.quotes.cast import LEAST_VOTE, Cast, gender_told, is_human, is_plural
from toolkit.quotes.described_sources import of_description
from toolkit.quotes.guesses import CONFIDENCE, Said, Speaker, best, place_of
from toolkit.quotes.pronoun_sources import of_pronoun

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def resolve_speakers(quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The quotes with speaker, actor_id, speaker_confidence, speaker_reason, speaker_affiliation and co_speakers.

    `mentions` and `actors` come from actors.resolve. A name is its actor; officials, bodies, spokespeople and capitals
    are their state or organisation; an office is the person who holds it. A pronoun, or a description such as "the
    Ohio senator", follows its coreference chain or goes to who spoke before, whichever is surer (CONFIDENCE); "I"
    inside a quote is who utters that quote. An unnamed source ("a senior State Department official") stays what it is:
    its words as the speaker, no actor, and its affiliation. A place is no speaker. Of a joint source ("Lee and Ek
    said") the first is the speaker and the others are in co_speakers and co_actor_ids.

    Shape: quotes as given, in the same order.
    """
    cast = Cast(mentions, actors)
    rows = quotes.to_dict("records")
    found = [Speaker(None, None, None, "no source in the text")] * len(rows)
    others: list[tuple[Speaker, ...]] = [()] * len(rows)
    for at, guesses, joined in _walk(cast, rows):
        found[at], others[at] = best(guesses), joined
    _first_persons(rows, found)
    result = quotes.copy()
    columns = {
        "speaker": [speaker.name for speaker in found],
        "actor_id": [speaker.actor_id for speaker in found],
        "speaker_confidence": [speaker.confidence for speaker in found],
        "speaker_reason": [speaker.reason for speaker in found],
        "speaker_affiliation": [speaker.affiliation for speaker in found],
        "co_speakers": [[other.name for other in joined] or None for joined in others],
        "co_actor_ids": [[other.actor_id for other in joined] or None for joined in others],
    }
    for column, cells in columns.items():
        result[column] = cells
    return tables.table("quotes", result)[list(dict.fromkeys([*quotes.columns, *columns]))]


def guesses_by_rule(
    quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame
) -> list[tuple[Row, list[Speaker]]]:
    """For each quote with a mention as its source: that mention, and what every rule that applies says of it.

    `resolve_speakers` takes the surest; training.speaker_rates counts how often each rule is right.
    """
    cast, rows = Cast(mentions, actors), quotes.to_dict("records")
    walked = (
        (cast.mentions.get(rows[at]["speaker_mention"]), guesses) for at, guesses, _ in _walk(cast, rows)
    )
    return [(mention, guesses) for mention, guesses in walked if mention is not None]


def _walk(cast: Cast, rows: list[Row]) -> Iterator[tuple[int, list[Speaker], tuple[Speaker, ...]]]:
    """Number of each quote in text order, the guesses for its source, and those who share it."""
    said: dict[str, list[Said]] = defaultdict(list)
    for at in sorted(range(len(rows)), key=lambda at: (rows[at]["doc_id"], place_of(rows[at]))):
        before = said[rows[at]["doc_id"]]
        guesses = _guesses(cast, rows[at], before)
        speaker = best(guesses)
        others = _others(cast, rows[at], speaker, before)
        if speaker.name is not None:
            before.append(_said(cast, rows[at], speaker, others))
            _count(cast, rows[at], speaker)
        yield at, guesses, others


def _guesses(cast: Cast, quote: Row, before: list[Said]) -> list[Speaker]:
    """Whom the quote's source may mean, one guess for each rule that applies; never empty."""
    mention = cast.mentions.get(quote["speaker_mention"])
    if mention is None:
        missing = quote["speaker_start"] is None or quote["speaker_start"] != quote["speaker_start"]
        why = "no source in the text" if missing else "source without a mention"
        return [Speaker(None, None, None, why)]
    if mention["label"] == "PRONOUN":
        return of_pronoun(cast, quote, mention, before)
    if mention["label"] == "NOMINAL":
        return of_description(cast, quote, cast.first_of(mention), before)
    return [cast.meant_by_name(mention)]


def _said(cast: Cast, quote: Row, speaker: Speaker, others: tuple[Speaker, ...]) -> Said:
    """The quote's speaker as what later pronouns may go back to."""
    end = quote["sentence_end"]
    end = int(end) if isinstance(end, int | float) and end == end else int(quote["end"])
    mention = cast.mentions[quote["speaker_mention"]]
    unnamed = speaker.actor_id is None
    plural = bool(others) or (is_plural(speaker.name) if unnamed else speaker.actor_id not in cast.people)
    human = unnamed and not plural and is_human(mention)
    return Said(place_of(quote), end, speaker, plural, human, others, quote["spans"])


def _others(cast: Cast, quote: Row, speaker: Speaker, before: list[Said]) -> tuple[Speaker, ...]:
    """Those who share the source with the speaker; "they" keeps those of the joint source that it goes back to."""
    mention = cast.mentions.get(quote["speaker_mention"])
    if mention is None:
        return ()
    if mention["label"] == "PRONOUN" and mention["text"].lower() in {"they", "who", "both"} and before:
        last = before[-1]
        return last.others if last.speaker.name == speaker.name else ()
    joined = mention.get("joined_with")
    joined = joined if isinstance(joined, list) else []
    first = cast.first_of(mention)["mention_id"]
    found = [
        cast.meant_by_name(cast.mentions[one]) for one in joined if one in cast.mentions and one != first
    ]
    return tuple(other for other in found if other.name and (other.actor_id, other.name) != speaker[1::-1])


def _count(cast: Cast, quote: Row, speaker: Speaker) -> None:
    """Let a pronoun that was just resolved vote for whom it went to."""
    mention = cast.mentions[quote["speaker_mention"]]
    gender = gender_told(mention)
    known = speaker.actor_id in cast.people and speaker.confidence >= LEAST_VOTE
    if known and mention["label"] == "PRONOUN" and gender in {"male", "female"}:
        cast.vote(mention, speaker.actor_id, gender)


def _first_persons(rows: list[Row], found: list[Speaker]) -> None:
    """Give "I" and "we" as a source the speaker of the quote that they stand in, in place."""
    enclosing: dict[str, list[int]] = defaultdict(list)
    for at, speaker in enumerate(found):
        if speaker.name is not None:
            enclosing[rows[at]["doc_id"]].append(at)
    for at, speaker in enumerate(found):
        if speaker.reason != "first person":
            continue
        place = place_of(rows[at])
        around = [
            o for o in enclosing[rows[at]["doc_id"]] if any(a <= place < b for a, b in rows[o]["spans"])
        ]
        if around:
            outer = found[min(around, key=lambda other: rows[other]["end"] - rows[other]["start"])]
            sure = CONFIDENCE["first person"] * (outer.confidence or 0.0)
            found[at] = outer._replace(reason="first person", confidence=round(sure, 4))
        else:
            found[at] = Speaker(None, None, 0.0, "first person, outside any quote")
