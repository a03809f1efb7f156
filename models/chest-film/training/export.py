"""The exported graphs: model.onnx (all outputs of the package) and gradient.onnx (d logit / d image)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from ensemble import EnsembleGradient, FindingEnsemble
from settings import CAM_SIDE, MEMBERS, OPSET, SIDE

FINDING_OUTPUTS = ("logit", "cam", "pattern", "pattern_cam", "members")
GATE_OUTPUTS = ("quality", "mirrored", "familiarity")
OUTPUTS = (*FINDING_OUTPUTS, *GATE_OUTPUTS)
QUALITY_CLASSES = 13
SHAPES = {
    "logit": (1,),
    "cam": (1, CAM_SIDE, CAM_SIDE),
    "pattern": (1,),
    "pattern_cam": (1, CAM_SIDE, CAM_SIDE),
    "members": (MEMBERS,),
    "quality": (QUALITY_CLASSES,),
    "mirrored": (1,),
    "familiarity": (1,),
    "gradient": (1, SIDE, SIDE),
}


class ChestFilm(nn.Module):
    """(N, 1, SIDE, SIDE) in 0..1 -> the outputs named in OUTPUTS, in that order, shaped as in SHAPES."""

    def __init__(self, finding: FindingEnsemble, gate: nn.Module) -> None:
        super().__init__()
        self.finding = finding
        self.gate = gate

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        return *self.finding(image), *self.gate(image)


def export_model(model: nn.Module, target: Path, outputs: tuple[str, ...] = OUTPUTS) -> dict[str, object]:
    """Write model.onnx with a free batch size; returns the manifest's ``weights`` entry."""
    return {**_export(model, target, outputs), "opset": OPSET}


def export_gradient(ensemble: FindingEnsemble, target: Path) -> dict[str, object]:
    """Write gradient.onnx with a free batch size; returns the manifest's ``gradient`` entry."""
    return {**_export(EnsembleGradient(ensemble), target, ("gradient",)), "output": "gradient"}


def _export(model: nn.Module, target: Path, outputs: tuple[str, ...]) -> dict[str, object]:
    model = model.eval().to(memory_format=torch.contiguous_format)
    with torch.no_grad():
        torch.onnx.export(
            model,
            torch.rand(2, 1, SIDE, SIDE),
            str(target),
            opset_version=OPSET,
            do_constant_folding=True,
            input_names=["image"],
            output_names=list(outputs),
            dynamic_axes={name: {0: "N"} for name in ("image", *outputs)},
        )
    graph = onnx.load(str(target))
    for output in graph.graph.output:
        # tracing leaves fixed sizes unnamed
        del output.type.tensor_type.shape.dim[:]
        output.type.tensor_type.shape.dim.add().dim_param = "N"
        for size in SHAPES[output.name]:
            output.type.tensor_type.shape.dim.add().dim_value = size
    graph.producer_name, graph.producer_version, graph.doc_string = "chest-film recipe", "", ""
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph, full_check=True)
    domains = {node.domain for node in graph.graph.node}
    if domains - {""}:
        raise RuntimeError(f"operators outside the standard set: {sorted(domains)}")
    onnx.save(graph, str(target))
    content = target.read_bytes()
    return {"file": target.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
