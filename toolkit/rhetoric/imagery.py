"""Metaphor and imagery, as candidates to be read: words that news takes from war, weather, games, disease ...

A list of words cannot tell a metaphor from a plain use: "battle" may be one, and "the storm" may have been one. So
`find_imagery` gives candidates with their place, `for_review` a sheet with the words around each and an empty column,
`reviewed` reads it back, and only what somebody has judged can be counted (`kept`, `metaphors`).

Sources: source domains, Lakoff & Johnson 1980 (Metaphors We Live By) and Charteris-Black 2004 (Corpus Approaches to
Critical Metaphor Analysis); why each use has to be judged in its context, and how to do it, Steen et al. 2010 (A Method
for Linguistic Metaphor Identification: MIPVU).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from toolkit import lexicons, sheets, stats, tables
from toolkit.rhetoric.tree_phrases import sentence_characters, sentence_of
from toolkit.text.parsed import Parsed, parsed

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]

STATUSES = tables.IMAGE_STATUSES
IMAGERY_COLUMNS = tables.columns("imagery")
ANSWERS = ("yes", "no", "unclear")
SHEET = "imagery"
_CHARACTERS_PER_WORD = 40  # looked at for each word of context: room for the longest words
_POS = {"NOUN": "NN", "VERB": "VB", "ADJ": "JJ"}
_README = """IMAGERY: WHICH OF THESE ARE METAPHORS?
Each row is a word or expression that may be taken from another domain of experience (column domain).
Read the words around it and answer in the column figurative:
yes      here it means something else than in that domain ("talks reached a dead end")
no       here it means just what it says ("the street is a dead end"), or it is a name or a title
unclear  even the sentence does not tell
A basic meaning that is more concrete, bodily or older, and a meaning here that contrasts with it but can be understood
by comparison, make a metaphor (Steen et al. 2010). Leave what you have not judged empty: it is not counted.
Rows come in random order, so a sheet that is filled in from the top is a random sample."""


class _Item(NamedTuple):
    words: tuple[str, ...]
    pos: str | None
    domain: str
    fixed: bool


def find_imagery(doc: Doc, *, doc_id: str, columns: Parsed | None = None) -> list[Row]:
    """Candidates for imagery in `doc` with their domain, in text order; never counts of metaphors.

    Shape: rows with the columns of `IMAGERY_COLUMNS`. Of items that overlap the longest is taken; names are left out. A
    single word with a word near it that belongs to the plain use (degrees, a stadium, soldiers: data/imagery_contexts)
    in its sentence is "candidate: literal likely", and `literal_word` says which. Fixed expressions never are.
    `columns` are the Doc's (`parsed`), where other finders need them too.
    """
    p = columns or parsed(doc)
    rows = []
    near: dict[int, frozenset[str]] = {}
    for start, end, item in _matches(p):
        low, high = sentence_of(p, start)
        if low not in near:
            near[low] = frozenset(p.lemmas[low:high])
        literal = None if item.fixed else _literal_word(item, near[low], p.lemmas[start:end])
        rows.append(_row(p, doc_id, start, end, item, literal))
    return rows


def _row(p: Parsed, doc_id: str, start: int, end: int, item: _Item, literal: str | None) -> Row:
    first, last = p.starts[start], p.ends[end - 1]
    low, high = sentence_characters(p, start)
    return {
        "image_id": tables.identifier("image", doc_id, first, last),
        "doc_id": doc_id,
        "start": first,
        "end": last,
        "text": p.text[first:last],
        "domain": item.domain,
        "item": " ".join(item.words),
        "status": STATUSES[literal is not None],
        "literal_word": literal,
        "sentence_start": low,
        "sentence_end": high,
    }


def _matches(p: Parsed) -> Iterator[tuple[int, int, _Item]]:
    """First token, token behind, and item of each candidate; the longest item that begins at a place."""
    known = _items()
    end = 0
    for at in [at for at, lemma in enumerate(p.lemmas) if lemma in known]:
        item = next((item for item in known[p.lemmas[at]] if at >= end and _fits(p, at, item)), None)
        if item is not None:
            end = at + len(item.words)
            yield at, end, item


def _fits(p: Parsed, at: int, item: _Item) -> bool:
    """Whether the item stands at the token whose lemma is its first word."""
    end = at + len(item.words)
    if end > len(p.tags):
        return False
    for place, word in zip(range(at + 1, end), item.words[1:]):
        if word != p.lemmas[place] and word != p.lowers[place]:
            return False
    tags = p.tags[at:end]
    if "NNP" in tags or "NNPS" in tags:
        return False
    return item.pos is None or tags[0].startswith(_POS[item.pos])


def _literal_word(item: _Item, near: frozenset[str], own: Sequence[str]) -> str | None:
    found = (_contexts().get(item.domain, frozenset()) & near) - set(own)
    return min(found) if found else None


@cache
def _items() -> dict[str, tuple[_Item, ...]]:
    """The items by their first lemma, the longest first."""
    found: dict[str, list[_Item]] = {}
    for entry in lexicons.entries("imagery"):
        words = tuple(entry["item"].split())
        found.setdefault(words[0], []).append(_Item(words, entry["pos"], entry["domain"], entry["fixed"]))
    return {first: tuple(sorted(items, key=lambda item: -len(item.words))) for first, items in found.items()}


@cache
def _contexts() -> dict[str, frozenset[str]]:
    return {
        entry["domain"]: frozenset(entry["words"].split()) for entry in lexicons.entries("imagery_contexts")
    }


# --- review -----------------------------------------------------------------------------------------------------------


def for_review(
    images: pd.DataFrame,
    documents: pd.DataFrame,
    path: str | os.PathLike | None = None,
    *,
    window_words: int = 12,
    n: int | None = None,
    seed: int = 1,
    overwrite: bool = False,
) -> pd.DataFrame:
    """A sheet to judge: each candidate between the words around it, and an empty column `figurative`.

    Shape: one row per candidate in random order: left, match, right, figurative, domain, item, status, image_id,
    doc_id, start, end. With `path` (.xlsx or .csv) it is also written there, with a sheet that says how to judge. `n`
    takes a random sample of so many.
    Raises: FileExistsError where a sheet is there already; ValueError for columns that are not there.
    """
    tables.need_columns("imagery", images, ("image_id", "doc_id", "start", "end", "domain", "item"))
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    order = np.random.default_rng(seed).permutation(len(images))[:n]
    rows = []
    for row in images.iloc[order].to_dict("records"):
        text = texts.get(row["doc_id"])
        if text is None:
            raise ValueError(
                f"doc_id {row['doc_id']!r} is in no document; pass the documents that the candidates are from"
            )
        left, match, right = _context(text, row["start"], row["end"], window_words)
        rows.append({"left": left, "match": match, "right": right, "figurative": None} | row)
    columns = [
        "left",
        "match",
        "right",
        "figurative",
        "domain",
        "item",
        "status",
        "image_id",
        "doc_id",
        "start",
        "end",
    ]
    sheet = pd.DataFrame(rows, columns=columns).astype({"figurative": "object"})
    if path is not None:
        sheets.write(path, {SHEET: sheet}, _README, choices={"figurative": ANSWERS}, overwrite=overwrite)
    return sheet


def _context(text: str, start: int, end: int, window_words: int) -> tuple[str, str, str]:
    """The words before, the match, the words behind, each on one line."""
    reach = window_words * _CHARACTERS_PER_WORD
    left = text[max(0, start - reach) : start].split()[-window_words:] if window_words else []
    right = text[end : end + reach].split()[:window_words]
    return " ".join(left), " ".join(text[start:end].split()), " ".join(right)


def reviewed(judged: pd.DataFrame | str | os.PathLike) -> pd.DataFrame:
    """The judged candidates of a sheet that `for_review` made: those with an answer, `figurative` as True or False.

    `judged` is the sheet as a table, or the file it was written to. Unclear ones are left out and counted in
    `attrs["unclear"]`, those without an answer in `attrs["unjudged"]`.
    Raises: ValueError for other answers (all in one message), lost columns, or a sheet without any answer.
    """
    sheet = judged
    if not isinstance(judged, pd.DataFrame):
        found = sheets.read(judged, (SHEET,))
        if SHEET not in found:
            raise ValueError(f"{judged}: no sheet {SHEET}; give the file that for_review wrote")
        sheet = found[SHEET]
    tables.need_columns("imagery", sheet, ("image_id", "doc_id", "domain", "figurative"))
    answers = sheet["figurative"].map(_answer)
    strange = sheet["figurative"][answers.isna() & sheet["figurative"].map(lambda cell: bool(_plain(cell)))]
    if len(strange):
        said = ", ".join(sorted({repr(cell) for cell in strange})[:5])
        raise ValueError(
            f"figurative is {said} in {len(strange)} row(s); {', '.join(ANSWERS)} or an empty cell is wanted"
        )
    known = answers.isin(["yes", "no"])
    table = sheet[known].assign(figurative=(answers[known] == "yes").astype(bool))
    table = table.drop(columns="line", errors="ignore").reset_index(drop=True)
    for name in ("start", "end"):
        if name in table:
            table[name] = table[name].astype("int64")
    table.attrs |= {"unclear": int((answers == "unclear").sum()), "unjudged": int(answers.isna().sum())}
    return table


def _plain(cell: Any) -> str:
    if isinstance(cell, (bool, np.bool_)):
        return "yes" if cell else "no"
    return str(cell).strip().casefold() if isinstance(cell, str) else "" if pd.isna(cell) else str(cell)


def _answer(cell: Any) -> str | None:
    said = _plain(cell)
    short = {"y": "yes", "n": "no", "true": "yes", "false": "no", "1": "yes", "0": "no", "?": "unclear"}
    said = short.get(said, said)
    return said if said in ANSWERS else None


def kept(images: pd.DataFrame, *, by: str = "domain", level: float = 0.95) -> pd.DataFrame:
    """The share of judged candidates that are metaphors, by domain (or any other column).

    Shape: one row per value, the most judged first: the column, judged, figurative, share, low, high (Wilson),
    documents.
    Low shares say that the list's items of that domain are mostly plain words in these texts.
    Raises: ValueError for candidates that nobody has judged.
    """
    own = _judged(images, by)
    groups = own.groupby(by, sort=True)
    table = pd.DataFrame(
        {
            "judged": groups.size(),
            "figurative": groups["figurative"].sum().astype("int64"),
            "documents": groups["doc_id"].nunique(),
        }
    ).reset_index()
    share = stats.wilson_interval(table["figurative"].to_numpy(), table["judged"].to_numpy(), level=level)
    table = table.assign(share=share.estimate, low=share.low, high=share.high)
    table = table.sort_values(["judged", by], ascending=[False, True]).reset_index(drop=True)
    return table[[by, "judged", "figurative", "share", "low", "high", "documents"]]


def metaphors(images: pd.DataFrame) -> pd.DataFrame:
    """The judged candidates that are metaphors: rows that may be counted, in units for one.

    Raises: ValueError for candidates that nobody has judged.
    """
    own = _judged(images, "domain")
    return own[own["figurative"]].reset_index(drop=True)


def _judged(images: pd.DataFrame, by: str) -> pd.DataFrame:
    if (
        "figurative" not in images
        or not images["figurative"].map(lambda cell: isinstance(cell, (bool, np.bool_))).all()
    ):
        raise ValueError(
            f"these {len(images)} candidates for imagery have not been judged, so they cannot be counted: write a "
            f"sheet with for_review(images, documents, 'imagery.xlsx'), fill in its column figurative, and pass "
            f"reviewed('imagery.xlsx')"
        )
    tables.need_columns("imagery", images, (by, "doc_id"))
    return images.assign(figurative=images["figurative"].astype(bool))
