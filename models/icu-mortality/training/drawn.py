"""Drawn stays of nobody, in long form: for golden vectors and for the test that the program makes the same grids."""

from __future__ import annotations

import numpy as np
import pandas as pd

TYPICAL = {
    "GCS": (11, 4, 0), "HR": (88, 18, 0), "SysABP": (118, 22, 0), "DiasABP": (59, 11, 0), "MAP": (78, 14, 0), "NISysABP": (119, 21, 0),
    "NIDiasABP": (58, 13, 0), "NIMAP": (77, 14, 0), "RespRate": (19, 5, 0), "FiO2": (0.5, 0.15, 2), "PaO2": (130, 50, 0), "PaCO2": (40, 8, 0),
    "SaO2": (96, 2, 0), "pH": (7.37, 0.07, 2), "HCO3": (23, 4, 0), "Lactate": (2.4, 1.5, 1), "Urine": (90, 60, 0), "BUN": (26, 16, 0),
    "Creatinine": (1.3, 0.8, 1), "K": (4.1, 0.6, 1), "Na": (139, 4, 0), "Mg": (2.0, 0.3, 1), "Bilirubin": (1.5, 1.2, 1), "ALT": (70, 60, 0),
    "AST": (85, 70, 0), "ALP": (95, 45, 0), "Albumin": (2.9, 0.6, 1), "HCT": (31, 4, 1), "Platelets": (190, 80, 0), "WBC": (12, 5, 1),
    "Glucose": (138, 45, 0), "Cholesterol": (150, 35, 0), "Temp": (37, 0.7, 1), "TroponinI": (4, 3, 1), "TroponinT": (0.5, 0.4, 2), "Weight": (80, 1, 1),
}
"""Mean, spread and decimals of drawn values."""
OFTEN = ("HR", "SysABP", "DiasABP", "MAP", "NISysABP", "NIDiasABP", "NIMAP", "RespRate", "Temp", "Urine", "GCS", "Weight")
FLAWS = (
    ("pH", 735), ("pH", 0), ("pH", 73.4), ("Temp", 98.6), ("Temp", -17.8), ("Temp", 1.2), ("SysABP", 0), ("DiasABP", 0), ("MAP", 295), ("NIMAP", 3),
    ("Weight", -1), ("Weight", 472), ("WBC", 12500), ("FiO2", 40), ("SaO2", 0.97), ("K", 22.9), ("Urine", 19990), ("HR", 0), ("Glucose", 1e9),
)
"""Values of the kind that a ward's system holds."""


def draw_stay(record: int, seed: int, hours: int = 48) -> pd.DataFrame:
    """RecordID, minute, parameter, value; ordered by minute."""
    generator = np.random.default_rng(seed)
    statics = [("Age", int(generator.integers(20, 90))), ("Gender", int(generator.integers(-1, 2)))]
    statics += [("Height", (-1, 172.7, 68, 1.8, 431.8, 15.2)[seed % 6]), ("ICUType", int(generator.integers(1, 5)))]
    rows = [(0, name, float(value)) for name, value in statics]
    ill = generator.normal(0, 1, len(TYPICAL))
    for (name, (mean, spread, decimals)), shift in zip(TYPICAL.items(), ill):
        if generator.random() < 0.25 and name not in OFTEN:
            continue
        count = int(generator.integers(10, 60)) if name in OFTEN else int(generator.integers(1, 7))
        minutes = np.sort(generator.integers(0, 60 * hours + 1, count))
        values = mean + spread * (shift + 0.5 * generator.normal(0, 1, count))
        rows += [(int(minute), name, float(value)) for minute, value in zip(minutes, np.round(np.maximum(values, 0), decimals))]
    if generator.random() < 0.6:
        rows += [(int(minute), "MechVent", 1.0) for minute in generator.integers(0, 60 * hours, 9)]
    for at in generator.permutation(len(FLAWS))[:8]:
        rows.append((int(generator.integers(0, 60 * hours)), FLAWS[at][0], float(FLAWS[at][1])))
    rows.sort(key=lambda row: row[0])
    return pd.DataFrame([(record, *row) for row in rows], columns=["RecordID", "minute", "parameter", "value"])


def draw_table(count: int) -> pd.DataFrame:
    """Several stays; the last one has nothing but what is known at admission."""
    stays = [draw_stay(900001 + number, number + 1, hours=(48, 30, 48, 12)[number % 4]) for number in range(count - 1)]
    bare = pd.DataFrame([(900000 + count, 0, name, value) for name, value in (("Age", 71.0), ("Gender", 1.0), ("Height", -1.0), ("ICUType", 3.0), ("Weight", -1.0))],
                        columns=["RecordID", "minute", "parameter", "value"])
    return pd.concat([*stays, bare], ignore_index=True)


def until(grid: np.ndarray, hours: int) -> np.ndarray:
    """The grid as it stood after so many hours: what came later is empty."""
    cut = grid.copy()
    cut[:, hours:] = 0
    return cut
