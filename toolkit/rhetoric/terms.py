"""How often each term stands in each unit: words, lemmas, n-grams, noun phrases, names; names masked or not.

All counting is vectorised over the tokens table (`tokens.find_tokens`).

>>> word = {"doc_id": "a", "pos": "NOUN", "tag": "NN", "entity": "", "name": -1, "phrase": -1, "sentence": 0}
>>> rows = [word | {"start": at, "end": at + 1, "word": text, "lemma": text} for at, text in zip((0, 2, 4), "xyx")]
>>> tokens = units.tokens_table(rows)
>>> among = pd.DataFrame({"unit_id": ["u"], "doc_id": ["a"], "spans": [[[0, 5]]]})
>>> found = count_terms(tokens, among, n=2)
>>> dict(zip(found.names, found.counts.toarray()[0].tolist()))
{'x y': 1.0, 'y x': 1.0}
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import tables
from toolkit.rhetoric import units

OF = ("word", "lemma", "phrase", "entity")
# Universal part-of-speech tags of function words, numbers and symbols (Universal Dependencies).
FUNCTION_TAGS = ("ADP", "AUX", "CCONJ", "DET", "NUM", "PART", "PRON", "PUNCT", "SCONJ", "SYM", "X")
# What does not tell noun phrases apart at their beginning.
LEADING_TAGS = ("ADP", "DET", "PART", "PRON", "PUNCT")
# Labels of what is no name of anybody or anything: never masked.
UNMASKED = ("CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME")


class Terms(NamedTuple):
    """How often each term stands in each unit: `counts` (units x terms, sparse), names of terms, all of each unit.

    `totals` are the words of each unit (n-grams, phrases or names of it, where these were counted);
    `function_words` says which terms consist of nothing else; `of` is what the terms are, in words.
    """

    unit_ids: pd.Index
    names: pd.Index
    counts: sparse.csr_matrix
    totals: np.ndarray
    function_words: np.ndarray
    of: str


class _Stream(NamedTuple):
    """Tokens in text order: document, offsets, sentence, term, number of the run (phrase or name), two flags."""

    doc: np.ndarray
    start: np.ndarray
    end: np.ndarray
    sentence: np.ndarray
    code: np.ndarray
    run: np.ndarray
    closed: np.ndarray
    leading: np.ndarray
    documents: pd.Index
    vocabulary: np.ndarray


def count_terms(
    tokens: pd.DataFrame,
    among: pd.DataFrame,
    *,
    of: Literal["word", "lemma", "phrase", "entity"] = "lemma",
    n: int = 1,
    mask: bool = False,
) -> Terms:
    """The terms in each unit of `among` (see rhetoric.units) and how often they stand there.

    `of`: "word" and "lemma" in lower case, as n-grams of `n`; "phrase": noun phrases, as lemmas without articles and
    pronouns at their beginning; "entity": names, as words. n-grams do not cross sentences, punctuation or the ends of a
    unit's spans; a phrase or name counts where all of it stands in the unit. With `mask` the name of a person, place,
    ... is one term, its label in brackets ("[PERSON] say"), so that a comparison is not one of who is named.
    Raises: ValueError for unknown options or missing columns.
    """
    if of not in OF or n < 1 or (n > 1 and of not in ("word", "lemma")):
        raise ValueError(
            f"of={of!r}, n={n}: of is one of {', '.join(OF)}, and n above 1 goes with word and lemma"
        )
    column = {"phrase": "lemma", "entity": "word"}.get(of, of)
    needed = ["doc_id", "start", "end", "sentence", "pos", "entity", "name", "phrase", column]
    tables.need_columns("tokens", tokens, needed, remedy="make them by tokens.find_tokens")
    stream = _stream(tokens, column, "name" if of == "entity" else "phrase", mask)
    first, last = _runs(stream) if of in ("phrase", "entity") else _ngrams(stream, n)
    code, names = _named(stream, first, last)
    within = np.concatenate([[0], np.cumsum(stream.closed)])
    open_uses = np.bincount(code[within[last + 1] - within[first] < last + 1 - first], minlength=len(names))
    uses = np.bincount(code, minlength=len(names))
    doc_id = pd.Categorical.from_codes(stream.doc[first], stream.documents)
    unit, row = units.places(
        among, pd.DataFrame({"doc_id": doc_id, "start": stream.start[first], "end": stream.end[last]})
    )
    shape = (len(among), len(names))
    counts = sparse.coo_matrix((np.ones(len(unit)), (unit, code[row])), shape=shape).tocsr()
    said = {"phrase": "noun phrases", "entity": "names"}.get(
        of, f"{of}s" if n == 1 else f"{n}-grams of {of}s"
    )
    return Terms(
        pd.Index(among["unit_id"]),
        pd.Index(names, dtype="str"),
        counts,
        np.asarray(counts.sum(axis=1)).ravel(),
        2 * open_uses < uses,
        f"{said}, names masked" if mask else said,
    )


def _stream(tokens: pd.DataFrame, column: str, run: str, mask: bool) -> _Stream:
    doc, term, pos = (tokens[name].astype("category").cat for name in ("doc_id", column, "pos"))
    numbers = (tokens[name].to_numpy().astype("int64") for name in ("start", "end", "sentence", run))
    flags = [
        np.append(pos.categories.isin(tags), False)[pos.codes.to_numpy()]
        for tags in (FUNCTION_TAGS, LEADING_TAGS)
    ]
    code = term.codes.to_numpy().astype("int64")
    documents, vocabulary = doc.categories, term.categories.to_numpy(dtype=object)
    start, end, sentence, runs = numbers
    stream = _Stream(
        doc.codes.to_numpy().astype("int64"), start, end, sentence, code, runs, *flags, documents, vocabulary
    )
    line = stream.doc * (start.max(initial=0) + 1) + start
    if not (np.diff(line) > 0).all():
        order = np.argsort(line, kind="stable")
        stream, tokens = _taken(stream, order), tokens.iloc[order]
    return _masked(stream, tokens) if mask else stream


def _taken(stream: _Stream, places: np.ndarray) -> _Stream:
    """Some of the tokens, in this order."""
    return _Stream(*(array[places] for array in stream[:8]), *stream[8:])


def _masked(stream: _Stream, tokens: pd.DataFrame) -> _Stream:
    """The stream with each name as one token, its label in brackets, from its first word to its last."""
    label, name = tokens["entity"].astype("category").cat, tokens["name"].to_numpy()
    kind = label.codes.to_numpy().astype("int64")
    named = (name >= 0) & ~np.append(label.categories.isin([*UNMASKED, ""]), True)[kind]
    again = np.zeros(len(name), dtype=bool)
    again[1:] = named[1:] & (name[1:] == name[:-1]) & (stream.doc[1:] == stream.doc[:-1])
    first = np.flatnonzero(~again)
    end = stream.end.copy()
    end[first] = stream.end[np.append(first[1:], len(name)) - 1] if len(first) else end[first]
    labels = np.array([f"[{value}]" for value in label.categories], dtype=object)
    masked = stream._replace(
        code=np.where(named, len(stream.vocabulary) + kind, stream.code),
        end=end,
        closed=stream.closed & ~named,
        leading=stream.leading & ~named,
        vocabulary=np.append(stream.vocabulary, labels),
    )
    return _taken(masked, first)


def _ngrams(stream: _Stream, n: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last token of each run of n tokens without a border between them."""
    first = np.arange(max(len(stream.code) - n + 1, 0))
    if n == 1:
        return first, first
    joined = (
        (stream.doc[1:] == stream.doc[:-1])
        & (stream.sentence[1:] == stream.sentence[:-1])
        & (stream.start[1:] - stream.end[:-1] <= 1)  # no punctuation between them, save a hyphen
    )
    borders = np.concatenate([[0], np.cumsum(~joined)])
    first = first[borders[first] == borders[first + n - 1]]
    return first, first + n - 1


