"""Interviews and transcripts: who speaks in which turn, where speech stands behind a label and a colon.

    TAPPER: Senator, do you believe him?
    SEN. ORLO (I-ME): I do. [laughter]

A turn begins with a label at the start of a line (in capitals or as Q and A also behind the end of a sentence) and goes
on, over paragraphs without a label, to the next one. Many lines look alike ("Update: ...", "WASHINGTON: ...", scores,
fact boxes), so a label counts only within a stretch of turns that is one by its evidence; see `find_turns`.

>>> text = "Q: Why did you leave?\\n\\nA: It left me.\\n\\nThat was hard.\\n\\nQ: Thank you."
>>> [(turn.label, [text[start:end] for start, end in turn.spans]) for turn in find_turns(text)]
[('Q', ['Why did you leave?']), ('A', ['It left me.\\n\\nThat was hard.']), ('Q', ['Thank you.'])]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import cleaning, lexicons
from toolkit.text.readings import read

if TYPE_CHECKING:
    from spacy.tokens import Doc

Range = tuple[int, int]

RULE = "transcript turn"  # what an attribution that was made here has under "rule"

# How sure a turn is, set by hand: labels that are typed only in transcripts (Q and A, "Interviewer"), a title and a
# name, capitals, which headings have too, and names in ordinary spelling, which lists use. No model has a say in it.
CONFIDENCE = {"sure": 0.95, "titled": 0.95, "capitals": 0.95, "name": 0.85}

_PEOPLE = frozenset({"sure", "titled"})  # kinds of labels that no team, party or firm has

# Turns with more unlabelled lines than this between them are two stretches: long answers have a dozen paragraphs.
LONGEST_ANSWER_LINES = 15

# Of the lines behind the labels of a stretch, the share that has to be a sentence; lists of facts have few.
LEAST_SENTENCES = 0.5

# And the share that has to be a question or to have a "Yes", "I", "we" or "you": headings and voter guides have few
# or none.
LEAST_VOICES = 1 / 3

# From so many turns on, a text that has a label on at least half of its lines is a transcript to its end.
LEAST_TURNS_OF_A_WHOLE = 4

_LINE = re.compile(r"[^\n]+")
_LABEL = re.compile(r"\s*[*_“\"]*(?P<label>[^\W\d_][^:\n“”\"*_?!]{0,70}?)[*_]*(?P<colon>:)[*_]*(?=\s|$)\s*")
_LETTER = re.compile(r"\s*[*_]*(?P<label>[QA])(?P<colon>\.)[*_]*\s+(?=[“\"'‘]?[A-Z])")
_INSIDE = re.compile(
    r"(?<=[.?!…”\"’)\]–—-])\s+"
    r"(?P<label>(?:[^\W\d_a-z](?:[^\W\d_a-z]|[.'’-]){1,30}+ ?){1,4}+(?:\([^)\n]{1,20}\) ?)?|Q|A)"
    r"(?P<colon>:)\s+"
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_STAGE = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\])[.\s]*|\s*(?:#+|\*+|-+|END)\s*")
_CLOSING = re.compile(
    r"\s*(?:(?:this|the) (?:interview|transcript|conversation|discussion)\b|#+|\*\s*\*|-{3,}|END\b|\(END|\[END)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!…—–-][”\"’')\]]*\s*$")
_REPORTS = re.compile(
    r"\b(?:said|says|asked|asks|added|adds|told|replied|replies|responded|answered|noted|continued)\b",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"\b(\w{1,40})\W{1,5}$")
_NAME_BEHIND = re.compile(r"\W{1,5}(\w{1,40})")
_WORD = re.compile(r"\w++(?!\s*:)")
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
# Who speaks says "I" or "you"; "I" in capitals only, and "US" is a country.
_MYSELF = re.compile(r"\b(?<!War )(?:I|[Mm](?:e|y|ine|yself))\b")
_PERSONAL = re.compile(
    r"\b(?<!War )(?:I|[Mm](?:e|y|ine|yself)|[Ww]e|us|[Oo]ur(?:s|selves)?|[Yy]ou(?:rs?|rself)?|[Ll]et['’]s)\b"
)
_THIRD_PERSON = re.compile(r"\b(?:he|she|they|his|her|its|their)\b", re.IGNORECASE)
# How an answer begins, before a pause.
_REPLY = re.compile(
    r"\W*(?:(?:Yes|Yeah|No|Well|Oh|Okay|OK|Right|Sure|Absolutely|Exactly|Correct|Look)(?=[,.!?…])|Thanks?\b|That['’]s\b)"
)
# The beginning of a line about the one whose name or subject stands before the colon.
_ABOUT = re.compile(r"\W*(?:He|She|They|It|His|Her|Its|Their|The)\b")
# Words that no name of a person has; with them, a label is a heading.
_NO_NAME = frozenset(
    "the a an and or but in on at to for with without by from as is are was were be been not more most all any no new "
    "this that these those your our my his her their its we you i he she it they how why what when where who which if "
    "so than then about after before over under up down out off".split()
)


class Turn(NamedTuple):
    """One turn: the label as a name, where it stands, its colon, what is said, and how sure it is (0 to 1)."""

    label: str
    label_start: int
    label_end: int
    colon: int
    spans: tuple[Range, ...]
    confidence: float


class _Start(NamedTuple):
    """Where a line, or a part of one, begins with something like a label; `kind` is "other" for one of no speaker."""

    kind: str
    label: str
    begin: int
    start: int
    end: int
    colon: int
    text: int
    line: int


def find_turns(text: str) -> list[Turn]:
    """The turns of the interviews and transcripts in `text`, in order; none for an ordinary article.

    A stretch of labelled lines counts when two turns of it are whole sentences and either two labels of a sure kind
    (capitals, Q and A, "Interviewer", a title and a name) stand in it or one stands in it twice; names in ordinary
    spelling, states and capitals count only where one comes again after another label. All but Q, A and the like need
    words that are spoken, with "I", "you" or a question: other words behind a label are a heading's. Behind the last
    turn only a text that is a transcript throughout goes on, as long as its paragraphs are spoken too; where one label
    alone stands in a stretch, the lines without are taken for somebody else's. Lines in brackets ("[laughter]") are
    nobody's words.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip()]
    starts = [start for number, line in enumerate(lines) for start in _starts(text, *line, number)]
    turns: list[Turn] = []
    named = any(start.kind == "name" for start in starts)
    words = {lexicons.fold(word) for word in set(_WORD.findall(text))} if named else set()
    for stretch in _stretches(starts):
        kept = frozenset(_credible(text, stretch, words))
        if kept:
            turns += _turns(
                text, lines, [start for start in stretch if start in kept or start.kind == "other"], kept
            )
    return turns


