"""The user's corrections and attributes in tables of shards: only mentions of corrected actors are held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import analysis, tables
from toolkit.actors import corrections
from toolkit.actors.attributes import Attributes
from toolkit.joining.kept import read_columns, read_table, write_table

Row = dict[str, Any]


def correct(out: Path, mentions: Sequence[Path], wanted: pd.DataFrame) -> list[Row]:
    """What could not be done, as rows of the problems table; rewrites actors and those mentions that change.

    `wanted` is a table of corrections.corrections_table. What comes out is what `analysis.correct` makes of the whole
    tables. In memory are the actors, all their forms and reasons too, and the mentions of those that are corrected.
    """
    if wanted.empty:
        return []
    actors, asked = read_table(out / "actors.parquet", "actors"), frozenset[str]()
    while True:
        # Which actors a correction speaks of may depend on the corrections before it: so until no other is asked for.
        own = _of_actors(mentions, asked)
        done = corrections.apply(own, actors, wanted)
        if done.asked <= asked:
            break
        asked |= done.asked
    changed = done.mentions[
        done.mentions["actor_reason"].ne(own["actor_reason"]) | done.mentions["actor_id"].ne(own["actor_id"])
    ].set_index("mention_id")
    for path in mentions:
        _rewrite(path, changed)
    done.actors.attrs["corrections"] = [corrections.fingerprint(wanted)]
    write_table(out / "actors.parquet", "actors", done.actors)
    return done.problems


def _of_actors(paths: Sequence[Path], actor_ids: frozenset[str]) -> pd.DataFrame:
    """The mentions of these actors in all shards, in their order."""
    found = [tables.empty("mentions")]
    for path in paths if actor_ids else ():
        if read_columns(path, ("actor_id",))["actor_id"].isin(actor_ids).any():
            part = read_table(path, "mentions")
            found.append(part[part["actor_id"].isin(actor_ids)])
    return tables.table("mentions", pd.concat(found, ignore_index=True))


def _rewrite(path: Path, changed: pd.DataFrame) -> None:
    """Give the changed mentions of a shard their new actor and reason."""
    ids = read_columns(path, ("mention_id",))["mention_id"]
    own = ids.isin(changed.index).to_numpy(dtype=bool)
    if not own.any():
        return
    part = read_table(path, "mentions")
    for name in ("actor_id", "actor_reason"):
        part.loc[own, name] = changed[name].reindex(ids[own]).to_numpy()
    write_table(path, "mentions", tables.table("mentions", part))


def add_attributes(out: Path, given: Attributes) -> list[Row]:
    """What was not joined, as rows of the problems table; rewrites the actors with the columns of `given`."""
    joined = analysis.attributed(read_table(out / "actors.parquet", "actors"), given)
    write_table(out / "actors.parquet", "actors", joined)
    return joined.attrs["problems"]
