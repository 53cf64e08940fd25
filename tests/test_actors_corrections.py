"""Corrections by the user: what each does to the tables, how a file of them is read and replayed, what is refused."""

import pandas as pd
import pytest

from toolkit import tables
from toolkit.actors import corrections
from toolkit.actors.corrections import CorrectionError, Part

WORDS = {"PRONOUN": "coreference chain", "NOMINAL": "holder of the office"}


def mention(doc_id, start, text, actor_id, label="PERSON", **more):
    place = {"mention_id": f"{doc_id}{start}", "doc_id": doc_id, "start": start, "end": start + len(text)}
    reason = WORDS.get(label) or ("full name" if " " in text else "surname")
    told = {"actor_id": actor_id, "text": text, "label": label, "confidence": 0.9, "actor_reason": reason}
    return {**place, **told, **more}


def actor(actor_id, name, mentions, documents, kind="person", **more):
    row = {"actor_id": actor_id, "name": name, "kind": kind, "mentions": mentions, "documents": documents}
    return {"variants": [name], "reason": "full name", **row, **more}


# Counted by hand. Document a: both Clintons, mixed up under one actor; b: Bill alone; c: a single name and a headline.
MENTIONS = [
    mention("a", 0, "Hillary Clinton", "cl", role="Senator", affiliation="United States"),
    mention("a", 20, "she", "cl", "PRONOUN", antecedent_id="a0"),
    mention("a", 30, "Clinton", "cl"),
    mention("a", 50, "Bill Clinton", "cl", role="former President", affiliation="United States"),
    mention("a", 70, "Clinton", "cl"),
    mention("a", 80, "he", "cl", "PRONOUN", antecedent_id="a70"),
    mention("a", 90, "the former president", "cl", "NOMINAL"),
    mention("b", 0, "Bill Clinton", "cl", role="President"),
    mention("b", 20, "Clinton", "cl"),
    mention("b", 40, "NATO", "nato", "ORG"),
    mention("c", 0, "Hilary Clinton", "hil"),
    mention("c", 30, "Latest Headlines", "head"),
    mention("c", 50, "they", "head", "PRONOUN", antecedent_id="c30"),
    mention("c", 60, "Georgia", "gs", "GPE"),
    mention("c", 70, "Georgia", "gp", "LOC"),
    mention("c", 80, "troops", None, "NOMINAL"),
]
ACTORS = [
    actor("cl", "Hillary Clinton", 9, 2, role="Senator", affiliation="United States",
          variants=["Clinton", "Bill Clinton", "Hillary Clinton"]),
    actor("head", "Latest Headlines", 2, 1),
    actor("hil", "Hilary Clinton", 1, 1),
    actor("gs", "Georgia", 1, 1, "state", affiliation="Georgia"),
    actor("gp", "Georgia", 1, 1, "place"),
    actor("nato", "NATO", 1, 1, "organisation"),
]  # fmt: skip


@pytest.fixture
def corpus():
    return tables.table("mentions", MENTIONS), tables.table("actors", ACTORS).assign(
        party=["D", None, "D", None, None, None]
    )


@pytest.fixture(autouse=True)
def _arguments_stay_as_they_are(corpus):
    before = [frame.copy(deep=True) for frame in corpus]
    yield
    for frame, was in zip(corpus, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)


def row(actors, name):
    found = actors[actors["name"] == name]
    assert len(found) == 1, f"{name}: {len(found)} rows"
    return found.iloc[0]


def texts(mentions, actors, name):
    where = mentions["actor_id"] == row(actors, name)["actor_id"]
    return [f"{one.doc_id}{one.start} {one.text}" for one in mentions[where].itertuples()]


def check(mentions, actors):
    """Contracts hold, and every number of the actors table is that of the mentions."""
    tables.check("mentions", mentions)
    tables.check("actors", actors)
    named = mentions.dropna(subset="actor_id")
    assert set(named["actor_id"]) == set(actors["actor_id"])
    counts = named.groupby("actor_id")
    assert counts.size().to_dict() == actors.set_index("actor_id")["mentions"].to_dict()
    assert counts["doc_id"].nunique().to_dict() == actors.set_index("actor_id")["documents"].to_dict()


