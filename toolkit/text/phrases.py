"""Noun phrases in a Doc: where they begin and end, which word heads them, which names they hold.

Everything here reads tags, not trees, so it works with any tagger. A word without a tag (a blank pipeline) is judged
by its form. Ranges are half-open token indices.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit import lexicons
from toolkit.text.readings import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Range = tuple[int, int]

# "the former deputy assistant secretary of defense for Russia, Ukraine and Eurasia": longer ones are run-on lists.
LONGEST_ROLE = 16

ROLE_LINKS = frozenset({"of", "to", "for", "at"})
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that", "where", "when", "what"})
_PREPOSITIONS = frozenset(
    "of in to for with on at from by about as into like through after over between out against during without before "
    "under around among near including via per despite behind outside inside across toward towards".split()
)
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
_DETERMINERS = frozenset(
    "the a an this that these those some any each every no another many several few".split()
)
CONJUNCTIONS = frozenset({"and", "or", "but", "nor", "&"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
PAST = frozenset({"former", "ex", "onetime", "erstwhile"})
_POSSESSIVE_PRONOUNS = frozenset({"my", "your", "his", "its", "our", "their"})
OUTER = frozenset(",.;:!?-–—―()[]{}\"'“”‘’«»„`") | {"--", "``", "''", "..."}


class Entity(NamedTuple):
    """A named stretch of a Doc, trimmed to the name."""

    start: int
    end: int
    label: str
    confidence: float = 1.0


def word_class(token: Token) -> str:
    """The token's Penn Treebank tag, or a guess by its form where it has none."""
    if token.tag_:
        return token.tag_
    lower = token.lower_
    if not any(character.isalnum() for character in token.text):
        return "POS" if lower in POSSESSIVE and token.i and not token.nbor(-1).whitespace_ else token.text
    if lower in POSSESSIVE:
        return "POS"
    if lower in PAST:
        return "JJ"
    if lower in _POSSESSIVE_PRONOUNS:
        return "PRP$"
    if lower in lexicons.pronouns() and (token.text == "I" or not token.is_upper):
        return "WP" if lexicons.pronouns()[lower]["kind"] == "relative" else "PRP"
    if lower in _DETERMINERS:
        return "DT"
    if lower in _PREPOSITIONS:
        return "TO" if lower == "to" else "IN"
    if lower in CONJUNCTIONS:
        return "CC"
    if token.is_digit:
        return "CD"
    return "NNP" if token.text[0].isupper() else "VBD" if token.is_stop else "NN"


def is_noun(token: Token) -> bool:
    """Whether the word is a noun, common or proper."""
    return word_class(token).startswith("NN")


def is_form_of(token: Token, lemmas: frozenset[str]) -> bool:
    """Whether the token is a form of one of the verbs, by its lemma or, where there is none, by its ending."""
    word = token.lemma_.lower() or _IRREGULAR.get(token.lower_, token.lower_)
    return any(word.removesuffix(ending) in lemmas for ending in ("", "s", "d", "ed", "ing"))


def trim(doc: Doc, start: int, end: int) -> Range:
    """The range without punctuation and white space at its borders, and without a possessive at its end."""
    while start < end and (doc[start].is_space or doc[start].text in OUTER):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in OUTER | POSSESSIVE):
        end -= 1
    return start, end


def segments(doc: Doc, start: int, end: int) -> list[Range]:
    """The range cut at commas, dashes, brackets and between coordinated phrases."""
    cuts = [start - 1]
    for at in range(start, end):
        if doc[at].text in {",", "(", ")", "–", "—", "--", ";", ":"} or doc[at].lower_ in CONJUNCTIONS - {
            "&"
        }:
            cuts.append(at)
    cuts.append(end)
    found = [(low + 1, high) for low, high in zip(cuts, cuts[1:], strict=False) if high > low + 1]
    return found or [(start, end)]


def head(doc: Doc, start: int, end: int) -> int:
    """The word that heads the phrase doc[start:end]: its last noun before a preposition, clause or next phrase.

    "the head of the US delegation" -> head; "Trump's campaign manager" -> manager; "officials in Moscow" -> officials.
    """
    low, high = segments(doc, start, end)[0]
    last = None
    for at in range(low, high):
        kind = word_class(doc[at])
        clause = doc[at].lower_ in _RELATIVE or kind.startswith(("VB", "MD", "W"))
        if last is not None and ((clause and kind not in {"VBN", "VBG"}) or kind in {"IN", "TO"}):
            break
        if (
            kind.startswith("NN")
            or (kind in {"PRP", "CD", "JJ", "DT", "WP"} and last is None)
            or (kind == "JJ" and not is_noun(doc[last]))
        ):
            last = at
    return low if last is None else last


