"""Tables in Parquet files: read, written whole, and grown part by part."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit import tables

COMPRESSION = "zstd"


class GrowingTable:
    """One Parquet file of the table called `name`, written part by part as `tables.to_plain` has it.

    Its columns and their types are those of the first part. pandas reads `attrs` back as the table's.
    """

    def __init__(self, path: Path, name: str, attrs: dict[str, Any] | None = None) -> None:
        self.path, self.name, self.attrs = path, name, attrs
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> GrowingTable:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._writer:
            self._writer.close()

    def add(self, frame: pd.DataFrame) -> None:
        """Write these rows behind the others."""
        table = pa.Table.from_pandas(tables.to_plain(self.name, frame), preserve_index=False)
        if self._writer is None:
            described = table.schema.metadata | (
                {b"PANDAS_ATTRS": json.dumps(self.attrs).encode()} if self.attrs else {}
            )
            self._writer = pq.ParquetWriter(
                self.path, table.schema.with_metadata(described), compression=COMPRESSION
            )
        self._writer.write_table(table.cast(self._writer.schema))


def write_table(path: Path, name: str, frame: pd.DataFrame) -> None:
    """Write the table called `name` as Parquet, first under a name of its own: the file is whole or not there."""
    made = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    tables.to_plain(name, frame).to_parquet(made, index=False, compression=COMPRESSION)
    made.replace(path)


def read_table(path: Path, name: str) -> pd.DataFrame:
    """The table called `name` in a Parquet file. Raises: ValueError for a file that cannot be read."""
    return tables.from_plain(name, read_columns(path))


def read_columns(path: Path, wanted: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Those of the wanted columns that a Parquet file has, as they are written; without `wanted` all."""
    try:
        with pq.ParquetFile(path) as file:  # a small one in two thirds of the time of pandas.read_parquet
            known = file.schema_arrow.names
            table = file.read(None if wanted is None else [name for name in wanted if name in known])
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            f"{path}: a Parquet file of this shard was wanted, it cannot be read ({type(error).__name__}: {error}); "
            "have the shard analysed again"
        ) from error
    frame = table.to_pandas()
    frame.attrs = json.loads((table.schema.metadata or {}).get(b"PANDAS_ATTRS", b"{}"))
    return frame
