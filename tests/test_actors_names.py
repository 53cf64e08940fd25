"""Names as strings: which spellings are one person or body, and which only look alike."""

# ruff: noqa: E501  (one language case a line, however long)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.actors import names, people
from toolkit.actors.people import Bearer

SAME_PERSON = [
    ("Sergei Lavrov", "Sergey Lavrov", True, "romanisation of the given name"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", True, "romanisation of the surname"),
    ("Bill Clinton", "William Clinton", True, "short form"),
    ("Hillary Clinton", "Hillary Rodham Clinton", True, "middle name"),
    ("Donald Trump", "Donald J. Trump", True, "middle initial"),
    ("D. Trump", "Donald Trump", True, "initial"),
    ("J.D. Vance", "James David Vance", True, "two initials"),
    ("JD Vance", "J. D. Vance", True, "initials with and without full stops"),
    ("Ben Carson", "Benjamin Carson", True, "no particle, though 'ben' is one"),
    ("Alexandria Ocasio-Cortez", "Alexandria Ocasio Cortez", True, "hyphen"),
    ("Viktor Orbán", "Orbán Viktor", True, "Hungarian order"),
    ("Mikhail Gorbachev", "Michail Gorbatschow", True, "German romanisation"),
    ("\ufeffAnn Lee", "Ann\u200b Lee", True, "invisible characters"),
    ("William “Bill” Weld", "William Weld", True, "a nickname in quotation marks"),
    ("Gabriel García Márquez", "Gabriel Garcia Marquez", True, "accents"),
    ("José Díaz", "Jose Diaz", True, "accents"),
    ("DONALD TRUMP", "Donald Trump", True, "capitals"),
    ("J. Smith", "John Smith", True, "an initial that fits one"),
    ("Olha Tymchenko", "Olga Timchenko", True, "Ukrainian and Russian romanisation"),
    ("Helen Lee", "Gelen Lee", False, "h and g, not of a Slavic name"),
    ("Bill Clinton", "Hillary Clinton", False, "a couple"),
    ("Donald Trump", "Donald Trump Jr.", False, "father and son"),
    ("Vladimir Putin", "Volodymyr Putin", False, "different names, though related"),
    ("John Reed", "John Reid", False, "different surnames"),
    ("Joe Biden", "Joseph R. Biden Jr.", True, "a formal name with middle initial"),
    ("Joe Biden", "Hunter R. Biden Jr.", False, "another given name"),
    ("J. Smith", "Mary Smith", False, "an initial that does not fit"),
    ("J. Smith", "R. Smith", False, "two initials"),
    ("George W. Bush", "George H.W. Bush", False, "middle initials"),
    ("George W. Bush", "George Herbert Walker Bush", False, "middle names"),
    ("J.D. Vance", "John Robert Vance", False, "a second initial that does not fit"),
    ("Marco Rubio", "Mario Rubio", False, "a slip of the pen, or another person"),
    ("Madeleine Albright", "Madeline Albright", False, "the same"),
    ("Angela Merkel", "Angela Markel", False, "look-alike"),
    ("Xi Jinping", "Xi Mingze", False, "a family name in front"),
]


@pytest.mark.parametrize(("one", "other", "expected", "why"), SAME_PERSON)
def test_two_full_names(one, other, expected, why):
    (first, _), (second, _) = people.tell_people_apart([Bearer("a", one), Bearer("b", other)])
    assert (first == second) is expected, why


def keys(*bearers):
    return [key for key, _ in people.tell_people_apart([Bearer(*bearer) for bearer in bearers])]


# label, (document, name, gender, office, introduced) of each occurrence, which ones are one person
GIVEN_NAMES = [
    ("named elsewhere beside somebody here", [("a", "Uwe Brand"), ("a", "Folake Ade"), ("b", "Uwe Brand"), ("b", "Folake")], [0, 1, 0, 1]),
    ("here by surname", [("a", "Sofia Reyes"), ("b", "Reyes"), ("b", "Sofia")], [0, 0, 0]),
    ("a relative here", [("a", "Ingrid Hals"), ("b", "Tomas Hals"), ("b", "Ingrid")], [0, 1, 0]),
    ("not: nobody here leads to that person", [("a", "Folake Ade"), ("b", "Uwe Brand"), ("b", "Folake")], [0, 1, 2]),
    ("not: somebody who is introduced", [("a", "Sofia Reyes"), ("b", "Reyes"), ("b", "Sofia", None, None, True)], [0, 0, 1]),
    ("not: two fit", [("a", "Ann Lee"), ("a", "Ann Ek"), ("b", "Lee"), ("b", "Ek"), ("b", "Bo Li"), ("c", "Ann"), ("c", "Bo Li")], [0, 1, 0, 1, 2, 3, 2]),
    ("not: a companion named in many other documents", [("a", "Bo Li"), ("a", "Ann Ek"), ("b", "Bo Li"), ("c", "Bo Li"), ("d", "Bo Li"), ("d", "Ann")], [0, 1, 0, 0, 0, 2]),
    ("not: the other gender", [("a", "Sofia Reyes"), ("b", "Reyes"), ("b", "Sofia", "male")], [0, 0, 1]),
    ("two given names of a full name", [("a", "John Paul Lee"), ("a", "John Paul")], [0, 0]),
    ("not: in another document", [("a", "John Paul Lee"), ("b", "John Paul")], [0, 1]),
    ("not: an initial", [("a", "John P. Lee"), ("a", "John P")], [0, 1]),
    ("an office tells two bearers apart", [("a", "Ann Lee", None, "mayor"), ("a", "Bo Lee"), ("a", "Lee", None, "mayor")], [0, 1, 0]),
    ("not: an office that nobody is known by", [("a", "Ann Lee", None, "mayor"), ("a", "Bo Lee"), ("a", "Lee", None, "judge")], [0, 1, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "bearers", "expected"), GIVEN_NAMES, ids=[case[0] for case in GIVEN_NAMES])
def test_given_names_alone_and_offices(label, bearers, expected):
    numbers: dict[str, int] = {}
    assert [numbers.setdefault(key, len(numbers)) for key in keys(*bearers)] == expected, label


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


# full and single names with their documents, the full name that the last one means or None, its reason
SINGLE = [
    ("a full name later in the text", [("a", "Rau"), ("a", "Zbigniew Rau"), ("a", "Rau")], "Zbigniew Rau", "surname"),
    ("a full name in another document", [("b", "Zbigniew Rau"), ("a", "Rau")], "Zbigniew Rau", "surname, only or dominant bearer in the corpus"),
    ("another romanisation", [("b", "Sergei Lavrov"), ("a", "Lawrow")], "Sergei Lavrov", "surname, only or dominant bearer in the corpus"),
    ("its own spelling first", [("a", "Ann Koslov"), ("a", "Bo Kozlov"), ("a", "Bo Kozlov"), ("a", "Koslov")], "Ann Koslov", "surname"),
    ("a double surname", [("b", "Debbie Wasserman Schultz"), ("a", "Wasserman Schultz")], "Debbie Wasserman Schultz", "surname, only or dominant bearer in the corpus"),
    ("the second part of one", [("a", "Debbie Wasserman Schultz"), ("a", "Schultz")], "Debbie Wasserman Schultz", "surname"),
    ("without its particle", [("a", "Chris Van Hollen"), ("a", "Hollen")], "Chris Van Hollen", "surname"),
    ("the second part of a hyphenated one", [("a", "Ann Ek-Lee"), ("a", "Lee")], "Ann Ek-Lee", "surname"),
    ("rather who bears it alone", [("a", "Ann Ek-Lee"), ("a", "Ann Ek-Lee"), ("a", "Bo Lee"), ("a", "Lee")], "Bo Lee", "surname"),
    ("a family name in front", [("b", "Xi Jinping"), ("a", "Xi")], "Xi Jinping", "surname, only or dominant bearer in the corpus"),
    ("an initial in its document", [("b", "Jane Smith"), ("a", "John Smith"), ("a", "J. Smith")], "John Smith", "full name"),
    ("no middle name, in its document", [("b", "George H.W. Bush"), ("a", "George W. Bush"), ("a", "George Bush")], "George W. Bush", "full name"),
    ("not: no middle name, two in the corpus", [("b", "George H.W. Bush"), ("c", "George W. Bush"), ("a", "George Bush")], None, "full name"),
    ("not: a given name that ends another's", [("b", "Robert Lee Jones"), ("b", "Robert Lee Jones"), ("a", "Lee Jones")], None, "full name"),
    ("not: a typing slip", [("a", "Sergei Lavrov"), ("a", "Lavrvo")], None, "single name"),
    ("not: two bearers elsewhere", [("b", "Ann Lee"), ("c", "Bo Lee"), ("a", "Lee")], None, "single name"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "bearers", "expected", "reason"), SINGLE, ids=[c[0] for c in SINGLE])
def test_whom_a_name_means(why, bearers, expected, reason):
    found = people.tell_people_apart([Bearer(*bearer) for bearer in bearers])
    meant = [name for (_, name), (key, _) in zip(bearers[:-1], found) if key == found[-1][0]]
    full = [name for name in meant if " " in name]
    assert (full[0] if full else None, found[-1][1]) == (expected, reason), why


NAMES = [
    "Ann Lee",
    "A. Lee",
    "Bo Lee",
    "Lee",
    "Ann",
    "Ann B. Lee",
    "Ann C. Lee",
    "Ann Ek-Lee",
    "Lavrov",
    "Lawrow",
    "S. Lavrov",
]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(NAMES)), max_size=12))
def test_the_order_of_documents_does_not_matter(bearers):
    def by_place(order):
        ordered = sorted(range(len(bearers)), key=lambda at: order.index(bearers[at][0]))
        found = people.tell_people_apart([Bearer(*bearers[at]) for at in ordered])
        return dict(zip(ordered, found))

    assert by_place("abc") == by_place("cab") == by_place("bca")


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


