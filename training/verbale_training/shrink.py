"""A smaller encoder from a trained one: of every layer, the heads and inner units that matter most.

What a head or unit is worth is estimated as in Michel et al. 2019 ("Are sixteen heads really better
than one?"): the sum over tokens of |value * gradient of the loss|, here the loss of all tasks.
"""
from __future__ import annotations

import pathlib

import numpy
import onnx
import torch
from safetensors.torch import load_file
from torch import nn

from .network import HEAD, WHOLE, Encoder, Network


def start(path: str, relations: list[str]) -> Network:
    """The network to start from: a checkpoint, or a whole model's folder as `export` writes it."""
    if path.endswith(".pt"):
        saved = torch.load(path, map_location="cpu", weights_only=True)
        net, state = Network(relations, Encoder(saved["shape"])), saved["state"]
    else:
        net = Network(relations, Encoder(WHOLE))
        state = exported(pathlib.Path(path), net)
    missing, unknown = net.load_state_dict(state, strict=False)
    assert not unknown and all(not name.startswith("encoder.") for name in missing), (missing, unknown)
    return net


def exported(folder: pathlib.Path, net: Network) -> dict[str, torch.Tensor]:
    """The weights of an exported model: its int8 weights as the floats they stand for."""
    import json

    arrays = {i.name: onnx.numpy_helper.to_array(i) for i in onnx.load(folder / "encoder.onnx").graph.initializer}
    state: dict[str, torch.Tensor] = {}
    for name, array in arrays.items():
        scale, zero = (arrays.get(name.replace("_quantized", end)) for end in ("_scale", "_zero_point"))
        if name.endswith("_quantized"):
            array = (array.astype(numpy.float32) - zero.astype(numpy.float32)) * scale
            name = name.removesuffix("_quantized")
        elif name.endswith(("_scale", "_zero_point")) or "." not in name:
            continue
        if name.endswith("_Transposed"):
            name, array = name.removesuffix("_Transposed"), array.T
        state[name] = torch.tensor(numpy.ascontiguousarray(array))
    weight, bias = state.pop("heads.weight"), state.pop("heads.bias")
    for head, (first, last) in json.loads((folder / "labels.json").read_text())["columns"].items():
        state[f"{head}.weight"], state[f"{head}.bias"] = weight[first:last], bias[first:last]
    for name, tensor in load_file(folder / "heads.safetensors").items():
        pair, part = name.split(".")
        where = {"distance": "distance.weight", "weight": "out.weight", "bias": "out.bias"}[part]
        state[f"{pair}.{where}"] = tensor.t().contiguous() if part == "weight" else tensor
    known = net.state_dict()
    return {name: tensor.view_as(known[name]) for name, tensor in state.items()}


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
