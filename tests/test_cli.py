"""The command line: what it prints, its exit codes, and that users never see a traceback."""

import csv
import importlib
import json
import shutil
import subprocess
import sys
import time

import pytest

from toolkit import cli, tables
from toolkit.analysis import Analysis


@pytest.fixture
def analysed(monkeypatch):
    """Analysis without a model: every table but documents empty."""

    def analyse(documents, *, nlp=None, english_only=True, progress):
        return Analysis(documents, *map(tables.empty, ("mentions", "actors", "quotes", "edges", "problems")))

    for place in ("toolkit.analysis", "toolkit.evaluation.evaluation"):
        monkeypatch.setattr(f"{place}.analyse", analyse)


@pytest.fixture
def seeds(tmp_path):
    (tmp_path / "a.txt").write_text("The minister said that the talks had failed.")
    return tmp_path


def test_help_explains_the_commands(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert all(
        word in shown
        for word in ("new", "report", "analyse", "sample", "score", "doctor", "PATH", "Exit codes")
    )


def test_version(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == "toolkit 0.1.0\n"


def test_analyse_writes_tables(analysed, seeds, capsys):
    assert cli.main(["analyse", str(seeds / "a.txt"), "--out", str(seeds / "tables")]) == 0
    assert "documents.csv: 1 rows" in capsys.readouterr().out
    assert (seeds / "tables" / "quotes.csv").exists()


def test_report_passes_everything_on(seeds, monkeypatch, capsys):
    given = {}
    module = importlib.import_module("toolkit.report")
    monkeypatch.setattr(module, "report", lambda path, **options: given.update(options, path=path))
    arguments = ["report", "a.csv", "b.csv", "--text-column", "body", "--quiet", "--sides", "A=B, C", "D=E"]
    arguments += ["--corrections", "c.csv", "--attributes", "d.csv"]
    arguments += ["--near-duplicates", "0.8", "--all-languages"]
    arguments += ["--template", "mine/", "--pdf", "--browser", "chrome"]
    assert cli.main(arguments) == 0
    assert given == {
        "path": ["a.csv", "b.csv"], "out": None, "text_column": "body", "progress": False, "notebooks": None,
        "corrections": "c.csv", "attributes": "d.csv", "sides": {"A": ["B", "C"], "D": ["E"]},
        "near_duplicates": 0.8, "english_only": False, "template": "mine/", "pdf": True, "browser": "chrome",
    }  # fmt: skip


def test_analyse_with_corrections_and_attributes(analysed, seeds, tmp_path, capsys):
    (tmp_path / "c.csv").write_text("action,actor\ndrop,Doe\n")
    (tmp_path / "d.csv").write_text("actor,party\nDoe,Greens\n")
    arguments = ["analyse", str(seeds / "a.txt"), "--out", str(tmp_path / "tables")]
    options = ["--corrections", str(tmp_path / "c.csv"), "--attributes", str(tmp_path / "d.csv")]
    assert cli.main([*arguments, *options]) == 0
    assert "problems.csv: 2 rows" in capsys.readouterr().out
    with (tmp_path / "tables" / "actors.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert "party" in next(csv.reader(opened))
    (tmp_path / "c.csv").write_text("action,actor\nmarry,Doe\nmerge,Roe\n")
    assert cli.main([*arguments, *options]) == 2
    assert "line 2: the action is 'marry'" in capsys.readouterr().err


def bad_inputs(tmp_path):
    for name, content in [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256))),
        ("marks.txt", '“” "'.encode()),
    ]:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.csv").write_text("id,words\n1,The text.\n")


