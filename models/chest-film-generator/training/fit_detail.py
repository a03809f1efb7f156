"""Training of the adversarial pair for fine detail, with a logistic loss and a lazy gradient penalty.

Half of what the generator makes are training films rebuilt from their components, held near the originals; the
other half are drawn shapes, for which nothing but the critic says what detail they should have.
"""

from __future__ import annotations

import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from components import Shape, as_picture
from data import Films
from detail import TEXTURE_SIDE, Critic, Detail, Texture, places
from settings import (
    BASE_SIDE,
    CLASSES,
    DETAIL_BATCH,
    DETAIL_RATE,
    GAMMA,
    R1_EVERY,
    R1_WEIGHT,
    SEED,
    SIDE,
    TEXTURE,
    WARM_STEPS,
)

CELLS = 16  # cells of 8 px along a side of SIDE px; a piece is half as wide as the film


def _pieces(maps: Tensor, corner: np.ndarray) -> Tensor:
    """Half of each side of (N, c, s, s), from a corner in cells, another one for each film."""
    side = maps.shape[-1]
    cell, half = side // CELLS, side // 2
    return torch.stack(
        [one[:, i * cell : i * cell + half, j * cell : j * cell + half] for one, (i, j) in zip(maps, corner)]
    )


def _exposed(piece: Tensor, draw: Tensor) -> Tensor:
    """Other exposure and contrast, shown to the critic alone (Zhao et al. 2020). draw: (N, 2) in 0..1."""
    mean = piece.mean(dim=(1, 2, 3), keepdim=True)
    gain, offset = 0.75 + 0.5 * draw[:, :1, None, None], 0.4 * (draw[:, 1:2, None, None] - 0.5)
    return (piece - mean) * gain + mean + offset


