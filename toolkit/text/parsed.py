"""A Doc as plain lists, so that finders read hundreds of thousands of words a second.

A spaCy Token looks its attributes up anew each time; here each column is taken out of the Doc once. Positions are token
numbers; `starts` and `ends` are characters of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from spacy.attrs import DEP, HEAD, IDX, IS_SPACE, LEMMA, LENGTH, LOWER, SENT_START, TAG

from toolkit.text.readings import text_of
from toolkit.text.strings import AS_THEY_ARE, IN_LOWER_CASE
from toolkit.text.word_classes import word_class

if TYPE_CHECKING:
    from spacy.tokens import Doc

Range = tuple[int, int]


class Parsed(NamedTuple):
    """Columns of a Doc, one place per token; `text` is the Doc's.

    `children` are the dependents of each token, in order. `names` gives the token behind the entity that it lies in, 0
    where it is in none. `lemmas` are in lower case, and the word itself where the Doc has none; `own_lemmas` are empty
    there. `classes` are the tags, or a guess by the word's form where it has none.
    """

    doc: Doc
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
    sentences: list[int]
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
    columns = doc.to_array([TAG, DEP, LOWER, LEMMA, HEAD, IDX, LENGTH, SENT_START, IS_SPACE])
    columns = columns.reshape(len(doc), 9).view(np.int64)
    vocabulary = doc.vocab.strings
    tags, deps, lowers = (AS_THEY_ARE.of(columns[:, at], vocabulary) for at in range(3))
    lemmas = IN_LOWER_CASE.of(columns[:, 3], vocabulary)
    text, starts, ends = text_of(doc), columns[:, 5].tolist(), (columns[:, 5] + columns[:, 6]).tolist()
    heads = (np.arange(len(doc)) + columns[:, 4]).tolist()
    children: list[list[int]] = [[] for _ in range(len(doc))]
    for at, head in enumerate(heads):
        if head != at:
            children[head].append(at)
    names = [0] * len(doc)
    for entity in doc.ents:
        names[entity.start : entity.end] = [entity.end] * (entity.end - entity.start)
    sentences = np.flatnonzero(columns[:, 7] == 1).tolist()
    sentences = sentences if sentences[:1] == [0] else [0, *sentences][: len(doc)]
    return Parsed(
        doc=doc,
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
        spaces=(columns[:, 8] == 1).tolist(),
        children=children,
        sentences=sentences,
        names=names,
    )
