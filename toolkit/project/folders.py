"""A new project folder: settings, a place for the corpus, notebooks, the next steps. Users never edit the package."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from toolkit.project.settings import FILE

_PACKAGE = Path(__file__).parent.parent
_TEMPLATES = _PACKAGE / "templates" / "project"


class Made(NamedTuple):
    """What `new` did: the files written, and those of the user's that were left as they are."""

    folder: Path
    written: list[Path]
    kept: list[Path]


def new(folder: str | os.PathLike, *, sample: bool = False, force: bool = False) -> Made:
    """The files written into `folder`: parameters.toml, README.md, corpus/ and notebooks/.

    `sample=True` puts the article that comes with the toolkit into the corpus, and its sides into the settings. A
    folder that has something in it is refused; `force=True` adds what is missing there, and still changes no file that
    is there.
    Raises: FileExistsError, before anything is written.
    """
    folder = Path(folder).expanduser()
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise FileExistsError(f"{folder}: a file is in the way ({there.name}); name a new folder")
    there = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    if there and not force:
        listed = ", ".join(there[:5]) + (" ..." if len(there) > 5 else "")
        raise FileExistsError(
            f"{folder}: the folder is not empty (it has {listed}); name a new one, or pass --force (force=True), "
            "which adds what is missing and changes no file of yours"
        )
    made = Made(folder, [], [])
    for place, content in _contents(sample).items():
        _write(folder / place, content, made)
    return made


def _contents(sample: bool) -> dict[str, bytes]:
    """The files of a project, by their place in it."""
    import jinja2  # here, so that a notebook that reads its settings does not wait for it

    found = {}
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    for place in (FILE, "README.md", "corpus/README.md"):
        found[place] = engine.get_template(f"{place}.j2").render(sample=sample).encode("utf-8")
    for path in sorted(notebook_folder().glob("*.ipynb")):
        found[f"notebooks/{path.name}"] = path.read_bytes()
    if sample:
        for path in sorted(_packaged("seeds").glob("*.txt")):
            found[f"corpus/{path.name}"] = path.read_bytes()
    return found


def _write(path: Path, content: bytes, made: Made) -> None:
    """Nothing; writes a file unless there is one, and notes which it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as opened:
            opened.write(content)
        made.written.append(path)
    except FileExistsError:
        made.kept.append(path)


def notebook_folder() -> Path:
    """Where the packaged notebooks are."""
    return _packaged("notebooks")


def _packaged(name: str) -> Path:
    """A folder that travels with the package: inside it when installed, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
