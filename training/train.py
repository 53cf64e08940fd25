"""Train the model: `make train`, or python -m training.train --out DIR.

All tasks share one encoder. A batch is a handful of whole documents, cut into windows; losses that relate two words
look across windows. Training has five stages: all corpora alike; attribution in the foreground, with a sample of the
rest; then, from the mean of several seeds of the second, everything again, taught also by those models' own
probabilities; two slow epochs with more weight on entities; and a smaller network, made of the parts of that one that
matter most, which learns what large ones answer. Everything random comes from --seed. training/README.md has the
commands of the shipped model. Documents come from `training.prepare`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from torch.nn import functional as F

from training.batches import BATCH_PIECES, Batch, Epoch, in_batches, load
from training.losses import annotated_losses, answers, asked_cues, flat, taught_losses
from training.model import MINILM, WORDS, Network, Shape, pretrained_file
from training.prepare import PREPARED, REWRITTEN, Document
from training.prepare import load as load_documents
from training.prune import importance, prune
from training.teach import PIECE_INPUTS, Teachers

PRUNING_BATCHES = 40  # to see which parts of a network matter
MATCHED = (
    0.6  # share of a stage's batches until which a learner is drawn to its teacher's words, less and less
)


@dataclass(frozen=True)
class Stage:
    """One run over the data: learning rates start here (after the warm-up) and fall to nearly 0.

    shares: the share of each corpus's documents that an epoch sees, all of those not named (nor by "others"; PolNeAR's
    always); masked_share: pieces hidden from the encoder, against overfitting; marks_share: articles whose quotation
    marks may be rewritten; taught: share of the losses that comes from the teachers, if there are any; match: weight of
    the squared distance to the first teacher's words, a word.
    """

    epochs: int
    encoder_rate: float
    head_rate: float
    weights: dict[str, float]
    shares: dict[str, float] = field(default_factory=dict)
    masked_share: float = 0.08
    marks_share: float = 1.0
    warm_up: int = 150
    taught: float = 0.5
    match: float = 0.0
    batch_pieces: int = BATCH_PIECES


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
STAGES["small"] = replace(
    STAGES["settled"],
    epochs=30,
    encoder_rate=3e-4,
    head_rate=6e-4,
    weights=STAGES["settled"].weights | {"entity": 4.0},
    shares={},
    warm_up=200,
    taught=0.7,
    match=4.0,
    batch_pieces=6000,
)
STAGES["small-slow"] = replace(
    STAGES["small"], epochs=2, encoder_rate=9e-5, head_rate=1.8e-4, warm_up=1, match=0.0
)
STAGES["small-last"] = replace(
    STAGES["small-slow"],
    epochs=1,
    encoder_rate=6e-5,
    head_rate=1.5e-4,
    weights=STAGES["small"].weights | {"entity": 8.0},
    warm_up=10,
    taught=0.6,
    batch_pieces=BATCH_PIECES,
)


def plan_epoch(documents: Sequence[Document], stage: Stage, rng: random.Random) -> list[list[int]]:
    """One epoch's batches, as numbers of documents in random order.

    Of each PolNeAR article one version: about half of `marks_share` as it is written, since `data.vary_marks` leaves
    half of the articles alone.
    """
    corpora: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        corpora.setdefault(document.corpus, []).append(number)
    versions = corpora.pop("polnear", [])
    corpora.pop("held out", None)
    order = []
    for first in versions[:: REWRITTEN + 1]:
        changed = rng.random() < stage.marks_share / 2
        order.append(first + (rng.randint(1, REWRITTEN) if changed else 0))
    for corpus, numbers in corpora.items():
        share = stage.shares.get(corpus, stage.shares.get("others", 1.0))
        order += rng.sample(numbers, round(share * len(numbers)))
    rng.shuffle(order)
    return in_batches(documents, order, stage.batch_pieces)


def batch_losses(
    network: Network, batch: Batch, stage: Stage, teachers: Teachers | None, match: float
) -> dict[str, torch.Tensor]:
    """Each task's summed loss."""
    inputs = [batch["hidden" if name == "pieces" and "hidden" in batch else name] for name in PIECE_INPUTS]
    with torch.autocast(batch["pieces"].device.type, dtype=torch.bfloat16):
        out = network(*inputs)
    out = flat(out, batch)
    if teachers is None:
        cues, links = asked_cues(out, batch)
        return annotated_losses(answers(network, out, batch, cues), batch, links)
    theirs = teachers.read(batch)
    cues, links = asked_cues(out, batch, teachers.roles(theirs))
    said = answers(network, out, batch, cues)
    losses = annotated_losses(said, batch, links)
    taught = taught_losses(said, teachers.answer(theirs, batch, cues), batch, cues)
    losses = {
        task: (1 - stage.taught) * loss + stage.taught * taught[task] if task in taught else loss
        for task, loss in losses.items()
    }
    if match:
        losses[WORDS] = (
            match * F.mse_loss(out[WORDS], theirs[0][WORDS], reduction="sum") / out[WORDS].shape[1]
        )
    return losses


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
        fused=True,
    )


@dataclass
class Run:
    """Where and how one stage is run."""

    documents: Sequence[Document]
    out: Path
    record: dict
    seed: int
    device: torch.device
    workers: int = 0
    teachers: Teachers | None = None
    steps_an_epoch: int | None = None
    stop_after: int | None = None  # epochs, where rates fall as if all were run


