"""Networks dealt anew: degrees kept, all of them equally likely."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from toolkit.network import rewiring


def all_networks(edges, size):
    """Every network without loops and double edges that has the degrees of `edges`."""
    source, target = np.array(edges).T
    out, into = np.bincount(source, minlength=size), np.bincount(target, minlength=size)
    choices = [
        itertools.combinations([other for other in range(size) if other != actor], out[actor])
        for actor in range(size)
    ]
    for chosen in itertools.product(*choices):
        network = tuple((actor, other) for actor, others in enumerate(chosen) for other in others)
        if (np.bincount([other for _, other in network], minlength=size) == into).all():
            yield network


TINY = [
    ("a cycle, which no swap turns round", [(0, 1), (1, 2), (2, 0)], 3, 2),
    ("five edges", [(0, 1), (1, 2), (2, 0), (2, 3), (3, 0)], 4, 7),
    ("six edges", [(0, 1), (0, 2), (1, 2), (2, 3), (3, 0), (1, 3)], 4, 8),
    ("a star, which leaves no choice", [(1, 0), (2, 0), (3, 0)], 4, 1),
]


@pytest.mark.parametrize(("label", "edges", "size", "number"), TINY, ids=[case[0] for case in TINY])
def test_all_networks_with_these_degrees_are_equally_likely(label, edges, size, number):
    networks = list(all_networks(edges, size))
    assert len(networks) == number
    source, target = np.array(edges).T
    found = rewiring.rewired(source, target, size, samples=3000, seed=1, swaps=30)
    counts = Counter(tuple(sorted(zip(source.tolist(), row.tolist()))) for row in found)
    assert set(counts) == set(networks)
    if number > 1:
        assert stats.chisquare([counts[network] for network in networks]).pvalue > 0.001


def test_weights_of_one_source_go_to_each_of_its_targets_equally_often():
    source, target = np.array([[0, 1], [0, 2], [3, 1], [4, 2]]).T
    found = rewiring.rewired(source, target, 5, samples=4000, seed=2)
    assert (found[:, 0] == 1).mean() == pytest.approx(0.5, abs=0.03)


@settings(max_examples=30, deadline=None)
@given(
    st.sets(
        st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda edge: edge[0] != edge[1]), min_size=1
    )
)
def test_degrees_are_kept_without_loops_and_double_edges(edges):
    source, target = np.array(sorted(edges)).T
    for row in rewiring.rewired(source, target, 7, samples=5, seed=3):
        assert sorted(row) == sorted(target)
        assert (row != source).all()
        assert len(set(zip(source.tolist(), row.tolist()))) == len(edges)


def test_the_same_seed_gives_the_same_samples_and_ten_tries_are_enough():
    random = np.random.default_rng(4)
    keys = random.choice(30 * 30, size=150, replace=False)
    keys = keys[keys // 30 != keys % 30]
    source, target = keys // 30, keys % 30
    one, again = (rewiring.rewired(source, target, 30, samples=200, seed=5) for _ in range(2))
    assert (one == again).all()
    more = rewiring.rewired(source, target, 30, samples=200, seed=6, swaps=50)
    kept = [
        [len(set(zip(source, row)) & set(zip(source, target))) / len(source) for row in found]
        for found in (one, more)
    ]
    assert stats.ttest_ind(*kept).pvalue > 0.01


def test_what_cannot_be_dealt_is_refused_in_words():
    with pytest.raises(ValueError, match="without loops"):
        rewiring.rewired(np.array([0]), np.array([0]), 1, samples=1, seed=1)
    with pytest.raises(ValueError, match="backbone"):
        rewiring.rewired(np.array([0]), np.array([1]), 9000, samples=1, seed=1)
    none = np.zeros(0, dtype=int)
    assert rewiring.rewired(none, none, 0, samples=3, seed=1).shape == (3, 0)
