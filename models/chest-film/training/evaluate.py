"""Every number of the manifest and the card, from films of patients the nets never saw."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score

from calibrate import Calibration, choose_threshold, cross_fitted, fit_platt, measures, reliability, with_interval
from data import SUBTYPES, Films
from familiarity import Familiarity, choose_limit, held_out_negatives, score
from fit_finding import as_batch, predict
from networks import FindingNet
from settings import SEED
from views import PROBES, SHIFTS


def _row(name: str, value: float, ci95: list[float], label: np.ndarray) -> dict:
    return {"n": int(len(label)), "positives": int(label.sum()), "name": name, "value": value, "ci95": ci95}


def _at_threshold(logit: np.ndarray, label: np.ndarray, platt: Calibration, threshold: float) -> dict[str, float]:
    probability = platt(logit)
    call = probability >= threshold
    return {
        "auc": float(roc_auc_score(label, logit)),
        "sensitivity": float(call[label == 1].mean()),
        "specificity": float(1 - call[label == 0].mean()),
        "mean_probability_normal": float(probability[label == 0].mean()),
        "mean_probability_pneumonia": float(probability[label == 1].mean()),
    }


def judge_finding(net: FindingNet, films: Films, adults: dict[str, np.ndarray]) -> dict:
    """Calibration, threshold and results of the finding net on validation patients."""
    val = films.part == "val"
    label, patient, subtype = films.label[val], films.patient[val], films.subtype[val]
    image = as_batch(films.plain[val])
    by_view = {"plain": predict(net, image)}
    by_view.update({name: predict(net, view(image)) for name, view in SHIFTS.items()})
    platt = fit_platt(by_view, label)
    threshold = choose_threshold({name: platt(z) for name, z in by_view.items()}, label)
    probability, call = cross_fitted(by_view, label, patient)

    metrics = [
        _row(name, *with_interval(measure, label, probability, call, patient), label)
        for name, measure in measures().items()
    ]
    # AUC ranks raw logits: calibrations of different folds must not be mixed for it.
    metrics[0] = _row("auc", *with_interval(measures()["auc"], label, by_view["plain"], call, patient), label)

    pooled_label, pooled_patient = np.tile(label, len(by_view)), np.tile(patient, len(by_view))
    pooled_logit = np.concatenate(list(by_view.values()))
    pooled_probability = platt(pooled_logit)
    pooled_call = (pooled_probability >= threshold).astype(int)
    pooled = [
        _row(name, *with_interval(measure, pooled_label, pooled_probability, pooled_call, pooled_patient), pooled_label)
        for name, measure in measures().items()
    ]

    subgroups = []
    for kind in (1, 2):
        inside = (subtype == 0) | (subtype == kind)
        for name in ("auc", "sensitivity"):
            shown = by_view["plain"] if name == "auc" else probability
            value, ci95 = with_interval(measures()[name], label[inside], shown[inside], call[inside], patient[inside])
            subgroups.append(
                {
                    "group": f"{SUBTYPES[kind]} against normal",
                    "n": int(inside.sum()),
                    "name": name,
                    "value": value,
                    "ci95": ci95,
                }
            )
    for series in ("IM", "NORMAL2-IM"):
        inside = (label == 0) & np.char.startswith(patient, series)
        value, ci95 = with_interval(
            measures()["specificity"], label[inside], probability[inside], call[inside], patient[inside]
        )
        subgroups.append(
            {
                "group": f"normal films of number series {series}",
                "n": int(inside.sum()),
                "name": "specificity",
                "value": value,
                "ci95": ci95,
            }
        )

    adult_probability = platt(predict(net, adults["images"]))
    adult_call = (adult_probability >= threshold).astype(int)
    abnormal = adults["abnormal"]
    adult_auc, adult_auc_ci = with_interval(
        measures()["auc"], abnormal, adult_probability, adult_call, adults["patient"].astype(str), both_classes=False
    )
    return {
        "slope": platt.slope,
        "intercept": platt.intercept,
        "threshold": threshold,
        "metrics": metrics,
        "pooled": pooled,
        "subgroups": subgroups,
        "reliability": reliability(label, probability),
        "reliability_pooled": reliability(pooled_label, pooled_probability),
        "views": {name: _at_threshold(z, label, platt, threshold) for name, z in by_view.items()},
        "probes": {
            name: _at_threshold(predict(net, view(image)), label, platt, threshold) for name, view in PROBES.items()
        },
        "adults": {
            "n": int(len(abnormal)),
            "abnormal": int(abnormal.sum()),
            "auc": adult_auc,
            "auc_ci95": adult_auc_ci,
            "marked_normal": float(adult_call[abnormal == 0].mean()),
            "marked_abnormal": float(adult_call[abnormal == 1].mean()),
        },
    }


def judge_familiarity(
    final: Familiarity,
    trials: list[tuple[frozenset[str], Familiarity]],
    films: Films,
    adults: dict[str, np.ndarray],
    others: dict[str, np.ndarray],
) -> dict:
    """Limit of the score and refusal rates; kinds unseen in training come from the trials."""
    val = films.part == "val"
    adult_val = adults["images"][adults["part"] == "val"]
    negatives = held_out_negatives(films, others, SEED + 5)
    image = as_batch(films.plain[val])
    chest_views = {
        "plain": image,
        **{name: view(image) for name, view in SHIFTS.items()},
        "mirrored": PROBES["mirrored"](image),
    }

    def limit_of(model: Familiarity) -> tuple[float, dict[str, np.ndarray]]:
        chest = {name: score(model, picture) for name, picture in chest_views.items()}
        return choose_limit(chest["plain"], np.concatenate(list(chest.values()))), chest

    limit, chest = limit_of(final)
    seen = {
        kind: {"n": int(len(p)), "refused": float((score(final, p) > limit).mean())} for kind, p in negatives.items()
    }
    unseen: dict[str, dict] = {}
    for left_out, model in trials:
        own_limit, _ = limit_of(model)
        for kind in sorted(left_out):
            unseen[kind] = {
                "n": int(len(negatives[kind])),
                "refused": float((score(model, negatives[kind]) > own_limit).mean()),
            }
    plain = chest["plain"] > limit
    _, ci95 = with_interval(
        lambda y, p, c: float(c.mean()),
        films.label[val],
        chest["plain"],
        plain.astype(int),
        films.patient[val],
        both_classes=False,
    )
    return {
        "limit": limit,
        "refused_validation": {
            "n": int(val.sum()),
            "refused": float(plain.mean()),
            "ci95": ci95,
            "normal": float(plain[films.label[val] == 0].mean()),
            "pneumonia": float(plain[films.label[val] == 1].mean()),
        },
        "refused_by_view": {name: float((s > limit).mean()) for name, s in chest.items()},
        "refused_adults": {"n": int(len(adult_val)), "refused": float((score(final, adult_val) > limit).mean())},
        "negatives": seen,
        "negatives_unseen_kind": unseen,
    }
