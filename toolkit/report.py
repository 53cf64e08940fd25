"""The report: notebooks run on a corpus, exported as pages that need no network, with all tables beside them.

A report folder holds index.html, one page and one runnable notebook for each analysis, tables/ with every table as CSV
and Parquet, networks/ with files for Gephi and igraph, and a template for corrections. Pages carry their own style,
load nothing and allow no scripts, whatever the articles contain.
"""

from __future__ import annotations

import ast
import contextlib
import datetime
import html
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import nbformat
import pandas as pd
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

import toolkit
from toolkit import network, run_folder, sheets, tables
from toolkit.actors import affiliations
from toolkit.actors.attributes import Attributes, attributes_table
from toolkit.actors.corrections import Corrections, corrections_table, write_template
from toolkit.analysis import PARQUET_ONLY, Analysis, analyse_corpus, analyse_with
from toolkit.documents import Source, nothing_read, read_documents
from toolkit.network import graph_files
from toolkit.notebook import describe

NOTEBOOKS = ("01_actor_frequency.ipynb", "02_quote_networks.ipynb", "03_rhetorical_comparison.ipynb")
_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = 50  # rows of a list on the contents page; the whole list is in its CSV file
_ANSWER = re.compile(r"<strong>Answer:</strong>(.*?)</p>", re.S)
_CELL_SECONDS = 3600  # a cell that runs longer is taken for stuck

TEMPLATE = "corrections_template.csv"


class ReportError(RuntimeError):
    """A notebook that could not be run or exported; the message names the notebook, the cell and the error."""


class Page(NamedTuple):
    """One notebook of the report: its page, the notebook beside it, its title, and its answer in a sentence."""

    file: str
    notebook: str
    title: str
    answer: str = ""


def report(
    path: Source,
    *,
    out: str | os.PathLike = "reports/",
    sides: affiliations.Sides | None = None,
    corrections: Corrections | None = None,
    attributes: Attributes | None = None,
    notebooks: Sequence[str | os.PathLike] | None = None,
    text_column: str | None = None,
    progress: bool = True,
) -> Path:
    """The path of index.html of a new report on the articles under `path`, in the folder `out`.

    `sides` maps the name of a side to the actors, affiliations, states or blocs that belong to it, or is a file that
    does (affiliations.read_sides); without it, the notebooks compare the two most quoted affiliations. `corrections`
    set right who is who (toolkit.corrections), `attributes` are joined to the actors (toolkit.attributes); the report
    folder gets corrections_template.csv, with what to look at, unless one that has been filled in is there.
    `notebooks` are the files to run, in order (the packaged three otherwise); each is given those of the parameters
    corpus, sides, corrections, attributes, out_folder and analysis_folder that its cell tagged "parameters" assigns.
    `text_column` is as in read_documents. Of a run's folder (`toolkit run`) the stored analysis is reported.
    Raises: FileNotFoundError and ValueError where nothing can be read; ReportError where a notebook fails.
    """
    compared = affiliations.read_sides(sides)
    wanted = None if corrections is None else corrections_table(corrections)
    known = None if attributes is None else attributes_table(attributes)
    stored = run_folder.is_run(path)
    if not stored:
        documents = read_documents(path, text_column=text_column)
        if documents.empty:
            raise ValueError(nothing_read(documents))
    sources = [Path(each) for each in notebooks or (notebook_folder() / name for name in NOTEBOOKS)]
    unrun = {source: _read_notebook(source) for source in sources}
    folder = Path(out)
    if stored:
        analysis = analyse_corpus(path, corrections=wanted, attributes=known)
    else:
        analysis = analyse_with(documents, corrections=wanted, attributes=known, progress=progress)
    analysis.to_csv(folder / "tables")
    analysis.to_parquet(folder / "tables")
    networks = _write_networks(folder / "networks", analysis, compared)
    with contextlib.suppress(FileExistsError):  # somebody has begun to fill it in
        write_template(analysis.actors, folder / TEMPLATE)
    parameters = {
        "corpus": _relative(path, folder),
        "sides": compared,
        "corrections": _given(corrections, wanted, folder, "corrections_used.csv"),
        "attributes": _given(attributes, known, folder, "attributes_used.csv"),
        "out_folder": ".",
        "analysis_folder": "tables",
    }
    ready = {source: with_parameters(notebook, parameters) for source, notebook in unrun.items()}
    pages = _make_pages(ready, folder)
    return _write_contents(folder, analysis, pages, networks)


