"""Mistakes as users make them, at the command line and in Python: one message each, before any work, that helps."""

import sys

import pandas as pd
import pytest

import toolkit as tk
from toolkit import cli

ARTICLE = "“The bridge is safe,” Mayor Jane Doe told reporters on Monday."
FILES = {
    "news/a.txt": ARTICLE,
    "table.csv": f'id,words\n1,"{ARTICLE}"\n',
    "afile": "x",
    "wrong_columns.csv": "who,what\nDoe,x\n",
    "binary.csv": "\x00\x01\x02",
    "not.json": "{bad",
    "list.json": '["a"]',
    "not.ipynb": "no json",
    "odd.ipynb": '{"cells": 3}',
    "project/parameters.toml": "corpus = 3\n",
    "project/corpus/a.txt": ARTICLE,
    "lost/parameters.toml": "corpus = 'elsewhere'\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("report nowhere", "nowhere: no such file or folder (looked from"),
        ("report nowhere/*.txt", "no file fits this pattern"),
        ("report empty", "the folder has no files; put articles into it"),
        ("analyse ''", "an empty name was given; name a file, a folder or a pattern"),
        ("analyse table.csv", "called like a text (found id, words); pass text_column= (--text-column)"),
        ("analyse table.csv --text-column body", "no column 'body' (found id, words); pass text_column="),
        ("analyse news --out afile", "a folder to write into was wanted, and afile is a file; name another"),
        ("report news --out afile", "afile: a folder to write into was wanted, and afile is a file"),
        ("report news --out afile/deep/er", "a folder to write into was wanted, and afile is a file"),
        ("report news --out ''", "the folder to write into has an empty name; name one with --out"),
        ("report news --out news/report", "lies in the corpus (news), so that the next run would read what"),
        ("report .", "reports/: lies in the corpus (.)"),
        ("analyse .", "tables: lies in the corpus (.)"),
        ("report news --sides Russia", "sides 'Russia': no such file"),
        ("report news --sides Russia", "write NAME=ACTOR,ACTOR,... for each, or name a .json, .csv or .xlsx file"),
        ("report news --sides A=", "--sides 'A=': write NAME=ACTOR,ACTOR,..."),
        ("report news --sides A=Doe A=Roe", "two sides are called 'A'; give all members of a side at once"),
        ("report news --sides A=Doe B", "--sides 'B': write NAME=ACTOR"),
        ("report news --sides wrong_columns.csv", "no columns side and actor (found who, what)"),
        ("report news --sides not.json", "not.json: not JSON"),
        ("report news --sides list.json", "not an object that maps each side to a list of actors"),
        ("report news --corrections nowhere.csv", "nowhere.csv: no such file (looked from"),
        ("report news --corrections wrong_columns.csv", "no column action, actor (found who, what); the columns are"),
        ("report news --corrections binary.csv", "binary.csv: not a CSV file but binary data; save it as CSV"),
        ("report news --attributes wrong_columns.csv", "no column actor or actor_id (found who, what)"),
        ("report news --attributes news", "news: a folder; name the file in it"),
        ("report news --notebooks nowhere.ipynb", "nowhere.ipynb: no such notebook"),
        ("report news --notebooks not.ipynb", "not.ipynb: not a notebook"),
        ("report news --notebooks odd.ipynb", "odd.ipynb: not a notebook"),
        ("report project", "parameters.toml: 1 setting(s) cannot be used\n  line 1, corpus: wanted a file"),
        ("report lost", "elsewhere: no such file or folder"),
        ("sample news --n 0", "a sample of 0 were asked for; ask for 1 or more"),
        ("sample news --out sample.pdf", "a spreadsheet's name ends in .xlsx (Excel, LibreOffice) or .csv"),
        ("score nowhere.xlsx", "nowhere.xlsx: no such file"),
        ("score news", "news: a folder; name the file in it"),
        ("score table.csv", "no table-quotes.csv and no table-passages.csv; give the name that"),
        ("score news/a.txt", "line 1: not JSON"),
        ("new afile", "afile: a file is in the way"),
        ("new afile/sub", "a file is in the way (afile); name a new folder"),
        ("new news", "news: the folder is not empty (it has a.txt); name a new one, or pass --force"),
    ],
)  # fmt: skip
def test_at_the_command_line(typed, told, folder, capsys):
    before = sorted(folder.rglob("*"))
    code = cli.main([word.strip("'") for word in typed.split()])
    said = capsys.readouterr()
    assert code in (1, 2)
    assert said.err.startswith("toolkit: ") and told in said.err
    assert not said.out
    assert sorted(folder.rglob("*")) == before, "something was written"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("repot news", "invalid choice: 'repot' (choose from"),
        ("report", "the following arguments are required: PATH"),
        ("new", "the following arguments are required: PROJECT"),
        ("sample news --n ten", "argument --n: invalid int value: 'ten'"),
        ("analyse news --near-duplicates 80", "'80': a share above 0 and up to 1, yes or no was wanted"),
        ("completion tcsh", "invalid choice: 'tcsh'"),
    ],
)
def test_options(typed, told, capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(typed.split())
    assert told in capsys.readouterr().err


PYTHON = {
    "analyse a path": (lambda: tk.analyse("news"), "a table (DataFrame) was wanted, found str; read_documents(path)"),
    "analyse texts": (lambda: tk.analyse(["a"]), "a table (DataFrame) was wanted, found list"),
    "analyse other columns": (
        lambda: tk.analyse(pd.DataFrame({"body": ["x"]})),
        "no column doc_id, text (found body); rename the ones",
    ),
    "a name for a pipeline": (
        lambda: tk.analyse(pd.DataFrame({"doc_id": ["a"], "text": ["b"]}), nlp="en_core_web_sm"),
        "nlp: a pipeline was wanted, found the name 'en_core_web_sm'; load_pipeline('en_core_web_sm') gives one",
    ),
    "no such pipeline": (
        lambda: tk.load_pipeline("en_no_such"),
        "no spaCy pipeline 'en_no_such' is installed; install it (python -m spacy download en_no_such)",
    ),
    "read a table": (lambda: tk.read_documents(pd.DataFrame({"a": [1]})), "found DataFrame; a table of articles"),
    "report a table": (lambda: tk.report(pd.DataFrame({"a": [1]}), out="r"), "found DataFrame; a table of articles"),
    "read a number": (lambda: tk.read_documents(3), "a list of them was wanted, found int"),
    "read nothing": (lambda: tk.read_documents(None), "a list of them was wanted, found NoneType"),
    "near duplicates": (lambda: tk.read_documents("news", near_duplicates="yes"), "True, False or a share above 0"),
    "a side of a number": (lambda: tk.affiliations.read_sides({"A": 3}), "side 'A': a list of actors was wanted"),
    "sides of numbers": (lambda: tk.affiliations.read_sides([3]), "one file was wanted, found [3]"),
    "no analysis": (lambda: tk.analysis.load_analysis("news"), "news: no analysis here"),
    "no project": (lambda: tk.project.settings("news"), "no such file; a project has one (`toolkit new` makes"),
    "no table": (lambda: tk.tables.columns("quots"), "no table is called 'quots'; there are documents, mentions"),
    "no column": (lambda: tk.notebook.table(pd.DataFrame({"a": [1]}), {"B": "b"}), "no column b (found a)"),
    "a chunk of none": (lambda: tk.iter_documents("news", chunk=0), "chunk: 1 document or more was wanted, found 0"),
}  # fmt: skip


@pytest.mark.parametrize("label", PYTHON)
def test_in_python(label):
    call, told = PYTHON[label]
    with pytest.raises((ValueError, TypeError, OSError)) as caught:
        call()
    assert told in str(caught.value)


def test_excel_without_its_library(monkeypatch, folder, capsys):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (folder / "mine.xlsx").write_bytes(b"PK\x03\x04")
    assert cli.main(["report", "news", "--corrections", "mine.xlsx"]) == 2
    assert "Excel workbooks need openpyxl: pip install openpyxl, or save it as CSV" in capsys.readouterr().err


def test_a_folder_that_may_not_be_written(monkeypatch, capsys):
    monkeypatch.setattr("os.access", lambda *_: False)
    assert cli.main(["report", "news", "--out", "theirs/report"]) == 2
    assert "theirs/report: you may not write there" in capsys.readouterr().err


def test_an_error_of_the_system_is_told_without_its_number(monkeypatch, capsys):
    def new(*_, **__):
        raise OSError(28, "No space left on device", "big/file")

    monkeypatch.setattr("toolkit.project.new", new)
    assert cli.main(["new", "big"]) == 2
    assert capsys.readouterr().err == "toolkit: big/file: no space left on device\n"


def test_members_of_sides_that_match_nobody_are_told(caplog):
    actors = tk.tables.table(
        "actors", [{"actor_id": "a", "name": "Jane Doe", "kind": "person", "mentions": 1, "documents": 1}]
    )
    tk.affiliations.warn_of_strangers(actors, {"A": ["Jane Doe"], "B": ["Jane Do", "Nobody Else"]})
    assert caplog.messages == [
        "side B: nobody here is called 'Jane Do'; similar names: Jane Doe (person)",
        "side B: nobody here is called 'Nobody Else'",
    ]
    tk.affiliations.warn_of_strangers(actors, None)
