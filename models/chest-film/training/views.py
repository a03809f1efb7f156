"""Fixed views of validation films that imitate other machines, archives and framings.

Each view maps float32 (n, 1, SIDE, SIDE) in 0..1 to the same shape and draws nothing at random
(noise uses a fixed seed). SHIFTS are changes a reader would accept; PROBES ask what the net looks at.
"""

from __future__ import annotations

import io
from typing import Callable

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from augment import blur
from settings import SIDE

View = Callable[[Tensor], Tensor]


def _moved(image: Tensor, degrees: float = 0, wide: float = 1, high: float = 1, dx: float = 0, dy: float = 0) -> Tensor:
    """Rotate, zoom (above 1: framed tighter) and shift (share of the side), edges repeated."""
    turn = np.deg2rad(degrees)
    theta = torch.tensor(
        [[np.cos(turn) / wide, -np.sin(turn) / high, 2 * dx], [np.sin(turn) / wide, np.cos(turn) / high, 2 * dy]],
        dtype=torch.float32,
    )
    grid = F.affine_grid(theta.expand(len(image), 2, 3), list(image.shape), align_corners=False)
    return F.grid_sample(image, grid, padding_mode="border", align_corners=False)


def _recompressed(image: Tensor, side: int, quality: int) -> Tensor:
    """Shrink to a side (px), JPEG at a quality, and back."""
    made = []
    for picture in (image[:, 0] * 255).round().byte().numpy():
        buffer = io.BytesIO()
        Image.fromarray(picture).resize((side, side), Image.BILINEAR).save(buffer, "JPEG", quality=quality)
        made.append(np.asarray(Image.open(buffer).resize((SIDE, SIDE), Image.BICUBIC)))
    return torch.from_numpy(np.stack(made)).float().div(255).unsqueeze(1)


def _noisy(image: Tensor, level: float) -> Tensor:
    return (image + level * torch.randn(image.shape, generator=torch.Generator().manual_seed(1))).clamp(0, 1)


def _covered(image: Tensor, boxes: list[tuple[float, float, float, float]]) -> Tensor:
    """Boxes (top, bottom, left, right as shares of the side) filled with the film's mean."""
    image = image.clone()
    mean = image.mean(dim=(2, 3))
    for top, bottom, left, right in boxes:
        y, x = slice(int(top * SIDE), int(bottom * SIDE)), slice(int(left * SIDE), int(right * SIDE))
        image[:, 0, y, x] = mean.view(-1, 1, 1)
    return image


CORNERS = [(0, 0.2, 0, 0.2), (0, 0.2, 0.8, 1), (0.8, 1, 0, 0.2), (0.8, 1, 0.8, 1)]

SHIFTS: dict[str, View] = {
    "darker (gamma 1.4)": lambda x: x**1.4,
    "brighter (gamma 0.7)": lambda x: x**0.7,
    "low contrast (x0.6)": lambda x: x * 0.6 + 0.2,
    "narrow window": lambda x: ((x - 0.12) / 0.73).clamp(0, 1),
    "blur (sigma 0.9 px)": lambda x: blur(x, 0.9),
    "noise (sd 0.03)": lambda x: _noisy(x, 0.03),
    "resampled 96 px, JPEG q40": lambda x: _recompressed(x, 96, 40),
    "framed tighter (12 %)": lambda x: _moved(x, wide=1.12, high=1.12),
    "framed wider (12 %)": lambda x: _moved(x, wide=0.88, high=0.88),
    "stretched in width (12 %)": lambda x: _moved(x, wide=1.12),
    "stretched in height (12 %)": lambda x: _moved(x, high=1.12),
    "rotated +7 deg": lambda x: _moved(x, degrees=7),
    "rotated -7 deg": lambda x: _moved(x, degrees=-7),
    "moved down 6 %": lambda x: _moved(x, dy=-0.06),
    "corners covered (20 %)": lambda x: _covered(x, CORNERS),
}

PROBES: dict[str, View] = {
    "mirrored": lambda x: x.flip(3),
    "lungs covered": lambda x: _covered(x, [(0.15, 0.85, 0.08, 0.92)]),
    "only the middle shown": lambda x: _covered(
        x, [(0, 0.12, 0, 1), (0.88, 1, 0, 1), (0, 1, 0, 0.06), (0, 1, 0.94, 1)]
    ),
    "low resolution (28 px)": lambda x: F.interpolate(
        F.adaptive_avg_pool2d(x, 28), size=(SIDE, SIDE), mode="bilinear", align_corners=False
    ),
}
