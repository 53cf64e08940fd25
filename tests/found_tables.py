"""What is found in documents by itself, before anything is joined; and such tables dealt out to shards on disk."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from toolkit import actors, analysis, tables
from toolkit.joining import Shard

JOINED = ("documents", "mentions", "quotes")
Found = dict[str, pd.DataFrame]


def find(documents: pd.DataFrame, nlp) -> Found:
    """The documents, their mentions and their quotes, without actors."""
    rows: dict[str, list] = {"mentions": [], "quotes": []}
    for doc_id, found in analysis._find(documents, nlp):
        assert isinstance(found, dict), (doc_id, found)
        for name in rows:
            rows[name] += found[name]
    return {"documents": documents} | {name: tables.table(name, more) for name, more in rows.items()}


def cut(doc_ids: Sequence[str], sizes: Sequence[int]) -> list[list[str]]:
    """The documents in shards of these sizes, over and over; a size of 0 is a shard without any document."""
    left, shards = list(doc_ids), []
    while left:
        for size in sizes:
            shards.append(left[:size])
            left = left[size:]
    return shards


def shuffled(doc_ids: Sequence[str], seed: int) -> list[str]:
    """The documents in another order."""
    return random.Random(seed).sample(list(doc_ids), len(doc_ids))


def rows_of(frame: pd.DataFrame, doc_ids: Sequence[str]) -> pd.DataFrame:
    """The rows of these documents, document by document in the order given."""
    place = {doc_id: at for at, doc_id in enumerate(doc_ids)}
    own = frame[frame["doc_id"].isin(place)]
    return own.iloc[own["doc_id"].map(place).argsort(kind="stable")].reset_index(drop=True)


def deal_out(found: Found, shards: Sequence[Sequence[str]], folder: Path) -> list[Shard]:
    """The files of each shard, written into the folder."""
    dealt = []
    for number, doc_ids in enumerate(shards):
        place = folder / f"{number:05}"
        place.mkdir(parents=True)
        paths = {name: place / f"{name}.parquet" for name in JOINED}
        for name, path in paths.items():
            tables.to_plain(name, rows_of(found[name], doc_ids)).to_parquet(path, index=False)
        dealt.append(Shard(place.name, **paths))
    return dealt


def joined_in_memory(found: Found, doc_ids: Sequence[str]) -> analysis.Analysis:
    """What `analyse` makes of the documents in this order, in one process."""
    own = {name: rows_of(frame, doc_ids) for name, frame in found.items()}
    mentions, known = actors.resolve(own["mentions"], own["quotes"])
    nothing = {name: tables.empty(name) for name in ("edges", "problems")}
    start = analysis.Analysis(own["documents"], mentions, known, own["quotes"], **nothing)
    return analysis.rejoin(start)


def read(out: Path, name: str, shards: Sequence[Shard]) -> pd.DataFrame:
    """A joined table, those of the shards below each other."""
    if name in {"actors", "edges"}:
        return tables.from_plain(name, pd.read_parquet(out / f"{name}.parquet"))
    parts = [pd.read_parquet(out / name / f"{shard.name}.parquet") for shard in shards]
    parts = [tables.from_plain(name, part) for part in parts]
    return tables.table(name, pd.concat([tables.empty(name), *parts], ignore_index=True))


def assert_same(out: Path, shards: Sequence[Shard], wanted: analysis.Analysis) -> None:
    """The joined tables are those of the analysis: values, order, types, and what they say of themselves."""
    for name in ("mentions", "quotes", "actors", "edges"):
        got, table = read(out, name, shards), getattr(wanted, name)
        pd.testing.assert_frame_equal(got, table, check_exact=True, obj=name)
        if name in {"actors", "edges"}:
            assert got.attrs == table.attrs
