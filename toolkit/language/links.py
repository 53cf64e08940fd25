"""Attributions: for each cue the words of its source and of its content.

Two readings are joined: what each word is on its own (cue, source, content, nothing) and what it is for one given cue.
A word is content of at most one cue: one search over the text assigns every word to a cue or to none, with a price for
each change. Then each cue takes the stretch of words that is best as its source, if any is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.language.arithmetic import by_distance, runs, softmax
from toolkit.language.labels import ATTRIBUTION, LINKED, PARAGRAPHS_APART
from toolkit.language.sequences import best_spans

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
    scores = out["attribution"].copy()
    scores[:, _columns("cue")] += settings.cue_bias
    cues = [(start, stop, sure) for start, stop, _, sure in best_spans(scores, ATTRIBUTION, only="cue")]
    if not cues:
        return []
    table = _link_scores(out, pairs, paragraphs, cues)
    chances = _chances(table)
    table += settings.word_weight * _own_roles(out["attribution"]) + [
        settings.source_bias,
        settings.content_bias,
    ]
    _rule_out(table, cues, settings)
    content_against_source = table[..., 1] - np.maximum(table[..., 0], 0)
    owner = _share_words(content_against_source, settings.border_cost)
    found = []
    for number, cue in enumerate(cues):
        content = _tidy(np.flatnonzero(owner == number), wordy, cue, settings.gap_words)
        if wordy[content].sum() >= max(1, settings.least_words):
            source = _best_stretch(np.where(owner == number, _NEVER, table[number, :, 0]))
            found.append(_attribution(cue, content, source, chances[number], pairs.get("calibration")))
    return sorted(found, key=lambda item: (item["content"][0][0], item["cue"]))


def _columns(role: str) -> list[int]:
    return [number for number, tag in enumerate(ATTRIBUTION) if tag.endswith(role)]


def _own_roles(scores: np.ndarray) -> np.ndarray:
    """Log odds of each word being a source, or content, against being nothing: (words, LINKED)."""
    chances = softmax(scores)
    roles = np.stack([chances[:, _columns(role)].sum(1) for role in LINKED], 1)
    return np.log(roles + 1e-4) - np.log(chances[:, :1] + 1e-4)


def _link_scores(out, pairs, paragraphs, cues) -> np.ndarray:
    """Scores (cues, words, LINKED) of each word against 'neither', for each cue."""
    words = len(out["link_key"])
    size = out["link_query"].shape[1] // len(LINKED)
    query = np.stack([out["link_query"][start:stop].mean(0) for start, stop, _ in cues]).reshape(
        len(cues), len(LINKED), size
    )
    key = out["link_key"].reshape(words, len(LINKED), size)
    table = np.stack([query[:, n] @ key[:, n].T for n in range(len(LINKED))], -1) / size**0.5
    table += out["link_word"]
    middle = np.array([start for start, _, _ in cues])
    near = by_distance(pairs["link_distance"], words)
    table += np.stack([near[words - start : 2 * words - start] for start in middle.tolist()])
    apart = paragraphs[None] - paragraphs[middle][:, None]
    table += pairs["link_paragraph"][np.clip(apart, -PARAGRAPHS_APART, PARAGRAPHS_APART) + PARAGRAPHS_APART]
    return table


def _chances(table: np.ndarray) -> np.ndarray:
    """Probabilities (cues, words, neither + LINKED); by columns, as sums over so short an axis are slow."""
    top = np.maximum(table[..., 0], 0)
    for n in range(1, len(LINKED)):
        top = np.maximum(top, table[..., n])
    parts = [np.exp(-top), *(np.exp(table[..., n] - top) for n in range(len(LINKED)))]
    return np.stack([part / sum(parts) for part in parts], -1)


def _rule_out(table: np.ndarray, cues, settings: LinkSettings) -> None:
    """Words out of reach, and the cue's own words, are neither its source nor its content (changes the table)."""
    for row, (start, stop, _) in enumerate(cues):
        table[row, : max(0, start - settings.reach_words)] = _NEVER
        table[row, start:stop] = _NEVER
        table[row, stop + settings.reach_words :] = _NEVER


def _share_words(claims: np.ndarray, border_cost: float) -> np.ndarray:
    """Which cue each word is content of (-1: of none), by Viterbi search; `claims` is (cues, words)."""
    gain = np.vstack([np.zeros(claims.shape[1]), claims]).T.copy()  # row 0: no cue
    best = gain.copy()  # of each word, the best sum of a way that ends with each cue
    best[0, 1:] -= border_cost
    greatest, greater, add = np.maximum.reduce, np.maximum, np.add
    for before, here, own in zip(best, best[1:], gain[1:]):
        greater(before, greatest(before) - border_cost, out=here)
        add(here, own, out=here)
    sources = best.argmax(1)
    tops = best[np.arange(len(best)), sources]
    stays, sources = (best >= (tops - border_cost)[:, None]).tolist(), sources.tolist()
    owner, state = [], sources[-1]
    for word in range(len(gain) - 1, -1, -1):
        owner.append(state)
        if word and not stays[word - 1][state]:
            state = sources[word - 1]
    return np.array(owner[::-1]) - 1


def _best_stretch(scores: np.ndarray) -> tuple[int, int] | None:
    """The run of neighbouring words with the highest sum, None if no sum is above 0 (Kadane's algorithm)."""
    sums = np.concatenate([[0.0], np.cumsum(scores, dtype=np.float64)])
    before = np.minimum.accumulate(sums[:-1])
    stop = int((sums[1:] - before).argmax()) + 1
    start = int(sums[:stop].argmin())
    return (start, stop) if sums[stop] - sums[start] > 0 else None


def _tidy(content: np.ndarray, wordy: np.ndarray, cue, gap_words: int) -> np.ndarray:
    """The content without pieces that hold no letter or digit, or lie too far from the cue and from the next piece."""
    pieces = [piece for piece in runs(content) if wordy[slice(*piece)].any()]
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
    return np.concatenate([np.arange(start, stop) for start, stop in kept]) if kept else content[:0]


def _attribution(
    cue, content: np.ndarray, source, chances: np.ndarray, calibration: np.ndarray | None
) -> dict:
    start, stop, sure = cue
    from_words = chances[slice(*source), 1].mean() if source else 1 - chances[:, 1].max()
    evidence = (sure, float(chances[content, 2].mean()), float(from_words))
    return {
        "source": source,
        "cue": (start, stop),
        "content": runs(content),
        "evidence": evidence,
        "confidence": confidence(evidence, calibration),
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
