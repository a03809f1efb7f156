"""The gate's network and its score of unfamiliarity, as they are exported.

`Gate.forward(image)` takes (N, 1, 160, 160) in 0..1 and gives quality logits (N, 13) in the
order of gate_classes.CLASSES, the logit of a mirrored film (N, 1), and familiarity (N, 1),
higher = less like the training films.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gate_classes import CLASSES, EDGE

FEATURES = 104  # width of the features that familiarity is measured on
COMPONENTS = 48  # eigenfilms that the reconstruction may use
COARSE = 20  # px, side of the picture that is reconstructed


class _Step(nn.Module):
    """A 3x3 convolution that may halve the side, then one with a shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.down_norm = nn.BatchNorm2d(outputs)
        self.conv = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.down_norm(self.down(x)))
        return F.relu(self.norm(self.conv(x)) + x)


def standardised(image: Tensor) -> Tensor:
    """Zero mean and unit spread per picture; a flat picture stays finite."""
    centred = image - image.mean(dim=(2, 3), keepdim=True)
    return centred / torch.sqrt((centred * centred).mean(dim=(2, 3), keepdim=True) + 1e-3)


class GateNet(nn.Module):
    """Residual net of about 0.12 million weights that keeps places: its head sees a 10 x 10 map.

    It gets the film standardised, for the anatomy, and as it is, for the exposure.
    (N, 1, 160, 160) -> quality (N, 13), mirrored (N, 1), features (N, FEATURES).
    """

    def __init__(self, widths: tuple[int, int, int, int] = (16, 24, 40, 64), drop: float = 0.2) -> None:
        super().__init__()
        stem, one, two, three = widths
        # One wide step to a quarter of the side: on a processor the large maps cost most of the time.
        self.stem = nn.Sequential(nn.Conv2d(2, stem, 7, 4, 3, bias=False), nn.BatchNorm2d(stem), nn.ReLU())
        self.one, self.two, self.three = _Step(stem, one, 1), _Step(one, two, 2), _Step(two, three, 2)
        self.squeeze = nn.Sequential(nn.Conv2d(three, 16, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.drop = nn.Dropout(drop)
        self.classify = nn.Linear(16 * (EDGE // 16) ** 2 + two + three, len(CLASSES) + 1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.one(self.stem(torch.cat([standardised(image), image - 0.5], dim=1)))
        middle = self.two(x)
        last = self.three(middle)
        features = torch.cat([middle.mean(dim=(2, 3)), last.mean(dim=(2, 3))], dim=1)
        told = self.classify(self.drop(torch.cat([self.squeeze(last).flatten(1), features], dim=1)))
        return told[:, :-1], told[:, -1:], features


class Gate(nn.Module):
    """GateNet and the familiarity score: the larger of two distances, scaled on views of training films.

    One is the Mahalanobis distance of the net's features (Lee et al. 2018), the other the share of
    the coarse picture that the eigenfilms of the training cannot rebuild. Of both, the median of
    training views is 0 and their 99th percentile 1.
    """

    def __init__(self, net: GateNet) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("centre", torch.zeros(FEATURES))
        self.register_buffer("whiten", torch.eye(FEATURES))
        self.register_buffer("mean_film", torch.zeros(COARSE * COARSE))
        self.register_buffer("eigenfilms", torch.zeros(COARSE * COARSE, COMPONENTS))
        self.register_buffer("scales", torch.tensor([0.0, 1.0, 0.0, 1.0]))

    def coarse(self, image: Tensor) -> Tensor:
        """The standardised picture at COARSE px a side, flat (N, COARSE * COARSE)."""
        return F.avg_pool2d(standardised(image), EDGE // COARSE).flatten(1)

    def distances(self, image: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        white = torch.matmul(features - self.centre, self.whiten)
        far = torch.sqrt((white * white).sum(dim=1, keepdim=True) + 1e-6)
        film = self.coarse(image) - self.mean_film
        rest = film - torch.matmul(torch.matmul(film, self.eigenfilms), self.eigenfilms.transpose(0, 1))
        return far, torch.sqrt((rest * rest).mean(dim=1, keepdim=True) + 1e-6)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        quality, mirrored, features = self.net(image)
        far, rest = self.distances(image, features)
        familiarity = torch.max((far - self.scales[0]) / self.scales[1], (rest - self.scales[2]) / self.scales[3])
        return quality, mirrored, familiarity

    @torch.no_grad()
    def settle(self, films: Tensor) -> None:
        """Take centre, covariance (shrunk by a tenth), eigenfilms and scales from views of training films."""
        parts = films.split(128)
        features = torch.cat([self.net(part)[2] for part in parts])
        self.centre.copy_(features.mean(dim=0))
        covariance = torch.cov(features.T)
        covariance = 0.9 * covariance + 0.1 * torch.diag(covariance.diagonal())
        covariance = covariance + 1e-4 * covariance.diagonal().mean() * torch.eye(FEATURES)
        self.whiten.copy_(torch.linalg.cholesky(torch.linalg.inv(covariance)))
        coarse = torch.cat([self.coarse(part) for part in parts])
        self.mean_film.copy_(coarse.mean(dim=0))
        _, _, basis = torch.linalg.svd(coarse - self.mean_film, full_matrices=False)
        self.eigenfilms.copy_(basis[:COMPONENTS].T)
        pairs = [self.distances(part, f) for part, f in zip(parts, features.split(128))]
        for at, number in ((0, torch.cat([p[0] for p in pairs])), (2, torch.cat([p[1] for p in pairs]))):
            middle, edge = torch.quantile(number, torch.tensor([0.5, 0.99]))
            self.scales[at], self.scales[at + 1] = middle, edge - middle
