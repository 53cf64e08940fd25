"""Which blocs a state belonged to on a day: NATO, the European Union, BRICS and others, from `data/blocs.json`.

>>> of_state("Finland", on="2022-06-01"), of_state("Finland", on="2024")
(['European Union', 'Eurozone'], ['NATO', 'European Union', 'Eurozone'])
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from toolkit import lexicons

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")


class Period(NamedTuple):
    """A membership: the bloc, its first day, and the first day on which it was over (None while it lasts)."""

    bloc: str
    joined: str
    left: str | None


def day(date: str) -> str:
    """An ISO date as a whole day, the first of a year or month alone: '2022' -> '2022-01-01'; a time is cut off.

    Raises: ValueError for what is no ISO date.
    """
    found = _DATE.match(date.strip())
    if not found:
        raise ValueError(f"{date!r} is no date; write 2022-01-14, 2022-01 or 2022")
    return "-".join([found[1], found[2] or "01", found[3] or "01"])


def blocs() -> list[str]:
    """The names of all blocs of the list, in its order."""
    return [entry["name"] for entry in lexicons.entries("blocs")]


def as_of() -> str:
    """The day to which the whole list was checked: the earliest of its entries' days."""
    return min(entry["as_of"] for entry in lexicons.entries("blocs"))


def bloc_of(name: str) -> str | None:
    """The bloc that a name or the name of one of its bodies means: "EU", "European Commission"; None for any other."""
    return _names().get(lexicons.fold(name))


def of_state(state: str, *, on: str) -> list[str]:
    """The blocs to which the state, under any of its names, belonged on a day."""
    wanted = day(on)
    periods = _periods().get(lexicons.state_of(state) or state, [])
    return [
        one.bloc
        for one in periods
        if day(one.joined) <= wanted and (one.left is None or wanted < day(one.left))
    ]


def members(bloc: str, *, on: str) -> list[str]:
    """The states that belonged to the bloc on a day, by name; ValueError for a bloc that is not on the list."""
    known = bloc_of(bloc)
    if known is None:
        raise ValueError(f"no bloc is called {bloc!r}; there are {', '.join(blocs())}")
    return sorted(state for state in _periods() if known in of_state(state, on=on))


@cache
def _names() -> dict[str, str]:
    return {
        lexicons.fold(form): entry["name"]
        for entry in lexicons.entries("blocs")
        for form in [entry["name"], *entry["names"], *entry["bodies"]]
    }


@cache
def _periods() -> dict[str, list[Period]]:
    """State -> its memberships, in the order of the list."""
    found: dict[str, list[Period]] = defaultdict(list)
    for entry in lexicons.entries("blocs"):
        for group in entry["members"]:
            for state in group["states"]:
                found[state].append(Period(entry["name"], group["joined"], group["left"]))
    return dict(found)
