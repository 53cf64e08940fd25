"""Namings in a text: who calls what by which name, and which name is turned down.

Looked for are the forms in which a text itself says that a thing has a name that somebody gives it: "Moscow calls the
war an operation", "what critics called a cover-up", "the so-called republic", "a “dead end”, as Ryabkov put it", "not a
retreat but a regrouping", "refused to call it an invasion", "known as the Rust Belt", and quotation marks around one to
four words of narration (scare quotes). Names are nouns: "called the plan absurd" judges and names nothing.

Every row has its place, its pattern and a confidence: how often that pattern was right when read (`CONFIDENCE`).
Sources: naming as choice of words, Fowler 1991 (Language in the News), van Leeuwen 1996; scare quotes as distance:
Predelli 2003; Bednarek 2006 (attribution in news).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit import tables
from toolkit.rhetoric import scare_quotes
from toolkit.rhetoric.clauses import is_negated, is_passive, subject_of
from toolkit.rhetoric.complements import (
    MARKS,
    Found,
    bare,
    contrast_at,
    name_at,
    read_phrase,
    skip,
)
from toolkit.rhetoric.naming_verbs import by_verb, is_refused, verbs
from toolkit.rhetoric.tree_phrases import is_verb, left_edge, phrase, sentence_characters, span
from toolkit.text.marks import quotation_regions
from toolkit.text.parsed import Parsed, Range, parsed
from toolkit.text.readings import read

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]

PATTERNS = tables.NAMING_PATTERNS
NAMING_COLUMNS = tables.columns("namings")
# How often a pattern gives a name (the right words, in use as a name, and where the row says so who gives it to what),
# (right + 1) / (n + 2), read by hand in 150 PolNeAR training articles that had not been looked at before; some errors
# seen there were mended afterwards and not measured again. Of a quoted term "right" says that it names a thing.
CONFIDENCE = {
    "called": 0.83,  # 19 of 22
    "what_called": 0.85,  # 10 of 11
    "so_called": 0.92,  # 10 of 10
    "as_put": 0.5,  # none there: too rare to say
    "contrast": 0.75,  # 2 of 2
    "refused": 0.75,  # 2 of 2
    "known_as": 0.86,  # 5 of 5
    "scare_quotes": 0.78,  # 6 of 7; whether they keep a distance or only quote was not judged
    "quoted_term": 0.73,  # 15 of 20
    "seen_as": 0.88,  # 6 of 6
}

_AS_VERBS = frozenset(
    {"put", "call", "describe", "term", "phrase", "characterise", "characterize", "dub", "label"}
)
_SHUNNED = frozenset(
    {"avoid", "shun", "eschew", "reject", "ban", "forbid", "drop", "resist", "outlaw", "refuse"}
)
_WORDINGS = frozenset({"word", "term", "label", "phrase"})
_DISTANCING = frozenset({"styled", "proclaimed", "described", "declared", "appointed", "anointed"})
_SO_CALLED = frozenset({"so-called", "self-styled", "self-proclaimed", "self-described"})
_CONTRASTS = frozenset({"not", "n't", "n’t", "rather", "instead"})
_PARTICLES = _SO_CALLED | _DISTANCING | _CONTRASTS | _WORDINGS | {"called", "known", "as", "what"}
_CLEFT_REACH = 6


def find_namings(
    doc: Doc,
    *,
    doc_id: str,
    quotes: Iterable[Mapping[str, Any]] | None = None,
    columns: Parsed | None = None,
) -> list[Row]:
    """Who calls what by which name in `doc`: one row per naming, in text order.

    Shape: rows with the columns of `NAMING_COLUMNS`. `quotes` are rows of quotes.find_quotes for this Doc: a name
    inside of one has its source; without them the Doc's own attributions serve (doc._.attributions, where the pipeline
    has them). One place has one naming: of two patterns the more telling one, in the order of `PATTERNS`.
    `columns` are the Doc's (`parsed`), where other finders need them too.
    """
    p = columns or parsed(doc)
    text = p.text
    regions = read(doc, quotation_regions)
    spoken = scare_quotes.spoken(p, quotes)
    found = [naming for at in _places(p) for naming in _namings_at(p, at)]
    found += scare_quotes.find_marked(p, text, regions, spoken, [each.name for each in found])
    rows = [_row(p, text, doc_id, naming, spoken) for naming in _once(found)]
    return sorted(rows, key=lambda row: row["start"])


def _once(found: Sequence[Found]) -> list[Found]:
    """One naming for each place of a name: the first by the order of PATTERNS."""
    taken: set[int] = set()
    kept = []
    for naming in sorted(found, key=lambda each: PATTERNS.index(each.pattern)):
        place = set(range(*naming.name))
        if not place & taken:
            kept.append(naming)
            taken |= place
    return kept


def _row(p: Parsed, text: str, doc_id: str, naming: Found, spoken: Sequence[scare_quotes.Spoken]) -> Row:
    start, end = span(p, naming.name)
    low, high = sentence_characters(p, naming.name[0])
    source = next((each.source for each in spoken if each.start <= start and end <= each.end), None)
    row = {
        "naming_id": tables.identifier("naming", doc_id, start, end),
        "doc_id": doc_id,
        "start": start,
        "end": end,
        "name": text[start:end],
        "pattern": naming.pattern,
    }
    places = {
        part: span(p, tokens) if (tokens := getattr(naming, part)) else None
        for part in ("namer", "referent", "rival")
    }
    for part, place in {**places, "source": source}.items():
        first, last = place or (None, None)
        row |= {f"{part}_start": first, f"{part}_end": last, part: text[first:last] if place else None}
    return row | {"confidence": CONFIDENCE[naming.pattern], "sentence_start": low, "sentence_end": high}


def _places(p: Parsed) -> list[int]:
    """The tokens that a naming may hang on: verbs that name, and particles."""
    lemmas = verbs()
    return [
        at
        for at, (lower, lemma) in enumerate(zip(p.lowers, p.lemmas, strict=True))
        if lemma in lemmas or lower in _PARTICLES
    ]


def _namings_at(p: Parsed, at: int) -> Iterator[Found]:
    """The namings whose verb or particle stands at `at`."""
    lower = p.lowers[at]
    if is_verb(p, at) and p.lemmas[at] in verbs() and not _is_compound_of(p, at):
        yield from by_verb(p, at)
    elif lower in _SO_CALLED or (lower in {"called", *_DISTANCING} and _is_compound_of(p, at)):
        yield from _so_called(p, at)
    elif lower == "known":
        yield from _known_as(p, at)
    elif lower == "as":
        yield from _as_put(p, at)
    elif lower in _CONTRASTS:
        yield from _contrast(p, at)
    elif lower in _WORDINGS:
        yield from _shunned_word(p, at)
    elif lower == "what":
        yield from _what_said_was(p, at)


def _so_called(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "the so-called republic", "the self-styled caliphate"."""
    name = name_at(p, at + 1)
    if name is not None:
        yield Found("so_called", name)


