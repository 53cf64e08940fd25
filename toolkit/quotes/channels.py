"""The way of a quote: the medium through which it reached the article, and the people to whom it was said.

"He told reporters", "she warned Russia", "Russia was told by NATO", "in a letter to Congress": a rule for each of these
forms, with words from cited lists; "told the truth", "asked a question" and "warned of war" name nobody. A medium that
was told something ("told CNN") passes it on and is no addressee.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import chain, starmap
from typing import TYPE_CHECKING, Any

from toolkit import lexicons
from toolkit.text import phrases
from toolkit.text.phrases import Entity

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

Row = dict[str, Any]
Range = tuple[int, int]
Names = Callable[[int, int], list[Entity]]
Bounds = tuple[list[int], list[Range]]

_MEDIUM_LINKS = frozenset({"with", "to", "on", "in", "for", "by"})
_OUTER_CUES = frozenset({"according to", "as quoted by", "quoted by", "as reported by", "cited by"})
# What is sent or held for somebody, and the preposition before whom: "in a letter to Congress", "in a call with Putin".
_MESSAGES = {
    "to": frozenset(
        "letter letters message messages email emails e-mail e-mails memo memorandum note telegram cable speech "
        "address remarks comments testimony statement appeal plea warning reply response briefing "
        "presentation petition".split()
    ),
    "with": frozenset("conversation conversations call exchange interview chat discussion dialogue".split()),
    "before": frozenset("appearance testimony speech".split()),
}
_IN = frozenset({"in", "during", "at", "via", "through", "by", "on", "with"})
# Verbs whose listener has a preposition other than "to": "tweeted at him", "testified before Congress".
_FACING = {
    "to": frozenset(
        {"speak", "talk", "turn", "testify", "appeal", "whisper", "shout", "signal", "report", "preach"}
    ),
    "at": frozenset({"tweet", "shout", "yell", "scream", "snap", "bark"}),
    "before": frozenset({"testify", "speak", "appear"}),
    "with": frozenset({"plead", "talk", "speak"}),
}
# "told reporters Tuesday": a day behind the listener, no part of the name.
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow week month year morning "
    "afternoon evening last this earlier late later early".split()
)
_GROUPS = frozenset("members group crowd audience gathering number team room rally meeting".split())
_BEHIND_OBJECTS = frozenset("to not that whether if about of".split())
_BE = frozenset("be am is are was were been being".split())
_AUXILIARIES = _BE | frozenset("has have had will would may might must should could can not n't n’t".split())


def attributions_with_media(p: Parsed, attributions: list[Row]) -> list[Row]:
    """The attributions, each with `via`, the range of the medium beside its speaker, or None.

    An attribution by a medium that wraps another one's speech is folded into that one; where only the wrapping one was
    found, the one who speaks inside becomes the source.
    """
    items = [{**item, "via": None} for item in attributions]
    media = [item for item in items if _is_medium_cue(p, item)]
    by_word = _by_word(items) if media else {}
    dropped = set()
    for item in media:
        inner = _wrapped(item, by_word)
        if inner is not None:
            inner["via"] = item["source"]
            dropped.add(id(item))
        else:
            _unwrap(p, item)
    return [item for item in items if id(item) not in dropped]


def _by_word(items: list[Row]) -> dict[int, list[Row]]:
    """For each word the attributions in whose content it stands."""
    found: dict[int, list[Row]] = defaultdict(list)
    for item in items:
        for start, end in item["content"]:
            for at in range(start, end):
                found[at].append(item)
    return found


def _is_medium_cue(p: Parsed, item: Row) -> bool:
    """Whether the attribution is of the kind 'according to TASS'."""
    start, end = item["cue"]
    cue = p.form(start, end).lower()
    return item["source"] is not None and cue in _OUTER_CUES and medium(p, *item["source"]) is not None


def _wrapped(item: Row, by_word: dict[int, list[Row]]) -> Row | None:
    """The attribution with another source whose content is mostly this one's: the speech that the medium passes on."""
    own = {at for start, end in item["content"] for at in range(start, end)}
    others = {id(other): other for at in own for other in by_word[at] if other is not item}
    for other in others.values():
        theirs = {at for start, end in other["content"] for at in range(start, end)}
        if other["source"] and other["source"] != item["source"] and 2 * len(own & theirs) >= len(own):
            return other
    return None


