"""The recurrent member: values carried forward, masks and time since last, hour by hour, through one LSTM."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from features import Channels, carry_forward, latest_place
from measurements import Columns

HIDDEN = 64
NARROW = 64
DROP = 0.3
LONGEST = 48.0


@dataclass(frozen=True)
class Carried:
    """What was last seen of each channel at each hour, unscaled; the same for every net.

    held, masks, known, since: (n, 48, channels); statics: (n, 48, statics).
    """

    held: Tensor
    masks: Tensor
    known: Tensor
    since: Tensor
    statics: Tensor


class Carry(nn.Module):
    """Grid to Carried. `since` is in shares of 48 h, 1 where nothing was seen yet."""

    def __init__(self, columns: Columns):
        super().__init__()
        self.channels = Channels(columns)
        self.statics_from = min(columns.statics.values())

    def forward(self, grid: Tensor) -> Carried:
        values, masks = self.channels(grid)
        place = latest_place(masks)
        known = (place > 0).float()
        hour = torch.arange(1, grid.shape[1] + 1, dtype=grid.dtype).view(1, -1, 1)
        since = known * (hour - place) / LONGEST + (1 - known)
        return Carried(carry_forward(values, place), masks, known, since, grid[:, :, self.statics_from :])


class Scale(nn.Module):
    """Carried to what a net reads at each hour, (n, 48, 3 channels + statics).

    mean and spread of each channel (of its logarithm where `skewed` says so) and of the statics come from training stays.
    """

    def __init__(self, skewed: Tensor, mean: Tensor, spread: Tensor, statics_mean: Tensor, statics_spread: Tensor):
        super().__init__()
        self.register_buffer("skewed", skewed)
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.register_buffer("statics_mean", statics_mean)
        self.register_buffer("statics_spread", statics_spread)

    def forward(self, carried: Carried) -> Tensor:
        held = carried.held
        shown = torch.where(self.skewed > 0, torch.log(held.clamp(min=0) + 0.1), held)
        scaled = ((shown - self.mean) / self.spread).clamp(-4, 4) * carried.known
        statics = (carried.statics - self.statics_mean) / self.statics_spread
        return torch.cat([scaled, carried.masks, carried.since, statics], 2)


class Recurrent(nn.Module):
    """What Scale gives to the log-odds of death and the log of the days, after each hour: two (n, 48).

    Every step uses only earlier ones: an LSTM in one direction, the mean and the maximum of its states so far.
    """

    def __init__(self, width: int):
        super().__init__()
        self.narrow = nn.Linear(width, NARROW)
        self.lstm = nn.LSTM(NARROW, HIDDEN, batch_first=True)
        self.drop = nn.Dropout(DROP)
        self.head = nn.Linear(3 * HIDDEN, 2)

    def states(self, hours: Tensor) -> Tensor:
        return self.lstm(self.drop(torch.tanh(self.narrow(self.drop(hours)))))[0]

    def forward(self, hours: Tensor) -> tuple[Tensor, Tensor]:
        states = self.states(hours)
        count = torch.arange(1, states.shape[1] + 1, dtype=states.dtype).view(1, -1, 1)
        pooled = torch.cat([states, states.cumsum(1) / count, states.cummax(1)[0]], 2)
        out = self.head(self.drop(pooled))
        return out[..., 0], out[..., 1]

    def after(self, hours: Tensor, observed: Tensor) -> Tensor:
        """Log-odds (n, 1) after the last observed hour; observed: (n, 48) of 1 up to it and 0 beyond."""
        states = self.states(hours)
        mask = observed.unsqueeze(2)
        elapsed = observed.sum(1, keepdim=True)
        step = torch.arange(1, states.shape[1] + 1, dtype=states.dtype).view(1, -1, 1)
        last = (states * (step == elapsed.unsqueeze(2)).float()).sum(1)
        mean = (states * mask).sum(1) / elapsed.clamp(min=1)
        highest = torch.where(mask > 0, states, torch.full_like(states, -2.0)).amax(1)
        return self.head(torch.cat([last, mean, highest], 1))[:, :1]
