"""Which occurrences of people's names in a corpus are one person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from toolkit import lexicons
from toolkit.actors.names import Person, gender_of, person
from toolkit.actors.spellings import given_key, is_given_name, spelling_key, surname_key

# Where several people of the corpus share a surname, a document that names none of them in full is taken to mean the
# one whom at least this share of the documents with a full name has.
DOMINANT_SHARE = 0.8

# A given name alone goes to somebody of the corpus who is in this share of the other documents of a person beside it.
COMPANION_SHARE = 0.5

Block = tuple[str, str]  # key of the surname, generation


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
    parsed = _parsed(bearers)
    people = _People()
    full = Counter((bearer.document, name) for bearer, name in zip(bearers, parsed) if name.given)
    people.add_full_names(full)
    people.add_genders(
        {(bearer.gender, bearer.document, name) for bearer, name in zip(bearers, parsed) if name.given}
    )
    people.add_offices(bearers, parsed)
    found = []
    last: dict[tuple[str, str], int] = {}  # (document, person) -> the last occurrence so far
    for at, (bearer, name) in enumerate(zip(bearers, parsed)):
        if name.given:
            found.append((people.key(bearer.document, name), "full name"))
        else:
            found.append(people.lone(bearer, name, last))
        last[bearer.document, found[-1][0]] = at
    return _with_given_names(bearers, parsed, found, people)


def _with_given_names(
    bearers: Sequence[Bearer], parsed: list[Person], found: list[tuple[str, str]], people: _People
) -> list[tuple[str, str]]:
    """What was found, single names that are the given name of somebody known from elsewhere led to that person."""
    asking = [
        at for at, (_, reason) in enumerate(found) if reason == "single name" and not bearers[at].introduced
    ]
    known = people.by_given_name() if asking else {}
    documents: dict[str, set[str]] = defaultdict(set)
    present: dict[str, set[str]] = defaultdict(set)
    for bearer, (key, reason) in zip(bearers, found) if known else ():
        if reason != "single name":
            documents[key].add(bearer.document)
            present[bearer.document].add(key)
    result = list(found)
    for at in asking:
        here, candidates = bearers[at].document, known.get(spelling_key(parsed[at].surname), set())
        gender = bearers[at].gender
        fitting = [
            key
            for key in sorted(candidates)
            if people.genders.get(key, gender) in {gender, None} or gender is None
            if key in present[here]
            or any(_is_beside(key, other, here, documents, people) for other in present[here])
        ]
        if len(fitting) == 1:
            result[at] = fitting[0], "given name, known from elsewhere"
    return result


def _is_beside(key: str, other: str, here: str, documents: dict[str, set[str]], people: _People) -> bool:
    """Whether a person of a document leads to another one of the corpus: by surname, or named together elsewhere."""
    if people.surnames[key] & people.surnames[other]:
        return True
    elsewhere = len(documents[other]) - (here in documents[other])
    if not elsewhere or len(documents[key]) < COMPANION_SHARE * elsewhere:
        return False  # without looking at documents of somebody whom a large corpus names everywhere
    together = documents[key] & documents[other]
    return len(together) - (here in together) >= COMPANION_SHARE * elsewhere


def _parsed(bearers: Sequence[Bearer]) -> list[Person]:
    """The parts of each name, where other names of the corpus show them better than its own form does.

    "Wasserman Schultz" is a surname beside "Debbie Wasserman Schultz", "Orban Viktor" is "Viktor Orban", and "Ocasio
    Cortez" is hyphenated where it is so elsewhere.
    """
    texts = dict.fromkeys(bearer.name for bearer in bearers)
    parsed = {text: person(text) for text in texts}
    hyphenated = {name.surname for name in parsed.values() if "-" in name.surname and name.given}
    for text, name in parsed.items():
        if name.given and f"{name.given[-1]}-{name.surname}" in hyphenated:
            parsed[text] = name._replace(given=name.given[:-1], surname=f"{name.given[-1]}-{name.surname}")
    known = set(parsed.values())
    for text, name in parsed.items():
        turned = Person((name.surname,), name.given[0], name.generation) if len(name.given) == 1 else None
        if turned in known and is_given_name(name.surname) and not is_given_name(name.given[0]):
            parsed[text] = turned
    endings = _endings(set(parsed.values()))
    here: dict[str, set[Person]] = defaultdict(set)
    doubtful = {name for name in parsed.values() if _words(name) in endings}
    for bearer in bearers if doubtful else ():
        if len(parsed[bearer.name].given) > 1:
            here[bearer.document].add(parsed[bearer.name])
    inside = {document: _endings(names) for document, names in here.items()}
    beginnings = _beginnings(bearers, parsed)
    found = []
    for bearer in bearers:
        name = parsed[bearer.name]
        name = beginnings.get((bearer.document, _words(name)), name)
        if name in doubtful:
            words = _words(name)
            if words in inside.get(bearer.document, ()) or (
                len(endings[words]) == 1 and not is_given_name(words[0])
            ):
                name = Person((), name.surname, name.generation)
        found.append(name)
    return found


def _beginnings(
    bearers: Sequence[Bearer], parsed: dict[str, Person]
) -> dict[tuple[str, tuple[str, ...]], Person]:
    """(document, given names) -> the one full name of the document that begins so: "John Paul" of "John Paul Lee"."""
    found: dict[tuple[str, tuple[str, ...]], set[Person]] = defaultdict(set)
    for bearer in bearers:
        name = parsed[bearer.name]
        if len(name.given) > 1 and all(len(word) > 1 for word in name.given):
            found[bearer.document, (*name.given, "")].add(name)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _words(name: Person) -> tuple[str, ...]:
    return (*name.given, name.surname, name.generation)


def _endings(names: Iterable[Person]) -> dict[tuple[str, ...], set[str]]:
    """What full names of three parts or more end in, given names included, and the first given names before it."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name in names:
        words = _words(name)
        for at in range(1, len(name.given)):
            if len(words[at]) > 1:
                found[words[at:]].add(given_key(words[0], name.surname))
    return found


