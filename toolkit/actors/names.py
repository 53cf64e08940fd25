"""Names as strings: the parts of a person's name, acronyms with their full names, and how two forms differ.

>>> person("Sergei V. Lavrov").surname, person("J.D. Vance").given
('lavrov', ('j', 'd'))
>>> sorted(acronyms("World Health Organization"))
['WHO']
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from toolkit import lexicons
from toolkit.actors.spellings import family_name_first, is_given_name, surname_key
from toolkit.actors.spellings import organisation_key as organisation_key

# Two letters fit too many names ("AP", "IS"); ten are the longest of the UN's list of acronyms in common use.
SHORTEST_ACRONYM, LONGEST_ACRONYM = 3, 10
# Where an acronym and a name whose initials it has never stand in one document, three letters fit too many names.
SHORTEST_ACRONYM_ELSEWHERE = 4
_SMALL = frozenset("of for and in the to on de la du des with against a an at by & y e".split())
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.)+[^\W\d_]")
_VOWELS = frozenset("AEIOUY")
_NICKNAME = re.compile(r"(?<=\s)[\"“”'‘’(][^\"“”'‘’()]{2,}[\"“”'‘’)](?=\s)")


class Person(NamedTuple):
    """A person's name in parts, folded: 'Jean-Claude van Damme Jr.' -> ('jean-claude',), 'van damme', 'jr'."""

    given: tuple[str, ...]
    surname: str
    generation: str = ""


def visible(text: str) -> str:
    """A text on one line without what cannot be seen (byte order mark, zero-width space, soft hyphen)."""
    if not text.isascii():
        shown = "".join(character for character in text if unicodedata.category(character) != "Cf")
        text = shown if shown.strip() else text
    return " ".join(text.split())


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def plain(name: str) -> str:
    """A person's name without what is no part of it: invisible characters, quotation marks, a nickname.

    >>> plain('audiences,"Katie  Packer'), plain("William “Bill” Weld")
    ('Katie Packer', 'William Weld')
    """
    shown = " ".join(_NICKNAME.sub("", visible(name)).split())
    parts = [part.strip(" ,;") for part in re.split(r"[\"“”„«»]", shown)]
    return max(parts, key=len) or shown


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def person(name: str) -> Person:
    """The parts of a name without titles: given names, surname with its particles, and "Jr", "II" behind it.

    Initials are given names of one letter each ("J.D." and "JD" -> 'j', 'd'). A family name that stands first, as far
    as the form tells, is the surname ("Xi Jinping"). "Ben", "Al" in front are given names, not particles.
    """
    words = [part for part in _words(plain(name)) if lexicons.fold(part)]
    folded = [lexicons.fold(word) for word in words]
    kinds = _parts()
    generation = ""
    while len(folded) > 1 and kinds.get(folded[-1]) in {"suffix", "generation"}:
        last = folded.pop()
        generation = last if kinds[last] == "generation" else generation
    words = words[: len(folded)]
    if family_name_first(words):
        return Person(tuple(folded[1:]), folded[0], generation)
    at = len(folded) - 1
    while at > 0 and kinds.get(folded[at - 1]) == "particle":
        at -= 1
    if at == 0 and len(folded) > 1 and words[0][0].isupper() and is_given_name(folded[0]):
        at = 1  # "Ben Carson", "Al Gore"
    return Person(tuple(folded[:at]), " ".join(folded[at:]), generation) if folded else Person((), "")


def _words(name: str) -> list[str]:
    """The words of a name, joined initials taken apart."""
    shouted = name.isupper()
    found: list[str] = []
    for word in name.split():
        dotted = _INITIALS.fullmatch(word)
        bare = len(word) == 2 and word.isalpha() and word.isupper() and not shouted
        if dotted or (bare and not _VOWELS & set(word)):
            found += [letter for letter in word if letter != "."]
        else:
            found.append(word)
    return found if len(found) > 1 and len(found[-1].strip(".")) > 1 else name.split()


@cache
def _parts() -> dict[str, str]:
    return {lexicons.fold(entry["form"]): entry["kind"] for entry in lexicons.entries("name_particles")}


def in_title_case(name: str) -> str:
    """A name that stands in capitals as it is usually spelled: initials and numbers stay, particles are small.

    >>> in_title_case("WOLF J.D. O'BRIEN VON DER LEYEN III")
    "Wolf J.D. O'Brien von der Leyen III"
    """
    kinds = _parts()

    def word(at: int, form: str) -> str:
        kind = kinds.get(lexicons.fold(form))
        if re.fullmatch(r"(?:\w\.)+|\w|[IVX]+", form):
            return form
        return form.lower() if kind == "particle" and at else form.title()

    return " ".join(word(at, form) for at, form in enumerate(name.split()))


def gender_of(name: Person) -> str | None:
    """The gender that the first given name that is no initial tells, or None."""
    given = next((given for given in name.given if len(given) > 1), "")
    return lexicons.first_name_gender(given.capitalize())


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def acronyms(full: str) -> frozenset[str]:
    """The acronyms that a full name may have: initials of all its words, and of all but the small ones.

    >>> sorted(acronyms("Organization for Security and Co-operation in Europe"))
    ['OFSACIE', 'OSCE']
    """
    parts = [part for part in re.split(r"[\s/]+", full) if part[:1].isalpha()]
    every = "".join(part[0] for part in parts).upper()
    large = "".join(part[0] for part in parts if part.lower() not in _SMALL).upper()
    return frozenset(form for form in (every, large) if SHORTEST_ACRONYM <= len(form) <= LONGEST_ACRONYM)


