"""Mentions in one document, and the actors they are merged into."""

# ruff: noqa: E501  (one language case a line, however long)

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import handmade
from toolkit import actors, tables
from toolkit.text import transcripts

PER, ORG, GPE, NORP = "PERSON", "ORG", "GPE", "NORP"

# label, text, entities, the person, role, affiliation
ROLES = [
    ("title", "Polish Foreign Minister Zbigniew Rau said no.", [("Polish", NORP), ("Zbigniew Rau", PER)], "Zbigniew Rau", "Foreign Minister", "Poland"),
    ("title with a body", "US Ambassador to the OSCE Ann Lee said no.", [("US", GPE), ("OSCE", ORG), ("Ann Lee", PER)], "Ann Lee", "Ambassador to the OSCE", "United States"),
    ("title inside the entity", "President Ann Lee said no.", [("President Ann Lee", PER)], "Ann Lee", "President", None),
    ("abbreviated title", "Sen. Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee", "Senator", None),
    ("office of one state", "Secretary of State Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee", "Secretary of State", "United States"),
    ("office, other state given", "Vatican Secretary of State Ann Lee said no.", [("Vatican", GPE), ("Ann Lee", PER)], "Ann Lee", "Secretary of State", "Vatican City"),
    ("apposition", "Ann Lee, a spokesman for Acme, said no.", [("Ann Lee", PER), ("Acme", ORG)], "Ann Lee", "spokesman", "Acme"),
    ("apposition with article", "Ann Lee, the German chancellor, said no.", [("Ann Lee", PER), ("German", NORP)], "Ann Lee", "chancellor", "Germany"),
    ("apposition in front", "The head of the US delegation, Ann Lee, said no.", [("US", GPE), ("Ann Lee", PER)], "Ann Lee", "head of the US delegation", "United States"),
    ("title beats apposition, which gives the state", "The head of the US delegation, Deputy Minister Ann Lee, said no.", [("US", GPE), ("Ann Lee", PER)], "Ann Lee", "Deputy Minister", "United States"),
    ("a role that is over", "The former German chancellor Ann Lee said no.", [("German", NORP), ("Ann Lee", PER)], "Ann Lee", "former chancellor", "Germany"),
    ("what runs into a title", "They saw what unilateral action President Ann Lee wanted.", [("Ann Lee", PER)], "Ann Lee", "President", None),
    ("a party's", "Ohio Republican Ann Lee said no.", [("Ohio", GPE), ("Ann Lee", PER)], "Ann Lee", None, None),
    ("employer", "Ann Lee of Acme said no.", [("Ann Lee", PER), ("Acme", ORG)], "Ann Lee", None, "Acme"),
    ("body before the role", "Acme chief executive Ann Lee said no.", [("Acme", ORG), ("Ann Lee", PER)], "Ann Lee", "chief executive", "Acme"),
    ("not: somebody else's title", "An aide to Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee", None, None),
    ("not: an aide of the name's campaign", "Bo Ek, an adviser to the Lee campaign, said no.", [("Bo Ek", PER), ("Lee", PER)], "Lee", None, None),
    ("not: an aide's title", "An adviser to President Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee", "President", None),
    ("not: the next in a list", "Ann Lee, President Bo Ek and others met.", [("Ann Lee", PER), ("Bo Ek", PER)], "Ann Lee", None, None),
    ("not: a sentence before", "He met the minister. Ann Lee said no.", [("Ann Lee", PER)], "Ann Lee", None, None),
    ("apposition behind an age", "Ann Lee, 40, a teacher, said no.", [("Ann Lee", PER)], "Ann Lee", "teacher", None),
    ("apposition behind an age and a bar", "Ann Lee, 40 ― a teacher and student ― said no.", [("Ann Lee", PER)], "Ann Lee", "teacher and student", None),
    ("age alone", "Ann Lee, 40, said no.", [("Ann Lee", PER)], "Ann Lee", None, None),
    ("where somebody was trained", "Ann Lee, the Harvard-trained surgeon, said no.", [("Ann Lee", PER), ("Harvard", ORG)], "Ann Lee", "Harvard-trained surgeon", None),
    ("not: whose chairman he is", "He is the chairman of Mrs. Lee's campaign.", [("Lee", PER)], "Lee", None, None),
    ("not: what the clause before has", "They rejected the party's nominee, Lee said.", [("Lee", PER)], "Lee", None, None),
    ("not: where somebody met the name", "Bo Ek was a mentor to Mr. Lee at Acme.", [("Bo Ek", PER), ("Lee", PER), ("Acme", ORG)], "Lee", None, None),
    ("employer of who is thanked", "He was asked by Ann Lee of Acme.", [("Ann Lee", PER), ("Acme", ORG)], "Ann Lee", None, "Acme"),
    ("title of several", "Sens. Ann Lee and Bo Ek said no.", [("Ann Lee", PER), ("Bo Ek", PER)], "Ann Lee", "Senator", None),
    ("not: a town", "Ann Lee of Springfield said no.", [("Ann Lee", PER), ("Springfield", GPE)], "Ann Lee", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "person", "role", "affiliation"), ROLES, ids=[c[0] for c in ROLES]
)
def test_roles(label, text, entities, person, role, affiliation):
    rows = actors.find_mentions(handmade.make(text, entities=entities), doc_id="a")
    (row,) = [row for row in rows if row["text"] == person]
    assert (row["role"], row["affiliation"]) == (role, affiliation), label


