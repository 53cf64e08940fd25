"""Coreference: which mention a pronoun or a definite noun refers to.

Word-level antecedents (Dobrovolskii 2021): the head word of a mention is scored against the head words of earlier ones
and against 'none'. The probability of an entity is the sum over its mentions, so that ten good candidates of one person
do not lose to a single one of another.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

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
    forms = [names.get(word, (beside or {}).get(word, word)) for word in candidates.tolist()]
    numbers: dict[Hashable, int] = {}
    entity = np.array([numbers.setdefault(form, len(numbers)) for form in forms])
    is_name = np.array([word in names for word in candidates.tolist()])
    links = []
    for word, low, high, scores, chances in _scored(out, pairs, anaphors, candidates, agreement):
        of = entity[low:high]
        other = _place(candidates, apart[word]) if apart and word in apart else None
        if other is not None:
            scores = np.where(of == entity[other], _NEVER, scores)
            chances = softmax(np.concatenate([pairs["chain_none"], scores]))
        total = np.bincount(of, weights=chances[1:])
        best = int(total.argmax())
        if total[best] < max(LEAST_CONFIDENCE, float(chances[0])):
            continue
        members = of == best
        named = members & is_name[low:high]
        likeliest = np.where(named if named.any() else members, chances[1:], -1).argmax()
        earlier = int(candidates[low + likeliest])
        if high < len(candidates) and candidates[high] == word:
            entity[high] = best
        links.append((word, earlier, min(1.0, float(total[best]))))
    return links


def _place(candidates: np.ndarray, word: int) -> int | None:
    """Which candidate the word is."""
    place = int(np.searchsorted(candidates, word))
    return place if place < len(candidates) and candidates[place] == word else None


def _scored(
    out, pairs, anaphors: np.ndarray, candidates: np.ndarray, agreement: Agreement | None
) -> Iterator[tuple[int, int, int, np.ndarray, np.ndarray]]:
    """Each anaphor with its range of candidates, their scores, and the probabilities of 'none' and of each.

    All anaphors' scores lie one behind the other in one array, as each is too short for an array of its own to pay.
    """
    lows = np.searchsorted(candidates, anaphors - REACH_WORDS)
    highs = np.searchsorted(candidates, anaphors)
    some = lows < highs
    anaphors, lows, highs = anaphors[some], lows[some], highs[some]
    if not len(anaphors):
        return
    keys, queries = out["chain_key"][candidates], out["chain_query"]
    ranges = list(zip(anaphors.tolist(), lows.tolist(), highs.tolist()))
    scores = np.concatenate([keys[low:high] @ queries[word] for word, low, high in ranges])
    scores /= keys.shape[1] ** 0.5
    sizes = highs - lows
    ends = np.cumsum(sizes)
    places = np.arange(len(scores)) - np.repeat(ends - highs, sizes)
    closeness = by_distance(pairs["chain_distance"], REACH_WORDS)
    scores += closeness[candidates[places] - np.repeat(anaphors - REACH_WORDS, sizes)]
    if agreement is not None:
        rows = agreement.of_each(anaphors.tolist(), candidates)
        scores = scores + np.concatenate([row[low:high] for row, (_, low, high) in zip(rows, ranges)])
    starts = (ends - sizes).tolist()
    chances = _chances(scores, starts, pairs["chain_none"])
    for number, ((word, low, high), start) in enumerate(zip(ranges, starts)):
        stop = start + high - low
        yield word, low, high, scores[start:stop], chances[start + number : stop + number + 1]


def _chances(scores: np.ndarray, starts: list[int], none: np.ndarray) -> np.ndarray:
    """Probabilities of scores that lie one behind the other; each anaphor's have that of 'none' in front."""
    scores = np.insert(scores, starts, none)
    starts = np.array(starts) + np.arange(len(starts))
    borders = [*starts.tolist(), len(scores)]
    sizes = np.diff(borders)
    exponents = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    sums = [np.add.reduce(exponents[start:stop]) for start, stop in zip(borders, borders[1:])]
    return exponents / np.repeat(sums, sizes)
