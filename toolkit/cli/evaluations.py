"""`toolkit sample` and `toolkit score`: how right the statements found are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from toolkit.cli import options


def add_to(commands: options.Commands) -> None:
    """Nothing; `commands` gets sample and score."""
    sample = options.command(
        commands, "sample", _sample, "write a spreadsheet of statements and passages to judge by hand", None
    )
    _sample_options(sample)
    score = commands.add_parser(
        "score",
        help="say how right the statements found are, with intervals",
        description="Say how right the statements found are: against articles that people annotated (JSON lines), or "
        "from a spreadsheet of `toolkit sample` that was filled in.",
    )
    _score_options(score)


def _sample_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        metavar="FILE",
        help="name.xlsx or name.csv (default: sample.xlsx; sample.csv without openpyxl)",
    )
    parser.add_argument(
        "--n", type=int, default=100, help="how many statements, and how many passages (default: %(default)s)"
    )
    parser.add_argument(
        "--by",
        choices=("confidence", "kind", "outlet"),
        default="confidence",
        help="what statements are stratified by (default: %(default)s)",
    )
    parser.add_argument(
        "--articles", type=int, default=1000, help="draw so many articles first (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same sample")


def _score_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_score)
    parser.add_argument(
        "gold",
        metavar="GOLD",
        help='annotated articles, one JSON object a line: {"text", "attributions": [{"source", "cue", "content"}]}, '
        "the three being lists of [start, end] offsets; id and publisher may be there too. Or a sample, .xlsx or .csv",
    )
    parser.add_argument(
        "--predictions", metavar="FILE", help="score these instead of what the extractor finds (same format)"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="also write the numbers: FILE.json, FILE.csv or a folder"
    )
    parser.add_argument("--level", type=float, default=0.95, help="of the intervals (default: %(default)s)")
    parser.add_argument(
        "--resamples", type=int, default=1000, help="bootstrap samples (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the bootstrap (default: %(default)s)")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def _sample(given: argparse.Namespace) -> int:
    from toolkit import sheets
    from toolkit.documents import read_documents
    from toolkit.evaluation import sample

    settings = options.settled(given)
    out = given.out or settings.place("sample.xlsx" if sheets.writes_workbooks() else "sample.csv")
    sheets.check_target(out, ("quotes", "passages"))
    documents = read_documents(settings.corpus, **settings.opening)
    drawn = sample(
        documents,
        n=given.n,
        by=given.by,
        seed=given.seed,
        articles=given.articles,
        english_only=settings.english_only,
        progress=not given.quiet,
    )
    _announce(drawn.problems)
    for path in drawn.write(out):
        print(path)
    print(
        f"{len(drawn.quotes):,} statements and {len(drawn.passages):,} passages to judge; the readme says how."
    )
    print(f"When some rows are filled in: toolkit score {out}")
    return 0


def _score(given: argparse.Namespace) -> int:
    from toolkit.evaluation import score, show, write_scores

    scores = score(
        given.gold,
        predictions=given.predictions,
        level=given.level,
        resamples=given.resamples,
        seed=given.seed,
        progress=not given.quiet,
    )
    _announce(scores.attrs["problems"])
    print(show(scores))
    if given.out:
        print(f"All numbers are in {write_scores(scores, given.out)}")
    return 0


def _announce(problems: Sequence[dict], shown: int = 10) -> None:
    """Print how many things were left out, and the first of them."""
    if problems:
        print(f"toolkit: {len(problems):,} problem(s); the rest counts", file=sys.stderr)
        for row in problems[:shown]:
            print(f"  {row['detail']}", file=sys.stderr)
        if len(problems) > shown:
            print(f"  and {len(problems) - shown:,} more", file=sys.stderr)
