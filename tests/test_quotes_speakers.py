"""From source to speaker: who is meant, why, how surely, and what stays without a name."""

# ruff: noqa: E501  (one language case a line, however long)

import pandas as pd
import pytest

from tests import handmade
from toolkit import actors, lexicons, quotes, tables
from toolkit.actors import descriptions
from toolkit.quotes import guesses, speakers

PER, ORG, GPE, LOC, NORP = "PERSON", "ORG", "GPE", "LOC", "NORP"


def analyse(text, **annotation):
    doc = handmade.make(text, **annotation)
    mentions = actors.find_mentions(doc, doc_id="a")
    said = tables.table("quotes", quotes.find_quotes(doc, doc_id="a", mentions=mentions))
    mentions, cast = actors.resolve(tables.table("mentions", mentions), said)
    resolved = quotes.resolve_speakers(said, mentions, cast)
    documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    tables.check("mentions", mentions, documents=documents)
    tables.check("actors", cast)
    tables.check("quotes", resolved, documents=documents)
    return resolved


def last(text, entities=(), attributions=(), coreference=()):
    """The row of the last quote, missing cells as None."""
    found = analyse(text, entities=entities, attributions=attributions, coreference=coreference)
    row = found.sort_values("cue_start").iloc[-1].to_dict()
    return {
        key: None if not isinstance(value, list) and pd.isna(value) else value for key, value in row.items()
    }


# label, text, entities, the subjects of main verbs, source and content of the quote, coreference, speaker
SUBJECTS = [
    ("the subject of the sentence before", "Ann Lee met Bo Ek. “Talks failed,” she said.", [("Ann Lee", PER), ("Bo Ek", PER)], ["Ann Lee"], ("she", "Talks failed"), [("she", "Bo Ek", 0.6)], "Ann Lee"),
    ("not: a surer chain", "Wex Lee met Bo Ek. “Talks failed,” she said.", [("Wex Lee", PER), ("Bo Ek", PER)], ["Wex Lee"], ("she", "Talks failed"), [("she", "Bo Ek", 0.95)], "Bo Ek"),
    ("not: a subject of the other gender", "Peter Lee met Ann Ek. “Talks failed,” she said.", [("Peter Lee", PER), ("Ann Ek", PER)], ["Peter Lee"], ("she", "Talks failed"), [("she", "Ann Ek", 0.5)], "Ann Ek"),
    ("not: whoever is named in the sentence", "Ann Lee left. With Bo Ek at the door, she said no.", [("Ann Lee", PER), ("Bo Ek", PER)], ["Ann Lee"], ("she", "no"), [("she", "Bo Ek", 0.6)], "Bo Ek"),
    ("somebody else than is named in the quote", "Ann Lee left. “Mary Ek is wrong,” she said.", [("Ann Lee", PER), ("Mary Ek", PER)], ["Ann Lee"], ("she", "“Mary Ek is wrong,”"), [("she", "Mary Ek", 0.95)], "Ann Lee"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "subjects", "quote", "links", "speaker"),
    SUBJECTS,
    ids=[case[0] for case in SUBJECTS],
)
def test_subjects_of_the_sentence_before(label, text, entities, subjects, quote, links, speaker):
    source, content = quote
    doc = handmade.make(text, entities=entities, attributions=[(source, "said", content)], coreference=links)
    rows = actors.find_mentions(doc, doc_id="a")
    for row in rows:
        row["subject_of"] = "left" if row["text"] in subjects else None
    found = tables.table("quotes", quotes.find_quotes(doc, doc_id="a", mentions=rows))
    table, cast = actors.resolve(tables.table("mentions", rows), found)
    assert quotes.resolve_speakers(found, table, cast)["speaker"].tolist() == [speaker], label


