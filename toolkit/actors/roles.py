"""Roles in a Doc: which role and affiliation the text gives a person, and what a description says.

Everything here reads tags and names, not trees, as `toolkit.text.phrases` does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit import lexicons
from toolkit.text import phrases
from toolkit.text.phrases import Entity
from toolkit.text.word_classes import CONJUNCTIONS, PAST, POSSESSIVE

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

_LINKS = frozenset({"of", "to", "for", "at", "in", "on", "with", "from"})
# "Lee, 40, a teacher": the age is no part of the role.
_AFTER_AGE = frozenset({",", "-", "–", "—", "―", "--"})
# Behind these somebody is what is done to or for, so that "at Acme" tells where: "a mentor to Lee at Acme".
_OBJECT_OF = frozenset({"to", "for", "with", "by", "of", "about", "against", "on"})
_BORDERS = phrases.OUTER - {"'", "’", "-"}
_ADJUNCTS = frozenset("with without during after before amid despite since until among while".split())


class Given(NamedTuple):
    """Role and affiliation that the text gives a name; `gender` where a word of it tells.

    `owner` is the word for whom or what the role belongs to, where that has no name of a state or body there: "its" in
    "its president", "Obama" in "Obama's aides", "campaign" in "a spokesman for the campaign".
    """

    role: str | None = None
    affiliation: str | None = None
    gender: str | None = None
    owner: int | None = None


def role_of(p: Parsed, person: Entity, entities: list[Entity]) -> Given:
    """Role and affiliation that the text gives the person: before the name, in apposition, or "of Acme" behind it."""
    before = _title_before(p, person, entities)
    behind = _apposition_behind(p, person, entities)
    ahead = _apposition_ahead(p, person, entities, before)
    found = [given for given in (before, behind, ahead) if given]
    role = next((given.role for given in found if given.role), None)
    affiliation = next((given.affiliation for given in found if given.affiliation), None)
    affiliation = affiliation or _employer_behind(p, person, entities)
    if affiliation is None and role:
        affiliation = lexicons.offices().get(lexicons.fold(role))
    gender = next((given.gender for given in found if given.gender), None)
    owner = next((given.owner for given in found if given.owner is not None), None)
    return Given(role, affiliation, gender, None if affiliation else owner)


def describe(p: Parsed, start: int, end: int, entities: list[Entity]) -> Given | None:
    """What the phrase doc[start:end] says as a role: 'a spokesman for Acme' -> spokesman, Acme; None if it is none.

    The head has to be a role noun, the noun of a body that stands for a state ("officials", "government") or a noun for
    a person ("the Ohio Republican"). A role that is over is called so: "the former German chancellor" -> former
    chancellor, Germany.
    """
    start, end = phrases.trim(p, start, end)
    if start >= end:
        return None
    top = phrases.head(p, start, end)
    known = lexicons.roles().get(p.lowers[top])
    person = p.lowers[top] in lexicons.words("person_nouns", "noun")
    if known is None and not person and not lexicons.is_collective(p.texts[top]):
        return None
    first = start
    while first < top and p.classes[first] in {"DT", "PRP$"}:
        first += 1
    lead = _first_affiliation(p, first, top, entities)
    role_start = lead[1] if lead else first
    while role_start < top and (p.texts[role_start] in POSSESSIVE or p.lowers[role_start] in CONJUNCTIONS):
        role_start += 1
    # "committee's inquiry former Secretary of State": a garbled or run-on start is no part of the role.
    role_start = next((at for at in range(role_start, top) if p.lowers[at] == "former"), role_start)
    behind = _object_affiliation(p, top, end, entities)
    affiliation = lead[0] if lead else behind
    owner = None if affiliation else _owner(p, start, top, end, entities)
    role_end = top + 1 if (behind and not lead and entities_end(entities, end)) or (owner or 0) > top else end
    if owner is not None and owner < top and p.classes[owner] != "PRP$":
        role_start = next((at + 1 for at in range(owner, top) if p.texts[at] in POSSESSIVE), owner + 1)
    # "nominee | with young voters": a preposition that opens an adjunct is no part of the role.
    role_end = next((at for at in range(top + 1, role_end) if p.lowers[at] in _ADJUNCTS), role_end)
    role_start, role_end = phrases.trim(p, role_start, role_end)
    while role_end > top + 1 and p.classes[role_end - 1] in {"CC", "IN", "TO", "DT"}:
        role_end -= 1
    role = p.form(role_start, role_end)
    over = [at for at in range(first, top) if p.lowers[at] in PAST]
    if over:
        role = "former " + role.removeprefix(p.texts[over[0]]).lstrip(" -")
    return Given(role, affiliation, known.gender if known else None, owner)


def _owner(p: Parsed, start: int, top: int, end: int, entities: list[Entity]) -> int | None:
    """The head of what the role at `top` belongs to: 'its', 'Lee' in "Lee's aide", 'campaign' in "for the campaign"."""
    if p.classes[start] == "PRP$":
        return start
    marks = [at for at in range(start + 1, top) if p.texts[at] in POSSESSIVE]
    if marks and (phrases.is_noun(p, marks[0] - 1) or _name_at(marks[0] - 1, entities)):
        return marks[0] - 1
    before = next((e for e in entities if start <= e.start and e.end <= top and e.label == "PERSON"), None)
    if before:
        return before.end - 1
    if top + 2 >= end or p.lowers[top + 1] not in {"of", "for", "to", "with"}:
        return None
    low, high = phrases.segments(p, top + 2, end)[0]
    behind = next((e for e in entities if low <= e.start and e.end <= high and e.label == "PERSON"), None)
    if behind:
        return behind.end - 1
    if p.classes[low] not in {"DT", "PRP$"}:
        return None
    inner = phrases.head(p, low, high)
    return inner if phrases.is_noun(p, inner) else None


def _name_at(at: int, entities: list[Entity]) -> bool:
    return any(entity.start <= at < entity.end for entity in entities)


def entities_end(entities: list[Entity], end: int) -> bool:
    """Whether a name ends just at `end`: "head of Acme", not "head of the Acme delegation"."""
    return any(entity.end == end for entity in entities)


def _title_before(p: Parsed, person: Entity, entities: list[Entity]) -> Given | None:
    """The titles right before the name: 'Polish Foreign Minister' before 'Zbigniew Rau'."""
    start = person.start
    low = max(0, person.start - phrases.LONGEST_ROLE)
    while start > low and _may_precede(p, start - 1, person.start):
        start -= 1
    start = phrases.own_title(p, start, person.start)
    while start < person.start and p.classes[start] in {"IN", "TO", "DT", "CC", "POS", "PRP$"}:
        start += 1
    courtesy = lexicons.title(p.texts[person.start - 1]) if person.start else None
    if person.start > 1 and p.texts[person.start - 1] == ".":
        courtesy = lexicons.title(p.texts[person.start - 2])
    gender = courtesy["gender"] if courtesy else None
    if courtesy and not courtesy["expansion"] and _is_owned(p, person.start):
        return Given(gender=gender)  # "the chairman of Mrs. Clinton's campaign" is somebody else
    if courtesy and courtesy["expansion"]:
        return Given(_of_one(courtesy["expansion"]), _lead(p, start, person.start, entities), gender)
    top = _role_head(p, start, person.start)
    start = _behind_common_nouns(p, start, top) if top is not None else start
    if top is None:
        return Given(gender=gender) if gender else None
    return describe(p, start, person.start, [e for e in entities if e != person]) or None


def _is_owned(p: Parsed, name: int) -> bool:
    """Whether a preposition stands before the courtesy title of the name at `name`."""
    at = name - 2 if p.texts[name - 1] == "." else name - 1
    return at > 0 and p.lowers[at - 1] in _OBJECT_OF


def _of_one(title: str) -> str:
    """The title of one person: "Senator" for the "Sens." before the first of several names."""
    known = lexicons.roles().get(title.lower())
    return title[: len(known.noun)] if known and known.plural else title


def _behind_common_nouns(p: Parsed, start: int, top: int) -> int:
    """Where a title with a capital begins: behind the nouns that run into it ("what unilateral action | President")."""
    if not p.texts[top][:1].isupper():
        return start
    for at in range(top - 1, start - 1, -1):
        if p.lowers[at] in phrases.ROLE_LINKS:
            return start
        if (
            phrases.is_noun(p, at)
            and p.texts[at].islower()
            and p.lowers[at] not in lexicons.roles()
            and p.lowers[at] not in PAST
        ):
            return at + 1
    return start


def _may_precede(p: Parsed, at: int, name: int) -> bool:
    """Whether the word at `at` can belong to a title that ends where the name begins."""
    if p.spaces[at] or (at + 1 < name and p.doc[at + 1].is_sent_start):
        return False
    kind = p.classes[at]
    if p.lowers[at] in phrases.ROLE_LINKS:
        return phrases.is_role(p, at - 1) if at else False
    if kind == "DT":
        return at > 0 and p.lowers[at - 1] in phrases.ROLE_LINKS
    return (
        kind.startswith("NN")
        or kind in {"JJ", "POS", "HYPH", "VBN", "CD"}
        or (p.texts[at] == "." and at > 0 and lexicons.title(p.texts[at - 1]) is not None)
    )


def _role_head(p: Parsed, start: int, end: int) -> int | None:
    """The role noun that heads doc[start:end], which stands before a name."""
    if start >= end:
        return None
    top = phrases.head(p, start, end)
    return top if phrases.is_role(p, top) and not any(p.spaces[start:end]) else None


def _lead(p: Parsed, start: int, end: int, entities: list[Entity]) -> str | None:
    lead = _first_affiliation(p, start, end, entities)
    return lead[0] if lead else None


def _apposition_behind(p: Parsed, person: Entity, entities: list[Entity]) -> Given | None:
    """', Chairman of the OSCE,' or '(the chairman of Acme)' behind the name; nothing when it runs on and on."""
    if person.end >= len(p.tags) - 1 or p.texts[person.end] not in {",", "(", "–", "—", "―"}:
        return None
    start = person.end + 1
    if start + 1 < len(p.tags) and p.texts[start].isdigit() and p.texts[start + 1] in _AFTER_AGE:
        start += 2
    high = min(len(p.tags), start + phrases.LONGEST_ROLE)
    end = next((at for at in range(start, high) if _ends_apposition(p, at)), None)
    return _apposed(p, start, end, entities) if end else None


def _apposition_ahead(
    p: Parsed, person: Entity, entities: list[Entity], before: Given | None
) -> Given | None:
    """'The head of the US delegation,' ahead of the name (and of its title)."""
    comma = person.start - 1
    while before and before.role and comma > 0 and _may_precede(p, comma, person.start):
        comma -= 1
    if comma < 1 or p.texts[comma] != ",":
        return None
    low = max(0, comma - phrases.LONGEST_ROLE)
    start = next((at + 1 for at in range(comma - 1, low - 1, -1) if _ends_apposition(p, at)), low)
    # Only a phrase with a determiner or possessive: otherwise the comma may stand in a list.
    kinds = p.classes[start:comma]
    definite = kinds and (kinds[0] in {"DT", "PRP$"} or "POS" in kinds)
    return _apposed(p, start, comma, entities) if definite and not _is_object(p, start, person) else None


def _is_object(p: Parsed, start: int, person: Entity) -> bool:
    """Whether the phrase is what a verb before it has, and the name a new clause's: "hurt the nominee, Lee said"."""
    verbs = {"VBD", "VBZ", "VBP", "VB", "VBN", "VBG"}
    spoke = person.end < len(p.tags) and p.classes[person.end] in {"VBD", "VBZ"}
    return spoke and start > 0 and p.classes[start - 1] in verbs


