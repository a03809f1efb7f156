"""The autoencoder behind `unusual-patient`: one small net a table, all in one graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

from features import Features
from graph import Graph, write_filled, write_standardised
from settings import SEED, Recipe
from tables import Table

WIDTH, CODE, EPOCHS, BATCH = 24, 5, 60, 256
MOST_ROWS = 8000  # of a large table: enough for a net of this size
LEAST_SPREAD = 0.15  # of a residual, so that a column that never varies does not decide alone
SHARE_FLAGGED = 0.01
FAR = 12.0  # standardised values are held within this: here a far value is what is looked for
LARGEST_SHARE = 0.25  # of the largest error of a cell


class Autoencoder(torch.nn.Module):
    """(N, D) standardised, 0 where empty -> (N, D) and the code (N, CODE)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.inward, self.code = torch.nn.Linear(size, WIDTH), torch.nn.Linear(WIDTH, CODE)
        self.outward, self.out = torch.nn.Linear(CODE, WIDTH), torch.nn.Linear(WIDTH, size)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        code = self.code(torch.tanh(self.inward(x)))
        return self.out(torch.tanh(self.outward(code))), code


@dataclass
class Familiar:
    """Fitted to one table."""

    recipe: Recipe
    features: Features
    net: Autoencoder
    residual: np.ndarray  # (D,) variance of what the net cannot rebuild
    code_mean: np.ndarray
    code_shape: np.ndarray  # (CODE, CODE): (code - mean) @ shape has unit covariance
    threshold: float = 0.0
    quantiles: list[float] | None = None  # of held-out rows, 0 to 100 %
    report: dict[str, object] | None = None

    def score(self, x: np.ndarray) -> np.ndarray:
        """(N,): see `answers`."""
        return self.answers(x)[0]

    def answers(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score (N,) and position (N, CODE).

        The score is the mean squared error of the known cells, each by what is usual for its column, and a part of the
        largest one, so that one impossible cell among many usual ones is seen.
        """
        value, known = read(self.features, x)
        with torch.no_grad():
            rebuilt, code = (each.numpy() for each in self.net(torch.from_numpy(value)))
        square = (rebuilt - value) ** 2 / self.residual * known
        score = square.sum(axis=1) / np.maximum(known.sum(axis=1), 1) + LARGEST_SHARE * square.max(axis=1)
        return score, (code - self.code_mean) @ self.code_shape


def read(features: Features, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values (N, D) with 0 for an empty cell, and 1.0 where a cell is known; float32."""
    known = (~np.isnan(x)).astype(np.float32)
    return (features.standardised(x, FAR) * known).astype(np.float32), known


def _fit(recipe: Recipe, table: Table, epochs: int) -> Familiar:
    torch.manual_seed(SEED)
    features = Features.fit(recipe.columns, table.x)
    value, known = (torch.from_numpy(each) for each in read(features, table.x))
    net = Autoencoder(value.shape[1])
    batches = max(2, len(value) // BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-2, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=batches * epochs)
    for _ in range(epochs):
        for rows in torch.randperm(len(value)).chunk(batches):
            # A cell that is hidden now and then teaches the net to rebuild it from the others.
            shown = value[rows] * (torch.rand(value[rows].shape) > 0.1)
            optimizer.zero_grad()
            (((net(shown)[0] - value[rows]) ** 2 * known[rows]).sum() / known[rows].sum()).backward()
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        rebuilt, code = (each.numpy() for each in net(value))
    seen = known.numpy()
    residual = ((rebuilt - value.numpy()) ** 2 * seen).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    spread = np.cov(code.T) + 1e-4 * np.eye(CODE)
    shape = np.linalg.cholesky(np.linalg.inv(spread))
    return Familiar(recipe, features, net.eval(), np.maximum(residual, LEAST_SPREAD**2), code.mean(axis=0), shape)


def fit_familiar(recipe: Recipe, table: Table) -> Familiar:
    """The net on all rows; threshold and figures on rows that were held out of five nets fitted alike."""
    if len(table.y) > MOST_ROWS:
        table = table.part(np.random.default_rng(SEED).choice(len(table.y), MOST_ROWS, replace=False))
    epochs = max(EPOCHS, 60000 // len(table.y)) if len(table.y) < 2000 else EPOCHS // 2
    held, mixed, far = (np.zeros(len(table.y)) for _ in range(3))
    strange = strange_rows(table.x, np.random.default_rng(SEED))
    wrong = rows_with_a_wrong_cell(recipe, table.x, np.random.default_rng(SEED))
    for learn, test in KFold(5, shuffle=True, random_state=SEED).split(table.x):
        trial = _fit(recipe, table.part(learn), epochs)
        held[test], mixed[test] = trial.score(table.x[test]), trial.score(strange[test])
        far[test] = trial.score(wrong[test])
    found = _fit(recipe, table, epochs)
    found.threshold = float(np.quantile(held, 1 - SHARE_FLAGGED))
    found.quantiles = [float(value) for value in np.quantile(held, np.linspace(0, 1, 21))]
    truth = np.r_[np.zeros(len(held)), np.ones(len(mixed))]
    found.report = {
        "n": float(len(held)),
        "flagged_held_out": float((held > found.threshold).mean()),
        "flagged_wrong_cell": float((far > found.threshold).mean()),
        "flagged_shuffled": float((mixed > found.threshold).mean()),
        "auc_shuffled": float(roc_auc_score(truth, np.r_[held, mixed])),
        "auc_ci": auc_interval(held, mixed),
    }
    return found


def rows_with_a_wrong_cell(recipe: Recipe, x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """In each row one number is put at one end of its allowed range: the typing errors that the range lets through."""
    wrong, numbers = x.copy(), [at for at, column in enumerate(recipe.columns) if not column.codes]
    for row in wrong:
        at = rng.choice(numbers)
        row[at] = rng.choice([recipe.columns[at].low, recipe.columns[at].high])
    return wrong


def auc_interval(usual: np.ndarray, strange: np.ndarray) -> tuple[float, float]:
    """2.5 and 97.5 % of 200 bootstrap draws."""
    rng, n = np.random.default_rng(SEED), len(usual)
    truth, draws = np.r_[np.zeros(n), np.ones(n)], []
    for _ in range(200):
        one, other = rng.integers(0, n, n), rng.integers(0, n, n)
        draws.append(roc_auc_score(truth, np.r_[usual[one], strange[other]]))
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def strange_rows(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows whose cells come from different patients: each value is usual, the company it keeps is not."""
    return np.column_stack([rng.permutation(column) for column in x.T])


def write_familiar(tables: list[Familiar], path: Path) -> None:
    """row (N, all columns of all tables) -> unusual (N, tables), position (N, tables x CODE)."""
    graph, scores, codes, start = Graph(), [], [], 0
    for table in tables:
        count = len(table.features.columns)
        part = graph.pick("row", list(range(start, start + count)))
        score, code = _write_one(graph, table, part)
        scores.append(score)
        codes.append(code)
        start += count
    graph.add("Concat", *scores, axis=1, name="unusual")
    graph.add("Concat", *codes, axis=1, name="position")
    sizes = {"unusual": ["N", len(tables)], "position": ["N", CODE * len(tables)]}
    graph.save(path, {"row": ["N", start]}, sizes)


def _write_one(graph: Graph, table: Familiar, row: str) -> tuple[str, str]:
    """Names of the score (N, 1) and of the standardised code (N, CODE)."""
    weights = {key: value.numpy() for key, value in table.net.state_dict().items()}

    def layer(x: str, key: str) -> str:
        product = graph.add("MatMul", x, graph.constant(weights[f"{key}.weight"].T))
        return graph.add("Add", product, graph.constant(weights[f"{key}.bias"]))

    filled, empty = write_filled(graph, table.features, row)
    known = graph.add("Sub", graph.constant(1.0), empty)
    value = graph.add("Mul", write_standardised(graph, table.features, filled, FAR), known)
    code = layer(graph.add("Tanh", layer(value, "inward")), "code")
    rebuilt = layer(graph.add("Tanh", layer(code, "outward")), "out")
    off = graph.add("Sub", rebuilt, value)
    square = graph.add("Div", graph.add("Mul", off, off), graph.constant(table.residual))
    square = graph.add("Mul", square, known)
    axis = graph.constant([1], np.int64)
    error = graph.add("ReduceSum", square, axis, keepdims=1)
    # A row of another table is empty here: its score is of no interest but must be finite.
    counted = graph.add("Max", graph.add("ReduceSum", known, axis, keepdims=1), graph.constant(1.0))
    largest = graph.add("Mul", graph.add("ReduceMax", square, axes=[1], keepdims=1), graph.constant(LARGEST_SHARE))
    centred = graph.add("Sub", code, graph.constant(table.code_mean))
    position = graph.add("MatMul", centred, graph.constant(table.code_shape))
    return graph.add("Add", graph.add("Div", error, counted), largest), position
