"""The packaged network: words in, one array of scores a head out."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from toolkit.language.features import Pieces, Window, cut_windows, encode_windows

MODEL = Path(__file__).parent / "model"
WINDOW_PIECES = 300  # as long as the windows it was trained on
OVERLAP_PIECES = 60  # so each word has some 30 pieces of context on either side, at an eighth more work
WINDOWS_AT_ONCE = 8  # bounds memory: a long document goes through in bites


class Encoder:
    """The ONNX network with its tokenizer and pair weights; loads on first use and can be pickled.

    Raises: FileNotFoundError if the folder does not hold the model's files.
    """

    def __init__(self, folder: str | Path = MODEL, *, threads: int = 0, model_file: str = "model.onnx"):
        self.folder, self.threads, self.model_file = Path(folder), threads, model_file
        missing = [name for name in (model_file, "pairs.npz", "tokenizer.json") if not (self.folder / name).is_file()]
        if missing:
            raise FileNotFoundError(
                f"{self.folder}: the language model needs {', '.join(missing)}; reinstall the package, "
                f"or make the model with `make train`")

    def __getstate__(self) -> dict:
        return {"folder": self.folder, "threads": self.threads, "model_file": self.model_file}

    @cached_property
    def session(self):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads  # 0: one a core
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self.folder / self.model_file), options, providers=["CPUExecutionProvider"])

    @cached_property
    def pieces(self) -> Pieces:
        return Pieces(self.folder / "tokenizer.json")

    @cached_property
    def pairs(self) -> dict[str, np.ndarray]:
        """Weights that score pairs of words: distance biases and the dependency label layer."""
        with np.load(self.folder / "pairs.npz") as file:
            return {name: file[name] for name in file.files}

    def __call__(self, documents: Sequence[tuple[Sequence[str], Sequence[int]]]) -> list[dict[str, np.ndarray]]:
        """Scores for each document, given as (words, break before each word).

        Shape: per document a dict of arrays (words, width), one a head; widths as in the model's outputs.
        """
        names = [output.name for output in self.session.get_outputs()]
        encoded = [([self.pieces(word) for word in words], breaks) for words, breaks in documents]
        jobs = [(number, window) for number, (words, breaks) in enumerate(encoded) if words
                for window in cut_windows([len(ids) for ids, _ in words], breaks,
                                          size=WINDOW_PIECES, overlap=OVERLAP_PIECES)]
        results = [self._empty(names, len(words)) for words, _ in documents]
        for group in _by_length(jobs, encoded):
            arrays = _join([encode_windows(*encoded[number], [window]) for number, window in group])
            for name, scores in zip(names, self.session.run(names, arrays)):
                for row, (number, window) in enumerate(group):
                    kept = slice(window.keep_start - window.start, window.keep_stop - window.start)
                    results[number][name][window.keep_start : window.keep_stop] = scores[row, kept]
        return results

    def _empty(self, names, size: int) -> dict[str, np.ndarray]:
        widths = {output.name: output.shape[-1] for output in self.session.get_outputs()}
        return {name: np.empty((size, widths[name]), dtype=np.float32) for name in names}


def _by_length(jobs, encoded) -> Iterator[list[tuple[int, Window]]]:
    """Groups of windows of similar length, so that little is spent on padding."""
    def length(job) -> int:
        number, window = job
        return sum(len(ids) for ids, _ in encoded[number][0][window.start : window.stop])

    ordered = sorted(jobs, key=length)
    for at in range(0, len(ordered), WINDOWS_AT_ONCE):
        yield ordered[at : at + WINDOWS_AT_ONCE]


def _join(rows: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """One batch from single windows, padded with 0 on the right."""
    joined = {}
    for name in rows[0]:
        table = np.zeros((len(rows), max(row[name].shape[1] for row in rows)), dtype=np.int64)
        for number, row in enumerate(rows):
            table[number, : row[name].shape[1]] = row[name][0]
        joined[name] = table
    return joined
