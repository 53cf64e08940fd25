"""How often a comparison of groups sees what is not there, and how often its intervals hold what is.

python -m benchmarks.false_positives [--items 1000]; prints Markdown for benchmarks/RESULTS.md.

Invented corpora of five kinds, in which units of one document are alike, as they are in news:
- outlets: each document has one outlet, 1 + a negative binomial number of quotes (6 on average), and its own chance
  that a quote has the property, from a beta distribution with mean 0.3 and an intraclass correlation of 0.2.
- sides: each document quotes 1 to 5 speakers, whose sides are drawn by a chance of the document's own (so about every
  third document has one side only), each with 1 + a geometric number of quotes; the property's log-odds are -1 plus an
  effect of the document (standard deviation 0.8) and one of the speaker in it (0.8).
- same speakers: every document quotes 3 of 20 speakers, ten on either side, some far more often than others; the
  property's log-odds are -1 plus an effect of the speaker, the same in all documents (0.8), and one of the document
  (0.5). With documents as clusters a difference between these twenty persons is found, which is there; whether sides
  differ beyond their persons is tested with cluster="speaker".
- narration: each document has a narration (400 words on average, log-normal) and quotes (25 words each); a marker comes
  5 times in 1,000 words, times a gamma-distributed effect of the document (shape 2) and one of either part (shape 4).
- terms: documents of 300 words by outlet, a term's rate gamma-distributed over documents (shape 0.3: most have none).
- few: a term that two to five documents hold. Documents quote one side or both; in all of them the second side has
  twice the words of the first. Each word of a document that holds the term is as likely to be it, whoever speaks.
"Naive" is the chi-square test of the pooled two-by-two table, as keyness tables of the field have it: of units for
shares, of words for rates. Where groups differ, the first has the property with twice the odds (rates: twice as often).
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse, special

from toolkit import stats
from toolkit.rhetoric.comparison import compare
from toolkit.rhetoric.key_terms import keyness
from toolkit.rhetoric.terms import Terms

ITEMS = 20  # comparisons that share one corpus's documents
KINDS = ("outlets", "sides", "narration", "terms")
POOL = 20  # speakers of "same speakers"
MEAN, CORRELATION = 0.3, 0.2
LOG_ODDS, DOCUMENT, SPEAKER = -1.0, 0.8, 0.8
RATE, SHAPES = 0.005, (2.0, 4.0)


def corpus(
    kind: str, documents: int, *, seed: int, ratio: float = 1.0, items: int = ITEMS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units of an invented corpus and counts of each item in them; `ratio` is the first group's to the second's."""
    random = np.random.default_rng(seed)
    units, counts = _MADE[kind](documents, ratio, items, random)
    units = units.assign(unit_id=[f"u{number}" for number in range(len(units))])
    units["doc_id"] = units["doc_id"].map("d{}".format)
    return units, pd.DataFrame(counts, index=units["unit_id"], columns=[f"item {at}" for at in range(items)])


def _outlets(documents: int, ratio: float, items: int, random: Any) -> tuple[pd.DataFrame, np.ndarray]:
    quotes = 1 + random.negative_binomial(1.5, 1.5 / (1.5 + 5), documents)
    doc = np.repeat(np.arange(documents), quotes)
    first = np.arange(documents) < documents // 2
    weight = 1 / CORRELATION - 1
    chance = random.beta(MEAN * weight, (1 - MEAN) * weight, (documents, items))
    chance = np.where(first[:, None], special.expit(special.logit(chance) + np.log(ratio)), chance)
    units = pd.DataFrame({"doc_id": doc, "group": np.where(first[doc], "A", "B"), "of": 1})
    return units, (random.random((len(doc), items)) < chance[doc]).astype(int)


