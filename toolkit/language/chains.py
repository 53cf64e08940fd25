"""Coreference: which earlier mention a pronoun or a definite noun refers to.

Word-level antecedents (Dobrovolskii 2021): the head word of a mention points to the head word of another mention of
the same entity, or to none.
"""
from __future__ import annotations

import numpy as np

from toolkit.language.numbers import distance_bucket, softmax

REACH_WORDS = 800  # an antecedent further back is not looked for
LEAST_CONFIDENCE = 0.3


def find_links(
    out: dict[str, np.ndarray], pairs: dict[str, np.ndarray], anaphors: np.ndarray, candidates: np.ndarray
) -> list[tuple[int, int, float]]:
    """(word, earlier word it refers to, probability) for each anaphor whose best antecedent is likely enough.

    `anaphors` and `candidates` are sorted word numbers. Probabilities are over all candidates and 'none'.
    """
    links = []
    size = out["chain_key"].shape[1]
    for word in anaphors.tolist():
        low, high = np.searchsorted(candidates, [word - REACH_WORDS, word])
        near = candidates[low:high]
        if not len(near):
            continue
        scores = out["chain_key"][near] @ out["chain_query"][word] / size**0.5
        scores = scores + pairs["chain_distance"][distance_bucket(near - word)]
        chances = softmax(np.concatenate([pairs["chain_none"], scores]))
        best = int(chances[1:].argmax())
        if chances[best + 1] >= LEAST_CONFIDENCE:
            links.append((word, int(near[best]), float(chances[best + 1])))
    return links
