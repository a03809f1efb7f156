"""Nested cross-validation: in every outer fold everything is fitted anew, also features, blend weights and calibration."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from blend import fit_blend, prevalence_weights
from settings import SEED, Recipe
from tables import Table

BINS, DRAWS = 10, 200


@dataclass
class Validation:
    """Out-of-fold figures. `probability` (repeats, N): from blends that never saw the row."""

    probability: np.ndarray
    plain: np.ndarray  # (repeats, N) scores of plain gradient boosting, same folds
    weight: np.ndarray  # (N,) to the stated prevalence
    fold_auc: list[float] = field(default_factory=list)
    plain_fold_auc: list[float] = field(default_factory=list)


def validate(recipe: Recipe, table: Table) -> Validation:
    # One repeat of the members is enough to judge by; the shipped blend has them all.
    inner = replace(recipe, folds=recipe.inner_folds, member_repeats=1)
    n = len(table.y)
    shape = (recipe.outer_repeats, n)
    prevalence = recipe.prevalence or table.w[table.y == 1].sum() / table.w.sum()
    found = Validation(np.zeros(shape), np.zeros(shape), prevalence_weights(table.y, table.w, prevalence))
    for repeat in range(recipe.outer_repeats):
        folds = StratifiedKFold(recipe.outer_folds, shuffle=True, random_state=SEED + repeat)
        for learn, test in folds.split(table.x, table.y):
            blend, _ = fit_blend(inner, table.part(learn), SEED + 1000 * (repeat + 1))
            plain = HistGradientBoostingClassifier(random_state=SEED)
            plain.fit(table.x[learn], table.y[learn], table.w[learn])
            found.probability[repeat, test] = blend.probability(table.x[test])
            found.plain[repeat, test] = plain.decision_function(table.x[test])
            for score, into in ((found.probability, found.fold_auc), (found.plain, found.plain_fold_auc)):
                into.append(auc(table.y[test], score[repeat, test], table.w[test]))
    return found


def by_site(recipe: Recipe, table: Table, column: str) -> list[dict[str, float | str]]:
    """Each site judged by a blend that was fitted on the other sites."""
    inner = replace(recipe, folds=recipe.inner_folds, member_repeats=1)
    rows = []
    sites = table.frame[column].to_numpy()
    for site in sorted(set(sites)):
        here = sites == site
        blend, _ = fit_blend(inner, table.part(~here), SEED)
        p = blend.probability(table.x[here])
        y, w = table.y[here], table.w[here]
        low, high = interval(lambda rows_: auc(y[rows_], p[rows_], w[rows_]), len(y))
        rows.append(
            {"site": site, "n": len(y), "share": y.mean(), "auc": auc(y, p, w), "low": low, "high": high, "mean": p.mean()}
        )  # fmt: skip
    return rows


def auc(y: np.ndarray, score: np.ndarray, w: np.ndarray) -> float:
    return float(roc_auc_score(y, score, sample_weight=w)) if 0 < y.sum() < len(y) else float("nan")


def brier(y: np.ndarray, p: np.ndarray, w: np.ndarray) -> float:
    return float(np.average((p - y) ** 2, weights=w))


def reliability(y: np.ndarray, p: np.ndarray, w: np.ndarray) -> list[tuple[float, float, float, int]]:
    """Bins of equal weight: mean probability, observed share, weight (of 1), rows."""
    order = np.argsort(p, kind="stable")
    place = np.cumsum(w[order]) / w.sum()
    rows = []
    for at in range(BINS):
        part = order[(place > at / BINS) & (place <= (at + 1) / BINS + 1e-12)]
        if len(part):
            rows.append(
                (np.average(p[part], weights=w[part]), np.average(y[part], weights=w[part]), w[part].sum() / w.sum(), len(part))
            )  # fmt: skip
    return rows


def ece(y: np.ndarray, p: np.ndarray, w: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal weight."""
    return float(sum(share * abs(mean - seen) for mean, seen, share, _ in reliability(y, p, w)))


def interval(measure: object, n: int) -> tuple[float, float]:
    """2.5 and 97.5 % of bootstrap draws of persons. @param measure of the drawn row numbers"""
    rng = np.random.default_rng(SEED)
    values = [measure(rng.integers(0, n, n)) for _ in range(DRAWS)]
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)


def threshold_of(recipe: Recipe, y: np.ndarray, p: np.ndarray, w: np.ndarray) -> float:
    """The largest probability that keeps the wanted sensitivity."""
    sick = np.argsort(-p[y == 1], kind="stable")
    kept = np.cumsum(w[y == 1][sick]) / w[y == 1].sum()
    value = p[y == 1][sick][np.searchsorted(kept, recipe.sensitivity)]
    return float(np.floor(value * 1e4) / 1e4)


def measures(y: np.ndarray, p: np.ndarray, w: np.ndarray, threshold: float) -> dict[str, float]:
    called = p >= threshold
    return {
        "auc": auc(y, p, w),
        "sensitivity": float(np.average(called[y == 1], weights=w[y == 1])),
        "specificity": float(np.average(~called[y == 0], weights=w[y == 0])),
        "ece": ece(y, p, w),
        "brier": brier(y, p, w),
    }


def with_intervals(
    table: Table, found: Validation, threshold: float
) -> list[tuple[str, float, tuple[float, float]]]:
    """Mean over the repeats of each measure, with its interval."""
    y, w = table.y, found.weight

    def over_repeats(rows: np.ndarray) -> dict[str, float]:
        each = [measures(y[rows], p[rows], w[rows], threshold) for p in found.probability]
        return {name: float(np.mean([one[name] for one in each])) for name in each[0]}

    whole = over_repeats(np.arange(len(y)))
    rng = np.random.default_rng(SEED)
    draws = [over_repeats(rng.integers(0, len(y), len(y))) for _ in range(DRAWS)]
    return [
        (name, value, tuple(float(edge) for edge in np.nanquantile([draw[name] for draw in draws], [0.025, 0.975])))
        for name, value in whole.items()
    ]


def against_plain(table: Table, found: Validation) -> tuple[float, tuple[float, float]]:
    """AUC of the blend less that of plain boosting, mean over the repeats, paired bootstrap."""

    def difference(rows: np.ndarray) -> float:
        y, w = table.y[rows], table.w[rows]
        pairs = zip(found.probability, found.plain)
        return float(np.mean([auc(y, p[rows], w) - auc(y, q[rows], w) for p, q in pairs]))

    return difference(np.arange(len(table.y))), interval(difference, len(table.y))


def standard_error(blend_auc: float, positives: int, negatives: int) -> float:
    """Hanley and McNeil 1982, for the size of a part kept apart."""
    q1, q2 = blend_auc / (2 - blend_auc), 2 * blend_auc**2 / (1 + blend_auc)
    square = (positives - 1) * (q1 - blend_auc**2) + (negatives - 1) * (q2 - blend_auc**2)
    return float(np.sqrt((blend_auc * (1 - blend_auc) + square) / (positives * negatives)))


