"""Pieces of articles as a page shows them: offsets keep their places, signs that deceive the eye are gone."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as some

from toolkit.interactive import passages

TEXTS = some.text(
    some.characters() | some.sampled_from("\u202e\u2066\u2069\u200f\U0001f600\n\t\x00\ud800é "), max_size=40
)


def sliced(shown, start, end):
    """The stretch as a script would cut it: UTF-16 units."""
    units = shown.text.encode("utf-16-le")
    low, high = (2 * int(shown.units[at]) for at in (start, end))
    return units[low:high].decode("utf-16-le")


@given(TEXTS, some.integers(0, 40), some.integers(0, 40))
def test_a_stretch_is_the_same_before_and_after(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert sliced(passages.shown(text), start, end) == passages.shown(text[start:end]).text


@given(TEXTS)
def test_nothing_that_turns_or_hides_is_left(text):
    shown = passages.shown(text).text
    shown.encode("utf-8")  # half an emoji would be an error when the page is written
    assert not [sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def test_a_plain_text_stays_as_it_is():
    assert passages.shown("naïve “words”\n\nmore").text == "naïve “words”\n\nmore"
    assert passages.line(" two\nlines ") == "two lines"
    assert passages.line(None) == passages.line(float("nan")) == ""


@given(some.lists(some.tuples(some.integers(0, 50), some.integers(1, 20)), max_size=12))
def test_merged_windows_are_apart_and_hold_all(found):
    windows = [(start, start + size) for start, size in found]
    joined = passages.merged(windows)
    assert all(before[1] < behind[0] for before, behind in zip(joined, joined[1:], strict=False))
    assert {at for low, high in windows for at in range(low, high)} == {
        at for low, high in joined for at in range(low, high)
    }


@given(some.text(some.sampled_from("ab \n"), max_size=60), some.integers(0, 60), some.integers(0, 60))
def test_a_widened_stretch_holds_the_first_and_cuts_no_word(text, one, other):
    low, high = sorted((min(one, len(text)), min(other, len(text))))
    start, end = passages.widened(text, low, high, 10)
    assert start <= low <= high <= end and low - start <= 10 and end - high <= 10
    assert start in (0, low) or text[start - 1].isspace()
    assert end in (len(text), high) or text[end].isspace()