def test_merge(corpus):
    mentions, actors = corrections.merge(*corpus, ["Hillary Clinton", "Hilary Clinton"])
    check(mentions, actors)
    merged = row(actors, "Hillary Clinton")
    assert (merged["actor_id"], merged["mentions"], merged["documents"]) == ("cl", 10, 3)
    assert merged["variants"] == ["Clinton", "Bill Clinton", "Hilary Clinton", "Hillary Clinton"]
    assert merged["role"] == "President" and merged["party"] == "D"  # as often as Senator, and longer
    assert "corrected by the user: merged into Hillary Clinton" in merged["reason"].split("; ")
    moved = mentions.set_index("mention_id").loc["c0"]
    assert moved["actor_reason"] == "corrected by the user: merged into Hillary Clinton (was: full name)"
    assert corrections.bare_reason(moved["actor_reason"]) == "full name"
    assert mentions.set_index("mention_id").loc["a0", "actor_reason"] == "full name"


def test_merge_by_identifier_under_a_new_name(corpus):
    mentions, actors = corrections.merge(*corpus, ["hil", "cl"], name="Hillary Rodham Clinton")
    check(mentions, actors)
    merged = row(actors, "Hillary Rodham Clinton")
    assert merged["actor_id"] == "hil" and merged["mentions"] == 10
    assert merged["affiliation"] == "United States"
    assert len(actors) == len(corpus[1]) - 1


def test_split_by_form(corpus):
    """Pronouns go with their antecedent, surnames with the full name before them."""
    mentions, actors = corrections.split(*corpus, "Hillary Clinton", {"Bill Clinton": ["Bill Clinton"]})
    check(mentions, actors)
    assert texts(mentions, actors, "Bill Clinton") == [
        "a50 Bill Clinton", "a70 Clinton", "a80 he", "a90 the former president", "b0 Bill Clinton", "b20 Clinton"
    ]  # fmt: skip
    assert texts(mentions, actors, "Hillary Clinton") == ["a0 Hillary Clinton", "a20 she", "a30 Clinton"]
    bill, hillary = row(actors, "Bill Clinton"), row(actors, "Hillary Clinton")
    assert bill["role"] == "President" and pd.isna(bill["affiliation"]), (
        "that of a role that is over does not count"
    )
    assert bill["variants"] == ["Bill Clinton", "Clinton"] and pd.isna(bill["party"])
    assert (hillary["actor_id"], hillary["role"], hillary["mentions"]) == ("cl", "Senator", 3)
    again = corrections.split(*corpus, "cl", {"Bill Clinton": {"form": "bill clinton"}})
    assert row(again[1], "Bill Clinton")["actor_id"] == bill["actor_id"], "identifiers come from content"


def test_split_by_document_and_by_mention(corpus):
    mentions, actors = corrections.split(
        *corpus, "cl", {"Bill Clinton": {"doc_id": ["b"]}, "Chelsea Clinton": {"mention_id": ["a30"]}}
    )
    check(mentions, actors)
    assert texts(mentions, actors, "Bill Clinton") == ["b0 Bill Clinton", "b20 Clinton"]
    assert texts(mentions, actors, "Chelsea Clinton") == ["a30 Clinton"]
    reasons = mentions.set_index("mention_id")["actor_reason"]
    assert reasons["b20"] == "corrected by the user: split off as Bill Clinton (was: surname)"
    assert reasons["a30"] == "corrected by the user: chosen as Chelsea Clinton (was: surname)"


def test_what_stays_after_a_split_is_called_by_a_name_it_bears(corpus):
    mentions, actors = corrections.split(*corpus, "cl", {"H. Clinton": ["Hillary Clinton"]})
    check(mentions, actors)
    assert texts(mentions, actors, "H. Clinton") == ["a0 Hillary Clinton", "a20 she", "a30 Clinton"]
    assert row(actors, "Bill Clinton")["actor_id"] == "cl"


