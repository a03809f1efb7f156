"""The films of the training (Kermany et al. 2018, CC BY 4.0), found through VESALIUS_DATA."""

from __future__ import annotations

import csv
import io
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from settings import CLASSES

SOURCE_SIDE = 224  # px, side of the films as stored


@dataclass
class Films:
    """Films in table order without byte-identical copies.

    grey: (n, 224, 224) uint8. kind: (n,) index into CLASSES. part: (n,) str, train or val, by patient.
    name: (n,) str, the source's file name.
    """

    grey: np.ndarray
    kind: np.ndarray
    part: np.ndarray
    name: np.ndarray

    def of(self, part: str) -> "Films":
        """The films of one part."""
        rows = self.part == part
        return Films(self.grey[rows], self.kind[rows], self.part[rows], self.name[rows])


def load_films(cache: Path) -> Films:
    """Decode the films (or read the decoded ones back from the folder `cache`)."""
    root = os.environ.get("VESALIUS_DATA")
    if not root:
        raise SystemExit("Set VESALIUS_DATA to the folder that holds the data sets.")
    folder = Path(root) / "chest_xray_pneumonia_224"
    with open(folder / "labels.csv", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if not row["dup_of"]]
    stored = cache / "films-224.npy"
    if not stored.exists():
        cache.mkdir(parents=True, exist_ok=True)
        grey = np.empty((len(rows), SOURCE_SIDE, SOURCE_SIDE), np.uint8)
        with tarfile.open(folder / "images.tar") as tar:
            for i, row in enumerate(rows):
                member = tar.extractfile(row["file"])
                grey[i] = np.asarray(Image.open(io.BytesIO(member.read())).convert("L"))
        np.save(stored, grey)
    return Films(
        np.load(stored),
        np.array([CLASSES.index(row["subtype"]) for row in rows]),
        np.array([row["fold"] for row in rows]),
        np.array([row["file"].rsplit("/", 1)[1] for row in rows]),
    )


def shrink(grey: np.ndarray, side: int) -> np.ndarray:
    """(n, h, w) uint8 -> (n, side, side) uint8 by an antialiased filter."""
    return np.stack([np.asarray(Image.fromarray(one).resize((side, side), Image.LANCZOS)) for one in grey])