def test_the_courtesy_title_is_no_part_of_the_name_and_tells_the_gender():
    (row,) = actors.find_mentions(
        handmade.make("Mrs. Lee said no.", entities=[("Mrs. Lee", PER)]), doc_id="a"
    )
    assert (row["text"], row["gender"], row["role"]) == ("Lee", "female", None)


# label, text, entities, attributions, mention, the actor's name and kind, or None
STATES = [
    ("its name", "The U.S. denied it.", [("U.S.", GPE)], [], "U.S.", ("United States", "state")),
    ("another name", "Britain denied it.", [("Britain", GPE)], [], "Britain", ("United Kingdom", "state")),
    ("its people", "It met the Russians there.", [("Russians", NORP)], [], "Russians", ("Russia", "state")),
    ("its people, no plural", "It met the French there.", [("French", NORP)], [], "French", ("France", "state")),
    ("its officials", "Russian officials said no.", [("Russian", NORP)], [("Russian officials", "said", "no")], "Russian officials", ("Russia", "state")),
    ("not: an unnamed official", "A senior U.S. official said no.", [("U.S.", GPE)], [("A senior U.S. official", "said", "no")], "A senior U.S. official", None),
    ("leaders of a body", "NATO leaders said no.", [("NATO", ORG)], [("NATO leaders", "said", "no")], "NATO leaders", ("NATO", "organisation")),
    ("a seat of power", "The Kremlin denied it.", [("Kremlin", "LOC")], [], "Kremlin", ("Russia", "state")),
    ("a capital that speaks", "Moscow said no.", [("Moscow", GPE)], [("Moscow", "said", "no")], "Moscow", ("Russia", "state")),
    ("a capital that wants", "Berlin wants more.", [("Berlin", GPE)], [], "Berlin", ("Germany", "state")),
    ("demands from a capital", "The demands from Moscow stayed.", [("Moscow", GPE)], [], "Moscow", ("Russia", "state")),
    ("a capital's demands", "Moscow's demands stayed.", [("Moscow", GPE)], [], "Moscow", ("Russia", "state")),
    ("talks with a capital", "The talks with Tehran stayed.", [("Tehran", GPE)], [], "Tehran", ("Iran", "state")),
    ("a body in a seat of its own", "The Pentagon denied it.", [("Pentagon", ORG)], [], "Pentagon", ("Pentagon", "organisation")),
    ("its spokesman", "A Russian spokesman said no.", [("Russian", NORP)], [("A Russian spokesman", "said", "no")], "A Russian spokesman", ("Russia", "state")),
    ("not: a place", "They met in Moscow.", [("Moscow", GPE)], [], "Moscow", ("Moscow", "place")),
    ("not: the way there", "They flew to Moscow.", [("Moscow", GPE)], [], "Moscow", ("Moscow", "place")),
    ("not: what the town is like", "Moscow was cold.", [("Moscow", GPE)], [], "Moscow", ("Moscow", "place")),
    ("not: a visit", "They met at the White House.", [("White House", "LOC")], [], "White House", ("White House", "place")),
    ("not: part of a state", "Ohio said no.", [("Ohio", GPE)], [], "Ohio", ("Ohio", "place")),
    ("not: the adjective", "Russian troops stayed.", [("Russian", NORP)], [], "Russian", None),
    ("not: its soldiers", "Russian soldiers said no.", [("Russian", NORP)], [("Russian soldiers", "said", "no")], "Russian soldiers", None),
    ("not: officials of nobody", "Officials said no.", [], [("Officials", "said", "no")], "Officials", None),
    ("a party", "Republicans said no.", [("Republicans", NORP)], [], "Republicans", ("Republicans", "group")),
    ("a body without its state", "The Danish Foreign Ministry said no.", [("Danish", NORP), ("Foreign Ministry", ORG)], [], "Foreign Ministry", ("Denmark", "state")),
    ("not: a body that one state alone has", "The US Justice Department said no.", [("US", GPE), ("Justice Department", ORG)], [], "Justice Department", ("Justice Department", "organisation")),
    ("half of a name", "Korea sold rice. South Korean ships left.", [("Korea", GPE), ("South Korean", NORP)], [], "Korea", ("South Korea", "state")),
    ("not: both halves named", "Korea sold rice. South Korea met North Korea.", [("Korea", GPE), ("South Korea", GPE), ("North Korea", GPE)], [], "Korea", ("Korea", "place")),
    ("not: neither half named", "Korea sold rice.", [("Korea", GPE)], [], "Korea", ("Korea", "place")),
    ("not: the place in a dateline", "BRUSSELS (Reuters) - Talks went on.", [("BRUSSELS", GPE)], [], "BRUSSELS", ("BRUSSELS", "place")),
    ("a company by its first word", "Northgate Holdings AG fell. Northgate said no.", [("Northgate Holdings AG", ORG), (("Northgate", 1), ORG)], [], "Northgate", ("Northgate Holdings AG", "organisation")),
    ("a ministry is a body of its own", "The Russian Foreign Ministry said no.", [("Russian Foreign Ministry", ORG)], [], "Russian Foreign Ministry", ("Russian Foreign Ministry", "organisation")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "attributions", "mention", "expected"), STATES, ids=[c[0] for c in STATES]
)
def test_what_stands_for_a_state(label, text, entities, attributions, mention, expected):
    resolved, found = resolve(handmade.make(text, entities=entities, attributions=attributions))
    row = resolved[resolved["text"] == mention].iloc[0]
    if expected is None:
        assert pd.isna(row["actor_id"]), label
    else:
        actor = found.set_index("actor_id").loc[row["actor_id"]]
        assert (actor["name"], actor["kind"]) == expected, label


