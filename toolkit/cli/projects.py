"""`toolkit new`: a folder of the user's own."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from toolkit.cli import options


def add_to(commands: options.Commands) -> None:
    """Nothing; `commands` gets new."""
    new = commands.add_parser(
        "new",
        help="make a project folder: settings, a place for articles, notebooks",
        description="Make a project folder: parameters.toml (sides and other settings), corpus/ for the articles, "
        "notebooks/ and a README. `toolkit report`, `analyse` and `sample` take the folder and follow its settings.",
    )
    new.set_defaults(command=_new)
    new.add_argument("project", metavar="PROJECT", help="the folder to make")
    new.add_argument("--sample", action="store_true", help="with the article that comes with the toolkit")
    new.add_argument(
        "--force",
        action="store_true",
        help="also in a folder that is not empty: add what is missing; no file that is there is changed",
    )


def _new(given: argparse.Namespace) -> int:
    from toolkit import project

    made = project.new(given.project, sample=given.sample, force=given.force)
    print(f"{made.folder}: {len(made.written)} files written")
    if made.kept:
        print(f"  left as they were: {', '.join(str(path.relative_to(made.folder)) for path in made.kept)}")
    articles = "" if given.sample else f"  put articles into {made.folder / 'corpus'}, then:\n"
    lab = made.folder / "notebooks" / "00_start_here.ipynb"
    print(f"\nNext:\n{articles}  {_called('toolkit')} report {made.folder}")
    print(f"  {_called('jupyter')} lab {lab}")
    print(f"  {_called('toolkit')} sample {made.folder}")
    return 0


def _called(name: str) -> str:
    """How a program of this installation is called here: by its name where that leads to it, else by its path."""
    own = Path(sys.executable).parent / name
    found = shutil.which(name)
    if (found and Path(found).parent == own.parent) or not own.exists():
        return name
    return str(own.relative_to(Path.cwd())) if own.is_relative_to(Path.cwd()) else str(own)
