"""How far a run is: a live bar while it goes on, and the same from its folder alone, also after a crash."""

from __future__ import annotations

import datetime
import importlib.util
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from toolkit import run_folder
from toolkit.run import folder as folders
from toolkit.run import shards
from toolkit.run_folder import RunFolder

_SHOWN = 5  # reasons of shards that failed


@dataclass(frozen=True, repr=False)
class Status:
    """How far a run is. `state` is reading, analysing, joining or finished; `running` None where nobody can tell."""

    folder: Path
    state: str
    running: bool | None
    documents: int
    documents_done: int
    words: int
    words_done: int
    shards: int
    shards_done: int
    problems: int
    failed: tuple[str, ...] = ()
    unused: int = 0
    words_per_second: float | None = None
    seconds_left: float | None = None
    seconds: float = 0.0

    def __repr__(self) -> str:
        return "\n".join(_lines(self))


def status(path: str | os.PathLike) -> Status:
    """How far the run in the folder `path` is, from its files alone: it may go on, have been killed, or be done.

    Units: `words_per_second` of all workers together since the run was last begun, by the shards done since then;
    `seconds_left` until all shards are done, joining not counted; None where too little is known. `problems` are rows
    of the problems table so far; `seconds` the time of all attempts together, as far as their shards tell.
    Raises: ValueError for a folder that is not the folder of a run.
    """
    folder = RunFolder(Path(path).expanduser())
    if not run_folder.is_run(folder.path):
        raise ValueError(
            f"{path}: not the folder of a run (no {run_folder.MANIFEST}); `toolkit run PATH --out {path}` begins one"
        )
    told = run_folder.read_manifest(folder.path)
    listed = shards.listed(folder)
    found = {shard.name: done for shard in listed if (done := folders.found_in(folder, shard.name))}
    done = [shard for shard in listed if shard.name in found]
    failed = [folders.read_json(folder.failed(shard.name)) for shard in listed if shard.name not in found]
    words, words_done = (sum(shard.words for shard in each) for each in (listed, done))
    speed = _speed(told, found)
    state = _state(folder, told, listed)
    reading = state == "reading"
    return Status(
        folder=Path(path),
        state=state,
        running=folders.is_running(folder),
        documents=sum(shard.documents for shard in listed),
        documents_done=sum(shard.documents for shard in done),
        words=words,
        words_done=words_done,
        shards=len(listed),
        shards_done=len(done),
        problems=_problems(folder, state, listed, found),
        failed=tuple(each["detail"] for each in failed if each),
        unused=_unused(folder, {shard.name for shard in listed}, reading),
        words_per_second=speed,
        seconds_left=None if reading or not speed else (words - words_done) / speed,
        seconds=_seconds(told, found),
    )


def _problems(
    folder: RunFolder, state: str, listed: list[shards.Shard], found: dict[str, dict[str, Any]]
) -> int:
    if state == "finished":
        return pq.read_metadata(folder.tables / "problems.parquet").num_rows
    return sum(shard.problems for shard in listed) + sum(each["problems"] for each in found.values())


def _state(folder: RunFolder, told: dict[str, Any], listed: list[shards.Shard]) -> str:
    joined = folders.read_json(folder.joined)
    if not told.get("reading", {}).get("finished"):
        return "reading"
    if joined and joined["mark"] == told.get("joined") and joined["all"] == [each.name for each in listed]:
        return "finished"
    left = [
        each
        for each in listed
        if not folder.found(each.name).is_dir() and not folder.failed(each.name).is_file()
    ]
    return "analysing" if left else "joining"


def _unused(folder: RunFolder, names: set[str], reading: bool) -> int:
    """How many shards in found/ are of other inputs or versions."""
    place = folder.path / "found"
    if reading or not place.is_dir():
        return 0
    return sum(each.name not in names for each in place.iterdir())


def _time(written: str) -> float:
    return datetime.datetime.fromisoformat(written).timestamp()


def _speed(told: dict[str, Any], found: dict[str, dict[str, Any]]) -> float | None:
    """Words a second since the last attempt that did a shard was begun; None before the first shard."""
    for attempt in reversed(told["attempts"]):
        began = _time(attempt["started"])
        since = [each for each in found.values() if _time(each["finished"]) >= began]
        if since:
            last = max(_time(each["finished"]) for each in since)
            return sum(each["words"] for each in since) / max(last - began, 1)
    return None