def _unwrap(p: Parsed, item: Row) -> None:
    """Change an attribution 'X said ..., according to TASS' with source TASS into one with source X.

    X is the subject right before a verb of speech at the end of the content or between content and cue.
    """
    cue = item["cue"][0]
    low = max(p.doc[cue].sent.start if p.doc.has_annotation("SENT_START") else 0, cue - 12)
    verbs = lexicons.words("speech_verbs", "lemma")
    for at in range(cue - 1, low, -1):
        tag = p.classes[at]
        speaks = tag.startswith("VB") and phrases.is_form_of(p, at, verbs)
        if not speaks and p.lowers[at] not in {"said", "says"}:
            continue
        subject = _subject(p, at)
        if subject is None:
            return
        item["via"], item["source"], item["cue"] = item["source"], subject, (at, at + 1)
        item["content"] = _without(item["content"], subject[0], cue)
        return


def _subject(p: Parsed, verb: int) -> Range | None:
    """The noun phrase or pronoun right before a verb (or right behind it: 'said Smith')."""
    if verb and p.lowers[verb - 1] in lexicons.pronouns():
        return verb - 1, verb
    if verb and phrases.is_noun(p, verb - 1):
        return phrases.left_edge(p, verb - 1), verb
    return phrases.phrase_from(p, verb + 1, min(len(p.tags), verb + phrases.LONGEST_ROLE))


def _without(content: list[Range], low: int, high: int) -> list[Range]:
    """The content without the words [low, high)."""
    parts = [(start, min(end, low)) for start, end in content] + [
        (max(start, high), end) for start, end in content
    ]
    kept = [(start, end) for start, end in parts if start < end]
    return sorted(set(kept)) or content


def medium(p: Parsed, start: int, end: int) -> Range | None:
    """The range of the medium's name in doc[start:end]: a listed name, or any name that a media noun describes.

    'the state news agency TASS' -> TASS; 'state media' -> all of it; 'Russian officials' -> None.
    """
    start, end = phrases.trim(p, start, end)
    if start < end and p.classes[start] == "PRP$":
        return None
    while start < end and p.lowers[start] in {"the", "a", "an"}:
        start += 1
    for low in range(start, end):
        for high in range(end, low, -1):
            if lexicons.fold(p.form(low, high)) in lexicons.media() and not p.texts[low].islower():
                return low, high
    nouns = lexicons.words("media_nouns", "noun")
    last = phrases.head(p, start, end) if start < end else 0
    described = [at for at in range(start, end) if p.lowers[at] in nouns]
    if not described or any(p.lowers[at] in lexicons.roles() for at in range(start, end)):
        return None
    proper = [at for at in range(described[0] + 1, end) if p.texts[at][0].isupper()]
    if proper:
        return proper[0], proper[-1] + 1
    return (start, last + 1) if p.lowers[last] in nouns else None


def via(p: Parsed, bounds: Bounds, item: Row) -> Range | None:
    """The medium beside the speaker: 'told CNN', 'in an interview with MSNBC', 'according to TASS', 'Reuters reported'.

    Looked for in the words that follow the cue up to the end of its sentence, content left out.
    """
    at = item["cue"][0]
    own = _words_of(item)
    starts = bounds[0]
    end = starts[bisect_right(starts, at)] if at < starts[-1] else len(p.tags)
    links = _link_words()
    while at < end and not p.spaces[at]:
        told = p.lowers[at] in links or at < item["cue"][1]
        behind = _after_link(p, at, end, item) if told else None
        if behind and at not in own and not own & set(range(*behind)):
            found = medium(p, *behind)
            if found:
                return found
        at += 1
    return None


def _words_of(item: Row) -> set[int]:
    """The words of the attribution's content and source."""
    source = range(*item["source"]) if item["source"] else ()
    return set(chain(source, *starmap(range, item["content"])))


@cache
def _link_words() -> frozenset[str]:
    """Words that may point to a channel, wherever they stand."""
    return lexicons.words("medium_contexts", "noun") | {"according", "reported", "reports"}


