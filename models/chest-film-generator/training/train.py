"""The whole recipe in order: components, flow, detail, export, golden vectors, figures, manifest and card."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import package
from card import write_card
from components import learned_shapes
from data import load_films, shrink
from export import export, round_weights
from features import Judge
from few_films import compare
from fit_detail import DetailTraining
from flow import Flow, draw_components, fit_flow
from generator import FilmGenerator, made
from golden import write_golden
from measure import agreement, balanced, frechet, judge_films
from plain_pair import fit_plain
from settings import BASE_SIDE, CLASSES, COMPONENTS, POOL, SEED, SIDE
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent


@torch.no_grad()
def drawn_pool(flow: Flow, each: int) -> torch.Tensor:
    """Drawn components of every class, (classes, each, COMPONENTS)."""
    generator = torch.Generator().manual_seed(SEED + 3)
    pool = []
    for k in range(len(CLASSES)):
        kind = F.one_hot(torch.full((each,), k), len(CLASSES)).float()
        pool.append(draw_components(flow, torch.randn(each, COMPONENTS, generator=generator), kind))
    return torch.stack(pool)


def _grey(picture: torch.Tensor) -> np.ndarray:
    return (picture[:, 0] * 255).round().byte().numpy()


def judge_plain(judge: Judge, films, minutes: float, work: Path, each: int) -> dict:
    """Figures of the plain pair, for the comparison in the card."""
    plain, steps = fit_plain(films.of("train"), minutes, work)
    generator = torch.Generator().manual_seed(SEED + 4)
    kind = torch.arange(len(CLASSES)).repeat_interleave(each)
    noise = torch.randn(len(kind), plain.start.in_features - len(CLASSES), generator=generator)
    with torch.no_grad():
        picture = (plain(noise, F.one_hot(kind, len(CLASSES)).float()) + 1) / 2
    grey = _grey(F.interpolate(picture, size=(SIDE, SIDE), mode="bilinear", align_corners=False).clamp(0, 1))
    val = films.of("val")
    few = balanced(val.kind, 1000, 4)
    seen = judge(grey)
    distance = frechet(seen.features, judge(shrink(val.grey[few], SIDE)).features)
    return {"steps": steps, "frechet": distance, "agreement": agreement(judge, seen, kind.numpy())}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=90, help="bound of the whole run")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--work", type=Path, default=Path("work"), help="decoded films, checkpoints, sheets, figures")
    options.add_argument("--package", type=Path, default=HERE.parent)
    options.add_argument("--judge", type=Path, default=HERE.parent.parent / "chest-film")
    options.add_argument("--plain", action="store_true", help="also train the plain pair, for comparison")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(SEED)
    work: Path = chosen.work
    work.mkdir(parents=True, exist_ok=True)
    films = load_films(work)
    train = films.of("train")
    shape, views = learned_shapes(train, work)
    flow = fit_flow(views, torch.from_numpy(train.kind), 0.25 * chosen.minutes, work)
    training = DetailTraining(train, shape, drawn_pool(flow, POOL), work)
    parts = training.run((0.35 if chosen.plain else 0.5) * chosen.minutes)
    generator = round_weights(FilmGenerator(flow, shape, parts["texture"], parts["detail"]))
    weights = export(generator, chosen.package / "model.onnx")
    write_golden(generator, chosen.package / "golden")
    picture, kind = made(generator, 300, SEED + 5)
    judge = Judge(chosen.judge)
    figures, sheet = judge_films(judge, films, _grey(picture), kind.numpy())
    sheet.save(work / "nearest-pairs.png")
    figures["few films"] = compare(films, _grey(picture), kind.numpy())
    if chosen.plain:
        figures["plain pair"] = judge_plain(judge, films, 0.15 * chosen.minutes, work, 100)
    figures["detail steps"] = training.step
    figures["films"] = {name: int((train.kind == k).sum()) for k, name in enumerate(CLASSES)}
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    package.write_manifest(chosen.package / "manifest.json", weights, figures)
    write_card(chosen.package / "CARD.md", figures)


assert SIDE == 2 * BASE_SIDE

if __name__ == "__main__":
    main()
