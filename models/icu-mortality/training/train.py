"""One command from the open data to the model package.

    VESALIUS_DATA=<folder> python3 models/icu-mortality/training/train.py --work <folder> --package <folder>

Reads and cleans the stays, trains the members, chooses weights, calibration and threshold out of fold, judges, builds the
graph, writes golden vectors, manifest and card. Seeded, one thread; started again with the same work folder it goes on
where it stopped. The package is made in the work folder and moved to --package when it is complete.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch

from card import write_card
from data import Stays
from golden import answers, write_golden
from graph import Back, Front, build_graph, write_graph
from judge import Rules, gather, judge, make_rules
from measurements import columns, load_catalogue
from members import Member, kept, load_stays, train_members
from package import manifest, write_json
from settings import FOLDS
from trees import Grown

PARTS = ("model.onnx", "manifest.json", "CARD.md", "golden")
CHECKED = 200


def assemble(members: list[Member], rules: Rules) -> tuple[Front, Back, list[Grown]]:
    """The shipped model: all members. Trees in the graph's order, the sets of each fold and then the levels of each fold."""
    front = Front(columns(load_catalogue()), [(member.scale, member.nets) for member in members]).eval()
    grown = [model for member in members for model in member.death] + [model for member in members for model in member.days_models]
    return front, Back(rules.weights, len(members)).eval(), grown


def write_package(made: Path, members: list[Member], rules: Rules, figures: dict, stays: Stays, epochs: int) -> None:
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    front, back, grown = assemble(members, rules)
    weights = write_graph(build_graph(front, back, grown, columns(load_catalogue())), made / "model.onnx")
    write_golden(front, back, grown, made / "golden")
    write_json(made / "manifest.json", manifest(weights, rules, figures, stays))
    (made / "CARD.md").write_text(write_card(rules, figures, stays, epochs), encoding="utf-8")


def write_check(work: Path, members: list[Member], rules: Rules, stays: Stays) -> None:
    """Grids of real stays with the answers of training's own code, for verify.mjs; they stay in the work folder."""
    folder = work / "check"
    folder.mkdir(exist_ok=True)
    front, back, grown = assemble(members, rules)
    grid = stays.grid[:CHECKED]
    expected = answers(front, back, grown, grid)
    for name, value in {"grid": grid, **expected}.items():
        (folder / f"{name}.f32").write_bytes(np.ascontiguousarray(value, "<f4").tobytes())
    write_json(folder / "check.json", {name: list(value.shape) for name, value in {"grid": grid, **expected}.items()})


def move_into(made: Path, package: Path) -> None:
    package.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        target = package / part
        if target.is_dir():
            shutil.rmtree(target)
        shutil.copytree(made / part, target) if (made / part).is_dir() else shutil.copy2(made / part, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--package", type=Path)
    parser.add_argument("--epochs", type=int, default=10)
    words = parser.parse_args()
    torch.set_num_threads(1)
    words.work.mkdir(parents=True, exist_ok=True)
    stays = load_stays(words.work)
    members = train_members(words.work, words.epochs)
    scores = gather(members, len(stays.died))
    rules = make_rules(scores, stays.died)
    figures = kept(words.work / "figures.pkl", lambda: judge(stays, scores, rules))
    (words.work / "figures.json").write_text(json.dumps(figures, indent=1))
    print(json.dumps({"parts": figures["parts"], "whole": figures["whole"]}, indent=1), flush=True)
    write_package(words.work / "package", members, rules, figures, stays, words.epochs)
    write_check(words.work, members, rules, stays)
    if words.package:
        move_into(words.work / "package", words.package)
    print(f"{len(members)} of {FOLDS} members, threshold {rules.threshold:.4f}", flush=True)


if __name__ == "__main__":
    main()
