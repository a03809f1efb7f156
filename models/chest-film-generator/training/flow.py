"""From noise to the components of a film of a class: flow matching (Lipman et al. 2023) with a small dense net.

Emphasis of the class by classifier-free guidance (Ho, Salimans 2022): a tenth of the training goes without the class.
"""

from __future__ import annotations

import copy
import math
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from settings import CLASSES, COMPONENTS, EMPHASIS, FLOW_BATCH, FLOW_RATE, SEED, STEPS


class Block(nn.Module):
    """Residual dense layers; time and class scale and move what they are given."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)
        self.steer = nn.Linear(width, 2 * width)
        for weight in (self.second.weight, self.steer.weight, self.steer.bias):
            nn.init.zeros_(weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        gain, offset = self.steer(condition).chunk(2, dim=1)
        y = F.silu(self.first(self.norm(x.float()) * (1 + gain) + offset))
        return x + self.second(F.dropout(y, 0.1, self.training))


class Flow(nn.Module):
    """Direction of the way from noise to a film: x (N, COMPONENTS), time (N, 1) in 0..1, kind (N, 3) -> (N, COMPONENTS)."""

    def __init__(self, width: int = 640, blocks: int = 4) -> None:
        super().__init__()
        self.enter = nn.Linear(COMPONENTS, width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))
        self.leave = nn.Linear(width, COMPONENTS)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        self.condition = nn.Sequential(
            nn.Linear(16 + len(CLASSES), width), nn.SiLU(), nn.Linear(width, width), nn.SiLU()
        )
        self.register_buffer("waves", torch.arange(1, 9).float() * math.pi / 2)

    def forward(self, x: Tensor, at: Tensor, kind: Tensor) -> Tensor:
        angle = at * self.waves
        condition = self.condition(torch.cat((torch.sin(angle), torch.cos(angle), kind), dim=1))
        y = self.enter(x)
        for block in self.blocks:
            y = block(y, condition)
        return self.leave(y)


def draw_components(flow: Flow, noise: Tensor, kind: Tensor, steps: int = STEPS) -> Tensor:
    """Follow the flow from noise (N, COMPONENTS) by Heun's method; the last step is Euler's."""
    kinds = torch.cat((kind, torch.zeros_like(kind)))
    emphasis = (kind * torch.tensor(EMPHASIS)).sum(dim=1, keepdim=True)

    def direction(x: Tensor, at: float) -> Tensor:
        both = flow(torch.cat((x, x)), torch.full_like(kinds[:, :1], at), kinds)
        of_class, of_any = both.chunk(2)
        return of_any + emphasis * (of_class - of_any)

    x, length = noise, 1 / steps
    for step in range(steps):
        first = direction(x, step * length)
        if step == steps - 1:
            return x + length * first
        second = direction(x + length * first, (step + 1) * length)
        x = x + length / 2 * (first + second)
    return x


def fit_flow(views: Tensor, kind: Tensor, minutes: float, work: Path, half: bool = True) -> Flow:
    """Train for a number of minutes on components (VIEWS, n, COMPONENTS) of films of classes kind (n,); the averaged net."""
    kept = work / "flow.pt"
    flow = Flow()
    if kept.exists():
        flow.load_state_dict(torch.load(kept))
        return flow.eval()
    torch.manual_seed(SEED)
    flow.train()
    average = copy.deepcopy(flow).eval()
    optimiser = torch.optim.AdamW(flow.parameters(), FLOW_RATE, (0.9, 0.99), weight_decay=0.01)
    of_class = [views[:, kind == k].reshape(-1, COMPONENTS) for k in range(len(CLASSES))]
    each = FLOW_BATCH // len(CLASSES)
    wanted = F.one_hot(torch.arange(len(CLASSES)).repeat_interleave(each), len(CLASSES)).float()
    start, step = time.time(), 0
    while (share := (time.time() - start) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = FLOW_RATE * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * share)) + 1e-5
        film = torch.cat([rows[torch.randint(len(rows), (each,))] for rows in of_class])
        noise, at = torch.randn_like(film), torch.sigmoid(torch.randn(len(film), 1))
        shown = wanted * (torch.rand(len(film), 1) > 0.1)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            told = flow((1 - at) * noise + at * film, at, shown)
        loss = (told.float() - (film - noise)).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        with torch.no_grad():
            for a, b in zip(average.parameters(), flow.parameters()):
                a.lerp_(b, 1 - min(0.999, (1 + step) / (10 + step)))
        if step % 200 == 0:
            print(f"flow {(time.time() - start) / 60:.1f} min, step {step}, loss {float(loss.detach()):.4f}", flush=True)
    torch.save(average.state_dict(), kept)
    return average
