"""Near-duplicates among the films: the same picture under two names, perhaps with two labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data import Films
from folds import group_of

SMALL = 40  # px, side of the pictures that are compared
ALIKE = 0.97  # correlation of small pictures from which two films are looked at closely
SAME = 0.85  # correlation of their fine detail (what coarse shading leaves) from which they are one picture


@dataclass(frozen=True)
class Duplicates:
    """pairs: (i, j, correlation, detail correlation) of films that are one picture, i < j. dropped: films to leave out."""

    pairs: list[tuple[int, int, float, float]]
    across_patients: int
    label_conflicts: int
    subtype_conflicts: int
    dropped: np.ndarray


def _standard(rows: np.ndarray) -> np.ndarray:
    rows = rows - rows.mean(axis=1, keepdims=True)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def _small(pictures: np.ndarray, side: int) -> np.ndarray:
    """(n, s, s) uint8 -> (n, side * side) box means; s must be a multiple of side."""
    n, s, _ = pictures.shape
    step = s // side
    return pictures.reshape(n, side, step, side, step).astype(np.float32).mean(axis=(2, 4)).reshape(n, -1)


def find_duplicates(films: Films, coarse: float = ALIKE, fine: float = SAME) -> Duplicates:
    """Compare all films with each other; of each group of equal pictures the first is kept.

    All films of a group whose labels contradict each other are dropped.
    """
    rows = _standard(_small(films.plain, SMALL))
    pairs = []
    for start in range(0, len(rows), 512):
        alike = rows[start : start + 512] @ rows.T
        for a, j in zip(*np.nonzero(alike >= coarse)):
            i = start + int(a)
            if i < j:
                detail = [_detail(films.plain[k]) for k in (i, j)]
                close = float(detail[0] @ detail[1])
                if close >= fine:
                    pairs.append((i, int(j), float(alike[a, j]), close))
    group = group_of(films)
    conflict = {k for i, j, *_ in pairs if films.label[i] != films.label[j] for k in (i, j)}
    dropped = conflict | {j for _, j, *_ in pairs}
    return Duplicates(
        pairs,
        sum(group[i] != group[j] for i, j, *_ in pairs),
        sum(films.label[i] != films.label[j] for i, j, *_ in pairs),
        sum(films.label[i] == films.label[j] and films.subtype[i] != films.subtype[j] for i, j, *_ in pairs),
        np.array(sorted(dropped), int),
    )


def _detail(picture: np.ndarray) -> np.ndarray:
    """What is left of a film without its coarse shading, unit length, (SIDE * SIDE / 4,)."""
    small = _small(picture[None], picture.shape[0] // 2).reshape(picture.shape[0] // 2, -1)
    coarse = np.kron(_small(small[None], small.shape[0] // 5).reshape(small.shape[0] // 5, -1), np.ones((5, 5)))
    return _standard((small - coarse).reshape(1, -1))[0]
