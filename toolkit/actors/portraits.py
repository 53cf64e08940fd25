"""What the actors of a corpus are called, hold and belong to, gathered from their mentions part by part.

One `Portrait` an actor: the memory grows with the number of actors and of their different names, roles, affiliations
and reasons, not with mentions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from toolkit import lexicons, tables
from toolkit.actors import names
from toolkit.actors.cast import Actor, Called, Cast, Homes
from toolkit.actors.meant import Found
from toolkit.actors.mentions import LABELS, LONGEST_INITIALS

Row = dict[str, Any]

# An affiliation that no office of the actor comes with counts where at least this share of its names has it: one "Lee
# at Acme" among many mentions of Lee is a slip, or an episode.
FAIR_SHARE = 0.05


class Portrait:
    """What is known of one actor.

    `forms` are those of its names, or as long as there is none those of its descriptions; `roles` and `homes`
    (affiliations) are those of its `labelled` mentions, or as long as there is none those of all.
    """

    __slots__ = (
        "documents",
        "fixed",
        "forms",
        "has_names",
        "homes",
        "identifier",
        "in_office",
        "labelled",
        "mentions",
        "name",
        "reasons",
        "role",
        "roles",
        "shared",
    )

    def __init__(self) -> None:
        self.mentions = self.documents = self.labelled = 0
        self.fixed: str | None = None  # its name where that is no form of the text
        self.shared: str | None = None  # its name with the surname of another one, the first by alphabet
        self.has_names = False
        self.forms: dict[str, int] = {}
        self.roles: dict[str, int] = {}
        self.reasons: dict[str, int] = {}
        self.homes: dict[str, int] = {}
        self.in_office: frozenset[str] = frozenset()  # of the homes, those that come with the role
        self.name, self.identifier = "", ""
        self.role: str | None = None

    def learn(self, found: Found, at: int, kind: str) -> None:
        """Take in the mention in a row."""
        of, meant = found.of, found.meant[at]
        self.mentions += 1
        self.reasons[meant.reason] = self.reasons.get(meant.reason, 0) + 1
        self.fixed = self.fixed or meant.name
        label = of.label[at] in LABELS
        is_name = label or meant.reason == "full name"
        if is_name and not self.has_names:
            self.has_names, self.forms = True, {}
        if is_name or not self.has_names:
            form = form_of(of.text[at], kind)
            self.forms[form] = self.forms.get(form, 0) + 1
        if label and not self.labelled:
            self.roles = {}
        self.labelled += label
        if (label or not self.labelled) and of.role[at]:
            self.roles[of.role[at]] = self.roles.get(of.role[at], 0) + 1
        if of.shared_surname[at]:
            whole = f"{of.text[at]} {of.shared_surname[at]}"
            self.shared = min(whole, self.shared or whole)

    def settle(self, kind: str, key: str) -> None:
        """Draw the conclusions that the affiliations of other actors rest on: the name, and the role."""
        self.identifier = tables.identifier("actor", kind, key)
        self.name = self.fixed or _best_form(self.forms, kind)
        if not self.fixed and self.shared and kind == "person" and not names.person(self.name).given:
            self.name = self.shared
        held = {role: n for role, n in self.roles.items() if not role.startswith("former")} or self.roles
        self.role = _most_frequent(held) if kind in {"person", "organisation"} else None

    def add(self, other: Portrait) -> None:
        """Take in the mentions of the actor in a later part of the corpus."""
        self.documents += other.documents
        self.mentions += other.mentions
        self.fixed = self.fixed or other.fixed
        self.shared = min(filter(None, (self.shared, other.shared)), default=None)
        self.reasons = _sum(self.reasons, other.reasons)
        self.forms = _sum_of_surer((self.forms, self.has_names), (other.forms, other.has_names))
        self.roles = _sum_of_surer((self.roles, self.labelled > 0), (other.roles, other.labelled > 0))
        self.has_names |= other.has_names
        self.labelled += other.labelled

    def home(self, kind: str) -> str | None:
        """What the actor belongs to by its names: with its role, or else by a FAIR_SHARE of them."""
        if kind == "state":
            return self.name
        least = FAIR_SHARE * (self.labelled or self.mentions)
        homes = {home: n for home, n in self.homes.items() if home in self.in_office or n >= least}
        if not homes and kind == "organisation":
            seats = lexicons.seats().values()
            homes = Counter(seat.state for seat in seats if seat.stands_for == self.name and seat.state)
        return _most_frequent(homes)

    def row(self, kind: str) -> Row:
        """The actor's row of the actors table."""
        return {
            "actor_id": self.identifier,
            "name": self.name,
            "kind": kind,
            "role": self.role,
            "affiliation": self.home(kind),
            "mentions": self.mentions,
            "documents": self.documents,
            "reason": "; ".join(_ranked(self.reasons)),
            "variants": _ranked(self.forms),
        }


