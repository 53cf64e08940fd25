"""Time and memory of a keyness comparison of five million words.

python -m benchmarks.keyness [--words 5000000]; prints one row of Markdown for benchmarks/RESULTS.md.

Invented tokens: documents of 500 words; word frequencies by Zipf's law over 60,000 lemmas, every tenth word one of
three that its document is about, so that words are bursty as in news; ten quotes in each document by speakers of two
sides. Measured are counting (`terms.count_terms`) and comparing (`keyness.keyness`: all measures, dispersion,
intervals, 1,999 shuffles of the speakers' sides within documents for the first 100 terms) from the tokens table in
memory to the result, in one process; processor time beside the clock's, for a machine that others use too. The peak is
that of the process, the table in it.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import time
from datetime import date

import numpy as np
import pandas as pd

from toolkit.rhetoric import keyness, terms

LEMMAS, WORDS_PER_DOCUMENT, UNITS_PER_DOCUMENT, WORDS_PER_SENTENCE = 60_000, 500, 10, 25


def invented(words: int, *, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tokens and units: the tokens table of `words` words, and ten quotes of 50 words in each document."""
    random = np.random.default_rng(seed)
    documents = max(words // WORDS_PER_DOCUMENT, 1)
    words = documents * WORDS_PER_DOCUMENT
    chance = 1 / (np.arange(LEMMAS) + 2.7)
    code = random.choice(LEMMAS, size=words, p=chance / chance.sum())
    topic = random.integers(0, LEMMAS // 10, size=(documents, 3))
    own = random.random(words) < 0.1  # every tenth word is one of three words that the document is about
    doc = np.repeat(np.arange(documents), WORDS_PER_DOCUMENT)
    code[own] = topic[doc[own], random.integers(0, 3, size=int(own.sum()))]
    names = [f"w{number}" for number in range(LEMMAS)]
    place = np.tile(np.arange(WORDS_PER_DOCUMENT), documents)
    start = place * 6
    lemma = pd.Categorical.from_codes(code.astype("int32"), names)
    doc_ids = [f"d{number:07}" for number in range(documents)]
    tokens = pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(doc.astype("int32"), doc_ids),
            "start": start.astype("int32"),
            "end": (start + 5).astype("int32"),
            "word": lemma,
            "lemma": lemma,
            "pos": pd.Categorical.from_codes((code < 100).astype("int8"), ["NOUN", "ADP"]),
            "tag": pd.Categorical.from_codes((code < 100).astype("int8"), ["NN", "IN"]),
            "entity": pd.Categorical.from_codes(np.zeros(words, dtype="int8"), [""]),
            "name": np.full(words, -1, dtype="int32"),
            "phrase": np.full(words, -1, dtype="int32"),
            "sentence": (place // WORDS_PER_SENTENCE).astype("int32"),
        }
    )
    length = WORDS_PER_DOCUMENT // UNITS_PER_DOCUMENT * 6
    number = np.tile(np.arange(UNITS_PER_DOCUMENT), documents)
    units = pd.DataFrame(
        {
            "unit_id": [f"u{at}" for at in range(documents * UNITS_PER_DOCUMENT)],
            "doc_id": np.repeat(doc_ids, UNITS_PER_DOCUMENT),
            "spans": [[[int(at) * length, (int(at) + 1) * length]] for at in number],
            "speaker": [f"s{who}" for who in random.integers(0, 5000, size=len(number))],
        }
    )
    units["side"] = np.where(units["speaker"].str[-1].isin(list("02468")), "A", "B")
    return tokens, units


def measured(words: int, *, n: int) -> dict[str, float]:
    """Seconds for counting and comparing, rows of the result, and peak memory in GB."""
    tokens, units = invented(words)
    began, busy = time.perf_counter(), time.process_time()
    counted = terms.count_terms(tokens, units, n=n)
    between = time.perf_counter()
    table = keyness.keyness(counted, units, "side")
    ended, busy = time.perf_counter(), time.process_time() - busy
    scale = 1 if platform.system() == "Darwin" else 1024  # ru_maxrss is in bytes there, else in KB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e9
    found = {"count": between - began, "compare": ended - between, "rows": len(table), "peak": peak}
    return found | {"words": len(tokens), "busy": busy}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time and memory of a keyness comparison.")
    parser.add_argument("--words", type=int, default=5_000_000)
    parser.add_argument("--n", type=int, default=1, help="words of an n-gram")
    options = parser.parse_args()
    found = measured(options.words, n=options.n)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(
        "| date | machine | words | terms | counting | comparing | together | processor time | peak memory | load |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    together = found["count"] + found["compare"]
    print(
        f"| {date.today()} | {platform.machine()}, Python {platform.python_version()} | {found['words']:,} | "
        f"{found['rows']:,} {options.n}-grams listed | {found['count']:.1f} s | {found['compare']:.1f} s | "
        f"{together:.1f} s | {found['busy']:.1f} s | {found['peak']:.2f} GB | {load:.1f} |"
    )


if __name__ == "__main__":
    main()
