"""The trained network as an ONNX graph, written node by node.

Written by hand, not traced, so that attention and layer norms are onnxruntime's fused operators and the many small heads
are three matrix products.
"""

from __future__ import annotations

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.model import HEAD_SIZE, MIXED, WORD_OUTPUTS, Network

MICROSOFT = "com.microsoft"
APART = "units_apart"  # under this name the graph records which hidden units are computed beside the others
LARGE_WEIGHT = (
    2.0  # MiniLM has five units with an outgoing weight of 3.5 to 7.9; all other units' stay below 1.8
)
FLOAT = "float_"  # names of products that stay in float32 begin so
EPSILON = 1e-12
PIECE_INPUTS, WORD_INPUTS = ("pieces", "shapes", "breaks"), ("first", "last")


class Graph:
    """Nodes and weights in the making; every method adds a node and returns its output's name."""

    def __init__(self):
        self.nodes, self.weights, self._count = [], [], 0

    def weight(self, array, dtype=np.float32) -> str:
        self._count += 1
        name = f"w{self._count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array, dtype=dtype), name))
        return name

    def node(
        self,
        kind: str,
        *inputs: str,
        outputs: list[str] | None = None,
        domain: str = "",
        prefix: str = "",
        **attributes,
    ) -> str:
        self._count += 1
        name = f"{prefix}{kind}{self._count}"
        outputs = outputs or [name]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name, domain=domain, **attributes))
        return outputs[0]

    def linear(self, x: str, weight, bias) -> str:
        """x @ weight.T + bias, weights in torch's (out, in) order."""
        return self.node("Add", self.node("MatMul", x, self.weight(weight.T)), self.weight(bias))

    def active(self, activation: str, x: str, weight, bias, *, prefix: str = "") -> str:
        """activation(x @ weight.T + bias)"""
        product = self.node("MatMul", x, self.weight(weight.T), prefix=prefix)
        if activation == "gelu":
            return self.node("BiasGelu", product, self.weight(bias), domain=MICROSOFT)
        return self.node("Relu", self.node("Add", product, self.weight(bias)))

    def add_and_norm(self, x: str, update: str, norm, bias=None) -> str:
        """Sum and norm as two nodes: onnxruntime's fused one is not vectorised (a quarter of the whole time)."""
        if bias is not None:
            x = self.node("Add", x, self.weight(bias))
        x = self.node("Add", x, update)
        return self.node(
            "LayerNormalization",
            x,
            self.weight(norm["weight"]),
            self.weight(norm["bias"]),
            axis=-1,
            epsilon=EPSILON,
        )


def outlying_units(network: Network) -> list[list[int]]:
    """Each layer's hidden units with an outgoing weight above LARGE_WEIGHT.

    In every text their activation is some four times that of any other unit, so that in int8 they would set the step
    of all activations of their product, and their weights that of all weights of the channels that they write to.
    Source: Dettmers, Lewis, Belkada & Zettlemoyer 2022, "LLM.int8()", which finds such units by their activations;
    on 24 training articles that finds the same ones (RESULTS.md).
    """
    largest = [layer.down.weight.detach().abs().amax(0) for layer in network.encoder.layers]
    return [(weights > LARGE_WEIGHT).nonzero()[:, 0].tolist() for weights in largest]


def build(network: Network, apart: list[list[int]] | None = None) -> onnx.ModelProto:
    """The float32 model: inputs as toolkit.language.features.encode_windows, outputs as WORD_OUTPUTS.

    It reads windows of one length only, so one at a time: padding is not masked.

    apart: hidden units of each layer's feed-forward part to be computed by nodes of their own, named FLOAT..., so that
    they can stay in float32; by default `outlying_units`. The model's metadata records them as APART.
    """
    apart = outlying_units(network) if apart is None else apart
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    graph, shape = Graph(), network.shape
    x = _embed(graph, weights)
    for number in range(shape.layers):
        x = _words(graph, x) if number == shape.piece_layers else x
        weight = lambda name, at=number: weights[f"encoder.layers.{at}.{name}"]  # noqa: E731
        x = _layer(graph, x, weight, shape.activation, apart[number])
    words = _words(graph, x) if shape.piece_layers >= shape.layers else x
    _heads(graph, words, weights, shape.activation)
    return _model(graph, {APART: json.dumps(apart)})


