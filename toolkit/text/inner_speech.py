"""Speech within speech: "Doe said that Roe had warned that ...", whose inner level no training data mark.

By the tree inside the content of a quote that was found: a verb of speech that is no cue yet, with a subject of its own
and a clause that says what was said. Left out are what was not said or not yet ("if Roe says", "Roe never said", "will
say"), speech of the speaker or listener ("I said", "you said"), relative clauses and, in direct speech, that of whoever
has no name. Without a tree nothing is found.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from toolkit import lexicons
from toolkit.text import phrases
from toolkit.text.marks import quotation_regions, quoted
from toolkit.text.readings import read

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

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
_NOT_DONE = _NOT_SAID | _NEGATIONS


def with_inner(p: Parsed, attributions: list[Row]) -> list[Row]:
    """The attributions, and those inside their contents that the tree tells and none of them has yet."""
    if not attributions or not p.doc.has_annotation("DEP"):
        return attributions
    taken = {at for item in attributions for at in range(*item["cue"])}
    found, regions = [], read(p.doc, quotation_regions)
    speech = lexicons.words("speech_verbs", "lemma")
    verbs = [at for at, tag in enumerate(p.tags) if tag in _TAGS and phrases.is_form_of(p, at, speech)]
    for item in attributions:
        inside = {at for piece in item["content"] for at in _within(verbs, *piece)} - taken
        outer = {at for piece in item["content"] for at in range(*piece)} if inside else set()
        if len(outer) <= LEAST_WORDS or not _asserts(p, item):
            continue
        for at in sorted(inside):
            content = _said(p, at, outer)
            if content is None or (quoted(p.starts[at], regions) and not _is_named(p, at)):
                continue
            if not _is_known(content, item, attributions):
                taken.add(at)
                found.append(_item(p, at, content))
    return [*attributions, *found]


def _within(places: list[int], low: int, high: int) -> list[int]:
    """Those of the sorted places that are in [low, high)."""
    return places[bisect_left(places, low) : bisect_left(places, high)]


def _is_named(p: Parsed, verb: int) -> bool:
    """Whether a name heads the verb's subject; asked inside quotation marks only.

    PolNeAR does not mark this level: all of them would take direct speech on its dev articles from 0.927 to 0.914.
    """
    return p.tags[_subject(p, verb)].startswith("NNP")


def _asserts(p: Parsed, item: Row) -> bool:
    """Whether what is said is claimed to be so."""
    start, end = item["cue"]
    if p.form(start, end).lower() == "according to" or not _NEGATIONS.isdisjoint(p.lowers[start:end]):
        return False
    return _NOT_ASSERTED.isdisjoint(p.own_lemmas[start:end])


def _said(p: Parsed, at: int, outer: set[int]) -> Range | None:
    """The clause that the verb of speech at `at` says, where somebody else said it; or None."""
    subject = _subject(p, at)
    if subject is None or subject not in outer or not _was_done(p, at, outer):
        return None
    clause = next((child for child in p.children[at] if p.deps[child] == "ccomp" and child > at), None)
    subject = None if clause is None else _subject_of_clause(p, at, clause)
    if subject is None:
        return None
    words = sorted(i for i in {*p.subtree(subject), *p.subtree(clause)} if i in outer and i > at)
    end = (
        next((one for one, other in zip(words, words[1:]) if other != one + 1), words[-1]) + 1
        if words
        else at
    )
    start, end = phrases.trim(p, words[0], end) if words else (at, at)
    if start < end and p.tags[start] in {"WP", "WRB"}:
        return None  # "said what everybody thinks": a topic, no statement
    spoken = sum(any(map(str.isalnum, text)) for text in p.texts[start:end])
    return (start, end) if spoken >= LEAST_WORDS else None


def _subject_of_clause(p: Parsed, verb: int, clause: int) -> int | None:
    """The subject of what is said, which parsers may take for the object of the verb ("admitted the plan failed")."""
    for child in p.children[clause]:
        if p.deps[child] in {"nsubj", "nsubjpass", "expl"}:
            return child
    if p.tags[clause] not in {"VBD", "VBZ", "VBP"}:
        return None
    objects = (child for child in p.children[verb] if p.deps[child] == "dobj" and verb < child < clause)
    return next(objects, None)


def _subject(p: Parsed, verb: int) -> int | None:
    """The noun, name or pronoun that is the verb's own subject; none of the first or second person, no relative."""
    for child in p.children[verb]:
        if p.deps[child] == "nsubj" and child < verb:
            entry = lexicons.pronouns().get(p.lowers[child])
            if entry is None:
                return child if phrases.is_noun(p, child) else None
            third = entry["person"] not in {1, 2} and entry["kind"] == "personal"
            return child if third and p.lowers[child] != "it" else None
    return None


def _was_done(p: Parsed, verb: int, outer: set[int]) -> bool:
    """Whether the text has it that the verb's act took place: no condition, modal, negation or question above it."""
    words = {p.lowers[child] for child in p.children[verb]}
    if words & _NOT_DONE or any(p.deps[child] == "auxpass" for child in p.children[verb]):
        return False
    if p.tags[verb] == "VBN" and not words & {"has", "have", "had", "'ve", "’ve", "'s", "’s", "having"}:
        return False
    above = verb
    while above in outer:
        before = (child for child in p.children[above] if child < above)
        marks = {p.lowers[child] for child in before if p.deps[child] in {"mark", "advmod"}}
        if marks & _CONDITIONS or p.deps[above] == "relcl":
            return False
        if p.heads[above] == above:
            break
        above = p.heads[above]
    return True


def _is_known(content: Range, item: Row, attributions: list[Row]) -> bool:
    """Whether an attribution has these words already: another one most of them, or the outer one hardly more."""
    words = set(range(*content))
    for other in attributions:
        own = {at for piece in other["content"] for at in range(*piece)}
        if len(own & words) * 2 >= len(own | words) and (other is not item or len(own) - len(words) < 3):
            return True
    return False


def _item(p: Parsed, at: int, content: Range) -> Row:
    subject = _subject(p, at)
    start, end = p.doc[subject].left_edge.i, subject + 1
    for child in p.children[subject]:
        if child == end and p.deps[child] == "prep" and p.lowers[child] in phrases.ROLE_LINKS | {"in"}:
            end = p.doc[child].right_edge.i + 1
    return {
        "source": (start, min(end, at)),
        "cue": (_first_auxiliary(p, at), at + 1),
        "content": [content],
        "confidence": CONFIDENCE,
        "source_confidence": CONFIDENCE,
        "evidence": None,
        "rule": RULE,
    }


def _first_auxiliary(p: Parsed, verb: int) -> int:
    """Where the cue begins: "had warned", as PolNeAR has it."""
    first = min(
        (child for child in p.children[verb] if p.deps[child] == "aux" and child < verb), default=verb
    )
    return first if all(dep == "aux" for dep in p.deps[first:verb]) else verb
