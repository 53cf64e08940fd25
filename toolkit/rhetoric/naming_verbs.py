"""Verbs by which a text says who calls what by which name: "called", "described as", "referred to as", passives too.

Positions are token numbers of a `Parsed` Doc; `by_verb` gives the naming whose verb stands at one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from toolkit import lexicons
from toolkit.rhetoric.clauses import is_negated, is_passive, subject_of
from toolkit.rhetoric.complements import MARKS, Found, bare, name_at, read_phrase, rival_after, skip
from toolkit.rhetoric.tree_phrases import is_verb, left_edge, phrase
from toolkit.text.parsed import Parsed, Range

Row = dict[str, Any]

# Governors by whose infinitive or -ing form a name is not given: "refused to call", "stopped short of calling".
_NOT_NAMED = frozenset(
    {"refuse", "decline", "avoid", "hesitate", "stop", "refrain", "shy", "balk", "resist", "fail"}
)
_UNWILLING = frozenset({"reluctant", "unwilling", "hesitant", "loath", "loth"})
_AS_REACH = 12  # tokens between a verb and its "as"


@cache
def verbs() -> dict[str, Row]:
    """The entries of the verbs that name, by lemma."""
    return {entry["verb"]: entry for entry in lexicons.entries("naming_verbs")}


def by_verb(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "X called Y Z", "Y was called Z by X", "what X calls Z"; refused ones where it is negated."""
    entry = verbs()[p.lemmas[at]]
    if any(p.deps[child] == "prt" for child in p.children[at]):
        return
    passive = is_passive(p, at)
    reader = _passive_naming if passive else _active_naming
    found = reader(p, at, entry)
    if found is None:
        return
    name, referent, namer, free = found
    rival = rival_after(p, name[1]) or _rival_before(p, name)
    if p.lemmas[name[0]] in lexicons.roles() and p.lowers[name[0] - 1] == "as":
        return  # "defended her record as secretary": an office held
    refused = (is_negated(p, at) and rival is None) or is_refused(p, at)
    if refused and entry["kind"] == "views":
        return
    pattern = "seen_as" if entry["kind"] == "views" else "what_called" if free else "called"
    pattern = "refused" if refused else pattern
    yield Found(pattern, name, namer, referent, rival)


_Naming = tuple[Range, Range | None, Range | None, bool]


def _active_naming(p: Parsed, at: int, entry: Row) -> _Naming | None:
    """Name, referent, namer, and whether the referent is "what"; None where the verb does not name."""
    fronted = _fronted(p, at)
    now = skip(p, at + 1, ("RB",))
    referent = None
    if entry["preposition"]:
        if now >= len(p.lowers) or p.lowers[now] != entry["preposition"]:
            return None
        now += 1
    if fronted is None:
        referent = read_phrase(p, now)
        if referent is None and not (now < len(p.lowers) and p.lowers[now] == "as"):
            return None
        now = referent[1] if referent else now
    name = _complement(p, now, entry, referent)
    free = fronted is not None and p.lowers[fronted] == "what"
    if name is None and referent is not None and p.deps[at] == "relcl" and entry["complement"] != "as":
        name, referent, fronted = name_at(p, referent[0]), None, at  # "the drug that critics call a poison"
    if name is None:
        return None
    subject = subject_of(p, at)
    if referent is None and not free:
        referent = phrase(p, p.heads[at]) if p.deps[at] == "relcl" else None
        if referent is None:
            return None
    return name, referent, phrase(p, subject) if subject is not None else None, free


def _fronted(p: Parsed, at: int) -> int | None:
    """The relative word that stands for what is named; of "what she described as" parsers may hang it from "as"."""
    hanging = [c for child in p.children[at] if p.lowers[child] == "as" for c in p.children[child]]
    for c in p.children[at] + hanging:
        words = {"which", "what", "that", "whom"} if p.deps[c] == "dobj" else {"what"}
        if c < at and p.lowers[c] in words and p.deps[c] in {"dobj", "pobj"}:
            return c
    return None


def _complement(p: Parsed, now: int, entry: Row, referent: Range | None) -> Range | None:
    """The name behind the referent that ends at `now`: at once, behind what hangs from the referent, or behind "as"."""
    name = None if entry["complement"] == "as" else _name_at_once(p, now, referent)
    return _name_behind_as(p, now) if name is None else name


def _name_at_once(p: Parsed, now: int, referent: Range | None) -> Range | None:
    """The name in "called | the killing | of the guard | a murder"."""
    for _ in range(3):
        behind = skip(p, now, ("``", "''"))
        if behind < len(p.tags) and p.lowers[behind] == "not":
            return _behind_not_but(p, behind)
        opens = behind < len(p.tags) and (
            p.tags[behind] in {"DT", "PRP$"} or behind > now or _plain(p, behind)
        )
        name = name_at(p, now) if opens or referent is None else None
        if name is not None:
            return name
        hangs = now < len(p.tags) and p.tags[now] in {"IN", "TO"} and p.lowers[now] != "as"
        more = read_phrase(p, now + 1) if hangs else None
        if more is None:
            return None
        now = more[1]
    return None


