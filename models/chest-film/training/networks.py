"""The net of one member of the ensemble.

It reads grey pictures in 0..1, shape (N, 1, SIDE, SIDE), and standardises each
picture itself, so brightness and contrast of a whole film do not matter.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


STANDARD_EPSILON = 1e-3  # added to the variance of a picture, so that a flat one stays finite


def standardise(image: Tensor) -> Tensor:
    """Zero mean and unit spread per picture, (N, 1, h, w); a flat picture stays finite."""
    mean = image.mean(dim=(2, 3), keepdim=True)
    centred = image - mean
    spread = torch.sqrt((centred * centred).mean(dim=(2, 3), keepdim=True) + STANDARD_EPSILON)
    return centred / spread


class Residual(nn.Module):
    """Two 3x3 convolutions with a shortcut (He et al. 2016)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(self.second_norm(self.second(y)) + self.shortcut(x))


class FindingNet(nn.Module):
    """Residual net whose logits are means of class activation maps plus biases.

    (N, 1, SIDE, SIDE) -> logits (N, 2) and maps (N, 2, SIDE / 16, SIDE / 16), with mean(map) + bias == logit.
    Channel 0: pneumonia; channel 1: bacterial against viral pattern, given pneumonia.
    """

    def __init__(self, widths: tuple[int, int, int, int] = (24, 32, 80, 192), drop: float = 0.2) -> None:
        super().__init__()
        stem, one, two, three = widths
        self.stem = nn.Sequential(nn.Conv2d(1, stem, 3, 2, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU())
        self.trunk = nn.Sequential(
            Residual(stem, one, 2),
            Residual(one, one, 1),
            Residual(one, two, 2),
            Residual(two, two, 1),
            Residual(two, three, 2),
            Residual(three, three, 1),
        )
        self.drop = nn.Dropout2d(drop)
        self.classify = nn.Conv2d(three, 2, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(2))

    def features(self, image: Tensor) -> Tensor:
        """What the maps are made of, (N, widths[3], SIDE / 16, SIDE / 16), not negative."""
        return self.trunk(self.stem(standardise(image)))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        cam = self.classify(self.drop(self.features(image)))
        return cam.mean(dim=(2, 3)) + self.bias, cam
