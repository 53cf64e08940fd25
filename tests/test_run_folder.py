"""The layout of a run's folder, read: what is one, what is finished, which files a table consists of."""

import json

import pytest

from toolkit import run_folder, tables
from toolkit.run_folder import RunFolder


@pytest.fixture
def finished(tmp_path):
    """The folder of a finished run of two shards without rows."""
    folder = RunFolder(tmp_path)
    folder.manifest.write_text(json.dumps({"format": run_folder.FORMAT}))
    for name in run_folder.SHARDED:
        (folder.tables / name).mkdir(parents=True)
        for shard in ("00000-a", "00001-b"):
            tables.to_plain(name, tables.empty(name)).to_parquet(folder.tables / name / f"{shard}.parquet")
    for name in run_folder.WHOLE:
        tables.empty(name).to_parquet(folder.tables / f"{name}.parquet")
    folder.joined.write_text(json.dumps({"shards": ["00000-a", "00001-b"]}))
    return tmp_path


def test_tables_of_a_finished_run(finished):
    assert [path.name for path in run_folder.table_files(finished, "quotes")] == [
        "00000-a.parquet",
        "00001-b.parquet",
    ]
    for name in (*run_folder.SHARDED, *run_folder.WHOLE):
        assert run_folder.read_table(finished, name).columns.tolist() == tables.empty(name).columns.tolist()
    with pytest.raises(ValueError, match="no table is called 'words'"):
        run_folder.table_files(finished, "words")


def test_every_table_is_in_the_folder():
    assert {*run_folder.SHARDED, *run_folder.WHOLE} == set(tables.TABLES)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "another"}', "\x00"])
def test_other_folders_are_no_runs(tmp_path, text):
    assert not run_folder.is_run(tmp_path)
    (tmp_path / "run.json").write_text(text)
    assert not run_folder.is_run(tmp_path)
    assert not run_folder.is_run([tmp_path])
    with pytest.raises(
        ValueError, match=r"not the folder of a run .*; `toolkit run PATH --out DIR` makes one"
    ):
        run_folder.read_table(tmp_path, "quotes")


def test_a_run_that_is_not_finished(finished):
    RunFolder(finished).joined.unlink()
    assert run_folder.is_run(finished) and run_folder.is_run(str(finished))
    with pytest.raises(ValueError, match="this run is not finished"):
        run_folder.read_table(finished, "quotes")


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"PAR1")])
def test_a_file_that_is_missing_or_damaged_is_named(finished, harm):
    harm(RunFolder(finished).tables / "quotes" / "00001-b.parquet")
    with pytest.raises(
        ValueError, match=r"00001-b.parquet: this file of the run cannot be read .*; delete it"
    ):
        run_folder.read_table(finished, "quotes")
