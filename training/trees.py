"""A dependency tree of one sentence that can be rewritten without ever ceasing to be a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PASSIVE_LABELS = frozenset({"auxpass", "nsubjpass", "csubjpass", "aux:pass", "nsubj:pass", "csubj:pass"})


@dataclass
class Tree:
    """A working copy of one sentence. `heads` are indices within the sentence, -1 for the root."""

    words: list[str]
    tags: list[str]
    heads: list[int]
    labels: list[str]

    def children(self, head: int) -> list[int]:
        return [i for i, h in enumerate(self.heads) if h == head]

    def with_label(self, head: int, *labels: str) -> list[int]:
        """Children of `head` whose label, without its subtype, is one of `labels`."""
        return [i for i in self.children(head) if self.base(i) in labels]

    def base(self, token: int) -> str:
        return self.labels[token].split(":")[0]

    def attach(self, tokens: Iterable[int], head: int) -> None:
        for token in tokens:
            self.heads[token] = head

    def rotate(self, child: int, label_below: str) -> int:
        """`child` takes the place of its parent, which goes below it as `label_below`; returns that old parent."""
        parent = self.heads[child]
        self.heads[child], self.labels[child] = self.heads[parent], self.labels[parent]
        self.heads[parent], self.labels[parent] = child, label_below
        return parent

    def subtree(self, top: int) -> list[int]:
        found = [top]
        for token in found:
            found.extend(self.children(token))
        return sorted(found)

    def lower(self, token: int) -> str:
        return self.words[token].lower()

    def is_verb(self, token: int) -> bool:
        return self.tags[token].startswith("VB") or self.tags[token] == "MD"

    def is_possessive(self, token: int) -> bool:
        return self.tags[token] == "POS" or self.lower(token) in {"'s", "’s"}

    def is_passive(self, verb: int) -> bool:
        return any(self.labels[i] in PASSIVE_LABELS for i in self.children(verb))


def check_tree(words: Sequence, tags: Sequence, heads: Sequence[int], labels: Sequence) -> None:
    """Nothing, if the four sequences are one tree; else ValueError that names the first fault.

    Shape: four sequences of equal length; heads are indices within the sentence, -1 for the one root.
    """
    size = len(words)
    if not size == len(tags) == len(heads) == len(labels):
        raise ValueError(
            f"words, tags, heads and labels must be equally long (found {size}, {len(tags)}, {len(heads)}, "
            f"{len(labels)}); pass one sentence, one place per token"
        )
    roots = [i for i, head in enumerate(heads) if head == -1]
    if size and len(roots) != 1:
        raise ValueError(
            f"one root wanted, head -1 (found {len(roots)}, at {roots}); pass one sentence at a time"
        )
    for token in range(size):
        ancestor, steps = token, 0
        while ancestor != -1:
            if not 0 <= ancestor < size:
                raise ValueError(f"token {token}: no head {ancestor} in a sentence of {size} tokens")
            if steps > size:
                raise ValueError(f"token {token} is part of a circle of heads; pass a tree")
            ancestor, steps = heads[ancestor], steps + 1
