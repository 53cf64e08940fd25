"""What the words of a description say: which office they name, and whether they stand for a body or a state."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from toolkit import lexicons

Row = dict[str, Any]

_COUNTED = frozenset(
    "a an one two three four five six seven eight nine ten dozen some several many few most other another both no any "
    "either neither half".split()
)
LINKS = frozenset(
    {"of", "for", "to", "at", "in", "from", "with", "who", "that", "on", "and", "or", "by", "like"}
)
# What news text says of sources that stay unnamed; AP Stylebook 2022, "anonymous sources".
_UNNAMED = ("anonym", "not to be named", "not be named", "not authorized", "not authorised", "familiar with")
STANDING = {"spokesperson": "its spokesperson", "body": "a body of it", "officials": "its officials"}


def office(role: str) -> str:
    """The noun of a role: 'deputy foreign minister for trade' -> minister."""
    parts = role.lower().split(",")[0].split()
    first = next((at for at, part in enumerate(parts) if at and part in LINKS), len(parts))
    return parts[first - 1] if parts else ""


def standing(row: Row) -> str | None:
    """How a description stands for the body it belongs to: 'spokesperson', 'body', 'officials', or None.

    None for one of many ("a senior official"), for counted ones ("two officials"), for those who ask not to be named,
    and for former ones: they are sources of their own, without a name.
    """
    return way_of_standing(cell(row["role"]), row["text"])


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def way_of_standing(role: str | None, description: str) -> str | None:
    text = description.lower()
    known = lexicons.collective(office(role)) if role else None
    if known is None or role.startswith("former") or any(words in text for words in _UNNAMED):
        return None
    if known.speaks_for:
        return "spokesperson"
    first = text.split()[0]
    if known.body:
        return "body"
    counted = first in _COUNTED or first.isdigit() or text.startswith(("at least", "more than"))
    return "officials" if known.plural and known.together and not counted else None


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def names_an_office(role: str | None, text: str) -> bool:
    """Whether a description can name one person by office: "the minister", not "a minister", "ministers"."""
    if not role or text.lower().startswith(("a ", "an ")):
        return False
    known = lexicons.roles().get(office(role))
    return known is not None and not known.plural and way_of_standing(role, text) is None


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def role_words(role: str) -> tuple[str, frozenset[str]]:
    parts = lexicons.fold(role.replace("-", " ")).split()
    return office(role), frozenset(part for part in parts if part not in LINKS | {"the", "a", "an"})


def cell(value: Any) -> str | None:
    """A cell's text, None where it is missing (None, NaN, NA)."""
    return value if isinstance(value, str) and value else None
