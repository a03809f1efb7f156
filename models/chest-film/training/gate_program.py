"""When the built program does not answer: pictures and DICOM files by kind, put through `predict chest-film`.

    VESALIUS_DATA=... python3 gate_program.py --work WORK --out FOLDER --each 40 -- COMMAND...

COMMAND is the program's headless start without the command itself, for example
`xvfb-run -a node_modules/electron/dist/electron --no-sandbox out/main/index.js --cli`. WORK is the folder of
gate_run.py. Writes FOLDER/<kind>/…, FOLDER/lines.jsonl and FOLDER/figures.json, and prints a table. The ways to spoil
a film are Pillow's here, not those of the training.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import tarfile
from collections import Counter
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps

import gate_views
from data import data_root
from gate_drawn import draw_patterns
from gate_pools import Pools, dicom_files, load_pools
from gate_evaluate import interval

CODES = {
    "not-a-chest-film": {"NOT_A_CHEST_FILM", "OTHER_MODALITY", "NOISE", "BODY_PART_OUTSIDE_USE"},
    "other-modality": {"NOT_A_CHEST_FILM", "OTHER_MODALITY", "MODALITY_OUTSIDE_USE"},
    "lateral": {"LATERAL_VIEW", "VIEW_OUTSIDE_USE", "NOT_A_CHEST_FILM"},
    "upside-down": {"UPSIDE_DOWN", "ROTATED"},
    "rotated": {"ROTATED", "UPSIDE_DOWN"},
    "inverted": {"INVERTED"},
    "cropped": {"CROPPED", "NOT_A_CHEST_FILM"},
    "overexposed": {"OVEREXPOSED"},
    "underexposed": {"UNDEREXPOSED"},
    "adult": {"LOOKS_ADULT", "AGE_OUTSIDE_POPULATION"},
    "photograph": {"PHOTOGRAPH", "COLOUR_IMAGE"},
    "noise": {"NOISE", "NOT_A_CHEST_FILM"},
    # Said of any picture, whatever it is.
    "any": {"COLOUR_IMAGE", "MULTI_FRAME", "IMAGE_WITHOUT_CONTRAST", "IMAGE_TOO_SMALL", "NO_PIXELS"},
}
AGE = "3"  # years, stated for every picture

Picture = Image.Image
Spoil = Callable[[Picture, np.random.Generator], Picture]


def _window(film: Picture, left: float, top: float, right: float, bottom: float) -> Picture:
    w, h = film.size
    return film.crop((int(left * w), int(top * h), int(right * w), int(bottom * h)))


def _turned(degrees: float, grown: bool = False) -> Spoil:
    return lambda film, rng: film.rotate(degrees, Image.BICUBIC, expand=grown)


def _oblique(film: Picture, rng: np.random.Generator) -> Picture:
    degrees = float(rng.uniform(20, 160) * rng.choice([-1, 1]))
    return film.rotate(degrees, Image.BICUBIC, expand=bool(rng.integers(2)), fillcolor=int(rng.choice([0, 0, 255])))


def _levels(film: Picture, low: int, high: int) -> Picture:
    return film.point(lambda v: int(np.clip((v - low) / (high - low), 0, 1) * 255))


def _burned(film: Picture, rng: np.random.Generator) -> Picture:
    cut = int(np.quantile(np.asarray(film), rng.uniform(0.55, 0.8)))
    return _levels(film, cut, 255 + int(rng.uniform(0, 150)))


def _faint(film: Picture, rng: np.random.Generator) -> Picture:
    return _levels(film, -60, max(1, int(np.quantile(np.asarray(film), rng.uniform(0.12, 0.35)))))


def _grain(film: Picture, rng: np.random.Generator) -> Picture:
    a = np.asarray(film) * 0.4 + rng.normal(90, rng.uniform(70, 140), (film.size[1], film.size[0]))
    return Image.fromarray(np.clip(a, 0, 255).astype(np.uint8))


def _photo(film: Picture, rng: np.random.Generator) -> Picture:
    image = torch.from_numpy(np.array(film, np.float32))[None, None] / 255
    return Image.fromarray((gate_views.photographed(image)[0, 0].numpy() * 255).astype(np.uint8))


SPOILED: dict[str, tuple[str, Spoil]] = {
    "turned-180": ("upside-down", lambda film, rng: film.transpose(Image.ROTATE_180)),
    "flipped": ("upside-down", lambda film, rng: ImageOps.flip(film)),
    "turned-90": ("rotated", lambda film, rng: film.transpose(Image.ROTATE_90)),
    "turned-270": ("rotated", lambda film, rng: film.transpose(Image.ROTATE_270)),
    "turned-30": ("rotated", _turned(30)),
    "turned-minus-45": ("rotated", _turned(-45, True)),
    "oblique": ("rotated", _oblique),
    "inverted": ("inverted", lambda film, rng: ImageOps.invert(film)),
    "left-half": ("cropped", lambda film, rng: _window(film, 0, 0, 0.5, 1)),
    "upper-half": ("cropped", lambda film, rng: _window(film, 0, 0, 1, 0.5)),
    "middle": ("cropped", lambda film, rng: _window(film, 0.27, 0.27, 0.73, 0.73)),
    "overexposed": ("overexposed", _burned),
    "underexposed": ("underexposed", _faint),
    "photographed": ("photograph", _photo),
    "drowned-in-noise": ("noise", _grain),
}
USABLE: dict[str, Spoil] = {
    "as-it-is": lambda film, rng: film,
    "64-px": lambda film, rng: film.resize((64, 64), Image.BILINEAR),
    "112-px": lambda film, rng: film.resize((112, 112), Image.BILINEAR),
    "enlarged-1000": lambda film, rng: film.resize((1000, 860), Image.BICUBIC),
    "tilted-5": _turned(5),
    "softened": lambda film, rng: film.filter(ImageFilter.GaussianBlur(1)),
    "mirrored": lambda film, rng: ImageOps.mirror(film),
}


def _films(each: int) -> list[Picture]:
    """Validation films as they are stored, a fixed choice."""
    import csv

    folder = data_root() / "chest_xray_pneumonia_224"
    with open(folder / "labels.csv", newline="") as handle:
        names = [row["file"] for row in csv.DictReader(handle) if row["fold"] == "val" and not row["dup_of"]]
    chosen = np.random.default_rng(9).permutation(names)[:each]
    with tarfile.open(folder / "images.tar") as tar:
        return [Image.open(io.BytesIO(tar.extractfile(str(name)).read())).convert("L") for name in chosen]


def _as_dicom(picture: Picture, path: Path, modality: str, description: str) -> None:
    """A small Part 10 file of a picture, with the tags of a child's frontal chest film."""
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(), generate_uid()
    data.PatientName, data.PatientID, data.PatientAge = "TEST^GATE", "GATE", "003Y"
    data.Modality, data.BodyPartExamined, data.ViewPosition = modality, "CHEST", "AP"
    data.SeriesDescription = description
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.Columns, data.Rows = picture.size
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit, data.PixelRepresentation = 7, 0
    pixels = picture.tobytes()
    data.PixelData = pixels + b"\0" * (len(pixels) % 2)
    data.is_little_endian, data.is_implicit_VR = True, False
    data.save_as(path, write_like_original=False)


