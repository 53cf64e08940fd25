"""The parts of a corpus, laid aside on disk between two steps; done by this process or by several others.

What a step changes of a part becomes a new file under a name of its own, and the old file goes when the step has been
done with: so a step that was cut off, or that two processes do, is done from where it began, whoever does it.
"""

from __future__ import annotations

import copy
import pickle
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.actors.parts import Step
from toolkit.joining import shelves
from toolkit.joining.shards import Shard

# How a function is called with each of some values by other processes: gives None as often, in the order of the values,
# each when that call is done. The processes see the same disk, where what comes out has to lie; a call is made again
# where a process died at it, or just behind it.
Workers = Callable[[Callable[[Any], None], Iterable[Any]], Iterator[None]]


class Aside:
    """What is kept of one part, by name, a file each; as "found" what its shard has, until something else is kept."""

    def __init__(self, folder: Path, shard: Shard) -> None:
        self.folder, self.shard = folder, shard
        self.kept: dict[str, Path] = {}
        self.changed: dict[str, Path] = {}

    def __getitem__(self, name: str) -> Any:
        path = self.changed.get(name) or self.kept.get(name)
        if path is None and name == "found":
            return self.shard.found()
        return _load(path)

    def __setitem__(self, name: str, value: Any) -> None:
        self.changed[name] = _store(self.folder, value)

    def unchanged(self) -> Aside:
        """The same part for a step to try itself at."""
        other = copy.copy(self)
        other.changed = {}
        return other

    def settle(self, changed: dict[str, Path]) -> None:
        """Let what a step has changed take the place of what was there."""
        for name, path in changed.items():
            if name in self.kept:
                self.kept[name].unlink()
            self.kept[name] = path


class _Task(NamedTuple):
    """A step to be done on one part; `known` is where what is known of all parts lies, `answer` where to answer."""

    step: Step
    known: Path
    own: Aside
    answer: Path


class LaidAside:
    """The parts of a corpus on disk, in an empty folder; steps are done by `workers`, by this process without them."""

    def __init__(self, folder: Path, shards: Sequence[Shard], workers: Workers | None = None) -> None:
        folder.mkdir()
        self.folder, self.workers = folder, workers
        self.parts = [Aside(folder, shard) for shard in shards]

    def each(self, step: Step, known: Any = None) -> Iterator[Any]:
        """What the step tells of each part, in the order of the parts; done when all of it has been taken."""
        return self._by_workers(step, known) if self.workers else self._here(step, known)

    def _here(self, step: Step, known: Any) -> Iterator[Any]:
        for own in self.parts:
            tried = own.unchanged()
            told = step(tried, known)
            own.settle(tried.changed)
            yield told
            del told  # before the next part is read

    def _by_workers(self, step: Step, known: Any) -> Iterator[Any]:
        place = self.folder / f"known-{uuid.uuid4().hex}"
        shelves.write(place, known)
        tasks = [
            _Task(step, place, own, place / f"answer-{number:07}") for number, own in enumerate(self.parts)
        ]
        for task, _ in zip(tasks, self.workers(_do, tasks), strict=True):
            changed, told = _load(task.answer)
            task.answer.unlink()
            task.own.settle(changed)
            yield told
            del told  # before the next one is read
        shutil.rmtree(place, ignore_errors=True)


def _do(task: _Task) -> None:
    """Do a step, in a worker, and answer with what it has changed and what it tells."""
    own = task.own.unchanged()
    told = task.step(own, _known(task.known))
    _store(own.folder, (own.changed, told)).replace(task.answer)


@lru_cache(maxsize=1)
def _known(place: Path) -> Any:
    """What is known of all parts; kept until the next step."""
    return shelves.read(place)


def _store(folder: Path, value: Any) -> Path:
    path = folder / f"{uuid.uuid4().hex}.pickle"
    path.write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
    return path


def _load(path: Path) -> Any:
    return pickle.loads(path.read_bytes())
