"""Speech within speech: "Doe said that Roe had warned that ...", whose inner level no training data mark.

By the tree inside the content of a quote that was found: a verb of speech that is no cue yet, with a subject of its own
and a clause that says what was said. Left out are what was not said or not yet ("if Roe says", "Roe never said", "will
say"), speech of the speaker or listener ("I said", "you said"), relative clauses and, in direct speech, that of whoever
has no name. Without a tree nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit import lexicons
from toolkit.text import phrases
from toolkit.text.marks import quotation_regions, quoted
from toolkit.text.readings import read

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Row = dict[str, Any]
Range = tuple[int, int]

RULE = "speech within speech"
# How often content (by half of its words) and source are both right: (right + 1) / (n + 2), read by hand on all that
# were found in 150 PolNeAR training articles, 29 of 35, before those in direct speech had to have a name. `evidence`,
# which the network's attributions have, is None.
CONFIDENCE = 0.81
LEAST_WORDS = 3  # shorter content is more often an object that the tree took for a clause

# Outer cues under which the inner speech is not asserted: "denied that Roe ever said", "according to" (see channels).
_NOT_ASSERTED = frozenset({"deny", "doubt", "dispute", "reject", "refuse", "question", "ask"})
_TAGS = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_CONDITIONS = frozenset("if unless whether as like though until before once lest".split())
_NOT_SAID = frozenset("would will may might can could should must shall 'll ’ll 'd ’d".split())
_NEGATIONS = frozenset("not n't n’t never hardly neither nor".split())


def with_inner(doc: Doc, attributions: list[Row]) -> list[Row]:
    """The attributions, and those inside their contents that the tree tells and none of them has yet."""
    if not attributions or not doc.has_annotation("DEP"):
        return attributions
    taken = {at for item in attributions for at in range(*item["cue"])}
    found, regions = [], read(doc, quotation_regions)
    tags = [doc.vocab.strings[tag] for tag in _TAGS]
    verbs = set(np.flatnonzero(np.isin(doc.to_array("TAG"), np.array(tags, dtype=np.uint64))).tolist())
    for item in attributions:
        outer = {at for piece in item["content"] for at in range(*piece)}
        if len(outer) <= LEAST_WORDS or not _asserts(doc, item):
            continue
        for at in sorted((outer & verbs) - taken):
            content = _said(doc, at, outer)
            if content is None or (quoted(doc[at].idx, regions) and not _is_named(doc[at])):
                continue
            if not _is_known(content, item, attributions):
                taken.add(at)
                found.append(_item(doc, at, content))
    return [*attributions, *found]


def _is_named(verb: Token) -> bool:
    """Whether a name heads the verb's subject; asked inside quotation marks only.

    PolNeAR does not mark this level: all of them would take direct speech on its dev articles from 0.927 to 0.914.
    """
    return _subject(verb).tag_.startswith("NNP")


def _asserts(doc: Doc, item: Row) -> bool:
    """Whether what is said is claimed to be so."""
    cue = doc[slice(*item["cue"])]
    if cue.text.lower() == "according to" or any(token.lower_ in _NEGATIONS for token in cue):
        return False
    return not any(token.lemma_.lower() in _NOT_ASSERTED for token in cue)


def _said(doc: Doc, at: int, outer: set[int]) -> Range | None:
    """The clause that the verb at `at` says, where it is a verb of speech that was done by somebody else; or None."""
    verb = doc[at]
    if verb.tag_ not in _TAGS or not _is_speech(verb):
        return None
    subject = _subject(verb)
    if subject is None or subject.i not in outer or not _was_done(verb, outer):
        return None
    clause = next((child for child in verb.children if child.dep_ == "ccomp" and child.i > at), None)
    subject = None if clause is None else _subject_of_clause(verb, clause)
    if subject is None:
        return None
    said = {token.i for part in (subject, clause) for token in part.subtree}
    words = sorted(i for i in said if i in outer and i > at)
    end = (
        next((one for one, other in zip(words, words[1:]) if other != one + 1), words[-1]) + 1
        if words
        else at
    )
    start, end = phrases.trim(doc, words[0], end) if words else (at, at)
    if start < end and doc[start].tag_ in {"WP", "WRB"}:
        return None  # "said what everybody thinks": a topic, no statement
    spoken = sum(any(map(str.isalnum, token.text)) for token in doc[start:end])
    return (start, end) if spoken >= LEAST_WORDS else None


def _subject_of_clause(verb: Token, clause: Token) -> Token | None:
    """The subject of what is said, which parsers may take for the object of the verb ("admitted the plan failed")."""
    for child in clause.children:
        if child.dep_ in {"nsubj", "nsubjpass", "expl"}:
            return child
    if clause.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    return next(
        (child for child in verb.children if child.dep_ == "dobj" and verb.i < child.i < clause.i), None
    )


def _is_speech(verb: Token) -> bool:
    return phrases.is_form_of(verb, lexicons.words("speech_verbs", "lemma"))


def _subject(verb: Token) -> Token | None:
    """The noun, name or pronoun that is the verb's own subject; none of the first or second person, no relative."""
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i < verb.i:
            entry = lexicons.pronouns().get(child.lower_)
            if entry is None:
                return child if phrases.is_noun(child) else None
            third = entry["person"] not in {1, 2} and entry["kind"] == "personal"
            return child if third and child.lower_ != "it" else None
    return None


def _was_done(verb: Token, outer: set[int]) -> bool:
    """Whether the text has it that the verb's act took place: no condition, modal, negation or question above it."""
    words = {child.lower_ for child in verb.children}
    if words & (_NOT_SAID | _NEGATIONS) or any(child.dep_ == "auxpass" for child in verb.children):
        return False
    if verb.tag_ == "VBN" and not words & {"has", "have", "had", "'ve", "’ve", "'s", "’s", "having"}:
        return False
    above = verb
    while above.i in outer:
        marks = {
            child.lower_ for child in above.children if child.dep_ in {"mark", "advmod"} and child.i < above.i
        }
        if marks & _CONDITIONS or above.dep_ == "relcl":
            return False
        if above.head.i == above.i:
            break
        above = above.head
    return True


def _is_known(content: Range, item: Row, attributions: list[Row]) -> bool:
    """Whether an attribution has these words already: another one most of them, or the outer one hardly more."""
    words = set(range(*content))
    for other in attributions:
        own = {at for piece in other["content"] for at in range(*piece)}
        if len(own & words) * 2 >= len(own | words) and (other is not item or len(own) - len(words) < 3):
            return True
    return False


def _item(doc: Doc, at: int, content: Range) -> Row:
    subject = _subject(doc[at])
    start, end = subject.left_edge.i, subject.i + 1
    for child in subject.children:
        if child.i == end and child.dep_ == "prep" and child.lower_ in phrases.ROLE_LINKS | {"in"}:
            end = child.right_edge.i + 1
    return {
        "source": (start, min(end, at)),
        "cue": (_first_auxiliary(doc[at]), at + 1),
        "content": [content],
        "confidence": CONFIDENCE,
        "source_confidence": CONFIDENCE,
        "evidence": None,
        "rule": RULE,
    }


def _first_auxiliary(verb: Token) -> int:
    """Where the cue begins: "had warned", as PolNeAR has it."""
    before: Iterator[int] = (child.i for child in verb.children if child.dep_ == "aux" and child.i < verb.i)
    first = min(before, default=verb.i)
    return first if all(verb.doc[i].dep_ == "aux" for i in range(first, verb.i)) else verb.i
