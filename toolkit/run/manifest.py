"""The account of a run: what its results depend on, what it was given, and what it did when.

>>> sorted(configuration(english_only=True, pipeline=None))[:3]
['english_only', 'language model', 'pipeline']
"""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import toolkit
from toolkit import run_folder
from toolkit.run import folder as folders
from toolkit.run_folder import RunFolder

# Packages that decide what is found in a text, by way of tokens, scores and lemmas, and how it is written.
PACKAGES = ("ftfy", "numpy", "onnxruntime", "pandas", "pyarrow", "spacy", "tokenizers", "trafilatura")
# Rooms of the package that what is found in a shard does not depend on.
_ABOVE = frozenset(
    "cli doctor.py evaluation figures interactive joining network notebook notebooks page_scripts.py pages "
    "permutation.py plots.py project report.py resampling.py run sheets.py stats templates".split()
)
_HASH_BYTES = 8


def configuration(*, english_only: bool, pipeline: str | None) -> dict[str, Any]:
    """All that what is found in a shard depends on besides its documents."""
    return {
        "toolkit": toolkit.__version__,
        "program": _program(),
        "language model": _model(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "english_only": english_only,
        "pipeline": pipeline,
    }


def fingerprint(value: Any) -> str:
    """A short hash of anything that JSON can hold."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).hexdigest()


@cache
def _program() -> str:
    """A hash of the modules and lists that findings depend on: a version number stays while a checkout changes."""
    root = Path(toolkit.__file__).parent
    parts = (path for path in sorted(root.rglob("*")) if path.suffix in (".py", ".json"))
    return _hash_files(path for path in parts if path.relative_to(root).parts[0] not in _ABOVE)


@cache
def _model() -> str:
    from toolkit.language.encoder import MODEL

    return _hash_files(sorted(path for path in MODEL.glob("*") if path.suffix != ".md"))


def _hash_files(paths: Iterator[Path] | list[Path]) -> str:
    found = hashlib.blake2b(digest_size=_HASH_BYTES)
    for path in paths:
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


class Manifest:
    """run.json: read where it is, changed by `update`, written whole each time."""

    def __init__(self, folder: RunFolder):
        self._folder = folder
        self.told: dict[str, Any] = run_folder.read_manifest(folder.path) or {
            "format": run_folder.FORMAT,
            "attempts": [],
        }

    def update(self, **changes: Any) -> None:
        """Change and write."""
        self.told |= changes
        folders.write_json(self._folder.manifest, self._folder, self.told)

    def begin(self, **told: Any) -> None:
        """Note that somebody begins, or goes on with, the run."""
        attempt = {"started": now(), "finished": None, "outcome": None, **told}
        self.update(attempts=[*self.told["attempts"], attempt])

    def end(self, outcome: str, **told: Any) -> None:
        """Note how the attempt that was begun has ended."""
        *before, last = self.told["attempts"]
        self.update(attempts=[*before, last | {"finished": now(), "outcome": outcome, **told}])


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


@cache
def whole_program() -> str:
    """A hash of the whole package but its notebooks: joining depends on more of it than finding does."""
    root = Path(toolkit.__file__).parent
    return _hash_files([path for path in sorted(root.rglob("*")) if path.suffix in (".py", ".json")])


@cache
def everything() -> str:
    """A hash of all that the joined tables depend on besides what was found: the package and those it rests on."""
    return fingerprint([configuration(english_only=True, pipeline=None), whole_program()])