def write_pictures(out: Path, pools: Pools, each: int) -> dict[str, str]:
    """One folder a kind; returns kind -> class (`usable` for those to be assessed)."""
    rng = np.random.default_rng(21)
    torch.manual_seed(21)
    films = _films(each)
    kinds: dict[str, str] = {}

    def put(kind: str, label: str, pictures: list[Picture], suffix: str = "png", modality: str = "CR") -> None:
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        kinds[kind] = label
        for number, picture in enumerate(pictures):
            path = folder / f"{number:03d}.{suffix}"
            if suffix == "dcm":
                _as_dicom(picture, path, modality, "Thorax AP")
            else:
                picture.save(path, **({"quality": 90} if suffix == "jpg" else {}))

    for kind, change in USABLE.items():
        put(f"usable-{kind}", "usable", [change(film, rng) for film in films], "jpg" if kind == "as-it-is" else "png")
    put("usable-dicom", "usable", films, "dcm")
    put("usable-computed", "usable", [Image.fromarray(f) for f in pools.synthetic["held-child"][:each]])
    for kind, (label, spoil) in SPOILED.items():
        put(kind, label, [spoil(film, rng) for film in films])
    for kind in ("turned-90", "turned-180", "oblique", "inverted"):
        put(f"{kind}-dicom", SPOILED[kind][0], [SPOILED[kind][1](film, rng) for film in films], "dcm")
    for kind, entry in pools.kinds.items():
        pictures = [Image.fromarray(picture) for picture in entry.held[:each]]
        put(f"picture-{kind}", entry.label, pictures)
        if kind in ("ct", "mr", "us", "computed-ct", "hand", "skull", "lateral-chest", "noise"):
            put(f"passed-off-{kind}", entry.label, pictures, "dcm", "OT" if kind == "us" else "CR")
    noise = [Image.fromarray(picture).resize((512, 512), Image.NEAREST) for picture in draw_patterns("noise", each, 77)]
    put("noise-512", "noise", noise, "jpg")
    adults = [Image.fromarray(film) for film in pools.adults["val"][:each]]
    put("adults-64", "adult", adults)
    for side, method in ((96, Image.BILINEAR), (224, Image.BICUBIC), (512, Image.LANCZOS)):
        enlarged = [film.resize((side, side), method) for film in adults]
        put(f"adults-{side}", "adult", enlarged)
        sharpen = ImageFilter.UnsharpMask(side / 100, 150)
        put(f"adults-{side}-sharp", "adult", [film.filter(sharpen) for film in enlarged])
    put("adults-dicom", "adult", [film.resize((256, 256), Image.BICUBIC) for film in adults], "dcm")
    return kinds


