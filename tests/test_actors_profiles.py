"""Who the actors are, and which roles changed, on invented corpora."""

import pandas as pd
import pytest
from synthetic import corpus, silent_corpus

from toolkit import tables
from toolkit.actors import profiles


def actors(*rows):
    given = [dict(zip(("actor_id", "name", "kind", "affiliation", "mentions"), row)) for row in rows]
    return tables.table("actors", [{"documents": 1, **row} for row in given])


def mentions(*rows):
    names = ("actor_id", "text", "actor_reason", "doc_id", "role", "affiliation")
    given = [
        dict(zip(names, row)) | {"mention_id": f"m{k}", "start": k, "end": k + 1, "label": "PERSON"}
        for k, row in enumerate(rows)
    ]
    return tables.table("mentions", [{"confidence": 0.9, **row} for row in given])


KNOWN = actors(
    ("rau", "Zbigniew Rau", "person", "Poland", 2),
    ("nato", "NATO", "organisation", None, 5),
    ("lee", "Ann Lee", "person", "Pentagon", 2),
    ("paris", "Paris", "place", None, 1),
)


def test_state_blocs_and_side_of_each_actor():
    documents = corpus().documents  # the latest is of 2020-02-03
    found = profiles.profiles(KNOWN, documents, sides={"West": ["bloc:NATO"], "Moon": ["Luna"]})
    assert found["name"].tolist() == ["NATO", "Ann Lee", "Zbigniew Rau", "Paris"]
    table = found.set_index("actor_id")
    assert table["state"].dropna().to_dict() == {"lee": "United States", "rau": "Poland", "paris": "France"}
    assert table.loc["rau", "state_rule"] == "affiliation"
    assert "European Union" in table.loc["rau", "blocs"] and table.loc["paris", "blocs"] == []
    assert table["side"].dropna().to_dict() == {"nato": "West", "lee": "West", "rau": "West"}
    assert table.loc["rau", "side_rule"] == "bloc"
    assert "2020-02-03" in found.attrs["note"]
    assert [each["member"] for each in found.attrs["unmatched"]] == ["Luna"]


def test_without_sides_nobody_has_one_and_attributes_stay():
    own = KNOWN.assign(gender=["m", None, "f", None])
    own.attrs["attributes"] = ["gender"]
    found = profiles.profiles(own, corpus().documents)
    assert found["side"].isna().all() and found.attrs["unmatched"] == []
    assert found["gender"].dropna().tolist() == ["f", "m"]
    assert found.attrs["attributes"] == ["gender"]
    assert "side" not in own and "state" not in own


def test_roles_that_changed():
    rows = [
        ("rau", "Rau", "surname", "d1", "Foreign Minister", "Poland"),
        ("rau", "Rau", "surname", "d2", "Prime Minister", "Poland"),
        ("rau", "Rau", "surname", "d3", "prime minister", "Poland"),
        ("lee", "Lee", "surname", "d1", "spokeswoman", "Pentagon"),
    ]
    found = profiles.changes(mentions(*rows), KNOWN, corpus().documents)
    assert found[["name", "role", "first_published", "last_published"]].to_numpy().tolist() == [
        ["Zbigniew Rau", "Foreign Minister", "2020-02-01", "2020-02-01"],
        ["Zbigniew Rau", "Prime Minister", "2020-02-02", "2020-02-03"],
    ]
    assert profiles.changes(mentions(*rows), KNOWN, corpus().documents, each=1)["role"].tolist() == [
        "Prime Minister"
    ]


@pytest.mark.parametrize("name", ["mentions", "actors", "documents"])
def test_nothing_and_arguments_unchanged(name):
    silent = silent_corpus()
    assert profiles.profiles(silent.actors, silent.documents, sides={"A": ["B"]}).empty
    assert profiles.changes(silent.mentions, silent.actors, silent.documents).empty
    made = corpus()
    before = getattr(made, name).copy(deep=True)
    profiles.profiles(made.actors, made.documents, sides={"A": ["Arvenia"]})
    profiles.changes(made.mentions, made.actors, made.documents)
    pd.testing.assert_frame_equal(getattr(made, name), before)