def _write_networks(folder: Path, analysis: Analysis, sides: dict[str, list[str]] | None) -> list[str]:
    """The relations of which there are edges, each written as a network for other programs."""
    side_of = affiliations.actor_sides(analysis.actors, sides) if sides else None
    found = list(analysis.edges["relation"].unique())
    said = network.without_duplicates(analysis.quotes, analysis.documents)
    own = analysis.actors.attrs.get("attributes", [])
    for relation in found:
        edges = analysis.edges[analysis.edges["relation"] == relation]
        graph = network.quote_graph(edges, analysis.actors, said, sides=side_of, attributes=own)
        graph_files.write(graph, folder, name=relation)
    return found


def _given(given: Any, read: pd.DataFrame | None, folder: Path, name: str) -> Any:
    """A file of the user's as seen from the report folder; a table as a file there, for the notebooks to read."""
    if read is None or isinstance(given, str | os.PathLike):
        return given if given is None else _relative(given, folder)
    sheets.write_csv(folder / name, read.drop(columns="line", errors="ignore"))
    return name


def notebook_folder() -> Path:
    """Where the packaged notebooks are: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "notebooks"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "notebooks"


def _relative(path: Source, folder: Path) -> str | list[str]:
    """The corpus as seen from the report folder, so that the notebooks there run again where they are."""
    if not isinstance(path, str | os.PathLike):
        return [_relative(each, folder) for each in path]
    try:
        return Path(os.path.relpath(Path(path).expanduser(), folder)).as_posix()
    except ValueError:  # another drive
        return str(Path(path).resolve())


# --- notebooks --------------------------------------------------------------------------------------------------------


def _read_notebook(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError as error:
        raise ReportError(f"{path}: no such notebook; notebooks= takes paths of .ipynb files") from error
    except nbformat.reader.NotJSONError as error:
        raise ReportError(f"{path}: not a notebook ({str(error)[:100]})") from error


def _title(notebook: nbformat.NotebookNode, source: Path) -> str:
    """The first heading of the notebook without its Markdown marks, else its file name."""
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return re.sub(r"[*_`]", "", line[2:]).strip()
    return source.stem.replace("_", " ")


def with_parameters(notebook: nbformat.NotebookNode, values: Mapping[str, Any]) -> nbformat.NotebookNode:
    """A copy of `notebook` where a cell after the one tagged "parameters" sets those of `values` that it assigns."""
    copy = nbformat.from_dict(notebook)
    tagged = [at for at, cell in enumerate(copy.cells) if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        return copy
    tree = ast.parse(copy.cells[tagged[0]].source)
    assigned = {name.id for node in ast.walk(tree) for name in ast.walk(node) if _is_target(name)}
    lines = [f"{name} = {value!r}" for name, value in values.items() if name in assigned]
    if lines:
        cell = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
        copy.cells.insert(tagged[0] + 1, cell)
    return copy


def _is_target(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


class _RunningInterpreter(KernelSpecManager):
    """Finds one kernel: this very interpreter, whatever kernels are registered on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=make_ipkernel_cmd(), display_name="Python 3", language="python", resource_dir=""
        )


