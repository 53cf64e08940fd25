"""`toolkit report` and `toolkit analyse`: a corpus to pages, and to tables."""

from __future__ import annotations

import argparse

from toolkit.cli import options


def add_to(commands: options.Commands) -> None:
    """Nothing; `commands` gets report and analyse."""
    report = options.command(
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
    report.add_argument(
        "--template",
        metavar="TEMPLATE",
        help="make the pages by this nbconvert template instead of ours: a folder with index.html.j2, or the name of "
        "an installed one",
    )
    report.add_argument(
        "--pdf", action="store_true", help="also print each page as PDF, by Chromium, Chrome or Edge"
    )
    report.add_argument(
        "--browser", metavar="FILE", help="the browser for --pdf, where it is not found by itself"
    )
    analyse = options.command(
        commands, "analyse", _analyse, "write the tables of actors, quotes and relations as CSV", "tables/"
    )
    for command in (report, analyse):
        options.of_users(command)


def _report(given: argparse.Namespace) -> int:
    from toolkit.actors import affiliations
    from toolkit.report import report

    index = report(
        given.path[0] if len(given.path) == 1 else given.path,
        out=given.out,
        sides=affiliations.read_sides(given.sides),
        notebooks=given.notebooks,
        corrections=given.corrections,
        attributes=given.attributes,
        text_column=given.text_column,
        near_duplicates=given.near_duplicates,
        english_only=given.english_only,
        template=given.template,
        pdf=given.pdf,
        browser=given.browser,
        progress=not given.quiet,
    )
    print(f"The report is in {index}")
    return 0


def _analyse(given: argparse.Namespace) -> int:
    from toolkit import sheets
    from toolkit.analysis import analyse_with
    from toolkit.documents.reading import read_some

    settings = options.settled(given)
    out = sheets.check_folder(
        settings.place("tables") if given.out is None else given.out, corpus=settings.corpus
    )
    analysis = analyse_with(
        read_some(settings.corpus, **settings.opening),
        english_only=settings.english_only,
        progress=not given.quiet,
        **settings.known,
    )
    for path in analysis.to_csv(out):
        print(f"{path}: {len(getattr(analysis, path.stem)):,} rows")
    return 0
