"""The extractors that ours is measured against do what they are there for, or their time would say nothing."""

from __future__ import annotations

import pytest

pytest.importorskip("textacy", reason="benchmarks compare with textacy")

from spacy.language import Language

from benchmarks import extractors
from toolkit.language import load_pipeline

TEXT = (
    "Trade minister Ann Lee opened the new port of Harwick on Monday.\n\n"
    "“The new port is open to all ships,” Lee said. She added: “It was about time.”\n\n"
    'Critics doubt it. "Nobody needs a port," said John Ek\n\n'
    "“An odd number of marks, Ek said."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is open,” Ann Lee said.", [("It is open,", "Ann Lee")]),
        ('"It is open", claims Lee.', [("It is open", "Lee")]),
        ("Mr. Lee told: “It is open.”", [("Mr. Lee", "It is open.")]),
        ("he insisted, “It is open.”", [("he", "It is open.")]),
        (
            "She added: “Ships come in.” “It is open,” Lee said.",
            [("It is open,", "Lee"), ("She", "Ships come in.")],
        ),
        ("The “open port” of Lee said nothing.", []),
        ("Lee said that it is open.", []),
        ("“It is open” Lee sang.", []),
    ],
)
def test_patterns_find_marks_beside_name_and_verb(text, expected):
    assert extractors.quoted(text) == expected


@Language.component("forgetful")
def forget_words(doc):
    """A Doc as the architecture's pipes leave it: tags, trees and entities, but neither parts of speech nor lemmas."""
    for token in doc:
        token.pos_ = token.lemma_ = ""
    doc.user_data.clear()
    return doc


@pytest.fixture(scope="module")
def reader(nlp, model_folder):
    forgetful = load_pipeline(threads=1, folder=model_folder)
    forgetful.add_pipe("forgetful")
    return extractors.with_words_known(forgetful, [nlp(TEXT)])


def test_words_are_known_by_their_tags(reader):
    added = {token.text: (token.pos_, token.lemma_) for token in reader("Lee opened ports.")}
    assert added == {
        "Lee": ("PROPN", "Lee"),
        "opened": ("VERB", "open"),
        "ports": ("NOUN", "port"),
        ".": ("PUNCT", "."),
    }


def test_each_extractor_finds_something_end_to_end(reader):
    found = {name: find() for name, find in extractors.extractors(reader, [TEXT, TEXT]).items()}
    assert all(found.values()), found
    assert found[extractors.QUOTATIONS] >= 4 and found["patterns for quotations"] == 6
    assert found[extractors.ALL] >= found[extractors.QUOTATIONS] + found["textacy's triples"]


def test_an_odd_number_of_marks_is_no_error(reader):
    assert extractors.quotations(reader("“An odd number of marks, Ek said.")) == 0
