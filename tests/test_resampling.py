"""The bootstrap against theory and against numpy, and where there is nothing to draw."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from toolkit import resampling


def test_bootstrap_has_a_known_answer_where_all_clusters_are_alike():
    found = resampling.bootstrap_interval(
        [[3, 4]] * 5, lambda totals: totals[..., 0] / totals[..., 1], seed=1
    )
    assert tuple(found) == (0.75, 0.75, 0.75)


def test_bootstrap_of_a_total_agrees_with_theory():
    """Fifty clusters, half of which hold one: the total's standard deviation is sqrt(50 / 4)."""
    low, high = resampling.bootstrap_interval([[i % 2] for i in range(50)], seed=7, draws=8000)[1:]
    assert_allclose([low[0], high[0]], [25 - 1.96 * np.sqrt(12.5), 25 + 1.96 * np.sqrt(12.5)], atol=1)


def test_bootstrap_is_the_same_for_the_same_seed_sparse_or_not_and_in_blocks(monkeypatch):
    values = np.arange(12).reshape(6, 2)
    one = resampling.bootstrap_totals(values, seed=3, draws=50)
    assert_allclose(one, resampling.bootstrap_totals(sparse.csr_matrix(values), seed=3, draws=50))
    monkeypatch.setattr(resampling, "BOOTSTRAP_BLOCK", 60)
    assert_allclose(one, resampling.bootstrap_totals(values, seed=3, draws=50))
    assert not np.allclose(one, resampling.bootstrap_totals(values, seed=4, draws=50))


def test_one_cluster_or_none_has_no_interval():
    for values in ([[3]], np.zeros((0, 1))):
        _, low, high = resampling.bootstrap_interval(values, seed=1)
        assert np.isnan([low, high]).all()


def test_resamples_without_a_denominator_are_left_out():
    share = resampling.bootstrap_interval([[1, 1], [0, 0]], lambda t: t[..., 0] / t[..., 1], seed=1)
    assert tuple(share) == (1.0, 1.0, 1.0)


def test_percentiles_are_those_of_numpy_where_nothing_is_missing():
    drawn = np.random.default_rng(5).normal(size=(101, 3, 2))
    assert_allclose(resampling.percentile_interval(drawn), np.quantile(drawn, [0.025, 0.975], axis=0))
    drawn[::3, 0, 0] = np.nan
    kept = drawn[~np.isnan(drawn[:, 0, 0]), 0, 0]
    low, high = resampling.percentile_interval(drawn)
    assert_allclose([low[0, 0], high[0, 0]], np.quantile(kept, [0.025, 0.975]))


def test_columns_have_the_intervals_of_single_columns_in_blocks_or_not(monkeypatch):
    values = np.arange(24).reshape(6, 4)
    whole = resampling.bootstrap_columns(values, seed=3, draws=100)
    share = resampling.bootstrap_interval(
        np.column_stack([values[:, 1], values.sum(axis=1)]),
        lambda t: t[..., 0] / t[..., 1],
        seed=3,
        draws=100,
    )
    assert (whole["share"][1], whole["share_low"][1], whole["share_high"][1]) == pytest.approx(tuple(share))
    monkeypatch.setattr(resampling, "COLUMN_BLOCK", 100)
    for name, numbers in resampling.bootstrap_columns(values, seed=3, draws=100).items():
        assert_allclose(numbers, whole[name])


def test_one_row_per_cluster_is_asked_for():
    with pytest.raises(ValueError, match="one row per cluster"):
        resampling.bootstrap_totals([1, 2], seed=1)
