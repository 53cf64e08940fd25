"""Make confidence mean something: fit it on PolNeAR training articles that training left out.

python -m training.calibrate writes four numbers into pairs.npz (Platt 1999, logistic regression on the log odds of cue,
content and source) and prints the reliability on the development articles.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import spacy
from scipy.optimize import minimize

from toolkit import agreement
from toolkit.agreement import reliability
from toolkit.language.encoder import MODEL, Encoder
from toolkit.language.links import confidence, log_odds
from toolkit.language.pipeline import NewsModel
from training import data
from training.score import attributions_in
from training.train import held_out

RIDGE = 0.01  # keeps weights finite where a feature separates the articles by chance


def evidence_of(model: NewsModel, articles: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """(cue, content, source probabilities) of each attribution found, and whether it is right."""
    tokenize = spacy.blank("en").tokenizer
    rows, right = [], []
    for article, doc in zip(articles, model.pipe([tokenize(article["text"]) for article in articles])):
        found = attributions_in(doc)
        worded = [
            n for n, item in enumerate(found) if agreement.Article(article["text"]).inside(item["content"])
        ]
        rows += [doc._.attributions[n]["evidence"] for n in worded]
        right += agreement.right(article["text"], article["attributions"], [found[n] for n in worded])
    return np.array(rows), np.array(right)


def fit(evidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Constant and weights of the logistic regression."""
    features = np.column_stack([np.ones(len(evidence)), log_odds(evidence)])

    def loss(weights: np.ndarray) -> float:
        scores = features @ weights
        return float(np.logaddexp(0, scores).sum() - scores[right].sum() + RIDGE * (weights[1:] ** 2).sum())

    return minimize(loss, np.zeros(4)).x


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    model = NewsModel(Encoder(options.model), ["attributions"])
    weights = fit(*evidence_of(model, [a for a, _ in data.read_polnear("train") if held_out(a["id"])]))
    np.savez(options.model / "pairs.npz", **model.encoder.pairs | {"calibration": weights.astype(np.float32)})
    print("constant, cue, content, source:", weights.round(3))
    evidence, right = evidence_of(model, [article for article, _ in data.read_polnear("dev")])
    error, rows = reliability(np.array([confidence(tuple(row), weights) for row in evidence]), right)
    print(f"dev: {len(right)} attributions, {right.mean():.3f} right, expected calibration error {error:.3f}")
    for mean, share, n in rows:
        print(f"  confidence {mean:.2f}: {share:.2f} right (n = {n})")


if __name__ == "__main__":
    main()
