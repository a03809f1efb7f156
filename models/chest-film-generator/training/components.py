"""Principal components of the training films at BASE_SIDE px: a film's coarse shape as a few standard numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from data import Films, shrink
from settings import BASE_SIDE, COMPONENTS, GAMMA, SEED, SHIFT, TURN, VIEWS, ZOOM


class Shape(nn.Module):
    """Components (N, COMPONENTS), each of unit spread over the training films, to pictures and back."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(BASE_SIDE**2))
        self.register_buffer("basis", torch.zeros(COMPONENTS, BASE_SIDE**2))
        self.register_buffer("spread", torch.ones(COMPONENTS))

    def forward(self, components: Tensor) -> Tensor:
        """-> (N, 1, BASE_SIDE, BASE_SIDE), films in -1..1."""
        return ((components * self.spread) @ self.basis + self.mean).reshape(-1, 1, BASE_SIDE, BASE_SIDE)

    def read(self, picture: Tensor) -> Tensor:
        """(N, 1, BASE_SIDE, BASE_SIDE) in -1..1 -> (N, COMPONENTS)."""
        return ((picture.flatten(1) - self.mean) @ self.basis.T) / self.spread

    def fit(self, picture: Tensor) -> None:
        """Take mean and basis from (n, 1, BASE_SIDE, BASE_SIDE) in -1..1."""
        rows = picture.flatten(1)
        self.mean.copy_(rows.mean(dim=0))
        rows = rows - self.mean
        value, vector = np.linalg.eigh((rows.T @ rows / len(rows)).numpy())
        self.basis.copy_(torch.from_numpy(vector[:, ::-1][:, :COMPONENTS].T.copy()))
        self.spread.copy_(torch.from_numpy(value[::-1][:COMPONENTS].copy()).sqrt())


def as_picture(grey: np.ndarray, side: int) -> Tensor:
    """(n, h, w) uint8 -> (n, 1, side, side) float32 in -1..1."""
    return torch.from_numpy(shrink(grey, side)).float().unsqueeze(1) / 127.5 - 1


def viewed(picture: Tensor, generator: torch.Generator) -> Tensor:
    """Slightly zoomed, turned, moved and brightened, other ones for each film; edges repeated."""
    n = len(picture)
    draw = 2 * torch.rand(n, 6, generator=generator) - 1
    turn = TURN * draw[:, 4]
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = torch.cos(turn) * (1 + ZOOM * draw[:, 0])
    theta[:, 1, 1] = torch.cos(turn) * (1 + ZOOM * draw[:, 1])
    theta[:, 0, 1], theta[:, 1, 0] = -torch.sin(turn), torch.sin(turn)
    theta[:, :, 2] = SHIFT * draw[:, 2:4]
    grid = F.affine_grid(theta, list(picture.shape), align_corners=False)
    moved = F.grid_sample(picture, grid, padding_mode="border", align_corners=False)
    gamma = torch.exp(GAMMA * draw[:, 5]).view(-1, 1, 1, 1)
    return ((moved + 1) / 2).clamp(1e-3, 1) ** gamma * 2 - 1


def learned_shapes(films: Films, work: Path) -> tuple[Shape, Tensor]:
    """Shape model of the training films, and their components under VIEWS random views, (VIEWS, n, COMPONENTS)."""
    kept = work / "shapes.pt"
    shape = Shape()
    if not kept.exists():
        picture = as_picture(films.grey, BASE_SIDE)
        shape.fit(picture)
        generator = torch.Generator().manual_seed(SEED)
        views = [picture, *(viewed(picture, generator) for _ in range(VIEWS - 1))]
        torch.save({"shape": shape.state_dict(), "views": torch.stack([shape.read(view) for view in views])}, kept)
    state = torch.load(kept)
    shape.load_state_dict(state["shape"])
    return shape, state["views"]
