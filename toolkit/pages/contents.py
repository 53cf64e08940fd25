"""The contents page of a report: what was read, what was found, and where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import tables
from toolkit.analysis import PARQUET_ONLY, Analysis
from toolkit.pages import parts
from toolkit.pages.export import Template
from toolkit.pages.numbering import Heading
from toolkit.pages.parts import Page
from toolkit.pages.provenance import Provenance

TITLE = "Who gets to speak, about whom, and how"
FILE = "index.html"
_SHOWN = 50  # rows of a list that are shown; the whole list is in its CSV file


def write_contents(
    folder: Path,
    analysis: Analysis,
    pages: Sequence[Page],
    account: Provenance,
    *,
    networks: Sequence[str] = (),
    corrections: str = "",
    pdf: str = "",
    template: Template | None = None,
) -> Path:
    """The path of the contents page, written into `folder`; `corrections` is the file to fill in, `pdf` its own PDF."""
    own = template.folder if template else None
    outline = [Heading(2, anchor, words) for anchor, words in _sections(analysis, networks)]
    page = Page(FILE, "", TITLE, pdf=pdf)
    kind = "News discourse report, contents"
    told = account.parameters
    frame = parts.frame(page, pages, outline, account, kind=kind, parameters=told, folder=own)
    values = {
        "frame": {name: parts.Markup(part) for name, part in asdict(frame).items()},
        "facts": _facts(analysis),
        "page": page,
        "pages": pages,
        "problems": _records(analysis.problems),
        "documents": _records(analysis.documents.drop(columns=["text", "cleaning"]).head(_SHOWN)),
        "n_documents": len(analysis.documents),
        "shown": _SHOWN,
        "corrections": corrections,
        "networks": networks,
        "further": _further_tables(folder / "tables"),
        "tables": [_table(analysis, field.name) for field in fields(analysis)],
    }
    path = folder / FILE
    path.write_text(parts.render("contents.html.j2", values, own), encoding="utf-8")
    return path


def _sections(analysis: Analysis, networks: Sequence[str]) -> list[tuple[str, str]]:
    """Anchors and headings of the page, those that it has."""
    sections = [("reports", "Reports"), ("problems", "Problems"), ("documents", "Documents")]
    sections += [("corrections", "Set right what is wrong"), ("networks", "Networks"), ("tables", "Tables")]
    absent = {"problems"} if analysis.problems.empty else set()
    absent |= set() if networks else {"networks"}
    return [section for section in sections if section[0] not in absent]


def _table(analysis: Analysis, name: str) -> dict[str, Any]:
    rows = len(getattr(analysis, name))
    return {"name": name, "rows": rows, "columns": tables.columns(name), "csv": name not in PARQUET_ONLY}


def _further_tables(folder: Path) -> list[str]:
    """The CSV files that notebooks have written beside the tables of the analysis."""
    own = {field.name for field in fields(Analysis)}
    return sorted(path.name for path in folder.glob("*.csv") if path.stem not in own)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for what is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _facts(analysis: Analysis) -> list[tuple[str, str]]:
    """Numbers of the contents page, each with what it counts."""
    counts = [
        (len(analysis.documents), "document", "documents"),
        (int(analysis.documents["n_words"].sum()), "word", "words"),
        (len(analysis.actors), "actor", "actors"),
        (len(analysis.quotes), "attributed statement", "attributed statements"),
        (int(analysis.quotes["n_words"].sum()), "attributed word", "attributed words"),
        (len(analysis.edges), "relation", "relations"),
    ]
    return [(f"{n:,}", one if n == 1 else many) for n, one, many in counts]
