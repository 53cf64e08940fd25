"""Seconds and memory that it takes to load a corpus.

`python -m benchmarks.loading --files 10000 --megabytes 1024`; prints Markdown rows for benchmarks/RESULTS.md. `--copies
10000` alone looks for near-duplicates.

The texts are made up: sentences put together of common words, quotation marks and names, 300 words each. First a folder
of small text files goes through `read_documents`, then one JSONL file of the given size through `iter_documents`, a
thousand documents at a time. Each runs in a process of its own, whose greatest memory is given; the JSONL one is
measured at two sizes, so that what grows with the file shows. Last, near-duplicates are looked for among articles of
500 words, of which every tenth is a copy of an earlier one, in turn cut, touched up and printed with additions.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "the of and to that for with by it from be are has have had this which not but they talks council minister "
    "bridge harbour report week money plan law court city region said told agreed refused announced denied café"
).split()
NAMES = ("Jane Doe", "John Roe", "Mira Stone", "Tom Field")


def article(draw: random.Random) -> str:
    """A text of about 300 words in ten paragraphs, one in three of them with a quotation."""
    paragraphs = []
    for _ in range(10):
        words = " ".join(draw.choices(WORDS, k=30)).capitalize()
        paragraphs.append(f"“{words},” {draw.choice(NAMES)} said." if draw.random() < 0.3 else f"{words}.")
    return "\n\n".join(paragraphs)


def make_folder(folder: Path, files: int) -> None:
    """`files` text files of one article each, a hundred in a folder."""
    draw = random.Random(0)
    for number in range(files):
        place = folder / f"{number // 100:04}"
        place.mkdir(exist_ok=True)
        (place / f"{number:06}.txt").write_text(article(draw), encoding="utf-8")


def make_lines(path: Path, megabytes: int) -> None:
    """A JSONL file of about so many MiB; a thousand articles again and again, each with its number."""
    draw = random.Random(0)
    articles = [article(draw) for _ in range(1_000)]
    with path.open("w", encoding="utf-8") as file:
        number = 0
        while file.tell() < megabytes * 2**20:
            text = f"{articles[number % 1_000]} Number {number}."
            file.write(json.dumps({"text": text, "title": f"Article {number}"}, ensure_ascii=False) + "\n")
            number += 1


def articles_with_copies(number: int) -> tuple[list[str], dict[int, int]]:
    """Texts of 500 words, and which of them (by place) copy which earlier one: in turn cut, touched up, added to."""
    draw = random.Random(0)
    texts: list[str] = []
    copies: dict[int, int] = {}
    for at in range(number):
        if at % 10 < 9:
            texts.append(" ".join(draw.choices(WORDS, k=500)))
            continue
        copies[at] = draw.choice([place for place in range(at) if place not in copies])
        words = texts[copies[at]].split()
        kind = at // 10 % 3
        if kind == 0:
            words = words[: draw.randrange(150, 450)]
        elif kind == 1:
            words = [word if draw.random() > 0.03 else draw.choice(WORDS) for word in words]
        else:
            words = [*draw.choices(WORDS, k=20), *words, *draw.choices(WORDS, k=20)]
        texts.append(" ".join(words))
    return texts, copies


def find_copies(number: int) -> None:
    """Look for copies in this process, and print copies made, found, wrongly marked, seconds and MiB."""
    import pandas as pd

    import toolkit as tk

    texts, copies = articles_with_copies(number)
    # A day each, so that the earlier one is the original whatever its length.
    days = pd.Series(pd.date_range("1990-01-01", periods=number).strftime("%Y-%m-%d"), dtype="str")
    documents = pd.DataFrame({"doc_id": [f"d{at}" for at in range(number)], "text": texts, "published": days})
    begin, clock = time.process_time(), time.perf_counter()
    marked = tk.documents.mark_duplicates(documents)["duplicate_of"]
    spent = time.process_time() - begin, time.perf_counter() - clock
    right = sum(marked[at] == f"d{original}" for at, original in copies.items())
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([len(copies), right, int(marked.notna().sum()) - right, *spent, most]))


def load(what: str, path: str) -> None:
    """Load, in this process, and print documents, seconds of the processor and of the clock, and MiB at the most."""
    import toolkit as tk

    begin, clock = time.process_time(), time.perf_counter()
    if what == "folder":
        documents = len(tk.read_documents(path))
    else:
        documents = sum(len(part) for part in tk.iter_documents(path, chunk=1_000))
    spent = time.process_time() - begin, time.perf_counter() - clock
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([documents, *spent, most]))


def measure(what: str, path: Path) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.loading", "--load", what, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--megabytes", type=int, default=1_024)
    parser.add_argument("--load", nargs=2, metavar=("WHAT", "PATH"))
    parser.add_argument("--copies", type=int, metavar="DOCUMENTS", help="only look for copies among so many")
    options = parser.parse_args()
    if options.load:
        load(*options.load)
        return
    if options.copies:
        find_copies(options.copies)
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        folder.mkdir()
        make_folder(folder, options.files)
        rows = [(f"{options.files:,} text files", measure("folder", folder))]
        for megabytes in (options.megabytes // 4, options.megabytes):
            path = Path(place) / "a.jsonl"
            make_lines(path, megabytes)
            rows.append((f"{megabytes:,} MiB of JSONL, streamed", measure("lines", path)))
    for label, (documents, processor, clock, most) in rows:
        print(f"| {label} | {documents:,} | {processor:.1f} s | {clock:.1f} s | {most:,.0f} MiB |")
    command = [sys.executable, "-m", "benchmarks.loading", "--copies", str(options.files)]
    made, right, wrong, *spent = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(f"{made:,} copies among {options.files:,}: {right:,} found, {wrong:,} marked wrongly; ", end="")
    print(f"{spent[0]:.1f} s of the processor, {spent[1]:.1f} s, {spent[2]:,.0f} MiB")


if __name__ == "__main__":
    main()
