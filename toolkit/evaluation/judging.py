"""Precision and recall from a sample that somebody judged, weighted back to all statements it was drawn from.

Each row counts for as many as it stands for (Horvitz & Thompson 1952): the size of its stratum, which stands in the
row, by the number of rows judged in it. A sheet that is filled in half-way, from the top, is just a smaller sample.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from toolkit import resampling, sheets, stats, tables
from toolkit.evaluation.annotation import COLUMNS, JUDGED, confidence_band

# Without these columns there is no score; others may have been deleted.
_NEEDED = {
    "quotes": (*JUDGED, "kind", "confidence", "doc_id", "stratum", "stratum_size"),
    "passages": ("found_n", "found_right", "missed_n", "doc_id", "stratum", "stratum_size"),
}
MOST_STATEMENTS = 1000  # in one passage; more is a slip of the keyboard
RESULT = ("by", "group", "measure", "statistic", "n", "documents", "estimate", "low", "high")


def read_filled(path: str | os.PathLike) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sheets `quotes` and `passages` of a sample that somebody filled in; one that is not there has no rows.

    Raises: FileNotFoundError; ValueError for a file that is no sample, or lacks columns that the score needs.
    """
    found = sheets.read(path, tuple(COLUMNS))
    if not found:
        raise ValueError(
            f"{path}: no sheet quotes and no sheet passages; give a file that `toolkit sample` wrote"
        )
    faults = []
    for name, needed in _NEEDED.items():
        sheet = found.setdefault(name, pd.DataFrame(columns=[*needed, "line"], dtype="object"))
        if absent := [column for column in needed if column not in sheet]:
            faults.append(f"sheet {name} has no column {', '.join(absent)}")
            continue
        sheet = sheet.assign(**{column: None for column in COLUMNS[name] if column not in sheet})
        sizes = pd.to_numeric(sheet["stratum_size"], errors="coerce")
        lost = sheet[~(sizes > 0) | sheet["stratum"].isna() | sheet["doc_id"].isna()]
        if len(lost):
            lines = ", ".join(str(line) for line in lost["line"][:5])
            faults.append(f"sheet {name}, row {lines}: doc_id, stratum or stratum_size is lost")
        again = sheet[_place(sheet).duplicated()]
        if len(again):
            faults.append(
                f"sheet {name}, row {again['line'].iloc[0]}: an earlier row again; delete one of them"
            )
        found[name] = sheet.assign(stratum_size=sizes)
    if faults:
        raise ValueError(f"{path}: {'; '.join(faults)}. The sample as it was drawn has what is needed")
    return found["quotes"], found["passages"]


def _place(sheet: pd.DataFrame) -> pd.Series:
    """What tells each row from the others; the row itself where those columns were deleted."""
    place = sheet["doc_id"].map(str)
    for column in ("start", "end", "quote_id") if "quote_id" in sheet else ("start", "end"):
        place = place + " " + sheet[column].fillna(sheet["line"]).map(str)
    return place


def judge(
    quotes: pd.DataFrame, passages: pd.DataFrame, *, level: float = 0.95, resamples: int = 1000, seed: int = 1
) -> pd.DataFrame:
    """Precision and recall from a sample that was filled in, one row an estimate.

    Columns: `by` (all, kind, confidence, outlet) and `group`, `measure`, `statistic` (precision or recall), `n`
    statements judged from so many `documents`, `estimate`, `low`, `high`. Measures: content; end_to_end (content and
    source); speaker (content and resolved speaker). Recall is end to end: what was found right, of all that is there.
    `attrs` has "filled" (how far the sheets are filled in, in words) and "problems" (answers that cannot be read).
    Raises: ValueError where no row has been judged.
    """
    problems: list[dict[str, Any]] = []
    answers = _answers(quotes, problems)
    counts = _numbers(passages, problems)
    filled = _filled(answers, counts)
    rows = []
    for measure, name in (("content", None), ("end_to_end", "source_right"), ("speaker", "speaker_right")):
        judged = _verdicts(answers, name)
        rows += _shares(
            judged, measure, "precision", ("kind", "confidence", "outlet"), level, resamples, seed
        )
    rows += _shares(_statements(counts), "end_to_end", "recall", ("outlet",), level, resamples, seed)
    if not rows:
        raise ValueError(
            "nothing to score: no row is judged. "
            + " ".join(filled)
            + " Answer yes, no or unclear in quotes, "
            "numbers (0 where there is none) in passages, and save; the readme says how"
        )
    scores = pd.DataFrame(rows, columns=list(RESULT))
    scores.attrs = {"filled": filled, "problems": problems, "level": level, "resampled": "documents"}
    return scores


