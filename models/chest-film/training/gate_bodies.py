"""Drawn X-ray films of other body parts and of chests from the side, for the gate.

Each film is a sum of attenuating solids along parallel rays (Beer-Lambert): soft tissue,
bones with a cortex and a lighter marrow, gas. Shapes, poses, exposure and collimation are
drawn at random; they are made to look right from afar, not to be an atlas. Coordinates run
from -1 to 1 over the film, x to the right and y down; lengths are in the same unit, path
lengths in half sides of soft tissue.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, map_coordinates

BODY_SIDE = 176  # px, side of a drawn film
CORTEX = 1.9  # extra attenuation of compact bone, soft tissue = 1
MARROW = 0.55  # extra attenuation inside a bone

Rng = np.random.Generator
Point = tuple[float, float]


def spectral_noise(rng: Rng, side: int, exponent: float) -> np.ndarray:
    """(side, side) noise with a 1/f**exponent spectrum, zero mean and unit spread."""
    fy, fx = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    weight = 1 / np.maximum(np.hypot(fy, fx), 1 / side) ** exponent
    field = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((side, side))) * weight, s=(side, side))
    return (field - field.mean()) / (field.std() + 1e-9)


class Rays:
    """Path lengths through what was placed so far, (side, side), 0 = air."""

    def __init__(self, rng: Rng, side: int = BODY_SIDE) -> None:
        self.rng = rng
        self.side = side
        self.path = np.zeros((side, side))
        self.bone = np.zeros((side, side))
        self.y, self.x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]

    def capsule(self, start: Point, end: Point, radius: float, radius_end: float | None = None) -> np.ndarray:
        """Chord through a round rod whose radius changes evenly from start to end."""
        far = radius if radius_end is None else radius_end
        dx, dy = end[0] - start[0], end[1] - start[1]
        along = np.clip(((self.x - start[0]) * dx + (self.y - start[1]) * dy) / (dx * dx + dy * dy + 1e-9), 0, 1)
        distance2 = (self.x - start[0] - along * dx) ** 2 + (self.y - start[1] - along * dy) ** 2
        return 2 * np.sqrt(np.maximum((radius + (far - radius) * along) ** 2 - distance2, 0))

    def oval(self, centre: Point, half: Point, depth: float, degrees: float = 0, power: float = 2) -> np.ndarray:
        """Chord through an ellipsoid (power 2) or a rounded box (power 4)."""
        turn = np.deg2rad(degrees)
        dx, dy = self.x - centre[0], self.y - centre[1]
        u = (dx * np.cos(turn) + dy * np.sin(turn)) / half[0]
        v = (dy * np.cos(turn) - dx * np.sin(turn)) / half[1]
        return 2 * depth * np.sqrt(np.maximum(1 - np.abs(u) ** power - np.abs(v) ** power, 0))

    def soft(self, chord: np.ndarray, density: float = 1.0) -> None:
        """Soft tissue merges where it overlaps instead of adding up."""
        self.path = np.maximum(self.path, chord * density)

    def gas(self, chord: np.ndarray, density: float = 0.85) -> None:
        self.path = np.maximum(self.path - chord * density, 0.02 * (self.path > 0))

    def add_bone(self, outer: np.ndarray, inner: np.ndarray, strength: float = 1.0) -> None:
        self.bone += strength * (CORTEX * outer - (CORTEX - MARROW) * np.minimum(inner, outer))

    def rod(self, start: Point, end: Point, radius: float, ends: float = 1.5, strength: float = 1.0) -> None:
        """A long bone: shaft with a cortex and wider, spongy ends."""
        wall = radius * self.rng.uniform(0.22, 0.4)
        self.add_bone(self.capsule(start, end, radius), self.capsule(start, end, radius - wall), strength)
        if ends > 1:
            for knob in (start, end):
                size = radius * ends * self.rng.uniform(0.85, 1.1)
                half = (size, size * self.rng.uniform(0.7, 1.1))
                thin = size * 0.12
                self.add_bone(
                    self.oval(knob, half, size * 0.7),
                    self.oval(knob, (half[0] - thin, half[1] - thin), size * 0.7 - thin),
                    strength * 0.8,
                )

    def block(self, centre: Point, half: Point, degrees: float = 0, strength: float = 1.0, depth: float = 0.0) -> None:
        """A short bone, such as a vertebral body or a wrist bone."""
        thin = 0.13 * min(half)
        deep = depth or min(half)
        inner = (half[0] - thin, half[1] - thin)
        self.add_bone(
            self.oval(centre, half, deep, degrees, 4), self.oval(centre, inner, deep - thin, degrees, 4), strength
        )


def _turned(origin: Point, length: float, degrees: float) -> Point:
    turn = np.deg2rad(degrees)
    return origin[0] + length * np.sin(turn), origin[1] - length * np.cos(turn)


def hand(rng: Rng, rays: Rays) -> None:
    size = rng.uniform(0.8, 1.15)
    wrist = (rng.uniform(-0.1, 0.1), 0.45 * size)
    spread = rng.uniform(7, 17)
    short = rng.uniform(0.75, 1.1)
    rays.soft(rays.oval((wrist[0], wrist[1] - 0.38 * size), (0.34 * size, 0.42 * size), 0.13))
    rays.soft(rays.capsule(wrist, (wrist[0], 1.3), 0.2 * size, 0.24 * size), 0.8)
    for finger in range(5):
        angle = (finger - 2) * spread + (finger == 0) * -rng.uniform(15, 35)
        reach = (0.55, 0.92, 1.0, 0.94, 0.75)[finger] * size * short
        at = _turned(wrist, 0.16 * size, angle * 1.8)
        for part, share in enumerate((0.42, 0.28, 0.18, 0.12)):
            if finger == 0 and part == 3:
                break
            end = _turned(at, share * reach, angle)
            radius = (0.034 - 0.005 * part) * size
            rays.rod(at, _turned(at, share * reach * 0.93, angle), radius, 1.45)
            if part:
                rays.soft(rays.capsule(at, end, radius * 2.1), 1.0)
            at = end
            angle += rng.uniform(-3, 3)
    for _ in range(int(rng.integers(3, 9))):
        spot = (wrist[0] + rng.uniform(-0.16, 0.16) * size, wrist[1] + rng.uniform(-0.14, 0.06) * size)
        half = (rng.uniform(0.035, 0.065) * size, rng.uniform(0.035, 0.065) * size)
        rays.block(spot, half, rng.uniform(0, 90))
    for side in (-1, 1):
        top = (wrist[0] + side * 0.09 * size, wrist[1] + 0.1 * size)
        rays.rod(top, (wrist[0] + side * 0.08 * size, 1.4), 0.06 * size, 1.3)


def foot(rng: Rng, rays: Rays) -> None:
    """From the side or from above."""
    if rng.random() < 0.5:
        hand(rng, rays)
        return
    rays.soft(rays.capsule((0.35, -1.2), (0.3, 0.3), 0.3, 0.26), 0.8)
    rays.soft(rays.capsule((0.45, 0.35), (-0.75, 0.55), 0.24, 0.12), 0.9)
    rays.rod((0.33, -1.3), (0.28, 0.05), 0.11, 1.35)
    rays.rod((0.45, -1.3), (0.42, 0.1), 0.06, 1.2, 0.7)
    rays.block((0.27, 0.2), (0.16, 0.1), -10, 1.0)
    rays.block((0.5, 0.42), (0.2, 0.12), 25, 1.0)
    rays.block((0.05, 0.32), (0.09, 0.1), 0, 1.0)
    for bone in range(int(rng.integers(3, 6))):
        drop = 0.05 * bone
        rays.rod((-0.08, 0.34 + drop), (-0.5, 0.48 + drop * 0.6), 0.035, 1.5, 0.7)
        rays.rod((-0.54, 0.5 + drop * 0.6), (-0.7, 0.54 + drop * 0.4), 0.025, 1.4, 0.7)


def long_bones(rng: Rng, rays: Rays) -> None:
    """Thigh, upper arm, lower leg or forearm, without or with a joint in the picture."""
    bones = int(rng.choice([1, 2]))
    tilt = rng.uniform(-0.12, 0.12)
    thick = rng.uniform(0.22, 0.6)
    rays.soft(rays.capsule((-tilt, -1.4), (tilt, 1.4), thick, thick * rng.uniform(0.65, 1)), rng.uniform(0.5, 1))
    radius = thick * rng.uniform(0.16, 0.3)
    low, high = (rng.uniform(-1.5, -0.7), rng.uniform(0.7, 1.5))
    for bone in range(bones):
        shift = 0 if bones == 1 else (bone - 0.5) * thick * rng.uniform(0.7, 1.0)
        size = radius * (1 if bone == 0 else rng.uniform(0.45, 0.9))
        rays.rod((shift - tilt, low), (shift + tilt, high), size, rng.uniform(1.3, 2.1))
    if rng.random() < 0.4:
        rays.rod((rng.uniform(-0.1, 0.1), high + 0.12), (tilt, 2.2), radius * 0.9, rng.uniform(1.4, 2.2))


def joint(rng: Rng, rays: Rays) -> None:
    """Knee, elbow or ankle, straight or bent."""
    bend = rng.uniform(-100, 100) if rng.random() < 0.55 else rng.uniform(-12, 12)
    thick = rng.uniform(0.26, 0.5)
    middle = (rng.uniform(-0.15, 0.15), rng.uniform(-0.2, 0.2))
    upper, lower = _turned(middle, 2, rng.uniform(-15, 15)), _turned(middle, 2, 180 + bend)
    rays.soft(rays.capsule(middle, upper, thick, thick * 1.25), rng.uniform(0.5, 1))
    rays.soft(rays.capsule(middle, lower, thick, thick * 0.85), rng.uniform(0.5, 1))
    radius = thick * rng.uniform(0.24, 0.36)
    gap = rng.uniform(0.03, 0.08)
    rays.rod(_turned(middle, gap + radius, 0), upper, radius, rng.uniform(1.5, 2.1))
    rays.rod(_turned(middle, gap + radius, 180 + bend), lower, radius * 0.9, rng.uniform(1.4, 2.0))
    if rng.random() < 0.7:
        side = _turned(middle, thick * 0.6, 180 + bend + 40)
        rays.rod(side, (lower[0] + side[0] - middle[0], lower[1]), radius * 0.45, 1.4, 0.8)
    if rng.random() < 0.6:
        cap = _turned(middle, thick * rng.uniform(0.3, 0.7), rng.uniform(0, 360))
        rays.block(cap, (0.1, 0.12), rng.uniform(0, 90), 0.9)


def _column(
    rng: Rng, rays: Rays, x: float, top: float, bottom: float, width: float, curve: float, lateral: bool
) -> None:
    """Vertebrae from top to bottom; from the front with pedicles and processes, from the side with arches."""
    y, pitch = top, width * rng.uniform(0.75, 1.1)
    while y < bottom:
        share = (y - top) / (bottom - top)
        at = (x + curve * np.sin(np.pi * share), y)
        half = (width * (0.42 + 0.12 * share), pitch * 0.40)
        rays.block(at, half, curve * 60 * np.cos(np.pi * share), 1.0, width * 0.4)
        if lateral:
            rays.rod((at[0] + half[0], y), (at[0] + half[0] * 2.4, y + pitch * 0.35), width * 0.08, 1.5, 0.8)
        else:
            for side in (-1, 1):
                rays.block((at[0] + side * half[0] * 0.6, y), (width * 0.09, width * 0.11), 0, 0.7)
                rays.rod((at[0] + side * half[0], y), (at[0] + side * half[0] * 1.8, y), width * 0.06, 1.2, 0.5)
            rays.block((at[0], y + pitch * 0.2), (width * 0.06, pitch * 0.25), 0, 0.7)
        y += pitch


def spine(rng: Rng, rays: Rays) -> None:
    lateral = rng.random() < 0.5
    wide = rng.uniform(0.6, 1.3)
    rays.soft(rays.oval((rng.uniform(-0.2, 0.2), 0), (wide, 2.5), 0.8), rng.uniform(0.4, 0.9))
    width = rng.uniform(0.22, 0.5)
    _column(rng, rays, rng.uniform(-0.3, 0.3), -1.3, 1.2, width, rng.uniform(-0.25, 0.25), lateral)
    for _ in range(int(rng.integers(0, 6))):
        spot = tuple(rng.uniform(-0.9, 0.9, 2))
        rays.gas(rays.oval(spot, tuple(rng.uniform(0.05, 0.22, 2)), 0.12, rng.uniform(0, 180)))


def pelvis(rng: Rng, rays: Rays) -> None:
    size = rng.uniform(0.75, 1.2)
    rays.soft(rays.oval((0, 0), (1.15 * size, 1.4), 0.7, 0, 3), rng.uniform(0.6, 1))
    for side in (-1, 1):
        for edge, strength in ((0.0, 1.0), (0.07, -0.55)):
            half = (0.34 * size - edge, 0.42 * size - edge)
            wing = rays.oval((side * 0.52 * size, -0.28 * size), half, 0.06, side * 25)
            rays.bone += strength * CORTEX * wing
        hip = (side * 0.62 * size, 0.25 * size)
        rays.rod((side * 0.42 * size, 0.12 * size), hip, 0.10 * size, 1.2, 0.7)
        head, inner = (0.15 * size, 0.15 * size), (0.13 * size, 0.13 * size)
        rays.add_bone(rays.oval(hip, head, 0.14), rays.oval(hip, inner, 0.11))
        thigh = (side * 0.84 * size, 0.45 * size)
        rays.rod(hip, thigh, 0.075 * size, 1.3)
        rays.rod(thigh, (side * 0.78 * size, 1.6), 0.09 * size, 1.2)
        for start, end in (((0.1, 0.32), (0.45, 0.22)), ((0.1, 0.36), (0.28, 0.62)), ((0.28, 0.62), (0.5, 0.42))):
            rays.rod(
                (side * start[0] * size, start[1] * size), (side * end[0] * size, end[1] * size), 0.05 * size, 1.2, 0.9
            )
    _column(rng, rays, 0, -1.3, -0.35 * size, 0.3 * size, 0, False)
    rays.block((0, -0.15 * size), (0.2 * size, 0.25 * size), 0, 0.7)
    for _ in range(int(rng.integers(0, 7))):
        rays.gas(rays.oval(tuple(rng.uniform(-0.5, 0.5, 2)), tuple(rng.uniform(0.04, 0.15, 2)), 0.1))


def abdomen(rng: Rng, rays: Rays) -> None:
    rays.soft(rays.oval((0, 0), (rng.uniform(0.85, 1.2), 1.8), 0.6, 0, 3), rng.uniform(0.7, 1))
    _column(rng, rays, rng.uniform(-0.08, 0.08), -1.2, 0.75, rng.uniform(0.2, 0.3), rng.uniform(-0.08, 0.08), False)
    for side in (-1, 1):
        rays.bone += CORTEX * rays.oval((side * 0.6, 0.95), (0.4, 0.4), 0.05, side * 25)
        for rib in range(int(rng.integers(1, 4))):
            start = (side * 0.15, -1.0 + 0.2 * rib)
            rays.rod(start, (side * rng.uniform(0.6, 0.9), start[1] + 0.3), 0.03, 1, 0.6)
        rays.soft(rays.oval((side * 0.42, -0.2), (0.14, 0.28), 0.62, -side * 12), 1.05)
    for _ in range(int(rng.integers(4, 22))):
        spot = (rng.uniform(-0.8, 0.8), rng.uniform(-0.75, 0.8))
        rays.gas(rays.oval(spot, tuple(rng.uniform(0.04, 0.2, 2)), rng.uniform(0.05, 0.2), rng.uniform(0, 180)))
    if rng.random() < 0.5:
        rays.gas(rays.oval((0.35, -0.75), (0.3, 0.18), 0.25, -20))


def skull(rng: Rng, rays: Rays) -> None:
    lateral = rng.random() < 0.5
    size = rng.uniform(0.75, 1.05)
    half = (size * (0.85 if lateral else 0.66), size * 0.72)
    top = (rng.uniform(-0.08, 0.08), -0.2)
    wall = rng.uniform(0.03, 0.07) * size
    rays.soft(rays.oval(top, (half[0] + 0.05, half[1] + 0.05), 0.55), 0.8)
    rays.soft(rays.oval((top[0] - 0.25 * lateral, 0.5 * size), (0.42 * size, 0.5 * size), 0.4), 0.8)
    outer = rays.oval(top, half, 0.6)
    rays.bone += CORTEX * 0.8 * (outer - rays.oval(top, (half[0] - wall, half[1] - wall), 0.6 - wall))
    face = -0.45 * size if lateral else 0
    for side in (-1, 1):
        eye = (face + 0.1 * side, 0.12 * size) if lateral else (side * 0.27 * size, 0.1 * size)
        ring = rays.oval(eye, (0.19 * size, 0.17 * size), 0.15) - rays.oval(eye, (0.15 * size, 0.13 * size), 0.13)
        rays.bone += CORTEX * 1.2 * np.maximum(ring, 0)
        cheek = (face + 0.05, 0.35 * size) if lateral else (side * 0.3 * size, 0.35 * size)
        rays.gas(rays.oval(cheek, (0.12 * size, 0.14 * size), 0.15))
        jaw = (side * 0.42 * size, 0.35 * size) if not lateral else (0.08 + 0.04 * side, 0.3 * size)
        rays.rod(jaw, (face + side * 0.2 * size * (not lateral), 0.82 * size), 0.06 * size, 1.1)
    rays.rod((face - 0.15 * size, 0.84 * size), (face + 0.15 * size, 0.84 * size), 0.07 * size, 1.1)
    for tooth in range(9):
        x = face + (tooth - 4) * 0.06 * size
        for y in (0.57, 0.7):
            rays.block((x, y * size), (0.024 * size, 0.055 * size), 0, 1.4)
    if lateral:
        rays.block((0.12, 0.3 * size), (0.16 * size, 0.1 * size), 30, 1.0)
    else:
        rays.gas(rays.oval((0, 0.32 * size), (0.08 * size, 0.18 * size), 0.2))
    _column(rng, rays, 0.18 * lateral, 0.55 * size, 1.3, 0.2 * size, 0.05, lateral)


def shoulder(rng: Rng, rays: Rays) -> None:
    """With a piece of lung, clavicle and ribs: near to a chest film, yet none."""
    rays.soft(rays.oval((-0.5, 0.6), (1.2, 1.3), 0.5, 0, 3), 0.9)
    rays.soft(rays.capsule((0.35, -0.25), (0.6, 1.4), 0.38, 0.3), 0.8)
    rays.gas(rays.oval((-0.85, 0.7), (0.5, 0.9), 0.35), 0.8)
    for rib in range(5):
        start = (-1.2, -0.15 + 0.28 * rib)
        rays.rod(start, (-0.4, start[1] + rng.uniform(-0.1, 0.25)), 0.045, 1, 0.7)
    head = (0.35, -0.15)
    rays.add_bone(rays.oval(head, (0.25, 0.25), 0.22), rays.oval(head, (0.22, 0.22), 0.18))
    rays.rod((0.4, 0.1), (0.6, 1.6), 0.12, 1.1)
    rays.rod((-1.1, -0.35), (0.2, -0.5), 0.06, 1.4)
    rays.bone += CORTEX * rays.oval((-0.2, 0.35), (0.3, 0.55), 0.05, 20)
    rays.rod((0.0, -0.1), (0.28, -0.42), 0.06, 1.3)


def teeth(rng: Rng, rays: Rays) -> None:
    rays.soft(rays.oval((0, 0), (1.5, 1.2), 0.4, 0, 4), 0.7)
    bend = rng.uniform(-0.35, 0.35)
    wide = rng.uniform(0.08, 0.3)
    rays.bone += 0.3 * spectral_noise(rng, rays.side, 1.4).clip(-1, 2) * 0.2 + 0.3
    for row in (-1, 1):
        x = -1.3
        while x < 1.3:
            width = wide * rng.uniform(0.7, 1.2)
            y = bend * x * x + row * wide * 1.2
            rays.block((x, y), (width * 0.45, wide * 0.7), rng.uniform(-10, 10), 1.5, 0.12)
            for root in (-0.2, 0.2):
                start = (x + root * width, y + row * wide * 0.4)
                rays.rod(start, (start[0] + rng.uniform(-0.03, 0.03), y + row * wide * 1.8), width * 0.16, 1, 1.1)
            x += width
    if wide < 0.16:
        for side in (-1, 1):
            rays.rod((side * 0.95, -0.7), (side * 0.8, 0.5), 0.14, 1.2)
        rays.rod((-0.8, 0.55 + bend), (0.8, 0.55 + bend), 0.12, 1)


def breast(rng: Rng, rays: Rays) -> None:
    edge = rng.uniform(-1.3, -0.9)
    half = (rng.uniform(0.8, 1.7), rng.uniform(0.7, 1.1))
    chord = rays.oval((edge, rng.uniform(-0.2, 0.2)), half, 0.5, 0, 2.5)
    gland = np.exp(0.5 * spectral_noise(rng, rays.side, rng.uniform(1.2, 2.0)))
    rays.soft(np.minimum(chord, 0.5) * (0.6 + 0.4 * gland))
    if rng.random() < 0.5:
        rays.soft(rays.capsule((-1.6, -1.2), (-0.9, 1.0), 0.5, 0.05), 1.2)


def lateral_chest(rng: Rng, rays: Rays) -> None:
    """A chest from the side: both lungs over each other, heart in front, spine behind, two domes, arms up."""
    lean = rng.uniform(-0.12, 0.12)
    deep = rng.uniform(0.62, 0.98)
    middle = rng.uniform(-0.08, 0.08)
    rays.soft(rays.oval((middle, 0.25), (deep + 0.12, 1.9), 0.75, lean * 40, 3), rng.uniform(0.65, 0.9))
    if rng.random() < 0.75:
        for _ in range(2):
            start = (middle + rng.uniform(-0.5, 0.2), -0.75)
            elbow = (start[0] - rng.uniform(-0.1, 0.7), -1.5)
            rays.soft(rays.capsule(start, elbow, rng.uniform(0.2, 0.32)), 1.1)
            rays.rod(start, elbow, 0.06, 1.3, 0.8)
    floor = rng.uniform(0.35, 0.75)
    for _ in range(2):
        jitter = rng.uniform(-0.05, 0.05, 2)
        lung = rays.oval((middle + jitter[0], -0.1 + jitter[1]), (deep * 0.9, 0.85), 0.33, lean * 60, 2.6)
        dome = floor + rng.uniform(-0.1, 0.1)
        slope = rng.uniform(0.15, 0.6)
        across = rays.x - middle
        under = dome + slope * np.maximum(across, -0.4) ** 2 * 1.5 - 0.25 * np.exp(-((across / 0.5) ** 2))
        lung *= 1 / (1 + np.exp(np.clip((rays.y - under) / 0.012, -50, 50)))
        rays.gas(lung, rng.uniform(0.6, 0.9))
    heart = (middle - deep * rng.uniform(0.25, 0.45), floor - rng.uniform(0.2, 0.35))
    rays.path += 0.55 * rays.oval(heart, (rng.uniform(0.25, 0.4), rng.uniform(0.28, 0.42)), 0.4, rng.uniform(10, 45))
    rays.path += 0.35 * rays.oval((middle - 0.05, -0.35), (0.16, 0.5), 0.3, rng.uniform(-15, 10))
    windpipe = rays.capsule((middle - 0.05, -1.1), (middle + 0.08, -0.2), rng.uniform(0.04, 0.07))
    rays.gas(windpipe, 1.2)
    for _ in range(int(rng.integers(4, 12))):
        start = (middle + rng.uniform(-0.1, 0.15), rng.uniform(-0.3, 0.1))
        end = _turned(start, rng.uniform(0.2, 0.5), rng.uniform(0, 360))
        rays.path += rng.uniform(0.2, 0.5) * rays.capsule(start, end, 0.035, 0.01)
    back = middle + deep * rng.uniform(0.55, 0.8)
    _column(rng, rays, back, -1.2, 1.2, rng.uniform(0.17, 0.26), rng.uniform(-0.02, 0.14), True)
    front = middle - deep * 0.95
    rays.rod((front + 0.05, -0.65), (front - 0.03 * rng.uniform(-1, 2), floor - 0.15), 0.035, 1, 0.7)
    for rib in range(int(rng.integers(7, 11))):
        y = -0.85 + 0.16 * rib
        drop = rng.uniform(0.25, 0.5)
        for part in range(5):
            s, t = part / 5, (part + 1) / 5
            start = (back + 0.1 - (deep * 1.6) * s, y + drop * s**0.8)
            end = (back + 0.1 - (deep * 1.6) * t, y + drop * t**0.8)
            rays.rod(start, end, 0.022, 1, rng.uniform(0.25, 0.6))
    rays.gas(rays.oval((middle + rng.uniform(-0.3, 0.3), floor + 0.3), tuple(rng.uniform(0.05, 0.25, 2)), 0.2), 0.9)


def assembly(rng: Rng, rays: Rays) -> None:
    """Solids in no order: what a film of anything else might hold."""
    for _ in range(int(rng.integers(1, 5))):
        if rng.random() < 0.5:
            chord = rays.oval(tuple(rng.uniform(-0.8, 0.8, 2)), tuple(rng.uniform(0.3, 1.6, 2)), rng.uniform(0.2, 0.8))
        else:
            ends = rng.uniform(-1.3, 1.3, (2, 2))
            chord = rays.capsule(tuple(ends[0]), tuple(ends[1]), rng.uniform(0.15, 0.5))
        rays.soft(chord, rng.uniform(0.5, 1.1))
    for _ in range(int(rng.integers(0, 9))):
        start = tuple(rng.uniform(-1.2, 1.2, 2))
        choice = int(rng.integers(4))
        if choice == 0:
            rays.rod(start, tuple(rng.uniform(-1.2, 1.2, 2)), rng.uniform(0.02, 0.15), rng.uniform(1, 2.2))
        elif choice == 1:
            rays.block(start, tuple(rng.uniform(0.04, 0.3, 2)), rng.uniform(0, 180), rng.uniform(0.5, 1.3))
        elif choice == 2:
            rays.gas(rays.oval(start, tuple(rng.uniform(0.05, 0.5, 2)), rng.uniform(0.05, 0.5), rng.uniform(0, 180)))
        else:
            half, wall = rng.uniform(0.15, 0.7, 2), rng.uniform(0.02, 0.06)
            shell = rays.oval(start, tuple(half), 0.4) - rays.oval(start, tuple(half - wall), 0.4 - wall)
            rays.bone += CORTEX * np.maximum(shell, 0)


PARTS: dict[str, Callable[[Rng, Rays], None]] = {
    "hand": hand,
    "foot": foot,
    "long-bones": long_bones,
    "joint": joint,
    "spine": spine,
    "pelvis": pelvis,
    "abdomen": abdomen,
    "skull": skull,
    "shoulder": shoulder,
    "teeth": teeth,
    "breast": breast,
    "assembly": assembly,
}


def _develop(rays: Rays, rng: Rng) -> np.ndarray:
    """Path lengths to a film, 0..1, dense = bright: texture, scatter, tone, grain."""
    side = rays.side
    grain = 1 + rng.uniform(0.02, 0.12) * spectral_noise(rng, side, 1.0)
    path = rays.path * (1 + rng.uniform(0.02, 0.10) * spectral_noise(rng, side, 1.8)) + np.maximum(rays.bone, 0) * grain
    path = gaussian_filter(np.maximum(path, 0), rng.uniform(0.4, 1.2))
    path = path - rng.uniform(0, 0.35) * gaussian_filter(path, side / rng.uniform(5, 14))
    inside = path[rays.path > 0.02]
    low, high = np.percentile(inside, (rng.uniform(0, 8), rng.uniform(96, 100))) if inside.size > 50 else (0, 1)
    film = np.clip((path - low) / (high - low + 1e-6), 0, 1) ** np.exp(rng.uniform(-0.6, 0.5))
    lift = rng.uniform(0, 0.25)
    film = np.where(rays.path > 0.02, lift + (1 - lift) * film, film * 0.2)
    return film + rng.uniform(0, 0.03) * rng.standard_normal(film.shape)


def _bent(film: np.ndarray, rng: Rng) -> np.ndarray:
    """Smoothly deformed, so that no two drawings share their outlines."""
    side = film.shape[0]
    y, x = np.mgrid[0:side, 0:side].astype(float)
    reach = rng.uniform(0, 0.022) * side
    exponent = rng.uniform(2.5, 3.5)
    rows = y + reach * spectral_noise(rng, side, exponent)
    columns = x + reach * spectral_noise(rng, side, exponent)
    return map_coordinates(film, (rows, columns), order=1, mode="nearest")


def _collimate(film: np.ndarray, rng: Rng) -> np.ndarray:
    side = film.shape[0]
    edge = (0.0, 1.0, 0.05)[int(rng.integers(3))]
    low, high = rng.uniform(0, 0.16, 2), rng.uniform(0.84, 1, 2)
    made = np.full_like(film, edge)
    y, x = (slice(int(low[i] * side), int(high[i] * side)) for i in range(2))
    made[y, x] = film[y, x]
    return made


def _mark(picture: Image.Image, rng: Rng) -> None:
    letter = str(rng.choice(list("RLAPX")))
    spot = tuple(int(v) for v in rng.choice([8, 20, picture.size[0] - 30], 2))
    ImageDraw.Draw(picture).text(spot, letter, fill=255, font=ImageFont.load_default())


def draw_body(part: str, rng: Rng) -> np.ndarray:
    """One film of a part in PARTS or ``lateral-chest``, uint8 (BODY_SIDE, BODY_SIDE)."""
    rays = Rays(rng)
    (lateral_chest if part == "lateral-chest" else PARTS[part])(rng, rays)
    film = _bent(_develop(rays, rng), rng)
    picture = Image.fromarray(np.round(np.clip(film, 0, 1) * 255).astype(np.uint8))
    if rng.random() < 0.5:
        picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
    upright = part == "lateral-chest"
    degrees = rng.uniform(-10, 10) if upright or rng.random() < 0.5 else rng.uniform(0, 360)
    ground = 0 if rng.random() < 0.8 else 255
    zoom = rng.uniform(0.9, 1.15) if upright else rng.uniform(0.75, 1.5)
    reach = BODY_SIDE / zoom
    shift = rng.uniform(-0.06, 0.06, 2) * BODY_SIDE
    turn = np.deg2rad(degrees)
    middle = BODY_SIDE / 2
    a, b = np.cos(turn) * reach / BODY_SIDE, np.sin(turn) * reach / BODY_SIDE
    stretch = np.exp(rng.uniform(-0.2, 0.2))
    matrix = (
        a * stretch, b, middle + shift[0] - (a * stretch + b) * middle,
        -b * stretch, a, middle + shift[1] - (a - b * stretch) * middle,
    )  # fmt: skip
    picture = picture.transform((BODY_SIDE, BODY_SIDE), Image.AFFINE, matrix, Image.BILINEAR, fillcolor=ground)
    if rng.random() < 0.35:
        picture = Image.fromarray(
            np.round(np.clip(_collimate(np.asarray(picture) / 255.0, rng), 0, 1) * 255).astype(np.uint8)
        )
    if rng.random() < 0.4:
        _mark(picture, rng)
    made = np.asarray(picture)
    return made if upright or rng.random() < 0.85 else 255 - made


def draw_bodies(part: str, count: int, seed: int) -> np.ndarray:
    """(count, BODY_SIDE, BODY_SIDE) uint8 films of one part."""
    rng = np.random.default_rng([seed, sum(part.encode())])
    return np.stack([draw_body(part, rng) for _ in range(count)])
