"""Corrections by the user: actors merged, split, renamed, set right or dropped, and the spreadsheet that replays them.

A corrections file is a CSV (or .xlsx) with one correction a row, which a person writes in a spreadsheet program:

    action,actor,value,form,doc_id,note
    merge,Volodya Zelensky,Volodymyr Zelensky,,,same man
    split,Hillary Clinton,Bill Clinton,President Clinton|Bill Clinton,,
    split,Ann Lee,Bo Lee,Lee,5f0c2a,in this article Lee is Bo
    rename,Donald J. Trump,Donald Trump,,,
    kind,Breaking News Network,organisation,,,
    role,Zbigniew Rau,Foreign Minister,,,
    affiliation,Zbigniew Rau,Poland,,,
    drop,Latest Headlines,,,,not an actor

merge: `actor` goes into the actor called `value`. split: those mentions of `actor` that are written `form` and stand in
the document `doc_id` (one of the two is enough; several are separated by "|") go to `value`, an actor of the corpus or
a new one. kind, role, affiliation: what `value` says, "none" for nothing. drop: no actor at all; with a form or doc_id
only these mentions. Actors are named as in directory.Directory.find: by name, variant or actor_id, and "Georgia
(state)" chooses among several, so that a file fits a corpus that has grown. Rows are applied from top to bottom, rows
without an action (the suggestions of `write_template`) are skipped, and what is true already changes nothing.

>>> rows = [{"action": "merge", "actor": "Volodya Zelensky", "value": "Volodymyr Zelensky"}]
>>> corrections_table(rows)[["action", "value"]].to_numpy().tolist()
[['merge', 'Volodymyr Zelensky']]
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from toolkit import sheets, tables
from toolkit.actors import directory
from toolkit.actors.rewriting import PREFIX, Book, CorrectionError, Part, bare_reason
from toolkit.actors.suggestions import suggestions

__all__ = [
    "PREFIX",
    "Corrected",
    "CorrectionError",
    "Part",
    "apply",
    "bare_reason",
    "corrections_table",
    "drop",
    "fingerprint",
    "for_speakers",
    "has_corrections",
    "mark_speakers",
    "merge",
    "read_corrections",
    "rename",
    "set_affiliation",
    "set_kind",
    "set_role",
    "split",
    "suggestions",
    "write_template",
]

Row = dict[str, Any]
Corrections = pd.DataFrame | str | os.PathLike | Iterable[Mapping[str, Any]]
Tables = tuple[pd.DataFrame, pd.DataFrame]
Parts = Mapping[str, Part | Sequence[str] | Mapping[str, Sequence[str]]]

COLUMNS = ("action", "actor", "value", "form", "doc_id", "note")
ACTIONS = ("merge", "split", "rename", "kind", "role", "affiliation", "drop")
_OTHER_NAMES = {"into": "value", "not an actor": "drop", "not actor": "drop"}
_SEPARATOR = "|"


class Corrected(NamedTuple):
    """Corrected tables, what could not be done as rows of the problems table, and whose mentions were looked at.

    So the mentions of all other actors may be left out of what is corrected: the same comes out (see joining).
    """

    mentions: pd.DataFrame
    actors: pd.DataFrame
    problems: list[Row]
    asked: frozenset[str] = frozenset()


# --- one by one -------------------------------------------------------------------------------------------------------


def merge(
    mentions: pd.DataFrame, actors: pd.DataFrame, names: Sequence[str], *, name: str | None = None
) -> Tables:
    """New mentions and actors in which the actors called `names` are one: the first of them, called `name` if given.

    Raises: CorrectionError for a name that means nobody or several, with those whom it may mean.
    """
    book = Book(mentions, actors)
    ids = [book.actor(one) for one in names]
    if not ids:
        raise CorrectionError("merge: no actor is named; give the names or actor_ids of those to merge")
    book.merge(ids)
    if name is not None:
        book.rename(ids[0], name)
    return book.tables()


def split(mentions: pd.DataFrame, actors: pd.DataFrame, actor: str, parts: Parts) -> Tables:
    """New mentions and actors in which each part of `actor` is an actor of the name that `parts` gives it.

    A part is a list of surface forms, or a mapping with form, doc_id and mention_id (lists; all that are given have to
    fit), or a Part. Pronouns and descriptions go where their antecedent goes, surnames with the full name nearest
    before them in the document; what belongs to no part stays. A part named as another actor joins that one.
    Raises: CorrectionError for a name that means nobody or several, and for a part without a mention.
    """
    book = Book(mentions, actors)
    wanted = {name: _part(name, given) for name, given in parts.items()}
    book.split(book.actor(actor), wanted)
    return book.tables()


def rename(mentions: pd.DataFrame, actors: pd.DataFrame, actor: str, name: str) -> Tables:
    """New mentions and actors in which `actor` is called `name`; CorrectionError where another one is."""
    book = Book(mentions, actors)
    book.rename(book.actor(actor), name)
    return book.tables()


def set_kind(mentions: pd.DataFrame, actors: pd.DataFrame, actor: str, kind: str) -> Tables:
    """New mentions and actors in which `actor` is of that kind (tables.ACTOR_KINDS); it keeps its identifier."""
    return _set(mentions, actors, actor, "kind", kind)


def set_role(mentions: pd.DataFrame, actors: pd.DataFrame, actor: str, role: str | None) -> Tables:
    """New mentions and actors in which `actor` has that role, or none."""
    return _set(mentions, actors, actor, "role", role)


def set_affiliation(
    mentions: pd.DataFrame, actors: pd.DataFrame, actor: str, affiliation: str | None
) -> Tables:
    """New mentions and actors in which `actor` belongs to a state or body, under its usual name, or to none."""
    return _set(mentions, actors, actor, "affiliation", affiliation)


def _set(mentions: pd.DataFrame, actors: pd.DataFrame, actor: str, field: str, value: str | None) -> Tables:
    book = Book(mentions, actors)
    book.set(book.actor(actor), field, value)
    return book.tables()


def drop(
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    actor: str,
    which: Part | Sequence[str] | Mapping[str, Sequence[str]] | None = None,
) -> Tables:
    """New mentions and actors in which `actor` is none: its mentions, or those that `which` selects, mean nobody."""
    book = Book(mentions, actors)
    book.drop(book.actor(actor), _part(actor, which) if which is not None else None)
    return book.tables()


def _part(name: str, given: Part | Sequence[str] | Mapping[str, Sequence[str]]) -> Part:
    if isinstance(given, Part):
        return given
    if isinstance(given, str):
        return Part(forms=(given,))
    if not isinstance(given, Mapping):
        return Part(forms=tuple(given))
    strange = set(given) - {"form", "doc_id", "mention_id"}
    if strange or not given:
        raise CorrectionError(
            f"part {name!r}: give form, doc_id or mention_id (found {', '.join(sorted(strange)) or 'nothing'})"
        )
    lists = {key: (one,) if isinstance(one, str) else tuple(one) for key, one in given.items()}
    return Part(lists.get("form", ()), lists.get("doc_id", ()), lists.get("mention_id", ()))


# --- many at once -----------------------------------------------------------------------------------------------------


def read_corrections(path: str | os.PathLike) -> pd.DataFrame:
    """The corrections of a CSV file or workbook: the columns of COLUMNS, and `line`; missing cells are None.

    Raises: FileNotFoundError; ValueError with all faults of the file, each with its line.
    """
    return _checked(directory.read_rows(path), str(path))


def corrections_table(given: Corrections) -> pd.DataFrame:
    """Corrections from a file, a DataFrame or a list of rows, checked: see read_corrections."""
    if isinstance(given, str | os.PathLike):
        return read_corrections(given)
    frame = given.copy() if isinstance(given, pd.DataFrame) else pd.DataFrame([dict(row) for row in given])
    if frame.empty and not len(frame.columns):
        return pd.DataFrame(columns=[*COLUMNS, "line"], dtype="object")
    if "line" not in frame:
        frame["line"] = range(2, len(frame) + 2)
    return _checked(frame, "corrections")


def _checked(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    headers = [" ".join(str(column).lower().split()) for column in frame]
    frame = frame.set_axis([_OTHER_NAMES.get(header, header) for header in headers], axis="columns")
    absent = [name for name in ("action", "actor") if name not in frame]
    if absent:
        found = ", ".join(name for name in headers if name != "line") or "none"
        raise ValueError(
            f"{where}: no column {', '.join(absent)} (found {found}); the columns are {', '.join(COLUMNS)}"
        )
    rows = [
        {name: _cell(row.get(name)) for name in COLUMNS} | {"line": row["line"]}
        for row in frame.to_dict("records")
    ]
    rows = [row for row in rows if row["action"]]
    faults = []
    for row in rows:
        action = " ".join(row["action"].lower().split())
        row["action"] = _OTHER_NAMES.get(action, action)
        faults += [f"line {row['line']}: {fault}" for fault in _faults(row)]
    if faults:
        raise ValueError(f"{where}: {len(faults)} fault(s): {'; '.join(faults)}")
    return pd.DataFrame(rows, columns=[*COLUMNS, "line"], dtype="object")


def _cell(value: Any) -> str | None:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    return str(value).strip() or None


def _faults(row: Row) -> list[str]:
    action, selects = row["action"], bool(row["form"] or row["doc_id"])
    if action not in ACTIONS:
        return [f"the action is {row['action']!r}, not one of {', '.join(ACTIONS)}"]
    faults = [] if row["actor"] else ["no actor is named"]
    if action != "drop" and not row["value"]:
        faults.append(f"{action} needs a value")
    if action == "kind" and row["value"] and row["value"].lower() not in tables.ACTOR_KINDS:
        faults.append(f"the kind is {row['value']!r}, not one of {', '.join(tables.ACTOR_KINDS)}")
    if action == "split" and not selects:
        faults.append("split needs a form or a doc_id, or all would move (that is merge or rename)")
    if action not in {"split", "drop"} and selects:
        faults.append(f"{action} takes no form and no doc_id (to move some mentions: split)")
    return faults


def apply(mentions: pd.DataFrame, actors: pd.DataFrame, corrections: Corrections) -> Corrected:
    """The mentions and actors with all corrections made, from the first to the last, and what could not be done.

    A correction that matches nothing, or several actors, becomes a row of the problems table (stage "correct") and
    changes nothing; so do those that contradict the corpus, such as a name that another actor has. What is true
    already, as when a file is applied again, is no problem. Arguments are not changed.
    Raises: ValueError for corrections that are faulty in themselves, all faults in one message.
    """
    wanted = corrections_table(corrections)
    book, problems = Book(mentions, actors), []
    for row in wanted.to_dict("records"):
        try:
            _make(book, row)
        except CorrectionError as error:
            detail = f"line {row['line']}: {row['action']}: {error}"
            problems.append(tables.problem(None, "correct", error.code, detail))
    changed = book.tables()
    return Corrected(*changed, problems, frozenset(book.asked))


def _make(book: Book, row: Row) -> None:
    action, value = row["action"], row["value"]
    part = Part(_several(row["form"]), _several(row["doc_id"])) if row["form"] or row["doc_id"] else None
    if book.is_done(action, row["actor"], value, part):
        return
    actor_id = book.actor(row["actor"])
    if action == "merge":
        book.merge([book.actor(value), actor_id])
    elif action == "split":
        book.split(actor_id, {value: part})
    elif action == "rename":
        book.rename(actor_id, value)
    elif action == "drop":
        book.drop(actor_id, part)
    else:
        book.set(actor_id, action, None if value.lower() == "none" else value)


def _several(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(_SEPARATOR) if part.strip())


def fingerprint(corrections: Corrections) -> str:
    """An identifier of what these corrections say, notes and lines aside: the same for the same corrections."""
    wanted = corrections_table(corrections)[list(COLUMNS[:-1])]
    return tables.identifier([list(row) for row in wanted.to_numpy().tolist()])


# --- for the step from source to speaker ------------------------------------------------------------------------------


def for_speakers(mentions: pd.DataFrame) -> pd.DataFrame:
    """The mentions as quotes.resolve_speakers takes them: with the reasons that corrected ones had before.

    What the user chose by its words or identifier counts as surely as a full name, and a pronoun among it goes to its
    actor whatever it was linked to.
    """
    reasons = mentions["actor_reason"].astype("str")
    corrected = reasons.str.startswith(PREFIX, na=False)
    if not corrected.any():
        return mentions
    chosen = reasons.str.startswith(f"{PREFIX}chosen", na=False)
    plain = reasons.copy()
    plain[corrected] = [bare_reason(reason) for reason in reasons[corrected]]
    plain[chosen] = "full name"
    sure = chosen & mentions["label"].eq("PRONOUN")
    return mentions.assign(
        actor_reason=plain.astype("str"),
        confidence=mentions["confidence"].where(~sure, 1.0),
        antecedent_id=mentions["antecedent_id"].where(~sure, None).astype("str"),
    )


def mark_speakers(quotes: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The quotes whose source is a corrected mention say so in speaker_reason, as far as it led to the speaker."""
    corrected = mentions[mentions["actor_reason"].astype("str").str.startswith(PREFIX, na=False)]
    if corrected.empty:
        return quotes
    of = corrected.set_index("mention_id")
    sources = quotes["speaker_mention"]
    follows = quotes["actor_id"].eq(sources.map(of["actor_id"])).fillna(False).astype(bool)
    reasons = quotes["speaker_reason"].where(~follows, sources.map(of["actor_reason"]))
    return quotes.assign(speaker_reason=reasons.astype("str"))


