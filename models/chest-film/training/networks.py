"""Networks and the one exported graph.

All of them read grey pictures in 0..1, shape (N, 1, SIDE, SIDE), and standardise each
picture themselves, so brightness and contrast of a whole film do not matter.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def standardise(image: Tensor) -> Tensor:
    """Zero mean and unit spread per picture, (N, 1, h, w); a flat picture stays finite."""
    mean = image.mean(dim=(2, 3), keepdim=True)
    centred = image - mean
    spread = torch.sqrt((centred * centred).mean(dim=(2, 3), keepdim=True) + 1e-3)
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
    """Residual net whose logit is the mean of a class activation map plus a bias.

    (N, 1, 144, 144) -> map (N, 1, 9, 9) and logit (N, 1), with mean(map) + bias == logit.
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
        self.classify = nn.Conv2d(three, 1, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        cam = self.classify(self.drop(self.trunk(self.stem(standardise(image)))))
        return cam.mean(dim=(2, 3)) + self.bias, cam


class FamiliarityNet(nn.Module):
    """Small net at half size: is this picture an upright frontal chest film at all?

    (N, 1, 144, 144) -> logit (N, 1), higher = less like one, and features (N, 48).
    """

    def __init__(self, widths: tuple[int, int, int, int] = (16, 24, 32, 48)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 1
        for width, stride in zip((*widths, widths[-1]), (2, 2, 2, 1, 1)):
            layers += [nn.Conv2d(inputs, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            inputs = width
        self.trunk = nn.Sequential(*layers)
        self.classify = nn.Linear(widths[-1] * 81, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        x = self.trunk(F.avg_pool2d(standardise(image), 2))
        return self.classify(self.drop(x.flatten(1))), x.mean(dim=(2, 3))
