"""Speech within speech, found by the tree inside a quote's content."""

import pytest

from tests import handmade
from toolkit.text import inner_speech
from toolkit.text.parsed import parsed

# text, source, cue and first words of the content of the inner speech
FOUND = [
    ("Doe said that Roe had warned that the bridge would fall.", "Roe", "had warned", "that the bridge"),
    ("Doe said the mayor had told him that the road was closed.", "the mayor", "had told", "that the road"),
    ("“Roe said the bridge was safe,” Doe said.", "Roe", "said", "the bridge was"),
    ("Doe told reporters that the agency says it has no money.", "the agency", "says", "it has no"),
    ("Doe said that Roe had claimed that the figures were wrong.", "Roe", "had claimed", "that the figures"),
    ("Doe said she had promised that the school would open.", "she", "had promised", "that the school"),
    (
        "Doe told reporters that officials have admitted the plan failed.",
        "officials",
        "have admitted",
        "the plan",
    ),
    ("Doe said that the company announced it would close the plant.", "the company", "announced", "it would"),
    ("Doe said that they had told him that the water was clean.", "they", "had told", "that the water"),
    (
        "Doe said a doctor in Lyon had explained that the drug was new.",
        "a doctor in Lyon",
        "had explained",
        "that the",
    ),
]
# text, why there is no inner speech
NOT_FOUND = [
    ("Doe said that the bridge would fall.", "one level only"),
    ("“I said the bridge was safe,” Doe said.", "the speaker's own words"),
    ("“They told us that the water was clean,” Doe said.", "direct speech without a name"),
    ("“You said the bridge was safe,” Doe said.", "the listener's"),
    ("“We told them that the bridge was safe,” Doe said.", "the speaker's own"),
    ("Doe said that if Roe says the bridge is safe, it will open.", "a condition"),
    ("Doe said Roe would say that the bridge was safe.", "not said yet"),
    ("Doe said Roe never said that the bridge was safe.", "not said"),
    ("Doe said Roe did not say that the bridge was safe.", "not said"),
    ("Doe denied that the mayor said the bridge was safe.", "denied by the outer speaker"),
    ("Doe said Roe thought that the bridge was safe.", "a thought, no speech"),
    ("Doe said Roe was told that the bridge was safe.", "a passive, whose speaker is not named"),
    ("Doe said Roe says what everybody thinks about it.", "a topic, no statement"),
    ("Doe said Roe had warned the mayor.", "no clause that says what was said"),
    ("Doe said it says the bridge is safe.", "a thing, no speaker"),
    ("Roe said no. Doe said that the bridge was safe.", "the other speech stands outside"),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "source", "cue", "content"), FOUND, ids=[case[0] for case in FOUND])
def test_found(nlp, text, source, cue, content):
    doc = nlp(text)
    given = list(doc._.attributions)
    found = inner_speech.with_inner(parsed(doc), given)
    assert found[: len(given)] == given == doc._.attributions
    (item,) = found[len(given) :]
    assert (doc[slice(*item["source"])].text, doc[slice(*item["cue"])].text) == (source, cue)
    assert doc[slice(*item["content"][0])].text.startswith(content)
    assert inner_speech.with_inner(parsed(doc), found) == found, "a second time nothing is new"


@pytest.mark.model
@pytest.mark.xfail(
    strict=True,
    reason="the tree lacks the clause: without 'that' or 'had' it is hung elsewhere, or Roe an object",
)
@pytest.mark.parametrize(
    "text",
    [
        "Doe said Roe claimed that the figures were wrong.",
        "Doe noted that Roe argued the tax was too high.",
    ],
)
def test_a_bare_clause(text, nlp):
    doc = nlp(text)
    assert len(inner_speech.with_inner(parsed(doc), doc._.attributions)) == 2


@pytest.mark.model
@pytest.mark.parametrize(("text", "why"), NOT_FOUND, ids=[case[1] for case in NOT_FOUND])
def test_not_found(nlp, text, why):
    doc = nlp(text)
    assert doc._.attributions, "the outer speech is found"
    assert inner_speech.with_inner(parsed(doc), doc._.attributions) == doc._.attributions, why


def test_without_a_tree_or_speech_nothing_is_found():
    doc = handmade.make("Doe said Roe warned it fell.", attributions=[("Doe", "said", "Roe warned it fell")])
    assert inner_speech.with_inner(parsed(doc), doc._.attributions) == doc._.attributions
    assert inner_speech.with_inner(parsed(doc), []) == []
