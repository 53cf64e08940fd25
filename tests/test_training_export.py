"""From a network to its package and back, with two small layers and few word pieces; no corpus is needed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is a training-time dependency: pip install -e .[train]")
onnx = pytest.importorskip("onnx")

from training import export, graph, model, restore  # noqa: E402

LARGE = {0: [3, 40], 1: []}  # layer -> units with a large outgoing weight


@pytest.fixture
def network(monkeypatch):
    for name, size in (("HIDDEN", 48), ("LAYERS", 2), ("FEED_FORWARD", 64), ("VOCABULARY", 1200)):
        monkeypatch.setattr(model, name, size)
        for module in (graph, restore):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, size)
    torch.manual_seed(3)
    network = model.Network().eval()
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
    words = np.arange(20)[None]
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
    for name, value in wanted.items():
        assert np.allclose(found[name], value.numpy(), atol=2e-5), name


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
    """The network's package; MiniLM in these tests is a slightly different network."""
    quantised(network, None, tmp_path)
    export.export_pairs(network, tmp_path / "pairs.npz")
    before = {
        name: value.numpy() + np.random.default_rng(8).normal(0, 0.002, value.shape).astype(np.float32)
        for name, value in network.state_dict().items()
        if name.startswith("encoder.") and name not in restore.ADDED
    }
    before[restore.PIECES] = network.state_dict()[restore.PIECES].numpy().copy()
    monkeypatch.setattr(restore, "pretrained", lambda: before)
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


def test_packages_from_before_there_were_units_apart(network, package):
    proto = graph.build(network, [[], []])
    del proto.metadata_props[:]
    onnx.save(proto, package / "model.onnx")
    found = restore.restore(package).state_dict()
    assert all(torch.equal(found[name], value) for name, value in network.state_dict().items())


def test_packages_of_another_shape_are_refused(network, package):
    proto = onnx.load(package / "model.onnx")
    del proto.graph.initializer[-1]
    onnx.save(proto, package / "model.onnx")
    with pytest.raises(ValueError, match=r"wanted a weight w\d+ of shape"):
        restore.restore(package)


def test_other_word_pieces_are_refused(network, package, monkeypatch):
    other = restore.pretrained()
    other[restore.PIECES] = other[restore.PIECES] + 1
    monkeypatch.setattr(restore, "pretrained", lambda: other)
    with pytest.raises(ValueError, match="word pieces differ"):
        restore.restore(package)


def test_rounded_weights_go_towards_those_before():
    numbers = np.random.default_rng(1)
    before = numbers.normal(0, 0.1, (40, 300)).astype(np.float32)
    trained = before + numbers.normal(0, 0.005, before.shape).astype(np.float32)
    trained[20:, 0] = 6.4  # coarse steps of 0.1 in half of the rows
    before[20:, 0] = 6.4
    steps = np.broadcast_to(np.abs(trained).max(1, keepdims=True) / 64, trained.shape)
    rounded = np.round(trained / steps) * steps
    found = restore.between_steps(rounded, steps, before)
    error = lambda weights, rows: np.sqrt(np.mean((weights - trained)[rows] ** 2))  # noqa: E731
    assert error(found, slice(20, None)) < 0.25 * error(rounded, slice(20, None))
    assert error(found, slice(0, 20)) <= error(rounded, slice(0, 20))
    assert (np.abs(found - rounded) <= steps * 0.501).all()
    assert (found[20:, 0] == rounded[20:, 0]).all()
