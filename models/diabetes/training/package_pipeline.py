"""The preparation pipeline of a model of tables: what every cell goes through before the graph, in training and in the program.

It is declared from `columns.py`, learnt on the rows that the model is trained on, and travels in the package as
`preparation.json`, in the workshop's own format. The recipe prepares its tables by it (`tables.py`), the program every row.

`VESALIUS_DATA=… python3 models/diabetes/training/package_pipeline.py` learns it anew and holds the packages to it, a line of JSON
a model; fails where one differs. With `--write` it writes the files and names them in the manifests; no model is fitted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from columns import WIDE, Column
from settings import RECIPES, Recipe

MODELS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MODELS.parent / "scripts"))

from preparation.pipeline import FORMAT, fit  # noqa: E402
from preparation.reading import is_empty  # noqa: E402

FILE = "preparation.json"
FILL = "fill"


def rule_of(column: Column) -> dict:
    """A number outside of its range is marked: such a row is not assessed, and no training row may be one."""
    words = [{"written": cell, "code": code} for cell, code, _ in column.choices]
    source = "own" if column.range_source == WIDE else column.range_source
    return {
        "name": column.name,
        "parameter": None,
        "role": "input",
        "values": {"kind": "category", "words": words} if words else {"kind": "number"},
        "unit": column.unit,
        "writtenUnits": [],
        "possible": None,
        "plausible": None if words else {"low": column.low, "high": column.high, "source": source},
        "missing": [float(cell) for cell in column.missing],
        "repairs": [],
    }


def pipeline_of(recipe: Recipe) -> dict:
    """Codes are filled by the graph (the code nearest to the median), and so are columns whose emptiness is an input of the model."""
    filled = [column.name for column in recipe.columns if not column.codes and not column.indicator]
    return {
        "format": FORMAT,
        "name": recipe.id,
        "catalogue": None,
        "table": {"form": "wide", "subject": None, "time": None},
        "parameters": [rule_of(column) for column in recipe.columns],
        "steps": [
            {"step": "impossible", "id": "clean", "on": True, "only": None, "limit": "plausible", "repair": False, "action": "mark"},
            {"step": "median", "id": FILL, "on": True, "only": filled},
        ],
        "split": {"by": "row", "seed": 0, "trainShare": 1, "before": None},
    }  # fmt: skip


def cleaned(recipe: Recipe, text: pd.DataFrame) -> np.ndarray:
    """
    (N, C) as the pipeline leaves the cells before it fills, NaN for an empty one: each fold learns its own fills.
    Raises ValueError for a cell that cannot be read or lies outside of its range.

    @param text the table's cells as they are written
    """
    pipeline = pipeline_of(recipe)
    steps = [{**step, "on": step["id"] != FILL} for step in pipeline["steps"]]
    _, table = fit({**pipeline, "steps": steps}, text[[column.name for column in recipe.columns]])
    for change in table.changes:
        if change.marked:
            raise ValueError(f"{change.parameter}: values outside of its range")
    emptied = {change.parameter: change.rows for change in table.changes if change.reason == "word-for-missing"}
    for column, cells in zip(recipe.columns, table.cells):
        unread = np.isnan(cells.values) & ~text[column.name].map(lambda cell: is_empty(cell.strip())).to_numpy(bool)
        unread[emptied.get(column.name, np.zeros(0, int))] = False
        if unread.any():
            raise ValueError(f"{column.name}: {sorted(set(text[column.name][unread]))}")
    return np.column_stack([cells.values for cells in table.cells])


def learnt(recipe: Recipe, text: pd.DataFrame) -> dict:
    """The pipeline with what it has learnt on these rows, as the package holds them."""
    pipeline = pipeline_of(recipe)
    state, _ = fit(pipeline, text[[column.name for column in recipe.columns]])
    return {"pipeline": pipeline, "state": state}


def fills_of(file: dict) -> dict[str, float]:
    return {fill["name"]: fill["value"] for fill in file["state"]["learnt"][0]["fills"]}


def text_of(file: dict) -> str:
    return json.dumps(file, indent=1, ensure_ascii=False) + "\n"


def write_pipeline(folder: Path, file: dict) -> dict:
    """@returns what the manifest says of it"""
    content = text_of(file).encode("utf-8")
    (folder / FILE).write_bytes(content)
    return {"file": FILE, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def main() -> None:
    # Not above: it prepares its tables by this module.
    from tables import read_table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the files and name them in the manifests")
    write = parser.parse_args().write
    differing = []
    for recipe in RECIPES.values():
        folder = MODELS / recipe.id
        file = learnt(recipe, read_table(recipe).text)
        if write:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            manifest["preparation"] = write_pipeline(folder, file)
            (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        elif (folder / FILE).read_text(encoding="utf-8") != text_of(file):
            differing.append(recipe.id)
        print(json.dumps({"model": recipe.id, "rows": file["state"]["fittedOn"]["rows"], "fills": fills_of(file)}), flush=True)
    if differing:
        raise SystemExit(f"the packages' pipelines are not what the recipe learns: {', '.join(differing)}")


if __name__ == "__main__":
    main()
