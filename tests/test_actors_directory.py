"""Actors by name, as users write it, and the spreadsheets in which they do."""

import pandas as pd
import pytest

from toolkit import sheets, tables
from toolkit.actors import directory
from toolkit.actors.directory import Directory


def actor(actor_id, name, kind="person", variants=None, mentions=1):
    row = {"actor_id": actor_id, "name": name, "kind": kind, "variants": variants or [name]}
    return {**row, "mentions": mentions, "documents": 1}


ROWS = [
    actor("lav", "Sergei Lavrov", variants=["Sergei Lavrov", "Lavrov"], mentions=5),
    actor("lee", "Ann Lee", variants=["Ann Lee", "Lee"], mentions=2),
    actor("bo", "Bo Lee", variants=["Bo Lee", "Lee"], mentions=9),
    actor("solo", "Trump"),
    actor("don", "Donald Trump", variants=["Donald Trump", "Trump"]),
    actor("uk", "United Kingdom", "state", ["Britain"]),
    actor("eu", "European Union", "organisation", ["EU"]),
    actor("gs", "Georgia", "state"),
    actor("gp", "Georgia", "place"),
]

CASES = [
    ("Sergei Lavrov", ["lav"], "name", "the name"),
    ("lavrov", ["lav"], "variant", "a variant, in another case"),
    ("Sergey Lavrow", ["lav"], "similar spelling", "another romanisation"),
    ("Lee", ["lee", "bo"], "variant", "two of that surname"),
    ("Trump", ["solo"], "name", "a name goes before a variant"),
    ("UK", ["uk"], "name", "a state under any of its names"),
    ("The European Union", ["eu"], "name", "with its article"),
    ("E.U.", ["eu"], "variant", "with full stops"),
    ("Georgia", ["gs", "gp"], "name", "two kinds"),
    ("Georgia (place)", ["gp"], "name", "the kind chooses"),
    ("Georgia (person)", [], "name", "there is none of that kind"),
    ("gp", ["gp"], "identifier", "the identifier"),
    ("Lavr", [], None, "part of a name"),
    ("Ann", [], None, "a given name that nobody goes by"),
    ("", [], None, "nothing"),
]


@pytest.mark.parametrize(("name", "expected", "rule", "why"), CASES)
def test_find(name, expected, rule, why):
    found = Directory(tables.table("actors", ROWS)).find(name)
    assert (list(found.actor_ids), found.rule) == (expected, rule), why


def test_rows_that_come_and_go():
    known = Directory(ROWS)
    known.put({**ROWS[0], "name": "Sergey Lavrov", "variants": []})
    assert known.find("Lavrov").actor_ids == () and known.find("Sergey Lavrov").rule == "name"
    known.remove("lav")
    known.remove("lav")
    assert known.find("Sergei Lavrov").actor_ids == ()


def test_what_is_similar():
    known = Directory(ROWS)
    assert known.similar("Lee") == ["Bo Lee (person)", "Ann Lee (person)"], "most mentioned first"
    assert known.similar("Sergei Lavrof") == ["Sergei Lavrov (person)"]
    assert known.similar("Iran") == []


def test_rows_of_a_spreadsheet(tmp_path):
    (tmp_path / "a.csv").write_bytes("actor;party\nJürgen;x\n\n;y\n".encode("cp1252"))
    found = directory.read_rows(tmp_path / "a.csv")
    assert found.to_dict("records") == [
        {"actor": "Jürgen", "party": "x", "line": 2},
        {"actor": None, "party": "y", "line": 4},
    ]
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ValueError, match="the first line names them"):
        directory.read_rows(tmp_path / "empty.csv")


@pytest.mark.skipif(not sheets.writes_workbooks(), reason="needs openpyxl")
def test_rows_of_a_workbook(tmp_path):
    pd.DataFrame({"actor": ["'=x", None], "n": [1, 2]}).to_excel(tmp_path / "a.xlsx", index=False)
    found = directory.read_rows(tmp_path / "a.xlsx")
    assert found.astype(object).where(found.notna(), None).to_dict("records") == [
        {"actor": "=x", "n": 1, "line": 2},
        {"actor": None, "n": 2, "line": 3},
    ]


def test_one_actor_is_wanted():
    actors = tables.table("actors", ROWS)
    assert directory.the_actor(actors, "Lavrov") == "lav"
    with pytest.raises(ValueError, match=r"'Lee' may be Bo Lee \(person\), 9 mention.*write one of these"):
        directory.the_actor(actors, "Lee")
    with pytest.raises(ValueError, match="no actor is called 'Sergeant Lavrov'; similar: Sergei Lavrov"):
        directory.the_actor(actors, "Sergeant Lavrov")
    with pytest.raises(ValueError, match=r"no actor is called 'Nobody'$"):
        directory.the_actor(actors, "Nobody")
