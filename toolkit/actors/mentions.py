"""The mentions of one document: names, pronouns and descriptions ("the minister") that refer to somebody.

`toolkit.actors` says whom they mean; `actors.find_mentions` is the same function as here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolkit import lexicons, tables
from toolkit.actors import kinds, metonymy, name_spans, names, roles
from toolkit.text import inner_speech, phrases, transcripts
from toolkit.text.parsed import Parsed, parsed
from toolkit.text.phrases import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]

# A person's name in capitals is taken for initials ("JFK") up to this many letters, and else for shouted.
LONGEST_INITIALS = 3

# A party and constituency: "R", "D-Ariz."
_PARTY = re.compile(r"[^\W\d_]\.?|[A-Z]-[A-Z][a-z]+\.?|[A-Z]-[A-Z]{2}")

# spaCy's own pipelines have finer labels than the contract.
LABELS = {label: label for label in sorted(kinds.NAME_LABELS)} | {
    "FAC": "LOC",
    "LAW": "MISC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
}


def find_mentions(doc: Doc, *, doc_id: str, columns: Parsed | None = None) -> list[Row]:
    """The mentions of one document, in text order: rows of the mentions table without actor_id.

    Found are named entities (without title, article or possessive), pronouns and descriptions that a coreference link
    or an attribution's source involves. Beyond the table's columns a row has `gender` ('male', 'female', 'neuter' or
    None), as far as a title, a role noun or the pronoun tells, and `shared_surname`: "Clinton" for "Bill" in "Bill and
    Hillary Clinton". For a capital, seat of power or people that stands for a state, `affiliation` is that state.
    `owner_id`, `joined_with` and `short_for` (of "WHO" in "World Health Organization (WHO)") point to other rows.
    `columns` are the Doc's (`parsed`), where other finders need them too.
    """
    p = columns or parsed(doc)
    entities = _with_labels(p, name_spans.mend(p, list(_entities(p))))
    found = _Found(p, doc_id, entities)
    for entity in entities:
        found.add_name(entity)
    found.add_owners()
    found.add_acronyms()
    for attribution in inner_speech.with_inner(p, doc._.attributions or []):
        if attribution["source"]:
            sure = attribution.get("source_confidence", 1.0)
            found.add_source(*attribution["source"], sure)
    for at, antecedent, confidence in doc._.coreference or []:
        found.add_link(at, antecedent, confidence)
    return sorted(found.rows.values(), key=lambda row: (row["start"], row["end"], row["label"]))


class _Found:
    """The mentions found so far, by token range, so that a second way to the same mention does not add it twice."""

    def __init__(self, p: Parsed, doc_id: str, entities: list[Entity]):
        self.p, self.doc_id, self.entities = p, doc_id, entities
        self.rows: dict[tuple[int, int], Row] = {}
        self.covering: dict[int, tuple[int, int]] = {}
        self.starts = [entity.start for entity in entities]
        self.bounds = phrases.sentence_bounds(self.p)
        people = [e for e in entities if e.label == "PERSON" and e.end - e.start > 1]
        self.surnames = {p.texts[person.end - 1].casefold() for person in people}
        self.trees = p.doc.has_annotation("DEP")
        self.owners: list[tuple[Row, int]] = []  # of names, whose owners may stand behind them

    def near(self, start: int, end: int) -> list[Entity]:
        """The entities around a range, as far as a role can stretch."""
        reach = 2 * phrases.LONGEST_ROLE
        low, high = bisect_left(self.starts, start - reach), bisect_left(self.starts, end + reach)
        return self.entities[low:high]

    def add(self, start: int, end: int, label: str, confidence: float, given: roles.Given) -> Row:
        """The row of the mention doc[start:end], made if it is new."""
        key = (start, end)
        if key not in self.rows:
            low, high = self.p.starts[start], self.p.ends[end - 1]
            sentence = phrases.sentence(self.bounds, start, end)
            self.rows[key] = {
                "mention_id": tables.identifier(self.doc_id, low, high, label),
                "doc_id": self.doc_id,
                "start": low,
                "end": high,
                "text": self.p.text[low:high],
                "label": label,
                "actor_id": None,
                "confidence": float(confidence),
                "role": given.role,
                "affiliation": given.affiliation,
                "antecedent_id": None,
                "sentence_start": sentence[0],
                "sentence_end": sentence[1],
                "gender": given.gender,
                "owner_id": None,
                "joined_with": None,
                "shared_surname": None,
                "short_for": None,
                "subject_of": _subject_of(self.p, start, end) if self.trees else None,
            }
            for at in range(start, end):
                if at not in self.covering or label in LABELS:
                    self.covering[at] = key
        return self.rows[key]

    def add_name(self, entity: Entity) -> Row:
        near = self.near(entity.start, entity.end)
        if entity.label == "PERSON":
            given = roles.role_of(self.p, entity, near)
        else:
            role = name_spans.description(self.p, entity) if entity.label == "ORG" else None
            home = metonymy.stands_for(self.p, entity) or metonymy.home(self.p, entity)
            home = home or metonymy.state_before(self.p, entity)
            given = roles.Given(role, None if name_spans.in_dateline(self.p, entity) else home)
        row = self.add(entity.start, entity.end, entity.label, entity.confidence, given)
        row["shared_surname"] = self._shared_surname(entity, near, given)
        if given.owner is not None:
            self.owners.append((row, given.owner))
        return row

    def _shared_surname(self, entity: Entity, near: list[Entity], given: roles.Given) -> str | None:
        """The surname that a given name has from the name behind "and": 'Clinton' in "Bill and Hillary Clinton".

        None for what is a surname elsewhere in the document, and for a name with a title: "Mr. Lee and Ann Ek".
        """
        start, end = entity.start, entity.end
        if entity.label != "PERSON" or end - start != 1 or given.gender or given.role:
            return None
        name = self.p.texts[start]
        if (
            lexicons.first_name_gender(name) is None
            and lexicons.fold(name) not in lexicons.full_given_names()
        ):
            return None
        behind = next((e for e in near if e.start == end + 1 and e.label == "PERSON"), None)
        if behind is None or self.p.lowers[end] not in {"and", "&"} or name.casefold() in self.surnames:
            return None
        other = names.person(self.p.form(behind.start, behind.end))
        words = self.p.form(behind.start, behind.end).split()
        return " ".join(words[len(other.given) :]) if other.given else None

    def add_acronyms(self) -> None:
        """Point an acronym in brackets to the name before it, or the name before the brackets to the one in them."""
        for one, other in zip(self.entities, self.entities[1:]):
            if not _in_brackets(self.p, one, other):
                continue
            short, full = sorted((one, other), key=lambda entity: entity.end - entity.start)
            bodies = short.label == "ORG" and full.label in {"ORG", "EVENT", "MISC"}
            if bodies and _is_short_for(*(self.p.form(e.start, e.end) for e in (short, full))):
                name = self.rows[full.start, full.end]["mention_id"]
                self.rows[short.start, short.end]["short_for"] = name

    def add_owners(self) -> None:
        """Point roles to whom or what they belong to: "its president, Ann Lee" to "its"."""
        for row, at in self.owners:
            self._own(row, at)
        self.owners = []

    def _own(self, row: Row, at: int) -> None:
        name = self.rows.get(self.covering.get(at, (0, 0)))
        if self._is_pronoun(at):
            owner = self.rows.get((at, at + 1)) or self.add_pronoun(at, 1.0)
        elif name is not None and name["label"] in LABELS:
            owner = name
        else:
            owner = self.add_description(*phrases.widen(self.p, at), 1.0)
        if owner is not row:
            row["owner_id"] = owner["mention_id"]

    def add_source(self, start: int, end: int, confidence: float) -> None:
        """The mentions that an attribution's source is, made where they are not there yet.

        Of a source that joins several ("Lee and her aides said"), the first one's `joined_with` names the others. Where
        the first one has no name ("police and prosecutors"), the whole is a description whose `joined_with` names all.
        """
        start, end = phrases.trim(self.p, start, end)
        if start >= end:
            return
        first = self._add_source(start, end, confidence)
        others = [
            self._add_source(low, high, confidence)
            for low, high in phrases.coordinated(self.p, start, end, self.near(start, end))
        ]
        if first is not None and len(others) > 1:
            joined = [row["mention_id"] for row in others if row is not None and row is not first]
            first["joined_with"] = list(dict.fromkeys(joined)) or None

    def _add_source(self, start: int, end: int, confidence: float) -> Row | None:
        near = self.near(start, end)
        name = phrases.named(self.p, start, end, near)
        if name:
            return self.rows.get((name.start, name.end))
        top = phrases.head(self.p, start, end)
        name = phrases.strip_titles(self.p, start, end)
        if name > start and {"NNP", "."}.issuperset(self.p.tags[start:end]):
            # "Mr. Singer", a name that no entity covers.
            given = roles.role_of(self.p, Entity(name, end, "PERSON"), near)
            return self.add(name, end, "PERSON", confidence, given)
        if not self._is_pronoun(top):
            return self.add_description(start, end, confidence)
        row = self.add_pronoun(top, confidence)
        if lexicons.pronouns()[self.p.lowers[top]]["kind"] == "relative":
            self._link_relative(row, top)
        return row

    def add_pronoun(self, at: int, confidence: float) -> Row:
        gender = lexicons.pronouns()[self.p.lowers[at]]["gender"]
        return self.add(at, at + 1, "PRONOUN", confidence, roles.Given(gender=gender))

    def add_description(self, start: int, end: int, confidence: float) -> Row:
        given = roles.describe(self.p, start, end, self.near(start, end)) or roles.Given()
        row = self.add(start, end, "NOMINAL", confidence, given)
        if given.owner is not None and row["owner_id"] is None:
            self._own(row, given.owner)
        return row

    def add_link(self, at: int, antecedent: int, confidence: float) -> None:
        """The two mentions of a coreference link, the first one pointing to the second."""
        later, earlier = self._at(at, confidence), self._at(antecedent, 1.0)
        if later and earlier and later is not earlier and later["label"] in {"PRONOUN", "NOMINAL"}:
            later["antecedent_id"] = earlier["mention_id"]
            later["confidence"] = min(later["confidence"], float(confidence))

    def _at(self, at: int, confidence: float) -> Row | None:
        """The mention whose head is token `at`."""
        if self._is_pronoun(at):
            return self.rows.get((at, at + 1)) or self.add_pronoun(at, confidence)
        if at in self.covering:
            return self.rows[self.covering[at]]
        if not phrases.is_noun(self.p, at):
            return None
        return self.add_description(*phrases.widen(self.p, at), confidence)

    def _is_pronoun(self, at: int) -> bool:
        return (self.p.lowers[at] in lexicons.pronouns() and not self.p.texts[at].isupper()) or self.p.texts[
            at
        ] == "I"

    def _link_relative(self, row: Row, at: int) -> None:
        """Point a relative pronoun to the noun phrase before it."""
        before = phrases.phrase_before(self.p, at)
        earlier = self._at(before[1] - 1, row["confidence"]) if before else None
        if earlier and row["antecedent_id"] is None:
            row["antecedent_id"] = earlier["mention_id"]


def _subject_of(p: Parsed, start: int, end: int) -> str | None:
    """The main verb whose subject the mention is, also as the name beside the subject: "Her sister, Ann Lee, left"."""
    top = _root(p, start, end)
    top = p.heads[top] if p.deps[top] == "appos" else top
    verb = p.heads[top]
    return p.texts[verb] if p.deps[top] in {"nsubj", "nsubjpass"} and p.deps[verb] == "ROOT" else None


def _root(p: Parsed, start: int, end: int) -> int:
    """The word that heads the tokens [start, end), as spaCy's Span.root has it."""
    free = [at for at in range(start, end) if not start <= p.heads[at] < end or p.heads[at] == at]
    return free[0] if len(free) == 1 else p.doc[start:end].root.i


