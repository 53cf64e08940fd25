"""The command line, a module for each group of commands: projects, analyses, runs, evaluations, installation.

Each has `add_to(commands)`, which adds its commands to the parser; a command's function takes the options and returns
the exit code. Heavy modules are imported inside these functions alone, so that `toolkit --help` is quick.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import toolkit
from toolkit.cli import analyses, evaluations, installation, projects, runs

_DESCRIPTION = (
    "Who gets to speak in the news, about whom, and how: from article text to tables and a report, offline."
)
_EPILOG = """\
PATH is a file, a folder or a quoted pattern such as 'news/*.txt', several of them, or the folder of a project, whose
parameters.toml then counts for options that are not given. Plain text and web pages are one article each; CSV, Excel,
JSON, JSON lines and Parquet files have one article in each row; exports of Nexis Uni, Factiva and ProQuest are split
into theirs. More formats, also in ZIP and tar: docs/FORMATS.md.

examples:
  toolkit new my_project --sample
  toolkit report my_project/
  toolkit sample my_project/ --n 100
  toolkit report seeds/ --out reports/
  toolkit report news.csv --text-column body --sides "West=United States,NATO" "Russia=Russia"
  toolkit report news/ --sides sides.csv --corrections corrections.csv --attributes people.csv
  toolkit analyse 'news/2022-*.txt' --out tables/
  toolkit run archive/ --out run/ --workers 8     any number of articles; again, it goes on where it stopped
  toolkit status run/                             how far that is
  toolkit report run/                             a finished run is read like a folder of articles
  toolkit sample news/ --n 100 --out sample.xlsx
  toolkit score sample.xlsx

What could not be read or analysed is listed in problems.csv and never stops the rest. Exit codes: 0 done, 1 a notebook
of the report or a part of a run failed, 2 nothing could be done. In Python: import toolkit as tk; help(tk).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command given by `arguments` (sys.argv otherwise)."""
    options = parser().parse_args(arguments)
    try:
        return options.command(options)
    except (OSError, ValueError, ImportError) as error:
        print(f"toolkit: {_told(error)}", file=sys.stderr)
        return 2
    except RuntimeError as error:
        print(f"toolkit: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("toolkit: stopped", file=sys.stderr)
        return 130


def _told(error: Exception) -> str:
    """What went wrong; of an error of the system its words and the file, without its number."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror[:1].lower()}{error.strerror[1:]}"
    return str(error)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands, in the order of the help text."""
    whole = argparse.ArgumentParser(
        prog="toolkit",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"toolkit {toolkit.__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (projects, analyses, runs, evaluations, installation):
        group.add_to(commands)
    whole.set_defaults(whole=whole)  # for what a shell is told of it
    return whole
