"""How often 95 % intervals hold the true value, and how often tests see a difference where there is none.

python -m benchmarks.coverage [--corpora 1000]; prints Markdown for benchmarks/RESULTS.md, a minute or two on one core.

Invented corpora: documents whose lengths vary (log-normal, sigma 0.7), with 76 mentions and 14 quotes of others in an
average one. An actor is in a share of the documents ("present in"); in those it has 1 + a negative binomial number of
mentions, proportional to the length, as much overdispersed as the actors of news articles that we looked at (standard
deviation 1.2 to 1.6 times the mean); its quotes are overdispersed again and grow with its mentions, each of 21 words on
average; the direct ones of a document follow a beta-binomial. So a document or two may hold most of what an actor has.
True values come from 600,000 documents of the same kind. Corpora in which nothing of an actor is found count too; the
direct share only where it has quotes in two documents.

Methods: "ours" is resampling.column_intervals; percentile, expanded percentile (Hesterberg 2015), BCa (Efron 1987) and
bootstrap-t on the logit (logarithm for totals; Efron & Tibshirani 1993) are over 1,000 resamples of the documents;
"linear t" is the cluster-robust ratio estimator with Student's t.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import special
from scipy import stats as distributions

from toolkit import permutation, resampling, stats
from toolkit.stats import Interval


class Kind(NamedTuple):
    """An actor: share of documents that hold it, mentions in an average one of these, size of the negative binomial."""

    present: float
    mentions: float
    size: float


KINDS = (Kind(0.05, 2.5, 1), Kind(0.1, 3, 1), Kind(0.2, 4, 1), Kind(0.4, 9, 0.8), Kind(0.8, 10, 1))
SIZES = (10, 20, 50, 200)
# The part, and the whole that it is a share of (None: mean per document).
TARGETS = {
    "mentions": ("mentions", None),
    "mention share": ("mentions", "all_mentions"),
    "word share": ("words", "all_words"),
    "direct share": ("direct", "quotes"),
}
RESAMPLES = 1000
Z = 1.959964


def corpora(number: int, documents: int, kind: Kind, seed: int) -> dict[str, np.ndarray]:
    """Counts of one actor in invented corpora: arrays of documents x corpora."""
    random = np.random.default_rng(seed)
    shape = (documents, number)
    length = random.lognormal(-0.245, 0.7, shape)
    present = random.random(shape) < kind.present

    def counts(mean: np.ndarray, size: float) -> np.ndarray:
        return random.negative_binomial(size, size / (size + mean))

    def words(quotes: np.ndarray) -> np.ndarray:
        drawn = np.round(random.gamma(np.maximum(quotes, 1) * 1.5, 14))
        return np.where(quotes > 0, np.maximum(drawn, 1), 0)

    mentions = present * (1 + counts((kind.mentions - 1) * length, kind.size))
    others = 1 + counts(75 * length, 4)
    quotes = np.where(present, counts(0.3 * mentions, 0.8), 0)
    own, rest = words(quotes), words(counts(14 * length, 1.5))
    found = {
        "mentions": mentions,
        "all_mentions": mentions + others,
        "quotes": quotes,
        "words": own,
        "all_words": own + rest,
        "direct": random.binomial(quotes, random.beta(1.2, 1.8, shape)),
    }
    return {name: numbers.astype(float) for name, numbers in found.items()}


def parts_and_wholes(corpus: dict[str, np.ndarray], target: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Part and whole of a target; the corpora that say nothing about it are left out."""
    part, whole = TARGETS[target]
    parts, wholes = corpus[part], corpus[whole] if whole else None
    if target == "direct share":
        kept = (wholes > 0).sum(axis=0) > 1
        return parts[:, kept], wholes[:, kept]
    if wholes is not None:
        kept = wholes.sum(axis=0) > 0
        return parts[:, kept], wholes[:, kept]
    return parts, None


def truths(kind: Kind) -> dict[str, float]:
    """The value of each target in a very large corpus of this kind."""
    large = {name: numbers.sum() for name, numbers in corpora(300, 2000, kind, seed=9).items()}
    return {
        target: large[part] / (large[whole] if whole else 300 * 2000)
        for target, (part, whole) in TARGETS.items()
    }


