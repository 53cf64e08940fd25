"""The package as users see it: public names, no work at import."""

import importlib
import inspect
import subprocess
import sys

import pytest

import toolkit as tk


def test_report_is_the_function_whatever_was_imported_before():
    module = importlib.import_module("toolkit.report")
    assert inspect.isfunction(tk.report)
    assert tk.report is module.report
    code = "import toolkit.report, toolkit as tk; from toolkit.report import ReportError; assert callable(tk.report)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_there():
    for name in tk.__all__:
        assert getattr(tk, name) is not None
    assert {"read_documents", "analyse", "load_pipeline", "report", "sample", "score", "Analysis"} <= set(
        dir(tk)
    )


def test_unknown_name():
    with pytest.raises(AttributeError, match="module 'toolkit' has no attribute 'no_such_name'"):
        _ = tk.no_such_name


def test_import_loads_nothing_heavy():
    code = (
        "import sys, toolkit; sys.exit(bool({'pandas', 'numpy', 'spacy', 'onnxruntime'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
