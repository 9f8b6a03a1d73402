"""Exports a checkpoint: `python -m verbale_training.export CHECKPOINT --out FOLDER`.

Writes `model.safetensors` and `labels.json` (columns of the encoder's output, and the names of all labels). A linear
layer NAME has NAME.weight (int8, a row an output), NAME.scale (f32, the size of a step in each row) and NAME.bias (f32);
`heads` are all one-token projections. So have the embeddings of words, without a bias. All else is f32.
"""
from __future__ import annotations

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file

from .corpora import ENTITY, PART, ROLE, STANCES, UPOS
from .network import BUCKETS, HEAD, MERGE, PAIRS, Encoder, Network, steps


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
            "relation": net.relations, "stance": STANCES}


def tensors(net: Network) -> dict[str, torch.Tensor]:
    out = {}

    def whole_steps(name: str, weight: torch.Tensor, **largest: int) -> None:
        whole, out[f"{name}.scale"] = steps(weight, **largest)
        out[f"{name}.weight"] = whole.to(torch.int8)

    for name, weight in net.encoder.state_dict().items():
        if name == "words.weight":
            whole_steps("words", weight, largest=127)
        elif name.endswith(tuple(f".{part}.weight" for part in ("qkv", "out", "up", "down"))):
            whole_steps(name.removesuffix(".weight"), weight)
        else:
            out[name] = weight
    heads = [head for _, head in net.columns()]
    whole_steps("heads", torch.cat([head.weight for head in heads]))
    out["heads.bias"] = torch.cat([head.bias for head in heads])
    for name in PAIRS:
        pair = net.get_submodule(name)
        out[f"{name}.distance"] = pair.distance.weight
        out[f"{name}.weight"] = pair.out.weight.t()  # [hidden, out]
        out[f"{name}.bias"] = pair.out.bias
    return {name: tensor.detach().contiguous() for name, tensor in out.items()}


def export(net: Network, out: pathlib.Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    heads = {heads for heads, _ in net.encoder.shape()}
    assert len(heads) == 1, "the engine has the same number of heads in every layer"
    about = {"name": out.name, "heads": str(heads.pop()), "head_width": str(HEAD), "merge": str(MERGE)}
    save_file(tensors(net), out / "model.safetensors", about)
    (out / "labels.json").write_text(json.dumps(labels(net), indent=1) + "\n")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoint")
    p.add_argument("--out", required=True)
    args = p.parse_args()
    export(load(args.checkpoint), pathlib.Path(args.out))


if __name__ == "__main__":
    main()
