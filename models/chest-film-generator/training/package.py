"""manifest.json: everything that must travel with the weights (strict schema of the application)."""

from __future__ import annotations

import json
from pathlib import Path

from settings import CLASSES, MODEL_ID, MODEL_VERSION, NOISE

CITATION = (
    "Kermany D, Zhang K, Goldbaum M. Labeled Optical Coherence Tomography (OCT) and Chest X-Ray Images for Classification. "
    "Mendeley Data 2018, doi:10.17632/rscbjbr9sj. Kermany DS et al. Cell 2018;172:1122-1131, doi:10.1016/j.cell.2018.02.010."
)
LICENCE = "CC-BY-4.0; trained on films of Kermany et al. 2018 (CC BY 4.0). For demonstration, teaching, tests and augmentation only."

# Label and title of each class, in the order of CLASSES.
LABELS = (
    ("normal", {"en": "Normal", "zh-CN": "正常"}),
    ("bacterial-pattern", {"en": "Pattern as in films labelled bacterial", "zh-CN": "细菌性肺炎样影像模式"}),
    ("viral-pattern", {"en": "Pattern as in films labelled viral", "zh-CN": "病毒性肺炎样影像模式"}),
)

INTENDED_USE = {
    "en": (
        "Draws chest films of children of 1 to 5 years who do not exist, for demonstration, teaching, tests and augmentation. "
        "What comes out is marked SYNTHETIC in pixels, patient name and tags. Never for a diagnosis, and no evidence about any patient."
    ),
    "zh-CN": (
        "生成并不存在的1至5岁儿童的胸片，用于演示、教学、测试和数据增强。生成的图像在像素、患者姓名和标签中均注明 SYNTHETIC（合成）。"
        "不得用于诊断，也不能作为任何患者的依据。"
    ),
}
EXCLUSIONS = {
    "en": [
        "Any diagnosis, and any statement about a person",
        "Showing how a model performs: drawn films are not a test set",
        "Teaching fine signs: detail below about 1/128 of the film's width is not drawn",
        "Naming a cause: the classes are patterns of the picture",
    ],
    "zh-CN": [
        "任何诊断用途，以及对任何个人的判断",
        "评价模型性能：生成的胸片不能作为测试集",
        "讲授细微征象：小于胸片宽度约1/128的细节未予生成",
        "提示病因：各类别仅为影像模式",
    ],
}
COHORT = {
    "en": "films drawn by this model, judged by chest-film {version}",
    "zh-CN": "本模型生成的胸片，由 chest-film {version} 判读",
}
FEW = {
    "en": "validation films, small net trained on 200 films; mean over seeds and 95 % interval of the mean",
    "zh-CN": "验证集胸片，小型网络以200幅胸片训练；多次随机种子的均值及其95%区间",
}


def _subgroups(figures: dict) -> list[dict]:
    cohort = {language: text.format(version=figures["judge"]) for language, text in COHORT.items()}
    rows = []
    for (label, title), name in zip(LABELS, CLASSES):
        share = figures["agreement"][name]
        row = {"cohort": cohort, "group": title, "n": share["n"], "name": "seen-as-intended", "value": share["value"]}
        rows.append({**row, "ci95": share["ci95"]})
    few = figures["few films"]
    for name, group in (
        ("without", {"en": "without drawn films", "zh-CN": "不加生成胸片"}),
        ("with", {"en": "with drawn films", "zh-CN": "加入生成胸片"}),
    ):
        values = few[name]
        mean = sum(values) / len(values)
        spread = (sum((v - mean) ** 2 for v in values) / max(1, len(values) - 1)) ** 0.5
        half = student(len(values)) * spread / len(values) ** 0.5
        ci95 = [max(0.0, mean - half), min(1.0, mean + half)]
        rows.append({"cohort": FEW, "group": group, "n": few["val"], "name": "auc", "value": mean, "ci95": ci95})
    return rows


def student(n: int) -> float:
    """97.5 % point of Student's t for n values."""
    from scipy.stats import t

    return float(t.ppf(0.975, n - 1))


def manifest(weights: dict, figures: dict) -> dict:
    """The manifest as the application's schema wants it."""
    return {
        "schemaVersion": 1,
        "id": MODEL_ID,
        "version": MODEL_VERSION,
        "title": {"en": "Synthetic chest films of children", "zh-CN": "儿童合成胸片生成"},
        "task": "image-generation",
        "weights": weights,
        "inputs": [
            {"name": "noise", "dtype": "float32", "shape": ["N", NOISE], "fill": {"kind": "noise"}},
            {
                "name": "class",
                "dtype": "float32",
                "shape": ["N", len(CLASSES)],
                "fill": {"kind": "class", "classes": [{"label": label, "title": title} for label, title in LABELS]},
            },
        ],
        "outputs": [{"name": "image", "role": "generated-image"}],
        "intendedUse": INTENDED_USE,
        "exclusions": EXCLUSIONS,
        "trainingData": [
            {
                "name": "Labeled chest X-ray images, training part (children 1 to 5 years), 224 px",
                "source": "https://doi.org/10.17632/rscbjbr9sj",
                "licence": "CC-BY-4.0",
                "n": sum(figures["films"].values()),
            }
        ],
        "metrics": [],
        "subgroups": _rounded(_subgroups(figures)),
        "licence": LICENCE,
        "citation": CITATION,
    }


def _rounded(value):
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return value


def write_manifest(target: Path, weights: dict, figures: dict) -> None:
    target.write_text(json.dumps(manifest(weights, figures), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