def _embed(graph: Graph, weights) -> str:
    position = graph.weight(weights["encoder.positions.weight"])
    length = graph.node("Shape", "pieces", start=1, end=2)
    position = graph.node("Slice", position, graph.weight([0], np.int64), length, graph.weight([0], np.int64))
    x = graph.node("Gather", graph.weight(weights["encoder.pieces.weight"]), "pieces")
    for name in ("shapes", "breaks"):
        x = graph.node("Add", x, graph.node("Gather", graph.weight(weights[f"encoder.{name}.weight"]), name))
    x = graph.node("Add", x, position)
    return graph.node(
        "LayerNormalization",
        x,
        graph.weight(weights["encoder.norm.weight"]),
        graph.weight(weights["encoder.norm.bias"]),
        axis=-1,
        epsilon=EPSILON,
    )


def _layer(graph: Graph, x: str, weight, activation: str, apart: list[int]) -> str:
    norm = lambda name: {"weight": weight(f"{name}.weight"), "bias": weight(f"{name}.bias")}  # noqa: E731
    width = len(weight("qkv.bias")) // 3
    qkv = graph.linear(x, weight("qkv.weight"), weight("qkv.bias"))
    parts = [f"{qkv}_{name}" for name in ("query", "key", "value")]
    graph.node("Split", qkv, graph.weight([width] * 3, np.int64), outputs=parts, axis=-1)
    attended = graph.node("MultiHeadAttention", *parts, domain=MICROSOFT, num_heads=width // HEAD_SIZE)
    out = graph.node("MatMul", attended, graph.weight(weight("out.weight").T))
    x = graph.add_and_norm(out, x, norm("norm_attention"), weight("out.bias"))
    kept = np.ones(len(weight("up.bias")), np.float32)
    kept[apart] = 0  # as zeros among the others, since a width of 1,536 is faster than one of 1,535
    inner = graph.active(activation, x, weight("up.weight") * kept[:, None], weight("up.bias") * kept)
    down = graph.linear(inner, weight("down.weight") * kept, weight("down.bias"))
    if apart:
        inner = graph.active(
            activation, x, weight("up.weight")[apart], weight("up.bias")[apart], prefix=FLOAT
        )
        product = graph.weight(weight("down.weight")[:, apart].T)
        down = graph.node("Add", down, graph.node("MatMul", inner, product, prefix=FLOAT))
    return graph.add_and_norm(down, x, norm("norm"))


def _words(graph: Graph, x: str) -> str:
    """Mean of each word's first and last piece."""
    ends = []
    for name in WORD_INPUTS:
        at = graph.node("Unsqueeze", name, graph.weight([2], np.int64))
        ends.append(graph.node("GatherND", x, at, batch_dims=1))
    return graph.node("Mul", graph.node("Add", *ends), graph.weight(0.5))


def _heads(graph: Graph, words: str, weights, activation: str) -> None:
    plain = [name for name in WORD_OUTPUTS if name not in MIXED]
    mixed = [name for name in WORD_OUTPUTS if name in MIXED]
    stack = lambda names, part: np.concatenate([weights[f"heads.{name}.{part}"] for name in names])  # noqa: E731
    together = graph.linear(words, stack(plain, "weight"), stack(plain, "bias"))
    sizes = graph.weight([WORD_OUTPUTS[name] for name in plain], np.int64)
    graph.node("Split", together, sizes, outputs=plain, axis=-1)
    hidden = graph.active(activation, words, stack(mixed, "0.weight"), stack(mixed, "0.bias"))
    width = len(weights[f"heads.{mixed[0]}.0.bias"])
    parts = [f"hidden_{name}" for name in mixed]
    graph.node("Split", hidden, graph.weight([width] * len(mixed), np.int64), outputs=parts, axis=-1)
    for name, part in zip(mixed, parts):
        product = graph.node("MatMul", part, graph.weight(weights[f"heads.{name}.2.weight"].T))
        graph.node("Add", product, graph.weight(weights[f"heads.{name}.2.bias"]), outputs=[name])


def _model(graph: Graph, metadata: dict[str, str]) -> onnx.ModelProto:
    value = helper.make_tensor_value_info
    inputs = [value(name, TensorProto.INT64, ["windows", "length"]) for name in PIECE_INPUTS]
    inputs += [value(name, TensorProto.INT64, ["windows", "words"]) for name in WORD_INPUTS]
    outputs = [
        value(name, TensorProto.FLOAT, ["windows", "words", width]) for name, width in WORD_OUTPUTS.items()
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "news_model", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=8,
        producer_name="news discourse toolkit",
    )
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    return model
