"""Who appears: mentions in one document, and the actors they belong to across a corpus.

A mention is a stretch of text that refers to somebody: a name, a pronoun, or a description ("the minister"). An actor
is who is meant: a person, state, organisation, group or place. `find_mentions` reads one Doc; `resolve` merges whole
tables; `merges` lists every form of every actor with the reason why it is that actor.

What stands for a state: its names ("U.S.", "Britain"), its people as a whole ("the Russians"), its officials and bodies
("Russian officials", "the British government"), a seat of power ("the Kremlin"), and its capital where that speaks or
acts ("Moscow demanded"). "In Moscow" stays a place, and the adjective "Russian" alone refers to nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from toolkit import lexicons, tables
from toolkit.actors import meanings, names
from toolkit.actors.columns import Columns
from toolkit.actors.meant import Meant
from toolkit.actors.mentions import LABELS, LONGEST_INITIALS

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Actor = tuple[str, str]  # kind and key

# An affiliation that no office of the actor comes with counts where at least this share of its names has it: one "Lee
# at Acme" among many mentions of Lee is a slip, or an episode.
FAIR_SHARE = 0.05


def resolve(mentions: pd.DataFrame, quotes: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mentions with their actor_id, and the actors table.

    Names are merged first within a document, then across the corpus: a surname goes to the one person of the document
    who bears it, else to the one of the corpus; people of one surname and different given names stay apart. Pronouns
    and descriptions go where their antecedent goes. With `quotes`, a capital that is a quote's source counts as its
    state. `actors.mentions` counts names, pronouns and descriptions alike. Attributive demonyms ("Russian troops"),
    events and other names get no actor. The order of the documents does not matter.

    Shape: mentions as given, in the same order; actors by falling number of mentions, then name.
    """
    resolved = tables.table("mentions", mentions)
    of = Columns(resolved, set() if quotes is None else set(quotes["speaker_mention"].dropna()))
    meant = meanings.meant_by(of)
    members: dict[Actor, list[int]] = defaultdict(list)
    for at, one in enumerate(meant):
        if one is not None:
            members[one[:2]].append(at)
    named = {actor: _name(of, meant, actor[0], where) for actor, where in members.items()}
    _fill_affiliations(of, meant, named)
    found = [_actor(of, meant, actor[0], where, named[actor]) for actor, where in members.items()]
    identifiers = {actor: row["actor_id"] for actor, row in zip(members, found)}
    found.sort(key=lambda row: (-row["mentions"], row["name"], row["actor_id"]))
    resolved["actor_id"] = _text(identifiers[one[:2]] if one else None for one in meant)
    resolved["actor_reason"] = _text(one.reason if one else None for one in meant)
    resolved["affiliation"] = _text(of.affiliation)
    resolved.index = mentions.index
    return resolved, tables.table("actors", found)


def _text(cells: Any) -> pd.Series:
    import pandas as pd

    return pd.Series(list(cells), dtype="str")


