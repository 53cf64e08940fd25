"""One shard's tables: found by one worker, with a pipeline that it has loaded once, and written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import functools
import logging
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from toolkit import analysis, tables
from toolkit.documents import duplicates
from toolkit.run import folder as folders
from toolkit.run import manifest, shards
from toolkit.run_folder import FOUND, RunFolder

if TYPE_CHECKING:
    from spacy.language import Language

SLICE_DOCUMENTS = 32  # found together; what spaCy and Python hold of them is then let go
# Forms remembered by one function. Names repeat within a shard; over millions of articles they would fill the memory.
_REMEMBERED = 5_000
_WORDS = ".words"  # ends the name of the file with the number of words found so far


@dataclass(frozen=True)
class Task:
    """One shard to be done, as it is sent to a worker."""

    folder: str
    shard: str
    configuration: str
    english_only: bool = True
    pipeline: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a shard: `code` is empty where it is done, else `detail` says what was wrong and what to do."""

    shard: str
    code: str = ""
    detail: str = ""


class WrongWorker(RuntimeError):
    """A worker that would find something else than the run asks for, or cannot see its folder."""


def do(task: Task, tell: Callable[[str, int], None] | None = None) -> Outcome:
    """Find what stands in a shard and write it.

    `tell` is called with the shard and the words found so far; without it they are left in a file, see `under_way`.

    A fault of the shard or of the disk becomes the outcome. Raises: WrongWorker, and whatever shows that the set-up is
    at fault and not the shard.
    """
    folder = RunFolder(Path(task.folder))
    _check(task, folder)
    nlp = pipeline(task.pipeline)
    try:
        documents = _input(folder, task.shard)
        if documents is None:
            return _damaged(folder, task.shard)
        _write(task, folder, documents, nlp, tell or _left_in(folder))
    except OSError as error:
        return Outcome(task.shard, *_of_disk(error, folder))
    except MemoryError:
        detail = f"shard {task.shard}: the memory did not suffice; use fewer workers, or a machine with more memory"
        return Outcome(task.shard, "out of memory", detail)
    finally:
        _forget()
    return Outcome(task.shard)


class Call(NamedTuple):
    """A function to be called with a value, as it is sent to a worker; `versions` are the sender's."""

    folder: str
    versions: str
    do: Callable[[Any], Any]
    value: Any


def call(sent: Call) -> Any:
    """What the function gives. Raises: WrongWorker, and what the function raises."""
    _check_worker(RunFolder(Path(sent.folder)), manifest.everything(), sent.versions)
    return sent.do(sent.value)


@functools.cache
def pipeline(name: str | None) -> Language:
    """The pipeline of this process, loaded once: one processor thread, since each core has a worker of its own."""
    from toolkit.language import load_pipeline

    return load_pipeline(name, threads=1)


def _check(task: Task, folder: RunFolder) -> None:
    """Raise WrongWorker where this process has another version, or another disk, than the one that sent the task."""
    own = manifest.fingerprint(manifest.configuration(english_only=task.english_only, pipeline=task.pipeline))
    _check_worker(folder, own, task.configuration)


def _check_worker(folder: RunFolder, own: str, wanted: str) -> None:
    if own != wanted:
        raise WrongWorker(
            f"a worker on {platform.node()} has other versions than the run ({own}, wanted {wanted}); "
            "install the same toolkit, model and packages there, and run again"
        )
    if not folder.manifest.is_file():
        raise WrongWorker(
            f"a worker on {platform.node()} does not see {folder.path}; give --out a folder on a disk that all "
            "workers share, by the path that they know it by"
        )


def _input(folder: RunFolder, shard: str) -> pd.DataFrame | None:
    """The documents of a shard; None where its file is damaged."""
    try:
        return shards.read_input(folder, shard)
    except ValueError as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno not in (None, errno.ENOENT):
            raise error.__cause__ from error  # it is the disk
        return None


def _damaged(folder: RunFolder, shard: str) -> Outcome:
    """The outcome of a shard whose documents cannot be read; their file is put away, so that a rerun makes it anew."""
    path = folder.input(shard)
    folders.put_away(path, folder)
    detail = (
        f"{path}: this file is damaged, so the shard's documents could not be analysed; the file was taken away. Run "
        "again, and it is read anew; where that happens often, have the disk checked"
    )
    return Outcome(shard, "damaged shard", detail)


