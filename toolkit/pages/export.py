"""An executed notebook as a page: by the template of the toolkit, or by another nbconvert template."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import nbformat
from jinja2 import TemplateError, TemplateNotFound
from nbconvert import HTMLExporter
from traitlets.config import Config

from toolkit import page_scripts
from toolkit.pages import numbering, parts, provenance
from toolkit.pages.parts import TEMPLATES, Frame, Page
from toolkit.pages.provenance import Provenance

OURS = "report"
_POLICY = re.compile(r"<meta[^>]+http-equiv=[\"']?Content-Security-Policy", re.I)
_HEAD = re.compile(r"<head[^>]*>", re.I)


class Template(NamedTuple):
    """An nbconvert template: its name, and the folder it is in, None of ours and of installed ones."""

    name: str = OURS
    folder: Path | None = None


def find_template(wanted: str | os.PathLike | None) -> Template:
    """The template called `wanted`: a folder with index.html.j2, or an installed template; None for ours.

    Raises: ValueError where there is none, before any work is done.
    """
    if wanted is None or os.fspath(wanted) == OURS:
        return Template()
    path = Path(wanted).expanduser()
    if path.is_dir():
        if not (path / "index.html.j2").is_file():
            inside = ", ".join(sorted(each.name for each in path.iterdir())[:10]) or "nothing"
            raise ValueError(
                f"{path}: a template is a folder with index.html.j2 (found {inside}); to change ours, begin it with "
                "{% extends 'report/index.html.j2' %}"
            )
        if path.resolve().name == OURS:
            raise ValueError(f"{path}: {OURS!r} is the name of our own template; call the folder otherwise")
        return Template(path.resolve().name, path.resolve())
    name = os.fspath(wanted)
    try:
        _exporter(Template(name)).template  # noqa: B018 - loading it is the test
    except (TemplateError, ValueError, OSError) as error:
        raise ValueError(
            f"{name}: no folder and no installed template of that name ({_reason(error)}); give a folder with "
            "index.html.j2, or leave --template out for ours"
        ) from error
    return Template(name)


def _reason(error: Exception) -> str:
    return "not found" if isinstance(error, TemplateNotFound) else str(error)[:100]


def _exporter(template: Template) -> HTMLExporter:
    config = Config()
    config.NbConvertBase.display_data_priority = list(numbering.SHOWN)
    options = {"config": config, "exclude_anchor_links": True}
    ours = HTMLExporter(template_name=OURS, extra_template_basedirs=[os.fspath(TEMPLATES)], **options)
    if template == Template():
        return ours
    places = [] if template.folder is None else [os.fspath(template.folder.parent)]
    return HTMLExporter(
        template_name=template.name,
        extra_template_basedirs=places,
        extra_template_paths=[os.fspath(TEMPLATES), *ours.template_paths],  # so that others can extend ours
        **options,
    )


def export(
    notebook: nbformat.NotebookNode,
    account: Provenance,
    *,
    page: Page,
    pages: Sequence[Page] = (),
    template: Template | None = None,
) -> str:
    """The HTML page of an executed notebook: self-contained, loads nothing, runs the packaged scripts alone."""
    chosen = template or Template()
    exporter = _exporter(chosen)
    ready = numbering.prepare(
        notebook, lambda cell: exporter.markdown2html({"cell": cell, "resources": {}}, cell.source)
    )
    parameters = list({**dict(account.parameters), **dict(provenance.parameters_of(notebook))}.items())
    place = next((at for at, each in enumerate(pages, 1) if each.file == page.file), 0)
    kind = (
        f"News discourse report, part {place} of {len(pages)}" if len(pages) > 1 else "News discourse report"
    )
    frame = parts.frame(
        page, pages, ready.headings, account, kind=kind, parameters=parameters, folder=chosen.folder
    )
    written = exporter.from_notebook_node(ready.notebook, {"report": asdict(frame)})[0]
    return guarded(written)


def guarded(written: str) -> str:
    """The page with our policy where its template states none: whatever the template loads or runs, it does not."""
    if _POLICY.search(written):
        return written
    policy = html.escape(page_scripts.policy())
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return _HEAD.sub(lambda head: head[0] + tag, written, count=1) if _HEAD.search(written) else tag + written


__all__ = ["OURS", "Frame", "Page", "Template", "export", "find_template", "guarded"]
