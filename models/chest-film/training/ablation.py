"""What each trick brings: short trainings that differ in one thing, judged on films none of them saw.

    VESALIUS_DATA=<folder> python3 models/chest-film/training/ablation.py --work <folder> [--only row ...]

Judged on two hold-outs of the part `train`: a random fold, and the lowest file numbers of each series as a proxy for the
source's own test part. The part `val` is not touched.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

import data
import fit_finding
from augment import PLAIN, Views
from fit_finding import Recipe, predict, resized
from folds import five_folds, lowest_numbers, series_of
from settings import SEED
from views import BLINDS, swapped_frames

STEPS = 2000
SIDE = 112
REPEATS = 400

_full = Recipe(steps=STEPS, side=SIDE)
_exposed = replace(PLAIN, geometry=True, exposure=True, frame_strips=0.25, erasing=0.4)
_cornered = replace(_exposed, corners=0.5)
ROWS: dict[str, Recipe] = {
    "plain": replace(_full, views=PLAIN, balanced=False, keep=0.0, pattern=False),
    "+ geometry and exposure": replace(_full, views=_exposed, balanced=False, keep=0.0, pattern=False),
    "+ balanced batches": replace(_full, views=_exposed, keep=0.0, pattern=False),
    "+ corners hidden": replace(_full, views=_cornered, keep=0.0, pattern=False),
    "+ averaged weights": replace(_full, views=_cornered, pattern=False),
    "+ pattern head": replace(_full, views=_cornered),
    "+ lungs covered": replace(_full, views=replace(_cornered, lungs_covered=Views().lungs_covered)),
    "+ frames swapped (all of the recipe)": _full,
    "frames swapped on 35 %": replace(_full, views=Views(frame_swap=0.35)),
    "float32 instead of bfloat16": replace(_full, mixed_precision=False),
    "half the widths": replace(_full, widths=(16, 24, 48, 112)),
    "side 160": replace(_full, side=160),
}


def _interval(label: np.ndarray, score: np.ndarray) -> list[float]:
    rng = np.random.default_rng(SEED)
    places = [np.flatnonzero(label == k) for k in (0, 1)]
    drawn = []
    for _ in range(REPEATS):
        index = np.concatenate([rng.choice(p, len(p)) for p in places])
        drawn.append(roc_auc_score(label[index], score[index]))
    return [float(v) for v in np.quantile(drawn, (0.025, 0.975))]


def judge(logit_of, films: data.Films, index: np.ndarray, side: int) -> dict:
    """AUC with interval, specificity at sensitivity 0.95, and AUCs that should be chance, of one hold-out."""
    label = films.label[index]
    image = resized(films.plain[index], data.SIDE)

    def logits(picture: torch.Tensor) -> np.ndarray:
        if side != picture.shape[-1]:
            picture = torch.nn.functional.interpolate(
                picture, size=(side, side), mode="bilinear", antialias=True, align_corners=False
            )
        return logit_of(picture)

    z = logits(image)[:, 0]
    covered = logits(BLINDS["lungs covered (film's mean)"](image))[:, 0]
    mixed, donor = swapped_frames(image, label)
    swapped = logits(mixed)[:, 0]
    limit = np.quantile(z[label == 1], 0.05)
    pattern = label == 1
    return {
        "n": int(len(label)),
        "auc": float(roc_auc_score(label, z)),
        "auc_ci95": _interval(label, z),
        "specificity_at_95": float((z[label == 0] < limit).mean()),
        "specificity_at_98": float((z[label == 0] < np.quantile(z[label == 1], 0.02)).mean()),
        "covered_auc": float(roc_auc_score(label, covered)),
        "covered_ci95": _interval(label, covered),
        "swap_lung_auc": float(roc_auc_score(label, swapped)),
        "swap_frame_auc": float(roc_auc_score(donor, swapped)),
        "swap_frame_ci95": _interval(donor, swapped),
        "pattern_auc": float(
            roc_auc_score(films.subtype[index][pattern] == 1, logits(image)[pattern, 1])
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=list(ROWS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--other-series", action="store_true", help="train on normals of NORMAL2-IM, judge on those of IM")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    films = data.load_films(options.work)
    proxy = lowest_numbers(films)
    random = (five_folds(films) == 0) & ~proxy
    learn = (films.part == "train") & ~proxy & ~random
    parts = {"random": random, "proxy": proxy}
    if options.other_series:
        strange = (films.part == "train") & (series_of(films) == "IM")
        fold = five_folds(films) == 0
        learn = (films.part == "train") & ~strange & ~fold
        parts = {"random": fold & ~strange, "other_series": strange | (fold & (films.label == 1))}
    folder = options.work / ("ablation-series" if options.other_series else "ablation")
    folder.mkdir(exist_ok=True)
    for name in options.only:
        recipe = replace(ROWS[name], steps=options.steps)
        stem = "".join(c if c.isalnum() else "-" for c in name)
        result = folder / f"{stem}.json"
        if result.exists():
            continue
        net = fit_finding.fit(films, np.flatnonzero(learn), np.array([], int), recipe, folder / f"{stem}.pt", SEED)
        row = {
            part: judge(lambda x: predict(net, x), films, np.flatnonzero(inside), recipe.side)
            for part, inside in parts.items()
        }
        result.write_text(json.dumps({"name": name, "steps": recipe.steps, "side": recipe.side, "recipe": asdict(recipe), **row}, indent=1))
        for part, found in row.items():
            print(name, part, {k: np.round(v, 3).tolist() for k, v in found.items()}, flush=True)


if __name__ == "__main__":
    main()