class _Known(NamedTuple):
    """A person whom full names tell: the key, the forms of the given name, and the middle names."""

    key: str
    given: frozenset[str]
    middle: tuple[str, ...]


class _People:
    """The people of a corpus, found by their names."""

    def __init__(self) -> None:
        self.sure: dict[Person, str] = {}  # full name -> person
        self.vague: dict[Person, list[str]] = {}  # full name that fits several -> these people
        self.chosen: dict[tuple[str, Person], str] = {}  # (document, vague full name) -> person
        self.in_document: dict[tuple[str, str], Counter] = defaultdict(Counter)
        self.everywhere: dict[str, Counter] = {}  # surname -> people by documents
        self.genders: dict[str, str] = {}
        self.offices: dict[tuple[str, str], set[str]] = defaultdict(set)  # (document, person) -> offices
        self.surnames: dict[str, set[str]] = defaultdict(set)  # person -> surnames as they are spelled

    def add_full_names(self, full: Counter) -> None:
        """Take in full names: (document, name) -> how often."""
        counts: Counter = Counter()
        for (_, name), n in full.items():
            counts[name] += n
        blocks: dict[Block, list[Person]] = defaultdict(list)
        for name in sorted(counts, key=lambda name: (-len(name.given), -counts[name], name)):
            blocks[surname_key(name.surname), name.generation].append(name)
        known = {block: self._add_block(block, names) for block, names in blocks.items()}
        self._join_formal_names(known, full)
        documents: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for sure in (True, False):
            for (document, name), n in full.items():
                if (name in self.sure) is sure:
                    key = self.sure[name] if sure else self._choose(document, name, documents)
                    if not sure:
                        self.chosen[document, name] = key
                    self._enter(document, name, key, n)
            for (document, name), _ in full.items():
                if (name in self.sure) is sure:
                    documents[surname_key(name.surname)].add((self.key(document, name), document))
        self.everywhere = {surname: Counter(key for key, _ in found) for surname, found in documents.items()}

    def _join_formal_names(self, known: dict[Block, list[_Known]], full: Counter) -> None:
        """Make "Joseph R. Biden Jr." and "Joe Biden" one, which no document has both of.

        A name in full form, with a middle name and "Jr.", is how some papers name whom others call without. A name
        with "Jr." alone is told from the father's by it.
        """
        formal = [(block, one) for block, found in known.items() if block[1] for one in found if one.middle]
        if not formal:
            return
        documents: dict[str, set[str]] = defaultdict(set)
        for document, name in full:
            if name in self.sure:
                documents[self.sure[name]].add(document)
        joined = {}
        for (surname, _), one in formal:
            first = {given_key(form, surname) for form in one.given}
            fitting = [
                other
                for other in known.get((surname, ""), ())
                if first & {given_key(form, surname) for form in other.given}
                and _agree(other.middle, one.middle)
            ]
            if len(fitting) == 1 and not documents[one.key] & documents[fitting[0].key]:
                joined[one.key] = fitting[0].key
        self.sure = {name: joined.get(key, key) for name, key in self.sure.items()}
        self.vague = {name: [joined.get(key, key) for key in keys] for name, keys in self.vague.items()}

    def _add_block(self, block: Block, names: list[Person]) -> list[_Known]:
        """The people among full names of one surname; names with most parts come first."""
        known: list[_Known] = []
        groups: dict[str, list[Person]] = defaultdict(list)
        for name in names:
            if len(name.given[0]) > 1:
                groups[given_key(name.given[0], name.surname)].append(name)
        for given, group in sorted(groups.items()):
            known += self._add_group(block, given, group)
        for name in (name for name in names if len(name.given[0]) == 1):
            fitting = [
                one
                for one in known
                if any(form.startswith(name.given[0]) for form in one.given)
                and _agree(one.middle, name.given[1:])
            ]
            if not fitting:
                fitting = [
                    _Known(_key(" ".join(name.given), block), frozenset(name.given[:1]), name.given[1:])
                ]
                known += fitting
            self._add_name(name, fitting)
        return known

    def _add_group(self, block: Block, given: str, group: list[Person]) -> list[_Known]:
        """The people among names of one surname and one given name: those whom middle names tell apart."""
        forms = frozenset(name.given[0] for name in group)
        middles: list[tuple[str, ...]] = []
        for name in group:
            if name.given[1:] and not any(_agree(middle, name.given[1:]) for middle in middles):
                middles.append(name.given[1:])
        if len(middles) <= 1:
            people = [_Known(_key(given, block), forms, middles[0] if middles else ())]
        else:
            keys = [_key(" ".join([given, *middle]), block) for middle in middles]
            people = [_Known(key, forms, middle) for key, middle in zip(keys, middles)]
        for name in group:
            self._add_name(name, [one for one in people if _agree(one.middle, name.given[1:])])
        return people

    def _add_name(self, name: Person, fitting: list[_Known]) -> None:
        if len(fitting) == 1:
            self.sure[name] = fitting[0].key
        else:
            self.vague[name] = [one.key for one in fitting]

    def _choose(self, document: str, name: Person, documents: dict[str, set[tuple[str, str]]]) -> str:
        """The person whom a full name that fits several means in a document, or one of its own."""
        surname = surname_key(name.surname)
        here = self.in_document.get((document, surname), Counter())
        ranked = sorted((key for key in self.vague[name] if key in here), key=lambda key: (-here[key], key))
        if ranked:
            return ranked[0]
        found = Counter(key for key, _ in documents[surname] if key in self.vague[name]).most_common(1)
        total = sum(key in self.vague[name] for key, _ in documents[surname])
        if found and found[0][1] >= DOMINANT_SHARE * total:
            return found[0][0]
        return _key(" ".join(name.given), (surname, name.generation))

    def _enter(self, document: str, name: Person, key: str, n: int) -> None:
        """Note that the document has the person: by surname, its last word ("~") and first given name ("*")."""
        self.in_document[document, surname_key(name.surname)][key] += n
        self.in_document[document, "*" + spelling_key(name.given[0])][key] += n
        parts = name.surname.replace("-", " ").split(" ")
        if len(parts) > 1:
            self.in_document[document, "~" + surname_key(parts[-1])][key] += n
        self.surnames[key].add(name.surname)

    def add_genders(self, seen: Iterable[tuple[str | None, str, Person]]) -> None:
        """Take in what titles and given names tell: (gender of the title, document, full name).

        The gender is that of titles where they agree and, of those without any, that of the given names.
        """
        titles: dict[str, set[str]] = defaultdict(set)
        by_name: dict[str, set[str]] = defaultdict(set)
        for gender, document, name in seen:
            key = self.key(document, name)
            if gender:
                titles[key].add(gender)
            elif given := gender_of(name):
                by_name[key].add(given)
        self.genders = {key: min(found) for key, found in (by_name | titles).items() if len(found) == 1}

    def add_offices(self, bearers: Sequence[Bearer], parsed: list[Person]) -> None:
        """Take in the offices that each document gives full names."""
        for bearer, name in zip(bearers, parsed):
            if bearer.office and name.given:
                self.offices[bearer.document, self.key(bearer.document, name)].add(bearer.office)

    def by_given_name(self) -> dict[str, set[str]]:
        """Spelling key of a first given name -> the people of the corpus who have it."""
        found: dict[str, set[str]] = defaultdict(set)
        for (_, key), people in self.in_document.items():
            if key.startswith("*"):
                found[key[1:]].update(people)
        return found

    def key(self, document: str, name: Person) -> str:
        """The person whom a full name means."""
        return self.sure.get(name) or self.chosen[document, name]

    def lone(self, bearer: Bearer, name: Person, last: dict[tuple[str, str], int]) -> tuple[str, str]:
        """The person whom a single name means, and the reason."""
        surname, document = surname_key(name.surname), bearer.document
        here = self._fitting(self.in_document.get((document, surname)), bearer, name, last)
        here = here or self._fitting(self.in_document.get((document, "~" + surname)), bearer, name, last)
        if len(here) == 1:
            return here[0][0], "surname"
        if here:
            tie = here[0][1] == here[1][1]
            return here[0][0], f"surname, {'nearest' if tie else 'most named'} bearer in the document"
        given = self.in_document.get((document, "*" + spelling_key(name.surname)))
        by_given = self._fitting(given, bearer, name, last)
        if len(by_given) == 1:
            return by_given[0][0], "given name"
        corpus = self._fitting(self.everywhere.get(surname), bearer, name, last)
        if corpus and corpus[0][1] >= DOMINANT_SHARE * sum(n for _, n in corpus):
            return corpus[0][0], "surname, only or dominant bearer in the corpus"
        return f"? {surname} {name.generation}".strip(), "single name"

    def _fitting(
        self, people: Counter | None, bearer: Bearer, name: Person, last: dict[tuple[str, str], int]
    ) -> list[tuple[str, int]]:
        """Those of the people whom a single name fits best, most named and then nearest first."""
        if not people:
            return []
        known = list(people.items())
        if len(known) > 1:
            # Those whose surname is spelled just so, before those of another romanisation.
            exact = [(key, n) for key, n in known if name.surname in self.surnames[key]]
            known = exact or known
        if gender := bearer.gender:
            known = [(key, n) for key, n in known if self.genders.get(key, gender) == gender]
            # "Mrs. Clinton" is the one who is known as a woman rather than one of whom nothing is known.
            known = [(key, n) for key, n in known if self.genders.get(key) == gender] or known
        if bearer.office and len(known) > 1:
            # "Mayor Lee" is the one whom the document calls so.
            holders = [
                (key, n) for key, n in known if bearer.office in self.offices.get((bearer.document, key), ())
            ]
            known = holders or known
        # "Trump Jr." is the one with that suffix; a bare surname rather the one without.
        same = [(key, n) for key, n in known if _generation(key) == name.generation] or known
        if len(same) < 2:
            return same
        # Those who are not named yet stay in text order.
        return sorted(same, key=lambda item: (-item[1], -last.get((bearer.document, item[0]), -1)))


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two people of one given name and surname can be one by their middle names.

    Initials have to stand in the same place ("W." and "H.W." do not agree); of whole names the fewer have to be among
    the more. No middle name speaks against none.
    """
    short, long = sorted((one, other), key=len)
    if all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short, long)):
        return True
    return all(len(word) > 1 and word in long for word in short)


def _key(given: str, block: Block) -> str:
    return " ".join(part for part in (given, *block) if part)


def _generation(key: str) -> str:
    last = key.rsplit(" ", 1)[-1]
    return last if last in _generations() else ""


@cache
def _generations() -> frozenset[str]:
    found = lexicons.entries("name_particles")
    return frozenset(lexicons.fold(entry["form"]) for entry in found if entry["kind"] == "generation")