def execute(notebook: nbformat.NotebookNode, *, name: str, folder: Path) -> nbformat.NotebookNode:
    """`notebook` with the outputs of running it in `folder`, by this interpreter; ReportError if a cell fails."""
    with tempfile.TemporaryDirectory(prefix="toolkit-") as place:
        kernel = AsyncKernelManager(
            kernel_spec_manager=_RunningInterpreter(),
            connection_file=str(Path(place) / "kernel.json"),
            transport="ipc" if os.name == "posix" else "tcp",  # sockets that no other user can reach
        )
        client = NotebookClient(
            notebook, km=kernel, timeout=_CELL_SECONDS, extra_arguments=["--HistoryManager.enabled=False"]
        )
        try:
            return client.execute(cwd=str(folder), env=_environment(), cleanup_kc=True)
        except CellExecutionError as error:
            at, cell = next((at, cell) for at, cell in enumerate(notebook.cells) if _failed(cell))
            line = next(iter(cell.source.splitlines()), "")
            raise ReportError(f"{name}, cell {at + 1} ({line!r}): {error.ename}: {error.evalue}") from error
        except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
            raise ReportError(f"{name}: the notebook's kernel stopped or did not answer ({error})") from error


def _failed(cell: nbformat.NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _environment() -> dict[str, str]:
    """The environment of a kernel: figures go into the notebook, and a checkout that is not installed is found."""
    environment = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    parent = Path(__file__).parent.parent
    if parent.name not in ("site-packages", "dist-packages"):
        paths = [str(parent), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment


def _make_pages(notebooks: Mapping[Path, nbformat.NotebookNode], folder: Path) -> list[Page]:
    """The pages of the report, written into `folder` with their notebooks; as many run at a time as there are cores."""
    pages = [
        Page(f"{source.stem}.html", source.name, _title(each, source)) for source, each in notebooks.items()
    ]

    def make(page: Page, notebook: nbformat.NotebookNode) -> Page:
        done = execute(notebook, name=page.notebook, folder=folder)
        nbformat.write(done, folder / page.notebook)
        (folder / page.file).write_text(export(done, page=page, pages=pages), encoding="utf-8")
        return page._replace(answer=_answer(done))

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(make, pages, notebooks.values()))


def _answer(notebook: nbformat.NotebookNode) -> str:
    """The sentence that notebook.open_with put at the top, as plain text; empty where there is none."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = _ANSWER.search(output.get("data", {}).get("text/html", ""))
            if found:
                return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()
    return ""


def export(notebook: nbformat.NotebookNode, *, page: Page, pages: Sequence[Page] = ()) -> str:
    """The HTML page of an executed notebook: self-contained, without scripts, code folded away."""
    exporter = HTMLExporter(
        template_name="report", extra_template_basedirs=[str(_TEMPLATES)], anchor_link_text=""
    )
    context = {**page._asdict(), "pages": pages, **_imprint()}
    return exporter.from_notebook_node(notebook, {"report": context})[0]


def _imprint() -> dict[str, str]:
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    return {"style": style, "version": toolkit.__version__, "date": datetime.date.today().isoformat()}


# --- the contents page ------------------------------------------------------------------------------------------------


def _write_contents(folder: Path, analysis: Analysis, pages: list[Page], networks: list[str]) -> Path:
    documents = analysis.documents.drop(columns=["text", "cleaning"]).head(_SHOWN)
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    written = template.get_template("contents.html.j2").render(
        title="Who gets to speak, about whom, and how",
        corpus=_sentence(describe(analysis.documents)),
        facts=_facts(analysis),
        pages=pages,
        problems=_records(analysis.problems),
        documents=_records(documents),
        n_documents=len(analysis.documents),
        shown=_SHOWN,
        corrections=TEMPLATE,
        networks=networks,
        further=_further_tables(folder / "tables"),
        tables=[
            {
                "name": field.name,
                "rows": len(getattr(analysis, field.name)),
                "columns": tables.columns(field.name),
                "csv": field.name not in PARQUET_ONLY,
            }
            for field in fields(analysis)
        ],
        **_imprint(),
    )
    path = folder / "index.html"
    path.write_text(written, encoding="utf-8")
    return path


def _further_tables(folder: Path) -> list[str]:
    """The CSV files that notebooks have written beside the tables of the analysis."""
    own = {field.name for field in fields(Analysis)}
    return sorted(path.name for path in folder.glob("*.csv") if path.stem not in own)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for what is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


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
