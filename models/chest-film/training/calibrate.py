"""Calibration, threshold and figures of merit with bootstrap intervals (all patient-wise)."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """Platt scaling: probability = sigmoid(slope * logit + intercept).

    neutral: logits from -neutral to neutral are answered as 0, because films without any lung give them as well (neutral.py).
    """

    slope: float
    intercept: float
    neutral: float = 0.0

    def evidence(self, logit: np.ndarray) -> np.ndarray:
        """The logit as far as it tells something: what an answer is made of, and what ranks it."""
        return np.where(np.abs(logit) <= self.neutral, 0.0, logit)

    def __call__(self, logit: np.ndarray) -> np.ndarray:
        return sigmoid(self.slope * self.evidence(logit) + self.intercept)


@dataclass(frozen=True)
class Scores:
    """Logits and labels of films under one view, (n,) each."""

    logit: np.ndarray
    label: np.ndarray


def _pooled(views: dict[str, Scores]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits, labels and weights of all views together; every view weighs the same however many films it has."""
    parts = list(views.values())
    return (
        np.concatenate([part.logit for part in parts]),
        np.concatenate([part.label for part in parts]),
        np.concatenate([np.full(len(part.label), 1 / len(part.label)) for part in parts]) / len(parts),
    )


def fit_platt(views: dict[str, Scores], prevalence: float | None = STATED_PREVALENCE, doubt: float = DOUBT) -> Calibration:
    """Platt scaling over all views together, with softened targets (Platt 1999).

    prevalence: share of positives that the films are re-weighted to; None leaves them as they are. The
    softening counts the films of one view, so that many views of one film do not feign certainty. A
    further share `doubt` of every film is held to be wrong: these films come from the hospital of the
    training, so what they show of errors is the least to expect, and labels are not free of error either.
    """
    logit, label, weight = _pooled(views)
    if prevalence is not None:
        weight = weight * prevalence_weights(label, prevalence)
    most = max((part.label for part in views.values()), key=len)
    positives, negatives = most.sum(), (1 - most).sum()
    target = np.where(label == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    target = doubt + (1 - 2 * doubt) * target

    def loss(theta: np.ndarray) -> float:
        z = np.exp(theta[0]) * logit + theta[1]
        return float(np.sum(weight * (np.logaddexp(0, z) - target * z)) / weight.sum())

    found = minimize(loss, np.zeros(2), method="BFGS")
    return Calibration(float(np.exp(found.x[0])), float(found.x[1]))


def choose_threshold(views: dict[str, Scores], platt: Calibration, floor: float = SENSITIVITY_FLOOR) -> float:
    """Largest probability that keeps the sensitivity at the floor over all views together.

    Films of another place score differently; which way cannot be known beforehand. Pooling the
    views puts the threshold where sensitivity survives the imitated changes, and taking the
    largest such value gives everything that is left to specificity, which is what such a change costs first.
    """
    logit, label, weight = _pooled(views)
    order = np.argsort(logit[label == 1])
    below = np.cumsum(weight[label == 1][order])
    place = int(np.searchsorted(below / below[-1], 1 - floor, side="right"))
    return float(platt(logit[label == 1][order][min(place, len(order) - 1)]))


@dataclass(frozen=True)
class ReferBand:
    """Probabilities from low to high are too near the threshold to be answered without a reader."""

    low: float
    high: float
    inside: float  # share of films in it, at the stated prevalence
    errors_inside: float  # share of the errors that it catches
    error_outside: float  # error rate of the films outside


def choose_band(label: np.ndarray, probability: np.ndarray, threshold: float, most: float) -> ReferBand:
    """The interval around the threshold that catches the most errors with at most a share of the films in it.

    Shares are at the stated prevalence. Among equally good intervals the narrowest is taken.
    """
    weight = prevalence_weights(label)
    weight = weight / weight.sum()
    wrong = (probability >= threshold) != (label == 1)
    grid = np.round(np.arange(0.02, 0.981, 0.01), 2)
    best: tuple[float, float, float, float] | None = None
    for low in grid[grid <= threshold]:
        for high in grid[grid >= threshold]:
            inside = (probability >= low) & (probability <= high)
            if weight[inside].sum() > most:
                break
            caught = weight[inside & wrong].sum()
            key = (caught, low - high)
            if best is None or key > best[:2]:
                best = (*key, low, high)
    if best is None:
        raise ValueError("no interval holds so few films")
    low, high = float(best[2]), float(best[3])
    inside = (probability >= low) & (probability <= high)
    return ReferBand(
        low,
        high,
        float(weight[inside].sum()),
        float(weight[inside & wrong].sum() / max(weight[wrong].sum(), 1e-12)),
        float(weight[~inside & wrong].sum() / weight[~inside].sum()),
    )


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
    """Figures of merit of (label, probability, call), call being 1 where the threshold is reached.

    ECE, accuracy and Brier score are re-weighted to the stated prevalence.
    """
    return {
        "auc": lambda y, p, c: float(roc_auc_score(y, p)),
        "sensitivity": lambda y, p, c: float(c[y == 1].mean()),
        "specificity": lambda y, p, c: float(1 - c[y == 0].mean()),
        "ece": lambda y, p, c: expected_calibration_error(y, p, prevalence_weights(y)),
        "accuracy": lambda y, p, c: float(np.average(c == y, weights=prevalence_weights(y))),
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
    views: dict[str, Scores], folds: dict[str, np.ndarray], neutral: float
) -> tuple[np.ndarray, np.ndarray]:
    """Probability and call (n,) of the plain films, each from a calibration and threshold made without its fold.

    folds: fold number of each film of each view.
    """
    plain = views["plain"]
    probability, call = np.zeros(len(plain.label)), np.zeros(len(plain.label), int)
    for k in np.unique(folds["plain"]):
        rest = {
            name: Scores(part.logit[folds[name] != k], part.label[folds[name] != k]) for name, part in views.items()
        }
        platt = replace(fit_platt(rest), neutral=neutral)
        limit = choose_threshold(rest, platt)
        inside = folds["plain"] == k
        probability[inside] = platt(plain.logit[inside])
        call[inside] = probability[inside] >= limit
    return probability, call
