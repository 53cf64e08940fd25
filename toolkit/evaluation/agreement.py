"""Agreement between predicted and annotated attributions, as precision, recall and F1.

Nothing here may change without changing every number that was published: the quotation marks that make the kinds are
therefore found by rules of their own (toolkit.text.marks reads mangled marks better). Definitions:
word          : \\d+([.,]\\d+)* or \\w+; a word belongs to a span if more than half of its characters lie in it.
content IoU   : predicted and gold content share at least half of their joint words; matched one to one, as many pairs
                as possible, better overlaps first.
source right  : neither has a source; or at least half of the predicted source's words are in the gold source, and the
                prediction has half of the gold source's words or one of its head words (the last word before the first
                preposition or relative pronoun, of each part between commas, dashes and brackets).
end to end    : a content match whose source is right.
words         : of a role (content, source, cue), the words of all attributions of an article together.
kind          : direct, mixed or indirect as all, some or none of the content's words stand in quotation marks. For a
                kind, recall is over gold of that kind and precision over predictions of that kind, each against all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from toolkit.text.marks import WORD

KINDS = ("all", "direct", "mixed", "indirect")
ROLES = ("content", "source", "cue")
MEASURES = ("content", "end_to_end", "content_words", "source_words", "cue_words")
_BEFORE_HEAD_ENDS = frozenset(
    "of for from at in on with to by under over about as who whom whose that which where when while against near "
    "between among behind during including based via speaking told".split()
)
_MARKS = re.compile(r"[“”\"„‟«»]|``|''")
_SINGLE = re.compile(r"(?<![\w'’])['‘](?=\w)([^\n“”\"'‘’]|(?<=\w)['’](?=\w))*['’](?!\w)")


class Article:
    """An article's words, and which of them stand in quotation marks."""

    def __init__(self, text: str):
        self.text = text
        self.words = [match.span() for match in WORD.finditer(text)]

    @cached_property
    def quoted(self) -> set[int]:
        regions = _quotation_regions(self.text)
        return {n for n, (start, _) in enumerate(self.words) if any(a <= start < b for a, b in regions)}

    def inside(self, spans) -> frozenset[int]:
        """Numbers of the words in the spans."""
        found = set()
        for start, end in spans or []:
            at = max(0, bisect_left(self.words, (start, -1)) - 1)
            while at < len(self.words) and self.words[at][0] < end:
                a, b = self.words[at]
                if 2 * (min(b, end) - max(a, start)) > b - a:
                    found.add(at)
                at += 1
        return frozenset(found)

    def kind(self, content: frozenset[int]) -> str:
        quoted = len(content & self.quoted)
        return "indirect" if not quoted else "direct" if quoted == len(content) else "mixed"

    def heads(self, source: frozenset[int]) -> set[int]:
        """Head words of a source, one for each of its parts."""
        parts: list[list[int]] = [[]]
        previous = None
        for number in sorted(source):
            if previous is not None and re.search(
                r"[,;:()\[\]–—]|--", self.text[self.words[previous][1] : self.words[number][0]]
            ):
                parts.append([])
            parts[-1].append(number)
            previous = number
        return {head for part in parts if (head := self._head(part)) is not None}

    def _head(self, part: list[int]) -> int | None:
        kept = []
        for number in part:
            if self.text[slice(*self.words[number])].lower() in _BEFORE_HEAD_ENDS:
                break
            kept.append(number)
        if len(kept) > 1 and self.text[slice(*self.words[kept[-1]])] in ("s", "S"):  # of a possessive
            return kept[-2]
        return kept[-1] if kept else None

    def source_right(self, gold: frozenset[int], predicted: frozenset[int]) -> bool:
        if not gold or not predicted:
            return not gold and not predicted
        shared = len(gold & predicted)
        if not shared or 2 * shared < len(predicted):
            return False
        return 2 * shared >= len(gold) or bool(predicted & self.heads(gold))


def _quotation_regions(text: str) -> list[tuple[int, int]]:
    regions, offset = [], 0
    for paragraph in re.split(r"(\n+)", text):
        opened = None
        for match in _MARKS.finditer(paragraph):
            mark, start, end = match.group(), offset + match.start(), offset + match.end()
            if opened is None:
                opened = start if mark not in ("”", "''", "»") else None
            elif mark not in ("“", "``", "„", "«"):
                regions.append((opened, end))
                opened = None
        if opened is not None:
            regions.append((opened, offset + len(paragraph)))
        offset += len(paragraph)
    for match in _SINGLE.finditer(text):
        if not any(a <= match.start() < b for a, b in regions) and len(WORD.findall(match.group())) >= 2:
            regions.append(match.span())
    return sorted(regions)


@dataclass(frozen=True)
class Comparison:
    """One article's annotated and predicted attributions in words, and which belong together.

    Rows are {"source", "cue", "content": numbers of words, "kind", "at": place in the list that was given}; those
    without a word of content are left out. `pairs` leads from a row of `gold` to the one of `predicted` with the same
    content; `right` has the rows of `predicted` that are matched and have the right source.
    """

    gold: list[dict]
    predicted: list[dict]
    pairs: dict[int, int]
    right: frozenset[int]


def compare(text: str, gold: list[dict], predicted: list[dict]) -> Comparison:
    """Which predictions have the content, and which also the source, of which annotated attribution."""
    article = Article(text)
    theirs, ours = _in_words(article, gold), _in_words(article, predicted)
    pairs = _match(article, theirs, ours)
    right = {p for g, p in pairs.items() if article.source_right(theirs[g]["source"], ours[p]["source"])}
    return Comparison(theirs, ours, pairs, frozenset(right))


