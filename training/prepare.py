"""Annotated documents as arrays, read and cut into word pieces once: python -m training.prepare writes build/prepared.xz.

Training from the file needs numpy and torch alone, so it can run where spaCy and the corpora are not. PolNeAR's articles
are there several times: as they are written, and with their quotation marks rewritten (`data.vary_marks`).
"""

from __future__ import annotations

import argparse
import lzma
import pickle
import random
import zlib
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from toolkit.language import labels
from toolkit.language.features import BREAK, Pieces
from training import data
from training.model import pretrained_file

REWRITTEN = 4  # versions of each PolNeAR article with other quotation marks
HELD_OUT = 20  # one PolNeAR training article in so many is kept for choosing networks and decoding constants
PREPARED = Path("build/prepared.xz")


def held_out(name: str) -> bool:
    """Is this training article among those never trained on (by its name, so that it is the same everywhere)."""
    return zlib.crc32(name.encode()) % HELD_OUT == 0


@dataclass(frozen=True)
class Document:
    """One annotated document. Arrays hold one place a word; data.IGNORE (or, for entities, 0) = not annotated.

    edges: where each word's pieces begin, and the end of the last. roles: numbers in labels.ATTRIBUTION. attributions:
    for each its cue, source and content as word numbers. referents: a number an entity that has a chain, -1 for other
    words; singles: words that may refer and stand in no chain; both None where there are no chains.
    """

    corpus: str
    name: str
    pieces: np.ndarray
    edges: np.ndarray
    shapes: np.ndarray
    breaks: np.ndarray
    tags: np.ndarray
    upos: np.ndarray
    sentence_starts: np.ndarray
    heads: np.ndarray
    dependencies: np.ndarray
    entities: np.ndarray
    genders: np.ndarray
    roles: np.ndarray
    attributions: list[tuple[np.ndarray, np.ndarray, np.ndarray]] | None
    referents: np.ndarray | None
    alone: np.ndarray | None
    silver: bool
    silver_entities: bool

    def __len__(self) -> int:
        return len(self.shapes)


_CANDIDATE_TAGS = {labels.TAGS.index(tag) for tag in ("NN", "NNS", "NNP", "NNPS", "PRP", "PRP$")}
_SMALL = {"pieces": np.uint16, "edges": np.int32, "entities": np.int32, "heads": np.int32}


def document(corpus: str, example: data.Example, pieces: Pieces) -> Document:
    """The example's arrays."""
    encoded = pieces.of(example.words)
    columns = {
        name: np.array(getattr(example, name), dtype=_SMALL.get(name, np.int16))
        for name in (
            "breaks",
            "tags",
            "upos",
            "sentence_starts",
            "heads",
            "dependencies",
            "entities",
            "genders",
        )
    }
    referents, alone = _referents(example)
    return Document(
        corpus,
        example.name,
        pieces=np.array([at for ids, _ in encoded for at in ids], dtype=_SMALL["pieces"]),
        edges=np.cumsum([0, *(len(ids) for ids, _ in encoded)], dtype=_SMALL["edges"]),
        shapes=np.array([shape for _, shape in encoded], dtype=np.int16),
        roles=role_tags(example),
        attributions=example.attributions
        and [
            tuple(np.array(gold[role], dtype=np.int32) for role in ("cue", *labels.LINKED))
            for gold in example.attributions
        ],
        referents=referents,
        alone=alone,
        silver=example.silver,
        silver_entities=example.silver_entities,
        **columns,
    )


def role_tags(example: data.Example) -> np.ndarray:
    """BIO tags over the three roles; where two attributions claim a word, the first keeps it."""
    if example.attributions is None:
        return np.full(len(example.words), data.IGNORE, dtype=np.int16)
    tags = np.zeros(len(example.words), dtype=np.int16)
    for gold in example.attributions:
        for role in labels.ROLES:
            begin, previous = labels.ATTRIBUTION.index("B-" + role), None
            for word in gold[role]:
                if tags[word] == 0:
                    tags[word] = begin + (previous is not None and word == previous + 1)
                previous = word
    return tags


def _referents(example: data.Example) -> tuple[np.ndarray | None, np.ndarray | None]:
    """(each word's chain, the words in none that may refer to something); see `Document`."""
    if not example.chains:
        return None, None
    referents = np.full(len(example.words), -1, dtype=np.int32)
    for number, chain in enumerate(example.chains):
        referents[chain] = number
    nouns = [at for at, tag in enumerate(example.tags) if tag in _CANDIDATE_TAGS and referents[at] < 0]
    return referents, np.array(nouns, dtype=np.int32)


def prepare(pieces: Pieces) -> list[Document]:
    """Every corpus's documents for training, and PolNeAR's that are held out, as corpus "held out"."""
    tokenize = data.tokenizer()
    examples = {corpus: data.read_ud(corpus, "train") for corpus in ("ewt", "gum")}
    examples["re3d"] = data.read_re3d(tokenize)
    examples |= {corpus: data.read_iob(corpus, "train") for corpus in ("conll2003", "politics", "wnut17")}
    documents = [document(corpus, example, pieces) for corpus, group in examples.items() for example in group]
    for article, silver in data.read_polnear("train"):
        written = document("polnear", data.polnear_example(article, silver, tokenize), pieces)
        if held_out(written.name):
            documents.append(replace(written, corpus="held out"))
            continue
        documents.append(written)
        rng = random.Random(zlib.crc32(written.name.encode()))
        for _ in range(REWRITTEN):
            changed = article | {"text": _other_marks(article["text"], rng)}
            example = data.polnear_example(changed, silver, tokenize)
            documents.append(document("polnear", example, pieces))
    return documents


def _other_marks(text: str, rng: random.Random) -> str:
    """The text with its quotation marks rewritten; as it is, if it has none."""
    tries = (data.vary_marks(text, rng) for _ in range(20))
    return next((changed for changed in tries if changed != text), text)


def save(documents: list[Document], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [[getattr(document, item.name) for item in fields(Document)] for document in documents]
    with lzma.open(path, "wb", preset=6) as file:
        pickle.dump(rows, file, protocol=5)


def load(path: Path = PREPARED) -> list[Document]:
    """Raises: FileNotFoundError if `python -m training.prepare` has not made the file."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no prepared documents; make them with python -m training.prepare")
    with lzma.open(path, "rb") as file:
        return [Document(*row) for row in pickle.load(file)]


def paragraph_numbers(breaks: np.ndarray) -> np.ndarray:
    return np.cumsum(breaks >= BREAK["line"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PREPARED)
    options = parser.parse_args()
    documents = prepare(Pieces(pretrained_file().with_name("tokenizer.json")))
    save(documents, options.out)
    words = sum(map(len, documents))
    print(
        f"{options.out}: {len(documents):,} documents, {words:,} words, {options.out.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
