"""Pictures that are not usable chest films: drawn patterns, other modalities, spoiled films.

Every maker returns uint8 (SIDE, SIDE) or (n, SIDE, SIDE).
"""

from __future__ import annotations

from typing import Callable

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from augment import blur
from data import resize_like_the_app
from settings import SIDE

Rng = np.random.Generator


def _to_byte(picture: np.ndarray) -> np.ndarray:
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def _coloured_noise(rng: Rng, exponent: float) -> np.ndarray:
    """Noise with a 1/f**exponent spectrum, scaled to 0..1."""
    fy, fx = np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None]
    weight = 1 / np.maximum(np.hypot(fy, fx), 1 / SIDE) ** exponent
    field = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((SIDE, SIDE))) * weight, s=(SIDE, SIDE))
    low, high = np.percentile(field, (1, 99))
    return np.clip((field - low) / (high - low), 0, 1)


def noise(rng: Rng) -> np.ndarray:
    return _to_byte(_coloured_noise(rng, rng.uniform(0, 1.2)))


def blobs(rng: Rng) -> np.ndarray:
    """Slow clouds: the brightness of tissue without any anatomy."""
    return _to_byte(_coloured_noise(rng, rng.uniform(1.3, 3.0)) * rng.uniform(0.4, 1))


def flat(rng: Rng) -> np.ndarray:
    return _to_byte(rng.uniform(0, 1) + rng.normal(0, rng.choice([0, 0.005, 0.02]), (SIDE, SIDE)))


def gradient(rng: Rng) -> np.ndarray:
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    ramp = x * np.cos(angle) + y * np.sin(angle)
    field = np.hypot(x - rng.uniform(-1, 1), y - rng.uniform(-1, 1)) if rng.random() < 0.5 else ramp
    field = (field - field.min()) / (field.max() - field.min())
    return _to_byte(rng.uniform(0.4, 1) * (field if rng.random() < 0.5 else 1 - field))


def checkerboard(rng: Rng) -> np.ndarray:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(6, 60)
    u = np.floor((x * np.cos(angle) + y * np.sin(angle)) / pitch)
    v = np.floor((y * np.cos(angle) - x * np.sin(angle)) / pitch)
    stripes = u % 2 if rng.random() < 0.4 else (u + v) % 2
    low, high = sorted(rng.uniform(0, 1, 2))
    return _to_byte(low + (high - low) * stripes)


