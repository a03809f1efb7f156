"""One command from the open data to the model package.

    VESALIUS_DATA=<folder> python3 models/chest-film/training/train.py --minutes 100

Prepares the data, trains, calibrates, exports, writes golden
vectors, manifest, card and metrics. Seeded, bounded in time; started again it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import torch

import data
import familiarity
import fit_finding
from card import write_card
from evaluate import judge_familiarity, judge_finding
from export import ChestFilm, export
from golden import write_golden, write_preprocess
from networks import FamiliarityNet, FindingNet
from package import manifest, write_json
from settings import SEED

# Shares of the time; the rest goes to preparing, judging and exporting.
FINDING, FAMILIARITY = 0.76, 0.10

PACKAGE = Path(__file__).resolve().parent.parent


def finding_net(films: data.Films, seconds: float, work: Path) -> FindingNet:
    """Train the finding net, or read it back once it is done."""
    done = work / "finding.done.pt"
    if not done.exists():
        torch.save(fit_finding.fit(films, seconds, work / "finding.pt", SEED).state_dict(), done)
    net = FindingNet()
    net.load_state_dict(torch.load(done))
    return net.eval()


def familiarity_net(
    pools: familiarity.Pools, left_out: frozenset[str], seconds: float, work: Path, name: str
) -> familiarity.Familiarity:
    """Train a familiarity net without some kinds, or read it back once it is done."""
    done = work / f"{name}.done.pt"
    if not done.exists():
        torch.save(familiarity.fit(pools, left_out, seconds, SEED).state_dict(), done)
    model = familiarity.Familiarity(FamiliarityNet())
    model.load_state_dict(torch.load(done))
    return model.eval()


def weights_in(module: torch.nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=100, help="time for the whole run")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "chest-film-work",
        help="folder for decoded films and checkpoints",
    )
    parser.add_argument("--package", type=Path, default=PACKAGE, help="folder the package is written to")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    options.package.mkdir(parents=True, exist_ok=True)
    seconds = options.minutes * 60

    films = data.load_films(options.work)
    adults = data.load_adult_films()
    others = data.load_other_pictures(options.work)

    net = finding_net(films, seconds * FINDING, options.work)
    finding = judge_finding(net, films, adults)

    pools = familiarity.make_pools(films, adults, others, SEED)
    each = seconds * FAMILIARITY / (1 + len(familiarity.LEFT_OUT))
    known = familiarity_net(pools, frozenset(), each, options.work, "familiarity")
    trials = [
        (kinds, familiarity_net(pools, kinds, each, options.work, f"familiarity-without-{i}"))
        for i, kinds in enumerate(familiarity.LEFT_OUT)
    ]
    judged = judge_familiarity(known, trials, films, adults, others)

    model = ChestFilm(net, known).eval()
    weights = export(model, options.package / "model.onnx")
    write_golden(model, options.package / "golden")
    write_preprocess(options.package / "golden")
    counts = {
        "children": int((films.part == "train").sum()),
        "adults": int((adults["part"] == "train").sum()),
        "others": sum(len(pictures) for pictures in others.values()),
    }
    write_json(options.package / "manifest.json", manifest(weights, model.bias, finding, judged, counts))
    parameters = {"finding": weights_in(net), "familiarity": weights_in(known)}
    effort = fit_finding.effort(options.work / "finding.pt")
    text = write_card(finding, judged, counts, effort, parameters)
    (options.package / "CARD.md").write_text(text, encoding="utf-8")
    write_json(options.work / "metrics.json", {"finding": finding, "familiarity": judged})
    print(json.dumps({m["name"]: m["value"] for m in finding["metrics"]}))


if __name__ == "__main__":
    main()
