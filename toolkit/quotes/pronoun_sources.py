"""Whom a pronoun as a quote's source means: along its chain, or somebody who spoke or was named before."""

from __future__ import annotations

from bisect import bisect_left

from toolkit import lexicons
from toolkit.actors.descriptions import cell
from toolkit.quotes.cast import PRONOUN_REACH, Cast, gender_told
from toolkit.quotes.guesses import CONFIDENCE, NEXT_SENTENCE, Row, Said, Speaker, follows, place_of

# Whoever is named in the quote is rarely who utters it: an earlier guess for that person is worth this much of itself.
# “Lee is wrong,” she said: she is somebody else.
NAMED_INSIDE = 0.5


def of_pronoun(cast: Cast, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
    """What each rule says of a pronoun, with what every guess is worth; one without a name where none applies."""
    word = mention["text"].lower()
    entry = lexicons.pronouns().get(word, {})
    if entry.get("person") == 1:
        return [Speaker(None, None, None, "first person")]
    if entry.get("person") == 2:
        return [Speaker(None, None, 0.0, "second person")]
    relative = entry.get("kind") == "relative"
    found = _along_the_chain(cast, quote, mention, relative, before)
    if not relative:
        gender = gender_told(mention)
        if gender in {"male", "female"}:
            found += _of_gender(cast, quote, mention, before) + _subject_before(cast, quote, mention)
        else:
            found += _of_number(cast, quote, word, before)
    if found:
        return found if relative else [_less_sure(cast, quote, guess) for guess in found]
    return [Speaker(" ".join(mention["text"].split()), None, 0.0, "pronoun, not resolved")]


def _less_sure(cast: Cast, quote: Row, guess: Speaker) -> Speaker:
    """The guess, less sure where the quote names that person: “Lee is wrong,” she said."""
    if guess.actor_id is None or guess.confidence is None or quote["kind"] != "direct":
        return guess
    named = cast.named[quote["doc_id"]]
    for low, high in quote["spans"]:
        first, last = bisect_left(named, (low, "")), bisect_left(named, (high, ""))
        if any(actor_id == guess.actor_id for _, actor_id in named[first:last]):
            return guess._replace(confidence=round(guess.confidence * NAMED_INSIDE, 4))
    return guess


def _along_the_chain(
    cast: Cast, quote: Row, mention: Row, relative: bool, before: list[Said]
) -> list[Speaker]:
    """Whom the pronoun's coreference chain leads to: an actor, or a description without a name."""
    actor, sure = cast.actors.get(mention["actor_id"]), cast.chain_confidence(mention)
    if actor is not None and actor["kind"] != "place":
        fits = cast.fits(actor, mention)
        reason = "relative pronoun" if relative else "pronoun, coreference chain"
        return [cast.speaks(actor, reason, sure)] if fits or relative else []
    last = cast.end_of_chain(mention)
    if last is None or last["label"] != "NOMINAL" or last["actor_id"] in cast.actors:
        return []
    utterer = None if relative else _utterer(cast, last, mention, before)
    if utterer:
        return [cast.by_rule(utterer, "pronoun, speaker of the quote that its chain ends in")]
    text = " ".join(last["text"].split())
    reason = "relative pronoun, noun before it" if relative else "pronoun, chain to an unnamed source"
    sure = CONFIDENCE[reason] if relative else sure
    return [Speaker(text, None, sure, reason, cell(last["affiliation"]))]


def _utterer(cast: Cast, noun: Row, mention: Row, before: list[Said]) -> str | None:
    """Who says the noun in a quote, where the pronoun stands outside and can mean that person.

    “My mother ran,” Lee said. She said ...: rather Lee than her mother.
    """
    for one in reversed(before):
        within = [any(a <= row["start"] < b for a, b in one.spans) for row in (noun, mention)]
        if within == [True, False]:
            actor = cast.actors.get(one.speaker.actor_id)
            singular = gender_told(mention) in {"male", "female"} and not one.others
            return actor["actor_id"] if actor and singular and cast.fits(actor, mention) else None
    return None


def _of_gender(cast: Cast, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
    """The person that "he" or "she" most likely means: a speaker before, or else the person named last."""
    doc_id, place, gender = quote["doc_id"], place_of(quote), gender_told(mention)
    near = [one for one in reversed(before) if place - PRONOUN_REACH <= one.place < place]
    if near and near[0].human and follows(quote, near[0]):
        reason = "pronoun, unnamed speaker of the sentence before"
        return [near[0].speaker._replace(reason=reason, confidence=CONFIDENCE[reason])]
    speakers = [one for one in near if one.speaker.actor_id in cast.people and not one.others]
    for one in speakers:
        known = cast.gender(doc_id, one.speaker.actor_id, mention)
        if follows(quote, one) and known in {gender, None}:
            suffix = " of that gender" if known else ""
            return [cast.by_rule(one.speaker.actor_id, f"pronoun, speaker of the sentence before{suffix}")]
    for one in speakers:
        if cast.gender(doc_id, one.speaker.actor_id, mention) == gender:
            return [cast.by_rule(one.speaker.actor_id, "pronoun, previous speaker of that gender")]
    named = cast.named_before(doc_id, place)
    for actor_id in named:
        if cast.gender(doc_id, actor_id, mention) == gender:
            return [cast.by_rule(actor_id, "pronoun, nearest person of that gender")]
    # Among several people of unknown gender the nearest one is right one time in five (GUM train): no guess.
    unknown = {actor_id for actor_id in named if cast.gender(doc_id, actor_id, mention) is None}
    return [cast.by_rule(unknown.pop(), "pronoun, only person it can mean")] if len(unknown) == 1 else []


def _subject_before(cast: Cast, quote: Row, mention: Row) -> list[Speaker]:
    """The person who is the subject of the sentence right before, where the pronoun can mean that person."""
    start = quote["sentence_start"]
    start = int(start) if isinstance(start, int | float) and start == start else place_of(quote)
    place = place_of(quote)
    named = cast.named[quote["doc_id"]]
    for at, _ in named[bisect_left(named, (start, "")) : bisect_left(named, (place, ""))]:
        if not any(low <= at < high for low, high in quote["spans"]):
            return []  # somebody is named in the pronoun's own sentence
    subjects = cast.subjects[quote["doc_id"]]
    low, high = bisect_left(subjects, (start - NEXT_SENTENCE,)), bisect_left(subjects, (start + 1,))
    for _, _, actor_id in reversed(subjects[low:high]):
        known = cast.gender(quote["doc_id"], actor_id, mention)
        if known in {gender_told(mention), None}:
            suffix = " of that gender" if known else ""
            return [cast.by_rule(actor_id, f"pronoun, subject of the sentence before{suffix}")]
    return []


def _of_number(cast: Cast, quote: Row, word: str, before: list[Said]) -> list[Speaker]:
    """The body, group or joint source that "it" or "they" most likely means, where that spoke just before."""
    last = before[-1] if before else None
    if last is None or not follows(quote, last):
        return []
    body = last.speaker.actor_id is not None and last.speaker.actor_id not in cast.people
    if not ((word == "it" and body) or (word == "they" and last.plural)):
        return []
    reason = "pronoun, body or group of the sentence before"
    return [last.speaker._replace(reason=reason, confidence=CONFIDENCE[reason])]