def _sides(documents: int, ratio: float, items: int, random: Any) -> tuple[pd.DataFrame, np.ndarray]:
    speakers = random.integers(1, 6, documents)
    of_speaker = np.repeat(np.arange(documents), speakers)
    first = random.random(len(of_speaker)) < random.beta(0.8, 0.8, documents)[of_speaker]
    quotes = random.geometric(0.4, len(of_speaker))
    who = np.repeat(np.arange(len(of_speaker)), quotes)
    effect = random.normal(0, DOCUMENT, (documents, items))[of_speaker]
    effect = LOG_ODDS + effect + random.normal(0, SPEAKER, (len(of_speaker), items))
    chance = special.expit(effect + np.log(ratio) * first[:, None])
    units = pd.DataFrame({"doc_id": of_speaker[who], "group": np.where(first[who], "A", "B"), "of": 1})
    units["speaker"] = who.astype(str)
    return units, (random.random((len(who), items)) < chance[who]).astype(int)


def _same_speakers(documents: int, ratio: float, items: int, random: Any) -> tuple[pd.DataFrame, np.ndarray]:
    share = 1 / np.repeat(np.arange(1, POOL // 2 + 1), 2)
    chosen = [random.choice(POOL, 3, replace=False, p=share / share.sum()) for _ in range(documents)]
    quotes = random.geometric(0.4, 3 * documents)
    who, doc = (
        np.repeat(np.concatenate(chosen), quotes),
        np.repeat(np.repeat(np.arange(documents), 3), quotes),
    )
    first = who % 2 == 0
    effect = (
        LOG_ODDS
        + random.normal(0, SPEAKER, (POOL, items))[who]
        + random.normal(0, 0.5, (documents, items))[doc]
    )
    units = pd.DataFrame(
        {"doc_id": doc, "group": np.where(first, "A", "B"), "of": 1, "speaker": who.astype(str)}
    )
    return units, (
        random.random(effect.shape) < special.expit(effect + np.log(ratio) * first[:, None])
    ).astype(int)


def _narration(documents: int, ratio: float, items: int, random: Any) -> tuple[pd.DataFrame, np.ndarray]:
    quotes = random.poisson(5, documents)
    words = [np.maximum(random.lognormal(np.log(400) - 0.18, 0.6, documents), 20).astype(int), quotes * 25]
    common = random.gamma(SHAPES[0], 1 / SHAPES[0], (documents, items))
    units, counts = [], []
    for name, number, more in zip(("A narration", "B speech"), words, (ratio, 1.0)):
        rate = RATE * more * common * random.gamma(SHAPES[1], 1 / SHAPES[1], (documents, items))
        counts.append(random.poisson(rate * number[:, None])[number > 0])
        units.append(
            pd.DataFrame({"doc_id": np.arange(documents), "group": name, "n_words": number})[number > 0]
        )
    return pd.concat(units, ignore_index=True), np.concatenate(counts)


def _terms(documents: int, ratio: float, items: int, random: Any) -> tuple[pd.DataFrame, np.ndarray]:
    words = np.maximum(random.lognormal(np.log(300) - 0.18, 0.6, documents), 20).astype(int)
    first = np.arange(documents) < documents // 2
    rate = RATE * np.where(first, ratio, 1.0)[:, None] * random.gamma(0.3, 1 / 0.3, (documents, items))
    units = pd.DataFrame(
        {"doc_id": np.arange(documents), "group": np.where(first, "A", "B"), "n_words": words}
    )
    return units, random.poisson(rate * words[:, None])


def _few(documents: int, ratio: float, items: int, random: Any) -> tuple[pd.DataFrame, np.ndarray]:
    kinds = [((0,), (1,), (0, 1))[kind] for kind in random.integers(0, 3, documents)]
    doc = np.repeat(np.arange(documents), [len(kind) for kind in kinds])
    side = np.concatenate(kinds)
    words = np.where(side == 0, 45, 90) + random.integers(0, 10, len(side))
    counts = np.zeros((len(doc), items), dtype=int)
    for item in range(items):
        holders = random.choice(documents, random.integers(2, 6), replace=False)
        for holder in holders:
            rows = np.flatnonzero(doc == holder)
            chance = words[rows] * np.where(side[rows] == 0, ratio, 1.0)
            counts[rows, item] = random.multinomial(random.geometric(0.6), chance / chance.sum())
    units = pd.DataFrame({"doc_id": doc, "group": np.where(side == 0, "A", "B"), "n_words": words})
    return units, counts


_MADE = {
    "outlets": _outlets,
    "sides": _sides,
    "same speakers": _same_speakers,
    "narration": _narration,
    "terms": _terms,
    "few": _few,
}


def truths(kind: str, ratio: float) -> tuple[float, float]:
    """True value of an item in either group (shares, or per 1,000 words)."""
    random = np.random.default_rng(99)
    size = 4_000_000
    if kind == "outlets":
        weight = 1 / CORRELATION - 1
        odds = special.logit(random.beta(MEAN * weight, (1 - MEAN) * weight, size))
    elif kind == "sides":
        odds = LOG_ODDS + random.normal(0, np.hypot(DOCUMENT, SPEAKER), size)
    else:
        return 1000 * RATE * ratio, 1000 * RATE
    return float(special.expit(odds + np.log(ratio)).mean()), float(special.expit(odds).mean())


def comparisons(
    kind: str,
    documents: int,
    *,
    items: int,
    ratio: float = 1.0,
    permutations: int = 499,
    first_seed: int = 0,
    cluster: str = "doc_id",
) -> pd.DataFrame:
    """The rows of the first group from as many comparisons as `items`, with naive_p."""
    found = []
    for seed in range(-(-items // ITEMS)):
        units, counts = corpus(kind, documents, seed=first_seed + seed, ratio=ratio)
        of = "of" if "of" in units else "n_words"
        table = compare(
            units, "group", measure=counts, of=of, permutations=permutations, seed=seed, cluster=cluster
        )
        a, b = table[0::2].reset_index(drop=True), table[1::2].reset_index(drop=True)
        chi2 = stats.keyness(
            a["count"].to_numpy(),
            b["count"].to_numpy(),
            a["total"].to_numpy(),
            b["total"].to_numpy(),
            correction="none",
        )
        found.append(a.assign(naive_p=stats.two_sided_p(np.sqrt(np.abs(chi2)))))
    return pd.concat(found, ignore_index=True)


def below(p: pd.Series, level: float) -> float:
    """Per cent of p values at or below a level."""
    return 100 * float((p.dropna() <= level).mean())


def held(table: pd.DataFrame, name: str, truth: float) -> float:
    """Per cent of the intervals that hold the truth; a missing end is an open one."""
    ends = ("low", "high") if not name else (f"{name}_low", f"{name}_high")
    low, high = (table[end].fillna(open_) for end, open_ in zip(ends, (-np.inf, np.inf)))
    return 100 * float(((low <= truth) & (truth <= high)).mean())


def null_table(items: int) -> None:
    print("| nothing to find | documents | naive chi-square: p <= 0.05 | ours: p <= 0.05 | ours: p <= 0.01 |")
    print("|---|---|---|---|---|")
    for kind in KINDS:
        for documents in (12, 40, 120):
            _null_row(kind, documents, comparisons(kind, documents, items=items))
    for documents in (40, 120):
        _null_row("few", documents, comparisons("few", documents, items=items))
    for documents in (40, 120):
        for cluster, name in (("doc_id", "documents"), ("speaker", "speakers")):
            found = comparisons("same speakers", documents, items=items, cluster=cluster)
            _null_row(f"same speakers, {name} as clusters", documents, found)


def _null_row(what: str, documents: int, found: pd.DataFrame) -> None:
    naive, ours, strict = below(found["naive_p"], 0.05), below(found["p"], 0.05), below(found["p"], 0.01)
    print(f"| {what} | {documents} | {naive:.1f} % | **{ours:.1f} %** | {strict:.1f} % |", flush=True)


def coverage_table(items: int) -> None:
    print("| corpora | documents | groups | value of a group | difference | ratio | reliable |")
    print("|---|---|---|---|---|---|---|")
    for kind in KINDS:
        for documents in (20, 40, 120):
            for ratio in (1.0, 2.0):
                found = comparisons(
                    kind, documents, items=items, ratio=ratio, permutations=1, first_seed=5000
                )
                a, b = truths(kind, ratio)
                true_ratio = a / (1 - a) / b * (1 - b) if kind in ("outlets", "sides") else a / b
                numbers = (
                    held(found, "", a),
                    held(found, "difference", a - b),
                    held(found, "ratio", true_ratio),
                )
                cells = " | ".join(f"{number:.1f}" for number in numbers)
                groups = "alike" if ratio == 1 else "differ"
                print(
                    f"| {kind} | {documents} | {groups} | {cells} | {found['reliable'].mean():.0%} |",
                    flush=True,
                )


def keyness_rows(
    documents: int, *, items: int, ratio: float = 1.0, permutations: int = 499, first_seed: int = 0
) -> pd.DataFrame:
    """Keyness of as many terms as `items`; p by shuffling, p_score without, naive_p."""
    found = []
    for seed in range(-(-items // ITEMS)):
        units, counts = corpus("terms", documents, seed=first_seed + seed, ratio=ratio)
        rest = np.maximum(units["n_words"] - counts.to_numpy().sum(axis=1), 1)
        matrix = sparse.csr_matrix(np.column_stack([counts.to_numpy(), rest]).astype(float))
        names = pd.Index([*counts.columns, "rest"])
        terms = Terms(
            counts.index, names, matrix, np.asarray(matrix.sum(axis=1)).ravel(), names == "rest", "terms"
        )
        options = {"permutations": permutations, "seed": seed, "minimum": 1}
        table = keyness(terms, units, "group", **options)
        score = keyness(terms, units, "group", top=0, **options).set_index("measure")["p"]
        naive = stats.two_sided_p(np.sqrt(np.abs(table["chi2_uncorrected"])))
        found.append(table.assign(p_score=table["measure"].map(score), naive_p=naive))
    return pd.concat(found, ignore_index=True)


def keyness_table(items: int) -> None:
    print(
        "| documents | groups | naive chi-square | \\|z\\| > 1.96 | score test | shuffled | log-odds | log ratio |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for documents in (12, 40, 120):
        for ratio in (1.0, 2.0):
            found = keyness_rows(documents, items=items, ratio=ratio, first_seed=9000)
            rejected = [found["naive_p"], stats.two_sided_p(found["z"]), found["p_score"], found["p"]]
            cells = [f"{below(pd.Series(p), 0.05):.1f} %" for p in rejected]
            odds = np.log(RATE * ratio / (1 - RATE * ratio)) - np.log(RATE / (1 - RATE))
            cells += [f"{held(found, '', odds):.1f}", f"{held(found, 'log_ratio', np.log2(ratio)):.1f}"]
            print(
                f"| {documents} | {'alike' if ratio == 1 else 'differ'} | {' | '.join(cells)} |", flush=True
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description="False positives and coverage of comparisons, by simulation."
    )
    parser.add_argument("--items", type=int, default=1000, help="comparisons for each row")
    items = parser.parse_args().items
    started = time.perf_counter()
    print(f"Per cent of {items} comparisons of groups that do not differ\n")
    null_table(items)
    print(f"\n95 % intervals: per cent of {items} that hold the true value\n")
    coverage_table(items)
    print(
        f"\nKeyness: per cent of {items} terms with p <= 0.05, and of 95 % intervals that hold the true value\n"
    )
    keyness_table(items)
    print(f"\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
