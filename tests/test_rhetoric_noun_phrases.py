"""Noun phrases over columns against spaCy's own noun_chunks."""

from __future__ import annotations

import random

import pytest
import spacy
from odd_docs import WORDS, odd_doc
from spacy.tokens import Doc

from toolkit.rhetoric.noun_phrases import noun_phrases
from toolkit.text.parsed import parsed

TEXT = "The old mayor of Lyon, her deputy and the two “lost” boats that Bo Ek sold him were there: Ek, she and it."


def chunks(doc: Doc) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in doc.noun_chunks]


@pytest.mark.model
def test_a_sentence_has_those_of_spacy(nlp):
    doc = nlp(TEXT)
    assert len(chunks(doc)) > 5 and list(noun_phrases(parsed(doc))) == chunks(doc)


@pytest.mark.parametrize("seed", range(50))
def test_any_tree_has_those_of_spacy(seed):
    drawn = random.Random(seed)
    doc = odd_doc([drawn.choice(WORDS) for _ in range(30)], drawn)
    for token in doc:
        token.pos_ = drawn.choice(["NOUN", "PROPN", "PRON", "VERB"])
    assert list(noun_phrases(parsed(doc))) == chunks(doc)


def test_another_language_has_its_own_rule():
    words, heads = ["Das", "Haus", "brennt"], [1, 2, 2]
    doc = Doc(
        spacy.blank("de").vocab,
        words=words,
        heads=heads,
        deps=["nk", "sb", "ROOT"],
        pos=["DET", "NOUN", "VERB"],
    )
    assert list(noun_phrases(parsed(doc))) == [(0, 2)] == chunks(doc)
