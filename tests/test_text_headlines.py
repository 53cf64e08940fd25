"""Headlines that are a quotation and a name."""

import pytest

from tests import handmade
from toolkit.text import headlines

CASES = [
    ("colon and name", "‘We will not yield’: Lavrov", ("Lavrov", ":", "‘We will not yield’")),
    ("name and colon", "Russia: “We will not yield”", ("Russia", ":", "“We will not yield”")),
    ("comma and verb", "“We will not yield”, says Tom Hale", ("Tom Hale", ", says", "“We will not yield”")),
    ("straight marks", 'Orlo: "We will not yield"', ("Orlo", ":", '"We will not yield"')),
    ("not: more words", "Hale calls talks ‘very useful’: Reuters poll finds", None),
    ("not: a notice", "Update: “We will not yield”", None),
    ("not: two quotations", "“No”, “yes”: Hale", None),
    ("not: no name", "‘We will not yield’: what we know", None),
    ("not: no quotation", "Russia: troops leave", None),
    ("no text", "", None),
]


@pytest.mark.parametrize(("label", "line", "expected"), CASES, ids=[c[0] for c in CASES])
def test_headline(label, line, expected):
    doc = handmade.make(line + "\n\nThey met on Friday." if line else "")
    found = headlines.with_headline(doc, [])
    words = [
        (
            doc[slice(*item["source"])].text,
            doc[slice(*item["cue"])].text,
            doc[slice(*item["content"][0])].text,
        )
        for item in found
    ]
    assert words == ([expected] if expected else []), label


def test_a_long_first_line_is_no_headline(monkeypatch):
    read = []
    regions = headlines.quotation_regions
    monkeypatch.setattr(headlines, "quotation_regions", lambda line: read.append(line) or regions(line))
    short, long = (f"Russia: “We will {'not ' * words}yield”" for words in (60, 90))
    assert headlines.with_headline(handmade.make(short), []) and read == [short]
    assert headlines.with_headline(handmade.make(long), []) == [] and read == [short]


def test_what_the_model_found_stays():
    doc = handmade.make("Russia: “We will not yield”", attributions=[("Russia", ":", "We will not yield")])
    assert headlines.with_headline(doc, doc._.attributions) == doc._.attributions
