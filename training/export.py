"""Turn a trained network into the files that the package ships: ONNX (fp32 and int8), pair weights, tokenizer.

The ONNX graph holds encoder and word outputs. What relates two words (distance biases, label layer) is small and is
applied in numpy, so it goes into an .npz file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.graph import FLOAT, build
from training.model import Network, pretrained_file
from training.train import load_network

PAIR_WEIGHTS = ("link_distance", "link_paragraph", "arc_distance", "chain_distance", "chain_none")


def export_int8(source: Path, target: Path) -> None:
    """Dynamic int8 quantisation, per channel (per tensor loses two points of attribution F1).

    Weights keep seven bits: processors without VNNI instructions add two 8-bit products in 16 bits and would overflow.
    Products of outlying hidden units stay in float32 (training.graph.outlying_units).
    """
    exact = [node.name for node in onnx.load(source).graph.node if node.name.startswith(FLOAT)]
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=exact,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def export_pairs(network: Network, path: Path) -> None:
    arrays = {name: getattr(network, name).detach().numpy() for name in PAIR_WEIGHTS}
    arrays |= {
        "label_weight": network.label_out.weight.detach().numpy(),
        "label_bias": network.label_out.bias.detach().numpy(),
    }
    np.savez(path, **{name: value.astype(np.float32) for name, value in arrays.items()})


def export(checkpoints: list[Path], out: Path) -> None:
    """Write the package of a network, or of the mean of several, to `out`, and model.fp32.onnx beside the last one.

    The package is model.onnx (int8), pairs.npz, tokenizer.json, and training.json of the last network.
    """
    network = load_network(checkpoints)
    out.mkdir(parents=True, exist_ok=True)
    fp32 = checkpoints[-1] / "model.fp32.onnx"
    onnx.save(build(network.eval()), fp32)
    export_int8(fp32, out / "model.onnx")
    export_pairs(network, out / "pairs.npz")
    tokenizer = json.loads(pretrained_file().with_name("tokenizer.json").read_text(encoding="utf8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (out / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf8"
    )
    record = json.loads((checkpoints[-1] / "training.json").read_text(encoding="utf8"))
    record["mean_of"] = [path.name for path in checkpoints]
    (out / "training.json").write_text(json.dumps(record, indent=1), encoding="utf8")
    for name in ("model.onnx", "pairs.npz"):
        print(f"{out / name}: {(out / name).stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--checkpoint",
        nargs="+",
        type=Path,
        default=[Path("build/model")],
        metavar="DIR",
        help="of several networks that share their beginning the mean is exported",
    )
    parser.add_argument("--out", type=Path, default=Path("toolkit/language/model"))
    options = parser.parse_args()
    export(options.checkpoint, options.out)


if __name__ == "__main__":
    main()
