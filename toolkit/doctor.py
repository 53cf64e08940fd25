"""What works in this installation: one check for each part, with what to do where something is missing or broken.

A check is never an exception: whatever goes wrong in looking at a part is told as that part's fault. `toolkit doctor`
prints the checks; they are made one after the other, as `examine` is iterated over.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

import toolkit

OK, MISSING, BROKEN = "ok", "missing", "broken"
DISTRIBUTION = "news-discourse-toolkit"
_ROOT = Path(toolkit.__file__).parent.parent
# Extras that users may want; the others are for those who work on the toolkit.
EXTRAS = {"excel": "Excel", "formats": "Excel, PDF, RTF, RSS, WARC"}
# Reading and analysing the sample article took 0.4 GB, model and libraries included; a report runs notebooks beside.
LEAST_MEMORY_GB = 1.5
SENTENCE = "“The bridge will open again in May,” Mayor Ana Ruiz told reporters on Monday."
# A sign of each script that matplotlib's own font lacks, and the fonts that have it.
_SCRIPTS = {"Chinese": "习", "Japanese": "の", "Korean": "한", "Hindi": "न"}


class Check(NamedTuple):
    """One part: its state, its name, what was found and what to do, and whether the toolkit can do without."""

    state: str
    part: str
    told: str
    optional: bool = False


class Needs(NamedTuple):
    """What the package asks for: of Python, and of other packages (with those of its extras)."""

    python: str
    packages: list[Requirement]


def examine() -> Iterator[Check]:
    """The checks of all parts, in the order in which one builds on the other."""
    for part, check in _CHECKS.items():
        yield from _guarded(part, check)


def works(checks: Iterable[Check]) -> bool:
    """Whether nothing is broken and nothing is missing that is needed."""
    return all(check.state == OK or (check.state == MISSING and check.optional) for check in checks)


def line(check: Check) -> str:
    """A check on one line."""
    told = " ".join(check.told.split())
    return f"{check.state:<8} {check.part:<10} {told}"


def verdict(checks: Iterable[Check]) -> str:
    """The last line: whether the toolkit works."""
    listed = list(checks)
    if works(listed):
        missing = sum(check.state == MISSING for check in listed)
        return "The toolkit works here" + (f"; {missing} optional part(s) missing." if missing else ".")
    faults = [check.part for check in listed if not works([check])]
    return f"The toolkit does not work here yet: {', '.join(dict.fromkeys(faults))}."


def _guarded(part: str, check: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a part, the doctor says so and goes on
        yield Check(BROKEN, part, f"{type(error).__name__}: {error}. {_reinstall()}")


# --- the parts --------------------------------------------------------------------------------------------------------


def _toolkit() -> Iterator[Check]:
    yield Check(OK, "toolkit", f"{toolkit.__version__} in {Path(toolkit.__file__).parent}")


def _python() -> Iterator[Check]:
    found, wanted = ".".join(map(str, sys.version_info[:3])), needs().python
    if Version(found) in SpecifierSet(wanted):
        yield Check(OK, "Python", f"{found} ({sys.executable})")
    else:
        yield Check(
            BROKEN,
            "Python",
            f"{found} at {sys.executable}, wanted {wanted}; install such a Python, make an environment with it "
            "(python3.11 -m venv .venv) and install the toolkit there",
        )


def _packages() -> Iterator[Check]:
    wanted = [each for each in needs().packages if _is_always_needed(each)]
    faults = [fault for each in wanted if (fault := _fault(each))]
    failed = _failing_import([each.name.replace("-", "_") for each in wanted if not _fault(each)])
    if failed:
        faults.append((BROKEN, failed))
    for state, told in faults:
        yield Check(state, "packages", f"{told}. {_reinstall()}")
    if not faults:
        main = ", ".join(f"{name} {metadata.version(name)}" for name in ("spacy", "pandas", "onnxruntime"))
        yield Check(OK, "packages", f"all {len(wanted)} that are needed ({main} ...)")


def _model() -> Iterator[Check]:
    import pandas as pd

    from toolkit.analysis import analyse

    article = pd.DataFrame({"doc_id": ["made up"], "text": [SENTENCE]})
    quotes = analyse(article, progress=False).quotes
    found = list(zip(quotes["speaker"].fillna("nobody"), quotes["cue"].fillna("no verb")))
    if found == [("Ana Ruiz", "told")]:
        yield Check(OK, "model", "loads, and finds who says what in a made-up sentence")
    else:
        yield Check(
            BROKEN,
            "model",
            f"in {SENTENCE} it should find that Ana Ruiz told it, and found {found or 'nothing'}. {_reinstall()}",
        )


def _extras() -> Iterator[Check]:
    for extra, what in EXTRAS.items():
        faults = [
            fault[1] for each in needs().packages if extra in _extras_of(each) and (fault := _fault(each))
        ]
        if not faults:
            yield Check(
                OK, extra, f"{what} can be read and written" if extra == "excel" else f"{what} can be read"
            )
        else:
            told = f"for {what} files: {'; '.join(faults)}; to have it: {_pip(extra)}"
            yield Check(MISSING, extra, told, optional=True)


def _jupyter() -> Iterator[Check]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    told = f"JupyterLab {metadata.version('jupyterlab')}"
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        spec = None
    again = f"run: {sys.executable} -m ipykernel install --sys-prefix"
    if spec is None:
        yield Check(BROKEN, "Jupyter", f"{told} has no kernel python3, which the notebooks ask for; {again}")
        return
    # Jupyter itself puts its own Python in the place of a plain name.
    plain = spec.argv[0] in ("python", "python3", f"python3.{sys.version_info.minor}")
    program = sys.executable if plain else shutil.which(spec.argv[0]) or spec.argv[0]
    if not Path(program).exists():
        yield Check(BROKEN, "Jupyter", f"{told}: kernel python3 calls {program}, which is not there; {again}")
    elif Path(program).parent != Path(sys.executable).parent:
        yield Check(BROKEN, "Jupyter", f"{told}: kernel python3 is another Python ({program}); {again}")
    else:
        yield Check(OK, "Jupyter", f"{told}, kernel python3 is this Python")


def _browser() -> Iterator[Check]:
    from toolkit.pages import pdf

    try:
        yield Check(OK, "browser", f"{pdf.find_browser()}, for reports as PDF")
    except pdf.NoBrowser as error:
        yield Check(MISSING, "browser", f"{error}; web pages need none", optional=True)


def _folders() -> Iterator[Check]:
    for what, folder in (("this folder", Path.cwd()), ("the folder for temporary files", _temporary())):
        try:
            with tempfile.NamedTemporaryFile(dir=folder, prefix="toolkit-doctor-"):
                yield Check(OK, "writing", f"{what} can be written ({folder})")
        except OSError as error:
            told = f"{what} cannot be written ({folder}: {error.strerror}); go to another one, or set TMPDIR"
            yield Check(BROKEN, "writing", told)


def _machine() -> Iterator[Check]:
    import psutil

    free = psutil.virtual_memory().available / 1e9
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = f"{cores} core(s), {free:.1f} GB of memory free"
    if free >= LEAST_MEMORY_GB:
        yield Check(OK, "machine", told)
    else:
        told += f"; {LEAST_MEMORY_GB:g} GB are wanted: close other programs, or expect it to be slow"
        yield Check(MISSING, "machine", told, optional=True)


def _fonts() -> Iterator[Check]:
    from toolkit.figures import style

    lacking = [script for script, sign in _SCRIPTS.items() if style.drawable(sign) != sign]
    told = f"figures are drawn with {style.FONTS[0]}"
    if style.FONTS[0] == "sans-serif":
        yield Check(BROKEN, "fonts", f"matplotlib's own DejaVu Sans is not there. {_reinstall()}")
    elif lacking:
        told += (
            f"; names in {', '.join(lacking)} script become empty boxes: install Noto Sans (CJK, Devanagari)"
        )
        yield Check(MISSING, "fonts", told, optional=True)
    else:
        yield Check(OK, "fonts", told)


_CHECKS: dict[str, Callable[[], Iterator[Check]]] = {
    "toolkit": _toolkit,
    "Python": _python,
    "packages": _packages,
    "model": _model,
    "extras": _extras,
    "Jupyter": _jupyter,
    "browser": _browser,
    "writing": _folders,
    "machine": _machine,
    "fonts": _fonts,
}


# --- what is needed, and what is there --------------------------------------------------------------------------------


def needs() -> Needs:
    """What this package asks for: by pyproject.toml in a checkout, else as it was installed."""
    pyproject = _ROOT / "pyproject.toml"
    if pyproject.is_file():
        project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
        extras = project.get("optional-dependencies", {})
        listed = [*project["dependencies"]]
        listed += [f"{each}; extra == '{extra}'" for extra, several in extras.items() for each in several]
        return Needs(project["requires-python"], [Requirement(each) for each in listed])
    about = metadata.metadata(DISTRIBUTION)
    return Needs(
        about["Requires-Python"], [Requirement(each) for each in metadata.requires(DISTRIBUTION) or []]
    )


def _is_always_needed(requirement: Requirement) -> bool:
    """Whether a package belongs to every installation on this machine, and not to an extra."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _extras_of(requirement: Requirement) -> list[str]:
    """Those of EXTRAS that ask for a package; none for one that is always needed."""
    if _is_always_needed(requirement):
        return []
    return [extra for extra in EXTRAS if requirement.marker.evaluate({"extra": extra})]


