"""The pages that are never written by hand: every table's columns, every public function, the measured figures.

Written into docs/reference/ before each build: the table dictionary from `toolkit.contracts`, the functions from
the docstrings of what `toolkit/__init__.py` names, with links to the worked examples that use them.
"""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import toolkit
from building.prose import first_line, markdown
from toolkit import contracts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Modules in the order in which a study meets them; what is not named here follows by the alphabet.
SUBJECTS = {
    "From files to tables": ("documents", "cleaning", "analysis", "tables", "sheets", "lexicons"),
    "Who appears": (
        "actors",
        "affiliations",
        "attention",
        "attributes",
        "contrasts",
        "corrections",
        "directory",
        "measures",
        "profiles",
    ),
    "Who says what": ("quotes", "exchanges", "concordance", "language"),
    "Who speaks about whom": (
        "network",
        "relations",
        "structure",
        "communities",
        "mixing",
        "noise",
        "tone",
        "findings",
        "graph_files",
    ),
    "How the sides talk": ("rhetoric",),
    "Numbers": ("stats", "resampling", "permutation"),
    "Pictures and pages": ("plots", "notebook"),
    "How right it is": ("evaluation", "agreement", "annotation", "judging"),
}
CALL = re.compile(r"\btk\.((?:[a-z_]+\.)?[A-Za-z_]+)\b")


@dataclass(frozen=True)
class Public:
    """A function or class that users call: its module's public name ("" for the package itself) and its own."""

    module: str
    name: str
    thing: object

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}" if self.module else self.name

    @property
    def is_class(self) -> bool:
        return inspect.isclass(self.thing)


def public_names(module: ModuleType) -> list[str]:
    """Functions and classes that a module shows: those of `__all__`, else those that are written in it."""
    shown = getattr(module, "__all__", None)
    return [
        name
        for name, thing in vars(module).items()
        if (inspect.isfunction(thing) or inspect.isclass(thing))
        and (name in shown if shown else not name.startswith("_") and thing.__module__ == module.__name__)
    ]


def everything() -> list[Public]:
    """All that users call, module by module."""
    found = [Public("", name, getattr(toolkit, name)) for name in sorted(toolkit._NAMES)]
    for module in sorted(toolkit._MODULES):
        here = importlib.import_module(f"toolkit.{toolkit._MODULES[module]}")
        found += [Public(module, name, getattr(here, name)) for name in public_names(here)]
    return found


def table_dictionary() -> str:
    """The page of all tables: name, type and meaning of each column, from contracts.py."""
    lines = [
        "# The tables, column by column",
        "",
        "Made from `toolkit/contracts.py`, to which `tk.tables.check` holds every table. Offsets count characters of "
        "`documents.text` and are half-open: `text[start:end]` is the passage. A column marked *may be missing* is "
        "there in every table, but a row may have no value in it.",
        "",
    ]
    for name, columns in contracts.TABLES.items():
        lines += [f"(table-{name})=", f"## {name}", "", "| column | type | what it means |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {_type(column)} | {_meaning(column)} |" for column in columns]
        lines.append("")
    return "\n".join(lines)


def _type(column: contracts.Column) -> str:
    return f"{column.type}, may be missing" if column.optional else column.type


def _meaning(column: contracts.Column) -> str:
    said = markdown(column.meaning)
    values = ", ".join(f"`{value}`" for value in column.values)
    return f"{said}. One of {values}" if values else said


def module_page(
    module: str, members: list[Public], links: dict[str, str], examples: dict[str, list[str]]
) -> str:
    """The page of one module: what it is about, then each of its functions."""
    source = importlib.import_module(f"toolkit.{toolkit._MODULES[module]}") if module else toolkit
    title = f"tk.{module}" if module else "tk"
    lines = [f"# {title}", "", markdown(source.__doc__, _linker(module, links)), ""]
    for member in members:
        lines += _entry(member, links, examples.get(member.path, []))
    return "\n".join(lines)


def _entry(member: Public, links: dict[str, str], pages: list[str]) -> Iterator[str]:
    kind = "class" if member.is_class else "function"
    prefix = f"toolkit.{member.module}" if member.module else "toolkit"
    yield f"::::{{py:{kind}}} {prefix}.{member.name}{_signature(member.thing)}"
    if member.module and getattr(toolkit, member.name, None) is member.thing:
        yield ":no-index:"  # the page of the package has it
    yield ""
    yield markdown(member.thing.__doc__, _linker(member.module, links))
    yield ""
    if pages:
        yield "Worked example: " + ", ".join(f"{{doc}}`/examples/{page}`" for page in pages)
        yield ""
    if member.is_class:
        yield from _methods(member, links)
    yield "::::"
    yield ""


