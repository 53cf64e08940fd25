"""A Doc as plain lists, so that the finders of this package read tens of thousands of words a second.

A spaCy Token looks its attributes up anew each time; here each column is taken out of the Doc once. Positions are token
numbers; `starts` and `ends` are characters of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from spacy.attrs import DEP, HEAD, IDX, IS_SPACE, LEMMA, LENGTH, LOWER, SENT_START, TAG

from toolkit.text.readings import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Dependents that stand inside a noun phrase, before its head noun.
INNER = frozenset("det amod compound poss nummod nmod quantmod predet advmod case punct neg".split())
# Longer chains of dependents are errors of the parser ("the old, the new, the ..."); words before the head.
LONGEST_PHRASE = 14
_CLOSERS = frozenset(".,;:!?()[]–—") | {"--", "..."}
_OPENING = frozenset("\"'“”‘’«»„`-") | {"``", "''"}
_EDGES = _CLOSERS | _OPENING

Range = tuple[int, int]


class Parsed(NamedTuple):
    """Columns of a Doc, one place per token; `children` are the dependents of each, in order; `text` is the Doc's."""

    doc: Doc
    text: str
    tags: list[str]
    deps: list[str]
    heads: list[int]
    lowers: list[str]
    lemmas: list[str]
    starts: list[int]
    ends: list[int]
    spaces: list[bool]
    children: list[list[int]]
    sentences: list[int]
    names: list[int]


def parsed(doc: Doc) -> Parsed:
    """The Doc's columns. `names` gives the token behind the entity that each token lies in, 0 where it is in none."""
    columns = doc.to_array([TAG, DEP, LOWER, LEMMA, HEAD, IDX, LENGTH, SENT_START, IS_SPACE])
    columns = columns.reshape(len(doc), 9).view(np.int64)
    tags, deps, lowers = (strings(doc, columns[:, at]) for at in range(3))
    lemmas = strings(doc, columns[:, 3], str.lower)
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
        text=text_of(doc),
        tags=tags,
        deps=deps,
        heads=heads,
        lowers=lowers,
        lemmas=[lemma or lower for lemma, lower in zip(lemmas, lowers, strict=True)],
        starts=columns[:, 5].tolist(),
        ends=(columns[:, 5] + columns[:, 6]).tolist(),
        spaces=(columns[:, 8] == 1).tolist(),
        children=children,
        sentences=sentences,
        names=names,
    )


def strings(doc: Doc, keys: np.ndarray, change: Callable[[str], str] = str) -> list[str]:
    """The strings that numbers of the Doc's vocabulary stand for, changed; 0 is the empty one."""
    own = keys.view(np.uint64).tolist()
    known = doc.vocab.strings
    found = {key: change(known[key]) if key else "" for key in set(own)}
    return list(map(found.__getitem__, own))


def sentence_of(p: Parsed, at: int) -> Range:
    """Tokens of the sentence in which token `at` stands, half-open."""
    number = bisect_right(p.sentences, at)
    return p.sentences[number - 1], p.sentences[number] if number < len(p.sentences) else len(p.tags)


def sentence_characters(p: Parsed, at: int) -> Range:
    """Characters of the sentence in which token `at` stands, without white space around it."""
    low, high = sentence_of(p, at)
    while low < high - 1 and p.spaces[low]:
        low += 1
    while high - 1 > low and p.spaces[high - 1]:
        high -= 1
    return p.starts[low], p.ends[high - 1]


def is_verb(p: Parsed, at: int) -> bool:
    return p.tags[at].startswith("VB")


def is_noun(p: Parsed, at: int) -> bool:
    return p.tags[at].startswith(("NN", "PRP", "CD", "DT", "WP", "ADD", "VBG", "JJ", "FW"))


def left_edge(p: Parsed, at: int) -> int:
    """First token of the noun phrase whose head is at `at`: its dependents before it, as far as they join up."""
    low = at
    for child in reversed(p.children[at]):
        if child >= low or p.deps[child] not in INNER:
            continue
        first = left_edge(p, child) if p.heads[child] == at and at - child < LONGEST_PHRASE else child
        if _last(p, child) + 1 < low and p.deps[child] != "punct":
            break
        low = first
    while low < at and p.text[p.starts[low] : p.ends[low]] in _EDGES:
        low += 1
    while low > 1 and p.tags[low - 1] == "HYPH" and low - 1 not in p.sentences:
        low -= 2  # "big-name donors", wherever the parser hangs the hyphen
    return low


def _last(p: Parsed, at: int) -> int:
    """Last token of what hangs from `at`, looking one level down: a possessor with its mark."""
    return max([at, *p.children[at]])


def phrase(p: Parsed, at: int) -> Range:
    """Tokens of the noun phrase with its head at `at`: up to the head, or to the end of the name that it is in."""
    return left_edge(p, at), max(at + 1, p.names[at])


def joined(p: Parsed, at: int) -> list[int]:
    """The head at `at` and those that "and" or "or" join to it: "Russia and Belarus"."""
    found, now = [at], at
    while True:
        after = [c for c in p.children[now] if p.deps[c] == "conj" and c > now and is_noun(p, c)]
        if not after or len(found) > LONGEST_PHRASE:
            return found
        found += after
        now = after[-1]


def span(p: Parsed, tokens: Range) -> Range:
    """Characters of a range of tokens."""
    return p.starts[tokens[0]], p.ends[tokens[1] - 1]
