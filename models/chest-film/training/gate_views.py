"""Views of films and other pictures for the gate, harmless and spoiling ones.

Batches are float32 (N, 1, h, w) in 0..1, dense = bright. All draws use torch's generator, so
that a seed repeats a run. Limits: what lies inside `harmless` stays a usable film; every
spoiling change is strong enough that a reader would lay the film aside.
"""

from __future__ import annotations

import io
import math

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from gate_classes import EDGE


def uniform(n: int, low: float, high: float) -> Tensor:
    return torch.rand(n) * (high - low) + low


def col(values: Tensor) -> Tensor:
    """(N,) -> (N, 1, 1, 1)."""
    return values.view(-1, 1, 1, 1)


def blur(image: Tensor, sigma: float) -> Tensor:
    """Gaussian blur, sigma in px."""
    reach = max(1, math.ceil(2.5 * sigma))
    taps = torch.exp(-torch.arange(-reach, reach + 1, dtype=torch.float32) ** 2 / (2 * sigma * sigma))
    taps = taps / taps.sum()
    padded = F.pad(image, (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(padded, taps.view(1, 1, 1, -1)), taps.view(1, 1, -1, 1))


def slow_field(n: int, side: int, knots: int) -> Tensor:
    """(n, 1, side, side) smooth random field, about unit spread."""
    # Cubic on a quarter of the side, then straight: as smooth to the eye and several times as fast.
    coarse = F.interpolate(torch.randn(n, 1, knots, knots), size=(side // 4,) * 2, mode="bicubic", align_corners=True)
    return F.interpolate(coarse, size=(side, side), mode="bilinear", align_corners=True)


def sample(image: Tensor, matrix: Tensor, side: int = EDGE, fill: Tensor | None = None) -> Tensor:
    """Affine view, matrix (N, 2, 3) as of affine_grid; outside: the edge repeated (fill < 0) or a grey level (N,)."""
    grid = F.affine_grid(matrix, [len(image), 1, side, side], align_corners=False)
    return _through(image, grid, fill)


def _through(image: Tensor, grid: Tensor, fill: Tensor | None) -> Tensor:
    if fill is None:
        return F.grid_sample(image, grid, padding_mode="border", align_corners=False)
    made = torch.empty(len(image), 1, *grid.shape[1:3])
    edge = fill < 0
    if edge.any():
        made[edge] = F.grid_sample(image[edge], grid[edge], padding_mode="border", align_corners=False)
    if (~edge).any():
        level = col(fill[~edge])
        made[~edge] = F.grid_sample(image[~edge] - level, grid[~edge], align_corners=False) + level
    return made.clamp(0, 1)  # rounding may leave the range, and powers of it would be no numbers


def affine(degrees: Tensor, wide: Tensor, high: Tensor, dx: Tensor, dy: Tensor, shear: Tensor | None = None) -> Tensor:
    """(N, 2, 3): turn, zoom (above 1 = framed tighter, negative = mirrored) and shift (share of the side)."""
    turn = degrees * math.pi / 180
    matrix = torch.zeros(len(degrees), 2, 3)
    matrix[:, 0, 0] = torch.cos(turn) / wide
    matrix[:, 0, 1] = -torch.sin(turn) / high + (0 if shear is None else shear)
    matrix[:, 1, 0] = torch.sin(turn) / wide
    matrix[:, 1, 1] = torch.cos(turn) / high
    matrix[:, 0, 2], matrix[:, 1, 2] = 2 * dx, 2 * dy
    return matrix


def any_fill(n: int) -> Tensor:
    """Edge repeated, black, white or grey, (n,)."""
    kind = torch.randint(10, (n,))
    return torch.where(kind < 4, torch.full((n,), -1.0), torch.where(kind < 8, torch.zeros(n), torch.rand(n)))


def framed(image: Tensor, mirrored: Tensor, degrees: Tensor | None = None, strength: float = 1.0) -> Tensor:
    """The usual differences of framing; `degrees` (N,) take the place of a tilt of up to 9."""
    n = len(image)
    tilt = uniform(n, -9, 9) * strength
    turned = tilt if degrees is None else degrees
    both = torch.exp(uniform(n, -0.26, 0.15) * strength)
    stretch = torch.exp(uniform(n, -0.09, 0.09) * strength)
    wide = both * stretch * torch.where(mirrored, -1.0, 1.0)
    shift = uniform(2 * n, -0.07, 0.07).view(2, n) * strength
    matrix = affine(turned, wide, both / stretch, shift[0], shift[1], uniform(n, -0.05, 0.05) * strength)
    return sample(image, matrix, fill=any_fill(n))


def expose(image: Tensor, strength: float = 1.0) -> Tensor:
    """Harmless gamma, window, contrast and brightness, and a slow shading."""
    n = len(image)
    low, high = col(uniform(n, 0, 0.14 * strength)), col(uniform(n, 1 - 0.16 * strength, 1))
    image = ((image - low) / (high - low)).clamp(0, 1)
    image = image ** col(torch.exp(uniform(n, -0.5, 0.5) * strength))
    contrast = torch.where(torch.rand(n) < 0.35, uniform(n, 0.5, 1), torch.ones(n))
    offset = (1 - contrast) * torch.rand(n)
    image = image * col(contrast) + col(offset)
    shaded = col((torch.rand(n) < 0.3).float())
    return (image * (1 + shaded * 0.07 * strength * slow_field(n, image.shape[-1], 3))).clamp(0, 1)


def soften_or_grain(image: Tensor) -> Tensor:
    """A fifth blurred, a fifth sharpened (members by chance), and faint noise on two fifths."""
    image = image.clone()
    order = torch.randperm(len(image))
    fifth = max(1, len(image) // 5)
    soft, sharp = order[:fifth], order[fifth : 2 * fifth]
    image[soft] = blur(image[soft], float(uniform(1, 0.4, 1.5)))
    image[sharp] = image[sharp] + float(uniform(1, 0.3, 1.5)) * (image[sharp] - blur(image[sharp], 1.0))
    grainy = order[2 * fifth : 4 * fifth]
    image[grainy] = image[grainy] + col(uniform(len(grainy), 0, 0.055)) * torch.randn_like(image[grainy])
    return image.clamp(0, 1)


def few_pixels(image: Tensor, chosen: Tensor, sides: tuple[int, int] = (40, 100), exact: int = 64) -> Tensor:
    """Chosen pictures as if they had 40 to 100 px a side (a third of them `exact`), by changing filters."""
    image = image.clone()
    members = torch.nonzero(chosen).flatten()
    for number, part in enumerate(members[torch.randperm(len(members))].chunk(3)):
        if not len(part):
            continue
        side = exact if number == 0 else int(torch.randint(*sides, (1,)))
        small = _shrunk(image[part], side)
        image[part] = enlarge(small, image.shape[-1])
    return image.clamp(0, 1)


def _shrunk(image: Tensor, side: int) -> Tensor:
    choice = int(torch.randint(3, (1,)))
    if choice == 0:
        return F.adaptive_avg_pool2d(image, side)
    antialias = choice == 1
    return F.interpolate(image, size=(side, side), mode="bilinear", align_corners=False, antialias=antialias)


def enlarge(image: Tensor, side: int) -> Tensor:
    mode = ("bilinear", "bicubic")[int(torch.randint(2, (1,)))]
    return F.interpolate(image, size=(side, side), mode=mode, align_corners=False).clamp(0, 1)


def recompress(image: Tensor, chosen: Tensor, qualities: tuple[int, int] = (25, 95)) -> Tensor:
    """JPEG on the chosen pictures."""
    image = image.clone()
    for i in torch.nonzero(chosen).flatten().tolist():
        buffer = io.BytesIO()
        pixels = (image[i, 0] * 255).round().byte().numpy()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=int(torch.randint(*qualities, (1,))))
        image[i, 0] = torch.from_numpy(np.array(Image.open(buffer), np.float32)) / 255
    return image


def hide_corners(image: Tensor, share: float) -> Tensor:
    """Covers some corners on a share of the pictures, so that burned-in letters tell nothing."""
    image = image.clone()
    side = image.shape[-1]
    for i in torch.nonzero(torch.rand(len(image)) < share).flatten().tolist():
        for corner in range(4):
            if torch.rand(1) < 0.6:
                h, w = (int(v) for v in torch.randint(side // 16, side // 4, (2,)))
                y = slice(0, h) if corner < 2 else slice(side - h, side)
                x = slice(0, w) if corner % 2 == 0 else slice(side - w, side)
                levels = (0.0, 1.0, float(torch.rand(1)), float(image[i].mean()))
                image[i, 0, y, x] = levels[int(torch.randint(4, (1,)))]
    return image


def write_letters(image: Tensor, share: float) -> Tensor:
    """Bright strokes near the edges, as of side marks and names, on a share of the pictures."""
    image = image.clone()
    side = image.shape[-1]
    for i in torch.nonzero(torch.rand(len(image)) < share).flatten().tolist():
        for _ in range(int(torch.randint(1, 4, (1,)))):
            h, w = int(torch.randint(4, 12, (1,))), int(torch.randint(4, 40, (1,)))
            y = int(torch.randint(0, side - h, (1,)))
            x = int(torch.randint(0, side - w, (1,)))
            if torch.rand(1) < 0.5:
                y = (2, side - h - 2)[int(torch.randint(2, (1,)))]
            else:
                x = (2, side - w - 2)[int(torch.randint(2, (1,)))]
            dots = (torch.rand(max(1, h // 2), max(1, w // 2)) < 0.5).float()
            ink = dots.repeat_interleave(2, 0).repeat_interleave(2, 1)[:h, :w]
            patch = image[i, 0, y : y + ink.shape[0], x : x + ink.shape[1]]
            patch.copy_(torch.where(ink > 0, torch.ones_like(patch), patch))
    return image


def finish(image: Tensor) -> Tensor:
    """What any archive may do to any picture: fewer pixels, blur, noise, JPEG, covered corners, letters; 8 bits."""
    n = len(image)
    image = soften_or_grain(few_pixels(image, torch.rand(n) < 0.3))
    image = write_letters(hide_corners(image, 0.15), 0.12)
    return recompress(image, torch.rand(n) < 0.25)


def turned_degrees(n: int) -> Tensor:
    """Quarter turns (a third) and oblique ones from 16 degrees on, the nearer ones oftener, (n,)."""
    quarter = torch.where(torch.rand(n) < 0.5, 90.0, 270.0) + uniform(n, -8, 8) * (torch.rand(n) < 0.6)
    near = uniform(n, 16, 38) * torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    far = uniform(n, 30, 155) * torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    kind = torch.rand(n)
    return torch.where(kind < 0.33, quarter, torch.where(kind < 0.72, near, far))


def rotated(image: Tensor, mirrored: Tensor) -> Tensor:
    n = len(image)
    degrees = turned_degrees(n)
    whole = torch.rand(n) < 0.4  # the frame grown so that nothing is cut off
    turn = degrees * math.pi / 180
    grown = torch.where(whole, torch.cos(turn).abs() + torch.sin(turn).abs(), torch.ones(n))
    zoom = torch.exp(uniform(n, -0.12, 0.12)) / grown
    shift = uniform(2 * n, -0.05, 0.05).view(2, n)
    wide = zoom * torch.where(mirrored, -1.0, 1.0)
    return sample(image, affine(degrees, wide, zoom, shift[0], shift[1]), fill=any_fill(n))


def on_its_head(image: Tensor, mirrored: Tensor) -> Tensor:
    """Turned by 180 degrees or flipped from top to bottom."""
    flipped = image.flip(2)
    return framed(torch.where(col((torch.rand(len(image)) < 0.5).float()) > 0, flipped, flipped.flip(3)), mirrored)


def cropped(image: Tensor, mirrored: Tensor) -> Tensor:
    """A window of a quarter to 60 % of the width, the height or both."""
    n = len(image)
    narrow = uniform(2 * n, 0.25, 0.58).view(2, n)
    full = uniform(2 * n, 0.72, 1.0).view(2, n)
    kind = torch.randint(3, (n,))
    width = torch.where(kind == 1, full[0], narrow[0])
    height = torch.where(kind == 2, full[1], narrow[1])
    dx, dy = (torch.rand(n) - 0.5) * (1 - width), (torch.rand(n) - 0.5) * (1 - height)
    wide = torch.where(mirrored, -1.0, 1.0) / width
    return sample(image, affine(uniform(n, -6, 6), wide, 1 / height, dx, dy))


def _quantile(picture: Tensor, share: Tensor) -> Tensor:
    """Of every fourth row and column, which is near enough and sixteen times as fast."""
    return torch.quantile(picture[:, ::4, ::4], float(share))


def overexposed(image: Tensor) -> Tensor:
    """Too many rays: lungs burned to black, the rest dark; (N, 1, h, w) of finished framing."""
    n = len(image)
    low = col(torch.stack([_quantile(picture, uniform(1, 0.45, 0.85)) for picture in image]))
    clipped = ((image - low) / (1 - low + 1e-3)).clamp(0, 1) * col(uniform(n, 0.35, 1))
    bent = image ** col(uniform(n, 3.2, 7))
    return torch.where(col((torch.rand(n) < 0.7).float()) > 0, clipped, bent)


def underexposed(image: Tensor) -> Tensor:
    """Too few rays: all but the lungs white, grainy."""
    n = len(image)
    high = col(torch.stack([_quantile(picture, uniform(1, 0.1, 0.42)) for picture in image]))
    clipped = (image / (high + 1e-3)).clamp(0, 1)
    bent = image ** col(uniform(n, 0.1, 0.28))
    made = torch.where(col((torch.rand(n) < 0.7).float()) > 0, clipped, bent)
    floor = col(uniform(n, 0, 0.4))
    grain = col(uniform(n, -0.05, 0.12).clamp(min=0)) * torch.randn_like(made)
    return (floor + (1 - floor) * made + grain).clamp(0, 1)


def drowned(image: Tensor) -> Tensor:
    """Noise far above the anatomy's own contrast."""
    n = len(image)
    grain = torch.randn_like(image)
    coarse = F.interpolate(torch.randn(n, 1, 54, 54), size=image.shape[-2:], mode="nearest")
    grain = torch.where(col((torch.rand(n) < 0.3).float()) > 0, coarse, grain)
    made = image * col(uniform(n, 0.2, 0.9)) + col(uniform(n, 0.28, 0.6)) * grain + col(uniform(n, 0, 0.4))
    hit = torch.rand_like(image)
    peppered = torch.where(hit < 0.28, torch.zeros_like(image), torch.where(hit > 0.72, torch.ones_like(image), image))
    return torch.where(col((torch.rand(n) < 0.75).float()) > 0, made, peppered).clamp(0, 1)


def _perspective(n: int, side: int, reach: float) -> Tensor:
    """(n, side, side, 2) sampling grid of a film seen at a slant, smaller than the picture or filling it."""
    line = (torch.arange(side) + 0.5) / side * 2 - 1
    y, x = torch.meshgrid(line, line, indexing="ij")
    turn = uniform(n, -14, 14) * math.pi / 180
    zoom = uniform(n, 0.62, 1.05)
    tilt = uniform(2 * n, -reach, reach).view(2, n)
    shift = uniform(2 * n, -0.12, 0.12).view(2, n)
    one = (n, 1, 1)
    u, v = x[None] - shift[0].view(one), y[None] - shift[1].view(one)
    cos, sin = torch.cos(turn).view(one), torch.sin(turn).view(one)
    depth = 1 + tilt[0].view(one) * u + tilt[1].view(one) * v
    barrel = 1 + uniform(n, -0.05, 0.08).view(one) * (u * u + v * v)
    scale = barrel / (zoom.view(one) * depth)
    return torch.stack([(cos * u - sin * v) * scale, (sin * u + cos * v) * scale], dim=3)


def _moire(n: int, side: int) -> Tensor:
    """Beats of a camera's grid with a screen's: fine bending stripes, (n, 1, side, side) in -1..1."""
    line = torch.linspace(0, 1, side)
    y, x = torch.meshgrid(line, line, indexing="ij")
    waves = torch.ones(n, 1, side, side)
    for _ in range(2):
        angle, pitch = uniform(n, 0, math.pi), torch.exp(uniform(n, math.log(5), math.log(70)))
        along = col(torch.cos(angle)) * x + col(torch.sin(angle)) * y
        waves = waves * torch.cos(2 * math.pi * col(pitch) * along + uniform(1, 0.5, 5) * slow_field(n, side, 4))
        waves = torch.where(col((torch.rand(n) < 0.5).float()) > 0, waves, waves.abs() * 2 - 1)
    return waves


def photographed(image: Tensor) -> Tensor:
    """A film on a light box or a screen, taken by hand: slant, surroundings, uneven light, glare, stripes, JPEG."""
    n, side = len(image), image.shape[-1]
    grid = _perspective(n, side, 0.3)
    level = torch.where(torch.rand(n) < 0.5, uniform(n, 0, 0.15), torch.rand(n))
    around = (col(level) + 0.08 * slow_field(n, side, 3)).clamp(0, 1)
    rim = torch.nn.functional.pad(torch.ones_like(image), [-6] * 4)
    cover = F.grid_sample(F.pad(rim, [6] * 4), grid, align_corners=False)
    bezel = F.grid_sample(torch.ones_like(image), grid, align_corners=False)
    shown = F.grid_sample(image, grid, padding_mode="border", align_corners=False)
    frame = col(torch.where(torch.rand(n) < 0.5, torch.rand(n) * 0.3, 0.7 + 0.3 * torch.rand(n)))
    plain_edge = col((torch.rand(n) < 0.5).float())
    inside = cover + (bezel - cover) * plain_edge
    made = shown * inside + frame * (bezel - inside) + around * (1 - bezel)
    light = 1 + 0.22 * slow_field(n, side, 3) + 0.1 * slow_field(n, side, 2)
    made = made * col(uniform(n, 0.55, 0.95)) * light + col(uniform(n, 0, 0.2))
    stripes = col(torch.where(torch.rand(n) < 0.6, uniform(n, 0.03, 0.16), torch.zeros(n)))
    made = made + stripes * _moire(n, side)
    made = made + _glare(n, side) + col(uniform(n, 0, 0.04)) * torch.randn_like(made)
    made = torch.where(col((torch.rand(n) < 0.4).float()) > 0, blur(made, float(uniform(1, 0.4, 1.3))), made)
    return recompress(made.clamp(0, 1), torch.rand(n) < 0.5, (20, 85))


def _glare(n: int, side: int) -> Tensor:
    line = torch.linspace(-1, 1, side)
    y, x = torch.meshgrid(line, line, indexing="ij")
    made = torch.zeros(n, 1, side, side)
    for _ in range(2):
        cx, cy, rx, ry = (col(v) for v in (*uniform(2 * n, -1, 1).view(2, n), *uniform(2 * n, 0.08, 0.7).view(2, n)))
        spot = torch.exp(-(((x - cx) / rx) ** 2) - ((y - cy) / ry) ** 2)
        made = made + col(torch.where(torch.rand(n) < 0.45, uniform(n, 0.1, 0.6), torch.zeros(n))) * spot
    return made


def scrambled(image: Tensor) -> Tensor:
    """Tiles of the film in another order, or pieces of it folded over: X-ray texture without a chest."""
    made = image.clone()
    side = image.shape[-1]
    for i in range(len(image)):
        parts = int(torch.randint(2, 5, (1,)))
        edge = side // parts
        tiles = image[i, 0, : edge * parts, : edge * parts].reshape(parts, edge, parts, edge).permute(0, 2, 1, 3)
        order = torch.randperm(parts * parts)
        if torch.equal(order, torch.arange(parts * parts)):
            order = order.flip(0)
        tiles = tiles.reshape(-1, edge, edge)[order]
        if torch.rand(1) < 0.5:
            tiles = torch.stack([torch.rot90(tile, int(torch.randint(4, (1,))), (0, 1)) for tile in tiles])
        whole = tiles.reshape(parts, parts, edge, edge).permute(0, 2, 1, 3).reshape(1, 1, edge * parts, edge * parts)
        made[i] = F.interpolate(whole, size=(side, side), mode="bilinear", align_corners=False)[0]
    return made


def melted(image: Tensor) -> Tensor:
    """Deformed until no organ is left in its place."""
    n, side = len(image), image.shape[-1]
    line = (torch.arange(side) + 0.5) / side * 2 - 1
    y, x = torch.meshgrid(line, line, indexing="ij")
    knots = int(torch.randint(4, 8, (1,)))
    reach = col(uniform(n, 0.28, 0.55))[..., 0]
    push = torch.cat([slow_field(n, side, knots), slow_field(n, side, knots)], dim=1).permute(0, 2, 3, 1)
    grid = torch.stack([x, y], dim=2)[None] + reach.unsqueeze(3) * push
    return F.grid_sample(image, grid, padding_mode="reflection", align_corners=False)


def anyhow(image: Tensor) -> Tensor:
    """Any framing and exposure of a picture that is no chest film anyway."""
    n = len(image)
    free = torch.rand(n) < 0.35
    degrees = torch.where(free, uniform(n, -180, 180), uniform(n, -12, 12))
    zoom = torch.exp(uniform(n, -0.25, 0.5))
    stretch = torch.exp(uniform(n, -0.2, 0.2))
    shift = uniform(2 * n, -0.12, 0.12).view(2, n)
    wide = zoom * stretch * torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    made = expose(sample(image, affine(degrees, wide, zoom / stretch, shift[0], shift[1]), fill=any_fill(n)), 0.9)
    return torch.where(col((torch.rand(n) < 0.15).float()) > 0, 1 - made, made)
