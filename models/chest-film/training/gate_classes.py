"""What the gate tells apart, in the order of the graph's `quality` output."""

from __future__ import annotations

CLASSES = (
    "usable",
    "not-a-chest-film",
    "other-modality",
    "lateral",
    "upside-down",
    "rotated",
    "inverted",
    "cropped",
    "overexposed",
    "underexposed",
    "adult",
    "photograph",
    "noise",
)
INDEX = {name: number for number, name in enumerate(CLASSES)}

# A reader who is told one of these learns the same as from the named one: a film on its head is
# also turned by 180 degrees, a CT slice is also no chest film, and a heap of noise is neither.
ALSO_RIGHT = {
    "not-a-chest-film": {"other-modality", "noise"},
    "other-modality": {"not-a-chest-film"},
    "lateral": {"not-a-chest-film"},
    "upside-down": {"rotated"},
    "rotated": {"upside-down"},
    "noise": {"not-a-chest-film"},
}

GATE_SOURCE_SIDE = 192  # px, side of stored films that views are made of
EDGE = 160  # px, side of the gate's input
