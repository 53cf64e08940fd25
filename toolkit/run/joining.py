"""The tables of the whole corpus, of what was found in its shards: actors, speakers and edges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import analysis, run_folder, tables
from toolkit.run import folder as folders
from toolkit.run_folder import RunFolder

JOINED = ("mentions", "quotes")  # the tables of shards that joining changes


def join(
    folder: RunFolder,
    shards: Sequence[str],
    out: Path,
    *,
    corrections: pd.DataFrame | None = None,
    attributes: pd.DataFrame | None = None,
) -> list[dict[str, Any]]:
    """Write actors, edges, mentions and quotes into `out`; problems rows of corrections and attributes.

    `out` has documents/SHARD.parquet already, for every shard. `shards` are all of them, in the corpus's order; of one
    that could not be done found/SHARD is not there.
    """
    done = [shard for shard in shards if folder.found(shard).is_dir()]
    documents = {
        shard: run_folder.read_part(out / "documents" / f"{shard}.parquet", "documents") for shard in shards
    }
    found = {
        name: tables.joined(
            name, [run_folder.read_part(folder.found(shard) / f"{name}.parquet", name) for shard in done]
        )
        for name in JOINED
    }
    made = analysis.join_found(tables.joined("documents", list(documents.values())), found, [])
    if corrections is not None:
        made = analysis.correct(made, corrections)
    if attributes is not None:
        made = analysis.with_attributes(made, attributes)
    for name in JOINED:
        _write_by_shard(out / name, name, getattr(made, name), documents)
    folders.write_table(out / "actors.parquet", "actors", made.actors)
    folders.write_table(out / "edges.parquet", "edges", made.edges)
    return made.problems.to_dict("records")


def _write_by_shard(place: Path, name: str, frame: pd.DataFrame, documents: dict[str, pd.DataFrame]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for shard, own in documents.items():
        rows = frame[frame["doc_id"].isin(own["doc_id"])].reset_index(drop=True)
        folders.write_table(place / f"{shard}.parquet", name, rows)