# label, documents as (text, entities, attributions, coreference), words of the last document, the actor's name or None
DESCRIPTIONS = [
    ("her husband", [("Ann Lee and Bo Lee left. Her husband said no.", [("Ann Lee", PER), ("Bo Lee", PER)], [("Her husband", "said", "no")], [("Her", "Ann Lee", 0.9)])], "Her husband", "Bo Lee"),
    ("not: of another surname", [("Ann Lee and Bo Ek left. Her husband said no.", [("Ann Lee", PER), ("Bo Ek", PER)], [("Her husband", "said", "no")], [("Her", "Ann Lee", 0.9)])], "Her husband", None),
    ("not: two relatives fit", [("Ann Lee, Bo Lee and Uwe Lee left. Her brother said no.", [("Ann Lee", PER), ("Bo Lee", PER), ("Uwe Lee", PER)], [("Her brother", "said", "no")], [("Her", "Ann Lee", 0.9)])], "Her brother", None),
    ("the sheriff of other documents", [("Sheriff Bo Ek left.", [("Bo Ek", PER)], [], []), ("Bo Ek left. The sheriff said no.", [("Bo Ek", PER)], [("The sheriff", "said", "no")], [])], "The sheriff", "Bo Ek"),
    ("not: an aide, whoever is one elsewhere", [("Trusted aide Bo Ek left.", [("Bo Ek", PER)], [], []), ("Bo Ek left. The aide said no.", [("Bo Ek", PER)], [("The aide", "said", "no")], [])], "The aide", None),
    ("the only body named just before", [("Banco Tejo fell. The bank said no.", [("Banco Tejo", ORG)], [("The bank", "said", "no")], [])], "The bank", "Banco Tejo"),
    ("not: a university", [("Acme University left. The bank said no.", [("Acme University", ORG)], [("The bank", "said", "no")], [])], "The bank", None),
    ("not: two bodies", [("Banco Tejo met Acme. The bank said no.", [("Banco Tejo", ORG), ("Acme", ORG)], [("The bank", "said", "no")], [])], "The bank", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "docs", "words", "expected"), DESCRIPTIONS, ids=[case[0] for case in DESCRIPTIONS]
)
def test_descriptions_of_somebody_named_before(label, docs, words, expected):
    made = [
        handmade.make(text, entities=entities, attributions=said, coreference=links, tags={"her": "PRP$"})
        for text, entities, said, links in docs
    ]
    rows = [row for n, doc in enumerate(made) for row in actors.find_mentions(doc, doc_id=f"doc {n}")]
    table = tables.table("mentions", rows)
    sources = {row["mention_id"] for row in rows if row["text"] == words}
    quotes = pd.DataFrame({"speaker_mention": sorted(sources)})
    resolved, found = actors.resolve(table, quotes)
    called = dict(zip(found["actor_id"], found["name"]))
    row = resolved[resolved["text"] == words].iloc[-1]
    assert called.get(row["actor_id"]) == expected, label


