"""Holds the shipped graphs to the preparation pipeline: what they put into empty cells and how they scale.

`VESALIUS_DATA=… python3 models/diabetes/training/check_preparation.py` fits a pipeline (median, then standard scales) on the
rows that each model was trained on and compares with the constants inside its graph, as it does with the fills of the package's
own pipeline. A line of JSON a model; fails where a number differs. Codes are not compared: a graph takes the code nearest to the
median, a pipeline the most frequent one. Scales of columns that a graph takes the logarithm of are not compared either.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
from onnx import numpy_helper

from package_pipeline import FILE, fills_of
from settings import RECIPES, Recipe
from tables import read_table

MODELS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MODELS.parent / "scripts"))

from preparation.pipeline import FORMAT, fit  # noqa: E402


def graph_constants(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Median, mean and spread, (C,) each, of the first fill and the first scaling."""
    graph = onnx.load(path).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    empties = {node.output[0] for node in graph.node if node.op_type == "IsNaN"}
    median = next(constants[node.input[1]] for node in graph.node if node.op_type == "Where" and node.input[0] in empties)
    scaled = next(node for node in graph.node if node.op_type == "Div" and _is_column_wise(constants.get(node.input[1]), median))
    centred = next(node for node in graph.node if node.output[0] == scaled.input[0])
    return median, constants[centred.input[1]], constants[scaled.input[1]]


def _is_column_wise(constant: np.ndarray | None, median: np.ndarray) -> bool:
    return constant is not None and constant.shape == median.shape


def pipeline_for(recipe: Recipe, names: list[str]) -> dict:
    rule = {"parameter": None, "role": "input", "values": {"kind": "number"}, "unit": None, "writtenUnits": [],
            "possible": None, "plausible": None, "missing": [], "repairs": []}  # fmt: skip
    every = {"on": True, "only": None}
    return {
        "format": FORMAT, "name": recipe.id, "catalogue": None, "table": {"form": "wide", "subject": None, "time": None},
        "parameters": [{"name": name, **rule} for name in names],
        "steps": [{"step": "median", "id": "fill", **every}, {"step": "normalise", "id": "scale", **every, "method": "standard"}],
        "split": {"by": "row", "seed": 0, "trainShare": 1, "before": None},
    }  # fmt: skip


def check(recipe: Recipe) -> dict:
    table = read_table(recipe)
    numbers = [at for at, column in enumerate(recipe.columns) if not column.codes]
    names = [recipe.columns[at].name for at in numbers]
    frame = pd.DataFrame({name: table.x[:, at] for name, at in zip(names, numbers)})
    state, _ = fit(pipeline_for(recipe, names), frame.apply(lambda column: column.map(lambda value: "" if np.isnan(value) else repr(value))))
    fills = {fill["name"]: fill["value"] for fill in state["learnt"][0]["fills"]}
    scales = {scale["name"]: scale for scale in state["learnt"][1]["scales"]}
    median, mean, spread = graph_constants(MODELS / recipe.id / "model.onnx")
    packed = fills_of(json.loads((MODELS / recipe.id / FILE).read_text(encoding="utf-8")))
    worst = {"fill": 0.0, "packed": 0.0, "centre": 0.0, "spread": 0.0}
    for at in numbers:
        column = recipe.columns[at]
        pairs = [("fill", fills[column.name], median[at])]
        if column.name in packed:
            pairs += [("packed", packed[column.name], median[at])]
        if not column.log:
            pairs += [("centre", scales[column.name]["centre"], mean[at]), ("spread", scales[column.name]["spread"], spread[at])]
        for what, ours, theirs in pairs:
            worst[what] = max(worst[what], abs(ours - float(theirs)) / max(1.0, abs(float(theirs))))
    return {"model": recipe.id, "rows": len(table.x), "filled": len(numbers), "packed": len(packed), "scaled": sum(not recipe.columns[at].log for at in numbers), "worst": worst}


def main() -> None:
    results = [check(recipe) for recipe in RECIPES.values()]
    for result in results:
        print(json.dumps(result), flush=True)
    if max(max(result["worst"].values()) for result in results) > 1e-6:
        raise SystemExit("a graph prepares its input otherwise than the pipeline")


if __name__ == "__main__":
    main()
