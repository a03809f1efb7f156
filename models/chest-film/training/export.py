"""The one exported graph: picture in, logit, activation map and familiarity score out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from familiarity import Familiarity
from networks import FindingNet
from settings import CAM_SIDE, OPSET, SIDE

OUTPUTS = ("logit", "cam", "familiarity")


class ChestFilm(nn.Module):
    """(N, 1, SIDE, SIDE) in 0..1 -> logit (N, 1), cam (N, 1, 9, 9), familiarity (N, 1)."""

    def __init__(self, finding: FindingNet, familiarity: Familiarity) -> None:
        super().__init__()
        self.finding = finding
        self.familiarity = familiarity

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logit, cam = self.finding(image)
        return logit, cam, self.familiarity(image)

    @property
    def bias(self) -> float:
        """What the mean of the map lacks to be the logit."""
        return float(self.finding.bias.detach())


def export(model: ChestFilm, target: Path) -> dict[str, object]:
    """Write the ONNX file with a free batch size; returns the manifest's ``weights`` entry."""
    model = model.eval().to(memory_format=torch.contiguous_format)
    names = ("image", *OUTPUTS)
    torch.onnx.export(
        model,
        torch.rand(2, 1, SIDE, SIDE),
        str(target),
        opset_version=OPSET,
        do_constant_folding=True,
        input_names=["image"],
        output_names=list(OUTPUTS),
        dynamic_axes={name: {0: "N"} for name in names},
    )
    graph = onnx.load(str(target))
    _name_shapes(graph)
    graph.producer_name, graph.producer_version, graph.doc_string = "chest-film recipe", "", ""
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph, full_check=True)
    domains = {node.domain for node in graph.graph.node}
    if domains - {""}:
        raise RuntimeError(f"operators outside the standard set: {sorted(domains)}")
    onnx.save(graph, str(target))
    content = target.read_bytes()
    return {"file": target.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "opset": OPSET}


def _name_shapes(graph: onnx.ModelProto) -> None:
    """State the outputs' fixed sizes, which tracing leaves unnamed."""
    shapes = {"logit": (1,), "cam": (1, CAM_SIDE, CAM_SIDE), "familiarity": (1,)}
    for output in graph.graph.output:
        del output.type.tensor_type.shape.dim[:]
        output.type.tensor_type.shape.dim.add().dim_param = "N"
        for size in shapes[output.name]:
            output.type.tensor_type.shape.dim.add().dim_value = size
