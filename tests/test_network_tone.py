"""The tone of a quote towards whom it names: cases as data, with look-alikes that must stay neutral."""

import pandas as pd
import pytest

from toolkit import lexicons, tables
from toolkit.network import tone

NAMES = {"Lee": "person", "Ek": "person", "Roe": "person", "Russia": "state", "Oslo": "place"}


def corpus(text, cue, content, *, speaker="Roe", **more):
    """Tables of one document with one quote; every name of NAMES in the text is a mention."""
    mentions = []
    for name in NAMES:
        for start in range(len(text)):
            if text.startswith(name, start):
                mentions.append(
                    {
                        "mention_id": f"{name}{start}",
                        "doc_id": "d",
                        "start": start,
                        "end": start + len(name),
                        "text": name,
                        "label": "PERSON",
                        "actor_id": name,
                        "confidence": 0.9,
                    }
                )
    start, cue_start = text.index(content), text.index(cue)
    quote = {
        "quote_id": "q",
        "doc_id": "d",
        "start": start,
        "end": start + len(content),
        "spans": [[start, start + len(content)]],
        "text": content,
        "kind": "indirect",
        "cue": cue,
        "cue_start": cue_start,
        "cue_end": cue_start + len(cue),
        "speaker": speaker,
        "actor_id": speaker,
        "confidence": 0.9,
        "n_words": 3,
        **more,
    }
    actors = [
        {"actor_id": name, "name": name, "kind": kind, "mentions": 1, "documents": 1}
        for name, kind in NAMES.items()
    ]
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text]})
    return (
        tables.table("quotes", [quote]),
        tables.table("mentions", mentions),
        tables.table("actors", actors),
        documents,
    )