def _methods(member: Public, links: dict[str, str]) -> Iterator[str]:
    for name, thing in vars(member.thing).items():
        function = thing.__func__ if isinstance(thing, classmethod | staticmethod) else thing
        if name.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
            continue
        yield f":::{{py:method}} {name}{_signature(getattr(member.thing, name))}"
        yield ""
        yield markdown(function.__doc__, _linker(member.module, links))
        yield ":::"
        yield ""


def _signature(thing: object) -> str:
    """Arguments as the code has them: annotations are texts there, and defaults are shown as Python writes them."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return "()"
    parameters = list(signature.parameters.values())
    written = [_argument(one) for one in parameters]
    named = [number for number, one in enumerate(parameters) if one.kind is one.KEYWORD_ONLY]
    if named and not any(one.kind is one.VAR_POSITIONAL for one in parameters):
        written.insert(named[0], "*")
    returned = _annotation(signature.return_annotation)
    return f"({', '.join(written)})" + (f" -> {returned}" if returned else "")


def _argument(parameter: inspect.Parameter) -> str:
    star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    said = _annotation(parameter.annotation)
    text = f"{star}{parameter.name}" + (f": {said}" if said else "")
    if parameter.default is parameter.empty:
        return text
    default = repr(parameter.default)
    return f"{text} = {default if '<' not in default else '...'}"


def _annotation(given: object) -> str:
    if given is inspect.Signature.empty:
        return ""
    text = getattr(given, "__forward_arg__", given)
    return text if isinstance(text, str) else inspect.formatannotation(text)


def _linker(module: str, links: dict[str, str]):
    """A function that turns `shares` or `attention.shares` into a link where that is a public name."""

    def link(code: str) -> str:
        name = code.strip("`").removeprefix("tk.").removesuffix("()")
        target = links.get(f"{module}.{name}") or (links.get(name) if "." in name else None)
        return f"{{py:obj}}`{name} <{target}>`" if target else code

    return link


def examples_by_name(folder: Path, known: set[str]) -> dict[str, list[str]]:
    """Public name -> the pages of worked examples in whose code it is called."""
    found: dict[str, list[str]] = {}
    for page in sorted(folder.glob("*.md")):
        code = "\n".join(line for line in page.read_text(encoding="utf-8").splitlines() if CALLS.match(line))
        for name in sorted(set(CALL.findall(code)) & known):
            found.setdefault(name, []).append(page.stem)
    return found


CALLS = re.compile(r"^(>>>|\.\.\.) ")


def write_pages(folder: Path, examples: Path) -> None:
    """All generated pages in `folder`, in place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    members = everything()
    links = {member.path: f"toolkit.{member.path}" for member in members}
    links |= {
        one.path: f"toolkit.{one.name}" for one in members if one.thing is getattr(toolkit, one.name, None)
    }
    used = examples_by_name(examples, set(links))
    (folder / "dictionary.md").write_text(table_dictionary(), encoding="utf-8")
    by_module: dict[str, list[Public]] = {"": []} | {name: [] for name in toolkit._MODULES}
    for member in members:
        by_module[member.module].append(member)
    for module, own in by_module.items():
        page = module_page(module, own, links, used)
        (folder / f"{module or 'toolkit'}.md").write_text(page, encoding="utf-8")
    (folder / "index.md").write_text(_contents(by_module), encoding="utf-8")


def _contents(by_module: dict[str, list[Public]]) -> str:
    named = {module for group in SUBJECTS.values() for module in group}
    rest = tuple(sorted(set(toolkit._MODULES) - named))
    lines = ["# All functions", "", "`import toolkit as tk` gives all of this; made from the docstrings.", ""]
    for subject, modules in {"The package": ("",), **SUBJECTS, "More": rest}.items():
        here = [module for module in modules if module in by_module]
        if not here:
            continue
        lines += [f"## {subject}", "", "| module | what it is about | functions |", "|---|---|---|"]
        lines += [_row(module, by_module[module]) for module in here]
        pages = [module or "toolkit" for module in here]
        lines += ["", "```{toctree}", ":hidden:", "", *pages, "```", ""]
    return "\n".join(lines)


def _row(module: str, members: list[Public]) -> str:
    source = importlib.import_module(f"toolkit.{toolkit._MODULES[module]}") if module else toolkit
    names = ", ".join(_name(one) for one in members)
    page = module or "toolkit"
    title = f"tk.{module}" if module else "tk"
    return f"| [`{title}`]({page}.md) | {markdown(first_line(source.__doc__))} | {names} |"


def _name(member: Public) -> str:
    at_top = getattr(toolkit, member.name, None) is member.thing
    return f"{{py:obj}}`{member.name} <toolkit.{member.name if at_top else member.path}>`"


def _generate(app: Sphinx) -> None:
    source = Path(app.srcdir)
    write_pages(source / "reference", source / "examples")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", _generate, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
