"""The account of a report: the same corpus has the same fingerprint, parameters are those that counted."""

import hashlib

import nbformat
import pandas as pd
import pytest
from synthetic import corpus

from toolkit.pages import provenance

DOCUMENTS = corpus().documents


def test_the_fingerprint_is_what_its_definition_says():
    lines = sorted(
        f"{row.doc_id}\t{hashlib.sha256(row.text.encode()).hexdigest()}\n" for row in DOCUMENTS.itertuples()
    )
    assert provenance.fingerprint(DOCUMENTS) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_fingerprint_tells_corpora_apart_and_not_orders():
    shuffled = DOCUMENTS.sample(frac=1, random_state=3)
    assert provenance.fingerprint(shuffled) == provenance.fingerprint(DOCUMENTS)
    changed = DOCUMENTS.assign(text=DOCUMENTS["text"] + " ")
    renamed = DOCUMENTS.assign(doc_id=DOCUMENTS["doc_id"] + "x")
    others = [DOCUMENTS.iloc[:2], DOCUMENTS.iloc[:0], changed, renamed]
    assert len({provenance.fingerprint(each) for each in (DOCUMENTS, *others)}) == 5


def test_dates_of_the_corpus():
    assert provenance.published(DOCUMENTS) == "2020-02-01 to 2020-02-03"
    assert provenance.published(DOCUMENTS.assign(published=[None, "2020-02-02", None])) == (
        "2020-02-02 (2 without a date)"
    )
    assert provenance.published(DOCUMENTS.assign(published=pd.Series([None] * 3, dtype="str"))) == (
        "no document has a date"
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("sides = None\nseed = 0", {"seed": "0"}),
        ("weight, seed = 'quotes', 0", {"weight": "'quotes'", "seed": "0"}),
        ("ego = period = 'month'", {"ego": "'month'", "period": "'month'"}),
        ("sides: dict | None = {'A': ['B']}", {"sides": "{'A': ['B']}"}),
        ("corpus, out_folder = 'x', '.'\nproject = tk.settings()\na[0] = 1", {}),
    ],
)
def test_parameters(source, found):
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell("x = 1"),
        ]
    )
    assert dict(provenance.parameters_of(made)) == found


def test_injected_parameters_count():
    cells = [
        nbformat.v4.new_code_cell("seed = 0\nego = 'Lee'", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("seed = 7", metadata={"tags": ["injected-parameters"]}),
    ]
    assert dict(provenance.parameters_of(nbformat.v4.new_notebook(cells=cells))) == {
        "seed": "7",
        "ego": "'Lee'",
    }


def test_versions_and_model(tmp_path):
    found = dict(provenance.versions())
    assert {"news-discourse-toolkit", "Python", "spacy", "pandas"} <= set(found)
    assert all(number[0].isdigit() for number in found.values())
    assert provenance.model(tmp_path) == "no model card; no model.onnx"
    (tmp_path / "README.md").write_text("# Model card: mine, version 3\n")
    (tmp_path / "model.onnx").write_bytes(b"weights")
    assert provenance.model(tmp_path) == (
        f"mine, version 3; model.onnx has SHA-256 {hashlib.sha256(b'weights').hexdigest()[:16]}…"
    )
