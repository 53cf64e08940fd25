"""Plain text: one article in a file, or the articles of an export."""

from __future__ import annotations

import re

from toolkit.documents import encoding, exports
from toolkit.documents.inputs import Found, Input, Options, too_large

_EXPORT = re.compile(
    r"^(?:\s*\d+ of \d+ DOCUMENT|end of document|(?:AN\s+)?document [A-Z]\w{9,}|proquest document id:)",
    re.I | re.M,
)


def read_text(input_: Input, options: Options) -> Found:
    """The text as it stands in the file."""
    data = _read(input_, options)
    text, changes = encoding.decode_text(data, input_.origin)
    if _EXPORT.search(text) and exports.is_export(lines := text.splitlines()):
        yield from exports.articles_or_text(lines, input_, options, changes)
        return
    yield {"origin": input_.origin, "raw": text, "text": text, "cleaning": changes}


def _read(input_: Input, options: Options) -> bytes:
    """All bytes of a text; a longer one than an article may have only where it begins as an export does."""
    limit = options.limits.text_bytes
    with input_.open() as stream:
        head = stream.read(limit + 1)
    if len(head) <= limit or _EXPORT.search(head.decode("utf-8", "replace")):
        return input_.read(options.limits.whole_bytes)
    raise too_large(input_.origin, limit)