def test_a_part_joins_the_actor_of_its_name(corpus):
    mentions, actors = corrections.split(*corpus, "Hillary Clinton", {"Hilary Clinton": Part(doc_ids=("a",))})
    check(mentions, actors)
    assert row(actors, "Hilary Clinton")["actor_id"] == "hil"
    assert row(actors, "Hilary Clinton")["mentions"] == 8
    assert row(actors, "Bill Clinton")["actor_id"] == "cl", "only his mentions are left"


def test_rename_and_set(corpus):
    mentions, actors = corrections.rename(*corpus, "cl", "Hillary  Rodham Clinton")
    mentions, actors = corrections.set_kind(mentions, actors, "Latest Headlines", "organisation")
    mentions, actors = corrections.set_role(mentions, actors, "cl", "Secretary of State")
    mentions, actors = corrections.set_affiliation(mentions, actors, "cl", "U.S.")
    mentions, actors = corrections.set_affiliation(mentions, actors, "Latest Headlines", "nato")
    mentions, actors = corrections.merge(mentions, actors, ["Hillary Rodham Clinton", "Hilary Clinton"])
    check(mentions, actors)
    told = row(actors, "Hillary Rodham Clinton")
    assert (told["role"], told["affiliation"]) == ("Secretary of State", "United States"), (
        "the user's word stays"
    )
    assert "corrected by the user: role" in told["reason"]
    assert row(actors, "Latest Headlines")[["kind", "affiliation"]].tolist() == ["organisation", "NATO"]
    assert pd.isna(row(corrections.set_role(*corpus, "cl", None)[1], "Hillary Clinton")["role"])


def test_drop(corpus):
    mentions, actors = corrections.drop(*corpus, "Latest Headlines")
    check(mentions, actors)
    assert "Latest Headlines" not in set(actors["name"])
    gone = mentions[mentions["doc_id"].eq("c") & mentions["start"].between(30, 50)]
    assert gone["actor_id"].isna().all()
    assert gone["actor_reason"].iloc[0] == "corrected by the user: not an actor (was: full name)"
    mentions, actors = corrections.drop(*corpus, "cl", {"form": "Hillary Clinton"})
    check(mentions, actors)
    assert mentions[mentions["actor_id"].isna()]["mention_id"].tolist() == ["a0", "a20", "a30", "c80"]


@pytest.mark.parametrize(
    ("name", "message", "code"),
    [
        ("Vladimir Putin", "no actor is called 'Vladimir Putin'$", "no such actor"),
        ("Clinton", None, None),
        (
            "Georgia",
            r"'Georgia' may be Georgia \(state\), 1 mention\(s\), gs; Georgia \(place\)",
            "ambiguous",
        ),
        ("Georgia (state)", None, None),
        (
            "Headlines",
            r"no actor is called 'Headlines'; similar: Latest Headlines \(person\)",
            "no such actor",
        ),
        ("Hillery Clintn", "similar: Hillary Clinton", "no such actor"),
    ],
)
def test_names_that_mean_nobody_or_several(corpus, name, message, code):
    if message is None:
        corrections.drop(*corpus, name)
        return
    with pytest.raises(CorrectionError, match=message) as error:
        corrections.drop(*corpus, name)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: corrections.merge(*c, []), "no actor is named"),
        (lambda c: corrections.rename(*c, "hil", "Hillary Clinton"), "another actor is called .*; merge them"),
        (lambda c: corrections.rename(*c, "hil", " "), "would have no name"),
        (lambda c: corrections.set_kind(*c, "hil", "people"), "'people', not one of person, state"),
        (lambda c: corrections.split(*c, "cl", {"X": ["Bil"]}), "is written 'Bil'; its forms are 'Clinton', 'Bill"),
        (lambda c: corrections.split(*c, "cl", {"X": {"forms": ["a"]}}), "give form, doc_id or mention_id"),
        (lambda c: corrections.split(*c, "cl", {"X": {"doc_id": "a"}, "Y": ["Clinton"]}), "in two parts, 'X' and 'Y'"),
        (lambda c: corrections.drop(*c, "cl", ["Chelsea"]), "no mention of Hillary Clinton .person. is written"),
    ],
)  # fmt: skip
def test_what_is_refused(corpus, make, message):
    with pytest.raises(CorrectionError, match=message):
        make(corpus)