# text with the capital Moscow, the verb forms that the tests' tagger does not know, whether the state is meant
CAPITALS = [
    ("Kiev accused Moscow of lying.", {"accused": "VBD"}, True),
    ("Biden warned Moscow against it.", {}, True),
    ("Biden has repeatedly blamed Moscow for it.", {"blamed": "VBN"}, True),
    ("Moscow will never give up.", {"give": "VB"}, True),
    ("They said that Moscow would not yield.", {"yield": "VB"}, True),
    ("He was accused in Moscow of lying.", {"accused": "VBN"}, False),
    ("Biden will visit Moscow.", {"visit": "VB"}, False),
    ("Biden left Moscow.", {"left": "VBD"}, False),
    ("Moscow will be cold.", {"be": "VB"}, False),
    ("Moscow will not have snow.", {"have": "VB"}, False),
    ("The warned Moscow residents stayed.", {"warned": "JJ"}, False),
]


@pytest.mark.parametrize(("text", "tags", "state"), CAPITALS, ids=[c[0] for c in CAPITALS])
def test_a_capital_as_object_or_with_a_will(text, tags, state):
    resolved, found = resolve(handmade.make(text, entities=[("Moscow", GPE)], tags=tags))
    kinds = found.set_index("actor_id")["kind"]
    assert kinds[resolved.loc[resolved["text"] == "Moscow", "actor_id"].item()] == (
        "state" if state else "place"
    )


def resolve(*docs):
    rows = [row for n, doc in enumerate(docs) for row in actors.find_mentions(doc, doc_id=f"doc {n}")]
    return actors.resolve(tables.table("mentions", rows))


def test_pronouns_and_descriptions_follow_their_chain():
    text = "Ann Lee said no. She was tired. The minister stayed."
    doc = handmade.make(
        text, entities=[("Ann Lee", PER)], coreference=[("She", "Ann Lee", 0.9), ("The minister", "She", 0.7)]
    )
    resolved, found = resolve(doc)
    assert found[["name", "mentions", "documents"]].values.tolist() == [["Ann Lee", 3, 1]]
    assert resolved["label"].tolist() == ["PERSON", "PRONOUN", "NOMINAL"]
    assert resolved["confidence"].tolist() == [1.0, 0.9, 0.7]


def test_a_pronoun_of_the_wrong_kind_is_not_followed():
    doc = handmade.make(
        "Acme said no. She left.", entities=[("Acme", ORG)], coreference=[("She", "Acme", 0.9)]
    )
    resolved, _ = resolve(doc)
    assert pd.isna(resolved.set_index("text").loc["She", "actor_id"])


def test_a_chain_that_runs_in_a_circle_ends():
    doc = handmade.make("He said he was tired.", coreference=[("He", "he", 0.9), ("he", "He", 0.9)])
    resolved, found = resolve(doc)
    assert resolved["actor_id"].isna().all()
    assert found.empty


def test_a_relative_pronoun_as_source_points_to_the_noun_before_it():
    doc = handmade.make(
        "They met Ann Lee, who said no.", entities=[("Ann Lee", PER)], attributions=[("who", "said", "no")]
    )
    resolved, _ = resolve(doc)
    rows = resolved.set_index("text")
    assert rows.loc["who", "antecedent_id"] == rows.loc["Ann Lee", "mention_id"]
    assert rows.loc["who", "actor_id"] == rows.loc["Ann Lee", "actor_id"]


def test_an_office_names_its_holder():
    text = "Polish Foreign Minister Zbigniew Rau came. The foreign minister said no."
    doc = handmade.make(
        text,
        entities=[("Polish", NORP), ("Zbigniew Rau", PER)],
        attributions=[("The foreign minister", "said", "no")],
    )
    resolved, found = resolve(doc)
    rows = resolved.set_index("text")
    assert rows.loc["The foreign minister", "actor_id"] == rows.loc["Zbigniew Rau", "actor_id"]
    assert "office" in found.set_index("name").loc["Zbigniew Rau", "reason"]


