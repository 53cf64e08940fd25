"""Naming contests: the same thing called differently by different sides, in one table with the sentences.

Explicit ones come from `naming.find_namings` (a name with the name it replaces, two names for one thing, a name beside
the text's own word); those seen in the slots that words fill come from `slots.rivals`, tested by `choices.choice`. On
one article there are explicit namings and nothing to test; on many, both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from toolkit import stats, tables
from toolkit.actors import affiliations
from toolkit.rhetoric.deeds import actors_at
from toolkit.tables import Column

Row = dict[str, Any]

NARRATION = "the text"
EVIDENCE = ("rival", "same referent", "same sentence", "own word", "name", "slots")
CONTEST_COLUMNS = (
    Column("contest_id", "text", "identifier, from the two names"),
    Column("name_a", "text", "one name, lower case"),
    Column("name_b", "text", "the other name; missing where only one is given", True),
    Column("evidence", "text", "how the contest was seen (EVIDENCE)", False, EVIDENCE),
    Column("referent", "text", "what is named, as the text has it", True),
    Column("users_a", "list", "who uses name_a: [user, times], the most frequent first"),
    Column("users_b", "list", "who uses name_b"),
    Column("refused_a", "list", "who turns name_a down: [user, times]"),
    Column("refused_b", "list", "who turns name_b down"),
    Column("n", "integer", "namings behind it; for slots, uses of both names"),
    Column("n_documents", "integer", "documents that they stand in"),
    Column("confidence", "number", "highest confidence of its namings; for slots, similarity of the slots"),
    Column(
        "p", "number", "of the difference in choice between the groups; missing where it is not tested", True
    ),
    Column("q", "number", "p corrected for all pairs tested", True),
    Column("sentences", "list", "[doc_id, start, end, text] of the sentences, the names' places in `places`"),
    Column("places", "list", "[doc_id, start, end] of the names"),
)
# Grammatical namers that are the speaker of the quote they stand in.
_SELF = frozenset({"i", "we", "us", "me"})
_VAGUE_REFERENTS = frozenset(
    "it this that these those them they he she him her which who what themselves himself herself itself myself "
    "ourselves us me you we others many some all one two none".split()
)
# What two namings side by side may both name without saying so; people ("him") are rarely one.
_THINGS = frozenset({"it", "this", "that", "these", "those", "them", "they", "which", "what", "itself"})
# Patterns whose referent is the thing named; behind scare quotes it is the noun that they modify.
_NAMED = frozenset({"called", "what_called", "as_put", "contrast", "refused", "known_as", "seen_as"})
SHOWN_SENTENCES = 8
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|\n")


def add_users(
    namings: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    quotes: pd.DataFrame | None = None,
    *,
    sides: affiliations.Sides | None = None,
    on: str | None = None,
) -> pd.DataFrame:
    """A copy of `namings` with who uses each name: `user` (a canonical name), `user_id` (actor), `side`.

    The user is the actor at the namer's place; for "I" and "we", and where the text names nobody, the speaker of the
    innermost quote that the name stands in; else the namer as written; else "the text", the article's own voice. `side`
    is missing without `sides`, and for users of no side.
    """
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    known = actors_at(pd.DataFrame({"doc_id": namings["doc_id"], "end": namings["namer_end"]}), mentions)[
        "actor_id"
    ]
    own = namings["namer"].map(lambda word: isinstance(word, str) and word.casefold() in _SELF).astype(bool)
    speaker, speaker_id = _speakers(namings, quotes)
    ids, users = [], []
    for actor_id, namer, self_, said, said_id in zip(
        known, namings["namer"], own, speaker, speaker_id, strict=True
    ):
        if isinstance(actor_id, str) and not self_:
            ids.append(actor_id)
            users.append(names.get(actor_id, namer))
        elif (self_ or not isinstance(namer, str)) and isinstance(said, str):
            ids.append(said_id if isinstance(said_id, str) else None)
            users.append(said)
        else:
            ids.append(None)
            users.append(namer if isinstance(namer, str) else NARRATION)
    side_of = affiliations.actor_sides(actors, sides, on=on) if sides else {}
    return namings.assign(
        user=pd.Series(users, index=namings.index, dtype="str"),
        user_id=pd.Series(ids, index=namings.index, dtype="str"),
        side=pd.Series([side_of.get(actor) for actor in ids], index=namings.index, dtype="str"),
    )


def _speakers(namings: pd.DataFrame, quotes: pd.DataFrame | None) -> tuple[list[Any], list[Any]]:
    """Speaker and actor of the shortest quote that holds each name; the source as written where it is in no quote."""
    speaker, actor = namings["source"].tolist(), [None] * len(namings)
    if quotes is None or quotes.empty or namings.empty:
        return speaker, actor
    tables.need_columns("quotes", quotes, ("speaker", "actor_id"), remedy=tables.FILLED_QUOTES)
    pieces = quotes[["doc_id", "spans", "speaker", "actor_id"]].explode("spans").dropna(subset="spans")
    starts, ends = (np.array([span[at] for span in pieces["spans"]]) for at in (0, 1))
    outer, inner = stats.ranges_within(
        (pieces["doc_id"], starts, ends), (namings["doc_id"], namings["start"], namings["end"])
    )
    said, known = (pieces[name].to_numpy(dtype=object) for name in ("speaker", "actor_id"))
    for at in np.argsort(-(ends - starts)[outer], kind="stable"):  # the shortest last: it has the last word
        if isinstance(said[outer[at]], str):
            speaker[inner[at]], actor[inner[at]] = said[outer[at]], known[outer[at]]
    return speaker, actor


def contests(
    namings: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    rivals: pd.DataFrame | None = None,
    choices: pd.DataFrame | None = None,
    minimum_confidence: float = 0.0,
    names_alone: bool = True,
) -> pd.DataFrame:
    """The naming contests of a corpus: both names, who uses which, who turns which down, and the sentences.

    Shape: one row per pair of names, the columns of `CONTEST_COLUMNS`; contests with two names and known users first,
    then by the number of namings. `namings` come from find_namings, better from `add_users`; `rivals` from
    `slots.rivals`; `choices` from `choices.choice` give p and q of the same pair of terms. Evidence, the surest first:
    "rival" (the text turns one name down for the other), "same referent" (one noun named twice in one
    document), "same sentence" (two names given in one sentence, or in two that follow each other, by different
    users), "own word" (a name beside the noun that the text itself uses), "name" (one name alone: so-called, scare
    quotes; left out with `names_alone=False`), "slots".
    `attrs["note"]` says what cannot be said: explicit namings are listed, not tested.
    """
    if len(namings):
        wanted = [column.name for column in tables.columns("namings") if not column.optional]
        tables.need_columns("namings", namings, [*wanted, "namer", "rival", "referent"])
    kept = namings[namings["confidence"] >= minimum_confidence] if len(namings) else namings
    rows = [*_explicit(kept)] if len(kept) else []
    if not names_alone:
        rows = [row for row in rows if row["name_b"] is not None]
    if rivals is not None:
        rows += [_from_slots(row, choices) for row in rivals.to_dict("records")]
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    for row in rows:
        places = row["sentences"]
        if row["evidence"] == "slots":
            places = _different(_sentence(texts.get(place[0], ""), *place) for place in places)
        row["sentences"] = [[*place, texts.get(place[0], "")[place[1] : place[2]]] for place in places]
    rows.sort(
        key=lambda row: (row["name_b"] is None, EVIDENCE.index(row["evidence"]), -row["n"], row["name_a"])
    )
    table = pd.DataFrame(rows, columns=[column.name for column in CONTEST_COLUMNS])
    table.attrs["note"] = _note(table, documents, choices)
    return table


def _sentence(text: str, doc_id: str, start: int, end: int) -> tuple[str, int, int]:
    """The place widened to its sentence, as punctuation and line ends show it."""
    line = text.rfind("\n", 0, start) + 1
    borders = [match.end() for match in _SENTENCE_END.finditer(text, line, start)]
    low = borders[-1] if borders else line
    following = _SENTENCE_END.search(text, end)
    while low < start and text[low].isspace():
        low += 1
    return doc_id, low, following.end() if following else len(text)


def _different(places: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    return list(dict.fromkeys(places))


def _note(table: pd.DataFrame, documents: pd.DataFrame, choices: pd.DataFrame | None) -> str:
    explicit = int((table["evidence"] != "slots").sum())
    said = f"{explicit} explicit and {len(table) - explicit} slot-based contests. "
    if len(documents) == 1:
        return said + "One document: its explicit namings are listed; nothing can be tested."
    if choices is None:
        return said + "None of them is tested: pass choices=choice(units, pairs, ...) for p values."
    return said + "p and q are those of choice; explicit namings by themselves are listed, not tested."


def _key(name: Any) -> str:
    """A name as it is compared: lower case, no marks, spaces single."""
    plain = "".join(character for character in str(name) if character not in "\"'“”‘’«»„`")
    return " ".join(plain.casefold().split())


def _explicit(namings: pd.DataFrame) -> Iterable[Row]:
    """Contests from namings, merged by the pair of names."""
    rows = namings.to_dict("records")
    for row in rows:
        row.setdefault("user", row["namer"] if isinstance(row["namer"], str) else NARRATION)
    merged: dict[tuple[str, str | None], Row] = {}
    used: set[str] = set()
    for row in rows:
        if isinstance(row["rival"], str) and _key(row["rival"]) != _key(row["name"]):
            _add(merged, "rival", (row, False), (row, True))
            used.add(row["naming_id"])
    for evidence, one, two in _pairs(rows):
        _add(merged, evidence, (one, False), (two, False))
        used |= {one["naming_id"], two["naming_id"]}
    for row in rows:
        if row["naming_id"] not in used:
            own_word = row["pattern"] in _NAMED and _thing(row["referent"]) is not None
            _add(merged, "own word" if own_word else "name", (row, False), None)
    return merged.values()


def _thing(referent: Any) -> str | None:
    """The head noun of what is named, where it is a common noun; None for pronouns and names."""
    if not isinstance(referent, str) or not referent.split():
        return None
    last = _key(referent).split()
    written = referent.split()[-1]
    if not last or last[-1] in _VAGUE_REFERENTS or written[:1].isupper():
        return None
    return last[-1]


def _pairs(rows: list[Row]) -> Iterable[tuple[str, Row, Row]]:
    """Two namings of one thing with different names: the same noun named, or named side by side by different users."""
    by_thing: dict[tuple[str, str], list[Row]] = {}
    by_place: dict[str, list[Row]] = {}
    for row in rows:
        if row["pattern"] in {"scare_quotes", "quoted_term", "so_called"}:
            continue
        by_place.setdefault(row["doc_id"], []).append(row)
        thing = _thing(row["referent"])
        if thing:
            by_thing.setdefault((row["doc_id"], thing), []).append(row)
    for own in by_thing.values():
        for at, two in enumerate(own):
            for one in own[:at]:
                if _differ(one, two):
                    yield "same referent", one, two
    for own in by_place.values():
        ordered = sorted(own, key=lambda row: row["start"])
        for one, two in zip(ordered, ordered[1:]):
            near = two["sentence_start"] - one["sentence_end"] <= 2
            if near and _differ(one, two) and _may_be_one(one, two):
                yield "same sentence", one, two


def _differ(one: Row, two: Row) -> bool:
    """Whether two namings have different names and different users."""
    return _key(one["name"]) != _key(two["name"]) and one["user"] != two["user"]


def _may_be_one(one: Row, two: Row) -> bool:
    """Whether two namings side by side may mean one thing: neither says what, or by a pronoun for things only."""
    referents = [row["referent"] for row in (one, two) if isinstance(row["referent"], str)]
    return all(_key(referent) in _THINGS for referent in referents)


def _add(merged: dict, evidence: str, one: tuple[Row, bool], two: tuple[Row, bool] | None) -> None:
    """Put a naming, or two, into the contest of their names."""
    row = one[0]
    other: str | None
    if two is not None:
        other = _key(two[0]["rival"] if two[1] else two[0]["name"])
    else:
        other = _thing(row["referent"]) if evidence == "own word" else None
    names = sorted({_key(row["name"]), other}) if other is not None else [_key(row["name"])]
    if len(names) == 1:
        other = None
    key = (names[0], names[1] if other is not None else None)
    contest = merged.setdefault(key, _new(key, evidence))
    if EVIDENCE.index(evidence) < EVIDENCE.index(contest["evidence"]):
        contest["evidence"] = evidence
    for each, is_rival in [one] if two is None else [one, two]:
        _count(contest, each, _key(each["rival"] if is_rival else each["name"]), is_rival)
    if evidence == "own word" and other is not None:
        speaks = isinstance(row["namer"], str) and row["namer"].casefold() in _SELF
        _count_user(contest, other, row["user"] if speaks else NARRATION, refused=False)
    for name in ("users_a", "users_b", "refused_a", "refused_b"):
        contest[name] = [
            list(pair) for pair in sorted(contest["counts"][name].items(), key=lambda p: (-p[1], p[0]))
        ]


def _new(key: tuple[str, str | None], evidence: str) -> Row:
    empty: Row = {column.name: None for column in CONTEST_COLUMNS}
    lists: Row = {
        name: [] for name in ("sentences", "places", "users_a", "users_b", "refused_a", "refused_b")
    }
    counts = {name: Counter() for name in ("users_a", "users_b", "refused_a", "refused_b")}
    identity = {"contest_id": tables.identifier("contest", *key), "name_a": key[0], "name_b": key[1]}
    return empty | lists | identity | {
        "evidence": evidence, "n": 0, "n_documents": 0, "confidence": 0.0, "p": np.nan, "q": np.nan,
        "counts": counts, "seen": set(), "documents": set(),
    }  # fmt: skip


def _count(contest: Row, row: Row, name: str, is_rival: bool) -> None:
    refused = is_rival != (row["pattern"] == "refused")
    _count_user(contest, name, row["user"], refused=refused, once=(row["naming_id"], is_rival))
    if row["naming_id"] in contest["seen"]:
        return
    contest["seen"].add(row["naming_id"])
    contest["documents"].add(row["doc_id"])
    contest["n"] += 1
    contest["n_documents"] = len(contest["documents"])
    contest["confidence"] = max(contest["confidence"], float(row["confidence"]))
    if isinstance(row["referent"], str) and contest["referent"] is None:
        contest["referent"] = row["referent"]
    contest["places"].append([row["doc_id"], int(row["start"]), int(row["end"])])
    sentence = [row["doc_id"], int(row["sentence_start"]), int(row["sentence_end"])]
    if sentence not in contest["sentences"] and len(contest["sentences"]) < SHOWN_SENTENCES:
        contest["sentences"].append(sentence)


def _count_user(contest: Row, name: str, user: Any, *, refused: bool, once: Any = None) -> None:
    mark = ("user", name, once)
    if once is not None and mark in contest["seen"]:
        return
    contest["seen"].add(mark)
    side = "a" if name == contest["name_a"] else "b"
    contest["counts"][f"{'refused' if refused else 'users'}_{side}"][str(user)] += 1


def _from_slots(row: Row, choices: pd.DataFrame | None) -> Row:
    """A contest from a row of `rivals`, with p and q where the same pair was tested."""
    tested = _tested(row, choices)
    counts = {"a": [row["n_a_in_a"], row["n_a_in_b"]], "b": [row["n_b_in_a"], row["n_b_in_b"]]}
    groups = [str(row["group_a"]), str(row["group_b"])]
    key = (row["term_a"], row["term_b"])
    users = {
        f"users_{side}": [[g, n] for g, n in sorted(zip(groups, own, strict=True), key=lambda p: -p[1]) if n]
        for side, own in counts.items()
    }
    return _new(key, "slots") | users | {
        "n": sum(counts["a"]) + sum(counts["b"]), "n_documents": row["n_documents"],
        "confidence": row["similarity"], "p": tested[0], "q": tested[1],
        "places": row["places"], "sentences": row["places"],
    }  # fmt: skip


def _tested(row: Row, choices: pd.DataFrame | None) -> tuple[float, float]:
    if choices is None or choices.empty:
        return float("nan"), float("nan")
    pair = {row["term_a"], row["term_b"]}
    same = [{a, b} == pair for a, b in zip(choices["term_a"], choices["term_b"], strict=True)]
    found = choices[pd.Series(same, index=choices.index) & (choices["group"] == str(row["group_a"]))]
    return (
        (float(found["p"].iloc[0]), float(found["q"].iloc[0])) if len(found) else (float("nan"), float("nan"))
    )
