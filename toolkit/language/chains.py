"""Coreference: which mention a pronoun or a definite noun refers to.

Word-level antecedents (Dobrovolskii 2021): the head word of a mention is scored against the head words of earlier ones
and against 'none'. The probability of an entity is the sum over its mentions, so that ten good candidates of one person
do not lose to a single one of another.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from toolkit.language.arithmetic import by_distance, softmax
from toolkit.language.pronouns import Agreement

REACH_WORDS = 800  # an antecedent further back is not looked for
LEAST_CONFIDENCE = 0.3
_NEVER = -1e4


def find_links(
    out: dict[str, np.ndarray],
    pairs: dict[str, np.ndarray],
    anaphors: np.ndarray,
    candidates: np.ndarray,
    names: Mapping[int, Hashable],
    agreement: Agreement | None = None,
    beside: Mapping[int, Hashable] | None = None,
    apart: Mapping[int, int] | None = None,
) -> list[tuple[int, int, float]]:
    """(word, earlier word it refers to, probability that they are one entity), in text order.

    `anaphors` and `candidates` are sorted word numbers; `names` has the form of each candidate that is a name, `beside`
    that of the name beside a noun ("the minister Lavrov"): equal forms are one entity. Each anaphor joins the entity
    with the highest probability, and points to that entity's likeliest mention, a name if it has one; without a link
    where 'none' is likelier, or the probability is under LEAST_CONFIDENCE. `agreement` adds what gender, number and
    kind say; `apart` has, for an anaphor, a word of another entity.
    """
    if not len(candidates):
        return []
    links, size = [], out["chain_key"].shape[1]
    forms = [names.get(word, (beside or {}).get(word, word)) for word in candidates.tolist()]
    numbers: dict[Hashable, int] = {}
    entity = np.array([numbers.setdefault(form, len(numbers)) for form in forms])
    is_name = np.array([word in names for word in candidates.tolist()])
    lows = np.searchsorted(candidates, anaphors - REACH_WORDS)
    highs = np.searchsorted(candidates, anaphors)
    keys, queries, scale = out["chain_key"][candidates], out["chain_query"], size**0.5
    closeness = by_distance(pairs["chain_distance"], REACH_WORDS)
    for word, low, high in zip(anaphors.tolist(), lows.tolist(), highs.tolist()):
        if low == high:
            continue
        near, of = candidates[low:high], entity[low:high]
        scores = keys[low:high] @ queries[word] / scale
        scores = scores + closeness[near - word + REACH_WORDS]
        if agreement is not None:
            scores = scores + agreement(word, near)
        if apart and word in apart:
            other = int(np.searchsorted(candidates, apart[word]))
            if other < len(candidates) and candidates[other] == apart[word]:
                scores = np.where(of == entity[other], _NEVER, scores)
        chances = softmax(np.concatenate([pairs["chain_none"], scores]))
        total = np.bincount(of, weights=chances[1:])
        best = int(total.argmax())
        if total[best] < max(LEAST_CONFIDENCE, float(chances[0])):
            continue
        members = of == best
        if (members & is_name[low:high]).any():
            members &= is_name[low:high]
        earlier = int(near[np.where(members, chances[1:], -1.0).argmax()])
        if high < len(candidates) and candidates[high] == word:
            entity[high] = best
        links.append((word, earlier, min(1.0, float(total[best]))))
    return links
