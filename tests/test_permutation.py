"""Tests by shuffling: by hand where all ways can be written down, and by simulation where nothing is to be found."""

from itertools import product

import numpy as np
import pytest
from scipy import sparse

from benchmarks import coverage, false_positives
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


# --- labels within documents -----------------------------------------------------------------------------------------


def distance(values, wholes, labels, clusters, group):
    """|t| of a group against the rest, written out document by document."""
    inside = labels == group
    whole = [wholes[side].sum() for side in (inside, ~inside)]
    share = [values[side].sum() / size for side, size in zip((inside, ~inside), whole)]
    holding = [len(np.unique(clusters[side])) for side in (inside, ~inside)]
    factor = [n / max(n - 1, 1) for n in holding]
    variance = 0.0
    for cluster in np.unique(clusters):
        own = [
            np.sqrt(f) * (values[rows].sum() - s * wholes[rows].sum()) / w
            for f, s, w, rows in zip(
                factor, share, whole, ((clusters == cluster) & inside, (clusters == cluster) & ~inside)
            )
        ]
        variance += (own[0] - own[1]) ** 2
    return abs(share[0] - share[1]) / np.sqrt(variance)


def labellings(labels, clusters, blocks):
    """All ways to exchange labels: whole documents of one group, blocks within documents of several."""
    pure = [c for c in np.unique(clusters) if len(set(labels[clusters == c])) == 1]
    strata = [[clusters == c for c in pure]]
    strata += [
        [(clusters == c) & (blocks == b) for b in np.unique(blocks[clusters == c])]
        for c in np.unique(clusters)
        if c not in pure
    ]
    for orders in product(*(orderings([labels[rows][0] for rows in stratum]) for stratum in strata)):
        changed = labels.copy()
        for stratum, order in zip(strata, orders):
            for rows, label in zip(stratum, order):
                changed[rows] = label
        yield changed


def orderings(labels):
    from itertools import permutations

    return sorted(set(permutations(labels)))


# Documents 0 and 1 quote several sides (speakers are blocks, speaker 0 twice), 2 to 4 one.
MIXED = {
    "labels": np.array([0, 0, 1, 1, 0, 1, 1, 0, 0, 1]),
    "clusters": np.array([0, 0, 0, 0, 1, 1, 1, 2, 3, 4]),
    "blocks": np.array([0, 0, 1, 2, 0, 1, 1, 0, 0, 1]),
}
VALUES = np.array(
    [[3, 1], [2, 0], [1, 2], [0, 1], [4, 3], [1, 1], [2, 5], [3, 0], [2, 2], [0, 4]], dtype=float
)
WHOLES = np.array([10, 12, 8, 9, 11, 10, 7, 14, 9, 10], dtype=float)


@pytest.mark.parametrize("third", [False, True])
def test_labels_within_documents_agree_with_all_ways_written_out(third):
    labels = MIXED["labels"].copy()
    if third:
        labels[3] = 2
        labels[9] = 2
    found = permutation.label_p(VALUES, WHOLES, labels, MIXED["clusters"], MIXED["blocks"])
    ways = list(labellings(labels, MIXED["clusters"], MIXED["blocks"]))
    assert found.exact
    assert found.ways == len(ways)
    for column in range(2):
        groups = np.unique(labels)
        each = [
            [distance(VALUES[:, column], WHOLES, way, MIXED["clusters"], group) for group in groups]
            for way in ways
        ]
        observed = [distance(VALUES[:, column], WHOLES, labels, MIXED["clusters"], group) for group in groups]
        expected = np.mean(np.array(each) >= np.array(observed) - 1e-9, axis=0)
        np.testing.assert_allclose(found.p[:, column], expected)
        squares = np.sum(np.array(each) ** 2, axis=1)
        together = np.mean(squares >= np.sum(np.array(observed) ** 2) - 1e-9)
        assert found.together[column] == pytest.approx(together)


