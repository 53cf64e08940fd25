"""Who does what to whom: cases made by reading before the rules, any text, and agency by side from the tables alone."""

import json
from pathlib import Path

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_docs import WORDS, odd_doc

from toolkit import lexicons, tables
from toolkit.rhetoric import deeds
from toolkit.rhetoric.clauses import CLAUSE_COLUMNS, find_clauses, packaged_frames
from toolkit.rhetoric.imagery import find_imagery
from toolkit.rhetoric.naming import find_namings

CASES = json.loads((Path(__file__).parent / "clause_cases.json").read_text(encoding="utf-8"))["cases"]
COMPARED = ("verb", "agent", "patient", "voice", "negated", "agent_omitted")


def marked(case):
    """The case; as one that fails where the tree is known to be wrong."""
    marks = [pytest.mark.xfail(strict=True, reason=case["fault"])] if "fault" in case else []
    return pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.integration
@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_cases_by_hand(case, nlp):
    rows = find_clauses(nlp(case["text"]), doc_id="a")
    found = sorted((tuple(row[name] for name in COMPARED) for row in rows), key=str)
    assert found == sorted((tuple(row[name] for name in COMPARED) for row in case["expected"]), key=str), (
        case["why"]
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.randoms(use_true_random=False))
def test_any_tree_over_any_text(words, random):
    doc = odd_doc(words, random)
    for row in find_clauses(doc, doc_id="a"):
        assert list(row) == [column.name for column in CLAUSE_COLUMNS]
        assert row["start"] <= row["verb_start"] < row["verb_end"] <= row["end"]
        assert row["sentence_start"] <= row["verb_start"] and row["verb_end"] <= row["sentence_end"]
        assert row["agent"] is not None or row["patient"] is not None
        for role in ("agent", "patient"):
            if row[role] is None:
                assert row[f"{role}_spans"] == []
                continue
            low, high = row[f"{role}_start"], row[f"{role}_end"]
            assert row[role] == doc.text[low:high] != ""
            assert [low, high] == [row[f"{role}_spans"][0][0], row[f"{role}_spans"][-1][1]]
        assert row["agent_omitted"] == (row["agent"] is None and row["voice"] != "active")


@pytest.mark.parametrize("text", ["", " \n ", "Russia invaded Ukraine."])
def test_a_doc_without_a_tree_has_no_clauses(text):
    assert find_clauses(spacy.blank("en")(text), doc_id="a") == []


@pytest.mark.integration
def test_finding_leaves_the_doc_as_it_is(nlp):
    doc = nlp("Moscow calls the war an operation. The war drum is loud, Lee said.")
    before = doc.to_json(), doc._.attributions
    for find in (find_clauses, find_namings, find_imagery):
        assert find(doc, doc_id="a") == find(doc, doc_id="a") != []
    assert (doc.to_json(), doc._.attributions) == before


@pytest.mark.integration
def test_the_user_s_frames_take_the_place_of_ours(nlp):
    doc = nlp("The bank obeyed the law.")
    assert find_clauses(doc, doc_id="a")[0]["frames"] == ["power_patient", "agency_low"]
    assert find_clauses(doc, doc_id="a", frames={"obey": ("power_agent",)})[0]["frames"] == ["power_agent"]
    assert find_clauses(doc, doc_id="a", frames={})[0]["frames"] == []


def test_every_verb_of_the_list_says_something_once():
    entries = lexicons.entries("agency_verbs")
    verbs = [entry["verb"] for entry in entries]
    assert len(verbs) == len(set(verbs))
    assert all(entry["power"] in (None, "agent", "patient") for entry in entries)
    assert all(entry["agency"] in (None, "high", "low") for entry in entries)
    assert all(packaged_frames().values())
    assert packaged_frames()["force"] == ("power_agent", "agency_high")
    assert packaged_frames()["await"] == ("power_patient", "agency_low")


# --- frames of the user's own -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("verb,power,agency\nforce,agent,high\n", {"force": ("power_agent", "agency_high")}),
        ("verb,power,agency\nawait,patient,\n", {"await": ("power_patient",)}),
        ("verb,agency,power\nabsorb,agency_pos,power_theme\n", {"absorb": ("power_patient", "agency_high")}),
        ("verb;power\nCarry  out;power_equal\n", {"carry out": ()}),
        ("verb,power\n", {}),
    ],
)  # fmt: skip
def test_frames_are_read_in_our_words_and_in_those_of_the_published_list(content, expected, tmp_path):
    path = tmp_path / "frames.csv"
    path.write_text(content, encoding="utf-8")
    assert deeds.read_frames(path) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("word,power\nforce,agent\n", "a column verb and one of power, agency are wanted"),
        ("verb,tone\nforce,bad\n", "found verb, tone"),
        ("verb,power\nforce,strong\n", "row 2: 'strong'"),
    ],
)
def test_a_faulty_file_of_frames_says_what_is_wrong(content, message, tmp_path):
    path = tmp_path / "frames.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        deeds.read_frames(path)
    with pytest.raises(FileNotFoundError, match="no such file"):
        deeds.read_frames(tmp_path / "none.csv")


