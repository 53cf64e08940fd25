"""Runs with stand-ins for the model: the same tables however they come about, crashes anywhere, all kinds of faults."""

import errno
import functools
import importlib
import json
import random
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pandas as pd
import pytest

import toolkit as tk
from tests import run_corpora
from tests.run_corpora import article, differences, load, write_corpus
from toolkit import analysis, cli, run_folder, tables
from toolkit.documents import read_documents

# By their full names: in the package `toolkit`, `run` is the function.
folders, manifest, pools, progress, running, settling, shards, work = (
    importlib.import_module(f"toolkit.run.{name}")
    for name in ("folder", "manifest", "pools", "progress", "running", "settling", "shards", "work")
)
WORDS = 300
DOCUMENTS, SHARDS = 13, 5  # of the corpus below, one document of which is not in English
CRASHES = 8  # some three runs each


def stand_in(patch):
    patch.setattr(work.analysis, "find_all", run_corpora.find_all)
    patch.setattr(work, "pipeline", lambda name: run_corpora.Pipeline())


def leave_joining_out(patch):
    patch.setattr(running.joining, "join", run_corpora.join)


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch):
    stand_in(monkeypatch)


@pytest.fixture
def light(monkeypatch):
    """Joining left out, where it is not what the test is about."""
    leave_joining_out(monkeypatch)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus that no test changes."""
    return write_corpus(tmp_path_factory.mktemp("corpus") / "news")


@pytest.fixture(scope="module")
def light_run(corpus, tmp_path_factory):
    """The folder of a run that nothing happened to, without joining; to look at and to copy."""
    out = tmp_path_factory.mktemp("light") / "run"
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        leave_joining_out(patch)
        run(corpus, out)
    return out


@pytest.fixture(scope="module")
def joined_run(corpus, tmp_path_factory):
    """The same with joining."""
    out = tmp_path_factory.mktemp("joined") / "run"
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        run(corpus, out)
    return out


@pytest.fixture
def whole(light_run, light):
    """The tables of a run that nothing happened to."""
    return load(light_run)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "run"


@pytest.fixture
def finished(light_run, light, out):
    """The folder `out` of a finished run of one's own."""
    return shutil.copytree(light_run, out)


def run(corpus, out, **options):
    return tk.run(corpus, out=out, **{"shard_words": WORDS, "progress": False, **options})


# --- the same tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "n_shards"), [(200, 7), (300, 5), (None, 1)])
def test_tables_do_not_depend_on_how_the_corpus_is_dealt_out(corpus, out, words, n_shards):
    whole = tk.analyse(read_documents(corpus), progress=False)
    told = run(corpus, out, shard_words=words)
    assert told.state == "finished" and told.shards == n_shards
    assert differences(load(out), whole) == []
    for each in ("documents", "mentions", "quotes", "edges", "problems"):
        tables.check(each, getattr(load(out), each))
    assert len(whole.mentions) > 100 and len(whole.documents) == DOCUMENTS - 1 and "batch" in whole.documents


