"""Steps that compare rows: duplicates, the last value of the same subject, rows that lack something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .table import Table


def apply_duplicates(table: Table, step: dict, _: None) -> None:
    """Within each part only."""
    rows = np.flatnonzero(~table.removed)
    if step["same"] == "row":
        keys = pd.DataFrame({"part": table.parts[rows], "alike": table.alike[rows]})
        table.remove(step, rows[keys.duplicated(keep=step["keep"]).to_numpy()], "duplicate-row")
        return
    parameter = np.zeros(len(table.subject), dtype=int)
    if table.is_long:
        parameter[:] = -1
        for at, cells in enumerate(table.cells):
            parameter[cells.rows] = at
    times = np.zeros(len(table.subject)) if table.times is None else table.times
    rows = rows[~np.isnan(times[rows]) & (parameter[rows] >= 0)]
    keys = pd.DataFrame({"part": table.parts[rows], "subject": table.subject[rows], "parameter": parameter[rows], "time": times[rows]})
    table.remove(step, rows[keys.duplicated(keep=step["keep"]).to_numpy()], "duplicate-measurement")


def apply_forward_fill(table: Table, step: dict, _: None) -> None:
    for at in table.chosen(step["only"]):
        cells = table.cells[at]
        usable = np.flatnonzero(table.kept(at) & ~np.isnan(table.times[cells.rows]))
        subject, time = table.subject[cells.rows[usable]], table.times[cells.rows[usable]]
        order = np.lexsort((usable, time, subject))
        usable, subject, time = usable[order], subject[order], time[order]
        values = cells.values[usable]
        known = ~np.isnan(values)
        last = np.maximum.accumulate(np.where(known, np.arange(len(usable)), -1))
        fills = ~known & (last >= 0)
        source = np.maximum(last, 0)
        fills &= (subject[source] == subject) & (time - time[source] <= step["limitMinutes"]) if len(usable) else fills
        table.change(step, at, usable[fills], values[source[fills]], "filled-forward")


def apply_drop_empty(table: Table, step: dict, _: None) -> None:
    for at in table.chosen(step["only"]):
        cells = table.cells[at]
        table.remove(step, cells.rows[table.kept(at) & np.isnan(cells.values)], "row-lacks-value")
