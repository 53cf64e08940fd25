"""Workers of a cluster that are all gone: said aloud, waited for, and given up after a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from toolkit.run.progress import duration

WAIT_MINUTES = 10.0  # for a worker, until a run is given up
_SILENT_SECONDS = 15.0  # a worker that starts anew takes as long

_log = logging.getLogger(__name__)


class NoWorkers(RuntimeError):
    """A scheduler has had no worker for so long that the run was given up."""


class Absence:
    """Since when there has been no worker: `look` now and then, with the number of processor threads there are.

    `say` is called with some words for the bar; the log has the whole sentence.
    """

    def __init__(self, address: str | None, wait_minutes: float, say: Callable[[str], None]) -> None:
        self._address, self._say = address, say
        self._limit = 60 * wait_minutes
        self._since: float | None = None
        self._told = False

    def look(self, threads: int) -> None:
        """Note what there is. Raises: NoWorkers where there has been nothing for longer than the user would wait."""
        if threads:
            if self._told:
                _log.warning("%s: a worker is connected; the run goes on", self._where())
                self._say("going on")
            self._since, self._told = None, False
            return
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        waited = now - self._since
        if waited >= self._limit:
            raise NoWorkers(self._given_up())
        if waited >= _SILENT_SECONDS and not self._told:
            self._told = True
            _log.warning("%s", self._waiting(self._limit - waited))
            self._say("waiting, no worker is connected")

    def _where(self) -> str:
        return self._address or "this machine"

    def _remedy(self) -> str:
        if self._address is None:
            return "see whether the system ends them for want of memory"
        return f"start some with `dask worker {self._address} --nthreads 1`, in the same environment"

    def _waiting(self, left: float) -> str:
        return (
            f"{self._where()}: no worker is connected, so nothing is done; {self._remedy()}. The run waits and goes on "
            f"by itself when one is there; without any it ends in {duration(left)} (--wait-minutes), and the same "
            "command does what is left"
        )

    def _given_up(self) -> str:
        return (
            f"{self._where()}: no worker was connected for {duration(self._limit)}, a worker was wanted; "
            f"{self._remedy()}, and give the same command again, which does what is left; --wait-minutes makes a run "
            "wait longer"
        )
