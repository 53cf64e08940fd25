"""Which format an input is in, by its content first and its name where the content does not say."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib

from toolkit.documents import columns, encoding
from toolkit.documents.inputs import Input, Unreadable

HEAD = 65_536  # bytes looked at

# First bytes -> the kind of input, or in words what cannot be read.
_SIGNATURES = (
    (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"),
    (b"WARC/", "warc"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
_NOT_TEXT = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document, or one with a password",
        "save it as .docx or .xlsx without",
    ),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it"),
    (b"\x89PNG", "a PNG picture", "export its text as .txt, .html or .csv"),
    (b"\xff\xd8\xff", "a JPEG picture", "export its text as .txt, .html or .csv"),
    (b"GIF8", "a GIF picture", "export its text as .txt, .html or .csv"),
    (b"II*\x00", "a TIFF picture", "export its text as .txt, .html or .csv"),
)
_TABLE_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_FEEDS = ("rss", "feed", "RDF")
_ROOT = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!doctype\s[^\[>]*(?:\[.*?\]\s*)?>)*+<([\w.:-]+)", re.I | re.S
)


def kind_of(input_: Input) -> str:
    """The name of the format: 'text', 'page', 'csv', 'zip', 'docx', 'pdf', ...

    Raises: Unreadable for what cannot be read, with what to do instead.
    """
    with input_.open() as stream:
        head = stream.read(HEAD)
        kind = _by_signature(head, input_.origin)
        if kind == "zip":
            kind = _packed_kind(stream, input_.origin)
    if kind == "gzip" and _unpacked(head).startswith(b"WARC/"):
        return "warc"
    if kind:
        return kind
    if input_.suffix == ".parquet":
        raise Unreadable(
            "unreadable", f"{input_.origin}: not a Parquet file, though called so; write it again"
        )
    if head[257:262] == b"ustar":
        return "tar"
    return _kind_of_text(head, input_)


def _by_signature(head: bytes, origin: str) -> str | None:
    for signature, what, remedy in _NOT_TEXT:
        if head.startswith(signature):
            raise Unreadable("not text", f"{origin}: this is {what}, not text; {remedy}")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "pdf" if b"%PDF-" in head[:1024] else None


def _packed_kind(stream: io.BufferedIOBase, origin: str) -> str:
    """Which of the formats that are ZIP archives."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        detail = (
            f"{origin}: a ZIP archive or Office document that is damaged ({error}); fetch or export it again"
        )
        raise Unreadable("unreadable", detail) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names:
        detail = f"{origin}: an OpenDocument file or an EPUB; save it as .docx, .xlsx or .txt"
        raise Unreadable("not text", detail)
    return "zip"


def _unpacked(head: bytes) -> bytes:
    """The first bytes of what gzip packed; empty where they cannot be unpacked."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 64)
    except zlib.error:
        return b""


def _kind_of_text(head: bytes, input_: Input) -> str:
    text, _ = encoding.decode(head[:-3] if len(head) == HEAD else head, markup=True)
    if input_.suffix in _TABLE_SUFFIXES:
        kind = _TABLE_SUFFIXES[input_.suffix]
        return "json" if kind == "jsonl" and text.lstrip().startswith("[") else kind
    root = _ROOT.match(text)
    if root:
        return _kind_of_markup(root[1], text, input_)
    if input_.suffix == ".json":
        return "jsonl" if _is_json_lines(text) else "json"
    if columns.begins_table(text):
        return "csv"
    start = text.lstrip()[:1]
    if start == "{" and _is_json_lines(text):
        return "jsonl"
    if start in ("{", "[") and re.match(r"\s*(?:\{\s*\"|\[\s*\{\s*\")", text):
        return "json"
    return "page" if input_.suffix in _PAGE_SUFFIXES else "text"


def _kind_of_markup(root: str, text: str, input_: Input) -> str:
    name = root.split(":")[-1]
    if name.lower() == "html" or re.match(r"\s*(?:<\?xml[^>]*>\s*)?<!doctype html\b", text, re.I):
        return "page"
    if name in _FEEDS:
        return "feed"
    if name in ("TEI", "teiCorpus", "TEI.2", "teiCorpus.2"):
        return "tei"
    if input_.suffix in _PAGE_SUFFIXES:
        return "page"
    if input_.suffix == ".xml" or text.lstrip().startswith("<?xml"):
        detail = f"{input_.origin}: XML with the root <{root}>; read are TEI, RSS, Atom and XHTML"
        raise Unreadable("unknown XML", detail)
    return "text"


def _is_json_lines(text: str) -> bool:
    """Whether the first line is an object by itself and the next one begins like another."""
    first, _, rest = text.lstrip().partition("\n")
    following = rest.lstrip()
    try:
        return isinstance(json.loads(first), dict) and following.startswith("{")
    except (ValueError, RecursionError):
        return False
