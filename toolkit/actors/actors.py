"""Who appears: mentions in one document, and the actors they belong to across a corpus.

A mention is a stretch of text that refers to somebody: a name, a pronoun, or a description ("the minister"). An actor
is who is meant: a person, state, organisation, group or place. `find_mentions` reads one Doc; `resolve` merges whole
tables; `merges` lists every form of every actor with the reason why it is that actor.

What stands for a state: its names ("U.S.", "Britain"), its people as a whole ("the Russians"), its officials and bodies
("Russian officials", "the British government"), a seat of power ("the Kremlin"), and its capital where that speaks or
acts ("Moscow demanded"). "In Moscow" stays a place, and the adjective "Russian" alone refers to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from toolkit import lexicons, tables
from toolkit.actors import meanings, names
from toolkit.actors.cast import Cast
from toolkit.actors.columns import Columns
from toolkit.actors.meant import Found
from toolkit.actors.parts import Held, Own, Parts
from toolkit.actors.portraits import Portraits, form_of

if TYPE_CHECKING:
    import pandas as pd


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
    part = part_of(resolved, quotes)
    found = resolve_parts(Held([{"found": part}]))
    cast = found.cast()
    found.add_homes(cast.fill(part))
    return with_actors(resolved, part, cast).set_axis(mentions.index), tables.table("actors", found.rows())


def part_of(mentions: pd.DataFrame, quotes: pd.DataFrame | None = None) -> Found:
    """The mentions of whole documents as one part of a corpus; nobody is meant yet."""
    return Found(Columns(mentions, set() if quotes is None else set(quotes["speaker_mention"].dropna())))


def resolve_parts(parts: Parts) -> Portraits:
    """The actors of a corpus that comes in parts of whole documents: what `resolve` does, part by part.

    Each part has, as "found", what `part_of` gives. Then each has to be filled by the Portraits' cast, before
    `with_actors` can make its mentions table, and what the filling tells be added, before Portraits.rows are complete.
    """
    votes, found = meanings.tell(parts), Portraits()
    for told in parts.each(_portraits, votes):
        found.add(told)
    found.settle()
    return found


def _portraits(own: Own, votes: meanings.GenderVotes) -> Portraits:
    """The last step: who is meant in the part, behind what was wrong."""
    part, found = own["found"], Portraits()
    votes.drop_wrong(part)
    found.learn(part)
    own["found"] = part
    return found


def with_actors(mentions: pd.DataFrame, part: Found, cast: Cast) -> pd.DataFrame:
    """The mentions table of a part with actor_id, actor_reason and affiliation; rows as they are, numbered anew."""
    return mentions.reset_index(drop=True).assign(
        actor_id=_text(cast.identifiers(part)),
        actor_reason=_text(one.reason if one else None for one in part.meant),
        affiliation=_text(part.of.affiliation),
    )


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
    rows["form"] = [form_of(text, kind) for text, kind in zip(rows["text"], rows["kind"])]
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