def _fault(requirement: Requirement) -> tuple[str, str] | None:
    """The state and what is wrong with the installed version of a package; None where it is as wanted."""
    try:
        found = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return MISSING, f"{requirement.name} is not installed"
    if requirement.specifier.contains(found, prereleases=True):
        return None
    return BROKEN, f"{requirement.name} is {found}, wanted {requirement.specifier}"


def _failing_import(modules: list[str]) -> str:
    """What goes wrong when the modules are imported, in a process of its own, since a faulty library may end it."""
    code = "import importlib, sys\nfor name in sys.argv[1:]: print(name, flush=True), importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", code, *modules], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    last = (done.stdout.split() or ["nothing"])[-1]
    why = (done.stderr.strip().splitlines() or [f"it ended Python (code {done.returncode})"])[-1]
    return f"{last} cannot be imported: {why}"


def _temporary() -> Path:
    return Path(tempfile.gettempdir())


def _pip(extra: str = "") -> str:
    """The line that installs the package, or an extra of it, again."""
    chosen = f"[{extra}]" if extra else ""
    if (_ROOT / "pyproject.toml").is_file():
        return f'{sys.executable} -m pip install -e "{_ROOT}{chosen}"'
    return f'{sys.executable} -m pip install "{DISTRIBUTION}{chosen}"'


def _reinstall() -> str:
    return f"Install again: {_pip()}"
