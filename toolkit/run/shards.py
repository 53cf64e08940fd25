"""The corpus dealt out: each shard some hundred articles, written as they were read and named by what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import run_folder, tables
from toolkit.documents import Source, nothing_read, reading, rows
from toolkit.documents.files import find_files
from toolkit.documents.inputs import Row
from toolkit.run import folder as folders
from toolkit.run import manifest
from toolkit.run_folder import RunFolder

# Words. About a minute of one processor core, and 100 MB of rows while they are found.
SHARD_WORDS = 400_000
# The first shards are smaller, so that a small corpus keeps all workers busy too, and the bar moves soon: eight of
# this size, eight of twice that, and so on up to SHARD_WORDS. All depends on the corpus alone, never on the workers.
FIRST_WORDS = 25_000
_OF_A_SIZE = 8
SHARD_DOCUMENTS = 20_000  # of very short texts


@dataclass(frozen=True)
class Shard:
    """A shard that has been read: its name, what is in it, the size of its file, how many problems reading met."""

    name: str
    documents: int
    words: int
    size: int
    problems: int


def size_words(number: int, shard_words: int | None = None) -> int:
    """The words from which the shard of this number is full.

    >>> size_words(0), size_words(8), size_words(1000)
    (25000, 50000, 400000)
    """
    return shard_words or min(SHARD_WORDS, FIRST_WORDS * 2 ** min(number // _OF_A_SIZE, 8))


def source_mark(source: Source, options: Any) -> str:
    """A hash of the names, sizes and times of the files under `source`, and of `options`: the same, the same shards.

    Raises: as read_documents, where nothing has that name.
    """
    paths, faults = find_files(source)
    told = [(origin, stat.st_size, stat.st_mtime_ns) for path, origin in paths if (stat := path.stat())]
    return manifest.fingerprint([told, [fault.detail for fault in faults], options])


def stored(folder: RunFolder) -> list[Shard] | None:
    """The shards of an earlier reading; None where a file of them is missing or has another size."""
    found = listed(folder)
    for shard in found:
        try:
            if folder.input(shard.name).stat().st_size != shard.size or not _read_problems(
                folder, shard.name
            ):
                return None
        except OSError:
            return None
    return found


def listed(folder: RunFolder) -> list[Shard]:
    """The shards listed so far; a line that a crash left unfinished is passed over."""
    names = {each.name for each in fields(Shard)}
    found = []
    try:
        lines = folder.shards.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    for line in lines:
        try:
            read = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(read, dict) and set(read) == names:
            found.append(Shard(**read))
    return found


def deal(
    source: Source,
    folder: RunFolder,
    *,
    configuration: str,
    clean: bool,
    text_column: str | None,
    shard_words: int | None = None,
) -> Iterator[Shard]:
    """Each shard, as soon as it is read, written and listed. One shard is in memory at a time.

    Raises: as read_documents; ValueError where no document could be read.
    """
    met = reading.stream_rows(source, clean=clean, text_column=text_column)
    number = 0
    with folder.shards.open("w", encoding="utf-8") as listing:
        for found, problems in _parts(met, shard_words):
            if not found:
                empty = tables.empty("documents")
                empty.attrs["problems"] = problems
                raise ValueError(nothing_read(empty))
            shard = _write(folder, f"{number:05d}", found, problems, configuration)
            listing.write(json.dumps(asdict(shard)) + "\n")
            listing.flush()
            yield shard
            number += 1


def _parts(met: Iterator[reading.Met], shard_words: int | None) -> Iterator[tuple[list[Row], list[dict]]]:
    """Rows and problems of each shard; problems behind the last document are with the last shard."""
    found: list[Row] = []
    problems: list[dict] = []
    words = number = 0
    for row, more in met:
        full = words >= size_words(number, shard_words) or len(found) >= SHARD_DOCUMENTS
        if row is not None and found and full:
            yield found, problems
            found, problems, words, number = [], [], 0, number + 1
        problems += more
        if row is not None:
            found.append(row)
            words += row["n_words"]
    yield found, problems


def _write(
    folder: RunFolder, number: str, found: list[Row], problems: list[dict], configuration: str
) -> Shard:
    """The shard, its documents and the problems of reading them written, unless they are there from before."""
    name = f"{number}-{_content_hash(found, configuration)}"
    path = folder.input(name)
    with folders.whole_file(input_problems(folder, name), folder) as made:
        folders.write_table(made, "problems", tables.table("problems", problems))
    with folders.whole_file(path, folder) as made:
        folders.write_table(made, "documents", rows.assemble(found))
    words = sum(row["n_words"] for row in found)
    return Shard(name, len(found), words, path.stat().st_size, len(problems))


def _content_hash(found: list[Row], configuration: str) -> str:
    hashed = hashlib.blake2b(configuration.encode(), digest_size=8)
    for row in found:
        written = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
        hashed.update(written.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def input_problems(folder: RunFolder, shard: str) -> Path:
    """Where the problems of reading a shard are."""
    return folder.input(shard).with_suffix(".problems.parquet")


def _read_problems(folder: RunFolder, shard: str) -> bool:
    return input_problems(folder, shard).is_file()


def read_input(folder: RunFolder, shard: str) -> pd.DataFrame:
    """The documents of a shard, as they were read. Raises: ValueError where the file is missing or damaged."""
    return run_folder.read_part(folder.input(shard), "documents")
