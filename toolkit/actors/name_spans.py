"""The names of one document, mended: whole where the model cut them, of the kind that the words around tell.

What the words say is surer than the model where its training text had few such names: a courtesy title stands before
people, "Foundation" ends the name of a body, "the bakery chain X" is no person. Trees are used where the Doc has them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from toolkit import lexicons
from toolkit.actors.spellings import family_name_first, is_given_name
from toolkit.text import readings
from toolkit.text.phrases import Entity

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

_HYPHENS = frozenset({"-", "‐", "‑"})
# "RIVERTON, Ohio (RH) — ", "ASHMOUTH, March 5 - ", "BRUSSELS (Reuters) – ": AP Stylebook, "datelines".
DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'’-]{2,}(?: [A-Z][A-Z.'’-]+)*)(?:,? (?:[A-Z][\w.]*|\d{1,4}),?){0,4}"
    r"(?: ?\((?P<agency>[^()\n]{1,40})\))?\s*(?:--|[-–—])\s"
)
# "PolitiFact", "WikiLeaks", not "McCain", "DeSantis", "FitzGerald", whose first part is a particle.
_BRAND = re.compile(r"(?!Fitz)[A-Z][a-z]{3,}[A-Z][a-z]")
# "Center for" | "Federal Tax Policy": a name does not end so.
_OPEN_ENDS = frozenset({"of", "for", "and", "on", "the"})
# "A. B. Castell": a name that begins with an initial has those before it too.
_INITIAL = re.compile(r"[A-Z]\.")
# "Abdullah" | "bin Khalid al-Harbi". "de", "van" and the like also stand between a person and a place.
_SON_OF = frozenset({"bin", "ibn", "bint"})
# "(D-Ohio)", "R-S.C.": a party and a place, AP Stylebook, "party affiliation".
_PARTY = re.compile(r"[DRI]-[A-Z][\w.]*\.?")
# A line of so many words in capitals is a headline or heading: nothing in it is told to be a name by its capitals.
LEAST_SHOUTED = 3


def mend(p: Parsed, entities: list[Entity]) -> list[Entity]:
    """The names, those cut at a hyphen made whole, with better labels where the text tells; without those of no actor.

    Left out are the agency in a dateline ("RIVERTON (RH) —") and what only a line in capitals has as a name.
    """
    whole = _completed(p, [entity for entity in _joined(p, entities) if not _is_title_alone(p, entity)])
    labelled = [
        entity if entity.label == "NORP" else _relabelled(entity, _label(p, entity)) for entity in whole
    ]
    outside = readings.read(p.doc, _agencies)
    shouted = readings.read(p.doc, _shouted)
    return [
        entity
        for entity in labelled
        if p.starts[entity.start] not in outside and not (shouted and _is_shouted(p, entity, *shouted))
    ]


def _relabelled(entity: Entity, label: str) -> Entity:
    return entity if entity.label == label else entity._replace(label=label)


def _joined(p: Parsed, entities: list[Entity]) -> list[Entity]:
    """People's names with the whole of a double name that the model cut: "Asante" | "Boateng", "Ban Ki" | "moon"."""
    people = [p.form(entity.start, entity.end) for entity in entities if entity.label == "PERSON"]
    double = {word for name in people for word in name.split() if _HYPHENS & set(word)}
    found: list[Entity] = []
    for entity in entities:
        if entity.label == "PERSON":
            start, end = _start_of_word(p, entity, double), _end_of_word(p, entity, double)
            if (start, end) != (entity.start, entity.end):
                entity = entity._replace(start=start, end=end)
        if found and entity.start < found[-1].end:
            continue
        if found and _is_one_name(p, found[-1], entity):
            found[-1] = found[-1]._replace(end=entity.end)
            continue
        found.append(entity)
    return found


def _is_one_name(p: Parsed, one: Entity, other: Entity) -> bool:
    """Whether two people's names are one with "bin" or "ibn", son of, between them."""
    between = p.texts[one.end] if one.end + 1 == other.start else ""
    return one.label == other.label == "PERSON" and between in _SON_OF


