"""Options that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Commands = argparse._SubParsersAction
Run = Callable[[argparse.Namespace], int]


def command(
    commands: Commands, name: str, run: Run, summary: str, out: str | None
) -> argparse.ArgumentParser:
    """The parser of a new command that reads a corpus and, where `out` is its default, writes into a folder."""
    parser = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=run)
    parser.add_argument("path", nargs="+", metavar="PATH", help="file, folder or quoted pattern")
    if out:
        parser.add_argument(
            "--out", default=out, metavar="DIR", help="folder to write into (default: %(default)s)"
        )
    parser.add_argument(
        "--text-column", metavar="NAME", help="column that holds the text, where it is not found by its name"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser


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