FILE = """action,actor,value,form,doc_id,note
split,Hillary Clinton,Bill Clinton,Bill Clinton,,two people
merge,Hilary Clinton,Hillary Clinton,,,a typo
rename,Bill Clinton,William J. Clinton,,,
kind,NATO,Organisation,,,
role,William J. Clinton,President,,,
affiliation,William J. Clinton,US,,,
Not an actor,Latest Headlines,,,,
,Georgia,Georgia,,,a suggestion left alone
"""


def test_a_file_and_its_replay(corpus, tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(FILE, encoding="utf-8")
    done = corrections.apply(*corpus, path)
    check(done.mentions, done.actors)
    assert done.problems == []
    assert sorted(done.actors["name"]) == [
        "Georgia",
        "Georgia",
        "Hillary Clinton",
        "NATO",
        "William J. Clinton",
    ]
    assert row(done.actors, "William J. Clinton")[["role", "affiliation", "mentions"]].tolist() == [
        "President", "United States", 6
    ]  # fmt: skip
    again = corrections.apply(done.mentions, done.actors, path)
    assert again.problems == []
    pd.testing.assert_frame_equal(again.mentions, done.mentions)
    pd.testing.assert_frame_equal(again.actors, done.actors)


def test_a_file_fits_a_grown_corpus(corpus, tmp_path):
    """The same names in more documents, under other identifiers, with one name that is gone."""
    path = tmp_path / "corrections.csv"
    path.write_text(FILE, encoding="utf-8")
    more = [
        mention("d", 0, "Bill Clinton", "cl"),
        mention("d", 20, "he", "cl", "PRONOUN", antecedent_id="d0"),
    ]
    rows = [one for one in [*MENTIONS, *more] if one["actor_id"] != "head"]
    rows = [{**one, "actor_id": one["actor_id"] and f"new-{one['actor_id']}"} for one in rows]
    counts = {"cl": (11, 3)}
    cast = [
        {**one, "actor_id": f"new-{one['actor_id']}",
         "mentions": counts.get(one["actor_id"], (one["mentions"],))[0],
         "documents": counts.get(one["actor_id"], (0, one["documents"]))[1]}
        for one in ACTORS if one["actor_id"] != "head"
    ]  # fmt: skip
    done = corrections.apply(tables.table("mentions", rows), tables.table("actors", cast), path)
    check(done.mentions, done.actors)
    assert row(done.actors, "William J. Clinton")["mentions"] == 8
    assert [(one["code"], one["detail"]) for one in done.problems] == [
        ("no such actor", "line 8: drop: no actor is called 'Latest Headlines'")
    ]
    tables.check("problems", tables.table("problems", done.problems))


def test_all_faults_of_a_file_in_one_message(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text("action;actor;into;form\njoin;A;B;\nmerge;A;;\nsplit;A;B;\nkind;A;thing;\nrole;;x;y\n")
    with pytest.raises(ValueError, match=r"corrections\.csv: ") as error:
        corrections.read_corrections(path)
    for fault in (
        "6 fault(s)",
        "line 2: the action is 'join', not one of merge, split",
        "line 3: merge needs a value",
        "line 4: split needs a form or a doc_id",
        "line 5: the kind is 'thing', not one of person",
        "line 6: no actor is named",
        "line 6: role takes no form",
    ):
        assert fault in str(error.value)
    path.write_text("name,value\na,b\n")
    with pytest.raises(
        ValueError, match=r"no column action, actor \(found name, value\); the columns are action"
    ):
        corrections.read_corrections(path)
    with pytest.raises(FileNotFoundError, match="no such file"):
        corrections.read_corrections(tmp_path / "none.csv")


def test_corrections_as_a_table_or_rows(corpus):
    rows = [{"Action": "drop", "Actor": "Latest Headlines"}]
    for given in (rows, pd.DataFrame(rows)):
        assert len(corrections.apply(*corpus, given).actors) == len(ACTORS) - 1
    nothing = corrections.apply(*corpus, [])
    pd.testing.assert_frame_equal(nothing.mentions, corpus[0])
    assert corrections.fingerprint(rows) == corrections.fingerprint([{**rows[0], "note": "x"}])
    assert corrections.fingerprint(rows) != corrections.fingerprint([])


def test_no_mentions_and_no_actors():
    empty = tables.empty("mentions"), tables.empty("actors")
    done = corrections.apply(*empty, [{"action": "merge", "actor": "A", "value": "B"}])
    assert done.mentions.empty and done.actors.empty and len(done.problems) == 1


def test_template(tmp_path):
    rows = [
        actor("a", "Volodymyr Zelensky", 9, 3, variants=["Volodymyr Zelensky", "Zelensky"]),
        actor("b", "Zelenskyy", 2, 1),
        actor("c", "Jon Lee", 4, 2, variants=["Jon Lee", "Lee"]),
        actor("d", "John Lee", 3, 2),
        actor("e", "Ann Lee", 2, 2),
        actor("f", "=HYPERLINK(1)", 2, 1),
        actor("g", "Organization for Security and Co-operation in Europe", 2, 1, "organisation"),
        actor("h", "OSCE", 3, 1, "organisation"),
        actor("i", "Georgia", 3, 1, "state"),
        actor("j", "Georgia", 1, 1, "place"),
        actor("k", "Ministry of Defence", 3, 1, "organisation"),
        actor("l", "Defence Ministry", 1, 1, "organisation"),
        actor("m", "Mary Fox", 3, 1),
        actor("n", "Mary", 1, 1),
    ]
    path = corrections.write_template(tables.table("actors", rows), tmp_path / "new" / "template.csv")
    assert "'=HYPERLINK(1)" in path.read_text(encoding="utf-8-sig")
    assert corrections.read_corrections(path).empty and not corrections.has_corrections(path)
    found = pd.read_csv(path, dtype=str, keep_default_na=False)
    pairs = {(one.suggested, one.actor, one.value) for one in found.itertuples()}
    assert pairs == {
        ("merge", "Zelenskyy", "Volodymyr Zelensky"),
        ("merge", "John Lee", "Jon Lee"),
        ("split", "Jon Lee", "Ann Lee"),
        ("?", "'=HYPERLINK(1)", ""),
        ("merge", "Mary", "Mary Fox"),
        ("merge", "OSCE", "Organization for Security and Co-operation in Europe"),
        ("merge", "Georgia (place)", "Georgia (state)"),
        ("merge", "Defence Ministry", "Ministry of Defence"),
    }
    corrections.write_template(tables.table("actors", rows), path)  # nobody has filled it in
    path.write_text(path.read_text(encoding="utf-8-sig").replace('"merge","",', '"merge","merge",', 1))
    with pytest.raises(FileExistsError, match="has corrections already"):
        corrections.write_template(tables.table("actors", rows), path)
    with pytest.raises(ValueError, match=r"end in \.csv"):
        corrections.write_template(tables.table("actors", rows), tmp_path / "a.xlsx")


def test_a_hostile_name_survives_the_round_trip(tmp_path):
    mentions = tables.table("mentions", [mention("a", 0, "=SUM(1)", "x")])
    actors = tables.table("actors", [actor("x", "=SUM(1)", 1, 1)])
    path = corrections.write_template(actors, tmp_path / "t.csv")
    filled = pd.read_csv(path, dtype=str).assign(action="drop")
    filled.to_csv(path, index=False)
    done = corrections.apply(mentions, actors, path)
    assert done.problems == [] and done.actors.empty
