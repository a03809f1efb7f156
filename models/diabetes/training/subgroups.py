"""How well a blend does in parts of its table: by age and sex, and by what else a doctor asks about."""

from __future__ import annotations

import numpy as np

from settings import Recipe
from tables import Table
from validate import Validation, auc, interval

Group = tuple[tuple[str, str], np.ndarray]  # name (English, Chinese), rows


def groups(recipe: Recipe, table: Table) -> list[Group]:
    frame = table.frame
    if recipe.id == "diabetes":
        age, sex = frame["Age"], frame["Sex"]
        cuts = [("18-44", age <= 5), ("45-64", (age > 5) & (age <= 9)), ("65+", age > 9)]
        male = sex == 1
    elif recipe.id == "diabetes-nhanes":
        cuts = _ages(frame["Age"], (20, 45, 65))
        male = frame["Gender"] == "male"
    else:
        cuts = _ages(frame["age"], (0, 50, 60) if recipe.id == "heart-disease" else (40, 60, 70))
        male = frame["sex"] == 1
    found: list[Group] = [((f"age {name}", _chinese_ages(name)), rows.to_numpy()) for name, rows in cuts]
    found += [(("women", "女性"), (~male).to_numpy()), (("men", "男性"), male.to_numpy())]
    for column, word in (("Race1", "survey's ethnic group"), ("site", "site")):
        if column in frame:
            zh = {"Race1": "族裔", "site": "中心"}[column]
            found += [
                ((f"{word} {value}", f"{zh} {value}"), (frame[column] == value).to_numpy())
                for value in sorted(frame[column].unique())
            ]
    return found


def _chinese_ages(name: str) -> str:
    if name.startswith("under "):
        return f"{name.removeprefix('under ')} 岁以下"
    if name.endswith("+"):
        return f"{name[:-1]} 岁及以上"
    return f"{name.replace('-', ' 至 ')} 岁"


def _ages(age: object, starts: tuple[int, ...]) -> list[tuple[str, object]]:
    edges = [*starts, 200]
    names = [f"{low}-{high - 1}" if low else f"under {high}" for low, high in zip(edges, edges[1:])]
    names[-1] = f"{edges[-2]}+"
    return [(name, (age >= low) & (age < high)) for name, low, high in zip(names, edges, edges[1:])]


def judge(recipe: Recipe, table: Table, found: Validation, threshold: float) -> list[dict[str, object]]:
    """AUC, sensitivity, specificity, mean probability and observed share (at the stated prevalence) of each group."""
    rows = []
    for name, mask in groups(recipe, table):
        at = np.flatnonzero(mask)
        y, w = table.y[at], found.weight[at]
        p = found.probability[:, at]
        if y.sum() < 5 or (1 - y).sum() < 5:
            continue
        mean_auc = float(np.mean([auc(y, each, table.w[at]) for each in p]))
        low, high = interval(lambda draw: float(np.mean([auc(y[draw], each[draw], table.w[at][draw]) for each in p])), len(at))
        called = (p >= threshold).mean(axis=0)
        rows.append({
            "name": name, "n": len(at), "positives": int(y.sum()), "auc": mean_auc, "ci": (low, high),
            "sensitivity": float(np.average(called[y == 1], weights=w[y == 1])),
            "specificity": float(1 - np.average(called[y == 0], weights=w[y == 0])),
            "mean": float(np.average(p.mean(axis=0), weights=w)), "seen": float(np.average(y, weights=w)),
        })  # fmt: skip
    return rows
