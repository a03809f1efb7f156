"""The whole model as one graph: features, trees, nets and the weights between them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, compose, helper
from torch import Tensor, nn

from features import Statistics
from measurements import Columns
from networks import Carry, Recurrent, Scale
from settings import HOURS, STAY_LEVELS, TREE_SETS
from trees import Grown, tree_node

OPSET = 14


class Front(nn.Module):
    """Grid (n, 48, columns) to tree features, log-odds of each fold's nets (n, folds) and hours observed (n, 1).

    nets: for each fold its scaling and its nets, whose log-odds are averaged.
    """

    def __init__(self, columns: Columns, nets: list[tuple[Scale, list[Recurrent]]]):
        super().__init__()
        self.statistics, self.carry = Statistics(columns), Carry(columns)
        self.scales = nn.ModuleList(scale for scale, _ in nets)
        self.nets = nn.ModuleList(nn.ModuleList(members) for _, members in nets)

    def forward(self, grid: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        observed = grid[:, :, 0]
        carried = self.carry(grid)
        folds = []
        for scale, members in zip(self.scales, self.nets):
            rows = scale(carried)
            folds.append(sum(net.after(rows, observed) for net in members) / len(members))
        return self.statistics(grid), torch.cat(folds, 1), observed.sum(1, keepdim=True)


class Back(nn.Module):
    """Sums of all trees (n, folds * (sets + levels)), net log-odds and hours to the answers.

    weights: (49, 3) float32, for each number of observed hours the weight of the trees, of the nets, and the intercept.
    Gives the log-odds (n, 1), those of each fold's member (n, folds), and the days (n, levels): not less than the time
    that has passed, in ascending order.
    """

    def __init__(self, weights: np.ndarray, folds: int):
        super().__init__()
        self.register_buffer("weights", torch.from_numpy(weights.astype(np.float32)))
        self.folds = folds

    def forward(self, sums: Tensor, nets: Tensor, elapsed: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        cut = self.folds * TREE_SETS
        trees = sums[:, :cut].reshape(-1, self.folds, TREE_SETS).mean(2)
        weight = self.weights[elapsed[:, 0].round().clamp(0, HOURS).long()]
        members = weight[:, :1] * trees + weight[:, 1:2] * nets + weight[:, 2:]
        levels = sums[:, cut:].reshape(-1, self.folds, len(STAY_LEVELS)).mean(1)
        low, middle, high = levels[:, :1], levels[:, 1:2], levels[:, 2:]
        passed = elapsed / 24
        middle = torch.maximum(middle, passed)
        low = torch.maximum(torch.minimum(low, middle), passed)
        return members.mean(1, keepdim=True), members, torch.cat([low, middle, torch.maximum(high, middle)], 1)


def _traced(module: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str]) -> ModelProto:
    target = io.BytesIO()
    free = {name: {0: "N"} for name in [*names, *outputs]}
    torch.onnx.export(module.eval(), inputs, target, input_names=names, output_names=outputs, dynamic_axes=free, opset_version=OPSET)
    return onnx.load_from_string(target.getvalue())


def build_graph(front: Front, back: Back, grown: list[Grown], columns: Columns) -> ModelProto:
    """`grid` to `logit`, `members` and `days`. grown: the sets of each fold, then the levels of each fold."""
    grid = torch.zeros(2, HOURS, len(columns))
    grid[:, :, 0] = 1
    front_names, back_names = ["features", "nets", "elapsed"], ["sums", "nets", "elapsed"]
    with torch.no_grad():
        _, nets, elapsed = front(grid)
    first = compose.add_prefix(_traced(front, (grid,), ["grid"], front_names), "front/")
    last = compose.add_prefix(_traced(back, (torch.zeros(2, len(grown)), nets, elapsed), back_names, ["logit", "members", "days"]), "back/")
    nodes = [*first.graph.node, tree_node(grown, "front/features", "back/sums")]
    nodes += [helper.make_node("Identity", [f"front/{name}"], [f"back/{name}"]) for name in ("nets", "elapsed")]
    nodes += last.graph.node
    graph = helper.make_graph(nodes, "icu_mortality", first.graph.input, last.graph.output, [*first.graph.initializer, *last.graph.initializer])
    _rename(graph, {"front/grid": "grid", "back/logit": "logit", "back/members": "members", "back/days": "days"})
    for value, size in zip(graph.output, (1, back.folds, len(STAY_LEVELS))):
        value.type.CopyFrom(helper.make_tensor_type_proto(onnx.TensorProto.FLOAT, ["N", size]))
    graph.input[0].type.CopyFrom(helper.make_tensor_type_proto(onnx.TensorProto.FLOAT, ["N", HOURS, len(columns)]))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", 2)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="icu-mortality")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def _rename(graph: onnx.GraphProto, names: dict[str, str]) -> None:
    for node in graph.node:
        for values in (node.input, node.output):
            for at, name in enumerate(values):
                if name in names:
                    values[at] = names[name]
    for value in (*graph.input, *graph.output):
        value.name = names.get(value.name, value.name)


def write_graph(model: ModelProto, target: Path) -> dict:
    """The manifest's entry of the file."""
    content = model.SerializeToString()
    target.write_bytes(content)
    return {"file": target.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "opset": OPSET}