def train(network: Network, stage: Stage, run: Run) -> None:
    """Run one stage; the network is saved to `run.out` after each epoch."""
    torch.manual_seed(run.seed)
    rng = random.Random(run.seed)
    network.to(run.device)
    optimizer = optimiser(network, stage)
    plans = [plan_epoch(run.documents, stage, rng)[: run.steps_an_epoch] for _ in range(stage.epochs)]
    total = sum(map(len, plans))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / stage.warm_up, max(0.02, (total - step) / max(1, total - stage.warm_up))
        ),
    )
    print(f"{len(plans[0])} batches an epoch, {stage.epochs} epochs", flush=True)
    began, done = time.time(), 0
    for number, plan in enumerate(plans[: run.stop_after], 1):
        network.train()
        sums: dict[str, torch.Tensor] = {}
        words = 0
        epoch = Epoch(run.documents, plan, rng.getrandbits(32), stage.masked_share)
        for batch in load(epoch, run.device, run.workers):
            match = stage.match * max(0.0, 1 - done / (MATCHED * total))
            losses = batch_losses(network, batch, stage, run.teachers, match)
            step(network, optimizer, losses, stage.weights, len(batch["words"]))
            schedule.step()
            done, words = done + 1, words + len(batch["words"])
            for task, value in losses.items():
                sums[task] = sums.get(task, 0.0) + value.detach()
            if done % 50 == 0:
                print(f"{time.time() - began:.0f} s, batch {done} of {total}", flush=True)
        report = " ".join(f"{task} {float(value) / words:.4f}" for task, value in sums.items())
        print(f"{time.time() - began:.0f} s, epoch {number}/{stage.epochs}: {report}", flush=True)
        run.record |= {"epochs_done": number, "seconds": round(time.time() - began)}
        save(network, run.out, run.record)
    print(f"held out: {held_out_losses(network, run)}", flush=True)


def step(network: Network, optimizer, losses: dict, weights: dict[str, float], words: int) -> None:
    loss = sum(weights.get(task, 1.0) * value for task, value in losses.items()) / words
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()


@torch.no_grad()
def held_out_losses(network: Network, run: Run) -> str:
    """Each task's loss a word on the held-out articles."""
    network.eval()
    numbers = [n for n, document in enumerate(run.documents) if document.corpus == "held out"]
    epoch = Epoch(run.documents, in_batches(run.documents, numbers), 0, None)
    sums: dict[str, float] = {}
    words = 0
    for batch in load(epoch, run.device, 0):
        for task, value in batch_losses(network, batch, STAGES["broad"], None, 0.0).items():
            sums[task] = sums.get(task, 0.0) + float(value)
        words += len(batch["words"])
    return " ".join(f"{task} {value / max(1, words):.4f}" for task, value in sums.items())


def save(network: Network, out: Path, record: dict) -> None:
    out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), out / "network.partial")
    (out / "network.partial").rename(out / "network.pt")
    record = record | {"shape": asdict(network.shape)}
    (out / "training.json").write_text(json.dumps(record, indent=1), encoding="utf8")


def shape_of(folder: Path) -> Shape:
    """The shape of the network in a folder; MiniLM's where the record is older than other shapes."""
    record = json.loads((folder / "training.json").read_text(encoding="utf8"))
    return Shape(**record.get("shape", {}))


def load_network(folders: Sequence[Path]) -> Network:
    """The mean weights of trained networks that share their beginning (Wortsman et al. 2022).

    Heads that the trained ones lack keep their random weights.
    """
    network = Network(shape_of(folders[0]))
    states = [torch.load(folder / "network.pt", map_location="cpu", weights_only=True) for folder in folders]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    missing, unexpected = network.load_state_dict(mean, strict=False)
    if unexpected or any(not name.startswith("heads.") for name in missing):
        raise ValueError(
            f"{folders}: not networks of this shape (missing {missing}, unexpected {unexpected})"
        )
    return network


def cut_down(network: Network, shape: Shape, documents: Sequence[Document], device: torch.device) -> Network:
    """A network of another shape, made of the parts of this one that matter most to its losses."""
    network.to(device)
    weights = STAGES["settled"].weights
    plan = plan_epoch(documents, STAGES["settled"], random.Random(0))[:PRUNING_BATCHES]
    batches = load(Epoch(documents, plan, 0, None), device, 0)
    return prune(network, shape, importance(network, batches, weights))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("build/model"))
    parser.add_argument("--prepared", type=Path, default=PREPARED, help="made by training.prepare")
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
        "--shape",
        type=json.loads,
        metavar="JSON",
        help="cut --start down to another shape, its settings as JSON (see training.model.Shape)",
    )
    parser.add_argument(
        "--teachers",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="trained networks to learn from beside the annotation",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="other than the stage's")
    parser.add_argument("--steps-an-epoch", type=int, help="stop each epoch early (to try things out)")
    parser.add_argument(
        "--stop-after", type=int, metavar="EPOCHS", help="rates fall as if all epochs were run"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cuda: a graphics processor")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.backends.cuda.enable_cudnn_sdp(False)  # it would be compiled anew for every batch's shape
    device, documents = torch.device(options.device), load_documents(options.prepared)
    if options.start:
        network = load_network(options.start)
    else:
        network = Network(MINILM)
        network.encoder.load_pretrained(pretrained_file())
    if options.shape:
        network = cut_down(network, Shape(**options.shape), documents, device)
    teachers = options.teachers and [load_network([folder]).to(device) for folder in options.teachers]
    done: dict = {}
    for name in options.stages:
        stage = STAGES[name]
        stage = replace(stage, epochs=options.epochs) if options.epochs else stage
        done[name] = asdict(stage)
        record = {
            "seed": options.seed,
            "stages": done,
            "start": [path.name for path in options.start or []],
            "teachers": [path.name for path in options.teachers or []],
        }
        train(
            network,
            stage,
            Run(
                documents,
                options.out,
                record,
                options.seed,
                device,
                options.workers,
                Teachers(teachers) if teachers else None,
                options.steps_an_epoch,
                options.stop_after,
            ),
        )


if __name__ == "__main__":
    main()
