"""Which occurrences of people's names in a corpus are one person.

A corpus is told apart in parts of whole documents, `Crowd`s, one after the other and several times over: `People` is
what is known of all of them, and `People.steps` what has to be learnt before `People.found` can say whom each name
means. So memory grows with the number of different names and people, and with one part, not with the corpus.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from toolkit import lexicons
from toolkit.actors.full_names import NameParts, SamePeople, join_key
from toolkit.actors.names import Person, gender_of
from toolkit.actors.spellings import spelling_key, surname_key

# Where several people of the corpus share a surname, a document that names none of them in full is taken to mean the
# one whom at least this share of the documents with a full name has.
DOMINANT_SHARE = 0.8

# A given name alone goes to somebody of the corpus who is in this share of the other documents of a person beside it.
COMPANION_SHARE = 0.5

_NONE: frozenset[str] = frozenset()


class Bearer(NamedTuple):
    """One occurrence of a person's name; `gender` where its title tells ("Mrs. Clinton").

    `office` is "mayor" of "Mayor Lee"; `introduced` says that the text tells who a given name alone is ("Maria, a
    nurse"): somebody new.
    """

    document: str
    name: str
    gender: str | None = None
    office: str | None = None
    introduced: bool = False


def tell_people_apart(bearers: Sequence[Bearer]) -> list[tuple[str, str]]:
    """For each occurrence of a name, the key of the person and the reason.

    Full names are one person where surname (up to romanisation) and generation agree, the given names are equal or
    forms of one another, and middle names do not speak against it ("George W." and "George H.W." Bush). An initial
    goes to the one person whom it fits, of several to the one of its document; so does a name without the middle one
    that tells two people apart. A single name goes to who bears it in the document, else to the one person, or the
    dominant one, who bears it in the corpus, and else stays a person of its own. A title ("Mrs.") rules out those whom
    titles or, without them, given names say to be of the other gender; an office those who do not hold it, where others
    do ("Mayor Lee"). Of equally often named ones the nearest before is meant: `bearers` are in text order. A given
    name alone goes to who has it in the document, or to the one of the corpus who is named here by surname, shares the
    surname of somebody here, or is in most other documents of somebody here.

    >>> tell_people_apart([Bearer("a", "Sergei Lavrov"), Bearer("a", "Lavrov"), Bearer("b", "Sergey Lavrov")])
    [('sergei lavrov', 'full name'), ('sergei lavrov', 'surname'), ('sergei lavrov', 'full name')]
    """
    crowd, people = Crowd(bearers), People()
    for step in people.steps():
        step.learn(crowd)
        step.settle()
    return people.found(crowd)


class Crowd:
    """The occurrences of people's names in whole documents, in text order, and what is known of them so far."""

    def __init__(self, bearers: Sequence[Bearer]) -> None:
        self.bearers = bearers
        self.parsed: list[Person] = []
        self.full: Counter = Counter()  # (document, full name) -> how often
        self.chosen: dict[tuple[str, Person], str] = {}  # (document, vague full name) -> person
        self.found: list[tuple[str, str]] = []  # person and reason

    def present(self) -> dict[str, set[str]]:
        """Document -> people whom more than a single name tells."""
        present: dict[str, set[str]] = defaultdict(set)
        for bearer, (key, reason) in zip(self.bearers, self.found):
            if reason != "single name":
                present[bearer.document].add(key)
        return present

    def asking(self) -> list[int]:
        """The single names that may be given names of somebody known from elsewhere."""
        return [
            at
            for at, (_, reason) in enumerate(self.found)
            if reason == "single name" and not self.bearers[at].introduced
        ]


class Step(NamedTuple):
    """What to learn from each part of the corpus, what to do once behind the last, and whether the parts change."""

    learn: Callable[[Crowd], None]
    settle: Callable[[], None] = lambda: None
    changes: bool = False


class People:
    """What is known of the people of a corpus.

    Grows with the number of different names and of people: names, genders, surnames and numbers of documents of each,
    and, of those who stand beside a given name alone, who is in the same documents.
    """

    def __init__(self) -> None:
        self.parts = NameParts()
        self.counts: Counter = Counter()  # full name -> how often
        self.same = SamePeople(Counter())
        self.together: set[tuple[str, str]] = set()  # of same.formal those who are both in one document
        self.documents: dict[str, Counter] = defaultdict(
            Counter
        )  # surname -> people, sure ones, by documents
        self.everywhere: dict[str, Counter] = defaultdict(Counter)  # surname -> people by documents
        self.told: tuple[dict, dict] = {}, {}  # person -> gender by given name, and by title; None for both
        self.genders: dict[str, str] = {}
        self.vague_as: set[tuple[Person, str]] = set()  # vague full name, person whom it meant somewhere
        self.surnames: dict[str, set[str]] = defaultdict(set)  # person -> surnames as they are spelled
        self.companions = Companions()

    def steps(self) -> list[Step]:
        """What to do before `found`, step by step, each with all parts of the corpus."""
        return [
            Step(self._learn_parts, self.parts.settle),
            Step(self._learn_full_names, self._tell_full_names_apart, changes=True),
            Step(self._learn_formal_names, self._join_formal_names),
            Step(self._learn_documents),
            Step(self._choose_vague_names, self._settle_people, changes=True),
            Step(self._learn_single_names, self._look_up_given_names, changes=True),
            Step(self.companions.learn, self.companions.settle),
        ]

    # --- full names ---------------------------------------------------------------------------------------------------

    def _learn_parts(self, crowd: Crowd) -> None:
        self.parts.learn(bearer.name for bearer in crowd.bearers)

    def _learn_full_names(self, crowd: Crowd) -> None:
        crowd.parsed = self.parts.of([bearer[:2] for bearer in crowd.bearers])
        pairs = zip(crowd.bearers, crowd.parsed)
        crowd.full = Counter((bearer.document, name) for bearer, name in pairs if name.given)
        for (_, name), n in crowd.full.items():
            self.counts[name] += n

    def _tell_full_names_apart(self) -> None:
        self.same = SamePeople(self.counts)
        self.counts = Counter()

    def _learn_formal_names(self, crowd: Crowd) -> None:
        """Learn who is in one document with whom the other one may be."""
        other = defaultdict(list)
        for formal, plain in self.same.formal:
            other[formal].append(plain)
        wanted = other.keys() | {plain for _, plain in self.same.formal}
        present: dict[str, set[str]] = defaultdict(set)
        for document, name in crowd.full if wanted else ():
            if (key := self.same.sure.get(name)) in wanted:
                present[document].add(key)
        for here in present.values():
            self.together |= {(key, one) for key in here & other.keys() for one in other[key] if one in here}

    def _join_formal_names(self) -> None:
        """Make those one whom no document has both of."""
        self.same.join({one: other for one, other in self.same.formal if (one, other) not in self.together})

    def _learn_documents(self, crowd: Crowd) -> None:
        """Count the documents of people whose surname a vague name has."""
        wanted = {surname_key(name.surname) for name in self.same.vague}
        found = {
            (surname, self.same.sure[name], document)
            for document, name in (crowd.full if wanted else ())
            if name in self.same.sure and (surname := surname_key(name.surname)) in wanted
        }
        for surname, key, _ in found:
            self.documents[surname][key] += 1

    def _choose_vague_names(self, crowd: Crowd) -> None:
        """Say whom vague names mean, and learn documents and genders of all people."""
        present = _Present(crowd)
        for document, name, n in self._full(crowd, sure=True):
            present.enter(document, name, self.same.sure[name], n)
        for document, name, n in self._full(crowd, sure=False):
            key = self._choose(document, name, present)
            crowd.chosen[document, name] = key
            self.vague_as.add((name, key))
            present.enter(document, name, key, n)
        found = {
            (surname_key(name.surname), self.key(crowd, document, name), document)
            for document, name in crowd.full
        }
        for surname, key, _ in found:
            self.everywhere[surname][key] += 1
        self._learn_genders(crowd)

    def _full(self, crowd: Crowd, *, sure: bool) -> Iterator[tuple[str, Person, int]]:
        """The sure or the vague full names of each document."""
        return ((*place, n) for place, n in crowd.full.items() if (place[1] in self.same.sure) is sure)

    def _choose(self, document: str, name: Person, present: _Present) -> str:
        """The person whom a full name that fits several means in a document, or one of its own."""
        surname, fitting = surname_key(name.surname), self.same.vague[name]
        here = present.people.get((document, surname), Counter())
        ranked = sorted((key for key in fitting if key in here), key=lambda key: (-here[key], key))
        if ranked:
            return ranked[0]
        known = self.documents.get(surname, Counter())
        found = Counter({key: known[key] for key in fitting if known[key]})
        top = found.most_common(1)
        if top and top[0][1] >= DOMINANT_SHARE * found.total():
            return top[0][0]
        return join_key(" ".join(name.given), (surname, name.generation))

    def key(self, crowd: Crowd, document: str, name: Person) -> str:
        """The person whom a full name means."""
        return self.same.sure.get(name) or crowd.chosen[document, name]

    def _learn_genders(self, crowd: Crowd) -> None:
        """Take in what titles and given names tell."""
        by_name, titles = self.told
        for bearer, name in zip(crowd.bearers, crowd.parsed):
            gender = bearer.gender or (gender_of(name) if name.given else None)
            if name.given and gender:
                key, told = self.key(crowd, bearer.document, name), titles if bearer.gender else by_name
                if told.setdefault(key, gender) != gender:
                    told[key] = None

    def _settle_people(self) -> None:
        """Draw the conclusions: the gender is that of titles where they agree, without any that of given names."""
        by_name, titles = self.told
        self.genders = {key: gender for key, gender in (by_name | titles).items() if gender}
        self.told, self.documents = ({}, {}), defaultdict(Counter)
        for name, key in self._borne():
            self.surnames[key].add(name.surname)

    def _borne(self) -> Iterator[tuple[Person, str]]:
        """Each full name of the corpus and the person, or one of the persons, whom it means."""
        yield from self.same.sure.items()
        yield from self.vague_as

    # --- single names -------------------------------------------------------------------------------------------------

    def _learn_single_names(self, crowd: Crowd) -> None:
        """Say whom single names mean, and learn which are left that may be given names."""
        present = _Present(crowd)
        for sure in (True, False):
            for document, name, n in self._full(crowd, sure=sure):
                present.enter(document, name, self.key(crowd, document, name), n)
        for bearer, name in zip(crowd.bearers, crowd.parsed):
            if bearer.office and name.given:
                present.offices[bearer.document, self.key(crowd, bearer.document, name)].add(bearer.office)
        for at, (bearer, name) in enumerate(zip(crowd.bearers, crowd.parsed)):
            if name.given:
                crowd.found.append((self.key(crowd, bearer.document, name), "full name"))
            else:
                crowd.found.append(self._lone(bearer, name, present))
            present.last[bearer.document, crowd.found[-1][0]] = at
        self.companions.learn_names(crowd)

    def _look_up_given_names(self) -> None:
        self.companions.settle_names(self._borne())

    def found(self, crowd: Crowd) -> list[tuple[str, str]]:
        """For each occurrence the key of the person and the reason."""
        result, asking = list(crowd.found), crowd.asking()
        present = crowd.present() if asking else {}
        for at in asking:
            gender, here = crowd.bearers[at].gender, present.get(crowd.bearers[at].document, _NONE)
            surnames = set().union(*(self.surnames.get(other, _NONE) for other in here))
            beside = self.companions.of(here)
            fitting = [
                key
                for key in self.companions.bearers(crowd.parsed[at].surname)
                if (gender is None or self.genders.get(key, gender) == gender)
                and (key in here or key in beside or not surnames.isdisjoint(self.surnames.get(key, _NONE)))
            ]
            if len(fitting) == 1:
                result[at] = fitting[0], "given name, known from elsewhere"
        return result

    def _lone(self, bearer: Bearer, name: Person, present: _Present) -> tuple[str, str]:
        """The person whom a single name means, and the reason."""
        surname, document = surname_key(name.surname), bearer.document
        here = self._fitting(present.people.get((document, surname)), bearer, name, present)
        here = here or self._fitting(present.people.get((document, "~" + surname)), bearer, name, present)
        if len(here) == 1:
            return here[0][0], "surname"
        if here:
            tie = here[0][1] == here[1][1]
            return here[0][0], f"surname, {'nearest' if tie else 'most named'} bearer in the document"
        given = present.people.get((document, "*" + spelling_key(name.surname)))
        by_given = self._fitting(given, bearer, name, present)
        if len(by_given) == 1:
            return by_given[0][0], "given name"
        corpus = self._fitting(self.everywhere.get(surname), bearer, name, present)
        if corpus and corpus[0][1] >= DOMINANT_SHARE * sum(n for _, n in corpus):
            return corpus[0][0], "surname, only or dominant bearer in the corpus"
        return f"? {surname} {name.generation}".strip(), "single name"

    def _fitting(
        self, people: Counter | None, bearer: Bearer, name: Person, present: _Present
    ) -> list[tuple[str, int]]:
        """Those of the people whom a single name fits best, most named and then nearest first."""
        if not people:
            return []
        known = list(people.items())
        if len(known) > 1:
            # Those whose surname is spelled just so, before those of another romanisation.
            exact = [(key, n) for key, n in known if name.surname in self.surnames.get(key, _NONE)]
            known = exact or known
        if gender := bearer.gender:
            known = [(key, n) for key, n in known if self.genders.get(key, gender) == gender]
            # "Mrs. Clinton" is the one who is known as a woman rather than one of whom nothing is known.
            known = [(key, n) for key, n in known if self.genders.get(key) == gender] or known
        if bearer.office and len(known) > 1:
            # "Mayor Lee" is the one whom the document calls so.
            holders = [
                (key, n)
                for key, n in known
                if bearer.office in present.offices.get((bearer.document, key), ())
            ]
            known = holders or known
        # "Trump Jr." is the one with that suffix; a bare surname rather the one without.
        same = [(key, n) for key, n in known if _generation(key) == name.generation] or known
        if len(same) < 2:
            return same
        # Those who are not named yet stay in text order.
        return sorted(same, key=lambda item: (-item[1], -present.last.get((bearer.document, item[0]), -1)))


class _Present:
    """Who is in each of some documents, by the names that are given there."""

    def __init__(self, crowd: Crowd) -> None:
        self.people: dict[tuple[str, str], Counter] = defaultdict(Counter)
        self.offices: dict[tuple[str, str], set[str]] = defaultdict(set)  # (document, person) -> offices
        self.last: dict[tuple[str, str], int] = {}  # (document, person) -> the last occurrence so far

    def enter(self, document: str, name: Person, key: str, n: int) -> None:
        """Note that the document has the person: by surname, its last word ("~") and first given name ("*")."""
        self.people[document, surname_key(name.surname)][key] += n
        self.people[document, "*" + spelling_key(name.given[0])][key] += n
        parts = name.surname.replace("-", " ").split(" ")
        if len(parts) > 1:
            self.people[document, "~" + surname_key(parts[-1])][key] += n


class Companions:
    """Who is in most other documents of somebody beside whom a given name stands alone.

    Grows with the number of people beside whom one does, and of those with that given name who are in their documents.
    """

    def __init__(self) -> None:
        self.wanted: dict[str, set[str]] = defaultdict(
            set
        )  # person -> given names that stand alone beside them
        self.known: dict[str, set[str]] = {}  # given name that stands alone somewhere -> people who have it
        self.given: dict[str, set[str]] = defaultdict(set)  # and the other way round
        self.documents: Counter = Counter()
        self.together: Counter = Counter()  # (person, one with such a given name) -> documents with both
        self.beside: dict[str, set[str]] = defaultdict(set)

    def learn_names(self, crowd: Crowd) -> None:
        """Take in which given names stand alone, and beside whom."""
        asking = crowd.asking()
        present = crowd.present() if asking else {}
        for at in asking:
            name = spelling_key(crowd.parsed[at].surname)
            self.known.setdefault(name, set())
            for other in present.get(crowd.bearers[at].document, ()):
                self.wanted[other].add(name)

    def settle_names(self, borne: Iterator[tuple[Person, str]]) -> None:
        """Look up who of all people has these given names."""
        for name, key in borne if self.known else ():
            given = spelling_key(name.given[0])
            if given in self.known:
                self.known[given].add(key)
                self.given[key].add(given)

    def learn(self, crowd: Crowd) -> None:
        """Count the documents that people share."""
        for here in crowd.present().values() if self.given else ():
            candidates = [(key, self.given[key]) for key in here & self.given.keys()]
            for other in here & self.wanted.keys():
                self.documents[other] += 1
                for key, names in candidates:
                    if key != other and not names.isdisjoint(self.wanted[other]):
                        self.together[other, key] += 1

    def settle(self) -> None:
        """Keep those who are in enough of the other documents. Here, where they are not named, they are not."""
        for (other, key), n in self.together.items():
            elsewhere = self.documents[other] - 1
            if elsewhere and n >= COMPANION_SHARE * elsewhere:
                self.beside[other].add(key)
        self.together, self.documents, self.wanted = Counter(), Counter(), defaultdict(set)

    def bearers(self, name: str) -> set[str]:
        """The people who have that given name."""
        return self.known.get(spelling_key(name), set())

    def of(self, people: set[str]) -> set[str]:
        """Those who are in most other documents of any of these people."""
        return set().union(*(self.beside[key] for key in people & self.beside.keys()))


def _generation(key: str) -> str:
    last = key.rsplit(" ", 1)[-1]
    return last if last in _generations() else ""


@cache
def _generations() -> frozenset[str]:
    found = lexicons.entries("name_particles")
    return frozenset(lexicons.fold(entry["form"]) for entry in found if entry["kind"] == "generation")
