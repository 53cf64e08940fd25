"""Noun phrases read from left to right, as names and what they name follow a verb: "called | the war | an operation".

Trees go wrong where two noun phrases stand side by side, so tags and quotation marks decide here. Positions are token
numbers, ranges half-open.
"""

from __future__ import annotations

from typing import NamedTuple

from toolkit.text.parsed import Parsed, Range

MARKS = frozenset("\"'“”‘’«»„`") | {"``", "''"}
LONGEST_NAME = 8  # words; what is longer describes and does not name
_DETERMINERS = frozenset({"DT", "PRP$", "PDT", "WP$"})
_MODIFIERS = frozenset({"JJ", "JJR", "JJS", "CD", "VBN", "HYPH", "POS", "RBS", "FW", "AFX", "$", "#"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_ENDS_PHRASE = frozenset({"dobj", "nsubj", "nsubjpass", "pobj", "attr", "oprd"})
# Between marks these make more than a name: verbs, pronouns, a new clause.
_CLAUSE = frozenset({"VBD", "VBZ", "VBP", "MD", "PRP", "WP", "WDT", "WRB", ":"})
_ALONE = frozenset({"this", "that", "these", "those"})
# What no article tells from a name: times ("called Lee Monday", "call it a day"), measures and pronouns.
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today tomorrow yesterday tonight day week month year hour minute morning "
    "afternoon evening night time times moment percent % dollar".split()
)


# Heads that name nothing: "something of a peer", "somebody who".
_VAGUE = frozenset(
    "somebody someone something anything anyone everything everyone nothing one thing way".split()
)


class Found(NamedTuple):
    """A naming by its token ranges: the name, who names, what is named, the name turned down."""

    pattern: str
    name: Range
    namer: Range | None = None
    referent: Range | None = None
    rival: Range | None = None


def skip(p: Parsed, at: int, tags: tuple[str, ...] = ("RB", "``", "''")) -> int:
    """The first position from `at` on whose tag is none of `tags`; quotation marks of any form go with their tags."""
    marks = "``" in tags
    while at < len(p.tags) and (p.tags[at].startswith(tags) or (marks and p.lowers[at] in MARKS)):
        at += 1
    return at


def read_phrase(p: Parsed, at: int) -> Range | None:
    """The noun phrase that begins at `at`, quotation marks before it passed over; None where none begins there.

    It ends with its last noun: "the war" of "the war an operation", "them" of "them advisers".
    """
    at = skip(p, at, ("``", "''"))
    if at >= len(p.tags):
        return None
    if p.tags[at] in {"PRP", "WP"}:
        return at, at + 1
    start, now, last = at, at, None
    while now < len(p.tags) and now - start < LONGEST_NAME + 4:
        tag, dep = p.tags[now], p.deps[now]
        noun = tag in _NOUNS or (tag == "VBG" and (now > start or dep in {"compound", "amod"}))
        if p.lowers[now] in MARKS and tag != "POS":
            if last is not None or (now > start and p.tags[now - 1] not in _DETERMINERS | _MODIFIERS):
                break
        elif noun:
            last = now
            if dep in _ENDS_PHRASE and not _goes_on(p, now):
                break
        elif tag in _DETERMINERS:
            if now > start and p.tags[now - 1] != "PDT":
                break
        elif _is_hyphenated(p, now, start):
            pass
        elif tag not in _MODIFIERS and not (tag == "RB" and dep == "advmod" and last is None):
            break
        now += 1
    if (
        last is not None
        and p.tags[last - 1 : last] == ["HYPH"]
        and p.lowers[last - 2] in {"pro", "anti", "non"}
    ):
        return None  # "describes himself as pro-European": an adjective
    if last is None:
        return (start, start + 1) if p.lowers[start] in _ALONE else None
    return start, max(last + 1, min(p.names[last], last + LONGEST_NAME))


def _is_hyphenated(p: Parsed, at: int, start: int) -> bool:
    """Whether the word at `at` stands between hyphens: "commander-in-chief"."""
    return start < at < len(p.tags) - 1 and p.tags[at - 1] == p.tags[at + 1] == "HYPH"


def _goes_on(p: Parsed, at: int) -> bool:
    """Whether the phrase goes on behind the noun at `at`: a hyphen, a possessor, or a name."""
    after = at + 1
    return after < len(p.tags) and (p.tags[after] in {"HYPH", "POS"} or p.names[at] > after)


def with_of(p: Parsed, phrase: Range) -> Range:
    """The phrase with one "of ..." behind it: "act of piracy"; "crime against humanity" too."""
    end = phrase[1]
    if end < len(p.tags) and p.lowers[end] in {"of", "against"}:
        more = read_phrase(p, end + 1)
        if (
            more
            and p.tags[more[0]] != "WP"
            and not (p.lowers[end] == "against" and p.lowers[more[0]] != "humanity")
        ):
            return phrase[0], more[1]
    return phrase


def bare(p: Parsed, phrase: Range) -> Range:
    """The phrase without article, possessive pronoun and quotation marks at its borders.

    Marks around a part of it stay: “brilliant” decision.
    """
    start, end = phrase
    if any(p.lowers[place] in MARKS for place in range(start + 1, end - 1)) and p.lowers[start] not in MARKS:
        before = start - 1
        if before >= 0 and p.lowers[before] in MARKS:
            start = before
            return start, end
    while start < end - 1 and (
        p.tags[start] in _DETERMINERS or p.lowers[start] in MARKS or p.tags[start] == "RB"
    ):
        if p.lowers[start] in MARKS and any(p.lowers[place] in MARKS for place in range(start + 1, end - 1)):
            break
        start += 1
    while end > start + 1 and (p.lowers[end - 1] in MARKS or p.lowers[end - 1] in {",", "."}):
        end -= 1
    return start, end


def name_at(p: Parsed, at: int) -> Range | None:
    """The name that begins at `at`, without article and marks; None for a pronoun, a time, or more than a name."""
    phrase = read_phrase(p, at)
    if phrase is None:
        return None
    start, end = bare(p, with_of(p, phrase))
    end = _closing(p, start, end)
    head = p.lemmas[phrase[1] - 1]
    words = sum(1 for lower in p.lowers[start:end] if lower not in MARKS)
    if (
        p.tags[phrase[0]] in {"PRP", "WP"}
        or p.lowers[start] in _ALONE
        or head in TIMES | _VAGUE
        or words > LONGEST_NAME
    ):
        return None
    return start, end


def _closing(p: Parsed, start: int, end: int) -> int:
    """The end of a name whose marks opened before it and close a little later: a “work in progress”."""
    opening = start - 1
    while opening >= 0 and p.tags[opening] in _DETERMINERS:
        opening -= 1
    if opening < 0 or p.lowers[opening] not in MARKS or end >= len(p.lowers) or p.lowers[end] in MARKS:
        return end
    for at in range(end, min(start + LONGEST_NAME + 1, len(p.tags))):
        if p.lowers[at] in MARKS and p.tags[at] != "POS":
            return at - (p.lowers[at - 1] in {",", "."})
        if p.tags[at] in _CLAUSE:
            break
    return end


def rival_after(p: Parsed, at: int) -> Range | None:
    """The name turned down from token `at` on: ", not negotiations", "rather than soldiers", "instead of a truce"."""
    at = skip(p, at, ("``", "''"))
    if at < len(p.tags) and p.lowers[at] in {",", "and", "--", "–", "—"}:
        at = skip(p, at + 1, ("``", "''"))
    behind = contrast_at(p, at)
    return None if behind is None else name_at(p, behind)


def contrast_at(p: Parsed, at: int) -> int | None:
    """The position behind "not", "rather than" or "instead of" at `at`; None where it is none of them."""
    pair = p.lowers[at : at + 2]
    if pair in (["rather", "than"], ["instead", "of"]):
        return at + 2
    if pair[:1] == ["not"] and pair[1:] not in (["only"], ["just"], ["merely"], ["simply"], ["necessarily"]):
        return at + 1
    return None
