"""Who appears: mentions in one document, and the actors they belong to across a corpus.

A mention is a stretch of text that refers to somebody: a name, a pronoun, or a description ("the minister"). An actor
is who is meant: a person, state, organisation, group or place. `find_mentions` reads one Doc; `resolve` merges whole
tables. Every merge carries its reason in `actors.reason`.

What stands for a state: its names ("U.S.", "Britain"), its people as a whole ("the Russians"), its officials and bodies
("Russian officials", "the British government"), a seat of power ("the Kremlin"), and its capital where that speaks or
acts ("Moscow demanded"). "In Moscow" stays a place, and the adjective "Russian" alone refers to nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolkit import lexicons, meanings, metonymy, names, phrases, roles, tables, transcripts
from toolkit.meanings import Meant, cell
from toolkit.phrases import Entity

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

Row = dict[str, Any]

# A person's name in capitals is taken for initials ("JFK") up to this many letters, and else for shouted.
LONGEST_INITIALS = 3

# spaCy's own pipelines have finer labels than the contract.
LABELS = {label: label for label in sorted(meanings.NAME_LABELS)} | {
    "FAC": "LOC",
    "LAW": "MISC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
}


def find_mentions(doc: Doc, *, doc_id: str) -> list[Row]:
    """The mentions of one document, in text order: rows of the mentions table without actor_id.

    Found are named entities (without title, article or possessive), pronouns and descriptions that a coreference link
    or an attribution's source involves. Beyond the table's columns a row has `gender` ('male', 'female', 'neuter' or
    None), as far as a title, a role noun or the pronoun tells, and `shared_surname`: "Clinton" for "Bill" in "Bill and
    Hillary Clinton". For a capital, seat of power or people that stands for a state, `affiliation` is that state.
    `owner_id` and `joined_with` point to other rows.
    """
    entities = _with_labels(doc, list(_entities(doc)))
    found = _Found(doc, doc_id, entities)
    for entity in entities:
        found.add_name(entity)
    found.add_owners()
    for attribution in doc._.attributions or []:
        if attribution["source"]:
            sure = attribution.get("source_confidence", 1.0)
            found.add_source(*attribution["source"], sure)
    for at, antecedent, confidence in doc._.coreference or []:
        found.add_link(at, antecedent, confidence)
    return sorted(found.rows.values(), key=lambda row: (row["start"], row["end"], row["label"]))


class _Found:
    """The mentions found so far, by token range, so that a second way to the same mention does not add it twice."""

    def __init__(self, doc: Doc, doc_id: str, entities: list[Entity]):
        self.doc, self.doc_id, self.entities = doc, doc_id, entities
        self.rows: dict[tuple[int, int], Row] = {}
        self.covering: dict[int, tuple[int, int]] = {}
        self.starts = [entity.start for entity in entities]
        self.bounds = phrases.sentence_bounds(doc)
        people = [doc[e.start : e.end] for e in entities if e.label == "PERSON" and e.end - e.start > 1]
        self.surnames = {person[-1].text.casefold() for person in people}
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
            span = self.doc[start:end]
            low, high = span.start_char, span.end_char
            sentence = phrases.sentence(self.bounds, start, end)
            self.rows[key] = {
                "mention_id": tables.identifier(self.doc_id, low, high, label),
                "doc_id": self.doc_id,
                "start": low,
                "end": high,
                "text": span.text,
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
            }
            for at in range(start, end):
                if at not in self.covering or label in LABELS:
                    self.covering[at] = key
        return self.rows[key]

    def add_name(self, entity: Entity) -> Row:
        near = self.near(entity.start, entity.end)
        if entity.label == "PERSON":
            given = roles.role_of(self.doc, entity, near)
        else:
            given = roles.Given(
                affiliation=metonymy.stands_for(self.doc, entity) or metonymy.home(self.doc, entity)
            )
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
        name = self.doc[start].text
        if (
            lexicons.first_name_gender(name) is None
            and lexicons.fold(name) not in lexicons.full_given_names()
        ):
            return None
        behind = next((e for e in near if e.start == end + 1 and e.label == "PERSON"), None)
        if behind is None or self.doc[end].lower_ not in {"and", "&"} or name.casefold() in self.surnames:
            return None
        other = names.person(self.doc[behind.start : behind.end].text)
        words = self.doc[behind.start : behind.end].text.split()
        return " ".join(words[len(other.given) :]) if other.given else None

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
            owner = self.add_description(*phrases.widen(self.doc, at), 1.0)
        if owner is not row:
            row["owner_id"] = owner["mention_id"]

    def add_source(self, start: int, end: int, confidence: float) -> None:
        """The mentions that an attribution's source is, made where they are not there yet.

        Of a source that joins several ("Lee and her aides said"), the first one's `joined_with` names the others. Where
        the first one has no name ("police and prosecutors"), the whole is a description whose `joined_with` names all.
        """
        start, end = phrases.trim(self.doc, start, end)
        if start >= end:
            return
        first = self._add_source(start, end, confidence)
        others = [
            self._add_source(low, high, confidence)
            for low, high in phrases.coordinated(self.doc, start, end, self.near(start, end))
        ]
        if first is not None and len(others) > 1:
            joined = [row["mention_id"] for row in others if row is not None and row is not first]
            first["joined_with"] = list(dict.fromkeys(joined)) or None

    def _add_source(self, start: int, end: int, confidence: float) -> Row | None:
        near = self.near(start, end)
        name = phrases.named(self.doc, start, end, near)
        if name:
            return self.rows.get((name.start, name.end))
        top = phrases.head(self.doc, start, end)
        name = phrases.strip_titles(self.doc, start, end)
        if name > start and all(token.tag_ in {"NNP", "."} for token in self.doc[start:end]):
            # "Mr. Singer", a name that no entity covers.
            given = roles.role_of(self.doc, Entity(name, end, "PERSON"), near)
            return self.add(name, end, "PERSON", confidence, given)
        if not self._is_pronoun(top):
            return self.add_description(start, end, confidence)
        row = self.add_pronoun(top, confidence)
        if lexicons.pronouns()[self.doc[top].lower_]["kind"] == "relative":
            self._link_relative(row, top)
        return row

    def add_pronoun(self, at: int, confidence: float) -> Row:
        gender = lexicons.pronouns()[self.doc[at].lower_]["gender"]
        return self.add(at, at + 1, "PRONOUN", confidence, roles.Given(gender=gender))

    def add_description(self, start: int, end: int, confidence: float) -> Row:
        given = roles.describe(self.doc, start, end, self.near(start, end)) or roles.Given()
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
        if not phrases.is_noun(self.doc[at]):
            return None
        return self.add_description(*phrases.widen(self.doc, at), confidence)

    def _is_pronoun(self, at: int) -> bool:
        return (self.doc[at].lower_ in lexicons.pronouns() and not self.doc[at].text.isupper()) or self.doc[
            at
        ].text == "I"

    def _link_relative(self, row: Row, at: int) -> None:
        """Point a relative pronoun to the noun phrase before it."""
        before = phrases.phrase_before(self.doc, at)
        earlier = self._at(before[1] - 1, row["confidence"]) if before else None
        if earlier and row["antecedent_id"] is None:
            row["antecedent_id"] = earlier["mention_id"]


def _entities(doc: Doc) -> Iterator[Entity]:
    """The named entities of the contract's labels, trimmed to the name; "Full Name (FN)" gives two.

    Entities of another pipeline, which says nothing of how sure it is, count as sure (1).
    """
    known = doc.has_extension("entity_confidence") and doc._.entity_confidence
    for span, sure in zip(doc.ents, known or [1.0] * len(doc.ents), strict=True):
        label = LABELS.get(span.label_)
        if label is None:
            continue
        for start, end in phrases.segments_in_brackets(doc, span.start, span.end):
            start, end = phrases.trim(doc, start, end)
            if label == "PERSON":
                start = phrases.strip_titles(doc, start, end) if start < end else start
            elif start < end - 1 and doc[start].lower_ in {"the", "a", "an"}:
                start += 1
            only_role = label == "PERSON" and end - start == 1 and doc[start].lower_ in lexicons.roles()
            if (
                start < end
                and any(character.isalnum() for character in doc[start:end].text)
                and not (only_role and doc[start].text.islower())
            ):
                yield Entity(start, end, label, sure)


def _with_labels(doc: Doc, entities: list[Entity]) -> list[Entity]:
    """The entities with the labels of a transcript's turns as people, as far as these are names of people.

    A label that is a role, a state, a body or Q and A is none, nor one that the text, in ordinary spelling, has as a
    place's or organisation's name. A surname that another person of the document bears always is.
    """
    labels = []
    for item in doc._.attributions or []:
        if item.get("rule") == transcripts.RULE:
            start, end = phrases.trim(doc, *item["source"])
            start = phrases.strip_titles(doc, start, end) if start < end else start
            labels.append(Entity(start, end, "PERSON", item.get("source_confidence", 1.0)))
    if not labels:
        return entities
    texts = {label: " ".join(doc[label.start : label.end].text.split()) for label in labels}
    spelled: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        name = doc[entity.start : entity.end].text
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


def resolve(mentions: pd.DataFrame, quotes: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mentions with their actor_id, and the actors table.

    Names are merged first within a document, then across the corpus: a surname goes to the one person of the document
    who bears it, else to the one of the corpus; people of one surname and different given names stay apart. Pronouns
    and descriptions go where their antecedent goes. With `quotes`, a capital that is a quote's source counts as its
    state. `actors.mentions` counts names, pronouns and descriptions alike. Attributive demonyms ("Russian troops"),
    events and other names get no actor.

    Shape: mentions as given, in the same order; actors by falling number of mentions, then name.
    """
    rows = tables.table("mentions", mentions).to_dict("records")
    meant = meanings.meant_by(rows, set() if quotes is None else set(quotes["speaker_mention"].dropna()))
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in sorted(meant):
        members[meant[at][:2]].append(at)
    named = {actor: _name(rows, meant, actor[0], where) for actor, where in members.items()}
    _fill_affiliations(rows, meant, named)
    found = [_actor(rows, meant, actor[0], where, named[actor]) for actor, where in members.items()]
    identifiers = {actor: row["actor_id"] for actor, row in zip(members, found)}
    found.sort(key=lambda row: (-row["mentions"], row["name"], row["actor_id"]))
    for at, row in enumerate(rows):
        row["actor_id"] = identifiers[meant[at][:2]] if at in meant else None
        row["actor_reason"] = meant[at].reason if at in meant else None
    resolved = tables.table("mentions", rows)
    resolved.index = mentions.index
    return resolved, tables.table("actors", found)


