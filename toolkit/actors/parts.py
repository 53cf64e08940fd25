"""A corpus in parts of whole documents, on which steps are done part by part: `Held` in memory, or as others keep them.

What a step tells of each part is counted and put together by who has it done, so that parts may lie on disk, and steps
be done by other processes (toolkit/joining/aside.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol


class Own(Protocol):
    """What is kept of one part, by name: "found" is a meant.Found, "crowd" a crowds.Crowd."""

    def __getitem__(self, name: str, /) -> Any: ...

    def __setitem__(self, name: str, value: Any, /) -> None: ...


# Given what is kept of a part, and what is known of all parts, what the part tells. A step is a function of a module,
# so that it can be sent; it changes nothing of what is known, and assigns anew what it changes of the part.
Step = Callable[[Own, Any], Any]


class Parts(Protocol):
    """The parts of a corpus, in order."""

    def each(self, step: Step, known: Any = None) -> Iterator[Any]:
        """What the step tells of each part, in the order of the parts; done when all of it has been taken."""


class Held:
    """Parts that are held in memory."""

    def __init__(self, parts: Sequence[Own]) -> None:
        self.parts = parts

    def each(self, step: Step, known: Any = None) -> Iterator[Any]:
        return (step(own, known) for own in self.parts)
