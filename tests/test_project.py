"""A report of a project: its settings are followed, and what is given wins."""

import importlib

import nbformat
import pytest

import toolkit as tk
from toolkit import project, tables
from toolkit.analysis import Analysis

report = importlib.import_module("toolkit.report")
pytestmark = pytest.mark.usefixtures("warm_kernels")
SEEN = "print('seen', corpus, sides, corrections, reading, out_folder)"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project with an article, a correction, a notebook of its own; and an analysis without a model."""

    def analyse(documents, *, corrections, attributes, english_only, progress):
        analysed.append((len(documents), None if corrections is None else len(corrections), english_only))
        others = [tables.empty(name) for name in ("mentions", "actors", "quotes", "edges", "problems")]
        return Analysis(documents, *others)

    analysed = []
    monkeypatch.setattr(report, "analyse_with", analyse)
    made = project.new(tmp_path / "bridge").folder
    (made / "corpus" / "a.txt").write_text(
        "The minister said that the talks had failed on Monday in the city."
    )
    (made / "fix.csv").write_text("action,actor,value\nrename,Doe,Jane Doe\n")
    (made / "parameters.toml").write_text(
        'out = "pages"\ncorrections = "fix.csv"\nenglish_only = false\nnear_duplicates = 0.8\n[sides]\nA = ["Doe"]\n'
    )
    names = "corpus sides corrections reading out_folder analysis_folder".split()
    first = nbformat.v4.new_code_cell(" = ".join(names) + " = None", metadata={"tags": ["parameters"]})
    nbformat.write(
        nbformat.v4.new_notebook(cells=[first, nbformat.v4.new_code_cell(SEEN)]), made / "mine.ipynb"
    )
    return made, analysed


def seen(path):
    cells = nbformat.read(path, as_version=4).cells
    return next(output.text for cell in cells for output in cell.get("outputs", []) if "seen" in output.text)


@pytest.mark.integration
def test_a_report_of_a_project_follows_its_settings(folder):
    made, analysed = folder
    index = tk.report(made, notebooks=[made / "mine.ipynb"], progress=False)
    assert index == made / "pages" / "index.html"
    assert analysed == [(1, 1, False)]
    told = seen(made / "pages" / "mine.ipynb")
    assert told.startswith(
        "seen ../corpus {'A': ['Doe']} ../fix.csv {'text_column': None, 'english_only': False"
    )
    assert "'near_duplicates': 0.8} ." in told


@pytest.mark.integration
def test_what_is_given_wins(folder):
    made, analysed = folder
    options = {"out": made / "other", "sides": {"B": ["Roe"]}, "english_only": True, "progress": False}
    tk.report(made, notebooks=[made / "mine.ipynb"], **options)
    assert analysed == [(1, 1, True)]
    told = seen(made / "other" / "mine.ipynb")
    assert "{'B': ['Roe']}" in told and "'english_only': True" in told


def test_a_report_within_its_corpus_is_refused(folder):
    made, analysed = folder
    (made / "parameters.toml").write_text('corpus = "."\n')
    with pytest.raises(ValueError, match="lies in the corpus"):
        tk.report(made, out=made / "pages")
    assert not analysed
