"""Article text without the debris of its web page, and an account of everything that was changed.

`clean` gives the text that all offsets of the toolkit refer to. Characters are normalised, lines that are no part of
the article (share buttons, bylines, photo credits) are taken out, reversed quotation marks are turned round. What looks
wrong but might be the author's is only noted. The account has one record for each kind of change or each passage:

    step    which step it was
    what    what was changed or noticed, in words
    count   how many characters, lines or passages
    detail  the line that was removed, or the passage, verbatim; None where characters were replaced throughout
    start   offset of the passage in the cleaned text; None where it is no longer there

>>> text, changes = clean("A first paragraph.\\r\\n\\r\\nLeave a Comment")
>>> text
'A first paragraph.'
>>> [(change["what"], change["count"], change["detail"]) for change in changes]
[('line ends normalised', 2, None), ('comment prompt', 1, 'Leave a Comment')]
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

Change = dict[str, Any]


def clean(text: str) -> tuple[str, list[Change]]:
    """The cleaned text, and the list of changes and notices. Cleaning a cleaned text changes nothing."""
    changes: list[Change] = []
    before = None
    while text != before:  # one step may lay bare what an earlier one looks for
        before = text
        for step in STEPS:
            text, found = step(text)
            changes += found
    for notice in NOTICES:
        changes += notice(text)
    return text, changes


def _change(
    step: str, what: str, count: int = 1, detail: str | None = None, start: int | None = None
) -> Change:
    return {"step": step, "what": what, "count": count, "detail": detail, "start": start}


# --- characters -------------------------------------------------------------------------------------------------------

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Bytes 0x80-0x9f read as Latin-1 are Windows-1252 characters, mostly quotation marks and dashes; so HTML reads them.
WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_CONTROL_CODES = re.compile("[\x80-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_ODD_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def decode_entities(text: str) -> tuple[str, list[Change]]:
    """HTML character references, such as `&amp;` or `&#8217;`, as the characters that they stand for."""
    known = sum(html.unescape(entity) != entity for entity in _ENTITY.findall(text))
    if not known:
        return text, []
    decoded = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return decoded, [_change("characters", "HTML character references decoded", known)]


def repair_characters(text: str) -> tuple[str, list[Change]]:
    """Control codes that stand for Windows-1252 characters mended, halves of characters replaced by U+FFFD."""
    changes = []
    codes = 0 if text.isascii() else len(_CONTROL_CODES.findall(text))
    if codes:
        text = text.translate(WINDOWS_1252)
        changes.append(_change("characters", "Windows-1252 characters mended", codes))
    text, halves = _SURROGATE.subn("\ufffd", text)
    if halves:
        changes.append(_change("characters", "unreadable characters replaced by U+FFFD", halves))
    return text, changes


def normalise_line_ends(text: str) -> tuple[str, list[Change]]:
    """Every kind of line end as one line feed."""
    text, count = _LINE_ENDS.subn("\n", text)
    return text, [_change("lines", "line ends normalised", count)] if count else []


def remove_invisible(text: str) -> tuple[str, list[Change]]:
    """No byte-order marks, NUL and other control characters, zero-width characters, soft hyphens."""
    text, count = _INVISIBLE.subn("", text)
    return text, [_change("characters", "invisible characters removed", count)] if count else []


def compose(text: str) -> tuple[str, list[Change]]:
    """Unicode normalisation form C: an accented letter is one character."""
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return text, []
    return composed, [
        _change("characters", "accents composed (Unicode NFC)", max(1, len(text) - len(composed)))
    ]


def plain_spaces(text: str) -> tuple[str, list[Change]]:
    """Tabs, no-break and other wide or narrow spaces as plain spaces, one for one."""
    text, count = _ODD_SPACES.subn(" ", text)
    return text, [_change("characters", "unusual spaces made plain", count)] if count else []


def tidy_lines(text: str) -> tuple[str, list[Change]]:
    """No spaces at the ends of lines, at most one empty line in a row, none at the ends of the text."""
    tidy = "\n".join(line.strip(" ") for line in text.split("\n"))
    tidy = re.sub(r"\n{3,}", "\n\n", tidy).strip("\n")
    removed = len(text) - len(tidy)
    return tidy, [
        _change("lines", "spaces at line ends and surplus empty lines removed", removed)
    ] if removed else []


# --- lines that are no part of the article ----------------------------------------------------------------------------


class Boilerplate(NamedTuple):
    """A kind of line that is removed. `pattern` must fit the whole line, bullets and dashes around it aside.

    `example` is removed; `lookalike` must stay. `edge` means: only where no paragraph of the article stands before
    it, or none after it. A test holds every pattern to its two examples. Where there are `hints`, a line that the
    pattern fits has one of them in it, in small letters: a slow pattern need not be tried on the others.
    """

    label: str
    pattern: re.Pattern[str]
    example: str
    lookalike: str
    edge: bool = False
    hints: tuple[str, ...] = ()


# Names are runs of capitalised words. Everywhere a separator stands between two words, so that each pattern can fit a
# line in one way only and a line that does not fit is given up at once.
_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f][\w.'’&/-]*"
_PARTICLE = r"(?:de|da|di|del|der|den|van|von|la|le|el|al|bin|ibn|ter|ten|dos)"
_NAME = rf"{_CAPITAL}(?: (?:{_CAPITAL}|{_PARTICLE}))*"
_FULL_NAME = rf"{_CAPITAL}(?: (?:{_CAPITAL}|{_PARTICLE})){{1,4}}"
_JOIN = r"(?:, and |,? with |, | and | & | \| | in | at | for | of | from | - | – | — )"
_NAMES = rf"(?:the )?{_NAME}(?:{_JOIN}(?:the )?{_NAME})*"
_STAFF = r"(?:staff|writers?|reporters?|correspondents?|editors?|producers?|journalists?|researchers?|bureau)"
_NAMING = rf"(?:{_CAPITAL}|{_PARTICLE}|{_STAFF}|the|and|in|at|of|for|from|with|also)"
_PIECE = r"(?:report(?:ing)?|story|article|piece|post|coverage|analysis|dispatch|newsletter)"
_DAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_TIME_WORD = (
    rf"(?:\d[\d:.,/-]*(?:am|pm|st|nd|rd|th)?,?|[ap]\.?m\.?,?|{_DAY}\.?,?|{_MONTH}\.?,?|[A-Z]{{2,4}},?"
    r"|at|on|and|ago|hours?|minutes?|days?|updated|[|–—-])"
)
_SITES = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|instagram|pinterest|e-?mail|threads|bluesky)"
)
_PICTURES = r"(?:getty images|afp|reuters|epa|epa-efe|ap|shutterstock|alamy|bloomberg|anadolu agency|pa)"


def _boilerplate(
    label: str, patterns: str | list[str], example: str, lookalike: str, **options: Any
) -> Boilerplate:
    either = re.compile(
        patterns if isinstance(patterns, str) else "|".join(patterns), options.pop("flags", re.I)
    )
    return Boilerplate(label, either, example, lookalike, **options)


BOILERPLATE = (
    _boilerplate(
        "comment prompt",
        [
            r"(?:leave|add|post|write) (?:a|your) (?:comment|reply)",
            r"(?:\d+ )?comments?",
            r"(?:view|show|load)(?: all| more)?(?: \d+)? comments",
            r"join the (?:conversation|discussion)",
            r"comments are closed\.?|log in to comment\.?",
        ],
        "Leave a Comment",
        "Comments from both sides were harsh.",
    ),
    _boilerplate(
        "share prompt",
        [
            r"share(?: this)?(?: article| story| post| page| video)?"
            rf"(?: (?:on|via|with) {_SITES}(?:(?:,| and|,? or) {_SITES})*)?:?",
            r"tweet|copy link|save|bookmark|(?:print|e-?mail)(?: this)?(?: article| story| page)?",
            rf"{_SITES}|click to share\b.{{0,60}}|(?:follow|like|find) (?:us|me|him|her|them) on {_SITES}\b.{{0,60}}",
        ],
        "Share this article",
        "Share prices fell.",
    ),
    _boilerplate(
        "link to another article",
        [
            r"(?:read|see|learn|find out) more(?: here| about this| on this story)?(?:\W*|: .{1,200})",
            r"(?:also read|read also|see also|read next|read this|related|must read|more on this(?: story)?)"
            r"(?: (?:articles?|stories|story|content|posts?|topics?|coverage|links?))?(?:\W*|: .{1,200})",
            r"(?:you (?:may|might) also (?:like|be interested in)|recommended(?: for you)?|most (?:read|popular|viewed)"
            r"|trending(?: now)?|in case you missed it|don['’]t miss|editors?['’]?s? picks?)\W*",
            r"click here (?:to|for) .{1,100}",
        ],
        "Read more: Five things to know about the talks",
        "Read more books, the minister told pupils.",
    ),
    _boilerplate(
        "advertisement",
        [
            r"(?:advertisements?|advertising|ad|sponsored(?: content)?|paid content|promoted)\W*",
            r"(?:story|article|content) continues (?:below|after)(?: (?:this |the )?(?:advertisement|ad|video))?\W*",
            r"(?:scroll down|keep scrolling|scroll) (?:to|for) .{1,60}",
            r"(?:continue|keep) reading(?: (?:the )?(?:main )?story| below)?\W*",
            r"skip (?:past )?(?:advertisement|ad|newsletter|promotion)\b.{0,40}|(?:remove|hide) ads?",
        ],
        "Story continues below advertisement",
        "Advertising revenue fell by a third.",
    ),
    _boilerplate(
        "newsletter or subscription prompt",
        [
            r"(?:please )?(?:sign up|subscribe|register)(?: now| here| today| free)?\W*",
            r"(?:please )?(?:sign up|subscribe|register)(?: now| here| today| free)? (?:for|to) .{0,80}"
            r"(?:newsletter|alerts?|podcast|channel|updates|e-?mails?|inbox|briefing|app)\b.{0,60}",
            r"(?:get|download|install) (?:our|the .{1,30}) (?:free )?(?:newsletter|app)\b.{0,80}",
            r"already (?:a subscriber|registered)\?.{0,40}|support (?:our|quality|independent) journalism.{0,60}",
        ],
        "Sign up for our daily newsletter",
        "Sign up for the vaccine, officials urged residents of the city.",
    ),
    _boilerplate(
        "page control",
        [
            r"loading\W*|skip to (?:main )?content|back to (?:the )?top|menu|search|home|log ?in",
            r"(?:next|prev(?:ious)?)(?: (?:article|story|page))?",
            r"(?:listen to|play)(?: this)? (?:article|story|audio|video)",
            r"\d{1,2} ?min(?:ute)?s?(?: read)?|read(?:ing)? time:? .{1,20}",
            r"we use cookies\b.{0,200}|accept (?:all )?cookies|enable javascript.{0,80}",
        ],
        "Skip to main content",
        "Search teams found two survivors.",
    ),
    _boilerplate(
        "byline",
        rf"(?:Story |Analysis |Opinion |Written |Posted |Reported |Words )?[Bb][Yy]:? "
        rf"(?!(?:The|A|An|This|That|His|Her|{_DAY}|{_MONTH})\b)(?:{_FULL_NAME}|[A-Z]{{2,6}})(?:{_JOIN}{_NAME})*"
        rf"(?:,? (?:{_NAME} )?{_STAFF}(?: {_STAFF})?)?[.,:]?",
        "By Jane Doe and John Q. Public, The Daily Example",
        "By the time the talks ended, Jane Doe had left Geneva.",
        edge=True,
        flags=0,
    ),
    _boilerplate(
        "contributor line",
        rf"{_NAMING}(?:[,;]? {_NAMING})* contributed(?: reporting| research| to (?:this|the) {_PIECE})"
        rf"(?: (?:from|in) {_NAMES})?\.?",
        "CNN’s Jane Doe, John Roe and Ann Poe contributed to this reporting.",
        "High gas prices contributed to this report card of the government.",
        flags=0,
    ),
    _boilerplate(
        "agency tail",
        r"\(?(?:(?:(?:Additional )?[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Pp]roduction|[Tt]ranslation)"
        rf"(?: and (?:writing|editing))? by {_NAMES}(?: {_STAFF})?[;,.]? ?)+\)?\.?",
        "(Reporting by Jane Doe in Moscow; Editing by John Roe)",
        "Reporting by the agency showed that troops had left.",
        flags=0,
    ),
    _boilerplate(
        "copyright line",
        [
            r"(?:copyright\W*)?(?:©|\(c\)|copyright)\W*(?:\d{4}\b|by ).{0,200}|©.{0,200}",
            r".{0,120}\ball rights reserved\b.{0,120}|our standards: .{0,100}",
            r"this material may not be published\b.{0,200}",
            r"this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published) .{0,160}",
        ],
        "© 2024 The Daily Example. All rights reserved.",
        "Copyright law was discussed at length, the minister said.",
        hints=("©", "(c)", "copyright", "rights", "our standards", "this "),
    ),
    _boilerplate(
        "date line",
        r"(?:(?:First |Originally )?[Pp]ublished|(?:Last )?[Uu]pdated|[Pp]osted|(?:Last )?[Mm]odified)(?=.*\d)[:,]?"
        rf"(?: {_TIME_WORD})+",
        "Published 3:04 PM EST, Thu January 13, 2022",
        "Published figures for 2022 show a decline.",
        edge=True,
        flags=0,
    ),
    _boilerplate(
        "photo credit",
        [
            r"(?:photo(?:graph)?|image|picture|video)(?: credits?| source)?(?:: .{1,120}| by [^.!?]{1,80})",
            r"(?:image|photo) (?:caption|credit)\b.{0,150}|file photo\b.{0,300}|file [-–—] .{1,300}",
            r".{0,300}\((?:(?:ap|file|reuters|afp) )?photo(?:/| by |: ).{1,80}\)",
            rf".{{0,300}}\w ?/ ?{_PICTURES}(?: via {_PICTURES})?\)?|.{{0,300}}\bvia getty images\)?|getty images",
            r".{0,300}\b(?:reuters|ap photo|afp photo)/[\w .-]{1,40}\)?",
        ],
        "A soldier near the border (Photo by Jane Doe/Getty Images)",
        "Getty Images sued the company over a photograph of the border.",
        hints=("photo", "image", "picture", "video", "file", "/", "reuters"),
    ),
    _boilerplate(
        "contact line",
        [
            r"(?:(?:contact|e-?mail|write to|reach)\b[^.@]{0,60}?(?: at|:) ?)?[\w.+-]{1,40}@[\w-]{1,40}"
            r"(?:\.[\w-]{2,20}){1,3}\.?",
            r"(?:follow [^@]{1,60} )?@\w{2,30}\.?",
        ],
        "Contact Jane Doe at jane.doe@example.org",
        "The letter was sent to info@example.org by the opposition on Monday.",
        edge=True,
    ),
    _boilerplate(
        "end mark",
        r"-?30-?|#{2,}|\(?ends?\)?|\*{2,}|[_=~*-]{3,}",
        "-30-",
        "Ends and means were discussed.",
        edge=True,
    ),
)
_LONGEST_BOILERPLATE = 400  # characters; longer lines are paragraphs of the article
_DECORATION = " •*·|>»›▶►–—-"
_PROSE = re.compile(r".{60,}[.!?][\"'”’)\]]*$", re.S)  # a paragraph: long, and it ends as a sentence does


def boilerplate_label(line: str) -> str | None:
    """The kind of debris that `line` is, judged by itself; None for a line of the article."""
    kind = _boilerplate_kind(line)
    return kind.label if kind else None


@lru_cache(maxsize=4_096)  # lines of one document are judged for each of its quotes
def _boilerplate_kind(line: str) -> Boilerplate | None:
    if not line or len(line) > _LONGEST_BOILERPLATE:
        return None
    bare = line.strip(_DECORATION)
    forms = [form for form in dict.fromkeys((bare, line)) if form]
    small = line.lower()
    for kind in BOILERPLATE:
        if kind.hints and not any(hint in small for hint in kind.hints):
            continue
        if any(kind.pattern.fullmatch(form) for form in forms):
            return kind
    return None


def remove_boilerplate(text: str) -> tuple[str, list[Change]]:
    """The text without lines that are no part of the article; each of them is in the account, verbatim.

    A line is left alone where the next one goes on in lower case: there the line break falls inside a sentence.
    """
    lines = text.split("\n")
    kinds = [_boilerplate_kind(line) for line in lines]
    prose = [at for at, line in enumerate(lines) if kinds[at] is None and _PROSE.match(line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    kept: list[str] = []
    changes = []
    for at in range(len(lines) - 1, -1, -1):
        kind = kinds[at]
        inside = kind is not None and kind.edge and first < at < last
        if kind is None or inside or (kept and kept[-1][:1].islower()):
            kept.append(lines[at])
        else:
            changes.append(_change("boilerplate", kind.label, 1, lines[at]))
    if not changes:
        return text, []
    return tidy_lines("\n".join(reversed(kept)))[0], changes[::-1]


# --- quotation marks --------------------------------------------------------------------------------------------------

_MARKS = re.compile('[“”"]')
_OTHER_STYLES = re.compile("[„«»]")  # where “ may close, or where other marks carry the direction
_SAID = (
    r"(?:said|says|say|told|tells|added|adds|asked|asks|replied|answered|warned|warns|wrote|writes|explained|noted|notes"
    r"|insisted|argued|claimed|stated|announced|declared|continued|concluded|tweeted|recalled|admitted|confirmed)"
)
_ATTRIBUTION = re.compile(rf"(?:{_SAID}|(?:[\w.’'-]+ ){{1,4}}{_SAID})\b")
_AFTER_CLOSING = re.compile(r"(?:\s|[.,;:!?)\]]|$)")
_MOST_SUSPECTS = 8  # in one paragraph; beyond this the marks are too broken to say which are meant


def turn_quotation_marks(text: str) -> tuple[str, list[Change]]:
    """Reversed double quotation marks turned round, character for character; every offset stays.

    A paragraph is only touched where its marks do not pair up, where exactly one smallest set of turned marks makes
    them alternate, and where each of these stands as the other kind does: `do, “she said` and `“talks. “.` have an
    opening mark in closing place, `he said ”We` a closing mark in opening place.
    """
    characters = list(text)
    changes = []
    continued = (
        False  # the next paragraph opens with an opening mark, so this one's last quotation may stay open
    )
    for start, end in reversed(list(_paragraphs(text))):
        paragraph = text[start:end]
        for at in _reversed_marks(paragraph, continued):
            characters[start + at] = "”" if paragraph[at] == "“" else "“"
            what = (
                "opening mark in closing place" if paragraph[at] == "“" else "closing mark in opening place"
            )
            passage = paragraph[max(0, at - 20) : at + 20]
            changes.append(_change("quotation marks", f"{what}, turned round", 1, passage, start + at))
        continued = characters[start] == "“"
    return "".join(characters), sorted(changes, key=lambda change: change["start"])


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every line that is not empty."""
    return (match.span() for match in re.finditer(r"[^\n]+", text))