def test_same_ids_in_several_shards_are_told_apart_as_in_one_reading(tmp_path, out):
    rows = [{"doc_id": f"d{at % 9}", "text": article(at % 11)} for at in range(24)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    whole = tk.analyse(read_documents(tmp_path / "a.jsonl"), progress=False)
    run(tmp_path / "a.jsonl", out)
    assert differences(load(out), whole) == []
    assert {"repeated id"} <= set(whole.problems["code"])


@pytest.mark.parametrize(("near", "seed"), [(True, 1), (True, 2), (0.3, 3), (False, 4)])
def test_copies_across_shards_are_those_of_one_reading(tmp_path, out, light, near, seed, monkeypatch):
    """Copies of copies, cut and mended ones, in any order of date, far apart and with a phrase that all share."""
    monkeypatch.setattr(settling, "_PER_PASS", 700)  # several passes over the files
    draw = random.Random(seed)
    standing = "This paper is printed at the old mill by the river and is sold in every shop of the valley."
    rows = []
    for at in range(60):
        text = article(draw.randrange(12))
        lines = text.split("\n")
        kept = [line for line in lines if draw.random() < 0.85] or lines
        day = draw.choice(["2022-01-14", "2022-01-13", "15/01/2022", None])
        rows.append({"text": "\n".join([*kept, standing]), "published": day, "number": at})
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    whole = read_documents(tmp_path / "a.jsonl", near_duplicates=near)
    run(tmp_path / "a.jsonl", out, near_duplicates=near, shard_words=800)
    pd.testing.assert_frame_equal(load(out).documents, whole)
    found = whole["duplicate_of"].notna().sum()
    assert 3 < found < 60


def test_corrections_and_attributes(corpus, joined_run, out, tmp_path):
    (tmp_path / "c.csv").write_text("action,actor,value\nrename,Lena Orlo,Helena Orlo\ndrop,Nobody Known,\n")
    (tmp_path / "d.csv").write_text("actor,party\nTom Hale,Greens\nNobody Else,Reds\n")
    given = {"corrections": tmp_path / "c.csv", "attributes": tmp_path / "d.csv"}
    shutil.copytree(joined_run, out)
    found = {path.name: path.stat().st_mtime_ns for path in (out / "found").iterdir()}
    run(corpus, out, **given)
    assert found == {path.name: path.stat().st_mtime_ns for path in (out / "found").iterdir()}
    whole = analysis.analyse_with(read_documents(corpus), progress=False, **given)
    assert differences(load(out), whole) == []
    assert "Helena Orlo" in set(whole.actors["name"]) and "Greens" in set(whole.actors["party"])
    again = analysis.analyse_corpus(out, **given)
    assert differences(again, whole) == [], "what a run has been given is not made twice"


# --- reading a run ----------------------------------------------------------------------------------------------------


def test_a_finished_run_is_read_like_a_folder_of_texts(joined_run):
    out, whole = joined_run, load(joined_run)
    assert differences(analysis.analyse_corpus(out), whole) == []
    documents = read_documents(out)
    pd.testing.assert_frame_equal(documents, whole.documents)
    assert {row["code"] for row in documents.attrs["problems"]} == {"empty file", "date assumed"}
    parts = list(tk.iter_documents(out))
    assert len(parts) == SHARDS and sum(map(len, parts)) == len(documents)
    paths = run_folder.table_files(out, "quotes")
    assert sum(len(pd.read_parquet(path)) for path in paths) == len(whole.quotes)
    assert run_folder.table_files(out, "actors") == [out / "tables" / "actors.parquet"]


NOTEBOOK = """\
# How many
import toolkit as tk
analysis = tk.analysis.analyse_corpus(corpus, analysis_folder=analysis_folder)
print(len(analysis.quotes), "quotes")
"""


@pytest.mark.integration
@pytest.mark.usefixtures("warm_kernels")
def test_report_of_a_run(joined_run, tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell("# How many"),
        nbformat.v4.new_code_cell("corpus = analysis_folder = None"),
    ]
    cells[1].metadata["tags"] = ["parameters"]
    cells.append(nbformat.v4.new_code_cell(NOTEBOOK))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "count.ipynb")
    index = tk.report(joined_run, out=tmp_path / "report", notebooks=[tmp_path / "count.ipynb"])
    whole = load(joined_run)
    assert f"{len(whole.quotes)} quotes" in (tmp_path / "report" / "count.html").read_text()
    assert differences(load(index.parent / "tables"), whole) == []


