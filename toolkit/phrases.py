"""Noun phrases in a Doc: where they begin and end, which word heads them, which role they give a person.

Everything here reads tags, not trees, so it works with any tagger. A word without a tag (a blank pipeline) is judged
by its form. Ranges are half-open token indices.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from toolkit import lexicons

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Range = tuple[int, int]

# "the former deputy assistant secretary of defense for Russia, Ukraine and Eurasia": longer ones are run-on lists.
LONGEST_ROLE = 16

_LINKS = frozenset({"of", "to", "for", "at", "in", "on", "with", "from"})
_ROLE_LINKS = frozenset({"of", "to", "for", "at"})
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
_CONJUNCTIONS = frozenset({"and", "or", "but", "nor", "&"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_OUTER = frozenset(",.;:!?-–—()[]{}\"'“”‘’«»„`") | {"--", "``", "''", "..."}


class Given(NamedTuple):
    """Role and affiliation that the text gives a name; `gender` where a word of it tells."""

    role: str | None = None
    affiliation: str | None = None
    gender: str | None = None


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
        return "POS" if lower in _POSSESSIVE and token.i and not token.nbor(-1).whitespace_ else token.text
    if lower in _POSSESSIVE:
        return "POS"
    if lower in lexicons.pronouns() and (token.text == "I" or not token.is_upper):
        return "WP" if lexicons.pronouns()[lower]["kind"] == "relative" else "PRP"
    if lower in _DETERMINERS:
        return "DT"
    if lower in _PREPOSITIONS:
        return "TO" if lower == "to" else "IN"
    if lower in _CONJUNCTIONS:
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
    while start < end and (doc[start].is_space or doc[start].text in _OUTER):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in _OUTER | _POSSESSIVE):
        end -= 1
    return start, end


def segments(doc: Doc, start: int, end: int) -> list[Range]:
    """The range cut at commas, dashes, brackets and between coordinated phrases."""
    cuts = [start - 1]
    for at in range(start, end):
        if doc[at].text in {",", "(", ")", "–", "—", "--", ";", ":"} or doc[at].lower_ in _CONJUNCTIONS - {
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
    marked = doc.has_annotation("SENT_START")
    starts = [t.i for t in doc if t.i == 0 or (t.is_sent_start if marked else "\n" in doc[t.i - 1].text)]
    text, ranges = doc.text, []  # Doc.text is put together anew each time
    for start, end in zip(starts, [*starts[1:], len(doc)]):
        low = doc[start].idx
        inner = text[low : doc[end - 1].idx + len(doc[end - 1])]
        ranges.append((low + len(inner) - len(inner.lstrip()), low + len(inner.rstrip())))
    return starts, ranges


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
    for number, (low, high) in enumerate(segments(doc, start, end)):
        top = head(doc, low, high)
        for entity in inside:
            if entity.start <= top < entity.end and (number == 0 or entity.label == "PERSON"):
                return entity
    last = inside[-1]
    if last.label == "PERSON" and last.end == trim(doc, start, end)[1] and _titled(doc, start, last.start):
        return last
    # A name that itself holds a preposition or conjunction ("Organization for Security").
    return next((entity for entity in inside if (entity.start, entity.end) == trim(doc, start, end)), None)


def _titled(doc: Doc, start: int, name: int) -> bool:
    """Whether doc[start:name] is the whole title of the name behind it: "Ambassador to the OSCE" Michael Carpenter.

    Not so "aides to President" Trump, where the title is "President" alone.
    """
    start = max((low for low, _ in segments(doc, start, name)), default=start)
    return start < name and is_role(doc, head(doc, start, name)) and _own_title(doc, start, name) == start


def _own_title(doc: Doc, start: int, name: int) -> int:
    """Where in doc[start:name] the title of the name that follows begins: behind the last link before a role noun.

    "adviser to President" | Trump -> at President; "Ambassador to the OSCE" | Carpenter -> at Ambassador; a link right
    before the name leaves no title.
    """
    links = [at for at in range(start, name) if doc[at].lower_ in _ROLE_LINKS]
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
    if end < len(doc) - 1 and doc[end].lower_ in _ROLE_LINKS and doc[at].lower_ in lexicons.roles():
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


def role_of(doc: Doc, person: Entity, entities: list[Entity]) -> Given:
    """Role and affiliation that the text gives the person: before the name, in apposition, or "of Acme" behind it."""
    before = _title_before(doc, person, entities)
    behind = _apposition_behind(doc, person, entities)
    ahead = _apposition_ahead(doc, person, entities, before)
    found = [given for given in (before, behind, ahead) if given]
    role = next((given.role for given in found if given.role), None)
    affiliation = next((given.affiliation for given in found if given.affiliation), None)
    affiliation = affiliation or _employer_behind(doc, person, entities)
    if affiliation is None and role:
        affiliation = lexicons.offices().get(lexicons.fold(role))
    gender = next((given.gender for given in found if given.gender), None)
    return Given(role, affiliation, gender)


def describe(doc: Doc, start: int, end: int, entities: list[Entity]) -> Given | None:
    """What the phrase doc[start:end] says as a role: 'a spokesman for Acme' -> spokesman, Acme; None if it is none.

    The head has to be a role noun or the noun of a body that stands for a state ("officials", "government").
    """
    start, end = trim(doc, start, end)
    if start >= end:
        return None
    top = head(doc, start, end)
    known = lexicons.roles().get(doc[top].lower_)
    if known is None and not lexicons.stands_for_body(doc[top].text):
        return None
    first = start
    while first < top and word_class(doc[first]) in {"DT", "PRP$"}:
        first += 1
    lead = _first_affiliation(doc, first, top, entities)
    role_start = lead[1] if lead else first
    while role_start < top and (
        doc[role_start].text in _POSSESSIVE or doc[role_start].lower_ in _CONJUNCTIONS
    ):
        role_start += 1
    # "committee's inquiry former Secretary of State": a garbled or run-on start is no part of the role.
    role_start = next((at for at in range(role_start, top) if doc[at].lower_ == "former"), role_start)
    behind = _object_affiliation(doc, top, end, entities)
    affiliation = lead[0] if lead else behind
    role_end = top + 1 if behind and not lead and entities_end(entities, end) else end
    role_start, role_end = trim(doc, role_start, role_end)
    return Given(doc[role_start:role_end].text, affiliation, known.gender if known else None)


def entities_end(entities: list[Entity], end: int) -> bool:
    """Whether a name ends just at `end`: "head of Acme", not "head of the Acme delegation"."""
    return any(entity.end == end for entity in entities)


def is_role(doc: Doc, at: int) -> bool:
    """Whether the word at `at` is a role noun for one person."""
    known = lexicons.roles().get(doc[at].lower_)
    return known is not None and not known.plural


def _title_before(doc: Doc, person: Entity, entities: list[Entity]) -> Given | None:
    """The titles right before the name: 'Polish Foreign Minister' before 'Zbigniew Rau'."""
    start = person.start
    low = max(0, person.start - LONGEST_ROLE)
    while start > low and _may_precede(doc, start - 1, person.start):
        start -= 1
    start = _own_title(doc, start, person.start)
    while start < person.start and word_class(doc[start]) in {"IN", "TO", "DT", "CC", "POS", "PRP$"}:
        start += 1
    courtesy = lexicons.title(doc[person.start - 1].text) if person.start else None
    if person.start > 1 and doc[person.start - 1].text == ".":
        courtesy = lexicons.title(doc[person.start - 2].text)
    gender = courtesy["gender"] if courtesy else None
    if courtesy and courtesy["expansion"]:
        return Given(courtesy["expansion"], _lead(doc, start, person.start, entities), gender)
    top = _role_head(doc, start, person.start)
    if top is None:
        return Given(gender=gender) if gender else None
    return describe(doc, start, person.start, [e for e in entities if e != person]) or None


def _may_precede(doc: Doc, at: int, name: int) -> bool:
    """Whether the word at `at` can belong to a title that ends where the name begins."""
    token = doc[at]
    if token.is_space or (at + 1 < name and doc[at + 1].is_sent_start):
        return False
    kind = word_class(token)
    if token.lower_ in _ROLE_LINKS:
        return is_role(doc, at - 1) if at else False
    if kind == "DT":
        return at > 0 and doc[at - 1].lower_ in _ROLE_LINKS
    return (
        kind.startswith("NN")
        or kind in {"JJ", "POS", "HYPH", "VBN", "CD"}
        or (token.text == "." and at > 0 and lexicons.title(doc[at - 1].text) is not None)
    )


def _role_head(doc: Doc, start: int, end: int) -> int | None:
    """The role noun that heads doc[start:end], which stands before a name."""
    if start >= end:
        return None
    top = head(doc, start, end)
    return top if is_role(doc, top) and not any(t.is_space for t in doc[start:end]) else None


def _lead(doc: Doc, start: int, end: int, entities: list[Entity]) -> str | None:
    lead = _first_affiliation(doc, start, end, entities)
    return lead[0] if lead else None


def _apposition_behind(doc: Doc, person: Entity, entities: list[Entity]) -> Given | None:
    """', Chairman of the OSCE,' or '(the chairman of Acme)' behind the name; nothing when it runs on and on."""
    if person.end >= len(doc) - 1 or doc[person.end].text not in {",", "(", "–", "—"}:
        return None
    start = person.end + 1
    high = min(len(doc), start + LONGEST_ROLE)
    end = next((at for at in range(start, high) if _ends_apposition(doc, at)), None)
    return _apposed(doc, start, end, entities) if end else None


def _apposition_ahead(doc: Doc, person: Entity, entities: list[Entity], before: Given | None) -> Given | None:
    """'The head of the US delegation,' ahead of the name (and of its title)."""
    comma = person.start - 1
    while before and before.role and comma > 0 and _may_precede(doc, comma, person.start):
        comma -= 1
    if comma < 1 or doc[comma].text != ",":
        return None
    low = max(0, comma - LONGEST_ROLE)
    start = next((at + 1 for at in range(comma - 1, low - 1, -1) if _ends_apposition(doc, at)), low)
    # Only a phrase with a determiner or possessive: otherwise the comma may stand in a list.
    kinds = [word_class(token) for token in doc[start:comma]]
    definite = kinds and (kinds[0] in {"DT", "PRP$"} or "POS" in kinds)
    return _apposed(doc, start, comma, entities) if definite else None


def _ends_apposition(doc: Doc, at: int) -> bool:
    """Whether an apposition cannot go on over the token at `at`."""
    token = doc[at]
    kind = word_class(token)
    verb = kind in {"VBD", "VBZ", "VBP", "VB", "MD", "WP", "WDT"}
    return verb or token.is_space or (token.text in _OUTER - {"'", "’", "-"} and not token.text.isalnum())


def _apposed(doc: Doc, start: int, end: int, entities: list[Entity]) -> Given | None:
    """The role in doc[start:end] when its head is a role noun in the singular and no person's name heads it."""
    start, end = trim(doc, start, end)
    if start >= end or not is_role(doc, head(doc, start, end)):
        return None
    return describe(doc, start, end, entities)


