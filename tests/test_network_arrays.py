"""Ties as arrays: what is counted, what is left out, and how large the errors are."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from tests.made_ties import RING, STAR, articles, ties
from toolkit.network import arrays, standing


def test_quotes_count_once_per_pair_and_words_add_up():
    table = ties([("a", "b"), ("b", "a")], quotes=2, words=7)
    again = table.iloc[[0]].assign(relation="addresses")
    net = arrays.network(pd.concat([table, again]))
    assert net.actors.tolist() == ["a", "b"] and net.totals.tolist() == [2, 2]
    assert (net.quotes, net.documents, net.unit, net.clusters) == (4, 2, "documents", 2)
    assert arrays.network(table, weight="words").totals.tolist() == [14, 14]


def test_what_is_left_out_is_counted():
    table = ties([("a", "a"), ("a", "b"), ("b", None)])
    net = arrays.network(table)
    assert (net.edges, net.loops, net.incomplete) == (1, 1, 1)
    assert net.left_out() == "1 row(s) that join an actor to itself, 1 without source or target"


def test_one_document_is_drawn_by_quotes_and_silent_documents_count():
    table = ties([("a", "b"), ("b", "c")]).assign(doc_id="d")
    assert (arrays.network(table).unit, arrays.network(table).clusters) == ("quotes", 2)
    net = arrays.network(table, documents=pd.Series(["d", "e", "f"]))
    assert (net.unit, net.clusters) == ("documents", 3)
    lost = arrays.network(ties(RING).assign(doc_id=[None, *"bcdef"]))
    assert lost.clusters == 6 and lost.totals.sum() == 6


def test_parts_of_a_network():
    net = arrays.network(ties(STAR))
    part = net.among(np.isin(net.actors, ["hub", "leaf1", "leaf3"]))
    assert part.actors.tolist() == ["hub", "leaf1", "leaf3"]
    assert sorted(zip(part.source.tolist(), part.target.tolist())) == [(1, 0), (2, 0)]
    assert (part.totals.sum(), part.quotes, part.clusters) == (2, 2, 5)


def test_a_missing_column_and_an_unknown_weight_are_named():
    with pytest.raises(ValueError, match="no column target"):
        arrays.network(ties(STAR).drop(columns="target"))
    with pytest.raises(ValueError, match="no column words"):
        arrays.network(ties(STAR).drop(columns="words"), weight="words")
    with pytest.raises(ValueError, match="weight='loud'"):
        arrays.network(ties(STAR), weight="loud")
    assert arrays.network(pd.DataFrame()).size == 0


def test_the_jackknife_of_a_total_is_that_of_theory():
    """The error of a sum of n independent values is sqrt(n) times their standard deviation."""
    net = arrays.network(ties([("a", "b")] * 12))
    net.parts.data[:] = np.arange(12)
    error, step = arrays.jackknife(net, lambda weights: weights, seed=1)
    assert_allclose(error, np.std(np.arange(12), ddof=1) * np.sqrt(12))
    assert_allclose(step, 5.5)


def test_edges_of_one_document_show_why_a_bootstrap_is_not_enough():
    """Twenty edges that rest on one document each, as in a Poisson process: the true variance is 20."""
    net = arrays.network(ties([(f"a{number:02}", "hub") for number in range(20)]))

    def degree(weights):
        return standing.sums((weights > 0).astype(float), net.target, net.size)

    hub = net.actors.tolist().index("hub")
    drawn = arrays.drawn(net, degree, seed=1, draws=500)[:, hub]
    error = arrays.jackknife(net, degree, seed=1)[0][hub]
    assert drawn.mean() == pytest.approx(20 * (1 - 0.95**20), abs=0.3)
    assert drawn.max() < 20 and drawn.std() < 2
    # Each left out in turn is one less; the mean of these is the same for all, so nothing is left to vary.
    assert error == pytest.approx(0.0)
    silent = arrays.network(
        ties([(f"a{number:02}", "hub") for number in range(20)]), documents=[f"x{n}" for n in range(2000)]
    )
    error = arrays.jackknife(silent, degree, seed=1)[0][hub]
    assert error == pytest.approx(np.sqrt(20), rel=0.1)


def test_many_documents_are_left_out_in_groups(monkeypatch):
    net = arrays.network(articles(150, seed=3))
    one = arrays.jackknife(net, lambda weights: weights.sum(axis=1), seed=1)[0]
    monkeypatch.setattr(arrays, "JACKKNIFE_GROUPS", 75)
    assert arrays.jackknife(net, lambda weights: weights.sum(axis=1), seed=1)[0] == pytest.approx(
        one, rel=0.2
    )


def test_counts_get_jeffreys_interval():
    counts = np.array([[0.0], [1.0], [9.0]])
    low, high = arrays.spread(counts, np.sqrt(counts), np.ones_like(counts)).interval(0.95)
    assert_allclose(high.ravel(), stats.gamma.ppf(0.975, counts.ravel() + 0.5))
    assert_allclose(low.ravel(), [0, *stats.gamma.ppf(0.025, [1.5, 9.5])])


def test_placed_draws_have_the_spread_and_the_order_of_the_resamples():
    drawn = np.random.default_rng(1).normal(size=(2000, 2))
    spread = arrays.Spread(np.array([9.0, 0.0]), np.array([9.5, 0.0]), np.array([9.5, 0.0]))
    placed = arrays.placed(drawn, spread, seed=1)
    assert_allclose(
        np.quantile(placed[:, 0], [0.025, 0.975]), spread.at(np.array([[0.025], [0.975]]))[:, 0], rtol=0.02
    )
    assert (np.argsort(placed[:, 0]) == np.argsort(drawn[:, 0])).all()
    assert (placed[:, 1] == 0).all()


def test_blocks_have_seeds_of_their_own(monkeypatch):
    net = arrays.network(ties(RING))
    whole = arrays.drawn(net, lambda weights: weights, seed=1, draws=8)
    assert_allclose(whole.sum(axis=1), 6)
    monkeypatch.setattr(arrays, "BLOCK", 12)
    parts = arrays.drawn(net, lambda weights: weights, seed=1, draws=8)
    assert_allclose(parts[:2], whole[:2])
    assert len(np.unique(parts, axis=0)) > 2


def test_agreement_of_all_documents_is_not_certainty():
    net = arrays.network(ties(RING))
    reach = arrays.reach(
        net, lambda weights: np.ones((len(weights), 1)), width=np.array([2.0]), seed=1, draws=20, level=0.95
    )
    assert reach == pytest.approx(2 * -np.log(0.025) / 6)
