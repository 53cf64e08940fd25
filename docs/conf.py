"""The documentation as pages that work without a network: `make docs` writes build/docs/index.html.

Sphinx with MyST reads Markdown; the furo theme brings its own styles and scripts. Warnings are errors.
"""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS), str(DOCS.parent)]

import toolkit  # noqa: E402

project = "News discourse toolkit"
author = "The news discourse toolkit authors"
copyright = author
release = version = toolkit.__version__

extensions = ["myst_parser", "building.mathml", "building.reference", "building.inclusion", "building.access"]
root_doc = "index"
exclude_patterns = ["building", "README.md"]
source_suffix = {".md": "markdown"}
nitpicky = True
# Types in signatures are words for people; only functions are linked.
nitpick_ignore_regex = [("py:class", ".*"), ("py:data", ".*")]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["myst.header"]  # included pages begin at their own level

add_module_names = False
python_maximum_signature_line_length = 90
toc_object_entries_show_parents = "hide"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
smartquotes = False

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["docs.css"]
html_math_renderer = "mathml"
html_copy_source = html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}