def _is_title_alone(p: Parsed, entity: Entity) -> bool:
    """Whether a person's name is but "Mr." or "(D-Ohio)"."""
    text = p.form(entity.start, entity.end)
    return entity.label == "PERSON" and bool(_PARTY.fullmatch(text) or lexicons.title(text))


def _completed(p: Parsed, entities: list[Entity]) -> list[Entity]:
    """Bodies' names with what the model cut off behind "of" or "for": "Center for" | "Federal Tax Policy".

    Where no name follows, the name ends before that word.
    """
    found: list[Entity] = []
    for entity, following in zip(entities, [*entities[1:], None]):
        if found and entity.start < found[-1].end:
            continue
        if entity.label == "ORG" and p.lowers[entity.end - 1] in _OPEN_ENDS:
            start = entity.end
            start += start < len(p.tags) and p.lowers[start] == "the"
            if following and following.start == start:
                entity = entity._replace(end=following.end)
            else:
                end = entity.end
                while end > entity.start and p.lowers[end - 1] in _OPEN_ENDS:
                    end -= 1
                if end == entity.start:
                    continue
                entity = entity._replace(end=end)
        found.append(entity)
    return found


def _end_of_word(p: Parsed, entity: Entity, double: set[str]) -> int:
    """Where the hyphenated word ends whose first part ends the name; the name's end where there is none."""
    end = entity.end
    if end + 1 >= len(p.tags) or p.texts[end] not in _HYPHENS:
        return end
    if p.ends[end - 1] < p.starts[end] or p.ends[end] < p.starts[end + 1] or not p.texts[end + 1].isalpha():
        return end
    word = p.form(end - 1, end + 2)
    name = p.form(entity.start, end + 2).split()
    if word in double or (
        p.texts[end + 1].islower()
        and len(name) == 2
        and family_name_first(name)
        and (lexicons.fold(name[0]) in _korean() or p.tags[end + 1] == "NNP")
    ):
        return end + 2
    return end


def _start_of_word(p: Parsed, entity: Entity, double: set[str]) -> int:
    """Where the hyphenated word, or the row of initials, begins that begins the name."""
    start = entity.start
    if start > 1 and p.texts[start - 1] in _HYPHENS and p.form(start - 2, start + 1) in double:
        return start - 2
    while start and all(_INITIAL.fullmatch(p.texts[at]) for at in (start - 1, start)):
        if p.starts[start] - p.ends[start - 1] > 1:
            break
        start -= 1
    return start


def _korean() -> frozenset[str]:
    return lexicons.words("korean_surnames", "name")


@cache
def _ends_of_bodies() -> frozenset[str]:
    return frozenset(e["noun"] for e in lexicons.entries("organisation_nouns") if e["ends_names"])


def _label(p: Parsed, entity: Entity) -> str:
    """The name's label, or the one that its own words or those beside it tell."""
    label, words = entity.label, p.form(entity.start, entity.end).split()
    last = words[-1].strip(".").casefold()
    if label == "PERSON":
        body = len(words) > 1 and last in _ends_of_bodies()
        medium = lexicons.fold(" ".join(words)) in lexicons.media()
        brand = len(words) == 1 and _BRAND.match(words[0])
        person = len(words) > 1 and is_given_name(lexicons.fold(words[0]))
        if body or (medium and len(words) > 1) or brand or (not person and description(p, entity)):
            return "ORG"
    elif _is_korean(words):
        return "PERSON"
    elif label in {"GPE", "LOC", "MISC"} and not _known_place(words) and description(p, entity):
        return "ORG"
    return label


def _is_korean(words: list[str]) -> bool:
    """Whether the form is a Korean full name's: "Park Ji-woo"."""
    return len(words) == 2 and lexicons.fold(words[0]) in _korean() and family_name_first(words)


def _known_place(words: list[str]) -> bool:
    name = " ".join(words)
    return bool(lexicons.state_of(name) or lexicons.state_of_capital(name))


