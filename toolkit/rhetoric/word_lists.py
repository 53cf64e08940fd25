"""The lists that markers of stance are found by: the packaged ones, or the user's own from a CSV file."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit import lexicons, sheets, tables

PACKAGED = ("hedges", "boosters", "stance_markers", "emotion_words")
EVALUATION = "evaluation"
REMEMBERED_WORDS = 100_000  # words whose entries are remembered; beyond this it starts afresh


class Entry(NamedTuple):
    """One entry: `words` in lower case (a trailing * stands for any ending), and what a match needs beside them."""

    family: str
    words: tuple[str, ...]
    category: str | None = None
    pos: tuple[str, ...] = ()
    lemma: bool = False
    when: str | None = None

    @property
    def item(self) -> str:
        """The entry as it is listed."""
        return " ".join(self.words)


class Beginning(NamedTuple):
    """The entries whose first word may be a certain word, the longest first.

    `alone` are those of one word, `followed` says for each second word of another which may stand before it; None
    where that cannot be told, since a second word ends in *.
    """

    entries: tuple[Entry, ...]
    alone: tuple[Entry, ...]
    followed: dict[str, tuple[Entry, ...]] | None

    def before(self, form: str, lemma: str) -> tuple[Entry, ...]:
        """The entries that may stand where a word of this form and lemma follows."""
        if self.followed is None or (form != lemma and form in self.followed and lemma in self.followed):
            return self.entries
        return self.followed.get(form) or self.followed.get(lemma, self.alone)


class Lexicon:
    """A list of entries, ready to be looked up by their first word."""

    def __init__(self, entries: Iterable[Entry]):
        self.entries = tuple(dict.fromkeys(entries))
        self.families = frozenset(entry.family for entry in self.entries)
        self._known: dict[tuple[str, str], Beginning] = {}

    def beginnings(self, words: Sequence[tuple[str, str]]) -> list[Beginning]:
        """For each word, given by form and lemma, the entries that may begin with it."""
        try:
            return list(map(self._known.__getitem__, words))
        except KeyError:
            if len(self._known) >= REMEMBERED_WORDS:
                self._known.clear()
            for word in set(words) - self._known.keys():
                self._known[word] = self._made(*word)
        return list(map(self._known.__getitem__, words))

    def _made(self, form: str, lemma: str) -> Beginning:
        entries = tuple(sorted(self._beginning(form, lemma), key=lambda entry: -len(entry.words)))
        seconds = {entry.words[1] for entry in entries if len(entry.words) > 1}
        followed = {
            word: tuple(entry for entry in entries if entry.words[1:2] in ((), (word,))) for word in seconds
        }
        told = not any(word.endswith("*") for word in seconds)
        return Beginning(
            entries, tuple(entry for entry in entries if len(entry.words) == 1), followed if told else None
        )

    def _beginning(self, form: str, lemma: str) -> Iterator[Entry]:
        yield from self.by_first.get(form, ())
        if lemma != form:
            yield from (entry for entry in self.by_first.get(lemma, ()) if entry.lemma)
        for length in self.stem_lengths:
            if length > len(form):
                break
            yield from self.by_stem.get(form[:length], ())

    @cached_property
    def by_first(self) -> dict[str, list[Entry]]:
        """First word -> the entries that begin with it, the longest first."""
        found = defaultdict(list)
        for entry in self.entries:
            if not entry.words[0].endswith("*"):
                found[entry.words[0]].append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: -len(entry.words))
        return dict(found)

    @cached_property
    def by_stem(self) -> dict[str, list[Entry]]:
        """Stem of a first word that ends in * -> its entries."""
        found = defaultdict(list)
        for entry in self.entries:
            if entry.words[0].endswith("*"):
                found[entry.words[0][:-1]].append(entry)
        return dict(found)

    @cached_property
    def stem_lengths(self) -> tuple[int, ...]:
        """The lengths that stems have."""
        return tuple(sorted({len(stem) for stem in self.by_stem}))

    def with_own(self, own: Lexicon) -> Lexicon:
        """This list with the families that `own` has replaced by those of `own`."""
        kept = (entry for entry in self.entries if entry.family not in own.families)
        return Lexicon([*kept, *own.entries])


@cache
def packaged() -> Lexicon:
    """The toolkit's own lists: families hedge, booster, attitude, modality, ... and evaluation."""
    found = [
        Entry(
            entry["family"],
            tuple(entry["item"].split()),
            entry["category"],
            tuple((entry["pos"] or "").split()),
            entry["lemma"],
            entry["when"],
        )
        for name in PACKAGED
        for entry in lexicons.entries(name)
    ]
    for entry in lexicons.entries("evaluative_words"):
        found.append(Entry(EVALUATION, (entry["word"],), "positive" if entry["rating"] > 0 else "negative"))
    return Lexicon(found)


