"""Attributions: for each cue the words of its source and of its content.

Two readings are joined: what each word is on its own (cue, source, content, nothing) and what it is for one given cue.
A word is content of at most one cue: one search over the text assigns every word to a cue or to none, with a price for
each change. Then each cue takes the stretch of words that is best as its source, if any is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.language.arithmetic import by_distance, softmax
from toolkit.language.labels import ATTRIBUTION, LINKED, PARAGRAPHS_APART
from toolkit.language.sequences import spans_of
from toolkit.language.sharing import share_words

Range = tuple[int, int]
Cue = tuple[int, int, float]  # its words, and how sure it is

_NEVER = -1e4


@dataclass(frozen=True)
class LinkSettings:
    """Constants of the search, chosen on PolNeAR training articles that the model was not trained on.

    cue_bias: added to the score of cue tags; higher finds more attributions and more false ones.
    word_weight: how much a word's own role counts beside its link to the cue.
    border_cost: price of each change between content and no content; higher gives fewer, longer pieces.
    content_bias, source_bias: added to every word's score as content, or as source; higher gives more and longer ones.
    reach_words: how far from its cue a source or content may lie.
    gap_words: how far a piece of content may lie from its cue or the piece before (99.9 % of PolNeAR's are nearer).
    least_words: content with fewer words of letters or digits than this is dropped.
    """

    cue_bias: float = 0.0
    word_weight: float = 0.25
    border_cost: float = 0.5
    content_bias: float = 0.0
    source_bias: float = 0.0
    reach_words: int = 200
    gap_words: int = 40
    least_words: int = 1


def find_attributions(
    out: dict[str, np.ndarray],
    pairs: dict[str, np.ndarray],
    paragraphs: np.ndarray,
    wordy: np.ndarray,
    settings: LinkSettings = LinkSettings(),
) -> list[dict]:
    """Attributions in text order, as dicts of word ranges: source, cue, content, confidence, source_confidence.

    `paragraphs` numbers each word's paragraph; `wordy` says which words hold a letter or digit. Confidence is the
    probability that content (by half of its words) and source are both right, as fitted on articles that the model was
    not trained on (training/calibrate.py); the source's own is the mean probability of its words given the cue.
    """
    own = softmax(out["attribution"])
    cues = _cues(out["attribution"], own, settings.cue_bias)
    if not cues:
        return []
    linked = _link_scores(out, pairs, paragraphs, cues)
    table = linked + _own_roles(own, settings)
    _rule_out(table, cues, settings.reach_words)
    source, content = table
    owner = share_words(content - np.maximum(source, 0), settings.border_cost)
    contents = _contents(owner, cues, wordy, settings)
    if not contents:
        return []
    numbers = list(contents)
    stretches = _best_stretches(np.where(owner == np.array(numbers)[:, None], _NEVER, source[numbers]))
    evidence = [
        (cues[number][2], *_of_words(*chances, stretch, contents[number]))
        for number, stretch, *chances in zip(numbers, stretches, *_chances(linked[:, numbers]))
    ]
    sure = _confidences(evidence, pairs.get("calibration"))
    found = map(
        _attribution, (cues[number] for number in numbers), stretches, contents.values(), evidence, sure
    )
    return sorted(found, key=lambda item: (item["content"][0][0], item["cue"]))


def _attribution(
    cue: Cue, source: Range | None, content: list[Range], evidence: tuple[float, float, float], sure: float
) -> dict:
    return {
        "source": source,
        "cue": cue[:2],
        "content": content,
        "evidence": evidence,
        "confidence": sure,
        "source_confidence": evidence[2],
    }


def _cues(scores: np.ndarray, chances: np.ndarray, bias: float) -> list[Cue]:
    if bias:
        scores = scores.copy()
        scores[:, _columns("cue")] += bias
        chances = softmax(scores)
    return [(start, stop, sure) for start, stop, _, sure in spans_of(chances, ATTRIBUTION, only="cue")]


def _columns(role: str) -> list[int]:
    return [number for number, tag in enumerate(ATTRIBUTION) if tag.endswith(role)]


def _own_roles(chances: np.ndarray, settings: LinkSettings) -> np.ndarray:
    """Weighted log odds of each word being a source, or content, against being nothing: (LINKED, 1, words)."""
    roles = np.stack([sum(chances[:, column] for column in _columns(role)) for role in LINKED])
    odds = settings.word_weight * (np.log(roles + 1e-4) - np.log(chances[:, 0] + 1e-4))
    for row, bias in zip(odds, (settings.source_bias, settings.content_bias), strict=True):
        row += bias
    return odds[:, None]


def _link_scores(out, pairs, paragraphs, cues: list[Cue]) -> np.ndarray:
    """Scores (LINKED, cues, words) of each word against 'neither', for each cue."""
    words, kinds = len(out["link_key"]), len(LINKED)
    size = out["link_query"].shape[1] // kinds
    query = np.stack(
        [
            out["link_query"][start] if stop == start + 1 else out["link_query"][start:stop].mean(0)
            for start, stop, _ in cues
        ]
    ).reshape(len(cues), kinds, size)
    key = out["link_key"].reshape(words, kinds, size)
    table = np.stack([query[:, n] @ key[:, n].T for n in range(kinds)])
    table /= size**0.5
    table += out["link_word"].T.copy()[:, None]
    near = by_distance(pairs["link_distance"], words).T.copy()
    starts = [start for start, _, _ in cues]
    for row, start in enumerate(starts):
        table[:, row] += near[:, words - start : 2 * words - start]
    apart = paragraphs - paragraphs[starts][:, None]
    apart = np.minimum(np.maximum(apart, -PARAGRAPHS_APART), PARAGRAPHS_APART)
    table += pairs["link_paragraph"].T.take(apart + PARAGRAPHS_APART, axis=1)
    return table


def _chances(table: np.ndarray) -> np.ndarray:
    """Probabilities (LINKED, cues, words), beside that of 'neither', whose score is 0."""
    top = np.maximum(table.max(0), 0)
    neither, linked = np.exp(-top), np.exp(table - top)
    return linked / sum(linked, neither)


def _rule_out(table: np.ndarray, cues: list[Cue], reach: int) -> None:
    """Words out of reach, and the cue's own words, are neither its source nor its content (changes the table)."""
    for row, (start, stop, _) in enumerate(cues):
        table[:, row, : max(0, start - reach)] = _NEVER
        table[:, row, start:stop] = _NEVER
        table[:, row, stop + reach :] = _NEVER


def _best_stretches(scores: np.ndarray) -> list[tuple[int, int] | None]:
    """In each row the run of neighbours with the highest sum, None if no sum is above 0 (Kadane's algorithm)."""
    sums = np.zeros((len(scores), scores.shape[1] + 1))
    np.cumsum(scores, axis=1, dtype=np.float64, out=sums[:, 1:])
    stops = (sums[:, 1:] - np.minimum.accumulate(sums[:, :-1], axis=1)).argmax(1) + 1
    found = []
    for row, stop in zip(sums, stops.tolist()):
        start = int(row[:stop].argmin())
        found.append((start, stop) if row[stop] - row[start] > 0 else None)
    return found


def _contents(
    owner: np.ndarray, cues: list[Cue], wordy: np.ndarray, settings: LinkSettings
) -> dict[int, list[Range]]:
    """The content of each cue that has enough of it, by the cue's number, in ranges of words."""
    wordy_before = np.append(0, np.cumsum(wordy)).tolist()
    borders = [0, *(np.flatnonzero(owner[1:] != owner[:-1]) + 1).tolist(), len(owner)]
    pieces: dict[int, list[Range]] = {}
    for start, stop, number in zip(borders, borders[1:], owner[borders[:-1]].tolist()):
        if number >= 0 and wordy_before[stop] > wordy_before[start]:
            pieces.setdefault(number, []).append((start, stop))
    found = {}
    for number in sorted(pieces):
        kept = _near(pieces[number], cues[number], settings.gap_words)
        if sum(wordy_before[stop] - wordy_before[start] for start, stop in kept) >= settings.least_words:
            found[number] = kept
    return {number: kept for number, kept in found.items() if kept}


def _near(pieces: list[Range], cue: Cue, gap_words: int) -> list[Range]:
    """The pieces without those that lie too far from the cue and from the next piece."""
    kept, left, right = [], cue[0], cue[1]
    for start, stop in reversed([piece for piece in pieces if piece[0] < cue[0]]):
        if left - stop > gap_words:
            break
        kept.insert(0, (start, stop))
        left = start
    for start, stop in (piece for piece in pieces if piece[0] >= cue[0]):
        if start - right > gap_words:
            break
        kept.append((start, stop))
        right = stop
    return kept


def _of_words(
    source: np.ndarray, content: np.ndarray, stretch: Range | None, pieces: list[Range]
) -> tuple[float, float]:
    """Mean probability of the content's words to be content, and of the source's to be source, given the cue.

    Without a source: that there is none.
    """
    said = np.concatenate([content[start:stop] for start, stop in pieces])
    named = _mean(source[slice(*stretch)]) if stretch else float(1 - source.max())
    return _mean(said), named


def _mean(numbers: np.ndarray) -> float:
    return float(np.add.reduce(numbers) / len(numbers))


def _confidences(evidence: list[tuple[float, float, float]], calibration: np.ndarray | None) -> list[float]:
    """Probability that each attribution is right, from those of its cue, content and source.

    `calibration` is a constant and one weight for each log odds (Platt 1999); without it, cue times content.
    """
    if calibration is None:
        return [cue * content for cue, content, _ in evidence]
    weights = -calibration.astype(np.float64)
    odds = np.column_stack([np.ones(len(evidence)), log_odds(np.array(evidence))])
    return (1 / (1 + np.exp([weights @ row for row in odds]))).tolist()


def log_odds(chances: np.ndarray) -> np.ndarray:
    """Logits of probabilities, kept within what float32 can tell from certainty."""
    clipped = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.log(clipped / (1 - clipped))
