"""The gate alone, from the command line: pools, training, trials without some kinds, limits and figures.

    node gate_synthetic.mjs WORK/synthetic
    VESALIUS_DATA=... python3 gate_run.py --work WORK --steps 3000 --trial-steps 1000

For a caller that trains the whole package:

    pools = gate_pools.load_pools(cache, synthetic)
    gate = gate_run.trained_gate(pools, work, steps)        # gate_net.Gate, read back when done before
    limits, figures = gate_run.judged_gate(gate, pools, work, trial_steps)
    quality, mirrored, familiarity = gate(image)            # image (N, 1, 160, 160) in 0..1

`limits` are for the manifest (usable: least P(usable), a probability; familiarity: largest score;
mirrored: largest logit that is not flagged); `figures` is plain data for card and manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch

from gate_evaluate import Limits, evaluate_gate, evaluate_trial
from gate_fit import fit_gate
from gate_net import Gate, GateNet
from gate_pools import Pools, load_pools
from settings import SEED

GATE_STEPS = 3000  # about 13 minutes on one quiet core
TRIAL_STEPS = 1000
# Kinds left out of the training together, to see how a kind fares that the gate never saw.
LEFT_OUT = (
    frozenset(
        "hand foot skull spine abdomen teeth mr us echo layers computed-lateral page shapes clouds sample-pictures "
        "cells".split()
    ),
    frozenset(
        "long-bones joint pelvis shoulder breast assembly ct section computed-ct computed-side-slices lateral-chest "
        "test-patterns projected-series nuclear-and-derived tracer eye-ground ovals checks gradient flat".split()
    ),
)


def read_gate(path: Path) -> Gate:
    gate = Gate(GateNet())
    gate.load_state_dict(torch.load(path))
    return gate.eval()


def trained_gate(
    pools: Pools, work: Path, steps: int, name: str = "gate", without: frozenset[str] = frozenset()
) -> Gate:
    """Train, or read back what an earlier run left in `work`. Trials also lack the lowest film numbers."""
    done = work / f"{name}.pt"
    if not done.exists():
        skip = pools.children.lowest if without else None
        snapshot = work / f"{name}.snapshot.pt"
        torch.save(fit_gate(pools, steps, SEED, without, skip, snapshot).state_dict(), done)
    return read_gate(done)


def judged_gate(gate: Gate, pools: Pools, work: Path, trial_steps: int) -> tuple[Limits, dict[str, object]]:
    """Limits and figures of the gate, read back where these very weights were judged before.

    figures["left out"] come from trial nets that never saw the kind.
    """
    done = work / "gate-judged.json"
    weights = hashlib.sha256(b"".join(value.numpy().tobytes() for value in gate.state_dict().values())).hexdigest()
    stored = json.loads(done.read_text()) if done.exists() else {}
    if stored.get("weights") != weights:
        limits, figures = evaluate_gate(gate, pools)
        left_out: dict[str, object] = {}
        unseen = []
        for number, kinds in enumerate(LEFT_OUT):
            trial = trained_gate(pools, work, trial_steps, f"gate-without-{number}", kinds)
            refused, films = evaluate_trial(trial, pools, sorted(kinds))
            left_out.update(refused)
            unseen.append(films)
        figures = {**figures, "left out": left_out, "false refusals of the lowest numbers, left out": unseen}
        stored = {"weights": weights, "limits": vars(limits), "figures": figures}
        done.write_text(json.dumps(stored, indent=2) + "\n")
    return Limits(**stored["limits"]), stored["figures"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for pools and checkpoints")
    parser.add_argument("--steps", type=int, default=GATE_STEPS, help="batches of the gate's training")
    parser.add_argument("--trial-steps", type=int, default=TRIAL_STEPS, help="batches of each trial net's training")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    pools = load_pools(options.work / "cache", options.work / "synthetic")
    gate = trained_gate(pools, options.work, options.steps)
    limits, figures = judged_gate(gate, pools, options.work, options.trial_steps)
    (options.work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(vars(limits)))


if __name__ == "__main__":
    main()