def ours(parts: np.ndarray, wholes: np.ndarray | None) -> dict[str, np.ndarray]:
    """Our intervals, a column for each corpus; totals as means per document."""
    found = resampling.column_intervals(parts, wholes)
    scale = 1 if wholes is not None else len(parts)
    return found | {name: found[name] / scale for name in ("estimate", "low", "high")}


# --- other methods ------------------------------------------------------------------------------------------------


def others(parts: np.ndarray, wholes: np.ndarray | None) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, lower and upper ends of each other method."""
    documents = len(parts)
    whole = np.ones(parts.shape) if wholes is None else wholes
    times = resampling.bootstrap_totals(np.eye(documents), seed=1, draws=RESAMPLES)
    with np.errstate(all="ignore"):
        share, error = _ratio(
            parts.sum(axis=0), whole.sum(axis=0), *_squares(np.ones((1, documents)), parts, whole)
        )
        drawn, drawn_error = _ratio(times @ parts, times @ whole, *_squares(times, parts, whole))
        scale = np.sqrt(documents / (documents - 1))
        share, error, drawn_error = share, error[0] * scale, drawn_error * scale
        quantile = distributions.t.ppf(0.975, documents - 1)
        yield "percentile", *resampling.percentile_interval(drawn)
        wide = 1 - 2 * distributions.norm.cdf(-quantile * scale)
        yield "expanded", *resampling.percentile_interval(drawn, level=wide)
        yield "BCa", *_bca(parts, whole, share, drawn)
        yield "bootstrap-t", *_bootstrap_t(share, error, drawn, drawn_error, bounded=wholes is not None)
        yield "linear t", share - quantile * error, share + quantile * error


def _squares(times: np.ndarray, parts: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, ...]:
    return times @ parts**2, times @ (parts * whole), times @ whole**2


def _ratio(part: np.ndarray, whole: np.ndarray, *sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ratio and its linearised standard error."""
    share = part / whole
    square, cross, size = sums
    return share, np.sqrt(np.maximum(square - 2 * share * cross + share**2 * size, 0)) / whole


