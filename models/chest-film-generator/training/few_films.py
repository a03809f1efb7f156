"""Do drawn films help where films are few? A small net on 200 films, with and without them, over several seeds.

The generator itself saw all training films, so this asks what a site gains that has the generator and few films of its own.
"""

from __future__ import annotations

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional as F

from components import viewed
from data import Films, shrink

SIDE, FEW, BATCH, STEPS = 64, 200, 32, 500


class SmallNet(nn.Module):
    """(N, 1, SIDE, SIDE) -> logit of pneumonia (N,)."""

    def __init__(self) -> None:
        super().__init__()
        widths = (1, 24, 48, 96, 128)
        layers: list[nn.Module] = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU()]
        self.trunk, self.drop, self.head = nn.Sequential(*layers), nn.Dropout(0.3), nn.Linear(widths[-1], 1)

    def forward(self, picture: Tensor) -> Tensor:
        mean, spread = picture.mean(dim=(2, 3), keepdim=True), picture.std(dim=(2, 3), keepdim=True)
        return self.head(self.drop(self.trunk((picture - mean) / (spread + 1e-2)).mean(dim=(2, 3))))[:, 0]


def _auc(real: Tensor, label: Tensor, drawn: tuple[Tensor, Tensor] | None, val: tuple[Tensor, np.ndarray], seed: int) -> float:
    """Validation AUC after STEPS batches; half of each batch is drawn where there are drawn films."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    net = SmallNet()
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, STEPS)
    net.train()
    for _ in range(STEPS):
        take = torch.randint(len(real), (BATCH if drawn is None else BATCH // 2,), generator=generator)
        picture, truth = real[take], label[take]
        if drawn is not None:
            more = torch.randint(len(drawn[0]), (BATCH // 2,), generator=generator)
            picture, truth = torch.cat((picture, drawn[0][more])), torch.cat((truth, drawn[1][more]))
        loss = F.binary_cross_entropy_with_logits(net(viewed(picture, generator)), truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    net.eval()
    with torch.no_grad():
        score = torch.cat([net(part) for part in val[0].split(128)])
    return float(roc_auc_score(val[1], score.numpy()))


def _picture(grey: np.ndarray) -> Tensor:
    return torch.from_numpy(shrink(grey, SIDE)).float().unsqueeze(1) / 127.5 - 1


def compare(films: Films, drawn: np.ndarray, kind: np.ndarray, seeds: int = 5) -> dict:
    """AUC on validation films for each seed (its own 200 films and its own start), with and without drawn films."""
    train, val = films.of("train"), films.of("val")
    judged = (_picture(val.grey), (val.kind > 0).astype(int))
    more = (_picture(drawn), torch.from_numpy((kind > 0).astype(np.float32)))
    told: dict[str, list[float]] = {"without": [], "with": []}
    for seed in range(seeds):
        few = np.random.default_rng(100 + seed).choice(len(train.kind), FEW, replace=False)
        real, label = _picture(train.grey[few]), torch.from_numpy((train.kind[few] > 0).astype(np.float32))
        told["without"].append(_auc(real, label, None, judged, seed))
        told["with"].append(_auc(real, label, more, judged, seed))
        print(f"200 films, seed {seed}: {told['without'][-1]:.4f} without, {told['with'][-1]:.4f} with", flush=True)
    gain = np.array(told["with"]) - np.array(told["without"])
    spread = float(gain.std(ddof=1)) if seeds > 1 else 0.0
    return {**told, "films": FEW, "val": len(val.kind), "drawn": len(drawn), "gain": float(gain.mean()), "gain sd": spread}