def _ends_apposition(p: Parsed, at: int) -> bool:
    """Whether an apposition cannot go on over the token at `at`."""
    verb = p.classes[at] in {"VBD", "VBZ", "VBP", "VB", "MD", "WP", "WDT"}
    return verb or p.spaces[at] or p.texts[at] in _BORDERS


def _apposed(p: Parsed, start: int, end: int, entities: list[Entity]) -> Given | None:
    """The role in doc[start:end] when its head is a role noun in the singular and no person's name heads it."""
    start, end = phrases.trim(p, start, end)
    if start >= end or not phrases.is_role(p, phrases.head(p, start, end)):
        return None
    return describe(p, start, end, entities)


def _employer_behind(p: Parsed, person: Entity, entities: list[Entity]) -> str | None:
    """'Breitbart' in 'Joel Pollak of Breitbart'."""
    if person.end >= len(p.tags) or p.lowers[person.end] not in {"of", "from", "at"}:
        return None
    titled = person.start - 1
    while titled > 0 and (p.texts[titled] == "." or lexicons.title(p.texts[titled])):
        titled -= 1
    if titled >= 0 and p.lowers[person.end] == "at" and p.lowers[titled] in _OBJECT_OF:
        return None
    low = person.end + 1
    low += low < len(p.tags) and p.lowers[low] == "the"
    return next(
        (_usual(p, e) for e in entities if e.start == low and (e.label == "ORG" or _state(p, e))), None
    )


