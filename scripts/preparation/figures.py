"""Sums and quantiles in the same order of operations as the program, so that a value at a limit falls on the same side."""

from __future__ import annotations

import math

import numpy as np


def without_rounding(values: np.ndarray) -> np.ndarray:
    """To twelve significant digits."""
    return np.array([float(f"{value:.12g}") for value in values], dtype=np.float64)


def total(values: np.ndarray) -> float:
    """One after the other, not in pairs."""
    return float(np.add.accumulate(values)[-1]) if len(values) else 0.0


def quantile(ordered: np.ndarray, share: float) -> float:
    at = share * (len(ordered) - 1)
    if len(ordered) == 0:
        return math.nan
    below = math.floor(at)
    low = float(ordered[below])
    high = float(ordered[below + 1]) if below + 1 < len(ordered) else low
    return low + (high - low) * (at - below)


def median(ordered: np.ndarray) -> float:
    middle = len(ordered) // 2
    if len(ordered) == 0:
        return math.nan
    return float(ordered[middle]) if len(ordered) % 2 else (float(ordered[middle - 1]) + float(ordered[middle])) / 2


def is_tiny(width: float, size: float) -> bool:
    return not width > 1e-12 * max(1.0, abs(size))


def moments(values: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of the population, 1 where all are equal."""
    mean = total(values) / len(values)
    spread = math.sqrt(total((values - mean) * (values - mean)) / len(values))
    return mean, 1.0 if is_tiny(spread, mean) else spread


def most_frequent(ordered: np.ndarray) -> float:
    """Of equals the smallest."""
    if len(ordered) == 0:
        return math.nan
    values, counts = np.unique(ordered, return_counts=True)
    return float(values[counts.argmax()])


def evenly_picked(count: int, most: int) -> np.ndarray:
    return np.arange(count) if count <= most else np.array([(at * count) // most for at in range(most)])