def _is_compound_of(p: Parsed, at: int) -> bool:
    """Whether the word at `at` ends "so-called" or "self-styled", written in one way or another."""
    before = at - 1
    if before >= 0 and p.lowers[before] in {"-", "–", "‑"}:
        before -= 1
    if before < 0:
        return False
    return (p.lowers[at] == "called" and p.lowers[before] == "so") or (
        p.lowers[at] in _DISTANCING and p.lowers[before] == "self"
    )


def _known_as(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "The region, known as the Rust Belt"; not "known as a tough negotiator", no nicknames."""
    if p.lowers[at + 1 : at + 2] != ["as"]:
        return
    name = name_at(p, at + 2)
    behind = skip(p, at + 2, ("``", "''"))
    if name is None or p.lowers[behind] in {"a", "an", "one"}:
        return
    subject = subject_of(p, at)
    if subject is not None and (_is_person(p, subject) or p.tags[subject] == "PRP"):
        return
    if _is_person(p, name[1] - 1):
        return
    referent = None if subject is None or p.lowers[subject] == "what" else phrase(p, subject)
    yield Found("known_as", name, None, referent)


def _is_person(p: Parsed, at: int) -> bool:
    return p.doc[at].ent_type_ == "PERSON"


def _as_put(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "a “dead end,” as Ryabkov put it"; "the operation, as the Kremlin calls it"."""
    namer = read_phrase(p, at + 1)
    if namer is None:
        return
    verb = skip(p, namer[1], ("RB", "MD"))
    verb += verb < len(p.tags) and p.lemmas[verb] == "have"
    told = verb + 1 < len(p.tags) and is_verb(p, verb) and p.lemmas[verb] in _AS_VERBS
    if not told or p.lowers[verb + 1] not in {"it", "them", "this"}:
        return
    last = at - 1
    while last >= 0 and (p.lowers[last] in MARKS or p.lowers[last] == ","):
        last -= 1
    marked = any(p.lowers[place] in MARKS for place in range(last + 1, at))
    if last < 0 or not p.tags[last].startswith("NN") or (p.lemmas[verb] == "put" and not marked):
        return
    start = left_edge(p, last)
    opening = [
        place for place in range(max(start - 1, last - 6, 0), last) if marked and p.lowers[place] in MARKS
    ]
    if marked and not opening:
        return  # the end of a longer quotation
    name = bare(p, (opening[-1] + 1 if opening else start, last + 1))
    yield Found("as_put", name, namer)


def _contrast(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "was not a retreat but a regrouping", "is a war, not an operation"."""
    behind = contrast_at(p, at) or (at + 1 if p.lowers[at] in {"n't", "n’t"} else None)
    if behind is None:
        return
    rejected = name_at(p, behind)
    if rejected is None or not _is_common(p, rejected):
        return
    cleft = skip(p, rejected[1], ("``", "''", ","))
    if p.lowers[cleft : cleft + 1] in (["who"], ["that"], ["which"]):
        return  # "it was the questioner, not the candidate, who had been wrong"
    if at > 0 and p.lemmas[at - 1] == "be":
        but = skip(p, rejected[1], ("``", "''", ","))
        upheld = name_at(p, but + 1) if p.lowers[but : but + 1] == ["but"] else None
        verb = at - 1
    else:
        last = at - 1
        while last >= 0 and (p.lowers[last] in MARKS or p.lowers[last] in {",", "–", "—", "--", "and"}):
            last -= 1
        upheld, verb = _predicate_before(p, last)
    if upheld is not None and verb is not None and _is_common(p, upheld):
        subject = subject_of(p, verb)
        cleft = {"that", "who"} & set(p.lowers[upheld[1] : upheld[1] + _CLEFT_REACH])
        it = subject is not None and p.lowers[subject] == "it" and cleft
        if it or p.deps[upheld[1] - 1] in {"nsubj", "nsubjpass"}:
            return  # "isn't a state, but both candidates came", "it was his positions ... that alarmed them"
        yield Found("contrast", upheld, None, phrase(p, subject) if subject is not None else None, rejected)


def _predicate_before(p: Parsed, last: int) -> tuple[Range | None, int | None]:
    """The noun phrase that ends at `last` with the form of "be" right before it."""
    if last < 0 or not p.tags[last].startswith("NN"):
        return None, None
    start = left_edge(p, last)
    verb = start - 1
    while verb > 0 and (p.lowers[verb] in MARKS or (p.tags[verb] == "RB" and p.lowers[verb] != "not")):
        verb -= 1
    return (bare(p, (start, last + 1)), verb) if verb >= 0 and _is_being(p, verb) else (None, None)


def _is_being(p: Parsed, at: int) -> bool:
    """Whether a form of "be" says what something is; not "ready to be president"."""
    return p.lemmas[at] == "be" and is_verb(p, at) and p.lowers[at - 1 : at] != ["to"]


def _is_common(p: Parsed, name: Range) -> bool:
    """Whether a name is a common noun: places, people and days are told apart, not named."""
    return p.tags[name[1] - 1] in {"NN", "NNS", "VBG"} and not any(p.names[place] for place in range(*name))


def _shunned_word(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "avoided the word “war”", "refused to use the term genocide"."""
    verb = p.heads[at]
    if not is_verb(p, verb) or p.deps[at] not in {"dobj", "nsubjpass", "nsubj"}:
        return
    used = p.lemmas[verb] in {"use", "utter", "mention", "employ"} and (
        is_negated(p, verb) or is_refused(p, verb)
    )
    if p.lemmas[verb] not in _SHUNNED and not used:
        return
    name = name_at(p, at + 1)
    if name is None or name[0] > at + 3:
        return
    subject = subject_of(p, verb)
    passive = is_passive(p, verb)
    yield Found("refused", name, None if passive or subject is None else phrase(p, subject))


def _what_said_was(p: Parsed, at: int) -> Iterator[Found]:
    """Namings such as "fired on what it said was a smuggling boat"; not "What he says is true"."""
    if at == 0 or p.tags[at - 1] in {".", ":"} or p.lowers[at - 1] in MARKS:
        return
    namer = read_phrase(p, at + 1)
    if namer is None or p.tags[namer[0]] == "WP":
        return
    verb = skip(p, namer[1], ("RB",))
    if p.lemmas[verb : verb + 1] not in (["say"], ["claim"], ["insist"], ["allege"]):
        return
    being = skip(p, verb + 1, ("RB", "MD"))
    if p.lemmas[being : being + 1] != ["be"]:
        return
    name = name_at(p, being + 1)
    if name is not None:
        yield Found("what_called", name, namer)
