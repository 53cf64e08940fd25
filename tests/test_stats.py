"""Numbers of published programs and papers, reproduced; then shapes, edges and errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse
from scipy import stats as scipy_stats

from toolkit import stats

# quanteda.textstats, documentation of textstat_keyness: US inaugural addresses, target = 1945 and later.
INAUGURAL = {
    "we": (1048, 779, 764.4484),
    "our": (917, 1307, 183.5362),
    "world": (196, 123, 171.9660),
    "today": (84, 21, 137.7753),
    "which": (96, 911, -177.10087),
    "public": (12, 213, -58.87042),
    "it": (266, 1132, -60.68425),
    "states": (29, 305, -63.87803),
    "should": (16, 309, -88.14817),
    "of": (1514, 5666, -197.08830),
}
INAUGURAL_TOTALS = (43_002, 108_539)

# Two toy documents of quanteda's own tests.
TOY_A = "a a a b b c c c c c c d e f g h h".split()
TOY_B = "a a b c c d d d d e f h".split()
TOY_CHI2 = [
    ("g", 0.731092),
    ("c", 0.467298),
    ("b", 0.089304),
    ("h", 0.089304),
    ("a", 0.004739),
    ("e", -0.065813),
    ("f", -0.065813),
    ("d", -2.040247),
]
TOY_G2 = [("c", 1.274238), ("g", 1.093291), ("d", -3.779441)]

# Monroe, Colaresi & Quinn's score on the counts of scattertext's test, prior 0.01 a term.
LOG_ODDS_COUNTS = ([1, 5, 1, 9], [100, 510, 100, 199])
LOG_ODDS_Z = {
    "two_term": [-0.6095, -2.3044, -0.6095, 4.4629],  # ConvoKit
    "four_term": [-0.5898, -1.9057, -0.5898, 2.9831],  # scattertext
}

# Gries 2008: a corpus of five parts.
GRIES_PARTS = [
    part.split()
    for part in (
        "b a m n i b e u p",
        "b a s a t b e w q n",
        "b c a g a b e s t a",
        "b a g h a b e a a t",
        "b a h a a b e a x a t",
    )
]
GRIES = [("b", 0.02, 0.024, 0.968), ("i", 0.82, 1, 0), ("q", 0.80, 0.976, 0), ("x", 0.78, 0.951, 0)]


@pytest.mark.parametrize("word", INAUGURAL)
def test_keyness_gives_quantedas_chi_square_of_the_inaugural_addresses(word):
    count_a, count_b, expected = INAUGURAL[word]
    assert stats.keyness(count_a, count_b, *INAUGURAL_TOTALS) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("g2", 676.3496), ("log_ratio", 1.7637), ("percent_diff", 239.56), ("odds_ratio", 3.4555)],
)
def test_keyness_measures_of_we_in_the_inaugural_addresses(measure, expected):
    found = stats.keyness(1048, 779, *INAUGURAL_TOTALS, measure=measure)
    assert found == pytest.approx(expected, rel=2e-5)


def test_keyness_of_quantedas_first_toy():
    counts = (7, 2, 10, 9)
    assert stats.keyness(*counts, correction="yates") == pytest.approx(2.632438, abs=1e-6)
    assert stats.keyness(*counts) == pytest.approx(2.632438, abs=1e-6)
    assert stats.keyness(*counts, correction="none") == pytest.approx(4.337160, abs=1e-6)
    assert stats.keyness(*counts, measure="g2", correction="none") == pytest.approx(4.534939, abs=1e-6)
    exact = stats.exact_odds_ratio(*counts)
    assert exact["estimate"] == pytest.approx(7.166306, abs=1e-6)
    assert exact["p"] == pytest.approx(0.069779, abs=1e-6)


@pytest.mark.parametrize(("word", "expected"), TOY_CHI2)
def test_keyness_of_quantedas_second_toy(word, expected):
    found = stats.keyness(TOY_A.count(word), TOY_B.count(word), len(TOY_A), len(TOY_B))
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("word", "expected"), TOY_G2)
def test_g2_without_correction_of_quantedas_second_toy(word, expected):
    counts = (TOY_A.count(word), TOY_B.count(word), len(TOY_A), len(TOY_B))
    assert stats.keyness(*counts, measure="g2", correction="none") == pytest.approx(expected, abs=1e-6)


def test_yates_agrees_with_scipy_for_both_test_statistics():
    table = [[12, 30], [5, 61]]
    for measure, lambda_ in (("chi2", "pearson"), ("g2", "log-likelihood")):
        for correction, yates in (("yates", True), ("none", False)):
            expected = scipy_stats.chi2_contingency(table, correction=yates, lambda_=lambda_).statistic
            assert stats.keyness(12, 5, 42, 66, measure, correction) == pytest.approx(expected)


def test_keyness_takes_arrays_and_gives_arrays():
    count_a, count_b, expected = np.array(list(INAUGURAL.values())).T
    assert_allclose(stats.keyness(count_a, count_b, *INAUGURAL_TOTALS), expected, atol=1e-4)
    assert isinstance(stats.keyness(1, 2, 10, 10), float)
    assert stats.keyness([], [], 10, 10).shape == (0,)


def test_keyness_where_a_count_is_nought():
    assert stats.keyness(0, 0, 10, 10) == 0.0
    assert stats.keyness(0, 0, 10, 10, measure="g2") == 0.0
    assert stats.keyness(4, 0, 10, 10, measure="log_ratio") == pytest.approx(3.0)  # 4 against 0.5
    assert stats.keyness(4, 0, 10, 10, measure="log_ratio", correction="none") == np.inf
    assert stats.keyness(0, 4, 10, 10, measure="percent_diff") == -100.0
    assert np.isnan(stats.keyness(0, 0, 10, 10, measure="log_ratio"))
    assert stats.keyness(4, 0, 10, 10, measure="odds_ratio") == pytest.approx((4.5 * 10.5) / (6.5 * 0.5))
    assert np.isnan(stats.exact_odds_ratio(0, 0, 5, 5)["estimate"])


@given(
    st.integers(0, 50),
    st.integers(0, 80),
    st.sampled_from(["chi2", "g2"]),
    st.sampled_from(stats.CORRECTIONS),
)
def test_swapping_the_groups_only_turns_the_sign(a, b, measure, correction):
    one = stats.keyness(a, b, 50, 80, measure, correction)
    other = stats.keyness(b, a, 80, 50, measure, correction)
    assert one == pytest.approx(-other, abs=1e-9)
    assert abs(one) <= abs(stats.keyness(a, b, 50, 80, measure, "none")) + 1e-9


@pytest.mark.parametrize("variance", LOG_ODDS_Z)
def test_log_odds_of_scattertext_and_convokit(variance):
    found = stats.log_odds_dirichlet(*LOG_ODDS_COUNTS, 0.01, variance=variance)
    assert_allclose(found, LOG_ODDS_Z[variance], atol=5e-5)


@pytest.mark.parametrize("variance", LOG_ODDS_Z)
def test_log_odds_interval_agrees_with_z(variance):
    z = stats.log_odds_dirichlet(*LOG_ODDS_COUNTS, 0.01, variance=variance)
    estimate, low, high = stats.log_odds_interval(*LOG_ODDS_COUNTS, 0.01, variance=variance)
    assert_allclose(estimate / ((high - low) / 2 / 1.959964), z, rtol=1e-6)
    assert (((low > 0) | (high < 0)) == (abs(z) > 1.959964)).all()


def test_a_prior_per_term_is_used_per_term():
    one = stats.log_odds_dirichlet(*LOG_ODDS_COUNTS, [0.01] * 4)
    assert_allclose(one, stats.log_odds_dirichlet(*LOG_ODDS_COUNTS, 0.01))
    assert not np.allclose(one, stats.log_odds_dirichlet(*LOG_ODDS_COUNTS, [5, 1, 1, 1]))


@pytest.mark.parametrize(("word", "dp", "dp_norm", "juilland_d"), GRIES)
def test_dispersion_of_gries_toy_corpus(word, dp, dp_norm, juilland_d):
    counts, sizes = [part.count(word) for part in GRIES_PARTS], [len(part) for part in GRIES_PARTS]
    assert stats.dispersion(counts, sizes) == pytest.approx(dp, abs=5e-4)
    assert stats.dispersion(counts, sizes, "dp_norm") == pytest.approx(dp_norm, abs=5e-4)
    assert stats.dispersion(counts, sizes, "juilland_d") == pytest.approx(juilland_d, abs=5e-4)


def test_juilland_d_says_which_standard_deviation():
    counts, sizes = [part.count("a") for part in GRIES_PARTS], [len(part) for part in GRIES_PARTS]
    assert stats.dispersion(counts, sizes, "juilland_d") == pytest.approx(0.785, abs=5e-4)
    assert stats.dispersion(counts, sizes, "juilland_d", ddof=1) == pytest.approx(0.760, abs=5e-4)


def test_dispersion_of_many_terms_at_once():
    sizes = [len(part) for part in GRIES_PARTS]
    counts = [[part.count(word) for part in GRIES_PARTS] for word, *_ in GRIES] + [[0] * 5]
    found = stats.dispersion(counts, sizes)
    assert_allclose(found[:-1], [row[1] for row in GRIES], atol=5e-4)
    assert np.isnan(found[-1])


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=6))
def test_dispersion_of_a_sparse_matrix_is_that_of_the_array(counts):
    sizes = [20, 35, 10]
    for measure in stats.DISPERSION_MEASURES:
        dense = stats.dispersion(counts, sizes, measure)
        assert_allclose(stats.dispersion(sparse.csr_matrix(counts), sizes, measure), dense, atol=1e-12)


# scattertext, test_scaledFScore.py: the balanced score with beta 1, and a vocabulary whose words are mostly B's.
SCALED_F = [
    (
        [1, 5, 1, 9, 100, 1, 1, 0, 0, 2],
        [100, 510, 100, 199, 0, 1, 0, 1, 1, 0],
        [0.2689108, 0, 0.2689108, 0.1266617, 1, 0.5, 0.5590517, 0.5, 0.5, 0.5720015],
    ),
    ([0, 0, 0, 0, 0, 0, 1, 2], [1, 1, 2, 1, 1, 1, 1, 2], [0.5, 0.5, 0, 0.5, 0.5, 0.5, 0.5, 1]),
]


@pytest.mark.parametrize(("count_a", "count_b", "expected"), SCALED_F)
def test_scaled_f_of_scattertext(count_a, count_b, expected):
    assert_allclose(stats.scaled_f(count_a, count_b), expected, atol=5e-8)


def test_scaled_f_of_the_other_group_is_the_mirror_image():
    count_a, count_b, _ = SCALED_F[0]
    assert_allclose(stats.scaled_f(count_b, count_a), 1 - stats.scaled_f(count_a, count_b))
    assert stats.scaled_f([*count_a, 0], [*count_b, 0])[-1] == 0.5
    assert stats.scaled_f([], []).shape == (0,)


def test_wilson_interval_of_newcombes_paper():
    """Newcombe 1998, Statistics in Medicine 17:857, table I: 81/263, 15/148, 0/20, 1/29."""
    published = [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]
    for successes, n, low, high in published:
        assert_allclose(stats.wilson_interval(successes, n)[1:], (low, high), atol=5e-5)
    assert stats.wilson_interval(5, 5).high == 1.0
    assert all(np.isnan(stats.wilson_interval(0, 0)))


def test_difference_of_newcombes_paper():
    """Newcombe 1998, Statistics in Medicine 17:873, table II, method 10."""
    assert_allclose(stats.proportion_difference(56, 70, 48, 80), (0.2, 0.0524, 0.3339), atol=5e-5)
    assert_allclose(stats.proportion_difference(9, 10, 3, 10), (0.6, 0.1705, 0.8090), atol=5e-5)


def test_odds_and_risk_ratios_by_hand():
    estimate, low, high = stats.odds_ratio(9, 10, 4, 10)
    by_hand = (9.5 * 6.5) / (1.5 * 4.5)
    error = np.sqrt(1 / 9.5 + 1 / 1.5 + 1 / 4.5 + 1 / 6.5)
    assert_allclose(
        (estimate, low, high), by_hand * np.exp(np.array([0, -1.959964, 1.959964]) * error), rtol=1e-6
    )
    assert stats.odds_ratio(0, 5, 5, 5).estimate > 0
    scipy_ratio = scipy_stats.contingency.relative_risk(9, 10, 4, 10)
    interval = scipy_ratio.confidence_interval(0.95)
    expected = (scipy_ratio.relative_risk, interval.low, interval.high)
    assert_allclose(stats.risk_ratio(9, 10, 4, 10), expected)


def test_benjamini_hochberg_of_the_original_paper():
    """Benjamini & Hochberg 1995, section 3.2: of these 15, the first four are significant at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    q = stats.benjamini_hochberg(p)
    assert (q <= 0.05).tolist() == [True] * 4 + [False] * 11
    with_gap = stats.benjamini_hochberg([*p, np.nan])
    assert_allclose(with_gap[:-1], q)
    assert np.isnan(with_gap[-1])