def _starts(text: str, low: int, high: int, number: int) -> list[_Start]:
    """The labels in one line: the one that it begins with, and those in capitals behind the end of a sentence."""
    colon = text.find(":", low, high) >= 0  # most lines have none
    first = (colon and _LABEL.match(text, low, high)) or _LETTER.match(text, low, high)
    found = [first] if first else []
    if colon:
        found += _INSIDE.finditer(text, first.end() if first else low, high)
    starts = [_start(match, number, at == 0 and first is not None) for at, match in enumerate(found)]
    return [start for start in starts if start]


def _start(match: re.Match, line: int, leads: bool) -> _Start | None:
    label, low = match["label"], match.start("label")
    bare = _BRACKETS.split(label)[0].split(",")[0].rstrip()
    kind = _kind(bare)
    if kind == "capitals" and " " in bare and "," in label:
        kind = "titled"  # "JAKE HALE, NBX HOST"
    if kind is None or not (leads or kind in _PEOPLE or kind == "capitals"):
        return None
    titled = [word.end() for word in re.finditer(r"\S+\s+", bare) if lexicons.title(word[0].strip())]
    skip = titled[-1] if titled and bare[titled[-1] :].strip() else 0
    return _Start(
        kind,
        lexicons.fold(bare[skip:]),
        match.start(),
        low + skip,
        low + len(bare),
        match.start("colon"),
        match.end(),
        line,
    )


