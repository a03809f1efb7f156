"""Weights between trees and nets, hour by hour, and the rule for the threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from settings import HOURS, TREE_HOURS


def fit_weights(trees: np.ndarray, nets: np.ndarray, died: np.ndarray) -> np.ndarray:
    """Weight of the trees, of the nets and the intercept for 0 to 48 observed hours, (49, 3).

    trees, nets: log-odds (n, TREE_HOURS) of stays that the models had not seen. Logistic regression at each of TREE_HOURS,
    linear between them, constant before the first. A weight below 0 is set to 0 and the rest fitted anew.
    """
    points = np.array([_fit(trees[:, at], nets[:, at], died) for at in range(len(TREE_HOURS))])
    hours = np.arange(HOURS + 1)
    return np.stack([np.interp(hours, TREE_HOURS, points[:, column]) for column in range(3)], 1)


def _fit(trees: np.ndarray, nets: np.ndarray, died: np.ndarray) -> tuple[float, float, float]:
    allowed = [0, 1]
    both = np.stack([trees, nets], 1)
    while True:
        model = LogisticRegression(C=1e4, max_iter=1000).fit(both[:, allowed], died)
        weights = np.zeros(2)
        weights[allowed] = model.coef_[0]
        if len(allowed) == 1 or (weights >= 0).all():
            return float(weights[0]), float(weights[1]), float(model.intercept_[0])
        allowed = [int(np.argmax(weights))]


def stacked(weights: np.ndarray, trees: np.ndarray, nets: np.ndarray) -> np.ndarray:
    """Log-odds (n, TREE_HOURS)."""
    at = weights[list(TREE_HOURS)]
    return trees * at[:, 0] + nets * at[:, 1] + at[:, 2]


@dataclass(frozen=True)
class Platt:
    slope: float
    intercept: float

    def __call__(self, logit: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.slope * logit + self.intercept)))


def fit_platt(logit: np.ndarray, died: np.ndarray) -> Platt:
    model = LogisticRegression(C=1e4, max_iter=1000).fit(logit[:, None], died)
    return Platt(float(model.coef_[0, 0]), float(model.intercept_[0]))


def event_1(died: np.ndarray, probability: np.ndarray, threshold: float) -> float:
    """The challenge's first score: the smaller of sensitivity and positive predictive value."""
    marked = probability >= threshold
    hits = float((marked & died).sum())
    return min(hits / died.sum(), hits / max(1, marked.sum()))


def choose_threshold(died: np.ndarray, probability: np.ndarray) -> float:
    """The threshold with the largest event_1.

    Sensitivity falls and predictive value mostly rises with the threshold, so that the best lies where as many stays are
    marked as died; the mean of the ten best places is taken, since the score is ragged there.
    """
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(died[order])
    score = np.minimum(hits / died.sum(), hits / np.arange(1, len(died) + 1))
    best = np.argsort(-score, kind="stable")[:10]
    ranked = probability[order]
    following = np.minimum(best + 1, len(ranked) - 1)
    return float(np.mean((ranked[best] + ranked[following]) / 2))