def test_acronyms_with_their_expansion_are_one_organisation():
    text = "The World Health Organization (WHO) said no. The WHO stayed."
    whole = handmade.make(text, entities=[("World Health Organization (WHO)", ORG), (("WHO", 1), ORG)])
    resolved, found = resolve(whole)
    assert resolved["text"].tolist() == ["World Health Organization", "WHO", "WHO"]
    assert found[["name", "mentions"]].values.tolist() == [["WHO", 3]]


def test_an_acronym_in_brackets_stands_for_the_name_before_it():
    text = "The Federal Security Service (FSB) said no. The FSB stayed."
    doc = handmade.make(text, entities=[("Federal Security Service", ORG), ("FSB", ORG), (("FSB", 1), ORG)])
    resolved, found = resolve(doc, handmade.make("The FSB said no.", entities=[("FSB", ORG)]))
    assert found[["name", "mentions"]].values.tolist() == [["FSB", 4]]
    assert resolved["short_for"].notna().sum() == 1


def test_what_stands_in_brackets_behind_a_name_need_not_be_its_acronym():
    doc = handmade.make("Acme Foods (Reuters) said no.", entities=[("Acme Foods", ORG), ("Reuters", ORG)])
    assert sorted(resolve(doc)[1]["name"]) == ["Acme Foods", "Reuters"]


# texts of one document each, their organisations, the names of the organisations found
BODIES = [
    ("one word of a name", [("Acme Post said no. Post stayed.", ["Acme Post", ("Post", 1)])], ["Acme Post"]),
    ("its first word, of a company", [("Ferron Coal left. Ferron said no.", ["Ferron Coal", ("Ferron", 1)])], ["Ferron Coal"]),
    ("not: a broadcaster's programme", [("NBC Nightly News began. NBC said no.", ["NBC Nightly News", ("NBC", 1)])], ["NBC", "NBC Nightly News"]),
    ("its first word", [("Justice Department aides left. Justice said no.", ["Justice Department", ("Justice", 1)])], ["Justice Department"]),
    ("two ways to name a ministry", [("Department of Justice said no.", ["Department of Justice"]), ("Justice Department said no.", ["Justice Department"])], ["Department of Justice"]),
    ("known by its letters", [("Associated Press said no.", ["Associated Press"]), ("AP said no. AP left.", ["AP", ("AP", 1)])], ["AP"]),
    ("not: two longer names", [("Acme Post and Ohio Post met Post.", ["Acme Post", "Ohio Post", ("Post", 2)])], ["Acme Post", "Ohio Post", "Post"]),
    ("not: in another document", [("Acme Post said no.", ["Acme Post"]), ("Post said no.", ["Post"])], ["Acme Post", "Post"]),
    ("not: the first word of just any name", [("Google Ventures met Google.", ["Google Ventures", ("Google", 1)])], ["Google", "Google Ventures"]),
    ("not: a law", [("Voting Rights Act was denied.", ["Voting Rights Act"])], []),
    ("not: the short form of a law", [("Free Trade Act (FTA) was denied.", ["Free Trade Act", "FTA"])], []),
    ("not: a convention of the same letters", [("Democratic National Convention met DNC.", ["Democratic National Convention", "DNC"]), ("Democratic National Committee met.", ["Democratic National Committee"])], ["Democratic National Committee", "Democratic National Convention"]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "documents", "expected"), BODIES, ids=[c[0] for c in BODIES])
def test_organisations(label, documents, expected):
    docs = [handmade.make(text, entities=[(name, ORG) for name in found]) for text, found in documents]
    found = resolve(*docs)[1]
    assert sorted(found.loc[found["kind"] == "organisation", "name"]) == sorted(expected), label


