"""Fine detail on a drawn shape: an adversarial pair that works on pieces of films, which costs a quarter of whole ones."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from settings import BASE_SIDE, CLASSES, TEXTURE

# Orthonormal Haar basis of a 2 x 2 block, (4, 1, 2, 2): mean, horizontal, vertical and diagonal difference.
HAAR = 0.5 * torch.tensor(
    [[[1, 1], [1, 1]], [[1, -1], [1, -1]], [[1, 1], [-1, -1]], [[1, -1], [-1, 1]]], dtype=torch.float32
).unsqueeze(1)

TEXTURE_CHANNELS, TEXTURE_SIDE = 12, 16


def places(side: int) -> Tensor:
    """Where on the film each cell lies, (1, 2, side, side) in -1..1: across, down."""
    at = (torch.arange(side) + 0.5) / side * 2 - 1
    return torch.stack((at.view(1, side).expand(side, side), at.view(side, 1).expand(side, side))).unsqueeze(0)


def _soft(x: Tensor) -> Tensor:
    return F.leaky_relu(x, 0.2)


def _twice(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


class Texture(nn.Module):
    """Noise (N, TEXTURE) -> what detail varies with, (N, 12, 16, 16) over the whole film."""

    def __init__(self) -> None:
        super().__init__()
        self.spread = nn.Linear(TEXTURE, TEXTURE_CHANNELS * TEXTURE_SIDE**2)

    def forward(self, noise: Tensor) -> Tensor:
        return self.spread(noise).reshape(-1, TEXTURE_CHANNELS, TEXTURE_SIDE, TEXTURE_SIDE)


class Detail(nn.Module):
    """base (N, 1, h, w), where (N, 2, h/2, w/2), kind (N, 3), texture (N, 12, h/4, w/4) -> (N, 1, 2h, 2w)."""

    def __init__(self, widths: tuple[int, int, int] = (48, 96, 128)) -> None:
        super().__init__()
        fine, middle, coarse = widths
        self.register_buffer("haar", HAAR.clone())
        self.enter = nn.Conv2d(4 + 2 + len(CLASSES), fine, 3, 1, 1)
        self.down_middle = nn.Conv2d(fine, middle, 4, 2, 1)
        self.down_coarse = nn.Conv2d(middle, coarse, 4, 2, 1)
        self.think_first = nn.Conv2d(coarse, coarse, 3, 1, 1)
        self.think_second = nn.Conv2d(coarse, coarse, 3, 1, 1)
        self.narrow_middle = nn.Conv2d(coarse, middle, 3, 1, 1)
        self.smooth_middle = nn.Conv2d(middle, middle, 3, 1, 1)
        self.narrow_fine = nn.Conv2d(middle, fine, 3, 1, 1)
        self.smooth_fine = nn.Conv2d(fine, fine, 3, 1, 1)
        self.refine = nn.Conv2d(fine, fine, 3, 1, 1)
        self.texture = nn.Conv2d(TEXTURE_CHANNELS, middle, 3, 1, 1)
        self.narrow_last = nn.Conv2d(fine, 24, 1)
        self.smooth_last = nn.Conv2d(24, 24, 3, 1, 1)
        self.bands = nn.Conv2d(24, 4, 3, 1, 1)
        self.bands.weight.data.mul_(0.1)

    def forward(self, base: Tensor, where: Tensor, kind: Tensor, texture: Tensor) -> Tensor:
        parts = F.conv2d(base, self.haar, stride=2)
        kinds = kind.unsqueeze(2).unsqueeze(3) * torch.ones_like(where[:, :1])
        fine = self.enter(torch.cat((parts[:, :1] / 2, parts[:, 1:] * 2, where, kinds), dim=1))
        middle = self.down_middle(_soft(fine))
        x = self.down_coarse(_soft(middle))
        x = x + self.think_second(_soft(self.think_first(_soft(x))))
        x = middle + self.smooth_middle(_soft(_twice(self.narrow_middle(_soft(x))))) + self.texture(texture)
        x = fine + self.smooth_fine(_soft(_twice(self.narrow_fine(_soft(x)))))
        x = x + self.refine(_soft(x))
        x = _twice(self.narrow_last(_soft(x)))
        x = x + self.smooth_last(_soft(x))
        added = F.conv_transpose2d(self.bands(_soft(x)).float(), self.haar, stride=2)
        return F.interpolate(base, scale_factor=2.0, mode="bilinear", align_corners=False) + added


class Critic(nn.Module):
    """Piece (N, 1, 64, 64), where (N, 2, 16, 16), kind (N, 3) -> realness (N,), by class projection (Miyato, Koyama 2018)."""

    def __init__(self, widths: tuple[int, int, int, int] = (64, 96, 160, 224)) -> None:
        super().__init__()
        self.register_buffer("haar", HAAR.clone())
        self.enter = nn.Conv2d(16 + 2, widths[0], 3, 1, 1)
        self.levels = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(widths, widths[1:]))
        self.shortcuts = nn.ModuleList(nn.Conv2d(a, b, 1, bias=False) for a, b in zip(widths, widths[1:]))
        self.patch = nn.Conv2d(widths[2], 1, 1)
        self.head = nn.Linear(widths[-1] * 4, widths[-1])
        self.real = nn.Linear(widths[-1], 1)
        self.kinds = nn.Linear(len(CLASSES), widths[-1], bias=False)
        # Fine bands are weak; lifted so that they count.
        self.register_buffer("gain", torch.tensor([1.0] + [2.0] * 3 + [4.0] * 12).view(1, 16, 1, 1))

    def forward(self, piece: Tensor, where: Tensor, kind: Tensor) -> Tensor:
        bands = F.conv2d(piece, self.haar, stride=2)
        bands = torch.cat((bands[:, :1] / 2, bands[:, 1:]), dim=1)
        n, _, h, w = bands.shape
        bands = F.conv2d(bands.reshape(-1, 1, h, w), self.haar, stride=2).reshape(n, 16, h // 2, w // 2)
        x = _soft(self.enter(torch.cat((bands * self.gain, where), dim=1)))
        patch = torch.zeros(n)
        for number, (level, shortcut) in enumerate(zip(self.levels, self.shortcuts)):
            x = (_soft(level(x)) + shortcut(F.avg_pool2d(x, 2))) * 0.7071
            if number == 1:
                patch = self.patch(x).float().mean(dim=(1, 2, 3))
        x = _soft(self.head(x.flatten(1))).float()
        return self.real(x)[:, 0] + (x * self.kinds(kind)).sum(dim=1) / x.shape[1] ** 0.5 + patch


def whole(detail: Detail, texture: Texture, base: Tensor, kind: Tensor, noise: Tensor) -> Tensor:
    """Detail on whole films: base (N, 1, BASE_SIDE, BASE_SIDE) -> (N, 1, SIDE, SIDE)."""
    where = places(BASE_SIDE // 2).expand(base.shape[0], -1, -1, -1)
    return detail(base, where, kind, texture(noise))
