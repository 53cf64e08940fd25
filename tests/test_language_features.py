"""Words to encoder input: shapes, breaks, pieces, and windows that keep every word exactly once."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from standin_model import write_tokenizer

from toolkit.language import features
from toolkit.language.features import (
    BREAK,
    BREAKS,
    CLS,
    MAX_PIECES,
    SEP,
    SHAPES,
    UNK,
    Pieces,
    Window,
    break_before,
    cut_windows,
    encode_windows,
    sentence_starts,
    word_shape,
)

SHAPE_CASES = [
    ("the", "lower", "an ordinary word"),
    ("'s", "lower", "the mark before it does not matter"),
    ("don't", "lower", "an apostrophe inside"),
    ("é", "lower", "not only ASCII"),
    ("Rau", "title", "a name"),
    ("Co-operation", "title", "one capital, at the start"),
    ("NATO", "upper", "an abbreviation"),
    ("U.S.", "upper", "full stops do not matter"),
    ("I", "initial", "one capital alone is neither a name nor an abbreviation"),
    ("Ž", "initial", "not only ASCII"),
    ("McDonald", "mixed", "a capital inside"),
    ("iPhone", "mixed", "a capital inside only"),
    ("anti-NATO", "mixed", "capitals in a part"),
    ("北京", "mixed", "letters without case"),
    ("2022", "digits", "a year"),
    ("1,000.50", "digits", "marks inside a number"),
    ("²", "digits", "a digit by Unicode"),
    ("G7", "alphanumeric", "letters and digits"),
    ("30th", "alphanumeric", "an ordinal"),
    ("“", "mark", "a quotation mark"),
    ("—", "mark", "a dash"),
    ("\u0301", "mark", "a combining mark alone"),
    ("\u200b", "mark", "a zero-width space is no white space to spaCy"),
    ("🙂", "mark", "an emoji"),
    ("", "mark", "nothing"),
    ("½", "other", "a number that is no digit"),
    ("’Tis", "other", "a capital after a mark"),
]


@pytest.mark.parametrize(("word", "expected", "why"), SHAPE_CASES, ids=[case[2] for case in SHAPE_CASES])
def test_word_shape(word, expected, why):
    assert SHAPES[word_shape(word)] == expected, why


@given(st.text(max_size=20))
def test_every_word_has_a_shape(word):
    assert 0 < word_shape(word) < len(SHAPES)


BREAK_CASES = [
    ("", "glued"),
    (" ", "space"),
    ("\t\u00a0", "space"),
    ("\n", "line"),
    (" \r\n ", "line"),
    ("\n\n", "paragraph"),
    ("\n \t\n", "paragraph"),
    ("\n\n\n\n", "paragraph"),
]


@pytest.mark.parametrize(("gap", "expected"), BREAK_CASES)
def test_break_before(gap, expected):
    assert BREAKS[break_before(gap)] == expected


# --- pieces -------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def pieces(tmp_path_factory) -> Pieces:
    return Pieces(write_tokenizer(tmp_path_factory.mktemp("tokenizer")))


ODD_WORDS = [
    ("", "nothing"),
    ("\u200b", "a zero-width space, which the tokenizer drops"),
    ("\u0301", "a combining mark, which the tokenizer strips"),
    ("\ufeff", "a byte order mark"),
    ("\x00", "a null character"),
    ("🙂‍↔️", "an emoji of several code points"),
    ("שלום", "right to left"),
    ("ﷺ", "one character that normalises to many"),
]


@pytest.mark.parametrize(("word", "why"), ODD_WORDS, ids=[case[1] for case in ODD_WORDS])
def test_pieces_are_never_empty(pieces, word, why):
    ids, shape = pieces(word)
    assert 0 < len(ids) <= MAX_PIECES, why
    assert shape == word_shape(word)


@given(word=st.text(max_size=300))
def test_any_text_has_pieces(pieces, word):
    ids, _ = pieces(word)
    assert 0 < len(ids) <= MAX_PIECES
    assert pieces(word) == (ids, word_shape(word))


def test_unknown_text_is_one_unknown_piece(pieces):
    assert pieces("\u200b")[0] == (UNK,)


def test_a_long_word_keeps_its_start_and_its_end(pieces):
    short, long = pieces("abcdefghijk")[0], pieces("abcdefghijk" + "x" * 100 + "z")[0]
    assert len(long) == MAX_PIECES
    assert long[:-1] == short
    assert long[-1] == pieces("az")[0][-1]


def test_case_is_in_the_shape_only(pieces):
    lower, upper = pieces("nato"), pieces("NATO")
    assert lower[0] == upper[0]
    assert lower[1] != upper[1]


def test_the_memory_for_words_is_bounded(pieces, monkeypatch):
    monkeypatch.setattr(features, "CACHED_WORDS", 5)
    for number in range(40):
        assert pieces(f"word{number}") == pieces(f"word{number}")
        assert len(pieces._known) <= max(5, 1)


# --- windows ------------------------------------------------------------------------------------------------------
COUNTS = st.lists(st.integers(1, MAX_PIECES), max_size=150)


def check_windows(counts, windows, size):
    kept = [word for window in windows for word in range(window.keep_start, window.keep_stop)]
    assert kept == list(range(len(counts))), "every word once, in order"
    for window in windows:
        assert window.start <= window.keep_start <= window.keep_stop <= window.stop
        length = sum(counts[window.start : window.stop]) + 2
        assert length <= size or window.stop - window.start == 1, "only one over-long word may pass the size"


@given(st.data(), COUNTS, st.integers(14, 60), st.integers(0, 20))
def test_every_word_is_kept_exactly_once(data, counts, size, overlap):
    def a_word_each(values):
        return data.draw(st.lists(values, min_size=len(counts), max_size=len(counts)))

    breaks, sentences = a_word_each(st.integers(1, 4)), a_word_each(st.booleans())
    check_windows(counts, cut_windows(counts, breaks, size=size, overlap=overlap), size)
    windows = cut_windows(counts, breaks, size=size, overlap=overlap, sentences=sentences)
    check_windows(counts, windows, size)


def test_long_words_behind_short_ones_with_a_break_early_in_the_window():
    """A window's last third, in words, may begin before the window before it has ended."""
    counts = [1] * 298 + [12] * 400
    breaks = [BREAK["space"]] * len(counts)
    breaks[290] = breaks[297] = BREAK["paragraph"]
    check_windows(counts, cut_windows(counts, breaks, size=300, overlap=60), 300)


