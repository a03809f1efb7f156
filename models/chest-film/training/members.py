"""The members of the ensemble: one finding net for each fold of a patient-wise cross-validation.

Each member has not seen its own fold, so the members' scores of their own folds together are out-of-fold
scores of every film of the part `train`. The same members, averaged, are what is shipped.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

import data
from cleaning import find_duplicates
from fit_finding import Recipe, as_batch, fit, predict
from folds import five_folds
from networks import FindingNet
from settings import MEMBERS, SEED, STEPS
from views import SHIFTS

RECIPE = Recipe(steps=STEPS)
# Out-of-fold films that are also judged under the imitated changes: every third, for time.
SHIFTED_EVERY = 3


def learned_films(films: data.Films) -> np.ndarray:
    """Films of the part `train` without near-duplicates, bool (n,)."""
    used = films.part == "train"
    used[find_duplicates(films).dropped] = False
    return used


def train_member(work: Path, number: int, steps: int = STEPS, threads: int = 1) -> None:
    """Train one member, or go on with it, and score its own fold. Leaves member-<number>.done.pt and .scores.npz."""
    torch.set_num_threads(threads)
    films = data.load_films(work)
    fold, used = five_folds(films), learned_films(films)
    done = work / f"member-{number}.done.pt"
    own = np.flatnonzero(used & (fold == number))
    if not done.exists():
        learn = np.flatnonzero(used & (fold != number))
        net = fit(films, learn, own, replace(RECIPE, steps=steps), work / f"member-{number}.pt", SEED + number)
        torch.save(net.state_dict(), done.with_suffix(".part"))
        done.with_suffix(".part").replace(done)
    scores = work / f"member-{number}.scores.npz"
    if not scores.exists():
        net = load_member(work, number)
        shifted = own[::SHIFTED_EVERY]
        image = as_batch(films.plain[shifted])
        by_view = {name: predict(net, view(image)) for name, view in SHIFTS.items()}
        part = work / f"member-{number}.scores.part.npz"
        np.savez(part, own=own, plain=predict(net, films.plain[own]), shifted=shifted, **by_view)
        part.replace(scores)


def load_member(work: Path, number: int) -> FindingNet:
    """A trained member, in inference mode."""
    net = FindingNet(RECIPE.widths)
    net.load_state_dict(torch.load(work / f"member-{number}.done.pt"))
    return net.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description="Train single members, for instance on several machines.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("members", type=int, nargs="+")
    options = parser.parse_args()
    for number in options.members:
        train_member(options.work, number, options.steps, options.threads)


if __name__ == "__main__":
    main()
