"""Whom each mention of a corpus means, and why: the steps behind `actors.resolve`.

Names come first, then descriptions that shorten a name, stand for a body or name a person by office, then pronouns and
descriptions along their coreference links. All work on columns, not rows: a corpus has millions of mentions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import Any, NamedTuple

from toolkit import lexicons
from toolkit.actors import kinds, metonymy, names, people
from toolkit.actors.columns import Columns

Row = dict[str, Any]

# "he" -> "the minister" -> "Rau": real chains are short; a longer one is a circle.
LONGEST_CHAIN = 20

# A title is surer than a pronoun, which may be linked to the wrong person; so is a given name, though less.
TITLE_VOTES, NAME_VOTES = 3, 2

_COUNTED = frozenset(
    "a an one two three four five six seven eight nine ten dozen some several many few most other another both no any "
    "either neither half".split()
)
_LINKS = frozenset(
    {"of", "for", "to", "at", "in", "from", "with", "who", "that", "on", "and", "or", "by", "like"}
)
# What news text says of sources that stay unnamed; AP Stylebook 2022, "anonymous sources".
_UNNAMED = ("anonym", "not to be named", "not be named", "not authorized", "not authorised", "familiar with")
# A body may be called by its first word, where one of these follows in its name: "Justice", "Fox", "Columbia".
_KINDS_OF_BODY = frozenset(
    "agency center centre channel college company corporation department group institute institution news network "
    "research university "
    "ag airlines airways co corp energy foods gmbh holding holdings inc industries llc ltd motors partners "
    "pharmaceuticals plc stores systems technologies".split()
)


# Offices of one at a time, as far as one article goes: "the aide" may be anybody's.
_SOLE = frozenset(
    "ambassador archbishop bishop captain cardinal chairman chairwoman chancellor coach emperor governor judge king "
    "mayor minister nominee pope premier president prince princess queen senator sheriff speaker sultan".split()
)
# "The bank" is the one body that is named within so many characters before: some two sentences.
NEAR_BODY = 300

_KIN = {
    "husband": "male",
    "brother": "male",
    "father": "male",
    "son": "male",
    "wife": "female",
    "sister": "female",
    "mother": "female",
    "daughter": "female",
}


class Meant(NamedTuple):
    """Whom a mention means: kind and key of the actor, why, and its name where that is fixed."""

    kind: str
    key: str
    reason: str
    name: str | None = None


def meant_by(columns: Columns) -> list[Meant | None]:
    """For each row whom the mention in it means, None for nobody."""
    step = _Steps(columns)
    step.names()
    step.short_names()
    step.bodies()
    step.offices()
    step.references()
    step.relatives()
    step.bodies()  # of owners that are pronouns: "its spokesman"
    step.references()
    step.one_gender()
    return step.meant


def office(role: str) -> str:
    """The noun of a role: 'deputy foreign minister for trade' -> minister."""
    parts = role.lower().split(",")[0].split()
    first = next((at for at, part in enumerate(parts) if at and part in _LINKS), len(parts))
    return parts[first - 1] if parts else ""


def standing(row: Row) -> str | None:
    """How a description stands for the body it belongs to: 'spokesperson', 'body', 'officials', or None.

    None for one of many ("a senior official"), for counted ones ("two officials"), for those who ask not to be named,
    and for former ones: they are sources of their own, without a name.
    """
    return _standing(cell(row["role"]), row["text"])


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _standing(role: str | None, description: str) -> str | None:
    text = description.lower()
    known = lexicons.collective(office(role)) if role else None
    if known is None or role.startswith("former") or any(words in text for words in _UNNAMED):
        return None
    if known.speaks_for:
        return "spokesperson"
    first = text.split()[0]
    if known.body:
        return "body"
    counted = first in _COUNTED or first.isdigit() or text.startswith(("at least", "more than"))
    return "officials" if known.plural and known.together and not counted else None


_STANDING = {"spokesperson": "its spokesperson", "body": "a body of it", "officials": "its officials"}


class _Steps:
    """The columns, whom the rows mean so far, and indexes over them."""

    def __init__(self, columns: Columns):
        self.of = columns
        self.meant: list[Meant | None] = [None] * columns.size
        self.acronyms = names.Expansions({}, {}, {})
        self.nominal = [at for at, label in enumerate(columns.label) if label == "NOMINAL"]
        self.shared: dict[Meant, Meant] = {}  # equal ones are one object, which saves memory

    def note(self, at: int, meant: Meant) -> None:
        """Say whom the mention in row `at` means."""
        self.meant[at] = self.shared.setdefault(meant, meant)

    def names(self) -> None:
        """Add names: states and places by themselves, people and organisations by the other names around them."""
        of = self.of
        labels = kinds.usual_labels(of)
        elsewhere, halves = kinds.namesakes(of), kinds.halves(of)
        for at, label in enumerate(labels):
            if label in _FIXED:
                speaks = at in of.speaking
                if (of.doc[at], of.key[at]) in halves:
                    found = _state(halves[of.doc[at], of.key[at]], "name of a state")
                elif (of.doc[at], of.key[at]) in elsewhere:
                    found = Meant("place", of.key[at], "name of a place")
                else:
                    found = _fixed(of.text[at], label, of.affiliation[at], speaks)
                if found:
                    self.note(at, found)
        for at, home in enumerate(of.affiliation if elsewhere else ()):
            if home and (of.doc[at], lexicons.fold(home)) in elsewhere:
                of.affiliation[at] = None
        self._people([at for at, label in enumerate(labels) if label == "PERSON" and not self.meant[at]])
        self._organisations([at for at, label in enumerate(labels) if label == "ORG" and not self.meant[at]])

    def _people(self, rows: list[int]) -> None:
        of = self.of
        rows.sort(key=lambda at: (of.doc[at], of.start[at]))
        bearers = [_bearer(of, at) for at in rows]
        for at, (key, reason) in zip(rows, people.tell_people_apart(bearers)):
            if of.label[at] in {"GPE", "LOC"}:
                of.affiliation[at] = None  # that of the state which the place would have stood for
                reason = "surname that is a place's name too"
            self.note(at, Meant("person", key, reason))

    def _organisations(self, rows: list[int]) -> None:
        of = self.of
        told = ((of.doc[at], of.text[at], of.text[of.short_for[at]]) for at in rows if of.short_for[at] >= 0)
        written = (at for at, label in enumerate(of.label) if label == "ORG")  # laws too
        self.acronyms = names.expansions({(of.doc[at], of.text[at]) for at in written}, told)
        for at in rows:
            home = of.affiliation[at]
            if home and _is_body_of_a_state(of.text[at]) and _is_state(home):
                self.note(at, self.body(of.doc[at], home, _STANDING["body"]))
                continue
            key, reason = self.acronyms.key(of.doc[at], of.text[at])
            if kinds.of_body(key) == "ORG":
                self.note(at, Meant("organisation", key, reason))
        self._parts_of_names([at for at in rows if self.meant[at] and self.meant[at].kind == "organisation"])

    def _parts_of_names(self, rows: list[int]) -> None:
        """Let one word stand for the one longer name of the document that it is a part of: "Post", "Justice"."""
        of = self.of
        longer: dict[tuple[str, str], set[Meant]] = defaultdict(set)
        for at in rows:
            words = of.key[at].split(" ")
            if 1 < len(words) < 5:
                meant = self.meant[at]._replace(reason="name of an organisation")
                longer[of.doc[at], words[-1]].add(meant)
                if words[-1] in _KINDS_OF_BODY:
                    longer[of.doc[at], words[0]].add(meant)
        for at in rows:
            key = of.key[at]
            found = longer.get((of.doc[at], key))
            if found and len(found) == 1 and key not in lexicons.known_bodies():
                self.note(at, next(iter(found)))

    def body(self, document: str, name: str, reason: str) -> Meant:
        """The state called `name`, or the organisation of that name."""
        state = lexicons.state_of(name)
        if state:
            return _state(state, reason)
        return Meant("organisation", self.acronyms.key(document, name)[0], reason)

    def short_names(self) -> None:
        """Add "the ministry" after "the Russian Foreign Ministry": the last word of a name of the document."""
        of = self.of
        wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at in self.nominal:
            parts = of.text[at].split()
            if len(parts) == 2 and parts[0].lower() == "the" and parts[1].islower():
                wanted[of.doc[at], parts[1].casefold()].append(at)
        documents = {document for document, _ in wanted}
        known: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for at, meant in enumerate(self.meant if wanted else ()):
            if meant and meant.kind == "organisation" and of.doc[at] in documents:
                parts = of.text[at].split()
                if len(parts) > 1:
                    known[of.doc[at], parts[-1].casefold()].append((of.start[at], at))
        for key, rows in wanted.items():
            places = sorted(known.get(key, []))
            for at in rows if places else ():
                nearest = places[max(0, bisect_left(places, (of.start[at], -1)) - 1)][1]
                self.note(at, self.meant[nearest]._replace(reason="last word of its name"))
        self._described_bodies(wanted)

    def _described_bodies(self, wanted: dict[tuple[str, str], list[int]]) -> None:
        """Add "the chain" after "the bakery chain X", and "the bank" right behind the only body named so far nearby.

        `wanted` are the rows of "the NOUN" by document and noun.
        """
        of = self.of
        nouns = lexicons.words("organisation_nouns", "noun")
        asking = {at: key for key, rows in wanted.items() if key[1] in nouns for at in rows}
        documents = {of.doc[at] for at in asking if self.meant[at] is None}
        bodies: dict[str, list[int]] = defaultdict(list)
        for at, meant in enumerate(self.meant if documents else ()):
            if meant and meant.kind == "organisation" and of.doc[at] in documents and of.label[at] == "ORG":
                bodies[of.doc[at]].append(at)
        for at, (document, noun) in asking.items():
            if self.meant[at] is not None:
                continue
            before = [one for one in bodies[document] if of.start[one] < of.start[at]]
            called = [one for one in before if of.role[one] and office(of.role[one]) == noun]
            if called:
                self.note(at, self.meant[called[-1]]._replace(reason="what the text calls it"))
            elif at in of.speaking:
                near = [one for one in before if of.start[at] - of.start[one] <= NEAR_BODY]
                if len({self.meant[one].key for one in near}) == 1 and not _is_of_another_kind(
                    of.key[near[0]], noun
                ):
                    self.note(at, self.meant[near[0]]._replace(reason="only body named just before"))

    def owner(self, at: int) -> Meant | None:
        """Whom the "its" of "its president" or the "Obama" of "Obama's aides" means."""
        return self.meant[self.of.owner[at]] if self.of.owner[at] >= 0 else None

    def bodies(self) -> None:
        """Add descriptions that stand for a state or organisation: "Russian officials", "the ministry's spokesman"."""
        of = self.of
        for at in self.nominal:
            how = _standing(of.role[at], of.text[at]) if self.meant[at] is None and of.role[at] else None
            if how is None:
                continue
            owner = self.owner(at)
            if of.affiliation[at]:
                self.note(at, self.body(of.doc[at], of.affiliation[at], _STANDING[how]))
            elif owner and owner.kind in {"state", "organisation"}:
                self.note(at, owner._replace(reason=_STANDING[how]))

    def offices(self) -> None:
        """Add descriptions that name a person by office ("the foreign minister"), where the document says who it is."""
        of = self.of
        asking = [
            at for at in self.nominal if self.meant[at] is None and _names_an_office(of.role[at], of.text[at])
        ]
        documents = {of.doc[at] for at in asking}
        holders: dict[str, list[int]] = defaultdict(list)
        for at, role in enumerate(of.role if asking else ()):
            if role and self.meant[at] and self.meant[at].kind == "person" and of.doc[at] in documents:
                holders[of.doc[at]].append(at)
        for at in asking:
            found = self.holder(at, holders[of.doc[at]])
            if found:
                self.note(at, found)
        self._offices_elsewhere([at for at in asking if self.meant[at] is None])

    def _offices_elsewhere(self, asking: list[int]) -> None:
        """Add "the sheriff" where one person of the document, by surname, is called so in other documents only."""
        of = self.of
        asking = [
            at
            for at in asking
            if office(of.role[at]) in _SOLE and of.text[at].lower() == f"the {office(of.role[at])}"
        ]
        nouns = {office(of.role[at]) for at in asking}
        documents = {of.doc[at] for at in asking}
        held: dict[str, Counter] = defaultdict(Counter)  # person -> nouns of offices, by mentions
        present: dict[str, dict[str, int]] = defaultdict(dict)
        for at, meant in enumerate(self.meant if asking else ()):
            if meant and meant.kind == "person" and of.label[at] == "PERSON":
                if of.role[at] and not of.role[at].startswith("former") and office(of.role[at]) in nouns:
                    held[meant.key][office(of.role[at])] += 1
                if of.doc[at] in documents:
                    present[of.doc[at]].setdefault(meant.key, at)
        for at in asking:
            noun = office(of.role[at])
            here = [row for key, row in present[of.doc[at]].items() if held[key][noun]]
            if len(here) == 1 and of.start[here[0]] < of.start[at]:
                self.note(at, self.meant[here[0]]._replace(reason="holder of the office in other documents"))

    def holder(self, at: int, candidates: list[int]) -> Meant | None:
        """The person who holds the office: whose role fits best.

        Of several the one who is named with it twice as often as the next, else the one named last before, or first.
        """
        start = self.of.start
        ranked = [(self.fit(at, one), one) for one in candidates]
        top = max((rank for rank, _ in ranked), default=0)
        if top <= 0:
            return None
        fitting = [one for rank, one in ranked if rank == top]
        holders = Counter(self.meant[one].key for one in fitting).most_common(2)
        before = [one for one in fitting if start[one] < start[at]]
        chosen = max(before, key=lambda one: start[one]) if before else fitting[0]
        reason = "holder of the office"
        if len(holders) > 1 and holders[0][1] >= 2 * holders[1][1]:
            chosen = next(one for one in fitting if self.meant[one].key == holders[0][0])
            reason += ", most named of several"
        elif len(holders) > 1:
            reason += ", nearest of several"
        return self.meant[chosen]._replace(reason=reason)

    def fit(self, at: int, holder: int) -> int:
        """How well a person's role fits the description, 0 for not at all."""
        of = self.of
        (noun, wanted), (other_noun, has) = _role_words(of.role[at]), _role_words(of.role[holder])
        if noun != other_noun or ("former" in wanted) != ("former" in has):
            return 0
        if not wanted <= has and not has <= wanted:
            return 0
        place, home = of.affiliation[at], of.affiliation[holder]
        if place and home and place != home:
            return 0
        owner, other = self.owner(at), self.owner(holder)
        if owner and other and owner[:2] != other[:2]:
            return 0
        rank = 4 if wanted == has else 2
        # "the president" alone is a state's rather than a company's.
        own = place == home or (place is None and owner is None and home is not None and _is_state(home))
        return rank + own

    def relatives(self) -> None:
        """Add "her husband": the one person of the document who has her surname and can be meant by gender."""
        of = self.of
        asking = [
            at
            for at in self.nominal
            if self.meant[at] is None
            and of.role[at]
            and office(of.role[at]) in _KIN
            and (owner := self.owner(at))
            and owner.kind == "person"
        ]
        documents = {of.doc[at] for at in asking}
        family: dict[tuple[str, str], dict[str, int]] = defaultdict(
            dict
        )  # document, surname -> people, a mention each
        genders: dict[tuple[str, str], set[str]] = defaultdict(set)
        for at, meant in enumerate(self.meant if asking else ()):
            if meant and meant.kind == "person" and of.doc[at] in documents:
                name = names.person(_whole_name(of, at))
                if of.label[at] == "PERSON" and name.given:
                    family[of.doc[at], name.surname].setdefault(meant.key, at)
                told = of.gender[at] or (names.gender_of(name) if of.label[at] == "PERSON" else None)
                if told in {"male", "female"}:
                    genders[of.doc[at], meant.key].add(told)
        for at in asking:
            owner, wanted = self.owner(at), _KIN[office(of.role[at])]
            fitting = [
                row
                for (document, _), people_ in family.items()
                if document == of.doc[at] and owner.key in people_
                for key, row in people_.items()
                if key != owner.key and genders.get((document, key), {wanted}) == {wanted}
            ]
            if len(fitting) == 1:
                self.note(at, self.meant[fitting[0]]._replace(reason="relative of that surname"))

    def references(self) -> None:
        """Add pronouns and descriptions: whom the mention at the end of their chain means."""
        of, meant = self.of, self.meant
        for at, label in enumerate(of.label):
            if meant[at] is not None or of.antecedent[at] < 0 or label not in {"PRONOUN", "NOMINAL"}:
                continue
            target = self.end_of_chain(at)
            if target is not None and _agrees(label, of.gender[at], of.text[at], meant[target].kind):
                self.note(at, meant[target]._replace(reason="coreference chain"))

    def one_gender(self) -> None:
        """Take away pronouns of the gender that a person is not: "he" from one whom titles and "she" say to be a woman.

        Links of the wrong gender are the model's slips; a person of whom as much says one as the other keeps both.
        """
        of = self.of
        votes: dict[str, Counter] = defaultdict(Counter)
        told: list[int] = []
        given: set[tuple[str, str]] = set()
        for at, meant in enumerate(self.meant):
            if meant is None or meant.kind != "person":
                continue
            if of.label[at] == "PERSON":
                if of.gender[at]:
                    votes[meant.key][of.gender[at]] += TITLE_VOTES
                given.add((meant.key, of.text[at]))
            elif of.label[at] == "PRONOUN" and of.gender[at] in {"male", "female"}:
                votes[meant.key][of.gender[at]] += 1
                told.append(at)
        known = {(key, gender) for key, text in given if (gender := names.gender_of(names.person(text)))}
        for key, gender in known:
            votes[key][gender] += NAME_VOTES
        for at in told:
            count = votes[self.meant[at].key]
            other = "male" if of.gender[at] == "female" else "female"
            if count[other] > count[of.gender[at]]:
                self.meant[at] = None

    def end_of_chain(self, at: int) -> int | None:
        for _ in range(LONGEST_CHAIN):
            at = self.of.antecedent[at]
            if at < 0 or self.meant[at] is not None:
                break
        return at if at >= 0 and self.meant[at] is not None else None


