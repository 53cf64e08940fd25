"""Plain text: one article in a file, or the articles of an export."""

from __future__ import annotations

import re

from toolkit.documents import encoding, exports
from toolkit.documents.inputs import Found, Input, Options, too_large

_EXPORT = re.compile(
    r"^(?:end of document|(?:AN\s+)?document [A-Z]\w{9,}|proquest document id:)", re.I | re.M
)


def read_text(input_: Input, options: Options) -> Found:
    """The text as it stands in the file."""
    data = input_.read(options.limits.whole_bytes)
    text, changes = encoding.decode_text(data, input_.origin)
    if _EXPORT.search(text) and exports.is_export(lines := text.splitlines()):
        yield from exports.articles_or_text(lines, input_, options, changes)
        return
    if len(data) > options.limits.text_bytes:
        raise too_large(input_.origin, options.limits.text_bytes)
    yield {"origin": input_.origin, "raw": text, "text": text, "cleaning": changes}
