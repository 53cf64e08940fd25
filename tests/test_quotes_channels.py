"""To whom it was said: forms that name a listener, and look-alikes."""

# ruff: noqa: E501  (one language case a line, however long)

import pytest

from tests import handmade
from toolkit import actors, quotes

PER, ORG, GPE, NORP = "PERSON", "ORG", "GPE", "NORP"
LEE = ("Lee", PER)

# label, text, entities, attribution, addressee
CASES = [
    ("object", "Lee told Ek they left.", [LEE, ("Ek", PER)], ("Lee", "told", "they left"), "Ek"),
    ("asked whether", "Lee asked Ek whether he left.", [LEE, ("Ek", PER)], ("Lee", "asked", "whether he left"), "Ek"),
    ("the content begins with the object", "Lee urged Ek to leave.", [LEE, ("Ek", PER)], ("Lee", "urged", "Ek to leave"), "Ek"),
    ("a day behind", "Lee told reporters Tuesday that they left.", [LEE], ("Lee", "told", "that they left"), "reporters"),
    ("with its members", "Lee told members of Congress that they left.", [LEE, ("Congress", ORG)], ("Lee", "told", "that they left"), "members of Congress"),
    ("not its content", "Lee reminded the audience of war.", [LEE], ("Lee", "reminded", "of war"), "the audience"),
    ("a name with of", "Lee told the House of Commons that they left.", [LEE, ("House of Commons", ORG)], ("Lee", "told", "that they left"), "the House of Commons"),
    ("its article in the name", "Lee told the Department of Justice that they left.", [LEE, ("the Department of Justice", ORG)], ("Lee", "told", "that they left"), "the Department of Justice"),
    ("warned", "Lee warned the Bank of England that they left.", [LEE, ("Bank of England", ORG)], ("Lee", "warned", "that they left"), "the Bank of England"),
    ("a name with and", "Lee told the House Ways and Means Committee that they left.", [LEE, ("House Ways and Means Committee", ORG)], ("Lee", "told", "that they left"), "the House Ways and Means Committee"),
    ("passive, a name with of", "The House of Commons was told by Lee that they left.", [("House of Commons", ORG), LEE], ("Lee", "told", "that they left"), "The House of Commons"),
    ("not: a name behind a thing", "Lee told the story of England that night.", [LEE, ("England", GPE)], ("Lee", "told", "that night"), None),
    ("not: an event with of", "Lee warned the Battle of Britain was lost.", [LEE, ("Battle of Britain", "EVENT")], ("Lee", "warned", "the Battle of Britain was lost"), None),
    ("not: the name as the content's subject", "Lee warned the Bank of England would wait.", [LEE, ("Bank of England", ORG)], ("Lee", "warned", "the Bank of England would wait"), None),
    ("passive", "Russia was told by NATO that they left.", [("Russia", GPE), ("NATO", ORG)], ("NATO", "told", "that they left"), "Russia"),
    ("passive, not", "Russia had not been warned that they left.", [("Russia", GPE)], (None, "warned", "that they left"), "Russia"),
    ("reply", "“No,” she replied to Ek.", [("Ek", PER)], ("she", "replied", "“No,”"), "Ek"),
    ("letter", "In a letter to Congress, Lee said no.", [LEE, ("Congress", ORG)], ("Lee", "said", "no"), "Congress"),
    ("message behind", "Lee said no in a message to Ek.", [LEE, ("Ek", PER)], ("Lee", "said", "no"), "Ek"),
    ("addressing", "Addressing reporters, Lee said no.", [LEE], ("Lee", "said", "no"), "reporters"),
    ("speaking to", "Speaking to reporters, Lee said no.", [LEE], ("Lee", "said", "no"), "reporters"),
    ("a person of a medium", "Lee told CNN host Ek they left.", [LEE, ("CNN", ORG), ("Ek", PER)], ("Lee", "told", "they left"), "CNN host Ek"),
    ("not: a medium", "Lee told CNN they left.", [LEE, ("CNN", ORG)], ("Lee", "told", "they left"), None),
    ("not: a thing", "Lee told the truth about it.", [LEE], ("Lee", "told", "about it"), None),
    ("not: a time", "Lee told in May that they left.", [LEE], ("Lee", "told", "that they left"), None),
    ("not: a question", "Lee asked a question about it.", [LEE], ("Lee", "asked", "about it"), None),
    ("not: warned of", "Lee warned of war.", [LEE], ("Lee", "warned", "of war"), None),
    ("not: the content's subject", "Lee warned Russia would leave.", [LEE, ("Russia", GPE)], ("Lee", "warned", "Russia would leave"), None),
    ("not: the speaker behind the verb", "“No?” asked Lee.", [LEE], ("Lee", "asked", "“No?”"), None),
    ("not: a letter in the content", "Lee said the letter to Congress was void.", [LEE, ("Congress", ORG)], ("Lee", "said", "the letter to Congress was void"), None),
    ("not: the next sentence", "Lee said no. In a letter to Ek he went on.", [LEE, ("Ek", PER)], ("Lee", "said", "no"), None),
    ("not: a reply to a thing", "Lee responded to the claim that they left.", [LEE], ("Lee", "responded", "that they left"), None),
]  # fmt: skip


def find(text, **annotation):
    doc = handmade.make(text, **annotation)
    return quotes.find_quotes(doc, doc_id="a", mentions=actors.find_mentions(doc, doc_id="a"))


@pytest.mark.parametrize(
    ("label", "text", "entities", "attribution", "addressee"), CASES, ids=[c[0] for c in CASES]
)
def test_addressee(label, text, entities, attribution, addressee):
    participles = {"addressing": "VBG", "speaking": "VBG"}
    (row,) = find(text, entities=entities, attributions=[attribution], tags=participles)
    assert row["addressee"] == addressee, label
    if addressee:
        assert text[row["addressee_start"] : row["addressee_end"]] == addressee
    else:
        assert row["addressee_start"] is None and row["addressee_mention"] is None


# label, text, attribution, source
PASSIVES = [
    ("who tells stands behind 'by'", "Russia was told by NATO that they left.", (None, "was told by", "that they left"), "NATO"),
    ("who is told is no source", "Russia was told that they left.", ("Russia", "was told", "that they left"), None),
    ("active stays", "Russia told NATO that they left.", ("Russia", "told", "that they left"), "Russia"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "attribution", "source"), PASSIVES, ids=[c[0] for c in PASSIVES])
def test_sources_of_passive_cues(label, text, attribution, source):
    entities = [("Russia", GPE)] + ([("NATO", ORG)] if "NATO" in text else [])
    (row,) = find(text, entities=entities, attributions=[attribution])
    found = text[row["speaker_start"] : row["speaker_end"]] if row["speaker_start"] is not None else None
    assert found == source, label
