"""Which gender each name and noun for a person has, as far as annotation and given names tell: labels for one head.

Two sources. In a coreference chain with "he" or "she" and not both, every name and noun is of that gender; with "it",
of none. And a person's first name that Faker's lists (MIT; thirteen languages) have for one sex only, or for one at
least three times as often. The head is for resolving pronouns, not for describing people.
"""

from __future__ import annotations

import importlib
from collections import Counter
from functools import cache

from toolkit.language import labels

IGNORE = -100
_MALE, _FEMALE, _NEITHER = (labels.GENDERS.index(name) for name in ("male", "female", "neither"))
_LANGUAGES = "en_US en_GB en_IN fr_FR de_DE es_ES it_IT pl_PL nl_NL sv_SE cs_CZ pt_BR tr_TR".split()
_OF_PRONOUN = {
    **dict.fromkeys("he him his himself".split(), _MALE),
    **dict.fromkeys("she her hers herself".split(), _FEMALE),
    **dict.fromkeys("it its itself".split(), _NEITHER),
}
_TITLES = {"mr": _MALE, "mr.": _MALE, "mrs": _FEMALE, "mrs.": _FEMALE, "ms": _FEMALE, "ms.": _FEMALE}
_PERSON = {position: 1 << labels.ENTITY_TAGS.index(f"{position}-PERSON") for position in "BI"}


def gender_labels(words: list[str], tags: list[int], entities: list[int], chains) -> list[int]:
    """One of labels.GENDERS' numbers, or IGNORE, for each word; pronouns stay IGNORE.

    `entities` are bit masks of allowed tags (training.entities); only certain PERSON names are looked up.
    """
    found = [IGNORE] * len(words)
    _add_first_names(found, words, entities)
    for chain in chains or []:
        genders = {_OF_PRONOUN.get(words[at].lower()) for at in chain} - {None}
        if len(genders) == 1:
            gender = genders.pop()
            for at in chain:
                if tags[at] != IGNORE and labels.TAGS[tags[at]].startswith("NN"):
                    found[at] = gender
    return found


def _add_first_names(found: list[int], words: list[str], entities: list[int]) -> None:
    at = 0
    while at < len(words):
        stop = at + 1
        if entities[at] == _PERSON["B"]:
            while stop < len(words) and entities[stop] == _PERSON["I"]:
                stop += 1
            before = words[at - 1].lower() if at else ""
            gender = _TITLES.get(before, first_name_gender(words[at]))
            if gender is not None:
                found[at:stop] = [gender] * (stop - at)
        at = stop


def first_name_gender(name: str) -> int | None:
    """The gender that a given name tells, None for unknown and for names of both."""
    male, female = _given_names()
    name = name.lower()
    if male[name] >= 3 * female[name] and male[name]:
        return _MALE
    return _FEMALE if female[name] >= 3 * male[name] and female[name] else None


@cache
def _given_names() -> tuple[Counter, Counter]:
    male, female = Counter(), Counter()
    for language in _LANGUAGES:
        provider = importlib.import_module(f"faker.providers.person.{language}").Provider
        male.update(name.lower() for name in set(getattr(provider, "first_names_male", ())))
        female.update(name.lower() for name in set(getattr(provider, "first_names_female", ())))
    return male, female
