"""The packaged network: words in, one array of scores a head out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from toolkit.language.features import Pieces, cut_windows, encode_windows, sentence_starts

MODEL = Path(__file__).parent / "model"
WINDOW_PIECES = 300  # as long as the windows it was trained on
OVERLAP_PIECES = 60  # where there is no paragraph to cut at: some 30 pieces of context on either side


class Encoder:
    """The ONNX network with its tokenizer and pair weights; loads on first use and can be pickled.

    Raises: FileNotFoundError if the folder does not hold the model's files.
    """

    def __init__(self, folder: str | Path = MODEL, *, threads: int = 0, model_file: str = "model.onnx"):
        self.folder, self.threads, self.model_file = Path(folder), threads, model_file
        missing = [
            name for name in (model_file, "pairs.npz", "tokenizer.json") if not (self.folder / name).is_file()
        ]
        if missing:
            raise FileNotFoundError(
                f"{self.folder}: the language model needs {', '.join(missing)}; reinstall the package, "
                f"or make the model with `make train`"
            )

    def __getstate__(self) -> dict:
        return {"folder": self.folder, "threads": self.threads, "model_file": self.model_file}

    @cached_property
    def session(self):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads  # 0: one a core
        options.log_severity_level = 3
        # LayerNormalization alone is vectorised, its fusion with the sum before it is not: a quarter of the whole time
        return onnxruntime.InferenceSession(
            str(self.folder / self.model_file),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )

    @cached_property
    def _widths(self) -> list[tuple[str, int]]:
        """The heads, with how many scores each has for a word."""
        return [(output.name, output.shape[-1]) for output in self.session.get_outputs()]

    @cached_property
    def pieces(self) -> Pieces:
        return Pieces(self.folder / "tokenizer.json")

    @cached_property
    def pairs(self) -> dict[str, np.ndarray]:
        """Weights that score pairs of words: distance biases and the dependency label layer."""
        with np.load(self.folder / "pairs.npz") as file:
            return {name: file[name] for name in file.files}

    def __call__(
        self, documents: Sequence[tuple[Sequence[str], Sequence[int]]]
    ) -> list[dict[str, np.ndarray]]:
        """Scores for each document, given as (words, break before each word).

        Shape: per document a dict of arrays (words, width), one a head; widths as in the model's outputs.
        Windows go through one at a time: the quantised network scales by the largest value in a batch, so a shared
        batch would let scores depend on the neighbours; and it is a sixth faster, unpadded and within the cache.
        """
        return [self._read(words, breaks) for words, breaks in documents]

    def _read(self, words: Sequence[str], breaks: Sequence[int]) -> dict[str, np.ndarray]:
        encoded = self.pieces.of(words)
        result = {name: np.empty((len(words), width), dtype=np.float32) for name, width in self._widths}
        windows = cut_windows(
            [len(ids) for ids, _ in encoded],
            breaks,
            size=WINDOW_PIECES,
            overlap=OVERLAP_PIECES,
            sentences=sentence_starts(words),
        )
        for window in windows if encoded else ():
            kept = slice(window.keep_start - window.start, window.keep_stop - window.start)
            arrays = encode_windows(encoded, breaks, [window])
            for scores, own in zip(result.values(), self.session.run(list(result), arrays)):
                scores[window.keep_start : window.keep_stop] = own[0, kept]
        return result