def _in_brackets(p: Parsed, one: Entity, other: Entity) -> bool:
    """Whether the second name stands in brackets right behind the first."""
    inside = other.start == one.end + 1 and other.end < len(p.tags)
    return inside and p.texts[one.end] == "(" and p.texts[other.end] == ")"


def _is_short_for(short: str, full: str) -> bool:
    """Whether what stands in brackets can be the short form of a name: "WHO", "Caltrans", not "Reuters"."""
    if " " in short or " " not in full or len(short) < 2:
        return False
    if lexicons.fold(short) in lexicons.media() and short.upper() not in names.acronyms(full):
        return False
    return (short.isupper() and len(short) <= names.LONGEST_ACRONYM) or short[0] == full[0]


def _is_debris(p: Parsed, start: int, end: int, label: str) -> bool:
    """Whether what was taken for a name is none: "R" and "R-Wis." behind a politician's name, "The", "president"."""
    text = p.form(start, end)
    if not any(character.isalnum() for character in text):
        return True
    if _PARTY.fullmatch(text) and (label == "PERSON" or (start > 0 and p.texts[start - 1] == "(")):
        return True
    if end - start > 1:
        return False
    if label == "PERSON":
        return text.islower() and text in lexicons.roles()
    return p.classes[start] in {"DT", "IN", "CC", "TO"} and not text.isupper()


