"""The tables of the whole corpus, of what was found in its shards: actors, speakers and edges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import joining
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
    parts = [_part(folder, shard, out) for shard in shards]
    given = {"corrections": corrections, "attributes": attributes}
    return joining.join(parts, out, temporary=folder.temporary, **given).problems


def _part(folder: RunFolder, shard: str, out: Path) -> joining.Shard:
    found = folder.found(shard)
    mentions, quotes = (found / f"{name}.parquet" if found.is_dir() else None for name in JOINED)
    return joining.Shard(shard, out / "documents" / f"{shard}.parquet", mentions, quotes)
