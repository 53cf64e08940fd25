"""A Doc as plain lists, so that finders read hundreds of thousands of words a second.

A spaCy Token looks its attributes up anew each time; here each column is taken out of the Doc once. Positions are token
numbers; `starts` and `ends` are characters of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from spacy.attrs import (
    DEP,
    ENT_IOB,
    ENT_TYPE,
    HEAD,
    IDX,
    IS_PUNCT,
    IS_SPACE,
    LEMMA,
    LENGTH,
    LOWER,
    POS,
    SENT_START,
    TAG,
)

from toolkit.text.readings import text_of
from toolkit.text.strings import AS_THEY_ARE, IN_LOWER_CASE
from toolkit.text.word_classes import word_class

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc

Range = tuple[int, int]

_ATTRIBUTES = (
    TAG,
    DEP,
    LOWER,
    LEMMA,
    HEAD,
    IDX,
    LENGTH,
    SENT_START,
    IS_SPACE,
    IS_PUNCT,
    POS,
    ENT_IOB,
    ENT_TYPE,
)
_INSIDE, _BEGINS = 1, 3  # of an entity, as spaCy's ENT_IOB has it


class Parsed(NamedTuple):
    """Columns of a Doc, one place per token; `text` is the Doc's.

    `numbers` are columns as spaCy has them, by its attribute (`spacy.attrs.POS`); a string's is its hash.
    `children` are the dependents of each token, in order, `child_deps` their labels. `entities` are the Doc's, by token
    and label; `names` gives the token behind the one that a token lies in, 0 where it is in none. `lemmas` are in lower
    case, and the word itself where the Doc has none; `own_lemmas` are empty there. `classes` are the tags, or a guess
    by the word's form where it has none.
    """

    doc: Doc
    numbers: dict[int, np.ndarray]
    text: str
    tags: list[str]
    deps: list[str]
    heads: list[int]
    lowers: list[str]
    lemmas: list[str]
    own_lemmas: list[str]
    classes: list[str]
    texts: list[str]
    starts: list[int]
    ends: list[int]
    spaces: list[bool]
    children: list[list[int]]
    child_deps: list[list[str]]
    sentences: list[int]
    entities: list[tuple[int, int, str]]
    names: list[int]

    def form(self, start: int, end: int) -> str:
        """The text of the tokens [start, end), white space behind the last one left out."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def subtree(self, at: int) -> set[int]:
        """The token at `at` and all that hang from it."""
        found, new = {at}, [at]
        while new:
            new = [child for above in new for child in self.children[above] if child not in found]
            found.update(new)
        return found


def parsed(doc: Doc) -> Parsed:
    """The Doc's columns."""
    columns = doc.to_array(_ATTRIBUTES).reshape(len(doc), len(_ATTRIBUTES)).view(np.int64)
    numbers = dict(zip(_ATTRIBUTES, np.ascontiguousarray(columns.T)))
    vocabulary = doc.vocab.strings
    tags, deps, lowers = (AS_THEY_ARE.of(numbers[name], vocabulary) for name in (TAG, DEP, LOWER))
    lemmas = IN_LOWER_CASE.of(numbers[LEMMA], vocabulary)
    text, starts, ends = text_of(doc), numbers[IDX].tolist(), (numbers[IDX] + numbers[LENGTH]).tolist()
    heads = (np.arange(len(doc)) + numbers[HEAD]).tolist()
    children: list[list[int]] = [[] for _ in heads]
    child_deps: list[list[str]] = [[] for _ in heads]
    for at, (head, dep) in enumerate(zip(heads, deps)):
        if head != at:
            children[head].append(at)
            child_deps[head].append(dep)
    entities = _entities(numbers, vocabulary)
    names = [0] * len(doc)
    for start, end, _ in entities:
        names[start:end] = [end] * (end - start)
    sentences = np.flatnonzero(numbers[SENT_START] == 1).tolist()
    sentences = sentences if sentences[:1] == [0] else [0, *sentences][: len(doc)]
    return Parsed(
        doc=doc,
        numbers=numbers,
        text=text,
        tags=tags,
        deps=deps,
        heads=heads,
        lowers=lowers,
        lemmas=[lemma or lower for lemma, lower in zip(lemmas, lowers, strict=True)],
        own_lemmas=lemmas,
        classes=tags if all(tags) else [word_class(token) for token in doc],
        texts=[text[start:end] for start, end in zip(starts, ends)],
        starts=starts,
        ends=ends,
        spaces=(numbers[IS_SPACE] == 1).tolist(),
        children=children,
        child_deps=child_deps,
        sentences=sentences,
        entities=entities,
        names=names,
    )


def _entities(numbers: dict[int, np.ndarray], vocabulary: StringStore) -> list[tuple[int, int, str]]:
    """What `Doc.ents` has, without a Span for each."""
    begins = np.flatnonzero((numbers[ENT_IOB] == _BEGINS) & (numbers[ENT_TYPE] != 0))
    ends = np.flatnonzero(np.append(numbers[ENT_IOB] != _INSIDE, True))
    stops = ends[np.searchsorted(ends, begins, side="right")]
    names = AS_THEY_ARE.of(numbers[ENT_TYPE][begins], vocabulary)
    return list(zip(begins.tolist(), stops.tolist(), names, strict=True))
