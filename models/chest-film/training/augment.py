"""Random views of films. Batches are float32 (N, 1, h, w) in 0..1; all draws use torch's generator."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from settings import SIDE


def _uniform(n: int, low: float, high: float) -> Tensor:
    return torch.rand(n) * (high - low) + low


def warp(
    image: Tensor, degrees: float = 10, scale: float = 0.18, shift: float = 0.08, mirror: float = 0.15, side: int = SIDE
) -> Tensor:
    """Rotation, separate scaling of both axes (aspect was squeezed by the source), shear, shift, mirror.

    All channels of a film move together: a lung mask may travel as the second one.
    """
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
    grid = F.affine_grid(theta, [n, image.shape[1], side, side], align_corners=False)
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


# Where the lungs lie on most films of the source, as shares of the side: centre x, centre y, half width, half height.
LUNGS = ((0.29, 0.47, 0.18, 0.35), (0.72, 0.48, 0.18, 0.36))


def lung_mask(n: int, side: int, jitter: float = 0.035) -> Tensor:
    """Two soft ovals over the lung fields, jittered in place and size, (n, 1, side, side) in 0..1."""
    place = (torch.arange(side) + 0.5) / side
    x, y = place.view(1, 1, 1, side), place.view(1, 1, side, 1)
    mask = torch.zeros(n, 1, side, side)
    edge = _uniform(n, 4, 12).view(n, 1, 1, 1)
    for cx, cy, rx, ry in LUNGS:
        cx, cy, rx, ry = (
            (centre + spread * jitter * torch.randn(n)).view(n, 1, 1, 1)
            for centre, spread in ((cx, 1.0), (cy, 1.0), (rx * 1.05, 0.7), (ry * 1.05, 1.2))
        )
        # the third power makes the oval boxier, so that apices and angles stay inside
        distance = ((x - cx).abs() / rx) ** 3 + ((y - cy).abs() / ry) ** 3
        mask = torch.maximum(mask, torch.sigmoid(edge * (1 - distance)))
    # the mediastinum between the lungs goes with them on half of the films
    middle = (torch.rand(n) < 0.5).float().view(n, 1, 1, 1)
    between = torch.sigmoid(40 * (x - LUNGS[0][0])) * torch.sigmoid(40 * (LUNGS[1][0] - x))
    rows = torch.sigmoid(30 * (y - 0.16)) * torch.sigmoid(30 * (0.80 - y))
    return torch.maximum(mask, middle * between * rows)


def swap_frames(image: Tensor, mask: Tensor, share: float) -> Tensor:
    """On a share of the films the lung field is put into the frame of another film of the batch.

    The lungs get grey level and spread that fit the new frame, by what their own frame had, so that the seam is no
    clue. The frame stays wholly the donor's: were it matched to the old one, its brightness would still tell of the
    lungs' label. image, mask: (N, 1, h, w), moved together. The label stays that of the lungs.
    """
    chosen = torch.nonzero(torch.rand(len(image)) < share).flatten()
    if not len(chosen):
        return image
    donor = image[torch.randint(len(image), (len(chosen),))]
    own, keep = image[chosen], mask[chosen]
    frame = 1 - keep
    area = frame.sum(dim=(2, 3), keepdim=True).clamp(min=1)

    def mean_and_spread(picture: Tensor) -> tuple[Tensor, Tensor]:
        mean = (picture * frame).sum(dim=(2, 3), keepdim=True) / area
        return mean, (((picture - mean) ** 2 * frame).sum(dim=(2, 3), keepdim=True) / area).sqrt() + 0.02

    (mean, spread), (donor_mean, donor_spread) = mean_and_spread(own), mean_and_spread(donor)
    matched = ((own - mean) * (donor_spread / spread).clamp(0.5, 2) + donor_mean).clamp(0, 1)
    result = image.clone()
    result[chosen] = matched * keep + donor * frame
    return result


def hide_lungs(image: Tensor, mask: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Covers the lung fields on a share of the films; also returns which ones, bool (N,).

    By a box or by the soft mask; with the film's mean, a grey, noise, another film's blurred patch.
    """
    image = image.clone()
    side = image.shape[-1]
    chosen = torch.rand(len(image)) < share
    for i in torch.nonzero(chosen).flatten().tolist():
        top, left, right = (int(v) for v in torch.randint(side // 24, side // 6, (3,)))
        bottom = int(torch.randint(side // 10, side // 4, (1,)))
        cover = torch.zeros(1, side, side)
        cover[:, top : side - bottom, left : side - right] = 1
        kind = int(torch.randint(5, (1,)))
        if torch.rand(1) < 0.3:
            cover = F.max_pool2d(mask[i : i + 1], 9, 1, 4)[0]
        if kind == 0:
            filling = image[i].mean()
        elif kind == 1:
            other = image[int(torch.randint(len(image), (1,)))]
            filling = F.interpolate(
                F.adaptive_avg_pool2d(other, int(torch.randint(2, 9, (1,)))).unsqueeze(0),
                size=(side, side),
                mode="bilinear",
                align_corners=False,
            )[0]
        else:
            filling = torch.as_tensor(_fill(side, side))
        image[i] = image[i] * (1 - cover) + filling * cover
    return image, chosen


@dataclass(frozen=True)
class Views:
    """What the random views of the training do; shares are of the films of a batch."""

    geometry: bool = True
    exposure: bool = True
    corners: float = 0.5
    frame_strips: float = 0.25
    erasing: float = 0.4
    frame_swap: float = 0.7
    lungs_covered: float = 0.14


PLAIN = Views(False, False, 0.0, 0.0, 0.0, 0.0, 0.0)


def view_for_finding(source: Tensor, views: Views = Views(), side: int = SIDE) -> tuple[Tensor, Tensor]:
    """Training view for the finding net: (N, 1, SOURCE_SIDE, SOURCE_SIDE) -> (N, 1, side, side).

    Also tells which films of the batch have their lungs covered, bool (N,).
    """
    n = len(source)
    both = torch.cat([source, lung_mask(n, source.shape[-1])], dim=1)
    if views.geometry:
        both = warp(both, side=side)
    else:
        both = F.interpolate(both, size=(side, side), mode="bilinear", align_corners=False)
    image, mask = both[:, :1], both[:, 1:]
    image = swap_frames(image, mask, views.frame_swap)
    if views.exposure:
        image = soften_or_grain(coarsen(expose(image)))
    image = erase(hide_frame(hide_corners(image, views.corners), views.frame_strips), views.erasing)
    return hide_lungs(image, mask, views.lungs_covered)
