"""Attributes of the user's own for actors: gender, party, Wikidata id and the like, joined from a table."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from toolkit import tables
from toolkit.actors import directory
from toolkit.actors.directory import Directory

Row = dict[str, Any]
Attributes = pd.DataFrame | str | os.PathLike

KEYS = ("actor_id", "actor")
# Rows that matched nobody get similar names beside them; looking for those costs time with many actors.
MOST_HINTS = 50


class _Given(NamedTuple):
    """One row that a user gave: where it stands, the name in it, how that was matched, its cells."""

    place: str
    name: str
    rule: str | None
    cells: Row


def join_attributes(actors: pd.DataFrame, attributes: Attributes) -> pd.DataFrame:
    """The actors with the columns of `attributes`, a CSV file, workbook or DataFrame with a column actor or actor_id.

    A row belongs to the actor whose identifier, name, variant or similarly spelled name (in this order) is given in
    actor_id, or else in actor, as in Directory.find; "Georgia (state)" chooses among several. Where a name and a
    variant lead to one actor, the name's row wins; of equal ones the first.

    Shape: actors as given, in the same order, one column more for each attribute (text as typed; missing for actors
    without a row). Nothing is dropped in silence: `attrs["problems"]` has a row of the problems table for each row that
    matched nobody, several actors, or one that has a row already, and `attrs["unmatched"]` their names;
    `attrs["attributes"]` has the columns joined.
    Raises: FileNotFoundError; ValueError where the key or any attribute is missing, or where a column would overwrite
    one of the actors table.
    """
    where, given, lines = _read(attributes)
    wanted = _columns(where, given, actors)
    known = Directory(actors)
    chosen: dict[str, _Given] = {}
    problems: list[Row] = []
    unmatched: list[str] = []
    for line, row in zip(lines, given.to_dict("records"), strict=True):
        name = next((str(row[key]).strip() for key in KEYS if _is_there(row.get(key))), "")
        found = known.find(name) if name else directory.Found((), None)
        one = _Given(f"{where}, line {line}", name, found.rule, row)
        if len(found.actor_ids) != 1:
            unmatched.append(name)
            problems.append(_unmatched(one, found, known, hints=len(problems) < MOST_HINTS))
            continue
        actor_id = found.actor_ids[0]
        both = sorted([chosen[actor_id], one] if actor_id in chosen else [one], key=_surety)
        chosen[actor_id] = both[0]
        for loser in both[1:]:
            unmatched.append(loser.name)
            problems.append(_repeated(loser, known.rows[actor_id]["name"]))
    joined = actors.copy()
    for column in wanted:
        cells = [chosen[one].cells[column] if one in chosen else None for one in actors["actor_id"]]
        joined[column] = pd.Series(cells, index=actors.index, dtype=_dtype(given[column]))
    joined.attrs = {**actors.attrs, "problems": problems, "unmatched": unmatched, "attributes": wanted}
    return joined


def fingerprint(attributes: Attributes) -> str:
    """An identifier of what these attributes say: the same for the same table."""
    return tables.identifier(_read(attributes)[1].to_csv(index=False))


def attributes_table(attributes: Attributes) -> pd.DataFrame:
    """The attributes as a table, checked as far as that goes without actors; it remembers its file and lines.

    Raises: FileNotFoundError; ValueError as join_attributes does.
    """
    where, given, lines = _read(attributes)
    _columns(where, given, tables.empty("actors"))
    given.attrs = {"where": where, "lines": lines}
    return given


def _read(attributes: Attributes) -> tuple[str, pd.DataFrame, list[int]]:
    """What messages call the attributes, their table, and the line of each row."""
    if isinstance(attributes, pd.DataFrame):
        given = attributes.set_axis(map(str, attributes.columns), axis="columns")
        lines = attributes.attrs.get("lines", range(2, len(given) + 2))
        known = len(lines) == len(given)  # rows may have been left out since it was read
        where = attributes.attrs.get("where", "attributes")
        return where, given, list(lines if known else range(2, len(given) + 2))
    given = directory.read_rows(attributes)
    lines = given.pop("line").tolist()
    return str(attributes), given, lines


def _columns(where: str, given: pd.DataFrame, actors: pd.DataFrame) -> list[str]:
    """The columns to join; ValueError with all faults in one message."""
    found = given.columns.tolist()
    faults = (
        []
        if set(KEYS) & set(found)
        else [f"no column actor or actor_id (found {', '.join(found) or 'none'})"]
    )
    columns = [column for column in found if column not in KEYS]
    faults += [] if columns else ["no column beside the key"]
    taken = {column.name for column in tables.columns("actors")} | set(actors.columns)
    clashes = [column for column in columns if column in taken]
    if clashes:
        faults.append(
            f"{', '.join(clashes)} would overwrite the actors table; rename, as in own_{clashes[0]}"
        )
    repeated = sorted({column for column in found if found.count(column) > 1})
    faults += [f"{', '.join(repeated)} stands there twice"] if repeated else []
    if faults:
        raise ValueError(f"{where}: {'; '.join(faults)}")
    return columns


def _surety(one: _Given) -> int:
    return directory.RULES.index(one.rule)


def _unmatched(one: _Given, found: directory.Found, known: Directory, *, hints: bool) -> Row:
    if not one.name:
        return tables.problem(
            None, "attributes", "no name", f"{one.place}: neither actor nor actor_id is given"
        )
    if found.actor_ids:
        detail = f"{one.name!r} may be {known.described(found.actor_ids)}; write one of these identifiers"
        return tables.problem(None, "attributes", "ambiguous", f"{one.place}: {detail}")
    similar = known.similar(one.name) if hints else []
    hint = f"; similar: {'; '.join(similar)}" if similar else ""
    detail = f"{one.place}: no actor is called {one.name!r}{hint}"
    return tables.problem(None, "attributes", "unmatched", detail)


def _repeated(one: _Given, name: str) -> Row:
    detail = f"{one.place}: {one.name!r} is {name!r}, who has another row; this one was not joined"
    return tables.problem(None, "attributes", "repeated", detail)


def _dtype(cells: Iterable[Any]) -> Any:
    """Text for what was typed into a file, else the column's own type, or one that has room for what is missing."""
    kind = getattr(cells, "dtype", None)
    if pd.api.types.is_object_dtype(kind):
        texts = all(isinstance(cell, str) for cell in cells if _is_there(cell))
        return "str" if texts else "object"
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    return "Int64" if pd.api.types.is_integer_dtype(kind) else kind


def _is_there(cell: Any) -> bool:
    return (
        cell is not None and not (pd.api.types.is_scalar(cell) and pd.isna(cell)) and str(cell).strip() != ""
    )