# --- agency -----------------------------------------------------------------------------------------------------------

ACTORS = pd.DataFrame(
    {
        "actor_id": ["r", "u", "l"],
        "name": ["Russia", "Ukraine", "Ann Lee"],
        "kind": ["state", "state", "person"],
        "role": [None, None, None],
        "affiliation": [None, None, "Ukraine"],
    }
)
SIDES = {"East": ["Russia"], "West": ["Ukraine"]}


def clause(number, doc_id="a", *, agent=None, patient=None, voice="active", negated=False, frames=()):
    """A clause whose agent and patient stand at offsets 10 * number and 10 * number + 5 of the document."""
    place = 10 * number
    return {
        "clause_id": f"{doc_id}{number}",
        "doc_id": doc_id,
        "verb": "hit",
        "verb_start": place + 3,
        "verb_end": place + 4,
        "voice": voice,
        "negated": negated,
        "agent_omitted": voice != "active" and agent is None,
        "agent_spans": [[place, place + 2]] if agent else [],
        "patient_spans": [[place + 5, place + 7]] if patient else [],
        "frames": list(frames),
        "who": (agent, patient),
    }


def mentions_of(clauses):
    rows = []
    for row in clauses:
        for actor, spans in zip(row["who"], (row["agent_spans"], row["patient_spans"]), strict=True):
            rows += [(f"{row['clause_id']}{actor}", row["doc_id"], start, end, actor) for start, end in spans]
    columns = ["mention_id", "doc_id", "start", "end", "actor_id"]
    return pd.DataFrame(rows, columns=columns).astype({"start": "int64", "end": "int64"})


def tables_of(*clauses):
    return pd.DataFrame(clauses).drop(columns="who"), mentions_of(clauses)


def value(table, measure, group, column="estimate"):
    return table.set_index(["measure", "group"])[column][measure, group]


def test_shares_are_those_counted_by_hand():
    clauses, mentions = tables_of(
        *(
            clause(n, f"d{n}", agent="r", patient="u", frames=("power_agent", "agency_high"))
            for n in range(6)
        ),
        clause(6, "d6", agent="u", patient="r", frames=("power_patient", "agency_low")),
        clause(7, "d7", patient="u", voice="passive"),
        clause(8, "d8", agent="r", patient="u", voice="passive"),
        clause(9, "d9", patient="u", voice="nominal"),
        clause(10, "d9", agent="r", patient="u", negated=True),
    )
    before = clauses.copy(deep=True)
    found = deeds.agency(clauses, mentions, ACTORS, by="side", sides=SIDES)
    pd.testing.assert_frame_equal(clauses, before)
    assert value(found, "agent_share", "East") == pytest.approx(7 / 8)
    assert value(found, "agent_share", "West") == pytest.approx(1 / 10)
    assert value(found, "passive_share", "West") == pytest.approx(2 / 8)
    assert value(found, "omitted_share", "West") == pytest.approx(2 / 3)
    assert value(found, "power_share", "East") == pytest.approx(
        1.0
    )  # has it in six, and the other awaits it in one
    assert value(found, "power_share", "West") == pytest.approx(0.0)
    assert value(found, "high_agency_share", "West") == pytest.approx(0.0)
    assert value(found, "agent_share", "East", "n_documents") == 8
    low, high = (value(found, "agent_share", "East", end) for end in ("low", "high"))
    assert low < 7 / 8 < high
    with_denied = deeds.agency(clauses, mentions, ACTORS, by="side", sides=SIDES, negated=True)
    assert value(with_denied, "agent_share", "East") == pytest.approx(8 / 9)


def several(times=6):
    """In each of `times` documents: East hits West in the active, West is hit in the passive, West hits Ann Lee."""
    rows = []
    for n in range(times):
        rows += [
            clause(1, f"d{n}", agent="r", patient="u", frames=("power_agent", "agency_high")),
            clause(2, f"d{n}", patient="u", voice="passive"),
            clause(3, f"d{n}", agent="u", patient="l", frames=("power_agent", "agency_low")),
            clause(4, f"d{n}", agent="r", patient="u", negated=True),
        ]
    return tables_of(*rows)


def test_parts_in_clauses_can_be_compared_and_have_the_shares_of_agency():
    clauses, mentions = several()
    parts = deeds.role_units(clauses, mentions, ACTORS, SIDES)
    assert parts["unit_id"].is_unique
    assert parts.groupby("side").size().to_dict() == {"East": 6, "West": 24}
    table = deeds.compare_roles(parts, permutations=99)
    shares = deeds.agency(clauses, mentions, ACTORS, by="side", sides=SIDES)
    known = shares.dropna(subset="estimate")
    for row in known.itertuples():
        assert value(table, row.measure, row.group) == pytest.approx(row.estimate), row.measure
        assert value(table, row.measure, row.group, "total") == row.n_units, row.measure
    assert len(known) == 8  # nothing is done to East
    once = table.drop_duplicates("measure")
    assert (once["q"].dropna() >= once["p"].dropna()).all()
    assert set(table["measure"]) == set(deeds.TITLES) == set(deeds.MEASURES)
    denied = deeds.role_units(clauses, mentions, ACTORS, SIDES, negated=True)
    assert len(denied) == len(parts) + 12