def _fill_affiliations(rows: list[Row], meant: dict[int, Meant], named: dict[tuple[str, str], str]) -> None:
    """Write affiliations as the actors are called, and those that only `owner_id` tells, in place.

    A named person is affiliated with states and organisations; an unnamed source with people too ("Obama's aides").
    """
    at_id = {row["mention_id"]: at for at, row in enumerate(rows)}
    kinds = {("organisation", names.organisation_key(name)): name for name in named.values()}
    for row in rows:
        owner = meant.get(at_id.get(cell(row.get("owner_id")), -1))
        given = cell(row["affiliation"])
        if given and not lexicons.state_of(given):
            key = ("organisation", names.organisation_key(given))
            row["affiliation"] = named.get(key) or kinds.get(key) or given
        elif owner and not given and (owner.kind in {"state", "organisation"} or row["label"] == "NOMINAL"):
            row["affiliation"] = named[owner[:2]] if owner.kind != "place" else None


def _name(rows: list[Row], meant: dict[int, Meant], kind: str, where: list[int]) -> str:
    """What to call the actor with these mentions."""
    forms = _forms(rows, meant, where)
    fixed = next((meant[at].name for at in where if meant[at].name), None)
    if fixed:
        return fixed
    best = _best_form(forms, kind)
    if kind == "person" and not names.person(best).given:
        shared = (at for at in where if cell(rows[at].get("shared_surname")))
        return next((meanings.whole_name(rows[at]) for at in shared), best)
    return best