def test_an_unfinished_run_is_not_read(corpus, out, monkeypatch):
    monkeypatch.setattr(running.joining, "join", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(corpus, out)
    for read in (
        analysis.load_analysis,
        analysis.analyse_corpus,
        read_documents,
        tk.iter_documents,
        tk.report,
    ):
        with pytest.raises(
            ValueError, match=r"this run is not finished; `toolkit status .*` says how far it is"
        ):
            read(out)
    told = tk.status(out)
    assert (told.state, told.shards_done, told.running) == ("joining", SHARDS, False)
    assert "stopped while joining" in str(told)


def stopped(*given, **options):
    raise KeyboardInterrupt


# --- crashes ----------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As good as kill -9: from here on, nothing reaches the disk."""


class Killer:
    """Counts what Python does to the disk, and from the step given on lets nothing happen any more."""

    STEPS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "shutil.rmtree"})

    def __init__(self):
        self.count, self.at, self.active, self.where = 0, None, False, None
        sys.addaudithook(self._see)

    def _see(self, event, given):
        if not self.active or event not in self.STEPS or self.where not in str(given[0]):
            return
        self.count += 1
        if self.at is not None and self.count >= self.at:
            raise Killed

    def during(self, where, at, what):
        """Do `what`, killed at step `at` of those below the folder `where`; whether it was killed."""
        self.count, self.at, self.where, self.active = 0, at, str(where), True
        try:
            what()
        except Killed:
            return True
        finally:
            self.active = False
        return False


KILLER = Killer()


def test_a_crash_at_any_step_loses_nothing_and_doubles_nothing(tmp_path, light):
    corpus = write_corpus(tmp_path / "news", 4)
    KILLER.during(tmp_path / "whole", None, lambda: run(corpus, tmp_path / "whole", shard_words=500))
    steps, whole = KILLER.count, load(tmp_path / "whole")
    assert steps > 100
    draw = random.Random(11)
    for number, first in enumerate(draw.sample(range(1, steps), CRASHES)):
        out = tmp_path / f"run{number}"
        again = functools.partial(run, corpus, out, shard_words=500)
        assert KILLER.during(out, first, again)
        KILLER.during(out, draw.randrange(1, steps), again)
        again()
        assert differences(load(out), whole) == [], f"killed at step {first} of {steps}"
        assert not list((out / "temporary").iterdir())


def test_what_is_done_is_not_done_again(tmp_path, out, light, monkeypatch):
    corpus, done = write_corpus(tmp_path / "news"), []
    do = work.do
    monkeypatch.setattr(work, "do", lambda task, tell: done.append(task.shard) or do(task, tell))
    run(corpus, out)
    assert len(done) == len(set(done)) == SHARDS
    run(corpus, out)
    assert len(done) == SHARDS
    (corpus / "z.txt").write_text(article(99))
    run(corpus, out)
    assert len(done) == SHARDS + 1, "only the last shard has a new article"
    assert len(load(out).documents) == DOCUMENTS
    assert tk.status(out).unused == 1


def test_what_another_version_found_is_not_used(corpus, finished, out, monkeypatch):
    names = {path.name for path in (out / "found").iterdir()}
    for change in ("_program", "_model"):
        monkeypatch.setattr(manifest, change, lambda: "another")
        told = run(corpus, out)
        assert told.state == "finished" and told.shards == SHARDS
        new = {path.name for path in (out / "found").iterdir()} - names
        assert len(new) == SHARDS, change
        names |= new
    run(corpus, out, english_only=False)
    assert len({path.name for path in (out / "found").iterdir()} - names) == SHARDS


def test_one_run_at_a_time(corpus, finished, out):
    with folders.locked(run_folder.RunFolder(out)):
        assert tk.status(out).running
        with pytest.raises(ValueError, match="another run is writing into this folder"):
            run(corpus, out)


# --- faults of shards, disks and workers ------------------------------------------------------------------------------


