"""Training of one recurrent member on given stays."""

from __future__ import annotations

import copy
import math

import numpy as np
import torch
from torch import Tensor, nn

from data import Stays
from measurements import Columns
from networks import Carried, Carry, Recurrent, Scale

SKEWED = {
    "Lactate", "Urine", "BUN", "Creatinine", "Bilirubin", "ALT", "AST", "ALP", "Platelets", "WBC", "Glucose", "Cholesterol",
    "TroponinI", "TroponinT", "PaO2", "PaO2FiO2", "BUNCreatinine",
}
BATCH = 64
RATE = 2e-3
DECAY = 1e-2
KEPT = 0.98
"""Share of the averaged weights that a step keeps."""
DAYS_WEIGHT = 0.15
"""Hours before this one teach nothing: hardly anything was measured."""
FIRST_HOUR = 4


@torch.no_grad()
def carry_all(columns: Columns, grid: np.ndarray) -> Carried:
    """Carried of all stays, made in pieces."""
    carry = Carry(columns)
    parts = [carry(torch.from_numpy(grid[start : start + 500])) for start in range(0, len(grid), 500)]
    return Carried(*(torch.cat([getattr(part, name) for part in parts]) for name in Carried.__dataclass_fields__))


@torch.no_grad()
def fit_scale(names: list[str], carried: Carried, index: np.ndarray) -> Scale:
    """The scaling of a net's input, by what was measured in the training stays at `index`."""
    skewed = torch.tensor([float(name in SKEWED) for name in names])
    count, total, square = (torch.zeros(len(names), dtype=torch.float64) for _ in range(3))
    for start in range(0, len(index), 500):
        chosen = torch.from_numpy(index[start : start + 500])
        values, masks = carried.held[chosen], carried.masks[chosen]
        shown = torch.where(skewed > 0, torch.log(values.clamp(min=0) + 0.1), values).double()
        count += masks.double().sum((0, 1))
        total += (shown * masks).sum((0, 1))
        square += (shown * shown * masks).sum((0, 1))
    mean = total / count.clamp(min=1)
    spread = torch.sqrt((square / count.clamp(min=1) - mean * mean).clamp(min=1e-4))
    statics = carried.statics[torch.from_numpy(index), 0].double()
    return Scale(skewed, mean.float(), spread.float(), statics.mean(0).float(), statics.std(0).clamp(min=0.05).float())


@torch.no_grad()
def read_rows(scale: Scale, carried: Carried) -> Tensor:
    """What the net reads of each stay, (n, 48, width)."""
    parts = []
    for start in range(0, len(carried.held), 500):
        piece = Carried(*(getattr(carried, name)[start : start + 500] for name in Carried.__dataclass_fields__))
        parts.append(scale(piece))
    return torch.cat(parts)


def _loss(net: Recurrent, rows: Tensor, died: Tensor, days: Tensor) -> Tensor:
    death, length = net(rows)
    hour = torch.arange(1, death.shape[1] + 1, dtype=torch.float32)
    weight = torch.where(hour >= FIRST_HOUR, hour / len(hour), torch.zeros_like(hour))
    weight = weight / weight.sum()
    weight[-1] += 0.3
    wrong = nn.functional.binary_cross_entropy_with_logits(death, died.unsqueeze(1).expand_as(death), reduction="none")
    known = torch.isfinite(days)
    target = torch.log1p(torch.where(known, days, torch.zeros_like(days)))
    off = nn.functional.smooth_l1_loss(length, target.unsqueeze(1).expand_as(length), reduction="none")
    return (wrong * weight).sum(1).mean() + DAYS_WEIGHT * ((off * weight).sum(1) * known.float()).mean()


def fit_recurrent(rows: Tensor, stays: Stays, index: np.ndarray, seed: int, epochs: int) -> Recurrent:
    """A net trained for a fixed number of epochs on the stays at `index`; rows: read_rows of all stays."""
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    net = Recurrent(rows.shape[2])
    with torch.no_grad():
        rate = float(stays.died[index].mean())
        net.head.bias.copy_(torch.tensor([math.log(rate / (1 - rate)), 2.3]))
    averaged = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps = epochs * (len(index) // BATCH)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.2)
    died = torch.from_numpy(stays.died.astype(np.float32))
    days = torch.from_numpy(stays.days.astype(np.float32))
    for _ in range(epochs):
        shuffled = order.permutation(index)
        for start in range(0, len(index) // BATCH * BATCH, BATCH):
            chosen = torch.from_numpy(shuffled[start : start + BATCH])
            loss = _loss(net.train(), rows[chosen], died[chosen], days[chosen])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            _average(averaged, net)
    return averaged.eval()


@torch.no_grad()
def _average(averaged: nn.Module, net: nn.Module) -> None:
    for kept, new in zip(averaged.parameters(), net.parameters()):
        kept.mul_(KEPT).add_(new, alpha=1 - KEPT)


@torch.no_grad()
def hourly(net: Recurrent, rows: Tensor) -> np.ndarray:
    """Log-odds of death after each hour, (n, 48) float64."""
    parts = [net(rows[start : start + 500])[0] for start in range(0, len(rows), 500)]
    return torch.cat(parts).double().numpy()
