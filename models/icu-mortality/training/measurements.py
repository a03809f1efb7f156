"""The catalogue of measurements: what is read, what is repaired, what is refused, and where it stands in the grid."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "scripts"))

from preparation.catalogue import measurement  # noqa: E402

CATALOGUE = HERE / "measurements.json"


def load_catalogue() -> dict:
    """measurements.json with ranges and repairs of the catalogue that the program's workshop uses too; the manifest carries it.

    `range` names the entry, `slips` those of its repairs that this model makes (absent: all); what else an entry states
    here stands above the catalogue.
    """
    read = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {**read, **{part: [_spec(own) for own in read[part]] for part in ("statics", "series")}}


def _spec(own: dict) -> dict:
    kept = {key: value for key, value in own.items() if key not in ("range", "slips")}
    return {**measurement(own["range"], own.get("slips")), **kept}


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
