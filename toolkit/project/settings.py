"""The settings of a project, read from its parameters.toml and checked, all faults in one message."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FILE = "parameters.toml"


@dataclass(frozen=True)
class Settings:
    """What a project has settled; paths as seen from the working folder.

    `folder` is the project's, None without one; the other fields are the keys of parameters.toml: see its comments.
    """

    corpus: Any = "corpus"
    out: str | None = None
    sides: Any = None
    corrections: Any = None
    attributes: Any = None
    text_column: str | None = None
    english_only: bool = True
    near_duplicates: bool | float = True
    analysis_folder: str | None = None
    folder: Path | None = None

    @property
    def opening(self) -> dict[str, Any]:
        """How files are read: keyword arguments of documents.read_documents."""
        return self._named("text_column", "near_duplicates")

    @property
    def reading(self) -> dict[str, Any]:
        """How texts are read and chosen: keyword arguments of analysis.analyse_corpus and run."""
        return self._named("text_column", "english_only", "near_duplicates")

    @property
    def known(self) -> dict[str, Any]:
        """What users know better of actors: keyword arguments of analysis.analyse_with, analyse_corpus and run."""
        return self._named("corrections", "attributes")

    def _named(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}

    def place(self, name: str) -> str:
        """A file or folder in the project, where there is one, else in the working folder."""
        return name if self.folder is None else str(self.folder / name)


def settings(folder: str | os.PathLike | None = None, **defaults: Any) -> Settings:
    """The settings of the project in `folder`; without `folder`, of the one that the working folder belongs to.

    That is the working folder itself or the one above it, so that notebooks find the settings of their project. Where
    there is no parameters.toml, `defaults` count; where there is one, it alone does.
    Raises: FileNotFoundError for a `folder` without settings, ValueError for faulty ones.
    """
    if folder is not None:
        return read_settings(Path(folder) / FILE)
    found = [place / FILE for place in (Path(), Path("..")) if (place / FILE).is_file()]
    return read_settings(found[0]) if found else Settings(**defaults)


def settled(path: Any, **given: Any) -> Settings:
    """The settings for work on `path`: those of the project that it is, with what is `given` (not None) before them.

    A project is a folder with a parameters.toml. Any other path, and a list of several, is the corpus itself.
    """
    alone = _alone(path)
    is_project = isinstance(alone, str | os.PathLike) and (Path(alone).expanduser() / FILE).is_file()
    base = read_settings(Path(alone).expanduser() / FILE) if is_project else Settings(corpus=alone)
    return replace(base, **{name: value for name, value in given.items() if value is not None})


def read_settings(path: str | os.PathLike) -> Settings:
    """The settings in the file `path`. Paths in it are seen from its folder.

    Raises: FileNotFoundError; ValueError naming file, line and key, what was wanted and what was found.
    """
    return Settings(**_checked(Path(path)), folder=Path(path).parent)


def _checked(path: Path) -> dict[str, Any]:
    """The settings that the file has, by name, paths as seen from here."""
    text, found = _parsed(path)
    faults = [fault for key, value in found.items() if (fault := _fault(key, value))]
    if faults:
        told = [f"line {_line(text, key)}, {message}" for key, message in faults]
        raise ValueError("\n  ".join([f"{path}: {len(told)} setting(s) cannot be used", *told]))
    return _seen_from_here(found, path.parent)


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"{path}: no such file; a project has one (`toolkit new` makes a project)"
        ) from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8 text ({error.reason}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(
            f"{path}: not TOML: {error}. Texts stand in quotation marks, lists in square brackets, yes and no are true "
            "and false; in paths write / or 'single quotation marks'"
        ) from error


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))


def _is_sides(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_texts, value.values()))
    return _is_text(value)


def _is_share(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, int | float) and 0 < value <= 1)


# Key -> what is wanted there, in words and as a check.
_WANTED: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "corpus": ('a file, folder or pattern, such as "corpus", or a list of them', _is_texts),
    "out": ('a folder, such as "report"', _is_text),
    "sides": (
        'a table [sides] with lines such as "Left" = ["Ann Lee", "Labour"], or a file such as "sides.csv"',
        _is_sides,
    ),
    "corrections": ('a file, such as "corrections.csv"', _is_text),
    "attributes": ('a file, such as "people.csv"', _is_text),
    "text_column": ('the name of a column, such as "body"', _is_text),
    "english_only": ("true or false", lambda value: isinstance(value, bool)),
    "near_duplicates": ("true, false or a share above 0 and up to 1, such as 0.8", _is_share),
    "analysis_folder": ('a folder, such as "report/tables"', _is_text),
}
_PATHS = ("corpus", "out", "corrections", "attributes", "analysis_folder")


def _fault(key: str, value: Any) -> tuple[str, str] | None:
    """The key and what is wrong with it, or None."""
    if key not in _WANTED:
        near = difflib.get_close_matches(key, _WANTED, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return key, f"{key}: no such setting{meant} (there are {', '.join(_WANTED)})"
    wanted, fits = _WANTED[key]
    return None if fits(value) else (key, f"{key}: wanted {wanted}, found {_shown(value)}")


def _shown(value: Any) -> str:
    """A value as TOML has it, cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:60]}"' if value else 'an empty text ""'
    if isinstance(value, dict):
        faulty = [name for name, one in value.items() if not _is_texts(one)]
        return f"a table where {', '.join(faulty)} is no text or list of texts" if faulty else "a table"
    return str(value)[:60]


def _line(text: str, key: str) -> int:
    """The first line that sets `key`, as a value or as the heading of a table."""
    sets = re.compile(rf"""\s*(\[\s*)?["']?{re.escape(key)}["']?\s*(=|\.|\])""")
    return next((n for n, line in enumerate(text.splitlines(), start=1) if sets.match(line)), 1)


def _seen_from_here(found: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    seen = dict(found)
    seen.setdefault("corpus", Settings.corpus)
    for key in _PATHS:
        if key in seen:
            seen[key] = _moved(seen[key], folder)
    if isinstance(seen.get("sides"), str):
        seen["sides"] = _moved(seen["sides"], folder)
    return seen


def _moved(path: str | list[str], folder: Path) -> str | list[str]:
    if isinstance(path, list):
        return [str(_moved(each, folder)) for each in path]
    return str(folder / Path(path).expanduser())


def _alone(path: Any) -> Any:
    """The one path of a list of one; anything else as it is, for the reader to judge."""
    if isinstance(path, list | tuple):
        listed = list(path)
        return listed[0] if len(listed) == 1 else listed
    return path
