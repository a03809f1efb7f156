"""What the graph makes of a grid: channels, and for the trees a row of statistics of what was seen up to now.

Everything here is traced into the graph, so the program feeds raw grids and nothing else. A grid that ends at hour h has
empty rows from h on, so nothing here can see the future.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from measurements import Columns

PAIRS = (("SBP", "SysABP", "NISysABP"), ("DBP", "DiasABP", "NIDiasABP"), ("MBP", "MAP", "NIMAP"))
"""Pressures of a line, where there is none of a cuff."""
JOINED = tuple(name for _, *names in PAIRS for name in names)
WINDOW = 12
"""Hours of the recent past."""
FINE = 1000.0
"""Steps of computed statistics in a unit of the measurement; ten times finer for slopes."""


def rounded(values: Tensor, step: float) -> Tensor:
    """To a multiple of 1 / step: two runtimes that add in another order must not come out on two sides of a tree's threshold."""
    return torch.round(values * step) / step


def latest_place(seen: Tensor) -> Tensor:
    """For each hour 1 + the last hour up to it with something seen, 0 before there was anything.

    seen: (n, hours, channels) of 0 and 1. A running maximum by doubling, since the graph format has none.
    """
    hours = seen.shape[1]
    place = seen * torch.arange(1, hours + 1, dtype=seen.dtype).view(1, -1, 1)
    step = 1
    while step < hours:
        earlier = nn.functional.pad(place, (0, 0, step, 0))[:, :hours]
        place = torch.maximum(place, earlier)
        step *= 2
    return place


def carry_forward(values: Tensor, place: Tensor) -> Tensor:
    """Values (n, hours, channels) at the hours that latest_place names; where it is 0, those of hour 0."""
    return torch.gather(values, 1, (place - 1).clamp(min=0).long())


class Channels(nn.Module):
    """Grid (n, 48, columns) to values and masks (n, 48, channels) of the joined and derived channels.

    Values are 0 where the mask is. After the catalogue's series follow the quotients that bedside scores use.
    """

    def __init__(self, columns: Columns):
        super().__init__()
        kept = [name for name in columns.series if name not in JOINED]
        self.names = [*kept, *(name for name, *_ in PAIRS), "ShockIndex", "PulsePressure", "PaO2FiO2", "BUNCreatinine"]
        self.register_buffer("kept", torch.tensor([columns.value(name) for name in kept]))
        self.register_buffer("line", torch.tensor([columns.value(line) for _, line, _ in PAIRS]))
        self.register_buffer("cuff", torch.tensor([columns.value(cuff) for _, _, cuff in PAIRS]))

    def place(self, name: str) -> int:
        return self.names.index(name)

    def forward(self, grid: Tensor) -> tuple[Tensor, Tensor]:
        values = grid.index_select(2, self.kept)
        masks = (grid.index_select(2, self.kept + 1) > 0).float()
        by_line = (grid.index_select(2, self.line + 1) > 0).float()
        by_cuff = (grid.index_select(2, self.cuff + 1) > 0).float()
        pressure = torch.where(by_line > 0, grid.index_select(2, self.line), grid.index_select(2, self.cuff))
        values = torch.cat([values, pressure], 2)
        masks = torch.cat([masks, torch.maximum(by_line, by_cuff)], 2)
        values = values * masks
        held = carry_forward(values, latest_place(masks))
        known = (latest_place(masks) > 0).float()
        made, when = [], []
        for top, bottom, how in (("HR", "SBP", "ratio"), ("SBP", "DBP", "difference"), ("PaO2", "FiO2", "ratio"), ("BUN", "Creatinine", "ratio")):
            one, other = self.place(top), self.place(bottom)
            both = known[:, :, one] * known[:, :, other] * torch.maximum(masks[:, :, one], masks[:, :, other])
            if how == "ratio":
                made.append(both * held[:, :, one] / torch.where(both > 0, held[:, :, other], torch.ones_like(both)))
            else:
                made.append(both * (held[:, :, one] - held[:, :, other]))
            when.append(both)
        return torch.cat([values, rounded(torch.stack(made, 2), FINE)], 2), torch.cat([masks, torch.stack(when, 2)], 2)


STATISTICS = ("hours", "since", "first", "last", "lowest", "highest", "mean", "spread", "slope", "recent mean", "recent lowest", "recent highest")


