"""The doctor: a line for each part, what to do about it, and never an exception."""

import subprocess
import sys
from collections import namedtuple
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from toolkit import cli, doctor
from toolkit.doctor import BROKEN, MISSING, OK, Check


def only(check):
    (found,) = check()
    return found


def needing(*packages, python=">=3.11,<3.13"):
    return lambda: doctor.Needs(python, [Requirement(each) for each in packages])


@pytest.mark.integration
@pytest.mark.model
def test_here_it_works():
    done = subprocess.run(
        [sys.executable, "-m", "toolkit.cli", "doctor"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert not done.stderr
    lines = done.stdout.splitlines()
    states = {line.split()[1]: line.split()[0] for line in lines[:-1]}
    assert set(states) >= {"toolkit", "Python", "packages", "model", "Jupyter", "writing", "machine", "fonts"}
    assert states["model"] == states["packages"] == OK
    assert "finds who says what" in done.stdout
    assert lines[-1].startswith("The toolkit works here")


def test_what_works():
    good, optional = Check(OK, "a", "fine"), Check(MISSING, "b", "not there", optional=True)
    needed, faulty = Check(MISSING, "c", "not there"), Check(BROKEN, "d", "no", optional=True)
    assert doctor.works([good, optional])
    assert not doctor.works([good, needed]) and not doctor.works([faulty])
    assert doctor.verdict([good]) == "The toolkit works here."
    assert doctor.verdict([good, optional]) == "The toolkit works here; 1 optional part(s) missing."
    assert doctor.verdict([needed, faulty, faulty, good]) == "The toolkit does not work here yet: c, d."
    assert doctor.line(Check(OK, "Python", "3.11\n  here")) == "ok       Python     3.11 here"


def test_the_wrong_python(monkeypatch):
    monkeypatch.setattr(doctor, "needs", needing(python=">=3.30"))
    found = only(doctor._python)
    assert found.state == BROKEN
    assert "wanted >=3.30; install such a Python" in found.told


def test_packages(monkeypatch):
    monkeypatch.setattr(
        doctor,
        "needs",
        needing(
            "pandas>=3,<4",
            "numpy<1",
            "no-such-package>=2",
            "torch; extra == 'train'",
            "absent; extra == 'other'",
        ),
    )
    told = [(check.state, check.told) for check in doctor._packages()]
    assert [state for state, _ in told] == [BROKEN, MISSING]
    assert f"numpy is {metadata.version('numpy')}, wanted <1" in told[0][1]
    assert "no-such-package is not installed" in told[1][1]
    assert all("Install again: " in one and "pip install" in one for _, one in told)
    monkeypatch.setattr(doctor, "needs", needing("pandas"))
    assert only(doctor._packages).state == OK


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("import os; os._exit(11)", "it ended Python (code 11)"),
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
    ],
)
def test_a_library_that_cannot_be_imported(tmp_path, monkeypatch, content, why):
    (tmp_path / "faulty_library.py").write_text(content)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert (
        doctor._failing_import(["json", "faulty_library", "csv"])
        == f"faulty_library cannot be imported: {why}"
    )
    assert doctor._failing_import(["json", "csv"]) == ""


def test_a_missing_extra_is_optional_and_says_how_to_have_it(monkeypatch):
    monkeypatch.setattr(
        doctor, "needs", needing("no-such-pdf; extra == 'formats'", "pandas; extra == 'excel'")
    )
    excel, formats = doctor._extras()
    assert excel.state == OK
    assert (formats.state, formats.optional) == (MISSING, True)
    assert "no-such-pdf is not installed; to have it:" in formats.told and "[formats]" in formats.told


def test_a_part_that_raises_is_broken(monkeypatch):
    def check():
        raise OSError("the disk is on fire")
        yield

    monkeypatch.setattr(doctor, "_CHECKS", {"disk": check, "toolkit": doctor._toolkit})
    found = list(doctor.examine())
    assert found[0].state == BROKEN
    assert "OSError: the disk is on fire. Install again" in found[0].told
    assert found[1].state == OK