def merges(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Why each form is its actor: one row per actor and surface form, most frequent actors and forms first.

    `mentions` and `actors` come from `resolve`. Columns: actor_id, name, kind, form (the words of the text), reason (in
    words; where a form came to its actor in several ways, each with its number of mentions), mentions, documents and
    mention_id (of one example, the first in document order).
    """
    import pandas as pd

    columns = ["actor_id", "name", "kind", "form", "reason", "mentions", "documents", "mention_id"]
    given = mentions.dropna(subset="actor_id")
    if given.empty:
        return pd.DataFrame(columns=columns).astype({"mentions": "int64", "documents": "int64"})
    cast = actors.set_index("actor_id")[["name", "kind"]]
    rows = given[["actor_id", "mention_id", "doc_id", "start", "text", "actor_reason"]].join(
        cast, on="actor_id"
    )
    rows["form"] = [_form(text, kind) for text, kind in zip(rows["text"], rows["kind"])]
    rows = rows.sort_values(["doc_id", "start"], kind="stable")
    group = rows.groupby(["actor_id", "form"], sort=False)
    found = group.agg(
        name=("name", "first"),
        kind=("kind", "first"),
        mentions=("mention_id", "size"),
        documents=("doc_id", "nunique"),
        mention_id=("mention_id", "first"),
    ).reset_index()
    reasons: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    counts = rows.groupby(["actor_id", "form", "actor_reason"], sort=False, dropna=False).size()
    for (actor_id, form, reason), n in counts.items():
        reasons[actor_id, form].append((reason if isinstance(reason, str) else "", n))
    found["reason"] = [
        explain(row.form, row.name, reasons[row.actor_id, row.form])
        for row in found[["actor_id", "form", "name"]].itertuples(index=False)
    ]
    rank = {actor_id: at for at, actor_id in enumerate(actors["actor_id"])}
    found["rank"] = found["actor_id"].map(rank)
    found = found.sort_values(["rank", "mentions", "form"], ascending=[True, False, True])
    return found[columns].reset_index(drop=True)


# What `actor_reason` says, in words for those who check a merge.
EXPLANATIONS = {
    "surname": "surname of the one person of the document who bears it",
    "surname, most named bearer in the document": "surname of several people of the document, the most named one",
    "surname, nearest bearer in the document": "surname of several people of the document, the one named last",
    "surname, only or dominant bearer in the corpus": "surname of this person in the corpus, or in most of its "
    "documents; this document has no full name with it",
    "surname that is a place's name too": "name of a place that speaks, and surname of a person of the document",
    "given name": "given name of the one person of the document who has it",
    "given name, known from elsewhere": "given name of the one person of the corpus whom the people beside it lead to",
    "single name": "a name without a full name in the corpus, or one that fits several people",
    "acronym of the name": "acronym of the full name, which stands in brackets behind it or fits its initials",
    "name of an organisation": "name of the organisation",
    "name of a group": "name of the group",
    "name of a state": "name of the state",
    "name of a place": "name of the place",
    "seat of power": "seat of power that stands for it",
    "capital for its state": "capital that speaks or acts for its state",
    "the people for the state": "its people as a whole",
    "its officials": "its officials, who stand for it",
    "its spokesperson": "spokesperson, who speaks for it",
    "a body of it": "a body that belongs to it",
    "last word of its name": "last word of the name that the document has before",
    "holder of the office": "office that this person holds, as the document says",
    "holder of the office, most named of several": "office of several people, the one named most with it",
    "holder of the office, nearest of several": "office of several people, the one named last",
    "holder of the office in other documents": "office that one person of this document holds in other documents",
    "what the text calls it": "the text calls it so beside its name",
    "only body named just before": "the only organisation that is named just before",
    "relative of that surname": "husband, sister ... of somebody whose surname this one person of the document shares",
    "coreference chain": "refers back to a mention of this actor",
}


def explain(form: str, name: str, reasons: list[tuple[str, int]]) -> str:
    """In words, why a form is the actor called `name`: `reasons` are those of its mentions, with how many have each.

    >>> explain("Bill Clinton", "William Clinton", [("full name", 3)])
    "'Bill' is a form of 'William'"
    """
    ranked = sorted(reasons, key=lambda item: (-item[1], item[0]))
    words = [(_explained(form, name, reason), n) for reason, n in ranked]
    if len(words) == 1:
        return words[0][0]
    return "; ".join(f"{text} ({n} mention{'s' if n > 1 else ''})" for text, n in words)


def _explained(form: str, name: str, reason: str) -> str:
    if reason == "full name":
        return names.difference(form, name)
    text = EXPLANATIONS.get(reason, reason)
    if reason.startswith("name of") and form != name:
        same = lexicons.fold(form) == lexicons.fold(name)
        return (
            "the name in other case, with or without full stops" if same else _part_or_other(form, name, text)
        )
    if reason.startswith("name of"):
        return "the name itself"
    if reason.startswith("surname,") or reason == "surname":
        how = names.difference(form, name)
        return f"{text} ({how})" if "romanisation" in how else text
    return text


def _part_or_other(form: str, name: str, text: str) -> str:
    longer, shorter = sorted((form, name), key=len, reverse=True)
    inside = set(lexicons.fold(shorter).split()) < set(lexicons.fold(longer).split())
    return (
        "short form of the name" if inside and " " not in shorter else text.replace("name", "another name", 1)
    )


def _fill_affiliations(of: Columns, meant: list[Meant | None], named: dict[Actor, str]) -> None:
    """Write affiliations as the actors are called, and those that only `owner_id` tells, in place.

    A named person is affiliated with states and organisations; an unnamed source with people too ("Obama's aides").
    """
    kinds: dict[str, str] = {}
    for name in sorted(named.values(), reverse=True):
        kinds[names.organisation_key(name)] = name

    @cache
    def called(given: str) -> str:
        key = names.organisation_key(given)
        return named.get(("organisation", key)) or kinds.get(key) or given

    for at, given in enumerate(of.affiliation):
        if given:
            if not lexicons.state_of(given):
                of.affiliation[at] = called(given)
        elif of.owner[at] >= 0:
            owner = meant[of.owner[at]]
            if owner and (owner.kind in {"state", "organisation"} or of.label[at] == "NOMINAL"):
                of.affiliation[at] = named[owner[:2]] if owner.kind != "place" else None


def _name(of: Columns, meant: list[Meant | None], kind: str, where: list[int]) -> str:
    """What to call the actor with these mentions."""
    fixed = meant[where[0]].name or next((meant[at].name for at in where if meant[at].name), None)
    if fixed:
        return fixed
    best = _best_form(_forms(of, meant, kind, where), kind)
    if kind == "person" and not names.person(best).given:
        shared = sorted({f"{of.text[at]} {of.shared_surname[at]}" for at in where if of.shared_surname[at]})
        return shared[0] if shared else best
    return best


def _forms(of: Columns, meant: list[Meant | None], kind: str, where: list[int]) -> Counter:
    """The names that the actor is called by, or its descriptions where it has no name."""
    named = [at for at in where if of.label[at] in LABELS or meant[at].reason == "full name"] or where
    return Counter(_form(of.text[at], kind) for at in named)


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _form(text: str, kind: str) -> str:
    """A mention's words as they are listed: without what cannot be seen and, in a person's name, without debris."""
    return names.plain(text) if kind == "person" else names.visible(text)


def _actor(of: Columns, meant: list[Meant | None], kind: str, where: list[int], name: str) -> Row:
    """The row of one actor, from its mentions."""
    forms = _forms(of, meant, kind, where)
    named = [at for at in where if of.label[at] in LABELS] or where
    named = named if kind in {"person", "organisation"} else []
    roles = Counter(of.role[at] for at in named if of.role[at])
    held = Counter({role: n for role, n in roles.items() if not role.startswith("former")}) or roles
    role = _most_frequent(held)
    homes = _homes(of, name, named, role)
    if not homes and kind == "organisation":
        homes.update(
            seat.state for seat in lexicons.seats().values() if seat.stands_for == name and seat.state
        )
    reasons = Counter(meant[at].reason for at in where)
    return {
        "actor_id": tables.identifier("actor", kind, meant[where[0]].key),
        "name": name,
        "kind": kind,
        "role": role,
        "affiliation": name if kind == "state" else _most_frequent(homes),
        "mentions": len(where),
        "documents": len({of.doc[at] for at in where}),
        "reason": "; ".join(
            reason for reason, _ in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ),
        "variants": [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))],
    }


def _homes(of: Columns, name: str, named: list[int], role: str | None) -> Counter:
    """What the actor belongs to by its names: with its role, or else by a FAIR_SHARE of them.

    Not by a role that is over: "the former Acme chairman" is not Acme's.
    """
    homes: Counter = Counter()
    in_office = set()
    for at in named:
        given, home = of.role[at], of.affiliation[at]
        if home and home != name and not (given and given.lower().startswith("former")):
            homes[home] += 1
            if given and role and given.casefold() == role.casefold():
                in_office.add(home)
    least = FAIR_SHARE * len(named)
    return Counter({home: n for home, n in homes.items() if home in in_office or n >= least})


def _best_form(forms: Counter, kind: str) -> str:
    """The form to call an actor by: for people the most frequent full name, else the most frequent form."""

    def rank(form: str) -> tuple:
        parsed = names.person(form) if kind == "person" else names.Person((), "")
        full = bool(parsed.given) and len(parsed.given[0]) > 1
        shouted = form.isupper() and len(form) > 5
        return (not full, shouted, -forms[form], -len(form), form)

    best = min(forms, key=rank)
    if kind == "person" and best.isupper() and (" " in best or len(best) > LONGEST_INITIALS):
        return names.in_title_case(best)
    return best[4:] if best.startswith(("the ", "The ")) and kind != "person" else best


def _most_frequent(counts: Counter) -> str | None:
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None