def test_disk_full_in_one_shard(corpus, out, whole, monkeypatch):
    """The others are done; the run says what to do; the next call does what is left."""
    write, calls = folders.write_table, []

    def full(path, name, frame):
        if name == "quotes" and "found" not in str(path):
            calls.append(path)
            if len(calls) == 3:
                path.write_bytes(b"half of")
                raise OSError(errno.ENOSPC, "No space left on device")
        write(path, name, frame)

    monkeypatch.setattr(folders, "write_table", full)
    told = run(corpus, out)
    assert (told.state, told.shards_done, told.shards) == ("finished", SHARDS - 1, SHARDS)
    assert "no space left to write a shard's tables" in told.failed[0] and "Make room" in told.failed[0]
    assert "finished, but for what failed" in str(told)
    analysis_ = load(out)
    lost = analysis_.problems[analysis_.problems["code"] == "disk full"]
    assert len(lost) and set(lost["doc_id"]) <= set(analysis_.documents["doc_id"])
    assert not set(lost["doc_id"]) & set(analysis_.mentions["doc_id"])
    assert len(analysis_.documents) == DOCUMENTS - 1
    monkeypatch.setattr(folders, "write_table", write)
    assert run(corpus, out).failed == ()
    assert differences(load(out), whole) == []


def test_disk_that_stays_full_ends_the_run(corpus, out, light, monkeypatch):
    def full(path, name, frame):
        if name == "mentions":
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, name, frame)

    write = folders.write_table
    monkeypatch.setattr(folders, "write_table", full)
    with pytest.raises(RuntimeError, match="no space left to write a shard's tables"):
        run(corpus, out)
    told = json.loads((out / "run.json").read_text())
    assert "no space left" in told["attempts"][-1]["outcome"]
    assert tk.status(out).shards_done == 0
    monkeypatch.setattr(folders, "write_table", write)
    assert run(corpus, out).state == "finished"


