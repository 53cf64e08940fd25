"""Would one bet on it: a true difference yes, chance, few documents, unsure quotes and known errors no."""

import numpy as np
import pandas as pd
import pytest
from test_rhetoric_comparison import corpus, hedges

from toolkit import stats
from toolkit.rhetoric import bets
from toolkit.rhetoric.comparison import compare


def different(documents=24):
    """Quotes whose sides differ in `negated` by far, and in `kind` by chance only; all sure."""
    units = corpus(documents).assign(confidence=0.9)
    north = units["side"] == "North"
    return units.assign(negated=np.where(north, units.index % 10 != 0, units.index % 10 == 0))


def bet(units, measures=None, **options):
    return bets.bets(units, "side", measures or {"Denial": "negated", "Kind": "kind"}, **options)


def test_a_large_difference_is_a_bet_and_chance_is_none():
    units = different()
    before = units.copy(deep=True)
    found = bet(units, permutations=199)
    pd.testing.assert_frame_equal(units, before)
    assert list(found) == list(bets.BET_COLUMNS)
    assert found["about"].tolist() == ["Denial", "Kind", "Kind", "Kind"]
    assert found["bet"].tolist() == ["yes", *["no: chance"] * 3]
    assert found["group"].unique().tolist() == ["North"]
    assert found.attrs["confidence"] == 0.8
    wrong = "92.9% of attributions right, the wrong ones going to groups by their size"
    kinds = "counts times precision / recall of direct, mixed, indirect, all"
    assert found.attrs["correction"] == f"Denial: {wrong}; Kind: {kinds}; {wrong}"


def test_q_is_over_all_measures():
    found = bet(different(), permutations=199)
    np.testing.assert_allclose(found["q"], stats.benjamini_hochberg(found["p"].to_numpy()))
    alone = compare(different(), "side", measure="negated", permutations=199)
    first = found[found["about"] == "Denial"].iloc[0]
    assert first["p"] == alone["p"].iloc[0]
    assert first["q"] > alone["q"].iloc[0]


def test_what_few_documents_show_is_no_bet():
    found = bet(different(3), {"Denial": "negated"}, permutations=199)
    assert found["bet"].tolist() == ["no: few documents"]
    one = bet(different(6).assign(doc_id="d0"), permutations=199)
    assert set(one["bet"]) == {"no: few documents"}


def test_what_sure_quotes_do_not_show_is_no_bet():
    units = different()
    unsure = units["negated"].to_numpy() == (units["side"] == "North").to_numpy()
    turned = units.assign(confidence=np.where(unsure, 0.5, 0.9))
    assert bet(turned, {"Denial": "negated"}, permutations=199)["bet"].tolist() == ["no: sure quotes"]


def test_what_known_errors_could_make_is_no_bet():
    units = different()
    row = bet(units, {"Denial": "negated"}, permutations=199).to_dict("records")[0]
    assert row["bet"] == "yes"
    assert row["corrected_difference"] > row["difference"]  # wrong speakers blur, and that is undone
    around = row | {"corrected_difference_low": -0.1, "corrected_difference_high": 0.9}
    assert bets._bet(around) == "no: known errors"
    assert bets._bet(row | {"corrected_difference_low": np.nan}) == "no: known errors"


def test_rates_reach_the_measure_of_their_name():
    units = different()
    counts = hedges(units)
    rates = pd.DataFrame({"item": ["hedge"], "statistic": "precision", "estimate": 0.5, "n": 1e6})
    found = bet(units, {"Stance": counts}, rates={"Stance": rates}, permutations=9)
    plain = bet(units, {"Stance": counts}, permutations=9)
    by_item = [table.set_index("measure")["corrected"] for table in (found, plain)]
    assert by_item[0]["hedge"] == pytest.approx(by_item[1]["hedge"] / 2, rel=1e-3)
    assert by_item[0]["booster"] == pytest.approx(by_item[1]["booster"])


def test_more_than_two_groups_have_a_row_each():
    units = corpus(12, sides=("North", "South", "West"))
    found = bet(units, {"Denial": "negated"}, permutations=9)
    assert sorted(found["group"]) == ["North", "South", "West"]


def test_nothing_to_bet_on():
    found = bet(corpus().head(0))
    assert found.empty
    assert list(found) == list(bets.BET_COLUMNS)
    one = bet(corpus().assign(side="North"), {"Denial": "negated"})
    assert one["bet"].tolist() == ["no: no test"]
