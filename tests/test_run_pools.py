"""Functions done by workers of Dask: in order, never more at once than there are threads, faults as they are."""

import errno
import threading
import time

import pytest

from toolkit.run import pools, work
from toolkit.run.absence import Absence

distributed = pytest.importorskip("distributed")
THREADS = 3
RUNNING = []
LOCK = threading.Lock()


@pytest.fixture(scope="module")
def client():
    """Workers that are threads of this process."""
    with distributed.Client(
        processes=False, n_workers=1, threads_per_worker=THREADS, dashboard_address=None
    ) as made:
        yield made


@pytest.fixture
def pool(client):
    return pools._Dask(client, "inproc://", Absence("inproc://", 1, print))


def slow_at_first(given):
    folder, value = given
    with LOCK:
        RUNNING.append(value)
        together = len(RUNNING)
    time.sleep(0.15 if value == 0 else 0.01)
    with LOCK:
        RUNNING.remove(value)
    (folder / f"{value}").write_text(str(together))


def test_calls_are_told_in_order_and_no_more_are_sent_than_there_are_threads(pool, tmp_path):
    taken = []
    values = (taken.append(value) or (tmp_path, value) for value in range(40))
    for value, _ in enumerate(pool.map(slow_at_first, values)):
        assert (tmp_path / f"{value}").is_file()
        assert len(taken) <= value + pools._AHEAD * THREADS
    assert value == 39 and len(list(tmp_path.iterdir())) == 40
    assert max(int(path.read_text()) for path in tmp_path.iterdir()) <= THREADS


def full(value):
    if value == 2:
        raise OSError(errno.ENOSPC, "No space left on device")
    return value


def test_a_fault_of_the_function_is_raised_as_it_is(pool):
    with pytest.raises(OSError, match="No space left") as caught:
        list(pool.map(full, range(5)))
    assert caught.value.errno == errno.ENOSPC


def test_nothing_to_do(pool):
    assert list(pool.map(full, [])) == []


def test_a_shard_that_kills_its_workers_ends_the_joining(pool):
    class Future:
        status = "error"

        def exception(self, timeout):
            return distributed.KilledWorker("k", None, 3)

    with pytest.raises(RuntimeError, match="3 workers one after the other died while they joined one shard"):
        pool._raise(Future())


def test_a_shard_of_which_the_outcome_was_lost_with_its_worker_is_done_again(pool):
    class Lost:
        key = "k"

        def result(self, timeout):
            raise TimeoutError

    future = Lost()
    pool._running, pool._done = {"k": work.Task("f", "00001-ab", "c")}, set()
    assert pool._outcome(future) is None and pool.busy() and pool._done == {future}


def test_a_worker_of_another_version_does_not_join(tmp_path):
    with pytest.raises(work.WrongWorker, match="has other versions than the run"):
        work.call(work.Call(str(tmp_path), "0123", full, 1))
    with pytest.raises(work.WrongWorker, match="does not see"):
        work.call(work.Call(str(tmp_path), work.manifest.everything(), full, 1))
