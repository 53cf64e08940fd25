"""Train the model: `make train`, or python -m training.train --out DIR.

All tasks share one encoder. A batch is a handful of whole documents, cut into windows; losses that relate two words
look across windows. Training has four stages: all corpora alike; attribution in the foreground, with a sample of the
rest; then, from the mean of several seeds of the second, everything again, taught also by those models' own
probabilities; and two slow epochs with more weight on entities. Everything random comes from --seed. training/README.md
has the commands of the shipped model.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
import zlib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch

from toolkit.language.features import MASK, Pieces, cut_windows, encode_windows
from training import data
from training.losses import attribution_losses, chain_loss, tree_losses, word_losses
from training.model import Network, pretrained_file
from training.teach import Teachers


@dataclass(frozen=True)
class Stage:
    """One run over the data: learning rates start here (after the warm-up) and fall to nearly 0.

    shares: the share of each corpus's documents that an epoch sees, all of those not named (nor by "others"; PolNeAR's
    always); masked_share: pieces hidden from the encoder, against overfitting; marks_share: articles whose quotation
    marks may be rewritten.
    """

    epochs: int
    encoder_rate: float
    head_rate: float
    weights: dict[str, float]
    shares: dict[str, float] = field(default_factory=dict)
    masked_share: float = 0.08
    marks_share: float = 1.0
    warm_up: int = 150


STAGES = {
    "broad": Stage(
        6,
        2e-4,
        1e-3,
        {
            "attribution": 2.0,
            "link": 2.0,
            "entity": 2.0,
            "tag": 1.0,
            "upos": 0.5,
            "sentence_start": 1.0,
            "arc": 0.7,
            "dependency": 0.5,
            "chain": 0.7,
            "gender": 0.5,
        },
    ),
    "focused": Stage(
        4,
        1.5e-4,
        7e-4,
        {
            "attribution": 4.0,
            "link": 4.0,
            "entity": 2.0,
            "tag": 0.7,
            "upos": 0.5,
            "sentence_start": 0.7,
            "arc": 0.5,
            "dependency": 0.4,
            "chain": 0.7,
            "gender": 0.5,
        },
        shares={"others": 0.3},
        masked_share=0.04,
        marks_share=0.5,
        warm_up=60,
    ),
    "settled": Stage(
        4,
        1.2e-4,
        6e-4,
        {
            "attribution": 4.0,
            "link": 4.0,
            "entity": 3.0,
            "tag": 0.7,
            "upos": 0.5,
            "sentence_start": 0.7,
            "arc": 0.6,
            "dependency": 0.5,
            "chain": 1.5,
            "gender": 1.0,
        },
        shares={"wnut17": 0.3},
        masked_share=0.05,
        marks_share=0.5,
        warm_up=60,
    ),
}
STAGES["finished"] = replace(
    STAGES["settled"],
    epochs=2,
    encoder_rate=6e-5,
    head_rate=3e-4,
    weights=STAGES["settled"].weights | {"entity": 5.0, "chain": 1.0},
)
BATCH_PIECES = 4000
WINDOW_PIECES = (180, 300)  # drawn anew for each document and epoch
HELD_OUT = 20  # one PolNeAR training article in so many is kept for choosing decoding constants


def held_out(name: str) -> bool:
    """Is this training article among those never trained on (by its name, so that it is the same everywhere)."""
    return zlib.crc32(name.encode()) % HELD_OUT == 0


def load_examples() -> dict[str, list[data.Example]]:
    """The annotated documents of each corpus but PolNeAR, which is read anew each epoch (its quotation marks vary)."""
    examples = {corpus: data.read_ud(corpus, "train") for corpus in ("ewt", "gum")}
    examples["re3d"] = data.read_re3d(data.tokenizer())
    return examples | {
        corpus: data.read_iob(corpus, "train") for corpus in ("conll2003", "politics", "wnut17")
    }


def epoch_examples(
    fixed, polnear, tokenize, rng: random.Random, stage: Stage, teachers: Teachers | None = None
):
    """One epoch's documents in random order."""
    order = [("polnear", n) for n in range(len(polnear))]
    for corpus, examples in fixed.items():
        share = stage.shares.get(corpus, stage.shares.get("others", 1.0))
        order += [(corpus, n) for n in rng.sample(range(len(examples)), round(share * len(examples)))]
    rng.shuffle(order)
    for corpus, number in order:
        if corpus != "polnear":
            yield fixed[corpus][number]
            continue
        vary = rng if rng.random() < stage.marks_share else None
        example = data.polnear_example(*polnear[number], tokenize, vary)
        yield teachers.attach(example) if teachers else example