class Statistics(nn.Module):
    """Grid to one row (n, features) float32 of what was seen, NaN where nothing was."""

    def __init__(self, columns: Columns):
        super().__init__()
        self.channels = Channels(columns)
        self.statics_from = min(columns.statics.values())
        self.known_from = columns.statics["Height"]
        self.urine, self.weight = self.channels.place("Urine"), self.channels.place("Weight")
        counted = [columns.value(name) + 1 for name in columns.series]
        self.register_buffer("counted", torch.tensor(counted))
        self.names = [f"{name} {what}" for what in STATISTICS for name in self.channels.names]
        self.names += columns.names[self.statics_from :]
        self.names += ["hours observed", "measurements", "measurements per hour", "urine", "urine recent", "urine per kg and hour", "body mass index"]
        self.names += [f"{name} count" for name in columns.series]

    def forward(self, grid: Tensor) -> Tensor:
        observed = grid[:, :, 0]
        elapsed = observed.sum(1, keepdim=True)
        values, masks = self.channels(grid)
        hour = torch.arange(grid.shape[1], dtype=grid.dtype).view(1, -1, 1)
        age = elapsed.unsqueeze(2) - hour
        recent = masks * ((age > 0) & (age <= WINDOW)).float()
        statistics = _statistics(values, masks, recent, hour, elapsed)
        statics = grid[:, 0, self.statics_from :]
        counts = grid.index_select(2, self.counted).sum(1)
        total = counts.sum(1, keepdim=True)
        urine = values[:, :, self.urine].sum(1, keepdim=True)
        urine_recent = (values * recent)[:, :, self.urine].sum(1, keepdim=True)
        weight = statistics[3][:, self.weight : self.weight + 1]
        height = grid[:, 0, self.known_from : self.known_from + 1]
        metres = torch.where(grid[:, 0, self.known_from + 1 : self.known_from + 2] > 0, height / 100, torch.full_like(height, float("nan")))
        per_hour = elapsed.clamp(min=1)
        rates = [rounded(each, FINE) for each in (total / per_hour, urine, urine_recent, urine / weight / per_hour, weight / (metres * metres))]
        extra = [elapsed, total, *rates]
        return torch.cat([*statistics, statics, *extra, counts], 1)


def _statistics(values: Tensor, masks: Tensor, recent: Tensor, hour: Tensor, elapsed: Tensor) -> list[Tensor]:
    """STATISTICS of each channel, (n, channels) each."""
    nothing = torch.full_like(values[:, 0], float("nan"))
    far = torch.full_like(values, 1e30)
    count, recent_count = masks.sum(1), recent.sum(1)

    def where_seen(number: Tensor, result: Tensor) -> Tensor:
        return torch.where(number > 0, result, nothing)

    def extremes(mask: Tensor, number: Tensor) -> tuple[Tensor, Tensor]:
        lowest = torch.where(mask > 0, values, far).amin(1)
        highest = torch.where(mask > 0, values, -far).amax(1)
        return where_seen(number, lowest), where_seen(number, highest)

    last_at = (masks * (hour + 1)).amax(1)
    first_at = torch.where(masks > 0, hour + 1, far).amin(1)
    last = (values * ((hour + 1) == last_at.unsqueeze(1)).float()).sum(1)
    first = (values * ((hour + 1) == first_at.unsqueeze(1)).float()).sum(1)
    safe = count.clamp(min=1)
    mean = values.sum(1) / safe
    away = (values - mean.unsqueeze(1)) * masks
    spread = torch.sqrt((away * away).sum(1) / safe)
    middle = (masks * hour).sum(1) / safe
    apart = (hour - middle.unsqueeze(1)) * masks
    slope = rounded((apart * away).sum(1) / (apart * apart).sum(1).clamp(min=1e-6), 10 * FINE)
    lowest, highest = extremes(masks, count)
    recent_lowest, recent_highest = extremes(recent, recent_count)
    recent_mean = where_seen(recent_count, rounded((values * recent).sum(1) / recent_count.clamp(min=1), FINE))
    return [
        count,
        where_seen(count, elapsed - last_at),
        where_seen(count, first),
        where_seen(count, last),
        lowest,
        highest,
        where_seen(count, rounded(mean, FINE)),
        where_seen(count, rounded(spread, FINE)),
        torch.where(count > 1, slope, nothing),
        recent_mean,
        recent_lowest,
        recent_highest,
    ]
