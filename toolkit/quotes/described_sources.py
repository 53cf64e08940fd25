"""Whom a description as a quote's source means: an actor, the previous speaker, or somebody without a name."""

from __future__ import annotations

from toolkit import lexicons
from toolkit.actors import descriptions
from toolkit.actors.descriptions import cell
from toolkit.quotes.cast import Cast, is_human, is_plural
from toolkit.quotes.guesses import Row, Said, Speaker, follows

_UNSURE = 0.5  # less sure than this, words without a name stay what they are


def of_description(cast: Cast, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
    """What each rule says of a description; the words themselves where none is sure enough."""
    actor, reason = cast.actors.get(mention["actor_id"]), cell(mention["actor_reason"])
    found = []
    if actor is not None and actor["kind"] == "place":
        return [cast.unnamed(mention)]
    if actor is not None and reason == "coreference chain":
        if not (actor["kind"] == "person" and is_plural(mention["text"])):
            sure = cast.chain_confidence(mention)
            found.append(cast.speaks(actor, "description, coreference chain", sure))
    elif actor is not None:
        found.append(cast.speaks(actor, reason or "name of an actor"))
    if _is_anaphoric(mention) and (actor is None or "nearest" in (reason or "") or found == []):
        found += _same_person(cast, quote, mention, before)
    return [guess for guess in found if guess.confidence >= _UNSURE] or [cast.unnamed(mention)]


def _same_person(cast: Cast, quote: Row, mention: Row, before: list[Said]) -> list[Speaker]:
    """The previous speaker, where "the Ohio senator" can be another name for that person."""
    noun, gender = descriptions.office(mention["role"]), cell(mention.get("gender"))
    last = before[-1] if before else None
    if last is None or last.speaker.actor_id not in cast.people or last.others:
        return []
    actor_id = last.speaker.actor_id
    plain = noun in lexicons.words("person_nouns", "noun")
    known = cast.offices.get((quote["doc_id"], actor_id), set()) - lexicons.words("person_nouns", "noun")
    wrong = gender and cast.gender(quote["doc_id"], actor_id, mention) not in {gender, None}
    if wrong or (not plain and known and noun not in known) or not follows(quote, last):
        return []
    return [cast.speaks(cast.actors[actor_id], "description of the previous speaker")]


def _is_anaphoric(mention: Row) -> bool:
    """Whether a description may call somebody by another name who was named before: "the Ohio senator"."""
    role = cell(mention["role"])
    if not role or not mention["text"].lower().startswith("the ") or descriptions.standing(mention):
        return False
    return is_human(mention)
