"""Docs that no parser would give: any words with any tags, trees, names and quoted stretches."""

from __future__ import annotations

import spacy
from handmade import register
from spacy.tokens import Doc, Span

from toolkit.language import labels

VOCAB = spacy.blank("en").vocab
WORDS = (
    "Russia the talks called call it a war an operation not but rather than instead of as known so - what which who "
    "said “ ” \" ' ’ « » , . : \n  was been refused to word “war” word put by and storm dead end 😀 é N'T degrees 5 "
    "so-called self-styled invasion without no never's"
).split(" ")
_VERBS = {"called": "call", "said": "say", "was": "be", "been": "be", "refused": "refuse"}


def odd_doc(words: list[str], random) -> Doc:
    """A Doc of `words` with random tags, trees, sentences, one name, and one attribution."""
    register()
    words = [word or " " for word in words]
    size = len(words)
    heads = [random.randrange(size) for _ in words]
    doc = Doc(
        VOCAB,
        words=words,
        spaces=[random.random() < 0.8 for _ in words],
        tags=[random.choice(labels.TAGS) for _ in words],
        deps=[random.choice(labels.DEPENDENCIES) for _ in words],
        heads=_acyclic(heads),
        lemmas=[_VERBS.get(word, word.lower()) for word in words],
    )
    if size > 2:
        at = random.randrange(size - 1)
        doc.set_ents([Span(doc, at, at + 2, label=random.choice(["PERSON", "GPE"]))])
        low = random.randrange(size - 1)
        doc._.attributions = [{"source": (at, at + 1), "cue": (0, 1), "content": [(low, size)]}]
    return doc


def _acyclic(heads: list[int]) -> list[int]:
    """Heads without circles: a word whose way up comes back to it becomes a root."""
    found = list(heads)
    for at in range(len(found)):
        seen, now = {at}, found[at]
        while now not in seen and found[now] != now:
            seen.add(now)
            now = found[now]
        if now == at:
            found[at] = at
    return found