def test_a_word_longer_than_the_window_stands_alone():
    windows = cut_windows([3, 40, 3], [1, 2, 2], size=20, overlap=4)
    check_windows([3, 40, 3], windows, 20)
    assert any((window.start, window.stop) == (1, 2) for window in windows)


def test_no_words_make_one_empty_window():
    assert cut_windows([], [], size=20, overlap=4) == [Window(0, 0, 0, 0)]


def breaks_with(places: dict[int, str], size: int = 100) -> list[int]:
    return [BREAK[places.get(at, "space")] for at in range(size)]


@pytest.mark.parametrize(
    ("places", "expected", "why"),
    [
        ({25: "paragraph"}, 25, "a paragraph in the last third"),
        ({22: "paragraph", 27: "paragraph"}, 27, "the last one of them"),
        ({30: "paragraph", 22: "paragraph"}, 30, "a paragraph where the window is full"),
        ({25: "line"}, 25, "a line break, where nothing is known of sentences"),
    ],
)
def test_windows_end_at_paragraphs_and_start_anew(places, expected, why):
    first, second, *_ = cut_windows([1] * 100, breaks_with(places), size=32, overlap=6)
    assert (first.stop, first.keep_stop, second.start, second.keep_start) == (expected,) * 4, why


@pytest.mark.parametrize(
    ("places", "sentences_at", "change", "why"),
    [
        ({}, [], 27, "in the middle of the overlap"),
        ({}, [25], 25, "where a sentence starts in the overlap"),
        ({}, [25, 28], 28, "where the one nearest to the middle starts"),
        ({}, [10, 24, 30], 27, "sentence starts at the very ends of the overlap leave no context"),
        ({10: "paragraph"}, [], 27, "a paragraph too early is not worth the shorter window"),
        ({26: "line"}, [10], 27, "a wrapped line is no paragraph"),
    ],
)
def test_windows_without_a_paragraph_overlap(places, sentences_at, change, why):
    sentences = [at in sentences_at for at in range(100)]
    first, second, *_ = cut_windows([1] * 100, breaks_with(places), size=32, overlap=6, sentences=sentences)
    assert (first.stop, second.start) == (30, 24), why
    assert first.keep_stop == second.keep_start == change, why


