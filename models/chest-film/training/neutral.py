"""The neutral zone: logits that say nothing, because films on which no lung is to be seen give them as well."""

from __future__ import annotations

import math

import numpy as np

from data import Films
from ensemble import FindingEnsemble
from evaluate import answer
from fit_finding import as_batch
from settings import NEUTRAL_FILMS, NEUTRAL_STEP, SEED
from views import BLINDS


def neutral_zone(ensemble: FindingEnsemble, films: Films) -> float:
    """Half the width of the zone around 0, in logits: the largest one of training films under any cover, rounded up."""
    train = np.flatnonzero(films.part == "train")
    some = np.random.default_rng(SEED).choice(train, NEUTRAL_FILMS, replace=False)
    image = as_batch(films.plain[some])
    largest = max(float(np.abs(answer(ensemble, cover(image)).logit).max()) for cover in BLINDS.values())
    return round(math.ceil(largest / NEUTRAL_STEP) * NEUTRAL_STEP, 6)