def _after_link(p: Parsed, at: int, end: int, item: Row) -> Range | None:
    """The noun phrase at which the words at `at` point as a channel, or None."""
    word = p.lowers[at]
    start = None
    if (word == "according" and at + 1 < end and p.lowers[at + 1] == "to") or (
        word in lexicons.words("medium_contexts", "noun")
        and at + 1 < end
        and p.lowers[at + 1] in _MEDIUM_LINKS
    ):
        start = at + 2
    elif at in range(*item["cue"]) and phrases.is_form_of(p, at, frozenset({"tell"})):
        start = at + 1
    elif word in {"reported", "reports"} and at not in range(*item["cue"]) and phrases.is_noun(p, at - 1):
        return phrases.left_edge(p, at - 1), at
    if start is None or start >= end:
        return None
    return phrases.phrase_from(p, start, end)


def medium_name(p: Parsed, channel: Range | None) -> str | None:
    """The medium's name in the words of the channel."""
    found = (medium(p, *channel) or channel) if channel else None
    return " ".join(p.form(*found).split()) if found else None


def addressee(p: Parsed, bounds: Bounds, item: Row, names: Names) -> Range | None:
    """To whom it is said, as a range of words, or None; looked for outside the content, in the cue's sentence.

    Forms: the object of a verb of address ("told reporters", "asked Hale whether"), its subject in the passive ("Russia
    was told"), the listener behind a preposition ("said to voters", "tweeted at him", "testified before Congress"), and
    beside another verb "in a letter to", "in a call with", "addressing", "speaking to". Of several people the first.
    """
    own = _words_of(item)
    cue = range(*item["cue"])

    def somebody(start: int) -> Range | None:
        found = _person_phrase(p, start, names, own) if start < len(p.tags) else None
        return found if found and (not own & set(range(*found)) or _is_object(p, *found, cue)) else None

    for at in cue:
        subject = passive_subject(p, at)
        if subject:
            subject = _whole_name(p, *subject, max(0, subject[0] - phrases.LONGEST_ROLE), len(p.tags), names)
            return subject if is_somebody(p, *subject, names) else None
        found = somebody(_listener(p, at, at + 1))
        if found:
            return found
    low, high = _sentence_words(p, bounds, cue.start)
    for at, word, link in zip(range(low, high), p.lowers[low:high], p.lowers[low + 1 : high + 1]):
        if at in own or not (link in _MESSAGES or word.endswith("ing")):
            continue
        if (start := _aside(p, at, low, cue)) and start - 1 not in own and (found := somebody(start)):
            return found
    return None


def _is_object(p: Parsed, start: int, end: int, cue: range) -> bool:
    """Whether a phrase right behind the cue is its object although the content begins with it: 'urged | him to go'.

    Not so in 'warned | Russia would attack', where it is the subject of the content.
    """
    return start == cue.stop and end < len(p.tags) and p.lowers[end] in _BEHIND_OBJECTS


def passive_subject(p: Parsed, at: int) -> Range | None:
    """The subject of a verb of address in the passive ("Russia was told") whose participle is at `at`, or None."""
    if not phrases.is_form_of(p, at, lexicons.words("addressee_verbs", "lemma")):
        return None
    if not p.classes[at].startswith(("VBN", "VBD", "JJ")):
        return None
    before = at - 1
    passive = False
    while before >= 0 and (p.lowers[before] in _AUXILIARIES or p.classes[before] == "RB"):
        passive = passive or p.lowers[before] in _BE
        before -= 1
    if not passive or before < 0:
        return None
    if lexicons.pronouns().get(p.lowers[before], {}).get("kind") == "personal":
        return before, before + 1
    return (phrases.left_edge(p, before), before + 1) if phrases.is_noun(p, before) else None


def passive_agent(p: Parsed, item: Row) -> Row:
    """The attribution with the one who tells as its source where the cue is passive: "Russia was told by NATO".

    Without "by" nobody is known to have said it: who was told is not the source.
    """
    subject = next((found for at in range(*item["cue"]) if (found := passive_subject(p, at))), None)
    if subject is None or (item["source"] and not set(range(*item["source"])) & set(range(*subject))):
        return item
    start, end = item["cue"]
    by = next((at for at in range(start + 1, min(end + 1, len(p.tags))) if p.lowers[at] == "by"), None)
    agent = phrases.phrase_from(p, by + 1, min(len(p.tags), by + phrases.LONGEST_ROLE)) if by else None
    return {**item, "source": agent}


