"""Boosted trees: training by scikit-learn, and the same trees as one TreeEnsembleRegressor of the graph format."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from onnx import NodeProto, helper
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from settings import FEATURE_SHARE, STAY_LEVELS, TREE_SETS, TREE_WEIGHTS

DEATH = {"max_iter": 220, "learning_rate": 0.05, "max_leaf_nodes": 12, "min_samples_leaf": 40, "l2_regularization": 20.0}
DAYS = {"max_iter": 70, "learning_rate": 0.1, "max_leaf_nodes": 8, "min_samples_leaf": 40, "l2_regularization": 10.0}


@dataclass(frozen=True)
class Grown:
    """One boosted model: which features it may see, its baseline and its trees (scikit-learn's node tables)."""

    features: np.ndarray
    baseline: float
    trees: list[np.ndarray]

    def raw(self, rows: np.ndarray) -> np.ndarray:
        """(n,) float64 sums for (n, features) rows, by walking the tables: what the graph must give."""
        seen = rows[:, self.features]
        total = np.full(len(rows), self.baseline)
        for nodes in self.trees:
            at = np.zeros(len(rows), np.int64)
            for _ in range(int(nodes["depth"].max())):
                inner = ~nodes["is_leaf"][at].astype(bool)
                value = seen[np.arange(len(rows)), nodes["feature_idx"][at]]
                go_left = np.where(np.isnan(value), nodes["missing_go_to_left"][at] > 0, value <= nodes["num_threshold"][at])
                at = np.where(inner, np.where(go_left, nodes["left"][at], nodes["right"][at]), at)
            total += nodes["value"][at]
        return total


def _grown(model, features: np.ndarray) -> Grown:
    baseline = float(np.asarray(model._baseline_prediction).ravel()[0])
    return Grown(features, baseline, [stage[0].nodes.copy() for stage in model._predictors])


def feature_sets(width: int, seed: int) -> list[np.ndarray]:
    generator = np.random.default_rng(seed)
    return [np.sort(generator.permutation(width)[: int(FEATURE_SHARE * width)]) for _ in range(TREE_SETS)]


def grow_death(rows: list[np.ndarray], died: np.ndarray, seed: int) -> list[Grown]:
    """One set of trees for each feature set; rows: (n, features) after each of TREE_HOURS."""
    weight = np.repeat(TREE_WEIGHTS, len(died))
    target = np.tile(died, len(rows))
    stacked = np.concatenate(rows)
    grown = []
    for number, features in enumerate(feature_sets(stacked.shape[1], seed)):
        model = HistGradientBoostingClassifier(early_stopping=False, random_state=seed + number, **DEATH)
        grown.append(_grown(model.fit(stacked[:, features], target, sample_weight=weight), features))
    return grown


def grow_days(rows: np.ndarray, days: np.ndarray, seed: int) -> list[Grown]:
    """Trees for each of STAY_LEVELS of the days; stays without a length are left out."""
    known = np.isfinite(days)
    features = feature_sets(rows.shape[1], seed)[0]
    grown = []
    for level in STAY_LEVELS:
        model = HistGradientBoostingRegressor(loss="quantile", quantile=level, early_stopping=False, random_state=seed, **DAYS)
        grown.append(_grown(model.fit(rows[known][:, features], days[known]), features))
    return grown


def _float32_below(value: float) -> float:
    """The largest float32 that is not above the value: x <= value holds for the same float32 x."""
    rounded = np.float32(min(value, float(np.finfo(np.float32).max)))
    return float(rounded if float(rounded) <= value else np.nextafter(rounded, np.float32(-np.inf)))


@dataclass
class _Table:
    """The attributes of TreeEnsembleRegressor, filled tree by tree."""

    nodes: dict[str, list] = field(default_factory=lambda: {key: [] for key in (
        "treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true")})
    targets: dict[str, list] = field(default_factory=lambda: {key: [] for key in ("treeids", "nodeids", "ids", "weights")})

    def add(self, tree: int, nodes: np.ndarray, features: np.ndarray, target: int) -> None:
        for at, node in enumerate(nodes):
            leaf = bool(node["is_leaf"])
            entry = {
                "treeids": tree,
                "nodeids": at,
                "featureids": 0 if leaf else int(features[node["feature_idx"]]),
                "values": 0.0 if leaf else _float32_below(float(node["num_threshold"])),
                "modes": "LEAF" if leaf else "BRANCH_LEQ",
                "truenodeids": 0 if leaf else int(node["left"]),
                "falsenodeids": 0 if leaf else int(node["right"]),
                "missing_value_tracks_true": 0 if leaf else int(node["missing_go_to_left"]),
            }
            for key, value in entry.items():
                self.nodes[key].append(value)
            if leaf:
                for key, value in {"treeids": tree, "nodeids": at, "ids": target, "weights": float(node["value"])}.items():
                    self.targets[key].append(value)


def tree_node(grown: list[Grown], rows: str, output: str) -> NodeProto:
    """All boosted models as one node, [N, features] to [N, models], one target a model."""
    table, tree = _Table(), 0
    for target, model in enumerate(grown):
        for nodes in model.trees:
            table.add(tree, nodes, model.features, target)
            tree += 1
    return helper.make_node(
        "TreeEnsembleRegressor",
        [rows],
        [output],
        domain="ai.onnx.ml",
        n_targets=len(grown),
        aggregate_function="SUM",
        post_transform="NONE",
        base_values=[model.baseline for model in grown],
        **{f"nodes_{key}": value for key, value in table.nodes.items()},
        **{f"target_{key}": value for key, value in table.targets.items()},
    )
