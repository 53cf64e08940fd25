"""Which quote answers which: rules over hand-made tables, each with look-alikes that are no answers."""

import pandas as pd
import pytest

from toolkit import tables
from toolkit.quotes import exchanges

PEOPLE = {"Lee": "person", "Ek": "person", "Roe": "person", "Acme": "organisation"}


def corpus(text, *said, roles=None):
    """Tables of one document. `said`: (speaker or words of an unnamed one, cue, content); content in order of the text.

    Every occurrence of a name of PEOPLE is a mention; a quote's sentences run from the full stop before its first word
    (of cue, content or speaker) to the one after its last.
    """
    mentions, quotes, at = [], [], 0
    for name in PEOPLE:
        start = text.find(name)
        while start >= 0:
            mentions.append(_mention(name, start))
            start = text.find(name, start + 1)
    for number, (speaker, cue, content) in enumerate(said):
        start = text.index(content, at)
        at = start + 1
        cues = [place for place in range(len(text)) if text.startswith(cue, place)]
        cue_start = min(
            cues, key=lambda place: min(abs(place - start - len(content)), abs(place + len(cue) - start))
        )
        low, high = min(start, cue_start), max(start + len(content), cue_start + len(cue))
        quotes.append(
            {
                "quote_id": f"q{number}",
                "doc_id": "d",
                "start": start,
                "end": start + len(content),
                "spans": [[start, start + len(content)]],
                "text": content,
                "kind": "direct" if content.startswith("“") else "indirect",
                "cue": cue,
                "cue_start": cue_start,
                "cue_end": cue_start + len(cue),
                "speaker": speaker,
                "actor_id": speaker if speaker in PEOPLE else None,
                "confidence": 0.9,
                "sentence_start": max(text.rfind(". ", 0, low), text.rfind(".” ", 0, low) + 1) + 2
                if ". " in text[:low] or ".” " in text[:low]
                else 0,
                "sentence_end": (text + ". ").index(".", high - 1) + 1,
                "n_words": 3,
                "about": [name for name in PEOPLE if name in content and name != speaker],
            }
        )
    actors = [
        {
            "actor_id": name,
            "name": name,
            "kind": kind,
            "role": (roles or {}).get(name),
            "mentions": 1,
            "documents": 1,
        }
        for name, kind in PEOPLE.items()
    ]
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text]})
    return (
        tables.table("quotes", quotes),
        tables.table("mentions", mentions),
        tables.table("actors", actors),
        documents,
    )


def _mention(name, start):
    return {
        "mention_id": f"{name}{start}",
        "doc_id": "d",
        "start": start,
        "end": start + len(name),
        "text": name,
        "label": "PERSON",
        "actor_id": name,
        "confidence": 0.9,
    }


LEE = ("Lee", "said", "“Taxes will rise.”")

