"""Who appears: mentions in one document, and the actors they belong to across a corpus.

A mention is a stretch of text that refers to somebody: a name, a pronoun, or a description ("the minister"). An actor
is who is meant: a person, state, organisation, group or place. `find_mentions` reads one Doc; `resolve` merges whole
tables. Every merge carries its reason in `actors.reason`.

What stands for a state: its names ("U.S.", "Britain"), its people as a whole ("the Russians"), its officials and bodies
("Russian officials", "the British government"), a seat of power ("the Kremlin"), and its capital where that speaks or
acts ("Moscow demanded"). "In Moscow" stays a place, and the adjective "Russian" alone refers to nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from toolkit import lexicons, meanings, names, tables
from toolkit.meanings import Meant, cell
from toolkit.mentions import LABELS, LONGEST_INITIALS
from toolkit.mentions import find_mentions as find_mentions

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def resolve(mentions: pd.DataFrame, quotes: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mentions with their actor_id, and the actors table.

    Names are merged first within a document, then across the corpus: a surname goes to the one person of the document
    who bears it, else to the one of the corpus; people of one surname and different given names stay apart. Pronouns
    and descriptions go where their antecedent goes. With `quotes`, a capital that is a quote's source counts as its
    state. `actors.mentions` counts names, pronouns and descriptions alike. Attributive demonyms ("Russian troops"),
    events and other names get no actor.

    Shape: mentions as given, in the same order; actors by falling number of mentions, then name.
    """
    rows = tables.table("mentions", mentions).to_dict("records")
    meant = meanings.meant_by(rows, set() if quotes is None else set(quotes["speaker_mention"].dropna()))
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in sorted(meant):
        members[meant[at][:2]].append(at)
    named = {actor: _name(rows, meant, actor[0], where) for actor, where in members.items()}
    _fill_affiliations(rows, meant, named)
    found = [_actor(rows, meant, actor[0], where, named[actor]) for actor, where in members.items()]
    identifiers = {actor: row["actor_id"] for actor, row in zip(members, found)}
    found.sort(key=lambda row: (-row["mentions"], row["name"], row["actor_id"]))
    for at, row in enumerate(rows):
        row["actor_id"] = identifiers[meant[at][:2]] if at in meant else None
        row["actor_reason"] = meant[at].reason if at in meant else None
    resolved = tables.table("mentions", rows)
    resolved.index = mentions.index
    return resolved, tables.table("actors", found)


def _fill_affiliations(rows: list[Row], meant: dict[int, Meant], named: dict[tuple[str, str], str]) -> None:
    """Write affiliations as the actors are called, and those that only `owner_id` tells, in place.

    A named person is affiliated with states and organisations; an unnamed source with people too ("Obama's aides").
    """
    at_id = {row["mention_id"]: at for at, row in enumerate(rows)}
    kinds = {("organisation", names.organisation_key(name)): name for name in named.values()}
    for row in rows:
        owner = meant.get(at_id.get(cell(row.get("owner_id")), -1))
        given = cell(row["affiliation"])
        if given and not lexicons.state_of(given):
            key = ("organisation", names.organisation_key(given))
            row["affiliation"] = named.get(key) or kinds.get(key) or given
        elif owner and not given and (owner.kind in {"state", "organisation"} or row["label"] == "NOMINAL"):
            row["affiliation"] = named[owner[:2]] if owner.kind != "place" else None


def _name(rows: list[Row], meant: dict[int, Meant], kind: str, where: list[int]) -> str:
    """What to call the actor with these mentions."""
    forms = _forms(rows, meant, where)
    fixed = next((meant[at].name for at in where if meant[at].name), None)
    if fixed:
        return fixed
    best = _best_form(forms, kind)
    if kind == "person" and not names.person(best).given:
        shared = (at for at in where if cell(rows[at].get("shared_surname")))
        return next((meanings.whole_name(rows[at]) for at in shared), best)
    return best


def _forms(rows: list[Row], meant: dict[int, Meant], where: list[int]) -> Counter:
    named = [at for at in where if rows[at]["label"] in LABELS or meant[at].reason == "full name"] or where
    return Counter(" ".join(rows[at]["text"].split()) for at in named)


def _actor(rows: list[Row], meant: dict[int, Meant], kind: str, where: list[int], name: str) -> Row:
    """The row of one actor, from its mentions."""
    named = [at for at in where if rows[at]["label"] in LABELS] or where
    forms = _forms(rows, meant, where)
    own = [at for at in named if kind in {"person", "organisation"}]
    given = Counter(role for at in own if (role := cell(rows[at]["role"])))
    homes = Counter(
        home
        for at in own
        if (home := cell(rows[at]["affiliation"])) and home != name and not _is_former(rows[at])
    )
    if not homes and kind == "organisation":
        homes.update(
            seat.state for seat in lexicons.seats().values() if seat.stands_for == name and seat.state
        )
    reasons = Counter(meant[at].reason for at in where)
    return {
        "actor_id": tables.identifier("actor", kind, meant[where[0]].key),
        "name": name,
        "kind": kind,
        "role": _most_frequent(
            Counter({r: n for r, n in given.items() if not r.startswith("former")}) or given
        ),
        "affiliation": name if kind == "state" else _most_frequent(homes),
        "mentions": len(where),
        "documents": len({rows[at]["doc_id"] for at in where}),
        "reason": "; ".join(
            reason for reason, _ in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ),
        "variants": [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))],
    }


def _best_form(forms: Counter, kind: str) -> str:
    """The form to call an actor by: for people the most frequent full name, else the most frequent form."""

    def rank(form: str) -> tuple:
        parsed = names.person(form)
        full = kind == "person" and bool(parsed.given) and len(parsed.given[0]) > 1
        shouted = form.isupper() and len(form) > 5
        return (not full, shouted, -forms[form], -len(form), form)

    best = min(forms, key=rank)
    if kind == "person" and best.isupper() and (" " in best or len(best) > LONGEST_INITIALS):
        return names.in_title_case(best)
    return best[4:] if best.startswith(("the ", "The ")) and kind != "person" else best


def _most_frequent(counts: Counter) -> str | None:
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None


def _is_former(row: Row) -> bool:
    """Whether the affiliation is of a role that is over: "the former Acme chairman" is not Acme's."""
    role = cell(row["role"])
    return role is not None and role.lower().startswith("former")
