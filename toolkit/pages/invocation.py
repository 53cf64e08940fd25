"""The command line that makes a report again, also of a report that Python made."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.actors import affiliations


def command(path: Any, given: Mapping[str, Any], folder: Path) -> str:
    """`toolkit report`, its paths, and the options that stand for the arguments `given` to the function.

    Tables that were given are named by the files in the report's `folder` that hold them now.

    >>> command("my articles/", {"out": "reports", "sides": {"A": ["Russia"]}, "pdf": True}, Path("reports"))
    "toolkit report 'my articles/' --out reports --sides A=Russia --pdf"
    """
    paths = [path] if isinstance(path, str | os.PathLike) else list(path)
    words = ["toolkit", "report", *map(os.fspath, paths)]
    for name, value in _as_options(given, folder).items():
        if value is None or value is False:
            continue
        words.append(f"--{name.replace('_', '-')}")
        words += [] if value is True else [value] if isinstance(value, str) else list(value)
    return shlex.join(words)


def _as_options(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Arguments of `report` as options: texts, lists of texts, True for a flag, None or False for what is left out."""
    options = dict(given)
    for name in ("out", "template", "browser", "corrections", "attributes"):
        value = options.get(name)
        if isinstance(value, os.PathLike):
            options[name] = os.fspath(value)
        elif value is not None and not isinstance(value, str):
            options[name] = (folder / f"{name}_used.csv").as_posix()
    if options.get("notebooks"):
        options["notebooks"] = [os.fspath(each) for each in options["notebooks"]]
    if "sides" in options:
        options["sides"] = _sides_option(options["sides"], folder)
    share = options.get("near_duplicates")
    if share is not None:
        options["near_duplicates"] = ("yes" if share else "no") if isinstance(share, bool) else str(share)
    return options


def _sides_option(sides: affiliations.Sides | None, folder: Path) -> list[str] | None:
    """The sides as --sides takes them: as they are, or in a file where a name has a sign that would divide it."""
    if not sides or isinstance(sides, str | os.PathLike):
        return [os.fspath(sides)] if sides else None
    known = affiliations.read_sides(sides) or {}
    if all("=" not in name for name in known) and all(
        "," not in one for own in known.values() for one in own
    ):
        return [f"{name}={','.join(members)}" for name, members in known.items()]
    path = folder / "sides_used.json"
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
    return [path.as_posix()]