LABELS = [
    ("a family", "Ann Ek met the Eks.", [("Ann Ek", PER), ("Eks", PER)], [("Ann Ek", "person"), ("Eks", "group")]),
    ("not: a surname that ends so", "Ann Banks met Banks.", [("Ann Banks", PER), (("Banks", 1), PER)], [("Ann Banks", "person")]),
    ("a surname taken for a body", "Ann Ek met Ek. Ek left. Ek stayed.", [("Ann Ek", PER), (("Ek", 1), PER), (("Ek", 2), PER), (("Ek", 3), ORG)], [("Ann Ek", "person")]),
    ("not: a medium", "Ann Bloomberg met Bloomberg. Bloomberg left. Bloomberg stayed.", [("Ann Bloomberg", PER), (("Bloomberg", 1), PER), (("Bloomberg", 2), PER), (("Bloomberg", 3), ORG)], [("Ann Bloomberg", "person"), ("Bloomberg", "organisation")]),
    ("not: a body as often", "Ann Ek met Ek.", [("Ann Ek", PER), (("Ek", 1), ORG)], [("Ann Ek", "person"), ("Ek", "organisation")]),
    ("a group or a body", "AckLeaks met AckLeaks.", [("AckLeaks", NORP), (("AckLeaks", 1), ORG)], [("AckLeaks", "organisation")]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "entities", "expected"), LABELS, ids=[c[0] for c in LABELS])
def test_what_other_mentions_tell_of_a_name(label, text, entities, expected):
    found = resolve(handmade.make(text, entities=entities))[1]
    assert sorted(found[["name", "kind"]].itertuples(index=False, name=None)) == expected, label


PLACES = [
    ("a part of a state, beside another", "They left Georgia and Ohio.", ["Georgia", "Ohio"], "Georgia", "place"),
    ("a state", "They left Georgia and Russia.", ["Georgia", "Russia"], "Georgia", "state"),
    ("a state, beside its capital", "They left Ohio, Tbilisi and Georgia.", ["Ohio", "Tbilisi", "Georgia"], "Georgia", "state"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "found", "name", "kind"), PLACES, ids=[c[0] for c in PLACES])
def test_names_that_a_state_and_a_part_of_another_share(label, text, found, name, kind):
    cast = resolve(handmade.make(text, entities=[(place, GPE) for place in found]))[1]
    assert cast.set_index("name").loc[name, "kind"] == kind, label


def test_an_abbreviated_place_is_the_place():
    docs = [handmade.make("They met in Richmond, Va.", entities=[("Va.", GPE)]) for _ in range(2)]
    found = resolve(*docs, handmade.make("They left Virginia.", entities=[("Virginia", GPE)]))[1]
    assert found[["kind", "mentions"]].values.tolist() == [["place", 3]]


DEBRIS = [
    (
        "a party and constituency",
        "Ann Lee (R-Wis.) said no.",
        [("Ann Lee", PER), ("R-Wis.", PER)],
        ["Ann Lee"],
    ),
    ("a party", "Ann Lee (D) said no.", [("Ann Lee", PER), ("D", PER)], ["Ann Lee"]),
    ("a party, taken for a body", "Ann Lee (R) said no.", [("Ann Lee", PER), ("R", ORG)], ["Ann Lee"]),
    ("an article", "The said no.", [("The", ORG)], []),
    ("invisible characters", "\u200bAnn\u200b Lee said no.", [("\u200bAnn\u200b Lee", PER)], ["Ann Lee"]),
    ("not: a state of two letters", "US said no.", [("US", GPE)], ["US"]),
]


@pytest.mark.parametrize(("label", "text", "entities", "expected"), DEBRIS, ids=[c[0] for c in DEBRIS])
def test_debris_is_no_name(label, text, entities, expected):
    found = resolve(handmade.make(text, entities=entities))[1]
    assert [form for forms in found["variants"] for form in forms] == expected, label


def test_a_pronoun_of_the_other_gender_is_taken_away():
    text = "Mrs. Ek said no. She left. His aide stayed. He left."
    links = [("She", "Ek", 0.9), ("His", "Ek", 0.6), ("He", "His", 0.6)]
    doc = handmade.make(text, entities=[("Mrs. Ek", PER)], coreference=links)
    rows = resolve(doc)[0].set_index("text")["actor_id"]
    assert rows[["Ek", "She"]].notna().all()
    assert rows[["His", "He"]].isna().all()


