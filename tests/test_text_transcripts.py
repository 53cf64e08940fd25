"""Turns of interviews and transcripts, and the many lines that look like turns."""

# ruff: noqa: E501  (one language case a line, however long)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import handmade
from toolkit.text import transcripts
from toolkit.text.transcripts import find_turns


def turns(text):
    return [(turn.label, *(text[low:high] for low, high in turn.spans)) for turn in find_turns(text)]


# label, text, turns
CASES = [
    ("capitals", "TAPPER: Do you believe him?\n\nORLO: I do. He is right.", [("TAPPER", "Do you believe him?"), ("ORLO", "I do. He is right.")]),
    ("one label twice", "They spoke.\n\nORLO: I do believe him.\n\nORLO: He is right.", [("ORLO", "I do believe him."), ("ORLO", "He is right.")]),
    ("title and bracket", "SEN. ORLO (I-ME): I do.\nMR. HALE: So do I.", [("ORLO", "I do."), ("HALE", "So do I.")]),
    ("name and function", "JAKE HALE, NBX HOST: Welcome back.\nORLO: Thank you.", [("JAKE HALE", "Welcome back."), ("ORLO", "Thank you.")]),
    ("Q and A", "Q: Why did you go?\n\nA: It was late.", [("Q", "Why did you go?"), ("A", "It was late.")]),
    ("Q and A with full stops", "Q. Why did you go?\n\nA. It was late.", [("Q", "Why did you go?"), ("A", "It was late.")]),
    ("Q and A in one line", "Q: Why did you go? A: It was late. Q: Was it?", [("Q", "Why did you go?"), ("A", "It was late."), ("Q", "Was it?")]),
    ("roles", "Interviewer: Why did you go?\n\nLena Orlo: It was late.\n\nInterviewer: Was it?", [("Interviewer", "Why did you go?"), ("Lena Orlo", "It was late."), ("Interviewer", "Was it?")]),
    ("an office in capitals", "Q    Why did you go?\n\nTHE PRESIDENT: It was late.\n\nQ: Was it?", [("THE PRESIDENT", "It was late."), ("Q", "Was it?")]),
    ("ordinary spelling, in turns", "Lena Orlo met Tom Hale.\nHale: Why did you go?\nOrlo: It was late.\nHale: Was it?", [("Hale", "Why did you go?"), ("Orlo", "It was late."), ("Hale", "Was it?")]),
    ("titles in ordinary spelling", "Mr. Hale: Why did you go?\nMs. Orlo: It was late.", [("Hale", "Why did you go?"), ("Orlo", "It was late.")]),
    ("paragraphs without a label", "Q: Why?\n\nA: It was late.\n\nWe were tired.\n\nQ: Were you tired?", [("Q", "Why?"), ("A", "It was late.\n\nWe were tired."), ("Q", "Were you tired?")]),
    ("to the end of a text that is all transcript", "Q: Why?\nA: It was late.\nQ: Was it?\nA: It was dark.\nWe were tired.", [("Q", "Why?"), ("A", "It was late."), ("Q", "Was it?"), ("A", "It was dark.\nWe were tired.")]),
    ("not: prose behind an excerpt", "He came.\nThey sat down.\nIt was cold.\nHALE: Why go?\nORLO: It was late.\nThe talks end on Monday.", [("HALE", "Why go?"), ("ORLO", "It was late.")]),
    ("a stage direction between", "HALE: Why go?\n[laughter]\nTell us.\nORLO: It was late.", [("HALE", "Why go?", "Tell us."), ("ORLO", "It was late.")]),
    ("a stage direction inside", "HALE: Why go? (LAUGHTER)\nORLO: It was late.", [("HALE", "Why go? (LAUGHTER)"), ("ORLO", "It was late.")]),
    ("prose between turns", "HALE: Why go?\nHale asked again. He was loud.\nORLO: It was late.", [("HALE", "Why go?"), ("ORLO", "It was late.")]),
    ("the editor's words at the end", "Q: Why?\nA: It was late.\nQ: Was it?\nA: It was dark.\nThis interview has been edited.", [("Q", "Why?"), ("A", "It was late."), ("Q", "Was it?"), ("A", "It was dark.")]),
    ("label on a line of its own", "HALE:\nWhy did you go?\nORLO:\nIt was late.\nHALE: Was it so late?\nORLO: It was dark.", [("HALE", "Why did you go?"), ("ORLO", "It was late."), ("HALE", "Was it so late?"), ("ORLO", "It was dark.")]),
    ("bold marks", "**HALE:** Why go?\n**ORLO:** It was late.", [("HALE", "Why go?"), ("ORLO", "It was late.")]),
    ("inside quotation marks", "“HALE: Why go?\n“ORLO: It was late.”", [("HALE", "Why go?"), ("ORLO", "It was late.”")]),
    ("fact check: the journal's own words", "HALE: “I never went.”\nTHE FACTS: He went twice.\nHALE: “It was late.”", [("HALE", "“I never went.”"), ("HALE", "“It was late.”")]),
    ("a state's name that speaks in turns", "Tom Hale and Jim Jordan met.\nJORDAN: Why go?\nHALE: It was late.\nJORDAN: Was it?", [("JORDAN", "Why go?"), ("HALE", "It was late."), ("JORDAN", "Was it?")]),
    ("answers only", "Why did you go?\nA: It was late.\nWere you tired?\nA: We were.", [("A", "It was late."), ("A", "We were.")]),
    ("a headline before", "Gov. Orlo: No New Taxes\nHALE: Why go?\nORLO: It was late.", [("HALE", "Why go?"), ("ORLO", "It was late.")]),
    ("not: one label", "ORLO: It was late.\n\nThey left.", []),
    ("not: notices", "Update: They left.\nNote: They came back.\nUpdate: They left again.", []),
    ("not: notices in capitals", "UPDATE: They left.\nCORRECTION: They came back.\nUPDATE: They left again.", []),
    ("not: links", "Read more: Why they left.\nPhoto: The two of them.\nRead more: Why they came.", []),
    ("not: datelines", "WASHINGTON: They left today.\nMOSCOW: They came back.", []),
    ("not: an event", "WHO: Lena Orlo speaks.\nWHERE: Town hall.\nWHEN: 7 p.m.\nTime: 7 p.m.", []),
    ("not: headings", "The economy: It was late.\nHealth care reform: It was dark.\nThe economy: It was late.", []),
    ("not: a list", "Orlo: 35 percent.\nHale: 31 percent.\nOrlo: 34 percent.\nHale: 30 percent.", []),
    ("not: scores", "ORLO: 3\nHALE: 2\nORLO: 6", []),
    ("not: countries", "Russia: Troops left the border.\nUkraine: The army stayed.\nPoland: Talks go on.", []),
    ("not: people one after the other", "Lena Orlo: The senator leads.\nTom Hale: The mayor is second.\nAnn Berg: The judge is third.", []),
    ("not: profiles", "Name: Lena Orlo is a senator.\nParty: She is independent.\nName: Tom Hale is mayor.\nParty: He is a democrat.", []),
    ("not: prose with a colon", "Hale then said: “We left.”\nOrlo added: “So did we.”\nHale then said: “It was late.”", []),
    ("not: a headline", "Russia: “We will not yield”\n\nMoscow said on Friday that it would stay.", []),
    ("not: claim and fact", "CLAIM: He left twice.\nFACT: He never did.\nCLAIM: He came back.", []),
    ("not: hours and addresses", "It began at 7:30 p.m. See http://a.example: it is all there.\nAt 8:15 it was over.", []),
    ("capitals, a question with you", "WALLACE: Do you accept that?\n\nPENCE: He is a good man. The campaign goes on.\n\nWALLACE: But he said it.\n\nPENCE: I know what he said.", [("WALLACE", "Do you accept that?"), ("PENCE", "He is a good man. The campaign goes on."), ("WALLACE", "But he said it."), ("PENCE", "I know what he said.")]),
    ("without I and you", "BLITZER: The president has signed it.\n\nACOSTA: That’s right. The White House confirmed it.\n\nBLITZER: And the Senate?\n\nACOSTA: No word yet.", [("BLITZER", "The president has signed it."), ("ACOSTA", "That’s right. The White House confirmed it."), ("BLITZER", "And the Senate?"), ("ACOSTA", "No word yet.")]),
    ("an excerpt in an article", "He was asked on Sunday:\n\n“WALLACE: Sir, will you accept the result?\n\nTRUMP: I will look at it.\n\nWALLACE: There is a tradition.”\n\nClinton called the answer “horrifying.”\n\nShe spoke in Ohio.\n\nThe vote is on Tuesday.\n\nPolls close at 8 p.m.", [("WALLACE", "Sir, will you accept the result?"), ("TRUMP", "I will look at it."), ("WALLACE", "There is a tradition.”")]),
    ("all in quotation marks", "“WALLACE: Do you accept that?\n\nPENCE: I do.\n\nWALLACE: Why?”", [("WALLACE", "Do you accept that?"), ("PENCE", "I do."), ("WALLACE", "Why?”")]),
    ("in straight marks", '"WALLACE: Do you accept that?"\n"PENCE: He said \'no\' to me."\n"WALLACE: Why?"', [("WALLACE", 'Do you accept that?"'), ("PENCE", "He said 'no' to me.\""), ("WALLACE", "Why?")]),
    ("four short turns", "HALE: Who won?\nORLO: The mayor.\nHALE: By how much?\nORLO: I have no idea.", [("HALE", "Who won?"), ("ORLO", "The mayor."), ("HALE", "By how much?"), ("ORLO", "I have no idea.")]),
    ("title inside a line", "SEN. CRUZ (R-TX): I am here. MR. HALE: So are we.", [("CRUZ", "I am here."), ("HALE", "So are we.")]),
    ("closing narration", "HALE: Why go?\nORLO: It was late.\nHALE: Was it?\nORLO: I was tired.\nReporters then left the room, and the White House declined to comment on the exchange.", [("HALE", "Why go?"), ("ORLO", "It was late."), ("HALE", "Was it?"), ("ORLO", "I was tired.")]),
    ("closing report", "Q: Why?\nA: It was late.\nQ: Was it?\nA: It was dark.\nSmith said he would leave in May.\nWe hope so.", [("Q", "Why?"), ("A", "It was late."), ("Q", "Was it?"), ("A", "It was dark.")]),
    ("closing quotation", "Q: Why?\nA: It was late.\nQ: Was it?\nA: It was dark.\n“I am done with you,” Smith said.", [("Q", "Why?"), ("A", "It was late."), ("Q", "Was it?"), ("A", "It was dark.")]),
    ("a last answer over paragraphs, with I said", "Q: Why?\nA: It was late.\nQ: Was it?\nA: It was dark.\nThen I said that we should go.", [("Q", "Why?"), ("A", "It was late."), ("Q", "Was it?"), ("A", "It was dark.\nThen I said that we should go.")]),
    ("not: two halves of a team", "OFFENSE: The line has struggled all year.\n\nDEFENSE: The unit is among the best in the league.", []),
    ("not: the same twice", "OFFENSE: The line has struggled.\n\nDEFENSE: The unit is good.\n\nOFFENSE: They have to run.\n\nDEFENSE: Few get past it.", []),
    ("not: a film", "DIRECTOR: Lena Orlo made it.\nPLOT: A senator leaves her town.", []),
    ("not: agendas", "NATO: Leaders meet in Warsaw on Friday.\nIMF: The board votes on the loan.", []),
    ("not: parties", "REPUBLICANS: Can they hold the Senate?\n\nDEMOCRATS: The party hopes for Ohio.", []),
    ("not: companies", "APPLE: It sold fewer phones.\nGOOGLE: The firm has a new phone.\nAPPLE: Shares fell.", []),
    ("not: teams and their quotes", "EAGLES: “We have to run,” Orlo said.\nGIANTS: “I like our chances,” said Hale.", []),
    ("not: a voter guide", "Hillary Clinton: She wants to raise taxes.\nDonald Trump: He wants to cut them.\nHillary Clinton: She wants your vote.\nDonald Trump: He wants a wall on our border.", []),
    ("not: the same in capitals", "CLINTON: Wants to raise taxes.\nTRUMP: Wants to cut them.\nCLINTON: Is for trade.\nTRUMP: Is against it.", []),
    ("not: titles of a guide", "Sen. Orlo: She wants to raise taxes.\nGov. Hale: He wants to cut them.", []),
    ("not: days", "MONDAY: The museum opens.\n\nTUESDAY: No changes are expected.\n\nMONDAY: The museum closes.", []),
    ("not: a war and a country", "WORLD WAR I: It began in 1914.\nUS ARMY: The US sent men in World War I.", []),
    ("no text", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_turns(label, text, expected):
    assert turns(text) == expected, label


def work(monkeypatch, text):
    """How many characters and words the helpers of find_turns look at."""
    seen = []
    for name in ("_outside_quotes", "_reporting_names"):
        inner = getattr(transcripts, name)
        monkeypatch.setattr(
            transcripts, name, lambda line, inner=inner: seen.append(len(line)) or inner(line)
        )
    assert find_turns(text)
    monkeypatch.undo()
    return sum(seen)


def test_one_long_line_takes_work_in_proportion(monkeypatch):
    short = "HALE: Why go? ORLO: I was tired. " * 50
    once, more = work(monkeypatch, short), work(monkeypatch, short * 8)
    assert more <= 9 * once


def test_capitals_without_end():
    assert find_turns("Yes. " + "A" * 50_000 + " no. " + "A" * 50_000) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "HALE:",
                "Q:",
                "A.",
                "Orlo:",
                "\n",
                "no.",
                "Update:",
                "[x]",
                "“",
                "MR. HALE (D):",
                "said",
                ":",
                "*",
                "é",
            ]
        ),
        max_size=30,
    )
)
def test_any_text(parts):
    text = " ".join(parts)
    end = 0
    for turn in find_turns(text):
        assert end <= turn.label_start < turn.label_end <= turn.colon < turn.spans[0][0]
        assert text[turn.label_start : turn.label_end] == turn.label
        for low, high in turn.spans:
            assert turn.colon < low < high <= len(text)
            assert text[low:high].strip() == text[low:high]
            end = high


def tokens_in_words(doc, items):
    return [
        (
            doc[slice(*item["source"])].text if item["source"] else None,
            doc[slice(*item["cue"])].text,
            *(doc[slice(*piece)].text for piece in item["content"]),
        )
        for item in items
    ]


def test_attributions_are_cut_at_the_borders_of_turns():
    text = "HALE: Why go?\n\nORLO: He told me that it was late.\n\nHALE: Thank you."
    doc = handmade.make(
        text,
        attributions=[
            ("HALE", ":", "Why go?", "He told me that"),
            ("He", "told", "it was late", "Thank you"),
            ("ORLO", "told", "He"),
        ],
    )
    found = transcripts.with_turns(doc, doc._.attributions)
    assert tokens_in_words(doc, found) == [
        ("HALE", ":", "Why go?"),
        ("ORLO", ":", "He told me that it was late."),
        (None, "told", "He"),
        ("He", "told", "it was late"),
        ("HALE", ":", "Thank you."),
    ]
    assert transcripts.with_turns(doc, found) == found


def test_without_turns_the_attributions_stay():
    doc = handmade.make("Lee said no.", attributions=[("Lee", "said", "no")])
    assert transcripts.with_turns(doc, doc._.attributions) == doc._.attributions