def test_documents_of_one_group_are_shuffled_as_before():
    random = np.random.default_rng(4)
    parts, wholes, in_a = random.poisson(3, (11, 5)), random.integers(20, 40, 11), np.arange(11) < 4
    before = permutation.share_difference_p(parts, wholes, in_a)
    np.testing.assert_allclose(permutation.label_p(parts, wholes, ~in_a, np.arange(11)).p[0], before)
    own = sparse.csr_matrix(np.repeat(wholes[:, None], 5, axis=1))
    np.testing.assert_allclose(permutation.label_p(parts, own, ~in_a, np.arange(11)).p[0], before)


def test_units_of_a_document_move_together():
    """Every unit twice in its document and block: nothing new is known, and p stays what it was."""
    twice = {name: np.repeat(numbers, 2) for name, numbers in MIXED.items()}
    one = permutation.label_p(VALUES, WHOLES, **MIXED)
    two = permutation.label_p(np.repeat(VALUES, 2, axis=0), np.repeat(WHOLES, 2), **twice)
    np.testing.assert_allclose(one.p, two.p)
    assert one.ways == two.ways


def test_a_pair_in_each_document_changes_places():
    """Five documents, A higher in each: of 2 ** 5 exchanges only this one and its mirror are as far apart."""
    parts = np.array([[5], [1], [6], [2], [7], [1], [5], [2], [5], [1]])
    label, cluster = np.tile([0, 1], 5), np.repeat(np.arange(5), 2)
    found = permutation.label_p(parts, np.full(10, 10.0), label, cluster, label)
    assert found.p.tolist() == [[0.0625], [0.0625]]
    assert (found.ways, found.smallest, found.exact) == (32, 0.0625, True)


def test_drawn_labellings_come_near_all_of_them(monkeypatch):
    exact = permutation.label_p(VALUES, WHOLES, **MIXED)
    drawn = permutation.label_p(VALUES, WHOLES, **MIXED, permutations=int(exact.ways) - 1, seed=3)
    assert not drawn.exact
    assert np.abs(exact.p - drawn.p).max() < 0.2
    monkeypatch.setattr(permutation, "BLOCK", 200)
    np.testing.assert_array_equal(permutation.label_p(VALUES, WHOLES, **MIXED).p, exact.p)


def test_too_little_to_compare_has_no_p():
    one = permutation.label_p([[1], [2]], [3, 3], [0, 0], [0, 1])
    assert np.isnan(one.p).all()
    assert one.smallest == 1
    none = permutation.label_p(np.zeros((0, 2)), [], [], [])
    assert none.p.shape == (0, 2)
    alone = permutation.label_p([[1], [2]], [3, 3], [0, 1], [0, 0])
    assert alone.p.tolist() == [[1], [1]]


def test_a_block_has_one_label():
    with pytest.raises(ValueError, match="a block has one label within a document; the block of row 1"):
        permutation.label_p([[1], [2], [0]], [3, 3, 3], [0, 1, 1], [0, 0, 1], [5, 5, 5])
    with pytest.raises(ValueError, match="one label, one cluster and one block per row"):
        permutation.label_p([[1], [2]], [3, 3], [0, 1], [0])


@pytest.mark.parametrize("kind", ["sides", "narration"])
def test_nothing_is_found_within_documents_where_nothing_is(kind):
    """The whole table, also of naive tests, is in benchmarks/RESULTS.md."""
    found = false_positives.comparisons(kind, 24, items=300, permutations=299)
    assert 2.5 < false_positives.below(found["p"], 0.05) < 7.5
    assert false_positives.below(found["naive_p"], 0.05) > 8
    assert 0.4 < found["p"].median() < 0.6


def test_a_term_of_two_documents_is_no_finding():
    """Its uses can fall to the sides in four ways, so that p cannot be far below 1 / 4."""
    kinds = [(0,)] * 18 + [(1,)] * 19 + [(0, 1)] * 15
    label = np.concatenate(kinds)
    document = np.repeat(np.arange(len(kinds)), [len(kind) for kind in kinds])
    words = np.where(label == 0, 45, 95)
    uses = np.zeros(len(label))
    uses[0] = 2
    uses[-2:] = 2, 1
    found = permutation.label_p(uses[:, None], words, label, document, label, permutations=999)
    assert found.p[0, 0] > 0.1