def sentence_bounds(doc: Doc) -> tuple[list[int], list[Range]]:
    """First tokens and character ranges of the sentences; of the paragraphs where no sentences are marked."""
    text, ranges = text_of(doc), []
    begins, lengths, opens = _numbers(doc, "IDX", "LENGTH", "SENT_START")
    ends = begins + lengths
    if not doc.has_annotation("SENT_START"):
        inner = [text[low:high] for low, high in zip(begins.tolist(), ends.tolist())]
        opens = np.array([0, *("\n" in word for word in inner[:-1])])[: len(doc)]
    starts = np.flatnonzero((opens == 1) | (begins == 0)).tolist()
    for start, end in zip(starts, [*starts[1:], len(doc)]):
        low = int(begins[start])
        inner = text[low : ends[end - 1]]
        ranges.append((low + len(inner) - len(inner.lstrip()), low + len(inner.rstrip())))
    return starts, ranges


def _numbers(doc: Doc, *names: str) -> np.ndarray:
    """One row for each of these attributes, one place per token."""
    return doc.to_array(list(names)).reshape(len(doc), len(names)).view(np.int64).T


def sentence(bounds: tuple[list[int], list[Range]], start: int, end: int) -> Range:
    """Character range of the sentences (from sentence_bounds) that the tokens [start, end) lie in."""
    starts, ranges = bounds
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
    return ranges[first][0], ranges[last][1]


def named(doc: Doc, start: int, end: int, entities: Iterable[Entity]) -> Entity | None:
    """The name that a source phrase stands for, or None when it describes somebody without naming.

    The phrase's head decides ("Acme spokesman John Smith" -> John Smith; "aides of Trump" -> None). A person in
    apposition counts too ("Trump's manager, Kellyanne Conway"); of several coordinated names the first.
    """
    inside = [entity for entity in entities if start <= entity.start and entity.end <= end]
    if not inside:
        return None
    parts = segments(doc, start, end)
    example = _has_object(doc, *parts[0])
    for number, (low, high) in enumerate(parts):
        top = head(doc, low, high)
        joined = number > 0 and low > 0 and doc[low - 1].lower_ in CONJUNCTIONS
        for entity in inside:
            if not entity.start <= top < entity.end or _describes_one(doc, entity, low, end):
                continue
            if number == 0 or (entity.label == "PERSON" and not (joined and example)):
                return entity
    last = inside[-1]
    bracket = next((at for at in range(start + 1, end) if doc[at].text == "("), end)
    if (
        last.label == "PERSON"
        and last.end == trim(doc, start, bracket)[1]
        and _titled(doc, start, last.start)
    ):
        return last
    # A name that itself holds a preposition or conjunction ("Organization for Security").
    return next((entity for entity in inside if (entity.start, entity.end) == trim(doc, start, end)), None)


def _has_object(doc: Doc, start: int, end: int) -> bool:
    """Whether a preposition follows the head of doc[start:end]: "aides to Trump", "candidates like Trump"."""
    top = head(doc, start, end)
    return any(word_class(token) in {"IN", "TO"} for token in doc[top + 1 : end])


def _describes_one(doc: Doc, entity: Entity, start: int, end: int) -> bool:
    """Whether a demonym or a party is no name here: "the Wisconsin Republican", "Republican and Democratic voters"."""
    if entity.label != "NORP":
        return False
    last = doc[entity.end - 1]
    after = doc[entity.end] if entity.end < end else None
    if after is not None and after.lower_ in CONJUNCTIONS and not last.text.endswith("s"):
        return True
    singular = word_class(last) in {"NN", "NNP", "JJ"} and not last.text.endswith("s")
    return singular and (entity.start > start + 1 or doc[start].lower_ in {"a", "an", "one"})


def coordinated(doc: Doc, start: int, end: int, entities: Iterable[Entity] = ()) -> list[Range]:
    """The phrases that doc[start:end] joins by "and" or "or": 'Ann Lee, a senator, and Bo Ek' -> Ann Lee | Bo Ek.

    Empty where it joins none. A conjunction inside the object of a preposition ("aides to Lee and Ek", "officials from
    the FBI and the CIA") or inside a title ("Health and Human Services secretary") joins no sources.
    """
    start, end = trim(doc, start, end)
    if any(
        e.start < at < e.end for at in range(start, end) if doc[at].lower_ in CONJUNCTIONS for e in entities
    ):
        return []
    parts = segments(doc, start, end)
    first = parts[0]
    found, seen = [first], False
    for before, (low, high) in zip(parts, parts[1:]):
        low, high = trim(doc, low, high)
        if low >= high or not _is_phrase(doc, low, high):
            continue
        conjunction = doc[low - 1].lower_ in CONJUNCTIONS
        if (_has_object(doc, *first) or _has_object(doc, *before)) and not _opens_phrase(doc, low, high):
            continue
        if conjunction and not _opens_source(doc, low, high):
            continue
        if conjunction:
            seen = True
            found.append((low, high))
        elif word_class(doc[low]).startswith("NNP") and _followed_by_conjunction(doc, high, end):
            found.append((low, high))
    return found if seen and _is_phrase(doc, *first) else []


def _is_phrase(doc: Doc, start: int, end: int) -> bool:
    """Whether doc[start:end] is a noun phrase of its own: a noun or pronoun as head, no verb at its start."""
    top = head(doc, start, end)
    return word_class(doc[top]).startswith(("NN", "PRP")) or doc[top].text.endswith("s")


