"""Whom mentions mean so far, and what the steps of `meanings` share."""

from __future__ import annotations

from typing import Any, NamedTuple

from toolkit import lexicons
from toolkit.actors import names
from toolkit.actors.columns import Columns

# "he" -> "the minister" -> "Rau": real chains are short; a longer one is a circle.
LONGEST_CHAIN = 20
# A title is surer than a pronoun, which may be linked to the wrong person; so is a given name, though less.
TITLE_VOTES, NAME_VOTES = 3, 2
# A body may be called by its first word, where one of these follows in its name: "Justice", "Fox", "Columbia".
KINDS_OF_BODY = frozenset(
    "agency center centre channel college company corporation department group institute institution news network "
    "research university "
    "ag airlines airways chemicals co coal corp energy foods gmbh holding holdings inc industries insurance "
    "llc ltd mining motors oil partners petroleum pharmaceuticals plc resources steel stores systems "
    "technologies".split()
)


class Meant(NamedTuple):
    """Whom a mention means: kind and key of the actor, why, and its name where that is fixed."""

    kind: str
    key: str
    reason: str
    name: str | None = None


class Found:
    """The columns of whole documents, whom their rows mean so far, and indexes over them."""

    def __init__(self, columns: Columns):
        self.of = columns
        self.meant: list[Meant | None] = [None] * columns.size
        self.acronyms = names.Expansions({}, {}, {})
        self.nominal = [at for at, label in enumerate(columns.label) if label == "NOMINAL"]
        self.people: list[int] = []  # rows of people's names and of organisations', as `named` takes them
        self.bodies: list[int] = []
        self.shared: dict[Meant, Meant] = {}  # equal ones are one object, which saves memory

    def __getstate__(self) -> dict[str, Any]:
        """What is kept on disk between two steps: not the acronyms of the whole corpus."""
        return vars(self) | {"acronyms": self.acronyms._replace(everywhere={})}

    def note(self, at: int, meant: Meant) -> None:
        """Say whom the mention in row `at` means."""
        self.meant[at] = self.shared.setdefault(meant, meant)

    def owner(self, at: int) -> Meant | None:
        """Whom the "its" of "its president" or the "Obama" of "Obama's aides" means."""
        return self.meant[self.of.owner[at]] if self.of.owner[at] >= 0 else None

    def body(self, document: str, name: str, reason: str) -> Meant:
        """The state called `name`, or the organisation of that name."""
        state = lexicons.state_of(name)
        if state:
            return state_meant(state, reason)
        return Meant("organisation", self.acronyms.key(document, name)[0], reason)

    def end_of_chain(self, at: int) -> int | None:
        for _ in range(LONGEST_CHAIN):
            at = self.of.antecedent[at]
            if at < 0 or self.meant[at] is not None:
                break
        return at if at >= 0 and self.meant[at] is not None else None


def state_meant(name: str, reason: str) -> Meant:
    return Meant("state", lexicons.fold(name), reason, name)


def is_state(name: str) -> bool:
    return lexicons.state_of(name) is not None


def whole_name(of: Columns, at: int) -> str:
    """The name with the surname that another one behind "and" gives it."""
    return f"{of.text[at]} {of.shared_surname[at] or ''}".strip()