# label, text, entities, attributions, coreference, speaker of the last quote, reason
SPEAKERS = [
    ("full name", "Ann Lee said no.", [("Ann Lee", PER)], [("Ann Lee", "said", "no")], [], "Ann Lee", "full name"),
    ("surname", "Ann Lee left. Lee said no.", [("Ann Lee", PER), (("Lee", 1), PER)], [(("Lee", 1), "said", "no")], [], "Ann Lee", "surname"),
    ("name with its title", "Polish Foreign Minister Ann Lee said no.", [("Polish", NORP), ("Ann Lee", PER)], [("Polish Foreign Minister Ann Lee", "said", "no")], [], "Ann Lee", "full name"),
    ("title with a body", "US Ambassador to the OSCE Ann Lee said no.", [("US", GPE), ("OSCE", ORG), ("Ann Lee", PER)], [("US Ambassador to the OSCE Ann Lee", "said", "no")], [], "Ann Lee", "full name"),
    ("apposition", "The head of Acme, Ann Lee, said no.", [("Acme", ORG), ("Ann Lee", PER)], [("The head of Acme, Ann Lee", "said", "no")], [], "Ann Lee", "full name"),
    ("a named spokesperson is a person", "Acme spokesman Bo Ek said no.", [("Acme", ORG), ("Bo Ek", PER)], [("Acme spokesman Bo Ek", "said", "no")], [], "Bo Ek", "full name"),
    ("state", "Britain said no.", [("Britain", GPE)], [("Britain", "said", "no")], [], "United Kingdom", "name of a state"),
    ("capital", "Beijing said no.", [("Beijing", GPE)], [("Beijing", "said", "no")], [], "China", "capital for its state"),
    ("people", "The Russians themselves said no.", [("Russians", NORP)], [("The Russians themselves", "said", "no")], [], "Russia", "the people for the state"),
    ("officials", "U.S. officials said no.", [("U.S.", GPE)], [("U.S. officials", "said", "no")], [], "United States", "its officials"),
    ("officials of", "Officials of the European Union said no.", [("European Union", ORG)], [("Officials of the European Union", "said", "no")], [], "European Union", "its officials"),
    ("leaders", "NATO leaders said no.", [("NATO", ORG)], [("NATO leaders", "said", "no")], [], "NATO", "its officials"),
    ("spokesman", "A Kremlin spokesman said no.", [("Kremlin", LOC)], [("A Kremlin spokesman", "said", "no")], [], "Russia", "its spokesperson"),
    ("spokeswoman for", "A spokeswoman for Acme said no.", [("Acme", ORG)], [("A spokeswoman for Acme", "said", "no")], [], "Acme", "its spokesperson"),
    ("spokesman of a body without its name", "The Polish Foreign Ministry left. The ministry’s spokesman said no.", [("Polish Foreign Ministry", ORG)], [("The ministry’s spokesman", "said", "no")], [], "Polish Foreign Ministry", "its spokesperson"),
    ("spokesman of it", "Acme left. Its spokesman said no.", [("Acme", ORG)], [("Its spokesman", "said", "no")], [("Its", "Acme", 0.9)], "Acme", "its spokesperson"),
    ("delegation", "The Russian delegation said no.", [("Russian", NORP)], [("The Russian delegation", "said", "no")], [], "Russia", "a body of it"),
    ("the last word of a name", "The Polish Foreign Ministry left. The ministry said no.", [("Polish Foreign Ministry", ORG)], [("The ministry", "said", "no")], [], "Polish Foreign Ministry", "last word of its name"),
    ("organisation", "Acme said no.", [("Acme", ORG)], [("Acme", "said", "no")], [], "Acme", "name of an organisation"),
    ("short form of a body", "The European Union left. The EU said no.", [("European Union", ORG), ("EU", ORG)], [("The EU", "said", "no")], [], "European Union", "name of an organisation"),
    ("office", "Secretary of State Ann Lee left. The Secretary of State said no.", [("Ann Lee", PER)], [("The Secretary of State", "said", "no")], [], "Ann Lee", "holder of the office"),
    ("office of a state before a company's", "Acme president Bo Ek and President Ann Lee left. The president said no.", [("Acme", ORG), ("Bo Ek", PER), ("Ann Lee", PER)], [("The president", "said", "no")], [], "Ann Lee", "holder of the office"),
    ("two holders", "Senator Ann Lee left. Senator Bo Ek left. The senator said no.", [("Ann Lee", PER), ("Bo Ek", PER)], [("The senator", "said", "no")], [], "Bo Ek", "holder of the office, nearest of several"),
    ("not: another office", "Foreign Minister Ann Lee left. The defense minister said no.", [("Ann Lee", PER)], [("The defense minister", "said", "no")], [], "The defense minister", "unnamed source"),
    ("not: the former one", "President Ann Lee left. The former president said no.", [("Ann Lee", PER)], [("The former president", "said", "no")], [], "The former president", "unnamed source"),
    ("the former one", "Former president Bo Ek met President Ann Lee. The former president said no.", [("Bo Ek", PER), ("Ann Lee", PER)], [("The former president", "said", "no")], [], "Bo Ek", "holder of the office"),
    ("not: a minister of another state", "Polish Foreign Minister Ann Lee left. The German foreign minister said no.", [("Polish", NORP), ("German", NORP), ("Ann Lee", PER)], [("The German foreign minister", "said", "no")], [], "The German foreign minister", "unnamed source"),
    ("another name for the previous speaker", "Ann Lee said no. The Ohio Republican said never.", [("Ann Lee", PER), ("Ohio", GPE), ("Republican", NORP)], [("Ann Lee", "said", "no"), ("The Ohio Republican", ("said", 1), "never")], [], "Ann Lee", "description of the previous speaker"),
    ("not: with an article for somebody new", "Ann Lee said no. An Ohio Republican said never.", [("Ann Lee", PER), ("Ohio", GPE), ("Republican", NORP)], [("Ann Lee", "said", "no"), ("An Ohio Republican", ("said", 1), "never")], [], "An Ohio Republican", "unnamed source"),
    ("not: with another office", "Mayor Ann Lee said no. The governor said never.", [("Ann Lee", PER)], [("Ann Lee", "said", "no"), ("The governor", ("said", 1), "never")], [], "The governor", "unnamed source"),
    ("the senator, once a candidate", "Former candidate Ann Lee said no. The Ohio senator said never.", [("Ann Lee", PER), ("Ohio", GPE)], [("Ann Lee", "said", "no"), ("The Ohio senator", ("said", 1), "never")], [], "Ann Lee", "description of the previous speaker"),
    ("two titles, and a party in brackets", "Speaker of the House Rep. Ann Lee (R-WI) said no.", [("House", ORG), ("Ann Lee", PER)], [("Speaker of the House Rep. Ann Lee (R-WI", "said", "no")], [], "Ann Lee", "full name"),
    ("pronoun", "Ann Lee left. She said no.", [("Ann Lee", PER)], [("She", "said", "no")], [("She", "Ann Lee", 0.8)], "Ann Lee", "pronoun, coreference chain"),
    ("relative pronoun", "They met Ann Lee, who said no.", [("Ann Lee", PER)], [("who", "said", "no")], [], "Ann Lee", "relative pronoun"),
    ("relative pronoun, nobody named", "They met officials who said no.", [], [("who", "said", "no")], [], "officials", "relative pronoun, noun before it"),
    ("pronoun without a chain, gender known", "Ann Lee said no. She said never.", [("Ann Lee", PER)], [("Ann Lee", "said", "no"), ("She", ("said", 1), "never")], [], "Ann Lee", "pronoun, speaker of the sentence before of that gender"),
    ("pronoun without a chain", "Bo Ek said no. She said never.", [("Bo Ek", PER)], [("Bo Ek", "said", "no"), ("She", ("said", 1), "never")], [], "Bo Ek", "pronoun, speaker of the sentence before"),
    ("pronoun, farther away", "Bo Ek said no. It was cold and wet in the long street. She said never.", [("Bo Ek", PER)], [("Bo Ek", "said", "no"), ("She", ("said", 1), "never")], [], "Bo Ek", "pronoun, only person it can mean"),
    ("pronoun, nobody spoke yet", "Bo Ek left. She said no.", [("Bo Ek", PER)], [("She", "said", "no")], [], "Bo Ek", "pronoun, only person it can mean"),
    ("not: one of two people of whom no gender is known", "Cy Oz met Bo Ek. It was cold. She said no.", [("Cy Oz", PER), ("Bo Ek", PER)], [("She", "said", "no")], [], "She", "pronoun, not resolved"),
    ("pronoun, a weak chain gives way", "Ann Lee said no to Bo Ek. She said never.", [("Ann Lee", PER), ("Bo Ek", PER)], [("Ann Lee", "said", "no"), ("She", ("said", 1), "never")], [("She", "Bo Ek", 0.3)], "Ann Lee", "pronoun, speaker of the sentence before of that gender"),
    ("pronoun for an unnamed speaker", "Ann Lee left. A senior official said no. He said never.", [("Ann Lee", PER)], [("A senior official", "said", "no"), ("He", ("said", 1), "never")], [], "A senior official", "pronoun, unnamed speaker of the sentence before"),
    ("gender decides", "Mrs. Lee said no. Mr. Ek said yes. She said never.", [("Lee", PER), ("Ek", PER)], [("Lee", "said", "no"), ("Ek", ("said", 1), "yes"), ("She", ("said", 2), "never")], [], "Lee", "pronoun, previous speaker of that gender"),
    ("a chain of the wrong gender", "Mrs. Lee said no. Mr. Ek left. She said never.", [("Lee", PER), ("Ek", PER)], [("Lee", "said", "no"), ("She", ("said", 1), "never")], [("She", "Ek", 0.9)], "Lee", "pronoun, previous speaker of that gender"),
    ("a pronoun is no evidence for itself", "Jo Ardern met Bo Reeves. Reeves said no. She said never.", [("Jo Ardern", PER), ("Bo Reeves", PER), (("Reeves", 1), PER)], [(("Reeves", 1), "said", "no"), ("She", ("said", 1), "never")], [("She", ("Reeves", 1), 0.7)], "Bo Reeves", "pronoun, speaker of the sentence before"),
    ("an earlier pronoun is evidence", "Ms. Ardern met Bo Reeves. Reeves said no. He said never. She said maybe.", [("Ardern", PER), ("Bo Reeves", PER), (("Reeves", 1), PER)], [(("Reeves", 1), "said", "no"), ("He", ("said", 1), "never"), ("She", ("said", 2), "maybe")], [("He", ("Reeves", 1), 0.8), ("She", ("Reeves", 1), 0.9)], "Ardern", "pronoun, nearest person of that gender"),
    ("one later pronoun is not", "Bo Reeves left. He said never.  She was cold.", [("Bo Reeves", PER)], [("He", "said", "never")], [("He", "Bo Reeves", 0.8), ("She", "Bo Reeves", 0.9)], "Bo Reeves", "pronoun, coreference chain"),
    ("the given name is evidence", "Ursula von der Leyen met Ashraf Ghani. He said no. She said never.", [("Ursula von der Leyen", PER), ("Ashraf Ghani", PER)], [("He", "said", "no"), ("She", ("said", 1), "never")], [("He", "Ashraf Ghani", 0.9), ("She", "Ashraf Ghani", 0.9)], "Ursula von der Leyen", "pronoun, nearest person of that gender"),
    ("not: a given name against a title", "Mr. Ursula Ek met Cy Oz. She said never.", [("Ursula Ek", PER), ("Cy Oz", PER)], [("She", "said", "never")], [], "Cy Oz", "pronoun, only person it can mean"),
    ("outside a quote, the chain ends inside", "“My mother told me to run,” Warren said. She said never.", [("Warren", PER)], [("Warren", ("said", 0), "“My mother told me to run,”"), ("She", ("said", 1), "never")], [("She", "My mother", 0.9)], "Warren", "pronoun, speaker of the sentence before"),
    ("outside a quote, the chain ends inside, later", "“My mother told me to run,” Warren said. It was cold. Bo Ek left. She said never.", [("Warren", PER), ("Bo Ek", PER)], [("Warren", ("said", 0), "“My mother told me to run,”"), ("She", ("said", 1), "never")], [("She", "My mother", 0.9)], "Warren", "pronoun, speaker of the quote that its chain ends in"),
    ("not: inside the same quote", "“My mother was there and she said no,” Warren said.", [("Warren", PER)], [("she", ("said", 0), "no"), ], [("she", "My mother", 0.9)], "My mother", "pronoun, chain to an unnamed source"),
    ("not: a speaker of the other gender", "“My mother told me to run,” Mr. Ek said. She said never.", [("Ek", PER)], [("Ek", ("said", 0), "“My mother told me to run,”"), ("She", ("said", 1), "never")], [("She", "My mother", 0.9)], "My mother", "pronoun, chain to an unnamed source"),
    ("they, a body", "Acme said no. They said never.", [("Acme", ORG)], [("Acme", "said", "no"), ("They", ("said", 1), "never")], [], "Acme", "pronoun, body or group of the sentence before"),
    ("they, unnamed", "Two officials said no. They said never.", [], [("Two officials", "said", "no"), ("They", ("said", 1), "never")], [], "Two officials", "pronoun, body or group of the sentence before"),
    ("not: they, one person", "Ann Lee said no. They said never.", [("Ann Lee", PER)], [("Ann Lee", "said", "no"), ("They", ("said", 1), "never")], [], "They", "pronoun, not resolved"),
    ("not: it, a person", "Ann Lee said no. It said never.", [("Ann Lee", PER)], [("Ann Lee", "said", "no"), ("It", ("said", 1), "never")], [], "It", "pronoun, not resolved"),
    ("name missed by the tagger", "Ann Lee left. LEE: No.", [("Ann Lee", PER)], [("LEE", ":", "No")], [], "Ann Lee", "surname"),
    ("title tells a couple apart", "Bill Ek met Ann Ek. Mrs. Ann Ek left. Mrs. Ek said no.", [("Bill Ek", PER), ("Ann Ek", PER), (("Ann Ek", 1), PER), (("Ek", 3), PER)], [(("Ek", 3), "said", "no")], [], "Ann Ek", "surname"),
    ("a surname that two share", "Bill Ek met Bill Ek and Ann Ek. Ek said no.", [("Bill Ek", PER), (("Bill Ek", 1), PER), ("Ann Ek", PER), (("Ek", 3), PER)], [(("Ek", 3), "said", "no")], [], "Bill Ek", "surname, most named bearer in the document"),
    ("a couple named together", "Bill and Hillary Clinton left. Mr. Clinton said no.", [("Bill", PER), ("Hillary Clinton", PER), (("Clinton", 1), PER)], [("Mr. Clinton", "said", "no")], [], "Bill Clinton", "surname"),
    ("not: two people named together", "Lee and Ann Ek met Bo Lee. Mr. Ek said no.", [("Lee", PER), ("Ann Ek", PER), ("Bo Lee", PER), (("Ek", 1), PER)], [("Mr. Ek", "said", "no")], [], "Ek", "single name"),
    ("a surname that is a capital too", "Kerry Washington left. Washington said no.", [("Kerry Washington", PER), (("Washington", 1), GPE)], [(("Washington", 1), "said", "no")], [], "Kerry Washington", "surname that is a place's name too"),
    ("a name that the tagger missed, with its title", "Mr. Lee said no.", [], [("Mr. Lee", "said", "no")], [], "Lee", "single name"),
    ("a full name that the tagger missed", "Lee left. Ann Lee III said no.", [("Lee", PER)], [("Ann Lee III", "said", "no")], [], "Ann Lee III", "full name"),
    ("not: which, a person", "They met Ann Lee, which said no.", [("Ann Lee", PER)], [("which", "said", "no")], [], "which", "pronoun, not resolved"),
    ("not: a place", "Springfield said no.", [("Springfield", GPE)], [("Springfield", "said", "no")], [], None, "a place, no speaker"),
    ("not: nobody", "It was said no.", [], [(None, "said", "no")], [], None, "no source in the text"),
    ("not: the two sides", "The two sides said no.", [], [("The two sides", "said", "no")], [], "The two sides", "unnamed source"),
    ("first person outside quotes", "I say no.", [], [("I", "say", "no")], [], None, "first person, outside any quote"),
    ("not: the reader", "You say no.", [], [("You", "say", "no")], [], None, "second person"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "attributions", "coreference", "speaker", "reason"),
    SPEAKERS,
    ids=[c[0] for c in SPEAKERS],
)
def test_speakers(label, text, entities, attributions, coreference, speaker, reason):
    row = last(text, entities, attributions, coreference)
    assert (row["speaker"], row["speaker_reason"]) == (speaker, reason), label


