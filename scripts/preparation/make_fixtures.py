"""Writes what the program's tests are held to: `python3 -m preparation.make_fixtures <folder>`, run in scripts/.

drawn.json: this package on drawn tables. oracle.json: scikit-learn on one matrix. reading.json: cells.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from .compare import cells_of, compare_case
from .drawn import draw_case
from .reading import is_empty, read_number, read_time

CASES, ROWS = 36, 36


def drawn() -> list[dict]:
    cases = []
    for seed in range(CASES):
        pipeline, fitted, other = draw_case(seed, ROWS)
        cases.append({"pipeline": pipeline, "table": cells_of(fitted), "other": cells_of(other), **compare_case(pipeline, fitted, other)})
    return cases


def oracle() -> dict:
    """One matrix with gaps, its first part to learn from; results of both parts. Filling works on standardised columns."""
    generator = np.random.default_rng(26)
    base = generator.normal(size=(90, 3))
    whole = base @ generator.normal(size=(3, 5)) + 0.3 * generator.normal(size=(90, 5))
    whole = whole * np.array([1, 20, 0.05, 300, 7]) + np.array([0, 120, 7.4, 900, -3])
    gaps = whole.copy()
    gaps[generator.random(gaps.shape) < 0.15] = np.nan
    train, everything = gaps[:60], gaps
    scaler = StandardScaler().fit(train)
    back = lambda filled: scaler.inverse_transform(filled).tolist()  # noqa: E731
    filled = SimpleImputer(strategy="median").fit(train)
    results = {"median": filled.transform(everything).tolist()}
    for neighbours in (1, 5):
        nearest = KNNImputer(n_neighbors=neighbours).fit(scaler.transform(train))
        results[f"nearest-{neighbours}"] = back(nearest.transform(scaler.transform(everything)))
    for rounds, ridge in ((1, 1.0), (5, 0.5)):
        chained = IterativeImputer(Ridge(alpha=ridge), max_iter=rounds, tol=0, initial_strategy="mean", imputation_order="roman")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            chained.fit(scaler.transform(train))
        results[f"chained-{rounds}-{ridge}"] = back(chained.transform(scaler.transform(everything)))
    complete = filled.transform(everything)
    for name, kind in (("standard", StandardScaler()), ("robust", RobustScaler()), ("min-max", MinMaxScaler())):
        results[name] = kind.fit(complete[:60]).transform(complete).tolist()
    return {"train": 60, "matrix": [[None if np.isnan(value) else value for value in row] for row in gaps.tolist()], "results": results}


NUMBERS = ["12", "-0.5", "+3", ".5", "5.", "1e3", "1E-7", "1e400", "1e99", "1e101", "1,5", "1 000", "<0.01", ">=5", "１２", "−4", "3−", "½", "٣", "0x1F", "1_000",
           "Infinity", "-inf", "nan", "", "?", "NA", "N/a", "null", "-", "--1", "1e", "e5", "1.2.3", "7.35 ", "005", "-0", "12345678901234567890", "4.9e-324"]  # fmt: skip
TIMES = ["2026-01-02", "2026-01-02T03:04", "2026-01-02 03:04:05", "2026-01-02T03:04:05.25Z", "2026-01-02T03:04+08:00", "2026-01-02T03:04-0330", "2024-02-29", "2023-02-29",
         "2026-13-01", "2026-00-10", "2026-01-02T24:00", "2026-01-02T23:60", "1969-12-31T23:59", "0099-01-01", "2026-1-2", "02.01.2026", "2026-01-02T03", "2026-01-02T03:04 Z", "90", ""]  # fmt: skip


def reading() -> dict:
    """Cells with what is read from them, null for nothing."""
    null = lambda value: None if np.isnan(value) else float(value)  # noqa: E731
    return {
        "numbers": [[cell, null(read_number(cell))] for cell in NUMBERS],
        "empty": [[cell, is_empty(cell)] for cell in NUMBERS],
        "times": [[cell, unit, null(read_time(cell, unit))] for unit in ("iso", "min", "h", "d") for cell in TIMES],
    }


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("drawn", drawn()), ("oracle", oracle()), ("reading", reading())):
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