def _reversed_marks(paragraph: str, continued: bool) -> tuple[int, ...]:
    """Places of the marks to turn round; empty where nothing is wrong or the evidence is not clear."""
    marks = [match.start() for match in _MARKS.finditer(paragraph)]
    signs = [paragraph[at] for at in marks]
    if _OTHER_STYLES.search(paragraph) or _pairs_up(signs, continued):
        return ()
    suspects = [place for place, at in enumerate(marks) if _stands_reversed(paragraph, at)]
    if len(suspects) > _MOST_SUSPECTS:
        return ()
    for size in range(1, len(suspects) + 1):
        fits = [
            turned for turned in combinations(suspects, size) if _alternates(_turn(signs, turned), continued)
        ]
        if fits:
            return tuple(marks[place] for place in fits[0]) if len(fits) == 1 else ()
    return ()


def _stands_reversed(paragraph: str, at: int) -> bool:
    before, after = paragraph[:at], paragraph[at + 1 :]
    if paragraph[at] == "“":
        closes = before.rstrip()[-1:] in tuple(",.!?…") and _ATTRIBUTION.match(after)
        return bool(before) and bool(closes or _AFTER_CLOSING.match(after))
    return paragraph[at] == "”" and after[:1].isalnum() and (not before or before[-1] in " ([—–")


