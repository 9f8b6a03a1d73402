"""A network between two: `python -m verbale_training.soup OLD NEW --share 0.5 --out CHECKPOINT`.

Weights that both have are averaged, those that only the new one has are its own (Wortsman et al. 2022, "Robust fine-tuning
of zero-shot models"): it keeps what the old one does well on texts unlike those that the new one was trained on.
"""
from __future__ import annotations

import argparse

import torch

from . import shrink


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("old", help="a checkpoint or model")
    p.add_argument("new", help="a checkpoint")
    p.add_argument("--share", type=float, default=0.5, help="the share of the new one")
    p.add_argument("--out", required=True)
    args = p.parse_args()
    saved = torch.load(args.new, map_location="cpu", weights_only=True)
    shape, old = shrink.load(args.old)
    assert shape == saved["shape"], "both have one shape"
    new = saved["state"]
    state = {name: torch.lerp(old[name], weight, args.share) if name in old else weight for name, weight in new.items()}
    torch.save({"state": state, "relations": saved["relations"], "shape": shape}, args.out)


if __name__ == "__main__":
    main()
