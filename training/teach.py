"""What trained networks answer, for a new one to learn from beside the annotation (distillation).

The teachers read each batch as the learner does, in the same windows, but with no piece hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from training.batches import Batch
from training.losses import Answers, answers, flat
from training.model import Network

PIECE_INPUTS = ("pieces", "shapes", "breaks", "first", "last")


class Teachers:
    """Trained networks; the first one's words are what a learner with `match` is drawn to."""

    def __init__(self, networks: Sequence[Network]):
        self.networks = [network.eval().requires_grad_(False) for network in networks]

    @torch.no_grad()
    def read(self, batch: Batch) -> list[dict[str, torch.Tensor]]:
        """Each teacher's outputs for the batch's words."""
        device = batch["pieces"].device.type
        with torch.autocast(device, dtype=torch.bfloat16):
            outs = [network(*(batch[name] for name in PIECE_INPUTS)) for network in self.networks]
        return [flat(out, batch) for out in outs]

    @torch.no_grad()
    def roles(self, outs: list[dict[str, torch.Tensor]]) -> torch.Tensor:
        """Their mean probabilities of each word's role in an attribution."""
        return sum(out["attribution"].softmax(-1) for out in outs) / len(outs)

    @torch.no_grad()
    def answer(self, outs: list[dict[str, torch.Tensor]], batch: Batch, cues: torch.Tensor) -> Answers:
        """Their mean probabilities of every answer (see `losses.answers`)."""
        each = [answers(network, out, batch, cues) for network, out in zip(self.networks, outs)]
        return {name: sum(said[name].exp() for said in each) / len(each) for name in each[0]}
