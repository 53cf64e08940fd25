"""Docs made by hand for the tests: what the language model would leave in a Doc, said in words instead of offsets."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc, Span

from toolkit.text.word_classes import word_class

_NLP = spacy.blank("en")

# Word forms that the tests use as verbs; every other word is tagged by its form.
VERBS = {
    "VBD": "said told warned asked wanted met flew added replied reported called denied rejected was were visited "
    "spoke noted wrote did demanded stayed refused insisted urged ran arrived signed had",
    "VBZ": "says wants is has",
    "VBP": "are say have want",
    "VBN": "been trained",
    "MD": "will would may",
    "RB": "not also never",
}
_TAGS = {word: tag for tag, words in VERBS.items() for word in words.split()}


def register() -> None:
    """The extension attributes that the pipeline registers."""
    for name in ("attributions", "coreference"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def make(text: str, *, entities=(), attributions=(), coreference=(), tags=None) -> Doc:
    """A tagged Doc with sentences.

    entities: (words, label); attributions: (source or None, cue, content...); coreference: (words, antecedent words,
    confidence). Words are looked up in the text; ("words", 1) is their second occurrence.
    """
    register()
    doc = _NLP(text)
    known = {**_TAGS, **(tags or {})}
    guessed = [known.get(token.lower_) or word_class(token) for token in doc]
    for token, tag in zip(doc, guessed):
        token.tag_ = tag
        ends = token.i and (doc[token.i - 1].text in {".", "?", "!"} or doc[token.i - 1].is_space)
        token.is_sent_start = token.i == 0 or bool(ends and (not token.is_punct or token.text in {"“", "‘"}))
    spans = [Span(doc, *where(doc, words), label=label) for words, label in entities]
    doc.set_ents(spans)
    doc._.attributions = [
        {
            "source": where(doc, source) if source else None,
            "cue": where(doc, cue),
            "content": [where(doc, piece) for piece in content],
            "confidence": 0.9,
            "source_confidence": 0.8,
        }
        for source, cue, *content in attributions
    ]
    doc._.coreference = [
        (where(doc, words)[1] - 1, where(doc, antecedent)[1] - 1, confidence)
        for words, antecedent, confidence in coreference
    ]
    return doc


def where(doc: Doc, words: str | tuple[str, int]) -> tuple[int, int]:
    """Token range of the words in the Doc."""
    words, number = words if isinstance(words, tuple) else (words, 0)
    start, found = -1, -1
    while found < number:
        start = doc.text.find(words, start + 1)
        if start < 0:
            raise ValueError(f"{words!r} stands in the text fewer than {number + 1} times")
        if doc.char_span(start, start + len(words)) is not None:
            found += 1
    span = doc.char_span(start, start + len(words))
    return span.start, span.end