@pytest.mark.parametrize("command", ["report", "analyse", "sample"])
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
    out = tmp_path / ("out.csv" if command == "sample" else "out")
    assert cli.main([command, str(tmp_path / name), "--out", str(out)]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("toolkit: ")
    assert message in captured.err
    assert "Traceback" not in captured.err
    assert not list(tmp_path.glob("out*"))


def test_all_problems_are_listed(tmp_path, capsys):
    bad_inputs(tmp_path)
    (tmp_path / "a.csv").unlink()
    assert cli.main(["analyse", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["not text", "empty file", "no words"]


GOLD = {
    "id": "a",
    "text": "Ann said no. It is late.",
    "attributions": [{"content": [[9, 11]], "source": [[0, 3]]}],
}


def test_score_prints_and_stores(tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(f"{json.dumps(GOLD)}\nno JSON\n{json.dumps(GOLD | {'id': 'b'})}\n")
    stored = tmp_path / "scores.json"
    assert (
        cli.main(["score", str(gold), "--predictions", str(gold), "--out", str(stored), "--level", "0.9"])
        == 0
    )
    captured = capsys.readouterr()
    assert "1.00 [1.00, 1.00]" in captured.out and "90% intervals" in captured.out
    assert json.loads(stored.read_text())["scores"][0]["estimate"] == 1
    assert captured.err.startswith("toolkit: 2 problem(s); the rest counts\n  line 2: not JSON")


@pytest.mark.parametrize(("name", "content", "message"), [
    ("nowhere.jsonl", None, "no such file"),
    ("nowhere.xlsx", None, "no such file"),
    ("nowhere.csv", None, "nowhere-quotes.csv"),
    ("a.jsonl", "Ann said no.", "line 1: not JSON"),
    ("a.jsonl", '{"text": "a", "attributions": [{"content": [[0, 9]]}]}', "[0, 9] is no range in a text of 1"),
    ("a.xlsx", "no workbook", "not an Excel workbook"),
    ("s-quotes.csv", "a,b\n1,2\n", "sheet quotes has no column content_right"),
])  # fmt: skip
def test_what_cannot_be_scored(tmp_path, capsys, name, content, message):
    if name.endswith("a.xlsx"):
        pytest.importorskip("openpyxl")
    if content:
        (tmp_path / name).write_text(content)
    assert cli.main(["score", str(tmp_path / name)]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert "Traceback" not in captured.err


def test_sample_and_back(analysed, seeds, capsys):
    out = seeds / "sample.csv"
    assert cli.main(["sample", str(seeds / "a.txt"), "--out", str(out), "--n", "5"]) == 0
    shown = capsys.readouterr().out
    assert "0 statements and 1 passages to judge" in shown and f"toolkit score {out}" in shown
    assert cli.main(["score", str(out)]) == 2
    assert "passages: 0 of 1 rows judged" in capsys.readouterr().err
    file = seeds / "sample-passages.csv"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (cells,) = csv.DictReader(opened)
    cells["missed_n"] = "1"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, cells)
        writer.writeheader()
        writer.writerow(cells)
    assert cli.main(["score", str(out)]) == 0
    assert "end to end" in capsys.readouterr().out


def test_a_sample_is_not_written_over(seeds, capsys):
    for name in ("sample-quotes.csv", "sample-passages.csv"):
        (seeds / name).write_text("answers")
    assert cli.main(["sample", str(seeds), "--out", str(seeds / "sample.csv")]) == 2
    assert "may hold answers" in capsys.readouterr().err
    assert (seeds / "sample-quotes.csv").read_text() == "answers"


def test_wrong_options_end_with_two(capsys):
    for arguments in ([], ["report"], ["print", "x"], ["score"], ["sample", "x", "--by", "size"]):
        with pytest.raises(SystemExit, match="2"):
            cli.main(arguments)
    assert "usage: toolkit" in capsys.readouterr().err


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
    code = "import sys, toolkit.cli; toolkit.cli.parser(); sys.exit('pandas' in sys.modules or 'spacy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture
def project(tmp_path, capsys):
    assert cli.main(["new", str(tmp_path / "bridge")]) == 0
    assert "files written" in capsys.readouterr().out
    german = "Der Minister sagte, dass die Gespräche mit der Stadt nach einer Woche ohne ein Ergebnis zu Ende sind."
    (tmp_path / "bridge" / "corpus" / "a.txt").write_text("The minister said that the talks had failed.")
    (tmp_path / "bridge" / "corpus" / "b.txt").write_text(german)
    return tmp_path / "bridge"


def test_a_project_is_analysed_with_its_settings_and_options_win(project, monkeypatch, capsys):
    asked = []

    def analyse(documents, *, nlp=None, english_only=True, progress):
        asked.append((len(documents), english_only))
        return Analysis(documents, *map(tables.empty, ("mentions", "actors", "quotes", "edges", "problems")))

    for place in ("toolkit.analysis", "toolkit.evaluation.evaluation"):
        monkeypatch.setattr(f"{place}.analyse", analyse)
    assert cli.main(["analyse", str(project)]) == 0
    assert (project / "tables" / "documents.csv").exists()
    assert cli.main(["analyse", str(project), "--all-languages", "--out", str(project / "other")]) == 0
    assert (project / "other" / "documents.csv").exists()
    settings = project / "parameters.toml"
    settings.write_text(settings.read_text().replace("english_only = true", "english_only = false"))
    assert cli.main(["sample", str(project)]) == 0
    assert asked == [(2, True), (2, False), (2, False)]
    assert list(project.glob("sample*"))
    settings.write_text("corpus = 1")
    capsys.readouterr()
    assert cli.main(["analyse", str(project)]) == 2
    assert "line 1, corpus: wanted a file" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["0", "1.5", "many", "-1", "nan"])
def test_a_share_of_near_duplicates(share, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["analyse", "x", "--near-duplicates", share])
    assert "a share above 0 and up to 1, yes or no was wanted" in capsys.readouterr().err


def test_new_says_what_next_and_writes_over_nothing(tmp_path, capsys):
    assert cli.main(["new", str(tmp_path / "p"), "--sample"]) == 0
    told = capsys.readouterr().out
    assert f"report {tmp_path / 'p'}" in told and "00_start_here.ipynb" in told
    assert cli.main(["new", str(tmp_path / "p")]) == 2
    assert "the folder is not empty" in capsys.readouterr().err
    assert cli.main(["new", str(tmp_path / "p"), "--force"]) == 0
    assert "left as they were: parameters.toml" in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_learns_commands_and_options(shell, capsys):
    assert cli.main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("analyse", "doctor", "near-duplicates", "text-column"):
        assert word in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (["toolkit", "ana"], ["analyse"]),
        (["toolkit", "report", "--near"], ["--near-duplicates"]),
        (["toolkit", "sample", "--by", "ki"], ["kind"]),
        (["toolkit", "score", "ar"], ["articles.csv"]),
    ],
)
def test_bash_completes(typed, completed, tmp_path, capsys):
    cli.main(["completion", "bash"])
    (tmp_path / "script").write_text(capsys.readouterr().out)
    (tmp_path / "articles.csv").write_text("")
    words = " ".join(typed)
    code = f"source ./script; COMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}; _shtab_toolkit; echo ${{COMPREPLY[@]}}"
    done = subprocess.run(["bash", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == completed
