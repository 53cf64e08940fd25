"""Names as strings: the parts of a person's name, and the keys under which two spellings count as one.

>>> person("Sergei V. Lavrov").surname, given_key("Sergei") == given_key("Sergey")
('lavrov', True)
>>> acronyms("World Health Organization")
{'WHO'}
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from toolkit import lexicons

# Where several people of the corpus share a surname, a document that names none of them in full is taken to mean the
# one whom at least this share of the documents with a full name has.
DOMINANT_SHARE = 0.8

# Romanisations differ most in how they end and double letters: Zelensky, Zelenskyy, Zelenskiy; Phillip, Philip.
_ENDINGS = re.compile(r"(?:iy|yy|ii|ij|yi|ie|ei|ey|y|j)$")
_CORPORATE = re.compile(r" (?:inc|corp|corporation|co|ltd|llc|plc|gmbh|ag|sa|nv|group|company)$")
# Two letters fit too many names ("AP", "IS"); ten are the longest of the UN's list of acronyms in common use.
SHORTEST_ACRONYM, LONGEST_ACRONYM = 3, 10
_SMALL = frozenset("of for and in the to on de la du des with against a an at by & y e".split())


class Person(NamedTuple):
    """A person's name in parts, folded: 'Jean-Claude van Damme Jr.' -> ('jean-claude',), 'van damme', 'jr'."""

    given: tuple[str, ...]
    surname: str
    generation: str = ""


@cache
def person(name: str) -> Person:
    """The parts of a name without titles: given names, surname with its particles, and "Jr", "II" behind it."""
    folded = [part for part in map(lexicons.fold, name.split()) if part]
    kinds = _parts()
    generation = ""
    while len(folded) > 1 and kinds.get(folded[-1]) in {"suffix", "generation"}:
        last = folded.pop()
        generation = last if kinds[last] == "generation" else generation
    at = len(folded) - 1
    while at > 0 and kinds.get(folded[at - 1]) == "particle":
        at -= 1
    return Person(tuple(folded[:at]), " ".join(folded[at:]), generation) if folded else Person((), "")


@cache
def _parts() -> dict[str, str]:
    return {lexicons.fold(entry["form"]): entry["kind"] for entry in lexicons.entries("name_particles")}


@cache
def spelling_key(word: str) -> str:
    """A folded name without what romanisations differ in: doubled letters, -y/-iy/-ii endings, final -ow for -ov."""
    plain = re.sub(r"(.)\1+", r"\1", _ENDINGS.sub("i", lexicons.fold(word)))
    return re.sub(r"(?<=.{3})([oe])(?:w|ff?)$", r"\1v", plain)


@cache
def given_key(name: str) -> str:
    """One key for all forms of a given name: "Bill", "William"; "Sergei", "Sergey"."""
    return lexicons.full_given_names().get(lexicons.fold(name)) or spelling_key(name)


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


def organisation_key(name: str) -> str:
    """The key of an organisation: folded, without company form, an acronym that everybody knows in full.

    >>> organisation_key("The Acme Inc."), organisation_key("U.N.")
    ('acme', 'united nations')
    """
    folded = lexicons.fold(name)
    return lexicons.known_bodies().get(folded) or _without_company_form(folded)


def _without_company_form(folded: str) -> str:
    return _CORPORATE.sub("", folded) or folded


def acronyms(full: str) -> set[str]:
    """The acronyms that a full name may have: initials of all its words, and of all but the small ones.

    >>> sorted(acronyms("Organization for Security and Co-operation in Europe"))
    ['OFSACIE', 'OSCE']
    """
    parts = [part for part in re.split(r"[\s/]+", full) if part[:1].isalpha()]
    every = "".join(part[0] for part in parts).upper()
    large = "".join(part[0] for part in parts if part.lower() not in _SMALL).upper()
    return {form for form in (every, large) if SHORTEST_ACRONYM <= len(form) <= LONGEST_ACRONYM}


