"""Who says what: quotes in one document, and the speakers behind them across a corpus.

A quote is reported speech: a content, the cue that reports it ("said"), and a source, the words that name who said it.
`find_quotes` turns the attributions of one Doc into rows; `resolve_speakers` goes from source to speaker, over whole
tables, with a confidence and a reason for every step. The annotation follows PolNeAR (Newell, Margolin & Ruths 2018).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from toolkit import cleaning, lexicons, phrases, tables
from toolkit.marks import WORD, quotation_regions, quoted
from toolkit.phrases import Entity
from toolkit.speakers import resolve_speakers

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_quotes", "kind_of", "quotation_regions", "resolve_speakers"]

Row = dict[str, Any]
Range = tuple[int, int]

_DOUBLE_MARKS = '“”"„‟«»'
_EDGE = " \t\n\r\u00a0,;:.–—-()[]"
_MEDIUM_LINKS = frozenset({"with", "to", "on", "in", "for", "by"})
_OUTER_CUES = frozenset({"according to", "as quoted by", "quoted by", "as reported by", "cited by"})


def find_quotes(doc: Doc, *, doc_id: str, mentions: list[Row] | None = None) -> list[Row]:
    """The quotes of one document, in text order: rows of the quotes table without speaker and actor_id.

    `mentions` are the document's rows from actors.find_mentions; without them speaker_mention stays empty. Spans are
    trimmed to words and the quotation marks that belong to them; contents without a word and lines that are not part of
    the article (bylines, "Read more: ...") are left out. Where a medium stands beside the speaker ("he said, according
    to TASS"), it goes to reported_via and no second row is made for it. A relative pronoun as source ("who said") stays
    the surface source; its mention points to the noun before it.
    """
    view = _View(doc, doc_id, mentions or [])
    found = [row for item in _attributions(doc) if (row := _row(view, item)) is not None]
    unique = {row["quote_id"]: row for row in found}
    return sorted(unique.values(), key=lambda row: (row["start"], row["end"], row["quote_id"]))


def kind_of(text: str, spans: Iterable[Range], regions: list[Range]) -> str:
    """'direct' when every word of the spans stands in quotation marks, 'mixed' when some do, else 'indirect'.

    A word is what tools count as one (letters and digits); `regions` come from quotation_regions. The "that" of 'that
    “we will”' counts as a word outside, as in PolNeAR's own kinds.
    """
    inside = [
        quoted(start + word.start(), regions)
        for start, end in spans
        for word in WORD.finditer(text[start:end])
    ]
    if inside and all(inside):
        return "direct"
    return "mixed" if any(inside) else "indirect"


class _View:
    """What one document's quotes are read against: its text, quotation regions, names and mentions."""

    def __init__(self, doc: Doc, doc_id: str, mentions: list[Row]):
        self.doc, self.doc_id, self.text = doc, doc_id, doc.text
        self.regions = quotation_regions(doc.text)
        self.bounds = phrases.sentence_bounds(doc)
        self.entities, self.mention_of = [], {}
        for row in mentions:
            span = doc.char_span(row["start"], row["end"], alignment_mode="expand")
            if span is not None:
                label = row["label"]
                self.mention_of[span.start, span.end] = row["mention_id"]
                if label not in {"PRONOUN", "NOMINAL"}:
                    self.entities.append(Entity(span.start, span.end, label))
        if not mentions:
            self.entities = [Entity(span.start, span.end, span.label_) for span in doc.ents]

    def regions_at(self, low: int, high: int) -> list[Range]:
        """The quotation regions that touch text[low:high]."""
        first = bisect_left(self.regions, low, key=lambda region: region[1])
        last = bisect_right(self.regions, high, key=lambda region: region[0])
        return self.regions[first:last]

    def names(self, start: int, end: int) -> list[Entity]:
        """The names within doc[start:end]."""
        low = bisect_left(self.entities, start, key=lambda entity: entity.start)
        high = bisect_left(self.entities, end, key=lambda entity: entity.start)
        return [entity for entity in self.entities[low:high] if entity.end <= end]


def _attributions(doc: Doc) -> list[Row]:
    """The Doc's attributions, each with `via`, the range of the medium beside its speaker, or None.

    An attribution by a medium that wraps another one's speech is folded into that one; where only the wrapping one was
    found, the one who speaks inside becomes the source.
    """
    items = [{**item, "via": None} for item in doc._.attributions or []]
    by_word: dict[int, list[Row]] = defaultdict(list)
    for item in items:
        for start, end in item["content"]:
            for at in range(start, end):
                by_word[at].append(item)
    dropped = set()
    for item in items:
        if not _is_medium_cue(doc, item):
            continue
        inner = _wrapped(item, by_word)
        if inner is not None:
            inner["via"] = item["source"]
            dropped.add(id(item))
        else:
            _unwrap(doc, item)
    return [item for item in items if id(item) not in dropped]


def _is_medium_cue(doc: Doc, item: Row) -> bool:
    """Whether the attribution is of the kind 'according to TASS'."""
    start, end = item["cue"]
    cue = doc[start:end].text.lower()
    return item["source"] is not None and cue in _OUTER_CUES and _medium(doc, *item["source"]) is not None


def _wrapped(item: Row, by_word: dict[int, list[Row]]) -> Row | None:
    """The attribution with another source whose content is mostly this one's: the speech that the medium passes on."""
    own = {at for start, end in item["content"] for at in range(start, end)}
    others = {id(other): other for at in own for other in by_word[at] if other is not item}
    for other in others.values():
        theirs = {at for start, end in other["content"] for at in range(start, end)}
        if other["source"] and other["source"] != item["source"] and 2 * len(own & theirs) >= len(own):
            return other
    return None


def _unwrap(doc: Doc, item: Row) -> None:
    """Change an attribution 'X said ..., according to TASS' with source TASS into one with source X.

    X is the subject right before a verb of speech at the end of the content or between content and cue.
    """
    cue = item["cue"][0]
    low = max(doc[cue].sent.start if doc.has_annotation("SENT_START") else 0, cue - 12)
    verbs = lexicons.words("speech_verbs", "lemma")
    for at in range(cue - 1, low, -1):
        tag = phrases.word_class(doc[at])
        speaks = tag.startswith("VB") and phrases.is_form_of(doc[at], verbs)
        if not speaks and doc[at].lower_ not in {"said", "says"}:
            continue
        subject = _subject(doc, at)
        if subject is None:
            return
        item["via"], item["source"], item["cue"] = item["source"], subject, (at, at + 1)
        item["content"] = _without(item["content"], subject[0], cue)
        return


def _subject(doc: Doc, verb: int) -> Range | None:
    """The noun phrase or pronoun right before a verb (or right behind it: 'said Smith')."""
    if verb and doc[verb - 1].lower_ in lexicons.pronouns():
        return verb - 1, verb
    if verb and phrases.is_noun(doc[verb - 1]):
        return phrases.left_edge(doc, verb - 1), verb
    return phrases.phrase_from(doc, verb + 1, min(len(doc), verb + phrases.LONGEST_ROLE))


def _without(content: list[Range], low: int, high: int) -> list[Range]:
    """The content without the words [low, high)."""
    parts = [(start, min(end, low)) for start, end in content] + [
        (max(start, high), end) for start, end in content
    ]
    kept = [(start, end) for start, end in parts if start < end]
    return sorted(set(kept)) or content


def _medium(doc: Doc, start: int, end: int) -> Range | None:
    """The range of the medium's name in doc[start:end]: a listed name, or any name that a media noun describes.

    'the state news agency TASS' -> TASS; 'state media' -> all of it; 'Russian officials' -> None.
    """
    start, end = phrases.trim(doc, start, end)
    if start < end and phrases.word_class(doc[start]) == "PRP$":
        return None
    while start < end and doc[start].lower_ in {"the", "a", "an"}:
        start += 1
    for low in range(start, end):
        for high in range(end, low, -1):
            if lexicons.fold(doc[low:high].text) in lexicons.media() and not doc[low].text.islower():
                return low, high
    nouns = lexicons.words("media_nouns", "noun")
    last = phrases.head(doc, start, end) if start < end else 0
    described = [at for at in range(start, end) if doc[at].lower_ in nouns]
    if not described or any(doc[at].lower_ in lexicons.roles() for at in range(start, end)):
        return None
    proper = [at for at in range(described[0] + 1, end) if doc[at].text[0].isupper()]
    if proper:
        return proper[0], proper[-1] + 1
    return (start, last + 1) if doc[last].lower_ in nouns else None


def _row(view: _View, item: Row) -> Row | None:
    """The row of one attribution; None when nothing of it is reported speech."""
    spans = _spans(view, item["content"])
    if not spans or _is_debris(view.text, spans[0][0]):
        return None
    cue = _characters(view.doc, *item["cue"])
    source = _characters(view.doc, *item["source"]) if item["source"] else None
    sentence = _sentence(view, item)
    via = item["via"] or _via(view, item)
    return {
        "quote_id": tables.identifier(view.doc_id, spans, cue, source),
        "doc_id": view.doc_id,
        "start": spans[0][0],
        "end": spans[-1][1],
        "spans": [list(span) for span in spans],
        "text": " ".join(view.text[start:end] for start, end in spans),
        "kind": kind_of(view.text, spans, view.regions),
        "cue": view.text[slice(*cue)] if cue else None,
        "cue_start": cue[0] if cue else None,
        "cue_end": cue[1] if cue else None,
        "speaker_mention": _speaker_mention(view, item["source"]),
        "speaker_start": source[0] if source else None,
        "speaker_end": source[1] if source else None,
        "speaker": None,
        "actor_id": None,
        "reported_via": _medium_name(view.doc, via),
        "addressee": _addressee(view, item),
        "confidence": float(item.get("confidence", 1.0)),
        "sentence_start": sentence[0],
        "sentence_end": sentence[1],
        "n_words": sum(tables.count_words(view.text[start:end]) for start, end in spans),
    }


def _characters(doc: Doc, start: int, end: int) -> Range | None:
    """Character range of doc[start:end], trimmed; None when nothing is left."""
    start, end = phrases.trim(doc, start, end)
    return (doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) if start < end else None


def _spans(view: _View, content: list[Range]) -> list[Range]:
    """The content's character ranges: joined where only white space is between them, trimmed, with their marks."""
    text, found = view.text, []
    for start, end in sorted(content):
        if start >= end:
            continue
        low, high = view.doc[start].idx, view.doc[end - 1].idx + len(view.doc[end - 1])
        if found and not text[found[-1][1] : low].strip():
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    trimmed = (_trimmed(view, low, high) for low, high in found)
    return [(low, high) for low, high in trimmed if WORD.search(text, low, high)]


def _trimmed(view: _View, low: int, high: int) -> Range:
    """The range without outer white space and punctuation, with exactly the quotation marks that belong to it."""
    text = view.text
    starts, ends = (
        {start for start, _ in view.regions_at(low, high)},
        {end for _, end in view.regions_at(low, high)},
    )
    while low < high and low not in starts and (text[low] in _EDGE or text[low] in _DOUBLE_MARKS):
        low += 1
    while high > low and high not in ends and (text[high - 1] in _EDGE or text[high - 1] in _DOUBLE_MARKS):
        high -= 1
    for start, end in view.regions_at(low - 1, high + 2):
        if start < low and not text[start:low].strip(_DOUBLE_MARKS + "‘'` "):
            low = start
        if high < end and not text[high:end].strip(_DOUBLE_MARKS + "’'.,!? "):
            high = end
    return low, high


def _is_debris(text: str, at: int) -> bool:
    """Whether the line around character `at` is no part of the article, such as a byline."""
    low, high = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return cleaning.boilerplate_label(text[low : high if high >= 0 else len(text)].strip()) is not None


def _sentence(view: _View, item: Row) -> Range:
    """Character range of the sentences that hold content, cue and source."""
    ranges = [*item["content"], item["cue"], *([item["source"]] if item["source"] else [])]
    bounds = [phrases.sentence(view.bounds, start, end) for start, end in ranges if start < end]
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def _speaker_mention(view: _View, source: Range | None) -> str | None:
    """The mention that the source is: its name, else the pronoun or description itself."""
    if source is None:
        return None
    start, end = phrases.trim(view.doc, *source)
    if start >= end:
        return None
    name = phrases.named(view.doc, start, end, view.names(start, end))
    if name:
        return view.mention_of.get((name.start, name.end))
    top = phrases.head(view.doc, start, end)
    return view.mention_of.get((start, end)) or view.mention_of.get((top, top + 1))


def _via(view: _View, item: Row) -> Range | None:
    """The medium beside the speaker: 'told CNN', 'in an interview with MSNBC', 'according to TASS', 'Reuters reported'.

    Looked for in the words that follow the cue up to the end of its sentence, content left out.
    """
    doc, at = view.doc, item["cue"][0]
    own = {n for start, end in item["content"] for n in range(start, end)}
    if item["source"]:
        own.update(range(*item["source"]))
    starts = view.bounds[0]
    end = starts[bisect_right(starts, at)] if at < starts[-1] else len(doc)
    while at < end and not doc[at].is_space:
        behind = _after_link(view, at, end, item)
        if behind and at not in own and not own & set(range(*behind)):
            medium = _medium(doc, *behind)
            if medium:
                return medium
        at += 1
    return None


def _after_link(view: _View, at: int, end: int, item: Row) -> Range | None:
    """The noun phrase at which the words at `at` point as a channel, or None."""
    doc, word = view.doc, view.doc[at].lower_
    start = None
    if (word == "according" and at + 1 < end and doc[at + 1].lower_ == "to") or (
        word in lexicons.words("medium_contexts", "noun")
        and at + 1 < end
        and doc[at + 1].lower_ in _MEDIUM_LINKS
    ):
        start = at + 2
    elif at in range(*item["cue"]) and phrases.is_form_of(doc[at], frozenset({"tell"})):
        start = at + 1
    elif word in {"reported", "reports"} and at not in range(*item["cue"]) and phrases.is_noun(doc[at - 1]):
        return phrases.left_edge(doc, at - 1), at
    if start is None or start >= end:
        return None
    return phrases.phrase_from(doc, start, end)


def _medium_name(doc: Doc, via: Range | None) -> str | None:
    medium = _medium(doc, *via) or via if via else None
    return " ".join(doc[slice(*medium)].text.split()) if medium else None


def _addressee(view: _View, item: Row) -> str | None:
    """To whom it is said: the object of a verb of address ('told reporters', 'warned Russia'), or None.

    It has to be a pronoun, a name, or a noun for people; "asked a question" has no addressee.
    """
    doc = view.doc
    own = {at for start, end in item["content"] for at in range(start, end)}
    verbs = lexicons.words("addressee_verbs", "lemma")
    for at in range(*item["cue"]):
        start = at + 1
        speaks = phrases.is_form_of(doc[at], lexicons.words("speech_verbs", "lemma"))
        if speaks and start < len(doc) and doc[start].lower_ == "to" and start not in own:
            start += 1
        elif not phrases.is_form_of(doc[at], verbs):
            continue
        found = phrases.phrase_from(doc, start, min(len(doc), start + phrases.LONGEST_ROLE))
        if found and not own & set(range(*found)) and _is_somebody(view, *found):
            low, high = phrases.trim(doc, *found)
            return " ".join(doc[low:high].text.split())
    return None


def _is_somebody(view: _View, start: int, end: int) -> bool:
    doc = view.doc
    if end - start == 1 and doc[start].lower_ in lexicons.pronouns():
        return lexicons.pronouns()[doc[start].lower_]["kind"] == "personal" and not doc[
            start
        ].lower_.startswith("it")
    top = phrases.head(doc, start, end)
    word = doc[top].lower_
    named = any(name.start <= top < name.end and name.label != "EVENT" for name in view.names(start, end))
    return named or word in lexicons.words("audiences", "noun") or word in lexicons.roles()