def _kind(bare: str) -> str | None:
    """What a label says: a kind of CONFIDENCE (may be a speaker), "other" (a heading or notice) or None (prose)."""
    known = _line_labels().get(re.sub(r"[\s\d#]+$", "", bare).casefold().replace("’", "'"))
    if known:
        return "other" if known != "speaker" else "sure" if bare[0].isupper() else None
    words = bare.split()
    shouted = "other" if bare.isupper() else None  # what in capitals is no name is a heading
    if words[:1] and words[0].casefold() == "the":
        return "sure" if shouted and " ".join(words[1:]).casefold() in lexicons.roles() else shouted
    names = [word for word in words if not lexicons.title(word)]
    if not 0 < len(names) <= 5 or len(names[-1].rstrip(".")) < 2:
        return shouted
    if any(word.casefold() in _NO_NAME or not _is_name_like(word) for word in names):
        return shouted
    place = lexicons.state_of(bare.title()) or lexicons.state_of_capital(bare.title())
    titled = len(names) < len(words) or (len(words) > 1 and words[0].casefold() in lexicons.roles())
    if titled:
        return "titled"
    return "capitals" if shouted and len(bare) > 2 and not place else "name"


def _is_name_like(word: str) -> bool:
    """Whether a word could be part of a name: a capital first, letters with full stops, hyphens, apostrophes."""
    bare = re.sub(r"[.'’-]", "", word)
    return bare.isalpha() and (word[0].isupper() or lexicons.fold(word) in _particles())


def _particles() -> frozenset[str]:
    return lexicons.words("name_particles", "form")


@cache
def _line_labels() -> dict[str, str]:
    return {entry["label"]: entry["kind"] for entry in lexicons.entries("line_labels")}


def _stretches(starts: list[_Start]) -> list[list[_Start]]:
    """The labels in groups that lie close enough together to be one conversation."""
    groups: list[list[_Start]] = []
    for start in starts:
        if not groups or start.line - groups[-1][-1].line > LONGEST_ANSWER_LINES:
            groups.append([])
        groups[-1].append(start)
    return groups


def _credible(text: str, stretch: list[_Start], words: set[str]) -> list[_Start]:
    """The labels of a stretch that are speakers, by the evidence of all of them; none when there is too little."""
    labels = [start for start in stretch if start.kind != "other"]
    names = [start for start in labels if start.kind == "name"]
    if names and not _take_turns(labels, names, words):
        labels = [start for start in labels if start.kind != "name"]
    stops = {start: behind.begin for start, behind in zip(stretch, stretch[1:])}
    own = {start: _own_words(text, start.text, stops.get(start)) for start in labels}
    if not _is_spoken(labels, own):
        labels = [start for start in labels if start.kind == "sure"]
    if len(labels) < 2:
        return []
    said = [own[start] for start in labels]
    often = Counter(text[start.start : start.end] for start in labels)
    labels = [
        start
        for start, words in zip(labels, said)
        if often[text[start.start : start.end]] > 1
        or text[start.start : start.end].isupper()
        or _SENTENCE.search(words)
    ]  # "Gov. Orlo: No New Taxes" is a headline
    bare = [_BRACKETS.sub("", words) for words in said]
    sentences = sum(len(words.split()) > 1 and bool(_SENTENCE.search(words)) for words in bare)
    numbers = sum(words[:1].isdigit() or words[:1] in "$€£%+-" for words in said if words)
    if sentences < 2 or sentences < LEAST_SENTENCES * len(labels) or 2 * numbers > len(labels):
        return []
    return labels


def _own_words(text: str, at: int, stop: int | None) -> str:
    """What stands behind a label on its line, or on the next one where the label stands alone."""
    end = _line_end(text, at, stop)
    if not text[at:end].strip():
        at = min(end + 1, len(text) if stop is None else stop)
        end = _line_end(text, at, stop)
    return text[at:end]


def _take_turns(labels: list[_Start], names: list[_Start], words: set[str]) -> bool:
    """Whether names in ordinary spelling alternate as speakers do, and are named elsewhere or in full.

    `words` are those of the text that stand before no colon.
    """
    repeated = Counter(start.label for start in names)
    elsewhere = all(" " in label or words.issuperset(re.findall(r"\w+", label)) for label in repeated)
    again = _alternate([start.label for start in labels])
    return again and elsewhere and (max(repeated.values()) > 1 or len(names) < len(labels))


