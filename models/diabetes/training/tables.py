"""Reads the tables of VESALIUS_DATA/risk_tables; their cells are prepared by the pipeline that travels with the model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from package_pipeline import cleaned
from settings import Recipe

from preparation.pipeline import read_frame


@dataclass
class Table:
    """Rows that may be used: x (N, C) with NaN for an empty cell, y (N,) 0/1, w (N,) how often the row stands in the table."""

    x: np.ndarray
    y: np.ndarray
    w: np.ndarray
    frame: pd.DataFrame
    text: pd.DataFrame  # the same rows as they are written

    def part(self, rows: np.ndarray) -> Table:
        return Table(self.x[rows], self.y[rows], self.w[rows], self.frame.iloc[rows], self.text.iloc[rows])


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
    text = read_frame(str(path)).loc[frame.index]
    # float32 is what the graph is fed.
    x = cleaned(recipe, text).astype(np.float32).astype(np.float64)
    return Table(x, y, weight.to_numpy(), frame.reset_index(drop=True), text.reset_index(drop=True))
