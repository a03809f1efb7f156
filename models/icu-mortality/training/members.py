"""The members, one for each fold: trees and nets that never saw the fold's stays, kept in the work folder as they get ready."""

from __future__ import annotations

import pickle
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, TypeVar

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold

from data import Stays, read_stays
from drawn import until
from features import Statistics
from fit_net import carry_all, fit_recurrent, fit_scale, hourly, read_rows
from measurements import columns, load_catalogue
from networks import Carry, Recurrent, Scale
from settings import FOLDS, NET_SEEDS, SEED, TREE_HOURS
from trees import Grown, grow_days, grow_death

Kept = TypeVar("Kept")
DAYS_HOURS = (24, 48)
"""Hours after which the trees of the length of stay learn."""


@dataclass(frozen=True)
class Member:
    """Everything of one fold, and what it says of the stays that it did not see (index `unseen`).

    tree_logit, net_logit: (unseen, TREE_HOURS); days: (unseen, levels) after 48 h; baseline: (unseen,) of plain boosting.
    """

    unseen: np.ndarray
    death: list[Grown]
    days_models: list[Grown]
    scale: Scale
    nets: list[Recurrent]
    tree_logit: np.ndarray
    net_logit: np.ndarray
    days: np.ndarray
    baseline: np.ndarray


def kept(path: Path, make: Callable[[], Kept]) -> Kept:
    """A result of an earlier run, or a new one. Reads only what this recipe wrote itself."""
    if path.exists():
        return pickle.loads(path.read_bytes())
    started = time.time()
    value = make()
    part = path.with_suffix(".part")
    part.write_bytes(pickle.dumps(value))
    part.replace(path)
    print(f"{path.stem}: {time.time() - started:.0f} s", flush=True)
    return value


def load_stays(work: Path) -> Stays:
    return kept(work / "stays.pkl", read_stays)


@torch.no_grad()
def make_features(grid: np.ndarray) -> dict[int, np.ndarray]:
    """Tree features (n, features) float32 as of each of TREE_HOURS."""
    statistics = Statistics(columns(load_catalogue()))
    made = {}
    for hours in TREE_HOURS:
        pieces = [torch.from_numpy(until(grid[start : start + 500], hours)) for start in range(0, len(grid), 500)]
        made[hours] = np.concatenate([statistics(piece).numpy() for piece in pieces])
    return made


def split(stays: Stays) -> list[tuple[np.ndarray, np.ndarray]]:
    """Folds, stratified by outcome and kind of unit."""
    catalogue = columns(load_catalogue())
    unit = stays.grid[:, 0, catalogue.statics["ICUType"] : catalogue.statics["ICUType"] + 4].argmax(1)
    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(stays.grid, stays.died * 4 + unit))


def plain_boosting(features: np.ndarray, died: np.ndarray, learned: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    """Log-odds of scikit-learn's boosting with its own settings on all features after 48 h: what has to be matched."""
    model = HistGradientBoostingClassifier(max_iter=100, learning_rate=0.08, early_stopping=False, random_state=SEED)
    return model.fit(features[learned], died[learned]).decision_function(features[unseen])


def train_members(work: Path, epochs: int, folds: int = FOLDS) -> list[Member]:
    """Trees of all folds first, then nets; started again, it goes on where it stopped."""
    stays = load_stays(work)
    features = kept(work / "features.pkl", lambda: make_features(stays.grid))
    parts = split(stays)[:folds]
    for number, (learned, unseen) in enumerate(parts):
        kept(work / f"death-{number}.pkl", lambda: grow_death([features[h][learned] for h in TREE_HOURS], stays.died[learned], SEED + 10 * number))
    carried = carry_all(columns(load_catalogue()), stays.grid)
    names = Carry(columns(load_catalogue())).channels.names
    for seed in range(NET_SEEDS):
        for number, (learned, _) in enumerate(parts):
            kept(work / f"net-{number}-{seed}.pkl", lambda: _train_net(names, carried, stays, learned, SEED + 100 * seed + number, epochs))
    for number, (learned, unseen) in enumerate(parts):
        rows = np.concatenate([features[h][learned] for h in DAYS_HOURS])
        kept(work / f"days-{number}.pkl", lambda: grow_days(rows, np.tile(stays.days[learned], len(DAYS_HOURS)), SEED + number))
        kept(work / f"plain-{number}.pkl", lambda: plain_boosting(features[48], stays.died, learned, unseen))
    return [kept(work / f"member-{number}.pkl", lambda: _member(work, number, unseen, features, carried)) for number, (_, unseen) in enumerate(parts)]


def _train_net(names, carried, stays: Stays, learned: np.ndarray, seed: int, epochs: int) -> tuple[Scale, Recurrent]:
    scale = fit_scale(names, carried, learned)
    return scale, fit_recurrent(read_rows(scale, carried), stays, learned, seed, epochs)


def _read(path: Path):
    return pickle.loads(path.read_bytes())


def _member(work: Path, number: int, unseen: np.ndarray, features: dict[int, np.ndarray], carried) -> Member:
    death, days_models = _read(work / f"death-{number}.pkl"), _read(work / f"days-{number}.pkl")
    pairs = [_read(work / f"net-{number}-{seed}.pkl") for seed in range(NET_SEEDS)]
    scale, nets = pairs[0][0], [net for _, net in pairs]
    rows = read_rows(scale, carried)[torch.from_numpy(unseen)]
    by_hour = np.mean([hourly(net, rows) for net in nets], 0)
    return Member(
        unseen=unseen,
        death=death,
        days_models=days_models,
        scale=scale,
        nets=nets,
        tree_logit=np.stack([np.mean([model.raw(features[h][unseen]) for model in death], 0) for h in TREE_HOURS], 1),
        net_logit=by_hour[:, [h - 1 for h in TREE_HOURS]],
        days=np.stack([model.raw(features[48][unseen]) for model in days_models], 1),
        baseline=_read(work / f"plain-{number}.pkl"),
    )