def _first_affiliation(p: Parsed, start: int, end: int, entities: list[Entity]) -> tuple[str, int] | None:
    """The first state or organisation named in doc[start:end], and where its name ends."""
    for entity in entities:
        if start <= entity.start < end and entity.end <= end and entity.label != "PERSON":
            if _is_modifier(p, entity.end):
                continue
            name = _state(p, entity) or (_usual(p, entity) if entity.label == "ORG" else None)
            if name:
                return name, entity.end
    for at in range(start, end):
        state = lexicons.state_of_demonym(p.texts[at]) or lexicons.state_of(p.texts[at])
        covered = any(e.start <= at < e.end for e in entities)
        if state and not covered and not _is_modifier(p, at + 1):
            return state, at + 1
    return None


def _is_modifier(p: Parsed, end: int) -> bool:
    """Whether the name that ends there is joined to a participle: "Harvard-trained", "US-born" tell where from."""
    joined = end + 1 < len(p.tags) and p.texts[end] in {"-", "‐", "‑"} and p.ends[end - 1] == p.starts[end]
    return joined and p.tags[end + 1] in {"VBN", "VBD"}


def _object_affiliation(p: Parsed, top: int, end: int, entities: list[Entity]) -> str | None:
    """The state or organisation in 'of the OSCE', 'for Acme', 'in Moscow' behind the role noun at `top`."""
    if top + 1 >= end or p.lowers[top + 1] not in _LINKS:
        return None
    start = top + 2
    inside = [e for e in entities if start <= e.start and e.end <= end and e.label != "PERSON"]
    if p.lowers[top] in lexicons.words("portfolios", "noun"):
        inside = [e for e in inside if _state(p, e)]
    if p.lowers[top + 1] in {"in", "on", "with", "from"}:
        # "officials in Moscow" are Russia's more often than not; "officials in Ohio" tell of no state.
        return next((s for e in inside[:1] if (s := lexicons.state_of_capital(p.form(e.start, e.end)))), None)
    found = next(iter(inside), None)
    if found is None:
        return None
    return _state(p, found) or (_usual(p, found) if found.label == "ORG" else None)


def _state(p: Parsed, entity: Entity) -> str | None:
    """The state that an entity names, by its name, its demonym or its seat of power."""
    text = p.form(entity.start, entity.end)
    seat = lexicons.seats().get(lexicons.fold(text))
    return lexicons.state_of(text) or lexicons.state_of_demonym(text) or (seat.stands_for if seat else None)


def _usual(p: Parsed, entity: Entity) -> str:
    """An organisation's name as it stands there, without article and line breaks."""
    text = re.sub(r"\s+", " ", p.form(entity.start, entity.end))
    return re.sub(r"^[Tt]he ", "", text)
