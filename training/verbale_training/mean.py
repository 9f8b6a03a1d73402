"""Averages checkpoints of one training: `python -m verbale_training.mean OUT.pt A.pt=0.4 B.pt=0.6`.

The mean of the last epochs' weights reads a little better than each of them (Wortsman et al. 2022,
"Model soups"), at the cost of one network.
"""
from __future__ import annotations

import sys

import torch


def mean(parts: list[tuple[str, float]]) -> dict:
    """A checkpoint whose weights are the weighted mean of those of `parts` (path, share)."""
    saved = [(torch.load(path, map_location="cpu", weights_only=True), share) for path, share in parts]
    first = saved[0][0]
    if any(s["shape"] != first["shape"] or s["relations"] != first["relations"] for s, _ in saved):
        sys.exit("the checkpoints are of different networks")
    total = sum(share for _, share in saved)
    state = {name: sum(s["state"][name] * (share / total) for s, share in saved) for name in first["state"]}
    return {**first, "state": state}


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    out, *parts = sys.argv[1:]
    split = [part.rpartition("=") for part in parts]
    torch.save(mean([(path, float(share)) for path, _, share in split]), out)


if __name__ == "__main__":
    main()
