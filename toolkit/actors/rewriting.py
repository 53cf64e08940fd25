"""Tables of mentions and actors while corrections are made to them: the steps behind `toolkit.actors.corrections`.

A Book opens both tables once, takes any number of changes, each of which touches only the rows that it concerns, and
gives new tables back. Every changed mention says so in `actor_reason`, with the reason it had before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from toolkit import lexicons, tables
from toolkit.actors import names
from toolkit.actors.directory import Directory, described, plain_key, variants

Row = dict[str, Any]

PREFIX = "corrected by the user: "
_WAS = " (was: "
_UNNAMED = frozenset({"PRONOUN", "NOMINAL"})
_READ = ("mention_id", "doc_id", "start", "text", "label", "role", "affiliation", "antecedent_id")
# Real chains of reference are short; a longer one is a circle.
LONGEST_CHAIN = 20


class CorrectionError(ValueError):
    """A correction that cannot be made; `code` is that of its row in the problems table."""

    def __init__(self, message: str, code: str = "impossible"):
        super().__init__(message)
        self.code = code


class Part(NamedTuple):
    """A selection of an actor's mentions: those that fit all of what is given."""

    forms: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] = ()
    mention_ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        given = [
            ("written", self.forms),
            ("in document", self.doc_ids),
            ("with mention_id", self.mention_ids),
        ]
        return " ".join(f"{what} {', '.join(map(repr, some))}" for what, some in given if some)

    @property
    def by_words(self) -> bool:
        """Whether the mentions themselves were chosen, not only their document."""
        return bool(self.forms or self.mention_ids)


def bare_reason(reason: Any) -> str | None:
    """The reason that a corrected mention had before; any other as it is; None where there is none."""
    if not isinstance(reason, str) or not reason:
        return None
    if not reason.startswith(PREFIX):
        return reason
    _, was, before = reason.rpartition(_WAS)
    return before.removesuffix(")") or None if was else None


