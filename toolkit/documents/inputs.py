"""One input: a file or the member of an archive, opened for reading, within limits."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, NamedTuple

MIB = 2**20
Row = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """How much of one input is read, so that no file fills the memory or the disk or takes for ever.

    Units: bytes, unless the name says otherwise. `text_bytes` is one text, page, record or line: the longest novels
    have 4 MB, so what is longer is no article. `whole_bytes` is a file that must be in memory as a whole (JSON, PDF,
    DOCX, RTF, feeds, exports). `ratio` is unpacked to packed size, looked at beyond the first MiB: text
    packs 3 to 20 times smaller, the best that a ZIP can do is 1,032 (zip bombs come near it).
    Raises: ValueError for a limit that is not positive.
    """

    text_bytes: int = 32 * MIB
    whole_bytes: int = 512 * MIB
    member_bytes: int = 8 * 1024 * MIB
    archive_bytes: int = 32 * 1024 * MIB
    ratio: int = 200
    members: int = 2_000_000
    depth: int = 3
    pages: int = 5_000
    seconds: float = 120.0

    def __post_init__(self) -> None:
        wrong = [name for name, value in vars(self).items() if value <= 0]
        if wrong:
            raise ValueError(
                f"limits: {', '.join(wrong)} must be positive; leave them out for the usual ones"
            )


@dataclass(frozen=True)
class Options:
    """What the reader of a format is told: the column with the text, and the limits."""

    text_column: str | None = None
    limits: Limits = field(default_factory=Limits)


class Unreadable(ValueError):
    """An input that gives no document, or no more of them; `code` is its short name in the problems table."""

    def __init__(self, code: str, detail: str):
        super().__init__(detail)
        self.code = code


class Fault(NamedTuple):
    """Something wrong within an input that goes on: a short name, and what was found and what to do."""

    code: str
    detail: str


Found = Iterator[Row | Fault]


@dataclass(frozen=True)
class Input:
    """A file, or the member of an archive.

    `origin` is its name in the documents table, `suffix` the end of it in lower case, `open_` gives a seekable binary
    stream from the start, `path` is the file itself where it is one, `depth` how many archives lie around it.
    """

    origin: str
    suffix: str
    open_: Callable[[], BinaryIO]
    path: Path | None = None
    depth: int = 0

    def open(self) -> BinaryIO:
        """A seekable stream of its bytes. Raises: Unreadable where the system refuses."""
        try:
            return self.open_()
        except OSError as error:
            raise Unreadable(
                "unreadable",
                f"{self.origin}: cannot be opened ({error.strerror or error}); see whether you may read it",
            ) from error

    def read(self, limit: int) -> bytes:
        """All of its bytes. Raises: Unreadable where there are more than `limit`, or none."""
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise too_large(self.origin, limit)
        if not data.removeprefix(b"\xef\xbb\xbf").strip():
            raise Unreadable("empty file", f"{self.origin}: the file is empty; export or download it again")
        return data


def too_large(what: str, limit: int) -> Unreadable:
    """The error for a text of more than `limit` bytes."""
    return Unreadable(
        "too large",
        f"{what}: more than {limit / MIB:,.4g} MiB in one piece, which no article has; give each article a file, a row "
        "or a line of its own, or pass limits=",
    )


def needs(module: str, origin: str, what: str) -> ModuleType:
    """The library that reads a format. Raises: Unreadable, with the command that installs it, where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        detail = f"{origin}: {what} needs {module}; install news-discourse-toolkit[formats]"
        raise Unreadable("not installed", detail) from error


def file_input(path: Path, origin: str, small: int = MIB) -> Input:
    """The input of a file on disk; one of up to `small` bytes is read at once, and only once."""
    kept: list[bytes] = []

    def open_file() -> BinaryIO:
        if not kept and path.stat().st_size <= small:
            kept.append(path.read_bytes())
        return io.BytesIO(kept[0]) if kept else path.open("rb")

    return Input(origin, path.suffix.lower(), open_file, path)
