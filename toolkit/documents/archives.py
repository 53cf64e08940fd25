"""Archives: the files inside ZIP, tar, gzip, bzip2 and xz, one at a time and within limits.

Nothing is unpacked under the name that the archive gives: a member goes through memory, or a temporary file where it is
large, so no name can lead out of a folder. Members with such names, links, and what unpacks to far more than text does
(a zip bomb) are refused, each with a reason; the other members are read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from toolkit.documents.files import hidden
from toolkit.documents.inputs import MIB, Fault, Input, Limits, Options, Unreadable

KINDS = ("zip", "tar", "gzip", "bzip2", "xz")
_SMALL = 16 * MIB  # members up to this size go through memory
_PIECE = 256 * 1024
_DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # and NotImplementedError: a kind of packing that Python has not
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)


def members(input_: Input, kind: str, options: Options) -> Iterator[Input | Fault]:
    """The files in an archive, each good until the next one is asked for; and what was refused.

    Raises: Unreadable for an archive that is damaged from the start, nested too deep, or has too many members.
    """
    limits = options.limits
    if input_.depth >= limits.depth:
        detail = f"{input_.origin}: an archive in {input_.depth} others; unpack the outer ones"
        raise Unreadable("archive", detail)
    with tempfile.TemporaryDirectory(prefix="documents-") as folder, input_.open() as stream:
        spool = Path(folder) / "member"
        if kind == "zip":
            yield from _zip_members(stream, input_, limits, spool)
        elif kind == "tar":
            yield from _tar_members(stream, input_, limits, spool)
        else:
            yield from _unpacked(_Unpacking(stream, kind, input_.origin, limits), input_, limits, spool)


class _Bomb(Unreadable):
    def __init__(self, what: str, found: str):
        detail = f"{what}: unpacks to {found}, as a zip bomb does; if you trust it, unpack it yourself or pass limits="
        super().__init__("archive bomb", detail)


def _check_size(what: str, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.member_bytes:
        raise _Bomb(what, f"more than {limits.member_bytes / MIB:,.0f} MiB")
    if unpacked > MIB and unpacked > limits.ratio * max(packed, 1):
        raise _Bomb(what, f"more than {limits.ratio} times its size")


def _refusal(name: str) -> str | None:
    """Why a member's name is not taken; None for a good one."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name) or "\x00" in name:
        return "its name leads out of the folder"
    return None


def _zip_members(stream: BinaryIO, input_: Input, limits: Limits, spool: Path) -> Iterator[Input | Fault]:
    try:
        archive = zipfile.ZipFile(stream)
    except _DAMAGED as error:
        raise _damaged(input_.origin, error) from error
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise _Bomb(input_.origin, f"more than {limits.members:,} files")
    total = 0
    for info in infos:
        origin = f"{input_.origin}/{info.filename}"
        if fault := _zip_fault(info, origin):
            yield fault
            continue
        if info.is_dir() or hidden(Path(info.filename)):
            continue
        total += info.file_size
        if total > limits.archive_bytes:
            raise _Bomb(input_.origin, f"more than {limits.archive_bytes / MIB:,.0f} MiB")
        try:
            _check_size(origin, info.file_size, info.compress_size, limits)
            with archive.open(info) as member:
                kept = _keep(member, spool, info.file_size)
        except Unreadable as error:
            yield Fault(error.code, str(error))
        except _DAMAGED as error:
            yield Fault("unreadable", str(_damaged(origin, error)))
        else:
            yield _member(input_, info.filename, kept)


def _zip_fault(info: zipfile.ZipInfo, origin: str) -> Fault | None:
    """Why a member is not read, by what the archive says of it."""
    if refusal := _refusal(info.filename):
        return _refused(origin, refusal)
    if stat.S_ISLNK(info.external_attr >> 16):
        return _refused(origin, "it is a link")
    if info.flag_bits & 1:
        return Fault("encrypted", f"{origin}: needs a password; unpack the archive and read the folder")
    return None