_YES = frozenset(("yes", "y", "1", "1.0", "true"))
_NO = frozenset(("no", "n", "0", "0.0", "false"))
_UNCLEAR = frozenset(("unclear", "?"))


def _text(cell: Any) -> str:
    return "" if cell is None or (np.isscalar(cell) and pd.isna(cell)) else str(cell).strip()


def _answers(quotes: pd.DataFrame, problems: list[dict[str, Any]]) -> pd.DataFrame:
    """The sheet with True, False or None in the columns that were to be filled in; "unclear" stands for itself."""
    read = quotes.copy()
    for name in JUDGED:
        cells = []
        for line, cell in zip(read["line"], read[name]):
            said = _text(cell).lower()
            known = said in _YES or said in _NO or said in _UNCLEAR
            if said and not known:
                problems.append(
                    _problem("quotes", line, f"{name} is {_text(cell)!r}; answer yes, no or unclear")
                )
            cells.append(
                True if said in _YES else False if said in _NO else "unclear" if said in _UNCLEAR else None
            )
        read[name] = pd.Series(cells, index=read.index, dtype="object")
    read["confidence"] = [
        confidence_band(value) if pd.notna(value) else None
        for value in pd.to_numeric(read["confidence"], errors="coerce")
    ]
    return read


def _verdicts(answers: pd.DataFrame, name: str | None) -> pd.DataFrame:
    """The rows on whose content, and on `name` where that is right, a verdict is known: with `right` and `weight`.

    Where the content is wrong, all is wrong. Where it is right and `name` is not answered, the rows of the stratum
    that are answered stand for it too; a stratum with none of those is left out, else only its wrong rows would count.
    """
    judged = answers[_are(answers["content_right"], bool)]
    judged = _weighted(judged.assign(right=judged["content_right"].astype(bool)))
    if name is None or judged.empty:
        return judged
    usable = judged["right"]
    known = usable & _are(judged[name], bool)
    of_stratum = judged["stratum"]
    wanted, had = (flags.groupby(of_stratum).transform("sum") for flags in (usable, known))
    kept = (known | ~usable) & ((had > 0) | (wanted == 0)) & bool(known.any() or not usable.any())
    factor = (wanted / had.where(had > 0, 1)).where(usable, 1.0)
    said_right = judged[name].map(lambda cell: cell is True).astype(bool)
    return judged.assign(right=known & said_right, weight=judged["weight"] * factor)[kept]


def _are(cells: pd.Series, type_: type) -> pd.Series:
    return cells.map(lambda cell: isinstance(cell, type_)).astype(bool)


def _numbers(passages: pd.DataFrame, problems: list[dict[str, Any]]) -> pd.DataFrame:
    """The sheet with whole numbers in found_n, found_right and missed_n; all missing where a row is not judged."""
    rows = []
    for row in passages.to_dict("records"):
        found, right, missed = (
            _whole(row, name, problems) for name in ("found_n", "found_right", "missed_n")
        )
        written = len([line for line in _text(row.get("missed")).splitlines() if line.strip()])
        if missed is None and written:
            missed = written
        elif missed is not None and written and written != missed:
            detail = f"missed_n is {missed}, but missed has {written} line(s); missed_n was counted"
            problems.append(_problem("passages", row["line"], detail))
        if right is None and found == 0:
            right = 0
        if right is not None and right > (found or 0):
            detail = f"found_right is {right}, but only {found or 0} were found there; left out"
            problems.append(_problem("passages", row["line"], detail))
            right = None
        rows.append(row | {"found_n": found, "found_right": right, "missed_n": missed})
    return pd.DataFrame(rows, columns=passages.columns, dtype="object")


def _whole(row: dict[str, Any], name: str, problems: list[dict[str, Any]]) -> int | None:
    said = _text(row[name])
    if not said:
        return None
    try:
        number = float(said.replace(",", "."))
    except ValueError:
        number = -1.0
    if not (0 <= number <= MOST_STATEMENTS and number.is_integer()):
        detail = f"{name} is {said!r}; a whole number from 0 to {MOST_STATEMENTS} is wanted"
        problems.append(_problem("passages", row["line"], detail))
        return None
    return int(number)


def _problem(sheet: str, line: Any, detail: str) -> dict[str, Any]:
    return tables.problem(None, "score", "answer", f"{sheet}, row {line}: {detail}")


