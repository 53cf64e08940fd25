"""What a Doc's text decides is read once, whatever is annotated, and forgotten with the Doc."""

from __future__ import annotations

import gc
import pickle
import weakref

import pytest
import spacy

from toolkit.text import readings
from toolkit.text.parsed import parsed
from toolkit.text.phrases import sentence_bounds
from toolkit.text.readings import read, text_of


@pytest.fixture
def nlp():
    return spacy.blank("en")


def test_each_function_reads_once(nlp):
    doc, asked = nlp("“Yes,” she said."), []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert text_of(doc) == doc.text
    assert [read(doc, length), read(doc, length)] == [len(doc.text)] * 2
    assert asked == [doc.text]
    assert read(nlp("No."), length) == 3


def test_readings_live_no_longer_than_the_doc(nlp):
    doc = nlp("Gone soon.")
    text_of(doc)
    held = weakref.ref(doc)
    assert doc in readings._readings
    copy = pickle.loads(pickle.dumps(doc))
    assert text_of(copy) == "Gone soon."
    before = len(readings._readings)
    del doc
    gc.collect()
    assert held() is None and len(readings._readings) < before


@pytest.mark.parametrize("text", ["", " ", "One line", "A.\n\nB c.\n D", "\n\nFirst.\nSecond."])
@pytest.mark.parametrize("marked", [False, True])
def test_sentence_bounds_are_those_of_the_tokens(nlp, text, marked):
    if marked:
        nlp.add_pipe("sentencizer")
    doc = nlp(text)
    starts, ranges = sentence_bounds(parsed(doc))
    wanted = [
        token.i
        for token in doc
        if token.i == 0 or (token.is_sent_start if marked else "\n" in doc[token.i - 1].text)
    ]
    assert starts == wanted
    assert [text[low:high] for low, high in ranges] == [
        text[doc[low].idx : doc[high - 1].idx + len(doc[high - 1])].strip()
        for low, high in zip(wanted, [*wanted[1:], len(doc)])
    ]
