"""Dates and copies as the whole corpus shows them, so that documents are as `read_documents` has them; out of core.

In memory are a few numbers for each document, the runs of five words that more than one text has, and one shard.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from toolkit import tables
from toolkit.documents import duplicates, metadata, other_languages
from toolkit.run import folder as folders
from toolkit.run import shards, work
from toolkit.run_folder import RunFolder

_PER_PASS = 20_000_000  # runs sorted at a time: 16 bytes each, and as much again while they are sorted
_OPEN_SHARDS = 64  # of which runs are looked at without opening their files again


class _Settled(NamedTuple):
    """Of a whole corpus: identifiers, what each text repeats, and how dates are to be read."""

    names: pd.Series
    copies: dict[int, duplicates.Copy]
    orders: metadata.Orders


def settle(
    folder: RunFolder,
    names: Sequence[str],
    out: Path,
    *,
    clean: bool,
    english_only: bool,
    near_duplicates: bool | float,
) -> list[dict[str, Any]]:
    """Write the documents of each shard into `out`, dates and copies settled; problems rows of dates.

    Documents that are not in English are left out with `english_only`, after copies have been looked for in all.
    """
    orders = _orders(folder, names) if clean else {}
    left = metadata.OpenDates()
    with _temporary_runs(folder, names) as places:
        known = _known(folder, names, orders, clean=clean)
        runs = _StoredRuns(places, known["shard"].value_counts(sort=False).sort_index().tolist())
        least = duplicates.threshold(near_duplicates)
        if least is not None:
            runs.find_shared()
        copies = duplicates.find_copies(
            known["text"].tolist(), duplicates.in_order(known), least=least, runs=runs
        )
    settled = _Settled(known["doc_id"], copies, orders)
    out.mkdir(parents=True, exist_ok=True)
    start = 0
    for name in names:
        documents = shards.read_input(folder, name)
        done, dates = _settled(documents, start, settled, clean=clean)
        left.add(dates)
        start += len(documents)
        if english_only:
            done = done[~other_languages(done)].reset_index(drop=True)
        folders.write_table(out / f"{name}.parquet", "documents", done)
    return metadata.date_problems(left, orders)


def _orders(folder: RunFolder, names: Sequence[str]) -> metadata.Orders:
    orders: metadata.Orders = {}
    for name in names:
        written = pq.read_table(folder.input(name), columns=["published", "origin"]).to_pandas()
        for file, found in metadata.date_orders(written).items():
            orders.setdefault(file, set()).update(found)
    return orders


def _known(folder: RunFolder, names: Sequence[str], orders: metadata.Orders, *, clean: bool) -> pd.DataFrame:
    """What copies are looked for by: a row a document with doc_id, its text's number, published, n_words and shard."""
    wanted = ["doc_id", "duplicate_of", "published", "n_words", "origin"]
    parts = []
    for number, name in enumerate(names):
        read = pq.read_table(folder.input(name), columns=wanted).to_pandas()
        if clean:
            nothing = {
                each: pd.Series([None] * len(read), dtype="object") for each in ("authors", "cleaning")
            }
            read, _ = metadata.settle(read.assign(**nothing), orders)
        # Texts that are equal are marked already when they are read: by the first that has the text.
        read["text"] = read["duplicate_of"].fillna(read["doc_id"])
        parts.append(read[["doc_id", "text", "published", "n_words"]].assign(shard=np.int32(number)))
    known = pd.concat(parts, ignore_index=True)
    return known.assign(text=pd.factorize(known["text"])[0])


def _settled(
    documents: pd.DataFrame, start: int, corpus: _Settled, *, clean: bool
) -> tuple[pd.DataFrame, metadata.OpenDates]:
    """The documents of one shard, of which the first is number `start` of the corpus."""
    left = metadata.OpenDates()
    if clean:
        documents, left = metadata.settle(documents, corpus.orders)
    copies = [corpus.copies.get(at) for at in range(start, start + len(documents))]
    originals = [copy and corpus.names.iloc[copy.original] for copy in copies]
    shares = [copy and copy.share for copy in copies]
    marked = documents.assign(
        duplicate_of=pd.Series(originals, index=documents.index, dtype="str"),
        duplicate_similarity=pd.Series(shares, index=documents.index, dtype="float64"),
    )
    return tables.table("documents", marked), left