def _opens_phrase(doc: Doc, low: int, high: int) -> bool:
    """Whether a new person begins at `low`, although a preposition stands before: "... and the governor of Ohio"."""
    top = head(doc, low, high)
    return word_class(doc[low]) in {"DT", "PRP$"} and doc[top].lower_ in lexicons.roles()


def _opens_source(doc: Doc, low: int, high: int) -> bool:
    """Whether the phrase behind "and" is a source of its own: "his aides", not "strong favorite" of an apposition."""
    kind = word_class(doc[low])
    plural = word_class(doc[head(doc, low, high)]) in {"NNS", "NNPS"}
    return plural or kind in {"DT", "PRP$", "PRP", "CD"} or doc[low].text[:1].isupper()


def _followed_by_conjunction(doc: Doc, at: int, end: int) -> bool:
    """Whether the list that goes on at `at` ends in "and X": names alone between here and there."""
    for token in doc[at:end]:
        if token.lower_ in CONJUNCTIONS:
            return True
        if token.text != "," and not word_class(token).startswith("NNP"):
            return False
    return False


def _titled(doc: Doc, start: int, name: int) -> bool:
    """Whether doc[start:name] is the whole title of the name behind it: "Ambassador to the OSCE" Michael Carpenter.

    Not so "aides to President" Trump, where the title is "President" alone.
    """
    start = max((low for low, _ in segments(doc, start, name)), default=start)
    return start < name and is_role(doc, head(doc, start, name)) and own_title(doc, start, name) == start


def own_title(doc: Doc, start: int, name: int) -> int:
    """Where in doc[start:name] the title of the name that follows begins: behind the last link before a role noun.

    "adviser to President" | Trump -> at President; "Ambassador to the OSCE" | Carpenter -> at Ambassador; a link or a
    determiner right before the name leaves no title: "adviser to the" | Clinton (campaign).
    """
    if start < name and word_class(doc[name - 1]) == "DT":
        return name
    links = [at for at in range(start, name) if doc[at].lower_ in ROLE_LINKS]
    if links and (links[-1] == name - 1 or is_role(doc, name - 1)):
        return links[-1] + 1
    return start


def phrase_before(doc: Doc, at: int) -> Range | None:
    """The noun phrase that ends just before token `at`: what a relative pronoun there refers to."""
    end = at
    while end > 0 and doc[end - 1].text in {",", "–", "—", "--"}:
        end -= 1
    start = left_edge(doc, end - 1) if end and is_noun(doc[end - 1]) else end
    return (start, end) if start < end else None


def left_edge(doc: Doc, at: int) -> int:
    """First token of the noun phrase that ends with the noun at `at`, determiner included."""
    start = at
    while start > 0:
        before = doc[start - 1]
        kind = word_class(before)
        if kind in {"DT", "PRP$"}:
            return start - 1
        if not (kind.startswith(("NN", "JJ")) or kind in {"POS", "CD", "HYPH", "VBN"}) or before.is_space:
            break
        start -= 1
    return start


def widen(doc: Doc, at: int) -> Range:
    """The noun phrase headed by `at`, with "of", "for" or "to" and what follows where `at` is a role noun."""
    start, end = left_edge(doc, at), at + 1
    if end < len(doc) - 1 and doc[end].lower_ in ROLE_LINKS and doc[at].lower_ in lexicons.roles():
        behind = phrase_from(doc, end + 1, min(len(doc), end + LONGEST_ROLE))
        end = behind[1] if behind else end
    return start, end


def segments_in_brackets(doc: Doc, start: int, end: int) -> list[Range]:
    """The range cut at brackets: a name and the acronym that the text gives for it."""
    cuts = [at for at in range(start, end) if doc[at].text in {"(", ")"}]
    return [(low, high) for low, high in zip([start, *(c + 1 for c in cuts)], [*cuts, end]) if low < high]


def phrase_from(doc: Doc, start: int, stop: int) -> Range | None:
    """The noun phrase that begins at `start`, before `stop`; None when a word there begins none."""
    end, nouns = start, False
    while end < stop:
        kind = word_class(doc[end])
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


def strip_titles(doc: Doc, start: int, end: int) -> int:
    """Where the name begins in a person entity that holds its titles ("President Donald Trump" -> Donald).

    A role word counts as a title only with a capital and when a name follows it; "Major" alone stays a name.
    """
    at = start
    while at < end - 1:
        word = doc[at]
        role = lexicons.roles().get(word.lower_) and word.text[0].isupper()
        if not (lexicons.title(word.text) or role or word.text == "." or word.lower_ in {"former", "then"}):
            break
        at += 1
    return at if any(character.isalpha() for character in doc[at].text) else start


def is_role(doc: Doc, at: int) -> bool:
    """Whether the word at `at` is a role noun for one person."""
    known = lexicons.roles().get(doc[at].lower_)
    return known is not None and not known.plural
