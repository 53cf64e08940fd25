"""A run from beginning to end: the corpus read into shards, each shard's tables found, all joined.

>>> import toolkit as tk
>>> tk.run("news/", out="run/", workers=2)  # doctest: +SKIP
>>> analysis = tk.analysis.load_analysis("run/")  # doctest: +SKIP
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from toolkit import run_folder, tables
from toolkit.actors import attributes as attribute_files
from toolkit.actors import corrections as correction_files
from toolkit.actors.attributes import Attributes, attributes_table
from toolkit.actors.corrections import Corrections, corrections_table
from toolkit.documents import Source
from toolkit.documents.duplicates import threshold
from toolkit.run import folder as folders
from toolkit.run import joining, manifest, pools, settling, shards
from toolkit.run.absence import WAIT_MINUTES
from toolkit.run.manifest import Manifest
from toolkit.run.progress import Bar, Status, status
from toolkit.run.shards import Shard
from toolkit.run.work import Outcome, Task
from toolkit.run_folder import RunFolder

# So many shards one after the other that found no room on the disk end the run: the next ones will find none either.
_FULL = 3


@dataclass(frozen=True)
class _Options:
    """What a run was asked for, files of the user's read."""

    source: list[str | os.PathLike]
    clean: bool
    text_column: str | None
    english_only: bool
    near_duplicates: bool | float
    pipeline: str | None
    shard_words: int | None
    corrections: pd.DataFrame | None
    attributes: pd.DataFrame | None


def run(
    source: Source,
    *,
    out: str | os.PathLike,
    workers: int = 1,
    scheduler: str | None = None,
    wait_minutes: float = WAIT_MINUTES,
    corrections: Corrections | None = None,
    attributes: Attributes | None = None,
    text_column: str | None = None,
    clean: bool = True,
    english_only: bool = True,
    near_duplicates: bool | float = True,
    pipeline: str | None = None,
    shard_words: int | None = None,
    progress: bool = True,
) -> Status:
    """The whole analysis of the corpus under `source`, written into the folder `out`; returns what was done.

    For corpora that one process, or the memory, is too small for. The tables are those of `tk.analyse`; read them with
    `tk.analysis.load_analysis(out)`, or give the folder to `tk.report` and the notebooks. The same call again goes on
    where an earlier one was stopped, by whatever: shards that are done are not done again, and what another version of
    the toolkit or the model has found is not used.

    `workers` is the number of processes on this machine, one a processor core; `scheduler` the address of a Dask
    scheduler whose workers do it instead (`out` is then on a disk that all of them share). Where all workers are gone,
    the run says so and waits `wait_minutes` for one to come back. More than one worker needs Dask: pip install
    'news-discourse-toolkit[scale]'. A script that asks for several does so below `if __name__ == "__main__":`, since
    worker processes import it.
    `corrections` and `attributes` are as in `analyse_with`, `text_column`, `clean` and `near_duplicates` as in
    `read_documents`, `english_only` as in `analyse`. `pipeline` is the name of an installed spaCy pipeline, as in
    `load_pipeline`. `shard_words` makes all shards of one size (shards.SHARD_WORDS), for little memory.
    A shard that cannot be done (its file damaged, the disk full, its workers killed one after the other) is in
    `failed` and its documents are in `problems`; the next call tries it again.
    Raises: FileNotFoundError and ValueError where nothing can be read, for faulty options and for a folder that holds
    something else or is in use; ImportError without Dask; RuntimeError where the scheduler is gone, no worker comes
    back or the disk is full.
    """
    options = _options(locals())
    told = manifest.configuration(english_only=english_only, pipeline=pipeline)
    configuration = manifest.fingerprint(told)
    mark = shards.source_mark(options.source, [configuration, clean, text_column, shard_words])
    folder = _folder(options.source, out)
    with folders.locked(folder):
        folders.clean(folder)
        job = _Job(folder, options, Manifest(folder), configuration, mark, Bar(shown=progress))
        try:
            _run(job, told, workers=workers, scheduler=scheduler, wait_minutes=wait_minutes)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise RuntimeError(_no_room(folder)) from error
    return status(out)


