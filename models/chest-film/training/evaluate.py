"""Every number on the findings: out of fold on the part `train`, and the whole ensemble once on the part `val`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from calibrate import (
    Calibration,
    Measure,
    ReferBand,
    Scores,
    choose_band,
    choose_threshold,
    cross_fitted,
    fit_platt,
    measures,
    reliability,
    with_interval,
)
from data import SUBTYPES, Films
from ensemble import FindingEnsemble
from fit_finding import as_batch
from folds import five_folds, lowest_numbers, series_of
from settings import MEMBERS, REFER_AT_MOST, SEED, SPREAD_QUANTILE
from views import BLINDS, PROBES, SHIFTS, swapped_frames


# Of the part `val`, the films that are also judged under every imitated change and probe: every second, for time.
SHIFTED_EVERY = 2


@dataclass(frozen=True)
class Answers:
    """What the ensemble gives for n films."""

    logit: np.ndarray  # (n,)
    cam: np.ndarray  # (n, h, w)
    pattern: np.ndarray  # (n,)
    members: np.ndarray  # (n, MEMBERS)


@torch.no_grad()
def answer(ensemble: FindingEnsemble, image: Tensor, batch: int = 32) -> Answers:
    """image: (n, 1, SIDE, SIDE) in 0..1."""
    parts = [ensemble(part.contiguous(memory_format=torch.channels_last)) for part in image.split(batch)]
    logit, cam, pattern, _, members = (torch.cat(group).numpy().astype(np.float64) for group in zip(*parts))
    return Answers(logit[:, 0], cam[:, 0], pattern[:, 0], members)


@dataclass(frozen=True)
class OutOfFold:
    """Scores of the members on their own folds. index: films per view; logit, pattern: their scores per view."""

    index: dict[str, np.ndarray]
    logit: dict[str, np.ndarray]
    pattern: dict[str, np.ndarray]

    @staticmethod
    def read(work: Path) -> "OutOfFold":
        tables = [np.load(work / f"member-{number}.scores.npz") for number in range(MEMBERS)]
        index = {"plain": np.concatenate([table["own"] for table in tables])}
        index |= {name: np.concatenate([table["shifted"] for table in tables]) for name in SHIFTS}
        both = {name: np.concatenate([table[name] for table in tables]) for name in index}
        return OutOfFold(
            index, {name: z[:, 0] for name, z in both.items()}, {name: z[:, 1] for name, z in both.items()}
        )

    def scores(self, films: Films) -> dict[str, Scores]:
        return {name: Scores(self.logit[name], films.label[index]) for name, index in self.index.items()}


@dataclass(frozen=True)
class Rules:
    """What turns logits into answers; all of it chosen on out-of-fold scores (spread: on unlabelled `val` scores)."""

    platt: Calibration
    threshold: float
    pattern: Calibration
    band: ReferBand
    max_range: float

    def refer(self, found: Answers) -> np.ndarray:
        """Films to be read without the model, bool (n,)."""
        probability, spread = self.platt(found.logit), members_range(self.platt, found.members)
        return ((probability >= self.band.low) & (probability <= self.band.high)) | (spread > self.max_range)


def members_range(platt: Calibration, members: np.ndarray) -> np.ndarray:
    """Largest less smallest calibrated probability of the members, (n,)."""
    return np.ptp(platt(members), axis=1)


def choose_rules(out: OutOfFold, films: Films, spread_of: np.ndarray, neutral: float) -> Rules:
    """spread_of: members' logits (n, MEMBERS) of films no member has seen; their labels are not used. neutral: see neutral.py."""
    views = out.scores(films)
    platt = replace(fit_platt(views), neutral=neutral)
    threshold = choose_threshold(views, platt)
    sick = {name: films.label[index] == 1 for name, index in out.index.items()}
    pattern = fit_platt(
        {
            name: Scores(out.pattern[name][sick[name]], (films.subtype[index][sick[name]] == 1).astype(int))
            for name, index in out.index.items()
        },
        prevalence=None,
    )
    band = choose_band(views["plain"].label, platt(views["plain"].logit), threshold, REFER_AT_MOST)
    max_range = float(np.quantile(members_range(platt, spread_of), SPREAD_QUANTILE))
    return Rules(platt, threshold, pattern, band, max_range)