def _listener(p: Parsed, at: int, start: int) -> int:
    """Where the listener of the verb at `at` would begin, given that the verb ends before `start`; else len(p.tags)."""
    if start >= len(p.tags):
        return len(p.tags)
    link = p.lowers[start]
    if phrases.is_form_of(p, at, _FACING.get(link, frozenset())):
        return start + 1
    if link == "to" and phrases.is_form_of(p, at, lexicons.words("speech_verbs", "lemma")):
        return start + 1
    return start if phrases.is_form_of(p, at, lexicons.words("addressee_verbs", "lemma")) else len(p.tags)


def _aside(p: Parsed, at: int, low: int, cue: range) -> int | None:
    """Where the listener begins when the word at `at` is "letter" in "in a letter to", or "addressing"; or None."""
    word, link = p.lowers[at], p.lowers[at + 1]
    if word in _MESSAGES.get(link, frozenset()):
        start = phrases.left_edge(p, at)
        before = start - 1
        return (
            at + 2 if start in cue or (before >= low and (p.lowers[before] in _IN or before in cue)) else None
        )
    if not word.endswith("ing") or p.classes[at].startswith("NN"):
        return None
    if word == "addressing":
        return at + 1
    return at + 2 if any(word.startswith(verb) for verb in _FACING.get(link, ())) else None


def _sentence_words(p: Parsed, bounds: Bounds, at: int) -> Range:
    """The words of the sentence that `at` stands in."""
    starts = bounds[0]
    number = bisect_right(starts, at)
    return starts[number - 1], starts[number] if number < len(starts) else len(p.tags)


def _person_phrase(p: Parsed, start: int, names: Names, own: set[int]) -> Range | None:
    """The noun phrase at `start` when it is somebody and no medium; "of" and what follows belongs to it.

    Not where that is content ("reminded the audience of her words") or a time ("told reporters Tuesday").
    """
    stop = min(len(p.tags), start + phrases.LONGEST_ROLE)
    found = _noun_phrase(p, start, stop)
    found = found and _whole_name(p, *found, start, len(p.tags), names)
    if not found or p.classes[found[1] - 1] == "POS" or not is_somebody(p, *found, names):
        return None
    channel = medium(p, *found)
    if channel and channel[0] <= phrases.head(p, *found) < channel[1]:
        return None
    low, high = found
    if high < stop and p.lowers[high] == "of":
        behind = phrases.phrase_from(p, high + 1, stop)
        whose = behind and not own & set(range(*behind)) and bool(names(*behind) or low != start)
        if behind and (whose or (p.lowers[high - 1] in _GROUPS and not own & set(range(*behind)))):
            high = _without_days(p, *behind)
    return phrases.trim(p, low, high)


def _noun_phrase(p: Parsed, start: int, stop: int) -> Range | None:
    """The noun phrase at `start`, an adverb behind its article allowed, without a day at its end."""
    found = phrases.phrase_from(p, start, stop)
    if not found and start + 2 < stop and p.classes[start + 1] == "RB":
        behind = phrases.phrase_from(p, start + 2, stop) if p.lowers[start] in {"a", "an", "the"} else None
        found = (start, behind[1]) if behind else None
    if not found:
        return None
    end = _without_days(p, *found)
    return (start, end) if end > start else None


def _whole_name(p: Parsed, start: int, end: int, low: int, high: int, names: Names) -> Range:
    """The phrase with all of the name within doc[low:high] that its head belongs to: "the House | of Commons"."""
    top = phrases.head(p, start, end)
    for name in names(low, min(high, end + phrases.LONGEST_ROLE)):
        if name.start <= top < name.end and name.label != "EVENT":
            before = name.start - 1
            article = low <= before < start - 1 and p.lowers[before] in {"the", "a", "an"}
            return min(start, before if article else name.start), max(end, name.end)
    return start, end


def _without_days(p: Parsed, start: int, end: int) -> int:
    """The end of the phrase without the days behind it."""
    while end > start and p.lowers[end - 1] in _DAYS:
        end -= 1
    return end


def is_somebody(p: Parsed, start: int, end: int, names: Names) -> bool:
    """Whether doc[start:end] is a pronoun for people, a name, or a noun for people spoken to."""
    word = p.lowers[start]
    if end - start == 1 and word in lexicons.pronouns():
        return lexicons.pronouns()[word]["kind"] == "personal" and not word.startswith("it")
    top = phrases.head(p, start, end)
    word = p.lowers[top]
    named = any(name.start <= top < name.end and name.label != "EVENT" for name in names(start, end))
    return named or word in lexicons.words("audiences", "noun") or word in lexicons.roles()