def text(rng: Rng) -> np.ndarray:
    """Lines of letters, as a scanned report or a screen would show."""
    paper, ink = (255, 0) if rng.random() < 0.6 else (0, 255)
    page = Image.new("L", (SIDE * 2, SIDE * 2), paper)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default()
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz    ABCDEFGHIJ0123456789.,:"))
    y = int(rng.integers(0, 30))
    while y < SIDE * 2:
        if rng.random() < 0.85:
            pen.text(
                (int(rng.integers(2, 60)), y),
                "".join(rng.choice(letters, int(rng.integers(8, 60)))),
                fill=ink,
                font=font,
            )
        y += int(rng.integers(10, 22))
    side = int(rng.integers(SIDE // 2, SIDE * 2))
    return resize_like_the_app(np.asarray(page)[:side, :side])


def shapes(rng: Rng) -> np.ndarray:
    page = Image.new("L", (SIDE, SIDE), int(rng.integers(0, 256)))
    pen = ImageDraw.Draw(page)
    for _ in range(int(rng.integers(1, 9))):
        corners = sorted(int(v) for v in rng.integers(-20, SIDE + 20, 2)), sorted(
            int(v) for v in rng.integers(-20, SIDE + 20, 2)
        )
        box = [corners[0][0], corners[1][0], corners[0][1] + 3, corners[1][1] + 3]
        draw = (pen.ellipse, pen.rectangle, pen.line)[int(rng.integers(3))]
        draw(box, fill=int(rng.integers(0, 256)))
    picture = torch.from_numpy(np.asarray(page).copy()).float().view(1, 1, SIDE, SIDE) / 255
    if rng.random() < 0.6:
        picture = blur(picture, float(rng.uniform(0.6, 6)))
    return _to_byte(picture[0, 0].numpy())


def ovals(rng: Rng) -> np.ndarray:
    """Two dark ovals on a bright ground in unlikely places: near to a chest film, yet none."""
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    picture = np.full((SIDE, SIDE), rng.uniform(0.5, 0.9))
    for _ in range(2):
        cx, cy = rng.uniform(-0.8, 0.8, 2)
        rx, ry = rng.uniform(0.1, 0.5, 2)
        picture -= rng.uniform(0.2, 0.6) / (
            1 + np.exp(np.clip(12 * (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 - 1), -50, 50))
        )
    return _to_byte(picture + rng.normal(0, 0.02, picture.shape))


DRAWN: dict[str, Callable[[Rng], np.ndarray]] = {
    "noise": noise,
    "clouds": blobs,
    "flat": flat,
    "gradient": gradient,
    "checkerboard": checkerboard,
    "text": text,
    "shapes": shapes,
    "ovals": ovals,
}


def draw_patterns(kind: str, count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng([seed, list(DRAWN).index(kind)])
    return np.stack([DRAWN[kind](rng) for _ in range(count)])


def crops_of(pictures: np.ndarray, each: int, seed: int) -> np.ndarray:
    """Crops of half to full side of other-modality pictures, some turned by quarter turns or inverted."""
    rng = np.random.default_rng(seed)
    made = []
    for picture in pictures:
        for number in range(each):
            side = picture.shape[0] if number == 0 else int(picture.shape[0] * rng.uniform(0.5, 1))
            y, x = (int(rng.integers(0, picture.shape[0] - side + 1)) for _ in range(2))
            crop = picture[y : y + side, x : x + side]
            if number:
                crop = np.rot90(crop, int(rng.integers(4)))
                crop = 255 - crop if rng.random() < 0.25 else crop
            made.append(resize_like_the_app(np.ascontiguousarray(crop)))
    return np.stack(made)


def _heavy_crop(film: np.ndarray, rng: Rng) -> np.ndarray:
    side = int(SIDE * rng.uniform(0.22, 0.45))
    y, x = (int(v) for v in rng.integers(0, SIDE - side, 2))
    return resize_like_the_app(np.ascontiguousarray(film[y : y + side, x : x + side]))


def _shuffled(film: np.ndarray, rng: Rng) -> np.ndarray:
    parts = int(rng.choice([2, 3, 4]))
    edge = SIDE // parts
    tiles = [film[r * edge : (r + 1) * edge, c * edge : (c + 1) * edge] for r in range(parts) for c in range(parts)]
    order = rng.permutation(len(tiles))
    while np.array_equal(order, np.arange(len(tiles))):
        order = rng.permutation(len(tiles))
    tiles = [tiles[i] for i in order]
    return np.block([[tiles[r * parts + c] for c in range(parts)] for r in range(parts)])


def _tilted(film: np.ndarray, rng: Rng) -> np.ndarray:
    degrees = float(rng.uniform(35, 65) * rng.choice([-1, 1]))
    return np.asarray(Image.fromarray(film).rotate(degrees, Image.BILINEAR))


def _drowned(film: np.ndarray, rng: Rng) -> np.ndarray:
    """Noise far above the anatomy's own contrast."""
    return _to_byte(film / 255 * 0.3 + rng.normal(0.35, rng.uniform(0.35, 0.6), film.shape))


def _washed_out(film: np.ndarray, rng: Rng) -> np.ndarray:
    picture = torch.from_numpy(film.copy()).float().view(1, 1, SIDE, SIDE) / 255
    return _to_byte(blur(picture, float(rng.uniform(10, 20)))[0, 0].numpy())


SPOILED: dict[str, Callable[[np.ndarray, Rng], np.ndarray]] = {
    "turned-90": lambda film, rng: np.rot90(film, 1),
    "turned-270": lambda film, rng: np.rot90(film, 3),
    "turned-180": lambda film, rng: np.rot90(film, 2),
    "upside-down": lambda film, rng: film[::-1],
    "inverted": lambda film, rng: 255 - film,
    "heavy-crop": _heavy_crop,
    "shuffled-tiles": _shuffled,
    "tilted-35-65": _tilted,
    "drowned-in-noise": _drowned,
    "blurred-out": _washed_out,
}


def spoil(films: np.ndarray, kind: str, rng: Rng) -> np.ndarray:
    """(n, SIDE, SIDE) chest films -> the same films made unusable in one way."""
    return np.stack([np.ascontiguousarray(SPOILED[kind](film, rng)) for film in films])
