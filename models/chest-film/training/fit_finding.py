"""Training of one finding net: fixed number of steps, class-balanced, weight averaging, resumable."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional as F

from augment import Views, view_for_finding
from data import Films
from networks import FindingNet
from settings import LABEL_SMOOTHING, SIDE

BATCH = 32
PEAK_RATE = 2e-3
# Share of each batch: normal, bacteria, virus (the table holds 1 : 1.9 : 1).
SHARES = (0.50, 0.27, 0.23)
SAVE_EVERY = 400  # steps
PATTERN_WEIGHT = 0.5  # of the loss of the pattern head


@dataclass(frozen=True)
class Recipe:
    """What one training does. keep: weight of the past in the averaged weights, 0 for none."""

    steps: int
    views: Views = field(default_factory=Views)
    balanced: bool = True
    keep: float = 0.998
    pattern: bool = True
    side: int = SIDE
    mixed_precision: bool = True
    widths: tuple[int, int, int, int] = (24, 32, 80, 192)


def as_batch(pictures: np.ndarray) -> Tensor:
    """(n, h, w) uint8 -> (n, 1, h, w) float32 in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).float().div_(255).unsqueeze(1)


@torch.no_grad()
def predict(net: FindingNet, pictures: np.ndarray | Tensor, batch: int = 64) -> np.ndarray:
    """Logits (n, 2) of uint8 (n, side, side) or prepared float (n, 1, side, side) pictures."""
    net.eval()
    parts = []
    for start in range(0, len(pictures), batch):
        chunk = pictures[start : start + batch]
        image = chunk if isinstance(chunk, Tensor) else as_batch(chunk)
        parts.append(net(image.contiguous(memory_format=torch.channels_last))[0].numpy())
    return np.concatenate(parts).astype(np.float64)


@torch.no_grad()
def _average(mean: FindingNet, net: FindingNet, step: int, most: float) -> None:
    """Exponential moving average of weights and batch statistics, with warm-up."""
    keep = min(most, (1 + step) / (10 + step))
    for old, new in zip(mean.state_dict().values(), net.state_dict().values()):
        if old.dtype.is_floating_point:
            old.mul_(keep).add_(new, alpha=1 - keep)
        else:
            old.copy_(new)


def draw(
    films: Films, groups: list[np.ndarray], rng: np.random.Generator, recipe: Recipe
) -> tuple[Tensor, Tensor, Tensor]:
    """A batch of training views: image (BATCH, 1, side, side), smoothed targets and weights (BATCH, 2).

    Films with covered lungs get 0.5, the share in the batch: the frame is to be no evidence. The
    pattern counts on uncovered pneumonia films only.
    """
    if recipe.balanced:
        counts = rng.multinomial(BATCH, SHARES)
        index = np.concatenate([rng.choice(group, count) for group, count in zip(groups, counts)])
        rng.shuffle(index)
    else:
        index = rng.choice(np.concatenate(groups), BATCH)
    copies = films.source.shape[1]
    chosen = np.where(rng.random(BATCH) < 0.5, 0, rng.integers(1, copies, BATCH))
    if not recipe.views.exposure:
        chosen[:] = 0
    source = np.stack([films.source[i, c] for i, c in zip(index, chosen)])
    image, without_lungs = view_for_finding(as_batch(source), recipe.views, recipe.side)
    sick = torch.from_numpy(films.label[index]).float()
    truth = torch.stack([sick, torch.from_numpy(films.subtype[index] == 1).float()], dim=1)
    target = truth * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    target[:, 0] = torch.where(without_lungs, torch.tensor(0.5), target[:, 0])
    weight = torch.stack([torch.ones(BATCH), PATTERN_WEIGHT * sick * (~without_lungs)], dim=1)
    if not recipe.pattern:
        weight[:, 1] = 0
    return image, target, weight


def _loss(net: FindingNet, image: Tensor, target: Tensor, weight: Tensor, mixed_precision: bool) -> Tensor:
    """Convolutions in bfloat16 where wished; normalisation keeps float32 statistics, the loss is float32."""
    with torch.autocast("cpu", torch.bfloat16, enabled=mixed_precision):
        logits, _ = net(image.contiguous(memory_format=torch.channels_last))
    each = F.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")
    return (each * weight).sum() / len(image)


def fit(
    films: Films,
    chosen: np.ndarray,
    watched: np.ndarray,
    recipe: Recipe,
    checkpoint: Path,
    seed: int,
) -> FindingNet:
    """Train on the films `chosen` (indices) and return averaged weights; a stopped run goes on from its checkpoint.

    watched: indices of films whose AUC is printed. It guides nothing.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = FindingNet(recipe.widths).to(memory_format=torch.channels_last)
    mean = copy.deepcopy(net)
    decay = [p for p in net.parameters() if p.dim() > 1]
    rest = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], lr=PEAK_RATE
    )
    spent, step, running = 0.0, 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        net.load_state_dict(saved["net"])
        mean.load_state_dict(saved["mean"])
        optimiser.load_state_dict(saved["optimiser"])
        spent, step = saved["spent"], saved["step"]
        torch.manual_seed(seed + step)
        rng = np.random.default_rng(seed + step)
    groups = [chosen[films.subtype[chosen] == kind] for kind in range(3)]
    mark = time.monotonic()
    while step < recipe.steps:
        progress = step / recipe.steps
        rate = PEAK_RATE * min(1.0, progress / 0.06 + 0.05) * 0.5 * (1 + math.cos(math.pi * progress)) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        image, target, weight = draw(films, groups, rng, recipe)
        net.train()
        loss = _loss(net, image, target, weight, recipe.mixed_precision)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        _average(mean, net, step, recipe.keep)
        running += (loss.item() - running) / min(step, 100)
        now = time.monotonic()
        spent, mark = spent + now - mark, now
        if step % SAVE_EVERY == 0 or step == recipe.steps:
            state = {"net": net.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save({**state, "spent": spent, "step": step}, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
            seen = ""
            if len(watched):
                logit = predict(mean, resized(films.plain[watched], recipe.side))[:, 0]
                seen = f", watched AUC {roc_auc_score(films.label[watched], logit):.4f}"
            print(f"{checkpoint.stem}: step {step} of {recipe.steps}, {spent:.0f} s, loss {running:.4f}{seen}", flush=True)
            mark = time.monotonic()
    mean.eval()
    return mean


def resized(pictures: np.ndarray, side: int) -> Tensor:
    """Prepared films (n, SIDE, SIDE) uint8 as a float batch (n, 1, side, side)."""
    image = as_batch(pictures)
    if image.shape[-1] == side:
        return image
    return F.interpolate(image, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