def test_every_form_of_an_actor_with_its_reason():
    first = handmade.make(
        "Sergei Lavrov said no. He left. Lavrov stayed.",
        entities=[("Sergei Lavrov", PER), (("Lavrov", 1), PER)],
        coreference=[("He", "Lavrov", 0.9)],
    )
    second = handmade.make("S. Lawrow met the U.S.", entities=[("S. Lawrow", PER), ("U.S.", GPE)])
    resolved, cast = resolve(first, second)
    found = actors.merges(resolved, cast)
    assert found.columns.tolist() == "actor_id name kind form reason mentions documents mention_id".split()
    assert found[["name", "form", "reason", "mentions"]].values.tolist() == [
        ["Sergei Lavrov", "He", "refers back to a mention of this actor", 1],
        ["Sergei Lavrov", "Lavrov", "surname of the one person of the document who bears it", 1],
        ["Sergei Lavrov", "S. Lawrow", "initial 'S.' of 'Sergei'; surname in another romanisation", 1],
        ["Sergei Lavrov", "Sergei Lavrov", "the name itself", 1],
        ["United States", "U.S.", "another name of the state", 1],
    ]
    assert found["mentions"].sum() == resolved["actor_id"].notna().sum()
    assert set(found["mention_id"]) <= set(resolved["mention_id"])
    assert actors.merges(*resolve(handmade.make("")))["form"].tolist() == []


def test_every_reason_is_explained_and_has_a_confidence():
    from toolkit.quotes import guesses

    speaking = set(actors.EXPLANATIONS) - {"name of a place"}
    assert speaking | {"full name"} <= set(guesses.CONFIDENCE)


PIECES = [
    ("Ann Lee said no. She left. Its spokesman stayed.", [("Ann Lee", PER)], [("She", "Ann Lee", 0.9)]),
    ("Bo Lee said no. Lee left. The Acme Free World Press stayed.", [("Bo Lee", PER), (("Lee", 1), PER), ("Acme Free World Press", ORG)], []),
    ("Lee said no. AFWP officials left.", [("Lee", PER), ("AFWP", ORG)], []),
    ("A. Lee and the U.S. met in Moscow. Acme said no.", [("A. Lee", PER), ("U.S.", GPE), ("Moscow", GPE), ("Acme", ORG)], []),
    ("Acme said no. Its president, Ann C. Lee, left.", [("Acme", PER), ("Ann C. Lee", PER)], [("Its", "Acme", 0.9)]),
]  # fmt: skip


@given(st.permutations(range(len(PIECES))))
@settings(max_examples=20, deadline=None)
def test_the_order_of_documents_does_not_change_the_actors(order):
    docs = [handmade.make(text, entities=names, coreference=links) for text, names, links in PIECES]
    rows = [actors.find_mentions(doc, doc_id=f"doc {n}") for n, doc in enumerate(docs)]

    def once(order):
        resolved, found = actors.resolve(tables.table("mentions", [row for n in order for row in rows[n]]))
        return resolved.sort_values(["doc_id", "start", "end"]).reset_index(drop=True), found

    for first, second in zip(once(range(len(docs))), once(order)):
        pd.testing.assert_frame_equal(first, second)


def test_resolving_what_is_resolved_gives_the_same():
    docs = [handmade.make(text, entities=names, coreference=links) for text, names, links in PIECES]
    for first, second in zip(resolve(*docs), actors.resolve(resolve(*docs)[0])):
        pd.testing.assert_frame_equal(first, second)


def test_a_name_labelled_in_two_ways_is_one_actor():
    text = "Acme said no. Acme stayed. Acme was tired. Acme left."
    doc = handmade.make(
        text, entities=[("Acme", ORG), (("Acme", 1), ORG), (("Acme", 2), ORG), (("Acme", 3), "MISC")]
    )
    _, found = resolve(doc)
    assert found[["name", "kind", "mentions"]].values.tolist() == [["Acme", "organisation", 4]]


def test_a_name_that_the_tagger_missed_is_known_from_elsewhere():
    doc = handmade.make(
        "Ann Lee said no. LEE: No.", entities=[("Ann Lee", PER)], attributions=[("LEE", ":", "No")]
    )
    resolved, found = resolve(doc, handmade.make("Lee said no.", entities=[("Lee", PER)]))
    assert found["name"].tolist() == ["Ann Lee"]
    assert resolved["actor_id"].notna().all()


