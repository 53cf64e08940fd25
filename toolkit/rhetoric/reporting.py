"""How a statement is reported: the verb or phrase of the cue, its class, and whether it was said at all.

"Claimed", "admitted" and "said" report the same words differently. `add_cues` leads each cue to an entry of a list of
reporting verbs and its class after Searle 1976: neutral (say), assertive (claim), directive (demand), commissive
(promise), expressive (condemn), and factive (reveal; Kiparsky & Kiparsky 1970). The packaged list has a class
for 85.8 % of the 19,831 cues that people marked in PolNeAR's training articles, by which it was completed, and for
86.6 % of the 2,192 of its dev articles, which were not looked at; `coverage` measures it on other quotes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from toolkit import lexicons, tables
from toolkit.rhetoric.word_lists import read_rows

NO_CUE = "(no verb)"
MARK = "(mark)"
OTHER_CLASS = "other"
CLASSES = ("neutral", "assertive", "directive", "commissive", "expressive", "factive")
STATUSES = ("said", "negated", "modal")

_WORD = re.compile(r"\w+(?:[-'’]\w+)*|'(?:d|ll)\b")
# What stands before a reporting verb that then reports nothing ("did not say", "declined to comment").
_NOT = frozenset(
    "not never no nor neither nothing without cannot avoid avoids avoided avoiding decline declines declined "
    "declining refuse refuses refused refusing refusal fail fails failed failing stopped".split()
)
# ... or that it was not, or not yet, said ("would say", "is expected to announce").
_MODAL = frozenset(
    "may might could would will shall should must can 'll ’ll 'd ’d expected likely ready set scheduled "
    "due".split()
)
# Verbs that add nothing when another listed one follows them: "continued to insist", "sought to portray".
_LIGHT = frozenset({"continue", "seek", "plan", "intend", "want", "would like", "choose", "decide"})
_SPEAKING = frozenset(
    {"say", "comment", "answer", "discuss", "respond", "reply", "confirm", "explain", "speak"}
)


class Cue(NamedTuple):
    """What a cue comes down to: the verb or phrase of the list, its class, and whether it was said (STATUSES)."""

    verb: str
    kind: str
    status: str = "said"


def add_cues(quotes: pd.DataFrame, verbs: pd.DataFrame | str | os.PathLike | None = None) -> pd.DataFrame:
    """A copy of `quotes` with how each is reported: cue_verb, cue_class and cue_status.

    `cue_verb`: the entry that the cue holds ("has said" -> say, "criticism of" -> criticise); without one the cue
    itself in lower case, "(mark)" for a colon or dash, "(no verb)" where there is no cue. `cue_class`: one of CLASSES,
    or "other". `cue_status`: "negated" where the verb is negated or saying something was declined ("did not say",
    "would not confirm", "declined to comment"); "modal" where it may, would or will be said; else "said".
    Of several verbs the first counts, unless it only leads to the next ("continued to insist").
    `verbs` replaces the packaged list: a table, or a CSV file as read_verbs takes it.
    Raises: ValueError where `quotes` has no column cue.
    """
    tables.need_columns("quotes", quotes, ("cue",), remedy=tables.FILLED_QUOTES)
    if isinstance(verbs, str | os.PathLike):
        verbs = read_verbs(verbs)
    forms = _packaged_forms() if verbs is None else _forms(verbs.to_dict("records"))
    longest = max((form.count(" ") + 1 for form in forms), default=1)
    found = [_cue(cue, forms, longest) for cue in quotes["cue"]]
    names = ("cue_verb", "cue_class", "cue_status")
    return quotes.assign(
        **{
            name: pd.Series([cue[place] for cue in found], index=quotes.index, dtype="str")
            for place, name in enumerate(names)
        }
    )


def coverage(quotes: pd.DataFrame, verbs: pd.DataFrame | str | os.PathLike | None = None) -> pd.DataFrame:
    """How many cues the list knows: cue_class, n, share, most frequent first; those it lacks in `attrs["unlisted"]`.

    Quotes without a cue do not count. `attrs["covered"]` is the share of cues in a class, marks included, and
    `attrs["unlisted"]` a list of (cue, n) of the class "other", the most frequent first.
    """
    known = add_cues(quotes, verbs).dropna(subset="cue")
    counts = known["cue_class"].value_counts().rename_axis("cue_class").reset_index(name="n")
    table = counts.assign(share=counts["n"] / max(len(known), 1))
    other = known.loc[known["cue_class"] == OTHER_CLASS, "cue_verb"].value_counts()
    table.attrs["covered"] = 1 - int(other.sum()) / len(known) if len(known) else float("nan")
    table.attrs["unlisted"] = [(str(cue), int(n)) for cue, n in other.items()]
    return table


def read_verbs(path: str | os.PathLike) -> pd.DataFrame:
    """A list of reporting verbs from a CSV file: columns verb, class, forms (empty where the file has none).

    Shape: one row per verb or phrase. In `forms`, forms are parted by semicolons or, where there are none, by spaces.
    Raises: FileNotFoundError; ValueError for a file without these columns or any verb, or naming every row that is at
    fault: no verb, no class, or a form that another row has already.
    """
    path = Path(path)
    rows = read_rows(path)
    remedy = "a list of verbs has the columns verb, class and, if wanted, forms"
    tables.need_columns(str(path), rows.drop(columns="line"), ("verb", "class"), remedy=remedy)
    if rows.empty:
        raise ValueError(f"{path}: no verbs; write one a line")
    if "forms" not in rows:
        rows = rows.assign(forms="")
    frame = rows[["verb", "class", "forms"]].apply(lambda column: column.str.strip())
    faults, owner = [], {}
    for number, row in zip(rows["line"], frame.to_dict("records")):
        faults += [f"line {number}: no {name}" for name in ("verb", "class") if not row[name]]
        for form in _listed(row) if row["verb"] else ():
            if owner.setdefault(form, number) != number:
                faults.append(f"line {number}: {form!r} stands in line {owner[form]} too")
    if faults:
        raise ValueError(f"{path}: {'; '.join(faults)}. Mend these lines; each form belongs to one verb.")
    return frame


def _cue(cue: object, forms: Mapping[str, tuple[str, str]], longest: int) -> Cue:
    if not isinstance(cue, str) or not cue.strip():
        return Cue(NO_CUE, OTHER_CLASS)
    plain = " ".join(cue.casefold().replace("’", "'").split())
    if not any(character.isalnum() for character in plain):
        return Cue(MARK, "neutral")
    if plain in forms:
        return Cue(*forms[plain])
    words = _words(plain)
    hits = _hits(words, forms, longest)
    if not hits:
        return Cue(plain, OTHER_CLASS, _status(words, len(words)))
    place, size, first = hits[0]
    for at, _, entry in hits[1:]:
        if (
            (first[0] in _LIGHT or words[place] == "expected")
            and at == place + size + 1
            and words[at - 1] == "to"
        ):
            return Cue(*entry, _status(words, at))
    if first[0] in {"decline", "refuse"} and any(entry[0] in _SPEAKING for _, _, entry in hits[1:]):
        return Cue(*first, "negated")
    return Cue(*first, _status(words, place))


def _words(plain: str) -> list[str]:
    """The words of a cue: "didn't say" -> did, not, say; "he'd like" -> he, 'd, like."""
    apart = re.sub(r"(?<=\w)n't\b", " not", plain).replace("ca not", "can not").replace("wo not", "will not")
    return _WORD.findall(re.sub(r"(?<=\w)'(d|ll|s|ve|re)\b", r" '\1", apart))