def _entities(p: Parsed) -> Iterator[Entity]:
    """The named entities of the contract's labels, trimmed to the name; "Full Name (FN)" gives two.

    Entities of another pipeline, which says nothing of how sure it is, count as sure (1).
    """
    doc = p.doc
    known = doc.has_extension("entity_confidence") and doc._.entity_confidence
    for (first, last, own), sure in zip(p.entities, known or [1.0] * len(p.entities), strict=True):
        label = LABELS.get(own)
        if label is None:
            continue
        for start, end in phrases.segments_in_brackets(p, first, last):
            start, end = phrases.trim(p, start, end)
            if start < end - 1 and (lexicons.title(p.texts[start]) or {}).get("gender"):
                label = "PERSON"  # "Ms. Park"
            if label == "PERSON":
                start = phrases.strip_titles(p, start, end) if start < end else start
                # "Ailes Out", a headline
                end -= start < end - 1 and p.classes[end - 1] in {"RB", "RP", "IN"}
            elif start < end - 1 and p.lowers[start] in {"the", "a", "an"}:
                start += 1
            if start < end and not _is_debris(p, start, end, label):
                yield Entity(start, end, label, sure)


def _with_labels(p: Parsed, entities: list[Entity]) -> list[Entity]:
    """The entities with the labels of a transcript's turns as people, as far as these are names of people.

    A label that is a role, a state, a body or Q and A is none, nor one that the text, in ordinary spelling, has as a
    place's or organisation's name. A surname that another person of the document bears always is.
    """
    labels = []
    for item in p.doc._.attributions or []:
        if item.get("rule") == transcripts.RULE:
            start, end = phrases.trim(p, *item["source"])
            start = phrases.strip_titles(p, start, end) if start < end else start
            labels.append(Entity(start, end, "PERSON", item.get("source_confidence", 1.0)))
    if not labels:
        return entities
    texts = {label: " ".join(p.form(label.start, label.end).split()) for label in labels}
    spelled: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        name = p.form(entity.start, entity.end)
        if not name.isupper() or entity.label == "PERSON":
            spelled[lexicons.fold(name)].add(entity.label)
    people = [name for name, found in spelled.items() if "PERSON" in found]
    people += [text for text in texts.values() if " " in text and _is_a_persons_name(text)]
    surnames = {lexicons.fold(name.split()[-1]) for name in people if " " in name}
    found = {}
    for label, text in texts.items():
        key = lexicons.fold(text)
        other = key in spelled and "PERSON" not in spelled[key]
        if key in surnames or (not other and _is_a_persons_name(text)):
            found[label.start] = label
    kept = [e for e in entities if not any(o.start < e.end and e.start < o.end for o in found.values())]
    return sorted([*kept, *found.values()])


