"""Training of the gate: what a batch holds, and the loop.

    pools = gate_pools.load_pools(cache, synthetic)
    gate = fit_gate(pools, steps=3000, seed=SEED)         # a gate_net.Gate, settled, in eval mode
    limits, figures = gate_evaluate.evaluate_gate(gate, pools)

`gate_run.py` does all of it from the command line, with trial nets that lack some kinds.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

import gate_views as views
from gate_classes import CLASSES, GATE_SOURCE_SIDE, INDEX
from gate_net import Gate, GateNet
from gate_pools import Pools

BATCH = 64
LEARNING_RATE = 3e-3
ADULT_PX = 64  # px, side of the only adult films at hand

# Share of a batch by what is drawn. A third is usable; the rest follows how often a reader meets
# it, raised where the gate found it hard.
SHARES = {
    "child": 0.31,
    "computed-child": 0.03,
    "adult": 0.12,
    "rotated": 0.1,
    "upside-down": 0.065,
    "inverted": 0.04,
    "cropped": 0.065,
    "overexposed": 0.035,
    "underexposed": 0.035,
    "photograph": 0.08,
    "lateral": 0.035,
    "not-a-chest-film": 0.1,
    "torn": 0.02,
    "other-modality": 0.05,
    "noise": 0.025,
    "drowned": 0.01,
}
CLASS_OF = {"child": "usable", "computed-child": "usable", "torn": "not-a-chest-film", "drowned": "noise"}
# Entries that are drawn from the kinds of the pools; a trial may lack all kinds of one.
PICTURES = ("lateral", "not-a-chest-film", "other-modality", "noise")
# Where left and right can be told: the film is upright and whole enough.
SIDED = {"usable", "adult", "inverted", "photograph", "overexposed", "underexposed"}


def as_image(pictures: np.ndarray) -> Tensor:
    """uint8 (n, h, w) -> float (n, 1, h, w) in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).float().div(255).unsqueeze(1)


def detail_of(film: Tensor) -> Tensor:
    """What a film holds beyond 64 px a side."""
    small = F.adaptive_avg_pool2d(film, ADULT_PX)
    return film - F.interpolate(small, size=film.shape[-2:], mode="bicubic", align_corners=False)


