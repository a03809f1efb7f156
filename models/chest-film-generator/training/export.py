"""ONNX file of the generator. Large weights are stored with 16 bits and read as 32: half the size, the same graph."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from generator import FilmGenerator
from settings import CLASSES, NOISE, OPSET, SIDE

LARGE = 4096  # values from which a weight is stored with 16 bits


def round_weights(generator: FilmGenerator) -> FilmGenerator:
    """Round what the file stores with 16 bits, so that torch and the file have the same weights."""
    for value in [*generator.parameters(), *generator.buffers()]:
        if value.numel() >= LARGE:
            value.data.copy_(value.data.half().float())
    return generator.eval().to(memory_format=torch.contiguous_format)


def export(generator: FilmGenerator, target: Path) -> dict[str, object]:
    """Write the ONNX file with a free batch size; returns the manifest's ``weights`` entry."""
    kind = torch.zeros(2, len(CLASSES))
    kind[:, 0] = 1
    torch.onnx.export(
        generator,
        (torch.randn(2, NOISE), kind),
        str(target),
        opset_version=OPSET,
        do_constant_folding=True,
        input_names=["noise", "class"],
        output_names=["image"],
        dynamic_axes={name: {0: "N"} for name in ("noise", "class", "image")},
    )
    model = onnx.load(str(target))
    _name_shapes(model)
    _halve(model)
    model.producer_name, model.producer_version, model.doc_string = "chest-film-generator recipe", "", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    domains = {node.domain for node in model.graph.node}
    if domains - {""}:
        raise RuntimeError(f"operators outside the standard set: {sorted(domains)}")
    onnx.save(model, str(target))
    content = target.read_bytes()
    return {"file": target.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "opset": OPSET}


def _name_shapes(model: onnx.ModelProto) -> None:
    """State the sizes of inputs and output, with N free."""
    sizes = {"noise": [NOISE], "class": [len(CLASSES)], "image": [1, SIDE, SIDE]}
    for value in [*model.graph.input, *model.graph.output]:
        shape = value.type.tensor_type.shape
        del shape.dim[:]
        shape.dim.add().dim_param = "N"
        for size in sizes[value.name]:
            shape.dim.add().dim_value = size


def _halve(model: onnx.ModelProto) -> None:
    graph, casts = model.graph, []
    for number, weight in enumerate(list(graph.initializer)):
        if weight.data_type != TensorProto.FLOAT or int(np.prod(weight.dims)) < LARGE:
            continue
        values = numpy_helper.to_array(weight)
        halved = values.astype(np.float16)
        if not np.array_equal(halved.astype(np.float32), values):
            raise RuntimeError(f"{weight.name} was not rounded before the export")
        name = f"{weight.name}.half"
        graph.initializer.remove(weight)
        graph.initializer.append(numpy_helper.from_array(halved, name))
        casts.append(helper.make_node("Cast", [name], [weight.name], f"cast.{number}", to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
