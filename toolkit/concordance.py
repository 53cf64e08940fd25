"""Back to the text: a term in its contexts, and the sentence behind every row of a table.

>>> import pandas as pd
>>> documents = pd.DataFrame({"doc_id": ["a"], "text": ["The port is open. Open ports cost money."]})
>>> kwic(documents, "open", window_words=2)[["left", "match", "right"]].values.tolist()
[['port is', 'open', '. Open'], ['is open.', 'Open', 'ports cost']]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd

KWIC_COLUMNS = ("doc_id", "start", "end", "left", "match", "right")
# The marks that `evidence` sets around the passage; they do not occur in news text and survive a CSV file.
MARKS = ("⟦", "⟧")
# Characters looked at for each word of context: room for the longest words and their spaces.
CHARACTERS_PER_WORD = 40
# Where a sentence ends, used only for rows that do not say it: a full stop with its closing marks, or a
# line's end.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|\n")
_APOSTROPHES = "['’‘ʼ]"


def kwic(
    documents: pd.DataFrame,
    term: str | Sequence[str],
    *,
    window_words: int = 8,
    regex: bool = False,
    ignore_case: bool = True,
    sort: Literal["position", "left", "right"] = "position",
) -> pd.DataFrame:
    """Every occurrence of `term` with the words around it (keyword in context).

    Shape: one row per occurrence: doc_id, start, end (characters of `text`), left, match, right.
    `text[start:end]` is the match. Context stops at `window_words` words and is written on one line.
    `term` may be a list; each place is found once, and an empty list finds nothing. A plain term is found as
    whole words, with any white space between them and either form of the apostrophe; with `regex` it is a
    Python regular expression. `sort` "left" orders by the words before it, the nearest first, "right" by the
    words after it.
    Raises: ValueError for an empty term, a faulty expression, missing columns or a negative window.
    """
    _check_columns(documents, "documents", ("doc_id", "text"))
    if window_words < 0:
        raise ValueError(f"window_words={window_words}: pass 0 or more words of context")
    terms = [term] if isinstance(term, str) else list(term)
    found = [term_pattern(each, regex=regex, ignore_case=ignore_case) for each in terms]
    # Matches at no place where there is no term: an expression that nothing fulfils.
    pattern = re.compile(
        "|".join(f"(?:{each.pattern})" for each in found) or r"(?!)", found[0].flags if found else 0
    )
    rows = [
        (doc_id, *match.span(), *_context(text, *match.span(), window_words))
        for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True)
        if isinstance(text, str)
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]
    table = pd.DataFrame(rows, columns=list(KWIC_COLUMNS)).astype({"start": "int64", "end": "int64"})
    return _sorted(table, sort)


def term_pattern(term: str, *, regex: bool = False, ignore_case: bool = True) -> re.Pattern[str]:
    """The compiled expression that `kwic` looks for; arguments and errors as there."""
    if not term.strip():
        raise ValueError("a term to look for is wanted, found an empty one")
    flags = re.IGNORECASE if ignore_case else re.NOFLAG
    if not regex:
        words = [re.sub(_APOSTROPHES, _APOSTROPHES, re.escape(word)) for word in term.split()]
        # Word borders only where the term itself ends in a letter or digit: "U.S." ends in a full stop.
        before = r"(?<!\w)" if re.match(r"\w", term.strip()) else ""
        after = r"(?!\w)" if re.search(r"\w$", term.strip()) else ""
        return re.compile(before + r"\s+".join(words) + after, flags)
    try:
        return re.compile(term, flags)
    except re.error as error:
        raise ValueError(
            f"{term!r} is no regular expression ({error}); to look for it as it is, leave out regex=True"
        ) from error


def _context(text: str, start: int, end: int, window_words: int) -> tuple[str, str, str]:
    reach = window_words * CHARACTERS_PER_WORD
    left = text[max(0, start - reach) : start].split()[-window_words:] if window_words else []
    right = text[end : end + reach].split()[:window_words]
    return " ".join(left), " ".join(text[start:end].split()), " ".join(right)


def _sorted(found: pd.DataFrame, sort: str) -> pd.DataFrame:
    if sort == "position":
        return found
    if sort not in ("left", "right"):
        raise ValueError(f"sort={sort!r} is none of position, left, right")
    keys = [context.casefold().split()[:: -1 if sort == "left" else 1] for context in found[sort]]
    order = sorted(range(len(found)), key=keys.__getitem__)
    return found.iloc[order].reset_index(drop=True)


def evidence(rows: pd.DataFrame, documents: pd.DataFrame, *, marks: tuple[str, str] = MARKS) -> pd.DataFrame:
    """A copy of `rows` with the sentence each one stands in, the passage marked.

    Shape: the rows as they were, plus `sentence`: the words from sentence_start to sentence_end (or, where a
    row has none, the sentence that punctuation gives) on one line, with `marks` around start..end, or around
    each of the row's `spans`. Missing where the document is not among `documents`.
    Raises: ValueError if doc_id, start or end are no columns of `rows`.
    """
    _check_columns(rows, "rows", ("doc_id", "start", "end"))
    _check_columns(documents, "documents", ("doc_id", "text"))
    wanted = set(rows["doc_id"])
    texts = {
        doc_id: text
        for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True)
        if doc_id in wanted
    }
    sentences = [_marked(row, texts.get(row["doc_id"]), marks) for row in rows.to_dict("records")]
    return rows.assign(sentence=pd.Series(sentences, index=rows.index, dtype="str"))


def examples(
    rows: pd.DataFrame,
    groups: Sequence[str],
    *,
    by: str = "actor_id",
    each: int = 3,
    sure: str = "confidence",
) -> pd.DataFrame:
    """At most `each` rows of each of the `groups`, in the order of the groups; in each the surest first.

    Shape: rows as they were, of those whose `by` is among the groups. Documents take turns, so that one long article
    does not give all examples: first the surest row of each document, then the second of each. Without a column
    `sure`, or where two are equally sure, the earlier row comes first.
    Raises: ValueError where `by` is no column of `rows`.
    """
    _check_columns(rows, "rows", (by,))
    place = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    known = rows[rows[by].isin(list(place))]
    known = known.sort_values(sure, ascending=False, kind="stable") if sure in known else known
    turn = known.groupby([by, "doc_id"]).cumcount() if "doc_id" in known else 0
    known = known.assign(_place=known[by].map(place), _turn=turn)
    ranked = known.sort_values(["_place", "_turn"], kind="stable").groupby("_place").head(each)
    return ranked.drop(columns=["_place", "_turn"])


def _marked(row: dict[str, Any], text: str | None, marks: tuple[str, str]) -> str | None:
    if text is None:
        return None
    spans = _spans(row)
    start, end = spans[0][0], spans[-1][1]
    low, high = _given(row.get("sentence_start")), _given(row.get("sentence_end"))
    if low is None or high is None:
        low, high = sentence_around(text, start, end)
    pieces, position = [], min(low, start)
    for span_start, span_end in spans:
        pieces += [text[position:span_start], marks[0], text[span_start:span_end], marks[1]]
        position = span_end
    pieces.append(text[position : max(high, end)])
    return " ".join("".join(pieces).split())


def _spans(row: dict[str, Any]) -> list[tuple[int, int]]:
    """The row's passages in text order: its `spans` where it has some, else start..end."""
    spans = row.get("spans")
    if not isinstance(spans, Iterable) or isinstance(spans, str) or not len(list(spans)):
        spans = [(row["start"], row["end"])]
    return sorted((int(start), int(end)) for start, end in spans)


