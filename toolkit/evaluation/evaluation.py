"""How well statements are found in your own articles: against annotated articles, or from a sample judged by hand.

`score` takes either: articles that people annotated from scratch (JSON lines), or a spreadsheet of `sample` that was
filled in. Both give one row an estimate, with an interval that knows that statements of one article go together.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit import resampling, sheets, tables
from toolkit.analysis import analyse
from toolkit.documents import METADATA_COLUMNS, Source, nothing_read, read_documents
from toolkit.evaluation import agreement, annotation, judging

if TYPE_CHECKING:
    from spacy.language import Language

Rows = list[dict[str, Any]]
Gold = str | os.PathLike | Iterable[Mapping[str, Any]]

THRESHOLDS = (0.5, 0.7, 0.9)
FEW_ARTICLES = (
    20  # fewer clusters give percentile intervals that are too narrow (Cameron, Gelbach & Miller 2008)
)
STATISTICS = ("precision", "recall", "f1")
COLUMNS = judging.RESULT
_SHEETS = (".xlsx", ".csv")
_EXAMPLE = '{"id": "a1", "text": "…", "attributions": [{"source": [[0, 5]], "cue": [[6, 10]], "content": [[11, 30]]}]}'


def sample(
    corpus: Source | pd.DataFrame,
    *,
    n: int = 100,
    by: str = "confidence",
    seed: int = 1,
    articles: int = 1000,
    text_column: str | None = None,
    english_only: bool = True,
    nlp: Language | None = None,
    progress: bool = True,
) -> annotation.Sample:
    """A random sample to judge by hand: `n` statements found in the corpus and `n` passages; `.write(path)` stores it.

    `corpus` is what read_documents takes, or a documents table. Of a larger corpus, `articles` are drawn at random
    first and only those analysed; a repeated article is taken once. `by` and the sheets: see annotation.draw;
    `english_only`: see analyse.
    Raises: ValueError where nothing can be read or analysed.
    """
    documents = (
        corpus if isinstance(corpus, pd.DataFrame) else read_documents(corpus, text_column=text_column)
    )
    if documents.empty:
        raise ValueError(nothing_read(documents))
    if articles < 1 or n < 1:
        raise ValueError(f"{articles} articles and a sample of {n} were asked for; ask for 1 or more of both")
    if by not in annotation.STRATA:
        raise ValueError(f"by={by!r}: statements can be stratified by {', '.join(annotation.STRATA)}")
    once = documents.drop_duplicates("text") if "text" in documents else documents
    if len(once) > articles:
        chosen = np.random.default_rng([seed, 0]).choice(len(once), size=articles, replace=False)
        once = once.iloc[np.sort(chosen)]
    once = once.reset_index(drop=True)
    once.attrs = dict(documents.attrs)
    analysis = analyse(once, nlp=nlp, english_only=english_only, progress=progress)
    failed = set(analysis.problems.loc[analysis.problems["stage"] == "analyse", "doc_id"])
    read = analysis.documents[~analysis.documents["doc_id"].isin(failed)]
    if read.empty:
        raise ValueError("no article could be analysed; `toolkit analyse` writes why into problems.csv")
    drawn = annotation.draw(read, analysis.quotes, n=n, by=by, seed=seed)
    return replace(drawn, problems=analysis.problems.to_dict("records"))


def score(
    gold: Gold,
    *,
    predictions: Gold | None = None,
    nlp: Language | None = None,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 1,
    progress: bool = True,
) -> pd.DataFrame:
    """Precision, recall and F1 with intervals, one row an estimate.

    `gold` is a file of annotated articles, one JSON object a line, or such objects; or a spreadsheet of `sample` that
    was filled in (see judging.judge for what that gives). An object has `text` and `attributions`, a list of {"source",
    "cue", "content"}: lists of [start, end] character offsets, of which source and cue may be missing; `id` and
    `publisher` may be missing too. The extractor reads the texts exactly as they are, or `predictions` (same format;
    "confidence" beside the three) are scored instead.
    Columns: `by` and `group` (all; kind; confidence, from a threshold up; publisher), `measure` (see agreement),
    `statistic`, `n` (predictions for precision, gold for recall, both for F1), `documents`, `estimate`, and `low` and
    `high`, expanded percentiles (Hesterberg 2015) of `resamples` bootstrap samples of documents, missing where there is
    only one. An estimate with nothing to divide by is missing.
    `attrs`: "articles", "level", "resampled", "calibration_error" (expected; None without confidences), "notes", and
    "problems", rows for what was left out: an article with a fault in its annotation is not scored at all.
    Raises: FileNotFoundError; ValueError where nothing can be scored.
    """
    if not 0 < level < 1 or resamples < 1:
        raise ValueError(
            f"level {level} and {resamples} resamples: a level lies between 0 and 1, resamples are 1 or more"
        )
    options: dict[str, Any] = {"level": level, "resamples": resamples, "seed": seed}
    if isinstance(gold, str | os.PathLike) and Path(gold).suffix.lower() in _SHEETS:
        if predictions is not None:
            raise ValueError(
                f"{gold} is a judged sample; predictions can be scored against annotated articles only"
            )
        return judging.judge(*judging.read_filled(gold), **options)
    articles, problems = read_annotated(gold)
    if not articles:
        details = "\n".join(f"  {row['detail']}" for row in problems[:20]) or "  it has no lines"
        raise ValueError(f"no annotated article can be scored:\n{details}\none line looks like {_EXAMPLE}")
    if predictions is None:
        predicted, faults = _extracted(articles, nlp, progress)
    else:
        predicted, faults = _given(predictions, articles)
    scores = score_articles(articles, predicted, **options)
    scores.attrs["problems"] = problems + faults
    return scores


# --- reading ------------------------------------------------------------------------------------------------------


def read_annotated(source: Gold, *, texts: Mapping[str, str] | None = None) -> tuple[Rows, Rows]:
    """(articles as {"id", "text", "attributions", "outlet"}, problems): JSON lines, or objects like theirs.

    An article with any fault becomes a problem that names its line, what is wrong and what to do. Attributions whose
    content holds no word are left out alone: nothing can be compared with them. `texts` by id, where the source has
    predictions, whose lines need no text.
    """
    articles: Rows = []
    problems: Rows = []
    seen: set[str] = set()
    for number, record in _records(source):
        place = f"line {number}"
        try:
            article, empty = _article(record, place, texts)
            if article["id"] in seen:
                raise ValueError(
                    f"the id {article['id']!r} stands on an earlier line too; the first one counts"
                )
        except ValueError as error:
            problems.append(tables.problem(None, "score", "left out", f"{place}: {error}"))
            continue
        seen.add(article["id"])
        articles.append(article)
        for at in empty:
            detail = f"{place}, attribution {at}: no word in its content; this attribution is not counted"
            problems.append(tables.problem(article["id"], "score", "no content", detail))
    return articles, problems


def _records(source: Gold) -> Iterable[tuple[int, Any]]:
    """Each line's number and its object, or the error that reading it gave."""
    if not isinstance(source, str | os.PathLike):
        yield from enumerate(source, 1)
        return
    path = Path(source)
    if not path.is_file():
        found = (
            "a folder; name the file in it" if path.is_dir() else f"no such file (looked from {Path.cwd()})"
        )
        raise FileNotFoundError(f"{path}: {found}")
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: not UTF-8 text ({error.reason} at byte {error.start}); save it as JSON lines in UTF-8"
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, ValueError(f"not JSON ({error}); write one object a line")


