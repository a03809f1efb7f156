"""Numbers that shape the training. Everything random is seeded from SEED."""

from __future__ import annotations

MODEL_ID = "icu-mortality"
MODEL_VERSION = "1.0.0"
SEED = 2012
FOLDS = 5
HOURS = 48
"""Hours at which the boosted trees learn; a stay counts once at each."""
TREE_HOURS = (8, 16, 24, 36, 48)
"""Weight of a stay in the trees' training at each of TREE_HOURS: the shipped answer is the one at 48 h."""
TREE_WEIGHTS = (0.5, 0.5, 0.7, 0.8, 1.0)
"""Tree sets a fold; each sees its own share of the features, so that they differ."""
TREE_SETS = 2
FEATURE_SHARE = 0.5
NET_SEEDS = 2
"""Quantiles of the length of stay."""
STAY_LEVELS = (0.1, 0.5, 0.9)
