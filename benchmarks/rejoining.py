"""What it takes to settle and join the shards of a finished run again: by one process, and divided among workers.

`python -m benchmarks.rejoining RUN` prints processor seconds: of settling dates and copies, which one process does; of
joining in one process; and of joining as workers do it, those of the process that puts together what they tell, and
theirs. For that, one process plays all parts in turn, so that the numbers do not depend on what else the machine does;
what Dask takes to send a call is measured apart. All ways have to give the same files. At the end is what it all comes
to, on paper, for TO_ESTIMATE articles on CORES cores.

`--workers 2` joins with so many processes of Dask too and prints the seconds on the clock, to be read on a machine that
does nothing else.
"""

from __future__ import annotations

import argparse
import filecmp
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.joining.aside import Workers
from toolkit.run import joining, pools, settling, shards
from toolkit.run.shards import SHARD_WORDS
from toolkit.run_folder import RunFolder

TO_ESTIMATE, CORES = 10_000_000, 64
CALLS = 300  # sent to see what sending takes


class Divided(NamedTuple):
    """Processor seconds of one process and of all workers together, and how many calls were sent."""

    own: float
    theirs: float
    calls: int


class InTurn:
    """Stands in for workers: their part is done here, and counted apart."""

    def __init__(self) -> None:
        self.seconds, self.calls = 0.0, 0

    def __call__(self, do: Callable[[Any], None], values: Iterable[Any]) -> Iterator[None]:
        for value in values:
            began = time.process_time()
            do(value)
            self.seconds += time.process_time() - began
            self.calls += 1
            yield


class Corpus(NamedTuple):
    """A finished run, and a folder for its tables made anew."""

    folder: RunFolder
    names: list[str]
    place: Path

    def settle(self) -> float:
        """Processor seconds."""
        began = time.process_time()
        out, options = self.place / "documents", {"clean": True, "english_only": True}
        settling.settle(self.folder, self.names, out, near_duplicates=True, **options)
        return time.process_time() - began

    def join(self, name: str, workers: Workers | None = None) -> tuple[float, float]:
        """Processor seconds of this process, and seconds."""
        out = self.place / name
        out.mkdir()
        (out / "documents").symlink_to(self.place / "documents")
        began, clock = time.process_time(), time.time()
        joining.join(self.folder, self.names, out, workers=workers)
        return time.process_time() - began, time.time() - clock

    def check(self, name: str, other: str) -> None:
        """Raise RuntimeError where two joinings gave different files."""
        for path in (self.place / name).rglob("*.parquet"):
            same = self.place / other / path.relative_to(self.place / name)
            if not filecmp.cmp(path, same, shallow=False):
                raise RuntimeError(f"{path} and {same} should be the same")


def divided(corpus: Corpus) -> Divided:
    """What joining takes as workers do it."""
    workers = InTurn()
    whole, _ = corpus.join("divided", workers)
    return Divided(whole - workers.seconds, workers.seconds, workers.calls)


def by_processes(corpus: Corpus, number: int) -> float:
    """Seconds on the clock of joining with processes of Dask, and the first of their work."""
    with pools.pool(number, None) as pool:
        return corpus.join(f"{number} workers", pool.map)[1]


def sending() -> float:
    """Processor seconds of this process, Dask's scheduler included, for each call that is sent."""
    with pools.pool(2, None) as pool:
        list(pool.map(_nothing, range(CALLS)))
        began = time.process_time()
        list(pool.map(_nothing, range(CALLS)))
        return (time.process_time() - began) / CALLS


def _nothing(value: int) -> None:
    """What is sent where only the sending counts."""


def estimate(articles: int, words: int, settled: float, spent: Divided, call: float, steps: int) -> str:
    """In a sentence, what it would take to join TO_ESTIMATE articles on CORES cores."""
    share = TO_ESTIMATE / articles
    calls = steps * share * words / SHARD_WORDS
    hours = {
        "to settle dates and copies": settled * share / 3600,
        "to put together what shards tell": spent.own * share / 3600,
        "to send calls": calls * call / 3600,
        f"by {CORES} workers": spent.theirs * share / 3600 / CORES,
    }
    told = ", ".join(f"{n:.1f} h {what}" for what, n in hours.items())
    return f"On paper, {TO_ESTIMATE:,} such articles: {told}; in all {sum(hours.values()):.1f} h."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--workers", type=int, nargs="*", default=[])
    given = parser.parse_args()
    folder = RunFolder(given.run)
    listed = shards.listed(folder)
    articles, words = (sum(getattr(each, name) for each in listed) for name in ("documents", "words"))
    with tempfile.TemporaryDirectory(dir=given.run.resolve().parent) as place:
        corpus = Corpus(folder, [shard.name for shard in listed], Path(place))
        settled = corpus.settle()
        alone, clock = corpus.join("alone")
        spent = divided(corpus)
        corpus.check("alone", "divided")
        print(f"{articles:,} articles, {words:,} words, {len(listed)} shards. Processor seconds: ")
        print(
            f"settling {settled:.2f}; joining in one process {alone:.1f}; divided {spent.own:.2f} and ",
            end="",
        )
        print(
            f"{spent.theirs:.1f} of workers, in {spent.calls} calls. On the clock: one process {clock:.1f} s"
        )
        for number in given.workers:
            print(f"{number} workers {by_processes(corpus, number):.1f} s", flush=True)
            corpus.check("alone", f"{number} workers")
    call = sending()
    print(f"Sending a call takes {1000 * call:.1f} ms.")
    print(estimate(articles, words, settled, spent, call, spent.calls // len(listed)))


if __name__ == "__main__":
    main()
