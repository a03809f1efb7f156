"""Patient-wise parts of the training films: five folds, and the lowest file numbers as a proxy for another sample."""

from __future__ import annotations

import re

import numpy as np

from data import Films
from settings import MEMBERS, SEED


def group_of(films: Films) -> np.ndarray:
    """Patient as the table's fold column groups it, (n,) str: person numbers are shared by both subtypes."""
    return np.array([name.split("_")[0] for name in films.patient])


def series_of(films: Films) -> np.ndarray:
    """Number series of the source, (n,) str: IM, NORMAL2-IM or person."""
    return np.array([re.match(r"NORMAL2-IM|IM|person", name).group() for name in films.patient])


def number_of(films: Films) -> np.ndarray:
    """Running number of the patient within its series, (n,) int."""
    return np.array([int(re.match(r"(?:NORMAL2-IM-|IM-|person)(\d+)", name).group(1)) for name in films.patient])


def five_folds(films: Films) -> np.ndarray:
    """Fold 0..MEMBERS-1 of each film of the part `train`, -1 elsewhere, (n,) int; no patient lies in two folds."""
    rng = np.random.default_rng(SEED)
    group, series = group_of(films), series_of(films)
    fold = np.full(len(films.label), -1)
    for kind in ("IM", "NORMAL2-IM", "person"):
        inside = (films.part == "train") & (series == kind)
        names = rng.permutation(np.unique(group[inside]))
        place = {name: i % MEMBERS for i, name in enumerate(names)}
        fold[inside] = [place[name] for name in group[inside]]
    return fold


def lowest_numbers(films: Films, share: float = 0.1) -> np.ndarray:
    """The films of the part `train` with the lowest numbers of each series, about a share of each, bool (n,).

    The source numbers its films in running order and kept the lowest numbers for its own test part
    (public knowledge of its file names). The lowest numbers that are left lie next to them.
    """
    series, number = series_of(films), number_of(films)
    chosen = np.zeros(len(films.label), bool)
    for kind in ("IM", "NORMAL2-IM", "person"):
        inside = (films.part == "train") & (series == kind)
        chosen |= inside & (number <= np.quantile(number[inside], share))
    return chosen