def test_an_acronym_in_brackets_needs_no_initials():
    names_, told = (
        [("a", "Federal Security Service"), ("a", "FSB"), ("b", "FSB")],
        [("a", "FSB", "Federal Security Service")],
    )
    found = names.expansions(names_, told)
    assert (
        found.key("a", "FSB") == found.key("b", "FSB") == ("federal security service", "acronym of the name")
    )


def test_what_a_document_says_of_an_acronym_holds_in_it():
    both = [("a", "Free World Press"), ("a", "FWP"), ("b", "Federal Wine Panel"), ("b", "FWP"), ("c", "FWP")]
    found = names.expansions(both)
    assert [found.key(document, "FWP")[0] for document in "abc"] == [
        "free world press",
        "federal wine panel",
        "fwp",
    ]


ELSEWHERE = [
    ("Acme Free World Press", "AFWP", True, "four letters and one name that fits"),
    ("Free World Press", "FWP", False, "three letters"),
    ("Acme Free World Press", "AFWQ", False, "other letters"),
]


@pytest.mark.parametrize(("full", "short", "expected", "why"), ELSEWHERE)
def test_an_acronym_whose_name_stands_in_another_document(full, short, expected, why):
    found = names.expansions([("a", full), ("b", short)]).key("b", short)[0]
    assert (found == names.organisation_key(full)) is expected, why


DIFFERENCES = [
    ("Donald Trump", "Donald Trump", "the name itself"),
    ("D. Trump", "Donald Trump", "initial 'D.' of 'Donald'"),
    ("Bill Clinton", "William Clinton", "'Bill' is a form of 'William'"),
    ("Sergey Lawrow", "Sergei Lavrov", "'Sergey' is a form of 'Sergei'; surname in another romanisation"),
    ("Donald J. Trump", "Donald Trump", "middle name or initial"),
    ("DONALD TRUMP", "Donald Trump", "in other case"),
    ("Jose Diaz", "José Díaz", "accents, hyphens, full stops or order of the parts"),
]


@pytest.mark.parametrize(("form", "name", "expected"), DIFFERENCES)
def test_how_a_form_differs_from_the_name(form, name, expected):
    assert names.difference(form, name) == expected


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=30)), max_size=8))
def test_any_text_has_a_key(bearers):
    found = people.tell_people_apart([Bearer(*bearer) for bearer in bearers])
    assert len(found) == len(bearers)
    assert all(isinstance(key, str) and reason for key, reason in found)
