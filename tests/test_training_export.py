"""From a network to its package and back, with two small layers and few word pieces; no corpus is needed."""

import json
from dataclasses import asdict

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is a training-time dependency: pip install -e .[train]")
onnx = pytest.importorskip("onnx")

from training import export, graph, model, restore  # noqa: E402

LARGE = {0: [3, 40], 1: []}  # layer -> units with a large outgoing weight


SHAPES = {
    "pieces alone": model.Shape(2, 2, 64, "gelu", piece_layers=2),
    "pieces, then words": model.Shape(2, 1, 64, "relu", piece_layers=1),
}


@pytest.fixture(params=SHAPES.values(), ids=SHAPES)
def network(monkeypatch, request):
    for name, size in (("HIDDEN", 48), ("VOCABULARY", 1200)):
        monkeypatch.setattr(model, name, size)
    torch.manual_seed(3)
    network = model.Network(request.param).eval()
    for layer, units in LARGE.items():
        for number, unit in enumerate(units):
            part = network.encoder.layers[layer]
            part.up.bias.data[unit] = 30.0  # always active
            part.down.weight.data[7 + number, unit] = 5.0
            part.down.bias.data[7 + number] = -150.0
    for name in export.PAIR_WEIGHTS:
        torch.nn.init.normal_(getattr(network, name))
    return network


@pytest.fixture
def inputs():
    numbers = np.random.default_rng(5)
    words = 1 + np.arange(20)[None]  # behind the marker that a window begins with
    return {
        "pieces": numbers.integers(1000, 1200, (1, 24)),
        "shapes": numbers.integers(0, 3, (1, 24)),
        "breaks": numbers.integers(0, 3, (1, 24)),
        "first": words,
        "last": words + 1,
    }


def outputs(proto_or_path, inputs) -> dict[str, np.ndarray]:
    import onnxruntime

    source = proto_or_path if isinstance(proto_or_path, str) else proto_or_path.SerializeToString()
    session = onnxruntime.InferenceSession(source, providers=["CPUExecutionProvider"])
    return dict(zip(model.WORD_OUTPUTS, session.run(list(model.WORD_OUTPUTS), inputs)))


def quantised(network, apart, folder) -> str:
    """Path of the network's int8 graph."""
    onnx.save(graph.build(network, apart), folder / "float.onnx")
    export.export_int8(folder / "float.onnx", folder / "model.onnx")
    return str(folder / "model.onnx")


def test_outlying_units(network):
    assert graph.outlying_units(network) == list(LARGE.values())


@pytest.mark.parametrize("apart", [None, [[], []], [[1, 2, 63], [0]]], ids=["outlying", "none", "others"])
def test_the_graph_is_the_network(network, inputs, apart):
    with torch.no_grad():
        wanted = network(**{name: torch.from_numpy(array) for name, array in inputs.items()})
    found = outputs(graph.build(network, apart), inputs)
    for name in model.WORD_OUTPUTS:
        assert np.allclose(found[name], wanted[name].numpy(), atol=2e-5), name


@pytest.mark.parametrize("network", [SHAPES["pieces alone"]], indirect=True)
def test_outlying_units_stay_in_float32(network, inputs, tmp_path):
    exact = outputs(graph.build(network), inputs)["tag"]
    error = {
        name: np.abs(outputs(quantised(network, apart, tmp_path), inputs)["tag"] - exact).mean()
        for name, apart in (("apart", None), ("together", [[], []]))
    }
    assert error["apart"] < 0.5 * error["together"], error
    quantised(network, None, tmp_path)
    kinds = {node.name: node.op_type for node in onnx.load(tmp_path / "model.onnx").graph.node}
    assert [kind for name, kind in kinds.items() if name.startswith(graph.FLOAT)] == ["MatMul"] * 2


@pytest.fixture
def package(network, tmp_path, monkeypatch):
    """The network's package; MiniLM's word pieces are those of the network."""
    quantised(network, None, tmp_path)
    export.export_pairs(network, tmp_path / "pairs.npz")
    (tmp_path / "training.json").write_text(json.dumps({"shape": asdict(network.shape)}), encoding="utf8")
    pieces = network.state_dict()[restore.PIECES].numpy().copy()
    monkeypatch.setattr(restore, "pretrained_pieces", lambda: pieces)
    return tmp_path


def test_a_restored_network_is_nearly_the_one_before(network, package):
    found = restore.restore(package).state_dict()
    for name, value in network.state_dict().items():
        rows = value.abs().reshape(len(value), -1).amax(1) if value.ndim > 1 else value.abs()
        assert ((found[name] - value).abs().reshape(len(value), -1).amax(1) <= rows / 64).all(), name
    for name in ("encoder.pieces.weight", "encoder.positions.weight", "label_out.weight", "link_distance"):
        assert torch.equal(found[name], network.state_dict()[name]), name
    for unit in LARGE[0]:
        layer = network.encoder.layers[0]
        assert torch.equal(found["encoder.layers.0.down.weight"][:, unit], layer.down.weight[:, unit])


def test_a_restored_network_exports_to_the_same_integers(network, package, tmp_path):
    again = tmp_path / "again"
    again.mkdir()
    quantised(restore.restore(package), None, again)
    first, second = (
        restore.packaged_weights(onnx.load(folder / "model.onnx")) for folder in (package, again)
    )
    assert first.keys() == second.keys()
    for name, (values, steps) in first.items():
        different = np.abs(values - second[name][0]) > 0.01 * steps
        assert different.mean() < 0.002, name  # a weight half-way between two integers may fall to the other


def test_packages_of_another_shape_are_refused(network, package):
    proto = onnx.load(package / "model.onnx")
    del proto.graph.initializer[-1]
    onnx.save(proto, package / "model.onnx")
    with pytest.raises(ValueError, match=r"wanted a weight w\d+ of shape"):
        restore.restore(package)


def test_other_word_pieces_are_refused(network, package, monkeypatch):
    other = restore.pretrained_pieces() + 1
    monkeypatch.setattr(restore, "pretrained_pieces", lambda: other)
    with pytest.raises(ValueError, match="word pieces differ"):
        restore.restore(package)
