"""Roles over time, states and blocs of actors; who belongs to which side and why; sides from arguments and files."""

import json

import pandas as pd
import pytest

from toolkit import tables
from toolkit.actors import affiliations


def actor(actor_id, name, kind="person", affiliation=None, variants=None):
    return {
        "actor_id": actor_id,
        "name": name,
        "kind": kind,
        "affiliation": affiliation,
        "variants": variants or [name],
        "mentions": 1,
        "documents": 1,
    }


@pytest.mark.parametrize(
    ("label", "row", "member", "expected"),
    [
        ("own name", actor("a", "Ann Lee"), "Ann Lee", True),
        ("a variant of the name", actor("a", "Ann Lee", variants=["Lee", "Ann Lee"]), "Lee", True),
        ("affiliation, however written", actor("a", "Ann Lee", affiliation="United States"), "U.S.", True),
        ("a state by another name", actor("a", "United Kingdom", "state"), "Britain", True),
        ("an organisation", actor("a", "NATO", "organisation"), "nato", True),
        ("part of a name is no name", actor("a", "Ann Lee"), "Ann", False),
        ("part of an affiliation is none", actor("a", "Ann Lee", affiliation="South Sudan"), "Sudan", False),
    ],
)
def test_who_belongs_to_a_side(label, row, member, expected):
    found = affiliations.actor_sides(tables.table("actors", [row]), {"A": [member]})
    assert (found == {"a": "A"}) is expected, label


def test_an_own_name_goes_before_an_affiliation():
    """A critic of the government is on the critics' side, though listed after the state."""
    rows = [actor("a", "Ann Lee", affiliation="Russia"), actor("b", "Bo Fox", affiliation="Russia")]
    found = affiliations.actor_sides(
        tables.table("actors", rows), {"Russia": ["Russia"], "Critics": ["Ann Lee"]}
    )
    assert found == {"a": "Critics", "b": "Russia"}


def test_sides_from_files(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"West": ["NATO"], "East": ["Russia"]}))
    (tmp_path / "a.csv").write_text("side,actor\nWest,NATO\nWest,United States\n", encoding="utf-8-sig")
    assert affiliations.read_sides([str(tmp_path / "a.json")]) == {"West": ["NATO"], "East": ["Russia"]}
    assert affiliations.read_sides([str(tmp_path / "a.csv")]) == {"West": ["NATO", "United States"]}
    assert affiliations.read_sides(None) is None


@pytest.mark.parametrize("given", [["=x"], ["A="], ["A=b", "c"]])
def test_sides_that_cannot_be_read(given):
    with pytest.raises(ValueError, match="write NAME=ACTOR"):
        affiliations.read_sides(given)


def test_files_of_sides_that_cannot_be_read(tmp_path):
    (tmp_path / "a.json").write_text("[1]")
    (tmp_path / "a.csv").write_text("name,members\nx,y\n")
    with pytest.raises(ValueError, match="not an object"):
        affiliations.read_sides([str(tmp_path / "a.json")])
    with pytest.raises(ValueError, match=r"no columns side and actor \(found name, members\)"):
        affiliations.read_sides([str(tmp_path / "a.csv")])


def test_members_of_a_file_say_what_they_are(tmp_path):
    """As LibreOffice saves it with semicolons."""
    (tmp_path / "a.csv").write_text(
        "side;actor;affiliation;bloc\nWest;Ann Lee;;NATO\nEast;;Russia;\n", encoding="utf-8-sig"
    )
    expected = {"West": ["Ann Lee", "bloc:NATO"], "East": ["affiliation:Russia"]}
    assert affiliations.read_sides(tmp_path / "a.csv") == expected
    assert affiliations.read_sides(expected) == expected
    assert affiliations.read_sides({"West": "NATO"}) == {"West": ["NATO"]}
    (tmp_path / "b.csv").write_text("side,actor\nWest,\n")
    with pytest.raises(ValueError, match="line 2: a side without a member"):
        affiliations.read_sides(tmp_path / "b.csv")
    (tmp_path / "c.json").write_text("{")
    with pytest.raises(ValueError, match="not JSON"):
        affiliations.read_sides(tmp_path / "c.json")


