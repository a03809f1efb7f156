"""The catalogue of measurements: what is read, what is repaired, what is refused, and where it stands in the grid."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parent / "measurements.json"


def load_catalogue() -> dict:
    """measurements.json as it is; the manifest carries it to the program."""
    return json.loads(CATALOGUE.read_text(encoding="utf-8"))


def clean(value: float, spec: dict, missing: list[float]) -> tuple[float | None, str]:
    """One value by the catalogue's entry of its parameter.

    Returns the value to use (None: there is none) and what was done: kept, missing, repaired or refused.
    A value inside the plausible range is never touched.
    """
    if value in missing:
        return None, "missing"
    if _fits(value, spec):
        return value, "kept"
    for repair in spec["repairs"]:
        if repair["from"] <= value <= repair["to"]:
            mended = value * repair["factor"] + repair["offset"]
            if _fits(mended, spec):
                return mended, "repaired"
    return None, "refused"


def _fits(value: float, spec: dict) -> bool:
    if not spec["plausible"]["low"] <= value <= spec["plausible"]["high"]:
        return False
    return spec.get("kind") != "choice" or value in spec["values"]


@dataclass(frozen=True)
class Columns:
    """Where things stand in a row of the grid, [observed, (value, count) a series, statics]."""

    series: list[str]
    names: list[str]
    statics: dict[str, int] = field(default_factory=dict)

    def value(self, name: str) -> int:
        return 1 + 2 * self.series.index(name)

    def __len__(self) -> int:
        return len(self.names)


def columns(catalogue: dict) -> Columns:
    """Names of the grid's columns in order. A number among the statics has `<name>` and `<name>.known`, a choice one column a value."""
    names, statics = ["observed"], {}
    series = [spec["name"] for spec in catalogue["series"]]
    for name in series:
        names += [name, f"{name}.count"]
    for spec in catalogue["statics"]:
        statics[spec["name"]] = len(names)
        if spec["kind"] == "number":
            names += [spec["name"], f"{spec['name']}.known"]
        else:
            names += [f"{spec['name']}.{value}" for value in spec["values"]]
    return Columns(series, names, statics)
