"""Who belongs to which side, and sides from arguments and files."""

import json

import pytest

from toolkit import affiliations, tables


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
