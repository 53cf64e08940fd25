"""What stands for a state or body: a capital, a seat of power or a people, at its place in a Doc.

"Moscow demanded" is Russia, "in Moscow" is a place; "the Kremlin denied" is Russia, "the Kremlin walls" are a building.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit import lexicons
from toolkit.text import phrases
from toolkit.text.phrases import Entity
from toolkit.text.word_classes import POSSESSIVE

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

# What every state has one of: with a state before it the noun is no name of a body but says which state is meant.
BODIES_OF_STATES = frozenset("ministry government parliament cabinet army navy military embassy".split())

_LOCATIVE = frozenset("in at near outside around inside across through into to from throughout via".split())
_FACING = frozenset("with against between by toward towards".split())
# Verbs whose object is blamed, praised or put under pressure, beside those of address (addressee_verbs): who can be
# that is no town. Own list, after Levin 1993, section 33 (judgement verbs), and the CAMEO codebook, sections 11 to 17.
_JUDGING = frozenset(
    "accuse alarm anger antagonize appease applaud blame chide commend condemn criticise criticize denounce "
    "deter dissuade distrust embarrass fault infuriate irritate mock placate praise pressure pressurize "
    "provoke punish rebuke scold sue threaten trust".split()
)
# What, behind a modal verb ("will never give up"), only somebody with a will can do. Own list, after the CAMEO
# codebook, sections 01 to 19; without the modal, most of them are said of towns too ("Moscow gave them shelter").
_WILLED = frozenset(
    "abandon abide act aid allow answer attack avoid block bow boycott capitulate cede choose comply "
    "compromise concede cooperate defend defy engage enter escalate fight fulfil fulfill give halt honor "
    "honour ignore impose insist intervene invade join launch let meddle mediate negotiate obey pay permit "
    "pursue quit refrain relent renounce resist resume retreat send sign stop submit supply surrender "
    "tolerate use veto violate wage yield".split()
)


def stands_for(p: Parsed, entity: Entity) -> str | None:
    """The state (or body) that a seat of power, capital or people stands for at this place, or None."""
    text = p.form(entity.start, entity.end)
    seat = lexicons.seats().get(lexicons.fold(text))
    if seat and not _is_locative(p, entity) and not _describes_a_thing(p, entity):
        return _brussels(p) or seat.stands_for if text == "Brussels" else seat.stands_for
    if entity.label == "NORP":
        return lexicons.state_of_demonym(text) if _is_people(p, entity) else None
    state = lexicons.state_of_capital(text)
    return state if state and entity.label in {"GPE", "LOC", "ORG"} and _acts(p, entity) else None


def home(p: Parsed, entity: Entity) -> str | None:
    """The state in an organisation's own name: 'Russia' for 'Russian Foreign Ministry'."""
    if entity.label != "ORG" or entity.end - entity.start < 2:
        return None
    first = p.texts[entity.start]
    return lexicons.state_of_demonym(first) or lexicons.state_of(first)


def state_before(p: Parsed, entity: Entity) -> str | None:
    """The state right before a body's name that tells none itself: 'Denmark' in "Danish | Foreign Ministry"."""
    at = entity.start - 1
    if entity.label != "ORG" or at < 0 or p.lowers[entity.end - 1] not in BODIES_OF_STATES:
        return None
    at -= at > 0 and p.texts[at] in POSSESSIVE
    return lexicons.state_of_demonym(p.texts[at]) or lexicons.state_of(p.texts[at])


def _before(p: Parsed, entity: Entity) -> int:
    """The last token before the entity and its article."""
    at = entity.start - 1
    return at - 1 if at >= 0 and p.lowers[at] == "the" else at


def _is_locative(p: Parsed, entity: Entity) -> bool:
    at = _before(p, entity)
    return at >= 0 and p.lowers[at] in _LOCATIVE


def _describes_a_thing(p: Parsed, entity: Entity) -> bool:
    """Whether a seat stands before the noun that is meant: "the Kremlin walls", not "the Kremlin spokesman"."""
    at = entity.end
    if at >= len(p.tags) or not p.texts[at].islower() or not phrases.is_noun(p, at):
        return False
    known = p.lowers[at] in lexicons.words("agent_nouns", "noun") or p.lowers[at] in lexicons.roles()
    return not known and not lexicons.is_collective(p.texts[at])


def _brussels(p: Parsed) -> str | None:
    """Belgium where the text is about it and not about the European Union or NATO, whose seat is in its capital."""
    words = set(p.lowers)
    union = words & {"eu", "e.u.", "european", "nato", "commission"}
    return "Belgium" if words & {"belgium", "belgian", "belgians"} and not union else None


def _is_people(p: Parsed, entity: Entity) -> bool:
    """Whether a demonym means the people ("the Russians", "the French") and does not describe a noun."""
    end = entity.end
    if p.classes[end - 1] in {"NNS", "NNPS"}:
        return True
    describes = end < len(p.tags) and p.classes[end].startswith(("NN", "JJ", "CD", "HYPH"))
    article = entity.start > 0 and p.lowers[entity.start - 1] == "the"
    return not describes and (article or p.texts[end - 1].endswith("s"))


def _acts(p: Parsed, entity: Entity) -> bool:
    """Whether a capital speaks, wants, is negotiated with, or is the origin of words at this place."""
    for attribution in p.doc._.attributions or []:
        source = attribution["source"]
        if source and source[0] <= entity.start and phrases.head(p, *source) == entity.end - 1:
            return True
    at, end = _before(p, entity), entity.end
    before = p.lowers[at] if at >= 0 else ""
    nouns = lexicons.words("agent_nouns", "noun")
    if before == "from" and at > 0 and p.lowers[at - 1] in nouns:
        return True
    if end < len(p.tags) and p.texts[end] in {"'s", "’s", "'", "’"}:
        return not nouns.isdisjoint(p.lowers[end + 1 : end + 3])
    if before in _LOCATIVE:
        return False
    if at >= 0 and _has_a_person_as_object(p, at):
        return True
    if before in _FACING or (end < len(p.tags) and p.lowers[end] in nouns and p.texts[end].islower()):
        return True
    return _is_agent(p, end)


def _has_a_person_as_object(p: Parsed, at: int) -> bool:
    """Whether the word is a verb that is done to people: "accused Moscow", "warned Moscow", not "visited Moscow"."""
    lemmas = lexicons.words("addressee_verbs", "lemma") | _JUDGING
    return p.classes[at].startswith("VB") and phrases.is_form_of(p, at, lemmas)


def _is_agent(p: Parsed, at: int) -> bool:
    """Whether a verb of speech, will or decision follows at `at`, auxiliaries and adverbs in between allowed.

    Behind a modal verb one of willed action will do: "would not yield".
    """
    lemmas = lexicons.words("agent_verbs", "lemma")
    for place in range(at, min(at + 4, len(p.tags))):
        kind = p.classes[place]
        if kind == "MD":
            lemmas |= _WILLED
        if kind.startswith("VB") and phrases.is_form_of(p, place, lemmas):
            return True
        if not (
            kind in {"MD", "RB"}
            or p.lowers[place] in {"has", "had", "have", "does", "did", "not", "n't", "n’t", "also"}
        ):
            return False
    return False
