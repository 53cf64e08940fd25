"""Dictionary forms, with the contracted forms that spaCy's tokenizer makes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.language.labels import UPOS
from toolkit.language.lemmas import lemma

CASES = [
    ("talks", "NOUN", "talk", "a plural"),
    ("children", "NOUN", "child", "an irregular plural"),
    ("said", "VERB", "say", "an irregular past"),
    ("warned", "VERB", "warn", "a regular past"),
    ("saying", "VERB", "say", "a participle"),
    ("is", "AUX", "be", "an auxiliary"),
    ("better", "ADJ", "good", "a comparative"),
    ("Troops", "NOUN", "troop", "lower case at a sentence start"),
    ("n't", "PART", "not", "a contraction"),
    ("n’t", "PART", "not", "a contraction with a typographic apostrophe"),
    ("’re", "AUX", "be", "a contraction"),
    ("wo", "AUX", "will", "the first half of won't"),
    ("ca", "AUX", "can", "the first half of can't"),
    ("I", "PRON", "I", "by custom"),
    ("Talks", "PROPN", "Talks", "names stay as they are"),
    ("2,000", "NUM", "2,000", "numbers stay as they are"),
    ("”", "PUNCT", "”", "marks stay as they are"),
    ("qwrtzly", "NOUN", "qwrtzly", "a word that no dictionary has"),
]

KNOWN_FAILURES = [
    pytest.param(
        "warning",
        "VERB",
        "warn",
        marks=pytest.mark.xfail(reason="simplemma has one lemma a word form, and takes the noun's"),
    ),
    pytest.param(
        "left",
        "VERB",
        "leave",
        marks=pytest.mark.xfail(reason="simplemma has one lemma a word form, and takes the adjective's"),
    ),
]


@pytest.mark.parametrize(("word", "upos", "expected", "why"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_lemma(word, upos, expected, why):
    assert lemma(word, upos) == expected, why


@pytest.mark.parametrize(("word", "upos", "expected"), KNOWN_FAILURES)
def test_one_form_of_two_words(word, upos, expected):
    assert lemma(word, upos) == expected


@given(st.text(min_size=1, max_size=30), st.sampled_from(UPOS))
def test_every_word_has_a_lemma(word, upos):
    assert lemma(word, upos)