def test_a_model_that_finds_nothing_is_broken(monkeypatch):
    monkeypatch.setattr(doctor, "SENTENCE", "Nobody said anything.")
    import toolkit.analysis

    def analyse(frame, *, progress):
        import pandas as pd

        return type("Found", (), {"quotes": pd.DataFrame({"speaker": [None], "cue": ["said"]})})

    monkeypatch.setattr(toolkit.analysis, "analyse", analyse)
    found = only(doctor._model)
    assert found.state == BROKEN
    assert "found [('nobody', 'said')]" in found.told


@pytest.mark.parametrize(
    ("argv", "state", "told"),
    [
        (["python", "-m", "ipykernel_launcher"], OK, "is this Python"),
        ([sys.executable, "-m", "ipykernel_launcher"], OK, "is this Python"),
        (["/nowhere/bin/python"], BROKEN, "calls /nowhere/bin/python, which is not there; run:"),
        (["/bin/sh"], BROKEN, "is another Python (/bin/sh); run:"),
    ],
)
def test_the_kernel_of_jupyter(monkeypatch, argv, state, told):
    from jupyter_client import kernelspec

    monkeypatch.setattr(
        kernelspec.KernelSpecManager, "get_kernel_spec", lambda *_: kernelspec.KernelSpec(argv=argv)
    )
    found = only(doctor._jupyter)
    assert (found.state, told in found.told) == (state, True), found.told


def test_no_kernel(monkeypatch):
    from jupyter_client import kernelspec

    def get(_, name):
        raise kernelspec.NoSuchKernel(name)

    monkeypatch.setattr(kernelspec.KernelSpecManager, "get_kernel_spec", get)
    assert "has no kernel python3" in only(doctor._jupyter).told


def test_folders_memory_and_fonts(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "_temporary", lambda: tmp_path / "nowhere")
    here, temporary = doctor._folders()
    assert here.state == OK and temporary.state == BROKEN
    assert "set TMPDIR" in temporary.told
    import psutil

    memory = namedtuple("memory", "available")
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory(5e8))
    found = only(doctor._machine)
    assert (found.state, found.optional) == (MISSING, True)
    assert "0.5 GB of memory free; 1.5 GB are wanted" in found.told
    monkeypatch.setattr(doctor, "_SCRIPTS", {"private": "\ue000"})
    assert "names in private script become empty boxes" in only(doctor._fonts).told
    monkeypatch.setattr(doctor, "_SCRIPTS", {"Latin": "a"})
    assert only(doctor._fonts).state == OK


def test_a_missing_browser_is_optional(monkeypatch):
    from toolkit.pages import pdf

    def find_browser():
        raise pdf.NoBrowser("PDF needs Chromium; install one")

    monkeypatch.setattr(pdf, "find_browser", find_browser)
    found = only(doctor._browser)
    assert (found.state, found.optional) == (MISSING, True)
    assert found.told == "PDF needs Chromium; install one; web pages need none"


def test_needs_are_those_of_the_checkout_or_of_the_installed_package(monkeypatch, tmp_path):
    names = {each.name for each in doctor.needs().packages}
    assert {"pandas", "openpyxl", "torch"} <= names
    monkeypatch.setattr(doctor, "_ROOT", tmp_path)
    monkeypatch.setattr(metadata, "metadata", lambda _: {"Requires-Python": ">=3.11"})
    monkeypatch.setattr(metadata, "requires", lambda _: ["pandas>=3", "openpyxl; extra == 'excel'"])
    python, packages = doctor.needs()
    assert python == ">=3.11" and [doctor._extras_of(each) for each in packages] == [[], ["excel"]]
    assert doctor._pip("excel").endswith('-m pip install "news-discourse-toolkit[excel]"')


def test_the_exit_code(monkeypatch, capsys):
    monkeypatch.setattr(
        doctor, "examine", lambda: iter([Check(OK, "a", "fine"), Check(MISSING, "b", "gone")])
    )
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "The toolkit does not work here yet: b."
    monkeypatch.setattr(doctor, "examine", lambda: iter([Check(MISSING, "b", "gone", optional=True)]))
    assert cli.main(["doctor"]) == 0