def _options(given: dict[str, Any]) -> _Options:
    threshold(given["near_duplicates"])
    if given["workers"] < 1:
        raise ValueError(f"workers={given['workers']}: 1 or more was wanted")
    if given["wait_minutes"] < 0:
        raise ValueError(f"wait_minutes={given['wait_minutes']}: 0 or more was wanted")
    if given["shard_words"] is not None and given["shard_words"] < 1:
        raise ValueError(f"shard_words={given['shard_words']}: 1 or more was wanted")
    source, corrections, attributes = given["source"], given["corrections"], given["attributes"]
    names = set(_Options.__dataclass_fields__) - {"source", "corrections", "attributes"}
    return _Options(
        source=[source] if isinstance(source, str | os.PathLike) else list(source),
        corrections=None if corrections is None else corrections_table(corrections),
        attributes=None if attributes is None else attributes_table(attributes),
        **{name: given[name] for name in names},
    )


def _folder(source: Sequence[str | os.PathLike], out: str | os.PathLike) -> RunFolder:
    """The folder to write into. Raises: ValueError where it would be read as a part of the corpus, or is in use."""
    for each in source:
        place = Path(each).expanduser()
        if run_folder.is_run(each):
            raise ValueError(
                f"{each}: the folder of a run and no corpus; `toolkit report {each}` makes its report"
            )
        if place.is_dir() and Path(out).expanduser().resolve().is_relative_to(place.resolve()):
            raise ValueError(
                f"{out}: lies within the corpus {each}, so that the run would read what it writes; give --out a folder "
                "elsewhere"
            )
    return folders.opened(out)


def _no_room(folder: RunFolder) -> str:
    remedy = "make room and give the same command again, which does what is left"
    return f"{folder.path}: no space left on the disk; {remedy}"


class _Job(NamedTuple):
    """What the steps of a run share; `mark` is of the files, and of how they are read and dealt out."""

    folder: RunFolder
    options: _Options
    record: Manifest
    configuration: str
    mark: str
    bar: Bar


def _run(
    job: _Job, told: dict[str, Any], *, workers: int, scheduler: str | None, wait_minutes: float
) -> None:
    record, bar = job.record, job.bar
    try:
        names = _done_before(job)
        if names and _is_joined(job.folder, _joined_mark(job, names)):
            workers, scheduler = 1, None  # there is nothing to do for others
        with pools.pool(workers, scheduler, tell=bar.tell, say=bar.say, wait_minutes=wait_minutes) as pool:
            record.begin(workers=None if scheduler else workers, scheduler=scheduler)
            record.update(configuration=told, options=_told(job.options))
            names = names or _find(job, pool)
            _join(job, names, pool)
    except BaseException as error:
        if record.told["attempts"]:
            record.end(f"{type(error).__name__}: {error}")
        raise
    finally:
        job.bar.close()
    folders.clean(job.folder)
    record.update(rows=_rows(job.folder, names))
    record.end("finished")


def _rows(folder: RunFolder, names: Sequence[str]) -> dict[str, int]:
    """How many rows each table of the finished run has."""
    found = [each["rows"] for name in names if (each := folders.found_in(folder, name))]
    rows = {name: sum(each[name] for each in found) for name in run_folder.FOUND}
    whole = {name: folder.tables / f"{name}.parquet" for name in run_folder.WHOLE}
    return rows | {name: pq.read_metadata(path).num_rows for name, path in whole.items()}


def _known(job: _Job) -> list[Shard] | None:
    """The shards of an earlier reading of the same files to their end; None where there was none."""
    before = job.record.told.get("reading", {})
    return shards.stored(job.folder) if before.get("finished") and before.get("mark") == job.mark else None