def _forms(rows: list[Row], meant: dict[int, Meant], where: list[int]) -> Counter:
    named = [at for at in where if rows[at]["label"] in LABELS or meant[at].reason == "full name"] or where
    return Counter(" ".join(rows[at]["text"].split()) for at in named)


def _actor(rows: list[Row], meant: dict[int, Meant], kind: str, where: list[int], name: str) -> Row:
    """The row of one actor, from its mentions."""
    named = [at for at in where if rows[at]["label"] in LABELS] or where
    forms = _forms(rows, meant, where)
    own = [at for at in named if kind in {"person", "organisation"}]
    given = Counter(role for at in own if (role := cell(rows[at]["role"])))
    homes = Counter(
        home
        for at in own
        if (home := cell(rows[at]["affiliation"])) and home != name and not _is_former(rows[at])
    )
    if not homes and kind == "organisation":
        homes.update(
            seat.state for seat in lexicons.seats().values() if seat.stands_for == name and seat.state
        )
    reasons = Counter(meant[at].reason for at in where)
    return {
        "actor_id": tables.identifier("actor", kind, meant[where[0]].key),
        "name": name,
        "kind": kind,
        "role": _most_frequent(
            Counter({r: n for r, n in given.items() if not r.startswith("former")}) or given
        ),
        "affiliation": name if kind == "state" else _most_frequent(homes),
        "mentions": len(where),
        "documents": len({rows[at]["doc_id"] for at in where}),
        "reason": "; ".join(
            reason for reason, _ in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ),
        "variants": [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))],
    }


def _best_form(forms: Counter, kind: str) -> str:
    """The form to call an actor by: for people the most frequent full name, else the most frequent form."""

    def rank(form: str) -> tuple:
        parsed = names.person(form)
        full = kind == "person" and bool(parsed.given) and len(parsed.given[0]) > 1
        shouted = form.isupper() and len(form) > 5
        return (not full, shouted, -forms[form], -len(form), form)

    best = min(forms, key=rank)
    if kind == "person" and best.isupper() and (" " in best or len(best) > LONGEST_INITIALS):
        return names.in_title_case(best)
    return best[4:] if best.startswith(("the ", "The ")) and kind != "person" else best


def _most_frequent(counts: Counter) -> str | None:
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None


def _is_former(row: Row) -> bool:
    """Whether the affiliation is of a role that is over: "the former Acme chairman" is not Acme's."""
    role = cell(row["role"])
    return role is not None and role.lower().startswith("former")
