"""Who does the work: this process, worker processes on this machine, or the workers of a Dask cluster.

A pool takes tasks while it is `free` and gives outcomes when they are `ready`. No more tasks are sent than there are
processor threads for, so that a worker that dies takes down the one shard that it was at.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.run import work
from toolkit.run.work import Outcome, Task
from toolkit.run_folder import RunFolder

if TYPE_CHECKING:
    from distributed import Client, Future

# How many workers a shard may kill until it is given up (for want of memory, as a rule).
DEATHS = 3
_CONNECTING = "30s"
_FIRST_WORKER = 60  # seconds to wait for it
_LOOK_SECONDS, _NAP_SECONDS = 1.0, 0.02  # how often the bar is moved, and outcomes are looked for


class Pool(Protocol):
    """Where tasks are done."""

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
    workers: int, scheduler: str | None, *, tell: Callable[[str, int], None] | None = None
) -> Iterator[Pool]:
    """A pool for the time of the block: `workers` processes, or the workers that the scheduler at an address has.

    `tell` is called with a shard and the words found so far where this process does the work.
    Raises: ValueError where no scheduler or no worker answers; ImportError where Dask is wanted and not installed.
    """
    if scheduler is None and workers == 1:
        yield _Here(tell)
        return
    _need_dask()
    opened = _on_this_machine(workers) if scheduler is None else _of_cluster(scheduler)
    with opened as client:
        yield _Dask(client, scheduler)


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
        try:
            client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except TimeoutError as error:
            raise ValueError(
                f"{address}: this scheduler has no workers; start some with `dask worker {address} --nthreads 1` and "
                "run again"
            ) from error
        yield client
    finally:
        with contextlib.suppress(OSError, TimeoutError):
            client.close(timeout=5)


class _Dask:
    """The workers of a Dask client."""

    def __init__(self, client: Client, address: str | None):
        from distributed import as_completed

        self._client, self._address = client, address
        self._running: dict[Any, Task] = {}
        self._done = as_completed()

    def free(self) -> bool:
        try:
            threads = sum(self._client.nthreads().values())
        except (OSError, TimeoutError) as error:
            raise self._gone(error) from error
        return len(self._running) < max(1, threads)

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
        return [self._outcome(future) for future in self._done.next_batch(block=False)]

    def under_way(self) -> dict[str, int]:
        return {
            task.shard: work.under_way(RunFolder(Path(task.folder)), task.shard)
            for task in self._running.values()
        }

    def _outcome(self, future: Future) -> Outcome:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        task = self._running.pop(future.key)
        try:
            return future.result(timeout=10)
        except KilledWorker:
            detail = (
                f"shard {task.shard}: {DEATHS} workers one after the other died while they were at it, for want of "
                "memory as a rule; its documents are in no table but documents. Run again with fewer workers or more "
                "memory"
            )
            return Outcome(task.shard, "workers died", detail)
        except (FutureCancelledError, OSError, TimeoutError) as error:
            raise self._gone(error) from error

    def _gone(self, error: Exception) -> SchedulerGone:
        return SchedulerGone(
            f"the Dask scheduler{' at ' + self._address if self._address else ''} does not answer any more "
            f"({type(error).__name__}); start it again and give the same command, which does what is left"
        )
