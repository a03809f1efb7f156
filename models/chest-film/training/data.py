"""Reading the training data (all of it open data, found through VESALIUS_DATA).

* ``chest_xray_pneumonia_224``: Kermany et al. 2018, CC BY 4.0, films of children aged 1 to 5.
* ``nih_cxr_normal_abnormal_64``: NIH ChestX-ray14 teaching subset, adults, 64 px.

Pictures that are no chest films are read by gate_pools.py.

Films are decoded once into uint8 arrays; a second call reads the arrays back.
"""

from __future__ import annotations

import csv
import io
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from settings import DEGRADED_COPIES, SEED, SIDE, SOURCE_SIDE

SUBTYPES = ("normal", "bacteria", "virus")


def data_root() -> Path:
    """Folder of the open data sets, from the environment."""
    value = os.environ.get("VESALIUS_DATA")
    if not value:
        raise SystemExit("Set VESALIUS_DATA to the folder that holds the data sets.")
    return Path(value)


def resize_like_the_app(grey: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Resize (h, w) uint8 to (side, side) uint8: Pillow's antialiased triangle filter, 8-bit result."""
    return np.asarray(Image.fromarray(grey, mode="L").resize((side, side), Image.BILINEAR))


@dataclass
class Films:
    """Chest films in table order, without byte-identical copies.

    plain: (n, SIDE, SIDE) uint8 as the application prepares them.
    source: (n, 1 + DEGRADED_COPIES, SOURCE_SIDE, SOURCE_SIDE) uint8, copy 0 undegraded.
    label: (n,) 0 normal, 1 pneumonia. subtype: (n,) index into SUBTYPES.
    patient: (n,) str. part: (n,) str, train or val, by patient (the table's ``fold``).
    name: (n,) str, the source's file name.
    """

    plain: np.ndarray
    source: np.ndarray
    label: np.ndarray
    subtype: np.ndarray
    patient: np.ndarray
    part: np.ndarray
    name: np.ndarray


def degrade(grey: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A film as another archive might hold it: resampled and JPEG-compressed again, (h, w) uint8."""
    picture = Image.fromarray(grey, mode="L")
    side = int(rng.integers(88, 224))
    picture = picture.resize((side, side), (Image.BILINEAR, Image.BICUBIC, Image.BOX)[int(rng.integers(3))])
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=int(rng.integers(25, 96)))
    picture = Image.open(buffer).convert("L")
    return np.asarray(picture.resize((224, 224), Image.BICUBIC))


def load_films(cache: Path) -> Films:
    """Decode (or read back) the labelled films of children."""
    folder = data_root() / "chest_xray_pneumonia_224"
    with open(folder / "labels.csv", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if not row["dup_of"]]
    plain_file, source_file = cache / f"plain-{SIDE}.npy", cache / f"source-{SOURCE_SIDE}.npy"
    if not (plain_file.exists() and source_file.exists()):
        _decode(folder / "images.tar", [row["file"] for row in rows], plain_file, source_file)
    return Films(
        plain=np.load(plain_file),
        source=np.load(source_file, mmap_mode="r"),
        label=np.array([int(row["label"]) for row in rows]),
        subtype=np.array([SUBTYPES.index(row["subtype"]) for row in rows]),
        patient=np.array([row["patient_id"] for row in rows]),
        part=np.array([row["fold"] for row in rows]),
        name=np.array([row["file"].rsplit("/", 1)[1] for row in rows]),
    )


def _decode(archive: Path, names: list[str], plain_file: Path, source_file: Path) -> None:
    rng = np.random.default_rng(SEED)
    plain = np.empty((len(names), SIDE, SIDE), np.uint8)
    source = np.empty((len(names), 1 + DEGRADED_COPIES, SOURCE_SIDE, SOURCE_SIDE), np.uint8)
    with tarfile.open(archive) as tar:
        for i, name in enumerate(names):
            member = tar.extractfile(name)
            grey = np.asarray(Image.open(io.BytesIO(member.read())).convert("L"))
            plain[i] = resize_like_the_app(grey)
            source[i, 0] = resize_like_the_app(grey, SOURCE_SIDE)
            for copy in range(DEGRADED_COPIES):
                source[i, 1 + copy] = resize_like_the_app(degrade(grey, rng), SOURCE_SIDE)
    for target, pictures in ((source_file, source), (plain_file, plain)):
        part = target.with_suffix(".part.npy")
        np.save(part, pictures)
        part.replace(target)


def load_adult_films() -> dict[str, np.ndarray]:
    """NIH films: images (n, SIDE, SIDE) uint8 upsampled from 64 px, abnormal (n,), part (n,)."""
    table = np.load(data_root() / "nih_cxr_normal_abnormal_64" / "nih_cxr_64.npz", allow_pickle=False)
    return {
        "images": np.stack([resize_like_the_app(picture) for picture in table["images"]]),
        "abnormal": table["abnormal"].astype(int),
        "patient": table["patient_id"],
        "part": table["fold"].astype(str),
    }
