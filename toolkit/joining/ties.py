"""Edges of a corpus of any size: ties counted shard by shard, then summed for some edges at a time.

The ties of each shard are laid aside on disk. How many each edge has says where it stands in the table, so that the
ties can be dealt out to files of consecutive edges, and these are summed one after the other by network.sum_ties, as
`quote_edges` does. In memory are two numbers for each edge, the actors' names and identifiers, and TIES_HELD ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from toolkit import network, tables
from toolkit.network.relations import OUTLET

TIES_HELD = 500_000  # summed at once; some 500 bytes each

_COLUMNS = ("quote_id", "doc_id", "source", "target", "words", "published", "start", "end")


class _Nodes:
    """Actors and outlets by number: the ends of edges, with the order of their names and of their identifiers."""

    def __init__(self, actors: pd.DataFrame) -> None:
        self.actors = pd.Index(actors["actor_id"])
        self.names = actors["name"].tolist()
        self.outlets: dict[str, int] = {}

    def numbers(self, nodes: pd.Series) -> np.ndarray:
        """The number of each node, new ones for outlets that were not known yet."""
        found = self.actors.get_indexer(nodes)
        for at in np.flatnonzero(found < 0):
            outlet = nodes.iat[at]
            found[at] = self.outlets.setdefault(outlet, len(self.names) + len(self.outlets))
        return found.astype("int64")

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """By number: the place of each node's name among all names, and of its identifier among all identifiers."""
        names = [*self.names, *(outlet.removeprefix(OUTLET) for outlet in self.outlets)]
        found = []
        for labels in (names, [*self.actors, *self.outlets]):
            place = {label: at for at, label in enumerate(sorted(set(labels)))}
            found.append(np.array([place[label] for label in labels], dtype="int64"))
        return found[0], found[1]


class _Count(NamedTuple):
    """Edges of one relation: both ends as one number, ascending, and how many ties each has."""

    keys: np.ndarray
    ties: np.ndarray


class _TieFile:
    """The ties of one relation, laid aside in the order in which they were added, and how many each edge has."""

    def __init__(self, path: Path, nodes: _Nodes) -> None:
        self.path, self.nodes = path, nodes
        self.count = _Count(np.zeros(0, "int64"), np.zeros(0, "int64"))
        self._new: list[_Count] = []
        self._file = _TieWriter(path)

    def add(self, ties: pd.DataFrame) -> None:
        """Lay aside the ties of one shard."""
        if len(ties):
            ends = [self.nodes.numbers(ties[end]) for end in ("source", "target")]
            keys = (ends[0] << 32) | ends[1]
            self._new.append(_Count(*np.unique(keys, return_counts=True)))
            if sum(len(each.keys) for each in self._new) > len(self.count.keys):
                self._add_up()
            self._file.add(ties.assign(edge=keys))

    def _add_up(self) -> None:
        """Add what is new to the count: now and then, so that nothing is added up over and over."""
        found = [self.count, *self._new]
        keys, at = np.unique(np.concatenate([each.keys for each in found]), return_inverse=True)
        ties = np.zeros(len(keys), "int64")
        np.add.at(ties, at, np.concatenate([each.ties for each in found]))
        self.count, self._new = _Count(keys, ties), []

    def close(self) -> None:
        """End the file; no ties can be added any more."""
        self._add_up()
        self._file.close()


class _TieWriter:
    """A file of ties, written piece by piece."""

    def __init__(self, path: Path) -> None:
        self._sink = pa.OSFile(str(path), "wb")
        self._stream = pa.ipc.new_stream(self._sink, _schema())

    def add(self, ties: pd.DataFrame) -> None:
        self._stream.write_table(pa.Table.from_pandas(ties[_schema().names], _schema(), preserve_index=False))

    def close(self) -> None:
        self._stream.close()
        self._sink.close()


