"""Whom "we" takes in, and how a text turns to its reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from toolkit.text.parsed import Parsed

# What belongs to everybody who is spoken to: "our country"; and what does not: "our ministry".
_SHARED = frozenset(
    "america century children civilisation civilization climate constitution continent country countryman democracy "
    "economy fellow forefather freedom future generation history homeland humanity island land liberty lifetime "
    "nation neighbour neighbor people planet republic society species state town village way world youth".split()
)
_OWN = frozenset(
    "administration agency army bank board brigade candidate client club colleague commission committee company "
    "council customer delegation department embassy employee engineer faction firm force hospital institute "
    "investigation laboratory lawyer management member ministry movement newspaper office officer organisation "
    "organization paper "
    "parliamentary partner party pilot police product regiment reporter researcher school shareholder side soldier "
    "spokesman spokeswoman staff study team troop union unit university".split()
)
_EVERYONE = frozenset({"all", "both"})
_PLACES = frozenset({"at", "in", "from", "of"})
_BARE = frozenset({"VB", "VBP"})


def kind_of_we(doc: Doc, at: int) -> str:
    """'inclusive', 'exclusive' or 'unclear': whether the "we" or "our" at token `at` takes in who is spoken to.

    Inclusive: "let's", "we all", "all of us", "together we", "our country". Exclusive: "we at the ministry", "our
    company", and a "you" in the same clause ("we ask you"). Everything else is unclear ("we Finns" too, as long as
    nobody says to whom): the words around do not tell, and a guess would make a finding of it.
    """
    token, before = doc[at], doc[at - 1] if at else None
    after = doc[at + 1] if at + 1 < len(doc) else None
    if before is not None and before.lower_ == "let":
        return "inclusive"
    if token.tag_ == "PRP$":
        owned = {token.head.lemma_.lower()}
        return "inclusive" if owned & _SHARED else "exclusive" if owned & _OWN else "unclear"
    if after is not None and after.lower_ in _EVERYONE:
        return "inclusive"
    if (
        before is not None
        and before.lower_ in {"of", "among", "between"}
        and at > 1
        and doc[at - 2].lower_ in {"all", "each", "both", "every", "most", "many"}
    ):
        return "inclusive"
    if after is not None and after.lower_ in _PLACES and after.dep_ == "prep" and after.head.i == at:
        return _place(doc, at + 1)
    if any(child.lower_ == "together" for child in token.head.children):
        return "inclusive"
    return "exclusive" if _speaks_to_you(doc, at) else "unclear"


def _place(doc: Doc, preposition: int) -> str:
    """ "we in the West", "we at the ministry": of a body, or of everybody there."""
    objects = [child for child in doc[preposition].children if child.dep_ == "pobj"]
    if not objects:
        return "unclear"
    if objects[0].lemma_.lower() in _SHARED:
        return "inclusive"
    return "exclusive" if doc[preposition].lower_ == "at" or objects[0].lemma_.lower() in _OWN else "unclear"


def _speaks_to_you(doc: Doc, at: int) -> bool:
    """Whether "you" stands as another part of the clause of the pronoun at `at`: "we ask you", "you owe us"."""
    verb = doc[at].head
    while verb.dep_ in {"pobj", "prep", "dobj", "poss", "conj"} and verb.head is not verb:
        verb = verb.head
    return any(
        child.lower_ == "you" and child.i != at
        for part in (verb, *(one for one in verb.children if one.dep_ in {"prep", "dative", "xcomp"}))
        for child in part.children
    )


def engagement(p: Parsed) -> Iterator[tuple[int, int, str, str, str]]:
    """Questions and directives to the reader or listener: (first token, token after, "engagement", item, category)."""
    for low, high in zip(p.sentences, [*p.sentences[1:], len(p.tags)]):
        question = _last(p.doc[low:high]) if "?" in p.texts[low:high] else None
        if question is not None and question.text == "?":
            yield question.i, question.i + 1, "engagement", "?", "question"
        if not _BARE.isdisjoint(p.tags[low:high]) and _is_directive(sentence := p.doc[low:high]):
            yield sentence.root.i, sentence.root.i + 1, "engagement", "imperative", "directive"


def _last(sentence: Span):
    """The last token of a sentence that is no space, bracket or quotation mark."""
    for token in reversed(sentence):
        if not token.is_space and not token.is_quote and token.text not in ")]":
            return token
    return None


def _is_directive(sentence: Span) -> bool:
    """Whether a sentence is an imperative: its first word, but for "please", "and" or "do not", a bare verb without
    subject."""
    verb = sentence.root
    if verb.tag_ not in _BARE or verb.lower_ == "thank":
        return False
    if any(child.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} for child in verb.children):
        return False
    if any(child.dep_ == "aux" and child.lower_ != "do" for child in verb.children):
        return False
    opening = [
        token for token in sentence.doc[sentence.start : verb.i] if not (token.is_space or token.is_punct)
    ]
    return all(
        token.lower_
        in {"please", "and", "but", "so", "do", "not", "n't", "n’t", "never", "always", "just", "then"}
        for token in opening
    )
