"""Which full names of a corpus are one person's: by their parts, forms of given names, initials and middle names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from toolkit.actors.names import Person, person
from toolkit.actors.spellings import given_key, is_given_name, surname_key

Block = tuple[str, str]  # key of the surname, generation
Place = tuple[str, str]  # a document and a name as it is written
Words = tuple[str, ...]


class NameParts:
    """The parts of each name, where other names of the corpus show them better than its own form does.

    "Wasserman Schultz" is a surname beside "Debbie Wasserman Schultz", "Orban Viktor" is "Viktor Orban", and "Ocasio
    Cortez" is hyphenated where it is so elsewhere. Names are learnt from one part of the corpus after the other; what
    is kept grows with the number of different names.
    """

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.hyphenated: set[str] = set()
        self.plain: set[Person] = set()  # names of a given name and a surname
        self.endings: dict[Words, str | None] = {}

    def add(self, names: Iterable[str]) -> None:
        """Take in names as they are written."""
        self.texts.update(names)

    def settle(self) -> None:
        """Draw the conclusions from all names that were learnt, which are let go."""
        parsed = {person(text) for text in self.texts}
        self.texts = set()
        self.hyphenated = {name.surname for name in parsed if "-" in name.surname and name.given}
        parsed = {self._joined(name) for name in parsed}
        self.plain = {name for name in parsed if len(name.given) == 1}
        self.endings = _endings({self._turned(name) for name in parsed})

    def of(self, places: Sequence[Place]) -> list[Person]:
        """The parts of each name of whole documents."""
        parsed = {text: self._turned(self._joined(person(text))) for _, text in places}
        here: dict[str, set[Person]] = defaultdict(set)
        doubtful = any(_words(name) in self.endings for name in parsed.values())
        for document, text in places if doubtful else ():
            if len(parsed[text].given) > 1:
                here[document].add(parsed[text])
        inside = {document: _endings(names) for document, names in here.items()}
        beginnings = _beginnings(places, parsed)
        found = []
        for document, text in places:
            name = parsed[text]
            name = beginnings.get((document, _words(name)), name)
            words = _words(name)
            if words in self.endings:
                one = self.endings[words] is not None
                if words in inside.get(document, ()) or (one and not is_given_name(words[0])):
                    name = Person((), name.surname, name.generation)
            found.append(name)
        return found

    def _joined(self, name: Person) -> Person:
        """The name with the hyphen that others write in its surname."""
        if name.given and f"{name.given[-1]}-{name.surname}" in self.hyphenated:
            return name._replace(given=name.given[:-1], surname=f"{name.given[-1]}-{name.surname}")
        return name

    def _turned(self, name: Person) -> Person:
        """The name with the given name in front, where others have it so."""
        if len(name.given) == 1:
            turned = Person((name.surname,), name.given[0], name.generation)
            if turned in self.plain and is_given_name(name.surname) and not is_given_name(name.given[0]):
                return turned
        return name


def _beginnings(places: Sequence[Place], parsed: dict[str, Person]) -> dict[tuple[str, Words], Person]:
    """(document, given names) -> the one full name of the document that begins so: "John Paul" of "John Paul Lee"."""
    found: dict[tuple[str, Words], set[Person]] = defaultdict(set)
    for document, text in places:
        name = parsed[text]
        if len(name.given) > 1 and all(len(word) > 1 for word in name.given):
            found[document, (*name.given, "")].add(name)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _words(name: Person) -> Words:
    return (*name.given, name.surname, name.generation)


def _endings(names: Iterable[Person]) -> dict[Words, str | None]:
    """What full names of three parts or more end in, given names included: the first given name, None for several."""
    found: dict[Words, str | None] = {}
    for name in names:
        words = _words(name)
        for at in range(1, len(name.given)):
            if len(words[at]) > 1:
                first = given_key(words[0], name.surname)
                if found.setdefault(words[at:], first) != first:
                    found[words[at:]] = None
    return found


class _Known(NamedTuple):
    """A person whom full names tell: the key, the forms of the given name, and the middle names."""

    key: str
    given: frozenset[str]
    middle: tuple[str, ...]


class SamePeople:
    """The people whom the full names of a corpus tell, by how often each name occurs in it.

    Grows with the number of different full names.
    """

    def __init__(self, counts: Counter) -> None:
        self.sure: dict[Person, str] = {}  # full name -> person
        self.vague: dict[Person, list[str]] = {}  # full name that fits several -> these people
        blocks: dict[Block, list[Person]] = defaultdict(list)
        for name in sorted(counts, key=lambda name: (-len(name.given), -counts[name], name)):
            blocks[surname_key(name.surname), name.generation].append(name)
        self.formal = _formal_names({block: self._add_block(block, names) for block, names in blocks.items()})

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
                    _Known(join_key(" ".join(name.given), block), frozenset(name.given[:1]), name.given[1:])
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
            people = [_Known(join_key(given, block), forms, middles[0] if middles else ())]
        else:
            keys = [join_key(" ".join([given, *middle]), block) for middle in middles]
            people = [_Known(key, forms, middle) for key, middle in zip(keys, middles)]
        for name in group:
            self._add_name(name, [one for one in people if _agree(one.middle, name.given[1:])])
        return people

    def _add_name(self, name: Person, fitting: list[_Known]) -> None:
        if len(fitting) == 1:
            self.sure[name] = fitting[0].key
        else:
            self.vague[name] = [one.key for one in fitting]

    def join(self, joined: dict[str, str]) -> None:
        """Let the people who are the keys of `joined` be those who are its values."""
        if joined:
            self.sure = {name: joined.get(key, key) for name, key in self.sure.items()}
            self.vague = {name: [joined.get(key, key) for key in keys] for name, keys in self.vague.items()}


def _formal_names(known: dict[Block, list[_Known]]) -> list[tuple[str, str]]:
    """(person in full form, person whom others call without): "Joseph R. Biden Jr." and "Joe Biden" may be one.

    A name in full form, with a middle name and "Jr.", is how some papers name whom others call without. A name
    with "Jr." alone is told from the father's by it. No document may have both: see People.
    """
    found = []
    for (surname, generation), people in known.items():
        for one in people if generation else ():
            first = {given_key(form, surname) for form in one.given}
            fitting = [
                other
                for other in known.get((surname, ""), ())
                if first & {given_key(form, surname) for form in other.given}
                and _agree(other.middle, one.middle)
            ]
            if one.middle and len(fitting) == 1:
                found.append((one.key, fitting[0].key))
    return found


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two people of one given name and surname can be one by their middle names.

    Initials have to stand in the same place ("W." and "H.W." do not agree); of whole names the fewer have to be among
    the more. No middle name speaks against none.
    """
    short, long = sorted((one, other), key=len)
    if all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short, long)):
        return True
    return all(len(word) > 1 and word in long for word in short)


def join_key(given: str, block: Block) -> str:
    """The key of a person."""
    return " ".join(part for part in (given, *block) if part)
