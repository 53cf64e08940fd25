"""What trained models say of the annotated articles, for a new one to learn from beside the annotation (distillation).

The teachers read each article as it is written and in the package's own windows; the learner sees varied quotation
marks, windows and hidden words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from toolkit.language import labels
from toolkit.language.arithmetic import distance_bucket, softmax
from toolkit.language.encoder import Encoder
from toolkit.language.features import BREAK
from training.data import Example, Teacher


class Teachers:
    """Models exported into folders (model.onnx, pairs.npz, tokenizer.json), and what they said of articles so far."""

    def __init__(self, folders: Sequence[Path], *, threads: int):
        self._encoders = [Encoder(folder, threads=threads) for folder in folders]
        self._known: dict[str, Teacher] = {}

    def read(self, example: Example) -> None:
        """Remember the teachers' mean probabilities for an article as it is written."""
        tags, links = [], []
        for encoder in self._encoders:
            out = encoder([(example.words, example.breaks)])[0]
            tags.append(softmax(out["attribution"]))
            links.append(softmax(_link_scores(out, encoder.pairs, example)))
        self._known[example.name] = Teacher(
            np.mean(tags, 0).astype(np.float32), np.mean(links, 0).astype(np.float16)
        )

    def attach(self, example: Example) -> Example:
        """The example with its teacher, if rewritten quotation marks have not changed its words' number."""
        teacher = self._known.get(example.name)
        same = teacher is not None and (len(example.words), len(example.attributions)) == (
            len(teacher.tags),
            len(teacher.links),
        )
        example.teacher = teacher if same else None
        return example


def _link_scores(out: dict, pairs: dict, example: Example) -> np.ndarray:
    """Scores (annotated attributions, words, neither + labels.LINKED): training.model.link_scores in numpy."""
    kinds, size = len(labels.LINKED), out["link_query"].shape[1] // len(labels.LINKED)
    cues = [item["cue"] for item in example.attributions]
    if not cues:
        return np.zeros((0, len(example.words), 1 + kinds), np.float32)
    query = np.stack([out["link_query"][cue].mean(0) for cue in cues]).reshape(len(cues), kinds, size)
    key = out["link_key"].reshape(-1, kinds, size)
    scores = np.einsum("clh,wlh->cwl", query, key) / size**0.5 + out["link_word"]
    first = np.array([cue[0] for cue in cues])
    scores += pairs["link_distance"][distance_bucket(np.arange(len(key))[None] - first[:, None])]
    paragraphs = np.cumsum(np.array(example.breaks) >= BREAK["line"])
    apart = np.clip(
        paragraphs[None] - paragraphs[first][:, None], -labels.PARAGRAPHS_APART, labels.PARAGRAPHS_APART
    )
    scores += pairs["link_paragraph"][apart + labels.PARAGRAPHS_APART]
    return np.concatenate([np.zeros((*scores.shape[:2], 1), np.float32), scores], -1)
