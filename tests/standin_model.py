"""Stand-ins for the language model: a tokenizer of single letters, a network that repeats its input, random scores."""

from __future__ import annotations

import string
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from toolkit.language import labels
from toolkit.language.arithmetic import distance_bucket
from toolkit.language.features import UNK

DISTANCES = int(distance_bucket(np.array([-(10**6)]))[0]) + 1
PAIRED = 4  # width of the queries and keys of the random scores
WIDTHS = {
    "attribution": len(labels.ATTRIBUTION),
    "entity": len(labels.ENTITY_TAGS),
    "tag": len(labels.TAGS),
    "upos": len(labels.UPOS),
    "sentence_start": 1,
    "link_query": PAIRED * len(labels.LINKED),
    "link_key": PAIRED * len(labels.LINKED),
    "link_word": len(labels.LINKED),
    "gender": len(labels.GENDERS),
    **dict.fromkeys(("arc_query", "arc_key", "label_query", "label_key", "chain_query", "chain_key"), PAIRED),
}


def flat_pairs() -> dict[str, np.ndarray]:
    """Pair weights that leave every distance and every label alike."""
    return {
        "link_distance": np.zeros((DISTANCES, len(labels.LINKED)), np.float32),
        "link_paragraph": np.zeros((2 * labels.PARAGRAPHS_APART + 1, len(labels.LINKED)), np.float32),
        "arc_distance": np.zeros(DISTANCES, np.float32),
        "chain_distance": np.zeros(DISTANCES, np.float32),
        "chain_none": np.zeros(1, np.float32),
        "label_weight": np.eye(len(labels.DEPENDENCIES), PAIRED, dtype=np.float32),
        "label_bias": np.zeros(len(labels.DEPENDENCIES), np.float32),
    }


def random_scores(size: int, seed: int, *, scale: float = 2.0) -> dict[str, np.ndarray]:
    """Scores of every head for `size` words, the same for the same seed."""
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, scale, (size, width)).astype(np.float32) for name, width in WIDTHS.items()}


class RandomEncoder:
    """Any words get scores that depend on them alone, so every branch of the decoders is taken sooner or later."""

    pairs = flat_pairs()

    def __call__(self, documents):
        return [
            random_scores(len(words), zlib.crc32("\0".join(words).encode("utf8"))) for words, _ in documents
        ]


def write_tokenizer(folder: Path) -> Path:
    """A tokenizer file whose pieces are single letters and digits; every other character is unknown."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    pieces = [
        f"{before}{letter}" for letter in string.ascii_lowercase + string.digits for before in ("", "##")
    ]
    vocabulary = {"[UNK]": UNK} | {piece: 1000 + number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=250))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    path = folder / "tokenizer.json"
    tokenizer.save(str(path))
    return path


class EchoSession:
    """Looks like an onnxruntime session; says of each word its first and last piece and its window's length."""

    def __init__(self):
        self.shapes: list[tuple[int, int]] = []

    def get_outputs(self):
        return [SimpleNamespace(name="echo", shape=["windows", "words", 3])]

    def run(self, names, arrays):
        rows = np.arange(len(arrays["pieces"]))[:, None]
        self.shapes.append(arrays["pieces"].shape)
        length = np.broadcast_to((arrays["pieces"] != 0).sum(1)[:, None], arrays["first"].shape)
        ends = [arrays["pieces"][rows, arrays[name]] for name in ("first", "last")]
        return [np.stack([*ends, length], -1).astype(np.float32)]


def write_model(folder: Path) -> Path:
    """A folder that an Encoder accepts; give the encoder an EchoSession before it reads."""
    write_tokenizer(folder)
    np.savez(folder / "pairs.npz", **flat_pairs())
    (folder / "model.onnx").touch()
    return folder