@contextlib.contextmanager
def _temporary_runs(folder: RunFolder, names: Sequence[str]) -> Iterator[list[Path]]:
    """Where the runs of each shard are; made here for a shard that no worker could do."""
    places = []
    for name in names:
        place = folder.found(name)
        if not (place / "runs.npy").is_file():
            place = folder.temporary / f"runs-{name}"
            place.mkdir(parents=True, exist_ok=True)
            work.write_runs(place, shards.read_input(folder, name))
        places.append(place)
    yield places


class _StoredRuns:
    """The runs of five words of the corpus's texts, in files."""

    def __init__(self, places: Sequence[Path], documents: Sequence[int]):
        self._places = places
        self._starts = np.cumsum([0, *documents])
        self._open = lru_cache(maxsize=_OPEN_SHARDS)(self._opened)
        self._shared = np.empty(0, np.uint64)
        self._ends = np.zeros(int(self._starts[-1]) + 1, np.int64)
        self._left_out = np.zeros(int(self._starts[-1]), np.int64)

    def _opened(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        place = self._places[number]
        ends = np.load(place / "run_ends.npy")
        runs = np.load(place / "runs.npy", mmap_mode="r" if ends.size and ends[-1] else None)
        return runs, np.concatenate([[0], ends])

    def of(self, place: int) -> np.ndarray:
        number = int(np.searchsorted(self._starts, place, side="right")) - 1
        runs, ends = self._open(number)
        row = place - self._starts[number]
        return np.asarray(runs[ends[row] : ends[row + 1]])

    def sampled(self, place: int) -> tuple[list[int], int]:
        own = self._shared[self._ends[place] : self._ends[place + 1]]
        return own.tolist(), int(self._left_out[place])

    def forget(self, place: int) -> None:
        """Nothing: they stay in their files."""

    def find_shared(self) -> None:
        """Find which sampled runs more than one text has, in passes over the files: each takes a part of all runs."""
        sizes = np.zeros(len(self._left_out), np.int64)
        for number in range(len(self._places)):
            _, owners = self._sample(number)
            sizes += np.bincount(owners, minlength=len(sizes))
        passes = max(1, -(-int(sizes.sum()) // _PER_PASS))
        found = [self._shared_in(part, passes) for part in range(passes)]
        runs, owners = (np.concatenate(each) for each in zip(*found))
        order = np.lexsort((runs, owners))
        counts = np.bincount(owners, minlength=len(sizes))
        self._shared, self._ends = runs[order], np.concatenate([[0], np.cumsum(counts)])
        self._left_out = sizes - counts

    def _sample(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """The sampled runs of a shard, and the place in the corpus of the text that each is of."""
        runs, ends = self._open(number)
        owners = np.repeat(np.arange(self._starts[number], self._starts[number + 1]), np.diff(ends))
        kept = np.asarray(runs) % np.uint64(duplicates.SAMPLED) == 0
        return np.asarray(runs)[kept], owners[kept]

    def _shared_in(self, part: int, passes: int) -> tuple[np.ndarray, np.ndarray]:
        """Of one part of all sampled runs those that more than one text has, with their owners."""
        parts = []
        for number in range(len(self._places)):
            runs, owners = self._sample(number)
            mine = (runs >> np.uint64(32)) % np.uint64(passes) == part
            parts.append((runs[mine], owners[mine].astype(np.int32)))
        runs, owners = (np.concatenate(each) for each in zip(*parts))
        order = np.argsort(runs, kind="stable")
        runs, owners = runs[order], owners[order]
        same = runs[1:] == runs[:-1]
        shared = np.concatenate([[False], same]) | np.concatenate([same, [False]]) if len(runs) else same
        return runs[shared], owners[shared]
