"""manifest.json: everything that must travel with the weights (strict schema of the application)."""

from __future__ import annotations

import json
from pathlib import Path

from settings import (
    MAX_REFUSED_PLAIN,
    MAX_REFUSED_SHIFTED,
    MODEL_ID,
    MODEL_VERSION,
    SENSITIVITY_FLOOR,
    SIDE,
    STATED_PREVALENCE,
)

VALIDATION = "validation patients of the same source (Kermany et al. 2018), children 1 to 5 years, never trained on"
SHIFTED = (
    "the same validation films, plain and under imitated changes of exposure, framing, sharpness and archive, pooled"
)

CITATION = (
    "Kermany D, Zhang K, Goldbaum M. Labeled Optical Coherence Tomography (OCT) and Chest X-Ray Images for Classification. "
    "Mendeley Data 2018, doi:10.17632/rscbjbr9sj. Kermany DS et al. Cell 2018;172:1122-1131, doi:10.1016/j.cell.2018.02.010. "
    "Wang X et al. ChestX-ray8. CVPR 2017 (data: NIH Clinical Center)."
)
LICENCE = (
    "CC-BY-4.0; trained on films of Kermany et al. 2018 (CC BY 4.0) and, for the familiarity score only, on NIH ChestX-ray14 films "
    "(no restriction, NIH Clinical Center) and open DICOM sample pictures (MIT, MS-PL, BSD-2-Clause, PDDL-1.0). Research use only."
)

THRESHOLD_RULE = (
    f"The largest calibrated probability that keeps sensitivity at or above {SENSITIVITY_FLOOR:.2f} on patient-wise validation films, "
    "taken over the plain films and fifteen imitated changes of exposure, contrast, sharpness, noise, compression, framing, rotation "
    "and covered corners together. Fixed before any test film was seen."
)
FAMILIARITY_RULE = (
    f"The smallest limit that refuses at most {MAX_REFUSED_PLAIN:.1%} of plain validation chest films and at most {MAX_REFUSED_SHIFTED:.1%} "
    "of the same films under imitated changes and mirrored. Above the limit the picture is unlike the films of the training and no finding is to be shown."
)

INTENDED_USE = {
    "en": (
        "Research use only. Marks frontal chest films of children aged 1 to 5 years whose picture shows findings that go with pneumonia, "
        "with a map of the region that led to it, as an image finding for a reader to confirm or reject. It gives no diagnosis."
    ),
    "zh-CN": ("仅供科研使用。用于1至5岁儿童正位胸片，提示可能符合肺炎的影像所见，并以热图标示相关区域，" "供阅片医师确认或否定。本结果不构成诊断，需由医师结合临床确认。"),
}

