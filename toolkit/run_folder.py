"""The folder of a run: where everything is in it, and reading the tables of a finished one.

A run (toolkit/run/) reads a corpus in shards of some hundred articles, finds in each by itself what stands in it, and
joins that to the tables of the whole corpus. Its folder:

    run.json                        the manifest: inputs, versions, options, counts, times
    shards.jsonl                    the shards in the corpus's order, a line each: name, documents, words, ...
    input/SHARD.parquet             documents as they were read (dates and copies not yet settled), and beside it
        SHARD.problems.parquet      what was met in reading them
    found/SHARD/                    what was found in a shard; renamed into place whole, so it is all there or not
        mentions.parquet quotes.parquet tokens.parquet markers.parquet clauses.parquet namings.parquet imagery.parquet
        runs.npy run_ends.npy       each text's runs of five words, by which copies are found
        shard.json                  counts, seconds, memory, and the size of each file beside it
    problems/SHARD.parquet          what was met in a shard, written before found/SHARD is renamed into place
    failed/SHARD.json               why a shard could not be done; gone when a later run does it
    tables/                         the tables of the whole corpus; renamed into place whole when everything is joined
        NAME/SHARD.parquet          of documents, mentions, quotes, tokens, markers, clauses, namings, imagery
        actors.parquet edges.parquet problems.parquet
        joined.json                 which shards and corrections these tables are of
    temporary/                      what is being written; left behind by a crash, emptied by the next run

SHARD is a number, by which names sort in the corpus's order, and a hash of the documents and of everything that what is
found depends on: "00012-8c5e2f71d09ab3e4". Files are Parquet as `tables.to_plain` has it (lists are JSON). The rows of
`tables/NAME` in the order of the shards are the table that `analyse` gives of the whole corpus in one process.

Joining (toolkit/run/joining.py) reads found/SHARD/{mentions,quotes}.parquet and tables/documents/SHARD.parquet, which
is written before it, and writes mentions/SHARD.parquet, quotes/SHARD.parquet, actors.parquet and edges.parquet. Tables
that it does not change are the same files in found/ and in tables/ (hard links where the disk has them).
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import tables

MANIFEST = "run.json"
FORMAT = "news discourse toolkit, run 1"  # what the manifest says of itself
_SHARD = re.compile(r"\d{5,}-[0-9a-f]+$")
# What is found in each document by itself.
FOUND = ("mentions", "quotes", "tokens", "markers", "clauses", "namings", "imagery")
# Tables in tables/: a file for each shard, or one file.
SHARDED = ("documents", *FOUND)
WHOLE = ("actors", "edges", "problems")


@dataclass(frozen=True)
class RunFolder:
    """The paths in the folder of one run."""

    path: Path

    @property
    def manifest(self) -> Path:
        return self.path / MANIFEST

    @property
    def shards(self) -> Path:
        return self.path / "shards.jsonl"

    @property
    def tables(self) -> Path:
        return self.path / "tables"

    @property
    def joined(self) -> Path:
        return self.tables / "joined.json"

    @property
    def temporary(self) -> Path:
        return self.path / "temporary"

    def input(self, shard: str) -> Path:
        return self.path / "input" / f"{shard}.parquet"

    def found(self, shard: str) -> Path:
        return self.path / "found" / shard

    def problems(self, shard: str) -> Path:
        return self.path / "problems" / f"{shard}.parquet"

    def failed(self, shard: str) -> Path:
        return self.path / "failed" / f"{shard}.json"


def is_run(source: Any) -> bool:
    """Whether `source` is the folder of a run, finished or not."""
    if not isinstance(source, str | os.PathLike):
        return False
    return (Path(source).expanduser() / MANIFEST).is_file() and bool(read_manifest(source))


def read_manifest(folder: str | os.PathLike) -> dict[str, Any]:
    """The manifest of a run; empty where the file is none."""
    try:
        read = json.loads((Path(folder).expanduser() / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, UnicodeDecodeError, json.JSONDecodeError):
        return {}
    return read if isinstance(read, dict) and read.get("format") == FORMAT else {}


def joined_shards(folder: str | os.PathLike) -> list[str]:
    """The shards that the tables of a finished run consist of, in the corpus's order.

    Raises: ValueError for a folder that is not the folder of a run, or of one that is not finished.
    """
    if not is_run(folder):
        raise ValueError(
            f"{folder}: not the folder of a run (no {MANIFEST}); `toolkit run PATH --out DIR` makes one"
        )
    joined = RunFolder(Path(folder).expanduser()).joined
    if not joined.is_file():
        raise ValueError(
            f"{folder}: this run is not finished; `toolkit status {folder}` says how far it is, and the same "
            "`toolkit run` again goes on where it stopped"
        )
    return json.loads(joined.read_text(encoding="utf-8"))["shards"]


def table_files(folder: str | os.PathLike, name: str) -> list[Path]:
    """The Parquet files that hold the table called `name` of a finished run, in order of their rows.

    For programs that read many files as one table without holding it, such as DuckDB. Raises: as joined_shards.
    """
    tables.columns(name)
    shards, place = joined_shards(folder), RunFolder(Path(folder).expanduser()).tables
    return (
        [place / f"{name}.parquet"]
        if name in WHOLE
        else [place / name / f"{each}.parquet" for each in shards]
    )


def read_table(folder: str | os.PathLike, name: str) -> pd.DataFrame:
    """The table called `name` of a finished run, in memory.

    Raises: as joined_shards; ValueError for a file that cannot be read.
    """
    parts = [read_part(path, name) for path in table_files(folder, name)]
    return parts[0] if name in WHOLE else tables.joined(name, parts)


def read_part(path: Path, name: str) -> pd.DataFrame:
    """The table called `name` in one file of a run. Raises: ValueError for a file that is missing or damaged."""
    try:
        return tables.from_plain(name, pd.read_parquet(path))
    except (OSError, ValueError, KeyError) as error:
        shard = next((each for each in (path.stem, path.parent.name) if _SHARD.match(each)), None)
        both = f"it and found/{shard}" if shard else "it"
        raise ValueError(
            f"{path}: this file of the run cannot be read ({type(error).__name__}: {error}); delete {both} and give "
            "the same `toolkit run` again, which makes it anew"
        ) from error
