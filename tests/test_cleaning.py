"""Cleaning: what is removed, what is mended, what stays, and that nothing is left to do afterwards."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import cleaning

PROSE = "The minister told reporters in the capital that the talks had ended without any agreement at all."


@pytest.mark.parametrize("kind", cleaning.BOILERPLATE, ids=lambda kind: kind.label)
def test_each_pattern_fits_its_example_and_not_its_lookalike(kind):
    assert cleaning.boilerplate_label(kind.example) == kind.label
    assert cleaning.boilerplate_label(kind.lookalike) is None


@pytest.mark.parametrize(
    "kind", [kind for kind in cleaning.BOILERPLATE if kind.hints], ids=lambda kind: kind.label
)
@given(data=st.data())
def test_no_line_that_a_pattern_fits_lacks_a_hint(kind, data):
    line = data.draw(st.from_regex(kind.pattern, fullmatch=True))
    small = line.casefold().replace("\u212a", "k")  # re takes a long s and the sign of Kelvin for s and k
    assert any(hint in small for hint in kind.hints)


# label, line, why
REMOVED = [
    ("comment prompt", "Leave a reply", "the other wording of blog software"),
    ("comment prompt", "12 Comments", "a counter"),
    ("share prompt", "Share on Facebook, Twitter and WhatsApp", "a list of sites"),
    ("share prompt", "Follow us on Twitter", ""),
    ("link to another article", "Read more", ""),
    ("link to another article", "RELATED: What the treaty says", "a link with its title"),
    ("link to another article", "See also: What the treaty says", ""),
    ("advertisement", "ADVERTISEMENT", ""),
    ("advertisement", "Article continues below this ad", ""),
    ("newsletter or subscription prompt", "Subscribe now", ""),
    ("page control", "3 min read", ""),
    ("byline", "By Jane Doe", ""),
    ("byline", "BY JANE DOE AND JOHN ROE", "capitals throughout"),
    ("byline", "By Ludwig van der Example, Associated Press", "particles in a name, an agency after it"),
    ("byline", "By Jane Doe, Staff Writer", "a role after the name"),
    ("byline", "Analysis by Jane Doe, CNN", ""),
    ("contributor line", "Jane Doe contributed reporting.", ""),
    ("contributor line", "The Associated Press contributed to this report.", ""),
    (
        "contributor line",
        "Reuters correspondents Jane Doe in Kyiv and John Roe contributed to this story.",
        "",
    ),
    ("agency tail", "Reporting by Jane Doe; Writing by John Roe; Editing by Ann Poe", ""),
    ("agency tail", "(Additional reporting by Jane Doe in Moscow; Editing by John Roe.)", ""),
    ("copyright line", "Copyright 2021 The Daily Example", ""),
    ("date line", "Updated 10:32 AM ET, Fri January 14, 2022", ""),
    ("date line", "Published: 14 January 2022", ""),
    ("photo credit", "FILE PHOTO: A flag flies over the embassy. REUTERS/Jane Doe", ""),
    ("photo credit", "The delegations at the table. (AP Photo/Jane Doe)", ""),
    ("photo credit", "Jane Doe/AFP via Getty Images", ""),
    ("contact line", "Follow Jane Doe on Twitter @janedoe", ""),
]


@pytest.mark.parametrize(("label", "line", "why"), REMOVED, ids=[line for _, line, _ in REMOVED])
def test_debris_is_removed_and_recorded(label, line, why):
    for raw in (f"{PROSE}\n\n{line}", f"A Headline\n\n{line}\n\n{PROSE}", f"{PROSE}\n\n• {line}"):
        text, changes = cleaning.clean(raw)
        assert PROSE in text
        assert line not in text, why
        (record,) = [change for change in changes if change["step"] == "boilerplate"]
        assert record["what"] == label
        assert line in record["detail"]


STAYS = [
    ("By the time the last delegation had left the building, it was dark.", "a sentence that begins with By"),
    ("By Friday, Mr. Doe had changed his mind.", "By with a day"),
    ("By Thursday Evening", "a heading, not a name"),
    ("Sharing power was never discussed.", "begins like a share prompt"),
    ("Comment was not available from the ministry.", ""),
    ("Read more closely, the treaty says nothing of the kind.", ""),
    ("“Subscribe to our view or leave,” he said.", "quoted words"),
    ("The findings contributed to this report by the committee.", "no names"),
    ("Reporting by journalists on the ground was cut short.", ""),
    ("Updated plans for the port were shown on 14 January by the mayor.", "a sentence with a date"),
    ("The agency said it had told AFP about the photo.", "names an agency"),
    ("Officials spoke to Reuters.", ""),
    ("The picture by the river shows three ships.", ""),
    ("WASHINGTON (Reuters) - The senator resigned on Monday.", "a dateline is part of the article"),
    ("Home again after ten years, she ran for office.", ""),
    ("Next week the two sides meet again.", ""),
]


@pytest.mark.parametrize(("line", "why"), STAYS, ids=[line for line, _ in STAYS])
def test_lines_of_the_article_stay(line, why):
    raw = f"{PROSE}\n\n{line}\n\n{PROSE}"
    assert cleaning.clean(raw)[0] == raw, why


def test_bylines_go_only_at_the_ends_of_the_article():
    raw = f"{PROSE}\n\nBy Jane Doe\n\n{PROSE}"
    assert cleaning.clean(raw)[0] == raw


def test_a_line_within_a_sentence_stays():
    raw = "He asked her to follow him wherever he went, and then to\nShare\nthe news with everybody."
    assert cleaning.clean(raw)[0] == raw


# label, raw, cleaned
CHARACTERS = [
    ("byte-order mark, NUL, zero-width space", "\ufeffThe\x00 tal\u200bks", "The talks"),
    ("soft hyphen", "diplo\u00admacy", "diplomacy"),
    ("no-break space and tab", "10\u00a0000\tmen", "10 000 men"),
    ("decomposed accent", "Cafe\u0301", "Café"),
    ("accent behind a zero-width space", "Cafe\u200b\u0301", "Café"),
    ("line ends of Windows, old Mac, and Unicode", "a\r\nb\rc\u2028d", "a\nb\nc\nd"),
    ("HTML character references", "AT&amp;T said &#8220;no&#8221;", "AT&T said “no”"),
    ("twice encoded", "AT&amp;amp;T", "AT&T"),
    ("an ampersand that is none", "R&D; Q&A", "R&D; Q&A"),
    ("Windows-1252 read as Latin-1", "\x93No,\x94 he said", "“No,” he said"),
    ("half a character", "a\ud83d b", "a\ufffd b"),
    ("surplus empty lines and spaces", "  a  \n\n\n\n b \n", "a\n\nb"),
]


@pytest.mark.parametrize(("label", "raw", "cleaned"), CHARACTERS, ids=[label for label, _, _ in CHARACTERS])
def test_characters(label, raw, cleaned):
    text, changes = cleaning.clean(raw)
    assert text == cleaned
    assert bool(changes) == (raw != cleaned)


# label, raw, mended (None: stays, and is reported as unpaired; "": stays and is in order)
MARKS = [
    ("before an attribution", "“Not easy to do, “she said on Monday.", "“Not easy to do, ”she said on Monday."),
    ("before a full stop", "“Talks,” he said, and she “debates. “.", "“Talks,” he said, and she “debates. ”."),
    ("before a name and a verb", "“We will go, “Mr. Doe said.", "“We will go, ”Mr. Doe said."),
    ("at the start", "”We will go,” he said.", "“We will go,” he said."),
    ("after a colon", "He said: ”We will go.”", "He said: “We will go.”"),
    ("both turned", "”We will go,“ he said.", "“We will go,” he said."),
    ("in order", "“We will go,” he said, “and stay.”", ""),
    ("a quotation that names another", "“He said “no” to us,” she recalled.", ""),
    ("goes on in the next paragraph", "“We will go.\n\n“We will stay,” he said.", ""),
    ("straight marks", 'He said "no" twice.', ""),
    ("a straight mark closes", '“We will go," he said.', ""),
    ("other languages' marks", "Er sagte: „Nein“.", ""),
    ("no evidence which mark is missing", "He said “no and left.", None),
    ("a mark is missing, none is reversed", "He said, “We go. She said, “They go.”", None),
    ("doubled end", "to say “what their purpose is.” is.”", None),
]  # fmt: skip


@pytest.mark.parametrize(("label", "raw", "mended"), MARKS, ids=[label for label, _, _ in MARKS])
def test_quotation_marks(label, raw, mended):
    text, changes = cleaning.clean(raw)
    assert text == (mended or raw)
    found = [change for change in changes if change["step"] == "quotation marks"]
    assert bool(found) == (mended != "")
    for change in found:
        turned = "turned round" in change["what"]
        assert turned == bool(mended)
        if turned:
            assert text[change["start"]] in "“”"
            assert text[change["start"]] != raw[change["start"]]


def test_headings_are_noted_and_stay():
    raw = f"Talks end without result\n\n{PROSE}\n\nMinister calls them “unacceptable”\n\n{PROSE}\n\nNot at the end"
    text, changes = cleaning.clean(raw)
    assert text == raw
    headings = [change for change in changes if change["step"] == "heading"]
    assert [change["what"] for change in headings] == ["title", "heading"]
    assert all(text[change["start"] :].startswith(change["detail"]) for change in headings)


def test_wrapped_lines_are_no_headings():
    raw = "The minister told reporters\nin the capital that the talks\nhad ended.\nHe left\nthe room."
    assert [change for change in cleaning.clean(raw)[1] if change["step"] == "heading"] == []


def test_doubled_words_are_noted_and_stay():
    raw = "It is not easy to do. do, she said. “Never. Never again,” he said. “Lock the door! Lock the door!”"
    text, changes = cleaning.clean(raw)
    assert text == raw
    assert [change["detail"] for change in changes if change["step"] == "doubled words"] == ["do. do,"]


def test_seed_article():
    raw = next(Path(__file__).parent.parent.joinpath("seeds").glob("*.txt")).read_text(encoding="utf-8")
    text, changes = cleaning.clean(raw)
    removed = [change["detail"] for change in changes if change["step"] == "boilerplate"]
    assert [line.split()[-1] for line in removed] == ["reporting.", "Comment"]
    assert raw.startswith(text[:4800])  # nothing before the first turned mark changes
    assert len(raw) - len(text) == sum(map(len, removed)) + len("\n\n") * 2
    assert sum("turned round" in change["what"] for change in changes) == 2


TEXTS = (
    st.text(st.sampled_from('aB .,!?:“”"‘’\n\r\t\u200b\u0301\x00\x93&;#8xamp()-@/ÉLeaveCommentShareBy said'))
    | st.text()
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text(raw):
    text, changes = cleaning.clean(raw)
    again, _ = cleaning.clean(text)
    assert again == text
    json.dumps(changes)
    text.encode("utf-8")
    for change in changes:
        assert set(change) == {"step", "what", "count", "detail", "start"}
        if change["start"] is not None:
            assert 0 <= change["start"] < len(text)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["“", "”", '"', "a", " ", ". ", ", ", "she said", "\n\n", "B"]), max_size=25
    ).map("".join)
)
def test_turning_marks_moves_nothing(raw):
    text, _ = cleaning.turn_quotation_marks(raw)
    assert len(text) == len(raw)
    assert all(old == new or {old, new} == {"“", "”"} for old, new in zip(raw, text, strict=True))
    assert cleaning.turn_quotation_marks(text)[0] == text


@pytest.mark.parametrize(
    "piece",
    ["A", "A ", "A, ", "and ", "1 ", "@", "By A ", "Reporting by ", "A/", "x, ", "Published 1 ", "“ "],
)
def test_odd_lines_take_no_time(piece):
    """No pattern backtracks without end; 400 characters is the longest line that is looked at."""
    started = time.perf_counter()
    cleaning.clean((piece * 400)[:400])
    assert time.perf_counter() - started < 0.5
