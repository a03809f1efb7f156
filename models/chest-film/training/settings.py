"""Fixed choices of the recipe, in one place (units in the comments)."""

from __future__ import annotations

MODEL_ID = "chest-film"
MODEL_VERSION = "2.0.0"
SEED = 20240607

SIDE = 160  # px, side of the square the network reads
SOURCE_SIDE = 184  # px, side of the augmentation source (keeps detail when a view is zoomed)
CAM_SIDE = 10  # px, side of the class activation maps (stride 16)
OPSET = 13

DEGRADED_COPIES = 2  # pre-made resampled + JPEG-compressed copies of each training film
STATED_PREVALENCE = 0.62  # share of pneumonia in the source's own test part, as documented
LABEL_SMOOTHING = 0.05
DOUBT = 0.02  # least probability of being wrong that calibration leaves to every film

MEMBERS = 5  # members of the ensemble = folds of the cross-validation
STEPS = 3600  # batches that each member is trained on

# Threshold rule, see calibrate.choose_threshold.
SENSITIVITY_FLOOR = 0.97

# Neutral zone, see neutral.py.
NEUTRAL_FILMS = 500  # training films that are looked at with the lungs covered
NEUTRAL_STEP = 0.05  # logits; the zone is rounded up to a multiple of it

# Refer-to-a-reader rule, see calibrate.choose_band and evaluate.choose_rules.
REFER_AT_MOST = 0.08  # share of films, at the stated prevalence, that the band of probabilities may hold
SPREAD_QUANTILE = 0.97  # of the members' range of films none of them saw: wider ones are referred