def run(command: list[str], paths: list[Path]) -> list[dict]:
    """The program's lines for files and folders, in order."""
    words = [*command, "predict", "chest-film", *map(str, paths), "--age-years", AGE, "--json"]
    done = subprocess.run(words, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = [line for line in lines if "input" in line]
    if not found:
        raise SystemExit(f"No result: {done.stderr[-2000:]}")
    return found


def summary(lines: list[dict], label: str) -> dict[str, object]:
    refused = [line for line in lines if line["status"] != "assessed"]
    codes = [(line.get("reason") or line.get("error"))["code"] for line in refused]
    hits = len(lines) - len(refused) if label == "usable" else len(refused)
    right = CODES.get(label, set()) | CODES["any"]
    low, high = interval(hits, len(lines))
    flagged = Counter(f["code"] for line in lines for f in line.get("flags", []))
    return {
        "label": label,
        "n": len(lines),
        "share": hits / max(1, len(lines)),
        "low": low,
        "high": high,
        # Files of every kind have no one right reason.
        "right": None if label in ("usable", "any") else sum(code in right for code in codes) / max(1, len(lines)),
        "codes": dict(Counter(codes)),
        "mirrored": flagged.get("MIRRORED", 0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(1)
    pools = load_pools(options.work / "cache", options.work / "synthetic")
    pictures = options.out / "pictures"
    kinds = write_pictures(pictures, pools, options.each)
    by_kind: dict[str, list[dict]] = {}
    for line in run(options.command, [pictures]):
        by_kind.setdefault(Path(line["input"]).parent.name, []).append(line)
    figures = {kind: summary(by_kind.get(kind, []), label) for kind, label in kinds.items()}
    # The open DICOM files as they are: whatever they hold, none of them is a child's chest film.
    found = run(options.command, [path for _, path in dicom_files() if path.exists()])
    figures["open DICOM files"] = summary(found, "any")
    by_kind["open DICOM files"] = found
    with open(options.out / "lines.jsonl", "w") as handle:
        for kind, lines in by_kind.items():
            for line in lines:
                handle.write(json.dumps({"kind": kind, **line}) + "\n")
    (options.out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n")
    for kind, f in figures.items():
        right = "" if f["right"] is None else f"right {f['right']:.3f}"
        share = f"{f['share']:.3f} ({f['low']:.3f}-{f['high']:.3f})"
        print(f"{kind:28} {f['label']:17} n {f['n']:4} {share} {right} {f['codes']}")


if __name__ == "__main__":
    main()