def tally(compared: Comparison) -> np.ndarray:
    """Counts of one article: kinds x measures x (right predictions, predictions, found gold, gold).

    Kinds and measures stand in the order of KINDS and MEASURES. Counts of several articles are added; `ratios` makes
    precision, recall and F1 of the last axis.
    """
    counts = np.zeros((len(KINDS), len(MEASURES), 4), dtype=int)
    gold, predicted = compared.gold, compared.predicted
    right_gold = {g for g, p in compared.pairs.items() if p in compared.right}
    found = ((set(compared.pairs.values()), set(compared.pairs)), (compared.right, right_gold))
    for k, kind in enumerate(KINDS):
        theirs = [n for n, row in enumerate(gold) if kind in ("all", row["kind"])]
        ours = [n for n, row in enumerate(predicted) if kind in ("all", row["kind"])]
        for m, (of_predicted, of_gold) in enumerate(found):
            counts[k, m] = [
                sum(p in of_predicted for p in ours), len(ours), sum(g in of_gold for g in theirs), len(theirs)
            ]  # fmt: skip
        for m, role in enumerate(ROLES, 2):
            words_predicted, words_gold = _words(predicted, role, ours), _words(gold, role, theirs)
            counts[k, m] = [
                len(words_predicted & _words(gold, role, range(len(gold)))), len(words_predicted),
                len(words_gold & _words(predicted, role, range(len(predicted)))), len(words_gold),
            ]  # fmt: skip
    return counts


def _words(rows: list[dict], role: str, chosen) -> frozenset[int]:
    return frozenset().union(*(rows[n][role] for n in chosen))


def score(gold: dict[str, dict], predicted: dict[str, list[dict]]) -> dict[str, dict]:
    """{kind: {"content" | "end_to_end": (precision, recall, F1), "gold": n, "predicted": n}}.

    `gold` is {id: {"text", "attributions": [{"source", "cue", "content": [[start, end], ...]}]}}; `predicted` has the
    attributions only. Articles without predictions count as having none.
    """
    counts = np.zeros((len(KINDS), len(MEASURES), 4), dtype=int)
    for name, row in gold.items():
        counts += tally(compare(row["text"], row["attributions"], predicted.get(name, [])))
    return {
        kind: {measure: ratios(*of_kind[m].tolist()) for m, measure in enumerate(MEASURES[:2])}
        | {"gold": int(of_kind[0, 3]), "predicted": int(of_kind[0, 1])}
        for kind, of_kind in zip(KINDS, counts)
    }


def right(text: str, gold: list[dict], predicted: list[dict]) -> list[bool]:
    """For each prediction (all must hold a word): is it matched, with the right source."""
    compared = compare(text, gold, predicted)
    if len(compared.predicted) != len(predicted):
        raise ValueError(
            f"{len(predicted) - len(compared.predicted)} predictions hold no word; leave them out"
        )
    return [n in compared.right for n in range(len(predicted))]


def ratios(right_predicted: int, predicted: int, right_gold: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall, F1 (0 where there is nothing to divide by)."""
    precision = right_predicted / predicted if predicted else 0.0
    recall = right_gold / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def reliability(
    chances: np.ndarray, right: np.ndarray, bins: int = 10
) -> tuple[float, list[tuple[float, float, int]]]:
    """(expected calibration error, [(mean confidence, share right, n) of each tenth of the range])."""
    rows = []
    place = np.minimum((np.asarray(chances) * bins).astype(int), bins - 1)
    for inside in (place == number for number in range(bins)):
        if inside.any():
            rows.append((float(chances[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    return sum(n * abs(mean - share) for mean, share, n in rows) / max(1, len(place)), rows


def _in_words(article: Article, items) -> list[dict]:
    rows = [
        {role: article.inside(item.get(role)) for role in ROLES} | {"at": n} for n, item in enumerate(items)
    ]
    rows = [row for row in rows if row["content"]]
    for row in rows:
        row["kind"] = article.kind(row["content"])
    return rows


def _match(article: Article, gold, predicted) -> dict[int, int]:
    """{gold: predicted}: as many pairs as possible, edges tried in order of falling overlap."""
    edges = []
    for g, theirs in enumerate(gold):
        for p, ours in enumerate(predicted):
            shared, joint = len(theirs["content"] & ours["content"]), len(theirs["content"] | ours["content"])
            if 2 * shared >= joint:
                edges.append(
                    (-shared / joint, not article.source_right(theirs["source"], ours["source"]), g, p)
                )
    edges.sort()
    options: dict[int, list[int]] = {}
    for *_, g, p in edges:
        options.setdefault(g, []).append(p)
    of_gold: dict[int, int] = {}
    of_predicted: dict[int, int] = {}
    for *_, g, p in edges:
        if g not in of_gold and p not in of_predicted:
            of_gold[g], of_predicted[p] = p, g

    def augment(g: int, seen: set[int]) -> bool:
        for p in options[g]:
            if p not in seen:
                seen.add(p)
                if p not in of_predicted or augment(of_predicted[p], seen):
                    of_predicted[p], of_gold[g] = g, p
                    return True
        return False

    for g in sorted(options):
        if g not in of_gold:
            augment(g, set())
    return of_gold
