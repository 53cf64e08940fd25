"""Which occurrences of people's names in a corpus are one person.

A corpus is told apart in parts of whole documents, `Crowd`s, several times over: `People` is what is known of all of
them, and `People.steps` what has to be learnt before `People.found` can say whom each name means. So memory grows with
the number of different names and people, and with one part, not with the corpus. In each step the parts can be learnt
from in any order and by several processes, since what they tell is counted and put together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from toolkit import lexicons
from toolkit.actors.companions import Companions, names_alone
from toolkit.actors.crowds import Bearer, Crowd
from toolkit.actors.full_names import NameParts, SamePeople, join_key
from toolkit.actors.names import Person, gender_of
from toolkit.actors.spellings import spelling_key, surname_key

# Where several people of the corpus share a surname, a document that names none of them in full is taken to mean the
# one whom at least this share of the documents with a full name has.
DOMINANT_SHARE = 0.8

# What `People.found` rests on.
TOLD_BY = ("genders", "surnames", "companions")

_NONE: frozenset[str] = frozenset()
_Genders = dict[str, str | None]  # person -> gender that is told; None for both


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
        step.add(step.learn(people, crowd))
        step.settle()
    return people.found(crowd)


class Step(NamedTuple):
    """What each part of a corpus tells, what takes that in, and what to do once behind the last part.

    `learn` reads the fields of People in `needs` and changes nothing of them, and the part only if it `changes`; it can
    be sent to another process.
    """

    learn: Callable[[People, Crowd], Any]
    add: Callable[[Any], None]
    settle: Callable[[], None] = lambda: None
    needs: tuple[str, ...] = ()
    changes: bool = False


class _Met(NamedTuple):
    """The people of a part of a corpus."""

    vague_as: set[tuple[Person, str]]  # vague full name, person whom it means
    documents: Counter  # (surname, person) -> documents
    by_name: _Genders
    by_title: _Genders


class People:
    """What is known of the people of a corpus.

    Grows with the number of different names and of people: names, genders, surnames and numbers of documents of each,
    and, of those who stand beside a given name alone, who is in the same documents.
    """

    def __init__(self) -> None:
        self.parts = NameParts()
        self.counts: Counter = Counter()  # full name -> how often
        self.same = SamePeople(Counter())
        self.vague_surnames: set[str] = set()
        self.together: set[tuple[str, str]] = set()  # of same.formal those who are both in one document
        self.documents: dict[str, Counter] = defaultdict(
            Counter
        )  # surname -> people, sure ones, by documents
        self.everywhere: dict[str, Counter] = defaultdict(Counter)  # surname -> people by documents
        self.told: tuple[_Genders, _Genders] = {}, {}  # by given name, and by title
        self.genders: dict[str, str] = {}
        self.vague_as: set[tuple[Person, str]] = set()  # vague full name, person whom it meant somewhere
        self.surnames: dict[str, set[str]] = defaultdict(set)  # person -> surnames as they are spelled
        self.companions = Companions()

    def steps(self) -> list[Step]:
        """What to do before `found`, step by step, each with all parts of the corpus."""
        vague, single = ("same", "documents"), ("same", "genders", "surnames", "everywhere")
        return [
            Step(People._learn_parts, self.parts.add, self.parts.settle),
            Step(
                People._learn_full_names,
                self._add_names,
                self._tell_full_names_apart,
                ("parts",),
                changes=True,
            ),
            Step(People._learn_formal_names, self.together.update, self._join_formal_names, ("same",)),
            Step(People._learn_documents, self._add_documents, needs=("same", "vague_surnames")),
            Step(People._choose_vague_names, self._add_people, self._settle_people, vague, changes=True),
            Step(
                People._learn_single_names, self._add_alone, self._look_up_given_names, single, changes=True
            ),
            Step(People._learn_companions, self._add_together, self._settle_companions, ("companions",)),
        ]

    def only(self, needs: Sequence[str]) -> People:
        """These fields alone, as they are: what is sent to where a step is done."""
        one = People()
        for name in needs:
            setattr(one, name, getattr(self, name))
        return one

    # --- full names ---------------------------------------------------------------------------------------------------

    def _learn_parts(self, crowd: Crowd) -> set[str]:
        return {bearer.name for bearer in crowd.bearers}

    def _learn_full_names(self, crowd: Crowd) -> Counter:
        """How often each full name occurs; says what the parts of each name are."""
        crowd.parsed = self.parts.of([bearer[:2] for bearer in crowd.bearers])
        pairs = zip(crowd.bearers, crowd.parsed)
        crowd.full = Counter((bearer.document, name) for bearer, name in pairs if name.given)
        counts: Counter = Counter()
        for (_, name), n in crowd.full.items():
            counts[name] += n
        return counts

    def _add_names(self, counts: Counter) -> None:
        self.counts.update(counts)

    def _tell_full_names_apart(self) -> None:
        self.same = SamePeople(self.counts)
        self.vague_surnames = {surname_key(name.surname) for name in self.same.vague}
        self.counts = Counter()

    def _learn_formal_names(self, crowd: Crowd) -> set[tuple[str, str]]:
        """Who is in one document with whom the other one may be."""
        other = defaultdict(list)
        for formal, plain in self.same.formal:
            other[formal].append(plain)
        wanted = other.keys() | {plain for _, plain in self.same.formal}
        present: dict[str, set[str]] = defaultdict(set)
        for document, name in crowd.full if wanted else ():
            if (key := self.same.sure.get(name)) in wanted:
                present[document].add(key)
        return {
            (key, one)
            for here in present.values()
            for key in here & other.keys()
            for one in other[key]
            if one in here
        }

    def _join_formal_names(self) -> None:
        """Make those one whom no document has both of."""
        self.same.join({one: other for one, other in self.same.formal if (one, other) not in self.together})

    def _learn_documents(self, crowd: Crowd) -> set[tuple[str, str, str]]:
        """Surname, person and document of people whose surname a vague name has."""
        wanted = self.vague_surnames
        return {
            (surname, self.same.sure[name], document)
            for document, name in (crowd.full if wanted else ())
            if name in self.same.sure and (surname := surname_key(name.surname)) in wanted
        }

    def _add_documents(self, found: set[tuple[str, str, str]]) -> None:
        for surname, key, _ in found:
            self.documents[surname][key] += 1

    def _choose_vague_names(self, crowd: Crowd) -> _Met:
        """The people of these documents; says whom vague names mean."""
        present, vague_as = _Present(), set()
        for document, name, n in self._full(crowd, sure=True):
            present.enter(document, name, self.same.sure[name], n)
        for document, name, n in self._full(crowd, sure=False):
            key = self._choose(document, name, present)
            crowd.chosen[document, name] = key
            vague_as.add((name, key))
            present.enter(document, name, key, n)
        found = {
            (surname_key(name.surname), self.key(crowd, document, name), document)
            for document, name in crowd.full
        }
        counts = Counter((surname, key) for surname, key, _ in found)
        return _Met(vague_as, counts, *self._genders_told(crowd))

    def _add_people(self, met: _Met) -> None:
        self.vague_as |= met.vague_as
        for (surname, key), n in met.documents.items():
            self.everywhere[surname][key] += n
        for told, more in zip(self.told, (met.by_name, met.by_title)):
            for key, gender in more.items():
                _tell(told, key, gender)

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

    def _genders_told(self, crowd: Crowd) -> tuple[_Genders, _Genders]:
        """What given names and titles tell."""
        by_name: _Genders = {}
        titles: _Genders = {}
        for bearer, name in zip(crowd.bearers, crowd.parsed):
            gender = bearer.gender or (gender_of(name) if name.given else None)
            if name.given and gender:
                told = titles if bearer.gender else by_name
                _tell(told, self.key(crowd, bearer.document, name), gender)
        return by_name, titles

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

    def _learn_single_names(self, crowd: Crowd) -> list[tuple[str, set[str]]]:
        """The single names left that may be given names, and who is beside; says whom the others mean."""
        present = _Present()
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
        return names_alone(crowd)

    def _add_alone(self, names: list[tuple[str, set[str]]]) -> None:
        self.companions.add_names(names)

    def _look_up_given_names(self) -> None:
        self.companions.settle_names(self._borne())

    def _learn_companions(self, crowd: Crowd) -> tuple[Counter, Counter]:
        return self.companions.learn(crowd)

    def _add_together(self, counts: tuple[Counter, Counter]) -> None:
        self.companions.add(*counts)

    def _settle_companions(self) -> None:
        self.companions.settle()

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

    def __init__(self) -> None:
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


def _tell(told: _Genders, key: str, gender: str | None) -> None:
    """Note a person's gender, in place; None where several are told."""
    if told.setdefault(key, gender) != gender:
        told[key] = None


def _generation(key: str) -> str:
    last = key.rsplit(" ", 1)[-1]
    return last if last in _generations() else ""


@cache
def _generations() -> frozenset[str]:
    found = lexicons.entries("name_particles")
    return frozenset(lexicons.fold(entry["form"]) for entry in found if entry["kind"] == "generation")
