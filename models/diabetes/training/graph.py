"""Writes a fitted blend as an ONNX graph: empty cells in, log-odds out. Trees become one `TreeEnsembleRegressor`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from blend import Blend
from features import LIMIT, SMALLEST, Features

OPSET, ML_OPSET = 13, 1


class Graph:
    """Collects nodes and constants; every method returns the name of what the node gives."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray | float | list, dtype: type = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def add(self, op: str, *inputs: str, name: str | None = None, **attributes: object) -> str:
        out = name or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], **attributes))
        return out

    def pick(self, x: str, at: list[int]) -> str:
        """Columns of (N, C)."""
        return self.add("Gather", x, self.constant(at, np.int64), axis=1)

    def silu(self, x: str) -> str:
        return self.add("Mul", x, self.add("Sigmoid", x))

    def as_float(self, x: str) -> str:
        return self.add("Cast", x, to=TensorProto.FLOAT)

    def save(self, path: Path, inputs: dict[str, list], outputs: dict[str, list]) -> None:
        """Sizes: a number, or a name for a free one."""
        values = [
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in each.items()]
            for each in (inputs, outputs)
        ]
        graph = helper.make_graph(self.nodes, "risk", values[0], values[1], self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="vesalius")
        model.ir_version = 7
        onnx.checker.check_model(model)
        path.write_bytes(model.SerializeToString())


def write_filled(graph: Graph, features: Features, row: str) -> tuple[str, str]:
    """Names of (N, C) without empty cells, and of (N, C) 1.0 where a cell was empty."""
    empty = graph.add("IsNaN", row)
    return graph.add("Where", empty, graph.constant(features.median), row), graph.as_float(empty)


def write_standardised(graph: Graph, features: Features, filled: str, limit: float = LIMIT) -> str:
    logged = np.array([column.log for column in features.columns])
    value = filled
    if logged.any():
        log = graph.add("Log", graph.add("Max", filled, graph.constant(SMALLEST)))
        value = graph.add("Where", graph.constant(logged, bool), log, filled)
    centred = graph.add("Sub", value, graph.constant(features.mean))
    z = graph.add("Div", centred, graph.constant(features.spread))
    return graph.add("Clip", z, graph.constant(-limit), graph.constant(limit))


def write_wide(graph: Graph, features: Features, filled: str, empty: str) -> str:
    """(N, F) as `Features.wide`."""
    z = write_standardised(graph, features, filled)
    parts = []
    if features.steps:
        steps = graph.pick(z, features.steps)
        square = graph.add("Mul", steps, steps)
        parts += [steps, square, graph.add("Mul", square, steps)]
    if features.knots:
        at, knots = zip(*features.knots)
        parts.append(graph.add("Relu", graph.add("Sub", graph.pick(z, list(at)), graph.constant(knots))))
    if features.levels:
        at, codes = zip(*features.levels)
        equal = graph.add("Equal", graph.pick(filled, list(at)), graph.constant(codes))
        parts.append(graph.as_float(equal))
    if features.indicated:
        parts.append(graph.pick(empty, features.indicated))
    return graph.add("Concat", *parts, axis=1)


def write_trees(graph: Graph, blend: Blend, filled: str, empty: str) -> str:
    """(N, members): each member's trees are one target of the ensemble."""
    read = filled
    if blend.features.indicated:
        read = graph.add("Concat", filled, graph.pick(empty, blend.features.indicated), axis=1)
    attributes = tree_attributes([member.trees for member in blend.members])
    return graph.add("TreeEnsembleRegressor", read, domain="ai.onnx.ml", **attributes)