def _article(record: Any, place: str, texts: Mapping[str, str] | None) -> tuple[dict[str, Any], list[int]]:
    """The article of one record, and which of its attributions (from 1) have no word of content."""
    if isinstance(record, ValueError):
        raise record
    if not isinstance(record, Mapping):
        raise ValueError(
            f"not an object but {type(record).__name__}; write one object a line, like {_EXAMPLE}"
        )
    name = place if record.get("id") is None else str(record["id"])
    text = record.get("text") if texts is None else texts.get(name)
    if texts is not None and text is None:
        raise ValueError(f"the id {name!r} is none of the annotated articles'")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"no text (found {', '.join(map(str, record)) or 'nothing'}); put the article there")
    items = record.get("attributions")
    if not isinstance(items, list):
        raise ValueError('no list "attributions"; an article in which nobody says anything has an empty one')
    read, empty = [], []
    for at, item in enumerate(items, 1):
        if not isinstance(item, Mapping):
            raise ValueError(f'attribution {at}: not an object with "source", "cue" and "content"')
        row: dict[str, Any] = {
            role: _spans(item.get(role), len(text), f"attribution {at}, {role}") for role in agreement.ROLES
        }
        row["confidence"] = _confidence(item.get("confidence"), at)
        if any(agreement.WORD.search(text[start:end]) for start, end in row["content"]):
            read.append(row)
        else:
            empty.append(at)
    outlet = next((str(record[key]) for key in METADATA_COLUMNS["outlet"] if _filled(record.get(key))), None)
    return {"id": name, "text": text, "attributions": read, "outlet": outlet}, empty


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _spans(value: Any, length: int, place: str) -> list[list[int]]:
    if value is None:
        return []
    pairs = list(value) if isinstance(value, list | tuple) else None
    if pairs is None or any(
        not isinstance(pair, list | tuple) or len(pair) != 2 or any(type(end) is not int for end in pair)
        for pair in pairs
    ):
        raise ValueError(f"{place}: {_short(value)} is no list of [start, end] offsets, such as [[11, 30]]")
    for start, end in pairs:
        if not 0 <= start <= end <= length:
            raise ValueError(
                f"{place}: [{start}, {end}] is no range in a text of {length} characters; offsets count characters "
                "from 0, the end is exclusive"
            )
    return [list(pair) for pair in pairs]