class Ties:
    """The ties of a corpus by relation: `add` those of each shard, then `edges` once.

    `actors` are all of the corpus (actor_id and name are read), `folder` is an empty one.
    """

    def __init__(self, actors: pd.DataFrame, folder: Path) -> None:
        folder.mkdir()
        self.actors, self.folder = actors[["actor_id", "name"]], folder
        nodes = _Nodes(actors)
        self.files = {name: _TieFile(folder / f"{name}.ties", nodes) for name in network.QUOTE_RELATIONS}

    def add(self, ties: pd.DataFrame) -> None:
        """Take in the ties of one shard, as network.ties gives them."""
        for relation, file in self.files.items():
            file.add(ties[ties["relation"] == relation])

    def edges(self, documents: int) -> Iterator[pd.DataFrame]:
        """The rows of the edges table in order, some at a time; once. `documents` is their number, for intervals."""
        none = True
        for file in self.files.values():
            file.close()
            for ties in self._dealt_out(file):
                labels = pd.Index(sorted(set(ties["doc_id"])))
                clusters = network.Clusters(labels, "doc_id", "documents", documents)
                ends = pd.unique(pd.concat([ties["source"], ties["target"]]))
                used = self.actors[self.actors["actor_id"].isin(ends)]
                yield tables.table("edges", network.sum_ties(ties, used, clusters))
                none = False
        if none:
            nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in (*_COLUMNS, "relation")})
            clusters = network.Clusters(pd.Index([]), "doc_id", "documents", documents)
            yield tables.table("edges", network.sum_ties(nothing, self.actors, clusters))

    def _dealt_out(self, file: _TieFile) -> Iterator[pd.DataFrame]:
        """The ties of some edges at a time, heaviest first: all of each edge, in the order in which they were added."""
        chunks = _chunks(file.count, *file.nodes.places())
        paths = [self.folder / f"{number:07}.chunk" for number in range(int(chunks.max(initial=-1)) + 1)]
        if len(paths) == 1:
            paths = [file.path]
        elif paths:
            _deal_out(file, chunks, paths)
        for path in paths:
            yield pd.concat(list(_read(path)), ignore_index=True).drop(columns="edge")
            path.unlink()


def _chunks(count: _Count, names: np.ndarray, identifiers: np.ndarray) -> np.ndarray:
    """For each edge the number of the chunk that it is summed in; edges of one chunk follow each other in the table."""
    source, target = count.keys >> 32, count.keys & 0xFFFFFFFF
    order = np.lexsort((identifiers[target], identifiers[source], names[target], names[source], -count.ties))
    before = np.cumsum(count.ties[order]) - count.ties[order]
    found = np.empty(len(order), "int64")
    found[order] = before // TIES_HELD
    # An edge with more ties than are held leaves numbers out.
    return np.unique(found, return_inverse=True)[1].astype("int64") if len(found) else found


def _deal_out(file: _TieFile, chunks: np.ndarray, paths: Sequence[Path]) -> None:
    """Write each chunk's ties into its file, in the order in which they were added."""
    writers = [_TieWriter(path) for path in paths]
    for ties in _gathered(_read(file.path)):
        chunk = chunks[np.searchsorted(file.count.keys, ties["edge"].to_numpy())]
        for number in np.unique(chunk):
            writers[number].add(ties[chunk == number])
    for each in writers:
        each.close()


def _gathered(parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Tables below each other until they hold TIES_HELD rows, since each piece that is written costs a little."""
    held: list[pd.DataFrame] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= TIES_HELD:
            yield pd.concat(held, ignore_index=True)
            held = []
    if held:
        yield pd.concat(held, ignore_index=True)


def _schema() -> pa.Schema:
    whole = dict.fromkeys(("words", "start", "end", "edge"), pa.int64())
    return pa.schema([(name, whole.get(name, pa.large_string())) for name in (*_COLUMNS, "relation", "edge")])


def _read(path: Path) -> Iterator[pd.DataFrame]:
    with pa.OSFile(str(path), "rb") as source:
        reader = pa.ipc.open_stream(source)
        for batch in reader:
            yield batch.to_pandas()
