"""Attributes of the user's own: joined by every name of an actor, and nothing dropped in silence."""

import pandas as pd
import pytest

from toolkit import tables
from toolkit.actors import attributes


def actor(actor_id, name, kind="person", variants=None):
    row = {"actor_id": actor_id, "name": name, "kind": kind, "variants": variants or [name]}
    return {**row, "mentions": 3, "documents": 1}


@pytest.fixture
def actors():
    rows = [
        actor("zel", "Volodymyr Zelensky", variants=["Volodymyr Zelensky", "Zelensky"]),
        actor("us", "United States", "state", ["U.S."]),
        actor("lee", "Ann Lee", variants=["Ann Lee", "Lee"]),
        actor("bo", "Bo Lee", variants=["Bo Lee", "Lee"]),
        actor("gs", "Georgia", "state"),
        actor("gp", "Georgia", "place"),
    ]
    return tables.table("actors", rows)


CASES = [
    ("Volodymyr Zelensky", "zel", "the name"),
    ("Zelensky", "zel", "a variant"),
    ("volodymyr zelensky", "zel", "another case"),
    ("Volodymyr Zelenskyy", "zel", "another romanisation"),
    ("US", "us", "another name of the state"),
    ("zel", "zel", "the identifier"),
    ("Georgia (state)", "gs", "the kind chooses"),
    ("Georgia", None, "a state and a place"),
    ("Lee", None, "two people"),
    ("Vladimir Putin", None, "nobody"),
    ("Volodymyr", None, "part of a name"),
]


@pytest.mark.parametrize(("name", "expected", "why"), CASES)
def test_whom_a_row_belongs_to(actors, name, expected, why):
    joined = attributes.join_attributes(actors, pd.DataFrame({"actor": [name], "party": ["x"]}))
    assert joined.loc[joined["party"].notna(), "actor_id"].tolist() == ([expected] if expected else []), why
    assert joined.attrs["unmatched"] == ([] if expected else [name])
    assert joined[actors.columns.tolist()].equals(actors)
    assert "party" not in actors


def test_a_file_as_a_spreadsheet_saves_it(actors, tmp_path):
    path = tmp_path / "attributes.csv"
    path.write_text(
        "actor;gender;wikidata\nZelensky;male;Q3874799\nAnn Lee;female;'=Q1\nLee;;\n\nNobody;x;\n",
        "utf-8-sig",
    )
    joined = attributes.join_attributes(actors, path).set_index("actor_id")
    assert joined.loc["zel", "wikidata"] == "Q3874799"
    assert joined.loc["lee", "wikidata"] == "=Q1"
    assert pd.isna(joined.loc["bo", "gender"]) and str(joined["gender"].dtype) == "str"
    details = [row["detail"] for row in joined.attrs["problems"]]
    assert "line 4: 'Lee' may be Ann Lee (person), 3 mention(s), lee; Bo Lee" in details[0]
    assert "line 6: no actor is called 'Nobody'" in details[1]
    tables.check("problems", tables.table("problems", joined.attrs["problems"]))
    joined.reset_index().to_parquet(tmp_path / "a.parquet")  # attrs are stored with it


def test_two_rows_for_one_actor(actors):
    """The name's row wins over the variant's, whichever comes first."""
    given = pd.DataFrame({"actor": ["Zelensky", "Volodymyr Zelensky", "zel"], "n": [1, 2, 3]})
    joined = attributes.join_attributes(actors, given.iloc[:2])
    assert joined["n"].iloc[0] == 2 and str(joined["n"].dtype) == "Int64"
    assert joined.attrs["problems"][0]["code"] == "repeated" and joined.attrs["unmatched"] == ["Zelensky"]
    assert attributes.join_attributes(actors, given)["n"].iloc[0] == 3
    assert given.columns.tolist() == ["actor", "n"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"name": ["x"], "party": ["y"]},
            "no column actor or actor_id .found name, party.; name would overwrite",
        ),
        ({"actor": ["x"], "kind": ["y"], "role": ["z"]}, "kind, role would overwrite .* as in own_kind"),
        ({"actor": ["x"]}, "no column beside the key"),
    ],
)
def test_what_is_refused(actors, given, message):
    with pytest.raises(ValueError, match=message):
        attributes.join_attributes(actors, pd.DataFrame(given))


def test_joining_the_same_again_is_refused(actors):
    given = pd.DataFrame({"actor": ["Zelensky"], "party": ["y"]})
    with pytest.raises(ValueError, match="party would overwrite"):
        attributes.join_attributes(attributes.join_attributes(actors, given), given)


def test_no_actors_and_no_file(tmp_path):
    given = pd.DataFrame({"actor": ["Zelensky", None], "party": ["y", "z"]})
    joined = attributes.join_attributes(tables.empty("actors"), given)
    assert [row["code"] for row in joined.attrs["problems"]] == ["unmatched", "no name"]
    with pytest.raises(FileNotFoundError, match="no such file"):
        attributes.join_attributes(tables.empty("actors"), tmp_path / "none.csv")
