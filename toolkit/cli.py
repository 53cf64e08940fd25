"""The command line: `toolkit report`, `analyse`, `run`, `status`, `sample`, `score`.

Heavy modules are imported by the command alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import toolkit

_DESCRIPTION = (
    "Who gets to speak in the news, about whom, and how: from article text to tables and a report, offline."
)
_EPILOG = """\
PATH is a file, a folder or a quoted pattern such as 'news/*.txt'; several may be given. Plain text and web pages are
one article each; CSV, Excel, JSON, JSON lines and Parquet files have one article in each row; exports of Nexis
Uni, Factiva and ProQuest are split into theirs. More formats, also in ZIP and tar: docs/FORMATS.md.

examples:
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
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except (OSError, ValueError, ImportError) as error:
        print(f"toolkit: {error}", file=sys.stderr)
        return 2
    except RuntimeError as error:
        print(f"toolkit: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("toolkit: stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="toolkit",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"toolkit {toolkit.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    report = _command(
        commands, "report", _report, "run the notebooks on a corpus and write them as web pages", "reports/"
    )
    report.add_argument(
        "--sides",
        nargs="+",
        metavar="SIDE",
        help="the sides to compare: NAME=ACTOR,ACTOR,... for each, or one file, either JSON ({name: [actors]}) or CSV "
        "(columns side and actor, affiliation or bloc). Actors may be persons, organisations or states; a state or "
        "organisation stands for everybody affiliated with it, and bloc:NATO for NATO and its members. Without sides, "
        "the two most quoted affiliations are compared",
    )
    report.add_argument(
        "--notebooks",
        nargs="+",
        metavar="FILE",
        help="notebooks to run instead of the packaged three; each is given those of the parameters corpus, sides, "
        "out_folder and analysis_folder that its cell tagged 'parameters' assigns",
    )
    analyse = _command(
        commands, "analyse", _analyse, "write the tables of actors, quotes and relations as CSV", "tables/"
    )
    run = _command(
        commands,
        "run",
        _run,
        "analyse a corpus of any size, shard by shard, on several processor cores or a cluster",
        "run/",
    )
    _run_options(run)
    status = commands.add_parser("status", help="say how far a run is", description="Say how far a run is.")
    status.set_defaults(command=_status)
    status.add_argument("folder", metavar="DIR", help="the folder that `toolkit run` was given as --out")
    for command in (report, analyse, run):
        _users_options(command)
    sample = _command(
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
    return parser


def _users_options(parser: argparse.ArgumentParser) -> None:
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


def _run_options(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "The same command again goes on where it was stopped: by Ctrl-C, a crash, a full disk. A finished run is read "
        "by `toolkit report DIR`, by the notebooks and by tk.analysis.load_analysis(DIR)."
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="processes on this machine, one a processor core (default: %(default)s; more need Dask: pip install "
        "'news-discourse-toolkit[scale]')",
    )
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="a Dask scheduler whose workers do it, such as tcp://node1:8786; DIR is on a disk that all of them share",
    )


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


def _command(
    commands: argparse._SubParsersAction, name: str, function, summary: str, out: str | None
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.set_defaults(command=function)
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


def _report(options: argparse.Namespace) -> int:
    from toolkit.actors import affiliations
    from toolkit.report import report

    index = report(
        options.path[0] if len(options.path) == 1 else options.path,
        out=options.out,
        sides=affiliations.read_sides(options.sides),
        notebooks=options.notebooks,
        corrections=options.corrections,
        attributes=options.attributes,
        text_column=options.text_column,
        progress=not options.quiet,
    )
    print(f"The report is in {index}")
    return 0


def _analyse(options: argparse.Namespace) -> int:
    from toolkit.analysis import analyse_with
    from toolkit.documents import nothing_read, read_documents

    documents = read_documents(options.path, text_column=options.text_column)
    if documents.empty:
        raise ValueError(nothing_read(documents))
    analysis = analyse_with(
        documents,
        corrections=options.corrections,
        attributes=options.attributes,
        progress=not options.quiet,
    )
    paths = analysis.to_csv(options.out)
    for path in paths:
        print(f"{path}: {len(getattr(analysis, path.stem)):,} rows")
    return 0


def _run(options: argparse.Namespace) -> int:
    from toolkit.run import run

    done = run(
        options.path[0] if len(options.path) == 1 else options.path,
        out=options.out,
        workers=options.workers,
        scheduler=options.scheduler,
        corrections=options.corrections,
        attributes=options.attributes,
        text_column=options.text_column,
        progress=not options.quiet,
    )
    print(done)
    return 1 if done.failed else 0


def _status(options: argparse.Namespace) -> int:
    from toolkit.run import status

    print(status(options.folder))
    return 0


def _sample(options: argparse.Namespace) -> int:
    from toolkit import sheets
    from toolkit.evaluation import sample

    out = options.out or ("sample.xlsx" if sheets.writes_workbooks() else "sample.csv")
    sheets.check_target(out, ("quotes", "passages"))
    drawn = sample(
        options.path,
        n=options.n,
        by=options.by,
        seed=options.seed,
        articles=options.articles,
        text_column=options.text_column,
        progress=not options.quiet,
    )
    _announce(drawn.problems)
    for path in drawn.write(out):
        print(path)
    print(
        f"{len(drawn.quotes):,} statements and {len(drawn.passages):,} passages to judge; the readme says how."
    )
    print(f"When some rows are filled in: toolkit score {out}")
    return 0


def _score(options: argparse.Namespace) -> int:
    from toolkit.evaluation import score, show, write_scores

    scores = score(
        options.gold,
        predictions=options.predictions,
        level=options.level,
        resamples=options.resamples,
        seed=options.seed,
        progress=not options.quiet,
    )
    _announce(scores.attrs["problems"])
    print(show(scores))
    if options.out:
        print(f"All numbers are in {write_scores(scores, options.out)}")
    return 0


def _announce(problems: Sequence[dict], shown: int = 10) -> None:
    """Print how many things were left out, and the first of them."""
    if problems:
        print(f"toolkit: {len(problems):,} problem(s); the rest counts", file=sys.stderr)
        for row in problems[:shown]:
            print(f"  {row['detail']}", file=sys.stderr)
        if len(problems) > shown:
            print(f"  and {len(problems) - shown:,} more", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
