"""Which actors may want a correction: pairs that may be one, surnames that several share, names that stand alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import pandas as pd

from toolkit import lexicons
from toolkit.actors import names, spellings
from toolkit.actors.directory import Directory, described, plain_key, variants
from toolkit.wording import number_of

Row = dict[str, Any]

# Given names that share this much of their letters may be one: "Jon" and "John" (0.86), not "Ann" and "Jane" (0.57).
ALIKE = 0.75
# Of the bearers of one surname the most mentioned are compared; a corpus has hundreds of Smiths.
MOST_BEARERS = 8
_SMALL = frozenset("of for and in the to on de la du des a an at & s".split())


class Suggestion(NamedTuple):
    """What may be wrong: the action that would mend it, the actor, the value, and why."""

    action: str
    actor: Row
    value: Row | None
    form: str | None
    why: str


def suggestions(actors: pd.DataFrame, *, most: int = 200) -> pd.DataFrame:
    """What to look at in a table of actors, most mentioned first, at most `most` rows.

    Shape: suggested (an action of corrections.ACTIONS, or "?"), actor, value, form and note, as in a corrections file.
    Pairs are: a surname alone beside those who bear it; a given name of one person only; people of one surname whose
    given names are alike or an initial; bodies of nearly the same words, or an acronym and its expansion; one name
    with two kinds; a surname counted for one while another bears it too. Alone are people with a single name. They are
    leads, not findings.
    """
    rows = sorted(actors.to_dict("records"), key=lambda row: (-row["mentions"], row["name"]))
    found = [*_people(rows), *_bodies(rows), *_kinds(rows)]
    found.sort(key=lambda one: -(one.actor["mentions"] + (one.value["mentions"] if one.value else 0)))
    known, seen, lines = Directory(actors), set(), []
    for one in found:
        pair = (one.actor["actor_id"], one.value["actor_id"] if one.value else None, one.form)
        if pair not in seen and pair[1::-1] != pair[:2]:
            seen |= {pair, (pair[1], pair[0], pair[2])}
            lines.append(
                {
                    "suggested": one.action,
                    "actor": _handle(known, one.actor),
                    "value": _handle(known, one.value) if one.value else None,
                    "form": one.form,
                    "note": f"{one.why} ({_counts(one)})",
                }
            )
    columns = ["suggested", "actor", "value", "form", "note"]
    return pd.DataFrame(lines[:most], columns=columns, dtype="object")


def _handle(known: Directory, row: Row) -> str:
    """The shortest way to write the actor so that Directory.find finds it alone."""
    forms = (row["name"], described(row))
    return next((form for form in forms if known.find(form).actor_ids == (row["actor_id"],)), row["actor_id"])


def _counts(one: Suggestion) -> str:
    rows = [one.actor, *([one.value] if one.value else [])]
    return "; ".join(
        f"{row['name']}: {row['mentions']} in {number_of(row['documents'], 'document')}" for row in rows
    )


def _people(rows: list[Row]) -> Iterator[Suggestion]:
    blocks: dict[str, list[tuple[Row, names.Person]]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "person":
            parsed = names.person(row["name"])
            blocks[spellings.spelling_key(parsed.surname)].append((row, parsed))
    by_given: dict[str, list[Row]] = defaultdict(list)
    for row, parsed in (pair for block in blocks.values() for pair in block if pair[1].given):
        by_given[spellings.given_key(parsed.given[0])].append(row)
    for block in blocks.values():
        full = [(row, parsed) for row, parsed in block if parsed.given][:MOST_BEARERS]
        for row, parsed in block:
            if parsed.given:
                continue
            called = by_given.get(spellings.given_key(parsed.surname), []) if not full else []
            if len(called) == 1:
                yield Suggestion("merge", row, called[0], None, "the given name of one person")
            elif not full:
                yield Suggestion("?", row, None, None, "a name that stands alone: who is it?")
            for other, _ in full:
                yield Suggestion("merge", row, other, None, "same surname")
        for at, (row, parsed) in enumerate(full):
            for other, second in full[at + 1 :]:
                if parsed.generation == second.generation and _alike(parsed.given[0], second.given[0]):
                    yield Suggestion("merge", other, row, None, "same surname, given names alike")
                else:
                    yield from _shared_surname(row, other, parsed.surname)


def _alike(first: str, second: str) -> bool:
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return spellings.given_key(first) == spellings.given_key(second) or (
        first[0] == second[0] and SequenceMatcher(None, first, second).ratio() >= ALIKE
    )


def _shared_surname(row: Row, other: Row, surname: str) -> Iterator[Suggestion]:
    """The surname alone among the forms of one, where another bears it too."""
    for one, rival in ((row, other), (other, row)):
        form = next((form for form in variants(one) if lexicons.fold(form) == surname), None)
        if form:
            yield Suggestion(
                "split", one, rival, form, f"two bear the surname {form}: is it always this one?"
            )


def _bodies(rows: list[Row]) -> Iterator[Suggestion]:
    by_words: dict[str, list[Row]] = defaultdict(list)
    by_acronym: dict[str, list[Row]] = defaultdict(list)
    bodies = [row for row in rows if row["kind"] == "organisation"]
    for row in bodies:
        by_words[_words(row["name"])].append(row)
        for acronym in names.acronyms(row["name"]) if " " in row["name"] else ():
            by_acronym[acronym].append(row)
    for same in by_words.values():
        for other in same[1:]:
            yield Suggestion("merge", other, same[0], None, "nearly the same words")
    for row in bodies:
        short = row["name"].replace(".", "")
        for other in by_acronym.get(short, ())[:MOST_BEARERS] if short.isupper() else ():
            yield Suggestion("merge", row, other, None, "its initials")


def _words(name: str) -> str:
    """The words of a body's name in alphabetical order, without small ones, plural and another spelling of -ise."""
    words = re.findall(r"\w+", lexicons.fold(name))
    return " ".join(
        sorted(re.sub(r"isation\b", "ization", word).rstrip("s") for word in words if word not in _SMALL)
    )


def _kinds(rows: Iterable[Row]) -> Iterator[Suggestion]:
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[plain_key(row["name"])].append(row)
    for same in by_name.values():
        for other in same[1:]:
            yield Suggestion("merge", other, same[0], None, "the same name, as another kind of actor")