def description(p: Parsed, entity: Entity) -> str | None:
    """The words that call the name an organisation: 'bakery chain' before it, 'power supplier' in apposition; or None.

    Not "the company Trump built", nor "Jane Doe, the company said": the tree tells, and without one nothing is found.
    """
    if not p.doc.has_annotation("DEP"):
        return None
    start, end = entity.start, entity.end
    before, top = start - 1, end - 1
    if start and _is_body_noun(p.texts[before]) and not _opens_relative_clause(p, end):
        head = p.heads[before]
        if start <= head < end or (head == p.heads[top] and p.deps[before] == p.deps[top]):
            return _noun_phrase(p, before)
    if end < len(p.tags) - 1 and p.texts[end] in {",", "(", "–", "—"}:
        near = range(end + 1, min(end + 8, len(p.tags)))
        found = next((at for at in near if p.deps[at] == "appos"), None)
        if found is not None and start <= p.heads[found] < end and _is_body_noun(p.texts[found]):
            return _noun_phrase(p, found)
    return None


def _is_body_noun(word: str) -> bool:
    return word in lexicons.words("organisation_nouns", "noun")


def _opens_relative_clause(p: Parsed, end: int) -> bool:
    """Whether the name that ends here is the subject of a clause about the noun before it: "the firm Lee runs lost"."""
    verbs = {"VBD", "VBZ", "VBP", "MD"}
    if end >= len(p.tags) or p.classes[end] not in verbs:
        return False
    if p.doc[end].lemma_ not in {"be", "have"} and end + 1 < len(p.tags) and p.tags[end + 1] == "VBN":
        return True
    for at in range(end + 1, min(end + 6, len(p.tags))):
        kind = p.classes[at]
        if kind in verbs:
            return True
        if kind in {"CC", "IN", "WP", "WDT", "TO", "DT", "PRP", "CD"} or p.doc[at].is_punct:
            return False
    return False


def _noun_phrase(p: Parsed, at: int) -> str:
    """The nouns and adjectives up to the noun at `at`, without article and owner."""
    start = at
    while start > 0 and p.classes[start - 1] in {"NN", "NNS", "JJ", "HYPH", "VBN"}:
        start -= 1
    return " ".join(p.form(start, at + 1).split())


def in_dateline(p: Parsed, entity: Entity) -> bool:
    """Whether the name is the place in capitals that opens a report: "BRUSSELS (Reuters) —"."""
    at = entity.start
    if not p.texts[at].isupper() or (at and "\n" not in p.texts[at - 1]):
        return False
    return DATELINE.match(p.form(at, min(at + 20, len(p.tags)))) is not None


def _agencies(text: str) -> set[int]:
    """Where the words in the brackets of datelines begin, as characters."""
    found = set()
    for line in re.finditer(r"[^\n]+", text):
        match = DATELINE.match(line.group())
        if match and match["agency"]:
            low, high = match.span("agency")
            found.update(range(line.start() + low, line.start() + high))
    return found


def _shouted(text: str) -> tuple[list[tuple[int, int]], str] | None:
    """The ranges of lines in capitals, and the words of the others; None where there are none, or hardly others."""
    loud, plain = [], []
    for line in re.finditer(r"[^\n]+", text):
        words = line.group().split()
        capitals = line.group().isupper() and len(words) >= LEAST_SHOUTED
        if capitals:
            loud.append(line.span())
        else:
            plain.append(line.group())
    rest = " ".join(plain)
    return (loud, _plain(rest)) if loud and 2 * len(rest) > len(text) else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'’-]+", text.casefold()))


def _is_shouted(p: Parsed, entity: Entity, loud: list[tuple[int, int]], rest: str) -> bool:
    """Whether only a line in capitals has the name: no state, and nowhere else in the text."""
    at = p.starts[entity.start]
    if not any(low <= at < high for low, high in loud):
        return False
    words = p.form(entity.start, entity.end).split()
    if entity.label in {"GPE", "LOC", "NORP"} or lexicons.fold(" ".join(words)) in lexicons.known_bodies():
        return False
    return re.search(rf"\b{re.escape(_plain(' '.join(words)))}\b", rest) is None
