"""What is known of a corpus, written once and read by many processes, each of which holds only what it looks up.

`write` pickles anything; dicts and sets with many items go into files of their own, which `read` gives back as mappings
and sets that look items up on disk. So the memory of a reader does not grow with what is known.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import numpy as np

LARGE = 1000  # items, from which a dict or set lies on disk; far more than an object has fields
HELD = 50_000  # items that a reader remembers of each

_HASH_BYTES = 8
_DICTS, _SETS = (dict, Counter, defaultdict), (set, frozenset)


def write(folder: Path, value: Any) -> None:
    """Write the value into a new folder."""
    folder.mkdir()
    with (folder / "value.pickle").open("wb") as file:
        _Writer(file, folder).dump(value)


def read(folder: Path) -> Any:
    """What `write` was given, its large dicts and sets as Shelf and ShelvedSet: to look up in, not to change."""
    with (folder / "value.pickle").open("rb") as file:
        return _Reader(file, folder).load()


class Shelf(Mapping):
    """A mapping on disk. The keys, strings or tuples of such, are found by a hash; the order is that of the dict."""

    def __init__(self, path: Path) -> None:
        self._hashes = np.load(path.with_suffix(".hashes.npy"), mmap_mode="r").view(np.ndarray)
        self._places = np.load(path.with_suffix(".places.npy"), mmap_mode="r").view(np.ndarray)
        self._ends = np.load(path.with_suffix(".ends.npy"), mmap_mode="r").view(np.ndarray)
        self._items = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
        self._held: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self._hashes)

    def __iter__(self) -> Iterator[Any]:
        return (self._item(place)[0] for place in range(len(self)))

    def __getitem__(self, key: Any) -> Any:
        try:
            return self._held[key]
        except KeyError:
            value = self._find(key)
        if len(self._held) >= HELD:
            self._held.clear()
        self._held[key] = value
        return value

    def _find(self, key: Any) -> Any:
        wanted = _hash(key)
        at = int(np.searchsorted(self._hashes, wanted))
        while at < len(self._hashes) and self._hashes[at] == wanted:
            found, value = self._item(int(self._places[at]))
            if found == key:
                return value
            at += 1
        raise KeyError(key)

    def _item(self, place: int) -> tuple[Any, Any]:
        start = int(self._ends[place - 1]) if place else 0
        return pickle.loads(self._items[start : int(self._ends[place])])


class ShelvedSet(Set):
    """A set on disk."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __len__(self) -> int:
        return len(self._shelf)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._shelf)

    def __contains__(self, item: object) -> bool:
        return item in self._shelf


class _Writer(pickle.Pickler):
    def __init__(self, file: Any, folder: Path) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.folder, self.names = folder, 0

    def persistent_id(self, value: Any) -> tuple[str, str] | None:
        kind = type(value)
        if kind not in (*_DICTS, *_SETS) or len(value) < LARGE:
            return None
        self.names += 1
        name = f"{self.names:03}.items"
        items = value.items() if kind in _DICTS else ((item, None) for item in value)
        _shelve(self.folder / name, items)
        return ("dict" if kind in _DICTS else "set"), name


class _Reader(pickle.Unpickler):
    def __init__(self, file: Any, folder: Path) -> None:
        super().__init__(file)
        self.folder = folder

    def persistent_load(self, told: tuple[str, str]) -> Any:
        kind, name = told
        shelf = Shelf(self.folder / name)
        return shelf if kind == "dict" else ShelvedSet(shelf)


def _shelve(path: Path, items: Iterable[tuple[Any, Any]]) -> None:
    hashes, sizes = [], []
    with path.open("wb") as file:
        for item in items:
            hashes.append(_hash(item[0]))
            sizes.append(file.write(pickle.dumps(item, protocol=pickle.HIGHEST_PROTOCOL)))
    found = np.array(hashes, np.uint64)
    order = np.argsort(found, kind="stable")
    np.save(path.with_suffix(".hashes.npy"), found[order])
    np.save(path.with_suffix(".places.npy"), order.astype(np.int64))
    np.save(path.with_suffix(".ends.npy"), np.cumsum(sizes, dtype=np.int64))


def _hash(key: Any) -> np.uint64:
    digest = hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
    return np.uint64(int.from_bytes(digest, "little"))
