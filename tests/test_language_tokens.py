"""The tokenizer gives the tokens that spaCy's own gives for the same text, whatever it remembers."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.attrs import IDX, NORM, ORTH, SPACY
from spacy.tokenizer import Tokenizer

from toolkit.language import tokens
from toolkit.language.tokens import english_tokenizer
from toolkit.text.readings import text_of

TOKENIZE = english_tokenizer()
RULES = sorted(TOKENIZE.rules)
MARKS = sorted(rule for rule in RULES if not rule[0].isalnum())
BITS = [
    " ",
    "  ",
    "\n",
    "\n \n",
    "\t",
    "\xa0",
    "-Maria",
    "”―",
    "said",
    "8",
    "U.S.",
    "http://a.b/c?d=e",
    "(",
    "'",
]


def check(text: str, tokenize=TOKENIZE) -> list[str]:
    doc, own = tokenize(text), Tokenizer.__call__(tokenize, text)
    columns = [ORTH, NORM, SPACY, IDX]
    assert doc.to_array(columns).tolist() == own.to_array(columns).tolist()
    assert doc.text == text == text_of(doc)
    return [token.text for token in doc]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" ", [" "]),
        ("asked.”―Maria", ["asked", ".", "”", "―", "Maria"]),
        ("-Maria Lopez", ["-", "Maria", "Lopez"]),
        ("He didn't.  \n Mr. Orlo did.", ["He", "did", "n't", ".", " \n ", "Mr.", "Orlo", "did", "."]),
        ("workers' cause", ["workers", "'", "cause"]),  # spaCy reads "'cause" over the space, and keeps both
        ("x: )", ["x", ":", ")"]),
        ("x:)", ["x", ":)"]),
    ],
)
def test_words(text, words):
    assert check(text) == words
    assert check(text) == words, "and again, from memory"


@given(st.lists(st.sampled_from(RULES) | st.sampled_from(MARKS) | st.sampled_from(BITS), max_size=20))
def test_rules_in_any_order(parts):
    check("".join(parts))


@given(st.text())
def test_any_text(text):
    check(text)


def test_a_rule_over_a_space_that_is_added_later():
    tokenize = english_tokenizer()
    assert check("In New York today", tokenize) == ["In", "New", "York", "today"]
    tokenize.add_special_case("New York", [{"ORTH": "New York"}])
    assert check("In New York today", tokenize) == ["In", "New York", "today"]
    assert check("In Newer York", tokenize) == ["In", "Newer", "York"]


def test_another_pattern_is_heeded():
    tokenize = english_tokenizer()
    assert check("aqb", tokenize) == ["aqb"]
    tokenize.infix_finditer = lambda word: tokens.re.finditer("q", word)
    assert check("aqb", tokenize) == ["a", "q", "b"]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(tokens, "CACHED_CHUNKS", 3)
    tokenize = english_tokenizer()
    for text in ("one two three", "four five six", "one " + "long" * 50, "one two three four five six"):
        check(text, tokenize)
        assert not any(len(chunk) > tokens.LONGEST_CHUNK for chunk in tokenize._known)
    assert len(tokenize._known) == 6, "a text is read whole"


def test_a_copy_reads_alike():
    assert check("“It's 8 a.m.,” he said.", pickle.loads(pickle.dumps(TOKENIZE)))[1:3] == ["It", "'s"]
