"""Calibration, threshold and figures of merit with bootstrap intervals (all patient-wise)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from settings import DOUBT, SEED, SENSITIVITY_FLOOR, STATED_PREVALENCE

BINS = 10
REPEATS = 1000


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))


def prevalence_weights(label: np.ndarray, prevalence: float = STATED_PREVALENCE) -> np.ndarray:
    """Weights (n,) that give positives the stated share; they sum to n."""
    share = label.mean()
    return np.where(label == 1, prevalence / share, (1 - prevalence) / (1 - share))


@dataclass(frozen=True)
class Calibration:
    """Platt scaling: probability = sigmoid(slope * logit + intercept)."""

    slope: float
    intercept: float

    def __call__(self, logit: np.ndarray) -> np.ndarray:
        return sigmoid(self.slope * logit + self.intercept)


def fit_platt(by_view: dict[str, np.ndarray], film_label: np.ndarray) -> Calibration:
    """Platt scaling on the stated prevalence, over all views together, with softened targets (Platt 1999).

    by_view: logits (n,) of the same films per view. The softening counts films, not views, so
    that many views of one film do not feign certainty. A further share DOUBT of every film is
    held to be wrong: validation films come from the hospital of the training, so what they
    show of errors is the least to expect, and labels are not free of error either.
    """
    logit, label = np.concatenate(list(by_view.values())), np.tile(film_label, len(by_view))
    weight = prevalence_weights(label)
    positives, negatives = film_label.sum(), (1 - film_label).sum()
    target = np.where(label == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    target = DOUBT + (1 - 2 * DOUBT) * target

    def loss(theta: np.ndarray) -> float:
        z = np.exp(theta[0]) * logit + theta[1]
        return float(np.mean(weight * (np.logaddexp(0, z) - target * z)))

    found = minimize(loss, np.zeros(2), method="BFGS")
    return Calibration(float(np.exp(found.x[0])), float(found.x[1]))


def choose_threshold(by_view: dict[str, np.ndarray], label: np.ndarray, floor: float = SENSITIVITY_FLOOR) -> float:
    """Largest probability that keeps the sensitivity at the floor over all views together.

    by_view: calibrated probabilities (n,) of the same validation films per view, the plain one
    among them. Films of another place score differently; which way cannot be known beforehand.
    Pooling the views puts the threshold where sensitivity survives the imitated changes, and
    taking the largest such value gives everything that is left to specificity, which is what
    such a change costs first.
    """
    sick = np.sort(np.concatenate([p[label == 1] for p in by_view.values()]))
    return float(sick[int(np.floor((1 - floor) * len(sick)))])


def expected_calibration_error(label: np.ndarray, probability: np.ndarray, weight: np.ndarray) -> float:
    """Weighted ECE over 10 equal bins of probability."""
    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    total = 0.0
    for b in range(BINS):
        inside = place == b
        if inside.any():
            w = weight[inside]
            total += w.sum() * abs(np.average(label[inside], weights=w) - np.average(probability[inside], weights=w))
    return float(total / weight.sum())


def reliability(label: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Rows of the reliability table at the stated prevalence."""
    weight = prevalence_weights(label)
    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    rows = []
    for b in range(BINS):
        inside = place == b
        if inside.any():
            rows.append(
                {
                    "low": b / BINS,
                    "high": (b + 1) / BINS,
                    "n": int(inside.sum()),
                    "mean": float(np.average(probability[inside], weights=weight[inside])),
                    "observed": float(np.average(label[inside], weights=weight[inside])),
                }
            )
    return rows


Measure = Callable[[np.ndarray, np.ndarray, np.ndarray], float]


def measures() -> dict[str, Measure]:
    """Figures of merit of (label, probability, call), call being 1 where the threshold is reached."""
    return {
        "auc": lambda y, p, c: float(roc_auc_score(y, p)),
        "sensitivity": lambda y, p, c: float(c[y == 1].mean()),
        "specificity": lambda y, p, c: float(1 - c[y == 0].mean()),
        "ece": lambda y, p, c: expected_calibration_error(y, p, prevalence_weights(y)),
        "brier": lambda y, p, c: float(np.average((p - y) ** 2, weights=prevalence_weights(y))),
    }


def with_interval(
    measure: Measure,
    label: np.ndarray,
    probability: np.ndarray,
    call: np.ndarray,
    patient: np.ndarray,
    both_classes: bool = True,
) -> tuple[float, list[float]]:
    """Value and 95 % interval from resampling patients within each class."""
    rng = np.random.default_rng(SEED)
    value = measure(label, probability, call)
    names, owner = np.unique(patient, return_inverse=True)
    films = [np.flatnonzero(owner == i) for i in range(len(names))]
    sick = np.array([label[f[0]] for f in films])
    strata = [np.flatnonzero(sick == s) for s in (0, 1)] if both_classes else [np.arange(len(names))]
    drawn = []
    for _ in range(REPEATS):
        chosen = np.concatenate([rng.choice(s, len(s)) for s in strata if len(s)])
        index = np.concatenate([films[i] for i in chosen])
        drawn.append(measure(label[index], probability[index], call[index]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return value, [float(low), float(high)]


def cross_fitted(
    by_view: dict[str, np.ndarray], label: np.ndarray, patient: np.ndarray, folds: int = 5
) -> tuple[np.ndarray, np.ndarray]:
    """Probability and call (n,) of plain films, each from a calibration and threshold made without its patient."""
    rng = np.random.default_rng(SEED)
    names, owner = np.unique(patient, return_inverse=True)
    place = rng.permutation(len(names))[owner] % folds
    probability, call = np.zeros(len(label)), np.zeros(len(label), int)
    for k in range(folds):
        inside, outside = place == k, place != k
        logits = {name: z[outside] for name, z in by_view.items()}
        platt = fit_platt(logits, label[outside])
        limit = choose_threshold({name: platt(z) for name, z in logits.items()}, label[outside])
        probability[inside] = platt(by_view["plain"][inside])
        call[inside] = probability[inside] >= limit
    return probability, call