def _hits(
    words: list[str], forms: Mapping[str, tuple[str, str]], longest: int
) -> list[tuple[int, int, tuple[str, str]]]:
    """Place, length in words and entry of each listed form, longer forms first at their place, none overlapping."""
    found, at = [], 0
    while at < len(words):
        size = next(
            (n for n in range(min(longest, len(words) - at), 0, -1) if " ".join(words[at : at + n]) in forms),
            0,
        )
        if size:
            found.append((at, size, forms[" ".join(words[at : at + size])]))
        at += size or 1
    return found


def _status(words: list[str], place: int) -> str:
    """Whether what stands before the verb at `place` negates it or makes it a possibility."""
    before = set(words[:place])
    if before & _NOT or words[place + 1 : place + 2] == ["nothing"] or words[place + 1 : place + 2] == ["no"]:
        return "negated"
    return "modal" if before & _MODAL else "said"


@cache
def _packaged_forms() -> dict[str, tuple[str, str]]:
    return _forms(lexicons.entries("reporting_verbs"))


def _forms(entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Each form of each verb, in lower case with plain apostrophes -> (verb, class)."""
    return {form: (entry["verb"], entry["class"]) for entry in entries for form in _listed(entry)}


def _listed(entry: Mapping[str, Any]) -> list[str]:
    """All forms of one entry, the verb itself included."""
    forms = entry.get("forms")
    if isinstance(forms, str):
        forms = forms.split(";") if ";" in forms else forms.split()
    elif not isinstance(forms, list | tuple):
        forms = []
    nouns = entry.get("nouns")
    every = [entry["verb"], *forms, *(nouns if isinstance(nouns, list | tuple) else [])]
    plain = (" ".join(form.casefold().replace("’", "'").split()) for form in every)
    return list(dict.fromkeys(form for form in plain if form))
