"""Dependency trees: from scores of head words to one tree a sentence."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from toolkit.language.arithmetic import by_distance
from toolkit.language.labels import DEPENDENCIES

LONGEST = 200  # words; a longer 'sentence' (a list, a table) is parsed in parts of this size
_ROOT = DEPENDENCIES.index("ROOT")


def find_trees(
    out: dict[str, np.ndarray], pairs: dict[str, np.ndarray], starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(head, label number) of each word; heads are word numbers, a root is its own head.

    `starts` says which words start a sentence. Each word takes its best head; where that gives two roots or a circle,
    the change that costs least is made until a tree is left (a greedy stand-in for the maximum spanning tree).
    """
    borders = _borders(starts)
    heads = _heads(arc_scores(out, pairs, borders), borders)
    hidden = out["label_key"][heads]
    hidden += out["label_query"]
    np.maximum(hidden, 0, out=hidden)
    labels = hidden @ pairs["label_weight"].T
    labels += pairs["label_bias"]
    labels[:, _ROOT] = -np.inf
    best = labels.argmax(1)
    best[heads == np.arange(len(heads))] = _ROOT
    return heads, best


def arc_scores(
    out: dict[str, np.ndarray], pairs: dict[str, np.ndarray], borders: list[int]
) -> list[np.ndarray]:
    """Of each sentence the scores (words, heads) of its words as heads of each other."""
    query, key = out["arc_query"], out["arc_key"]
    scale = key.shape[1] ** 0.5
    near = by_distance(pairs["arc_distance"], LONGEST)
    # row of a word: the weights of its distances to the sentence's words
    distances = sliding_window_view(near, LONGEST)[LONGEST::-1]
    found = []
    for start, stop in zip(borders, borders[1:]):
        scores = query[start:stop] @ key[start:stop].T
        scores /= scale
        scores += distances[: stop - start, : stop - start]
        found.append(scores)
    return found


def _heads(sentences: list[np.ndarray], borders: list[int]) -> np.ndarray:
    """The head of each word of the text; only where the best ones are no tree is one made."""
    if not sentences:
        return np.zeros(0, dtype=int)
    best = [scores.argmax(1) for scores in sentences]
    starts = np.array(borders[:-1])
    heads = np.concatenate(best) + np.repeat(starts, np.diff(borders))
    roots = heads == np.arange(len(heads))
    above = heads
    for _ in range(LONGEST.bit_length()):  # each time twice as far up
        above = above[above]
    sound = np.logical_and.reduceat(roots[above], starts) & (np.add.reduceat(roots, starts, dtype=int) == 1)
    for at in np.flatnonzero(~sound).tolist():
        heads[borders[at] : borders[at + 1]] = borders[at] + make_tree(sentences[at])
    return heads


def _borders(starts: np.ndarray) -> list[int]:
    borders = [0] if len(starts) else []
    for at in np.flatnonzero(starts).tolist() + [len(starts)]:
        while borders and at - borders[-1] > LONGEST:
            borders.append(borders[-1] + LONGEST)
        if borders and at > borders[-1]:
            borders.append(at)
    return borders


def make_tree(scores: np.ndarray) -> np.ndarray:
    """Head of each word, from scores (words, heads) whose diagonal says 'root'."""
    heads = scores.argmax(1)
    root = _one_root(scores, heads)
    while True:
        circle = _circle(heads, root)
        if circle is None:
            return heads
        inside = np.zeros(len(heads), dtype=bool)
        inside[_below(heads, circle)] = True
        options = np.where(inside[None], -np.inf, scores[circle])
        loss = scores[circle, heads[circle]] - options.max(1)
        word = int(loss.argmin())
        heads[circle[word]] = int(options[word].argmax())


def _one_root(scores: np.ndarray, heads: np.ndarray) -> int:
    """Leave exactly one root in `heads` (changed in place) and return it."""
    roots = np.flatnonzero(heads == np.arange(len(heads)))
    if len(roots) == 1:
        return int(roots[0])
    own = scores.diagonal()
    others = scores.copy()
    np.fill_diagonal(others, -np.inf)
    candidates = roots if len(roots) else np.arange(len(heads))
    gain = own[candidates] - others.max(1)[candidates] if len(heads) > 1 else own[candidates]
    root = int(candidates[gain.argmax()])
    for word in roots:
        if word != root:
            heads[word] = int(others[word].argmax())
    heads[root] = root
    return root


def _circle(heads: np.ndarray, root: int) -> list[int] | None:
    """The words of one circle, or None if every word leads to the root."""
    above = heads.tolist()
    done = [False] * len(above)
    done[root] = True
    for word in range(len(above)):
        walk: dict[int, None] = {}
        while not done[word]:
            if word in walk:
                return list(walk)[list(walk).index(word) :]
            walk[word] = None
            word = above[word]
        for seen in walk:
            done[seen] = True
    return None


def _below(heads: np.ndarray, circle: list[int]) -> list[int]:
    """The circle's words and every word that leads into it."""
    dependents: dict[int, list[int]] = {}
    for word, head in enumerate(heads.tolist()):
        dependents.setdefault(head, []).append(word)
    inside, new = set(circle), circle
    while new:
        new = [word for head in new for word in dependents.get(head, ()) if word not in inside]
        inside.update(new)
    return sorted(inside)
