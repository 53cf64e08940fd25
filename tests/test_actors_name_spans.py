"""The names of one document, mended by what the text says."""

# ruff: noqa: E501  (one language case a line, however long)

import pytest

from tests import handmade
from toolkit.actors import name_spans
from toolkit.text.parsed import parsed
from toolkit.text.phrases import Entity

PER, ORG, GPE, NORP, MISC = "PERSON", "ORG", "GPE", "NORP", "MISC"

# label, text, entities as the model has them, as they are mended
CASES = [
    ("a double surname cut in two", "Kofi Asante-Boateng left. Asante-Boateng said no.", [("Kofi Asante-Boateng", PER), (("Asante", 1), PER), (("Boateng", 1), PER)], [("Kofi Asante-Boateng", PER), ("Asante-Boateng", PER)]),
    ("the second half alone", "Ann Bo-Ek left. Bo-Ek said no.", [("Ann Bo-Ek", PER), (("Ek", 1), PER)], [("Ann Bo-Ek", PER), ("Bo-Ek", PER)]),
    ("a Korean given name cut at its hyphen", "Ban Ki-moon said no.", [("Ban Ki", PER)], [("Ban Ki-moon", PER)]),
    ("not: an adjective behind a name", "The Ann Lee-backed plan failed.", [("Ann Lee", PER)], [("Ann Lee", PER)]),
    ("not: two people at a meeting", "The Lee-Ek summit failed.", [("Lee", PER), ("Ek", PER)], [("Lee", PER), ("Ek", PER)]),
    ("initials cut in two", "He met A. B. Castell.", [("B. Castell", PER)], [("A. B. Castell", PER)]),
    ("not: a letter that ends a sentence", "It was plan B. Castell said no.", [("Castell", PER)], [("Castell", PER)]),
    ("a name cut at 'bin'", "Abdullah bin Khalid al-Harbi said no.", [("Abdullah", PER), ("Khalid al-Harbi", PER)], [("Abdullah bin Khalid al-Harbi", PER)]),
    ("not: two people and a bin", "Ann Bin Lee said no.", [("Ann", PER), ("Lee", PER)], [("Ann", PER), ("Lee", PER)]),
    ("a body by its last word", "The Lee Foundation said no.", [("Lee Foundation", PER)], [("Lee Foundation", ORG)]),
    ("not: a surname that is such a noun", "Bill Press said no.", [("Bill Press", PER)], [("Bill Press", PER)]),
    ("not: the noun alone", "Foundation said no.", [("Foundation", PER)], [("Foundation", PER)]),
    ("a body cut behind its preposition", "The Center for Tax Policy said no.", [("Center for", ORG), ("Tax Policy", ORG)], [("Center for Tax Policy", ORG)]),
    ("a university cut from its place", "The University of the West Indies said no.", [("University of", ORG), ("West Indies", "LOC")], [("University of the West Indies", ORG)]),
    ("a preposition and no name behind it", "The Harvard of old said no.", [("Harvard of", ORG)], [("Harvard", ORG)]),
    ("not: a name with a preposition inside", "The Bank of China and Acme said no.", [("Bank of China", ORG), ("Acme", ORG)], [("Bank of China", ORG), ("Acme", ORG)]),
    ("a title or a party is nobody", "Ms. Lee met Ek (D-Ohio).", [("Ms.", PER), ("Lee", PER), ("Ek", PER), ("D-Ohio", PER)], [("Lee", PER), ("Ek", PER)]),
    ("a brand with a capital inside", "PolitiFact said no.", [("PolitiFact", PER)], [("PolitiFact", ORG)]),
    ("not: a person with a capital inside", "McCain and FitzGerald said no.", [("McCain", PER), ("FitzGerald", PER)], [("McCain", PER), ("FitzGerald", PER)]),
    ("a listed medium of two words", "The New York Times said no.", [("New York Times", PER)], [("New York Times", ORG)]),
    ("a Korean full name is no organisation", "Park Ji-woo said no.", [("Park Ji-woo", ORG)], [("Park Ji-woo", PER)]),
    ("not: an organisation with a hyphen", "Coca Bottling-works said no.", [("Coca Bottling-works", ORG)], [("Coca Bottling-works", ORG)]),
    ("the agency in a dateline", "RIVERTON, Ohio (RH) — The RH plan failed.", [("RIVERTON", GPE), ("RH", ORG), (("RH", 1), ORG)], [("RIVERTON", GPE), ("RH", ORG)]),
    ("not: an acronym behind a name", "OSLO TRADE (OT) is the firm.", [("OSLO TRADE", ORG), ("OT", ORG)], [("OSLO TRADE", ORG), ("OT", ORG)]),
    ("a name that only a headline in capitals has", "LEE TO LEAD NATIONAL UNION\n\nAnn Lee was elected by the dock workers on Friday.", [("LEE", PER), ("NATIONAL UNION", ORG), ("Ann Lee", PER)], [("LEE", PER), ("Ann Lee", PER)]),
    ("not: one that the text has too", "LEE TO LEAD NATIONAL UNION\n\nAnn Lee was elected by the National Union on Friday.", [("LEE", PER), ("NATIONAL UNION", ORG)], [("LEE", PER), ("NATIONAL UNION", ORG)]),
    ("not: a text all in capitals", "LEE LEADS NATIONAL UNION\nSHE SAID NO TO THE PLAN", [("NATIONAL UNION", ORG)], [("NATIONAL UNION", ORG)]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "entities", "expected"), CASES, ids=[case[0] for case in CASES])
def test_mend(label, text, entities, expected):
    doc = handmade.make(text)
    given = [Entity(*handmade.where(doc, words), kind) for words, kind in entities]
    before = list(given)
    found = name_spans.mend(parsed(doc), given)
    assert [(doc[e.start : e.end].text, e.label) for e in found] == expected, label
    assert given == before


def test_without_names_there_is_nothing_to_mend():
    assert name_spans.mend(parsed(handmade.make("")), []) == []


# text, name, the words that call it an organisation
DESCRIBED = [
    ("The bakery chain Brennholt will close three shops.", "Brennholt", "bakery chain"),
    ("The town blamed Vossberg, their power supplier, for the decision.", "Vossberg", "power supplier"),
    ("The company Lee built went bankrupt.", "Lee", None),
    ("The firm Lee runs lost money.", "Lee", None),
    ("The new chief is Jane Doe, the company said.", "Jane Doe", None),
    ("The carmaker's president, Jane Doe, said no.", "Jane Doe", None),
    ("Jane Doe, the mayor, said no.", "Jane Doe", None),
    ("Jane Doe, publisher of a paper, said no.", "Jane Doe", None),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "name", "expected"), DESCRIBED)
def test_description(nlp, text, name, expected):
    doc = nlp(text)
    assert name_spans.description(parsed(doc), Entity(*handmade.where(doc, name), PER)) == expected


def test_without_a_tree_nothing_is_described():
    doc = handmade.make("The bakery chain Brennholt said no.")
    assert name_spans.description(parsed(doc), Entity(3, 4, PER)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRUSSELS (Reuters) - The plan failed.", True),
        ("BRUSSELS, March 5 — The plan failed.", True),
        ("BRUSSELS said no.", False),
        ("Brussels — and Paris — said no.", False),
    ],
)
def test_in_dateline(text, expected):
    assert name_spans.in_dateline(parsed(handmade.make(text)), Entity(0, 1, GPE)) is expected
