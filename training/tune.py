"""Choose the constants of the attribution search on PolNeAR training articles that training left out.

python -m training.tune prints end-to-end F1 for each setting tried, one constant at a time around the best so far.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import spacy

from toolkit.language.encoder import MODEL, Encoder
from toolkit.language.links import LinkSettings
from toolkit.language.pipeline import NewsModel
from training import data
from training.prepare import held_out
from training.score import attribution_scores

GRID = {
    "cue_bias": (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5),
    "word_weight": (0.0, 0.25, 0.5, 1.0),
    "border_cost": (0.0, 0.5, 1.0, 2.0, 3.0),
    "source_bias": (-0.5, 0.0, 0.5, 1.0, 2.0),
    "content_bias": (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5),
    "least_words": (1, 2, 3),
}


class Remembered:
    """An encoder that reads each batch of documents once, however often it is asked."""

    def __init__(self, encoder: Encoder):
        self.encoder, self.pairs, self._known = encoder, encoder.pairs, {}

    def __call__(self, documents):
        key = tuple(tuple(words) for words, _ in documents)
        if key not in self._known:
            self._known[key] = self.encoder(documents)
        return self._known[key]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2, help="how often each constant is tried")
    options = parser.parse_args()
    articles = [article for article, _ in data.read_polnear("train") if held_out(article["id"])]
    vocab, encoder = spacy.blank("en").vocab, Remembered(Encoder(options.model, threads=options.threads))

    def f1(settings: LinkSettings) -> float:
        model = NewsModel(encoder, ["attributions"], settings)
        return attribution_scores(model, vocab, articles)["all"]["end_to_end"][2]

    best, top = LinkSettings(), f1(LinkSettings())
    print(f"{len(articles)} articles; start {top:.4f} {best}", flush=True)
    for _ in range(options.rounds):
        for name, values in GRID.items():
            tried = {value: f1(replace(best, **{name: value})) for value in values}
            print(name, {value: round(score, 4) for value, score in tried.items()}, flush=True)
            winner = max(tried, key=tried.get)
            if tried[winner] > top:
                best, top = replace(best, **{name: winner}), tried[winner]
    print(f"best {top:.4f} {best}")


if __name__ == "__main__":
    main()
