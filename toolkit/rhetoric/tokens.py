"""The words of a document, kept once and for all, so that comparing never parses again.

A corpus has as many rows of them as words. `find_tokens` gives them as rows, as every finder does; `token_columns` and
`tokens_of` make the same table of arrays, without an object of Python's for each cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from spacy.attrs import ENT_TYPE, IDX, IS_PUNCT, IS_SPACE, LEMMA, LENGTH, LOWER, POS, SENT_START, TAG

from toolkit import tables
from toolkit.rhetoric.noun_phrases import noun_phrases
from toolkit.text.parsed import Parsed, parsed
from toolkit.text.strings import AS_THEY_ARE, Strings

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Tokens:
    """The words of one document as columns of the tokens table.

    `offsets` has the columns of numbers, `keys` those of texts, as numbers of the `vocabulary`; `_READ` makes cells of
    what these stand for.
    """

    doc_id: str
    offsets: dict[str, np.ndarray]
    keys: dict[str, np.ndarray]
    vocabulary: StringStore

    def __len__(self) -> int:
        return len(self.offsets["start"])


def _word(text: str) -> str:
    """The text in lower case with plain apostrophes."""
    return text.lower().replace("’", "'")


_WORDS = Strings(_word)
_READ = {"word": _WORDS, "lemma": _WORDS, "pos": AS_THEY_ARE, "tag": AS_THEY_ARE, "entity": AS_THEY_ARE}


def find_tokens(doc: Doc, *, doc_id: str) -> Rows:
    """The words of one document in text order: rows of the tokens table; punctuation and white space are left out.

    Names and noun phrases (spaCy's noun_chunks, where the Doc has a parse) are numbered from 0 in text order.
    """
    found = token_columns(doc, doc_id=doc_id)
    cells: dict[str, Iterable[Any]] = {"doc_id": [doc_id] * len(found)}
    cells |= {name: numbers.tolist() for name, numbers in found.offsets.items()}
    for name, read in _READ.items():
        cells[name] = read.of(found.keys[name], found.vocabulary)
    names = [column.name for column in tables.columns("tokens")]
    return [dict(zip(names, row)) for row in zip(*(cells[name] for name in names), strict=True)]


def token_columns(doc: Doc, *, doc_id: str, columns: Parsed | None = None) -> Tokens:
    """The same words as columns. `columns` are the Doc's (`parsed`), where other finders need them too."""
    p = columns or parsed(doc)
    numbers = p.numbers
    opens = numbers[SENT_START] == 1
    sentence = np.cumsum(opens) - opens[:1].sum()
    name = _numbered(len(doc), ((start, end) for start, end, _ in p.entities))
    phrase = _numbered(len(doc), noun_phrases(p) if doc.has_annotation("DEP") else ())
    kept = np.flatnonzero((numbers[IS_PUNCT] == 0) & (numbers[IS_SPACE] == 0))
    start, length, word, lemma, pos, tag, entity = (
        numbers[attribute][kept] for attribute in (IDX, LENGTH, LOWER, LEMMA, POS, TAG, ENT_TYPE)
    )
    keys = {
        "word": word,
        "lemma": np.where(lemma == 0, word, lemma),
        "pos": pos,
        "tag": tag,
        "entity": entity,
    }
    offsets = {"start": start, "end": start + length}
    offsets |= {"name": name[kept], "phrase": phrase[kept], "sentence": sentence[kept]}
    return Tokens(doc_id, offsets, keys, doc.vocab.strings)


def _numbered(size: int, ranges: Iterable[tuple[int, int]]) -> np.ndarray:
    """For each of `size` tokens the number of the range that it lies in, -1 where in none."""
    numbers = np.full(size, -1)
    for number, (start, end) in enumerate(ranges):
        numbers[start:end] = number
    return numbers


def tokens_of(documents: Sequence[Tokens]) -> pd.DataFrame:
    """The tokens table of these documents, in their order."""
    documents = [each for each in documents if len(each)]
    if not documents:
        return tables.empty("tokens")
    sizes = [len(each) for each in documents]
    vocabularies = list({id(each.vocabulary): each.vocabulary for each in documents}.values())
    cells: dict[str, Any] = {
        "doc_id": _categories([each.doc_id for each in documents], np.repeat(np.arange(len(sizes)), sizes))
    }
    for name in documents[0].offsets:
        cells[name] = np.concatenate([each.offsets[name] for each in documents])
    for name, read in _READ.items():
        places, keys = pd.factorize(np.concatenate([each.keys[name] for each in documents]))
        cells[name] = _categories(read.of(keys, *vocabularies), places)
    wanted = tables.columns("tokens")
    return pd.DataFrame({column.name: cells[column.name].astype(column.dtype) for column in wanted})


def _categories(texts: Sequence[str], places: np.ndarray) -> pd.Categorical:
    """A column whose cells are the texts at these places, each at one of them at least; its categories are sorted."""
    used = sorted(set(texts))
    number = {text: at for at, text in enumerate(used)}
    codes = np.fromiter(map(number.__getitem__, texts), dtype=np.intp, count=len(texts))
    return pd.Categorical.from_codes(codes[places], categories=pd.Index(used, dtype="str"))
