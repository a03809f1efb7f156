"""Fits a pipeline on the training part of a table, or applies what was learnt, as the program does."""

from __future__ import annotations

import hashlib
import json
import math

import numpy as np
import pandas as pd

from .steps_fill import apply_chained, apply_medians, apply_nearest, learn_chained, learn_medians, learn_nearest
from .steps_rows import apply_drop_empty, apply_duplicates, apply_forward_fill
from .steps_values import apply_impossible, apply_outliers, apply_scales, apply_units, learn_outliers, learn_scales
from .table import TRAIN, Table, bind

FORMAT = "vesalius-preparation-1"
STATE_FORMAT = "vesalius-preparation-state-1"
STEPS = {
    "duplicates": (None, apply_duplicates),
    "units": (None, apply_units),
    "impossible": (None, apply_impossible),
    "outliers": (learn_outliers, apply_outliers),
    "forward-fill": (None, apply_forward_fill),
    "median": (learn_medians, apply_medians),
    "nearest": (learn_nearest, apply_nearest),
    "chained": (learn_chained, apply_chained),
    "drop-empty": (None, apply_drop_empty),
    "normalise": (learn_scales, apply_scales),
}


def fit(pipeline: dict, frame: pd.DataFrame) -> tuple[dict, Table]:
    """What the steps learn from the training part of the split, and the whole table prepared by it."""
    _require_format(pipeline)
    table = bind(pipeline, frame, split=True)
    learnt = _run(table, None)
    training = table.parts == TRAIN
    state = {
        "format": STATE_FORMAT,
        "pipeline": pipeline_hash(pipeline),
        "fittedOn": {"rows": int(training.sum()), "subjects": len(np.unique(table.subject[training])), "split": pipeline["split"]},
        "learnt": learnt,
    }
    return state, table


def apply(pipeline: dict, state: dict, frame: pd.DataFrame) -> Table:
    """A table prepared by what was learnt elsewhere. Raises ValueError where the state is another pipeline's."""
    _require_format(pipeline)
    if state["format"] != STATE_FORMAT or state["pipeline"] != pipeline_hash(pipeline):
        raise ValueError("the state belongs to another pipeline")
    table = bind(pipeline, frame, split=False)
    _run(table, {each["id"]: each for each in state["learnt"]})
    return table


def _require_format(pipeline: dict) -> None:
    if pipeline["format"] != FORMAT:
        raise ValueError(f"not a pipeline of this format: {pipeline['format']}")


def _run(table: Table, known: dict | None) -> list[dict]:
    learnt = []
    for step in table.pipeline["steps"]:
        if not step["on"]:
            continue
        learn, use = STEPS[step["step"]]
        own = None
        if learn:
            own = learn(table, step) if known is None else known.get(step["id"])
            if own is None:
                continue
            learnt.append(own)
        use(table, step, own)
    return learnt


def values_of(table: Table, name: str) -> np.ndarray:
    """(n,) prepared values of one parameter, rows that were removed left out."""
    at = next(at for at, rule in enumerate(table.pipeline["parameters"]) if rule["name"] == name)
    return table.cells[at].values[table.kept(at)]


def pipeline_hash(pipeline: dict) -> str:
    """SHA-256 of the canonical JSON, the same as the program's."""
    return hashlib.sha256(canonical_json(pipeline).encode("utf-8")).hexdigest()


def canonical_json(value: object) -> str:
    """Keys in order, no blanks, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{canonical_json(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(canonical_json(each) for each in value) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ecmascript_number(float(value))
    return json.dumps(value, ensure_ascii=False)


def ecmascript_number(value: float) -> str:
    """As Number.prototype.toString writes it: Python's shortest digits, ECMAScript's rule for the exponent."""
    if value == 0:
        return "0"
    sign, value = ("-", -value) if value < 0 else ("", value)
    if not math.isfinite(value):
        raise ValueError("JSON has no such number")
    mantissa, exponent = f"{value!r}e0".split("e")[:2] if "e" not in repr(value) else repr(value).split("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = int(exponent) + len(whole) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    head = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{sign}{head}e{'+' if power > 0 else '-'}{abs(power)}"


def read_frame(path: str, delimiter: str = ",") -> pd.DataFrame:
    """Every column as text, '' for empty."""
    return pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig")
