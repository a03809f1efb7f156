"""What a look at the worst films of the part `val` shows, for the card (file name of the source: reading)."""

from __future__ import annotations

READINGS: dict[str, str] = {}
