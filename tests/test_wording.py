"""Numbers as readers read them."""

import math

import pytest

from toolkit import wording


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.256, "26%"),
        (0.0995, "10%"),
        (0.0994, "9.9%"),
        (0.02, "2%"),
        (0.0123, "1.2%"),
        (0.0001, "<0.1%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (-0.5, "-50%"),
        (-0.012, "-1.2%"),
        (-0.0001, ">-0.1%"),
        (math.nan, "–"),
        (None, "–"),
    ],
)
def test_percent(share, written):
    assert wording.percent(share) == written


@pytest.mark.parametrize(
    ("difference", "written"),
    [(0.123, "+12"), (-0.0234, "-2.3"), (0.0031, "+0.31"), (0.0, "0"), (-0.00001, "0"), (math.nan, "–")],
)
def test_points(difference, written):
    assert wording.points(difference) == written


def test_ranges_and_counts():
    assert wording.share_range(0.02, 0.256) == "2% to 26%"
    assert wording.share_range(math.nan, 0.2) == wording.share_range(0.2, math.nan) == "not known"
    assert wording.number_of(1, "document") == "1 document"
    assert wording.number_of(1234, "document") == "1,234 documents"
    assert wording.number_of(2, "body", "bodies") == "2 bodies"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 quote(s) of 4 speaker(s)", "1 quote of 4 speakers"),
        ("in 1,234 directed edge(s)", "in 1,234 directed edges"),
        ("3 of 4 quotes by 1 speaker(s)", "3 of 4 quotes by 1 speaker"),
        ("0 pair(s), Lee (s)", "0 pairs, Lee (s)"),
    ],
)
def test_nouns_agree_with_their_count(text, expected):
    assert wording.in_number(text) == expected
