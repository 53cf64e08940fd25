"""The occurrences of people's names in a part of a corpus, and what is known of them so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from toolkit.actors.names import Person


class Bearer(NamedTuple):
    """One occurrence of a person's name; `gender` where its title tells ("Mrs. Clinton").

    `office` is "mayor" of "Mayor Lee"; `introduced` says that the text tells who a given name alone is ("Maria, a
    nurse"): somebody new.
    """

    document: str
    name: str
    gender: str | None = None
    office: str | None = None
    introduced: bool = False


class Crowd:
    """The occurrences of people's names in whole documents, in text order, and what is known of them so far."""

    def __init__(self, bearers: Sequence[Bearer]) -> None:
        self.bearers = bearers
        self.parsed: list[Person] = []
        self.full: Counter = Counter()  # (document, full name) -> how often
        self.chosen: dict[tuple[str, Person], str] = {}  # (document, vague full name) -> person
        self.found: list[tuple[str, str]] = []  # person and reason

    def present(self) -> dict[str, set[str]]:
        """Document -> people whom more than a single name tells."""
        present: dict[str, set[str]] = defaultdict(set)
        for bearer, (key, reason) in zip(self.bearers, self.found):
            if reason != "single name":
                present[bearer.document].add(key)
        return present

    def asking(self) -> list[int]:
        """The single names that may be given names of somebody known from elsewhere."""
        return [
            at
            for at, (_, reason) in enumerate(self.found)
            if reason == "single name" and not self.bearers[at].introduced
        ]