def _short(value: Any) -> str:
    written = repr(value)
    return written if len(written) <= 40 else written[:40] + "…"


def _confidence(value: Any, at: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"attribution {at}: confidence is {_short(value)}; it lies between 0 and 1")
    return float(value)


# --- predictions --------------------------------------------------------------------------------------------------


def _extracted(articles: Rows, nlp: Language | None, progress: bool) -> tuple[dict[str, Rows], Rows]:
    """What the extractor finds in each article's text, as it is."""
    frame = pd.DataFrame({"doc_id": [a["id"] for a in articles], "text": [a["text"] for a in articles]})
    analysis = analyse(frame, nlp=nlp, progress=progress)
    found: dict[str, Rows] = {article["id"]: [] for article in articles}
    for quote in analysis.quotes.to_dict("records"):
        found[quote["doc_id"]].append(
            {
                "content": quote["spans"],
                "source": _range(quote["speaker_start"], quote["speaker_end"]),
                "cue": _range(quote["cue_start"], quote["cue_end"]),
                "confidence": quote["confidence"],
            }
        )
    return found, analysis.problems.to_dict("records")


def _range(start: Any, end: Any) -> list[list[int]]:
    return [] if pd.isna(start) else [[int(start), int(end)]]


def _given(predictions: Gold, articles: Rows) -> tuple[dict[str, Rows], Rows]:
    """Somebody else's predictions; an article with none, or faulty ones, counts as one in which nothing was found."""
    texts = {article["id"]: article["text"] for article in articles}
    rows, problems = read_annotated(predictions, texts=texts)
    found = {row["id"]: row["attributions"] for row in rows}
    if not found:
        details = "\n".join(f"  {row['detail']}" for row in problems[:20]) or "  the file has no lines"
        raise ValueError(f"no predictions can be scored:\n{details}")
    for row in problems:
        row["detail"] = f"predictions, {row['detail']}"
    if missing := [name for name in texts if name not in found]:
        detail = f"predictions: none for {len(missing)} article(s), such as {missing[0]}; they count as empty"
        problems.append(tables.problem(missing[0], "score", "no predictions", detail))
    return found, problems


# --- counting -----------------------------------------------------------------------------------------------------