def _bca(
    parts: np.ndarray, whole: np.ndarray, share: np.ndarray, drawn: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    below = ((drawn < share).mean(axis=0) + (drawn <= share).mean(axis=0)) / 2
    shift = special.ndtri(np.clip(below, 1 / RESAMPLES, 1 - 1 / RESAMPLES))
    left = (parts.sum(axis=0) - parts) / (whole.sum(axis=0) - whole)
    moved = left.mean(axis=0) - left
    skew = (moved**3).sum(axis=0) / 6 / (moved**2).sum(axis=0) ** 1.5
    ends = []
    for z in (-Z, Z):
        tail = special.ndtr(shift + (shift + z) / (1 - skew * (shift + z)))
        tail = np.where(np.isnan(tail), 0.5, tail)
        # The end at this tail is the upper end of the middle 2 * tail - 1.
        ends.append(resampling.percentile_interval(drawn, level=2 * tail - 1)[1])
    return ends[0], ends[1]


def _bootstrap_t(
    share: np.ndarray, error: np.ndarray, drawn: np.ndarray, drawn_error: np.ndarray, *, bounded: bool
) -> tuple[np.ndarray, np.ndarray]:
    there, back = (special.logit, special.expit) if bounded else (np.log, np.exp)

    def slope(value: np.ndarray) -> np.ndarray:
        return 1 / (value * (1 - value)) if bounded else 1 / value

    values = (there(drawn) - there(share)) / (drawn_error * slope(drawn))
    low, high = resampling.percentile_interval(np.where(np.isfinite(values), values, np.nan))
    return tuple(back(there(share) - end * error * slope(share)) for end in (high, low))


# --- tables -------------------------------------------------------------------------------------------------------


def held(low: np.ndarray, high: np.ndarray, truth: float) -> float:
    """Per cent of the intervals that hold the true value; one without an end does not."""
    return 100 * float(np.mean((low <= truth) & (truth <= high)))


def single_shares(number: int) -> None:
    """One actor in one corpus: ours against the other methods."""
    names = ("percentile", "expanded", "BCa", "bootstrap-t", "linear t")
    print(
        f"| target | present in | documents | that hold it | **ours** | {' | '.join(names)} | ours where reliable |"
    )
    print("|---" * (6 + len(names)) + "|")
    for target in TARGETS:
        for kind in KINDS:
            truth = truths(kind)[target]
            for documents in SIZES:
                parts, wholes = parts_and_wholes(corpora(number, documents, kind, documents), target)
                found = ours(parts, wholes)
                rest = {name: held(low, high, truth) for name, low, high in others(parts, wholes)}
                holding = ((parts if target != "direct share" else wholes) > 0).sum(axis=0).mean()
                sure = found["reliable"]
                cell = (
                    f"{held(found['low'][sure], found['high'][sure], truth):.0f}"
                    if sure.sum() >= 100
                    else "few"
                )
                print(
                    f"| {target} | {kind.present:.0%} | {documents} | {holding:.1f} | "
                    f"**{held(found['low'], found['high'], truth):.1f}** | "
                    + " | ".join(f"{rest[name]:.0f}" for name in names)
                    + f" | {cell} ({sure.mean():.0%}) |"
                )


def differences(number: int) -> None:
    """Two outlets: difference and log ratio of two shares; one corpus: voice against attention."""
    print("| two outlets | present in | documents | difference | log2 ratio | difference where reliable |")
    print("|---|---|---|---|---|---|")
    for one, two in ((KINDS[1], KINDS[1]), (KINDS[3], KINDS[3]), (KINDS[3], KINDS[2]), (KINDS[4], KINDS[3])):
        truth = [truths(kind) for kind in (one, two)]
        for sizes in ((10, 10), (20, 20), (20, 60), (50, 50), (200, 200)):
            for target in ("mention share", "word share"):
                pairs = [
                    parts_and_wholes(corpora(number, size, kind, seed), target)
                    for kind, size, seed in ((one, sizes[0], 11), (two, sizes[1], 12))
                ]
                width = min(parts.shape[1] for parts, _ in pairs)
                pairs = [(parts[:, :width], wholes[:, :width]) for parts, wholes in pairs]
                every = np.concatenate([parts for parts, _ in pairs])
                typical = (every**2).sum(axis=0) / np.maximum(every.sum(axis=0), 1e-9)
                found = [resampling.column_intervals(*pair, typical=typical) for pair in pairs]
                a, b = (Interval(part["estimate"], part["low"], part["high"]) for part in found)
                seen = every.sum(axis=0) > 0  # an actor that neither outlet holds is no row of a comparison
                sure = ((every > 0).sum(axis=0) >= resampling.RELIABLE_DOCUMENTS) & seen
                plain = resampling.difference_interval(a, b)
                ratio = resampling.difference_interval(a, b, logarithm=True)
                gap, log = truth[0][target] - truth[1][target], np.log2(truth[0][target] / truth[1][target])
                open_ratio = [
                    np.where(np.isnan(end), side, end) for end, side in ((ratio.low, -99), (ratio.high, 99))
                ]
                cell = f"{held(plain.low[sure], plain.high[sure], gap):.0f}" if sure.sum() >= 100 else "few"
                print(
                    f"| {target} | {one.present:.0%} and {two.present:.0%} | {sizes[0]} and {sizes[1]} | "
                    f"{held(plain.low[seen], plain.high[seen], gap):.1f} | "
                    f"{held(open_ratio[0][seen], open_ratio[1][seen], log):.1f} | {cell} ({sure.mean():.0%}) |"
                )
    print(
        "\n| voice less attention | documents | quoted in | difference | log2 ratio | difference where reliable |"
    )
    print("|---|---|---|---|---|---|")
    for kind in KINDS[1:]:
        truth = truths(kind)
        for documents in SIZES:
            found = contrast(corpora(number, documents, kind, documents))
            gap, log = (
                truth["word share"] - truth["mention share"],
                np.log2(truth["word share"] / truth["mention share"]),
            )
            sure = found["reliable"]
            cell = f"{held(found['low'][sure], found['high'][sure], gap):.0f}" if sure.sum() >= 100 else "few"
            print(
                f"| {kind.present:.0%} | {documents} | {found['holding'].mean():.1f} | "
                f"{held(found['low'], found['high'], gap):.1f} | "
                f"{held(found['log_low'], found['log_high'], log):.1f} | {cell} ({sure.mean():.0%}) |"
            )


def contrast(corpus: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Voice less attention in each corpus where the actor has both."""
    rows = []
    for place in np.flatnonzero((corpus["words"].sum(axis=0) > 0) & (corpus["mentions"].sum(axis=0) > 0)):
        own = {name: numbers[:, place] for name, numbers in corpus.items()}
        voice, attention = (
            (own["words"][:, None], own["all_words"]),
            (own["mentions"][:, None], own["all_mentions"]),
        )
        found = [resampling.column_intervals(*side) for side in (voice, attention)]
        together = resampling.share_correlation(*voice, *attention)
        a, b = (Interval(part["estimate"], part["low"], part["high"]) for part in found)
        plain = resampling.difference_interval(a, b, correlation=together)
        ratio = resampling.difference_interval(a, b, correlation=together, logarithm=True)
        sure = found[0]["reliable"] & found[1]["reliable"]
        rows.append(
            [*(x[0] for x in (plain.low, plain.high, ratio.low, ratio.high, found[0]["holding"], sure))]
        )
    names = ("low", "high", "log_low", "log_high", "holding", "reliable")
    table = dict(zip(names, np.array(rows, dtype=float).T, strict=True))
    return table | {"reliable": table["reliable"].astype(bool)}


def null_tests(number: int) -> None:
    """Two outlets, or dates, that mean nothing: part of p values below 0.05 and 0.01; and false discoveries."""
    print("| nothing to find | documents | longer texts in A | p < 0.05 | p < 0.01 |")
    print("|---|---|---|---|---|")
    for kind in (KINDS[2], KINDS[3], KINDS[4]):
        for sizes in ((6, 6), (10, 20), (30, 30)):
            for longer in (1, 2) if sizes == (30, 30) else (1,):
                p = null_p(number, kind, sizes, longer=longer)
                print(
                    f"| present in {kind.present:.0%} | {sizes[0]} and {sizes[1]} | {'twice' if longer > 1 else 'no'} "
                    f"| {100 * np.mean(p < 0.05):.1f} % | {100 * np.mean(p < 0.01):.1f} % |"
                )
    discovered = false_discoveries(max(number // 5, 50))
    print(
        f"\nOf 40 actors 8 differ (three times as much): false discoveries at q <= 0.05: {discovered:.3f} on average."
    )


def null_p(
    number: int, kind: Kind, sizes: tuple[int, int], *, longer: float = 1, permutations: int = 999
) -> np.ndarray:
    """p values of actors whose share is the same in both outlets; texts in A may be several as long."""
    p = []
    done = 0
    while done < number:  # many actors share one corpus's labels; a new corpus after 20
        width = min(20, number - done)
        pair = [corpora(width, size, kind, 1000 + 2 * done + side) for side, size in enumerate(sizes)]
        parts = np.concatenate([corpus["mentions"] for corpus in pair])
        wholes = np.concatenate([corpus["all_mentions"] for corpus in pair])
        if longer > 1:
            first = np.arange(len(parts))[:, None] < sizes[0]
            parts, wholes = (np.where(first, longer * numbers, numbers) for numbers in (parts, wholes))
        in_a = np.arange(len(parts)) < sizes[0]
        seen = parts.sum(axis=0) > 0
        p.extend(
            permutation.share_difference_p(
                parts[:, seen], wholes[:, seen], in_a, permutations=permutations, seed=done
            )
        )
        done += width
    return np.array(p)


def false_discoveries(number: int, *, actors: int = 40, real: int = 8, documents: int = 40) -> float:
    """Mean share of false ones among the discoveries at q <= 0.05, where some actors differ and the rest do not."""
    found = []
    for seed in range(number):
        random = np.random.default_rng(seed)
        base = random.gamma(0.5, 2, (2 * documents, actors)) * random.lognormal(0, 0.5, (2 * documents, 1))
        in_a = np.arange(2 * documents) < documents
        base[np.ix_(in_a, np.arange(actors) < real)] *= 3
        counts = random.poisson(base)
        p = permutation.share_difference_p(
            counts, np.full(2 * documents, counts.sum() / (2 * documents)), in_a, permutations=1999, seed=seed
        )
        discovered = stats.benjamini_hochberg(p) <= 0.05
        found.append(discovered[real:].sum() / max(discovered.sum(), 1))
    return float(np.mean(found))


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Coverage of our intervals and size of our tests, by simulation."
    )
    parser.add_argument("--corpora", type=int, default=1000, help="invented corpora for each row")
    number = parser.parse_args().corpora
    started = time.perf_counter()
    print(f"95 % intervals: per cent of {number} invented corpora whose interval holds the true value\n")
    single_shares(number)
    print()
    differences(number)
    print()
    null_tests(number)
    print(f"\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
