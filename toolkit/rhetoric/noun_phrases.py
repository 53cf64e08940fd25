"""spaCy's noun_chunks as token ranges, without a Span for each and a Token for every word.

English pipelines find them by a rule over parts of speech and the tree (spacy.lang.en.syntax_iterators.noun_chunks);
the same rule is followed here over columns, and tests/test_rhetoric_noun_phrases.py holds both against each other. The
Docs of other languages have their own rule, which is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import POS
from spacy.lang.en.syntax_iterators import noun_chunks
from spacy.symbols import NOUN, PRON, PROPN

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

_LABELS = frozenset("oprd nsubj dobj nsubjpass pcomp pobj dative appos attr ROOT".split())


def noun_phrases(p: Parsed) -> Iterator[tuple[int, int]]:
    """First token and token behind each noun phrase, in text order, for the columns of a Doc with a tree."""
    doc, deps, last = p.doc, p.deps, -1
    if doc.noun_chunks_iterator is not noun_chunks:
        yield from ((span.start, span.end) for span in doc.noun_chunks)
        return
    kinds = p.numbers[POS]
    for at in np.flatnonzero((kinds == NOUN) | (kinds == PROPN) | (kinds == PRON)).tolist():
        if deps[at] not in _LABELS and not (deps[at] == "conj" and _joins(at, p.heads, deps)):
            continue
        start = doc[at].left_edge.i
        if start > last:
            last = at
            yield start, at + 1


def _joins(at: int, heads: list[int], deps: list[str]) -> bool:
    """Whether the first of the nouns that the one at `at` is joined to heads a noun phrase."""
    head = heads[at]
    while deps[head] == "conj" and heads[head] < head:
        head = heads[head]
    return deps[head] in _LABELS