CAST = [
    actor("us", "United States", "state", "United States"),
    actor("nato", "NATO", "organisation"),
    actor("jens", "Jens Stoltenberg", affiliation="NATO"),
    actor("pentagon", "Pentagon", "organisation", "United States"),
    actor("john", "John Kirby", affiliation="Pentagon"),
    actor("rau", "Zbigniew Rau", affiliation="Poland"),
    actor("ministry", "Russian Foreign Ministry", "organisation"),
    actor("airline", "American Airlines", "organisation"),
    actor("tech", "Georgia Tech", "organisation"),
    actor("poles", "Poles", "group"),
    actor("moscow", "Moscow", "place"),
    actor("brussels", "Brussels", "place"),
    actor("eu", "European Union", "organisation"),
    actor("commission", "European Commission", "organisation", "European Union"),
    actor("sayer", "Ann Lee", affiliation="Congress"),
    actor("nobody", "Bo Fox"),
    actor("circle", "A Body", "organisation", "B Body"),
    actor("circle2", "B Body", "organisation", "A Body"),
]


@pytest.fixture
def cast():
    return tables.table("actors", CAST)


STATES = [
    ("us", "United States", "own name"),
    ("nato", None, None),
    ("jens", None, None),
    ("pentagon", "United States", "affiliation"),
    ("john", "United States", "state of what it belongs to"),
    ("rau", "Poland", "affiliation"),
    ("ministry", "Russia", "demonym"),
    ("airline", "United States", "demonym"),
    ("tech", None, None),
    ("poles", "Poland", "demonym"),
    ("moscow", "Russia", "capital"),
    ("brussels", "Belgium", "capital"),
    ("eu", None, None),
    ("commission", None, None),
    ("sayer", "United States", "state of what it belongs to"),
    ("nobody", None, None),
    ("circle", None, None),
    ("circle2", None, None),
]


def test_states(cast):
    found = affiliations.states(cast)
    found = found.astype(object).where(found.notna(), None)
    assert list(zip(found["actor_id"], found["state"], found["rule"])) == STATES
    assert affiliations.states(tables.empty("actors")).empty


def test_blocs(cast):
    found = affiliations.blocs(cast, on="2022-01-14")
    assert found["nato"] == ["NATO"] and found["jens"] == ["NATO"]
    assert found["eu"] == found["commission"] == ["European Union"]
    assert {"NATO", "G7", "AUKUS"} <= set(found["us"]) and found["us"] == found["john"]
    assert {"NATO", "European Union", "Visegrad Group"} <= set(found["rau"])
    assert {"CSTO", "BRICS"} <= set(found["ministry"])
    assert [found[one] for one in ("moscow", "brussels", "poles", "nobody")] == [[], [], [], []]
    assert "BRICS" not in affiliations.blocs(cast, on="2008")["ministry"]


def test_the_day_of_blocs(cast):
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "published": ["2007-12", None, "2007-01-05T10:00"]})
    found = affiliations.blocs(cast, documents)
    assert found.attrs["on"] == "2007-12-01"
    assert found.attrs["note"] == "Blocs on 2007-12-01, the latest date of publication in the corpus."
    undated = affiliations.blocs(cast, documents.assign(published=[None, "last week", None]))
    assert "since no date of the corpus is known" in undated.attrs["note"]
    assert "may be missing" in affiliations.blocs(cast, on="2099").attrs["note"]
    assert affiliations.blocs(tables.empty("actors")).empty
    with pytest.raises(ValueError, match="'soon' is no date"):
        affiliations.blocs(cast, on="soon")


