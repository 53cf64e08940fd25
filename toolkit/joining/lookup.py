"""The actors of a corpus in a file, to look up those of a shard without holding all."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa


class ActorFile(NamedTuple):
    """Actors, row by row in the order of their table, and their identifiers sorted, each a file in a folder."""

    folder: Path

    def of(self, mentions: pd.DataFrame) -> pd.DataFrame:
        """The actors whom these mentions mean, and all states, since officials of any may be spoken to."""
        actors, ids, places, states = _opened(self.folder)
        wanted = mentions["actor_id"].dropna().unique().astype(ids.dtype)
        at = np.searchsorted(ids, wanted)
        rows = np.union1d(places[at], states)
        return actors.take(rows).to_pandas()


def write_actors(folder: Path, actors: pd.DataFrame) -> ActorFile:
    """The actors, written into a new folder. `actor_id` is of ASCII."""
    folder.mkdir()
    table = pa.Table.from_pandas(actors, preserve_index=False).combine_chunks()
    with pa.OSFile(str(folder / "actors.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    ids = actors["actor_id"].to_numpy(dtype=np.bytes_) if len(actors) else np.empty(0, "S1")
    order = np.argsort(ids, kind="stable")
    np.save(folder / "ids.npy", ids[order])
    np.save(folder / "places.npy", order)
    np.save(folder / "states.npy", np.flatnonzero(actors["kind"] == "state"))
    return ActorFile(folder)


@lru_cache(maxsize=1)
def _opened(folder: Path) -> tuple[pa.Table, np.ndarray, np.ndarray, np.ndarray]:
    """All of it, mapped into memory, of which the system keeps what is asked for."""
    actors = pa.ipc.open_file(pa.memory_map(str(folder / "actors.arrow"))).read_all()
    loaded = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("ids", "places", "states"))
    return actors, *(array.view(np.ndarray) for array in loaded)
