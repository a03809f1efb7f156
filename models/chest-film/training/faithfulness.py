"""Are the maps faithful? Deletion and insertion curves (Petsiuk et al. 2018) of the exact map, a random and a centre-prior order."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from augment import blur
from ensemble import FindingEnsemble
from evaluate import Rules, answer
from settings import CAM_SIDE, SEED, SIDE

FILMS = 30
STEPS = 10


def _orders(cam: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Cells (CAM_SIDE * CAM_SIDE,) in the order in which each way of ranking takes them."""
    y, x = np.mgrid[0:CAM_SIDE, 0:CAM_SIDE]
    middle = (CAM_SIDE - 1) / 2
    distance = (y - middle) ** 2 + (x - middle) ** 2 + rng.random((CAM_SIDE, CAM_SIDE)) * 1e-3
    return {
        "map": np.argsort(-cam.ravel()),
        "centre": np.argsort(distance.ravel()),
        "random": rng.permutation(CAM_SIDE * CAM_SIDE),
    }


def _steps(film: Tensor, order: np.ndarray, insertion: bool) -> Tensor:
    """(STEPS + 1, 1, SIDE, SIDE): cells of the film replaced by its blur, or of the blur by the film."""
    away = blur(film, 12.0)
    rank = torch.empty(CAM_SIDE * CAM_SIDE)
    rank[torch.from_numpy(order)] = torch.arange(CAM_SIDE * CAM_SIDE, dtype=torch.float32) / (CAM_SIDE * CAM_SIDE)
    cells = F.interpolate(rank.view(1, 1, CAM_SIDE, CAM_SIDE), size=(SIDE, SIDE), mode="nearest")
    made = []
    for step in range(STEPS + 1):
        taken = (cells < step / STEPS).float()
        keep = taken if insertion else 1 - taken
        made.append(film * keep + away * (1 - keep))
    return torch.cat(made)


def faithfulness(ensemble: FindingEnsemble, rules: Rules, image: Tensor, seed: int = SEED) -> dict:
    """Mean areas under both curves of marked pneumonia films (n, 1, SIDE, SIDE), with 95 % intervals by film.

    Deletion: lower is better. Insertion: higher is better. The score is the calibrated probability.
    """
    rng = np.random.default_rng(seed)
    areas: dict[str, list[float]] = {}
    cams = answer(ensemble, image).cam
    for i in range(len(image)):
        for order, cells in _orders(cams[i], rng).items():
            for insertion in (False, True):
                probability = rules.platt(answer(ensemble, _steps(image[i : i + 1], cells, insertion)).logit)
                area = float(np.mean((probability[1:] + probability[:-1]) / 2))
                areas.setdefault(f"{'insertion' if insertion else 'deletion'} {order}", []).append(area)
    result = {"films": len(image)}
    for name, values in areas.items():
        drawn = [np.mean(rng.choice(values, len(values))) for _ in range(1000)]
        result[name] = {"mean": float(np.mean(values)), "ci95": [float(v) for v in np.quantile(drawn, (0.025, 0.975))]}
    return result
