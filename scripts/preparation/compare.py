"""What this side makes of a table, as JSON: for the fixtures and for the program's own comparison."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd

from .drawn import draw_case
from .pipeline import apply, fit, pipeline_hash, read_frame
from .table import Table


def outcome(table: Table) -> dict:
    """Values of all cells (null for empty), removed rows, and how many changes of which kind there were."""
    counts: dict[str, int] = {}
    for change in table.changes:
        key = f"{change.step} {change.reason} {change.parameter or '-'} {change.slip or '-'}"
        counts[key] = counts.get(key, 0) + len(change.rows)
    return {
        "values": {rule["name"]: [None if np.isnan(value) else float(value) for value in cells.values]
                   for rule, cells in zip(table.pipeline["parameters"], table.cells)},
        "removed": np.flatnonzero(table.removed).tolist(),
        "parts": table.parts.tolist(),
        "counts": dict(sorted(counts.items())),
    }  # fmt: skip


def cells_of(frame: pd.DataFrame) -> dict:
    return {"header": list(frame.columns), "rows": frame.to_numpy().tolist()}


def compare_case(pipeline: dict, fitted: pd.DataFrame, other: pd.DataFrame | None) -> dict:
    state, table = fit(pipeline, fitted)
    case = {"hash": pipeline_hash(pipeline), "state": state, "fitted": outcome(table)}
    return case if other is None else {**case, "applied": outcome(apply(pipeline, state, other))}


def applied_case(pipeline: dict, state: dict, frame: pd.DataFrame) -> dict:
    return {"hash": pipeline_hash(pipeline), "applied": outcome(apply(pipeline, state, frame))}


def main() -> None:
    """
    stdin: {"cases": [{"pipeline", "file"}], "drawn": {"first", "count", "rows"}}; stdout: a line of JSON for each case and draw.
    A case with a "state" is not learnt anew: what it says was learnt is applied.
    """
    asked = json.load(sys.stdin)
    for case in asked.get("cases", []):
        frame = read_frame(case["file"])
        told = applied_case(case["pipeline"], case["state"], frame) if "state" in case else compare_case(case["pipeline"], frame, None)
        print(json.dumps(told, ensure_ascii=False), flush=True)
    drawn = asked.get("drawn", {"first": 0, "count": 0, "rows": 0})
    for seed in range(drawn["first"], drawn["first"] + drawn["count"]):
        pipeline, fitted, other = draw_case(seed, drawn["rows"])
        tables = {"table": cells_of(fitted), "other": cells_of(other)}
        print(json.dumps({"pipeline": pipeline, **tables, **compare_case(pipeline, fitted, other)}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