def _turn(signs: list[str], turned: tuple[int, ...]) -> list[str]:
    swap = {"“": "”", "”": "“"}
    return [swap[sign] if place in turned else sign for place, sign in enumerate(signs)]


def _alternates(signs: list[str], continued: bool) -> bool:
    """Whether the marks open and close in turn; a straight mark fits either way."""
    fits = all(sign in ('"', "“”"[place % 2]) for place, sign in enumerate(signs))
    return fits and (len(signs) % 2 == 0 or continued)


def _pairs_up(signs: list[str], continued: bool) -> bool:
    """Whether the marks alternate or nest properly."""
    if _alternates(signs, continued):
        return True
    depth = 0
    for sign in signs:
        depth += {"“": 1, "”": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0 and '"' not in signs


# --- notices: what is recognised and left as it is --------------------------------------------------------------------

_LONGEST_HEADING = 120  # characters
_MOST_HEADING_WORDS = 20
_ENDS_AS_SENTENCE = re.compile(r"[.!?…,;:][\"'”’)\]]*$")
# The second one goes on in lower case; "Never. Never." is somebody's emphasis.
_DOUBLED = re.compile(r"\b([a-z]\w*(?: \w+){0,2})[.!?][\"”’']? \1[.,!?;][\"”’']?(?!\w)")


def looks_like_heading(line: str) -> bool:
    """Whether a line standing by itself reads as a heading: short, with a word in it, not ending as a sentence."""
    short = len(line) <= _LONGEST_HEADING and len(line.split()) <= _MOST_HEADING_WORDS
    return short and any(map(str.isalpha, line)) and not _ENDS_AS_SENTENCE.search(line)


def find_headings(text: str) -> list[Change]:
    """Lines that read as headings. They stay in the text, since headlines quote too."""
    lines = list(_paragraphs(text))
    found = []
    for place, (start, end) in enumerate(lines[:-1]):  # what ends the text heads nothing
        line = text[start:end]
        alone = text[end : end + 2] == "\n\n"
        if looks_like_heading(line) and (alone or (len(line) <= 60 and not text[end + 1].islower())):
            above = text[slice(*lines[place - 1])] if place else ""
            if not above or text[start - 2 : start] == "\n\n" or _ENDS_AS_SENTENCE.search(above):
                found.append(_change("heading", "title" if place == 0 else "heading", 1, line, start))
    return found


def find_doubled_fragments(text: str) -> list[Change]:
    """Words that stand twice across a full stop (`is.” is.”`), as machine rewriting leaves them. They stay."""
    what = "words doubled across a full stop, left as they are"
    return [_change("doubled words", what, 1, match[0], match.start()) for match in _DOUBLED.finditer(text)]


def find_unpaired_marks(text: str) -> list[Change]:
    """Paragraphs whose double quotation marks do not pair up; a quotation that goes on in the next one is in order."""
    paragraphs = list(_paragraphs(text))
    opens = [text[start] in '“"' for start, _ in paragraphs] + [False]
    found = []
    what = "marks do not pair up, left as they are"
    for place, (start, end) in enumerate(paragraphs):
        marks = _MARKS.findall(text, start, end)
        if not _pairs_up(marks, opens[place + 1]) and not _OTHER_STYLES.search(text, start, end):
            found.append(_change("quotation marks", what, 1, text[start:end][:60], start))
    return found


STEPS: tuple[Callable[[str], tuple[str, list[Change]]], ...] = (
    decode_entities,
    repair_characters,
    normalise_line_ends,
    remove_invisible,
    compose,
    plain_spaces,
    tidy_lines,
    remove_boilerplate,
    turn_quotation_marks,
)
NOTICES: tuple[Callable[[str], list[Change]], ...] = (
    find_headings,
    find_doubled_fragments,
    find_unpaired_marks,
)
