"""Office documents are ZIP archives: looked over for bombs before a library unpacks them, parts read within limits."""

from __future__ import annotations

import zipfile
import zlib

from toolkit.documents.inputs import MIB, Input, Limits, Unreadable

# What zipfile, and a library that uses it, raise for a damaged archive.
DAMAGED = (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile)


def check(input_: Input, limits: Limits) -> None:
    """Nothing, where a document unpacks to what such documents do.

    Raises: Unreadable for a damaged or encrypted document, and where its parts are too large.
    """
    with input_.open() as stream:
        try:
            parts = zipfile.ZipFile(stream).infolist()
        except DAMAGED as error:
            raise Unreadable("unreadable", f"{input_.origin}: damaged ({error}); save it again") from error
    unpacked, stored = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > limits.whole_bytes or (unpacked > MIB and unpacked > limits.ratio * max(stored, 1)):
        found = f"{unpacked / MIB:,.0f} MiB from {stored / MIB:,.2f} MiB"
        detail = f"{input_.origin}: unpacks to {found}, as a zip bomb does; save it as text, or pass limits="
        raise Unreadable("archive bomb", detail)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted", f"{input_.origin}: needs a password; save it without one")


def part(input_: Input, name: str) -> bytes:
    """One part of a document that `check` has passed. Raises: Unreadable where it is damaged or not there."""
    with input_.open() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return archive.read(name)
        except (*DAMAGED, KeyError) as error:
            raise Unreadable("unreadable", f"{input_.origin}: damaged ({error}); save it again") from error
