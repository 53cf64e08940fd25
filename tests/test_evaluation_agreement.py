"""Agreement of predictions with annotation: each rule of the published definition on a case counted by hand."""

import numpy as np
import pytest

from toolkit.evaluation import agreement
from toolkit.evaluation.agreement import Article, compare, ratios, reliability, right, score, tally

TEXT = (
    "Norland's minister, Ida Brandt, said “we will open it in June.” She added: no. It was late, the report found. "
    "Tomas Reyl of Sudia called the plan “a risk” for all. The mayor asked 'Who pays for this?' in 1,000 letters."
)


def spans(*pieces):
    return [[TEXT.index(piece), TEXT.index(piece) + len(piece)] for piece in pieces]


def item(content, source=(), cue=()):
    return {"content": spans(*content), "source": spans(*source), "cue": spans(*cue)}


GOLD = [
    item(["“we will open it in June.”"], ["Norland's minister, Ida Brandt"], ["said"]),
    item(["no"], ["She"], ["added"]),
    item(["It was late"], ["the report"], ["found"]),
    item(["the plan “a risk” for all"], ["Tomas Reyl of Sudia"], ["called"]),
    item(["'Who pays for this?'"], ["The mayor"], ["asked"]),
]

# label, gold, prediction, content is matched, source is right, why
PAIRS = [
    ("same", GOLD[0], GOLD[0], True, True, "identical"),
    ("marks", GOLD[0], item(["we will open it in June"], ["Ida Brandt"]), True, True, "only words count"),
    ("3 of 6 words", GOLD[0], item(["we will open"], ["Brandt"]), True, True, "half is enough"),
    ("2 of 6 words", GOLD[0], item(["we will"], ["Brandt"]), False, False, "less than half"),
    ("1 + 1 words", GOLD[1], item(["added: no"], ["She"]), True, True, "one of two joint words is half"),
    ("1 + 2 words", GOLD[1], item(["She added: no"], ["She"]), False, False, "one of three is less"),
    ("half a word", GOLD[1], {"content": [[TEXT.index("no."), TEXT.index("no.") + 1]], "source": []}, False, False,
     "a word belongs to a span with more than half of its characters"),
    ("appositive name", GOLD[0], item(["we will open it in June"], ["Brandt"]), True, True, "a head word"),
    ("the other head", GOLD[0], item(["we will open it in June"], ["minister"]), True, True, "a head of its part"),
    ("possessor", GOLD[0], item(["we will open it in June"], ["Norland"]), True, False, "not a head word"),
    ("before 'of'", GOLD[3], item(["the plan “a risk” for all"], ["Reyl"]), True, True, "the head is before 'of'"),
    ("after 'of'", GOLD[3], item(["the plan “a risk” for all"], ["Sudia"]), True, False, "not behind it"),
    ("too wide", GOLD[2], item(["It was late"], ["It was late, the report"]), True, False, "mostly other words"),
    ("wide by one", GOLD[2], item(["It was late"], ["the report found"]), True, True, "half of it and more is right"),
    ("none predicted", GOLD[2], item(["It was late"]), True, False, "gold has a source"),
    ("none annotated", item(["It was late"]), item(["It was late"], ["the report"]), True, False, "gold has none"),
    ("neither", item(["It was late"]), item(["It was late"]), True, True, "both have none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "gold", "predicted", "matched", "sourced", "why"), PAIRS, ids=[p[0] for p in PAIRS]
)
def test_rules(label, gold, predicted, matched, sourced, why):
    compared = compare(TEXT, [gold], [predicted])
    assert (bool(compared.pairs), bool(compared.right)) == (matched, sourced), why


# label, content, kind, why
KINDS = [
    ("all in marks", ["“we will open it in June.”"], "direct", "every word"),
    ("marks left out", ["we will open it in June"], "direct", "where the words stand counts, not the marks"),
    ("one word outside", ["said “we will open it in June.”"], "mixed", "'said' is not in marks"),
    ("some", ["the plan “a risk” for all"], "mixed", "two of six"),
    ("none", ["It was late"], "indirect", "no marks"),
    ("single marks", ["'Who pays for this?'"], "direct", "two words and more"),
    ("apostrophe", ["Norland's minister"], "indirect", "no quotation mark"),
]


@pytest.mark.parametrize(("label", "content", "kind", "why"), KINDS, ids=[k[0] for k in KINDS])
def test_kinds(label, content, kind, why):
    article = Article(TEXT)
    assert article.kind(article.inside(spans(*content))) == kind, why


def test_numbers_are_one_word():
    article = Article(TEXT)
    assert len(article.inside(spans("1,000 letters"))) == 2


def test_one_to_one_and_as_many_pairs_as_possible():
    """A: a b c d, B: a b. P: a b c (A .75, B .67), Q: a b c d e f (A .67, B .33): A goes to Q so that B has P."""
    text = "a b c d e f"
    a, b, p, q = ({"content": [[0, end]], "source": []} for end in (7, 3, 5, 11))
    assert compare(text, [a, b], [p, q]).pairs == {0: 1, 1: 0}
    assert compare(text, [b], [b, b]).pairs == {0: 0}


def test_among_equal_overlaps_the_right_source_is_taken():
    text = "a b said c d"
    gold = {"content": [[9, 12]], "source": [[0, 1]]}
    wrong, good = {"content": [[9, 12]], "source": [[2, 3]]}, {"content": [[9, 12]], "source": [[0, 1]]}
    assert compare(text, [gold], [wrong, good]).pairs == {0: 1}


def test_tally_counted_by_hand():
    """Predicted: the first with the wrong source; the second right; the fourth's words without marks, and one more."""
    predicted = [
        item(["we will open it in June"], ["Norland"], ["said"]),
        item(["no"], ["She"]),
        item(["a risk"], ["Reyl"], ["called"]),
        item(["letters"], [], []),
    ]
    counts = tally(compare(TEXT, GOLD, predicted))
    # right predictions, predictions, found gold, gold; "a risk" is 2 of the 6 words of a mixed content
    assert counts[0].tolist() == [[2, 4, 2, 5], [1, 4, 1, 5], [9, 10, 9, 20], [3, 3, 3, 14], [2, 2, 2, 5]]
    direct, mixed, indirect = counts[1:, 0].tolist()
    assert (direct, mixed, indirect) == ([1, 2, 1, 2], [0, 0, 0, 1], [1, 2, 1, 2])
    found = score({"a": {"text": TEXT, "attributions": GOLD}}, {"a": predicted})
    assert found["all"]["content"] == pytest.approx((2 / 4, 2 / 5, 4 / 9))
    assert found["all"]["end_to_end"] == pytest.approx((1 / 4, 1 / 5, 2 / 9))
    assert (found["all"]["gold"], found["all"]["predicted"]) == (5, 4)


def test_a_kind_is_looked_up_among_all_kinds():
    """Gold is direct; the prediction takes one word more in and is mixed: found, but no direct prediction is right."""
    text = "She said “we will go”"
    gold = {"content": [[9, 21]], "source": [[0, 3]]}
    wider = {"content": [[4, 21]], "source": [[0, 3]]}
    found = score({"a": {"text": text, "attributions": [gold]}}, {"a": [wider]})
    assert found["direct"]["content"][:2] == (0, 1)
    assert found["mixed"]["content"][:2] == (1, 0)


def test_nothing():
    empty = {"content": (0, 0, 0), "end_to_end": (0, 0, 0), "gold": 0, "predicted": 0}
    assert score({}, {}) == dict.fromkeys(agreement.KINDS, empty)
    assert tally(compare("", [], [])).sum() == 0
    assert ratios(0, 0, 0, 0) == (0, 0, 0)


def test_right_wants_words():
    assert right(TEXT, GOLD, [GOLD[1], item(["late"])]) == [True, False]
    with pytest.raises(ValueError, match="1 predictions hold no word"):
        right(TEXT, GOLD, [item([":"])])


def test_arguments_are_unchanged():
    gold, predicted = [dict(GOLD[0])], [dict(GOLD[1])]
    compare(TEXT, gold, predicted)
    assert (gold, predicted) == ([GOLD[0]], [GOLD[1]])


def test_reliability():
    """Tenth from .1: mean .15, 0 of 2 right, off by .15; the last, 1 included: mean .95, 1 of 2 right, off by .45."""
    error, rows = reliability(np.array([0.1, 0.2 - 1e-9, 0.9, 1.0]), np.array([False, False, True, False]))
    assert error == pytest.approx((2 * 0.15 + 2 * 0.45) / 4)
    assert [n for *_, n in rows] == [2, 2]
    assert reliability(np.array([]), np.array([])) == (0, [])
