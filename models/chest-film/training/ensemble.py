"""The shipped finding part: members with folded normalisation, their mean, and the gradient of their mean.

Folding puts batch normalisation into the convolutions (same numbers to rounding, fewer operations). The
gradient is written out by hand as a forward graph, since ONNX has no automatic differentiation.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from networks import STANDARD_EPSILON, FindingNet, Residual, standardise


def _folded(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> nn.Conv2d:
    """One convolution with bias that does what both did in inference mode."""
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    merged = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, conv.padding, bias=True)
    merged.weight.data = (conv.weight * gain.view(-1, 1, 1, 1)).detach().clone(memory_format=torch.contiguous_format)
    merged.bias.data = (norm.bias - norm.running_mean * gain).detach().clone()
    return merged


def _pull_back(gradient: Tensor, conv: nn.Conv2d) -> Tensor:
    """Gradient before a convolution from the gradient after it; sides are even where the stride is 2."""
    stride = conv.stride[0]
    return F.conv_transpose2d(
        gradient, conv.weight, stride=stride, padding=conv.padding[0], output_padding=stride - 1
    )


class FoldedResidual(nn.Module):
    """Residual block of folded convolutions."""

    def __init__(self, block: Residual) -> None:
        super().__init__()
        self.first = _folded(block.first, block.first_norm)
        self.second = _folded(block.second, block.second_norm)
        self.shortcut = (
            _folded(block.shortcut[0], block.shortcut[1]) if isinstance(block.shortcut, nn.Sequential) else None
        )

    def steps(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Activation inside the block and after it."""
        inside = F.relu(self.first(x))
        return inside, F.relu(self.second(inside) + (x if self.shortcut is None else self.shortcut(x)))

    def back(self, gradient: Tensor, inside: Tensor, after: Tensor) -> Tensor:
        """Gradient before the block from the gradient after it; a rectifier passes where its output is above 0."""
        gradient = gradient * (after > 0).to(gradient.dtype)
        through = _pull_back(_pull_back(gradient, self.second) * (inside > 0).to(gradient.dtype), self.first)
        return through + (gradient if self.shortcut is None else _pull_back(gradient, self.shortcut))


class Member(nn.Module):
    """One trained net, folded. (N, 1, SIDE, SIDE) standardised -> logits (N, 2) and maps (N, 2, h, w)."""

    def __init__(self, net: FindingNet) -> None:
        super().__init__()
        net = net.eval()
        self.stem = _folded(net.stem[0], net.stem[1])
        self.blocks = nn.ModuleList(FoldedResidual(block) for block in net.trunk)
        self.classify = nn.Conv2d(net.classify.in_channels, 2, 1, bias=False)
        self.classify.weight.data = net.classify.weight.detach().clone(memory_format=torch.contiguous_format)
        self.register_buffer("bias", net.bias.detach().clone())

    def features(self, standard: Tensor) -> Tensor:
        """(N, channels, h, w), not negative."""
        x = F.relu(self.stem(standard))
        for block in self.blocks:
            x = block.steps(x)[1]
        return x

    def forward(self, standard: Tensor) -> tuple[Tensor, Tensor]:
        cam = self.classify(self.features(standard))
        return cam.mean(dim=(2, 3)) + self.bias, cam

    def gradient(self, standard: Tensor) -> Tensor:
        """d (pneumonia logit) / d (standardised picture), (N, 1, SIDE, SIDE)."""
        x = first = F.relu(self.stem(standard))
        passed = []
        for block in self.blocks:
            inside, x = block.steps(x)
            passed.append((inside, x))
        cells = x.shape[2] * x.shape[3]
        back = self.classify.weight[:1] / cells * torch.ones_like(x)
        for block, (inside, after) in zip(reversed(self.blocks), reversed(passed)):
            back = block.back(back, inside, after)
        return _pull_back(back * (first > 0).to(back.dtype), self.stem)


class FindingEnsemble(nn.Module):
    """Mean of the members.

    (N, 1, SIDE, SIDE) in 0..1 -> logit (N, 1), cam (N, 1, h, w), pattern (N, 1), pattern_cam (N, 1, h, w),
    members (N, M). Means of logits and of maps agree: mean(map) + bias == logit for both.
    """

    def __init__(self, nets: list[FindingNet]) -> None:
        super().__init__()
        self.members = nn.ModuleList(Member(net) for net in nets)

    @property
    def biases(self) -> tuple[float, float]:
        """What the means of `cam` and `pattern_cam` lack to be their logits."""
        both = torch.stack([member.bias for member in self.members]).mean(dim=0)
        return float(both[0]), float(both[1])

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        standard = standardise(image)
        answers = [member(standard) for member in self.members]
        logits = sum(logit for logit, _ in answers) / len(answers)
        cams = sum(cam for _, cam in answers) / len(answers)
        single = torch.cat([logit[:, :1] for logit, _ in answers], dim=1)
        return logits[:, :1], cams[:, :1], logits[:, 1:], cams[:, 1:], single


class EnsembleGradient(nn.Module):
    """d logit / d image of the ensemble: (N, 1, SIDE, SIDE) -> (N, 1, SIDE, SIDE)."""

    def __init__(self, ensemble: FindingEnsemble) -> None:
        super().__init__()
        self.ensemble = ensemble

    def forward(self, image: Tensor) -> Tensor:
        centred = image - image.mean(dim=(2, 3), keepdim=True)
        spread = torch.sqrt((centred * centred).mean(dim=(2, 3), keepdim=True) + STANDARD_EPSILON)
        standard = centred / spread
        members = self.ensemble.members
        after = sum(member.gradient(standard) for member in members) / len(members)
        # through the standardising: what would only shift or stretch the whole picture has no effect
        along = (after * standard).mean(dim=(2, 3), keepdim=True)
        return (after - after.mean(dim=(2, 3), keepdim=True) - standard * along) / spread


def gradient_error(ensemble: FindingEnsemble, image: Tensor) -> float:
    """Largest difference to automatic differentiation, relative to the largest gradient of each picture.

    In float64, where no rectifier opens or shuts by rounding: this checks the formula.
    """
    ensemble = copy.deepcopy(ensemble).double()
    image = image.detach().double().requires_grad_(True)
    (wanted,) = torch.autograd.grad(ensemble(image)[0].sum(), image)
    with torch.no_grad():
        got = EnsembleGradient(ensemble)(image)
    scale = wanted.abs().amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-6)
    return float(((got - wanted).abs() / scale).max())
