"""Plain text: one article in a file."""

from __future__ import annotations

from toolkit.documents import encoding
from toolkit.documents.inputs import Found, Input, Options


def read_text(input_: Input, options: Options) -> Found:
    """The text as it stands in the file."""
    text, changes = encoding.decode_text(input_.read(options.limits.text_bytes), input_.origin)
    yield {"origin": input_.origin, "raw": text, "text": text, "cleaning": changes}
