"""The one exported graph: noise and class in, a picture out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from components import Shape
from detail import Detail, Texture, whole
from flow import Flow, draw_components
from settings import COMPONENTS


class FilmGenerator(nn.Module):
    """noise (N, NOISE) standard normal, kind (N, 3) one-hot -> picture (N, 1, SIDE, SIDE) in 0..1, bright = dense."""

    def __init__(self, flow: Flow, shape: Shape, texture: Texture, detail: Detail) -> None:
        super().__init__()
        self.flow, self.shape, self.texture, self.detail = flow, shape, texture, detail

    def base(self, noise: Tensor, kind: Tensor) -> Tensor:
        """The shape alone, (N, 1, BASE_SIDE, BASE_SIDE) in -1..1."""
        return self.shape(draw_components(self.flow, noise[:, :COMPONENTS], kind))

    def forward(self, noise: Tensor, kind: Tensor) -> Tensor:
        picture = whole(self.detail, self.texture, self.base(noise, kind), kind, noise[:, COMPONENTS:])
        return ((picture + 1) / 2).clamp(0, 1)


@torch.no_grad()
def made(generator: FilmGenerator, each: int, seed: int, classes: int = 3) -> tuple[Tensor, Tensor]:
    """`each` films of every class: pictures (classes * each, 1, SIDE, SIDE) in 0..1 and their class (classes * each,)."""
    draw = torch.Generator().manual_seed(seed)
    pictures, kinds = [], []
    for k in range(classes):
        for start in range(0, each, 50):
            n = min(50, each - start)
            kind = torch.zeros(n, classes)
            kind[:, k] = 1
            noise = torch.randn(n, COMPONENTS + generator.texture.spread.in_features, generator=draw)
            pictures.append(generator(noise, kind))
            kinds.append(torch.full((n,), k))
    return torch.cat(pictures), torch.cat(kinds)
