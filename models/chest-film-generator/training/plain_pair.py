"""The plain way, tried first for comparison: one convolutional adversarial pair from noise to 64 px. Not what is shipped."""

from __future__ import annotations

import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components import as_picture, viewed
from data import Films
from detail import HAAR
from settings import BASE_SIDE, CLASSES, NOISE, PLAIN_BATCH, R1_EVERY, R1_WEIGHT, SEED


class PlainGenerator(nn.Module):
    """noise (N, NOISE), kind (N, 3) -> (N, 1, 64, 64) in -1..1."""

    def __init__(self, widths: tuple[int, int, int, int] = (192, 128, 96, 48)) -> None:
        super().__init__()
        self.start = nn.Linear(NOISE + len(CLASSES), widths[0] * 16)
        self.levels = nn.ModuleList(nn.Conv2d(a, b, 3, 1, 1, bias=False) for a, b in zip(widths, widths[1:]))
        self.smooth = nn.ModuleList(nn.Conv2d(b, b, 3, 1, 1, bias=False) for b in widths[1:])
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in widths[1:])
        self.bands = nn.Conv2d(widths[-1], 4, 3, 1, 1)
        self.register_buffer("haar", HAAR.clone())

    def forward(self, noise: Tensor, kind: Tensor) -> Tensor:
        x = F.leaky_relu(self.start(torch.cat((noise, kind), dim=1)), 0.2).reshape(len(noise), -1, 4, 4)
        for level, smooth, norm in zip(self.levels, self.smooth, self.norms):
            x = F.leaky_relu(norm(smooth(F.interpolate(level(x), scale_factor=2.0, mode="nearest"))), 0.2)
        return torch.tanh(F.conv_transpose2d(self.bands(x).float(), self.haar, stride=2))


class PlainCritic(nn.Module):
    """(N, 1, 64, 64), kind (N, 3) -> realness (N,)."""

    def __init__(self, widths: tuple[int, int, int, int] = (48, 96, 160, 256)) -> None:
        super().__init__()
        self.register_buffer("haar", HAAR.clone())
        self.enter = nn.Conv2d(4, widths[0], 3, 1, 1)
        self.levels = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:]))
        self.head = nn.Linear(widths[-1] * 16, widths[-1])
        self.real, self.kinds = nn.Linear(widths[-1], 1), nn.Linear(len(CLASSES), widths[-1], bias=False)

    def forward(self, picture: Tensor, kind: Tensor) -> Tensor:
        x = F.leaky_relu(self.enter(F.conv2d(picture, self.haar, stride=2)), 0.2)
        for level in self.levels:
            x = F.leaky_relu(level(x), 0.2)
        x = F.leaky_relu(self.head(x.flatten(1)), 0.2).float()
        return self.real(x)[:, 0] + (x * self.kinds(kind)).sum(dim=1) / x.shape[1] ** 0.5


def fit_plain(films: Films, minutes: float, work: Path, half: bool = True) -> tuple[PlainGenerator, int]:
    """Train on the films of the part `train`; the averaged generator and the number of its steps."""
    kept = work / "plain.pt"
    made, critic = PlainGenerator(), PlainCritic()
    if kept.exists():
        state = torch.load(kept)
        made.load_state_dict(state["average"])
        return made.eval(), state["step"]
    torch.manual_seed(SEED + 2)
    draw, rng = torch.Generator().manual_seed(SEED + 2), np.random.default_rng(SEED + 2)
    picture = as_picture(films.grey, BASE_SIDE)
    members = [np.flatnonzero(films.kind == k) for k in range(len(CLASSES))]
    average = copy.deepcopy(made).eval()
    steps = [torch.optim.Adam(net.parameters(), 2e-4, (0.0, 0.99)) for net in (made, critic)]
    start, step = time.time(), 0
    while time.time() - start < 60 * minutes:
        number = rng.integers(0, len(CLASSES), PLAIN_BATCH)
        kind = F.one_hot(torch.from_numpy(number), len(CLASSES)).float()
        real = viewed(picture[torch.from_numpy(np.array([rng.choice(members[k]) for k in number]))], draw)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            fake = made(torch.randn(PLAIN_BATCH, NOISE), kind)
            score = critic(torch.cat((real, viewed(fake.detach(), draw))), kind.repeat(2, 1))
        loss = F.softplus(-score[:PLAIN_BATCH]).mean() + F.softplus(score[PLAIN_BATCH:]).mean()
        steps[1].zero_grad(set_to_none=True)
        loss.backward()
        if step % R1_EVERY == 0:
            shown = real.clone().requires_grad_(True)
            (slope,) = torch.autograd.grad(critic(shown, kind).sum(), shown, create_graph=True)
            (slope.square().sum(dim=(1, 2, 3)).mean() * (R1_WEIGHT / 2 * R1_EVERY)).backward()
        steps[1].step()
        critic.requires_grad_(False)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss = F.softplus(-critic(viewed(fake, draw), kind)).mean()
        steps[0].zero_grad(set_to_none=True)
        loss.backward()
        steps[0].step()
        critic.requires_grad_(True)
        step += 1
        with torch.no_grad():
            for a, b in zip(average.parameters(), made.parameters()):
                a.lerp_(b, 1 - min(0.998, (1 + step) / (10 + step)))
            for a, b in zip(average.buffers(), made.buffers()):
                a.copy_(b)
    torch.save({"average": average.state_dict(), "step": step}, kept)
    return average, step