def score_articles(
    articles: Rows,
    predicted: Mapping[str, Rows],
    *,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """The table of `score` for articles and predictions that have been read."""
    compared = [
        agreement.compare(row["text"], row["attributions"], predicted.get(row["id"], [])) for row in articles
    ]
    counts = np.stack([agreement.tally(each) for each in compared])
    chances, right, owner = _confidences(articles, predicted, compared)
    options: dict[str, Any] = {"level": level, "resamples": resamples, "seed": seed}
    kept, notes = _measures(articles)
    keys = [
        ("all" if kind == "all" else "kind", kind, measure)
        for kind in agreement.KINDS
        for measure in agreement.MEASURES
    ]
    wanted = [at for at, (_, _, measure) in enumerate(keys) if measure in kept]
    rows = _rows([keys[at] for at in wanted], counts.reshape(len(articles), -1, 4)[:, wanted], **options)
    if len(chances) and "end_to_end" in kept:
        gold = counts[:, 0, 1, 3]
        thresholds = [_above(limit, chances, right, owner, gold) for limit in THRESHOLDS]
        names = [("confidence", f"{limit:g} to 1", "end_to_end") for limit in THRESHOLDS]
        rows += _rows(names, np.stack(thresholds, axis=1), **options)
    outlets = np.array([row["outlet"] or "unknown" for row in articles])
    for outlet in sorted(set(outlets)) if len(set(outlets)) > 1 else []:
        two = [at for at, name in enumerate(agreement.MEASURES[:2]) if name in kept]
        names = [("publisher", outlet, agreement.MEASURES[at]) for at in two]
        rows += _rows(names, counts[outlets == outlet, 0][:, two], **options)
    scores = pd.DataFrame(rows, columns=list(COLUMNS))
    error = agreement.reliability(chances, right)[0] if len(chances) and "end_to_end" in kept else None
    scores.attrs = {
        "articles": len(articles), "level": level, "resamples": resamples, "seed": seed, "resampled": "documents",
        "calibration_error": error, "notes": notes, "problems": [],
    }  # fmt: skip
    return scores


def _measures(articles: Rows) -> tuple[set[str], list[str]]:
    """What the annotation allows to measure, and in words what it does not."""
    kept, notes = set(agreement.MEASURES), []
    for role, measures in (("source", {"end_to_end", "source_words"}), ("cue", {"cue_words"})):
        if not any(item[role] for row in articles for item in row["attributions"]):
            kept -= measures
            notes.append(
                f"no {role} is annotated anywhere, so {' and '.join(sorted(measures))} cannot be scored"
            )
    if len(articles) == 1:
        notes.append("one article only: intervals are taken over articles, so none can be given")
    elif len(articles) < FEW_ARTICLES:
        notes.append(f"only {len(articles)} articles: intervals over so few tend to be too narrow")
    return kept, notes


def _confidences(
    articles: Rows, predicted: Mapping[str, Rows], compared: list[agreement.Comparison]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each prediction with a confidence: the confidence, whether it is right, and its article's number."""
    found = [
        (items[row["at"]]["confidence"], at in each.right, number)
        for number, (article, each) in enumerate(zip(articles, compared))
        for items in [predicted.get(article["id"], [])]
        for at, row in enumerate(each.predicted)
        if items[row["at"]].get("confidence") is not None
    ]
    chances, right, owner = zip(*found) if found else ((), (), ())
    return np.array(chances, float), np.array(right, bool), np.array(owner, int)


def _above(
    limit: float, chances: np.ndarray, right: np.ndarray, owner: np.ndarray, gold: np.ndarray
) -> np.ndarray:
    """Counts of each article, as `agreement.tally` has them, over predictions with at least that confidence."""
    kept, good = (
        np.bincount(owner[chosen], minlength=len(gold))
        for chosen in (chances >= limit, (chances >= limit) & right)
    )
    return np.stack([good, kept, good, gold], axis=1)


def _rows(
    keys: list[tuple[str, str, str]], counts: np.ndarray, *, level: float, resamples: int, seed: int
) -> Rows:
    """Three rows (precision, recall, F1) for each key; `counts` are documents x keys x 4."""
    documents, width, _ = counts.shape
    found = resampling.bootstrap_interval(
        counts.reshape(documents, width * 4), _ratios, seed=seed, draws=resamples, level=level
    )
    estimate, low, high = (np.reshape(part, (width, 3)) for part in found)
    totals = counts.sum(axis=0)
    rows = []
    for at, key in enumerate(keys):
        sizes = (totals[at, 1], totals[at, 3], totals[at, 1] + totals[at, 3])
        for which, statistic in enumerate(STATISTICS):
            numbers = (estimate[at, which], low[at, which], high[at, which])
            rows.append(
                dict(zip(COLUMNS, (*key, statistic, int(sizes[which]), documents, *map(float, numbers))))
            )
    return rows


def _ratios(totals: np.ndarray) -> np.ndarray:
    """Precision, recall, F1 of each four counts along the last axis; missing where there is nothing to divide by."""
    four = totals.reshape(*totals.shape[:-1], -1, 4)
    precision, recall = four[..., 0] / four[..., 1], four[..., 2] / four[..., 3]
    both = np.nan_to_num(precision) + np.nan_to_num(recall)
    f1 = np.where(both > 0, 2 * np.nan_to_num(precision) * np.nan_to_num(recall) / both, 0.0)
    f1 = np.where(four[..., 1] + four[..., 3] > 0, f1, np.nan)
    return np.stack([precision, recall, f1], axis=-1).reshape(*totals.shape[:-1], -1)


# --- showing ------------------------------------------------------------------------------------------------------


def show(scores: pd.DataFrame) -> str:
    """The table of `score` as text: a line for each group and measure, estimates with their intervals.

    Measures of words are shown for all kinds together only; the table has the others too.
    """
    judged = "filled" in scores.attrs
    names = ("judged", "statements") if judged else ("found", "annotated")
    statistics = [name for name in STATISTICS if name in set(scores["statistic"])]
    head = ["", ""]
    for statistic in statistics:
        head += [names[STATISTICS.index(statistic)]] if statistic != "f1" else []
        head.append("F1" if statistic == "f1" else statistic)
    lines = [head]
    for (by, group, measure), rows in scores.groupby(["by", "group", "measure"], sort=False):
        if by != "all" and measure.endswith("_words"):
            continue
        line = [group if by in ("all", "kind") else f"{by} {group}", measure.replace("_", " ")]
        of = {row["statistic"]: row for row in rows.to_dict("records")}
        for statistic in statistics:
            row = of.get(statistic)
            line += [] if statistic == "f1" else [f"{row['n']:,}" if row else ""]
            line.append(_cell(row))
        lines.append(line)
    widths = [max(map(len, column)) for column in zip(*lines)]
    aligned = []
    for line in lines:
        padded = [cell.ljust(width) for cell, width in zip(line[:2], widths)]
        padded += [cell.rjust(width) for cell, width in zip(line[2:], widths[2:])]
        aligned.append("  ".join(padded).rstrip())
    return "\n".join([*aligned, "", *_remarks(scores)])


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    if np.isnan(row["estimate"]):
        return "–"
    interval = "" if np.isnan(row["low"]) else f" [{row['low']:.2f}, {row['high']:.2f}]"
    return f"{row['estimate']:.2f}{interval}"


def _remarks(scores: pd.DataFrame) -> list[str]:
    """What has to be said with the numbers."""
    about = scores.attrs
    level = f"{about['level']:.0%}".replace("100%", f"{about['level']:.1%}")
    if "filled" in about:
        return [
            f"In brackets: {level} intervals; statements of one article count as a cluster.",
            *about["filled"],
        ]
    drawn = (
        f"expanded percentiles of {about['resamples']:,} bootstrap samples of articles, seed {about['seed']}"
    )
    lines = [f"{about['articles']:,} article(s). In brackets: {level} intervals, {drawn}."]
    if about["calibration_error"] is not None:
        lines.append(
            f"Confidence: expected calibration error {about['calibration_error']:.3f} (mean difference of confidence "
            "and share right); rows 'confidence' keep what is at least that sure."
        )
    return lines + [note[0].upper() + note[1:] + "." for note in about["notes"]]


def write_scores(scores: pd.DataFrame, path: str | os.PathLike) -> Path:
    """The file written: JSON with everything, for a name that ends in .json; the table alone for .csv; else a folder
    `path` with scores.json."""
    target = Path(path)
    if target.suffix.lower() not in (".json", ".csv"):
        target = target / "scores.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix.lower() == ".csv":
        sheets.write_csv(target, scores)
    else:
        rows = scores.astype(object).where(scores.notna(), None).to_dict("records")
        about = json.dumps({"scores": rows, **scores.attrs}, ensure_ascii=False, indent=1, default=_plain)
        target.write_text(about + "\n", encoding="utf-8", errors="backslashreplace")
    return target


def _plain(value: Any) -> Any:
    """What JSON has no type for: numpy numbers as Python's, a missing value as null."""
    return value.item() if hasattr(value, "item") else None
