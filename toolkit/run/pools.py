"""Who does the work: this process, worker processes on this machine, or the workers of a Dask cluster.

A pool takes tasks while it is `free` and gives outcomes when they are `ready`; `map` has a function done with many
values. No more tasks are sent than there are processor threads for, so that a worker that dies takes down the one shard
that it was at.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.joining.aside import Workers
from toolkit.run import work
from toolkit.run.absence import WAIT_MINUTES, Absence
from toolkit.run.work import Outcome, Task
from toolkit.run_folder import RunFolder

if TYPE_CHECKING:
    from distributed import Client, Future

# How many workers a shard may kill until it is given up (for want of memory, as a rule).
DEATHS = 3
_CONNECTING = "30s"
_ANSWER_SECONDS = 10  # in which a scheduler hands over what is done
_AHEAD = 4  # results for each processor thread that may wait for the one before them
_LOOK_SECONDS, _NAP_SECONDS = 1.0, 0.02  # how often the bar is moved, and outcomes are looked for


class Pool(Protocol):
    """Where tasks are done. `map` is None where this process does them all."""

    map: Workers | None

    def free(self) -> bool:
        """Whether another task may be given."""

    def give(self, task: Task) -> None:
        """Have a task done."""

    def busy(self) -> bool:
        """Whether outcomes are still to come."""

    def ready(self, *, wait: bool) -> list[Outcome]:
        """The outcomes that are there; with `wait` after some time, if none is there yet."""

    def under_way(self) -> dict[str, int]:
        """The words found so far of each shard that is being done elsewhere."""


class SchedulerGone(RuntimeError):
    """The scheduler of a cluster does not answer any more."""


@contextlib.contextmanager
def pool(
    workers: int,
    scheduler: str | None,
    *,
    tell: Callable[[str, int], None] | None = None,
    say: Callable[[str], None] = lambda what: None,
    wait_minutes: float = WAIT_MINUTES,
) -> Iterator[Pool]:
    """A pool for the time of the block: `workers` processes, or the workers that the scheduler at an address has.

    `tell` is called with a shard and the words found so far where this process does the work; `say` with some words
    when workers are waited for, up to `wait_minutes`.
    Raises: ValueError where no scheduler answers; NoWorkers, at once or later, where it has no worker for so long;
    ImportError where Dask is wanted and not installed.
    """
    if scheduler is None and workers == 1:
        yield _Here(tell)
        return
    _need_dask()
    opened = _on_this_machine(workers) if scheduler is None else _of_cluster(scheduler)
    with opened as client:
        yield _Dask(client, scheduler, Absence(scheduler, wait_minutes, say))


def _need_dask() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "several workers need Dask, which is not installed: pip install 'news-discourse-toolkit[scale]'; without "
            "it, one worker does the same (leave --workers and --scheduler out)"
        ) from error


class _Here:
    """One worker: this process."""

    map = None

    def __init__(self, tell: Callable[[str, int], None] | None) -> None:
        self._task: Task | None = None
        self._tell = tell

    def free(self) -> bool:
        return self._task is None

    def give(self, task: Task) -> None:
        self._task = task

    def busy(self) -> bool:
        return self._task is not None

    def ready(self, *, wait: bool) -> list[Outcome]:
        if self._task is None or not wait:
            return []
        task, self._task = self._task, None
        return [work.do(task, self._tell)]

    def under_way(self) -> dict[str, int]:
        return {}


@contextlib.contextmanager
def _on_this_machine(workers: int) -> Iterator[Client]:
    import dask
    from distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": DEATHS - 1,
        "distributed.scheduler.worker-saturation": 1.0,
        "distributed.admin.tick.limit": "1h",  # shards keep the interpreter for long; that is no fault
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextlib.contextmanager
def _of_cluster(address: str) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(address, timeout=_CONNECTING)
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{address}: no Dask scheduler answers there ({error}); start one with `dask scheduler` and workers with "
            "`dask worker ADDRESS --nthreads 1`, and give its address as it prints it, such as tcp://node1:8786"
        ) from error
    try:
        yield client
    finally:
        with contextlib.suppress(OSError, TimeoutError):
            client.close(timeout=5)


class _Dask:
    """The workers of a Dask client."""

    def __init__(self, client: Client, address: str | None, absence: Absence):
        from distributed import as_completed

        self._client, self._address, self._absence = client, address, absence
        self._looked, self._known_threads = float("-inf"), 0
        self._running: dict[Any, Task] = {}
        self._done = as_completed()

    def free(self) -> bool:
        return len(self._running) < max(1, self._threads())

    def _threads(self) -> int:
        """The processor threads of all workers, lately. Raises: NoWorkers where there have been none for long."""
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            try:
                self._known_threads = sum(self._client.nthreads().values())
            except (OSError, TimeoutError) as error:
                raise self._gone(error) from error
            self._looked = time.monotonic()
            self._absence.look(self._known_threads)
        return self._known_threads

    def give(self, task: Task) -> None:
        future = self._client.submit(work.do, task, pure=False, key=f"{task.shard}-{os.urandom(4).hex()}")
        self._running[future.key] = task
        self._done.add(future)

    def busy(self) -> bool:
        return bool(self._running)

    def ready(self, *, wait: bool) -> list[Outcome]:
        end = time.monotonic() + (_LOOK_SECONDS if wait else 0)
        while self._running and not self._done.has_ready() and time.monotonic() < end:
            time.sleep(_NAP_SECONDS)
        if wait and self._running:
            self._threads()
        outcomes = [self._outcome(future) for future in self._done.next_batch(block=False)]
        return [each for each in outcomes if each is not None]

    def under_way(self) -> dict[str, int]:
        return {
            task.shard: work.under_way(RunFolder(Path(task.folder)), task.shard)
            for task in self._running.values()
        }

    def map(self, do: Callable[[Any], None], values: Iterable[Any]) -> Iterator[None]:
        """None for each of the values, in their order, when the function has been called with it.

        What a function gives would be lost with its worker, so that it is not asked for.
        Raises: what it raises; RuntimeError for a value that kills its workers one after the other.
        """
        sent: deque[Future] = deque()
        left = iter(values)
        self._send(do, left, sent)
        while sent:
            while not sent[0].done():
                time.sleep(_NAP_SECONDS)
                self._send(do, left, sent)
            self._raise(sent.popleft())
            yield
            self._send(do, left, sent)

    def _send(self, do: Callable[[Any], None], left: Iterator[Any], sent: deque[Future]) -> None:
        """Send more of the values, as many as there are processor threads for."""
        threads = max(1, self._threads())
        room = min(threads - sum(not future.done() for future in sent), _AHEAD * threads - len(sent))
        for value in itertools.islice(left, max(0, room)):
            sent.append(self._client.submit(do, value, pure=False))

    def _raise(self, future: Future) -> None:
        """Raise what a function that is done has raised."""
        from distributed import KilledWorker

        if future.status == "error":
            error = future.exception(timeout=_ANSWER_SECONDS)
            if isinstance(error, KilledWorker):
                raise RuntimeError(
                    f"{DEATHS} workers one after the other died while they joined one shard, for want of memory as a "
                    "rule; what was found in the shards is kept. Run again with fewer workers or more memory"
                ) from error
            raise error
        if future.status != "finished":
            raise self._gone(RuntimeError(future.status))

    def _outcome(self, future: Future) -> Outcome | None:
        """What became of a shard; None where the worker died behind it, so that another one does it again."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        task = self._running.pop(future.key)
        try:
            return future.result(timeout=_ANSWER_SECONDS)
        except TimeoutError:
            self._running[future.key] = task
            self._done.add(future)
            return None
        except KilledWorker:
            detail = (
                f"shard {task.shard}: {DEATHS} workers one after the other died while they were at it, for want of "
                "memory as a rule; its documents are in no table but documents. Run again with fewer workers or more "
                "memory"
            )
            return Outcome(task.shard, "workers died", detail)
        except (FutureCancelledError, OSError) as error:
            raise self._gone(error) from error

    def _gone(self, error: Exception) -> SchedulerGone:
        return SchedulerGone(
            f"the Dask scheduler{' at ' + self._address if self._address else ''} does not answer any more "
            f"({type(error).__name__}); start it again and give the same command, which does what is left"
        )