def tree_attributes(models: list) -> dict[str, object]:
    """Attributes of TreeEnsembleRegressor from scikit-learn's histogram trees.

    A threshold is rounded down to float32: for float32 inputs x <= t and x <= float32(t) are then the same.
    """
    nodes: dict[str, list] = {
        key: []
        for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")
    }
    leaves: dict[str, list] = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    tree = 0
    for target, model in enumerate(models):
        for (predictor,) in model._predictors:
            for number, node in enumerate(predictor.nodes):
                leaf = bool(node["is_leaf"])
                row = (
                    tree, number, 0 if leaf else int(node["feature_idx"]),
                    0.0 if leaf else _rounded_down(float(node["num_threshold"])),
                    "LEAF" if leaf else "BRANCH_LEQ",
                    0 if leaf else int(node["left"]), 0 if leaf else int(node["right"]),
                )  # fmt: skip
                for values, value in zip(nodes.values(), row):
                    values.append(value)
                if leaf:
                    for values, value in zip(leaves.values(), (tree, number, target, float(node["value"]))):
                        values.append(value)
            tree += 1
    return {
        **{f"nodes_{key}": value for key, value in nodes.items()},
        **{f"target_{key}": value for key, value in leaves.items()},
        "n_targets": len(models),
        "base_values": [float(np.ravel(model._baseline_prediction)[0]) for model in models],
        "aggregate_function": "SUM",
        "post_transform": "NONE",
    }


def _rounded_down(value: float) -> float:
    near = np.float32(value)
    return float(np.nextafter(near, np.float32(-np.inf)) if near > value else near)


def write_nets(graph: Graph, blend: Blend, wide: str) -> str:
    """(N, members): the members' nets side by side."""
    nets = [{key: value.numpy() for key, value in member.net.state_dict().items()} for member in blend.members]
    stack = lambda key: np.stack([net[key] for net in nets])  # noqa: E731
    first = graph.add("MatMul", graph.add("Unsqueeze", wide, graph.constant([0], np.int64)), graph.constant(stack("first.weight").transpose(0, 2, 1)))
    hidden = graph.silu(graph.add("Add", first, graph.constant(stack("first.bias")[:, None])))
    second = graph.add("MatMul", hidden, graph.constant(stack("second.weight").transpose(0, 2, 1)))
    hidden = graph.silu(graph.add("Add", second, graph.constant(stack("second.bias")[:, None])))
    last = graph.add("MatMul", hidden, graph.constant(stack("last.weight").transpose(0, 2, 1)))
    last = graph.add("Add", last, graph.constant(stack("last.bias")[:, None]))
    flat = graph.add("Squeeze", last, graph.constant([2], np.int64))
    return graph.add("Transpose", flat, perm=[1, 0])


def write_blend(blend: Blend, path: Path) -> None:
    """row (N, C), NaN = empty -> logit (N, 1), members (N, M), additive (N, C)."""
    graph, features = Graph(), blend.features
    filled, empty = write_filled(graph, features, "row")
    wide = write_wide(graph, features, filled, empty)
    weights = np.stack([member.additive.weight for member in blend.members], axis=1)
    biases = np.array([member.additive.bias for member in blend.members])
    additive = graph.add("Add", graph.add("MatMul", wide, graph.constant(weights)), graph.constant(biases))
    parts = [additive, write_trees(graph, blend, filled, empty), write_nets(graph, blend, wide)]
    scaled = [graph.add("Mul", part, graph.constant(share)) for part, share in zip(parts, blend.weight)]
    members = graph.add("Sum", *scaled, name="members")
    graph.add("ReduceMean", members, axes=[1], keepdims=1, name="logit")
    graph.add("MatMul", wide, graph.constant(column_weights(blend)), name="additive")
    count = len(features.columns)
    graph.save(
        path,
        {"row": ["N", count]},
        {"logit": ["N", 1], "members": ["N", len(blend.members)], "additive": ["N", count]},
    )


def column_weights(blend: Blend) -> np.ndarray:
    """(F, C): the additive part's share of the log-odds, sorted by the column that each feature belongs to."""
    mean = np.mean([member.additive.weight for member in blend.members], axis=0) * blend.weight[0]
    origin = np.array(blend.features.origin())
    return mean[:, None] * (origin[:, None] == np.arange(len(blend.features.columns)))