class Expansions(NamedTuple):
    """Which full name an acronym stands for: as a document tells, and as the corpus does elsewhere. All are keys."""

    told: dict[tuple[str, str], str]
    beside: dict[tuple[str, str], str]
    everywhere: dict[str, str]

    def key(self, document: str, name: str) -> tuple[str, str]:
        """The key of the organisation that `name` means in `document`, and the reason."""
        short = lexicons.fold(name)
        if (document, short) in self.told:
            return self.told[document, short], "acronym of the name"
        if short in lexicons.known_bodies():
            return organisation_key(name), "name of an organisation"
        found = self.beside.get((document, short)) or self.everywhere.get(short)
        if found:
            return found, "acronym of the name"
        return organisation_key(name), "name of an organisation"


class Acronyms:
    """What the acronyms of a corpus stand for, learnt from one part of it after the other.

    Grows with the number of different acronyms and names of organisations: one key each, or None where there are
    several.
    """

    def __init__(self) -> None:
        self.votes: dict[str, str | None] = {}  # acronym -> the one name that documents with both tell
        self.fitting: dict[str, str | None] = {}  # initials -> the one name of the corpus that has them
        self.shorts: set[str] = set()  # what is written like an acronym

    def learn(
        self, names: Iterable[tuple[str, str]], told: Iterable[tuple[str, str, str]] = ()
    ) -> Expansions:
        """Take in whole documents; what they tell by themselves. `names` and `told` are as in `expansions`."""
        said = {(document, lexicons.fold(short)): organisation_key(full) for document, short, full in told}
        for (_, short), full in said.items():
            _add_key(self.votes, short, full)
        by_document: dict[str, set[str]] = defaultdict(set)
        for document, name in names:
            by_document[document].add(name)
        beside = {}
        for document, forms in by_document.items():
            for short, keys in self._learn_document(forms).items():
                if len(keys) == 1:
                    beside[document, short] = next(iter(keys))
        return Expansions(said, beside, {})

    def _learn_document(self, forms: set[str]) -> dict[str, set[str]]:
        """Acronym -> keys of the names of this document that fit it."""
        here = {lexicons.fold(name) for name in forms if name.isupper() and " " not in name}
        self.shorts |= here
        found: dict[str, set[str]] = defaultdict(set)
        for name in forms:
            for initials in acronyms(name) if " " in name else ():
                key = organisation_key(name)
                _add_key(self.fitting, initials.lower(), key)
                if initials.lower() in here:
                    _add_key(self.votes, initials.lower(), key)
                    found[initials.lower()].add(key)
        return found

    def add(self, other: Acronyms) -> None:
        """Take in what another part of the corpus tells."""
        self.shorts |= other.shorts
        for mine, more in ((self.votes, other.votes), (self.fitting, other.fitting)):
            for short, key in more.items():
                _add_key(mine, short, key)

    def everywhere(self) -> dict[str, str]:
        """Acronym -> the one name that it stands for, as far as the corpus tells."""
        votes = dict(self.votes)
        for short in self.shorts - votes.keys():
            if len(short) >= SHORTEST_ACRONYM_ELSEWHERE:
                votes[short] = self.fitting.get(short)
        return {short: key for short, key in votes.items() if key is not None}


def _add_key(found: dict[str, str | None], short: str, key: str | None) -> None:
    """Note a key; None for several different ones, in place."""
    if found.setdefault(short, key) != key:
        found[short] = None


def expansions(names: Iterable[tuple[str, str]], told: Iterable[tuple[str, str, str]] = ()) -> Expansions:
    """Which full names the acronyms of a corpus stand for. `names` are (document, name).

    `told` are (document, acronym, full name) where the text has the acronym in brackets behind the name; there its
    letters may be those of another language ("Federal Security Service (FSB)"). Else the initials tell: first within a
    document, where an acronym that fits two of its names keeps to itself; then what all documents agree on; at last,
    for four letters or more, the one name of the corpus that fits.

    >>> expansions([("a", "AFU"), ("a", "Acme Free University")]).key("b", "AFU")
    ('acme free university', 'acronym of the name')
    """
    known = Acronyms()
    return known.learn(names, told)._replace(everywhere=known.everywhere())


def difference(form: str, name: str) -> str:
    """In words, how a form of a person's name differs from the name: why both are one person's.

    >>> difference("Bill Clinton", "William J. Clinton"), difference("Lawrow", "Sergei Lavrov")
    ("'Bill' is a form of 'William'; middle name or initial", 'surname in another romanisation')
    """
    if form == name:
        return "the name itself"
    one, other = person(form), person(name)
    if not one.surname or not other.surname:
        return "another way to write the name"
    found = []
    if one.given and other.given:
        first, second = one.given[0], other.given[0]
        written = (_written(form, first), _written(name, second))
        if first != second and 1 in (len(first), len(second)):
            found.append(f"initial '{min(written, key=len)}' of '{max(written, key=len)}'")
        elif first != second:
            known = lexicons.full_given_names()
            listed = first in known and known.get(first) == known.get(second)
            found.append(
                f"'{written[0]}' is a form of '{written[1]}'"
                if listed
                else "given name in another romanisation"
            )
        if one.given[1:] != other.given[1:]:
            found.append("middle name or initial")
    elif not one.given and other.given and surname_key(one.surname) == surname_key(other.surname):
        found.append("surname")
    if one.surname != other.surname and surname_key(one.surname) == surname_key(other.surname):
        found = [*(part for part in found if part != "surname"), "surname in another romanisation"]
    if one.generation != other.generation:
        found.append("Jr., Sr. or number")
    if not found:
        same = form.casefold() == name.casefold()
        found = ["in other case" if same else "accents, hyphens, full stops or order of the parts"]
    return "; ".join(found)


def _written(name: str, folded: str) -> str:
    """A part of a name as the name has it."""
    return next((word for word in _words(plain(name)) if lexicons.fold(word) == folded), folded)