def test_sides_of_blocs_and_why(cast):
    sides = {"East": ["Russia", "actor:Russian Foreign Ministry"], "West": ["United States", "bloc:NATO"]}
    table = affiliations.side_table(cast, sides, on="2022").set_index("actor_id")
    told = table.astype(object).where(table.notna(), None)[["side", "rule", "member"]]
    expected = {
        "us": ("West", "own name", "United States"),
        "pentagon": ("West", "affiliation", "United States"),
        "john": ("West", "state of what it belongs to", "United States"),
        "jens": ("West", "bloc", "bloc:NATO"),
        "rau": ("West", "bloc", "bloc:NATO"),
        "ministry": ("East", "own name", "actor:Russian Foreign Ministry"),
        "airline": (None, None, None),
        "poles": (None, None, None),
        "moscow": (None, None, None),
    }
    assert {one: tuple(told.loc[one]) for one in expected} == expected
    assert table.attrs["unmatched"] == [{"side": "East", "member": "Russia", "similar": "none"}]
    assert affiliations.actor_sides(cast, sides, on="2022") == {
        actor_id: side for actor_id, side in told["side"].items() if side
    }
    with pytest.raises(ValueError, match="no bloc is called 'Nato pact'; there are NATO"):
        affiliations.side_table(cast, {"A": ["bloc:Nato pact"]})


def test_who_matches_two_sides_and_several(cast):
    rows = [
        *CAST,
        actor("lee2", "Cy Lee", variants=["Cy Lee", "Lee"]),
        actor("lee3", "Di Lee", variants=["Lee"]),
    ]
    table = affiliations.side_table(
        tables.table("actors", rows),
        {"Poland": ["Poland"], "NATO": ["bloc:NATO"], "Lees": ["Lee"]},
        on="2022",
    ).set_index("actor_id")
    assert table.loc["rau", "side"] == "Poland" and table.loc["rau", "also"] == "NATO (bloc)"
    assert table.attrs["two_sides"] == ["Zbigniew Rau"]
    assert [one["member"] for one in table.attrs["several"]] == ["Lee"]
    assert "Cy Lee" in table.attrs["several"][0]["actors"]
    assert table["side"].eq("Lees").sum() == 2  # both of that name


def mention(doc_id, start, actor_id, role=None, affiliation=None, label="PERSON"):
    place = {"mention_id": f"{doc_id}{start}", "doc_id": doc_id, "start": start, "end": start + 1}
    told = {"actor_id": actor_id, "role": role, "affiliation": affiliation}
    return {**place, **told, "text": "x", "label": label, "confidence": 1.0}


def test_roles_over_time():
    """Counted by hand: a senator in 2007 who is president from 2009."""
    rows = [
        mention("c", 0, "obama", "President", "United States"),
        mention("a", 9, "obama", "Senator", "United States"),
        mention("a", 5, "obama", "senator", "United States"),
        mention("b", 0, "obama", "President", "United States"),
        mention("d", 0, "obama", "President"),
        mention("b", 7, "obama"),
        mention("b", 8, "obama", "President", label="NOMINAL"),
        mention("b", 9, "moscow", affiliation="Russia", label="GPE"),
        mention("a", 1, "nato", affiliation="Belgium", label="ORG"),
    ]
    actors = [
        actor("nato", "NATO", "organisation"),
        actor("obama", "Barack Obama"),
        actor("moscow", "Moscow", "place"),
    ]
    documents = pd.DataFrame(
        {"doc_id": ["a", "b", "c", "d"], "published": ["2007-02-10", "2009-01-21", "2010-03", None]}
    )
    mentions = tables.table("mentions", rows)
    before = mentions.copy(deep=True)
    found = affiliations.roles_over_time(mentions, tables.table("actors", actors), documents)
    found = found.astype(object).where(found.notna(), None)
    assert found.drop(columns="actor_id").to_numpy().tolist() == [
        ["NATO", None, "Belgium", 1, 1, "2007-02-10", "2007-02-10", "a1"],
        ["Barack Obama", "senator", "United States", 2, 1, "2007-02-10", "2007-02-10", "a5"],
        ["Barack Obama", "President", "United States", 2, 2, "2009-01-21", "2010-03", "b0"],
        ["Barack Obama", "President", None, 1, 1, None, None, "d0"],
    ]
    pd.testing.assert_frame_equal(mentions, before)
    empty = affiliations.roles_over_time(tables.empty("mentions"), tables.empty("actors"), documents)
    assert empty.empty and empty.columns.tolist() == ["actor_id", *found.columns[1:]]
