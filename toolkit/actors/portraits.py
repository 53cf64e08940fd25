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
from toolkit.actors.meant import Found
from toolkit.actors.mentions import LABELS, LONGEST_INITIALS

Row = dict[str, Any]
Actor = tuple[str, str]  # kind and key

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

    def learn_home(self, found: Found, at: int) -> None:
        """Take in what the actor belongs to by the mention in a row.

        Not by a role that is over: "the former Acme chairman" is not Acme's.
        """
        given, home = found.of.role[at], found.of.affiliation[at]
        if self.labelled and found.of.label[at] not in LABELS:
            return
        if home and home != self.name and not (given and given.lower().startswith("former")):
            self.homes[home] = self.homes.get(home, 0) + 1
            if given and self.role and given.casefold() == self.role.casefold():
                self.in_office |= {home}

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
    """The actors of a corpus: `learn` from all its parts, `settle`, then `fill` them all; `rows` has what came out."""

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

    def fill(self, found: Found) -> None:
        """Write affiliations as the actors are called, and those that only an owner tells, in place; learn from them.

        A named person is affiliated with states and organisations; an unnamed source with people too ("Obama's aides").
        """
        of = found.of
        for at, given in enumerate(of.affiliation):
            if given:
                if not lexicons.state_of(given):
                    of.affiliation[at] = self._called(given)
            elif of.owner[at] >= 0:
                owner = found.owner(at)
                if owner and (owner.kind in {"state", "organisation"} or of.label[at] == "NOMINAL"):
                    of.affiliation[at] = self.of[owner[:2]].name if owner.kind != "place" else None
        for at, meant in enumerate(found.meant):
            if meant is not None and meant.kind in {"person", "organisation"}:
                self.of[meant[:2]].learn_home(found, at)

    def _called(self, given: str) -> str:
        key = names.organisation_key(given)
        body = self.of.get(("organisation", key))
        return (body.name if body else None) or self.called.get(key) or given

    def identifiers(self, found: Found) -> Iterator[str | None]:
        """The actor_id of each row."""
        return (self.of[one[:2]].identifier if one else None for one in found.meant)

    def rows(self) -> Iterator[Row]:
        """The rows of the actors table: by falling number of mentions, then name."""

        def place(item: tuple[Actor, Portrait]) -> tuple[int, str, str]:
            return -item[1].mentions, item[1].name, item[1].identifier

        return (portrait.row(kind) for (kind, _), portrait in sorted(self.of.items(), key=place))


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def form_of(text: str, kind: str) -> str:
    """A mention's words as they are listed: without what cannot be seen and, in a person's name, without debris."""
    return names.plain(text) if kind == "person" else names.visible(text)


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