def _seconds(told: dict[str, Any], found: dict[str, dict[str, Any]]) -> float:
    """Of each attempt the time to its end, or to the last shard that it did where it was killed."""
    begun = [_time(each["started"]) for each in told["attempts"]]
    done = [_time(each["finished"]) for each in found.values()]
    total = 0.0
    for attempt, start, following in zip(told["attempts"], begun, [*begun[1:], float("inf")]):
        ends = [at for at in done if start <= at < following]
        end = _time(attempt["finished"]) if attempt["finished"] else max(ends, default=start)
        total += end - start
    return total


def _lines(told: Status) -> list[str]:
    """The status as a user reads it, with what to do next."""
    of_shards = f"{told.shards_done:,} of {told.shards:,}{' (so far)' if told.state == 'reading' else ''}"
    lines = [
        f"{told.folder}: {_headline(told)}",
        f"  shards      {of_shards}",
        f"  documents   {told.documents_done:,} of {told.documents:,}",
        f"  words       {told.words_done:,} of {told.words:,}",
        f"  problems    {told.problems:,}",
    ]
    if told.words_per_second:
        lines.append(f"  speed       {told.words_per_second:,.0f} words/s")
    if told.seconds_left and told.running is not False and told.state != "finished":
        lines.append(f"  time left   {duration(told.seconds_left)}, then joining")
    if told.seconds:
        lines.append(f"  time spent  {duration(told.seconds)}")
    if told.failed:
        lines.append(f"  failed      {len(told.failed):,} shard(s):")
        lines += [f"    {each}" for each in told.failed[:_SHOWN]]
        lines += [f"    and {len(told.failed) - _SHOWN:,} more"] if len(told.failed) > _SHOWN else []
    if told.unused:
        lines.append(
            f"  unused      {told.unused:,} shard(s) of other inputs or versions are in {told.folder}/found; they "
            "count in nothing and may be deleted"
        )
    return [*lines, f"Next: {_next(told)}"]


def _headline(told: Status) -> str:
    if told.state == "finished":
        return "finished, but for what failed" if told.failed else "finished"
    return f"{told.state}" if told.running or told.running is None else f"stopped while {told.state}"


def _next(told: Status) -> str:
    if told.state == "finished":
        again = "; the same `toolkit run` again tries the failed shards once more" if told.failed else ""
        return f"`toolkit report {told.folder}`, or tk.analysis.load_analysis({str(told.folder)!r}) in Python{again}"
    if told.running:
        return "wait; stopping the run loses no shard that is done"
    unsure = "" if told.running is False else "if nothing runs any more, "
    return f"{unsure}give the same `toolkit run` again, which goes on where it stopped"


def duration(seconds: float) -> str:
    """A time as one says it.

    >>> duration(42), duration(3_700), duration(200_000)
    ('42 s', '1 h 2 min', '2 d 7 h')
    """
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{seconds:.0f} s"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


class Bar:
    """A live bar of words, with words a second and the time left, in a terminal or a notebook."""

    def __init__(self, *, shown: bool):
        self._bar = _tqdm()(
            total=0, unit=" words", unit_scale=True, disable=not shown, desc="reading", dynamic_ncols=True
        )
        self._done = 0
        self._found: dict[str, int] = {}

    def read(self, words: int, *, done: bool) -> None:
        """A shard has been read, or was done before."""
        if self._bar.disable:
            return
        self._bar.total = (self._bar.total or 0) + words
        if done:
            self._done += words
            self._bar.initial += words
            self._bar.n += words
        self._bar.refresh()

    def say(self, what: str) -> None:
        """Say what is being done now."""
        self._bar.set_description(what)

    def tell(self, shard: str, words: int) -> None:
        """So many words of a shard have been found, which is not done yet."""
        self.under_way({shard: words})

    def under_way(self, words: Mapping[str, int]) -> None:
        """So many words of shards have been found that are not done yet."""
        self._found |= words
        self._move()

    def done(self, shard: str, words: int) -> None:
        """A shard has been done, or has failed and counts no words."""
        self._found.pop(shard, None)
        self._done += words
        self._move()

    def _move(self) -> None:
        at = self._done + sum(self._found.values())
        if not self._bar.disable and at > self._bar.n:
            self._bar.update(at - self._bar.n)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()


def _tqdm() -> Callable[..., Any]:
    """The bar that fits where it is shown: one of the notebook's own where it can draw one."""
    if importlib.util.find_spec("ipywidgets"):
        from tqdm.auto import tqdm
    else:
        from tqdm import tqdm
    return tqdm
