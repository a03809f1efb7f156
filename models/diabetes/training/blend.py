"""Members (one a fold), how their parts are weighed, and the calibration: everything that is fitted for one table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from features import Features
from parts import Additive, Net, fit_net, fit_trees
from settings import SEED, Recipe
from tables import Table


@dataclass
class Member:
    additive: Additive
    trees: object  # HistGradientBoostingClassifier
    net: Net


@dataclass
class Blend:
    """Log-odds = mean over the members of parts @ weight; probability = sigmoid(slope * log-odds + intercept)."""

    recipe: Recipe
    features: Features
    members: list[Member]
    weight: np.ndarray  # (3,) not negative, sum 1
    slope: float
    intercept: float
    prevalence: float

    def member_log_odds(self, x: np.ndarray) -> np.ndarray:
        """(N, members)"""
        wide, trees = self.features.wide(x), self.features.trees(x)
        return np.column_stack([part_log_odds(member, wide, trees) @ self.weight for member in self.members])

    def probability(self, x: np.ndarray) -> np.ndarray:
        return sigmoid(self.slope * self.member_log_odds(x).mean(axis=1) + self.intercept)


def sigmoid(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def part_log_odds(member: Member, wide: np.ndarray, trees: np.ndarray) -> np.ndarray:
    """(N, 3): additive, trees, net"""
    return np.column_stack(
        [member.additive.log_odds(wide), member.trees.decision_function(trees), member.net.log_odds(wide)]
    )


def prevalence_weights(y: np.ndarray, w: np.ndarray, prevalence: float) -> np.ndarray:
    """Weights (N,) with sum N under which the share of y = 1 is the stated prevalence."""
    positive, negative = w[y == 1].sum(), w[y == 0].sum()
    scaled = np.where(y == 1, w * prevalence / positive, w * (1 - prevalence) / negative)
    return scaled * len(y)


def fit_blend(recipe: Recipe, table: Table, seed: int) -> tuple[Blend, np.ndarray]:
    """The blend, and its log-odds (N,) for each row from the members that never saw it."""
    features = Features.fit(recipe.columns, table.x)
    wide, trees = features.wide(table.x), features.trees(table.x)
    members: list[Member] = []
    parts = np.zeros((len(table.y), 3))
    for repeat in range(recipe.member_repeats):
        folds = StratifiedKFold(recipe.folds, shuffle=True, random_state=seed + repeat)
        for fold, (learn, held) in enumerate(folds.split(wide, table.y)):
            member = fit_member(recipe, wide[learn], trees[learn], table.part(learn), SEED + 97 * repeat + fold)
            members.append(member)
            parts[held] += part_log_odds(member, wide[held], trees[held]) / recipe.member_repeats
    weight = blend_weights(parts, table.y, table.w)
    log_odds = parts @ weight
    shares = table.w[table.y == 1].sum() / table.w.sum()
    prevalence = shares if recipe.prevalence is None else recipe.prevalence
    slope, intercept = platt(log_odds, table.y, prevalence_weights(table.y, table.w, prevalence))
    return Blend(recipe, features, members, weight, slope, intercept, float(prevalence)), log_odds


def fit_member(recipe: Recipe, wide: np.ndarray, trees: np.ndarray, table: Table, seed: int) -> Member:
    return Member(
        Additive.fit(wide, table.y, table.w, recipe),
        fit_trees(trees, table.y, table.w, recipe, seed),
        fit_net(wide, table.y, table.w, recipe, seed),
    )


def blend_weights(parts: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Shares (3,) that give the least logistic loss with a free scale and intercept; pulled a little to thirds."""

    def loss(free: np.ndarray) -> float:
        share = np.exp(free[:3] - free[:3].max())
        share /= share.sum()
        margin = (2 * y - 1) * (np.exp(free[3]) * (parts @ share) + free[4])
        return float((w * np.logaddexp(0, -margin)).sum() + 0.5 * (free[:3] ** 2).sum())

    found = minimize(loss, np.zeros(5), method="BFGS").x[:3]
    share = np.exp(found - found.max())
    return share / share.sum()


def platt(log_odds: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of the least weighted logistic loss."""

    def loss(free: np.ndarray) -> float:
        return float((w * np.logaddexp(0, -(2 * y - 1) * (free[0] * log_odds + free[1]))).sum())

    slope, intercept = minimize(loss, np.array([1.0, 0.0]), method="BFGS").x
    return float(slope), float(intercept)