def _done_before(job: _Job) -> list[str]:
    """The names of all shards where each of them is done already; else none."""
    known = _known(job) or []
    done = all(folders.found_in(job.folder, shard.name) for shard in known)
    return [shard.name for shard in known] if done else []


def _told(options: _Options) -> dict[str, Any]:
    """The options for the manifest; of files of the user's a hash of what is in them."""
    return {
        "source": [os.fspath(each) for each in options.source],
        "clean": options.clean,
        "text_column": options.text_column,
        "english_only": options.english_only,
        "near_duplicates": options.near_duplicates,
        "pipeline": options.pipeline,
        "shard_words": options.shard_words,
        "corrections": None
        if options.corrections is None
        else correction_files.fingerprint(options.corrections),
        "attributes": None if options.attributes is None else attribute_files.fingerprint(options.attributes),
    }


# --- finding ----------------------------------------------------------------------------------------------------------


def _find(job: _Job, pool: pools.Pool) -> list[str]:
    """The names of all shards, once each is done or has failed."""
    folder = job.folder
    names: list[str] = []
    words: dict[str, int] = {}
    full = 0
    for event in _events(job, pool):
        if isinstance(event, Shard):
            names.append(event.name)
            words[event.name] = event.words
        elif not event.code:
            job.bar.done(event.shard, words[event.shard])
            folder.failed(event.shard).unlink(missing_ok=True)
            full = 0
        else:
            job.bar.done(event.shard, 0)
            told = {"code": event.code, "detail": event.detail}
            folders.write_json(folder.failed(event.shard), folder, told)
            full = full + 1 if event.code == "disk full" else 0
            if full >= _FULL:
                raise RuntimeError(event.detail)
    return names


def _events(job: _Job, pool: pools.Pool) -> Iterator[Shard | Outcome]:
    """Each shard when it is read, and its outcome when it has one: workers begin while the corpus is being read."""
    waiting: deque[str] = deque()
    dealt = _deal(job)
    reading = True
    while reading or waiting or pool.busy():
        while waiting and pool.free():
            pool.give(_task(job, waiting.popleft()))
        if reading:
            shard = next(dealt, None)
            if shard is None:
                reading = False
                job.bar.say("analysing")
            else:
                if not _is_done(job, shard):
                    waiting.append(shard.name)
                yield shard
        yield from pool.ready(wait=not reading and (not waiting or not pool.free()))
        job.bar.under_way(pool.under_way())


def _task(job: _Job, shard: str) -> Task:
    place = os.fspath(job.folder.path.resolve())
    return Task(place, shard, job.configuration, job.options.english_only, job.options.pipeline)


def _is_done(job: _Job, shard: Shard) -> bool:
    """Whether a shard has been done before; what is left of one that is damaged is put away."""
    done = folders.found_in(job.folder, shard.name) is not None
    if not done:
        folders.put_away(job.folder.found(shard.name), job.folder)
    job.bar.read(shard.words, done=done)
    return done


def _deal(job: _Job) -> Iterator[Shard]:
    """The shards: of the reading before, where the same files were read to their end, else read now."""
    known = _known(job)
    if known is not None:
        yield from known
        return
    mark, options = job.mark, job.options
    job.record.update(reading={"finished": None, "mark": mark})
    dealt = []
    for shard in shards.deal(
        options.source,
        job.folder,
        configuration=job.configuration,
        clean=options.clean,
        text_column=options.text_column,
        shard_words=options.shard_words,
    ):
        dealt.append(shard)
        yield shard
    counts = {
        "shards": len(dealt),
        "documents": sum(shard.documents for shard in dealt),
        "words": sum(shard.words for shard in dealt),
        "problems": sum(shard.problems for shard in dealt),
    }
    job.record.update(reading={"finished": manifest.now(), "mark": mark, **counts})


# --- joining ----------------------------------------------------------------------------------------------------------


def _joined_mark(job: _Job, names: list[str]) -> str:
    """A hash of all that the joined tables depend on."""
    done = [name for name in names if job.folder.found(name).is_dir()]
    asked = {name: value for name, value in _told(job.options).items() if name != "source"}
    return manifest.fingerprint([names, done, asked, manifest.whole_program()])


