"""Train the model: `make train`, or python -m training.train --out DIR.

All tasks share one encoder. A batch is a handful of whole documents, cut into windows; losses that relate two words
look across windows. Everything random comes from --seed.
"""
from __future__ import annotations

import argparse
import json
import random
import time
import zlib
from pathlib import Path

import torch

from toolkit.language.features import MASK, Pieces, cut_windows, encode_windows
from training import data
from training.losses import attribution_losses, chain_loss, tree_losses, word_losses
from training.model import Network, pretrained_file

WEIGHTS = {"attribution": 2.0, "link": 2.0, "entity": 2.0, "tag": 1.0, "upos": 0.5, "sentence_start": 1.0,
           "arc": 0.7, "dependency": 0.5, "chain": 0.7}
BATCH_PIECES = 4000
WINDOW_PIECES = (180, 300)  # drawn anew for each document and epoch
MASKED_SHARE = 0.08  # pieces hidden from the encoder, against overfitting
HELD_OUT = 20  # one PolNeAR training article in so many is kept for choosing decoding constants


def held_out(name: str) -> bool:
    """Is this training article among those never trained on (by its name, so that it is the same everywhere)."""
    return zlib.crc32(name.encode()) % HELD_OUT == 0


def load_examples() -> list[data.Example]:
    """All annotated documents but PolNeAR's, which is read anew each epoch (its quotation marks vary)."""
    tokenize = data.tokenizer()
    examples = data.read_ud("ewt", "train") + data.read_ud("gum", "train") + data.read_re3d(tokenize)
    for corpus in ("conll2003", "politics", "wnut17"):
        examples += data.read_iob(corpus, "train")
    return examples


def epoch_examples(fixed, polnear, tokenize, rng: random.Random):
    """One epoch's documents in random order."""
    order = [("fixed", n) for n in range(len(fixed))] + [("polnear", n) for n in range(len(polnear))]
    rng.shuffle(order)
    for kind, number in order:
        yield fixed[number] if kind == "fixed" else data.polnear_example(*polnear[number], tokenize, rng)


def batches(examples, pieces: Pieces, rng: random.Random):
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


def encode_batch(group, rng: random.Random, *, train: bool):
    """(arrays as tensors, number of words of each window, first word of each document in the flat order)."""
    rows, sizes, offsets, total = [], [], [], 0
    for example, words in group:
        size = rng.randint(*WINDOW_PIECES) if train else WINDOW_PIECES[1]
        counts = [len(ids) for ids, _ in words]
        even = max(40, -(-sum(counts) // max(1, -(-sum(counts) // (size - 2)))) + 12)  # windows of similar length
        breaks = _vary_breaks(example.breaks, rng) if train else example.breaks
        windows = cut_windows(counts, breaks, size=min(size, even), overlap=0)
        rows += [(words, breaks, window) for window in windows]
        sizes += [window.stop - window.start for window in windows]
        offsets.append(total)
        total += len(words)
    arrays = [encode_windows(words, breaks, [window]) for words, breaks, window in rows]
    joined = {name: torch.nn.utils.rnn.pad_sequence([torch.from_numpy(a[name][0]) for a in arrays], batch_first=True)
              for name in arrays[0]}
    if train:
        hide = (torch.rand(joined["pieces"].shape) < MASKED_SHARE) & (joined["pieces"] > 999)
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
        cut = {n: a[half][:, : longest if n in ("pieces", "shapes", "breaks") else words] for n, a in arrays.items()}
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = network(**cut)
        for row, number in enumerate(half.tolist()):
            parts[number] = {name: value[row, : sizes[number]].float() for name, value in out.items()}
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def batch_losses(network: Network, group, rng: random.Random, *, train: bool = True) -> tuple[dict, int]:
    arrays, sizes, offsets = encode_batch(group, rng, train=train)
    out = run_network(network, arrays, sizes)
    examples = [example for example, _ in group]
    losses = word_losses(out, examples) | attribution_losses(network, out, examples, offsets)
    losses |= tree_losses(network, out, examples)
    losses["chain"] = chain_loss(network, out, examples, offsets, rng)
    return losses, sum(sizes)


def optimiser(network: Network, encoder_rate: float, head_rate: float):
    """AdamW; the piece embeddings stay as pretrained (a third of their rows is hardly seen here)."""
    network.encoder.pieces.weight.requires_grad_(False)
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    inside = {id(p) for p in network.encoder.parameters()}
    heads = [p for p in network.parameters() if id(p) not in inside]
    return torch.optim.AdamW([{"params": encoder, "lr": encoder_rate}, {"params": heads, "lr": head_rate}],
                             weight_decay=0.01, betas=(0.9, 0.98))


def train(out: Path, *, epochs: int, seed: int, encoder_rate: float, head_rate: float, steps_a_epoch: int | None) -> None:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenize, pieces = data.tokenizer(), Pieces(pretrained_file().with_name("tokenizer.json"))
    fixed = load_examples()
    polnear = [pair for pair in data.read_polnear("train") if not held_out(pair[0]["id"])]
    network = Network()
    network.encoder.load_pretrained(pretrained_file())
    optimizer = optimiser(network, encoder_rate, head_rate)
    # count one epoch's batches without running them, so that the learning rate ends at 0
    count = steps_a_epoch or sum(1 for _ in batches(epoch_examples(fixed, polnear, tokenize, random.Random(0)), pieces, rng))
    total, warm_up = count * epochs, 150
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm_up, max(0.02, (total - step) / max(1, total - warm_up))))
    print(f"{len(fixed)} + {len(polnear)} documents, {count} batches an epoch", flush=True)
    began, step = time.time(), 0
    for epoch in range(epochs):
        network.train()
        sums, words = {}, 0
        for number, group in enumerate(batches(epoch_examples(fixed, polnear, tokenize, rng), pieces, rng)):
            if number >= count:
                break
            losses, size = batch_losses(network, group, rng)
            loss = sum(WEIGHTS[name] * value for name, value in losses.items()) / size
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step, words = step + 1, words + size
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
            if step % 50 == 0:
                report = " ".join(f"{name} {value / words:.4f}" for name, value in sums.items())
                print(f"epoch {epoch} step {step}/{total} {time.time() - began:.0f}s words {words} {report}", flush=True)
                sums, words = {}, 0
        save(network, out, {"epochs": epochs, "epoch": epoch + 1, "seed": seed, "encoder_rate": encoder_rate,
                            "head_rate": head_rate, "seconds": round(time.time() - began)})


def save(network: Network, out: Path, record: dict) -> None:
    out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), out / "network.partial")
    (out / "network.partial").rename(out / "network.pt")
    (out / "training.json").write_text(json.dumps(record | {"weights": WEIGHTS}, indent=1), encoding="utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build/model"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encoder-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--steps-a-epoch", type=int, help="stop each epoch early (to try things out)")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.out, epochs=options.epochs, seed=options.seed, encoder_rate=options.encoder_rate,
          head_rate=options.head_rate, steps_a_epoch=options.steps_a_epoch)


if __name__ == "__main__":
    main()
