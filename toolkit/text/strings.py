"""What the numbers of spaCy's vocabulary stand for.

A number is a hash of its string, so the same one stands for the same in all Docs, and what was looked up once is
remembered: a news corpus repeats its words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spacy.strings import StringStore

REMEMBERED = 200_000  # strings; beyond this it starts afresh


class Strings:
    """What numbers stand for, changed in one way; 0 is the empty string."""

    def __init__(self, change: Callable[[str], str] = str):
        self.change = change
        self.known = {0: ""}

    def of(self, keys: np.ndarray, *vocabularies: StringStore) -> list[str]:
        """The string of each number, from the first of these vocabularies that has it."""
        own = keys.view(np.uint64).tolist()
        try:
            return list(map(self.known.__getitem__, own))
        except KeyError:
            self._learn(set(own), vocabularies)
        return list(map(self.known.__getitem__, own))

    def _learn(self, keys: set[int], vocabularies: tuple[StringStore, ...]) -> None:
        if len(self.known) > REMEMBERED:
            self.known = {0: ""}
        for key in keys - self.known.keys():
            self.known[key] = self.change(next(known[key] for known in vocabularies if key in known))


AS_THEY_ARE, IN_LOWER_CASE = Strings(), Strings(str.lower)
