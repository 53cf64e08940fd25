"""Whom descriptions mean that name a person by an office or by kinship: "the minister", "her husband"."""

from __future__ import annotations

from collections import Counter, defaultdict

from toolkit.actors import names
from toolkit.actors.descriptions import names_an_office, office, role_words
from toolkit.actors.meant import Found, Meant, is_state, whole_name

# Offices of one at a time, as far as one article goes: "the aide" may be anybody's.
_SOLE = frozenset(
    "ambassador archbishop bishop captain cardinal chairman chairwoman chancellor coach emperor governor judge king "
    "mayor minister nominee pope premier president prince princess queen senator sheriff speaker sultan".split()
)

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


class Holders:
    """Who holds an office of one at a time somewhere in a corpus: person -> nouns of these offices.

    Grows with the number of people who hold one.
    """

    def __init__(self) -> None:
        self.nouns: dict[str, set[str]] = {}

    def learn(self, found: Found) -> None:
        """Take in the offices that people named in these documents have there."""
        of = found.of
        for at, meant in enumerate(found.meant):
            if meant and meant.kind == "person" and of.label[at] == "PERSON":
                role = of.role[at]
                if role and not role.startswith("former") and (noun := office(role)) in _SOLE:
                    self.nouns.setdefault(meant.key, set()).add(noun)

    def add(self, other: Holders) -> None:
        """Take in what another part of the corpus tells."""
        for key, nouns in other.nouns.items():
            self.nouns.setdefault(key, set()).update(nouns)

    def holds(self, key: str, noun: str) -> bool:
        """Whether the person is called so somewhere."""
        return noun in self.nouns.get(key, ())


def add_offices(found: Found) -> None:
    """Add descriptions that name a person by office ("the foreign minister"), where the document says who it is."""
    of, asking = found.of, _asking(found)
    documents = {of.doc[at] for at in asking}
    holders: dict[str, list[int]] = defaultdict(list)
    for at, role in enumerate(of.role if asking else ()):
        if role and found.meant[at] and found.meant[at].kind == "person" and of.doc[at] in documents:
            holders[of.doc[at]].append(at)
    for at in asking:
        got = _holder(found, at, holders[of.doc[at]])
        if got:
            found.note(at, got)


def _asking(found: Found) -> list[int]:
    """The descriptions that can name one person by office and mean nobody yet."""
    of = found.of
    return [
        at for at in found.nominal if found.meant[at] is None and names_an_office(of.role[at], of.text[at])
    ]


def add_offices_elsewhere(found: Found, holders: Holders) -> None:
    """Add "the sheriff" where one person of the document, by surname, is called so in other documents only."""
    of = found.of
    asking = [
        at
        for at in _asking(found)
        if office(of.role[at]) in _SOLE and of.text[at].lower() == f"the {office(of.role[at])}"
    ]
    documents = {of.doc[at] for at in asking}
    present: dict[str, dict[str, int]] = defaultdict(dict)
    for at, meant in enumerate(found.meant if asking else ()):
        if meant and meant.kind == "person" and of.label[at] == "PERSON" and of.doc[at] in documents:
            present[of.doc[at]].setdefault(meant.key, at)
    for at in asking:
        noun = office(of.role[at])
        here = [row for key, row in present[of.doc[at]].items() if holders.holds(key, noun)]
        if len(here) == 1 and of.start[here[0]] < of.start[at]:
            found.note(at, found.meant[here[0]]._replace(reason="holder of the office in other documents"))


def _holder(found: Found, at: int, candidates: list[int]) -> Meant | None:
    """The person who holds the office: whose role fits best.

    Of several the one who is named with it twice as often as the next, else the one named last before, or first.
    """
    start = found.of.start
    ranked = [(_fit(found, at, one), one) for one in candidates]
    top = max((rank for rank, _ in ranked), default=0)
    if top <= 0:
        return None
    fitting = [one for rank, one in ranked if rank == top]
    holders = Counter(found.meant[one].key for one in fitting).most_common(2)
    before = [one for one in fitting if start[one] < start[at]]
    chosen = max(before, key=lambda one: start[one]) if before else fitting[0]
    reason = "holder of the office"
    if len(holders) > 1 and holders[0][1] >= 2 * holders[1][1]:
        chosen = next(one for one in fitting if found.meant[one].key == holders[0][0])
        reason += ", most named of several"
    elif len(holders) > 1:
        reason += ", nearest of several"
    return found.meant[chosen]._replace(reason=reason)


def _fit(found: Found, at: int, holder: int) -> int:
    """How well a person's role fits the description, 0 for not at all."""
    of = found.of
    (noun, wanted), (other_noun, has) = role_words(of.role[at]), role_words(of.role[holder])
    if noun != other_noun or ("former" in wanted) != ("former" in has):
        return 0
    if not wanted <= has and not has <= wanted:
        return 0
    place, home = of.affiliation[at], of.affiliation[holder]
    if place and home and place != home:
        return 0
    owner, other = found.owner(at), found.owner(holder)
    if owner and other and owner[:2] != other[:2]:
        return 0
    rank = 4 if wanted == has else 2
    # "the president" alone is a state's rather than a company's.
    own = place == home or (place is None and owner is None and home is not None and is_state(home))
    return rank + own


def add_relatives(found: Found) -> None:
    """Add "her husband": the one person of the document who has her surname and can be meant by gender."""
    of = found.of
    asking = [
        at
        for at in found.nominal
        if found.meant[at] is None
        and of.role[at]
        and office(of.role[at]) in _KIN
        and (owner := found.owner(at))
        and owner.kind == "person"
    ]
    documents = {of.doc[at] for at in asking}
    # document -> surname -> people, a mention each
    family: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    genders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for at, meant in enumerate(found.meant if asking else ()):
        if meant and meant.kind == "person" and of.doc[at] in documents:
            name = names.person(whole_name(of, at))
            if of.label[at] == "PERSON" and name.given:
                family[of.doc[at]][name.surname].setdefault(meant.key, at)
            told = of.gender[at] or (names.gender_of(name) if of.label[at] == "PERSON" else None)
            if told in {"male", "female"}:
                genders[of.doc[at], meant.key].add(told)
    for at in asking:
        owner, wanted = found.owner(at), _KIN[office(of.role[at])]
        fitting = [
            row
            for same in (family[of.doc[at]].values() if of.doc[at] in family else ())
            if owner.key in same
            for key, row in same.items()
            if key != owner.key and genders.get((of.doc[at], key), {wanted}) == {wanted}
        ]
        if len(fitting) == 1:
            found.note(at, found.meant[fitting[0]]._replace(reason="relative of that surname"))
