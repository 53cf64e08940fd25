"""Tests by shuffling: by hand where all ways can be written down, and by simulation where nothing is to be found."""

import numpy as np
import pytest
from scipy import sparse

from benchmarks import coverage
from toolkit import permutation
from toolkit.stats import benjamini_hochberg


def test_all_ways_are_taken_where_there_are_few():
    """Three against three: 20 ways, and only this one and its mirror are as far apart."""
    parts, wholes, in_a = [[9], [8], [9], [0], [1], [0]], [10] * 6, [True] * 3 + [False] * 3
    for whole in (wholes, np.array(wholes)[:, None], sparse.csr_matrix(np.array(wholes)[:, None])):
        assert permutation.share_difference_p(parts, whole, in_a).tolist() == [0.1]
        assert permutation.share_difference_p(parts, whole, ~np.array(in_a)).tolist() == [0.1]


def test_drawn_p_is_near_the_exact_one_and_the_same_for_the_same_seed(monkeypatch):
    random = np.random.default_rng(1)
    parts, wholes = random.poisson(3, (12, 4)), random.integers(20, 40, 12)
    in_a = np.arange(12) < 5
    exact = permutation.share_difference_p(parts, wholes, in_a)
    drawn = permutation.share_difference_p(parts, wholes, in_a, permutations=791, seed=2)
    assert np.abs(exact - drawn).max() < 0.06
    assert (drawn == permutation.share_difference_p(parts, wholes, in_a, permutations=791, seed=2)).all()
    monkeypatch.setattr(permutation, "BLOCK", 100)
    assert (exact == permutation.share_difference_p(parts, wholes, in_a)).all()
    assert (drawn == permutation.share_difference_p(parts, wholes, in_a, permutations=791, seed=2)).all()


def test_equal_shares_are_no_difference():
    p = permutation.share_difference_p([[1], [2], [3], [4]], [10, 20, 30, 40], [True, True, False, False])
    assert p.tolist() == [1]


def test_a_group_without_a_whole_has_no_p():
    p = permutation.share_difference_p([[1], [1], [0], [0]], [[2], [2], [0], [0]], [True, True, False, False])
    assert np.isnan(p).all()


def test_slope_by_hand():
    """Six months of rising shares: of 720 orders of the dates 2 are as steep, about 0.003 of those drawn."""
    rising = [[1], [2], [4], [5], [7], [9]]
    p = permutation.slope_p(rising, [10] * 6, range(6), permutations=20_000, seed=1)
    assert p[0] == pytest.approx(2 / 720, abs=0.0015)
    assert permutation.slope_p([[1], [2], [3]], [10, 20, 30], range(3)).tolist() == [1]


def test_p_values_are_uniform_where_nothing_is_to_be_found():
    kind = coverage.KINDS[3]
    for sizes, longer in (((6, 6), 1), ((10, 25), 1), ((30, 30), 2)):
        p = coverage.null_p(600, kind, sizes, longer=longer, permutations=399)
        assert 0.025 < np.mean(p < 0.05) < 0.075
        assert 0.42 < np.median(p) < 0.58


def test_slopes_are_rarely_found_where_nothing_changes():
    kind = coverage.KINDS[3]
    corpora = coverage.corpora(400, 30, kind, seed=8)
    p = permutation.slope_p(
        corpora["mentions"], corpora["all_mentions"], np.arange(30) // 5, permutations=399
    )
    assert 0.025 < np.mean(p < 0.05) < 0.08


def test_false_discoveries_stay_below_the_level():
    assert coverage.false_discoveries(40) < 0.06
    random = np.random.default_rng(0)
    assert np.mean([(benjamini_hochberg(random.random(40)) <= 0.05).any() for _ in range(400)]) < 0.08


def test_labels_must_fit():
    with pytest.raises(ValueError, match="one label and one whole per document"):
        permutation.share_difference_p([[1], [2]], [3, 3], [True])
