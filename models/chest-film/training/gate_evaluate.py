"""Limits of the gate and how it does, kind by kind.

A picture is refused when the probability of `usable` is below its limit (the reason is the
likeliest other class) or when familiarity is above its own (reason `unlike-training`). Limits
are set on films of validation patients, plain and under every change of views.SHIFTS, so that
all rules together refuse at most 2 % of them. `mirrored` only flags and has a limit of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

import gate_views
from gate_classes import ALSO_RIGHT, CLASSES, EDGE
from gate_fit import as_image, detail_of
from gate_net import Gate
from gate_pools import SUBTYPES, Pools
from views import SHIFTS

MAX_FALSE_REFUSALS = 0.02
BY_QUALITY = 0.75  # of the false refusals, the share that the classes may use up; the rest is familiarity's
MAX_FALSE_MIRRORED = 0.02
UNFAMILIAR = "unlike-training"


@dataclass
class Verdicts:
    """P (n, 13), logit of mirrored (n,), familiarity (n,)."""

    probability: np.ndarray
    mirrored: np.ndarray
    familiarity: np.ndarray

    def take(self, chosen: np.ndarray) -> "Verdicts":
        return Verdicts(self.probability[chosen], self.mirrored[chosen], self.familiarity[chosen])


@dataclass
class Limits:
    usable: float
    familiarity: float
    mirrored: float


@torch.no_grad()
def judge(gate: Gate, image: Tensor) -> Verdicts:
    """(n, 1, EDGE, EDGE) pictures; rounded to 8 bits first, as the application does."""
    image = (image * 255).round() / 255
    parts = [gate(part) for part in image.split(128)]
    quality, mirrored, familiarity = (torch.cat(group).numpy().astype(np.float64) for group in zip(*parts))
    shifted = np.exp(quality - quality.max(axis=1, keepdims=True))
    return Verdicts(shifted / shifted.sum(axis=1, keepdims=True), mirrored[:, 0], familiarity[:, 0])


def reasons(verdicts: Verdicts, limits: Limits) -> np.ndarray:
    """(n,) '' where assessed, else the reason."""
    other = np.array(CLASSES[1:])[verdicts.probability[:, 1:].argmax(axis=1)]
    told = np.where(verdicts.probability[:, 0] < limits.usable, other, "")
    unlike = (told == "") & ~(verdicts.familiarity <= limits.familiarity)
    return np.where(unlike, UNFAMILIAR, told)


def plain_films(films: np.ndarray) -> Tensor:
    """(n, 192, 192) uint8 films as the gate gets them."""
    image = as_image(films)
    return F.interpolate(image, size=(EDGE, EDGE), mode="bilinear", align_corners=False, antialias=True)


def validation_views(gate: Gate, films: Tensor) -> list[Verdicts]:
    """Plain, then every change of SHIFTS."""
    return [judge(gate, films), *(judge(gate, view(films)) for view in SHIFTS.values())]


def choose_limits(seen: list[Verdicts]) -> Limits:
    """From verdicts on usable films, one entry a view: at most MAX_FALSE_REFUSALS of all of them together."""
    usable = np.concatenate([v.probability[:, 0] for v in seen])
    familiarity = np.concatenate([v.familiarity for v in seen])
    mirrored = np.concatenate([v.mirrored for v in seen])
    limit = float(np.quantile(usable, MAX_FALSE_REFUSALS * BY_QUALITY))
    passed = usable >= limit
    left = MAX_FALSE_REFUSALS - (1 - passed.mean())
    far = np.sort(familiarity[passed])
    at = len(far) - 1 - int(left * len(usable))
    return Limits(limit, float(far[at]), float(np.quantile(mirrored, 1 - MAX_FALSE_MIRRORED)))


def interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(max(0, middle - half)), float(min(1, middle + half))


def share(hits: np.ndarray) -> dict[str, object]:
    low, high = interval(int(hits.sum()), len(hits))
    return {"share": float(hits.mean()), "low": low, "high": high, "n": len(hits)}


def row(verdicts: Verdicts, limits: Limits, label: str) -> dict[str, object]:
    """One kind: refused share, with the named reason, with one that says as much, and the reasons."""
    told = reasons(verdicts, limits)
    right = told == label
    names, counts = np.unique(told[told != ""], return_counts=True)
    return {
        "label": label,
        "refused": share(told != ""),
        "named": float(right.mean()),
        "right": float((right | np.isin(told, list(ALSO_RIGHT.get(label, ())))).mean()),
        "reasons": {str(name): int(count) for name, count in zip(names, counts)},
    }


def _turned(image: Tensor, degrees: float, whole: bool = False) -> Tensor:
    n = len(image)
    turn = np.deg2rad(degrees)
    zoom = torch.full((n,), float(1 / (abs(np.cos(turn)) + abs(np.sin(turn))) if whole else 1))
    matrix = gate_views.affine(torch.full((n,), degrees), zoom, zoom, torch.zeros(n), torch.zeros(n))
    return gate_views.sample(image, matrix, fill=torch.zeros(n))


def _part(image: Tensor, rows: slice, columns: slice) -> Tensor:
    return F.interpolate(image[:, :, rows, columns], size=(EDGE, EDGE), mode="bilinear", align_corners=False)


def few(image: Tensor, side: int) -> Tensor:
    small = F.interpolate(image, size=(side, side), mode="bilinear", align_corners=False, antialias=True)
    return F.interpolate(small, size=(EDGE, EDGE), mode="bilinear", align_corners=False)


HALF, ALL = EDGE // 2, slice(0, EDGE)
SPOILED: dict[str, tuple[str, Callable[[Tensor], Tensor]]] = {
    "turned by 180": ("upside-down", lambda x: x.flip(2, 3)),
    "flipped top to bottom": ("upside-down", lambda x: x.flip(2)),
    "turned by 170": ("upside-down", lambda x: _turned(x, 170)),
    "turned by 90": ("rotated", lambda x: torch.rot90(x, 1, (2, 3))),
    "turned by 270": ("rotated", lambda x: torch.rot90(x, 3, (2, 3))),
    **{
        f"turned by {degrees:+d}": ("rotated", lambda x, d=degrees: _turned(x, d))
        for degrees in (20, -20, 25, 30, -30, 45, -45, 60, 120, -135)
    },
    "turned by +30, frame grown": ("rotated", lambda x: _turned(x, 30, True)),
    "turned by -45, frame grown": ("rotated", lambda x: _turned(x, -45, True)),
    "inverted": ("inverted", lambda x: 1 - x),
    "left half": ("cropped", lambda x: _part(x, ALL, slice(0, HALF))),
    "right half": ("cropped", lambda x: _part(x, ALL, slice(HALF, EDGE))),
    "upper half": ("cropped", lambda x: _part(x, slice(0, HALF), ALL)),
    "lower half": ("cropped", lambda x: _part(x, slice(HALF, EDGE), ALL)),
    "middle half": ("cropped", lambda x: _part(x, slice(HALF // 2, 3 * HALF // 2), slice(HALF // 2, 3 * HALF // 2))),
    "a corner of 45 %": ("cropped", lambda x: _part(x, slice(0, 72), slice(EDGE - 72, EDGE))),
    "overexposed": ("overexposed", gate_views.overexposed),
    "underexposed": ("underexposed", gate_views.underexposed),
    "photographed": ("photograph", gate_views.photographed),
    "drowned in noise": ("noise", gate_views.drowned),
    "tiles in another order": ("not-a-chest-film", gate_views.scrambled),
    "melted": ("not-a-chest-film", gate_views.melted),
}
HARMLESS: dict[str, Callable[[Tensor], Tensor]] = {
    "64 px": lambda x: few(x, 64),
    "64 px, box, bicubic": lambda x: F.interpolate(
        F.adaptive_avg_pool2d(x, 64), size=(EDGE, EDGE), mode="bicubic", align_corners=False
    ).clamp(0, 1),
    "112 px": lambda x: few(x, 112),
    "mirrored": lambda x: x.flip(3),
    "sharpened": lambda x: (x + 1.2 * (x - gate_views.blur(x, 1.0))).clamp(0, 1),
    "JPEG q30": lambda x: gate_views.recompress(x, torch.ones(len(x), dtype=torch.bool), (30, 31)),
    "black rim of 8 %": lambda x: F.pad(
        F.interpolate(x, size=(EDGE - 26, EDGE - 26), mode="bilinear", align_corners=False, antialias=True), [13] * 4
    ),
}
ADULT: dict[str, Callable[[Tensor], Tensor]] = {
    "as they are": lambda x: x,
    "sharpened": lambda x: (x + 1.5 * (x - gate_views.blur(x, 1.2))).clamp(0, 1),
    "grain": lambda x: (x + 0.04 * torch.randn_like(x)).clamp(0, 1),
    "JPEG q30": lambda x: gate_views.recompress(x, torch.ones(len(x), dtype=torch.bool), (30, 31)),
    "mirrored": lambda x: x.flip(3),
    "brighter": lambda x: x**0.7,
    "darker": lambda x: x**1.4,
}


def adult_films(films: np.ndarray, mode: str = "bilinear") -> Tensor:
    return F.interpolate(as_image(films), size=(EDGE, EDGE), mode=mode, align_corners=False).clamp(0, 1)


def detailed_adults(pools: Pools) -> Tensor:
    """Adult validation films with the fine detail of validation children's films: sharp, yet adult."""
    films = pools.children.film[pools.children.part == "val"][: len(pools.adults["val"])]
    return (adult_films(pools.adults["val"], "bicubic") + detail_of(plain_films(films))).clamp(0, 1)