def _row(name: str, value: float, ci95: list[float], label: np.ndarray) -> dict:
    return {"n": int(len(label)), "positives": int(label.sum()), "name": name, "value": value, "ci95": ci95}


def _figures(
    label: np.ndarray, logit: np.ndarray, probability: np.ndarray, call: np.ndarray, patient: np.ndarray
) -> list[dict]:
    """All measures with intervals. AUC ranks logits as answered: calibrations of different folds must not be mixed for it."""
    return [
        _row(
            name,
            *with_interval(measure, label, logit if name == "auc" else probability, call, patient),
            label,
        )
        for name, measure in measures().items()
    ]


def _one(
    group: str, name: str, measure: Measure, label: np.ndarray, score: np.ndarray, call: np.ndarray, patient: np.ndarray
) -> dict:
    value, ci95 = with_interval(measure, label, score, call, patient, both_classes=len(np.unique(label)) > 1)
    return {"group": group, "n": int(len(label)), "name": name, "value": value, "ci95": ci95}


def black_share(films: Films) -> np.ndarray:
    """Share of (nearly) black pixels of each film: a trace of collimation and machine, (n,)."""
    return (films.plain.reshape(len(films.plain), -1) <= 3).mean(axis=1)


def _subgroups(films: Films, index: np.ndarray, logit: np.ndarray, probability: np.ndarray, call: np.ndarray) -> list[dict]:
    label, patient, subtype = films.label[index], films.patient[index], films.subtype[index]
    series, black, lowest = series_of(films)[index], black_share(films)[index], lowest_numbers(films)[index]
    told = measures()
    rows = []

    # what a measure needs to be defined
    needed = {"auc": {0, 1}, "sensitivity": {1}, "specificity": {0}}

    def add(group: str, inside: np.ndarray, names: tuple[str, ...]) -> None:
        for name in names:
            if not needed[name] <= set(label[inside]):
                continue
            score = logit if name == "auc" else probability
            rows.append(
                _one(group, name, told[name], label[inside], score[inside], call[inside], patient[inside])
            )

    for kind in (1, 2):
        add(f"{SUBTYPES[kind]} against normal", (subtype == 0) | (subtype == kind), ("auc", "sensitivity"))
    for name in ("IM", "NORMAL2-IM"):
        add(f"normal films of number series {name}", series == name, ("specificity",))
    for name, low, high in (
        ("no black border (under 0.1 % of the pixels)", -1.0, 0.001),
        ("some black border (0.1 to 10 %)", 0.001, 0.1),
        ("much black border (over 10 %)", 0.1, 2.0),
    ):
        add(name, (black >= low) & (black < high), ("auc", "sensitivity", "specificity"))
    if lowest.any():
        add("lowest file numbers of each series", lowest, ("auc", "sensitivity", "specificity"))
    return rows


def _at_threshold(logit: np.ndarray, label: np.ndarray, rules: Rules) -> dict[str, float]:
    probability = rules.platt(logit)
    call = probability >= rules.threshold
    return {
        "auc": float(roc_auc_score(label, rules.platt.evidence(logit))),
        "sensitivity": float(call[label == 1].mean()),
        "specificity": float(1 - call[label == 0].mean()),
        "mean_probability_normal": float(probability[label == 0].mean()),
        "mean_probability_pneumonia": float(probability[label == 1].mean()),
    }


