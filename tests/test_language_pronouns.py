"""Agreement of pronouns with earlier words: by gender, number and kind."""

import numpy as np
import pytest

from toolkit.language.pronouns import (
    NEVER,
    UNLIKELY,
    Agreement,
    Name,
    described,
    name_forms,
    own_subjects,
    possessors,
)

WORDS = "Ann Lee met Bob at the ministry ; officials and she saw it . They".split()
KINDS = "NNP NNP VBD NNP IN DT NN : NNS CC PRP VBD PRP . PRP".split()
NAMES = {1: Name("PERSON", "lee"), 3: Name("PERSON", "bob")}


def agreement(names=NAMES, **sure):
    """`sure` maps a word to the place in labels.GENDERS (male, female, neither) that the head is sure of."""
    gender = np.zeros((len(WORDS), 3), np.float32)
    for word, place in sure.items():
        gender[WORDS.index(word), place] = 5
    return Agreement(WORDS, KINDS, names, gender)


def score(of: Agreement, pronoun: str, word: str) -> float:
    words = [*WORDS]
    return float(of(words.index(pronoun), np.array([words.index(word)]))[0])


CASES = [
    ("a woman's name agrees", "she", "Lee", {"Lee": 1}, lambda s: s > 0),
    ("a man's name does not", "she", "Bob", {"Bob": 0}, lambda s: s < -1),
    ("a name whose gender only the usual tells", "she", "Lee", {}, lambda s: -2 < s < 2),
    ("a thing is not she", "she", "ministry", {"ministry": 2}, lambda s: s < -2),
    ("a plural noun is not she", "she", "officials", {}, lambda s: s == NEVER),
    ("a person is hardly it", "it", "Lee", {}, lambda s: s == UNLIKELY),
    ("a ministry may be it", "it", "ministry", {"ministry": 2}, lambda s: s > 0),
    ("she is not it", "it", "she", {}, lambda s: s == NEVER),
    ("officials may be they", "They", "officials", {}, lambda s: s == 0),
    ("one person is hardly they", "They", "Bob", {}, lambda s: s == UNLIKELY),
    ("she is not they", "They", "she", {}, lambda s: s == NEVER),
]


@pytest.mark.parametrize(("label", "pronoun", "word", "sure", "holds"), CASES, ids=[c[0] for c in CASES])
def test_agreement(label, pronoun, word, sure, holds):
    assert holds(score(agreement(**sure), pronoun, word)), label


def test_an_organisation_is_hardly_she_even_if_the_head_thinks_so():
    assert score(agreement({6: Name("ORG", "ministry")}, ministry=1), "she", "ministry") <= UNLIKELY


def test_what_is_known_of_one_mention_holds_for_all_of_that_form():
    both = {1: Name("PERSON", "same"), 3: Name("PERSON", "same")}
    assert score(agreement(both, Lee=1), "she", "Bob") == score(agreement(both, Lee=1), "she", "Lee") > 0


def test_first_persons_and_nouns_are_left_alone():
    words, kinds = ["Bob", "I", "minister"], ["NNP", "PRP", "NN"]
    of = Agreement(words, kinds, {0: Name("PERSON", "bob")}, np.zeros((3, 3), np.float32))
    assert of(1, np.array([0])) == of(2, np.array([0])) == [0.0]


FORMS = [
    ("a surname stands for the full name", "Ann Lee Lee", [(0, 2), (2, 3)], ["lee", "lee"]),
    (
        "two persons of one surname stay apart; alone it goes to the one named last",
        "Ann Lee Bob Lee Lee Ann Lee Lee",
        [(0, 2), (2, 4), (4, 5), (5, 7), (7, 8)],
        [("ann", "lee"), ("bob", "lee"), ("bob", "lee"), ("ann", "lee"), ("ann", "lee")],
    ),
    (
        "a surname before any full name",
        "Lee Ann Lee Bob Lee",
        [(0, 1), (1, 3), (3, 5)],
        ["lee", ("ann", "lee"), ("bob", "lee")],
    ),
]


