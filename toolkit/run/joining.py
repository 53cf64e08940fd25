"""The tables of the whole corpus, of what was found in its shards: actors, speakers and edges."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import joining
from toolkit.joining.aside import Workers
from toolkit.run import manifest, work
from toolkit.run_folder import RunFolder

JOINED = ("mentions", "quotes")  # the tables of shards that joining changes


def join(
    folder: RunFolder,
    shards: Sequence[str],
    out: Path,
    *,
    corrections: pd.DataFrame | None = None,
    attributes: pd.DataFrame | None = None,
    workers: Workers | None = None,
) -> list[dict[str, Any]]:
    """Write actors, edges, mentions and quotes into `out`; problems rows of corrections and attributes.

    `out` has documents/SHARD.parquet already, for every shard. `shards` are all of them, in the corpus's order; of one
    that could not be done found/SHARD is not there. `workers` are those of a pool, without them this process does all.
    """
    parts = [_part(folder, shard, out) for shard in shards]
    given = {"corrections": corrections, "attributes": attributes}
    given["workers"] = None if workers is None else _checked(workers, folder)
    return joining.join(parts, out, temporary=folder.temporary, **given).problems


def _checked(workers: Workers, folder: RunFolder) -> Workers:
    """The workers, each of which looks first whether it is one of this run."""
    place, versions = os.fspath(folder.path.resolve()), manifest.everything()

    def each(do: Callable[[Any], Any], values: Iterable[Any]) -> Iterator[Any]:
        return workers(work.call, (work.Call(place, versions, do, value) for value in values))

    return each


def _part(folder: RunFolder, shard: str, out: Path) -> joining.Shard:
    found = folder.found(shard)
    mentions, quotes = (found / f"{name}.parquet" if found.is_dir() else None for name in JOINED)
    return joining.Shard(shard, out / "documents" / f"{shard}.parquet", mentions, quotes)
