"""Names as strings: which spellings are one person or body, and which only look alike."""

# ruff: noqa: E501  (one language case a line, however long)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import names, people
from toolkit.people import Bearer

SAME_PERSON = [
    ("Sergei Lavrov", "Sergey Lavrov", True, "romanisation of the given name"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", True, "romanisation of the surname"),
    ("Bill Clinton", "William Clinton", True, "short form"),
    ("Hillary Clinton", "Hillary Rodham Clinton", True, "middle name"),
    ("Donald Trump", "Donald J. Trump", True, "middle initial"),
    ("José Díaz", "Jose Diaz", True, "accents"),
    ("DONALD TRUMP", "Donald Trump", True, "capitals"),
    ("J. Smith", "John Smith", True, "an initial that fits one"),
    ("Bill Clinton", "Hillary Clinton", False, "a couple"),
    ("Donald Trump", "Donald Trump Jr.", False, "father and son"),
    ("Vladimir Putin", "Volodymyr Putin", False, "different names, though related"),
    ("John Reed", "John Reid", False, "different surnames"),
    ("J. Smith", "Mary Smith", False, "an initial that does not fit"),
]


@pytest.mark.parametrize(("one", "other", "expected", "why"), SAME_PERSON)
def test_two_full_names(one, other, expected, why):
    (first, _), (second, _) = people.tell_people_apart([Bearer("a", one), Bearer("b", other)])
    assert (first == second) is expected, why


def keys(*bearers):
    return [key for key, _ in people.tell_people_apart([Bearer(*bearer) for bearer in bearers])]


def test_an_initial_that_fits_two_people_stays_apart():
    john, jane, initial = keys(("a", "John Smith"), ("b", "Jane Smith"), ("c", "J. Smith"))
    assert len({john, jane, initial}) == 3


def test_a_surname_goes_to_the_person_of_its_document():
    john, mary, in_a, in_b = keys(("a", "John Smith"), ("b", "Mary Smith"), ("a", "Smith"), ("b", "Smith"))
    assert (in_a, in_b) == (john, mary)


def test_a_surname_that_two_people_of_the_corpus_share_stays_apart_elsewhere():
    john, mary, lone = keys(("a", "John Smith"), ("b", "Mary Smith"), ("c", "Smith"))
    assert lone not in {john, mary}


def test_a_surname_goes_to_the_dominant_bearer_of_the_corpus():
    bearers = [(str(n), "John Smith") for n in range(9)] + [("x", "Mary Smith"), ("c", "Smith")]
    *_, lone = keys(*bearers)
    assert lone == keys(*bearers)[0]


def test_a_title_tells_two_bearers_in_one_document_apart():
    bearers = [
        Bearer("a", "Bill Clinton"),
        Bearer("a", "Bill Clinton"),
        Bearer("a", "Hillary Clinton", "female"),
        Bearer("a", "Bill Clinton", "male"),
        Bearer("a", "Clinton", "female"),
    ]
    found = people.tell_people_apart(bearers)
    assert found[-1][0] == found[2][0]


# names in text order with their titles' genders, the full name meant by the last one or None, its reason
COUPLES = [
    ("the title of the other one", [("Michelle Obama", None), ("Obama", "male"), ("Barack Obama", None), ("Obama", "male")], "Barack Obama", "surname"),
    ("the given name tells", [("Michelle Obama", None), ("Barack Obama", None), ("Barack Obama", None), ("Obama", "female")], "Michelle Obama", "surname"),
    ("the one whose given name fits", [("Bill Clinton", None), ("Hillary Clinton", None), ("Clinton", "male")], "Bill Clinton", "surname"),
    ("a title beats the given name", [("Michelle Ek", "male"), ("Bo Ek", None), ("Ek", "male")], "Michelle Ek", "surname"),
    ("a tie: the nearest before", [("Cy Ek", None), ("Bo Ek", None), ("Ek", None)], "Bo Ek", "surname, nearest bearer in the document"),
    ("a tie: nobody before", [("Ek", None), ("Cy Ek", None), ("Bo Ek", None), ("Ek", "female")], "Bo Ek", "surname, nearest bearer in the document"),
    ("not a tie", [("Bo Ek", None), ("Bo Ek", None), ("Cy Ek", None), ("Ek", None)], "Bo Ek", "surname, most named bearer in the document"),
    ("not: only the other gender", [("Michelle Obama", None), ("Obama", "male")], None, "single name"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "bearers", "expected", "reason"), COUPLES, ids=[c[0] for c in COUPLES])
def test_which_of_a_couple_a_surname_means(why, bearers, expected, reason):
    found = people.tell_people_apart([Bearer("a", name, gender) for name, gender in bearers])
    meant = [name for (name, _), (key, _) in zip(bearers[:-1], found) if key == found[-1][0]]
    assert (meant[-1] if meant else None, found[-1][1]) == (expected, reason), why


def test_a_given_name_counts_within_its_document_only():
    full, here, elsewhere = keys(("a", "Hillary Clinton"), ("a", "Hillary"), ("b", "Hillary"))
    assert here == full
    assert elsewhere != full


def test_particles_and_suffixes():
    assert names.person("Ursula von der Leyen").surname == "von der leyen"
    assert names.person("von der Leyen").surname == "von der leyen"
    assert names.person("Martin Luther King Jr.") == names.Person(("martin", "luther"), "king", "jr")
    assert names.person("John Smith, PhD").surname == "smith"


ACRONYMS = [
    ("Organization for Security and Cooperation in Europe", "OSCE", True, "small words do not count"),
    ("World Health Organization", "WHO", True, ""),
    ("Department of Defense", "DOD", True, "small words may count"),
    ("Federal Bureau of Investigation", "CIA", False, "other letters"),
    ("Associated Press", "AP", False, "two letters fit too much"),
]


@pytest.mark.parametrize(("full", "short", "expected", "why"), ACRONYMS)
def test_acronyms(full, short, expected, why):
    found = names.expansions([("a", full), ("a", short)]).everywhere
    assert (found == {short.lower(): names.organisation_key(full)}) is expected, why


def test_an_acronym_with_two_expansions_keeps_to_itself():
    one, other = "Free World Press", "Federal Wine Panel"
    assert names.expansions([("a", one), ("a", "FWP"), ("b", other), ("b", "FWP")]).everywhere == {}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=30)), max_size=8))
def test_any_text_has_a_key(bearers):
    found = people.tell_people_apart([Bearer(*bearer) for bearer in bearers])
    assert len(found) == len(bearers)
    assert all(isinstance(key, str) and reason for key, reason in found)
