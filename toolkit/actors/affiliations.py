"""What actors belong to: roles and affiliations over time, their state, blocs of states, and the sides of a comparison.

Sides are given by the user: names of actors, of what they are affiliated with, or of blocs ("bloc:NATO").
"""

from __future__ import annotations

import json
import logging
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import lexicons
from toolkit.actors import directory, memberships, names
from toolkit.actors.directory import Directory

Row = dict[str, Any]
_log = logging.getLogger(__name__)
Sides = Mapping[str, Iterable[str] | str] | Sequence[str] | str | os.PathLike

# How an actor came to a side, the strongest first.
SIDE_RULES = ("own name", "affiliation", "state of what it belongs to", "bloc")
_PREFIXES = ("actor", "affiliation", "bloc")
# "The Pentagon's spokesman": a person, a body, its state. Longer chains are not seen in news.
LONGEST_CHAIN = 3


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


# --- over time --------------------------------------------------------------------------------------------------------


def roles_over_time(mentions: pd.DataFrame, actors: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The roles and affiliations that the texts give people and organisations by name, with their dates.

    Shape: one row per actor, role (whatever its capitals) and affiliation (either may be missing, not both): actor_id,
    name, role, affiliation, mentions, documents, first_published, last_published (of these documents; missing where no
    date is known) and mention_id, the earliest example. Actors are in the order of `actors`, their rows by first date.
    Two rows with dates one after the other are a change of office; with the same dates, two ways to say it. The actors
    table has only the most frequent role and affiliation.
    """
    columns = ["actor_id", "name", "role", "affiliation", "mentions", "documents"]
    columns += ["first_published", "last_published", "mention_id"]
    shown = actors[actors["kind"].isin(["person", "organisation"])]
    named = mentions[
        mentions["actor_id"].isin(shown["actor_id"])
        & ~mentions["label"].isin(["PRONOUN", "NOMINAL"])
        & (mentions["role"].notna() | mentions["affiliation"].notna())
    ]
    if named.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns}).astype(
            {"mentions": "int64", "documents": "int64"}
        )
    published = documents.drop_duplicates("doc_id").set_index("doc_id")["published"]
    dated = named.assign(
        published=named["doc_id"].map(published).astype("str"), key=named["role"].str.casefold()
    ).sort_values(["published", "doc_id", "start"], na_position="last", kind="stable")
    groups = dated.groupby(["actor_id", "key", "affiliation"], dropna=False, sort=False)
    found = groups.agg(
        role=("role", "first"),
        mentions=("mention_id", "size"),
        documents=("doc_id", "nunique"),
        first_published=("published", "first"),
        last_published=("published", "last"),
        mention_id=("mention_id", "first"),
    ).reset_index()
    place = pd.Series(range(len(actors)), index=actors["actor_id"])
    called = pd.Series(actors["name"].to_numpy(), index=actors["actor_id"])
    found = found.assign(name=found["actor_id"].map(called), place=found["actor_id"].map(place))
    order = ["place", "first_published", "mentions"]
    return found.sort_values(order, ascending=[True, True, False], ignore_index=True, kind="stable")[columns]


# --- states and blocs -------------------------------------------------------------------------------------------------


def states(actors: pd.DataFrame) -> pd.DataFrame:
    """The state of each actor that has one, and how it is known.

    Shape: one row per actor in the order given: actor_id, name, kind, state and rule (both missing where none is
    known). Rules: "own name"; "affiliation" of a person or body; "state of what it belongs to" (a person of the
    Pentagon); "seat of power" (the Pentagon itself); "demonym" ("Russian Foreign Ministry", "the Poles"); "capital" for
    a place, which says where it lies and not for whom it speaks. A capital that spoke is the state already, by
    actors.resolve. A bloc has no state.

    "Brussels" that speaks is the European Union, never NATO, whose seat it is too, nor Belgium; as a place it lies in
    Belgium. Where an article means otherwise, split it off in a correction.
    """
    rows = actors.to_dict("records")
    bodies = {names.organisation_key(row["name"]): row for row in rows if row["kind"] == "organisation"}
    found = [_state(row, bodies) for row in rows]
    table = actors[["actor_id", "name", "kind"]].reset_index(drop=True)
    return table.assign(
        state=pd.Series([state for state, _ in found], dtype="str"),
        rule=pd.Series([rule for _, rule in found], dtype="str"),
    )


def _state(row: Row, bodies: Mapping[str, Row], depth: int = 0) -> tuple[str | None, str | None]:
    name, kind, home = row["name"], row["kind"], _text(row.get("affiliation"))
    if kind == "state":
        return lexicons.state_of(name) or name, "own name"
    if memberships.bloc_of(name) or depth > LONGEST_CHAIN:
        return None, None
    seat = _seat(name)
    if kind == "place":
        capital = lexicons.state_of_capital(name)
        return (capital, "capital") if capital else (seat, "seat of power" if seat else None)
    if home and lexicons.state_of(home):
        return lexicons.state_of(home), "affiliation"
    if home and names.organisation_key(home) != names.organisation_key(name):
        body = bodies.get(names.organisation_key(home), {"name": home, "kind": "organisation"})
        state, _ = _state(body, bodies, depth + 1)
        if state:
            return state, "state of what it belongs to"
    if kind == "organisation" and seat:
        return seat, "seat of power"
    demonym = _demonym(name, kind)
    return (demonym, "demonym") if demonym else (None, None)


def _seat(name: str) -> str | None:
    """The state of a seat of power, or of the body that it stands for: "Pentagon", "Congress"."""
    key = lexicons.fold(name)
    seat = lexicons.seats().get(key)
    if seat:
        return seat.state
    return next(
        (one.state for one in lexicons.seats().values() if lexicons.fold(one.stands_for) == key), None
    )


def _demonym(name: str, kind: str) -> str | None:
    """The state that a body's name begins with ("Russian Foreign Ministry"), or of a group named so ("Poles")."""
    words = name.removeprefix("The ").removeprefix("the ").split()
    if kind == "group":
        return lexicons.state_of_demonym(" ".join(words))
    if kind != "organisation" or len(words) < 2:
        return None
    return lexicons.state_of_demonym(words[0])  # no state's name: "Georgia Tech", "India Today"


def blocs(actors: pd.DataFrame, documents: pd.DataFrame | None = None, *, on: str | None = None) -> pd.Series:
    """The blocs of each actor on a day: actor_id -> list of names of memberships.blocs(), empty where there is none.

    A state has those that it was a member of; a person or body those of its state, and the bloc that it belongs to
    ("NATO Secretary General", "European Commission"); NATO and the EU belong to themselves. Places have none. The day
    is `on` ("2022-01-14", "2022-01", "2022"), else the latest date of publication in `documents`, else that of the
    list; `attrs["on"]` is the day, and `attrs["note"]` says in words which it is and of when the list is.
    """
    chosen, why = _day(documents, on)
    found = []
    for row, state in zip(actors.to_dict("records"), states(actors)["state"], strict=True):
        own = [memberships.bloc_of(row["name"]), memberships.bloc_of(_text(row.get("affiliation")) or "")]
        of_state = memberships.of_state(state, on=chosen) if isinstance(state, str) else []
        belongs = [] if row["kind"] in {"place", "group"} else [*filter(None, own), *of_state]
        found.append(list(dict.fromkeys(belongs)))
    series = pd.Series(found, index=actors["actor_id"].to_list(), dtype="object", name="blocs")
    later = chosen > memberships.as_of()
    caveat = f"; what changed after {memberships.as_of()} may be missing" if later else ""
    series.attrs = {"on": chosen, "note": f"Blocs on {chosen}, {why}{caveat}."}
    return series


def latest_date(documents: pd.DataFrame) -> str | None:
    """The latest day of publication, ISO 8601, or None where no document has a date."""
    days = []
    for date in documents["published"].dropna() if "published" in documents else ():
        try:
            days.append(memberships.day(str(date)))
        except ValueError:  # a date in words is no date to compare
            continue
    return max(days, default=None)


def _day(documents: pd.DataFrame | None, on: str | None) -> tuple[str, str]:
    if on is not None:
        return memberships.day(on), "the day asked for"
    latest = latest_date(documents) if documents is not None else None
    if latest:
        return latest, "the latest date of publication in the corpus"
    return memberships.as_of(), "the day of the list, since no date of the corpus is known"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


# --- sides ------------------------------------------------------------------------------------------------------------


def read_sides(given: Sides | None) -> dict[str, list[str]] | None:
    """Sides by name, from a mapping, NAME=ACTOR,ACTOR arguments, or one JSON or CSV file; None when none are given.

    A JSON file maps each side to a list of members. A CSV file (or workbook) has the column side and one or more of
    actor, affiliation and bloc. A member is a name ("Russia": the actor, and everybody affiliated with it), or says
    what it means: "actor:Ann Lee" alone, "affiliation:Russia", "bloc:NATO".

    >>> read_sides(["US and NATO=United States, bloc:NATO", "Russia=Russia"])
    {'US and NATO': ['United States', 'bloc:NATO'], 'Russia': ['Russia']}
    """
    if not given:
        return None
    if isinstance(given, Mapping):
        return {str(name): _members(name, members) for name, members in given.items()}
    if isinstance(given, str | os.PathLike):
        return _sides_of_file(Path(given))
    if not all(isinstance(side, str) for side in given):
        raise TypeError(
            f"sides: {{name: [actors]}}, NAME=ACTOR,ACTOR texts or one file was wanted, found {given!r}"
        )
    if len(given) == 1 and "=" not in given[0]:
        if not Path(given[0]).expanduser().exists():
            raise FileNotFoundError(
                f"sides {given[0]!r}: no such file (looked from {Path.cwd()}); write NAME=ACTOR,ACTOR,... for each, "
                "or name a .json, .csv or .xlsx file"
            )
        return _sides_of_file(Path(given[0]).expanduser())
    sides = {}
    for side in given:
        name, equals, members = side.partition("=")
        actors = [actor.strip() for actor in members.split(",") if actor.strip()]
        if not equals or not name.strip() or not actors:
            raise ValueError(
                f"--sides {side!r}: write NAME=ACTOR,ACTOR,... or give one .json, .csv or .xlsx file"
            )
        if name.strip() in sides:
            raise ValueError(
                f"--sides: two sides are called {name.strip()!r}; give all members of a side at once: NAME=ACTOR,ACTOR"
            )
        sides[name.strip()] = actors
    return sides


def _members(name: Any, members: Any) -> list[str]:
    """The members of a side as a list. Raises: ValueError for what is neither a text nor a list of texts."""
    if isinstance(members, str):
        return [members]
    listed = list(members) if isinstance(members, Iterable) else [members]
    if not all(isinstance(one, str) for one in listed):
        raise ValueError(f"side {name!r}: a list of actors was wanted, found {members!r}")
    return listed


def _sides_of_file(path: Path) -> dict[str, list[str]]:
    if path.suffix.lower() == ".json":
        try:
            sides = json.loads(path.read_text(encoding="utf-8-sig"))
        except json.JSONDecodeError as error:
            raise ValueError(f"{path}: not JSON ({error})") from error
        if not isinstance(sides, dict) or not all(isinstance(one, list | str) for one in sides.values()):
            raise ValueError(f"{path}: not an object that maps each side to a list of actors")
        return read_sides(sides) or {}
    rows = directory.read_rows(path)
    members = [column for column in _PREFIXES if column in rows]
    if "side" not in rows or not members:
        found = ", ".join(column for column in rows if column != "line") or "none"
        raise ValueError(
            f"{path}: no columns side and actor (found {found}); affiliation and bloc will do too"
        )
    sides: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        given = [
            f"{'' if column == 'actor' else f'{column}:'}{str(row[column]).strip()}"
            for column in members
            if row[column] is not None
        ]
        if row["side"] is None or not given:
            raise ValueError(
                f"{path}, line {row['line']}: a side without a member, or a member without a side"
            )
        sides.setdefault(str(row["side"]).strip(), []).extend(given)
    return sides


def actor_sides(actors: pd.DataFrame, sides: Sides, *, on: str | None = None) -> dict[str, str]:
    """The side of each actor that has one: actor_id -> side, side by side in the order given (so that each keeps its
    colour from figure to figure). `side_table` says why; "US" and "United States" are one.
    """
    used = read_sides(sides) or {}
    table = side_table(actors, used, on=on).dropna(subset="side")
    order = {name: at for at, name in enumerate(used)}
    pairs = zip(table["actor_id"], table["side"], strict=True)
    return dict(sorted(pairs, key=lambda pair: order[pair[1]]))


def warn_of_strangers(actors: pd.DataFrame, sides: Sides | None) -> None:
    """Nothing; a warning for members of sides that match nobody, since a side without its members compares nothing."""
    strangers = side_table(actors, sides).attrs["unmatched"] if sides else []
    for each in strangers:
        near = "" if each["similar"] == "none" else f"; similar names: {each['similar']}"
        _log.warning("side %s: nobody here is called %r%s", each["side"], each["member"], near)


def side_table(actors: pd.DataFrame, sides: Sides, *, on: str | None = None) -> pd.DataFrame:
    """The side of every actor, by which rule, and what else would have claimed it.

    An actor belongs to the first side that lists its own name, else to the first that lists its affiliation, else to
    the first that lists the state of its affiliation ("Pentagon"), else to the first with one of its blocs on the
    day `on` (the day of the list by default; latest_date(documents) is that of a corpus).
    Shape: one row per actor in the order given: actor_id, name, kind, affiliation, side, rule (of SIDE_RULES), member
    (what the user wrote), also (other sides that it matches, with their rules). side, rule and member are missing for
    who has none. `attrs` has "unmatched" (members that matched nobody, with similar names), "several" (members that
    are the name of several actors, who all count), "two_sides" (actors that match more than one side) and "on".
    Raises: ValueError for a bloc that is not on the list.
    """
    used = read_sides(sides) or {}
    chosen, _ = _day(None, on)
    index = _index(actors, chosen)
    known = Directory(actors)
    claims: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    unmatched, several = [], []
    for order, (side, members) in enumerate(used.items()):
        for member in members:
            matched = _matches(member, index, known)
            if len(own := matched[SIDE_RULES[0]]) > 1:
                several.append({"side": side, "member": member, "actors": known.described(own)})
            if not any(matched.values()):
                hint = "; ".join(known.similar(member.partition(":")[2] or member)) or "none"
                unmatched.append({"side": side, "member": member, "similar": hint})
            for rank, rule in enumerate(SIDE_RULES):
                for actor_id in matched[rule]:
                    claims[actor_id].append((rank, order, side, member))
    table = _claimed(actors, claims)
    both = table[table["also"].notna()]
    table.attrs = {
        "unmatched": unmatched,
        "several": several,
        "two_sides": both["name"].tolist(),
        "on": chosen,
    }
    return table


def _claimed(actors: pd.DataFrame, claims: Mapping[str, list[tuple[int, int, str, str]]]) -> pd.DataFrame:
    """The actors with the first of their claims, and the sides of the others."""
    cells: dict[str, list[Any]] = {"side": [], "rule": [], "member": [], "also": []}
    for actor_id in actors["actor_id"]:
        ranked = sorted(claims.get(actor_id, ()))
        first = ranked[0] if ranked else None
        others = {side: SIDE_RULES[rank] for rank, _, side, _ in reversed(ranked) if side != first[2]}
        cells["side"].append(first[2] if first else None)
        cells["rule"].append(SIDE_RULES[first[0]] if first else None)
        cells["member"].append(first[3] if first else None)
        cells["also"].append("; ".join(f"{side} ({rule})" for side, rule in others.items()) or None)
    table = actors[["actor_id", "name", "kind", "affiliation"]].reset_index(drop=True)
    return table.assign(**{name: pd.Series(values, dtype="str") for name, values in cells.items()})


def _index(actors: pd.DataFrame, on: str) -> dict[str, dict[str, list[str]]]:
    """Rule -> key -> the actors whom a member of that key claims by it.

    A place speaks for nobody; nor do a people or a company for a state whose demonym they bear ("American Airlines").
    """
    found: dict[str, dict[str, list[str]]] = {rule: defaultdict(list) for rule in SIDE_RULES[1:]}
    known = zip(
        actors.to_dict("records"), states(actors).to_dict("records"), blocs(actors, on=on), strict=True
    )
    for row, of, belongs in known:
        if home := _text(row.get("affiliation")):
            found["affiliation"][_home_key(home)].append(row["actor_id"])
        if row["kind"] in {"place", "group"} or of["rule"] == "demonym":
            continue
        if state := _text(of["state"]):
            found[SIDE_RULES[2]][_home_key(state)].append(row["actor_id"])
        for bloc in belongs:
            found["bloc"][bloc].append(row["actor_id"])
    return found


def _matches(
    member: str, index: Mapping[str, Mapping[str, list[str]]], known: Directory
) -> dict[str, list[str]]:
    """Rule -> the actors whom one member of a side claims by it."""
    prefix, colon, name = (part.strip() for part in member.partition(":"))
    prefix = prefix.lower() if colon and prefix.lower() in _PREFIXES else ""
    name = name if prefix else member.strip()
    found: dict[str, list[str]] = {rule: [] for rule in SIDE_RULES}
    if prefix == "bloc":
        bloc = memberships.bloc_of(name)
        if bloc is None:
            raise ValueError(f"no bloc is called {name!r}; there are {', '.join(memberships.blocs())}")
        found["bloc"] = index["bloc"].get(bloc, [])
        return found
    if prefix in {"", "actor"}:
        found["own name"] = list(known.find(name).actor_ids)
    if prefix in {"", "affiliation"}:
        for rule in SIDE_RULES[1:3]:
            found[rule] = index[rule].get(_home_key(name), [])
    return found


def _home_key(name: str) -> str:
    """A form in which the names of one state or body, however written, are the same."""
    state = lexicons.state_of(name)
    return lexicons.fold(state) if state else names.organisation_key(name)
