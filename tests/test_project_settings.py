"""Settings of a project: read, seen from where one is, and every fault told with its line."""

from pathlib import Path

import pytest

import toolkit as tk
from toolkit.project.settings import FILE, Settings, read_settings, settings, settled

WHOLE = """\
corpus = ["corpus", "older/*.csv"]
out = "report"
text_column = "body"
corrections = "fix.csv"
attributes = "/data/people.csv"
english_only = false
near_duplicates = 0.8
analysis_folder = "report/tables"

[sides]
"US/NATO" = ["United States", "bloc:NATO"]
Russia = "Russia"
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "bridge"
    (folder / "notebooks").mkdir(parents=True)
    (folder / FILE).write_text(WHOLE, encoding="utf-8")
    return folder


def test_paths_are_seen_from_the_working_folder(project, monkeypatch):
    monkeypatch.chdir(project / "notebooks")
    found = settings()
    assert found.corpus == [str(Path("../corpus")), str(Path("../older/*.csv"))]
    assert (found.out, found.corrections) == (str(Path("../report")), str(Path("../fix.csv")))
    assert found.attributes == str(Path("/data/people.csv"))
    assert found.analysis_folder == str(Path("../report/tables"))
    assert found.sides == {"US/NATO": ["United States", "bloc:NATO"], "Russia": "Russia"}
    assert found.reading == {"text_column": "body", "english_only": False, "near_duplicates": 0.8}
    assert found.opening == {"text_column": "body", "near_duplicates": 0.8}
    assert found.known == {"corrections": found.corrections, "attributes": found.attributes}
    monkeypatch.chdir(project)
    assert settings().corrections == "fix.csv"


def test_without_a_file_the_defaults_count(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert settings(corpus="../seeds", sides={"A": ["B"]}) == Settings(corpus="../seeds", sides={"A": ["B"]})
    assert settings().reading == {"text_column": None, "english_only": True, "near_duplicates": True}
    (tmp_path / FILE).write_text("")  # two folders up: not this one's
    assert settings().folder is None
    with pytest.raises(FileNotFoundError, match="toolkit new"):
        settings("nowhere")


def test_where_there_is_a_file_it_alone_counts(tmp_path, monkeypatch):
    (tmp_path / FILE).write_text("\ufeffenglish_only = false\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = settings(corpus="../seeds", sides={"A": ["B"]})
    assert (found.corpus, found.english_only, found.sides) == ("corpus", False, None)
    assert settings(tmp_path).corpus == str(tmp_path / "corpus")


def test_what_is_given_wins(project, tmp_path):
    found = settled([str(project)], out="elsewhere", near_duplicates=False, sides=None)
    assert (found.out, found.near_duplicates, found.english_only) == ("elsewhere", False, False)
    assert list(found.sides) == ["US/NATO", "Russia"]
    assert found.place("tables") == str(project / "tables")
    plain = settled(["a.csv", "b.csv"], text_column="body")
    assert plain == Settings(corpus=["a.csv", "b.csv"], text_column="body")
    assert settled(tmp_path).corpus == tmp_path  # a folder without settings is the corpus
    assert plain.place("tables") == "tables"


def test_a_file_of_sides_is_seen_from_the_project(project):
    (project / FILE).write_text('sides = "sides.csv"')
    assert read_settings(project / FILE).sides == str(project / "sides.csv")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('corpos = "a"', "line 1, corpos: no such setting; did you mean corpus? (there are corpus, out, sides"),
        ("\n# note\ncorpus = 3", "line 3, corpus: wanted a file, folder or pattern, such as \"corpus\", or a list"),
        ("corpus = []", "found []"),
        ('text_column = ""', 'text_column: wanted the name of a column, such as "body", found an empty text'),
        ('english_only = "yes"', 'line 1, english_only: wanted true or false, found "yes"'),
        ("near_duplicates = 80", "line 1, near_duplicates: wanted true, false or a share above 0 and up to 1"),
        ("near_duplicates = 0", "found 0"),
        ("corrections = true", "found true"),
        ("sides = ['a', 'b']", "sides: wanted a table [sides] with lines such as"),
        ("out = 'x'\n[sides]\nA = ['b']\nC = 4", "line 2, sides: wanted a table [sides]"),
        ("out = 'x'\n[sides]\nA = ['b']\nC = 4", "found a table where C is no text or list of texts"),
        ("[sides]\nA = ['b']\nout = ['r', 1]", "where out is no text"),
        ("a = 1\nout = 2", "2 setting(s) cannot be used\n  line 1, a: no such setting"),
        ("out = report", "not TOML: Invalid value (at line 1, column 7). Texts stand in quotation marks"),
        ('out = "C:\\new\\users"', "in paths write / or 'single quotation marks'"),
        ("out = 'a'\nout = 'b'\n# end", "not TOML: Cannot overwrite a value (at line 2"),
    ],
)  # fmt: skip
def test_faults(tmp_path, content, told):
    path = tmp_path / FILE
    path.write_text(content)
    with pytest.raises(ValueError, match=r"parameters\.toml") as caught:
        read_settings(path)
    assert told in str(caught.value)


def test_no_utf8(tmp_path):
    (tmp_path / FILE).write_bytes('out = "Zürich"'.encode("latin-1"))
    with pytest.raises(ValueError, match=r"parameters\.toml: not UTF-8 text .*; save it as UTF-8"):
        read_settings(tmp_path / FILE)


def test_an_unknown_default_is_an_error():
    with pytest.raises(TypeError, match="colour"):
        settings(colour="red")


def test_the_public_name():
    assert tk.project.settings is settings