def _bearer(of: Columns, at: int) -> people.Bearer:
    """The occurrence of a person's name in a row."""
    role = of.role[at]
    noun = office(role) if role else None
    introduced = role is not None and of.owner[at] < 0 and not (noun and lexicons.noun_gender(noun))
    return people.Bearer(of.doc[at], _whole_name(of, at), of.gender[at], noun, introduced)


def _whole_name(of: Columns, at: int) -> str:
    """The name with the surname that another one behind "and" gives it."""
    return f"{of.text[at]} {of.shared_surname[at] or ''}".strip()


@cache
def _names_an_office(role: str | None, text: str) -> bool:
    """Whether a description can name one person by office: "the minister", not "a minister", "ministers"."""
    if not role or text.lower().startswith(("a ", "an ")):
        return False
    known = lexicons.roles().get(office(role))
    return known is not None and not known.plural and _standing(role, text) is None


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _role_words(role: str) -> tuple[str, frozenset[str]]:
    parts = lexicons.fold(role.replace("-", " ")).split()
    return office(role), frozenset(part for part in parts if part not in _LINKS | {"the", "a", "an"})


@cache
def _is_of_another_kind(name: str, noun: str) -> bool:
    """Whether a folded name says that its bearer is no NOUN: "acme university" is no company; nor is a medium."""
    last = name.rsplit(" ", 1)[-1]
    known = lexicons.words("organisation_nouns", "noun") | _KINDS_OF_BODY
    other = last in known and last != noun and noun not in {"company", "group", "firm", "business"}
    return other or name in lexicons.media() or name in lexicons.known_bodies()


