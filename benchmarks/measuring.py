"""What measurements of speed share: one thread, the texts that are read, their options, and the account of both.

Import it before anything that starts threads: it limits every thread pool of this process to one.
Texts: PolNeAR's dev articles if ../shared/data (or the folder NEWS_DATA) has them, else articles put together from the
paragraphs of the seed article in random order. Words are those of str.split.
"""

# ruff: noqa: E402
from __future__ import annotations

import os

_POOLS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
os.environ |= dict.fromkeys(_POOLS, "1")

import argparse
import json
import platform
import random
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import onnxruntime
import spacy

from benchmarks.articles import DATA, ROOT


class Account(NamedTuple):
    """What was measured, when, where and with what: cells of a row in RESULTS.md."""

    date: str
    machine: str
    libraries: str
    texts: str


def account(source: str, texts: Sequence[str], rounds: int) -> Account:
    """The account of a measurement that ends now, of `rounds` rounds over `texts` from `source`."""
    return Account(
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{processor()}, Python {platform.python_version()}",
        f"onnxruntime {onnxruntime.__version__}, spaCy {spacy.__version__}",
        f"{source}, {len(texts)} texts, {count_words(texts):,} words, {rounds} rounds",
    )


def processor() -> str:
    """The processor's name, as well as the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf8").splitlines() if info.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def spread(ratios: Sequence[float]) -> str:
    """The ratios of all rounds as they are told: "0.67 (0.50 to 0.80)", the median and the ends."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def options(about: str) -> argparse.Namespace:
    """What the command line asks for: rounds, texts (how many) and model (a folder, or None)."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--texts", type=int, default=40, help="how many articles to read")
    parser.add_argument("--model", type=Path, help="folder of another model than the packaged one")
    return parser.parse_args()


def news_texts(count: int, *, seed: int = 1) -> tuple[str, list[str]]:
    """(where they are from, texts)"""
    articles = DATA / "polnear" / "dev.jsonl"
    if articles.is_file():
        with articles.open(encoding="utf8") as file:
            return "PolNeAR dev", [json.loads(line)["text"] for line in file][:count]
    paragraphs = [
        paragraph
        for path in sorted((ROOT / "seeds").glob("*.txt"))
        for paragraph in path.read_text(encoding="utf8").split("\n\n")
    ]
    if not paragraphs:
        raise FileNotFoundError(f"{ROOT / 'seeds'}: no .txt file to make texts from; run from a checkout")
    rng = random.Random(seed)
    return "seed paragraphs", [
        "\n\n".join(rng.sample(paragraphs, k=len(paragraphs) // 2)) for _ in range(count)
    ]


def count_words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)
