"""Sentences, noun phrases and word classes in the columns of a Doc, by its tree."""

from __future__ import annotations

from bisect import bisect_right

from toolkit.text.parsed import Parsed, Range

# Dependents that stand inside a noun phrase, before its head noun.
INNER = frozenset("det amod compound poss nummod nmod quantmod predet advmod case punct neg".split())
# Longer chains of dependents are errors of the parser ("the old, the new, the ..."); words before the head.
LONGEST_PHRASE = 14
_CLOSERS = frozenset(".,;:!?()[]–—") | {"--", "..."}
_OPENING = frozenset("\"'“”‘’«»„`-") | {"``", "''"}
_EDGES = _CLOSERS | _OPENING


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
    while low < at and p.texts[low] in _EDGES:
        low += 1
    while low > 1 and p.tags[low - 1] == "HYPH" and low - 1 not in p.sentences:
        low -= 2  # "big-name donors", wherever the parser hangs the hyphen
    return low


def _last(p: Parsed, at: int) -> int:
    """Last token of what hangs from `at`, looking one level down: a possessor with its mark."""
    return max(at, p.children[at][-1]) if p.children[at] else at


def phrase(p: Parsed, at: int) -> Range:
    """Tokens of the noun phrase with its head at `at`: up to the head, or to the end of the name that it is in."""
    return left_edge(p, at), max(at + 1, p.names[at])


def joined(p: Parsed, at: int) -> list[int]:
    """The head at `at` and those that "and" or "or" join to it: "Russia and Belarus"."""
    found, now = [at], at
    while True:
        if "conj" not in p.child_deps[now]:
            return found
        after = [c for c in p.children[now] if p.deps[c] == "conj" and c > now and is_noun(p, c)]
        if not after or len(found) > LONGEST_PHRASE:
            return found
        found += after
        now = after[-1]


def span(p: Parsed, tokens: Range) -> Range:
    """Characters of a range of tokens."""
    return p.starts[tokens[0]], p.ends[tokens[1] - 1]
