"""The word lists: their files say what they are, and the look-ups over them tell states from look-alikes."""

import subprocess
import sys

import pytest

from toolkit import lexicons


@pytest.mark.parametrize("name", lexicons.names())
def test_every_list_says_what_it_is_and_has_entries(name):
    import json
    from importlib.resources import files

    content = json.loads((files("toolkit") / "data" / f"{name}.json").read_text(encoding="utf-8"))
    assert content["about"].endswith(".")
    assert content["source"]
    assert content["entries"]
    keys = [tuple(entry) for entry in content["entries"]]
    assert set(keys) == {keys[0]}, "all entries of a list have the same fields"


@pytest.mark.parametrize(
    "name", ["roles", "media", "addressee_verbs", "seats", "person_nouns", "bodies", "collectives"]
)
def test_no_entry_stands_twice(name):
    forms = [str(next(iter(entry.values()))) for entry in lexicons.entries(name)]
    assert sorted(forms) == sorted(set(forms))


def test_a_name_that_is_no_list_is_refused_with_the_lists_there_are():
    with pytest.raises(ValueError, match="no word list is called 'verbs'; there are addressee_verbs"):
        lexicons.entries("verbs")


STATES = [
    ("US", "United States", "two letters, but news uses it"),
    ("U.S.", "United States", "full stops"),
    ("the United States", "United States", "article"),
    ("America", "United States", "another name"),
    ("UK", "United Kingdom", "two letters"),
    ("Britain", "United Kingdom", "short name"),
    ("Holland", "Netherlands", "part for the whole"),
    ("Côte d’Ivoire", "Ivory Coast", "accent and typographic apostrophe"),
    ("Russian Federation", "Russia", "official name"),
    ("Burma", "Myanmar", "former name"),
    ("Gambia", "Gambia", "without its article"),
    ("us", None, "the pronoun"),
    ("IN", None, "India's code is a preposition"),
    ("Ohio", None, "part of a state"),
    ("Moscow", None, "a capital is not yet its state"),
    ("Russian", None, "a demonym is no name"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "why"), STATES)
def test_state_of(text, expected, why):
    assert lexicons.state_of(text) == expected, why


DEMONYMS = [
    ("Russian", "Russia", "adjective"),
    ("Russians", "Russia", "plural"),
    ("Poles", "Poland", "irregular plural"),
    ("French", "France", "claimed by Réunion too"),
    ("Congolese", "Democratic Republic of the Congo", "the more populous of two"),
    ("British", "United Kingdom", ""),
    ("polish", None, "the verb"),
    ("European", None, "no state"),
    ("Korean", None, "two states"),
    ("Republican", None, "a party"),
]


@pytest.mark.parametrize(("text", "expected", "why"), DEMONYMS)
def test_state_of_demonym(text, expected, why):
    assert lexicons.state_of_demonym(text) == expected, why


CAPITALS = [
    ("Moscow", "Russia", ""),
    ("Washington", "United States", "without D.C."),
    ("Kiev", "Ukraine", "older spelling"),
    ("Victoria", None, "capital of the Seychelles, too small to be meant"),
    ("New York", None, "no capital"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CAPITALS)
def test_state_of_capital(text, expected, why):
    assert lexicons.state_of_capital(text) == expected, why


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("officials", (True, False, False, True)),
        ("official", (False, False, False, False)),
        ("Government", (False, True, False, True)),
        ("spokesman", (False, False, True, False)),
        ("senators", (True, False, False, False)),
        ("soldiers", None),
        ("troops", None),
    ],
)
def test_how_a_noun_stands_for_a_body(noun, expected):
    found = lexicons.collective(noun)
    assert (found[1:] if found else None) == expected
    assert lexicons.is_collective(noun) is (expected is not None)


def test_titles_need_a_capital():
    assert lexicons.title("Sen.")["expansion"] == "Senator"
    assert lexicons.title("Mrs")["gender"] == "female"
    assert lexicons.title("miss") is None


def test_states_are_read_only_when_asked_for():
    code = "import sys, toolkit.lexicons; sys.exit('countryinfo' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("\ufeffPutin", "putin", "byte order mark"),
        ("Pu\u200btin\u200f", "putin", "zero-width space, mark of direction"),
        ("Zelen\u00adsky", "zelensky", "soft hyphen"),
        ("Al-Assad", "al-assad", "a hyphen that can be seen"),
        ("Ann\u00a0Lee", "ann lee", "a space that does not break is a space"),
    ],
)
def test_fold_drops_what_cannot_be_seen(text, expected, why):
    assert lexicons.fold(text) == expected, why