class Book:
    """Both tables under correction. Its methods take actor_ids; `actor` finds one by name."""

    def __init__(self, mentions: pd.DataFrame, actors: pd.DataFrame):
        self.mentions, self.actors = mentions, tables.table("actors", actors)
        self.attrs = dict(actors.attrs)
        self.actor_ids = _objects(mentions, "actor_id")
        self.reasons = _objects(mentions, "actor_reason")
        self.cells = {name: _objects(mentions, name) for name in _READ}
        groups = pd.Series(self.actor_ids, dtype="object").groupby(self.actor_ids, sort=False).indices
        self.places: dict[str, list[int]] = {key: sorted(at) for key, at in groups.items()}
        self.asked: set[str] = set()  # actors whose mentions were looked at
        self.known = Directory(self.actors)

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """New mentions in the order given, and new actors by falling number of mentions, then name."""
        mentions = self.mentions.assign(
            actor_id=pd.Series(self.actor_ids, index=self.mentions.index, dtype="str"),
            actor_reason=pd.Series(self.reasons, index=self.mentions.index, dtype="str"),
        )
        rows = sorted(
            self.known.rows.values(), key=lambda row: (-row["mentions"], row["name"], row["actor_id"])
        )
        actors = tables.table("actors", rows) if rows else self.actors.iloc[:0]
        kinds = {name: kind for name, kind in self.actors.dtypes.items() if name in actors}
        actors = actors[[*kinds]]
        for name, kind in kinds.items():
            actors[name] = actors[name].astype(_with_room(kind) if actors[name].isna().any() else kind)
        mentions.attrs, actors.attrs = dict(self.mentions.attrs), self.attrs
        return mentions, actors

    def actor(self, name: str) -> str:
        """The actor_id of the one actor that a name means; CorrectionError with candidates for none or several."""
        found = self.known.find(str(name).strip())
        if len(found.actor_ids) == 1:
            return found.actor_ids[0]
        if found.actor_ids:
            raise CorrectionError(
                f"{name!r} may be {self.known.described(found.actor_ids)}; write one of these names or identifiers",
                "ambiguous",
            )
        similar = "; ".join(self.known.similar(str(name)))
        raise CorrectionError(
            f"no actor is called {name!r}" + (f"; similar: {similar}" if similar else ""), "no such actor"
        )

    def is_done(self, action: str, name: str, value: str | None, part: Part | None) -> bool:
        """Whether a correction was made before, as when a file is applied again: what it speaks of is no more."""
        found = self.known.find(name).actor_ids
        if action == "drop":
            if any(part is None or self._select(one, part) for one in found):
                return False
            return any(self._fits(at, part) if part else self._is_called(at, name) for at in self._dropped())
        if found or not value:
            return False
        there = self.known.find(value)
        if there.rule not in {"identifier", "name"} or len(there.actor_ids) != 1:
            return False
        return action == "rename" or (
            action == "split" and part is not None and bool(self._select(there.actor_ids[0], part))
        )

    def _dropped(self) -> list[int]:
        """The mentions that a correction dropped."""
        mark = f"{PREFIX}not "
        return [
            at for at, reason in enumerate(self.reasons) if reason is not None and reason.startswith(mark)
        ]

    def _is_called(self, at: int, name: str) -> bool:
        return lexicons.fold(self.cells["text"][at]) == lexicons.fold(name)

    # --- the changes ---

    def merge(self, actor_ids: Sequence[str]) -> None:
        """Let all mentions of these actors mean the first."""
        target, *others = dict.fromkeys(actor_ids)
        row = dict(self.known.rows[target])
        for other in others:
            merged = self.known.rows[other]
            row |= {
                key: cell for key, cell in merged.items() if _missing(row.get(key)) and not _missing(cell)
            }
            self._move(self._where(other), other, target, f"merged into {row['name']}")
        if others:
            called = [self.known.rows[other]["name"] for other in others]
            for other in others:
                self.known.remove(other)
            self.known.put(row)
            self._recount(target)
            self._also_called(target, called)

    def split(self, actor_id: str, parts: Mapping[str, Part]) -> None:
        """Move the mentions of each part, and what follows them, to the actor of the part's name."""
        row = self.known.rows[actor_id]
        targets = {name: self._part_id(row, name) for name in parts}
        chosen: dict[int, str] = {}
        for name, part in parts.items():
            found = self._select(actor_id, part)
            if not found and not self._select(targets[name], part):
                forms = ", ".join(repr(form) for form in variants(row)) or "none"
                raise CorrectionError(
                    f"no mention of {described(row)} is {part}; its forms are {forms}", "no such mention"
                )
            twice = [at for at in found if chosen.get(at, name) != name]
            if twice:
                raise CorrectionError(
                    f"{self.cells['text'][twice[0]]!r} is in two parts, {chosen[twice[0]]!r} and {name!r}"
                )
            chosen |= dict.fromkeys(found, name)
        goes = self._follow(actor_id, chosen)
        for name, part in parts.items():
            target = targets[name]
            moved = [at for at in self._where(actor_id) if goes.get(at) == name]
            if target == actor_id or not moved:
                continue
            if target not in self.known.rows:
                self.known.put(self._new_row(target, name, row["kind"]))
            picked = [at for at in moved if at in chosen and part.by_words]
            followers = [at for at in moved if not (at in chosen and part.by_words)]
            self._move(followers, actor_id, target, f"split off as {name}")
            self._move(picked, actor_id, target, f"chosen as {name}")
            self._recount(target)
        self._recount(actor_id, renamed=True)

    def rename(self, actor_id: str, name: str) -> None:
        """Call the actor `name`; CorrectionError where another one of its kind is called so."""
        row, name = self.known.rows[actor_id], " ".join(name.split())
        if not name:
            raise CorrectionError(f"{described(row)} would have no name; give one")
        found = self.known.find(name)
        others = [one for one in found.actor_ids if one != actor_id and found.rule == "name"]
        if any(self.known.rows[one]["kind"] == row["kind"] for one in others):
            raise CorrectionError(
                f"another actor is called {name!r}: {self.known.described(others)}; merge them"
            )
        if name != row["name"]:
            self._put(row, "name", name)

    def set(self, actor_id: str, field: str, value: str | None) -> None:
        """Set kind, role or affiliation."""
        if field == "kind":
            value = (value or "").lower()
            if value not in tables.ACTOR_KINDS:
                raise CorrectionError(f"the kind is {value!r}, not one of {', '.join(tables.ACTOR_KINDS)}")
        if field == "affiliation" and value:
            value = lexicons.state_of(value) or self._body(value) or value
        row = self.known.rows[actor_id]
        if row.get(field) != value and not (value is None and _missing(row.get(field))):
            self._put(row, field, value)

    def drop(self, actor_id: str, part: Part | None = None) -> None:
        """Let the mentions of an actor, or the selected ones and what follows them, mean nobody."""
        where = self._where(actor_id)
        if part is not None:
            found = self._select(actor_id, part)
            if not found:
                raise CorrectionError(
                    f"no mention of {described(self.known.rows[actor_id])} is {part}", "no such mention"
                )
            goes = self._follow(actor_id, dict.fromkeys(found, ""))
            where = [at for at in where if goes.get(at) == ""]
        self._move(where, actor_id, None, "not an actor")
        if part is None:
            self.known.remove(actor_id)
        else:
            self._recount(actor_id, renamed=True)

    # --- how they are made ---

    def _where(self, actor_id: str) -> list[int]:
        """The rows of an actor's mentions."""
        self.asked.add(actor_id)
        return self.places.get(actor_id, [])

    def _put(self, row: Row, field: str, value: str | None) -> None:
        """Change a field of an actor, and note that the user did, so that a later count leaves it alone."""
        changed = {**row, field: value}
        if changed["kind"] == "state":
            changed["affiliation"] = changed["name"]
        notes = [part for part in _reason_parts(row) if part != f"{PREFIX}{field}"]
        self.known.put({**changed, "reason": "; ".join([*notes, f"{PREFIX}{field}"])})

    def _also_called(self, actor_id: str, called: Sequence[str]) -> None:
        """Add names to the variants, so that the file finds the actor by them when it is applied again."""
        row = self.known.rows.get(actor_id)
        if row:
            self.known.put({**row, "variants": list(dict.fromkeys([*variants(row), *called]))})

    def _body(self, name: str) -> str | None:
        found = self.known.find(name)
        bodies = [one for one in found.actor_ids if self.known.rows[one]["kind"] in {"organisation", "state"}]
        return self.known.rows[bodies[0]]["name"] if len(bodies) == 1 else None

    def _move(self, where: Sequence[int], source: str, target: str | None, what: str) -> None:
        for at in where:
            before = bare_reason(self.reasons[at])
            self.actor_ids[at] = target
            self.reasons[at] = f"{PREFIX}{what}" + (f"{_WAS}{before})" if before else "")
        gone = set(where)
        self.places[source] = [at for at in self._where(source) if at not in gone]
        if target is not None:
            self.places[target] = sorted([*self._where(target), *where])

    def _select(self, actor_id: str, part: Part) -> list[int]:
        """The mentions of the actor that fit all of what the part gives."""
        return [at for at in self._where(actor_id) if self._fits(at, part)]

    def _fits(self, at: int, part: Part) -> bool:
        return (
            (not part.forms or any(self._is_called(at, form) for form in part.forms))
            and (not part.doc_ids or self.cells["doc_id"][at] in part.doc_ids)
            and (not part.mention_ids or self.cells["mention_id"][at] in part.mention_ids)
        )

    def _follow(self, actor_id: str, chosen: Mapping[int, str]) -> dict[int, str]:
        """Where each mention of the actor goes: the name of a part; those that stay are left out.

        A description or pronoun goes with its antecedent, else with the name nearest before it in the document (or
        behind it); a surname with the full name nearest before it (or behind it).
        """
        where = self._where(actor_id)
        touched = {self.cells["doc_id"][at] for at in chosen}
        at_id = {self.cells["mention_id"][at]: at for at in where}
        documents: dict[str, list[int]] = {}
        for at in sorted(where, key=lambda at: self.cells["start"][at]):
            documents.setdefault(self.cells["doc_id"][at], []).append(at)
        person = self.known.rows[actor_id]["kind"] == "person"
        goes = dict(chosen)
        for document in touched:
            inside = documents[document]
            named = [at for at in inside if self.cells["label"][at] not in _UNNAMED]
            full = [at for at in named if not person or names.person(self.cells["text"][at]).given]
            for at in named:
                if at not in chosen and at not in full:
                    self._go_with(at, self._nearest(at, full), goes)
            for at in inside:
                if at not in chosen and self.cells["label"][at] in _UNNAMED:
                    self._go_with(at, self._antecedent(at, at_id, chosen), goes, self._nearest(at, named))
        return goes

    def _go_with(self, at: int, leader: int | None, goes: dict[int, str], other: int | None = None) -> None:
        leader = other if leader is None else leader
        if leader is not None and leader in goes:
            goes[at] = goes[leader]

    def _nearest(self, at: int, leaders: Sequence[int]) -> int | None:
        start = self.cells["start"]
        before = [one for one in leaders if start[one] < start[at]]
        return before[-1] if before else next(iter(leaders), None)

    def _antecedent(self, at: int, at_id: Mapping[str, int], chosen: Mapping[int, str]) -> int | None:
        """The name, or chosen mention, at the end of the chain that a pronoun or description is linked by."""
        for _ in range(LONGEST_CHAIN):
            at = at_id.get(self.cells["antecedent_id"][at], -1)
            if at < 0:
                return None
            if at in chosen or self.cells["label"][at] not in _UNNAMED:
                return at
        return None

    def _part_id(self, row: Row, name: str) -> str:
        """The actor that a part of this name is: one of the corpus called so, or a new one of the same kind."""
        found = self.known.find(name)
        if found.rule in {"identifier", "name"} and found.actor_ids:
            same = [one for one in found.actor_ids if self.known.rows[one]["kind"] == row["kind"]]
            ids = same or list(found.actor_ids)
            if len(ids) > 1:
                raise CorrectionError(
                    f"{name!r} may be {self.known.described(ids)}; write one of these", "ambiguous"
                )
            return ids[0]
        return tables.identifier("actor", row["kind"], "corrected", lexicons.fold(name))

    def _new_row(self, actor_id: str, name: str, kind: str) -> Row:
        empty = dict.fromkeys(self.actors.columns)
        affiliation = name if kind == "state" else None
        told = {"actor_id": actor_id, "name": name, "kind": kind, "affiliation": affiliation}
        return {**empty, **told, "mentions": 0, "documents": 0, "reason": f"{PREFIX}name", "variants": []}

    def _recount(self, actor_id: str, *, renamed: bool = False) -> None:
        """Count an actor anew from its mentions; one without any is no more.

        With `renamed` it gets another name where none of its mentions bears the one it has.
        """
        where, row = self._where(actor_id), self.known.rows[actor_id]
        if not where:
            self.known.remove(actor_id)
            return
        notes = [part for part in _reason_parts(row) if part in _NOTES]
        named = [at for at in where if self.cells["label"][at] not in _UNNAMED] or where
        bearing = set(named)
        full = [at for at in where if at in bearing or bare_reason(self.reasons[at]) == "full name"]
        forms = Counter(" ".join(self.cells["text"][at].split()) for at in full)
        ranked = [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))]
        reasons = Counter(_without_was(self.reasons[at]) for at in where if self.reasons[at])
        told = [one for one, _ in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))]
        counted = {
            **row,
            "mentions": len(where),
            "documents": len({self.cells["doc_id"][at] for at in where}),
            "variants": ranked,
            "reason": "; ".join([*told, *notes]) or None,
        }
        own = {plain_key(form) for form in ranked}
        if (
            renamed
            and f"{PREFIX}name" not in notes
            and plain_key(row["name"]) not in own
            and row["kind"] != "state"
        ):
            counted["name"] = min(ranked, key=lambda form: (not names.person(form).given, ranked.index(form)))
        if row["kind"] in {"person", "organisation"}:
            for field, value in self._told(named, counted["name"]).items():
                if f"{PREFIX}{field}" not in notes and (value or row["kind"] == "person"):
                    counted[field] = value
        self.known.put(counted)

    def _told(self, named: Sequence[int], name: str) -> dict[str, str | None]:
        """Most frequent role and affiliation of these mentions, those that are over only where there is no other."""
        pairs = [(self.cells["role"][at], self.cells["affiliation"][at]) for at in named]
        over = [bool(role) and role.lower().startswith("former") for role, _ in pairs]
        roles = Counter(role for role, _ in pairs if role)
        now = Counter(role for (role, _), past in zip(pairs, over, strict=True) if role and not past)
        homes = Counter(
            home for (_, home), past in zip(pairs, over, strict=True) if home and home != name and not past
        )
        return {"role": _most_frequent(now or roles), "affiliation": _most_frequent(homes)}


_NOTES = frozenset(f"{PREFIX}{field}" for field in ("name", "kind", "role", "affiliation"))


def _objects(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as an array of Python objects with None for what is missing; all None where it is not there."""
    if name not in frame:
        return np.full(len(frame), None, dtype=object)
    cells = frame[name].astype(object)
    return cells.where(cells.notna(), None).to_numpy(copy=True)


def _with_room(kind: Any) -> Any:
    """The type, or one like it that has room for a missing value: a new actor has no attributes yet."""
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    return "Int64" if pd.api.types.is_integer_dtype(kind) else kind


def _reason_parts(row: Row) -> list[str]:
    return [part for part in str(row["reason"]).split("; ") if part] if isinstance(row["reason"], str) else []


def _without_was(reason: str) -> str:
    return reason.rpartition(_WAS)[0] if reason.startswith(PREFIX) and _WAS in reason else reason


def _missing(cell: Any) -> bool:
    return cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell))


def _most_frequent(counts: Counter) -> str | None:
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None
