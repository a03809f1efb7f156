"""Cells of a table, read by the same rules as the program reads them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import numpy as np

EMPTY = {"", "na", "n/a", "nan", "null", "?"}
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
ISO = re.compile(
    r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
LARGEST = 1e100
MINUTES = {"min": 1.0, "h": 60.0, "d": 1440.0}


def is_empty(cell: str) -> bool:
    return cell.lower() in EMPTY


def read_number(cell: str) -> float:
    """NaN for all that is not wholly a number up to 1e100 with a decimal point."""
    plain = cell if cell.isascii() else unicodedata.normalize("NFKC", cell).replace("\u2212", "-", 1)
    if not NUMBER.fullmatch(plain):
        return np.nan
    value = float(plain)
    return value if abs(value) <= LARGEST else np.nan


def read_time(cell: str, unit: str) -> float:
    """In minutes; of `iso` since 1970-01-01T00:00Z. NaN for what is no time."""
    if unit != "iso":
        return read_number(cell) * MINUTES[unit]
    match = ISO.fullmatch(cell)
    if not match:
        return np.nan
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        days = (date(int(year), int(month), int(day)) - date(1970, 1, 1)).days
    except ValueError:
        return np.nan
    hour, minute, second = int(hour or 0), int(minute or 0), int(second or 0)
    if hour > 23 or minute > 59 or second > 59:
        return np.nan
    minutes = hour * 60 + minute + (second + float("0" + (fraction or ""))) / 60
    return days * 1440.0 + minutes - _zone_minutes(zone or "Z")


def _zone_minutes(zone: str) -> int:
    if zone == "Z":
        return 0
    digits = zone.replace(":", "")
    return (-1 if digits[0] == "-" else 1) * (int(digits[1:3]) * 60 + int(digits[3:5]))
