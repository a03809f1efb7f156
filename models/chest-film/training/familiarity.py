"""Training and judging of the familiarity score (is this picture like the films of the training?).

The score is the larger of two numbers, both scaled so that training films lie near 0 and
their 99th percentile near 1: the logit of a small net taught with pictures that are not
chest films, and the Mahalanobis distance of its pooled features from the chest films
(Lee et al. 2018), which also answers for pictures of a kind never shown to it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from augment import expose, hide_corners, soften_or_grain, warp
from data import Films
from fit_finding import as_batch
from negatives import DRAWN, SPOILED, crops_of, draw_patterns, spoil
from networks import FamiliarityNet
from settings import MAX_REFUSED_PLAIN, MAX_REFUSED_SHIFTED, SIDE

HALF = 32  # chest films per batch, and as many other pictures
ADULT_SHARE = 0.2  # of the chest films of a batch
# Kinds left out of training together, to see how an unseen kind fares.
LEFT_OUT = (
    frozenset({"us", "mr", "checkerboard", "text", "clouds", "shuffled-tiles", "tilted-35-65"}),
    frozenset(
        {"ct", "other", "noise", "flat", "gradient", "shapes", "ovals", "drowned-in-noise", "blurred-out", "heavy-crop"}
    ),
)


@dataclass
class Pools:
    """Pictures for training: chest films and, by kind, everything else. uint8 (n, SIDE, SIDE)."""

    children: np.ndarray
    adults: np.ndarray
    others: dict[str, np.ndarray] = field(default_factory=dict)


def make_pools(films: Films, adults: dict[str, np.ndarray], others: dict[str, np.ndarray], seed: int) -> Pools:
    pools = Pools(films.plain[films.part == "train"], adults["images"][adults["part"] == "train"])
    for kind in DRAWN:
        pools.others[kind] = draw_patterns(kind, 300, seed)
    for kind, pictures in others.items():
        pools.others[kind] = crops_of(pictures, 10, seed)
    return pools


def _view(image: Tensor, mirror: float = 0.5) -> Tensor:
    image = soften_or_grain(expose(warp(image, degrees=12, scale=0.2, shift=0.08, mirror=mirror), 0.8))
    return hide_corners(image, 0.2)


def _draw(pools: Pools, kinds: list[str], rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    n_adults = rng.binomial(HALF, ADULT_SHARE)
    chest = np.concatenate(
        [
            pools.children[rng.integers(len(pools.children), size=HALF - n_adults)],
            pools.adults[rng.integers(len(pools.adults), size=n_adults)],
        ]
    )
    other = []
    for kind in rng.choice(kinds, HALF):
        if kind in SPOILED:
            source = pools.adults if rng.random() < ADULT_SHARE else pools.children
            other.append(spoil(source[rng.integers(len(source), size=1)], kind, rng)[0])
        else:
            other.append(pools.others[kind][rng.integers(len(pools.others[kind]))])
    image = as_batch(np.concatenate([chest, np.stack(other)]))
    untouched = torch.rand(len(image)) < 0.15
    image = torch.where(untouched.view(-1, 1, 1, 1), image, _view(image))
    label = torch.cat([torch.zeros(HALF, 1), torch.ones(HALF, 1)])
    return image, label


class Familiarity(nn.Module):
    """FamiliarityNet with the scaling of both of its numbers; (N, 1, SIDE, SIDE) -> (N, 1)."""

    def __init__(self, net: FamiliarityNet) -> None:
        super().__init__()
        self.net = net
        width = net.classify.in_features // (SIDE // 16) ** 2
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("whiten", torch.eye(width))
        self.register_buffer("scales", torch.tensor([0.0, 1.0, 0.0, 1.0]))

    def numbers(self, image: Tensor) -> tuple[Tensor, Tensor]:
        logit, features = self.net(image)
        white = torch.matmul(features - self.centre, self.whiten)
        return logit, torch.sqrt((white * white).sum(dim=1, keepdim=True) + 1e-6)

    def forward(self, image: Tensor) -> Tensor:
        logit, distance = self.numbers(image)
        return torch.max((logit - self.scales[0]) / self.scales[1], (distance - self.scales[2]) / self.scales[3])

    @torch.no_grad()
    def settle(self, chest: Tensor) -> None:
        """Take centre, covariance (shrunk by a tenth) and scales from views of training films."""
        features = torch.cat([self.net(part)[1] for part in chest.split(128)])
        self.centre.copy_(features.mean(dim=0))
        covariance = torch.cov(features.T)
        covariance = 0.9 * covariance + 0.1 * torch.diag(covariance.diagonal()) + 1e-4 * torch.eye(len(covariance))
        self.whiten.copy_(torch.linalg.cholesky(torch.linalg.inv(covariance)))
        parts = [self.numbers(part) for part in chest.split(128)]
        for at, number in ((0, torch.cat([p[0] for p in parts])), (2, torch.cat([p[1] for p in parts]))):
            middle, edge = torch.quantile(number, torch.tensor([0.5, 0.99]))
            self.scales[at], self.scales[at + 1] = middle, edge - middle


def fit(pools: Pools, left_out: frozenset[str], seconds: float, seed: int) -> Familiarity:
    """Train for a given time (seconds) without the kinds left out."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    kinds = [kind for kind in (*SPOILED, *pools.others) if kind not in left_out]
    net = FamiliarityNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.02)
    start, step = time.monotonic(), 0
    while (progress := (time.monotonic() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * (1 - progress) + 1e-5
        image, label = _draw(pools, kinds, rng)
        net.train()
        logit, _ = net(image)
        loss = F.binary_cross_entropy_with_logits(logit, label * 0.96 + 0.02)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        if step % 200 == 0:
            print(f"familiarity net: step {step}, {progress:.0%}, loss {loss.item():.4f}", flush=True)
    scored = Familiarity(net).eval()
    chest = np.concatenate(
        [
            pools.children[rng.integers(len(pools.children), size=1600)],
            pools.adults[rng.integers(len(pools.adults), size=400)],
        ]
    )
    chest_image = as_batch(chest)
    scored.settle(torch.cat([chest_image, _view(chest_image)]))
    return scored


@torch.no_grad()
def score(model: Familiarity, pictures: np.ndarray | Tensor) -> np.ndarray:
    """Scores (n,) of uint8 (n, SIDE, SIDE) or prepared float (n, 1, SIDE, SIDE) pictures."""
    image = pictures if isinstance(pictures, Tensor) else as_batch(pictures)
    return torch.cat([model(part) for part in image.split(128)])[:, 0].numpy().astype(np.float64)


def choose_limit(plain: np.ndarray, shifted: np.ndarray) -> float:
    """Smallest limit that keeps refusals of plain and of shifted validation films within their bounds."""
    return float(
        max(
            np.quantile(plain, 1 - MAX_REFUSED_PLAIN, method="higher"),
            np.quantile(shifted, 1 - MAX_REFUSED_SHIFTED, method="higher"),
        )
    )


def held_out_negatives(films: Films, others: dict[str, np.ndarray], seed: int) -> dict[str, np.ndarray]:
    """Fresh negatives by kind: films of validation patients, newly drawn patterns, whole DICOM pictures."""
    rng = np.random.default_rng(seed)
    found = {kind: spoil(films.plain[films.part == "val"], kind, rng) for kind in SPOILED}
    found.update({kind: draw_patterns(kind, 200, seed) for kind in DRAWN})
    found.update({kind: crops_of(pictures, 3, seed) for kind, pictures in others.items()})
    return found
