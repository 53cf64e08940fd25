"""Pages that live elsewhere in the project, shown in the documentation as they are.

`{include} ../../training/RESULTS.md` takes the text; its links, which are relative to its own place, lead to the page
that shows the other file, or become plain words where the documentation has no such page. Pictures are copied.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

# File of the project -> the page that shows it.
SHOWN = {
    "benchmarks/RESULTS.md": "/measured/benchmarks.md",
    "benchmarks/COVERAGE.md": "/measured/coverage.md",
    "training/RESULTS.md": "/measured/training.md",
    "toolkit/language/model/README.md": "/measured/model_card.md",
    "CHANGES.md": "/project/changes.md",
    "CONTRIBUTING.md": "/project/contributing.md",
    "docs/FORMATS.md": "/FORMATS.md",
}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#:\s]+)\)")


def _relink(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    root = Path(app.srcdir).parent
    here = (Path(app.srcdir) / path).resolve().parent

    def link(found: re.Match) -> str:
        picture, words, address = found.groups()
        target = Path(os.path.normpath(here / address))
        if not target.exists():
            raise FileNotFoundError(f"{path} links to {address}, which is not there")
        if picture:
            shutil.copy(target, Path(app.srcdir) / "reference" / target.name)
            return f"![{words}](/reference/{target.name})"
        page = SHOWN.get(target.relative_to(root).as_posix())
        return f"[{words}]({page})" if page else words

    content[0] = _LINK.sub(link, content[0])


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("include-read", _relink)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
