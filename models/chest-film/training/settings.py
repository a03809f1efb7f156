"""Fixed choices of the recipe, in one place (units in the comments)."""

from __future__ import annotations

MODEL_ID = "chest-film"
MODEL_VERSION = "1.0.0"
SEED = 20240607

SIDE = 144  # px, side of the square the network reads
SOURCE_SIDE = 168  # px, side of the augmentation source (keeps detail when a view is zoomed)
CAM_SIDE = 9  # px, side of the class activation map (stride 16)
OPSET = 13

DEGRADED_COPIES = 2  # pre-made resampled + JPEG-compressed copies of each training film
STATED_PREVALENCE = 0.62  # share of pneumonia in the source's own test part, as documented
LABEL_SMOOTHING = 0.05
DOUBT = 0.02  # least probability of being wrong that calibration leaves to every film

# Threshold rule, see calibrate.choose_threshold.
SENSITIVITY_FLOOR = 0.95

# Familiarity rule, see familiarity.choose_limit.
MAX_REFUSED_PLAIN = 0.005
MAX_REFUSED_SHIFTED = 0.01