EXCLUSIONS = {
    "en": [
        "Adults, infants under 1 year and children over 5 years",
        "Lateral and oblique views, bedside films with large devices, films of other body parts",
        "Any use as the only reader, for triage without a reader, or to rule pneumonia out",
        "Telling bacterial from viral pneumonia, or pneumonia from other causes of opacity (atelectasis, effusion, oedema, mass)",
        "Films from photographs, screenshots or heavy post-processing",
        "Pictures that the familiarity score calls unlike the films of the training",
    ],
    "zh-CN": [
        "成人、1岁以下婴儿及5岁以上儿童",
        "侧位、斜位胸片，体内外装置较多的床旁片，以及其他部位的影像",
        "作为唯一阅片依据、在无医师阅片情况下分诊，或用于排除肺炎",
        "鉴别细菌性与病毒性肺炎，或鉴别肺炎与其他致密影（肺不张、胸腔积液、肺水肿、占位等）",
        "翻拍、截屏或经过度后处理的图像",
        "熟悉度评分提示与训练胸片明显不同的图像",
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


def _rounded(value):
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return value


def manifest(weights: dict, bias: float, finding: dict, familiarity: dict, counts: dict[str, int]) -> dict:
    """The manifest as the application's schema wants it. counts: films or pictures used per data set."""
    metrics = [{"cohort": VALIDATION, **row} for row in finding["metrics"]] + [
        {"cohort": SHIFTED, **row} for row in finding["pooled"]
    ]
    subgroups = [{"cohort": VALIDATION, **row} for row in finding["subgroups"]]
    refused = familiarity["refused_validation"]
    subgroups.append(
        {
            "cohort": VALIDATION,
            "group": "all chest films",
            "n": refused["n"],
            "name": "refused-as-unfamiliar",
            "value": refused["refused"],
            "ci95": refused["ci95"],
        }
    )
    adults = finding["adults"]
    subgroups.append(
        {
            "cohort": "adults (NIH ChestX-ray14 subset, 64 px, outside the intended use), abnormal against no finding",
            "group": "adults",
            "n": adults["n"],
            "name": "auc",
            "value": adults["auc"],
            "ci95": adults["auc_ci95"],
        }
    )
    label = {
        "label": "pneumonia",
        "title": {"en": "Findings that go with pneumonia", "zh-CN": "肺炎相关影像所见"},
        "code": {"system": "http://snomed.info/sct", "code": "233604007", "display": "Pneumonia"},
        "meaning": MEANING,
        "activation": "sigmoid",
        "calibration": {
            "method": "platt",
            "slope": finding["slope"],
            "intercept": finding["intercept"],
            "prevalence": STATED_PREVALENCE,
        },
        "threshold": {"value": finding["threshold"], "rule": THRESHOLD_RULE},
    }
    return _rounded(
        {
            "schemaVersion": 1,
            "id": MODEL_ID,
            "version": MODEL_VERSION,
            "title": {"en": "Chest film of a child: findings that go with pneumonia", "zh-CN": "儿童胸片：肺炎相关影像所见"},
            "task": "image-classification",
            "weights": weights,
            "inputs": [
                {
                    "name": "image",
                    "dtype": "float32",
                    "shape": ["N", 1, SIDE, SIDE],
                    "preprocessing": [
                        {"step": "grayscale"},
                        {"step": "resize", "width": SIDE, "height": SIDE, "filter": "triangle", "keepAspect": False},
                        {"step": "scale", "divideBy": 255},
                    ],
                }
            ],
            "outputs": [
                {"name": "logit", "role": "finding-logits", "labels": [label]},
                {"name": "cam", "role": "activation-map", "of": "logit", "bias": bias},
                {
                    "name": "familiarity",
                    "role": "unfamiliarity-score",
                    "threshold": familiarity["limit"],
                    "rule": FAMILIARITY_RULE,
                },
            ],
            "intendedUse": INTENDED_USE,
            "exclusions": EXCLUSIONS,
            "gate": {
                "modalities": ["CR", "DX", "RG", "SC", "OT"],
                "bodyParts": ["CHEST", "THORAX", "LUNG"],
                "views": ["PA", "AP"],
                "ageYears": {"min": 1, "max": 5},
            },
            "trainingData": [
                {
                    "name": "Labeled chest X-ray images, training part (children 1 to 5 years), 224 px",
                    "source": "https://doi.org/10.17632/rscbjbr9sj",
                    "licence": "CC-BY-4.0",
                    "n": counts["children"],
                },
                {
                    "name": "NIH ChestX-ray14 teaching subset (adults, 64 px), familiarity score only",
                    "source": "NIH Clinical Center; Wang et al., CVPR 2017",
                    "licence": "no restriction on use; attribution to the NIH Clinical Center asked for",
                    "n": counts["adults"],
                },
                {
                    "name": "Open DICOM sample pictures that are not chest films (CT, MR, US, others), familiarity score only",
                    "source": "pydicom and pydicom-data, cornerstone3D, fo-dicom, dcm_qa_ct, studyforrest",
                    "licence": "MIT, MS-PL, BSD-2-Clause, PDDL-1.0",
                    "n": counts["others"],
                },
            ],
            "metrics": metrics,
            "subgroups": subgroups,
            "licence": LICENCE,
            "citation": CITATION,
        }
    )


def write_json(target: Path, value: dict) -> None:
    target.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