def _runs(stream: _Stream) -> tuple[np.ndarray, np.ndarray]:
    """First and last token of each noun phrase or name, without what does not tell them apart; none of that alone."""
    changed = np.ones(len(stream.run), dtype=bool)
    changed[1:] = (stream.run[1:] != stream.run[:-1]) | (stream.doc[1:] != stream.doc[:-1])
    starts = np.flatnonzero(changed)
    last = np.append(starts[1:], len(changed))[: len(starts)] - 1
    kept = stream.run[starts] >= 0
    starts, last = starts[kept], last[kept]
    # The first token at or after the start that is no article or the like.
    following = np.where(stream.leading, len(changed), np.arange(len(changed)))
    following = np.minimum.accumulate(following[::-1])[::-1] if len(following) else following
    first = following[starts]
    return first[first <= last], last[first <= last]


def _named(stream: _Stream, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of the term of each run of tokens, and the terms' names (words joined by spaces)."""
    length = last - first + 1
    code = stream.code[first] if len(first) else np.zeros(0, dtype="int64")
    number = len(stream.vocabulary) + 1
    for place in range(1, int(length.max(initial=1))):
        longer = length > place
        code = pd.factorize(code)[0].astype("int64") * number
        code[longer] += stream.code[first[longer] + place] + 1
    code, unique = pd.factorize(code)
    example = np.zeros(len(unique), dtype="int64")
    example[code[::-1]] = np.arange(len(code))[::-1]
    names = stream.vocabulary[stream.code[first[example]]] if len(example) else np.zeros(0, dtype=object)
    for place in range(1, int(length.max(initial=1))):
        longer = length[example] > place
        names[longer] = names[longer] + " " + stream.vocabulary[stream.code[first[example][longer] + place]]
    return code.astype("int64"), names