class DetailTraining:
    """State of one run. films: of the part `train`. pool: (classes, n, COMPONENTS) drawn shapes."""

    def __init__(self, films: Films, shape: Shape, pool: Tensor, work: Path, half: bool = True) -> None:
        torch.manual_seed(SEED + 1)
        self.picture = torch.from_numpy(((as_picture(films.grey, SIDE) + 1) * 127.5).round().byte().numpy())
        self.members = [np.flatnonzero(films.kind == k) for k in range(len(CLASSES))]
        self.shape, self.pool, self.half = shape, pool, half
        self.maker = nn.ModuleDict({"detail": Detail(), "texture": Texture()}).to(memory_format=torch.channels_last)
        self.critic = Critic().to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.maker).eval()
        self.maker_step = torch.optim.Adam(self.maker.parameters(), DETAIL_RATE, (0.0, 0.99))
        self.critic_step = torch.optim.Adam(self.critic.parameters(), DETAIL_RATE, (0.0, 0.99))
        self.rng = np.random.default_rng(SEED + 1)
        self.step, self.kept = 0, work / "detail.pt"
        if self.kept.exists():
            state = torch.load(self.kept)
            for name, part in self._parts().items():
                part.load_state_dict(state[name])
            self.step = state["step"]

    def _parts(self) -> dict:
        return {
            "maker": self.maker,
            "critic": self.critic,
            "average": self.average,
            "maker_step": self.maker_step,
            "critic_step": self.critic_step,
        }

    def save(self) -> None:
        parts = {name: part.state_dict() for name, part in self._parts().items()}
        torch.save({**parts, "step": self.step}, self.kept)

    def _real(self, kind: np.ndarray) -> Tensor:
        rows = np.array([self.rng.choice(self.members[k]) for k in kind])
        picture = self.picture[torch.from_numpy(rows)].float() / 127.5 - 1
        gamma = torch.exp(GAMMA * (2 * torch.rand(len(rows)) - 1)).view(-1, 1, 1, 1)
        return ((picture + 1) / 2).clamp(1e-3, 1) ** gamma * 2 - 1

    def run(self, minutes: float) -> nn.ModuleDict:
        """Train for a number of minutes; returns the averaged generator (`detail`, `texture`)."""
        start = last = time.time()
        while time.time() - start < 60 * minutes:
            losses = self.one_step()
            if self.step % 100 == 0:
                told = ", ".join(f"{name} {value:.3f}" for name, value in losses.items())
                print(f"detail {(time.time() - start) / 60:.1f} min, step {self.step}, {told}", flush=True)
            if time.time() - last > 200:
                last = time.time()
                self.save()
        self.save()
        return self.average

    def one_step(self) -> dict[str, float]:
        n, rebuilt = DETAIL_BATCH, DETAIL_BATCH // 2
        number = self.rng.integers(0, len(CLASSES), n)
        kind = F.one_hot(torch.from_numpy(number), len(CLASSES)).float()
        real = self._real(number)
        with torch.no_grad():
            own = self.shape.read(F.avg_pool2d(real[:rebuilt], 2))
            own = own + 0.1 * torch.randn_like(own)
            drawn = torch.stack([self.pool[k, int(self.rng.integers(self.pool.shape[1]))] for k in number[rebuilt:]])
            base = self.shape(torch.cat((own, drawn)))
        corner = self.rng.integers(0, CELLS // 2 + 1, (n, 2))
        base, truth = _pieces(base, corner), _pieces(real, corner)
        where = _pieces(places(BASE_SIDE // 2).expand(n, -1, -1, -1), corner)
        texture = _pieces(self.maker["texture"](torch.randn(n, TEXTURE)), corner)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            made = self.maker["detail"](base, where, kind, texture)
        made, draw = made.float(), torch.rand(2 * n, 2)
        critic_loss, slope = self._teach_critic(truth, made.detach(), where, kind, draw)
        self.critic.requires_grad_(False)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            score = self.critic(_exposed(made, draw[:n]), where, kind)
        adversarial = F.softplus(-score).mean()
        off = made[:rebuilt] - truth[:rebuilt]
        near = off.abs().mean() + 3 * F.avg_pool2d(off, 2).abs().mean()
        enlarged = F.interpolate(base[rebuilt:], scale_factor=2.0)
        kept_shape = F.avg_pool2d(made[rebuilt:] - enlarged, 8).abs().mean()
        warm = self.step < WARM_STEPS
        loss = min(1.0, self.step / WARM_STEPS) * adversarial + (3 if warm else 1) * near + 3 * kept_shape
        self.maker_step.zero_grad(set_to_none=True)
        loss.backward()
        self.maker_step.step()
        self.critic.requires_grad_(True)
        self.step += 1
        with torch.no_grad():
            keep = min(0.998, (1 + self.step) / (10 + self.step))
            for a, b in zip(self.average.parameters(), self.maker.parameters()):
                a.lerp_(b, 1 - keep)
        return {"critic": critic_loss, "maker": float(adversarial.detach()), "near": float(near.detach()), "slope": slope}

    def _teach_critic(
        self, real: Tensor, made: Tensor, where: Tensor, kind: Tensor, draw: Tensor
    ) -> tuple[float, float]:
        n = len(real)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            both = _exposed(torch.cat((real, made)), draw)
            score = self.critic(both, where.repeat(2, 1, 1, 1), kind.repeat(2, 1))
        loss = F.softplus(-score[:n]).mean() + F.softplus(score[n:]).mean()
        self.critic_step.zero_grad(set_to_none=True)
        loss.backward()
        slope = torch.zeros(())
        if self.step % R1_EVERY == 0:
            some = n // 2
            shown = _exposed(real[:some], draw[:some]).requires_grad_(True)
            value = self.critic(shown, where[:some], kind[:some]).sum()
            (gradient,) = torch.autograd.grad(value, shown, create_graph=True)
            slope = gradient.square().sum(dim=(1, 2, 3)).mean()
            (slope * (R1_WEIGHT / 4 * R1_EVERY)).backward()
        self.critic_step.step()
        return float(loss.detach()), float(slope.detach())


assert TEXTURE_SIDE % CELLS == 0
