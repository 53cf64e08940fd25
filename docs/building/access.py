"""What keeps nobody out: headings with their level, boxes that scroll reached by the keyboard, lists that are lists.

Sphinx and furo leave three small gaps that axe-core finds; this fills them in the finished pages.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_BODY = {"<pre>": '<pre tabindex="0">'}
_TREE = {'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"'}
# Arguments on lines of their own: a list of explanations without the words that they explain.
_ARGUMENTS = re.compile(r"<dl>\n((?:<dd>.*?</dd>\n)+)</dl>")


def _mend(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    for name, mended in (("body", _BODY), ("furo_navigation_tree", _TREE)):
        for there, better in mended.items():
            context[name] = context.get(name, "").replace(there, better)
    context["body"] = _ARGUMENTS.sub(_as_lines, context["body"])


def _as_lines(found: re.Match) -> str:
    lines = found[1].replace("<dd>", "<div>").replace("</dd>", "</div>")
    return f'<div class="arguments">{lines}</div>'


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", _mend, priority=900)  # after furo has made its tree
    return {"parallel_read_safe": True, "parallel_write_safe": True}