def test_detectable_difference_shrinks_with_n():
    assert stats.detectable_difference(400, 400) == pytest.approx(0.099, abs=5e-4)
    assert stats.detectable_difference(3, 3) > 1
    assert np.isnan(stats.detectable_difference(0, 3))


RANGES = st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 9), st.integers(0, 9)), max_size=8)


@given(RANGES, RANGES)
def test_ranges_within_finds_what_a_double_loop_finds(outer, inner):
    outer, inner = ([(g, min(a, b), max(a, b) + 1) for g, a, b in ranges] for ranges in (outer, inner))
    expected = {
        (i, j)
        for i, (group, start, end) in enumerate(outer)
        for j, (other, low, high) in enumerate(inner)
        if group == other and start <= low and high <= end
    }
    found = stats.ranges_within(
        *(list(zip(*ranges, strict=True)) or [(), (), ()] for ranges in (outer, inner))
    )
    assert set(zip(*(rows.tolist() for rows in found), strict=True)) == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stats.keyness(5, 1, 4, 10), "count_a must lie between 0 and total_a"),
        (lambda: stats.keyness(1, -1, 4, 10), "count_b"),
        (lambda: stats.keyness(1, 1, 4, 10, measure="tfidf"), "none of chi2"),
        (
            lambda: stats.keyness(1, 1, 4, 10, measure="log_ratio", correction="yates"),
            "belongs to chi2 and g2",
        ),
        (lambda: stats.log_odds_dirichlet([1, 2], [1], 0.1), "one length"),
        (lambda: stats.log_odds_dirichlet([1, 2], [1, 2], 0), "above 0"),
        (lambda: stats.log_odds_dirichlet([1], [1], 1, variance="three_term"), "none of two_term"),
        (lambda: stats.dispersion([1, 2, 3], [10, 10]), "do not fit"),
        (lambda: stats.dispersion([1, 2], [10, 0]), "above 0"),
        (lambda: stats.scaled_f([1, 2], [1]), "one length"),
        (lambda: stats.scaled_f([0, 0], [1, 2]), "some words"),
        (lambda: stats.wilson_interval(3, 2), "between 0 and n"),
        (lambda: stats.odds_ratio(1, 2, 3, 2), "both groups"),
        (lambda: stats.wilson_interval(1, 2, level=95), "0.95"),
    ],
)
def test_errors_say_what_was_wanted(call, message):
    with pytest.raises(ValueError, match=message):
        call()
