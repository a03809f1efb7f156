"""Fixed choices of the recipe, in one place (units in the comments)."""

from __future__ import annotations

MODEL_ID = "chest-film-generator"
MODEL_VERSION = "1.1.0"
SEED = 20240611
OPSET = 13

CLASSES = ("normal", "bacteria", "virus")  # order of the one-hot input
BASE_SIDE = 64  # px, side of the picture that the shape is drawn in
SIDE = 128  # px, side of the finished picture
COMPONENTS = 192  # principal components that describe a shape
TEXTURE = 64  # noise numbers that fine detail hangs on
NOISE = COMPONENTS + TEXTURE  # numbers of the noise input

# Sampling of the shape: Heun steps from noise to components, and how far each class is emphasised. Normal films need more of it
# to be seen as normal; more of it costs variety.
STEPS = 12
EMPHASIS = (3.0, 1.5, 1.5)

# Random views that the shape is learned from, so that fewer films go further: shares, radians, log of gamma.
VIEWS = 8
ZOOM, TURN, SHIFT, GAMMA = 0.04, 0.05, 0.06, 0.15

FLOW_BATCH = 510
FLOW_RATE = 1e-3
DETAIL_BATCH = 32  # half of them films rebuilt from their components, half drawn ones
DETAIL_RATE = 2e-4
R1_EVERY = 16  # discriminator steps between two gradient penalties
R1_WEIGHT = 1.0
WARM_STEPS = 300  # steps until the adversarial loss has its full weight
POOL = 1500  # drawn shapes of each class that detail is learned on
PLAIN_BATCH = 32  # of the plain adversarial pair that was tried first
