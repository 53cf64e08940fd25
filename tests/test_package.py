"""The package as users see it: public names, no work at import."""

import ast
import graphlib
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit as tk


def test_report_is_the_function_whatever_was_imported_before():
    module = importlib.import_module("toolkit.report")
    assert inspect.isfunction(tk.report)
    assert tk.report is module.report
    code = "import toolkit.report, toolkit as tk; from toolkit.report import ReportError; assert callable(tk.report)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_run_is_the_function_whatever_was_imported_before():
    code = "import toolkit.run.work, toolkit as tk; from toolkit.run import status; assert callable(tk.run); tk.status"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert inspect.isfunction(tk.run) and inspect.isfunction(tk.status)


def test_every_public_name_is_there():
    for name in tk.__all__:
        assert getattr(tk, name) is not None
    wanted = "read_documents iter_documents analyse load_pipeline report sample score Analysis"
    assert set(wanted.split()) <= set(dir(tk))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("attention", "toolkit.actors.attention"),
        ("corrections", "toolkit.actors.corrections"),
        ("exchanges", "toolkit.quotes.exchanges"),
        ("structure", "toolkit.network.structure"),
        ("agreement", "toolkit.evaluation.agreement"),
        ("permutation", "toolkit.permutation"),
        ("tables", "toolkit.tables"),
    ],
)
def test_a_module_is_found_without_its_package(name, place):
    assert getattr(tk, name) is importlib.import_module(place)


def test_ties_of_a_network_are_the_function_whatever_was_imported_before():
    importlib.import_module("toolkit.network.arrays")
    assert inspect.isfunction(tk.network.ties)


@pytest.mark.parametrize(
    "package", ["actors", "documents", "evaluation", "network", "notebook", "quotes", "rhetoric"]
)
def test_packages_show_functions_of_their_modules(package):
    """Nothing that a package lists is hidden by a module of the same name."""
    found = getattr(tk, package)
    assert not [name for name in found.__all__ if inspect.ismodule(getattr(found, name))]


def test_unknown_name():
    with pytest.raises(AttributeError, match="module 'toolkit' has no attribute 'no_such_name'"):
        _ = tk.no_such_name


def test_import_loads_nothing_heavy():
    code = (
        "import sys, toolkit; sys.exit(bool({'pandas', 'numpy', 'spacy', 'onnxruntime'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def imports():
    """Module -> the modules of the package that it imports, those imported inside functions too."""
    root = Path(tk.__file__).parent
    paths = {".".join(path.relative_to(root).with_suffix("").parts): path for path in root.rglob("*.py")}
    found = {}
    for name, path in paths.items():
        wanted = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "toolkit":
                place = node.module.removeprefix("toolkit").removeprefix(".")
                parts = [".".join(filter(None, (place, alias.name))) for alias in node.names]
                wanted |= {part if part in paths else place for part in parts}
        found[name] = {one if one in paths else f"{one}.__init__" for one in wanted if one}
    return found


def test_imports_go_one_way():
    """No circle among modules, and none among what stands on the top level: packages and single modules."""
    found = {name: wanted for name, wanted in imports().items() if name != "__init__"}
    assert "quotes.cast" in found and "actors.meant" in found["quotes.cast"]
    graphlib.TopologicalSorter(found).prepare()
    rooms = {}
    for name, wanted in found.items():
        room = name.split(".")[0]
        rooms.setdefault(room, set()).update(one.split(".")[0] for one in wanted)
    graphlib.TopologicalSorter({room: wanted - {room} for room, wanted in rooms.items()}).prepare()
