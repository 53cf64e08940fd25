"""Seconds and memory that it takes to join a corpus in shards, and in one process, against its size.

`python -m benchmarks.joining --mentions 250000 500000 1000000`; prints Markdown rows for benchmarks/RESULTS.md.

The corpus is made up as in benchmarks.resolution; every fourth mention that is a name or a pronoun is the source of a
quote that holds the next two mentions of its document. Documents have a date, one of 50 outlets, and a text without
words, since none is read but around quotes. It is written to disk as shards of SHARD_DOCUMENTS documents.

Measured are two ways to the tables of the whole corpus, each in a process of its own: all shards read and joined in
memory (actors.resolve, analysis.follow_quotes, network.quote_edges; nothing is written), and toolkit.joining.join,
which writes its tables. Seconds are those of the processor; memory is the process's greatest, Python and the package
included, of which `--mentions 0` gives the size. With `--actors N` every corpus draws from the same N actors, as a
larger corpus of the same field would nearly do; without it from one actor for every eight mentions.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks import resolution
from benchmarks.measuring import processor
from toolkit import actors, analysis, network, tables
from toolkit.joining import Shard, join

SHARD_DOCUMENTS = 1000
OUTLETS = 50
QUOTED = 4
SLOT = 30  # characters of a sentence in benchmarks.resolution
TABLES = ("documents", "mentions", "quotes")


def quotes_of(mentions: pd.DataFrame) -> pd.DataFrame:
    """The quotes of some mentions."""
    sources = mentions[mentions["label"].isin(["PERSON", "ORG", "PRONOUN"])].iloc[::QUOTED]
    start = sources["start"] + SLOT
    frame = pd.DataFrame(
        {
            "quote_id": "q" + sources["mention_id"],
            "doc_id": sources["doc_id"],
            "start": start,
            "end": start + 2 * SLOT,
            "spans": [[[at, at + 2 * SLOT]] for at in start],
            "text": "x",
            "kind": "indirect",
            "cue": "said",
            "cue_start": sources["end"],
            "cue_end": sources["end"] + 1,
            "speaker_mention": sources["mention_id"],
            "speaker_start": sources["start"],
            "speaker_end": sources["end"],
            "confidence": 0.9,
            "sentence_start": sources["start"],
            "sentence_end": start,
            "n_words": 10,
        }
    )
    return tables.table("quotes", frame)


def documents_of(doc_ids: list[str], first: int) -> pd.DataFrame:
    """The documents of one shard; `first` is the number of the first in the corpus."""
    numbers = range(first, first + len(doc_ids))
    frame = pd.DataFrame({"doc_id": doc_ids, "text": " " * 20 * SLOT, "language": "en", "n_words": 300})
    frame = frame.assign(
        origin=doc_ids,
        outlet=[f"Paper {number % OUTLETS}" for number in numbers],
        published=[f"2022-{1 + number % 12:02}" for number in numbers],
        cleaning=[[] for _ in doc_ids],
    )
    return tables.table("documents", frame)


def make(folder: Path, size: int, known_actors: int | None) -> None:
    """Write a corpus as shards: folder/NUMBER/TABLE.parquet."""
    found = resolution.mentions(size, known_actors=known_actors) if size else tables.empty("mentions")
    mentions = tables.table("mentions", found)
    doc_ids = mentions["doc_id"].unique().tolist() or ["none"]
    shard_of = {doc_id: at // SHARD_DOCUMENTS for at, doc_id in enumerate(doc_ids)}
    parts = dict(list(mentions.groupby(mentions["doc_id"].map(shard_of)))) if size else {}
    for number in range(shard_of[doc_ids[-1]] + 1):
        place = folder / f"{number:05}"
        place.mkdir(parents=True)
        first = number * SHARD_DOCUMENTS
        own = parts.get(number, mentions).reset_index(drop=True)
        made = (documents_of(doc_ids[first : first + SHARD_DOCUMENTS], first), own, quotes_of(own))
        for name, frame in zip(TABLES, made, strict=True):
            tables.to_plain(name, frame).to_parquet(place / f"{name}.parquet", index=False)


def shards(folder: Path) -> list[Shard]:
    """The shards that `make` wrote."""
    places = sorted(path for path in folder.iterdir() if path.name.isdigit())
    return [Shard(place.name, *(place / f"{name}.parquet" for name in TABLES)) for place in places]


def in_memory(folder: Path) -> None:
    """Join all shards in this process."""
    documents, mentions, quotes = (
        tables.from_plain(
            name, pd.concat([pd.read_parquet(shard[at]) for shard in shards(folder)], ignore_index=True)
        )
        for at, name in enumerate(TABLES, 1)
    )
    mentions, known = actors.resolve(mentions, quotes)
    quotes = analysis.follow_quotes(quotes, mentions, known, documents)
    edges = network.quote_edges(quotes, mentions, known, documents, relation=network.QUOTE_RELATIONS)
    print(json.dumps({"actors": len(known), "quotes": len(quotes), "edges": len(edges)} | _spent()))


def by_shards(folder: Path) -> None:
    """Join shard by shard."""
    done = join(shards(folder), folder / "out")._asdict()
    print(json.dumps({name: done[name] for name in ("actors", "quotes", "edges")} | _spent()))


def _spent() -> dict[str, float]:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.process_time(), "MiB": memory}


WAYS = {"memory": in_memory, "shards": by_shards}


def _rows(options: argparse.Namespace) -> Iterator[str]:
    for size in options.mentions:
        with tempfile.TemporaryDirectory(dir=options.temporary) as folder:
            _run("make", Path(folder) / "corpus", size, options.actors)
            spent = {way: json.loads(_run(way, Path(folder) / "corpus")) for way in options.ways}
        counts = [{name: each[name] for name in ("actors", "quotes", "edges")} for each in spent.values()]
        if any(one != counts[0] for one in counts):
            raise RuntimeError(f"both ways should give the same tables; found {spent}")
        cells = [
            f"{spent[way]['seconds']:.0f} s, {spent[way]['MiB']:,.0f} MiB" if way in spent else ""
            for way in WAYS
        ]
        numbers = " | ".join(f"{n:,}" for n in (size, *counts[0].values()))
        yield f"| {numbers} | {cells[0]} | {cells[1]} |"


def _run(*arguments: object) -> str:
    """What this module prints when it does one step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.joining", "--step", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mentions", type=int, nargs="+", default=[250_000, 500_000, 1_000_000])
    parser.add_argument("--actors", type=int, help="that may be drawn, in corpora of every size")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--temporary", type=Path, help="folder for the corpus while it is joined")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step, folder, *more = options.step
        if step == "make":
            make(Path(folder), int(more[0]), None if more[1] == "None" else int(more[1]))
        else:
            WAYS[step](Path(folder))
        return
    print(f"{processor()}; mentions | actors | quotes | edges | in memory | by shards")
    for row in _rows(options):
        print(row, flush=True)


if __name__ == "__main__":
    main()