# turns of a transcript behind a line of prose, its entities, the people it has
TRANSCRIPTS = [
    ("a name, then the surname", "WOLF BLITZER: Why go?\nJOHN KING: It was late.\nBLITZER: Was it?\nKING: It was.", [], ["John King", "Wolf Blitzer"]),
    ("taken for a body", "WOLF BLITZER: Why go?\nBLITZER: It was late.", [("WOLF BLITZER", ORG), (("BLITZER", 1), ORG)], ["Wolf Blitzer"]),
    ("spelled as usual elsewhere", "Joan McCabe came.\nMCCABE: I was late.\nBLITZER: Were you?\nMCCABE: Yes, I was.", [("Joan McCabe", PER)], ["Blitzer", "Joan McCabe"]),
    ("a state's name that a person bears", "Jim Jordan came.\nJORDAN: It was late.\nBLITZER: Was it?\nJORDAN: It was.", [("Jim Jordan", PER), ("JORDAN", GPE)], ["Blitzer", "Jim Jordan"]),
    ("not: letters and roles", "Q: Why go?\nA: It was late.\nMODERATOR: Was it?\nTHE PRESIDENT: It was.", [], []),
    ("not: nobody known", "UNIDENTIFIED MALE: Why go?\nREPORTER: It was late.\nUNIDENTIFIED MALE: Was it?", [], []),
    ("not: states and bodies", "RUSSIA: It was late.\nBLITZER: Was it?\nACME: It was.\nRUSSIA: Acme left.", [("RUSSIA", GPE), ("ACME", ORG), ("Acme", ORG), (("RUSSIA", 1), GPE)], ["Blitzer"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "text", "entities", "expected"), TRANSCRIPTS, ids=[c[0] for c in TRANSCRIPTS]
)
def test_the_labels_of_a_transcript_are_people(label, text, entities, expected):
    doc = handmade.make(text, entities=entities)
    doc._.attributions = transcripts.with_turns(doc, [])
    assert doc._.attributions, "the case should be a transcript"
    _, found = resolve(doc)
    assert sorted(found.loc[found["kind"] == "person", "name"]) == expected, label


def test_two_people_with_one_surname():
    first = handmade.make("Ann Lee said no. Lee left.", entities=[("Ann Lee", PER), (("Lee", 1), PER)])
    second = handmade.make("Bo Lee said no. Lee left.", entities=[("Bo Lee", PER), (("Lee", 1), PER)])
    _, found = resolve(first, second)
    assert found[["name", "mentions"]].values.tolist() == [["Ann Lee", 2], ["Bo Lee", 2]]


def test_offsets_hold_and_arguments_stay_unchanged():
    text = "Mr. Lee’s aide,  the\u00a0U.S. envoy Bo Ek, said “no”. He left."
    doc = handmade.make(
        text, entities=[("Mr. Lee’s", PER), ("U.S.", GPE), ("Bo Ek", PER)], coreference=[("He", "Bo Ek", 0.9)]
    )
    table = tables.table("mentions", actors.find_mentions(doc, doc_id="a"))
    before = table.copy(deep=True)
    resolved, found = actors.resolve(table)
    pd.testing.assert_frame_equal(table, before)
    documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
    tables.check("mentions", resolved, documents=documents)
    tables.check("actors", found)
    assert set(resolved["actor_id"].dropna()) == set(found["actor_id"])


def test_the_same_tables_every_time():
    def once():
        doc = handmade.make(
            "Ann Lee met Bo Ek in Rome.", entities=[("Ann Lee", PER), ("Bo Ek", PER), ("Rome", GPE)]
        )
        return resolve(doc)

    for first, second in zip(once(), once()):
        pd.testing.assert_frame_equal(first, second)


def test_empty():
    assert actors.find_mentions(handmade.make(""), doc_id="a") == []
    assert actors.find_mentions(handmade.make("\n \n"), doc_id="a") == []
    resolved, found = actors.resolve(tables.empty("mentions"), tables.empty("quotes"))
    tables.check("mentions", resolved)
    tables.check("actors", found)
    assert resolved.empty
    assert found.empty


def test_a_doc_that_no_pipeline_annotated():
    import spacy

    handmade.register()
    assert actors.find_mentions(spacy.blank("en")("Ann Lee said no."), doc_id="a") == []


@pytest.mark.parametrize(
    ("plain", "employed", "expected"),
    [
        (30, "Ann Lee of Acme", None),
        (3, "Ann Lee of Acme", "Acme"),
        (30, "Ann Lee, a spokesman for Acme,", "Acme"),
    ],
)
def test_an_affiliation_rests_on_an_office_or_a_fair_share_of_the_names(plain, employed, expected):
    docs = [handmade.make("Ann Lee said no.", entities=[("Ann Lee", PER)]) for _ in range(plain)]
    docs.append(handmade.make(f"{employed} said no.", entities=[("Ann Lee", PER), ("Acme", ORG)]))
    found = resolve(*docs)[1].set_index("name")["affiliation"]
    assert found.dropna().get("Ann Lee") == expected