def read_rows(path: Path) -> pd.DataFrame:
    """The rows of a CSV file as text, absent cells empty, column names in lower case; `line` is the line in the file.

    Raises: FileNotFoundError; ValueError for a file that is no CSV.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file (looked from {Path.cwd()})")
    rows = sheets.csv_rows(path)
    if any("\0" in cell for row in rows for cell in row):
        raise ValueError(f"{path}: not a CSV file that can be read; save the sheet as .csv (UTF-8)")
    frame = sheets.table_of([[cell.casefold() for cell in rows[0]], *rows[1:]] if rows else [])
    return frame.drop(columns="line").fillna("").astype("str").assign(line=frame["line"])


def read_lexicon(path: str | os.PathLike) -> Lexicon:
    """A lexicon of one's own from a CSV file, for find_markers(..., lexicon=).

    Columns: family (a name of your choice; one of the packaged replaces that list), item (a word, or words with spaces;
    a * at the end of a word stands for any ending) and, if wanted, category and pos (beginnings of Penn Treebank tags
    that the first word must have, with spaces between: "JJ VB"). Items match forms as they stand, and lemmas. Emotion
    and moral lexicons that may not be bundled (NRC, eMFD) are read this way, from your own copy.
    An item may stand in several categories.
    Raises: FileNotFoundError; ValueError with all faults of the file in one message: absent columns, lines without
    family or item, a * inside a word, a pos that is no tag, lines that repeat another one.
    """
    path = Path(path)
    frame = read_rows(path)
    remedy = "a lexicon has the columns family, item and, if wanted, category and pos"
    tables.need_columns(str(path), frame.drop(columns="line"), ("family", "item"), remedy=remedy)
    found: dict[Entry, int] = {}
    faults = []
    for row in frame.to_dict("records"):
        line = row.pop("line")
        entry, fault = _entry(row)
        if entry and entry in found:
            fault = f"{entry.item!r} of {entry.family!r} stands in line {found[entry]} too"
        if fault:
            faults.append(f"line {line}: {fault}")
        elif entry:
            found[entry] = line
    if not found and not faults:
        faults.append("no entries; write one word a line")
    if faults:
        raise ValueError(f"{path}: {'; '.join(faults)}. Mend these lines and read it again.")
    return Lexicon(found)


def _entry(row: dict[str, str]) -> tuple[Entry | None, str | None]:
    """The entry of one line, or what is wrong with it."""
    family, item, category, pos = (
        row.get(name, "").strip() for name in ("family", "item", "category", "pos")
    )
    empty = [name for name, value in (("family", family), ("item", item)) if not value]
    if empty:
        return None, f"no {' and no '.join(empty)}"
    words = tuple(item.casefold().replace("’", "'").split())
    if any("*" in word[:-1] or word == "*" for word in words):
        return None, f"{item!r} has a * elsewhere than at the end of a word"
    if any(not tag.isalpha() or not tag.isupper() for tag in pos.replace("$", "").split()):
        return None, f"pos {pos!r} is none of Penn's tags (JJ, VB, NN, RB, MD, ...)"
    return Entry(family, words, category or None, tuple(pos.split()), lemma=True), None