def _tar_members(
    stream: BinaryIO | _Unpacking, input_: Input, limits: Limits, spool: Path
) -> Iterator[Input | Fault]:
    count = total = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                count += 1
                total += info.size
                if count > limits.members or total > limits.archive_bytes:
                    raise _Bomb(input_.origin, f"{count:,} files of {total / MIB:,.0f} MiB")
                if info.isdir():
                    continue
                origin = f"{input_.origin}/{info.name}"
                refusal = _refusal(info.name)
                if not info.isreg() or info.issparse():
                    refusal = refusal or "it is a link or a device"
                if refusal:
                    yield _refused(origin, refusal)
                    continue
                if hidden(Path(info.name.removeprefix("./"))):
                    continue
                _check_size(origin, info.size, info.size, limits)
                yield _member(input_, info.name, _keep(archive.extractfile(info), spool, info.size))
    except Unreadable:
        raise
    except _DAMAGED as error:
        raise _damaged(input_.origin, error) from error


def _refused(origin: str, reason: str) -> Fault:
    return Fault("unsafe member", f"{origin}: not read, since {reason}; unpack it yourself if you trust it")


def _unpacked(stream: _Unpacking, input_: Input, limits: Limits, spool: Path) -> Iterator[Input | Fault]:
    """The one file that gzip, bzip2 or xz packed, or the members of the tar archive in it."""
    head = stream.peek(512)
    if head[257:262] == b"ustar":
        yield from _tar_members(stream, input_, limits, spool)
        return
    fault = None
    with spool.open("wb") as file:
        try:
            while piece := stream.read(_PIECE):
                file.write(piece)
        except Unreadable:
            raise
        except _DAMAGED as error:
            reason = str(_damaged(input_.origin, error))
            fault = Fault("damaged", f"{reason} Read up to the place where it breaks off.")
    if fault:
        yield fault
    if spool.stat().st_size:
        suffix = PurePosixPath(PurePosixPath(input_.origin).stem).suffix.lower()
        yield Input(input_.origin, suffix, lambda: spool.open("rb"), None, input_.depth + 1)


def _damaged(origin: str, error: Exception) -> Unreadable:
    reason = str(error) or type(error).__name__
    return Unreadable("unreadable", f"{origin}: a damaged archive ({reason}); fetch it again.")


def _keep(member: BinaryIO, spool: Path, size: int) -> bytes | Path:
    """The member's bytes; a large one is written to `spool`."""
    if size <= _SMALL:
        return member.read(size)
    left = size
    with spool.open("wb") as file:
        while left and (piece := member.read(min(_PIECE, left))):
            file.write(piece)
            left -= len(piece)
    return spool


def _member(input_: Input, name: str, kept: bytes | Path) -> Input:
    def open_member() -> BinaryIO:
        return io.BytesIO(kept) if isinstance(kept, bytes) else kept.open("rb")

    origin = f"{input_.origin}/{name}"
    return Input(origin, PurePosixPath(name).suffix.lower(), open_member, None, input_.depth + 1)


class _Unpacking:
    """The bytes that gzip, bzip2 or xz packed; a _Bomb is raised where they are too many."""

    def __init__(self, stream: BinaryIO, kind: str, origin: str, limits: Limits):
        opener = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}[kind]
        self._packed = stream
        self._file = opener(stream, "rb")
        self._origin = origin
        self._limits = limits
        self._count = 0
        self._head = b""

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay; fewer where there are no more or they are damaged."""
        try:
            self._head = self._file.read(size)
        except _DAMAGED:
            self._head = b""
        self._count += len(self._head)
        return self._head

    def read(self, size: int) -> bytes:
        """The next bytes, none at the end."""
        head, self._head = self._head[:size], self._head[size:]
        piece = head or self._file.read1(min(size, _PIECE))
        self._count += 0 if head else len(piece)
        _check_size(self._origin, self._count, self._packed.tell(), self._limits)
        return piece
