"""Reads the tables of VESALIUS_DATA/risk_tables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from columns import Column
from settings import Recipe


@dataclass
class Table:
    """Rows that may be used: x (N, C) with NaN for an empty cell, y (N,) 0/1, w (N,) how often the row stands in the table."""

    x: np.ndarray
    y: np.ndarray
    w: np.ndarray
    frame: pd.DataFrame

    def part(self, rows: np.ndarray) -> Table:
        return Table(self.x[rows], self.y[rows], self.w[rows], self.frame.iloc[rows])


def read_column(column: Column, cells: pd.Series) -> np.ndarray:
    """(N,) as the graph is fed: codes for words, NaN for what is missing. Raises ValueError for a cell that is neither."""
    known = cells.notna()
    if column.choices and not pd.api.types.is_numeric_dtype(cells):
        code = {cell: code for cell, code, _ in column.choices}
        strange = set(cells[known]) - set(code)
        if strange:
            raise ValueError(f"{column.name}: {sorted(strange)}")
        return cells.map(code).to_numpy(float)
    values = cells.to_numpy(float)
    for cell in column.missing:
        values = np.where(values == float(cell), np.nan, values)
    inside = np.isin(values, column.codes) if column.choices else (values >= column.low) & (values <= column.high)
    if not (inside | np.isnan(values)).all():
        raise ValueError(f"{column.name}: values outside of its range")
    # float32 is what the graph is fed.
    return values.astype(np.float32).astype(np.float64)


def read_table(recipe: Recipe, rows: int | None = None) -> Table:
    """@param rows only so many, drawn at random (for trials)"""
    path = Path(os.environ["VESALIUS_DATA"]) / "risk_tables" / f"{recipe.file}.csv.gz"
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    if recipe.id == "heart-disease":
        frame = frame.drop_duplicates()
    target = frame[recipe.target]
    frame = frame[target.notna()]
    if recipe.age_limits:
        name, low, high = recipe.age_limits
        frame = frame[(frame[name] >= low) & (frame[name] <= high)]
    weight = pd.Series(1.0, index=frame.index)
    if recipe.group:
        # A person who was drawn more than once counts as often, but is one row and in one fold.
        weight = frame.groupby(recipe.group)[recipe.group].transform("size").astype(float)
        first = ~frame.duplicated(recipe.group)
        frame, weight = frame[first], weight[first]
    if rows is not None and rows < len(frame):
        frame = frame.sample(rows, random_state=1)
        weight = weight.loc[frame.index]
    y = frame[recipe.target].replace({"Yes": 1, "No": 0}).to_numpy(float)
    x = np.column_stack([read_column(column, frame[column.name]) for column in recipe.columns])
    return Table(x, y, weight.to_numpy(), frame.reset_index(drop=True))
