"""Agreement between predicted and annotated attributions, as precision, recall and F1.

Definitions (those of the project's measurements since the first prototype):
words         : \\d+([.,]\\d+)* or \\w+; a word belongs to a span if more than half of its characters lie in it.
content IoU   : predicted and gold content share at least half of their joint words; matched one to one, as many pairs
                as possible, better overlaps first.
source right  : neither has a source; or at least half of the predicted source's words are in the gold source, and the
                prediction has half of the gold source's words or one of its head words (the last word before the first
                preposition or relative pronoun, of each part between commas, dashes and brackets).
end to end    : a content match whose source is right.
kind          : direct, mixed or indirect as all, some or none of the content's words stand in quotation marks. For a
                kind, recall is over gold of that kind and precision over predictions of that kind, each against all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
KINDS = ("all", "direct", "mixed", "indirect")
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


def score(gold: dict[str, dict], predicted: dict[str, list[dict]]) -> dict[str, dict]:
    """{kind: {"content" | "end_to_end": (precision, recall, F1), "gold": n, "predicted": n}}.

    `gold` is {id: {"text", "attributions": [{"source", "cue", "content": [[start, end], ...]}]}}; `predicted` has the
    attributions only. Articles without predictions count as having none.
    """
    counts = {kind: dict.fromkeys(("gold", "predicted", "gc", "pc", "ge", "pe"), 0) for kind in KINDS}
    for name, row in gold.items():
        article = Article(row["text"])
        theirs, ours = (_in_words(article, items) for items in (row["attributions"], predicted.get(name, [])))
        for side, items in (("gold", theirs), ("predicted", ours)):
            for item in items:
                for kind in ("all", item["kind"]):
                    counts[kind][side] += 1
        for g, p in _match(article, theirs, ours).items():
            right = article.source_right(theirs[g]["source"], ours[p]["source"])
            for side, item in (("g", theirs[g]), ("p", ours[p])):
                for kind in ("all", item["kind"]):
                    counts[kind][side + "c"] += 1
                    counts[kind][side + "e"] += right
    return {
        kind: {
            "content": ratios(c["pc"], c["predicted"], c["gc"], c["gold"]),
            "end_to_end": ratios(c["pe"], c["predicted"], c["ge"], c["gold"]),
            "gold": c["gold"],
            "predicted": c["predicted"],
        }
        for kind, c in counts.items()
    }


def right(text: str, gold: list[dict], predicted: list[dict]) -> list[bool]:
    """For each prediction (all must hold a word): is it matched, with the right source."""
    article = Article(text)
    theirs, ours = _in_words(article, gold), _in_words(article, predicted)
    if len(ours) != len(predicted):
        raise ValueError(f"{len(predicted) - len(ours)} predictions hold no word; leave them out")
    matched = {p: g for g, p in _match(article, theirs, ours).items()}
    return [
        n in matched and article.source_right(theirs[matched[n]]["source"], row["source"])
        for n, row in enumerate(ours)
    ]


def ratios(right_predicted: int, predicted: int, right_gold: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall, F1 (0 where there is nothing to divide by)."""
    precision = right_predicted / predicted if predicted else 0.0
    recall = right_gold / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _in_words(article: Article, items) -> list[dict]:
    rows = [{role: article.inside(item.get(role)) for role in ("source", "content")} for item in items]
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
