"""Read a packaged model back into a checkpoint, so that training can go on from what is shipped.

python -m training.restore --model toolkit/language/model --out build/shipped writes network.pt and training.json there.

A weight in int8 stands for all values within half a step and comes back as the one in their middle; the embeddings of
word pieces come back exact, since training leaves them as MiniLM's. Quantising the result again gives the same
integers, but for some weights half-way between two of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from toolkit.language.encoder import MODEL
from training.export import PAIR_WEIGHTS
from training.graph import APART, build
from training.model import MINILM, Encoder, Network, pretrained_file
from training.train import shape_of

PIECES = "encoder.pieces.weight"


def packaged_weights(model: onnx.ModelProto) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """(value, step) of every weight in an exported graph, by the graph's names; step 0 where it was kept in float32.

    A weight in int8 lies within half a step of its value, the integer times its output's scale.
    """
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    weights = {}
    for name, array in stored.items():
        plain = name.removesuffix("_quantized")
        if name.endswith(("_scale", "_zero_point")):
            continue
        if plain == name:
            weights[name] = array, np.zeros_like(array)
            continue
        step = stored[f"{plain}_scale"]
        centred = array.astype(np.float32) - stored[f"{plain}_zero_point"].astype(np.float32)
        weights[plain] = centred * step, np.broadcast_to(step, array.shape)
    return weights


def places(network: Network, apart: list[list[int]]) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Where the graph keeps the network's weights: (name in the graph, number of the tensor, place in the tensor).

    Found by building the graph twice, once with every weight set to its tensor's number, from 1, in the network's
    order, once to its place in that tensor; both are exact in float32. So this follows whatever `build` does with them.
    Number 0 stands for no weight. apart: as in `build`.
    """
    state = network.state_dict()
    numbered = {name: torch.full_like(value, number) for number, (name, value) in enumerate(state.items(), 1)}
    placed = {
        name: torch.arange(value.numel(), dtype=value.dtype).view_as(value) for name, value in state.items()
    }
    graphs = []
    for filled in (numbered, placed):
        network.load_state_dict(filled)
        graph = build(network.eval(), apart).graph
        graphs.append([(item.name, numpy_helper.to_array(item)) for item in graph.initializer])
    network.load_state_dict(state)
    return [
        (name, tensor.astype(int), place.astype(int))
        for (name, tensor), (_, place) in zip(*graphs)
        if tensor.dtype == np.float32 and (tensor >= 1).any()  # not the constants
    ]


def restore(package: Path) -> Network:
    """The network that a package holds.

    Raises: ValueError if the package is not of this network's shape, or if its word pieces are not MiniLM's.
    """
    network = Network(shape_of(package))
    model = onnx.load(package / "model.onnx")
    packaged = packaged_weights(model)
    apart = json.loads({item.key: item.value for item in model.metadata_props}[APART])
    state = {name: np.full(value.shape, np.nan, np.float32) for name, value in network.state_dict().items()}
    steps = {name: np.zeros_like(value) for name, value in state.items()}
    names = list(state)
    for name, tensor, place in places(network, apart):
        values, step = packaged.get(name, (np.empty(0), None))
        if values.shape != tensor.shape:
            raise ValueError(
                f"{package / 'model.onnx'}: wanted a weight {name} of shape {tensor.shape}, found {values.shape}; "
                f"it was exported by another version of training/graph.py"
            )
        for number in np.unique(tensor[tensor > 0]):
            here = tensor == number
            state[names[number - 1]].reshape(-1)[place[here]] = values[here]
            steps[names[number - 1]].reshape(-1)[place[here]] = step[here]
    with np.load(package / "pairs.npz") as pairs:
        state |= {name: pairs[name] for name in PAIR_WEIGHTS}
        state |= {"label_out.weight": pairs["label_weight"], "label_out.bias": pairs["label_bias"]}
    unread = [name for name, value in state.items() if np.isnan(value).any()]
    if unread:
        raise ValueError(f"{package}: holds no values for {unread}")
    state[PIECES] = same_pieces(state[PIECES], steps[PIECES].max(), pretrained_pieces())
    network.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return network


def pretrained_pieces() -> np.ndarray:
    """MiniLM's embeddings of word pieces."""
    encoder = Encoder(MINILM, dropout=0.0)
    encoder.load_pretrained(pretrained_file())
    return encoder.pieces.weight.detach().numpy()


def same_pieces(packaged: np.ndarray, step: float, before: np.ndarray) -> np.ndarray:
    """MiniLM's embeddings of word pieces, which training leaves as they are.

    Raises: ValueError if the packaged ones are not those, rounded to `step`.
    """
    furthest = np.abs(before - packaged).max()
    if furthest > step:
        raise ValueError(
            f"word pieces differ from MiniLM's by up to {furthest:.4f}; int8's step is {step:.4f}"
        )
    return before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the package")
    parser.add_argument("--out", type=Path, default=Path("build/shipped"))
    options = parser.parse_args()
    network = restore(options.model)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "network.pt")
    shutil.copy(options.model / "training.json", options.out / "training.json")
    print(f"{options.out / 'network.pt'}: {sum(p.numel() for p in network.parameters()):,} weights")


if __name__ == "__main__":
    main()
