"""Actors as users write of them: which actor a name means, and the spreadsheets in which users write.

Corrections, sides and attributes name actors in words ("Zelensky", "U.S."), since identifiers mean nothing to a person
and change when a corpus is read anew. All of them look names up here, so that one name means one thing.
"""

from __future__ import annotations

import difflib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from toolkit import lexicons, sheets, tables
from toolkit.actors import names, spellings

Row = dict[str, Any]

# How a name was matched, surest first: a surer way that finds somebody ends the search.
RULES = ("identifier", "name", "variant", "similar spelling")
# Names shown where a name means nobody or several: enough to choose from, few enough to read.
SHOWN = 6
# difflib's default of 0.6 proposes "Iran" for "Ukraine"; at 0.75 they share three letters in four.
LEAST_SIMILAR = 0.75
_WITH_KIND = re.compile(rf"^(.*\S) \(({'|'.join(tables.ACTOR_KINDS)})\)$")


class Found(NamedTuple):
    """The actors that a name means, and by which of RULES; none and None where it means nobody."""

    actor_ids: tuple[str, ...]
    rule: str | None


class Directory:
    """Actors to be found by name; rows can be put in and taken out while corrections are applied."""

    def __init__(self, actors: pd.DataFrame | Iterable[Row]):
        rows = actors.to_dict("records") if isinstance(actors, pd.DataFrame) else actors
        self.rows: dict[str, Row] = {}
        self.index: dict[str, dict[str, dict[str, None]]] = {rule: defaultdict(dict) for rule in RULES[1:]}
        for row in rows:
            self.put(row)

    def put(self, row: Row) -> None:
        """Add an actor, or replace the one with its actor_id."""
        self.remove(row["actor_id"])
        self.rows[row["actor_id"]] = row
        for rule, keys in _keys(row).items():
            for key in keys:
                self.index[rule][key][row["actor_id"]] = None

    def remove(self, actor_id: str) -> None:
        """Take an actor out, if it is there."""
        row = self.rows.pop(actor_id, None)
        for rule, keys in _keys(row).items() if row else ():
            for key in keys:
                self.index[rule][key].pop(actor_id, None)

    def find(self, name: str) -> Found:
        """The actors that `name` means: an actor_id, a name, one of its variants, or a similar spelling of a name.

        States are found under every name ("U.S."), people under another romanisation ("Zelenskiy"); a kind behind the
        name chooses among several: "Georgia (state)".
        """
        if name in self.rows:
            return Found((name,), "identifier")
        with_kind = _WITH_KIND.match(name.strip())
        if with_kind:
            found = self.find(with_kind[1])
            return Found(
                tuple(one for one in found.actor_ids if self.rows[one]["kind"] == with_kind[2]), found.rule
            )
        for rule, key in (("name", plain_key(name)), ("variant", plain_key(name))):
            if self.index[rule].get(key):
                return Found(tuple(self.index[rule][key]), rule)
        loose = {one: None for key in _loose_keys(name) for one in self.index[RULES[-1]].get(key, ())}
        return Found(tuple(loose), RULES[-1] if loose else None)

    def similar(self, name: str) -> list[str]:
        """Names of actors that look like `name` or hold it as a word, the most mentioned first."""
        key = plain_key(name)
        part = [row for row in self.rows.values() if key and f" {key} " in f" {plain_key(row['name'])} "]
        close = difflib.get_close_matches(key, list(self.index["name"]), n=SHOWN, cutoff=LEAST_SIMILAR)
        alike = [self.rows[one] for match in close for one in self.index["name"][match]]
        ranked = sorted(part + alike, key=lambda row: (-row["mentions"], row["name"]))
        return list(dict.fromkeys(described(row) for row in ranked))[:SHOWN]

    def described(self, actor_ids: Iterable[str]) -> str:
        """Actors in words, to choose from: 'Ann Lee (person), 3 mentions; ...'."""
        rows = sorted((self.rows[one] for one in actor_ids), key=lambda row: -row["mentions"])
        parts = [f"{described(row)}, {row['mentions']} mention(s), {row['actor_id']}" for row in rows[:SHOWN]]
        return "; ".join(parts + ([f"and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []))


def the_actor(actors: pd.DataFrame, name: str) -> str:
    """The actor_id of the one actor that `name` means, as in Directory.find.

    Raises: ValueError where it means nobody or several, with those whom it may mean.
    """
    known = Directory(actors)
    found = known.find(name).actor_ids
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{name!r} may be {known.described(found)}; write one of these names or identifiers")
    hint = "; ".join(known.similar(name))
    raise ValueError(f"no actor is called {name!r}" + (f"; similar: {hint}" if hint else ""))


def described(row: Mapping[str, Any]) -> str:
    """An actor's name with its kind, as `Directory.find` takes it."""
    return f"{row['name']} ({row['kind']})"


def plain_key(name: str) -> str:
    """A form in which all names of one state are the same, and in which case, accents and "the" do not count."""
    return lexicons.fold(lexicons.state_of(name) or name)


def variants(row: Mapping[str, Any]) -> list[str]:
    """The surface forms of an actor's row; empty where there are none."""
    given = row.get("variants")
    return [form for form in given if isinstance(form, str)] if isinstance(given, list | tuple) else []


def _keys(row: Row) -> dict[str, set[str]]:
    loose = set(_loose_keys(row["name"]))
    return {
        "name": {plain_key(row["name"])} - {""},
        "variant": {plain_key(form) for form in variants(row)} - {""},
        RULES[-1]: loose,
    }


def _loose_keys(name: str) -> list[str]:
    """Keys under which two spellings of a whole name are one: of people with a given name, and of bodies."""
    parsed = names.person(name)
    found = [f"body {names.organisation_key(name)}"]
    if parsed.given and len(parsed.given[0]) > 1:
        parts = [
            spellings.given_key(parsed.given[0]),
            spellings.spelling_key(parsed.surname),
            parsed.generation,
        ]
        found.append(f"person {' '.join(parts).strip()}")
    elif parsed.surname and " " not in parsed.surname:
        found.append(f"single {spellings.spelling_key(parsed.surname)}")
    return found


def read_rows(path: str | os.PathLike) -> pd.DataFrame:
    """The rows of a user's CSV file or of the first sheet of a workbook, as typed, with the column `line`.

    Any separator, UTF-8, UTF-16 or Windows-1252, as spreadsheet programs save them; empty cells are None.
    Raises: FileNotFoundError; ValueError for what is no table.
    """
    source = Path(path).expanduser()
    if not source.is_file():
        found = (
            "a folder; name the file in it" if source.is_dir() else f"no such file (looked from {Path.cwd()})"
        )
        raise FileNotFoundError(f"{source}: {found}")
    if source.suffix.lower() in {".xlsx", ".xlsm"}:
        if not sheets.writes_workbooks():
            raise ValueError(
                f"{source}: Excel workbooks need openpyxl: pip install openpyxl, or save it as CSV"
            )
        typed = pd.read_excel(source, header=None, dtype="object")
        cells = typed.where(typed.notna(), None).to_numpy().tolist()
    else:
        cells = sheets.csv_rows(source)
    table = sheets.table_of(cells)
    table.columns = [name if name == "line" else name.strip() for name in table.columns]
    if table.columns.tolist() == ["line"]:
        raise ValueError(f"{source}: no columns in the first line; the first line names them")
    return table
