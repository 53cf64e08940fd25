"""Files under a path, a folder, a pattern or a list of them, each once and in order of name."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.documents.inputs import Fault

Source = str | os.PathLike | Iterable[str | os.PathLike]


def find_files(source: Source) -> tuple[list[tuple[Path, str]], list[Fault]]:
    """Each file once, with its origin: its name relative to the folder, or to the fixed part of the pattern.

    Links that lead out of the folder or in a circle, and folders that may not be listed, come back as faults. A README
    in a folder is about its files and no article; named by itself, it is read.
    Raises: FileNotFoundError where nothing has that name; ValueError for a folder without files.
    """
    sources = [source] if isinstance(source, str | os.PathLike) else _listed(source)
    if not sources:
        raise ValueError(
            "no corpus: an empty list was given; name a file, a folder or a pattern such as 'news/*.txt'"
        )
    found: dict[Path, tuple[Path, str]] = {}
    faults: list[Fault] = []
    for each in sources:
        for path, origin in _files_of(os.fspath(each), faults):
            found.setdefault(path.resolve(), (path, origin))
    return list(found.values()), faults


def _listed(source: Iterable[str | os.PathLike]) -> list[str | os.PathLike]:
    """The paths of a list. Raises: TypeError for what is no list of paths, such as a table."""
    listed = list(source) if isinstance(source, Iterable) and not hasattr(source, "columns") else None
    if listed is None or not all(isinstance(each, str | os.PathLike) for each in listed):
        raise TypeError(
            f"corpus: a path, a folder, a pattern or a list of them was wanted, found {type(source).__name__}; a table "
            "of articles needs no reading: give it to analyse"
        )
    return listed


def _files_of(name: str, faults: list[Fault]) -> list[tuple[Path, str]]:
    if not name.strip():
        raise ValueError("an empty name was given; name a file, a folder or a pattern (. is this folder)")
    path = Path(name).expanduser()
    if path.is_dir():
        files = sorted(_walk(path, faults))
        if not files and not faults:
            raise ValueError(
                f"{name}: the folder has no files; put articles into it (.txt, .html, .csv, .jsonl, ...)"
            )
        return [(file, file.relative_to(path).as_posix()) for file in files]
    if path.exists():
        return [(path, path.name)]
    if glob.has_magic(name):
        base = _fixed_part(path)
        below = path.relative_to(base).as_posix()
        inside = [file for file in base.glob(below) if not hidden(file.relative_to(base))]
        files = sorted(file for file in inside if file.is_file() and _stays(file, base, faults))
        if files:
            return [(file, file.relative_to(base).as_posix()) for file in files]
        raise FileNotFoundError(f"{name}: no file fits this pattern (looked from {Path.cwd()})")
    raise FileNotFoundError(f"{name}: no such file or folder (looked from {Path.cwd()})")


def _walk(folder: Path, faults: list[Fault]) -> Iterator[Path]:
    """The files below `folder`. No link to a folder is followed, so no circle can be."""

    def refused(error: OSError) -> None:
        place = Path(error.filename).relative_to(folder).as_posix()
        detail = f"{place}: this folder cannot be listed ({error.strerror}); see whether you may read it"
        faults.append(Fault("unreadable", detail))

    for place, folders, names in os.walk(folder, onerror=refused):
        here = Path(place)
        for name in folders:
            if (here / name).is_symlink() and not hidden(Path(name)):
                origin = (here / name).relative_to(folder).as_posix()
                detail = (
                    f"{origin}: a link to a folder is not followed; name that folder itself, or copy it here"
                )
                faults.append(Fault("link", detail))
        folders[:] = [name for name in folders if not hidden(Path(name))]
        for name in names:
            if hidden(Path(name)) or _about_the_folder(name):
                continue
            if _stays(here / name, folder, faults) and (here / name).is_file():
                yield here / name


def _stays(file: Path, folder: Path, faults: list[Fault]) -> bool:
    """Whether `file` is within `folder` when all links are followed; otherwise a fault is added."""
    if not any(
        place.is_symlink()
        for place in (file, *file.parents)
        if place != folder and place.is_relative_to(folder)
    ):
        return True
    origin = file.relative_to(folder).as_posix()
    try:
        target = file.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # a circle is a RuntimeError before Python 3.13
        reason = getattr(error, "strerror", None) or "it leads in a circle"
        faults.append(
            Fault("link", f"{origin}: a link that leads nowhere ({reason}); put the file itself here")
        )
        return False
    if target.is_relative_to(folder.resolve()):
        return True
    faults.append(
        Fault("link", f"{origin}: a link out of the folder is not followed; put the file itself here")
    )
    return False


def hidden(path: Path) -> bool:
    """Whether a file is none of the user's: begins with a dot, or was put there by the system."""
    return any(
        part.startswith((".", "__MACOSX")) or part in ("Thumbs.db", "desktop.ini") for part in path.parts
    )


def _about_the_folder(name: str) -> bool:
    """Whether a file says what a folder holds, as README and README.md do, and is no article."""
    return Path(name).stem.casefold() == "readme" and Path(name).suffix.casefold() in (
        "",
        ".md",
        ".txt",
        ".rst",
    )


def _fixed_part(pattern: Path) -> Path:
    fixed: list[str] = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)
