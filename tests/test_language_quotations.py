"""Whole quotations for attributions: within a paragraph, over several, and speech inside speech."""

# ruff: noqa: E501  (one language case a line, however long)

import re

import numpy as np
import pytest

from toolkit.language import quotations

_WORD = re.compile(r"\w+|[^\w\s]")


def complete(text, *attributions):
    """The contents, in words, of attributions given as (cue, content...) after `complete` has seen the quotations."""
    words = list(_WORD.finditer(text))
    starts = [word.start() for word in words]
    paragraphs = np.array([text.count("\n", 0, start) for start in starts])
    wordy = np.array([word[0].isalnum() for word in words])

    def where(piece):
        at = text.index(piece)
        return starts.index(at), sum(start < at + len(piece) for start in starts)

    found = [
        {"source": None, "cue": where(cue), "content": [where(piece) for piece in content]}
        for cue, *content in attributions
    ]
    made = quotations.complete(found, quotations.quoted_words(text, starts), paragraphs, wordy)
    return [
        [text[words[low].start() : words[high - 1].end()] for low, high in item["content"]] for item in made
    ]


# label, text, (cue, content...), contents
CASES = [
    ("the rest of a quotation", "“We will not go now,” Lee said.", [("said", "We will not")], [["“We will not go now,”"]]),
    ("its second half", "“We will,” Lee said. “We will not go now.”", [("said", "We will")], [["“We will,”", "“We will not go now.”"]]),
    ("opened anew, closed in the last", "“We will,” Lee said. “They left us there.\n“Then we left them too.\n“It was late at night.”", [("said", "We will")], [["“We will,”", "“They left us there.\n“Then we left them too.\n“It was late at night.”"]]),
    ("a whole paragraph behind a closed quotation", "“We will,” Lee said.\n“Then we left them too.”", [("said", "We will")], [["“We will,”", "“Then we left them too.”"]]),
    ("not: it has a cue of its own", "“We will,” Lee said.\n“Then we left them too,” Ek added. “It was late at night.”", [("said", "We will"), ("added", "“Then we left them too,”")], [["“We will,”"], ["“Then we left them too,”", "“It was late at night.”"]]),
    ("not: words outside the marks", "“We will,” Lee said.\n“Gone with the old Wind” is a book.", [("said", "We will")], [["“We will,”"]]),
    ("not: a paragraph between", "“We will,” Lee said.\nIt was cold.\n“Then we left them too.”", [("said", "We will")], [["“We will,”"]]),
    ("not: too short", "“We will,” Lee said.\n“No.”", [("said", "We will")], [["“We will,”"]]),
    ("speech within speech keeps its words", "“He told me that we lost it all,” Lee said.", [("told", "that we lost it all"), ("said", "“He told me")], [["that we lost it all"], ["“He told me that we lost it all,”"]]),
    ("no attribution", "“We will not go now.”", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "attributions", "expected"), CASES, ids=[c[0] for c in CASES])
def test_contents(label, text, attributions, expected):
    assert complete(text, *attributions) == expected, label
