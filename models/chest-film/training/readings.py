"""What a look at the worst films of the part `val`, beside their maps, shows, for the card (file name: reading)."""

from __future__ import annotations

READINGS: dict[str, str] = {
    "IM-0555-0001-0002.jpeg": "clear lungs; the heart shadow reaches far to the right. The map lies on the heart: a large shadow is taken for density",
    "NORMAL2-IM-0741-0001.jpeg": "shallow breath, the body a little turned; the lung beside the heart is greyer than the other. The map lies there, on crowded vessels",
    "person485_bacteria_2049.jpeg": "well filled lungs with fine streaks from the hila, no opacity that stands out at this size. The map is even: nothing was found",
    "person435_virus_885.jpeg": "large, clear lungs, at most a little more marking low on the left. The map is highest there, but too weak",
    "NORMAL2-IM-0665-0001.jpeg": "the body is turned, so that the heart covers most of one lung. The map lies where lung, heart and diaphragm overlap",
    "person1175_virus_1981.jpeg": "widely filled, dark lungs with streaks beside the heart; no opacity. The map is even outside the lungs: nothing was found",
    "NORMAL2-IM-1362-0001.jpeg": "a small child with a wide middle shadow, as a thymus makes it. The map lies on its left edge: anatomy taken for a finding",
    "person496_bacteria_2095.jpeg": "strong contrast, streaks from the hila, slightly more marking low on the left. The map is highest there, but too weak",
    "NORMAL2-IM-1064-0001.jpeg": "shallow breath, high diaphragm; vessels crowd low in both lungs. The map lies on them",
    "NORMAL2-IM-1214-0001.jpeg": "shallow breath, ribs close together, low contrast. The map lies low on the right, where skin folds and ribs overlap",
}
