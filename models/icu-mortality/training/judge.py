"""Rules (weights, calibration, threshold) and every figure, all out of fold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from data import Stays
from evaluate import days_figures, figures, hosmer_lemeshow, saps_figures, subgroup_table
from members import Member
from settings import TREE_HOURS
from stack import Platt, choose_threshold, event_1, fit_platt, fit_weights, stacked


@dataclass(frozen=True)
class Rules:
    """What ships beside the models."""

    weights: np.ndarray
    platt: Platt
    threshold: float


@dataclass(frozen=True)
class Scores:
    """Out-of-fold log-odds of all stays, in their order: (n, TREE_HOURS), days (n, levels), fold (n,)."""

    trees: np.ndarray
    nets: np.ndarray
    days: np.ndarray
    plain: np.ndarray
    fold: np.ndarray


def gather(members: list[Member], count: int) -> Scores:
    trees, nets = np.full((count, len(TREE_HOURS)), np.nan), np.full((count, len(TREE_HOURS)), np.nan)
    days, plain, fold = np.full((count, 3), np.nan), np.full(count, np.nan), np.full(count, -1)
    for number, member in enumerate(members):
        trees[member.unseen], nets[member.unseen] = member.tree_logit, member.net_logit
        low, middle, high = np.maximum(member.days, 2.0).T
        middle = np.maximum(middle, 2.0)
        days[member.unseen] = np.stack([np.minimum(low, middle), middle, np.maximum(high, middle)], 1)
        plain[member.unseen], fold[member.unseen] = member.baseline, number
    return Scores(trees, nets, days, plain, fold)


def make_rules(scores: Scores, died: np.ndarray) -> Rules:
    """Weights, then calibration of the log-odds after 48 h, then the threshold on the calibrated probability."""
    weights = fit_weights(scores.trees, scores.nets, died)
    logit = stacked(weights, scores.trees, scores.nets)[:, -1]
    platt = fit_platt(logit, died)
    return Rules(weights, platt, choose_threshold(died, platt(logit)))


@dataclass(frozen=True)
class Nested:
    """Probabilities of every stay by rules that were made on the other folds, (n, TREE_HOURS), and by them marked after 48 h."""

    probability: np.ndarray
    marked: np.ndarray


def nested(scores: Scores, died: np.ndarray) -> Nested:
    probability = np.full(scores.trees.shape, np.nan)
    marked = np.zeros(len(died), bool)
    for number in np.unique(scores.fold):
        here, others = scores.fold == number, scores.fold != number
        part = Scores(*(getattr(scores, name)[others] for name in Scores.__dataclass_fields__))
        rules = make_rules(part, died[others])
        probability[here] = rules.platt(stacked(rules.weights, scores.trees[here], scores.nets[here]))
        marked[here] = probability[here, -1] >= rules.threshold
    return Nested(probability, marked)


def judge(stays: Stays, scores: Scores, rules: Rules) -> dict:
    """Every figure of the card."""
    died, out = stays.died, nested(scores, stays.died)
    risk = out.probability[:, -1]
    hits = float((out.marked & died).sum())
    hosmer = hosmer_lemeshow(died, risk)
    plain = 1 / (1 + np.exp(-scores.plain))
    fold_auc = [float(roc_auc_score(died[scores.fold == k], risk[scores.fold == k])) for k in np.unique(scores.fold)]
    return {
        "n": len(died),
        "died": int(died.sum()),
        "whole": figures(died, risk, rules.threshold),
        "event-1 with the threshold of the other folds": min(hits / died.sum(), hits / max(1, out.marked.sum())),
        "auc of each fold": fold_auc,
        "hosmer": {"statistic": hosmer[0], "p": hosmer[1]},
        "by hour": [
            {"hour": hour, **figures(died, out.probability[:, at], rules.threshold)} for at, hour in enumerate(TREE_HOURS)
        ],
        "subgroups": subgroup_table(stays, risk, rules.threshold),
        "parts": {
            "trees": _ranking(died, scores.trees[:, -1]),
            "nets": _ranking(died, scores.nets[:, -1]),
            "both": _ranking(died, risk),
            "plain boosting": _ranking(died, plain),
        },
        "saps": saps_figures(stays, risk),
        "days": days_figures(stays, scores.days),
    }


def _ranking(died: np.ndarray, score: np.ndarray) -> dict[str, float]:
    """AUC, and Event 1 at the best threshold (chosen on the same stays, for comparison only)."""
    return {"auc": float(roc_auc_score(died, score)), "best event-1": float(event_1(died, score, choose_threshold(died, score)))}
