"""Writes the packages: graph, manifest, golden vectors, card."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from blend import Blend, sigmoid
from card import write_blend_card, write_familiar_card
from columns import Column
from graph import OPSET, column_weights, write_blend
from package_pipeline import fills_of, learnt, write_pipeline
from settings import SEED, Recipe
from tables import Table
from texts import SNOMED, WORDS, both
from unusual import CODE, SHARE_FLAGGED, Familiar, write_familiar
from validate import Validation, against_plain, with_intervals

VERSION = "1.0.0"
GOLDEN_ROWS = 12
TOLERANCE = {"abs": 2e-5, "rel": 1e-5}  # float32 sums of hundreds of leaves
BACKGROUND_STEPS = 8
LEAST_SHARE = 0.005


def manifest_column(column: Column, x: np.ndarray) -> dict[str, object]:
    """@param x (N,) of the training table; only a rough summary of it is kept"""
    if column.codes:
        choices = [{"cell": cell, "code": code, "title": both(title)} for cell, code, title in column.choices]
        cells: dict[str, object] = {"kind": "choice", "choices": choices}
    else:
        cells = {"kind": "number", "low": column.low, "high": column.high, "source": column.range_source}
    return {
        "name": column.name,
        "aliases": list(column.aliases),
        "title": both(column.title),
        "unit": column.unit,
        "cells": cells,
        "missing": list(column.missing),
        "background": background(column, x[~np.isnan(x)]),
    }


def background(column: Column, known: np.ndarray) -> list[dict[str, float]]:
    """A few usual values with their shares: codes as they occur, numbers by the middles of eighths. No row is kept."""
    if column.codes:
        shares = np.array([max(LEAST_SHARE, float((known == code).mean())) for code in column.codes])
        values = column.codes
    else:
        middles = (np.arange(BACKGROUND_STEPS) + 0.5) / BACKGROUND_STEPS
        values, counts = np.unique(np.round(np.quantile(known, middles), 2), return_counts=True)
        shares = counts.astype(float)
    shares = np.round(shares / shares.sum(), 4)
    return [{"value": float(value), "share": float(share)} for value, share in zip(values, shares)]


def drawn_rows(columns: list[dict], count: int, rng: np.random.Generator) -> np.ndarray:
    """(count, C) float32 put together from the backgrounds, some cells empty: like no patient."""
    rows = np.zeros((count, len(columns)), np.float32)
    for at, column in enumerate(columns):
        values = [each["value"] for each in column["background"]]
        shares = np.array([each["share"] for each in column["background"]])
        rows[:, at] = rng.choice(values, count, p=shares / shares.sum())
    empty = rng.random(rows.shape) < 0.12
    empty[0] = False
    rows[empty] = np.nan
    return rows


def pack_blend(
    folder: Path,
    blend: Blend,
    table: Table,
    found: Validation,
    threshold: float,
    groups: list[dict],
    sites: list[dict],
) -> None:
    recipe, words = blend.recipe, WORDS[blend.recipe.id]
    folder.mkdir(parents=True, exist_ok=True)
    write_blend(blend, folder / "model.onnx")
    columns = [manifest_column(column, table.x[:, at]) for at, column in enumerate(recipe.columns)]
    rows = drawn_rows(columns, GOLDEN_ROWS, np.random.default_rng(SEED))
    members = blend.member_log_odds(rows.astype(np.float64))
    expected = {
        "logit": members.mean(axis=1, keepdims=True),
        "members": members,
        "additive": blend.features.wide(rows.astype(np.float64)) @ column_weights(blend),
    }
    write_golden(folder, {"row": rows}, expected)
    slope, intercept = round(blend.slope, 6), round(blend.intercept, 6)
    write_rows(folder, recipe.columns, rows, sigmoid(slope * members.mean(axis=1) + intercept))
    measured = with_intervals(table, found, threshold)
    difference = against_plain(table, found)
    n, positives = len(table.y), int(table.y.sum())
    label = {
        "label": recipe.label,
        "title": both(words.label_title),
        "code": {"system": SNOMED, "code": words.code[0], "display": words.code[1]},
        "meaning": {"positive": both(words.positive), "negative": both(words.negative)},
        "activation": "sigmoid",
        "kind": "finding",
        "calibration": {
            "method": "platt",
            "slope": slope,
            "intercept": intercept,
            "prevalence": round(blend.prevalence, 4),
        },
        "threshold": {"value": threshold, "rule": threshold_rule(recipe.sensitivity)},
        "refer": None,
    }
    manifest = {
        **common(folder, recipe.id, words.title),
        "task": "table-classification",
        "inputs": [
            {"name": "row", "dtype": "float32", "shape": ["N", len(columns)], "columns": columns}
        ],
        "population": {
            "age": None
            if recipe.age_limits is None
            else dict(zip(("column", "min", "max"), recipe.age_limits)),
            "leastKnown": recipe.least_known,
            "estimates": both(words.estimates),
            **weak_groups(recipe, groups),
        },
        "preparation": write_pipeline(folder, prepared_as_the_graph(blend, table)),
        "outputs": [
            {"name": "logit", "role": "finding-logits", "labels": [label]},
            {"name": "members", "role": "member-logits", "of": "logit"},
            {"name": "additive", "role": "additive-contributions", "of": "logit"},
        ],
        "intendedUse": both(words.use),
        "exclusions": {"en": [en for en, _ in words.exclusions], "zh-CN": [zh for _, zh in words.exclusions]},
        "trainingData": [{"name": recipe.file, "source": words.source, "licence": words.data_licence, "n": n}],
        "metrics": [
            {"cohort": both(words.cohort), "n": n, "positives": positives, "name": name, "value": round(value, 4), "ci95": [round(edge, 4) for edge in edges]}
            for name, value, edges in measured
        ],
        "subgroups": [
            {"cohort": both(words.cohort), "group": both(group["name"]), "n": group["n"], "name": name, "value": round(group["auc"], 4), "ci95": [round(edge, 4) for edge in group["ci"]]}
            for group in groups
            for name in ("auc",)
        ],
        "licence": f"Apache-2.0; trained on data under: {words.data_licence}. Research use only.",
        "citation": words.citation,
        "derivation": None,
    }  # fmt: skip
    write_json(folder / "manifest.json", manifest)
    write_blend_card(folder / "CARD.md", blend, table, found, threshold, measured, difference, groups, sites)


def prepared_as_the_graph(blend: Blend, table: Table) -> dict:
    """The pipeline learnt on the rows. Raises ValueError where it fills otherwise than the graph, which folds and explanations use."""
    file = learnt(blend.recipe, table.text)
    own = dict(zip((column.name for column in blend.recipe.columns), blend.features.median))
    for name, value in fills_of(file).items():
        if abs(value - own[name]) > 1e-6 * max(1.0, abs(value)):
            raise ValueError(f"{name}: the graph fills with {own[name]}, the pipeline with {value}")
    return file


def weak_groups(recipe: Recipe, groups: list[dict]) -> dict[str, list[dict]]:
    """The youngest, where the threshold finds fewer than half of those who have it."""
    if recipe.youngest is None:
        return {}
    column, below, name = recipe.youngest
    found = [group for group in groups if group["name"][0] == name and group["sensitivity"] < 0.5]
    return {
        "weakGroups": [
            {"column": column, "below": below, "sensitivity": round(group["sensitivity"], 3), "positives": group["positives"]}
            for group in found
        ]
    }


def threshold_rule(sensitivity: float) -> str:
    return (
        f"The largest calibrated probability that keeps sensitivity at or above {sensitivity} on out-of-fold predictions of the"
        " training table, at the stated prevalence. Fixed before any other table was seen."
    )


def common(folder: Path, model: str, title: tuple[str, str]) -> dict[str, object]:
    weights = (folder / "model.onnx").read_bytes()
    return {
        "schemaVersion": 1,
        "id": model,
        "version": VERSION,
        "title": both(title),
        "weights": {
            "file": "model.onnx",
            "sha256": hashlib.sha256(weights).hexdigest(),
            "bytes": len(weights),
            "opset": OPSET,
        },
    }


def pack_familiar(folder: Path, tables: list[Familiar]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_familiar(tables, folder / "model.onnx")
    listed = [
        {"model": table.recipe.id, "columns": [column.name for column in table.recipe.columns]} for table in tables
    ]
    width = sum(len(table["columns"]) for table in listed)
    rows = _familiar_rows(tables, width)
    write_golden(folder, {"row": rows}, _familiar_expected(tables, rows))
    cohort = "rows of {} held out of the fit, against rows whose cells come from different patients"
    cohort_zh = "{} 中未参与拟合的行，对比各单元格取自不同患者的行"
    manifest = {
        **common(folder, "unusual-patient", ("How unusual a patient's row is", "患者数据的不寻常程度")),
        "task": "table-familiarity",
        "inputs": [{"name": "row", "dtype": "float32", "shape": ["N", width], "tables": listed}],
        "outputs": [
            {
                "name": "unusual",
                "role": "row-unfamiliarity",
                "tables": [
                    {
                        "model": table.recipe.id,
                        "threshold": round(table.threshold, 5),
                        "quantiles": [round(value, 5) for value in table.quantiles],
                    }
                    for table in tables
                ],
                "rule": f"Above {1 - SHARE_FLAGGED:.0%} of the training table's rows that were held out of the fit.",
            },
            {"name": "position", "role": "row-position", "size": CODE},
        ],
        "intendedUse": both((
            "Research use. Warns where a row has values, or values together, that its table hardly has; the estimate beside it is then less to be trusted.",
            "仅供研究。当某行的数值或数值组合在训练表中少见时予以提示，此时相应的估计可信度较低。",
        )),
        "exclusions": {
            "en": ["Not a diagnosis: an unusual row may belong to a healthy person", "Tables other than those named"],
            "zh-CN": ["不构成诊断：健康者的数据也可能不寻常", "所列表格以外的数据"],
        },
        "trainingData": [
            {"name": table.recipe.file, "source": WORDS[table.recipe.id].source, "licence": WORDS[table.recipe.id].data_licence, "n": int(table.report["n"])}
            for table in tables
        ],
        "metrics": [
            {"cohort": {"en": cohort.format(table.recipe.id), "zh-CN": cohort_zh.format(table.recipe.id)}, "n": 2 * int(table.report["n"]), "positives": int(table.report["n"]), "name": "auc", "value": round(table.report["auc_shuffled"], 4), "ci95": [round(edge, 4) for edge in table.report["auc_ci"]]}
            for table in tables
        ],
        "subgroups": [],
        "licence": "Apache-2.0; trained on data under CC BY 4.0 and in the public domain, see the cards of the four models. Research use only.",
        "citation": " ".join(WORDS[table.recipe.id].citation for table in tables),
        "derivation": None,
    }  # fmt: skip
    write_json(folder / "manifest.json", manifest)
    write_familiar_card(folder / "CARD.md", tables)


def _familiar_rows(tables: list[Familiar], width: int) -> np.ndarray:
    """Three drawn rows a table; the columns of the other tables are empty."""
    rng, rows, start = np.random.default_rng(SEED), [], 0
    for table in tables:
        count = len(table.recipe.columns)
        part = np.full((3, width), np.nan, np.float32)
        mean = table.features.median + rng.normal(0, 0.3, (3, count)) * np.abs(table.features.median)
        for at, column in enumerate(table.recipe.columns):
            part[:, start + at] = rng.choice(column.codes, 3) if column.codes else mean[:, at]
        part[2, start + count - 1] = np.nan
        rows.append(part)
        start += count
    return np.concatenate(rows)


def _familiar_expected(tables: list[Familiar], rows: np.ndarray) -> dict[str, np.ndarray]:
    scores, positions, start = [], [], 0
    for table in tables:
        part = rows[:, start : start + len(table.recipe.columns)].astype(np.float64)
        score, position = table.answers(part)
        scores.append(score)
        positions.append(position)
        start += len(table.recipe.columns)
    return {"unusual": np.stack(scores, axis=1), "position": np.concatenate(positions, axis=1)}


def write_golden(folder: Path, inputs: dict[str, np.ndarray], outputs: dict[str, np.ndarray]) -> None:
    """One case of all rows at once, and one of the first row alone."""
    golden = folder / "golden"
    golden.mkdir(exist_ok=True)
    for old in golden.glob("*.f32"):
        old.unlink()
    cases = []
    for number, rows in enumerate((slice(None), slice(0, 1))):
        stored = {}
        for kind, values in (("inputs", inputs), ("outputs", outputs)):
            stored[kind] = {}
            for name, value in values.items():
                part = np.ascontiguousarray(value[rows], "<f4")
                file = f"case-{number}.{name}.f32"
                (golden / file).write_bytes(part.tobytes())
                stored[kind][name] = {"dtype": "float32", "shape": list(part.shape), "file": file}
        cases.append({"name": ("drawn-rows", "one-row")[number], **stored})
    write_json(golden / "golden.json", {"tolerance": TOLERANCE, "cases": cases})


def write_rows(folder: Path, columns: list[Column], rows: np.ndarray, probability: np.ndarray) -> None:
    """The golden rows as a table in text, and the probabilities that the parts give in Python: the way from text to answer."""
    lines = [",".join(column.name for column in columns)]
    for row in rows:
        lines.append(",".join(_cell(column, value) for column, value in zip(columns, row)))
    (folder / "golden" / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_json(folder / "golden" / "rows.json", {"probability": [float(value) for value in probability]})


def _cell(column: Column, value: np.float32) -> str:
    if np.isnan(value):
        return ""
    return next((cell for cell, code, _ in column.choices if code == value), str(value))


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
