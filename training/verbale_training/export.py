"""Exports a checkpoint: `python -m verbale_training.export CHECKPOINT --out models/NAME`.

Writes the encoder with all its one-token projections as int8 ONNX (`encoder.onnx`), and what the
pair heads need beside it (`heads.safetensors`: f32; `labels.json`: columns of the encoder's output
and the names of all labels).
"""
from __future__ import annotations

import argparse
import json
import pathlib
import tempfile

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import save_file
from torch import nn

from .corpora import ENTITY, PART, ROLE, UPOS
from .network import BUCKETS, HEAD, MERGE, Encoder, Network


class Exported(nn.Module):
    """One window: pieces and surfaces [pieces], the first piece of each token [tokens] in;
    [tokens, columns] out."""

    def __init__(self, net: Network):
        super().__init__()
        self.encoder = net.encoder
        heads = [head for _, head in net.columns()]
        self.heads = nn.Linear(heads[0].in_features, sum(h.out_features for h in heads))
        self.heads.weight.data = torch.cat([h.weight for h in heads])
        self.heads.bias.data = torch.cat([h.bias for h in heads])

    def forward(self, pieces, surfaces, word):
        e = self.encoder
        x = e.norm(e.words(pieces) + e.positions.weight[: pieces.shape[0]] + e.surfaces(surfaces))
        for number, layer in enumerate(e.layers):
            if number == MERGE:
                x = x[word]
            n = x.shape[0]
            qkv = layer.qkv(x).view(n, 3, layer.heads, HEAD)
            q, k, v = qkv[:, 0].transpose(0, 1), qkv[:, 1].transpose(0, 1), qkv[:, 2].transpose(0, 1)
            y = torch.softmax((q * HEAD**-0.5) @ k.transpose(-1, -2), -1) @ v
            x = layer.norm1(x + layer.out(y.transpose(0, 1).reshape(n, -1)))
            x = layer.norm2(x + layer.down(torch.nn.functional.gelu(layer.up(x))))
        return self.heads(x)


def load(path: str) -> Network:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    net = Network(saved["relations"], Encoder(saved["shape"]))
    net.load_state_dict(saved["state"])
    return net.eval()


def labels(net: Network) -> dict:
    columns, at = {}, 0
    for name, head in net.columns():
        columns[name] = [at, at + head.out_features]
        at += head.out_features
    return {"columns": columns, "buckets": BUCKETS, "part": PART, "upos": UPOS, "entity": ENTITY, "role": ROLE,
            "relation": net.relations}


def export(net: Network, out: pathlib.Path, quantized: bool = True) -> None:
    out.mkdir(parents=True, exist_ok=True)
    example = (torch.randint(5, 1000, (20,)), torch.randint(0, 72, (20,)), torch.arange(1, 19))
    with tempfile.TemporaryDirectory() as folder:
        whole = pathlib.Path(folder) / "f32.onnx" if quantized else out / "encoder.onnx"
        torch.onnx.export(Exported(net).eval(), example, str(whole), input_names=["pieces", "surfaces", "word"],
                          output_names=["columns"], dynamo=False, opset_version=17,
                          dynamic_axes={"pieces": [0], "surfaces": [0], "word": [0], "columns": [0]})
        if quantized:
            # Seven bits: the kernels of machines without VNNI add two products in 16 bits, which would
            # saturate with eight.
            quantize_dynamic(whole, out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True,
                             reduce_range=True, op_types_to_quantize=["MatMul", "Gemm", "Gather"])
    pairs = {}
    for name in ("part", "corefer", "relation", "side"):
        pair = net.get_submodule(name)
        pairs[f"{name}.distance"] = pair.distance.weight.detach().contiguous()
        pairs[f"{name}.weight"] = pair.out.weight.detach().t().contiguous()  # [hidden, out]
        pairs[f"{name}.bias"] = pair.out.bias.detach().contiguous()
    save_file(pairs, out / "heads.safetensors")
    (out / "labels.json").write_text(json.dumps(labels(net), indent=1) + "\n")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoint")
    p.add_argument("--out", required=True)
    p.add_argument("--f32", action="store_true", help="leave the encoder unquantized, to measure what int8 loses")
    args = p.parse_args()
    export(load(args.checkpoint), pathlib.Path(args.out), quantized=not args.f32)


if __name__ == "__main__":
    main()
