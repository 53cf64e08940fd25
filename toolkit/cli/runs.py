"""`toolkit run` and `toolkit status`: a corpus of any size, shard by shard, and how far that is."""

from __future__ import annotations

import argparse

from toolkit.cli import options

# As in toolkit.run.absence, of which the import takes long.
WAIT_MINUTES = 10.0


def add_to(commands: options.Commands) -> None:
    """Nothing; `commands` gets run and status."""
    run = options.command(
        commands,
        "run",
        _run,
        "analyse a corpus of any size, shard by shard, on several processor cores or a cluster",
        "run/",
    )
    run.epilog = (
        "The same command again goes on where it was stopped: by Ctrl-C, a crash, a full disk. A finished run is read "
        "by `toolkit report DIR`, by the notebooks and by tk.analysis.load_analysis(DIR)."
    )
    where = run.add_mutually_exclusive_group()
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
    run.add_argument(
        "--wait-minutes",
        type=float,
        default=WAIT_MINUTES,
        metavar="MINUTES",
        help="how long to wait for a worker where all are gone (default: %(default)g)",
    )
    options.of_users(run)
    status = commands.add_parser("status", help="say how far a run is", description="Say how far a run is.")
    status.set_defaults(command=_status)
    status.add_argument("folder", metavar="DIR", help="the folder that `toolkit run` was given as --out")


def _run(given: argparse.Namespace) -> int:
    from toolkit.run import run

    settings = options.settled(given)
    done = run(
        settings.corpus,
        out=settings.place("run") if given.out is None else given.out,
        workers=given.workers,
        scheduler=given.scheduler,
        wait_minutes=given.wait_minutes,
        progress=not given.quiet,
        **settings.reading,
        **settings.known,
    )
    print(done)
    return 1 if done.failed else 0


def _status(given: argparse.Namespace) -> int:
    from toolkit.run import status

    print(status(given.folder))
    return 0
