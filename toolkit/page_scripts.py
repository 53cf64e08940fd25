"""The scripts that exported pages may run, and the policy that lets no other script run.

Pages carry text from articles, so whatever slips through as a script must not run. Each script is a file of
templates/scripts/, written into a page as it stands; the page's content security policy names the hash of each, and
browsers run nothing else: no script of an article, no handler in an attribute, nothing from the network. Data reach a
script as JSON in an inert element (`data_tag`), never as code.
Source: W3C, Content Security Policy Level 3, section 2.3.1 (hash sources).
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "templates" / "scripts"
# What a page needs beside scripts: its own styles, and pictures that it holds itself. Nothing is loaded.
_REST = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def names() -> list[str]:
    """The scripts there are, by name, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.js"))


@cache
def source(name: str) -> str:
    """The text of the script called `name`; FileNotFoundError where there is none."""
    path = _FOLDER / f"{name}.js"
    if not path.is_file():
        raise FileNotFoundError(f"no script {name!r} in {_FOLDER} (found {', '.join(names()) or 'none'})")
    return path.read_text(encoding="utf-8")


def tag(name: str) -> str:
    """The script element for a page."""
    return f"<script>{source(name)}</script>"


def data_tag(identifier: str, data: Any) -> str:
    """An element that holds `data` as JSON, which no browser runs; a script reads it by its id.

    >>> data_tag("found", ["</script>"])
    '<script type="application/json" id="found">["\\\\u003c/script\\\\u003e"]</script>'
    """
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="{identifier}">{written}</script>'


def policy() -> str:
    """The content of the Content-Security-Policy: nothing from the network, no script but these files."""
    hashes = [hashlib.sha256(source(name).encode("utf-8")).digest() for name in names()]
    allowed = " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes) or "'none'"
    return f"{_REST}; script-src {allowed}"
