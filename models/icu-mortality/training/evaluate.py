"""Every number that is reported. All of them on stays that the models in question had not seen."""

from __future__ import annotations

from typing import Callable

import numpy as np
from scipy.stats import chi2
from sklearn.metrics import roc_auc_score

from data import Stays
from measurements import columns, load_catalogue
from settings import SEED, STAY_LEVELS
from stack import event_1

DRAWS = 500
BINS = 10


def ece(died: np.ndarray, probability: np.ndarray) -> float:
    """Expected calibration error over ten equal steps of probability."""
    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    parts = [place == at for at in range(BINS)]
    return float(sum(abs(died[part].mean() - probability[part].mean()) * part.mean() for part in parts if part.any()))


def hosmer_lemeshow(died: np.ndarray, probability: np.ndarray) -> tuple[float, float]:
    """Statistic over tenths of risk, and its p-value with ten degrees of freedom (stays that were not fitted on)."""
    total = 0.0
    for part in np.array_split(np.argsort(probability, kind="stable"), BINS):
        wanted, rate = probability[part].sum(), probability[part].mean()
        total += (died[part].sum() - wanted) ** 2 / (len(part) * rate * (1 - rate))
    return float(total), float(chi2.sf(total, BINS))


def interval(measure: Callable[[np.ndarray], float], died: np.ndarray) -> tuple[float, float]:
    """95 % interval of a measure of an index, by drawing stays with replacement."""
    generator = np.random.default_rng(SEED)
    values = []
    for _ in range(DRAWS):
        drawn = generator.integers(0, len(died), len(died))
        if 0 < died[drawn].sum() < len(drawn):
            values.append(measure(drawn))
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def figures(died: np.ndarray, probability: np.ndarray, threshold: float) -> dict[str, tuple[float, tuple[float, float]]]:
    """Name to value and interval."""
    marked = probability >= threshold
    measures: dict[str, Callable[[np.ndarray], float]] = {
        "auc": lambda i: roc_auc_score(died[i], probability[i]),
        "event-1": lambda i: event_1(died[i], probability[i], threshold),
        "sensitivity": lambda i: (marked & died)[i].sum() / died[i].sum(),
        "specificity": lambda i: (~marked & ~died)[i].sum() / (~died[i]).sum(),
        "ppv": lambda i: (marked & died)[i].sum() / max(1, marked[i].sum()),
        "ece": lambda i: ece(died[i], probability[i]),
        "brier": lambda i: float(((probability[i] - died[i]) ** 2).mean()),
    }
    everyone = np.arange(len(died))
    return {name: (float(measure(everyone)), interval(measure, died)) for name, measure in measures.items()}


def groups(stays: Stays) -> dict[str, np.ndarray]:
    """The subgroups of the card, as masks."""
    age = stays.static("Age")
    female = stays.static("Gender") == 1
    male = stays.grid[:, 0, _place("Gender") + 1] == 1
    parts = {
        "age under 50": age < 50,
        "age 50 to 64": (age >= 50) & (age < 65),
        "age 65 to 79": (age >= 65) & (age < 80),
        "age 80 and above": age >= 80,
        "female": female,
        "male": male,
    }
    for at, name in enumerate(("coronary", "cardiac surgery", "medical", "surgical")):
        parts[f"{name} unit"] = stays.grid[:, 0, _place("ICUType") + at] == 1
    return parts


def _place(name: str) -> int:
    return columns(load_catalogue()).statics[name]


def subgroup_table(stays: Stays, probability: np.ndarray, threshold: float) -> list[dict]:
    rows = []
    for name, mask in groups(stays).items():
        died, risk = stays.died[mask], probability[mask]
        rows.append({"group": name, "n": int(mask.sum()), "died": int(died.sum()), "mean risk": float(risk.mean()), **figures(died, risk, threshold)})
    return rows


def days_figures(stays: Stays, days: np.ndarray) -> dict[str, float]:
    """Of the estimated days (n, levels) against the recorded ones, and against one constant for everybody."""
    known = np.isfinite(stays.days)
    truth, guess = stays.days[known], days[known]
    constant = np.median(truth)
    return {
        "n": int(known.sum()),
        "mae": float(np.abs(truth - guess[:, 1]).mean()),
        "median absolute error": float(np.median(np.abs(truth - guess[:, 1]))),
        "mae of a constant": float(np.abs(truth - constant).mean()),
        "constant": float(constant),
        "inside": float(((truth >= guess[:, 0]) & (truth <= guess[:, 2])).mean()),
        "wanted inside": STAY_LEVELS[2] - STAY_LEVELS[0],
        "mean width": float((guess[:, 2] - guess[:, 0]).mean()),
    }


def saps_figures(stays: Stays, probability: np.ndarray) -> dict[str, float]:
    """SAPS-I as a ranking, on the stays that have one, beside the model on the same stays."""
    known = np.isfinite(stays.saps)
    died, saps = stays.died[known], stays.saps[known]
    best = max(event_1(died, saps, threshold) for threshold in np.unique(saps))
    return {
        "n": int(known.sum()),
        "auc of SAPS-I": float(roc_auc_score(died, saps)),
        "best event-1 of SAPS-I": float(best),
        "auc of the model": float(roc_auc_score(died, probability[known])),
    }