def _employer_behind(doc: Doc, person: Entity, entities: list[Entity]) -> str | None:
    """'Breitbart' in 'Joel Pollak of Breitbart'."""
    if person.end >= len(doc) or doc[person.end].lower_ not in {"of", "from", "at"}:
        return None
    low = person.end + 1
    low += low < len(doc) and doc[low].lower_ == "the"
    return next(
        (_usual(doc, e) for e in entities if e.start == low and (e.label == "ORG" or _state(doc, e))), None
    )


def _first_affiliation(doc: Doc, start: int, end: int, entities: list[Entity]) -> tuple[str, int] | None:
    """The first state or organisation named in doc[start:end], and where its name ends."""
    for entity in entities:
        if start <= entity.start < end and entity.end <= end and entity.label != "PERSON":
            name = _state(doc, entity) or (_usual(doc, entity) if entity.label == "ORG" else None)
            if name:
                return name, entity.end
    for at in range(start, end):
        state = lexicons.state_of_demonym(doc[at].text) or lexicons.state_of(doc[at].text)
        covered = any(e.start <= at < e.end for e in entities)
        if state and not covered:
            return state, at + 1
    return None


def _object_affiliation(doc: Doc, top: int, end: int, entities: list[Entity]) -> str | None:
    """The state or organisation in 'of the OSCE', 'for Acme', 'in Moscow' behind the role noun at `top`."""
    if top + 1 >= end or doc[top + 1].lower_ not in _LINKS:
        return None
    start = top + 2
    inside = [e for e in entities if start <= e.start and e.end <= end and e.label != "PERSON"]
    if doc[top].lower_ in lexicons.words("portfolios", "noun"):
        inside = [e for e in inside if _state(doc, e)]
    if doc[top + 1].lower_ in {"in", "on", "with", "from"}:
        # "officials in Moscow" are Russia's more often than not; "officials in Ohio" tell of no state.
        return next(
            (s for e in inside[:1] if (s := lexicons.state_of_capital(doc[e.start : e.end].text))), None
        )
    found = next(iter(inside), None)
    if found is None:
        return None
    return _state(doc, found) or (_usual(doc, found) if found.label == "ORG" else None)


def _state(doc: Doc, entity: Entity) -> str | None:
    """The state that an entity names, by its name, its demonym or its seat of power."""
    text = doc[entity.start : entity.end].text
    seat = lexicons.seats().get(lexicons.fold(text))
    return lexicons.state_of(text) or lexicons.state_of_demonym(text) or (seat.stands_for if seat else None)


def _usual(doc: Doc, entity: Entity) -> str:
    """An organisation's name as it stands there, without article and line breaks."""
    text = re.sub(r"\s+", " ", doc[entity.start : entity.end].text)
    return re.sub(r"^[Tt]he ", "", text)
