"""The outputs of worked examples, run anew: python -m docs.building.examples PAGE ...

Each block of `>>>` lines in the pages is run, and what comes out is written below it. Read the difference before you
commit it: an output that changed is a change of the program. Errors are reported, never written.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import sys
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"(^```pycon\n)(.*?)(^```)", re.M | re.S)


def rerun(text: str) -> str:
    """The page's text with the outputs that its examples give now, in one session from top to end."""
    names: dict[str, Any] = {}
    return BLOCK.sub(lambda block: block[1] + _run(block[2], names) + block[3], text)


def _run(block: str, names: dict[str, Any]) -> str:
    lines = []
    for example in doctest.DocTestParser().get_examples(block):
        first, *more = example.source.rstrip("\n").split("\n")
        lines += [f">>> {first}", *(f"... {line}".rstrip() for line in more)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(example.source, "<example>", "single"), names)
        lines += said.getvalue().rstrip("\n").split("\n") if said.getvalue() else []
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        page.write_text(rerun(page.read_text(encoding="utf-8")), encoding="utf-8")