def _filled(answers: pd.DataFrame, counts: pd.DataFrame) -> list[str]:
    """How much of each sheet is filled in, and what is missing, in words."""
    content, source, speaker = (answers[name] for name in JUDGED)
    usable = content.map(lambda cell: cell is True).astype(bool)
    words = [f"quotes: {int(content.notna().sum())} of {len(answers)} rows judged."]
    for name, cells in (("source_right", source), ("speaker_right", speaker)):
        if empty := int((usable & cells.isna()).sum()):
            words.append(f"{name} is empty in {empty} row(s) whose content is right.")
        answered = usable & _are(cells, bool)
        if left := sorted(set(answers["stratum"][usable]) - set(answers["stratum"][answered])):
            words.append(f"{name} says nothing of {', '.join(left)}; its figures leave these out.")
    if unclear := int(answers[list(JUDGED)].eq("unclear").any(axis=1).sum()):
        words.append(f"{unclear} row(s) have an unclear answer, which counts neither way.")
    words.append(f"passages: {int(_judged(counts).sum())} of {len(counts)} rows judged.")
    half = (counts["found_right"].isna() != counts["missed_n"].isna()) & ~(
        (counts["found_n"] == 0) & counts["missed_n"].isna()
    )
    if half.any():
        words.append(f"{int(half.sum())} row(s) have only one of found_right and missed_n.")
    for name, sheet in (("quotes", answers[content.notna()]), ("passages", counts[_judged(counts)])):
        whole = answers if name == "quotes" else counts
        if len(sheet) and (left := sorted(set(whole["stratum"]) - set(sheet["stratum"]))):
            words.append(f"{name}: nothing is judged of {', '.join(left)}, which the figures leave out.")
    return words


def _judged(counts: pd.DataFrame) -> pd.Series:
    return counts["found_right"].notna() & counts["missed_n"].notna()


def _weighted(judged: pd.DataFrame) -> pd.DataFrame:
    """`judged` with how many each row stands for: the size of its stratum by the rows judged in it."""
    return judged.assign(
        weight=judged["stratum_size"].astype(float) / judged.groupby("stratum")["stratum"].transform("size")
    )


def _statements(counts: pd.DataFrame) -> pd.DataFrame:
    """One row for each statement that stands in a judged passage: found right, or missed."""
    judged = _weighted(counts[_judged(counts)])
    repeated = judged.loc[
        np.repeat(judged.index, (judged["found_right"] + judged["missed_n"]).astype(int))
    ].copy()
    number = repeated.groupby(level=0).cumcount()
    return repeated.assign(right=(number < repeated["found_right"].astype(int)).to_numpy())


def _shares(
    judged: pd.DataFrame, measure: str, statistic: str, by: Sequence[str], level: float, resamples: int, seed: int
) -> list[dict[str, Any]]:  # fmt: skip
    """Rows of the result: for all together, then for each group of each column in `by`."""
    groups = [("all", "all", judged)] if len(judged) else []
    for column in by:
        if judged[column].nunique() > 1 or (len(judged) and column == "confidence"):
            groups += [(column, str(name), part) for name, part in judged.groupby(column)]
    rows = []
    for column, name, part in groups:
        found = weighted_share(part, level=level, resamples=resamples, seed=seed)
        rows.append(
            dict(zip(RESULT, (column, name, measure, statistic, len(part), part["doc_id"].nunique(), *found)))
        )
    return rows  # fmt: skip


def weighted_share(
    judged: pd.DataFrame, *, level: float = 0.95, resamples: int = 1000, seed: int = 1
) -> stats.Interval:
    """Share of `right` rows, each counting `weight`, with an interval that knows of weights and of documents.

    Wilson's interval with the effective number of rows p (1 - p) / v, at most all of them, where v is the share's
    variance when documents are drawn again with replacement (D documents: times D / (D - 1)). Where that says
    nothing (a single document, all right or all wrong), the effective number is that of the weights, Kish's
    (sum w)^2 / (sum w^2).
    Sources: Korn & Graubard 1998; Dean & Pagano 2015 (Wilson with an effective n in clustered surveys).
    """
    weight, right = judged["weight"].to_numpy(float), judged["right"].to_numpy(bool)
    share = float((weight * right).sum() / weight.sum())
    size = min(float(weight.sum() ** 2 / (weight**2).sum()), len(judged))
    per_document = (
        pd.DataFrame({"doc": judged["doc_id"].to_numpy(), "right": weight * right, "all": weight})
        .groupby("doc")
        .sum()
    )
    if 0 < share < 1 and len(per_document) > 1:
        totals = resampling.bootstrap_totals(per_document.to_numpy(), seed=seed, draws=resamples)
        variance = np.var(totals[:, 0] / totals[:, 1]) * len(per_document) / (len(per_document) - 1)
        if variance > 0:
            size = min(share * (1 - share) / variance, len(judged))
    return stats.wilson_interval(min(share, 1.0) * size, size, level=level)