def judge_folds(out: OutOfFold, rules: Rules, films: Films) -> dict:
    """k-fold figures: single members on films of patients they never saw."""
    index = out.index["plain"]
    label, patient, logit = films.label[index], films.patient[index], rules.platt.evidence(out.logit["plain"])
    fold = five_folds(films)
    folds = {name: fold[which] for name, which in out.index.items()}
    probability, call = cross_fitted(out.scores(films), folds, rules.platt.neutral)
    sick = label == 1
    return {
        "metrics": _figures(label, logit, probability, call, patient),
        "fold_auc": [
            float(roc_auc_score(label[folds["plain"] == k], logit[folds["plain"] == k])) for k in range(MEMBERS)
        ],
        "subgroups": _subgroups(films, index, logit, probability, call),
        "reliability": reliability(label, probability),
        "views": {
            name: _at_threshold(out.logit[name], films.label[which], rules) for name, which in out.index.items()
        },
        "pattern": _one(
            "bacterial against viral pattern, pneumonia films",
            "auc",
            measures()["auc"],
            (films.subtype[index][sick] == 1).astype(int),
            out.pattern["plain"][sick],
            call[sick],
            patient[sick],
        ),
        "worst": _worst(films, index, logit, rules),
    }


def _worst(films: Films, index: np.ndarray, logit: np.ndarray, rules: Rules, count: int = 40) -> list[dict]:
    """The films whose probability is farthest on the wrong side of the threshold."""
    probability, label = rules.platt(logit), films.label[index]
    off = np.where(label == 1, rules.threshold - probability, probability - rules.threshold)
    order = [i for i in np.argsort(-off)[:count] if off[i] > 0]
    return [
        {"file": str(films.name[index[i]]), "label": SUBTYPES[films.subtype[index[i]]], "probability": float(probability[i])}
        for i in order
    ]


def judge_ensemble(ensemble: FindingEnsemble, rules: Rules, films: Films, adults: dict[str, np.ndarray]) -> dict:
    """The whole ensemble with the shipped rules on the part `val`, and what it looks at."""
    val = np.flatnonzero(films.part == "val")
    label, patient = films.label[val], films.patient[val]
    image = as_batch(films.plain[val])
    found = answer(ensemble, image)
    logit, probability = rules.platt.evidence(found.logit), rules.platt(found.logit)
    call = (probability >= rules.threshold).astype(int)
    some = np.arange(len(val))[::SHIFTED_EVERY]
    by_view = {"plain": found.logit[some]}
    by_view |= {name: answer(ensemble, view(image[some])).logit for name, view in SHIFTS.items()}
    repeated, again = np.tile(label[some], len(by_view)), np.tile(patient[some], len(by_view))
    pooled = rules.platt.evidence(np.concatenate(list(by_view.values())))
    pooled_probability = rules.platt(pooled)
    sick = label == 1
    refer = rules.refer(found)
    wrong = call != label
    return {
        "metrics": _figures(label, logit, probability, call, patient),
        "pooled": _figures(
            repeated, pooled, pooled_probability, (pooled_probability >= rules.threshold).astype(int), again
        ),
        "members_auc": [float(roc_auc_score(label, found.members[:, k])) for k in range(MEMBERS)],
        "members_at_threshold": [_at_threshold(found.members[:, k], label, rules) for k in range(MEMBERS)],
        "subgroups": _subgroups(films, val, logit, probability, call),
        "reliability": reliability(label, probability),
        "views": {name: _at_threshold(z, label[some], rules) for name, z in by_view.items()},
        "probes": {name: _at_threshold(answer(ensemble, view(image[some])).logit, label[some], rules)
            for name, view in PROBES.items()},
        "blinds": _blinds(ensemble, rules, image, label, patient),
        "swap": _swap(ensemble, image, label, patient),
        "pattern": _one(
            "bacterial against viral pattern, pneumonia films",
            "auc",
            measures()["auc"],
            (films.subtype[val][sick] == 1).astype(int),
            found.pattern[sick],
            call[sick],
            patient[sick],
        ),
        "refer": {
            "n": int(refer.sum()),
            "share": float(refer.mean()),
            "errors": int(wrong.sum()),
            "errors_referred": int((wrong & refer).sum()),
            "sensitivity_of_the_rest": float(call[sick & ~refer].mean()),
            "specificity_of_the_rest": float(1 - call[~sick & ~refer].mean()),
        },
        "failures": _failures(films, val, found, rules),
        "adults": _adults(ensemble, rules, adults),
    }