def test_a_line_that_starts_a_sentence_is_a_paragraph():
    sentences = [at == 26 for at in range(100)]
    first, second, *_ = cut_windows(
        [1] * 100, breaks_with({26: "line", 28: "line"}), size=32, overlap=6, sentences=sentences
    )
    assert first.stop == second.start == 26


SENTENCE_CASES = [
    ("He left . She stayed", [3]),
    ("“ No . ” She left", [4]),
    ("“ No ! ” ) she said", [5]),
    ("Is it ? ’ ” Yes", [5]),
    ("He left ; she stayed", []),
    ("at 3.30 p.m. on", []),
    (". ” a", [2]),
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), SENTENCE_CASES)
def test_sentence_starts(words, expected):
    starts = sentence_starts(words.split())
    assert len(starts) == len(words.split())
    assert [at for at, start in enumerate(starts) if start] == expected


def test_windows_without_overlap_do_not_overlap():
    windows = cut_windows([2] * 100, [2] * 100, size=42, overlap=0)
    assert [(window.start, window.stop) for window in windows] == [(at, at + 20) for at in range(0, 100, 20)]
    assert all((w.start, w.stop) == (w.keep_start, w.keep_stop) for w in windows)


# --- arrays -------------------------------------------------------------------------------------------------------
def test_arrays_of_two_windows():
    words = [((11, 12), 1), ((13,), 2), ((14, 15, 16), 3)]
    arrays = encode_windows(words, [4, 2, 1], [Window(0, 3, 0, 3), Window(1, 2, 1, 2)])
    expected = {
        "pieces": [[CLS, 11, 12, 13, 14, 15, 16, SEP], [CLS, 13, SEP, 0, 0, 0, 0, 0]],
        "shapes": [[0, 1, 1, 2, 3, 3, 3, 0], [0, 2, 0, 0, 0, 0, 0, 0]],
        "breaks": [[0, 4, 1, 2, 1, 1, 1, 0], [0, 2, 0, 0, 0, 0, 0, 0]],
        "first": [[1, 3, 4], [1, 0, 0]],
        "last": [[2, 3, 6], [1, 0, 0]],
    }
    assert {name: array.tolist() for name, array in arrays.items()} == expected
    assert {array.dtype for array in arrays.values()} == {np.dtype("int64")}


@given(COUNTS.filter(bool), st.integers(14, 60))
@example([MAX_PIECES] * 3, 14)
def test_first_and_last_point_to_the_words_pieces(counts, size):
    ids = iter(range(1000, 1000 + sum(counts)))
    words = [(tuple(next(ids) for _ in range(count)), 1) for count in counts]
    windows = cut_windows(counts, [2] * len(counts), size=size, overlap=6)
    arrays = encode_windows(words, [2] * len(counts), windows)
    assert arrays["pieces"].shape == arrays["shapes"].shape == arrays["breaks"].shape
    for row, window in enumerate(windows):
        for at, word in enumerate(range(window.start, window.stop)):
            span = slice(arrays["first"][row, at], arrays["last"][row, at] + 1)
            assert tuple(arrays["pieces"][row, span].tolist()) == words[word][0]