def batches(examples, pieces: Pieces):
    """Lists of documents of about BATCH_PIECES pieces, each with its windows' arrays."""
    group, size = [], 0
    for example in examples:
        words = [pieces(word) for word in example.words]
        count = sum(len(ids) for ids, _ in words)
        if group and size + count > BATCH_PIECES * 1.2:
            yield group
            group, size = [], 0
        group.append((example, words))
        size += count
    if group:
        yield group


def encode_batch(group, rng: random.Random, *, masked_share: float | None):
    """(arrays as tensors, number of words of each window, first word of each document in the flat order).

    With a masked share the batch is for training: windows, breaks and some pieces vary.
    """
    train = masked_share is not None
    rows, sizes, offsets, total = [], [], [], 0
    for example, words in group:
        size = rng.randint(*WINDOW_PIECES) if train else WINDOW_PIECES[1]
        counts = [len(ids) for ids, _ in words]
        even = max(
            40, -(-sum(counts) // max(1, -(-sum(counts) // (size - 2)))) + 12
        )  # windows of similar length
        breaks = _vary_breaks(example.breaks, rng) if train else example.breaks
        windows = cut_windows(counts, breaks, size=min(size, even), overlap=0)
        rows += [(words, breaks, window) for window in windows]
        sizes += [window.stop - window.start for window in windows]
        offsets.append(total)
        total += len(words)
    arrays = [encode_windows(words, breaks, [window]) for words, breaks, window in rows]
    joined = {
        name: torch.nn.utils.rnn.pad_sequence(
            [torch.from_numpy(a[name][0]) for a in arrays], batch_first=True
        )
        for name in arrays[0]
    }
    if train:
        hide = (torch.rand(joined["pieces"].shape) < masked_share) & (joined["pieces"] > 999)
        joined["pieces"] = joined["pieces"].masked_fill(hide, MASK)
    return joined, sizes, offsets


def _vary_breaks(breaks: list[int], rng: random.Random) -> list[int]:
    """Sometimes paragraphs end in one line break only, or the text has lost its line breaks."""
    draw, table = rng.random(), data.BREAK
    if draw < 0.12:
        return [table["line"] if gap == table["paragraph"] else gap for gap in breaks]
    if draw < 0.17:
        return [table["space"] if gap >= table["line"] else gap for gap in breaks]
    return breaks


def run_network(network: Network, arrays: dict, sizes: list[int]) -> dict[str, torch.Tensor]:
    """The network's outputs for all words of the batch in text order, float32.

    Windows are run in two halves by length, so that short ones are not padded to the longest.
    """
    lengths = (arrays["pieces"] != 0).sum(1)
    order = lengths.argsort()
    halves = [h for h in (order[: len(order) // 2], order[len(order) // 2 :]) if len(h)]
    parts: list[dict] = [{} for _ in sizes]
    for half in halves:
        longest, words = int(lengths[half].max()), max(sizes[int(n)] for n in half)
        cut = {
            n: a[half][:, : longest if n in ("pieces", "shapes", "breaks") else words]
            for n, a in arrays.items()
        }
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = network(**cut)
        for row, number in enumerate(half.tolist()):
            parts[number] = {name: value[row, : sizes[number]].float() for name, value in out.items()}
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def batch_losses(network: Network, group, rng: random.Random, masked_share: float) -> tuple[dict, int]:
    """Each task's summed loss, and the number of words."""
    arrays, sizes, offsets = encode_batch(group, rng, masked_share=masked_share)
    out = run_network(network, arrays, sizes)
    examples = [example for example, _ in group]
    losses = word_losses(out, examples) | attribution_losses(network, out, examples, offsets)
    losses |= tree_losses(network, out, examples)
    losses["chain"] = chain_loss(network, out, examples, offsets, rng)
    return losses, sum(sizes)


def optimiser(network: Network, stage: Stage):
    """AdamW; the piece embeddings stay as pretrained (a third of their rows is hardly seen here)."""
    network.encoder.pieces.weight.requires_grad_(False)
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    inside = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in inside]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": stage.encoder_rate}, {"params": heads, "lr": stage.head_rate}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
    )


def train(
    network: Network,
    stage: Stage,
    out: Path,
    record: dict,
    *,
    seed: int,
    steps_a_epoch: int | None,
    teachers: Teachers | None = None,
) -> None:
    """Run one stage; the network is saved to `out` after each epoch."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenize, pieces = data.tokenizer(), Pieces(pretrained_file().with_name("tokenizer.json"))
    fixed = load_examples()
    polnear = [pair for pair in data.read_polnear("train") if not held_out(pair[0]["id"])]
    if teachers:
        for article, _ in polnear:
            teachers.read(data.polnear_example(article, None, tokenize))
    optimizer = optimiser(network, stage)
    # count one epoch's batches without running them, so that the learning rate ends near 0
    first = epoch_examples(fixed, polnear, tokenize, random.Random(0), stage)
    count = steps_a_epoch or sum(1 for _ in batches(first, pieces))
    total = count * stage.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / stage.warm_up, max(0.02, (total - step) / max(1, total - stage.warm_up))
        ),
    )
    others = sum(map(len, fixed.values()))
    print(f"{others} + {len(polnear)} documents, {count} batches an epoch", flush=True)
    began = time.time()
    for epoch in range(stage.epochs):
        groups = batches(epoch_examples(fixed, polnear, tokenize, rng, stage, teachers), pieces)
        _epoch(
            network,
            stage,
            itertools.islice(groups, count),
            optimizer,
            schedule,
            rng,
            f"epoch {epoch + 1}/{stage.epochs}",
        )
        record = record | {"epochs_done": epoch + 1, "seconds": round(time.time() - began)}
        save(network, out, record)


def _epoch(
    network: Network, stage: Stage, groups, optimizer, schedule, rng: random.Random, name: str
) -> None:
    network.train()
    sums, words = {}, 0
    for number, group in enumerate(groups, 1):
        losses, size = batch_losses(network, group, rng, stage.masked_share)
        loss = sum(stage.weights[task] * value for task, value in losses.items()) / size
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        words += size
        for task, value in losses.items():
            sums[task] = sums.get(task, 0.0) + float(value.detach())
        if number % 50 == 0:
            report = " ".join(f"{task} {value / words:.4f}" for task, value in sums.items())
            print(f"{time.strftime('%H:%M:%S')} {name} batch {number} words {words} {report}", flush=True)
            sums, words = {}, 0


def save(network: Network, out: Path, record: dict) -> None:
    out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), out / "network.partial")
    (out / "network.partial").rename(out / "network.pt")
    (out / "training.json").write_text(json.dumps(record, indent=1), encoding="utf8")


def load_mean(network: Network, folders: list[Path]) -> None:
    """Give the network the mean weights of trained ones that share their beginning (Wortsman et al. 2022).

    Heads that the trained ones lack keep their random weights.
    """
    states = [torch.load(folder / "network.pt", map_location="cpu", weights_only=True) for folder in folders]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    missing, unexpected = network.load_state_dict(mean, strict=False)
    if unexpected or any(not name.startswith("heads.") for name in missing):
        raise ValueError(
            f"{folders}: not networks of this shape (missing {missing}, unexpected {unexpected})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build/model"))
    parser.add_argument(
        "--stages", nargs="+", choices=STAGES, default=["broad", "focused"], help="in this order"
    )
    parser.add_argument(
        "--start",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="begin with the mean weights of these trained networks instead of MiniLM's",
    )
    parser.add_argument(
        "--teachers",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="exported models to learn from beside the annotation",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps-a-epoch", type=int, help="stop each epoch early (to try things out)")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network = Network()
    if options.start:
        load_mean(network, options.start)
    else:
        network.encoder.load_pretrained(pretrained_file())
    teachers = Teachers(options.teachers, threads=options.threads) if options.teachers else None
    done: dict = {}
    for name in options.stages:
        done = done | {name: asdict(STAGES[name])}
        train(
            network,
            STAGES[name],
            options.out,
            {"seed": options.seed, "stages": done, "start": [path.name for path in options.start or []]},
            seed=options.seed,
            steps_a_epoch=options.steps_a_epoch,
            teachers=teachers,
        )


if __name__ == "__main__":
    main()
