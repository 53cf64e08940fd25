"""The command line: what it prints, its exit codes, and that users never see a traceback."""

import importlib
import json
import subprocess
import sys
import time

import pytest

from toolkit import cli, run, tables
from toolkit.run import Analysis


@pytest.fixture
def analysed(monkeypatch):
    """Analysis without a model: every table but documents empty."""

    def analyse(documents, *, progress):
        return Analysis(documents, *map(tables.empty, ("mentions", "actors", "quotes", "edges", "problems")))

    monkeypatch.setattr(run, "analyse", analyse)


@pytest.fixture
def seeds(tmp_path):
    (tmp_path / "a.txt").write_text("The minister said that the talks had failed.")
    return tmp_path


def test_help_explains_the_commands(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("report", "analyse", "PATH", "Exit codes"))


def test_version(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == "toolkit 0.1.0\n"


def test_analyse_writes_tables(analysed, seeds, capsys):
    assert cli.main(["analyse", str(seeds), "--out", str(seeds / "tables")]) == 0
    assert "documents.csv: 1 rows" in capsys.readouterr().out
    assert (seeds / "tables" / "quotes.csv").exists()


def test_report_passes_everything_on(seeds, monkeypatch, capsys):
    given = {}
    module = importlib.import_module("toolkit.report")
    monkeypatch.setattr(module, "report", lambda path, **options: given.update(options, path=path))
    arguments = ["report", "a.csv", "b.csv", "--text-column", "body", "--quiet", "--sides", "A=B, C", "D=E"]
    assert cli.main(arguments) == 0
    assert given == {
        "path": ["a.csv", "b.csv"], "out": "reports/", "text_column": "body", "progress": False, "notebooks": None,
        "sides": {"A": ["B", "C"], "D": ["E"]},
    }  # fmt: skip


def bad_inputs(tmp_path):
    for name, content in [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256))),
        ("marks.txt", '“” "'.encode()),
    ]:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.csv").write_text("id,words\n1,The text.\n")


@pytest.mark.parametrize("command", ["report", "analyse"])
@pytest.mark.parametrize(("name", "message"), [
    ("nowhere", "no such file or folder"),
    ("nowhere/*.txt", "no file fits this pattern"),
    ("folder", "the folder has no files"),
    ("empty.txt", "the file is empty"),
    ("binary.txt", "binary data, not text"),
    ("marks.txt", "no word in this text"),
    ("a.csv", "pass text_column="),
])  # fmt: skip
def test_bad_input(tmp_path, capsys, command, name, message):
    bad_inputs(tmp_path)
    assert cli.main([command, str(tmp_path / name), "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("toolkit: ")
    assert message in captured.err
    assert "Traceback" not in captured.err
    assert not (tmp_path / "out").exists()


def test_all_problems_are_listed(tmp_path, capsys):
    bad_inputs(tmp_path)
    (tmp_path / "a.csv").unlink()
    assert cli.main(["analyse", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["not text", "empty file", "no words"]


def test_wrong_options_end_with_two(capsys):
    for arguments in ([], ["report"], ["print", "x"]):
        with pytest.raises(SystemExit, match="2"):
            cli.main(arguments)
    assert "usage: toolkit" in capsys.readouterr().err


def test_sides_from_files(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"West": ["NATO"], "East": ["Russia"]}))
    (tmp_path / "a.csv").write_text("side,actor\nWest,NATO\nWest,United States\n", encoding="utf-8-sig")
    assert cli.read_sides([str(tmp_path / "a.json")]) == {"West": ["NATO"], "East": ["Russia"]}
    assert cli.read_sides([str(tmp_path / "a.csv")]) == {"West": ["NATO", "United States"]}
    assert cli.read_sides(None) is None


@pytest.mark.parametrize("given", [["=x"], ["A="], ["A=b", "c"]])
def test_sides_that_cannot_be_read(given):
    with pytest.raises(ValueError, match="write NAME=ACTOR"):
        cli.read_sides(given)


def test_files_of_sides_that_cannot_be_read(tmp_path):
    (tmp_path / "a.json").write_text("[1]")
    (tmp_path / "a.csv").write_text("name,members\nx,y\n")
    with pytest.raises(ValueError, match="not an object"):
        cli.read_sides([str(tmp_path / "a.json")])
    with pytest.raises(ValueError, match=r"no columns side and actor \(found name, members\)"):
        cli.read_sides([str(tmp_path / "a.csv")])


def seconds(*arguments):
    """The least of three runs in a fresh interpreter: the machine may be busy."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times)


def test_start_is_quick():
    assert seconds("-c", "import toolkit") < 0.3
    assert seconds("-m", "toolkit.cli", "--help") < 1


def test_help_loads_no_pandas():
    code = "import sys, toolkit.cli; toolkit.cli._parser(); sys.exit('pandas' in sys.modules or 'spacy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
