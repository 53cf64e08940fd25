"""Words shared out to claimants: the best of all ways, found by trying all, and by the plain search."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.language.sharing import share_words

COSTS = st.sampled_from([0.0, 0.5, 1.0, 3.0])


def worth(claims: np.ndarray, owner, border_cost: float) -> float:
    """The sum of a way to share the words out; the text begins in nobody's possession."""
    gains = [claims[who, word] if who >= 0 else 0 for word, who in enumerate(owner)]
    return sum(gains) - border_cost * sum(one != other for one, other in zip([-1, *owner], owner))


def plain(claims: np.ndarray, border_cost: float) -> list[int]:
    """The search over all words and claimants, word by word."""
    gains = np.vstack([np.zeros(claims.shape[1]), claims]).T
    best, back = gains[0] - [0, *[border_cost] * len(claims)], []
    for row in gains[1:]:
        stays = best >= best.max() - border_cost
        back.append(np.where(stays, np.arange(len(best)), best.argmax()))
        best = np.maximum(best, best.max() - border_cost) + row
    states = [int(best.argmax())]
    for sources in reversed(back):
        states.append(int(sources[states[-1]]))
    return [state - 1 for state in reversed(states)]


@pytest.mark.parametrize(
    ("claims", "expected", "why"),
    [
        ([[2, -0.5, 2]], [0, 0, 0], "a weak word is not worth two borders"),
        ([[3, -2.5, 3]], [0, -1, 0], "a bad one is"),
        ([[0.9]], [-1], "nor is one border worth a word"),
        ([[4.4, 4.4, -9], [4, 4, 4]], [1, 1, 1], "one claimant for all costs fewer borders"),
        ([[9, 9, -9], [4, 4, 4]], [0, 0, 1], "but not at any price"),
        ([[-1e4, -1e4], [-1e4, -1e4]], [-1, -1], "nobody wants them"),
        ([[]], [], "no words"),
    ],
)
def test_share_words(claims, expected, why):
    assert share_words(np.array(claims, dtype=float), 1.0).tolist() == expected, why


@given(st.integers(1, 3), st.integers(1, 6), COSTS, st.integers(0, 2**32 - 1))
def test_no_way_is_better(claimants, words, border_cost, seed):
    claims = np.random.default_rng(seed).normal(0, 2, (claimants, words))
    ways = itertools.product(range(-1, claimants), repeat=words)
    best = max(worth(claims, way, border_cost) for way in ways)
    found = share_words(claims, border_cost).tolist()
    assert worth(claims, found, border_cost) == pytest.approx(best)


@given(st.integers(1, 5), st.integers(1, 80), COSTS, st.sampled_from([0, 2, 5]), st.integers(0, 2**32 - 1))
def test_as_the_plain_search(claimants, words, border_cost, down, seed):
    claims = np.random.default_rng(seed).normal(-down, 3, (claimants, words)).astype(np.float32)
    assert share_words(claims, border_cost).tolist() == plain(claims.astype(float), border_cost)
