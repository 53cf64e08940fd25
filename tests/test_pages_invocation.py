"""The command that repeats a report is understood by the command line as what was asked for."""

import json
import shlex
from pathlib import Path

import pandas as pd
import pytest

from toolkit import cli
from toolkit.actors import affiliations
from toolkit.pages import invocation


@pytest.fixture
def understood(monkeypatch):
    """What the command line makes of a command."""
    import importlib

    given = {}
    module = importlib.import_module("toolkit.report")
    monkeypatch.setattr(module, "report", lambda path, **options: given.update(options, path=path))

    def run(command):
        assert command.startswith("toolkit ")
        assert cli.main(shlex.split(command)[1:]) == 0
        return given

    return run


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"out": Path("my reports"), "pdf": True, "browser": "/opt/a browser"},
        {"sides": {"US and NATO": ["United States", "bloc:NATO"], "Russia": ["Russia"]}},
        {"near_duplicates": 0.8, "all_languages": True, "text_column": "body; rm -rf ~"},
        {"near_duplicates": False, "template": Path("mine"), "notebooks": [Path("a.ipynb"), "b c.ipynb"]},
    ],
)
def test_a_command_repeats_what_was_asked_for(understood, tmp_path, given):
    found = understood(invocation.command("articles; $(x) 'y'", given, tmp_path))
    assert found["path"] == "articles; $(x) 'y'"
    for name, value in given.items():
        wanted = [str(each) for each in value] if name == "notebooks" else value
        wanted = str(wanted) if isinstance(wanted, Path) else wanted
        assert (not found["english_only"] if name == "all_languages" else found[name]) == wanted


def test_several_paths(understood, tmp_path):
    assert understood(invocation.command(["a", Path("b")], {}, tmp_path))["path"] == ["a", "b"]


def test_tables_are_named_by_their_files(tmp_path):
    given = {"corrections": pd.DataFrame({"action": ["drop"]}), "attributes": "people.csv"}
    command = invocation.command("a", given, Path("out"))
    assert command == "toolkit report a --corrections out/corrections_used.csv --attributes people.csv"


def test_sides_that_the_command_line_cannot_write_go_into_a_file(tmp_path):
    sides = {"a=b": ["Russia"], "c": ["Orlo, Lena"]}
    command = invocation.command("a", {"sides": sides}, tmp_path)
    path = tmp_path / "sides_used.json"
    assert shlex.split(command)[-1] == str(path) and json.loads(path.read_text()) == sides
    assert affiliations.read_sides([str(path)]) == sides
