"""An invented corpus to run, a stand-in for the model, and tables compared bit for bit."""

from __future__ import annotations

import contextlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pandas as pd

from toolkit import run_folder, tables
from toolkit.analysis import Analysis, load_analysis
from toolkit.run import folder as folders

_PEOPLE = ("Lena Orlo", "Tom Hale", "Ida Marsh", "Paul Renn", "Vera Koss", "Ned Abbott")
_THINGS = (
    "the port",
    "the treaty",
    "the new tax",
    "the bridge",
    "the vote",
    "the strike",
    "the budget",
    "the fishery",
)
_ENDS = (
    "would fail",
    "was a mistake",
    "must be looked at again",
    "had come too late",
    "could not be paid for",
)


def article(number: int) -> str:
    """An article of some 80 words; the same number, the same article."""
    draw = random.Random(number)
    lines = [f"Dispute over {draw.choice(_THINGS)} goes on, report {number}", ""]
    for _ in range(5):
        person, other = draw.sample(_PEOPLE, 2)
        lines.append(
            f"{person} said on day {draw.randrange(1000)} that {other} knew how {draw.choice(_THINGS)} "
            f"{draw.choice(_ENDS)}. "
            f"“We have seen {draw.choice(_THINGS)} before,” {person} told reporters."
        )
    return "\n".join(lines)


def write_corpus(folder: Path, n: int = 10) -> Path:
    """A corpus of `n` articles in a file of rows, with dates in several ways of writing, and files beside it.

    Among them are a copy of an article, one that is nearly another one, one that is not in English and an empty file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dates = ("03/04/2022", "14/01/2022", "2022-05-01", "March 3, 2022", None)
    rows = [
        {
            "text": article(at),
            "published": dates[at % 5],
            "author": "By JANE DOE",
            "batch": at if at % 3 else None,
        }
        for at in range(n)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "a.jsonl").write_text(lines, encoding="utf-8")
    (folder / "copy.txt").write_text(article(1), encoding="utf-8")
    (folder / "longer.txt").write_text(
        article(2) + "\nThe envoy said that the talks had failed.", encoding="utf-8"
    )
    german = "Der Minister sagte am Dienstag, dass die Gespräche gescheitert seien. " * 10
    (folder / "german.txt").write_text(german, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def differences(one: Analysis, other: Analysis) -> list[str]:
    """The names of tables that are not the same, bit for bit and in the same order."""
    found = []
    for each in fields(Analysis):
        try:
            pd.testing.assert_frame_equal(
                getattr(one, each.name), getattr(other, each.name), check_exact=True
            )
        except AssertionError as error:
            found.append(f"{each.name}: {error}")
    return found


def load(folder: Path) -> Analysis:
    return load_analysis(folder)


def join(folder, names, out, *, corrections=None, attributes=None, workers=None):
    """Stands in for joining.join where it does not matter: mentions and quotes as they were found, no actors."""
    for name in ("mentions", "quotes"):
        (out / name).mkdir()
        for shard in names:
            found = folder.found(shard) / f"{name}.parquet"
            part = run_folder.read_part(found, name) if found.is_file() else tables.empty(name)
            folders.write_table(out / name / f"{shard}.parquet", name, part)
    for name in ("actors", "edges"):
        folders.write_table(out / f"{name}.parquet", name, tables.empty(name))
    return []


class Pipeline:
    """Stands in for the spaCy pipeline that a worker loads."""

    @contextlib.contextmanager
    def memory_zone(self) -> Iterator[None]:
        yield


_NAME = re.compile("|".join(_PEOPLE))
_QUOTE = re.compile(r"“([^”]*)”")


def find_all(documents, *, nlp=None, progress=True, english_only=True):
    """Stands in for analysis.find_all: people of the invented articles, and what stands in quotation marks."""
    found = {
        name: [] for name in ("mentions", "quotes", "tokens", "markers", "clauses", "namings", "imagery")
    }
    problems = []
    for row in documents.to_dict("records"):
        if english_only and row["language"] != "en":
            problems.append(tables.problem(row["doc_id"], "analyse", "not English", "English was wanted"))
            continue
        doc_id = row["doc_id"]
        for name in _NAME.finditer(row["text"]):
            place = {"doc_id": doc_id, "start": name.start(), "end": name.end(), "text": name[0]}
            mark = tables.identifier(doc_id, name.start())
            found["mentions"].append({"mention_id": mark, **place, "label": "PERSON", "confidence": 1.0})
        for said in _QUOTE.finditer(row["text"]):
            start, end = said.span(1)
            place = {"doc_id": doc_id, "start": start, "end": end, "spans": [[start, end]], "text": said[1]}
            told = {"kind": "direct", "confidence": 0.5, "n_words": tables.count_words(said[1])}
            found["quotes"].append({"quote_id": tables.identifier(doc_id, "q", start), **place, **told})
    if english_only:
        documents = documents[documents["language"] == "en"].reset_index(drop=True)
    return documents, {name: tables.table(name, rows) for name, rows in found.items()}, problems
