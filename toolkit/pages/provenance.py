"""What the numbers of a report rest on: versions, model, corpus, parameters, and the command that makes them again.

>>> import pandas as pd
>>> fingerprint(pd.DataFrame({"doc_id": ["b", "a"], "text": ["Two.", "One."]}))[:16]
'6c55d621ab8071a3'
"""

from __future__ import annotations

import ast
import datetime
import hashlib
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import nbformat
import pandas as pd

import toolkit
from toolkit import wording
from toolkit.analysis import Analysis
from toolkit.language.encoder import MODEL

# Packages whose version can change a number, a figure or a page.
PACKAGES = (
    "spacy",
    "onnxruntime",
    "tokenizers",
    "textacy",
    "numpy",
    "pandas",
    "scipy",
    "networkx",
    "matplotlib",
    "trafilatura",
    "nbconvert",
)
FINGERPRINT = (
    "SHA-256 over one line for each document (doc_id, a tab, the SHA-256 of its text in UTF-8), the lines sorted and "
    "each ended by a line feed: the same documents with the same cleaned texts have the same fingerprint, whatever "
    "their order and wherever their folder lies"
)
# Parameters that say where things lie, and one whose parts are among the settings of the report.
_ELSEWHERE = ("corpus", "analysis_folder", "out_folder", "reading")


@dataclass(frozen=True)
class Provenance:
    """The account of one report."""

    corpus: str
    published: str
    made: str
    versions: tuple[tuple[str, str], ...]
    model: str
    fingerprint: str
    counts: str
    parameters: tuple[tuple[str, str], ...]
    command: str

    @property
    def toolkit_version(self) -> str:
        return toolkit.__version__


def provenance(
    analysis: Analysis, *, corpus: str, parameters: Sequence[tuple[str, str]], command: str
) -> Provenance:
    """The account of a report on `analysis`, made now."""
    now = datetime.datetime.now(datetime.UTC)
    names = ("document", "mention", "actor", "quote", "edge", "problem")
    return Provenance(
        corpus=corpus,
        published=published(analysis.documents),
        made=now.strftime("%Y-%m-%d %H:%M UTC"),
        versions=versions(),
        model=model(),
        fingerprint=fingerprint(analysis.documents),
        counts=", ".join(wording.number_of(len(getattr(analysis, f"{name}s")), name) for name in names),
        parameters=tuple(parameters),
        command=command,
    )


def published(documents: pd.DataFrame) -> str:
    """From when to when the documents were published, in words."""
    dates = documents["published"].dropna() if "published" in documents else pd.Series(dtype="str")
    if dates.empty:
        return "no document has a date"
    first, last = min(dates), max(dates)
    span = first if first == last else f"{first} to {last}"
    undated = len(documents) - len(dates)
    return f"{span} ({undated:,} without a date)" if undated else span


def fingerprint(documents: pd.DataFrame) -> str:
    """64 hexadecimal digits that tell whether two corpora are the same: see FINGERPRINT."""
    lines = sorted(
        f"{doc_id}\t{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}\n"
        for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True)
    )
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def versions() -> tuple[tuple[str, str], ...]:
    """Name and version of the toolkit, Python, and the packages that can change a number."""
    found = [("news-discourse-toolkit", toolkit.__version__), ("Python", platform.python_version())]
    for name in PACKAGES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "not installed"))
    return tuple(found)


def model(folder: Path = MODEL) -> str:
    """The name in the model card, and the first digits of the SHA-256 of the weights; what is missing is said."""
    card, weights = folder / "README.md", folder / "model.onnx"
    heading = (
        re.match(r"# (?:Model card: )?(.+)", card.read_text(encoding="utf-8")) if card.is_file() else None
    )
    name = heading[1].strip() if heading else "no model card"
    if not weights.is_file():
        return f"{name}; no {weights.name}"
    with weights.open("rb") as file:
        return f"{name}; {weights.name} has SHA-256 {hashlib.file_digest(file, 'sha256').hexdigest()[:16]}…"


def parameters_of(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Names and values that the notebook's cells of parameters set to something; the injected ones count.

    Left out are values that are worked out, and those that say where things lie and not what was done.
    """
    values: dict[str, str] = {}
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            values |= _assigned(cell.source)
    return [(name, value) for name, value in values.items() if name not in _ELSEWHERE and _is_set(value)]


def _is_set(value: str) -> bool:
    try:
        return ast.literal_eval(value) is not None
    except ValueError:
        return False


def _assigned(source: str) -> dict[str, str]:
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                found |= _pairs(target, node.value)
    return found


def _pairs(target: ast.expr, value: ast.expr) -> dict[str, str]:
    """Each name in the target of an assignment with its value as written; those of "a, b = 1, 2" one by one."""
    if isinstance(target, ast.Name):
        return {target.id: ast.unparse(value)}
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return {name: own for pair in zip(target.elts, value.elts) for name, own in _pairs(*pair).items()}
    return {}
