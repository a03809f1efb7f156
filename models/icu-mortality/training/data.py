"""PhysioNet 2012 in long form to grids [stays, hours, columns] float32, and the outcomes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from measurements import clean, columns, load_catalogue
from settings import HOURS


@dataclass(frozen=True)
class Stays:
    """Grids and outcomes, row for row.

    grid: (n, 48, columns) float32; died: (n,) bool; days: (n,) float64, NaN where the source has none;
    saps: (n,) float64, NaN where the source has none, for comparison only.
    """

    record: np.ndarray
    grid: np.ndarray
    died: np.ndarray
    days: np.ndarray
    saps: np.ndarray
    counts: dict[str, dict[str, int]]

    def static(self, name: str) -> np.ndarray:
        place = columns(load_catalogue()).statics[name]
        return self.grid[:, 0, place]


def data_folder() -> Path:
    return Path(os.environ["VESALIUS_DATA"]) / "icu_physionet2012"


def clean_values(table: pd.DataFrame, catalogue: dict) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """Rows with a usable value, in the same order, and for each parameter how many were repaired, refused or missing."""
    parts, counts = [], {}
    for spec in catalogue["statics"] + catalogue["series"]:
        rows = table[table.parameter == spec["name"]]
        known, place = np.unique(rows.value.to_numpy(), return_inverse=True)
        results = [clean(float(value), spec, catalogue["missing"]) for value in known]
        new = np.array([np.nan if value is None else value for value, _ in results], dtype=np.float64)
        done = np.array([what for _, what in results])
        parts.append(rows.assign(value=new[place]) if len(rows) else rows)
        counts[spec["name"]] = {what: int((done[place] == what).sum()) for what in ("kept", "repaired", "refused", "missing")}
    return pd.concat(parts).dropna(subset=["value"]).sort_index(kind="stable"), counts


def to_grid(table: pd.DataFrame, records: np.ndarray, catalogue: dict) -> np.ndarray:
    """Cleaned rows to (n, 48, columns) float32.

    A cell of a series holds the mean (`sum`: the sum, `last`: the last) of the hour's values and how many there were;
    sums are taken in double precision in the order of the rows. An hour holds minutes 60h to 60h + 59, the last one minute
    2880 too. A static holds its last value at every hour.
    """
    cols = columns(catalogue)
    rows = table[(table.minute >= 0) & (table.minute <= 60 * HOURS)]
    stay = pd.Index(records).get_indexer(rows.RecordID)
    hour = np.minimum(rows.minute.to_numpy() // 60, HOURS - 1)
    cell = stay * HOURS + hour
    values, names = rows.value.to_numpy(), rows.parameter.to_numpy()
    grid = np.zeros((len(records), HOURS, len(cols)), np.float64)
    flat = grid.reshape(-1, len(cols))
    flat[:, 0] = 1
    for spec in catalogue["series"]:
        mine = np.flatnonzero(names == spec["name"])
        column = cols.value(spec["name"])
        count = np.bincount(cell[mine], minlength=len(flat))
        if spec["pool"] == "last":
            flat[cell[mine], column] = values[mine]
        else:
            total = np.bincount(cell[mine], weights=values[mine], minlength=len(flat))
            flat[:, column] = total / np.maximum(count, 1) if spec["pool"] == "mean" else total
        flat[:, column + 1] = count
    for spec in catalogue["statics"]:
        mine = np.flatnonzero(names == spec["name"])
        place = cols.statics[spec["name"]]
        if spec["kind"] == "number":
            grid[stay[mine], :, place] = values[mine][:, None]
            grid[stay[mine], :, place + 1] = 1
        else:
            for at in range(len(spec["values"])):
                grid[stay[mine], :, place + at] = (values[mine] == spec["values"][at])[:, None]
    return grid.astype(np.float32)


def read_stays(parts: tuple[str, ...] = ("a", "b")) -> Stays:
    """All stays of the given sets, in the order of the outcome tables."""
    catalogue, folder = load_catalogue(), data_folder()
    table = pd.concat([pd.read_csv(folder / f"set-{part}.csv.gz") for part in parts], ignore_index=True)
    outcomes = pd.concat([pd.read_csv(folder / f"outcomes-{part}.csv") for part in parts], ignore_index=True)
    cleaned, counts = clean_values(table, catalogue)
    days = outcomes["Length_of_stay"].to_numpy(np.float64)
    saps = outcomes["SAPS-I"].to_numpy(np.float64)
    records = outcomes.RecordID.to_numpy()
    return Stays(
        record=records,
        grid=to_grid(cleaned, records, catalogue),
        died=outcomes["In-hospital_death"].to_numpy() == 1,
        days=np.where(days < 0, np.nan, days),
        saps=np.where(saps < 0, np.nan, saps),
        counts=counts,
    )
