"""Drawn pictures that are no X-ray films: noise, patterns, pages, and the look of other modalities.

Every maker returns float (DRAWN_SIDE, DRAWN_SIDE), about 0..1.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, map_coordinates

from gate_bodies import spectral_noise

DRAWN_SIDE = 176  # px

Rng = np.random.Generator


def _axes() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[-1 : 1 : DRAWN_SIDE * 1j, -1 : 1 : DRAWN_SIDE * 1j]
    return y, x


def _stretched(field: np.ndarray) -> np.ndarray:
    low, high = np.percentile(field, (1, 99))
    return np.clip((field - low) / (high - low + 1e-9), 0, 1)


def noise(rng: Rng) -> np.ndarray:
    """Grain of many kinds: normal, even, salt and pepper, few grey levels, coarse, coloured up to 1/f, rows."""
    kind = int(rng.integers(7))
    shape = (DRAWN_SIDE, DRAWN_SIDE)
    if kind == 0:
        return rng.normal(rng.uniform(0.2, 0.8), rng.uniform(0.08, 0.5), shape)
    if kind == 1:
        return rng.uniform(0, 1, shape) * rng.uniform(0.3, 1)
    if kind == 2:
        return (rng.random(shape) < rng.uniform(0.05, 0.95)).astype(float)
    if kind == 3:
        return rng.poisson(rng.uniform(0.5, 12), shape) / rng.uniform(4, 20)
    if kind == 4:
        block = int(rng.integers(2, 14))
        coarse = rng.random((DRAWN_SIDE // block + 1,) * 2)
        return np.kron(coarse, np.ones((block, block)))[:DRAWN_SIDE, :DRAWN_SIDE]
    if kind == 5:
        rows = rng.random((DRAWN_SIDE, 1)) * rng.uniform(0.3, 1) + rng.normal(0, 0.2, shape)
        return rows if rng.random() < 0.5 else rows.T
    return _stretched(spectral_noise(rng, DRAWN_SIDE, rng.uniform(0.2, 1.3)))


def clouds(rng: Rng) -> np.ndarray:
    """The brightness of tissue without any anatomy."""
    return _stretched(spectral_noise(rng, DRAWN_SIDE, rng.uniform(1.4, 3.2))) * rng.uniform(0.4, 1)


def flat(rng: Rng) -> np.ndarray:
    return rng.uniform(0, 1) + rng.normal(0, rng.choice([0, 0.01, 0.03]), (DRAWN_SIDE, DRAWN_SIDE))


def gradient(rng: Rng) -> np.ndarray:
    y, x = _axes()
    angle = rng.uniform(0, 2 * np.pi)
    ramp = x * np.cos(angle) + y * np.sin(angle)
    field = np.hypot(x - rng.uniform(-1, 1), y - rng.uniform(-1, 1)) if rng.random() < 0.5 else ramp
    field = (field - field.min()) / (field.max() - field.min())
    return rng.uniform(0.4, 1) * (field if rng.random() < 0.5 else 1 - field)


def checks(rng: Rng) -> np.ndarray:
    """Checkerboards, stripes, waves and rings."""
    y, x = _axes()
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(0.06, 0.8)
    u, v = (x * np.cos(angle) + y * np.sin(angle)) / pitch, (y * np.cos(angle) - x * np.sin(angle)) / pitch
    kind = int(rng.integers(4))
    field = (
        (np.floor(u) + np.floor(v)) % 2,
        np.floor(u) % 2,
        0.5 + 0.5 * np.cos(np.pi * u),
        0.5 + 0.5 * np.cos(np.pi * np.hypot(u, v) * rng.uniform(0.5, 3)),
    )[kind]
    low, high = sorted(rng.uniform(0, 1, 2))
    return low + (high - low) * field


def page(rng: Rng) -> np.ndarray:
    """Lines of letters and rules, as of a scanned report, a form or a screen."""
    paper, ink = (255, 0) if rng.random() < 0.6 else (0, 255)
    size = DRAWN_SIDE * 2
    sheet = Image.new("L", (size, size), paper)
    pen = ImageDraw.Draw(sheet)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz    ABCDEFGHIJ0123456789.,:"))
    y = int(rng.integers(0, 30))
    while y < size:
        if rng.random() < 0.85:
            words = "".join(rng.choice(letters, int(rng.integers(8, 60))))
            pen.text((int(rng.integers(2, 60)), y), words, fill=ink, font=ImageFont.load_default())
        if rng.random() < 0.08:
            pen.rectangle([5, y, size - 5, y + int(rng.integers(1, 60))], outline=ink)
        y += int(rng.integers(10, 22))
    window = int(rng.integers(DRAWN_SIDE // 2, size))
    part = sheet.crop((0, 0, window, window)).resize((DRAWN_SIDE, DRAWN_SIDE), Image.BILINEAR)
    return np.asarray(part) / 255.0


def shapes(rng: Rng) -> np.ndarray:
    sheet = Image.new("L", (DRAWN_SIDE, DRAWN_SIDE), int(rng.integers(0, 256)))
    pen = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(1, 14))):
        left, right = sorted(int(v) for v in rng.integers(-20, DRAWN_SIDE + 20, 2))
        top, bottom = sorted(int(v) for v in rng.integers(-20, DRAWN_SIDE + 20, 2))
        draw = (pen.ellipse, pen.rectangle, pen.line)[int(rng.integers(3))]
        draw([left, top, right, bottom + 3], fill=int(rng.integers(0, 256)))
    picture = np.asarray(sheet) / 255.0
    return gaussian_filter(picture, rng.uniform(0.6, 7)) if rng.random() < 0.6 else picture


def ovals(rng: Rng) -> np.ndarray:
    """Dark ovals on a bright ground in unlikely places: near to a chest film, yet none."""
    y, x = _axes()
    picture = np.full((DRAWN_SIDE, DRAWN_SIDE), rng.uniform(0.5, 0.9))
    for _ in range(int(rng.integers(1, 5))):
        cx, cy = rng.uniform(-0.8, 0.8, 2)
        rx, ry = rng.uniform(0.1, 0.5, 2)
        outside = 12 * (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 - 1)
        picture -= rng.uniform(0.2, 0.6) / (1 + np.exp(np.clip(outside, -50, 50)))
    return picture + rng.normal(0, 0.02, picture.shape)


def layers(rng: Rng) -> np.ndarray:
    """Bands with speckle, as of an optical coherence scan of a retina."""
    y, x = _axes()
    base = 0.3 * rng.uniform(-1, 1) * x**2 + 0.2 * rng.uniform(-1, 1) * x
    base = base + 0.1 * np.sin(rng.uniform(0, 4) * x + rng.uniform(0, 6))
    dip = rng.uniform(0, 0.3) * np.exp(-(((x - rng.uniform(-0.3, 0.3)) / rng.uniform(0.1, 0.4)) ** 2))
    depth = y - rng.uniform(-0.5, 0.3) - base - dip
    picture = np.full_like(y, rng.uniform(0, 0.15))
    at = 0.0
    for _ in range(int(rng.integers(3, 10))):
        thick = rng.uniform(0.02, 0.14)
        picture = np.where((depth > at) & (depth < at + thick), rng.uniform(0.15, 1), picture)
        at += thick
    fading = np.exp(-np.maximum(depth - at, 0) / rng.uniform(0.1, 0.6)) * (depth > at)
    picture = picture + rng.uniform(0.1, 0.5) * fading
    picture = gaussian_filter(picture, rng.uniform(0.5, 1.5))
    return picture * (0.6 + 0.4 * rng.gamma(3, 1 / 3, picture.shape)) + rng.uniform(0, 0.1) * rng.random(picture.shape)


def echo(rng: Rng) -> np.ndarray:
    """A speckled fan or field, as of ultrasound."""
    y, x = _axes()
    tissue = np.exp(rng.uniform(0.5, 1.2) * spectral_noise(rng, DRAWN_SIDE, rng.uniform(1.2, 2.2)))
    for _ in range(int(rng.integers(0, 5))):
        cx, cy = rng.uniform(-0.5, 0.5), rng.uniform(-0.6, 0.8)
        hole = ((x - cx) / rng.uniform(0.08, 0.4)) ** 2 + ((y - cy) / rng.uniform(0.08, 0.4)) ** 2
        tissue = tissue * np.where(hole < 1, rng.uniform(0, 0.3), 1)
    speckle = gaussian_filter(rng.standard_normal(y.shape), (0.5, rng.uniform(0.6, 2.5)))
    picture = np.log1p(rng.uniform(2, 10) * tissue * np.abs(speckle)) * np.exp(-rng.uniform(0, 0.8) * (y + 1))
    if rng.random() < 0.65:
        apex = -1 - rng.uniform(0.0, 0.8)
        angle = np.arctan2(x, y - apex)
        reach = np.hypot(x, y - apex)
        inside = (reach < 1.9 - apex * 0.4) & (reach > 0.1 - 0.6 * (apex + 1))
        picture = picture * (np.abs(angle) < rng.uniform(0.4, 0.9)) * inside
    return np.clip(picture / (np.percentile(picture, 99) + 1e-6), 0, 1)


def tracer(rng: Rng) -> np.ndarray:
    """Few counts in blurred spots, as of a nuclear scan."""
    y, x = _axes()
    dose = np.zeros_like(y)
    for _ in range(int(rng.integers(2, 14))):
        cx, cy = rng.uniform(-0.6, 0.6), rng.uniform(-0.9, 0.9)
        dose += rng.uniform(0.2, 1) * np.exp(
            -(((x - cx) / rng.uniform(0.04, 0.3)) ** 2) - ((y - cy) / rng.uniform(0.04, 0.4)) ** 2
        )
    counts = rng.poisson(np.clip(dose, 0, 3) * rng.uniform(3, 40)) / 40.0
    picture = _stretched(gaussian_filter(counts.astype(float), rng.uniform(0.3, 2)))
    return picture if rng.random() < 0.6 else 1 - picture


def section(rng: Rng) -> np.ndarray:
    """A round section through a body: rim, several organs, as of a CT or MR slice."""
    y, x = _axes()

    def disc(cx: float, cy: float, rx: float, ry: float, turn: float) -> np.ndarray:
        u = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)
        v = (y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)
        return np.clip((1 - (u / rx) ** 2 - (v / ry) ** 2) * rng.uniform(15, 60), 0, 1)

    half = rng.uniform(0.55, 0.95), rng.uniform(0.5, 0.95)
    body, inner = disc(0, 0, *half, 0), disc(0, 0, half[0] - 0.08, half[1] - 0.08, 0)
    picture = rng.uniform(0.2, 1) * body
    picture = picture * (1 - inner) + inner * rng.uniform(0.2, 0.7)
    for _ in range(int(rng.integers(2, 16))):
        spot = disc(*rng.uniform(-0.6, 0.6, 2), *rng.uniform(0.04, 0.4, 2), rng.uniform(0, 3)) * inner
        picture = picture * (1 - spot) + spot * rng.uniform(0, 1)
    reach = rng.uniform(2, 9)
    rows, columns = np.mgrid[0:DRAWN_SIDE, 0:DRAWN_SIDE].astype(float)
    bend = [axis + reach * spectral_noise(rng, DRAWN_SIDE, 2.6) for axis in (rows, columns)]
    picture = map_coordinates(picture, bend, order=1, mode="nearest")
    picture = picture * (1 + rng.uniform(0, 0.12) * spectral_noise(rng, DRAWN_SIDE, 1))
    return picture + rng.normal(0, rng.uniform(0, 0.06), y.shape)


def cells(rng: Rng) -> np.ndarray:
    """Many small dark or bright spots, as under a microscope."""
    y, x = _axes()
    picture = 0.75 + 0.08 * spectral_noise(rng, DRAWN_SIDE, rng.uniform(1, 2))
    size = rng.uniform(0.02, 0.16)
    for _ in range(int(min(160, 0.9 / size**2 * rng.uniform(0.1, 0.5)))):
        cx, cy = rng.uniform(-1, 1, 2)
        rx, ry = size * rng.uniform(0.6, 1.4, 2)
        picture -= rng.uniform(0.1, 0.5) * (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1)
    picture = gaussian_filter(picture, rng.uniform(0.4, 1.4)).clip(0, 1)
    return picture if rng.random() < 0.6 else 1 - picture


def eye_ground(rng: Rng) -> np.ndarray:
    """A bright disc with branching dark lines, as of a retina, or a dark patch on skin."""
    y, x = _axes()
    picture = rng.uniform(0.3, 0.8) + 0.06 * spectral_noise(rng, DRAWN_SIDE, 2)
    if rng.random() < 0.6:
        sheet = Image.new("L", (DRAWN_SIDE, DRAWN_SIDE), 0)
        pen = ImageDraw.Draw(sheet)
        for _ in range(int(rng.integers(6, 20))):
            at, angle = rng.uniform(0.2, 0.8, 2) * DRAWN_SIDE, rng.uniform(0, 7)
            for step in range(25):
                angle += rng.uniform(-0.4, 0.4)
                to = at + 6 * np.array([np.cos(angle), np.sin(angle)])
                pen.line([*at, *to], fill=255, width=max(1, 3 - step // 8))
                at = to
        picture = picture - rng.uniform(0.1, 0.3) * np.asarray(sheet) / 255.0
        spot = np.exp(-(((x - rng.uniform(-0.5, 0.5)) / 0.15) ** 2) - ((y - rng.uniform(-0.3, 0.3)) / 0.15) ** 2)
        picture = gaussian_filter(picture + 0.4 * spot, 0.8) * (np.hypot(x, y) < rng.uniform(0.8, 1.2))
    else:
        bent = 1 + 0.3 * spectral_noise(rng, DRAWN_SIDE, 2.5)
        patch = np.hypot(x / rng.uniform(0.2, 0.7), y / rng.uniform(0.2, 0.7)) < bent
        picture = gaussian_filter(picture - rng.uniform(0.15, 0.5) * patch, rng.uniform(1, 3))
    return picture


DRAWN: dict[str, tuple[str, Callable[[Rng], np.ndarray]]] = {
    "noise": ("noise", noise),
    "clouds": ("not-a-chest-film", clouds),
    "flat": ("not-a-chest-film", flat),
    "gradient": ("not-a-chest-film", gradient),
    "checks": ("not-a-chest-film", checks),
    "page": ("not-a-chest-film", page),
    "shapes": ("not-a-chest-film", shapes),
    "ovals": ("not-a-chest-film", ovals),
    "layers": ("other-modality", layers),
    "echo": ("other-modality", echo),
    "tracer": ("other-modality", tracer),
    "section": ("other-modality", section),
    "cells": ("other-modality", cells),
    "eye-ground": ("other-modality", eye_ground),
}


def draw_patterns(kind: str, count: int, seed: int) -> np.ndarray:
    """(count, DRAWN_SIDE, DRAWN_SIDE) uint8 pictures of one kind in DRAWN."""
    rng = np.random.default_rng([seed, sum(kind.encode())])
    made = [DRAWN[kind][1](rng) for _ in range(count)]
    return np.round(np.clip(np.stack(made), 0, 1) * 255).astype(np.uint8)
