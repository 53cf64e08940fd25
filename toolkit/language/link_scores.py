"""How well each word goes with each cue, as its source or its content, by the network's scores."""

from __future__ import annotations

import numpy as np

from toolkit.language.arithmetic import by_distance
from toolkit.language.labels import LINKED, PARAGRAPHS_APART


class LinkScores:
    """Scores against 'neither' (LINKED, cues, places), for any of the cues and any of the words.

    `cues` are ranges of words. Words far from a cue are hardly asked for, so only the products of all cues and words
    are made at once: in a long text most of the time and memory would go into what is added to them.
    """

    def __init__(
        self,
        out: dict[str, np.ndarray],
        pairs: dict[str, np.ndarray],
        paragraphs: np.ndarray,
        cues: list[tuple[int, int]],
    ):
        self._words, self._paragraphs = len(paragraphs), paragraphs
        self._starts = np.array([start for start, _ in cues])
        self._products = _products(out, cues)
        self._of_word = out["link_word"].T.copy()
        self._near = by_distance(pairs["link_distance"], self._words).T.copy()
        self._apart = pairs["link_paragraph"].T.copy()

    def __call__(self, cues: np.ndarray, places: np.ndarray) -> np.ndarray:
        """The scores of the cues of these numbers; `places` has a row of word numbers for each."""
        starts = self._starts[cues][:, None]
        table = np.stack([products[cues[:, None], places] for products in self._products])
        table += self._of_word.take(places, axis=1)
        table += self._near.take(places - starts + self._words, axis=1)
        apart = self._paragraphs[places] - self._paragraphs[starts]
        apart = np.minimum(np.maximum(apart, -PARAGRAPHS_APART), PARAGRAPHS_APART)
        table += self._apart.take(apart + PARAGRAPHS_APART, axis=1)
        return table


def _products(out: dict[str, np.ndarray], cues: list[tuple[int, int]]) -> np.ndarray:
    kinds = len(LINKED)
    size = out["link_query"].shape[1] // kinds
    query = np.stack(
        [
            out["link_query"][start] if stop == start + 1 else out["link_query"][start:stop].mean(0)
            for start, stop in cues
        ]
    ).reshape(len(cues), kinds, size)
    key = out["link_key"].reshape(-1, kinds, size)
    table = np.stack([query[:, n] @ key[:, n].T for n in range(kinds)])
    table /= size**0.5
    return table
