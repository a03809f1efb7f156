"""Fixed views of validation films that imitate other machines, archives and framings.

Each view maps float32 (n, 1, SIDE, SIDE) in 0..1 to the same shape and draws nothing at random
(noise uses a fixed seed). SHIFTS are changes a reader would accept; PROBES ask what the net looks at;
BLINDS leave no lung to be seen.
"""

from __future__ import annotations

import io
from typing import Callable

import numpy as np
import torch
from PIL import Image
from scipy.ndimage import binary_dilation, median_filter
from torch import Tensor
from torch.nn import functional as F

from augment import LUNGS, blur
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


def _covered(image: Tensor, boxes: list[tuple[float, float, float, float]], level: float | None = None) -> Tensor:
    """Boxes (top, bottom, left, right as shares of the side) filled with a grey level, or with the film's mean."""
    image = image.clone()
    side = image.shape[-1]
    filling = image.mean(dim=(2, 3)).view(-1, 1, 1) if level is None else level
    for top, bottom, left, right in boxes:
        y, x = slice(int(top * side), int(bottom * side)), slice(int(left * side), int(right * side))
        image[:, 0, y, x] = filling
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

def plain_lung_mask(side: int) -> Tensor:
    """Two soft ovals where the lungs lie on most films, and what is between them, (1, 1, side, side) in 0..1."""
    place = (torch.arange(side) + 0.5) / side
    x, y = place.view(1, 1, 1, side), place.view(1, 1, side, 1)
    ovals = [((x - cx).abs() / rx) ** 3 + ((y - cy).abs() / ry) ** 3 for cx, cy, rx, ry in LUNGS]
    mask = torch.sigmoid(8 * (1 - torch.minimum(*ovals)))
    between = ((x > LUNGS[0][0]) & (x < LUNGS[1][0]) & (y > 0.16) & (y < 0.8)).float()
    return torch.maximum(mask, blur(between.expand(1, 1, side, side), 2.0))


def _lungs_noisy(image: Tensor) -> Tensor:
    """The lung box filled with noise."""
    noise = torch.rand(image.shape, generator=torch.Generator().manual_seed(2))
    shown = _covered(torch.ones_like(image), [LUNG_BOX], 0.0)
    return image * shown + noise * (1 - shown)


def _without_markers(image: Tensor) -> Tensor:
    """Letters, clips and cables outside the lungs taken away: what outshines its surroundings becomes their median."""
    outside = F.max_pool2d(plain_lung_mask(image.shape[-1]), 5, 1, 2)[0, 0].numpy() < 0.5
    result = []
    for picture in image[:, 0].numpy():
        around = median_filter(picture, size=17, mode="nearest")
        mark = binary_dilation((picture - around > 0.12) & outside, iterations=2) & outside
        result.append(np.where(mark, around, picture))
    return torch.from_numpy(np.stack(result)).unsqueeze(1)


def _only_ovals(image: Tensor) -> Tensor:
    """Everything outside the lung ovals and what is between them replaced by the film's mean."""
    keep = F.max_pool2d(plain_lung_mask(image.shape[-1]), 5, 1, 2)
    return image * keep + image.mean(dim=(2, 3), keepdim=True) * (1 - keep)


def _without_ovals(image: Tensor, filling: Tensor | float) -> Tensor:
    """The lung ovals and what is between them filled."""
    hide = F.max_pool2d(plain_lung_mask(image.shape[-1]), 7, 1, 3)
    return image * (1 - hide) + filling * hide


LUNG_BOX = (0.12, 0.85, 0.06, 0.94)

PROBES: dict[str, View] = {
    "corners covered, 28 % of the side": lambda x: _covered(
        x, [(0, 0.28, 0, 0.28), (0, 0.28, 0.72, 1), (0.72, 1, 0, 0.28), (0.72, 1, 0.72, 1)]
    ),
    "markers taken away": _without_markers,
    "only the lung ovals shown": _only_ovals,
    "only the middle shown": lambda x: _covered(
        x, [(0, 0.12, 0, 1), (0.88, 1, 0, 1), (0, 1, 0, 0.06), (0, 1, 0.94, 1)]
    ),
    "mirrored": lambda x: x.flip(3),
    "rotated +15 deg": lambda x: _moved(x, degrees=15),
    "cropped by 20 %": lambda x: _moved(x, wide=1.25, high=1.25),
    "low resolution (28 px)": lambda x: F.interpolate(
        F.adaptive_avg_pool2d(x, 28), size=x.shape[-2:], mode="bilinear", align_corners=False
    ),
}

# With these no lung is to be seen: the AUC must be chance.
BLINDS: dict[str, View] = {
    "lungs covered (film's mean)": lambda x: _covered(x, [LUNG_BOX]),
    "lungs covered (mid grey)": lambda x: _covered(x, [LUNG_BOX], 0.5),
    "lungs covered (black)": lambda x: _covered(x, [LUNG_BOX], 0.0),
    "lungs covered (noise)": _lungs_noisy,
    "lung ovals covered (film's mean)": lambda x: _without_ovals(x, x.mean(dim=(2, 3), keepdim=True)),
    "lung ovals covered (mid grey)": lambda x: _without_ovals(x, 0.5),
    "lung ovals covered (black)": lambda x: _without_ovals(x, 0.0),
}


def swapped_frames(image: Tensor, label: np.ndarray, seed: int = 5) -> tuple[Tensor, np.ndarray]:
    """Lung fields of each film in the frame of another film; also the frame donor's label (n,).

    Donors are drawn so that half of them have either label whatever the lungs' label, so both labels
    can be judged apart. Fixed ovals, grey levels of the frame left as they are.
    """
    rng = np.random.default_rng(seed)
    pools = [np.flatnonzero(label == k) for k in (0, 1)]
    wanted = rng.integers(0, 2, len(label))
    donor = np.array([rng.choice(pools[k]) for k in wanted])
    keep = F.max_pool2d(plain_lung_mask(image.shape[-1]), 5, 1, 2)
    return image * keep + image[torch.from_numpy(donor)] * (1 - keep), wanted
