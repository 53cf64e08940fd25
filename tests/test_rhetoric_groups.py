"""Groups, clusters and blocks as numbers, on a few units that can be read at a glance."""

import numpy as np
import pandas as pd
import pytest

from toolkit.rhetoric.groups import grouped, warnings

UNITS = pd.DataFrame(
    {
        "unit_id": list("uvwxyz"),
        "doc_id": list("aaabbc"),
        "side": ["South", "North", "South", "North", "North", None],
        "speaker": ["Ek", "Lee", "Ek", "Lee", None, "Orr"],
        "n_words": [5, 5, 5, 5, 5, 5],
    }
)


def test_groups_have_the_order_in_which_sides_were_given():
    found = grouped(UNITS, "side")
    assert found.names == ["North", "South"]  # of the alphabet
    assert found.label.tolist() == [1, 0, 1, 0, 0]
    assert found.cluster.tolist() == [0, 0, 0, 1, 1]
    given = UNITS.copy()
    given.attrs["sides"] = {"South": ["Ek"], "West": [], "North": ["Lee"]}
    assert grouped(given, "side").names == ["South", "North"]
    as_categories = UNITS.assign(side=pd.Categorical(UNITS["side"], ["South", "East", "North"]))
    assert grouped(as_categories, "side").names == ["South", "North"]
    periods = pd.Series({"u": 2021, "z": 2020})
    assert grouped(UNITS, periods).names == ["2020", "2021"]


def test_who_keeps_a_label_within_a_document():
    by_speaker = grouped(UNITS, "side")
    assert by_speaker.shuffled == "speakers"
    block = by_speaker.block
    assert block[0] == block[2] != block[1] == block[3]
    assert block[4] not in block[:4]  # nobody is named: a block of its own
    two_sided = UNITS.assign(speaker="Ek")
    assert grouped(two_sided, "side").shuffled == "groups"
    assert grouped(UNITS, "side", blocks="unit").shuffled == "units"
    assert grouped(UNITS, "side", blocks="n_words").shuffled == "values of n_words"


def test_clusters_are_documents_or_what_is_asked_for():
    found = grouped(UNITS, "side", cluster="speaker")
    assert found.clustered_by == "values of speaker"
    assert found.clusters == 3  # Ek, Lee, and the quote of nobody
    single = grouped(UNITS[:3], "side")
    assert single.clustered_by == "units of one document"
    assert single.cluster.tolist() == [0, 1, 2]
    assert single.exchange[0] == single.exchange[2]  # Ek's quotes change sides together


def test_sums_over_clusters():
    found = grouped(UNITS, "side")
    sums = found.by_cluster(np.arange(5.0)[:, None], found.label == 0)
    assert sums.toarray().ravel().tolist() == [1, 7]


def test_warnings_are_sentences():
    said = warnings(grouped(UNITS, "side"), smallest_p=0.5)
    assert all(sentence.endswith(".") or sentence.endswith("nothing here.") for sentence in said)
    assert any("p below 0.5" in sentence for sentence in said)
    many = pd.concat(
        [UNITS.assign(unit_id=f"{n}" + UNITS["unit_id"], doc_id=f"{n}" + UNITS["doc_id"]) for n in range(40)]
    )
    quiet = many.assign(speaker=many["doc_id"] + many["speaker"].fillna("nobody"))
    assert warnings(grouped(quiet, "side"), smallest_p=0.001) == []


@pytest.mark.parametrize("column", ["unit_id", "doc_id", "party"])
def test_a_column_that_is_not_there_is_named(column):
    with pytest.raises(ValueError, match=column):
        grouped(
            UNITS.drop(columns=column, errors="ignore"),
            "side",
            cluster="doc_id" if column != "party" else column,
        )
