"""The stages of training: how long, how fast, and what counts how much in each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from training.batches import BATCH_PIECES


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