def _of_disk(error: OSError, folder: RunFolder) -> tuple[str, str]:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        free = shutil.disk_usage(folder.path).free // 2**20
        detail = (
            f"{folder.path}: no space left to write a shard's tables ({error.strerror}; {free:,} MB are free). Make "
            "room and give the same command again, which does what is left"
        )
        return "disk full", detail
    name = error.filename or folder.path
    detail = f"{name}: cannot be read or written ({error.strerror or error}); see to it and run again"
    return "disk", detail


def _left_in(folder: RunFolder) -> Callable[[str, int], None]:
    """Leaves the number of words found so far where `under_way` finds it."""

    def leave(shard: str, words: int) -> None:
        with contextlib.suppress(OSError):  # no more than a bar depends on it
            (folder.temporary / f"{shard}{_WORDS}").write_text(str(words), encoding="utf-8")

    return leave


def under_way(folder: RunFolder, shard: str) -> int:
    """The words of a shard that other processes have found so far, before the shard is done."""
    try:
        return int((folder.temporary / f"{shard}{_WORDS}").read_text(encoding="utf-8") or 0)
    except (OSError, ValueError):
        return 0


def _write(
    task: Task,
    folder: RunFolder,
    documents: pd.DataFrame,
    nlp: Language,
    tell: Callable[[str, int], None],
) -> None:
    """Find and write the tables of a shard: its problems first, then all else by one renaming."""
    began, busy = time.time(), time.process_time()
    found, problems = _find(
        documents, nlp, english_only=task.english_only, tell=functools.partial(tell, task.shard)
    )
    with folders.whole_folder(folder.found(task.shard), folder) as made:
        for name in FOUND:
            folders.write_table(made / f"{name}.parquet", name, found[name])
        write_runs(made, documents)
        told = {
            "shard": task.shard,
            "documents": len(documents),
            "words": int(documents["n_words"].sum()),
            "problems": len(problems),
            "rows": {name: len(found[name]) for name in FOUND},
            "finished": manifest.now(),
            "seconds": round(time.time() - began, 3),
            "processor_seconds": round(time.process_time() - busy, 3),
            "peak_memory_mb": peak_memory_mb(),
            "files": {path.name: path.stat().st_size for path in sorted(made.iterdir())},
        }
        folders.write_json(made / "shard.json", folder, told)
        with folders.whole_file(folder.problems(task.shard), folder) as path:
            folders.write_table(path, "problems", problems)


def _find(
    documents: pd.DataFrame, nlp: Language, *, english_only: bool, tell: Callable[[int], None]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The tables found in `documents`, and the problems met."""
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in FOUND}
    problems: list[dict[str, Any]] = []
    words = 0
    for at in range(0, max(len(documents), 1), SLICE_DOCUMENTS):
        part = documents.iloc[at : at + SLICE_DOCUMENTS].reset_index(drop=True)
        with nlp.memory_zone(), _quiet():  # the words of these texts, which spaCy else keeps for good
            _, found, more = analysis.find_all(part, nlp=nlp, progress=False, english_only=english_only)
        problems += more
        for name, each in found.items():
            parts[name].append(each)
        words += int(part["n_words"].sum())
        tell(words)
    return {name: tables.joined(name, each) for name, each in parts.items()}, tables.table(
        "problems", problems
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No warnings of an analysis, a few a slice: all that they tell is in problems, which are counted at the end."""
    log = logging.getLogger(analysis.__name__)
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def write_runs(place: Path, documents: pd.DataFrame) -> None:
    """Write the runs of five words of each text into the folder `place`, one behind the other, and where each ends."""
    hashes: dict[str, int] = {}
    runs = [duplicates.text_runs(text, hashes) for text in documents["text"]]
    np.save(place / "runs.npy", np.concatenate([np.empty(0, np.uint64), *runs]))
    np.save(place / "run_ends.npy", np.cumsum([len(each) for each in runs], dtype=np.int64))


def peak_memory_mb() -> int:
    """The most memory that this process has held so far, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (2**20 if sys.platform == "darwin" else 2**10))


def _forget() -> None:
    """Empty what functions of the toolkit remember, where it has grown with the texts."""
    for name, module in list(sys.modules.items()):
        if name.startswith("toolkit."):
            for each in list(vars(module).values()):
                told = getattr(each, "cache_info", None)
                if callable(told) and told().maxsize is None and told().currsize > _REMEMBERED:
                    each.cache_clear()
