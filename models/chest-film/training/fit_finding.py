"""Training of the finding net: fixed time, class-balanced, weight averaging, resumable."""

from __future__ import annotations

import copy
import math
import time
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional as F

from augment import view_for_finding
from data import Films
from networks import FindingNet
from settings import LABEL_SMOOTHING

BATCH = 32
PEAK_RATE = 2e-3
# Share of each batch: normal, bacteria, virus (the table holds 1 : 1.9 : 1).
SHARES = (0.50, 0.27, 0.23)
SAVE_EVERY = 90.0  # seconds


def as_batch(pictures: np.ndarray) -> Tensor:
    """(n, h, w) uint8 -> (n, 1, h, w) float32 in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).float().div_(255).unsqueeze(1)


@torch.no_grad()
def predict(net: FindingNet, pictures: np.ndarray | Tensor, batch: int = 64) -> np.ndarray:
    """Logits (n,) of uint8 (n, SIDE, SIDE) or prepared float (n, 1, SIDE, SIDE) pictures."""
    net.eval()
    parts = []
    for start in range(0, len(pictures), batch):
        chunk = pictures[start : start + batch]
        image = chunk if isinstance(chunk, Tensor) else as_batch(chunk)
        parts.append(net(image.contiguous(memory_format=torch.channels_last))[0][:, 0].numpy())
    return np.concatenate(parts).astype(np.float64)


@torch.no_grad()
def _average(mean: FindingNet, net: FindingNet, step: int) -> None:
    """Exponential moving average of weights and batch statistics, with warm-up."""
    keep = min(0.998, (1 + step) / (10 + step))
    for old, new in zip(mean.state_dict().values(), net.state_dict().values()):
        if old.dtype.is_floating_point:
            old.mul_(keep).add_(new, alpha=1 - keep)
        else:
            old.copy_(new)


def draw(films: Films, groups: list[np.ndarray], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """A balanced batch of training views: image (BATCH, 1, SIDE, SIDE), smoothed target (BATCH, 1).

    Films with covered lungs get 0.5, the share in the batch: the frame is to be no evidence.
    """
    counts = rng.multinomial(BATCH, SHARES)
    index = np.concatenate([rng.choice(group, count) for group, count in zip(groups, counts)])
    rng.shuffle(index)
    copies = films.source.shape[1]
    chosen = np.where(rng.random(BATCH) < 0.5, 0, rng.integers(1, copies, BATCH))
    source = np.stack([films.source[i, c] for i, c in zip(index, chosen)])
    label = torch.from_numpy(films.label[index]).float().unsqueeze(1)
    image, without_lungs = view_for_finding(as_batch(source))
    target = label * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    return image, torch.where(without_lungs.unsqueeze(1), torch.tensor(0.5), target)


def effort(checkpoint: Path) -> dict[str, float]:
    """Minutes and steps that a finished training took, from its last checkpoint."""
    saved = torch.load(checkpoint)
    return {"minutes": saved["spent"] / 60, "steps": saved["step"]}


def fit(films: Films, seconds: float, checkpoint: Path, seed: int) -> FindingNet:
    """Train for a given time (seconds of work, over all resumed runs) and return averaged weights."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = FindingNet().to(memory_format=torch.channels_last)
    mean = copy.deepcopy(net)
    decay = [p for p in net.parameters() if p.dim() > 1]
    rest = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], lr=PEAK_RATE
    )
    spent, step = 0.0, 0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        net.load_state_dict(saved["net"])
        mean.load_state_dict(saved["mean"])
        optimiser.load_state_dict(saved["optimiser"])
        spent, step = saved["spent"], saved["step"]
        torch.manual_seed(seed + step)
        rng = np.random.default_rng(seed + step)

    used = films.part == "train"
    groups = [np.flatnonzero(used & (films.subtype == kind)) for kind in range(3)]
    watched = np.flatnonzero(films.part == "val")
    mark, next_save, running = time.monotonic(), spent + SAVE_EVERY, 0.0

    def save() -> None:
        state = {
            "net": net.state_dict(),
            "mean": mean.state_dict(),
            "optimiser": optimiser.state_dict(),
            "spent": spent,
            "step": step,
        }
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    while spent < seconds:
        progress = spent / seconds
        rate = PEAK_RATE * min(1.0, progress / 0.06 + 0.05) * 0.5 * (1 + math.cos(math.pi * progress)) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        image, target = draw(films, groups, rng)
        net.train()
        logit, _ = net(image.contiguous(memory_format=torch.channels_last))
        loss = F.binary_cross_entropy_with_logits(logit, target)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        _average(mean, net, step)
        running += (loss.item() - running) / min(step, 100)
        now = time.monotonic()
        spent, mark = spent + now - mark, now
        if spent >= next_save or spent >= seconds:
            auc = roc_auc_score(films.label[watched], predict(mean, films.plain[watched]))
            print(
                f"finding net: step {step}, {spent:.0f} of {seconds:.0f} s, loss {running:.4f}, val AUC {auc:.4f}",
                flush=True,
            )
            next_save = spent + SAVE_EVERY
            save()
            mark = time.monotonic()
    mean.eval()
    return mean