@pytest.mark.parametrize(("label", "text", "spans", "expected"), FORMS, ids=[case[0] for case in FORMS])
def test_name_forms(label, text, spans, expected):
    found = name_forms(text.split(), [(start, stop, "PERSON") for start, stop in spans])
    assert [found[stop - 1].form for _, stop in spans] == expected


def test_places_and_bodies_keep_their_last_word():
    assert name_forms(["New", "York"], [(0, 2, "GPE")]) == {1: Name("GPE", "york")}


TOLD = [
    ("Gloria Sam", "female", 2, "given name before a surname"),
    ("Gloria", "female", 1, "given name alone"),
    ("Mr. Gloria", "male", 3, "a title is surer than a name"),
    ("Sherman", None, 0, "a surname tells nothing"),
    ("Jean Dupont", None, 0, "a name of both genders"),
]


@pytest.mark.parametrize(("text", "gender", "rank", "why"), TOLD)
def test_what_tells_a_gender(text, gender, rank, why):
    words = text.split()
    start = 1 if words[0] == "Mr." else 0
    name = name_forms(words, [(start, len(words), "PERSON")])[len(words) - 1]
    assert (name.gender, name.rank) == (gender, rank), why


def test_the_surest_mention_decides_for_all_of_a_person():
    names = {1: Name("PERSON", "lee", "male", 1), 3: Name("PERSON", "lee", "female", 3)}
    assert score(agreement(names, Lee=0), "she", "Lee") > 0 > score(agreement(names), "it", "Lee")


DESCRIBED = [
    ("their child , Gloria cried", 3, {1: "gloria"}, "a noun for a person, a comma and a name"),
    ("a guy named Gloria cried", 3, {1: "gloria"}, "named"),
    ("the minister Gloria cried", 2, {1: "gloria"}, "a role right before the name"),
    ("at school , Gloria cried", 3, {}, "no noun for a person"),
    ("the ministers , Gloria cried", 3, {}, "several"),
]


@pytest.mark.parametrize(("text", "name", "expected", "why"), DESCRIBED)
def test_described(text, name, expected, why):
    words = text.split()
    kinds = [
        "NNS" if w == "ministers" else "NN" if w in {"child", "guy", "minister", "school"} else "X"
        for w in words
    ]
    assert described(words, kinds, {name: Name("PERSON", "gloria")}, {name: name}) == expected, why


def test_possessors():
    words, kinds = "his oldest daughter saw the house".split(), "PRP$ JJS NN VBD DT NN".split()
    assert possessors(words, kinds, [2, 5]) == {2: 0}


# words, their heads, dependencies, the pronoun, its own subject or None
OWN_SUBJECTS = [
    ("Lee thanked him", [1, 1, 1], "nsubj ROOT dobj", 2, 0, "an object is not its subject"),
    ("Lee told him no", [1, 1, 1, 1], "nsubj ROOT dative dobj", 2, 0, "nor an indirect one"),
    (
        "Lee met and thanked him",
        [1, 1, 1, 1, 3],
        "nsubj ROOT cc conj dobj",
        4,
        0,
        "a joined verb has the first one's",
    ),
    ("Lee thanked himself", [1, 1, 1], "nsubj ROOT dobj", 2, None, "a reflexive is"),
    ("Lee thanked his aide", [1, 1, 3, 1], "nsubj ROOT poss dobj", 2, None, "a possessive may be"),
    ("Lee put it down", [1, 1, 1, 1], "nsubj ROOT dobj prt", 2, None, "only he and she are asked"),
    ("they thanked him", [1, 1, 1], "nsubj ROOT dobj", 2, 0, "a pronoun as subject"),
]


@pytest.mark.parametrize(("text", "heads", "dependencies", "pronoun", "expected", "why"), OWN_SUBJECTS)
def test_own_subjects(text, heads, dependencies, pronoun, expected, why):
    found = own_subjects(text.split(), heads, dependencies.split(), [pronoun])
    assert found == ({} if expected is None else {pronoun: expected}), why
