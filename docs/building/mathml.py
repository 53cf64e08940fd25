"""Formulas as MathML, which browsers draw themselves: no script and no font is fetched.

Docutils translates LaTeX to MathML; this only puts it where Sphinx wants it.
"""

from __future__ import annotations

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.writers.html5 import HTML5Translator


def _formula(latex: str, *, block: bool) -> str:
    try:
        return tex2mathml(latex, as_block=block)
    except MathError as error:
        raise ExtensionError(f"this formula cannot be turned into MathML: {latex}\n{error}") from error


def _visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_formula(node.astext(), block=False))
    raise nodes.SkipNode


def _visit_displayed(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(f'<div class="formula" tabindex="0">{_formula(node.astext(), block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
