"""Quotation marks: regular, reversed, unclosed, foreign, single; and apostrophes, which are none."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text import marks
from toolkit.text.marks import quotation_regions, quoted

CASES = [
    ("typographic", "“Hi,” he said. “Bye.”", ["“Hi,”", "“Bye.”"]),
    ("straight", '"Hi," he said. "Bye."', ['"Hi,"', '"Bye."']),
    ("TeX", "``Yes,'' he said", ["``Yes,''"]),
    ("guillemets", "«Non», dit-il", ["«Non»"]),
    ("low-9, German closing", "„Ja“, sagte er", ["„Ja“"]),
    ("low-9, Polish closing", "„Tak”, he said", ["„Tak”"]),
    (
        "reversed closing mark before a reporting clause",
        "“It is hard to do, “she said. “We go.”",
        ["“It is hard to do, “", "“We go.”"],
    ),
    ("reversed closing mark without a word behind", "as “discussions. “.", ["“discussions. “"]),
    ("reversed marks after regular ones", "“talks,” and “discussions. “.", ["“talks,”", "“discussions. “"]),
    ("reversed opening mark", "”Hello,” he said", ["”Hello,”"]),
    ("unclosed: to the end of the paragraph", "He said “no way.\nNot me.", ["“no way."]),
    ("unclosed, and another opens", "“No way. “Never ever.” So.", ["“No way.", "“Never ever.”"]),
    ("several paragraphs, each opened anew", "“One.\n\n“Two.”", ["“One.", "“Two.”"]),
    ("closed in the next paragraph only", "“We will\nnot go,” he said.", ["“We will", "not go,”"]),
    ("the same, straight", '"We will\n\nnot go," he said. "No."', ['"We will', 'not go,"', '"No."']),
    ("not: inches after an unclosed quotation", 'He said "no.\nIt is 5" wide.', ['"no.']),
    ("not: a paragraph between", "“We will\nHe left.\nNot go,” he said.", ["“We will"]),
    ("doubled opening mark", "““No,” he said", ["““No,”"]),
    ("doubled closing mark", "“their purpose is.” is.”", ["“their purpose is.”"]),
    ("single, typographic", "US warns ‘drumbeats of war’ sound", ["‘drumbeats of war’"]),
    ("single, one word", "called ‘unacceptable’ by", ["‘unacceptable’"]),
    ("single, straight", "don't say 'never ever' again", ["'never ever'"]),
    (
        "single with a plural possessive inside",
        "‘the workers’ rights are ours,’ he said",
        ["‘the workers’ rights are ours,’"],
    ),
    ("double within single", "‘He said “no” to me,’ she said", ["‘He said “no” to me,’"]),
    ("single within double", "“He said ‘no way’ to me,” she said", ["“He said ‘no way’ to me,”"]),
    ("apostrophes within double", 'He said "I’m fine", didn\'t he?', ['"I’m fine"']),
    ("feet and inches", '6\'2" tall and 5" wide', []),
    ("possessives and decades", "the workers' rights and the '90s", []),
    ("elision", "rock ‘n’ roll", []),
    ("contraction", "it isn't what they're after", []),
    ("no text", "", []),
    ("marks only", "“”\n’", ["“”"]),
]


@pytest.mark.parametrize(("label", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_regions(label, text, expected):
    assert [text[start:end] for start, end in quotation_regions(text)] == expected, label


@pytest.mark.parametrize(
    "piece", ["'a ", "‘a ", "a' ", "'as' a ", "“a” 'b c' ", "“a “b ", "“a“ ", "‘a b’ ", "``a ", '"', "' "]
)
def test_one_long_line_takes_work_in_proportion(piece):
    once, more = work(piece * 400), work(piece * 3200)
    assert more <= 10 * once


def work(text):
    """How many functions quotation_regions calls, those of Python itself among them."""
    calls = []
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    try:
        quotation_regions(text)
    finally:
        sys.setprofile(None)
    return len(calls)


def test_a_single_mark_reaches_only_so_far():
    near, far = (
        f"'{'no ' * words}no' he said" for words in (marks.LONGEST_SINGLE // 6, marks.LONGEST_SINGLE)
    )
    assert [len(quotation_regions(text)) for text in (near, far)] == [1, 0]


def test_a_mark_belongs_to_its_region():
    regions = quotation_regions("a “b” c")
    assert [quoted(at, regions) for at in range(7)] == [False, False, True, True, True, False, False]


@given(st.lists(st.sampled_from(["no", "we", "will,", "“", "”", "said.", "\n"]), max_size=30))
def test_marks_that_are_all_reversed_quote_the_same_words(parts):
    """Well-formed quotations ("“no will,” said.") keep their words when each mark is turned round."""
    text = _well_formed(parts)
    turned = text.translate(str.maketrans("“”", "”“"))
    inside = [[text[start:end].strip("“” ") for start, end in quotation_regions(t)] for t in (text, turned)]
    assert inside[0] == inside[1]


def _well_formed(parts):
    """The words with pairs of marks that stand at words, one pair after the other, each within its paragraph."""
    text, opened = "", False
    for part in parts:
        if part == "\n":
            text, opened = text.rstrip() + ("”" if opened else "") + "\n", False
        elif part in "“”":
            text = text.rstrip() + "” " if opened else text + "“"
            opened = not opened
            text += "" if opened else "then "
            text += "no " if opened else ""
        else:
            text += part + " "
    return text.rstrip() + ("”" if opened else "")


@given(st.text(alphabet="“”\"'‘’«»„`ab1 .,\n", max_size=60))
def test_regions_are_sorted_disjoint_and_within_one_paragraph(text):
    end = 0
    for start, stop in quotation_regions(text):
        assert end <= start < stop <= len(text)
        assert "\n" not in text[start:stop]
        end = stop
