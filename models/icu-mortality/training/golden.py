"""Golden vectors and the samples for the program's tests, all from drawn stays."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import torch

from data import clean_values, to_grid
from drawn import draw_table, until
from graph import Back, Front
from measurements import load_catalogue
from trees import Grown

STAYS = 7
SAMPLES = Path(__file__).resolve().parents[3] / "src/main/prediction/icu/fixtures"


def drawn_grids() -> tuple[np.ndarray, np.ndarray]:
    """Record numbers (n,) and grids (n, 48, columns) of the drawn stays."""
    table, catalogue = draw_table(STAYS), load_catalogue()
    records = table.RecordID.unique()
    return records, to_grid(clean_values(table, catalogue)[0], records, catalogue)


@torch.no_grad()
def answers(front: Front, back: Back, grown: list[Grown], grid: np.ndarray) -> dict[str, np.ndarray]:
    """What training's own code gives, float32: torch for features and nets, a walk through scikit-learn's tables for trees."""
    features, nets, elapsed = front(torch.from_numpy(grid))
    sums = np.stack([model.raw(features.numpy()) for model in grown], 1).astype(np.float32)
    logit, members, days = back(torch.from_numpy(sums), nets, elapsed)
    return {"logit": logit.numpy(), "members": members.numpy(), "days": days.numpy()}


def write_golden(front: Front, back: Back, grown: list[Grown], folder: Path) -> None:
    """One case after 48 hours, one after 18, one before anything was measured."""
    folder.mkdir(parents=True)
    _, grids = drawn_grids()
    cases = {"two-days": grids[:2], "eighteen-hours": until(grids[2:4], 18), "admission-only": grids[-1:], "flaws": grids[4:6]}
    listed = []
    for name, grid in cases.items():
        tensors = {"grid": grid, **answers(front, back, grown, grid)}
        entries = {}
        for key, value in tensors.items():
            file = f"{name}.{key}.f32"
            (folder / file).write_bytes(np.ascontiguousarray(value, dtype="<f4").tobytes())
            entries[key] = {"dtype": "float32", "shape": list(value.shape), "file": file}
        inputs = {"grid": entries.pop("grid")}
        listed.append({"name": name, "inputs": inputs, "outputs": entries})
    (folder / "golden.json").write_text(json.dumps({"tolerance": {"abs": 1e-3, "rel": 1e-3}, "cases": listed}, indent=2) + "\n")


def write_samples(folder: Path = SAMPLES) -> None:
    """The drawn stays as a table and the grids that this recipe makes of them, for the program's test of equality."""
    folder.mkdir(parents=True, exist_ok=True)
    draw_table(STAYS).to_csv(folder / "drawn-stays.csv", index=False, float_format="%.10g")
    records, grids = drawn_grids()
    content = {
        "made by": "models/icu-mortality/training/golden.py",
        "records": [str(record) for record in records],
        "shape": list(grids.shape),
        "grids, float32 little-endian, base64": base64.b64encode(np.ascontiguousarray(grids, "<f4").tobytes()).decode(),
    }
    (folder / "drawn-grids.json").write_text(json.dumps(content) + "\n")


if __name__ == "__main__":
    write_samples()
