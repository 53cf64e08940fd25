"""Make confidence mean something: fit it on PolNeAR training articles that training left out.

python -m training.calibrate writes four numbers into pairs.npz (Platt 1999, logistic regression on the log odds of cue,
content and source), prints the reliability on the development articles and draws it (reliability.svg).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

from toolkit.evaluation.agreement import compare, reliability
from toolkit.language.encoder import MODEL, Encoder
from toolkit.language.links import log_odds
from toolkit.language.pipeline import NewsModel
from toolkit.stats import wilson_interval
from training import data
from training.prepare import held_out
from training.score import attributions_in

RIDGE = 0.01  # keeps weights finite where a feature separates the articles by chance


def judged(model: NewsModel, articles: list[dict]) -> list[tuple[dict, bool]]:
    """Each attribution found that holds a word, and whether content and source are right."""
    tokenize = data.tokenizer()
    rows = []
    for article, doc in zip(articles, model.pipe([tokenize(article["text"]) for article in articles])):
        compared = compare(article["text"], article["attributions"], attributions_in(doc))
        rows += [
            (doc._.attributions[item["at"]], number in compared.right)
            for number, item in enumerate(compared.predicted)
        ]
    return rows


def fit(evidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Constant and weights of the logistic regression."""
    features = np.column_stack([np.ones(len(evidence)), log_odds(evidence)])

    def loss(weights: np.ndarray) -> float:
        scores = features @ weights
        return float(np.logaddexp(0, scores).sum() - scores[right].sum() + RIDGE * (weights[1:] ** 2).sum())

    return minimize(loss, np.zeros(4)).x


def draw(rows: list[tuple[float, float, int]], error: float, path: Path) -> None:
    """Share right against confidence, with Wilson intervals, and how many attributions each point stands for."""
    figure, axis = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
    means, shares, counts = map(np.array, zip(*rows))
    interval = wilson_interval(np.round(shares * counts), counts)
    axis.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--", label="confidence = share right")
    axis.errorbar(
        means,
        shares,
        yerr=np.abs(np.stack([interval.low, interval.high]) - shares),
        fmt="o",
        color="#00508c",
        capsize=2,
        label="development articles",
    )
    for mean, share, n in rows:
        axis.annotate(f"{n}", (mean, share), (6, -10), textcoords="offset points", fontsize=8, color="0.35")
    axis.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="confidence of an attribution", ylabel="share right (95 % interval)"
    )
    axis.set_title(f"Reliability, PolNeAR dev: n = {counts.sum():,}, error {error:.3f}", fontsize=10)
    axis.legend(frameon=False, loc="upper left", fontsize=8)
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--figure", type=Path, default=Path(__file__).with_name("reliability.svg"))
    options = parser.parse_args()
    model = NewsModel(Encoder(options.model), ["attributions"])
    kept_back = [article for article, _ in data.read_polnear("train") if held_out(article["id"])]
    pairs = [(item["evidence"], right) for item, right in judged(model, kept_back) if item["evidence"]]
    weights = fit(np.array([evidence for evidence, _ in pairs]), np.array([right for _, right in pairs]))
    np.savez(options.model / "pairs.npz", **model.encoder.pairs | {"calibration": weights.astype(np.float32)})
    print("constant, cue, content, source:", weights.round(3))
    model = NewsModel(Encoder(options.model), ["attributions"])  # with the new numbers
    found = judged(model, [article for article, _ in data.read_polnear("dev")])
    right = np.array([is_right for _, is_right in found])
    error, rows = reliability(np.array([item["confidence"] for item, _ in found]), right)
    print(f"dev: {len(right)} attributions, {right.mean():.3f} right, expected calibration error {error:.3f}")
    for mean, share, n in rows:
        print(f"  confidence {mean:.2f}: {share:.2f} right (n = {n})")
    draw(rows, error, options.figure)


if __name__ == "__main__":
    main()