def _is_a_persons_name(text: str) -> bool:
    """Whether a transcript's label can be nothing but a person's name: "WOLF BLITZER", not "Q", "HOST 2", "RUSSIA"."""
    parts = [part for part in lexicons.fold(text).split() if part.replace("-", "").replace("'", "").isalpha()]
    if not parts or len(parts) > 5 or len(parts) != len(text.split()):
        return False
    if len(parts) > 1 and lexicons.first_name_gender(parts[0].capitalize()):
        return True  # "JOHN KING"
    if len(parts) == 1 and len(parts[0]) <= LONGEST_INITIALS:
        return False
    kinds = {entry["label"] for entry in lexicons.entries("line_labels")} | set(lexicons.roles())
    nouns = kinds | lexicons.words("person_nouns", "noun") | lexicons.words("person_nouns", "plural")
    if " ".join(parts) in kinds or any(part in nouns or lexicons.is_collective(part) for part in parts):
        return False
    name = " ".join(part.capitalize() for part in parts)
    bodies = {
        *lexicons.known_bodies(),
        *lexicons.known_bodies().values(),
        *lexicons.seats(),
        *lexicons.media(),
    }
    state = lexicons.state_of(name) or lexicons.state_of_capital(name) or lexicons.state_of_demonym(name)
    return not state and " ".join(parts) not in bodies and parts[0] != "unidentified"
