"""What the actors of a corpus are called, written into its parts: affiliations, and identifiers of who is meant.

All that a part needs of the whole corpus is here, so that parts can be filled by several processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit import lexicons
from toolkit.actors import names
from toolkit.actors.meant import Found
from toolkit.actors.mentions import LABELS

Actor = tuple[str, str]  # kind and key


class Called(NamedTuple):
    """An actor's identifier, name and role, and whether any of its mentions is a name."""

    identifier: str
    name: str
    role: str | None
    is_named: bool


class Homes:
    """What one actor belongs to by some of its mentions, and which of that comes with its role."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.in_office: frozenset[str] = frozenset()

    def learn(self, found: Found, at: int, called: Called) -> None:
        """Take in what the mention in a row tells.

        Not by a role that is over: "the former Acme chairman" is not Acme's.
        """
        given, home = found.of.role[at], found.of.affiliation[at]
        if called.is_named and found.of.label[at] not in LABELS:
            return
        if home and home != called.name and not (given and given.lower().startswith("former")):
            self.counts[home] = self.counts.get(home, 0) + 1
            if given and called.role and given.casefold() == called.role.casefold():
                self.in_office |= {home}


class Cast(NamedTuple):
    """How the actors of a corpus are called."""

    of: Mapping[Actor, Called]
    called: Mapping[str, str]  # key of an actor's name -> the name, of several the first by alphabet

    def fill(self, found: Found) -> dict[Actor, Homes]:
        """What actors belong to by these mentions; writes affiliations as the actors are called, in place.

        Those that only an owner tells too: a named person is affiliated with states and organisations, an unnamed
        source with people too ("Obama's aides").
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
        homes: dict[Actor, Homes] = {}
        for at, meant in enumerate(found.meant):
            if meant is not None and meant.kind in {"person", "organisation"}:
                homes.setdefault(meant[:2], Homes()).learn(found, at, self.of[meant[:2]])
        return {actor: told for actor, told in homes.items() if told.counts}

    def _called(self, given: str) -> str:
        key = names.organisation_key(given)
        body = self.of.get(("organisation", key))
        return (body.name if body else None) or self.called.get(key) or given

    def identifiers(self, found: Found) -> Iterator[str | None]:
        """The actor_id of each row."""
        return (self.of[one[:2]].identifier if one else None for one in found.meant)