def _alternate(order: list[str]) -> bool:
    """Whether a label comes again after another one."""
    last: dict[str, int] = {}
    changes = 0
    for at, label in enumerate(order):
        changes += at > 0 and order[at - 1] != label
        if changes > last.setdefault(label, changes):
            return True
    return False


def _is_spoken(labels: list[_Start], own: dict[_Start, str]) -> bool:
    """Whether what stands behind the labels is said by them and not about them: "OFFENSE: The line has struggled."

    Spoken are words with "I", "you" and the like outside quotation marks, questions, and "Yes, ..."; "He", "The team"
    at the beginning speaks about what the label names, unless it answers a question. Where no label comes again and
    none has a title, a question has to be followed by another's answer, or every turn has to be spoken.
    """
    voices = about = answers = 0
    asked = None
    for start in labels:
        words = _outside_quotes(own[start])
        question = _is_question(words)
        answers += asked is not None and asked != start.label and not question
        opens = asked is None and not question and bool(_ABOUT.match(words))
        spoken = question or bool(_REPLY.match(words) or (_MYSELF if opens else _PERSONAL).search(words))
        voices += spoken
        about += opens and not spoken
        asked = start.label if question else None
    if voices < max(1, LEAST_VOICES * len(labels)) or 2 * about > len(labels):
        return False
    order = [start.label for start in labels]
    if _alternate(order) or len(set(order)) == 1 or any(start.kind in _PEOPLE for start in labels):
        return True
    return answers > 0 or voices == len(labels)


def _is_question(words: str) -> bool:
    """Whether the words end with a question to somebody: "Can they win?" asks the reader."""
    bare = _BRACKETS.sub("", words).rstrip(" \t\n\r*_\"”’'")
    return bare.endswith("?") and bool(_PERSONAL.search(bare) or not _THIRD_PERSON.search(bare))


def _outside_quotes(words: str) -> str:
    """The words without what stands in double marks; all of them where nothing else is there."""
    outer = _QUOTED.sub(" ", words)
    return outer if any(map(str.isalnum, outer)) else words


def _line_end(text: str, at: int, stop: int | None = None) -> int:
    """Where the line ends that `at` stands in, or `stop` where that comes first."""
    stop = len(text) if stop is None else max(at, stop)
    end = text.find("\n", at, stop)
    return end if end >= 0 else stop


def _turns(text: str, lines: list[Range], stretch: list[_Start], kept: frozenset[_Start]) -> list[Turn]:
    """The turns of one stretch; labels of no speaker in it end the turn before them."""
    surnames = {
        part
        for label in {start.label for start in kept}
        for part in re.findall(r"\w+", label.split(" ")[-1])
        if len(part) > 1
    }
    lone = (
        len({start.label for start in kept}) == 1
    )  # the others' words have no label: a turn is its own line
    whole = (
        not lone
        and len(kept) >= LEAST_TURNS_OF_A_WHOLE
        and 2 * len(kept) >= len(lines) - min(start.line for start in kept)
    )
    found = []
    last = max(start.begin for start in kept)
    for at, start in enumerate(stretch):
        if start not in kept:
            continue
        following = stretch[at + 1] if at + 1 < len(stretch) else None
        own = _line_end(text, start.text, following.begin if following else None)
        stop = following.begin if following else len(text) if whole else own
        stop = min(stop, own) if lone else stop
        spans = _spans(text, lines, start.text, stop, surnames, closing=start.begin == last)
        if spans:
            sure = CONFIDENCE[start.kind]
            found.append(
                Turn(text[start.start : start.end], start.start, start.end, start.colon, spans, sure)
            )
    return found


