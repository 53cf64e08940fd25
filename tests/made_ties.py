"""Ties tables whose network is known: star, ring, two cliques, and articles drawn from a known process."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from toolkit import tables

COLUMNS = ("quote_id", "doc_id", "source", "target", "relation", "words", "published")


def ties(pairs: Iterable[tuple[str, str]], *, quotes: int = 1, words: int = 10) -> pd.DataFrame:
    """Each pair of source and target in `quotes` quotes, every pair in a document of its own."""
    rows = [
        (f"q{number}.{copy}", f"d{number}", source, target, "mentions", words, "2022-01-14")
        for number, (source, target) in enumerate(pairs)
        for copy in range(quotes)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


# Five leaves speak about the hub.
STAR = [(f"leaf{number}", "hub") for number in range(5)]
RING = [(f"a{number}", f"a{(number + 1) % 6}") for number in range(6)]


def clique(letter: str, size: int = 4) -> list[tuple[str, str]]:
    members = [f"{letter}{number}" for number in range(size)]
    return [(one, other) for one in members for other in members if one != other]


# All speak about all within a clique; a0 speaks about b0.
CLIQUES = [*clique("a"), *clique("b"), ("a0", "b0")]


def articles(count: int, *, seed: int, actors: int = 30, quotes: float = 3.0) -> pd.DataFrame:
    """Articles with casts of two to five actors, the first of them popular, who speak about each other."""
    random = np.random.default_rng(seed)
    popular = 1 / np.arange(1, actors + 1)
    rows = []
    for number in range(count):
        cast = random.choice(actors, size=random.integers(2, 6), replace=False, p=popular / popular.sum())
        for quote in range(random.poisson(quotes)):
            one, other = random.choice(cast, 2, replace=False)
            rows.append((f"q{number}.{quote}", f"d{number}", f"a{one:02}", f"a{other:02}"))
    table = pd.DataFrame(rows, columns=list(COLUMNS[:4]))
    return table.assign(relation="mentions", words=random.integers(3, 30, size=len(table)), published=None)


def edges(*rows, reliable=True, relation="mentions"):
    """An edges table of (source, target, weight, documents)."""
    made = [
        {
            "source": source,
            "target": target,
            "relation": relation,
            "weight": float(weight),
            "documents": documents,
        }
        | {"n": weight, "low": weight / 2, "high": weight * 3.14159, "quote_ids": [f"{source}{target}"]}
        for source, target, weight, documents in rows
    ]
    found = tables.table("edges", made)
    return found.assign(
        source_name=found["source"],
        target_name=found["target"],
        reliable=pd.Series(reliable, index=found.index),
    )