CASES = [
    ("reply", "Lee said: “Taxes will rise.” Ek replied: “Not now.”", [LEE, ("Ek", "replied", "“Not now.”")], "q0"),
    ("particle", "Lee said: “Taxes will rise.” Ek shot back: “No.”", [LEE, ("Ek", "shot back", "“No.”")], "q0"),
    ("agreed", "Lee said: “Taxes will rise.” Ek agreed: “They must.”", [LEE, ("Ek", "agreed", "“They must.”")], "q0"),
    (
        "rejected that",
        "Lee said: “Taxes will rise.” Ek rejected that idea.",
        [LEE, ("Ek", "rejected", "that idea")],
        "q0",
    ),
    (
        "the one who is named, not the last speaker",
        "Lee said: “Taxes will rise.” Roe said: “Or fall.” Ek rejected Lee's claim.",
        [LEE, ("Roe", "said", "“Or fall.”"), ("Ek", "rejected", "Lee's claim")],
        "q0",
    ),
    (
        "a statement is named",
        "Lee said: “Taxes will rise.” Ek called Lee's remarks absurd.",
        [LEE, ("Ek", "called", "Lee's remarks absurd")],
        "q0",
    ),
    (
        "in response",
        "Lee said: “Taxes will rise.” In response, Ek said: “Never.”",
        [LEE, ("Ek", "said", "“Never.”")],
        "q0",
    ),
    (
        "a sentence of its own",
        "Lee said: “Taxes will rise.” Ek hit back. “Never,” Ek said.",
        [LEE, ("Ek", "said", "“Never,”")],
        "q0",
    ),
    (
        "a sentence of its own that names another one",
        "Lee said: “Taxes will rise.” Roe said: “Or fall.” Ek, who paid, agreed with Lee. “They must,” Ek said.",
        [LEE, ("Roe", "said", "“Or fall.”"), ("Ek", "said", "“They must,”")],
        "q0",
    ),
    (
        "denial by whom the other spoke of",
        "Lee said that Ek had paid. Ek denied it.",
        [("Lee", "said", "that Ek had paid"), ("Ek", "denied", "it")],
        "q0",
    ),
    ("an unnamed speaker answers", "Lee said: “Taxes will rise.” An aide replied: “No.”",
     [LEE, ("An aide", "replied", "“No.”")], "q0"),
    # look-alikes
    ("order alone", "Lee said: “Taxes will rise.” Ek said: “Never.”", [LEE, ("Ek", "said", "“Never.”")], None),
    ("but", "Lee said: “Taxes will rise.” But Ek said: “Never.”", [LEE, ("Ek", "said", "“Never.”")], None),
    ("the same speaker", "Lee said: “Taxes will rise.” Lee replied: “Soon.”",
     [LEE, ("Lee", "replied", "“Soon.”")], None),
    ("a refusal", "Lee said: “Taxes will rise.” Ek did not reply to it.", [LEE, ("Ek", "did not reply", "it")], None),
    ("agreed to", "Lee said: “Taxes will rise.” Ek agreed to pay.", [LEE, ("Ek", "agreed", "to pay")], None),
    ("responded to requests", "Lee said: “Taxes will rise.” Ek responded to requests.",
     [LEE, ("Ek", "responded", "to requests")], None),
    ("shot without back", "Lee said: “Taxes will rise.” Ek shot a look.", [LEE, ("Ek", "shot", "a look")], None),
    ("denied that he ...", "Lee said: “Taxes will rise.” Ek denied that he paid.",
     [LEE, ("Ek", "denied", "that he paid")], None),
    ("a reporter's question", "A reporter asked: “Will taxes rise?” Ek replied: “No.”",
     [("A reporter", "asked", "“Will taxes rise?”"), ("Ek", "replied", "“No.”")], None),
    ("a question, not whoever spoke before it",
     "Lee said: “Taxes will rise.” A reporter asked: “When?” Ek replied: “Soon.”",
     [LEE, ("A reporter", "asked", "“When?”"), ("Ek", "replied", "“Soon.”")], None),
    ("turns", "Lee: Taxes will rise. Ek: Never.", [("Lee", ":", "Taxes will rise."), ("Ek", ":", "Never.")], None),
    ("criticism of somebody is not a statement of theirs",
     "Lee said: “Taxes will rise.” Ek voiced criticism of Lee.", [LEE, ("Ek", "voiced", "criticism of Lee")], None),
    ("too far", "Lee said: “Taxes will rise.” " + "It rained. " * 30 + "Ek replied: “No.”",
     [LEE, ("Ek", "replied", "“No.”")], None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text", "said", "expected"), CASES)
def test_what_the_last_quote_answers(why, text, said, expected):
    found = exchanges.add_answers(*corpus(text, *said))
    answer = found["answers"].iloc[-1]
    assert (answer if isinstance(answer, str) else None) == expected, why


def test_a_journalist_by_role_asks_and_is_not_answered():
    text = "Lee asked: “Will taxes rise?” Ek replied: “No.”"
    said = [("Lee", "asked", "“Will taxes rise?”"), ("Ek", "replied", "“No.”")]
    assert exchanges.add_answers(*corpus(text, *said))["answers"].iloc[-1] == "q0"
    given = corpus(text, *said, roles={"Lee": "debate moderator"})
    assert exchanges.add_answers(*given)["answers"].isna().all()


def test_confidence_and_reason_are_those_of_the_surest_rule():
    text = "Lee said that Ek had paid. In response, Ek replied: “No.”"
    quotes = exchanges.add_answers(
        *corpus(text, ("Lee", "said", "that Ek had paid"), ("Ek", "replied", "“No.”"))
    )
    last = quotes.iloc[-1]
    assert last["answers_reason"] == "in response"
    assert last["answers_confidence"] == exchanges.CONFIDENCE["in response"]
    assert all(0 < sure < 1 for sure in exchanges.CONFIDENCE.values())


def test_without_the_documents_the_cues_still_tell():
    quotes, mentions, actors, _ = corpus(
        "Lee said: “Taxes will rise.” Ek replied: “Not now.”", LEE, ("Ek", "replied", "“Not now.”")
    )
    assert exchanges.add_answers(quotes, mentions, actors)["answers"].iloc[-1] == "q0"


def test_what_goes_in_is_left_as_it_is_and_the_contract_kept():
    quotes, mentions, actors, documents = corpus(CASES[0][1], *CASES[0][2])
    quotes.index = [7, 3]
    before = quotes.copy(deep=True)
    found = exchanges.add_answers(quotes, mentions, actors, documents)
    pd.testing.assert_frame_equal(quotes, before)
    assert found.index.tolist() == [7, 3] and found.columns.tolist() == quotes.columns.tolist()
    tables.check("quotes", found)


def test_empty_tables():
    empty = [tables.empty(name) for name in ("quotes", "mentions", "actors")]
    found = exchanges.add_answers(*empty)
    assert found.empty
    tables.check("quotes", found)


@pytest.mark.parametrize(
    ("cue", "after", "expected"),
    [
        ("replied", "", "reply"),
        ("fired", "back at Lee", "reply"),
        ("fired", "the minister", None),
        ("has rejected", "the claim", "reject"),
        ("to deny", "him the seat", None),
        ("disagree", "over the date", None),
        ("declined to respond", "", None),
        ("didn’t dispute", "it", None),
        ("a one-word answer", "", None),
        ("", "", None),
    ],
)
def test_answering_verbs(cue, after, expected):
    assert exchanges.answering_verb(cue, after) == expected
