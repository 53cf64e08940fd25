"""The tables of a whole corpus from what was found in its shards: actors, speakers and edges."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from toolkit import analysis, network, tables
from toolkit.actors import actors as resolving
from toolkit.actors.attributes import Attributes, attributes_table
from toolkit.actors.cast import Actor, Cast, Homes
from toolkit.actors.corrections import Corrections, corrections_table
from toolkit.actors.portraits import Portraits
from toolkit.joining import correcting
from toolkit.joining.aside import Aside, LaidAside, Workers
from toolkit.joining.kept import GrowingTable, read_columns, read_table, write_table
from toolkit.joining.lookup import ActorFile, write_actors
from toolkit.joining.shards import Shard
from toolkit.joining.ties import Ties

ACTORS_WRITTEN = 50_000  # rows of the actors table that are made at once
# What is asked of actors behind their resolution; their forms and reasons take most of the memory.
_LOOKED_UP = ["actor_id", "name", "kind", "role", "affiliation", "mentions", "documents"]


class Joined(NamedTuple):
    """How many rows the joined tables have, and rows of the problems table: which corrections could not be made."""

    documents: int
    mentions: int
    actors: int
    quotes: int
    edges: int
    problems: list[dict[str, Any]]


def join(
    shards: Sequence[Shard],
    out: Path,
    *,
    corrections: Corrections | None = None,
    attributes: Attributes | None = None,
    temporary: Path | None = None,
    workers: Workers | None = None,
) -> Joined:
    """The number of rows of each table of the whole corpus, which is written into `out`.

    Written are mentions/NAME.parquet and quotes/NAME.parquet for each shard, actors.parquet and edges.parquet. Rows
    one below the other in the order of the shards, they are what `analyse` gives of all documents in that order, value
    for value; how the documents are dealt out makes no difference. A document has to stand in one shard alone, whole.
    Files that are there are replaced; each is whole or not there, and after a crash the same call does all again, with
    the same result.

    The shards are read several times over. What is laid aside meanwhile goes into a folder of its own in `temporary`
    (in `out` without it), some 100 bytes a mention, and is taken away at the end, also behind an error. In memory is
    one shard at a time, and, of the corpus, what grows with the number of different names and actors, about 2 KB an
    actor, and two numbers for each edge; of documents only those that are copies of another one.
    With `workers`, other processes that see the same disk read the shards and write their tables, and this one only
    puts together what they tell of the whole corpus; each of them holds one shard, and looks up on disk what is known
    of the corpus. The tables are the same.
    `corrections` are made and `attributes` joined to the actors as in `analyse_with`, with all columns of the actors
    table in memory.
    Raises: ValueError for a file that cannot be read, and for faulty corrections or attributes, before anything else.
    """
    wanted = None if corrections is None else corrections_table(corrections)
    known = None if attributes is None else attributes_table(attributes)
    for table in ("mentions", "quotes"):
        (out / table).mkdir(parents=True, exist_ok=True)
        for left in (out / table).glob(".*.part"):
            left.unlink()
    aside = Path(tempfile.mkdtemp(prefix=".joining-", dir=temporary or out))
    try:
        found = _resolve(shards, out, aside, workers)
        actors, problems = _write_actors(found, out), []
        del found
        if wanted is not None:
            problems += correcting.correct(out, [shard.joined(out, "mentions") for shard in shards], wanted)
        if known is not None:
            problems += correcting.add_attributes(out, known)
        if wanted is not None or known is not None:
            actors = read_columns(out / "actors.parquet", tuple(_LOOKED_UP))
        return _follow(shards, out, actors, aside, workers)._replace(problems=problems)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


# --- actors -----------------------------------------------------------------------------------------------------------


def _resolve(shards: Sequence[Shard], out: Path, aside: Path, workers: Workers | None) -> Portraits:
    """The actors of the corpus; writes the mentions of each shard with them."""
    known = [shard for shard in shards if shard.mentions is not None]
    parts = LaidAside(aside / "mentions", known, workers)
    found = resolving.resolve_parts(parts)
    for homes in parts.each(partial(_write_mentions, out=out), found.cast()):
        found.add_homes(homes)
    for shard in shards:
        if shard.mentions is None:
            write_table(shard.joined(out, "mentions"), "mentions", tables.empty("mentions"))
    return found


def _write_mentions(own: Aside, cast: Cast, *, out: Path) -> dict[Actor, Homes]:
    """What actors belong to by the mentions of a shard; writes these with their actors."""
    part, shard = own["found"], own.shard
    homes = cast.fill(part)
    resolved = resolving.with_actors(read_table(shard.mentions, "mentions"), part, cast)
    write_table(shard.joined(out, "mentions"), "mentions", resolved)
    return homes


def _write_actors(found: Portraits, out: Path) -> pd.DataFrame:
    """The actors table without what is not looked up any more; writes all of it."""
    rows, made, kept = found.rows(), out / ".actors.parquet.part", []
    with GrowingTable(made, "actors") as file:
        while not kept or len(kept[-1]) == ACTORS_WRITTEN:
            part = tables.table("actors", islice(rows, ACTORS_WRITTEN))
            file.add(part)
            kept.append(part[_LOOKED_UP])
    made.replace(out / "actors.parquet")
    return pd.concat(kept, ignore_index=True)


# --- quotes and edges -------------------------------------------------------------------------------------------------


class _Known(NamedTuple):
    """What the quotes of a shard are followed by."""

    actors: ActorFile
    copies: set[str]  # documents that are set aside when edges are counted


def _follow(
    shards: Sequence[Shard], out: Path, actors: pd.DataFrame, aside: Path, workers: Workers | None
) -> Joined:
    """How many rows there are; writes quotes with their speakers, and edges."""
    copies, ties = _copies(shards), Ties(actors, aside / "ties")
    total = Counter(actors=len(actors), copies=len(copies))
    parts = LaidAside(aside / "quotes", shards, workers)
    known = _Known(write_actors(aside / "actors", actors), copies)
    for counts, found in parts.each(partial(_follow_shard, out=out), known):
        total.update(counts)
        ties.add(found)
    if total["documents"] - total["copies"] > 1:
        total["edges"] = _write_edges(ties, total, out)
    else:
        total["edges"] = _write_edges_of_one_document(shards, out, actors)
    return Joined(**{name: total[name] for name in Joined._fields} | {"problems": []})


def _follow_shard(own: Aside, known: _Known, *, out: Path) -> tuple[dict[str, int], pd.DataFrame]:
    """How many rows there are, and the ties of a shard; writes its quotes with their speakers."""
    shard = own.shard
    documents, mentions = shard.read_documents(), shard.read_resolved(out)
    actors = known.actors.of(mentions)
    quotes = tables.empty("quotes") if shard.quotes is None else read_table(shard.quotes, "quotes")
    quotes = analysis.follow_quotes(quotes, mentions, actors, documents)
    write_table(shard.joined(out, "quotes"), "quotes", quotes)
    counts = {"documents": len(documents), "mentions": len(mentions), "quotes": len(quotes)}
    copies = {doc_id for doc_id in documents["doc_id"] if doc_id in known.copies}
    quotes, mentions = (frame[~frame["doc_id"].isin(copies)] for frame in (quotes, mentions))
    counts |= {"counted": len(quotes), "speaking": int(quotes["actor_id"].notna().sum())}
    relations = network.QUOTE_RELATIONS
    found = network.ties(quotes, mentions, actors, documents, relation=relations, duplicates=True)
    return counts, found


def _write_edges(ties: Ties, total: Counter, out: Path) -> int:
    """How many edges there are; writes them, with the attributes that network.quote_edges gives them."""
    made, size, documents = out / ".edges.parquet.part", 0, total["documents"] - total["copies"]
    clusters = network.Clusters(pd.Index([]), "doc_id", "documents", documents)
    attrs = {
        "relation": ", ".join(network.QUOTE_RELATIONS),
        "duplicates": total["copies"],
        "unit": "sentence",
        "interval": network.interval_in_words([clusters]),
        "weight": "quotes",
        "quotes": total["counted"],
        "known_quotes": total["speaking"],
    }
    with GrowingTable(made, "edges", attrs) as file:
        for part in ties.edges(documents):
            file.add(part)
            size += len(part)
    made.replace(out / "edges.parquet")
    return size


def _write_edges_of_one_document(shards: Sequence[Shard], out: Path, actors: pd.DataFrame) -> int:
    """The same of a corpus of one document, whose intervals are over its quotes, or of none."""
    quotes, mentions, documents = (
        tables.table(name, pd.concat([tables.empty(name), *parts], ignore_index=True))
        for name, parts in (
            ("quotes", [read_table(shard.joined(out, "quotes"), "quotes") for shard in shards]),
            ("mentions", [shard.read_resolved(out) for shard in shards]),
            ("documents", [shard.read_documents() for shard in shards]),
        )
    )
    edges = network.quote_edges(quotes, mentions, actors, documents, relation=network.QUOTE_RELATIONS)
    write_table(out / "edges.parquet", "edges", edges)
    return len(edges)


def _copies(shards: Sequence[Shard]) -> set[str]:
    """The documents that are set aside when edges are counted, since they are copies of another one."""
    columns = ("doc_id", "duplicate_of")
    copies = [read_columns(shard.documents, columns).dropna(subset="duplicate_of") for shard in shards]
    originals = set().union(*(part["duplicate_of"] for part in copies))
    if not originals:
        return set()
    firsts = []
    for shard in shards:
        part = read_columns(shard.documents, columns)
        firsts.append(part[part["duplicate_of"].isna() & part["doc_id"].isin(originals)])
    return network.copies(pd.concat([*firsts, *copies], ignore_index=True))
