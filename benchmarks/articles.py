"""Made-up corpora of any size for measuring: articles put together of sentences drawn at random from real ones.

`python -m benchmarks.articles --articles 1000 --out build/articles.jsonl` writes one; `articles(1000, seed=1)` gives
the same rows. Nothing is redistributed: sentences are read when the corpus is made, from the seed article and the
invented articles under tests/corpora, or, where ../shared/data (or the folder NEWS_DATA) has them, from PolNeAR's
training articles. Which of both, `source_texts` says.

An article draws its sentences from SOURCES texts, so that its names come back as in a real one; it has paragraphs of
one to three sentences, and quotations that run over several sentences stay whole; headlines are left out. Lengths are
log-normal: half of the articles have 330 to 620 words, on average 500. Article number i depends on the seed and i
alone, so a corpus of 100 is the beginning of one of 10,000.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NEWS_DATA", ROOT.parent / "shared" / "data"))
MEDIAN_WORDS, SPREAD, FEWEST_WORDS, MOST_WORDS = 420, 0.5, 80, 2_000
SOURCES = 4
FIRST_DAY, DAYS = date(2020, 1, 1), 5 * 365
TITLE_WORDS = 9
# Invented; the first appear most often, as in databases of news.
OUTLETS = (
    "Northern Courier",
    "The Daily Ledger",
    "Harbour Post",
    "Capital Wire",
    "Evening Standard-Bearer",
    "The Valley Observer",
    "Meridian Times",
    "Lakeside Tribune",
)
_ENDS = tuple(".!?”\"’'")  # a line that ends otherwise is a headline or a list
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)][.!?])(?P<mark>[”\"’']?)\s+(?=[“\"‘'A-Z])")


def articles(n: int, *, seed: int = 1, texts: Sequence[str] | None = None) -> Iterator[dict[str, str]]:
    """`n` articles, as dicts of doc_id, title, text, outlet and published (a date as text).

    `texts` are what sentences are drawn from; those of `source_texts` by default.
    Raises: ValueError if they hold no sentence.
    """
    pools = _default_pools() if texts is None else _pools(texts)
    if not pools:
        raise ValueError(f"articles need sentences to draw from, and {len(texts or ())} texts hold none")
    return (_article(number, random.Random(f"{seed} {number}"), pools) for number in range(n))


def write(path: str | os.PathLike, n: int, seed: int = 1) -> Path:
    """The path of the JSONL file written, one article a line."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in articles(n, seed=seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def source_texts() -> tuple[str, list[str]]:
    """(what they are, texts): PolNeAR's training articles where they are at hand, else those of this repository.

    Raises: FileNotFoundError if there are none.
    """
    news = DATA / "polnear" / "train.jsonl"
    if news.is_file():
        return "PolNeAR training articles", _texts_of(news)
    own = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    for path in sorted((ROOT / "tests" / "corpora").glob("*/articles.jsonl")):
        own += _texts_of(path)
    if not own:
        raise FileNotFoundError(
            f"{ROOT}: neither seeds/*.txt nor tests/corpora/*/articles.jsonl; run from a checkout"
        )
    return "seed article and invented articles", own


def _texts_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines if line.strip()]


@cache
def _default_pools() -> tuple[tuple[str, ...], ...]:
    return _pools(source_texts()[1])


def _pools(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The sentences of each text that has any."""
    pools = (
        tuple(
            part
            for line in text.splitlines()
            if line.strip()
            for part in sentences(line.strip())
            if part[-1] in _ENDS
        )
        for text in texts
    )
    return tuple(pool for pool in pools if pool)


def sentences(paragraph: str) -> list[str]:
    """The paragraph cut at sentence ends outside quotation marks.

    >>> sentences("He left. “We won. They lost,” she said. Mr. Ek slept.")
    ['He left.', '“We won. They lost,” she said.', 'Mr. Ek slept.']
    """
    found, start = [], 0
    for end in _SENTENCE_END.finditer(paragraph):
        before = paragraph[start : end.end("mark")]
        title = re.search(r"\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Lt|Jr|No)\.$", before)
        open_double = before.count("“") > before.count("”") or before.count('"') % 2
        if not title and not open_double:
            found.append(before)
            start = end.end()
    return [*found, paragraph[start:]] if paragraph[start:] else found


def _article(number: int, draw: random.Random, pools: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    length = min(max(draw.lognormvariate(math.log(MEDIAN_WORDS), SPREAD), FEWEST_WORDS), MOST_WORDS)
    own = [sentence for pool in draw.sample(pools, k=min(SOURCES, len(pools))) for sentence in pool]
    waiting: list[str] = []
    paragraphs: list[str] = []
    words = 0
    while words < length:
        taken = []
        for _ in range(draw.randint(1, 3)):
            waiting = waiting or draw.sample(own, k=len(own))  # each once before any comes again
            taken.append(waiting.pop())
        paragraphs.append(" ".join(taken))
        words += len(paragraphs[-1].split())
    return {
        "doc_id": f"article-{number:07}",
        "title": _title(draw.choice(own)),
        "text": "\n\n".join(paragraphs),
        "outlet": draw.choices(OUTLETS, weights=[1 / rank for rank in range(1, len(OUTLETS) + 1)])[0],
        "published": (FIRST_DAY + timedelta(days=draw.randrange(DAYS))).isoformat(),
    }


def _title(sentence: str) -> str:
    words = re.sub(r"[“”\"]", "", sentence).split()[:TITLE_WORDS]
    return " ".join(words).rstrip(".,;:!?–—-")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    path = write(options.out, options.articles, options.seed)
    print(f"{path}: {options.articles:,} articles of sentences from: {source_texts()[0]}")


if __name__ == "__main__":
    main()