class Portraits:
    """The actors of a corpus: `add` those of its parts, `settle`, fill all parts with the `cast`; then the `rows`."""

    def __init__(self) -> None:
        self.of: dict[Actor, Portrait] = {}
        self.called: dict[
            str, str
        ] = {}  # key of an actor's name -> the name, of several the first by alphabet

    def learn(self, found: Found) -> None:
        """Take in whom the mentions of whole documents mean."""
        places = set()
        for at, meant in enumerate(found.meant):
            if meant is not None:
                actor = meant[:2]
                self.of.setdefault(actor, Portrait()).learn(found, at, meant.kind)
                places.add((actor, found.of.doc[at]))
        for actor, _ in places:
            self.of[actor].documents += 1

    def settle(self) -> None:
        """Say what each actor is called, and which role it has."""
        for (kind, key), portrait in self.of.items():
            portrait.settle(kind, key)
            called = names.organisation_key(portrait.name)
            self.called[called] = min(portrait.name, self.called.get(called, portrait.name))

    def add(self, other: Portraits) -> None:
        """Take in whom the mentions of a later part of the corpus mean."""
        for actor, portrait in other.of.items():
            if actor in self.of:
                self.of[actor].add(portrait)
            else:
                self.of[actor] = portrait

    def cast(self) -> Cast:
        """How the actors are called, behind `settle`: with that each part is filled."""
        of = {
            actor: Called(one.identifier, one.name, one.role, one.labelled > 0)
            for actor, one in self.of.items()
        }
        return Cast(of, self.called)

    def add_homes(self, homes: dict[Actor, Homes]) -> None:
        """Take in what the actors belong to by the mentions of a part."""
        for actor, told in homes.items():
            portrait = self.of[actor]
            portrait.homes = _sum(portrait.homes, told.counts)
            portrait.in_office |= told.in_office

    def rows(self) -> Iterator[Row]:
        """The rows of the actors table: by falling number of mentions, then name."""

        def place(item: tuple[Actor, Portrait]) -> tuple[int, str, str]:
            return -item[1].mentions, item[1].name, item[1].identifier

        return (portrait.row(kind) for (kind, _), portrait in sorted(self.of.items(), key=place))


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def form_of(text: str, kind: str) -> str:
    """A mention's words as they are listed: without what cannot be seen and, in a person's name, without debris."""
    return names.plain(text) if kind == "person" else names.visible(text)


def _sum(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """Both counts together: the first one, changed."""
    for value, n in other.items():
        one[value] = one.get(value, 0) + n
    return one


def _sum_of_surer(one: tuple[dict[str, int], bool], other: tuple[dict[str, int], bool]) -> dict[str, int]:
    """Both counts together; where only one of them is sure, that one alone."""
    if one[1] == other[1]:
        return _sum(one[0], other[0])
    return one[0] if one[1] else other[0]


def _best_form(forms: dict[str, int], kind: str) -> str:
    """The form to call an actor by: for people the most frequent full name, else the most frequent form."""

    def rank(form: str) -> tuple:
        parsed = names.person(form) if kind == "person" else names.Person((), "")
        full = bool(parsed.given) and len(parsed.given[0]) > 1
        shouted = form.isupper() and len(form) > 5
        return (not full, shouted, -forms[form], -len(form), form)

    best = min(forms, key=rank)
    if kind == "person" and best.isupper() and (" " in best or len(best) > LONGEST_INITIALS):
        return names.in_title_case(best)
    return best[4:] if best.startswith(("the ", "The ")) and kind != "person" else best


def _most_frequent(counts: dict[str, int]) -> str | None:
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None


def _ranked(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))
