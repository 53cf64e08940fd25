"""Batches: a handful of whole documents, cut into windows, with everything that the losses ask, as tensors.

Losses that relate two words look across windows, so every batch also has its words in one flat order.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from toolkit.language.features import BREAK, CLS, MASK, SEP, Window, cut_windows
from training.data import IGNORE, SILVER
from training.prepare import Document, paragraph_numbers

BATCH_PIECES = 4000
WINDOW_PIECES = (180, 300)  # drawn anew for each document and epoch
FIRST_WORD_PIECE = 1000  # the vocabulary's pieces below are markers and single characters: never hidden
REACH_WORDS = 250  # a source or content further from its cue than this is not looked for (99.9 % are nearer)
FALSE_CUES = 4  # one wrong cue for every so many right ones is shown to the link head, as having no content
LONGEST_SENTENCE = 120  # in words; trees of longer ones are left out
WORD_LAYERS = ("tags", "upos", "sentence_starts", "genders", "entities", "roles")

Batch = dict[str, torch.Tensor]


def collate(documents: Sequence[Document], rng: random.Random, masked_share: float | None) -> Batch:
    """One batch. With a share of pieces to hide it is for training: windows, breaks and some pieces vary."""
    train = masked_share is not None
    windows, flat = [], []
    for document in documents:
        breaks = _vary_breaks(document.breaks, rng) if train else document.breaks
        size = rng.randint(*WINDOW_PIECES) if train else WINDOW_PIECES[1]
        windows += [_window(document, breaks, window) for window in _windows(document, breaks, size)]
        flat.append(breaks)
    batch = {
        name: _padded(rows)
        for name, rows in zip(("pieces", "shapes", "breaks", "first", "last"), zip(*windows))
    }
    if train:
        draws = np.random.default_rng(rng.getrandbits(32)).random(batch["pieces"].shape)
        hide = (draws < masked_share) & (batch["pieces"] >= FIRST_WORD_PIECE)
        batch["hidden"] = np.where(hide, MASK, batch["pieces"])
    offsets = np.cumsum([0, *map(len, documents)])
    batch["words"] = np.flatnonzero(batch["first"])  # in the windows' table of words, in text order
    batch |= _word_layers(documents, flat)
    batch |= _cues(documents, offsets) | _trees(documents, offsets) | _chains(documents, offsets, rng)
    return {name: torch.from_numpy(np.asarray(array)) for name, array in batch.items()}


def pack(batch: Batch) -> tuple[torch.Tensor, torch.Tensor, list]:
    """A batch as one tensor of integers and one of other numbers, and what is where: two copies instead of thirty."""
    parts: dict[bool, list[torch.Tensor]] = {True: [], False: []}
    layout = []
    for name, tensor in batch.items():
        real = tensor.is_floating_point()
        parts[real].append(tensor.flatten().to(torch.float32 if real else torch.int64))
        layout.append((name, tensor.dtype, tuple(tensor.shape)))
    return torch.cat(parts[False]), torch.cat(parts[True]), layout


def unpack(packed: tuple[torch.Tensor, torch.Tensor, list], device: torch.device) -> Batch:
    """The batch on the device, single numbers aside."""
    here = {False: packed[0], True: packed[1]}
    there = {real: tensor.to(device, non_blocking=True) for real, tensor in here.items()}
    at, batch = {False: 0, True: 0}, {}
    for name, dtype, shape in packed[2]:
        real, size = dtype.is_floating_point, math.prod(shape)
        tensor = (there if shape else here)[real][at[real] : at[real] + size]
        batch[name] = tensor.view(shape).to(dtype)
        at[real] += size
    return batch


def _windows(document: Document, breaks: np.ndarray, size: int) -> list[Window]:
    """Windows of similar length."""
    counts = np.diff(document.edges)
    parts = max(1, -(-int(counts.sum()) // (size - 2)))
    even = max(40, -(-int(counts.sum()) // parts) + 12)
    return cut_windows(counts, breaks.tolist(), size=min(size, even), overlap=0)


def _window(document: Document, breaks: np.ndarray, window: Window) -> tuple[np.ndarray, ...]:
    """features.encode_windows for one window, from arrays."""
    here = slice(window.start, window.stop)
    edges = document.edges[window.start : window.stop + 1]
    counts, start = np.diff(edges), edges[0]
    pieces = np.concatenate([[CLS], document.pieces[start : edges[-1]], [SEP]])
    shapes, gaps = np.zeros(len(pieces), np.int64), np.full(len(pieces), BREAK["glued"])
    shapes[1:-1] = np.repeat(document.shapes[here], counts)
    first, last = 1 + edges[:-1] - start, edges[1:] - start
    gaps[first] = breaks[here]
    gaps[[0, -1]] = 0
    return pieces, shapes, gaps, first, last


def _vary_breaks(breaks: np.ndarray, rng: random.Random) -> np.ndarray:
    """Sometimes paragraphs end in one line break only, or the text has lost its line breaks."""
    draw = rng.random()
    if draw < 0.12:
        return np.where(breaks == BREAK["paragraph"], BREAK["line"], breaks)
    if draw < 0.17:
        return np.where(breaks >= BREAK["line"], BREAK["space"], breaks)
    return breaks


def _padded(rows: Sequence[np.ndarray], fill: int = 0) -> np.ndarray:
    table = np.full((len(rows), max(map(len, rows), default=0)), fill, dtype=np.int64)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return table


def _word_layers(documents: Sequence[Document], breaks: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """What is known of each word, in flat order; `low` and `high` are where its document begins and ends."""
    layers = {
        name: np.concatenate([getattr(d, name) for d in documents]).astype(np.int64) for name in WORD_LAYERS
    }
    sizes = np.array([len(d) for d in documents])
    stops = np.cumsum(sizes)
    each = lambda values, kind: np.repeat(np.array(values, dtype=kind), sizes)  # noqa: E731
    return layers | {
        "paragraphs": np.concatenate([paragraph_numbers(gaps) for gaps in breaks]),
        "low": each(stops - sizes, np.int64),
        "high": each(stops, np.int64),
        "weight": each([SILVER if d.silver else 1.0 for d in documents], np.float32),
        "entity_weight": each([SILVER if d.silver_entities else 1.0 for d in documents], np.float32),
    }


def _cues(documents: Sequence[Document], offsets: np.ndarray) -> dict[str, np.ndarray]:
    """The annotated cues: their words (-1: none), and what each word within reach is to them (IGNORE: out of reach).

    false_cues: how many wrong ones to ask about; not_false: words that are none.
    """
    cues, links, false = [], [], 0
    for document, offset in zip(documents, offsets):
        if document.attributions is None:
            continue
        false += len(document.attributions) // FALSE_CUES + 1
        for cue, *linked in document.attributions:
            row = np.zeros(
                len(document) + 2 * REACH_WORDS, dtype=np.int64
            )  # reach before and behind the text
            row[:REACH_WORDS] = row[len(document) + REACH_WORDS :] = IGNORE
            for number, words in enumerate(linked, 1):
                row[words + REACH_WORDS] = number
            links.append(row[cue[0] : cue[0] + 2 * REACH_WORDS + 1])
            cues.append(cue + offset)
    width = 2 * REACH_WORDS + 1
    annotated = np.concatenate([np.full(len(d), d.attributions is not None) for d in documents])
    annotated[np.concatenate([[], *cues]).astype(np.int64)] = False
    return {
        "cues": _padded(cues, -1),
        "links": np.stack(links) if links else np.zeros((0, width), np.int64),
        "false_cues": np.array(min(false, annotated.sum())),
        "not_false": ~annotated,
    }


def _trees(documents: Sequence[Document], offsets: np.ndarray) -> dict[str, np.ndarray]:
    """Sentences, padded to the longest: their words (-1: none) and heads within the sentence.

    dependents, above, dependencies: words with a known head, that head, and the label between them.
    """
    where, heads, kinds = [], [], []
    for document, offset in zip(documents, offsets):
        borders = np.flatnonzero(document.sentence_starts == 1)
        for start, stop in zip(borders, [*borders[1:], len(document)]):
            if not 1 < stop - start <= LONGEST_SENTENCE:
                continue
            head = document.heads[start:stop].astype(np.int64)
            inside = (start <= head) & (head < stop)
            where.append(np.arange(offset + start, offset + stop))
            heads.append(np.where(inside, head - start, IGNORE))
            kinds.append(document.dependencies[start:stop][inside].astype(np.int64))
    sentences, heads = _padded(where, -1), _padded(heads, IGNORE)
    row, column = np.nonzero(heads != IGNORE)
    return {
        "sentences": sentences,
        "heads": heads,
        "dependents": sentences[row, column],
        "above": sentences[row, heads[row, column]],
        "dependencies": np.concatenate([np.zeros(0, np.int64), *kinds]),
    }


def _chains(documents: Sequence[Document], offsets: np.ndarray, rng: random.Random) -> dict[str, np.ndarray]:
    """A row a document: words that are asked for an earlier mention, words that may be one (-1: none), their entities.

    Asked are all words in chains of two or more and as many others.
    """
    asked, candidates, weights = [], [], []
    referents = []
    for document, offset in zip(documents, offsets):
        if document.referents is None:
            referents.append(np.full(len(document), -1))
            continue
        entity = document.referents
        in_chain = np.flatnonzero(entity >= 0)
        several = in_chain[np.bincount(entity[in_chain])[entity[in_chain]] > 1]
        others = sorted({*in_chain.tolist(), *document.alone.tolist()} - set(several.tolist()))
        others = rng.sample(others, min(len(others), len(several)))
        referents.append(entity)
        if len(several):
            asked.append(offset + np.sort(np.array([*several, *others])))
            candidates.append(offset + np.sort(np.concatenate([in_chain, document.alone])))
            weights.append(SILVER if document.silver else 1.0)
    return {
        "asked": _padded(asked, -1),
        "candidates": _padded(candidates, -1),
        "referents": np.concatenate(referents).astype(np.int64),
        "chain_weight": np.array(weights, dtype=np.float32),
    }


class Epoch(Dataset):
    """One epoch's batches, each made when it is asked for, from a seed of its own: so in any number of processes."""

    def __init__(
        self, documents: Sequence[Document], groups: list[list[int]], seed: int, masked_share: float | None
    ):
        self.documents, self.groups, self.seed, self.masked_share = documents, groups, seed, masked_share

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, number: int) -> tuple[torch.Tensor, torch.Tensor, list]:
        rng = random.Random(f"{self.seed} {number}")
        return pack(collate([self.documents[at] for at in self.groups[number]], rng, self.masked_share))


def in_batches(
    documents: Sequence[Document], order: Sequence[int], size: int = BATCH_PIECES
) -> list[list[int]]:
    """The documents' numbers, in this order, in groups of about `size` pieces."""
    groups, group, filled = [], [], 0
    for at in order:
        count = len(documents[at].pieces)
        if group and filled + count > size * 1.2:
            groups.append(group)
            group, filled = [], 0
        group.append(at)
        filled += count
    return [*groups, group] if group else groups


def load(epoch: Epoch, device: torch.device, workers: int) -> Iterator[Batch]:
    """The epoch's batches on the device; `workers` processes make them ahead."""
    loader = DataLoader(epoch, batch_size=None, num_workers=workers, pin_memory=device.type == "cuda")
    for packed in loader:
        yield unpack(packed, device)
