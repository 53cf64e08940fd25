"""Articles that are mostly the words of another one: the wire copy that several outlets print, cut or touched up.

Two texts are compared by their runs of five words. Each text is held, in order of date, against those before it that
are no copies themselves, so a copy always names an original and never a copy of a copy, and what it is said to repeat
has been compared word for word. Which texts are worth comparing is seen from one run in four, chosen by its hash.

>>> runs = [set(text_runs(text, {}).tolist()) for text in ("one two three four five six", "two three four five six")]
>>> len(runs[0] & runs[1]), len(runs[1])
(1, 1)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from toolkit import tables

RUN_WORDS = 5
# Share of a text's runs of five words that are in the other text. tests/duplicate_cases.json has both sides: invented
# wire copy, cut and touched up, and reports after one template, about one match or one speech. Of 924 US news articles
# (PolNeAR) seven have 0.6 or more, all of them reprints or updates, and the next below has 0.51 and is none.
COPIED_SHARE = 0.6
# Words. Shorter texts (weather, notices, headlines) are told apart by a few words, so only the same text is a copy.
SHORTEST_COMPARED = 50
SAMPLED = 4  # one run in so many leads to the texts to compare
# A run that so many different originals share is a phrase or an outlet's standing text and leads nowhere.
_COMMON = 50
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # those of splitmix64 (Vigna 2015)


class Copy(NamedTuple):
    """What a text repeats: the original's place in the corpus, and the share of its runs that are there."""

    original: int
    share: float


class Runs(Protocol):
    """The runs of five words of a corpus's texts, by place."""

    def of(self, place: int) -> np.ndarray:
        """All different runs of a text, sorted."""

    def sampled(self, place: int) -> tuple[list[int], int]:
        """Those runs of the sample that may be in other texts, and how many of the sample were left out."""

    def forget(self, place: int) -> None:
        """Called when the runs of this text will not be asked for again."""


def mark_duplicates(documents: pd.DataFrame, *, near_duplicates: bool | float = True) -> pd.DataFrame:
    """A new documents table with `duplicate_of` and `duplicate_similarity`: which texts repeat another one.

    `duplicate_of` is the original: of texts that repeat each other the earliest by date, on one day the longest, then
    the first in the table; those without a date come last. A later text that has much of its own besides is no copy.
    `near_duplicates` True compares by COPIED_SHARE, a number by a share of your own, False only finds equal texts.
    Marks of documents that are not in this table stay as they are.
    Units: `duplicate_similarity` is the share of the text's runs of five words that are in the original, so 1.0
    for the same text and for one that is only cut.
    Raises: ValueError for a share that is not above 0 and at most 1.
    Source: Broder 1997, On the resemblance and containment of documents (containment; runs sampled by their hash).
    """
    least = threshold(near_duplicates)
    names, texts = documents["doc_id"].tolist(), documents["text"].tolist()
    nothing = pd.Series(None, index=documents.index, dtype="str")
    given = documents.get("duplicate_of", nothing)
    outside = given.notna() & ~given.isin(names)
    considered = np.flatnonzero(~outside)
    length = documents["text"].iloc[considered].map(tables.count_words)
    order = _in_order(documents.iloc[considered], length, considered)
    found = find_copies(texts, order, least=least, runs=_HeldRuns(texts))
    copies = [found.get(at) for at in range(len(names))]
    originals = [copy and names[copy.original] for copy in copies]
    shares = [copy and copy.share for copy in copies]
    told = documents.get("duplicate_similarity", 1.0)
    return documents.assign(
        duplicate_of=given.where(outside, pd.Series(originals, index=documents.index, dtype="str")),
        duplicate_similarity=pd.Series(shares, index=documents.index, dtype="float64").mask(outside, told),
    )


def threshold(near_duplicates: bool | float) -> float | None:
    """The share from which a text is a copy, None where only equal texts are. Raises: ValueError."""
    if near_duplicates is False:
        return None
    if near_duplicates is True:
        return COPIED_SHARE
    if not isinstance(near_duplicates, int | float) or not 0 < near_duplicates <= 1:
        raise ValueError(
            f"near_duplicates={near_duplicates!r}: True, False or a share above 0 and up to 1 was wanted"
        )
    return float(near_duplicates)


def in_order(documents: pd.DataFrame) -> list[int]:
    """The places in a table with `published` and `n_words` in the order in which texts may be originals.

    By day, undated ones last; on one day the longest first, then as they come.
    """
    return _in_order(documents, documents["n_words"], np.arange(len(documents)))


