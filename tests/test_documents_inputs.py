"""Limits and libraries: what is missing, too large or odd is said before anything is read."""

import dataclasses
import importlib

import pytest

import toolkit as tk
from tests import format_samples as samples
from tests.format_samples import TEXTS, codes
from toolkit.documents import Limits, inputs

MISSING = [
    ("a.xlsx", "openpyxl", None),
    ("a.pdf", "pypdf", b"%PDF-1.7"),
    ("a.rtf", "striprtf", samples.rtf(TEXTS)),
    ("a.xml", "feedparser", samples.rss().encode()),
    ("a.warc", "warcio", b"WARC/1.0\r\n"),
]


@pytest.mark.parametrize(("name", "library", "data"), MISSING)
def test_a_library_that_is_not_installed(tmp_path, monkeypatch, name, library, data):
    present = importlib.import_module

    def missing(module):
        if module.split(".")[0] == library:
            raise ImportError(module)
        return present(module)

    (tmp_path / name).write_bytes(data or samples.zipped({"xl/workbook.xml": "<workbook/>"}))
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    monkeypatch.setattr(inputs.importlib, "import_module", missing)
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == [TEXTS[0]]
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == "not installed"
    assert f"needs {library}" in problem["detail"]
    assert "install news-discourse-toolkit[formats]" in problem["detail"]


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Limits)])
def test_limits_are_positive(name):
    with pytest.raises(ValueError, match=f"limits: {name} must be positive"):
        Limits(**{name: 0})


def test_a_text_that_is_too_large_costs_no_other(tmp_path):
    (tmp_path / "a.txt").write_text("The word was said. " * 100)
    (tmp_path / "b.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path, limits=Limits(text_bytes=1_000))
    assert frame["origin"].tolist() == ["b.txt"]
    assert codes(frame) == ["too large"]
    assert len(tk.read_documents(tmp_path, limits=Limits(text_bytes=10_000))) == 2
