"""The word lists of the toolkit: what they hold, where they come from, and ready-made look-ups over them.

Every list is a JSON file in `toolkit/data/` that says what it is (`about`), what it rests on (`source`) and what it
holds (`entries`). None holds anything special to a corpus. States come from the package `countryinfo`, read when they
are first asked for, with additions in `data/states.json`.

>>> state_of("Britain"), state_of("the Netherlands"), state_of_demonym("Dutch")
('United Kingdom', 'Netherlands', 'Netherlands')
>>> state_of("Ohio") is None
True
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

# A capital of a smaller country ("Victoria", "Hamilton", "Stanley") is more often a person's or another town's name.
SMALLEST_CAPITAL_POPULATION = 300_000

# Names repeat themselves; folding one takes microseconds that a corpus of a million mentions feels.
CACHED_FORMS = 200_000

# Letters that Unicode does not take apart into a plain one and an accent.
_LETTERS = str.maketrans({"’": "'", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"})

# Entries of countryinfo that name what another entry names, or what is no country any more.
_SUPERSEDED = frozenset(
    {
        "antilles néerlandaises",
        "burma",
        "holy see (vatican city state)",
        "palestine, state of",
        "serbia and montenegro",
        "united states minor outlying islands",
    }
)


class Role(NamedTuple):
    """What a role noun says of the one who bears it."""

    noun: str
    plural: bool
    gender: str | None


class States(NamedTuple):
    """Look-ups from a folded form to the usual short name of a state."""

    names: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]


class Seat(NamedTuple):
    """What a seat of power stands for, whether that is a 'state' or an 'organisation', and the state it belongs to."""

    stands_for: str
    kind: str
    state: str | None


@cache
def entries(name: str) -> tuple[dict[str, Any], ...]:
    """The entries of one list, as they stand in its file; ValueError for a name that is no list."""
    path = files("toolkit") / "data" / f"{name}.json"
    if not path.is_file():
        raise ValueError(f"no word list is called {name!r}; there are {', '.join(names())}")
    return tuple(json.loads(path.read_text(encoding="utf-8"))["entries"])


def names() -> list[str]:
    """The names of all lists, sorted."""
    found = (item.name for item in (files("toolkit") / "data").iterdir())
    return sorted(name.removesuffix(".json") for name in found if name.endswith(".json"))


@lru_cache(maxsize=CACHED_FORMS)
def fold(text: str) -> str:
    """The form under which a name is looked up: no accents, full stops, article, possessive, case or spare spaces.

    Nor has it what cannot be seen (Unicode's format characters: byte order mark, soft hyphen, zero-width space).

    >>> fold("The U.S.'s"), fold("Élysée  Palace")
    ('us', 'elysee palace')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(
        character
        for character in plain
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    ).casefold()
    plain = re.sub(r"'s?$", "", plain.strip())
    plain = " ".join(plain.replace(".", "").replace(",", " ").split())
    return plain.removeprefix("the ")


@cache
def words(name: str, key: str) -> frozenset[str]:
    """One field of all entries of a list, in lower case, as a set to look words up in."""
    return frozenset(entry[key].casefold() for entry in entries(name) if entry.get(key))


@cache
def roles() -> dict[str, Role]:
    """Role nouns, singular and plural, in lower case: 'ministers' -> Role('minister', True, None)."""
    found = {}
    for entry in entries("roles"):
        noun = entry["noun"]
        found[entry["plural"].casefold()] = Role(noun, True, entry["gender"])
        found[noun.casefold()] = Role(noun, False, entry["gender"])
    for entry in entries("titles"):
        if entry["expansion"]:
            expanded = entry["expansion"].casefold()
            found.setdefault(expanded, Role(expanded, False, None))
    return found


@cache
def titles() -> dict[str, dict[str, Any]]:
    """Titles before a name, in lower case without full stop: 'sen' -> {form, expansion, gender}."""
    return {entry["form"].casefold(): entry for entry in entries("titles")}


def title(word: str) -> dict[str, Any] | None:
    """The entry of a title such as 'Mr.', 'Sen', or None; it has to begin with a capital."""
    return titles().get(word.casefold().rstrip(".")) if word[:1].isupper() else None


class Collective(NamedTuple):
    """What a noun for a body or its people stands for, in the number in which it was looked up.

    `together`: stands for the body where it is bare or definite ("Russian officials"); `speaks_for`: always does.
    """

    noun: str
    plural: bool
    body: bool
    speaks_for: bool
    together: bool


def collective(noun: str) -> Collective | None:
    """The entry of a noun for a body or its people ("officials", "government", "spokesman"), or None."""
    return _collectives().get(noun.casefold())


def is_collective(noun: str) -> bool:
    """Whether "Russian NOUN" says of whom NOUN is a part: "officials", "government", "spokesman", not "soldiers"."""
    return noun.casefold() in _collectives()


@cache
def _collectives() -> dict[str, Collective]:
    found = {}
    for e in entries("collectives"):
        found[e["noun"]] = Collective(e["noun"], False, e["body"], e["speaks_for"], e["body"])
        if e["plural"]:
            together = e["body"] or e["together"]
            found[e["plural"]] = Collective(e["noun"], True, e["body"], e["speaks_for"], together)
    return found


@cache
def pronouns() -> dict[str, dict[str, Any]]:
    """Pronouns in lower case -> {form, person, number, gender, kind}."""
    return {entry["form"]: entry for entry in entries("pronouns")}


@cache
def offices() -> dict[str, str]:
    """Folded office -> the one state that has it."""
    return {fold(entry["title"]): entry["state"] for entry in entries("offices")}


@cache
def seats() -> dict[str, Seat]:
    """Folded name of a seat of power -> what it stands for."""
    return {fold(e["name"]): Seat(e["stands_for"], e["kind"], e["state"]) for e in entries("seats")}


@cache
def known_bodies() -> dict[str, str]:
    """Folded short form of an organisation that news uses without its full name -> folded full name."""
    return {fold(short): fold(entry["name"]) for entry in entries("bodies") for short in entry["short"]}


@cache
def media() -> frozenset[str]:
    """Folded names of media."""
    return frozenset(fold(entry["name"]) for entry in entries("media"))


@cache
def full_given_names() -> dict[str, str]:
    """Folded given name -> the folded form that stands for all its forms ("bill" -> "william")."""
    found: dict[str, str] = {}
    for entry in entries("given_names"):
        for name in entry["names"]:
            found.setdefault(fold(name), fold(entry["names"][0]))
    return found


@cache
def states() -> States:
    """Names, demonyms and capitals of states, folded -> usual short name.

    Source: package countryinfo (its bundled data), corrected and extended by data/states.json. Where two entries claim
    one form ("French": France, Réunion; "Congolese"), the more populous one gets it. Two- and three-letter codes are
    left out, since they are English words too ("IN", "NO"); those that news uses are in data/states.json.
    """
    own = {entry["country"]: entry for entry in entries("states") if entry["country"]}
    found = States({}, {}, {})
    for entry in entries("states"):
        _claim(found.names, [entry["name"], *entry["names"]], entry["name"])
        _claim(found.demonyms, entry["demonyms"], entry["name"])
        _claim(found.capitals, entry["capitals"], entry["name"])
    for country in _countries():
        key = country["name"].casefold()
        name = own[key]["name"] if key in own else country["name"].removeprefix("The ")
        _claim(found.names, [country["name"], name, *_spellings(country)], name)
        demonym = country.get("demonym") or ""
        _claim(found.demonyms, [demonym, f"{demonym}s" if demonym.endswith(("n", "i", "r")) else ""], name)
        if country["population"] >= SMALLEST_CAPITAL_POPULATION:
            _claim(found.capitals, [country.get("capital")], name)
    return found


def place_key(name: str) -> str:
    """The folded name of a place, an abbreviated one in full: "Va." -> virginia."""
    return _place_abbreviations().get(name.rstrip(".")) or fold(name)


@cache
def _place_abbreviations() -> dict[str, str]:
    found = ((short, fold(e["name"])) for e in entries("place_abbreviations") for short in e["short"])
    return {short.rstrip("."): name for short, name in found}


@cache
def namesakes() -> dict[str, frozenset[str]]:
    """Folded name of a state that a part of another state has too ("georgia") -> folded names of the other parts."""
    import countryinfo

    found = {}
    for entry in entries("namesakes"):
        parts = countryinfo.CountryInfo(entry["part_of"]).provinces()
        found[fold(entry["name"])] = frozenset(map(fold, parts)) - {fold(entry["name"])}
    return found


def _countries() -> list[dict[str, Any]]:
    """The entries of countryinfo in use, most populous first."""
    import countryinfo

    found = [
        {**country.info(), "population": country.info().get("population") or 0}
        for country in countryinfo.all_countries()
        if country.name().casefold() not in _SUPERSEDED
    ]
    return sorted(found, key=lambda country: (-country["population"], country["name"]))


def _spellings(country: dict[str, Any]) -> list[str]:
    """Other names of a country without its codes and without its demonym, which a few entries list there."""
    listed = country.get("altSpellings") or []
    return [name for name in listed if len(name) > 3 and name != country.get("demonym")]


def _claim(where: dict[str, str], forms: Iterable[Any], name: str) -> None:
    """Let the forms that nobody claimed yet stand for `name`."""
    for form in forms:
        if isinstance(form, str) and fold(form):
            where.setdefault(fold(form), name)


def state_of(name: str) -> str | None:
    """The usual short name of the state that `name` names ("U.S." -> "United States"), or None.

    "us" and "uk" need a capital, or the pronoun would be a state.
    """
    return None if name.islower() else states().names.get(fold(name))


def state_of_demonym(word: str) -> str | None:
    """The state of a demonym, adjective or noun ("Russian", "the Poles"), or None."""
    return None if word.islower() else states().demonyms.get(fold(word))


def state_of_capital(name: str) -> str | None:
    """The state whose capital `name` is, or None. Whether the name stands for the state is another question."""
    return None if name.islower() else states().capitals.get(fold(name))


@lru_cache(maxsize=CACHED_FORMS)
def first_name_gender(name: str) -> str | None:
    """'female' or 'male' for a given name that is borne by one gender only, or nearly so; None for any other.

    For resolving pronouns, not for describing people.
    """
    return None if name.islower() else _genders("first_names", "names").get(_bare(name))


@lru_cache(maxsize=CACHED_FORMS)
def noun_gender(noun: str) -> str | None:
    """'female' or 'male' for a noun for people of one gender ("widow", "spokesman"), singular; None for any other."""
    word = noun.casefold()
    role = roles().get(word)
    return _genders("gendered_nouns", "nouns").get(word) or (
        role.gender if role and not role.plural else None
    )


@cache
def _genders(name: str, field: str) -> dict[str, str]:
    return {word: entry["gender"] for entry in entries(name) for word in entry[field].split()}


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
