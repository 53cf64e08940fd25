"""How statements are reported: verbs, their classes, negated and modal cues."""

import pandas as pd
import pytest

from toolkit import lexicons, rhetoric
from toolkit.rhetoric import reporting


def cue(words, verbs=None):
    found = reporting.add_cues(pd.DataFrame({"cue": [words]}), verbs)
    return found.iloc[0][["cue_verb", "cue_class", "cue_status"]].tolist()


@pytest.mark.parametrize(
    ("words", "verb", "kind"),
    [
        ("said", "say", "neutral"),
        ("has repeatedly asserted", "assert", "assertive"),
        ("told reporters", "tell", "neutral"),
        ("Warned", "warn", "assertive"),
        ("criticized", "criticise", "expressive"),
        ("agreeing", "agree", "commissive"),
        ("threatening", "threaten", "commissive"),
        ("said nothing new, admitted", "say", "neutral"),
        ("made it clear", "make clear", "assertive"),
        ("called", "call", "neutral"),
        ("called on", "call for", "directive"),
        ("ruled", "rule", "neutral"),
        ("ruled out", "rule out", "commissive"),
        ("went on to say", "say", "neutral"),
        ("continued to insist", "insist", "assertive"),
        ("sought to play down", "brush off", "assertive"),
        ("wants", "want", "directive"),
        ("’d like", "would like", "directive"),
        ("According  to", "according to", "neutral"),
        ("criticism of", "criticise", "expressive"),
        ("the warning", "warn", "assertive"),
        ("a statement", "state", "neutral"),
        ("Skeptical", "doubt", "assertive"),
        ("in", "in", "other"),
        ("seemed", "seem", "other"),
        (":", reporting.MARK, "neutral"),
        ("—", reporting.MARK, "neutral"),
        (None, reporting.NO_CUE, "other"),
        ("  ", reporting.NO_CUE, "other"),
    ],
)
def test_the_verb_of_a_cue_and_its_class(words, verb, kind):
    # without an entry the cue is its own verb
    assert cue(words)[:2] == [verb if verb != "seem" else "seemed", kind]


@pytest.mark.parametrize(
    ("words", "verb", "status"),
    [
        ("said", "say", "said"),
        ("did not say", "say", "negated"),
        ("didn’t say", "say", "negated"),
        ("would not confirm", "confirm", "negated"),
        ("won't say", "say", "negated"),
        ("declined to comment", "decline", "negated"),
        ("refused to say", "refuse", "negated"),
        ("refused to pay", "refuse", "said"),  # an act of its own, and it was made
        ("refused", "refuse", "said"),
        ("never mentioned", "mention", "negated"),
        ("said nothing", "say", "negated"),
        ("failed to mention", "mention", "negated"),
        ("cannot say", "say", "negated"),
        ("may say", "say", "modal"),
        ("is expected to announce", "announce", "modal"),
        ("he'll say", "say", "modal"),
        ("would say", "say", "modal"),
        ("said it would", "say", "said"),  # what follows the verb is part of what was said
        ("noted", "note", "said"),
        ("cannily noted", "note", "said"),
    ],
)
def test_negated_and_modal_cues_are_kept_apart(words, verb, status):
    found = cue(words)
    assert [found[0], found[2]] == [verb, status]


def test_a_verb_list_of_ones_own():
    verbs = pd.DataFrame({"verb": ["according to"], "class": ["sourcing"], "forms": ["says said"]})
    found = rhetoric.add_cues(pd.DataFrame({"cue": ["said", "According to", "claimed"]}), verbs)
    assert found["cue_verb"].tolist() == ["according to", "according to", "claimed"]
    assert found["cue_class"].tolist() == ["sourcing", "sourcing", "other"]


def test_a_verb_list_from_a_file(tmp_path):
    path = tmp_path / "verbs.csv"
    path.write_text(
        "Verb,Class,Forms\nsay,plain,says said\nmake clear,loud,made clear; makes clear\n", "utf-8"
    )
    assert cue("has made clear", path) == ["make clear", "loud", "said"]
    assert cue("said", str(path)) == ["say", "plain", "said"]
    path.write_text("verb,class\nsay,plain\n", "utf-8")
    assert cue("say", path)[1] == "plain"


def test_all_faults_of_a_file_are_in_one_message(tmp_path):
    path = tmp_path / "verbs.csv"
    path.write_text("verb,class,forms\nsay,,said\n,plain,\ntell,plain,said\n", "utf-8")
    with pytest.raises(
        ValueError, match=r"line 2: no class.*line 3: no verb.*line 4: 'said' stands in line 2"
    ):
        reporting.read_verbs(path)
    path.write_text("verb,class,forms\nsay,plain\ntell\n", "utf-8")
    with pytest.raises(ValueError, match=r"verbs.csv: line 3: no class\."):
        reporting.read_verbs(path)
    path.write_text("word\nsay\n", "utf-8")
    with pytest.raises(ValueError, match=r"no column verb, class \(found word\)"):
        reporting.read_verbs(path)


def test_every_form_belongs_to_one_verb():
    entries = lexicons.entries("reporting_verbs")
    forms = [form for entry in entries for form in [*entry["forms"], *entry.get("nouns", [])]]
    assert len(forms) == len(set(forms))
    assert {entry["class"] for entry in entries} == set(reporting.CLASSES)
    assert all(entry["verb"] in entry["forms"] for entry in entries)


@pytest.mark.parametrize(
    "wrong", ["agreing", "expresss", "echos", "regreted", "guaranteing", "refered", "planed"]
)
def test_forms_that_are_no_english_are_not_listed(wrong):
    forms = {form for entry in lexicons.entries("reporting_verbs") for form in entry["forms"]}
    assert wrong not in forms


def test_coverage_counts_cues_and_names_what_the_list_lacks():
    quotes = pd.DataFrame({"cue": ["said", "says", "in", None, ":", "In", "admitted"]})
    table = reporting.coverage(quotes)
    assert dict(zip(table["cue_class"], table["n"], strict=True)) == {"neutral": 3, "other": 2, "factive": 1}
    assert table["share"].sum() == pytest.approx(1)
    assert table.attrs["covered"] == pytest.approx(4 / 6)
    assert table.attrs["unlisted"] == [("in", 2)]


def test_empty_tables_and_arguments_left_as_they_are():
    empty = reporting.add_cues(pd.DataFrame({"cue": []}))
    assert empty.columns.tolist() == ["cue", "cue_verb", "cue_class", "cue_status"] and empty.empty
    assert reporting.coverage(pd.DataFrame({"cue": pd.Series([], dtype="str")})).empty
    quotes = pd.DataFrame({"cue": ["said", None]}, index=[7, 3])
    before = quotes.copy()
    assert reporting.add_cues(quotes).index.tolist() == [7, 3]
    pd.testing.assert_frame_equal(quotes, before)
