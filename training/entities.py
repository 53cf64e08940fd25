"""One entity label set over corpora that each have their own: which of our tags an annotation allows.

CoNLL-2003 has one label for places and one for everything else that is named. Rather than guess, a word keeps every
tag that its annotation is consistent with, and the loss is the probability of that set (learning from partial labels;
Cour, Sapp & Taskar 2011). Word lists narrow the clear cases only.
"""

from __future__ import annotations

from functools import cache

from toolkit.language.labels import ENTITIES, ENTITY_TAGS

ALL = [1 << ENTITY_TAGS.index("O")]  # 'no entity', as a mask

_LABELS = {
    "person": "PERSON",
    "PERSON": "PERSON",
    "Person": "PERSON",
    "politician": "PERSON",
    "organisation": "ORG",
    "ORGANIZATION": "ORG",
    "Organisation": "ORG",
    "corporation": "ORG",
    "politicalparty": "ORG",
    "group": "ORG NORP",
    "country": "GPE",
    "location": "GPE LOC",
    "LOCATION": "GPE LOC",
    "Location": "GPE LOC",
    "Nationality": "NORP",
    "election": "EVENT",
    "event": "EVENT",
    "misc": "NORP EVENT MISC",
    "MISC": "NORP EVENT MISC",
    "product": "MISC",
    "creative-work": "MISC",
    "IDEOLOGY": "NORP",
    "NATIONALITY": "NORP",
    "RELIGION": "NORP",
    "COUNTRY": "GPE",
    "CITY": "GPE",
    "STATE_OR_PROVINCE": "GPE",
    "CAUSE_OF_DEATH": "",
    "TITLE": "O",
}
_NOT_NAMES = {
    "Temporal",
    "Quantity",
    "Money",
    "Frequency",
    "Coordinate",
    "DocumentReference",
    "CommsIdentifier",
    "DATE",
    "TIME",
    "NUMBER",
    "ORDINAL",
    "PERCENT",
    "MONEY",
    "DURATION",
    "SET",
}
_LANDFORMS = set(
    "sea ocean river lake gulf bay strait mountain mountains mount valley desert island islands cape "
    "peninsula street road avenue airport bridge park forest coast hill hills canal border".split()
)
_EVENTS = set(
    "war cup olympics games championship championships open festival summit conference election revolution "
    "league tournament trophy prix".split()
)


@cache
def _countries() -> tuple[frozenset[str], frozenset[str]]:
    """(names of countries and capitals, demonyms), lower case, from the countryinfo package."""
    from countryinfo import all_countries

    places, demonyms = (
        {"u.s.", "u.s", "usa", "u.k.", "uk", "america", "britain", "england", "scotland"},
        set(),
    )
    for country in all_countries():
        places.update(
            name.lower() for name in (country.name(), country.capital()) if isinstance(name, str) and name
        )
        demonyms.add((country.demonym() or "").lower())
    return frozenset(places), frozenset(demonyms - {""})


def allowed_tags(label: str, position: str, word: str) -> int:
    """Bit mask over ENTITY_TAGS of what an annotation leaves possible for a word; 0 = says nothing."""
    if label == "O" or label in _NOT_NAMES:
        return 1
    ours = _LABELS.get(label)
    if not ours:
        return 0
    if ours == "O":
        return 1
    mask = 0
    for name in _narrow(ours.split(), word.lower()):
        mask |= 1 << ENTITY_TAGS.index(f"{position}-{name}")
    return mask


def _narrow(names: list[str], word: str) -> list[str]:
    places, demonyms = _countries()
    if names == ["GPE", "LOC"]:
        return ["GPE"] if word in places else ["LOC"] if word in _LANDFORMS else names
    if "NORP" in names and "MISC" in names:
        if word in demonyms or word.rstrip("s") in demonyms:
            return ["NORP"]
        return ["EVENT"] if word in _EVENTS else names
    return names


def check_labels() -> None:
    """Every name in the table is one of ours (guards against a slip in the table)."""
    unknown = {name for names in _LABELS.values() for name in names.split()} - set(ENTITIES) - {"O"}
    if unknown:
        raise ValueError(f"entity labels {sorted(unknown)} are not among {ENTITIES}")
