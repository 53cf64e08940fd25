"""What actors belong to: their state or organisation, and the sides that a user puts them on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from toolkit import lexicons


def read_sides(given: Sequence[str] | None) -> dict[str, list[str]] | None:
    """Sides by name, from NAME=ACTOR,ACTOR arguments or one JSON or CSV file; None when none are given.

    >>> read_sides(["US and NATO=United States, NATO", "Russia=Russia"])
    {'US and NATO': ['United States', 'NATO'], 'Russia': ['Russia']}
    """
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return _sides_of_file(Path(given[0]))
    sides = {}
    for side in given:
        name, equals, members = side.partition("=")
        actors = [actor.strip() for actor in members.split(",") if actor.strip()]
        if not equals or not name.strip() or not actors:
            raise ValueError(f"--sides {side!r}: write NAME=ACTOR,ACTOR,... or give one .json or .csv file")
        sides[name.strip()] = actors
    return sides


def _sides_of_file(path: Path) -> dict[str, list[str]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() == ".json":
        sides = json.loads(text)
        if not isinstance(sides, dict) or not all(isinstance(actors, list) for actors in sides.values()):
            raise ValueError(f"{path}: not an object that maps each side to a list of actors")
        return {str(name): [str(actor) for actor in actors] for name, actors in sides.items()}
    rows = list(csv.DictReader(text.splitlines()))
    if not rows or not {"side", "actor"} <= set(rows[0]):
        found = ", ".join(rows[0]) if rows else "no rows"
        raise ValueError(f"{path}: no columns side and actor (found {found})")
    sides: dict[str, list[str]] = {}
    for row in rows:
        sides.setdefault(row["side"].strip(), []).append(row["actor"].strip())
    return sides


def actor_sides(actors: pd.DataFrame, sides: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The side of each actor that has one: actor_id -> side, side by side in the order given (so that each keeps its
    colour from figure to figure). An actor belongs to the first side that lists its own name, else to the first that
    lists its affiliation; "US" and "United States" are one.
    """
    listed = [(name, {_key(member) for member in members}) for name, members in sides.items()]
    found = {}
    for row in actors.to_dict("records"):
        variants = row.get("variants") if isinstance(row.get("variants"), list) else []
        own = {_key(name) for name in [row["name"], row["actor_id"], *variants]}
        affiliation = {_key(row["affiliation"])} if isinstance(row.get("affiliation"), str) else set()
        for keys in (own, affiliation):
            side = next((name for name, members in listed if members & keys), None)
            if side is not None:
                found[row["actor_id"]] = side
                break
    order = list(sides)
    return dict(sorted(found.items(), key=lambda item: order.index(item[1])))


def _key(name: str) -> str:
    """A form in which the names of one state, however written, are the same."""
    return lexicons.fold(lexicons.state_of(name) or name)


def of_actors(actors: pd.DataFrame) -> dict[str, str]:
    """What each actor belongs to: actor_id -> its affiliation, or its own name for a state or organisation."""
    found = {}
    for row in actors.to_dict("records"):
        if isinstance(row.get("affiliation"), str):
            found[row["actor_id"]] = row["affiliation"]
        elif row["kind"] in ("state", "organisation"):
            found[row["actor_id"]] = row["name"]
    return found


def quoted(quotes: pd.DataFrame, actors: pd.DataFrame) -> pd.Series:
    """Number of quotes of each affiliation, most quoted first (then by words, then by name)."""
    of = quotes["actor_id"].map(of_actors(actors))
    ranked = (
        quotes.assign(of=of).dropna(subset="of").groupby("of")["n_words"].agg(["size", "sum"]).reset_index()
    )
    return ranked.sort_values(["size", "sum", "of"], ascending=[False, False, True]).set_index("of")["size"]
