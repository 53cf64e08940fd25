"""Comparisons with sure quotes only, and corrected for errors that are known: by hand, and where the truth is known."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from test_rhetoric_comparison import corpus, hedges

from toolkit import evaluation
from toolkit.evaluation import agreement
from toolkit.rhetoric import errors
from toolkit.rhetoric.comparison import compare
from toolkit.rhetoric.errors import CORRECTED_COLUMNS, corrected, sensitivity
from toolkit.rhetoric.groups import COMPARE_COLUMNS
from toolkit.rhetoric.key_terms import keyness
from toolkit.rhetoric.terms import count_terms

FAST = {"permutations": 9}
NO_ERROR = {"permutations": 9, "confusion": None, "draws": 200}
README = Path(__file__).parent.parent / "README.md"


def matrix(rows, names):
    return pd.DataFrame(rows, index=names, columns=names)


def test_measured_rates_are_those_of_the_readme():
    table = README.read_text(encoding="utf-8")
    published = {
        ("all", "content"): float(re.search(r"content of statements.*?\| (0\.\d+)", table).group(1)),
        ("all", "end_to_end"): float(re.search(r"right source, F1: all .*?\| (0\.\d+)", table).group(1)),
    }
    by_kind = re.search(
        r"direct / mixed / indirect speech .*?\| (0\.\d+) / (0\.\d+) / (0\.\d+)", table
    ).groups()
    published |= {
        (kind, "end_to_end"): float(f1) for kind, f1 in zip(("direct", "mixed", "indirect"), by_kind)
    }
    for (item, measure), f1 in published.items():
        rates = errors.measured_rates(measure)
        both = rates[rates["item"] == item].set_index("statistic")["estimate"]
        assert 2 / (1 / both["precision"] + 1 / both["recall"]) == pytest.approx(f1, abs=1e-3)


def test_measured_precision_of_markers_is_that_of_the_benchmark():
    results = (README.parent / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    rates = errors.measured_rates("markers").set_index("item")
    assert (rates["statistic"] == "precision").all()
    for family in ("hedge", "booster"):
        right, of = re.search(rf"\*\*{family}, in news\*\* \| precision \| (\d+) \| (\d+)", results).groups()
        assert rates.loc[family, "estimate"] == pytest.approx(int(right) / int(of))
        assert rates.loc[family, "n"] == int(of)


def test_without_errors_nothing_changes():
    units = corpus()
    perfect = pd.DataFrame({"item": "all", "statistic": ["precision", "recall"], "estimate": 1.0, "n": 1e9})
    sure = {"values": matrix(np.eye(3) * 1e9, ["direct", "indirect", "mixed"]), "rates": perfect}
    table = corrected(units, "side", measure="kind", **{**NO_ERROR, **sure})
    assert_allclose(table["corrected"], table["estimate"])
    assert_allclose(table["corrected_difference"], table["difference"])
    assert list(table) == [*COMPARE_COLUMNS, *CORRECTED_COLUMNS]
    plain = compare(units, "side", measure="kind", permutations=9)
    pd.testing.assert_frame_equal(table[list(COMPARE_COLUMNS)], plain)


def test_rogan_and_gladens_estimator():
    """Observed share p, sensitivity 0.8 and specificity 0.9: (p + 0.9 - 1) / (0.8 + 0.9 - 1)."""
    units = corpus(40)
    values = matrix([[80, 20], [10, 90]], [True, False])
    table = corrected(units, "side", measure="negated", values=values, **NO_ERROR)
    assert_allclose(table["corrected"], (table["estimate"] - 0.1) / 0.7)
    assert_allclose(table["corrected_difference"], table["difference"] / 0.7)
    assert (table["corrected_high"] - table["corrected_low"] > table["high"] - table["low"]).all()
    assert table.attrs["correction"] == "values by their misclassification matrix"


def test_confused_groups_are_taken_apart():
    """South's quotes given to North in one of five cases, North's to South in one of ten."""
    units = corpus(40)
    confusion = matrix([[90, 10], [20, 80]], ["North", "South"])
    table = corrected(units, "side", measure=hedges(units), permutations=9, confusion=confusion, draws=200)
    sums = units.assign(hedge=hedges(units)["hedge"].to_numpy()).groupby("side")[["hedge", "n_words"]].sum()
    true = np.linalg.inv(np.array([[0.9, 0.1], [0.2, 0.8]]).T) @ sums.to_numpy()
    assert_allclose(table[table["measure"] == "hedge"]["corrected"], 1000 * true[:, 0] / true[:, 1])


def test_precision_and_recall_weigh_what_was_found():
    """Direct quotes: nine of ten found are right, and they are three of four; of others half and half."""
    shares = {
        ("direct", "precision"): 0.9,
        ("direct", "recall"): 0.75,
        ("all", "precision"): 0.5,
        ("all", "recall"): 0.5,
    }
    rates = pd.DataFrame(
        [(*key, share, 100) for key, share in shares.items()], columns=list(errors.RATE_COLUMNS)
    )
    units = corpus(40)
    table = corrected(units, "side", measure="kind", rates=rates, **NO_ERROR)
    found = table[table["group"] == "North"].set_index("measure")
    direct, other = (
        found.loc["kind: direct", "count"] * 1.2,
        found["count"].sum() - found.loc["kind: direct", "count"],
    )
    assert found.loc["kind: direct", "corrected"] == pytest.approx(direct / (direct + other))
    assert found["corrected"].sum() == pytest.approx(1)
    by_group = rates.assign(group=["North", "North", "all", "all"])
    table = corrected(units, "side", measure="kind", rates=by_group, **NO_ERROR).set_index(
        ["group", "measure"]
    )
    assert table.loc[("North", "kind: direct"), "corrected"] == pytest.approx(direct / (direct + other))
    south = table.loc[("South", "kind: direct")]
    assert south["corrected"] == pytest.approx(south["estimate"])


def test_a_rate_of_markers_is_corrected_by_their_own_rates():
    units = corpus()
    rates = pd.DataFrame(
        {"item": "hedge", "statistic": ["precision", "recall"], "estimate": [0.8, 0.5], "n": 200}
    )
    table = corrected(units, "side", measure=hedges(units), rates=rates, **NO_ERROR)
    factor = (table["corrected"] / table["estimate"]).groupby(table["measure"]).mean()
    assert_allclose(factor[["hedge", "booster"]], [1.6, 1.0])


def test_the_truth_is_found_again_behind_errors():
    """A true share of 0.3 seen through errors in 60 corpora: the corrected interval holds it, the plain one not."""
    random = np.random.default_rng(3)
    held = {"corrected": 0, "plain": 0}
    for seed in range(60):
        units = corpus(60, seed=seed).drop(columns="speaker")
        wrong = random.random(len(units)) < np.where(units["negated"], 0.25, 0.3)
        judged = random.multinomial(200, [0.75, 0.25]), random.multinomial(400, [0.3, 0.7])
        seen = units.assign(negated=units["negated"] ^ wrong)
        values = matrix(judged, [True, False])
        table = corrected(
            seen, "side", measure="negated", values=values, permutations=1, confusion=None, draws=300
        )
        row = table.iloc[0]
        held["corrected"] += row["corrected_low"] <= 0.3 <= row["corrected_high"]
        held["plain"] += row["low"] <= 0.3 <= row["high"]
    assert held["corrected"] >= 53
    assert held["plain"] < 10


def test_wrong_sources_make_differences_too_small():
    units = corpus(40)
    table = corrected(units, "side", measure="negated", permutations=9)
    assert "92.9% of attributions right" in table.attrs["correction"]
    assert (table["corrected_difference"].abs() > table["difference"].abs()).all()
    assert_allclose(table["corrected_difference"], table["difference"] * 1783 / 1657, rtol=0.02)


def test_kinds_take_the_measured_rates():
    table = corrected(corpus(40), "side", measure="kind", permutations=9)
    assert "recall of direct, mixed, indirect" in table.attrs["correction"]
    indirect = table[table["measure"] == "kind: indirect"]
    assert (indirect["corrected"] > indirect["estimate"]).all()  # indirect speech is missed most


def test_rates_of_a_score():
    """One article: the extractor finds one of two statements, and one that is none."""
    text = "Doe said no. Ek said yes. Rain fell, it seems."
    first = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 11]]}
    missed = {"source": [[13, 15]], "cue": [[16, 20]], "content": [[21, 24]]}
    invented = {"source": [], "cue": [[40, 45]], "content": [[26, 35]]}
    gold = [{"id": "a", "text": text, "attributions": [first, missed]}]
    given = [{"id": "a", "attributions": [first, invented]}]
    scores = evaluation.score(gold, predictions=given)
    assert "content" in agreement.MEASURES
    rates = errors.rates_of_scores(scores)
    assert rates[rates["item"] == "all"].set_index("statistic")["estimate"].to_dict() == {
        "precision": 0.5,
        "recall": 0.5,
    }
    table = corrected(corpus(), "side", measure="kind", rates=rates, **NO_ERROR)
    assert table["corrected"].notna().all()
    with pytest.raises(ValueError, match="no precision or recall of speaker"):
        errors.rates_of_scores(scores, measure="speaker")


def test_statements_of_one_article_are_worth_fewer_judgements():
    scores = pd.DataFrame(
        {
            "by": "all", "group": "all", "measure": "content", "statistic": ["precision", "recall"],
            "n": [100, 100], "documents": 5, "estimate": [0.8, 0.5], "low": [0.65, np.nan], "high": [0.95, np.nan],
        }
    )  # fmt: skip
    rates = errors.rates_of_scores(scores)
    assert rates["n"].tolist() == [pytest.approx(0.8 * 0.2 * (1.959964 / 0.15) ** 2, rel=1e-4), 100]


def test_sure_quotes_only():
    units = corpus(40)
    table = sensitivity(units, "side", measure="kind", **FAST)
    alone = compare(units[units["confidence"] > 0.8], "side", measure="kind", **FAST)
    assert_allclose(table["estimate_sure"], alone["estimate"])
    assert_allclose(table["n_units_sure"], alone["n_units"])
    pd.testing.assert_frame_equal(
        table[list(COMPARE_COLUMNS)], compare(units, "side", measure="kind", **FAST)
    )
    everything = sensitivity(units.assign(confidence=1.0), "side", measure="kind", **FAST)
    assert everything["holds"].all()
    none = sensitivity(units.assign(confidence=0.1), "side", measure="kind", **FAST)
    assert none["estimate_sure"].isna().all()
    assert not none["holds"].any()
    assert "nothing to compare" in none.attrs["warnings_sure"][0]


def test_sure_quotes_of_terms():
    from test_rhetoric_terms import made

    tokens, among = made(["a b c", "a a b", "b c c", "a b b"] * 3)
    among = among.assign(group=["A", "B"] * 6, confidence=[0.9, 0.95, 0.5, 0.99] * 3)
    found = sensitivity(among, "group", measure=count_terms(tokens, among), **FAST)
    kept = among[among["confidence"] > 0.8]
    with pytest.raises(ValueError, match="terms cannot"):
        corrected(among, "group", measure=count_terms(tokens, among))
    alone = keyness(count_terms(tokens, among), kept, "group", **FAST).set_index("measure")["estimate"]
    assert_allclose(found.set_index("measure").loc[alone.index, "estimate_sure"], alone)


def test_nothing_to_correct():
    for units in (corpus()[:0], corpus().assign(side="North")):
        table = corrected(units, "side", measure="kind", permutations=9)
        assert table[list(CORRECTED_COLUMNS)].isna().all().all()
        assert list(table) == [*COMPARE_COLUMNS, *CORRECTED_COLUMNS]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rates": pd.DataFrame({"item": ["direct"]})}, "rates: no column statistic, estimate, n"),
        ({"rates": errors.measured_rates().assign(estimate=93.0)}, "between 0 and 1"),
        ({"confusion": (9, 5)}, "9 cannot be right"),
        ({"confusion": matrix([[1, 1], [1, 1]], ["North", "South"])}, "nothing can be corrected"),
        ({"confusion": matrix([[5, 1], [1, 5]], ["North", "West"])}, "no row or column South"),
        ({"values": matrix([[5, 1], [0, 0]], ["direct", "mixed"])}, "no row or column indirect"),
    ],
)
def test_errors_say_what_was_wanted(options, message):
    with pytest.raises(ValueError, match=message):
        corrected(corpus(), "side", measure="kind", permutations=9, **options)
    with pytest.raises(ValueError, match="no column confidence"):
        sensitivity(corpus().drop(columns="confidence"), "side", measure="kind")
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        sensitivity(corpus(), "side", measure="kind", confidence=80)
