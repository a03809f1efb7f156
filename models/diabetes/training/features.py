"""From raw columns to what the parts of a model read. The same steps are written into the graph (`graph.py`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from columns import Column

KNOT_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
LIMIT = 5.0  # standardised values are held within this: a far value must not carry a cube away
SMALLEST = 1e-6  # ln is taken of no less


@dataclass
class Features:
    """Fitted on training rows only. All arrays are in the order of `columns`."""

    columns: list[Column]
    median: np.ndarray  # (C,) what an empty cell becomes
    mean: np.ndarray  # (C,) of the value or its logarithm
    spread: np.ndarray  # (C,)
    knots: list[tuple[int, float]]  # column, standardised value

    @staticmethod
    def fit(columns: list[Column], x: np.ndarray) -> Features:
        """x: (N, C) float64, NaN for an empty cell."""
        with np.errstate(all="ignore"):
            median = np.nanmedian(x, axis=0)
        for at, column in enumerate(columns):
            if not np.isfinite(median[at]):
                median[at] = column.codes[0] if column.codes else (column.low + column.high) / 2
            elif column.codes:
                median[at] = min(column.codes, key=lambda code: abs(code - median[at]))
        # In float32, as the graph holds it.
        median = median.astype(np.float32).astype(np.float64)
        bare = Features(columns, median, np.zeros(len(columns)), np.ones(len(columns)), [])
        values = bare._scale_free(bare.filled(x))
        mean, spread = values.mean(axis=0), values.std(axis=0)
        spread[spread < 1e-9] = 1.0
        z = (values - mean) / spread
        knots = []
        for at, column in enumerate(columns):
            if column.codes:
                continue
            for knot in np.unique(np.round(np.quantile(z[:, at], KNOT_SHARES), 3)):
                knots.append((at, float(knot)))
        return Features(columns, median, mean, spread, knots)

    def filled(self, x: np.ndarray) -> np.ndarray:
        """(N, C) without empty cells."""
        return np.where(np.isnan(x), self.median, x)

    def _scale_free(self, filled: np.ndarray) -> np.ndarray:
        out = filled.copy()
        for at, column in enumerate(self.columns):
            if column.log:
                out[:, at] = np.log(np.maximum(out[:, at], SMALLEST))
        return out

    def standardised(self, x: np.ndarray, limit: float = LIMIT) -> np.ndarray:
        """(N, C)"""
        return np.clip((self._scale_free(self.filled(x)) - self.mean) / self.spread, -limit, limit)

    @property
    def steps(self) -> list[int]:
        """Columns whose values are in order, of more than two values."""
        return [at for at, column in enumerate(self.columns) if column.ordered and len(column.codes) != 2]

    @property
    def levels(self) -> list[tuple[int, float]]:
        """Column and code of each one-hot feature."""
        return [(at, code) for at, column in enumerate(self.columns) for code in column.codes]

    @property
    def indicated(self) -> list[int]:
        return [at for at, column in enumerate(self.columns) if column.indicator]

    def origin(self) -> list[int]:
        """The column that each feature of `wide` belongs to."""
        return [
            *self.steps, *self.steps, *self.steps,
            *[at for at, _ in self.knots], *[at for at, _ in self.levels], *self.indicated,
        ]  # fmt: skip

    def wide(self, x: np.ndarray) -> np.ndarray:
        """(N, F): value, square, cube, hinges, one-hot codes, empty cells. What the additive part and the net read."""
        z, filled = self.standardised(x), self.filled(x)
        steps = z[:, self.steps]
        hinges = [np.maximum(z[:, at] - knot, 0) for at, knot in self.knots]
        codes = [(filled[:, at] == code).astype(float) for at, code in self.levels]
        empty = [np.isnan(x[:, at]).astype(float) for at in self.indicated]
        return np.column_stack([steps, steps**2, steps**3, *hinges, *codes, *empty])

    def trees(self, x: np.ndarray) -> np.ndarray:
        """(N, C + indicators): what the trees read, float32 values."""
        empty = [np.isnan(x[:, at]).astype(float) for at in self.indicated]
        return np.column_stack([self.filled(x), *empty]).astype(np.float32).astype(np.float64)