def test_no_part_in_any_clause_is_an_empty_comparison():
    clauses, mentions = several()
    parts = deeds.role_units(clauses, mentions, ACTORS, {"Nobody": ["Nowhere"]})
    assert parts.empty
    assert deeds.compare_roles(parts).empty
    assert deeds.who_to_whom(tables.empty("clauses"), mentions, ACTORS, SIDES).empty


def test_deeds_of_one_actor_to_another_between_sides_first():
    clauses, mentions = several()
    spans = dict.fromkeys(("start", "end", "sentence_start", "sentence_end"), 0)
    more = pd.DataFrame(
        {"actor_id": ["x"], "name": ["Xan"], "kind": ["person"], "role": [None], "affiliation": [None]}
    )
    found = deeds.who_to_whom(clauses.assign(**spans), mentions, pd.concat([ACTORS, more]), SIDES)
    names = ["agent", "agent_side", "verb", "patient", "patient_side", "n", "documents"]
    assert found[names].values.tolist() == [
        ["Russia", "East", "hit", "Ukraine", "West", 6, 6],
        ["Ukraine", "West", "hit", "Ann Lee", "West", 6, 6],
    ]
    only_east = deeds.who_to_whom(
        clauses.assign(**spans), mentions, ACTORS, {"East": ["Russia"], "Lee": ["Ann Lee"]}
    )
    assert only_east["agent_side"].isna().tolist() == [False, True]


def test_joined_agents_of_one_side_count_once():
    row = clause(0, agent="u") | {"agent_spans": [[0, 2], [5, 7]]}
    mentions = pd.DataFrame(
        {"mention_id": ["m", "n"], "doc_id": "a", "start": [0, 5], "end": [2, 7], "actor_id": ["u", "l"]}
    )
    clauses = pd.DataFrame([row]).drop(columns="who")
    by_side = deeds.agency(clauses, mentions, ACTORS, by="side", sides=SIDES)
    assert value(by_side, "agent_share", "West", "n") == 1
    by_actor = deeds.agency(clauses, mentions, ACTORS)
    assert set(by_actor[by_actor["measure"] == "agent_share"]["group"]) == {"Ukraine", "Ann Lee"}


def test_the_longest_mention_at_the_head_is_taken():
    clauses, _ = tables_of(clause(1, agent="r"))
    mentions = pd.DataFrame(
        [("short", "a", 11, 12, "r"), ("long", "a", 9, 13, "u"), ("before", "a", 0, 11, "l")],
        columns=["mention_id", "doc_id", "start", "end", "actor_id"],
    )
    assert deeds.roles(clauses, mentions)["mention_id"].tolist() == ["long"]


def test_units_keep_the_clauses_inside_of_them():
    clauses, mentions = tables_of(clause(0, agent="r"), clause(5, agent="u"))
    quotes = pd.DataFrame({"doc_id": ["a"], "spans": [[[50, 60]]]})
    found = deeds.agency(clauses, mentions, ACTORS, quotes)
    assert found["group"].unique().tolist() == ["Ukraine"]


def test_one_document_says_so_and_is_never_reliable():
    clauses, mentions = tables_of(*(clause(n, agent="r", patient="u") for n in range(8)))
    found = deeds.agency(clauses, mentions, ACTORS)
    assert "one document" in found.attrs["note"]
    assert not found["reliable"].any()
    assert found["method"].unique().tolist() == ["jackknife over clauses"]


def test_nothing_to_count_is_an_empty_table_that_says_why():
    clauses, mentions = tables_of(clause(0, agent="r"))
    for own, known in ((clauses.iloc[:0], mentions), (clauses, mentions.iloc[:0])):
        found = deeds.agency(own, known, ACTORS)
        assert found.empty and list(found) == list(deeds.AGENCY_COLUMNS)
        assert "nothing to compare" in found.attrs["note"]


def test_sides_are_asked_for():
    clauses, mentions = tables_of(clause(0, agent="r"))
    with pytest.raises(ValueError, match="by='side' needs sides="):
        deeds.agency(clauses, mentions, ACTORS, by="side")


def test_frames_can_be_put_in_later():
    clauses = pd.DataFrame({"verb": ["force", "walk"], "frames": [[], []]})
    added = deeds.add_frames(clauses)
    assert added["frames"].tolist() == [["power_agent", "agency_high"], []]
    assert clauses["frames"].tolist() == [[], []]
    assert deeds.add_frames(clauses, {"walk": ("agency_low",)})["frames"].tolist() == [[], ["agency_low"]]
