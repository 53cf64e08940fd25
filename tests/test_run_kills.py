"""What kill -9 does to a run: the same call again ends with the tables of a run that nobody disturbed.

Real processes and the packaged model; the moments are drawn from a fixed seed.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import toolkit as tk
from tests.run_corpora import differences, load, write_corpus

psutil = pytest.importorskip("psutil")
pytest.importorskip("distributed")
pytestmark = [pytest.mark.integration, pytest.mark.model, pytest.mark.usefixtures("model_folder")]

ROOT = Path(__file__).parent.parent
WORDS = 300  # a shard: some three articles
PATIENCE = 240  # seconds, for a machine that has much else to do
DRAW = random.Random(7)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("corpus") / "news", 18)


@pytest.fixture(scope="module")
def finished(corpus, tmp_path_factory):
    """A run in one process that nobody disturbed."""
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    assert tk.run(corpus, out=out, shard_words=WORDS, progress=False).shards >= 7
    return out


@pytest.fixture(scope="module")
def undisturbed(finished):
    return load(finished)


@pytest.fixture
def found(finished, tmp_path):
    """The folder of a run of which the shards are to be joined."""
    out = tmp_path / "run"
    shutil.copytree(finished, out)
    shutil.rmtree(out / "tables")
    return out


def start(corpus, out, path=(), before="", **options):
    """A run in a process of its own, with the folders `path` before others where modules are looked for."""
    asked = {"out": str(out), "shard_words": WORDS, "progress": False, **options}
    code = f"import toolkit as tk; {before}tk.run({str(corpus)!r}, **{asked!r})"
    places = os.pathsep.join(map(str, [*path, ROOT]))
    environment = {**os.environ, "PYTHONPATH": places, "OMP_NUM_THREADS": "1"}
    with out.with_suffix(".log").open("w") as log:
        return subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=log)


def wait_for(what, process):
    """Wait until `what()` is true, while the process runs."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, "the process ended before its time"
        assert time.monotonic() < end, "nothing happened for long"
        time.sleep(0.02)


def done(out):
    return len(list((out / "found").glob("*/shard.json")))


def random_moment(out, process):
    """Wait for a drawn number of shards, and a drawn time more."""
    wanted = DRAW.randint(1, 4)
    wait_for(lambda: done(out) >= wanted, process)
    time.sleep(DRAW.uniform(0, 0.4))


def test_driver_is_killed_twice(corpus, undisturbed, tmp_path):
    out = tmp_path / "run"
    for at_once in (True, False):
        process = start(corpus, out)
        if at_once:
            wait_for(lambda: (out / "shards.jsonl").is_file(), process)  # while the corpus is being read
        else:
            random_moment(out, process)
        process.kill()
        process.wait()
        with pytest.raises(ValueError, match="this run is not finished"):
            load(out)
        told = tk.status(out)
        assert told.running is False and told.state != "finished"
        assert "stopped while" in str(told) and "give the same `toolkit run` again" in str(told)
    before = {path.name: path.stat().st_mtime_ns for path in (out / "found").iterdir()}
    assert before
    finished = tk.run(corpus, out=out, shard_words=WORDS, progress=False)
    assert finished.state == "finished" and finished.shards_done == finished.shards
    after = {path.name: path.stat().st_mtime_ns for path in (out / "found").iterdir()}
    assert {name: after[name] for name in before} == before, "shards that were done were done again"
    assert differences(load(out), undisturbed) == []
    assert not list((out / "temporary").iterdir())


def workers_of(process):
    return [
        child for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())
    ]


def joining(out, step):
    """Whether the run has laid aside so many files."""
    return len(list((out / "temporary").glob(".joining-*/*/*.pickle"))) >= step


def test_worker_is_killed_and_the_run_goes_on(corpus, undisturbed, tmp_path):
    """With two workers: the same tables from them as from one process, another one taking the dead one's place."""
    out = tmp_path / "run"
    process = start(corpus, out, workers=2)
    random_moment(out, process)
    os.kill(DRAW.choice(workers_of(process)).pid, signal.SIGKILL)
    assert process.wait(PATIENCE) == 0, out.with_suffix(".log").read_text()
    assert tk.status(out).state == "finished"
    assert differences(load(out), undisturbed) == []


def test_worker_is_killed_while_shards_are_joined(corpus, undisturbed, found):
    process = start(corpus, found, workers=2)
    wait_for(lambda: joining(found, 3), process)
    os.kill(DRAW.choice(workers_of(process)).pid, signal.SIGKILL)
    assert process.wait(PATIENCE) == 0, found.with_suffix(".log").read_text()
    assert differences(load(found), undisturbed) == []
    assert not list((found / "temporary").iterdir())


def test_driver_is_killed_while_shards_are_joined(corpus, undisturbed, found):
    process = start(corpus, found, workers=2)
    wait_for(lambda: joining(found, 10), process)
    process.kill()
    process.wait()
    assert tk.status(found).state == "joining" and not (found / "tables").exists()
    tk.run(corpus, out=found, shard_words=WORDS, progress=False)
    assert differences(load(found), undisturbed) == []
    assert not list((found / "temporary").iterdir())


