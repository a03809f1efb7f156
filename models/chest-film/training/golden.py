"""Golden vectors from drawn pictures (no film of any data set is shipped)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from data import resize_like_the_app
from ensemble import EnsembleGradient
from export import OUTPUTS, ChestFilm
from settings import SIDE


def thorax(height: int, width: int, haze: float = 0.0) -> np.ndarray:
    """A drawn chest, (h, w) uint8: soft tissue, two lungs, spine, heart, ribs; haze (0..1) greys one lower lung."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]

    def oval(cx: float, cy: float, rx: float, ry: float, edge: float = 9) -> np.ndarray:
        return 1 / (1 + np.exp(np.clip(edge * (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 - 1), -50, 50)))

    lungs = np.maximum(oval(-0.42, -0.05, 0.30, 0.62), oval(0.42, -0.05, 0.30, 0.60))
    picture = 0.08 + 0.62 * oval(0, 0.15, 0.98, 1.15, 6) - 0.45 * lungs
    picture += 0.16 * np.exp(-((x / 0.10) ** 2)) + 0.30 * oval(0.14, 0.30, 0.30, 0.30, 5)
    for rib in range(8):
        picture += 0.06 * lungs * np.exp(-((((y + 0.62 - 0.17 * rib) - 0.10 * np.abs(x)) / 0.022) ** 2))
    picture += haze * 0.38 * oval(-0.42, 0.28, 0.24, 0.24, 3)
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def rings(height: int, width: int) -> np.ndarray:
    """Concentric rings of growing frequency, (h, w) uint8: a hard case for resizing."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    distance = (x - 0.4 * width) ** 2 + (y - 0.55 * height) ** 2
    return np.round(127.5 + 127.5 * np.cos(distance / (0.9 * max(height, width)))).astype(np.uint8)


def cases() -> dict[str, np.ndarray]:
    """Pictures (SIDE, SIDE) uint8 by name."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return {
        "drawn-thorax": resize_like_the_app(thorax(420, 480)),
        "drawn-thorax-haze": resize_like_the_app(thorax(400, 380, haze=1.0)),
        "drawn-thorax-dense": resize_like_the_app(thorax(360, 360, haze=0.6) // 2 + 60),
        "drawn-thorax-small": resize_like_the_app(thorax(200, 210, haze=0.3)),
        "rings": resize_like_the_app(rings(256, 320)),
        "checks-on-ramp": np.where((x // 12 + y // 12) % 2 == 0, x, SIDE - 1 - y).astype(np.uint8),
    }


def _store(folder: Path, name: str, value: np.ndarray) -> dict[str, object]:
    (folder / name).write_bytes(np.ascontiguousarray(value, dtype="<f4").tobytes())
    return {"dtype": "float32", "shape": list(value.shape), "file": name}


JITTER, DRAWS = 2e-6, 5  # size and number of disturbances that a gradient must outlast to be a golden vector
STEADY = 3e-4  # largest change of a value of the gradient under them


@torch.no_grad()
def _steady_gradient(gradient: EnsembleGradient, image: torch.Tensor) -> torch.Tensor | None:
    """The gradient, or None where rounding decides about it.

    A rectifier whose input is nearly 0 may be open on one processor and shut on another, and then the
    gradient jumps where the logit does not. Only pictures without such a place can tell a wrong result from that.
    """
    generator = torch.Generator().manual_seed(3)
    found = gradient(image)
    for _ in range(DRAWS):
        noise = torch.rand(image.shape, generator=generator) * 2 - 1
        if float((gradient(image + JITTER * noise) - found).abs().max()) > STEADY:
            return None
    return found


SEARCHED = 24  # further drawn pictures that are tried for a steady gradient


def _as_image(picture: np.ndarray) -> torch.Tensor:
    """(SIDE, SIDE) uint8 -> (1, 1, SIDE, SIDE) as the application prepares it."""
    return torch.from_numpy(picture.astype(np.float32)[None, None] / np.float32(255))


def _enough_cases(gradient: EnsembleGradient) -> list[tuple[str, np.ndarray]]:
    """The fixed cases and, where none of them has a steady gradient, the first drawn ring picture that has."""
    found = list(cases().items())
    if any(_steady_gradient(gradient, _as_image(picture)) is not None for _, picture in found):
        return found
    for number in range(SEARCHED):
        picture = resize_like_the_app(rings(200 + 13 * number, 330 - 7 * number))
        if _steady_gradient(gradient, _as_image(picture)) is not None:
            return [*found, (f"rings-{number}", picture)]
    return found


@torch.no_grad()
def write_golden(model: ChestFilm, folder: Path) -> None:
    """golden.json and raw little-endian float32 files: inputs and torch's outputs of both graphs."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.f32"), *folder.glob("*.u8")):
        old.unlink()
    gradient = EnsembleGradient(model.finding)
    listed, steady = [], 0
    for number, (name, picture) in enumerate(_enough_cases(gradient)):
        image = _as_image(picture)
        results = dict(zip(OUTPUTS, model(image)))
        slope = _steady_gradient(gradient, image)
        if slope is not None:
            results["gradient"] = slope
            steady += 1
        listed.append(
            {
                "name": name,
                "inputs": {"image": _store(folder, f"case-{number}.image.f32", image.numpy())},
                "outputs": {
                    key: _store(folder, f"case-{number}.{key}.f32", value.numpy()) for key, value in results.items()
                },
            }
        )
    if not steady:
        print("no golden picture has a gradient that rounding leaves alone: gradient.onnx has no golden vectors")
    text = json.dumps({"tolerance": {"abs": 1e-3, "rel": 1e-3}, "cases": listed}, indent=2)
    (folder / "golden.json").write_text(text + "\n")


def write_preprocess(folder: Path) -> None:
    """preprocess.json and raw 8-bit files: grey pictures and what Pillow's resize makes of them."""
    rng = np.random.default_rng(7)
    noise = rng.integers(0, 256, (224, 224), dtype=np.uint8)
    noise[:112] = thorax(112, 224)
    pictures = {"thorax-300x200": thorax(200, 300), "rings-97x181": rings(181, 97), "noise-224x224": noise}
    listed = []
    for name, grey in pictures.items():
        (folder / f"{name}.in.u8").write_bytes(grey.tobytes())
        (folder / f"{name}.out.u8").write_bytes(resize_like_the_app(grey).tobytes())
        listed.append(
            {
                "name": name,
                "input": {"dtype": "uint8", "height": grey.shape[0], "width": grey.shape[1], "file": f"{name}.in.u8"},
                "output": {"dtype": "uint8", "height": SIDE, "width": SIDE, "file": f"{name}.out.u8"},
            }
        )
    text = json.dumps({"filter": "triangle", "tolerance": {"abs": 0}, "cases": listed}, indent=2)
    (folder / "preprocess.json").write_text(text + "\n")