def refusals_of_pictures(
    gate: Gate, limits: Limits, pools: Pools, kinds: Iterable[str]
) -> dict[str, dict[str, object]]:
    """Held pictures of the named kinds of pools.kinds."""
    return {
        kind: row(judge(gate, plain_films(pools.kinds[kind].held)), limits, pools.kinds[kind].label) for kind in kinds
    }


def refusals_by_kind(gate: Gate, limits: Limits, pools: Pools, films: Tensor) -> dict[str, dict[str, object]]:
    """Every kind that has to be refused: every second validation film spoiled, held-out pictures, adults."""
    found = {kind: row(judge(gate, spoil(films[::2])), limits, label) for kind, (label, spoil) in SPOILED.items()}
    found.update(refusals_of_pictures(gate, limits, pools, pools.kinds))
    adults = adult_films(pools.adults["val"])
    for kind, view in ADULT.items():
        found[f"adults, {kind}"] = row(judge(gate, view(adults)), limits, "adult")
    found["adults, enlarged bicubic"] = row(judge(gate, adult_films(pools.adults["val"], "bicubic")), limits, "adult")
    found["adults, with fine detail"] = row(judge(gate, detailed_adults(pools)), limits, "adult")
    found["adults, computed"] = row(judge(gate, plain_films(pools.synthetic["held-adult"])), limits, "adult")
    return found


