"""Bytes to text: which encoding it is, decided in a fixed order and recorded; mojibake mended.

The order is byte-order mark, UTF-8, what the file declares (HTML, XML, RTF), Windows-1252. Nothing is guessed from
frequencies: charset-normalizer took Windows-1252 for Windows-1250 in our trial, which turns letters into others without
any sign of it. Windows-1252 is a guess too, so `cleaning` records it, and a declared encoding that cannot be kept.

>>> decode(b"caf\\xe9")[0]
'café'
>>> mend("the minister\\u00e2\\u20ac\\u2122s caf\\u00c3\\u00a9")[0]
'the minister’s café'
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from toolkit import cleaning
from toolkit.documents.inputs import Unreadable

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# A stray NUL or two is debris that cleaning removes; more control characters than this are no text.
_CONTROL_SHARE = 0.01
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})|<meta[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.I,
)
# Names that codecs knows, but which are no encodings of files, or run escapes that the text may hold.
_NO_CHARSETS = frozenset(
    "unicode_escape raw_unicode_escape idna punycode undefined utf_7 mbcs oem".split()
    + ["utf-7", "unicode-escape", "raw-unicode-escape"]
)
_PIECE = 2**20
# A first byte of a UTF-8 sequence and a further one, both read as Windows-1252 or Latin-1: mojibake begins so, and
# "Zoë’s" too. ftfy's own test takes 0.8 ms for 1,000 characters, so it sees only lines with such a pair.
_SUSPECT = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves undefined, as Latin-1 has them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("toolkit-latin-1", _windows_1252)


def decode(
    data: bytes, *, declared: str | None = None, markup: bool = False
) -> tuple[str, list[cleaning.Change]]:
    """The text of `data`, and a record of what was decided where it is not plain UTF-8.

    `declared` is what a header says of the encoding; with `markup`, the first 4 KiB are searched for a declaration.
    """
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace"), [] if name == "UTF-8" else [change(name)]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        name = declared or (declared_in(data[:4096]) if markup else None)
    return _decode_as(data, name)


def _decode_as(data: bytes, name: str | None) -> tuple[str, list[cleaning.Change]]:
    """The text by a declared encoding, or as Windows-1252; HTML reads ISO-8859-1 and ASCII as Windows-1252 too."""
    codec = usable(name)
    if codec in (None, "iso8859-1", "ascii", "cp1252", "utf-8"):
        detail = None if codec or not name else f"declared as {name!r}, which is no known encoding"
        detail = "declared as UTF-8, which it is not" if codec == "utf-8" else detail
        return data.decode("cp1252", "toolkit-latin-1"), [change("Windows-1252", detail)]
    return data.decode(codec, "replace"), [change(codec, f"declared as {name}")]


def usable(name: str | None) -> str | None:
    """Python's name of a declared encoding; None where it is none that files are written in."""
    try:
        info = codecs.lookup(name or "")
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding and info.name not in _NO_CHARSETS else None


def declared_in(head: bytes) -> str | None:
    """The encoding that an XML declaration or an HTML meta element names."""
    found = _DECLARED.search(head)
    return (found[1] or found[2]).decode("ascii") if found else None


def change(name: str, detail: str | None = None) -> cleaning.Change:
    """The record that a text was read as something other than UTF-8."""
    return {
        "step": "encoding",
        "what": f"read as {name}, not UTF-8",
        "count": 1,
        "detail": detail,
        "start": None,
    }


def decode_text(data: bytes, origin: str) -> tuple[str, list[cleaning.Change]]:
    """As `decode`. Raises: Unreadable for bytes that are no text."""
    if not any(data.startswith(mark) for mark, _, _ in _BYTE_ORDER_MARKS) and is_binary(data):
        raise Unreadable("not text", f"{origin}: binary data, not text; save it as plain text in UTF-8")
    return decode(data)


def is_binary(data: bytes) -> bool:
    """Whether there are more control characters than a damaged text has."""
    return len(_CONTROL.findall(data)) > max(2, _CONTROL_SHARE * len(data))


def open_text(stream: BinaryIO, origin: str) -> tuple[io.TextIOWrapper, list[cleaning.Change]]:
    """The stream as text, its encoding decided from all of it in pieces of 1 MiB; and the record as `decode` gives it.

    Raises: Unreadable for bytes that are no text.
    """
    head = stream.read(4096)
    marked = [(codec, name) for mark, codec, name in _BYTE_ORDER_MARKS if head.startswith(mark)]
    if not marked and is_binary(head):
        raise Unreadable("not text", f"{origin}: binary data, not text; save it as plain text in UTF-8")
    if marked:
        codec, name = marked[0]
        changes = [] if name == "UTF-8" else [change(name)]
        errors = "replace"
    elif _all_utf_8(stream, head):
        codec, errors, changes = "utf-8", "strict", []
    else:
        codec, errors, changes = "cp1252", "toolkit-latin-1", [change("Windows-1252")]
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=codec, errors=errors, newline=""), changes


def _all_utf_8(stream: BinaryIO, head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while piece := stream.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def mend(text: str) -> tuple[str, list[cleaning.Change]]:
    """The text with mojibake mended, line by line, and a record; quotation marks stay as they are.

    Source: ftfy (Speer 2019), only its step for text that was decoded wrongly; the others would straighten
    quotation marks, which then have no direction.
    """
    if text.isascii() or not _SUSPECT.search(text):
        return text, []
    import ftfy
    from ftfy.badness import is_bad

    config = ftfy.TextFixerConfig(uncurl_quotes=False)
    lines = text.split("\n")
    mended = [
        ftfy.fix_encoding(line, config) if _SUSPECT.search(line) and is_bad(line) else line for line in lines
    ]
    changed = [line for line, new in zip(lines, mended) if line != new]
    if not changed:
        return text, []
    record = {
        "step": "encoding",
        "what": "mojibake mended (lines)",
        "count": len(changed),
        "detail": changed[0][:200],
        "start": None,
    }
    return "\n".join(mended), [record]
