"""How good, how varied and how new the drawn films are."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import linalg

from components import as_picture
from data import Films, shrink
from features import Judge, Seen
from settings import CLASSES

FLAT_SIDE = 32  # px, side at which pictures are compared pixel by pixel


def frechet(one: np.ndarray, other: np.ndarray) -> float:
    """Fréchet distance of two sets of features (n, f), each taken as normal (Heusel et al. 2017)."""
    means = [rows.astype(np.float64).mean(axis=0) for rows in (one, other)]
    spreads = [np.cov(rows.astype(np.float64).T) + 1e-6 * np.eye(rows.shape[1]) for rows in (one, other)]
    root = linalg.sqrtm(spreads[0] @ spreads[1]).real
    return float(((means[0] - means[1]) ** 2).sum() + np.trace(spreads[0] + spreads[1] - 2 * root))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    z, share = 1.959964, hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(middle - half), float(middle + half)


def balanced(kind: np.ndarray, each: int, seed: int) -> np.ndarray:
    """`each` rows of every class, or as many as the smallest class has."""
    rng = np.random.default_rng(seed)
    each = min(each, *(int((kind == k).sum()) for k in range(len(CLASSES))))
    return np.concatenate([rng.choice(np.flatnonzero(kind == k), each, replace=False) for k in range(len(CLASSES))])


def agreement(judge: Judge, seen: Seen, kind: np.ndarray) -> dict[str, dict]:
    """Share of films in which the model sees what was asked for, by class, over all, and the pattern."""
    right = (seen.probability >= judge.threshold) == (kind > 0)
    rows = {name: right[kind == k] for k, name in enumerate(CLASSES)}
    normal, sick = rows["normal"], right[kind > 0]
    told = {name: _share(hits) for name, hits in {**rows, "pneumonia": sick, "all": right}.items()}
    told["mean of normal and pneumonia"] = {"value": float((normal.mean() + sick.mean()) / 2)}
    if seen.pattern is not None:
        told["pattern"] = _share(((seen.pattern >= 0.5) == (kind == 1))[kind > 0])
    return told


def _share(hits: np.ndarray) -> dict:
    low, high = wilson(int(hits.sum()), len(hits))
    return {"value": float(hits.mean()), "n": len(hits), "ci95": [low, high]}


def nearest(rows: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance to and place of the nearest of `others` for each row, Euclidean."""
    squares = (rows**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None] - 2 * rows @ others.T
    return np.sqrt(np.maximum(squares.min(axis=1), 0)), squares.argmin(axis=1)


def _flat(grey: np.ndarray) -> np.ndarray:
    """Small pictures of zero mean and unit spread, so that distance is about content and not exposure."""
    rows = shrink(grey, FLAT_SIDE).reshape(len(grey), -1).astype(np.float64)
    rows = rows - rows.mean(axis=1, keepdims=True)
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def memory(
    drawn: np.ndarray, train: np.ndarray, val: np.ndarray, seen: tuple[Seen, Seen, Seen]
) -> tuple[dict[str, dict], np.ndarray]:
    """Nearest training film of drawn and of validation films, in pixels and in features.

    A drawn film that copies a training film is nearer to it than validation films ever are. seen: drawn, train, val.
    Returns figures by space, and pairs (drawn, train) of the nearest, nearest first, in pixels (n, 2).
    """
    spread = seen[1].features.std(axis=0) + 1e-6
    spaces = {
        "pixels": tuple(_flat(each) for each in (drawn, train, val)),
        "features": tuple(each.features.astype(np.float64) / spread for each in seen),
    }
    told, pairs = {}, np.empty((0, 2), int)
    for name, (of_drawn, of_train, of_val) in spaces.items():
        distance, place = nearest(of_drawn, of_train)
        usual, _ = nearest(of_val, of_train)
        floor = float(np.quantile(usual, 0.01))
        told[name] = {
            "drawn": [float(v) for v in np.quantile(distance, (0, 0.01, 0.5))],
            "validation": [float(v) for v in np.quantile(usual, (0, 0.01, 0.5))],
            "nearer than 1 % of validation films": float((distance < floor).mean()),
            "nearer than every validation film": int((distance < usual.min()).sum()),
        }
        if name == "pixels":
            order = np.argsort(distance)
            pairs = np.stack((order, place[order]), axis=1)
    return told, pairs


def variety(drawn: Seen, kind: np.ndarray, val: Seen, val_kind: np.ndarray) -> dict[str, float]:
    """Mean distance of two films of a class in features, drawn over validation: 1 is as varied as the real ones."""
    told = {}
    for k, name in enumerate(CLASSES):
        spreads = [seen.features[which == k].std(axis=0).mean() for seen, which in ((drawn, kind), (val, val_kind))]
        told[name] = float(spreads[0] / spreads[1])
    return told


def pair_sheet(drawn: np.ndarray, train: np.ndarray, pairs: np.ndarray, columns: int = 12) -> Image.Image:
    """Drawn films above their nearest training films, to be looked at; never part of the package."""
    side = drawn.shape[-1]
    rows = []
    for start in range(0, len(pairs), columns):
        some = pairs[start : start + columns]
        rows.append(np.concatenate([drawn[i] for i, _ in some], axis=1))
        rows.append(np.concatenate(list(shrink(train[some[:, 1]], side)), axis=1))
    width = max(row.shape[1] for row in rows)
    return Image.fromarray(np.concatenate([np.pad(row, ((0, 2), (0, width - row.shape[1]))) for row in rows]))


def judge_films(judge: Judge, films: Films, drawn: np.ndarray, kind: np.ndarray) -> tuple[dict, Image.Image]:
    """Every figure about drawn films (n, SIDE, SIDE) uint8 of classes kind (n,), and the sheet of nearest pairs."""
    train, val = films.of("train"), films.of("val")
    few_train, few_val = balanced(train.kind, 600, 3), balanced(val.kind, 1000, 4)
    side = drawn.shape[-1]
    sized_train, sized_val = shrink(train.grey, side), shrink(val.grey, side)
    of_drawn, of_train, of_val = judge(drawn), judge(sized_train), judge(sized_val)
    copies, pairs = memory(drawn, train.grey, val.grey, (of_drawn, of_train, of_val))
    told = {
        "judge": judge.version,
        "n": len(drawn),
        "frechet": {
            "drawn to validation": frechet(of_drawn.features, of_val.features[few_val]),
            "training to validation (floor)": frechet(of_train.features[few_train], of_val.features[few_val]),
            "blurred validation to validation": frechet(
                judge(_blurred(sized_val[few_val])).features, of_val.features[few_val]
            ),
        },
        "agreement": agreement(judge, of_drawn, kind),
        "agreement of validation films": agreement(judge, of_val, val.kind),
        "variety": variety(of_drawn, kind, of_val, val.kind),
        "nearest training film": copies,
    }
    return told, pair_sheet(drawn, train.grey, pairs[:24])


def _blurred(grey: np.ndarray) -> np.ndarray:
    """The same films at half their size and back: how much the distance minds a loss of detail alone."""
    half = as_picture(grey, grey.shape[-1] // 2)[:, 0].numpy()
    small = ((half + 1) * 127.5).round().astype(np.uint8)
    return np.stack([np.asarray(Image.fromarray(one).resize(grey.shape[1:], Image.BILINEAR)) for one in small])
