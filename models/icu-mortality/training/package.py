"""manifest.json: everything that must travel with the weights (strict schema of the application)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from data import Stays
from judge import Rules
from measurements import columns, load_catalogue
from settings import FOLDS, HOURS, MODEL_ID, MODEL_VERSION, STAY_LEVELS

COHORT = {
    "en": f"out of fold: {FOLDS}-fold cross-validation of the 8,000 stays of sets a and b (PhysioNet/CinC Challenge 2012); weights, calibration and threshold made on the other folds",
    "zh-CN": f"折外结果：PhysioNet/CinC 2012 挑战赛 a、b 集 8,000 例住院的 {FOLDS} 折交叉验证；组合权重、校准与阈值均由其余各折确定",
}
CITATION = (
    "Silva I, Moody G, Scott DJ, Celi LA, Mark RG. Predicting in-hospital mortality of ICU patients: the PhysioNet/Computing in "
    "Cardiology Challenge 2012. Comput Cardiol 2012;39:245-248. Goldberger AL et al. PhysioBank, PhysioToolkit, and PhysioNet. "
    "Circulation 2000;101(23):e215-e220."
)
THRESHOLD_RULE = (
    "The calibrated probability with the largest Event 1 score of the challenge, the smaller of sensitivity and positive predictive "
    "value, on out-of-fold probabilities after 48 hours (mean of the ten best places)."
)
TITLE = {"en": "Death in hospital, from the first 48 hours of intensive care", "zh-CN": "院内死亡风险（基于重症监护最初48小时）"}
INTENDED_USE = {
    "en": (
        "Research use only. Estimates the probability that an adult in intensive care dies before leaving hospital, and how long the stay "
        "in hospital lasts, from what was measured in the first 48 hours. Meant for study of courses and for quality work. The estimate "
        "is for a clinician to weigh; it decides nothing about the care of a person."
    ),
    "zh-CN": "仅供科研使用。根据重症监护最初48小时内的测量值，估计成年患者出院前死亡的概率及住院天数，用于病程研究与质量管理。结果供临床医师参考，不得据此决定个体患者的诊疗。",
}
EXCLUSIONS = {
    "en": [
        "Patients under 16 years",
        "Stays that end within 48 hours: none was in the training data, so early risks hold for those who stay at least 48 hours",
        "Decisions to limit or withdraw treatment, or on admission to intensive care",
        "Hospitals, years and populations unlike the source (four units of one hospital in Boston, 2001 to 2008) without a check of their own",
        "Effects of treatment: a changed value shows how the model answers, not what a treatment would do",
    ],
    "zh-CN": [
        "16岁以下患者",
        "48小时内结束的住院：训练数据中没有此类病例，故早期风险仅适用于住院满48小时者",
        "用于限制或撤除治疗、或决定是否收入重症监护病房",
        "与数据来源（波士顿一家医院四类监护病房，2001至2008年）不同的医院、年代和人群，未经自身验证不得使用",
        "推断治疗效果：改变某一数值只反映模型的应答，不代表治疗的作用",
    ],
}
FINDING = {
    "label": "in-hospital-death",
    "title": {"en": "Death in hospital", "zh-CN": "院内死亡"},
    "code": {"system": "http://snomed.info/sct", "code": "419099009", "display": "Dead"},
    "meaning": {
        "positive": {
            "en": "The estimated risk of death in hospital is at or above the threshold. About half of those marked so in the source survived.",
            "zh-CN": "估计的院内死亡风险达到或超过阈值。在来源数据中，被标记者约有一半存活。",
        },
        "negative": {
            "en": "The estimated risk is below the threshold. This does not mean that the patient is out of danger.",
            "zh-CN": "估计风险低于阈值，但不表示患者已脱离危险。",
        },
    },
    "activation": "sigmoid",
    "kind": "finding",
}


def measurement_grid(stays: Stays) -> dict:
    """The catalogue with the usual value of each parameter: the median over stays of their means, for explanations."""
    catalogue = load_catalogue()
    cols = columns(catalogue)
    series = []
    for spec in catalogue["series"]:
        values = stays.grid[:, :, cols.value(spec["name"])].astype(np.float64)
        seen = stays.grid[:, :, cols.value(spec["name"]) + 1] > 0
        some = seen.any(1)
        means = (values * seen).sum(1)[some] / seen.sum(1)[some]
        series.append({**spec, "usual": round(float(np.median(means)), 3)})
    statics = []
    for spec in catalogue["statics"]:
        place = cols.statics[spec["name"]]
        if spec["kind"] == "number":
            known = stays.grid[:, 0, place + 1] > 0
            usual = round(float(np.median(stays.grid[known, 0, place].astype(np.float64))), 1)
        else:
            shares = stays.grid[:, 0, place : place + len(spec["values"])].mean(0)
            usual = spec["values"][int(shares.argmax())]
        statics.append({**spec, "usual": usual})
    return {**catalogue, "series": series, "statics": statics}


def _rounded(value):
    if isinstance(value, (float, np.floating)):
        return round(float(value), 6)
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value


def _features(grid: dict) -> list[dict]:
    """The columns of the input, in order; scaling happens inside the graph."""
    units = {spec["name"]: spec["unit"] for spec in (*grid["series"], *grid["statics"])}
    return [{"name": name, "unit": units.get(name, "1"), "mean": 0, "spread": 1} for name in columns(grid).names]


def _metrics(figures: dict) -> list[dict]:
    rows = []
    for name in ("auc", "sensitivity", "specificity", "ppv", "ece", "brier"):
        value, ci95 = figures["whole"][name]
        rows.append({"cohort": COHORT, "n": figures["n"], "positives": figures["died"], "name": name, "value": value, "ci95": ci95})
    return rows


GROUP_NAMES = {
    "age under 50": "年龄不足50岁", "age 50 to 64": "年龄50至64岁", "age 65 to 79": "年龄65至79岁", "age 80 and above": "年龄80岁及以上",
    "female": "女性", "male": "男性", "coronary unit": "冠心病监护病房", "cardiac surgery unit": "心脏外科监护病房",
    "medical unit": "内科监护病房", "surgical unit": "外科监护病房",
}


def _subgroups(figures: dict) -> list[dict]:
    rows = []
    for row in figures["subgroups"]:
        group = {"en": row["group"], "zh-CN": GROUP_NAMES[row["group"]]}
        for name in ("auc", "sensitivity", "ppv"):
            value, ci95 = row[name]
            rows.append({"cohort": COHORT, "group": group, "n": row["n"], "name": name, "value": value, "ci95": ci95})
    return rows


def manifest(weights: dict, rules: Rules, figures: dict, stays: Stays) -> dict:
    """weights: the entry of graph.write_graph; figures: those of judge.judge."""
    catalogue = load_catalogue()
    grid = measurement_grid(stays)
    label = {
        **FINDING,
        "calibration": {"method": "platt", "slope": rules.platt.slope, "intercept": rules.platt.intercept, "prevalence": float(stays.died.mean())},
        "threshold": {"value": rules.threshold, "rule": THRESHOLD_RULE},
    }
    days = {
        "label": "length-of-stay",
        "title": {"en": "Stay in hospital", "zh-CN": "住院天数"},
        "unit": "d",
        "levels": list(STAY_LEVELS),
        "rule": "From admission to the intensive care unit to the end of the stay in hospital, alive or dead. Quantile regression; the middle level is the median.",
    }
    return {
        **_rounded(
            {
                "schemaVersion": 1,
                "id": MODEL_ID,
                "version": MODEL_VERSION,
                "title": TITLE,
                "task": "series-classification",
                "weights": weights,
            }
        ),
        "inputs": [
            {
                "name": "grid",
                "dtype": "float32",
                "shape": ["N", HOURS, len(columns(catalogue))],
                "features": _features(grid),
                "measurements": grid,
            }
        ],
        **_rounded(
            {
                "outputs": [
                    {"name": "logit", "role": "finding-logits", "labels": [label]},
                    {"name": "members", "role": "member-logits", "of": "logit"},
                    {"name": "days", "role": "quantity-quantiles", **days},
                ],
                "intendedUse": INTENDED_USE,
                "exclusions": EXCLUSIONS,
                "trainingData": [
                    {
                        "name": "PhysioNet/Computing in Cardiology Challenge 2012, sets a and b",
                        "source": "https://physionet.org/content/challenge-2012/1.0.0/",
                        "licence": "ODC-BY-1.0",
                        "n": len(stays.died),
                    }
                ],
                "metrics": _metrics(figures),
                "subgroups": _subgroups(figures),
                "licence": "Apache-2.0 for the weights; trained on data under the Open Data Commons Attribution License 1.0. Research use only.",
                "citation": CITATION,
            }
        ),
    }


def write_json(target: Path, value: dict) -> None:
    target.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
