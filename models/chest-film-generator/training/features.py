"""What the program's own chest-film model sees in a picture: its probability, its class pattern and its pooled features.

The model's graph is run by onnxruntime-node (`judge.mjs`), with what feeds its classifying layers added as outputs.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import helper
from PIL import Image


@dataclass
class Seen:
    """probability: (n,) of the model's finding. pattern: (n,) of its first pattern, None without one. features: (n, f)."""

    probability: np.ndarray
    pattern: np.ndarray | None
    features: np.ndarray


class Judge:
    """A chest-film package: reads grey pictures (n, h, w) uint8."""

    def __init__(self, package: Path) -> None:
        self.manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
        self.version = self.manifest["version"]
        self.side = self.manifest["inputs"][0]["shape"][-1]
        by_role = {output["role"]: output for output in self.manifest["outputs"]}
        self.finding, self.pattern = by_role["finding-logits"], by_role.get("pattern-logit")
        self.label = self.finding["labels"][0]
        self.threshold = self.label["threshold"]["value"]
        self.graph = onnx.load(str(package / self.manifest["weights"]["file"]))
        fed = [node.input[0] for node in self.graph.graph.node if any(n.endswith("classify.weight") for n in node.input)]
        self.fed = [name for name in dict.fromkeys(fed) if "familiarity" not in name and "gate" not in name]
        if not self.fed:
            raise RuntimeError("the graph has no classifying layer to take features from")
        for number, name in enumerate(self.fed):
            self.graph.graph.node.append(helper.make_node("Identity", [name], [f"features{number}"]))
            self.graph.graph.output.append(helper.make_tensor_value_info(f"features{number}", 1, None))

    def __call__(self, grey: np.ndarray) -> Seen:
        small = [np.asarray(Image.fromarray(one).resize((self.side, self.side), Image.BILINEAR)) for one in grey]
        values = np.stack(small).astype("<f4") / np.float32(255)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            onnx.save(self.graph, str(folder / "graph.onnx"))
            values.tofile(folder / "pictures.f32")
            script = Path(__file__).with_name("judge.mjs")
            words = ["node", script, folder / "graph.onnx", folder / "pictures.f32", str(self.side), folder]
            told = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
            read = {
                output: np.fromfile(folder / f"{output}.f32", "<f4").reshape(shape)
                for output, shape in json.loads(told.stdout).items()
            }
        pooled = [read[f"features{k}"] for k in range(len(self.fed))]
        return Seen(
            _probability(read[self.finding["name"]][:, 0], self.label["calibration"]),
            _probability(read[self.pattern["name"]][:, 0], self.pattern["calibration"]) if self.pattern else None,
            np.concatenate([each.mean(axis=(2, 3)) if each.ndim == 4 else each for each in pooled], axis=1),
        )


def _probability(logit: np.ndarray, calibration: dict) -> np.ndarray:
    slope, intercept = calibration.get("slope", 1.0), calibration.get("intercept", 0.0)
    return 1 / (1 + np.exp(-(slope * logit.astype(np.float64) + intercept)))
