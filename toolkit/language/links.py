"""Attributions: for each cue the words of its source and of its content.

Two readings are joined: what each word is on its own (cue, source, content, nothing) and what it is for one given cue.
Each cue takes at most one source, in one piece, and any number of content pieces; a word is content of one cue only.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.language.labels import ATTRIBUTION, LINKED, PARAGRAPHS_APART
from toolkit.language.numbers import distance_bucket, softmax
from toolkit.language.sequences import best_spans

CUES_AT_ONCE = 256  # bounds memory on very long documents


@dataclass(frozen=True)
class LinkSettings:
    """Constants of the search, chosen on PolNeAR training articles that the model was not trained on.

    cue_bias: added to the score of cue tags; higher finds more attributions and more false ones.
    word_weight: how much a word's own role counts beside its link to the cue.
    border_cost: cost of each change between content and no content; higher gives fewer, longer pieces.
    source_bias: added to every word's score as a source; higher leaves fewer cues without a source.
    reach_words: how far from its cue a source or content may lie.
    least_words: content with fewer words of letters or digits than this is dropped.
    """

    cue_bias: float = 0.0
    word_weight: float = 0.5
    border_cost: float = 1.0
    source_bias: float = 0.0
    reach_words: int = 200
    least_words: int = 1


def find_attributions(
    out: dict[str, np.ndarray], pairs: dict[str, np.ndarray], paragraphs: np.ndarray, wordy: np.ndarray,
    settings: LinkSettings = LinkSettings(),
) -> list[dict]:
    """Attributions in text order, as dicts of word ranges: source, cue, content, confidence, source_confidence.

    `paragraphs` numbers each word's paragraph; `wordy` says which words hold a letter or digit. Confidence is the
    probability that content (by half of its words) and source are both right, as fitted on articles that the model was
    not trained on (training/calibrate.py); the source's own is the mean probability of its words given the cue.
    """
    scores = out["attribution"].copy()
    scores[:, _columns("cue")] += settings.cue_bias
    cues = [(start, stop, sure) for start, stop, label, sure in best_spans(scores, ATTRIBUTION) if label == "cue"]
    own = _own_roles(out["attribution"])
    found = []
    for at in range(0, len(cues), CUES_AT_ONCE):
        group = cues[at : at + CUES_AT_ONCE]
        first = max(0, group[0][0] - settings.reach_words)
        last = min(len(scores), group[-1][1] + settings.reach_words)
        table = _link_scores(out, pairs, paragraphs, group, first, last)
        found += _decode(table, own[first:last], group, first, settings)
    kept = [_attribution(row, wordy, settings, pairs.get("calibration")) for row in _share_words(found, settings)]
    return sorted((item for item in kept if item), key=lambda item: (item["content"][0][0], item["cue"]))


def _columns(role: str) -> list[int]:
    return [number for number, tag in enumerate(ATTRIBUTION) if tag.endswith(role)]


def _own_roles(scores: np.ndarray) -> np.ndarray:
    """Log odds of each word being a source, or content, against being nothing: (words, LINKED)."""
    chances = softmax(scores)
    roles = np.stack([chances[:, _columns(role)].sum(1) for role in LINKED], 1)
    return np.log(roles + 1e-4) - np.log(chances[:, :1] + 1e-4)


def _link_scores(out, pairs, paragraphs, cues, first: int, last: int) -> np.ndarray:
    """Scores (cues, words, LINKED) of words [first, last) against 'neither', for each cue."""
    size = out["link_query"].shape[1] // len(LINKED)
    query = np.stack([out["link_query"][start:stop].mean(0) for start, stop, _ in cues]).reshape(len(cues), len(LINKED), size)
    key = out["link_key"][first:last].reshape(last - first, len(LINKED), size)
    table = np.stack([query[:, n] @ key[:, n].T for n in range(len(LINKED))], -1) / size**0.5
    table += out["link_word"][first:last]
    middle = np.array([start for start, _, _ in cues])
    table += pairs["link_distance"][distance_bucket(np.arange(first, last)[None] - middle[:, None])]
    apart = paragraphs[first:last][None] - paragraphs[middle][:, None]
    table += pairs["link_paragraph"][np.clip(apart, -PARAGRAPHS_APART, PARAGRAPHS_APART) + PARAGRAPHS_APART]
    return table


# States of the search along the text: outside, in content, in the source, and the first two again after the source.
_OUT, _CONTENT, _SOURCE, _OUT_AFTER, _CONTENT_AFTER = range(5)
_MOVES = {  # state -> states it may be reached from
    _OUT: (_OUT, _CONTENT), _CONTENT: (_OUT, _CONTENT), _SOURCE: (_OUT, _CONTENT, _SOURCE),
    _OUT_AFTER: (_SOURCE, _OUT_AFTER, _CONTENT_AFTER), _CONTENT_AFTER: (_SOURCE, _OUT_AFTER, _CONTENT_AFTER),
}


def _transitions(settings: LinkSettings) -> np.ndarray:
    cost = np.full((5, 5), -np.inf)  # [to, from]
    for state, sources in _MOVES.items():
        for source in sources:
            content_now, content_before = state in (_CONTENT, _CONTENT_AFTER), source in (_CONTENT, _CONTENT_AFTER)
            cost[state, source] = -settings.border_cost if content_now != content_before else 0.0
    return cost


@dataclass
class _Row:
    """One cue with its neighbourhood: position of each word, its scores and probabilities, and the best path."""

    cue: tuple[int, int, float]
    words: np.ndarray
    scores: np.ndarray
    chances: np.ndarray
    path: np.ndarray

    def content(self) -> np.ndarray:
        """Places (in the neighbourhood) of the words of the content."""
        return np.flatnonzero((self.path == _CONTENT) | (self.path == _CONTENT_AFTER))


def _decode(table: np.ndarray, own: np.ndarray, cues, first: int, settings: LinkSettings) -> list[_Row]:
    """Best source and content of each cue, all cues at once, word by word."""
    starts = np.array([start for start, _, _ in cues])
    windows = np.arange(-settings.reach_words, settings.reach_words)[None] + starts[:, None] - first
    valid = (windows >= 0) & (windows < len(own))
    at = np.clip(windows, 0, len(own) - 1)
    rows = np.arange(len(cues))[:, None]
    chances = softmax(np.concatenate([np.zeros((*at.shape, 1), dtype=np.float32), table[rows, at]], -1))
    scores = table[rows, at] + settings.word_weight * own[at]
    scores[..., 0] += settings.source_bias
    scores[..., 1] -= _rival_claims(scores[..., 1], at, len(own))
    scores[~valid] = -1e4
    for row, (start, stop, _) in enumerate(cues):  # a cue's own words are neither
        scores[row, settings.reach_words : settings.reach_words + stop - start] = -1e4
    path = _search(scores, settings)
    return [_Row(cue, windows[n] + first, scores[n], chances[n], path[n]) for n, cue in enumerate(cues)]


def _rival_claims(content: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """For each cue and word the highest positive score with which another cue claims that word as content."""
    best, second = np.zeros(size), np.zeros(size)
    np.maximum.at(best, at, content)
    np.maximum.at(second, at, np.where(content < best[at], content, 0))
    return np.where(content < best[at], best[at], second[at])


def _search(scores: np.ndarray, settings: LinkSettings) -> np.ndarray:
    """Best state of each word: (cues, words)."""
    source, content = scores[..., 0], scores[..., 1]
    zero = np.zeros_like(source)
    gain = np.stack([zero, content, source, zero, content], -1)
    cost = _transitions(settings)
    best = np.full((len(scores), 5), -np.inf)
    best[:, :3] = gain[:, 0, :3]
    back = np.zeros(gain.shape, dtype=np.int8)
    for word in range(1, gain.shape[1]):
        arrive = best[:, None, :] + cost[None]
        back[:, word] = arrive.argmax(-1)
        best = arrive.max(-1) + gain[:, word]
    path = np.zeros(gain.shape[:2], dtype=np.int8)
    path[:, -1] = best.argmax(-1)
    rows = np.arange(len(scores))
    for word in range(gain.shape[1] - 1, 0, -1):
        path[:, word - 1] = back[rows, word, path[:, word]]
    return path


def _share_words(rows: list[_Row], settings: LinkSettings) -> list[_Row]:
    """Where cues claim the same words as content, the surer cue keeps them and the other one looks again elsewhere."""
    taken: set[int] = set()
    for row in sorted(rows, key=_sureness, reverse=True):
        claimed = row.content()
        if not taken.isdisjoint(row.words[claimed].tolist()):
            free = np.array([word not in taken for word in row.words.tolist()])
            row.scores[~free, 1] = -1e4
            row.path = _search(row.scores[None], settings)[0]
            claimed = row.content()
        taken.update(row.words[claimed].tolist())
    return rows


def _sureness(row: _Row) -> float:
    content = row.content()
    return row.cue[2] * float(row.chances[content, 2].mean()) if len(content) else 0.0


def _attribution(row: _Row, wordy: np.ndarray, settings: LinkSettings, calibration: np.ndarray | None) -> dict | None:
    """The finished attribution; None if its content holds too few words."""
    content = row.content()
    ranges = [(start, stop) for start, stop in _ranges(row.words[content]) if wordy[start:stop].any()]
    if sum(int(wordy[start:stop].sum()) for start, stop in ranges) < settings.least_words:
        return None
    source = np.flatnonzero(row.path == _SOURCE)
    sources = row.chances[source, 1] if len(source) else 1 - row.chances[:, 1].max(keepdims=True)
    evidence = (row.cue[2], float(row.chances[content, 2].mean()), float(sources.mean()))
    return {
        "cue": row.cue[:2], "content": ranges, "confidence": confidence(evidence, calibration), "evidence": evidence,
        "source": (int(row.words[source[0]]), int(row.words[source[-1]]) + 1) if len(source) else None,
        "source_confidence": evidence[2],
    }


def confidence(evidence: tuple[float, float, float], calibration: np.ndarray | None) -> float:
    """Probability that an attribution is right, from those of its cue, content and source.

    `calibration` is a constant and one weight for each log odds (Platt 1999); without it, cue times content.
    """
    if calibration is None:
        return evidence[0] * evidence[1]
    return float(1 / (1 + np.exp(-calibration @ np.concatenate([[1.0], log_odds(np.array(evidence))]))))


def log_odds(chances: np.ndarray) -> np.ndarray:
    """Logits of probabilities, kept within what float32 can tell from certainty."""
    clipped = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.log(clipped / (1 - clipped))


def _ranges(words: np.ndarray) -> list[tuple[int, int]]:
    """Runs of neighbouring numbers as half-open ranges."""
    if not len(words):
        return []
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(words, np.flatnonzero(np.diff(words) > 1) + 1)]