def test_disk_full_while_the_corpus_is_read_or_joined(corpus, out, light, monkeypatch):
    def full(*given, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    for place in ((shards, "_write"), (running.joining, "join")):
        with monkeypatch.context() as patched:
            patched.setattr(*place, full)
            with pytest.raises(
                RuntimeError, match="no space left on the disk; make room and give the same command"
            ):
                run(corpus, out)
    assert run(corpus, out).state == "finished"


def test_damaged_input_of_a_shard(corpus, out, whole, monkeypatch):
    write = shards._write
    monkeypatch.setattr(shards, "_write", lambda *given: damage(write(*given), given[0]))
    told = run(corpus, out)
    assert (told.shards_done, told.shards, len(told.failed)) == (SHARDS - 1, SHARDS, 1)
    assert "this file is damaged" in told.failed[0] and "Run again" in told.failed[0]
    assert load(out).problems["code"].tolist().count("damaged shard") == 1
    monkeypatch.setattr(shards, "_write", write)
    assert run(corpus, out).failed == ()
    assert differences(load(out), whole) == []


def damage(shard, folder):
    if shard.name.startswith("00002"):
        path = folder.input(shard.name)
        path.write_bytes(path.read_bytes()[:-100] + b"\0" * 100)
    return shard


@pytest.mark.parametrize("name", ["quotes.parquet", "shard.json", "runs.npy"])
def test_what_was_cut_in_found_is_done_again(corpus, finished, out, whole, name):
    place = sorted((out / "found").iterdir())[3] / name
    place.write_bytes(place.read_bytes()[:-20])
    (out / "tables" / "joined.json").unlink()
    assert tk.status(out).shards_done == SHARDS - 1
    assert run(corpus, out).state == "finished"
    assert differences(load(out), whole) == []


@pytest.mark.parametrize("name", ["quotes", "tokens", "documents"])
def test_a_damaged_table_of_a_finished_run_is_named_and_can_be_mended(corpus, finished, out, whole, name):
    place = sorted((out / "tables" / name).iterdir())[2]
    place.write_bytes(b"PAR1 nothing")
    shard = place.stem
    with pytest.raises(
        ValueError, match=rf"{shard}.parquet: this file .* cannot be read .*; delete it and found/{shard}"
    ):
        load(out)
    place.unlink()
    shutil.rmtree(out / "found" / shard)
    run(corpus, out)
    assert differences(load(out), whole) == []


def test_memory_error_is_the_shards(corpus, out, light, monkeypatch):
    calls = []

    def greedy(documents, **options):
        calls.append(len(documents))
        if len(calls) == 2:
            raise MemoryError
        return run_corpora.find_all(documents, **options)

    monkeypatch.setattr(work.analysis, "find_all", greedy)
    told = run(corpus, out)
    assert (
        told.shards_done == SHARDS - 1 and "the memory did not suffice; use fewer workers" in told.failed[0]
    )


def test_fault_of_the_set_up_stops_the_run(corpus, out, light, monkeypatch):
    def broken(documents, **options):
        raise AttributeError("no such thing")

    monkeypatch.setattr(work.analysis, "find_all", broken)
    with pytest.raises(AttributeError):
        run(corpus, out)
    assert "AttributeError" in json.loads((out / "run.json").read_text())["attempts"][-1]["outcome"]


def test_a_worker_of_another_version_or_without_the_disk(finished, out):
    shard = sorted(path.name for path in (out / "found").iterdir())[0]
    with pytest.raises(work.WrongWorker, match="has other versions than the run"):
        work.do(work.Task(str(out), shard, "0123"))
    own = manifest.fingerprint(manifest.configuration(english_only=True, pipeline=None))
    with pytest.raises(
        work.WrongWorker, match=r"does not see .*nowhere; give --out a folder on a disk that all"
    ):
        work.do(work.Task(str(out / "nowhere"), shard, own))


# --- what a run refuses -----------------------------------------------------------------------------------------------


def test_refusals(corpus, out, light, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.docx").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for message, source, place, options in [
        ("lies within the corpus", corpus, corpus / "run", {}),
        ("has other files in it", corpus, other, {}),
        ("a folder was wanted", corpus, tmp_path / "file", {}),
        ("1 or more was wanted", corpus, out, {"workers": 0}),
        ("shard_words=0: 1 or more", corpus, out, {"shard_words": 0}),
        ("near_duplicates=2", corpus, out, {"near_duplicates": 2}),
        ("no document could be read", corpus / "empty.txt", tmp_path / "none", {}),
    ]:
        with pytest.raises(ValueError, match=message):
            run(source, place, **options)
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        run(tmp_path / "nowhere", out)
    assert not out.exists()
    assert (other / "thesis.docx").read_text() == "mine"
    run(corpus, out)
    with pytest.raises(ValueError, match="the folder of a run and no corpus"):
        run(out, tmp_path / "second")


def test_without_dask(corpus, out):
    code = (
        "import sys; sys.modules['distributed'] = sys.modules['dask'] = None\n"
        "from toolkit import cli; sys.exit(cli.main(sys.argv[1:]))"
    )
    given = ["run", str(corpus), "--out", str(out), "--quiet", "--workers", "2"]
    done = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True)
    assert done.returncode == 2
    assert "need Dask, which is not installed: pip install 'news-discourse-toolkit[scale]'" in done.stderr
    assert "Traceback" not in done.stderr


# --- Dask, without its processes --------------------------------------------------------------------------------------


def test_workers_that_die_at_one_shard_make_it_a_problem(corpus, out, monkeypatch):
    distributed = pytest.importorskip("distributed")
    pool = pools._Dask.__new__(pools._Dask)
    pool._running, pool._address = {"k": work.Task("f", "00001-ab", "c")}, None

    class Future:
        key = "k"

        def result(self, timeout):
            raise distributed.KilledWorker("k", None, 3)

    outcome = pool._outcome(Future())
    assert outcome.code == "workers died" and "3 workers one after the other died" in outcome.detail
    assert not pool.busy()


def test_scheduler_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(pools, "_CONNECTING", "1s")
    pytest.importorskip("distributed")
    with (
        pytest.raises(ValueError, match="no Dask scheduler answers there"),
        pools.pool(1, "tcp://127.0.0.1:9"),
    ):
        pass


# --- progress ---------------------------------------------------------------------------------------------------------


