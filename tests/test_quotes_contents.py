"""Whom quotes are about, to whom they were said, and which stand in others."""

# ruff: noqa: E501  (one language case a line, however long)

import pandas as pd
import pytest
from synthetic import corpus

from tests import handmade
from toolkit import actors, network, quotes, tables
from toolkit.text import transcripts

PER, ORG, GPE, NORP = "PERSON", "ORG", "GPE", "NORP"


def analyse(text, **annotation):
    doc = handmade.make(text, **annotation)
    doc._.attributions = transcripts.with_turns(doc, doc._.attributions)
    mentions = actors.find_mentions(doc, doc_id="a")
    said = tables.table("quotes", quotes.find_quotes(doc, doc_id="a", mentions=mentions))
    mentions, cast = actors.resolve(tables.table("mentions", mentions), said)
    said = quotes.resolve_speakers(said, mentions, cast)
    said = quotes.resolve_addressees(said, mentions, cast)
    said = quotes.add_about(said, mentions, cast)
    tables.check("quotes", said, documents=pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    called = dict(zip(cast["actor_id"], cast["name"]))
    return said.assign(addressee_name=[called.get(actor) for actor in said["addressee_id"]]), mentions


LEE = ("Ann Lee", PER)
# label, text, entities, attributions, coreference, about of the first quote
ABOUT = [
    ("a name", "Ann Lee said Russia left.", [LEE, ("Russia", GPE)], [("Ann Lee", "said", "Russia left")], [], ["Russia"]),
    ("in order of mention, once", "Ann Lee said Ek met Russia and Ek left.", [LEE, ("Ek", PER), ("Russia", GPE), (("Ek", 1), PER)], [("Ann Lee", "said", "Ek met Russia and Ek left")], [], ["Ek", "Russia"]),
    ("a pronoun", "Tom Ek left. Ann Lee said he ran.", [("Tom Ek", PER), LEE], [("Ann Lee", "said", "he ran")], [("he", "Tom Ek", 0.8)], ["Tom Ek"]),
    ("people for their state", "Ann Lee said the Russians flew.", [LEE, ("Russians", NORP)], [("Ann Lee", "said", "the Russians flew")], [], ["Russia"]),
    ("not: the speaker as a pronoun", "Ann Lee said she left Russia.", [LEE, ("Russia", GPE)], [("Ann Lee", "said", "she left Russia")], [("she", "Ann Lee", 0.9)], ["Russia"]),
    ("the speaker by name", "Ann Lee said “Lee stays.”", [LEE, (("Lee", 1), PER)], [("Ann Lee", "said", "“Lee stays.”")], [], ["Ann Lee"]),
    ("nobody", "Ann Lee said no.", [LEE], [("Ann Lee", "said", "no")], [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "attributions", "coreference", "about"), ABOUT, ids=[c[0] for c in ABOUT]
)
def test_about(label, text, entities, attributions, coreference, about):
    said, _ = analyse(text, entities=entities, attributions=attributions, coreference=coreference)
    assert said.loc[0, "about_names"] == about, label


def test_the_speakers_own_person_when_asked_for_and_the_confidence_of_a_chain():
    said, mentions = analyse(
        "Tom Ek left. Ann Lee said she knew he had lost; he ran.",
        entities=[("Tom Ek", PER), LEE],
        attributions=[("Ann Lee", "said", "she knew he had lost; he ran")],
        coreference=[("she", "Ann Lee", 0.9), ("he", "Tom Ek", 0.8), (("he", 1), "he", 0.5)],
    )
    found = quotes.mentioned(said, mentions)
    assert found["own"].tolist() == [True, False, False]
    assert found["confidence"].tolist() == pytest.approx([0.9, 0.8, 0.4])
    cast = actors.resolve(mentions, said)[1]
    assert quotes.add_about(said, mentions, cast, self_mentions=True).loc[0, "about_names"] == [
        "Ann Lee",
        "Tom Ek",
    ]


def test_a_mention_belongs_to_every_quote_around_it():
    said, _ = analyse(
        "Ann Lee said Tom Ek warned Russia they left.",
        entities=[LEE, ("Tom Ek", PER), ("Russia", GPE)],
        attributions=[
            ("Ann Lee", "said", "Tom Ek warned Russia they left"),
            ("Tom Ek", "warned", "they left"),
        ],
    )
    outer, inner = said.iloc[0], said.iloc[1]
    assert (outer["about_names"], inner["about_names"]) == (["Tom Ek", "Russia"], [])
    assert inner["nested_in"] == outer["quote_id"] and pd.isna(outer["nested_in"])
    assert (inner["addressee"], inner["addressee_name"]) == ("Russia", "Russia")


# label, text, entities, attributions, coreference, name of the first quote's addressee
ADDRESSEES = [
    ("surname", "Tom Ek left. Ann Lee told Ek no.", [("Tom Ek", PER), LEE, (("Ek", 1), PER)], [("Ann Lee", "told", "no")], [], "Tom Ek"),
    ("pronoun", "Tom Ek left. Ann Lee told him no.", [("Tom Ek", PER), LEE], [("Ann Lee", "told", "no")], [("him", "Tom Ek", 0.9)], "Tom Ek"),
    ("officials", "Russia left. Ann Lee told Russian officials no.", [("Russia", GPE), LEE], [("Ann Lee", "told", "no")], [], "Russia"),
    ("not: an audience", "Ann Lee told reporters no.", [LEE], [("Ann Lee", "told", "no")], [], None),
    ("not: a place", "Ann Lee told Springfield no.", [LEE, ("Springfield", GPE)], [("Ann Lee", "told", "no")], [], None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "attributions", "coreference", "name"),
    ADDRESSEES,
    ids=[c[0] for c in ADDRESSEES],
)
def test_addressees(label, text, entities, attributions, coreference, name):
    said, _ = analyse(text, entities=entities, attributions=attributions, coreference=coreference)
    assert said.loc[0, "addressee_name"] == name, label


def test_me_is_who_utters_the_quote_around():
    said, _ = analyse(
        "“Tom Ek told me no,” Ann Lee said.",
        entities=[("Tom Ek", PER), LEE],
        attributions=[("Ann Lee", "said", "“Tom Ek told me no,”"), ("Tom Ek", "told", "no")],
    )
    inner = said[said["cue"] == "told"].iloc[0]
    assert (inner["addressee"], inner["addressee_name"]) == ("me", "Ann Lee")


def test_turns_of_a_transcript_are_direct_and_hold_what_is_said_in_them():
    said, _ = analyse(
        "Ann Lee met Tom Ek.\n\nEK: Why leave?\n\nLEE: He told me no. I left.\n\nEK: Thank you.",
        entities=[LEE, ("Tom Ek", PER)],
        attributions=[("He", "told", "no")],
    )
    assert said["speaker"].fillna("").tolist()[:2] == ["Tom Ek", "Ann Lee"]
    assert said["kind"].tolist()[:2] == ["direct", "direct"]
    inner = said[said["cue"] == "told"].iloc[0]
    assert inner["nested_in"] == said.loc[1, "quote_id"]
    assert inner["addressee_name"] == "Ann Lee"


def test_network_and_about_rest_on_the_same_mentions():
    made = corpus()
    pairs = network.quote_mentions(made.quotes, made.mentions)
    found = quotes.mentioned(made.quotes, made.mentions)
    assert set(zip(pairs["quote_id"], pairs["actor_id"])) == set(zip(found["quote_id"], found["actor_id"]))


def test_empty_tables_and_arguments_unchanged():
    nothing = [tables.empty(name) for name in ("quotes", "mentions", "actors")]
    for verb in (quotes.add_about, quotes.resolve_addressees):
        made = verb(*nothing)
        tables.check("quotes", made)
        assert made.empty
    assert quotes.mentioned(*nothing[:2]).empty
    made = corpus()
    before = [frame.copy(deep=True) for frame in (made.quotes, made.mentions, made.actors)]
    quotes.add_about(*before)
    quotes.resolve_addressees(*before)
    for frame, copy in zip((made.quotes, made.mentions, made.actors), before):
        pd.testing.assert_frame_equal(frame, copy)


def test_rows_keep_their_order_and_index():
    made = corpus()
    turned = made.quotes.iloc[::-1]
    found = quotes.add_about(turned, made.mentions, made.actors)
    assert found.index.tolist() == turned.index.tolist()
    assert found["quote_id"].tolist() == turned["quote_id"].tolist()
