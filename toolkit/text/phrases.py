"""Noun phrases in a Doc: where they begin and end, which word heads them, which names they hold.

Everything here reads tags, not trees, so it works with any tagger. A word without a tag (a blank pipeline) is judged
by its form. Ranges are half-open token indices, as in doc[start:end]; `p` are the columns of such a Doc (`parsed`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit import lexicons
from toolkit.text.word_classes import CONJUNCTIONS, POSSESSIVE

if TYPE_CHECKING:
    from toolkit.text.parsed import Parsed

Range = tuple[int, int]

# "the former deputy assistant secretary of defense for Russia, Ukraine and Eurasia": longer ones are run-on lists.
LONGEST_ROLE = 16

ROLE_LINKS = frozenset({"of", "to", "for", "at"})
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that", "where", "when", "what"})
# The irregular verbs among those of speech, address and will; their forms matter where a pipeline has no lemmas.
_IRREGULAR = {
    "said": "say",
    "told": "tell",
    "wrote": "write",
    "spoke": "speak",
    "sought": "seek",
    "thought": "think",
    "saw": "see",
    "withdrew": "withdraw",
    "besought": "beseech",
    "denied": "deny",
    "replied": "reply",
}
OUTER = frozenset(",.;:!?-–—―()[]{}\"'“”‘’«»„`") | {"--", "``", "''", "..."}
_ENDINGS = ("s", "d", "ed", "ing")
_BEHIND = OUTER | POSSESSIVE
_CUTS = frozenset({",", "(", ")", "–", "—", "--", ";", ":"}) | CONJUNCTIONS - {"&"}


class Entity(NamedTuple):
    """A named stretch of a Doc, trimmed to the name."""

    start: int
    end: int
    label: str
    confidence: float = 1.0


def is_noun(p: Parsed, at: int) -> bool:
    """Whether the word at `at` is a noun, common or proper."""
    return p.classes[at].startswith("NN")


def is_form_of(p: Parsed, at: int, lemmas: frozenset[str]) -> bool:
    """Whether the word at `at` is a form of one of the verbs, by its lemma or, where there is none, by its ending."""
    return _is_form(p.own_lemmas[at] or _IRREGULAR.get(p.lowers[at], p.lowers[at]), lemmas)


@lru_cache(maxsize=50_000)
def _is_form(word: str, lemmas: frozenset[str]) -> bool:
    return word in lemmas or any(word.removesuffix(ending) in lemmas for ending in _ENDINGS)


def trim(p: Parsed, start: int, end: int) -> Range:
    """The range without punctuation and white space at its borders, and without a possessive at its end."""
    while start < end and (p.spaces[start] or p.texts[start] in OUTER):
        start += 1
    while end > start and (p.spaces[end - 1] or p.texts[end - 1] in _BEHIND):
        end -= 1
    return start, end


def segments(p: Parsed, start: int, end: int) -> list[Range]:
    """The range cut at commas, dashes, brackets and between coordinated phrases."""
    inner = [at for at in range(start, end) if p.lowers[at] in _CUTS]
    if not inner:
        return [(start, end)]
    cuts = [start - 1, *inner, end]
    found = [(low + 1, high) for low, high in zip(cuts, cuts[1:], strict=False) if high > low + 1]
    return found or [(start, end)]


def head(p: Parsed, start: int, end: int) -> int:
    """The word that heads the phrase doc[start:end]: its last noun before a preposition, clause or next phrase.

    "the head of the US delegation" -> head; "Trump's campaign manager" -> manager; "officials in Moscow" -> officials.
    """
    low, high = segments(p, start, end)[0]
    last = None
    for at in range(low, high):
        kind = p.classes[at]
        clause = p.lowers[at] in _RELATIVE or kind.startswith(("VB", "MD", "W"))
        if last is not None and ((clause and kind not in {"VBN", "VBG"}) or kind in {"IN", "TO"}):
            break
        if (
            kind.startswith("NN")
            or (kind in {"PRP", "CD", "JJ", "DT", "WP"} and last is None)
            or (kind == "JJ" and not is_noun(p, last))
        ):
            last = at
    return low if last is None else last


def sentence_bounds(p: Parsed) -> tuple[list[int], list[Range]]:
    """First tokens and character ranges of the sentences; of the paragraphs where no sentences are marked."""
    starts, ranges = p.sentences, []
    if not p.doc.has_annotation("SENT_START"):
        starts = [at for at in range(len(p.texts)) if at == 0 or "\n" in p.texts[at - 1]]
    for start, end in zip(starts, [*starts[1:], len(p.tags)]):
        low, inner = p.starts[start], p.form(start, end)
        ranges.append((low + len(inner) - len(inner.lstrip()), low + len(inner.rstrip())))
    return starts, ranges


def sentence(bounds: tuple[list[int], list[Range]], start: int, end: int) -> Range:
    """Character range of the sentences (from sentence_bounds) that the tokens [start, end) lie in."""
    starts, ranges = bounds
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
    return ranges[first][0], ranges[last][1]


def named(p: Parsed, start: int, end: int, entities: Iterable[Entity]) -> Entity | None:
    """The name that a source phrase stands for, or None when it describes somebody without naming.

    The phrase's head decides ("Acme spokesman John Smith" -> John Smith; "aides of Trump" -> None). A person in
    apposition counts too ("Trump's manager, Kellyanne Conway"); of several coordinated names the first.
    """
    inside = [entity for entity in entities if start <= entity.start and entity.end <= end]
    if not inside:
        return None
    parts = segments(p, start, end)
    example = _has_object(p, *parts[0])
    for number, (low, high) in enumerate(parts):
        top = head(p, low, high)
        joined = number > 0 and low > 0 and p.lowers[low - 1] in CONJUNCTIONS
        for entity in inside:
            if not entity.start <= top < entity.end or _describes_one(p, entity, low, end):
                continue
            if number == 0 or (entity.label == "PERSON" and not (joined and example)):
                return entity
    last = inside[-1]
    bracket = next((at for at in range(start + 1, end) if p.texts[at] == "("), end)
    if last.label == "PERSON" and last.end == trim(p, start, bracket)[1] and _titled(p, start, last.start):
        return last
    # A name that itself holds a preposition or conjunction ("Organization for Security").
    return next((entity for entity in inside if (entity.start, entity.end) == trim(p, start, end)), None)


def _has_object(p: Parsed, start: int, end: int) -> bool:
    """Whether a preposition follows the head of doc[start:end]: "aides to Trump", "candidates like Trump"."""
    top = head(p, start, end)
    return not {"IN", "TO"}.isdisjoint(p.classes[top + 1 : end])


def _describes_one(p: Parsed, entity: Entity, start: int, end: int) -> bool:
    """Whether a demonym or a party is no name here: "the Wisconsin Republican", "Republican and Democratic voters"."""
    if entity.label != "NORP":
        return False
    plural = p.texts[entity.end - 1].endswith("s")
    if entity.end < end and p.lowers[entity.end] in CONJUNCTIONS and not plural:
        return True
    singular = p.classes[entity.end - 1] in {"NN", "NNP", "JJ"} and not plural
    return singular and (entity.start > start + 1 or p.lowers[start] in {"a", "an", "one"})


def coordinated(p: Parsed, start: int, end: int, entities: Iterable[Entity] = ()) -> list[Range]:
    """The phrases that doc[start:end] joins by "and" or "or": 'Ann Lee, a senator, and Bo Ek' -> Ann Lee | Bo Ek.

    Empty where it joins none. A conjunction inside the object of a preposition ("aides to Lee and Ek", "officials from
    the FBI and the CIA") or inside a title ("Health and Human Services secretary") joins no sources.
    """
    start, end = trim(p, start, end)
    if any(
        e.start < at < e.end for at in range(start, end) if p.lowers[at] in CONJUNCTIONS for e in entities
    ):
        return []
    parts = segments(p, start, end)
    first = parts[0]
    found, seen = [first], False
    for before, (low, high) in zip(parts, parts[1:]):
        low, high = trim(p, low, high)
        if low >= high or not _is_phrase(p, low, high):
            continue
        conjunction = p.lowers[low - 1] in CONJUNCTIONS
        if (_has_object(p, *first) or _has_object(p, *before)) and not _opens_phrase(p, low, high):
            continue
        if conjunction and not _opens_source(p, low, high):
            continue
        if conjunction:
            seen = True
            found.append((low, high))
        elif p.classes[low].startswith("NNP") and _followed_by_conjunction(p, high, end):
            found.append((low, high))
    return found if seen and _is_phrase(p, *first) else []


def _is_phrase(p: Parsed, start: int, end: int) -> bool:
    """Whether doc[start:end] is a noun phrase of its own: a noun or pronoun as head, no verb at its start."""
    top = head(p, start, end)
    return p.classes[top].startswith(("NN", "PRP")) or p.texts[top].endswith("s")


def _opens_phrase(p: Parsed, low: int, high: int) -> bool:
    """Whether a new person begins at `low`, although a preposition stands before: "... and the governor of Ohio"."""
    top = head(p, low, high)
    return p.classes[low] in {"DT", "PRP$"} and p.lowers[top] in lexicons.roles()


def _opens_source(p: Parsed, low: int, high: int) -> bool:
    """Whether the phrase behind "and" is a source of its own: "his aides", not "strong favorite" of an apposition."""
    kind = p.classes[low]
    plural = p.classes[head(p, low, high)] in {"NNS", "NNPS"}
    return plural or kind in {"DT", "PRP$", "PRP", "CD"} or p.texts[low][:1].isupper()


def _followed_by_conjunction(p: Parsed, at: int, end: int) -> bool:
    """Whether the list that goes on at `at` ends in "and X": names alone between here and there."""
    for place in range(at, end):
        if p.lowers[place] in CONJUNCTIONS:
            return True
        if p.texts[place] != "," and not p.classes[place].startswith("NNP"):
            return False
    return False


def _titled(p: Parsed, start: int, name: int) -> bool:
    """Whether doc[start:name] is the whole title of the name behind it: "Ambassador to the OSCE" Michael Carpenter.

    Not so "aides to President" Trump, where the title is "President" alone.
    """
    start = max((low for low, _ in segments(p, start, name)), default=start)
    return start < name and is_role(p, head(p, start, name)) and own_title(p, start, name) == start


def own_title(p: Parsed, start: int, name: int) -> int:
    """Where in doc[start:name] the title of the name that follows begins: behind the last link before a role noun.

    "adviser to President" | Trump -> at President; "Ambassador to the OSCE" | Carpenter -> at Ambassador; a link or a
    determiner right before the name leaves no title: "adviser to the" | Clinton (campaign).
    """
    if start < name and p.classes[name - 1] == "DT":
        return name
    links = [at for at in range(start, name) if p.lowers[at] in ROLE_LINKS]
    if links and (links[-1] == name - 1 or is_role(p, name - 1)):
        return links[-1] + 1
    return start


def phrase_before(p: Parsed, at: int) -> Range | None:
    """The noun phrase that ends just before token `at`: what a relative pronoun there refers to."""
    end = at
    while end > 0 and p.texts[end - 1] in {",", "–", "—", "--"}:
        end -= 1
    start = left_edge(p, end - 1) if end and is_noun(p, end - 1) else end
    return (start, end) if start < end else None


def left_edge(p: Parsed, at: int) -> int:
    """First token of the noun phrase that ends with the noun at `at`, determiner included."""
    start = at
    while start > 0:
        kind = p.classes[start - 1]
        if kind in {"DT", "PRP$"}:
            return start - 1
        if not (kind.startswith(("NN", "JJ")) or kind in {"POS", "CD", "HYPH", "VBN"}) or p.spaces[start - 1]:
            break
        start -= 1
    return start


def widen(p: Parsed, at: int) -> Range:
    """The noun phrase headed by `at`, with "of", "for" or "to" and what follows where `at` is a role noun."""
    start, end = left_edge(p, at), at + 1
    if end < len(p.tags) - 1 and p.lowers[end] in ROLE_LINKS and p.lowers[at] in lexicons.roles():
        behind = phrase_from(p, end + 1, min(len(p.tags), end + LONGEST_ROLE))
        end = behind[1] if behind else end
    return start, end


def segments_in_brackets(p: Parsed, start: int, end: int) -> list[Range]:
    """The range cut at brackets: a name and the acronym that the text gives for it."""
    cuts = [at for at in range(start, end) if p.texts[at] in {"(", ")"}]
    if not cuts:
        return [(start, end)]
    return [(low, high) for low, high in zip([start, *(c + 1 for c in cuts)], [*cuts, end]) if low < high]


def phrase_from(p: Parsed, start: int, stop: int) -> Range | None:
    """The noun phrase that begins at `start`, before `stop`; None when a word there begins none."""
    end, nouns = start, False
    while end < stop:
        kind = p.classes[end]
        if kind == "PRP" and end == start:
            return start, start + 1
        if kind.startswith("NN"):
            nouns = True
        elif (kind == "DT" and end > start) or not (
            kind.startswith("JJ") or kind in {"DT", "PRP$", "POS", "CD", "HYPH"}
        ):
            break
        end += 1
    return (start, end) if nouns else None


def strip_titles(p: Parsed, start: int, end: int) -> int:
    """Where the name begins in a person entity that holds its titles ("President Donald Trump" -> Donald).

    A role word counts as a title only with a capital and when a name follows it; "Major" alone stays a name.
    """
    at = start
    while at < end - 1:
        word, lower = p.texts[at], p.lowers[at]
        role = lexicons.roles().get(lower) and word[0].isupper()
        if not (lexicons.title(word) or role or word == "." or lower in {"former", "then"}):
            break
        at += 1
    return at if any(character.isalpha() for character in p.texts[at]) else start


def is_role(p: Parsed, at: int) -> bool:
    """Whether the word at `at` is a role noun for one person."""
    known = lexicons.roles().get(p.lowers[at])
    return known is not None and not known.plural