def _name_behind_as(p: Parsed, now: int) -> Range | None:
    """The name in "described | the raid on the port | as | an act of war"."""
    for place in range(now, min(now + _AS_REACH, len(p.lowers))):
        if p.lowers[place] == "as" and p.tags[place] == "IN":
            if p.lowers[place - 1] in {"just", "such", "so", "as"}:
                return None
            if p.lowers[place + 1 : place + 2] == ["not"]:
                return _behind_not_but(p, place + 1)
            name = name_at(p, skip(p, place + 1, ("RB",)))
            clause = name is not None and p.deps[name[1] - 1] in {"nsubj", "nsubjpass"}
            return None if clause else name  # "... as the election looms"
        other_verb = is_verb(p, place) and p.tags[place] != "VBG"
        if other_verb or p.tags[place] in {".", ":", ",", "CC", "WDT", "WP"}:
            return None
    return None


def _behind_not_but(p: Parsed, at: int) -> Range | None:
    """The name upheld in "not a war but an operation", whose "not" is at `at`."""
    rejected = name_at(p, at + 1)
    but = skip(p, rejected[1], ("``", "''", ",")) if rejected else len(p.lowers)
    return name_at(p, but + 1) if p.lowers[but : but + 1] == ["but"] else None


def _rival_before(p: Parsed, name: Range) -> Range | None:
    """The name turned down in "not a war but an operation", of which `name` is the upheld one."""
    at = name[0] - 1
    while at > 0 and p.lowers[at] != "but" and name[0] - at < 4:
        at -= 1
    last = at - 1
    while last > 0 and (p.lowers[last] in MARKS or p.lowers[last] == ","):
        last -= 1
    if last <= 0 or p.lowers[at] != "but" or not p.tags[last].startswith("NN"):
        return None
    start = left_edge(p, last)
    return bare(p, (start, last + 1)) if "not" in p.lowers[max(start - 2, 0) : last] else None


def _plain(p: Parsed, at: int) -> bool:
    """Whether a noun phrase without article may begin at `at`: "calls them advisers"."""
    return p.tags[at] in {"JJ", "NN", "NNS", "NNP", "NNPS"} and p.deps[at] not in {"acomp"}


def _passive_naming(p: Parsed, at: int, entry: Row) -> _Naming | None:
    """As `_active_naming`, of a passive: "Y was called Z by X", "Y, described as Z"."""
    subject = subject_of(p, at)
    if subject is None:
        return None
    now = skip(p, at + 1, ("RB",))
    if entry["preposition"]:
        if p.lowers[now : now + 1] != [entry["preposition"]]:
            return None
        now += 1
    namer = None
    if p.lowers[now : now + 1] == ["by"] and (by := read_phrase(p, now + 1)):
        namer, now = by, by[1]
    if p.lowers[now : now + 1] == ["as"]:
        now += 1
    elif entry["complement"] == "as":
        return None
    name = name_at(p, now)
    if name is None or (p.lemmas[at] in {"call", "style", "dub"} and _is_own_name(p, at, name)):
        return None
    behind = skip(p, name[1], ("``", "''", ","))
    if namer is None and p.lowers[behind : behind + 1] == ["by"]:
        namer = read_phrase(p, behind + 1)
    free = "what" in p.lowers[max(at - 3, 0) : at]
    return name, None if free else phrase(p, subject), namer, free


def _is_own_name(p: Parsed, at: int, name: Range) -> bool:
    """Whether a thing is called by its own name: "a group called Hope", "a film called “The Wall”"."""
    words = [p.doc[place] for place in range(*name) if p.lowers[place] not in MARKS]
    capitals = sum(word.text[:1].isupper() for word in words)
    marked = name[0] > 0 and p.lowers[name[0] - 1] in MARKS
    article = p.lowers[at + 1 : at + 2] in (["a"], ["an"], ["the"])
    tag = bool(words) and words[0].text.startswith("#")
    return tag or (not article and (capitals == len(words) or (marked and words[0].text[:1].isupper())))


def is_refused(p: Parsed, at: int) -> bool:
    """Whether the verb at `at` hangs from one that says it is not done: "stopped short of calling it a war"."""
    governor, steps = at, 0
    while p.deps[governor] in {"xcomp", "pcomp", "prep", "acomp", "ccomp"} and steps < 4:
        governor, steps = p.heads[governor], steps + 1
        if is_verb(p, governor) or p.lowers[governor] in _UNWILLING:
            return p.lemmas[governor] in _NOT_NAMED | _UNWILLING
    return False