# text, entities, affiliation: the source (all before "said") stays its words
UNNAMED = [
    ("A senior official said no.", [], None),
    ("A senior U.S. official said no.", [("U.S.", GPE)], "United States"),
    ("A senior State Department official said no.", [("State Department", ORG)], "State Department"),
    ("A Kremlin official said no.", [("Kremlin", LOC)], "Russia"),
    ("Two Russian officials said no.", [("Russian", NORP)], "Russia"),
    ("Several Pentagon officials said no.", [("Pentagon", ORG)], "Pentagon"),
    ("Russian officials who asked not to be named said no.", [("Russian", NORP)], "Russia"),
    ("Two people familiar with the matter said no.", [], None),
    ("People close to Ann Lee said no.", [("Ann Lee", PER)], None),
    ("Officials said no.", [], None),
    ("Critics said no.", [], None),
    ("Aides to Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee"),
    ("Ann Lee’s lawyer said no.", [("Ann Lee", PER)], "Ann Lee"),
    ("A spokesman for Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee"),
    ("A former Pentagon official said no.", [("Pentagon", ORG)], "Pentagon"),
    ("Former Russian officials said no.", [("Russian", NORP)], "Russia"),
    ("Russian soldiers said no.", [("Russian", NORP)], "Russia"),
    ("The Ohio Republican said no.", [("Ohio", GPE), ("Republican", NORP)], None),
    ("Republican and Democratic voters said no.", [("Republican", NORP), ("Democratic", NORP)], None),
    ("candidates like Ann Lee and Bo Ek said no.", [("Ann Lee", PER), ("Bo Ek", PER)], None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entities", "affiliation"), UNNAMED, ids=[c[0] for c in UNNAMED])
def test_an_unnamed_source_keeps_its_words_and_is_no_person(text, entities, affiliation):
    source = text.removesuffix(" said no.")
    row = last(text, entities, [(source, "said", "no")])
    assert (row["speaker"], row["actor_id"], row["speaker_reason"]) == (source, None, "unnamed source")
    assert row["speaker_affiliation"] == affiliation


# source, entities, speaker, the others
JOINT = [
    ("Ann Lee and Bo Ek", [("Ann Lee", PER), ("Bo Ek", PER)], "Ann Lee", ["Bo Ek"]),
    ("Ann Lee, Bo Ek and Cy Oz", [("Ann Lee", PER), ("Bo Ek", PER), ("Cy Oz", PER)], "Ann Lee", ["Bo Ek", "Cy Oz"]),
    ("Ann Lee, a senator, and Bo Ek", [("Ann Lee", PER), ("Bo Ek", PER)], "Ann Lee", ["Bo Ek"]),
    ("The United States and its allies", [("United States", GPE)], "United States", ["its allies"]),
    ("US and Russian officials", [("US", GPE), ("Russian", NORP)], "United States", ["Russia"]),
    ("Britain and France", [("Britain", GPE), ("France", GPE)], "United Kingdom", ["France"]),
    ("The police and the prosecutors", [], "The police", ["the prosecutors"]),
    ("The doctors and a nurse", [], "The doctors", ["a nurse"]),
    ("Doctors for peace and justice", [], "Doctors for peace and justice", None),
    ("Ann Lee of Acme and Bo Ek", [("Ann Lee", PER), ("Acme", ORG), ("Bo Ek", PER)], "Ann Lee", None),
    ("Ann Lee, a senator", [("Ann Lee", PER)], "Ann Lee", None),
    ("Ann Lee, a senator and strong favorite", [("Ann Lee", PER)], "Ann Lee", None),
    ("The Department of Health and Welfare", [("Department of Health and Welfare", ORG)], "Department of Health and Welfare", None),
    ("Ann Lee, the head of Acme and Zed", [("Ann Lee", PER), ("Acme", ORG), ("Zed", ORG)], "Ann Lee", None),
    ("Aides to Ann Lee and Bo Ek", [("Ann Lee", PER), ("Bo Ek", PER)], "Aides to Ann Lee and Bo Ek", None),
    ("Officials of the FBI and the CIA", [("FBI", ORG), ("CIA", ORG)], "FBI", None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "entities", "speaker", "others"), JOINT, ids=[c[0] for c in JOINT])
def test_a_joint_source_has_one_speaker_and_the_others_beside(source, entities, speaker, others):
    row = last(f"{source} said no.", entities, [(source, "said", "no")])
    assert (row["speaker"], row["co_speakers"]) == (speaker, others)
    assert row["co_actor_ids"] is None or len(row["co_actor_ids"]) == len(others)


def test_they_after_a_joint_source_are_the_same_people():
    text = "Ann Lee and Bo Ek said no. They said never."
    row = last(
        text,
        [("Ann Lee", PER), ("Bo Ek", PER)],
        [("Ann Lee and Bo Ek", "said", "no"), ("They", ("said", 1), "never")],
    )
    assert (row["speaker"], row["co_speakers"]) == ("Ann Lee", ["Bo Ek"])


@pytest.mark.parametrize("seat", lexicons.entries("seats"), ids=lambda seat: seat["name"])
def test_a_seat_of_power_speaks_for_its_state_and_is_a_place_elsewhere(seat):
    name, meant = seat["name"], seat["stands_for"]
    row = last(f"{name} said no.", [(name, LOC)], [(name, "said", "no")])
    assert (row["speaker"], row["speaker_reason"]) == (meant, "seat of power")
    for text in (f"They met in {name}.", f"They met outside the {name}.", f"The {name} gardens stayed."):
        doc = handmade.make(text, entities=[(name, LOC)])
        _, cast = actors.resolve(tables.table("mentions", actors.find_mentions(doc, doc_id="a")))
        assert cast["kind"].tolist() == ["place"], text


def test_brussels_is_belgium_where_the_text_is_about_belgium():
    text = "Belgium stayed. Brussels said no."
    row = last(text, [("Belgium", GPE), ("Brussels", GPE)], [("Brussels", "said", "no")])
    assert row["speaker"] == "Belgium"
    text = "Belgium left the European Union. Brussels said no."
    entities = [("Belgium", GPE), ("European Union", ORG), ("Brussels", GPE)]
    assert last(text, entities, [("Brussels", "said", "no")])["speaker"] == "European Union"


def test_first_person_is_who_utters_the_quote():
    found = analyse(
        "“I say no,” Ann Lee said.",
        entities=[("Ann Lee", PER)],
        attributions=[("I", "say", "no"), ("Ann Lee", "said", "“I say no,”")],
    )
    inner = found.sort_values("n_words").iloc[0]
    assert (inner["speaker"], inner["speaker_reason"]) == ("Ann Lee", "first person")
    assert inner["speaker_confidence"] < found["speaker_confidence"].max()


def test_its_president_belongs_to_it():
    text = "Acme left. Its president, Ann Lee, said no."
    row = last(
        text,
        [("Acme", ORG), ("Ann Lee", PER)],
        [("Its president, Ann Lee", "said", "no")],
        [("Its", "Acme", 0.9)],
    )
    assert (row["speaker"], row["speaker_affiliation"]) == ("Ann Lee", "Acme")


def test_the_confidence_of_a_chain_is_the_product_of_its_links():
    text = "Ann Lee left. She was tired. She said no."
    row = last(
        text,
        [("Ann Lee", PER)],
        [(("She", 1), "said", "no")],
        [("She", "Ann Lee", 0.9), (("She", 1), "She", 0.8)],
    )
    assert row["speaker_confidence"] == pytest.approx(0.9 * 0.8)


def test_every_reason_that_is_given_by_rule_has_a_confidence():
    names_of_steps = {reason for *_, reason in SPEAKERS}
    chains = {"pronoun, coreference chain", "relative pronoun", "pronoun, chain to an unnamed source"}
    none = {"a place, no speaker", "no source in the text", "pronoun, not resolved", "second person"}
    assert names_of_steps <= set(guesses.CONFIDENCE) | chains | none | {"first person, outside any quote"}
    assert all(0 < sure <= 1 for sure in guesses.CONFIDENCE.values())


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("Russian officials", "officials", "officials"),
        ("the Russian delegation", "delegation", "body"),
        ("a Kremlin spokesman", "spokesman", "spokesperson"),
        ("two spokesmen", "spokesmen", "spokesperson"),
        ("a Russian official", "official", None),
        ("12 Russian officials", "officials", None),
        ("former Russian officials", "former officials", None),
        ("officials who spoke on condition of anonymity", "officials", None),
        ("Russian soldiers", None, None),
        ("the minister", "minister", None),
    ],
)
def test_what_stands_for_a_body(text, role, expected):
    assert descriptions.standing({"text": text, "role": role}) == expected


def test_arguments_stay_unchanged():
    doc = handmade.make("Lee said no.", entities=[("Lee", PER)], attributions=[("Lee", "said", "no")])
    mentions = actors.find_mentions(doc, doc_id="a")
    said = tables.table("quotes", quotes.find_quotes(doc, doc_id="a", mentions=mentions))
    table, cast = actors.resolve(tables.table("mentions", mentions), said)
    copies = [frame.copy(deep=True) for frame in (said, table, cast)]
    speakers.resolve_speakers(said, table, cast)
    for frame, copy in zip((said, table, cast), copies):
        pd.testing.assert_frame_equal(frame, copy)