def expansions(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Key of an acronym -> key of the full name that a document has beside it.

    `names` are (document, name). An acronym with two expansions in the corpus keeps to itself.

    >>> expansions([("a", "OSCE"), ("a", "Organization for Security and Co-operation in Europe")])
    {'osce': 'organization for security and co-operation in europe'}
    """
    by_document: dict[str, dict[str, str]] = defaultdict(dict)
    for document, name in names:
        by_document[document].setdefault(_without_company_form(lexicons.fold(name)), name)
    found: dict[str, set[str]] = defaultdict(set)
    for forms in by_document.values():
        full = [(initials, key) for key, name in forms.items() if " " in name for initials in acronyms(name)]
        for initials, key in full:
            short = initials.lower()
            if short in forms and forms[short].isupper():
                found[short].add(key)
    return {short: keys.pop() for short, keys in found.items() if len(keys) == 1}


class Bearer(NamedTuple):
    """One occurrence of a person's name; `gender` where its title tells ("Mrs. Clinton")."""

    document: str
    name: str
    gender: str | None = None


def tell_people_apart(bearers: Sequence[Bearer]) -> list[tuple[str, str]]:
    """For each occurrence of a name, the key of the person and the reason.

    Full names are one person where surname (up to romanisation) and generation agree and the given names are equal,
    forms of one another, or an initial that fits only this one. A single name goes to who bears it in the document,
    else to the one person, or the dominant one, who bears it in the corpus, and else stays a person of its own. A title
    ("Mrs.") rules out those whom titles or, without them, given names say to be of the other gender. Of equally often
    named ones the nearest before is meant: `bearers` are in text order.

    >>> tell_people_apart([Bearer("a", "Sergei Lavrov"), Bearer("a", "Lavrov"), Bearer("b", "Sergey Lavrov")])
    [('sergei lavrov', 'full name'), ('sergei lavrov', 'surname'), ('sergei lavrov', 'full name')]
    """
    parsed = [person(bearer.name) for bearer in bearers]
    clusters = _cluster(Counter(name for name in parsed if name.given))
    full = [(b, name, clusters[name]) for b, name in zip(bearers, parsed) if name.given]
    in_document, everywhere, genders = _who_bears(full)
    found = []
    last: dict[tuple[str, str], int] = {}  # (document, person) -> the last occurrence so far
    for at, (bearer, name) in enumerate(zip(bearers, parsed)):
        if name.given:
            found.append((clusters[name], "full name"))
        else:
            found.append(_lone(bearer, name, in_document, everywhere, genders, last))
        last[bearer.document, found[-1][0]] = at
    return found


def _cluster(counts: Counter) -> dict[Person, str]:
    """Full name -> key of the person."""
    blocks: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for name in sorted(counts, key=lambda name: (len(name.given[0]) == 1, -counts[name], name)):
        blocks[spelling_key(name.surname), name.generation].append(name)
    found: dict[Person, str] = {}
    for (surname, generation), block in blocks.items():
        known: dict[str, str] = {}  # given names seen, and the person's key
        for name in block:
            first = name.given[0]
            key = f"{given_key(first)} {surname} {generation}".strip()
            if len(first) > 1:
                known[first] = key
            else:
                fitting = {other for given, other in known.items() if given.startswith(first)}
                key = fitting.pop() if len(fitting) == 1 else key
            found[name] = key
    return found


def _who_bears(
    full: list[tuple[Bearer, Person, str]],
) -> tuple[dict[tuple[str, str], Counter], dict[str, Counter], dict[str, str]]:
    """(document, name) -> people by mentions; surname -> people by documents; person -> gender.

    The gender is that of titles where they agree and, of those without any, that of the given names.
    Within a document a person is found under the surname and, marked by a '*', under the first given name.
    """
    in_document: dict[tuple[str, str], Counter] = defaultdict(Counter)
    documents: dict[str, set[tuple[str, str]]] = defaultdict(set)
    genders: dict[str, set[str]] = defaultdict(set)
    by_name: dict[str, set[str]] = defaultdict(set)
    for bearer, name, key in full:
        surname = spelling_key(name.surname)
        in_document[bearer.document, surname][key] += 1
        in_document[bearer.document, "*" + spelling_key(name.given[0])][key] += 1
        documents[surname].add((key, bearer.document))
        if bearer.gender:
            genders[key].add(bearer.gender)
        elif given := gender_of(name):
            by_name[key].add(given)
    genders = by_name | genders
    everywhere = {surname: Counter(key for key, _ in found) for surname, found in documents.items()}
    return in_document, everywhere, {key: found.pop() for key, found in genders.items() if len(found) == 1}


def _lone(
    bearer: Bearer,
    name: Person,
    in_document: dict[tuple[str, str], Counter],
    everywhere: dict[str, Counter],
    genders: dict[str, str],
    last: dict[tuple[str, str], int],
) -> tuple[str, str]:
    """The person whom a single name means, and the reason."""
    surname = spelling_key(name.surname)

    def fitting(people: Counter | None) -> list[tuple[str, int]]:
        gender = bearer.gender
        known = [
            (key, n) for key, n in (people or {}).items() if not gender or genders.get(key, gender) == gender
        ]
        # "Mrs. Clinton" is the one who is known as a woman rather than one of whom nothing is known.
        known = [(key, n) for key, n in known if gender and genders.get(key) == gender] or known
        # "Trump Jr." is the one with that suffix; a bare surname rather the one without.
        same = [(key, n) for key, n in known if _generation(key) == name.generation]
        return sorted(
            same or known, key=lambda item: (-item[1], -last.get((bearer.document, item[0]), -1))
        )  # those who are not named yet stay in text order

    here = fitting(in_document.get((bearer.document, surname)))
    if len(here) == 1:
        return here[0][0], "surname"
    if here:
        tie = here[0][1] == here[1][1]
        return here[0][0], f"surname, {'nearest' if tie else 'most named'} bearer in the document"
    by_given = fitting(in_document.get((bearer.document, "*" + surname)))
    if len(by_given) == 1:
        return by_given[0][0], "given name"
    corpus = fitting(everywhere.get(surname))
    if corpus and corpus[0][1] >= DOMINANT_SHARE * sum(n for _, n in corpus):
        return corpus[0][0], "surname, only or dominant bearer in the corpus"
    return f"? {surname} {name.generation}".strip(), "single name"


def _generation(key: str) -> str:
    last = key.rsplit(" ", 1)[-1]
    return last if _parts().get(last) == "generation" else ""
