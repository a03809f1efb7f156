"""Drawn tables of nobody and drawn pipelines for them: for fixtures and for comparisons of the two programs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import catalogue
from .pipeline import FORMAT

PARAMETERS = {
    "HR": ("heart-rate", 85, 15, 0), "Temp": ("temperature", 37, 0.8, 1), "pH": ("ph-arterial", 7.38, 0.07, 2),
    "NISysABP": ("systolic-cuff", 125, 20, 0), "Glucose": ("glucose", 130, 45, 0), "Height": ("height", 171, 10, 1),
}  # fmt: skip
"""Entry of the catalogue, mean, spread, decimals."""
SLIPS = {"Temp": (98.6, 370, -17.8), "pH": (735, 73.4, 0), "NISysABP": (0, 3), "Height": (68, 1.75, 15), "HR": (0, 999), "Glucose": (5.5, 1e6)}
UNITS = {"Temp": (("Cel", 1, 0), ("degF", 0.555555555556, -17.7777777778)), "Glucose": (("mg/dL", 1, 0), ("mmol/L", 18.016, 0))}
WORDS = ("never", "former", "current")


def draw_rule(name: str, generator: np.random.Generator, long: bool) -> dict:
    rule = {"name": name, "parameter": None, "role": "input", "values": {"kind": "number"}, "unit": None, "writtenUnits": [],
            "possible": None, "plausible": None, "missing": [], "repairs": []}  # fmt: skip
    if name == "smoking":
        return {**rule, "values": {"kind": "category", "words": [{"written": word, "code": code} for code, word in enumerate(WORDS)]}}
    if name == "ward":
        return {**rule, "values": {"kind": "category", "words": []}}
    if name not in PARAMETERS:
        return rule
    entry = catalogue.entry(PARAMETERS[name][0])
    limits = lambda kind: {key: entry[kind][key] for key in ("low", "high", "source")}  # noqa: E731
    units = UNITS.get(name, ()) if long else ()
    return {
        **rule, "parameter": entry["id"], "unit": entry["unit"], "possible": limits("possible"), "plausible": limits("plausible"),
        "missing": list(entry["missing"]), "repairs": list(entry["repairs"]),
        "writtenUnits": [{"written": word, "unit": word, "factor": factor, "offset": offset} for word, factor, offset in units],
    }  # fmt: skip


def draw_steps(generator: np.random.Generator, names: list[str], timed: bool) -> list[dict]:
    """Steps in an order that means something; each by chance."""
    chance = lambda share: bool(generator.random() < share)  # noqa: E731
    only = lambda: None if chance(0.7) else sorted(map(str, generator.choice(names, max(1, len(names) // 2), replace=False)))  # noqa: E731
    number = iter(range(99))
    step = lambda kind, **more: {"step": kind, "id": f"{kind}-{next(number)}", "on": chance(0.9), **more}  # noqa: E731
    pick = lambda *words: words[int(generator.integers(len(words)))]  # noqa: E731
    steps = []
    if chance(0.6):
        steps.append(step("duplicates", same=pick("row", "measurement"), keep=pick("first", "last")))
    if chance(0.7):
        steps.append(step("units", only=only(), unknown=pick("drop", "keep")))
    if chance(0.8):
        steps.append(step("impossible", only=only(), limit=pick("plausible", "possible"), repair=chance(0.8), action=pick("drop", "drop", "mark")))
    if chance(0.6):
        method = pick("robust-z", "iqr")
        steps.append(step("outliers", only=only(), method=method, limit=float(pick(1.5, 3, 3.5)), action=pick("drop", "mark")))
    if timed and chance(0.5):
        steps.append(step("forward-fill", only=only(), limitMinutes=float(pick(60, 240, 1440))))
    filling = pick("median", "nearest", "chained", "none") if timed or len(names) else "median"
    if filling == "median":
        steps.append(step("median", only=only()))
    if filling == "nearest":
        steps.append(step("nearest", only=only(), neighbours=int(pick(1, 3, 5)), donors=int(pick(7, 1000))))
    if filling == "chained":
        steps.append(step("chained", only=only(), rounds=int(pick(1, 3)), ridge=float(pick(0.1, 1, 10))))
    if chance(0.3):
        steps.append(step("drop-empty", only=only()))
    if chance(0.6):
        steps.append(step("normalise", only=only(), method=pick("standard", "robust", "min-max", "log1p")))
    return steps


def draw_case(seed: int, rows: int) -> tuple[dict, pd.DataFrame, pd.DataFrame]:
    """A pipeline, a table to fit it on, and another one to apply it to."""
    generator = np.random.default_rng(seed)
    long = bool(generator.random() < 0.5)
    timed = bool(generator.random() < 0.8)
    if long:
        names = [*PARAMETERS]
        time = {"column": "t", "unit": ("min", "h", "iso")[seed % 3]} if timed else None
        form = {"form": "long", "subject": "who", "time": time, "parameter": "what", "value": "value", "unit": "unit" if seed % 2 else None}
    else:
        names = [*PARAMETERS, "smoking", "ward", "dose"]
        time = {"column": "t", "unit": ("min", "d", "iso")[seed % 3]} if timed else None
        form = {"form": "wide", "subject": "who" if timed or seed % 2 else None, "time": time}
    steps = draw_steps(generator, names, timed)
    if not timed and long:
        steps = [step for step in steps if step["step"] not in ("nearest", "chained")]
    split = {"by": "subject" if form["subject"] else "row", "seed": int(generator.integers(0, 2**32)), "trainShare": float((0.5, 0.8, 1)[seed % 3]), "before": None}
    pipeline = {
        "format": FORMAT, "name": f"drawn {seed}", "catalogue": None, "table": form,
        "parameters": [draw_rule(name, generator, long) for name in names], "steps": steps, "split": split,
    }  # fmt: skip
    draw = draw_long if long else draw_wide
    return pipeline, draw(generator, form, rows), draw(generator, form, rows)


def draw_number(generator: np.random.Generator, name: str) -> str:
    if generator.random() < 0.12:
        return str(generator.choice(["", "NA", "?", "n/a", "abc", "<5"], p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.05]))
    if name in SLIPS and generator.random() < 0.12:
        return f"{generator.choice(SLIPS[name]):g}"
    _, mean, spread, decimals = PARAMETERS.get(name, (None, 5, 4, 3))
    return f"{generator.normal(mean, spread):.{decimals}f}"


def draw_time(generator: np.random.Generator, unit: str) -> str:
    if generator.random() < 0.04:
        return ""
    if unit == "iso":
        return f"2026-0{generator.integers(1, 3)}-{generator.integers(10, 29)}T{generator.integers(10, 24)}:{generator.integers(10, 60)}" + str(
            generator.choice(["", "Z", "+08:00", ":30", ":30.5-0330"])
        )
    return str(int(generator.integers(0, 12))) if unit != "min" else str(int(generator.integers(0, 24)) * 30)


def draw_long(generator: np.random.Generator, form: dict, rows: int) -> pd.DataFrame:
    names = [*PARAMETERS, "other"]
    table = []
    for _ in range(rows):
        name = str(generator.choice(names))
        unit = str(generator.choice([*(word for word, _, _ in UNITS.get(name, ())), "", "stone"], p=None))
        cells = {"who": f"P{generator.integers(0, 9)}", "what": name, "value": draw_number(generator, name), "unit": unit}
        table.append({**cells, **({"t": draw_time(generator, form["time"]["unit"])} if form["time"] else {})})
    return _doubled(generator, pd.DataFrame(table))


def draw_wide(generator: np.random.Generator, form: dict, rows: int) -> pd.DataFrame:
    table = []
    for _ in range(rows):
        cells = {name: draw_number(generator, name) for name in (*PARAMETERS, "dose")}
        cells |= {"who": f"P{generator.integers(0, 12)}", "smoking": str(generator.choice([*WORDS, "", "unknown"])), "ward": str(generator.integers(1, 4)), "note": "x"}
        table.append({**cells, **({"t": draw_time(generator, form["time"]["unit"])} if form["time"] else {})})
    return _doubled(generator, pd.DataFrame(table))


def _doubled(generator: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Some rows a second time, at the end and in between."""
    again = table.iloc[generator.integers(0, len(table), max(1, len(table) // 10))]
    both = pd.concat([table, again], ignore_index=True)
    return both.iloc[generator.permutation(len(both))].reset_index(drop=True)
