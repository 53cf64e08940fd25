"""Documents around the data: a page of its own for the quotes, and documents for frames inside a notebook's output.

A frame is shut off from the page around it (sandbox), which may be JupyterLab with all its rights; its policy lets the
packaged scripts run and nothing else, and it loads nothing. Data stand in it as JSON, which no browser runs.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from toolkit import page_scripts

_TEMPLATES = Path(__file__).parent.parent / "templates" / "interactive"
# Heights in pixels that show the whole of a frame's first view on a laptop.
NETWORK_HEIGHT, QUOTES_HEIGHT = 760, 720


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def style() -> str:
    """The style sheet of what can be explored."""
    return (_TEMPLATES / "interactive.css").read_text(encoding="utf-8")


def quotes_page(
    data: dict[str, Any],
    *,
    title: str = "The quotes, each in its context",
    links: Sequence[tuple[str, str]] = (),
    more_style: str = "",
    footer: str = "",
    notes: Sequence[str] = (),
    head: str = "",
    top: str = "",
    framed: bool = False,
) -> str:
    """The document in which the quotes of `quote_rows` can be read, filtered, searched and sorted.

    `links` are (address, title) of other pages, `more_style` is a style sheet that comes behind the own one, `notes`
    are sentences above the table; `head` and `top` are markup of ours for the head and above the title; `framed` is for
    a document inside a frame.
    """
    given = {"title": title, "links": links, "footer": footer, "framed": framed, "more_style": more_style}
    given |= {"head": head, "top": top}
    notes = [note for note in (*notes, data["left_out"]) if note]
    return _rendered("quotes.html.j2", given | {"notes": notes}, "quotes-data", data, ("passage", "quotes"))


def network_page(data: dict[str, Any], *, title: str = "The network, to explore") -> str:
    """The document in which the network of `network_view` can be explored, for a frame."""
    return _rendered("network.html.j2", {"title": title}, "network-data", data, ("passage", "network"))


def _rendered(
    template: str, given: dict[str, Any], identifier: str, data: dict[str, Any], scripts: Sequence[str]
) -> str:
    context = {"policy": page_scripts.policy(), "style": style(), **given}
    context["data"] = page_scripts.data_tag(identifier, data)
    context["scripts"] = "\n".join(map(page_scripts.tag, scripts))
    return _environment().get_template(template).render(context)


def frame(document: str, *, title: str, height: int) -> str:
    """An element that holds a document, shut off from the page around it; not printed (class interactive)."""
    # In single quotes, because data are full of double ones: a fifth less to store.
    held = html.escape(document, quote=False).replace("'", "&#x27;")
    return (
        '<div class="interactive"><iframe class="interactive" sandbox="allow-scripts" '
        f'title="{html.escape(title)}" style="width:100%;height:{int(height)}px;border:0" '
        f"srcdoc='{held}'></iframe></div>"
    )