class Drawer:
    """Draws batches from the pools. `without`: kinds left out; `skip`: children's films left out (bool)."""

    def __init__(self, pools: Pools, seed: int, without: frozenset[str] = frozenset(), skip: np.ndarray | None = None):
        self.pools = pools
        self.rng = np.random.default_rng(seed)
        children = pools.children
        keep = (children.part == "train") & (~skip if skip is not None else True)
        # Normal, bacterial and viral films as often as each other: refusals must not hang on the finding.
        self.by_subtype = [np.flatnonzero(keep & (children.subtype == kind)) for kind in range(3)]
        self.by_label: dict[str, list[np.ndarray]] = {}
        for kind, entry in pools.kinds.items():
            if kind not in without:
                self.by_label.setdefault(entry.label, []).append(entry.train)

    def children(self, n: int) -> Tensor:
        """Films at GATE_SOURCE_SIDE; an eighth with the fine detail of another film, as adults get it."""
        groups = self.rng.integers(3, size=n)
        rows = [self.by_subtype[group][self.rng.integers(len(self.by_subtype[group]))] for group in groups]
        film = as_image(self.pools.children.film[rows])
        swapped = max(1, n // 8)
        if n > 1:
            coarse = views.enlarge(F.adaptive_avg_pool2d(film[:swapped], ADULT_PX), GATE_SOURCE_SIDE)
            film[:swapped] = (coarse + float(views.uniform(1, 0.4, 1.2)) * detail_of(film[-swapped:])).clamp(0, 1)
        return film

    def computed(self, n: int, age: str) -> Tensor:
        films = self.pools.synthetic[f"train-{age}"]
        return as_image(films[self.rng.integers(len(films), size=n)])

    def adults(self, n: int) -> Tensor:
        """Enlarged from 64 px; on half of them the fine detail of children's films, so that blur is no sign of age."""
        films = self.pools.adults["train"]
        film = views.enlarge(as_image(films[self.rng.integers(len(films), size=n)]), GATE_SOURCE_SIDE)
        sharp = torch.rand(n) < 0.5
        if sharp.any():
            count = int(sharp.sum())
            detail = detail_of(self.children(count)) * views.col(views.uniform(count, 0.4, 1.3))
            film[sharp] = (film[sharp] + detail).clamp(0, 1)
        return film

    def chest(self, n: int) -> Tensor:
        """Chest films to spoil: most of children, some of adults, some computed."""
        film = self.children(n)
        kind = torch.rand(n)
        if (grown := kind < 0.12).any():
            film[grown] = self.adults(int(grown.sum()))
        if (made := kind > 0.92).any():
            film[made] = self.computed(int(made.sum()), "child")
        return film

    def others(self, n: int, label: str) -> Tensor:
        kinds = self.by_label[label]
        picked = [kinds[i] for i in self.rng.integers(len(kinds), size=n)]
        return as_image(np.stack([kind[self.rng.integers(len(kind))] for kind in picked]))

    def _adult_mix(self, n: int) -> Tensor:
        film = self.adults(n)
        if (made := torch.rand(n) < 0.08).any():
            film[made] = self.computed(int(made.sum()), "adult")
        return film

    def _upright(self, film: Tensor, mirrored: Tensor) -> Tensor:
        made = views.framed(film, mirrored)
        plain = torch.rand(len(film)) < 0.12
        if plain.any():
            size = made.shape[-2:]
            whole = F.interpolate(film[plain], size=size, mode="bilinear", align_corners=False, antialias=True)
            flip = views.col(mirrored[plain].float()) > 0
            made[plain] = torch.where(flip, whole.flip(3), whole)
        return made

    def one(self, what: str, n: int) -> tuple[Tensor, Tensor]:
        """n pictures (n, 1, EDGE, EDGE) of an entry of SHARES, and which are mirrored, bool (n,)."""
        mirrored = torch.rand(n) < 0.5
        upright = lambda film: views.expose(self._upright(film, mirrored))  # noqa: E731
        makers: dict[str, Callable[[], Tensor]] = {
            "child": lambda: views.few_pixels(upright(self.children(n)), torch.rand(n) < 0.25),
            "computed-child": lambda: upright(self.computed(n, "child")),
            "adult": lambda: upright(self._adult_mix(n)),
            "rotated": lambda: views.expose(views.rotated(self.chest(n), mirrored)),
            "upside-down": lambda: views.expose(views.on_its_head(self.chest(n), mirrored)),
            "inverted": lambda: 1 - upright(self.chest(n)),
            "cropped": lambda: views.expose(views.cropped(self.chest(n), mirrored)),
            "overexposed": lambda: views.overexposed(self._upright(self.chest(n), mirrored)),
            "underexposed": lambda: views.underexposed(self._upright(self.chest(n), mirrored)),
            "photograph": lambda: views.photographed(upright(self.chest(n))),
            "lateral": lambda: views.expose(self._upright(self.others(n, "lateral"), mirrored)),
            "not-a-chest-film": lambda: views.anyhow(self.others(n, "not-a-chest-film")),
            "torn": lambda: self._torn(upright(self.chest(n))),
            "other-modality": lambda: views.anyhow(self.others(n, "other-modality")),
            "noise": lambda: views.anyhow(self.others(n, "noise")),
            "drowned": lambda: views.drowned(upright(self.chest(n))),
        }
        return makers[what](), mirrored

    def _torn(self, image: Tensor) -> Tensor:
        return views.scrambled(image) if torch.rand(1) < 0.5 else views.melted(image)

    def batch(self, size: int = BATCH) -> tuple[Tensor, Tensor, Tensor]:
        """Images (size, 1, EDGE, EDGE), class (size,), mirrored (size,) 0, 1 or -1 where it cannot be told."""
        shares = np.array(list(SHARES.values()))
        counts = self.rng.multinomial(size, shares / shares.sum())
        images, labels, sides = [], [], []
        for what, n in zip(SHARES, counts):
            label = CLASS_OF.get(what, what)
            if n == 0 or (what in PICTURES and label not in self.by_label):
                continue
            image, mirrored = self.one(what, int(n))
            images.append(image)
            labels.append(torch.full((int(n),), INDEX[label]))
            sides.append(mirrored.float() if label in SIDED else torch.full((int(n),), -1.0))
        image, label, side = torch.cat(images), torch.cat(labels), torch.cat(sides)
        order = torch.randperm(len(image))
        return views.finish(image[order]), label[order], side[order]


def loss_of(net: GateNet, image: Tensor, label: Tensor, side: Tensor) -> Tensor:
    """Convolutions in bfloat16 (three times as fast on a processor that has it), the loss in float32."""
    with torch.autocast("cpu", torch.bfloat16):
        quality, mirrored, _ = net(image.contiguous(memory_format=torch.channels_last))
    loss = F.cross_entropy(quality.float(), label, label_smoothing=0.01)
    told = side >= 0
    return loss + 0.5 * F.binary_cross_entropy_with_logits(mirrored.float()[told, 0], side[told])


@dataclass
class Progress:
    """A training under way: the net, its averaged copy, the optimiser, and the step it is at."""

    net: GateNet
    kept: GateNet
    optimiser: torch.optim.Optimizer
    step: int = 0

    def save(self, path: Path) -> None:
        parts = {"net": self.net, "kept": self.kept, "optimiser": self.optimiser}
        torch.save({"step": self.step + 1, **{name: part.state_dict() for name, part in parts.items()}}, path)

    def load(self, path: Path) -> None:
        stored = torch.load(path)
        self.step = stored["step"]
        for name in ("net", "kept", "optimiser"):
            getattr(self, name).load_state_dict(stored[name])

    @torch.no_grad()
    def average(self) -> None:
        """Averaged weights with decay 0.998, faster at the start."""
        weight = min(0.998, (1 + self.step) / (10 + self.step))
        for old, new in zip(self.kept.state_dict().values(), self.net.state_dict().values()):
            old.copy_(old.lerp(new, 1 - weight) if old.is_floating_point() else new)


def fit_gate(
    pools: Pools,
    steps: int,
    seed: int,
    without: frozenset[str] = frozenset(),
    skip: np.ndarray | None = None,
    snapshot: Path | None = None,
) -> Gate:
    """Train for a number of batches (a quarter of a second each on one quiet core); averaged weights are kept.

    `snapshot`: file that the state is written to every 100 steps; a run started again goes on from it.
    """
    torch.manual_seed(seed)
    net = GateNet().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=0.03)
    state = Progress(net, copy.deepcopy(net), optimiser)
    if snapshot is not None and snapshot.exists():
        state.load(snapshot)
    drawer = Drawer(pools, seed + state.step, without, skip)
    torch.manual_seed(seed + state.step)
    running = 0.0
    for state.step in range(state.step, steps):
        rate = LEARNING_RATE * min(1, (state.step + 1) / 60) * (0.5 + 0.5 * np.cos(np.pi * state.step / steps))
        for group in optimiser.param_groups:
            group["lr"] = rate + 1e-5
        net.train()
        loss = loss_of(net, *drawer.batch())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        state.average()
        running = 0.98 * running + 0.02 * loss.item() if running else loss.item()
        if (state.step + 1) % 100 == 0:
            print(f"gate: step {state.step + 1} of {steps}, loss {running:.4f}", flush=True)
            if snapshot is not None:
                state.save(snapshot)
    return settled(state.kept, drawer)


def settled(net: GateNet, drawer: Drawer) -> Gate:
    """The gate of a trained net; familiarity is scaled on 3,072 views of training films."""
    gate = Gate(net).eval()
    gate.settle(torch.cat([views.finish(drawer.one("child", 256)[0]) for _ in range(12)]))
    return gate