@cache
def _is_body_of_a_state(name: str) -> bool:
    """Whether the name is that of a body which every state has, without saying of which: "Foreign Ministry"."""
    words = name.split()
    if words[-1].lower() not in metonymy.BODIES_OF_STATES:
        return False
    return not (lexicons.state_of_demonym(words[0]) or lexicons.state_of(words[0]))


def _is_state(name: str) -> bool:
    return lexicons.state_of(name) is not None


_FIXED = frozenset({"GPE", "LOC", "ORG", "NORP", "MISC"})


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _fixed(text: str, label: str, given: str | None, speaks: bool) -> Meant | None:
    """The state, place or group that a name means by itself; `given` is its affiliation."""
    state = lexicons.state_of(text) if label != "NORP" else None
    if state:
        return _state(state, "name of a state")
    seat, capital = lexicons.seats().get(lexicons.fold(text)), lexicons.state_of_capital(text)
    if seat and (given == seat.stands_for or (speaks and not given)):
        if seat.kind == "state":
            return _state(seat.stands_for, "seat of power")
        key = names.organisation_key(seat.stands_for)
        return Meant("organisation", key, "seat of power", seat.stands_for)
    if capital and label != "NORP" and (given == capital or speaks):
        return _state(capital, "capital for its state")
    if label == "NORP":
        if given and given == lexicons.state_of_demonym(text):
            return _state(given, "the people for the state")
        plural = text.endswith("s") and lexicons.state_of_demonym(text) is None
        return Meant("group", lexicons.fold(text), "name of a group") if plural else None
    if label in {"GPE", "LOC"} or capital:
        return Meant("place", lexicons.place_key(text), "name of a place")
    return None


def _state(name: str, reason: str) -> Meant:
    return Meant("state", lexicons.fold(name), reason, name)


def _agrees(label: str, gender: str | None, text: str, kind: str) -> bool:
    """Whether a pronoun can mean an actor of that kind: "she" only a person, "it" none."""
    if label != "PRONOUN" or gender is None:
        return True
    if gender == "neuter":
        return kind != "person" or text.lower() == "that"
    return kind == "person"


def cell(value: Any) -> str | None:
    """A cell's text, None where it is missing (None, NaN, NA)."""
    return value if isinstance(value, str) and value else None
