"""What numbers of a vocabulary stand for."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

from toolkit.text import strings
from toolkit.text.strings import AS_THEY_ARE, Strings


def test_strings_of_no_number_are_empty():
    doc = spacy.blank("en")("Yes")
    keys = doc.to_array(["LOWER", "TAG"]).view("int64")[0]
    assert AS_THEY_ARE.of(keys, doc.vocab.strings) == ["yes", ""]


def test_any_of_the_vocabularies_may_have_a_string():
    one, other = spacy.blank("en")("Ostrava"), spacy.blank("en")("Gdynia")
    keys = np.concatenate([one.to_array("ORTH"), other.to_array("ORTH")])
    found = Strings(str.upper).of(keys, one.vocab.strings, other.vocab.strings)
    assert found == ["OSTRAVA", "GDYNIA"]
    with pytest.raises(StopIteration):
        Strings().of(keys, one.vocab.strings)


def test_what_is_remembered_has_an_end(monkeypatch):
    monkeypatch.setattr(strings, "REMEMBERED", 3)
    read, doc = Strings(), spacy.blank("en")("one two three four five")
    for token in doc:
        assert read.of(np.array([token.orth], dtype=np.uint64), doc.vocab.strings) == [token.text]
    assert len(read.known) <= 4
