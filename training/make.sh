#!/usr/bin/env bash
# Trains and exports the model again: ./make.sh DATA BENCH, from this folder.
set -euo pipefail
data=$1 bench=$2
python=../.venv/bin/python
train() {
    "$python" -m verbale_training.train --program ../target/release/verbale-dev --data "$data" --bench "$bench" "$@"
}
train --out runs/whole --epochs 4 --seed 1 --lr 1.2e-4
train --out runs/small --start runs/whole/epoch4.pt --heads 9 --units 768 --epochs 5 --seed 1 --lr 1e-4
train --out runs/middle --start runs/small/epoch5.pt --epochs 1 --seed 2 --lr 6e-5
train --out runs/last --start runs/middle/epoch1.pt --epochs 2 --seed 3 --lr 8e-5
train --out runs/clauses --start runs/last/epoch2.pt --epochs 3 --seed 4 --lr 8e-5
"$python" -m verbale_training.soup runs/last/epoch2.pt runs/clauses/epoch3.pt --share 0.5 --out runs/soup.pt
train --out runs/heads --start runs/soup.pt --epochs 2 --seed 5 --lr 6e-5 --only topic stance matter
"$python" -m verbale_training.export runs/heads/epoch2.pt --out runs/verbale-en-4
cp runs/verbale-en-4/{model.safetensors,labels.json} ../crates/model-en/data/
(cd ../crates/model-en/data && sha256sum model.safetensors labels.json > SHA256SUMS)
