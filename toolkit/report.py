"""The report: notebooks run on a corpus, exported as pages that need no network, with all tables beside them.

A report folder holds index.html, one page and one runnable notebook for each analysis, tables/ with every table as CSV
and Parquet, networks/ with files for Gephi and igraph, and a template for corrections; on demand each page as PDF too.
Pages carry their own style, load nothing and run the toolkit's own scripts alone, whatever the articles contain.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pandas as pd
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from toolkit import network, project, run_folder, sheets
from toolkit.actors import affiliations
from toolkit.actors.attributes import Attributes, attributes_table
from toolkit.actors.corrections import Corrections, corrections_table, write_template
from toolkit.analysis import Analysis, analyse_corpus, analyse_with
from toolkit.documents import Source, other_languages
from toolkit.documents.reading import read_some
from toolkit.network import graph_files
from toolkit.notebook.corpus import describe
from toolkit.pages import invocation, provenance
from toolkit.pages import pdf as printer
from toolkit.pages.contents import FILE, write_contents
from toolkit.pages.export import Page, Template, export, find_template
from toolkit.pages.numbering import answer
from toolkit.pages.provenance import Provenance
from toolkit.pages.quotes import write_quotes

NOTEBOOKS = ("01_actor_frequency.ipynb", "02_quote_networks.ipynb", "03_rhetorical_comparison.ipynb")
_CELL_SECONDS = 3600  # a cell that runs longer is taken for stuck

TEMPLATE = "corrections_template.csv"


class ReportError(RuntimeError):
    """A notebook that could not be run or exported; the message names the notebook, the cell and the error."""


def report(
    path: Source,
    *,
    out: str | os.PathLike | None = None,
    sides: affiliations.Sides | None = None,
    corrections: Corrections | None = None,
    attributes: Attributes | None = None,
    notebooks: Sequence[str | os.PathLike] | None = None,
    text_column: str | None = None,
    near_duplicates: bool | float | None = None,
    english_only: bool | None = None,
    template: str | os.PathLike | None = None,
    pdf: bool = False,
    browser: str | os.PathLike | None = None,
    progress: bool = True,
) -> Path:
    """The path of index.html of a new report on the articles under `path`, in the folder `out` ("reports/").

    `sides` maps the name of a side to the actors, affiliations, states or blocs that belong to it, or is a file that
    does (affiliations.read_sides); without it, the notebooks compare the two most quoted affiliations. `corrections`
    set right who is who (toolkit.corrections), `attributes` are joined to the actors (toolkit.attributes); the report
    folder gets corrections_template.csv, with what to look at, unless one that has been filled in is there.
    `notebooks` are the files to run, in order (the packaged three otherwise); each is given those of the parameters
    corpus, sides, corrections, attributes, out_folder and analysis_folder that its cell tagged "parameters" assigns.
    `text_column` and `near_duplicates` are as in read_documents, `english_only` as in analyse. Where `path` is a
    project (a folder with parameters.toml: toolkit.project), what is not given here is as settled there. Of a run's
    folder (`toolkit run`) the stored analysis is reported.
    `template` is the folder or name of an nbconvert template for the pages instead of ours (pages.export); with `pdf`
    each page is also printed by `browser`, a Chromium, Chrome or Edge that is found where it usually is (pages.pdf).
    Raises: FileNotFoundError and ValueError where nothing can be read, none of it is English, or there is no such
    template or browser; ReportError where a notebook fails; RuntimeError where the browser does.
    """
    printing = Printing(find_template(template), _browser(pdf, browser))
    settled = project.settled(
        path, out=out, sides=sides, corrections=corrections, attributes=attributes, text_column=text_column,
        near_duplicates=near_duplicates, english_only=english_only,
    )  # fmt: skip
    folder = sheets.check_folder("reports/" if settled.out is None else settled.out, corpus=settled.corpus)
    read, unrun = _with_files_read(settled), _notebooks(notebooks)
    analysis = _analysed(read, progress)
    affiliations.warn_of_strangers(analysis.actors, read.sides)
    folder.mkdir(parents=True, exist_ok=True)
    given = {
        "out": out, "sides": sides, "notebooks": notebooks, "corrections": corrections, "attributes": attributes,
        "text_column": text_column, "near_duplicates": near_duplicates, "all_languages": english_only is False,
        "template": template, "pdf": pdf, "browser": browser,
    }  # fmt: skip
    account = provenance.provenance(
        analysis,
        corpus=_sentence(describe(analysis.documents)),
        parameters=_settings(settled, read.sides),
        command=invocation.command(path, given, folder),
    )
    parameters = _parameters(settled, read, folder)
    ready = {source: with_parameters(notebook, parameters) for source, notebook in unrun.items()}
    return _write(folder, analysis, ready, account, read.sides, printing)


class Printing(NamedTuple):
    """How pages are made: by which template, and by which browser they are printed too, if by any."""

    template: Template
    browser: str | None


def _with_files_read(settled: project.Settings) -> project.Settings:
    """The settings with what their files hold: sides, corrections and attributes. Faulty files are told of here."""
    return replace(
        settled,
        sides=affiliations.read_sides(settled.sides),
        corrections=None if settled.corrections is None else corrections_table(settled.corrections),
        attributes=None if settled.attributes is None else attributes_table(settled.attributes),
    )


def _parameters(settled: project.Settings, read: project.Settings, folder: Path) -> dict[str, Any]:
    """What notebooks in the report folder are given, paths as seen from there."""
    return {
        "corpus": _relative(settled.corpus, folder),
        "sides": read.sides,
        "reading": settled.reading,
        "corrections": _given(settled.corrections, read.corrections, folder, "corrections_used.csv"),
        "attributes": _given(settled.attributes, read.attributes, folder, "attributes_used.csv"),
        "out_folder": ".",
        "analysis_folder": "tables",
    }


def _analysed(settled: project.Settings, progress: bool) -> Analysis:
    """The analysis that a run has stored, or that of the corpus."""
    if run_folder.is_run(settled.corpus):
        return analyse_corpus(settled.corpus, **settled.known)
    documents = _documents(settled)
    return analyse_with(documents, english_only=settled.english_only, progress=progress, **settled.known)


def _documents(settled: project.Settings) -> pd.DataFrame:
    """What is to be analysed. Raises: ValueError where nothing can be read, or none of it is English."""
    documents = read_some(settled.corpus, **settled.opening)
    if settled.english_only:
        _need_english(documents)
    return documents


def _write(
    folder: Path,
    analysis: Analysis,
    notebooks: Mapping[Path, nbformat.NotebookNode],
    account: Provenance,
    sides: dict[str, list[str]] | None,
    printing: Printing,
) -> Path:
    """The path of the contents page, when everything is written into `folder`."""
    analysis.to_csv(folder / "tables")
    analysis.to_parquet(folder / "tables")
    networks = _write_networks(folder / "networks", analysis, sides)
    with contextlib.suppress(FileExistsError):  # somebody has begun to fill it in
        write_template(analysis.actors, folder / TEMPLATE)
    pages = _pages(notebooks, pdf=printing.browser is not None)
    write_quotes(folder, analysis, pages, account, sides=sides)
    pages = _make_pages(notebooks, folder, pages, account, printing.template)
    index = write_contents(
        folder,
        analysis,
        pages,
        account,
        networks=networks,
        corrections=TEMPLATE,
        pdf=f"{Path(FILE).stem}.pdf" if printing.browser else "",
        template=printing.template,
    )
    if printing.browser:
        for page in [index, *(folder / each.file for each in pages)]:
            printer.write_pdf(page, page.with_suffix(".pdf"), browser=printing.browser)
    return index


def _browser(pdf: bool, browser: str | os.PathLike | None) -> str | None:
    """The browser to print with, None where nothing is printed; ValueError before the work where there is none."""
    if browser is not None and not pdf:
        raise ValueError(
            f"--browser {os.fspath(browser)}: a browser is used for PDF only; add --pdf (pdf=True)"
        )
    return printer.find_browser(browser) if pdf else None


def _need_english(documents: pd.DataFrame) -> None:
    """Nothing where some of the documents are in English; of the others alone no report can be made."""
    others = other_languages(documents)
    if not others.all():
        return
    found = documents["language"].fillna("und").value_counts().head(5)
    languages = ", ".join(f"{name} ({n:,})" for name, n in found.items())
    raise ValueError(
        f"none of the documents that were read is in English, the only language that is analysed (languages: "
        f"{languages}; 'und' reads as none that is known). Translate them; or, if they are English, pass "
        "--all-languages (english_only=False)"
    )


def _settings(settled: project.Settings, sides: dict[str, list[str]] | None) -> list[tuple[str, str]]:
    """The settings that differ from doing without, as they are written in Python."""
    values = {
        "sides": sides,
        "corrections": settled.corrections,
        "attributes": settled.attributes,
        "text_column": settled.text_column,
    }
    values |= {"near_duplicates": settled.near_duplicates, "english_only": settled.english_only}
    as_they_are = (None, True)
    return [
        (name, "a table" if isinstance(value, pd.DataFrame) else repr(value))
        for name, value in values.items()
        if isinstance(value, pd.DataFrame) or value not in as_they_are
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


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


def _relative(path: Source, folder: Path) -> str | list[str]:
    """The corpus as seen from the report folder, so that the notebooks there run again where they are."""
    if not isinstance(path, str | os.PathLike):
        return [_relative(each, folder) for each in path]
    try:
        return Path(os.path.relpath(Path(path).expanduser(), folder)).as_posix()
    except ValueError:  # another drive
        return str(Path(path).resolve())


# --- notebooks --------------------------------------------------------------------------------------------------------


def _notebooks(paths: Sequence[str | os.PathLike] | None) -> dict[Path, nbformat.NotebookNode]:
    """The notebooks to run, by their files: the packaged three where none are given."""
    files = paths or [project.notebook_folder() / name for name in NOTEBOOKS]
    return {Path(file): _read_notebook(Path(file)) for file in files}


def _read_notebook(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError as error:
        raise ReportError(f"{path}: no such notebook; notebooks= takes paths of .ipynb files") from error
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        AttributeError,
        LookupError,
        TypeError,
    ) as error:
        raise ReportError(
            f"{path}: not a notebook ({str(error)[:100]}); notebooks= takes .ipynb files"
        ) from error


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


def _pages(notebooks: Mapping[Path, nbformat.NotebookNode], *, pdf: bool) -> list[Page]:
    """The pages that the report will have, one a notebook."""
    return [
        Page(
            f"{source.stem}.html",
            source.name,
            _title(each, source),
            pdf=f"{source.stem}.pdf" if pdf else "",
        )
        for source, each in notebooks.items()
    ]


def _make_pages(
    notebooks: Mapping[Path, nbformat.NotebookNode],
    folder: Path,
    pages: Sequence[Page],
    account: Provenance,
    template: Template,
) -> list[Page]:
    """The pages with their answers, written into `folder` with their notebooks; as many run at a time as there are
    cores.
    """

    def make(page: Page, notebook: nbformat.NotebookNode) -> Page:
        done = execute(notebook, name=page.notebook, folder=folder)
        nbformat.write(done, folder / page.notebook)
        written = export(done, account, page=page, pages=pages, template=template)
        (folder / page.file).write_text(written, encoding="utf-8")
        return page.answered(answer(done))

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(make, pages, notebooks.values()))