def _spans(
    text: str, lines: list[Range], low: int, stop: int, surnames: set[str], *, closing: bool
) -> tuple[Range, ...]:
    """The lines, or parts of lines, of text[low:stop] up to one that is no speech; lines in brackets left out.

    `closing` says that no label comes behind: then a line without one has to be spoken to count.
    """
    found: list[Range] = []
    first = bisect_right(lines, low, key=lambda line: line[0]) - 1
    joined = False
    for number in range(max(first, 0), len(lines)):
        start, end = max(low, lines[number][0]), min(stop, lines[number][1])
        if start >= stop:
            break
        line = text[start:end]
        start += len(line) - len(line.lstrip())
        line = line.lstrip()
        if number > first and _ends_turn(line, surnames):
            break
        if not line.strip() or _STAGE.fullmatch(line):
            joined = joined and not line.strip()
            continue
        if closing and found and not _goes_on(line):
            break
        end = start + len(line.rstrip(' \t*_“"')) if end == stop else start + len(line.rstrip())
        if joined:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        joined = True
    return tuple(found)


def _ends_turn(line: str, surnames: set[str]) -> bool:
    bare = line.strip()
    about = any(lexicons.fold(name) in surnames for name in _reporting_names(line))
    return bool(about or _CLOSING.match(line) or cleaning.boilerplate_label(bare))


def _reporting_names(line: str) -> list[str]:
    """The words beside verbs of speech: 'Orlo' of 'Orlo said' and of 'asked Orlo'."""
    found = []
    for verb in _REPORTS.finditer(line):
        low, high = verb.span()
        beside = (_NAME_BEFORE.search(line, max(0, low - 46), low), _NAME_BEHIND.match(line, high))
        found += [match[1] for match in beside if match]
    return found


def _goes_on(line: str) -> bool:
    """Whether a paragraph without a label behind the last turn is spoken: it says "I" or "you" and reports nobody."""
    words = _outside_quotes(line)
    names = [name for name in _reporting_names(words) if name[0].isupper() and len(name) > 1]
    return bool(_PERSONAL.search(words)) and all(name.casefold() in lexicons.pronouns() for name in names)


def with_turns(doc: Doc, attributions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The attributions of a Doc with its turns as attributions of their own, in text order.

    A turn's source is the label, its cue the colon, its confidence one of CONFIDENCE; under "rule" it says RULE. What
    others found instead of the turn is left out; what somebody says within a turn is cut at the turn's borders, and
    what stands outside all turns takes nothing from them. Applying it twice changes nothing.
    """
    items = [dict(item) for item in attributions if item.get("rule") != RULE]
    turns = [made for turn in read(doc, find_turns) if (made := _in_tokens(doc, turn))]
    if not turns:
        return items
    owner = {
        at: number for number, turn in enumerate(turns) for span in turn["content"] for at in range(*span)
    }
    labels = {at for turn in turns for at in range(turn["source"][0], turn["cue"][1])}
    kept = []
    for item in items:
        cue = item["cue"][0]
        place = owner.get(cue)
        content = [at for span in item["content"] for at in range(*span) if at not in labels]
        content = [at for at in content if owner.get(at) == place]
        if cue in labels or not any(doc[at].is_alpha or doc[at].is_digit for at in content):
            continue
        source = item["source"]
        if source and owner.get(source[0], -1) != (-1 if place is None else place):
            source = None
        kept.append(item | {"content": _ranges(content), "source": source})
    return sorted(kept + turns, key=lambda item: (item["content"][0][0], item["cue"]))


def _in_tokens(doc: Doc, turn: Turn) -> dict[str, Any] | None:
    """The turn as an attribution, or None when its label and colon are no words of their own in the Doc."""
    label = doc.char_span(turn.label_start, turn.label_end, alignment_mode="expand")
    colon = doc.char_span(turn.colon, turn.colon + 1, alignment_mode="expand")
    pieces = [doc.char_span(*span, alignment_mode="contract") for span in turn.spans]
    content = [(piece.start, piece.end) for piece in pieces if piece is not None and len(piece)]
    if label is None or colon is None or not content:
        return None
    cue = (max(colon.start, label.end - 1), colon.end)
    source = (label.start, max(label.start + 1, min(label.end, cue[0])))
    return {
        "source": source,
        "cue": cue,
        "content": content,
        "confidence": turn.confidence,
        "source_confidence": turn.confidence,
        "evidence": None,
        "rule": RULE,
    }


def _ranges(numbers: list[int]) -> list[Range]:
    """Runs of neighbouring token numbers as ranges."""
    found: list[Range] = []
    for at in sorted(set(numbers)):
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found
