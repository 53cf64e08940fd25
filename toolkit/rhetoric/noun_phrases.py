"""spaCy's noun_chunks as token ranges, without a Span for each and a Token for every word.

English pipelines find them by a rule over parts of speech and the tree (spacy.lang.en.syntax_iterators.noun_chunks);
the same rule is followed here over columns, and tests/test_rhetoric_noun_phrases.py holds both against each other. The
Docs of other languages have their own rule, which is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import DEP, HEAD, POS
from spacy.lang.en.syntax_iterators import noun_chunks
from spacy.symbols import NOUN, PRON, PROPN

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LABELS = ("oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT")


def noun_phrases(doc: Doc) -> Iterator[tuple[int, int]]:
    """First token and token behind each noun phrase, in text order, for a Doc with a tree."""
    if doc.noun_chunks_iterator is not noun_chunks:
        yield from ((span.start, span.end) for span in doc.noun_chunks)
        return
    columns = doc.to_array([POS, DEP, HEAD]).reshape(len(doc), 3).view(np.int64)
    labels = [doc.vocab.strings[label] for label in (*_LABELS, "conj")]
    *own, conj = np.array(labels, dtype=np.uint64).view(np.int64).tolist()
    heads, deps = (np.arange(len(doc)) + columns[:, 2]).tolist(), columns[:, 1].tolist()
    known, last = frozenset(own), -1
    nouns = np.isin(columns[:, 0], (NOUN, PROPN, PRON)) & np.isin(columns[:, 1], [*own, conj])
    for at in np.flatnonzero(nouns).tolist():
        if deps[at] not in known and not _joins(at, heads, deps, known, conj):
            continue
        start = doc[at].left_edge.i
        if start > last:
            last = at
            yield start, at + 1


def _joins(at: int, heads: list[int], deps: list[int], known: frozenset[int], conj: int) -> bool:
    """Whether the first of the nouns that the one at `at` is joined to heads a noun phrase."""
    head = heads[at]
    while deps[head] == conj and heads[head] < head:
        head = heads[head]
    return deps[head] in known