# Found by every Python process, so by the workers too: one that comes to the third shard dies at once.
DEADLY = """
import os, signal, sys, threading, time

def watch():
    while not hasattr(sys.modules.get("toolkit.run.work"), "peak_memory_mb"):
        time.sleep(0.005)
    module = sys.modules["toolkit.run.work"]
    check = module._check
    def deadly(task, folder):
        if task.shard.startswith("00002"):
            os.kill(os.getpid(), signal.SIGKILL)
        check(task, folder)
    module._check = deadly

threading.Thread(target=watch, daemon=True).start()
"""


def test_a_shard_that_kills_its_workers_is_given_up(corpus, undisturbed, tmp_path):
    """As where the memory does not suffice for it; the others are done."""
    (tmp_path / "deadly").mkdir()
    (tmp_path / "deadly" / "sitecustomize.py").write_text(DEADLY)
    out = tmp_path / "run"
    process = start(corpus, out, [tmp_path / "deadly"], workers=2)
    assert process.wait(PATIENCE) == 0, out.with_suffix(".log").read_text()
    told = tk.status(out)
    assert (told.state, told.shards_done) == ("finished", told.shards - 1)
    assert "3 workers one after the other died while they were at it" in told.failed[0]
    lost = load(out).problems.query("code == 'workers died'")["doc_id"]
    assert 0 < len(lost) < 8 and set(lost) <= set(undisturbed.documents["doc_id"])
    tk.run(corpus, out=out, shard_words=WORDS, progress=False)
    assert differences(load(out), undisturbed) == []


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder):
        self.folder, self.place = folder, folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self._start("dask_scheduler", *options)
        self.workers = []
        wait_for(self.place.is_file, self.scheduler)
        self.address = json.loads(self.place.read_text())["address"]

    def _start(self, program, *options):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        return subprocess.Popen([*command, "--scheduler-file", str(self.place)], **quiet)

    def add_worker(self):
        local = ["--local-directory", str(self.folder / "dask")]
        options = ["--nthreads", "1", "--no-dashboard", "--no-nanny", *local]
        self.workers.append(self._start("dask_worker", *options))
        return self.workers[-1]

    def end(self):
        for process in (self.scheduler, *self.workers):
            process.kill()
            process.wait(PATIENCE)


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path)
    yield made
    made.end()


def test_scheduler_is_killed(corpus, undisturbed, cluster, tmp_path):
    out = tmp_path / "run"
    cluster.add_worker()
    process = start(corpus, out, scheduler=cluster.address)
    random_moment(out, process)
    cluster.scheduler.kill()
    assert process.wait(PATIENCE) == 1
    log = out.with_suffix(".log").read_text()
    assert f"the Dask scheduler at {cluster.address} does not answer any more" in log.splitlines()[-1]
    tk.run(corpus, out=out, shard_words=WORDS, progress=False)
    assert differences(load(out), undisturbed) == []


SOON = "from toolkit.run import absence; absence._SILENT_SECONDS = 0.3; "


def test_the_last_worker_is_killed_and_another_one_comes(corpus, undisturbed, found, cluster):
    """The run says that it waits, and goes on: one worker after the other gives the tables of one process."""
    log = found.with_suffix(".log")
    worker = cluster.add_worker()
    process = start(corpus, found, before=SOON, scheduler=cluster.address)
    wait_for(lambda: joining(found, 3), process)
    before = log.read_text()
    worker.kill()
    wait_for(
        lambda: f"start some with `dask worker {cluster.address}" in log.read_text()[len(before) :], process
    )
    cluster.add_worker()
    assert process.wait(PATIENCE) == 0, log.read_text()
    assert "a worker is connected; the run goes on" in log.read_text()
    assert differences(load(found), undisturbed) == []


def test_a_cluster_without_a_worker_is_given_up(corpus, undisturbed, found, cluster):
    process = start(corpus, found, scheduler=cluster.address, wait_minutes=0.02)
    assert process.wait(PATIENCE) == 1
    told = found.with_suffix(".log").read_text().splitlines()[-1]
    assert f"{cluster.address}: no worker was connected for 1 s, a worker was wanted; start some" in told
    assert "--wait-minutes makes a run wait longer" in told and "NoWorkers" in str(
        attempts(found)[-1]["outcome"]
    )


def attempts(out):
    return json.loads((out / "run.json").read_text())["attempts"]


def test_one_process_and_shards_give_the_same_tables(corpus, undisturbed):
    assert differences(tk.analyse(tk.read_documents(corpus), progress=False), undisturbed) == []
    assert len(undisturbed.quotes) > 100 and len(undisturbed.edges) > 10
    assert set(undisturbed.problems["code"]) >= {"empty file", "not English", "date assumed"}
    assert undisturbed.documents["duplicate_of"].notna().sum() == 2