def _given(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the sentence or sentences that hold text[start:end], judged by punctuation and line ends alone."""
    line = text.rfind("\n", 0, start) + 1
    borders = [match.end() for match in _SENTENCE_END.finditer(text, line, start)]
    low = borders[-1] if borders else line
    following = _SENTENCE_END.search(text, max(end - 1, start))
    high = following.end() if following else len(text)
    while low < start and text[low].isspace():
        low += 1
    return low, high


def _check_columns(frame: pd.DataFrame, name: str, wanted: tuple[str, ...]) -> None:
    missing = [column for column in wanted if column not in frame]
    if missing:
        found = ", ".join(map(str, frame.columns))
        raise ValueError(f"{name}: no column {', '.join(missing)} (found {found})")


def notes(lines: pd.DataFrame, terms: Iterable[str], *, most: int = 5) -> dict[str, str]:
    """What is said under the pointer of each term of a scatter: its first uses in their contexts.

    Shape: `lines` is a table of `kwic`, if wanted with a column `side` (rhetoric.in_speech), of the terms in `terms`,
    whose places in the figure are "term-0" and so on. Each note is the term, how often it was found, and up to `most`
    lines, those of each side in turn.
    """
    folded = lines["match"].str.casefold().str.replace("’", "'").str.split().str.join(" ")
    rows = lines.assign(_term=folded, _side=lines.get("side"))
    rows["_turn"] = rows.groupby(["_term", "_side"], dropna=False).cumcount()
    found = dict(list(rows.sort_values("_turn", kind="stable").groupby("_term", sort=False)))
    return {
        f"term-{place}": _note(str(term), found[term].to_dict("records") if term in found else [], most)
        for place, term in enumerate(terms)
    }


def _note(term: str, uses: list[dict[str, Any]], most: int) -> str:
    head = f"{term}: {len(uses)} use{'' if len(uses) == 1 else 's'}"
    lines = [head + (f", {most} of them" if len(uses) > most else "")]
    for use in uses[:most]:
        context = " ".join(part for part in (use["left"], f"[{use['match']}]", use["right"]) if part)
        lines.append(f"{use['side']}: {context}" if isinstance(use.get("side"), str) else context)
    return "\n".join(lines)
