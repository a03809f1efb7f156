"""The three parts of a member: an additive logistic model, gradient boosted trees, a small net."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from settings import Recipe


@dataclass
class Additive:
    """log-odds = wide @ weight + bias; scaled back, so that no standardisation is left to do."""

    weight: np.ndarray
    bias: float

    @staticmethod
    def fit(wide: np.ndarray, y: np.ndarray, w: np.ndarray, recipe: Recipe) -> Additive:
        mean, spread = wide.mean(axis=0), wide.std(axis=0)
        spread[spread < 1e-9] = 1.0
        model = LogisticRegression(C=recipe.additive_c, max_iter=400, tol=1e-5)
        model.fit((wide - mean) / spread, y, w)
        weight = model.coef_[0] / spread
        return Additive(weight, float(model.intercept_[0] - weight @ mean))

    def log_odds(self, wide: np.ndarray) -> np.ndarray:
        return wide @ self.weight + self.bias


def fit_trees(x: np.ndarray, y: np.ndarray, w: np.ndarray, recipe: Recipe, seed: int) -> HistGradientBoostingClassifier:
    """x from `Features.trees`."""
    model = HistGradientBoostingClassifier(
        learning_rate=recipe.tree_rate,
        max_iter=recipe.tree_rounds,
        max_leaf_nodes=recipe.tree_leaves,
        min_samples_leaf=recipe.tree_smallest_leaf,
        l2_regularization=recipe.tree_l2,
        early_stopping=False,
        random_state=seed,
    )
    return model.fit(x, y, w)


class Net(torch.nn.Module):
    """wide (N, F) -> log-odds (N,). The scaling of the features is a part of the first layer after `fold_scaling`."""

    def __init__(self, features: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.first = torch.nn.Linear(features, hidden)
        self.second = torch.nn.Linear(hidden, hidden)
        self.last = torch.nn.Linear(hidden, 1)
        self.drop = torch.nn.Dropout(dropout)
        self.act = torch.nn.SiLU()

    def forward(self, wide: torch.Tensor) -> torch.Tensor:
        hidden = self.drop(self.act(self.first(wide)))
        return self.last(self.drop(self.act(self.second(hidden))))[:, 0]

    @torch.no_grad()
    def log_odds(self, wide: np.ndarray) -> np.ndarray:
        self.eval()
        return self(torch.from_numpy(wide.astype(np.float32))).numpy().astype(np.float64)


def fit_net(wide: np.ndarray, y: np.ndarray, w: np.ndarray, recipe: Recipe, seed: int) -> Net:
    torch.manual_seed(seed)
    mean, spread = wide.mean(axis=0), wide.std(axis=0)
    spread[spread < 1e-6] = 1.0
    x = torch.from_numpy(((wide - mean) / spread).astype(np.float32))
    target, weight = torch.from_numpy(y.astype(np.float32)), torch.from_numpy((w / w.mean()).astype(np.float32))
    net = Net(x.shape[1], recipe.net_hidden, recipe.net_dropout)
    batches = max(1, -(-len(x) // recipe.net_batch))
    optimizer = torch.optim.AdamW(net.parameters(), lr=recipe.net_rate, weight_decay=recipe.net_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.net_rate, total_steps=batches * recipe.net_epochs)
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none")
    for _ in range(recipe.net_epochs):
        for rows in torch.randperm(len(x)).chunk(batches):
            optimizer.zero_grad()
            (loss_of(net(x[rows]), target[rows]) * weight[rows]).mean().backward()
            optimizer.step()
            schedule.step()
    _fold_scaling(net, mean, spread)
    return net.eval()


@torch.no_grad()
def _fold_scaling(net: Net, mean: np.ndarray, spread: np.ndarray) -> None:
    weight = net.first.weight.double() / torch.from_numpy(spread)
    net.first.bias -= (weight @ torch.from_numpy(mean)).float()
    net.first.weight.copy_(weight.float())