def has_corrections(path: str | os.PathLike) -> bool:
    """Whether the file has a row with an action: somebody has begun to fill it in."""
    if not Path(path).exists():
        return False
    try:
        return not read_corrections(path).empty
    except ValueError:  # filled in, if wrongly
        return True


# --- a file to begin with ---------------------------------------------------------------------------------------------


def write_template(actors: pd.DataFrame, path: str | os.PathLike, *, most: int = 200) -> Path:
    """The path of a new corrections file with candidates to check: see suggestions.suggestions.

    No row has an action yet: copy what stands under `suggested` to `action`, or write another one, where you agree, and
    leave the rest; rows without an action are skipped. Cells are harmless to spreadsheet programs.
    Raises: FileExistsError where the file is there and has a row with an action; ValueError unless it ends in .csv.
    """
    target = Path(path)
    if target.suffix.lower() != ".csv":
        raise ValueError(f"{target}: a corrections template is a CSV file; let its name end in .csv")
    if has_corrections(target):
        raise FileExistsError(f"{target} has corrections already; give another name, or move it away")
    found = suggestions(actors, most=most).assign(action=None, doc_id=None)
    target.parent.mkdir(parents=True, exist_ok=True)
    sheets.write_csv(target, found[["suggested", *COLUMNS]])
    return target
