"""The catalogue of plausible values: `catalogue.json`, written by the program's test from its own catalogue."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "catalogue.json"


@cache
def load() -> dict:
    """version, sources, slips (titles by kind), entries."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def entry(name: str) -> dict:
    """The entry with this id. Raises KeyError."""
    for each in load()["entries"]:
        if each["id"] == name:
            return each
    raise KeyError(name)


def measurement(name: str, slips: list[str] | None = None) -> dict:
    """An entry as a model's manifest carries it: title, loinc, unit, plausible, repairs with their titles, values of a choice.

    slips: the kinds of slips that the model repairs; None: all that the catalogue knows.
    """
    found, titles = entry(name), load()["slips"]
    plausible = {**found["plausible"]}
    if "why" in plausible:
        plausible["why"] = plausible["why"]["en"]
    repairs = [
        {**{key: repair[key] for key in ("from", "to", "factor", "offset")}, "title": titles[repair["slip"]]}
        for repair in found["repairs"]
        if slips is None or repair["slip"] in slips
    ]
    spec = {
        "title": found["title"],
        "loinc": found["loinc"][0] if found["loinc"] else None,
        "unit": found["unit"],
        "repairs": repairs,
        "plausible": plausible,
    }
    return {**spec, "values": found["values"]} if found["values"] else spec
