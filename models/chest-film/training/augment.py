"""Random views of films. Batches are float32 (N, 1, h, w) in 0..1; all draws use torch's generator."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from settings import SIDE


def _uniform(n: int, low: float, high: float) -> Tensor:
    return torch.rand(n) * (high - low) + low


def warp(
    image: Tensor, degrees: float = 10, scale: float = 0.18, shift: float = 0.08, mirror: float = 0.15, side: int = SIDE
) -> Tensor:
    """Rotation, separate scaling of both axes (aspect was squeezed by the source), shear, shift, mirror."""
    n = len(image)
    angle = _uniform(n, -degrees, degrees) * math.pi / 180
    both = torch.exp(_uniform(n, -scale, scale))
    stretch = torch.exp(_uniform(n, -scale, scale) / 2)
    flip = torch.where(torch.rand(n) < mirror, -1.0, 1.0)
    shear = _uniform(n, -0.06, 0.06)
    sx, sy = flip * both * stretch, both / stretch
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) * sx
    theta[:, 0, 1] = -torch.sin(angle) * sy + shear
    theta[:, 1, 0] = torch.sin(angle) * sx
    theta[:, 1, 1] = torch.cos(angle) * sy
    theta[:, :, 2] = _uniform(2 * n, -2 * shift, 2 * shift).view(n, 2)
    grid = F.affine_grid(theta, [n, 1, side, side], align_corners=False)
    border = "zeros" if torch.rand(1) < 0.5 else "border"
    return F.grid_sample(image, grid, padding_mode=border, align_corners=False)


def expose(image: Tensor, strength: float = 1.0) -> Tensor:
    """Gamma, window (clips both ends), contrast, brightness, and a slow shading over the field."""
    n = len(image)
    col = (n, 1, 1, 1)
    low = _uniform(n, 0, 0.12 * strength).view(col)
    high = _uniform(n, 1 - 0.15 * strength, 1).view(col)
    image = ((image - low) / (high - low)).clamp(0, 1)
    image = image ** torch.exp(_uniform(n, -0.5, 0.5) * strength).view(col)
    image = (
        image * torch.exp(_uniform(n, -0.35, 0.35) * strength).view(col) + _uniform(n, -0.15, 0.15).view(col) * strength
    )
    shading = F.interpolate(
        torch.randn(n, 1, 3, 3) * 0.10 * strength, size=image.shape[-2:], mode="bicubic", align_corners=True
    )
    shaded = (torch.rand(n) < 0.4).float().view(col)
    return (image * (1 + shaded * shading)).clamp(0, 1)


def blur(image: Tensor, sigma: float) -> Tensor:
    """Gaussian blur, sigma in px."""
    reach = max(1, math.ceil(2.5 * sigma))
    taps = torch.exp(-torch.arange(-reach, reach + 1, dtype=torch.float32) ** 2 / (2 * sigma * sigma))
    taps = taps / taps.sum()
    image = F.pad(image, (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(image, taps.view(1, 1, 1, -1)), taps.view(1, 1, -1, 1))


def soften_or_grain(image: Tensor) -> Tensor:
    """A quarter of the batch blurred, a quarter sharpened, noise on some."""
    image = image.clone()
    quarter = len(image) // 4
    if quarter:
        sigma = float(_uniform(1, 0.4, 1.6))
        image[:quarter] = blur(image[:quarter], sigma)
        middle = image[quarter : 2 * quarter]
        image[quarter : 2 * quarter] = middle + float(_uniform(1, 0.2, 1.0)) * (middle - blur(middle, 1.0))
    level = _uniform(len(image), -0.05, 0.05).clamp(min=0).view(-1, 1, 1, 1)
    return (image + level * torch.randn_like(image)).clamp(0, 1)


def _fill(height: int, width: int) -> Tensor | float:
    choice = int(torch.randint(4, (1,)))
    return (0.0, 1.0, float(torch.rand(1)), torch.rand(height, width))[choice]


def hide_corners(image: Tensor, share: float = 0.5) -> Tensor:
    """Covers corners (burned-in side markers, letters) on a share of the films."""
    image = image.clone()
    side = image.shape[-1]
    for i in torch.nonzero(torch.rand(len(image)) < share).flatten().tolist():
        for corner in range(4):
            if torch.rand(1) < 0.6:
                h, w = (int(v) for v in torch.randint(side // 14, side // 4, (2,)))
                y = slice(0, h) if corner < 2 else slice(side - h, side)
                x = slice(0, w) if corner % 2 == 0 else slice(side - w, side)
                image[i, 0, y, x] = _fill(h, w)
    return image


def erase(image: Tensor, share: float = 0.4) -> Tensor:
    """Random erasing (Zhong et al. 2020) on a share of the films."""
    image = image.clone()
    side = image.shape[-1]
    for i in torch.nonzero(torch.rand(len(image)) < share).flatten().tolist():
        h, w = (int(v) for v in torch.randint(side // 10, side // 3, (2,)))
        y, x = int(torch.randint(side - h, (1,))), int(torch.randint(side - w, (1,)))
        image[i, 0, y : y + h, x : x + w] = _fill(h, w)
    return image


def coarsen(image: Tensor, share: float = 0.12) -> Tensor:
    """Few pixels (30 to 100 a side) on a share of the films, as of thumbnails or fluoroscopy."""
    image = image.clone()
    side = int(torch.randint(30, 100, (1,)))
    chosen = torch.rand(len(image)) < share
    if chosen.any():
        small = F.adaptive_avg_pool2d(image[chosen], side)
        image[chosen] = F.interpolate(small, size=image.shape[-2:], mode="bilinear", align_corners=False)
    return image


def hide_frame(image: Tensor, share: float = 0.25) -> Tensor:
    """Covers strips at the edges on a share of the films, so that framing carries no weight."""
    image = image.clone()
    side = image.shape[-1]
    for i in torch.nonzero(torch.rand(len(image)) < share).flatten().tolist():
        top, bottom, left, right = (int(v) for v in torch.randint(0, side // 7, (4,)))
        inner = image[i, 0, top : side - bottom, left : side - right].clone()
        level = float(inner.mean()) if torch.rand(1) < 0.5 else _fill(side, side)
        image[i, 0] = level
        image[i, 0, top : side - bottom, left : side - right] = inner
    return image


def hide_lungs(image: Tensor, share: float = 0.07) -> tuple[Tensor, Tensor]:
    """Covers the lung fields on a share of the films; also returns which ones, bool (N,)."""
    image = image.clone()
    side = image.shape[-1]
    chosen = torch.rand(len(image)) < share
    for i in torch.nonzero(chosen).flatten().tolist():
        top, left, right = (int(v) for v in torch.randint(side // 20, side // 7, (3,)))
        bottom = int(torch.randint(side // 7, side // 4, (1,)))
        y, x = slice(top, side - bottom), slice(left, side - right)
        grey = float(image[i].mean()) if torch.rand(1) < 0.5 else _fill(y.stop - y.start, x.stop - x.start)
        image[i, 0, y, x] = grey
    return image, chosen


def view_for_finding(source: Tensor) -> tuple[Tensor, Tensor]:
    """Training view for the finding net: (N, 1, SOURCE_SIDE, SOURCE_SIDE) -> (N, 1, SIDE, SIDE).

    Also tells which films of the batch have their lungs covered, bool (N,).
    """
    image = soften_or_grain(coarsen(expose(warp(source))))
    return hide_lungs(erase(hide_frame(hide_corners(image))))
