"""A smaller encoder from a trained one: of every layer, the heads and inner units that matter most.

What a head or unit is worth is estimated as in Michel et al. 2019 ("Are sixteen heads really better
than one?"): the sum over tokens of |value * gradient of the loss|, here the loss of all tasks.
"""
from __future__ import annotations

import json
import pathlib

import torch
from safetensors.torch import load_file
from torch import nn

from .network import HEAD, PAIRS, Encoder, Network


def start(path: str, relations: list[str]) -> Network:
    """The network to start from: a checkpoint, or a model's folder as `export` writes it."""
    shape, state = load(path)
    net = Network(relations, Encoder(shape))
    missing, unknown = net.load_state_dict(state, strict=False)
    assert not unknown and all(not name.startswith("encoder.") for name in missing), (missing, unknown)
    return net


def load(path: str) -> tuple[list[tuple[int, int]], dict[str, torch.Tensor]]:
    """The shape and the weights of a checkpoint, or of a model's folder."""
    if not path.endswith(".pt"):
        return exported(pathlib.Path(path))
    saved = torch.load(path, map_location="cpu", weights_only=True)
    return saved["shape"], saved["state"]


def exported(folder: pathlib.Path) -> tuple[list[tuple[int, int]], dict[str, torch.Tensor]]:
    """The shape and the weights of an exported model: its int8 weights as the floats they stand for."""
    tensors = load_file(folder / "model.safetensors")
    for name in [name for name in tensors if name.endswith(".scale")]:
        weight = name.replace(".scale", ".weight")
        tensors[weight] = tensors[weight].float() * tensors.pop(name)[:, None]
    state: dict[str, torch.Tensor] = {}
    weight, bias = tensors.pop("heads.weight"), tensors.pop("heads.bias")
    for head, (first, last) in json.loads((folder / "labels.json").read_text())["columns"].items():
        state[f"{head}.weight"], state[f"{head}.bias"] = weight[first:last], bias[first:last]
    for pair in PAIRS:
        state[f"{pair}.distance.weight"] = tensors.pop(f"{pair}.distance")
        state[f"{pair}.out.weight"] = tensors.pop(f"{pair}.weight").t().contiguous()
        state[f"{pair}.out.bias"] = tensors.pop(f"{pair}.bias")
    state |= {f"encoder.{name}": tensor for name, tensor in tensors.items()}
    layers = 1 + max(int(name.split(".")[1]) for name in tensors if name.startswith("layers."))
    rows = lambda n, part: tensors[f"layers.{n}.{part}.bias"].shape[0]
    return [(rows(n, "qkv") // (3 * HEAD), rows(n, "up")) for n in range(layers)], state


def shrunk(net: Network, heads: int, units: int, losses) -> Network:
    """`net` with `heads` and `units` of every layer; `losses` gives losses, one at a time."""
    layers = net.encoder.layers
    worth = [(torch.zeros(layer.heads), torch.zeros(layer.up.out_features)) for layer in layers]
    for layer in layers:
        layer.probe = []
    for loss in losses:
        net.zero_grad()
        loss.backward()
        for layer, (of_heads, of_units) in zip(layers, worth, strict=True):
            attended, inner = ((value * value.grad).detach() for value in layer.probe)
            of_heads += attended.unflatten(-1, (-1, HEAD)).sum(-1).abs().sum((0, 1))
            of_units += inner.abs().sum((0, 1))
    best = lambda scores, count: scores.topk(min(count, len(scores))).indices.sort().values
    net.zero_grad()
    net.encoder.layers = nn.ModuleList(
        layer.kept(best(h, heads), best(u, units)) for layer, (h, u) in zip(layers, worth, strict=True))
    return net
