"""Steps that put something in the place of empty cells, learnt from the training part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .figures import evenly_picked, median, moments, most_frequent, total
from .table import TRAIN, Table


def most_regression_rows(columns: int) -> int:
    """Training rows a regression learns from at most: the program's limit."""
    return max(1_000, min(20_000, 20_000_000 // max(1, columns * columns)))


def _null(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _usual(table: Table, at: int) -> dict:
    ordered = np.sort(table.training_values(at))
    return {"name": table.rule(at)["name"], "value": _null(median(ordered) if table.is_number(at) else most_frequent(ordered))}


def learn_medians(table: Table, step: dict) -> dict:
    return {"step": "median", "id": step["id"], "fills": [_usual(table, at) for at in table.chosen(step["only"])]}


def apply_medians(table: Table, step: dict, learnt: dict) -> None:
    _fill(table, step, learnt["fills"], "filled-median")


def _fill(table: Table, step: dict, fills: list[dict], reason: str) -> None:
    places = {rule["name"]: at for at, rule in enumerate(table.pipeline["parameters"])}
    for fill in fills:
        at = places.get(fill["name"])
        if fill["value"] is None or at is None:
            continue
        where = np.flatnonzero(table.kept(at) & np.isnan(table.cells[at].values))
        table.change(step, at, where, np.full(len(where), fill["value"]), reason)


@dataclass
class Matrix:
    """values: (height, columns) standardised, NaN for empty. training: rows of the training part with a value.
    gaps: for each column (cells, rows of the matrix) of what is empty."""

    values: np.ndarray
    training: np.ndarray
    gaps: list[tuple[np.ndarray, np.ndarray]]


def _places(table: Table) -> tuple[np.ndarray, int]:
    """Of each row of the table its row of the matrix, -1 for none; and how many there are."""
    rows = len(table.subject)
    if not table.is_long:
        return np.arange(rows), rows
    place = np.full(rows, -1)
    if table.times is None:
        return place, 0
    known = np.flatnonzero(~np.isnan(table.times))
    order = known[np.lexsort((known, table.times[known], table.subject[known]))]
    if len(order) == 0:
        return place, 0
    new = np.r_[True, (np.diff(table.subject[order]) != 0) | (np.diff(table.times[order]) != 0)]
    place[order] = np.cumsum(new) - 1
    return place, int(new.sum())


def _matrix(table: Table, inputs: list[int], centre: list[float], spread: list[float]) -> Matrix:
    place, height = _places(table)
    values = np.full((height, len(inputs)), np.nan)
    training = np.zeros(height, dtype=bool)
    gaps = []
    for column, at in enumerate(inputs):
        cells = table.cells[at]
        row = place[cells.rows]
        usable = table.kept(at) & (row >= 0)
        there = np.flatnonzero(usable & ~np.isnan(cells.values))
        # Backwards, so that of two values of one moment the first stays.
        values[row[there[::-1]], column] = (cells.values[there[::-1]] - centre[column]) / spread[column]
        training[row[there][table.parts[cells.rows[there]] == TRAIN]] = True
        empty = np.flatnonzero(usable & np.isnan(cells.values))
        gaps.append((empty, row[empty]))
    return Matrix(values, np.flatnonzero(training), gaps)


def _learn_columns(table: Table, step: dict) -> tuple[list[int], dict]:
    chosen = table.chosen(step["only"])
    inputs = [at for at in chosen if table.is_number(at) and len(table.training_values(at))]
    scales = [moments(table.training_values(at)) for at in inputs]
    return inputs, {
        "columns": [table.rule(at)["name"] for at in inputs],
        "centre": [mean for mean, _ in scales],
        "spread": [spread for _, spread in scales],
        "fills": [_usual(table, at) for at in chosen if not table.is_number(at)],
    }


def learn_nearest(table: Table, step: dict) -> dict:
    inputs, described = _learn_columns(table, step)
    matrix = _matrix(table, inputs, described["centre"], described["spread"])
    donors = matrix.values[matrix.training[evenly_picked(len(matrix.training), step["donors"])]]
    return {"step": "nearest", "id": step["id"], **described, "donors": [[_null(value) for value in row] for row in donors]}


def _inputs(table: Table, learnt: dict) -> tuple[list[int], Matrix]:
    places = {rule["name"]: at for at, rule in enumerate(table.pipeline["parameters"])}
    inputs = [places[name] for name in learnt["columns"]]
    return inputs, _matrix(table, inputs, learnt["centre"], learnt["spread"])


def apply_nearest(table: Table, step: dict, learnt: dict) -> None:
    inputs, matrix = _inputs(table, learnt)
    donors = np.array(learnt["donors"], dtype=np.float64).reshape(len(learnt["donors"]), len(inputs))
    kept: dict[int, np.ndarray] = {}
    for column, at in enumerate(inputs):
        cells, rows = matrix.gaps[column]
        filled = np.empty(len(cells))
        for place, row in enumerate(rows):
            there = matrix.values[row, column]
            if not np.isnan(there):
                filled[place] = there
                continue
            if row not in kept:
                kept[row] = _distances(matrix.values[row], donors)
            filled[place] = _mean_of_nearest(donors[:, column], kept[row], step["neighbours"])
        table.change(step, at, cells, learnt["centre"][column] + learnt["spread"][column] * filled, "filled-nearest")
    _fill(table, step, learnt["fills"], "filled-nearest")


def _distances(own: np.ndarray, donors: np.ndarray) -> np.ndarray:
    """Mean square difference to each donor over the columns that both have, NaN where there is none."""
    sums, shared = np.zeros(len(donors)), np.zeros(len(donors))
    for column in np.flatnonzero(~np.isnan(own)):
        difference = own[column] - donors[:, column]
        both = ~np.isnan(difference)
        sums[both] += difference[both] * difference[both]
        shared += both
    with np.errstate(invalid="ignore"):
        return np.where(shared > 0, sums / shared, np.nan)


def _mean_of_nearest(values: np.ndarray, distances: np.ndarray, neighbours: int) -> float:
    usable = np.flatnonzero(~np.isnan(values) & ~np.isnan(distances))
    nearest = usable[np.argsort(distances[usable], kind="stable")][:neighbours]
    return total(values[nearest]) / len(nearest) if len(nearest) else 0.0


def learn_chained(table: Table, step: dict) -> dict:
    inputs, described = _learn_columns(table, step)
    matrix = _matrix(table, inputs, described["centre"], described["spread"])
    known = matrix.values[matrix.training[evenly_picked(len(matrix.training), most_regression_rows(len(inputs)))]]
    filled = np.where(np.isnan(known), 0.0, known)
    models = []
    for _ in range(step["rounds"]):
        models.append([])
        for target in range(len(inputs)):
            there = ~np.isnan(known[:, target])
            weights = _ridge(filled[there], target, step["ridge"])
            filled[~there, target] = filled[~there] @ weights[:-1] + weights[-1]
            models[-1].append([float(weight) for weight in weights])
    return {"step": "chained", "id": step["id"], **described, "models": models}


def _ridge(values: np.ndarray, target: int, penalty: float) -> np.ndarray:
    """(columns + 1,): weights, 0 for the target's own, and the intercept, which is not shrunk."""
    if len(values) == 0:
        return np.zeros(values.shape[1] + 1)
    means = values.mean(axis=0)
    others = [at for at in range(values.shape[1]) if at != target]
    centred = values[:, others] - means[others]
    gram = centred.T @ centred + penalty * np.eye(len(others))
    weights = np.zeros(values.shape[1] + 1)
    weights[others] = np.linalg.solve(gram, centred.T @ (values[:, target] - means[target]))
    weights[-1] = means[target] - weights[others] @ means[others]
    return weights


def apply_chained(table: Table, step: dict, learnt: dict) -> None:
    inputs, matrix = _inputs(table, learnt)
    empty = np.isnan(matrix.values)
    filled = np.where(empty, 0.0, matrix.values)
    for models in learnt["models"]:
        for target, weights in enumerate(models):
            rows = empty[:, target]
            filled[rows, target] = filled[rows] @ np.array(weights[:-1]) + weights[-1]
    for column, at in enumerate(inputs):
        cells, rows = matrix.gaps[column]
        table.change(step, at, cells, learnt["centre"][column] + learnt["spread"][column] * filled[rows, column], "filled-chained")
    _fill(table, step, learnt["fills"], "filled-chained")