def _blinds(ensemble: FindingEnsemble, rules: Rules, image: Tensor, label: np.ndarray, patient: np.ndarray) -> list[dict]:
    """AUC of what is answered, `auc`, and of the logits before the neutral zone is applied, `auc_of_raw_logits`."""
    nothing, auc, rows = np.zeros(len(label), int), measures()["auc"], []
    for name, view in BLINDS.items():
        logit = answer(ensemble, view(image)).logit
        for figure, score in (("auc", rules.platt.evidence(logit)), ("auc_of_raw_logits", logit)):
            rows.append(_one(name, figure, auc, label, score, nothing, patient))
    return rows


def _swap(ensemble: FindingEnsemble, image: Tensor, label: np.ndarray, patient: np.ndarray) -> dict:
    """AUC of lungs in foreign frames by the lungs' label and by the frame's."""
    mixed, donor = swapped_frames(image, label)
    logit = answer(ensemble, mixed).logit
    nothing = np.zeros(len(label), int)
    auc = measures()["auc"]
    return {
        "lungs": _one("by the label of the lungs", "auc", auc, label, logit, nothing, patient),
        # a donor's label is not bound to the patient of the lungs, so films are drawn one by one
        "frame": _one(
            "by the label of the frame's donor", "auc", auc, donor, logit, nothing, np.arange(len(label)).astype(str)
        ),
    }


def _failures(films: Films, index: np.ndarray, found: Answers, rules: Rules, count: int = 10) -> list[dict]:
    """The wrong calls, worst first, then the nearest right ones, with what a reader of the card needs to follow them."""
    probability, label = rules.platt(found.logit), films.label[index]
    off = np.where(label == 1, rules.threshold - probability, probability - rules.threshold)
    rows = []
    for i in np.argsort(-off)[:count]:
        members = rules.platt(found.members[i])
        map_ = found.cam[i]
        row, column = np.unravel_index(int(map_.argmax()), map_.shape)
        rows.append(
            {
                "file": str(films.name[index[i]]),
                "index": int(index[i]),
                "label": SUBTYPES[films.subtype[index[i]]],
                "probability": float(probability[i]),
                "low": float(members.min()),
                "high": float(members.max()),
                "wrong": bool(off[i] > 0),
                "refer": bool(rules.refer(_take(found, i))[0]),
                "map_peak": [int(row), int(column)],
                "map_peak_value": float(map_.max()),
            }
        )
    return rows


def _take(found: Answers, i: int) -> Answers:
    return Answers(found.logit[i : i + 1], found.cam[i : i + 1], found.pattern[i : i + 1], found.members[i : i + 1])


def _adults(ensemble: FindingEnsemble, rules: Rules, adults: dict[str, np.ndarray]) -> dict:
    """NIH films, outside the intended use."""
    probability = rules.platt(answer(ensemble, as_batch(adults["images"])).logit)
    call = (probability >= rules.threshold).astype(int)
    abnormal = adults["abnormal"]
    auc, ci95 = with_interval(
        measures()["auc"], abnormal, probability, call, adults["patient"].astype(str), both_classes=False
    )
    return {
        "n": int(len(abnormal)),
        "abnormal": int(abnormal.sum()),
        "auc": auc,
        "auc_ci95": ci95,
        "marked_normal": float(call[abnormal == 0].mean()),
        "marked_abnormal": float(call[abnormal == 1].mean()),
    }