def test_status_of_a_finished_run(finished, out, capsys):
    told = tk.status(out)
    assert (told.documents, told.documents_done, told.state, told.running) == (
        DOCUMENTS,
        DOCUMENTS,
        "finished",
        False,
    )
    assert told.words == told.words_done > 1_000 and told.words_per_second > 0
    assert told.problems == len(load(out).problems) == 3
    assert cli.main(["status", str(out)]) == 0
    shown = capsys.readouterr().out
    for line in (
        "finished",
        "shards      5 of 5",
        "documents   13 of 13",
        "words/s",
        f"`toolkit report {out}`",
    ):
        assert line in shown


def test_status_while_a_run_goes_on(corpus, out, light, monkeypatch):
    seen = []
    do = work.do
    monkeypatch.setattr(work, "do", lambda task, tell: seen.append(tk.status(out)) or do(task, tell))
    run(corpus, out)
    assert [told.shards_done for told in seen] == list(range(SHARDS))
    assert {told.state for told in seen} == {"analysing"} and all(told.running for told in seen)
    assert seen[-1].seconds_left is not None and "time left" in str(seen[-1])
    assert "wait; stopping the run loses no shard that is done" in str(seen[-1])


def test_status_of_a_reading_that_a_crash_cut_off(finished, out):
    text = (out / "shards.jsonl").read_text()
    (out / "shards.jsonl").write_text(text[: text.rindex("{") + 12])
    told = json.loads((out / "run.json").read_text())
    (out / "run.json").write_text(json.dumps(told | {"reading": {"finished": None}}))
    told = tk.status(out)
    assert (told.state, told.shards, told.seconds_left) == ("reading", SHARDS - 1, None)
    assert "stopped while reading" in str(told) and "4 of 4 (so far)" in str(told)


def test_status_says_what_failed_and_is_short_about_it(tmp_path):
    told = progress.Status(
        tmp_path, "analysing", None, 9, 1, 90, 10, 9, 1, 0, failed=tuple("abcdefg"), unused=2
    )
    shown = str(told)
    assert "7 shard(s):" in shown and "and 2 more" in shown and "2 shard(s) of other inputs" in shown
    assert "if nothing runs any more, give the same `toolkit run` again" in shown


def test_bar_shows_words(corpus, out, light, capsys):
    run(corpus, out, progress=True)
    shown = capsys.readouterr().err
    assert "words/s" in shown and "analysing" in shown and "100%" in shown


def test_manifest(corpus, finished, out):
    told = json.loads((out / "run.json").read_text())
    counts = {"shards": SHARDS, "documents": DOCUMENTS, "words": tk.status(out).words, "problems": 1}
    assert {name: told["reading"][name] for name in counts} == counts
    assert told["configuration"]["toolkit"] == tk.__version__
    assert {"spacy", "onnxruntime"} <= set(told["configuration"]["versions"])
    assert told["options"]["source"] == [str(corpus)]
    assert told["rows"]["quotes"] == len(load(out).quotes) > 50 and told["rows"]["problems"] == 3
    assert told["attempts"][0]["outcome"] == "finished" and told["attempts"][0]["finished"]


# --- the command line -------------------------------------------------------------------------------------------------


def test_commands(corpus, out, light, capsys):
    assert cli.main(["run", str(corpus), "--out", str(out), "--quiet"]) == 0
    assert "finished" in capsys.readouterr().out
    assert cli.main(["run", str(corpus), "--out", str(corpus / "x"), "--quiet"]) == 2
    assert "lies within the corpus" in capsys.readouterr().err
    assert cli.main(["status", str(corpus)]) == 2
    assert "not the folder of a run (no run.json)" in capsys.readouterr().err


def test_exit_code_of_a_run_with_a_shard_that_failed(corpus, finished, out, monkeypatch, capsys):
    failed = replace(run(corpus, out), failed=("shard 1: why",))
    monkeypatch.setattr(importlib.import_module("toolkit.run"), "run", lambda *given, **options: failed)
    assert cli.main(["run", str(corpus), "--out", str(out)]) == 1
    assert "shard 1: why" in capsys.readouterr().out
