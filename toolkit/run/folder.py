"""A run's folder while it is written: one writer at a time, files that are whole or not there, and what is done.

The layout is in toolkit/run_folder.py.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pandas as pd

from toolkit import run_folder, tables
from toolkit.run_folder import RunFolder

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_LOCK = "lock"
# Everything that makes a folder one of ours; anything else in it is the user's, and the run begins in an empty folder.
_OWN = frozenset({_LOCK, "input", "found", "problems", "failed", "tables", "temporary", "shards.jsonl"})


def opened(path: str | os.PathLike) -> RunFolder:
    """The folder of a run at `path`, made where it is not there.

    Raises: ValueError where there is something else.
    """
    folder = RunFolder(Path(path).expanduser())
    if folder.path.exists() and not folder.path.is_dir():
        raise ValueError(
            f"{path}: a folder was wanted to write the run into, this is a file; give another --out"
        )
    known = run_folder.is_run(folder.path)
    others = [] if known or not folder.path.exists() else [each.name for each in folder.path.iterdir()]
    if others and not set(others) <= _OWN:
        strange = sorted(set(others) - _OWN)[0]
        raise ValueError(
            f"{path}: the folder has other files in it ({strange}, ...); give --out an empty folder or the folder of "
            "an earlier run"
        )
    folder.path.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def locked(folder: RunFolder) -> Iterator[None]:
    """Nothing; for the time of the block no other run writes into the folder. A crash frees it.

    Raises: ValueError where another run does so now.
    """
    with (folder.path / _LOCK).open("a+") as file:
        if not _take(file):
            raise ValueError(
                f"{folder.path}: another run is writing into this folder; `toolkit status {folder.path}` shows it. "
                "Wait for its end, or give another --out"
            )
        yield


def is_running(folder: RunFolder) -> bool | None:
    """Whether a run is writing into the folder now; None where the system cannot tell."""
    if fcntl is None:
        return None
    try:
        with (folder.path / _LOCK).open("r+") as file:
            return not _take(file)
    except OSError:
        return False  # not there, or not ours to write


def _take(file: IO) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def clean(folder: RunFolder) -> None:
    """Take away what a crash has left half written. Only for the one who holds the lock."""
    shutil.rmtree(folder.temporary, ignore_errors=True)
    folder.temporary.mkdir(exist_ok=True)


@contextlib.contextmanager
def whole_file(path: Path, folder: RunFolder) -> Iterator[Path]:
    """A path to write to; the file becomes `path` when the block ends without an error, and else is taken away."""
    made = _temporary(path, folder)
    try:
        yield made
        _to_disk(made)
        path.parent.mkdir(parents=True, exist_ok=True)
        made.replace(path)
        _to_disk(path.parent)
    finally:
        made.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path: Path, folder: RunFolder) -> Iterator[Path]:
    """A folder to write into, which becomes `path` when the block ends without an error, and else is taken away.

    Where another worker was first, its folder stays.
    """
    made = _temporary(path, folder)
    made.mkdir()
    try:
        yield made
        for each in (*made.rglob("*"), made):
            _to_disk(each)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            made.rename(path)
        except OSError:
            if not path.is_dir():
                raise
        _to_disk(path.parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _temporary(path: Path, folder: RunFolder) -> Path:
    folder.temporary.mkdir(parents=True, exist_ok=True)
    return folder.temporary / f"{path.name}.{uuid.uuid4().hex}"


def _to_disk(path: Path) -> None:
    """Have the system write it down for good, so that a power cut after a renaming loses nothing."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if path.is_dir():
            return  # some network disks cannot do that for folders
        raise error
    finally:
        os.close(handle)


def put_away(path: Path, folder: RunFolder) -> None:
    """Take a folder or file out of its place in one step, whatever happens meanwhile."""
    if path.exists():
        gone = _temporary(path, folder)
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True) if gone.is_dir() else gone.unlink()


def write_json(path: Path, folder: RunFolder, value: Any) -> None:
    """Write `value` as `path`, whole."""
    with whole_file(path, folder) as made:
        made.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def read_json(path: Path) -> Any:
    """What a file of JSON holds; None where it is not there or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        return None


def write_table(path: Path, name: str, frame: pd.DataFrame) -> None:
    """Write the table called `name` as Parquet."""
    tables.to_plain(name, frame).to_parquet(path, index=False, compression="zstd")


def found_in(folder: RunFolder, shard: str) -> dict[str, Any] | None:
    """What shard.json says of a shard that is done; None for one that is not, or of which files are damaged."""
    place = folder.found(shard)
    told = read_json(place / "shard.json")
    if not isinstance(told, dict) or not folder.problems(shard).is_file():
        return None
    for name, size in told["files"].items():
        try:
            if (place / name).stat().st_size != size:
                return None
        except OSError:
            return None
    return told
