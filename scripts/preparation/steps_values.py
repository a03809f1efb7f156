"""Steps that look at one value at a time: units, ranges, outliers, scales."""

from __future__ import annotations

import numpy as np

from .figures import is_tiny, median, moments, quantile, without_rounding
from .table import Table

NORMAL_DEVIATION = 0.6745


def number_inputs(table: Table, only: list[str] | None) -> list[int]:
    return [at for at in table.chosen(only) if table.is_number(at)]


def apply_units(table: Table, step: dict, _: None) -> None:
    for at in number_inputs(table, step["only"]):
        rule, cells = table.rule(at), table.cells[at]
        if rule["unit"] is None:
            continue
        known = {each["written"].strip(): each for each in rule["writtenUnits"]}
        words = cells.units if cells.units is not None else np.full(len(cells.rows), "", dtype=object)
        there = table.there(at)
        for word in dict.fromkeys(words):
            where = np.flatnonzero(there & (words == word))
            unit = known.get(word)
            if unit is None:
                if word == "":
                    continue
                if step["unknown"] == "drop":
                    table.change(step, at, where, np.full(len(where), np.nan), "unit-unknown")
                else:
                    table.mark(step, at, where, "unit-unknown")
            elif unit["factor"] != 1 or unit["offset"] != 0:
                table.change(step, at, where, without_rounding(cells.values[where] * unit["factor"] + unit["offset"]), "unit-converted")


def _within(values: np.ndarray, limits: dict | None) -> np.ndarray:
    return np.ones(len(values), dtype=bool) if limits is None else (limits["low"] <= values) & (values <= limits["high"])


def apply_impossible(table: Table, step: dict, _: None) -> None:
    for at in table.chosen(step["only"]):
        rule = table.rule(at)
        places = np.flatnonzero(table.there(at))
        values = table.cells[at].values[places]
        empty = np.isin(values, rule["missing"])
        open_ = ~empty & ~(_within(values, rule["plausible"]) & _within(values, rule["possible"]))
        table.change(step, at, places[empty], np.full(int(empty.sum()), np.nan), "word-for-missing")
        for repair in rule["repairs"] if step["repair"] else []:
            fits = open_ & (repair["from"] <= values) & (values <= repair["to"])
            mended = np.full(len(values), np.nan)
            mended[fits] = without_rounding(values[fits] * repair["factor"] + repair["offset"])
            fits &= _within(mended, rule["plausible"]) & _within(mended, rule["possible"])
            table.change(step, at, places[fits], mended[fits], "slip-repaired", repair["slip"])
            open_ &= ~fits
        possible = _within(values, rule["possible"])
        for reason, found in (("not-plausible", open_ & possible), ("not-possible", open_ & ~possible)):
            if step["action"] == "mark" or (reason == "not-plausible" and step["limit"] == "possible"):
                table.mark(step, at, places[found], reason)
            else:
                table.change(step, at, places[found], np.full(int(found.sum()), np.nan), reason)


def learn_outliers(table: Table, step: dict) -> dict:
    limits = []
    for at in number_inputs(table, step["only"]):
        low, high = _limits(np.sort(table.training_values(at)), step["method"], step["limit"])
        limits.append({"name": table.rule(at)["name"], "low": low, "high": high})
    return {"step": "outliers", "id": step["id"], "limits": limits}


def _limits(ordered: np.ndarray, method: str, limit: float) -> tuple[float | None, float | None]:
    if len(ordered) == 0:
        return None, None
    if method == "robust-z":
        centre = median(ordered)
        deviation = median(np.sort(np.abs(ordered - centre)))
        if is_tiny(deviation, centre):
            return None, None
        reach = limit * deviation / NORMAL_DEVIATION
        return centre - reach, centre + reach
    low, high = quantile(ordered, 0.25), quantile(ordered, 0.75)
    width = high - low
    return (None, None) if is_tiny(width, low) else (low - limit * width, high + limit * width)


def apply_outliers(table: Table, step: dict, learnt: dict) -> None:
    limits = {each["name"]: each for each in learnt["limits"]}
    for at in number_inputs(table, step["only"]):
        own = limits.get(table.rule(at)["name"])
        if own is None or own["low"] is None or own["high"] is None:
            continue
        values = table.cells[at].values
        with np.errstate(invalid="ignore"):
            where = np.flatnonzero(table.there(at) & ~((own["low"] <= values) & (values <= own["high"])))
        if step["action"] == "mark":
            table.mark(step, at, where, "outlier")
        else:
            table.change(step, at, where, np.full(len(where), np.nan), "outlier")


def learn_scales(table: Table, step: dict) -> dict:
    scales = []
    for at in number_inputs(table, step["only"]):
        values = table.training_values(at)
        if len(values):
            centre, spread = _scale(values, step["method"])
            scales.append({"name": table.rule(at)["name"], "centre": centre, "spread": spread})
    return {"step": "normalise", "id": step["id"], "scales": scales}


def _scale(values: np.ndarray, method: str) -> tuple[float, float]:
    if method == "log1p":
        return 0.0, 1.0
    if method == "standard":
        return moments(values)
    ordered = np.sort(values)
    if method == "robust":
        centre, width = median(ordered), quantile(ordered, 0.75) - quantile(ordered, 0.25)
    else:
        centre, width = float(ordered[0]), float(ordered[-1] - ordered[0])
    return centre, 1.0 if is_tiny(width, centre) else width


def apply_scales(table: Table, step: dict, learnt: dict) -> None:
    scales = {each["name"]: each for each in learnt["scales"]}
    for at in number_inputs(table, step["only"]):
        own = scales.get(table.rule(at)["name"])
        if own is None:
            continue
        values, there = table.cells[at].values, table.there(at)
        if step["method"] != "log1p":
            where = np.flatnonzero(there)
            table.change(step, at, where, (values[where] - own["centre"]) / own["spread"], "normalised")
            continue
        with np.errstate(invalid="ignore"):
            fine, bad = np.flatnonzero(there & (values > -1)), np.flatnonzero(there & ~(values > -1))
        table.change(step, at, fine, np.log1p(values[fine]), "normalised")
        table.change(step, at, bad, np.full(len(bad), np.nan), "not-normalisable")
