"""A table as the steps work on it: for each parameter of the pipeline its cells, whichever form the file has."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .reading import is_empty, read_number, read_time
from .split import parts_of

TRAIN, TEST, ASIDE = 1, 2, 0


@dataclass
class Cells:
    """rows: (n,) int, ascending; values: (n,) float64, NaN for empty; units: (n,) str, or None without a column of units."""

    rows: np.ndarray
    values: np.ndarray
    units: np.ndarray | None


@dataclass
class Change:
    """What one step did to cells of one parameter (`parameter` None: rows that were removed)."""

    step: str
    parameter: str | None
    reason: str
    slip: str
    rows: np.ndarray
    before: np.ndarray
    after: np.ndarray
    marked: bool


@dataclass
class Table:
    """frame: all cells as text. subject: (rows,) int. times: (rows,) minutes or None. parts: (rows,) TRAIN, TEST or ASIDE."""

    pipeline: dict
    frame: pd.DataFrame
    subject: np.ndarray
    times: np.ndarray | None
    alike: np.ndarray
    cells: list[Cells]
    parts: np.ndarray
    removed: np.ndarray
    changes: list[Change] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        return self.pipeline["table"]["form"] == "long"

    def rule(self, at: int) -> dict:
        return self.pipeline["parameters"][at]

    def is_number(self, at: int) -> bool:
        return self.rule(at)["values"]["kind"] == "number"

    def chosen(self, only: list[str] | None) -> list[int]:
        """Places of the inputs that a step works on."""
        rules = self.pipeline["parameters"]
        return [at for at, rule in enumerate(rules) if rule["role"] == "input" and (only is None or rule["name"] in only)]

    def kept(self, at: int) -> np.ndarray:
        """(n,) bool: the cell's row was not removed."""
        return ~self.removed[self.cells[at].rows]

    def there(self, at: int) -> np.ndarray:
        """(n,) bool: a value that is there, in a row that was not removed."""
        return self.kept(at) & ~np.isnan(self.cells[at].values)

    def training_values(self, at: int) -> np.ndarray:
        cells = self.cells[at]
        return cells.values[self.there(at) & (self.parts[cells.rows] == TRAIN)]

    def change(self, step: dict, at: int, where: np.ndarray, after: np.ndarray, reason: str, slip: str = "") -> None:
        """where: places among the cells; after: their new values."""
        if len(where) == 0:
            return
        cells = self.cells[at]
        before = cells.values[where].copy()
        cells.values[where] = after
        self._log(step, self.rule(at)["name"], reason, slip, cells.rows[where], before, cells.values[where].copy(), False)

    def mark(self, step: dict, at: int, where: np.ndarray, reason: str) -> None:
        if len(where):
            values = self.cells[at].values[where].copy()
            self._log(step, self.rule(at)["name"], reason, "", self.cells[at].rows[where], values, values, True)

    def remove(self, step: dict, rows: np.ndarray, reason: str) -> None:
        if len(rows):
            self.removed[rows] = True
            none = np.full(len(rows), np.nan)
            self._log(step, None, reason, "", rows, none, none, False)

    def _log(self, step: dict, name: str | None, reason: str, slip: str, rows, before, after, marked: bool) -> None:
        self.changes.append(Change(step["id"], name, reason, slip, rows, before, after, marked))


def bind(pipeline: dict, frame: pd.DataFrame, split: bool) -> Table:
    """frame: every column as text, '' for empty. split: part the rows as the pipeline says; False: all rows alike."""
    form = pipeline["table"]
    frame = frame.apply(lambda column: column.str.strip().str.strip("\ufeff"))
    rows = len(frame)
    names = frame[form["subject"]].to_numpy() if form["subject"] else np.array([str(row) for row in range(rows)], dtype=object)
    subject, known = pd.factorize(names)
    times = None
    if form["time"]:
        unit = form["time"]["unit"]
        times = np.array([read_time(cell, unit) for cell in frame[form["time"]["column"]]], dtype=np.float64)
    alike = frame.groupby(list(frame.columns), sort=False, dropna=False).ngroup().to_numpy()
    cells = [_cells(pipeline, rule, frame) for rule in pipeline["parameters"]]
    parts = parts_of(pipeline, subject, known, times) if split else np.full(rows, TEST)
    return Table(pipeline, frame, subject, times, alike, cells, parts, np.zeros(rows, dtype=bool))


def _cells(pipeline: dict, rule: dict, frame: pd.DataFrame) -> Cells:
    form = pipeline["table"]
    if form["form"] == "wide":
        if rule["name"] not in frame:
            return Cells(np.zeros(0, dtype=int), np.zeros(0), None)
        return Cells(np.arange(len(frame)), _values(frame[rule["name"]], rule), None)
    rows = np.flatnonzero(frame[form["parameter"]].to_numpy() == rule["name"])
    units = frame[form["unit"]].to_numpy()[rows] if form["unit"] else None
    return Cells(rows, _values(frame[form["value"]].iloc[rows], rule), units)


def _values(cells: pd.Series, rule: dict) -> np.ndarray:
    words = rule["values"].get("words") or []
    texts, place = np.unique(cells.to_numpy(dtype=str), return_inverse=True)
    return np.array([_value(text, words) for text in texts], dtype=np.float64)[place] if len(texts) else np.zeros(0)


def _value(text: str, words: list[dict]) -> float:
    number = np.nan if is_empty(text) else read_number(text)
    if not words:
        return number
    codes = {word["written"].strip(): float(word["code"]) for word in words}
    if np.isnan(number):
        return np.nan if is_empty(text) else codes.get(text, np.nan)
    by_number = {read_number(written): code for written, code in codes.items() if not np.isnan(read_number(written))}
    return by_number.get(number, np.nan)
