"""Fixtures that several test files share."""

import contextlib
import functools
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import warm_kernels as kernels

ROOT = Path(__file__).parents[1]
SIDES = ["--sides", "US/NATO=United States,NATO", "Russia=Russia"]


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also run the tests that take minutes")
    parser.addoption(
        "--browser-required", action="store_true", help="fail, not skip, where the browser tests cannot run"
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes minutes; runs with --slow only")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        skip = pytest.mark.skip(reason="takes minutes; run with --slow")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The packaged language model, or the one that NEWS_MODEL names (to try a new model before it is packaged)."""
    from toolkit.language.encoder import MODEL

    folder = Path(os.environ.get("NEWS_MODEL", MODEL))
    if not (folder / "model.onnx").is_file():
        pytest.skip(
            f"no language model in {folder}; `make train` makes it, or set NEWS_MODEL to a model's folder"
        )
    return folder


@pytest.fixture(scope="session")
def nlp(model_folder):
    """The pipeline around the model, one thread."""
    from toolkit.language import load_pipeline

    return load_pipeline(threads=1, folder=model_folder)


@pytest.fixture(scope="session")
def kernel_command():
    """What stands in for make_ipkernel_cmd; the modules are loaded when the first kernel is asked for."""
    report = importlib.import_module("toolkit.report")
    with contextlib.ExitStack() as opened:
        yield functools.cache(lambda: opened.enter_context(kernels.waiting(report._environment())))


@pytest.fixture(scope="module")
def warm_kernels(kernel_command):
    """Notebooks that are run by the report's `execute` need not wait for the toolkit to be loaded."""
    with pytest.MonkeyPatch.context() as patch:
        if sys.platform == "linux":  # elsewhere a copy of a process that has loaded so much may not live
            patch.setattr(importlib.import_module("toolkit.report"), "make_ipkernel_cmd", kernel_command)
        yield


@pytest.fixture
def cold_kernels(monkeypatch):
    """As users have them: kernels that begin with nothing loaded."""
    from ipykernel.kernelspec import make_ipkernel_cmd

    monkeypatch.setattr(importlib.import_module("toolkit.report"), "make_ipkernel_cmd", make_ipkernel_cmd)


@pytest.fixture(scope="session")
def seed_report(tmp_path_factory, model_folder):
    """The folder of the report on the seed article, made by the command, or the one that $NEWS_REPORT names."""
    ready = os.environ.get("NEWS_REPORT")
    if ready:
        return Path(ready).resolve()
    out = tmp_path_factory.mktemp("report")
    command = [sys.executable, "-c", "import sys; from toolkit.cli import main; sys.exit(main())"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [*command, "report", str(ROOT / "seeds"), "--out", str(out), *SIDES],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def built_docs(tmp_path_factory):
    """The folder of the documentation's pages. Broken links are warnings, and warnings are errors."""
    out = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "-q", "-E", "-d"]
    folders = [str(out / "doctrees"), str(ROOT / "docs"), str(out / "pages")]
    done = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out / "pages"
