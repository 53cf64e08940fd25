"""Options that several commands have, and the settings that follow from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.project import Settings

Commands = argparse._SubParsersAction
Run = Callable[[argparse.Namespace], int]


def command(
    commands: Commands, name: str, run: Run, summary: str, out: str | None
) -> argparse.ArgumentParser:
    """The parser of a new command that reads a corpus and, where `out` is its default, writes into a folder."""
    parser = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=run)
    parser.add_argument(
        "path",
        nargs="+",
        metavar="PATH",
        help="file, folder or quoted pattern; or the folder of one project, whose parameters.toml counts for options "
        "that are not given",
    )
    if out:
        parser.add_argument(
            "--out",
            metavar="DIR",
            help=f"folder to write into (default: {out}, of a project: what it says, or {out} in it)",
        )
    parser.add_argument(
        "--text-column", metavar="NAME", help="column that holds the text, where it is not found by its name"
    )
    parser.add_argument(
        "--near-duplicates",
        type=_share,
        metavar="SHARE",
        help="how much of an article another one must have to count once with it: a share above 0 and up to 1, yes "
        "(0.6) or no (only the same text); default: yes",
    )
    parser.add_argument(
        "--all-languages",
        dest="english_only",
        action="store_false",
        default=None,
        help="analyse articles too that seem not to be in English; the program reads English only",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser


def _share(text: str) -> bool | float:
    """yes, no or a share, as --near-duplicates takes them."""
    plain = text.strip().casefold()
    if plain in ("yes", "true", "no", "false"):
        return plain in ("yes", "true")
    try:
        share = float(plain)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r}: a share above 0 and up to 1, yes or no was wanted")
    return share


def settled(given: argparse.Namespace) -> Settings:
    """The settings that a command works with: the options given, before those of the project that its PATH may be."""
    from toolkit import project

    named = ("out", "sides", "corrections", "attributes", "text_column", "english_only", "near_duplicates")
    return project.settled(given.path, **{name: getattr(given, name, None) for name in named})


def of_users(parser: argparse.ArgumentParser) -> None:
    """Nothing; `parser` takes what users know better: who is who, and attributes of actors."""
    parser.add_argument(
        "--corrections",
        metavar="FILE",
        help="who is who, set right: a CSV file or workbook with the columns action (merge, split, rename, kind, role, "
        "affiliation or drop), actor, value, form, doc_id, note. A report writes corrections_template.csv",
    )
    parser.add_argument(
        "--attributes",
        metavar="FILE",
        help="attributes of actors, such as gender or party: a CSV file or workbook with a column actor and others, "
        "which are added to the table of actors",
    )
