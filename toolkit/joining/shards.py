"""Shards of a corpus as files: what is read of them, and where what is made of them is written."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit.actors import actors as resolving
from toolkit.actors.meant import Found
from toolkit.joining.kept import read_columns, read_table

# What `actors.resolve` reads of mentions, and what is read of quotes for it.
_READ = "mention_id doc_id start text label role affiliation gender shared_surname antecedent_id owner_id short_for"


class Shard(NamedTuple):
    """Some whole documents of a corpus: a name for its files, and the Parquet files that it consists of.

    They are as `tables.to_plain` writes them. `mentions` and `quotes` are None where nothing could be found, as in a
    shard that failed.
    """

    name: str
    documents: Path
    mentions: Path | None
    quotes: Path | None

    def joined(self, out: Path, table: str) -> Path:
        """The file in `out` of the shard's rows of a joined table."""
        return out / table / f"{self.name}.parquet"

    def found(self) -> Found:
        """The mentions as actors are resolved from; nobody is meant yet."""
        mentions = read_columns(self.mentions, tuple(_READ.split()))
        quotes = read_columns(self.quotes, ("speaker_mention",)) if self.quotes else None
        return resolving.part_of(mentions, quotes)

    def read_documents(self) -> pd.DataFrame:
        return read_table(self.documents, "documents")

    def read_resolved(self, out: Path) -> pd.DataFrame:
        """The mentions with their actors, as they were written into `out`."""
        return read_table(self.joined(out, "mentions"), "mentions")
