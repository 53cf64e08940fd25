"""Who says what: quotes in one document, and the speakers behind them across a corpus.

A quote is reported speech: a content, the cue that reports it ("said"), and a source, the words that name who said it.
`find_quotes` turns the attributions of one Doc into rows; `resolve_speakers` goes from source to speaker, over whole
tables, with a confidence and a reason for every step. The annotation follows PolNeAR (Newell, Margolin & Ruths 2018).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from toolkit import cleaning, tables
from toolkit.quotes import channels, contents
from toolkit.text import headlines, inner_speech, phrases, readings, transcripts
from toolkit.text.marks import WORD, quotation_regions, quoted
from toolkit.text.parsed import Parsed, parsed
from toolkit.text.phrases import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]
Range = tuple[int, int]

_DOUBLE_MARKS = '“”"„‟«»'
_EDGE = " \t\n\r\u00a0,;:.–—-()[]"


def find_quotes(
    doc: Doc, *, doc_id: str, mentions: list[Row] | None = None, columns: Parsed | None = None
) -> list[Row]:
    """The quotes of one document, in text order: rows of the quotes table without speaker and actor_id.

    `mentions` are the document's rows from actors.find_mentions; without them speaker_mention stays empty. Spans are
    trimmed to words and the quotation marks that belong to them; contents without a word and lines that are not part of
    the article (bylines, "Read more: ...") are left out. Where a medium stands beside the speaker ("he said, according
    to TASS"), it goes to reported_via and no second row is made for it. A relative pronoun as source ("who said") stays
    the surface source; its mention points to the noun before it.

    A turn of a transcript is a row of kind direct, although without marks: its label is the source, the colon the cue,
    and its confidence is a rule's (transcripts.CONFIDENCE). `nested_in` is the quote in whose content the cue stands.
    `columns` are the Doc's (`parsed`), where other finders need them too.
    """
    p = columns or parsed(doc)
    view = _View(p, doc_id, mentions or [])
    items = headlines.with_headline(doc, transcripts.with_turns(doc, doc._.attributions or []))
    items = channels.attributions_with_media(p, inner_speech.with_inner(p, items))
    found = [row for item in items if (row := _row(view, item)) is not None]
    unique = {row["quote_id"]: row for row in found}
    around = contents.enclosing(list(unique.values()))
    for quote_id, row in unique.items():
        row["nested_in"] = around.get(quote_id)
    return sorted(unique.values(), key=lambda row: (row["start"], row["end"], row["quote_id"]))


def kind_of(text: str, spans: Iterable[Range], regions: list[Range]) -> str:
    """'direct' when every word of the spans stands in quotation marks, 'mixed' when some do, else 'indirect'.

    A word is what tools count as one (letters and digits); `regions` come from quotation_regions. The "that" of 'that
    “we will”' counts as a word outside, as in PolNeAR's own kinds.
    """
    found: set[bool] = set()
    for start, end in spans:
        near = [region for region in regions if region[0] < end and start < region[1]]
        if near and not near[0][0] <= start < end <= near[0][1]:
            found.update(quoted(word.start(), near) for word in WORD.finditer(text, start, end))
        elif WORD.search(text, start, end):
            found.add(bool(near))
    if found == {True}:
        return "direct"
    return "mixed" if True in found else "indirect"


class _View:
    """What one document's quotes are read against: its text, quotation regions, names and mentions."""

    def __init__(self, p: Parsed, doc_id: str, mentions: list[Row]):
        self.p, self.doc_id, self.text = p, doc_id, p.text
        self.regions = readings.read(p.doc, quotation_regions)
        self.openings, self.closings = [low for low, _ in self.regions], [high for _, high in self.regions]
        self.bounds = phrases.sentence_bounds(p)
        self.entities, self.mention_of = [], {}
        for row in mentions:
            words = _tokens(p, row["start"], row["end"])
            if words is not None:
                self.mention_of[words] = row["mention_id"]
                if row["label"] not in {"PRONOUN", "NOMINAL"}:
                    self.entities.append(Entity(*words, row["label"]))
        if not mentions:
            self.entities = [Entity(*entity) for entity in p.entities]
        self.name_starts = [entity.start for entity in self.entities]

    def regions_at(self, low: int, high: int) -> list[Range]:
        """The quotation regions that touch text[low:high]."""
        return self.regions[bisect_left(self.closings, low) : bisect_right(self.openings, high)]

    def names(self, start: int, end: int) -> list[Entity]:
        """The names within doc[start:end]."""
        low, high = bisect_left(self.name_starts, start), bisect_left(self.name_starts, end)
        return [entity for entity in self.entities[low:high] if entity.end <= end]


def _tokens(p: Parsed, low: int, high: int) -> Range | None:
    """The tokens that the characters [low, high) are in; None where they are not all in the text."""
    start, end = bisect_left(p.starts, low), bisect_left(p.starts, high)
    if start < end and p.starts[start] == low and p.ends[end - 1] == high:
        return start, end
    span = p.doc.char_span(low, high, alignment_mode="expand")
    return None if span is None else (span.start, span.end)


def _row(view: _View, item: Row) -> Row | None:
    """The row of one attribution; None when nothing of it is reported speech."""
    item = channels.passive_agent(view.p, item | {"source": _on_one_line(view.p, item)})
    spans = _spans(view, item["content"])
    if not spans or _is_debris(view.text, spans[0][0]):
        return None
    # a colon is a cue too, although nothing is left of it without punctuation
    whole = view.p.starts[item["cue"][0]], view.p.ends[item["cue"][1] - 1]
    cue = _characters(view.p, *item["cue"]) or whole
    turn = item.get("rule") == transcripts.RULE
    if turn and len(mark := view.text[slice(*whole)].rstrip("*_")) > 1:
        # one token with the bracket before it: "SEN. ORLO (I-ME):"
        cue = (whole[0] + len(mark) - 1, whole[0] + len(mark))
    source = _characters(view.p, *item["source"]) if item["source"] else None
    sentence = _sentence(view, item)
    via = item["via"] or channels.via(view.p, view.bounds, item)
    heard = channels.addressee(view.p, view.bounds, item, view.names)
    listener = _characters(view.p, *heard) if heard else None
    return {
        "quote_id": tables.identifier(view.doc_id, spans, cue, source),
        "doc_id": view.doc_id,
        "start": spans[0][0],
        "end": spans[-1][1],
        "spans": [list(span) for span in spans],
        "text": " ".join(view.text[start:end] for start, end in spans),
        "kind": "direct" if turn else kind_of(view.text, spans, view.regions),
        "cue": view.text[slice(*cue)] if cue else None,
        "cue_start": cue[0] if cue else None,
        "cue_end": cue[1] if cue else None,
        "speaker_mention": _mention(view, item["source"]),
        "speaker_start": source[0] if source else None,
        "speaker_end": source[1] if source else None,
        "speaker": None,
        "actor_id": None,
        "reported_via": channels.medium_name(view.p, via),
        "addressee": " ".join(view.text[slice(*listener)].split()) if listener else None,
        "confidence": float(item.get("confidence", 1.0)),
        "sentence_start": sentence[0],
        "sentence_end": sentence[1],
        "n_words": sum(tables.count_words(view.text[start:end]) for start, end in spans),
        "addressee_start": listener[0] if listener else None,
        "addressee_end": listener[1] if listener else None,
        "addressee_mention": _mention(view, heard),
        "nested_in": None,
    }


def _on_one_line(p: Parsed, item: Row) -> Range | None:
    """The source without what stands on another line, such as a headline's last word before the first paragraph."""
    if item["source"] is None:
        return None
    start, end = item["source"]
    breaks = [at for at in range(start, end) if "\n" in p.texts[at]]
    if not breaks:
        return start, end
    return (start, breaks[0]) if item["cue"][0] < start else (breaks[-1] + 1, end)


def _characters(p: Parsed, start: int, end: int) -> Range | None:
    """Character range of the tokens [start, end), trimmed; None when nothing is left."""
    start, end = phrases.trim(p, start, end)
    return (p.starts[start], p.ends[end - 1]) if start < end else None


def _spans(view: _View, content: list[Range]) -> list[Range]:
    """The content's character ranges: joined where only white space is between them, trimmed, with their marks."""
    text, found = view.text, []
    for start, end in sorted(content):
        if start >= end:
            continue
        low, high = view.p.starts[start], view.p.ends[end - 1]
        if found and not text[found[-1][1] : low].strip():
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    trimmed = (_trimmed(view, low, high) for low, high in found)
    return [(low, high) for low, high in trimmed if WORD.search(text, low, high)]


def _trimmed(view: _View, low: int, high: int) -> Range:
    """The range without outer white space and punctuation, with exactly the quotation marks that belong to it."""
    text = view.text
    near = view.regions_at(low, high)
    starts, ends = {start for start, _ in near}, {end for _, end in near}
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


def _mention(view: _View, source: Range | None) -> str | None:
    """The mention that a source or addressee is: its name, else the pronoun or description itself."""
    if source is None:
        return None
    start, end = phrases.trim(view.p, *source)
    if start >= end:
        return None
    name = phrases.named(view.p, start, end, view.names(start, end))
    if name:
        return view.mention_of.get((name.start, name.end))
    top = phrases.head(view.p, start, end)
    return view.mention_of.get((start, end)) or view.mention_of.get((top, top + 1))