def _join(job: _Job, names: list[str], pool: pools.Pool) -> None:
    """Make tables/ of what was found, unless it is there already, of the same shards and options."""
    folder = job.folder
    mark = _joined_mark(job, names)
    if not _is_joined(folder, mark):
        readable = [name for name in names if folder.input(name).is_file()]
        with folders.whole_folder(folder.temporary / "joined", folder) as made:
            problems = tables.table("problems", _write_tables(job, names, readable, made, pool))
            folders.write_table(made / "problems.parquet", "problems", problems)
            told = {"mark": mark, "shards": readable, "all": names, "finished": manifest.now()}
            folders.write_json(made / "joined.json", folder, told)
        folders.put_away(folder.tables, folder)
        (folder.temporary / "joined").rename(folder.tables)
    job.record.update(joined=mark)


def _is_joined(folder: RunFolder, mark: str) -> bool:
    """Whether tables/ is of the same shards and options, and all its files are there."""
    if (folders.read_json(folder.joined) or {}).get("mark") != mark:
        return False
    names = (*run_folder.SHARDED, *run_folder.WHOLE)
    return all(path.is_file() for name in names for path in run_folder.table_files(folder.path, name))


def _write_tables(
    job: _Job, names: list[str], readable: list[str], made: Path, pool: pools.Pool
) -> list[dict[str, Any]]:
    """Write all tables but problems into the folder `made`; the rows of problems, in the order of the work."""
    folder, options = job.folder, job.options
    job.bar.say("settling dates and copies")
    dates = settling.settle(
        folder,
        readable,
        made / "documents",
        clean=options.clean,
        english_only=options.english_only,
        near_duplicates=options.near_duplicates,
    )
    job.bar.say("joining")
    for name in run_folder.FOUND:
        if name not in joining.JOINED:
            _link(folder, readable, name, made / name)
    given = {"corrections": options.corrections, "attributes": options.attributes}
    users = joining.join(folder, readable, made, workers=pool.map, **given)
    job.bar.say("finished")
    return [*_read_problems(folder, names), *dates, *_met_problems(folder, names, made), *users]


def _link(folder: RunFolder, names: Sequence[str], name: str, place: Path) -> None:
    """The files of a table that joining does not change, in `place`; without rows where a shard could not be done."""
    place.mkdir()
    for shard in names:
        found, wanted = folder.found(shard) / f"{name}.parquet", place / f"{shard}.parquet"
        if not found.is_file():
            folders.write_table(wanted, name, tables.empty(name))
            continue
        try:
            os.link(found, wanted)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            wanted.write_bytes(found.read_bytes())


def _read_problems(folder: RunFolder, names: Sequence[str]) -> list[dict[str, Any]]:
    """What was met in reading."""
    paths = (shards.input_problems(folder, name) for name in names)
    return [row for path in paths for row in run_folder.read_part(path, "problems").to_dict("records")]


def _met_problems(folder: RunFolder, names: Sequence[str], made: Path) -> list[dict[str, Any]]:
    """What was met in analysing, in the order in which one process tells it; then what could not be done."""
    met, failed = [], []
    for name in names:
        told = folders.read_json(folder.failed(name))
        if folder.found(name).is_dir():
            met += run_folder.read_part(folder.problems(name), "problems").to_dict("records")
        elif told:
            failed += _failed(made / "documents" / f"{name}.parquet", told)
    return [*sorted(met, key=lambda row: row["code"] == "failed"), *failed]


def _failed(documents: Path, told: dict[str, str]) -> list[dict[str, Any]]:
    """A problem for each document of a shard that could not be done; one for all where even they are not known."""
    ids: list[str | None] = [None]
    if documents.is_file():
        ids = run_folder.read_part(documents, "documents")["doc_id"].tolist()
    return [tables.problem(doc_id, "run", told["code"], told["detail"]) for doc_id in ids]
