"""The notebooks keep the house rules, and run on what there is: three articles, one, or one with nothing in it."""

import importlib
from pathlib import Path

import nbformat
import pytest
from synthetic import corpus, silent_corpus

from toolkit.run import Analysis

# `toolkit.report` is the function; its module has the same name.
report = importlib.import_module("toolkit.report")

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
CORPORA = {"three": corpus(), "one": corpus("d1"), "silent": silent_corpus()}


def read(path):
    return nbformat.read(path, as_version=4)


def test_there_are_three():
    assert [path.name for path in NOTEBOOKS] == list(report.NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_committed_without_outputs(path):
    found = read(path)
    nbformat.validate(found)
    assert (found.nbformat, found.nbformat_minor) == (4, 5)
    assert found.metadata.kernelspec.name == "python3"
    for cell in found.cells:
        assert cell.id
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_define_nothing(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    for cell in cells:
        assert len(cell.source.splitlines()) <= 10, cell.id
        assert "def " not in cell.source, cell.id
        assert "lambda" not in cell.source, cell.id


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question_and_has_parameters(path):
    cells = read(path).cells
    assert cells[0].source.startswith("# ")
    assert cells[0].source.splitlines()[0].endswith("?")
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for line in ("corpus = ", "analysis_folder = None", "sides = "):
        assert line in tagged[0].source


@pytest.mark.integration
@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_leads_back_to_the_sentences(path, name, tmp_path):
    tables = CORPORA[name]
    Analysis(*tables).to_parquet(tmp_path / "tables")
    ready = report.with_parameters(read(path), {"analysis_folder": "tables"})
    done = report.execute(ready, name=path.name, folder=tmp_path)
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    pages = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    assert "appears here when the notebook has run" not in pages
    assert pages.startswith('<div class="prose')
    assert "Answer:" in pages
    for output in outputs:
        if "image/png" in output.get("data", {}):
            assert len(output.metadata["image/png"]["alt"]) > 20
    if name == "silent":
        assert "Looked for" in pages
    if name in ("three", "one"):
        assert "<mark>Bellmark had closed the port without warning</mark>" in pages


@pytest.mark.integration
def test_markup_in_an_article_does_not_reach_the_page(tmp_path):
    text = "<script>alert(1)</script> **It rained** in $x$ & nobody_spoke_ <b>."
    Analysis(*silent_corpus(text)).to_parquet(tmp_path / "tables")
    ready = report.with_parameters(read(NOTEBOOKS[0]), {"analysis_folder": "tables"})
    done = report.execute(ready, name="01", folder=tmp_path)
    html = "".join(
        o.data.get("text/html", "") for c in done.cells if c.cell_type == "code" for o in c.outputs
    )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