CASES = [
    # label, text, cue, content, {target: tone}
    ("blame", "Roe accused Lee of fraud.", "accused", "Lee of fraud", {"Lee": "critical"}),
    ("praise", "Roe praised Lee for it.", "praised", "Lee for it", {"Lee": "supportive"}),
    ("words between",
     "Roe slammed Republican contender Lee.", "slammed", "Republican contender Lee", {"Lee": "critical"}),
    ("a particle", "Roe lashed out at Lee.", "lashed out at", "Lee", {"Lee": "critical"}),
    ("a particle behind the cue", "Roe lashed out at Lee.", "lashed", "out at Lee", {"Lee": "critical"}),
    ("a noun", "Roe repeated her criticism of Lee.", "repeated her criticism of", "Lee", {"Lee": "critical"}),
    ("its plan", "Roe criticised Lee's plan.", "criticised", "Lee's plan", {"Lee": "critical"}),
    ("negated praise", "Roe refused to endorse Lee.", "refused to endorse", "Lee", {"Lee": "critical"}),
    ("called", "Roe called Lee a liar.", "called", "Lee a liar", {"Lee": "critical"}),
    ("described as", "Roe described Lee as brilliant.", "described", "Lee as brilliant", {"Lee": "supportive"}),
    ("own verb", "Roe said: “I support Lee.”", "said", "“I support Lee.”", {"Lee": "supportive"}),
    ("own verb, we",
     "Roe said: “We strongly condemn Russia.”", "said", "“We strongly condemn Russia.”", {"Russia": "critical"}),
    ("object outside the content",
     "Roe thanked Lee and said that it was late.", "thanked", "that it was late", {"Lee": "supportive"}),
    # look-alikes
    ("said", "Roe said Lee won.", "said", "Lee won", {"Lee": "neutral"}),
    ("another one's verb", "Roe said Ek praised Lee.", "said", "Ek praised Lee", {"Ek": "neutral", "Lee": "neutral"}),
    ("bad words about something else",
     "Roe said the terrible war hurts Lee.", "said", "the terrible war hurts Lee", {"Lee": "neutral"}),
    ("for somebody else's sake",
     "Roe blamed the media for Lee's fall.", "blamed", "the media for Lee's fall", {"Lee": "neutral"}),
    ("its people", "Roe attacked Lee's supporters.", "attacked", "Lee's supporters", {"Lee": "neutral"}),
    ("its manager",
     "Roe accused Lee campaign manager Ek of fraud.", "accused",
     "Lee campaign manager Ek of fraud", {"Lee": "neutral", "Ek": "critical"}),
    ("negated blame", "Roe did not blame Lee.", "did not blame", "Lee", {"Lee": "neutral"}),
    ("passive", "Roe was praised by Lee.", "was praised by", "Lee", {"Lee": "neutral"}),
    ("a question",
     "Roe said: “Can I trust or support Lee?”", "said", "“Can I trust or support Lee?”", {"Lee": "neutral"}),
    ("hit back is no backing", "Roe fired back at Lee.", "fired back at", "Lee", {"Lee": "neutral"}),
    ("a record against",
     "Roe defended his record against Russia.", "defended", "his record against Russia", {"Russia": "neutral"}),
    ("a place", "Roe praised Oslo.", "praised", "Oslo", {}),
    ("oneself", "Roe praised Roe.", "praised", "Roe", {}),
    ("called for", "Roe called for Lee to win.", "called for", "Lee to win", {"Lee": "neutral"}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text", "cue", "content", "expected"), CASES)
def test_tones(why, text, cue, content, expected):
    found = tone.tones(*corpus(text, cue, content))
    assert dict(zip(found["target"], found["tone"])) == expected, why


def test_a_row_says_what_it_rests_on():
    (row,) = tone.tones(*corpus("Roe accused Lee of fraud.", "accused", "Lee of fraud")).to_dict("records")
    assert (row["source"], row["score"], row["evidence"], row["method"]) == (
        "Roe",
        -1,
        "accused",
        "verb of the cue",
    )
    assert row["confidence"] == tone.CONFIDENCE["critical", "verb of the cue"]
    (row,) = tone.tones(*corpus("Roe said Lee won.", "said", "Lee won")).to_dict("records")
    assert row["method"] == "none" and pd.isna(row["evidence"]) and row["score"] == 0


def test_evidence_both_ways_is_an_abstention():
    text = "Roe praised Lee: “I condemn Lee.”"
    (row,) = tone.tones(*corpus(text, "praised", "Lee: “I condemn Lee.”")).to_dict("records")
    assert (row["tone"], row["method"]) == ("neutral", "both ways")


def test_words_of_a_quote_within_are_not_the_outer_speakers():
    quotes, mentions, actors, documents = corpus(
        "Roe said: “Ek told me: I support Lee.”", "said", "“Ek told me: I support Lee.”"
    )
    start = documents["text"][0].index("I support")
    inner = quotes.assign(
        quote_id="inner", actor_id="Ek", nested_in="q", spans=[[[start, start + 13]]], cue=None
    )
    found = tone.tones(pd.concat([quotes, inner], ignore_index=True), mentions, actors, documents)
    tones = {(row.source, row.target): row.tone for row in found.itertuples()}
    assert tones["Roe", "Lee"] == "neutral" and tones["Ek", "Lee"] == "supportive"


def test_without_documents_the_quote_itself_still_tells():
    tables_ = corpus("Roe accused Lee of fraud.", "accused", "Lee of fraud")[:3]
    assert tone.tones(*tables_)["tone"].tolist() == ["critical"]


def test_a_cue_without_a_place_tells_nothing():
    quotes, *others = corpus("Roe accused Lee of fraud.", "accused", "Lee of fraud")
    placeless = tables.table("quotes", quotes.drop(columns=["cue_start", "cue_end"]))
    assert tone.tones(placeless, *others)[["target", "tone"]].to_numpy().tolist() == [["Lee", "neutral"]]


def test_those_addressed_and_answered_are_targets_too():
    quotes, mentions, actors, documents = corpus("Roe told Lee that it rained.", "told", "that it rained")
    found = tone.tones(quotes.assign(addressee_id="Lee"), mentions, actors, documents)
    assert dict(zip(found["target"], found["tone"])) == {"Lee": "neutral"}


def test_empty_tables_and_arguments_left_alone():
    found = tone.tones(*(tables.empty(name) for name in ("quotes", "mentions", "actors")))
    assert found.empty and found.columns.tolist() == list(tone.COLUMNS)
    given = corpus("Roe praised Lee.", "praised", "Lee")
    before = [frame.copy(deep=True) for frame in given]
    tone.tones(*given)
    for one, other in zip(given, before):
        pd.testing.assert_frame_equal(one, other)


def test_edge_tone():
    found = pd.DataFrame(
        {
            "quote_id": list("abcd"),
            "source": ["Roe"] * 4,
            "target": ["Lee"] * 4,
            "tone": ["critical", "critical", "supportive", "neutral"],
            "method": ["verb of the cue"] * 3 + ["none"],
        }
    )
    rows = [
        {"source": source, "target": "Lee", "relation": "mentions", "weight": 4.0, "documents": 1, "n": 4}
        for source in ("Roe", "Ek")
    ]
    edges = tables.table("edges", rows)
    result = tone.edge_tone(edges, found)
    first, second = result.to_dict("records")
    assert [first[name] for name in ("judged", "critical", "supportive", "abstained")] == [4, 2, 1, 1]
    assert first["critical_share"] == 0.5 and first["neutral_share"] == 0.25
    # Wilson's interval of 2 in 4, from the closed form
    assert (round(first["critical_low"], 3), round(first["critical_high"], 3)) == (0.15, 0.85)
    assert second["judged"] == 0 and pd.isna(second["critical_share"])
    assert "judged" not in edges


@pytest.mark.parametrize("name", ["evaluative_words", "tone_verbs", "statement_nouns"])
def test_lists_have_no_form_twice(name):
    entries = lexicons.entries(name)
    forms = [
        form for entry in entries for form in entry.get("forms", [entry.get("word") or entry.get("noun")])
    ]
    twice = {form for form in forms if forms.count(form) > 1} if len(forms) < 1000 else set()
    assert len(set(forms)) > 10 and not {form for form in twice if name != "tone_verbs"}
