"""Who learns and who is judged: the same subject falls on the same side as in the program."""

from __future__ import annotations

import numpy as np

MASK = 0xFFFFFFFF


def hash_share(text: str) -> float:
    """0 <= share < 1: FNV-1a over UTF-8 bytes, then the finaliser of MurmurHash3."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & MASK
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & MASK
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & MASK
    return (value ^ (value >> 16)) / 4294967296


def parts_of(pipeline: dict, subject: np.ndarray, names: np.ndarray, times: np.ndarray | None) -> np.ndarray:
    """(rows,) 1 train, 2 test, 0 aside. subject: (rows,) places in names."""
    split, time = pipeline["split"], pipeline["table"]["time"]
    keys = [str(name) for name in names] if split["by"] == "subject" else [str(row) for row in range(len(subject))]
    trains = np.array([hash_share(f"{split['seed']}:{key}") < split["trainShare"] for key in keys], dtype=bool)
    train = trains[subject] if split["by"] == "subject" else trains
    parts = np.where(train, 1, 2)
    if split["before"] is None or times is None:
        return parts
    limit = split["before"] / 60_000 if time["unit"] == "iso" else split["before"]
    with np.errstate(invalid="ignore"):
        fits = np.where(train, times < limit, times >= limit)
    return np.where(fits, parts, 0)
