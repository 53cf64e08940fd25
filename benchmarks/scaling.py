"""What `toolkit run` takes as corpora grow: words a second, memory, and one worker against two.

`python -m benchmarks.scaling --articles 100 1000 10000 --workers 1 2` prints Markdown for benchmarks/RESULTS.md and
draws benchmarks/scaling.png. Corpora are those of benchmarks.articles (made up; nothing is redistributed), each run is
a process of its own. "Found" is the time in which shards are analysed, from the first that begins to the last that
ends; its words a second are those of all workers together. Memory is the most that a worker held, in its first and in
its last shard, and the most of the process that reads, settles and joins.

The estimate at the end is on paper: the processor time of finding in the largest corpus, divided among the cores, times
the articles. It takes for granted that workers wait neither for each other nor for the disk, and that reading, which
goes on in one process beside them (benchmarks.loading measures it), keeps up. benchmarks.rejoining has joining's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.articles import source_texts, write

HERE = Path(__file__).parent
TO_ESTIMATE, CORES = 10_000_000, 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--one", nargs=3, metavar=("CORPUS", "OUT", "WORKERS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(*given.one)))
        return
    print(f"Sentences: {source_texts()[0]}. Python {platform.python_version()}, {os.cpu_count()} cores.\n")
    print(
        "| articles | words | workers | whole | reading | found | joining | words/s | worker, first shard | ",
        end="",
    )
    print("worker, last shard | the process itself |\n|" + 11 * "---|")
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for number in given.articles:
            corpus = write(Path(place) / f"{number}.jsonl", number)
            for workers in given.workers:
                rows.append(_run(corpus, Path(place) / f"{number}-{workers}", workers))
                print(_line(rows[-1]), flush=True)
    draw(rows, HERE / "scaling.png")
    print(f"\n{estimate(rows)}")


def _run(corpus: Path, out: Path, workers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scaling", "--one", str(corpus), str(out), str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(corpus: str, out: str, workers: str) -> dict[str, Any]:
    """One run in this process: its counts, seconds by part, and MB."""
    import toolkit as tk

    began = time.time()
    tk.run(corpus, out=out, workers=int(workers), progress=False)
    ended = time.time()
    shards = [json.loads(path.read_text()) for path in sorted(Path(out).glob("found/*/shard.json"))]
    ends = [datetime.fromisoformat(shard["finished"]).timestamp() for shard in shards]
    first = min(end - shard["seconds"] for end, shard in zip(ends, shards))
    return {
        "articles": sum(shard["documents"] for shard in shards),
        "words": sum(shard["words"] for shard in shards),
        "mentions": sum(shard["rows"]["mentions"] for shard in shards),
        "workers": int(workers),
        "seconds": ended - began,
        "reading": first - began,
        "found": max(ends) - first,
        "joining": ended - max(ends),
        "processor": sum(shard["processor_seconds"] for shard in shards),
        "first_mb": shards[0]["peak_memory_mb"],
        "last_mb": max(shard["peak_memory_mb"] for shard in shards[-2:]),
        "own_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _line(row: dict[str, Any]) -> str:
    seconds = " | ".join(f"{row[name]:,.0f} s" for name in ("seconds", "reading", "found", "joining"))
    memory = " | ".join(f"{row[name]:,} MB" for name in ("first_mb", "last_mb", "own_mb"))
    speed = row["words"] / row["found"]
    return (
        f"| {row['articles']:,} | {row['words']:,} | {row['workers']} | {seconds} | {speed:,.0f} | {memory} |"
    )


def estimate(rows: list[dict[str, Any]]) -> str:
    """In a sentence, what it takes to find in TO_ESTIMATE articles on CORES cores, from the largest corpus measured."""
    most = max(row["articles"] for row in rows)
    largest = [row for row in rows if row["articles"] == most]
    one = min(largest, key=lambda row: row["workers"])
    share = TO_ESTIMATE / one["articles"]
    found = one["processor"] * share / CORES / 3600
    return (
        f"On paper, {TO_ESTIMATE:,} such articles ({one['words'] * share / 1e9:.1f} billion words, "
        f"{one['mentions'] * share / 1e6:,.0f} million mentions) on {CORES} cores: {found:.0f} hours to find."
    )


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Words a second against articles, a line for each number of workers."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
    for workers, marker in zip(sorted({row["workers"] for row in rows}), "osD^"):
        own = [row for row in rows if row["workers"] == workers]
        x = [row["articles"] for row in own]
        y = [row["words"] / row["found"] for row in own]
        ax.plot(x, y, marker=marker, label=f"{workers} worker{'s' * (workers > 1)}")
        ax.annotate(f"{y[-1]:,.0f}", (x[-1], y[-1]), textcoords="offset points", xytext=(6, 4))
    ax.set(xscale="log", xlabel="articles", ylabel="words a second", ylim=(0, None))
    ax.set_title("Words a second as corpora grow", loc="left")
    ax.margins(x=0.12)
    ax.legend(frameon=False, loc="lower right")
    ax.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=150)
    plt.close(fig)


if __name__ == "__main__":
    main()
