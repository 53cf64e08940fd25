"""A smaller network made of parts of a trained one: the layers, attention heads and hidden units that matter most."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn

from training.batches import Batch
from training.losses import annotated_losses, answers, asked_cues, flat
from training.model import HEAD_SIZE, HIDDEN, MINILM, Network, Shape
from training.teach import PIECE_INPUTS

# which of MiniLM's six layers a network of so many keeps: its ends, and the middle thinned out
KEPT = {6: (0, 1, 2, 3, 4, 5), 5: (0, 1, 2, 3, 5), 4: (0, 1, 3, 5), 3: (0, 2, 5), 2: (0, 5)}


def importance(network: Network, batches: Iterable[Batch], weights: dict[str, float]) -> list[dict]:
    """For each layer, how much the loss would change without each attention head and each hidden unit.

    To first order: |activation x gradient|, summed over a head's places and a batch's words, then over batches.
    Source: Michel, Levy & Neubig 2019, "Are sixteen heads really better than one?"; Molchanov et al. 2019 for units.
    """
    network.eval()
    parts = [{"heads": layer.out, "units": layer.down} for layer in network.encoder.layers]
    sums = [dict.fromkeys(part, 0.0) for part in parts]
    given: dict[nn.Module, torch.Tensor] = {}

    def remember(module: nn.Module, inputs: tuple) -> None:
        inputs[0].retain_grad()
        given[module] = inputs[0]

    hooks = [module.register_forward_pre_hook(remember) for part in parts for module in part.values()]
    for batch in batches:
        out = flat(network(*(batch[name] for name in PIECE_INPUTS)), batch)
        cues, links = asked_cues(out, batch)
        losses = annotated_losses(answers(network, out, batch, cues), batch, links)
        sum(weights[task] * loss for task, loss in losses.items()).backward()
        for part, total in zip(parts, sums):
            for name, module in part.items():
                each = (given[module] * given[module].grad).sum((0, 1)).detach()
                each = each.view(-1, HEAD_SIZE).sum(-1) if name == "heads" else each
                total[name] = total[name] + each.abs()
        network.zero_grad(set_to_none=True)
    for hook in hooks:
        hook.remove()
    return sums


def prune(network: Network, shape: Shape, important: list[dict]) -> Network:
    """A network of the given shape with the most important heads and units of the kept layers.

    Raises: ValueError if the network is not of MiniLM's shape, or the shape has more of anything.
    """
    more = shape.heads > network.shape.heads or shape.feed_forward > network.shape.feed_forward
    if network.shape != MINILM or shape.layers not in KEPT or more:
        raise ValueError(
            f"wanted {MINILM} and a smaller shape to cut it down to, found {network.shape} and {shape}"
        )
    small, state = Network(shape), network.state_dict()
    layers = {f"encoder.layers.{n}." for n in range(network.shape.layers)}
    new = {name: value for name, value in state.items() if not any(map(name.startswith, layers))}
    for to, at in enumerate(KEPT[shape.layers]):
        heads = important[at]["heads"].topk(shape.heads).indices.sort().values
        units = important[at]["units"].topk(shape.feed_forward).indices.sort().values
        for name, value in _layer(state, f"encoder.layers.{at}.", heads, units).items():
            new[f"encoder.layers.{to}.{name}"] = value
    small.load_state_dict(new)
    return small


def _layer(state: dict, prefix: str, heads: torch.Tensor, units: torch.Tensor) -> dict[str, torch.Tensor]:
    """A layer's weights with these heads and units alone."""
    layer = {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
    places = (heads[:, None] * HEAD_SIZE + torch.arange(HEAD_SIZE, device=heads.device)).flatten()
    rows = torch.cat([part * HIDDEN + places for part in range(3)])  # of queries, keys and values
    layer["qkv.weight"], layer["qkv.bias"] = layer["qkv.weight"][rows], layer["qkv.bias"][rows]
    layer["out.weight"] = layer["out.weight"][:, places]
    layer["up.weight"], layer["up.bias"] = layer["up.weight"][units], layer["up.bias"][units]
    layer["down.weight"] = layer["down.weight"][:, units]
    return layer
