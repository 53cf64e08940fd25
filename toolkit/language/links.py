"""Attributions: for each cue the words of its source and of its content.

Two readings are joined: what each word is on its own (cue, source, content, nothing) and what it is for one given cue.
A word is content of at most one cue: one search over the text assigns every word to a cue or to none, with a price for
each change. Then each cue takes the stretch of words that is best as its source, if any is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from toolkit.language.arithmetic import softmax
from toolkit.language.labels import ATTRIBUTION, LINKED
from toolkit.language.link_scores import LinkScores
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
    scores = LinkScores(out, pairs, paragraphs, [cue[:2] for cue in cues])
    places = _places(cues, len(wordy), settings.reach_words)
    linked = scores(np.arange(len(cues)), places)
    table = linked + _own_roles(own, settings).take(places, axis=1)
    table[:, ~_in_reach(places, cues, settings.reach_words)] = _NEVER
    source, content = table
    owner = _owners(content - np.maximum(source, 0), places, len(wordy), settings.border_cost)
    contents = _contents(owner, cues, wordy, settings)
    if not contents:
        return []
    numbers = np.array(list(contents))
    source, places = source[numbers], places[numbers]
    source[owner[places] == numbers[:, None]] = _NEVER
    stretches = _best_stretches(source, places[:, 0])
    evidence = [
        (cues[number][2], said, _sourceless(scores, number, len(wordy)) if named is None else named)
        for number, (said, named) in zip(
            contents, _of_words(linked.take(numbers, axis=1), places[:, 0], stretches, contents.values())
        )
    ]
    sure = _confidences(evidence, pairs.get("calibration"))
    found = map(
        _attribution, (cues[number] for number in contents), stretches, contents.values(), evidence, sure
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
    """Weighted log odds of each word being a source, or content, against being nothing: (LINKED, words)."""
    roles = np.stack([sum(chances[:, column] for column in _columns(role)) for role in LINKED])
    odds = settings.word_weight * (np.log(roles + 1e-4) - np.log(chances[:, 0] + 1e-4))
    for row, bias in zip(odds, (settings.source_bias, settings.content_bias), strict=True):
        row += bias
    return odds


def _places(cues: list[Cue], words: int, reach: int) -> np.ndarray:
    """For each cue as many neighbouring words, in order, among which are all that it reaches."""
    width = min(words, 2 * reach + max(stop - start for start, stop, _ in cues))
    first = np.clip([start - reach for start, _, _ in cues], 0, words - width)
    return first[:, None] + np.arange(width)


def _in_reach(places: np.ndarray, cues: list[Cue], reach: int) -> np.ndarray:
    """Whether a word can be source or content of each cue: it is near enough and not the cue's own."""
    start, stop = np.array([cue[:2] for cue in cues]).T[..., None]
    return ((places >= start - reach) & (places < start)) | ((places >= stop) & (places < stop + reach))


def _owners(claims: np.ndarray, places: np.ndarray, words: int, border_cost: float) -> np.ndarray:
    """The number of the cue that each word of the text is content of, -1 for none."""
    everywhere = np.full((len(claims), words), _NEVER, dtype=claims.dtype)
    np.put_along_axis(everywhere, places, claims, axis=1)
    return share_words(everywhere, border_cost)


def _chances(table: np.ndarray) -> np.ndarray:
    """Probabilities (LINKED, cues, words), beside that of 'neither', whose score is 0."""
    top = np.maximum(table.max(0), 0)
    neither, linked = np.exp(-top), np.exp(table - top)
    return linked / sum(linked, neither)


def _best_stretches(scores: np.ndarray, offsets: np.ndarray) -> list[Range | None]:
    """For each row the run of neighbours with the highest sum, None if no sum is above 0 (Kadane's algorithm).

    A row begins with the word of its offset; all words before are out of the question.
    """
    sums = np.empty((len(scores), scores.shape[1] + 1))
    sums[:, 0], sums[:, 1:] = offsets * _NEVER, scores
    np.cumsum(sums, axis=1, out=sums)
    stops = (sums[:, 1:] - np.minimum.accumulate(sums[:, :-1], axis=1)).argmax(1) + 1
    found = []
    for row, stop, offset in zip(sums, stops.tolist(), offsets.tolist()):
        start = int(row[:stop].argmin())
        found.append((offset + start, offset + stop) if row[stop] - row[start] > 0 else None)
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
    linked: np.ndarray, offsets: np.ndarray, sources: list[Range | None], contents: Iterable[list[Range]]
) -> Iterator[tuple[float, float | None]]:
    """Mean probability of a content's words to be content, and of a source's to be source, given the cue.

    None for a source that there is not.
    """
    for offset, stretch, pieces, source, content in zip(
        offsets.tolist(), sources, contents, *_chances(linked), strict=True
    ):
        said = np.concatenate([content[start - offset : stop - offset] for start, stop in pieces])
        yield _mean(said), stretch and _mean(source[stretch[0] - offset : stretch[1] - offset])


def _sourceless(scores: LinkScores, cue: int, words: int) -> float:
    """Probability that none of the words is the cue's source."""
    return float(1 - _chances(scores(np.array([cue]), np.arange(words)[None]))[0].max())


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