def false_refusals(seen: list[Verdicts], limits: Limits, pools: Pools) -> dict[str, object]:
    """Of usable validation films: by view, and by finding and series over all views."""
    children = pools.children
    val = np.flatnonzero(children.part == "val")
    refused = np.stack([reasons(v, limits) != "" for v in seen])
    found: dict[str, object] = {"plain": share(refused[0]), "plain and changed": share(refused.ravel())}
    found["views"] = {name: float(r.mean()) for name, r in zip(SHIFTS, refused[1:])}
    for name, group in (
        *((kind, children.subtype[val] == number) for number, kind in enumerate(SUBTYPES)),
        *((f"normal, series {s}", children.series[val] == s) for s in ("IM", "NORMAL2-IM")),
    ):
        found[f"plain, {name}"] = share(refused[0][group])
        found[f"plain and changed, {name}"] = share(refused[:, group].ravel())
    told = reasons(seen[0], limits)
    found["refused plain films"] = {children.name[val[i]]: str(told[i]) for i in np.flatnonzero(told != "")}
    return found


def other_half(seen: list[Verdicts], pools: Pools) -> dict[str, object]:
    """False refusals when the limits come from one half of the patients and the films from the other."""
    patient = pools.children.patient[pools.children.part == "val"]
    names = np.random.default_rng(3).permutation(np.unique(patient))
    first = np.isin(patient, names[: len(names) // 2])
    plain, every = [], []
    for fit, held in ((first, ~first), (~first, first)):
        limits = choose_limits([v.take(fit) for v in seen])
        plain.append(reasons(seen[0].take(held), limits) != "")
        every += [reasons(v.take(held), limits) != "" for v in seen]
    return {"plain": share(np.concatenate(plain)), "plain and changed": share(np.concatenate(every))}


def evaluate_gate(gate: Gate, pools: Pools) -> tuple[Limits, dict[str, object]]:
    """Limits for the manifest, and every figure for the card."""
    torch.manual_seed(17)
    films = plain_films(pools.children.film[pools.children.part == "val"])
    seen = validation_views(gate, films)
    limits = choose_limits(seen)
    mirrored = judge(gate, films.flip(3))
    harmless = {kind: share(reasons(judge(gate, view(films)), limits) == "") for kind, view in HARMLESS.items()}
    computed = judge(gate, plain_films(pools.synthetic["held-child"]))
    harmless["computed children (held-out seeds)"] = share(reasons(computed, limits) == "")
    return limits, {
        "limits": vars(limits),
        "false refusals": false_refusals(seen, limits, pools),
        "false refusals, limits of the other half": other_half(seen, pools),
        "assessed": harmless,
        "mirrored": {
            "flagged, mirrored films": share(mirrored.mirrored > limits.mirrored),
            "flagged, films as they are": share(seen[0].mirrored > limits.mirrored),
        },
        "refused": refusals_by_kind(gate, limits, pools, films),
    }


def evaluate_trial(gate: Gate, pools: Pools, kinds: Iterable[str]) -> tuple[dict[str, object], dict[str, object]]:
    """A trial net: refusals of the kinds that it never saw, and false refusals of films that it never saw.

    The films are those of the training fold with the lowest numbers; limits are the trial's own.
    """
    children = pools.children
    limits = choose_limits(validation_views(gate, plain_films(children.film[children.part == "val"])))
    lowest = children.lowest & (children.part == "train")
    films = plain_films(children.film[lowest])
    told = [reasons(judge(gate, view), limits) != "" for view in (films, *(few(films, side) for side in (64, 112)))]
    found: dict[str, object] = {name: share(hits) for name, hits in zip(("plain", "64 px", "112 px"), told)}
    for number, kind in enumerate(SUBTYPES):
        found[f"plain, {kind}"] = share(told[0][children.subtype[lowest] == number])
    return refusals_of_pictures(gate, limits, pools, kinds), found