def _in_order(documents: pd.DataFrame, length: pd.Series, places: np.ndarray) -> list[int]:
    nothing = pd.Series(None, index=documents.index, dtype="str")
    days = documents.get("published", nothing)
    keys = pd.DataFrame({"day": days.astype("str").str[:10], "length": -length.astype("int64")})
    keys = keys.set_axis(places)
    return keys.sort_values(["day", "length"], na_position="last", kind="stable").index.tolist()


def find_copies(
    texts: Sequence[str], order: Sequence[int], *, least: float | None, runs: Runs
) -> dict[int, Copy]:
    """Place -> what that text repeats, of texts that are taken in `order`; `least` None finds equal ones only.

    `texts` are compared for being equal and nothing else, so identifiers of them will do.
    """
    found = _equal_texts(texts, order)
    if least is not None:
        _add_near(order, found, least, runs)
    return found


def _equal_texts(texts: Sequence[str], order: Sequence[int]) -> dict[int, Copy]:
    first: dict[str, int] = {}
    found = {}
    for at in order:
        original = first.setdefault(texts[at], at)
        if original != at:
            found[at] = Copy(original, 1.0)
    return found


class _HeldRuns:
    """The runs of texts in memory."""

    def __init__(self, texts: Sequence[str]):
        self._texts = texts
        self._hashes: dict[str, int] = {}
        self._held: dict[int, np.ndarray] = {}

    def of(self, place: int) -> np.ndarray:
        if place not in self._held:
            self._held[place] = text_runs(self._texts[place], self._hashes)
        return self._held[place]

    def sampled(self, place: int) -> tuple[list[int], int]:
        return sample_of(self.of(place)).tolist(), 0

    def forget(self, place: int) -> None:
        self._held.pop(place, None)


def sample_of(runs: np.ndarray) -> np.ndarray:
    """One run in SAMPLED, chosen by its hash."""
    return runs[runs % np.uint64(SAMPLED) == 0]


def _add_near(order: Sequence[int], found: dict[int, Copy], least: float, runs: Runs) -> None:
    """Add to `found` the texts that share `least` of their runs with an earlier original."""
    originals: list[int] = []
    holders: dict[int, list[int]] = {}  # run -> which of `originals`
    for at in order:
        if at in found:
            continue
        own = runs.of(at)
        if len(own) < SHORTEST_COMPARED - RUN_WORDS + 1:
            runs.forget(at)
            continue
        sampled, left_out = runs.sampled(at)
        copy = _original(own, sampled, left_out, originals, holders, least, runs)
        if copy is not None:
            found[at] = copy
            runs.forget(at)
            continue
        for run in sampled:
            holders.setdefault(run, []).append(len(originals))
        originals.append(at)
    # Texts equal to one that is a copy repeat its original.
    found |= {at: found[copy.original] for at, copy in found.items() if copy.original in found}


def _original(
    own: np.ndarray,
    sampled: list[int],
    left_out: int,
    originals: list[int],
    holders: dict[int, list[int]],
    least: float,
    runs: Runs,
) -> Copy | None:
    """The original that holds most of the runs, the first of equals; None where none holds enough."""
    telling = [held for run in sampled if len(held := holders.get(run, ())) < _COMMON]
    shared = Counter(number for held in telling for number in held)
    # Half of what is wanted: a sample would have to be very unlucky to fall short of that.
    wanted = least * (len(telling) + left_out) / 2
    close = sorted(number for number, count in shared.items() if count >= wanted)
    best = None
    for at in (originals[number] for number in close):
        share = float(np.isin(own, runs.of(at), assume_unique=True).mean())
        if share >= least and (best is None or share > best.share):
            best = Copy(at, share)
    return best


def text_runs(text: str, hashes: dict[str, int]) -> np.ndarray:
    """The different runs of five words of a text, each as a number of 64 bits; `hashes` keeps those of words."""
    words = tables.words(text.casefold())
    for word in words:
        if word not in hashes:
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            hashes[word] = int.from_bytes(digest, "little")
    if len(words) < RUN_WORDS:
        return np.empty(0, np.uint64)
    numbers = np.array([hashes[word] for word in words], np.uint64)
    runs = np.zeros(len(words) - RUN_WORDS + 1, np.uint64)
    for place in range(RUN_WORDS):
        runs = runs * _MIXERS[0] + numbers[place : place + len(runs)]
    for mixer, shift in zip(_MIXERS, (30, 27)):
        runs = (runs ^ (runs >> np.uint64(shift))) * mixer
    return np.unique(runs ^ (runs >> np.uint64(31)))
