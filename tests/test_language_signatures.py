"""Signed quotations and sources without their relative clauses: layout and words only, no model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.language.features import BREAK, break_before
from toolkit.language.quotations import quoted_words
from toolkit.language.signatures import CONFIDENCE, signed
from toolkit.language.sources import without_clause
from toolkit.language.tokens import english_tokenizer

TOKENIZE = english_tokenizer()


def read(text: str) -> list[tuple[str, str, str]]:
    """(source, cue, content) of each signed quotation in a text."""
    tokens, breaks, end = [], [], 0
    for token in TOKENIZE(text):
        if not token.is_space:
            tokens.append(token)
            breaks.append(break_before(text[end : token.idx]))
            end = token.idx + len(token)
    wordy = np.array([any(map(str.isalnum, token.text)) for token in tokens], dtype=bool)
    regions = quoted_words(text, [token.idx for token in tokens])
    found = signed([token.text for token in tokens], breaks, regions, wordy)

    def words(span):
        first, last = tokens[span[0]], tokens[span[1] - 1]
        return text[first.idx : last.idx + len(last)]

    return [(words(item["source"]), words(item["cue"]), words(item["content"][0])) for item in found]


SIGNED = [
    ("“We were never asked.” — Maria Lopez", [("Maria Lopez", "—", "We were never asked")]),
    ("“We were never asked.”― Maria Lopez\n“Nor were we.” ― John Doe", [
        ("Maria Lopez", "―", "We were never asked"), ("John Doe", "―", "Nor were we")]),
    ('"We were never asked."\n\n- Maria Lopez, nurse\n\nIt opened.', [("Maria Lopez", "-", "We were never asked")]),
    ("3. “We were never asked.” – Mayor of Springfield (Dem.)", [("Mayor of Springfield", "–", "We were never asked")]),
    ('"We were never asked."\n-Maria Lopez.', [("Maria Lopez", "-", "We were never asked")]),
    ("“We were never asked.” — @maria_l", [("@maria_l", "—", "We were never asked")]),
]  # fmt: skip
NOT_SIGNED = [
    ("“We were never asked” — Maria Lopez said so on Monday.", "a clause follows"),
    ("He called it “a very great thing” — Trump Tower", "the quotation does not begin its line"),
    ("“We were never asked.” — and nobody cared", "no name"),
    ("“Moby Dick” — Herman Melville", "a title: too few words"),
    ("“We were never asked.” —\nMaria Lopez went home.", "the name is not on the dash's line"),
    ("“We were never asked.” Maria Lopez", "no dash"),
    ("We were never asked. — Maria Lopez", "no quotation marks"),
    ("“We were never asked.” —", "nothing behind the dash"),
    ("", "no text"),
]


@pytest.mark.parametrize(("text", "expected"), SIGNED)
def test_signed(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(("text", "why"), NOT_SIGNED, ids=[why for _, why in NOT_SIGNED])
def test_not_signed(text, why):
    assert read(text) == []


@given(st.text(alphabet="“”\"'—-\n .,Aa@(1", max_size=60))
def test_any_text_is_read(text):
    for source, cue, content in read(text):
        assert source and cue and content


def test_confidence_is_a_constant_without_evidence():
    words = ["“", "We", "were", "asked", "”", "—", "Ann"]
    (item,) = signed(words, [BREAK["space"]] * 7, [(0, 5)], np.array([w.isalpha() for w in words]))
    assert (item["confidence"], item["evidence"]) == (CONFIDENCE, None)


CLAUSES = [
    ("Warren , who has not endorsed anybody", "Warren"),
    ("one of several veterans who have come", "one of several veterans"),
    ("a law professor at Yale , whose book sold", "a law professor at Yale"),
    ("two groups , both of which", "two groups , both"),
    ("who", "who"),
    ("which", "which"),
    ("Ann Lee", "Ann Lee"),
    ("the man ( who asked", "the man"),
]


@pytest.mark.parametrize(("source", "expected"), CLAUSES)
def test_without_clause(source, expected):
    words = source.split()
    start, stop = without_clause(words, (0, len(words)))
    assert " ".join(words[start:stop]) == expected


def test_no_source_stays_none():
    assert without_clause(["a"], None) is None
