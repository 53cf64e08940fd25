"""A new project: complete, valid, and never at the cost of a user's file."""

import subprocess
import sys

import nbformat
import pytest

import toolkit as tk
from toolkit.actors import affiliations
from toolkit.project import folders, new, settings


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_project_has_settings_notebooks_and_a_place_for_articles(tmp_path):
    made = new(tmp_path / "bridge")
    found = files(tmp_path / "bridge")
    assert {"README.md", "parameters.toml", "corpus/README.md"} < set(found)
    assert sorted(path.relative_to(made.folder).as_posix() for path in made.written) == found
    assert not made.kept
    packaged = sorted(path.name for path in folders.notebook_folder().glob("*.ipynb"))
    assert [name.removeprefix("notebooks/") for name in found if name.endswith(".ipynb")] == packaged
    for name in packaged:
        nbformat.validate(nbformat.read(tmp_path / "bridge" / "notebooks" / name, as_version=4))
    settled = settings(tmp_path / "bridge")
    assert settled.corpus == str(tmp_path / "bridge" / "corpus")
    assert (settled.sides, settled.english_only, settled.near_duplicates) == (None, True, True)
    with pytest.raises(ValueError, match="the folder has no files; put articles into it"):
        tk.read_documents(settled.corpus)


def test_every_setting_is_in_the_file_and_may_be_switched_on(tmp_path):
    new(tmp_path)
    path = tmp_path / "parameters.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = ("text_column", "corrections", "attributes", "analysis_folder", "[sides]", '"')
    on = [line[2:] if line.startswith(tuple(f"# {start}" for start in starts)) else line for line in lines]
    path.write_text("\n".join(on), encoding="utf-8")
    found = settings(tmp_path)
    assert found.text_column == "body"
    assert found.analysis_folder == str(tmp_path / "report" / "tables")
    assert list(affiliations.read_sides(found.sides)) == ["US/NATO", "Russia"]
    assert all(getattr(found, name) is not None for name in found.__dataclass_fields__)


def test_the_sample_is_read_and_has_its_sides(tmp_path):
    new(tmp_path / "first", sample=True)
    found = settings(tmp_path / "first")
    assert list(found.sides) == ["US/NATO", "Russia"]
    assert len(tk.read_documents(found.corpus)) == 1


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(
        FileExistsError, match=r"not empty \(it has mine.txt\); name a new one, or pass --force"
    ):
        new(tmp_path)
    with pytest.raises(FileExistsError, match="a file is in the way"):
        new(tmp_path / "mine.txt")
    assert files(tmp_path) == ["mine.txt"]


def test_force_adds_and_changes_nothing(tmp_path):
    new(tmp_path)
    (tmp_path / "parameters.toml").write_text('out = "mine"\n')
    (tmp_path / "corpus" / "a.txt").write_text("mine")
    (tmp_path / "README.md").unlink()
    made = new(tmp_path, force=True, sample=True)
    assert (tmp_path / "parameters.toml").read_text() == 'out = "mine"\n'
    assert (tmp_path / "corpus" / "a.txt").read_text() == "mine"
    assert [path.name for path in made.written] == ["README.md", "000_47233b69de273cc9.txt"]
    assert tmp_path / "parameters.toml" in made.kept


def test_settings_are_read_without_heavy_modules():
    code = "import sys, toolkit.project; sys.exit(bool({'pandas', 'spacy', 'jinja2'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)
