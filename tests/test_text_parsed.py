"""A Doc's columns against spaCy's own tokens, and finders that share them."""

from __future__ import annotations

import pytest
import spacy
from spacy.attrs import POS
from spacy.tokens import Doc, Span

from toolkit.actors import find_mentions
from toolkit.quotes import find_quotes
from toolkit.rhetoric import find_clauses, find_imagery, find_markers, find_namings
from toolkit.text.parsed import parsed

TEXT = "“We may not win,” Bob Ek said.\n\nThe so-called republic’s battle against Russia's army, he added, was lost."


@pytest.fixture(scope="module")
def doc(nlp) -> Doc:
    return nlp(TEXT)


@pytest.mark.model
def test_columns_are_what_the_tokens_say(doc):
    p = parsed(doc)
    assert p.text == doc.text
    assert p.tags == [token.tag_ for token in doc] and p.deps == [token.dep_ for token in doc]
    assert p.heads == [token.head.i for token in doc]
    assert p.lowers == [token.lower_ for token in doc]
    assert p.lemmas == [token.lemma_.lower() for token in doc]
    assert p.spaces == [token.is_space for token in doc] and any(p.spaces)
    assert [p.text[a:b] for a, b in zip(p.starts, p.ends)] == [token.text for token in doc]
    assert p.texts == [token.text for token in doc] and p.form(1, 4) == doc[1:4].text
    assert p.children == [[child.i for child in token.children] for token in doc]
    assert p.child_deps == [[child.dep_ for child in token.children] for token in doc]
    assert p.numbers[POS].tolist() == [token.pos for token in doc]
    assert all(p.subtree(token.i) == {below.i for below in token.subtree} for token in doc)
    assert p.sentences == [sentence.start for sentence in doc.sents]


@pytest.mark.parametrize(
    "spans",
    [[], [(0, 1, "A")], [(0, 2, "A"), (2, 3, "A")], [(1, 2, "B"), (3, 5, "A")], [(4, 5, "C")], [(0, 5, "A")]],
)
def test_entities_are_those_of_the_doc(spans):
    doc = spacy.blank("en")("Lee met Ek in Rome")
    doc.set_ents([Span(doc, *span) for span in spans])
    p = parsed(doc)
    assert p.entities == spans == [(entity.start, entity.end, entity.label_) for entity in doc.ents]
    assert p.names == [max([end for low, end, _ in spans if low <= at < end], default=0) for at in range(5)]


@pytest.mark.model
@pytest.mark.parametrize(
    "find", [find_mentions, find_quotes, find_markers, find_clauses, find_namings, find_imagery]
)
def test_finders_find_the_same_with_shared_columns(doc, find):
    found = find(doc, doc_id="a", columns=parsed(doc))
    assert found and found == find(doc, doc_id="a")


def test_a_doc_without_words_or_annotation():
    nlp = spacy.blank("en")
    assert parsed(nlp("")).tags == []
    p = parsed(nlp("No tree here"))
    assert p.tags == ["", "", ""] and p.heads == [0, 1, 2] and p.lemmas == ["no", "tree", "here"]
    assert p.classes == ["DT", "NN", "VBD"] and p.own_lemmas == ["", "", ""]
