"""Golden vectors: noise and class with torch's picture. A drawn film is of nobody, so it may be shipped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from generator import FilmGenerator
from settings import CLASSES, NOISE


def _store(folder: Path, name: str, value: np.ndarray) -> dict[str, object]:
    (folder / name).write_bytes(np.ascontiguousarray(value, dtype="<f4").tobytes())
    return {"dtype": "float32", "shape": list(value.shape), "file": name}


@torch.no_grad()
def write_golden(generator: FilmGenerator, folder: Path) -> None:
    """golden.json and raw little-endian float32 files: one film of each class, and still noise."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.f32"):
        old.unlink()
    draw = torch.Generator().manual_seed(20240612)
    listed = []
    names = [*CLASSES, "still-noise"]
    for number, name in enumerate(names):
        noise = torch.zeros(1, NOISE) if name == "still-noise" else torch.randn(1, NOISE, generator=draw)
        kind = torch.zeros(1, len(CLASSES))
        kind[0, number % len(CLASSES)] = 1
        picture = generator(noise, kind)
        stem = f"case-{number}"
        listed.append(
            {
                "name": name,
                "inputs": {
                    "noise": _store(folder, f"{stem}.noise.f32", noise.numpy()),
                    "class": _store(folder, f"{stem}.class.f32", kind.numpy()),
                },
                "outputs": {"image": _store(folder, f"{stem}.image.f32", picture.numpy())},
            }
        )
    text = json.dumps({"tolerance": {"abs": 2e-3, "rel": 2e-3}, "cases": listed}, indent=2)
    (folder / "golden.json").write_text(text + "\n")
